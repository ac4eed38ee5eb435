/* farringtonFlexible.c - the improved Farrington method (Noufaily 2013) with three limits. */
#include "screen/distribution.h"
#include "screen/farrington_fit.h"
#include "screen/normal.h"
#include "screen/rows.h"

#include <float.h>
#include <math.h>

enum {
    B,
    W,
    REWEIGHT,
    WEIGHTS_THRESHOLD,
    TREND,
    P_THRESHOLD_TREND,
    LIMIT54_CASES,
    LIMIT54_PERIODS,
    POWERTRANS,
    POPULATION_OFFSET,
    NO_PERIODS,
    PAST_WEEKS_NOT_INCLUDED,
    THRESHOLD_METHOD,
    ALPHA,
    COMPAT,
    FIT_FUN
};
enum { DELTA, NB_PLUGIN, MUAN };
enum { R_SURVEILLANCE, TEXTBOOK };

static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const powers[] = {"2/3", "1/2", "none", NULL};
static const char *const methods[] = {"delta", "nbPlugin", "muan", NULL};
static const char *const fits[] = {"algo.farrington.fitGLM.flexible",
                                   "algo.farrington.fitGLM.populationOffset", NULL};
static const char *const compats[] = {"r-surveillance", "textbook", NULL};

static const yx_param params[] = {
    [B] = {.name = "b",
           .unit = "year",
           .lo = 1,
           .dflt = 5,
           .hi = YX_FAR_YEARS,
           .whole = true,
           .what = "earlier years that are looked at"},
    [W] = {.name = "w",
           .unit = "period",
           .lo = 0,
           .dflt = 3,
           .hi = 200,
           .whole = true,
           .what = "half width of the window: periods on both sides of the same date"},
    [REWEIGHT] = {.name = "reweight",
                  .unit = "1",
                  .lo = 0,
                  .dflt = 1,
                  .hi = 1,
                  .whole = true,
                  .words = no_yes,
                  .what = "yes: earlier outbreaks count for less"},
    [WEIGHTS_THRESHOLD] = {.name = "weightsThreshold",
                           .unit = "sd",
                           .lo = 0,
                           .dflt = 2.58,
                           .hi = 100,
                           .what = "residual above which a period counts for less"},
    [TREND] = {.name = "trend",
               .unit = "1",
               .lo = 0,
               .dflt = 1,
               .hi = 1,
               .whole = true,
               .words = no_yes,
               .what = "yes: a trend is kept where it holds"},
    [P_THRESHOLD_TREND] = {.name = "pThresholdTrend",
                           .unit = "1",
                           .lo = 0,
                           .dflt = 0.05,
                           .hi = 1,
                           .what = "a trend is kept with a p below this"},
    [LIMIT54_CASES] = {.name = "limit54_cases",
                       .unit = "1",
                       .lo = 0,
                       .dflt = 5,
                       .hi = 1e9,
                       .what = "no limit and no alarm with fewer cases in the last periods",
                       .r_name = "limit54[0]"},
    [LIMIT54_PERIODS] = {.name = "limit54_periods",
                         .unit = "period",
                         .lo = 1,
                         .dflt = 4,
                         .hi = 400,
                         .whole = true,
                         .what = "the last periods of limit54_cases",
                         .r_name = "limit54[1]"},
    [POWERTRANS] = {.name = "powertrans",
                    .unit = "1",
                    .lo = 0,
                    .dflt = 0,
                    .hi = 2,
                    .whole = true,
                    .words = powers,
                    .what = "power that makes counts symmetric, for the delta limit"},
    [POPULATION_OFFSET] = {.name = "populationOffset",
                           .unit = "1",
                           .lo = 0,
                           .dflt = 0,
                           .hi = 1,
                           .whole = true,
                           .words = no_yes,
                           .what = "yes: the mean is in proportion to the population"},
    [NO_PERIODS] = {.name = "noPeriods",
                    .unit = "1",
                    .lo = 1,
                    .dflt = 1,
                    .hi = YX_FAR_LEVELS,
                    .whole = true,
                    .what = "seasons of a year; 1: only the windows are used"},
    [PAST_WEEKS_NOT_INCLUDED] = {.name = "pastWeeksNotIncluded",
                                 .unit = "period",
                                 .lo = 0,
                                 .dflt = NAN,
                                 .hi = 400,
                                 .whole = true,
                                 .what = "periods just before this one left out; not given: w"},
    [THRESHOLD_METHOD] = {.name = "thresholdMethod",
                          .unit = "1",
                          .lo = 0,
                          .dflt = DELTA,
                          .hi = MUAN,
                          .whole = true,
                          .words = methods,
                          .what = "delta: normal after a power; nbPlugin, muan: negative binomial"},
    [ALPHA] = {.name = "alpha",
               .unit = "1",
               .lo = 1e-12,
               .dflt = 0.05,
               .hi = 0.5,
               .what = "probability of a figure above the limit in quiet times"},
    [COMPAT] = {.name = "compat",
                .unit = "1",
                .lo = 0,
                .dflt = R_SURVEILLANCE,
                .hi = TEXTBOOK,
                .whole = true,
                .words = compats,
                .what = "which weights standard errors are made of after weighing"},
    [FIT_FUN] = {.name = "fitFun",
                 .unit = "1",
                 .lo = 0,
                 .dflt = 0,
                 .hi = 1,
                 .whole = true,
                 .words = fits,
                 .what = "the second is the same as populationOffset"},
};

static size_t min_len(const double *param)
{
    return (size_t)param[B] + 1;
}

static size_t scratch_len(size_t n, const double *param)
{
    (void)param;
    return YX_FAR_COLUMNS * n + yx_far_fit_room(n);
}

static bool with_offset(const double *param)
{
    return param[POPULATION_OFFSET] > 0 || param[FIT_FUN] > 0;
}

/* Normal after the power r, its sd by the delta method:
 *   U = (mu^r + z s)^(1/r),   s = r mu^(r-1) sqrt(phi mu + se^2) */
static void by_delta(const double *param, double y, double se, yx_verdict *v)
{
    static const double power[] = {2. / 3, 1. / 2, 1};
    double r = power[(int)param[POWERTRANS]], z = yx_normal_upper(param[ALPHA]);
    double mean = v->expected, at = pow(mean, r);
    double sd = r * pow(mean, r - 1) * sqrt(v->phi * mean + se * se);

    v->upper = pow(fmax(0, at + z * sd), 1 / r);
    v->p = yx_normal_tail((pow(y, r) - at) / sd);
    v->score = (y - mean) / (v->upper - mean);
    v->mu0 = exp(mean + z * se); /* what R has there; no mean of anything */
}

/* Negative binomial with variance phi mu, Poisson where phi is 1; muan: of the upper end of the
 * mean. The score takes log mu where the mean would stand, as R's does. */
static void by_negbin(const double *param, double y, double eta, double se, yx_verdict *v)
{
    double up = (int)param[THRESHOLD_METHOD] == MUAN ? yx_normal_upper(param[ALPHA]) * se : 0;
    double mean = fmax(exp(eta + up), DBL_EPSILON), size = mean / (v->phi - 1);

    v->mu0 = mean;
    if (!isfinite(mean))
        return;
    v->upper = v->phi > 1 ? yx_negbin_quantile(1 - param[ALPHA], size, mean)
                          : yx_poisson_quantile(1 - param[ALPHA], mean);
    v->p = 1;
    if (y > 0)
        v->p =
            v->phi > 1 ? yx_negbin_cdf(y - 1, size, mean, true) : yx_poisson_cdf(y - 1, mean, true);
    v->score = (y - eta) / (v->upper - eta);
}

/* With a mean or a limit beyond all numbers, only what the fit says of the past remains. */
static yx_verdict no_answer(const yx_verdict *v)
{
    yx_verdict none = yx_verdict_of(YX_NO_ANSWER);

    none.phi = v->phi;
    none.trend = v->trend;
    none.mu0 = v->mu0;
    return none;
}

static yx_verdict limit(const yx_screen_input *in, const double *param, const yx_far_fit *f,
                        size_t t, double pop)
{
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double y = in->observed[t], sd = sqrt(f->scale * f->own_var);

    v.phi = fmax(1, f->dispersion);
    v.trend = f->trend ? f->slope : NAN;
    v.expected = fmax(pop * exp(f->at_own), DBL_EPSILON);
    if ((int)param[THRESHOLD_METHOD] == DELTA)
        by_delta(param, y, v.expected * sd, &v);
    else
        by_negbin(param, y, f->at_own + log(pop), sd, &v);
    if (!isfinite(v.expected) || !isfinite(v.upper) || isnan(v.score) || isnan(v.p))
        return no_answer(&v);
    if (!yx_far_enough_cases(in, t, param[LIMIT54_CASES], (size_t)param[LIMIT54_PERIODS]))
        v.expected = v.upper = NAN;
    v.alarm = v.score > 1 && y > 0 && !isnan(v.upper);
    return v;
}

static yx_verdict judge(const yx_screen_input *in, const double *param, const yx_far_table *table,
                        yx_far_past *past, size_t t, double *room)
{
    yx_far_layout layout = {.years = (size_t)param[B],
                            .window = (size_t)param[W],
                            .levels = (size_t)param[NO_PERIODS],
                            .recent = isnan(param[PAST_WEEKS_NOT_INCLUDED])
                                          ? YX_FAR_AS_WINDOW
                                          : (size_t)param[PAST_WEEKS_NOT_INCLUDED]};
    double pop = with_offset(param) && in->population ? in->population[t] : 1;
    yx_far_how how = {.trend = param[TREND] > 0,
                      .threshold = param[REWEIGHT] > 0 ? param[WEIGHTS_THRESHOLD] : NAN,
                      .compat = (int)param[COMPAT] == R_SURVEILLANCE};
    yx_far_trend keep = {.years = layout.years, .p = param[P_THRESHOLD_TREND]};
    yx_far_fit f;

    if (isnan(in->observed[t]))
        return yx_verdict_of(YX_GAP);
    if (!yx_far_look_back(in, table, &layout, t, past) || !yx_far_enough_past(past))
        return yx_verdict_of(YX_TOO_SHORT);
    if (yx_far_faults(table, past) || !yx_far_is_count(in->observed[t]) || !(pop >= 0))
        return yx_verdict_of(YX_NO_ANSWER);
    f = yx_far_fit_trend(table, past, how, keep, t, pop, room);
    return f.exists ? limit(in, param, &f, t, pop) : yx_verdict_of(YX_NO_ANSWER);
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    yx_far_table table;
    yx_far_past past;

    (void)err;
    yx_far_tabulate(in, with_offset(param), true, scratch, &table);
    for (size_t t = in->from; t < in->n; t++)
        ret[t] = judge(in, param, &table, &past, t, scratch + YX_FAR_COLUMNS * in->n);
    return YX_OK;
}

const yx_detector yx_farringtonFlexible = {
    .name = "farringtonFlexible",
    .source = "noufaily2013",
    .what = "above a regression on the same weeks of earlier years (improved Farrington)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

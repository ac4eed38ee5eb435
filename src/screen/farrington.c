/* farrington.c - the method of Farrington, Andrews, Beale and Catchpole (1996). */
#include "screen/farrington_fit.h"
#include "screen/normal.h"
#include "screen/rows.h"

#include <float.h>
#include <math.h>

enum { B, W, REWEIGHT, TREND, LIMIT54_CASES, LIMIT54_PERIODS, POWERTRANS, FIT_FUN, ALPHA };

/* A period counts for less from one sd on. */
static const double weights_threshold = 1;

static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const powers[] = {"2/3", "1/2", "none", NULL};
/* In R the third, its default, is the first but for speed. */
enum { FIT, FIT_POPULATION, FIT_FAST };
static const char *const fits[] = {"algo.farrington.fitGLM",
                                   "algo.farrington.fitGLM.populationOffset",
                                   "algo.farrington.fitGLM.fast", NULL};

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
    [TREND] = {.name = "trend",
               .unit = "1",
               .lo = 0,
               .dflt = 1,
               .hi = 1,
               .whole = true,
               .words = no_yes,
               .what = "yes: a trend is kept where it holds"},
    [LIMIT54_CASES] = {.name = "limit54_cases",
                       .unit = "1",
                       .lo = 0,
                       .dflt = 5,
                       .hi = 1e9,
                       .what = "no alarm with fewer cases in the last periods",
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
                    .what = "power that makes counts symmetric"},
    [FIT_FUN] = {.name = "fitFun",
                 .unit = "1",
                 .lo = 0,
                 .dflt = FIT,
                 .hi = FIT_FAST,
                 .whole = true,
                 .words = fits,
                 .what = "with populationOffset the mean is in proportion to the population"},
    [ALPHA] = {.name = "alpha",
               .unit = "1",
               .lo = 1e-12,
               .dflt = 0.05,
               .hi = 0.5,
               .what = "two-sided: half of it lies above the limit in quiet times"},
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

/* Normal after the power r, its sd by the delta method:
 *   U = (mu^r + z s)^(1/r),   s = r mu^(r-1) sqrt(phi mu + se^2) */
static yx_verdict limit(const yx_screen_input *in, const double *param, const yx_far_fit *f,
                        size_t t, double pop)
{
    static const double power[] = {2. / 3, 1. / 2, 1};
    double r = power[(int)param[POWERTRANS]], z = yx_normal_upper(param[ALPHA] / 2);
    double y = in->observed[t], mean = fmax(pop * exp(f->at_own), DBL_EPSILON);
    double at = pow(mean, r), se, sd;
    yx_verdict v = yx_verdict_of(YX_JUDGED);

    v.phi = fmax(1, f->dispersion);
    v.trend = f->trend;
    se = mean * sqrt(v.phi * f->own_var); /* unlike the improved method, never of a phi below 1 */
    sd = r * pow(mean, r - 1) * sqrt(v.phi * mean + se * se);
    v.expected = mean;
    v.upper = pow(fmax(0, at + z * sd), 1 / r);
    v.score = yx_normal_tail((at - pow(y, r)) / sd);
    v.p = yx_normal_tail((pow(y, r) - at) / sd);
    if (!isfinite(mean) || !isfinite(v.upper) || isnan(v.score))
        return yx_verdict_of(YX_NO_ANSWER);
    v.alarm = y > v.upper;
    if (!yx_far_enough_cases(in, t, param[LIMIT54_CASES], (size_t)param[LIMIT54_PERIODS])) {
        v.upper = 0; /* as R has it: no limit, but a number */
        v.alarm = false;
    }
    return v;
}

static yx_verdict judge(const yx_screen_input *in, const double *param, const yx_far_table *table,
                        yx_far_past *past, size_t t, double *room)
{
    yx_far_layout layout = {.years = (size_t)param[B],
                            .window = (size_t)param[W],
                            .levels = 1,
                            .recent = YX_FAR_AS_WINDOW};
    yx_far_how how = {.trend = param[TREND] > 0,
                      .threshold = param[REWEIGHT] > 0 ? weights_threshold : NAN,
                      .compat = false};
    double pop = (int)param[FIT_FUN] == FIT_POPULATION && in->population ? in->population[t] : 1;
    yx_far_trend keep = {.years = layout.years, .p = 0.05};
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
    yx_far_tabulate(in, (int)param[FIT_FUN] == FIT_POPULATION, false, scratch, &table);
    for (size_t t = in->from; t < in->n; t++)
        ret[t] = judge(in, param, &table, &past, t, scratch + YX_FAR_COLUMNS * in->n);
    return YX_OK;
}

const yx_detector yx_farrington = {
    .name = "farrington",
    .source = "farrington1996",
    .what = "above a regression on the same weeks of earlier years (Farrington 1996)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

/* glr_rows.c - the detectors glrpois and glrnb: one run, with other defaults. */
#include "screen/glr.h"
#include "screen/rows.h"
#include "screen/season.h"

#include <math.h>
#include <stdint.h>

enum {
    C,
    MU0,
    MU0_VALUE,
    ALPHA,
    ALPHA_FITTED,
    CHANGE,
    DIR,
    THETA,
    WINDOW,
    LEAST,
    RET,
    MOST,
    COMPAT,
    FROM,
    TO
};
enum { CONST, S1, S1_TREND };
enum { FIT };

static const char *const means[] = {"const", "S1", "S1trend", NULL};
static const char *const fits[] = {"fit", NULL};
static const char *const changes[] = {"intercept", "epi", NULL};
static const char *const directions[] = {"inc", "dec", NULL};
static const char *const compats[] = {"r-surveillance", "textbook", NULL};
static const char *const answers[] = {"value", "cases", NULL};

static const yx_param params[] = {
    [C] = {.name = "c.ARL",
           .unit = "1",
           .lo = 1e-6,
           .dflt = 5,
           .hi = 1e6,
           .what = "limit of the log-likelihood ratio"},
    [MU0] = {.name = "mu0",
             .unit = "1",
             .lo = 1e-9,
             .dflt = YX_WORD(S1),
             .hi = 1e15,
             .words = means,
             .or_word = true,
             .what = "in-control mean: a number; const; S1, a yearly wave; S1trend, with a trend"},
    [MU0_VALUE] = {.name = "mu0value",
                   .unit = "1",
                   .lo = 1e-9,
                   .dflt = NAN,
                   .hi = 1e15,
                   .what = "the mean of mu0: const; not given: that of the periods before `from`"},
    [ALPHA] = {.name = "alpha",
               .unit = "1",
               .lo = 0,
               .dflt = 0,
               .hi = 1e6,
               .words = fits,
               .or_word = true,
               .what = "variance m + alpha m^2; 0: Poisson; fit: by maximum likelihood"},
    [ALPHA_FITTED] = {.name = "alpha_fitted",
                      .unit = "1",
                      .lo = 0,
                      .dflt = NAN,
                      .hi = 1e15,
                      .what = "what R found for alpha: fit, as its answers say; not used"},
    [CHANGE] = {.name = "change",
                .unit = "1",
                .lo = 0,
                .dflt = 0,
                .hi = 1,
                .whole = true,
                .words = changes,
                .what = "intercept: the level changes; epi: cases bring cases"},
    [DIR] = {.name = "dir",
             .unit = "1",
             .lo = 0,
             .dflt = 0,
             .hi = 1,
             .whole = true,
             .words = directions,
             .what = "inc: has it risen; dec: has it fallen"},
    [THETA] = {.name = "theta",
               .unit = "1",
               .lo = -50,
               .dflt = NAN,
               .hi = 50,
               .what = "log of the change, where it is known; not given: every size is tried"},
    [WINDOW] = {.name = "M",
                .unit = "period",
                .lo = -1,
                .dflt = -1,
                .hi = 1e6,
                .whole = true,
                .what = "how far back the change may be; -1: to the first period"},
    [LEAST] = {.name = "Mtilde",
               .unit = "period",
               .lo = 1,
               .dflt = 1,
               .hi = 1000,
               .whole = true,
               .what = "fewest periods since the change"},
    [RET] = {.name = "ret",
             .unit = "1",
             .lo = 0,
             .dflt = 0,
             .hi = 1,
             .whole = true,
             .words = answers,
             .what = "upper: value, the statistic; cases, the smallest count that would alarm"},
    [MOST] = {.name = "xMax",
              .unit = "1",
              .lo = 1,
              .dflt = 1e4,
              .hi = 1e12,
              .whole = true,
              .what = "largest count that is looked at for ret: cases"},
    [COMPAT] = {.name = "compat",
                .unit = "1",
                .lo = 0,
                .dflt = 0,
                .hi = 1,
                .whole = true,
                .words = compats,
                .what =
                    "r-surveillance: search for the change as R does; textbook: find it always"},
    [FROM] = YX_PARAM_FROM,
    [TO] = YX_PARAM_TO,
};

static bool is_const(const double *param)
{
    return param[MU0] == YX_WORD(CONST) || param[MU0] > 0;
}

/* A mean that is given. */
static double given_mean(const double *param)
{
    return param[MU0] > 0 ? param[MU0] : param[MU0_VALUE];
}

static bool fits_alpha(const double *param)
{
    return param[ALPHA] == YX_WORD(FIT);
}

static size_t first_of(const yx_screen_input *in, const double *param)
{
    bool given = is_const(param) && !isnan(given_mean(param)) && !fits_alpha(param);

    return isnan(param[FROM]) && given ? 0 : yx_training_end(in, param[FROM]);
}

static size_t min_len(const double *param)
{
    return isnan(param[FROM]) ? 1 : (size_t)param[FROM];
}

static size_t scratch_len(size_t n, const double *param)
{
    yx_season s = {.end = n, .trend = true};

    return 3 * n + (is_const(param) && !fits_alpha(param) ? 0 : yx_season_room(&s));
}

/* Mean of every period, and alpha. False: there is no fit. */
static bool fill_means(const yx_screen_input *in, const double *param, size_t first, double *room,
                       double *ret, double *ret_alpha)
{
    yx_season s = {.end = first,
                   .trend = param[MU0] == YX_WORD(S1_TREND),
                   .level = is_const(param),
                   .fit_alpha = fits_alpha(param),
                   .alpha = fits_alpha(param) ? 0 : param[ALPHA]};
    double m = given_mean(param);

    *ret_alpha = s.alpha;
    if ((!s.level || s.fit_alpha) && !yx_season_fit(&s, in, room, ret, ret_alpha))
        return false;
    if (!s.level)
        return true;
    if (isnan(m)) /* as a round number, and not 0 */
        m = rint(10 * fmax(yx_training_mean(in, first), 0.1)) / 10;
    for (size_t t = 0; t < in->n; t++)
        ret[t] = m;
    return !isnan(m);
}

/* The counts and means of the periods that can be judged, without gaps; `at` says where. */
static yx_verdict judge(const yx_glr *g, const double *param, size_t start, size_t n)
{
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double value = yx_glr_at(g, start, n, g->x[n]), limit = param[C];

    if (!isfinite(value))
        return yx_verdict_of(YX_NO_ANSWER);
    v.expected = g->m[n];
    v.upper = value;
    v.score = value / limit;
    v.alarm = value >= limit;
    if (param[RET] > 0)
        v.upper = (g->as_r ? yx_glr_cases_as_r : yx_glr_cases)(g, start, n, limit, param[MOST]);
    return v;
}

static yx_code check(const double *param, yx_err *err)
{
    if (!isnan(param[FROM]) && param[TO] < param[FROM])
        return yx_fail(err, YX_E_RANGE, "glr: to %g is before from %g", param[TO], param[FROM]);
    if (param[CHANGE] > 0 && (param[ALPHA] != 0 || param[DIR] > 0 || !isnan(param[THETA])))
        return yx_fail(err, YX_E_RANGE, "glr: change epi goes with alpha 0, dir inc and no theta");
    return YX_OK;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    size_t first = first_of(in, param), end = isnan(param[TO]) ? in->n : (size_t)param[TO];
    double *x = scratch, *m = x + in->n, *mean = m + in->n;
    yx_glr g = {.x = x, .m = m, .kappa = param[THETA], .down = param[DIR] > 0};
    size_t start = 0, n = 0; /* periods since the last alarm; so far */
    bool known;

    if (check(param, err))
        return YX_E_RANGE;
    known = first < in->n && fill_means(in, param, first, mean + in->n, mean, &g.alpha);
    g.epidemic = param[CHANGE] > 0;
    g.as_r = param[COMPAT] == 0;
    g.window = param[WINDOW] < 0 ? SIZE_MAX : (size_t)param[WINDOW];
    /* R's window of Poisson counts leaves out the newest change that Mtilde would allow. */
    g.least = (size_t)param[LEAST] + (g.alpha == 0 && !g.epidemic && param[WINDOW] >= 0);
    for (size_t t = 0; t < in->n; t++) {
        double count = in->observed[t];
        if (isnan(count)) {
            ret[t] = yx_verdict_of(YX_GAP);
        } else if (t < first || t >= end) {
            ret[t] = yx_verdict_of(YX_TOO_SHORT);
        } else if (!known || !(count >= 0 && isfinite(count)) || !(mean[t] > 0) || isinf(mean[t])) {
            ret[t] = yx_verdict_of(YX_NO_ANSWER);
        } else {
            x[n] = count;
            m[n] = mean[t];
            ret[t] = judge(&g, param, start, n++);
            if (ret[t].alarm)
                start = n;
        }
    }
    return YX_OK;
}

const yx_detector yx_glrpois = {
    .name = "glrpois",
    .source = "hoehle2006",
    .what = "has the mean of Poisson counts changed at some time (likelihood ratio)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

const yx_detector yx_glrnb = {
    .name = "glrnb",
    .source = "hoehle2008",
    .what = "has the mean of overdispersed counts changed at some time (likelihood ratio)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

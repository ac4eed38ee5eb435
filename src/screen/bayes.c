/* bayes.c - above what a negative binomial predicts from past counts. */
#include "screen/distribution.h"
#include "screen/past.h"
#include "screen/rows.h"

#include <math.h>

enum { B, W, ACT_Y, ALPHA };

static const char *const no_yes[] = {"no", "yes", NULL};

static const yx_param params[] = {
    [B] = {.name = "b",
           .unit = "year",
           .lo = 0,
           .dflt = 0,
           .hi = YX_PAST_YEARS,
           .whole = true,
           .what = "earlier years that are looked at"},
    [W] = {.name = "w",
           .unit = "period",
           .lo = 0,
           .dflt = 6,
           .hi = YX_PAST_WINDOW,
           .whole = true,
           .what = "half width of the window: periods on both sides of the same week"},
    [ACT_Y] = {.name = "actY",
               .unit = "1",
               .lo = 0,
               .dflt = 1,
               .hi = 1,
               .whole = true,
               .words = no_yes,
               .what = "yes: also the w periods just before"},
    [ALPHA] = {.name = "alpha",
               .unit = "1",
               .lo = 1e-12,
               .dflt = 0.05,
               .hi = 0.5,
               .what = "upper tail of the prediction"},
};

static yx_past past_of(const double *param)
{
    return (yx_past){(size_t)param[B], (size_t)param[W], param[ACT_Y] > 0};
}

static size_t min_len(const double *param)
{
    return (size_t)fmax(param[B], param[ACT_Y] > 0 ? param[W] : 0) + 1;
}

static size_t scratch_len(size_t n, const double *param)
{
    (void)n;
    return yx_past_room(past_of(param));
}

/* With Jeffreys' prior the rate of n Poisson counts is gamma (sum + 1/2, n), and the next count
 * negative binomial of size sum + 1/2 and mean (sum + 1/2) / n. */
static yx_verdict judge(const yx_screen_input *in, size_t t, const double *param, double *scratch)
{
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double x = in->observed[t], size = 0.5;
    size_t n;

    if (isnan(x))
        return yx_verdict_of(YX_GAP);
    n = yx_past_take(past_of(param), in, t, scratch);
    if (n == 0)
        return yx_verdict_of(YX_TOO_SHORT);
    for (size_t i = 0; i < n; i++)
        size += scratch[i];
    v.expected = size / (double)n;
    v.upper = yx_negbin_quantile(1 - param[ALPHA], size, v.expected);
    v.p = yx_negbin_cdf(ceil(x) - 1, size, v.expected, true);
    if (!isfinite(v.upper))
        return yx_verdict_of(YX_NO_ANSWER);
    v.alarm = x > v.upper;
    return v;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    if (param[B] == 0 && (param[ACT_Y] == 0 || param[W] == 0))
        return yx_fail(err, YX_E_RANGE, "bayes: with b 0 it needs actY and w of 1 or more");
    for (size_t t = in->from; t < in->n; t++)
        ret[t] = judge(in, t, param, scratch);
    return YX_OK;
}

const yx_detector yx_bayes = {
    .name = "bayes",
    .source = "riebler2004",
    .what = "above what past counts predict, by a negative binomial (Bayes)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

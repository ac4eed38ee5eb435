/* rki.c - above the confidence limit of a Poisson count, or two sd above the mean. */
#include "screen/past.h"
#include "screen/rows.h"

#include <math.h>

enum { B, W, ACT_Y };

static const char *const no_yes[] = {"no", "yes", NULL};

static const yx_param params[] = {
    [B] = {.name = "b",
           .unit = "year",
           .lo = 0,
           .dflt = 2,
           .hi = YX_PAST_YEARS,
           .whole = true,
           .what = "earlier years that are looked at"},
    [W] = {.name = "w",
           .unit = "period",
           .lo = 0,
           .dflt = 4,
           .hi = YX_PAST_WINDOW,
           .whole = true,
           .what = "half width of the window: periods on both sides of the same week"},
    [ACT_Y] = {.name = "actY",
               .unit = "1",
               .lo = 0,
               .dflt = 0,
               .hi = 1,
               .whole = true,
               .words = no_yes,
               .what = "yes: also the w periods just before"},
};

/* Crow and Gardner (1959), upper limits of 95 % for the mean of a Poisson of which 0, 1, 2, ...
 * were counted: to three decimals, as they are printed. */
static const double crow_gardner[] = {3.285,  5.323,  6.686,  8.102,  9.598,  11.177, 12.817,
                                      13.765, 14.921, 16.768, 17.633, 19.05,  20.335, 21.364,
                                      22.945, 23.762, 25.4,   26.306, 27.735, 28.966, 30.017};

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

static yx_verdict judge(const yx_screen_input *in, size_t t, const double *param, double *scratch)
{
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double x = in->observed[t], sd;
    size_t n;

    if (isnan(x))
        return yx_verdict_of(YX_GAP);
    n = yx_past_take(past_of(param), in, t, scratch);
    if (n == 0)
        return yx_verdict_of(YX_TOO_SHORT);
    yx_mean_sd(scratch, n, &v.expected, &sd);
    if (v.expected > 20)
        v.upper = n > 1 ? v.expected + 2 * sd : NAN; /* one figure has no sd */
    else if (v.expected >= 0)
        v.upper = crow_gardner[(size_t)v.expected]; /* rounded down */
    if (!isfinite(v.upper))
        return yx_verdict_of(YX_NO_ANSWER);
    v.alarm = x > v.upper;
    if (v.upper > v.expected)
        v.score = (x - v.expected) / (v.upper - v.expected);
    return v;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    if (param[B] == 0 && (param[ACT_Y] == 0 || param[W] == 0))
        return yx_fail(err, YX_E_RANGE, "rki: with b 0 it needs actY and w of 1 or more");
    for (size_t t = in->from; t < in->n; t++)
        ret[t] = judge(in, t, param, scratch);
    return YX_OK;
}

const yx_detector yx_rki = {
    .name = "rki",
    .source = "crow1959",
    .what = "above the upper limit of a Poisson count, or two sd (Robert Koch Institute)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

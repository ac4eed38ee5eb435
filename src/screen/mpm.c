/* mpm.c - moving percentile: above a quantile of the same weeks of earlier years. */
#include "screen/past.h"
#include "screen/rows.h"

#include <float.h>
#include <math.h>

enum { B, W, P, TYPE };

static const yx_param params[] = {
    [B] = {.name = "b",
           .unit = "year",
           .lo = 1,
           .dflt = 5,
           .hi = YX_PAST_YEARS,
           .whole = true,
           .what = "earlier years that are looked at"},
    [W] = {.name = "w",
           .unit = "period",
           .lo = 0,
           .dflt = 2,
           .hi = YX_PAST_WINDOW,
           .whole = true,
           .what = "half width of the window: periods on both sides of the same week"},
    [P] = {.name = "p", .unit = "1", .lo = 0, .dflt = 0.8, .hi = 1, .what = "the quantile"},
    [TYPE] = {.name = "quantile_type",
              .unit = "1",
              .lo = 1,
              .dflt = 7,
              .hi = 9,
              .whole = true,
              .what = "definition of a sample quantile, numbered as by Hyndman and Fan"},
};

static size_t min_len(const double *param)
{
    return (size_t)(param[B] + param[W]) + 1; /* yearly figures */
}

static yx_past past_of(const double *param)
{
    return (yx_past){(size_t)param[B], (size_t)param[W], false};
}

static size_t scratch_len(size_t n, const double *param)
{
    (void)n;
    return yx_past_room(past_of(param));
}

static void sort(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double v = x[i];
        size_t k = i;
        for (; k > 0 && x[k - 1] > v; k--)
            x[k] = x[k - 1];
        x[k] = v;
    }
}

/* Hyndman and Fan's nine: where between two order statistics the quantile lies. Types 1 to 3 jump
 * from one to the next; the others go straight. */
static double quantile(const double *x, size_t n, double p, int type)
{
    static const double a[] = {[4] = 0, 0.5, 0, 1, 1.0 / 3, 3.0 / 8};
    static const double b[] = {[4] = 1, 0.5, 0, 1, 1.0 / 3, 3.0 / 8};
    double size = (double)n, at, part, low, high;

    if (type < 4)
        at = size * p - (type == 3 ? 0.5 : 0);
    else
        at = a[type] + p * (size + 1 - a[type] - b[type]);
    low = floor(at + 4 * DBL_EPSILON);
    part = at - low;
    if (fabs(part) < 4 * DBL_EPSILON)
        part = 0;
    if (type == 1)
        part = part > 0;
    else if (type == 2)
        part = part > 0 ? 1 : 0.5;
    else if (type == 3)
        part = part > 0 || fmod(low, 2) != 0;
    high = x[(size_t)fmin(fmax(low + 1, 1), size) - 1];
    low = x[(size_t)fmin(fmax(low, 1), size) - 1];
    if (part == 0 || low == high)
        return low;
    return part == 1 ? high : (1 - part) * low + part * high;
}

static yx_verdict judge(const yx_screen_input *in, size_t t, const double *param, double *scratch)
{
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double x = in->observed[t];
    size_t n;

    if (isnan(x))
        return yx_verdict_of(YX_GAP);
    n = yx_past_take(past_of(param), in, t, scratch);
    if (n == 0)
        return yx_verdict_of(YX_TOO_SHORT);
    sort(scratch, n);
    v.expected = quantile(scratch, n, 0.5, (int)param[TYPE]);
    v.upper = quantile(scratch, n, param[P], (int)param[TYPE]);
    if (!isfinite(v.upper))
        return yx_verdict_of(YX_NO_ANSWER);
    v.alarm = x > v.upper;
    return v;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    (void)err;
    for (size_t t = in->from; t < in->n; t++)
        ret[t] = judge(in, t, param, scratch);
    return YX_OK;
}

const yx_detector yx_mpm = {
    .name = "mpm",
    .source = "yang2011",
    .what = "above a percentile of the same weeks of earlier years (moving percentile)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

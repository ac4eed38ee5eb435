/* cdc.c - four weeks together against the same four weeks of earlier years. */
#include "screen/normal.h"
#include "screen/past.h"
#include "screen/rows.h"

#include <math.h>

enum { B, M, ALPHA };

static const yx_param params[] = {
    [B] = {.name = "b",
           .unit = "year",
           .lo = 1,
           .dflt = 5,
           .hi = YX_PAST_YEARS,
           .whole = true,
           .what = "earlier years that are looked at"},
    [M] = {.name = "m",
           .unit = "1",
           .lo = 0,
           .dflt = 1,
           .hi = 12,
           .whole = true,
           .what = "blocks (of four weeks; of one month) on both sides of the same one"},
    [ALPHA] = {.name = "alpha",
               .unit = "1",
               .lo = 1e-12,
               .dflt = 0.025,
               .hi = 1,
               .what = "both tails of the normal together"},
};

static size_t min_len(const double *param)
{
    return (size_t)(param[B] + param[M]) + 1; /* yearly figures */
}

static size_t scratch_len(size_t n, const double *param)
{
    (void)n;
    return (size_t)(param[B] * (2 * param[M] + 1));
}

/* Periods of a block: four weeks, else one. */
static size_t block_of(const yx_screen_input *in)
{
    return in->per_year >= 50 && in->per_year <= 54 ? 4 : 1;
}

/* What the `length` periods that end with `last` sum to; NAN where one was not reported. */
static double block_sum(const yx_screen_input *in, size_t last, size_t length, bool past)
{
    double sum = 0;

    for (size_t i = 0; i < length; i++)
        sum += past && in->event && in->event[last - i] ? NAN : in->observed[last - i];
    return sum;
}

/* The blocks of earlier years: returns how many, 0 for too few. */
static size_t take(const yx_screen_input *in, size_t t, const double *param, double *ret)
{
    size_t b = (size_t)param[B], m = (size_t)param[M], n = 0;
    size_t year = in->per_year > 0 ? (size_t)in->per_year : 1, length = block_of(in);

    if (m * length >= year) /* no block may reach the present */
        m = (year - 1) / length;
    if (t + 1 < b * year + m * length + length)
        return 0;
    for (size_t i = 1; i <= b; i++)
        for (size_t k = 0; k <= 2 * m; k++) {
            double sum = block_sum(in, t + k * length - i * year - m * length, length, true);
            if (!isnan(sum))
                ret[n++] = sum;
        }
    return n >= 2 && 2 * n >= b * (2 * m + 1) ? n : 0;
}

static yx_verdict judge(const yx_screen_input *in, size_t t, double z, const double *param,
                        double *scratch)
{
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    size_t length = block_of(in), n;
    double x, sd;

    if (isnan(in->observed[t]))
        return yx_verdict_of(YX_GAP);
    n = take(in, t, param, scratch);
    x = n == 0 ? NAN : block_sum(in, t, length, false);
    if (isnan(x))
        return yx_verdict_of(YX_TOO_SHORT);
    yx_mean_sd(scratch, n, &v.expected, &sd);
    sd *= sqrt(1 + 1 / (double)n);
    v.upper = v.expected + z * sd;
    if (!isfinite(v.upper) || !isfinite(x))
        return yx_verdict_of(YX_NO_ANSWER);
    v.alarm = x > v.upper;
    if (sd > 0) {
        v.p = yx_normal_tail((x - v.expected) / sd);
        if (z > 0)
            v.score = (x - v.expected) / (z * sd);
    }
    return v;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    double z = yx_normal_upper(param[ALPHA] / 2);

    (void)err;
    for (size_t t = in->from; t < in->n; t++)
        ret[t] = judge(in, t, z, param, scratch);
    return YX_OK;
}

const yx_detector yx_cdc = {
    .name = "cdc",
    .source = "stroup1989",
    .what = "four weeks together, above the same weeks of earlier years (CDC)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

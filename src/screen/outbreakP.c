/* outbreakP.c - do counts rise, in whatever way, rather than stay? */
#include "screen/rows.h"

#include <float.h>
#include <math.h>

enum { K, RET, MOST, FROM };
enum { VALUE, CASES };

static const char *const answers[] = {"value", "cases", NULL};

static const yx_param params[] = {
    [K] = {.name = "k",
           .unit = "1",
           .lo = 1,
           .dflt = 100,
           .hi = 1e12,
           .what = "limit of the likelihood ratio"},
    [RET] = {.name = "ret",
             .unit = "1",
             .lo = 0,
             .dflt = VALUE,
             .hi = CASES,
             .whole = true,
             .words = answers,
             .what = "upper: value, the statistic; cases, the smallest count that would alarm"},
    [MOST] = {.name = "maxUpperboundCases",
              .unit = "1",
              .lo = 1,
              .dflt = 1e5,
              .hi = 1e12,
              .whole = true,
              .what = "ret: cases looks no further, unless the figure itself alarms"},
    [FROM] = {.name = "from",
              .unit = "period",
              .lo = 1,
              .dflt = 1,
              .hi = 1e6,
              .whole = true,
              .what = "first period that is looked at, from 1",
              .r_name = "series_from_t"},
};

/* Periods side by side whose means would fall: pooled. Their means rise from block to block. */
typedef struct blocks {
    double *sum, *count; /* room for as many as there are periods */
    size_t n;
    double total, periods;
} blocks;

static size_t min_len(const double *param)
{
    return (size_t)param[FROM];
}

static size_t scratch_len(size_t n, const double *param)
{
    (void)param;
    return 2 * n;
}

/* Pools a block with those before it as long as its mean is not above theirs. Returns how many of
 * those are left. */
static size_t pool(const blocks *b, double *sum, double *count)
{
    size_t n = b->n;

    for (; n > 0 && b->sum[n - 1] * *count >= *sum * b->count[n - 1]; n--) {
        *sum += b->sum[n - 1];
        *count += b->count[n - 1];
    }
    return n;
}

static double part(double sum, double count, double mean)
{
    return sum > 0 ? sum * log(sum / count / mean) : 0;
}

/* The likelihood ratio if x came next. Rounding must not carry it over a limit that it equals. */
static double ratio(const blocks *b, double x)
{
    double sum = x, count = 1, mean = (b->total + x) / (b->periods + 1), value;
    size_t n = pool(b, &sum, &count);

    value = part(sum, count, mean);
    for (size_t i = 0; i < n; i++)
        value += part(b->sum[i], b->count[i], mean);
    return fmin(exp(value), DBL_MAX);
}

static bool above(double value, double limit)
{
    return value > limit * (1 + 1e-12);
}

/* Smallest count that would alarm; NAN: even none would, or none up to `most` does. */
static double cases(const blocks *b, double limit, double most)
{
    double low = 0, high = 1;

    if (above(ratio(b, 0), limit))
        return NAN;
    while (!above(ratio(b, high), limit)) {
        if (high >= most)
            return NAN;
        low = high;
        high = fmin(2 * high, most);
    }
    while (high - low > 1) {
        double mid = floor(low + (high - low) / 2);
        if (above(ratio(b, mid), limit))
            high = mid;
        else
            low = mid;
    }
    return high;
}

static yx_verdict judge(const double *param, blocks *b, double x)
{
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double value = ratio(b, x), sum = x, count = 1;

    v.expected = (b->total + x) / (b->periods + 1);
    if (isnan(value) || !isfinite(v.expected))
        return yx_verdict_of(YX_NO_ANSWER);
    v.score = value / param[K];
    v.alarm = above(value, param[K]);
    v.upper = value;
    if (param[RET] > VALUE)
        v.upper = cases(b, param[K], v.alarm ? fmax(param[MOST], ceil(x)) : param[MOST]);
    b->n = pool(b, &sum, &count);
    b->sum[b->n] = sum;
    b->count[b->n++] = count;
    b->total += x;
    b->periods++;
    return v;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    blocks b = {.sum = scratch, .count = scratch + in->n};

    (void)err;
    for (size_t t = 0; t < in->n; t++) {
        double x = in->observed[t];
        if (isnan(x))
            ret[t] = yx_verdict_of(YX_GAP);
        else if (t + 1 < (size_t)param[FROM])
            ret[t] = yx_verdict_of(YX_TOO_SHORT);
        else if (!(x >= 0 && x <= 1e15))
            ret[t] = yx_verdict_of(YX_NO_ANSWER);
        else
            ret[t] = judge(param, &b, x);
    }
    return YX_OK;
}

const yx_detector yx_outbreakP = {
    .name = "outbreakP",
    .source = "frisen2009",
    .what = "counts rise, in whatever way, rather than stay (OutbreakP)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

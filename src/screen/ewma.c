/* ewma.c - exponentially weighted moving average of figures made standard first. */
#include "screen/past.h"
#include "screen/rows.h"
#include "screen/season.h"

#include <math.h>

enum { LAMBDA, C, M, S, MIN_SIGMA, FROM, TO };

static const yx_param params[] = {
    [LAMBDA] = {.name = "lambda",
                .unit = "1",
                .lo = 0.001,
                .dflt = 0.2,
                .hi = 1,
                .what = "weight of the newest figure"},
    [C] = {.name = "c",
           .unit = "sd",
           .lo = 0.1,
           .dflt = 3,
           .hi = 100,
           .what = "limit, in standard deviations of the average"},
    [M] = {.name = "m",
           .unit = "figure",
           .lo = -1e15,
           .dflt = NAN,
           .hi = 1e15,
           .what = "mean in quiet times; not given: that of the periods before `from`"},
    [S] = {.name = "s",
           .unit = "width",
           .lo = 1e-15,
           .dflt = NAN,
           .hi = 1e15,
           .what = "standard deviation in quiet times; not given: of the periods before `from`"},
    [MIN_SIGMA] = {.name = "min_sigma",
                   .unit = "width",
                   .lo = 0,
                   .dflt = 0,
                   .hi = 1e15,
                   .what = "least standard deviation, in the unit of the figures"},
    [FROM] = YX_PARAM_FROM,
    [TO] = YX_PARAM_TO,
};

static size_t first_of(const yx_screen_input *in, const double *param)
{
    bool given = !isnan(param[M]) && !isnan(param[S]); /* nothing to train */

    return isnan(param[FROM]) && given ? 0 : yx_training_end(in, param[FROM]);
}

static size_t min_len(const double *param)
{
    return isnan(param[FROM]) ? 1 : (size_t)param[FROM];
}

static size_t scratch_len(size_t n, const double *param)
{
    (void)param;
    return n;
}

/* Mean and sd in quiet times; NAN where they are not known. */
static void level(const yx_screen_input *in, size_t first, const double *param, double *scratch,
                  double *ret_m, double *ret_s)
{
    size_t n = 0;

    *ret_m = param[M];
    *ret_s = param[S];
    for (size_t t = 0; t < first; t++)
        if (!isnan(in->observed[t]) && !(in->event && in->event[t]))
            scratch[n++] = in->observed[t];
    if (n >= 2) {
        double m, s;
        yx_mean_sd(scratch, n, &m, &s);
        *ret_m = isnan(param[M]) ? m : param[M];
        *ret_s = isnan(param[S]) ? s : param[S];
    }
    *ret_s = *ret_s < param[MIN_SIGMA] ? param[MIN_SIGMA] : *ret_s;
}

static yx_verdict judge(const double *param, double x, double m, double s, double *average)
{
    double lambda = param[LAMBDA], limit = param[C] * sqrt(lambda / (2 - lambda));
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double before = (1 - lambda) * *average, z = before + lambda * ((x - m) / s);

    v.expected = m;
    v.upper = m + s * ((limit - before) / lambda);
    if (!(s > 0) || !isfinite(z) || !isfinite(v.upper))
        return yx_verdict_of(YX_NO_ANSWER);
    *average = z;
    v.score = z / limit;
    v.alarm = z > limit;
    return v;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    size_t first = first_of(in, param), end = isnan(param[TO]) ? in->n : (size_t)param[TO];
    double average = 0, m = NAN, s = NAN;

    if (!isnan(param[FROM]) && param[TO] < param[FROM])
        return yx_fail(err, YX_E_RANGE, "ewma: to %g is before from %g", param[TO], param[FROM]);
    if (first < in->n)
        level(in, first, param, scratch, &m, &s);
    for (size_t t = 0; t < in->n; t++) {
        if (isnan(in->observed[t]))
            ret[t] = yx_verdict_of(YX_GAP);
        else if (t < first || t >= end || isnan(m) || isnan(s))
            ret[t] = yx_verdict_of(YX_TOO_SHORT);
        else
            ret[t] = judge(param, in->observed[t], m, s, &average);
    }
    return YX_OK;
}

const yx_detector yx_ewma = {
    .name = "ewma",
    .source = "roberts1959",
    .what = "a moving average that forgets slowly is above its limit (EWMA)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

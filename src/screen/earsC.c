/* earsC.c - EARS C1, C2, C3: this period against the mean and sd of the few before it. */
#include "base/frame.h"
#include "screen/normal.h"
#include "screen/rows.h"

#include <math.h>

enum { METHOD, BASELINE, ALPHA, MIN_SIGMA, FEWEST };
enum { C1, C2, C3 };

static const char *const methods[] = {"C1", "C2", "C3", NULL};

static const yx_param params[] = {
    [METHOD] = {.name = "method",
                .unit = "1",
                .lo = 0,
                .dflt = C1,
                .hi = C3,
                .whole = true,
                .words = methods,
                .what = "C1: the periods just before; C2: two periods left out; C3: C2 summed up"},
    [BASELINE] = {.name = "baseline",
                  .unit = "period",
                  .lo = 2,
                  .dflt = 7,
                  .hi = 400,
                  .whole = true,
                  .what = "periods of the baseline"},
    [ALPHA] = {.name = "alpha",
               .unit = "1",
               .lo = 1e-12,
               .dflt = NAN,
               .hi = 0.5,
               .what = "upper tail of the normal; not given: 0.001, and 0.025 for C3"},
    [MIN_SIGMA] = {.name = "min_sigma",
                   .unit = "width",
                   .lo = 0,
                   .dflt = 0,
                   .hi = 1e15,
                   .r_name = "minSigma",
                   .what = "least standard deviation, in the unit of the figures"},
    [FEWEST] = {.name = "fewest",
                .unit = "period",
                .lo = 2,
                .dflt = NAN,
                .hi = 400,
                .whole = true,
                .what = "fewest reported periods in a baseline; not given: all of them"},
};

/* What one baseline says of one period. */
typedef struct baseline {
    double mean, sd; /* sd at least min_sigma */
    bool enough;
} baseline;

static size_t fewest_of(const double *param)
{
    return (size_t)(isnan(param[FEWEST]) ? param[BASELINE] : param[FEWEST]);
}

static size_t min_len(const double *param)
{
    static const size_t after[] = {[C1] = 1, [C2] = 3, [C3] = 5};

    return fewest_of(param) + after[(int)param[METHOD]];
}

/* Mean and sample sd of the `length` periods that end `lag` before t, gaps and known events left
 * out. Differences from the first value are summed, so a constant baseline has exactly sd 0. */
static baseline look_back(const yx_screen_input *in, size_t t, size_t lag, const double *param)
{
    size_t length = (size_t)param[BASELINE], end = t + 1 - lag, n = 0;
    size_t from = end > length ? end - length : 0;
    double first = 0, sum = 0, squares = 0, mean;

    for (size_t i = from; i < end; i++) {
        if (isnan(in->observed[i]) || (in->event && in->event[i]))
            continue;
        if (n++ == 0)
            first = in->observed[i];
        sum += in->observed[i] - first;
    }
    if (n < fewest_of(param))
        return (baseline){NAN, NAN, false};
    mean = first + sum / (double)n;
    for (size_t i = from; i < end; i++)
        if (!isnan(in->observed[i]) && !(in->event && in->event[i]))
            squares += (in->observed[i] - mean) * (in->observed[i] - mean);
    return (baseline){mean, fmax(sqrt(squares / (double)(n - 1)), param[MIN_SIGMA]), true};
}

/* What period t adds to C3: by how much its C2 statistic is over 1. A gap adds nothing. A value
 * that equals a constant baseline has no statistic: 0 / 0, which stays NAN. */
static double excess(const yx_screen_input *in, size_t t, const baseline *b)
{
    double over = (in->observed[t] - b->mean) / b->sd - 1;

    if (isnan(in->observed[t]))
        return 0;
    return over < 0 ? 0 : over;
}

static yx_verdict judge_c1_c2(double x, double z, const baseline *b)
{
    yx_verdict v = yx_verdict_of(YX_JUDGED);

    v.expected = b->mean;
    v.upper = b->mean + z * b->sd;
    v.alarm = x > v.upper;
    if (b->sd > 0) {
        v.p = yx_normal_tail((x - b->mean) / b->sd);
        v.score = z > 0 ? (x - b->mean) / (z * b->sd) : NAN;
    }
    return v;
}

/*   U[t] = x[t] + sd[t] (z - sum over i = 1, 2 of max(0, C2[t-i] - 1))
 * A limit below 0 says nothing of figures that cannot be: it is raised to 0, unless the figures
 * are themselves below 0. */
static yx_verdict judge_c3(const yx_screen_input *in, size_t t, double z, const double *param,
                           const baseline *b)
{
    baseline before[2] = {look_back(in, t - 1, 3, param), look_back(in, t - 2, 3, param)};
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double sum;

    if (!before[0].enough || !before[1].enough)
        return yx_verdict_of(YX_TOO_SHORT);
    sum = excess(in, t - 1, &before[0]) + excess(in, t - 2, &before[1]);
    v.expected = b->mean;
    v.upper = in->observed[t] + b->sd * (z - sum);
    if (b->mean >= 0 && v.upper < 0)
        v.upper = 0;
    v.alarm = in->observed[t] > v.upper;
    v.score = z > 0 && isfinite(sum) ? sum / z : NAN;
    return v;
}

static yx_verdict judge(const yx_screen_input *in, size_t t, double z, const double *param)
{
    int method = (int)param[METHOD];
    size_t lag = method == C1 ? 1 : 3;
    baseline b;
    yx_verdict v;

    if (isnan(in->observed[t]))
        return yx_verdict_of(YX_GAP);
    if (t + 1 < min_len(param))
        return yx_verdict_of(YX_TOO_SHORT);
    b = look_back(in, t, lag, param);
    if (!b.enough)
        return yx_verdict_of(YX_TOO_SHORT);
    v = method == C3 ? judge_c3(in, t, z, param, &b) : judge_c1_c2(in->observed[t], z, &b);
    if (v.state == YX_JUDGED && (isnan(v.upper) || v.upper == INFINITY || !isfinite(v.expected))) {
        bool undefined = isnan(v.upper) && isfinite(v.expected); /* 0 / 0: said as R says it */
        v = yx_verdict_of(YX_NO_ANSWER);
        if (undefined)
            v.upper = YX_NOT_A_NUMBER;
    }
    return v;
}

static double z_of(const double *param)
{
    return yx_normal_upper(isnan(param[ALPHA]) ? (param[METHOD] == C3 ? 0.025 : 0.001)
                                               : param[ALPHA]);
}

/* C3 sums up over several baselines: no sum that one would redo by hand. */
static bool sum_of(const double *param, const yx_verdict *v, size_t t, yx_sum *ret)
{
    size_t length = (size_t)param[BASELINE], lag = param[METHOD] == C1 ? 1 : 3;
    double z = z_of(param);

    if (v->state != YX_JUDGED || param[METHOD] == C3 || !(z > 0) || t < lag)
        return false;
    *ret = (yx_sum){.mean = v->expected,
                    .factor = z,
                    .sd = fabs(v->upper - v->expected) / z,
                    .from = t + 1 > lag + length ? t + 1 - lag - length : 0,
                    .to = t - lag};
    return true;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    double z = z_of(param);

    (void)scratch;
    if (param[FEWEST] > param[BASELINE])
        return yx_fail(err, YX_E_RANGE, "earsC: fewest %g is more than the baseline, %g",
                       param[FEWEST], param[BASELINE]);
    for (size_t t = in->from; t < in->n; t++)
        ret[t] = judge(in, t, z, param);
    return YX_OK;
}

const yx_detector yx_earsC = {
    .name = "earsC",
    .source = "fricker2008",
    .what = "above the mean of the last few periods by more than chance (EARS C1, C2, C3)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .run = run,
    .sum = sum_of,
};

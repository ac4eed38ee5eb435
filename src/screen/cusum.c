/* cusum.c - cumulative sum of counts, made nearly normal first. */
#include "base/frame.h"
#include "screen/distribution.h"
#include "screen/rows.h"
#include "screen/season.h"

#include <math.h>

enum { K, H, M, TRANS, ALPHA, COMPAT, FROM, TO };
enum {
    STANDARD,
    NONE,
    ROSSI,
    ANSCOMBE,
    ANSCOMBE_2ND,
    PEARSON_NEG_BIN,
    ANSCOMBE_NEG_BIN,
    N_TRANS,
};

static const char *const transformations[] = {"standard",       "none",        "rossi",
                                              "anscombe",       "anscombe2nd", "pearsonNegBin",
                                              "anscombeNegBin", NULL};
static const char *const compats[] = {"r-surveillance", "textbook", NULL};
static const char *const means[] = {"glm", NULL};

static const yx_param params[] = {
    [K] = {.name = "k",
           .unit = "sd",
           .lo = 0,
           .dflt = 1.04,
           .hi = 1e6,
           .what = "slack a period, after the transformation"},
    [H] = {.name = "h",
           .unit = "sd",
           .lo = 1e-6,
           .dflt = 2.26,
           .hi = 1e6,
           .what = "decision limit, after the transformation"},
    [M] = {.name = "m",
           .unit = "1",
           .lo = 0,
           .dflt = NAN,
           .hi = 1e15,
           .words = means,
           .or_word = true,
           .what = "in-control mean; glm: level and yearly wave; not given: mean before `from`"},
    [TRANS] = {.name = "trans",
               .unit = "1",
               .lo = 0,
               .dflt = STANDARD,
               .hi = N_TRANS - 1,
               .whole = true,
               .words = transformations,
               .what = "transformation of the counts"},
    [ALPHA] = {.name = "alpha",
               .unit = "1",
               .lo = 0,
               .dflt = 0.1,
               .hi = 1e6,
               .what = "variance m + alpha m^2, for pearsonNegBin and anscombeNegBin"},
    [COMPAT] = {.name = "compat",
                .unit = "1",
                .lo = 0,
                .dflt = 0,
                .hi = 1,
                .whole = true,
                .words = compats,
                .what =
                    "r-surveillance: anscombeNegBin through R's table, a mean of 0 as R has it; "
                    "textbook: exactly, without"},
    [FROM] = YX_PARAM_FROM,
    [TO] = YX_PARAM_TO,
};

static size_t first_of(const yx_screen_input *in, const double *param)
{
    bool given = param[M] >= 0; /* nothing to train */

    return isnan(param[FROM]) && given ? 0 : yx_training_end(in, param[FROM]);
}

static size_t min_len(const double *param)
{
    return isnan(param[FROM]) ? 1 : (size_t)param[FROM];
}

static size_t scratch_len(size_t n, const double *param)
{
    yx_season s = {.end = n};

    return param[M] == YX_WORD(0) ? n + yx_season_room(&s) : n;
}

static double two_thirds(double x)
{
    return cbrt(x * x);
}

/* 2F1(1/3, 2/3; 5/3; -u): an incomplete beta function after w = u / (1 + u), with one step that
 * makes its second parameter positive. */
static double hypergeometric(double u)
{
    static const double beta = 2.0533902179391768; /* B(2/3, 2/3) */
    double w = u / (1 + u);

    if (u < 1e-12)
        return 1;
    return (3 * two_thirds(w) * cbrt(1 + u) - beta * yx_beta_lower(w, 2. / 3, 2. / 3)) /
           (1.5 * two_thirds(u));
}

/* The function as R's table has it: its parameters were written with ten digits, .3333333333,
 * .6666666667 and 1.666666667, and so was what came out. Pfaff's series. */
static double tabled(double u)
{
    static const double a = .3333333333, b = .6666666667, c = 1.666666667;
    double w = u / (1 + u), term = 1, sum = 1;

    for (int n = 0; n < 10000 && term > 1e-17 * (1 - w) * sum; n++) {
        term *= (a + n) * (c - b + n) / ((c + n) * (n + 1)) * w;
        sum += term;
    }
    return nearbyint(sum * pow(1 + u, -a) * 1e10) / 1e10;
}

/* R looks for the nearest of steps of 0.01 up to 10, on the straight line between whole numbers up
 * to 100, and finds nothing beyond. We do so too, to give its digits. */
static double looked_up(double u)
{
    double low = floor(u), step = floor(u * 100);

    if (u <= 10) /* of two that are as near, the lower */
        return tabled(u - step * 0.01 <= (step + 1) * 0.01 - u ? step * 0.01 : (step + 1) * 0.01);
    if (u > 100)
        return NAN;
    return low < u ? (1 - (u - low)) * tabled(low) + (u - low) * tabled(low + 1) : tabled(low);
}

/* Integral of (t + a t^2)^(-1/3) over t from 0 to x. */
static double stabilised(double x, double a, bool table)
{
    return 1.5 * two_thirds(x) * (table ? looked_up(a * x) : hypergeometric(a * x));
}

/* The count x, nearly standard normal when its mean is m. */
static double transform(const double *param, double x, double m)
{
    double root = sqrt(m), alpha = param[ALPHA];
    bool table = param[COMPAT] == 0;

    switch ((int)param[TRANS]) {
    case STANDARD:
        return (x - m) / root;
    case ROSSI:
        return (x - 3 * m + 2 * sqrt(x * m)) / (2 * root);
    case ANSCOMBE:
        return 1.5 * (two_thirds(x) - two_thirds(m)) / cbrt(root);
    case ANSCOMBE_2ND:
        return 1.5 * (two_thirds(x) - (two_thirds(m) - 1 / (9 * cbrt(m)))) / cbrt(root);
    case PEARSON_NEG_BIN:
        return (x - m) / sqrt(m + alpha * m * m);
    case ANSCOMBE_NEG_BIN:
        return (stabilised(x, alpha, table) - stabilised(m, alpha, table)) /
               cbrt(sqrt(m + alpha * m * m));
    default: /* NONE */
        return x;
    }
}

/* x^(3/2); NAN below 0 */
static double three_halves(double x)
{
    return x * sqrt(x);
}

/* The figure at which the sum would reach h: `room` is what is missing to it before this period,
 * k included. Where there is no inverse (NONE, ANSCOMBE_NEG_BIN): what is missing after it. */
static double bound(int trans, double room, double left, double m, double alpha)
{
    double root = sqrt(m), u = NAN;

    switch (trans) {
    case STANDARD:
        u = ceil(m + room * root);
        break;
    case ROSSI:
        u = sqrt(4 * m + 2 * room * root) - root;
        u *= u;
        break;
    case ANSCOMBE:
        u = three_halves(two_thirds(m) + room * cbrt(root) / 1.5);
        break;
    case ANSCOMBE_2ND: /* with m^(1/3) / 9, as R has it, where the transformation has m^(-1/3) / 9
                        */
        u = three_halves(two_thirds(m) - cbrt(m) / 9 + room * cbrt(root) / 1.5);
        break;
    case PEARSON_NEG_BIN:
        u = m + room * sqrt(m + alpha * m * m);
        break;
    default:
        u = left;
        break;
    }
    return u > 0 ? u : 0; /* also where the root does not exist */
}

/* The in-control mean of every period. False: there is none. */
static bool fill_means(const yx_screen_input *in, const double *param, size_t first, double *room,
                       double *ret)
{
    yx_season s = {.end = first};
    double m = param[M], alpha;

    if (m == YX_WORD(0))
        return yx_season_fit(&s, in, room, ret, &alpha);
    if (isnan(m))
        m = yx_training_mean(in, first);
    for (size_t t = 0; t < in->n; t++)
        ret[t] = m;
    return true;
}

/* Without a number for z the sum has none any more, and no limit: in R's answers NaN where z is 0 /
 * 0, and nothing where its table ends. */
static yx_verdict lost(const double *param, double m, double *sum)
{
    yx_verdict v = yx_verdict_of(YX_NO_ANSWER);

    if (param[COMPAT] > 0)
        return v;
    if (!isnan(*sum))
        *sum = m > 0 ? NAN : YX_NOT_A_NUMBER;
    v.expected = m;
    v.upper = 0;
    v.score = *sum;
    return v;
}

static yx_verdict judge(const double *param, double x, double m, double *sum)
{
    int trans = (int)param[TRANS];
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double z = transform(param, x, m), room = param[H] + param[K] - *sum;
    bool endless = isinf(z) && m == 0 && param[COMPAT] == 0; /* x / 0: an alarm */

    if (!isfinite(x) || !(x >= 0 || trans == NONE || trans == STANDARD) || (isinf(z) && !endless))
        return yx_verdict_of(YX_NO_ANSWER);
    z += *sum - param[K];
    if (isnan(z))
        return lost(param, m, sum);
    *sum = fmax(z, 0);
    v.expected = m;
    v.score = *sum;
    v.upper = bound(trans, room, param[H] - *sum, m, param[ALPHA]);
    v.alarm = *sum >= param[H];
    return v;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    size_t first = first_of(in, param), end = isnan(param[TO]) ? in->n : (size_t)param[TO];
    double sum = 0;
    bool known;

    if (!isnan(param[FROM]) && param[TO] < param[FROM])
        return yx_fail(err, YX_E_RANGE, "cusum: to %g is before from %g", param[TO], param[FROM]);
    known = first < in->n && fill_means(in, param, first, scratch + in->n, scratch);
    for (size_t t = 0; t < in->n; t++) {
        if (isnan(in->observed[t]))
            ret[t] = yx_verdict_of(YX_GAP);
        else if (t < first || t >= end || (known && isnan(scratch[t])))
            ret[t] = yx_verdict_of(YX_TOO_SHORT);
        else if (!known)
            ret[t] = yx_verdict_of(YX_NO_ANSWER);
        else
            ret[t] = judge(param, in->observed[t], scratch[t], &sum);
    }
    return YX_OK;
}

const yx_detector yx_cusum = {
    .name = "cusum",
    .source = "rossi1999",
    .what = "small rises that add up, of counts made nearly normal (CUSUM)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

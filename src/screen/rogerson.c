/* rogerson.c - Poisson CUSUM whose in-control mean changes with the season. */
#include "screen/arl.h"
#include "screen/rows.h"
#include "screen/season.h"

#include <math.h>

enum { S, ARL0, THETA, H, FROM, TO };
enum { CONST, SEASON };

/* Means are rounded to tenths, from 0.1 to 12: each has one k and one h. A season is held within
 * 0.2 .. 12; a series whose mean is above 12 is not for this method. */
enum { LEAST_SEASON = 2, LEAST_CONST = 1, MOST = 120 };
#define TOLERANCE 0.02 /* of the run length, for h */

static const char *const means[] = {"const", "season", NULL};

static const yx_param params[] = {
    [S] = {.name = "s",
           .unit = "sd",
           .lo = 0.1,
           .dflt = 1,
           .hi = 10,
           .what = "rise to see, from the mean m to m + s sqrt(m)"},
    [ARL0] = {.name = "ARL0",
              .unit = "period",
              .lo = 2,
              .dflt = 500,
              .hi = 1e9,
              .what = "periods between false alarms"},
    [THETA] = {.name = "theta",
               .unit = "1",
               .lo = 0,
               .dflt = CONST,
               .hi = SEASON,
               .whole = true,
               .words = means,
               .what = "in-control mean: that of the training part, or a level with a yearly wave"},
    [H] = {.name = "h",
           .unit = "1",
           .lo = 0.1,
           .dflt = NAN,
           .hi = 1e6,
           .what = "decision limit; not given: the one that belongs to the average mean"},
    [FROM] = YX_PARAM_FROM,
    [TO] = YX_PARAM_TO,
};

/* Scratch: means (n), limits of the means that occur (MOST + 1), room of the fit or of hvalues. */
static size_t min_len(const double *param)
{
    return isnan(param[FROM]) ? 2 : (size_t)param[FROM];
}

static size_t scratch_len(size_t n, const double *param)
{
    yx_season season = {.end = n};
    size_t fit = yx_season_room(&season),
           limit = yx_hvalue_room(param[ARL0], param[S], MOST / 10.0);

    return n + MOST + 1 + (fit > limit ? fit : limit);
}

static double tenth_within(double mean, int least)
{
    return fmin(fmax(nearbyint(mean * 10), least), MOST) / 10;
}

/* Fills theta0 of every period. False: no history, or no fit. */
static bool fill_means(const yx_screen_input *in, const double *param, size_t end, double *room,
                       double *theta)
{
    yx_season season = {.end = end};
    double alpha, mean = yx_training_mean(in, end);
    bool fitted = mean >= 0 && (param[THETA] == SEASON || nearbyint(mean * 10) <= MOST);

    if (fitted && param[THETA] == SEASON)
        fitted = yx_season_fit(&season, in, room, theta, &alpha);
    for (size_t t = 0; t < in->n && fitted; t++) {
        theta[t] = param[THETA] == SEASON ? tenth_within(theta[t], LEAST_SEASON)
                                          : tenth_within(mean, LEAST_CONST);
        fitted = !isnan(theta[t]);
    }
    return fitted;
}

/* The limit of one mean, worked out once; NAN when there is none. 0 in the table: not yet. */
static double limit_of(double theta0, const double *param, double *table, double *room)
{
    double *h = &table[(size_t)nearbyint(theta0 * 10)], arl;

    if (*h == 0 && !yx_hvalue(param[ARL0], param[S], theta0, TOLERANCE, room, h, &arl))
        *h = NAN;
    return *h;
}

/* The limit of the average mean over the periods that are judged. */
static double chart_limit(const double *theta, size_t from, size_t to, const double *param,
                          double *table, double *room)
{
    double sum = 0;

    if (!isnan(param[H]))
        return param[H];
    for (size_t t = from; t < to; t++)
        sum += theta[t];
    return to > from
               ? limit_of(tenth_within(sum / (double)(to - from), LEAST_CONST), param, table, room)
               : NAN;
}

/*   S(t) = max(0, S(t-1) + c(t) (x(t) - k(t))),  c(t) = h / h(t)
 * so that S keeps its meaning while the mean changes. `upper` is the least count that would alarm.
 */
static yx_verdict step(double x, double theta0, double h, double h_t, double k, double *sum)
{
    double c = h / h_t;
    yx_verdict v = yx_verdict_of(isnan(x) ? YX_GAP : YX_JUDGED);

    if (isnan(x))
        return v;
    v.upper = fmax(0, ceil((h - *sum) / c + k)) + 0.0; /* + 0: no -0 */
    *sum = fmax(0, *sum + c * (x - k));
    v.expected = theta0;
    v.alarm = *sum >= h;
    if (!isfinite(*sum)) {
        *sum = 0;
        return yx_verdict_of(YX_NO_ANSWER);
    }
    return v;
}

static void judge(const yx_screen_input *in, const double *param, size_t from, size_t to,
                  const double *theta, double *table, double *room, yx_verdict *ret)
{
    double h = chart_limit(theta, from, to, param, table, room), sum = 0;

    for (size_t t = from; t < to; t++) {
        double h_t = limit_of(theta[t], param, table, room);
        if (isnan(h) || isnan(h_t))
            ret[t] = yx_verdict_of(isnan(in->observed[t]) ? YX_GAP : YX_NO_ANSWER);
        else
            ret[t] = step(in->observed[t], theta[t], h, h_t, yx_hvalue_k(theta[t], param[S]), &sum);
    }
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    size_t from = yx_training_end(in, param[FROM]), to = in->n;
    double *theta = scratch, *table = scratch + in->n, *room = table + MOST + 1;

    if (param[FROM] > param[TO])
        return yx_fail(err, YX_E_RANGE, "rogerson: from %.0f is after to, %.0f", param[FROM],
                       param[TO]);
    if (!isnan(param[TO]) && param[TO] < (double)to)
        to = (size_t)param[TO];
    for (size_t t = 0; t < in->n; t++)
        ret[t] = yx_verdict_of(isnan(in->observed[t]) ? YX_GAP : YX_TOO_SHORT);
    for (size_t i = 0; i <= MOST; i++)
        table[i] = 0;
    if (from >= to)
        return YX_OK;
    if (fill_means(in, param, from, room, theta)) {
        judge(in, param, from, to, theta, table, room, ret);
        return YX_OK;
    }
    for (size_t t = from; t < to; t++)
        if (!isnan(in->observed[t]))
            ret[t] = yx_verdict_of(from ? YX_NO_ANSWER : YX_TOO_SHORT);
    return YX_OK;
}

const yx_detector yx_rogerson = {
    .name = "rogerson",
    .source = "rogerson2004",
    .what = "Poisson CUSUM with a mean that may change with the season",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

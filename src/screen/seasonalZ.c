/* seasonalZ.c - this period against the same season of earlier years, by median and MAD. */
#include "base/stat.h"
#include "screen/rows.h"

#include <math.h>

enum { WINDOW, YEARS, FEWEST_YEARS, LIMIT, MIN_REL, MIN_SCALE, COUNTS };

static const char *const no_yes[] = {"no", "yes", NULL};

static const yx_param params[] = {
    [WINDOW] = {.name = "window",
                .unit = "period",
                .lo = 0,
                .dflt = 1,
                .hi = 26,
                .whole = true,
                .what = "periods before and after the same season that count as it"},
    [YEARS] = {.name = "years",
               .unit = "year",
               .lo = 1,
               .dflt = 5,
               .hi = 20,
               .whole = true,
               .what = "earlier years that are looked at"},
    [FEWEST_YEARS] = {.name = "fewest_years",
                      .unit = "year",
                      .lo = 1,
                      .dflt = 2,
                      .hi = 20,
                      .whole = true,
                      .what = "earlier years with a figure that are needed"},
    [LIMIT] = {.name = "limit",
               .unit = "sd",
               .lo = 0.1,
               .dflt = 3,
               .hi = 100,
               .what = "alarm above median + limit x scale"},
    [MIN_REL] = {.name = "min_rel",
                 .unit = "1",
                 .lo = 0,
                 .dflt = 0.02,
                 .hi = 10,
                 .what = "least scale, as a share of the median"},
    [MIN_SCALE] = {.name = "min_scale",
                   .unit = "width",
                   .lo = 0,
                   .dflt = 0,
                   .hi = 1e15,
                   .what = "least scale, in the unit of the figures"},
    [COUNTS] = {.name = "counts",
                .unit = "1",
                .lo = 0,
                .dflt = 0,
                .hi = 1,
                .whole = true,
                .words = no_yes,
                .what = "yes: figures are counts, least scale sqrt(max(median, 1))"},
};

/* A lower bound, reached by yearly figures: how many periods make a year is not known here. */
static size_t min_len(const double *param)
{
    return (size_t)param[FEWEST_YEARS] + 1;
}

static size_t scratch_len(size_t n, const double *param)
{
    (void)n;
    return 2 * (size_t)param[YEARS] * (2 * (size_t)param[WINDOW] + 1);
}

/* Windows of neighbouring years must not overlap: at most (per_year - 1) / 2. */
static size_t window_of(const yx_screen_input *in, const double *param)
{
    size_t most = in->per_year > 1 ? (size_t)(in->per_year - 1) / 2 : 0;
    size_t window = (size_t)param[WINDOW];

    return window < most ? window : most;
}

/* Place of a season of a year among the periods before t, or t if it is not there. Where the year
 * has no such season (week 53, day 366) its last one stands in. Periods are in order of time. */
static size_t find_season(const yx_screen_input *in, size_t t, int64_t year, int32_t season)
{
    size_t lo = 0, hi = t; /* periods before lo are not after the season, those from hi on are */

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (in->year[mid] < year || (in->year[mid] == year && in->season[mid] <= season))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo > 0 && in->year[lo - 1] == year ? lo - 1 : t;
}

/* Gathers the figures of the same season of earlier years. Returns how many years had one. */
static size_t gather(const yx_screen_input *in, size_t t, const double *param, double *ret_x,
                     size_t *ret_n)
{
    size_t window = window_of(in, param), n_year = 0;

    *ret_n = 0;
    for (int32_t back = 1; back <= (int32_t)param[YEARS]; back++) {
        size_t at = find_season(in, t, (int64_t)in->year[t] - back, in->season[t]);
        size_t before = *ret_n;
        if (at >= t)
            continue;
        for (size_t i = at > window ? at - window : 0; i <= at + window && i < t; i++)
            if (!isnan(in->observed[i]) && !(in->event && in->event[i]))
                ret_x[(*ret_n)++] = in->observed[i];
        n_year += *ret_n > before;
    }
    return n_year;
}

static yx_verdict judge(const yx_screen_input *in, size_t t, const double *param, double *scratch)
{
    double *x = scratch, *room = scratch + scratch_len(in->n, param) / 2;
    yx_verdict v = yx_verdict_of(YX_JUDGED);
    double median, scale;
    size_t n;

    if (isnan(in->observed[t]))
        return yx_verdict_of(YX_GAP);
    if ((double)gather(in, t, param, x, &n) < param[FEWEST_YEARS])
        return yx_verdict_of(YX_TOO_SHORT);
    median = yx_stat_median(x, n, room);
    scale = fmax(yx_stat_mad(x, n, room), param[MIN_SCALE]);
    scale = fmax(scale, param[MIN_REL] * fabs(median));
    if (param[COUNTS] > 0)
        scale = fmax(scale, sqrt(fmax(median, 1)));
    v.expected = median;
    v.upper = median + param[LIMIT] * scale;
    if (!(scale > 0) || !isfinite(median) || !isfinite(v.upper))
        return yx_verdict_of(YX_NO_ANSWER); /* all zero, or beyond all bounds */
    v.score = (in->observed[t] - median) / (param[LIMIT] * scale);
    v.alarm = in->observed[t] > v.upper;
    return v;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    if (!in->year || !in->season)
        return yx_fail(err, YX_E_RANGE, "seasonalZ: years and seasons are needed");
    if (param[FEWEST_YEARS] > param[YEARS])
        return yx_fail(err, YX_E_RANGE, "seasonalZ: fewest_years %g is more than years, %g",
                       param[FEWEST_YEARS], param[YEARS]);
    for (size_t t = in->from; t < in->n; t++)
        ret[t] = judge(in, t, param, scratch);
    return YX_OK;
}

const yx_detector yx_seasonalZ = {
    .name = "seasonalZ",
    .source = "rousseeuw1993",
    .what = "above what the same season of earlier years showed (median and MAD)",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

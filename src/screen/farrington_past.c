/* farrington_past.c - anniversaries, windows and seasons. */
#include "screen/farrington_past.h"

#include <math.h>

/* --- what is known of each period --- */

bool yx_far_is_count(double y)
{
    return y >= 0 && y <= 1e15;
}

static void set_time(const yx_screen_input *in, bool by_date, yx_far_table *k)
{
    double unit = in->epoch && in->n > 1 ? (double)in->epoch[1] - (double)in->epoch[0] : 1;

    k->even = true;
    for (size_t t = 0; t < in->n; t++) {
        k->time[t] = (double)t;
        if (in->epoch && by_date)
            k->time[t] = ((double)in->epoch[t] - (double)in->epoch[0]) / (unit > 0 ? unit : 1);
        if (!(k->time[t] == (double)t))
            k->even = false;
    }
}

static double population(const yx_screen_input *in, bool with_population, size_t t)
{
    return with_population && in->population ? in->population[t] : 1;
}

static bool in_baseline(const yx_screen_input *in, double pop, size_t t)
{
    return !isnan(in->observed[t]) && !(in->event && in->event[t]) && pop > 0 && isfinite(pop);
}

/* log of cases over population of the whole series: any figure near the levels would do. */
static double center_of(const yx_screen_input *in, bool with_population)
{
    double cases = 0.1, people = 0.1;

    for (size_t t = 0; t < in->n; t++) {
        double pop = population(in, with_population, t);
        if (in_baseline(in, pop, t) && yx_far_is_count(in->observed[t])) {
            cases += in->observed[t];
            people += pop;
        }
    }
    return isfinite(people) ? log(cases) - log(people) : 0;
}

void yx_far_tabulate(const yx_screen_input *in, bool with_population, bool by_date, double *room,
                     yx_far_table *ret)
{
    size_t n = in->n;
    double faults = 0;
    yx_far_table k = {.n = n,
                      .center = center_of(in, with_population),
                      .used = room,
                      .y = room + n,
                      .pop = room + 2 * n,
                      .w = room + 3 * n,
                      .wz = room + 4 * n,
                      .y_log = room + 5 * n,
                      .ya = room + 6 * n,
                      .start = room + 7 * n,
                      .fault = room + 8 * n,
                      .time = room + 9 * n,
                      .people = room + 10 * n};

    for (size_t t = 0; t < n; t++) {
        double y = in->observed[t], pop = population(in, with_population, t), log_pop = log(pop);
        bool used = in_baseline(in, pop, t);
        faults += used && !yx_far_is_count(y);
        used = used && yx_far_is_count(y);
        k.fault[t] = faults;
        k.used[t] = used;
        k.y[t] = used ? y : 0;
        k.pop[t] = used ? pop : 1;
        k.people[t] = used ? pop : 0;
        k.w[t] = used ? y + 0.1 : 0;
        k.wz[t] = used ? (y + 0.1) * (log(y + 0.1) - log_pop) - 0.1 : 0;
        k.y_log[t] = used && y > 0 ? y * (log(y) - log_pop - k.center) : 0;
        k.start[t] = used ? (y > 0 ? y * log(y / (y + 0.1)) : 0) + 0.1 : 0;
        k.ya[t] = used ? cbrt(y) * cbrt(y) : 0;
    }
    set_time(in, by_date, &k);
    *ret = k;
}

bool yx_far_enough_past(const yx_far_past *past)
{
    size_t levels = 0;

    for (size_t i = 0; i < past->levels; i++)
        levels += past->used[i] > 0;
    return past->used[past->own] > 0 && past->n > levels + 1;
}

bool yx_far_faults(const yx_far_table *table, const yx_far_past *past)
{
    return table->fault[past->end - 1] > (past->from ? table->fault[past->from - 1] : 0);
}

bool yx_far_enough_cases(const yx_screen_input *in, size_t t, double cases, size_t periods)
{
    double sum = 0;

    for (size_t i = t + 1 > periods ? t + 1 - periods : 0; i <= t; i++)
        if (!isnan(in->observed[i]))
            sum += in->observed[i];
    return sum >= cases;
}

/* --- the same date of other years --- */

/* Civil days of the Gregorian calendar, counted from 1 March of year 0: leap days come last. */
static int64_t day_of(int64_t year, int64_t month, int64_t day)
{
    int64_t m = month > 2 ? month - 3 : month + 9, y = month > 2 ? year : year - 1;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static void parts(int64_t epoch, int64_t *year, int64_t *month, int64_t *day)
{
    int64_t z = epoch + 719468, era = z / 146097, in_era = z % 146097;
    int64_t y = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * y + y / 4 - y / 100), m = (5 * in_year + 2) / 153;

    *day = in_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = y + 400 * era + (*month <= 2);
}

/* The day `back` years before; 29 February has 1 March for it. Weeks and days keep their weekday.
 */
static int64_t anniversary_day(int64_t epoch, int64_t back, bool by_weekday)
{
    int64_t year, month, day, target, off;

    parts(epoch, &year, &month, &day);
    target = day_of(year - back, month, day);
    if (!by_weekday)
        return target;
    off = ((epoch - target) % 7 + 7) % 7;
    return target + (off > 3 ? off - 7 : off);
}

/* Where the period lies that starts nearest to the day. */
static size_t nearest(const int32_t *epoch, size_t n, int64_t day)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (epoch[mid] <= day)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == 0)
        return 0;
    return lo < n && epoch[lo] - day < day - epoch[lo - 1] ? lo : lo - 1;
}

/* False: before the series begins. Anniversaries come in order, also where the dates do not. */
static bool anniversaries(const yx_screen_input *in, size_t years, size_t t, size_t *at)
{
    at[0] = t;
    for (size_t i = 1; i <= years; i++) {
        size_t per_year = in->per_year > 0 ? (size_t)in->per_year : 1;
        if (!in->epoch) {
            if (t < i * per_year)
                return false;
            at[i] = t - i * per_year;
            continue;
        }
        if (in->epoch[t] < -700000 || in->epoch[t] > 2900000)
            return false;
        int64_t day = anniversary_day(in->epoch[t], (int64_t)i, per_year >= 52 && per_year < 360);
        if (day < in->epoch[0])
            return false;
        at[i] = nearest(in->epoch, t, day);
        if (at[i] >= at[i - 1])
            return false;
    }
    return true;
}

/* --- runs --- */

/* Adds periods from .. end - 1 but for those from `stop` on. */
static void add(yx_far_past *p, const yx_far_table *k, size_t from, size_t end, size_t stop,
                uint32_t level)
{
    uint32_t used = 0;

    end = end < stop ? end : stop;
    if (from >= end)
        return;
    for (size_t i = from; i < end; i++)
        used += k->used[i] > 0;
    p->run[p->n_run++] = (yx_far_run){(uint32_t)from, (uint32_t)(end - from), level};
    p->used[level] += used;
    p->n += used;
    p->end = end;
}

/* Cuts the rest of a year, from .. end - 1, into blocks; the first ones are one longer. */
static void add_rest(yx_far_past *p, const yx_far_table *k, size_t from, size_t end, size_t stop)
{
    size_t blocks = p->levels - 1, length = end > from ? end - from : 0;

    for (size_t i = 0; i < blocks; i++) {
        size_t n = length / blocks + (i < length % blocks);
        add(p, k, from, from + n, stop, (uint32_t)i);
        from += n;
    }
}

bool yx_far_look_back(const yx_screen_input *in, const yx_far_table *table,
                      const yx_far_layout *layout, size_t t, yx_far_past *ret)
{
    size_t most = in->per_year > 1 ? (size_t)(in->per_year - 1) / 2 : 0;
    size_t w = layout->window < most ? layout->window : most;
    size_t recent = layout->recent == YX_FAR_AS_WINDOW ? w : layout->recent;
    size_t at[YX_FAR_YEARS + 1], stop = t > recent ? t - recent : 0;

    if (t >= UINT32_MAX || !anniversaries(in, layout->years, t, at) || at[layout->years] < w)
        return false;
    ret->from = at[layout->years] - w;
    ret->end = ret->from;
    ret->n = ret->n_run = 0;
    ret->levels = (uint32_t)layout->levels;
    ret->own = ret->levels - 1;
    for (size_t i = 0; i < layout->levels; i++)
        ret->used[i] = 0;
    for (size_t i = layout->years; i > 0; i--) {
        size_t next = at[i - 1] > w ? at[i - 1] - w : 0, from = at[i] - w;
        if (from < ret->end) /* two windows meet: none counts twice */
            from = ret->end;
        add(ret, table, from, at[i] + w + 1, stop, ret->own);
        if (layout->levels > 1)
            add_rest(ret, table, at[i] + w + 1, next, stop);
    }
    add(ret, table, t > w && t - w > ret->end ? t - w : ret->end, t, stop, ret->own);
    return true;
}

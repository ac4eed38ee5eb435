/* abrupt.c - a change unlike all its own earlier ones. */
#include "check/series.h"

#include <math.h>
#include <string.h>

enum { WINDOW = 60, MANY = 100 };
enum { Z, LEAST, FLOOR, HISTORY };

/* The latest changes, as they came and in order of size. */
typedef struct window {
    double at[WINDOW], sorted[WINDOW];
    size_t n, next; /* next: the oldest, once it is full */
} window;

/* First place in sorted[] that is not below v. */
static size_t place(const window *w, double v)
{
    size_t lo = 0, hi = w->n;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (w->sorted[middle] < v)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

static void window_add(window *w, double v)
{
    size_t i;

    if (w->n == WINDOW) {
        i = place(w, w->at[w->next]);
        memmove(&w->sorted[i], &w->sorted[i + 1], (--w->n - i) * sizeof *w->sorted);
    }
    i = place(w, v);
    memmove(&w->sorted[i + 1], &w->sorted[i], (w->n++ - i) * sizeof *w->sorted);
    w->sorted[i] = v;
    w->at[w->next] = v;
    w->next = (w->next + 1) % WINDOW;
}

static double median(const window *w)
{
    return (w->sorted[(w->n - 1) / 2] + w->sorted[w->n / 2]) / 2;
}

/* Median distance from m, by going outwards from it on both sides. */
static double mad(const window *w, double m)
{
    size_t hi = place(w, m), lo = hi;
    double before = 0, d = 0;

    for (size_t k = 0; k <= w->n / 2; k++) {
        double below = lo > 0 ? m - w->sorted[lo - 1] : INFINITY;
        double above = hi < w->n ? w->sorted[hi] - m : INFINITY;
        before = d;
        if (below <= above) {
            d = below;
            lo--;
        } else {
            d = above;
            hi++;
        }
    }
    return 1.4826022185056018 * (w->n % 2 ? d : (before + d) / 2);
}

/* Robust z of v; 0 where it lies within what was there before. */
static double unlike(const window *w, double v, double floor_sd)
{
    double m, sd;

    if (v >= w->sorted[0] && v <= w->sorted[w->n - 1])
        return 0;
    m = median(w);
    sd = fmax(mad(w, m), floor_sd);
    return sd > 0 ? fabs(v - m) / sd : 0;
}

/* The figure `lag` periods before, at or behind *from; SIZE_MAX: there is none. */
static size_t earlier(const yx_run *run, size_t i, int lag, size_t *from)
{
    while (*from < i && run->at[*from] < run->at[i] - lag)
        ++*from;
    return *from < i && run->at[*from] == run->at[i] - lag && run->span[*from] == run->span[i]
               ? *from
               : SIZE_MAX;
}

static size_t pairs(const yx_run *run, int lag)
{
    size_t n = 0, from = 0;

    for (size_t i = 0; i < run->n; i++)
        n += earlier(run, i, lag, &from) != SIZE_MAX;
    return n;
}

/* Of days a week, for a year ago was another world; else a year where there are enough of them, or
 * one period. */
static int choose_lag(const yx_run *run, double history)
{
    if (run->per_year > MANY)
        return 7;
    return run->per_year > 1 && (double)pairs(run, run->per_year) > history ? run->per_year : 1;
}

void yx_check_abrupt(const yx_run *run, const double *param, yx_opinion *ret)
{
    bool relative = run->kind != YX_RATE && run->kind != YX_INDEX;
    double last_digit = pow(10, -run->digits);
    int lag = choose_lag(run, param[HISTORY]);
    window share = {.n = 0}, size = {.n = 0};
    size_t from = 0;
    int way = 0; /* that the figure before was off: what goes on is asked about once */

    for (size_t i = 0; i < run->n; i++) {
        size_t j = earlier(run, i, lag, &from);
        double change, ratio = NAN, z;
        ret[i] = (yx_opinion){.against = YX_AGAINST_NONE, .expected = NAN, .score = NAN};
        if (j == SIZE_MAX)
            continue;
        change = run->level[i] - run->level[j];
        if (relative && run->level[i] > 0 && run->level[j] > 0)
            ratio = log(run->level[i] / run->level[j]);
        if ((double)size.n >= param[HISTORY]) {
            ret[i].judged = true;
            ret[i].against = (uint32_t)j;
            z = unlike(&size, change,
                       fmax(3 * last_digit, param[FLOOR] / 100 * fabs(run->level[j])));
            if (!isnan(ratio) && (double)share.n >= param[HISTORY])
                z = fmin(z, unlike(&share, ratio, param[FLOOR] / 100));
            ret[i].expected = run->level[j] + median(&size);
            ret[i].score = z;
            if (z > param[Z] && fabs(change) >= param[LEAST] * last_digit) {
                int now = run->level[i] > ret[i].expected ? 1 : -1;
                ret[i].asked = now != way;
                way = now;
            } else {
                way = 0;
            }
        }
        window_add(&size, change);
        if (!isnan(ratio))
            window_add(&share, ratio);
    }
}

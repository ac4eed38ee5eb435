/* time.c - sums over time. A flow of a period is the difference between two levels that
 * nobody reports, at its first day and behind its last: a step from day to day. Three months and
 * their quarter are a round trip, so is 1-2月 with 3月 and the first quarter. Steps are laid one by
 * one, short ones first: one that joins days not yet joined says nothing new, any other is the sum
 * of the steps between. */
#include "flow/protect/inside.h"

#include <stdlib.h>

enum { NONE = -1 };

typedef struct walk {
    const yx_period *at;
    size_t n;
    uint32_t *order; /* of at, shorter ones first */
    yx_day *day;     /* n_day days at which steps end, each once */
    size_t n_day;
    int *step;      /* of each day: the step by which it hangs in the tree, or NONE */
    int *up;        /* the day at the other end of that step */
    int *mark;      /* when it was met on the way */
    uint32_t *term; /* room for one sum */
    signed char *sign;
} walk;

static int by_day(const void *a, const void *b)
{
    yx_day x = *(const yx_day *)a, y = *(const yx_day *)b;

    return (x > y) - (x < y);
}

static int day_number(const walk *w, yx_day day)
{
    size_t lo = 0, hi = w->n_day;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (w->day[mid] < day)
            lo = mid + 1;
        else
            hi = mid;
    }
    return (int)lo;
}

static int length(yx_period p)
{
    return p.last - p.first;
}

/* Sorts by insertion: there are few, and they nearly stand in order. */
static void sort_periods(walk *w)
{
    for (size_t i = 0; i < w->n; i++) {
        size_t k = i;
        for (; k > 0 && length(w->at[w->order[k - 1]]) > length(w->at[i]); k--)
            w->order[k] = w->order[k - 1];
        w->order[k] = (uint32_t)i;
    }
}

static void sort_days(walk *w)
{
    size_t n = 0;

    for (size_t i = 0; i < w->n; i++) {
        w->day[2 * i] = w->at[i].first;
        w->day[2 * i + 1] = w->at[i].last + 1;
    }
    qsort(w->day, 2 * w->n, sizeof *w->day, by_day);
    for (size_t i = 0; i < 2 * w->n; i++)
        if (i == 0 || w->day[i] != w->day[n - 1])
            w->day[n++] = w->day[i];
    w->n_day = n;
    for (size_t i = 0; i < n; i++) {
        w->step[i] = NONE;
        w->up[i] = NONE;
    }
}

static int top_of(const walk *w, int day)
{
    while (w->up[day] != NONE)
        day = w->up[day];
    return day;
}

/* Hangs the tree of `day` under `under` by a step: the way up from `day` is turned round. */
static void hang(walk *w, int day, int under, int step)
{
    while (day != NONE) {
        int above = w->up[day], by = w->step[day];
        w->up[day] = under;
        w->step[day] = step;
        under = day;
        step = by;
        day = above;
    }
}

/* Adds the step that a day hangs by, walked from `from`, to the sum. */
static void add_step(walk *w, size_t *n, int from, int sign)
{
    const yx_period *p = &w->at[w->step[from]];
    bool forward = day_number(w, p->first) == from;

    w->term[*n] = (uint32_t)w->step[from];
    w->sign[(*n)++] = (signed char)(forward ? sign : -sign);
}

/* The way in the tree from the first day of a step to its end: the sum that the step is. */
static size_t way(walk *w, uint32_t step)
{
    int from = day_number(w, w->at[step].first), to = day_number(w, w->at[step].last + 1);
    size_t n = 1;

    w->term[0] = step;
    w->sign[0] = -1;
    for (size_t i = 0; i < w->n_day; i++)
        w->mark[i] = 0;
    for (int d = from; d != NONE; d = w->up[d])
        w->mark[d] = 1;
    for (; !w->mark[to]; to = w->up[to])
        add_step(w, &n, to, -1); /* walked against the way */
    for (; from != to; from = w->up[from])
        add_step(w, &n, from, 1);
    return n;
}

static yx_code lay(walk *w, yx_period_sum *told, void *arg, yx_err *err)
{
    yx_code rc = YX_OK;

    sort_periods(w);
    sort_days(w);
    for (size_t i = 0; i < w->n && !rc; i++) {
        uint32_t step = w->order[i];
        int from = day_number(w, w->at[step].first), to = day_number(w, w->at[step].last + 1);
        if (top_of(w, from) != top_of(w, to))
            hang(w, to, from, (int)step);
        else
            rc = told(arg, w->term, w->sign, way(w, step), err);
    }
    return rc;
}

yx_code yx_period_sums(const yx_period *at, size_t n, yx_period_sum *told, void *arg, yx_err *err)
{
    walk w = {.at = at, .n = n};
    yx_code rc;

    if (n < 2)
        return YX_OK;
    w.order = calloc(n, sizeof *w.order);
    w.day = calloc(2 * n, sizeof *w.day);
    w.step = calloc(2 * n, sizeof *w.step);
    w.up = calloc(2 * n, sizeof *w.up);
    w.mark = calloc(2 * n, sizeof *w.mark);
    w.term = calloc(2 * n + 1, sizeof *w.term);
    w.sign = calloc(2 * n + 1, sizeof *w.sign);
    if (w.order && w.day && w.step && w.up && w.mark && w.term && w.sign)
        rc = lay(&w, told, arg, err);
    else
        rc = yx_fail(err, YX_E_NOMEM, "no memory for the protection of sums");
    free(w.order);
    free(w.day);
    free(w.step);
    free(w.up);
    free(w.mark);
    free(w.term);
    free(w.sign);
    return rc;
}

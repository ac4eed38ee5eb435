/* revised.c - Q18: figures that were revised: all one way, or by much. Revisions that many
 * regions make on one day are an official round and no question. */
#include "flow/findings/inside.h"

#include "check/pair.h"
#include "series/revisions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { P, SIZE, ROUND };
enum { FEW_REGIONS = 3, LEAST_DIGITS = 10, FEW_REVISIONS = 100, TIMES = 10 };

/* A figure that was revised. */
typedef struct revised {
    uint32_t series, indicator;
    yx_period period;
    yx_day first, last;
    yx_decimal was, is;
    bool round;
} revised;

typedef struct list {
    revised *at;
    size_t n, cap;
} list;

/* How figures of an indicator are revised as a rule, over all regions, rounds left out. */
typedef struct usual {
    double up;   /* share that goes up: 0.5 where too little is known */
    double size; /* median size in percent; 0 likewise */
} usual;

static yx_code gather(yx_looking *l, list *all, yx_err *err)
{
    yx_versions history = {0};
    yx_code rc = YX_OK;

    for (size_t s = 0; s < l->held.n_series && !rc; s++) {
        const yx_held_series *series = &l->held.series[s];
        const char *code = yx_region_at(l->catalog, series->region)->code;
        yx_revised *row = NULL;
        size_t n = 0;
        if (s && series->indicator == series[-1].indicator &&
            strcmp(code, yx_region_at(l->catalog, series[-1].region)->code) == 0)
            continue; /* the same code named another region before: one history for both */
        l->to->rate[YX_CHECK_REVISION].judged += series->n;
        if (!series->superseded)
            continue;
        rc = yx_store_history(l->ws->store, yx_str_of(code),
                              yx_str_of(yx_indicator_at(l->catalog, series->indicator)->code),
                              l->ask->known, &history, err);
        if (rc || history.n == series->n)
            continue; /* nothing was ever superseded */
        rc = yx_revised_rows(&history, &row, &n, err);
        for (size_t i = 0; i < n && !rc; i++) {
            if (!row[i].changes || row[i].withdrawn)
                continue;
            rc = yx_grow(&all->at, &all->cap, all->n + 1, sizeof *all->at, err);
            if (!rc)
                all->at[all->n++] =
                    (revised){(uint32_t)s, series->indicator, row[i].period, row[i].first,
                              row[i].last, row[i].was,        row[i].is,     false};
        }
        free(row);
    }
    yx_versions_free(&history);
    return rc;
}

static int by_day(const void *a, const void *b)
{
    const revised *x = a, *y = b;

    if (x->indicator != y->indicator)
        return x->indicator < y->indicator ? -1 : 1;
    if (x->last != y->last)
        return x->last < y->last ? -1 : 1;
    return (x->series > y->series) - (x->series < y->series);
}

static int by_series(const void *a, const void *b)
{
    const revised *x = a, *y = b;

    if (x->series != y->series)
        return x->series < y->series ? -1 : 1;
    return yx_period_order(x->period, y->period);
}

/* Marks the revisions of a day on which many of an indicator's regions were revised. */
static void mark_rounds(const yx_looking *l, list *all)
{
    size_t end;

    for (size_t i = 0; i < all->n; i = end) {
        const yx_indicator *what = yx_indicator_at(l->catalog, all->at[i].indicator);
        double param[YX_CHECK_PARAMS];
        size_t regions = 0, reporting = 0;
        for (end = i; end < all->n && all->at[end].indicator == all->at[i].indicator &&
                      all->at[end].last == all->at[i].last;
             end++)
            regions += end == i || all->at[end].series != all->at[end - 1].series;
        for (uint32_t r = 0; r < l->held.n_region; r++)
            reporting += yx_held_find(&l->held, r, all->at[i].indicator) != NULL;
        yx_tuned(l, YX_CHECK_REVISION, what, all->at[i].last, param);
        for (size_t k = i; k < end; k++)
            all->at[k].round =
                regions >= FEW_REGIONS && (double)regions * 100 >= param[ROUND] * (double)reporting;
    }
}

static double percent(const revised *r)
{
    double was = yx_decimal_double(r->was);

    return was != 0 ? (yx_decimal_double(r->is) - was) / fabs(was) * 100 : NAN;
}

static int size_order(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* What the figures of an indicator say, n of them. room: n doubles. */
static usual learn(const revised *at, size_t n, double *room)
{
    usual u = {0.5, 0};
    size_t all = 0, up = 0, sizes = 0;

    for (size_t i = 0; i < n; i++) {
        if (at[i].round)
            continue;
        all++;
        up += yx_decimal_order(at[i].is, at[i].was) > 0;
        if (!isnan(percent(&at[i])))
            room[sizes++] = fabs(percent(&at[i]));
    }
    if (all < FEW_REVISIONS)
        return u;
    qsort(room, sizes, sizeof *room, size_order);
    u.up = ((double)up + 1) / ((double)all + 2);
    u.size = sizes ? (room[(sizes - 1) / 2] + room[sizes / 2]) / 2 : 0;
    return u;
}

static yx_code add(yx_looking *l, const revised *r, const char *relation, const char *en,
                   const char *zh, yx_err *err)
{
    const yx_held_series *series = &l->held.series[r->series];
    const yx_version *v = yx_held_at(&l->held, series, r->period);
    yx_finding *f;
    yx_code rc = yx_found(
        l, YX_CHECK_REVISION, series->region, yx_region_at(l->catalog, series->region)->code,
        yx_indicator_at(l->catalog, series->indicator), &r->period, relation, &f, err);

    if (rc)
        return rc;
    if (v) {
        f->version = *v;
        f->has_version = true;
    }
    l->to->rate[YX_CHECK_REVISION].asked++;
    rc = yx_keep_decimal(l, r->is, &f->found, err);
    if (!rc)
        rc = yx_keep_decimal(l, r->was, &f->expected, err);
    if (!rc)
        rc = yx_keep_number(l, yx_decimal_double(r->is) - yx_decimal_double(r->was),
                            r->is.scale > r->was.scale ? r->is.scale : r->was.scale, &f->difference,
                            err);
    return rc ? rc : yx_keep_detail(l, f, en, zh, err);
}

/* The revisions of one series. */
static yx_code look(yx_looking *l, const revised *at, size_t n, usual u, yx_err *err)
{
    const yx_indicator *what = yx_indicator_at(l->catalog, at[0].indicator);
    size_t up = 0, all = 0, newest = 0;
    double param[YX_CHECK_PARAMS], p;
    char en[160], zh[160];
    yx_code rc = YX_OK;

    for (size_t i = 0; i < n && !rc; i++) {
        double was = yx_decimal_double(at[i].was), is = yx_decimal_double(at[i].is);
        double digit =
            pow(10, -(double)(at[i].is.scale > at[i].was.scale ? at[i].is.scale : at[i].was.scale));
        if (at[i].round)
            continue;
        all++;
        up += is > was;
        newest = at[i].last >= at[newest].last ? i : newest;
        yx_tuned(l, YX_CHECK_REVISION, what, at[i].period.last, param);
        if (was == 0 || fabs(percent(&at[i])) < fmax(param[SIZE], TIMES * u.size) ||
            fabs(is - was) < LEAST_DIGITS * digit)
            continue;
        (void)snprintf(en, sizeof en, ", %+.1f %% after %d day%s", (is - was) / fabs(was) * 100,
                       at[i].last - at[i].first, at[i].last - at[i].first == 1 ? "" : "s");
        (void)snprintf(zh, sizeof zh, "（%d天后，%+.1f%%）", at[i].last - at[i].first,
                       (is - was) / fabs(was) * 100);
        rc = add(l, &at[i], "", en, zh, err);
    }
    p = yx_sign_test(up, all, u.up);
    yx_tuned(l, YX_CHECK_REVISION, what, YX_DAY_MAX, param);
    if (rc || p >= param[P])
        return rc;
    (void)snprintf(en, sizeof en, "; %zu of %zu revisions upwards, by chance 1 in %.0f", up, all,
                   1 / p);
    (void)snprintf(zh, sizeof zh, "；%zu次修订中%zu次上调，偶然概率1/%.0f", all, up, 1 / p);
    return add(l, &at[newest], "one way", en, zh, err);
}

/* Of each indicator what is usual; all.at is in order of indicator then. */
static yx_code learn_all(const yx_looking *l, const list *all, usual **ret, yx_err *err)
{
    usual *u = malloc((l->held.n_indicator + 1) * sizeof *u);
    double *room = malloc((all->n + 1) * sizeof *room);
    size_t end;

    if (!u || !room) {
        free(u);
        free(room);
        return yx_fail(err, YX_E_NOMEM, "no memory for the findings");
    }
    for (size_t i = 0; i < all->n; i = end) {
        for (end = i; end < all->n && all->at[end].indicator == all->at[i].indicator;)
            end++;
        u[all->at[i].indicator] = learn(&all->at[i], end - i, room);
    }
    free(room);
    *ret = u;
    return YX_OK;
}

yx_code yx_look_revisions(yx_looking *l, yx_err *err)
{
    list all = {0};
    usual *u = NULL;
    size_t end;
    yx_code rc;

    if (!yx_wanted(l, YX_CHECK_REVISION))
        return YX_OK;
    rc = gather(l, &all, err);
    if (!rc && all.n) {
        qsort(all.at, all.n, sizeof *all.at, by_day);
        mark_rounds(l, &all);
        rc = learn_all(l, &all, &u, err);
        qsort(all.at, all.n, sizeof *all.at, by_series);
    }
    for (size_t i = 0; i < all.n && !rc; i = end) {
        for (end = i; end < all.n && all.at[end].series == all.at[i].series;)
            end++;
        rc = look(l, &all.at[i], end - i, u[all.at[i].indicator], err);
    }
    free(u);
    free(all.at);
    return rc;
}

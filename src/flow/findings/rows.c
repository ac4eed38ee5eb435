/* rows.c - C04: a row whose columns slipped; C08: a series that was copied. */
#include "flow/findings/inside.h"

#include "check/pair.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- rows --- */

/* A figure in the order in which its file has it. */
typedef struct cell {
    yx_period period;
    int64_t seq;
    uint32_t row, indicator;
    const yx_version *version;
    double before; /* the column's last figure before; NAN */
} cell;

static int cell_order(const void *a, const void *b)
{
    const cell *x = a, *y = b;
    int way = yx_period_order(x->period, y->period);

    if (way)
        return way;
    if (x->seq != y->seq)
        return x->seq < y->seq ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static yx_code add_shifted(yx_looking *l, uint32_t region, const cell *row, size_t first,
                           size_t last, int shift, yx_err *err)
{
    const yx_indicator *a = yx_indicator_at(l->catalog, row[first].indicator);
    const yx_indicator *b = yx_indicator_at(l->catalog, row[last].indicator);
    size_t other = (size_t)((ptrdiff_t)first + shift);
    const yx_indicator *as = yx_indicator_at(l->catalog, row[other].indicator);
    char en[700], zh[700];
    yx_finding *f;
    yx_code rc = yx_found(l, YX_CHECK_SHIFTED, region, yx_region_at(l->catalog, region)->code, a,
                          &row[first].period, "", &f, err);

    if (rc)
        return rc;
    f->version = *row[first].version;
    f->has_version = true;
    l->to->rate[YX_CHECK_SHIFTED].asked++;
    (void)snprintf(
        en, sizeof en,
        "the figures of %.120s to %.120s are like those that stood %d column%s %s (%.120s)",
        yx_indicator_name(a, YX_EN), yx_indicator_name(b, YX_EN), abs(shift),
        abs(shift) > 1 ? "s" : "", shift > 0 ? "further on" : "before",
        yx_indicator_name(as, YX_EN));
    (void)snprintf(zh, sizeof zh, "%.120s至%.120s的数值与%s%d列（%.120s）的历史相符",
                   yx_indicator_name(a, YX_ZH_HANS), yx_indicator_name(b, YX_ZH_HANS),
                   shift > 0 ? "后移" : "前移", abs(shift), yx_indicator_name(as, YX_ZH_HANS));
    rc = yx_keep_detail(l, f, en, zh, err);
    if (!rc)
        rc = yx_keep_decimal(l, row[first].version->value, &f->found, err);
    if (!rc)
        rc = yx_keep_number(l, row[first].before, row[first].version->value.scale, &f->expected,
                            err);
    return rc;
}

/* One row of a file: figures of one region, period and entry. */
static yx_code look_row(yx_looking *l, uint32_t region, const cell *row, size_t n, double *room,
                        yx_err *err)
{
    double param[YX_CHECK_PARAMS];
    size_t first, last, judged;
    int shift;

    for (size_t i = 0; i < n; i++) {
        room[i] = yx_decimal_double(row[i].version->value);
        room[n + i] = row[i].before;
    }
    yx_tuned(l, YX_CHECK_SHIFTED, NULL, row[0].period.last, param);
    if (!yx_check_shifted(room, room + n, n, param, &first, &last, &shift, &judged)) {
        l->to->rate[YX_CHECK_SHIFTED].judged += judged;
        return YX_OK;
    }
    l->to->rate[YX_CHECK_SHIFTED].judged += judged;
    return add_shifted(l, region, row, first, last, shift, err);
}

/* What a column held before: the middle one of its last three figures, so that a single row that
 * slipped is no history. A year-to-date figure is like that of a year before. */
static double held_before(const yx_looking *l, const yx_held_series *series, size_t i, bool ytd)
{
    const yx_version *v = &l->held.at[series->first + i];
    double a, b, c;
    yx_period then;

    if (ytd) {
        v = yx_period_to_ytd(yx_period_years(v->period, -1), &then)
                ? yx_held_at(&l->held, series, then)
                : NULL;
        return v ? yx_decimal_double(v->value) : NAN;
    }
    if (i == 0)
        return NAN;
    a = yx_decimal_double(v[-1].value);
    if (i < 3)
        return a;
    b = yx_decimal_double(v[-2].value);
    c = yx_decimal_double(v[-3].value);
    return fmax(fmin(a, b), fmin(fmax(a, b), c));
}

/* All rows of a region: series s .. e of it. */
static yx_code look_region(yx_looking *l, size_t s, size_t e, cell **room, size_t *cap,
                           double **numbers, size_t *cap_numbers, yx_err *err)
{
    size_t n = 0, end;
    yx_code rc = YX_OK;

    for (size_t k = s; k < e && !rc; k++) {
        const yx_held_series *series = &l->held.series[k];
        const yx_indicator *what = yx_indicator_at(l->catalog, series->indicator);
        rc = yx_grow(room, cap, n + series->n, sizeof **room, err);
        for (size_t i = 0; i < series->n && !rc; i++) {
            const yx_version *v = &l->held.at[series->first + i];
            (*room)[n++] =
                (cell){v->period,         v->seq, v->row,
                       series->indicator, v,      held_before(l, series, i, what->kind == YX_YTD)};
        }
    }
    if (!rc)
        rc = yx_grow(numbers, cap_numbers, 2 * n + 2, sizeof **numbers, err);
    if (rc || n == 0)
        return rc;
    qsort(*room, n, sizeof **room, cell_order);
    for (size_t i = 0; i < n && !rc; i = end) {
        for (end = i; end < n && (*room)[end].seq == (*room)[i].seq &&
                      yx_period_order((*room)[end].period, (*room)[i].period) == 0;)
            end++;
        if (end - i > 2)
            rc = look_row(l, l->held.series[s].region, *room + i, end - i, *numbers, err);
    }
    return rc;
}

static yx_code look_shifted(yx_looking *l, yx_err *err)
{
    cell *room = NULL;
    double *numbers = NULL;
    size_t cap = 0, cap_numbers = 0, e;
    yx_code rc = YX_OK;

    for (size_t s = 0; s < l->held.n_series && !rc; s = e) {
        for (e = s; e < l->held.n_series && l->held.series[e].region == l->held.series[s].region;)
            e++;
        rc = look_region(l, s, e, &room, &cap, &numbers, &cap_numbers, err);
    }
    free(room);
    free(numbers);
    return rc;
}

/* --- copies --- */

/* A figure of one period, to find equal ones. */
typedef struct twin {
    double level;
    uint32_t series; /* its place among the held */
    size_t version;  /* likewise */
} twin;

static int twin_order(const void *a, const void *b)
{
    const twin *x = a, *y = b;

    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    return (x->series > y->series) - (x->series < y->series);
}

/* A figure's period and series, to bring those of a period together. */
typedef struct placed {
    yx_period period;
    twin twin;
} placed;

/* Rooms that are used from indicator to indicator. */
typedef struct copying {
    yx_held_run other;
    placed *placed;
    twin *twin;
    size_t cap_placed, cap_twin;
    size_t *asked; /* by series: the first figure of the stretch that was asked about, and 1 */
} copying;

/* The number of a figure in its run. */
static size_t place_in(const yx_held_run *r, size_t version)
{
    size_t i = 0;

    while (i < r->run.n && r->version[i] != version)
        i++;
    return i;
}

static yx_code add_copy(yx_looking *l, uint32_t a, uint32_t b, const yx_version *v, yx_err *err)
{
    const yx_held_series *x = &l->held.series[a], *y = &l->held.series[b];
    const yx_region *other = yx_region_at(l->catalog, y->region);
    char en[300], zh[300];
    yx_finding *f;
    yx_code rc =
        yx_found(l, YX_CHECK_COPY, x->region, yx_region_at(l->catalog, x->region)->code,
                 yx_indicator_at(l->catalog, x->indicator), &v->period, other->code, &f, err);

    if (rc)
        return rc;
    f->version = *v;
    f->has_version = true;
    l->to->rate[YX_CHECK_COPY].asked++;
    (void)snprintf(en, sizeof en, "%.200s (%s)", yx_region_name(other, YX_EN), other->code);
    (void)snprintf(zh, sizeof zh, "%.200s（%s）", yx_region_name(other, YX_ZH_HANS), other->code);
    rc = yx_keep_detail(l, f, en, zh, err);
    return rc ? rc : yx_keep_decimal(l, v->value, &f->found, err);
}

/* The first figure of those that are equal, one after the other, up to i and j. */
static size_t first_equal(const yx_run *a, size_t i, const yx_run *b, size_t j)
{
    while (i > 0 && j > 0 && a->at[i - 1] == b->at[j - 1] &&
           yx_decimal_equal(a->value[i - 1], b->value[j - 1])) {
        i--;
        j--;
    }
    return i;
}

/* Two series that are equal in a period: are they so again and again? Each stretch is asked about
 * once, at its third figure. */
static yx_code look_twins(yx_looking *l, copying *c, const twin *a, const twin *b, yx_err *err)
{
    const yx_held_series *x = &l->held.series[a->series], *y = &l->held.series[b->series];
    double param[YX_CHECK_PARAMS];
    size_t i, j, first, third;
    yx_code rc;

    if (yx_region_within(l->catalog, x->region, y->region) ||
        yx_region_within(l->catalog, y->region, x->region))
        return YX_OK; /* a region and its only part are the same by nature */
    rc = yx_held_flows_of(&l->held, x, &l->run, err);
    if (!rc)
        rc = yx_held_flows_of(&l->held, y, &c->other, err);
    if (rc)
        return rc;
    i = place_in(&l->run, a->version);
    j = place_in(&c->other, b->version);
    if (i == l->run.run.n || j == c->other.run.n)
        return YX_OK;
    yx_tuned(l, YX_CHECK_COPY, yx_indicator_at(l->catalog, x->indicator), l->run.last[i], param);
    if (!yx_check_copy(&l->run.run, i, &c->other.run, j, param, l->run.room))
        return YX_OK;
    first = first_equal(&l->run.run, i, &c->other.run, j);
    third = first + (size_t)param[0] - 1;
    if (c->asked[a->series] == l->run.version[first] + 1)
        return YX_OK;
    c->asked[a->series] = l->run.version[first] + 1;
    j -= i - third;
    rc = add_copy(l, a->series, b->series, &l->held.at[l->run.version[third]], err);
    return rc ? rc : add_copy(l, b->series, a->series, &l->held.at[c->other.version[j]], err);
}

/* All figures of one indicator in one period, sorted: pairs that are equal, and no third one. */
static yx_code look_period(yx_looking *l, copying *c, twin *at, size_t n, yx_err *err)
{
    size_t end;
    yx_code rc = YX_OK;

    qsort(at, n, sizeof *at, twin_order);
    l->to->rate[YX_CHECK_COPY].judged += n;
    for (size_t i = 0; i < n && !rc; i = end) {
        for (end = i; end < n && at[end].level == at[i].level;)
            end++;
        if (end - i == 2 && at[i].level != 0)
            rc = look_twins(l, c, &at[i], &at[i + 1], err);
    }
    return rc;
}

static int placed_order(const void *a, const void *b)
{
    return yx_period_order(((const placed *)a)->period, ((const placed *)b)->period);
}

static yx_code look_indicator(yx_looking *l, uint32_t indicator, copying *c, yx_err *err)
{
    size_t n = 0, end, series = 0;
    yx_code rc = YX_OK;

    for (uint32_t region = 0; region < l->held.n_region && !rc; region++) {
        const yx_held_series *s = yx_held_find(&l->held, region, indicator);
        series += s != NULL;
        for (size_t i = 0; s && i < s->n && !rc; i++) {
            const yx_version *v = &l->held.at[s->first + i];
            rc = yx_grow(&c->placed, &c->cap_placed, n + 1, sizeof *c->placed, err);
            if (!rc)
                c->placed[n++] = (placed){
                    v->period,
                    {yx_decimal_double(v->value), (uint32_t)(s - l->held.series), s->first + i}};
        }
    }
    if (!rc)
        rc = yx_grow(&c->twin, &c->cap_twin, series + 1, sizeof *c->twin, err);
    if (rc || n == 0 || series < 3)
        return rc;
    qsort(c->placed, n, sizeof *c->placed, placed_order);
    for (size_t i = 0; i < n && !rc; i = end) {
        for (end = i; end < n && yx_period_order(c->placed[end].period, c->placed[i].period) == 0;
             end++)
            c->twin[end - i] = c->placed[end].twin;
        rc = look_period(l, c, c->twin, end - i, err);
    }
    return rc;
}

static yx_code look_copies(yx_looking *l, yx_err *err)
{
    copying c = {.asked = calloc(l->held.n_series + 1, sizeof *c.asked)};
    yx_code rc = c.asked ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for the findings");

    for (uint32_t k = 0; k < l->held.n_indicator && !rc; k++)
        if (l->habit[k].n && yx_indicator_at(l->catalog, k)->kind != YX_PRICE) /* markets */
            rc = look_indicator(l, k, &c, err);
    yx_held_run_free(&c.other);
    free(c.placed);
    free(c.twin);
    free(c.asked);
    return rc;
}

yx_code yx_look_rows(yx_looking *l, yx_err *err)
{
    yx_code rc = yx_wanted(l, YX_CHECK_SHIFTED) ? look_shifted(l, err) : YX_OK;

    if (!rc && yx_wanted(l, YX_CHECK_COPY))
        rc = look_copies(l, err);
    return rc;
}

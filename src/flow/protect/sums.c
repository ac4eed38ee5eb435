/* sums.c - the equations of a workspace around its small cells, and what must be hidden for
 * them: parts and totals over the tree, relations within a region, and sums over time.
 *
 * Figures are looked at as they stood on each day on which one was published: what is shown as of a
 * day, or as an older version, must reveal as little as what is shown today. */
#include "base/mem.h"
#include "flow/protect/inside.h"

#include <stdlib.h>

typedef yx_closing closing;

static yx_code no_memory(yx_err *err)
{
    return yx_fail(err, YX_E_NOMEM, "no memory for the protection of sums");
}

static void cells_free(closing *c)
{
    free(c->cell_at);
    free(c->place);
    free(c->cell);
    free(c->is_hidden);
    free(c->was_hidden);
    free(c->found);
    c->found = NULL;
    c->cell_at = c->place = NULL;
    c->cell = NULL;
    c->is_hidden = c->was_hidden = NULL;
}

void yx_closing_release(yx_closing *c)
{
    cells_free(c);
    yx_family_release(&c->family);
    free(c->pool);
    free(c->period);
    free(c->day);
    free(c->part);
    free(c->sign);
    free(c->start);
    free(c->same);
    free(c->region_of);
    free(c->indicator_of);
    free(c->shut);
    *c = (yx_closing){0};
}

/* --- cells --- */

static const yx_period *period_at(const closing *c, uint32_t place)
{
    return &c->period[place / c->family.n_member / c->family.n_region];
}

static yx_str region_code(const closing *c, uint32_t place)
{
    size_t region = place / c->family.n_member % c->family.n_region;

    return yx_str_of(yx_closing_region(c, (uint32_t)region)->code);
}

static yx_str indicator_code(const closing *c, uint32_t place)
{
    return yx_str_of(yx_family_indicator(&c->family, place % c->family.n_member)->code);
}

/* The place of the first version of a period in a series. */
static size_t first_of(const yx_versions *series, yx_period period)
{
    size_t lo = 0, hi = series->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (yx_period_order(series->at[mid].period, period) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* What stood on the day; NULL: nothing. */
static const yx_version *standing(const yx_versions *series, yx_period period, yx_day day)
{
    const yx_version *found = NULL;

    for (size_t i = first_of(series, period);
         i < series->n && yx_period_order(series->at[i].period, period) == 0; i++)
        if (series->at[i].as_of <= day)
            found = &series->at[i];
    return found && found->withdrawn ? NULL : found;
}

static const yx_versions *series_of(const closing *c, uint32_t region, size_t member)
{
    return &c->family.series[c->family.first[region] * c->family.n_member + member];
}

/* Small by its newest statement, or this version by its own. What other families hide counts as
 * seen, which is safe. */
static bool is_small(const closing *c, uint32_t place, const yx_stated *stated, const yx_version *v)
{
    if (!stated || !stated->few)
        return false;
    return stated->contributors < YX_CONTRIBUTORS_MIN ||
           yx_hidden_of(c->hidden, region_code(c, place), indicator_code(c, place), v) ==
               YX_TOO_FEW;
}

static void lay_cell(closing *c, uint32_t place, uint32_t region, size_t member,
                     const yx_version *v)
{
    const yx_stated *stated =
        yx_statements_find(c->stated, c->region_of[region], c->indicator_of[member], v->period);
    size_t n = c->n_cell++;
    double size = yx_decimal_double(v->value);

    c->cell_at[place] = (uint32_t)n;
    c->place[n] = place;
    c->was_hidden[n] = c->is_hidden[n] = c->found[place] || is_small(c, place, stated, v);
    c->cell[n].contributors = stated ? stated->contributors : UINT32_MAX;
    c->cell[n].size = size < 0 ? -size : size;
}

/* What stood on the day, in regions that were valid in the period. */
static void lay_cells(closing *c)
{
    c->n_cell = 0;
    for (size_t s = 0; s < c->n_period; s++) {
        for (uint32_t r = 0; r < c->family.n_region; r++) {
            bool valid = yx_region_valid(yx_closing_region(c, r), c->period[s].last);
            for (size_t m = 0; m < c->family.n_member; m++) {
                const yx_version *v =
                    valid ? standing(series_of(c, r, m), c->period[s], c->today) : NULL;
                c->cell_at[yx_closing_place(c, s, r, m)] = YX_NO_CELL;
                if (v)
                    lay_cell(c, yx_closing_place(c, s, r, m), r, m, v);
            }
        }
    }
}

/* --- closing the periods at hand --- */

static yx_code shut(closing *c, uint32_t place, yx_err *err)
{
    yx_code rc = yx_grow(&c->shut, &c->cap_shut, c->n_shut + 1, sizeof *c->shut, err);

    if (rc)
        return rc;
    c->shut[c->n_shut++] = (yx_shut){(uint32_t)(place / c->family.n_member % c->family.n_region),
                                     place % c->family.n_member, *period_at(c, place)};
    return yx_hidden_add(c->hidden, region_code(c, place), indicator_code(c, place),
                         *period_at(c, place), YX_WOULD_REVEAL, err);
}

static yx_code close_equations(closing *c, yx_err *err)
{
    yx_equation *equation = calloc(c->n_equation + 1, sizeof *equation);
    yx_code rc = YX_OK;

    if (!equation)
        return no_memory(err);
    for (size_t i = 0; i < c->n_equation; i++)
        equation[i] = (yx_equation){.cell = c->part + c->start[i],
                                    .sign = c->sign + c->start[i],
                                    .n = c->start[i + 1] - c->start[i],
                                    .same = c->same[i]};
    if (c->n_equation)
        rc = yx_reveal_close(equation, c->n_equation, c->cell, c->n_cell, c->is_hidden, err);
    for (size_t i = 0; i < c->n_cell && !rc; i++) {
        if (!c->is_hidden[i] || c->was_hidden[i])
            continue;
        c->found[c->place[i]] = 1;
        rc = shut(c, c->place[i], err);
    }
    free(equation);
    return rc;
}

static yx_code close_day(closing *c, yx_err *err)
{
    bool any = false;
    yx_code rc;

    lay_cells(c);
    for (size_t i = 0; i < c->n_cell && !any; i++)
        any = c->is_hidden[i];
    if (!any)
        return YX_OK;
    rc = yx_closing_equations(c, err);
    return rc ? rc : close_equations(c, err);
}

static int by_day(const void *a, const void *b)
{
    yx_day x = *(const yx_day *)a, y = *(const yx_day *)b;

    return (x > y) - (x < y);
}

/* The days on which a figure of the periods at hand was published, each once. */
static yx_code gather_days(closing *c, yx_err *err)
{
    size_t n_series = c->family.n_region * c->family.n_member, n = 0;
    yx_code rc = YX_OK;

    c->n_day = 0;
    for (size_t k = 0; k < n_series; k++) {
        const yx_versions *series = &c->family.series[k];
        for (size_t s = 0; s < c->n_period; s++)
            for (size_t i = first_of(series, c->period[s]);
                 i < series->n && yx_period_order(series->at[i].period, c->period[s]) == 0 && !rc;
                 i++) {
                rc = yx_grow(&c->day, &c->cap_day, c->n_day + 1, sizeof *c->day, err);
                if (!rc)
                    c->day[c->n_day++] = series->at[i].as_of;
            }
    }
    if (c->n_day)
        qsort(c->day, c->n_day, sizeof *c->day, by_day);
    for (size_t i = 0; i < c->n_day; i++)
        if (i == 0 || c->day[i] != c->day[n - 1])
            c->day[n++] = c->day[i];
    c->n_day = n;
    return rc;
}

static yx_code close_periods(closing *c, yx_err *err)
{
    size_t n = c->n_period * c->family.n_region * c->family.n_member + 1;
    yx_code rc = n < YX_NO_CELL ? gather_days(c, err) : no_memory(err);

    cells_free(c);
    c->cell_at = calloc(n, sizeof *c->cell_at);
    c->place = calloc(n, sizeof *c->place);
    c->cell = calloc(n, sizeof *c->cell);
    c->is_hidden = calloc(n, 1);
    c->was_hidden = calloc(n, 1);
    c->found = calloc(n, 1);
    if (!rc &&
        (!c->cell_at || !c->place || !c->cell || !c->is_hidden || !c->was_hidden || !c->found))
        rc = no_memory(err);
    for (size_t i = 0; i < c->n_day && !rc; i++) {
        c->today = c->day[i];
        rc = close_day(c, err);
    }
    return rc;
}

/* --- which periods --- */

static int by_period(const void *a, const void *b)
{
    return yx_period_order(*(const yx_period *)a, *(const yx_period *)b);
}

static bool nested(yx_period a, yx_period b)
{
    return (a.first <= b.first && b.last <= a.last) || (b.first <= a.first && a.last <= b.last);
}

static bool holds(const yx_period *at, size_t n, yx_period p)
{
    for (size_t i = 0; i < n; i++)
        if (yx_period_order(at[i], p) == 0)
            return true;
    return false;
}

static yx_code gather_pool(closing *c, yx_err *err)
{
    size_t n = 0;
    yx_code rc = YX_OK;

    for (size_t k = 0; k < c->family.n_region * c->family.n_member; k++) {
        const yx_versions *series = &c->family.series[k];
        if (yx_family_indicator(&c->family, k % c->family.n_member)->kind != YX_FLOW)
            continue;
        rc = yx_grow(&c->pool, &c->cap_pool, c->n_pool + series->n + 1, sizeof *c->pool, err);
        for (size_t i = 0; i < series->n && !rc; i++)
            c->pool[c->n_pool++] = series->at[i].period;
        if (rc)
            return rc;
    }
    if (c->n_pool)
        qsort(c->pool, c->n_pool, sizeof *c->pool, by_period);
    for (size_t i = 0; i < c->n_pool; i++)
        if (i == 0 || yx_period_order(c->pool[i], c->pool[n - 1]) != 0)
            c->pool[n++] = c->pool[i];
    c->n_pool = n;
    return YX_OK;
}

static yx_code add_period(closing *c, yx_period p, yx_err *err)
{
    yx_code rc = yx_grow(&c->period, &c->cap_period, c->n_period + 1, sizeof *c->period, err);

    if (!rc)
        c->period[c->n_period++] = p;
    return rc;
}

yx_code yx_closing_group(yx_closing *c, yx_period p, yx_err *err)
{
    yx_code rc;

    c->n_period = 0;
    rc = add_period(c, p, err);
    if (!holds(c->pool, c->n_pool, p))
        return rc;
    for (size_t i = 0; i < c->n_period && !rc; i++)
        for (size_t k = 0; k < c->n_pool && !rc; k++)
            if (nested(c->pool[k], c->period[i]) && !holds(c->period, c->n_period, c->pool[k]))
                rc = add_period(c, c->pool[k], err);
    if (!rc)
        qsort(c->period, c->n_period, sizeof *c->period, by_period);
    return rc;
}

/* --- all --- */

/* The small cells of one indicator: each group of their periods once. */
static yx_code close_small(closing *c, uint32_t indicator, yx_period **done, size_t *n_done,
                           size_t *cap, yx_err *err)
{
    const yx_statements *s = c->stated;
    yx_code rc = YX_OK;

    for (size_t i = s->few_from[indicator]; i < s->few_from[indicator + 1] && !rc; i++) {
        if (holds(*done, *n_done, s->few[i]->period))
            continue;
        rc = yx_closing_group(c, s->few[i]->period, err);
        if (!rc)
            rc = close_periods(c, err);
        if (!rc)
            rc = yx_grow(done, cap, *n_done + c->n_period, sizeof **done, err);
        for (size_t k = 0; k < c->n_period && !rc; k++)
            (*done)[(*n_done)++] = c->period[k];
    }
    return rc;
}

static yx_code number_names(closing *c, yx_err *err)
{
    const yx_statements *s = c->stated;

    c->region_of = calloc(c->family.n_region + 1, sizeof *c->region_of);
    c->indicator_of = calloc(c->family.n_member + 1, sizeof *c->indicator_of);
    if (!c->region_of || !c->indicator_of)
        return no_memory(err);
    for (uint32_t r = 0; r < c->family.n_region; r++)
        c->region_of[r] = yx_names_find(s->region, yx_str_of(yx_closing_region(c, r)->code));
    for (size_t m = 0; m < c->family.n_member; m++)
        c->indicator_of[m] =
            yx_names_find(s->indicator, yx_str_of(yx_family_indicator(&c->family, m)->code));
    return YX_OK;
}

yx_code yx_closing_open(const yx_workspace *ws, yx_str indicator, yx_closing *ret, yx_err *err)
{
    *ret = (yx_closing){0};
    return yx_family_make(ws, indicator, &ret->family, err);
}

yx_code yx_closing_read(yx_closing *c, int64_t seq, yx_err *err)
{
    yx_code rc = yx_family_read(&c->family, seq, err);

    return rc ? rc : gather_pool(c, err);
}

yx_code yx_closing_run(yx_closing *c, const yx_statements *s, yx_hidden *hidden, yx_err *err)
{
    yx_period *done = NULL;
    size_t n_done = 0, cap = 0;
    yx_code rc;

    c->stated = s;
    c->hidden = hidden;
    rc = number_names(c, err);
    for (size_t m = 0; m < c->family.n_member && !rc; m++)
        if (c->indicator_of[m] != YX_NAME_NONE)
            rc = close_small(c, c->indicator_of[m], &done, &n_done, &cap, err);
    free(done);
    return rc;
}

/* The family of an indicator; every member of it is done then. */
static yx_code close_indicator(yx_workspace *ws, const yx_statements *s, int64_t seq,
                               uint32_t indicator, yx_hidden *hidden, bool *done, yx_err *err)
{
    closing c;
    yx_code rc = yx_closing_open(ws, yx_names_at(s->indicator, indicator), &c, err);

    if (!rc && c.family.n_member)
        rc = yx_closing_read(&c, seq, err);
    if (!rc && c.family.n_member)
        rc = yx_closing_run(&c, s, hidden, err);
    for (size_t m = 0; m < c.family.n_member && !rc; m++)
        if (c.indicator_of[m] != YX_NAME_NONE)
            done[c.indicator_of[m]] = true;
    yx_closing_release(&c);
    return rc;
}

yx_code yx_protect_sums(yx_workspace *ws, const yx_statements *s, int64_t seq, yx_hidden *hidden,
                        yx_err *err)
{
    size_t n = yx_names_count(s->indicator);
    bool *done = calloc(n + 1, sizeof *done);
    yx_code rc = done ? YX_OK : no_memory(err);

    for (uint32_t i = 0; i < n && !rc; i++)
        if (s->few_from[i] < s->few_from[i + 1] && !done[i])
            rc = close_indicator(ws, s, seq, i, hidden, done, err);
    free(done);
    return rc;
}

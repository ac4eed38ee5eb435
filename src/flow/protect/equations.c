/* equations.c - what the figures at hand say of each other: parts and totals over the tree,
 * relations within a region, sums over time. */
#include "base/mem.h"
#include "flow/protect/inside.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH = 32 };
typedef yx_closing closing;

static yx_code add_part(closing *c, uint32_t cell, int sign, yx_err *err)
{
    yx_code rc = yx_grow(&c->part, &c->cap_part, c->n_part + 1, sizeof *c->part, err);

    if (!rc)
        rc = yx_grow(&c->sign, &c->cap_sign, c->n_part + 1, sizeof *c->sign, err);
    if (rc)
        return rc;
    c->part[c->n_part] = cell;
    c->sign[c->n_part++] = (signed char)sign;
    return YX_OK;
}

/* Keeps what was added since the last equation as one, if it has a total and a part. */
static yx_code end_equation(closing *c, bool same, yx_err *err)
{
    size_t from = c->n_equation ? c->start[c->n_equation] : 0;
    yx_code rc;

    if (c->n_part - from < 2) {
        c->n_part = from;
        return YX_OK;
    }
    rc = yx_grow(&c->start, &c->cap_equation, c->n_equation + 2, sizeof *c->start, err);
    if (!rc)
        rc = yx_grow(&c->same, &c->cap_same, c->n_equation + 1, sizeof *c->same, err);
    if (rc)
        return rc;
    c->start[0] = 0;
    c->same[c->n_equation] = same;
    c->start[++c->n_equation] = c->n_part;
    return YX_OK;
}

/* The figures of what lies below a region; of a child without one, those below it. */
static yx_code add_children(closing *c, const char *parent, size_t s, size_t m, int depth,
                            yx_err *err)
{
    size_t first, n = yx_family_children(&c->family, parent, &first);
    yx_code rc = YX_OK;

    for (size_t i = 0; i < n && !rc && depth < DEPTH; i++) {
        uint32_t r = c->family.child[first + i];
        const yx_region *region = yx_closing_region(c, r);
        uint32_t cell = c->cell_at[yx_closing_place(c, s, r, m)];
        if (!yx_region_valid(region, c->period[s].last))
            continue;
        rc = cell != YX_NO_CELL ? add_part(c, cell, 1, err)
                                : add_children(c, region->code, s, m, depth + 1, err);
    }
    return rc;
}

/* Does the figure of a region follow from those of its parts? */
static bool follows(const yx_indicator *a)
{
    static const char *const how[] = {"sum", "mean", "wmean", "ratio"};

    for (size_t i = 0; i < YX_COUNT(how); i++)
        if (strncmp(a->aggregation, how[i], strlen(how[i])) == 0)
            return true;
    return false;
}

static yx_code tree_equations(closing *c, size_t s, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t m = 0; m < c->family.n_member && !rc; m++) {
        if (!follows(yx_family_indicator(&c->family, m)))
            continue;
        for (uint32_t r = 0; r < c->family.n_region && !rc; r++) {
            uint32_t total = c->cell_at[yx_closing_place(c, s, r, m)];
            if (total == YX_NO_CELL)
                continue;
            rc = add_part(c, total, -1, err);
            if (!rc)
                rc = add_children(c, yx_closing_region(c, r)->code, s, m, 0, err);
            if (!rc)
                rc = end_equation(c, false, err);
        }
    }
    return rc;
}

/* Adds the figure of an indicator as a part, if it is there. */
static yx_code add_figure(closing *c, size_t s, uint32_t r, yx_str code, int sign, yx_err *err)
{
    size_t m = yx_family_find(&c->family, code);
    uint32_t cell = m == SIZE_MAX ? YX_NO_CELL : c->cell_at[yx_closing_place(c, s, r, m)];

    return cell == YX_NO_CELL ? YX_OK : add_part(c, cell, sign, err);
}

static bool is_there(const closing *c, size_t s, uint32_t r, yx_str code)
{
    size_t m = yx_family_find(&c->family, code);

    return m != SIZE_MAX && c->cell_at[yx_closing_place(c, s, r, m)] != YX_NO_CELL;
}

/* result = a + b + ..., in every region. */
static yx_code sum_equations(closing *c, size_t s, yx_str result, yx_str terms, yx_err *err)
{
    yx_code rc = YX_OK;

    for (uint32_t r = 0; r < c->family.n_region && !rc; r++) {
        yx_str rest = terms, term;
        if (!is_there(c, s, r, result))
            continue;
        rc = add_figure(c, s, r, result, -1, err);
        while (!rc && yx_term_next(&rest, &term))
            if (!yx_str_same(term, result))
                rc = add_figure(c, s, r, term, 1, err);
        if (!rc)
            rc = end_equation(c, false, err);
    }
    return rc;
}

/* result = a / x, in every region. x may be none of the family: then it is thought to be seen. */
static yx_code ratio_equations(closing *c, size_t s, yx_str result, yx_str terms, yx_err *err)
{
    yx_str a, x;
    yx_code rc = YX_OK;

    if (!yx_ratio_parts(terms, &a, &x) || yx_family_find(&c->family, result) == SIZE_MAX)
        return YX_OK;
    for (uint32_t r = 0; r < c->family.n_region && !rc; r++) {
        if (!is_there(c, s, r, result) || yx_str_same(a, x))
            continue;
        rc = add_figure(c, s, r, x, -1, err); /* first: x is hidden last */
        if (!rc)
            rc = add_figure(c, s, r, result, 1, err);
        if (!rc)
            rc = add_figure(c, s, r, a, 1, err);
        if (!rc)
            rc = end_equation(c, false, err);
    }
    return rc;
}

static yx_code relation_equations(closing *c, size_t s, yx_err *err)
{
    const yx_catalog *catalog = c->family.ws->catalog;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < yx_n_relation(catalog) && !rc; i++) {
        const yx_relation *r = yx_relation_at(catalog, i);
        if (strcmp(r->kind, "sum") == 0)
            rc = sum_equations(c, s, yx_str_of(r->result), yx_str_of(r->terms), err);
        else if (strcmp(r->kind, "ratio") == 0)
            rc = ratio_equations(c, s, yx_str_of(r->result), yx_str_of(r->terms), err);
    }
    for (size_t m = 0; m < c->family.n_member && !rc; m++) {
        const yx_indicator *a = yx_family_indicator(&c->family, m);
        if (strncmp(a->aggregation, "ratio:", 6) == 0)
            rc = ratio_equations(c, s, yx_str_of(a->code), yx_str_of(a->aggregation + 6), err);
    }
    return rc;
}

static yx_code time_equation(void *arg, const uint32_t *term, const signed char *sign, size_t n,
                             yx_err *err)
{
    closing *c = arg;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < n && !rc; i++)
        rc = add_part(c, c->series[term[i]], sign[i], err);
    return rc ? rc : end_equation(c, true, err);
}

/* The sums over time of one code, whatever region it names when. */
static yx_code series_equations(closing *c, uint32_t first, uint32_t end, size_t m,
                                yx_period *period, uint32_t *cell, yx_err *err)
{
    size_t n = 0;

    for (size_t s = 0; s < c->n_period; s++) {
        for (uint32_t r = first; r < end; r++) {
            uint32_t at = c->cell_at[yx_closing_place(c, s, r, m)];
            if (at == YX_NO_CELL)
                continue;
            period[n] = c->period[s];
            cell[n++] = at;
            break;
        }
    }
    c->series = cell;
    return yx_period_sums(period, n, time_equation, c, err);
}

static yx_code time_equations(closing *c, yx_err *err)
{
    size_t n_region = c->family.n_region;
    yx_period *period = calloc(c->n_period + 1, sizeof *period);
    uint32_t *cell = calloc(c->n_period + 1, sizeof *cell);
    yx_code rc =
        period && cell ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for the protection of sums");

    for (size_t m = 0; m < c->family.n_member && !rc; m++) {
        if (yx_family_indicator(&c->family, m)->kind != YX_FLOW)
            continue;
        for (uint32_t first = 0, end; first < n_region && !rc; first = end) {
            for (end = first + 1; end < n_region && c->family.first[end] == first;)
                end++;
            rc = series_equations(c, first, end, m, period, cell, err);
        }
    }
    free(period);
    free(cell);
    return rc;
}

yx_code yx_closing_equations(yx_closing *c, yx_err *err)
{
    yx_code rc = YX_OK;

    c->n_part = c->n_equation = 0;
    for (size_t s = 0; s < c->n_period && !rc; s++) {
        rc = tree_equations(c, s, err);
        if (!rc)
            rc = relation_equations(c, s, err);
    }
    return rc || c->n_period < 2 ? rc : time_equations(c, err);
}

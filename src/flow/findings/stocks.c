/* stocks.c - Q13, Q14: a stock, what came in and what went out. */
#include "flow/findings/relations.h"

#include <math.h>

/* What a term added between two points in time: a flow of the very period, or the difference of two
 * running totals. */
static bool added(const yx_looking *l, const yx_held_series *series, const yx_indicator *what,
                  yx_period before, yx_period now, yx_term *ret)
{
    const yx_version *v, *w;
    yx_balance b;
    int y, m, d, y0, m0, d0;

    v = yx_linked_at(l, series, what, now);
    if (!v || (what->kind != YX_YTD && what->kind != YX_CUMULATIVE)) {
        if (v)
            *ret = yx_term_of(l, series, v, false);
        return v != NULL && what->kind == YX_FLOW;
    }
    *ret = yx_term_of(l, series, v, false);
    yx_day_parts(now.last, &y, &m, &d);
    yx_day_parts(before.last, &y0, &m0, &d0);
    if (what->kind == YX_YTD && y != y0)
        return m0 == 12 && d0 == 31 && y == y0 + 1;
    w = yx_linked_at(l, series, what, before);
    if (!w)
        return false;
    yx_balance_of(yx_term_of(l, series, w, false), ret, 1, NULL, false, &b);
    ret->value = b.gap;
    return b.known;
}

static yx_code add_stock(yx_looking *l, const yx_linked *r, const yx_held_series *series,
                         const yx_gathered *e, const yx_balance *b, yx_err *err)
{
    const char *code = yx_region_at(l->catalog, series->region)->code;
    yx_finding *f;
    yx_code rc = yx_found(l, r->check, series->region, code, r->result, &e->version->period,
                          r->relation->id, &f, err);

    if (rc)
        return rc;
    f->version = *e->version;
    f->has_version = true;
    l->to->rate[r->check].asked++;
    rc = yx_keep_decimal(l, b->sum, &f->found, err);
    if (!rc)
        rc = yx_keep_decimal(l, e->version->value, &f->expected, err);
    if (!rc)
        rc = yx_keep_decimal(l, b->gap, &f->difference, err);
    for (size_t i = 0; i < e->n && !rc; i++)
        rc = yx_add_part(l, f, code, i == 0 ? r->result->code : r->term[i - 1]->code,
                         e->term[i].value, e->term[i].minus, e->n, err);
    return rc ? rc : yx_say_balance(l, f, b, err);
}

static yx_code look_stock_of(yx_looking *l, const yx_linked *r, const yx_held_series *series,
                             size_t i, yx_err *err)
{
    const yx_version *v = &l->held.at[series->first + i], *before = v - 1;
    yx_gathered e = {.version = v, .result = yx_term_of(l, series, v, false)};
    double param[YX_CHECK_PARAMS];
    yx_decimal share;
    const yx_decimal *tolerance = &share;
    yx_balance b;

    if (before->period.last + 1 != v->period.first && r->result->kind != YX_YTD)
        return YX_OK; /* a period is missing between them */
    e.term[e.n++] = yx_term_of(l, series, before, false);
    for (size_t k = 0; k < r->formula.n && e.n < YX_TERMS; k++) {
        const yx_held_series *s = yx_held_find(&l->held, series->region, r->term_number[k]);
        if (!added(l, s, r->term[k], before->period, v->period, &e.term[e.n]))
            return YX_OK;
        e.term[e.n++].minus = r->formula.term[k].minus;
    }
    yx_linked_param(l, r, v->period.last, param);
    if (r->has_tolerance)
        tolerance = &r->tolerance;
    else
        share = (yx_decimal){
            (int64_t)fmin(9e15, rint(fabs(yx_decimal_double(v->value)) * 100 *
                                     (isnan(r->tolerance_pct) ? param[0] : r->tolerance_pct))),
            4};
    yx_balance_of(e.result, e.term, e.n, tolerance, false, &b);
    if (!b.known)
        return YX_OK;
    l->to->rate[r->check].judged++;
    return b.holds ? YX_OK : add_stock(l, r, series, &e, &b, err);
}

yx_code yx_look_stock(yx_looking *l, const yx_linked *r, yx_err *err)
{
    yx_code rc = YX_OK;

    for (uint32_t region = 0; region < l->held.n_region && !rc; region++) {
        const yx_held_series *series = yx_held_find(&l->held, region, r->number);
        for (size_t i = 1; series && i < series->n && !rc; i++)
            rc = look_stock_of(l, r, series, i, err);
    }
    return rc;
}

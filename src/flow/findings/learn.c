/* learn.c - identities that nobody wrote down, but that the figures follow by habit: a
 * flow that is the change of a total (new cases and cases so far). Where it nearly always is, the
 * periods in which it is not are asked about, as if a relation had said so. */
#include "flow/findings/relations.h"

#include <stdlib.h>
#include <string.h>

enum { TOLERANCE_PCT, LEARN, LEARN_FROM };
enum { FIRST_LOOK = 40 };

typedef struct pair {
    uint32_t flow, total; /* numbers of indicators */
} pair;

/* How often a flow was the change of a total. */
typedef struct habit {
    size_t n, equal, moving; /* moving: equal, and not 0 */
} habit;

/* Row i of a total and the flow of the same period; false: one of them is not there. */
static bool change_at(const yx_looking *l, const yx_held_series *total, const yx_held_series *flow,
                      size_t i, const yx_version **ret_flow, yx_balance *ret)
{
    const yx_version *now = &l->held.at[total->first + i], *before = now - 1;
    const yx_indicator *what = yx_indicator_at(l->catalog, total->indicator);
    yx_decimal exact = {0, 0};
    yx_term parts[2];
    yx_period span = now->period;

    if (what->kind == YX_YTD) {
        int y, m, d, y0, m0, d0;
        yx_day_parts(now->period.last, &y, &m, &d);
        yx_day_parts(before->period.last, &y0, &m0, &d0);
        if (y != y0)
            return false;
        span.first = before->period.last + 1;
    } else if (before->period.last + 1 != now->period.first) {
        return false;
    }
    *ret_flow = yx_held_at(&l->held, flow, span);
    if (!*ret_flow)
        return false;
    parts[0] = yx_term_of(l, total, now, false);
    parts[1] = yx_term_of(l, total, before, true);
    yx_balance_of(yx_term_of(l, flow, *ret_flow, false), parts, 2, &exact, false, ret);
    return ret->known;
}

static void count(const yx_looking *l, pair p, habit *h)
{
    *h = (habit){0, 0, 0};
    for (uint32_t region = 0; region < l->held.n_region; region++) {
        const yx_held_series *total = yx_held_find(&l->held, region, p.total);
        const yx_held_series *flow = yx_held_find(&l->held, region, p.flow);
        for (size_t i = 1; total && flow && i < total->n; i++) {
            const yx_version *v;
            yx_balance b;
            if (!change_at(l, total, flow, i, &v, &b))
                continue;
            h->n++;
            h->equal += b.holds;
            h->moving += b.holds && v->value.mantissa != 0;
            if (h->n >= FIRST_LOOK && h->equal * 2 < h->n)
                return; /* it is not so */
        }
    }
}

/* A relation that says it already: the total is a stock of that flow. */
static bool is_stated(const yx_looking *l, pair p)
{
    const char *flow = yx_indicator_at(l->catalog, p.flow)->code;
    const char *total = yx_indicator_at(l->catalog, p.total)->code;

    for (size_t i = 0; i < yx_n_relation(l->catalog); i++) {
        const yx_relation *r = yx_relation_at(l->catalog, i);
        if (strcmp(r->kind, "stock") == 0 && strcmp(r->result, total) == 0 &&
            yx_str_is(yx_str_trim(yx_str_of(r->terms)), flow))
            return true;
    }
    return false;
}

static yx_code add(yx_looking *l, pair p, uint32_t region, const yx_version *total,
                   const yx_version *flow, const yx_balance *b, yx_err *err)
{
    const char *code = yx_region_at(l->catalog, region)->code;
    const yx_indicator *what = yx_indicator_at(l->catalog, p.flow);
    const char *of = yx_indicator_at(l->catalog, p.total)->code;
    yx_decimal gap = {-b->gap.mantissa, b->gap.scale};
    char now[YX_DECIMAL_TEXT], before[YX_DECIMAL_TEXT];
    yx_finding *f;
    yx_code rc = yx_found(l, YX_CHECK_NET, region, code, what, &flow->period, of, &f, err);

    if (rc)
        return rc;
    f->version = *flow;
    f->has_version = true;
    l->to->rate[YX_CHECK_NET].asked++;
    rc = yx_keep_decimal(l, flow->value, &f->found, err);
    if (!rc)
        rc = yx_keep_decimal(l, b->sum, &f->expected, err);
    if (!rc)
        rc = yx_keep_decimal(l, gap, &f->difference, err);
    if (!rc)
        rc = yx_add_part(l, f, code, of, total->value, false, 2, err);
    if (!rc)
        rc = yx_add_part(l, f, code, of, total[-1].value, true, 2, err);
    if (!rc)
        rc = yx_keep(l, &f->sum, err, "%s - %s = %s; %s - %s = %s",
                     yx_decimal_text(total->value, now), yx_decimal_text(total[-1].value, before),
                     f->expected, f->found, f->expected, f->difference);
    return rc;
}

static yx_code ask(yx_looking *l, pair p, yx_err *err)
{
    yx_code rc = YX_OK;

    for (uint32_t region = 0; region < l->held.n_region && !rc; region++) {
        const yx_held_series *total = yx_held_find(&l->held, region, p.total);
        const yx_held_series *flow = yx_held_find(&l->held, region, p.flow);
        for (size_t i = 1; total && flow && i < total->n && !rc; i++) {
            const yx_version *v;
            yx_balance b;
            if (!change_at(l, total, flow, i, &v, &b))
                continue;
            l->to->rate[YX_CHECK_NET].judged++;
            if (!b.holds)
                rc = add(l, p, region, &l->held.at[total->first + i], v, &b, err);
        }
    }
    return rc;
}

/* A flow below zero that is just what its total fell by is asked about once: as the fall. */
static void drop_explained(yx_looking *l, pair p)
{
    const yx_indicator *flow = yx_indicator_at(l->catalog, p.flow);
    size_t n = 0;

    for (size_t k = 0; k < l->to->n; k++) {
        const yx_finding *f = &l->to->at[k];
        const yx_held_series *total = f->check == YX_CHECK_NEGATIVE && f->indicator == flow
                                          ? yx_held_find(&l->held, f->number, p.total)
                                          : NULL;
        const yx_held_series *own = total ? yx_held_find(&l->held, f->number, p.flow) : NULL;
        bool explained = false;
        for (size_t i = 1; total && own && i < total->n && !explained; i++) {
            const yx_version *v;
            yx_balance b;
            explained = change_at(l, total, own, i, &v, &b) && b.holds &&
                        yx_period_order(v->period, f->period) == 0;
        }
        if (explained)
            l->to->rate[YX_CHECK_NEGATIVE].asked--;
        else
            l->to->at[n++] = *f;
    }
    l->to->n = n;
}

static bool may_belong(const yx_indicator *flow, const yx_indicator *total)
{
    return flow->kind == YX_FLOW && (total->kind == YX_CUMULATIVE || total->kind == YX_YTD) &&
           strcmp(flow->unit, total->unit) == 0 &&
           (flow->every == total->every || total->kind == YX_YTD);
}

yx_code yx_look_learned(yx_looking *l, yx_err *err)
{
    yx_code rc = YX_OK;

    if (!yx_wanted(l, YX_CHECK_NET) && !yx_wanted(l, YX_CHECK_NEGATIVE))
        return YX_OK;
    for (uint32_t i = 0; i < l->held.n_indicator && !rc; i++) {
        for (uint32_t k = 0; k < l->held.n_indicator && !rc; k++) {
            const yx_indicator *flow = yx_indicator_at(l->catalog, i);
            double param[YX_CHECK_PARAMS];
            pair p = {i, k};
            habit h;
            if (!l->habit[i].n || !l->habit[k].n ||
                !may_belong(flow, yx_indicator_at(l->catalog, k)))
                continue;
            yx_tuned(l, YX_CHECK_NET, flow, YX_DAY_MAX, param);
            count(l, p, &h);
            if ((double)h.moving < param[LEARN_FROM] ||
                (double)h.equal < param[LEARN] * (double)h.n)
                continue;
            drop_explained(l, p);
            if (!is_stated(l, p))
                rc = ask(l, p, err);
        }
    }
    return rc;
}

/* groups.c - the groups of a family of which a row was taken: what would reveal their small cells.
 */
#include "base/mem.h"
#include "flow/protect/keeping.h"

#include <stdlib.h>

static bool has_few(const yx_keeping *k, yx_str indicator, yx_period period)
{
    return yx_statements_find(&k->few, 0, yx_names_find(k->few.indicator, indicator), period);
}

/* A family, the groups of it that are to be looked at, and what was said of them. */
typedef struct looking {
    yx_closing c;
    yx_period *done, *todo;
    size_t n_done, cap_done, n_todo, cap_todo;
    yx_statements s;
    yx_hidden *hidden;
    yx_sayings said;
    yx_str *reveal;
    size_t cap_reveal;
} looking;

static bool holds(const yx_period *at, size_t n, yx_period p)
{
    for (size_t i = 0; i < n; i++)
        if (yx_period_order(at[i], p) == 0)
            return true;
    return false;
}

static yx_str code_of(const looking *l, size_t member)
{
    return yx_str_of(yx_family_indicator(&l->c.family, member)->code);
}

static bool group_has_few(const yx_keeping *k, const looking *l)
{
    for (size_t m = 0; m < l->c.family.n_member; m++)
        for (size_t i = 0; i < l->c.n_period; i++)
            if (has_few(k, code_of(l, m), l->c.period[i]))
                return true;
    return false;
}

static yx_code add_periods(const looking *l, yx_period **at, size_t *n, size_t *cap, yx_err *err)
{
    yx_code rc = yx_grow(at, cap, *n + l->c.n_period, sizeof **at, err);

    for (size_t i = 0; i < l->c.n_period && !rc; i++)
        (*at)[(*n)++] = l->c.period[i];
    return rc;
}

/* The groups with small cells of which a row was taken. */
static yx_code find_groups(yx_keeping *k, looking *l, yx_err *err)
{
    const yx_statements *touched = &k->g.touched;
    yx_code rc = YX_OK;

    for (size_t m = 0; m < l->c.family.n_member && !rc; m++) {
        uint32_t at = yx_names_find(k->g.touched.indicator, code_of(l, m));
        if (at == YX_NAME_NONE)
            continue;
        for (size_t i = touched->few_from[at]; i < touched->few_from[at + 1] && !rc; i++) {
            if (holds(l->done, l->n_done, touched->few[i]->period))
                continue;
            rc = yx_closing_group(&l->c, touched->few[i]->period, err);
            if (!rc)
                rc = add_periods(l, &l->done, &l->n_done, &l->cap_done, err);
            if (!rc && group_has_few(k, l))
                rc = add_periods(l, &l->todo, &l->n_todo, &l->cap_todo, err);
        }
    }
    return rc;
}

static yx_code state_one(looking *l, yx_str indicator, yx_period period, const yx_saying *a,
                         bool newest, yx_err *err)
{
    yx_stated stated = {.period = period,
                        .as_of = a->as_of,
                        .seq = a->seq,
                        .row = a->row,
                        .contributors = a->contributors};
    yx_code rc = yx_names_add(l->s.region, a->region, &stated.region, err);

    if (!rc)
        rc = yx_names_add(l->s.indicator, indicator, &stated.indicator, err);
    if (!rc)
        rc = yx_statements_add(&l->s, &stated, err);
    if (rc || a->contributors >= YX_CONTRIBUTORS_MIN)
        return rc;
    rc = yx_hidden_add_version(l->hidden, a->region, indicator, a->seq, a->row, YX_TOO_FEW, err);
    if (!rc && newest)
        rc = yx_hidden_add(l->hidden, a->region, indicator, period, YX_TOO_FEW, err);
    return rc;
}

/* What was said of all members in the periods of the groups. */
static yx_code state_all(yx_keeping *k, looking *l, yx_err *err)
{
    yx_code rc = yx_statements_start(&l->s, err);

    if (!rc)
        rc = yx_hidden_new(&l->hidden, err);
    for (size_t m = 0; m < l->c.family.n_member && !rc; m++) {
        for (size_t i = 0; i < l->n_todo && !rc; i++) {
            rc = yx_keeping_sayings(k, code_of(l, m), l->todo[i], &l->said, err);
            for (size_t j = 0; j < l->said.n && !rc; j++)
                rc = state_one(l, code_of(l, m), l->todo[i], &l->said.at[j],
                               yx_saying_newest(&l->said, j), err);
        }
    }
    return rc ? rc : yx_statements_sort(&l->s, err);
}

static int by_figure(const void *a, const void *b)
{
    const yx_shut *x = a, *y = b;

    if (x->member != y->member)
        return x->member < y->member ? -1 : 1;
    return yx_period_order(x->period, y->period);
}

static int by_code(const void *a, const void *b)
{
    return yx_str_order(*(const yx_str *)a, *(const yx_str *)b);
}

/* Codes of the regions whose figures would reveal others, of one member and period; each once: two
 * rows of a code have one figure. */
static yx_code list_shut(looking *l, size_t member, yx_period period, size_t *ret_n, yx_err *err)
{
    yx_shut key = {0, member, period};
    const yx_closing *c = &l->c;
    const yx_shut *at = c->n_shut ? bsearch(&key, c->shut, c->n_shut, sizeof key, by_figure) : NULL;
    size_t n = 0, kept = 0;
    yx_code rc = YX_OK;

    while (at && at > c->shut && by_figure(at - 1, &key) == 0)
        at--;
    for (; at && at < c->shut + c->n_shut && by_figure(at, &key) == 0 && !rc; at++) {
        rc = yx_grow(&l->reveal, &l->cap_reveal, n + 1, sizeof *l->reveal, err);
        if (!rc)
            l->reveal[n++] = yx_str_of(yx_closing_region(c, at->region)->code);
    }
    if (rc)
        return rc;
    if (n)
        qsort(l->reveal, n, sizeof *l->reveal, by_code);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || !yx_str_same(l->reveal[i], l->reveal[kept - 1]))
            l->reveal[kept++] = l->reveal[i];
    *ret_n = kept;
    return YX_OK;
}

static yx_code put_groups(yx_keeping *k, looking *l, yx_err *err)
{
    yx_code rc = YX_OK;

    if (l->c.n_shut)
        qsort(l->c.shut, l->c.n_shut, sizeof *l->c.shut, by_figure);
    for (size_t m = 0; m < l->c.family.n_member && !rc; m++) {
        for (size_t i = 0; i < l->n_todo && !rc; i++) {
            size_t n = 0;
            rc = yx_keeping_sayings(k, code_of(l, m), l->todo[i], &l->said, err);
            if (!rc)
                rc = list_shut(l, m, l->todo[i], &n, err);
            if (!rc)
                rc = yx_keeping_hide(k, code_of(l, m), l->todo[i], &l->said, l->reveal, n, err);
        }
    }
    return rc;
}

static void looking_release(looking *l)
{
    yx_closing_release(&l->c);
    yx_statements_release(&l->s);
    yx_hidden_free(l->hidden);
    free(l->done);
    free(l->todo);
    free(l->said.at);
    free(l->reveal);
}

static yx_code look(yx_keeping *k, looking *l, yx_err *err)
{
    yx_code rc = yx_closing_read(&l->c, k->head, err);

    if (!rc)
        rc = find_groups(k, l, err);
    if (rc || !l->n_todo)
        return rc;
    rc = state_all(k, l, err);
    if (!rc)
        rc = yx_closing_run(&l->c, &l->s, l->hidden, err);
    return rc ? rc : put_groups(k, l, err);
}

yx_code yx_keeping_family(yx_keeping *k, yx_str indicator, yx_err *err)
{
    const yx_indicator *a = yx_indicator_find(k->ws->catalog, indicator);
    looking l = {0};
    bool few = false;
    yx_code rc;

    if (!a || k->done[a - yx_indicator_at(k->ws->catalog, 0)])
        return YX_OK;
    rc = yx_closing_open(k->ws, indicator, &l.c, err);
    for (size_t m = 0; m < l.c.family.n_member && !rc; m++) {
        uint32_t at = yx_names_find(k->few.indicator, code_of(&l, m));
        k->done[l.c.family.member[m]] = true;
        few |= at != YX_NAME_NONE && k->few.few_from[at] < k->few.few_from[at + 1];
    }
    if (!rc && few)
        rc = look(k, &l, err);
    looking_release(&l);
    return rc;
}

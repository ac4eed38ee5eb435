/* family.c - which indicators hang together, and their figures. */
#include "base/mem.h"
#include "flow/protect/inside.h"

#include <stdlib.h>
#include <string.h>

void yx_family_release(yx_family *family)
{
    for (size_t i = 0; family->series && i < family->n_region * family->n_member; i++)
        yx_versions_free(&family->series[i]);
    free(family->member);
    free(family->series);
    free(family->first);
    free(family->child);
    *family = (yx_family){0};
}

const yx_indicator *yx_family_indicator(const yx_family *family, size_t member)
{
    return yx_indicator_at(family->ws->catalog, family->member[member]);
}

size_t yx_family_find(const yx_family *family, yx_str code)
{
    for (size_t m = 0; m < family->n_member; m++)
        if (yx_str_is(code, yx_family_indicator(family, m)->code))
            return m;
    return SIZE_MAX;
}

/* --- terms --- */

bool yx_term_next(yx_str *rest, yx_str *ret)
{
    const char *plus;

    if (rest->n == 0)
        return false;
    plus = memchr(rest->at, '+', rest->n);
    *ret = yx_str_trim((yx_str){rest->at, plus ? (size_t)(plus - rest->at) : rest->n});
    *rest =
        plus ? (yx_str){plus + 1, rest->n - (size_t)(plus - rest->at) - 1} : (yx_str){rest->at, 0};
    return true;
}

bool yx_ratio_parts(yx_str terms, yx_str *ret_a, yx_str *ret_x)
{
    const char *cut = terms.n ? memchr(terms.at, '/', terms.n) : NULL;

    if (!cut)
        return false;
    *ret_a = yx_str_trim((yx_str){terms.at, (size_t)(cut - terms.at)});
    *ret_x = yx_str_trim((yx_str){cut + 1, terms.n - (size_t)(cut - terms.at) - 1});
    return ret_a->n && ret_x->n;
}

/* --- members --- */

static yx_code add_member(yx_family *f, yx_str code, yx_err *err)
{
    const yx_indicator *a = yx_indicator_find(f->ws->catalog, code);
    yx_code rc;

    if (!a || yx_family_find(f, code) != SIZE_MAX)
        return YX_OK;
    rc = yx_grow(&f->member, &f->cap_member, f->n_member + 1, sizeof *f->member, err);
    if (!rc)
        f->member[f->n_member++] = (uint32_t)(a - yx_indicator_at(f->ws->catalog, 0));
    return rc;
}

static bool is_member(const yx_family *f, yx_str code)
{
    return yx_family_find(f, code) != SIZE_MAX;
}

static yx_code join_sum(yx_family *f, const yx_relation *r, yx_err *err)
{
    yx_str rest = yx_str_of(r->terms), term;
    bool touches = is_member(f, yx_str_of(r->result));
    yx_code rc;

    while (!touches && yx_term_next(&rest, &term))
        touches = is_member(f, term);
    if (!touches)
        return YX_OK;
    rc = add_member(f, yx_str_of(r->result), err);
    for (rest = yx_str_of(r->terms); !rc && yx_term_next(&rest, &term);)
        rc = add_member(f, term, err);
    return rc;
}

/* R = A / X. Whoever sees two of them knows the third. X is thought to be seen, unless it is in the
 * family for another reason: population would join everything that is counted by the head. */
static yx_code join_ratio(yx_family *f, yx_str result, yx_str terms, yx_err *err)
{
    yx_str a, x;
    yx_code rc = YX_OK;

    if (!yx_ratio_parts(terms, &a, &x))
        return YX_OK;
    if (is_member(f, a) || is_member(f, x))
        rc = add_member(f, result, err);
    return rc || !is_member(f, result) ? rc : add_member(f, a, err);
}

static yx_code join_once(yx_family *f, yx_err *err)
{
    const yx_catalog *c = f->ws->catalog;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < yx_n_relation(c) && !rc; i++) {
        const yx_relation *r = yx_relation_at(c, i);
        if (strcmp(r->kind, "sum") == 0)
            rc = join_sum(f, r, err);
        else if (strcmp(r->kind, "ratio") == 0)
            rc = join_ratio(f, yx_str_of(r->result), yx_str_of(r->terms), err);
    }
    for (uint32_t i = 0; i < yx_n_indicator(c) && !rc; i++) {
        const yx_indicator *a = yx_indicator_at(c, i);
        if (strncmp(a->aggregation, "ratio:", 6) == 0)
            rc = join_ratio(f, yx_str_of(a->code), yx_str_of(a->aggregation + 6), err);
    }
    return rc;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

yx_code yx_family_make(const yx_workspace *ws, yx_str indicator, yx_family *ret, yx_err *err)
{
    size_t before;
    yx_code rc;

    *ret = (yx_family){.ws = ws, .n_region = yx_n_region(ws->catalog)};
    rc = add_member(ret, indicator, err);
    do {
        before = ret->n_member;
        if (!rc)
            rc = join_once(ret, err);
    } while (!rc && ret->n_member > before);
    /* What is hidden must not depend on which of them was asked for. */
    if (ret->n_member)
        qsort(ret->member, ret->n_member, sizeof *ret->member, by_number);
    return rc;
}

/* --- figures and tree --- */

typedef struct placed {
    const char *parent;
    uint32_t region;
} placed;

static int by_parent(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    int order = strcmp(x->parent, y->parent);

    return order ? order : (x->region > y->region) - (x->region < y->region);
}

static yx_code order_children(yx_family *f, yx_err *err)
{
    placed *at = calloc(f->n_region + 1, sizeof *at);

    if (!at)
        return yx_fail(err, YX_E_NOMEM, "no memory for the protection of sums");
    for (uint32_t r = 0; r < f->n_region; r++)
        at[r] = (placed){yx_region_at(f->ws->catalog, r)->parent_code, r};
    if (f->n_region)
        qsort(at, f->n_region, sizeof *at, by_parent);
    for (size_t i = 0; i < f->n_region; i++)
        f->child[i] = at[i].region;
    free(at);
    return YX_OK;
}

static const char *parent_of(const yx_family *f, size_t i)
{
    return yx_region_at(f->ws->catalog, f->child[i])->parent_code;
}

size_t yx_family_children(const yx_family *family, const char *parent, size_t *ret_first)
{
    size_t lo = 0, hi = family->n_region, n = 0;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (strcmp(parent_of(family, mid), parent) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    *ret_first = lo;
    while (lo + n < family->n_region && strcmp(parent_of(family, lo + n), parent) == 0)
        n++;
    return n;
}

yx_code yx_family_read(yx_family *family, int64_t seq, yx_err *err)
{
    const yx_catalog *c = family->ws->catalog;
    yx_family *f = family;
    yx_code rc;

    f->series = calloc(f->n_region * f->n_member + 1, sizeof *f->series);
    f->first = calloc(f->n_region + 1, sizeof *f->first);
    f->child = calloc(f->n_region + 1, sizeof *f->child);
    if (!f->series || !f->first || !f->child)
        return yx_fail(err, YX_E_NOMEM, "no memory for the protection of sums");
    rc = order_children(f, err);
    for (uint32_t r = 0; r < f->n_region && !rc; r++) {
        const char *code = yx_region_at(c, r)->code;
        bool again = r > 0 && strcmp(code, yx_region_at(c, r - 1)->code) == 0;
        f->first[r] = again ? f->first[r - 1] : r;
        for (size_t m = 0; m < f->n_member && !again && !rc; m++)
            rc = yx_store_history(
                f->ws->store, yx_str_of(code), yx_str_of(yx_family_indicator(f, m)->code),
                (yx_known){YX_DAY_MAX, seq}, &f->series[r * f->n_member + m], err);
    }
    return rc;
}

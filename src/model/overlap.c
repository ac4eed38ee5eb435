#include "model/overlap.h"

#include "base/mem.h"
#include "model/alike.h"

#include <stdlib.h>
#include <string.h>

typedef struct visit {
    const yx_inspection *of;
    yx_alike_text topic;
} visit;

static int by_place(const void *a, const void *b)
{
    const yx_inspection *x = ((const visit *)a)->of, *y = ((const visit *)b)->of;
    int region = strcmp(x->region, y->region), unit = strcmp(x->unit, y->unit);

    if (region || unit)
        return region ? region : unit;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return strcmp(x->id, y->id);
}

/* The days that both want, where there are any; else the earlier start and the length of the longer
 * one: nobody is visited for longer than by the longer of the two. */
static void propose(yx_overlap *o)
{
    yx_day longer = o->a->last - o->a->first, other = o->b->last - o->b->first;

    if (other > longer)
        longer = other;
    o->first = o->gap <= 0 ? o->b->first : o->a->first;
    o->last = o->first + longer;
}

static yx_code compare(const visit *x, const visit *y, yx_overlap **list, size_t *n, size_t *cap,
                       yx_err *err)
{
    yx_overlap o = {.a = x->of, .b = y->of, .gap = y->of->first - x->of->last};
    yx_code rc;

    o.alike = yx_alike_topics(&x->topic, &y->topic);
    if (o.alike < YX_TOPIC_LIMIT)
        return YX_OK;
    propose(&o);
    rc = yx_grow(list, cap, *n + 1, sizeof **list, err);
    if (!rc)
        (*list)[(*n)++] = o;
    return rc;
}

yx_code yx_overlaps_find(const yx_catalog *catalog, yx_day from, yx_day to, yx_overlap **ret,
                         size_t *ret_n, yx_err *err)
{
    size_t total = yx_n_inspection(catalog), m = 0, n = 0, cap = 0;
    visit *v = calloc(total + 1, sizeof *v);
    yx_overlap *list = NULL;
    yx_code rc = v ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for %zu inspections", total);

    for (size_t i = 0; i < total && !rc; i++) {
        const yx_inspection *a = yx_inspection_at(catalog, i);
        if (a->last < from - YX_OVERLAP_NEAR || a->first > to + YX_OVERLAP_NEAR)
            continue;
        v[m].of = a;
        yx_alike_read(yx_str_of(a->topic), &v[m++].topic);
    }
    if (!rc)
        qsort(v, m, sizeof *v, by_place);
    for (size_t i = 0; i < m && !rc; i++)
        for (size_t k = i + 1; k < m && !rc; k++) {
            if (strcmp(v[i].of->region, v[k].of->region) != 0 ||
                strcmp(v[i].of->unit, v[k].of->unit) != 0 ||
                v[k].of->first - v[i].of->last > YX_OVERLAP_NEAR)
                break;
            if (v[k].of->first > to || (v[i].of->last < from && v[k].of->last < from))
                continue;
            rc = compare(&v[i], &v[k], &list, &n, &cap, err);
        }
    free(v);
    if (rc) {
        free(list);
        return rc;
    }
    *ret = list;
    *ret_n = n;
    return YX_OK;
}

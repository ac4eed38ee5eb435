/* stated.c - what was said of contributors: the newest statement about each figure. There
 * may be as many as figures, so they are found by numbers and not by texts. */
#include "base/mem.h"
#include "flow/protect/inside.h"

#include <stdlib.h>
#include <string.h>

#define FREE UINT32_MAX

yx_code yx_statements_start(yx_statements *s, yx_err *err)
{
    yx_code rc = yx_names_new(&s->region, err);

    return rc ? rc : yx_names_new(&s->indicator, err);
}

void yx_statements_release(yx_statements *s)
{
    yx_names_free(s->region);
    yx_names_free(s->indicator);
    free(s->at);
    free(s->slot);
    free(s->few);
    free(s->few_from);
    *s = (yx_statements){0};
}

/* --- finding one --- */

static size_t hash_of(uint32_t region, uint32_t indicator, yx_period p)
{
    uint64_t x = ((uint64_t)region << 32 | indicator) * 0x9E3779B97F4A7C15u;

    x ^= ((uint64_t)(uint32_t)p.first << 32 | (uint32_t)p.last) * 0xC2B2AE3D27D4EB4Fu;
    x ^= x >> 29;
    x *= 0xBF58476D1CE4E5B9u;
    return (size_t)(x ^ x >> 32);
}

/* The slot of a figure, or the free one where it would stand. */
static size_t slot_of(const yx_statements *s, uint32_t region, uint32_t indicator, yx_period p)
{
    size_t i = hash_of(region, indicator, p) & (s->n_slot - 1);

    for (; s->slot[i] != FREE; i = (i + 1) & (s->n_slot - 1)) {
        const yx_stated *a = &s->at[s->slot[i]];
        if (a->region == region && a->indicator == indicator && a->period.first == p.first &&
            a->period.last == p.last)
            break;
    }
    return i;
}

/* Keeps at least half of the slots free. */
static yx_code make_slots(yx_statements *s, yx_err *err)
{
    size_t n = s->n_slot ? 2 * s->n_slot : 64;
    uint32_t *slot;

    if (2 * (s->n + 1) <= s->n_slot)
        return YX_OK;
    slot = malloc(n * sizeof *slot);
    if (!slot)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu statements", s->n);
    memset(slot, 0xFF, n * sizeof *slot);
    free(s->slot);
    s->slot = slot;
    s->n_slot = n;
    for (size_t i = 0; i < s->n; i++)
        s->slot[slot_of(s, s->at[i].region, s->at[i].indicator, s->at[i].period)] = (uint32_t)i;
    return YX_OK;
}

const yx_stated *yx_statements_find(const yx_statements *s, uint32_t region, uint32_t indicator,
                                    yx_period period)
{
    size_t i;

    if (!s->n || region == YX_NAME_NONE || indicator == YX_NAME_NONE)
        return NULL;
    i = slot_of(s, region, indicator, period);
    return s->slot[i] == FREE ? NULL : &s->at[s->slot[i]];
}

/* --- adding --- */

static bool newer(const yx_stated *a, const yx_stated *b)
{
    if (a->as_of != b->as_of)
        return a->as_of > b->as_of;
    return a->seq != b->seq ? a->seq > b->seq : a->row > b->row;
}

yx_code yx_statements_add(yx_statements *s, const yx_stated *stated, yx_err *err)
{
    yx_stated now = *stated;
    yx_code rc = make_slots(s, err);
    size_t i;

    if (!rc)
        rc = s->n < FREE ? yx_grow(&s->at, &s->cap, s->n + 1, sizeof *s->at, err)
                         : yx_fail(err, YX_E_RANGE, "too many statements about contributors");
    if (rc)
        return rc;
    i = slot_of(s, now.region, now.indicator, now.period);
    now.few = now.contributors < YX_CONTRIBUTORS_MIN;
    if (s->slot[i] == FREE) {
        s->slot[i] = (uint32_t)s->n;
        s->at[s->n++] = now;
        return YX_OK;
    }
    now.few |= s->at[s->slot[i]].few;
    if (newer(&now, &s->at[s->slot[i]]))
        s->at[s->slot[i]] = now;
    s->at[s->slot[i]].few = now.few;
    return YX_OK;
}

/* --- small cells by indicator --- */

static int by_indicator(const void *a, const void *b)
{
    const yx_stated *x = *(const yx_stated *const *)a, *y = *(const yx_stated *const *)b;

    if (x->indicator != y->indicator)
        return x->indicator < y->indicator ? -1 : 1;
    return yx_period_order(x->period, y->period);
}

yx_code yx_statements_sort(yx_statements *s, yx_err *err)
{
    size_t n = 0, n_indicator = yx_names_count(s->indicator);

    for (size_t i = 0; i < s->n; i++)
        n += s->at[i].few;
    s->few = calloc(n + 1, sizeof(const yx_stated *));
    s->few_from = calloc(n_indicator + 2, sizeof *s->few_from);
    if (!s->few || !s->few_from)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu small cells", n);
    n = 0;
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].few)
            s->few[n++] = &s->at[i];
    if (n)
        qsort(s->few, n, sizeof(const yx_stated *), by_indicator);
    for (size_t i = 0; i < n; i++)
        s->few_from[s->few[i]->indicator + 1] = i + 1;
    for (size_t k = 1; k <= n_indicator; k++)
        if (s->few_from[k] < s->few_from[k - 1])
            s->few_from[k] = s->few_from[k - 1];
    return YX_OK;
}

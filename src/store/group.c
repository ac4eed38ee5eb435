#include "store/group.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* A table from pairs of numbers to series; open addressing, at most half full. */
typedef struct pairs {
    uint32_t *slot; /* series + 1, 0 is free */
    size_t n_slot;  /* a power of two */
} pairs;

static size_t slot_of(const pairs *p, const yx_group *g, uint32_t region, uint32_t indicator)
{
    uint64_t h = (((uint64_t)region << 32) | indicator) * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 20) & (p->n_slot - 1);

    while (p->slot[i] &&
           (g->region[p->slot[i] - 1] != region || g->indicator[p->slot[i] - 1] != indicator))
        i = (i + 1) & (p->n_slot - 1);
    return i;
}

static yx_code widen(pairs *p, const yx_group *g, yx_err *err)
{
    size_t n = p->n_slot ? p->n_slot * 2 : 1024;
    uint32_t *slot = calloc(n, sizeof *slot);

    if (!slot)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu series", g->n_series);
    free(p->slot);
    p->slot = slot;
    p->n_slot = n;
    for (size_t i = 0; i < g->n_series; i++)
        p->slot[slot_of(p, g, g->region[i], g->indicator[i])] = (uint32_t)i + 1;
    return YX_OK;
}

typedef struct room {
    size_t region, indicator;
} room;

static yx_code series_of(pairs *p, yx_group *g, room *cap, const yx_obs *o, uint32_t *ret,
                         yx_err *err)
{
    size_t i;
    yx_code rc = g->n_series * 2 >= p->n_slot ? widen(p, g, err) : YX_OK;

    if (rc)
        return rc;
    i = slot_of(p, g, o->region, o->indicator);
    if (!p->slot[i]) {
        rc = yx_grow(&g->region, &cap->region, g->n_series + 1, sizeof *g->region, err);
        if (!rc)
            rc =
                yx_grow(&g->indicator, &cap->indicator, g->n_series + 1, sizeof *g->indicator, err);
        if (rc)
            return rc;
        g->region[g->n_series] = o->region;
        g->indicator[g->n_series] = o->indicator;
        p->slot[i] = (uint32_t)++g->n_series;
    }
    *ret = p->slot[i] - 1;
    return YX_OK;
}

/* Names the series of every row; *ret_grouped: no series comes back after another one. */
static yx_code number_rows(const yx_batch *b, yx_group *g, uint32_t *series, bool *ret_grouped,
                           yx_err *err)
{
    pairs p = {NULL, 0};
    room cap = {0, 0};
    yx_code rc = YX_OK;

    *ret_grouped = true;
    for (size_t i = 0; !rc && i < b->n; i++) {
        size_t before = g->n_series;
        if (i && b->obs[i].region == b->obs[i - 1].region &&
            b->obs[i].indicator == b->obs[i - 1].indicator) {
            series[i] = series[i - 1];
            continue;
        }
        rc = series_of(&p, g, &cap, &b->obs[i], &series[i], err);
        if (g->n_series == before)
            *ret_grouped = false;
    }
    free(p.slot);
    return rc;
}

yx_code yx_group_rows(const yx_batch *batch, yx_group *ret, yx_err *err)
{
    uint32_t *series = malloc((batch->n + 1) * sizeof *series);
    yx_group g = {0};
    bool grouped = true;
    yx_code rc = series ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for %zu rows", batch->n);

    if (!rc)
        rc = number_rows(batch, &g, series, &grouped, err);
    if (!rc && !(g.start = calloc(g.n_series + 2, sizeof *g.start)))
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu series", g.n_series);
    if (!rc && !grouped && !(g.order = malloc(batch->n * sizeof *g.order)))
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu rows", batch->n);
    if (!rc) {
        /* start[i + 1] counts up to the end of series i; a fill moves it there from its start */
        for (size_t i = 0; i < batch->n; i++)
            g.start[series[i] + 2]++;
        for (size_t i = 2; i < g.n_series + 2; i++)
            g.start[i] += g.start[i - 1];
        for (size_t i = 0; i < batch->n; i++) {
            uint32_t at = g.start[series[i] + 1]++;
            if (g.order)
                g.order[at] = (uint32_t)i;
        }
        *ret = g;
    } else {
        yx_group_free(&g);
    }
    free(series);
    return rc;
}

void yx_group_free(yx_group *group)
{
    free(group->region);
    free(group->indicator);
    free(group->start);
    free(group->order);
    *group = (yx_group){0};
}

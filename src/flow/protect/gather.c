#include "flow/protect/gather.h"

#include "base/mem.h"
#include "store/submission.h"

#include <stdlib.h>

#define SUBMISSION "submission"

typedef struct gathering {
    yx_gathered *g;
    bool all;
    uint32_t *region, *indicator; /* of the entry at hand: numbers of its names */
} gathering;

void yx_gathered_release(yx_gathered *g)
{
    free(g->told);
    yx_statements_release(&g->touched);
    free(g->releases.at);
    *g = (yx_gathered){0};
}

/* The numbers of the names of an entry. */
static yx_code number(const yx_names *from, yx_names *to, uint32_t **ret, yx_err *err)
{
    size_t n = yx_names_count(from);
    uint32_t *at = calloc(n + 1, sizeof *at);
    yx_code rc = at ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for %zu names", n);

    for (uint32_t i = 0; i < n && !rc; i++)
        rc = yx_names_add(to, yx_names_at(from, i), &at[i], err);
    *ret = at;
    return rc;
}

static yx_code gather_row(gathering *t, const yx_obs *obs, int64_t seq, uint32_t row, yx_err *err)
{
    yx_gathered *g = t->g;
    bool says = obs->status != YX_STATUS_WITHDRAWN && obs->contributors != YX_CONTRIBUTORS_NONE;
    yx_told told = {
        obs->period, t->region[obs->region], t->indicator[obs->indicator], obs->as_of, seq,
        row,         obs->contributors};
    yx_stated touched = {.period = told.period, .indicator = told.indicator};
    yx_code rc = YX_OK;

    if (says || t->all)
        rc = yx_statements_add(&g->touched, &touched, err);
    if (!says || rc)
        return rc;
    rc = yx_grow(&g->told, &g->cap_told, g->n_told + 1, sizeof *g->told, err);
    if (!rc)
        g->told[g->n_told++] = told;
    return rc;
}

static yx_code gather_release(yx_gathered *g, const yx_batch *b, int64_t seq, yx_err *err)
{
    yx_release one = {seq, YX_DAY_NONE};

    for (size_t i = 0; i < b->n; i++) {
        const yx_obs *obs = &b->obs[i];
        if (obs->status == YX_STATUS_WITHDRAWN || obs->release == YX_DAY_NONE)
            continue;
        if (one.last == YX_DAY_NONE || obs->release > one.last)
            one.last = obs->release;
    }
    return one.last == YX_DAY_NONE ? YX_OK : yx_releases_add(&g->releases, one, err);
}

yx_code yx_gather_batch(yx_store *store, int64_t seq, yx_batch **ret, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_store_entries(store, SUBMISSION, seq, &cursor, err);

    *ret = NULL;
    if (!rc)
        rc = cursor->next_entry(cursor, &entry, &end, err);
    if (!rc && !end && entry.seq == seq)
        rc = yx_submission_read(entry.payload, ret, err);
    if (cursor)
        cursor->close(cursor);
    return rc;
}

static yx_code gather_entry(gathering *t, yx_store *store, int64_t seq, yx_err *err)
{
    yx_batch *b = NULL;
    yx_code rc = yx_gather_batch(store, seq, &b, err);

    if (!rc && b)
        rc = number(b->region, t->g->touched.region, &t->region, err);
    if (!rc && b)
        rc = number(b->indicator, t->g->touched.indicator, &t->indicator, err);
    for (size_t i = 0; b && i < b->n && !rc; i++)
        rc = gather_row(t, &b->obs[i], seq, (uint32_t)i, err);
    if (!rc && b)
        rc = gather_release(t->g, b, seq, err);
    free(t->region);
    free(t->indicator);
    t->region = t->indicator = NULL;
    yx_batch_free(b);
    return rc;
}

static int by_period(const void *a, const void *b)
{
    const yx_told *x = a, *y = b;
    int order;

    if (x->indicator != y->indicator)
        return x->indicator < y->indicator ? -1 : 1;
    order = yx_period_order(x->period, y->period);
    if (order)
        return order;
    if (x->seq != y->seq)
        return x->seq < y->seq ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

yx_code yx_gather_told(yx_store *store, int64_t after, int64_t to, bool all, yx_gathered *ret,
                       yx_err *err)
{
    gathering t = {.g = ret, .all = all};
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc;

    *ret = (yx_gathered){.last = 0};
    rc = yx_statements_start(&ret->touched, err);
    if (!rc)
        rc = yx_store_entry_starts(store, SUBMISSION, after + 1, &cursor, err);
    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > to)
            break;
        ret->last = entry.seq;
        if (all || yx_submission_guarded(entry.payload))
            rc = gather_entry(&t, store, entry.seq, err);
    }
    if (cursor)
        cursor->close(cursor);
    if (!rc && ret->n_told)
        qsort(ret->told, ret->n_told, sizeof *ret->told, by_period);
    return rc;
}

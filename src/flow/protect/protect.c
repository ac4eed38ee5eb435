#include "flow/protect/protect.h"

#include "base/mem.h"
#include "flow/protect/inside.h"
#include "store/submission.h"

#include <stdlib.h>

#define SUBMISSION "submission"

typedef struct gathering {
    yx_day day;
    yx_statements stated;
    yx_hidden *hidden;
    /* Of the entry at hand: numbers in `stated` of its regions and indicators. */
    uint32_t *region, *indicator;
} gathering;

static yx_code note(gathering *g, const yx_obs *obs, int64_t seq, uint32_t row, yx_err *err)
{
    yx_stated now = {.period = obs->period,
                     .region = g->region[obs->region],
                     .indicator = g->indicator[obs->indicator],
                     .as_of = obs->as_of,
                     .seq = seq,
                     .row = row,
                     .contributors = obs->contributors};

    return yx_statements_add(&g->stated, &now, err);
}

static yx_code hide_version(gathering *g, const yx_batch *b, const yx_obs *obs, int64_t seq,
                            uint32_t row, yx_hidden_why why, yx_err *err)
{
    return yx_hidden_add_version(g->hidden, yx_names_at(b->region, obs->region),
                                 yx_names_at(b->indicator, obs->indicator), seq, row, why, err);
}

static yx_code gather_row(gathering *g, const yx_batch *b, int64_t seq, uint32_t row, yx_err *err)
{
    const yx_obs *obs = &b->obs[row];
    yx_code rc = YX_OK;

    if (obs->status == YX_STATUS_WITHDRAWN)
        return YX_OK;
    if (obs->contributors < YX_CONTRIBUTORS_MIN)
        rc = hide_version(g, b, obs, seq, row, YX_TOO_FEW, err);
    if (!rc && obs->release != YX_DAY_NONE && obs->release > g->day)
        rc = hide_version(g, b, obs, seq, row, YX_NOT_RELEASED, err);
    if (!rc && obs->contributors != YX_CONTRIBUTORS_NONE)
        rc = note(g, obs, seq, row, err);
    return rc;
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

static yx_code gather_rows(gathering *g, const yx_batch *b, int64_t seq, yx_err *err)
{
    yx_code rc = number(b->region, g->stated.region, &g->region, err);

    if (!rc)
        rc = number(b->indicator, g->stated.indicator, &g->indicator, err);
    for (size_t i = 0; !rc && i < b->n; i++)
        rc = gather_row(g, b, seq, (uint32_t)i, err);
    free(g->region);
    free(g->indicator);
    g->region = g->indicator = NULL;
    return rc;
}

static yx_code gather_entry(gathering *g, yx_store *store, int64_t seq, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_batch *batch = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_store_entries(store, SUBMISSION, seq, &cursor, err);

    if (!rc)
        rc = cursor->next_entry(cursor, &entry, &end, err);
    if (!rc && !end)
        rc = yx_submission_read(entry.payload, &batch, err);
    if (!rc && batch)
        rc = gather_rows(g, batch, entry.seq, err);
    yx_batch_free(batch);
    if (cursor)
        cursor->close(cursor);
    return rc;
}

/* Most entries say nothing of contributors or of a release, which their first bytes tell. */
static yx_code gather(yx_workspace *ws, gathering *g, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_store_entry_starts(ws->store, SUBMISSION, 1, &cursor, err);

    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->head.seq)
            break;
        if (yx_submission_guarded(entry.payload))
            rc = gather_entry(g, ws->store, entry.seq, err);
    }
    if (cursor)
        cursor->close(cursor);
    return rc;
}

/* All versions of a figure whose newest statement says that it is small. */
static yx_code hide_small(gathering *g, yx_err *err)
{
    const yx_statements *s = &g->stated;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < s->n && !rc; i++) {
        const yx_stated *a = &s->at[i];
        if (a->contributors < YX_CONTRIBUTORS_MIN)
            rc = yx_hidden_add(g->hidden, yx_names_at(s->region, a->region),
                               yx_names_at(s->indicator, a->indicator), a->period, YX_TOO_FEW, err);
    }
    return rc;
}

static yx_code find_hidden(yx_workspace *ws, gathering *g, yx_err *err)
{
    yx_code rc = yx_statements_start(&g->stated, err);

    if (!rc)
        rc = gather(ws, g, err);
    if (!rc)
        rc = hide_small(g, err);
    if (!rc)
        rc = yx_statements_sort(&g->stated, err);
    if (!rc)
        rc = yx_protect_sums(ws, &g->stated, ws->head.seq, g->hidden, err);
    yx_statements_release(&g->stated);
    return rc;
}

yx_code yx_protect(yx_workspace *ws, yx_day day, yx_err *err)
{
    gathering g = {.day = day};
    yx_code rc;

    yx_unprotect(ws);
    rc = yx_hidden_new(&g.hidden, err);
    if (!rc)
        rc = find_hidden(ws, &g, err);
    if (rc) {
        yx_hidden_free(g.hidden);
        return rc;
    }
    ws->hidden = g.hidden;
    ws->protected_on = day;
    yx_store_hide(ws->store, ws->hidden);
    return YX_OK;
}

void yx_unprotect(yx_workspace *ws)
{
    if (ws->store)
        yx_store_hide(ws->store, NULL);
    yx_hidden_free(ws->hidden);
    ws->hidden = NULL;
}

yx_code yx_protect_count(yx_workspace *ws, yx_known known, size_t *count, yx_err *err)
{
    yx_series_cursor *cursor = NULL;
    yx_versions versions = {0};
    yx_str region, indicator;
    bool end = false;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < YX_N_HIDDEN; i++)
        count[i] = 0;
    if (!yx_hidden_any(ws->hidden))
        return YX_OK;
    yx_store_hide(ws->store, NULL);
    rc = yx_store_scan(ws->store, known, &cursor, err);
    while (!rc) {
        rc = yx_series_next(cursor, &region, &indicator, &versions, &end, err);
        if (rc || end)
            break;
        for (size_t i = 0; i < versions.n; i++)
            count[yx_hidden_of(ws->hidden, region, indicator, &versions.at[i])]++;
    }
    yx_series_close(cursor);
    yx_versions_free(&versions);
    yx_store_hide(ws->store, ws->hidden);
    count[YX_SHOWN] = 0;
    return rc;
}

#include "flow/protect/protect.h"

#include "flow/protect/gather.h"

#include <stdlib.h>

/* Rows of an entry that are not released on the day. */
static yx_code hide_unreleased(yx_workspace *ws, int64_t seq, yx_day day, yx_hidden *hidden,
                               yx_err *err)
{
    yx_batch *b = NULL;
    yx_code rc = yx_gather_batch(ws->store, seq, &b, err);

    for (size_t i = 0; b && i < b->n && !rc; i++) {
        const yx_obs *obs = &b->obs[i];
        if (obs->status != YX_STATUS_WITHDRAWN && obs->release != YX_DAY_NONE && obs->release > day)
            rc = yx_hidden_add_version(hidden, yx_names_at(b->region, obs->region),
                                       yx_names_at(b->indicator, obs->indicator), seq, (uint32_t)i,
                                       YX_NOT_RELEASED, err);
    }
    yx_batch_free(b);
    return rc;
}

static yx_code hide_releases(yx_workspace *ws, const yx_releases *releases, yx_day day,
                             yx_hidden *hidden, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < releases->n && !rc; i++)
        if (releases->at[i].last > day)
            rc = hide_unreleased(ws, releases->at[i].seq, day, hidden, err);
    return rc;
}

/* --- from the log --- */

/* Versions that were said to be small, and what was said last of each figure. */
static yx_code hide_told(const yx_gathered *g, yx_statements *s, yx_hidden *hidden, yx_err *err)
{
    const yx_names *regions = g->touched.region, *indicators = g->touched.indicator;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < g->n_told && !rc; i++) {
        const yx_told *t = &g->told[i];
        yx_str region = yx_names_at(regions, t->region);
        yx_str indicator = yx_names_at(indicators, t->indicator);
        yx_stated now = {.period = t->period,
                         .as_of = t->as_of,
                         .seq = t->seq,
                         .row = t->row,
                         .contributors = t->contributors};
        if (t->contributors < YX_CONTRIBUTORS_MIN)
            rc = yx_hidden_add_version(hidden, region, indicator, t->seq, t->row, YX_TOO_FEW, err);
        if (!rc)
            rc = yx_names_add(s->region, region, &now.region, err);
        if (!rc)
            rc = yx_names_add(s->indicator, indicator, &now.indicator, err);
        if (!rc)
            rc = yx_statements_add(s, &now, err);
    }
    return rc;
}

/* All versions of a figure whose newest statement says that it is small. */
static yx_code hide_small(const yx_statements *s, yx_hidden *hidden, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < s->n && !rc; i++) {
        const yx_stated *a = &s->at[i];
        if (a->contributors < YX_CONTRIBUTORS_MIN)
            rc = yx_hidden_add(hidden, yx_names_at(s->region, a->region),
                               yx_names_at(s->indicator, a->indicator), a->period, YX_TOO_FEW, err);
    }
    return rc;
}

static yx_code find_small(yx_workspace *ws, const yx_gathered *g, yx_hidden *hidden, yx_err *err)
{
    yx_statements s = {0};
    yx_code rc = yx_statements_start(&s, err);

    if (!rc)
        rc = hide_told(g, &s, hidden, err);
    if (!rc)
        rc = hide_small(&s, hidden, err);
    if (!rc)
        rc = yx_statements_sort(&s, err);
    if (!rc)
        rc = yx_protect_sums(ws, &s, ws->head.seq, hidden, err);
    yx_statements_release(&s);
    return rc;
}

yx_code yx_protect_anew(yx_workspace *ws, yx_day day, yx_hidden *hidden, yx_err *err)
{
    yx_gathered g;
    yx_code rc = yx_gather_told(ws->store, 0, ws->head.seq, false, &g, err);

    if (!rc)
        rc = find_small(ws, &g, hidden, err);
    if (!rc)
        rc = hide_releases(ws, &g.releases, day, hidden, err);
    yx_gathered_release(&g);
    return rc;
}

/* --- as it is kept --- */

static yx_code find_kept(yx_workspace *ws, yx_day day, yx_hidden *hidden, bool *good, yx_err *err)
{
    yx_releases releases = {0};
    yx_code rc = yx_kept_read(ws, hidden, &releases, good, err);

    if (!rc && *good)
        rc = hide_releases(ws, &releases, day, hidden, err);
    free(releases.at);
    return rc;
}

static yx_code find(yx_workspace *ws, yx_day day, yx_hidden **ret, yx_err *err)
{
    bool good = false;
    yx_code rc = yx_hidden_new(ret, err);

    if (!rc)
        rc = find_kept(ws, day, *ret, &good, err);
    if (rc || good)
        return rc;
    yx_hidden_free(*ret);
    *ret = NULL;
    rc = yx_hidden_new(ret, err);
    return rc ? rc : yx_protect_anew(ws, day, *ret, err);
}

yx_code yx_protect(yx_workspace *ws, yx_day day, yx_err *err)
{
    yx_hidden *hidden = NULL;
    yx_code rc;

    yx_unprotect(ws);
    rc = find(ws, day, &hidden, err);
    if (rc) {
        yx_hidden_free(hidden);
        return rc;
    }
    ws->hidden = hidden;
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

#include "flow/workspace.h"

#include "flow/load.h"
#include "flow/protect/protect.h"

#include <string.h>

/* Reads the entries of one kind, up to ws->read, into the catalogue or the rules. */
static yx_code replay(yx_workspace *ws, const char *kind, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_store_entries(ws->store, kind, 1, &cursor, err);

    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->read)
            break;
        rc = yx_load_entry(ws, &entry, err);
    }
    if (cursor)
        cursor->close(cursor);
    return rc;
}

yx_code yx_workspace_read(yx_workspace *ws, int64_t seq, yx_err *err)
{
    yx_code rc;

    yx_boundaries_free(ws->boundaries);
    ws->boundaries = NULL;
    yx_rules_free(ws->rules);
    ws->rules = NULL;
    yx_catalog_free(ws->catalog);
    ws->catalog = NULL;
    ws->read = seq;
    rc = yx_catalog_new(&ws->catalog, err);
    if (!rc)
        rc = yx_rules_new(&ws->rules, err);
    if (!rc)
        rc = replay(ws, YX_ENTRY_CATALOGUE, err);
    if (!rc)
        rc = replay(ws, YX_ENTRY_RULES, err);
    return rc;
}

yx_code yx_workspace_open(const char *dir, bool read_only, int64_t at, yx_workspace *ret,
                          yx_err *err)
{
    yx_workspace ws = {0};
    yx_code rc = yx_store_open(dir, read_only, &ws.store, err);

    if (!rc && read_only) /* until it is closed */
        rc = yx_store_hold(ws.store, err);
    if (!rc)
        rc = yx_store_head(ws.store, &ws.head, err);
    if (!rc && at < ws.head.seq)
        rc = yx_store_entry_head(ws.store, at, &ws.head, err);
    else if (!rc && at != INT64_MAX && at > ws.head.seq)
        rc = yx_fail(err, YX_E_ABSENT, "there is no log entry %lld, the last is %lld",
                     (long long)at, (long long)ws.head.seq);
    if (!rc)
        rc = yx_workspace_read(&ws, ws.head.seq, err);
    if (rc) {
        yx_workspace_close(&ws);
        return rc;
    }
    *ret = ws;
    return YX_OK;
}

yx_code yx_workspace_first(yx_workspace *ws, const char *kind, int64_t from, int64_t *ret_seq,
                           yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry = {0};
    bool end = true;
    yx_code rc = yx_store_entry_starts(ws->store, kind, from, &cursor, err);

    if (!rc)
        rc = cursor->next_entry(cursor, &entry, &end, err);
    if (!rc)
        *ret_seq = end ? 0 : entry.seq;
    if (cursor)
        cursor->close(cursor);
    return rc;
}

/* Inside a transaction: nobody else writes now. */
static yx_code catch_up(yx_workspace *ws, const char *post, yx_err *err)
{
    yx_head head;
    int64_t catalogue = 0, rules = 0;
    yx_code rc = yx_store_head(ws->store, &head, err);

    if (rc || head.seq == ws->read)
        return rc;
    rc = yx_workspace_first(ws, YX_ENTRY_CATALOGUE, ws->read + 1, &catalogue, err);
    if (!rc)
        rc = yx_workspace_first(ws, YX_ENTRY_RULES, ws->read + 1, &rules, err);
    if (!rc && (catalogue || rules)) {
        rc = yx_workspace_read(ws, head.seq, err);
        if (!rc)
            rc = yx_workspace_check_post(ws, post, err);
    }
    if (!rc) {
        ws->head = head;
        ws->read = head.seq; /* forms and maps in between are in force too */
    }
    return rc;
}

yx_code yx_workspace_begin(yx_workspace *ws, const char *post, yx_err *err)
{
    yx_code rc = yx_store_begin(ws->store, err);

    if (rc)
        return rc;
    rc = catch_up(ws, post, err);
    if (rc)
        yx_store_rollback(ws->store);
    return rc;
}

void yx_workspace_close(yx_workspace *ws)
{
    yx_boundaries_free(ws->boundaries);
    yx_rules_free(ws->rules);
    yx_catalog_free(ws->catalog);
    yx_unprotect(ws);
    yx_store_close(ws->store);
    *ws = (yx_workspace){0};
}

yx_code yx_workspace_check_post(const yx_workspace *ws, const char *post, yx_err *err)
{
    if (yx_n_post(ws->catalog) == 0 || strcmp(post, "local") == 0 ||
        yx_post_find(ws->catalog, yx_str_of(post)))
        return YX_OK;
    return yx_fail(err, YX_E_ABSENT, "no post '%s' among the %zu that are loaded", post,
                   yx_n_post(ws->catalog));
}

yx_code yx_workspace_bound(yx_workspace *ws, yx_day on, yx_err *err)
{
    yx_boundaries_free(ws->boundaries);
    ws->boundaries = NULL;
    return on == YX_DAY_NONE ? YX_OK : yx_boundaries_new(ws->catalog, on, &ws->boundaries, err);
}

yx_known yx_workspace_known(const yx_workspace *ws, yx_day as_of)
{
    return (yx_known){as_of, ws->head.seq};
}

/* as_of.c - which entry of the log a day meets: of catalogues and rules, and of figures. */
#include "flow/load.h"
#include "flow/protect/protect.h"
#include "store/submission.h"

#include <stdlib.h>

#define SUBMISSION "submission"

/* The last entry up to `from` of the end of a day; 0: there is none. The clock may have run
 * backwards in between, so that every entry is looked at. */
static yx_code entry_of(yx_workspace *ws, int64_t from, yx_day day, int64_t *ret_seq, yx_err *err)
{
    yx_head head;
    yx_code rc;

    for (; from > 0; from--) {
        rc = yx_store_entry_head(ws->store, from, &head, err);
        if (rc)
            return rc;
        if (yx_day_of_ms(head.time) <= day)
            break;
    }
    *ret_seq = from;
    return YX_OK;
}

/* The day of the first entry of a kind; YX_DAY_MAX: there is none up to the workspace's entry. */
static yx_code first_day(yx_workspace *ws, const char *kind, yx_day *ret, yx_err *err)
{
    int64_t seq = 0;
    yx_head head;
    yx_code rc = yx_workspace_first(ws, kind, 1, &seq, err);

    *ret = YX_DAY_MAX;
    if (rc || !seq || seq > ws->head.seq)
        return rc;
    rc = yx_store_entry_head(ws->store, seq, &head, err);
    if (!rc)
        *ret = yx_day_of_ms(head.time);
    return rc;
}

/* Whether entries of a kind lie behind `seq`, up to what was read. */
static yx_code any_since(yx_workspace *ws, const char *kind, int64_t seq, bool *any, yx_err *err)
{
    int64_t first = 0;
    yx_code rc = yx_workspace_first(ws, kind, seq + 1, &first, err);

    *any |= !rc && first && first <= ws->read;
    return rc;
}

yx_code yx_workspace_as_of(yx_workspace *ws, yx_day as_of, yx_err *err)
{
    yx_day figures = YX_DAY_MAX, rules = YX_DAY_MAX, day = as_of;
    int64_t seq = 0;
    bool any = false;
    yx_code rc;

    if (as_of >= YX_DAY_MAX)
        return YX_OK;
    rc = first_day(ws, SUBMISSION, &figures, err);
    if (!rc)
        rc = first_day(ws, YX_ENTRY_RULES, &rules, err);
    if (rc)
        return rc;
    if (day < figures)
        day = rules == YX_DAY_MAX || rules < figures ? figures : rules;
    rc = entry_of(ws, ws->head.seq, day, &seq, err);
    if (!rc)
        rc = any_since(ws, YX_ENTRY_CATALOGUE, seq, &any, err);
    if (!rc)
        rc = any_since(ws, YX_ENTRY_RULES, seq, &any, err);
    if (!rc && any)
        return yx_workspace_read(ws, seq, err);
    if (!rc)
        ws->read = seq;
    return rc;
}

/* --- what bears on a day --- */

/* True if a submission made a version that is known as of the day. Each series is looked at once.
 */
static yx_code bears(yx_workspace *ws, const yx_entry *entry, yx_day as_of, yx_versions *room,
                     bool *ret, yx_err *err)
{
    yx_batch *batch = NULL;
    unsigned char *seen = NULL;
    yx_code rc = yx_submission_read(entry->payload, &batch, err);

    *ret = false;
    if (rc)
        return rc;
    seen = calloc(yx_names_count(batch->region) + 1, yx_names_count(batch->indicator) + 1);
    if (!seen)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for the series of an entry");
    for (size_t i = 0; i < batch->n && !rc && !*ret; i++) {
        const yx_obs *obs = &batch->obs[i];
        size_t series = (size_t)obs->region * yx_names_count(batch->indicator) + obs->indicator;
        if (obs->as_of > as_of || seen[series])
            continue;
        seen[series] = 1;
        rc = yx_store_history(ws->store, yx_names_at(batch->region, obs->region),
                              yx_names_at(batch->indicator, obs->indicator),
                              (yx_known){as_of, entry->seq}, room, err);
        for (size_t k = 0; k < room->n && !rc; k++)
            *ret |= room->at[k].seq == entry->seq;
    }
    free(seen);
    yx_batch_free(batch);
    return rc;
}

yx_code yx_workspace_rewind(yx_workspace *ws, yx_day as_of, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_versions room = {0};
    int64_t last = ws->read;
    yx_entry entry;
    bool end = false, any = false, guarded = ws->hidden != NULL;
    yx_code rc;

    if (as_of >= YX_DAY_MAX)
        return YX_OK;
    yx_unprotect(ws); /* what is hidden bears on a day as well */
    rc = yx_store_entries(ws->store, SUBMISSION, last + 1, &cursor, err);
    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->head.seq)
            break;
        rc = bears(ws, &entry, as_of, &room, &any, err);
        if (!rc && any)
            last = entry.seq;
    }
    if (cursor)
        cursor->close(cursor);
    yx_versions_free(&room);
    if (!rc)
        rc = yx_store_entry_head(ws->store, last, &ws->head, err);
    return rc || !guarded ? rc : yx_protect(ws, ws->protected_on, err);
}

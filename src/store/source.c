/* source.c - where a version came from: its row in the log. */
#include "store/store_in.h"

#include "store/submission.h"

static yx_code load(yx_store *store, int64_t seq, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_batch *batch = NULL;
    yx_entry entry = {0};
    bool end = true;
    yx_code rc = store->db->table->entries(store->db, "submission", seq, &cursor, err);

    if (!rc)
        rc = cursor->next_entry(cursor, &entry, &end, err);
    if (!rc && (end || entry.seq != seq))
        rc = yx_fail(err, YX_E_ABSENT, "log entry %lld is no submission", (long long)seq);
    if (!rc)
        rc = yx_submission_read(entry.payload, &batch, err);
    if (!rc) {
        yx_batch_free(store->source);
        store->source = batch;
        store->source_seq = 0;
        store->source_time = entry.time;
        yx_buf_clear(&store->source_post);
        yx_buf_str(&store->source_post, entry.post);
        rc = yx_buf_check(&store->source_post, err);
    }
    if (!rc)
        store->source_seq = seq;
    if (cursor)
        cursor->close(cursor);
    return rc;
}

yx_code yx_store_source(yx_store *store, int64_t seq, uint32_t row, yx_source *ret, yx_err *err)
{
    const yx_batch *b;
    const yx_obs *o;
    yx_code rc = YX_OK;

    if (seq < 1)
        return yx_fail(err, YX_E_ABSENT, "there is no log entry %lld", (long long)seq);
    if (store->source_seq != seq)
        rc = load(store, seq, err);
    if (rc)
        return rc;
    b = store->source;
    if (row >= b->n)
        return yx_fail(err, YX_E_ABSENT, "log entry %lld has no row %u", (long long)seq, row);
    o = &b->obs[row];
    *ret = (yx_source){
        .file = yx_str_of(b->file),
        .post = yx_buf_view(&store->source_post),
        .said = yx_str_of(b->source),
        .reason = yx_str_of(b->reason),
        .sheet = o->sheet ? yx_names_at(b->sheet, o->sheet - 1u) : (yx_str){"", 0},
        .time = store->source_time,
        .line = o->line,
        .contributors = o->contributors,
        .column = o->column,
        .status = o->status,
        .release = o->release,
    };
    return YX_OK;
}

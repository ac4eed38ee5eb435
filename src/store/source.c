/* source.c - where a version came from: its row in the log. */
#include "store/store_in.h"

/* Bytes of entries that are kept at hand, beside the one that is asked for. */
enum { HELD = 128 * 1024 * 1024 };

static void forget(yx_told_entry *e)
{
    yx_rows_free(e->rows);
    yx_buf_free(&e->post);
    *e = (yx_told_entry){0};
}

void yx_store_forget_sources(yx_store *store)
{
    for (size_t i = 0; i < YX_TOLD_ENTRIES; i++)
        forget(&store->source[i]);
}

/* A free place: the one that was asked longest ago is given up, and more while all is too much. */
static yx_told_entry *make_room(yx_store *store)
{
    for (;;) {
        yx_told_entry *oldest = NULL, *place = NULL;
        size_t held = 0;
        for (size_t i = 0; i < YX_TOLD_ENTRIES; i++) {
            yx_told_entry *e = &store->source[i];
            if (!e->rows) {
                place = e;
                continue;
            }
            held += yx_rows_bytes(e->rows);
            if (!oldest || e->turn < oldest->turn)
                oldest = e;
        }
        if (place && held <= HELD)
            return place;
        forget(oldest);
    }
}

static yx_code load(yx_store *store, int64_t seq, yx_told_entry **ret, yx_err *err)
{
    yx_told_entry e = {.seq = seq}, *place;
    yx_buf payload = {0};
    yx_err why = {0};
    yx_code rc =
        store->db->table->entry(store->db, seq, "submission", &e.time, &e.post, &payload, &why);

    if (!rc)
        rc = yx_rows_open(&payload, &e.rows, &why);
    yx_buf_free(&payload);
    if (rc) {
        forget(&e);
        return rc == YX_E_ABSENT
                   ? yx_fail(err, rc, "log entry %lld is no submission", (long long)seq)
                   : yx_fail(err, rc, "%s", why.text);
    }
    place = make_room(store);
    *place = e;
    *ret = place;
    return YX_OK;
}

static yx_code find(yx_store *store, int64_t seq, yx_told_entry **ret, yx_err *err)
{
    yx_code rc = YX_OK;

    *ret = NULL;
    for (size_t i = 0; i < YX_TOLD_ENTRIES && !*ret; i++) {
        if (store->source[i].rows && store->source[i].seq == seq)
            *ret = &store->source[i];
    }
    if (!*ret)
        rc = load(store, seq, ret, err);
    if (!rc)
        (*ret)->turn = ++store->source_turn;
    return rc;
}

yx_code yx_store_source(yx_store *store, int64_t seq, uint32_t row, yx_source *ret, yx_err *err)
{
    yx_told_entry *e = NULL;
    yx_row at;
    yx_code rc;

    if (seq < 1)
        return yx_fail(err, YX_E_ABSENT, "there is no log entry %lld", (long long)seq);
    rc = find(store, seq, &e, err);
    if (!rc && row >= yx_rows_count(e->rows))
        rc = yx_fail(err, YX_E_ABSENT, "log entry %lld has no row %u", (long long)seq, row);
    if (!rc)
        rc = yx_rows_at(e->rows, row, &at, err);
    if (rc)
        return rc;
    *ret = (yx_source){
        .file = yx_rows_file(e->rows),
        .post = yx_buf_view(&e->post),
        .said = yx_rows_said(e->rows),
        .reason = yx_rows_reason(e->rows),
        .sheet = yx_rows_sheet(e->rows, at.sheet),
        .time = e->time,
        .line = at.line,
        .contributors = at.contributors,
        .column = at.column,
        .status = at.status,
        .release = at.release,
    };
    return YX_OK;
}

/* verify.c - is the log whole, and does all that is derived follow from it? And: derive it anew. */
#include "store/chain.h"
#include "store/replay.h"
#include "store/submission.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct check {
    yx_store *store;
    yx_replay *replay;
    unsigned char *seen; /* per series: bit 0 its chunk, bit 1 its past */
    yx_verified v;
    size_t rows; /* of all submissions */
} check;

/* --- the chain --- */

static yx_code check_entry(check *c, const yx_entry *entry, const yx_hash *head, yx_err *err)
{
    size_t rows = 0;
    yx_code rc = yx_chain_check(&c->v.head, c->v.entries, entry, err);

    if (rc)
        return rc;
    if (yx_str_is(entry->kind, "submission") &&
        yx_submission_rows(entry->payload, &rows, NULL) != YX_OK)
        return yx_fail(err, YX_E_CORRUPT, "log entry %lld: payload", (long long)entry->seq);
    c->rows += rows;
    c->v.head = entry->hash;
    c->v.entries++;
    if (head && yx_hash_same(head, &entry->hash))
        c->v.head_seq = entry->seq;
    return YX_OK;
}

static yx_code check_chain(check *c, const yx_hash *head, yx_err *err)
{
    yx_db *db = c->store->db;
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = db->table->entries(db, NULL, INT64_MIN, &cursor, err);

    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end)
            break;
        rc = check_entry(c, &entry, head, err);
    }
    if (cursor)
        cursor->close(cursor);
    if (!rc && !c->v.entries)
        rc = yx_fail(err, YX_E_CORRUPT, "log entry 1: missing");
    if (!rc && head && !c->v.head_seq)
        rc = yx_fail(err, YX_E_CORRUPT, "head: it is no entry of this log");
    return rc;
}

static size_t parts_of(const check *c)
{
    return c->rows / YX_REPLAY_ROWS + 1;
}

/* --- derived blobs --- */

/* "chunk 420100 gdp.total: missing" */
static yx_code bad_blob(yx_space space, yx_str key, const char *why, yx_err *err)
{
    char text[121];

    (void)yx_text_show(key, text, sizeof text - 1);
    for (char *p = text; (p = strstr(p, "\\x1F")) != NULL;) {
        *p = ' '; /* the separator of the two codes */
        memmove(p + 1, p + 4, strlen(p + 4) + 1);
    }
    return yx_fail(err, YX_E_CORRUPT, "%s %s: %s", space == YX_SPACE_CHUNK ? "chunk" : "past", text,
                   why);
}

static yx_code expected(check *c, uint32_t i, yx_space space, yx_str *ret_key, yx_str *ret_blob,
                        yx_err *err)
{
    const yx_versions *current, *past, *list;
    yx_code rc = yx_replay_series(c->replay, i, ret_key, &current, &past, err);

    if (rc)
        return rc;
    list = space == YX_SPACE_CHUNK ? current : past;
    yx_buf_clear(&c->store->blob);
    rc = yx_chunk_write(&c->store->blob, list->at, list->n, &c->store->scratch, err);
    *ret_blob = yx_buf_view(&c->store->blob);
    if (!rc && space == YX_SPACE_CHUNK) {
        c->v.values += list->n;
        c->v.series += list->n > 0;
    } else if (!rc) {
        c->v.superseded += list->n;
    }
    return rc;
}

static yx_code check_blob(check *c, yx_space space, yx_str key, yx_str blob, yx_err *err)
{
    uint32_t i = yx_replay_find(c->replay, key);
    yx_str want = {"", 0}, key_again;
    yx_code rc = YX_OK;

    if (i != YX_NAME_NONE)
        rc = expected(c, i, space, &key_again, &want, err);
    if (rc)
        return rc;
    if (!want.n)
        return bad_blob(space, key, "not in the log", err);
    if (!yx_str_same(want, blob))
        return bad_blob(space, key, "differs from the log", err);
    c->seen[i] |= (unsigned char)space;
    return YX_OK;
}

static yx_code check_space(check *c, yx_space space, size_t part, yx_err *err)
{
    yx_db *db = c->store->db;
    yx_cursor *cursor = NULL;
    yx_str key, blob;
    bool end = false;
    yx_code rc = db->table->blobs(db, space, &cursor, err);

    while (!rc) {
        rc = cursor->next_blob(cursor, &key, &blob, &end, err);
        if (rc || end)
            break;
        if (yx_replay_part(key, parts_of(c)) == part)
            rc = check_blob(c, space, key, blob, err);
    }
    if (cursor)
        cursor->close(cursor);
    for (uint32_t i = 0; !rc && i < yx_replay_count(c->replay); i++) {
        if (c->seen[i] & (unsigned)space)
            continue;
        rc = expected(c, i, space, &key, &blob, err);
        if (!rc && blob.n)
            rc = bad_blob(space, key, "missing", err);
    }
    return rc;
}

_Static_assert(YX_SPACE_CHUNK == 1 && YX_SPACE_PAST == 2, "bits of `seen`");

static yx_code check_part(check *c, size_t part, yx_err *err)
{
    yx_code rc = yx_replay_load(c->replay, part, parts_of(c), c->rows, err);

    if (rc)
        return rc;
    c->seen = calloc(yx_replay_count(c->replay) + 1, 1);
    if (!c->seen)
        return yx_fail(err, YX_E_NOMEM, "no memory to verify");
    rc = check_space(c, YX_SPACE_CHUNK, part, err);
    if (!rc)
        rc = check_space(c, YX_SPACE_PAST, part, err);
    free(c->seen);
    c->seen = NULL;
    return rc;
}

yx_code yx_store_verify(yx_store *store, const yx_hash *head, yx_verified *ret, yx_err *err)
{
    check c = {.store = store};
    yx_err why = {0};
    yx_code rc = store->db->table->snapshot(store->db, &why);
    bool held = rc == YX_OK;

    if (!rc)
        rc = check_chain(&c, head, &why);
    if (!rc)
        rc = yx_replay_new(store->db, &c.replay, &why);
    for (size_t part = 0; !rc && part < parts_of(&c); part++)
        rc = check_part(&c, part, &why);
    if (!rc)
        rc = store->db->table->check(store->db, &why);
    yx_replay_free(c.replay);
    if (held)
        store->db->table->release(store->db);
    if (rc == YX_E_CORRUPT)
        (void)snprintf(c.v.first_bad, sizeof c.v.first_bad, "%.199s", why.text);
    if (rc == YX_OK || rc == YX_E_CORRUPT)
        *ret = c.v;
    return rc ? yx_fail(err, rc, "%s", why.text) : YX_OK;
}

/* --- anew --- */

static yx_code put_part(check *c, size_t part, yx_err *err)
{
    static const yx_space spaces[] = {YX_SPACE_CHUNK, YX_SPACE_PAST};
    yx_db *db = c->store->db;
    yx_str key, blob;
    yx_code rc = yx_replay_load(c->replay, part, parts_of(c), c->rows, err);

    for (size_t k = 0; k < YX_COUNT(spaces); k++) {
        for (uint32_t i = 0; !rc && i < yx_replay_count(c->replay); i++) {
            rc = expected(c, i, spaces[k], &key, &blob, err);
            if (!rc && blob.n)
                rc = db->table->put(db, spaces[k], key, blob, err);
        }
    }
    return rc;
}

yx_code yx_store_rebuild(yx_store *store, size_t *ret_series, yx_err *err)
{
    check c = {.store = store};
    yx_db *db = store->db;
    yx_code rc = yx_store_begin(store, err);

    if (rc)
        return rc;
    rc = check_chain(&c, NULL, err);
    if (!rc)
        rc = db->table->clear(db, YX_SPACE_CHUNK, err);
    if (!rc)
        rc = db->table->clear(db, YX_SPACE_PAST, err);
    if (!rc)
        rc = db->table->clear(db, YX_SPACE_STATED, err);
    if (!rc)
        rc = db->table->clear(db, YX_SPACE_HIDDEN, err);
    if (!rc)
        rc = yx_replay_new(db, &c.replay, err);
    for (size_t part = 0; !rc && part < parts_of(&c); part++)
        rc = put_part(&c, part, err);
    yx_replay_free(c.replay);
    if (!rc)
        rc = yx_store_commit(store, err);
    yx_store_rollback(store);
    if (!rc)
        *ret_series = c.v.series;
    return rc;
}

/* sqlite_cursor.c - many rows of a workspace, one after the other: entries of the log, blobs. */
#include "store/sqlite_in.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct sqlite_cursor {
    yx_cursor cursor;
    yx_sqlite *db;
    sqlite3_stmt *stmt;
    bool holds; /* counts among the readers */
    /* Of starts alone. */
    sqlite3_blob *payload;
    char kind[32], start[YX_ENTRY_START];
} sqlite_cursor;

/* The next row of a cursor, or its end. */
static yx_code next_row(sqlite_cursor *c, bool *ret_end, yx_err *err)
{
    int step = sqlite3_step(c->stmt);

    if (step != SQLITE_ROW && step != SQLITE_DONE)
        return yx_sqlite_failed(c->db->conn, "read the workspace", err);
    *ret_end = step == SQLITE_DONE;
    return YX_OK;
}

static yx_code next_entry(yx_cursor *cursor, yx_entry *ret, bool *ret_end, yx_err *err)
{
    sqlite_cursor *c = (sqlite_cursor *)(void *)cursor;
    sqlite3_stmt *s = c->stmt;
    bool end = true;
    yx_str hash;
    yx_entry e = {0};
    yx_code rc = next_row(c, &end, err);

    if (rc)
        return rc;
    if (!end) {
        if (sqlite3_column_type(s, 0) != SQLITE_INTEGER ||
            !yx_sqlite_column(s, 1, SQLITE_TEXT, &e.kind) ||
            sqlite3_column_type(s, 2) != SQLITE_INTEGER ||
            !yx_sqlite_column(s, 3, SQLITE_TEXT, &e.post) ||
            !yx_sqlite_column(s, 4, SQLITE_TEXT, &e.algo) ||
            !yx_sqlite_column(s, 5, SQLITE_BLOB, &e.payload) ||
            !yx_sqlite_column(s, 6, SQLITE_BLOB, &hash) || hash.n != YX_HASH)
            return yx_fail(err, YX_E_CORRUPT, "log entry %lld has a field of a wrong type",
                           (long long)sqlite3_column_int64(s, 0));
        e.seq = sqlite3_column_int64(s, 0);
        e.time = sqlite3_column_int64(s, 2);
        memcpy(e.hash.at, hash.at, YX_HASH);
        *ret = e;
    }
    *ret_end = end;
    return YX_OK;
}

static yx_code next_blob(yx_cursor *cursor, yx_str *ret_key, yx_str *ret_blob, bool *ret_end,
                         yx_err *err)
{
    sqlite_cursor *c = (sqlite_cursor *)(void *)cursor;
    yx_code rc = next_row(c, ret_end, err);

    if (rc || *ret_end)
        return rc;
    if (!yx_sqlite_column(c->stmt, 0, SQLITE_BLOB, ret_key) ||
        !yx_sqlite_column(c->stmt, 1, SQLITE_BLOB, ret_blob))
        return yx_fail(err, YX_E_CORRUPT, "a series is not kept as bytes");
    return YX_OK;
}

static void cursor_close(yx_cursor *cursor)
{
    sqlite_cursor *c = (sqlite_cursor *)(void *)cursor;

    if (!c)
        return;
    (void)sqlite3_blob_close(c->payload);
    (void)sqlite3_finalize(c->stmt);
    if (c->holds)
        yx_sqlite_release(&c->db->db);
    free(c);
}

static yx_code cursor_open(yx_sqlite *d, const char *text, sqlite_cursor **ret, yx_err *err)
{
    sqlite_cursor *c = calloc(1, sizeof *c);
    yx_code rc;

    if (!c)
        return yx_fail(err, YX_E_NOMEM, "no memory for a cursor");
    c->cursor = (yx_cursor){next_entry, next_blob, cursor_close};
    c->db = d;
    rc = yx_sqlite_snapshot(&d->db, err);
    c->holds = rc == YX_OK && !d->writing;
    if (!rc && sqlite3_prepare_v2(d->conn, text, -1, &c->stmt, NULL))
        rc = yx_sqlite_failed(d->conn, "read the workspace", err);
    if (rc) {
        cursor_close(&c->cursor);
        return rc;
    }
    *ret = c;
    return YX_OK;
}

#define ENTRY "SELECT seq, kind, time, post, algo, payload, hash FROM log"

yx_code yx_sqlite_entries(yx_db *db, const char *kind, int64_t seq, yx_cursor **ret, yx_err *err)
{
    sqlite_cursor *c = NULL;
    const char *text = ENTRY " WHERE seq >= ?1 ORDER BY seq";
    yx_code rc;

    if (kind)
        text = ENTRY " WHERE kind = ?2 AND seq >= ?1 ORDER BY seq";
    rc = cursor_open(yx_sqlite_of(db), text, &c, err);
    if (rc)
        return rc;
    if (sqlite3_bind_int64(c->stmt, 1, seq) ||
        (kind && sqlite3_bind_text(c->stmt, 2, kind, -1, SQLITE_TRANSIENT))) {
        rc = yx_sqlite_failed(c->db->conn, "read the log", err);
        cursor_close(&c->cursor);
        return rc;
    }
    *ret = &c->cursor;
    return YX_OK;
}

/* By space. */
static const char *const reading[YX_SQLITE_SPACES] = {
    "SELECT key, value FROM chunk ORDER BY key", "SELECT key, value FROM past ORDER BY key",
    "SELECT key, value FROM stated ORDER BY key", "SELECT key, value FROM hidden ORDER BY key"};

yx_code yx_sqlite_blobs(yx_db *db, yx_space space, yx_cursor **ret, yx_err *err)
{
    sqlite_cursor *c = NULL;
    yx_code rc = cursor_open(yx_sqlite_of(db),
                             yx_sqlite_lacks(yx_sqlite_of(db), space)
                                 ? "SELECT key, value FROM chunk WHERE FALSE"
                                 : reading[space - YX_SPACE_CHUNK],
                             &c, err);

    if (!rc)
        *ret = &c->cursor;
    return rc;
}

/* A payload lies on pages of its own, one after the other: a handle on it reads the first alone. */
static yx_code start_of(sqlite_cursor *c, int64_t seq, yx_str *ret, yx_err *err)
{
    int n, rc = c->payload
                    ? sqlite3_blob_reopen(c->payload, seq)
                    : sqlite3_blob_open(c->db->conn, "main", "log", "payload", seq, 0, &c->payload);

    if (rc)
        return yx_sqlite_failed(c->db->conn, "read the log", err);
    n = sqlite3_blob_bytes(c->payload);
    n = n < YX_ENTRY_START ? n : YX_ENTRY_START;
    if (n && sqlite3_blob_read(c->payload, c->start, n, 0))
        return yx_sqlite_failed(c->db->conn, "read the log", err);
    *ret = (yx_str){c->start, (size_t)n};
    return YX_OK;
}

static yx_code next_start(yx_cursor *cursor, yx_entry *ret, bool *ret_end, yx_err *err)
{
    sqlite_cursor *c = (sqlite_cursor *)(void *)cursor;
    yx_entry e = {.kind = {c->kind, strlen(c->kind)}};
    yx_code rc = next_row(c, ret_end, err);

    if (rc || *ret_end)
        return rc;
    e.seq = sqlite3_column_int64(c->stmt, 0);
    rc = start_of(c, e.seq, &e.payload, err);
    if (!rc)
        *ret = e;
    return rc;
}

yx_code yx_sqlite_starts(yx_db *db, const char *kind, int64_t seq, yx_cursor **ret, yx_err *err)
{
    sqlite_cursor *c = NULL;
    yx_code rc =
        cursor_open(yx_sqlite_of(db),
                    "SELECT seq FROM log WHERE kind = ?2 AND seq >= ?1 ORDER BY seq", &c, err);

    if (rc)
        return rc;
    c->cursor.next_entry = next_start;
    (void)snprintf(c->kind, sizeof c->kind, "%s", kind);
    if (sqlite3_bind_int64(c->stmt, 1, seq) ||
        sqlite3_bind_text(c->stmt, 2, c->kind, -1, SQLITE_STATIC)) {
        rc = yx_sqlite_failed(c->db->conn, "read the log", err);
        cursor_close(&c->cursor);
        return rc;
    }
    *ret = &c->cursor;
    return YX_OK;
}

/* sqlite_rows.c - single rows of a workspace: an entry appended, a blob put or got. */
#include "store/sqlite_in.h"

#include <sqlite3.h>
#include <string.h>

enum {
    APPEND,
    HEAD,
    LAST,
    ENTRY,
    GET,
    PUT = GET + YX_SQLITE_SPACES,
    DROP = PUT + YX_SQLITE_SPACES,
    NEXT = DROP + YX_SQLITE_SPACES,
    N_STMT = NEXT + YX_SQLITE_SPACES
};

_Static_assert((int)N_STMT == (int)YX_SQLITE_STATEMENTS, "a place for every statement");

static const char *const sql[N_STMT] = {
    [APPEND] =
        "INSERT INTO log(seq, kind, time, post, algo, payload, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [HEAD] = "SELECT seq, time, hash FROM log WHERE seq = ?1",
    [LAST] = "SELECT seq, time, hash FROM log ORDER BY seq DESC LIMIT 1",
    [ENTRY] = "SELECT time, post, payload FROM log WHERE seq = ?1 AND kind = ?2",
#define OF_SPACE(i, table)                                                                         \
    [GET + (i)] = "SELECT value FROM " table " WHERE key = ?1",                                    \
           [PUT + (i)] = "INSERT OR REPLACE INTO " table "(key, value) VALUES(?1, ?2)",            \
           [DROP + (i)] = "DELETE FROM " table " WHERE key = ?1",                                  \
           [NEXT + (i)] = "SELECT key, value FROM " table " WHERE key >= ?1 ORDER BY key LIMIT 1"
    OF_SPACE(0, "chunk"),
    OF_SPACE(1, "past"),
    OF_SPACE(2, "stated"),
    OF_SPACE(3, "hidden"),
};

/* By space: how all of one is dropped. */
static const char *const clearing[YX_SQLITE_SPACES] = {"DELETE FROM chunk", "DELETE FROM past",
                                                       "DELETE FROM stated", "DELETE FROM hidden"};
static yx_code prepared(yx_sqlite *d, int which, sqlite3_stmt **ret, yx_err *err)
{
    if (!d->stmt[which] && sqlite3_prepare_v3(d->conn, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                              &d->stmt[which], NULL))
        return yx_sqlite_failed(d->conn, "read the workspace", err);
    *ret = d->stmt[which];
    return YX_OK;
}

static void done_with(sqlite3_stmt *s)
{
    (void)sqlite3_reset(s);
    (void)sqlite3_clear_bindings(s);
}

/* A zero-length blob must not be bound as NULL. */
static int bind_bytes(sqlite3_stmt *s, int i, yx_str b)
{
    return sqlite3_bind_blob64(s, i, b.n ? b.at : "", b.n, SQLITE_STATIC);
}

static int bind_text(sqlite3_stmt *s, int i, yx_str b)
{
    return sqlite3_bind_text64(s, i, b.n ? b.at : "", b.n, SQLITE_STATIC, SQLITE_UTF8);
}

/* --- writes --- */

static yx_code step_once(yx_sqlite *d, sqlite3_stmt *s, const char *doing, yx_err *err)
{
    yx_code rc = sqlite3_step(s) == SQLITE_DONE ? YX_OK : yx_sqlite_failed(d->conn, doing, err);

    done_with(s);
    return rc;
}

yx_code yx_sqlite_append(yx_db *db, const yx_entry *e, yx_err *err)
{
    yx_sqlite *d = yx_sqlite_of(db);
    yx_str hash = {(const char *)e->hash.at, YX_HASH};
    sqlite3_stmt *s = NULL;
    yx_code rc = yx_sqlite_writing(d, err);

    if (!rc)
        rc = prepared(d, APPEND, &s, err);
    if (rc)
        return rc;
    if (sqlite3_bind_int64(s, 1, e->seq) || bind_text(s, 2, e->kind) ||
        sqlite3_bind_int64(s, 3, e->time) || bind_text(s, 4, e->post) || bind_text(s, 5, e->algo) ||
        bind_bytes(s, 6, e->payload) || bind_bytes(s, 7, hash)) {
        done_with(s);
        return yx_sqlite_failed(d->conn, "append to the log", err);
    }
    return step_once(d, s, "append to the log", err);
}

yx_code yx_sqlite_put(yx_db *db, yx_space space, yx_str key, yx_str blob, yx_err *err)
{
    yx_sqlite *d = yx_sqlite_of(db);
    int which = (blob.n ? PUT : DROP) + (int)space - YX_SPACE_CHUNK;
    sqlite3_stmt *s = NULL;
    yx_code rc = yx_sqlite_writing(d, err);

    if (!rc)
        rc = prepared(d, which, &s, err);
    if (rc)
        return rc;
    if (bind_bytes(s, 1, key) || (blob.n && bind_bytes(s, 2, blob))) {
        done_with(s);
        return yx_sqlite_failed(d->conn, "keep a series", err);
    }
    return step_once(d, s, "keep a series", err);
}

yx_code yx_sqlite_clear(yx_db *db, yx_space space, yx_err *err)
{
    yx_sqlite *d = yx_sqlite_of(db);
    yx_code rc = yx_sqlite_writing(d, err);

    if (rc)
        return rc;
    return yx_sqlite_run(d->conn, clearing[space - YX_SPACE_CHUNK], "drop the series", err);
}

/* --- reads --- */

/* Schema 1 had two spaces. */
bool yx_sqlite_lacks(const yx_sqlite *d, yx_space space)
{
    return d->version < 2 && space > YX_SPACE_PAST;
}

/* A row whose first column is a key, if ret_key is not NULL, and the next the blob. */
static yx_code get_row(yx_sqlite *d, sqlite3_stmt *s, yx_str key, yx_buf *ret_key, yx_buf *ret,
                       yx_err *err)
{
    int step = bind_bytes(s, 1, key) ? SQLITE_ERROR : sqlite3_step(s);
    yx_str first = {"", 0}, blob;
    yx_code rc = YX_OK;

    if (step == SQLITE_DONE) {
        rc = yx_fail(err, YX_E_ABSENT, "no such series");
    } else if (step != SQLITE_ROW) {
        rc = yx_sqlite_failed(d->conn, "read a series", err);
    } else if ((ret_key && !yx_sqlite_column(s, 0, SQLITE_BLOB, &first)) ||
               !yx_sqlite_column(s, ret_key != NULL, SQLITE_BLOB, &blob)) {
        rc = yx_fail(err, YX_E_CORRUPT, "a series is not kept as bytes");
    } else {
        yx_buf_clear(ret);
        yx_buf_str(ret, blob);
        rc = yx_buf_check(ret, err);
    }
    if (!rc && ret_key) {
        yx_buf_clear(ret_key);
        yx_buf_str(ret_key, first);
        rc = yx_buf_check(ret_key, err);
    }
    done_with(s);
    return rc;
}

static yx_code get_by(yx_db *db, int which, yx_space space, yx_str key, yx_buf *ret_key,
                      yx_buf *ret, yx_err *err)
{
    yx_sqlite *d = yx_sqlite_of(db);
    sqlite3_stmt *s = NULL;
    yx_code rc = yx_sqlite_lacks(d, space)
                     ? yx_fail(err, YX_E_ABSENT, "no such series")
                     : prepared(d, which + (int)space - YX_SPACE_CHUNK, &s, err);

    return rc ? rc : get_row(d, s, key, ret_key, ret, err);
}

yx_code yx_sqlite_get(yx_db *db, yx_space space, yx_str key, yx_buf *ret, yx_err *err)
{
    return get_by(db, GET, space, key, NULL, ret, err);
}

yx_code yx_sqlite_next(yx_db *db, yx_space space, yx_str key, yx_buf *ret_key, yx_buf *ret,
                       yx_err *err)
{
    return get_by(db, NEXT, space, key, ret_key, ret, err);
}

yx_code yx_sqlite_head(yx_db *db, int64_t seq, yx_entry *ret, yx_err *err)
{
    yx_sqlite *d = yx_sqlite_of(db);
    sqlite3_stmt *s = NULL;
    yx_entry e = {0};
    yx_str hash;
    yx_code rc = prepared(d, seq ? HEAD : LAST, &s, err);
    int step;

    if (rc)
        return rc;
    step = seq && sqlite3_bind_int64(s, 1, seq) ? SQLITE_ERROR : sqlite3_step(s);
    if (step == SQLITE_DONE) {
        rc = yx_fail(err, YX_E_ABSENT, "there is no log entry %lld", (long long)seq);
    } else if (step != SQLITE_ROW) {
        rc = yx_sqlite_failed(d->conn, "read the log", err);
    } else if (!yx_sqlite_column(s, 2, SQLITE_BLOB, &hash) || hash.n != YX_HASH) {
        rc = yx_fail(err, YX_E_CORRUPT, "a log entry has no hash");
    } else {
        e.seq = sqlite3_column_int64(s, 0);
        e.time = sqlite3_column_int64(s, 1);
        memcpy(e.hash.at, hash.at, YX_HASH);
        *ret = e;
    }
    done_with(s);
    return rc;
}

yx_code yx_sqlite_entry(yx_db *db, int64_t seq, const char *kind, int64_t *ret_time,
                        yx_buf *ret_post, yx_buf *ret_payload, yx_err *err)
{
    yx_sqlite *d = yx_sqlite_of(db);
    sqlite3_stmt *s = NULL;
    yx_str post, payload;
    yx_code rc = prepared(d, ENTRY, &s, err);
    int step;

    if (rc)
        return rc;
    step = sqlite3_bind_int64(s, 1, seq) || bind_text(s, 2, yx_str_of(kind)) ? SQLITE_ERROR
                                                                             : sqlite3_step(s);
    if (step == SQLITE_DONE) {
        rc = yx_fail(err, YX_E_ABSENT, "there is no log entry %lld of that kind", (long long)seq);
    } else if (step != SQLITE_ROW) {
        rc = yx_sqlite_failed(d->conn, "read the log", err);
    } else if (sqlite3_column_type(s, 0) != SQLITE_INTEGER ||
               !yx_sqlite_column(s, 1, SQLITE_TEXT, &post) ||
               !yx_sqlite_column(s, 2, SQLITE_BLOB, &payload)) {
        rc = yx_fail(err, YX_E_CORRUPT, "log entry %lld has a field of a wrong type",
                     (long long)seq);
    } else {
        *ret_time = sqlite3_column_int64(s, 0);
        yx_buf_clear(ret_post);
        yx_buf_str(ret_post, post);
        yx_buf_clear(ret_payload);
        yx_buf_str(ret_payload, payload);
        rc = yx_buf_check(ret_post, err);
        if (!rc)
            rc = yx_buf_check(ret_payload, err);
    }
    done_with(s);
    return rc;
}

/* db_sqlite.c - a workspace in one SQLite file: the only place where there is SQL.
 *
 * WAL, so that readers never wait for the writer; synchronous=FULL, so that a commit is on the disk
 * when it returns. A file from elsewhere may be hostile: no trigger, view or function that its
 * schema names is ever run, and nothing that is read is trusted to be of its type. */
#include "store/db.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    APPLICATION = 0x79786E31, /* "yxn1" */
    BUSY_MS = 10 * 1000,
    N_SPACE = 2,
};

/* Step i brings a schema of version i to i + 1. Never change one that was released. */
static const char *const steps[] = {
    "CREATE TABLE log(seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, time INTEGER NOT NULL,"
    " post TEXT NOT NULL, algo TEXT NOT NULL, payload BLOB NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE INDEX log_kind ON log(kind, seq);"
    "CREATE TABLE chunk(key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE past(key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;",
};
enum { VERSION = sizeof steps / sizeof steps[0] };

enum {
    APPEND,
    HEAD,
    LAST,
    GET,
    PUT = GET + N_SPACE,
    DROP = PUT + N_SPACE,
    N_STMT = DROP + N_SPACE
};

static const char *const sql[N_STMT] = {
    [APPEND] =
        "INSERT INTO log(seq, kind, time, post, algo, payload, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [HEAD] = "SELECT seq, time, hash FROM log WHERE seq = ?1",
    [LAST] = "SELECT seq, time, hash FROM log ORDER BY seq DESC LIMIT 1",
    [GET] = "SELECT value FROM chunk WHERE key = ?1",
    [GET + 1] = "SELECT value FROM past WHERE key = ?1",
    [PUT] = "INSERT OR REPLACE INTO chunk(key, value) VALUES(?1, ?2)",
    [PUT + 1] = "INSERT OR REPLACE INTO past(key, value) VALUES(?1, ?2)",
    [DROP] = "DELETE FROM chunk WHERE key = ?1",
    [DROP + 1] = "DELETE FROM past WHERE key = ?1",
};

typedef struct sqlite_db {
    yx_db db;
    sqlite3 *conn;
    sqlite3_stmt *stmt[N_STMT]; /* prepared at first use */
    bool read_only;
    bool writing;
    unsigned readers; /* snapshots and cursors that were opened outside a transaction */
} sqlite_db;

typedef struct sqlite_cursor {
    yx_cursor cursor;
    sqlite_db *db;
    sqlite3_stmt *stmt;
    bool holds; /* counts among the readers */
    /* Of starts alone. */
    sqlite3_blob *payload;
    char kind[32], start[YX_ENTRY_START];
} sqlite_cursor;

static sqlite_db *of(yx_db *db)
{
    return (sqlite_db *)(void *)db;
}

static yx_code failed(sqlite3 *conn, const char *doing, yx_err *err)
{
    int rc = sqlite3_errcode(conn) & 0xFF;
    yx_code code = YX_E_IO;

    if (rc == SQLITE_NOMEM)
        code = YX_E_NOMEM;
    else if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB || rc == SQLITE_FORMAT ||
             rc == SQLITE_MISMATCH || rc == SQLITE_ERROR)
        code = YX_E_CORRUPT; /* ERROR: our own SQL does not fit the tables that are there */
    else if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
        return yx_fail(err, YX_E_IO, "cannot %s: another process is writing", doing);
    return yx_fail(err, code, "cannot %s: %s", doing, sqlite3_errmsg(conn));
}

static yx_code run(sqlite3 *conn, const char *text, const char *doing, yx_err *err)
{
    return sqlite3_exec(conn, text, NULL, NULL, NULL) ? failed(conn, doing, err) : YX_OK;
}

static yx_code prepared(sqlite_db *d, int which, sqlite3_stmt **ret, yx_err *err)
{
    if (!d->stmt[which] && sqlite3_prepare_v3(d->conn, sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                              &d->stmt[which], NULL))
        return failed(d->conn, "read the workspace", err);
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

static void db_close(yx_db *db)
{
    sqlite_db *d = of(db);

    for (int i = 0; i < N_STMT; i++)
        (void)sqlite3_finalize(d->stmt[i]);
    (void)sqlite3_close_v2(d->conn); /* rolls back what is open */
    free(d);
}

/* --- transactions --- */

static yx_code db_begin(yx_db *db, yx_err *err)
{
    sqlite_db *d = of(db);
    yx_code rc;

    if (d->read_only)
        return yx_fail(err, YX_E_RANGE, "cannot begin: the workspace is open for reading only");
    if (d->writing || d->readers)
        return yx_fail(err, YX_E_RANGE, "cannot begin: %s is still open",
                       d->writing ? "a transaction" : "a reader");
    rc = run(d->conn, "BEGIN IMMEDIATE", "begin a transaction", err);
    d->writing = rc == YX_OK;
    return rc;
}

static void db_rollback(yx_db *db)
{
    sqlite_db *d = of(db);

    if (d->writing && !sqlite3_get_autocommit(d->conn))
        (void)sqlite3_exec(d->conn, "ROLLBACK", NULL, NULL, NULL);
    d->writing = false;
}

/* Some failures (a full disk) make SQLite roll back by itself; what comes after must not be kept
 * piece by piece. */
static yx_code must_be_writing(const sqlite_db *d, yx_err *err)
{
    if (d->writing && !sqlite3_get_autocommit(d->conn))
        return YX_OK;
    return yx_fail(err, YX_E_RANGE, "no transaction is open");
}

static yx_code db_commit(yx_db *db, yx_err *err)
{
    sqlite_db *d = of(db);
    yx_code rc = must_be_writing(d, err);

    if (!rc)
        rc = run(d->conn, "COMMIT", "commit", err);
    if (!rc)
        d->writing = false;
    else
        db_rollback(db);
    return rc;
}

static yx_code db_snapshot(yx_db *db, yx_err *err)
{
    sqlite_db *d = of(db);
    yx_code rc;

    if (!d->writing && !d->readers) {
        rc = run(d->conn, "BEGIN", "read the workspace", err);
        if (rc)
            return rc;
    }
    d->readers += !d->writing;
    return YX_OK;
}

static void db_release(yx_db *db)
{
    sqlite_db *d = of(db);

    if (!d->writing && d->readers && --d->readers == 0 &&
        sqlite3_exec(d->conn, "COMMIT", NULL, NULL, NULL))
        (void)sqlite3_exec(d->conn, "ROLLBACK", NULL, NULL, NULL); /* no memory: it is still open */
}

/* --- writes --- */

static yx_code step_once(sqlite_db *d, sqlite3_stmt *s, const char *doing, yx_err *err)
{
    yx_code rc = sqlite3_step(s) == SQLITE_DONE ? YX_OK : failed(d->conn, doing, err);

    done_with(s);
    return rc;
}

static yx_code db_append(yx_db *db, const yx_entry *e, yx_err *err)
{
    sqlite_db *d = of(db);
    yx_str hash = {(const char *)e->hash.at, YX_HASH};
    sqlite3_stmt *s = NULL;
    yx_code rc = must_be_writing(d, err);

    if (!rc)
        rc = prepared(d, APPEND, &s, err);
    if (rc)
        return rc;
    if (sqlite3_bind_int64(s, 1, e->seq) || bind_text(s, 2, e->kind) ||
        sqlite3_bind_int64(s, 3, e->time) || bind_text(s, 4, e->post) || bind_text(s, 5, e->algo) ||
        bind_bytes(s, 6, e->payload) || bind_bytes(s, 7, hash)) {
        done_with(s);
        return failed(d->conn, "append to the log", err);
    }
    return step_once(d, s, "append to the log", err);
}

static yx_code db_put(yx_db *db, yx_space space, yx_str key, yx_str blob, yx_err *err)
{
    sqlite_db *d = of(db);
    int which = (blob.n ? PUT : DROP) + (int)space - YX_SPACE_CHUNK;
    sqlite3_stmt *s = NULL;
    yx_code rc = must_be_writing(d, err);

    if (!rc)
        rc = prepared(d, which, &s, err);
    if (rc)
        return rc;
    if (bind_bytes(s, 1, key) || (blob.n && bind_bytes(s, 2, blob))) {
        done_with(s);
        return failed(d->conn, "keep a series", err);
    }
    return step_once(d, s, "keep a series", err);
}

static yx_code db_clear(yx_db *db, yx_space space, yx_err *err)
{
    sqlite_db *d = of(db);
    yx_code rc = must_be_writing(d, err);

    if (rc)
        return rc;
    return run(d->conn, space == YX_SPACE_CHUNK ? "DELETE FROM chunk" : "DELETE FROM past",
               "drop the series", err);
}

/* --- reads --- */

static bool column_is(sqlite3_stmt *s, int i, int type, yx_str *ret)
{
    if (sqlite3_column_type(s, i) != type)
        return false;
    ret->at =
        type == SQLITE_BLOB ? sqlite3_column_blob(s, i) : (const char *)sqlite3_column_text(s, i);
    ret->n = (size_t)sqlite3_column_bytes(s, i);
    if (!ret->at)
        *ret = (yx_str){"", 0};
    return true;
}

static yx_code db_get(yx_db *db, yx_space space, yx_str key, yx_buf *ret, yx_err *err)
{
    sqlite_db *d = of(db);
    sqlite3_stmt *s = NULL;
    yx_str blob;
    yx_code rc = prepared(d, GET + (int)space - YX_SPACE_CHUNK, &s, err);
    int step;

    if (rc)
        return rc;
    step = bind_bytes(s, 1, key) ? SQLITE_ERROR : sqlite3_step(s);
    if (step == SQLITE_DONE) {
        rc = yx_fail(err, YX_E_ABSENT, "no such series");
    } else if (step != SQLITE_ROW) {
        rc = failed(d->conn, "read a series", err);
    } else if (!column_is(s, 0, SQLITE_BLOB, &blob)) {
        rc = yx_fail(err, YX_E_CORRUPT, "a series is not kept as bytes");
    } else {
        yx_buf_clear(ret);
        yx_buf_str(ret, blob);
        rc = yx_buf_check(ret, err);
    }
    done_with(s);
    return rc;
}

static yx_code db_head(yx_db *db, int64_t seq, yx_entry *ret, yx_err *err)
{
    sqlite_db *d = of(db);
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
        rc = failed(d->conn, "read the log", err);
    } else if (!column_is(s, 2, SQLITE_BLOB, &hash) || hash.n != YX_HASH) {
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

/* The next row of a cursor, or its end. */
static yx_code next_row(sqlite_cursor *c, bool *ret_end, yx_err *err)
{
    int step = sqlite3_step(c->stmt);

    if (step != SQLITE_ROW && step != SQLITE_DONE)
        return failed(c->db->conn, "read the workspace", err);
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
        if (sqlite3_column_type(s, 0) != SQLITE_INTEGER || !column_is(s, 1, SQLITE_TEXT, &e.kind) ||
            sqlite3_column_type(s, 2) != SQLITE_INTEGER || !column_is(s, 3, SQLITE_TEXT, &e.post) ||
            !column_is(s, 4, SQLITE_TEXT, &e.algo) || !column_is(s, 5, SQLITE_BLOB, &e.payload) ||
            !column_is(s, 6, SQLITE_BLOB, &hash) || hash.n != YX_HASH)
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
    if (!column_is(c->stmt, 0, SQLITE_BLOB, ret_key) ||
        !column_is(c->stmt, 1, SQLITE_BLOB, ret_blob))
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
        db_release(&c->db->db);
    free(c);
}

static yx_code cursor_open(sqlite_db *d, const char *text, sqlite_cursor **ret, yx_err *err)
{
    sqlite_cursor *c = calloc(1, sizeof *c);
    yx_code rc;

    if (!c)
        return yx_fail(err, YX_E_NOMEM, "no memory for a cursor");
    c->cursor = (yx_cursor){next_entry, next_blob, cursor_close};
    c->db = d;
    rc = db_snapshot(&d->db, err);
    c->holds = rc == YX_OK && !d->writing;
    if (!rc && sqlite3_prepare_v2(d->conn, text, -1, &c->stmt, NULL))
        rc = failed(d->conn, "read the workspace", err);
    if (rc) {
        cursor_close(&c->cursor);
        return rc;
    }
    *ret = c;
    return YX_OK;
}

#define ENTRY "SELECT seq, kind, time, post, algo, payload, hash FROM log"

static yx_code db_entries(yx_db *db, const char *kind, int64_t seq, yx_cursor **ret, yx_err *err)
{
    sqlite_cursor *c = NULL;
    const char *text = ENTRY " WHERE seq >= ?1 ORDER BY seq";
    yx_code rc;

    if (kind)
        text = ENTRY " WHERE kind = ?2 AND seq >= ?1 ORDER BY seq";
    rc = cursor_open(of(db), text, &c, err);
    if (rc)
        return rc;
    if (sqlite3_bind_int64(c->stmt, 1, seq) ||
        (kind && sqlite3_bind_text(c->stmt, 2, kind, -1, SQLITE_TRANSIENT))) {
        rc = failed(c->db->conn, "read the log", err);
        cursor_close(&c->cursor);
        return rc;
    }
    *ret = &c->cursor;
    return YX_OK;
}

static yx_code db_blobs(yx_db *db, yx_space space, yx_cursor **ret, yx_err *err)
{
    sqlite_cursor *c = NULL;
    yx_code rc = cursor_open(of(db),
                             space == YX_SPACE_CHUNK ? "SELECT key, value FROM chunk ORDER BY key"
                                                     : "SELECT key, value FROM past ORDER BY key",
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
        return failed(c->db->conn, "read the log", err);
    n = sqlite3_blob_bytes(c->payload);
    n = n < YX_ENTRY_START ? n : YX_ENTRY_START;
    if (n && sqlite3_blob_read(c->payload, c->start, n, 0))
        return failed(c->db->conn, "read the log", err);
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

static yx_code db_starts(yx_db *db, const char *kind, int64_t seq, yx_cursor **ret, yx_err *err)
{
    sqlite_cursor *c = NULL;
    yx_code rc = cursor_open(
        of(db), "SELECT seq FROM log WHERE kind = ?2 AND seq >= ?1 ORDER BY seq", &c, err);

    if (rc)
        return rc;
    c->cursor.next_entry = next_start;
    (void)snprintf(c->kind, sizeof c->kind, "%s", kind);
    if (sqlite3_bind_int64(c->stmt, 1, seq) ||
        sqlite3_bind_text(c->stmt, 2, c->kind, -1, SQLITE_STATIC)) {
        rc = failed(c->db->conn, "read the log", err);
        cursor_close(&c->cursor);
        return rc;
    }
    *ret = &c->cursor;
    return YX_OK;
}

/* The first column of the first row of a query is that text. */
static yx_code says(sqlite_db *d, const char *query, const char *want, const char *wrong,
                    yx_err *err)
{
    sqlite3_stmt *s = NULL;
    const char *text;
    yx_code rc = YX_OK;

    if (sqlite3_prepare_v2(d->conn, query, -1, &s, NULL) || sqlite3_step(s) != SQLITE_ROW) {
        rc = failed(d->conn, "check the database", err);
    } else {
        text = (const char *)sqlite3_column_text(s, 0);
        if (!text || strcmp(text, want) != 0)
            rc = yx_fail(err, YX_E_CORRUPT, "%s: %s", wrong, text ? text : "nothing");
    }
    (void)sqlite3_finalize(s);
    return rc;
}

static yx_code db_check(yx_db *db, yx_err *err)
{
    yx_code rc = says(of(db), "PRAGMA integrity_check(1)", "ok", "database", err);

    if (rc)
        return rc;
    return says(of(db),
                "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema"
                " WHERE name NOT LIKE 'sqlite_%' ORDER BY name)",
                "chunk log log_kind past", "database has other tables", err);
}

static const yx_db_table table = {
    .close = db_close,
    .begin = db_begin,
    .commit = db_commit,
    .rollback = db_rollback,
    .snapshot = db_snapshot,
    .release = db_release,
    .append = db_append,
    .put = db_put,
    .clear = db_clear,
    .get = db_get,
    .head = db_head,
    .entries = db_entries,
    .blobs = db_blobs,
    .starts = db_starts,
    .check = db_check,
};

/* --- opening --- */

static yx_code pragma_int(sqlite3 *conn, const char *text, int *ret, yx_err *err)
{
    sqlite3_stmt *s = NULL;
    yx_code rc = YX_OK;

    if (sqlite3_prepare_v2(conn, text, -1, &s, NULL) || sqlite3_step(s) != SQLITE_ROW)
        rc = failed(conn, "open the workspace", err);
    else
        *ret = sqlite3_column_int(s, 0);
    (void)sqlite3_finalize(s);
    return rc;
}

/* Brings the schema from version `from` to ours. */
static yx_code migrate(sqlite_db *d, int from, yx_err *err)
{
    char text[80];
    yx_code rc = db_begin(&d->db, err);

    if (rc)
        return rc;
    for (int i = from; !rc && i < VERSION; i++)
        rc = run(d->conn, steps[i], "bring the workspace up to date", err);
    (void)snprintf(text, sizeof text, "PRAGMA application_id=%d; PRAGMA user_version=%d",
                   APPLICATION, VERSION);
    if (!rc)
        rc = run(d->conn, text, "bring the workspace up to date", err);
    if (!rc)
        return db_commit(&d->db, err);
    db_rollback(&d->db);
    return rc;
}

static void harden(sqlite3 *conn)
{
    (void)sqlite3_db_config(conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(conn, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(conn, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_db_config(conn, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    (void)sqlite3_limit(conn, SQLITE_LIMIT_ATTACHED, 0);
}

static yx_code connect(const char *path, bool read_only, sqlite_db **ret, yx_err *err)
{
    sqlite_db *d = calloc(1, sizeof *d);
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    yx_code rc = YX_OK;

    if (!d)
        return yx_fail(err, YX_E_NOMEM, "no memory to open '%s'", path);
    d->db.table = &table;
    d->read_only = read_only;
    if (sqlite3_open_v2(path, &d->conn, flags | SQLITE_OPEN_NOMUTEX, NULL)) {
        rc = d->conn ? failed(d->conn, "open the workspace", err)
                     : yx_fail(err, YX_E_NOMEM, "no memory to open '%s'", path);
        db_close(&d->db);
        return rc;
    }
    (void)sqlite3_busy_timeout(d->conn, BUSY_MS);
    harden(d->conn);
    *ret = d;
    return YX_OK;
}

#define EVERY_TIME "PRAGMA synchronous=FULL; PRAGMA cell_size_check=ON; PRAGMA cache_size=-32768;"

yx_code yx_db_sqlite_create(const char *path, yx_db **ret_db, yx_err *err)
{
    sqlite_db *d = NULL;
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0644);
    yx_code rc;

    if (fd < 0)
        return yx_fail(err, YX_E_IO, "cannot make '%s': %s", path, strerror(errno));
    (void)close(fd);
    rc = connect(path, false, &d, err);
    if (!rc)
        rc = run(d->conn, "PRAGMA page_size=8192; PRAGMA journal_mode=WAL;" EVERY_TIME,
                 "make the workspace", err);
    if (!rc)
        rc = migrate(d, 0, err);
    if (rc) {
        if (d)
            db_close(&d->db);
        (void)unlink(path);
        return rc;
    }
    *ret_db = &d->db;
    return YX_OK;
}

static yx_code check_version(sqlite_db *d, const char *path, bool read_only, yx_err *err)
{
    int application = 0, version = 0;
    yx_code rc = pragma_int(d->conn, "PRAGMA application_id", &application, err);

    if (!rc)
        rc = pragma_int(d->conn, "PRAGMA user_version", &version, err);
    if (rc)
        return rc;
    if (application != APPLICATION || version < 1)
        return yx_fail(err, YX_E_FORMAT, "'%s' is not a yixian workspace", path);
    if (version > VERSION)
        return yx_fail(err, YX_E_FORMAT, "'%s' was made by a newer program (schema %d, not %d)",
                       path, version, (int)VERSION);
    if (version < VERSION && read_only)
        return yx_fail(err, YX_E_FORMAT, "'%s' has schema %d: open it for writing once", path,
                       version);
    return version < VERSION ? migrate(d, version, err) : YX_OK;
}

yx_code yx_db_sqlite_open(const char *path, bool read_only, yx_db **ret_db, yx_err *err)
{
    sqlite_db *d = NULL;
    yx_code rc;

    if (access(path, F_OK) != 0)
        return yx_fail(err, errno == ENOENT || errno == ENOTDIR ? YX_E_ABSENT : YX_E_IO,
                       "cannot open '%s': %s", path, strerror(errno));
    rc = connect(path, read_only, &d, err);
    if (!rc)
        rc = check_version(d, path, read_only, err);
    if (!rc)
        rc = run(d->conn, EVERY_TIME, "open the workspace", err);
    if (rc) {
        if (d)
            db_close(&d->db);
        return rc;
    }
    *ret_db = &d->db;
    return YX_OK;
}

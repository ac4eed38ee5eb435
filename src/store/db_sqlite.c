/* db_sqlite.c - a workspace in one SQLite file: here and in its sqlite_*.c is all SQL of the store.
 *
 * WAL, so that readers never wait for the writer; synchronous=FULL, so that a commit is on the disk
 * when it returns. A file from elsewhere may be hostile: no trigger, view or function that its
 * schema names is ever run, and nothing that is read is trusted to be of its type. */
#include "store/db.h"

#include "store/sqlite_in.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum {
    APPLICATION = 0x79786E31, /* "yxn1" */
    BUSY_MS = 10 * 1000,
};

/* Step i brings a schema of version i to i + 1. Never change one that was released. */
static const char *const steps[] = {
    "CREATE TABLE log(seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, time INTEGER NOT NULL,"
    " post TEXT NOT NULL, algo TEXT NOT NULL, payload BLOB NOT NULL, hash BLOB NOT NULL) STRICT;"
    "CREATE INDEX log_kind ON log(kind, seq);"
    "CREATE TABLE chunk(key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE past(key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;",
    "CREATE TABLE stated(key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE hidden(key BLOB PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;",
};
enum { VERSION = sizeof steps / sizeof steps[0] };

yx_sqlite *yx_sqlite_of(yx_db *db)
{
    return (yx_sqlite *)(void *)db;
}

yx_code yx_sqlite_failed(sqlite3 *conn, const char *doing, yx_err *err)
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

yx_code yx_sqlite_run(sqlite3 *conn, const char *text, const char *doing, yx_err *err)
{
    return sqlite3_exec(conn, text, NULL, NULL, NULL) ? yx_sqlite_failed(conn, doing, err) : YX_OK;
}

bool yx_sqlite_column(sqlite3_stmt *s, int i, int type, yx_str *ret)
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

static void db_close(yx_db *db)
{
    yx_sqlite *d = yx_sqlite_of(db);

    for (int i = 0; i < YX_SQLITE_STATEMENTS; i++)
        (void)sqlite3_finalize(d->stmt[i]);
    (void)sqlite3_close_v2(d->conn); /* rolls back what is open */
    free(d);
}

/* --- transactions --- */

static yx_code db_begin(yx_db *db, yx_err *err)
{
    yx_sqlite *d = yx_sqlite_of(db);
    yx_code rc;

    if (d->read_only)
        return yx_fail(err, YX_E_RANGE, "cannot begin: the workspace is open for reading only");
    if (d->writing || d->readers)
        return yx_fail(err, YX_E_RANGE, "cannot begin: %s is still open",
                       d->writing ? "a transaction" : "a reader");
    rc = yx_sqlite_run(d->conn, "BEGIN IMMEDIATE", "begin a transaction", err);
    d->writing = rc == YX_OK;
    return rc;
}

static void db_rollback(yx_db *db)
{
    yx_sqlite *d = yx_sqlite_of(db);

    if (d->writing && !sqlite3_get_autocommit(d->conn))
        (void)sqlite3_exec(d->conn, "ROLLBACK", NULL, NULL, NULL);
    d->writing = false;
}

/* Some failures (a full disk) make SQLite roll back by itself; what comes after must not be kept
 * piece by piece. */
yx_code yx_sqlite_writing(const yx_sqlite *d, yx_err *err)
{
    if (d->writing && !sqlite3_get_autocommit(d->conn))
        return YX_OK;
    return yx_fail(err, YX_E_RANGE, "no transaction is open");
}

static yx_code db_commit(yx_db *db, yx_err *err)
{
    yx_sqlite *d = yx_sqlite_of(db);
    yx_code rc = yx_sqlite_writing(d, err);

    if (!rc)
        rc = yx_sqlite_run(d->conn, "COMMIT", "commit", err);
    if (!rc)
        d->writing = false;
    else
        db_rollback(db);
    return rc;
}

yx_code yx_sqlite_snapshot(yx_db *db, yx_err *err)
{
    yx_sqlite *d = yx_sqlite_of(db);
    yx_code rc;

    if (!d->writing && !d->readers) {
        rc = yx_sqlite_run(d->conn, "BEGIN", "read the workspace", err);
        if (rc)
            return rc;
    }
    d->readers += !d->writing;
    return YX_OK;
}

void yx_sqlite_release(yx_db *db)
{
    yx_sqlite *d = yx_sqlite_of(db);

    if (!d->writing && d->readers && --d->readers == 0 &&
        sqlite3_exec(d->conn, "COMMIT", NULL, NULL, NULL))
        (void)sqlite3_exec(d->conn, "ROLLBACK", NULL, NULL, NULL); /* no memory: it is still open */
}

/* The first column of the first row of a query is that text. */
static yx_code says(yx_sqlite *d, const char *query, const char *want, yx_code code,
                    const char *wrong, yx_err *err)
{
    sqlite3_stmt *s = NULL;
    const char *text;
    yx_code rc = YX_OK;

    if (sqlite3_prepare_v2(d->conn, query, -1, &s, NULL) || sqlite3_step(s) != SQLITE_ROW) {
        rc = yx_sqlite_failed(d->conn, "check the database", err);
    } else {
        text = (const char *)sqlite3_column_text(s, 0);
        if (!text || strcmp(text, want) != 0)
            rc = yx_fail(err, code, "%s: %s", wrong, text ? text : "nothing");
    }
    (void)sqlite3_finalize(s);
    return rc;
}

static yx_code db_check(yx_db *db, yx_err *err)
{
    yx_code rc =
        says(yx_sqlite_of(db), "PRAGMA integrity_check(1)", "ok", YX_E_CORRUPT, "database", err);

    if (rc)
        return rc;
    return says(yx_sqlite_of(db),
                "SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_schema"
                " WHERE name NOT LIKE 'sqlite_%' ORDER BY name)",
                yx_sqlite_of(db)->version < 2 ? "chunk log log_kind past"
                                              : "chunk hidden log log_kind past stated",
                YX_E_CORRUPT, "database has other tables", err);
}

static const yx_db_table table = {
    .close = db_close,
    .begin = db_begin,
    .commit = db_commit,
    .rollback = db_rollback,
    .snapshot = yx_sqlite_snapshot,
    .release = yx_sqlite_release,
    .append = yx_sqlite_append,
    .put = yx_sqlite_put,
    .clear = yx_sqlite_clear,
    .get = yx_sqlite_get,
    .next = yx_sqlite_next,
    .head = yx_sqlite_head,
    .entry = yx_sqlite_entry,
    .entries = yx_sqlite_entries,
    .blobs = yx_sqlite_blobs,
    .starts = yx_sqlite_starts,
    .check = db_check,
};

/* --- a connection --- */

static yx_code pragma_int(sqlite3 *conn, const char *text, int *ret, yx_err *err)
{
    sqlite3_stmt *s = NULL;
    yx_code rc = YX_OK;

    if (sqlite3_prepare_v2(conn, text, -1, &s, NULL) || sqlite3_step(s) != SQLITE_ROW)
        rc = yx_sqlite_failed(conn, "open the workspace", err);
    else
        *ret = sqlite3_column_int(s, 0);
    (void)sqlite3_finalize(s);
    return rc;
}

/* Brings the schema up to ours; another process may have done it just now. */
static yx_code migrate(yx_sqlite *d, yx_err *err)
{
    char text[80];
    yx_code rc = db_begin(&d->db, err);

    if (rc)
        return rc;
    rc = pragma_int(d->conn, "PRAGMA user_version", &d->version, err);
    for (int i = d->version; !rc && i < VERSION; i++)
        rc = yx_sqlite_run(d->conn, steps[i], "bring the workspace up to date", err);
    (void)snprintf(text, sizeof text, "PRAGMA application_id=%d; PRAGMA user_version=%d",
                   APPLICATION, VERSION);
    if (!rc)
        rc = yx_sqlite_run(d->conn, text, "bring the workspace up to date", err);
    if (!rc)
        rc = db_commit(&d->db, err);
    if (!rc)
        d->version = VERSION;
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

static yx_code connect(const char *path, bool read_only, yx_sqlite **ret, yx_err *err)
{
    yx_sqlite *d = calloc(1, sizeof *d);
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    yx_code rc = YX_OK;

    if (!d)
        return yx_fail(err, YX_E_NOMEM, "no memory to open '%s'", path);
    d->db.table = &table;
    d->read_only = read_only;
    if (sqlite3_open_v2(path, &d->conn, flags | SQLITE_OPEN_NOMUTEX, NULL)) {
        rc = d->conn ? yx_sqlite_failed(d->conn, "open the workspace", err)
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

/* --- making --- */

/* A name for what is being made: a power cut may leave it behind, and SQLite's files beside it. */
static const char *const beside[] = {"-new", "-new-journal", "-new-wal", "-new-shm"};

static char *name_beside(const char *path, const char *suffix, yx_buf *room)
{
    yx_buf_clear(room);
    yx_buf_f(room, "%s%s", path, suffix);
    return room->failed ? NULL : room->at;
}

static void drop_beside(const char *path, yx_buf *room)
{
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        const char *name = name_beside(path, beside[i], room);
        if (name)
            (void)unlink(name);
    }
}

static yx_code begin_log(yx_sqlite *d, const yx_entry *first, yx_err *err)
{
    yx_code rc = migrate(d, err);

    if (!rc)
        rc = db_begin(&d->db, err);
    if (!rc)
        rc = yx_sqlite_append(&d->db, first, err);
    return rc ? rc : db_commit(&d->db, err);
}

/* The schema and the first entry. What fails half way is thrown away, so the journal needs no file;
 * each commit syncs the database itself. WAL comes last: it is all in the one file. */
static yx_code fill(yx_sqlite *d, const yx_entry *first, yx_err *err)
{
    yx_code rc =
        yx_sqlite_run(d->conn, "PRAGMA page_size=8192; PRAGMA journal_mode=MEMORY;" EVERY_TIME,
                      "make the workspace", err);

    if (!rc)
        rc = begin_log(d, first, err);
    if (!rc)
        rc = yx_sqlite_run(d->conn, "PRAGMA journal_mode=WAL", "make the workspace", err);
    if (!rc)
        rc = says(d, "PRAGMA journal_mode", "wal", YX_E_IO,
                  "the workspace cannot have a write-ahead log", err);
    return rc;
}

static yx_code make(const char *name, const yx_entry *first, yx_err *err)
{
    yx_sqlite *d = NULL;
    int fd = open(name, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0644);
    yx_code rc;

    if (fd < 0)
        return yx_fail(err, YX_E_IO, "cannot make '%s': %s", name, strerror(errno));
    (void)close(fd);
    rc = connect(name, false, &d, err);
    if (!rc)
        rc = fill(d, first, err);
    if (d)
        db_close(&d->db);
    return rc;
}

/* The folder of a file, opened and, where its file system can, locked: one makes at a time. */
static yx_code open_folder(const char *path, yx_buf *room, int *ret, yx_err *err)
{
    const char *slash = strrchr(path, '/');

    yx_buf_clear(room);
    yx_buf_add(room, slash ? path : ".", slash ? (size_t)(slash - path) + 1 : 1);
    if (yx_buf_check(room, err))
        return YX_E_NOMEM;
    *ret = open(room->at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*ret < 0)
        return yx_fail(err, YX_E_IO, "cannot open '%s': %s", room->at, strerror(errno));
    (void)flock(*ret, LOCK_EX);
    return YX_OK;
}

/* The name of a new file is on the disk only when its folder is. */
static yx_code give_name(const char *from, const char *path, int folder, yx_err *err)
{
    if (rename(from, path) != 0)
        return yx_fail(err, YX_E_IO, "cannot make '%s': %s", path, strerror(errno));
    if (fsync(folder) == 0)
        return YX_OK;
    (void)yx_fail(err, YX_E_IO, "cannot keep '%s': %s", path, strerror(errno));
    (void)unlink(path);
    return YX_E_IO;
}

yx_code yx_db_sqlite_create(const char *path, const yx_entry *first, yx_err *err)
{
    yx_buf room = {0}, name = {0};
    int folder = -1;
    yx_code rc = open_folder(path, &room, &folder, err);

    if (!rc && access(path, F_OK) == 0)
        rc = yx_fail(err, YX_E_IO, "cannot make '%s': %s", path, strerror(EEXIST));
    if (!rc && !name_beside(path, beside[0], &name))
        rc = yx_fail(err, YX_E_NOMEM, "no memory to make '%s'", path);
    if (!rc) {
        drop_beside(path, &room);
        rc = make(name.at, first, err);
        if (!rc)
            rc = give_name(name.at, path, folder, err);
        drop_beside(path, &room);
    }
    if (folder >= 0)
        (void)close(folder); /* and gives the lock back */
    yx_buf_free(&room);
    yx_buf_free(&name);
    return rc;
}

yx_code yx_db_sqlite_memory(const yx_entry *first, yx_db **ret_db, yx_err *err)
{
    yx_sqlite *d = NULL;
    yx_code rc = connect(":memory:", false, &d, err);

    if (!rc)
        rc = begin_log(d, first, err);
    if (rc) {
        if (d)
            db_close(&d->db);
        return rc;
    }
    *ret_db = &d->db;
    return YX_OK;
}

/* --- opening --- */

static yx_code check_version(yx_sqlite *d, const char *path, bool read_only, yx_err *err)
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
    d->version = version;
    return version < VERSION && !read_only ? migrate(d, err) : YX_OK;
}

yx_code yx_db_sqlite_open(const char *path, bool read_only, yx_db **ret_db, yx_err *err)
{
    yx_sqlite *d = NULL;
    yx_code rc;

    if (access(path, F_OK) != 0)
        return yx_fail(err, errno == ENOENT || errno == ENOTDIR ? YX_E_ABSENT : YX_E_IO,
                       "cannot open '%s': %s", path, strerror(errno));
    rc = connect(path, read_only, &d, err);
    if (!rc)
        rc = check_version(d, path, read_only, err);
    if (!rc)
        rc = yx_sqlite_run(d->conn, EVERY_TIME, "open the workspace", err);
    if (rc) {
        if (d)
            db_close(&d->db);
        return rc;
    }
    *ret_db = &d->db;
    return YX_OK;
}

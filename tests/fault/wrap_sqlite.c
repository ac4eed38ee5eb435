/* What our code calls of SQLite, each of which can fail without having done anything. */
#include "tests/fault/points.h"

#include <sqlite3.h>
#include <stddef.h>

static int injected; /* the error that the last call gave in SQLite's place */

static bool fails(const char *name)
{
    static const int code[POINT_WAYS] = {SQLITE_IOERR, SQLITE_NOMEM, SQLITE_BUSY};
    int way = 0;

    injected = point_fails(POINT_CALL, name, &way) ? code[way] : 0;
    return injected != 0;
}

int __real_sqlite3_errcode(sqlite3 *db);
int __wrap_sqlite3_errcode(sqlite3 *db);
int __wrap_sqlite3_errcode(sqlite3 *db)
{
    return injected ? injected : __real_sqlite3_errcode(db);
}

const char *__real_sqlite3_errmsg(sqlite3 *db);
const char *__wrap_sqlite3_errmsg(sqlite3 *db);
const char *__wrap_sqlite3_errmsg(sqlite3 *db)
{
    return injected ? sqlite3_errstr(injected) : __real_sqlite3_errmsg(db);
}

/* clang-format off */
#define WRAP(name, types, names)       \
    int __real_sqlite3_##name types;   \
    int __wrap_sqlite3_##name types;   \
    int __wrap_sqlite3_##name types { return fails(#name) ? injected : __real_sqlite3_##name names; }

WRAP(exec, (sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *arg, char **err),
     (db, sql, row, arg, err))
WRAP(prepare_v2, (sqlite3 *db, const char *sql, int n, sqlite3_stmt **s, const char **rest), (db, sql, n, s, rest))
WRAP(prepare_v3, (sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **s, const char **rest),
     (db, sql, n, flags, s, rest))
WRAP(step, (sqlite3_stmt *s), (s))
WRAP(bind_int64, (sqlite3_stmt *s, int i, sqlite3_int64 v), (s, i, v))
WRAP(bind_blob64, (sqlite3_stmt *s, int i, const void *at, sqlite3_uint64 n, void (*end)(void *)), (s, i, at, n, end))
WRAP(bind_text, (sqlite3_stmt *s, int i, const char *at, int n, void (*end)(void *)), (s, i, at, n, end))
WRAP(bind_text64, (sqlite3_stmt *s, int i, const char *at, sqlite3_uint64 n, void (*end)(void *), unsigned char code),
     (s, i, at, n, end, code))
WRAP(blob_open, (sqlite3 *db, const char *base, const char *table, const char *column, sqlite3_int64 row, int flags,
     sqlite3_blob **b), (db, base, table, column, row, flags, b))
WRAP(blob_reopen, (sqlite3_blob *b, sqlite3_int64 row), (b, row))
WRAP(blob_read, (sqlite3_blob *b, void *at, int n, int from), (b, at, n, from))
/* clang-format on */

int __real_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs)
{
    int rc = __real_sqlite3_open_v2(path, db, flags, vfs);

    if (!fails("open_v2"))
        return rc;
    if (injected == SQLITE_NOMEM) { /* then there is no handle either */
        (void)sqlite3_close(*db);
        *db = NULL;
    }
    return injected;
}

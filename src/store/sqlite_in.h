/* sqlite_in.h - a workspace in SQLite, between its files: db_sqlite.c opens, makes and closes it
 * and holds its transactions, sqlite_rows.c writes and reads single rows, sqlite_cursor.c goes
 * through many. What the functions of the table do stands in db.h. */
#ifndef YX_STORE_SQLITE_IN_H
#define YX_STORE_SQLITE_IN_H

#include "store/db.h"

enum { YX_SQLITE_SPACES = 4, YX_SQLITE_STATEMENTS = 4 + 4 * YX_SQLITE_SPACES };

struct sqlite3;
struct sqlite3_stmt;

typedef struct yx_sqlite {
    yx_db db;
    struct sqlite3 *conn;
    struct sqlite3_stmt *stmt[YX_SQLITE_STATEMENTS]; /* prepared at first use */
    int version;                                     /* of the schema */
    bool read_only;
    bool writing;
    unsigned readers; /* snapshots and cursors that were opened outside a transaction */
} yx_sqlite;

yx_sqlite *yx_sqlite_of(yx_db *db);

/* What SQLite's last error is to us: "cannot DOING: ...". */
yx_code yx_sqlite_failed(struct sqlite3 *conn, const char *doing, yx_err *err);
YX_MUST_USE yx_code yx_sqlite_run(struct sqlite3 *conn, const char *text, const char *doing,
                                  yx_err *err);
/* A column of the row at hand, which must be of a type (SQLITE_BLOB, SQLITE_TEXT). */
bool yx_sqlite_column(struct sqlite3_stmt *s, int i, int type, yx_str *ret);
/* YX_E_RANGE no transaction is open, or SQLite has rolled it back by itself. */
YX_MUST_USE yx_code yx_sqlite_writing(const yx_sqlite *d, yx_err *err);

/* A space that an older schema does not have: it is empty. */
bool yx_sqlite_lacks(const yx_sqlite *d, yx_space space);

YX_MUST_USE yx_code yx_sqlite_snapshot(yx_db *db, yx_err *err);
void yx_sqlite_release(yx_db *db);

YX_MUST_USE yx_code yx_sqlite_append(yx_db *db, const yx_entry *entry, yx_err *err);
YX_MUST_USE yx_code yx_sqlite_put(yx_db *db, yx_space space, yx_str key, yx_str blob, yx_err *err);
YX_MUST_USE yx_code yx_sqlite_clear(yx_db *db, yx_space space, yx_err *err);
YX_MUST_USE yx_code yx_sqlite_get(yx_db *db, yx_space space, yx_str key, yx_buf *ret, yx_err *err);
YX_MUST_USE yx_code yx_sqlite_next(yx_db *db, yx_space space, yx_str key, yx_buf *ret_key,
                                   yx_buf *ret, yx_err *err);
YX_MUST_USE yx_code yx_sqlite_head(yx_db *db, int64_t seq, yx_entry *ret, yx_err *err);
YX_MUST_USE yx_code yx_sqlite_entry(yx_db *db, int64_t seq, const char *kind, int64_t *ret_time,
                                    yx_buf *ret_post, yx_buf *ret_payload, yx_err *err);

YX_MUST_USE yx_code yx_sqlite_entries(yx_db *db, const char *kind, int64_t seq, yx_cursor **ret,
                                      yx_err *err);
YX_MUST_USE yx_code yx_sqlite_blobs(yx_db *db, yx_space space, yx_cursor **ret, yx_err *err);
YX_MUST_USE yx_code yx_sqlite_starts(yx_db *db, const char *kind, int64_t seq, yx_cursor **ret,
                                     yx_err *err);

#endif

/* db.h - the table of functions that a database must offer to hold a workspace.
 *
 * A database keeps two things: the log (append only, the truth) and keyed blobs (derived from it,
 * rebuildable, apart from secrets). No SQL passes through here, and nothing here knows what a
 * figure is. db_sqlite.c is the one that exists. */
#ifndef YX_STORE_DB_H
#define YX_STORE_DB_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/text.h"

#include <stdint.h>

/* One entry of the log. */
typedef struct yx_entry {
    int64_t seq;  /* from 1, without holes */
    yx_str kind;  /* "workspace", "catalogue", "rules", "submission", ...: an open list */
    int64_t time; /* UTC milliseconds */
    yx_str post;  /* who acts */
    yx_str algo;  /* hash that chains it: YX_HASH_NAME */
    yx_str payload;
    yx_hash hash; /* of the previous hash and all the fields above */
} yx_entry;

enum { YX_ENTRY_START = 32 };

typedef struct yx_db yx_db; /* starts with the pointer to its table */

/* Spaces of keyed blobs. */
typedef enum yx_space {
    YX_SPACE_CHUNK = 1, /* current values of a series */
    YX_SPACE_PAST = 2,  /* its superseded and withdrawn values */
    /* Of protection (flow/protect/kept.c). A file of schema 1 that is open for reading lacks both:
     * they are empty then. */
    YX_SPACE_STATED = 3, /* what was said of contributors */
    YX_SPACE_HIDDEN = 4, /* what may not be shown for it */
} yx_space;

typedef struct yx_cursor yx_cursor;

typedef struct yx_db_table {
    void (*close)(yx_db *db);
    /* A transaction: begin takes the only write lock (waiting up to 10 s for it); nothing is kept
     * without commit, and commit returns when it is on the disk. YX_E_RANGE: a reader is open, or
     * it was opened for reading only.
     */
    yx_code (*begin)(yx_db *db, yx_err *err);
    yx_code (*commit)(yx_db *db, yx_err *err);
    void (*rollback)(yx_db *db);
    /* Readers between snapshot and release see one state, whatever others write. May be nested, and
     * stand inside a transaction, where they see what it did. */
    yx_code (*snapshot)(yx_db *db, yx_err *err);
    void (*release)(yx_db *db);
    /* Writes, inside a transaction only. An empty blob drops its key; clear drops all of a space.
     */
    yx_code (*append)(yx_db *db, const yx_entry *entry, yx_err *err);
    yx_code (*put)(yx_db *db, yx_space space, yx_str key, yx_str blob, yx_err *err);
    yx_code (*clear)(yx_db *db, yx_space space, yx_err *err);
    /* The blob replaces what is in *ret. YX_E_ABSENT: no such key. */
    yx_code (*get)(yx_db *db, yx_space space, yx_str key, yx_buf *ret, yx_err *err);
    /* The first key of a space that is not before `key`, and its blob; they replace what is in *ret
     * and *ret_key. YX_E_ABSENT: there is none. */
    yx_code (*next)(yx_db *db, yx_space space, yx_str key, yx_buf *ret_key, yx_buf *ret,
                    yx_err *err);
    /* seq, time and hash of an entry (seq 0: of the last one), without its texts. YX_E_ABSENT. */
    yx_code (*head)(yx_db *db, int64_t seq, yx_entry *ret, yx_err *err);
    /* An entry of a kind: time, and its post and payload, which replace what is in the buffers.
     * YX_E_ABSENT: there is none of that number and kind. */
    yx_code (*entry)(yx_db *db, int64_t seq, const char *kind, int64_t *ret_time, yx_buf *ret_post,
                     yx_buf *ret_payload, yx_err *err);
    /* Cursors, each a snapshot of its own: entries of a kind (NULL: all) from `seq` on, in order;
     * blobs of a space in order of key. */
    yx_code (*entries)(yx_db *db, const char *kind, int64_t seq, yx_cursor **ret, yx_err *err);
    yx_code (*blobs)(yx_db *db, yx_space space, yx_cursor **ret, yx_err *err);
    /* Entries of a kind with nothing but seq, kind and the first YX_ENTRY_START bytes of the
     * payload: what is long is not read. */
    yx_code (*starts)(yx_db *db, const char *kind, int64_t seq, yx_cursor **ret, yx_err *err);
    /* The database's own check of its pages and indexes. YX_E_CORRUPT. */
    yx_code (*check)(yx_db *db, yx_err *err);
} yx_db_table;

struct yx_db {
    const yx_db_table *table;
};

struct yx_cursor {
    /* The next entry or blob; its bytes are valid until the next call. *ret_end at the end. */
    yx_code (*next_entry)(yx_cursor *cursor, yx_entry *ret, bool *ret_end, yx_err *err);
    yx_code (*next_blob)(yx_cursor *cursor, yx_str *ret_key, yx_str *ret_blob, bool *ret_end,
                         yx_err *err);
    void (*close)(yx_cursor *cursor);
};

/* Makes a workspace file with its first entry: whole, under its name and on the disk, or not at
 * all. It is made beside `path`, as path-new; what a power cut left of that is cleared away by the
 * next attempt. YX_E_IO it exists, or the disk said no. */
YX_MUST_USE yx_code yx_db_sqlite_create(const char *path, const yx_entry *first, yx_err *err);
/* Opens one. Brings an older schema up to date by its numbered steps, in one transaction.
 * YX_E_ABSENT no such file; YX_E_FORMAT it is no workspace, or a newer program made it;
 * YX_E_CORRUPT the database cannot be read. */
/* One with its first entry in memory alone, open for writing and gone when it is closed. */
YX_MUST_USE yx_code yx_db_sqlite_memory(const yx_entry *first, yx_db **ret_db, yx_err *err);
YX_MUST_USE yx_code yx_db_sqlite_open(const char *path, bool read_only, yx_db **ret_db,
                                      yx_err *err);

#endif

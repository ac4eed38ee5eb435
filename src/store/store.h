/* store.h - a workspace: every figure ever reported, kept for good, and read as known on a day.
 *
 * Truth is an append-only log, chained by hashes (docs/format-log.md). From it follow, and can be
 * rebuilt byte for byte: one chunk a series with its current values, and one blob a series with the
 * superseded and withdrawn ones (docs/format-chunk.md). A series is a region code and an indicator
 * code as reported; what they mean is not known here.
 *
 * Versions of one key are ordered by (as_of, seq, row): the last one that the asker may know
 * stands. A value equal to the version that stood on its as_of day makes no version ("unchanged").
 */
#ifndef YX_STORE_STORE_H
#define YX_STORE_STORE_H

#include "base/err.h"
#include "base/hash.h"
#include "model/batch.h"
#include "store/db.h"

typedef struct yx_store yx_store;

/* The first entry of the log says how the workspace reads days and the clock. */
typedef struct yx_store_settings {
    char zone[64];   /* IANA zone: "Asia/Shanghai" */
    bool test_clock; /* YIXIAN_NOW is honoured */
} yx_store_settings;

/* Makes DIR (if needed) and DIR/yixian.db, whole or not at all, also where the power is cut.
 * YX_E_IO if a workspace is there already. */
YX_MUST_USE yx_code yx_store_init(const char *dir, const yx_store_settings *settings,
                                  int64_t now_ms, const char *post, yx_err *err);
/* Opens DIR/yixian.db. YX_E_ABSENT no workspace there; YX_E_FORMAT the file is none, or a newer
 * program made it; YX_E_CORRUPT it cannot be read. read_only works beside a writer. */
YX_MUST_USE yx_code yx_store_open(const char *dir, bool read_only, yx_store **ret_store,
                                  yx_err *err);
/* One in memory alone, open for writing and gone when it is closed: for figures that are tried out.
 */
YX_MUST_USE yx_code yx_store_memory(const yx_store_settings *settings, int64_t now_ms,
                                    const char *post, yx_store **ret_store, yx_err *err);
void yx_store_close(yx_store *store); /* NULL is fine; rolls an open transaction back */
const yx_store_settings *yx_store_settings_of(const yx_store *store);

/* --- writing: begin, append or take any number, commit; all or nothing ---
 * After a failed append or take nothing but a rollback is possible; commit then fails. No cursor
 * may be open at begin. */
YX_MUST_USE yx_code yx_store_begin(yx_store *store, yx_err *err);
YX_MUST_USE yx_code yx_store_commit(yx_store *store, yx_err *err);
void yx_store_rollback(yx_store *store);

/* Appends an entry of any kind but "submission". Payload: at most 512 MiB. */
YX_MUST_USE yx_code yx_store_append(yx_store *store, const char *kind, int64_t now_ms,
                                    const char *post, yx_str payload, int64_t *ret_seq,
                                    yx_err *err);

typedef struct yx_taken {
    int64_t seq;
    size_t taken;     /* new versions, withdrawals included */
    size_t unchanged; /* rows equal to what stood */
} yx_taken;

/* Appends the batch as one "submission" and brings its series up to date.
 * YX_E_RANGE a row that no reader could give back: a code that is empty, longer than 255 bytes or
 * has control characters, a day outside YX_DAY_MIN..MAX, an unknown status, a withdrawn figure. */
YX_MUST_USE yx_code yx_store_take(yx_store *store, const yx_batch *batch, int64_t now_ms,
                                  const char *post, yx_taken *ret, yx_err *err);

/* --- the log --- */
typedef struct yx_head {
    int64_t seq; /* 0 never: a workspace has its first entry */
    int64_t time;
    yx_hash hash;
} yx_head;
YX_MUST_USE yx_code yx_store_head(yx_store *store, yx_head *ret, yx_err *err);
/* Entry of that number, without its payload. YX_E_ABSENT. */
YX_MUST_USE yx_code yx_store_entry_head(yx_store *store, int64_t seq, yx_head *ret, yx_err *err);
/* Entries of a kind with seq from..: see db.h. Close the cursor before writing. */
YX_MUST_USE yx_code yx_store_entries(yx_store *store, const char *kind, int64_t from,
                                     yx_cursor **ret, yx_err *err);
/* Likewise, with seq, kind and the start of the payload alone; payloads are not read. */
YX_MUST_USE yx_code yx_store_entry_starts(yx_store *store, const char *kind, int64_t from,
                                          yx_cursor **ret, yx_err *err);

/* Readers between hold and release see one state, whatever others write, and are spared a
 * transaction of the database for each read: many times as fast where much is read. Nests. Nothing
 * can be written meanwhile, and what others write piles up beside the file, so not for long. */
YX_MUST_USE yx_code yx_store_hold(yx_store *store, yx_err *err);
void yx_store_release(yx_store *store);

/* --- reading series --- */

/* Up to when the asker knows: versions with as_of <= day and seq <= seq. */
typedef struct yx_known {
    yx_day as_of; /* YX_DAY_MAX: all */
    int64_t seq;  /* INT64_MAX: all */
} yx_known;
#define YX_KNOWN_ALL ((yx_known){YX_DAY_MAX, INT64_MAX})

typedef struct yx_version {
    yx_period period;
    yx_decimal value; /* typed scale; 0 if withdrawn */
    bool withdrawn;
    unsigned char hidden; /* yx_hidden_why, of yx_store_history_marked(); else 0 */
    yx_day as_of;
    int64_t seq;  /* its entry */
    uint32_t row; /* its place in the entry, from 0 */
} yx_version;

/* A growing list that can be reused from call to call. Start with {0}. */
typedef struct yx_versions {
    yx_version *at;
    size_t n, cap;
} yx_versions;
void yx_versions_free(yx_versions *versions); /* contents */

/* The standing value of every period of a series, in order of period; withdrawn ones are left out.
 * An unknown series has none. */
YX_MUST_USE yx_code yx_store_series(yx_store *store, yx_str region, yx_str indicator,
                                    yx_known known, yx_versions *versions, yx_err *err);
/* Whether all that stands of a series, hidden or not, is of periods that begin before a day; false
 * also where only reading it can tell. O(1) where the series is regular. */
YX_MUST_USE yx_code yx_store_ends_before(yx_store *store, yx_str region, yx_str indicator,
                                         yx_day day, bool *ret, yx_err *err);
/* All versions that may be known, in order of period, then as_of, seq, row. */
YX_MUST_USE yx_code yx_store_history(yx_store *store, yx_str region, yx_str indicator,
                                     yx_known known, yx_versions *versions, yx_err *err);

/* --- what may not be shown --- */
typedef struct yx_hidden yx_hidden; /* hidden.h */

/* From now on it is to readers (series, history, scan) as if what is hidden had never been
 * reported. The set is the caller's and must outlive this; NULL: everything is shown. Writing, the
 * log and its checks are not concerned. */
void yx_store_hide(yx_store *store, const yx_hidden *hidden);
const yx_hidden *yx_store_hidden(const yx_store *store); /* NULL: nothing */
/* As yx_store_history(), with what is hidden: marked, its value 0. */
YX_MUST_USE yx_code yx_store_history_marked(yx_store *store, yx_str region, yx_str indicator,
                                            yx_known known, yx_versions *versions, yx_err *err);

/* All series in order of region code, then indicator code (by bytes). */
typedef struct yx_series_cursor yx_series_cursor;
YX_MUST_USE yx_code yx_store_scan(yx_store *store, yx_known known, yx_series_cursor **ret,
                                  yx_err *err);
/* The next series that has values; codes are valid until the next call. */
YX_MUST_USE yx_code yx_series_next(yx_series_cursor *cursor, yx_str *ret_region,
                                   yx_str *ret_indicator, yx_versions *versions, bool *ret_end,
                                   yx_err *err);
/* False: the series that was given last has no superseded versions. Where all is to be known they
 * are not looked for, and it is true. */
bool yx_series_superseded(const yx_series_cursor *cursor);
void yx_series_close(yx_series_cursor *cursor); /* NULL is fine */

/* The same scan for benchmarks, when all is to be known and nothing is hidden: periods and doubles
 * only, at memory speed. *ret_n values; arrays are valid until the next call. */
YX_MUST_USE yx_code yx_series_next_values(yx_series_cursor *cursor, yx_str *ret_region,
                                          yx_str *ret_indicator, const yx_period **ret_period,
                                          const double **ret_value, size_t *ret_n, bool *ret_end,
                                          yx_err *err);

/* Where a version came from. Texts are valid until the next call on the store. */
typedef struct yx_source {
    yx_str file, post, said; /* said: of the whole file, "" if nothing was */
    yx_str reason;           /* why it revised what stood; "" */
    yx_str sheet;            /* of a workbook; "" */
    int64_t time;
    uint32_t line, contributors; /* contributors: YX_CONTRIBUTORS_NONE */
    uint16_t column;
    char status; /* YX_STATUS_NONE where none was given */
    yx_day release;
} yx_source;
/* The first row of an entry costs a walk over the bytes before it, more of the same O(1); the last
 * few entries that were asked for are kept at hand. YX_E_ABSENT no such submission or row. */
YX_MUST_USE yx_code yx_store_source(yx_store *store, int64_t seq, uint32_t row, yx_source *ret,
                                    yx_err *err);

/* --- what later layers keep: keyed blobs, derived from the log and made anew from it ---
 * In the spaces STATED and HIDDEN alone. Writes are part of the transaction; an empty blob drops
 * its key. yx_store_rebuild() empties both spaces; the layer fills them again. */
YX_MUST_USE yx_code yx_store_put(yx_store *store, yx_space space, yx_str key, yx_str blob,
                                 yx_err *err);
YX_MUST_USE yx_code yx_store_clear(yx_store *store, yx_space space, yx_err *err);
/* The blob replaces what is in *ret. YX_E_ABSENT: no such key. */
YX_MUST_USE yx_code yx_store_get(yx_store *store, yx_space space, yx_str key, yx_buf *ret,
                                 yx_err *err);
/* All of a space in order of key, as they are at this moment: see db.h. */
YX_MUST_USE yx_code yx_store_blobs(yx_store *store, yx_space space, yx_cursor **ret, yx_err *err);

/* --- trust --- */

typedef struct yx_verified {
    int64_t entries;
    size_t series, values, superseded;
    yx_hash head;
    int64_t head_seq;    /* entry whose hash is the `head` that was asked for, 0 if none was */
    char first_bad[200]; /* "log entry 3: payload", "chunk 420100 gdp.total", ...; "" if sound */
} yx_verified;

/* Checks the chain, then every derived blob against the log.
 *   head   a hash kept elsewhere, or NULL: it must be the hash of an entry of the chain
 * YX_OK sound; YX_E_CORRUPT not: ret->first_bad says what (ret is written then too). */
YX_MUST_USE yx_code yx_store_verify(yx_store *store, const yx_hash *head, yx_verified *ret,
                                    yx_err *err);

/* Makes all blobs of series anew from the log, and drops what later layers keep, in one
 * transaction; the same log gives the same bytes. */
YX_MUST_USE yx_code yx_store_rebuild(yx_store *store, size_t *ret_series, yx_err *err);

#endif

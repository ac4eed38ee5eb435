/* kept.h - what is hidden, kept in the store beside the figures, so that a reader need not find it.
 *
 * Two spaces of keyed blobs (docs/protection.md), a blob for each indicator and period of which
 * anything was said: in STATED what was said of contributors, in HIDDEN what is hidden for it. In
 * HIDDEN stand also a stamp, which tells of which state of the log and of the catalogue that is,
 * and the entries that have releases. Who finds another state finds out anew: a reader is never
 * given what is out of date. */
#ifndef YX_FLOW_PROTECT_KEPT_H
#define YX_FLOW_PROTECT_KEPT_H

#include "base/mem.h"
#include "flow/protect/inside.h"

/* --- what was said of one indicator and period --- */

typedef struct yx_saying {
    yx_str region; /* code as reported; borrowed */
    yx_day as_of;
    int64_t seq;
    uint32_t row, contributors;
} yx_saying;

typedef struct yx_sayings {
    yx_saying *at;
    size_t n, cap;
} yx_sayings;

YX_MUST_USE yx_code yx_sayings_add(yx_sayings *s, const yx_saying *one, yx_err *err);
/* Puts them in order of (region, as_of, seq, row), each once, and drops what neither is the newest
 * of its region nor small. */
void yx_sayings_tidy(yx_sayings *s);
/* Of tidy ones: is it the newest of its region? */
bool yx_saying_newest(const yx_sayings *s, size_t i);

/* Blobs; key: of the blob. Of none: nothing. Codes are borrowed from the bytes that are read.
 * YX_E_CORRUPT: they are not what was written. */
void yx_sayings_write(const yx_sayings *s, yx_str key, yx_buf *out);
YX_MUST_USE yx_code yx_sayings_read(yx_str key, yx_str blob, yx_sayings *ret, yx_err *err);

enum { YX_KEPT_KEY = 320 };
/* indicator, period -> key; out: YX_KEPT_KEY bytes. No key (n 0) for a code that is too long. */
yx_str yx_kept_key(yx_str indicator, yx_period period, char *out);
bool yx_kept_key_read(yx_str key, yx_str *ret_indicator, yx_period *ret_period);

/* The blob of what is hidden of one indicator and period.
 *   s        tidy
 *   reveal   n codes in order: figures that would reveal others */
void yx_hidden_write(const yx_sayings *s, const yx_str *reveal, size_t n, yx_buf *out);
/* Adds it to a set. */
YX_MUST_USE yx_code yx_hidden_read(yx_str key, yx_str blob, yx_hidden *hidden, yx_err *err);
bool yx_hidden_few(yx_str blob); /* a small cell is among it, or was */

/* --- stamp and releases --- */

#define YX_KEPT_STAMP   "\x01"
#define YX_KEPT_RELEASE "\x02"

typedef struct yx_stamp {
    int64_t seq;     /* the last submission that is in it; 0: none is */
    yx_hash catalog; /* of the tree, indicators and relations; zeros: nothing is small, so that any
                      * catalogue will do */
    yx_hash sum;     /* of all blobs in HIDDEN but this one, in any order */
} yx_stamp;

void yx_stamp_write(const yx_stamp *stamp, yx_buf *out);
bool yx_stamp_read(yx_str blob, yx_stamp *ret); /* false: it is none */
/* Puts a blob into a sum, or takes it out again. */
void yx_stamp_sum(yx_hash *sum, yx_str key, yx_str blob);
/* What bears on what is hidden. O(catalogue). */
yx_hash yx_catalog_mark(const yx_catalog *c);
bool yx_stamp_fits(const yx_stamp *stamp, const yx_catalog *c);
/* Whether nothing was taken between it and an entry, which is not before it. */
YX_MUST_USE yx_code yx_stamp_current(const yx_stamp *stamp, yx_store *store, int64_t seq, bool *ret,
                                     yx_err *err);

/* Entries with release days, and the last of their days. */
typedef struct yx_release {
    int64_t seq;
    yx_day last;
} yx_release;
typedef struct yx_releases {
    yx_release *at;
    size_t n, cap;
} yx_releases;
YX_MUST_USE yx_code yx_releases_add(yx_releases *r, yx_release one, yx_err *err);
void yx_releases_write(const yx_releases *r, yx_buf *out);
YX_MUST_USE yx_code yx_releases_read(yx_str blob, yx_releases *ret, yx_err *err); /* adds */

/* What is kept, if it is of the workspace's entry and catalogue: into a set, and the releases. Else
 * *ret_good is false, and both are to be thrown away. */
YX_MUST_USE yx_code yx_kept_read(const yx_workspace *ws, yx_hidden *hidden, yx_releases *releases,
                                 bool *ret_good, yx_err *err);

/* --- a shelf: blobs that are being made, before those of the store --- */

typedef struct yx_shelf {
    yx_store *store; /* what is not on the shelf is read there; NULL: it is nowhere */
    yx_names *key;   /* of both spaces: the byte of the space, then the key */
    yx_str *blob;
    size_t cap;
    yx_arena *arena;
} yx_shelf;

YX_MUST_USE yx_code yx_shelf_start(yx_shelf *shelf, yx_store *store, yx_err *err);
void yx_shelf_release(yx_shelf *shelf); /* also after a failure */
YX_MUST_USE yx_code yx_shelf_put(yx_shelf *shelf, yx_space space, yx_str key, yx_str blob,
                                 yx_err *err);
/* Empty where there is none; valid until the shelf is released. */
YX_MUST_USE yx_code yx_shelf_get(yx_shelf *shelf, yx_space space, yx_str key, yx_str *ret,
                                 yx_err *err);
/* Writes all that differs from what the store has, which is anything if it was cleared, and brings
 * the sum of HIDDEN up to date. Inside a transaction. */
YX_MUST_USE yx_code yx_shelf_flush(const yx_shelf *shelf, yx_store *store, bool cleared,
                                   yx_hash *sum, yx_err *err);
void yx_shelf_sum(const yx_shelf *shelf, yx_hash *sum); /* puts all of HIDDEN into a sum */
/* YX_E_CORRUPT: the store has other blobs; "hidden gdp.total 2022-01: differs from the log". */
YX_MUST_USE yx_code yx_shelf_compare(const yx_shelf *shelf, yx_store *store, yx_err *err);

#endif

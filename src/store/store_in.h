/* store_in.h - the body of a store: only for the files of this folder. */
#ifndef YX_STORE_STORE_IN_H
#define YX_STORE_STORE_IN_H

#include "store/chunk.h"
#include "store/hidden.h"
#include "store/memo.h"
#include "store/merge.h"
#include "store/rows.h"

enum { YX_TOLD_ENTRIES = 8 };

typedef struct yx_told_entry {
    int64_t seq, time;
    yx_buf post;
    yx_rows *rows; /* NULL: the place is free */
    uint64_t turn; /* when it was last asked */
} yx_told_entry;

struct yx_store {
    yx_db *db;
    yx_store_settings settings;
    bool writing;
    bool broken;             /* something failed half way: nothing but a rollback is possible */
    yx_entry head;           /* last entry, while writing; without texts */
    const yx_hidden *hidden; /* from readers */

    /* Room that is used again and again. */
    yx_scratch scratch;
    yx_buf key, blob;
    yx_versions current, past, all, merged;

    yx_memo memo; /* blobs of CHUNK, as they are since the last write */

    /* Entries that yx_store_source() read last. */
    yx_told_entry source[YX_TOLD_ENTRIES];
    uint64_t source_turn;
};

#define YX_KEY_SEPARATOR '\x1F'

/* The key of a series: region, separator, indicator. Written into *key. */
YX_MUST_USE yx_code yx_store_key(yx_buf *key, yx_str region, yx_str indicator, yx_err *err);
/* And back. False: it is no key. */
bool yx_store_key_parts(yx_str key, yx_str *ret_region, yx_str *ret_indicator);

/* The next entry of the chain, with its hash. Texts are borrowed. Only while writing; touches
 * nothing, so that another thread may write meanwhile. */
YX_MUST_USE yx_code yx_store_chain(const yx_store *store, const char *kind, int64_t now_ms,
                                   const char *post, yx_str payload, yx_entry *ret, yx_err *err);
/* Appends it. */
YX_MUST_USE yx_code yx_store_link(yx_store *store, const yx_entry *entry, yx_err *err);

/* All versions of the series of a key, into store->all. */
YX_MUST_USE yx_code yx_store_load(yx_store *store, yx_str key, yx_err *err);

/* Lets go of what yx_store_source() keeps: it may be of an entry that is gone. */
void yx_store_forget_sources(yx_store *store);

#endif

/* chain.h - the hash of a log entry, over the hash of the one before. */
#ifndef YX_STORE_CHAIN_H
#define YX_STORE_CHAIN_H

#include "store/db.h"

/* H(before, seq, kind, time, post, algo, payload), each with its length before it. Before the first
 * entry stand 32 zero bytes (docs/format-log.md). */
yx_hash yx_chain_hash(const yx_hash *before, const yx_entry *entry);

/* Checks that an entry follows the one before it (seq 0 before the first).
 * YX_E_CORRUPT: "log entry 3: hash". */
YX_MUST_USE yx_code yx_chain_check(const yx_hash *before, int64_t seq_before, const yx_entry *entry,
                                   yx_err *err);

#endif

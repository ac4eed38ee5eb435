/* memo.h - blobs of series that the checks of a file read, for the take that comes after them.
 *
 * Only inside a transaction, and only up to a few MiB; what is not kept is read again, also where
 * there was no memory to keep it. */
#ifndef YX_STORE_MEMO_H
#define YX_STORE_MEMO_H

#include "base/mem.h"
#include "base/names.h"

#include <stdbool.h>

typedef struct yx_memo {
    yx_names *key;
    yx_str *blob; /* of each key */
    size_t cap, bytes;
    yx_arena *arena;
} yx_memo;

void yx_memo_put(yx_memo *memo, yx_str key, yx_str blob); /* blob empty: there is none */
bool yx_memo_get(const yx_memo *memo, yx_str key, yx_str *ret);
void yx_memo_clear(yx_memo *memo); /* contents */

#endif

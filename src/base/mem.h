/* mem.h - the two shapes of memory that the program uses beside plain malloc: an array that
 * grows, and an arena of small things that are freed together. */
#ifndef YX_BASE_MEM_H
#define YX_BASE_MEM_H

#include "base/err.h"

#include <stddef.h>

/* Makes room for at least `need` items in a malloc'ed array, doubling it.
 *   items   address of the array pointer (any type); NULL array is fine
 *   cap     how many items fit now; updated
 *   size    bytes of one item
 * New room is not cleared. YX_E_NOMEM: nothing was changed. Amortised O(1) per item. */
YX_MUST_USE yx_code yx_grow(void *items, size_t *cap, size_t need, size_t size, yx_err *err);

typedef struct yx_arena yx_arena; /* blocks, newest first */

/* Takes `size` bytes, aligned for any type and cleared, valid until yx_arena_free().
 *   arena   address of the arena; starts as NULL and is made on first use
 * NULL when there is no memory. */
void *yx_arena_get(yx_arena **arena, size_t size);
/* Copies n bytes and ends them with a NUL. NULL when there is no memory. */
char *yx_arena_text(yx_arena **arena, const char *at, size_t n);
void yx_arena_free(yx_arena *arena); /* NULL is fine */

#endif

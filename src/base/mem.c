#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, ALIGN = 16 };

struct yx_arena {
    yx_arena *older;
    size_t used, size; /* of the bytes behind this header */
};

_Static_assert(sizeof(struct yx_arena) <= 2 * ALIGN, "the header keeps the data aligned");

yx_code yx_grow(void *items, size_t *cap, size_t need, size_t size, yx_err *err)
{
    size_t want = *cap;
    void *old, *grown;

    if (need <= *cap)
        return YX_OK;
    if (want < 8)
        want = 8;
    while (want < need)
        want = want > SIZE_MAX / 2 ? need : want * 2;
    if (want > PTRDIFF_MAX / size)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu items of %zu bytes", need, size);
    memcpy(&old, items, sizeof old);
    grown = realloc(old, want * size);
    if (!grown)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu items of %zu bytes", want, size);
    memcpy(items, &grown, sizeof grown);
    *cap = want;
    return YX_OK;
}

void *yx_arena_get(yx_arena **arena, size_t size)
{
    yx_arena *block = *arena;
    size_t room;
    void *at;

    if (size > PTRDIFF_MAX - BLOCK)
        return NULL;
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (!block || block->size - block->used < size) {
        room = size > BLOCK ? size : BLOCK;
        block = calloc(1, 2 * ALIGN + room);
        if (!block)
            return NULL;
        block->size = room;
        block->older = *arena;
        *arena = block;
    }
    at = (char *)block + 2 * ALIGN + block->used;
    block->used += size;
    return at;
}

char *yx_arena_text(yx_arena **arena, const char *at, size_t n)
{
    char *copy = n < SIZE_MAX ? yx_arena_get(arena, n + 1) : NULL;

    if (copy && n)
        memcpy(copy, at, n);
    return copy;
}

void yx_arena_free(yx_arena *arena)
{
    while (arena) {
        yx_arena *older = arena->older;
        free(arena);
        arena = older;
    }
}

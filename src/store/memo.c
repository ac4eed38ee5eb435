#include "store/memo.h"

#include <stdlib.h>

enum { MOST = 4 * 1024 * 1024 /* bytes */ };

void yx_memo_clear(yx_memo *memo)
{
    yx_names_free(memo->key);
    free(memo->blob);
    yx_arena_free(memo->arena);
    *memo = (yx_memo){0};
}

void yx_memo_put(yx_memo *memo, yx_str key, yx_str blob)
{
    size_t n = memo->key ? yx_names_count(memo->key) : 0;
    uint32_t i = 0;
    const char *copy;

    if (memo->bytes > MOST || (!memo->key && yx_names_new(&memo->key, NULL)))
        return;
    copy = yx_arena_text(&memo->arena, blob.n ? blob.at : "", blob.n);
    if (!copy || yx_grow(&memo->blob, &memo->cap, n + 1, sizeof *memo->blob, NULL) ||
        yx_names_add(memo->key, key, &i, NULL))
        return;
    memo->blob[i] = (yx_str){copy, blob.n};
    memo->bytes += key.n + blob.n;
}

bool yx_memo_get(const yx_memo *memo, yx_str key, yx_str *ret)
{
    uint32_t i = memo->key ? yx_names_find(memo->key, key) : YX_NAME_NONE;

    if (i != YX_NAME_NONE)
        *ret = memo->blob[i];
    return i != YX_NAME_NONE;
}

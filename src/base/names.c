#include "base/names.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct yx_names {
    yx_arena *arena;
    yx_str *text;
    size_t n, cap;
    uint32_t *slot; /* number + 1, 0 is free; open addressing, at most half full */
    size_t n_slot;  /* a power of two */
};

uint64_t yx_text_hash(yx_str text)
{
    uint64_t h = 14695981039346656037u;

    for (size_t i = 0; i < text.n; i++)
        h = (h ^ (unsigned char)text.at[i]) * 1099511628211u;
    h ^= h >> 32;
    return h * 0x9E3779B97F4A7C15u;
}

yx_code yx_names_new(yx_names **ret_names, yx_err *err)
{
    yx_names *names = calloc(1, sizeof *names);

    if (names) {
        names->n_slot = 64;
        names->slot = calloc(names->n_slot, sizeof *names->slot);
    }
    if (!names || !names->slot) {
        free(names);
        return yx_fail(err, YX_E_NOMEM, "no memory for names");
    }
    *ret_names = names;
    return YX_OK;
}

void yx_names_free(yx_names *names)
{
    if (!names)
        return;
    yx_arena_free(names->arena);
    free(names->text);
    free(names->slot);
    free(names);
}

size_t yx_names_count(const yx_names *names)
{
    return names->n;
}

yx_str yx_names_at(const yx_names *names, uint32_t i)
{
    return names->text[i];
}

/* The slot that holds text, or the free one where it belongs. */
static size_t slot_of(const yx_names *names, yx_str text)
{
    size_t mask = names->n_slot - 1;
    size_t i = (size_t)(yx_text_hash(text) >> 20) & mask;

    while (names->slot[i] && !yx_str_same(names->text[names->slot[i] - 1], text))
        i = (i + 1) & mask;
    return i;
}

uint32_t yx_names_find(const yx_names *names, yx_str text)
{
    uint32_t found = names->slot[slot_of(names, text)];

    return found ? found - 1 : YX_NAME_NONE;
}

static yx_code widen(yx_names *names, yx_err *err)
{
    uint32_t *old = names->slot;
    uint32_t *wide = calloc(names->n_slot * 2, sizeof *wide);

    if (!wide)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu names", names->n);
    names->slot = wide;
    names->n_slot *= 2;
    for (size_t i = 0; i < names->n; i++)
        wide[slot_of(names, names->text[i])] = (uint32_t)i + 1;
    free(old);
    return YX_OK;
}

yx_code yx_names_add(yx_names *names, yx_str text, uint32_t *ret, yx_err *err)
{
    uint32_t found = yx_names_find(names, text);
    yx_code rc;
    char *copy;

    if (found != YX_NAME_NONE) {
        *ret = found;
        return YX_OK;
    }
    if (names->n >= UINT32_MAX - 1)
        return yx_fail(err, YX_E_RANGE, "too many names");
    if (names->n * 2 >= names->n_slot && (rc = widen(names, err)))
        return rc;
    rc = yx_grow(&names->text, &names->cap, names->n + 1, sizeof *names->text, err);
    if (rc)
        return rc;
    copy = yx_arena_text(&names->arena, text.at, text.n);
    if (!copy)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu names", names->n);
    names->slot[slot_of(names, text)] = (uint32_t)names->n + 1;
    names->text[names->n] = (yx_str){copy, text.n};
    *ret = (uint32_t)names->n++;
    return YX_OK;
}

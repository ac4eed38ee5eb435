/* Entries stand in one array, in the order in which they came, 20 bytes each. A table of slots with
 * open addressing finds them: 4 bytes for the entry's number and, apart, one byte of its hash, so
 * that a search walks over one short run of bytes and looks at few entries. At most 3/4 full.
 *
 * Files are mostly in the order of region, indicator and period. So the periods of one series that
 * start within 32 days share a cache line of tags: the line is chosen by the hash of the series and
 * the stretch of days, the place in it by the hash of all. */
#include "intake/seen.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

typedef struct entry {
    uint32_t region, indicator;
    uint32_t period; /* first day << 9 | days - 1, see pack() */
    yx_day as_of;
    uint32_t line;
} entry;

/* A file, or a sheet of it. */
typedef struct file_of {
    const char *name, *sheet;
    size_t from; /* its first entry */
} file_of;

struct yx_seen {
    yx_names *indicator;
    yx_arena *arena; /* file names */
    file_of *file;
    size_t n_file, cap_file;
    entry *entry;
    size_t n, cap;
    uint16_t *column; /* of the first n_column entries: the others have none */
    size_t n_column, cap_column;
    uint32_t *slot; /* entry number, where tag is not 0 */
    uint8_t *tag;
    size_t n_slot; /* a power of two */
};

enum { FIRST_SLOTS = 1024 };

static yx_code seen_new(yx_seen **ret, yx_err *err)
{
    yx_seen *seen = calloc(1, sizeof *seen);
    yx_code rc;

    if (!seen)
        return yx_fail(err, YX_E_NOMEM, "no memory for keys");
    rc = yx_names_new(&seen->indicator, err);
    if (!rc) {
        seen->n_slot = FIRST_SLOTS;
        seen->slot = calloc(FIRST_SLOTS, sizeof *seen->slot);
        seen->tag = calloc(FIRST_SLOTS, 1);
        if (!seen->slot || !seen->tag)
            rc = yx_fail(err, YX_E_NOMEM, "no memory for keys");
    }
    if (rc) {
        yx_seen_free(seen);
        return rc;
    }
    *ret = seen;
    return YX_OK;
}

void yx_seen_free(yx_seen *seen)
{
    if (!seen)
        return;
    yx_names_free(seen->indicator);
    yx_arena_free(seen->arena);
    free(seen->file);
    free(seen->entry);
    free(seen->column);
    free(seen->slot);
    free(seen->tag);
    free(seen);
}

yx_code yx_seen_file(yx_seen **seen, const char *file, yx_err *err)
{
    yx_code rc = *seen ? YX_OK : seen_new(seen, err);
    char *name;

    if (rc)
        return rc;
    rc = yx_grow(&(*seen)->file, &(*seen)->cap_file, (*seen)->n_file + 1, sizeof(file_of), err);
    if (rc)
        return rc;
    name = yx_arena_text(&(*seen)->arena, file, strlen(file));
    if (!name)
        return yx_fail(err, YX_E_NOMEM, "no memory for keys");
    (*seen)->file[(*seen)->n_file++] = (file_of){name, NULL, (*seen)->n};
    return YX_OK;
}

yx_code yx_seen_sheet(yx_seen *seen, const char *sheet, yx_err *err)
{
    const file_of *last = &seen->file[seen->n_file - 1];
    const char *file = last->name, *name = NULL;
    yx_code rc;

    if (sheet && last->sheet ? strcmp(sheet, last->sheet) == 0 : !sheet && !last->sheet)
        return YX_OK;
    rc = yx_grow(&seen->file, &seen->cap_file, seen->n_file + 1, sizeof(file_of), err);
    if (rc)
        return rc;
    if (sheet) {
        name = yx_arena_text(&seen->arena, sheet, strlen(sheet));
        if (!name)
            return yx_fail(err, YX_E_NOMEM, "no memory for keys");
    }
    seen->file[seen->n_file++] = (file_of){file, name, seen->n};
    return YX_OK;
}

yx_code yx_seen_indicator(yx_seen *seen, yx_str code, uint32_t *ret, yx_err *err)
{
    return yx_names_add(seen->indicator, code, ret, err);
}

/* Days since 0001-01-01 take 22 bits, a length of at most 366 days takes 9. */
static uint32_t pack(yx_period p)
{
    return (uint32_t)(p.first - YX_DAY_MIN) << 9 | (uint32_t)(p.last - p.first);
}

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9E3779B97F4A7C15u;
    return h ^ h >> 32;
}

/* Low bits: the slot. High bits: the tag. */
static uint64_t hash_of(const entry *e)
{
    uint64_t series = mix(0, (uint64_t)e->region << 32 | e->indicator);
    uint64_t line = mix(series, (uint64_t)(e->period >> (9 + 5)) << 32 | (uint32_t)e->as_of);
    uint64_t all = mix(line, e->period);

    return (all & ~(~(uint64_t)0 >> 8)) | (line << 14 >> 8) | (all & 63);
}

static uint8_t tag_of(uint64_t hash)
{
    return (uint8_t)(hash >> 56 | 1);
}

static bool same(const entry *a, const entry *b)
{
    return a->region == b->region && a->indicator == b->indicator && a->period == b->period &&
           a->as_of == b->as_of;
}

/* The slot of the entry like e, or the free one where it belongs. */
static size_t slot_of(const yx_seen *seen, const entry *e, uint64_t hash)
{
    size_t mask = seen->n_slot - 1;
    size_t i = (size_t)hash & mask;
    uint8_t tag = tag_of(hash);

    while (seen->tag[i] && (seen->tag[i] != tag || !same(&seen->entry[seen->slot[i]], e)))
        i = (i + 1) & mask;
    return i;
}

static yx_code widen(yx_seen *seen, yx_err *err)
{
    size_t wide = seen->n_slot * 2;
    uint32_t *slot = malloc(wide * sizeof *slot);
    uint8_t *tag = calloc(wide, 1);

    if (!slot || !tag) {
        free(slot);
        free(tag);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu keys", seen->n);
    }
    for (size_t k = 0; k < seen->n; k++) {
        uint64_t hash = hash_of(&seen->entry[k]);
        size_t i = (size_t)hash & (wide - 1);
        while (tag[i])
            i = (i + 1) & (wide - 1);
        tag[i] = tag_of(hash);
        slot[i] = (uint32_t)k;
    }
    free(seen->slot);
    free(seen->tag);
    seen->slot = slot;
    seen->tag = tag;
    seen->n_slot = wide;
    return YX_OK;
}

static entry entry_of(const yx_key *key, uint32_t line)
{
    return (entry){key->region, key->indicator, pack(key->period), key->as_of, line};
}

static yx_seen_at place_of(const yx_seen *seen, uint32_t number)
{
    size_t f = seen->n_file;

    while (f > 1 && seen->file[f - 1].from > number)
        f--;
    return (yx_seen_at){.file = seen->file[f - 1].name,
                        .sheet = seen->file[f - 1].sheet,
                        .line = seen->entry[number].line,
                        .column = number < seen->n_column ? seen->column[number] : 0};
}

/* The column of the entry that comes next. */
static yx_code note_column(yx_seen *seen, uint16_t column, yx_err *err)
{
    yx_code rc =
        column ? yx_grow(&seen->column, &seen->cap_column, seen->n + 1, sizeof column, err) : YX_OK;

    if (rc || !column)
        return rc;
    while (seen->n_column < seen->n)
        seen->column[seen->n_column++] = 0;
    seen->column[seen->n] = column;
    seen->n_column = seen->n + 1;
    return YX_OK;
}

yx_code yx_seen_add(yx_seen *seen, const yx_key *key, uint32_t line, uint16_t column,
                    yx_seen_at *ret_first, yx_err *err)
{
    entry e = entry_of(key, line);
    uint64_t hash = hash_of(&e);
    size_t i = slot_of(seen, &e, hash);
    yx_code rc;

    if (seen->tag[i]) {
        *ret_first = place_of(seen, seen->slot[i]);
        return YX_OK;
    }
    if (seen->n >= UINT32_MAX)
        return yx_fail(err, YX_E_NOMEM, "too many keys");
    rc = yx_grow(&seen->entry, &seen->cap, seen->n + 1, sizeof e, err);
    if (!rc)
        rc = note_column(seen, column, err);
    if (rc)
        return rc;
    if ((seen->n + 1) * 4 > seen->n_slot * 3) {
        rc = widen(seen, err);
        if (rc)
            return rc;
        i = slot_of(seen, &e, hash);
    }
    seen->entry[seen->n] = e;
    seen->slot[i] = (uint32_t)seen->n++;
    seen->tag[i] = tag_of(hash);
    *ret_first = (yx_seen_at){0};
    return YX_OK;
}

yx_seen_at yx_seen_find(const yx_seen *seen, const yx_key *key)
{
    entry e = entry_of(key, 0);
    size_t i = slot_of(seen, &e, hash_of(&e));

    return seen->tag[i] ? place_of(seen, seen->slot[i]) : (yx_seen_at){0};
}

/* regions.c - the forest of regions: which row a code means at a time, and who lies below whom. */
#include "model/catalog_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODE, NAME_ZH, NAME_EN, LEVEL, PARENT_CODE, VALID_FROM, VALID_TO, VIRTUAL };

static const yx_cat_column columns[] = {
    [CODE] = {"code", true, offsetof(yx_region_row, region.code)},
    [NAME_ZH] = {"name_zh", true, offsetof(yx_region_row, region.name_zh)},
    [NAME_EN] = {"name_en", false, offsetof(yx_region_row, region.name_en)},
    [LEVEL] = {"level", true, offsetof(yx_region_row, region.level)},
    [PARENT_CODE] = {"parent_code", true, offsetof(yx_region_row, region.parent_code)},
    [VALID_FROM] = {"valid_from", false, YX_CAT_NONE},
    [VALID_TO] = {"valid_to", false, YX_CAT_NONE},
    [VIRTUAL] = {"virtual", false, YX_CAT_NONE},
};

static yx_region_row *rows_of(const yx_cat_part *part)
{
    return (yx_region_row *)(void *)part->row;
}

static yx_code parse(yx_reading *r, void *row)
{
    yx_region_row *a = row;
    yx_region *region = &a->region;

    a->line = r->line;
    region->parent = YX_REGION_NONE;
    region->is_virtual = yx_str_is(yx_reading_field(r, VIRTUAL), "1");
    region->valid_from = YX_DAY_MIN;
    region->valid_to = YX_DAY_MAX;
    r->drop = !yx_reading_code(r, CODE);
    if (!yx_reading_day(r, VALID_FROM, YX_DAY_MIN, &region->valid_from))
        r->drop = true; /* part of the key */
    if (yx_reading_day(r, VALID_TO, YX_DAY_MAX, &region->valid_to) &&
        region->valid_to <= region->valid_from)
        yx_reading_fault(r, "day.bad", VALID_TO, "a day after valid_from", NULL);
    return YX_OK;
}

static void key(const void *row, yx_buf *out)
{
    const yx_region *region = &((const yx_region_row *)row)->region;

    yx_buf_f(out, "%s\n%d", region->code, region->valid_from);
}

static int order(const void *a, const void *b)
{
    const yx_region *x = &((const yx_region_row *)a)->region;
    const yx_region *y = &((const yx_region_row *)b)->region;
    int by_code = strcmp(x->code, y->code);

    return by_code ? by_code : (x->valid_from > y->valid_from) - (x->valid_from < y->valid_from);
}

/* --- a code at a time --- */

/* Days from d to the region's validity; 0 inside. */
static int64_t days_off(const yx_region *region, yx_day d)
{
    if (d < region->valid_from)
        return (int64_t)region->valid_from - d;
    if (region->valid_to == YX_DAY_MAX || d < region->valid_to)
        return 0;
    return (int64_t)d - region->valid_to + 1;
}

/* The region of a code that is valid on a day or, failing that, nearest to it; of two as near, the
 * newer. */
static uint32_t region_on(const yx_cat_part *part, yx_str code, yx_day d, int64_t *ret_off)
{
    const yx_region_row *row = rows_of(part);
    uint32_t first, n, best = YX_REGION_NONE;

    if (!yx_part_find(part, code, &first, &n))
        return YX_REGION_NONE;
    *ret_off = INT64_MAX;
    for (uint32_t i = first; i < first + n; i++) {
        int64_t off = days_off(&row[i].region, d);
        if (off <= *ret_off) {
            *ret_off = off;
            best = i;
        }
    }
    return best;
}

yx_region_found yx_region_find(const yx_catalog *catalog, yx_str code, yx_period when,
                               uint32_t *ret)
{
    int64_t off;
    uint32_t found = region_on(&catalog->part[YX_REGIONS], code, when.last, &off);

    if (found == YX_REGION_NONE)
        return YX_REGION_UNKNOWN;
    *ret = found;
    return off ? YX_REGION_NOT_THEN : YX_REGION_OK;
}

uint32_t yx_region_newest(const yx_catalog *catalog, yx_str code)
{
    uint32_t first, n;

    return yx_part_find(&catalog->part[YX_REGIONS], code, &first, &n) ? first + n - 1
                                                                      : YX_REGION_NONE;
}

bool yx_region_within(const yx_catalog *catalog, uint32_t region, uint32_t above)
{
    const yx_region_row *row = rows_of(&catalog->part[YX_REGIONS]);

    while (region != above && region != YX_REGION_NONE) /* ends: the catalogue has no cycles */
        region = row[region].region.parent;
    return region == above && region != YX_REGION_NONE;
}

/* --- what holds the rows together, seen when all are there --- */

/* A fault of a row that has been read already. */
static void row_fault(yx_reading *r, const yx_region_row *row, size_t column, const char *code,
                      const char *text, const char *expected, const char *nearest)
{
    yx_faults_add(r->faults, &(yx_fault){.code = code,
                                         .file = r->file,
                                         .line = row->line,
                                         .column = r->at[column],
                                         .field = columns[column].name,
                                         .text = yx_str_of(text),
                                         .expected = expected,
                                         .nearest = nearest});
}

/* Two rows of one code that are next in time. A row without an end holds until the next one starts;
 * with an end of its own it must not reach into the next one's time. */
static void end_or_overlap(yx_reading *r, yx_region_row *a, const yx_region_row *b)
{
    char day[YX_DAY_TEXT], expected[80];

    if (strcmp(a->region.code, b->region.code) != 0 || a->region.valid_to <= b->region.valid_from)
        return;
    if (a->region.valid_to == YX_DAY_MAX) {
        a->region.valid_to = b->region.valid_from;
        return;
    }
    (void)snprintf(expected, sizeof expected, "valid_to of the earlier region by %s",
                   yx_day_text(b->region.valid_from, day));
    row_fault(r, b->line ? b : a, CODE, "region.overlap", a->region.code, expected, NULL);
}

/* The day on which a region looks for its parent: when it came, else when it went, else today. */
static yx_day anchor(const yx_region *region)
{
    if (region->valid_from > YX_DAY_MIN)
        return region->valid_from;
    return region->valid_to < YX_DAY_MAX ? region->valid_to - 1 : YX_DAY_MAX;
}

/* What an unknown parent code is near to; siblings follow each other and ask once. */
typedef struct asked {
    const char *code;
    char nearest[YX_NEAREST];
} asked;

static void find_parent(yx_reading *r, yx_region_row *row, asked *last)
{
    yx_region *region = &row->region;
    yx_str code = yx_str_of(region->parent_code);
    int64_t off;

    region->parent = YX_REGION_NONE;
    if (!code.n)
        return;
    region->parent = region_on(&r->made, code, anchor(region), &off);
    if (region->parent != YX_REGION_NONE || r->blind ||
        yx_names_find(r->lost, code) != YX_NAME_NONE)
        return;
    if (strcmp(last->code, region->parent_code) != 0) {
        last->code = region->parent_code;
        last->nearest[0] = 0;
        if (r->asked++ < YX_CAT_ASKED)
            (void)yx_part_region_nearest(&r->made, code, last->nearest, sizeof last->nearest);
    }
    row_fault(r, row, PARENT_CODE, "region.parent", region->parent_code, NULL,
              last->nearest[0] ? last->nearest : NULL);
}

/* Walks up from every row. state: 0 not seen, the number of the walk that saw it (from 1). Meeting
 * a row of the same walk closes a cycle, whose rows are then all named. O(rows). */
static yx_code find_cycles(yx_reading *r)
{
    yx_region_row *row = rows_of(&r->made);
    uint32_t *walk = calloc(r->made.n + 1, sizeof *walk);

    if (!walk)
        return yx_reading_no_memory(r);
    for (uint32_t i = 0; i < r->made.n; i++) {
        uint32_t at = i;
        while (at != YX_REGION_NONE && !walk[at]) {
            walk[at] = i + 1;
            at = row[at].region.parent;
        }
        if (at == YX_REGION_NONE || walk[at] != i + 1)
            continue;
        for (uint32_t first = at, more = 1; more; more = at != first) {
            if (row[at].line)
                row_fault(r, &row[at], PARENT_CODE, "region.cycle", row[at].region.parent_code,
                          NULL, NULL);
            at = row[at].region.parent;
        }
    }
    free(walk);
    return YX_OK;
}

static yx_code finish(yx_reading *r)
{
    yx_region_row *row = rows_of(&r->made);
    asked last = {"", ""};
    yx_code rc = yx_part_index(&r->made, sizeof *row, offsetof(yx_region_row, region.code), r->err);

    if (rc)
        return rc;
    for (size_t i = 1; i < r->made.n; i++)
        end_or_overlap(r, &row[i - 1], &row[i]);
    for (size_t i = 0; i < r->made.n; i++)
        find_parent(r, &row[i], &last);
    rc = find_cycles(r);
    for (size_t i = 0; i < r->made.n; i++)
        row[i].line = 0;
    return rc;
}

const yx_cat_kind yx_cat_regions = {
    .size = sizeof(yx_region_row),
    .column = columns,
    .n_column = YX_COUNT(columns),
    .attribute = offsetof(yx_region_row, region.attribute),
    .n_attribute = offsetof(yx_region_row, region.n_attribute),
    .parse = parse,
    .key = key,
    .order = order,
    .finish = finish,
};

/* --- public --- */

size_t yx_n_region(const yx_catalog *catalog)
{
    return catalog->part[YX_REGIONS].n;
}

const yx_region *yx_region_at(const yx_catalog *catalog, uint32_t i)
{
    return &rows_of(&catalog->part[YX_REGIONS])[i].region;
}

const char *yx_region_name(const yx_region *region, yx_lang lang)
{
    const char *name = lang == YX_EN ? region->name_en : region->name_zh;

    if (!name[0])
        name = lang == YX_EN ? region->name_zh : region->name_en;
    return name[0] ? name : region->code;
}

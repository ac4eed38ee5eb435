/* inspections.c - announced inspections: who looks at whom, when and at what. */
#include "model/catalog_parts.h"

#include <string.h>

enum { I_ID, I_OFFICE, I_UNIT, I_REGION, I_TOPIC, I_FIRST, I_LAST };

static const yx_cat_column columns[] = {
    [I_ID] = {"id", true, offsetof(yx_inspection, id)},
    [I_OFFICE] = {"office", true, offsetof(yx_inspection, office)},
    [I_UNIT] = {"unit", true, offsetof(yx_inspection, unit)},
    [I_REGION] = {"region", true, offsetof(yx_inspection, region)},
    [I_TOPIC] = {"topic", true, offsetof(yx_inspection, topic)},
    [I_FIRST] = {"first", true, YX_CAT_NONE},
    [I_LAST] = {"last", true, YX_CAT_NONE},
};

static yx_code parse(yx_reading *r, void *row)
{
    yx_inspection *a = row;
    bool id = yx_reading_code(r, I_ID);
    bool region = yx_reading_region(r, I_REGION);
    bool first = yx_reading_day(r, I_FIRST, YX_DAY_MIN - 1, &a->first);
    bool last = yx_reading_day(r, I_LAST, YX_DAY_MIN - 1, &a->last);

    if (first && last && a->last < a->first) {
        yx_reading_fault(r, "day.bad", I_LAST, "a day that is not before the first", NULL);
        last = false;
    }
    if (!yx_reading_field(r, I_TOPIC).n)
        yx_reading_fault(r, "note.empty", I_TOPIC, "what is inspected", NULL);
    r->drop = !id || !region || !first || !last;
    return YX_OK;
}

static void key(const void *row, yx_buf *out)
{
    yx_buf_text(out, ((const yx_inspection *)row)->id);
}

static int order(const void *a, const void *b)
{
    return strcmp(((const yx_inspection *)a)->id, ((const yx_inspection *)b)->id);
}

const yx_cat_kind yx_cat_inspections = {
    .size = sizeof(yx_inspection),
    .column = columns,
    .n_column = YX_COUNT(columns),
    .attribute = YX_CAT_NONE,
    .parse = parse,
    .key = key,
    .order = order,
};

size_t yx_n_inspection(const yx_catalog *catalog)
{
    return catalog->part[YX_INSPECTIONS].n;
}

const yx_inspection *yx_inspection_at(const yx_catalog *catalog, size_t i)
{
    return &((const yx_inspection *)(const void *)catalog->part[YX_INSPECTIONS].row)[i];
}

/* indicators.c - what is measured: unit, kind, frequency, and the scope (口径) that is part of what
 * a code means. */
#include "model/catalog_parts.h"

#include <string.h>

enum {
    CODE,
    NAME_ZH,
    NAME_EN,
    UNIT,
    FREQUENCY,
    KIND,
    DIRECTION,
    AGGREGATION,
    SOURCE,
    OFFICIAL,
    SCOPE,
};

static const yx_cat_column columns[] = {
    [CODE] = {"code", true, offsetof(yx_indicator, code)},
    [NAME_ZH] = {"name_zh", true, offsetof(yx_indicator, name_zh)},
    [NAME_EN] = {"name_en", false, offsetof(yx_indicator, name_en)},
    [UNIT] = {"unit", true, offsetof(yx_indicator, unit)},
    [FREQUENCY] = {"frequency", true, offsetof(yx_indicator, frequency)},
    [KIND] = {"kind", true, YX_CAT_NONE},
    [DIRECTION] = {"direction", false, YX_CAT_NONE},
    [AGGREGATION] = {"aggregation", false, offsetof(yx_indicator, aggregation)},
    [SOURCE] = {"source", false, offsetof(yx_indicator, source)},
    [OFFICIAL] = {"official", false, YX_CAT_NONE},
    [SCOPE] = {"scope", false, offsetof(yx_indicator, scope)},
};

const char *const yx_kind_name[YX_N_KIND] = {
    [YX_FLOW] = "flow", [YX_STOCK] = "stock", [YX_YTD] = "ytd",     [YX_CUMULATIVE] = "cumulative",
    [YX_RATE] = "rate", [YX_INDEX] = "index", [YX_PRICE] = "price",
};

const char *const yx_direction_name[YX_N_DIRECTION] = {
    [YX_UP] = "up",
    [YX_DOWN] = "down",
    [YX_BAND] = "band",
    [YX_NEITHER] = "none",
};

static yx_period_kind every(yx_str frequency)
{
    static const struct {
        const char *word;
        yx_period_kind kind;
    } row[] = {
        {"D", YX_PERIOD_DAY},   {"W", YX_PERIOD_WEEK},    {"T", YX_PERIOD_TENDAY},
        {"M", YX_PERIOD_MONTH}, {"Q", YX_PERIOD_QUARTER}, {"H", YX_PERIOD_HALF},
    };

    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (yx_str_is(frequency, row[i].word))
            return row[i].kind;
    return YX_PERIOD_YEAR;
}

/* The scope that stood stays; a file without the column does not speak of it. */
static yx_code parse_scope(yx_reading *r, yx_indicator *a)
{
    const yx_indicator *old = yx_indicator_find(r->catalog, yx_reading_field(r, CODE));

    if (!old)
        return YX_OK;
    if (!r->at[SCOPE]) {
        a->scope = yx_reading_text(r, yx_str_of(old->scope));
        return a->scope ? YX_OK : yx_reading_no_memory(r);
    }
    if (!yx_str_is(yx_reading_field(r, SCOPE), old->scope))
        yx_reading_fault(r, "indicator.scope", SCOPE, old->scope[0] ? old->scope : "an empty field",
                         NULL);
    return YX_OK;
}

static yx_code parse(yx_reading *r, void *row)
{
    yx_indicator *a = row;
    size_t kind, direction = YX_NEITHER;

    if (!yx_reading_code(r, CODE)) {
        r->drop = true;
        return YX_OK;
    }
    kind = yx_reading_word(r, KIND, yx_kind_name, YX_N_KIND, "indicator.kind");
    if (yx_reading_field(r, DIRECTION).n)
        direction =
            yx_reading_word(r, DIRECTION, yx_direction_name, YX_N_DIRECTION, "indicator.direction");
    if (!yx_str_trim(yx_reading_field(r, FREQUENCY)).n)
        yx_reading_fault(r, "indicator.frequency", FREQUENCY, "D, W, T, M, Q, H, Y", NULL);
    a->kind = kind < YX_N_KIND ? (yx_kind)kind : YX_FLOW;
    a->direction = direction < YX_N_DIRECTION ? (yx_direction)direction : YX_NEITHER;
    a->every = every(yx_reading_field(r, FREQUENCY));
    a->official = yx_str_is(yx_reading_field(r, OFFICIAL), "1");
    return parse_scope(r, a);
}

static void key(const void *row, yx_buf *out)
{
    yx_buf_text(out, ((const yx_indicator *)row)->code);
}

static int order(const void *a, const void *b)
{
    return strcmp(((const yx_indicator *)a)->code, ((const yx_indicator *)b)->code);
}

static yx_code finish(yx_reading *r)
{
    return yx_part_index(&r->made, sizeof(yx_indicator), offsetof(yx_indicator, code), r->err);
}

const yx_cat_kind yx_cat_indicators = {
    .size = sizeof(yx_indicator),
    .column = columns,
    .n_column = YX_COUNT(columns),
    .attribute = offsetof(yx_indicator, attribute),
    .n_attribute = offsetof(yx_indicator, n_attribute),
    .parse = parse,
    .key = key,
    .order = order,
    .finish = finish,
};

/* --- public --- */

size_t yx_n_indicator(const yx_catalog *catalog)
{
    return catalog->part[YX_INDICATORS].n;
}

const yx_indicator *yx_indicator_at(const yx_catalog *catalog, uint32_t i)
{
    return &((const yx_indicator *)(const void *)catalog->part[YX_INDICATORS].row)[i];
}

const yx_indicator *yx_indicator_find(const yx_catalog *catalog, yx_str code)
{
    uint32_t first, n;

    return yx_part_find(&catalog->part[YX_INDICATORS], code, &first, &n)
               ? yx_indicator_at(catalog, first)
               : NULL;
}

const char *yx_indicator_name(const yx_indicator *indicator, yx_lang lang)
{
    const char *name = lang == YX_EN ? indicator->name_en : indicator->name_zh;

    if (!name[0])
        name = lang == YX_EN ? indicator->name_zh : indicator->name_en;
    return name[0] ? name : indicator->code;
}

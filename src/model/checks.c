/* checks.c - what the checks are told: thresholds in place of their defaults, and names as others
 * published them, which may be right or wrong. What a check is, is not known here. */
#include "model/catalog_parts.h"

#include <string.h>

/* --- thresholds --- */

enum { T_CHECK, T_INDICATOR, T_PARAMETER, T_VALUE, T_FROM, T_TO, T_NOTE };

static const yx_cat_column threshold_columns[] = {
    [T_CHECK] = {"check", true, offsetof(yx_threshold, check)},
    [T_INDICATOR] = {"indicator", true, offsetof(yx_threshold, indicator)},
    [T_PARAMETER] = {"parameter", true, offsetof(yx_threshold, parameter)},
    [T_VALUE] = {"value", true, YX_CAT_NONE},
    [T_FROM] = {"valid_from", false, YX_CAT_NONE},
    [T_TO] = {"valid_to", false, YX_CAT_NONE},
    [T_NOTE] = {"note", false, offsetof(yx_threshold, note)},
};

static bool indicator_is_known(yx_reading *r)
{
    yx_str code = yx_reading_field(r, T_INDICATOR);
    char nearest[YX_NEAREST] = "";

    if (!code.n || yx_indicator_find(r->catalog, code))
        return true;
    if (r->asked++ < YX_CAT_ASKED)
        (void)yx_indicator_nearest(r->catalog, code, nearest, sizeof nearest);
    yx_reading_fault(r, "indicator.unknown", T_INDICATOR, NULL, nearest[0] ? nearest : NULL);
    return false;
}

static yx_code threshold_parse(yx_reading *r, void *row)
{
    yx_threshold *t = row;
    bool check = yx_reading_code(r, T_CHECK), parameter = yx_reading_code(r, T_PARAMETER);
    bool indicator = indicator_is_known(r), value = true;
    bool from = yx_reading_day(r, T_FROM, YX_DAY_MIN, &t->valid_from);
    bool to = yx_reading_day(r, T_TO, YX_DAY_MAX, &t->valid_to);

    if (yx_decimal_read(yx_reading_field(r, T_VALUE), &t->value) != YX_DECIMAL_OK) {
        yx_reading_fault(r, "value.not_number", T_VALUE, "a number", NULL);
        value = false;
    }
    if (from && to && t->valid_to <= t->valid_from) {
        yx_reading_fault(r, "day.bad", T_TO, "a day after valid_from", NULL);
        to = false;
    }
    r->drop = !check || !parameter || !indicator || !value || !from || !to;
    return YX_OK;
}

static void threshold_key(const void *row, yx_buf *out)
{
    const yx_threshold *t = row;

    yx_buf_f(out, "%s\n%s\n%s\n%d", t->check, t->indicator, t->parameter, t->valid_from);
}

static int threshold_order(const void *a, const void *b)
{
    const yx_threshold *x = a, *y = b;
    int way = strcmp(x->check, y->check);

    if (!way)
        way = strcmp(x->indicator, y->indicator);
    if (!way)
        way = strcmp(x->parameter, y->parameter);
    return way ? way : (x->valid_from > y->valid_from) - (x->valid_from < y->valid_from);
}

const yx_cat_kind yx_cat_checks = {
    .size = sizeof(yx_threshold),
    .column = threshold_columns,
    .n_column = YX_COUNT(threshold_columns),
    .attribute = YX_CAT_NONE,
    .parse = threshold_parse,
    .key = threshold_key,
    .order = threshold_order,
};

/* --- names as published --- */

enum { P_REGION, P_NAME, P_PERIOD };

static const yx_cat_column name_columns[] = {
    [P_REGION] = {"region_code", true, offsetof(yx_published_name, region)},
    [P_NAME] = {"name_as_published", true, offsetof(yx_published_name, name)},
    [P_PERIOD] = {"period", true, YX_CAT_NONE},
};

/* The code may be any: that it is none of the tree is for the checks to say. */
static yx_code name_parse(yx_reading *r, void *row)
{
    yx_published_name *p = row;
    bool code = yx_reading_code(r, P_REGION);
    bool period = yx_period_read(yx_reading_field(r, P_PERIOD), &p->period);

    if (!period)
        yx_reading_fault(r, "period.bad", P_PERIOD, "2020, 2020-Q1, 2020-01, ...", NULL);
    if (!yx_reading_field(r, P_NAME).n)
        yx_reading_fault(r, "name.empty", P_NAME, "the name as it was published", NULL);
    r->drop = !code || !period || !yx_reading_field(r, P_NAME).n;
    return YX_OK;
}

static void name_key(const void *row, yx_buf *out)
{
    const yx_published_name *p = row;

    yx_buf_f(out, "%s\n%d\n%d", p->region, p->period.first, p->period.last);
}

static int name_order(const void *a, const void *b)
{
    const yx_published_name *x = a, *y = b;
    int way = yx_period_order(x->period, y->period);

    return way ? way : strcmp(x->region, y->region);
}

const yx_cat_kind yx_cat_names = {
    .size = sizeof(yx_published_name),
    .column = name_columns,
    .n_column = YX_COUNT(name_columns),
    .attribute = YX_CAT_NONE,
    .parse = name_parse,
    .key = name_key,
    .order = name_order,
};

/* --- public --- */

size_t yx_n_threshold(const yx_catalog *catalog)
{
    return catalog->part[YX_CHECKS].n;
}

const yx_threshold *yx_threshold_at(const yx_catalog *catalog, size_t i)
{
    return &((const yx_threshold *)(const void *)catalog->part[YX_CHECKS].row)[i];
}

size_t yx_n_published_name(const yx_catalog *catalog)
{
    return catalog->part[YX_NAMES].n;
}

const yx_published_name *yx_published_name_at(const yx_catalog *catalog, size_t i)
{
    return &((const yx_published_name *)(const void *)catalog->part[YX_NAMES].row)[i];
}

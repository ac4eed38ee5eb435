#include "intake/old_code.h"

#include <stdio.h>

enum { STEPS = 64 }; /* most changes of one code after the other: lineage may run in a circle */

/* What became of a code, and when: the last change that names it. */
static const yx_lineage *last_change(const yx_catalog *catalog, yx_str code)
{
    const yx_lineage *found = NULL;

    for (size_t i = yx_n_lineage(catalog); i > 0; i--) { /* in order of day */
        const yx_lineage *l = yx_lineage_at(catalog, i - 1);
        if (!yx_str_is(code, l->from_code) || yx_str_is(code, l->to_code) ||
            (found && l->day < found->day))
            continue;
        /* of a split the largest part */
        if (!found || yx_decimal_order(l->weight, found->weight) > 0)
            found = l;
    }
    return found;
}

static const char *what(yx_lineage_kind kind)
{
    switch (kind) {
    case YX_MERGE:
        return "went into it";
    case YX_SPLIT:
        return "was split, this is the largest part";
    case YX_RENAME:
    case YX_RECODE:
    case YX_MOVE:
    case YX_N_LINEAGE:
        break;
    }
    return "is its old code";
}

bool yx_region_meant(const yx_catalog *catalog, yx_str text, char *out, size_t size)
{
    const yx_lineage *first = last_change(catalog, text), *last = first;
    uint32_t region = YX_REGION_NONE;
    char day[YX_DAY_TEXT];
    const yx_region *r;

    for (size_t i = 0; i < STEPS && last; i++) {
        region = yx_region_newest(catalog, yx_str_of(last->to_code));
        if (region != YX_REGION_NONE)
            break;
        last = last_change(catalog, yx_str_of(last->to_code));
    }
    if (region == YX_REGION_NONE)
        return yx_region_nearest(catalog, text, out, size);
    r = yx_region_at(catalog, region);
    (void)snprintf(out, size,
                   "%.40s %.60s, since %s: %.40s %s; load a row of regions %.40s with "
                   "valid_to",
                   r->code, r->name_zh[0] ? r->name_zh : r->name_en, yx_day_text(first->day, day),
                   first->from_code, what(first->kind), first->from_code);
    return true;
}

/* events.c - known events: an outbreak that is being dealt with, a festival, a strike of the
 * reporters. What fell into one is no picture of ordinary times, and baselines leave it out. With a
 * limit, an event is an analyst's override instead: dated, with a reason, and shown. */
#include "model/catalog_parts.h"

#include <string.h>

enum { E_REGION, E_INDICATOR, E_FIRST, E_LAST, E_NOTE, E_LIMIT };

static const yx_cat_column columns[] = {
    [E_REGION] = {"region", true, offsetof(yx_event, region)},
    [E_INDICATOR] = {"indicator", true, offsetof(yx_event, indicator)},
    [E_FIRST] = {"first", true, YX_CAT_NONE},
    [E_LAST] = {"last", true, YX_CAT_NONE},
    [E_NOTE] = {"note", true, offsetof(yx_event, note)},
    [E_LIMIT] = {"limit", false, YX_CAT_NONE},
};

static bool indicator_is_known(yx_reading *r)
{
    yx_str code = yx_reading_field(r, E_INDICATOR);
    char nearest[YX_NEAREST] = "";

    if (!code.n || yx_indicator_find(r->catalog, code))
        return true;
    if (r->asked++ < YX_CAT_ASKED)
        (void)yx_indicator_nearest(r->catalog, code, nearest, sizeof nearest);
    yx_reading_fault(r, "indicator.unknown", E_INDICATOR, NULL, nearest[0] ? nearest : NULL);
    return false;
}

/* An empty limit is none. An override is of one indicator: a limit for all of them means nothing.
 */
static bool read_limit(yx_reading *r, yx_event *e)
{
    yx_str text = yx_reading_field(r, E_LIMIT);

    e->has_limit = text.n > 0;
    if (!text.n)
        return true;
    if (yx_decimal_read(text, &e->limit) != YX_DECIMAL_OK) {
        yx_reading_fault(r, "value.not_number", E_LIMIT, "a number, or nothing", NULL);
        return false;
    }
    if (!yx_reading_field(r, E_INDICATOR).n) {
        yx_reading_fault(r, "indicator.empty", E_INDICATOR, "the indicator that the limit is for",
                         NULL);
        return false;
    }
    return true;
}

static yx_code parse(yx_reading *r, void *row)
{
    yx_event *e = row;
    bool limit = read_limit(r, e);
    bool indicator = indicator_is_known(r);
    bool region = !yx_reading_field(r, E_REGION).n || yx_reading_region(r, E_REGION);
    bool first = yx_reading_day(r, E_FIRST, YX_DAY_MIN - 1, &e->first);
    bool last = yx_reading_day(r, E_LAST, YX_DAY_MAX, &e->last);

    if (first && last && e->last < e->first) {
        yx_reading_fault(r, "day.bad", E_LAST, "a day that is not before the first", NULL);
        last = false;
    }
    if (!yx_reading_field(r, E_NOTE).n)
        yx_reading_fault(r, "note.empty", E_NOTE, "why it is left out", NULL);
    r->drop = !region || !indicator || !limit || !first || !last;
    return YX_OK;
}

static void key(const void *row, yx_buf *out)
{
    const yx_event *e = row;

    yx_buf_f(out, "%s\n%s\n%d", e->region, e->indicator, e->first);
}

static int order(const void *a, const void *b)
{
    const yx_event *x = a, *y = b;
    int by_region = strcmp(x->region, y->region), by_indicator = strcmp(x->indicator, y->indicator);

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return by_region ? by_region : by_indicator;
}

const yx_cat_kind yx_cat_events = {
    .size = sizeof(yx_event),
    .column = columns,
    .n_column = YX_COUNT(columns),
    .attribute = YX_CAT_NONE,
    .parse = parse,
    .key = key,
    .order = order,
};

size_t yx_n_event(const yx_catalog *catalog)
{
    return catalog->part[YX_EVENTS].n;
}

const yx_event *yx_event_at(const yx_catalog *catalog, size_t i)
{
    return &((const yx_event *)(const void *)catalog->part[YX_EVENTS].row)[i];
}

bool yx_event_covers(const yx_catalog *catalog, const yx_event *event, uint32_t region,
                     yx_period period)
{
    uint32_t above;

    if (period.last < event->first || period.first > event->last)
        return false;
    if (!event->region[0])
        return true;
    above = yx_region_newest(catalog, yx_str_of(event->region));
    return above != YX_REGION_NONE && yx_region_within(catalog, region, above);
}

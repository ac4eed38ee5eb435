/* catalog.h - what the figures are about: regions, indicators, posts, and how they hang together.
 *
 * Catalogues are CSV files read by header name; the columns are those of contracts.md, unknown ones
 * are kept as attributes. A catalogue only grows and corrects itself: a row with the key of an
 * earlier one replaces it. A file is taken whole or, with a list of faults, not at all.
 *
 *   regions      key (code, valid_from): one code may name two regions at different times (421024)
 *   indicators   key code; the scope (口径) is part of its identity: a code cannot change its scope
 *   lineage      key (day, from_code, to_code)         neighbours   key {a, b}
 *   relations    key id                                posts        key post
 *   events       key (region, indicator, first)     calendar     key date
 *   inspections  key id
 *   checks       key (check, indicator, parameter, valid_from)
 *   names        key (region_code, period)
 *
 * Regions form a forest by parent_code, of any depth; levels are free words. */
#ifndef YX_MODEL_CATALOG_H
#define YX_MODEL_CATALOG_H

#include "base/decimal.h"
#include "base/fault.h"
#include "base/input.h"
#include "model/period.h"

typedef enum yx_catalog_kind {
    YX_REGIONS,
    YX_INDICATORS,
    YX_LINEAGE,
    YX_NEIGHBOURS,
    YX_RELATIONS,
    YX_POSTS,
    YX_EVENTS,
    YX_CALENDAR,
    YX_INSPECTIONS,
    YX_CHECKS,
    YX_NAMES,
    YX_N_CATALOG
} yx_catalog_kind;

extern const char *const yx_catalog_name[YX_N_CATALOG]; /* "regions", ... */

/* A column that the program does not know: kept for those who ask. */
typedef struct yx_attribute {
    const char *name, *text;
} yx_attribute;

/* The text of a column, or "" when the row has none. O(n). */
const char *yx_attribute_text(const yx_attribute *attribute, size_t n, const char *name);

#define YX_REGION_NONE UINT32_MAX

typedef struct yx_region {
    const char *code, *name_zh, *name_en, *level, *parent_code; /* "" where the file has none */
    yx_day valid_from, valid_to; /* valid_to: first day on which it is no longer valid; a row
                                  * without one holds until the next row of its code starts */
    uint32_t parent; /* the parent that is valid on valid_from (else any of that code); or NONE */
    bool is_virtual; /* column virtual=1: a group node, not an administration */
    const yx_attribute *attribute;
    size_t n_attribute;
} yx_region;

typedef enum yx_kind {
    YX_FLOW,       /* of the period alone */
    YX_STOCK,      /* at its end */
    YX_YTD,        /* 累计: from January to its end */
    YX_CUMULATIVE, /* since a start outside the year */
    YX_RATE,
    YX_INDEX,
    YX_PRICE,
    YX_N_KIND
} yx_kind;

typedef enum yx_direction {
    YX_UP,
    YX_DOWN,
    YX_BAND,
    YX_NEITHER,
    YX_N_DIRECTION
} yx_direction; /* which way is good */

extern const char *const yx_kind_name[YX_N_KIND];           /* "flow", ... */
extern const char *const yx_direction_name[YX_N_DIRECTION]; /* "up", "down", "band", "none" */

typedef struct yx_indicator {
    const char *code, *name_zh, *name_en, *unit, *scope, *frequency, *aggregation, *source;
    yx_kind kind;
    yx_direction direction;
    yx_period_kind every; /* what `frequency` says: D W T M Q H Y; others (10Y, irregular): YEAR */
    bool official;        /* official statistic: no targets below county (product.md) */
    const yx_attribute *attribute;
    size_t n_attribute;
} yx_indicator;

typedef enum yx_lineage_kind {
    YX_RENAME,
    YX_RECODE,
    YX_MOVE,
    YX_MERGE,
    YX_SPLIT,
    YX_N_LINEAGE
} yx_lineage_kind;
extern const char *const yx_lineage_name[YX_N_LINEAGE];

typedef struct yx_lineage {
    yx_day day;
    yx_lineage_kind kind;
    const char *from_code, *to_code, *source;
    yx_decimal weight; /* share of from_code that went to to_code; 1 where the file has none */
} yx_lineage;

typedef struct yx_neighbour {
    const char *a, *b; /* codes, a < b by bytes */
    yx_decimal weight; /* 1 where the file has none */
} yx_neighbour;

typedef struct yx_relation {
    const char *id, *kind, *result, *terms, *tolerance,
        *guard; /* kind: sum ratio
                 * stock le yoy match chain (docs/checks.md) */
} yx_relation;

typedef struct yx_post {
    const char *post, *unit, *region, *role, *level;
} yx_post;

/* What is known to be out of the ordinary, and is left out of baselines; or, with a limit, an
 * analyst's own limit for that time, which stands in place of what the detectors make of the
 * baseline. */
typedef struct yx_event {
    const char *region, *indicator; /* codes; "": all. A region holds for all below it */
    yx_day first, last;             /* last YX_DAY_MAX: still on */
    const char *note;               /* why */
    bool has_limit;
    yx_decimal limit;
} yx_event;

/* A parameter of a check in place of its default (check/check.h). */
typedef struct yx_threshold {
    const char *check, *indicator, *parameter; /* indicator "": all */
    yx_decimal value;
    yx_day valid_from, valid_to; /* valid_to: first day on which it is no longer valid */
    const char *note;
} yx_threshold;

/* What a code was called in a publication. */
typedef struct yx_published_name {
    const char *region, *name;
    yx_period period;
} yx_published_name;

/* A day that is not what its place in the week says: a holiday, or one that is worked instead. */
typedef struct yx_special_day {
    yx_day day;
    const char *name;
    bool off;
} yx_special_day;

typedef struct yx_inspection {
    const char *id, *office, *unit, *region, *topic; /* unit: what is inspected; may be "" */
    yx_day first, last;
} yx_inspection;

typedef struct yx_catalog yx_catalog;

YX_MUST_USE yx_code yx_catalog_new(yx_catalog **ret_catalog, yx_err *err);
void yx_catalog_free(yx_catalog *catalog); /* NULL is fine */

/* Reads one CSV file into the catalogue.
 *   file     its name, for faults
 *   faults   gets every fault, and a warning for nothing: unknown columns are attributes
 *   ret_n    rows read
 * YX_E_REFUSED there are faults; the catalogue is as it was before. Posts, lineage and neighbours
 * name regions: load those first. O(rows). */
YX_MUST_USE yx_code yx_catalog_read(yx_catalog *catalog, yx_catalog_kind kind, const char *file,
                                    yx_input *input, yx_faults *faults, size_t *ret_n, yx_err *err);

/* Regions stand in the order of code, then valid_from; indicators in the order of code. Pointers
 * are valid until the next yx_catalog_read(). */
size_t yx_n_region(const yx_catalog *catalog);
const yx_region *yx_region_at(const yx_catalog *catalog, uint32_t i);
size_t yx_n_indicator(const yx_catalog *catalog);
const yx_indicator *yx_indicator_at(const yx_catalog *catalog, uint32_t i);
size_t yx_n_lineage(const yx_catalog *catalog);
const yx_lineage *yx_lineage_at(const yx_catalog *catalog, size_t i); /* in order of day */
size_t yx_n_neighbour(const yx_catalog *catalog);
const yx_neighbour *yx_neighbour_at(const yx_catalog *catalog, size_t i);
size_t yx_n_relation(const yx_catalog *catalog);
const yx_relation *yx_relation_at(const yx_catalog *catalog, size_t i);
size_t yx_n_post(const yx_catalog *catalog);
const yx_post *yx_post_at(const yx_catalog *catalog, size_t i);
const yx_post *yx_post_find(const yx_catalog *catalog, yx_str post); /* or NULL */

size_t yx_n_event(const yx_catalog *catalog);
const yx_event *yx_event_at(const yx_catalog *catalog, size_t i); /* in order of first day */
/* True if a period of a region (number of the catalogue) falls into an event, even in part. */
bool yx_event_covers(const yx_catalog *catalog, const yx_event *event, uint32_t region,
                     yx_period period);

size_t yx_n_threshold(const yx_catalog *catalog);
/* In order of check, indicator, parameter, valid_from. */
const yx_threshold *yx_threshold_at(const yx_catalog *catalog, size_t i);
size_t yx_n_published_name(const yx_catalog *catalog);
/* In order of period, then code. */
const yx_published_name *yx_published_name_at(const yx_catalog *catalog, size_t i);

size_t yx_n_special_day(const yx_catalog *catalog);
const yx_special_day *yx_special_day_at(const yx_catalog *catalog, size_t i); /* in order */
size_t yx_n_inspection(const yx_catalog *catalog);
const yx_inspection *yx_inspection_at(const yx_catalog *catalog, size_t i); /* in order of id */

typedef enum yx_region_found {
    YX_REGION_OK,
    YX_REGION_UNKNOWN,
    YX_REGION_NOT_THEN
} yx_region_found;

/* The region that a code names during a period (its last day must lie in the region's validity).
 * NOT_THEN: the code is known, but not at that time; *ret is then the region nearest in time. O(1).
 */
yx_region_found yx_region_find(const yx_catalog *catalog, yx_str code, yx_period when,
                               uint32_t *ret);
/* The newest region of a code, or YX_REGION_NONE. */
uint32_t yx_region_newest(const yx_catalog *catalog, yx_str code);
/* NULL if there is none. O(1). */
const yx_indicator *yx_indicator_find(const yx_catalog *catalog, yx_str code);

/* True if `region` is `above` or lies below it in the tree. O(depth). */
bool yx_region_within(const yx_catalog *catalog, uint32_t region, uint32_t above);

/* The name for people: in English name_en, else name_zh, else the code; in Chinese name_zh first.
 */
const char *yx_region_name(const yx_region *region, yx_lang lang);
const char *yx_indicator_name(const yx_indicator *indicator, yx_lang lang);

/* Nearest valid code or name to a wrong one, as "420100 武汉市", for fault reports. False and ""
 * when nothing is near. O(size of the catalogue), so ask once per distinct text. */
bool yx_region_nearest(const yx_catalog *catalog, yx_str text, char *out, size_t size);
bool yx_indicator_nearest(const yx_catalog *catalog, yx_str text, char *out, size_t size);

#endif

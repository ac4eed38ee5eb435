/* held.h - all figures that stand, in memory, by region and indicator: what the checks go through
 * again and again. About 56 bytes a figure: a province of 0.9 M figures is 50 MB. */
#ifndef YX_FLOW_HELD_H
#define YX_FLOW_HELD_H

#include "base/mem.h"
#include "check/series.h"
#include "flow/workspace.h"

/* Figures at[first] .. at[first + n - 1], in order of period. */
typedef struct yx_held_series {
    uint32_t region, indicator; /* numbers of the catalogue */
    size_t first, n;
    bool superseded; /* there may be older versions */
} yx_held_series;

/* A figure under a code that names no region at that time. */
typedef struct yx_stray {
    const char *code; /* yours no longer than the held figures */
    const yx_indicator *indicator;
    yx_version version;
    bool known; /* the code names a region at another time */
} yx_stray;

typedef struct yx_held {
    const yx_catalog *catalog;
    yx_version *at;
    size_t n, cap;
    yx_held_series *series; /* in order of region code, then indicator */
    size_t n_series, cap_series;
    uint32_t *by; /* region * indicators + indicator: its series and 1, or 0 */
    size_t n_region, n_indicator;
    yx_stray *stray;
    size_t n_stray, cap_stray;
    yx_arena *arena;
    bool superseded; /* of the series that is being read */
} yx_held;

/* What may not be shown is not there: the store hides it. O(figures). */
YX_MUST_USE yx_code yx_held_read(yx_workspace *ws, yx_known known, yx_held *ret, yx_err *err);
void yx_held_free(yx_held *held); /* contents */

uint32_t yx_indicator_number(const yx_catalog *catalog, const yx_indicator *indicator);

/* NULL: nothing is reported. O(1) */
const yx_held_series *yx_held_find(const yx_held *held, uint32_t region, uint32_t indicator);
/* The figure of a period. NULL: there is none. O(log n) */
const yx_version *yx_held_at(const yx_held *held, const yx_held_series *series, yx_period period);
/* Digits behind the point that a figure is rounded to: its own, or those of its neighbours in time,
 * for zeros at the end get lost. */
uint8_t yx_held_digits(const yx_held *held, const yx_held_series *series, const yx_version *v);

/* A series as kernels want it. Start with {0}; can be used again and again. */
typedef struct yx_held_run {
    yx_run run;
    size_t *version; /* of each figure of the run: its place in held->at */
    int32_t *at, *year, *span;
    yx_decimal *value;
    double *level, *room; /* room: 2 * n, for kernels */
    yx_day *last, *as_of;
    yx_opinion *opinion;
    struct yx_held_place *place; /* of figure i of the last series: most have the same periods */
    yx_period_kind place_kind;
    size_t cap, n_place;
} yx_held_run;
void yx_held_run_free(yx_held_run *r); /* contents */

/* Figures as reported; those of another frequency than the indicator's are left out. */
YX_MUST_USE yx_code yx_held_run_of(const yx_held *held, const yx_held_series *series,
                                   yx_held_run *ret, yx_err *err);
/* Running totals as flows: each figure less the one before it (of a year, of a cumulative series);
 * others as they are. run.kind is then YX_FLOW. */
YX_MUST_USE yx_code yx_held_flows_of(const yx_held *held, const yx_held_series *series,
                                     yx_held_run *ret, yx_err *err);

/* Number of a period among those of its kind, counted to its last day. */
int32_t yx_period_number(yx_day last, yx_period_kind kind);

#endif

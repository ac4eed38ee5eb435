/* lineage.h - the lineage as a graph of codes in time: what boundaries.c walks; for it only.
 *
 * Codes of regions and lineage have numbers. An edge is a day on which something happens to a code:
 * its row in regions begins or ends, or a change names it. Between two edges a code is one unit. */
#ifndef YX_MODEL_LINEAGE_H
#define YX_MODEL_LINEAGE_H

#include "base/names.h"
#include "model/boundaries.h"

/* One row of the lineage that is sound: [lo, hi) of what `from` was is in `to` from `day` on. */
typedef struct yx_link {
    uint32_t from, to; /* numbers of codes */
    yx_day day;
    yx_lineage_kind kind;
    int64_t lo, hi;
} yx_link;

typedef struct yx_edge {
    uint32_t code;
    yx_day day;
} yx_edge;

typedef struct yx_graph {
    const yx_catalog *catalog;
    yx_names *code;
    yx_link *by_from, *by_to; /* n_link, in order of that code, day, and the other code */
    size_t n_link;
    yx_edge *edge; /* n_edge, in order of code, day */
    size_t n_edge;
    uint32_t *row, *n_row; /* by code: first row in regions, and how many; n_row 0: not there */
    uint32_t *first_edge;  /* by code; one more at the end */
} yx_graph;

/* faults may be NULL; else every broken row or group is told. */
YX_MUST_USE yx_code yx_graph_make(const yx_catalog *catalog, const char *file, bool all,
                                  yx_faults *faults, yx_graph *ret, yx_err *err);
void yx_graph_release(yx_graph *g); /* contents */

/* Links that come out of (into) a code on a day. */
const yx_link *yx_graph_from(const yx_graph *g, uint32_t code, yx_day day, size_t *ret_n);
const yx_link *yx_graph_to(const yx_graph *g, uint32_t code, yx_day day, size_t *ret_n);

/* The latest edge of a code on or before a day, else YX_DAY_MIN; the next one after it, else
 * YX_DAY_MAX + 1. */
yx_day yx_graph_before(const yx_graph *g, uint32_t code, yx_day day);
yx_day yx_graph_after(const yx_graph *g, uint32_t code, yx_day day);

typedef enum yx_stays {
    YX_STAYS_NOT,   /* a code is another unit, or none, before the day */
    YX_STAYS,       /* it is the same unit, without a row that says so */
    YX_STAYS_MAYBE, /* something was joined to it, and nothing says whether it was there */
} yx_stays;

/* Whether a code goes on over an edge by itself, without a link from it to it. */
yx_stays yx_graph_stays(const yx_graph *g, uint32_t code, yx_day day);

#endif

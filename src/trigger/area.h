/* area.h - the smallest connected set of regions that holds the evidence.
 *
 * Regions are joined where they border each other (neighbours.csv, on the day) or share a parent
 * whose children have no borders loaded. A region with evidence stands for all that lies in it: it
 * borders whatever they border. Never wider than the lowest region of the tree that holds all the
 * evidence, unless the evidence cannot be connected within it: then what lies between is taken in,
 * as little from outside as possible, and named with its reason. Never below township level: a
 * smaller region is raised to the township or county that it lies in, and left out if there is
 * none. Group nodes of the tree are no regions, and never the parent.
 *
 * Smallest is by the number of regions: exact for up to YX_AREA_EXACT regions of evidence (those
 * that border each other count as one), beyond it a short way that the answer says is not for
 * certain. Source keys: dreyfus1971, takahashi1980. */
#ifndef YX_TRIGGER_AREA_H
#define YX_TRIGGER_AREA_H

#include "model/catalog.h"

enum { YX_AREA_EXACT = 8 };

typedef enum yx_area_why {
    YX_AREA_EVIDENCE, /* it has evidence of its own */
    YX_AREA_BETWEEN,  /* it connects others */
    YX_AREA_OUTSIDE,  /* ... and lies outside their common parent */
    YX_AREA_RAISED,   /* stands for a region below township level */
    YX_N_AREA_WHY
} yx_area_why;

extern const char *const yx_area_why_name[YX_N_AREA_WHY]; /* "evidence", "between", ... */
/* Why a region is in an area, as a sentence without its full stop. */
const char *yx_area_why_say(yx_area_why why, yx_lang lang);

typedef struct yx_area {
    uint32_t *region; /* numbers of the catalogue, in its order */
    uint8_t *why;     /* yx_area_why of each */
    size_t n;
    uint32_t parent; /* the lowest region that holds all of it; YX_REGION_NONE: there is none */
    bool connected;  /* false: there is no way between some of them; the sets stand side by side */
    bool exact;      /* the smallest for certain */
} yx_area;

/* region  n numbers of regions with evidence, in any order, twice allowed
 * The borders are those on `day`. YX_E_NOMEM. O(3^n * regions) up to YX_AREA_EXACT regions of
 * evidence, else O(n * borders). */
YX_MUST_USE yx_code yx_area_find(const yx_catalog *catalog, yx_day day, const uint32_t *region,
                                 size_t n, yx_area *ret, yx_err *err);
void yx_area_free(yx_area *area); /* contents; a zeroed one is fine */

#endif

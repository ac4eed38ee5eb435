/* overlap.h - inspections that could be one: of the same unit and region, at about the same time,
 * on the same topic. */
#ifndef YX_MODEL_OVERLAP_H
#define YX_MODEL_OVERLAP_H

#include "model/catalog.h"

#define YX_TOPIC_LIMIT 0.45    /* topics from here on are alike (overlap_test.c) */
enum { YX_OVERLAP_NEAR = 14 }; /* days between two windows that are near */

typedef struct yx_overlap {
    const yx_inspection *a, *b; /* a starts first */
    int gap;                    /* days from the end of a to the start of b; <= 0: they overlap */
    double alike;               /* of the topics */
    yx_day first, last;         /* proposed window of one inspection in place of both */
} yx_overlap;

/* All pairs whose windows touch from..to, in order of region, unit, then time. *ret is yours, to
 * free(). O(n log n + pairs of one region within the near time). */
YX_MUST_USE yx_code yx_overlaps_find(const yx_catalog *catalog, yx_day from, yx_day to,
                                     yx_overlap **ret, size_t *ret_n, yx_err *err);

#endif

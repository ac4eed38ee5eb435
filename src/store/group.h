/* group.h - the rows of a batch by series, in the order in which the file has them. */
#ifndef YX_STORE_GROUP_H
#define YX_STORE_GROUP_H

#include "model/batch.h"

typedef struct yx_group {
    uint32_t *region, *indicator; /* of each series, by first appearance; n_series */
    uint32_t *start;              /* rows of series i: start[i] .. start[i + 1] - 1 of ... */
    uint32_t *order;              /* ... these; NULL: the file is grouped already, row k is row k */
    size_t n_series;
} yx_group;

/* The batch has passed yx_submission_check(). O(rows). */
YX_MUST_USE yx_code yx_group_rows(const yx_batch *batch, yx_group *ret, yx_err *err);
void yx_group_free(yx_group *group); /* contents */

#endif

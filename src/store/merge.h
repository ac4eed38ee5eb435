/* merge.h - what stands: versions of one series, and new rows put among them.
 *
 * Versions of a period are ordered by (as_of, seq, row). A row equal to the version that stands on
 * its as_of day makes no version: it is unchanged. Withdrawing what does not stand is unchanged
 * too. */
#ifndef YX_STORE_MERGE_H
#define YX_STORE_MERGE_H

#include "store/store.h"

/* Puts new rows among the versions of a series.
 *   old     n_old versions, in order of period, then as_of, seq, row
 *   row     n_row new ones, in order of period, then of arrival (seq, row)
 *   out     cleared and filled with all versions in their order
 * O(n_old + n_row), and for back-dated rows the versions that they go before. */
YX_MUST_USE yx_code yx_merge(const yx_version *old, size_t n_old, const yx_version *row,
                             size_t n_row, yx_versions *out, size_t *ret_taken,
                             size_t *ret_unchanged, yx_err *err);

/* Parts versions into the current ones (the last of each period, unless it is withdrawn) and the
 * past ones. Both are cleared first. */
YX_MUST_USE yx_code yx_merge_part(const yx_version *at, size_t n, yx_versions *current,
                                  yx_versions *past, yx_err *err);
/* Joins the two again, in order. */
YX_MUST_USE yx_code yx_merge_join(const yx_versions *current, const yx_versions *past,
                                  yx_versions *out, yx_err *err);

/* Drops, in place, the versions that may not be known; standing: keeps only the last known one of
 * each period, and not if it is withdrawn. */
void yx_merge_known(yx_versions *versions, yx_known known, bool standing);

/* Sorts rows into the order that yx_merge() wants. */
void yx_merge_sort(yx_version *row, size_t n);

#endif

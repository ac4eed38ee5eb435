/* span.h - periods as a kind and a whole number, so that a regular series is one run of each.
 *
 * This numbering stands on disk (docs/format-chunk.md) and so is kept apart from model/period.h,
 * which may change what it calls a period. */
#ifndef YX_STORE_SPAN_H
#define YX_STORE_SPAN_H

#include "model/period.h"
#include "store/pack.h"

typedef enum yx_span_kind {
    YX_SPAN_DAY,     /* days since 1970-01-01 */
    YX_SPAN_WEEK,    /* Mondays since 1970-01-05 */
    YX_SPAN_TENDAY,  /* 36 * year + 0..35 */
    YX_SPAN_MONTH,   /* 12 * year + 0..11 */
    YX_SPAN_QUARTER, /* 4 * year + 0..3 */
    YX_SPAN_HALF,    /* 2 * year + 0..1 */
    YX_SPAN_YEAR,
    YX_SPAN_YTD,  /* from January to month 0..11: 12 * year + it */
    YX_SPAN_FREE, /* any other: its first day; its length stands apart */
    YX_N_SPAN
} yx_span_kind;

/* Columns of n periods, `stride` bytes apart. The kind that the period before had is kept where it
 * fits, else the first that fits.
 *   scratch   2 * n numbers, overwritten */
void yx_pack_periods(yx_buf *out, const yx_period *at, size_t stride, size_t n, int64_t *scratch);
/* Reads them back. Bad: an unknown kind, or a day outside YX_DAY_MIN..YX_DAY_MAX.
 *   scratch   2 * n numbers, overwritten */
void yx_unpack_periods(yx_unpack *u, yx_period *at, size_t stride, size_t n, int64_t *scratch);
void yx_skip_periods(yx_unpack *u, size_t n);

/* --- one by one, for what goes on behind such columns --- */

/* The kind of a period that comes after one of the kind `before`, and its index in it. */
yx_span_kind yx_span_of(yx_period p, yx_span_kind before, int64_t *ret_index);
/* The period of a kind and an index. False: there is none such, or the kind is FREE. */
bool yx_span_period(int64_t kind, int64_t index, yx_period *ret);
/* Whether each of n is of a kind that is not FREE, and an index that it has. */
bool yx_span_known(const int64_t *kind, const int64_t *index, size_t n);

#endif

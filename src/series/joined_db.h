/* joined_db.h - a series on chosen boundaries, out of the store. */
#ifndef YX_SERIES_JOINED_DB_H
#define YX_SERIES_JOINED_DB_H

#include "series/joined.h"

/* The indicator that weights a rate, index or price: column `base`, else what aggregation names
 * behind `wmean:` or behind the `/` of `ratio:`. NULL: none is named, or it is not there. */
const yx_indicator *yx_indicator_base(const yx_catalog *catalog, const yx_indicator *indicator);

/* Reads the parts of a region (number of the catalogue) and joins them; *ret is emptied first.
 * O(values of all parts). */
YX_MUST_USE yx_code yx_joined_read(yx_store *store, const yx_catalog *catalog,
                                   const yx_boundaries *boundaries, uint32_t region,
                                   const yx_indicator *indicator, yx_known known, yx_joined *ret,
                                   yx_err *err);

/* What of the strands may not be shown becomes a gap that says so, in what was made of them. */
YX_MUST_USE yx_code yx_joined_read_protected(yx_store *store, const yx_indicator *indicator,
                                             const yx_strand *strand, size_t n, yx_known known,
                                             yx_joined *ret, yx_err *err);

#endif

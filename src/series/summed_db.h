/* summed_db.h - the figure of a region out of those of the regions below it, out of the store.
 *
 * For each period the regions below are added up: the lowest ones, or, where some of these did not
 * report, those nearer to the region, whichever lack least. All are of one cut through the tree, so
 * that nothing counts twice. Flows, stocks, 累计 and cumulative figures add; rates, indices and
 * prices are weighted by their base; never is a mean taken (series/joined.h).
 *
 *   as reported       the tree of the last day of the period, each region under its own code
 *   on boundaries     each region as it is made up on them; what is outside of them counts where it
 *                     was reported. So the sum is the same under every choice, as long as no part
 *                     passed into another region than this one
 *
 * A region that reported nothing is named, and then there is no value: what is there adds to
 * `partial`. Reference regions are never in a total; group nodes (virtual) only by what is below
 * them. */
#ifndef YX_SERIES_SUMMED_DB_H
#define YX_SERIES_SUMMED_DB_H

#include "series/joined_db.h"

/* boundaries: NULL as reported. *ret is emptied first: a joint a period, whose pieces are the
 * regions (their figures as values), and at least "joined". Nothing below the region, or nothing of
 * the indicator: none. O(regions below * (values + periods)). */
YX_MUST_USE yx_code yx_summed_read(yx_store *store, const yx_catalog *catalog,
                                   const yx_boundaries *boundaries, const char *region,
                                   const yx_indicator *indicator, yx_known known, yx_joined *ret,
                                   yx_err *err);

/* The region's own figures (number of the catalogue), as reported in its time or on boundaries. */
YX_MUST_USE yx_code yx_summed_own(yx_store *store, const yx_catalog *catalog,
                                  const yx_boundaries *boundaries, uint32_t region,
                                  const yx_indicator *indicator, yx_known known, yx_joined *ret,
                                  yx_err *err);

#endif

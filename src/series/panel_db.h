/* panel_db.h - panels as known on a day, out of the store: the only file of series/ that reads it.
 */
#ifndef YX_SERIES_PANEL_DB_H
#define YX_SERIES_PANEL_DB_H

#include "model/boundaries.h"
#include "series/panel.h"
#include "store/store.h"

/* Fills a panel with the standing values of an axis.
 *   region      n_region numbers of the catalogue: a value belongs to the region that its code
 *               named on the last day of its period, so a code used twice (421024) never mixes
 *   indicator   n_indicator numbers of the catalogue
 *
 * Flows, stocks, rates, indices and prices come as reported, where their period is one of the axis.
 * Running totals (ytd, cumulative) come as flows (series/flow.h). A flow that covers several
 * periods of the axis (1-2 months together, a month skipped) stands at the last of them, divided by
 * their number: the mean of a period, so that it can be compared with its neighbours; the others
 * stay gaps, for nothing is known of them alone. Ytd totals that do not end with a period of the
 * axis are left out before the difference is taken: monthly totals make quarters of a quarterly
 * axis.
 * YX_E_RANGE a count is 0, a number is not of the catalogue. O(values read). */
YX_MUST_USE yx_code yx_panel_read(yx_store *store, const yx_catalog *catalog,
                                  const uint32_t *region, size_t n_region,
                                  const uint32_t *indicator, size_t n_indicator,
                                  const yx_axis *axis, yx_known known, yx_panel **ret_panel,
                                  yx_err *err);

/* The same on chosen boundaries: a row holds what its region's parts make (series/joined.h),
 * running totals joined before their flows are taken; what is outside the boundaries stays in the
 * row of the region that it was reported for. boundaries NULL: as reported. */
YX_MUST_USE yx_code yx_panel_read_on(yx_store *store, const yx_catalog *catalog,
                                     const yx_boundaries *boundaries, const uint32_t *region,
                                     size_t n_region, const uint32_t *indicator, size_t n_indicator,
                                     const yx_axis *axis, yx_known known, yx_panel **ret_panel,
                                     yx_err *err);

/* First and last day of the periods of a kind at which yx_panel_read() would find something of an
 * indicator, over all regions: the ends of its axis. *ret_any false: there is nothing.
 * O(values of the indicator). */
YX_MUST_USE yx_code yx_panel_extent(yx_store *store, const yx_catalog *catalog,
                                    const yx_indicator *indicator, yx_period_kind kind,
                                    yx_known known, yx_day *ret_first, yx_day *ret_last,
                                    bool *ret_any, yx_err *err);

/* One value of a panel, and the region that its code named then. */
typedef struct yx_point {
    yx_period period;
    uint32_t region;
    double value;
} yx_point;

/* What yx_panel_read() makes of one series, from versions at hand: for whoever knows what stood on
 * which day (flow/replay). Can be used again from series to series. */
typedef struct yx_gathering yx_gathering;
YX_MUST_USE yx_code yx_gathering_new(yx_gathering **ret, yx_err *err);
void yx_gathering_free(yx_gathering *g); /* NULL is fine */
/* standing: in order of period, as yx_store_series() gives them. The points come in order of
 * period, a period at most once for a region, and are valid until the next call. O(versions). */
YX_MUST_USE yx_code yx_gathering_points(yx_gathering *g, const yx_versions *standing,
                                        const yx_catalog *catalog, yx_str code,
                                        const yx_indicator *indicator, yx_period_kind kind,
                                        const yx_point **ret, size_t *ret_n, yx_err *err);

#endif

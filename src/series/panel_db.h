/* panel_db.h - panels as known on a day, out of the store: the only file of series/ that reads it.
 */
#ifndef YX_SERIES_PANEL_DB_H
#define YX_SERIES_PANEL_DB_H

#include "model/catalog.h"
#include "series/panel.h"
#include "store/store.h"

/* Fills a panel with the standing values of an axis.
 *   region      n_region numbers of the catalogue: a value belongs to the region that its code
 * named at that time, so a code used twice (421024) never mixes indicator   n_indicator numbers of
 * the catalogue ytd and cumulative indicators come as flows per period (series/flow.h); all others
 * as reported. Values whose period is not of the axis's kind are left out. O(values read). */
YX_MUST_USE yx_code yx_panel_read(yx_store *store, const yx_catalog *catalog,
                                  const uint32_t *region, size_t n_region,
                                  const uint32_t *indicator, size_t n_indicator,
                                  const yx_axis *axis, yx_known known, yx_panel **ret_panel,
                                  yx_err *err);

/* First and last day of the values of an indicator that are of a kind of period, over all regions.
 * *ret_any false: there are none. O(values of the indicator). */
YX_MUST_USE yx_code yx_panel_extent(yx_store *store, yx_str indicator, yx_period_kind kind,
                                    yx_known known, yx_day *ret_first, yx_day *ret_last,
                                    bool *ret_any, yx_err *err);

#endif

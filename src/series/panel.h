/* panel.h - regions x indicators x periods in memory, gaps allowed.
 *
 * Everything from screen/ on reads panels and never the store, so a test builds one by hand. A
 * missing cell is NAN; a zero is a reported zero. */
#ifndef YX_SERIES_PANEL_H
#define YX_SERIES_PANEL_H

#include "base/err.h"
#include "model/period.h"

#include <stddef.h>

/* Periods of one kind, one after the other without holes. */
typedef struct yx_axis {
    yx_period_kind kind; /* not YX_PERIOD_MONTHS */
    yx_period first;
    size_t n;
} yx_axis;

/* The axis from the period that holds `first` to the one that holds `last`; n 0 if last < first. */
yx_axis yx_axis_between(yx_day first, yx_day last, yx_period_kind kind);
yx_period yx_axis_at(const yx_axis *axis, size_t t); /* t < n. O(1) */
/* The place of a period of that kind on the axis, or SIZE_MAX if it is not there. O(1) */
size_t yx_axis_find(const yx_axis *axis, yx_period p);

typedef struct yx_panel yx_panel; /* body in panel.c: nobody reaches inside */

/* A borrowed row: n values, oldest first. Valid until the panel is freed. */
typedef struct yx_span {
    const double *at;
    size_t n;
} yx_span;

/* Makes a panel with every cell missing.
 *   n_region, n_indicator   counts, each >= 1; axis->n >= 1
 *   ret_panel   yours; release with yx_panel_free()
 * YX_E_RANGE a count is 0, or it has more than 2^32 cells; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_panel_new(size_t n_region, size_t n_indicator, const yx_axis *axis,
                                 yx_panel **ret_panel, yx_err *err);
void yx_panel_free(yx_panel *panel); /* NULL is fine */

const yx_axis *yx_panel_axis(const yx_panel *panel);
/* Places are numbers below the counts: it is a fault of the caller if they are not. O(1) */
yx_span yx_panel_row(const yx_panel *panel, size_t region, size_t indicator);
void yx_panel_set(yx_panel *panel, size_t region, size_t indicator, size_t period, double v);

#endif

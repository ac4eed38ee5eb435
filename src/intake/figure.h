/* figure.h - one figure of a file, with its key and its value checked, goes into the batch. */
#ifndef YX_INTAKE_FIGURE_H
#define YX_INTAKE_FIGURE_H

#include "intake/cell.h"

/* Where figures go. */
typedef struct yx_figures {
    yx_cells *cells;
    yx_seen *seen;
    yx_batch *batch;
    const char *file;
} yx_figures;

/* A figure as it stands in its row. */
typedef struct yx_figure {
    yx_cell value, period; /* period: the cell or header that says it, for faults */
    const yx_period *when; /* what it means; NULL: that was a fault already */
    yx_known *in, *of;     /* region, indicator */
    const yx_obs *row;     /* as_of, status, contributors, release and line of the row */
    bool row_good;         /* none of those has a fault */
} yx_figure;

/* An empty value is not reported, unless status W withdraws it. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_figure_take(const yx_figures *to, const yx_figure *f, yx_err *err);

#endif

/* screening.h - every stream of the rules in force, run over every region that reports it.
 *
 * A stream without detector says only where there are figures: judged, never an alarm. A silent one
 * alarms where a figure is missing, from the region's first report on, up to the newest period in
 * which any region reported; a figure that is there but may not be shown is not missing. */
#ifndef YX_FLOW_SCREENING_H
#define YX_FLOW_SCREENING_H

#include "flow/workspace.h"
#include "series/panel.h"

/* One stream over the regions that have figures for it. */
typedef struct yx_watched {
    const yx_stream *stream;
    const yx_indicator *indicator;
    yx_axis axis;     /* from its first figure to its last, over all regions; n 0: no figures */
    uint32_t *region; /* n_region numbers of the catalogue, in its order */
    size_t n_region;
    yx_panel *panel;      /* row of region i: yx_panel_row(panel, row[i], 0) */
    size_t *row;          /* n_region */
    unsigned char *event; /* n_region rows of axis.n: 1 in a known event; NULL: there is none */
    yx_verdict *verdict;  /* n_region rows of axis.n */
} yx_watched;

typedef struct yx_screening {
    yx_watched *at; /* one for each stream of the rules, in their order */
    size_t n;
} yx_screening;

/* Runs all streams. O(figures read + detector runs). */
YX_MUST_USE yx_code yx_screening_run(yx_workspace *ws, yx_known known, yx_screening *ret,
                                     yx_err *err);
void yx_screening_free(yx_screening *s); /* contents */

yx_span yx_watched_row(const yx_watched *w, size_t i);
const yx_verdict *yx_watched_verdict(const yx_watched *w, size_t i); /* axis.n of region i */
/* The place of a region in w->region, or SIZE_MAX. */
size_t yx_watched_find(const yx_watched *w, uint32_t region);

/* --- parts of it, for whoever judges otherwise (flow/replay) --- */

/* Year and season of every period of an axis: what "the same season of earlier years" means. */
void yx_axis_seasons(const yx_axis *axis, int32_t *year, int32_t *season);
/* Threads that a parallel loop may have, and the number of the one that asks, below it. */
size_t yx_threads(void);
size_t yx_this_thread(void);
/* Fills w->event for its axis and regions. */
YX_MUST_USE yx_code yx_watched_events(const yx_workspace *ws, yx_watched *w, yx_err *err);
/* An analyst's limit in place of the detector's, where there is a figure. */
void yx_verdict_override(yx_look look, double observed, double limit, yx_verdict *v);

#endif

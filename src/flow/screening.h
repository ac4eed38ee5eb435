/* screening.h - every stream of the rules in force, run over every region that reports it. */
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

#endif

/* figure.h - one figure with all that is known of it: value as typed, version, and the place in the
 * file that it came from. The fields that show, screen and alerts print in common (docs/json.md).
 */
#ifndef YX_FLOW_FIGURE_H
#define YX_FLOW_FIGURE_H

#include "base/json.h"
#include "flow/workspace.h"

typedef struct yx_figure {
    yx_version version;
    yx_source source; /* texts are valid until the next figure */
} yx_figure;

/* The standing figure of a region in a period. *ret_any false: a gap. `room` is reused. */
YX_MUST_USE yx_code yx_figure_find(yx_workspace *ws, yx_str region, yx_str indicator,
                                   yx_period period, yx_known known, yx_versions *room,
                                   yx_figure *ret, bool *ret_any, yx_err *err);

/* Writes region, indicator, period, value, as_of, seq, file, line, column into an open object; a
 * NULL figure is a gap. */
void yx_figure_json(yx_json *j, const char *region, const yx_indicator *indicator, yx_period period,
                    const yx_figure *figure);

#endif

/* figure.h - one figure with all that is known of it: value as typed, version, and the place in the
 * file that it came from. The fields that show, screen and alerts print in common (docs/json.md).
 */
#ifndef YX_FLOW_FIGURE_H
#define YX_FLOW_FIGURE_H

#include "base/json.h"
#include "flow/workspace.h"
#include "series/joined.h"

typedef struct yx_figure {
    yx_version version; /* a joined figure has its own value, and else what its newest part has */
    yx_source source;   /* texts are valid until the next figure */
    yx_how how;         /* on the workspace's boundaries */
} yx_figure;

/* The standing figure of a region in a period, on the workspace's boundaries. *ret_any false: a
 * gap. `room` is reused. */
YX_MUST_USE yx_code yx_figure_find(yx_workspace *ws, yx_str region, yx_str indicator,
                                   yx_period period, yx_known known, yx_versions *room,
                                   yx_figure *ret, bool *ret_any, yx_err *err);

/* Where that finds a gap: the newest version as reported that may not be shown, marked, without its
 * value. */
YX_MUST_USE yx_code yx_figure_hidden(yx_workspace *ws, yx_str region, yx_str indicator,
                                     yx_period period, yx_known known, yx_versions *room,
                                     yx_figure *ret, bool *ret_any, yx_err *err);

/* The newest figure of a region (number of the catalogue), likewise. */
YX_MUST_USE yx_code yx_figure_newest(yx_workspace *ws, uint32_t region,
                                     const yx_indicator *indicator, yx_known known,
                                     yx_versions *room, yx_figure *ret, bool *ret_any, yx_err *err);

/* Where it came from, for people: "a.csv:3:4", or "a.xlsx:一季度!B12". Returns out. */
enum { YX_SOURCE_TEXT = 512 };
char *yx_source_text(const yx_source *source, char out[YX_SOURCE_TEXT]);
/* Writes file, sheet (null: it has none), line, column into an open object. */
void yx_source_json(yx_json *j, const yx_source *source);

/* Writes region, indicator, period, value, protected, how, as_of, seq, file, sheet, line, column
 * into an open object; a NULL figure is a gap. */
void yx_figure_json(yx_json *j, const char *region, const yx_indicator *indicator, yx_period period,
                    const yx_figure *figure);

#endif

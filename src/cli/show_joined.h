/* show_joined.h - a series on chosen boundaries: what `show --boundaries` prints. */
#ifndef YX_CLI_SHOW_JOINED_H
#define YX_CLI_SHOW_JOINED_H

#include "base/buf.h"
#include "flow/workspace.h"

/* ws->boundaries are those that were chosen; the region's code is known. */
YX_MUST_USE yx_code yx_show_joined(yx_workspace *ws, const char *region,
                                   const yx_indicator *indicator, yx_known known, yx_lang lang,
                                   bool as_json, yx_buf *out, yx_err *err);

/* `show --sum`: the figure of a region out of those below it, as reported or on ws->boundaries. */
YX_MUST_USE yx_code yx_show_sum(yx_workspace *ws, const char *region, const yx_indicator *indicator,
                                yx_known known, yx_lang lang, bool as_json, yx_buf *out,
                                yx_err *err);

#endif

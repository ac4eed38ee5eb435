/* signals.h - what the verbs screen and alerts share. */
#ifndef YX_CLI_SIGNALS_H
#define YX_CLI_SIGNALS_H

#include "base/json.h"
#include "flow/figure.h"
#include "flow/screening.h"

/* What one stream says of period t in its region i, as an object. figure NULL: none was reported.
 */
void yx_verdict_json(yx_workspace *ws, const yx_watched *w, size_t i, size_t t,
                     const yx_figure *figure, yx_json *j);

#endif

/* export.h - all figures as long CSV, sorted by region, indicator and period: `yixian export`. */
#ifndef YX_FLOW_EXPORT_EXPORT_H
#define YX_FLOW_EXPORT_EXPORT_H

#include "flow/workspace.h"

#include <stdio.h>

/* Writes region_code,indicator,period,value; with `full` also as_of, status, contributors and
 * release. Values as typed. What is written can be taken again. */
YX_MUST_USE yx_code yx_export(yx_workspace *ws, yx_known known, bool full, FILE *out, yx_err *err);

/* The same as a JSON array of the figures of flow/figure.h, one a line; `full` adds status,
 * contributors, release and what was said. */
YX_MUST_USE yx_code yx_export_json(yx_workspace *ws, yx_known known, bool full, FILE *out,
                                   yx_err *err);

#endif

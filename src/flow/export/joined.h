/* joined.h - all figures on chosen boundaries: `yixian export --boundaries`. */
#ifndef YX_FLOW_EXPORT_JOINED_H
#define YX_FLOW_EXPORT_JOINED_H

#include "flow/workspace.h"

#include <stdio.h>

/* As yx_export() writes them, with two columns more: how (reported, joined, split, outside), and
 * lack: why there is no value, with the code of the part that is missing. Rows are sorted alike.
 * O(regions * indicators + values). */
YX_MUST_USE yx_code yx_export_joined(yx_workspace *ws, yx_known known, bool full, bool as_json,
                                     FILE *out, yx_err *err);

/* Only the sums of regions out of those below them, for periods of which they have no figure of
 * their own (series/summed_db.h), on ws->boundaries or as reported. The same columns; how is "sum",
 * "sum split" or "sum outside", lack names all that is missing. O(regions below each * values). */
YX_MUST_USE yx_code yx_export_sums(yx_workspace *ws, yx_known known, bool full, bool as_json,
                                   FILE *out, yx_err *err);

#endif

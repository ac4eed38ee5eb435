/* tick.h - what time drives, in one verb: `yixian tick`.
 *
 * Compares the alerts that follow from the figures now with what the log says of them, and appends
 * an entry of kind "alert" for each change; lets acknowledgements run out, alerts climb that nobody
 * answers, silences end (flow/life/drive.h). The log then says when each alert was known. The same
 * goes for the questions of the checks. */
#ifndef YX_FLOW_TICK_H
#define YX_FLOW_TICK_H

#include "flow/life/drive.h"

typedef struct yx_ticked {
    size_t questions; /* findings whose state is new to the log (flow/findings/findings.h) */
    yx_driven alerts;
} yx_ticked;

YX_MUST_USE yx_code yx_tick(yx_workspace *ws, const yx_act *act, yx_ticked *ret, yx_err *err);

#endif

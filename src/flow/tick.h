/* tick.h - what time drives, in one verb: `yixian tick`.
 *
 * Compares the alerts that follow from the figures now with those that the log says are open, and
 * appends an entry of kind "alert" for each change: raised, or ended (quiet again, or the figures
 * that carried it were revised away). The log then says when each alert was known. The same goes
 * for the questions of the checks. */
#ifndef YX_FLOW_TICK_H
#define YX_FLOW_TICK_H

#include "flow/alerts.h"

#define YX_ENTRY_ALERT "alert"

typedef struct yx_ticked {
    size_t questions; /* findings whose state is new to the log (flow/findings/findings.h) */
    size_t raised, ended, open; /* open: afterwards */
} yx_ticked;

YX_MUST_USE yx_code yx_tick(yx_workspace *ws, const yx_act *act, yx_ticked *ret, yx_err *err);

#endif

/* take_check.h - what a batch may not do to the figures that stand. */
#ifndef YX_FLOW_TAKE_CHECK_H
#define YX_FLOW_TAKE_CHECK_H

#include "base/fault.h"
#include "flow/workspace.h"

/* Adds a fault for every row that
 *   period.overlap    reports months together that stand apart, or the other way round
 *   owner.other       is of an indicator that another office owns (column `owner` of the indicators
 *                     against `unit` of the posts); the post "local" may act for all
 *   revision.reason   changes or withdraws a figure of an owned indicator without a reason
 *   region.reference  would change a figure of an outside reference region (column `reference`)
 * that stands: those are read-only for everybody but "local" A figure that is equal to the one that
 * stands is no revision. O(rows + values of their series). refused   batch->n flags: rows with a
 * fault are set to 1; NULL: nobody asks */
YX_MUST_USE yx_code yx_take_check(yx_workspace *ws, const yx_batch *batch, const yx_act *act,
                                  yx_faults *faults, unsigned char *refused, yx_err *err);

#endif

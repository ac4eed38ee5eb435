/* drive.h - what time and figures change about alerts (`yixian tick`). */
#ifndef YX_FLOW_LIFE_DRIVE_H
#define YX_FLOW_LIFE_DRIVE_H

#include "flow/life/life.h"
#include "flow/life/on.h"

typedef struct yx_driven {
    size_t raised, worse, better, ended, lapsed;
    size_t over;              /* of those raised: over the budget of their rule */
    size_t expired;           /* acknowledgements that ran out */
    size_t climbed;           /* to the post above */
    size_t silenced, sounded; /* alerts that fell silent, or are heard again */
    size_t open, silent;      /* afterwards: open alerts, and those of them that are silent */
} yx_driven;

/* Compares what is on with what the log says, and appends an entry for each change, inside a
 * transaction of the caller's. Lives are brought along.
 *   - Evidence that is older than the rule's `expires` holds nothing up, whether or not any figure
 *     came since: the alert lapses on the first day after that many periods.
 *   - While nobody answers it, an alert climbs once its clock says the rule's answer_within; the
 *     clock of the post above starts when it is told, so one tick lets it climb one level.
 * O(lives + episodes). */
YX_MUST_USE yx_code yx_lives_drive(yx_workspace *ws, const yx_act *act, const yx_on_list *on,
                                   yx_lives *lives, yx_driven *ret, yx_err *err);

/* Would the evidence of a period be too old on a day? */
bool yx_life_stale(const yx_rule *rule, yx_period last, yx_day today);

#endif

/* record.h - replays and approvals in the log (`yixian replay --record`, `yixian approve`).
 *
 * A rule that is loaded is in force; until it is approved its alerts are marked as a trial. It can
 * be approved when a replay of exactly what it says, over YX_APPROVE_PERIODS periods, is in the
 * log. What a rule says is a hash over all that the file makes of it, streams with their options
 * included; layout, comments and the name of the file are not. */
#ifndef YX_FLOW_REPLAY_RECORD_H
#define YX_FLOW_REPLAY_RECORD_H

#include "flow/replay/labels.h"

#define YX_ENTRY_REPLAY   "replay"
#define YX_ENTRY_APPROVAL "approval"

enum { YX_APPROVE_PERIODS = 52 };

yx_hash yx_rule_digest(const yx_rules *rules, const yx_rule *rule);

/* Appends an entry for a rule of a replay, inside a transaction of the caller's.
 *   measured   or NULL: without labels */
YX_MUST_USE yx_code yx_rerun_record(yx_workspace *ws, const yx_act *act, const yx_rerun *r,
                                    const yx_rerun_ask *ask, size_t rule,
                                    const yx_rerun_measured *measured, yx_err *err);

typedef struct yx_approval {
    const char *rule, *post, *reason;
    yx_hash hash;
    int64_t seq, time; /* of its entry */
} yx_approval;

typedef struct yx_approvals {
    yx_approval *at; /* in the order of the log */
    size_t n, cap;
    yx_arena *arena;
} yx_approvals;

/* Reads the approvals up to the workspace's entries of rules. YX_E_CORRUPT. O(entries). */
YX_MUST_USE yx_code yx_approvals_read(yx_workspace *ws, yx_approvals *ret, yx_err *err);
void yx_approvals_free(yx_approvals *approvals); /* contents */
/* The approval of a rule of the set as it stands, or NULL: it is on trial. O(approvals). */
const yx_approval *yx_approval_of(const yx_approvals *approvals, const yx_rules *rules,
                                  const yx_rule *rule);

/* Is the rule in force of that name and version not approved? False where it is none in force. */
bool yx_rule_on_trial(const yx_approvals *approvals, const yx_workspace *ws, const char *rule,
                      int version);

/* Approves a rule in force.
 * YX_E_ABSENT: no such rule, or no replay of it is in the log that is long enough; YX_E_RANGE: no
 * reason, or it is approved already. */
YX_MUST_USE yx_code yx_rule_approve(yx_workspace *ws, const char *rule, const char *reason,
                                    const yx_act *act, int64_t *ret_seq, yx_err *err);

#endif

/* alert_words.h - what is said of an alert beside its figures: what would change it, how often its
 * rule may be wrong, what an analyst set in place of a detector. English, one line each. */
#ifndef YX_FLOW_ALERT_WORDS_H
#define YX_FLOW_ALERT_WORDS_H

#include "flow/alerts.h"

/* What would change its level, or end it: of comparisons the figures at which they turn, all others
 * staying as they are ("ratio below 5: level 1"); of detectors the limit of their newest period
 * ("flu: from 131 on it signals (limit 130.2 of 2022-W21)"); what ends it. Where an area is asked
 * for, of its own region alone. Appends lines. O(turns x periods). */
YX_MUST_USE yx_code yx_alert_would(const yx_workspace *ws, const yx_screening *screening,
                                   const yx_rule_watch *watch, const yx_alert *alert, yx_buf *out,
                                   yx_err *err);

/* Limits that an analyst set in its region for a time that touches the alert, with dates and note.
 */
void yx_alert_overrides(const yx_workspace *ws, const yx_screening *screening,
                        const yx_rule_watch *watch, const yx_alert *alert, yx_buf *out);

/* How often the rule may be wrong, and by what its streams were held to that; nothing for a rule
 * without such keys. */
void yx_alert_control_say(const yx_rule_watch *watch, const yx_alert *alert, yx_buf *out);

#endif

/* rule_words.h - rules and their arithmetic as texts. */
#ifndef YX_FLOW_RULE_WORDS_H
#define YX_FLOW_RULE_WORDS_H

#include "flow/alerts.h"

/* A condition as a rule file would say it, on one line: {stream: are, for: 2}. Appends. */
void yx_rule_say(const yx_rules *rules, const yx_rule *rule, uint32_t condition, yx_buf *out);
/* The exit, likewise: {quiet_for: 3, steps: [{quiet_for: 7, level: 2}]}. */
void yx_rule_say_exit(const yx_rules *rules, const yx_rule *rule, yx_buf *out);

/* The arithmetic of a grade in the region of a watch at period t of its axis, for a clerk to redo:
 * one line for each comparison and each combination of p-values, ended by a newline. Appends;
 * nothing for a grade of signals alone, nor for what is asked of other regions. YX_E_NOMEM.
 * O(streams x periods). */
YX_MUST_USE yx_code yx_alert_say(const yx_workspace *ws, const yx_screening *screening,
                                 const yx_rule_watch *watch, size_t grade, size_t t, yx_buf *out,
                                 yx_err *err);

#endif

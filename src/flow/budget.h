/* budget.h - what a post is asked to answer in a week, at most (key budget, trigger/control.h). */
#ifndef YX_FLOW_BUDGET_H
#define YX_FLOW_BUDGET_H

#include "flow/alerts.h"

/* Ranks the alerts of each rule that has a budget, week by week and post by post, and marks those
 * that are over it: sets rank and over of each. An alert belongs to the week that holds the last
 * day of its first period (a rule of longer periods has as many weeks' budget in each), and to the
 * post that the rule's owner is in its region; those without a post share one budget.
 * In order: level at which it was raised, groups that agreed then, smallest p then, region. One
 * that is or becomes level 1 is never over. What is unused is saved as yx_control_cap() says, from
 * the first alert on. O(alerts log alerts + weeks x posts). */
YX_MUST_USE yx_code yx_alerts_cap(const yx_catalog *catalog, yx_alerts *alerts, yx_err *err);

#endif

/* alerts.h - the rules applied to a screening: where enough independent groups agree, since when,
 * and what could have been seen where nothing is raised. */
#ifndef YX_FLOW_ALERTS_H
#define YX_FLOW_ALERTS_H

#include "flow/screening.h"
#include "trigger/episode.h"

/* One rule in one region. */
typedef struct yx_rule_watch {
    const yx_rule *rule;
    uint32_t region;
    yx_axis axis;   /* periods of the rule, to the newest figure of any of its streams */
    yx_sight sight; /* at the last period */
} yx_rule_watch;

typedef struct yx_alert {
    size_t watch; /* which rule and region: number in yx_alerts.watch */
    yx_episode episode;
} yx_alert;

typedef struct yx_alerts {
    yx_rule_watch *watch; /* in order of rule, then region */
    size_t n_watch, cap_watch;
    yx_alert *at; /* in order of watch, then time */
    size_t n, cap;
} yx_alerts;

YX_MUST_USE yx_code yx_alerts_find(const yx_workspace *ws, const yx_screening *screening,
                                   yx_alerts *ret, yx_err *err);
void yx_alerts_free(yx_alerts *alerts); /* contents */

bool yx_alert_open(const yx_alert *alert);
const yx_rule_watch *yx_alert_watch(const yx_alerts *alerts, const yx_alert *alert);

/* The place in a stream's own axis of its newest alarm within the last `within` periods of the rule
 * up to period t, or SIZE_MAX; without an alarm there, of its newest figure. */
size_t yx_alert_evidence(const yx_rule_watch *watch, const yx_watched *w, size_t region, size_t t,
                         bool *ret_alarm);

#endif

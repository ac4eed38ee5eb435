/* alerts.h - the rules applied to a screening: where their grades hold, since when, how they came
 * and went, and what could have been seen where nothing is raised. */
#ifndef YX_FLOW_ALERTS_H
#define YX_FLOW_ALERTS_H

#include "flow/evidence.h"
#include "trigger/course.h"

/* One rule in one region. */
typedef struct yx_rule_watch {
    const yx_rule *rule;
    uint32_t region;
    yx_axis axis;             /* periods of the rule, to the newest figure of any of its streams */
    yx_sight sight;           /* at the last period */
    bool blind;               /* its quiet there means nothing: too little could be seen */
    bool undefined;           /* ... or the text behind the rule says nothing of such figures */
    bool outside;             /* the last period lies outside the rule's validity */
    yx_row_control control;   /* how often it may be wrong; of a rule that says so ... */
    const yx_rule_rows *rows; /* ... all its rows, as they were controlled; else NULL */
} yx_rule_watch;

typedef struct yx_episode {
    size_t first, last;   /* first and last period in which a grade held */
    size_t end;           /* period in which it ended or lapsed, or SIZE_MAX while it is open */
    uint64_t groups;      /* bit g: group g of the rule bore it in one of those periods */
    uint64_t groups_last; /* ... in period `last` */
    size_t most;          /* most groups that bore it in one period */
} yx_episode;

typedef struct yx_alert {
    size_t watch; /* which rule and region: number in yx_alerts.watch */
    yx_episode episode;
    uint8_t grade;  /* number in rule->grade: now, or at its end */
    int level;      /* likewise; of a step of its exit that is no grade, that step's */
    bool lapsed;    /* its end was for want of fresh evidence */
    bool inhibited; /* open, while the rule's parent has an open alert in the region or above */
    size_t agree;   /* groups that agreed in its first period */
    double p;       /* smallest p of its own streams there, within their reach; NAN: none */
    bool over;      /* over the budget of its rule (flow/budget.h): listed behind, by rank */
    uint32_t rank;  /* among those of its post and week, from 1; 0: the rule has no budget */
    size_t turn,
        n_turn; /* its course: yx_alerts.turn[turn .. turn + n_turn), periods of the watch */
} yx_alert;

typedef struct yx_alerts {
    yx_rule_watch *watch; /* in order of rule, then region */
    size_t n_watch, cap_watch;
    yx_alert *at; /* in order of watch, then time */
    size_t n, cap;
    yx_turned *turn;
    size_t n_turn, cap_turn;
    yx_rule_rows **rows; /* of rules that say how often they may be wrong */
    size_t n_rows, cap_rows;
} yx_alerts;

YX_MUST_USE yx_code yx_alerts_find(const yx_workspace *ws, const yx_screening *screening,
                                   yx_alerts *ret, yx_err *err);
void yx_alerts_free(yx_alerts *alerts); /* contents */

bool yx_alert_open(const yx_alert *alert);
const yx_rule_watch *yx_alert_watch(const yx_alerts *alerts, const yx_alert *alert);

/* The place in a stream's own axis of its newest alarm within the reach of the rule up to period t,
 * or SIZE_MAX; without an alarm there, of its newest figure. */
size_t yx_alert_evidence(const yx_rule_watch *watch, const yx_watched *w, size_t region, size_t t,
                         bool *ret_alarm);

/* Does the evidence of a rule in a region lie in another one, too? True of the region itself, and
 * of those round about that its conditions of an area look at. O(borders). */
bool yx_alert_looks_at(const yx_catalog *catalog, const yx_rule *rule, uint32_t region,
                       uint32_t other);

#endif

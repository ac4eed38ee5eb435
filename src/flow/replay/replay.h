/* replay.h - a rule over history as it was known on each day (`yixian replay`, docs/replay.md).
 *
 * The figures are read once, with all their versions. Then the days pass: on each step those become
 * known that were published since the step before, late ones and revisions among them, and the
 * rules are judged as `yixian alerts --as-of` of that day would judge them, over all periods that
 * were known then. What was on follows as `yixian tick` would have it: an alert is raised on the
 * day of a step for a period, it ends, lapses, or goes because figures were revised; what came and
 * went between two steps was never raised.
 *
 * As they are now, and not as they were then: the regions, the events and the calendar, and which
 * figures may not be shown. Figures are those of the regions as reported. Rules are judged alone:
 * inhibited_by, silences and answers belong to the life of alerts (flow/life).
 *
 * Nothing is judged twice that cannot have changed. A verdict depends on what was reported up to
 * its period, so a stream is run once over all figures that came in order, and from the period that
 * was revised on otherwise; rules from the first period in which a stream says something else. */
#ifndef YX_FLOW_REPLAY_H
#define YX_FLOW_REPLAY_H

#include "flow/workspace.h"
#include "trigger/course.h"

enum { YX_RERUN_RULES = 256 }; /* most rules of one replay */

/* A rule, in the set that it stands in; the sets must outlive the replay. */
typedef struct yx_rerun_rule {
    const yx_rules *rules;
    const yx_rule *rule;
} yx_rerun_rule;

typedef struct yx_rerun_ask {
    const yx_rerun_rule *rule;
    size_t n_rule;
    yx_day from, to; /* steps are days from `from` to `to` */
    bool daily; /* a step each day on which something became known; else each Sunday, and `to` */
} yx_rerun_ask;

typedef enum yx_rerun_end {
    YX_RERUN_ON,      /* at the end of the replay */
    YX_RERUN_QUIET,   /* its figures were quiet again */
    YX_RERUN_LAPSED,  /* no fresh evidence within its limit */
    YX_RERUN_REVISED, /* with the figures as they are known now it would not have been raised */
    YX_RERUN_INVALID, /* the rule was no longer valid */
    YX_N_RERUN_END
} yx_rerun_end;
extern const char *const yx_rerun_end_name[YX_N_RERUN_END]; /* "on", "ended", "lapsed", ... */

/* An alert. */
typedef struct yx_replayed {
    uint32_t rule;         /* number in the ask */
    uint32_t region;       /* of the catalogue */
    yx_day raised, ended;  /* day of the step; ended YX_DAY_NONE: it is on */
    bool before;           /* it was on before `from`, and is none of this replay's */
    yx_period first, last; /* first period, and last with evidence, as last known while it was on */
    int level, worst;      /* when it was raised; the gravest that it had */
    uint64_t groups;       /* bit g: group g of the rule bore it when it was raised */
    yx_rerun_end end;
    size_t again; /* times that it came back after its end, as figures were revised */
} yx_replayed;

typedef struct yx_rerun yx_rerun;

/* Reads the figures and runs the streams.
 *   ws   open, with its catalogue; its own rules are not asked
 * YX_E_RANGE: no rule, more than YX_RERUN_RULES, or no day; YX_E_ABSENT: a stream's indicator is
 * not of the catalogue. O(versions + detector runs), on all cores; the same digits on one. */
YX_MUST_USE yx_code yx_rerun_new(yx_workspace *ws, const yx_rerun_ask *ask, yx_rerun **ret,
                                 yx_err *err);
void yx_rerun_free(yx_rerun *r); /* NULL is fine */

/* The next step; *ret_end after the last one. The first one is the day before `from`: what is on
 * then was raised before. O(what changed). */
YX_MUST_USE yx_code yx_rerun_step(yx_rerun *r, yx_day *ret_day, bool *ret_end, yx_err *err);

/* Alerts up to the last step, in the order in which they were raised. */
size_t yx_n_replayed(const yx_rerun *r);
const yx_replayed *yx_replayed_at(const yx_rerun *r, size_t i);

/* What a rule stands at in a region after the last step. False: the region has no figures yet. */
typedef struct yx_rerun_now {
    yx_course course;      /* after the newest period */
    yx_period newest;      /* period of the rule */
    yx_period first, last; /* of the alert that is on */
    int level;
} yx_rerun_now;
bool yx_rerun_look(const yx_rerun *r, size_t rule, uint32_t region, yx_rerun_now *ret);

/* Periods of a rule that end in the time of the replay and are known by now; and how many of them,
 * over all regions that it watches, could be told, in weeks. */
size_t yx_rerun_periods(const yx_rerun *r, size_t rule);
double yx_rerun_weeks(const yx_rerun *r, size_t rule);
/* The kind of its periods, and the number of one on the rule's axis: the one that holds the day. */
int32_t yx_rerun_number(const yx_rerun *r, size_t rule, yx_day day);

/* What was read and done, for benchmarks. */
typedef struct yx_rerun_work {
    size_t values; /* figures and revisions */
    size_t runs;   /* of detectors */
    size_t judged; /* periods that these were asked for */
} yx_rerun_work;
yx_rerun_work yx_rerun_work_of(const yx_rerun *r);

#endif

/* brief.h - the brief: what needs attention, what could not be seen, who has not reported, and the
 * latest figures, each with the file and line that it came from.
 *
 * The brief fetches nothing. Another layer gathers the facts below, this one finds the words and
 * the order. No number is printed that is not among the facts, and the same facts give the same
 * document. Figures are decimal texts as typed; what a method computed is a double and is shown
 * with one digit more than the figure beside it. All texts and arrays are borrowed. */
#ifndef YX_BRIEF_BRIEF_H
#define YX_BRIEF_BRIEF_H

#include "brief/doc.h"
#include "model/period.h"
#include "screen/detector.h"

typedef struct yx_brief_place {
    const char *code, *name; /* name in the language of the brief */
} yx_brief_place;

/* Where a figure came from. */
typedef struct yx_brief_from {
    const char *file; /* NULL: not known */
    size_t line;      /* 0: does not apply */
} yx_brief_from;

/* How a limit was reached, for methods whose limit is mean + factor x sd of a baseline. */
typedef struct yx_brief_sum {
    double mean, factor, sd; /* mean NAN: the method has no such sum */
    yx_period from, to;      /* first and last period of the baseline */
} yx_brief_sum;

/* One stream in one region, at the newest period that it was judged in. */
typedef struct yx_brief_stream {
    const char *name, *indicator, *unit, *group; /* indicator: its name for people */
    const char *detector;                        /* with its word, "earsC C2"; "": none */
    bool silent;                                 /* a missing figure is its signal */
    yx_period period;
    bool ytd;             /* period is written as year to date */
    const char *observed; /* what was judged; NULL: not reported */
    const char *reported; /* the figure as reported, where new-per-period was judged; or NULL */
    yx_brief_from from;   /* of the figure as reported */
    double expected, upper;
    yx_brief_sum sum;
    yx_look look;
    yx_state state;
    bool alarm;
    const double *course, *course_upper; /* n_course values each, oldest first; upper may be NULL */
    const bool *course_alarm;            /* may be NULL */
    size_t n_course;
    yx_period course_from, course_to;
} yx_brief_stream;

/* A change of an alert: "worse", to a level, in a period. */
typedef struct yx_brief_turn {
    yx_period period;
    bool worse; /* false: better */
    int level;
} yx_brief_turn;

typedef struct yx_brief_alert {
    yx_brief_place place;
    const char *rule, *hazard, *scheme; /* hazard "": none was named */
    int version, level;
    yx_period since, last;    /* first and last period in which its condition held */
    const char *const *group; /* names of those that bore it in the last one */
    size_t n_group, n_group_of;
    size_t at_least;             /* groups that are needed; 0: the condition is more than that */
    const char *when;            /* then: the condition of its grade, as the rule says it */
    const char *const *reckoned; /* its arithmetic, line by line */
    size_t n_reckoned;
    const yx_brief_turn *turn; /* changes of its level since it was raised */
    size_t n_turn;
    const char *id;                   /* in the log; NULL: no tick has recorded it yet */
    const char *state;                /* of that, in words */
    const char *post;                 /* that it stands with, or "" */
    const char *objection, *objector; /* what the county says against it, and who; or "" */
    const char
        *inhibited; /* the rule whose open alert stands for this one; NULL: it stands alone */
    size_t over;    /* its rank, where it is over the budget of its rule; 0: it is within */
    const yx_brief_stream *stream;
    size_t n_stream;
} yx_brief_alert;

typedef struct yx_brief_ended {
    yx_brief_place place;
    const char *rule;
    yx_period since, last, end;
    bool lapsed;              /* it ended for want of fresh evidence */
    const char *const *group; /* that agreed at some time */
    size_t n_group;
} yx_brief_ended;

typedef struct yx_brief_option {
    const char *name, *value;
} yx_brief_option;

/* A stream as the rule says it. */
typedef struct yx_brief_watch {
    const char *name, *indicator, *group, *source;
    const char *detector; /* NULL: none, its figures are compared; or it is silent */
    bool silent;          /* a missing figure is its signal */
    const char *level;    /* regions of this level only; NULL: all */
    yx_look look;
    const yx_brief_option *option;
    size_t n_option;
} yx_brief_watch;

/* A grade as the rule says it. */
typedef struct yx_brief_grade {
    int level;
    const char *when;
} yx_brief_grade;

typedef struct yx_brief_rule {
    const char *name, *scheme, *file;
    int version, level;
    size_t at_least; /* groups; 0: its condition is more than that, and stands in the grades */
    size_t n_group, within, quiet_for;
    const yx_brief_grade *grade;
    size_t n_grade;
    const char *exit;        /* with grades: what ends it, as the rule says it */
    const char *approved_by; /* post; NULL: it is not approved, a trial */
    yx_day approved_on;
    bool outside;            /* the as-of day lies outside its validity */
    size_t n_region;         /* regions of the scope that it watches */
    size_t n_open;           /* of them with an open alert */
    size_t n_stream, n_able; /* streams x regions, and how many were judged at the last period */
    const yx_brief_place *blind; /* regions in which too little could be seen */
    size_t n_blind;
    const yx_brief_place *undefined; /* regions of whose figures the rule's source says nothing */
    size_t n_undefined;
    const yx_brief_watch *watch;
    size_t n_watch;
} yx_brief_rule;

typedef struct yx_brief_late {
    yx_brief_place place;
    yx_period last; /* its newest report */
} yx_brief_late;

typedef struct yx_brief_reports {
    const char *name, *indicator; /* of the stream */
    bool any;                     /* anyone ever reported */
    yx_period newest;             /* by anyone */
    size_t behind;                /* whole periods between the newest report and the as-of day */
    size_t n_region;              /* regions that ever reported */
    const yx_brief_late *late;    /* those that have not reported the newest period */
    size_t n_late;
} yx_brief_reports;

typedef struct yx_brief_figure {
    const char *indicator, *value, *unit;
    yx_period period;
    bool ytd;
    const char *note; /* what was said of the source, "secondary source, unverified"; or "" */
    yx_brief_from from;
} yx_brief_figure;

/* A known event that baselines leave out, or an analyst's limit for that time. */
typedef struct yx_brief_event {
    yx_brief_place place;  /* code "": everywhere */
    const char *indicator; /* name; "": all */
    yx_day first, last;    /* last YX_DAY_MAX: still on */
    const char *note;
    const char *limit; /* an analyst's own; NULL: the time is left out of baselines */
} yx_brief_event;

typedef struct yx_brief_facts {
    yx_brief_place scope;
    yx_day as_of;
    uint64_t seq;     /* number of the log's last entry that was used */
    const char *head; /* hash of that entry, hex; the first 12 digits are shown */
    bool joined;      /* series are joined on the boundaries of a day */
    yx_day on;        /* that day */
    size_t recent;    /* `ended` holds alerts that ended in the last so many periods */
    const yx_brief_alert *alert;
    size_t n_alert;
    const yx_brief_ended *ended;
    size_t n_ended;
    const yx_brief_rule *rule;
    size_t n_rule;
    const yx_brief_event *event;
    size_t n_event;
    const yx_brief_reports *reports;
    size_t n_reports;
    const yx_brief_figure *figure;
    size_t n_figure;
} yx_brief_facts;

/* One period may be on its way; a stream of which nobody reported two is silent. */
enum { YX_BRIEF_SILENT = 2 };

/* Makes the document. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_brief(const yx_brief_facts *facts, yx_lang lang, yx_doc **ret_doc,
                             yx_err *err);

#endif

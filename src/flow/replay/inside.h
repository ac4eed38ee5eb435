/* inside.h - what the files of this folder share.
 *
 *   past.c      versions of the store: what became known of each row at each step
 *   lanes.c     each stream over each row: what it came to say at each step
 *   rule.c      one rule: its planes and courses, brought along from step to step
 *   replay.c    the steps, and the alerts that they raise
 *   labels.c    against what truly was
 *   record.c    replays and approvals in the log */
#ifndef YX_FLOW_REPLAY_INSIDE_H
#define YX_FLOW_REPLAY_INSIDE_H

#include "flow/evidence.h"
#include "flow/replay/replay.h"

#define YX_NEVER UINT32_MAX

/* --- past.c --- */

typedef enum yx_news_what {
    YX_NEWS_VALUE,
    YX_NEWS_NONE,   /* no value any longer */
    YX_NEWS_SEEN,   /* it was reported, but may not be shown, or no flow follows from it */
    YX_NEWS_UNSEEN, /* withdrawn */
} yx_news_what;

typedef struct yx_news {
    uint32_t step, t;
    uint32_t order; /* of what became known at one step, the later one stands */
    yx_news_what what;
    double value;
} yx_news;

/* What became known of one region, in order of step, then period. */
typedef struct yx_past_row {
    uint32_t region;
    yx_news *at;
    size_t n, cap;
} yx_past_row;

/* One indicator. Its axis is the one of all that is ever known in the replay; what is known of it
 * after a step goes from period first[step] to last[step], YX_NEVER: nothing. */
typedef struct yx_past {
    const yx_indicator *indicator;
    yx_axis axis;
    yx_past_row *row; /* n_row, in order of region */
    size_t n_row;
    uint32_t *first, *last;
    size_t values;
} yx_past;

/* Days of the steps: day[0] is the one before `from`. */
typedef struct yx_steps {
    yx_day *day;
    size_t n;
} yx_steps;

YX_MUST_USE yx_code yx_past_read(yx_workspace *ws, const yx_indicator *indicator,
                                 const yx_steps *steps, yx_past *ret, yx_err *err);
void yx_past_free(yx_past *past);

/* For each step, first and last period in which any of the rows has a value. `first` may be NULL.
 */
YX_MUST_USE yx_code yx_past_ends(const yx_past_row *const *row, size_t n_row, size_t n_period,
                                 size_t n_step, uint32_t *first, uint32_t *last, yx_err *err);

/* --- lanes.c --- */

/* What a stream says of a period of its own. */
typedef struct yx_cell {
    double value, p;
    uint8_t state; /* yx_state */
    bool alarm;
} yx_cell;

typedef struct yx_said {
    uint32_t step, t;
    yx_cell cell;
} yx_said;

typedef struct yx_lane_row {
    const yx_past_row *past;
    yx_said *said; /* in order of step */
    size_t n, cap, next;
    size_t runs, judged;
} yx_lane_row;

/* A stream over the regions of its level. */
typedef struct yx_lane {
    const yx_stream *stream;
    const yx_past *past;
    uint32_t *region; /* n_row, in order */
    yx_lane_row *row;
    size_t n_row;
    yx_cell *cell; /* n_row rows of past->axis.n: as known after the last step */
} yx_lane;

YX_MUST_USE yx_code yx_lane_hear(const yx_workspace *ws, yx_lane *lane, size_t n_step, yx_err *err);
void yx_lane_free(yx_lane *lane);

/* A cell that a step changed. */
typedef struct yx_touch {
    uint32_t lane, row, t;
    bool had; /* a value, before */
} yx_touch;

/* --- rule.c --- */

/* A region's course after a period. */
typedef struct yx_mark {
    yx_course course;
    uint32_t first, last; /* of the alert that is on, or of the one that ended here */
    uint8_t turn;         /* yx_turn */
    uint8_t level;
} yx_mark;

/* Periods of a lane that make one of the rule: from .. to - 1. */
typedef struct yx_bundle {
    uint32_t from, to;
    bool cut; /* a flow whose first or last periods lie outside all that is ever known */
} yx_bundle;

/* One stream of a rule. */
typedef struct yx_track_stream {
    uint32_t lane;
    uint32_t *place;   /* the period of the rule of each of the lane's, or YX_NEVER */
    yx_bundle *bundle; /* of each period of the rule */
    uint32_t *row;     /* the row of the rule of each of the lane's */
    bool flow;
} yx_track_stream;

typedef struct yx_track {
    const yx_rule *rule;
    const yx_rules *rules;
    yx_track_stream *stream; /* rule->n_stream */
    uint64_t *asks;          /* by lane: bit k: stream k is that lane */
    yx_axis axis;            /* of all that is ever known; n 0: nothing is */
    yx_rule_rows rows;       /* its regions; without streams */
    yx_say *say;             /* as in yx_evidence, over `rows` and `axis` */
    double *value;           /* or NULL */
    size_t *has;             /* by row: values that it has now */
    bool *live;              /* by row: an alert may be raised there, as regions are known now */
    bool *there;             /* by row: it had values after the step before (with area) */
    uint8_t *planes;         /* of all rows and periods */
    yx_mark *mark;           /* likewise */
    bool area;               /* asks for an area: who is there matters to the others */
    yx_rule_rows now;        /* then: rows of the regions that are there now */
    uint32_t *now_row;       /* place in `rows` of each row that is judged */
    size_t n_now;
    size_t reach;
    uint32_t first, last; /* periods known by now; YX_NEVER: none */
    uint32_t from;        /* first period that the last step judged */
    uint8_t *window;      /* room of the last step, and its evidence, which begins at in_from */
    size_t cap;
    yx_evidence in;
    uint32_t in_from;
} yx_track;

/* lane_of: the lane of each of its streams. */
YX_MUST_USE yx_code yx_track_make(const yx_workspace *ws, const yx_rerun_rule *of,
                                  const yx_lane *lane, size_t n_lane, const uint32_t *lane_of,
                                  yx_track *ret, yx_err *err);
void yx_track_free(yx_track *track);

/* Takes in what the step changed, and judges what follows. *ret_any false: nothing did. */
YX_MUST_USE yx_code yx_track_step(const yx_workspace *ws, yx_track *track, const yx_lane *lane,
                                  const yx_touch *touch, size_t n_touch, size_t step, bool *ret_any,
                                  yx_err *err);
/* The mark of a row after a period. */
const yx_mark *yx_track_mark(const yx_track *track, size_t row, uint32_t t);
/* Groups that bear it in a row at t; 0 where the last step did not judge t. */
uint64_t yx_track_groups(const yx_track *track, size_t row, uint32_t t);

#endif

/* farrington_past.h - which earlier periods the two Farrington methods compare with.
 *
 * For period t the anniversaries are the same periods 1, 2, ... years before. Around each of them
 * lies a window of 2 w + 1 periods. With levels > 1 the rest of every year counts too: it is cut
 * into levels - 1 blocks, each a season with a mean of its own; the windows are the last season.
 * Gaps, known events and periods without population stand in the runs with weight 0. */
#ifndef YX_SCREEN_FARRINGTON_PAST_H
#define YX_SCREEN_FARRINGTON_PAST_H

#include "screen/detector.h"

enum { YX_FAR_YEARS = 20, YX_FAR_LEVELS = 60 }; /* the most of each */

/* Consecutive periods of one season. */
typedef struct yx_far_run {
    uint32_t from, n; /* place in the series, periods */
    uint32_t level;   /* season, from 0 */
} yx_far_run;

/* What the fit needs of each period, computed once a series: n values each, 0 where the period is
 * left out of baselines. y: count, pop: population or 1. */
typedef struct yx_far_table {
    size_t n;
    bool even;                /* every period is as long as the next */
    double center;            /* a level in the midst of all */
    double *used;             /* 1 or 0 */
    double *y, *pop, *people; /* people: pop, but 0 where it is left out */
    double *w, *wz;           /* first weights y + 0.1, and times the first working figures */
    double *y_log, *ya;       /* y (log(y / pop) - center), y^(2/3) */
    double *start;            /* half the deviance of mu = y + 0.1 */
    double *time;             /* in periods; with dates, days over the length of the first period */
    double *fault;            /* how many figures up to here, itself included, no count can have */
} yx_far_table;

enum { YX_FAR_COLUMNS = 11 }; /* of the table: n doubles each */

typedef struct yx_far_past {
    size_t from, end; /* all periods lie in from .. end - 1 */
    size_t n, n_run;  /* periods used, runs */
    uint32_t levels, own;
    uint32_t used[YX_FAR_LEVELS]; /* periods used, by season */
    yx_far_run run[(YX_FAR_YEARS + 1) * (YX_FAR_LEVELS + 1)];
} yx_far_past;

typedef struct yx_far_layout {
    size_t years, window, levels;
    size_t recent; /* periods just before t that are left out, as t is; or YX_FAR_AS_WINDOW */
} yx_far_layout;

#define YX_FAR_AS_WINDOW SIZE_MAX /* as many as half a window has */

/* Fills the table; `room` is YX_FAR_COLUMNS x n doubles. by_date: time runs as dates do, if there
 * are any: months are not equally long. */
void yx_far_tabulate(const yx_screen_input *in, bool with_population, bool by_date, double *room,
                     yx_far_table *ret);

/* False: the history does not reach back so far. Nothing but from, end, runs and counts is set. */
bool yx_far_look_back(const yx_screen_input *in, const yx_far_table *table,
                      const yx_far_layout *layout, size_t t, yx_far_past *ret);

/* There are more periods than levels and slope, and some in the windows. */
bool yx_far_enough_past(const yx_far_past *past);
/* What is used holds a figure that no count can have: below 0, beyond all bounds. */
bool yx_far_faults(const yx_far_table *table, const yx_far_past *past);
bool yx_far_is_count(double y);

/* The sum over the last `periods` is at least `cases`: a method for rare events need not speak. */
bool yx_far_enough_cases(const yx_screen_input *in, size_t t, double cases, size_t periods);

#endif

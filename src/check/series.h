/* series.h - what one series says against itself.
 *
 * A kernel looks at the figures of one region and indicator, oldest first, and says of each whether
 * it could be judged and whether it is asked about. Gaps are simply not there: `at` says which
 * period a figure is of. Kernels use no heap; where one needs room it is given some. */
#ifndef YX_CHECK_SERIES_H
#define YX_CHECK_SERIES_H

#include "base/day.h"
#include "base/decimal.h"
#include "model/catalog.h"

typedef struct yx_run {
    size_t n;
    const int32_t *at;   /* number of its period: the next period has the next number */
    const int32_t *year; /* that it is in */
    const int32_t *span; /* periods that it covers; figures of different spans are not compared */
    const yx_decimal *value; /* as typed */
    const double *level;     /* the same */
    const yx_day *last;      /* last day of the period */
    const yx_day *as_of;     /* day of publication */
    int per_year;            /* periods that make a year */
    yx_kind kind;
    uint8_t digits; /* behind the point, most of any figure */
} yx_run;

#define YX_AGAINST_NONE UINT32_MAX

typedef struct yx_opinion {
    bool judged, asked;
    uint32_t against; /* number of the earlier figure that it was held against, or NONE */
    double expected;  /* in the unit of the figure; NAN: nothing to say */
    double score;     /* robust z, power of ten, length of a run: what the check measures */
} yx_opinion;

/* What the figures of an indicator are like, over all regions. */
typedef struct yx_habit {
    size_t n, negative, fraction; /* figures; below zero; with digits that are not zero */
    size_t january, combined;     /* years that have January alone; that start with 1-2 together */
} yx_habit;

/* Adds the figures of a series. */
void yx_habit_add(yx_habit *habit, const yx_run *run);

/* --- Q03: a total does not fall. ytd: within a year. param: may_fall --- */
void yx_check_decrease(const yx_run *run, const double *param, yx_opinion *ret);

/* --- Q04: in a series that reports January and February together there is no January. param:
 * combined (1: so it is, 0: not so, -1: if it is the habit) --- */
void yx_check_month(const yx_run *run, const yx_habit *habit, const double *param, yx_opinion *ret);

/* --- Q20: a figure cannot be known before its period has ended. param: forecast --- */
void yx_check_early(const yx_run *run, const double *param, yx_opinion *ret);

/* --- C02: below zero where figures are not. param: may_be (1, 0, -1 by habit), share --- */
void yx_check_negative(const yx_run *run, const yx_habit *habit, const double *param,
                       yx_opinion *ret);

/* --- C03: a part of a thing that is counted. param: may_be (1, 0, -1 by habit), share --- */
void yx_check_fraction(const yx_run *run, const yx_habit *habit, const double *param,
                       yx_opinion *ret);

/* --- Q09: a change unlike all its own earlier ones, in percent and in size. param: z, least,
 * floor, history ---
 *
 * Changes are against the same period a year ago where there are enough of them, else against the
 * period before (a week before, for days). Of the last 60 earlier ones the median and MAD; asked
 * where both the relative and the absolute change are more than z deviations off and beyond every
 * one of them. O(n * 60). */
void yx_check_abrupt(const yx_run *run, const double *param, yx_opinion *ret);

/* --- Q10, Q11: a power of ten off. Against the last figure that was not asked about, the median of
 * those before it, and the same period a year ago: all must agree, and the series must not move so
 * far by itself. param: band, history; percent: only 100 times ---
 * O(n * 12). */
void yx_check_slip(const yx_run *run, bool percent, const double *param, yx_opinion *ret);

/* --- Q17: the same figure again and again, where the series moves. param: run, move, share ---
 *   room   n doubles
 */
void yx_check_repeat(const yx_run *run, const double *param, double *room, yx_opinion *ret);

/* --- C08: the figures of two series of one indicator are the same for `run` periods to `at`, and
 * they are no common figure by nature. param: run, move, share ---
 *   a, i   series, and the number of its figure of that period; likewise b, j
 *   room   the smaller n of both
 */
bool yx_check_copy(const yx_run *a, size_t i, const yx_run *b, size_t j, const double *param,
                   double *room);

#endif

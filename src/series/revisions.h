/* revisions.h - what became of figures after they were first published: the revision triangle.
 *
 * Each period of a series is a row: its versions by age, in days since the first one was published
 * (as_of against as_of). Over many rows, at ages of 1 day to two years (lags): how far the figure
 * had moved by then from what was first said, how often upwards.
 *
 * A row counts at a lag if it could have been seen at that age: from its first version to the day
 * of asking there are at least so many days. Withdrawn figures end their row. */
#ifndef YX_SERIES_REVISIONS_H
#define YX_SERIES_REVISIONS_H

#include "store/store.h"

/* One period of one region. */
typedef struct yx_revised {
    yx_period period;
    const yx_version *at; /* its versions in order of as_of, borrowed */
    size_t n;             /* versions, at least 1; a day's last one only counts for ages */
    size_t changes;       /* times that the value changed after the first day */
    yx_day first, last;   /* days of the first version and of the last change */
    yx_decimal was, is;   /* the first value that was published; the value now */
    bool withdrawn;       /* no value now */
} yx_revised;

/* Rows of a series, as yx_store_history() gives its versions; they are borrowed from it.
 *   ret   yours, *ret_n of them; release with free(). NULL for none
 * O(n). */
YX_MUST_USE yx_code yx_revised_rows(const yx_versions *history, yx_revised **ret, size_t *ret_n,
                                    yx_err *err);

/* Age of a version in its row. */
int yx_revised_age(const yx_revised *row, size_t i);
/* The value known at an age; false: withdrawn by then. */
bool yx_revised_at(const yx_revised *row, int age, yx_decimal *ret);

/* What the rows had become at one age. Sums, so that many series can be put together. */
typedef struct yx_lag {
    int age;             /* days */
    size_t n;            /* rows that could be seen at that age, with a value then */
    size_t revised, up;  /* of them: another value than the first; a larger one */
    double sum, sum_abs; /* of value - first value */
    size_t n_relative;   /* rows whose first value is not 0 */
    double sum_relative, sum_relative_abs; /* of (value - first) / |first| */
} yx_lag;

enum { YX_LAGS = 14 };
extern const int yx_lag_age[YX_LAGS]; /* 1 2 3 7 14 21 28 35 42 56 91 182 364 728 */

/* Starts the lags: ages, and nothing counted. */
void yx_lags_start(yx_lag lag[YX_LAGS]);
/* Counts a row in. `now` is the day of asking. */
void yx_lags_add(yx_lag lag[YX_LAGS], const yx_revised *row, yx_day now);

/* NAN where nothing was counted. */
double yx_lag_mean(const yx_lag *lag);
double yx_lag_mean_abs(const yx_lag *lag);
double yx_lag_mean_pct(const yx_lag *lag); /* percent of the first value */
double yx_lag_mean_abs_pct(const yx_lag *lag);
double yx_lag_revised_share(const yx_lag *lag); /* 0 to 1 */
double yx_lag_up_share(const yx_lag *lag);      /* of those that were revised */

#endif

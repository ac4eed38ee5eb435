/* control.h - how often a rule is wrong: its tail calibrated on quiet times, its share of false
 * alarms held over many regions, a cap on what a post is asked to answer, and what it was measured
 * to do.
 *
 * Everything here is pure: rows in, numbers out. Source keys: burkom2005, vovk2005,
 * hosking1987, benjamini1995, benjamini2001, wilson1927. */
#ifndef YX_TRIGGER_CONTROL_H
#define YX_TRIGGER_CONTROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- calibration: a model's p against what quiet times really show --- */

enum {
    YX_QUIET_LEAST = 200, /* fewest quiet p-values of a class for a tail of its own */
    YX_QUIET_JOIN = 10,   /* smallest ones from which on the fitted tail speaks */
};

/* What a detector says of one period, as a number that is small when it is uncommon: its p, or for
 * methods without one (ewma, cusum) a stand-in that falls as the score rises, the upper tail of a
 * normal at 3 scores. Means something only through yx_tail_p(). NAN: neither. */
double yx_raw_p(double p, double score);

/* The share of quiet times with a p as small as this, as they show it: for the k-th smallest of n
 * k / (n + 1), the mean chance that the next one is smaller, and in between for what is between
 * two; beyond the YX_QUIET_JOIN-th smallest a generalised Pareto of -ln p, fitted to the smallest
 * tenth. In the upper half, where nothing is raised but much is combined, equal ones (no cases at
 * all: p 1) have their middle place, and none has the last. */
typedef struct yx_tail_part {
    const double *quiet; /* n, ascending, no NAN */
    size_t n;
    double shape, scale; /* shape NAN: too few, or all the same */
} yx_tail_part;

/* What the smallest of the past were is better known than what the next ones will be, the more so
 * where many values move as one (streams with a common cause, weeks that follow each other). So the
 * quiet times are cut into folds, each is judged by the others, and what comes out, as good as new,
 * is the second part: how often a share as small as this is really met. */
typedef struct yx_tail {
    yx_tail_part seen, honest;
} yx_tail;

/* Folds are stretches of four periods in turn, so that what judges has its part of every season. */
enum { YX_FOLDS = 5, YX_FOLD_PERIODS = 4 };
static inline uint8_t yx_fold_of(size_t period)
{
    return (uint8_t)(period / YX_FOLD_PERIODS % YX_FOLDS);
}

/* Learns the tail of a class of regions from its pooled quiet p-values, NAN left out.
 *   fold    n, yx_fold_of() each one's period
 *   room    2 n, in use as long as the tail is
 *   ret_p   n: what each quiet p was worth to the others, from which rules of several streams learn
 * O(n log n), about 2 us a value. */
void yx_tail_fit(const double *quiet, const uint8_t *fold, size_t n, double *room, double *ret_p,
                 yx_tail *ret);
/* The calibrated p: the chance of one as small in quiet times. NAN stays; with fewer than
 * YX_QUIET_LEAST values p is given back. */
double yx_tail_p(const yx_tail *tail, double p);
/* The other way: the largest p of which yx_tail_p() is at most `share`, in (0, 1); below 0: none.
 */
double yx_tail_level(const yx_tail *tail, double share);

/* The level at which a rule "at_least of these groups" alarms: each group counts with the smallest
 * p of its streams, and the at_least-th smallest of the groups must be at most that level. group: n
 * numbers below YX_AGREE_GROUPS. NAN: fewer groups can be told.
 * The level of a stated rate comes from quiet times: yx_agree_p() of ret_p of its streams in each
 * quiet period, pooled over a class of regions, yx_tail_fit() of that, yx_tail_level(tail, rate).
 * Whatever depends on what in quiet times is in it; a formula for independent streams is not used
 * (docs/decisions/0018). A combined p (screen/pvalues.h) learns its level in the same way. */
enum { YX_AGREE_GROUPS = 64 };
double yx_agree_p(const double *p, const uint8_t *group, size_t n, size_t at_least);

/* --- many regions and streams in one period --- */

/* Which of n p-values to raise so that the expected share of false ones is at most `share`:
 * Benjamini-Hochberg, or Benjamini-Yekutieli where any dependence is to be held. Writes 1 or 0 to
 * raise; returns how many. order: 2 n. */
size_t yx_control_share(const double *p, size_t n, double share, bool any_dependence, size_t *order,
                        uint8_t *raise);

/* --- the cap --- */

typedef struct yx_claim {
    uint32_t post; /* who would have to answer */
    int level;     /* 1 is the gravest */
    double p;      /* NAN: none */
    size_t groups; /* that agree */
    size_t of;     /* the caller's number of it */
} yx_claim;

/* Ranks the claims of one week: level, then groups, then p, then number; and marks those within
 * each post's budget. Nothing is dropped: what is over stands behind, in order.
 *   budget   alarms a post and week; 0: no cap. What a post does not use is saved, at most a week's
 *            worth or, where that is less than one alarm, one alarm.
 *   saved    n_post, 0 at first; of all posts, those without a claim save too
 * Level 1 is always within; it takes of the budget what there is. Posts from n_post on have no
 * budget. O(n log n). */
void yx_control_cap(yx_claim *claim, size_t n, double budget, double *saved, size_t n_post,
                    uint8_t *ret_within);

/* --- what was measured --- */

/* Correlation of two streams in quiet weeks, of the normal scores of their p-values, each less the
 * mean of its region: what two regions have in common because a model fits both badly is none. b
 * follows a by the lag of 0..max_lag where it is largest: *ret_lag; ask the other way round too.
 * Both periods of a pair must be quiet (both streams judged, neither alarmed). Leaving out alarms
 * makes it a little smaller than it is. NAN under YX_QUIET_PAIRS pairs. Rows of n periods for each
 * of n_region regions, region-major. O(n_region n max_lag). */
enum { YX_QUIET_PAIRS = 20 };
double yx_quiet_correlation(const double *p_a, const double *p_b, const uint8_t *quiet,
                            size_t n_region, size_t n, size_t max_lag, size_t *ret_lag,
                            size_t *ret_pairs);

typedef struct yx_measured {
    size_t raised, right, wrong; /* alarms; those that met an event; those that met none */
    size_t events, found;        /* events; those that an alarm met */
    double weeks;                /* region-weeks that were watched and could be judged */
    double precision, recall;    /* NAN: nothing to divide by */
    double precision_low, precision_high, recall_low, recall_high; /* Wilson, 95 % */
    double delay;        /* median periods from the onset to the first alarm of those found */
    double false_a_week; /* wrong / weeks: a county and week */
} yx_measured;

/* A share and Wilson's interval of it, 95 %: k of n; all NAN for n 0. */
void yx_wilson(size_t k, size_t n, double *ret_share, double *ret_low, double *ret_high);

/* One event that truly was, and one alarm: periods are those of the rule, last included. */
typedef struct yx_truth_event {
    uint32_t region;
    int32_t first, last;
} yx_truth_event;

/* An alarm is right if it is raised (its `first`) between `lead` periods before the onset of an
 * event of its region and its end. Both sorted by region, first. The delay of an alarm before the
 * onset is below 0. room: n_event of size_t. O(n_event log n_alarm + n_alarm). */
void yx_measure(const yx_truth_event *event, size_t n_event, const yx_truth_event *alarm,
                size_t n_alarm, double weeks, int lead, size_t *room, yx_measured *ret);

/* Is a rule's retirement to be proposed? True when the upper end of the interval of its precision
 * (of its last answered alarms, right or wrong) lies under the floor. Alarms that were all wrong do
 * it from z^2 (1 - floor) / floor of them on, z = 1.96: 16 for a floor of 0.2. */
bool yx_retire(size_t right, size_t wrong, double floor);

#endif

/* farrington_fit.h - the model of the two Farrington methods, and how past outbreaks are weighed
 * down in it.
 *
 *   log mean(t) = log population(t) + level of the season + slope t,   variance = phi mean
 *
 * It is what yx_glm_poisson() fits, with the same starting value and stopping rule; but as a season
 * is all the design there is besides the slope, a step needs three sums a season instead of a
 * decomposition, and the mean grows by a constant factor from period to period. */
#ifndef YX_SCREEN_FARRINGTON_FIT_H
#define YX_SCREEN_FARRINGTON_FIT_H

#include "screen/farrington_past.h"

/* Periods are weighed down where the Anscombe residual is over this many sd; NAN: none are. */
typedef struct yx_far_how {
    bool trend;
    double threshold;
    /* After weighing, R's surveillance takes the prior weights for the working ones where it
     * computes standard errors: see docs/detectors/farringtonFlexible.md. */
    bool compat;
} yx_far_how;

typedef struct yx_far_fit {
    bool exists, converged;
    bool trend;             /* there is a slope */
    double slope, slope_sd; /* a period */
    double dispersion, df;  /* Pearson's; may be below 1 */
    double at_own, own_var; /* log of the mean of period t for population 1; variance for phi 1 */
    double scale;           /* what own_var is to be multiplied with: dispersion, or see compat */
} yx_far_fit;

/* Doubles of room for a series of n periods. */
size_t yx_far_fit_room(size_t n);

/* Fits the past and says what it expects at period t. */
yx_far_fit yx_far_fit_past(const yx_far_table *table, const yx_far_past *past, yx_far_how how,
                           size_t t, double *room);

/* When the slope is kept: there are three years to see it, its p is below `p`, and it does not lead
 * beyond the largest count that was seen. */
typedef struct yx_far_trend {
    size_t years;
    double p;
} yx_far_trend;

/* The same with the slope, and without where it does not hold or nothing fits with it. `pop` is the
 * population of period t. */
yx_far_fit yx_far_fit_trend(const yx_far_table *table, const yx_far_past *past, yx_far_how how,
                            yx_far_trend keep, size_t t, double pop, double *room);

#endif

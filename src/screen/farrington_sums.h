/* farrington_sums.h - passes over the past for farrington_fit.c: sums by season, means, weights.
 *
 * As a season is all the design there is besides the slope, a step of the fit needs a few sums a
 * season instead of a decomposition, and the mean grows by a constant factor from period to
 * period. */
#ifndef YX_SCREEN_FARRINGTON_SUMS_H
#define YX_SCREEN_FARRINGTON_SUMS_H

#include "screen/farrington_past.h"

/* log mean(t) = a[season] + b t. Time runs from the middle of the past, so that level and slope are
 * nearly independent. */
typedef struct yx_far_model {
    double b;
    bool trend;                  /* there is a slope */
    double a[YX_FAR_LEVELS];     /* of seasons in use; the others are not set */
    double level[YX_FAR_LEVELS]; /* exp(a), from yx_far_next_sums() on */
} yx_far_model;

/* Sums over a season, of weights W and working figures Z = W z: sum W, W t, W t^2, Z, Z t. */
typedef struct yx_far_sums {
    double w, wt, wtt, z, zt;
} yx_far_sums;

/* What the prior weights alone decide, by season. */
typedef struct yx_far_total {
    yx_far_sums first;   /* of the first step: weights omega (y + 0.1) */
    double y, yt, pop;   /* sum omega y, omega y t, omega population */
    double y_log, start; /* sum omega y log(y / pop), half the first deviance */
} yx_far_total;

typedef struct yx_far_work {
    const yx_far_table *k;
    const yx_far_past *past;
    double middle; /* of time */
    /* By place in the series, less past->from. */
    double *time;              /* less middle */
    const double *omega, *u;   /* prior weights; these times population */
    double *own_omega, *own_u; /* room for weights that are not plain */
    double *grow;              /* exp(slope t) */
    double *mu, *mu_in;        /* means, and those that went into the last step; for population 1 */
    double slope;              /* of what stands in grow[]; NAN: nothing does */
} yx_far_work;

/* Doubles of room for a series of n periods. */
size_t yx_far_work_room(size_t n);
/* Begins with plain weights: 1, and 0 where a period is left out. */
yx_far_work yx_far_work_on(const yx_far_table *table, const yx_far_past *past, double *room);
void yx_far_plain(yx_far_work *k);
/* Takes own_omega, times gamma, for weights. */
void yx_far_own(yx_far_work *k, double gamma);

/* `levels` totals; only of some of them where `only` is given, the others stay. */
void yx_far_add_up(const yx_far_work *k, const bool *only, yx_far_total *ret);
void yx_far_scale(const yx_far_total *from, double by, yx_far_total *ret);

/* The sums of the next step: weights omega mu, working figures less eta. */
void yx_far_next_sums(yx_far_work *k, const yx_far_total *all, yx_far_model *m, yx_far_sums *ret);

/* Fills the means, and those that went into the step that led there: from y + 0.1 where `before` is
 * NULL. Both models have been through yx_far_next_sums(). */
void yx_far_fill(yx_far_work *k, const yx_far_model *m, const yx_far_model *before);

/* 2 sum omega (y log(y / mu) - (y - mu)), term by term. */
double yx_far_deviance(const yx_far_work *k, const double *mu);

/* Pearson's dispersion from the weights of the last step, and from the prior ones. */
void yx_far_disperse(const yx_far_work *k, double df, double *ret_fit, double *ret_prior);

#endif

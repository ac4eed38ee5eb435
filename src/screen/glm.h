/* glm.h - regression of counts: log mean = offset + design x coefficients, fitted by weighted least
 * squares again and again, with the starting value and the stopping rule of R's glm.fit.
 *
 * Poisson, quasi-Poisson (Poisson with a dispersion) and negative binomial with a given size. The
 * steps stop as soon as |deviance - the one before| < 1e-8 (|deviance| + 0.1), at the latest after
 * 25: so figures agree with R's to the last digits, not only as far as both have converged. For the
 * same reason dispersion, hat values and standard errors use the weights of the last step, that is
 * of the mu that went into it. Pure: room comes from the caller. */
#ifndef YX_SCREEN_GLM_H
#define YX_SCREEN_GLM_H

#include <stdbool.h>
#include <stddef.h>

typedef struct yx_glm_data {
    size_t n, p;                 /* observations, columns of the design */
    const double *const *column; /* p columns of n values each; give a column of ones yourself */
    const double *y;             /* n counts >= 0, finite; need not be whole */
    const double *offset;        /* n, on the log scale; or NULL: none */
    const double *weight;        /* n prior weights >= 0; or NULL: all 1. Weight 0 leaves it out */
    double size;                 /* of the negative binomial; 0: Poisson */
    const double *start;         /* n means > 0 to start from; or NULL: as R does */
} yx_glm_data;

typedef struct yx_glm_fit {
    /* Filled where not NULL. */
    double *coef; /* p; NAN: the column says nothing that earlier ones do not */
    double *mu;   /* n */
    double *hat;  /* n: leverage, 0 where the weight is 0 */
    double *se;   /* p standard errors for dispersion 1: quasi-Poisson multiplies by its root */
    double *cov;  /* p x p: unscaled covariance, rows and columns of a NAN coefficient 0 */
    /* Filled always. */
    double deviance;
    double dispersion; /* Pearson's, of the quasi-Poisson; NAN without degrees of freedom */
    size_t rank;
    double df; /* observations of weight > 0, less rank */
    int steps;
    bool converged;
} yx_glm_fit;

/* Doubles of room for n observations and p columns. */
size_t yx_glm_room(size_t n, size_t p);

/* False, with nothing to use in *fit, where no fit exists: a count, weight or offset that cannot
 * be, no observation, or a first step that leads beyond all numbers. A fit that has not converged
 * is a fit; ask fit->converged. Cost: O(n p^2) a step, usually 4 to 8 steps. */
bool yx_glm_poisson(const yx_glm_data *data, double *room, yx_glm_fit *fit);

#endif

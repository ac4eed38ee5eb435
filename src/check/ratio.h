/* ratio.h - is a published rate what its parts give? And what two rates say of each other.
 *
 * A rate is recomputed from parts of one vintage, never averaged. Everything is an interval: each
 * part may be half a unit of its last digit off, and so may the rate. */
#ifndef YX_CHECK_RATIO_H
#define YX_CHECK_RATIO_H

#include "check/balance.h"

typedef struct yx_ratio {
    bool known; /* false: the denominator may be 0 */
    bool holds;
    double expected;        /* factor * numerator / denominator */
    double lowest, highest; /* that rounding allows for the published rate */
} yx_ratio;

/* numerator and denominator are sums of their terms.
 *   tolerance   in the unit of the rate, in place of the rounding of the rate itself; NULL
 */
void yx_ratio_of(yx_term rate, double factor, const yx_term *numerator, size_t n_numerator,
                 const yx_term *denominator, size_t n_denominator, const yx_decimal *tolerance,
                 yx_ratio *ret);

/* The power of ten by which published rates differ from a / b: what most of n figures say, 0 when
 * they say nothing. rate[i] against parts[i] = a / b. */
int yx_ratio_power(const double *rate, const double *parts, size_t n);

/* Change in percent of v against base; NAN where base is not above 0. */
double yx_growth(double v, double base);

#endif

/* distribution.h - the distributions that detectors need, with true tails on both sides.
 *
 * All are pure and accurate to about 1e-13 relative in the body and 1e-10 in the far tails, also
 * where one minus the other tail would lose all digits. The normal distribution is in
 * screen/normal.h. NAN in, or parameters outside their range, gives NAN. */
#ifndef YX_SCREEN_DISTRIBUTION_H
#define YX_SCREEN_DISTRIBUTION_H

#include <stdbool.h>

double yx_lgamma(double x); /* ln Gamma(x), x > 0; no global sign */

/* Regularised incomplete gamma P(a, x) and Q(a, x) = 1 - P, a > 0, x >= 0; incomplete beta
 * I_x(a, b) and 1 - I_x(a, b). */
double yx_gamma_lower(double a, double x);
double yx_gamma_upper(double a, double x);
double yx_beta_lower(double x, double a, double b);
double yx_beta_upper(double x, double a, double b);

double yx_chi2_upper(double x, double df);
double yx_t_upper(double t, double df); /* Student: P(T > t) */

/* P(X <= x) or, with `upper`, P(X > x); x is floored. */
double yx_poisson_cdf(double x, double mean, bool upper);
/* size > 0 (may be fractional), mean >= 0; variance mean + mean^2 / size */
double yx_negbin_cdf(double x, double size, double mean, bool upper);

/* Smallest whole x with P(X <= x) >= p, as R's qpois and qnbinom; p in [0, 1]. INFINITY where there
 * is none. At most about 100 steps. */
double yx_poisson_quantile(double p, double mean);
double yx_negbin_quantile(double p, double size, double mean);

#endif

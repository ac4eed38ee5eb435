/* arl.h - mean run lengths of control charts: how often they alarm when nothing has changed, how
 * soon when something has.
 *
 * Kernels are pure: room comes from the caller. Every length counts the alarming period. */
#ifndef YX_SCREEN_ARL_H
#define YX_SCREEN_ARL_H

#include <stdbool.h>
#include <stddef.h>

/* Poisson CUSUM: S = max(0, S + x - k), alarm at S >= h, x Poisson with mean theta.
 *
 * Exact: h and k have a least common denominator N, so S moves on multiples of 1/N, h N states.
 *   ret_arl    from S = 0
 *   ret_fast   from the head start floor(h N / 2) / N
 * yx_arl_poisson_states() is 0 where the chart cannot be worked out: not finite, theta or k below
 * 0, h not above 0, a common denominator above 1000, more than YX_ARL_STATES states, counts above
 * 100,000. theta 0 never alarms unless h is 0: INFINITY. */
enum { YX_ARL_STATES = 3000 };
size_t yx_arl_poisson_states(double theta, double h, double k);
size_t yx_arl_poisson_room(double theta, double h, double k); /* doubles */
void yx_arl_poisson(double theta, double h, double k, double *room, double *ret_arl,
                    double *ret_fast);

/* Gaussian one-sided CUSUM: S = max(0, S + x - k), alarm at S > h, x normal with mean mu, sd 1;
 * from S = 0. Gaussian EWMA: z = (1 - l) z + l x, alarm at |z| > c sqrt(l / (2 - l)), from 0.
 * Integral equations on nodes of Gauss and Legendre, as many as the width of the step needs.
 * NAN: the arguments cannot be (h <= 0 or > 200, k < 0; l outside 0.001..1, c <= 0 or > 20). */
size_t yx_arl_cusum_room(double h);
double yx_arl_cusum(double k, double h, double mu, double *room);
size_t yx_arl_ewma_room(double l, double c);
double yx_arl_ewma(double l, double c, double mu, double *room);

/* Multivariate EWMA: p normal streams, independent, sd 1, whose means have the squared length delta
 * (the noncentrality mu' inverse(Sigma) mu, as in R's spc), smoothed by lambda from 0; alarm when
 * the squared length, over its variance lambda / (2 - lambda), is above h. By symmetry the chain
 * has one dimension (delta 0) or two. NAN: lambda outside 0.01..1, p outside 1..50, h <= 0 or >
 * 400, delta < 0. */
size_t yx_arl_mewma_room(double lambda, double p, double delta, double h);
double yx_arl_mewma(double lambda, double p, double delta, double h, double *room);

/* The same as R's spc has it unless told otherwise: 20 nodes a dimension whatever the width of the
 * chart, the equations solved as they stand. Wide charts come out wrong, down to below 0; for those
 * who compare. Same arguments and room. */
double yx_arl_mewma_spc(double lambda, double p, double delta, double h, double *room);

/* The one-sided Gaussian CUSUM that alarms every `quiet` periods for mean 0, and `shifted` periods
 * after a shift to 2k. False: there is none with k 0.01..4 and h up to 100. room:
 * yx_arl_cusum_room(YX_LIMIT_H), of screen/limit.h. */
bool yx_find_kh(double quiet, double shifted, double *room, double *ret_k, double *ret_h);

/* Poisson CUSUM for a rise from theta0 to theta0 + s sqrt(theta0) that alarms about every arl0
 * periods without it: k to one decimal, but never on a multiple of 0.5, where the chart has too few
 * states to come near arl0; h to one decimal, such that the run length is within tol arl0 of arl0
 * or, where no h is, longer. False: none with h up to yx_hvalue_limit(). */
double yx_hvalue_k(double theta0, double s);
double yx_hvalue_limit(double arl0, double s, double theta0);
size_t yx_hvalue_room(double arl0, double s, double theta0);
bool yx_hvalue(double arl0, double s, double theta0, double tol, double *room, double *ret_h,
               double *ret_arl);

#endif

/* stat.h - sums and quantiles of values with gaps. A gap is NAN and is left out.
 *
 * Sums go from the first value to the last, with Neumaier's compensation, so that the same values
 * in the same order always give the same digits. No heap: what must be sorted is sorted in scratch.
 */
#ifndef YX_BASE_STAT_H
#define YX_BASE_STAT_H

#include <stddef.h>

size_t yx_stat_count(const double *x, size_t n); /* values that are no gap */
double yx_stat_sum(const double *x, size_t n);   /* NAN when all are gaps */
double yx_stat_mean(const double *x, size_t n);  /* NAN when all are gaps */
double yx_stat_sd(const double *x, size_t n);    /* sample sd (n - 1); NAN under two values */

/* Quantile q in [0, 1] by linear interpolation (type 7 of R). NAN when all are gaps.
 *   scratch   n doubles, overwritten */
double yx_stat_quantile(const double *x, size_t n, double q, double *scratch);
double yx_stat_median(const double *x, size_t n, double *scratch);
/* Median absolute deviation from the median, times 1.4826022185056018 = 1 / qnorm(0.75). */
double yx_stat_mad(const double *x, size_t n, double *scratch);

#endif

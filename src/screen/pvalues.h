/* pvalues.h - several p-values into one, and many p-values judged together.
 *
 * Kernels are pure: room comes from the caller. p-values are in [0, 1]; NAN is left out. */
#ifndef YX_SCREEN_PVALUES_H
#define YX_SCREEN_PVALUES_H

#include <stddef.h>

/* One p-value for "something is up in at least one of these streams". All but bonferroni, tippett
 * (close to it) and cauchy want independent streams. */
typedef struct yx_combined {
    double fisher;     /* chi-square of -2 sum ln p with 2 n df: a few very small ones decide */
    double stouffer;   /* sum of normal quantiles, over the root of n: all count alike */
    double edgington;  /* sum of the p-values themselves: needs most of them small */
    double tippett;    /* 1 - (1 - min p)^n */
    double simes;      /* min over i of n p(i) / i */
    double cauchy;     /* mean of tan((1/2 - p) pi): holds nearly whatever their dependence */
    double bonferroni; /* min(1, n min p): holds whatever their dependence */
} yx_combined;

/* n p-values, not sorted. All NAN when there is none; stouffer and cauchy also when both a 0 and a
 * 1 are among them. Accurate to about 1e-13 relative in the small tail, whatever n. O(n^2). room 2
 * n + 2 doubles order    2 n */
void yx_pcombine(const double *p, size_t n, double *room, size_t *order, yx_combined *ret);

/* One of them alone, of n p-values without NAN, n > 0. O(n), edgington O(n^2) with room for n + 1.
 */
double yx_fisher(const double *p, size_t n);
double yx_stouffer(const double *p, size_t n);
double yx_edgington(const double *p, size_t n, double *room);
double yx_cauchy(const double *p, size_t n);

/* p-values adjusted for their number, n each; as p itself, missing or NaN, where p is NAN. */
typedef struct yx_adjusted {
    double *bonferroni, *holm, *hochberg; /* chance of even one false alarm */
    double *bh, *by; /* share of alarms that are false: independent (BH), whatever (BY) */
} yx_adjusted;

/* order: 2 n. O(n log n): a million in about a fifth of a second. */
void yx_padjust(const double *p, size_t n, size_t *order, const yx_adjusted *ret);

/* Numbers of the values that are not NAN, from the smallest on; equal ones in their order. Returns
 * how many.  order: 2 n, the first half is the answer. */
size_t yx_order(const double *x, size_t n, size_t *order);

#endif

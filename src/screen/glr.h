/* glr.h - generalised likelihood ratio of counts: has the mean changed at some time in the past?
 *
 *   G(n) = max over k <= n of  sup over the size of the change of  sum over t = k .. n of
 *          log f(x(t); changed mean) / f(x(t); m(t))
 *
 * f is Poisson, or negative binomial with variance m + alpha m^2. A change of the level multiplies
 * m by exp(kappa), kappa > 0 looking up and < 0 looking down; an epidemic adds lambda x(t-1). Pure.
 * Cost: O(window) a period, also with alpha (glr_negbin.c); an epidemic O(window^2). */
#ifndef YX_SCREEN_GLR_H
#define YX_SCREEN_GLR_H

#include <stdbool.h>
#include <stddef.h>

typedef struct yx_glr {
    const double *x, *m; /* counts >= 0 and means > 0; k and n are places in them */
    double alpha;        /* 0: Poisson */
    double kappa;        /* a change of known size: a CUSUM, no window; NAN: every size is tried */
    bool down, epidemic;
    bool as_r;     /* search for the size of the change as R does, with its misses */
    size_t window; /* k >= n - window; SIZE_MAX: all */
    size_t least;  /* n - k + 1 >= least */
} yx_glr;

/* G(n) over k from `first` on. x at n is taken to be `last`, so that one can ask what if. */
double yx_glr_at(const yx_glr *g, size_t first, size_t n, double last);

/* The smallest (looking down: largest) count at n with G(n) >= limit, between 0 and most; NAN:
 * there is none. */
double yx_glr_cases(const yx_glr *g, size_t first, size_t n, double limit, double most);

/* What R gives in its place (docs/detectors/glrnb.md): a count that it finds step by step from x at
 * n, with its misses; a real number for a known change; YX_GLR_NO_CASES for none. */
#define YX_GLR_NO_CASES 1e99
double yx_glr_cases_as_r(const yx_glr *g, size_t first, size_t n, double limit, double most);

/* G(n) of the negative binomial over k = from .. n, every size tried: what yx_glr_at() calls. */
double yx_glr_negbin(const yx_glr *g, size_t from, size_t n, double last);

#endif

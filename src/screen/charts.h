/* charts.h - EWMA and CUSUM of one series at the speed of memory: the sums only, neither limits nor
 * verdicts. For a whole nation's series in one night; what stands out is then looked at by the
 * detectors `ewma` and `cusum`, which give the same sums. Pure. */
#ifndef YX_SCREEN_CHARTS_H
#define YX_SCREEN_CHARTS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct yx_charts {
    size_t first;  /* periods before it say what is usual: mean m and sample sd s */
    double lambda; /* 0..1: weight of the newest figure */
    double k;      /* slack of the CUSUM, in sd */
} yx_charts;

/*   y = (x[t] - m) / s      Z = (1 - lambda) Z + lambda y      S = max(0, S + y - k)
 *
 *   x            n values, NAN gaps; a gap keeps both sums
 *   ewma, cusum  n values each: Z and S after each period; NAN before `first` and in gaps
 * False: fewer than two figures before `first`, or no spread among them, or not finite; both are
 * all NAN then. O(n). */
bool yx_charts_run(const yx_charts *c, const double *x, size_t n, double *ewma, double *cusum);

#endif

/* limit.h - the limit of a chart with a given run length: arl.h turned round. Pure. */
#ifndef YX_SCREEN_LIMIT_H
#define YX_SCREEN_LIMIT_H

#include <stddef.h>

/* What a root is sought of: grows with x. fixed and room are passed on. */
typedef double (*yx_rising)(double x, const double *fixed, double *room);

/* x with |f(x)| <= near, or as near as numbers go. f(lo) = f_lo < 0 <= f_hi = f(hi). */
double yx_root(yx_rising f, double lo, double hi, double f_lo, double f_hi, double near,
               const double *fixed, double *room);

/* h of the CUSUM (k >= 0), up to YX_LIMIT_H, and c of the EWMA (l 0.01..1), up to YX_LIMIT_C, with
 * that mean run length while nothing has changed, to 1e-11 of it; `quiet` above 0. NAN: none.
 * room: yx_arl_cusum_room(YX_LIMIT_H), yx_arl_ewma_room(l, YX_LIMIT_C). */
#define YX_LIMIT_H 100.0
#define YX_LIMIT_C 10.0
double yx_limit_cusum(double k, double quiet, double *room);
double yx_limit_ewma(double l, double quiet, double *room);

#endif

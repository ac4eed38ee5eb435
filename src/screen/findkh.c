/* findkh.c - the Gaussian CUSUM with two given run lengths. */
#include "screen/arl.h"

#include <math.h>

enum { STEPS = 80 };
#define K_LEAST 0.01
#define K_MOST  4.0
#define H_LEAST 1e-3

/* A root of f between lo and hi by false position, where the end that stays counts half (Illinois),
 * to `eps` of its size; f(lo) and f(hi) have different signs. */
typedef double (*curve)(double x, const double *fixed, double *room);

static double root(curve f, double lo, double hi, double f_lo, double f_hi, const double *fixed,
                   double *room, double eps)
{
    for (int step = 0; step < STEPS; step++) {
        double mid = (lo * f_hi - hi * f_lo) / (f_hi - f_lo), at;
        if (!(mid > lo && mid < hi))
            mid = (lo + hi) / 2;
        at = f(mid, fixed, room);
        if (at == 0 || hi - lo < eps * hi)
            return mid;
        if ((at < 0) == (f_lo < 0)) {
            if (step && mid - lo < eps * hi)
                return mid;
            lo = mid;
            f_lo = at;
            f_hi /= 2;
        } else {
            if (step && hi - mid < eps * hi)
                return mid;
            hi = mid;
            f_hi = at;
            f_lo /= 2;
        }
    }
    return (lo + hi) / 2;
}

/* fixed: k, the length without a shift. */
static double too_long(double h, const double *fixed, double *room)
{
    return log(yx_arl_cusum(fixed[0], h, 0, room) / fixed[1]);
}

/* h with that run length without a shift; NAN if it is beyond the limits. Doubling first keeps the
 * charts small. */
static double h_for(double k, double quiet, double *room)
{
    const double fixed[] = {k, quiet};
    double lo = H_LEAST, hi = 1, f_lo = too_long(lo, fixed, room), f_hi;

    if (f_lo > 0)
        return NAN;
    while ((f_hi = too_long(hi, fixed, room)) < 0 && hi < YX_FIND_H) {
        lo = hi;
        f_lo = f_hi;
        hi = fmin(2 * hi, YX_FIND_H);
    }
    return f_hi < 0 ? NAN : root(too_long, lo, hi, f_lo, f_hi, fixed, room, 1e-11);
}

/* fixed: both lengths. Positive: the shift is seen too late, so k must grow. */
static double too_late(double k, const double *fixed, double *room)
{
    double h = h_for(k, fixed[0], room);

    return log(yx_arl_cusum(k, h, 2 * k, room) / fixed[1]);
}

/* Looks for a bracket from k = 0.5 outwards, where charts are small. */
bool yx_find_kh(double quiet, double shifted, double *room, double *ret_k, double *ret_h)
{
    const double fixed[] = {quiet, shifted};
    double k = 0.5, f, next, f_next;
    bool up;

    if (!(quiet > shifted && shifted > 1 && quiet < 1e15))
        return false;
    f = too_late(k, fixed, room);
    up = !(f <= 0); /* NAN: no h for this k, there is one for a larger k */
    for (;; k = next, f = f_next) {
        next = up ? k * 1.3 : k / 1.3;
        if (next < K_LEAST || next > K_MOST)
            return false;
        f_next = too_late(next, fixed, room);
        if (f > 0 && f_next <= 0)
            *ret_k = root(too_late, k, next, f, f_next, fixed, room, 1e-9);
        else if (f <= 0 && f_next > 0)
            *ret_k = root(too_late, next, k, f_next, f, fixed, room, 1e-9);
        else if (up ? f_next <= 0 : isnan(f_next))
            return false; /* the bracket lies where there is no h */
        else
            continue;
        *ret_h = h_for(*ret_k, quiet, room);
        return isfinite(*ret_h);
    }
}

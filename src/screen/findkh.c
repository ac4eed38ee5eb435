/* findkh.c - the Gaussian CUSUM with two given run lengths. */
#include "screen/arl.h"
#include "screen/limit.h"

#include <math.h>

#define K_LEAST 0.01
#define K_MOST  4.0
#define NEAR    1e-10

/* fixed: both lengths. Negative: the shift is seen too late, so k must grow. NAN: no h for this k,
 * there is one for a larger k. */
static double early(double k, const double *fixed, double *room)
{
    double h = yx_limit_cusum(k, fixed[0], room);

    return log(fixed[1] / yx_arl_cusum(k, h, 2 * k, room));
}

/* Looks for a bracket from k = 0.5 outwards, where charts are small. */
bool yx_find_kh(double quiet, double shifted, double *room, double *ret_k, double *ret_h)
{
    const double fixed[] = {quiet, shifted};
    double k = 0.5, f, next, f_next;
    bool up;

    if (!(quiet > shifted && shifted > 1 && quiet < 1e15))
        return false;
    f = early(k, fixed, room);
    up = !(f >= 0);
    for (;; k = next, f = f_next) {
        next = up ? k * 1.3 : k / 1.3;
        if (next < K_LEAST || next > K_MOST)
            return false;
        f_next = early(next, fixed, room);
        if (f < 0 && f_next >= 0)
            *ret_k = yx_root(early, k, next, f, f_next, NEAR, fixed, room);
        else if (f >= 0 && f_next < 0)
            *ret_k = yx_root(early, next, k, f_next, f, NEAR, fixed, room);
        else if (up ? f_next >= 0 : isnan(f_next))
            return false; /* the bracket lies where there is no h */
        else
            continue;
        *ret_h = yx_limit_cusum(*ret_k, quiet, room);
        return isfinite(*ret_h);
    }
}

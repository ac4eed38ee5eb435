/* limit.c - the limit of a chart with a given run length. */
#include "screen/limit.h"

#include "screen/arl.h"

#include <math.h>

#define LEAST 1e-3
#define NEAR  1e-11
enum { STEPS = 100 };

/* The secant through the last two points, which are near the root soon; halves where it leads out
 * of the bracket. lo is too low and hi is not. */
double yx_root(yx_rising f, double lo, double hi, double f_lo, double f_hi, double near,
               const double *fixed, double *room)
{
    double a = lo, f_a = f_lo, b = hi, f_b = f_hi;

    for (int step = 0; step < STEPS && fabs(f_b) > near && hi - lo > 1e-15 * hi; step++) {
        double next = b - f_b * (b - a) / (f_b - f_a);
        if (!(next > lo && next < hi))
            next = (lo + hi) / 2;
        a = b;
        f_a = f_b;
        b = next;
        f_b = f(b, fixed, room);
        if (f_b < 0)
            lo = b;
        else
            hi = b;
    }
    return b;
}

/* Logarithm of how much too long the run length is. fixed: the chart's weight, the length. */
static double cusum(double h, const double *fixed, double *room)
{
    return log(yx_arl_cusum(fixed[0], h, 0, room) / fixed[1]);
}

static double ewma(double c, const double *fixed, double *room)
{
    return log(yx_arl_ewma(fixed[0], c, 0, room) / fixed[1]);
}

/* Doubling first keeps the charts small. */
static double limit(yx_rising too_long, double most, const double *fixed, double *room)
{
    double lo = LEAST, hi = 1, f_lo = too_long(lo, fixed, room), f_hi;

    if (!(f_lo < 0))
        return NAN;
    while ((f_hi = too_long(hi, fixed, room)) < 0 && hi < most) {
        lo = hi;
        f_lo = f_hi;
        hi = fmin(2 * hi, most);
    }
    return f_hi < 0 ? NAN : yx_root(too_long, lo, hi, f_lo, f_hi, NEAR, fixed, room);
}

double yx_limit_cusum(double k, double quiet, double *room)
{
    const double fixed[] = {k, quiet};

    return limit(cusum, YX_LIMIT_H, fixed, room);
}

double yx_limit_ewma(double l, double quiet, double *room)
{
    const double fixed[] = {l, quiet};

    return limit(ewma, YX_LIMIT_C, fixed, room);
}

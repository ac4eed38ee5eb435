/* normal.c - tail by erfc of the C library; quantile by refining a rational start value. */
#include "screen/normal.h"

#include <math.h>

double yx_normal_tail(double z)
{
    return 0.5 * erfc(z * M_SQRT1_2);
}

double yx_normal_upper(double p)
{
    double t, z;

    if (!(p > 0 && p < 1))
        return NAN;
    if (p > 0.5)
        return -yx_normal_upper(1 - p);
    if (p == 0.5)
        return 0;
    /* Abramowitz and Stegun 26.2.23: off by at most 4.5e-4. */
    t = sqrt(-2 * log(p));
    z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    /* Halley's step on ln P(Z > z) = ln p: that is nearly a parabola, so the far tail behaves as
     * the middle does. Each step cubes the error. */
    for (int i = 0; i < 3; i++) {
        double tail = yx_normal_tail(z);
        double hazard = exp(-0.5 * z * z) / sqrt(2 * M_PI) / tail;
        double miss = log(tail / p) / hazard;
        z += miss / (1 + 0.5 * miss * (hazard - z));
    }
    return z;
}

/* hvalues.c - reference value k and limit h of a Poisson CUSUM, both to one decimal. */
#include "screen/arl.h"

#include <math.h>

static double tenth(double v)
{
    return nearbyint(v * 10) / 10;
}

/* k is best between theta0 and theta1: (theta1 - theta0) / ln(theta1 / theta0). */
double yx_hvalue_k(double theta0, double s)
{
    double theta1 = theta0 + s * sqrt(theta0);
    double k = (theta1 - theta0) / log(theta1 / theta0), rounded = tenth(k);

    if (fmod(nearbyint(rounded * 10), 5) != 0)
        return rounded;
    return tenth(rounded < k ? k + 0.05 : k - 0.05);
}

/* A run length grows by about theta1 / theta0 for each 1 that the limit is raised. */
double yx_hvalue_limit(double arl0, double s, double theta0)
{
    double most = 5 + 1.5 * log(arl0) / log1p(s / sqrt(theta0));

    if (!(most < YX_ARL_STATES / 10 - 1))
        most = YX_ARL_STATES / 10 - 1;
    return floor(most) + 0.1; /* an odd tenth: no h below it has a larger denominator */
}

size_t yx_hvalue_room(double arl0, double s, double theta0)
{
    return yx_arl_poisson_room(theta0, yx_hvalue_limit(arl0, s, theta0), yx_hvalue_k(theta0, s));
}

/* Run length of the chart whose limit is h, rounded; without a limit every period is an alarm. */
static double length_at(double theta0, double k, double h, double *room)
{
    double arl, fast;

    if (tenth(h) <= 0)
        return 1;
    yx_arl_poisson(theta0, tenth(h), k, room, &arl, &fast);
    return arl;
}

typedef struct bracket {
    double lo, hi, at_lo, at_hi; /* limits, and their run lengths: too short, long enough */
} bracket;

/* Limits 1, 5, 12, and from there on twice the one before, until one is long enough. */
static bool enclose(double arl0, double theta0, double k, double most, double *room, bracket *b)
{
    *b = (bracket){0, fmin(1, most), 1, 0};
    for (;;) {
        b->at_hi = length_at(theta0, k, b->hi, room);
        if (b->at_hi >= arl0)
            return true;
        if (!(b->hi < most) || isnan(b->at_hi))
            return false;
        b->lo = b->hi;
        b->at_lo = b->at_hi;
        b->hi = fmin(b->hi < 5 ? 5 : b->hi < 12 ? 12 : 2 * b->hi, most);
    }
}

/* A straight line on the logarithm of the run length, which is nearly straight, hits within a few
 * tenths; from there step by step, until it is near enough or, where the lattice of the chart
 * allows no such h, to the least that is longer than arl0. Downwards a step is one of the lattice:
 * with an even number of tenths in k, two limits 0.1 apart are often the same chart. */
static double search(double arl0, double theta0, double k, double tol, const bracket *b,
                     double *room)
{
    double h = tenth(b->lo + (b->hi - b->lo) * log(arl0 / b->at_lo) / log(b->at_hi / b->at_lo));
    double down = fmod(nearbyint(k * 10), 2) == 0 ? 0.2 : 0.1, at;

    if (fabs(b->at_hi - arl0) <= tol * arl0)
        return b->hi;
    if (fabs(b->at_lo - arl0) <= tol * arl0)
        return b->lo;
    if (!(h > b->lo && h < b->hi))
        h = tenth((b->lo + b->hi) / 2);
    at = length_at(theta0, k, h, room);
    while (at < arl0 && fabs(at - arl0) > tol * arl0 && h < b->hi) {
        h = tenth(h + 0.1);
        at = length_at(theta0, k, h, room);
    }
    while (at >= arl0 && fabs(at - arl0) > tol * arl0 && h > b->lo) {
        double before = h, next = length_at(theta0, k, h - down, room);
        if (next < arl0 && fabs(next - arl0) > tol * arl0)
            return before;
        h = tenth(h - down);
        at = next;
    }
    return h;
}

bool yx_hvalue(double arl0, double s, double theta0, double tol, double *room, double *ret_h,
               double *ret_arl)
{
    double k = yx_hvalue_k(theta0, s), h;
    bracket b;

    if (!(arl0 > 1 && s > 0 && theta0 > 0) || !isfinite(k) || k <= 0)
        return false;
    if (!enclose(arl0, theta0, k, yx_hvalue_limit(arl0, s, theta0), room, &b))
        return false;
    h = fmax(tenth(search(arl0, theta0, k, tol, &b, room)), 0.1);
    *ret_arl = length_at(theta0, k, h, room);
    *ret_h = h;
    return isfinite(*ret_arl);
}

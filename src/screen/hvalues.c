/* hvalues.c - reference value k and limit h of a Poisson CUSUM, both to one decimal. */
#include "screen/arl.h"

#include <math.h>

enum { FAIR = 100 }; /* periods: a run length to start from */

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

/* A limit that lasts arl0 periods, if not the least one. The run length is at least exp(rate h)
 * (Lorden's bound) where E exp(rate (x - k)) = 1; and it is never shorter than without any drift,
 * when it is about h^2 / theta0. */
static double enough(double arl0, double s, double theta0)
{
    double k = yx_hvalue_k(theta0, s), rate = 2 * log(k / theta0);

    for (int i = 0; i < 50 && rate > 0; i++) /* convex, so from above Newton's steps stay above */
        rate -= (theta0 * expm1(rate) - rate * k) / (theta0 * exp(rate) - k);
    return fmin(rate > 0 ? log(arl0) / rate : INFINITY, 5 + 1.2 * sqrt(arl0 * theta0)) + 1;
}

/* The search below starts from here. */
static double first_try(double theta0, double s)
{
    return fmin(12, 4 * yx_hvalue_k(theta0, s));
}

/* The largest limit that is tried: one that is enough, and twice the first that lasts FAIR. */
double yx_hvalue_limit(double arl0, double s, double theta0)
{
    double most = enough(arl0, s, theta0), fair = enough(FAIR, s, theta0);
    double h = first_try(theta0, s);

    while (h > 0 && h < fair && h < YX_ARL_STATES)
        h *= 2;
    most = fmax(most, 2 * h);
    if (!(most < YX_ARL_STATES / 10 - 1))
        most = YX_ARL_STATES / 10 - 1;
    return ceil(most) + 0.1; /* an odd tenth: no h below it has a larger denominator */
}

size_t yx_hvalue_room(double arl0, double s, double theta0)
{
    return yx_arl_poisson_room(theta0, yx_hvalue_limit(arl0, s, theta0), yx_hvalue_k(theta0, s));
}

/* What is sought, on which chart. */
typedef struct aim {
    double arl0, tol, theta0, k, most;
    double *room;
    double h, length; /* the last that was asked for */
} aim;

/* Run length of the chart whose limit is h, rounded; without a limit every period is an alarm.
 * Beyond the largest limit it is long enough. */
static double length_at(aim *a, double h)
{
    double fast;

    h = tenth(h);
    if (h <= 0)
        return 1;
    if (h > a->most)
        return INFINITY;
    if (h != a->h)
        yx_arl_poisson(a->theta0, h, a->k, a->room, &a->length, &fast);
    a->h = h;
    return a->length;
}

/* The first limit that lasts FAIR, of 4 k, at most 12, and twice the one before again and again; it
 * and its half or double, whichever is on the side of arl0. Through both a straight line on the
 * logarithm of the run length, which is nearly straight. NAN: no such limit. */
static double line_hits(aim *a, double h)
{
    double other, length = length_at(a, h), there;

    for (; length < FAIR; length = length_at(a, h))
        h *= 2;
    other = length >= a->arl0 ? h / 2 : fmin(2 * h, a->most);
    there = length_at(a, other);
    if (!isfinite(length) || !isfinite(there) || length == there)
        return NAN;
    return tenth(h + (other - h) * log(a->arl0 / length) / log(there / length));
}

/* Steps from h, up or down, until the run length is not too short or not too long any more. Run
 * lengths grow with the limit, so that the steps between can be left out. */
static double steps_to(aim *a, double h, double step)
{
    double before = -1, at = 0, length = length_at(a, h);
    double edge = step > 0 ? (1 - a->tol) * a->arl0 : (1 + a->tol) * a->arl0;

    while (step > 0 ? length <= edge : length >= edge && h + at * step > 0) {
        double next = 2 * at + 1;
        before = at;
        at = next;
        length = length_at(a, h + at * step);
    }
    while (at - before > 1) {
        double mid = floor((at + before) / 2);
        length = length_at(a, h + mid * step);
        if (step > 0 ? length > edge : length < edge)
            at = mid;
        else
            before = mid;
    }
    return at;
}

/* The first of h, h + step, h + 2 step, .. that is near or above arl0. */
static double upwards(aim *a, double h, double step)
{
    return h + step * steps_to(a, h, step);
}

/* The first of h, h - step, h - 2 step, .. that is near arl0, or the last that is above it. */
static double downwards(aim *a, double h, double step)
{
    double found = h - step * steps_to(a, h, -step);

    return found > 0 && length_at(a, found) > (1 - a->tol) * a->arl0 ? found : found + step;
}

/* As R goes: from where the line hits in steps of the chart's lattice, which for an even number of
 * tenths in k are two tenths, since limits 0.1 apart are then often the same chart. */
bool yx_hvalue(double arl0, double s, double theta0, double tol, double *room, double *ret_h,
               double *ret_arl)
{
    aim a = {arl0, tol, theta0, yx_hvalue_k(theta0, s), 0, room, 0, 0};
    double h, step = fmod(nearbyint(a.k * 10), 2) == 0 ? 0.2 : 0.1;

    if (!(arl0 > 1 && s > 0 && theta0 > 0) || !isfinite(a.k) || a.k <= 0)
        return false;
    a.most = yx_hvalue_limit(arl0, s, theta0);
    h = line_hits(&a, first_try(theta0, s));
    if (isnan(h))
        return false;
    h = fmin(fmax(h, 0.1), a.most + 1);
    h = length_at(&a, h) < arl0 ? upwards(&a, h, step) : downwards(&a, h, step);
    h = fmax(tenth(h), 0.1);
    *ret_arl = length_at(&a, h);
    *ret_h = h;
    return isfinite(*ret_arl);
}

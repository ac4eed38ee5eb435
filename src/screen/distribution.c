/* distribution.c - incomplete gamma and beta functions, and what follows from them.
 *
 * Each tail is found where it is small, so that no digits are lost by taking it from 1:
 *   few counts    series and continued fractions
 *   many counts   the integral of the density from the limit outwards, in log t or logit t, where
 * it is log-concave and nearly that of a normal: 48 points, however many the counts Both start from
 * the density written with Stirling's error and the deviance (Loader 2000), which stays exact where
 * powers and factorials are large. */
#include "screen/distribution.h"
#include "screen/normal.h"

#include <math.h>
#include <stddef.h>

/* From here on the window of the integral is narrow (0.3 in log t). */
static const double MANY = 1000;
static const double LN_2PI = 1.8378770664093454836;

enum { TERMS = 1000 }; /* more than any series or fraction here needs */

double yx_lgamma(double x)
{
    int sign;

    return x > 0 ? lgamma_r(x, &sign) : NAN;
}

/* exp(u) - 1 - u */
static double exp_rest(double u)
{
    double term = u * u / 2, sum = term;

    if (fabs(u) > 0.5)
        return expm1(u) - u;
    for (int k = 3; fabs(term) > 1e-17 * sum; k++)
        sum += term *= u / k;
    return sum;
}

/* (w - ln(1 + w)) / w^2 = 1/2 - w/3 + w^2/4 - ... */
static double log_rest(double w)
{
    double power = 1, sum = 0.5;

    if (fabs(w) > 0.25)
        return (w - log1p(w)) / (w * w);
    for (int k = 3; fabs(power) > 1e-17; k++)
        sum += (power *= -w) / k;
    return sum;
}

/* x ln(x / m) + m - x, x > 0: half the deviance of x from its mean m. */
static double deviance(double x, double m)
{
    double w = (m - x) / x;

    if (fabs(w) <= 0.25)
        return x * w * w * log_rest(w);
    return (x / m > 0 ? x * log(x / m) : 0) + m - x; /* 0 log 0 = 0 */
}

/* ln Gamma(x) minus Stirling's formula for it. */
static double stirling_error(double x)
{
    double y = 1 / (x * x);

    if (x < 16)
        return yx_lgamma(x) - (x - 0.5) * log(x) + x - 0.5 * LN_2PI;
    return (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y / 1188)))) / x;
}

/* x^a exp(-x) / Gamma(a), x > 0 */
static double gamma_density(double a, double x)
{
    return sqrt(a / (2 * M_PI)) * exp(-stirling_error(a) - deviance(a, x));
}

/* x^a y^b / B(a, b), y = 1 - x, both > 0 */
static double beta_density(double a, double b, double x, double y)
{
    double n = a + b;
    double power = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) -
                   deviance(b, n * y);

    return sqrt(a / n * b / (2 * M_PI)) * exp(power);
}

/* The integral over u from 0 outwards of exp(-slope |u| - weight r(u)), where r is about u^2 / 2:
 *   r(u) = exp(u) - 1 - u - (w - ln(1 + w)) / x      w = x (exp(u) - 1)
 * which is what the logarithm of the density of a beta (x its argument) or of a gamma (x = 0) loses
 * on the way from the limit to u, in logit t or log t. side: 1 up, -1 down. */
static double outwards(double slope, double weight, double x, double side)
{
    static const double node[][2] = {
        {0.989400934991649932, 0.027152459411754094}, {0.944575023073232576, 0.062253523938647892},
        {0.865631202387831743, 0.095158511682492784}, {0.755404408355003033, 0.124628971255533872},
        {0.617876244402643748, 0.149595988816576732}, {0.458016777657227386, 0.169156519395002538},
        {0.281603550779258913, 0.182603415044923588}, {0.095012509837637440, 0.189450610455068496},
    };
    enum { PANELS = 3 };
    /* Beyond, the density is below exp(-40) of what it is at the limit. */
    double bend = weight * (1 - x); /* curvature at the limit */
    double width = 90 / (slope + sqrt(slope * slope + 90 * bend)), half = width / (2 * PANELS);
    double sum = 0;

    for (int panel = 0; panel < PANELS; panel++)
        for (size_t k = 0; k < 2 * sizeof node / sizeof node[0]; k++) {
            double at = k % 2 ? 1 + node[k / 2][0] : 1 - node[k / 2][0];
            double u = side * half * (2 * panel + at), e = expm1(u);
            double r = exp_rest(u) - x * e * e * log_rest(x * e);

            sum += node[k / 2][1] * exp(-slope * fabs(u) - weight * r);
        }
    return half * sum;
}

/* P(a, x) for x < a + 1, by its series. */
static double gamma_series(double a, double x)
{
    double term = 1 / a, sum = term;

    for (int k = 1; k < TERMS && term > 1e-17 * sum; k++)
        sum += term *= x / (a + k);
    return gamma_density(a, x) * sum;
}

/* Q(a, x) for x >= a + 1, by Legendre's continued fraction (Lentz's method). */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;

    for (int k = 1; k < TERMS; k++) {
        double an = -k * (k - a), step;

        b += 2;
        d = 1 / (an * d + b);
        c = b + an / c;
        step = c * d;
        h *= step;
        if (!(fabs(step - 1) >= 1e-16)) /* also NAN, which stays */
            break;
    }
    return gamma_density(a, x) * h;
}

static double gamma_tail(double a, double x, bool upper)
{
    bool right; /* the tail that is found; the other one is 1 minus it */
    double tail;

    if (!(a > 0 && x >= 0) || isinf(a))
        return NAN;
    if (x == 0 || isinf(x))
        return upper == (x == 0);
    if (fmax(a, x) >= MANY) {
        right = x >= a;
        tail = gamma_density(a, x) * outwards(fabs(x - a), x, 0, right ? 1 : -1);
    } else {
        right = x >= a + 1;
        tail = right ? gamma_fraction(a, x) : gamma_series(a, x);
    }
    tail = tail > 1 ? 1 : tail; /* rounding; or parameters too small for 1 / a */
    return right == upper ? tail : 1 - tail;
}

double yx_gamma_lower(double a, double x)
{
    return gamma_tail(a, x, false);
}

double yx_gamma_upper(double a, double x)
{
    return gamma_tail(a, x, true);
}

/* I_x(a, b) for x <= a / (a + b), by the continued fraction of Didonato and Morris (1992), whose
 * terms do not cancel where x is near 1. over = a y - b x >= 0. */
static double beta_fraction(double a, double b, double x, double y, double over)
{
    double f = a * (over + 1) / (a + 1), c = f, d = 0, part, next = 1 / (a + 1);

    for (int m = 1; m < TERMS; m++) {
        double an, bn, step;

        part = next; /* 1 / (a + 2 m - 1) */
        next = 1 / (a + 2 * m + 1);
        an = (a + m - 1) * part * ((a + b + m - 1) * part) * m * (b - m) * x * x;
        bn = m + m * (b - m) * x * part + (a + m) * (over + 1 + m * (2 - x)) * next;
        d = 1 / (bn + an * d);
        c = bn + an / c;
        step = c * d;
        f *= step;
        if (!(fabs(step - 1) >= 1e-16)) /* also NAN, which stays */
            break;
    }
    return beta_density(a, b, x, y) / f;
}

/* P(T <= x) or P(T > x) of a beta, x + y = 1, each as exact as it can be. */
static double beta_tail(double a, double b, double x, double y, bool upper)
{
    double over = a * y - b * x, weight = (a + b) * x * y, tail;
    bool right = over < 0;

    if (!(a > 0 && b > 0 && x >= 0 && y >= 0) || isinf(a) || isinf(b))
        return NAN;
    if (x == 0 || y == 0)
        return upper == (x == 0);
    if (weight >= MANY) {
        /* The smaller of x and y, so that nothing cancels; with y, upwards is downwards. */
        double side = right == (x <= y) ? 1 : -1;
        tail =
            beta_density(a, b, x, y) * outwards(fabs(over), (a + b) * fmin(x, y), fmin(x, y), side);
    } else {
        tail = right ? beta_fraction(b, a, y, x, -over) : beta_fraction(a, b, x, y, over);
    }
    tail = tail > 1 ? 1 : tail; /* rounding; or parameters too small for 1 / a */
    return right == upper ? tail : 1 - tail;
}

double yx_beta_lower(double x, double a, double b)
{
    return beta_tail(a, b, x, 1 - x, false);
}

double yx_beta_upper(double x, double a, double b)
{
    return beta_tail(a, b, x, 1 - x, true);
}

double yx_chi2_upper(double x, double df)
{
    return gamma_tail(df / 2, x / 2, true);
}

double yx_t_upper(double t, double df)
{
    double far = t * t / df, x, y, tail;

    if (!(df > 0) || isnan(t))
        return NAN;
    if (isinf(df))
        return yx_normal_tail(t);
    x = 1 / (1 + far);
    y = isinf(far) ? 1 : far / (1 + far);
    tail = beta_tail(df / 2, 0.5, x, y, false) / 2;
    return t >= 0 ? tail : 1 - tail;
}

double yx_poisson_cdf(double x, double mean, bool upper)
{
    if (isnan(x) || !(mean >= 0) || isinf(mean))
        return NAN;
    if (x < 0)
        return upper;
    if (isinf(x))
        return !upper;
    return gamma_tail(floor(x) + 1, mean, !upper);
}

double yx_negbin_cdf(double x, double size, double mean, bool upper)
{
    if (isnan(x) || !(size > 0 && mean >= 0) || isinf(mean))
        return NAN;
    if (isinf(size))
        return yx_poisson_cdf(x, mean, upper);
    if (x < 0)
        return upper;
    if (isinf(x) || mean == 0)
        return !upper;
    /* 1 / (1 + ratio): size and mean may be large, their sum too large. */
    return beta_tail(size, floor(x) + 1, 1 / (1 + mean / size), 1 / (1 + size / mean), upper);
}

/* What the search for a quantile needs; size INFINITY: Poisson. */
typedef struct counts {
    double size, mean, p;
} counts;

static double cdf(const counts *c, double x)
{
    return yx_negbin_cdf(x, c->size, c->mean, false);
}

/* P(X = x), x >= 0 */
static double mass(const counts *c, double x)
{
    if (x == 0)
        return isinf(c->size) ? exp(-c->mean) : exp(-c->size * log1p(c->mean / c->size));
    if (isinf(c->size))
        return gamma_density(x, c->mean) / x;
    return beta_density(c->size, x, 1 / (1 + c->mean / c->size), 1 / (1 + c->size / c->mean)) / x;
}

/* P(X = x + 1) / P(X = x) */
static double growth(const counts *c, double x)
{
    if (isinf(c->size))
        return c->mean / (x + 1);
    return (c->size + x) / (x + 1) / (1 + c->size / c->mean);
}

/* Walks from x to the quantile, count by count; false: it is too far. */
static bool walk(const counts *c, double *x)
{
    enum { STEPS = 24 };
    double below = cdf(c, *x), m = mass(c, *x);

    if (below >= c->p) {
        for (int k = 0; k < STEPS; k++) {
            if (*x == 0 || below - m < c->p)
                return true;
            below -= m;
            *x -= 1;
            m /= growth(c, *x);
        }
        return false;
    }
    for (int k = 0; k < STEPS; k++) {
        m *= growth(c, *x);
        *x += 1;
        below += m;
        if (below >= c->p)
            return true;
    }
    return false;
}

/* From x, steps that double until they have the quantile between them, then halves. */
static double bisect(const counts *c, double x, double step)
{
    bool high = cdf(c, x) >= c->p;
    double low = x, mid;

    for (; high && x > 0; step *= 2) { /* downwards, x always high enough */
        low = fmax(x - step, 0);
        if (cdf(c, low) < c->p)
            break;
        x = low;
    }
    if (high && x == 0)
        return 0;
    for (; !high; step *= 2) { /* upwards, low always too low */
        low = x;
        x = floor(x + step);
        if (isinf(x))
            return INFINITY;
        high = cdf(c, x) >= c->p;
    }
    for (;;) {
        mid = floor(low + (x - low) / 2);
        if (mid <= low || mid >= x)
            return x;
        if (cdf(c, mid) >= c->p)
            x = mid;
        else
            low = mid;
    }
}

/* Starts from Cornish and Fisher's correction of the normal quantile for skewness. */
static double quantile(double p, double size, double mean)
{
    double ratio = mean / size, sd = sqrt(mean * (1 + ratio)), z, x;
    counts c = {size, mean, p};

    if (!(p >= 0 && p <= 1 && size > 0 && mean >= 0) || isinf(mean))
        return NAN;
    if (mean == 0 || p == 0)
        return 0;
    if (p == 1 || isinf(sd))
        return INFINITY;
    /* As R does: a cdf that misses p by rounding only has reached it. */
    c.p = p * (1 - 0x1p-46);
    z = p < 0.5 ? -yx_normal_upper(p) : yx_normal_upper(1 - p);
    x = fmax(floor(mean + sd * (z + (1 + 2 * ratio) / sd * (z * z - 1) / 6) + 0.5), 0);
    if (sd < 1e6 && walk(&c, &x))
        return x;
    /* Steps that x, a very large number, has no digit for would be none. */
    return bisect(&c, x, fmax(ceil(sd / 16), x * 0x1p-52));
}

double yx_poisson_quantile(double p, double mean)
{
    return quantile(p, INFINITY, mean);
}

double yx_negbin_quantile(double p, double size, double mean)
{
    return quantile(p, size, mean);
}

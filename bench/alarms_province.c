/* alarms_province.c - weekly counts of quiet times, seeded. */
#include "alarms_province.h"

#include <math.h>
#include <string.h>

/* --- chance --- */

/* splitmix64 */
static uint64_t bits(uint64_t *seed)
{
    uint64_t z = *seed += 0x9E3779B97F4A7C15U;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

static double uniform(uint64_t *seed) /* in (0, 1) */
{
    return ((double)(bits(seed) >> 12) + 0.5) * 0x1p-52;
}

static double normal(uint64_t *seed)
{
    double r = sqrt(-2 * log(uniform(seed)));

    return r * cos(2 * M_PI * uniform(seed));
}

/* Marsaglia and Tsang 2000 */
static double gamma_of(uint64_t *seed, double shape)
{
    double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3, c = 1 / sqrt(9 * d);

    for (;;) {
        double x = normal(seed), v = 1 + c * x;
        v = v * v * v;
        if (v > 0 && log(uniform(seed)) < x * x / 2 + d - d * v + d * log(v))
            return d * v * (shape < 1 ? pow(uniform(seed), 1 / shape) : 1);
    }
}

/* By inversion, in steps so that exp() does not vanish. */
static double poisson(uint64_t *seed, double mean)
{
    double n = 0;

    for (; mean > 0; mean -= 30) {
        double m = fmin(mean, 30), term = exp(-m), u = uniform(seed);
        for (double k = 1; u > term && k < 300; k++) {
            u -= term;
            term *= m / k;
            n++;
        }
    }
    return n;
}

/* Poisson whose mean is gamma distributed: variance `phi` times the mean. */
static double count(uint64_t *seed, double mean, double phi)
{
    return poisson(seed, gamma_of(seed, mean / (phi - 1)) * (phi - 1));
}

/* --- the province --- */

/* An AR(1) round 0 with a given sd, from its own spread on. */
static void wander(uint64_t *seed, double rho, double sd, double *ret)
{
    double x = normal(seed);

    for (size_t t = 0; t < WEEKS; t++) {
        ret[t] = sd * x;
        x = rho * x + sqrt(1 - rho * rho) * normal(seed);
    }
}

int class_of(size_t county)
{
    static const int classes[] = {0, 1, 0, 1, 2};

    return classes[county % 5];
}

static void series(uint64_t *seed, size_t stream, double log_size, const double *factor,
                   double *ret)
{
    double own[WEEKS], level = 0.25 * (double)(stream % 5) - 0.5,
                       wave = 0.15 * (double)(stream % 4), peak = 13.0 * (double)(stream % 3);

    wander(seed, 0.5, 0.15, own);
    for (size_t t = 0; t < WEEKS; t++) {
        double season = wave * cos(2 * M_PI * ((double)t - peak) / YEAR);
        ret[t] = count(seed, exp(log_size + level + season + own[t] + factor[t]), 1.5);
    }
}

void province(uint64_t seed, hang how, size_t counties, size_t streams, double *counts)
{
    static const double log_mean[N_CLASS] = {1, 2.3, 3.7}; /* 3, 10 and 40 cases a week */
    double all[WEEKS], factor[WEEKS];
    size_t own = how == HANG_COPIES ? streams - streams / 2 : streams;

    wander(&seed, 0.7, 0.1, all);
    for (size_t county = 0; county < counties; county++) {
        double size = log_mean[class_of(county)] + 0.3 * normal(&seed);
        wander(&seed, 0.7, 0.15, factor);
        for (size_t t = 0; t < WEEKS; t++)
            factor[t] = how == HANG_COUNTY     ? factor[t]
                        : how == HANG_PROVINCE ? factor[t] + all[t]
                                               : 0;
        for (size_t k = 0; k < own; k++)
            series(&seed, k, size, factor, counts + (county * streams + k) * WEEKS);
        for (size_t k = own; k < streams; k++) {
            double *to = counts + (county * streams + k) * WEEKS, *from = to - own * WEEKS;
            memcpy(to, from, COPY_LAG * sizeof *to); /* before the first week nothing is known */
            memcpy(to + COPY_LAG, from, (WEEKS - COPY_LAG) * sizeof *to);
        }
    }
}

#include "check/ratio.h"

#include <math.h>

enum { POWERS = 9 };

/* A sum with how far rounding may have moved it. */
static void add_terms(const yx_term *term, size_t n, double *ret_sum, double *ret_half)
{
    *ret_sum = *ret_half = 0;
    for (size_t i = 0; i < n; i++) {
        int digits = term[i].digits > term[i].value.scale ? term[i].digits : term[i].value.scale;
        double v = yx_decimal_double(term[i].value);
        *ret_sum += term[i].minus ? -v : v;
        *ret_half += 0.5 * pow(10, -digits);
    }
}

void yx_ratio_of(yx_term rate, double factor, const yx_term *numerator, size_t n_numerator,
                 const yx_term *denominator, size_t n_denominator, const yx_decimal *tolerance,
                 yx_ratio *ret)
{
    double a, b, half_a, half_b, half, v = yx_decimal_double(rate.value);

    add_terms(&rate, 1, &v, &half);
    add_terms(numerator, n_numerator, &a, &half_a);
    add_terms(denominator, n_denominator, &b, &half_b);
    if (tolerance)
        half = yx_decimal_double(*tolerance);
    half += 1e-12 * fabs(v); /* what doubles lose */
    *ret = (yx_ratio){.expected = NAN, .lowest = NAN, .highest = NAN};
    if (fabs(b) <= half_b)
        return;
    ret->known = true;
    ret->expected = factor * a / b;
    ret->lowest = INFINITY;
    ret->highest = -INFINITY;
    for (int corner = 0; corner < 4; corner++) {
        double x =
            factor * (a + (corner & 1 ? half_a : -half_a)) / (b + (corner & 2 ? half_b : -half_b));
        ret->lowest = fmin(ret->lowest, x);
        ret->highest = fmax(ret->highest, x);
    }
    ret->lowest -= half;
    ret->highest += half;
    ret->holds = v >= ret->lowest && v <= ret->highest;
}

int yx_ratio_power(const double *rate, const double *parts, size_t n)
{
    size_t count[2 * POWERS + 1] = {0}, all = 0;

    for (size_t i = 0; i < n; i++) {
        double power = log10(fabs(rate[i] / parts[i]));
        if (isnan(power) || fabs(power) > POWERS + 0.5 || fabs(power - rint(power)) > 0.1)
            continue;
        count[(int)rint(power) + POWERS]++;
        all++;
    }
    for (int k = 0; k <= 2 * POWERS; k++)
        if (count[k] * 2 > all)
            return k - POWERS;
    return 0;
}

double yx_growth(double v, double base)
{
    return base > 0 ? (v / base - 1) * 100 : NAN;
}

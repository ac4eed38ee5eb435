#include "base/decimal.h"

#include <math.h>

static const int64_t power10[] = {1,
                                  10,
                                  100,
                                  1000,
                                  10000,
                                  100000,
                                  1000000,
                                  10000000,
                                  100000000,
                                  1000000000,
                                  10000000000,
                                  100000000000,
                                  1000000000000,
                                  10000000000000,
                                  100000000000000,
                                  1000000000000000,
                                  10000000000000000,
                                  100000000000000000,
                                  1000000000000000000};
enum { POWERS = sizeof power10 / sizeof power10[0] };

int yx_decimal_order(yx_decimal a, yx_decimal b)
{
    int64_t wide;

    while (a.scale < b.scale && b.mantissa % 10 == 0) {
        b.mantissa /= 10;
        b.scale--;
    }
    while (b.scale < a.scale && a.mantissa % 10 == 0) {
        a.mantissa /= 10;
        a.scale--;
    }
    if (a.scale < b.scale) {
        if (yx_decimal_rescale(a.mantissa, a.scale, b.scale, &wide))
            return (wide > b.mantissa) - (wide < b.mantissa);
        return a.mantissa < 0 ? -1 : 1; /* a, written at b's scale, does not even fit */
    }
    if (yx_decimal_rescale(b.mantissa, b.scale, a.scale, &wide))
        return (a.mantissa > wide) - (a.mantissa < wide);
    return b.mantissa < 0 ? 1 : -1;
}

bool yx_decimal_equal(yx_decimal a, yx_decimal b)
{
    return yx_decimal_order(a, b) == 0;
}

yx_decimal yx_decimal_round(yx_decimal d, uint8_t scale)
{
    int64_t unit, rest, half;
    size_t cut = d.scale - (size_t)scale;

    if (d.scale <= scale)
        return d;
    if (cut == POWERS) /* 10^19 does not fit int64, its half does */
        return (yx_decimal){(d.mantissa >= 5 * power10[POWERS - 1]) -
                                (d.mantissa <= -5 * power10[POWERS - 1]),
                            scale};
    if (cut > POWERS)
        return (yx_decimal){0, scale};
    unit = power10[cut];
    rest = d.mantissa % unit;
    half = unit / 2;
    d.mantissa /= unit;
    if (rest >= half)
        d.mantissa++;
    else if (rest <= -half)
        d.mantissa--;
    d.scale = scale;
    return d;
}

__extension__ typedef unsigned __int128 wide_uint;

/* m / 10^scale, rounded once to the nearest double: long division for two bits more than a double
 * has, of which the last one says whether anything is left. */
static double divide(uint64_t m, uint8_t scale)
{
    wide_uint divisor = 1, left;
    uint64_t quotient;
    int bits = 0;

    if (m == 0)
        return 0;
    for (uint8_t i = 0; i < scale; i++)
        divisor *= 10;
    quotient = (uint64_t)(m / divisor);
    for (left = m % divisor; quotient < 1ULL << 55; bits++) {
        left *= 2; /* below 2 * 10^30 < 2^101 */
        quotient = quotient * 2 + (left >= divisor);
        if (left >= divisor)
            left -= divisor;
    }
    return ldexp((double)(quotient | (left != 0)), -bits);
}

double yx_decimal_double(yx_decimal d)
{
    static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

    /* Both sides exact in a double, so one division rounds once. */
    if (d.mantissa >= -(1LL << 53) && d.mantissa <= 1LL << 53 &&
        d.scale < sizeof exact / sizeof exact[0])
        return (double)d.mantissa / exact[d.scale];
    return d.mantissa < 0 ? -divide(0 - (uint64_t)d.mantissa, d.scale)
                          : divide((uint64_t)d.mantissa, d.scale);
}

bool yx_decimal_rescale(int64_t mantissa, uint8_t from, uint8_t to, int64_t *ret)
{
    if (mantissa == 0) {
        *ret = 0;
        return true;
    }
    if (to - from >= POWERS)
        return false;
    return !__builtin_mul_overflow(mantissa, power10[to - from], ret);
}

#include "base/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* A text that is no figure: tells the usual slips apart, so that the message can say what to write.
 */
static yx_decimal_fault why_not(yx_str text)
{
    size_t digits = 0, commas = 0, others = 0, wide = 0, exponents = 0, len;

    for (yx_str rest = text; rest.n; rest = (yx_str){rest.at + len, rest.n - len}) {
        uint32_t c = yx_utf8_char(rest, &len);
        digits += c >= '0' && c <= '9';
        wide += (c >= 0xFF10 && c <= 0xFF19) || c == 0xFF0E || c == 0xFF0D || c == 0xFF0C;
        commas += c == ',' || c == ' ' || c == '\'' || c == 0xA0 || c == 0x202F;
        exponents += c == 'e' || c == 'E';
        others += !((c >= '0' && c <= '9') || (c >= 0xFF0C && c <= 0xFF19) || c == ',' ||
                    c == ' ' || c == '\'' || c == 0xA0 || c == 0x202F || c == 'e' || c == 'E' ||
                    c == '.' || c == '-' || c == '+');
    }
    if (others || digits + wide == 0)
        return YX_DECIMAL_NOT_NUMBER;
    if (wide)
        return YX_DECIMAL_FULL_WIDTH;
    if (exponents)
        return exponents == 1 ? YX_DECIMAL_EXPONENT : YX_DECIMAL_NOT_NUMBER;
    if (commas)
        return YX_DECIMAL_SEPARATOR;
    return text.at[0] == '+' ? YX_DECIMAL_PLUS : YX_DECIMAL_NOT_NUMBER;
}

yx_decimal_fault yx_decimal_read(yx_str text, yx_decimal *ret)
{
    uint64_t m = 0;
    uint64_t limit = INT64_MAX;
    size_t i = 0, digits = 0, scale = 0;
    bool negative = false, point = false, too_long = false;

    if (!text.n)
        return YX_DECIMAL_EMPTY;
    if (text.at[0] == '-') {
        negative = true;
        i = 1;
    }
    for (; i < text.n; i++) {
        unsigned c = (unsigned char)text.at[i];
        if (c - '0' <= 9) {
            if (m > (limit - (c - '0')) / 10)
                too_long = true;
            else
                m = m * 10 + (c - '0');
            digits++;
            scale += point;
        } else if (c == '.' && !point && digits) {
            point = true;
        } else {
            return why_not(text);
        }
    }
    if (!digits || (point && !scale))
        return why_not(text);
    if (too_long || scale > YX_SCALE_MAX)
        return YX_DECIMAL_TOO_LONG;
    ret->mantissa = negative ? -(int64_t)m : (int64_t)m;
    ret->scale = (uint8_t)scale;
    return YX_DECIMAL_OK;
}

char *yx_decimal_text(yx_decimal d, char out[YX_DECIMAL_TEXT])
{
    char digits[24];
    uint64_t m = d.mantissa < 0 ? 0 - (uint64_t)d.mantissa : (uint64_t)d.mantissa;
    size_t n = (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)m);
    size_t zeros = n <= d.scale ? d.scale + 1u - n : 0; /* "5" at scale 2 is "0.05" */
    size_t whole = n + zeros - d.scale;
    char *p = out;

    if (d.mantissa < 0)
        *p++ = '-';
    for (size_t i = 0; i < n + zeros; i++) {
        if (i == whole)
            *p++ = '.';
        *p++ = i < zeros ? '0' : digits[i - zeros];
    }
    *p = 0;
    return out;
}

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

double yx_decimal_double(yx_decimal d)
{
    static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    char text[YX_DECIMAL_TEXT];

    /* Both sides exact in a double, so one division rounds once. */
    if (d.mantissa >= -(1LL << 53) && d.mantissa <= 1LL << 53 &&
        d.scale < sizeof exact / sizeof exact[0])
        return (double)d.mantissa / exact[d.scale];
    return strtod(yx_decimal_text(d, text), NULL);
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

/* decimal_text.c - a decimal from its text and back; the arithmetic beside it is pure. */
#include "base/decimal.h"

#include <stdio.h>

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

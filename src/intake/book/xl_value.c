#include "intake/book/xl_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DIGITS = 15, /* significant ones that a double keeps of any decimal */
    FAR = 40,    /* places from the point up to which zeros are written out */
};

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* --- numbers --- */

/* Writes -d.ddd x 10^exponent; `digits` has no zero at its end. */
static size_t write_out(bool negative, const char *digits, size_t n, int exponent,
                        char out[YX_XL_NUMBER])
{
    char *at = out;

    if (negative)
        *at++ = '-';
    if (exponent < -FAR || exponent > FAR) {
        *at++ = digits[0];
        if (n > 1)
            *at++ = '.';
        memcpy(at, digits + 1, n - 1);
        at += n - 1;
        at += snprintf(at, 8, "E%+d", exponent);
        return (size_t)(at - out);
    }
    if (exponent < 0) {
        *at++ = '0';
        *at++ = '.';
        memset(at, '0', (size_t)(-exponent - 1));
        at += -exponent - 1;
        memcpy(at, digits, n);
        at += n;
    } else {
        size_t whole = (size_t)exponent + 1, given = n < whole ? n : whole;
        memcpy(at, digits, given);
        memset(at + given, '0', whole - given);
        at += whole;
        if (n > whole) {
            *at++ = '.';
            memcpy(at, digits + whole, n - whole);
            at += n - whole;
        }
    }
    *at = 0;
    return (size_t)(at - out);
}

static size_t zero(char out[YX_XL_NUMBER])
{
    memcpy(out, "0", 2);
    return 1;
}

size_t yx_xl_number_of(double v, char out[YX_XL_NUMBER])
{
    char e[32], digits[DIGITS];
    size_t n = DIGITS;

    /* More than that no sheet holds, and 15 digits of the largest double are beyond all doubles. */
    if (!(fabs(v) <= 9.99999999999999e307))
        return 0;
    if (v == 0)
        return zero(out);
    /* d.dddddddddddddde+xx */
    (void)snprintf(e, sizeof e, "%.*e", DIGITS - 1, fabs(v));
    digits[0] = e[0];
    memcpy(digits + 1, e + 2, DIGITS - 1);
    while (n > 1 && digits[n - 1] == '0')
        n--;
    return write_out(v < 0, digits, n, (int)strtol(e + 2 + DIGITS, NULL, 10), out);
}

/* Decimals that are short enough need no double: most cells. False: it is not so simple. */
static bool simple(yx_str a, char out[YX_XL_NUMBER], size_t *ret_n)
{
    char digits[DIGITS];
    size_t n = 0, point = a.n, first = 0, i = a.n && a.at[0] == '-';
    bool negative = i > 0, any = false;

    for (; i < a.n; i++) {
        if (a.at[i] == '.' && point == a.n) {
            point = i;
        } else if (!digit(a.at[i])) {
            return false;
        } else {
            any = true;
            if (!n && a.at[i] == '0')
                continue;
            if (n == DIGITS)
                return false;
            if (!n)
                first = i;
            digits[n++] = a.at[i];
        }
    }
    if (!any || a.n > FAR)
        return false;
    while (n && digits[n - 1] == '0')
        n--;
    if (!n)
        *ret_n = zero(out);
    else
        *ret_n = write_out(negative, digits, n,
                           first < point ? (int)(point - first - 1) : -(int)(first - point), out);
    return true;
}

/* Is it `[+-]digits[.digits][E[+-]digits]`? strtod() reads more than that: "inf", "0x1". */
static bool is_number(yx_str a)
{
    size_t i = 0, n = 0;

    if (i < a.n && (a.at[i] == '-' || a.at[i] == '+'))
        i++;
    for (; i < a.n && digit(a.at[i]); i++)
        n++;
    if (i < a.n && a.at[i] == '.')
        for (i++; i < a.n && digit(a.at[i]); i++)
            n++;
    if (!n)
        return false;
    if (i < a.n && (a.at[i] == 'e' || a.at[i] == 'E')) {
        i++;
        if (i < a.n && (a.at[i] == '-' || a.at[i] == '+'))
            i++;
        for (n = 0; i < a.n && digit(a.at[i]); i++)
            n++;
    }
    return n > 0 && i == a.n;
}

size_t yx_xl_number(yx_str text, char out[YX_XL_NUMBER])
{
    char copy[512];
    size_t n = 0;

    text = yx_str_trim(text);
    if (simple(text, out, &n))
        return n;
    if (text.n >= sizeof copy || !is_number(text))
        return 0;
    memcpy(copy, text.at, text.n);
    copy[text.n] = 0;
    return yx_xl_number_of(strtod(copy, NULL), out);
}

/* --- days --- */

yx_xl_format yx_xl_format_builtin(unsigned id)
{
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
        (id >= 50 && id <= 54) || id == 57 || id == 58)
        return YX_XL_DAY;
    if (id == 9 || id == 10)
        return YX_XL_PERCENT;
    if (id == 34 || id == 35 || id == 55 || id == 56)
        return YX_XL_MAYBE; /* 上午h时mm分 here, yyyy年m月 in Japan */
    return YX_XL_PLAIN;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins(yx_str a, size_t i, const char *word)
{
    for (; *word; word++, i++)
        if (i >= a.n || lower(a.at[i]) != *word)
            return false;
    return true;
}

/* Length of what is shown as it stands, or of a word that only looks like one of dates. */
static size_t literal(yx_str a, size_t i)
{
    const char *end;

    switch (a.at[i]) {
    case '"':
        end = memchr(a.at + i + 1, '"', a.n - i - 1);
        return end ? (size_t)(end - a.at) - i + 1 : a.n - i;
    case '\\':
    case '_':
    case '*':
        return a.n - i < 2 ? a.n - i : 2;
    default:
        if (begins(a, i, "general"))
            return 7;
        if (begins(a, i, "am/pm"))
            return 5;
        if (begins(a, i, "a/p"))
            return 3;
        return begins(a, i, "e+") || begins(a, i, "e-") ? 2 : 0;
    }
}

yx_xl_format yx_xl_format_of(yx_str a)
{
    bool day = false, clock = false, month = false, percent = false;

    for (size_t i = 0, skip; i < a.n; i += skip) {
        skip = literal(a, i);
        if (skip)
            continue;
        skip = 1;
        if (a.at[i] == ';') /* the first part is that of positive numbers */
            break;
        if (a.at[i] == '[') { /* a colour, a condition, a language; or [h]: hours beyond 24 */
            const char *end = memchr(a.at + i, ']', a.n - i);
            clock = clock || begins(a, i, "[h") || begins(a, i, "[m") || begins(a, i, "[s");
            skip = end ? (size_t)(end - a.at) - i + 1 : a.n - i;
            continue;
        }
        switch (lower(a.at[i])) {
        case 'y':
        case 'd':
        case 'e': /* year of an era */
        case 'a': /* weekday, in Chinese */
            day = true;
            break;
        case 'm':
            month = true;
            break;
        case '%':
            percent = true;
            break;
        case 'h':
        case 's':
            clock = true;
            break;
        default:
            break;
        }
    }
    if (day || (month && !clock)) /* beside hours, m is minutes */
        return YX_XL_DAY;
    return percent ? YX_XL_PERCENT : YX_XL_PLAIN;
}

bool yx_xl_day(double serial, yx_xl_format format, bool since_1904, yx_day *ret)
{
    double whole = floor(serial);
    yx_day day;

    if ((format != YX_XL_DAY && format != YX_XL_MAYBE) || !isfinite(serial) ||
        (format == YX_XL_MAYBE && serial < 1))
        return false;
    if (since_1904) {
        if (whole < 0 || whole > 2957003)
            return false;
        day = yx_day_of(1904, 1, 1) + (yx_day)whole;
    } else {
        /* The first spreadsheets had a 29 February 1900, number 60, and all do since. */
        if (whole < 1 || whole > 2958465 || whole == 60)
            return false;
        day = yx_day_of(1899, 12, 30) + (yx_day)whole + (whole < 60);
    }
    *ret = day;
    return true;
}

#include "check/balance.h"

/* Room for 38 digits: sums of int64 at up to 19 more digits. */
__extension__ typedef __int128 wide;

enum { WIDE_DIGITS = 37, POWERS = 6 };

static wide magnitude(wide v)
{
    return v < 0 ? -v : v;
}

/* Not by a builtin that tells of overflow: for 128 bits clang calls a function that gcc's library
 * does not have. */
static bool times_ten(wide *v, int n)
{
    const wide most = (wide)INT64_MAX * INT64_MAX; /* 8.5e37 */

    for (; n > 0; n--) {
        if (magnitude(*v) > most / 10)
            return false;
        *v *= 10;
    }
    return true;
}

/* The figure as a whole number of units of 10^-digits. */
static bool widen(yx_decimal d, int digits, wide *ret)
{
    *ret = d.mantissa;
    return digits - d.scale <= WIDE_DIGITS && times_ten(ret, digits - d.scale);
}

/* Back to a figure, with fewer digits where they are zeros or do not fit. */
static yx_decimal narrow(wide v, int digits)
{
    while (digits > 0 && (v > INT64_MAX || v < INT64_MIN || digits > YX_SCALE_MAX)) {
        v /= 10;
        digits--;
    }
    if (v > INT64_MAX || v < INT64_MIN)
        v = v < 0 ? INT64_MIN : INT64_MAX;
    return (yx_decimal){(int64_t)v, (uint8_t)digits};
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static int digits_of(const yx_term *t)
{
    return larger(t->digits, t->value.scale);
}

/* Adds half a unit of the last digit of a term. Digits have one more than any term. */
static bool add_half(const yx_term *t, int digits, wide *sum)
{
    wide half = 5;

    return times_ten(&half, digits - 1 - digits_of(t)) && !__builtin_add_overflow(*sum, half, sum);
}

/* The finest digit of all, and one more for halves. */
static int common(const yx_term *result, const yx_term *term, size_t n, const yx_decimal *tolerance)
{
    int digits = digits_of(result);

    for (size_t i = 0; i < n; i++)
        digits = larger(digits, digits_of(&term[i]));
    if (tolerance)
        digits = larger(digits, tolerance->scale);
    return digits + 1;
}

static bool add_up(const yx_term *term, size_t n, int digits, wide *ret)
{
    wide v;

    *ret = 0;
    for (size_t i = 0; i < n; i++) {
        if (!widen(term[i].value, digits, &v))
            return false;
        if (term[i].minus ? __builtin_sub_overflow(*ret, v, ret)
                          : __builtin_add_overflow(*ret, v, ret))
            return false;
    }
    return true;
}

void yx_balance_of(yx_term result, const yx_term *term, size_t n, const yx_decimal *tolerance,
                   bool le, yx_balance *ret)
{
    int digits = common(&result, term, n, tolerance), shown = digits - 1;
    wide sum, whole, gap, allowed = 0;
    bool fits = add_up(term, n, digits, &sum) && widen(result.value, digits, &whole) &&
                !__builtin_sub_overflow(sum, whole, &gap);

    *ret = (yx_balance){0};
    if (fits && tolerance)
        fits = widen(*tolerance, digits, &allowed);
    for (size_t i = 0; fits && !tolerance && i < n; i++)
        fits = add_half(&term[i], digits, &allowed);
    if (fits && !tolerance)
        fits = add_half(&result, digits, &allowed);
    if (!fits)
        return;
    ret->known = true;
    ret->holds = magnitude(gap) <= allowed || (le && gap > 0);
    ret->sum = narrow(sum / 10, shown);
    ret->gap = narrow(gap / 10, shown);
    ret->tolerance = tolerance ? *tolerance : narrow(allowed, digits);
}

/* A term with another sign, or other powers of ten, changes the sum by `change`: does it hold then?
 */
static bool mends(wide gap, wide change, wide allowed)
{
    wide left;

    return !__builtin_add_overflow(gap, change, &left) && magnitude(left) <= allowed;
}

typedef struct hunt {
    wide gap, allowed;
    int digits;
    size_t found;
    yx_culprit culprit;
} hunt;

static void note(hunt *h, yx_slip slip, size_t term, int power)
{
    if (h->found && h->culprit.term == term)
        return; /* the same one, in a second way */
    h->found++;
    h->culprit = (yx_culprit){slip, term, power};
}

/* way: +1 where a larger figure makes the sum larger. */
static void try_term(hunt *h, const yx_term *t, size_t number, int way)
{
    wide v, other;

    if (t->value.mantissa == 0 || !widen(t->value, h->digits, &v))
        return;
    if (!__builtin_add_overflow(v, v, &other) && mends(h->gap, -way * other, h->allowed))
        note(h, YX_SLIP_SIGN, number, 0);
    for (int power = 1; power <= POWERS; power++) {
        wide up = v, down = v, tens = 1;
        if (times_ten(&up, power) && mends(h->gap, way * (up - v), h->allowed))
            note(h, YX_SLIP_TENS, number, power);
        if (times_ten(&tens, power) && v % tens == 0) {
            down = v / tens;
            if (mends(h->gap, way * (down - v), h->allowed))
                note(h, YX_SLIP_TENS, number, -power);
        }
    }
}

yx_culprit yx_balance_culprit(yx_term result, const yx_term *term, size_t n,
                              const yx_balance *balance)
{
    hunt h = {.culprit = {YX_SLIP_NONE, n, 0}};

    if (!balance->known || balance->holds)
        return h.culprit;
    h.digits = larger(balance->gap.scale, balance->tolerance.scale);
    h.digits = larger(h.digits, common(&result, term, n, NULL)) + POWERS;
    if (!widen(balance->gap, h.digits, &h.gap) || !widen(balance->tolerance, h.digits, &h.allowed))
        return h.culprit;
    for (size_t i = 0; i < n; i++)
        try_term(&h, &term[i], i, term[i].minus ? -1 : 1);
    try_term(&h, &result, n, -1);
    if (h.found != 1)
        h.culprit = (yx_culprit){YX_SLIP_NONE, n, 0};
    return h.culprit;
}

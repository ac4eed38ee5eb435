/* balance.h - do the parts make the whole? Exact, on decimals.
 *
 *   sum of sign[i] * term[i]  against  result
 *
 * A rounded figure may be half a unit of its last digit off. So may each part: n parts and the
 * whole are allowed (n + 1) halves together, each of its own last digit; a whole that is exact by
 * nature is given a tolerance of 0 in the catalogue. Nothing is repaired. */
#ifndef YX_CHECK_BALANCE_H
#define YX_CHECK_BALANCE_H

#include "base/decimal.h"

#include <stddef.h>

typedef struct yx_term {
    yx_decimal value;
    uint8_t digits; /* behind the point that it is rounded to, at least value.scale */
    bool minus;
} yx_term;

typedef struct yx_balance {
    bool known;           /* false: too many digits to be added */
    bool holds;           /* |gap| is within the tolerance */
    yx_decimal sum;       /* of the terms */
    yx_decimal gap;       /* sum - result */
    yx_decimal tolerance; /* what was allowed */
} yx_balance;

/*   tolerance   in the unit of the figures; NULL: rounding of all of them
 *   le          the result may be smaller than the sum, but not larger
 * O(n). */
void yx_balance_of(yx_term result, const yx_term *term, size_t n, const yx_decimal *tolerance,
                   bool le, yx_balance *ret);

typedef enum yx_slip {
    YX_SLIP_NONE,
    YX_SLIP_SIGN, /* the sum would hold if the term had the other sign */
    YX_SLIP_TENS, /* ... if it were `power` powers of ten larger */
} yx_slip;

typedef struct yx_culprit {
    yx_slip slip;
    size_t term; /* n: the result itself */
    int power;   /* of ten: -6..6, not 0 */
} yx_culprit;

/* The one slip of one term that makes a broken sum hold. slip is NONE where there is none, or more
 * than one term would do. */
yx_culprit yx_balance_culprit(yx_term result, const yx_term *term, size_t n,
                              const yx_balance *balance);

#endif

/* decimal.h - exact decimal figures: what was typed is what is kept.
 *
 * A figure is mantissa / 10^scale. The typed scale is part of it ("0.0" is kept as typed) but not
 * of its size: equality and order ignore trailing zeros. */
#ifndef YX_BASE_DECIMAL_H
#define YX_BASE_DECIMAL_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    YX_SCALE_MAX = 30,
    YX_DECIMAL_TEXT =
        56, /* bytes of the longest text (sign, 31 digits, point, 19 more) and its NUL */
};

typedef struct yx_decimal {
    int64_t mantissa;
    uint8_t scale; /* digits behind the point, 0..YX_SCALE_MAX */
} yx_decimal;

/* Why a text is no figure. */
typedef enum yx_decimal_fault {
    YX_DECIMAL_OK,
    YX_DECIMAL_EMPTY,      /* nothing there: not reported */
    YX_DECIMAL_NOT_NUMBER, /* "--", "nan", "0x1F", ... */
    YX_DECIMAL_SEPARATOR,  /* "1,234": write 1234 */
    YX_DECIMAL_FULL_WIDTH, /* "１２": write 12 */
    YX_DECIMAL_EXPONENT,   /* "1e6": write 1000000 */
    YX_DECIMAL_PLUS,       /* "+5": write 5 */
    YX_DECIMAL_TOO_LONG,   /* more digits than fit: 18 or 19 without the point, scale at most 30 */
} yx_decimal_fault;

/* Reads `-?digits[.digits]`, all of it; no blanks. *ret is written on YX_DECIMAL_OK only. */
yx_decimal_fault yx_decimal_read(yx_str text, yx_decimal *ret);
/* Writes the figure as typed: "-0.50". Returns out. */
char *yx_decimal_text(yx_decimal d, char out[YX_DECIMAL_TEXT]);

int yx_decimal_order(yx_decimal a, yx_decimal b); /* -1, 0, 1; exact, whatever the scales */
bool yx_decimal_equal(yx_decimal a, yx_decimal b);

/* Rounds to `scale` digits behind the point, half away from zero, for display. A figure that has no
 * more digits than that is returned as it is. */
yx_decimal yx_decimal_round(yx_decimal d, uint8_t scale);

/* The nearest double: what one gets from reading the text. */
double yx_decimal_double(yx_decimal d);

/* The same size at another, larger or equal scale. False where int64 would overflow. */
bool yx_decimal_rescale(int64_t mantissa, uint8_t from, uint8_t to, int64_t *ret);

#endif

/* xl_value.h - what a number of a workbook means: a decimal, or a day. For readers of workbooks.
 *
 * A workbook keeps doubles, and days as days since 1899-12-30 (or 1904-01-01); only the number
 * format of a cell says which of the two a number is. */
#ifndef YX_INTAKE_BOOK_XL_VALUE_H
#define YX_INTAKE_BOOK_XL_VALUE_H

#include "base/day.h"
#include "base/text.h"

enum { YX_XL_NUMBER = 64 /* bytes of the longest decimal and its NUL */ };

/* Writes a number as the sheet shows it in the format General, were the cell wide enough: 15
 * significant digits, without zeros at the end, without an exponent ("1.1000000000000001" is 1.1,
 * "1E+20" is 100000000000000000000). Only what has its first digit more than 40 places away from
 * the point keeps an exponent. Returns the length; 0: it is no number, or one beyond
 * 9.99999999999999E+307, which no sheet holds. */
size_t yx_xl_number(yx_str text, char out[YX_XL_NUMBER]);
size_t yx_xl_number_of(double v, char out[YX_XL_NUMBER]);

/* What a number format shows. */
typedef enum yx_xl_format {
    YX_XL_PLAIN,   /* a number, or a time of day alone */
    YX_XL_PERCENT, /* a number, a hundred times as large and with a % sign */
    YX_XL_DAY,
    YX_XL_MAYBE, /* a day in one country and a time in another: a day from 1 on */
} yx_xl_format;

/* Of a number format that is written out: `yyyy"年"m"月"`, `0.00`, `[h]:mm`. */
yx_xl_format yx_xl_format_of(yx_str code);
/* Of one that is known by its number only. */
yx_xl_format yx_xl_format_builtin(unsigned id);

/* The day that a number shows in a format. False: it shows none (before 1900-01-01, after
 * 9999-12-31, 1900-02-29, or a time that is no day). */
bool yx_xl_day(double serial, yx_xl_format format, bool since_1904, yx_day *ret);

#endif

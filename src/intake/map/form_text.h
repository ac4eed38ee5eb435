/* form_text.h - the texts of forms: header cells made comparable, and patterns over them.
 *
 * A header is compared after it was cleaned: full-width ASCII becomes plain, blanks and line breaks
 * beside a character that is no ASCII go, others become one blank. Figures are never cleaned.
 *
 * A pattern is a cleaned text in which * stands for anything, {period}, {year} and {region} for
 * what a later file says there, and a backslash takes the meaning from the character behind it. */
#ifndef YX_INTAKE_MAP_FORM_TEXT_H
#define YX_INTAKE_MAP_FORM_TEXT_H

#include "base/buf.h"
#include "model/period.h"

enum { YX_FORM_TEXT = 1000 /* bytes of a cleaned header; what is longer is cut */ };

/* Appends the cleaned text; bytes that are no UTF-8 become U+FFFD. */
void yx_form_clean(yx_str text, yx_buf *out);

/* What stood in the place of {period}, {year} and {region}; .at NULL: the pattern has none. */
typedef struct yx_form_found {
    yx_str period, year, region;
} yx_form_found;

/* NULL: a pattern that can be matched; else what it should be. */
const char *yx_form_pattern_fault(yx_str pattern);
/* True when the pattern matches all of a cleaned text. O(pattern x text). */
bool yx_form_matches(yx_str pattern, yx_str text, yx_form_found *ret);
/* Appends a text as a pattern that matches it alone. */
void yx_form_escape(yx_str text, yx_buf *out);
bool yx_form_has(yx_str pattern, const char *place); /* "{period}" */

/* Reads a period as forms write it: all that yx_period_read() does, with blanks, 份, 末, 底 or 度
 * behind it; and, where a year is given (else 0), one without a year: 1-4月, 一季度, 全年. */
bool yx_form_period(yx_str text, int year, yx_period *ret);
bool yx_form_year(yx_str text, int *ret); /* 2022, 2022年, 2022年度 */

/* Where a period stands inside a cleaned text, the longest one. With year 0 it must have its year;
 * else it has none. */
bool yx_form_find_period(yx_str text, int year, yx_str *ret_at, yx_period *ret);

/* "B12" to row 11, column 1; "B" and "12" alone for one of them. False: it is none. */
bool yx_form_cell(yx_str name, uint32_t *ret_row, uint32_t *ret_column);
bool yx_form_column(yx_str name, uint32_t *ret_column);
bool yx_form_row(yx_str name, uint32_t *ret_row);

#endif

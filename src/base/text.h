/* text.h - slices of UTF-8 text: compare, check, measure, and find the nearest name.
 *
 * A yx_str borrows bytes that it does not own and that need not end with a NUL. */
#ifndef YX_BASE_TEXT_H
#define YX_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct yx_str {
    const char *at;
    size_t n;
} yx_str;

yx_str yx_str_of(const char *text); /* NULL is the empty string */
bool yx_str_is(yx_str a, const char *text);
bool yx_str_same(yx_str a, yx_str b);
int yx_str_order(yx_str a, yx_str b); /* by bytes, as strcmp */
yx_str yx_str_trim(
    yx_str a); /* without spaces, tabs and ideographic spaces (U+3000) at both ends */

/* Length of the longest valid UTF-8 prefix: n when all of it is valid. Surrogates, overlong
 * forms and code points above U+10FFFF are not valid. O(n), eight ASCII bytes at a time. */
size_t yx_utf8_valid(const char *at, size_t n);

/* Decodes the character at the start of valid, non-empty UTF-8.
 *   ret_len   its bytes, 1..4 */
uint32_t yx_utf8_char(yx_str a, size_t *ret_len);

/* Columns on a terminal: 2 for East Asian wide and full-width characters, 0 for combining
 * marks and controls, 1 for all others. Bad bytes count 1 each. */
size_t yx_text_width(yx_str a);

/* Number of single-character insertions, deletions, replacements and swaps of neighbours that
 * turn a into b (optimal string alignment), in characters, at most `limit` + 1: the search
 * stops early. Texts over 64 characters count as `limit` + 1. */
size_t yx_text_distance(yx_str a, yx_str b, size_t limit);

/* Copies text for people: bad bytes and controls become \xHH, cut after `max` bytes of output at
 * a character boundary. out has max + 1 bytes; it ends with a NUL. Returns its length. */
size_t yx_text_show(yx_str a, char *out, size_t max);

#endif

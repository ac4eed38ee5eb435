/* clean.h - names, headers and codes that lost their form on the way: what can they still mean?
 *
 * Files go through many hands and programs. What comes out of them:
 *   ４２０１００  42 0100    full-width forms, stray blanks, signs without a width
 *   洪(hóng)湖市             a character followed by its pinyin in brackets
 *   洪湖巿                   巿 (a kneecover, U+5DFF) for 市
 *   洪??市  洪�湖市         characters that an encoding lost
 * A text is cleaned only where that is certain: when one name, and no other, can have become it.
 * Figures are never cleaned. */
#ifndef YX_INTAKE_CLEAN_H
#define YX_INTAKE_CLEAN_H

#include "base/err.h"
#include "base/text.h"

enum { YX_CLEAN_TEXT = 256 /* bytes; a longer text is left as it is */ };

/* The plain form of a text, without any of the above but what was lost: two texts that differ only
 * in such things have the same. All blanks go. False: it is too long, or no UTF-8. */
bool yx_clean_plain(yx_str text, char out[YX_CLEAN_TEXT + 1], size_t *ret_n);

typedef struct yx_cleaner yx_cleaner; /* the names that there are, and what each means */

YX_MUST_USE yx_code yx_cleaner_new(yx_cleaner **ret, yx_err *err);
void yx_cleaner_free(yx_cleaner *cleaner); /* NULL is fine */
/* Adds a name, or a code. meaning: kept as it is; must outlive the cleaner. */
YX_MUST_USE yx_code yx_cleaner_add(yx_cleaner *cleaner, const char *name, const char *meaning,
                                   yx_err *err);

/* What a text means; NULL where that is nothing, or more than one thing.
 *   ret_lost   characters of it are lost
 * O(1); O(names) for a text with lost characters. */
const char *yx_cleaner_find(const yx_cleaner *cleaner, yx_str text, bool *ret_lost);

#endif

/* alike.h - do two items mean the same? One datum has one owner and one entry, so a new item that
 * exists already is refused with the list of what exists (docs/forms.md).
 *
 * Names are cleaned (width, case, brackets, traditional characters), known synonyms become one word
 * (alike_words.c: data), and words that set items apart, such as urban and rural, must be the same
 * on both sides wherever they stand, in the name or in the scope. Numbers, kind, frequency and the
 * dimension of the unit must be the same; what is left is compared by single words and pairs. */
#ifndef YX_MODEL_ALIKE_H
#define YX_MODEL_ALIKE_H

#include "model/catalog.h"

enum { YX_ALIKE_TOKENS = 64, YX_ALIKE_GROUPS = 24 };

#define YX_ALIKE_LIMIT 0.72 /* from here on two items are taken for the same (alike_test.c) */

/* A text taken apart. About 1.2 kB. */
typedef struct yx_alike_text {
    uint32_t token[YX_ALIKE_TOKENS]; /* in order of the text: characters, words, canonical words */
    uint32_t pair[YX_ALIKE_TOKENS];  /* of neighbours; sorted, as single[] is */
    uint32_t single[YX_ALIKE_TOKENS];
    size_t n, n_pair;
    uint64_t group[YX_ALIKE_GROUPS]; /* words that set apart: members of each group as bits */
    uint64_t numbers;                /* hash of the numbers in it, in any order */
} yx_alike_text;

/* Takes a text apart; what is over the limit of tokens is left out. O(length x words). */
void yx_alike_read(yx_str text, yx_alike_text *ret);
/* 0 to 1; 0 when words that set apart, or numbers, differ. O(tokens). */
double yx_alike_texts(const yx_alike_text *a, const yx_alike_text *b);
/* Topics are looser: one may say more than the other, and "inspection" in all its words says
 * nothing; what sets apart must not contradict. */
double yx_alike_topics(const yx_alike_text *a, const yx_alike_text *b);

typedef struct yx_alike_item {
    yx_alike_text zh, en; /* en.n 0: none */
    yx_alike_text scope;
    uint64_t unit; /* hash of its dimension */
    yx_kind kind;
    yx_period_kind every;
} yx_alike_item;

void yx_alike_item_read(const yx_indicator *indicator, yx_alike_item *ret);
/* 0 to 1; 0 when the scope is another. */
double yx_alike_items(const yx_alike_item *a, const yx_alike_item *b);

/* --- the words (alike_words.c, alike_same.c) --- */

enum {
    YX_ALIKE_FILLER = -1,  /* says nothing */
    YX_ALIKE_PLAIN = -2,   /* a synonym that sets nothing apart: member is its number */
    YX_ALIKE_SCOPES = 8,   /* groups below this are scope: they are not part of the name */
    YX_ALIKE_INSPECT = 25, /* synonyms from here to the end are words for looking into something */
    YX_ALIKE_INSPECT_END = 28,
    YX_ALIKE_TOTALS = 2, /* the group of 累计 and 当月, which the kind may say already */
};

typedef struct yx_alike_word {
    const char *word; /* lower case, simplified */
    int group, member;
} yx_alike_word;

extern const yx_alike_word yx_alike_words[];
extern const size_t yx_n_alike_word;
extern const yx_alike_word yx_alike_same[];
extern const size_t yx_n_alike_same;
/* Pairs of a traditional and its simplified character. */
extern const char *const yx_alike_simplified;

#endif

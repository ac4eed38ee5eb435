/* formula_words.h - a formula cut into words, for formula.c; nobody else includes it. */
#ifndef YX_TRIGGER_FORMULA_WORDS_H
#define YX_TRIGGER_FORMULA_WORDS_H

#include "trigger/formula_tree.h"

typedef enum yx_word {
    YX_WORD_END,
    YX_WORD_NUMBER,  /* digits and points, whether or not they are a number */
    YX_WORD_NAME,    /* also the words of the language, which stand without quotes */
    YX_WORD_QUOTED,  /* a name in quotes, which are not part of it */
    YX_WORD_UNENDED, /* ... without the second quote: all the rest */
    YX_WORD_COMPARE,
    YX_WORD_CHAR, /* one of + - * / ( ) , % */
    YX_WORD_BAD,
} yx_word;

/* Starts as {.text = T}. */
typedef struct yx_words {
    yx_str text;
    size_t from, to; /* of the word, with its quotes */
    size_t before;   /* end of the word before */
    yx_word kind;
    yx_str word;
    yx_sign sign; /* of a comparison */
} yx_words;

void yx_words_next(yx_words *w);
bool yx_words_char(const yx_words *w, char c);
bool yx_words_name(const yx_words *w, const char *name); /* without quotes */
bool yx_words_digit(char c);

#endif

/* alike_words.h - the groups of words that set items apart, for the files that list the words. */
#ifndef YX_MODEL_ALIKE_WORDS_H
#define YX_MODEL_ALIKE_WORDS_H

#include "model/alike.h"

enum {
    SIZE,
    PRICE,
    TOTALS,
    PLAN,
    RESIDENCE,
    EXCEPT,
    AREA,
    SEX,
    /* content from here on */
    GROWTH,
    SECTOR,
    TRADE,
    BUDGET,
    CHANGE,
    OWNER,
    SHARE,
    BANK,
    SUPPLY,
    BRANCH,
    GOODS,
    AGE,
    OUTCOME,
    PER,
    STOCKS,
};

_Static_assert((int)GROWTH == (int)YX_ALIKE_SCOPES && (int)TOTALS == (int)YX_ALIKE_TOTALS,
               "as the header says");
_Static_assert((int)STOCKS < (int)YX_ALIKE_GROUPS, "groups fit");

#define FILL YX_ALIKE_FILLER, 0
#define SAME YX_ALIKE_PLAIN

#endif

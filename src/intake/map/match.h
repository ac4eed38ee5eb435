/* match.h - which indicator a header is likely to mean: a guess for people to look at, never
 * taken for granted. */
#ifndef YX_INTAKE_MAP_MATCH_H
#define YX_INTAKE_MAP_MATCH_H

#include "model/catalog.h"

typedef struct yx_matcher yx_matcher;

/* The catalogue must outlive it. */
YX_MUST_USE yx_code yx_matcher_new(const yx_catalog *catalog, yx_matcher **ret, yx_err *err);
void yx_matcher_free(yx_matcher *m); /* NULL is fine */

/* What is known of a column or row. Texts are cleaned. */
typedef struct yx_match_of {
    yx_str path;  /* its header path or label */
    yx_str title; /* of the table; may be empty */
    yx_str unit;  /* of its own; may be empty */
    yx_str whole; /* unit of the whole table; may be empty */
} yx_match_of;

typedef struct yx_match {
    const yx_indicator *indicator;
    double score; /* 0: nothing in common; 1: the same words */
} yx_match;

enum { YX_MATCHES = 3 };
/* The best YX_MATCHES, best first; those without an indicator are NULL. O(indicators). */
YX_MUST_USE yx_code yx_match_find(yx_matcher *m, const yx_match_of *what, yx_match ret[YX_MATCHES],
                                  yx_err *err);

/* Words in a header that say something else than what is measured. */
bool yx_match_is_growth(yx_str text);    /* 同比, 增速, ±% */
bool yx_match_is_last_year(yx_str text); /* 上年同期 */
bool yx_match_is_month(yx_str text);     /* 本月, 期末 */

#endif

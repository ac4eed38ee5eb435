/* check.h - the table of checks: can the figure be true?
 *
 * Each check is a row: what it is called, how grave, what it needs, its parameters with their
 * defaults, the largest share of sound rows that it may ask about, and the words of its question.
 * A check never says that somebody is wrong: it asks, with the arithmetic that a clerk can redo.
 *
 * Kernels (balance.h, series.h, ratio.h, pair.h, ...) are pure. flow/findings/findings.c brings
 * them the figures and gives their answers the words of this table. */
#ifndef YX_CHECK_CHECK_H
#define YX_CHECK_CHECK_H

#include "base/fault.h"
#include "base/param.h"

typedef enum yx_grade {
    YX_GRADE_INFO,  /* two facts side by side */
    YX_GRADE_DOUBT, /* may well be true */
    YX_GRADE_WARN,  /* hardly true as it stands */
    YX_GRADE_ERROR, /* cannot be true as it stands */
    YX_GRADE_BLOCK, /* must not be shown */
    YX_N_GRADE
} yx_grade;
extern const char *const yx_grade_name[YX_N_GRADE]; /* "info", "doubt", ... */

typedef enum yx_check_number {
    YX_CHECK_SUM,         /* Q01 */
    YX_CHECK_SUM_REGIONS, /* Q02 */
    YX_CHECK_DECREASE,    /* Q03 */
    YX_CHECK_MONTH,       /* Q04 */
    YX_CHECK_GROWTH,      /* Q05 */
    YX_CHECK_POWER,       /* Q06 */
    YX_CHECK_TAX,         /* Q07 */
    YX_CHECK_INVESTMENT,  /* Q08 */
    YX_CHECK_ABRUPT,      /* Q09 */
    YX_CHECK_UNIT,        /* Q10 */
    YX_CHECK_PERCENT,     /* Q11 */
    YX_CHECK_RATIO,       /* Q12 */
    YX_CHECK_STOCK,       /* Q13 */
    YX_CHECK_NET,         /* Q14 */
    YX_CHECK_BUNCHING,    /* Q15 */
    YX_CHECK_DIGITS,      /* Q16 */
    YX_CHECK_REPEAT,      /* Q17 */
    YX_CHECK_REVISION,    /* Q18 */
    YX_CHECK_LATE,        /* Q19 */
    YX_CHECK_EARLY,       /* Q20 */
    YX_CHECK_CODE,        /* Q21 */
    YX_CHECK_TARGETS,     /* Q22 */
    YX_CHECK_INTENSITY,   /* Q23 */
    YX_CHECK_SAME_SET,    /* Q24 */
    YX_CHECK_PRO_RATA,    /* Q25 */
    YX_CHECK_FEW,         /* Q26 */
    YX_CHECK_RELEASE,     /* Q27 */
    YX_CHECK_LE,          /* C01.. ours */
    YX_CHECK_NEGATIVE,
    YX_CHECK_FRACTION,
    YX_CHECK_SHIFTED,
    YX_CHECK_NAME,
    YX_CHECK_CODE_CHANGE,
    YX_CHECK_CHAIN,
    YX_CHECK_COPY,
    YX_N_CHECK
} yx_check_number;

enum { YX_CHECK_PARAMS = 6 };

typedef struct yx_check {
    const char *id;              /* "Q01": stable, in logs and thresholds */
    const char *kind;            /* "sum": what a finding of it is called */
    const char *name[YX_N_LANG]; /* for people */
    yx_grade grade;
    const char *needs; /* what must be there for it to judge */
    const yx_param *param;
    size_t n_param;
    double guard; /* largest share of sound rows that it may ask about */
    const char *guard_words;
    const char *source; /* key in docs/sources.md */
    const char *later;  /* where its method is to be found; NULL: here */
    /* The question. {region} {indicator} {period} {found} {expected} {detail} are filled in. */
    const char *ask[YX_N_LANG];
} yx_check;

extern const yx_check yx_checks[YX_N_CHECK];

/* By id or kind, else YX_N_CHECK. */
yx_check_number yx_check_find(yx_str name);
/* The place of a parameter of a check, or SIZE_MAX. */
size_t yx_check_param(const yx_check *check, yx_str name);
/* Fills in the defaults. */
void yx_check_defaults(const yx_check *check, double param[YX_CHECK_PARAMS]);

#endif

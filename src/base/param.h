/* param.h - an option of a method: its name, unit, range and default are a row of a table.
 *
 * Rules (YAML), `calc --options` (JSON), help and the docs pages all read the same rows. */
#ifndef YX_BASE_PARAM_H
#define YX_BASE_PARAM_H

#include "base/text.h"

/* Options have the names, units and ranges that stand in the table; all of them are numbers, and a
 * word stands for its place in `words`. */
typedef struct yx_param {
    /* unit "1": a pure number; "sd": standard deviations; "period"; "year"; "figure": a level in
     * the unit of the figures; "width": a difference in it; "day": days since 1970, written
     * 2011-06-02 */
    const char *name, *unit;
    double lo, dflt, hi;      /* dflt NAN: must be given, or (see the page) means "not used" */
    bool whole;               /* a whole number */
    const char *const *words; /* NULL-terminated; then lo 0 and hi the last one */
    const char *what;         /* one line for --help and the docs page */
    /* R's name for `calc`, where it differs: "minSigma"; "limit54[0]" is the first of a list. */
    const char *r_name;
    bool or_word; /* a number from lo to hi, or one of `words`: word i is stored as YX_WORD(i) */
} yx_param;

/* The value of a parameter that takes a number or a word, when it is word i. */
#define YX_WORD(i) (-1e9 - (double)(i))

/* What was given, as the number that the method gets. False: the parameter does not take it. */
bool yx_param_word(const yx_param *p, yx_str word, double *ret);
bool yx_param_number(const yx_param *p, double v, double *ret);

enum { YX_PARAM_SAID = 160 };
/* What it takes, in words: "a whole number from 3 to 120", "C1, C2 or C3". Cut to fit; returns out.
 */
char *yx_param_takes(const yx_param *p, char out[YX_PARAM_SAID]);
/* A value of it as one would write it: "7", "C1"; NAN is "none". Returns out. */
char *yx_param_text(const yx_param *p, double v, char out[YX_PARAM_SAID]);

#endif

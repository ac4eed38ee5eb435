/* terms.h - the right side of a relation: "a + b - c", "a / b", "100 * (a + b) / c". */
#ifndef YX_CHECK_TERMS_H
#define YX_CHECK_TERMS_H

#include "base/text.h"

enum { YX_TERMS = 64 };

typedef struct yx_formula_term {
    yx_str code;
    bool minus;
    bool below; /* the stroke */
} yx_formula_term;

typedef struct yx_formula {
    yx_formula_term term[YX_TERMS]; /* those above the stroke first */
    size_t n, n_above;
    double factor; /* in front; 1 */
    bool has_factor;
} yx_formula;

/* True if a text is the code of an indicator. A code may have a hyphen in it: "cases-new" is a code
 * if there is such a one, else cases less new. */
typedef bool yx_formula_known(const void *with, yx_str code);

/* The texts are borrowed. NULL: it is read; else what is wrong with it, and *ret_at where. */
const char *yx_formula_read(yx_str text, yx_formula_known *known, const void *with, yx_formula *ret,
                            yx_str *ret_at);

#endif

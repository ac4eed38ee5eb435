/* methods.h - all methods of all layers in one list, and how one is run on files.
 *
 * A layer's methods are one line in methods.c. Nothing here needs a workspace. */
#ifndef YX_FLOW_METHODS_H
#define YX_FLOW_METHODS_H

#include "base/method.h"

size_t yx_n_method(void);
yx_method yx_method_at(size_t i); /* detectors behind the others; each in order of its table */
/* False: there is none; *ret_near is then the nearest name, or NULL. */
bool yx_method_find(const char *name, yx_method *ret, const char **ret_near);

/* Fills call->param and call->table from JSON text (NULL: all defaults). Options go by our name or
 * R's; a list fills "name[0]", "name[1]", ...; null is the default; true and false are the words
 * yes and no, TRUE and FALSE, or 1 and 0. YX_E_FORMAT: no JSON; YX_E_RANGE: the first option that
 * is wrong, what was expected or the nearest name, and how many more are. */
YX_MUST_USE yx_code yx_method_options(const yx_method *m, const char *json, yx_call *call,
                                      yx_err *err);

enum { YX_CALC_PAIRS = 8 };

typedef struct yx_calc {
    const char *method, *input;
    const char *with[YX_CALC_PAIRS]; /* "NAME=FILE" */
    size_t n_with;
    const char *options; /* JSON, or NULL */
} yx_calc;

/* Reads the files, runs the method, hands over its table (yx_frame_free()).
 * YX_E_ABSENT, YX_E_FORMAT, YX_E_RANGE, YX_E_SHORT, YX_E_IO: the input is refused. */
YX_MUST_USE yx_code yx_calc_run(const yx_calc *calc, yx_frame **ret, yx_err *err);

#endif

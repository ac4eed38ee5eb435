/* method.h - a statistical method is a row of a table: what it is called, what it reads, what it
 * answers, and one function from tables to a table.
 *
 * Each layer exports one const table of its methods (screen/methods.h, ...); flow/methods.c puts
 * them together, and `yixian calc` and `yixian methods` know nothing else. */
#ifndef YX_BASE_METHOD_H
#define YX_BASE_METHOD_H

#include "base/frame.h"
#include "base/param.h"

enum { YX_METHOD_PARAMS = 32, YX_METHOD_WITH = 8 };

/* A column that is read or answered. */
typedef struct yx_method_column {
    const char *name; /* "p1, p2, ..." where there are as many as the file has */
    const char *what;
    bool optional; /* read: may be absent. Answered: only where there is something to say */
    bool text;     /* copied through, or words; else numbers */
    /* Read: which --with table it stands in; answered: which result. NULL: --input, the default. */
    const char *table;
} yx_method_column;

typedef struct yx_method yx_method;

/* What the command line gave, already checked: tables that are needed are there and have their
 * needed columns, options are inside their ranges. */
typedef struct yx_call {
    yx_frame *input;
    yx_frame *with[YX_METHOD_WITH]; /* as method->with; NULL where not given */
    double param[YX_METHOD_PARAMS];
    size_t table; /* which of method->table */
} yx_call;

struct yx_method {
    const char *name;
    const char *source;    /* a key in docs/sources.md */
    const char *what;      /* one line */
    const char *tolerance; /* to which it agrees with its reference values */
    const yx_param *param;
    size_t n_param;
    const yx_method_column *in, *out;
    size_t n_in, n_out;
    const char *const *with;  /* names of --with tables, NULL-terminated; NULL: none */
    const char *const *table; /* names of results, the default first, NULL-terminated; NULL: one */
    const void *self;         /* for run: the detector */
    /* Fills `out`, which is empty. YX_E_FORMAT, YX_E_RANGE, YX_E_SHORT, YX_E_ABSENT: the input is
     * refused. */
    yx_code (*run)(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err);
};

#endif

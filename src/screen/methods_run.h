/* methods_run.h - between methods.c, which says what the methods read and answer, and the files
 * that run them. Of nobody else's concern. */
#ifndef YX_SCREEN_METHODS_RUN_H
#define YX_SCREEN_METHODS_RUN_H

#include "screen/methods.h"

/* Numbers of the options. */
enum { YX_ARL_CHART };
enum { YX_CURVE_CHART, YX_CURVE_K, YX_CURVE_L, YX_CURVE_PERIODS };
enum { YX_HVALUES_TOL };

/* Charts of arl; the columns that each needs are in its row, in the order of the kernel. */
enum { YX_ARL_POISSON, YX_ARL_CUSUM, YX_ARL_EWMA, YX_ARL_MEWMA, YX_N_ARL };
enum { YX_ARL_COLUMNS = 4 };
extern const char *const yx_arl_charts[];
extern const char *const yx_arl_column[YX_N_ARL][YX_ARL_COLUMNS];
extern const char *const yx_curve_charts[]; /* by yx_chart */

typedef yx_code yx_method_run(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err);
yx_method_run yx_run_arl, yx_run_curve, yx_run_findkh, yx_run_hvalues; /* methods_arl.c */
yx_method_run yx_run_padjust, yx_run_pcombine;                         /* methods_p.c */

/* "a.csv:7: " - where a row that is refused stands. */
yx_code yx_refuse_row(const yx_frame *f, size_t row, yx_err *err, const char *why);

/* Copies a key through, if the file has it. */
yx_code yx_copy_key(yx_frame *out, const yx_frame *in, const char *name, yx_err *err);

/* Reads a column of numbers that also is a key of the answer. */
yx_code yx_read_key(yx_frame *out, yx_frame *in, const char *name, const double **ret, yx_err *err);

/* Adds n columns of so many rows. */
yx_code yx_add_columns(yx_frame *out, const yx_method_column *column, size_t n, size_t rows,
                       double **ret, yx_err *err);

#endif

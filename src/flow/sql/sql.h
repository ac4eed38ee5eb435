/* sql.h - the tables of `yixian sql` (docs/sql.md): what is known in a workspace, read through the
 * same store as everything else, so that what is protected is not there. */
#ifndef YX_FLOW_SQL_SQL_H
#define YX_FLOW_SQL_SQL_H

#include "flow/workspace.h"
#include "store/query.h"

enum { YX_SQL_ROWS = 1000000, YX_SQL_STEPS = 10 * 1000 * 1000 /* thousands */ };

/* Where the answer goes, and when it is enough: as in yx_query_ask. */
typedef struct yx_sql_out {
    bool (*stop)(void *arg);
    yx_code (*head)(void *arg, const char *const *name, size_t n, yx_err *err);
    yx_code (*row)(void *arg, const yx_query_value *value, size_t n, yx_err *err);
    void *arg;
} yx_sql_out;

/* Runs one SELECT. Errors as yx_query_run(). */
YX_MUST_USE yx_code yx_sql(yx_workspace *ws, yx_known known, const char *text,
                           const yx_sql_out *out, yx_err *err);

/* The tables, for help and for tests: names and columns. */
size_t yx_sql_n_table(void);
const char *yx_sql_table(size_t i, const char *const **ret_column, size_t *ret_n);

#endif

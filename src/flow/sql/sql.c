#include "flow/sql/inside.h"

#include <stdlib.h>

size_t yx_sql_n_table(void)
{
    return 2 + yx_n_sql_catalog;
}

static const yx_query_table *table_at(size_t i)
{
    if (i < 2)
        return i ? &yx_sql_finding : &yx_sql_observation;
    return &yx_sql_catalog[i - 2];
}

const char *yx_sql_table(size_t i, const char *const **ret_column, size_t *ret_n)
{
    const yx_query_table *t = table_at(i);

    *ret_column = t->column;
    *ret_n = t->n_column;
    return t->name;
}

yx_code yx_sql(yx_workspace *ws, yx_known known, const char *text, const yx_sql_out *out,
               yx_err *err)
{
    size_t n = yx_sql_n_table();
    yx_query_table *table = calloc(n, sizeof *table);
    yx_sql_from from = {.ws = ws, .known = known};
    yx_query_ask ask = {.table = table,
                        .n_table = n,
                        .sql = text,
                        .max_rows = YX_SQL_ROWS,
                        .max_steps = YX_SQL_STEPS,
                        .stop = out->stop,
                        .head = out->head,
                        .row = out->row,
                        .arg = out->arg};
    yx_code rc;

    if (!table)
        return yx_fail(err, YX_E_NOMEM, "no memory for the query");
    for (size_t i = 0; i < n; i++) {
        table[i] = *table_at(i);
        table[i].arg = &from;
    }
    rc = yx_query_run(&ask, err);
    if (from.has_findings)
        yx_findings_free(&from.findings);
    free(table);
    return rc;
}

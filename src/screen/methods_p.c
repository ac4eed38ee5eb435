/* methods_p.c - pcombine and padjust: from tables to tables. */
#include "screen/methods_run.h"

#include "screen/pvalues.h"

#include <stdlib.h>
#include <string.h>

static yx_code check_p(const yx_frame *f, const double *p, yx_err *err)
{
    for (size_t i = 0; i < yx_frame_rows(f); i++)
        if (p[i] < 0 || p[i] > 1)
            return yx_refuse_row(f, i, err, "a p-value outside 0 to 1");
    return YX_OK;
}

/* p1, p2, ...: p and digits only. */
static bool is_p_column(const char *name)
{
    return name[0] == 'p' && name[1] && strspn(name + 1, "0123456789") == strlen(name + 1);
}

/* The p-values of every row, one row after the other: *ret_p holds rows x *ret_n, to be freed. */
static yx_code read_p(yx_frame *f, double **ret_p, size_t *ret_n, yx_err *err)
{
    size_t rows = yx_frame_rows(f), n = 0, at = 0;
    double *p;

    for (size_t c = 0; c < yx_frame_columns(f); c++)
        n += is_p_column(yx_frame_column(f, c));
    if (!n)
        return yx_fail(err, YX_E_ABSENT, "%.100s: no column 'p1'", yx_frame_name(f));
    p = n < SIZE_MAX / sizeof *p / rows ? malloc(n * rows * sizeof *p) : NULL;
    if (!p)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu p-values", n);
    for (size_t c = 0; c < yx_frame_columns(f); c++) {
        const double *column;
        size_t only;
        yx_code rc;
        if (!is_p_column(yx_frame_column(f, c)))
            continue;
        rc = yx_frame_need(f, yx_frame_column(f, c), &only, err);
        if (!rc)
            rc = yx_frame_numbers(f, c, &column, err);
        if (!rc)
            rc = check_p(f, column, err);
        if (rc) {
            free(p);
            return rc;
        }
        for (size_t i = 0; i < rows; i++)
            p[i * n + at] = column[i];
        at++;
    }
    *ret_p = p;
    *ret_n = n;
    return YX_OK;
}

yx_code yx_run_pcombine(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    size_t rows = yx_frame_rows(call->input), n = 0, *order = NULL;
    double *p = NULL, *work = NULL, *to[7];
    yx_code rc = read_p(call->input, &p, &n, err);

    if (!rc)
        rc = yx_copy_key(out, call->input, m->out[0].name, err);
    if (!rc)
        rc = yx_add_columns(out, m->out + 1, 7, rows, to, err);
    if (rc)
        goto done;
    work = malloc((2 * n + 2) * sizeof *work);
    order = malloc(2 * n * sizeof *order);
    if (!work || !order) {
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu p-values", n);
        goto done;
    }
    for (size_t i = 0; i < rows; i++) {
        yx_combined c;
        yx_pcombine(p + i * n, n, work, order, &c);
        to[0][i] = c.fisher;
        to[1][i] = c.stouffer;
        to[2][i] = c.edgington;
        to[3][i] = c.tippett;
        to[4][i] = c.simes;
        to[5][i] = c.cauchy;
        to[6][i] = c.bonferroni;
    }
done:
    free(p);
    free(work);
    free(order);
    return rc;
}

yx_code yx_run_padjust(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    size_t rows = yx_frame_rows(call->input), *order;
    const double *p;
    double *to[5];
    yx_code rc = yx_frame_need_numbers(call->input, "p", &p, err);

    if (!rc)
        rc = check_p(call->input, p, err);
    if (!rc)
        rc = yx_copy_key(out, call->input, m->out[0].name, err);
    if (!rc)
        rc = yx_add_columns(out, m->out + 1, 5, rows, to, err);
    if (rc)
        return rc;
    order = malloc(2 * rows * sizeof *order);
    if (!order)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu p-values", rows);
    yx_padjust(
        p, rows, order,
        &(yx_adjusted){
            .bonferroni = to[0], .holm = to[1], .hochberg = to[2], .bh = to[3], .by = to[4]});
    free(order);
    return YX_OK;
}

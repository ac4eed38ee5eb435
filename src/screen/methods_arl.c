/* methods_arl.c - run lengths as methods: arl, curve, findkh, hvalues. */
#include "screen/methods_run.h"

#include "screen/arl.h"
#include "screen/curve.h"
#include "screen/limit.h"

#include <math.h>
#include <stdlib.h>

/* The room of a kernel; asked anew for each row, kept while it is large enough. */
typedef struct room {
    double *at;
    size_t n;
} room;

static yx_code room_for(room *r, size_t n, yx_err *err)
{
    double *more;

    if (n <= r->n && r->at)
        return YX_OK;
    more = n < SIZE_MAX / sizeof *more ? realloc(r->at, (n + 1) * sizeof *more) : NULL;
    if (!more)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu numbers", n);
    r->at = more;
    r->n = n;
    return YX_OK;
}

/* ---- arl ---- */

static size_t arl_room(int chart, const double *v)
{
    switch (chart) {
    case YX_ARL_POISSON:
        return yx_arl_poisson_room(v[0], v[1], v[2]);
    case YX_ARL_CUSUM:
        return yx_arl_cusum_room(v[1]);
    case YX_ARL_EWMA:
        return yx_arl_ewma_room(v[0], v[1]);
    default:
        return yx_arl_mewma_room(v[0], v[1], v[2], v[3]);
    }
}

/* As R's spc has it where that is within a hundredth of the run length, else the run length. */
static double as_spc(const double *v, double fine, double *work)
{
    double spc = isnan(fine) ? NAN : yx_arl_mewma_spc(v[0], v[1], v[2], v[3], work);

    return fabs(spc - fine) <= 0.01 * fine ? spc : fine;
}

/* *ret_also: FIR_ARL (Poisson) or ARL_fine (MEWMA). */
static double arl_of(int chart, const double *v, double *work, double *ret_also)
{
    double arl;

    switch (chart) {
    case YX_ARL_POISSON:
        yx_arl_poisson(v[0], v[1], v[2], work, &arl, ret_also);
        return arl;
    case YX_ARL_CUSUM:
        return yx_arl_cusum(v[0], v[1], v[2], work);
    case YX_ARL_EWMA:
        return yx_arl_ewma(v[0], v[1], v[2], work);
    default:
        *ret_also = yx_arl_mewma(v[0], v[1], v[2], v[3], work);
        return as_spc(v, *ret_also, work);
    }
}

yx_code yx_run_arl(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    static const char *const second[YX_N_ARL] = {
        [YX_ARL_POISSON] = "FIR_ARL", [YX_ARL_MEWMA] = "ARL_fine"};
    int chart = (int)call->param[YX_ARL_CHART];
    const char *const *name = yx_arl_column[chart];
    const double *in[YX_ARL_COLUMNS];
    double *arl = NULL, *also = NULL;
    size_t n = 0, rows = yx_frame_rows(call->input);
    room work = {0};
    yx_code rc = YX_OK;

    (void)m;
    for (; n < YX_ARL_COLUMNS && name[n] && !rc; n++)
        rc = yx_read_key(out, call->input, name[n], &in[n], err);
    if (!rc)
        rc = yx_frame_add(out, "ARL", rows, &arl, err);
    if (!rc && second[chart])
        rc = yx_frame_add(out, second[chart], rows, &also, err);
    for (size_t i = 0; i < rows && !rc; i++) {
        double v[YX_ARL_COLUMNS] = {0}, other = NAN;
        for (size_t c = 0; c < n; c++)
            v[c] = in[c][i];
        rc = room_for(&work, arl_room(chart, v), err);
        if (rc)
            break;
        arl[i] = arl_of(chart, v, work.at, &other);
        if (also)
            also[i] = other;
        if (isnan(arl[i]))
            rc = yx_refuse_row(call->input, i, err,
                               "no such chart (docs/methods/arl.md has the limits)");
    }
    free(work.at);
    return rc;
}

/* ---- curve ---- */

/* The three keys, each once for every period: columns 0, 1, 2. */
static yx_code curve_keys(const yx_method *m, const yx_call *call, size_t periods, yx_frame *out,
                          yx_err *err)
{
    const char *chart = yx_curve_charts[(int)call->param[YX_CURVE_CHART]];
    yx_code rc = YX_OK;

    for (size_t c = 0; c < 3 && !rc; c++) {
        size_t to, from = 0;
        rc = yx_frame_add_text(out, m->out[c].name, &to, err);
        if (!rc && c)
            rc = yx_frame_need(call->input, m->out[c].name, &from, err);
        for (size_t i = 0; i < yx_frame_rows(call->input) && !rc; i++) {
            yx_str cell = c ? yx_frame_text(call->input, from, i) : yx_str_of(chart);
            for (size_t t = 0; t < periods && !rc; t++)
                rc = yx_frame_put(out, to, cell, err);
        }
    }
    return rc;
}

yx_code yx_run_curve(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    size_t rows = yx_frame_rows(call->input), periods = (size_t)call->param[YX_CURVE_PERIODS];
    yx_chart chart = (yx_chart)call->param[YX_CURVE_CHART];
    double weight = call->param[chart == YX_CHART_EWMA ? YX_CURVE_L : YX_CURVE_K], limit = NAN;
    const double *arl0, *shift;
    double *to[3];
    room work = {0};
    yx_code rc = yx_frame_need_numbers(call->input, m->in[0].name, &arl0, err);

    if (!rc)
        rc = yx_frame_need_numbers(call->input, m->in[1].name, &shift, err);
    if (!rc && rows > YX_FRAME_ROWS / periods)
        rc = yx_fail(err, YX_E_RANGE, "%.100s: %zu rows of %zu periods are too many",
                     yx_frame_name(call->input), rows, periods);
    if (!rc)
        rc = curve_keys(m, call, periods, out, err);
    if (!rc)
        rc = yx_add_columns(out, m->out + 3, 3, rows * periods, to, err);
    if (!rc)
        rc = room_for(&work, yx_curve_room(chart, weight), err);
    for (size_t i = 0; i < rows && !rc; i++) {
        size_t at = i * periods;
        if (i == 0 || arl0[i] != arl0[i - 1])
            limit = yx_curve_limit(chart, weight, arl0[i], work.at);
        if (isnan(limit))
            rc = yx_refuse_row(call->input, i, err, "no limit gives this ARL0");
        else if (!yx_curve(chart, weight, limit, shift[i], periods, work.at, to[2] + at))
            rc = yx_refuse_row(call->input, i, err, "shift is no number");
        for (size_t t = 0; t < periods && !rc; t++) {
            to[0][at + t] = limit;
            to[1][at + t] = (double)(t + 1);
        }
    }
    free(work.at);
    return rc;
}

/* ---- findkh, hvalues ---- */

/* Reads what is needed, which are the keys, and adds what is answered. */
static yx_code keys_and_columns(const yx_method *m, const yx_call *call, yx_frame *out,
                                const double **in, double **to, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t c = 0; c < m->n_in && !rc; c++)
        rc = yx_read_key(out, call->input, m->in[c].name, &in[c], err);
    if (!rc)
        rc = yx_add_columns(out, m->out + m->n_in, m->n_out - m->n_in, yx_frame_rows(call->input),
                            to, err);
    return rc;
}

yx_code yx_run_findkh(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    const double *in[2];
    double *to[2];
    room work = {0};
    yx_code rc = keys_and_columns(m, call, out, in, to, err);

    if (!rc)
        rc = room_for(&work, yx_arl_cusum_room(YX_LIMIT_H), err);
    for (size_t i = 0; i < yx_frame_rows(call->input) && !rc; i++)
        if (!yx_find_kh(in[0][i], in[1][i], work.at, &to[0][i], &to[1][i]))
            rc = yx_refuse_row(call->input, i, err, "no chart has these two run lengths");
    free(work.at);
    return rc;
}

static yx_code hvalue_row(const yx_call *call, const double *const *in, double *const *to, size_t i,
                          room *work, yx_err *err)
{
    double arl0 = in[0][i], s = in[1][i], theta0 = in[2][i], tol = call->param[YX_HVALUES_TOL], h,
           arl;
    yx_code rc;

    if (!(arl0 > 1 && s > 0 && theta0 > 0) || isinf(arl0 + s + theta0))
        return yx_refuse_row(call->input, i, err, "ARL0 must be above 1, s and theta0 above 0");
    rc = room_for(work, yx_hvalue_room(arl0, s, theta0), err);
    if (rc)
        return rc;
    if (!yx_hvalue(arl0, s, theta0, tol, work->at, &h, &arl))
        return yx_refuse_row(call->input, i, err, "no limit h gives such a run length");
    to[0][i] = yx_hvalue_k(theta0, s);
    to[1][i] = h;
    to[2][i] = arl;
    to[3][i] = fabs(arl - arl0) <= tol * arl0;
    return YX_OK;
}

yx_code yx_run_hvalues(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    const double *in[3];
    double *to[4];
    room work = {0};
    yx_code rc = keys_and_columns(m, call, out, in, to, err);

    for (size_t i = 0; i < yx_frame_rows(call->input) && !rc; i++)
        rc = hvalue_row(call, in, to, i, &work, err);
    free(work.at);
    return rc;
}

/* methods.c - p-values and run lengths as methods: from tables to tables. */
#include "screen/methods.h"

#include "screen/arl.h"
#include "screen/curve.h"
#include "screen/pvalues.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 32 };

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

/* "a.csv:7: " - where a row that is refused stands. */
static yx_code refuse(const yx_frame *f, size_t row, yx_err *err, const char *why)
{
    return yx_fail(err, YX_E_RANGE, "%.100s:%zu: %s", yx_frame_name(f), yx_frame_line(f, row), why);
}

/* ---- pcombine, padjust ---- */

static yx_code check_p(const yx_frame *f, const double *p, yx_err *err)
{
    for (size_t i = 0; i < yx_frame_rows(f); i++)
        if (p[i] < 0 || p[i] > 1)
            return refuse(f, i, err, "a p-value outside 0 to 1");
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

/* Copies a key through, if the file has it. */
static yx_code copy_key(yx_frame *out, const yx_frame *in, const char *name, yx_err *err)
{
    size_t at;
    yx_code rc;

    if (yx_frame_find(in, name) == YX_COLUMN_NONE)
        return YX_OK;
    rc = yx_frame_need(in, name, &at, err);
    return rc ? rc : yx_frame_copy(out, in, at, err);
}

static yx_code add_columns(yx_frame *out, const yx_method_column *column, size_t n, size_t rows,
                           double **ret, yx_err *err)
{
    for (size_t i = 0; i < n; i++) {
        yx_code rc = yx_frame_add(out, column[i].name, rows, &ret[i], err);
        if (rc)
            return rc;
    }
    return YX_OK;
}

static const yx_method_column pcombine_in[] = {
    {.name = "case", .what = "key", .text = true, .optional = true},
    {.name = "p1, p2, ...", .what = "p-values of independent streams; missing ones are left out"},
};
static const yx_method_column pcombine_out[] = {
    {.name = "case", .what = "as read", .text = true, .optional = true},
    {.name = "fisher", .what = "chi-square of -2 sum ln p"},
    {.name = "stouffer", .what = "sum of normal quantiles"},
    {.name = "edgington", .what = "sum of p-values"},
    {.name = "tippett", .what = "1 - (1 - min p)^n"},
    {.name = "simes", .what = "min n p(i) / i"},
    {.name = "cauchy", .what = "mean of tan((1/2 - p) pi)"},
    {.name = "bonferroni", .what = "min(1, n min p)"},
};

static yx_code run_pcombine(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    size_t rows = yx_frame_rows(call->input), n = 0, *order = NULL;
    double *p = NULL, *work = NULL, *to[7];
    yx_code rc = read_p(call->input, &p, &n, err);

    if (!rc)
        rc = copy_key(out, call->input, "case", err);
    if (!rc)
        rc = add_columns(out, m->out + 1, 7, rows, to, err);
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

static const yx_method_column padjust_in[] = {
    {.name = "i", .what = "key", .text = true, .optional = true},
    {.name = "p", .what = "p-values, in any order"},
};
static const yx_method_column padjust_out[] = {
    {.name = "i", .what = "as read", .text = true, .optional = true},
    {.name = "bonferroni", .what = "n p"},
    {.name = "holm", .what = "step down"},
    {.name = "hochberg", .what = "step up"},
    {.name = "BH", .what = "false discovery rate (Benjamini, Hochberg)"},
    {.name = "BY", .what = "the same under any dependence (Benjamini, Yekutieli)"},
};

static yx_code run_padjust(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    size_t rows = yx_frame_rows(call->input), *order;
    const double *p;
    double *to[5];
    yx_code rc = yx_frame_need_numbers(call->input, "p", &p, err);

    if (!rc)
        rc = check_p(call->input, p, err);
    if (!rc)
        rc = copy_key(out, call->input, "i", err);
    if (!rc)
        rc = add_columns(out, m->out + 1, 5, rows, to, err);
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

/* ---- arl ---- */

enum { CHART_POISSON, CHART_GAUSS, CHART_EWMA, CHART_MEWMA, N_CHART };
static const char *const charts[] = {"poisson-cusum", "gauss-cusum", "ewma", "mewma", NULL};
static const char *const chart_column[N_CHART][4] = {
    [CHART_POISSON] = {"theta", "h", "k"},
    [CHART_GAUSS] = {"k", "h", "mu"},
    [CHART_EWMA] = {"l", "c", "mu"},
    [CHART_MEWMA] = {"lambda", "p", "delta", "h"},
};

static const yx_param arl_param[] = {
    {.name = "chart",
     .unit = "1",
     .lo = 0,
     .dflt = CHART_POISSON,
     .hi = N_CHART - 1,
     .whole = true,
     .words = charts,
     .what = "which chart"},
};
static const yx_method_column arl_in[] = {
    {.name = "theta", .what = "poisson-cusum: mean count", .optional = true},
    {.name = "k", .what = "poisson-cusum, gauss-cusum: slack a period", .optional = true},
    {.name = "h", .what = "poisson-cusum, gauss-cusum, mewma: limit", .optional = true},
    {.name = "mu", .what = "gauss-cusum, ewma: mean, in sd", .optional = true},
    {.name = "l", .what = "ewma: weight of the newest value", .optional = true},
    {.name = "c", .what = "ewma: limit, in sd of the chart", .optional = true},
    {.name = "lambda", .what = "mewma: weight of the newest value", .optional = true},
    {.name = "p", .what = "mewma: number of streams", .optional = true},
    {.name = "delta", .what = "mewma: squared length of the shift", .optional = true},
};
static const yx_method_column arl_out[] = {
    {.name = "theta", .what = "and the other columns of the chart, as read", .text = true},
    {.name = "ARL", .what = "mean number of periods to the first alarm"},
    {.name = "FIR_ARL", .what = "poisson-cusum: from half the limit", .optional = true},
};

static size_t arl_room(int chart, const double *v)
{
    switch (chart) {
    case CHART_POISSON:
        return yx_arl_poisson_room(v[0], v[1], v[2]);
    case CHART_GAUSS:
        return yx_arl_cusum_room(v[1]);
    case CHART_EWMA:
        return yx_arl_ewma_room(v[0], v[1]);
    default:
        return yx_arl_mewma_room(v[0], v[1], v[2], v[3]);
    }
}

static double arl_of(int chart, const double *v, double *work, double *ret_fast)
{
    double arl;

    switch (chart) {
    case CHART_POISSON:
        yx_arl_poisson(v[0], v[1], v[2], work, &arl, ret_fast);
        return arl;
    case CHART_GAUSS:
        return yx_arl_cusum(v[0], v[1], v[2], work);
    case CHART_EWMA:
        return yx_arl_ewma(v[0], v[1], v[2], work);
    default:
        return yx_arl_mewma(v[0], v[1], v[2], v[3], work);
    }
}

static yx_code run_arl(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    int chart = (int)call->param[0];
    const double *in[4];
    double *arl = NULL, *fast = NULL;
    size_t n = 0, rows = yx_frame_rows(call->input);
    room work = {0};
    yx_code rc = YX_OK;

    (void)m;
    for (; n < 4 && chart_column[chart][n] && !rc; n++) {
        rc = yx_frame_need_numbers(call->input, chart_column[chart][n], &in[n], err);
        if (!rc)
            rc = copy_key(out, call->input, chart_column[chart][n], err);
    }
    if (!rc)
        rc = yx_frame_add(out, "ARL", rows, &arl, err);
    if (!rc && chart == CHART_POISSON)
        rc = yx_frame_add(out, "FIR_ARL", rows, &fast, err);
    for (size_t i = 0; i < rows && !rc; i++) {
        double v[4] = {0}, head_start = NAN;
        for (size_t c = 0; c < n; c++)
            v[c] = in[c][i];
        rc = room_for(&work, arl_room(chart, v), err);
        if (rc)
            break;
        arl[i] = arl_of(chart, v, work.at, &head_start);
        if (fast)
            fast[i] = head_start;
        if (isnan(arl[i]))
            rc = refuse(call->input, i, err, "no such chart (docs/methods/arl.md has the limits)");
    }
    free(work.at);
    return rc;
}

/* ---- curve ---- */

enum { CURVE_CHART, CURVE_K, CURVE_L, CURVE_PERIODS };
static const char *const curve_charts[] = {
    [YX_CHART_CUSUM] = "gauss-cusum",
    [YX_CHART_EWMA] = "ewma",
    [YX_CHART_SHEWHART] = "shewhart",
    NULL,
};
static const yx_param curve_param[] = {
    [CURVE_CHART] = {.name = "chart",
                     .unit = "1",
                     .dflt = YX_CHART_CUSUM,
                     .hi = YX_CHART_SHEWHART,
                     .whole = true,
                     .words = curve_charts,
                     .what = "which chart"},
    [CURVE_K] =
        {.name = "k", .unit = "sd", .dflt = 0.5, .hi = 4, .what = "gauss-cusum: slack a period"},
    [CURVE_L] = {.name = "l",
                 .unit = "1",
                 .lo = 0.01,
                 .dflt = 0.1,
                 .hi = 1,
                 .what = "ewma: weight of the newest value"},
    [CURVE_PERIODS] = {.name = "periods",
                       .unit = "period",
                       .lo = 1,
                       .dflt = 12,
                       .hi = 1000,
                       .whole = true,
                       .what = "how many periods the curve is followed"},
};
static const yx_method_column curve_in[] = {
    {.name = "ARL0", .what = "mean number of periods between alarms without a shift"},
    {.name = "shift", .what = "of the mean, in sd, from the first period on"},
};
static const yx_method_column curve_out[] = {
    {.name = "chart", .what = "as the option", .text = true},
    {.name = "ARL0", .what = "as read", .text = true},
    {.name = "shift", .what = "as read", .text = true},
    {.name = "limit", .what = "h (gauss-cusum), c (ewma, shewhart) that has ARL0"},
    {.name = "within", .what = "1 to periods; a row for each"},
    {.name = "p", .what = "probability of an alarm within so many periods"},
};

/* The three keys, each once for every period: columns 0, 1, 2. */
static yx_code curve_keys(const yx_method *m, const yx_call *call, size_t periods, yx_frame *out,
                          yx_err *err)
{
    const char *chart = curve_charts[(int)call->param[CURVE_CHART]];
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

static yx_code run_curve(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    size_t rows = yx_frame_rows(call->input), periods = (size_t)call->param[CURVE_PERIODS];
    yx_chart chart = (yx_chart)call->param[CURVE_CHART];
    double weight = call->param[chart == YX_CHART_EWMA ? CURVE_L : CURVE_K], limit = NAN, *to[3];
    const double *arl0, *shift;
    room work = {0};
    yx_code rc = yx_frame_need_numbers(call->input, "ARL0", &arl0, err);

    if (!rc)
        rc = yx_frame_need_numbers(call->input, "shift", &shift, err);
    if (!rc && rows > YX_FRAME_ROWS / periods)
        rc = yx_fail(err, YX_E_RANGE, "%.100s: %zu rows of %zu periods are too many",
                     yx_frame_name(call->input), rows, periods);
    if (!rc)
        rc = curve_keys(m, call, periods, out, err);
    if (!rc)
        rc = add_columns(out, m->out + 3, 3, rows * periods, to, err);
    if (!rc)
        rc = room_for(&work, yx_curve_room(chart, weight), err);
    for (size_t i = 0; i < rows && !rc; i++) {
        size_t at = i * periods;
        if (i == 0 || arl0[i] != arl0[i - 1])
            limit = yx_curve_limit(chart, weight, arl0[i], work.at);
        if (isnan(limit))
            rc = refuse(call->input, i, err, "no limit gives this ARL0");
        else if (!yx_curve(chart, weight, limit, shift[i], periods, work.at, to[2] + at))
            rc = refuse(call->input, i, err, "shift is no number");
        for (size_t t = 0; t < periods && !rc; t++) {
            to[0][at + t] = limit;
            to[1][at + t] = (double)(t + 1);
        }
    }
    free(work.at);
    return rc;
}

/* ---- findkh, hvalues ---- */

static const yx_method_column findkh_in[] = {
    {.name = "ARLa", .what = "periods between alarms without a shift"},
    {.name = "ARLr", .what = "periods to the alarm after a shift to 2k"},
};
static const yx_method_column findkh_out[] = {
    {.name = "ARLa", .what = "as read", .text = true},
    {.name = "ARLr", .what = "as read", .text = true},
    {.name = "k", .what = "slack, in sd"},
    {.name = "h", .what = "limit, in sd"},
};

static yx_code run_findkh(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    size_t rows = yx_frame_rows(call->input);
    const double *quiet, *shifted;
    double *k, *h;
    room work = {0};
    yx_code rc = yx_frame_need_numbers(call->input, m->in[0].name, &quiet, err);

    if (!rc)
        rc = yx_frame_need_numbers(call->input, m->in[1].name, &shifted, err);
    for (size_t c = 0; c < 2 && !rc; c++)
        rc = copy_key(out, call->input, m->in[c].name, err);
    if (!rc)
        rc = yx_frame_add(out, "k", rows, &k, err);
    if (!rc)
        rc = yx_frame_add(out, "h", rows, &h, err);
    if (!rc)
        rc = room_for(&work, yx_arl_cusum_room(YX_FIND_H), err);
    for (size_t i = 0; i < rows && !rc; i++)
        if (!yx_find_kh(quiet[i], shifted[i], work.at, &k[i], &h[i]))
            rc = refuse(call->input, i, err, "no chart has these two run lengths");
    free(work.at);
    return rc;
}

static const yx_param hvalues_param[] = {
    {.name = "rel_tol",
     .unit = "1",
     .lo = 0,
     .dflt = 0.02,
     .hi = 1,
     .r_name = "rel.tol",
     .what = "how near ARL is to come to ARL0; where it cannot, it is longer"},
};
static const yx_method_column hvalues_in[] = {
    {.name = "ARL0", .what = "periods between alarms without a rise"},
    {.name = "s", .what = "the rise, in sd: from theta0 to theta0 + s sqrt(theta0)"},
    {.name = "theta0", .what = "mean count"},
};
static const yx_method_column hvalues_out[] = {
    {.name = "ARL0", .what = "as read", .text = true},
    {.name = "s", .what = "as read", .text = true},
    {.name = "theta0", .what = "as read", .text = true},
    {.name = "k", .what = "slack, one decimal"},
    {.name = "h", .what = "limit, one decimal"},
    {.name = "ARL", .what = "what k and h give"},
    {.name = "within", .what = "1: |ARL - ARL0| <= rel_tol ARL0"},
};

static yx_code hvalue_row(const yx_call *call, const double *const *in, double *const *to, size_t i,
                          room *work, yx_err *err)
{
    double arl0 = in[0][i], s = in[1][i], theta0 = in[2][i], h, arl;
    yx_code rc;

    if (!(arl0 > 1 && s > 0 && theta0 > 0) || isinf(arl0 + s + theta0))
        return refuse(call->input, i, err, "ARL0 must be above 1, s and theta0 above 0");
    rc = room_for(work, yx_hvalue_room(arl0, s, theta0), err);
    if (rc)
        return rc;
    if (!yx_hvalue(arl0, s, theta0, call->param[0], work->at, &h, &arl))
        return refuse(call->input, i, err, "no limit h gives such a run length");
    to[0][i] = yx_hvalue_k(theta0, s);
    to[1][i] = h;
    to[2][i] = arl;
    to[3][i] = fabs(arl - arl0) <= call->param[0] * arl0;
    return YX_OK;
}

static yx_code run_hvalues(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    size_t rows = yx_frame_rows(call->input);
    const double *in[3];
    double *to[4];
    room work = {0};
    yx_code rc = YX_OK;

    for (size_t c = 0; c < 3 && !rc; c++) {
        rc = yx_frame_need_numbers(call->input, m->in[c].name, &in[c], err);
        if (!rc)
            rc = copy_key(out, call->input, m->in[c].name, err);
    }
    if (!rc)
        rc = add_columns(out, m->out + 3, 4, rows, to, err);
    for (size_t i = 0; i < rows && !rc; i++)
        rc = hvalue_row(call, in, to, i, &work, err);
    free(work.at);
    return rc;
}

#define IN_OUT(name)                                                                               \
    .in = name##_in, .n_in = YX_COUNT(name##_in), .out = name##_out, .n_out = YX_COUNT(name##_out)

const yx_method yx_screen_methods[] = {
    {.name = "arl",
     .source = "brook1972",
     .what = "mean run length of a control chart: Poisson or Gaussian CUSUM, EWMA, MEWMA",
     .tolerance = "1e-7 relative (CUSUM), 1e-5 (EWMA, MEWMA)",
     .param = arl_param,
     .n_param = YX_COUNT(arl_param),
     IN_OUT(arl),
     .run = run_arl},
    {.name = "curve",
     .source = "brook1972",
     .what = "probability that a control chart has seen a shift within 1, 2, 3, ... periods",
     .tolerance = "1e-9 absolute; 4 standard errors of simulated runs",
     .param = curve_param,
     .n_param = YX_COUNT(curve_param),
     IN_OUT(curve),
     .run = run_curve},
    {.name = "findkh",
     .source = "hawkins1998",
     .what = "slack and limit of a Gaussian CUSUM with two given run lengths",
     .tolerance = "1e-3",
     IN_OUT(findkh),
     .run = run_findkh},
    {.name = "hvalues",
     .source = "rogerson2004",
     .what = "slack and limit of a Poisson CUSUM with a given run length",
     .tolerance = "k equal, ARL within rel_tol or as R's, 1e-7",
     .param = hvalues_param,
     .n_param = YX_COUNT(hvalues_param),
     IN_OUT(hvalues),
     .run = run_hvalues},
    {.name = "padjust",
     .source = "benjamini1995",
     .what = "p-values of many streams and regions judged together",
     .tolerance = "1e-12 relative",
     IN_OUT(padjust),
     .run = run_padjust},
    {.name = "pcombine",
     .source = "loughin2004",
     .what = "p-values of several streams into one, seven ways",
     .tolerance = "1e-11 relative",
     IN_OUT(pcombine),
     .run = run_pcombine},
};
const size_t yx_n_screen_method = YX_COUNT(yx_screen_methods);

/* methods.c - p-values and run lengths as methods: what they read, take and answer. */
#include "screen/methods_run.h"

#include "screen/curve.h"

yx_code yx_refuse_row(const yx_frame *f, size_t row, yx_err *err, const char *why)
{
    return yx_fail(err, YX_E_RANGE, "%.100s:%zu: %s", yx_frame_name(f), yx_frame_line(f, row), why);
}

yx_code yx_copy_key(yx_frame *out, const yx_frame *in, const char *name, yx_err *err)
{
    size_t at;
    yx_code rc;

    if (yx_frame_find(in, name) == YX_COLUMN_NONE)
        return YX_OK;
    rc = yx_frame_need(in, name, &at, err);
    return rc ? rc : yx_frame_copy(out, in, at, err);
}

yx_code yx_read_key(yx_frame *out, yx_frame *in, const char *name, const double **ret, yx_err *err)
{
    yx_code rc = yx_frame_need_numbers(in, name, ret, err);

    return rc ? rc : yx_copy_key(out, in, name, err);
}

yx_code yx_add_columns(yx_frame *out, const yx_method_column *column, size_t n, size_t rows,
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

const char *const yx_arl_charts[] = {"poisson-cusum", "gauss-cusum", "ewma", "mewma", NULL};
const char *const yx_arl_column[YX_N_ARL][YX_ARL_COLUMNS] = {
    [YX_ARL_POISSON] = {"theta", "h", "k"},
    [YX_ARL_CUSUM] = {"k", "h", "mu"},
    [YX_ARL_EWMA] = {"l", "c", "mu"},
    [YX_ARL_MEWMA] = {"lambda", "p", "delta", "h"},
};
static const yx_param arl_param[] = {
    [YX_ARL_CHART] = {.name = "chart",
                      .unit = "1",
                      .dflt = YX_ARL_POISSON,
                      .hi = YX_N_ARL - 1,
                      .whole = true,
                      .words = yx_arl_charts,
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
    {.name = "ARL",
     .what = "mean number of periods to the first alarm; mewma: as R's spc where that "
             "is within a hundredth of ARL_fine"},
    {.name = "FIR_ARL", .what = "poisson-cusum: from half the limit", .optional = true},
    {.name = "ARL_fine", .what = "mewma: on as many nodes as the chart needs", .optional = true},
};

const char *const yx_curve_charts[] = {
    [YX_CHART_CUSUM] = "gauss-cusum",
    [YX_CHART_EWMA] = "ewma",
    [YX_CHART_SHEWHART] = "shewhart",
    NULL,
};
static const yx_param curve_param[] = {
    [YX_CURVE_CHART] = {.name = "chart",
                        .unit = "1",
                        .dflt = YX_CHART_CUSUM,
                        .hi = YX_CHART_SHEWHART,
                        .whole = true,
                        .words = yx_curve_charts,
                        .what = "which chart"},
    [YX_CURVE_K] =
        {.name = "k", .unit = "sd", .dflt = 0.5, .hi = 4, .what = "gauss-cusum: slack a period"},
    [YX_CURVE_L] = {.name = "l",
                    .unit = "1",
                    .lo = 0.01,
                    .dflt = 0.1,
                    .hi = 1,
                    .what = "ewma: weight of the newest value"},
    [YX_CURVE_PERIODS] = {.name = "periods",
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

static const yx_param hvalues_param[] = {
    [YX_HVALUES_TOL] = {.name = "rel_tol",
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
     .run = yx_run_arl},
    {.name = "curve",
     .source = "brook1972",
     .what = "probability that a control chart has seen a shift within 1, 2, 3, ... periods",
     .tolerance = "1e-9 absolute; 4 standard errors of simulated runs",
     .param = curve_param,
     .n_param = YX_COUNT(curve_param),
     IN_OUT(curve),
     .run = yx_run_curve},
    {.name = "findkh",
     .source = "hawkins1998",
     .what = "slack and limit of a Gaussian CUSUM with two given run lengths",
     .tolerance = "1e-3",
     IN_OUT(findkh),
     .run = yx_run_findkh},
    {.name = "hvalues",
     .source = "rogerson2004",
     .what = "slack and limit of a Poisson CUSUM with a given run length",
     .tolerance = "k equal, ARL within rel_tol or as R's, 1e-7",
     .param = hvalues_param,
     .n_param = YX_COUNT(hvalues_param),
     IN_OUT(hvalues),
     .run = yx_run_hvalues},
    {.name = "padjust",
     .source = "benjamini1995",
     .what = "p-values of many streams and regions judged together",
     .tolerance = "1e-12 relative",
     IN_OUT(padjust),
     .run = yx_run_padjust},
    {.name = "pcombine",
     .source = "loughin2004",
     .what = "p-values of several streams into one, seven ways",
     .tolerance = "1e-11 relative",
     IN_OUT(pcombine),
     .run = yx_run_pcombine},
};
const size_t yx_n_screen_method = YX_COUNT(yx_screen_methods);

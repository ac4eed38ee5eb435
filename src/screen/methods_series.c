/* methods_series.c - every detector as a method: a file of series in, a verdict a period out. */
#include "screen/methods.h"

#include "base/day.h"
#include "base/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_FREQ 52.0
#define MOST_FREQ    366.0

static const yx_method_column series_in[] = {
    {.name = "observed", .what = "the figures; missing is a gap"},
    {.name = "dataset", .what = "with unit: one series for each", .text = true, .optional = true},
    {.name = "unit", .what = "with dataset: one series for each", .text = true, .optional = true},
    {.name = "t", .what = "key", .text = true, .optional = true},
    {.name = "population", .what = "for methods with an offset", .optional = true},
    {.name = "epoch", .what = "days since 1970", .optional = true},
    {.name = "epoch_is_date", .what = "1: epoch is a day; else it is not read", .optional = true},
    {.name = "freq", .what = "periods a year, 52 if there is no such column", .optional = true},
    {.name = "start_year", .what = "of the first period", .optional = true},
    {.name = "start_period", .what = "1 to freq, of the first period", .optional = true},
};

enum { EXPECTED, UPPER, SCORE, ALARM, P, PHI, TREND, MU0, N_VERDICT };
static const yx_method_column series_out[] = {
    {.name = "dataset", .what = "as read", .text = true, .optional = true},
    {.name = "unit", .what = "as read", .text = true, .optional = true},
    {.name = "t", .what = "as read; counted from 1 where there is none", .text = true},
    {.name = "observed", .what = "as read", .text = true},
    {.name = "expected", .what = "in quiet times"},
    {.name = "upperbound", .what = "limit; the page says of what"},
    {.name = "score", .what = "1 or more is an alarm, unless the page says otherwise"},
    {.name = "alarm", .what = "0 or 1; missing where the period was not judged"},
    {.name = "pvalue", .what = "of such a value in quiet times"},
    {.name = "phi", .what = "dispersion"},
    {.name = "trend", .what = "slope a period"},
    {.name = "mu0", .what = "in-control mean"},
};

/* The columns of the input; NULL where there is no such column. */
typedef struct columns {
    const double *observed, *population, *epoch, *is_date, *freq, *year, *period;
} columns;

/* One file: rows sorted by series, in the order of the file within each. */
typedef struct work {
    size_t rows, n_series, longest;
    uint32_t *series; /* of each row */
    size_t *first;    /* n_series + 1 places in `row` */
    size_t *row;
    double *observed, *population, *room; /* of one series at a time */
    int32_t *year, *season, *epoch;
    yx_verdict *verdict;
} work;

static void free_work(work *w)
{
    free(w->series);
    free(w->first);
    free(w->row);
    free(w->observed);
    free(w->population);
    free(w->room);
    free(w->year);
    free(w->season);
    free(w->epoch);
    free(w->verdict);
}

static yx_code read_column(yx_frame *f, const char *name, const double **ret, yx_err *err)
{
    *ret = NULL;
    if (yx_frame_find(f, name) == YX_COLUMN_NONE)
        return YX_OK;
    return yx_frame_need_numbers(f, name, ret, err);
}

static yx_code read_columns(yx_frame *f, columns *c, yx_err *err)
{
    yx_code rc = yx_frame_need_numbers(f, "observed", &c->observed, err);

    if (!rc)
        rc = read_column(f, "population", &c->population, err);
    if (!rc)
        rc = read_column(f, "epoch_is_date", &c->is_date, err);
    if (!rc && c->is_date)
        rc = read_column(f, "epoch", &c->epoch, err);
    if (!rc)
        rc = read_column(f, "freq", &c->freq, err);
    if (!rc)
        rc = read_column(f, "start_year", &c->year, err);
    if (!rc)
        rc = read_column(f, "start_period", &c->period, err);
    return rc;
}

/* Numbers the series by dataset and unit. */
static yx_code name_series(const yx_frame *f, work *w, yx_err *err)
{
    size_t key[] = {yx_frame_find(f, "dataset"), yx_frame_find(f, "unit")};
    yx_names *names = NULL;
    yx_buf name = {0};
    yx_code rc = yx_names_new(&names, err);

    for (size_t i = 0; i < w->rows && !rc; i++) {
        yx_buf_clear(&name);
        for (size_t k = 0; k < YX_COUNT(key); k++) {
            if (key[k] != YX_COLUMN_NONE)
                yx_buf_str(&name, yx_frame_text(f, key[k], i));
            yx_buf_char(&name, 0); /* no field holds one, so "a" "bc" is not "ab" "c" */
        }
        rc = yx_buf_check(&name, err);
        if (!rc)
            rc = yx_names_add(names, yx_buf_view(&name), &w->series[i], err);
    }
    if (!rc)
        w->n_series = yx_names_count(names);
    yx_names_free(names);
    yx_buf_free(&name);
    return rc;
}

/* Sorts rows by series, by counting. */
static yx_code sort_rows(work *w, yx_err *err)
{
    w->first = calloc(w->n_series + 2, sizeof *w->first);
    w->row = malloc(w->rows * sizeof *w->row);
    if (!w->first || !w->row)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu rows", w->rows);
    for (size_t i = 0; i < w->rows; i++)
        w->first[w->series[i] + 2]++;
    for (size_t s = 2; s < w->n_series + 2; s++) {
        if (w->first[s] > w->longest)
            w->longest = w->first[s];
        w->first[s] += w->first[s - 1];
    }
    for (size_t i = 0; i < w->rows; i++)
        w->row[w->first[w->series[i] + 1]++] = i;
    return YX_OK;
}

static yx_code make_work(const yx_frame *f, work *w, yx_err *err)
{
    yx_code rc;

    w->rows = yx_frame_rows(f);
    w->series = malloc(w->rows * sizeof *w->series);
    if (!w->series)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu rows", w->rows);
    rc = name_series(f, w, err);
    if (!rc)
        rc = sort_rows(w, err);
    if (rc)
        return rc;
    w->observed = malloc(w->longest * sizeof(double));
    w->population = malloc(w->longest * sizeof(double));
    w->year = malloc(w->longest * sizeof(int32_t));
    w->season = malloc(w->longest * sizeof(int32_t));
    w->epoch = malloc(w->longest * sizeof(int32_t));
    w->verdict = malloc(w->longest * sizeof(yx_verdict));
    if (!w->observed || !w->population || !w->year || !w->season || !w->epoch || !w->verdict)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", w->longest);
    return YX_OK;
}

static yx_code refuse(const yx_frame *f, size_t row, yx_err *err, const char *why)
{
    return yx_fail(err, YX_E_FORMAT, "%.100s:%zu: %s", yx_frame_name(f), yx_frame_line(f, row),
                   why);
}

static bool whole_within(double v, double lo, double hi)
{
    return v >= lo && v <= hi && v == floor(v);
}

/* Years and seasons of a series, counted from its first row. */
static yx_code fill_calendar(const yx_frame *f, const columns *c, const size_t *row, size_t n,
                             work *w, int *ret_per_year, yx_err *err)
{
    double freq = c->freq ? c->freq[row[0]] : DEFAULT_FREQ, year = c->year ? c->year[row[0]] : 1,
           period = c->period ? c->period[row[0]] : 1;
    int per_year;

    if (!whole_within(freq, 1, MOST_FREQ))
        return refuse(f, row[0], err, "freq is no whole number from 1 to 366");
    if (!whole_within(year, -9999, 9999))
        return refuse(f, row[0], err, "start_year is no year");
    if (!whole_within(period, 1, freq))
        return refuse(f, row[0], err, "start_period is no whole number from 1 to freq");
    per_year = (int)freq;
    for (size_t i = 0; i < n; i++) {
        int64_t at = (int64_t)period - 1 + (int64_t)i;
        w->year[i] = (int32_t)((int64_t)year + at / per_year);
        w->season[i] = (int32_t)(at % per_year + 1);
    }
    *ret_per_year = per_year;
    return YX_OK;
}

/* Gathers one series. */
static yx_code fill_series(const yx_frame *f, const columns *c, const size_t *row, size_t n,
                           work *w, yx_screen_input *ret, yx_err *err)
{
    bool dates = c->epoch && c->is_date[row[0]] == 1;
    yx_screen_input in = {.n = n, .observed = w->observed, .year = w->year, .season = w->season};
    yx_code rc = fill_calendar(f, c, row, n, w, &in.per_year, err);

    for (size_t i = 0; i < n && !rc; i++) {
        w->observed[i] = c->observed[row[i]];
        if (c->population)
            w->population[i] = c->population[row[i]];
        if (dates && !whole_within(c->epoch[row[i]], YX_DAY_MIN, YX_DAY_MAX))
            rc = refuse(f, row[i], err, "epoch is no day");
        else if (dates)
            w->epoch[i] = (int32_t)c->epoch[row[i]];
    }
    in.population = c->population ? w->population : NULL;
    in.epoch = dates ? w->epoch : NULL;
    if (!rc)
        *ret = in;
    return rc;
}

static void put(const yx_verdict *v, double *const *to, size_t row)
{
    to[EXPECTED][row] = v->expected;
    to[UPPER][row] = v->upper;
    to[SCORE][row] = v->score;
    to[P][row] = v->p;
    to[PHI][row] = v->phi;
    to[TREND][row] = v->trend;
    to[MU0][row] = v->mu0;
    /* A past that was fitted but leads to no limit alarms of nothing, as in R. */
    if (v->state == YX_JUDGED || (v->state == YX_NO_ANSWER && isfinite(v->phi)))
        to[ALARM][row] = v->alarm;
}

static yx_code judge_series(const yx_detector *d, const double *param, const yx_frame *f,
                            const columns *c, work *w, size_t series, double *const *to,
                            yx_err *err)
{
    const size_t *row = w->row + w->first[series];
    size_t n = w->first[series + 1] - w->first[series], room = yx_screen_room(d, n, param);
    yx_screen_input in;
    double *more;
    yx_code rc = fill_series(f, c, row, n, w, &in, err);

    if (rc)
        return rc;
    more = room < SIZE_MAX / sizeof *more - 1 ? realloc(w->room, (room + 1) * sizeof *more) : NULL;
    if (!more)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu numbers", room);
    w->room = more;
    rc = yx_screen(d, &in, param, YX_LOOK_HIGH, w->room, w->verdict, err);
    for (size_t i = 0; i < n && !rc; i++)
        put(&w->verdict[i], to, row[i]);
    return rc;
}

/* The keys, and t: as read, or counted within each series. */
static yx_code add_keys(const yx_frame *f, const work *w, yx_frame *out, yx_err *err)
{
    static const char *const key[] = {"dataset", "unit", "t", "observed"};
    double *t;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < YX_COUNT(key) && !rc; i++) {
        size_t at = 0;
        if (yx_frame_find(f, key[i]) != YX_COLUMN_NONE) {
            rc = yx_frame_need(f, key[i], &at, err);
            if (!rc)
                rc = yx_frame_copy(out, f, at, err);
        } else if (strcmp(key[i], "t") == 0) {
            rc = yx_frame_add(out, "t", w->rows, &t, err);
            for (size_t s = 0; s < w->n_series && !rc; s++)
                for (size_t k = w->first[s]; k < w->first[s + 1]; k++)
                    t[w->row[k]] = (double)(k - w->first[s] + 1);
        }
    }
    return rc;
}

static yx_code run_series(const yx_method *m, const yx_call *call, yx_frame *out, yx_err *err)
{
    const yx_detector *d = m->self;
    size_t least = d->min_len(call->param);
    double *to[N_VERDICT];
    columns c = {0};
    work w = {0};
    yx_code rc = read_columns(call->input, &c, err);

    if (!rc)
        rc = make_work(call->input, &w, err);
    if (!rc && w.longest < least)
        rc = yx_fail(err, YX_E_SHORT,
                     "%.100s: too few periods, %zu: %s with these options needs %zu",
                     yx_frame_name(call->input), w.longest, d->name, least);
    if (!rc)
        rc = add_keys(call->input, &w, out, err);
    for (size_t i = 0; i < N_VERDICT && !rc; i++)
        rc = yx_frame_add(out, series_out[YX_COUNT(series_out) - N_VERDICT + i].name, w.rows,
                          &to[i], err);
    for (size_t s = 0; s < w.n_series && !rc; s++)
        rc = judge_series(d, call->param, call->input, &c, &w, s, to, err);
    free_work(&w);
    return rc;
}

yx_method yx_series_method(const yx_detector *d)
{
    return (yx_method){.name = d->name,
                       .source = d->source,
                       .what = d->what,
                       .tolerance = "1e-9 relative (docs/detectors)",
                       .param = d->param,
                       .n_param = d->n_param,
                       .in = series_in,
                       .n_in = YX_COUNT(series_in),
                       .out = series_out,
                       .n_out = YX_COUNT(series_out),
                       .self = d,
                       .run = run_series};
}

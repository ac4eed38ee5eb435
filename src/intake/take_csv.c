#include "intake/take_csv.h"

#include "base/csv.h"
#include "intake/figure.h"
#include "intake/layout.h"

#include <stdio.h>
#include <string.h>

#define BYTES_MAX ((uint64_t)4 << 30) /* so that a line number fits 32 bits */

/* What a file is read with. */
typedef struct take {
    const yx_take_options *options;
    yx_faults *faults;
    size_t errors_before; /* in faults */
    yx_figures to;
    yx_layout layout;
    bool any_row;
} take;

static void file_fault(take *t, const char *code, size_t line, const char *text,
                       const char *expected)
{
    yx_faults_add(t->faults, &(yx_fault){.code = code,
                                         .file = t->to.file,
                                         .line = line,
                                         .text = yx_str_of(text),
                                         .expected = expected});
}

static bool has(const take *t, yx_column column)
{
    return t->layout.at[column] != YX_NO_COLUMN;
}

static yx_cell cell_of(const take *t, const yx_csv_record *r, yx_column column)
{
    return yx_layout_cell(&t->layout, r, t->layout.at[column]);
}

/* The cell of an optional column; false where there is nothing. */
static bool given(const take *t, const yx_csv_record *r, yx_column column, yx_cell *ret)
{
    if (!has(t, column))
        return false;
    *ret = cell_of(t, r, column);
    return ret->text.n > 0;
}

/* What holds for all figures of a row: its figure without anything of its own.
 *   ret_obs   as_of, status, contributors, release */
static yx_figure figure_of(take *t, const yx_csv_record *r, yx_obs *ret_obs)
{
    yx_obs *obs = ret_obs;
    yx_figure f = {.row = obs, .row_good = true};
    yx_cell cell;

    *obs = (yx_obs){.as_of = t->options->as_of,
                    .contributors = YX_CONTRIBUTORS_NONE,
                    .release = YX_DAY_NONE,
                    .status = YX_STATUS_NONE,
                    .line = (uint32_t)r->line};
    if (given(t, r, YX_COLUMN_AS_OF, &cell)) {
        f.row_good = yx_cell_day(t->to.cells, &cell, "as_of.bad", &obs->as_of);
        if (f.row_good && obs->as_of > t->options->today) {
            char today[YX_DAY_TEXT], expected[40];
            (void)snprintf(expected, sizeof expected, "a day until %s",
                           yx_day_text(t->options->today, today));
            yx_cell_fault(t->to.cells, &cell, "as_of.future", expected, NULL);
            f.row_good = false;
        }
    }
    if (given(t, r, YX_COLUMN_STATUS, &cell))
        f.row_good &= yx_cell_status(t->to.cells, &cell, &obs->status);
    if (given(t, r, YX_COLUMN_CONTRIBUTORS, &cell))
        f.row_good &= yx_cell_contributors(t->to.cells, &cell, &obs->contributors);
    if (given(t, r, YX_COLUMN_RELEASE, &cell))
        f.row_good &= yx_cell_day(t->to.cells, &cell, "release.bad", &obs->release);
    for (size_t i = 0; i < t->layout.n_ignored; i++) {
        cell = yx_layout_cell(&t->layout, r, t->layout.ignored[i]);
        f.row_good &= yx_cell_text(t->to.cells, &cell);
    }
    return f;
}

/* --- rows --- */

/* The region of a row in a period; NULL where it is none. */
static yx_known *region_in(take *t, const yx_cell *cell, const yx_period *when)
{
    yx_known *found = NULL;

    if (!when) {
        (void)yx_cell_any_region(t->to.cells, cell);
        return NULL;
    }
    return yx_cell_region(t->to.cells, cell, *when, &found) ? found : NULL;
}

static yx_known *indicator_of(take *t, const yx_cell *cell)
{
    yx_known *found = NULL;

    return yx_cell_indicator(t->to.cells, cell, &found) ? found : NULL;
}

static yx_code long_row(take *t, const yx_csv_record *r, yx_err *err)
{
    yx_obs obs;
    yx_figure f = figure_of(t, r, &obs);
    yx_cell cell;
    yx_period when;

    if (has(t, YX_COLUMN_PERIOD)) {
        f.period = cell_of(t, r, YX_COLUMN_PERIOD);
        f.when = yx_cells_period(t->to.cells, f.period.text, &when) ? &when : NULL;
    }
    if (has(t, YX_COLUMN_REGION)) {
        cell = cell_of(t, r, YX_COLUMN_REGION);
        f.region = cell.text;
        f.in = region_in(t, &cell, f.when);
    }
    if (has(t, YX_COLUMN_INDICATOR)) {
        cell = cell_of(t, r, YX_COLUMN_INDICATOR);
        f.indicator = cell.text;
        f.of = indicator_of(t, &cell);
    }
    if (has(t, YX_COLUMN_PERIOD) && !f.when)
        (void)yx_cell_period(t->to.cells, &f.period, &when); /* for its fault */
    if (!has(t, YX_COLUMN_VALUE))
        return YX_OK;
    f.value = cell_of(t, r, YX_COLUMN_VALUE);
    return yx_figure_take(&t->to, &f, err);
}

/* Indicator in the row, periods as headers. */
static yx_code periods_row(take *t, const yx_csv_record *r, yx_err *err)
{
    yx_obs obs;
    yx_figure f = figure_of(t, r, &obs);
    yx_cell indicator = cell_of(t, r, YX_COLUMN_INDICATOR), region = {0};
    bool known = false;
    yx_code rc = YX_OK;

    if (has(t, YX_COLUMN_REGION)) {
        region = cell_of(t, r, YX_COLUMN_REGION);
        known = yx_cell_any_region(t->to.cells, &region);
    }
    f.region = region.text;
    f.indicator = indicator.text;
    f.of = indicator_of(t, &indicator);
    for (size_t i = 0; i < t->layout.n_data && !rc; i++) {
        const yx_data_column *d = &t->layout.data[i];
        f.value = yx_layout_cell(&t->layout, r, d->at);
        if (!f.value.text.n && obs.status != YX_STATUS_WITHDRAWN)
            continue;
        f.period = f.value;
        f.period.text = t->layout.text[d->at];
        f.when = &d->period;
        region.column =
            f.value.column; /* the code may be wrong for one period, right for another */
        region.field = f.value.field;
        f.in = known ? region_in(t, &region, f.when) : NULL;
        rc = yx_figure_take(&t->to, &f, err);
    }
    return rc;
}

/* Period in the row, indicators as headers. */
static yx_code indicators_row(take *t, const yx_csv_record *r, yx_err *err)
{
    yx_obs obs;
    yx_figure f = figure_of(t, r, &obs);
    yx_period when;
    yx_code rc = YX_OK;

    f.period = cell_of(t, r, YX_COLUMN_PERIOD);
    f.when = yx_cells_period(t->to.cells, f.period.text, &when) ? &when : NULL;
    if (has(t, YX_COLUMN_REGION)) {
        yx_cell region = cell_of(t, r, YX_COLUMN_REGION);
        f.region = region.text;
        f.in = region_in(t, &region, f.when);
    }
    if (!f.when)
        (void)yx_cell_period(t->to.cells, &f.period, &when); /* for its fault */
    for (size_t i = 0; i < t->layout.n_data && !rc; i++) {
        yx_cell head = yx_layout_cell(&t->layout, r, t->layout.data[i].at);
        f.value = head;
        head.text = t->layout.text[t->layout.data[i].at];
        f.indicator = head.text;
        f.of = indicator_of(t, &head);
        rc = yx_figure_take(&t->to, &f, err);
    }
    return rc;
}

static void csv_fault(take *t, const yx_csv_record *r)
{
    static const char *const code[] = {
        [YX_CSV_STRAY_QUOTE] = "csv.stray_quote",
        [YX_CSV_OPEN_QUOTE] = "csv.open_quote",
        [YX_CSV_NUL] = "csv.nul",
        [YX_CSV_STRAY_CR] = "csv.stray_cr",
        [YX_CSV_LONG_RECORD] = "csv.long_record",
    };
    static const char *const expected[] = {
        [YX_CSV_STRAY_QUOTE] = "quotes around the whole field, and \"\" for one inside",
        [YX_CSV_OPEN_QUOTE] = "a closing quote",
        [YX_CSV_NUL] = "text",
        [YX_CSV_STRAY_CR] = "lines that end with LF or CRLF",
        [YX_CSV_LONG_RECORD] = "at most 1 MiB and 4096 fields",
    };
    size_t i = r->fault_column - 1;

    yx_faults_add(t->faults, &(yx_fault){.code = code[r->fault],
                                         .file = t->to.file,
                                         .line = r->fault_line,
                                         .column = r->fault_column,
                                         .field = i < t->layout.n ? t->layout.name[i] : NULL,
                                         .text = r->fault_text,
                                         .expected = expected[r->fault]});
}

/* A row with more or fewer fields than the header: which of them is which, nobody knows. */
static void length_fault(take *t, const yx_csv_record *r)
{
    size_t n = t->layout.n;
    bool is_short = r->n < n;
    char expected[40];

    (void)snprintf(expected, sizeof expected, "%zu fields, not %zu", n, r->n);
    yx_faults_add(t->faults, &(yx_fault){.code = is_short ? "csv.short_row" : "csv.long_row",
                                         .file = t->to.file,
                                         .line = r->line,
                                         .column = (is_short ? r->n : n) + 1,
                                         .field = is_short ? t->layout.name[r->n] : NULL,
                                         .text = is_short ? (yx_str){0} : r->field[n],
                                         .expected = expected});
}

static yx_code take_row(take *t, const yx_csv_record *r, yx_err *err)
{
    t->any_row = true;
    if (r->fault) {
        csv_fault(t, r);
        return YX_OK;
    }
    if (t->layout.form != YX_FORM_NONE && r->n != t->layout.n) {
        length_fault(t, r);
        return YX_OK;
    }
    switch (t->layout.form) {
    case YX_FORM_NONE:
        break;
    case YX_FORM_LONG:
        return long_row(t, r, err);
    case YX_FORM_PERIODS:
        return periods_row(t, r, err);
    case YX_FORM_INDICATORS:
        return indicators_row(t, r, err);
    }
    return YX_OK;
}

static yx_code take_rows(take *t, yx_csv *csv, yx_err *err)
{
    yx_csv_record r;
    bool end = false;
    yx_code rc = yx_csv_next(csv, &r, &end, err);

    if (!rc && !end && r.fault)
        csv_fault(t, &r);
    else if (!rc && !end)
        rc = yx_layout_read(&r, t->to.cells, t->options->catalog, &t->layout, err);
    while (!rc && !end) {
        rc = yx_csv_next(csv, &r, &end, err);
        if (!rc && !end)
            rc = take_row(t, &r, err);
        yx_progress_add(t->options->progress, 1);
        if (!rc)
            rc = yx_cells_check(t->to.cells, err);
    }
    return rc;
}

/* --- the file --- */

static yx_code take_file(take *t, yx_err *err)
{
    uint64_t max = t->options->max_bytes ? t->options->max_bytes : BYTES_MAX;
    yx_encoding encoding;
    yx_input *in = NULL;
    yx_csv *csv = NULL;
    yx_code rc;

    if (max > BYTES_MAX)
        max = BYTES_MAX;
    rc = yx_input_guess(t->to.file, max, &encoding, err);
    if (!rc)
        rc = yx_input_open(t->to.file, encoding, max, &in, err);
    if (!rc)
        rc = yx_csv_open(in, &csv, err);
    if (!rc)
        rc = take_rows(t, csv, err);
    yx_csv_close(csv);
    yx_input_close(in);
    return rc;
}

/* The reason alone, of "cannot read 'a.csv': it is a directory". */
static const char *reason(const yx_err *why)
{
    const char *colon = strrchr(why->text, ':');

    return colon && colon[1] == ' ' ? colon + 2 : why->text;
}

/* What the file itself did wrong is a fault of the user's file and not of this call. */
static yx_code blame_file(take *t, yx_code rc, const yx_err *why)
{
    switch (rc) {
    case YX_OK:
        if (!t->any_row && yx_faults_errors(t->faults) == t->errors_before)
            file_fault(t, "file.empty", 1, "", "a header and rows below it");
        return YX_OK;
    case YX_E_IO:
        file_fault(t, "file.unreadable", 0, reason(why), "a plain file that may be read");
        return YX_OK;
    case YX_E_FORMAT:
        file_fault(t, "file.packed", 0, reason(why), "whole gzip data");
        return YX_OK;
    case YX_E_RANGE:
        file_fault(t, "file.large", 0, reason(why), "a smaller file");
        return YX_OK;
    case YX_E_NOMEM:
    case YX_E_SHORT:
    case YX_E_ABSENT:
    case YX_E_REFUSED:
    case YX_E_CORRUPT:
        break;
    }
    return rc;
}

yx_code yx_take_csv(const char *path, const yx_take_options *options, yx_seen **seen,
                    yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    take t = {.options = options,
              .faults = faults,
              .errors_before = yx_faults_errors(faults),
              .to.file = path};
    yx_err why = {0};
    yx_code rc = yx_seen_file(seen, path, &why);

    t.to.seen = *seen;
    if (!rc)
        rc = yx_batch_new(path, options->source, &t.to.batch, &why);
    if (!rc)
        rc = yx_cells_new(options, path, t.to.seen, faults, &t.to.cells, &why);
    if (!rc)
        rc = blame_file(&t, take_file(&t, &why), &why);
    if (!rc)
        rc = yx_faults_check(faults, &why);
    if (!rc && yx_faults_errors(faults) > t.errors_before)
        rc = yx_fail(&why, YX_E_REFUSED, "%zu faults in '%s'",
                     yx_faults_errors(faults) - t.errors_before, path);
    yx_layout_release(&t.layout);
    yx_cells_free(t.to.cells);
    if (rc) {
        yx_batch_free(t.to.batch);
        return yx_fail(err, rc, "%s", why.text);
    }
    *ret_batch = t.to.batch;
    return YX_OK;
}

#include "intake/take_csv.h"

#include "base/csv.h"
#include "intake/layout.h"
#include "intake/opening.h"
#include "intake/rows.h"
#include "intake/taking.h"

/* What a file is read with. */
typedef struct take {
    yx_taking common;
    yx_layout layout;
    yx_record row; /* the cells of columns that the file lacks stay empty */
} take;

static bool has(const take *t, yx_column column)
{
    return t->layout.at[column] != YX_NO_COLUMN;
}

static yx_cell cell_of(const take *t, const yx_csv_record *r, yx_column column)
{
    return yx_layout_cell(&t->layout, r, t->layout.at[column]);
}

/* The cell of a column that the file may lack. */
static void give(const take *t, const yx_csv_record *r, yx_column column, yx_cell *ret)
{
    if (has(t, column))
        *ret = cell_of(t, r, column);
}

/* Columns that mean nothing must still be text: what is no UTF-8 is a file in another encoding. */
static bool others_good(take *t, const yx_csv_record *r)
{
    bool good = true;

    for (size_t i = 0; i < t->layout.n_ignored; i++) {
        yx_cell cell = yx_layout_cell(&t->layout, r, t->layout.ignored[i]);
        good &= yx_cell_text(t->common.to.cells, &cell);
    }
    return good;
}

/* Fills t->row with the columns that hold for a whole row. */
static void row_of(take *t, const yx_csv_record *r)
{
    t->row.line = r->line;
    give(t, r, YX_COLUMN_AS_OF, &t->row.as_of);
    give(t, r, YX_COLUMN_STATUS, &t->row.status);
    give(t, r, YX_COLUMN_CONTRIBUTORS, &t->row.contributors);
    give(t, r, YX_COLUMN_RELEASE, &t->row.release);
    t->row.faulty = !others_good(t, r);
}

static yx_figure figure_of(take *t, const yx_csv_record *r, yx_obs *ret_obs)
{
    row_of(t, r);
    return yx_taking_row(&t->common, &t->row, ret_obs);
}

/* --- rows --- */

static yx_code long_row(take *t, const yx_csv_record *r, yx_err *err)
{
    row_of(t, r);
    give(t, r, YX_COLUMN_REGION, &t->row.region);
    give(t, r, YX_COLUMN_INDICATOR, &t->row.indicator);
    give(t, r, YX_COLUMN_PERIOD, &t->row.period);
    give(t, r, YX_COLUMN_VALUE, &t->row.value);
    return yx_taking_record(&t->common, &t->row, err);
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
        known = yx_cell_any_region(t->common.to.cells, &region);
    }
    f.of = yx_taking_indicator(&t->common, &indicator, (yx_str){0});
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
        f.in = known ? yx_taking_region(&t->common, &region, (yx_str){0}, f.when) : NULL;
        rc = yx_figure_take(&t->common.to, &f, err);
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
    f.when = yx_cells_period(t->common.to.cells, f.period.text, &when) ? &when : NULL;
    if (has(t, YX_COLUMN_REGION)) {
        yx_cell region = cell_of(t, r, YX_COLUMN_REGION);
        f.in = yx_taking_region(&t->common, &region, (yx_str){0}, f.when);
    }
    if (!f.when)
        (void)yx_cell_period(t->common.to.cells, &f.period, &when); /* for its fault */
    for (size_t i = 0; i < t->layout.n_data && !rc; i++) {
        yx_cell head = yx_layout_cell(&t->layout, r, t->layout.data[i].at);
        f.value = head;
        head.text = t->layout.text[t->layout.data[i].at];
        f.of = yx_taking_indicator(&t->common, &head, (yx_str){0});
        rc = yx_figure_take(&t->common.to, &f, err);
    }
    return rc;
}

static yx_code take_row(take *t, const yx_csv_record *r, yx_err *err)
{
    t->common.any_row = true;
    if (!yx_row_sound(t->common.to.cells, r, t->layout.name,
                      t->layout.form == YX_FORM_NONE ? 0 : t->layout.n))
        return YX_OK;
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

    if (!rc && !end && yx_row_sound(t->common.to.cells, &r, NULL, 0))
        rc = yx_layout_read(&r, t->common.to.cells, t->common.options->catalog, &t->layout, err);
    while (!rc && !end) {
        rc = yx_csv_next(csv, &r, &end, err);
        if (!rc && !end)
            rc = take_row(t, &r, err);
        yx_progress_add(t->common.options->progress, 1);
        if (!rc)
            rc = yx_cells_check(t->common.to.cells, err);
    }
    return rc;
}

/* --- the file --- */

static yx_code take_file(take *t, yx_err *err)
{
    yx_input *in = NULL;
    yx_csv *csv = NULL;
    yx_code rc = yx_opening(&t->common, YX_ENCODING_ANY, &in, err);

    if (!rc)
        rc = yx_csv_open(in, &csv, err);
    if (!rc)
        rc = take_rows(t, csv, err);
    yx_csv_close(csv);
    yx_input_close(in);
    return rc;
}

yx_code yx_take_csv(const char *path, const yx_take_options *options, yx_seen **seen,
                    yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    take t = {0};
    yx_err why = {0};
    yx_code rc = yx_taking_begin(&t.common, path, options, seen, faults, &why);

    if (!rc)
        rc = take_file(&t, &why);
    yx_layout_release(&t.layout);
    return yx_taking_end(&t.common, rc, &why, ret_batch, err);
}

/* frame_csv.c - tables from files, and as CSV and JSON. */
#include "base/csv.h"
#include "base/frame_column.h"
#include "base/json.h"
#include "base/mem.h"

#include <math.h>

static const char *const csv_fault[] = {
    [YX_CSV_OK] = "",
    [YX_CSV_STRAY_QUOTE] = "a quote inside a field",
    [YX_CSV_OPEN_QUOTE] = "quotes that do not close",
    [YX_CSV_NUL] = "a NUL byte",
    [YX_CSV_STRAY_CR] = "a carriage return without a line feed",
    [YX_CSV_LONG_RECORD] = "a row that is too long",
};

static yx_code add_header(yx_frame *f, const yx_csv_record *record, yx_err *err)
{
    yx_buf name = {0};
    yx_code rc = YX_OK;

    for (size_t i = 0; i < record->n && !rc; i++) {
        size_t at;
        yx_buf_clear(&name);
        yx_buf_str(&name, record->field[i]);
        yx_buf_char(&name, 0);
        rc = yx_buf_check(&name, err);
        if (!rc)
            rc = yx_frame_add_text(f, name.at, &at, err);
    }
    yx_buf_free(&name);
    return rc;
}

static yx_code add_row(yx_frame *f, const yx_csv_record *record, yx_err *err)
{
    yx_code rc;

    if (record->n != f->n)
        return yx_fail(err, YX_E_FORMAT, "%.100s:%zu: %zu fields, the header has %zu", f->name,
                       record->line, record->n, f->n);
    if (f->rows >= YX_FRAME_ROWS)
        return yx_fail(err, YX_E_RANGE, "%.100s: more than %zu rows", f->name, YX_FRAME_ROWS);
    rc = yx_grow(&f->line, &f->cap_line, f->rows + 1, sizeof *f->line, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < record->n && !rc; i++)
        rc = yx_frame_put(f, i, record->field[i], err);
    if (rc)
        return rc;
    f->rows = f->column[0].n_text;
    f->line[f->rows - 1] = record->line;
    return YX_OK;
}

static yx_code read_rows(yx_csv *csv, yx_frame *f, yx_err *err)
{
    yx_csv_record record;
    bool end = false, header = true;
    yx_code rc = YX_OK;

    while (!rc) {
        rc = yx_csv_next(csv, &record, &end, err);
        if (rc || end)
            break;
        if (record.fault)
            return yx_fail(err, YX_E_FORMAT, "%.100s:%zu: %s", f->name, record.fault_line,
                           csv_fault[record.fault]);
        rc = header ? add_header(f, &record, err) : add_row(f, &record, err);
        header = false;
    }
    if (!rc && f->rows == 0)
        return yx_fail(err, YX_E_FORMAT, "%.100s: no rows", f->name);
    return rc;
}

yx_code yx_frame_read(const char *path, yx_frame **ret, yx_err *err)
{
    yx_input *input = NULL;
    yx_csv *csv = NULL;
    yx_frame *f = NULL;
    yx_code rc = yx_input_open(path, YX_ENCODING_UTF8, YX_FRAME_BYTES, &input, err);

    if (!rc)
        rc = yx_csv_open(input, &csv, err);
    if (!rc)
        rc = yx_frame_new(path, &f, err);
    if (!rc)
        rc = read_rows(csv, f, err);
    if (!rc) {
        *ret = f;
        f = NULL;
    }
    yx_frame_free(f);
    yx_csv_close(csv);
    yx_input_close(input);
    return rc;
}

static yx_code same_length(const yx_frame *f, yx_err *err)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->column[i].is_text && f->column[i].n_text != f->rows)
            return yx_fail(err, YX_E_RANGE, "column '%s' has %zu rows, the table %zu",
                           f->column[i].name, f->column[i].n_text, f->rows);
    return YX_OK;
}

static void csv_number(yx_buf *out, double v)
{
    if (isfinite(v))
        yx_buf_f(out, "%.17g", v);
    else if (isinf(v))
        yx_buf_text(out, v > 0 ? "Inf" : "-Inf");
    else if (yx_is_not_a_number(v))
        yx_buf_text(out, "NaN");
}

yx_code yx_frame_write_csv(const yx_frame *f, yx_buf *out, yx_err *err)
{
    yx_code rc = same_length(f, err);

    if (rc)
        return rc;
    for (size_t i = 0; i < f->n; i++)
        yx_csv_write(out, yx_str_of(f->column[i].name), i == 0);
    yx_buf_char(out, '\n');
    for (size_t row = 0; row < f->rows; row++) {
        for (size_t i = 0; i < f->n; i++) {
            if (f->column[i].is_text) {
                yx_csv_write(out, yx_frame_text(f, i, row), i == 0);
                continue;
            }
            if (i)
                yx_buf_char(out, ',');
            csv_number(out, f->column[i].number[row]);
        }
        yx_buf_char(out, '\n');
    }
    return yx_buf_check(out, err);
}

static void json_cell(const yx_frame *f, size_t column, size_t row, yx_json *j)
{
    const yx_frame_column_data *c = &f->column[column];

    if (c->is_text)
        yx_json_str(j, c->name, yx_frame_text(f, column, row));
    else if (isinf(c->number[row]))
        yx_json_text(j, c->name, c->number[row] > 0 ? "Inf" : "-Inf");
    else if (yx_is_not_a_number(c->number[row]))
        yx_json_text(j, c->name, "NaN");
    else
        yx_json_number(j, c->name, c->number[row]);
}

yx_code yx_frame_write_json(const yx_frame *f, yx_buf *out, yx_err *err)
{
    yx_json j = {.out = out, .lines = true};
    yx_code rc = same_length(f, err);

    if (rc)
        return rc;
    yx_json_array(&j, NULL);
    for (size_t row = 0; row < f->rows; row++) {
        yx_json_object(&j, NULL);
        for (size_t i = 0; i < f->n; i++)
            json_cell(f, i, row, &j);
        yx_json_end(&j);
    }
    yx_json_end(&j);
    yx_buf_char(out, '\n');
    return yx_buf_check(out, err);
}

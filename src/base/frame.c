#include "base/frame.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/frame_column.h"

yx_code yx_frame_new(const char *name, yx_frame **ret, yx_err *err)
{
    yx_frame *f = calloc(1, sizeof *f);

    if (f)
        f->name = strdup(name);
    if (!f || !f->name) {
        free(f);
        return yx_fail(err, YX_E_NOMEM, "no memory for a table");
    }
    *ret = f;
    return YX_OK;
}

void yx_frame_free(yx_frame *f)
{
    if (!f)
        return;
    for (size_t i = 0; i < f->n; i++) {
        free(f->column[i].name);
        free(f->column[i].number);
        free(f->column[i].end);
        yx_buf_free(&f->column[i].bytes);
    }
    free(f->column);
    free(f->line);
    free(f->name);
    free(f);
}

const char *yx_frame_name(const yx_frame *f)
{
    return f->name;
}

size_t yx_frame_rows(const yx_frame *f)
{
    return f->rows;
}

size_t yx_frame_columns(const yx_frame *f)
{
    return f->n;
}

const char *yx_frame_column(const yx_frame *f, size_t column)
{
    return f->column[column].name;
}

size_t yx_frame_find(const yx_frame *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->column[i].name, name) == 0)
            return i;
    return YX_COLUMN_NONE;
}

yx_code yx_frame_need(const yx_frame *f, const char *name, size_t *ret, yx_err *err)
{
    size_t at = yx_frame_find(f, name);

    if (at == YX_COLUMN_NONE)
        return yx_fail(err, YX_E_ABSENT, "%.100s: no column '%s'", f->name, name);
    for (size_t i = at + 1; i < f->n; i++)
        if (strcmp(f->column[i].name, name) == 0)
            return yx_fail(err, YX_E_FORMAT, "%.100s: two columns '%s'", f->name, name);
    *ret = at;
    return YX_OK;
}

yx_str yx_frame_text(const yx_frame *f, size_t column, size_t row)
{
    const yx_frame_column_data *c = &f->column[column];
    size_t from;

    if (row >= c->n_text)
        return (yx_str){"", 0};
    from = row ? c->end[row - 1] : 0;
    return (yx_str){c->bytes.at ? c->bytes.at + from : "", c->end[row] - from};
}

size_t yx_frame_line(const yx_frame *f, size_t row)
{
    return f->line && row < f->rows ? f->line[row] : 0;
}

/* The mark is in the low bits, which no computation sets. */
bool yx_is_not_a_number(double v)
{
    uint64_t bits;

    memcpy(&bits, &v, sizeof bits);
    return isnan(v) && (bits & 0xffff) == 0x7a2;
}

bool yx_frame_read_number(yx_str text, double *ret)
{
    char copy[YX_FRAME_NUMBER];
    char *end;
    double v;

    if (text.n == 0 || yx_str_is(text, "NA"))
        v = NAN;
    else if (yx_str_is(text, "NaN"))
        v = YX_NOT_A_NUMBER;
    else if (yx_str_is(text, "Inf") || yx_str_is(text, "-Inf"))
        v = text.n == 3 ? INFINITY : -INFINITY;
    else {
        if (text.n >= sizeof copy)
            return false;
        for (size_t i = 0; i < text.n; i++)
            if (!text.at[i] || !strchr("0123456789.eE+-", text.at[i]))
                return false;
        memcpy(copy, text.at, text.n);
        copy[text.n] = 0;
        v = strtod(copy, &end);
        if (*end || end == copy || !isfinite(v))
            return false;
    }
    *ret = v;
    return true;
}

yx_code yx_frame_numbers(yx_frame *f, size_t column, const double **ret, yx_err *err)
{
    yx_frame_column_data *c = &f->column[column];
    double *number;

    if (!c->number) {
        number = malloc((f->rows ? f->rows : 1) * sizeof *number);
        if (!number)
            return yx_fail(err, YX_E_NOMEM, "no memory for %zu numbers", f->rows);
        for (size_t i = 0; i < f->rows; i++) {
            yx_str cell = yx_frame_text(f, column, i);
            char shown[41];
            if (yx_frame_read_number(cell, &number[i]))
                continue;
            free(number);
            (void)yx_text_show(cell, shown, sizeof shown - 1);
            return yx_fail(err, YX_E_FORMAT, "%.80s:%zu: %.40s: '%s' is no number", f->name,
                           yx_frame_line(f, i), c->name, shown);
        }
        c->number = number;
    }
    *ret = c->number;
    return YX_OK;
}

yx_code yx_frame_need_numbers(yx_frame *f, const char *name, const double **ret, yx_err *err)
{
    size_t column;
    yx_code rc = yx_frame_need(f, name, &column, err);

    return rc ? rc : yx_frame_numbers(f, column, ret, err);
}

static yx_code new_column(yx_frame *f, const char *name, yx_frame_column_data **ret, yx_err *err)
{
    yx_frame_column_data *c = NULL;
    char *copy;
    yx_code rc = yx_grow(&f->column, &f->cap, f->n + 1, sizeof *f->column, err);

    if (rc)
        return rc;
    copy = strdup(name);
    if (!copy)
        return yx_fail(err, YX_E_NOMEM, "no memory for a column");
    c = &f->column[f->n++];
    *c = (yx_frame_column_data){.name = copy};
    *ret = c;
    return YX_OK;
}

yx_code yx_frame_add(yx_frame *f, const char *name, size_t rows, double **ret, yx_err *err)
{
    yx_frame_column_data *c = NULL;
    double *number;
    yx_code rc;

    if (f->n && rows != f->rows)
        return yx_fail(err, YX_E_RANGE, "column '%s' has %zu rows, the table %zu", name, rows,
                       f->rows);
    number = malloc((rows ? rows : 1) * sizeof *number);
    if (!number)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu numbers", rows);
    rc = new_column(f, name, &c, err);
    if (rc) {
        free(number);
        return rc;
    }
    for (size_t i = 0; i < rows; i++)
        number[i] = NAN;
    c->number = number;
    f->rows = rows;
    *ret = number;
    return YX_OK;
}

yx_code yx_frame_add_text(yx_frame *f, const char *name, size_t *ret, yx_err *err)
{
    yx_frame_column_data *c = NULL;
    yx_code rc = new_column(f, name, &c, err);

    if (rc)
        return rc;
    c->is_text = true;
    *ret = f->n - 1;
    return YX_OK;
}

yx_code yx_frame_put(yx_frame *f, size_t column, yx_str cell, yx_err *err)
{
    yx_frame_column_data *c = &f->column[column];
    yx_code rc = yx_grow(&c->end, &c->cap, c->n_text + 1, sizeof *c->end, err);

    if (rc)
        return rc;
    yx_buf_str(&c->bytes, cell);
    rc = yx_buf_check(&c->bytes, err);
    if (rc)
        return rc;
    c->end[c->n_text++] = c->bytes.n;
    if (f->n == 1) /* the first column decides */
        f->rows = c->n_text;
    return YX_OK;
}

yx_code yx_frame_copy(yx_frame *f, const yx_frame *from, size_t column, yx_err *err)
{
    const yx_frame_column_data *c = &from->column[column];
    double *number;
    size_t at;
    yx_code rc;

    if (!c->is_text) {
        rc = yx_frame_add(f, c->name, from->rows, &number, err);
        if (!rc && from->rows)
            memcpy(number, c->number, from->rows * sizeof *number);
        return rc;
    }
    rc = yx_frame_add_text(f, c->name, &at, err);
    for (size_t i = 0; i < from->rows && !rc; i++)
        rc = yx_frame_put(f, at, yx_frame_text(from, column, i), err);
    return rc;
}

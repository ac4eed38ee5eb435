#include "intake/layout.h"

#include <stdio.h>
#include <string.h>

enum { NAME = 100, NEAR = 2 };

static const char *const column_name[YX_N_COLUMN] = {
    "region_code", "indicator", "period", "value", "as_of", "status", "contributors", "release",
};

void yx_layout_release(yx_layout *layout)
{
    yx_arena_free(layout->arena);
    *layout = (yx_layout){0};
}

yx_cell yx_layout_cell(const yx_layout *layout, const yx_csv_record *row, size_t at)
{
    return (yx_cell){
        .text = row->field[at], .line = row->line, .column = at + 1, .field = layout->name[at]};
}

static yx_code copy_names(const yx_csv_record *header, yx_layout *layout, yx_err *err)
{
    yx_arena **a = &layout->arena;

    layout->n = header->n;
    layout->name = yx_arena_get(a, header->n * sizeof *layout->name);
    layout->text = yx_arena_get(a, header->n * sizeof *layout->text);
    layout->data = yx_arena_get(a, header->n * sizeof *layout->data);
    layout->ignored = yx_arena_get(a, header->n * sizeof *layout->ignored);
    if (!layout->name || !layout->text || !layout->data || !layout->ignored)
        return yx_fail(err, YX_E_NOMEM, "no memory for a header");
    for (size_t i = 0; i < header->n; i++) {
        char shown[NAME + 1];
        size_t n = yx_text_show(header->field[i], shown, NAME);
        char *text = yx_arena_text(a, header->field[i].at, header->field[i].n);
        layout->name[i] = yx_arena_text(a, shown, n);
        layout->text[i] = (yx_str){text, header->field[i].n};
        if (!layout->name[i] || !text)
            return yx_fail(err, YX_E_NOMEM, "no memory for a header");
    }
    return YX_OK;
}

static size_t column_of(yx_str name)
{
    size_t c = 0;

    while (c < YX_N_COLUMN && !yx_str_is(name, column_name[c]))
        c++;
    return c;
}

/* The known column whose name is nearest to a header; NULL when none is near. */
static const char *near_column(yx_str name)
{
    size_t best = NEAR + 1;
    const char *found = NULL;

    for (size_t c = 0; c < YX_N_COLUMN; c++) {
        size_t d = yx_text_distance(name, yx_str_of(column_name[c]), NEAR);
        if (d < best) {
            best = d;
            found = column_name[c];
        }
    }
    return found;
}

/* The field whose header is nearest to a column that is missing, or YX_NO_COLUMN. */
static size_t near_field(const yx_layout *layout, size_t column)
{
    size_t best = NEAR + 1, found = YX_NO_COLUMN;

    for (size_t i = 0; i < layout->n; i++) {
        yx_str trimmed = yx_str_trim(layout->text[i]);
        size_t d = 0;
        if (column_of(layout->text[i]) < YX_N_COLUMN ||
            yx_utf8_valid(trimmed.at, trimmed.n) < trimmed.n)
            continue;
        d = yx_text_distance(trimmed, yx_str_of(column_name[column]), NEAR);
        if (d < best) {
            best = d;
            found = i;
        }
    }
    return found;
}

static void missing(const yx_csv_record *header, const yx_layout *layout, yx_cells *cells,
                    size_t column)
{
    size_t near = near_field(layout, column);
    yx_cell cell = {.line = header->line, .field = column_name[column]};
    char expected[64];

    if (near != YX_NO_COLUMN) {
        cell.text = layout->text[near];
        cell.column = near + 1;
    }
    (void)snprintf(expected, sizeof expected, "a column %s", column_name[column]);
    yx_cell_fault(cells, &cell, "header.missing", expected,
                  near != YX_NO_COLUMN ? column_name[column] : NULL);
}

static void wrong_form(const yx_csv_record *header, const yx_layout *layout, yx_cells *cells)
{
    yx_cell cell = {.line = header->line};

    if (layout->n == 1) /* a file with other separators is all one column */
        cell = (yx_cell){.text = header->field[0], .line = header->line, .column = 1};
    yx_cell_fault(cells, &cell, "header.form",
                  "region_code,indicator,period,value; or region_code,indicator and periods; or "
                  "region_code,period and indicators; with commas between them",
                  NULL);
}

/* A header that is mangled, but can only mean one column of ours, a period or an indicator, is that
 * from here on. */
static yx_code clean_names(const yx_csv_record *header, yx_layout *layout, yx_cells *cells,
                           const yx_catalog *catalog, yx_err *err)
{
    for (size_t i = 0; i < layout->n; i++) {
        yx_cell cell = yx_layout_cell(layout, header, i);
        char plain[YX_CLEAN_TEXT + 1];
        size_t n = 0;
        yx_period p;
        if (column_of(cell.text) < YX_N_COLUMN || yx_cells_period(cells, cell.text, &p) ||
            yx_indicator_find(catalog, cell.text))
            continue;
        if (yx_clean_plain(cell.text, plain, &n) && column_of((yx_str){plain, n}) < YX_N_COLUMN) {
            char expected[sizeof plain + 8];
            (void)snprintf(expected, sizeof expected, "read as %s", plain);
            yx_cell_fault(cells, &cell, "text.cleaned", expected, NULL);
        } else if (!yx_cell_cleaned_header(cells, &cell, plain)) {
            continue;
        }
        layout->text[i].n = strlen(plain);
        layout->text[i].at = yx_arena_text(&layout->arena, plain, layout->text[i].n);
        if (!layout->text[i].at)
            return yx_fail(err, YX_E_NOMEM, "no memory for a header");
    }
    return YX_OK;
}

/* A header as it is understood. */
static yx_cell header_cell(const yx_layout *layout, const yx_csv_record *header, size_t i)
{
    yx_cell cell = yx_layout_cell(layout, header, i);

    cell.text = layout->text[i];
    return cell;
}

/* Finds the columns that have a name of ours. */
static void known_columns(const yx_csv_record *header, yx_layout *layout, yx_cells *cells)
{
    for (size_t c = 0; c < YX_N_COLUMN; c++)
        layout->at[c] = YX_NO_COLUMN;
    for (size_t i = 0; i < layout->n; i++) {
        yx_cell cell = header_cell(layout, header, i);
        size_t c = column_of(cell.text);
        if (!yx_cell_text(cells, &cell) || c == YX_N_COLUMN)
            continue;
        if (layout->at[c] != YX_NO_COLUMN)
            yx_cell_fault(cells, &cell, "header.twice", "each column once", NULL);
        else
            layout->at[c] = i;
    }
}

/* Begins as a period does: a year. Such a header is meant to be one. */
static bool like_a_period(yx_str text)
{
    size_t digits = 0;

    while (digits < text.n && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    return digits >= 4;
}

static void ignore(yx_layout *layout, yx_cells *cells, const yx_cell *cell)
{
    layout->ignored[layout->n_ignored++] = cell->column - 1;
    if (yx_utf8_valid(cell->text.at, cell->text.n) == cell->text.n)
        yx_cell_fault(cells, cell, "header.ignored", NULL, near_column(cell->text));
}

/* A header that is none of ours, in a file with periods as headers. */
static void period_column(yx_layout *layout, yx_cells *cells, const yx_cell *cell)
{
    yx_data_column *d = &layout->data[layout->n_data];
    yx_period p;

    if (!yx_cells_period(cells, cell->text, &p)) {
        if (like_a_period(cell->text))
            (void)yx_cell_period(cells, cell, &p); /* for its fault */
        else
            ignore(layout, cells, cell);
        return;
    }
    for (size_t i = 0; i < layout->n_data; i++)
        if (yx_period_order(layout->data[i].period, p) == 0) {
            yx_cell_fault(cells, cell, "header.twice", "each period once", NULL);
            return;
        }
    *d = (yx_data_column){cell->column - 1, p};
    layout->n_data++;
}

/* A header that is none of ours, in a file with indicators as headers. */
static void indicator_column(yx_layout *layout, yx_cells *cells, const yx_catalog *catalog,
                             const yx_cell *cell)
{
    yx_data_column *d = &layout->data[layout->n_data];
    char near[YX_FAULT_TEXT];

    if (!yx_indicator_find(catalog, cell->text)) {
        if (yx_utf8_valid(cell->text.at, cell->text.n) == cell->text.n &&
            yx_indicator_nearest(catalog, cell->text, near, sizeof near))
            yx_cell_fault(cells, cell, "indicator.unknown", "the code of an indicator", near);
        else
            ignore(layout, cells, cell);
        return;
    }
    for (size_t i = 0; i < layout->n_data; i++)
        if (yx_str_same(layout->text[layout->data[i].at], cell->text)) {
            yx_cell_fault(cells, cell, "header.twice", "each indicator once", NULL);
            return;
        }
    *d = (yx_data_column){.at = cell->column - 1};
    layout->n_data++;
}

static yx_form form_of(const yx_layout *layout)
{
    bool indicator = layout->at[YX_COLUMN_INDICATOR] != YX_NO_COLUMN;
    bool period = layout->at[YX_COLUMN_PERIOD] != YX_NO_COLUMN;
    bool value = layout->at[YX_COLUMN_VALUE] != YX_NO_COLUMN;

    if (value || (indicator && period))
        return YX_FORM_LONG;
    if (indicator)
        return YX_FORM_PERIODS;
    return period ? YX_FORM_INDICATORS : YX_FORM_NONE;
}

yx_code yx_layout_read(const yx_csv_record *header, yx_cells *cells, const yx_catalog *catalog,
                       yx_layout *ret_layout, yx_err *err)
{
    yx_layout *layout = ret_layout;
    yx_code rc;

    *layout = (yx_layout){0};
    rc = copy_names(header, layout, err);
    if (rc)
        return rc;
    rc = clean_names(header, layout, cells, catalog, err);
    if (rc)
        return rc;
    known_columns(header, layout, cells);
    layout->form = form_of(layout);
    if (layout->form == YX_FORM_NONE) {
        wrong_form(header, layout, cells);
        return YX_OK;
    }
    for (size_t i = 0; i < layout->n; i++) {
        yx_cell cell = header_cell(layout, header, i);
        if (column_of(cell.text) < YX_N_COLUMN)
            continue;
        if (layout->form == YX_FORM_PERIODS)
            period_column(layout, cells, &cell);
        else if (layout->form == YX_FORM_INDICATORS)
            indicator_column(layout, cells, catalog, &cell);
        else
            ignore(layout, cells, &cell);
    }
    if (layout->at[YX_COLUMN_REGION] == YX_NO_COLUMN)
        missing(header, layout, cells, YX_COLUMN_REGION);
    for (size_t c = YX_COLUMN_INDICATOR; c <= YX_COLUMN_VALUE && layout->form == YX_FORM_LONG; c++)
        if (layout->at[c] == YX_NO_COLUMN)
            missing(header, layout, cells, c);
    if (layout->form != YX_FORM_LONG && !layout->n_data)
        wrong_form(header, layout, cells);
    return YX_OK;
}

#include "intake/rows.h"

#include "intake/persons.h"

#include <stdio.h>

enum { NAME = 100 };

yx_code yx_header_read(const yx_csv_record *record, yx_header *ret, yx_err *err)
{
    yx_arena **a = &ret->arena;

    *ret = (yx_header){.n = record->n};
    ret->name = yx_arena_get(a, record->n * sizeof *ret->name);
    ret->text = yx_arena_get(a, record->n * sizeof *ret->text);
    if (!ret->name || !ret->text)
        return yx_fail(err, YX_E_NOMEM, "no memory for a header");
    for (size_t i = 0; i < record->n; i++) {
        char shown[NAME + 1];
        size_t n = yx_text_show(record->field[i], shown, NAME);
        char *text = yx_arena_text(a, record->field[i].at, record->field[i].n);
        ret->name[i] = yx_arena_text(a, shown, n);
        ret->text[i] = (yx_str){text, record->field[i].n};
        if (!ret->name[i] || !text)
            return yx_fail(err, YX_E_NOMEM, "no memory for a header");
    }
    return YX_OK;
}

void yx_header_release(yx_header *header)
{
    yx_arena_free(header->arena);
    *header = (yx_header){0};
}

static void csv_fault(yx_cells *cells, const yx_csv_record *r, const char *const *name, size_t n)
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
    yx_cell cell = {.text = r->fault_text,
                    .line = r->fault_line,
                    .column = r->fault_column,
                    .field = i < n ? name[i] : NULL};

    yx_cell_fault(cells, &cell, code[r->fault], expected[r->fault], NULL);
}

static void length_fault(yx_cells *cells, const yx_csv_record *r, const char *const *name, size_t n)
{
    bool is_short = r->n < n;
    yx_cell cell = {.text = is_short ? (yx_str){0} : r->field[n],
                    .line = r->line,
                    .column = (is_short ? r->n : n) + 1,
                    .field = is_short ? name[r->n] : NULL};
    char expected[64];

    (void)snprintf(expected, sizeof expected, "%zu fields, not %zu", n, r->n);
    yx_cell_fault(cells, &cell, is_short ? "csv.short_row" : "csv.long_row", expected, NULL);
}

bool yx_row_sound(yx_cells *cells, const yx_csv_record *r, const char *const *name, size_t n)
{
    if (r->fault)
        csv_fault(cells, r, name, n);
    else if (n && r->n != n)
        length_fault(cells, r, name, n);
    else {
        yx_persons_record(cells, r, name, n);
        return true;
    }
    return false;
}

yx_cell yx_row_cell(const yx_header *header, const yx_csv_record *r, size_t at)
{
    return (yx_cell){
        .text = r->field[at], .line = r->line, .column = at + 1, .field = header->name[at]};
}

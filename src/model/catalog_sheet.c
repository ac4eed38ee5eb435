/* catalog_sheet.c - header, records and fields of a catalogue's file, and their faults. */
#include "model/catalog_parts.h"

#include <stdio.h>
#include <string.h>

static const char *const csv_fault[] = {
    [YX_CSV_OK] = "",
    [YX_CSV_STRAY_QUOTE] = "csv.stray_quote",
    [YX_CSV_OPEN_QUOTE] = "csv.open_quote",
    [YX_CSV_NUL] = "csv.nul",
    [YX_CSV_STRAY_CR] = "csv.stray_cr",
    [YX_CSV_LONG_RECORD] = "csv.long_record",
};

void yx_reading_csv_fault(yx_reading *r, const yx_csv_record *record)
{
    yx_faults_add(r->faults, &(yx_fault){.code = csv_fault[record->fault],
                                         .file = r->file,
                                         .line = record->fault_line,
                                         .column = record->fault_column,
                                         .text = record->fault_text});
}

yx_code yx_reading_no_memory(const yx_reading *r)
{
    return yx_fail(r->err, YX_E_NOMEM, "no memory for '%s'", r->file);
}

const char *yx_reading_text(yx_reading *r, yx_str text)
{
    return text.n ? yx_arena_text(&r->made.arena, text.at, text.n) : "";
}

/* --- header --- */

static void header_fault(yx_reading *r, const char *code, size_t line, size_t column,
                         const char *field, yx_str text, const char *nearest)
{
    yx_faults_add(r->faults, &(yx_fault){.code = code,
                                         .file = r->file,
                                         .line = line,
                                         .column = column,
                                         .field = field,
                                         .text = text,
                                         .nearest = nearest});
}

/* Finds the required columns that are not there, and what their names may have been mistyped as. */
static bool header_complete(yx_reading *r, const yx_csv_record *record)
{
    bool complete = true;

    for (size_t c = 0; c < r->kind->n_column; c++) {
        yx_str name = yx_str_of(r->kind->column[c].name);
        size_t limit = name.n > 3 ? 2 : 0;
        const char *nearest = NULL;
        if (!r->kind->column[c].required || r->at[c])
            continue;
        for (size_t i = 0; i < record->n && !nearest; i++)
            if (r->attribute[i] &&
                yx_text_distance(yx_str_of(r->attribute[i]), name, limit) <= limit)
                nearest = r->attribute[i];
        header_fault(r, "header.missing", record->line, 0, name.at, name, nearest);
        complete = false;
    }
    return complete;
}

/* Column number of a name, n_column for others. */
static size_t column_of(const yx_cat_kind *kind, yx_str name)
{
    size_t c = 0;

    while (c < kind->n_column && !yx_str_is(name, kind->column[c].name))
        c++;
    return c;
}

/* One field of the header: a known column, an attribute, or without a name. */
static yx_code header_field(yx_reading *r, const yx_csv_record *record, size_t i, yx_names *names,
                            bool *ok)
{
    yx_str name = yx_str_trim(record->field[i]);
    size_t c = column_of(r->kind, name);
    uint32_t number;
    yx_code rc;

    if (yx_utf8_valid(name.at, name.n) < name.n) {
        header_fault(r, "text.encoding", record->line, i + 1, NULL, name, NULL);
        *ok = false;
        return YX_OK;
    }
    if (name.n && yx_names_find(names, name) != YX_NAME_NONE) {
        header_fault(r, "header.twice", record->line, i + 1, NULL, name, NULL);
        *ok = false;
        return YX_OK;
    }
    rc = name.n ? yx_names_add(names, name, &number, r->err) : YX_OK;
    if (rc)
        return rc;
    if (c < r->kind->n_column) {
        r->at[c] = i + 1;
        return YX_OK;
    }
    r->attribute[i] = yx_reading_text(r, name);
    return r->attribute[i] ? YX_OK : yx_reading_no_memory(r);
}

yx_code yx_reading_header(yx_reading *r, const yx_csv_record *record, bool *ret_ok)
{
    yx_names *names = NULL;
    bool ok = true;
    yx_code rc;

    r->n_field = record->n;
    r->attribute = yx_arena_get(&r->made.arena, record->n * sizeof *r->attribute);
    if (!r->attribute)
        return yx_reading_no_memory(r);
    rc = yx_names_new(&names, r->err);
    for (size_t i = 0; i < record->n && !rc; i++)
        rc = header_field(r, record, i, names, &ok);
    yx_names_free(names);
    if (!rc)
        *ret_ok = header_complete(r, record) && ok;
    return rc;
}

/* --- records --- */

bool yx_reading_fits(yx_reading *r, const yx_csv_record *record)
{
    bool fits = record->n == r->n_field;

    if (!fits) {
        char expected[40];
        (void)snprintf(expected, sizeof expected, "%zu", r->n_field);
        yx_faults_add(r->faults,
                      &(yx_fault){.code = record->n < r->n_field ? "csv.short_row" : "csv.long_row",
                                  .file = r->file,
                                  .line = record->line,
                                  .column = record->n < r->n_field ? record->n : r->n_field + 1,
                                  .text = record->n < r->n_field ? record->field[record->n - 1]
                                                                 : record->field[r->n_field],
                                  .expected = expected});
    }
    for (size_t i = 0; i < record->n; i++) {
        if (yx_utf8_valid(record->field[i].at, record->field[i].n) == record->field[i].n)
            continue;
        header_fault(r, "text.encoding", record->line, i + 1, NULL, record->field[i], NULL);
        fits = false;
    }
    return fits;
}

yx_str yx_reading_field(const yx_reading *r, size_t column)
{
    return r->at[column] ? r->field[r->at[column] - 1] : (yx_str){"", 0};
}

void yx_reading_fault(yx_reading *r, const char *code, size_t column, const char *expected,
                      const char *nearest)
{
    yx_faults_add(r->faults, &(yx_fault){.code = code,
                                         .file = r->file,
                                         .line = r->line,
                                         .column = r->at[column],
                                         .field = r->kind->column[column].name,
                                         .text = yx_reading_field(r, column),
                                         .expected = expected,
                                         .nearest = nearest});
}

bool yx_reading_code(yx_reading *r, size_t column)
{
    yx_str text = yx_reading_field(r, column), bare = yx_str_trim(text);
    bool good = text.n <= YX_CAT_CODE && bare.n == text.n;

    if (!bare.n) {
        yx_reading_fault(r, "code.empty", column, NULL, NULL);
        return false;
    }
    for (size_t i = 0; i < text.n && good; i++)
        good = (unsigned char)text.at[i] >= 0x20 && text.at[i] != 0x7F;
    if (!good)
        yx_reading_fault(r, "code.bad", column,
                         "at most 64 bytes, no blanks at the ends, no line ends", NULL);
    return good;
}

bool yx_reading_day(yx_reading *r, size_t column, yx_day empty, yx_day *ret)
{
    yx_str text = yx_reading_field(r, column);

    if (!text.n && empty >= YX_DAY_MIN) {
        *ret = empty;
        return true;
    }
    if (yx_day_read(text, ret))
        return true;
    yx_reading_fault(r, "day.bad", column, "2021-12-31", NULL);
    return false;
}

bool yx_reading_weight(yx_reading *r, size_t column, yx_decimal *ret)
{
    static const yx_decimal zero = {0, 0}, one = {1, 0};
    yx_str text = yx_reading_field(r, column);

    *ret = one;
    if (!text.n)
        return true;
    if (yx_decimal_read(text, ret) == YX_DECIMAL_OK && yx_decimal_order(*ret, zero) >= 0 &&
        yx_decimal_order(*ret, one) <= 0)
        return true;
    yx_reading_fault(r, "weight.bad", column, "0.25", NULL);
    return false;
}

size_t yx_reading_word(yx_reading *r, size_t column, const char *const *word, size_t n,
                       const char *fault)
{
    yx_str text = yx_reading_field(r, column);
    const char *nearest = NULL;
    size_t best = 3, len = 0;
    char expected[160] = "";

    for (size_t i = 0; i < n; i++) {
        size_t distance = yx_text_distance(text, yx_str_of(word[i]), 2);
        if (distance == 0)
            return i;
        if (distance < best && distance < text.n) {
            best = distance;
            nearest = word[i];
        }
        if (len < sizeof expected)
            len += (size_t)snprintf(expected + len, sizeof expected - len, "%s%s", i ? ", " : "",
                                    word[i]);
    }
    yx_reading_fault(r, fault, column, expected, nearest);
    return n;
}

bool yx_reading_region(yx_reading *r, size_t column)
{
    yx_str text = yx_reading_field(r, column);
    char nearest[YX_NEAREST] = "";

    if (yx_region_newest(r->catalog, text) != YX_REGION_NONE)
        return true;
    if (!text.n) {
        yx_reading_fault(r, "region.empty", column, NULL, NULL);
        return false;
    }
    if (r->asked++ < YX_CAT_ASKED)
        (void)yx_region_nearest(r->catalog, text, nearest, sizeof nearest);
    yx_reading_fault(r, "region.unknown", column, NULL, nearest[0] ? nearest : NULL);
    return false;
}

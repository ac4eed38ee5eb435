#include "intake/book/xlsx_out.h"

#include "base/day.h"
#include "base/names.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { NAME = 31 };

/* Formats by style and kind of cell. */
typedef enum show { SHOW_TEXT, SHOW_PERCENT, SHOW_DAY, N_SHOW } show;

struct yx_xlsx_out {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *format[YX_N_STYLE][N_SHOW];
    yx_names *names; /* of sheets, in lower case */
    char *path;
    char *text; /* room for one text and its NUL */
    yx_err failed;
};

static void fail(yx_xlsx_out *out, lxw_error error)
{
    if (error == LXW_NO_ERROR || out->failed.code)
        return;
    (void)yx_fail(&out->failed, error == LXW_ERROR_MEMORY_MALLOC_FAILED ? YX_E_NOMEM : YX_E_IO,
                  "cannot write '%s': %s", out->path, lxw_strerror(error));
}

static void style_of(lxw_format *f, yx_xlsx_style style)
{
    switch (style) {
    case YX_STYLE_PLAIN:
    case YX_N_STYLE:
        return;
    case YX_STYLE_TITLE:
        format_set_bold(f);
        format_set_font_size(f, 14);
        return;
    case YX_STYLE_HEAD:
        format_set_bold(f);
        format_set_text_wrap(f);
        format_set_align(f, LXW_ALIGN_CENTER);
        format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
        format_set_bg_color(f, 0xE7E6E6);
        format_set_border(f, LXW_BORDER_THIN);
        return;
    case YX_STYLE_OPEN:
        format_set_unlocked(f);
        format_set_border(f, LXW_BORDER_THIN);
        return;
    case YX_STYLE_ERROR:
        format_set_bg_color(f, 0xFFC7CE);
        return;
    case YX_STYLE_WARNING:
        format_set_bg_color(f, 0xFFEB9C);
        return;
    }
}

static bool make_formats(yx_xlsx_out *out)
{
    for (int style = 0; style < YX_N_STYLE; style++)
        for (int how = 0; how < N_SHOW; how++) {
            lxw_format *f = workbook_add_format(out->book);
            if (!f)
                return false;
            style_of(f, (yx_xlsx_style)style);
            if (how == SHOW_PERCENT)
                format_set_num_format(f, "0.00%");
            else if (how == SHOW_DAY)
                format_set_num_format(f, "yyyy-mm-dd");
            out->format[style][how] = f;
        }
    return true;
}

yx_code yx_xlsx_out_new(const char *path, yx_xlsx_out **ret_out, yx_err *err)
{
    yx_xlsx_out *out = calloc(1, sizeof *out);
    /* The same cells make the same bytes: no time of writing. */
    lxw_doc_properties told = {.author = "yixian", .created = 1};
    yx_code rc;

    if (!out)
        return yx_fail(err, YX_E_NOMEM, "no memory for writing a workbook");
    rc = yx_names_new(&out->names, err);
    out->path = strdup(path);
    out->text = malloc((size_t)YX_XLSX_OUT_TEXT * 4 + 1);
    if (!rc && out->path && out->text)
        out->book = workbook_new(path);
    if (rc || !out->book || !make_formats(out)) {
        (void)!yx_xlsx_out_close(out, false, NULL);
        return rc ? rc : yx_fail(err, YX_E_NOMEM, "no memory for writing a workbook");
    }
    fail(out, workbook_set_properties(out->book, &told));
    *ret_out = out;
    return YX_OK;
}

static void release(yx_xlsx_out *out)
{
    yx_names_free(out->names);
    free(out->path);
    free(out->text);
    free(out);
}

/* The library says on stderr that it cannot open a file: it is not let come to that. */
static void check_path(yx_xlsx_out *out)
{
    FILE *f = fopen(out->path, "wb");

    if (!f || fclose(f) != 0)
        (void)yx_fail(&out->failed, YX_E_IO, "cannot write '%s': %s", out->path, strerror(errno));
}

yx_code yx_xlsx_out_close(yx_xlsx_out *out, bool keep, yx_err *err)
{
    yx_code rc = YX_OK;

    if (!out)
        return YX_OK;
    if (keep && !out->failed.code)
        check_path(out);
    if (out->book && keep && !out->failed.code) {
        fail(out, workbook_close(out->book)); /* frees it too */
        if (out->failed.code)
            (void)remove(out->path);
    } else if (out->book) {
        lxw_workbook_free(out->book);
    }
    if (keep && out->failed.code)
        rc = yx_fail(err, out->failed.code, "%s", out->failed.text);
    release(out);
    return rc;
}

/* Ends a text with a NUL, cut to the characters that a cell may have. */
static const char *terminated(yx_xlsx_out *out, yx_str text, size_t most)
{
    size_t n = 0, len, units = 0;

    while (n < text.n) {
        uint32_t c = yx_utf8_char((yx_str){text.at + n, text.n - n}, &len);
        units += c >= 0x10000 ? 2 : 1; /* programs count UTF-16 */
        if (units > most || n + len > (size_t)YX_XLSX_OUT_TEXT * 4)
            break;
        n += len;
    }
    memcpy(out->text, text.at, n);
    out->text[n] = 0;
    /* What XML cannot hold, and a NUL that would end the text early. */
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)out->text[i] < 0x20 && out->text[i] != '\n' && out->text[i] != '\t')
            out->text[i] = ' ';
    return out->text;
}

/* --- sheets --- */

static bool is_new(yx_xlsx_out *out, const char *name)
{
    char lower[NAME * 4 + 16];
    size_t n = strlen(name), before = yx_names_count(out->names);
    uint32_t i;
    yx_err err = {0};

    for (size_t k = 0; k <= n; k++)
        lower[k] = (char)(name[k] >= 'A' && name[k] <= 'Z' ? name[k] + ('a' - 'A') : name[k]);
    if (yx_names_add(out->names, (yx_str){lower, n}, &i, &err)) {
        out->failed = err;
        return true;
    }
    return yx_names_count(out->names) > before;
}

/* Makes a text one that programs take as the name of a sheet, at most `most` characters long. */
static void name_of(yx_xlsx_out *out, yx_str text, size_t most, char name[NAME * 4 + 1])
{
    (void)snprintf(name, NAME * 4 + 1, "%s", terminated(out, text, most));
    for (char *c = name; *c; c++)
        if (strchr("[]:*?/\\\n\t", *c) || ((c == name || !c[1]) && *c == '\''))
            *c = '_';
    if (!name[0])
        (void)snprintf(name, NAME * 4 + 1, "_");
}

void yx_xlsx_out_sheet(yx_xlsx_out *out, yx_str text)
{
    char name[NAME * 4 + 1], numbered[NAME * 4 + 16];

    name_of(out, text, NAME, name);
    (void)snprintf(numbered, sizeof numbered, "%s", name);
    for (int k = 2; !is_new(out, numbered) && k < 10000; k++) {
        name_of(out, text, NAME - 5, name);
        (void)snprintf(numbered, sizeof numbered, "%s_%d", name, k);
    }
    if (out->failed.code)
        return;
    out->sheet = workbook_add_worksheet(out->book, numbered);
    if (!out->sheet)
        fail(out, LXW_ERROR_SHEETNAME_ALREADY_USED);
}

/* --- cells --- */

static void day(yx_xlsx_out *out, uint32_t row, uint16_t column, yx_str text, yx_xlsx_style style)
{
    lxw_datetime t = {0};
    yx_day d;

    if (!yx_day_read(text, &d)) {
        fail(out, worksheet_write_string(out->sheet, row, column,
                                         terminated(out, text, YX_XLSX_OUT_TEXT),
                                         out->format[style][SHOW_TEXT]));
        return;
    }
    yx_day_parts(d, &t.year, &t.month, &t.day);
    fail(out, worksheet_write_datetime(out->sheet, row, column, &t, out->format[style][SHOW_DAY]));
}

void yx_xlsx_out_cell(yx_xlsx_out *out, uint32_t row, uint32_t column, yx_grid_kind kind,
                      yx_str text, yx_xlsx_style style)
{
    lxw_format *plain = out->format[style][SHOW_TEXT];
    uint16_t c = (uint16_t)column;
    const char *shown;

    if (out->failed.code || !out->sheet || row >= YX_GRID_ROWS || column >= YX_GRID_COLUMNS)
        return;
    shown = terminated(out, text, YX_XLSX_OUT_TEXT);
    if (!shown[0]) {
        fail(out, worksheet_write_blank(out->sheet, row, c, plain));
        return;
    }
    switch (kind) {
    case YX_GRID_NUMBER:
        fail(out, worksheet_write_number(out->sheet, row, c, strtod(shown, NULL), plain));
        return;
    case YX_GRID_PERCENT:
        fail(out, worksheet_write_number(out->sheet, row, c, strtod(shown, NULL),
                                         out->format[style][SHOW_PERCENT]));
        return;
    case YX_GRID_BOOL:
        fail(out, worksheet_write_boolean(out->sheet, row, c, shown[0] == 'T', plain));
        return;
    case YX_GRID_DAY:
        day(out, row, c, text, style);
        return;
    case YX_GRID_TEXT:
    case YX_GRID_ERROR:
        fail(out, worksheet_write_string(out->sheet, row, c, shown, plain));
        return;
    }
}

void yx_xlsx_out_merge(yx_xlsx_out *out, const yx_grid_range *range, yx_xlsx_style style)
{
    if (out->failed.code || !out->sheet)
        return;
    fail(out, worksheet_merge_range(out->sheet, range->row, range->column, range->last_row,
                                    range->last_column, "", out->format[style][SHOW_TEXT]));
}

void yx_xlsx_out_comment(yx_xlsx_out *out, uint32_t row, uint32_t column, yx_str text)
{
    lxw_comment_options how = {.author = (char *)"yixian", .width = 320, .height = 120};

    if (!out->failed.code && out->sheet)
        fail(out, worksheet_write_comment_opt(out->sheet, row, (uint16_t)column,
                                              terminated(out, text, YX_XLSX_OUT_TEXT), &how));
}

void yx_xlsx_out_hide_row(yx_xlsx_out *out, uint32_t row)
{
    lxw_row_col_options how = {.hidden = LXW_TRUE};

    if (!out->failed.code && out->sheet)
        fail(out, worksheet_set_row_opt(out->sheet, row, LXW_DEF_ROW_HEIGHT, NULL, &how));
}

void yx_xlsx_out_width(yx_xlsx_out *out, uint32_t first, uint32_t last, double characters)
{
    if (!out->failed.code && out->sheet)
        fail(out,
             worksheet_set_column(out->sheet, (uint16_t)first, (uint16_t)last, characters, NULL));
}

void yx_xlsx_out_lock(yx_xlsx_out *out, uint32_t rows, uint32_t columns)
{
    if (out->failed.code || !out->sheet)
        return;
    worksheet_protect(out->sheet, NULL, NULL);
    worksheet_freeze_panes(out->sheet, rows, (uint16_t)columns);
}

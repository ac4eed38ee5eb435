#include "intake/book/xlsx_out.h"

#include "base/day.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/zip.h"
#include "intake/book/xlsx_out_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 31, WIDTHS = 16 };

/* What stands at a place: the one that was added last. */
typedef struct out_cell {
    uint32_t row;
    uint16_t column;
    uint8_t kind, style;
    size_t order;
    yx_str text;
} out_cell;

typedef struct width {
    uint32_t first, last;
    double characters;
} width;

struct yx_xlsx_out {
    yx_zip_writer *zip;
    yx_names *names; /* of sheets, in lower case */
    char *path;
    yx_err failed;
    yx_xlsx_tab *tab;
    size_t n_tab, cap_tab;
    yx_arena *tabs; /* their names */
    size_t block;   /* of the boxes of comments */
    yx_buf buf;

    /* the last sheet */
    yx_arena *arena;
    out_cell *cell;
    size_t n_cell, cap_cell;
    yx_grid_range *merged;
    size_t n_merged, cap_merged;
    yx_xlsx_note *note;
    size_t n_note, cap_note;
    uint32_t *hidden;
    size_t n_hidden, cap_hidden;
    width width[WIDTHS];
    size_t n_width;
    bool locked;
    uint32_t rows, columns; /* that stay in sight */
};

static bool fail(yx_xlsx_out *out, yx_code rc, const char *text)
{
    if (!out->failed.code)
        (void)yx_fail(&out->failed, rc == YX_E_NOMEM ? YX_E_NOMEM : YX_E_IO,
                      "cannot write '%.120s': %s", out->path, text);
    return false;
}

/* Room for one more item. */
static bool more(yx_xlsx_out *out, void *items, size_t *cap, size_t n, size_t size)
{
    return !yx_grow(items, cap, n + 1, size, NULL) || fail(out, YX_E_NOMEM, "no memory");
}

static bool keep(yx_xlsx_out *out, yx_str text, yx_str *ret)
{
    const char *copy = yx_arena_text(&out->arena, text.at, text.n);

    *ret = (yx_str){copy, text.n};
    return copy || fail(out, YX_E_NOMEM, "no memory");
}

yx_code yx_xlsx_out_new(const char *path, yx_xlsx_out **ret_out, yx_err *err)
{
    yx_xlsx_out *out = calloc(1, sizeof *out);
    yx_code rc;

    if (!out)
        return yx_fail(err, YX_E_NOMEM, "no memory for writing a workbook");
    out->block = 1;
    out->path = strdup(path);
    rc = out->path ? yx_names_new(&out->names, err)
                   : yx_fail(err, YX_E_NOMEM, "no memory for writing a workbook");
    if (!rc)
        rc = yx_zip_writer_new(&out->zip, err);
    if (rc) {
        (void)!yx_xlsx_out_close(out, false, NULL);
        return rc;
    }
    *ret_out = out;
    return YX_OK;
}

/* Forgets what the last sheet has. */
static void clear_sheet(yx_xlsx_out *out)
{
    yx_arena_free(out->arena);
    out->arena = NULL;
    out->n_cell = out->n_merged = out->n_note = out->n_hidden = out->n_width = 0;
    out->locked = false;
    out->rows = out->columns = 0;
}

static void release(yx_xlsx_out *out)
{
    clear_sheet(out);
    yx_arena_free(out->tabs);
    yx_zip_writer_free(out->zip);
    yx_names_free(out->names);
    yx_buf_free(&out->buf);
    free(out->tab);
    free(out->cell);
    free(out->merged);
    free(out->note);
    free(out->hidden);
    free(out->path);
    free(out);
}

/* --- a sheet as XML --- */

static int order_cells(const void *a, const void *b)
{
    const out_cell *x = a, *y = b;

    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static int order_notes(const void *a, const void *b)
{
    const yx_xlsx_note *x = a, *y = b;

    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

static int order_rows(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static bool is_number(yx_str text)
{
    char *end;
    double v = strtod(text.at, &end);

    return end == text.at + text.n && isfinite(v) &&
           (text.at[0] == '-' || (text.at[0] >= '0' && text.at[0] <= '9')) &&
           !memchr(text.at, 'x', text.n) && !memchr(text.at, 'X', text.n);
}

/* Days as numbers are the same in all programs from 1900-03-01 on. */
static bool is_day(yx_str text, long *ret)
{
    yx_day d;

    if (!yx_day_read(text, &d) || d < yx_day_of(1900, 3, 1))
        return false;
    *ret = (long)(d - yx_day_of(1899, 12, 30));
    return true;
}

static void put_cell(yx_buf *b, const out_cell *c)
{
    char name[YX_GRID_NAME];
    yx_grid_kind kind = (yx_grid_kind)c->kind;
    bool number = kind == YX_GRID_NUMBER || kind == YX_GRID_PERCENT;
    long day = 0;
    yx_xlsx_show show = kind == YX_GRID_PERCENT ? YX_SHOW_PERCENT
                        : kind == YX_GRID_DAY   ? YX_SHOW_DAY
                                                : YX_SHOW_PLAIN;

    yx_buf_f(b, "<c r=\"%s\"", yx_grid_name(c->row, c->column, name));
    if (c->style != YX_STYLE_PLAIN || show != YX_SHOW_PLAIN)
        yx_buf_f(b, " s=\"%d\"", yx_xlsx_format((yx_xlsx_style)c->style, show));
    if (!c->text.n) {
        yx_buf_text(b, "/>");
    } else if (number && is_number(c->text)) {
        yx_buf_f(b, "><v>%s</v></c>", c->text.at);
    } else if (kind == YX_GRID_DAY && is_day(c->text, &day)) {
        yx_buf_f(b, "><v>%ld</v></c>", day);
    } else if (kind == YX_GRID_BOOL) {
        yx_buf_f(b, " t=\"b\"><v>%d</v></c>", c->text.at[0] == 'T');
    } else {
        yx_buf_text(b, " t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        yx_xlsx_text(c->text, b);
        yx_buf_text(b, "</t></is></c>");
    }
}

/* Rows in order; hidden ones also where they have no cell. */
static void put_rows(yx_xlsx_out *out)
{
    yx_buf *b = &out->buf;
    size_t i = 0, h = 0;

    while (i < out->n_cell || h < out->n_hidden) {
        bool cells = i < out->n_cell && (h >= out->n_hidden || out->cell[i].row <= out->hidden[h]);
        uint32_t row = cells ? out->cell[i].row : out->hidden[h];
        bool hidden = h < out->n_hidden && out->hidden[h] == row;
        while (h < out->n_hidden && out->hidden[h] == row)
            h++;
        yx_buf_f(b, "<row r=\"%u\"%s>", row + 1, hidden ? " hidden=\"1\"" : "");
        for (; i < out->n_cell && out->cell[i].row == row; i++) {
            bool last = i + 1 == out->n_cell || out->cell[i + 1].row != row ||
                        out->cell[i + 1].column != out->cell[i].column;
            if (last)
                put_cell(b, &out->cell[i]);
        }
        yx_buf_text(b, "</row>");
    }
}

static void put_view(const yx_xlsx_out *out, yx_buf *b)
{
    char name[YX_GRID_NAME];

    yx_buf_f(b, "<sheetViews><sheetView%s workbookViewId=\"0\">",
             out->n_tab == 1 ? " tabSelected=\"1\"" : "");
    if (out->rows && out->columns)
        yx_buf_f(b,
                 "<pane xSplit=\"%u\" ySplit=\"%u\" topLeftCell=\"%s\" activePane=\"bottomRight\" "
                 "state=\"frozen\"/>",
                 out->columns, out->rows, yx_grid_name(out->rows, out->columns, name));
    yx_buf_text(b, "</sheetView></sheetViews>");
    if (out->n_width) {
        yx_buf_text(b, "<cols>");
        for (size_t i = 0; i < out->n_width; i++)
            yx_buf_f(b, "<col min=\"%u\" max=\"%u\" width=\"%.2f\" customWidth=\"1\"/>",
                     out->width[i].first + 1, out->width[i].last + 1, out->width[i].characters);
        yx_buf_text(b, "</cols>");
    }
}

static void put_sheet(yx_xlsx_out *out)
{
    yx_buf *b = &out->buf;
    char from[YX_GRID_NAME], to[YX_GRID_NAME];

    yx_buf_text(b, YX_XLSX_HEAD "<worksheet xmlns=\"" YX_XLSX_MAIN "\" xmlns:r=\"" YX_XLSX_OFFICE
                                "\">");
    put_view(out, b);
    yx_buf_text(b, "<sheetData>");
    put_rows(out);
    yx_buf_text(b, "</sheetData>");
    if (out->locked)
        yx_buf_text(b, "<sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\"/>");
    if (out->n_merged)
        yx_buf_f(b, "<mergeCells count=\"%zu\">", out->n_merged);
    for (size_t i = 0; i < out->n_merged; i++)
        yx_buf_f(b, "<mergeCell ref=\"%s:%s\"/>",
                 yx_grid_name(out->merged[i].row, out->merged[i].column, from),
                 yx_grid_name(out->merged[i].last_row, out->merged[i].last_column, to));
    if (out->n_merged)
        yx_buf_text(b, "</mergeCells>");
    if (out->n_note)
        yx_buf_text(b, "<legacyDrawing r:id=\"rId1\"/>");
    yx_buf_text(b, "</worksheet>");
}

/* --- the archive --- */

/* What is in the buffer becomes a part; `number` 0: the name has none. */
static void add_part(yx_xlsx_out *out, const char *name, size_t number, const char *end)
{
    char full[80];
    yx_err err = {0};
    yx_code rc = yx_buf_check(&out->buf, &err);

    if (number)
        (void)snprintf(full, sizeof full, "%s%zu%s", name, number, end);
    else
        (void)snprintf(full, sizeof full, "%s", name);
    if (!rc && !out->failed.code)
        rc = yx_zip_add(out->zip, full, yx_buf_view(&out->buf), true, &err);
    if (rc)
        fail(out, rc, err.text);
    yx_buf_clear(&out->buf);
}

/* The last sheet is whole: it becomes its parts. */
static void end_sheet(yx_xlsx_out *out)
{
    size_t n = out->n_tab;

    if (!n || out->failed.code)
        return;
    if (out->n_cell)
        qsort(out->cell, out->n_cell, sizeof *out->cell, order_cells);
    if (out->n_note)
        qsort(out->note, out->n_note, sizeof *out->note, order_notes);
    if (out->n_hidden)
        qsort(out->hidden, out->n_hidden, sizeof *out->hidden, order_rows);
    put_sheet(out);
    add_part(out, "xl/worksheets/sheet", n, ".xml");
    out->tab[n - 1].comments = out->n_note > 0;
    if (out->n_note) {
        yx_xlsx_sheet_links(n, &out->buf);
        add_part(out, "xl/worksheets/_rels/sheet", n, ".xml.rels");
        yx_xlsx_comments(out->note, out->n_note, &out->buf);
        add_part(out, "xl/comments", n, ".xml");
        yx_xlsx_boxes(out->note, out->n_note, &out->block, &out->buf);
        add_part(out, "xl/drawings/vmlDrawing", n, ".vml");
    }
    clear_sheet(out);
}

static void end_book(yx_xlsx_out *out)
{
    yx_xlsx_types(out->tab, out->n_tab, &out->buf);
    add_part(out, "[Content_Types].xml", 0, NULL);
    yx_xlsx_root_links(&out->buf);
    add_part(out, "_rels/.rels", 0, NULL);
    yx_xlsx_book(out->tab, out->n_tab, &out->buf);
    add_part(out, "xl/workbook.xml", 0, NULL);
    yx_xlsx_book_links(out->n_tab, &out->buf);
    add_part(out, "xl/_rels/workbook.xml.rels", 0, NULL);
    yx_xlsx_styles(&out->buf);
    add_part(out, "xl/styles.xml", 0, NULL);
}

yx_code yx_xlsx_out_close(yx_xlsx_out *out, bool keep_it, yx_err *err)
{
    yx_err why = {0};
    yx_code rc = YX_OK;

    if (!out)
        return YX_OK;
    if (keep_it) {
        if (!out->n_tab)
            yx_xlsx_out_sheet(out, yx_str_of("1")); /* programs want one */
        end_sheet(out);
        end_book(out);
        if (!out->failed.code) {
            rc = yx_zip_write(out->zip, out->path, &why);
            rc = rc ? yx_fail(err, rc == YX_E_NOMEM ? rc : YX_E_IO, "%s", why.text) : YX_OK;
        } else {
            rc = yx_fail(err, out->failed.code, "%s", out->failed.text);
        }
    }
    release(out);
    return rc;
}

/* --- sheets --- */

static bool is_new(yx_xlsx_out *out, const char *name)
{
    char lower[NAME * 4 + 16];
    size_t n = strlen(name), before = yx_names_count(out->names);
    uint32_t i;

    for (size_t k = 0; k <= n; k++)
        lower[k] = (char)(name[k] >= 'A' && name[k] <= 'Z' ? name[k] + ('a' - 'A') : name[k]);
    if (yx_names_add(out->names, (yx_str){lower, n}, &i, NULL))
        return !fail(out, YX_E_NOMEM, "no memory");
    return yx_names_count(out->names) > before;
}

/* Makes a text one that programs take as the name of a sheet, at most `most` characters long. */
static void name_of(yx_str text, size_t most, char name[NAME * 4 + 1])
{
    size_t n = 0, units = 0, len;

    text.n = text.n ? yx_utf8_valid(text.at, text.n) : 0;
    while (n < text.n) {
        uint32_t c = yx_utf8_char((yx_str){text.at + n, text.n - n}, &len);
        units += c >= 0x10000 ? 2 : 1; /* programs count UTF-16 */
        if (units > most)
            break;
        memcpy(name + n, text.at + n, len);
        n += len;
    }
    name[n] = 0;
    for (char *c = name; c < name + n; c++)
        if ((unsigned char)*c < ' ' || strchr("[]:*?/\\", *c) ||
            ((c == name || c + 1 == name + n) && *c == '\''))
            *c = '_';
    if (!n)
        (void)snprintf(name, NAME * 4 + 1, "_");
}

void yx_xlsx_out_sheet(yx_xlsx_out *out, yx_str text)
{
    char name[NAME * 4 + 1], numbered[NAME * 4 + 16];
    yx_xlsx_tab tab = {0};

    end_sheet(out);
    name_of(text, NAME, name);
    (void)snprintf(numbered, sizeof numbered, "%s", name);
    for (int k = 2; !is_new(out, numbered) && k < 10000; k++) {
        name_of(text, NAME - 5, name);
        (void)snprintf(numbered, sizeof numbered, "%s_%d", name, k);
    }
    if (out->failed.code || !more(out, &out->tab, &out->cap_tab, out->n_tab, sizeof tab))
        return;
    tab.name = yx_arena_text(&out->tabs, numbered, strlen(numbered));
    if (tab.name)
        out->tab[out->n_tab++] = tab;
    else
        fail(out, YX_E_NOMEM, "no memory");
}

/* --- what a sheet has --- */

static bool takes(const yx_xlsx_out *out)
{
    return out->n_tab && !out->failed.code;
}

void yx_xlsx_out_cell(yx_xlsx_out *out, uint32_t row, uint32_t column, yx_grid_kind kind,
                      yx_str text, yx_xlsx_style style)
{
    out_cell c = {.row = row,
                  .column = (uint16_t)column,
                  .kind = (uint8_t)kind,
                  .style = (uint8_t)style,
                  .order = out->n_cell};

    if (!takes(out) || row >= YX_GRID_ROWS || column >= YX_GRID_COLUMNS)
        return;
    if (keep(out, text, &c.text) &&
        more(out, &out->cell, &out->cap_cell, out->n_cell, sizeof *out->cell))
        out->cell[out->n_cell++] = c;
}

void yx_xlsx_out_merge(yx_xlsx_out *out, const yx_grid_range *range, yx_xlsx_style style)
{
    if (!takes(out) || !more(out, &out->merged, &out->cap_merged, out->n_merged, sizeof *range))
        return;
    out->merged[out->n_merged++] = *range;
    if (style != YX_STYLE_PLAIN)
        yx_xlsx_out_cell(out, range->row, range->column, YX_GRID_TEXT, (yx_str){"", 0}, style);
}

void yx_xlsx_out_comment(yx_xlsx_out *out, uint32_t row, uint32_t column, yx_str text)
{
    yx_xlsx_note note = {.row = row, .column = (uint16_t)column};

    if (takes(out) && row < YX_GRID_ROWS && column < YX_GRID_COLUMNS &&
        keep(out, text, &note.text) &&
        more(out, &out->note, &out->cap_note, out->n_note, sizeof note))
        out->note[out->n_note++] = note;
}

void yx_xlsx_out_hide_row(yx_xlsx_out *out, uint32_t row)
{
    if (takes(out) && row < YX_GRID_ROWS &&
        more(out, &out->hidden, &out->cap_hidden, out->n_hidden, sizeof row))
        out->hidden[out->n_hidden++] = row;
}

void yx_xlsx_out_width(yx_xlsx_out *out, uint32_t first, uint32_t last, double characters)
{
    if (takes(out) && out->n_width < WIDTHS && last < YX_GRID_COLUMNS)
        out->width[out->n_width++] = (width){first, last, characters};
}

void yx_xlsx_out_lock(yx_xlsx_out *out, uint32_t rows, uint32_t columns)
{
    if (!takes(out))
        return;
    out->locked = true;
    out->rows = rows;
    out->columns = columns;
}

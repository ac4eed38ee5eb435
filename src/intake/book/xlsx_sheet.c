/* One sheet: <row r="3" hidden="1"><c r="B3" s="2" t="s"><f>..</f><v>17</v></c></row>. */
#include "base/buf.h"
#include "intake/book/xl_value.h"
#include "intake/book/xlsx_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct sheet {
    yx_xlsx *x;
    const yx_xlsx_sheet *it;
    yx_xlsx_path path;

    uint32_t row, column; /* of the cell that is open, or where the next one would be */
    char type;            /* of the cell: n s b e i(nlineStr) f(ormula text) d; 0: unknown */
    uint32_t style;
    bool formula, given; /* it has <f>, it has <v> or <is> */
    yx_buf text;
} sheet;

/* "B12" of hostile origin; *column and *row from 0. Returns what follows, NULL: no place. */
static const char *place(const char *at, uint32_t *ret_row, uint32_t *ret_column)
{
    uint32_t row = 0, column = 0;
    const char *digits;

    for (; *at >= 'A' && *at <= 'Z'; at++)
        if ((column = column * 26 + (uint32_t)(*at - 'A') + 1) > YX_GRID_COLUMNS)
            return NULL;
    for (digits = at; *at >= '0' && *at <= '9'; at++)
        if ((row = row * 10 + (uint32_t)(*at - '0')) > YX_GRID_ROWS)
            return NULL;
    if (!column || !row || *digits == '0')
        return NULL;
    *ret_row = row - 1;
    *ret_column = column - 1;
    return at;
}

/* --- faults --- */

static yx_code refuse_cell(sheet *s, const char *code, const char *text, const char *expected,
                           yx_err *err)
{
    char name[YX_GRID_NAME];

    return yx_xlsx_refuse(s->x, code, s->it->name, yx_grid_name(s->row, s->column, name), text,
                          expected, err);
}

/* What the builder said: a limit, or two cells in one place. */
static yx_code refuse_build(sheet *s, yx_code rc, const char *cell, const yx_err *why, yx_err *err)
{
    if (rc == YX_E_RANGE)
        return yx_xlsx_refuse(s->x, "book.limit", s->it->name, cell, why->text, NULL, err);
    if (rc == YX_E_FORMAT)
        return yx_xlsx_refuse(s->x, "book.broken", s->it->name, cell, why->text, NULL, err);
    return yx_fail(err, rc, "%s", why->text);
}

/* --- cells --- */

static char type_of(const char *t)
{
    static const struct {
        const char *name;
        char type;
    } types[] = {{"s", 's'}, {"n", 'n'},         {"str", 'f'}, {"b", 'b'},
                 {"e", 'e'}, {"inlineStr", 'i'}, {"d", 'd'}};

    if (!t)
        return 'n';
    for (size_t i = 0; i < YX_COUNT(types); i++)
        if (strcmp(t, types[i].name) == 0)
            return types[i].type;
    return 0;
}

static yx_code open_cell(sheet *s, const yx_xml_tag *tag, yx_err *err)
{
    const char *r = yx_xml_get(tag, NULL, "r"), *rest;

    s->formula = s->given = false;
    yx_buf_clear(&s->text);
    if (r) {
        rest = place(r, &s->row, &s->column);
        if (!rest || *rest)
            return yx_xlsx_refuse(s->x, "book.broken", s->it->name, NULL, r, "a place as B12", err);
    } else if (s->row >= YX_GRID_ROWS || s->column >= YX_GRID_COLUMNS) {
        return yx_xlsx_refuse(s->x, "book.broken", s->it->name, NULL, NULL,
                              "a cell inside the sheet", err);
    }
    s->style = UINT32_MAX;
    (void)yx_xlsx_count(yx_xml_get(tag, NULL, "s"), UINT32_MAX, &s->style);
    s->type = type_of(yx_xml_get(tag, NULL, "t"));
    if (!s->type)
        return refuse_cell(s, "book.broken", yx_xml_get(tag, NULL, "t"), "a type of cell", err);
    return YX_OK;
}

static yx_code put(sheet *s, yx_grid_kind kind, yx_str text, yx_err *err)
{
    return yx_book_cell(s->x->book, s->row, s->column, kind, s->formula, text, err);
}

/* A text as it stands; what a formula gave as "" is as good as nothing. */
static yx_code put_text(sheet *s, yx_err *err)
{
    if (s->text.n)
        s->text.n = yx_xlsx_unescape(s->text.at, s->text.n);
    return s->text.n ? put(s, YX_GRID_TEXT, yx_buf_view(&s->text), err) : YX_OK;
}

static yx_code put_number(sheet *s, yx_err *err)
{
    char out[YX_XL_NUMBER], day_text[YX_DAY_TEXT];
    yx_xl_format format =
        s->style < s->x->n_format ? (yx_xl_format)s->x->format[s->style] : YX_XL_PLAIN;
    size_t n = yx_xl_number(yx_buf_view(&s->text), out);
    yx_day day;

    if (!n) /* whatever it is, whoever wants a number will say that it is none */
        return put_text(s, err);
    if (yx_xl_day(strtod(s->text.at, NULL), format, s->x->since_1904, &day))
        return put(s, YX_GRID_DAY, yx_str_of(yx_day_text(day, day_text)), err);
    return put(s, format == YX_XL_PERCENT ? YX_GRID_PERCENT : YX_GRID_NUMBER, (yx_str){out, n},
               err);
}

static yx_code put_shared(sheet *s, yx_err *err)
{
    uint32_t i = 0;

    if (!yx_xlsx_count(s->text.at, UINT32_MAX, &i) || i >= s->x->n_text)
        return refuse_cell(s, "book.broken", s->text.at, "the number of a shared text", err);
    if (!s->x->text[i].n)
        return YX_OK;
    return yx_book_cell_kept(s->x->book, s->row, s->column, s->formula, s->x->text[i], err);
}

/* An ISO 8601 time, of which the day is taken: 2022-04-18T00:00:00. */
static yx_code put_day(sheet *s, yx_err *err)
{
    yx_str text = yx_buf_view(&s->text);
    yx_str first = {text.at, text.n < YX_DAY_TEXT - 1 ? text.n : YX_DAY_TEXT - 1};
    yx_day day;

    if (yx_day_read(first, &day) && (text.n == first.n || text.at[first.n] == 'T'))
        return put(s, YX_GRID_DAY, first, err);
    return put_text(s, err);
}

static yx_code put_value(sheet *s, yx_err *err)
{
    yx_str text = yx_buf_view(&s->text);

    switch (s->type) {
    case 's':
        return put_shared(s, err);
    case 'b':
        text = yx_str_of(yx_xlsx_true(s->text.at) ? "TRUE" : "FALSE");
        return put(s, YX_GRID_BOOL, text, err);
    case 'e':
        return put(s, YX_GRID_ERROR, text, err);
    case 'd':
        return put_day(s, err);
    case 'n':
        return put_number(s, err);
    default:
        return put_text(s, err);
    }
}

static yx_code close_cell(sheet *s, yx_err *err)
{
    bool is_text = s->type == 'f' || s->type == 'i';
    bool has = s->given && (s->text.n || is_text);
    yx_err why = {0};
    yx_code rc = yx_buf_check(&s->text, err);

    if (rc)
        return rc;
    if (has && (s->text.n || !is_text))
        rc = put_value(s, &why);
    else if (s->formula && !has) /* stays as an empty text with its mark */
        rc = put(s, YX_GRID_TEXT, (yx_str){"", 0}, &why);
    if (rc == YX_E_REFUSED)
        return yx_fail(err, rc, "%s", why.text);
    if (rc) {
        char name[YX_GRID_NAME];
        return refuse_build(s, rc, yx_grid_name(s->row, s->column, name), &why, err);
    }
    s->column++;
    return YX_OK;
}

/* --- rows, columns, merged ranges --- */

/* Told to be hidden, or as good as that: of no size. */
static bool hidden(const yx_xml_tag *tag, const char *size)
{
    const char *value = yx_xml_get(tag, NULL, size);

    return yx_xlsx_true(yx_xml_get(tag, NULL, "hidden")) ||
           (value && *value == '0' && strspn(value, "0.") == strlen(value));
}

static yx_code open_row(sheet *s, const yx_xml_tag *tag, yx_err *err)
{
    const char *r = yx_xml_get(tag, NULL, "r");
    uint32_t number;
    yx_err why = {0};
    yx_code rc = YX_OK;

    if (r && (!yx_xlsx_count(r, YX_GRID_ROWS, &number) || !number))
        return yx_xlsx_refuse(s->x, "book.broken", s->it->name, NULL, r, "the number of a row",
                              err);
    if (r)
        s->row = number - 1;
    s->column = 0;
    if (hidden(tag, "ht"))
        rc = yx_book_hide_row(s->x->book, s->row, &why);
    return rc ? refuse_build(s, rc, NULL, &why, err) : YX_OK;
}

static yx_code open_column(sheet *s, const yx_xml_tag *tag, yx_err *err)
{
    uint32_t first = 0, last = 0;
    yx_err why = {0};
    yx_code rc = YX_OK;

    if (!yx_xlsx_count(yx_xml_get(tag, NULL, "min"), UINT32_MAX, &first) ||
        !yx_xlsx_count(yx_xml_get(tag, NULL, "max"), UINT32_MAX, &last) || !first || first > last)
        return yx_xlsx_refuse(s->x, "book.broken", s->it->name, NULL, NULL,
                              "columns with min and max", err);
    if (hidden(tag, "width"))
        rc = yx_book_hide_columns(s->x->book, first - 1, last - 1, &why);
    return rc ? refuse_build(s, rc, NULL, &why, err) : YX_OK;
}

static yx_code open_merged(sheet *s, const yx_xml_tag *tag, yx_err *err)
{
    const char *ref = yx_xml_get(tag, NULL, "ref"), *at = ref;
    uint32_t row = 0, column = 0, last_row, last_column;
    yx_err why = {0};
    yx_code rc;

    if (at)
        at = place(at, &row, &column);
    last_row = row;
    last_column = column;
    if (at && *at == ':')
        at = place(at + 1, &last_row, &last_column);
    if (!at || *at)
        return yx_xlsx_refuse(s->x, "book.broken", s->it->name, NULL, ref, "a range as A1:B2", err);
    rc = yx_book_merge(
        s->x->book, (yx_grid_range){row, last_row, (uint16_t)column, (uint16_t)last_column}, &why);
    return rc ? refuse_build(s, rc, NULL, &why, err) : YX_OK;
}

/* --- the part --- */

static yx_code on_open(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    sheet *s = arg;
    yx_xlsx_tag it = yx_xlsx_path_open(&s->path, tag), up = yx_xlsx_up(&s->path, 1);

    if (tag->depth == 1 && it != YX_X_WORKSHEET)
        return yx_xlsx_refuse(s->x, "book.broken", s->it->name, NULL, tag->name.local.at, "a sheet",
                              err);
    if (up == YX_X_ROW && it == YX_X_C)
        return open_cell(s, tag, err);
    if (up == YX_X_C) {
        s->formula = s->formula || it == YX_X_F;
        s->given = s->given || it == YX_X_V || it == YX_X_IS;
    } else if (up == YX_X_SHEET_DATA && it == YX_X_ROW) {
        return open_row(s, tag, err);
    } else if (up == YX_X_COLS && it == YX_X_COL) {
        return open_column(s, tag, err);
    } else if (up == YX_X_MERGE_CELLS && it == YX_X_MERGE_CELL) {
        return open_merged(s, tag, err);
    }
    return YX_OK;
}

/* <c><v>, <c><is><t> and <c><is><r><t>. */
static yx_code on_text(void *arg, yx_str piece, yx_err *err)
{
    sheet *s = arg;
    const yx_xlsx_path *p = &s->path;
    yx_xlsx_tag it = yx_xlsx_up(p, 0), up = yx_xlsx_up(p, 1);

    (void)err;
    if ((it == YX_X_V && up == YX_X_C && s->type != 'i') ||
        (it == YX_X_T && s->type == 'i' &&
         ((up == YX_X_IS && yx_xlsx_up(p, 2) == YX_X_C) ||
          (up == YX_X_R && yx_xlsx_up(p, 2) == YX_X_IS && yx_xlsx_up(p, 3) == YX_X_C))))
        yx_buf_str(&s->text, piece);
    return YX_OK;
}

static yx_code on_close(void *arg, const yx_xml_name *name, yx_err *err)
{
    sheet *s = arg;
    yx_xlsx_tag it = yx_xlsx_up(&s->path, 0), up = yx_xlsx_up(&s->path, 1);
    yx_code rc = YX_OK;

    (void)name;
    if (it == YX_X_C && up == YX_X_ROW)
        rc = close_cell(s, err);
    else if (it == YX_X_ROW && up == YX_X_SHEET_DATA)
        s->row++;
    yx_xlsx_path_close(&s->path);
    return rc;
}

yx_code yx_xlsx_read_sheet(yx_xlsx *x, const yx_xlsx_sheet *it, yx_err *err)
{
    sheet s = {.x = x, .it = it};
    yx_xml_told told = {.open = on_open, .text = on_text, .close = on_close, .arg = &s};
    char where[YX_GRID_NAME] = "";
    yx_err why = {0};
    yx_code rc = yx_book_sheet(x->book, yx_str_of(it->name), it->hidden, &why);

    if (rc)
        return refuse_build(&s, rc, NULL, &why, err);
    rc = yx_xlsx_part(x, it->part, it->name, &told, err);
    yx_buf_free(&s.text);
    if (rc)
        return rc;
    rc = yx_book_sheet_end(x->book, where, &why);
    return rc ? refuse_build(&s, rc, where, &why, err) : YX_OK;
}

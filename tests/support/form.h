/* form.h - workbooks in tests, drawn as text: a line a row, cells between bars.
 *
 *   "| 地区 | 产值 |\n"
 *   "| 武汉市 | #12.5 |\n"
 *
 * "# 12.5" is a number, "@2022-04-18" a day, "%0.085" a percentage, "!#N/A" an error, "?TRUE" a
 * truth value, "=5" a number that a formula gave; "<" goes on with the cell to its left, "^" with
 * the one above it (merged); an empty cell is none. Other texts are texts. */
#ifndef YX_TESTS_SUPPORT_FORM_H
#define YX_TESTS_SUPPORT_FORM_H

#include "intake/book/grid_build.h"

#include "tests/support/t.h"

#include <string.h>

enum { FORM_SIDE = 64 };

typedef struct form_sheet {
    yx_str cell[FORM_SIDE][FORM_SIDE];
    uint32_t rows, columns;
} form_sheet;

static inline yx_str form_trim(const char *at, size_t n)
{
    while (n && *at == ' ') {
        at++;
        n--;
    }
    while (n && at[n - 1] == ' ')
        n--;
    return (yx_str){at, n};
}

static inline void form_read(const char *text, form_sheet *s)
{
    memset(s, 0, sizeof *s);
    while (*text) {
        size_t line = strcspn(text, "\n");
        const char *at = text, *end = text + line;
        uint32_t column = 0;
        if (at < end && *at == '|')
            at++;
        while (at < end) {
            size_t n = 0;
            while (at + n < end && at[n] != '|')
                n++;
            s->cell[s->rows][column++] = form_trim(at, n);
            at += n + 1;
            assert_true(column < FORM_SIDE);
        }
        if (column > s->columns)
            s->columns = column;
        s->rows++;
        assert_true(s->rows < FORM_SIDE);
        text = end + (*end == '\n');
    }
}

static inline void form_cell(yx_book *b, uint32_t row, uint32_t column, yx_str text)
{
    static const struct {
        char mark;
        yx_grid_kind kind;
        bool formula;
    } mark[] = {{'#', YX_GRID_NUMBER, false},  {'@', YX_GRID_DAY, false},
                {'%', YX_GRID_PERCENT, false}, {'!', YX_GRID_ERROR, false},
                {'?', YX_GRID_BOOL, false},    {'=', YX_GRID_NUMBER, true}};
    yx_grid_kind kind = YX_GRID_TEXT;
    bool formula = false;

    for (size_t i = 0; i < YX_COUNT(mark) && text.n > 1; i++)
        if (text.at[0] == mark[i].mark) {
            kind = mark[i].kind;
            formula = mark[i].formula;
            text = form_trim(text.at + 1, text.n - 1);
            break;
        }
    assert_int_equal(yx_book_cell(b, row, column, kind, formula, text, NULL), YX_OK);
}

static inline bool form_is(const form_sheet *s, uint32_t row, uint32_t column, const char *text)
{
    return row < s->rows && column < s->columns && yx_str_is(s->cell[row][column], text);
}

/* Adds a sheet. */
static inline void form_sheet_add(yx_book *b, const char *name, const char *text)
{
    static form_sheet s;
    char place[YX_GRID_NAME];

    form_read(text, &s);
    assert_int_equal(yx_book_sheet(b, yx_str_of(name), false, NULL), YX_OK);
    for (uint32_t r = 0; r < s.rows; r++)
        for (uint32_t c = 0; c < s.columns; c++) {
            uint32_t right = c, down = r;
            if (!s.cell[r][c].n || form_is(&s, r, c, "<") || form_is(&s, r, c, "^"))
                continue;
            form_cell(b, r, c, s.cell[r][c]);
            while (form_is(&s, r, right + 1, "<"))
                right++;
            while (form_is(&s, down + 1, c, "^"))
                down++;
            assert_int_equal(yx_book_merge(b,
                                           (yx_grid_range){.row = r,
                                                           .last_row = down,
                                                           .column = (uint16_t)c,
                                                           .last_column = (uint16_t)right},
                                           NULL),
                             YX_OK);
        }
    assert_int_equal(yx_book_sheet_end(b, place, NULL), YX_OK);
}

/* A workbook of one sheet "Sheet1". */
static inline yx_workbook form_book(const char *text)
{
    yx_workbook book = {0};
    yx_book *b = NULL;

    assert_int_equal(yx_book_new(&b, NULL), YX_OK);
    form_sheet_add(b, "Sheet1", text);
    assert_int_equal(yx_book_finish(b, &book, NULL), YX_OK);
    yx_book_free(b);
    return book;
}

#endif

/* book_check.h - what must hold of any workbook that was read. */
#ifndef YX_TESTS_FUZZ_BOOK_CHECK_H
#define YX_TESTS_FUZZ_BOOK_CHECK_H

#include "base/day.h"
#include "base/decimal.h"
#include "base/fault.h"
#include "intake/book/grid.h"

#include <stdlib.h>
#include <string.h>

static inline void must(bool right)
{
    if (!right)
        abort();
}

static inline void book_check_cell(const yx_grid *g, size_t i)
{
    const yx_grid_cell *c = &g->cell[i];
    yx_decimal decimal;
    yx_day day;
    yx_decimal_fault why;

    must(c->row < g->n_row && c->column < g->n_column && c->kind <= YX_GRID_PERCENT);
    must(!i || c[-1].row < c->row || (c[-1].row == c->row && c[-1].column < c->column));
    must(c->text.n > 0 || c->formula);
    must(yx_utf8_valid(c->text.at, c->text.n) == c->text.n);
    if (c->kind == YX_GRID_DAY)
        must(yx_day_read(c->text, &day));
    if (c->kind == YX_GRID_NUMBER || c->kind == YX_GRID_PERCENT) {
        why = yx_decimal_read(c->text, &decimal);
        must(why == YX_DECIMAL_OK || why == YX_DECIMAL_EXPONENT || why == YX_DECIMAL_TOO_LONG);
    }
    must(yx_grid_at(g, c->row, c->column) == c);
}

static inline void book_check(const yx_workbook *book)
{
    must(book->n <= YX_GRID_SHEETS);
    for (size_t s = 0; s < book->n; s++) {
        const yx_grid *g = &book->sheet[s];
        must(yx_utf8_valid(g->name, strlen(g->name)) == strlen(g->name));
        must(g->n_row <= YX_GRID_ROWS && g->n_column <= YX_GRID_COLUMNS && g->n <= YX_GRID_CELLS);
        for (size_t i = 0; i < g->n; i++)
            book_check_cell(g, i);
        for (size_t i = 0; i < g->n_merged; i++)
            must(g->merged[i].row <= g->merged[i].last_row &&
                 g->merged[i].column <= g->merged[i].last_column &&
                 g->merged[i].last_row < YX_GRID_ROWS);
        for (size_t i = 1; i < g->n_hidden_row; i++)
            must(g->hidden_row[i - 1] < g->hidden_row[i]);
        for (size_t i = 1; i < g->n_hidden_column; i++)
            must(g->hidden_column[i - 1] < g->hidden_column[i]);
    }
}

#endif

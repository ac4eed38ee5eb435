#include "intake/book/grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void yx_workbook_release(yx_workbook *book)
{
    yx_arena_free(book->arena);
    *book = (yx_workbook){0};
}

const yx_grid_cell *yx_grid_at(const yx_grid *grid, uint32_t row, uint32_t column)
{
    size_t low = 0, high = grid->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const yx_grid_cell *c = &grid->cell[mid];
        if (c->row == row && c->column == column)
            return c;
        if (c->row < row || (c->row == row && c->column < column))
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

const yx_grid_cell *yx_grid_shown(const yx_grid *grid, uint32_t row, uint32_t column)
{
    for (size_t i = 0; i < grid->n_merged; i++) {
        const yx_grid_range *m = &grid->merged[i];
        if (m->row <= row && row <= m->last_row && m->column <= column && column <= m->last_column)
            return yx_grid_at(grid, m->row, m->column);
    }
    return yx_grid_at(grid, row, column);
}

static int order_rows(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

bool yx_grid_row_hidden(const yx_grid *grid, uint32_t row)
{
    return grid->n_hidden_row &&
           bsearch(&row, grid->hidden_row, grid->n_hidden_row, sizeof row, order_rows);
}

static int order_columns(const void *a, const void *b)
{
    const uint16_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

bool yx_grid_column_hidden(const yx_grid *grid, uint32_t column)
{
    uint16_t key = (uint16_t)column;

    return column < YX_GRID_COLUMNS && grid->n_hidden_column &&
           bsearch(&key, grid->hidden_column, grid->n_hidden_column, sizeof key, order_columns);
}

char *yx_grid_name(uint32_t row, uint32_t column, char out[YX_GRID_NAME])
{
    char letters[8]; /* of the column, last first: A..Z are 1..26, there is no zero */
    size_t n = 0, at = 0;
    uint32_t rest = column + 1;

    for (; rest && n < sizeof letters; rest = (rest - 1) / 26)
        letters[n++] = (char)('A' + (rest - 1) % 26);
    while (n)
        out[at++] = letters[--n];
    /* At most 7 letters: what is too long after them is cut, never written behind the end. */
    (void)snprintf(out + at, YX_GRID_NAME - at, "%llu", (unsigned long long)row + 1);
    return out;
}

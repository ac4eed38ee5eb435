/* grid.h - a workbook as its sheets, and a sheet as the cells that it has: what every reader of
 * workbooks makes, and what a sheet map (表样) is laid over.
 *
 * Only cells that hold something are kept, by row, then column. A number is kept as decimal text:
 * the shortest one that gives the same double, at most 15 significant digits, without an exponent
 * ("0.1", not 0.10000000000000001), so that it can be taken as it was typed. */
#ifndef YX_INTAKE_BOOK_GRID_H
#define YX_INTAKE_BOOK_GRID_H

#include "base/mem.h"
#include "base/text.h"

#include <stdbool.h>

enum {
    YX_GRID_ROWS = 1048576,  /* most rows of a sheet */
    YX_GRID_COLUMNS = 16384, /* most columns */
    YX_GRID_CELLS = 8 << 20, /* most cells of a workbook */
    YX_GRID_SHEETS = 1024,
    YX_GRID_NAME = 16, /* bytes of "XFD1048576" and its NUL */
};

typedef enum yx_grid_kind {
    YX_GRID_TEXT,    /* as typed, white space and all */
    YX_GRID_NUMBER,  /* decimal text */
    YX_GRID_DAY,     /* a number that the workbook shows as a date: "2022-04-18" */
    YX_GRID_BOOL,    /* "TRUE", "FALSE" */
    YX_GRID_ERROR,   /* "#DIV/0!" */
    YX_GRID_PERCENT, /* a number that the workbook shows as a percentage: "0.085" for 8.5% */
} yx_grid_kind;

typedef struct yx_grid_cell {
    yx_str text;     /* UTF-8; may be empty only for a formula without a kept result */
    uint32_t row;    /* from 0 */
    uint16_t column; /* from 0 */
    uint8_t kind;    /* yx_grid_kind */
    bool formula;    /* the text is what a formula gave when the file was saved */
} yx_grid_cell;

/* Rows and columns from 0, both ends belong to it. */
typedef struct yx_grid_range {
    uint32_t row, last_row;
    uint16_t column, last_column;
} yx_grid_range;

typedef struct yx_grid {
    const char *name; /* of the sheet */
    bool hidden;
    yx_grid_cell *cell; /* n of them, by row, then column */
    size_t n;
    yx_grid_range *merged; /* n_merged; none overlap */
    size_t n_merged;
    uint32_t *hidden_row; /* n_hidden_row, ascending */
    size_t n_hidden_row;
    uint16_t *hidden_column; /* n_hidden_column, ascending */
    size_t n_hidden_column;
    uint32_t n_row;    /* one more than the last row that has a cell */
    uint32_t n_column; /* one more than the last column */
} yx_grid;

typedef struct yx_workbook {
    yx_grid *sheet; /* n, in the order of the workbook */
    size_t n;
    yx_arena *arena; /* holds all of it */
} yx_workbook;
void yx_workbook_release(yx_workbook *book); /* a zeroed one is fine */

/* The cell at a place, or NULL where there is none. O(log n) */
const yx_grid_cell *yx_grid_at(const yx_grid *grid, uint32_t row, uint32_t column);
/* The cell that is shown at a place: of a merged range its first one. O(log n + merged ranges) */
const yx_grid_cell *yx_grid_shown(const yx_grid *grid, uint32_t row, uint32_t column);
bool yx_grid_row_hidden(const yx_grid *grid, uint32_t row);
bool yx_grid_column_hidden(const yx_grid *grid, uint32_t column);

/* "B12" of row 11, column 1. Returns out. */
char *yx_grid_name(uint32_t row, uint32_t column, char out[YX_GRID_NAME]);

#endif

/* grid_build.h - how readers make a workbook: sheet by sheet, cell by cell, in any order.
 *
 *   yx_book_new(&b, err);
 *   yx_book_sheet(b, name, hidden, err);
 *   yx_book_cell(b, 0, 0, YX_GRID_TEXT, false, text, err);
 *   yx_book_sheet_end(b, twice, err);
 *   yx_book_finish(b, &book, err);
 *
 * Every limit of grid.h is kept here, so that no reader can pass one. Texts are packed, and a text
 * that was seen lately is kept once. */
#ifndef YX_INTAKE_BOOK_GRID_BUILD_H
#define YX_INTAKE_BOOK_GRID_BUILD_H

#include "base/err.h"
#include "intake/book/grid.h"

typedef struct yx_book yx_book;

YX_MUST_USE yx_code yx_book_new(yx_book **ret_book, yx_err *err);
void yx_book_free(yx_book *b); /* NULL is fine */

/* Begins a sheet. The one before must have been ended. YX_E_RANGE too many sheets; YX_E_FORMAT the
 * name is not UTF-8; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_book_sheet(yx_book *b, yx_str name, bool hidden, yx_err *err);

/* Adds to the sheet that is open. An empty text of a cell that is no formula is left out.
 * YX_E_RANGE the place lies outside a sheet, or there are too many cells, ranges or bytes;
 * YX_E_FORMAT the text is not UTF-8; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_book_cell(yx_book *b, uint32_t row, uint32_t column, yx_grid_kind kind,
                                 bool formula, yx_str text, yx_err *err);
/* A range of one cell is left out. */
YX_MUST_USE yx_code yx_book_merge(yx_book *b, yx_grid_range range, yx_err *err);
YX_MUST_USE yx_code yx_book_hide_row(yx_book *b, uint32_t row, yx_err *err);
/* Columns `first` to `last`; those right of the last column that a sheet can have are left out. */
YX_MUST_USE yx_code yx_book_hide_columns(yx_book *b, uint32_t first, uint32_t last, yx_err *err);

/* A text that stays as long as the workbook, for many cells to share (yx_book_cell_kept). */
YX_MUST_USE yx_code yx_book_keep(yx_book *b, yx_str text, yx_str *ret_kept, yx_err *err);
/* yx_book_cell() with a text from yx_book_keep(), which is not copied again. */
YX_MUST_USE yx_code yx_book_cell_kept(yx_book *b, uint32_t row, uint32_t column, bool formula,
                                      yx_str kept, yx_err *err);

/* Ends the sheet: sorts its cells and ranges.
 *   ret_place   name of the cell that a failure is about; else empty
 * YX_E_FORMAT a cell stands twice, or two merged ranges overlap; YX_E_RANGE; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_book_sheet_end(yx_book *b, char ret_place[YX_GRID_NAME], yx_err *err);

/* Hands the workbook over; the builder is empty then, and still to be freed. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_book_finish(yx_book *b, yx_workbook *ret_workbook, yx_err *err);

#endif

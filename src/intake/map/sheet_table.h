/* sheet_table.h - a table in a sheet whose first row is a header of docs/format-csv.md, long or
 * wide: read without any map. */
#ifndef YX_INTAKE_MAP_SHEET_TABLE_H
#define YX_INTAKE_MAP_SHEET_TABLE_H

#include "base/err.h"
#include "intake/book/grid.h"

/* Does the first row that has cells hold region_code, and indicator or period? */
bool yx_sheet_table_is(const yx_grid *grid);
/* Takes its figures. YX_E_NOMEM. */
struct yx_taking; /* intake/taking.h */
YX_MUST_USE yx_code yx_sheet_table_take(const yx_grid *grid, struct yx_taking *t, yx_err *err);

#endif

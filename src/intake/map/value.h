/* value.h - a cell of a workbook as the figure that it means, its point moved from the unit of
 * the form to that of the catalogue. */
#ifndef YX_INTAKE_MAP_VALUE_H
#define YX_INTAKE_MAP_VALUE_H

#include "intake/book/grid.h"
#include "intake/cell.h"

typedef struct yx_map_value {
    yx_str text;                 /* for yx_figure_take(): empty when nothing is reported */
    char moved[YX_DECIMAL_TEXT]; /* holds it where the point was moved */
} yx_map_value;

/* Reads a cell.
 *   at       its text is set; faults go there
 *   shift    digits by which the point moves to the left (yx_unit_shift)
 *   percent  the column shows percentages: 0.085 is 8.5
 * False: it is no figure, and there is a fault. A text is handed on as it is: it is no number cell,
 * and yx_figure_take() says what is wrong with it. */
bool yx_map_value_of(yx_cells *cells, const yx_grid_cell *cell, yx_cell *at, int shift,
                     bool percent, yx_map_value *ret);

/* Moves the point; exact. False: too many digits. */
bool yx_decimal_shift(yx_decimal d, int shift, yx_decimal *ret);

/* What to write in place of a date that was typed as text, "write 2022-04-18"; NULL: it looks like
 * none. Returns out. */
const char *yx_map_day_advice(yx_str cleaned, char *out, size_t size);

#endif

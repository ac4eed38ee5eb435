/* sense.h - where tables stand in a sheet that nobody has described: rows of figures, the
 * header above them, the columns that belong together. */
#ifndef YX_INTAKE_MAP_SENSE_H
#define YX_INTAKE_MAP_SENSE_H

#include "intake/map/parts.h"
#include "intake/map/region_names.h"

typedef struct yx_sensed {
    const yx_grid *grid;
    uint32_t top;             /* first row above it that belongs to no table before */
    uint32_t head, head_last; /* rows of its header */
    uint32_t data, end;       /* first row of figures; first row that is none any more */
    uint32_t first, last;     /* columns */
    bool below;               /* another table stands above it */
} yx_sensed;

/* All tables of a sheet, from above, then from the left. free() them. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_map_sense(const yx_grid *grid, const yx_region_names *names,
                                 yx_sensed **ret_tables, size_t *ret_n, yx_err *err);

/* A cell that holds a number, or a text that was meant for one: 1,234 or ２３．５. */
bool yx_map_numeric(const yx_grid_cell *cell);
bool yx_map_total_word(yx_str cleaned); /* 合计, 小计, Total, ... */

#endif

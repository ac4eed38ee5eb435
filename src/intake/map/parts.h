/* parts.h - what the files of map.h share. For this folder only. */
#ifndef YX_INTAKE_MAP_PARTS_H
#define YX_INTAKE_MAP_PARTS_H

#include "base/buf.h"
#include "base/yaml.h"
#include "intake/map/map.h"

/* Reads one map into an arena; all faults are listed. YX_E_REFUSED; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_map_parse(const char *file, yx_str text, const yx_catalog *catalog,
                                 yx_faults *faults, yx_arena **arena, yx_map *ret, yx_err *err);
/* The checks of a table that need the whole of it. */
void yx_map_check_table(const char *file, const yx_yaml_node *node, const yx_map_table *table,
                        const yx_catalog *catalog, yx_faults *faults);

/* Empties a buffer that may have failed, which is kept in mind: a text that is cut short for lack
 * of memory must not be taken for another text. */
static inline void yx_map_wipe(yx_buf *buf, bool *failed)
{
    *failed |= buf->failed;
    yx_buf_clear(buf);
}

/* --- merged ranges: sorted by row, then column, and none overlap --- */

/* The range that holds a cell, or NULL; looked for up to 64 rows above it. O(log n) */
const yx_grid_range *yx_map_merged(const yx_grid *grid, uint32_t row, uint32_t column);
/* Does a cell lie below a range that another cell fills? Nobody sees it. */
bool yx_map_covered(const yx_grid *grid, const yx_grid_cell *cell);
/* The cell that is shown there, or NULL. */
const yx_grid_cell *yx_map_shown(const yx_grid *grid, uint32_t row, uint32_t column);

/* Appends the header path of a column: the cleaned texts of its header rows with a slash between
 * them, empty ones and repeats of one merged cell left out. */
void yx_map_head(const yx_grid *grid, uint32_t first, uint32_t last, uint32_t column, yx_buf *out);
/* Is it the header that a pattern means? What stands for {period} must be one, if without a year.
 */
bool yx_map_head_is(const char *pattern, yx_str head);
/* The same over columns: the label of a row. */
void yx_map_label(const yx_grid *grid, uint32_t row, const yx_map_table *table, yx_buf *out);

/* --- where a table stands --- */

typedef struct yx_map_place {
    const yx_map_table *table;
    const yx_grid *grid; /* NULL: no such sheet */
    int64_t down;        /* rows that it stands lower than its map says */
    uint32_t end;        /* first row that is no longer its own: the next table's, or the sheet's */
    yx_str name;         /* of the sheet, cleaned */
} yx_map_place;

typedef struct yx_map_laid {
    yx_map_place *place; /* n, table by table; a table may stand in several sheets */
    size_t n;
    yx_arena *arena;
} yx_map_laid;
/* Release it with yx_map_lift(), also after a failure. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_map_lay(const yx_map *map, const yx_workbook *book, yx_map_laid *ret,
                               yx_err *err);
void yx_map_lift(yx_map_laid *laid);

/* First cell of a row, or of the first row below it that has one: a number up to grid->n. O(log n)
 */
size_t yx_map_row_start(const yx_grid *grid, uint32_t row);
bool yx_map_is_note(const yx_map_table *table, yx_str cleaned);
/* Does a table end with the row whose cells start at number `i`: is its first text a note? */
bool yx_map_ends(const yx_map_table *table, const yx_grid *grid, size_t i, yx_buf *buf,
                 bool *failed);

#endif

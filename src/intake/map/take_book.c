#include "intake/map/take_book.h"

#include "intake/map/apply.h"
#include "intake/map/sheet_table.h"
#include "intake/map/template.h"
#include "intake/persons.h"
#include "intake/taking.h"

/* A template is read wherever it stands: that nobody saw it is said. */
static void tell_hidden(const yx_grid *grid, yx_taking *t)
{
    char name[YX_GRID_NAME];
    yx_cell at = {.text = yx_str_of(grid->name),
                  .line = 1,
                  .column = 1,
                  .field = "sheet",
                  .sheet = grid->name,
                  .cell = yx_grid_name(0, 0, name)};

    yx_cell_fault(t->to.cells, &at, "map.hidden", "a sheet that is shown: it is read all the same",
                  NULL);
}

/* Takes the sheets that need no map; *ret_any: there is one. */
static yx_code take_known(const yx_workbook *book, yx_taking *t, bool *ret_any, yx_err *err)
{
    yx_code rc = YX_OK;

    *ret_any = false;
    for (size_t i = 0; i < book->n && !rc; i++) {
        const yx_grid *grid = &book->sheet[i];
        bool template = yx_template_is(grid);
        if (!template && (grid->hidden || !yx_sheet_table_is(grid)))
            continue;
        *ret_any = true;
        if (grid->hidden)
            tell_hidden(grid, t);
        rc = template ? yx_template_take(grid, t, err) : yx_sheet_table_take(grid, t, err);
    }
    return rc;
}

static bool is_known(const yx_grid *grid)
{
    return yx_template_is(grid) || (!grid->hidden && yx_sheet_table_is(grid));
}

/* Figures on sheets beside such a table are not read: that is said. */
static void tell_others(const yx_workbook *book, yx_taking *t)
{
    for (size_t i = 0; i < book->n; i++) {
        const yx_grid *grid = &book->sheet[i];
        char name[YX_GRID_NAME];
        for (size_t k = 0; k < grid->n && !is_known(grid); k++) {
            const yx_grid_cell *cell = &grid->cell[k];
            yx_cell at = {.text = cell->text,
                          .line = (size_t)cell->row + 1,
                          .column = (size_t)cell->column + 1,
                          .sheet = grid->name};
            if (cell->kind != YX_GRID_NUMBER && cell->kind != YX_GRID_PERCENT)
                continue;
            at.cell = yx_grid_name(cell->row, cell->column, name);
            yx_cell_fault(t->to.cells, &at, "map.outside", "nothing: this sheet is not read", NULL);
            break;
        }
    }
}

static yx_code take_form(const char *path, const yx_workbook *book, const yx_maps *maps,
                         yx_taking *t, yx_err *err)
{
    const yx_map *map = NULL;
    yx_maps *none = NULL;
    yx_code rc = maps ? YX_OK : yx_maps_new(&none, err);

    if (!rc)
        rc = yx_maps_choose(maps ? maps : none, path, book, t->faults, &map, err);
    yx_maps_free(none);
    return !rc && map ? yx_map_apply(map, book, t, err) : rc;
}

yx_code yx_take_book(const char *path, const yx_workbook *book, const yx_maps *maps,
                     const yx_take_options *options, yx_seen **seen, yx_faults *faults,
                     yx_batch **ret_batch, yx_err *err)
{
    yx_taking t;
    yx_err why = {0};
    bool known = false;
    yx_code rc = yx_taking_begin(&t, path, options, seen, faults, &why);

    if (!rc)
        rc = yx_persons_book(t.to.cells, book, &why);
    if (!rc)
        rc = take_known(book, &t, &known, &why);
    if (!rc && known)
        tell_others(book, &t);
    else if (!rc)
        rc = take_form(path, book, maps, &t, &why);
    return yx_taking_end(&t, rc, &why, ret_batch, err);
}

#include "intake/persons.h"

#include "intake/person.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    FIRST = 1000,
    THEN = 100,
    SHOWN = 3, /* bytes of a number that a fault shows */
    BELOW = 2, /* filled cells below a header that make it one */
    MOBILES = 3,
};

/* Is a fault to be told of this column? Once each, and not without end. */
static bool tell(yx_cells *cells, size_t column)
{
    yx_persons *p = yx_cells_persons(cells);

    for (size_t i = 0; i < p->n; i++)
        if (p->column[i] == column)
            return false;
    if (p->n == YX_COUNT(p->column))
        return false;
    p->column[p->n++] = column;
    return true;
}

void yx_persons_header(yx_cells *cells, const yx_cell *cell)
{
    const char *what = yx_person_header(cell->text);
    char expected[120];

    if (!what || !tell(cells, cell->column))
        return;
    (void)snprintf(expected, sizeof expected, "sums and counts alone, no %s", what);
    yx_cell_fault(cells, cell, "person.column", expected, NULL);
}

bool yx_persons_due(yx_cells *cells)
{
    size_t row = yx_cells_persons(cells)->row++;

    return row < FIRST || row % THEN == 0;
}

static void number_fault(yx_cells *cells, const yx_cell *cell, const char *what)
{
    yx_cell shown = *cell;
    char text[SHOWN + 4], expected[120];

    if (!tell(cells, cell->column))
        return;
    (void)snprintf(text, sizeof text, "%.*s***", (int)yx_utf8_valid(cell->text.at, SHOWN),
                   cell->text.at);
    shown.text = yx_str_of(text);
    (void)snprintf(expected, sizeof expected, "sums and counts alone, no %s", what);
    yx_cell_fault(cells, &shown, "person.number", expected, NULL);
}

void yx_persons_cell(yx_cells *cells, const yx_cell *cell, bool figure)
{
    const char *what = yx_person_text(cell->text, figure);

    if (what)
        number_fault(cells, cell, what);
}

/* --- CSV --- */

/* Does a column of that name hold figures? Asked of numbers only that look like a mobile. */
static bool holds_figures(yx_cells *cells, const char *name)
{
    yx_period p;

    return name && (strcasecmp(name, "value") == 0 || strcasecmp(name, "OBS_VALUE") == 0 ||
                    yx_indicator_find(yx_cells_catalog(cells), yx_str_of(name)) ||
                    yx_cells_period(cells, yx_str_of(name), &p));
}

void yx_persons_record(yx_cells *cells, const yx_csv_record *r, const char *const *name, size_t n)
{
    if (name && !yx_persons_due(cells))
        return;
    for (size_t i = 0; i < r->n; i++) {
        yx_cell cell = {.text = r->field[i],
                        .line = r->line,
                        .column = i + 1,
                        .field = name && i < n ? name[i] : NULL};
        if (!name)
            yx_persons_header(cells, &cell);
        else if (yx_person_text(cell.text, false))
            yx_persons_cell(cells, &cell, holds_figures(cells, cell.field));
    }
}

/* --- workbooks --- */

static bool is_filled(const yx_grid *grid, uint32_t row, uint32_t column)
{
    const yx_grid_cell *cell = yx_grid_at(grid, row, column);

    return cell && yx_str_trim(cell->text).n > 0;
}

static void header_of_sheet(yx_cells *cells, const yx_grid *grid, const yx_grid_cell *cell,
                            const yx_cell *at)
{
    uint32_t below = 1;

    if (!yx_person_header(cell->text))
        return;
    while (below <= BELOW && is_filled(grid, cell->row + below, cell->column))
        below++;
    if (below > BELOW)
        yx_persons_header(cells, at);
}

static void sheet(yx_cells *cells, const yx_grid *grid, uint8_t *mobiles)
{
    char name[YX_GRID_NAME];

    for (size_t i = 0; i < grid->n; i++) {
        const yx_grid_cell *c = &grid->cell[i];
        bool figure = c->kind != YX_GRID_TEXT;
        const char *what;
        yx_cell at = {.text = c->text,
                      .line = (size_t)c->row + 1,
                      .column = (size_t)c->column + 1,
                      .sheet = grid->name};
        if (c->row >= FIRST && c->row % THEN)
            continue;
        what = yx_person_text(c->text, figure);
        at.cell = yx_grid_name(c->row, c->column, name);
        if (!what && !figure)
            header_of_sheet(cells, grid, c, &at);
        else if (what && yx_person_text(c->text, true))
            number_fault(cells, &at, what);
        else if (what && mobiles[c->column] < MOBILES && ++mobiles[c->column] == MOBILES)
            number_fault(cells, &at, what);
    }
}

yx_code yx_persons_book(yx_cells *cells, const yx_workbook *book, yx_err *err)
{
    uint8_t *mobiles = malloc(YX_GRID_COLUMNS);

    if (!mobiles)
        return yx_fail(err, YX_E_NOMEM, "no memory for the columns of a sheet");
    for (size_t i = 0; i < book->n; i++) {
        memset(mobiles, 0, YX_GRID_COLUMNS);
        sheet(cells, &book->sheet[i], mobiles);
    }
    free(mobiles);
    return YX_OK;
}

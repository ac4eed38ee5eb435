#include "intake/map/sheet_table.h"

#include "base/mem.h"
#include "intake/map/parts.h"
#include "intake/map/value.h"
#include "intake/taking.h"

#include <stdlib.h>
#include <string.h>

enum {
    REGION,
    INDICATOR,
    PERIOD,
    VALUE,
    AS_OF,
    STATUS,
    CONTRIBUTORS,
    RELEASE,
    N_NAME,
    DATA = N_NAME, /* a wide form: its header is a period or an indicator */
    IGNORED,
};

static const char *const names[N_NAME] = {"region_code", "indicator", "period",       "value",
                                          "as_of",       "status",    "contributors", "release"};

/* A column of the sheet. */
typedef struct column {
    uint32_t at;
    int is;
    const char *field; /* its header */
    yx_period period;  /* DATA of a form with periods as headers */
} column;

typedef struct table {
    const yx_grid *grid;
    yx_taking *t;
    yx_arena *arena;
    uint32_t head; /* its row */
    column *column;
    size_t n;
    const column *of[N_NAME]; /* NULL: there is none */
    bool by_period, by_indicator;
    char name[N_NAME + 1][YX_GRID_NAME];
} table;

static int name_of(yx_str text)
{
    int i = 0;

    text = yx_str_trim(text);
    while (i < N_NAME && !yx_str_is(text, names[i]))
        i++;
    return i;
}

bool yx_sheet_table_is(const yx_grid *grid)
{
    bool has[N_NAME + 1] = {false};

    for (size_t i = 0; i < grid->n && grid->cell[i].row == grid->cell[0].row; i++)
        has[name_of(grid->cell[i].text)] = true;
    return has[REGION] && (has[INDICATOR] || has[PERIOD]);
}

static yx_cell cell_at(table *t, uint32_t row, const column *c, int which)
{
    const yx_grid_cell *cell = yx_grid_at(t->grid, row, c->at);

    return (yx_cell){.text = cell ? cell->text : (yx_str){"", 0},
                     .line = (size_t)row + 1,
                     .column = (size_t)c->at + 1,
                     .field = c->field,
                     .sheet = t->grid->name,
                     .cell = yx_grid_name(row, c->at, t->name[which])};
}

/* What a header that is no name of ours may be. */
static void read_other(table *t, column *c, const yx_grid_cell *cell)
{
    yx_cell at = cell_at(t, t->head, c, N_NAME);
    yx_known *known;

    c->is = IGNORED;
    if (t->by_period && yx_cells_period(t->t->to.cells, cell->text, &c->period))
        c->is = DATA;
    else if (t->by_indicator && yx_indicator_find(t->t->options->catalog, cell->text))
        c->is = DATA;
    else if (t->by_period)
        (void)yx_cell_period(t->t->to.cells, &at, &c->period); /* its figures would be lost */
    else if (t->by_indicator)
        known = yx_taking_indicator(t->t, &at, (yx_str){0}), (void)known;
    else
        yx_cell_fault(t->t->to.cells, &at, "header.ignored", NULL, NULL);
}

static yx_code read_head(table *t, yx_err *err)
{
    size_t most = 0;
    bool has[N_NAME + 1] = {false};

    t->head = t->grid->cell[0].row;
    while (most < t->grid->n && t->grid->cell[most].row == t->head)
        has[name_of(t->grid->cell[most++].text)] = true;
    t->by_period = has[INDICATOR] && !has[PERIOD];
    t->by_indicator = has[PERIOD] && !has[INDICATOR];
    t->column = yx_arena_get(&t->arena, most * sizeof *t->column);
    if (!t->column)
        return yx_fail(err, YX_E_NOMEM, "no memory for a header");
    for (size_t i = 0; i < most; i++) {
        const yx_grid_cell *cell = &t->grid->cell[i];
        column *c = &t->column[t->n++];
        yx_cell at;
        c->at = cell->column;
        c->is = name_of(cell->text);
        c->field = yx_arena_text(&t->arena, cell->text.at, cell->text.n);
        if (!c->field)
            return yx_fail(err, YX_E_NOMEM, "no memory for a header");
        if (c->is == N_NAME || (c->is == VALUE && (t->by_period || t->by_indicator))) {
            read_other(t, c, cell);
        } else if (t->of[c->is]) {
            at = cell_at(t, t->head, c, N_NAME);
            yx_cell_fault(t->t->to.cells, &at, "header.twice", NULL, NULL);
            c->is = IGNORED;
        } else {
            t->of[c->is] = c;
        }
    }
    if (!t->by_period && !t->by_indicator && !t->of[VALUE]) {
        yx_cell at = cell_at(t, t->head, &t->column[0], N_NAME);
        yx_cell_fault(t->t->to.cells, &at, "header.missing", "a column value", "value");
    }
    return YX_OK;
}

static void give(table *t, uint32_t row, int which, yx_cell *ret)
{
    if (t->of[which])
        *ret = cell_at(t, row, t->of[which], which);
}

/* One figure of a row. */
static yx_code take_figure(table *t, uint32_t row, const column *c, yx_figure f, const yx_record *r,
                           yx_err *err)
{
    static const yx_grid_cell none = {.text = {"", 0}, .kind = YX_GRID_TEXT};
    const yx_grid_cell *cell = yx_grid_at(t->grid, row, c->at);
    yx_cell at = cell_at(t, row, c, VALUE);
    yx_cell head = {.text = yx_str_of(c->field),
                    .line = (size_t)row + 1,
                    .column = (size_t)c->at + 1,
                    .field = c->field,
                    .sheet = t->grid->name,
                    .cell = t->name[VALUE]};
    bool withdrawn = f.row->status == YX_STATUS_WITHDRAWN;
    yx_map_value value;
    yx_period when;

    if ((!cell || !yx_str_trim(cell->text).n) && !withdrawn)
        return YX_OK;
    if (t->by_period) {
        when = c->period;
        f.when = &when;
        f.period = head;
    } else {
        f.period = r->period;
        f.when = yx_cells_period(t->t->to.cells, r->period.text, &when) ? &when : NULL;
    }
    f.of = yx_taking_indicator(t->t, t->by_indicator ? &head : &r->indicator, (yx_str){0});
    f.in = f.when ? yx_taking_region(t->t, &r->region, (yx_str){0}, f.when) : NULL;
    if (!yx_map_value_of(t->t->to.cells, cell ? cell : &none, &at, 0, false, &value))
        return YX_OK;
    f.value = at;
    f.value.text = value.text;
    return yx_figure_take(&t->t->to, &f, err);
}

static yx_code take_row(table *t, uint32_t row, yx_err *err)
{
    yx_record r = {.line = (size_t)row + 1};
    yx_obs obs;
    yx_figure f;
    yx_period when;
    yx_code rc = YX_OK;

    give(t, row, REGION, &r.region);
    give(t, row, INDICATOR, &r.indicator);
    give(t, row, PERIOD, &r.period);
    give(t, row, AS_OF, &r.as_of);
    give(t, row, STATUS, &r.status);
    give(t, row, CONTRIBUTORS, &r.contributors);
    give(t, row, RELEASE, &r.release);
    f = yx_taking_row(t->t, &r, &obs);
    if (!t->by_period)
        (void)yx_cell_period(t->t->to.cells, &r.period, &when);
    if (!t->by_period && !t->by_indicator)
        return t->of[VALUE] ? take_figure(t, row, t->of[VALUE], f, &r, err) : YX_OK;
    for (size_t i = 0; i < t->n && !rc; i++)
        if (t->column[i].is == DATA)
            rc = take_figure(t, row, &t->column[i], f, &r, err);
    return rc;
}

yx_code yx_sheet_table_take(const yx_grid *grid, yx_taking *taking, yx_err *err)
{
    table t = {.grid = grid, .t = taking};
    yx_code rc = read_head(&t, err);

    for (size_t i = 0; i < grid->n && !rc;) {
        uint32_t row = grid->cell[i].row;
        while (i < grid->n && grid->cell[i].row == row)
            i++;
        if (row == t.head)
            continue;
        rc = take_row(&t, row, err);
        yx_progress_add(taking->options->progress, 1);
        if (!rc)
            rc = yx_cells_check(taking->to.cells, err);
    }
    yx_arena_free(t.arena);
    return rc;
}

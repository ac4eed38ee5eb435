/* apply.c - the rows of a form: each cell of a column of figures, with the region, indicator,
 * period and unit that its row, its column or its table gives it. */
#include "intake/map/apply.h"

#include "intake/map/form_text.h"
#include "intake/map/reading.h"
#include "intake/map/unit.h"
#include "intake/map/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR = 1000 };

typedef yx_map_reading reading;
typedef yx_map_live live;

/* Only of whole months: a day stays a day. */
static yx_period part_of(yx_period p, const yx_map_column *c)
{
    yx_period month = yx_period_holding(p.last, YX_PERIOD_MONTH);
    yx_period year = yx_period_holding(p.last, YX_PERIOD_YEAR);
    bool whole = month.last == p.last && p.first <= month.first;

    if (c->part == YX_MAP_MONTH && whole)
        p = month;
    else if (c->part == YX_MAP_TO_DATE && whole)
        p = (yx_period){year.first, p.last};
    return c->years ? yx_period_years(p, c->years) : p;
}

/* --- units --- */

static const yx_map_shift *shift_of(reading *r, const char *unit, const yx_indicator *indicator,
                                    yx_map_shift *other)
{
    yx_str text = yx_str_of(unit);
    size_t slot =
        ((size_t)(yx_text_hash(text) >> 40) ^ ((uintptr_t)indicator >> 5)) % YX_MAP_SHIFTS;
    yx_map_shift *s = text.n < YX_MAP_UNIT_TEXT ? &r->shift[slot] : other;

    if (s != other && s->indicator == indicator && strcmp(s->unit, unit) == 0)
        return s;
    *s = (yx_map_shift){.indicator = indicator};
    if (text.n < YX_MAP_UNIT_TEXT)
        memcpy(s->unit, text.at, text.n);
    s->known = yx_unit_shift(text, yx_str_of(indicator->unit), &s->digits);
    return s;
}

/* Digits by which the point moves. False: the unit is none for this indicator, which is said once a
 * column or row. */
static bool find_shift(reading *r, live *c, const yx_indicator *indicator, int *ret)
{
    const char *unit = c->map->unit ? c->map->unit : r->unit ? r->unit : r->table->unit;
    bool of_row = !c->map->unit && r->unit && r->unit_at.cell.field;
    yx_cell at = of_row ? r->unit_at.cell : c->head;
    const yx_map_shift *s;
    yx_map_shift other;
    char expected[160];

    *ret = 0;
    if (!unit)
        return true;
    s = shift_of(r, unit, indicator, &other);
    *ret = s->digits;
    if (s->known)
        return true;
    if (of_row ? !r->unit_told : !c->unit_told) {
        (void)snprintf(expected, sizeof expected, "%.60s, or a unit of the same kind",
                       indicator->unit);
        at.text = yx_str_of(unit);
        yx_map_fault(r, &at, "map.unit", expected, NULL);
    }
    c->unit_told |= !of_row;
    r->unit_told |= of_row;
    return false;
}

/* --- what stands beside the figures --- */

static bool is_filled(const yx_grid_cell *cell)
{
    return yx_str_trim(cell->text).n > 0;
}

/* The column of the map that a cell of the sheet stands in, or NULL. */
static live *column_of(const reading *r, const yx_grid_cell *cell)
{
    uint32_t first = r->table->column[0].at;
    uint32_t last = r->table->column[r->table->n_column - 1].at;
    uint16_t slot =
        cell->column < first || cell->column > last ? UINT16_MAX : r->slot[cell->column - first];

    return slot == UINT16_MAX ? NULL : &r->column[slot];
}

/* A row that withdraws figures has none, only a status. */
static bool row_has_figures(const reading *r)
{
    for (size_t i = r->first; i < r->last; i++) {
        const yx_grid_cell *cell = &r->grid->cell[i];
        const live *c = column_of(r, cell);
        if (c && (c->map->role == YX_MAP_FIGURES || c->map->role == YX_MAP_STATUS) &&
            is_filled(cell))
            return true;
    }
    return false;
}

static yx_code index_indicators(reading *r, yx_err *err)
{
    size_t n = yx_n_indicator(r->catalog);
    yx_code rc = yx_names_new(&r->indicator, err);

    r->code = calloc(n + 1, sizeof *r->code);
    if (!rc && !r->code)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu indicators", n);
    for (uint32_t i = 0; i < n && !rc; i++) {
        const yx_indicator *one = yx_indicator_at(r->catalog, i);
        size_t before = yx_names_count(r->indicator);
        uint32_t number = 0;
        yx_map_wipe(&r->buf, &r->failed);
        yx_form_clean(yx_str_of(one->name_zh[0] ? one->name_zh : one->name_en), &r->buf);
        rc = yx_names_add(r->indicator, yx_buf_view(&r->buf), &number, err);
        if (!rc)
            r->code[number] = number == before ? one->code : NULL;
    }
    return rc;
}

/* Its code, or its name, which must be of one indicator alone. */
static yx_code find_indicator(reading *r, const yx_cell *cell, yx_err *err)
{
    const yx_indicator *found = yx_indicator_find(r->catalog, cell->text);
    char nearest[200] = "";
    uint32_t number;
    yx_code rc;

    if (!found && cell->text.n && !r->indicator && (rc = index_indicators(r, err)))
        return rc;
    number = found || !cell->text.n ? YX_NAME_NONE : yx_names_find(r->indicator, cell->text);
    if (found)
        r->indicator_code = yx_str_of(found->code);
    else if (number != YX_NAME_NONE && r->code[number])
        r->indicator_code = yx_str_of(r->code[number]);
    if (r->indicator_code.n)
        return YX_OK;
    if (r->near_left) {
        r->near_left--;
        (void)yx_indicator_nearest(r->catalog, cell->text, nearest, sizeof nearest);
    }
    yx_map_fault(r, cell, cell->text.n ? "indicator.unknown" : "indicator.empty",
                 "the code or name of an indicator", nearest[0] ? nearest : NULL);
    return YX_OK;
}

static yx_map_side *side_of(reading *r, yx_map_role role)
{
    switch (role) {
    case YX_MAP_REGION:
        return &r->region_at;
    case YX_MAP_INDICATOR:
        return &r->indicator_at;
    case YX_MAP_UNIT:
        return &r->unit_at;
    case YX_MAP_PERIOD:
        return &r->period_at;
    case YX_MAP_AS_OF:
        return &r->as_of_at;
    case YX_MAP_STATUS:
        return &r->status_at;
    case YX_MAP_CONTRIBUTORS:
        return &r->contributors_at;
    case YX_MAP_RELEASE:
        return &r->release_at;
    case YX_MAP_FIGURES:
    case YX_MAP_IGNORED:
    case YX_MAP_LABEL:
    case YX_MAP_N_ROLE:
        break;
    }
    return NULL;
}

/* *ret_skip: the row is left out, and that was said. */
static yx_code read_side(reading *r, const live *c, yx_map_side *side, bool *ret_skip, yx_err *err)
{
    const yx_grid_cell *cell = yx_map_shown(r->grid, r->row, c->map->at);
    yx_cell *at = &side->cell;
    yx_period *when = &r->when.period;

    *at = yx_map_cell(r, r->row, c->map->at, c->head.field, side->name);
    yx_buf_clear(&side->text);
    if (cell)
        yx_form_clean(cell->text, &side->text);
    if (yx_buf_check(&side->text, err))
        return YX_E_NOMEM;
    at->text = yx_buf_view(&side->text);
    if (c->map->role == YX_MAP_REGION)
        return yx_map_is_total(r, at, at->text, &r->region_code, ret_skip)
                   ? YX_OK
                   : yx_map_find_region(r, at->text, at, r->when.known ? when : NULL,
                                        &r->region_code, err);
    if (c->map->role == YX_MAP_INDICATOR)
        return find_indicator(r, at, err);
    if (c->map->role == YX_MAP_UNIT && at->text.n)
        r->unit = at->text.at;
    if (c->map->role == YX_MAP_PERIOD) {
        r->when.at = *at;
        r->when.known = cell && yx_map_read_period(r, at->text, when);
        if (!r->when.known)
            yx_map_bad_period(r, at);
    }
    return YX_OK;
}

/* The periods first: which region a name means may depend on the time. */
static yx_code read_sides(reading *r, bool *ret_skip, yx_err *err)
{
    yx_code rc = YX_OK;

    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; i < r->table->n_column && !rc && !*ret_skip; i++) {
            yx_map_side *side = side_of(r, r->table->column[i].role);
            if (side && (side == &r->period_at) == (turn == 0))
                rc = read_side(r, &r->column[i], side, ret_skip, err);
        }
    return rc;
}

static int order_row(const void *key, const void *row)
{
    uint32_t at = *(const uint32_t *)key, other = ((const yx_map_row *)row)->at;

    return (at > other) - (at < other);
}

/* A row that the map names. False: it means nothing. */
static bool read_label(reading *r)
{
    const yx_map_table *t = r->table;
    uint32_t at = (uint32_t)(r->row - r->p->down);

    r->labelled = NULL;
    if (!t->n_row)
        return true;
    r->labelled = bsearch(&at, t->row, t->n_row, sizeof *t->row, order_row);
    if (!r->labelled || r->labelled->ignored)
        return false;
    r->region_code = yx_str_of(r->labelled->region);
    r->indicator_code = yx_str_of(r->labelled->indicator);
    r->unit = r->labelled->unit;
    return true;
}

/* --- figures --- */

/* A figure that nobody sees is taken with a word, or left out with one. */
static bool leave_out(reading *r, live *c, const yx_cell *at)
{
    bool row = yx_grid_row_hidden(r->grid, r->row);
    bool column = yx_grid_column_hidden(r->grid, c->map->at);

    if (row && !r->hidden_told)
        yx_map_fault(r, at, "map.hidden",
                     r->table->skip_hidden ? "a row that is shown: it is left out"
                                           : "a row that is shown: it is read all the same",
                     NULL);
    if (column && !c->hidden_told)
        yx_map_fault(r, at, "map.hidden", "a column that is shown: it is read all the same", NULL);
    r->hidden_told |= row;
    c->hidden_told |= column;
    return row && r->table->skip_hidden;
}

static const char *under(const yx_map_row *row, const char *head)
{
    for (size_t i = 0; row && i < row->n_under; i++)
        if (strcmp(row->under[i].head, head) == 0)
            return row->under[i].indicator;
    return NULL;
}

/* The region of a figure in its period; said once a row or column where it was not valid then. */
static yx_known *region_of(reading *r, live *c, const yx_period *then)
{
    bool of_row = !c->map->region && r->region_code.n && r->region_at.cell.field;
    bool *not_then = of_row ? &r->not_then : &c->not_then;
    yx_cell at = of_row ? r->region_at.cell : c->head;
    uint32_t number;
    yx_str code;
    yx_known *found;

    if (c->map->region)
        code = yx_str_of(c->map->region);
    else if (r->region_at.cell.field || r->region_code.n)
        code = r->region_code;
    else
        code = yx_str_of(r->region);
    if (!code.n || !then ||
        (*not_then && yx_region_find(r->catalog, code, *then, &number) != YX_REGION_OK))
        return NULL;
    found = yx_taking_region(r->t, &at, code, then);
    *not_then |= !found;
    return found;
}

static yx_str indicator_of(const reading *r, const live *c)
{
    const char *code = c->map->indicator ? c->map->indicator : under(r->labelled, c->map->head);

    if (code)
        return yx_str_of(code);
    return r->indicator_code.n || r->indicator_at.cell.field ? r->indicator_code
                                                             : yx_str_of(r->table->indicator);
}

/* A period that suits no total to date is said once a column. */
static bool unsuited(live *c, const yx_indicator *indicator, yx_period period)
{
    bool told = c->kind_told;
    yx_period ytd;

    if (indicator->kind != YX_YTD || yx_period_to_ytd(period, &ytd))
        return false;
    c->kind_told = true;
    return told;
}

static yx_code take_figure(reading *r, live *c, const yx_grid_cell *cell, yx_err *err)
{
    const yx_map_when *w = c->own.at.field ? &c->own : r->when.at.field ? &r->when : &r->whole;
    yx_str indicator = indicator_of(r, c);
    yx_figure f = r->figure;
    yx_cell at = yx_map_cell(r, r->row, c->map->at, c->head.field, r->name);
    yx_map_value value;
    yx_period period = {0, 0};
    int digits = 0;

    at.text = cell->text;
    if (r->labelled && !indicator.n)
        return YX_OK; /* a row with indicators under some columns only */
    if (leave_out(r, c, &at))
        return YX_OK;
    if (r->grid->n_merged && yx_map_covered(r->grid, cell)) {
        yx_map_fault(r, &at, "map.merged", "nothing: a merged cell covers it", NULL);
        return YX_OK;
    }
    if (w->known)
        period = part_of(w->period, c->map);
    f.when = w->known ? &period : NULL;
    f.period = w->at;
    f.of = indicator.n ? yx_taking_indicator(r->t, &at, indicator) : NULL;
    f.in = region_of(r, c, f.when);
    if (f.of && f.when && unsuited(c, f.of->indicator, period))
        f.when = NULL;
    if (f.of && !find_shift(r, c, f.of->indicator, &digits))
        return YX_OK;
    if (!yx_map_value_of(r->t->to.cells, cell, &at, digits, c->map->percent, &value))
        return YX_OK;
    f.value = at;
    f.value.text = value.text;
    return yx_figure_take(&r->t->to, &f, err);
}

static void new_row(reading *r)
{
    r->when = (yx_map_when){0};
    r->region_code = r->indicator_code = (yx_str){0};
    r->region_at.cell = r->indicator_at.cell = r->unit_at.cell = (yx_cell){0};
    r->as_of_at.cell = r->status_at.cell = r->contributors_at.cell = (yx_cell){0};
    r->release_at.cell = (yx_cell){0};
    r->not_then = r->hidden_told = r->unit_told = false;
    r->unit = NULL;
}

/* An empty figure is withdrawn as well: each column of figures counts, whether the sheet has a cell
 * there or not. */
static yx_code take_withdrawn(reading *r, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < r->table->n_column && !rc; i++) {
        live *c = &r->column[i];
        const yx_grid_cell none = {
            .row = r->row, .column = (uint16_t)c->map->at, .kind = YX_GRID_TEXT, .text = {"", 0}};
        const yx_grid_cell *cell = yx_grid_at(r->grid, r->row, c->map->at);
        if (c->map->role == YX_MAP_FIGURES)
            rc = take_figure(r, c, cell ? cell : &none, err);
    }
    return rc;
}

static yx_code take_row(reading *r, yx_err *err)
{
    yx_record record = {.line = (size_t)r->row + 1};
    bool skip = false;
    yx_code rc = YX_OK;

    new_row(r);
    if (!row_has_figures(r) || !read_label(r))
        return YX_OK;
    rc = read_sides(r, &skip, err);
    if (rc || skip)
        return rc;
    record.as_of = r->as_of_at.cell;
    record.status = r->status_at.cell;
    record.contributors = r->contributors_at.cell;
    record.release = r->release_at.cell;
    r->figure = yx_taking_row(r->t, &record, &r->obs);
    if (r->obs.status == YX_STATUS_WITHDRAWN)
        return take_withdrawn(r, err);
    for (size_t i = r->first; i < r->last && !rc; i++) {
        const yx_grid_cell *cell = &r->grid->cell[i];
        live *c = column_of(r, cell);
        if (c && c->map->role == YX_MAP_FIGURES && is_filled(cell))
            rc = take_figure(r, c, cell, err);
    }
    return rc;
}

static yx_code take_rows(reading *r, yx_err *err)
{
    int64_t data = r->table->data + r->p->down;
    size_t i = yx_map_row_start(r->grid, data < 0 ? 0 : (uint32_t)data);
    yx_code rc = YX_OK;

    while (i < r->grid->n && r->grid->cell[i].row < r->p->end && !rc) {
        r->first = r->last = i;
        r->row = r->grid->cell[i].row;
        while (r->last < r->grid->n && r->grid->cell[r->last].row == r->row)
            r->last++;
        i = r->last;
        if (yx_map_ends(r->table, r->grid, r->first, &r->buf, &r->failed)) {
            r->p->end = r->row; /* what stands below is no longer the table's */
            return YX_OK;
        }
        rc = take_row(r, err);
        yx_progress_add(r->t->options->progress, 1);
        if (!rc)
            rc = yx_cells_check(r->t->to.cells, err);
    }
    return rc;
}

static bool has_figures(const yx_map_table *t)
{
    for (size_t i = 0; i < t->n_column; i++)
        if (t->column[i].role == YX_MAP_FIGURES)
            return true;
    return false;
}

/* A sheet that nobody sees, like a row that nobody sees. True: it is left out. */
static bool sheet_left_out(reading *r)
{
    uint32_t head = (uint32_t)(r->table->head + r->p->down);
    yx_cell at = yx_map_cell(r, head, r->table->column[0].at, "sheet", r->name);

    if (!r->grid->hidden)
        return false;
    at.text = r->p->name;
    yx_map_fault(r, &at, "map.hidden",
                 r->table->skip_hidden ? "a sheet that is shown: it is left out"
                                       : "a sheet that is shown: it is read all the same",
                 NULL);
    return r->table->skip_hidden;
}

static yx_code take_place(reading *r, yx_map_place *p, yx_err *err)
{
    yx_code rc;

    if (!p->grid || !has_figures(p->table))
        return YX_OK;
    r->p = p;
    r->table = p->table;
    r->grid = p->grid;
    r->whole = (yx_map_when){0};
    r->year = 0;
    r->region = NULL;
    if (sheet_left_out(r))
        return YX_OK;
    rc = yx_map_whole(r, err);
    if (!rc)
        rc = take_rows(r, err);
    yx_arena_free(r->arena);
    r->arena = NULL;
    r->failed |= r->buf.failed;
    return !rc && r->failed ? yx_fail(err, YX_E_NOMEM, "no memory for reading a form") : rc;
}

/* --- what no table covers --- */

static bool covered(const yx_map_laid *laid, const yx_grid *grid, const yx_grid_cell *cell)
{
    for (size_t i = 0; i < laid->n; i++) {
        const yx_map_place *p = &laid->place[i];
        if (p->grid != grid || !p->table->n_column)
            continue;
        if (cell->column >= p->table->column[0].at &&
            cell->column <= p->table->column[p->table->n_column - 1].at && cell->row < p->end &&
            cell->row >= p->table->head + p->down)
            return true;
        for (size_t k = 0; k < p->table->n_text; k++)
            if (cell->column == p->table->text[k].column &&
                (cell->row == p->table->text[k].row ||
                 cell->row == p->table->text[k].row + p->down))
                return true;
    }
    return false;
}

/* Numbers that are not read are said: one word a sheet. */
static void tell_outside(reading *r, const yx_map_laid *laid, const yx_workbook *book)
{
    for (size_t s = 0; s < book->n; s++) {
        const yx_grid_cell *first = NULL;
        size_t n = 0;
        char expected[80];
        yx_cell at;
        r->grid = &book->sheet[s];
        for (size_t i = 0; i < r->grid->n; i++) {
            const yx_grid_cell *cell = &r->grid->cell[i];
            if ((cell->kind != YX_GRID_NUMBER && cell->kind != YX_GRID_PERCENT) ||
                covered(laid, r->grid, cell))
                continue;
            first = first ? first : cell;
            n++;
        }
        if (!first)
            continue;
        at = yx_map_cell(r, first->row, first->column, NULL, r->name);
        at.text = first->text;
        (void)snprintf(expected, sizeof expected, "nothing: %zu numbers are not read", n);
        yx_map_fault(r, &at, "map.outside", expected, NULL);
    }
}

yx_code yx_map_apply(const yx_map *map, const yx_workbook *book, yx_taking *t, yx_err *err)
{
    reading r = {.map = map,
                 .catalog = t->options->catalog,
                 .t = t,
                 .below = YX_REGION_NONE,
                 .near_left = NEAR};
    yx_map_laid laid;
    yx_code rc = yx_map_lay(map, book, &laid, err);

    if (map->below)
        r.below = yx_region_newest(r.catalog, yx_str_of(map->below));
    for (size_t i = 0; i < laid.n && !rc; i++)
        rc = take_place(&r, &laid.place[i], err);
    if (!rc)
        tell_outside(&r, &laid, book);
    yx_map_lift(&laid);
    yx_region_names_free(r.names);
    yx_names_free(r.indicator);
    free(r.code);
    yx_arena_free(r.arena);
    yx_buf_free(&r.buf);
    yx_buf_free(&r.region_at.text);
    yx_buf_free(&r.indicator_at.text);
    yx_buf_free(&r.period_at.text);
    yx_buf_free(&r.unit_at.text);
    yx_buf_free(&r.as_of_at.text);
    yx_buf_free(&r.status_at.text);
    yx_buf_free(&r.contributors_at.text);
    yx_buf_free(&r.release_at.text);
    return rc;
}

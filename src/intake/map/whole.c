/* whole.c - what holds for a table as a whole: its period, its region, its columns. */
#include "intake/map/form_text.h"
#include "intake/map/reading.h"
#include "intake/map/value.h"
#include "intake/old_code.h"

#include <stdio.h>
#include <string.h>

yx_cell yx_map_cell(const yx_map_reading *r, uint32_t row, uint32_t column, const char *field,
                    char name[YX_GRID_NAME])
{
    return (yx_cell){.line = (size_t)row + 1,
                     .column = (size_t)column + 1,
                     .field = field,
                     .sheet = r->grid->name,
                     .cell = yx_grid_name(row, column, name)};
}

/* A cell whose name lives as long as the reading of the table. */
static yx_cell lasting_cell(yx_map_reading *r, uint32_t row, uint32_t column, const char *field)
{
    char name[YX_GRID_NAME];
    yx_cell cell = yx_map_cell(r, row, column, field, name);
    const char *own = yx_arena_text(&r->arena, name, strlen(name));

    r->failed |= !own;
    cell.cell = own;
    return cell;
}

static yx_str clean(yx_map_reading *r, const yx_grid_cell *cell)
{
    yx_map_wipe(&r->buf, &r->failed);
    yx_form_clean(cell->text, &r->buf);
    return yx_buf_view(&r->buf);
}

/* --- periods --- */

/* Reads a period that stands in a cell; what is a day there may stand for a month. */
bool yx_map_read_period(const yx_map_reading *r, yx_str text, yx_period *ret)
{
    if (!yx_form_period(text, r->year, ret))
        return false;
    if (r->table->has_every && r->table->every != YX_PERIOD_DAY &&
        yx_period_kind_of(*ret) == YX_PERIOD_DAY)
        *ret = yx_period_holding(ret->first, r->table->every);
    return true;
}

void yx_map_bad_period(yx_map_reading *r, const yx_cell *cell)
{
    char advice[80];

    if (yx_map_day_advice(yx_str_trim(cell->text), advice, sizeof advice))
        yx_map_fault(r, cell, "period.bad", advice, NULL);
    else
        yx_map_fault(r, cell, "period.bad", "a period such as 2022年4月, 2022年1-4月 or 2022-04",
                     NULL);
}

/* Text at a place of the map: where the table has moved to, or where it was. */
static const yx_grid_cell *text_cell(yx_map_reading *r, const yx_map_text *text, yx_form_found *f)
{
    for (int turn = 0; turn < 2; turn++) {
        int64_t row = text->row + (turn ? 0 : r->p->down);
        const yx_grid_cell *cell = row < 0 || row >= YX_GRID_ROWS
                                       ? NULL
                                       : yx_map_shown(r->grid, (uint32_t)row, text->column);
        if (cell && yx_form_matches(yx_str_of(text->pattern), clean(r, cell), f))
            return cell;
    }
    return NULL;
}

static yx_str keep(yx_map_reading *r, yx_str text)
{
    const char *copy = yx_arena_text(&r->arena, text.at, text.n);

    r->failed |= !copy;
    return copy ? (yx_str){copy, text.n} : (yx_str){"", 0};
}

/* The name of the sheet may say the period, or the year. */
static void sheet_period(yx_map_reading *r)
{
    yx_form_found f = {0};

    if (!yx_form_matches(yx_str_of(r->table->sheet), r->p->name, &f))
        return;
    if (f.year.at)
        (void)yx_form_year(f.year, &r->year);
    if (f.period.at) {
        r->whole.at = (yx_cell){.text = f.period, .field = "sheet", .sheet = r->grid->name};
        r->whole.known = yx_map_read_period(r, f.period, &r->whole.period);
    }
}

static void text_years(yx_map_reading *r)
{
    for (size_t i = 0; i < r->table->n_text; i++) {
        const yx_map_text *text = &r->table->text[i];
        yx_form_found f = {0};
        if (yx_form_has(yx_str_of(text->pattern), "{year}") && text_cell(r, text, &f))
            (void)yx_form_year(f.year, &r->year);
    }
}

static void text_periods(yx_map_reading *r)
{
    for (size_t i = 0; i < r->table->n_text; i++) {
        const yx_map_text *text = &r->table->text[i];
        yx_form_found f = {0};
        const yx_grid_cell *cell =
            yx_form_has(yx_str_of(text->pattern), "{period}") ? text_cell(r, text, &f) : NULL;
        if (!cell)
            continue;
        r->whole.at = lasting_cell(r, cell->row, cell->column, "period");
        r->whole.at.text = keep(r, f.period);
        r->whole.known = yx_map_read_period(r, f.period, &r->whole.period);
    }
}

/* A period of the whole table that is none is said once, here. */
static void find_period(yx_map_reading *r)
{
    text_years(r); /* the period may need the year */
    sheet_period(r);
    text_periods(r);
    if (r->whole.at.field && !r->whole.known)
        yx_map_bad_period(r, &r->whole.at);
    if (r->whole.known && !r->year) {
        int month, day;
        yx_day_parts(r->whole.period.last, &r->year, &month, &day);
    }
}

/* --- regions --- */

static void unknown_region(yx_map_reading *r, const yx_cell *cell)
{
    char nearest[200] = "";

    if (r->near_left) {
        r->near_left--;
        (void)yx_region_meant(r->catalog, cell->text, nearest, sizeof nearest);
    }
    yx_map_fault(r, cell, cell->text.n ? "region.unknown" : "region.empty",
                 "the code or name of a region", nearest[0] ? nearest : NULL);
}

/* 洪湖巿, 洪(hong)湖市: what it can only mean, with a word that it was mended. */
static bool mended(yx_map_reading *r, yx_str text, const yx_cell *cell, const yx_period *then,
                   yx_str *ret)
{
    char plain[YX_CLEAN_TEXT + 1], expected[240];
    uint32_t region, other;
    size_t n;

    if (!yx_clean_plain(text, plain, &n) || yx_str_same((yx_str){plain, n}, text) ||
        yx_region_named(r->names, (yx_str){plain, n}, r->below, then, &region, &other) !=
            YX_NAMED_ONE)
        return false;
    *ret = yx_str_of(yx_region_at(r->catalog, region)->code);
    (void)snprintf(expected, sizeof expected, "%.60s %.100s", ret->at,
                   yx_region_at(r->catalog, region)->name_zh);
    yx_map_fault(r, cell, "text.cleaned", expected, NULL);
    return true;
}

static void several_regions(yx_map_reading *r, const yx_cell *cell, uint32_t one, uint32_t other)
{
    const yx_region *a = yx_region_at(r->catalog, one), *b = yx_region_at(r->catalog, other);
    char expected[320];

    (void)snprintf(expected, sizeof expected,
                   "the code, or the name with those above it: %.40s %.60s, or %.40s %.60s",
                   a->code, a->name_zh, b->code, b->name_zh);
    yx_map_fault(r, cell, "region.several", expected, NULL);
}

/* The code of a region that a text names; empty, and a fault, where it names none. */
yx_code yx_map_find_region(yx_map_reading *r, yx_str text, const yx_cell *cell,
                           const yx_period *then, yx_str *ret, yx_err *err)
{
    static const char among[] = "其中:";
    uint32_t region = YX_REGION_NONE, other = YX_REGION_NONE;
    yx_code rc;

    *ret = (yx_str){0};
    if (text.n > strlen(among) && memcmp(text.at, among, strlen(among)) == 0)
        text = (yx_str){text.at + strlen(among), text.n - strlen(among)};
    if (text.n && yx_region_newest(r->catalog, text) != YX_REGION_NONE) {
        *ret = yx_str_of(yx_region_at(r->catalog, yx_region_newest(r->catalog, text))->code);
        return YX_OK;
    }
    if (!r->names && (rc = yx_region_names_new(r->catalog, &r->names, err)))
        return rc;
    switch (yx_region_named(r->names, text, r->below, then, &region, &other)) {
    case YX_NAMED_ONE:
        *ret = yx_str_of(yx_region_at(r->catalog, region)->code);
        break;
    case YX_NAMED_NONE:
        if (!mended(r, text, cell, then, ret))
            unknown_region(r, cell);
        break;
    case YX_NAMED_SEVERAL:
        several_regions(r, cell, region, other);
        break;
    }
    return YX_OK;
}

/* The region of the whole table, from a text of its form. */
static yx_code find_table_region(yx_map_reading *r, yx_err *err)
{
    yx_code rc = YX_OK;

    r->region = r->table->region;
    for (size_t i = 0; i < r->table->n_text && !rc && !r->region; i++) {
        const yx_map_text *text = &r->table->text[i];
        yx_form_found f = {0};
        const yx_grid_cell *cell =
            yx_form_has(yx_str_of(text->pattern), "{region}") ? text_cell(r, text, &f) : NULL;
        yx_cell at;
        yx_str code;
        if (!cell)
            continue;
        at = lasting_cell(r, cell->row, cell->column, "region");
        at.text = keep(r, f.region);
        rc = yx_map_find_region(r, at.text, &at, r->whole.known ? &r->whole.period : NULL, &code,
                                err);
        r->region = code.n ? code.at : "";
    }
    return rc;
}

static const char *const total_words[] = {"合计",  "总计",  "小计", "共计", "累计数", "汇总",
                                          "全省",  "全市",  "全县", "全区", "全国",   "Total",
                                          "total", "TOTAL", "Sum",  NULL};

/* A row that sums up others: the region that the map gives it; *ret_skip: left out, and said so. */
bool yx_map_is_total(yx_map_reading *r, const yx_cell *cell, yx_str text, yx_str *ret_code,
                     bool *ret_skip)
{
    *ret_skip = false;
    for (size_t i = 0; i < r->table->n_total; i++) {
        const yx_map_total *total = &r->table->total[i];
        if (!yx_str_is(text, total->word))
            continue;
        *ret_skip = !total->region;
        *ret_code = yx_str_of(total->region);
        if (*ret_skip)
            yx_map_fault(r, cell, "map.total", "nothing: the map says to leave it out", NULL);
        return true;
    }
    for (size_t i = 0; total_words[i]; i++)
        if (yx_str_is(text, total_words[i])) {
            *ret_skip = true;
            yx_map_fault(r, cell, "map.total",
                         "a word under totals, with its region, to have it read", NULL);
            return true;
        }
    return false;
}

/* --- the columns of a table --- */

static void head_period(yx_map_reading *r, yx_map_live *c)
{
    yx_form_found f = {0};
    yx_str text = {0};

    if (c->map->period)
        text = yx_str_of(c->map->period);
    else if (yx_form_has(yx_str_of(c->map->head), "{period}") &&
             yx_form_matches(yx_str_of(c->map->head), yx_str_of(c->head.field), &f))
        text = f.period;
    if (!text.n)
        return;
    c->own.at = c->head;
    c->own.at.text = text;
    c->own.known = yx_map_read_period(r, text, &c->own.period);
    if (!c->own.known)
        yx_map_bad_period(r, &c->own.at);
}

static yx_code make_column(yx_map_reading *r, const yx_map_column *map, yx_map_live *c, yx_err *err)
{
    uint32_t first = (uint32_t)(r->table->head + r->p->down);
    uint32_t last = (uint32_t)(r->table->head_last + r->p->down);
    const char *field;

    yx_map_wipe(&r->buf, &r->failed);
    yx_map_head(r->grid, first, last, map->at, &r->buf);
    field = yx_arena_text(&r->arena, yx_buf_view(&r->buf).at, r->buf.n);
    if (!field || r->failed || r->buf.failed)
        return yx_fail(err, YX_E_NOMEM, "no memory for the columns of a form");
    c->map = map;
    c->head = lasting_cell(r, last, map->at, field[0] ? field : "column");
    c->head.text = yx_str_of(field);
    head_period(r, c);
    return YX_OK;
}

static yx_code make_columns(yx_map_reading *r, yx_err *err)
{
    const yx_map_table *t = r->table;
    uint32_t first = t->column[0].at, n = t->column[t->n_column - 1].at - first + 1;
    yx_code rc = YX_OK;

    r->column = yx_arena_get(&r->arena, t->n_column * sizeof *r->column);
    r->slot = yx_arena_get(&r->arena, n * sizeof *r->slot);
    if (!r->column || !r->slot)
        return yx_fail(err, YX_E_NOMEM, "no memory for the columns of a form");
    memset(r->slot, 0xFF, n * sizeof *r->slot);
    for (size_t i = 0; i < t->n_column && !rc; i++) {
        r->slot[t->column[i].at - first] = (uint16_t)i;
        rc = make_column(r, &t->column[i], &r->column[i], err);
    }
    return rc;
}

/* Figures in a range of several figure cells: for which of them is it? */
static void merged_figures(yx_map_reading *r)
{
    for (size_t i = 0; i < r->grid->n_merged; i++) {
        const yx_grid_range *m = &r->grid->merged[i];
        const yx_map_live *c = NULL;
        const yx_grid_cell *cell;
        size_t n = 0;
        char name[YX_GRID_NAME];
        yx_cell at;
        if (m->row < r->table->data + r->p->down || m->row >= r->p->end)
            continue;
        for (size_t k = 0; k < r->table->n_column; k++)
            if (r->table->column[k].role == YX_MAP_FIGURES && r->table->column[k].at >= m->column &&
                r->table->column[k].at <= m->last_column) {
                n++;
                c = &r->column[k];
            }
        if (!c || (n == 1 && m->last_row == m->row))
            continue;
        cell = yx_grid_at(r->grid, m->row, m->column);
        if (!cell || cell->kind == YX_GRID_TEXT) /* a heading over the row */
            continue;
        at = yx_map_cell(r, m->row, m->column, c->head.field, name);
        at.text = cell->text;
        yx_map_fault(r, &at, "map.merged", "one cell for one figure", NULL);
    }
}

yx_code yx_map_whole(yx_map_reading *r, yx_err *err)
{
    yx_code rc;

    find_period(r);
    rc = find_table_region(r, err);
    if (!rc)
        rc = make_columns(r, err);
    if (!rc)
        merged_figures(r);
    if (!rc && (r->failed || r->buf.failed))
        rc = yx_fail(err, YX_E_NOMEM, "no memory for reading a form");
    return rc;
}

/* guess.c - the columns and rows of a table: which are regions, labels, units, periods, and
 * which are figures of what. */
#include "intake/map/guess.h"

#include "intake/map/form_text.h"
#include "intake/map/unit.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLE = 500 /* rows of figures that are looked at */ };

/* What the cells of a column are, among the rows looked at. */
typedef struct cells {
    size_t n, numbers, regions, codes, units, periods, indicators, percents, totals, serial, years;
} cells;

/* --- columns --- */

static bool is_period(const yx_grid_cell *cell, yx_str text, int year)
{
    yx_period p;

    if (cell->kind == YX_GRID_DAY)
        return true;
    if (cell->kind != YX_GRID_TEXT && cell->kind != YX_GRID_NUMBER)
        return false;
    return yx_form_period(text, 0, &p) || (year && yx_form_period(text, year, &p));
}

static bool is_indicator(const yx_guessing *g, yx_str text)
{
    if (yx_indicator_find(g->catalog, text))
        return true;
    for (uint32_t i = 0; i < yx_n_indicator(g->catalog) && text.n; i++)
        if (yx_str_is(text, yx_indicator_at(g->catalog, i)->name_zh))
            return true;
    return false;
}

static void count_cell(yx_guessing *g, const yx_guess *t, const yx_grid_cell *cell, size_t nth,
                       cells *c)
{
    yx_str text;
    uint32_t region;
    int year;

    yx_map_wipe(&g->buf, &g->failed);
    yx_form_clean(cell->text, &g->buf);
    text = yx_buf_view(&g->buf);
    if (!text.n)
        return;
    c->n++;
    c->numbers += yx_map_numeric(cell);
    c->percents += cell->kind == YX_GRID_PERCENT;
    c->totals += yx_map_total_word(text);
    c->codes += yx_region_newest(g->catalog, text) != YX_REGION_NONE;
    c->regions += !yx_map_numeric(cell) && yx_guess_region(g, text, &region);
    c->units += yx_unit_known(text);
    c->periods += is_period(cell, text, t->year);
    c->years += yx_map_numeric(cell) && yx_form_year(text, &year);
    if (c->n <= 50 && !yx_map_numeric(cell))
        c->indicators += is_indicator(g, text);
    if (yx_map_numeric(cell) && text.n < 6) {
        size_t v = 0;
        for (size_t i = 0; i < text.n && text.at[i] >= '0' && text.at[i] <= '9'; i++)
            v = v * 10 + (size_t)(text.at[i] - '0');
        c->serial += v == nth;
    }
}

static void count_cells(yx_guessing *g, const yx_guess *t, uint32_t column, cells *c)
{
    size_t nth = 0;

    *c = (cells){0};
    for (uint32_t row = t->table->data; row < t->table->end && nth < SAMPLE; row++) {
        const yx_grid_cell *cell = yx_map_shown(t->table->grid, row, column);
        nth++;
        if (cell)
            count_cell(g, t, cell, nth, c);
    }
}

/* The levels of a header, one text each. */
static size_t levels_of(yx_guessing *g, const yx_sensed *t, uint32_t column,
                        yx_str level[YX_MAP_HEADS])
{
    const yx_grid_cell *above = NULL;
    size_t n = 0;

    for (uint32_t row = t->head; row <= t->head_last && n < YX_MAP_HEADS; row++) {
        const yx_grid_cell *cell = yx_map_shown(t->grid, row, column);
        if (cell && cell != above) {
            level[n] = yx_guess_clean(g, cell);
            n += level[n].n > 0;
        }
        above = cell;
    }
    return n;
}

static void join(yx_buf *out, size_t start, yx_str text)
{
    if (out->n > start)
        yx_buf_char(out, '/');
    yx_buf_str(out, text);
}

/* One level: a region, a period, a unit, or a part of the name of what is measured. */
static void read_level(yx_guessing *g, const yx_guess *t, yx_guess_column *c, yx_str level,
                       yx_buf *pattern, yx_buf *measure)
{
    size_t start = pattern->n;
    yx_str at, unit = yx_guess_unit(level);
    yx_period p;
    bool has = yx_form_find_period(level, 0, &at, &p);
    uint32_t region;

    if (start)
        yx_buf_char(pattern, '/');
    if (!has && t->year && yx_form_period(level, t->year, &p)) {
        at = level;
        has = c->year_less = true;
    }
    if (has && !c->has_period) {
        c->has_period = true;
        yx_form_escape((yx_str){level.at, (size_t)(at.at - level.at)}, pattern);
        yx_buf_text(pattern, "{period}");
        at = (yx_str){at.at + at.n, level.n - (size_t)(at.at - level.at) - at.n};
        yx_form_escape(at, pattern);
        if (at.n)
            join(measure, 0, at);
        return;
    }
    yx_form_escape(level, pattern);
    if (c->region == YX_REGION_NONE && yx_guess_region(g, level, &region)) {
        c->region = region;
        return;
    }
    if (unit.n)
        c->unit = unit;
    if (!yx_str_same(unit, level))
        join(measure, 0, level);
}

/* A header over several columns that nobody merged stands in the first of them only. */
static yx_str inherited(yx_guessing *g, const yx_guess *t, uint32_t column)
{
    const yx_sensed *s = t->table;
    yx_str none = {"", 0};

    if (s->head == s->head_last || yx_map_shown(s->grid, s->head, column))
        return none;
    for (uint32_t k = column; k-- > s->first;) {
        const yx_grid_cell *cell = yx_map_shown(s->grid, s->head, k);
        const yx_grid_range *m = yx_map_merged(s->grid, s->head, k);
        if (m)
            return none; /* somebody merged here: what is not merged is meant to be apart */
        if (cell)
            return yx_map_shown(s->grid, s->head_last, k) ? yx_guess_clean(g, cell) : none;
    }
    return none;
}

static void read_head(yx_guessing *g, const yx_guess *t, yx_guess_column *c)
{
    yx_str level[YX_MAP_HEADS], more = inherited(g, t, c->at);
    yx_buf pattern = {0}, measure = {0}, path = {0};
    size_t n = levels_of(g, t->table, c->at, level);

    if (more.n)
        yx_buf_str(&measure, more);
    for (size_t i = 0; i < n; i++) {
        join(&path, 0, level[i]);
        read_level(g, t, c, level[i], &pattern, &measure);
    }
    c->path = yx_guess_keep(g, yx_buf_view(&path));
    c->pattern = yx_guess_keep(g, yx_buf_view(&pattern));
    c->measure = yx_guess_keep(g, yx_buf_view(&measure));
    if (yx_form_pattern_fault(c->pattern)) { /* beyond what a pattern may be: compared as it is */
        yx_buf_clear(&pattern);
        yx_form_escape(c->path, &pattern);
        c->pattern = yx_guess_keep(g, yx_buf_view(&pattern));
        c->has_period = false;
    }
    g->failed |= pattern.failed || measure.failed || path.failed;
    yx_buf_free(&pattern);
    yx_buf_free(&measure);
    yx_buf_free(&path);
}

static bool is_serial(const yx_guess_column *c, const cells *k)
{
    static const char *const heads[] = {"序号", "编号", "行次", "行号", "No.",
                                        "No",   "NO.",  "#",    NULL};

    for (size_t i = 0; heads[i]; i++)
        if (yx_str_is(c->path, heads[i]))
            return true;
    return k->n > 2 && k->serial == k->n && !c->measure.n;
}

/* What a column is by itself. */
static yx_map_role role_of(const yx_guess_column *c, const cells *k)
{
    size_t named = k->n - (k->totals < k->n ? k->totals : 0);

    if (!k->n)
        return c->path.n ? YX_MAP_FIGURES : YX_MAP_IGNORED; /* nothing reported yet */
    if (is_serial(c, k))
        return YX_MAP_IGNORED;
    if (k->codes * 10 >= named * 8 && k->codes)
        return YX_MAP_REGION;
    if (k->regions * 10 >= named * 6 && k->regions)
        return YX_MAP_REGION;
    if (k->periods * 10 >= k->n * 8 && (k->periods > k->years || k->years == k->n))
        return YX_MAP_PERIOD;
    if (k->units * 10 >= k->n * 8)
        return YX_MAP_UNIT;
    if (k->indicators * 10 >= (k->n < 50 ? k->n : 50) * 6)
        return YX_MAP_INDICATOR;
    return k->numbers * 2 >= k->n ? YX_MAP_FIGURES : YX_MAP_LABEL;
}

/* Years as figures are rare, but a column of periods needs a header that says so, or figures that
 * are not periods beside it. */
static void find_columns(yx_guessing *g, yx_guess *t)
{
    size_t most = t->table->last - t->table->first + 1;

    if (most > YX_MAP_COLUMNS)
        most = YX_MAP_COLUMNS;
    t->column = yx_arena_get(&g->arena, most * sizeof *t->column);
    g->failed |= !t->column;
    for (uint32_t at = t->table->first; at <= t->table->last && t->n_column < most && t->column;
         at++) {
        yx_guess_column *c = &t->column[t->n_column];
        cells k;
        *c = (yx_guess_column){.at = at, .region = YX_REGION_NONE};
        read_head(g, t, c);
        count_cells(g, t, at, &k);
        if (!c->path.n && !k.n)
            continue;
        c->role = role_of(c, &k);
        c->n = k.n;
        c->numbers = k.numbers;
        c->percent = k.percents * 2 > k.numbers;
        t->n_column++;
    }
}

static size_t first_figures(const yx_guess *t)
{
    size_t i = 0;

    while (i < t->n_column && t->column[i].role != YX_MAP_FIGURES)
        i++;
    return i;
}

static void leave(yx_guess_column *c, const char *why)
{
    c->role = YX_MAP_IGNORED;
    c->why = why;
}

/* One column of regions, one of periods; labels are texts left of the figures. */
static void settle_columns(yx_guess *t)
{
    bool region = false, period = false, indicator = false, unit = false;
    size_t figures = first_figures(t), labels = 0;

    for (size_t i = 0; i < t->n_column; i++) {
        yx_guess_column *c = &t->column[i];
        bool *once = c->role == YX_MAP_REGION      ? &region
                     : c->role == YX_MAP_PERIOD    ? &period
                     : c->role == YX_MAP_INDICATOR ? &indicator
                     : c->role == YX_MAP_UNIT      ? &unit
                                                   : NULL;
        if (once && *once && c->numbers * 2 >= c->n)
            c->role = YX_MAP_FIGURES; /* numbers that happen to be codes or years too */
        else if (once && *once)
            leave(c, "a second column of the kind");
        else if (once)
            *once = true;
        if (c->role == YX_MAP_IGNORED && !c->why)
            c->why = "numbers of rows";
    }
    for (size_t i = 0; i < t->n_column; i++) {
        yx_guess_column *c = &t->column[i];
        if (c->role == YX_MAP_INDICATOR && !region && !period)
            c->role = YX_MAP_LABEL; /* rows that the map names one by one */
        if (c->role != YX_MAP_LABEL)
            continue;
        if (region || period || i > figures || ++labels > 3)
            leave(c, i > figures ? "texts, no figures" : "texts beside the regions");
    }
    for (size_t i = 0; i < t->n_column; i++)
        t->labelled |= t->column[i].role == YX_MAP_LABEL;
}

/* --- rows --- */

static yx_str label_of(yx_guessing *g, const yx_guess *t, uint32_t row)
{
    const yx_grid_cell *left = NULL;
    yx_buf out = {0};
    yx_str text;

    for (size_t i = 0; i < t->n_column; i++) {
        const yx_grid_cell *cell;
        if (t->column[i].role != YX_MAP_LABEL)
            continue;
        cell = yx_map_shown(t->table->grid, row, t->column[i].at);
        if (cell && cell != left && (text = yx_guess_clean(g, cell)).n)
            join(&out, 0, text);
        left = cell;
    }
    text = yx_guess_keep(g, yx_buf_view(&out));
    g->failed |= out.failed;
    yx_buf_free(&out);
    return text;
}

static void find_rows(yx_guessing *g, yx_guess *t)
{
    const yx_grid *grid = t->table->grid;
    size_t most = t->table->end - t->table->data;

    if (most > YX_MAP_ROWS)
        most = YX_MAP_ROWS;
    t->row = yx_arena_get(&g->arena, most * sizeof *t->row);
    g->failed |= !t->row;
    for (uint32_t at = t->table->data; at < t->table->end && t->n_row < most && t->row; at++) {
        yx_guess_row *r = &t->row[t->n_row];
        *r = (yx_guess_row){.at = at, .label = label_of(g, t, at)};
        for (size_t i = 0; i < t->n_column; i++) {
            const yx_grid_cell *cell = yx_grid_at(grid, at, t->column[i].at);
            r->has_figures |= cell && t->column[i].role == YX_MAP_FIGURES;
            if (cell && t->column[i].role == YX_MAP_UNIT)
                r->unit = yx_guess_clean(g, cell);
        }
        if (!r->label.n && !r->has_figures)
            continue;
        if (!r->unit.n)
            r->unit = yx_guess_unit(r->label);
        yx_map_wipe(&g->buf, &g->failed);
        yx_form_escape(r->label, &g->buf);
        r->pattern = yx_guess_keep(g, yx_buf_view(&g->buf));
        if (yx_form_pattern_fault(r->pattern))
            r->pattern = (yx_str){"*", 1};
        t->n_row++;
    }
}

/* Rows of regions that sum up others. */
static void find_totals(yx_guessing *g, yx_guess *t)
{
    enum { MOST = 8 };
    size_t seen = 0;

    t->total = yx_arena_get(&g->arena, MOST * sizeof *t->total);
    g->failed |= !t->total;
    for (size_t i = 0; i < t->n_column && t->total; i++)
        for (uint32_t row = t->table->data;
             t->column[i].role == YX_MAP_REGION && row < t->table->end && seen < SAMPLE;
             row++, seen++) {
            const yx_grid_cell *cell = yx_map_shown(t->table->grid, row, t->column[i].at);
            yx_str text = cell ? yx_guess_clean(g, cell) : (yx_str){0};
            bool known = false;
            for (size_t k = 0; k < t->n_total; k++)
                known |= yx_str_same(t->total[k], text);
            if (text.n && yx_map_total_word(text) && !known && t->n_total < MOST)
                t->total[t->n_total++] = text;
        }
}

/* The first text of a row between the columns of a table; empty: a number, or nothing. */
static yx_str first_text(yx_guessing *g, const yx_sensed *s, size_t *i)
{
    yx_str text = {"", 0};
    uint32_t row = s->grid->cell[*i].row;
    bool first = true;

    for (; *i < s->grid->n && s->grid->cell[*i].row == row; (*i)++) {
        const yx_grid_cell *cell = &s->grid->cell[*i];
        if (cell->column < s->first || cell->column > s->last || !first)
            continue;
        text = cell->kind == YX_GRID_TEXT ? yx_guess_clean(g, cell) : (yx_str){"", 0};
        first = first && cell->kind == YX_GRID_TEXT && !text.n;
    }
    return text;
}

/* What stands below a table may be another one, which would be read as its rows. The text with
 * which that starts ends the table, unless one of its own rows starts so, or it is a note anyway.
 */
static void find_after(yx_guessing *g, yx_guess *t)
{
    const yx_sensed *s = t->table;
    const yx_map_table none = {0};
    size_t i = yx_map_row_start(s->grid, s->end);
    yx_str text = {"", 0}, at;
    yx_period p;
    uint32_t region;

    while (i < s->grid->n && !text.n)
        text = first_text(g, s, &i);
    if (yx_form_find_period(text, 0, &at, &p))
        text.n = (size_t)(at.at - text.at);
    if (!text.n || yx_map_is_note(&none, text) || yx_guess_region(g, text, &region) ||
        yx_map_total_word(text))
        return;
    for (i = yx_map_row_start(s->grid, s->data);
         i < s->grid->n && s->grid->cell[i].row < s->end && !g->failed;) {
        yx_str own = first_text(g, s, &i);
        if (own.n >= text.n && memcmp(own.at, text.at, text.n) == 0)
            return;
    }
    t->after = text;
}

yx_code yx_map_guess(yx_guessing *g, const yx_sensed *table, yx_guess *ret, yx_err *err)
{
    yx_guess t = *ret; /* its texts were guessed before */
    yx_code rc = YX_OK;

    t.table = table;
    find_columns(g, &t);
    if (!g->failed)
        settle_columns(&t);
    if (!g->failed && t.labelled)
        find_rows(g, &t);
    if (!g->failed)
        find_totals(g, &t);
    if (!g->failed)
        find_after(g, &t);
    if (!g->failed)
        rc = yx_guess_indicators(g, &t, err);
    if (!rc && g->failed)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for proposing a map");
    *ret = t;
    return rc;
}

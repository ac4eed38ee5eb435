/* lay.c - where the tables of a map stand in a workbook. */
#include "intake/map/form_text.h"
#include "intake/map/parts.h"

#include <stdlib.h>
#include <string.h>

enum { UP = 64 /* rows above a cell in which a range that holds it may start */ };

/* --- cells --- */

const yx_grid_range *yx_map_merged(const yx_grid *grid, uint32_t row, uint32_t column)
{
    const yx_grid_range *m = grid->merged;

    for (uint32_t up = 0; up <= UP && up <= row && grid->n_merged; up++) {
        size_t low = 0, high = grid->n_merged; /* the last range that starts at or left of it */
        while (low < high) {
            size_t mid = low + (high - low) / 2;
            if (m[mid].row < row - up || (m[mid].row == row - up && m[mid].column <= column))
                low = mid + 1;
            else
                high = mid;
        }
        if (low == 0)
            return NULL; /* nothing starts above */
        if (m[low - 1].row == row - up && m[low - 1].last_column >= column &&
            m[low - 1].last_row >= row)
            return &m[low - 1];
    }
    return NULL;
}

bool yx_map_covered(const yx_grid *grid, const yx_grid_cell *cell)
{
    const yx_grid_range *m = yx_map_merged(grid, cell->row, cell->column);

    return m && (m->row != cell->row || m->column != cell->column);
}

const yx_grid_cell *yx_map_shown(const yx_grid *grid, uint32_t row, uint32_t column)
{
    const yx_grid_range *m = yx_map_merged(grid, row, column);

    return m ? yx_grid_at(grid, m->row, m->column) : yx_grid_at(grid, row, column);
}

size_t yx_map_row_start(const yx_grid *grid, uint32_t row)
{
    size_t low = 0, high = grid->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (grid->cell[mid].row < row)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

bool yx_map_head_is(const char *pattern, yx_str head)
{
    yx_form_found found = {0};
    yx_period p;

    return yx_form_matches(yx_str_of(pattern), head, &found) &&
           (!found.period.at || yx_form_period(found.period, 2000, &p));
}

/* Appends one level of a path. */
static void add_level(const yx_grid_cell *cell, size_t start, yx_buf *out)
{
    size_t before = out->n;

    if (out->n > start)
        yx_buf_char(out, '/');
    yx_form_clean(cell->text, out);
    if (out->n == before + 1 && before > start) { /* nothing but blanks */
        out->n = before;
        if (out->at)
            out->at[before] = 0;
    }
}

void yx_map_head(const yx_grid *grid, uint32_t first, uint32_t last, uint32_t column, yx_buf *out)
{
    const yx_grid_cell *above = NULL;
    size_t start = out->n;

    for (uint32_t row = first; row <= last; row++) {
        const yx_grid_cell *cell = yx_map_shown(grid, row, column);
        if (cell && cell != above)
            add_level(cell, start, out);
        above = cell;
    }
}

void yx_map_label(const yx_grid *grid, uint32_t row, const yx_map_table *table, yx_buf *out)
{
    const yx_grid_cell *left = NULL;
    size_t start = out->n;

    for (size_t i = 0; i < table->n_column; i++) {
        const yx_grid_cell *cell;
        if (table->column[i].role != YX_MAP_LABEL)
            continue;
        cell = yx_map_shown(grid, row, table->column[i].at);
        if (cell && cell != left)
            add_level(cell, start, out);
        left = cell;
    }
}

/* What forms write below their tables. */
static const char *const notes[] = {
    "注:",        "注1",        "注2",    "备注:",   "说明:",    "附注",
    "资料来源",   "数据来源",   "填表人", "制表人",  "制表:",    "审核人",
    "单位负责人", "统计负责人", "填报人", "负责人:", "报出日期", "填报日期",
    "填表说明",   "Note:",      "Notes:", "Source:", "Sources:", NULL};

bool yx_map_is_note(const yx_map_table *table, yx_str cleaned)
{
    for (size_t i = 0; i < table->n_note; i++) {
        size_t n = strlen(table->note[i]);
        if (n && cleaned.n >= n && memcmp(cleaned.at, table->note[i], n) == 0)
            return true;
    }
    for (size_t i = 0; notes[i]; i++)
        if (cleaned.n >= strlen(notes[i]) && memcmp(cleaned.at, notes[i], strlen(notes[i])) == 0)
            return true;
    return yx_str_is(cleaned, "注");
}

bool yx_map_ends(const yx_map_table *t, const yx_grid *grid, size_t i, yx_buf *buf, bool *failed)
{
    uint32_t row = i < grid->n ? grid->cell[i].row : 0;
    uint32_t first = t->column[0].at, last = t->column[t->n_column - 1].at;

    for (; i < grid->n && grid->cell[i].row == row; i++) {
        const yx_grid_cell *cell = &grid->cell[i];
        if (cell->column < first || cell->column > last || !yx_str_trim(cell->text).n)
            continue;
        if (cell->kind != YX_GRID_TEXT)
            return false;
        yx_map_wipe(buf, failed);
        yx_form_clean(cell->text, buf);
        if (buf->n)
            return yx_map_is_note(t, yx_buf_view(buf));
    }
    return false;
}

/* --- tables --- */

/* How many headers of the table stand there; 0 if the one in column `anchor` does not. */
static size_t heads_standing(const yx_map_table *t, const yx_grid *grid, int64_t down,
                             size_t anchor, yx_buf *buf, bool *failed)
{
    int64_t first = t->head + down;
    size_t n = 0;

    if (first < 0 || first >= grid->n_row)
        return 0;
    for (size_t k = 0; k < t->n_column; k++) {
        size_t i = k == 0 ? anchor : k == anchor ? 0 : k; /* the anchor first */
        yx_map_wipe(buf, failed);
        yx_map_head(grid, (uint32_t)first, (uint32_t)(t->head_last + down), t->column[i].at, buf);
        if (yx_map_head_is(t->column[i].head, yx_buf_view(buf)))
            n++;
        else if (k == 0)
            return 0;
    }
    return n;
}

/* A table that moves stands where most of its headers are, nearest to the place of the map. */
static int64_t find_down(const yx_map_table *t, const yx_grid *grid, yx_buf *buf, bool *failed)
{
    size_t anchor = 0; /* a column that has a header at all */
    int64_t best = 0;
    size_t most;

    while (anchor + 1 < t->n_column && !t->column[anchor].head[0])
        anchor++;
    most = t->moves ? heads_standing(t, grid, 0, anchor, buf, failed) : t->n_column;
    for (size_t i = 0; i < grid->n && most < t->n_column; i++) {
        const yx_grid_cell *cell = &grid->cell[i];
        if (cell->column != t->column[anchor].at || cell->kind == YX_GRID_NUMBER)
            continue;
        for (uint32_t k = 0; k <= t->head_last - t->head; k++) {
            int64_t down = (int64_t)cell->row - k - t->head;
            size_t n = heads_standing(t, grid, down, anchor, buf, failed);
            if (n < most || !n || (n == most && llabs(down) >= llabs(best)))
                continue;
            best = down;
            most = n;
        }
    }
    return best;
}

static yx_code add_place(yx_map_laid *laid, size_t *cap, const yx_map_place *place, yx_err *err)
{
    yx_code rc = yx_grow(&laid->place, cap, laid->n + 1, sizeof *laid->place, err);

    if (!rc)
        laid->place[laid->n++] = *place;
    return rc;
}

static yx_code lay_table(const yx_map_table *t, const yx_workbook *book, yx_map_laid *laid,
                         size_t *cap, yx_buf *buf, yx_err *err)
{
    size_t before = laid->n;
    bool failed = false;
    yx_code rc = YX_OK;

    for (size_t s = 0; s < book->n && !rc; s++) {
        const yx_grid *grid = &book->sheet[s];
        yx_map_place place = {.table = t, .grid = grid, .end = grid->n_row};
        yx_buf_clear(buf);
        yx_form_clean(yx_str_of(grid->name), buf);
        if (yx_buf_check(buf, err))
            return YX_E_NOMEM;
        if (!yx_map_head_is(t->sheet, yx_buf_view(buf)))
            continue;
        place.name = (yx_str){yx_arena_text(&laid->arena, yx_buf_view(buf).at, buf->n), buf->n};
        if (!place.name.at)
            return yx_fail(err, YX_E_NOMEM, "no memory for a map");
        place.down = find_down(t, grid, buf, &failed);
        if (failed || buf->failed)
            rc = yx_fail(err, YX_E_NOMEM, "no memory for a map");
        if (!rc)
            rc = add_place(laid, cap, &place, err);
    }
    if (!rc && laid->n == before)
        rc = add_place(laid, cap, &(yx_map_place){.table = t}, err);
    return rc;
}

/* First row of a table that lies below another: its header, or its title if that lies below too. */
static int64_t top_of(const yx_map_place *p, const yx_map_table *above)
{
    uint32_t top = p->table->head;

    for (size_t i = 0; i < p->table->n_text; i++)
        if (p->table->text[i].row > above->head_last && p->table->text[i].row < top)
            top = p->table->text[i].row;
    return top + p->down;
}

static bool side_by_side(const yx_map_table *a, const yx_map_table *b)
{
    return a->column[a->n_column - 1].at < b->column[0].at ||
           b->column[b->n_column - 1].at < a->column[0].at;
}

static void find_ends(yx_map_laid *laid)
{
    for (size_t i = 0; i < laid->n; i++) {
        yx_map_place *p = &laid->place[i];
        for (size_t k = 0; k < laid->n && p->grid; k++) {
            const yx_map_place *q = &laid->place[k];
            int64_t head = p->table->head + p->down;
            if (q->grid != p->grid || q->table->head + q->down <= head ||
                side_by_side(p->table, q->table))
                continue;
            if (top_of(q, p->table) < p->end)
                p->end = (uint32_t)top_of(q, p->table);
        }
    }
}

yx_code yx_map_lay(const yx_map *map, const yx_workbook *book, yx_map_laid *ret, yx_err *err)
{
    yx_map_laid laid = {0};
    yx_buf buf = {0};
    size_t cap = 0;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < map->n_table && !rc; i++)
        rc = lay_table(&map->table[i], book, &laid, &cap, &buf, err);
    if (!rc)
        find_ends(&laid);
    yx_buf_free(&buf);
    *ret = laid;
    return rc;
}

void yx_map_lift(yx_map_laid *laid)
{
    free(laid->place);
    yx_arena_free(laid->arena);
    *laid = (yx_map_laid){0};
}

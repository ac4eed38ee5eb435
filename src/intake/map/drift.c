/* drift.c - in which cells a workbook differs from a map; which of many maps it is. */
#include "intake/map/form_text.h"
#include "intake/map/parts.h"
#include "intake/map/sense.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHIFT = 10, /* rows up and down in which a header that has moved is looked for */
    EXTRA = 64, /* columns right of a table that are looked at for new headers */
};

/* A cell that differs. */
typedef struct difference {
    const yx_map_place *place;
    uint32_t row, column;
    const char *expected; /* pattern; NULL: there should be nothing */
    yx_str found;
    bool is_head, no_sheet;
} difference;

typedef struct compare {
    yx_buf found, other;
    yx_map_fit fit;
    bool failed; /* no memory */
    bool loose;  /* headers count where most of them have moved to */
    /* Gets every cell that differs; NULL: they are only counted. */
    void (*tell)(struct compare *c, const difference *d);
    const char *file;
    const yx_workbook *book;
    yx_faults *faults;
    difference last;
    size_t n_told;
    int64_t shift; /* rows by which most headers of the table have moved */
} compare;

static void differs(compare *c, const difference *d)
{
    if (d->expected == NULL)
        c->fit.extra++;
    if (c->tell)
        c->tell(c, d);
}

static void expect(compare *c, const difference *d)
{
    c->fit.texts++;
    if (d->is_head ? yx_map_head_is(d->expected, d->found)
                   : yx_form_matches(yx_str_of(d->expected), d->found, NULL))
        c->fit.found++;
    else
        differs(c, d);
}

static yx_str shown_text(compare *c, const yx_grid *grid, int64_t row, uint32_t column)
{
    const yx_grid_cell *cell =
        row < 0 || row >= YX_GRID_ROWS ? NULL : yx_map_shown(grid, (uint32_t)row, column);

    yx_map_wipe(&c->found, &c->failed);
    if (cell)
        yx_form_clean(cell->text, &c->found);
    return yx_buf_view(&c->found);
}

/* A title moves with its table, or stays at the top of the sheet. */
static void compare_texts(compare *c, const yx_map_place *p)
{
    for (size_t i = 0; i < p->table->n_text; i++) {
        const yx_map_text *t = &p->table->text[i];
        difference d = {.place = p, .row = t->row, .column = t->column, .expected = t->pattern};
        d.found = shown_text(c, p->grid, t->row + p->down, t->column);
        if (p->down && !yx_form_matches(yx_str_of(t->pattern), d.found, NULL))
            d.found = shown_text(c, p->grid, t->row, t->column);
        expect(c, &d);
    }
}

static yx_str head_text(compare *c, const yx_map_place *p, int64_t down, uint32_t column)
{
    int64_t first = p->table->head + down, last = p->table->head_last + down;

    yx_map_wipe(&c->found, &c->failed);
    if (first >= 0 && last < YX_GRID_ROWS)
        yx_map_head(p->grid, (uint32_t)first, (uint32_t)last, column, &c->found);
    return yx_buf_view(&c->found);
}

/* The cell of a header that reads otherwise: the first from above whose path is no beginning of
 * what is expected, else the lowest. */
static void blame_cell(compare *c, const yx_map_place *p, const char *expected, difference *d)
{
    uint32_t first = (uint32_t)(p->table->head + p->down), row = first, last = row;

    d->row = (uint32_t)(p->table->head_last + p->down);
    for (; row <= (uint32_t)(p->table->head_last + p->down); row++) {
        const yx_grid_range *m = yx_map_merged(p->grid, row, d->column);
        yx_map_wipe(&c->other, &c->failed);
        yx_map_head(p->grid, first, row, d->column, &c->other);
        if (!c->other.n)
            continue;
        last = m ? m->row : row;
        if (c->other.n > strlen(expected) || memcmp(expected, c->other.at, c->other.n) != 0) {
            d->row = last;
            d->column = m ? m->column : d->column;
            return;
        }
    }
}

/* The row in which the lowest header of a column starts. */
static uint32_t lowest_row(const yx_map_place *p, uint32_t column)
{
    uint32_t row = (uint32_t)(p->table->head_last + p->down);
    const yx_grid_range *m;

    while (row > p->table->head + p->down && !yx_map_shown(p->grid, row, column))
        row--;
    m = yx_map_merged(p->grid, row, column);
    return m ? m->row : row;
}

static void compare_heads(compare *c, const yx_map_place *p)
{
    const yx_map_table *t = p->table;
    size_t next = 0;
    uint32_t past = t->column[t->n_column - 1].at;

    for (uint32_t column = t->column[0].at; column <= past + EXTRA; column++) {
        difference d = {.place = p, .column = column, .is_head = true};
        d.found = head_text(c, p, p->down + (c->loose ? c->shift : 0), column);
        if (next < t->n_column && t->column[next].at == column) {
            d.expected = t->column[next++].head;
            if (c->tell && !yx_map_head_is(d.expected, d.found)) {
                blame_cell(c, p, d.expected, &d);
                d.found = head_text(c, p, p->down, column);
            }
            expect(c, &d);
            continue;
        }
        if (column > past && !d.found.n)
            return; /* the next table to the right, if any, stands apart */
        if (!d.found.n)
            continue;
        d.row = lowest_row(p, column);
        differs(c, &d);
    }
}

static int order_row(const void *key, const void *row)
{
    uint32_t at = *(const uint32_t *)key, other = ((const yx_map_row *)row)->at;

    return (at > other) - (at < other);
}

static bool has_figure(const yx_map_table *t, const yx_grid *grid, uint32_t row)
{
    for (size_t i = 0; i < t->n_column; i++) {
        const yx_grid_cell *cell =
            t->column[i].role == YX_MAP_FIGURES ? yx_grid_at(grid, row, t->column[i].at) : NULL;
        if (cell && yx_map_numeric(cell))
            return true;
    }
    return false;
}

/* The first column that holds labels. */
static uint32_t label_column(const yx_map_table *t)
{
    for (size_t i = 0; i < t->n_column; i++)
        if (t->column[i].role == YX_MAP_LABEL)
            return t->column[i].at;
    return t->column[0].at;
}

static void compare_rows(compare *c, const yx_map_place *p)
{
    const yx_map_table *t = p->table;
    uint32_t column = label_column(t), last = 0;
    int64_t first = t->data + p->down;

    for (size_t i = 0; i < t->n_row; i++) {
        int64_t row = t->row[i].at + p->down;
        difference d = {
            .place = p, .row = (uint32_t)row, .column = column, .expected = t->row[i].label};
        yx_map_wipe(&c->found, &c->failed);
        if (row >= 0 && row < p->end)
            yx_map_label(p->grid, (uint32_t)row, t, &c->found);
        d.found = yx_buf_view(&c->found);
        expect(c, &d);
    }
    for (size_t i = yx_map_row_start(p->grid, first < 0 ? 0 : (uint32_t)first);
         i < p->grid->n && t->n_row && p->grid->cell[i].row < p->end;) {
        uint32_t row = p->grid->cell[i].row;
        uint32_t mapped = (uint32_t)(row - p->down);
        difference d = {.place = p, .row = row, .column = column};
        if (yx_map_ends(t, p->grid, i, &c->other, &c->failed))
            return;
        i = yx_map_row_start(p->grid, row + 1);
        if (mapped > t->row[t->n_row - 1].at && row > last + 1)
            return;
        if (bsearch(&mapped, t->row, t->n_row, sizeof *t->row, order_row)) {
            last = row;
            continue;
        }
        yx_map_wipe(&c->found, &c->failed);
        yx_map_label(p->grid, row, t, &c->found);
        d.found = yx_buf_view(&c->found);
        if (has_figure(t, p->grid, row))
            differs(c, &d);
        else if (mapped > t->row[t->n_row - 1].at)
            return; /* what follows below is no longer of this table */
        last = row;
    }
}

/* By how many rows most headers have moved; 0 when they are best where they were. */
static int64_t most_moved(compare *c, const yx_map_place *p)
{
    int64_t best = 0;
    size_t most = 0;

    for (int64_t step = 0; step <= 2 * SHIFT; step++) {
        int64_t down = step % 2 ? -(step + 1) / 2 : step / 2; /* 0, -1, 1, -2, ... */
        size_t n = 0;
        for (size_t i = 0; i < p->table->n_column; i++)
            n += p->table->column[i].head[0] &&
                 yx_map_head_is(p->table->column[i].head,
                                head_text(c, p, p->down + down, p->table->column[i].at));
        if (n > most) {
            most = n;
            best = down;
        }
    }
    return best;
}

static void compare_place(compare *c, const yx_map_place *p)
{
    const yx_map_table *t = p->table;

    if (!p->grid) {
        c->fit.texts += 1 + t->n_text + t->n_column + t->n_row;
        differs(c, &(difference){.place = p, .expected = t->sheet, .no_sheet = true});
        return;
    }
    c->fit.texts++;
    c->fit.found++;
    c->shift = c->tell || c->loose ? most_moved(c, p) : 0;
    compare_texts(c, p);
    compare_heads(c, p);
    compare_rows(c, p);
}

static yx_code compare_map(compare *c, const yx_map *map, const yx_workbook *book, yx_err *err)
{
    yx_map_laid laid;
    yx_code rc = yx_map_lay(map, book, &laid, err);

    c->book = book;
    c->fit = (yx_map_fit){0};
    for (size_t i = 0; i < laid.n && !rc; i++)
        compare_place(c, &laid.place[i]);
    yx_map_lift(&laid);
    c->failed |= c->found.failed || c->other.failed;
    if (!rc && c->failed)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for comparing with a map");
    return rc;
}

static void release(compare *c)
{
    yx_buf_free(&c->found);
    yx_buf_free(&c->other);
}

yx_code yx_map_fit_of(const yx_map *map, const yx_workbook *book, yx_map_fit *ret, yx_err *err)
{
    compare c = {0};
    yx_code rc = compare_map(&c, map, book, err);

    if (!rc)
        *ret = c.fit;
    release(&c);
    return rc;
}

/* --- saying it --- */

/* Where the header that is expected stands now: "C5", or the header that is most like it. */
static bool where_is(compare *c, const difference *d, char *out, size_t size)
{
    const yx_map_place *p = d->place;
    const yx_map_table *t = p->table;
    size_t best = SIZE_MAX, limit = 1 + strlen(d->expected) / 9; /* a third of CJK characters */
    char name[YX_GRID_NAME];

    out[0] = 0;
    for (int turn = 0; turn < 2; turn++) {
        int64_t down = p->down + (turn ? c->shift : 0);
        for (uint32_t i = t->column[0].at; i <= t->column[t->n_column - 1].at + SHIFT; i++) {
            yx_str found;
            size_t distance;
            if ((turn && !c->shift) || i >= YX_GRID_COLUMNS)
                continue;
            found = head_text(c, p, down, i);
            if (!found.n)
                continue;
            (void)yx_grid_name((uint32_t)(t->head_last + down), i, name);
            if (yx_map_head_is(d->expected, found)) {
                (void)snprintf(out, size, "%s", name);
                return true;
            }
            distance = yx_text_distance(yx_str_of(d->expected), found, limit);
            if (distance <= limit && distance < best) {
                best = distance;
                (void)snprintf(out, size, "%s %.*s", name, (int)(found.n < 120 ? found.n : 120),
                               found.at);
            }
        }
    }
    return out[0] != 0;
}

static void nearest_sheet(const compare *c, const char *expected, char *out, size_t size)
{
    size_t best = 4;

    out[0] = 0;
    for (size_t i = 0; i < c->book->n; i++) {
        size_t d = yx_text_distance(yx_str_of(expected), yx_str_of(c->book->sheet[i].name), 3);
        if (d < best) {
            best = d;
            (void)snprintf(out, size, "%s", c->book->sheet[i].name);
        }
    }
}

static void tell(compare *c, const difference *d)
{
    char name[YX_GRID_NAME], near[200] = "", found[YX_FORM_TEXT + 8];
    const difference *last = &c->last;
    yx_fault fault = {.code = "map.drift", .file = c->file, .expected = d->expected};

    if (c->n_told && last->is_head && d->is_head && last->place == d->place &&
        last->row == d->row && last->column == d->column)
        return; /* one merged cell over several columns */
    c->last = *d;
    c->n_told++;
    (void)snprintf(found, sizeof found, "%.*s", (int)d->found.n, d->found.n ? d->found.at : "");
    if (d->no_sheet) {
        nearest_sheet(c, d->expected, near, sizeof near);
        fault.field = "sheet";
    } else {
        fault.sheet = d->place->grid->name;
        fault.cell = yx_grid_name(d->row, d->column, name);
        fault.line = (size_t)d->row + 1;
        fault.column = (size_t)d->column + 1;
        fault.text = yx_str_of(found);
        if (d->is_head && d->expected)
            (void)where_is(c, d, near, sizeof near);
    }
    if (!d->expected)
        fault.expected = "nothing: the map does not know it";
    else if (!d->expected[0])
        fault.expected = "an empty cell";
    fault.nearest = near[0] ? near : NULL;
    yx_faults_add(c->faults, &fault);
}

yx_code yx_map_drift(const yx_map *map, const char *file, const yx_workbook *book,
                     yx_faults *faults, size_t *ret_n, yx_err *err)
{
    compare c = {.tell = tell, .file = file, .faults = faults};
    yx_code rc = compare_map(&c, map, book, err);

    if (!rc)
        *ret_n = c.n_told;
    release(&c);
    return rc;
}

/* --- choosing --- */

static void no_map(const yx_maps *maps, const char *file, const yx_map *near,
                   const yx_workbook *book, yx_faults *faults)
{
    char expected[120];

    (void)snprintf(expected, sizeof expected,
                   yx_n_map(maps) ? "one of the %zu forms that are known: see yixian map"
                                  : "a form that is known, and there is none: see yixian map",
                   yx_n_map(maps));
    yx_faults_add(faults, &(yx_fault){.code = "map.none",
                                      .file = file,
                                      .sheet = book->n ? book->sheet[0].name : NULL,
                                      .expected = expected,
                                      .nearest = near ? near->form : NULL});
}

static double share_of(const yx_map_fit *fit)
{
    return fit->texts ? (double)fit->found / (double)(fit->texts + fit->extra) : 0;
}

/* The map of which a workbook has most texts, and how many of them it has, from 0 to 1. */
static yx_code find_nearest(const yx_maps *maps, const yx_workbook *book, const yx_map **ret,
                            double *ret_share, yx_err *err)
{
    compare c = {.loose = true};
    yx_code rc = YX_OK;

    *ret = NULL;
    *ret_share = 0;
    for (size_t i = 0; i < yx_n_map(maps) && !rc; i++) {
        rc = compare_map(&c, yx_map_at(maps, i), book, err);
        if (rc || share_of(&c.fit) <= *ret_share)
            continue;
        *ret_share = share_of(&c.fit);
        *ret = yx_map_at(maps, i);
    }
    release(&c);
    return rc;
}

yx_code yx_maps_choose(const yx_maps *maps, const char *file, const yx_workbook *book,
                       yx_faults *faults, const yx_map **ret, yx_err *err)
{
    const yx_map *whole = NULL, *near;
    size_t n_whole = 0, n;
    double share;
    compare c = {0};
    yx_code rc = YX_OK;

    for (size_t i = 0; i < yx_n_map(maps) && !rc; i++) {
        const yx_map *map = yx_map_at(maps, i);
        rc = compare_map(&c, map, book, err);
        if (rc || c.fit.found < c.fit.texts || c.fit.extra)
            continue;
        if (n_whole++)
            yx_faults_add(faults, &(yx_fault){.code = "map.several",
                                              .file = file,
                                              .text = yx_str_of(map->form),
                                              .expected = "one form alone",
                                              .nearest = whole->form});
        else
            whole = map;
    }
    release(&c);
    if (rc)
        return rc;
    *ret = n_whole == 1 ? whole : NULL;
    if (n_whole)
        return YX_OK;
    rc = find_nearest(maps, book, &near, &share, err);
    if (!rc && share >= 0.5)
        return yx_map_drift(near, file, book, faults, &n, err);
    if (!rc)
        no_map(maps, file, near, book, faults);
    return rc;
}

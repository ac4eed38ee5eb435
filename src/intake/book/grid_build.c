#include "intake/book/grid_build.h"

#include <stdlib.h>
#include <string.h>

enum {
    PIECE = 65536,          /* cells that are kept together while the sheet is open */
    POOL = 64 * 1024,       /* bytes of texts that are asked for at once */
    BIG = POOL / 8,         /* a text of its own, outside the pool */
    RECENT = 4096,          /* texts that are remembered; a power of two */
    RECENT_TEXT = 64,       /* longest of them */
    TEXTS = 1 << 30,        /* bytes of all texts */
    MERGED = 1 << 20,       /* ranges of a workbook */
    MERGED_WIDTH = 1 << 26, /* columns of all its ranges, one after the other */
    NAME = 1024,            /* bytes of a sheet's name; programs allow 31 characters */
};

typedef struct piece {
    struct piece *next;
    size_t n;
    yx_grid_cell cell[PIECE];
} piece;

struct yx_book {
    yx_arena *arena;
    char *pool;
    size_t pool_left, texts;
    yx_str recent[RECENT];
    yx_grid *sheet;
    size_t n, cap;
    size_t n_cell, n_merged; /* of all sheets */

    /* of the open sheet */
    bool sorted;
    piece *first, *last;
    size_t cells;
    uint64_t at; /* place of the last cell */
    yx_grid_range *merged;
    size_t merged_n, merged_cap;
    uint32_t *row;
    size_t row_n, row_cap;
    uint8_t hidden[YX_GRID_COLUMNS]; /* 1: the column is */
    uint32_t *busy;                  /* for the check of overlaps */
};

yx_code yx_book_new(yx_book **ret_book, yx_err *err)
{
    yx_book *b = calloc(1, sizeof *b);

    if (!b)
        return yx_fail(err, YX_E_NOMEM, "no memory for a workbook");
    *ret_book = b;
    return YX_OK;
}

static void drop_pieces(yx_book *b)
{
    while (b->first) {
        piece *next = b->first->next;
        free(b->first);
        b->first = next;
    }
    b->last = NULL;
}

void yx_book_free(yx_book *b)
{
    if (!b)
        return;
    drop_pieces(b);
    yx_arena_free(b->arena);
    free(b->sheet);
    free(b->merged);
    free(b->row);
    free(b->busy);
    free(b);
}

/* --- texts --- */

static uint32_t hash(yx_str text)
{
    uint32_t h = 2166136261u; /* FNV-1a */

    for (size_t i = 0; i < text.n; i++)
        h = (h ^ (unsigned char)text.at[i]) * 16777619u;
    return h ^ h >> 15;
}

static yx_code copy(yx_book *b, yx_str text, yx_str *ret, yx_err *err)
{
    if (text.n > TEXTS - b->texts)
        return yx_fail(err, YX_E_RANGE, "more than %d bytes of text", TEXTS);
    b->texts += text.n;
    if (text.n >= BIG) {
        char *own = yx_arena_text(&b->arena, text.at, text.n);
        if (!own)
            return yx_fail(err, YX_E_NOMEM, "no memory for a text");
        *ret = (yx_str){own, text.n};
        return YX_OK;
    }
    if (text.n > b->pool_left) {
        char *pool = yx_arena_get(&b->arena, POOL);
        if (!pool)
            return yx_fail(err, YX_E_NOMEM, "no memory for texts");
        b->pool = pool;
        b->pool_left = POOL;
    }
    memcpy(b->pool, text.at, text.n);
    *ret = (yx_str){b->pool, text.n};
    b->pool += text.n;
    b->pool_left -= text.n;
    return YX_OK;
}

yx_code yx_book_keep(yx_book *b, yx_str text, yx_str *ret_kept, yx_err *err)
{
    yx_str *slot = NULL;
    yx_code rc;

    if (!text.n) {
        *ret_kept = (yx_str){"", 0};
        return YX_OK;
    }
    if (text.n <= RECENT_TEXT) {
        slot = &b->recent[hash(text) % RECENT];
        if (slot->n == text.n && memcmp(slot->at, text.at, text.n) == 0) {
            *ret_kept = *slot;
            return YX_OK;
        }
    }
    if (yx_utf8_valid(text.at, text.n) != text.n)
        return yx_fail(err, YX_E_FORMAT, "a text is not UTF-8");
    rc = copy(b, text, ret_kept, err);
    if (!rc && slot)
        *slot = *ret_kept;
    return rc;
}

/* --- a sheet --- */

yx_code yx_book_sheet(yx_book *b, yx_str name, bool hidden, yx_err *err)
{
    char *own;
    yx_code rc;

    if (b->n >= YX_GRID_SHEETS)
        return yx_fail(err, YX_E_RANGE, "more than %d sheets", YX_GRID_SHEETS);
    if (name.n > NAME || memchr(name.n ? name.at : "", 0, name.n) ||
        yx_utf8_valid(name.at, name.n) != name.n)
        return yx_fail(err, YX_E_FORMAT, "not a name of a sheet");
    rc = yx_grow(&b->sheet, &b->cap, b->n + 1, sizeof *b->sheet, err);
    if (rc)
        return rc;
    own = yx_arena_text(&b->arena, name.at, name.n);
    if (!own)
        return yx_fail(err, YX_E_NOMEM, "no memory for a sheet");
    b->sheet[b->n] = (yx_grid){.name = own, .hidden = hidden};
    b->sorted = true;
    b->cells = b->merged_n = b->row_n = 0;
    b->at = 0;
    memset(b->hidden, 0, sizeof b->hidden);
    return YX_OK;
}

static yx_code add_cell(yx_book *b, const yx_grid_cell *cell, yx_err *err)
{
    uint64_t at = (uint64_t)cell->row * YX_GRID_COLUMNS + cell->column;
    piece *p = b->last;

    if (b->n_cell >= YX_GRID_CELLS)
        return yx_fail(err, YX_E_RANGE, "more than %d cells", YX_GRID_CELLS);
    if (!p || p->n == PIECE) {
        p = malloc(sizeof *p);
        if (!p)
            return yx_fail(err, YX_E_NOMEM, "no memory for cells");
        p->next = NULL;
        p->n = 0;
        if (b->last)
            b->last->next = p;
        else
            b->first = p;
        b->last = p;
    }
    p->cell[p->n++] = *cell;
    if (b->cells && at <= b->at)
        b->sorted = false;
    b->at = at;
    b->cells++;
    b->n_cell++;
    return YX_OK;
}

static yx_code inside(uint32_t row, uint32_t column, yx_err *err)
{
    if (row >= YX_GRID_ROWS || column >= YX_GRID_COLUMNS)
        return yx_fail(err, YX_E_RANGE, "a place outside the sheet");
    return YX_OK;
}

yx_code yx_book_cell(yx_book *b, uint32_t row, uint32_t column, yx_grid_kind kind, bool formula,
                     yx_str text, yx_err *err)
{
    yx_grid_cell cell = {
        .row = row, .column = (uint16_t)column, .kind = (uint8_t)kind, .formula = formula};
    yx_code rc = inside(row, column, err);

    if (rc || (!text.n && !formula))
        return rc;
    rc = yx_book_keep(b, text, &cell.text, err);
    return rc ? rc : add_cell(b, &cell, err);
}

yx_code yx_book_cell_kept(yx_book *b, uint32_t row, uint32_t column, bool formula, yx_str kept,
                          yx_err *err)
{
    yx_grid_cell cell = {.text = kept,
                         .row = row,
                         .column = (uint16_t)column,
                         .kind = YX_GRID_TEXT,
                         .formula = formula};
    yx_code rc = inside(row, column, err);

    if (rc || (!kept.n && !formula))
        return rc;
    return add_cell(b, &cell, err);
}

yx_code yx_book_merge(yx_book *b, yx_grid_range range, yx_err *err)
{
    yx_code rc = inside(range.last_row, range.last_column, err);

    if (rc)
        return rc;
    if (range.row > range.last_row || range.column > range.last_column)
        return yx_fail(err, YX_E_RANGE, "a range that ends before it starts");
    if (range.row == range.last_row && range.column == range.last_column)
        return YX_OK;
    if (b->n_merged >= MERGED)
        return yx_fail(err, YX_E_RANGE, "more than %d merged ranges", MERGED);
    rc = yx_grow(&b->merged, &b->merged_cap, b->merged_n + 1, sizeof *b->merged, err);
    if (rc)
        return rc;
    b->merged[b->merged_n++] = range;
    b->n_merged++;
    return YX_OK;
}

yx_code yx_book_hide_row(yx_book *b, uint32_t row, yx_err *err)
{
    yx_code rc = inside(row, 0, err);

    if (rc)
        return rc;
    if (b->row_n >= 2 * (size_t)YX_GRID_ROWS) /* each may stand twice at most */
        return yx_fail(err, YX_E_RANGE, "too many hidden rows");
    rc = yx_grow(&b->row, &b->row_cap, b->row_n + 1, sizeof *b->row, err);
    if (!rc)
        b->row[b->row_n++] = row;
    return rc;
}

yx_code yx_book_hide_columns(yx_book *b, uint32_t first, uint32_t last, yx_err *err)
{
    if (first > last)
        return yx_fail(err, YX_E_RANGE, "columns that end before they start");
    for (uint32_t c = first; c <= last && c < YX_GRID_COLUMNS; c++)
        b->hidden[c] = 1;
    return YX_OK;
}

/* --- the end of a sheet --- */

static int order_cells(const void *a, const void *b)
{
    const yx_grid_cell *x = a, *y = b;

    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

/* Frees each piece as soon as it is copied, so that the cells are not held twice. */
static yx_code end_cells(yx_book *b, yx_grid *g, char *ret_place, yx_err *err)
{
    if (b->cells) {
        g->cell = yx_arena_get(&b->arena, b->cells * sizeof *g->cell);
        if (!g->cell)
            return yx_fail(err, YX_E_NOMEM, "no memory for %zu cells", b->cells);
    }
    while (b->first) {
        piece *p = b->first;
        memcpy(g->cell + g->n, p->cell, p->n * sizeof *g->cell);
        g->n += p->n;
        b->first = p->next;
        free(p);
    }
    b->last = NULL;
    if (!b->sorted)
        qsort(g->cell, g->n, sizeof *g->cell, order_cells);
    for (size_t i = 0; i < g->n; i++) {
        const yx_grid_cell *c = &g->cell[i];
        if (!b->sorted && i && order_cells(c - 1, c) == 0) {
            yx_grid_name(c->row, c->column, ret_place);
            return yx_fail(err, YX_E_FORMAT, "the cell %s stands twice", ret_place);
        }
        if (c->column >= g->n_column)
            g->n_column = c->column + 1u;
    }
    g->n_row = g->n ? g->cell[g->n - 1].row + 1 : 0;
    return YX_OK;
}

static int order_ranges(const void *a, const void *b)
{
    const yx_grid_range *x = a, *y = b;

    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

/* Goes down the ranges, and keeps for each column the row down to which it is merged. */
static yx_code end_merged(yx_book *b, yx_grid *g, char *ret_place, yx_err *err)
{
    size_t width = 0;

    if (!b->merged_n)
        return YX_OK;
    if (!b->busy)
        b->busy = malloc(YX_GRID_COLUMNS * sizeof *b->busy);
    g->merged = yx_arena_get(&b->arena, b->merged_n * sizeof *g->merged);
    if (!b->busy || !g->merged)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu merged ranges", b->merged_n);
    memset(b->busy, 0, YX_GRID_COLUMNS * sizeof *b->busy);
    memcpy(g->merged, b->merged, b->merged_n * sizeof *g->merged);
    g->n_merged = b->merged_n;
    qsort(g->merged, g->n_merged, sizeof *g->merged, order_ranges);
    for (size_t i = 0; i < g->n_merged; i++) {
        const yx_grid_range *m = &g->merged[i];
        width += m->last_column - m->column + 1u;
        if (width > MERGED_WIDTH)
            return yx_fail(err, YX_E_RANGE, "too many wide merged ranges");
        for (uint32_t c = m->column; c <= m->last_column; c++) {
            if (b->busy[c] > m->row) {
                yx_grid_name(m->row, c, ret_place);
                return yx_fail(err, YX_E_FORMAT, "two merged ranges hold the cell %s", ret_place);
            }
            b->busy[c] = m->last_row + 1;
        }
    }
    return YX_OK;
}

static int order_rows(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static yx_code end_hidden(yx_book *b, yx_grid *g, yx_err *err)
{
    size_t columns = 0;

    for (size_t c = 0; c < YX_GRID_COLUMNS; c++)
        columns += b->hidden[c];
    if (columns &&
        !(g->hidden_column = yx_arena_get(&b->arena, columns * sizeof *g->hidden_column)))
        return yx_fail(err, YX_E_NOMEM, "no memory for hidden columns");
    for (size_t c = 0; c < YX_GRID_COLUMNS; c++)
        if (b->hidden[c])
            g->hidden_column[g->n_hidden_column++] = (uint16_t)c;
    if (!b->row_n)
        return YX_OK;
    g->hidden_row = yx_arena_get(&b->arena, b->row_n * sizeof *g->hidden_row);
    if (!g->hidden_row)
        return yx_fail(err, YX_E_NOMEM, "no memory for hidden rows");
    qsort(b->row, b->row_n, sizeof *b->row, order_rows);
    for (size_t i = 0; i < b->row_n; i++)
        if (!i || b->row[i] != b->row[i - 1])
            g->hidden_row[g->n_hidden_row++] = b->row[i];
    return YX_OK;
}

yx_code yx_book_sheet_end(yx_book *b, char ret_place[YX_GRID_NAME], yx_err *err)
{
    yx_grid *g = &b->sheet[b->n];
    yx_code rc;

    ret_place[0] = 0;
    rc = end_cells(b, g, ret_place, err);
    if (!rc)
        rc = end_merged(b, g, ret_place, err);
    if (!rc)
        rc = end_hidden(b, g, err);
    if (rc)
        return rc;
    b->n++;
    return YX_OK;
}

yx_code yx_book_finish(yx_book *b, yx_workbook *ret_workbook, yx_err *err)
{
    yx_grid *sheet = NULL;

    if (b->n) {
        sheet = yx_arena_get(&b->arena, b->n * sizeof *sheet);
        if (!sheet)
            return yx_fail(err, YX_E_NOMEM, "no memory for %zu sheets", b->n);
        memcpy(sheet, b->sheet, b->n * sizeof *sheet);
    }
    *ret_workbook = (yx_workbook){.sheet = sheet, .n = b->n, .arena = b->arena};
    b->arena = NULL;
    b->n = 0;
    b->pool_left = 0;
    memset(b->recent, 0, sizeof b->recent);
    return YX_OK;
}

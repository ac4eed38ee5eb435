#include "intake/map/mark.h"

#include "base/buf.h"
#include "intake/book/xlsx_out.h"
#include "intake/map/form_text.h"
#include "intake/map/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE = 2000,
    COMMENTS =
        20000,      /* cells with one: programs get slow, and the others are filled all the same */
    LISTED = 20000, /* faults without a cell on the first sheet */
};

typedef struct mark {
    size_t sheet; /* SIZE_MAX: no cell */
    uint32_t row, column;
    size_t order;
    bool error;
    const char *text;
} mark;

typedef struct marking {
    const yx_workbook *book;
    const char *file;
    yx_fate fate;
    yx_lang lang;
    yx_arena *arena;
    mark *at;
    size_t n, cap;
    size_t comments; /* so far */
    yx_buf text;
} marking;

/* --- collecting --- */

/* The cell of a fault; of a merged range the first. */
static void place(const marking *m, const yx_fault *fault, mark *ret)
{
    uint32_t row, column;

    ret->sheet = SIZE_MAX;
    if (!fault->cell || !yx_form_cell(yx_str_of(fault->cell), &row, &column))
        return;
    for (size_t s = 0; s < m->book->n; s++) {
        const yx_grid_range *range;
        if (!fault->sheet || strcmp(fault->sheet, m->book->sheet[s].name) != 0)
            continue;
        range = yx_map_merged(&m->book->sheet[s], row, column);
        ret->sheet = s;
        ret->row = range ? range->row : row;
        ret->column = range ? range->column : column;
        return;
    }
}

static yx_code collect(void *arg, const yx_fault *fault, yx_err *err)
{
    marking *m = arg;
    const yx_fault_code *code = yx_fault_code_find(fault->code);
    yx_fault bare = *fault;
    char line[LINE];
    const char *start;
    mark one = {.order = m->n, .error = !code || code->severity == YX_ERROR};
    yx_code rc;

    if (m->file && fault->file && strcmp(fault->file, m->file) != 0)
        return YX_OK;
    place(m, fault, &one);
    bare.file = NULL;
    if (one.sheet != SIZE_MAX) {
        bare.sheet = bare.cell = NULL;
        bare.line = 0;
    }
    rc = yx_fault_line(&bare, m->lang, line, sizeof line, err);
    if (!rc)
        rc = yx_grow(&m->at, &m->cap, m->n + 1, sizeof *m->at, err);
    if (rc)
        return rc;
    start = line + (line[0] == ':'); /* "file:sheet: ..." without the file */
    one.text = yx_arena_text(&m->arena, start, strlen(start));
    if (!one.text)
        return yx_fail(err, YX_E_NOMEM, "no memory for marking a workbook");
    m->at[m->n++] = one;
    return YX_OK;
}

static int order(const void *a, const void *b)
{
    const mark *x = a, *y = b;

    if (x->sheet != y->sheet)
        return x->sheet < y->sheet ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static bool same_cell(const mark *a, const mark *b)
{
    return a->sheet == b->sheet && a->row == b->row && a->column == b->column;
}

/* --- the first sheet --- */

static const char *const fates[YX_N_LANG][YX_N_FATE] = {
    [YX_EN] = {"This file was not taken. What is wrong is marked in its cells.",
               "The sound figures of this file were taken. What is wrong is marked in its cells.",
               "Nothing refuses this file. What to look at is marked in its cells."},
    [YX_ZH_HANS] = {"本文件未被接收，问题已在单元格中标出。",
                    "本文件中无误的数据已接收，问题已在单元格中标出。",
                    "本文件没有妨碍接收的问题，需留意之处已在单元格中标出。"},
};

static const char *const words[YX_N_LANG][6] = {
    [YX_EN] = {"returned",
               "Texts and merged cells are as they were; other formats are not kept: correct the "
               "file that you sent.",
               "Cells that are marked:", "Faults of the file as a whole:",
               "Of these with a comment, the first:", "... and more: take --report FILE lists all"},
    [YX_ZH_HANS] = {"退回说明", "单元格文字与合并区域保持原样，其他格式未保留：请在原文件中更正。",
                    "已标注的单元格：", "针对整个文件的问题：", "其中附有批注的（靠前的）：",
                    "……其余见 take --report FILE"},
};

static void text(yx_xlsx_out *out, uint32_t row, const char *what, yx_xlsx_style style)
{
    yx_xlsx_out_cell(out, row, 0, YX_GRID_TEXT, yx_str_of(what), style);
}

static void first_sheet(const marking *m, yx_xlsx_out *out, yx_marked *sum)
{
    const char *const *w = words[m->lang];
    char count[120];
    uint32_t row = 3;

    yx_xlsx_out_sheet(out, yx_str_of(w[0]));
    yx_xlsx_out_width(out, 0, 0, 120);
    text(out, 0, fates[m->lang][m->fate], YX_STYLE_TITLE);
    text(out, 1, w[1], YX_STYLE_PLAIN);
    (void)snprintf(count, sizeof count, "%s %zu", w[2], sum->cells);
    text(out, 2, count, YX_STYLE_PLAIN);
    if (sum->cells > COMMENTS) {
        (void)snprintf(count, sizeof count, "%s %d", w[4], COMMENTS);
        text(out, 3, count, YX_STYLE_PLAIN);
    }
    for (size_t i = 0; i < m->n; i++) {
        if (m->at[i].sheet != SIZE_MAX)
            continue;
        if (!sum->listed++)
            text(out, ++row, w[3], YX_STYLE_PLAIN);
        if (sum->listed <= LISTED)
            text(out, ++row, m->at[i].text, m->at[i].error ? YX_STYLE_ERROR : YX_STYLE_WARNING);
    }
    if (sum->listed > LISTED)
        text(out, ++row, w[5], YX_STYLE_PLAIN);
}

/* --- the others --- */

/* The first mark at a place or behind it. */
static const mark *mark_from(const marking *m, const mark *key)
{
    size_t low = 0, high = m->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (order(&m->at[mid], key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < m->n ? &m->at[low] : NULL;
}

static const mark *mark_at(const marking *m, size_t sheet, uint32_t row, uint32_t column)
{
    mark key = {.sheet = sheet, .row = row, .column = column};
    const mark *found = mark_from(m, &key);

    return found && same_cell(found, &key) ? found : NULL;
}

/* The worst of a cell's faults gives its fill. */
static yx_xlsx_style style_of(const marking *m, const mark *first)
{
    for (const mark *one = first; one && one < m->at + m->n && same_cell(one, first); one++)
        if (one->error)
            return YX_STYLE_ERROR;
    return first ? YX_STYLE_WARNING : YX_STYLE_PLAIN;
}

static void comments(marking *m, size_t sheet, yx_xlsx_out *out)
{
    for (size_t i = 0; i < m->n; i++) {
        const mark *first = &m->at[i];
        if (first->sheet != sheet || (i && same_cell(first, first - 1)))
            continue;
        yx_buf_clear(&m->text);
        for (const mark *one = first; one < m->at + m->n && same_cell(one, first); one++) {
            yx_buf_text(&m->text, one > first ? "\n" : "");
            yx_buf_text(&m->text, one->text);
        }
        if (m->comments++ < COMMENTS)
            yx_xlsx_out_comment(out, first->row, first->column, yx_buf_view(&m->text));
        if (!yx_grid_at(&m->book->sheet[sheet], first->row, first->column))
            yx_xlsx_out_cell(out, first->row, first->column, YX_GRID_TEXT, (yx_str){"", 0},
                             style_of(m, first));
    }
}

static bool row_marked(const marking *m, size_t sheet, uint32_t row)
{
    const mark *found = mark_from(m, &(mark){.sheet = sheet, .row = row});

    return found && found->sheet == sheet && found->row == row;
}

static void one_sheet(marking *m, size_t s, yx_xlsx_out *out)
{
    const yx_grid *grid = &m->book->sheet[s];

    yx_xlsx_out_sheet(out, yx_str_of(grid->name));
    for (size_t i = 0; i < grid->n_merged; i++)
        yx_xlsx_out_merge(out, &grid->merged[i],
                          style_of(m, mark_at(m, s, grid->merged[i].row, grid->merged[i].column)));
    for (size_t i = 0; i < grid->n; i++) {
        const yx_grid_cell *cell = &grid->cell[i];
        const yx_grid_range *range =
            grid->n_merged ? yx_map_merged(grid, cell->row, cell->column) : NULL;
        if (range && (range->row != cell->row || range->column != cell->column))
            continue; /* covered: nobody sees it */
        yx_xlsx_out_cell(out, cell->row, cell->column, (yx_grid_kind)cell->kind, cell->text,
                         style_of(m, mark_at(m, s, cell->row, cell->column)));
    }
    comments(m, s, out);
    for (size_t i = 0; i < grid->n_hidden_row && i < 10000; i++)
        if (!row_marked(m, s, grid->hidden_row[i]))
            yx_xlsx_out_hide_row(out, grid->hidden_row[i]);
}

yx_code yx_mark(const yx_workbook *book, const char *file, yx_faults *faults, yx_fate fate,
                yx_lang lang, const char *path, yx_marked *ret, yx_err *err)
{
    marking m = {.book = book, .file = file, .fate = fate, .lang = lang};
    yx_marked sum = {0};
    yx_xlsx_out *out = NULL;
    yx_code rc = yx_faults_each(faults, collect, &m, err);

    if (!rc)
        rc = yx_xlsx_out_new(path, &out, err);
    if (!rc) {
        if (m.n)
            qsort(m.at, m.n, sizeof *m.at, order);
        for (size_t i = 0; i < m.n; i++)
            sum.cells += m.at[i].sheet != SIZE_MAX && (!i || !same_cell(&m.at[i], &m.at[i - 1]));
        first_sheet(&m, out, &sum);
        for (size_t s = 0; s < book->n; s++)
            one_sheet(&m, s, out);
        rc = m.text.failed ? yx_fail(err, YX_E_NOMEM, "no memory for marking a workbook") : YX_OK;
        if (rc)
            (void)!yx_xlsx_out_close(out, false, NULL);
        else
            rc = yx_xlsx_out_close(out, true, err);
    }
    free(m.at);
    yx_arena_free(m.arena);
    yx_buf_free(&m.text);
    if (!rc)
        *ret = sum;
    return rc;
}

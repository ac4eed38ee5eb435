#include "intake/book/grid_build.h"

#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>

static char place[YX_GRID_NAME];

static void names(void **state)
{
    static const struct {
        uint32_t row, column;
        const char *name;
    } cases[] = {{0, 0, "A1"},       {11, 1, "B12"},
                 {0, 25, "Z1"},      {0, 26, "AA1"}, /* 26 letters before it */
                 {99, 701, "ZZ100"},                 /* 26 + 26 * 26 - 1 */
                 {0, 702, "AAA1"},   {1048575, 16383, "XFD1048576"}};
    char out[YX_GRID_NAME];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++)
        T_TEXT(yx_grid_name(cases[i].row, cases[i].column, out), cases[i].name);
    T_OK(strlen(yx_grid_name(UINT32_MAX, UINT32_MAX - 1, out)) < sizeof out);
}

static yx_code put(yx_book *b, uint32_t row, uint32_t column, const char *text)
{
    return yx_book_cell(b, row, column, YX_GRID_TEXT, false, yx_str_of(text), NULL);
}

static bool is(const yx_grid_cell *c, const char *text)
{
    return c ? yx_str_is(c->text, text) : !text;
}

/* Cells that come in no order are sorted, and found. */
static void built(void **state)
{
    yx_book *b = NULL;
    yx_workbook w = {0};
    const yx_grid *g;

    (void)state;
    T_OK(!yx_book_new(&b, NULL));
    T_OK(!yx_book_sheet(b, yx_str_of("甲"), false, NULL));
    T_OK(!put(b, 2, 1, "B3") && !put(b, 0, 0, "A1") && !put(b, 2, 0, "A3") && !put(b, 0, 3, "D1"));
    T_OK(!put(b, 5, 5, "")); /* nothing */
    T_OK(!yx_book_cell(b, 4, 1, YX_GRID_TEXT, true, (yx_str){"", 0}, NULL));
    T_OK(!yx_book_merge(b, (yx_grid_range){2, 4, 1, 2}, NULL));
    T_OK(!yx_book_merge(b, (yx_grid_range){0, 0, 3, 9}, NULL));
    T_OK(!yx_book_merge(b, (yx_grid_range){7, 7, 7, 7}, NULL)); /* of one cell: none */
    T_OK(!yx_book_hide_row(b, 9, NULL) && !yx_book_hide_row(b, 3, NULL) &&
         !yx_book_hide_row(b, 9, NULL));
    T_OK(!yx_book_hide_columns(b, 5, 6, NULL) && !yx_book_hide_columns(b, 1, 1, NULL));
    T_OK(!yx_book_hide_columns(b, 16383, 99999, NULL));
    T_OK(!yx_book_sheet_end(b, place, NULL));
    T_OK(!yx_book_sheet(b, yx_str_of(""), true, NULL) && !yx_book_sheet_end(b, place, NULL));
    T_OK(!yx_book_finish(b, &w, NULL));
    yx_book_free(b);

    T_OK(w.n == 2 && w.sheet[1].hidden && !w.sheet[1].n && !w.sheet[1].n_row);
    g = &w.sheet[0];
    T_TEXT(g->name, "甲");
    T_OK(!g->hidden && g->n == 5 && g->n_row == 5 && g->n_column == 4);
    T_OK(is(&g->cell[0], "A1") && is(&g->cell[1], "D1") && is(&g->cell[2], "A3") &&
         is(&g->cell[3], "B3") && is(&g->cell[4], "") && g->cell[4].formula);
    T_OK(is(yx_grid_at(g, 2, 1), "B3") && is(yx_grid_at(g, 2, 2), NULL));
    T_OK(is(yx_grid_at(g, 1, 0), NULL) && is(yx_grid_at(g, 9, 9), NULL));
    T_OK(is(yx_grid_shown(g, 4, 2), "B3") && is(yx_grid_shown(g, 2, 2), "B3"));
    T_OK(is(yx_grid_shown(g, 0, 9), "D1") && is(yx_grid_shown(g, 0, 10), NULL));
    T_OK(is(yx_grid_shown(g, 2, 0), "A3") && is(yx_grid_shown(g, 5, 2), NULL));
    T_OK(g->n_merged == 2 && g->merged[0].row == 0 && g->merged[1].row == 2);
    T_OK(g->n_hidden_row == 2 && yx_grid_row_hidden(g, 3) && yx_grid_row_hidden(g, 9));
    T_OK(!yx_grid_row_hidden(g, 0) && !yx_grid_row_hidden(g, 4));
    T_OK(g->n_hidden_column == 4 && yx_grid_column_hidden(g, 1) && yx_grid_column_hidden(g, 6) &&
         yx_grid_column_hidden(g, 16383));
    T_OK(!yx_grid_column_hidden(g, 0) && !yx_grid_column_hidden(g, 65536 + 1));
    T_OK(!yx_grid_row_hidden(&w.sheet[1], 0) && !yx_grid_column_hidden(&w.sheet[1], 0));
    T_OK(is(yx_grid_at(&w.sheet[1], 0, 0), NULL));
    yx_workbook_release(&w);
    T_OK(!w.arena && !w.n);
    yx_workbook_release(&w);
}

static void texts(void **state)
{
    yx_book *b = NULL;
    yx_workbook w = {0};
    yx_str kept = {0}, again = {0}, empty = {0};
    char big[20000];

    (void)state;
    memset(big, 'x', sizeof big);
    T_OK(!yx_book_new(&b, NULL) && !yx_book_sheet(b, yx_str_of("s"), false, NULL));
    T_OK(!yx_book_keep(b, yx_str_of("武汉市"), &kept, NULL));
    T_OK(!yx_book_keep(b, yx_str_of("武汉市"), &again, NULL));
    T_OK(kept.at == again.at); /* once */
    T_OK(!yx_book_keep(b, (yx_str){"", 0}, &empty, NULL) && empty.n == 0);
    T_OK(!yx_book_cell_kept(b, 0, 0, false, kept, NULL));
    T_OK(!yx_book_cell_kept(b, 0, 1, false, empty, NULL));
    T_OK(!yx_book_cell(b, 0, 2, YX_GRID_TEXT, false, (yx_str){big, sizeof big}, NULL));
    T_OK(!yx_book_cell(b, 0, 3, YX_GRID_NUMBER, false, yx_str_of("12"), NULL));
    T_OK(yx_book_cell(b, 0, 4, YX_GRID_TEXT, false, yx_str_of("\xFF"), NULL) == YX_E_FORMAT);
    T_OK(!yx_book_sheet_end(b, place, NULL) && !yx_book_finish(b, &w, NULL));
    yx_book_free(b);
    T_OK(w.sheet[0].n == 3 && is(&w.sheet[0].cell[0], "武汉市"));
    T_OK(w.sheet[0].cell[1].text.n == sizeof big && w.sheet[0].cell[1].text.at[19999] == 'x');
    T_OK(w.sheet[0].cell[2].kind == YX_GRID_NUMBER);
    yx_workbook_release(&w);
}

static void refusals(void **state)
{
    yx_book *b = NULL;
    yx_grid_range outside[] = {{0, 1048576, 0, 0}, {0, 0, 0, 16384}, {2, 1, 0, 0}, {0, 0, 2, 1}};
    char name[2000] = {0};

    (void)state;
    T_OK(!yx_book_new(&b, NULL));
    memset(name, 'x', sizeof name - 1);
    T_OK(yx_book_sheet(b, yx_str_of(name), false, NULL) == YX_E_FORMAT);
    T_OK(yx_book_sheet(b, (yx_str){"a\0b", 3}, false, NULL) == YX_E_FORMAT);
    T_OK(yx_book_sheet(b, yx_str_of("\xC0"), false, NULL) == YX_E_FORMAT);
    T_OK(!yx_book_sheet(b, yx_str_of("s"), false, NULL));
    T_OK(put(b, 1048576, 0, "x") == YX_E_RANGE && put(b, 0, 16384, "x") == YX_E_RANGE);
    T_OK(yx_book_cell_kept(b, 0, 65536, false, yx_str_of("x"), NULL) == YX_E_RANGE);
    T_OK(yx_book_hide_row(b, 1048576, NULL) == YX_E_RANGE);
    T_OK(yx_book_hide_columns(b, 2, 1, NULL) == YX_E_RANGE);
    for (size_t i = 0; i < YX_COUNT(outside); i++)
        T_OK(yx_book_merge(b, outside[i], NULL) == YX_E_RANGE);
    T_OK(!put(b, 1, 1, "one") && !put(b, 1, 2, "two") && !put(b, 1, 1, "three"));
    T_OK(yx_book_sheet_end(b, place, NULL) == YX_E_FORMAT);
    T_TEXT(place, "B2");
    yx_book_free(b);
    yx_book_free(NULL);
}

static void overlaps(void **state)
{
    static const struct {
        yx_grid_range a, b;
        const char *both; /* NULL: they do not overlap */
    } cases[] = {
        {{0, 1, 0, 1}, {1, 2, 1, 2}, "B2"}, {{0, 1, 0, 1}, {0, 1, 0, 1}, "A1"},
        {{0, 9, 4, 4}, {5, 5, 0, 9}, "E6"}, {{0, 1, 0, 1}, {2, 3, 0, 1}, NULL},
        {{0, 1, 0, 1}, {0, 1, 2, 3}, NULL}, {{3, 9, 3, 3}, {0, 2, 0, 9}, NULL},
    };

    (void)state;
    for (size_t i = 0; i < 2 * YX_COUNT(cases); i++) {
        yx_book *b = NULL;
        yx_code rc;
        T_OK(!yx_book_new(&b, NULL) && !yx_book_sheet(b, yx_str_of("s"), false, NULL));
        T_OK(!yx_book_merge(b, i % 2 ? cases[i / 2].a : cases[i / 2].b, NULL));
        T_OK(!yx_book_merge(b, i % 2 ? cases[i / 2].b : cases[i / 2].a, NULL));
        rc = yx_book_sheet_end(b, place, NULL);
        T_OK(rc == (cases[i / 2].both ? YX_E_FORMAT : YX_OK));
        T_TEXT(place, cases[i / 2].both ? cases[i / 2].both : "");
        yx_book_free(b);
    }
}

static void limits(void **state)
{
    yx_book *b = NULL;
    yx_code rc = YX_OK;
    size_t n = 0;

    (void)state;
    T_OK(!yx_book_new(&b, NULL));
    for (; !rc; n++) {
        rc = yx_book_sheet(b, yx_str_of("s"), false, NULL);
        if (!rc)
            T_OK(!yx_book_sheet_end(b, place, NULL));
    }
    T_OK(rc == YX_E_RANGE && n == YX_GRID_SHEETS + 1);
    yx_book_free(b);
    /* Ranges as wide as a sheet, below each other, are only so many. */
    T_OK(!yx_book_new(&b, NULL) && !yx_book_sheet(b, yx_str_of("s"), false, NULL));
    for (uint32_t row = 0; row < 5000; row++)
        T_OK(!yx_book_merge(b, (yx_grid_range){row, row, 0, 16383}, NULL));
    T_OK(yx_book_sheet_end(b, place, NULL) == YX_E_RANGE);
    yx_book_free(b);
}

/* More cells than one piece holds, in and out of order. */
static void many_cells(void **state)
{
    const uint32_t rows = 70000;

    (void)state;
    for (int backward = 0; backward < 2; backward++) {
        yx_book *b = NULL;
        yx_workbook w = {0};
        T_OK(!yx_book_new(&b, NULL) && !yx_book_sheet(b, yx_str_of("s"), false, NULL));
        for (uint32_t i = 0; i < rows; i++)
            T_OK(!put(b, backward ? rows - 1 - i : i, i % 3, "x"));
        T_OK(!yx_book_sheet_end(b, place, NULL) && !yx_book_finish(b, &w, NULL));
        yx_book_free(b);
        T_OK(w.sheet[0].n == rows && w.sheet[0].n_row == rows && w.sheet[0].n_column == 3);
        for (uint32_t i = 0; i < rows; i += 977)
            T_OK(w.sheet[0].cell[i].row == i);
        yx_workbook_release(&w);
    }
}

static bool build_some(void *arg)
{
    yx_book *b = NULL;
    yx_workbook w = {0};
    yx_err err = {0};
    yx_code rc = yx_book_new(&b, &err);
    bool right;

    (void)arg;
    if (!rc)
        rc = yx_book_sheet(b, yx_str_of("s"), false, &err);
    if (!rc)
        rc = yx_book_cell(b, 3, 3, YX_GRID_TEXT, false, yx_str_of("x"), &err);
    if (!rc)
        rc = yx_book_merge(b, (yx_grid_range){0, 1, 0, 1}, &err);
    if (!rc)
        rc = yx_book_hide_row(b, 1, &err);
    if (!rc)
        rc = yx_book_hide_columns(b, 1, 1, &err);
    if (!rc)
        rc = yx_book_sheet_end(b, place, &err);
    if (!rc)
        rc = yx_book_finish(b, &w, &err);
    right = rc ? rc == YX_E_NOMEM && err.code == rc && !w.arena
               : w.n == 1 && w.sheet[0].n == 1 && w.sheet[0].n_merged == 1;
    yx_book_free(b);
    yx_workbook_release(&w);
    return right;
}

static void every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(build_some, NULL) >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),      cmocka_unit_test(built),
        cmocka_unit_test(texts),      cmocka_unit_test(refusals),
        cmocka_unit_test(overlaps),   cmocka_unit_test(limits),
        cmocka_unit_test(many_cells), cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

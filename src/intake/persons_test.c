/* Persons in workbooks: lists are refused, the line for who filled a form in is not. */
#include "intake/persons.h"

#include "tests/support/take_sample.h"

#include <string.h>

typedef struct sheet_case {
    const char *why,
        *text[8]; /* rows of cells, "|" between; a cell with '=' before it is a number */
    const char *want;
} sheet_case;

static const sheet_case cases[] = {
    {"a table of figures", {"地区|销售", "武汉市|=5", "襄阳市|=6"}, ""},
    {"a list of persons", {"姓名|金额", "张三|=5", "李四|=6"}, "person.column A1 姓名;"},
    {"a form that was signed",
     {"地区|销售", "武汉市|=5", "填表人：|张三|联系电话：|13800138000"},
     ""},
    {"a header with one cell below", {"联系电话", "027-1234567"}, ""},
    {"three mobile numbers",
     {"x|13800138000", "y|13900139000", "z|13700137000", "w|13600136000"},
     "person.number B3 137***;"},
    {"two are a form and its copy", {"x|13800138000", "y|13900139000"}, ""},
    {"figures of 11 digits", {"x|=13800138000", "y|=13900139000", "z|=13700137000"}, ""},
    {"an identity number", {"x", "备注：11010519491231002X"}, "person.number A2 \xE5\xA4\x87***;"},
    {"an identity number typed as a number", {"x", "=110105194912310029"}, ""},
};

static void add_row(yx_grid *g, yx_grid_cell *cell, uint32_t row, const char *text)
{
    uint16_t column = 0;

    for (const char *at = text; at; column++) {
        const char *end = strchr(at, '|');
        size_t n = end ? (size_t)(end - at) : strlen(at);
        bool number = *at == '=';
        cell[g->n++] = (yx_grid_cell){.text = {at + number, n - number},
                                      .row = row,
                                      .column = column,
                                      .kind = number ? YX_GRID_NUMBER : YX_GRID_TEXT};
        at = end ? end + 1 : NULL;
    }
    g->n_row = row + 1;
    g->n_column = column > g->n_column ? column : g->n_column;
}

static void look(const sheet_case *c, char *out, size_t size)
{
    yx_take_options o = options();
    yx_grid_cell cell[64];
    yx_grid grid = {.name = "Sheet1", .cell = cell};
    yx_workbook book = {.sheet = &grid, .n = 1};
    yx_faults *faults = NULL;
    yx_seen *seen = NULL;
    yx_cells *cells = NULL;

    for (uint32_t i = 0; i < YX_COUNT(c->text) && c->text[i]; i++)
        add_row(&grid, cell, i, c->text[i]);
    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(!yx_seen_file(&seen, "a.xlsx", NULL));
    T_OK(!yx_cells_new(&o, "a.xlsx", seen, faults, &cells, NULL));
    T_OK(!yx_persons_book(cells, &book, NULL));
    out[0] = 0;
    for (size_t i = 0; i < yx_faults_count(faults); i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        snprintf(out + strlen(out), size - strlen(out), "%s %s %.*s;", f->code, f->cell,
                 (int)f->text.n, f->text.at);
    }
    yx_cells_free(cells);
    yx_seen_free(seen);
    yx_faults_free(faults);
}

static void workbooks(void **state)
{
    char out[400];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        look(&cases[i], out, sizeof out);
        if (strcmp(out, cases[i].want) != 0)
            print_error("%s\n", cases[i].why);
        T_TEXT(out, cases[i].want);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(workbooks)};

    return cmocka_run_group_tests(tests, make_catalog, drop_catalog);
}

#include "brief/table.h"

#include "tests/support/t.h"

#include <string.h>

static const yx_align left_right[] = {YX_LEFT, YX_RIGHT};

static yx_table *new_table(const char *a, const char *b)
{
    const char *const head[] = {a, b};
    yx_table *table = NULL;

    assert_int_equal(yx_table_new(head, left_right, 2, &table, NULL), YX_OK);
    return table;
}

static void expect(yx_table *table, size_t width, const char *want)
{
    yx_buf out = {0};

    assert_int_equal(yx_table_print(table, width, &out, NULL), YX_OK);
    T_TEXT(out.at, want);
    yx_buf_free(&out);
    yx_table_free(table);
}

static void test_aligned(void **state)
{
    yx_table *table = new_table("Region", "Cases");

    (void)state;
    yx_table_cell(table, "%s", "Bremen");
    yx_table_cell(table, "%d", 7);
    yx_table_cell(table, "%s", "武汉市"); /* six columns wide, as Bremen */
    yx_table_cell(table, "%d", 1234);
    yx_table_cell(table, "%s", "");
    yx_table_cell(table, "%s", "");
    yx_table_cell(table, "%s", "half"); /* a row that is not full */
    expect(table, 0,
           "Region  Cases\n"
           "──────  ─────\n"
           "Bremen      7\n"
           "武汉市   1234\n"
           "\n"
           "half\n");
}

static void test_wrapped(void **state)
{
    yx_table *table = new_table("Region", "Cases");

    (void)state;
    yx_table_cell(table, "%s", "Mecklenburg West Pomerania");
    yx_table_cell(table, "%d", 12);
    yx_table_cell(table, "%s", "内蒙古自治区锡林郭勒盟");
    yx_table_cell(table, "%d", 3);
    /* 20 columns: 5 for the figures, 2 between, 13 for the names */
    expect(table, 20,
           "Region         Cases\n"
           "─────────────  ─────\n"
           "Mecklenburg       12\n"
           "West\n"
           "Pomerania\n"
           "内蒙古自治区       3\n"
           "锡林郭勒盟\n");
}

static void test_hostile(void **state)
{
    yx_table *table = new_table("a", "b");

    (void)state;
    yx_table_cell(table, "%s", "\x1B[31mred"); /* would colour the terminal */
    yx_table_cell(table, "%s", "\xFF\t");
    yx_table_cell(table, "%s", "two\nlines");
    yx_table_cell(table, "%s", "%s %n"); /* a cell is no format */
    expect(table, 0,
           "a                   b\n"
           "───────────  ────────\n"
           "\\x1B[31mred  \\xFF\\x09\n"
           "two             %s %n\n"
           "lines\n");
}

static void test_lines(void **state)
{
    static const struct {
        const char *text;
        size_t width;
        const char *line, *rest;
    } cases[] = {
        {"short", 10, "short", ""},
        {"two words", 9, "two words", ""},
        {"two words", 8, "two", "words"},
        {"two  words", 5, "two", "words"},
        {"武（汉）", 5, "武", "（汉）"}, /* no bracket at the end of one */
        {"unbreakable", 4, "unbr", "eakable"},
        {"a\nb", 0, "a", "b"},
        {"武汉市", 4, "武汉", "市"},
        {"武汉市", 5, "武汉", "市"},
        {"武汉，市", 4, "武", "汉，市"}, /* no comma at the start of a line */
        {"武", 1, "武", ""},             /* at least one character, or there is no end */
        {"县abc", 3, "县", "abc"},
        {"", 5, "", ""},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_str rest, line = yx_text_line(yx_str_of(cases[i].text), cases[i].width, &rest);
        if (!yx_str_is(line, cases[i].line) || !yx_str_is(rest, cases[i].rest))
            print_error("case %zu '%s': '%.*s'\n", i, cases[i].text, (int)line.n, line.at);
        T_OK(yx_str_is(line, cases[i].line) && yx_str_is(rest, cases[i].rest));
    }
}

static void test_columns(void **state)
{
    const char *head[YX_TABLE_COLUMNS + 1];
    yx_align align[YX_TABLE_COLUMNS + 1];
    yx_table *table = NULL;

    (void)state;
    for (size_t i = 0; i <= YX_TABLE_COLUMNS; i++) {
        head[i] = "x";
        align[i] = YX_LEFT;
    }
    assert_int_equal(yx_table_new(head, align, 0, &table, NULL), YX_E_RANGE);
    assert_int_equal(yx_table_new(head, align, YX_TABLE_COLUMNS + 1, &table, NULL), YX_E_RANGE);
    assert_int_equal(yx_table_new(head, align, YX_TABLE_COLUMNS, &table, NULL), YX_OK);
    yx_table_free(table);
}

static bool print_or_nothing(void *arg)
{
    const char *const head[] = {"a", "b"};
    yx_table *table = NULL;
    yx_buf out = {0};
    yx_code rc = yx_table_new(head, left_right, 2, &table, NULL);
    bool right;

    (void)arg;
    if (rc)
        return rc == YX_E_NOMEM && !table;
    for (int i = 0; i < 40; i++)
        yx_table_cell(table, "cell %d", i);
    rc = yx_table_print(table, 80, &out, NULL);
    right = rc == YX_OK ? strstr(out.at, "cell 39") != NULL : rc == YX_E_NOMEM;
    yx_buf_free(&out);
    yx_table_free(table);
    return right;
}

static void test_memory(void **state)
{
    (void)state;
    T_OK(t_every_alloc(print_or_nothing, NULL) > 10);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aligned), cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_lines),
        cmocka_unit_test(test_columns), cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

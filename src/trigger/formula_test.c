#include "trigger/formula.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"x", "y", "猪粮比价", "flu-de", "yoy"};

enum { N_NAME = sizeof names / sizeof *names };

static size_t find(const void *with, yx_str name)
{
    (void)with;
    for (size_t i = 0; i < N_NAME; i++)
        if (yx_str_is(name, names[i]))
            return i;
    return SIZE_MAX;
}

static yx_formula_tree *read_formula(const char *text, yx_arena **arena)
{
    const char *wrong = NULL;
    yx_str at = {NULL, 0};
    yx_formula_tree *tree = yx_formula_tree_read(yx_str_of(text), find, NULL, arena, &wrong, &at);

    if (!tree)
        print_error("'%s': expected %s at '%.*s'\n", text, wrong ? wrong : "memory", (int)at.n,
                    at.at ? at.at : "");
    assert_non_null(tree);
    return tree;
}

/* Of the last of the periods below, a quarter each, so per_year is 4; in month 6. */
static const struct {
    const char *text;
    double x[6], y[6];
    yx_truth want;
} cases[] = {
    /* bounds belong to what is typed, one decimal from the next */
    {"5.0 <= x <= 6.0", {[5] = 5.57}, {0}, YX_YES},
    {"5.0 <= x <= 6.0", {[5] = 5.0}, {0}, YX_YES},
    {"5.0 <= x <= 6.0", {[5] = 6.0}, {0}, YX_YES},
    {"5.0 <= x <= 6.0", {[5] = 6.01}, {0}, YX_NO},
    {"x < 5.0", {[5] = 5.0}, {0}, YX_NO},
    {"x < 5.0", {[5] = 4.9}, {0}, YX_YES},
    {"x != 5 or x = 4", {[5] = 5}, {0}, YX_NO},
    {"x == 5", {[5] = 5}, {0}, YX_YES},
    {"x <> 5", {[5] = 5}, {0}, YX_NO},
    {"5 \xE2\x89\xA4 x", {[5] = 5}, {0}, YX_YES},
    {"x\xE2\x89\xA5"
     "6",
     {[5] = 5},
     {0},
     YX_NO},
    {"x\xE2\x89\xA0 6", {[5] = 5}, {0}, YX_YES},
    /* figures that are not reckoned are compared to the last digit */
    {"x > 123456789012.34", {[5] = 123456789012.35}, {0}, YX_YES},
    {"x + y <= 0.3", {[5] = 0.1}, {[5] = 0.2}, YX_YES},
    {"x + y = 0.3", {[5] = 0.1}, {[5] = 0.2}, YX_YES},
    {"x + y > 0.3", {[5] = 0.1}, {[5] = 0.2}, YX_NO},
    {"x + y - 0.3 = 0", {[5] = 0.1}, {[5] = 0.2}, YX_YES},
    {"x + y > 0.3", {[5] = 0.1}, {[5] = 0.2000001}, YX_YES},
    {"x / y = 0.1", {[5] = 0.3}, {[5] = 3}, YX_YES},
    {"x * 3 = 0.3", {[5] = 0.1}, {0}, YX_YES},
    /* arithmetic: from the left, products first */
    {"x - 1 - 1 = 8", {[5] = 10}, {0}, YX_YES},
    {"x - (1 - 1) = 10", {[5] = 10}, {0}, YX_YES},
    {"x / 2 / 5 = 1", {[5] = 10}, {0}, YX_YES},
    {"1 + 2 * x = 21", {[5] = 10}, {0}, YX_YES},
    {"(1 + 2) * x = 30", {[5] = 10}, {0}, YX_YES},
    {"-x + - -2 = -8", {[5] = 10}, {0}, YX_YES},
    {"2 - -x = 12", {[5] = 10}, {0}, YX_YES},
    /* 100 * 12 / 48 = 25, 100 * 6 / 12 = 50: 25 behind */
    {"100 * x / y - 100 * month / 12 < -20", {[5] = 12}, {[5] = 48}, YX_YES},
    {"100 * x / y - 100 * month / 12 < -25", {[5] = 12}, {[5] = 48}, YX_NO},
    {"100 * x / y - 100 * month / 12 <= -25", {[5] = 12}, {[5] = 48}, YX_YES},
    /* the fourth one before is 20: 26 / 20 is 30 % more */
    {"yoy(x) >= 30%", {1, 20, 3, 4, 5, 26}, {0}, YX_YES},
    {"30% <= yoy(x) <= 40%", {1, 20, 3, 4, 5, 26}, {0}, YX_YES},
    {"yoy(x) > 30%", {1, 20, 3, 4, 5, 26}, {0}, YX_NO},
    {"yoy(x) > 30%", {1, 0, 3, 4, 5, 26}, {0}, YX_BLIND},
    {"yoy(x) > 30%", {1, -20, 3, 4, 5, 26}, {0}, YX_BLIND},
    {"yoy < 4", {0}, {0}, YX_YES}, /* a stream of that name: 3.5 */
    {"yoy(yoy) = 0%", {0}, {0}, YX_YES},
    {"growth(x) = 25%", {1, 20, 3, 4, 4, 5}, {0}, YX_YES},
    {"growth(x, 2) = -50%", {1, 20, 3, 4, 5, 2}, {0}, YX_YES},
    {"growth(x, 2) > -50%", {1, 20, 3, 4, 9, 2}, {0}, YX_NO},
    {"change(x) = 4", {1, 2, 3, 4, 5, 9}, {0}, YX_YES},
    {"change(x, 5) = 8", {1, 2, 3, 4, 5, 9}, {0}, YX_YES},
    {"change(x, 6) = 8", {1, 2, 3, 4, 5, 9}, {0}, YX_BLIND},
    {"total(x, 3) = 18", {1, 2, 3, 4, 5, 9}, {0}, YX_YES},
    {"total(x, 3) = 18", {1, 2, 3, 4, GAP, 9}, {0}, YX_BLIND},
    {"mean(x, 3) = 6", {1, 2, 3, 4, 5, 9}, {0}, YX_YES},
    {"mean(x, 7) = 6", {1, 2, 3, 4, 5, 9}, {0}, YX_BLIND},
    {"past(x) = 5 and past(x, 2) = 4", {1, 2, 3, 4, 5, 9}, {0}, YX_YES},
    {"month = 6", {0}, {0}, YX_YES},
    /* what is missing */
    {"x < 5", {[5] = GAP}, {0}, YX_BLIND},
    {"not x < 5", {[5] = GAP}, {0}, YX_BLIND},
    {"not x < 5", {[5] = 7}, {0}, YX_YES},
    {"x < 5 or y < 5", {[5] = GAP}, {[5] = 1}, YX_YES},
    {"x < 5 or y < 5", {[5] = GAP}, {[5] = 9}, YX_BLIND},
    {"x < 5 and y < 5", {[5] = GAP}, {[5] = 9}, YX_NO},
    {"x < 5 and y < 5", {[5] = GAP}, {[5] = 1}, YX_BLIND},
    {"1 < x < 5", {[5] = GAP}, {0}, YX_BLIND},
    {"1 < 0 < x", {[5] = GAP}, {0}, YX_NO},
    {"x / y > 1", {[5] = 1}, {[5] = 0}, YX_BLIND},
    {"x / (y + 0.2 - 0.3) > 1", {[5] = 1}, {[5] = 0.1}, YX_BLIND}, /* 5e-17 is no divisor */
    {"x * x > 1", {[5] = 1e200}, {0}, YX_BLIND},                   /* too large for a figure */
    /* and binds closer than or; brackets */
    {"x = 1 or x = 2 and x = 3", {[5] = 1}, {0}, YX_YES},
    {"(x = 1 or x = 2) and x = 3", {[5] = 1}, {0}, YX_NO},
    {"((x) = (1))", {[5] = 1}, {0}, YX_YES},
    {"not (x = 1 and y = 0)", {[5] = 1}, {0}, YX_NO},
    {"猪粮比价 > 3 and 'flu-de' = 3.5", {0}, {0}, YX_BLIND}, /* the region has none of the second */
    {"猪粮比价 > 5 and 'flu-de' = 3.5", {0}, {0}, YX_NO},
};

static const double third[6] = {3.5, 3.5, 3.5, 3.5, 3.5, 3.5};

static void test_cases(void **state)
{
    yx_arena *arena = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double *value[N_NAME] = {cases[i].x, cases[i].y, third, NULL, third};
        yx_formula_tree *tree = read_formula(cases[i].text, &arena);
        yx_truth got = yx_formula_test(tree, value, 5, 4, 6);

        T_TEXT(yx_formula_text(tree), cases[i].text);
        if (got != cases[i].want)
            print_error("'%s' of %g, %g\n", cases[i].text, cases[i].x[5], cases[i].y[5]);
        assert_int_equal(got, cases[i].want);
    }
    yx_arena_free(arena);
}

static void test_turns(void **state)
{
    static const struct {
        const char *text;
        size_t stream;
        double x[6], y[6];
        size_t n;
        double want[3];
    } turns[] = {
        {"5.0 <= x <= 6.0", 0, {[5] = 5.57}, {0}, 2, {5, 6}},
        {"x < 5.0 or x > 5.0 or 4 > x", 0, {[5] = 9}, {0}, 2, {4, 5}},
        {"x >= 30 or y >= 100", 0, {[5] = 3}, {[5] = 7}, 1, {30}},
        {"x >= 30 or y >= 100", 1, {[5] = 3}, {[5] = 7}, 1, {100}},
        {"x < 5", 0, {[5] = GAP}, {0}, 1, {5}},
        {"x < 5", 1, {[5] = 3}, {0}, 0, {0}},
        {"x < y", 0, {[5] = 3}, {[5] = 7}, 1, {7}},
        {"x < y", 0, {[5] = 3}, {[5] = GAP}, 0, {0}},
        {"yoy(x) >= 30%", 0, {1, 20, 3, 4, 5, 22}, {0}, 1, {26}}, /* 1.3 * 20 */
        {"growth(x) > -50%", 0, {1, 20, 3, 4, 5, 22}, {0}, 1, {2.5}},
        {"change(x, 2) > 4", 0, {1, 20, 3, 4, 5, 22}, {0}, 1, {8}},
        {"total(x, 3) >= 18", 0, {1, 2, 3, 4, 5, 1}, {0}, 1, {9}},
        {"mean(x, 2) >= 18", 0, {1, 2, 3, 4, 5, 1}, {0}, 1, {31}},
        {"past(x) > 3", 0, {1, 2, 3, 4, 5, 1}, {0}, 0, {0}},
        /* 100 * x / 48 - 50 = -20: x is 0.3 * 48 */
        {"100 * x / y - 100 * month / 12 < -20", 0, {[5] = 12}, {[5] = 48}, 1, {14.4}},
        {"100 * x / y > 30", 1, {[5] = 12}, {[5] = 48}, 0, {0}}, /* no straight line */
        {"x * x > 4", 0, {[5] = 12}, {0}, 0, {0}},
        {"0.1 * x > 0.3", 0, {[5] = 1}, {0}, 1, {3}},
        {"not x < 7.7", 0, {[5] = 123456789}, {0}, 1, {7.7}},
    };
    yx_arena *arena = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        double row[2][6], got[YX_FORMULA_TURNS];
        const double *value[N_NAME] = {row[0], row[1]};
        size_t n;
        memcpy(row[0], turns[i].x, sizeof row[0]);
        memcpy(row[1], turns[i].y, sizeof row[1]);
        n = yx_formula_turns(read_formula(turns[i].text, &arena), value, turns[i].stream,
                             row[turns[i].stream], 5, 4, 6, got);
        if (n != turns[i].n)
            print_error("'%s': %zu\n", turns[i].text, n);
        assert_int_equal(n, turns[i].n);
        for (size_t k = 0; k < n; k++)
            T_NEAR(got[k], turns[i].want[k], 1e-15);
        T_OK(memcmp(row[0], turns[i].x, sizeof row[0]) == 0 || isnan(turns[i].x[5]));
    }
    yx_arena_free(arena);
}

static void test_asks(void **state)
{
    static const struct {
        const char *text;
        uint64_t streams;
        size_t past;
    } asks[] = {
        {"1 < 2", 0, 0},          {"month > 2", 0, 0},          {"x < y", 3, 0},
        {"yoy(x) > 5", 1, 52},    {"growth(y, 60) > 5", 2, 60}, {"total(x, 7) > 5", 1, 6},
        {"mean(x, 1) > 5", 1, 0}, {"past('flu-de') > x", 9, 1},
    };
    yx_arena *arena = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        const yx_formula_tree *tree = read_formula(asks[i].text, &arena);
        T_OK(yx_formula_streams(tree) == asks[i].streams);
        assert_int_equal(yx_formula_past(tree, 52), asks[i].past);
    }
    yx_arena_free(arena);
}

/* Where the fault is: the text from there on begins with `at`. */
static void test_wrong(void **state)
{
    static const struct {
        const char *text, *expected, *at;
    } wrong[] = {
        {"", "a number, a stream or a (", ""},
        {"x", "a comparison, as in x > 5", "x"},
        {"x <", "a number, a stream or a (", ""},
        {"x << 5", "a number, a stream or a (", "< 5"},
        {"z < 5", "a stream of this file", "z < 5"},
        {"total(z, 3) < 5", "a stream of this file", "z, 3"},
        {"x < 5 y", "an operator, as in + < and", "y"},
        {"x < 5 and y", "a comparison, as in x > 5", "y"},
        {"not y", "a comparison, as in x > 5", "y"},
        {"(x < 5) + 1 > 2", "a figure, not a comparison", "x < 5)"},
        {"-(x < 5) > 2", "a figure, not a comparison", "x < 5)"},
        {"1 < x < 5 < 7", "at most two comparisons in a row", "< 7"},
        {"(x < 5", "a )", ""},
        {"x < 1e6", "an operator behind the number", "e6"},
        {"x < 1.2.3", "a number, as in 5 or 0.25", "1.2.3"},
        {"x < 12345678901234567890123", "a number, as in 5 or 0.25", "12345"},
        {"total(x) > 5", "a comma and a number of periods", ") > 5"},
        {"total(x, 0) > 5", "a whole number of periods from 1 to 1000", "0) > 5"},
        {"total(x, 1001) > 5", "a whole number of periods from 1 to 1000", "1001) > 5"},
        {"total(x, 2.5) > 5", "a whole number of periods from 1 to 1000", "2.5) > 5"},
        {"yoy(x, 2) > 5", "a )", ", 2)"},
        {"yoy(5) > 5", "the name of a stream", "5) > 5"},
        {"'flu-de > 5", "a ' at the end of the name", "'flu-de"},
        {"x & y", "an operator, as in + < and", "& y"},
        {"x > 5 or and", "a figure", "and"},
        {"x > and", "a figure", "and"},
    };
    yx_arena *arena = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *expected = NULL;
        yx_str at = {NULL, 0};
        yx_str text = yx_str_of(wrong[i].text);
        T_OK(!yx_formula_tree_read(text, find, NULL, &arena, &expected, &at));
        assert_non_null(expected);
        if (strcmp(expected, wrong[i].expected) != 0)
            print_error("'%s'\n", wrong[i].text);
        T_TEXT(expected, wrong[i].expected);
        T_OK(at.at >= text.at && at.at + at.n <= text.at + text.n);
        T_OK(strncmp(at.at, wrong[i].at, strlen(wrong[i].at)) == 0);
        T_OK(*wrong[i].at || at.at == text.at + text.n);
    }
    T_OK(arena == NULL); /* nothing is kept of what is wrong */
}

/* `n` times a piece, between two others. */
static const char *repeat(const char *before, const char *piece, size_t n, const char *after)
{
    static char text[4000];
    size_t at = (size_t)snprintf(text, sizeof text, "%s", before);

    for (size_t i = 0; i < n; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s", piece);
    snprintf(text + at, sizeof text - at, "%s", after);
    return text;
}

static void expect_fault(const char *text, const char *want)
{
    const char *expected = NULL;
    yx_arena *arena = NULL;
    yx_str at;

    T_OK(!yx_formula_tree_read(yx_str_of(text), find, NULL, &arena, &expected, &at));
    T_TEXT(expected, want);
}

static void test_limits(void **state)
{
    yx_arena *arena = NULL;
    const double row[1] = {1};
    const double *value[N_NAME] = {row, row, row, row, row};

    (void)state;
    /* x + x + ... + x < 100: 63 x, 62 sums, the bound and the test are 127 parts */
    T_OK(yx_formula_test(read_formula(repeat("", "x + ", 62, "x < 63"), &arena), value, 0, 4, 1) ==
         YX_NO);
    T_OK(yx_formula_test(read_formula(repeat("", "x + ", 62, "-x < 63"), &arena), value, 0, 4, 1) ==
         YX_YES); /* 128 */
    expect_fault(repeat("", "x + ", 63, "x < 64"), "at most 128 parts");
    (void)read_formula(repeat("", "- ", 32, "x < 1"), &arena);
    expect_fault(repeat("", "- ", 33, "x < 1"), "fewer than 32 brackets in each other");
    expect_fault(repeat("", "(", 33, "x < 1"), "fewer than 32 brackets in each other");
    expect_fault(repeat("", "not ", 33, "x < 1"), "fewer than 32 brackets in each other");
    expect_fault(repeat("x < 1", " ", 1996, ""), "a text of at most 2000 bytes");
    yx_arena_free(arena);
}

static void test_say(void **state)
{
    static const struct {
        const char *text, *want;
    } say[] = {
        {"5.0 <= x <= 6.0", "x = 5.57; 5.0 <= 5.57 <= 6.0"},
        {"x<5 or (y) >= 30%", "x = 5.57; y = 26; 5.57<5 or 26 >= 30%"},
        {"yoy(y) >= 30%", "yoy(y) = 100 * (26 / 20 - 1) = 30; 30 >= 30%"},
        {"growth(y, 2) > 3", "growth(y, 2) = 100 * (26 / 4 - 1) = 550; 550 > 3"},
        {"change(y) > 3", "change(y, 1) = 26 - 5 = 21; 21 > 3"},
        {"total(y, 3) > 3", "total(y, 3) = 4 + 5 + 26 = 35; 35 > 3"},
        {"mean(y, 2) > 3", "mean(y, 2) = (5 + 26) / 2 = 15.5; 15.5 > 3"},
        {"past(y) > 3", "past(y, 1) = 5; 5 > 3"},
        {"past(y) > past(y, 2)", "past(y, 1) = 5; past(y, 2) = 4; 5 > 4"},
        {"y > 3 and y < 9", "y = 26; 26 > 3 and 26 < 9"}, /* said once */
        {"100 * y / 48 - 100 * month / 12 < -30",
         "y = 26; month = 6; 100 * 26 / 48 - 100 * 6 / 12 = 4.16666666667; 4.16666666667 < -30"},
        {"(y + y) / 2 > 3 and not y > 5", "y = 26; (26 + 26) / 2 = 26; 26 > 3 and not 26 > 5"},
        {"'flu-de' > 3", "flu-de = ?; ? > 3"},
        {"yoy('flu-de') > 3", "yoy(flu-de) = 100 * (? / ? - 1) = ?; ? > 3"},
        {"猪粮比价 > 3", "猪粮比价 = 123456789012; 123456789012 > 3"}, /* twelve digits */
    };
    static const double x[6] = {0, 0, 0, 0, 0, 5.57}, y[6] = {1, 20, 3, 4, 5, 26},
                        large[6] = {0, 0, 0, 0, 0, 123456789012.34};
    const double *value[N_NAME] = {x, y, large, NULL, x};
    yx_arena *arena = NULL;
    char out[300];

    (void)state;
    for (size_t i = 0; i < sizeof say / sizeof *say; i++) {
        const yx_formula_tree *tree = read_formula(say[i].text, &arena);
        size_t need = yx_formula_say(tree, names, value, 5, 4, 6, out, sizeof out);

        T_TEXT(out, say[i].want);
        assert_int_equal(need, strlen(out) + 1);
        for (size_t size = 0; size <= need; size++) { /* cut anywhere, at a character */
            char *cut = malloc(size ? size : 1);
            assert_non_null(cut);
            assert_int_equal(yx_formula_say(tree, names, value, 5, 4, 6, cut, size), need);
            if (size) {
                T_OK(strlen(cut) < size && strncmp(cut, out, strlen(cut)) == 0);
                assert_int_equal(yx_utf8_valid(cut, strlen(cut)), strlen(cut));
            }
            free(cut);
        }
    }
    yx_arena_free(arena);
}

/* Figures as a clerk would write them. */
static void test_numbers(void **state)
{
    static const struct {
        double v;
        const char *want;
    } numbers[] = {
        {0, "0"},
        {-0.5, "-0.5"},
        {5.57, "5.57"},
        {100, "100"},
        {1234567, "1234567"},
        {0.1 + 0.2, "0.3"},
        {2.0 / 3, "0.666666666667"},
        {200.0 / 3, "66.6666666667"},
        {9.9999999999996, "10"},
        {999999999999.9, "1000000000000"},
        {123456789012345, "123456789012345"},
        {1.5e20, "1.5e20"},
        {-1e-9, "-1e-9"},
        {1e300, "1e300"},
        {0.00012, "0.00012"},
        {INFINITY, "?"},
    };
    yx_arena *arena = NULL;
    const yx_formula_tree *tree = read_formula("x > 1", &arena);

    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const double *value[N_NAME] = {&numbers[i].v};
        char out[100], want[100];

        snprintf(want, sizeof want, "x = %s; %s > 1", numbers[i].want, numbers[i].want);
        (void)yx_formula_say(tree, names, value, 0, 4, 6, out, sizeof out);
        T_TEXT(out, want);
    }
    yx_arena_free(arena);
}

static bool read_or_no_memory(void *arg)
{
    const char *wrong = "";
    yx_arena *arena = NULL;
    yx_str at;
    bool right;

    (void)arg;
    right = yx_formula_tree_read(yx_str_of("x < 5"), find, NULL, &arena, &wrong, &at) || !wrong;
    yx_arena_free(arena);
    return right;
}

static void test_memory(void **state)
{
    (void)state;
    T_OK(t_every_alloc(read_or_no_memory, NULL) > 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),   cmocka_unit_test(test_asks),   cmocka_unit_test(test_turns),
        cmocka_unit_test(test_wrong),   cmocka_unit_test(test_limits), cmocka_unit_test(test_say),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

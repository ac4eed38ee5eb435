#include "intake/seen.h"

#include "tests/support/t.h"

#include <string.h>

/* Key number i: regions, indicators, days and publication days that all repeat, none of them alike.
 * Daily and weekly, so that keys crowd in the same lines of the table. */
static yx_key key(uint32_t i)
{
    yx_day first = yx_day_of(2020, 1, 1) + (yx_day)(i % 700) * (i % 2 ? 1 : 7);

    return (yx_key){.region = i / 700 % 40,
                    .indicator = i / 28000,
                    .period = {first, first + (i % 2 ? 0 : 6)},
                    .as_of = yx_day_of(2022, 1, 1)};
}

static void test_many(void **state)
{
    enum { N = 200000 };
    yx_seen *seen = NULL;
    yx_seen_at at = {0};

    (void)state;
    T_OK(!yx_seen_file(&seen, "a.csv", NULL));
    for (uint32_t i = 0; i < N; i++) {
        yx_key k = key(i);
        if (i == N / 2)
            T_OK(!yx_seen_file(&seen, "b.csv", NULL));
        T_OK(!yx_seen_add(seen, &k, i + 2, 0, &at, NULL));
        T_OK(at.line == 0);
    }
    for (uint32_t i = 0; i < N; i++) {
        yx_key k = key(i);
        T_OK(!yx_seen_add(seen, &k, 7, 0, &at, NULL)); /* the first place stays */
        T_OK(at.line == i + 2);
        T_OK(strcmp(at.file, i < N / 2 ? "a.csv" : "b.csv") == 0);
    }
    yx_seen_free(seen);
    yx_seen_free(NULL);
}

/* Keys that differ in one thing only are different. */
static void test_each_part(void **state)
{
    yx_day d = yx_day_of(2022, 1, 1);
    const yx_key k[] = {
        {1, 2, {d, d}, d},         {2, 2, {d, d}, d},     {1, 1, {d, d}, d},
        {1, 2, {d - 1, d}, d},     {1, 2, {d, d + 1}, d}, {1, 2, {d, d + 364}, d},
        {1, 2, {d, d + 365}, d},   {1, 2, {d, d}, d + 1}, {1, 2, {d, d}, YX_DAY_NONE},
        {1, 2, {d + 1, d + 1}, d},
    };
    yx_seen *seen = NULL;
    yx_seen_at at = {0};

    (void)state;
    T_OK(!yx_seen_file(&seen, "a.csv", NULL));
    for (uint32_t i = 0; i < YX_COUNT(k); i++) {
        T_OK(yx_seen_find(seen, &k[i]).line == 0);
        T_OK(!yx_seen_add(seen, &k[i], i + 2, 0, &at, NULL) && at.line == 0);
        T_OK(yx_seen_find(seen, &k[i]).line == i + 2);
    }
    yx_seen_free(seen);
}

/* Sheets and columns: of the first place, and only where there are any. */
static void test_sheets(void **state)
{
    static const struct {
        const char *file, *sheet; /* file NULL: the same one goes on */
        uint32_t line;
        uint16_t column;
    } at[] = {{"a.csv", NULL, 2, 0},  {"b.xlsx", "one", 3, 2}, {NULL, "one", 3, 16384},
              {NULL, "two", 3, 2},    {NULL, "one", 4, 5},     {"c.csv", NULL, 9, 0},
              {"d.xlsx", "one", 1, 1}};
    const char *file = NULL;
    yx_seen *seen = NULL;
    yx_seen_at first = {0};

    (void)state;
    for (uint32_t i = 0; i < YX_COUNT(at); i++) {
        yx_key k = key(i);
        if (at[i].file)
            T_OK(!yx_seen_file(&seen, at[i].file, NULL));
        T_OK(!yx_seen_sheet(seen, at[i].sheet, NULL));
        T_OK(!yx_seen_add(seen, &k, at[i].line, at[i].column, &first, NULL) && !first.line);
    }
    for (uint32_t i = 0; i < YX_COUNT(at); i++) {
        yx_key k = key(i);
        first = yx_seen_find(seen, &k);
        file = at[i].file ? at[i].file : file;
        T_TEXT(first.file, file);
        T_OK(!first.sheet == !at[i].sheet);
        if (at[i].sheet)
            T_TEXT(first.sheet, at[i].sheet);
        assert_int_equal(first.line, at[i].line);
        assert_int_equal(first.column, at[i].column);
    }
    yx_seen_free(seen);
}

static bool fill_or_nothing(void *arg)
{
    yx_seen *seen = NULL;
    yx_seen_at at = {0};
    yx_err err = {0};
    uint32_t number = 0;
    yx_code rc = yx_seen_file(&seen, "a.csv", &err);

    (void)arg;
    if (!rc)
        rc = yx_seen_indicator(seen, yx_str_of("gdp"), &number, &err);
    for (uint32_t i = 0; i < 2000 && !rc; i++) {
        yx_key k = key(i);
        rc = yx_seen_sheet(seen, i % 600 < 300 ? "one" : "two", &err);
        if (!rc)
            rc = yx_seen_add(seen, &k, i + 1, (uint16_t)(i % 3), &at, &err);
        if (rc && yx_seen_find(seen, &k).line)
            return false; /* it failed, so it is not there */
    }
    yx_seen_free(seen);
    return rc == YX_OK || (rc == YX_E_NOMEM && err.code == YX_E_NOMEM);
}

static void test_memory(void **state)
{
    (void)state;
    T_OK(t_every_alloc(fill_or_nothing, NULL) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_each_part),
        cmocka_unit_test(test_sheets),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

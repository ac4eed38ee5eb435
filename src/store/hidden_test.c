/* What is hidden, and what a store shows that was given it. */
#include "store/hidden.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

#define STR yx_str_of

static yx_version version(yx_day period, int64_t seq, uint32_t row)
{
    return (yx_version){.period = {period, period}, .value = {7, 0}, .seq = seq, .row = row};
}

static void keys(void **state)
{
    yx_hidden *h = NULL;
    yx_version v = version(10, 2, 0), w = version(11, 3, 1);

    (void)state;
    T_OK(!yx_hidden_any(NULL) && yx_hidden_of(NULL, STR("a"), STR("x"), &v) == YX_SHOWN);
    T_OK(yx_hidden_new(&h, NULL) == YX_OK);
    T_OK(!yx_hidden_any(h));
    T_OK(yx_hidden_add(h, STR("a"), STR("x"), v.period, YX_TOO_FEW, NULL) == YX_OK);
    T_OK(yx_hidden_add(h, STR("a"), STR("x"), v.period, YX_WOULD_REVEAL, NULL) == YX_OK);
    T_OK(yx_hidden_add_version(h, STR("b"), STR("x"), 3, 1, YX_NOT_RELEASED, NULL) == YX_OK);
    T_OK(yx_hidden_any(h));
    T_OK(yx_hidden_of(h, STR("a"), STR("x"), &v) == YX_TOO_FEW); /* the first reason stays */
    T_OK(yx_hidden_of(h, STR("a"), STR("x1"), &v) == YX_SHOWN);
    T_OK(yx_hidden_of(h, STR("a"), STR("y"), &v) == YX_SHOWN);
    T_OK(yx_hidden_of(h, STR("b"), STR("x"), &w) == YX_NOT_RELEASED);
    T_OK(yx_hidden_of(h, STR("b"), STR("x"), &v) == YX_SHOWN);
    T_OK(yx_hidden_series(h, STR("a"), STR("x")) && yx_hidden_series(h, STR("b"), STR("x")));
    T_OK(!yx_hidden_series(h, STR("a"), STR("y")) && !yx_hidden_series(h, STR("ax"), STR("")));
    yx_hidden_free(h);
}

/* Longest codes, and longer ones, which no store keeps. */
static void long_codes(void **state)
{
    char code[300];
    yx_hidden *h = NULL;
    yx_version v = version(-1000000, 1, 0);

    (void)state;
    memset(code, 'c', sizeof code);
    T_OK(yx_hidden_new(&h, NULL) == YX_OK);
    T_OK(yx_hidden_add(h, (yx_str){code, 255}, (yx_str){code, 255}, v.period, YX_TOO_FEW, NULL) ==
         YX_OK);
    T_OK(yx_hidden_of(h, (yx_str){code, 255}, (yx_str){code, 255}, &v) == YX_TOO_FEW);
    T_OK(yx_hidden_add(h, (yx_str){code, 256}, STR("x"), v.period, YX_TOO_FEW, NULL) == YX_E_RANGE);
    T_OK(yx_hidden_of(h, (yx_str){code, 256}, STR("x"), &v) == YX_SHOWN);
    T_OK(!yx_hidden_series(h, (yx_str){code, 256}, STR("x")));
    yx_hidden_free(h);
}

static void drop_and_mark(void **state)
{
    yx_version at[3] = {version(1, 2, 0), version(2, 2, 1), version(3, 2, 2)};
    yx_versions all = {at, 3, 3};
    yx_hidden *h = NULL;

    (void)state;
    T_OK(yx_hidden_new(&h, NULL) == YX_OK);
    T_OK(yx_hidden_add(h, STR("a"), STR("x"), at[1].period, YX_TOO_FEW, NULL) == YX_OK);
    yx_hidden_mark(h, STR("a"), STR("x"), &all);
    T_OK(at[0].hidden == 0 && at[1].hidden == YX_TOO_FEW && at[2].hidden == 0);
    T_OK(at[0].value.mantissa == 7 && at[1].value.mantissa == 0);
    yx_hidden_drop(h, STR("a"), STR("x"), &all);
    T_OK(all.n == 2 && at[0].period.first == 1 && at[1].period.first == 3);
    yx_hidden_drop(NULL, STR("a"), STR("x"), &all);
    T_OK(all.n == 2);
    yx_hidden_free(h);
}

static bool build(void *arg)
{
    yx_hidden *h = NULL;
    yx_version v = version(1, 2, 3);
    yx_code rc = yx_hidden_new(&h, NULL);

    (void)arg;
    for (uint32_t i = 0; i < 40 && !rc; i++)
        rc = yx_hidden_add_version(h, STR("a"), STR("x"), 2, i, YX_TOO_FEW, NULL);
    T_OK(rc || yx_hidden_of(h, STR("a"), STR("x"), &v) == YX_TOO_FEW);
    yx_hidden_free(h);
    return rc == YX_OK || rc == YX_E_NOMEM;
}

static void memory(void **state)
{
    (void)state;
    t_every_alloc(build, NULL);
}

/* --- a store --- */

/* Two regions, periods 1 and 2; period 1 of a was revised in the second file. */
static yx_store *fresh(void)
{
    static int number;
    yx_store_settings settings = {"Asia/Shanghai", true};
    yx_store *store = NULL;
    char dir[200];
    int64_t value = 10;

    snprintf(dir, sizeof dir, "%s/hidden%d", t_folder(), number++);
    T_OK(yx_store_init(dir, &settings, 1000, "local", NULL) == YX_OK);
    T_OK(yx_store_open(dir, false, &store, NULL) == YX_OK);
    for (int file = 0; file < 2; file++) {
        yx_batch *b = NULL;
        yx_taken taken;
        T_OK(yx_batch_new("a.csv", "", &b, NULL) == YX_OK);
        for (int i = 0; i < (file ? 1 : 4); i++) {
            yx_obs o = {.period = {1 + i % 2, 1 + i % 2},
                        .as_of = 100 + file * 10,
                        .contributors = YX_CONTRIBUTORS_NONE,
                        .release = YX_DAY_NONE,
                        .mantissa = value++};
            T_OK(yx_names_add(b->region, STR(i < 2 ? "a" : "b"), &o.region, NULL) == YX_OK);
            T_OK(yx_names_add(b->indicator, STR("x"), &o.indicator, NULL) == YX_OK);
            T_OK(yx_batch_add(b, &o, NULL) == YX_OK);
        }
        T_OK(yx_store_begin(store, NULL) == YX_OK);
        T_OK(yx_store_take(store, b, 2000, "local", &taken, NULL) == YX_OK);
        T_OK(yx_store_commit(store, NULL) == YX_OK);
        yx_batch_free(b);
    }
    return store;
}

/* "a1=14 a2=11 ..." of all series, by the scan and series by series. */
static void check(yx_store *store, yx_known known, const char *expected)
{
    yx_series_cursor *cursor = NULL;
    yx_versions at = {0};
    yx_str region, indicator;
    bool end = false;
    char scanned[200] = "", read[200] = "";
    size_t n = 0, m = 0;

    T_OK(yx_store_scan(store, known, &cursor, NULL) == YX_OK);
    while (yx_series_next(cursor, &region, &indicator, &at, &end, NULL) == YX_OK && !end)
        for (size_t i = 0; i < at.n; i++)
            n += (size_t)snprintf(scanned + n, sizeof scanned - n, "%.*s%d=%d ", (int)region.n,
                                  region.at, (int)at.at[i].period.first,
                                  (int)at.at[i].value.mantissa);
    yx_series_close(cursor);
    for (int r = 0; r < 2; r++) {
        T_OK(yx_store_series(store, STR(r ? "b" : "a"), STR("x"), known, &at, NULL) == YX_OK);
        for (size_t i = 0; i < at.n; i++)
            m += (size_t)snprintf(read + m, sizeof read - m, "%s%d=%d ", r ? "b" : "a",
                                  (int)at.at[i].period.first, (int)at.at[i].value.mantissa);
    }
    yx_versions_free(&at);
    T_TEXT(scanned, expected);
    T_TEXT(read, expected);
}

static void readers(void **state)
{
    yx_store *store = fresh();
    yx_known then = {105, INT64_MAX};
    yx_versions at = {0};
    yx_hidden *h = NULL;

    (void)state;
    check(store, YX_KNOWN_ALL, "a1=14 a2=11 b1=12 b2=13 ");
    T_OK(yx_hidden_new(&h, NULL) == YX_OK);
    yx_store_hide(store, h);
    check(store, YX_KNOWN_ALL, "a1=14 a2=11 b1=12 b2=13 "); /* an empty set */
    /* The newest version of a1 is not released: the one before stands. */
    T_OK(yx_hidden_add_version(h, STR("a"), STR("x"), 3, 0, YX_NOT_RELEASED, NULL) == YX_OK);
    check(store, YX_KNOWN_ALL, "a1=10 a2=11 b1=12 b2=13 ");
    check(store, then, "a1=10 a2=11 b1=12 b2=13 ");
    T_OK(yx_store_history(store, STR("a"), STR("x"), YX_KNOWN_ALL, &at, NULL) == YX_OK);
    T_OK(at.n == 2 && at.at[0].value.mantissa == 10);
    T_OK(yx_store_history_marked(store, STR("a"), STR("x"), YX_KNOWN_ALL, &at, NULL) == YX_OK);
    T_OK(at.n == 3 && at.at[1].hidden == YX_NOT_RELEASED && at.at[1].value.mantissa == 0);
    T_OK(at.at[0].hidden == YX_SHOWN);
    /* All of b: the series is gone. */
    for (yx_day day = 1; day <= 2; day++)
        T_OK(yx_hidden_add(h, STR("b"), STR("x"), (yx_period){day, day}, YX_TOO_FEW, NULL) ==
             YX_OK);
    check(store, YX_KNOWN_ALL, "a1=10 a2=11 ");
    check(store, then, "a1=10 a2=11 ");
    yx_store_hide(store, NULL);
    check(store, YX_KNOWN_ALL, "a1=14 a2=11 b1=12 b2=13 ");
    check(store, then, "a1=10 a2=11 b1=12 b2=13 ");
    yx_versions_free(&at);
    yx_store_close(store);
    yx_hidden_free(h);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys),   cmocka_unit_test(long_codes), cmocka_unit_test(drop_and_mark),
        cmocka_unit_test(memory), cmocka_unit_test(readers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

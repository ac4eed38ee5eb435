/* Revision triangles: rows with changes, withdrawals and two versions on one day; lags whose means
 * can be done in the head. */
#include "series/revisions.h"
#include "tests/support/t.h"

#include <stdlib.h>

enum { MOST = 16 };

/* "2020 0=10 7=12 14=-": a period, then age=value in days, "-" withdrawn. Days start at 1000. */
static void add_row(yx_versions *to, const char *period, const char *text)
{
    yx_period p = {0, 0};

    T_OK(yx_period_read(yx_str_of(period), &p));
    while (*text) {
        char *end = NULL;
        yx_version v = {.period = p, .as_of = 1000 + (yx_day)strtol(text, &end, 10), .seq = 1};
        yx_str value = {end + 1, 0};
        while (value.at[value.n] && value.at[value.n] != ' ')
            value.n++;
        v.withdrawn = yx_str_is(value, "-");
        T_OK(v.withdrawn || yx_decimal_read(value, &v.value) == YX_DECIMAL_OK);
        T_OK(to->n < MOST);
        to->at[to->n++] = v;
        text = value.at + value.n;
        text += *text == ' ';
    }
}

static const struct {
    const char *why, *row;
    size_t changes;
    int last;
    const char *was, *is; /* is NULL: withdrawn; was NULL: no row */
} rows[] = {
    {"never revised", "0=10", 0, 0, "10", "10"},
    {"revised twice", "0=10 7=12 14=11", 2, 14, "10", "11"},
    {"said again", "0=10 7=10.0 14=11", 1, 14, "10", "11"},
    {"twice on the first day", "0=10 0=12 7=12", 0, 0, "12", "12"},
    {"twice on a later day", "0=10 7=99 7=12", 1, 7, "10", "12"},
    {"there and back", "0=10 7=12 14=10", 2, 14, "10", "10"},
    {"withdrawn", "0=10 7=-", 1, 7, "10", NULL},
    {"withdrawn and said again", "0=10 7=- 9=11", 2, 9, "10", "11"},
    {"withdrawn at once, said later", "0=10 0=- 5=11 6=12", 1, 1, "11", "12"},
    {"only withdrawn", "0=10 0=-", 0, 0, NULL, NULL},
};

static void rows_are_told(void **state)
{
    yx_version room[MOST];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(rows); i++) {
        yx_versions history = {room, 0, MOST};
        yx_revised *row = NULL;
        char text[YX_DECIMAL_TEXT];
        size_t n = 0;
        add_row(&history, "2020", rows[i].row);
        T_OK(yx_revised_rows(&history, &row, &n, NULL) == YX_OK);
        T_OK(n == (rows[i].was != NULL));
        if (n) {
            T_OK(row->changes == rows[i].changes && row->last - row->first == rows[i].last);
            T_TEXT(yx_decimal_text(row->was, text), rows[i].was);
            T_OK(row->withdrawn == !rows[i].is);
            if (rows[i].is) {
                T_OK(yx_decimal_read(yx_str_of(rows[i].is), &row->was) == YX_DECIMAL_OK);
                T_OK(yx_decimal_equal(row->is, row->was));
            }
        }
        free(row);
    }
}

/* Three periods, seen on day 1020: 10 -> 12 -> 11, 20 -> 19, and 0 -> 5 that is only 8 days old.
 *   after 1 day    0 0 0                      n 3
 *   after 7 days  +2 -1 +5: mean 2, size 8/3  of the first value: +20 % -5 %, none of 0
 *   after 14 days +1 -1     mean 0, size 1 */
static void lags_are_means(void **state)
{
    yx_version room[MOST];
    yx_versions history = {room, 0, MOST};
    yx_revised *row = NULL;
    yx_lag lag[YX_LAGS];
    size_t n = 0;

    (void)state;
    add_row(&history, "2020", "0=10 7=12 14=11");
    add_row(&history, "2021", "2=20 6=19");
    add_row(&history, "2022", "12=0 15=5");
    T_OK(yx_revised_rows(&history, &row, &n, NULL) == YX_OK && n == 3);
    yx_lags_start(lag);
    for (size_t i = 0; i < n; i++)
        yx_lags_add(lag, &row[i], 1020);
    T_OK(lag[0].age == 1 && lag[0].n == 3 && lag[0].revised == 0);
    T_NEAR(yx_lag_mean(&lag[0]), 0, 0);
    T_NEAR(yx_lag_up_share(&lag[0]), GAP, 0);
    T_OK(lag[3].age == 7 && lag[3].n == 3 && lag[3].n_relative == 2);
    T_NEAR(yx_lag_mean(&lag[3]), 2, 1e-15);
    T_NEAR(yx_lag_mean_abs(&lag[3]), 8.0 / 3, 1e-15);
    T_NEAR(yx_lag_mean_pct(&lag[3]), 7.5, 1e-13);
    T_NEAR(yx_lag_mean_abs_pct(&lag[3]), 12.5, 1e-13);
    T_NEAR(yx_lag_revised_share(&lag[3]), 1, 0);
    T_NEAR(yx_lag_up_share(&lag[3]), 2.0 / 3, 1e-15);
    T_OK(lag[4].age == 14 && lag[4].n == 2);
    T_NEAR(yx_lag_mean(&lag[4]), 0, 0);
    T_NEAR(yx_lag_mean_abs(&lag[4]), 1, 0);
    T_OK(lag[5].age == 21 && lag[5].n == 0);
    T_NEAR(yx_lag_mean(&lag[5]), GAP, 0);
    free(row);
}

/* A value that was withdrawn by then has no revision; 0.3 - 0.1 is 0.2. */
static void gaps_and_digits(void **state)
{
    yx_version room[MOST];
    yx_versions history = {room, 0, MOST};
    yx_revised *row = NULL;
    yx_lag lag[YX_LAGS];
    yx_decimal v;
    size_t n = 0;

    (void)state;
    add_row(&history, "2020", "0=0.1 2=0.3 7=-");
    T_OK(yx_revised_rows(&history, &row, &n, NULL) == YX_OK && n == 1);
    T_OK(yx_revised_age(row, 1) == 2);
    T_OK(yx_revised_at(row, 1, &v) && v.mantissa == 1 && yx_revised_at(row, 6, &v) &&
         v.mantissa == 3 && !yx_revised_at(row, 7, &v));
    yx_lags_start(lag);
    yx_lags_add(lag, row, 2000);
    T_OK(lag[0].n == 1 && lag[1].n == 1 && lag[3].n == 0);
    T_NEAR(yx_lag_mean(&lag[1]), 0.2, 0);
    free(row);
}

static bool rows_or_nothing(void *arg)
{
    yx_revised *row = NULL;
    yx_err err = {0};
    size_t n = 0;
    yx_code rc = yx_revised_rows(arg, &row, &n, &err);
    bool held = rc == YX_OK ? n == 1 : !row && err.code == YX_E_NOMEM;

    free(row);
    return held;
}

static void memory_may_fail(void **state)
{
    yx_version room[MOST];
    yx_versions history = {room, 0, MOST};

    (void)state;
    add_row(&history, "2020", "0=1");
    T_OK(t_every_alloc(rows_or_nothing, &history) == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_told),
        cmocka_unit_test(lags_are_means),
        cmocka_unit_test(gaps_and_digits),
        cmocka_unit_test(memory_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

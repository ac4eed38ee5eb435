#include "base/day.h"

#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Counts the days of 1600..2400 one by one, with the rule of leap years written out again, the
 * weekdays from 1 January 1600, which was a Saturday, and the weeks from Monday to Monday. */
static void every_day_of_800_years(void **state)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    yx_day d = -135140; /* 370 years before 1970: 370 * 365 + 90 leap days (1600, ...) */
    int weekday = 6, week = 52, week_year = 1599;

    (void)state;
    for (int y = 1600; y <= 2400; y++) {
        bool leap = y % 400 == 0 || (y % 4 == 0 && y % 100 != 0);
        for (int m = 1; m <= 12; m++) {
            int days = length[m - 1] + (leap && m == 2);
            T_OK(yx_month_days(y, m) == days);
            for (int k = 1; k <= days; k++, d++) {
                int ry, rm, rd, wy, ww;
                T_OK(yx_day_of(y, m, k) == d);
                yx_day_parts(d, &ry, &rm, &rd);
                T_OK(ry == y && rm == m && rd == k);
                T_OK(yx_weekday(d) == weekday);
                if (weekday == 1) { /* week 1 is the one whose Monday is 29 Dec .. 4 Jan */
                    bool first = (m == 12 && k >= 29) || (m == 1 && k <= 4);
                    week = first ? 1 : week + 1;
                    week_year = first ? y + (m == 12) : week_year;
                    T_OK(yx_iso_week_start(week_year, week) == d);
                }
                yx_day_iso_week(d, &wy, &ww);
                T_OK(wy == week_year && ww == week);
                weekday = weekday % 7 + 1;
            }
        }
    }
}

static void known_days(void **state)
{
    static const struct {
        int y, m, d;
        yx_day want;
    } cases[] = {
        {1970, 1, 1, 0},      {1969, 12, 31, -1},    {2000, 3, 1, 11017},
        {2001, 9, 9, 11574},  {1, 1, 1, YX_DAY_MIN}, {9999, 12, 31, YX_DAY_MAX},
        {2038, 1, 19, 24855}, /* 2^31 / 86400 = 24855.1 */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int y, m, d;
        T_OK(yx_day_of(cases[i].y, cases[i].m, cases[i].d) == cases[i].want);
        yx_day_parts(cases[i].want, &y, &m, &d);
        T_OK(y == cases[i].y && m == cases[i].m && d == cases[i].d);
    }
}

static void known_weeks(void **state)
{
    static const struct {
        const char *day;
        int year, week, weekday;
    } cases[] = {
        {"2021-01-03", 2020, 53, 7}, {"2021-01-04", 2021, 1, 1},  {"2024-12-30", 2025, 1, 1},
        {"2024-12-29", 2024, 52, 7}, {"2005-01-01", 2004, 53, 6}, {"2008-12-29", 2009, 1, 1},
        {"2010-01-03", 2009, 53, 7}, {"1970-01-01", 1970, 1, 4},  {"0001-01-01", 1, 1, 1},
        {"9999-12-31", 9999, 52, 5},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_day d;
        int year, week;
        T_OK(yx_day_read(yx_str_of(cases[i].day), &d));
        yx_day_iso_week(d, &year, &week);
        T_OK(year == cases[i].year && week == cases[i].week);
        T_OK(yx_weekday(d) == cases[i].weekday);
    }
    T_OK(yx_iso_weeks(2020) == 53 && yx_iso_weeks(2021) == 52 && yx_iso_weeks(2026) == 53);
    T_OK(yx_iso_weeks(1) == 52 && yx_iso_weeks(9999) == 52);
}

/* A cycle of 400 years has 71 years of 53 weeks: 400 * 52 + 71 = 20871 = 146097 / 7. */
static void long_years(void **state)
{
    int n = 0;

    (void)state;
    for (int y = 1601; y <= 2000; y++)
        n += yx_iso_weeks(y) == 53;
    T_OK(n == 71);
}

static void reads_and_writes(void **state)
{
    static const char *const bad[] = {
        "",           "2021-2-28",   "2021-02-29",  "1900-02-29", "2021-13-01",
        "2021-00-10", "2021-01-00",  "2021-04-31",  "0000-01-01", "2021/01/01",
        "2021-01-1x", "2021-01-01 ", " 2021-01-01", "20210101",   "+021-01-01",
        "2021-01-32",
    };
    char out[YX_DAY_TEXT];
    yx_day d = 77;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (yx_day_read(yx_str_of(bad[i]), &d))
            print_error("'%s' was read\n", bad[i]);
        T_OK(!yx_day_read(yx_str_of(bad[i]), &d) && d == 77);
    }
    T_OK(yx_day_read(yx_str_of("2000-02-29"), &d));
    T_TEXT(yx_day_text(d, out), "2000-02-29");
    T_TEXT(yx_day_text(YX_DAY_MIN, out), "0001-01-01");
    T_TEXT(yx_day_text(YX_DAY_MAX, out), "9999-12-31");
}

static void a_clock_time_has_a_day_in_its_zone(void **state)
{
    (void)state;
    T_OK(setenv("TZ", "UTC0", 1) == 0);
    tzset();
    T_OK(yx_day_of_ms(0) == 0 && yx_day_of_ms(86399999) == 0 && yx_day_of_ms(86400000) == 1);
    T_OK(yx_day_of_ms(-1) == -1 && yx_day_of_ms(-86400000) == -1 && yx_day_of_ms(-86400001) == -2);
    T_OK(setenv("TZ", "CST-8", 1) == 0); /* China: the day starts at 16:00 UTC */
    tzset();
    T_OK(yx_day_of_ms(57599999) == 0 && yx_day_of_ms(57600000) == 1);
    T_OK(yx_day_of_ms(INT64_MAX) == YX_DAY_MAX && yx_day_of_ms(INT64_MIN) == YX_DAY_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_800_years),
        cmocka_unit_test(known_days),
        cmocka_unit_test(known_weeks),
        cmocka_unit_test(long_years),
        cmocka_unit_test(reads_and_writes),
        cmocka_unit_test(a_clock_time_has_a_day_in_its_zone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

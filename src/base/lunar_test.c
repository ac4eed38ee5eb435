#include "base/lunar.h"

#include "base/err.h"

#include "tests/support/t.h"

/* New years and leap months of the calendar in use, from almanacs. In 2033 the month after the
 * eighth has no major term, but it lies in a sui of twelve months: the leap month is the eleventh,
 * and new year 2034 is on 19 February. 1930, 1943 and 1946 have new moons between 16:00 UTC and
 * midnight UTC of the day before or shortly before it: a calendar in UTC is a day early. */
static const struct {
    int year;
    const char *first;
    int leap;
} years[] = {
    {1912, "1912-02-18", 0},  {1930, "1930-01-30", 6}, {1943, "1943-02-05", 0},
    {1946, "1946-02-02", 0},  {1949, "1949-01-29", 7}, {1976, "1976-01-31", 8},
    {1984, "1984-02-02", 10}, {1985, "1985-02-20", 0}, {2000, "2000-02-05", 0},
    {2012, "2012-01-23", 4},  {2014, "2014-01-31", 9}, {2017, "2017-01-28", 6},
    {2020, "2020-01-25", 4},  {2023, "2023-01-22", 2}, {2024, "2024-02-10", 0},
    {2025, "2025-01-29", 6},  {2026, "2026-02-17", 0}, {2033, "2033-01-31", 11},
    {2034, "2034-02-19", 0},  {2057, "2057-02-04", 0}, {2100, "2100-02-09", 0},
};

static void test_years(void **state)
{
    char day[YX_DAY_TEXT];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(years); i++) {
        T_TEXT(yx_day_text(yx_lunar_new_year(years[i].year), day), years[i].first);
        assert_int_equal(yx_lunar_leap(years[i].year), years[i].leap);
    }
}

static void test_days(void **state)
{
    static const struct {
        const char *day;
        yx_lunar l;
    } row[] = {
        {"2024-06-10", {2024, 5, 5, false}},   /* dragon boat */
        {"2024-09-17", {2024, 8, 15, false}},  /* mid-autumn */
        {"2023-03-22", {2023, 2, 1, true}},    /* leap month 2 */
        {"2023-01-21", {2022, 12, 30, false}}, /* the eve */
        {"2033-12-22", {2033, 11, 1, true}},   /* the leap month of 2033 */
        {"2034-01-01", {2033, 11, 11, true}},  {"2034-01-20", {2033, 12, 1, false}},
    };
    yx_lunar got;
    yx_day d, back;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        T_OK(yx_day_read(yx_str_of(row[i].day), &d) && yx_lunar_of(d, &got));
        assert_int_equal(got.year, row[i].l.year);
        assert_int_equal(got.month, row[i].l.month);
        assert_int_equal(got.day, row[i].l.day);
        assert_int_equal(got.leap, row[i].l.leap);
        T_OK(yx_lunar_day(row[i].l, &back) && back == d);
    }
    T_OK(!yx_lunar_day((yx_lunar){2024, 5, 1, true}, &back)); /* no leap month then */
    T_OK(!yx_lunar_day((yx_lunar){2024, 5, 31, false}, &back));
    T_OK(!yx_lunar_day((yx_lunar){2024, 13, 1, false}, &back));
    T_OK(!yx_lunar_day((yx_lunar){1899, 1, 1, false}, &back));
    T_OK(!yx_lunar_of(yx_day_of(1900, 1, 30), &got) && yx_lunar_of(yx_day_of(1900, 1, 31), &got));
    T_OK(!yx_lunar_of(YX_DAY_MIN, &got) && !yx_lunar_of(YX_DAY_MAX, &got));
}

/* A year is 12 or 13 months of 29 or 30 days, and starts between 20 January and 22 February. */
static void test_every_year(void **state)
{
    (void)state;
    for (int y = YX_LUNAR_FIRST; y < YX_LUNAR_LAST; y++) {
        yx_day first = yx_lunar_new_year(y), n = yx_lunar_new_year(y + 1) - first;
        int year, month, day;
        T_OK(yx_lunar_leap(y) ? n >= 383 && n <= 385 : n >= 353 && n <= 355);
        yx_day_parts(first, &year, &month, &day);
        T_OK(year == y && ((month == 1 && day >= 20) || (month == 2 && day <= 22)));
    }
}

/* Equinoxes and solstices of 2020: 20 March 11:50, 21 June 05:44, 22 September 21:31, 21 December
 * 18:02 CST; the sun moves some 0.0416 degrees an hour. */
static void test_sun(void **state)
{
    (void)state;
    T_NEAR(yx_sun_longitude(yx_day_of(2020, 3, 20)) - 360, -11.83 * 0.0414, 0.01);
    T_NEAR(yx_sun_longitude(yx_day_of(2020, 6, 21)), 90 - 5.73 * 0.0398, 0.0001);
    T_NEAR(yx_sun_longitude(yx_day_of(2020, 9, 22)), 180 - 21.52 * 0.0408, 0.0001);
    T_NEAR(yx_sun_longitude(yx_day_of(2020, 12, 21)), 270 - 18.03 * 0.0424, 0.0001);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(test_years),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_every_year),
        cmocka_unit_test(test_sun),
    };

    return cmocka_run_group_tests(test, NULL, NULL);
}

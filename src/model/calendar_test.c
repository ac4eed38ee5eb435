#include "model/calendar.h"

#include "tests/support/catalog.h"

/* Spring festival and national day of 2022, as announced: 31 January to 6 February off, 29 and 30
 * January (a weekend) worked; 1 to 7 October off, 8 and 9 October (a weekend) worked. */
static const char cn[] = "date,name_zh,is_off_day\n"
                         "2022-01-29,春节,0\n2022-01-30,春节,0\n2022-01-31,春节,1\n"
                         "2022-02-01,春节,1\n2022-02-02,春节,1\n2022-02-03,春节,1\n"
                         "2022-02-04,春节,1\n2022-02-05,春节,1\n2022-02-06,春节,1\n"
                         "2022-10-01,国庆节,1\n2022-10-02,国庆节,1\n2022-10-03,国庆节,1\n"
                         "2022-10-04,国庆节,1\n2022-10-05,国庆节,1\n2022-10-06,国庆节,1\n"
                         "2022-10-07,国庆节,1\n2022-10-08,国庆节,0\n2022-10-09,国庆节,0\n";

static yx_calendar *calendar_of(const char *text)
{
    yx_catalog *catalog = new_catalog();
    yx_calendar *calendar = NULL;

    if (text)
        take(catalog, YX_CALENDAR, text);
    T_OK(yx_calendar_new(catalog, &calendar, NULL) == YX_OK);
    yx_catalog_free(catalog);
    return calendar;
}

static yx_day day(const char *text)
{
    yx_day d = 0;

    T_OK(yx_day_read(yx_str_of(text), &d));
    return d;
}

static const struct {
    const char *from;
    int n;
    const char *want;
} steps[] = {
    {"2022-01-28", 1, "2022-01-29"},  /* Friday: the Saturday after it is worked */
    {"2022-01-28", 3, "2022-02-07"},  /* 29, 30, then the festival */
    {"2022-02-07", -3, "2022-01-28"}, /* and back */
    {"2022-02-01", 0, "2022-02-07"},  /* in the festival: the next working day */
    {"2022-01-29", 0, "2022-01-29"},
    {"2022-09-30", 1, "2022-10-08"},
    {"2022-09-30", 3, "2022-10-10"},
    {"2022-03-31", 8, "2022-04-12"}, /* no row in April: 1 and 4-8, 11, 12 */
    {"2022-03-06", 1, "2022-03-07"}, /* Sunday */
};

static void test_steps(void **state)
{
    yx_calendar *c = calendar_of(cn);
    char text[YX_DAY_TEXT];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(steps); i++)
        T_TEXT(yx_day_text(yx_working_after(c, day(steps[i].from), steps[i].n), text),
               steps[i].want);
    assert_int_equal(yx_working_between(c, day("2022-01-28"), day("2022-02-07")), 3);
    assert_int_equal(yx_working_between(c, day("2022-01-28"), day("2022-01-28")), 0);
    assert_int_equal(yx_working_between(c, day("2022-02-28"), day("2022-01-28")), 0);
    T_OK(yx_working_after(c, YX_DAY_MAX, 5) == YX_DAY_MAX);
    T_OK(yx_working_after(c, YX_DAY_MIN, -5) == YX_DAY_MIN);
    yx_calendar_free(c);
}

/* 2027 is in no row: its Chinese new year is 6 February, its fifth of the fifth 9 June. */
static void test_provisional(void **state)
{
    static const char *const off[] = {"2027-01-01", "2027-02-05", "2027-02-08", "2027-04-05",
                                      "2027-05-01", "2027-06-09", "2027-09-15", "2027-10-01"};
    yx_calendar *c = calendar_of(cn);

    (void)state;
    T_OK(yx_calendar_of_year(c, 2022) == YX_CALENDAR_ANNOUNCED);
    T_OK(yx_calendar_of_year(c, 2027) == YX_CALENDAR_PROVISIONAL);
    T_OK(yx_calendar_of_year(c, 2021) == YX_CALENDAR_WEEK); /* before the calendar starts */
    T_OK(yx_calendar_of_year(c, 1) == YX_CALENDAR_WEEK);
    for (size_t i = 0; i < YX_COUNT(off); i++)
        T_OK(!yx_working(c, day(off[i])));
    T_OK(yx_working(c, day("2027-02-09")) && yx_working(c, day("2027-04-06")));
    yx_calendar_free(c);
}

/* Other countries: no Chinese new year off, so nothing is guessed; none at all: weeks. */
static void test_elsewhere(void **state)
{
    yx_calendar *it = calendar_of("date,name_zh,is_off_day\n2022-04-25,Liberazione,1\n");
    yx_calendar *none = calendar_of(NULL);

    (void)state;
    T_OK(!yx_working(it, day("2022-04-25")) && yx_working(it, day("2027-02-05")));
    T_OK(yx_calendar_of_year(it, 2027) == YX_CALENDAR_WEEK);
    T_OK(yx_working(none, day("2022-02-01")) && !yx_working(none, day("2022-02-05")));
    T_OK(yx_working(none, yx_day_of(1000, 1, 1)) == (yx_weekday(yx_day_of(1000, 1, 1)) < 6));
    yx_calendar_free(it);
    yx_calendar_free(none);
}

static void test_faults(void **state)
{
    static const struct {
        const char *text, *code;
    } row[] = {
        {"date,name_zh,is_off_day\n2022-02-30,x,1\n", "day.bad"},
        {"date,name_zh,is_off_day\n,x,1\n", "day.bad"},
        {"date,name_zh,is_off_day\n2022-02-01,x,yes\n", "calendar.off"},
        {"date,name_zh,is_off_day\n2022-02-01,x,\n", "calendar.off"},
        {"date,name_zh,is_off_day\n2022-02-01,x,1\n2022-02-01,x,0\n", "row.twice"},
        {"date,name_zh\n2022-02-01,x\n", "header.missing"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        yx_catalog *catalog = new_catalog();
        yx_faults *faults = NULL;
        size_t n = 0;
        T_OK(yx_faults_new(&faults, NULL) == YX_OK);
        T_OK(take_bytes(catalog, YX_CALENDAR, yx_str_of(row[i].text), faults, &n, NULL) ==
             YX_E_REFUSED);
        T_TEXT(yx_faults_at(faults, 0)->code, row[i].code);
        yx_faults_free(faults);
        yx_catalog_free(catalog);
    }
}

static bool make(void *arg)
{
    yx_calendar *c = NULL;
    yx_code rc = yx_calendar_new(arg, &c, NULL);

    yx_calendar_free(c);
    return rc == YX_OK ? c != NULL : rc == YX_E_NOMEM && !c;
}

static void test_memory(void **state)
{
    yx_catalog *catalog = new_catalog();

    (void)state;
    take(catalog, YX_CALENDAR, cn);
    T_OK(t_every_alloc(make, catalog) == 2);
    yx_catalog_free(catalog);
}

int main(void)
{
    const struct CMUnitTest test[] = {
        cmocka_unit_test(test_steps),     cmocka_unit_test(test_provisional),
        cmocka_unit_test(test_elsewhere), cmocka_unit_test(test_faults),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(test, NULL, NULL);
}

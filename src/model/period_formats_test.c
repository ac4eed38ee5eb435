#include "model/period_formats.h"

#include "tests/support/t.h"

#include <string.h>

/* Days of what a text means, and how each format writes it back; NULL: it cannot. */
static const struct {
    const char *dhis2; /* read; written back the same, unless `again` differs */
    const char *first, *last;
    const char *again;
    const char *adx, *sdmx;
} dhis2_cases[] = {
    {"20211231", "2021-12-31", "2021-12-31", NULL, "2021-12-31/P1D", "2021-12-31"},
    {"2021-12-31", "2021-12-31", "2021-12-31", "20211231", "2021-12-31/P1D", "2021-12-31"},
    {"2021W5", "2021-02-01", "2021-02-07", NULL, "2021-02-01/P7D", "2021-W05"},
    {"2021W05", "2021-02-01", "2021-02-07", "2021W5", "2021-02-01/P7D", "2021-W05"},
    {"2020W53", "2020-12-28", "2021-01-03", NULL, "2020-12-28/P7D", "2020-W53"},
    /* 4 January 2021 is a Monday: the Wednesday week that holds it starts on 30 December */
    {"2021WedW1", "2020-12-30", "2021-01-05", NULL, "2020-12-30/P7D", "2020-12-30/P7D"},
    {"2021ThuW1", "2020-12-31", "2021-01-06", NULL, "2020-12-31/P7D", "2020-12-31/P7D"},
    {"2021FriW1", "2021-01-01", "2021-01-07", NULL, "2021-01-01/P7D", "2021-01-01/P7D"},
    {"2021SatW1", "2021-01-02", "2021-01-08", NULL, "2021-01-02/P7D", "2021-01-02/P7D"},
    {"2021SunW1", "2021-01-03", "2021-01-09", NULL, "2021-01-03/P7D", "2021-01-03/P7D"},
    {"2021WedW5", "2021-01-27", "2021-02-02", NULL, "2021-01-27/P7D", "2021-01-27/P7D"},
    {"2021BiW1", "2021-01-04", "2021-01-17", NULL, "2021-01-04/P14D", "2021-01-04/P14D"},
    {"2021BiW26", "2021-12-20", "2022-01-02", NULL, "2021-12-20/P14D", "2021-12-20/P14D"},
    {"2020BiW27", "2020-12-28", "2021-01-10", NULL, "2020-12-28/P14D", "2020-12-28/P14D"},
    {"202112", "2021-12-01", "2021-12-31", NULL, "2021-12-01/P1M", "2021-12"},
    {"2021-12", "2021-12-01", "2021-12-31", "202112", "2021-12-01/P1M", "2021-12"},
    {"202101B", "2021-01-01", "2021-02-28", NULL, "2021-01-01/P2M", "2021-01-01/P2M"},
    {"202006B", "2020-11-01", "2020-12-31", NULL, "2020-11-01/P2M", "2020-11-01/P2M"},
    {"2021Q1", "2021-01-01", "2021-03-31", NULL, "2021-01-01/P3M", "2021-Q1"},
    {"2021Q4", "2021-10-01", "2021-12-31", NULL, "2021-10-01/P3M", "2021-Q4"},
    {"2021NovQ1", "2020-11-01", "2021-01-31", NULL, "2020-11-01/P3M", "2020-11-01/P3M"},
    {"2021NovQ2", "2021-02-01", "2021-04-30", NULL, "2021-02-01/P3M", "2021-02-01/P3M"},
    {"2021NovQ4", "2021-08-01", "2021-10-31", NULL, "2021-08-01/P3M", "2021-08-01/P3M"},
    {"2021S1", "2021-01-01", "2021-06-30", NULL, "2021-01-01/P6M", "2021-S1"},
    {"2021S2", "2021-07-01", "2021-12-31", NULL, "2021-07-01/P6M", "2021-S2"},
    {"2021AprilS1", "2021-04-01", "2021-09-30", NULL, "2021-04-01/P6M", "2021-04-01/P6M"},
    {"2021AprilS2", "2021-10-01", "2022-03-31", NULL, "2021-10-01/P6M", "2021-10-01/P6M"},
    {"2021NovS1", "2020-11-01", "2021-04-30", NULL, "2020-11-01/P6M", "2020-11-01/P6M"},
    {"2021NovS2", "2021-05-01", "2021-10-31", NULL, "2021-05-01/P6M", "2021-05-01/P6M"},
    {"2021", "2021-01-01", "2021-12-31", NULL, "2021-01-01/P1Y", "2021"},
    {"2021Feb", "2021-02-01", "2022-01-31", NULL, "2021-02-01/P1Y", "2021-02-01/P12M"},
    {"2021April", "2021-04-01", "2022-03-31", NULL, "2021-04-01/P1Y", "2021-04-01/P12M"},
    {"2021July", "2021-07-01", "2022-06-30", NULL, "2021-07-01/P1Y", "2021-07-01/P12M"},
    {"2021Aug", "2021-08-01", "2022-07-31", NULL, "2021-08-01/P1Y", "2021-08-01/P12M"},
    {"2021Sep", "2021-09-01", "2022-08-31", NULL, "2021-09-01/P1Y", "2021-09-01/P12M"},
    {"2021Oct", "2021-10-01", "2022-09-30", NULL, "2021-10-01/P1Y", "2021-10-01/P12M"},
    {"2021Nov", "2020-11-01", "2021-10-31", NULL, "2020-11-01/P1Y", "2020-11-01/P12M"},
};

static yx_day day(const char *text)
{
    yx_day d = 0;

    T_OK(yx_day_read(yx_str_of(text), &d));
    return d;
}

static void same(yx_period p, const char *first, const char *last)
{
    char text[YX_DAY_TEXT];

    T_TEXT(yx_day_text(p.first, text), first);
    T_TEXT(yx_day_text(p.last, text), last);
}

static void test_dhis2(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(dhis2_cases); i++) {
        const char *text = dhis2_cases[i].dhis2;
        char out[YX_PERIOD_TEXT];
        yx_period p = {0, 0};
        if (!yx_period_read_dhis2(yx_str_of(text), &p))
            print_error("%s\n", text);
        same(p, dhis2_cases[i].first, dhis2_cases[i].last);
        T_OK(yx_period_dhis2(p, out));
        T_TEXT(out, dhis2_cases[i].again ? dhis2_cases[i].again : text);
        T_OK(yx_period_adx(p, out));
        T_TEXT(out, dhis2_cases[i].adx);
        T_OK(yx_period_read_sdmx(yx_str_of(out), &p));
        same(p, dhis2_cases[i].first, dhis2_cases[i].last);
        T_TEXT(yx_period_sdmx(p, false, out), dhis2_cases[i].sdmx);
        T_OK(yx_period_read_sdmx(yx_str_of(out), &p));
        same(p, dhis2_cases[i].first, dhis2_cases[i].last);
    }
}

static void test_dhis2_bad(void **state)
{
    static const char *const bad[] = {
        "",        "20",       "2021W",       "2021W0",      "2021W54",   "2021W53",    "2021WedW",
        "202113",  "202100",   "20211301",    "20210229",    "2021Q0",    "2021Q5",     "2021S3",
        "202107B", "202100B",  "2021BiW0",    "2021BiW27",   "2021NovQ5", "2021AprilS", "2021MonW1",
        "2021May", "2021Q1 ",  " 2021",       "1899",        "2200",      "2021Apr",    "2021TueW1",
        "2021-1",  "2021W005", "2021AprilQ1", "2021-11..12", "2021-Q1",   "2021q1",     "２０２１",
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(bad); i++) {
        yx_period p = {11, 22};
        if (yx_period_read_dhis2(yx_str_of(bad[i]), &p))
            print_error("%s\n", bad[i]);
        T_OK(!yx_period_read_dhis2(yx_str_of(bad[i]), &p));
    }
}

/* What DHIS2 has no type for. */
static void test_unsayable(void **state)
{
    static const struct {
        const char *first, *last, *sdmx;
    } none[] = {
        {"2021-01-01", "2021-11-30", "2021-01-01/P11M"}, /* 累计 */
        {"2021-01-01", "2021-01-10", "2021-01-01/P10D"}, /* 旬 */
        {"2021-02-21", "2021-02-28", "2021-02-21/P8D"},
        {"2021-02-01", "2021-03-31", "2021-02-01/P2M"}, /* two months, but not 1-2, 3-4, ... */
        {"2021-03-01", "2021-05-31", "2021-03-01/P3M"},
        {"2021-03-01", "2021-08-31", "2021-03-01/P6M"},
        {"2021-03-01", "2022-02-28", "2021-03-01/P12M"},
        {"2021-02-02", "2021-02-08", "2021-02-02/P7D"},  /* from a Tuesday */
        {"2021-01-11", "2021-01-24", "2021-01-11/P14D"}, /* weeks 2 and 3 */
        {"2021-01-01", "2021-01-15", "2021-01-01/P15D"},
        {"2021-01-02", "2021-02-01", "2021-01-02/P31D"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(none); i++) {
        yx_period p = {day(none[i].first), day(none[i].last)}, q;
        char out[YX_PERIOD_TEXT];
        T_OK(!yx_period_dhis2(p, out) && !yx_period_adx(p, out));
        T_TEXT(yx_period_sdmx(p, false, out), none[i].sdmx);
        T_OK(yx_period_read_sdmx(yx_str_of(out), &q) && yx_period_order(p, q) == 0);
    }
}

static const struct {
    const char *text, *first, *last; /* NULL: no period */
} sdmx_cases[] = {
    {"2021", "2021-01-01", "2021-12-31"},
    {"2021-A1", "2021-01-01", "2021-12-31"},
    {"2021-11", "2021-11-01", "2021-11-30"},
    {"2021-M04", "2021-04-01", "2021-04-30"},
    {"2021-S2", "2021-07-01", "2021-12-31"},
    {"2021-T1", "2021-01-01", "2021-04-30"}, /* a third of a year, not the first ten days */
    {"2021-T3", "2021-09-01", "2021-12-31"},
    {"2021-Q4", "2021-10-01", "2021-12-31"},
    {"2021-W05", "2021-02-01", "2021-02-07"},
    {"2020-W53", "2020-12-28", "2021-01-03"},
    {"2021-D001", "2021-01-01", "2021-01-01"},
    {"2021-D010", "2021-01-10", "2021-01-10"}, /* the published pattern forgets it */
    {"2020-D366", "2020-12-31", "2020-12-31"},
    {"2021-12-31", "2021-12-31", "2021-12-31"},
    {"2021-12-31T00:00:00", "2021-12-31", "2021-12-31"},
    {"2021-12-31T23:59:59.999Z", "2021-12-31", "2021-12-31"},
    {"2021-12-31T08:00:00+08:00", "2021-12-31", "2021-12-31"},
    {"2021-01-01/P11M", "2021-01-01", "2021-11-30"},
    {"2021-01-01T00:00:00/P11M", "2021-01-01", "2021-11-30"},
    {"2021-01-01/P1Y", "2021-01-01", "2021-12-31"},
    {"2020-01-01/P12M", "2020-01-01", "2020-12-31"},
    {"2021-01-04/P1W", "2021-01-04", "2021-01-10"},
    {"2021-01-31/P1M", "2021-01-31", "2021-02-27"},
    {"2021-01-15/P1M2D", "2021-01-15", "2021-02-16"},
    {"2021-01-01/P01M", "2021-01-01", "2021-01-31"},
    {"2021-D366", NULL, NULL},
    {"2021-W53", NULL, NULL},
    {"2021-Q5", NULL, NULL},
    {"2021-T4", NULL, NULL},
    {"2021-M13", NULL, NULL},
    {"2021-X1", NULL, NULL},
    {"2021-", NULL, NULL},
    {"2021-A", NULL, NULL},
    {"2021-13", NULL, NULL},
    {"2021-02-30", NULL, NULL},
    {"2021-12-31T", NULL, NULL},
    {"2021-12-31T1:2:3", NULL, NULL},
    {"2021-01-01/", NULL, NULL},
    {"2021-01-01/P", NULL, NULL},
    {"2021-01-01/PM", NULL, NULL},
    {"2021-01-01/P0M", NULL, NULL},
    {"2021-01-01/P1M1Y", NULL, NULL},
    {"2021-01-01/P1M1M", NULL, NULL},
    {"2021-01-01/PT1H", NULL, NULL},
    {"2021-01-01/P-1M", NULL, NULL},
    {"2021-01-01/P2Y", NULL, NULL}, /* longer than a year */
    {"2021-01-01/P13M", NULL, NULL},
    {"2021-01-01/P9999Y", NULL, NULL},
    {"2021-01-01/P99999999999D", NULL, NULL},
    {"2021-01/P1M", NULL, NULL},
    {"/P1M", NULL, NULL},
    {"", NULL, NULL},
};

static void test_sdmx(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(sdmx_cases); i++) {
        yx_period p = {11, 22};
        bool good = yx_period_read_sdmx(yx_str_of(sdmx_cases[i].text), &p);
        if (good != (sdmx_cases[i].first != NULL))
            print_error("%s\n", sdmx_cases[i].text);
        T_OK(good == (sdmx_cases[i].first != NULL));
        if (good)
            same(p, sdmx_cases[i].first, sdmx_cases[i].last);
    }
}

/* A total of the year so far is a range, but for January alone. */
static void test_ytd(void **state)
{
    static const struct {
        const char *period, *sdmx;
    } ytd[] = {{"2021-01", "2021-01"},
               {"2021-Q1", "2021-01-01/P3M"},
               {"2021-01..11", "2021-01-01/P11M"},
               {"2021", "2021-01-01/P12M"},
               {"2021-H1", "2021-01-01/P6M"}};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(ytd); i++) {
        yx_period p = {0, 0}, q;
        char out[YX_PERIOD_TEXT];
        T_OK(yx_period_read(yx_str_of(ytd[i].period), &p));
        T_TEXT(yx_period_sdmx(p, true, out), ytd[i].sdmx);
        T_OK(yx_period_read_sdmx(yx_str_of(out), &q) && yx_period_order(p, q) == 0);
    }
}

/* All spans of up to 40 days of two years, and all of whole months: SDMX gives each back, DHIS2 and
 * ADX each that they can say, and both can say the same ones. */
static void test_all(void **state)
{
    yx_day from = yx_day_of(2019, 12, 1), to = yx_day_of(2021, 12, 1);
    char out[YX_PERIOD_TEXT];
    yx_period q;

    (void)state;
    for (yx_day first = from; first < to; first++)
        for (int n = 1; n <= 366; n += n < 40 ? 1 : 26 + n % 3) {
            yx_period p = {first, first + n - 1};
            bool said = yx_period_dhis2(p, out);
            if (said)
                T_OK(yx_period_read_dhis2(yx_str_of(out), &q) && yx_period_order(p, q) == 0);
            T_OK(yx_period_adx(p, out) == said);
            if (said)
                T_OK(yx_period_read_sdmx(yx_str_of(out), &q) && yx_period_order(p, q) == 0);
            T_OK(yx_period_read_sdmx(yx_str_of(yx_period_sdmx(p, false, out)), &q));
            T_OK(yx_period_order(p, q) == 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dhis2),     cmocka_unit_test(test_dhis2_bad),
        cmocka_unit_test(test_unsayable), cmocka_unit_test(test_sdmx),
        cmocka_unit_test(test_ytd),       cmocka_unit_test(test_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

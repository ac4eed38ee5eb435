#include "model/period.h"

#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>

static yx_period read_ok(const char *text)
{
    yx_period p = {1, 0};

    if (!yx_period_read(yx_str_of(text), &p))
        fail_msg("'%s' is not read", text);
    return p;
}

/* Every spelling with its first and last day, its canonical text and its key as a ytd figure. */
static const struct {
    const char *text, *first, *last, *canonical, *ytd;
    yx_period_kind kind;
} good[] = {
    {"2021-12-31", "2021-12-31", "2021-12-31", "2021-12-31", NULL, YX_PERIOD_DAY},
    {"20211231", "2021-12-31", "2021-12-31", "2021-12-31", NULL, YX_PERIOD_DAY},
    {"2020-02-29", "2020-02-29", "2020-02-29", "2020-02-29", NULL, YX_PERIOD_DAY},
    {"2021年3月5日", "2021-03-05", "2021-03-05", "2021-03-05", NULL, YX_PERIOD_DAY},
    {"2021年03月05日", "2021-03-05", "2021-03-05", "2021-03-05", NULL, YX_PERIOD_DAY},
    /* 4 January 2021 was a Monday: week 1 starts there, week 5 four weeks later */
    {"2021-W05", "2021-02-01", "2021-02-07", "2021-W05", NULL, YX_PERIOD_WEEK},
    {"2021W5", "2021-02-01", "2021-02-07", "2021-W05", NULL, YX_PERIOD_WEEK},
    {"2021W05", "2021-02-01", "2021-02-07", "2021-W05", NULL, YX_PERIOD_WEEK},
    {"2021年第5周", "2021-02-01", "2021-02-07", "2021-W05", NULL, YX_PERIOD_WEEK},
    {"2020-W53", "2020-12-28", "2021-01-03", "2020-W53", NULL, YX_PERIOD_WEEK},
    {"2020-W01", "2019-12-30", "2020-01-05", "2020-W01", NULL, YX_PERIOD_WEEK},
    {"2021-01-T1", "2021-01-01", "2021-01-10", "2021-01-T1", NULL, YX_PERIOD_TENDAY},
    {"2021-01-T2", "2021-01-11", "2021-01-20", "2021-01-T2", NULL, YX_PERIOD_TENDAY},
    {"2021-02-T3", "2021-02-21", "2021-02-28", "2021-02-T3", NULL, YX_PERIOD_TENDAY},
    {"2021年1月上旬", "2021-01-01", "2021-01-10", "2021-01-T1", NULL, YX_PERIOD_TENDAY},
    {"2021年1月中旬", "2021-01-11", "2021-01-20", "2021-01-T2", NULL, YX_PERIOD_TENDAY},
    {"2021年1月下旬", "2021-01-21", "2021-01-31", "2021-01-T3", NULL, YX_PERIOD_TENDAY},
    {"2021-01", "2021-01-01", "2021-01-31", "2021-01", "2021-01", YX_PERIOD_MONTH},
    {"202103", "2021-03-01", "2021-03-31", "2021-03", "2021-01..03", YX_PERIOD_MONTH},
    {"2021年3月", "2021-03-01", "2021-03-31", "2021-03", "2021-01..03", YX_PERIOD_MONTH},
    {"2021年12月", "2021-12-01", "2021-12-31", "2021-12", "2021-01..12", YX_PERIOD_MONTH},
    {"2021-01..11", "2021-01-01", "2021-11-30", "2021-01..11", "2021-01..11", YX_PERIOD_MONTHS},
    {"2021-01..02", "2021-01-01", "2021-02-28", "2021-01..02", "2021-01..02", YX_PERIOD_MONTHS},
    {"2021-02..05", "2021-02-01", "2021-05-31", "2021-02..05", NULL, YX_PERIOD_MONTHS},
    {"2021年1-11月", "2021-01-01", "2021-11-30", "2021-01..11", "2021-01..11", YX_PERIOD_MONTHS},
    {"2021年1—11月", "2021-01-01", "2021-11-30", "2021-01..11", "2021-01..11", YX_PERIOD_MONTHS},
    {"2021年1–11月", "2021-01-01", "2021-11-30", "2021-01..11", "2021-01..11", YX_PERIOD_MONTHS},
    {"2021年1~11月", "2021-01-01", "2021-11-30", "2021-01..11", "2021-01..11", YX_PERIOD_MONTHS},
    {"2021年1至11月", "2021-01-01", "2021-11-30", "2021-01..11", "2021-01..11", YX_PERIOD_MONTHS},
    {"2021年1月至11月", "2021-01-01", "2021-11-30", "2021-01..11", "2021-01..11", YX_PERIOD_MONTHS},
    {"2021年前三季度", "2021-01-01", "2021-09-30", "2021-01..09", "2021-01..09", YX_PERIOD_MONTHS},
    {"2021-Q1", "2021-01-01", "2021-03-31", "2021-Q1", "2021-01..03", YX_PERIOD_QUARTER},
    {"2021-01..03", "2021-01-01", "2021-03-31", "2021-Q1", "2021-01..03", YX_PERIOD_QUARTER},
    {"2021Q4", "2021-10-01", "2021-12-31", "2021-Q4", "2021-01..12", YX_PERIOD_QUARTER},
    {"2021年一季度", "2021-01-01", "2021-03-31", "2021-Q1", "2021-01..03", YX_PERIOD_QUARTER},
    {"2021年第三季度", "2021-07-01", "2021-09-30", "2021-Q3", "2021-01..09", YX_PERIOD_QUARTER},
    {"2021年四季度", "2021-10-01", "2021-12-31", "2021-Q4", "2021-01..12", YX_PERIOD_QUARTER},
    {"2021-H1", "2021-01-01", "2021-06-30", "2021-H1", "2021-01..06", YX_PERIOD_HALF},
    {"2021S2", "2021-07-01", "2021-12-31", "2021-H2", "2021-01..12", YX_PERIOD_HALF},
    {"2021年上半年", "2021-01-01", "2021-06-30", "2021-H1", "2021-01..06", YX_PERIOD_HALF},
    {"2021年下半年", "2021-07-01", "2021-12-31", "2021-H2", "2021-01..12", YX_PERIOD_HALF},
    {"2021", "2021-01-01", "2021-12-31", "2021", "2021-01..12", YX_PERIOD_YEAR},
    {"2021年", "2021-01-01", "2021-12-31", "2021", "2021-01..12", YX_PERIOD_YEAR},
    {"2021-01..12", "2021-01-01", "2021-12-31", "2021", "2021-01..12", YX_PERIOD_YEAR},
    {"1900", "1900-01-01", "1900-12-31", "1900", "1900-01..12", YX_PERIOD_YEAR},
    {"2199-12", "2199-12-01", "2199-12-31", "2199-12", "2199-01..12", YX_PERIOD_MONTH},
};

static void test_good(void **state)
{
    char text[YX_PERIOD_TEXT], day[YX_DAY_TEXT];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(good); i++) {
        yx_period p = read_ok(good[i].text), ytd = {0, 0};
        T_TEXT(yx_day_text(p.first, day), good[i].first);
        T_TEXT(yx_day_text(p.last, day), good[i].last);
        T_OK(yx_period_kind_of(p) == good[i].kind);
        T_TEXT(yx_period_text(p, false, text), good[i].canonical);
        T_OK(yx_period_to_ytd(p, &ytd) == (good[i].ytd != NULL));
        if (good[i].ytd)
            T_TEXT(yx_period_text(ytd, true, text), good[i].ytd);
        else
            T_OK(ytd.first == 0 && ytd.last == 0);
    }
}

static void test_bad(void **state)
{
    static const char *const bad[] = {
        "",
        "2",
        "202",
        "2021-",
        "2021-1",
        "2021-00",
        "2021-13",
        "2031-13-01",
        "2031-02-30",
        "2021-02-29",
        "2021-00-01",
        "2021-01-00",
        "2021-01-32",
        "2021-W54",
        "2021-W53",
        "2021-W00",
        "2021-W5",
        "2021W54",
        "2021W",
        "2021W555",
        "2021-11..01",
        "2021-01..01",
        "2021-01..13",
        "2021-00..03",
        "2021-01..",
        "2021-01...3",
        "2021-01.03",
        "2021-Q5",
        "2021-Q0",
        "2021Q5",
        "2021Q",
        "2021-H3",
        "2021-H0",
        "2021S3",
        "2021-q1",
        "2021-w05",
        "2021-01-T0",
        "2021-01-T4",
        "2021-13-T1",
        "2021-01-t1",
        "1899",
        "2200",
        "2200-01",
        "1899-12-31",
        "0000",
        "9999",
        "2021 ",
        " 2021",
        "2021-01 ",
        "2021-01-01 ",
        "2021-01-01T00",
        "2021-01-01T00:00",
        "+2021",
        "-2021",
        "20-21",
        "2021/01",
        "2021.01",
        "2021-1-1",
        "01-2021",
        "21-01-01",
        "20211301",
        "20210230",
        "202113",
        "2021011",
        "202101011",
        "２０２１",
        "2021-０１",
        "2021年１月",
        "2021年0月",
        "2021年13月",
        "2021年2月30日",
        "2021年11-1月",
        "2021年1-1月",
        "2021年1-13月",
        "2021年1-月",
        "2021年-3月",
        "2021年五季度",
        "2021年0季度",
        "2021年5季度",
        "2021年前四季度",
        "2021年中半年",
        "2021年第54周",
        "2021年第0周",
        "2021年第周",
        "2021年1月末旬",
        "2021年1月上",
        "2021年3月 ",
        "2021年3",
        "年3月",
        "2021年3月5",
        "2021年\xE5",
        "2021\xE5\xB9",
        "%Y",
        "2021%m",
        "jan 2021",
    };
    yx_period p = {11, 22};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(bad); i++) {
        if (yx_period_read(yx_str_of(bad[i]), &p))
            fail_msg("'%s' is read", bad[i]);
        T_OK(p.first == 11 && p.last == 22);
    }
    T_OK(!yx_period_read((yx_str){"2021\0", 5}, &p));
    T_OK(!yx_period_read((yx_str){"2021-01\0", 8}, &p));
    T_OK(!yx_period_read((yx_str){"\0002021", 5}, &p));
    T_OK(!yx_period_read((yx_str){NULL, 0}, &p));
}

/* Each cut of each good text is read or refused, from memory that ends where the text ends. */
static void test_cuts(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(good); i++) {
        for (size_t n = 0; n < strlen(good[i].text); n++) {
            char *cut = malloc(n ? n : 1);
            char text[YX_PERIOD_TEXT];
            yx_period p, q;
            T_OK(cut != NULL);
            memcpy(cut, good[i].text, n);
            if (yx_period_read((yx_str){cut, n}, &p)) {
                q = read_ok(yx_period_text(p, false, text));
                T_OK(yx_period_order(p, q) == 0);
            }
            free(cut);
        }
    }
}

static void check_round(yx_period p, yx_period_kind kind)
{
    char text[YX_PERIOD_TEXT];
    yx_period again = read_ok(yx_period_text(p, false, text));

    T_OK(again.first == p.first && again.last == p.last);
    T_OK(yx_period_kind_of(p) == kind);
    if (yx_period_to_ytd(p, &p)) {
        again = read_ok(yx_period_text(p, true, text));
        T_OK(again.first == p.first && again.last == p.last);
    }
}

/* Steps of one cover all days without a gap, and every text reads back, 1999 to 2030. */
static void test_round_trip(void **state)
{
    static const struct {
        yx_period_kind kind;
        size_t n; /* 32 years: 8 of 366 days; with 4 days before and 5 after them 1671 weeks */
    } all[] = {{YX_PERIOD_DAY, 32 * 365 + 8}, {YX_PERIOD_WEEK, 1671},
               {YX_PERIOD_TENDAY, 32 * 36},   {YX_PERIOD_MONTH, 32 * 12},
               {YX_PERIOD_QUARTER, 32 * 4},   {YX_PERIOD_HALF, 32 * 2},
               {YX_PERIOD_YEAR, 32}};
    yx_day first = yx_day_of(1999, 1, 1), last = yx_day_of(2030, 12, 31);

    (void)state;
    for (size_t i = 0; i < YX_COUNT(all); i++) {
        yx_period p = yx_period_holding(first, all[i].kind), next;
        size_t n = 0;
        for (; p.first <= last; p = next, n++) {
            check_round(p, all[i].kind);
            T_OK(yx_period_holding(p.last, all[i].kind).first == p.first);
            next = yx_period_step(p, 1);
            T_OK(next.first == p.last + 1);
            T_OK(yx_period_order(yx_period_step(next, -1), p) == 0);
            T_OK(yx_period_order(p, next) == -1 && !yx_period_overlap(p, next));
        }
        T_OK(n == all[i].n);
    }
    for (int year = 1999; year <= 2030; year++) {
        for (int from = 1; from < 12; from++) {
            for (int to = from + 1; to <= 12; to++) {
                yx_period p = {yx_day_of(year, from, 1),
                               yx_day_of(year, to, yx_month_days(year, to))};
                check_round(p, yx_period_kind_of(p));
            }
        }
    }
}

static void test_steps_and_years(void **state)
{
    static const struct {
        const char *from;
        int steps, years; /* one of them */
        const char *to;
    } cases[] = {
        {"2021-12-31", 1, 0, "2022-01-01"},   {"2021-W52", 1, 0, "2022-W01"},
        {"2020-W53", -53, 0, "2019-W52"},     {"2021-12-T3", 1, 0, "2022-01-T1"},
        {"2021-01-T1", -1, 0, "2020-12-T3"},  {"2021-01", -13, 0, "2019-12"},
        {"2021-Q1", -1, 0, "2020-Q4"},        {"2021-Q1", 5, 0, "2022-Q2"},
        {"2021-H2", 1, 0, "2022-H1"},         {"2021", -21, 0, "2000"},
        {"2021-01..11", 1, 0, "2022-01..11"}, {"2020-02-29", 0, -1, "2019-02-28"},
        {"2020-02-29", 0, 4, "2024-02-29"},   {"2021-02-28", 0, -1, "2020-02-28"},
        {"2020-W53", 0, -1, "2019-W52"},      {"2020-W53", 0, 6, "2026-W53"},
        {"2021-W05", 0, 1, "2022-W05"},       {"2021-02", 0, -1, "2020-02"},
        {"2020-02-T3", 0, 1, "2021-02-T3"},   {"2021-01..02", 0, -1, "2020-01..02"},
        {"2021-Q1", 0, -1, "2020-Q1"},        {"2021", 0, 1, "2022"},
        {"2020-01..02", 0, 1, "2021-01..02"}, {"2021-H1", 0, -2, "2019-H1"},
    };
    char text[YX_PERIOD_TEXT];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_period p = read_ok(cases[i].from);
        p = cases[i].years ? yx_period_years(p, cases[i].years) : yx_period_step(p, cases[i].steps);
        T_TEXT(yx_period_text(p, false, text), cases[i].to);
    }
}

/* Steps beyond the calendar stop at its ends. */
static void test_far_steps(void **state)
{
    static const char *const from[] = {"2021-12-31", "2021-W05",    "2021-01-T1", "2021-01",
                                       "2021-Q1",    "2021-02..05", "2021-H1",    "2021"};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(from); i++) {
        yx_period p = read_ok(from[i]);
        yx_period far[] = {yx_period_step(p, INT32_MAX), yx_period_step(p, INT32_MIN),
                           yx_period_years(p, INT32_MAX), yx_period_years(p, INT32_MIN)};
        for (size_t k = 0; k < YX_COUNT(far); k++) {
            T_OK(far[k].first >= YX_DAY_MIN && far[k].last <= YX_DAY_MAX);
            T_OK(far[k].first <= far[k].last);
        }
    }
}

static void test_order_and_overlap(void **state)
{
    yx_period year = read_ok("2021"), month = read_ok("2021-01"), feb = read_ok("2021-02"),
              both = read_ok("2021-01..02"), day = read_ok("2021-02-01");

    (void)state;
    T_OK(yx_period_order(month, both) == -1 && yx_period_order(both, month) == 1);
    T_OK(yx_period_order(both, year) == -1 && yx_period_order(year, feb) == -1);
    T_OK(yx_period_order(day, feb) == -1 && yx_period_order(feb, feb) == 0);
    T_OK(yx_period_overlap(both, feb) && yx_period_overlap(feb, both));
    T_OK(!yx_period_overlap(month, feb) && yx_period_overlap(day, feb));
    T_OK(yx_period_per_year(YX_PERIOD_DAY) == 365 && yx_period_per_year(YX_PERIOD_WEEK) == 52);
    T_OK(yx_period_per_year(YX_PERIOD_TENDAY) == 36 && yx_period_per_year(YX_PERIOD_YEAR) == 1);
    T_OK(yx_period_per_year(YX_PERIOD_MONTHS) == 0);
}

static void test_say(void **state)
{
    static const struct {
        const char *period;
        bool ytd;
        const char *en, *zh;
    } cases[] = {
        {"2021-03-05", false, "2021-03-05", "2021年3月5日"},
        {"2021-W05", false, "2021-W05", "2021年第5周"},
        {"2021-01-T1", false, "1-10 Jan 2021", "2021年1月上旬"},
        {"2021-02-T3", false, "21-28 Feb 2021", "2021年2月下旬"},
        {"2021-03", false, "Mar 2021", "2021年3月"},
        {"2021-01..11", false, "Jan-Nov 2021", "2021年1-11月"},
        {"2021-01..11", true, "Jan-Nov 2021", "2021年1-11月"},
        {"2021-01..09", false, "Jan-Sep 2021", "2021年1-9月"},
        {"2021-01..09", true, "Jan-Sep 2021", "2021年前三季度"},
        {"2021-Q1", false, "Q1 2021", "2021年一季度"},
        {"2021-Q4", false, "Q4 2021", "2021年四季度"},
        {"2021-H1", true, "H1 2021", "2021年上半年"},
        {"2021-H2", false, "H2 2021", "2021年下半年"},
        {"2021", true, "2021", "2021年"},
    };
    yx_period three_days = {yx_day_of(2021, 12, 30), yx_day_of(2022, 1, 1)};
    char text[YX_PERIOD_TEXT];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_period p = read_ok(cases[i].period), again;
        T_TEXT(yx_period_say(p, cases[i].ytd, YX_EN, text), cases[i].en);
        T_TEXT(yx_period_say(p, cases[i].ytd, YX_ZH_HANS, text), cases[i].zh);
        again = read_ok(text); /* what is said in Chinese is a spelling too */
        T_OK(yx_period_order(p, again) == 0);
    }
    /* A flow over a gap may span days that are no period of a calendar: it is shown by its days. */
    T_OK(yx_period_kind_of(three_days) == YX_PERIOD_MONTHS);
    T_TEXT(yx_period_text(three_days, true, text), "2021-12-30..2022-01-01");
    T_TEXT(yx_period_say(three_days, false, YX_EN, text), "2021-12-30 to 2022-01-01");
    T_TEXT(yx_period_say(three_days, false, YX_ZH_HANS, text), "2021-12-30至2022-01-01");
    T_OK(!yx_period_to_ytd(three_days, &three_days));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_steps_and_years),
        cmocka_unit_test(test_far_steps),
        cmocka_unit_test(test_order_and_overlap),
        cmocka_unit_test(test_say),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

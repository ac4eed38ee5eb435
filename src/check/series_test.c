/* Series of a dozen figures, planted faults, and clean ones: what is asked, and what is not. */
#include "check/check.h"
#include "check/series.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 256 };

/* A run out of texts or doubles. */
typedef struct made {
    yx_run run;
    int32_t at[MOST], year[MOST], span[MOST];
    yx_decimal value[MOST];
    double level[MOST], room[2 * MOST];
    yx_day last[MOST], as_of[MOST];
    yx_opinion opinion[MOST];
} made;

static void start(made *m, yx_kind kind, int per_year)
{
    memset(m, 0, sizeof *m);
    m->run = (yx_run){.at = m->at,
                      .year = m->year,
                      .span = m->span,
                      .value = m->value,
                      .level = m->level,
                      .last = m->last,
                      .as_of = m->as_of,
                      .per_year = per_year,
                      .kind = kind};
}

static void add(made *m, int32_t at, const char *text)
{
    size_t n = m->run.n++;

    T_OK(yx_decimal_read(yx_str_of(text), &m->value[n]) == YX_DECIMAL_OK);
    m->at[n] = at;
    m->year[n] = m->run.per_year ? at / m->run.per_year : at;
    m->span[n] = 1;
    m->level[n] = yx_decimal_double(m->value[n]);
    m->last[n] = m->as_of[n] = 30 * at;
    if (m->value[n].scale > m->run.digits)
        m->run.digits = m->value[n].scale;
}

/* Texts one after the other from period 0; "" is a gap. */
static void fill(made *m, const char *const *text)
{
    for (int32_t i = 0; text[i]; i++)
        if (text[i][0])
            add(m, i, text[i]);
}

static const double *defaults(yx_check_number check)
{
    static double param[YX_CHECK_PARAMS];

    yx_check_defaults(&yx_checks[check], param);
    return param;
}

/* The numbers of those that are asked about, as "3 7". */
static const char *asked(const made *m)
{
    static char out[400];
    size_t n = 0;

    out[0] = 0;
    for (size_t i = 0; i < m->run.n; i++) {
        T_OK(m->opinion[i].judged || !m->opinion[i].asked);
        if (m->opinion[i].asked && n < sizeof out - 8)
            n += (size_t)snprintf(out + n, sizeof out - n, n ? " %zu" : "%zu", i);
    }
    return out;
}

static void test_decrease(void **state)
{
    static const char *const text[] = {"44", "41", "41.0", "50", NULL};
    double may_fall = 1;
    made m;

    (void)state;
    start(&m, YX_CUMULATIVE, 364);
    fill(&m, text);
    yx_check_decrease(&m.run, defaults(YX_CHECK_DECREASE), m.opinion);
    T_TEXT(asked(&m), "1");
    T_OK(m.opinion[1].against == 0 && m.opinion[1].expected == 44 && !m.opinion[0].judged);
    yx_check_decrease(&m.run, &may_fall, m.opinion);
    T_TEXT(asked(&m), "");
    start(&m, YX_YTD, 12); /* a new year starts anew */
    add(&m, 10, "100");
    add(&m, 11, "120");
    add(&m, 13, "20");
    add(&m, 14, "19");
    yx_check_decrease(&m.run, defaults(YX_CHECK_DECREASE), m.opinion);
    T_TEXT(asked(&m), "3");
    T_OK(!m.opinion[2].judged);
}

static void test_january(void **state)
{
    yx_habit habit = {0};
    made m, other;

    (void)state;
    for (int32_t year = 0; year < 12; year++) { /* eleven years without a January, one with */
        start(&other, YX_YTD, 12);
        if (year == 3)
            add(&other, 12 * year, "5");
        add(&other, 12 * year + 1, "10");
        add(&other, 12 * year + 2, "15");
        yx_habit_add(&habit, &other.run);
    }
    T_OK(habit.combined == 11 && habit.january == 1);
    start(&m, YX_YTD, 12);
    add(&m, 24, "5");
    add(&m, 25, "10");
    add(&m, 37, "9");
    yx_check_month(&m.run, &habit, defaults(YX_CHECK_MONTH), m.opinion);
    T_TEXT(asked(&m), ""); /* one of twelve is no habit yet: 8 % */
    for (int k = 0; k < 12; k++) {
        start(&other, YX_YTD, 12);
        add(&other, 12 * k + 1, "10");
        yx_habit_add(&habit, &other.run);
    }
    yx_check_month(&m.run, &habit, defaults(YX_CHECK_MONTH), m.opinion);
    T_TEXT(asked(&m), "0");
    T_OK(m.opinion[1].judged && m.opinion[2].judged);
    yx_check_month(&m.run, &(yx_habit){0}, (double[]){1}, m.opinion); /* told so */
    T_TEXT(asked(&m), "0");
    yx_check_month(&m.run, &habit, (double[]){0}, m.opinion);
    T_TEXT(asked(&m), "");
}

static void test_early(void **state)
{
    static const char *const text[] = {"1", "2", "3", NULL};
    made m;

    (void)state;
    start(&m, YX_FLOW, 12);
    fill(&m, text);
    m.as_of[1]--;
    yx_check_early(&m.run, defaults(YX_CHECK_EARLY), m.opinion);
    T_TEXT(asked(&m), "1");
    yx_check_early(&m.run, (double[]){1}, m.opinion); /* a forecast */
    T_TEXT(asked(&m), "");
}

static void test_signs_and_fractions(void **state)
{
    yx_habit rare = {.n = 1000, .negative = 3, .fraction = 3},
             common = {.n = 1000, .negative = 90, .fraction = 90};
    static const char *const text[] = {"7", "-1373", "0.125", "12.0", "-0.5", NULL};
    made m;

    (void)state;
    start(&m, YX_STOCK, 1);
    fill(&m, text);
    yx_check_negative(&m.run, &rare, defaults(YX_CHECK_NEGATIVE), m.opinion);
    T_TEXT(asked(&m), "1 4");
    yx_check_negative(&m.run, &common, defaults(YX_CHECK_NEGATIVE), m.opinion);
    T_TEXT(asked(&m), "");
    T_OK(!m.opinion[0].judged);
    yx_check_negative(&m.run, &common, (double[]){0, 0}, m.opinion); /* never, it was told */
    T_TEXT(asked(&m), "1 4");
    yx_check_fraction(&m.run, &rare, defaults(YX_CHECK_FRACTION), m.opinion);
    T_TEXT(asked(&m), "2 4"); /* 12.0 is 12 */
    yx_check_fraction(&m.run, &common, defaults(YX_CHECK_FRACTION), m.opinion);
    T_TEXT(asked(&m), "");
    m.run.kind = YX_RATE; /* growth may be below zero, and has digits */
    yx_check_negative(&m.run, &rare, defaults(YX_CHECK_NEGATIVE), m.opinion);
    T_TEXT(asked(&m), "");
}

/* 100 102 98 ...: the changes against a year ago are -2..2, and then one of 60. */
static void test_abrupt(void **state)
{
    char text[16];
    made m;

    (void)state;
    start(&m, YX_FLOW, 12);
    for (int32_t i = 0; i < 48; i++) {
        int season = i % 12 == 1 ? 300 : 0, noise = (i * 7 + i / 12) % 5;
        (void)snprintf(text, sizeof text, "%d",
                       1000 + season + noise +
                           (i == 40   ? 60
                            : i == 41 ? 61
                                      : 0));
        add(&m, i, text);
    }
    yx_check_abrupt(&m.run, defaults(YX_CHECK_ABRUPT), m.opinion);
    T_TEXT(asked(&m), "40"); /* what goes on is asked once; February is like February */
    T_OK(m.opinion[40].against == 28 && m.opinion[40].score > 5);
    T_OK(!m.opinion[20].judged); /* not enough past */
    m.level[40] = 1001, m.level[41] = 1002;
    yx_check_abrupt(&m.run, defaults(YX_CHECK_ABRUPT), m.opinion);
    T_TEXT(asked(&m), "");
}

/* A small base: from 1 to 3 is 200 %, and nothing. */
static void test_abrupt_small_base(void **state)
{
    char text[16];
    made m;

    (void)state;
    start(&m, YX_FLOW, 12);
    for (int32_t i = 0; i < 40; i++) {
        (void)snprintf(text, sizeof text, "%d", i == 38 ? 3 : 1);
        add(&m, i, text);
    }
    yx_check_abrupt(&m.run, defaults(YX_CHECK_ABRUPT), m.opinion);
    T_TEXT(asked(&m), "");
}

static const struct {
    const char *why;
    yx_kind kind;
    bool percent;
    const char *text[12];
    const char *want;
    double power;
} slips[] = {
    {"万元 for 亿元",
     YX_FLOW,
     false,
     {"12.1", "11.8", "12.5", "12.2", "124000", "12.0", NULL},
     "4",
     4},
    {"a lost point",
     YX_STOCK,
     false,
     {"12.1", "11.8", "12.5", "12.2", "119", "12.0", NULL},
     "4",
     1},
    {"too small by 100",
     YX_FLOW,
     false,
     {"1210", "1180", "1250", "1220", "12.4", "1200", NULL},
     "4",
     -2},
    {"not a power", YX_FLOW, false, {"12.1", "11.8", "12.5", "12.2", "60", "12.0", NULL}, "", 0},
    {"it moves so by itself", YX_FLOW, false, {"1", "9", "60", "500", "4800", "31", NULL}, "", 0},
    {"small counts", YX_FLOW, false, {"1", "2", "1", "1", "10", "1", NULL}, "", 0},
    {"another unit from now on: asked three times, then taken for granted",
     YX_FLOW,
     false,
     {"12.1", "11.8", "12.5", "12.2", "121", "118", "119", "120", NULL},
     "4 5 6",
     1},
    {"through zero there is no order of size",
     YX_FLOW,
     false,
     {"-12.1", "11.8", "12.5", "12.2", "121", "118", NULL},
     "",
     0},
    {"0.078 for 7.8 %", YX_RATE, true, {"7.7", "7.9", "8.1", "7.6", "0.078", "7.8", NULL}, "4", -2},
    {"ten times is no mixing of percent",
     YX_RATE,
     true,
     {"7.7", "7.9", "8.1", "7.6", "78", "7.8", NULL},
     "",
     0},
};

static void test_slips(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        made m;
        start(&m, slips[i].kind, 12);
        fill(&m, slips[i].text);
        yx_check_slip(&m.run, slips[i].percent, defaults(YX_CHECK_UNIT), m.opinion);
        if (strcmp(asked(&m), slips[i].want) != 0)
            print_error("%s: asked '%s', not '%s'\n", slips[i].why, asked(&m), slips[i].want);
        T_TEXT(asked(&m), slips[i].want);
        if (slips[i].power != 0)
            T_NEAR(m.opinion[4].score, slips[i].power, 0);
    }
}

static const struct {
    const char *why, *text[20], *want;
} repeats[] = {
    {"three equal, where it moves",
     {"1210", "1385", "1250", "1422", "1422", "1422", "1301", "1174", NULL},
     "5"},
    {"four equal are one question",
     {"1210", "1385", "1250", "1422", "1422", "1422", "1422", "1174", NULL},
     "5"},
    {"two are chance", {"1210", "1385", "1250", "1422", "1422", "1301", "1174", NULL}, ""},
    {"true zeros", {"1210", "1385", "0", "0", "0", "0", "1301", "1174", NULL}, ""},
    {"a gap between", {"1210", "1385", "1422", "", "1422", "1422", "1301", "1174", NULL}, ""},
    {"coarse figures", {"12", "13", "12", "14", "14", "14", "13", "11", NULL}, ""},
    {"figures in hundreds",
     {"1200", "1300", "1200", "1400", "1400", "1400", "1300", "1100", NULL},
     ""},
    {"it stands still by nature",
     {"1210", "1210", "1385", "1385", "1250", "1422", "1422", "1422", "1301", "1301", NULL},
     ""},
};

static void test_repeats(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof repeats / sizeof repeats[0]; i++) {
        made m;
        start(&m, YX_FLOW, 12);
        fill(&m, repeats[i].text);
        yx_check_repeat(&m.run, defaults(YX_CHECK_REPEAT), m.room, m.opinion);
        if (strcmp(asked(&m), repeats[i].want) != 0)
            print_error("%s: asked '%s'\n", repeats[i].why, asked(&m));
        T_TEXT(asked(&m), repeats[i].want);
    }
}

static void test_copies(void **state)
{
    static const char *const own[] = {"1210", "1385", "1250", "1422", "1309", "1587", "1301", NULL};
    static const char *const copied[] = {"1377", "1102", "1250", "1422",
                                         "1309", "1204", "1188", NULL};
    static const char *const twice[] = {"1377", "1102", "1250", "1422",
                                        "1300", "1204", "1188", NULL};
    made a, b;

    (void)state;
    start(&a, YX_FLOW, 12);
    fill(&a, own);
    start(&b, YX_FLOW, 12);
    fill(&b, copied);
    T_OK(yx_check_copy(&a.run, 4, &b.run, 4, defaults(YX_CHECK_COPY), a.room));
    T_OK(!yx_check_copy(&a.run, 3, &b.run, 3, defaults(YX_CHECK_COPY), a.room));
    start(&b, YX_FLOW, 12);
    fill(&b, twice);
    T_OK(!yx_check_copy(&a.run, 3, &b.run, 3, defaults(YX_CHECK_COPY), a.room));
    /* one thing under two codes: equal all the time */
    start(&a, YX_FLOW, 12);
    start(&b, YX_FLOW, 12);
    for (int32_t i = 0; i < 40; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "%d", 1000 + i * 7919 % 613);
        add(&a, i, text);
        add(&b, i, text);
    }
    T_OK(!yx_check_copy(&a.run, 39, &b.run, 39, defaults(YX_CHECK_COPY), a.room));
}

/* --- clean series: how often does each check ask? --- */

static uint64_t seed = 20221228;

static double uniform(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (double)(seed >> 11) / 9007199254740992.0;
}

static double normal(void)
{
    return sqrt(-2 * log(uniform() + 1e-300)) * cos(6.283185307179586 * uniform());
}

/* Five years of months: level, trend, season, noise of 3 to 12 %, two digits behind the point. */
static void clean(made *m, yx_kind kind)
{
    double level = exp(3 + 5 * uniform()), trend = 0.004 * normal(),
           noise = 0.03 + 0.09 * uniform();
    double phase = 6.28 * uniform(), season = 0.2 * uniform(), total = 0;
    char text[40];

    start(m, kind, 12);
    for (int32_t i = 0; i < 60; i++) {
        double v = level * exp(trend * i + season * sin(phase + 6.283185307179586 * i / 12) +
                               noise * normal());
        total = kind == YX_YTD && i % 12 ? total + v : v;
        (void)snprintf(text, sizeof text, "%.2f", total);
        add(m, i, text);
    }
}

static void count(const made *m, size_t *judged, size_t *ask)
{
    for (size_t i = 0; i < m->run.n; i++) {
        *judged += m->opinion[i].judged;
        *ask += m->opinion[i].asked;
    }
}

static void report(yx_check_number check, size_t judged, size_t ask)
{
    double rate = (double)ask / (double)judged;

    print_message("# %s %s: %zu judged, %zu asked, %.5f (guard %g)\n", yx_checks[check].id,
                  yx_checks[check].kind, judged, ask, rate, yx_checks[check].guard);
    T_OK(judged > 10000 && rate <= yx_checks[check].guard);
}

static void test_false_alarms(void **state)
{
    size_t judged[5] = {0}, ask[5] = {0};
    made m;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        clean(&m, YX_FLOW);
        yx_check_abrupt(&m.run, defaults(YX_CHECK_ABRUPT), m.opinion);
        count(&m, &judged[0], &ask[0]);
        yx_check_slip(&m.run, false, defaults(YX_CHECK_UNIT), m.opinion);
        count(&m, &judged[1], &ask[1]);
        yx_check_repeat(&m.run, defaults(YX_CHECK_REPEAT), m.room, m.opinion);
        count(&m, &judged[2], &ask[2]);
        clean(&m, YX_YTD);
        yx_check_decrease(&m.run, defaults(YX_CHECK_DECREASE), m.opinion);
        count(&m, &judged[3], &ask[3]);
        yx_check_slip(&m.run, false, defaults(YX_CHECK_UNIT), m.opinion);
        count(&m, &judged[1], &ask[1]);
        clean(&m, YX_RATE);
        yx_check_slip(&m.run, true, defaults(YX_CHECK_PERCENT), m.opinion);
        count(&m, &judged[4], &ask[4]);
    }
    report(YX_CHECK_ABRUPT, judged[0], ask[0]);
    report(YX_CHECK_UNIT, judged[1], ask[1]);
    report(YX_CHECK_REPEAT, judged[2], ask[2]);
    report(YX_CHECK_DECREASE, judged[3], ask[3]);
    report(YX_CHECK_PERCENT, judged[4], ask[4]);
}

/* The same series with one figure spoilt at month 50. */
static void test_planted(void **state)
{
    size_t slips_found = 0, jumps = 0;
    made m;

    (void)state;
    for (int i = 0; i < 300; i++) {
        clean(&m, i % 2 ? YX_FLOW : YX_YTD);
        m.value[50].mantissa *= i % 3 ? 10000 : 100;
        m.level[50] = yx_decimal_double(m.value[50]);
        yx_check_slip(&m.run, false, defaults(YX_CHECK_UNIT), m.opinion);
        slips_found += m.opinion[50].asked;
        clean(&m, YX_FLOW);
        m.level[50] *= 3;
        yx_check_abrupt(&m.run, defaults(YX_CHECK_ABRUPT), m.opinion);
        jumps += m.opinion[50].asked;
    }
    print_message("# planted: %zu of 300 slips of 100 or 10000, %zu of 300 jumps to three times\n",
                  slips_found, jumps);
    T_OK(slips_found >= 240 && jumps >= 270);
}

static void test_nothing(void **state)
{
    made m;

    (void)state;
    start(&m, YX_FLOW, 12);
    yx_check_abrupt(&m.run, defaults(YX_CHECK_ABRUPT), m.opinion);
    yx_check_slip(&m.run, false, defaults(YX_CHECK_UNIT), m.opinion);
    yx_check_repeat(&m.run, defaults(YX_CHECK_REPEAT), m.room, m.opinion);
    yx_check_decrease(&m.run, defaults(YX_CHECK_DECREASE), m.opinion);
    add(&m, 0, "-9223372036854775807");
    yx_check_abrupt(&m.run, defaults(YX_CHECK_ABRUPT), m.opinion);
    yx_check_slip(&m.run, false, defaults(YX_CHECK_UNIT), m.opinion);
    yx_check_repeat(&m.run, defaults(YX_CHECK_REPEAT), m.room, m.opinion);
    T_TEXT(asked(&m), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decrease), cmocka_unit_test(test_january),
        cmocka_unit_test(test_early),    cmocka_unit_test(test_signs_and_fractions),
        cmocka_unit_test(test_abrupt),   cmocka_unit_test(test_abrupt_small_base),
        cmocka_unit_test(test_slips),    cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_copies),   cmocka_unit_test(test_false_alarms),
        cmocka_unit_test(test_planted),  cmocka_unit_test(test_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

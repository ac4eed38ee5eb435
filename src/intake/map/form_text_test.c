#include "intake/map/form_text.h"

#include "tests/support/t.h"

#include <string.h>

static void test_clean(void **state)
{
    static const struct {
        const char *text, *clean;
    } row[] = {
        {"  工业\n增加值 ", "工业增加值"},
        {"合　计", "合计"},
        {"总产值（万元）", "总产值(万元)"},
        {"ＧＤＰ 总量", "GDP总量"},
        {"Total \n output", "Total output"},
        {"１－４月", "1-4月"},
        {"同比 ± ％", "同比±%"},
        {"\xE5\x9C", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"", ""},
        {"\xC2\xA0\xE2\x80\x8B", ""},
    };
    yx_buf out = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        yx_buf_clear(&out);
        yx_form_clean(yx_str_of(row[i].text), &out);
        yx_buf_add(&out, "", 0);
        T_TEXT(out.at, row[i].clean);
    }
    yx_buf_free(&out);
}

static void test_patterns(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
        const char *period, *year, *region;
    } row[] = {
        {"地区", "地区", true, NULL, NULL, NULL},
        {"地区", "地区名", false, NULL, NULL, NULL},
        {"", "", true, NULL, NULL, NULL},
        {"*", "", true, NULL, NULL, NULL},
        {"{period}", "", false, NULL, NULL, NULL},
        {"{period}工业", "2022年4月工业", true, "2022年4月", NULL, NULL},
        {"{region}{period}月报", "松滋市2022年4月月报", true, "2022年4月", NULL, "松滋市"},
        {"*{period}", "工业2022年", true, "2022年", NULL, NULL},
        {"{region}{period}", "松滋市", false, NULL, NULL, NULL},
        {"填报单位:{region}", "填报单位:松滋市", true, NULL, NULL, "松滋市"},
        {"{year}年*({period})", "2022年工业(1-4月)", true, "1-4月", "2022", NULL},
        {"a*b", "aXbYb", true, NULL, NULL, NULL},
        {"a*b", "aXbY", false, NULL, NULL, NULL},
        {"a\\*b", "a*b", true, NULL, NULL, NULL},
        {"a\\*b", "aab", false, NULL, NULL, NULL},
        {"\\{period}", "{period}", true, NULL, NULL, NULL},
        {"*月", "月", true, NULL, NULL, NULL},
        {"*aa*", "aa", true, NULL, NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        yx_form_found f = {0};
        bool matches = yx_form_matches(yx_str_of(row[i].pattern), yx_str_of(row[i].text), &f);
        if (matches != row[i].matches)
            fail_msg("%s over %s", row[i].pattern, row[i].text);
        if (!matches)
            continue;
        T_OK(row[i].period ? yx_str_is(f.period, row[i].period) : !f.period.at);
        T_OK(row[i].year ? yx_str_is(f.year, row[i].year) : !f.year.at);
        T_OK(row[i].region ? yx_str_is(f.region, row[i].region) : !f.region.at);
    }
}

static void test_bad_patterns(void **state)
{
    static const char *const bad[] = {
        "{",   "{months}",           "{period}{year}", "**", "a{period}b{period}",
        "a\\", "*a*a*a*a*a*a*a*a*a", "{period}*"};
    static const char *const good[] = {"", "a", "*", "\\{", "{year}年{period}"};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(bad); i++)
        if (!yx_form_pattern_fault(yx_str_of(bad[i])))
            fail_msg("%s", bad[i]);
    for (size_t i = 0; i < YX_COUNT(good); i++)
        if (yx_form_pattern_fault(yx_str_of(good[i])))
            fail_msg("%s", good[i]);
}

static void test_escape(void **state)
{
    yx_buf out = {0};

    (void)state;
    yx_form_escape(yx_str_of("a*{b}\\"), &out);
    T_TEXT(out.at, "a\\*\\{b}\\\\");
    T_OK(!yx_form_pattern_fault(yx_buf_view(&out)));
    T_OK(yx_form_matches(yx_buf_view(&out), yx_str_of("a*{b}\\"), NULL));
    T_OK(!yx_form_has(yx_str_of("\\{period}"), "{period}"));
    T_OK(yx_form_has(yx_str_of("x{period}"), "{period}"));
    yx_buf_free(&out);
}

static void test_periods(void **state)
{
    static const struct {
        const char *text;
        int year;
        const char *period; /* NULL: none */
    } row[] = {
        {"2022年4月", 0, "2022-04"},
        {"2022 年 4 月份", 0, "2022-04"},
        {"2022年1-4月", 0, "2022-01..04"},
        {"2022年度", 0, "2022"},
        {"4月", 2022, "2022-04"},
        {"1-4月", 2022, "2022-01..04"},
        {"一季度", 2022, "2022-Q1"},
        {"全年", 2022, "2022"},
        {"4月", 0, NULL},
        {"2022.4", 0, NULL},
        {"本月", 2022, NULL},
        {"", 2022, NULL},
        {"2022年4月末", 0, "2022-04"},
        {"2022", 0, "2022"},
        {"上半年", 2021, "2021-H1"},
        {"前三季度", 2021, "2021-01..09"},
    };
    char text[YX_PERIOD_TEXT];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        yx_period p;
        bool is = yx_form_period(yx_str_of(row[i].text), row[i].year, &p);
        if (is != (row[i].period != NULL))
            fail_msg("%s", row[i].text);
        if (is)
            T_TEXT(yx_period_text(p, false, text), row[i].period);
    }
}

static void test_find_period(void **state)
{
    static const struct {
        const char *text;
        int year;
        const char *at; /* NULL: none */
    } row[] = {
        {"2022年1-4月规模以上工业", 0, "2022年1-4月"},
        {"工业(2022年4月)", 0, "2022年4月"},
        {"工业", 0, NULL},
        {"附件12345", 0, NULL},
        {"2022年工业(1-4月)", 2022, "1-4月"},
        {"工业产值", 2022, NULL},
        {"2022年一季度", 0, "2022年一季度"},
        {"4月末余额", 2022, "4月末"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        yx_str at = {0};
        yx_period p;
        bool is = yx_form_find_period(yx_str_of(row[i].text), row[i].year, &at, &p);
        if (is != (row[i].at != NULL) || (is && !yx_str_is(at, row[i].at)))
            fail_msg("%s: %.*s", row[i].text, (int)at.n, at.at ? at.at : "");
    }
}

static void test_places(void **state)
{
    uint32_t r = 0, c = 0;

    (void)state;
    T_OK(yx_form_cell(yx_str_of("B12"), &r, &c) && r == 11 && c == 1);
    T_OK(yx_form_cell(yx_str_of("XFD1048576"), &r, &c) && r == 1048575 && c == 16383);
    T_OK(yx_form_cell(yx_str_of("AA1"), &r, &c) && r == 0 && c == 26);
    T_OK(!yx_form_cell(yx_str_of("XFE1"), &r, &c));
    T_OK(!yx_form_cell(yx_str_of("A1048577"), &r, &c));
    T_OK(!yx_form_cell(yx_str_of("A0"), &r, &c));
    T_OK(!yx_form_cell(yx_str_of("A"), &r, &c));
    T_OK(!yx_form_cell(yx_str_of("1"), &r, &c));
    T_OK(!yx_form_cell(yx_str_of("a1"), &r, &c));
    T_OK(!yx_form_cell(yx_str_of(""), &r, &c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_bad_patterns), cmocka_unit_test(test_escape),
        cmocka_unit_test(test_periods),      cmocka_unit_test(test_find_period),
        cmocka_unit_test(test_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

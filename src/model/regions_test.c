/* Which region a code means at a time, who lies below whom, and what is near to a wrong code. */
#include "base/buf.h"
#include "tests/support/catalog.h"

#define HEAD "code,name_zh,name_en,level,parent_code,valid_from,valid_to,virtual\n"

static yx_period period(const char *text)
{
    yx_period p = {0, 0};

    T_OK(yx_period_read(yx_str_of(text), &p));
    return p;
}

/* One code, two counties: 松滋县 until it became a city, 江陵县 three years later; the gap between
 * them belongs to nobody. */
static void test_reused_code(void **state)
{
    static const struct {
        const char *when;
        yx_region_found want;
        const char *name;
    } cases[] = {
        {"1993", YX_REGION_NOT_THEN, "松滋县"},
        {"1994-09", YX_REGION_OK, "松滋县"},
        {"1995", YX_REGION_OK, "松滋县"},
        {"1995-12-31", YX_REGION_OK, "松滋县"},
        {"1996-01-01", YX_REGION_NOT_THEN, "松滋县"},
        {"1996", YX_REGION_NOT_THEN, "松滋县"},
        {"1997-06-15", YX_REGION_NOT_THEN, "松滋县"},
        {"1997-06-16", YX_REGION_NOT_THEN, "江陵县"}, /* 533 days off both: the newer */
        {"1998-Q3", YX_REGION_NOT_THEN, "江陵县"},
        {"1998-11", YX_REGION_NOT_THEN, "江陵县"},
        {"1998-11-30", YX_REGION_NOT_THEN, "江陵县"},
        {"1998-12-01", YX_REGION_OK, "江陵县"},
        {"1998", YX_REGION_OK, "江陵县"}, /* its last day counts */
        {"2199", YX_REGION_OK, "江陵县"},
    };
    yx_catalog *c = new_catalog();
    uint32_t i = 0;

    (void)state;
    T_OK(take(c, YX_REGIONS,
              HEAD "421024,江陵县,,county,421000,1998-12-01,,\n421000,荆州市,,city,,1996-12-01,,\n"
                   "421024,松滋县,,county,421000,1994-09-29,1996-01-01,\n") == 3);
    for (size_t k = 0; k < YX_COUNT(cases); k++) {
        T_OK(yx_region_find(c, yx_str_of("421024"), period(cases[k].when), &i) == cases[k].want);
        T_TEXT(yx_region_at(c, i)->name_zh, cases[k].name);
    }
    i = 99;
    T_OK(yx_region_find(c, yx_str_of("42102"), period("2020"), &i) == YX_REGION_UNKNOWN && i == 99);
    T_OK(yx_region_find(c, yx_str_of(""), period("2020"), &i) == YX_REGION_UNKNOWN);
    T_TEXT(yx_region_at(c, yx_region_newest(c, yx_str_of("421024")))->name_zh, "江陵县");
    /* 松滋县 is older than the only row of its parent, which it still gets */
    T_OK(yx_region_at(c, 1)->parent == 0 && yx_region_at(c, 2)->parent == 0);
    yx_catalog_free(c);
}

/* A national table without dates, and after it a provincial one that knows since when: the undated
 * row ends where the dated one starts, and the figures of either time find their region. */
static void test_undated_until_the_next(void **state)
{
    yx_catalog *c = new_catalog();
    uint32_t i = 0;

    (void)state;
    T_OK(take(c, YX_REGIONS, HEAD "420100,武汉市,,city,,,,\n420114,蔡甸,,county,420100,,,\n") == 2);
    T_OK(yx_region_find(c, yx_str_of("420114"), period("1990"), &i) == YX_REGION_OK);
    T_OK(take(c, YX_REGIONS, HEAD "420114,蔡甸区,,county,420100,1992-12-01,,\n") == 1);
    T_OK(yx_n_region(c) == 3);
    T_OK(yx_region_find(c, yx_str_of("420114"), period("1992-11"), &i) == YX_REGION_OK);
    T_TEXT(yx_region_at(c, i)->name_zh, "蔡甸");
    T_OK(yx_region_at(c, i)->valid_to == yx_day_of(1992, 12, 1));
    T_OK(yx_region_find(c, yx_str_of("420114"), period("1992-12"), &i) == YX_REGION_OK);
    T_TEXT(yx_region_at(c, i)->name_zh, "蔡甸区");
    yx_catalog_free(c);
}

static void test_future_region(void **state)
{
    yx_catalog *c = new_catalog();
    uint32_t i = 99;

    (void)state;
    T_OK(take_file(c, YX_REGIONS, "regions.csv") == 117);
    T_OK(yx_region_find(c, yx_str_of("421088"), period("2019-12"), &i) == YX_REGION_NOT_THEN);
    T_TEXT(yx_region_at(c, i)->code, "421088");
    T_OK(yx_region_find(c, yx_str_of("421088"), period("2020-01"), &i) == YX_REGION_OK);
    T_OK(yx_region_find(c, yx_str_of("420000"), period("1900"), &i) == YX_REGION_OK);
    yx_catalog_free(c);
}

/* The parent is the one of the child's own time: city 2 was re-founded in 2000. */
static void test_parent_in_time(void **state)
{
    static const struct {
        const char *code;
        const char *parent;
    } cases[] = {
        {"21", "旧市"}, /* from 1990 */
        {"22", "新市"}, /* from 2000-01-01, the first day */
        {"23", "新市"}, /* without days: of today */
        {"24", "旧市"}, /* always, until the same day as its parent */
    };
    yx_catalog *c = new_catalog();

    (void)state;
    T_OK(take(c, YX_REGIONS,
              HEAD
              "21,甲,,c,2,1990-01-01,,\n22,乙,,c,2,2000-01-01,,\n23,丙,,c,2,,,\n"
              "24,丁,,c,2,,2000-01-01,\n2,旧市,,p,,,2000-01-01,\n2,新市,,p,,2000-01-01,,\n") == 6);
    for (size_t k = 0; k < YX_COUNT(cases); k++) {
        const yx_region *r = yx_region_at(c, yx_region_newest(c, yx_str_of(cases[k].code)));
        T_TEXT(yx_region_at(c, r->parent)->name_zh, cases[k].parent);
    }
    yx_catalog_free(c);
}

static void test_within(void **state)
{
    yx_catalog *c = new_catalog();
    uint32_t province, city, county, other;

    (void)state;
    T_OK(take(c, YX_REGIONS,
              HEAD "1,省,P,province,,,,\n11,甲市,,city,1,,,\n111,甲县,,county,11,,,\n"
                   "12,乙市,B,city,1,,,1\n") == 4);
    province = yx_region_newest(c, yx_str_of("1"));
    city = yx_region_newest(c, yx_str_of("11"));
    county = yx_region_newest(c, yx_str_of("111"));
    other = yx_region_newest(c, yx_str_of("12"));
    T_OK(yx_region_within(c, county, province) && yx_region_within(c, county, city));
    T_OK(yx_region_within(c, county, county) && yx_region_within(c, province, province));
    T_OK(!yx_region_within(c, county, other) && !yx_region_within(c, province, county));
    T_OK(!yx_region_within(c, county, YX_REGION_NONE));
    T_OK(yx_region_at(c, other)->is_virtual && !yx_region_at(c, city)->is_virtual);
    T_TEXT(yx_region_name(yx_region_at(c, province), YX_EN), "P");
    T_TEXT(yx_region_name(yx_region_at(c, province), YX_ZH_HANS), "省");
    T_TEXT(yx_region_name(yx_region_at(c, city), YX_EN), "甲市");
    yx_catalog_free(c);
}

static void test_nearest(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: nothing is near */
    } cases[] = {
        {"420199", "420100 武汉市"}, /* two digits; the first code of several */
        {"4201OO", "420100 武汉市"}, /* letters for zeros */
        {"武汉市", "420100 武汉市"},
        {"武汉", "420100 武汉市"},
        {"420101", "420100 武汉市"},
        {"阳新县", "420222 阳新县"}, /* the same name beats the near one */
        {"荆州", "421000 荆州市"},   /* as near to 荆州区, whose code is later */
        {"ZZ98", NULL},
        {"4", NULL},
        {"", NULL},
        {"一个根本不存在的地方", NULL},
        {"\xFF\xFE", NULL},
    };
    yx_catalog *c = new_catalog();
    char near[64], tiny[8];

    (void)state;
    T_OK(!yx_region_nearest(c, yx_str_of("420100"), near, sizeof near));
    T_OK(take_file(c, YX_REGIONS, "regions.csv") == 117);
    for (size_t k = 0; k < YX_COUNT(cases); k++) {
        bool found = yx_region_nearest(c, yx_str_of(cases[k].text), near, sizeof near);
        T_TEXT(near, cases[k].want ? cases[k].want : "");
        T_OK(found == (cases[k].want != NULL));
    }
    T_OK(yx_region_nearest(c, yx_str_of("武汉"), tiny, sizeof tiny));
    T_TEXT(tiny, "420100 ");
    yx_catalog_free(c);
}

/* A chain of 5000 regions: depth costs time, not stack. */
static void test_deep(void **state)
{
    enum { DEEP = 5000 };
    yx_catalog *c = new_catalog();
    yx_buf text = {0};

    (void)state;
    yx_buf_text(&text, "code,name_zh,level,parent_code\nr0,x,l,\n");
    for (int i = 1; i < DEEP; i++)
        yx_buf_f(&text, "r%d,x,l,r%d\n", i, i - 1);
    T_OK(yx_buf_check(&text, NULL) == YX_OK);
    T_OK(take(c, YX_REGIONS, text.at) == DEEP);
    T_OK(yx_region_within(c, yx_region_newest(c, yx_str_of("r4999")),
                          yx_region_newest(c, yx_str_of("r0"))));
    yx_buf_free(&text);
    yx_catalog_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reused_code),
        cmocka_unit_test(test_future_region),
        cmocka_unit_test(test_undated_until_the_next),
        cmocka_unit_test(test_parent_in_time),
        cmocka_unit_test(test_within),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_deep),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

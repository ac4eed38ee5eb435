#include "intake/map/region_names.h"

#include "tests/support/catalog.h"

static const char regions[] = "code,name_zh,name_en,level,parent_code,valid_from,valid_to\n"
                              "42,湖北省,Hubei,province,,,\n"
                              "4201,武汉市,Wuhan City,prefecture,42,,\n"
                              "420102,江岸区,,county,4201,,\n"
                              "4206,襄阳市,,prefecture,42,,\n"
                              "420607,襄阳区,,county,4206,,2010-12-09\n"
                              "4228,恩施土家族苗族自治州,,prefecture,42,,\n"
                              "422801,恩施市,,county,4228,,\n"
                              "22,吉林省,,province,,,\n"
                              "2202,吉林市,,prefecture,22,,\n"
                              "220202,昌邑区,,county,2202,,\n"
                              "370786,昌邑市,,county,,,\n"
                              "4300,鼓楼区,,county,42,,\n"
                              "4400,鼓楼区,,county,22,,\n";

static void test_names(void **state)
{
    static const struct {
        const char *text, *below, *when; /* "": none */
        yx_named is;
        const char *code;
    } row[] = {
        {"4201", "", "", YX_NAMED_ONE, "4201"},
        {"武汉市", "", "", YX_NAMED_ONE, "4201"},
        {"武汉", "", "", YX_NAMED_NONE, NULL}, /* a brief name needs a parent */
        {"武汉", "42", "", YX_NAMED_ONE, "4201"},
        {"wuhan city", "", "", YX_NAMED_ONE, "4201"},
        {"Wuhan", "42", "", YX_NAMED_ONE, "4201"},
        {"武汉", "22", "", YX_NAMED_NONE, NULL},
        {"吉林", "22", "", YX_NAMED_SEVERAL, NULL}, /* 省 and 市 */
        {"吉林市", "22", "", YX_NAMED_ONE, "2202"},
        {"鼓楼区", "", "", YX_NAMED_SEVERAL, NULL},
        {"鼓楼区", "42", "", YX_NAMED_ONE, "4300"},
        {"恩施州", "42", "", YX_NAMED_ONE, "4228"},
        {"恩施", "42", "", YX_NAMED_SEVERAL, NULL}, /* 州 and 市 */
        {"恩施自治州", "42", "", YX_NAMED_NONE, NULL},
        {"湖北省武汉市", "", "", YX_NAMED_ONE, "4201"},
        {"武汉市江岸区", "42", "", YX_NAMED_ONE, "420102"},
        {"武汉市江岸", "42", "", YX_NAMED_ONE, "420102"},
        {"襄阳", "42", "2009", YX_NAMED_SEVERAL, NULL}, /* 市, and 区 until 2010 */
        {"襄阳", "42", "2012", YX_NAMED_ONE, "4206"},
        {"襄阳区", "42", "2012", YX_NAMED_ONE, "420607"}, /* not then: its code will say so */
        {"", "42", "", YX_NAMED_NONE, NULL},
        {"省", "42", "", YX_NAMED_NONE, NULL},
    };
    yx_catalog *catalog = new_catalog();
    yx_region_names *names = NULL;

    (void)state;
    (void)take(catalog, YX_REGIONS, regions);
    T_OK(!yx_region_names_new(catalog, &names, NULL));
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        uint32_t below = yx_region_newest(catalog, yx_str_of(row[i].below)), got = 0, other = 0;
        yx_period when;
        const yx_period *then = yx_period_read(yx_str_of(row[i].when), &when) ? &when : NULL;
        yx_named is = yx_region_named(names, yx_str_of(row[i].text), below, then, &got, &other);
        if (is != row[i].is ||
            (row[i].code && strcmp(yx_region_at(catalog, got)->code, row[i].code) != 0))
            fail_msg("%s below %s: %d", row[i].text, row[i].below, (int)is);
    }
    yx_region_names_free(names);
    yx_catalog_free(catalog);
}

static bool make(void *arg)
{
    yx_region_names *names = NULL;
    yx_code rc = yx_region_names_new(arg, &names, NULL);

    yx_region_names_free(names);
    return rc == YX_OK || rc == YX_E_NOMEM;
}

static void test_memory(void **state)
{
    yx_catalog *catalog = new_catalog();

    (void)state;
    (void)take(catalog, YX_REGIONS, regions);
    T_OK(t_every_alloc(make, catalog) > 5);
    yx_catalog_free(catalog);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_memory)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

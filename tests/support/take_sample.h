/* take_sample.h - the catalogue and the options of the tests of taking files. */
#ifndef YX_TESTS_SUPPORT_TAKE_SAMPLE_H
#define YX_TESTS_SUPPORT_TAKE_SAMPLE_H

#include "intake/take_csv.h"

#include "tests/support/t.h"

#define HEAD "region_code,indicator,period,value\n"
#define FULL "region_code,indicator,period,value,as_of,status,contributors,release\n"

static yx_catalog *catalog;

static void load(yx_catalog_kind kind, const char *text)
{
    yx_input *in = NULL;
    yx_faults *faults = NULL;
    size_t n = 0;

    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(!yx_input_memory(yx_str_of(text), &in, NULL));
    T_OK(!yx_catalog_read(catalog, kind, "catalogue.csv", in, faults, &n, NULL));
    yx_input_close(in);
    yx_faults_free(faults);
}

static int make_catalog(void **state)
{
    (void)state;
    T_OK(!yx_catalog_new(&catalog, NULL));
    load(YX_REGIONS, "code,name_zh,name_en,level,parent_code,valid_from,valid_to\n"
                     "42,湖北省,Hubei,province,,,\n"
                     "420100,武汉市,Wuhan,prefecture,42,,\n"
                     "420600,襄阳市,Xiangyang,prefecture,42,2010-12-09,\n"
                     "420606,樊城区,Fancheng,county,42,2000-01-01,2020-01-01\n"
                     "420697,襄樊市,Xiangfan,prefecture,42,,2010-12-09\n");
    load(YX_INDICATORS, "code,name_zh,name_en,unit,frequency,kind\n"
                        "gdp,生产总值,GDP,亿元,Q,ytd\n"
                        "sales,零售额,Retail sales,亿元,M,flow\n"
                        "price,价格,Price,元,W,price\n");
    return 0;
}

static int drop_catalog(void **state)
{
    (void)state;
    yx_catalog_free(catalog);
    return 0;
}

static yx_take_options options(void)
{
    return (yx_take_options){.catalog = catalog,
                             .today = yx_day_of(2022, 6, 1),
                             .as_of = yx_day_of(2022, 5, 1),
                             .source = "a test"};
}

#endif

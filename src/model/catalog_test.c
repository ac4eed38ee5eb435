/* How files come into the catalogue: columns, faults, all or nothing, and replaced rows. */
#include "tests/support/catalog.h"

#define REGIONS "code,name_zh,name_en,level,parent_code,valid_from,valid_to,virtual\n"
#define TREE    REGIONS "1,省,Province,province,,,,\n11,甲市,A,city,1,,,\n12,乙市,B,city,1,,,\n"
#define INDICATORS                                                                                 \
    "code,name_zh,name_en,unit,frequency,kind,direction,aggregation,source,official,scope\n"

static void test_real_files(void **state)
{
    yx_catalog *c = new_catalog();
    const yx_region *r;
    const yx_lineage *l;
    uint32_t i;

    (void)state;
    T_OK(take_file(c, YX_REGIONS, "regions.csv") == 117);
    T_OK(take_file(c, YX_LINEAGE, "lineage.csv") == 7);
    T_OK(take_file(c, YX_NEIGHBOURS, "neighbours.csv") == 264);
    T_OK(yx_n_region(c) == 117 && yx_n_lineage(c) == 7 && yx_n_neighbour(c) == 264);
    i = yx_region_newest(c, yx_str_of("421088"));
    r = yx_region_at(c, i);
    T_TEXT(r->name_zh, "监利市");
    T_OK(r->valid_from == yx_day_of(2020, 1, 1) && r->valid_to == YX_DAY_MAX);
    T_TEXT(yx_region_at(c, r->parent)->code, "421000");
    T_OK(r->n_attribute == 2); /* type and note are no columns of ours */
    T_TEXT(r->attribute[0].name, "type");
    T_TEXT(r->attribute[0].text, "县级市");
    l = yx_lineage_at(c, 6);
    T_TEXT(l->from_code, "421023"); /* a code that the tree does not have any more */
    T_OK(l->kind == YX_RECODE && yx_decimal_equal(l->weight, (yx_decimal){1, 0}));
    for (uint32_t k = 1; k < yx_n_region(c); k++)
        T_OK(strcmp(yx_region_at(c, k - 1)->code, yx_region_at(c, k)->code) < 0);
    yx_catalog_free(c);
}

/* One file, the faults it must give, in order: "code line column". */
static const struct {
    const char *why;
    yx_catalog_kind kind;
    const char *text;
    const char *fault[4];
} bad[] = {
    {"nothing", YX_REGIONS, "", {"file.empty 0 0"}},
    {"columns", YX_REGIONS, "code,name_zh\n", {"header.missing 1 0", "header.missing 1 0"}},
    {"twice", YX_REGIONS, "code,name_zh,level,parent_code,code\n", {"header.twice 1 5"}},
    {"twice", YX_REGIONS, "x,code,name_zh,level,parent_code,x\n", {"header.twice 1 6"}},
    {"short", YX_REGIONS, REGIONS "1,a,a,p,,,\n", {"csv.short_row 2 7"}},
    {"long", YX_REGIONS, REGIONS "1,a,a,p,,,,,\n", {"csv.long_row 2 9"}},
    {"quote", YX_REGIONS, REGIONS "1,a\"b,a,p,,,,\n", {"csv.stray_quote 2 2"}},
    {"utf8", YX_REGIONS, REGIONS "1,\xFF,\xFE,p,,,,\n", {"text.encoding 2 2", "text.encoding 2 3"}},
    {"utf8 in the header",
     YX_REGIONS,
     "code,name_zh,level,parent_code,\xFF\n",
     {"text.encoding 1 5"}},
    {"no code", YX_REGIONS, REGIONS ",a,a,p,,,,\n", {"code.empty 2 1"}},
    {"blank", YX_REGIONS, REGIONS "\"1 \",a,a,p,,,,\n", {"code.bad 2 1"}},
    {"line end", YX_REGIONS, REGIONS "\"1\n1\",a,a,p,,,,\n", {"code.bad 2 1"}},
    {"key", YX_REGIONS, REGIONS "1,a,a,p,,,,\n2,b,b,p,,,,\n1,c,c,p,,,,\n", {"row.twice 4 1"}},
    {"days",
     YX_REGIONS,
     REGIONS "1,a,a,p,,2021-02-30,,\n2,b,b,p,,,2021-2-1,\n",
     {"day.bad 2 6", "day.bad 3 7"}},
    {"days turned", YX_REGIONS, REGIONS "1,a,a,p,,2021-01-01,2021-01-01,\n", {"day.bad 2 7"}},
    {"parent", YX_REGIONS, REGIONS "1,a,a,p,,,,\n2,b,b,c,9,,,\n", {"region.parent 3 5"}},
    {"a lost parent is not unknown",
     YX_REGIONS,
     REGIONS "1,a,a,p,,,\n2,b,b,c,1,,,\n",
     {"csv.short_row 2 7"}},
    {"nor is one with a bad day",
     YX_REGIONS,
     REGIONS "1,a,a,p,,1.1.21,,\n2,b,b,c,1,,,\n",
     {"day.bad 2 6"}},
    {"its own parent", YX_REGIONS, REGIONS "1,a,a,p,1,,,\n", {"region.cycle 2 5"}},
    {"a cycle and one below it",
     YX_REGIONS,
     REGIONS "1,a,a,p,3,,,\n2,b,b,p,1,,,\n3,c,c,p,2,,,\n4,d,d,p,1,,,\n",
     {"region.cycle 2 5", "region.cycle 4 5", "region.cycle 3 5"}},
    {"overlap",
     YX_REGIONS,
     REGIONS "1,a,a,p,,1994-01-01,1999-01-01,\n1,b,b,p,,1998-12-01,,\n",
     {"region.overlap 3 1"}},
    {"kind", YX_INDICATORS, INDICATORS "a,甲,,元,M,flwo,up,,,,\n", {"indicator.kind 2 6"}},
    {"direction",
     YX_INDICATORS,
     INDICATORS "a,甲,,元,M,flow,upp,,,,\n",
     {"indicator.direction 2 7"}},
    {"frequency", YX_INDICATORS, INDICATORS "a,甲,,元,,flow,up,,,,\n", {"indicator.frequency 2 5"}},
    {"three in a row",
     YX_INDICATORS,
     INDICATORS "a,甲,,元,,,x,,,,\n",
     {"indicator.kind 2 6", "indicator.direction 2 7", "indicator.frequency 2 5"}},
    {"indicator twice",
     YX_INDICATORS,
     INDICATORS "a,甲,,元,M,flow,,,,,\na,甲,,元,M,flow,,,,,\n",
     {"row.twice 3 1"}},
    {"lineage",
     YX_LINEAGE,
     "day,kind,from_code,to_code,weight\n,recode,1,2,1\n2020-01-01,splt,1,2,1\n"
     "2020-01-02,split,1,2,1.5\n",
     {"day.bad 2 1", "lineage.kind 3 2", "weight.bad 4 5"}},
    {"lineage twice",
     YX_LINEAGE,
     "day,kind,from_code,to_code\n2020-01-01,split,1,2\n2020-01-01,move,1,2\n",
     {"row.twice 3 1"}},
    {"neighbours",
     YX_NEIGHBOURS,
     "a,b\n11,12\n12,11\n11,11\n11,99\n",
     {"row.twice 3 1", "code.bad 4 2", "region.unknown 5 2"}},
    {"no neighbour", YX_NEIGHBOURS, "a,b,weight\n11,,-1\n", {"region.empty 2 2", "weight.bad 2 3"}},
    {"relation",
     YX_RELATIONS,
     "id,kind,result,terms\nx,summ,a,b+c\n,sum,a,b\n",
     {"relation.kind 2 2", "code.empty 3 1"}},
    {"post",
     YX_POSTS,
     "post,unit,region,role,level\np1,办,98,report,\np2,办,,report,\n",
     {"region.unknown 2 3", "region.empty 3 3"}},
};

static void test_faults(void **state)
{
    yx_faults *faults = NULL;

    (void)state;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    for (size_t i = 0; i < YX_COUNT(bad); i++) {
        yx_catalog *fresh = new_catalog();
        size_t n = 77, k = 0;
        yx_err err = {0};
        if (bad[i].kind == YX_NEIGHBOURS || bad[i].kind == YX_POSTS)
            T_OK(take(fresh, YX_REGIONS, TREE) == 3);
        T_OK(take_bytes(fresh, bad[i].kind, yx_str_of(bad[i].text), faults, &n, &err) ==
             YX_E_REFUSED);
        T_OK(n == 77 && err.code == YX_E_REFUSED);
        for (; k < 4 && bad[i].fault[k]; k++) {
            char what[80];
            const yx_fault *f = yx_faults_at(faults, k);
            T_OK(k < yx_faults_count(faults));
            snprintf(what, sizeof what, "%s %zu %zu", f->code, f->line, f->column);
            if (strcmp(what, bad[i].fault[k]) != 0)
                print_error("%s\n", bad[i].why);
            T_TEXT(what, bad[i].fault[k]);
            T_OK(yx_fault_code_find(f->code) != NULL);
            T_TEXT(f->file, "f.csv");
        }
        if (yx_faults_count(faults) != k)
            fail_msg("%s: %zu faults", bad[i].why, yx_faults_count(faults));
        T_OK(yx_n_indicator(fresh) + yx_n_lineage(fresh) + yx_n_neighbour(fresh) == 0);
        T_OK(yx_n_relation(fresh) + yx_n_post(fresh) == 0);
        yx_faults_clear(faults);
        yx_catalog_free(fresh);
    }
    yx_faults_free(faults);
}

static void test_fault_says_what_is_near(void **state)
{
    yx_catalog *c = new_catalog();
    yx_faults *faults = NULL;
    size_t n;

    (void)state;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(take_file(c, YX_REGIONS, "regions.csv") == 117);
    T_OK(take_bytes(c, YX_NEIGHBOURS, yx_str_of("a,b\n420103,4201O2\n420103,武汉\n"), faults, &n,
                    NULL) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->nearest, "420102 江岸区");
    T_TEXT(yx_faults_at(faults, 1)->nearest, "420100 武汉市");
    T_TEXT(yx_faults_at(faults, 1)->field, "b");
    yx_faults_clear(faults);
    T_OK(take_bytes(c, YX_REGIONS,
                    yx_str_of("code,name_zh,level,parent_code\n9,新县,county,42010\n"), faults, &n,
                    NULL) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->nearest, "420100 武汉市"); /* one zero more */
    yx_faults_clear(faults);
    T_OK(take_bytes(c, YX_INDICATORS,
                    yx_str_of("code,name_zh,units,frequency,kind,unit\na,甲,元,M,stok,元\n"),
                    faults, &n, NULL) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->nearest, "stock");
    T_TEXT(yx_faults_at(faults, 0)->expected, "flow, stock, ytd, cumulative, rate, index, price");
    yx_faults_clear(faults);
    T_OK(take_bytes(c, YX_INDICATORS, yx_str_of("code,name_zh,units,frequency,kind\n"), faults, &n,
                    NULL) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->field, "unit");
    T_TEXT(yx_faults_at(faults, 0)->nearest, "units");
    T_OK(yx_faults_count(faults) == 1);
    yx_faults_free(faults);
    yx_catalog_free(c);
}

static void test_all_or_nothing(void **state)
{
    yx_catalog *c = new_catalog();
    yx_faults *faults = NULL;
    size_t n;

    (void)state;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(take(c, YX_REGIONS, TREE) == 3);
    /* a good row, a changed row, and a bad one: none of them is taken */
    T_OK(take_bytes(
             c, YX_REGIONS,
             yx_str_of(REGIONS "13,丙市,C,city,1,,,\n11,新名,N,city,1,,,\n14,丁,D,city,8,,,\n"),
             faults, &n, NULL) == YX_E_REFUSED);
    T_OK(yx_n_region(c) == 3 && yx_region_newest(c, yx_str_of("13")) == YX_REGION_NONE);
    T_TEXT(yx_region_at(c, yx_region_newest(c, yx_str_of("11")))->name_zh, "甲市");
    /* faults of an earlier file do not refuse the next one */
    T_OK(take_bytes(c, YX_REGIONS, yx_str_of(REGIONS "13,丙市,C,city,1,,,\n11,新名,N,city,13,,,\n"),
                    faults, &n, NULL) == YX_OK);
    T_OK(n == 2 && yx_n_region(c) == 4);
    T_TEXT(yx_region_at(c, yx_region_newest(c, yx_str_of("11")))->name_zh, "新名");
    T_OK(yx_region_within(c, yx_region_newest(c, yx_str_of("11")),
                          yx_region_newest(c, yx_str_of("13"))));
    /* a cycle may close over rows that stood before; only the new row is blamed */
    yx_faults_clear(faults);
    T_OK(take_bytes(c, YX_REGIONS, yx_str_of(REGIONS "13,丙市,C,city,11,,,\n"), faults, &n, NULL) ==
         YX_E_REFUSED);
    T_OK(yx_faults_count(faults) == 1 && yx_faults_at(faults, 0)->line == 2);
    /* only a header: nothing new, nothing lost */
    T_OK(take(c, YX_REGIONS, REGIONS) == 0);
    T_OK(yx_n_region(c) == 4);
    yx_faults_free(faults);
    yx_catalog_free(c);
}

static void test_indicators(void **state)
{
    yx_catalog *c = new_catalog();
    yx_faults *faults = NULL;
    const yx_indicator *a;
    char near[64];
    size_t n;

    (void)state;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(take(c, YX_INDICATORS,
              INDICATORS "gdp,生产总值,GDP,亿元,Q,ytd,up,sum,统计局,1,全口径\n"
                         "cpi,物价,,%,M,index,band,none,,,\n"
                         "cen,普查,Census,人,10Y,stock,,sum,,0,\n") == 3);
    a = yx_indicator_find(c, yx_str_of("gdp"));
    T_OK(a && a->kind == YX_YTD && a->direction == YX_UP && a->every == YX_PERIOD_QUARTER);
    T_OK(a->official);
    T_TEXT(a->scope, "全口径");
    T_TEXT(yx_indicator_name(a, YX_EN), "GDP");
    T_TEXT(yx_indicator_name(a, YX_ZH_HANS), "生产总值");
    a = yx_indicator_find(c, yx_str_of("cpi"));
    T_OK(a && a->direction == YX_BAND && !a->official);
    T_TEXT(yx_indicator_name(a, YX_EN), "物价");
    a = yx_indicator_at(c, 0); /* cen comes first by code */
    T_OK(a->every == YX_PERIOD_YEAR && a->direction == YX_NEITHER && !a->official);
    T_OK(yx_indicator_find(c, yx_str_of("gd")) == NULL);
    T_OK(yx_indicator_nearest(c, yx_str_of("gpd"), near, sizeof near));
    T_TEXT(near, "gdp 生产总值");
    T_OK(!yx_indicator_nearest(c, yx_str_of("q"), near, sizeof near));
    T_TEXT(near, "");
    /* another scope needs another code; a file that does not speak of scopes keeps them */
    T_OK(take_bytes(c, YX_INDICATORS,
                    yx_str_of("code,name_zh,unit,frequency,kind,scope\ngdp,x,亿元,Q,ytd,规模以上\n"
                              "cpi,x,%,M,index,城镇\n"),
                    faults, &n, NULL) == YX_E_REFUSED);
    T_OK(yx_faults_count(faults) == 2);
    T_TEXT(yx_faults_at(faults, 0)->code, "indicator.scope");
    T_TEXT(yx_faults_at(faults, 0)->expected, "全口径");
    T_OK(take(c, YX_INDICATORS,
              "code,name_zh,unit,frequency,kind,domain\ngdp,总值,亿元,Q,ytd,d\n") == 1);
    a = yx_indicator_find(c, yx_str_of("gdp"));
    T_TEXT(a->scope, "全口径");
    T_TEXT(a->name_zh, "总值");
    T_OK(a->n_attribute == 1 && !a->official && yx_n_indicator(c) == 3);
    T_TEXT(a->attribute[0].name, "domain");
    yx_faults_free(faults);
    yx_catalog_free(c);
}

static void test_links(void **state)
{
    yx_catalog *c = new_catalog();

    (void)state;
    T_OK(take(c, YX_REGIONS, TREE) == 3);
    T_OK(take(c, YX_NEIGHBOURS, "a,b,weight\n12,11,0.25\n") == 1);
    T_TEXT(yx_neighbour_at(c, 0)->a, "11");
    T_TEXT(yx_neighbour_at(c, 0)->b, "12");
    T_OK(yx_decimal_equal(yx_neighbour_at(c, 0)->weight, (yx_decimal){25, 2}));
    T_OK(take(c, YX_NEIGHBOURS, "a,b\n11,12\n1,11\n") == 2); /* the pair is replaced */
    T_OK(yx_n_neighbour(c) == 2);
    T_OK(yx_decimal_equal(yx_neighbour_at(c, 1)->weight, (yx_decimal){1, 0}));
    T_OK(take(c, YX_LINEAGE,
              "day,kind,from_code,to_code,weight,source\n2020-01-01,split,9,11,0.4,x\n"
              "1995-12-01,move,8,11,,\n2020-01-01,split,9,10,0.6,x\n") == 3);
    T_OK(yx_lineage_at(c, 0)->kind == YX_MOVE);
    T_TEXT(yx_lineage_at(c, 1)->to_code, "10");
    T_OK(yx_decimal_equal(yx_lineage_at(c, 1)->weight, (yx_decimal){6, 1}));
    T_OK(take(c, YX_RELATIONS,
              "id,kind,result,terms,tolerance,guard\nr2,sum,total,a+b,0,\nr1,le,a,b,,x\n") == 2);
    T_TEXT(yx_relation_at(c, 0)->id, "r1");
    T_TEXT(yx_relation_at(c, 1)->terms, "a+b");
    T_OK(take(c, YX_POSTS, "post,unit,region,role,level\nclerk,统计局,11,report,city\n") == 1);
    T_TEXT(yx_post_find(c, yx_str_of("clerk"))->unit, "统计局");
    T_OK(yx_post_find(c, yx_str_of("cler")) == NULL && yx_n_post(c) == 1);
    T_OK(take(c, YX_REGIONS, REGIONS "13,丙市,,city,1,,,\n") == 1);
    T_TEXT(yx_post_at(c, 0)->region, "11"); /* other tables stand */
    yx_catalog_free(c);
}

/* Reads over a catalogue that stands; it is as before, or as after. */
static bool read_or_nothing(void *arg)
{
    yx_catalog *c = arg;
    yx_faults *faults = NULL;
    size_t n = 0, regions = yx_n_region(c);
    yx_err err = {0};
    yx_code rc = yx_faults_new(&faults, &err);
    bool right;

    if (!rc)
        rc =
            take_bytes(c, YX_REGIONS, yx_str_of(REGIONS "14,丁,D,city,11,,,1\n11,新,N,city,1,,,\n"),
                       faults, &n, &err);
    right = rc == YX_OK ? n == 2 && yx_n_region(c) == 4
                        : rc == YX_E_NOMEM && err.code == rc && yx_n_region(c) == regions;
    rc = faults ? take_bytes(c, YX_INDICATORS,
                             yx_str_of("code,name_zh,unit,frequency,kind,x\na,甲,元,M,flow,y\n"),
                             faults, &n, &err)
                : YX_E_NOMEM;
    right = right && (rc == YX_OK ? yx_indicator_find(c, yx_str_of("a")) != NULL
                                  : rc == YX_E_NOMEM && err.code == rc);
    yx_faults_free(faults);
    return right && yx_region_newest(c, yx_str_of("12")) != YX_REGION_NONE;
}

static bool refuse_or_nothing(void *arg)
{
    yx_catalog *c = NULL;
    yx_faults *faults = NULL;
    size_t n = 5;
    yx_err err = {0};
    yx_code rc = yx_catalog_new(&c, &err);

    (void)arg;
    if (!rc)
        rc = yx_faults_new(&faults, &err);
    if (!rc)
        rc = take_bytes(c, YX_REGIONS, yx_str_of(REGIONS "1,a,a,p\n2,b,b,p,7,,,\n3,c,c,p,3,,,\n"),
                        faults, &n, &err);
    yx_catalog_free(c);
    yx_faults_free(faults);
    return n == 5 && (rc == YX_E_NOMEM || rc == YX_E_REFUSED) && err.code == rc;
}

static void test_no_memory(void **state)
{
    yx_catalog *c = new_catalog();

    (void)state;
    T_OK(take(c, YX_REGIONS, TREE) == 3);
    T_OK(t_every_alloc(read_or_nothing, c) > 10);
    T_OK(yx_n_region(c) == 4);
    T_OK(t_every_alloc(refuse_or_nothing, NULL) > 10);
    yx_catalog_free(c);
    yx_catalog_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_real_files),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_fault_says_what_is_near),
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_indicators),
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

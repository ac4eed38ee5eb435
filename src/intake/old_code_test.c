/* What is said of a code that stands in no row of regions. */
#include "intake/old_code.h"
#include "tests/support/catalog.h"

static const char regions[] = "code,name_zh,name_en,level,parent_code,valid_from,valid_to\n"
                              "42,湖北省,Hubei,province,,,\n"
                              "421088,监利市,Jianli,county,42,2020-06-12,\n"
                              "421087,松滋市,Songzi,county,42,,\n"
                              "A,甲,,county,42,,\n"
                              "B,,Big,county,42,,\n";
static const char lineage[] = "day,kind,from_code,to_code,weight,source\n"
                              "2020-06-12,recode,421023,421088,,\n"
                              "1990-01-01,recode,422499,421024,,\n" /* twice: 422499, 421024, ... */
                              "1995-12-01,recode,421024,421087,,\n"
                              "2001-01-01,merge,C,A,,\n"
                              "2002-01-01,split,D,A,0.3,\n"
                              "2002-01-01,split,D,B,0.7,\n"
                              "1999-01-01,split,E,A,0.5,\n" /* what became of it last counts */
                              "1999-01-01,split,E,B,0.5,\n"
                              "2003-01-01,rename,E,A,,\n"
                              "2004-01-01,recode,X,Y,,\n" /* nobody knows either */
                              "2005-01-01,recode,K,L,,\n" /* a circle */
                              "2006-01-01,recode,L,K,,\n";

static void test_meant(void **state)
{
    static const struct {
        const char *code, *want;
    } row[] = {
        {"421023", "421088 监利市, since 2020-06-12: 421023 is its old code; "
                   "load a row of regions 421023 with valid_to"},
        {"422499", "421087 松滋市, since 1990-01-01: 422499 is its old code; "
                   "load a row of regions 422499 with valid_to"},
        {"C", "A 甲, since 2001-01-01: C went into it; load a row of regions C with valid_to"},
        {"D", "B Big, since 2002-01-01: D was split, this is the largest part; "
              "load a row of regions D with valid_to"},
        {"E", "A 甲, since 2003-01-01: E is its old code; load a row of regions E with valid_to"},
        {"X", ""},
        {"K", ""},
        {"421078", "421087 松滋市"}, /* two digits changed places */
        {"松滋", "421087 松滋市"},
        {"somewhere else", ""},
        {"", ""},
    };
    yx_catalog *catalog = new_catalog();
    yx_faults *faults = NULL;
    char out[200];
    size_t n;

    (void)state;
    T_OK(!yx_faults_new(&faults, NULL)); /* codes that are not in regions are warnings */
    (void)take(catalog, YX_REGIONS, regions);
    T_OK(!take_bytes(catalog, YX_LINEAGE, yx_str_of(lineage), faults, &n, NULL));
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        bool any = yx_region_meant(catalog, yx_str_of(row[i].code), out, sizeof out);
        T_TEXT(any ? out : "", row[i].want);
    }
    T_OK(yx_region_meant(catalog, yx_str_of("421023"), out, 20) && strlen(out) == 19);
    yx_faults_free(faults);
    yx_catalog_free(catalog);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_meant)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

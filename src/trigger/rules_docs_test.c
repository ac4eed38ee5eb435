/* Every example of docs/rules.md is read. A block of streams alone serves the blocks of rules
 * behind it; the last block is the one with faults, which rules_test.c knows as five_faults.yaml.
 */
#include "trigger/rules.h"

#include "base/buf.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void load(yx_catalog *catalog, yx_catalog_kind kind, const char *text, yx_faults *faults)
{
    yx_input *input = NULL;
    size_t n;

    assert_int_equal(yx_input_memory(yx_str_of(text), &input, NULL), YX_OK);
    assert_int_equal(yx_catalog_read(catalog, kind, "test.csv", input, faults, &n, NULL), YX_OK);
    yx_input_close(input);
}

static char *whole_page(void)
{
    char path[512];
    char *text = calloc(1, 65536);
    FILE *in;

    snprintf(path, sizeof path, "%s/../docs/rules.md", getenv("YX_DEMO"));
    in = fopen(path, "rb");
    assert_non_null(in);
    assert_non_null(text);
    T_OK(fread(text, 1, 65535, in) > 1000);
    assert_int_equal(fclose(in), 0);
    return text;
}

/* Reads one block into a set of its own; the number of its rules, or of its faults, negative. */
static int read_block(const yx_catalog *catalog, const char *text)
{
    yx_rules *rules = NULL;
    yx_faults *faults = NULL;
    yx_code rc;
    int n;

    assert_int_equal(yx_rules_new(&rules, NULL), YX_OK);
    assert_int_equal(yx_faults_new(&faults, NULL), YX_OK);
    rc = yx_rules_read(rules, "rules.md", yx_str_of(text), catalog, faults, NULL);
    n = rc ? -(int)yx_faults_errors(faults) : (int)yx_n_rule(rules);
    for (size_t i = 0; rc && i < yx_faults_count(faults) && i < YX_FAULTS_SHOWN; i++) {
        char line[512];
        assert_int_equal(yx_fault_line(yx_faults_at(faults, i), YX_EN, line, sizeof line, NULL),
                         YX_OK);
        if (yx_faults_errors(faults) != 5)
            print_error("%s\n", line);
    }
    yx_faults_free(faults);
    yx_rules_free(rules);
    return n;
}

static void test_examples(void **state)
{
    char *page = whole_page(), *at = page;
    yx_buf streams = {0}, block = {0};
    yx_catalog *catalog = NULL;
    yx_faults *faults = NULL;
    int last = 0, blocks = 0;

    (void)state;
    assert_int_equal(yx_catalog_new(&catalog, NULL), YX_OK);
    assert_int_equal(yx_faults_new(&faults, NULL), YX_OK);
    load(catalog, YX_INDICATORS,
         "code,name_zh,unit,frequency,kind\nare_consultations,就诊率,1,W,rate\n"
         "flu_cases,流感,例,W,flow\nrsv_cases,RSV,例,W,flow\nicu_covid,重症,张,W,stock\n"
         "pri.hog_corn,猪粮比价,1,W,price\npri.pork,猪肉,元,W,price\nsaf.deaths,死亡,人,D,flow\n"
         "saf.injured,重伤,人,D,flow\nproj.done,完成,亿元,M,ytd\nproj.plan,计划,亿元,M,stock\n",
         faults);
    while ((at = strstr(at, "```yaml\n"))) {
        char *from = at + strlen("```yaml\n"), *to = strstr(from, "```");
        bool rules_only = strncmp(from, "rules:", 6) == 0;

        assert_non_null(to);
        assert_true(last >= 0); /* only the last one has faults */
        yx_buf_clear(&block);
        if (rules_only)
            yx_buf_str(&block, yx_buf_view(&streams));
        yx_buf_str(&block, (yx_str){from, (size_t)(to - from)});
        last = read_block(catalog, block.at);
        if (!rules_only && !strstr(block.at, "\nrules:")) {
            yx_buf_clear(&streams);
            yx_buf_str(&streams, yx_buf_view(&block));
            assert_int_equal(last, 0);
        } else {
            assert_int_not_equal(last, 0);
        }
        at = to + 3;
        blocks++;
    }
    assert_int_equal(last, -5);
    T_OK(blocks > 10);
    yx_buf_free(&streams);
    yx_buf_free(&block);
    yx_faults_free(faults);
    yx_catalog_free(catalog);
    free(page);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_examples)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

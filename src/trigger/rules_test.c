#include "trigger/rules.h"

#include "base/buf.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char indicators[] = "code,name_zh,unit,frequency,kind\n"
                                 "are_consultations,就诊率,每10万人,W,rate\n"
                                 "flu_cases,流感,例,W,flow\n"
                                 "rsv_cases,RSV,例,M,flow\n"
                                 "icu_covid,重症,张,W,stock\n"
                                 "beds_daily,床位,张,D,stock\n";

static const char regions[] = "code,name_zh,level,parent_code\n"
                              "DE00,德国,country,\n"
                              "DE01,石勒苏益格-荷尔斯泰因,state,DE00\n";

static yx_catalog *catalog;

static void read_catalog(yx_catalog_kind kind, const char *text)
{
    yx_input *input = NULL;
    yx_faults *faults = NULL;
    size_t n;

    assert_int_equal(yx_faults_new(&faults, NULL), YX_OK);
    assert_int_equal(yx_input_memory(yx_str_of(text), &input, NULL), YX_OK);
    assert_int_equal(yx_catalog_read(catalog, kind, "test.csv", input, faults, &n, NULL), YX_OK);
    yx_input_close(input);
    yx_faults_free(faults);
}

static int make_catalog(void **state)
{
    (void)state;
    assert_int_equal(yx_catalog_new(&catalog, NULL), YX_OK);
    read_catalog(YX_REGIONS, regions);
    read_catalog(YX_INDICATORS, indicators);
    return 0;
}

static int drop_catalog(void **state)
{
    (void)state;
    yx_catalog_free(catalog);
    return 0;
}

/* A set and the faults of its last file. */
typedef struct fixture {
    yx_rules *rules;
    yx_faults *faults;
} fixture;

static fixture new_fixture(void)
{
    fixture f = {NULL, NULL};

    assert_int_equal(yx_rules_new(&f.rules, NULL), YX_OK);
    assert_int_equal(yx_faults_new(&f.faults, NULL), YX_OK);
    return f;
}

static void drop(fixture *f)
{
    yx_rules_free(f->rules);
    yx_faults_free(f->faults);
}

static yx_code read_text(fixture *f, const char *text)
{
    yx_faults_clear(f->faults);
    return yx_rules_read(f->rules, "r.yaml", yx_str_of(text), catalog, f->faults, NULL);
}

static char *whole_file(const char *name)
{
    char path[512];
    char *text = malloc(65536);
    size_t n;
    FILE *in;

    assert_non_null(text);
    snprintf(path, sizeof path, "%s/rules/%s", getenv("YX_TEST_DATA"), name);
    in = fopen(path, "rb");
    assert_non_null(in);
    n = fread(text, 1, 65535, in);
    assert_int_equal(fclose(in), 0);
    text[n] = 0;
    return text;
}

/* --- a right file --- */

static const yx_stream *stream_of(const fixture *f, const yx_rule *rule, const char *name)
{
    for (size_t i = 0; i < rule->n_stream; i++) {
        const yx_stream *s = yx_stream_at(f->rules, rule->stream[i]);
        if (strcmp(s->name, name) == 0)
            return s;
    }
    return NULL;
}

/* Shows what is wrong, if anything is. */
static void expect_ok(const fixture *f, yx_code rc)
{
    for (size_t i = 0; i < yx_faults_count(f->faults) && i < YX_FAULTS_SHOWN; i++) {
        char line[512];
        assert_int_equal(yx_fault_line(yx_faults_at(f->faults, i), YX_EN, line, sizeof line, NULL),
                         YX_OK);
        print_error("%s\n", line);
    }
    assert_int_equal(rc, YX_OK);
}

static void test_right(void **state)
{
    fixture f = new_fixture();
    char *text = whole_file("resp.yaml");
    const yx_rule *notified, *resp;
    const yx_stream *s;
    yx_code rc;

    (void)state;
    rc = read_text(&f, text);
    expect_ok(&f, rc);
    assert_int_equal(yx_n_rule(f.rules), 2);
    assert_int_equal(yx_n_stream(f.rules), 4); /* beds is watched by no rule */
    notified = yx_rule_at(f.rules, 0);
    resp = yx_rule_at(f.rules, 1);

    T_TEXT(notified->name, "notified");
    T_OK(notified->n_stream == 2 && notified->n_group == 1 && notified->condition->within == 1);
    T_OK(notified->quiet_for == 1 && notified->every == YX_PERIOD_MONTH); /* rsv is monthly */

    T_TEXT(resp->name, "resp");
    T_TEXT(resp->file, "r.yaml");
    T_TEXT(resp->scheme, "demo");
    T_OK(resp->version == 2 && resp->grade[0].level == 3 && resp->condition->at_least == 2 &&
         resp->condition->within == 3);
    T_OK(resp->quiet_for == 4 && resp->n_group == 3 && resp->every == YX_PERIOD_WEEK);
    T_TEXT(resp->group_name[0], "sentinel");
    T_TEXT(resp->group_name[2], "icu");
    T_OK(resp->group[0] == 0 && resp->group[1] == 1 && resp->group[2] == 2);

    s = stream_of(&f, resp, "are");
    T_OK(s && s->detector == yx_detector_find("earsC") && s->look == YX_LOOK_HIGH);
    T_TEXT(s->hazard, "respiratory wave");
    T_TEXT(s->levels, "state");
    T_NEAR(s->param[yx_param_find(s->detector, "method")], 1, 0); /* C2 is the second word */
    T_NEAR(s->param[yx_param_find(s->detector, "baseline")], 7, 0);
    s = stream_of(&f, resp, "icu");
    T_OK(s && s->look == YX_LOOK_HIGH && !s->levels && strcmp(s->hazard, "") == 0);
    T_NEAR(s->param[yx_param_find(s->detector, "level_1")], 200.5, 0);
    T_NEAR(s->param[yx_param_find(s->detector, "hold")], 1, 0); /* its default */
    T_NEAR(s->param[yx_param_find(s->detector, "exit")], GAP, 0);
    s = stream_of(&f, notified, "rsv");
    T_OK(s && s->look == YX_LOOK_BOTH);
    free(text);
    drop(&f);
}

/* --- the demo --- */

static void read_file(yx_catalog *into, yx_catalog_kind kind, const char *folder, const char *name,
                      yx_faults *faults)
{
    char path[512];
    yx_input *input = NULL;
    size_t n;

    snprintf(path, sizeof path, "%s/%s/%s", getenv("YX_DEMO"), folder, name);
    assert_int_equal(yx_input_open(path, YX_ENCODING_UTF8, 1 << 24, &input, NULL), YX_OK);
    assert_int_equal(yx_catalog_read(into, kind, name, input, faults, &n, NULL), YX_OK);
    yx_input_close(input);
}

static void demo(const char *folder, const char *indicators_file, size_t n_rule)
{
    yx_catalog *c = NULL;
    fixture f = new_fixture();
    char path[512], *text = malloc(65536);
    FILE *in;
    size_t n;

    assert_int_equal(yx_catalog_new(&c, NULL), YX_OK);
    read_file(c, YX_REGIONS, folder, "regions.csv", f.faults);
    read_file(c, YX_INDICATORS, folder, indicators_file, f.faults);
    yx_faults_clear(f.faults);
    snprintf(path, sizeof path, "%s/%s/rules.yaml", getenv("YX_DEMO"), folder);
    in = fopen(path, "rb");
    T_OK(in && text);
    n = fread(text, 1, 65535, in);
    assert_int_equal(fclose(in), 0);
    expect_ok(&f, yx_rules_read(f.rules, path, (yx_str){text, n}, c, f.faults, NULL));
    assert_int_equal(yx_n_rule(f.rules), n_rule);
    free(text);
    yx_catalog_free(c);
    drop(&f);
}

static void test_demo(void **state)
{
    (void)state;
    demo("de", "indicators.csv", 2);
    demo("hubei", "indicators_covid.csv", 2);
}

/* --- faults --- */

#define STREAM  "streams:\n  a: {indicator: flu_cases, source: s, group: g, detector: earsC}\n"
#define WITH(x) "streams:\n  a: {indicator: flu_cases, source: s, group: g, detector: " x "}\n"
#define RULE(x) STREAM "rules:\n  r: {version: 1, " x "}\n"
#define GRADE   "grade: {scheme: demo, level: 1}"
#define WHEN    "when: {at_least: 1, groups_of: [a]}"

static const struct {
    const char *why, *text;
    const char *want; /* "line code" of each fault, in the order of the file's parts */
    const char *expected, *nearest; /* of the first; NULL: whatever, "": none */
} wrong[] = {
    {"not a map", "[1, 2]", "1 yaml.kind", NULL, NULL},
    {"no text", "", "1 file.empty", NULL, NULL},
    {"broken", "streams: ]", "1 yaml.syntax", NULL, NULL},
    {"no streams", "rules: {}\n", "1 yaml.missing_key", NULL, NULL},
    {"an unknown part", STREAM "rule: {}\n", "3 yaml.unknown_key", NULL, "rules"},
    {"a stream that is a word", "streams:\n  a: b\n", "2 yaml.kind", NULL, NULL},
    {"a stream without anything", "streams:\n  a: {}\n",
     "2 yaml.missing_key,2 yaml.missing_key,2 yaml.missing_key", NULL, NULL},
    {"a stream's key", WITH("earsC, colour: red"), "2 yaml.unknown_key", NULL, NULL},
    {"a stream's name twice", STREAM "  a: {indicator: flu_cases}\n", "3 yaml.key_twice", NULL,
     NULL},
    {"a name that is empty",
     "streams:\n  \"\": {indicator: flu_cases, source: s, group: g,\n"
     "    detector: earsC}\n",
     "2 yaml.value", "a name of 1 to 64 bytes", NULL},
    {"an unknown detector", WITH("earsD"), "2 rule.detector", NULL, "earsC"},
    {"nothing near", WITH("xyz"), "2 rule.detector", NULL, ""},
    {"an unknown option", WITH("earsC,\n      options: {methd: C2}"), "3 rule.option",
     "an option of earsC", "method"},
    {"an unknown word", WITH("earsC,\n      options: {method: C4}"), "3 rule.option_value",
     "C1, C2 or C3", NULL},
    {"a number for a word", WITH("earsC, options: {method: 1}"), "2 rule.option_value", NULL, NULL},
    {"too small", WITH("earsC, options: {baseline: 1}"), "2 rule.option_value",
     "a whole number from 2 to 400", NULL},
    {"not whole", WITH("earsC, options: {baseline: 7.5}"), "2 rule.option_value",
     "a whole number from 2 to 400", NULL},
    {"out of range", WITH("seasonalZ, options: {limit: 101}"), "2 rule.option_value",
     "a number from 0.1 to 100", NULL},
    {"a number in quotes", WITH("seasonalZ, options: {limit: \"3\"}"), "2 rule.option_value", NULL,
     NULL},
    {"not a number", WITH("seasonalZ, options: {limit: nan}"), "2 rule.option_value", NULL, NULL},
    {"a list", WITH("seasonalZ, options: {limit: [3]}"), "2 rule.option_value", NULL, NULL},
    {"options that do not go together", WITH("seasonalZ, options: {years: 2, fewest_years: 3}"),
     "2 rule.option_value", "seasonalZ: fewest_years 3 is more than years, 2", NULL},
    {"options that are needed", WITH("threshold"), "2 rule.option_value", NULL, NULL},
    {"a direction", WITH("earsC, direction: up"), "2 yaml.value", "high, low, both or silent",
     NULL},
    {"a level that no region has", WITH("earsC, level: stat"), "2 yaml.value", NULL, "state"},
    {"a rule without anything", STREAM "rules:\n  r: {}\n",
     "4 yaml.missing_key,4 yaml.missing_key,4 yaml.missing_key", NULL, NULL},
    {"a version", STREAM "rules:\n  r: {version: 0, " WHEN ", " GRADE "}\n", "4 yaml.value",
     "a whole number from 1 to 1000000", NULL},
    {"an unknown stream", RULE("when: {at_least: 1, groups_of: [a, aa]}, " GRADE), "4 rule.stream",
     NULL, "a"},
    {"a stream twice", RULE("when: {at_least: 1, groups_of: [a, a]}, " GRADE), "4 yaml.value",
     "each stream once", NULL},
    {"no streams at all", RULE("when: {at_least: 1, groups_of: []}, " GRADE), "4 yaml.value",
     "a list of 1 to 64 streams", NULL},
    {"more groups than there are", RULE("when: {at_least: 2, groups_of: [a]}, " GRADE),
     "4 rule.groups", "at most 1: its streams are of 1 group", NULL},
    {"a window", RULE("when: {at_least: 1, groups_of: [a], within: 0}, " GRADE), "4 yaml.value",
     NULL, NULL},
    {"an exit", RULE(WHEN ", " GRADE ", exit: {quiet: 3}"), "4 yaml.unknown_key", NULL, NULL},
    {"a grade", RULE(WHEN ", grade: {scheme: demo, level: 0}"), "4 yaml.value", NULL, NULL},
};

static void list_faults(const yx_faults *faults, char *out, size_t size)
{
    size_t n = 0;

    out[0] = 0;
    for (size_t i = 0; i < yx_faults_count(faults) && i < YX_FAULTS_SHOWN; i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        n += (size_t)snprintf(out + n, size - n, "%s%zu %s", i ? "," : "", f->line, f->code);
    }
}

static void test_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(wrong); i++) {
        fixture f = new_fixture();
        yx_code rc = read_text(&f, wrong[i].text);
        const yx_fault *first;
        char got[2000];

        list_faults(f.faults, got, sizeof got);
        if (rc != YX_E_REFUSED || strcmp(got, wrong[i].want) != 0)
            print_error("case '%s'\n", wrong[i].why);
        T_TEXT(got, wrong[i].want);
        assert_int_equal(rc, YX_E_REFUSED);
        assert_int_equal(yx_n_rule(f.rules), 0);
        first = yx_faults_at(f.faults, 0);
        if (wrong[i].expected)
            T_TEXT(first->expected, wrong[i].expected);
        if (wrong[i].nearest)
            T_TEXT(first->nearest ? first->nearest : "", wrong[i].nearest);
        drop(&f);
    }
}

static void test_five_faults(void **state)
{
    static const struct {
        size_t line;
        const char *code;
    } want[] = {
        {2, "rule.indicator"},   {3, "rule.detector"}, {5, "rule.option_value"},
        {9, "yaml.unknown_key"}, {10, "rule.stream"},
    };
    fixture f = new_fixture();
    char *text = whole_file("five_faults.yaml");

    (void)state;
    assert_int_equal(read_text(&f, text), YX_E_REFUSED);
    assert_int_equal(yx_faults_count(f.faults), YX_COUNT(want));
    for (size_t i = 0; i < YX_COUNT(want); i++) {
        assert_int_equal(yx_faults_at(f.faults, i)->line, want[i].line);
        T_TEXT(yx_faults_at(f.faults, i)->code, want[i].code);
    }
    free(text);
    drop(&f);
}

/* More rules than a set may take from a file, and more streams than a rule may have. */
static void test_limits(void **state)
{
    fixture f = new_fixture();
    yx_buf b = {0};

    (void)state;
    yx_buf_text(&b, STREAM "rules:\n");
    for (size_t i = 0; i <= YX_RULES_FILE; i++)
        yx_buf_f(&b, "  r%zu: {version: 1, " WHEN ", " GRADE "}\n", i);
    assert_int_equal(read_text(&f, b.at), YX_E_REFUSED);
    assert_int_equal(yx_faults_count(f.faults), 1);
    T_TEXT(yx_faults_at(f.faults, 0)->expected, "at most 1000 of them in a file");

    yx_buf_clear(&b);
    yx_buf_text(&b, "streams:\n");
    for (size_t i = 0; i <= YX_RULE_STREAMS; i++)
        yx_buf_f(&b, "  s%zu: {indicator: flu_cases, source: s, group: g%zu, detector: earsC}\n", i,
                 i);
    yx_buf_text(&b, "rules:\n  r: {version: 1, " GRADE ", when: {at_least: 64, groups_of: [s0");
    for (size_t i = 1; i < YX_RULE_STREAMS; i++)
        yx_buf_f(&b, ",s%zu", i);
    yx_buf_text(&b, "]}}\n");
    assert_int_equal(read_text(&f, b.at), YX_OK); /* 64 streams are fine */
    T_OK(yx_rule_at(f.rules, 0)->n_group == 64 && yx_rule_at(f.rules, 0)->group[63] == 63);
    b.n -= strlen("]}}\n");
    yx_buf_text(&b, ",s64]}}\n");
    assert_int_equal(read_text(&f, b.at), YX_E_REFUSED); /* 65 are not */
    yx_buf_free(&b);
    drop(&f);
}

/* --- versions --- */

static void test_versions(void **state)
{
    static const char v1[] = RULE(WHEN ", " GRADE);
    static const char v1_changed[] = RULE(WHEN ", grade: {scheme: demo, level: 2}");
    static const char v1_stream[] =
        "streams:\n  a: {indicator: flu_cases, source: s, group: g, detector: seasonalZ}\n"
        "rules:\n  r: {version: 1, " WHEN ", " GRADE "}\n";
    static const char v2[] = STREAM "rules:\n  r: {version: 2, " WHEN ", " GRADE "}\n"
                                    "  q: {version: 1, " WHEN ", " GRADE "}\n";
    fixture f = new_fixture();

    (void)state;
    assert_int_equal(read_text(&f, v1), YX_OK);
    assert_int_equal(read_text(&f, v1), YX_OK); /* the very same again */
    assert_int_equal(yx_n_stream(f.rules), 1);
    assert_int_equal(read_text(&f, v1_changed), YX_E_REFUSED);
    assert_int_equal(yx_faults_at(f.faults, 0)->line, 4);
    T_TEXT(yx_faults_at(f.faults, 0)->code, "rule.version");
    T_TEXT(yx_faults_at(f.faults, 0)->expected, "a version above 1");
    assert_int_equal(yx_rule_at(f.rules, 0)->grade[0].level, 1); /* as it was before */
    assert_int_equal(read_text(&f, v1_stream), YX_E_REFUSED);    /* a stream is part of the rule */

    assert_int_equal(read_text(&f, v2), YX_OK);
    assert_int_equal(yx_n_rule(f.rules), 2);
    assert_int_equal(yx_n_stream(f.rules), 1); /* both watch the same one */
    T_TEXT(yx_rule_at(f.rules, 0)->name, "q");
    assert_int_equal(yx_rule_at(f.rules, 1)->version, 2);
    assert_int_equal(read_text(&f, v1), YX_E_REFUSED); /* no way back */
    drop(&f);
}

/* Streams are known in their own file only. */
static void test_two_files(void **state)
{
    static const char other[] =
        "streams:\n  a: {indicator: icu_covid, source: t, group: h, detector: earsC}\n"
        "rules:\n  other: {version: 1, " WHEN ", " GRADE "}\n";
    fixture f = new_fixture();

    (void)state;
    assert_int_equal(read_text(&f, RULE(WHEN ", " GRADE)), YX_OK);
    assert_int_equal(read_text(&f, other), YX_OK);
    assert_int_equal(yx_n_rule(f.rules), 2);
    assert_int_equal(yx_n_stream(f.rules), 2);
    T_TEXT(yx_stream_at(f.rules, yx_rule_at(f.rules, 0)->stream[0])->indicator, "icu_covid");
    T_TEXT(yx_stream_at(f.rules, yx_rule_at(f.rules, 1)->stream[0])->indicator, "flu_cases");
    drop(&f);
}

/* --- memory --- */

static bool read_or_nothing(void *arg)
{
    fixture *f = arg;
    yx_rules *rules = NULL;
    yx_err err = {0};
    yx_code rc = yx_rules_new(&rules, &err);
    bool right;

    if (rc)
        return rc == YX_E_NOMEM && !rules;
    yx_faults_clear(f->faults);
    rc = yx_rules_read(rules, "r.yaml", yx_str_of(RULE(WHEN ", " GRADE)), catalog, f->faults, &err);
    right = rc == YX_OK ? yx_n_rule(rules) == 1
                        : rc == YX_E_NOMEM && yx_n_rule(rules) == 0 && yx_n_stream(rules) == 0;
    yx_rules_free(rules);
    return right;
}

static void test_memory(void **state)
{
    fixture f = new_fixture();

    (void)state;
    T_OK(t_every_alloc(read_or_nothing, &f) > 10);
    drop(&f);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right),       cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_five_faults), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_versions),    cmocka_unit_test(test_two_files),
        cmocka_unit_test(test_memory),      cmocka_unit_test(test_demo),
    };

    return cmocka_run_group_tests(tests, make_catalog, drop_catalog);
}

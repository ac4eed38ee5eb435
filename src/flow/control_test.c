/* Rates and shares on p-values made by hand: the 52 weeks that end in 2020 to learn from, then
 * 2021. */
#include "flow/control.h"
#include "tests/support/t.h"
#include "trigger/rules.h"

#include <stdlib.h>
#include <string.h>

enum { STREAMS = 2, ROWS = 8, LEARN = 52, WEEKS = 60 };

typedef struct table {
    yx_catalog *catalog;
    yx_faults *faults;
    yx_rules *rules;
    yx_axis axis;
    yx_say say[STREAMS * ROWS * WEEKS];
    double figure[STREAMS * ROWS * WEEKS];
    uint8_t event[STREAMS * ROWS * WEEKS];
    uint32_t level[ROWS];
    yx_row_control ret[ROWS];
    double below[ROWS * WEEKS];
    size_t n_row;
    yx_code rc;
} table;

static const char indicators[] = "code,name_zh,unit,frequency,kind\nflu,病例,例,W,flow\n";
static const char streams[] = "streams:\n"
                              "  a: {indicator: flu, source: s, group: clinics, detector: earsC}\n"
                              "  b: {indicator: flu, source: t, group: beds, detector: earsC}\n"
                              "  c: {indicator: flu, source: t, group: clinics, detector: earsC}\n"
                              "rules:\n"
                              "  r: {version: 1, grade: {scheme: demo, level: 3}, ";

static void make(table *x, const char *rule, size_t n_row)
{
    yx_input *input = NULL;
    char text[800];
    size_t n;

    memset(x, 0, sizeof *x);
    (void)snprintf(text, sizeof text, "%s%s}\n", streams, rule);
    T_OK(yx_faults_new(&x->faults, NULL) == YX_OK);
    T_OK(yx_catalog_new(&x->catalog, NULL) == YX_OK);
    T_OK(yx_rules_new(&x->rules, NULL) == YX_OK);
    T_OK(yx_input_memory(yx_str_of(indicators), &input, NULL) == YX_OK);
    T_OK(yx_catalog_read(x->catalog, YX_INDICATORS, "i.csv", input, x->faults, &n, NULL) == YX_OK);
    yx_input_close(input);
    T_OK(yx_rules_read(x->rules, "r.yaml", yx_str_of(text), x->catalog, x->faults, NULL) == YX_OK);
    x->axis = yx_axis_between(yx_day_of(2019, 12, 30), yx_day_of(2021, 2, 21), YX_PERIOD_WEEK);
    assert_int_equal(x->axis.n, WEEKS);
    x->n_row = n_row;
}

static void drop(table *x)
{
    yx_rules_free(x->rules);
    yx_catalog_free(x->catalog);
    yx_faults_free(x->faults);
}

static size_t at(const table *x, size_t k, size_t row, size_t t)
{
    return (k * x->n_row + row) * WEEKS + t;
}

/* Ranks 1 .. n in an order that has nothing to do with time: multiples of a number without a common
 * factor with n + 1, divided by n + 1. */
static double spread(size_t i, size_t n, size_t step)
{
    return (double)((i + 1) * step % (n + 1)) / (double)(n + 1);
}

/* Every week of 2020 judged, with p spread evenly over (0, 1), to a power; 2021 with the p given,
 * one a week; figures of one size a row. */
static void fill(table *x, size_t k, double power, double size, const double *p, size_t n_p,
                 size_t first_row, size_t n_row)
{
    size_t n = n_row * LEARN;

    for (size_t row = first_row; row < first_row + n_row; row++)
        for (size_t t = 0; t < WEEKS; t++) {
            yx_say *say = &x->say[at(x, k, row, t)];
            double u = spread((row - first_row) * LEARN + t, n, k ? 89 : 61);
            *say = (yx_say){YX_GAP, false, NAN};
            x->figure[at(x, k, row, t)] = size;
            if (t < LEARN)
                *say = (yx_say){YX_JUDGED, u < 0.01, (float)pow(u, power)};
            else if (t - LEARN < n_p)
                *say = (yx_say){YX_JUDGED, false, (float)p[t - LEARN]};
        }
}

static void apply(table *x)
{
    yx_control_in in = {yx_rule_at(x->rules, 0), &x->axis, x->n_row, x->level, x->figure, x->event};

    x->rc = yx_control_apply(&in, x->say, x->ret, x->below, NULL);
}

static bool alarm(const table *x, size_t k, size_t row, size_t t)
{
    return x->say[at(x, k, row, LEARN + t)].alarm;
}

/* --- rate --- */

static const double tried[] = {0.05, 0.09, 0.12, 0.3, 0.6};

static void test_even(void **state)
{
    table *x = calloc(1, sizeof *x);

    (void)state;
    make(x, "when: {stream: a}, false_alarms: {rate: 0.1}", 4);
    fill(x, 0, 1, 1, tried, 5, 0, 4);
    apply(x);
    T_OK(x->rc == YX_OK);
    for (size_t row = 0; row < 4; row++) {
        T_OK(x->ret[row].with_p == 1 && x->ret[row].calibrated == 1 && x->ret[row].own == 0);
        assert_int_equal(x->ret[row].quiet, 4 * LEARN);
        T_OK(x->ret[row].level > 0.09 && x->ret[row].level < 0.12);
        T_OK(alarm(x, 0, row, 0) && alarm(x, 0, row, 1) && !alarm(x, 0, row, 2));
        T_OK(!alarm(x, 0, row, 3) && !alarm(x, 0, row, 4));
        T_NEAR((double)x->say[at(x, 0, row, LEARN)].p, 0.05, 0.25);
    }
    T_OK(x->say[0].alarm == (x->say[0].p < 0.01F)); /* nothing was known before: as it was */
    drop(x);
    free(x);
}

/* A model whose p is the square of what it should be: 0.0025 is worth 0.05, 0.0144 is 0.12. */
static void test_a_wrong_model(void **state)
{
    const double p[] = {0.0025, 0.0144};
    table *x = calloc(1, sizeof *x);

    (void)state;
    make(x, "when: {stream: a}, false_alarms: {rate: 0.1}", 4);
    fill(x, 0, 2, 1, p, 2, 0, 4);
    apply(x);
    T_NEAR((double)x->say[at(x, 0, 0, LEARN)].p, 0.05, 0.25);
    T_OK(alarm(x, 0, 0, 0) && !alarm(x, 0, 0, 1));
    drop(x);
    free(x);
}

/* Small places have the right p, large ones its square; told apart by their median figure, and no
 * longer where one class has too few: four rows of 52 weeks are 208, three are not 200. */
static void test_classes(void **state)
{
    const double p[] = {0.04};
    table *x = calloc(1, sizeof *x);

    (void)state;
    make(x, "when: {stream: a}, false_alarms: {rate: 0.1}", 8);
    fill(x, 0, 1, 1, p, 1, 0, 4);
    fill(x, 0, 2, 100, p, 1, 4, 4);
    apply(x);
    T_OK(alarm(x, 0, 0, 0) && !alarm(x, 0, 4, 0));
    assert_int_equal(x->ret[0].quiet, 4 * LEARN);
    drop(x);
    make(x, "when: {stream: a}, false_alarms: {rate: 0.1}", 7);
    fill(x, 0, 1, 1, p, 1, 0, 4);
    fill(x, 0, 2, 100, p, 1, 4, 3);
    apply(x);
    assert_int_equal(x->ret[0].quiet, 4 * LEARN);
    assert_int_equal(x->ret[4].quiet, 7 * LEARN);
    drop(x);
    make(x, "when: {stream: a}, false_alarms: {rate: 0.1}", 7);
    fill(x, 0, 1, 1, p, 1, 0, 4);
    fill(x, 0, 2, 100, p, 1, 4, 3);
    for (size_t row = 4; row < 7; row++)
        x->level[row] = 1; /* of another level, none are left to join */
    apply(x);
    T_OK(x->ret[0].calibrated == 1 && x->ret[4].calibrated == 0 && isnan(x->ret[4].level));
    T_OK(!alarm(x, 0, 4, 0)); /* as the detector said */
    drop(x);
    free(x);
}

/* Weeks of a known event teach nothing: 208 less 20 are too few. */
static void test_events(void **state)
{
    table *x = calloc(1, sizeof *x);

    (void)state;
    make(x, "when: {stream: a}, false_alarms: {rate: 0.1}", 4);
    fill(x, 0, 1, 1, tried, 5, 0, 4);
    memset(x->event, 1, 20);
    apply(x);
    T_OK(x->ret[0].calibrated == 0 && !alarm(x, 0, 0, 0));
    T_NEAR((double)x->say[at(x, 0, 0, LEARN)].p, 0.05, 1e-6);
    drop(x);
    free(x);
}

/* Two of two, apart from each other: 0.04 together is about 0.2 each. Any of two: half of it each,
 * and of two conditions a quarter where they look two weeks back. */
static void test_several(void **state)
{
    static const struct {
        const char *rule;
        double low, high;
    } cases[] = {
        {"when: {at_least: 2, groups_of: [a, b]}, false_alarms: {rate: 0.04}", 0.13, 0.3},
        {"when: {at_least: 1, groups_of: [a, b]}, false_alarms: {rate: 0.04}", 0.01, 0.032},
        {"when: {any: [{stream: a}, {stream: b}]}, false_alarms: {rate: 0.04}", 0.02, 0.02},
        {"when: {any: [{stream: a}, {stream: b, within: 2}]}, false_alarms: {rate: 0.04}", 0.01,
         0.01},
        {"when: {at_least: 2, groups_of: [a, b], within: 2}, false_alarms: {rate: 0.04}", 0.05,
         0.16},
    };
    table *x = calloc(1, sizeof *x);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        make(x, cases[i].rule, 4);
        fill(x, 0, 1, 1, tried, 5, 0, 4);
        fill(x, 1, 1, 1, tried, 5, 0, 4);
        apply(x);
        if (x->ret[0].level < cases[i].low - 1e-9 || x->ret[0].level > cases[i].high + 1e-9)
            print_error("%s: %g\n", cases[i].rule, x->ret[0].level);
        T_OK(x->ret[0].level >= cases[i].low - 1e-9 && x->ret[0].level <= cases[i].high + 1e-9);
        drop(x);
    }
    free(x);
}

/* A combined p of even ones that are apart is even itself: its limit is the rate, whatever `below`
 * says; nothing stands in its place in the year that was learned from. */
static void test_combined(void **state)
{
    table *x = calloc(1, sizeof *x);

    (void)state;
    make(x, "when: {combined: fisher, of: [a, b], below: 0.5}, false_alarms: {rate: 0.1}", 4);
    fill(x, 0, 1, 1, tried, 5, 0, 4);
    fill(x, 1, 1, 1, tried, 5, 0, 4);
    apply(x);
    T_OK(x->ret[0].level > 0.07 && x->ret[0].level < 0.14);
    T_OK(isnan(x->below[0]) && x->below[LEARN] > x->ret[0].level);
    T_NEAR(x->below[3 * WEEKS + LEARN], x->ret[0].level, 1e-12);
    drop(x);
    free(x);
}

/* What has no p keeps its alarm; a rule without keys changes nothing. */
static void test_left_alone(void **state)
{
    table *x = calloc(1, sizeof *x);
    yx_say *was = malloc(sizeof x->say);

    (void)state;
    assert_non_null(was);
    make(x, "when: {at_least: 1, groups_of: [a, b]}, false_alarms: {rate: 0.1}", 4);
    fill(x, 0, 1, 1, tried, 5, 0, 4);
    for (size_t i = 4 * WEEKS; i < 8 * WEEKS; i++)
        x->say[i] = (yx_say){YX_JUDGED, true, NAN};
    apply(x);
    T_OK(alarm(x, 1, 0, 0) && x->ret[0].own == 1 && x->ret[0].with_p == 1);
    drop(x);
    make(x, "when: {at_least: 1, groups_of: [a, b]}, budget: 3", 4);
    fill(x, 0, 1, 1, tried, 5, 0, 4);
    fill(x, 1, 1, 1, tried, 5, 0, 4);
    memcpy(was, x->say, sizeof x->say);
    apply(x);
    T_OK(memcmp(was, x->say, sizeof x->say) == 0 && x->ret[0].with_p == 0);
    free(was);
    drop(x);
    free(x);
}

/* --- share --- */

/* Of four, m p / k: 0.004, 0.04, 0.04, 0.5: three pass 0.05. Under any dependence 2.083 times that:
 * 0.0083, 0.083, 0.083: one. A region under min_count (p 0.5) never does. */
static void test_share(void **state)
{
    static const double p[] = {0.001, 0.02, 0.03, 0.5};
    static const struct {
        const char *rule;
        size_t raised;
    } cases[] = {
        {"when: {any: [{stream: a}, {stream: b}]}, false_alarms: {share: 0.05}", 3},
        {"when: {any: [{stream: a}, {stream: c}]}, false_alarms: {share: 0.05}", 1},
        {"when: {any: [{stream: a}, {stream: b}]}, false_alarms: {share: 0.9}", 3},
    };
    table *x = calloc(1, sizeof *x);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t raised = 0;
        make(x, cases[i].rule, 2);
        for (size_t k = 0; k < 4 * WEEKS; k++)
            x->say[k] = (yx_say){YX_GAP, false, NAN};
        for (size_t k = 0; k < 4; k++)
            x->say[k * WEEKS] = (yx_say){YX_JUDGED, false, (float)p[k]};
        apply(x);
        for (size_t k = 0; k < 4; k++)
            raised += x->say[k * WEEKS].alarm;
        assert_int_equal(raised, cases[i].raised);
        T_OK(x->ret[0].dependent == (i == 1));
        drop(x);
    }
    free(x);
}

static bool each(void *arg)
{
    table *x = arg;

    fill(x, 0, 1, 1, tried, 5, 0, 4);
    fill(x, 1, 1, 1, tried, 5, 0, 4);
    apply(x);
    return x->rc == YX_E_NOMEM || (x->rc == YX_OK && alarm(x, 0, 0, 0));
}

static void test_memory(void **state)
{
    table *x = calloc(1, sizeof *x);

    (void)state;
    make(x, "when: {any: [{stream: a}, {stream: b}]}, false_alarms: {rate: 0.2, share: 0.9}", 4);
    T_OK(t_every_alloc(each, x) > 10);
    drop(x);
    free(x);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_even),       cmocka_unit_test(test_a_wrong_model),
        cmocka_unit_test(test_classes),    cmocka_unit_test(test_events),
        cmocka_unit_test(test_several),    cmocka_unit_test(test_combined),
        cmocka_unit_test(test_left_alone), cmocka_unit_test(test_share),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

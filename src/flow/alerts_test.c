/* A rule that counts in weeks over a daily and a weekly stream, on screenings made by hand. */
#include "flow/alerts.h"
#include "tests/support/t.h"

#include <cmocka.h>
#include <stdlib.h>

static const char regions[] = "code,name_zh,level,parent_code,clinic\n"
                              "A,甲县,county,P,c1\nB,乙县,county,P,c1\nP,丙市,prefecture,,\n";
static const char borders[] = "a,b\nA,B\n";
static const char events[] = "region,indicator,first,last,note\nA,,2022-01-10,2022-01-16,feast\n";
static const char indicators[] = "code,name_zh,unit,frequency,kind\n"
                                 "beds,床位,张,D,stock\n"
                                 "flu,病例,例,W,flow\n";
static const char rule_text[] =
    "streams:\n"
    "  b: {indicator: beds, source: s, group: icu, detector: earsC}\n"
    "  f: {indicator: flu, source: t, group: practices, detector: earsC}\n"
    "rules:\n"
    "  wave: {version: 1, when: {at_least: 2, groups_of: [b, f], within: 2}, grade: {scheme: demo, level: 3}}\n";

/* Everything that needs room of its own: figures, areas, sources, events, a rate, a budget; and an
 * exit with steps. */
static const char wide_text[] =
    "streams:\n"
    "  b: {indicator: beds, source: s, group: icu, detector: earsC, same_source: clinic}\n"
    "  f: {indicator: flu, source: t, group: practices, detector: earsC}\n"
    "rules:\n"
    "  area: {version: 1, scheme: demo, valid: {to: 2022-02-07}, grades: [\n"
    "    {level: 1, when: {area: children, at_least: 2, where: {stream: f}}},\n"
    "    {level: 2, when: {area: children, at_least: 1, where: {any: [{value: \"b > 5\"}, {stream: f}]}}}]}\n"
    "  near: {version: 1, when: {all: [{area: neighbours, share: 0.5, where: {stream: f}},\n"
    "         {during: feast}]}, grade: {scheme: demo, level: 3}, inhibited_by: area, budget: 1,\n"
    "         false_alarms: {rate: 0.1}}\n";

typedef struct fixture {
    yx_workspace ws;
    yx_faults *faults;
    yx_screening screening;
    yx_watched watched[2];
    uint32_t region[2][2];
    size_t row[2][2];
} fixture;

static void read_catalog(fixture *f, yx_catalog_kind kind, const char *text)
{
    yx_input *input = NULL;
    size_t n;

    T_OK(yx_input_memory(yx_str_of(text), &input, NULL) == YX_OK);
    T_OK(yx_catalog_read(f->ws.catalog, kind, "x.csv", input, f->faults, &n, NULL) == YX_OK);
    yx_input_close(input);
}

/* Both streams over both regions, n periods, every figure judged and quiet. */
static void watch(fixture *f, size_t k, const char *indicator, yx_day first, yx_day last)
{
    yx_watched *w = &f->watched[k];

    w->stream = yx_stream_at(f->ws.rules, (uint32_t)k);
    w->indicator = yx_indicator_find(f->ws.catalog, yx_str_of(indicator));
    w->axis = yx_axis_between(first, last, w->indicator->every);
    w->n_region = 2;
    w->region = f->region[k];
    w->row = f->row[k];
    T_OK(yx_panel_new(2, 1, &w->axis, &w->panel, NULL) == YX_OK);
    w->verdict = calloc(2 * w->axis.n, sizeof *w->verdict);
    assert_non_null(w->verdict);
    for (size_t i = 0; i < 2; i++) {
        w->region[i] = (uint32_t)i;
        w->row[i] = i;
    }
}

static void alarm_on(fixture *f, size_t k, size_t region, const char *period)
{
    yx_watched *w = &f->watched[k];
    yx_period p;

    T_OK(yx_period_read(yx_str_of(period), &p));
    w->verdict[region * w->axis.n + yx_axis_find(&w->axis, p)].alarm = true;
}

static int setup_rules(void **state, const char *text)
{
    fixture *f = calloc(1, sizeof *f);
    yx_day first = yx_day_of(2022, 1, 3), last = yx_day_of(2022, 2, 13); /* W01 to W06 */

    assert_non_null(f);
    T_OK(yx_faults_new(&f->faults, NULL) == YX_OK);
    T_OK(yx_catalog_new(&f->ws.catalog, NULL) == YX_OK);
    T_OK(yx_rules_new(&f->ws.rules, NULL) == YX_OK);
    read_catalog(f, YX_REGIONS, regions);
    read_catalog(f, YX_INDICATORS, indicators);
    read_catalog(f, YX_NEIGHBOURS, borders);
    read_catalog(f, YX_EVENTS, events);
    T_OK(yx_rules_read(f->ws.rules, "r.yaml", yx_str_of(text), f->ws.catalog, f->faults, NULL) ==
         YX_OK);
    for (uint32_t k = 0; k < 2; k++)
        watch(f, k, yx_stream_at(f->ws.rules, k)->indicator, first, last);
    f->screening = (yx_screening){f->watched, 2};
    *state = f;
    return 0;
}

static int setup(void **state)
{
    return setup_rules(state, rule_text);
}

static int setup_wide(void **state)
{
    return setup_rules(state, wide_text);
}

static int teardown(void **state)
{
    fixture *f = *state;

    for (size_t k = 0; k < 2; k++) {
        yx_panel_free(f->watched[k].panel);
        free(f->watched[k].verdict);
    }
    yx_rules_free(f->ws.rules);
    yx_catalog_free(f->ws.catalog);
    yx_faults_free(f->faults);
    free(f);
    return 0;
}

/* A bed alarm on the Wednesday of week 2 counts in week 2; practices alarm in week 3: two groups
 * within two weeks, from week 3, in A only. Week 4 is quiet, so it ends there. */
static void test_days_count_in_their_week(void **state)
{
    fixture *f = *state;
    yx_alerts alerts = {0};
    const yx_rule_watch *watch;
    bool alarm;

    alarm_on(f, 0, 0, "2022-01-12");
    alarm_on(f, 1, 0, "2022-W03");
    alarm_on(f, 1, 1, "2022-W03");
    T_OK(yx_alerts_find(&f->ws, &f->screening, &alerts, NULL) == YX_OK);
    assert_int_equal(alerts.n_watch, 2);
    assert_int_equal(alerts.n, 1);
    watch = yx_alert_watch(&alerts, &alerts.at[0]);
    T_TEXT(yx_region_at(f->ws.catalog, watch->region)->code, "A");
    assert_int_equal(watch->axis.kind, YX_PERIOD_WEEK);
    assert_int_equal(watch->axis.n, 6);
    assert_int_equal(alerts.at[0].episode.first, 2);
    assert_int_equal(alerts.at[0].episode.last, 2);
    assert_int_equal(alerts.at[0].episode.end, 3);
    T_OK(!yx_alert_open(&alerts.at[0]));
    /* The evidence of beds for week 3 is the tenth day: Wednesday of week 2. */
    assert_int_equal(yx_alert_evidence(watch, &f->watched[0], 0, 2, &alarm), 9);
    T_OK(alarm);
    /* For week 6 there is no alarm within two weeks: the newest figure is Sunday of week 6. */
    assert_int_equal(yx_alert_evidence(watch, &f->watched[0], 0, 5, &alarm), 41);
    T_OK(!alarm);
    yx_alerts_free(&alerts);
}

/* Three weeks apart is not within two. */
static void test_too_far_apart(void **state)
{
    fixture *f = *state;
    yx_alerts alerts = {0};

    alarm_on(f, 0, 0, "2022-01-12");
    alarm_on(f, 1, 0, "2022-W04");
    T_OK(yx_alerts_find(&f->ws, &f->screening, &alerts, NULL) == YX_OK);
    assert_int_equal(alerts.n, 0);
    assert_int_equal(alerts.watch[0].sight.able, 2);
    assert_int_equal(alerts.watch[0].sight.able_groups, 2);
    yx_alerts_free(&alerts);
}

/* A region whose streams are silent for the last two weeks: nothing could be seen, and it is said.
 */
static void test_silence_is_not_quiet(void **state)
{
    fixture *f = *state;
    yx_alerts alerts = {0};

    for (size_t t = 4; t < 6; t++)
        f->watched[1].verdict[6 + t].state = YX_GAP;
    for (size_t t = 28; t < 42; t++)
        f->watched[0].verdict[42 + t].state = YX_GAP;
    T_OK(yx_alerts_find(&f->ws, &f->screening, &alerts, NULL) == YX_OK);
    assert_int_equal(alerts.watch[0].sight.able, 2);
    assert_int_equal(alerts.watch[1].sight.able, 0);
    assert_int_equal(alerts.watch[1].sight.able_groups, 0);
    yx_alerts_free(&alerts);
}

static void test_open_at_the_end(void **state)
{
    fixture *f = *state;
    yx_alerts alerts = {0};

    alarm_on(f, 0, 1, "2022-02-13");
    alarm_on(f, 1, 1, "2022-W06");
    T_OK(yx_alerts_find(&f->ws, &f->screening, &alerts, NULL) == YX_OK);
    assert_int_equal(alerts.n, 1);
    T_OK(yx_alert_open(&alerts.at[0]));
    assert_int_equal(alerts.at[0].episode.groups, 3);
    yx_alerts_free(&alerts);
}

/* Practices alarm in A in week 2 and in both in weeks 3 and 4: the prefecture, which has no figure,
 * is at level 2, then 1. Week 5 is quiet. The festival is in A in week 2 alone, so B's neighbour
 * counts for nothing there. */
static bool wide(void *arg)
{
    const fixture *f = arg;
    yx_alerts alerts = {0};
    yx_err err = {0};
    yx_code rc = yx_alerts_find(&f->ws, &f->screening, &alerts, &err);
    bool good = rc == YX_E_NOMEM;

    if (!rc) {
        const yx_alert *a = alerts.at;
        good = alerts.n_watch == 3 && alerts.n == 2 && alerts.n_turn == 5 && a[0].level == 1 &&
               a[0].episode.first == 1 && a[0].episode.last == 3 && a[0].episode.end == 4 &&
               a[0].n_turn == 3 && alerts.turn[1].turn == YX_TURN_WORSE &&
               yx_alert_watch(&alerts, &a[0])->region == 2 && a[0].episode.most == 1 &&
               yx_alert_watch(&alerts, &a[1])->region == 0 && a[1].episode.first == 1 &&
               a[1].episode.end == 2 && a[1].rank == 1 && !a[1].over && a[0].rank == 0 &&
               alerts.n_rows == 1 && yx_alert_watch(&alerts, &a[1])->rows == alerts.rows[0];
        yx_alerts_free(&alerts);
    }
    return good;
}

static void test_wide(void **state)
{
    static const char *const when[] = {"2022-W02", "2022-W03", "2022-W04"};
    fixture *f = *state;

    for (size_t i = 0; i < 3; i++)
        alarm_on(f, 0, 0, when[i]); /* the rule names f first */
    for (size_t i = 0; i < 2; i++)
        for (size_t t = 0; t < 42; t++)
            yx_panel_set(f->watched[1].panel, i, 0, t, 5);
    alarm_on(f, 0, 1, when[1]);
    alarm_on(f, 0, 1, when[2]);
    T_OK(wide(f));
    T_OK(t_every_alloc(wide, f) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_days_count_in_their_week, setup, teardown),
        cmocka_unit_test_setup_teardown(test_too_far_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(test_silence_is_not_quiet, setup, teardown),
        cmocka_unit_test_setup_teardown(test_open_at_the_end, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wide, setup_wide, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

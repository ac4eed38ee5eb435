/* A replay says after each step what judging everything afresh as of that day says: over random
 * histories with late figures, revisions, withdrawals and a beginning that comes last. */
#include "flow/replay/replay.h"

#include "base/buf.h"
#include "flow/alerts.h"
#include "tests/support/t.h"

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

static const char regions[] =
    "code,name_zh,level,parent_code,clinic\nP,省,province,,\nM,甲市,prefecture,P,\n"
    "A,甲县,county,M,c1\nB,乙县,county,M,c1\nC,丙县,county,M,c2\nD,丁县,county,P,\nE,戊县,county,P,\n";
static const char borders[] = "a,b\nA,B\nB,C\nC,D\nD,E\n";
static const char events[] =
    "region,indicator,first,last,note,limit\nA,,2021-06-07,2021-06-20,feast,\n"
    "B,flu,2021-05-03,2021-05-30,known,25\n";
static const char indicators[] = "code,name_zh,unit,frequency,kind\n"
                                 "flu,流感,例,W,flow\nbeds,床位,张,D,flow\nare,就诊,例,W,flow\n"
                                 "done,投资,亿元,M,ytd\nprice,价,元,M,price\n";
static const char rules[] =
    "streams:\n"
    "  flu: {indicator: flu, source: s, group: a, detector: earsC, options: {method: C2}, min_count: 12, same_source: clinic}\n"
    "  fluw: {indicator: flu, source: s, group: b, detector: ewma, options: {from: 12}, direction: both}\n"
    "  are: {indicator: are, source: s, group: c, detector: earsC, options: {method: C1}}\n"
    "  beds: {indicator: beds, source: s, group: d, detector: earsC}\n"
    "  mute: {indicator: are, source: s, group: c, direction: silent}\n"
    "  done: {indicator: done, source: s, group: e}\n"
    "  quiet: {indicator: done, source: s, group: g, direction: silent}\n"
    "  price: {indicator: price, source: s, group: f, detector: cusum, options: {from: 4}}\n"
    "rules:\n"
    "  agree: {version: 1, when: {at_least: 2, groups_of: [flu, fluw, are, beds], within: 2}, grade: {scheme: d, level: 3}, exit: {quiet_for: 2}}\n"
    "  one: {version: 1, when: {any: [{stream: flu}, {stream: fluw}]}, grade: {scheme: d, level: 4}, expires: 3, valid: {to: 2021-10-01}}\n"
    "  mute: {version: 1, when: {any: [{stream: mute, for: 2}, {stream: quiet}]}, grade: {scheme: d, level: 4}}\n"
    "  round: {version: 1, scheme: d, grades: [{level: 1, when: {area: connected, at_least: 3, where: {stream: flu, within: 2}}},\n"
    "    {level: 2, when: {area: neighbours, share: 0.5, where: {any: [{stream: are}, {during: feast}]}}}], exit: {quiet_for: 3}}\n"
    "  above: {version: 1, when: {area: children, at_least: 2, where: {stream: are}}, grade: {scheme: d, level: 2}, no_reraise: 2}\n"
    "  figures: {version: 1, scheme: d, grades: [{level: 1, when: {value: \"flu > 30 and growth(flu) > 10%\"}},\n"
    "    {level: 2, when: {value: \"beds > 200 or flu - past(flu, 3) > 20\"}}], exit: {quiet_for: 1, when: {value: \"flu < 15\"}}}\n"
    "  months: {version: 1, when: {at_least: 2, of: [{value: \"done > 26\"}, {stream: price}, {value: \"yoy(flu) > 5 or total(beds, 2) > 1400\"}]}, grade: {scheme: d, level: 3}}\n"
    "  p: {version: 1, when: {combined: cauchy, of: [flu, are, beds], below: 0.02, within: 2}, grade: {scheme: d, level: 4}}\n";

typedef struct fixture {
    yx_workspace ws;
    yx_faults *faults;
    uint32_t seed;
} fixture;

static uint32_t draw(fixture *f, uint32_t below)
{
    f->seed = f->seed * 1664525u + 1013904223u;
    return (f->seed >> 8) % below;
}

static void read_catalog(fixture *f, yx_catalog_kind kind, const char *text)
{
    yx_input *input = NULL;
    size_t n;

    T_OK(yx_input_memory(yx_str_of(text), &input, NULL) == YX_OK);
    T_OK(yx_catalog_read(f->ws.catalog, kind, "x.csv", input, f->faults, &n, NULL) == YX_OK);
    yx_input_close(input);
}

static void report(yx_batch *batch, const char *region, const char *indicator, yx_period period,
                   yx_day as_of, int64_t value, bool withdrawn)
{
    yx_obs obs = {.mantissa = withdrawn ? 0 : value,
                  .period = period,
                  .as_of = as_of,
                  .line = 1 + (uint32_t)batch->n,
                  .contributors = YX_CONTRIBUTORS_NONE,
                  .release = YX_DAY_NONE,
                  .status = withdrawn ? YX_STATUS_WITHDRAWN : YX_STATUS_NONE};

    T_OK(yx_names_add(batch->region, yx_str_of(region), &obs.region, NULL) == YX_OK);
    T_OK(yx_names_add(batch->indicator, yx_str_of(indicator), &obs.indicator, NULL) == YX_OK);
    T_OK(yx_batch_add(batch, &obs, NULL) == YX_OK);
}

/* One series: n periods, most of them some days after their end, some late, some never; some are
 * revised, some withdrawn. */
static void history(fixture *f, yx_batch *batch, const char *region, const char *indicator,
                    yx_period first, size_t n, bool ytd)
{
    int64_t total = 0;

    for (size_t t = 0; t < n; t++) {
        yx_period p = yx_period_step(first, (int)t), whole = p;
        yx_day as_of = p.last + 2 + (yx_day)draw(f, 3);
        int64_t value = 8 + draw(f, 10) + (draw(f, 9) == 0 ? draw(f, 40) : 0);
        int y, m, d;
        yx_day_parts(p.first, &y, &m, &d);
        total = m == 1 ? value : total + value;
        if (ytd && !yx_period_to_ytd(p, &whole))
            continue;
        if (draw(f, 25) == 0)
            continue;
        if (draw(f, 15) == 0)
            as_of += (yx_day)draw(f, 60);
        if (t < 4 && region[0] == 'A')
            as_of = first.last + 165; /* the very beginning comes last */
        report(batch, region, indicator, whole, as_of, ytd ? total : value, false);
        if (draw(f, 10) == 0)
            report(batch, region, indicator, whole, as_of + 1 + (yx_day)draw(f, 50),
                   (ytd ? total : value) + draw(f, 30), draw(f, 5) == 0);
    }
}

static void fill(fixture *f)
{
    static const char *const county[] = {"A", "B", "C", "D", "E"};
    yx_batch *batch = NULL;
    yx_taken taken;

    T_OK(yx_batch_new("x.csv", NULL, &batch, NULL) == YX_OK);
    for (size_t i = 0; i < 5; i++) {
        yx_day late = i == 4 ? 90 : i == 0 ? -21 : 0; /* E begins later, A before all others */
        yx_day start = yx_day_of(2021, 1, 4) + late;
        history(f, batch, county[i], "flu", yx_period_holding(start, YX_PERIOD_WEEK), 45, false);
        history(f, batch, county[i], "are", yx_period_holding(start, YX_PERIOD_WEEK), 45, false);
        if (i < 3)
            history(f, batch, county[i], "beds", yx_period_holding(start + 70, YX_PERIOD_DAY), 150,
                    false);
        history(f, batch, county[i], "done", yx_period_holding(start, YX_PERIOD_MONTH), 11, true);
        history(f, batch, county[i], "price", yx_period_holding(start, YX_PERIOD_MONTH), 11, false);
    }
    T_OK(yx_store_begin(f->ws.store, NULL) == YX_OK);
    T_OK(yx_store_take(f->ws.store, batch, 1640995200000, "p", &taken, NULL) == YX_OK);
    T_OK(yx_store_commit(f->ws.store, NULL) == YX_OK);
    yx_batch_free(batch);
}

static void open_fixture(fixture *f, uint32_t seed)
{
    static const yx_store_settings settings = {.zone = "UTC"};
    char dir[512];
    yx_err err = {0};

    *f = (fixture){.seed = seed};
    snprintf(dir, sizeof dir, "%s/w%u", t_folder(), seed);
    T_OK(yx_store_init(dir, &settings, 1640995200000, "p", NULL) == YX_OK);
    T_OK(yx_store_open(dir, false, &f->ws.store, NULL) == YX_OK);
    T_OK(yx_faults_new(&f->faults, NULL) == YX_OK);
    T_OK(yx_catalog_new(&f->ws.catalog, NULL) == YX_OK);
    T_OK(yx_rules_new(&f->ws.rules, NULL) == YX_OK);
    read_catalog(f, YX_REGIONS, regions);
    read_catalog(f, YX_INDICATORS, indicators);
    read_catalog(f, YX_NEIGHBOURS, borders);
    read_catalog(f, YX_EVENTS, events);
    if (yx_rules_read(f->ws.rules, "r.yaml", yx_str_of(rules), f->ws.catalog, f->faults, &err) !=
        YX_OK)
        fail_msg("%s: %s", err.text, yx_faults_at(f->faults, 0)->code);
    fill(f);
    T_OK(yx_store_head(f->ws.store, &f->ws.head, NULL) == YX_OK);
}

static void close_fixture(fixture *f)
{
    yx_workspace_close(&f->ws);
    yx_faults_free(f->faults);
}

/* --- the slow way --- */

static const yx_alert *open_alert(const yx_alerts *alerts, size_t watch)
{
    for (size_t i = 0; i < alerts->n; i++)
        if (alerts->at[i].watch == watch && yx_alert_open(&alerts->at[i]))
            return &alerts->at[i];
    return NULL;
}

static void must_be(bool is, const fixture *f, const yx_rule_watch *w, yx_day day, const char *what)
{
    char text[YX_DAY_TEXT];

    if (!is)
        fail_msg("%s, region %s, on %s: %s", w->rule->name,
                 yx_region_at(f->ws.catalog, w->region)->code, yx_day_text(day, text), what);
}

static size_t compare(fixture *f, const yx_rerun *r, const yx_alerts *alerts, yx_day day)
{
    size_t on = 0;

    for (size_t i = 0; i < alerts->n_watch; i++) {
        const yx_rule_watch *w = &alerts->watch[i];
        const yx_alert *alert = open_alert(alerts, i);
        yx_rerun_now now = {0};
        uint32_t rule = 0;
        while (yx_rule_at(f->ws.rules, rule) != w->rule)
            rule++;
        must_be(yx_rerun_look(r, rule, w->region, &now), f, w, day, "not there");
        must_be(yx_period_order(now.newest, yx_axis_at(&w->axis, w->axis.n - 1)) == 0, f, w, day,
                "another newest period");
        must_be(now.course.on == (alert != NULL), f, w, day, alert ? "not on" : "on");
        if (!alert)
            continue;
        on++;
        must_be(yx_period_order(now.first, yx_axis_at(&w->axis, alert->episode.first)) == 0, f, w,
                day, "another first period");
        must_be(yx_period_order(now.last, yx_axis_at(&w->axis, alert->episode.last)) == 0, f, w,
                day, "another last period");
        must_be(now.level == alert->level, f, w, day, "another level");
    }
    return on;
}

static size_t replay_beside(fixture *f, bool daily, yx_day from, yx_day to)
{
    yx_rerun_rule rule[16];
    yx_rerun_ask ask = {.rule = rule, .from = from, .to = to, .daily = daily};
    yx_rerun *r = NULL;
    bool end = false;
    yx_day day = 0;
    size_t on = 0;

    for (; ask.n_rule < yx_n_rule(f->ws.rules); ask.n_rule++)
        rule[ask.n_rule] =
            (yx_rerun_rule){f->ws.rules, yx_rule_at(f->ws.rules, (uint32_t)ask.n_rule)};
    T_OK(yx_rerun_new(&f->ws, &ask, &r, NULL) == YX_OK);
    for (;;) {
        yx_screening screening = {0};
        yx_alerts alerts = {0};
        T_OK(yx_rerun_step(r, &day, &end, NULL) == YX_OK);
        if (end)
            break;
        T_OK(yx_screening_run(&f->ws, (yx_known){day, INT64_MAX}, &screening, NULL) == YX_OK);
        T_OK(yx_alerts_find(&f->ws, &screening, &alerts, NULL) == YX_OK);
        on += compare(f, r, &alerts, day);
        yx_alerts_free(&alerts);
        yx_screening_free(&screening);
    }
    T_OK(day == to);
    yx_rerun_free(r);
    return on;
}

static void same_as_afresh(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 4; seed++) {
        fixture f;
        open_fixture(&f, seed);
        T_OK(replay_beside(&f, false, yx_day_of(2021, 2, 1), yx_day_of(2022, 1, 20)) > 100);
        if (seed == 1)
            T_OK(replay_beside(&f, true, yx_day_of(2021, 5, 20), yx_day_of(2021, 7, 20)) > 100);
        close_fixture(&f);
    }
}

/* --- memory --- */

static bool replay_once(void *arg)
{
    fixture *f = arg;
    static const uint32_t number[] = {4, 7}; /* mute, round */
    yx_rerun_rule rule[YX_COUNT(number)];
    yx_rerun_ask ask = {.rule = rule,
                        .n_rule = YX_COUNT(number),
                        .from = yx_day_of(2021, 5, 10),
                        .to = yx_day_of(2021, 5, 16)};
    yx_rerun *r = NULL;
    yx_day day;
    bool end = false;
    yx_code rc;

    for (size_t i = 0; i < YX_COUNT(number); i++)
        rule[i] = (yx_rerun_rule){f->ws.rules, yx_rule_at(f->ws.rules, number[i])};
    rc = yx_rerun_new(&f->ws, &ask, &r, NULL);
    while (!rc && !end)
        rc = yx_rerun_step(r, &day, &end, NULL);
    yx_rerun_free(r);
    return rc == YX_OK || rc == YX_E_NOMEM;
}

static void every_allocation(void **state)
{
    fixture f;

    (void)state;
    open_fixture(&f, 99);
    T_OK(t_every_alloc(replay_once, &f) > 20);
    close_fixture(&f);
}

/* --- limits --- */

static void refused(void **state)
{
    yx_rerun_ask ask = {.from = 10, .to = 5};
    yx_rerun *r = NULL;
    fixture f;

    (void)state;
    open_fixture(&f, 77);
    T_OK(yx_rerun_new(&f.ws, &ask, &r, NULL) == YX_E_RANGE);
    ask.rule = &(yx_rerun_rule){f.ws.rules, yx_rule_at(f.ws.rules, 0)};
    ask.n_rule = 1;
    T_OK(yx_rerun_new(&f.ws, &ask, &r, NULL) == YX_E_RANGE);
    ask.n_rule = YX_RERUN_RULES + 1;
    T_OK(yx_rerun_new(&f.ws, &ask, &r, NULL) == YX_E_RANGE && !r);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_as_afresh),
        cmocka_unit_test(every_allocation),
        cmocka_unit_test(refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

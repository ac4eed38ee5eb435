/* A workspace with a handful of figures, read back as panels. */
#include "series/panel_db.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 8 };

/* 421024 was one county until 2020 and is another from 2021 on. */
static const char regions[] = "code,name_zh,level,parent_code,valid_from,valid_to\n"
                              "42,省,province,,,\n"
                              "421023,甲县,county,42,,\n"
                              "421024,旧县,county,42,,2021-01-01\n"
                              "421024,新县,county,42,2021-01-01,\n";
static const char indicators[] = "code,name_zh,unit,frequency,kind\n"
                                 "invest,投资,亿元,M,ytd\n"
                                 "gdp,产值,亿元,Q,ytd\n"
                                 "visits,就诊,人次,W,flow\n"
                                 "sales,销售,万元,M,flow\n"
                                 "doses,剂次,剂,M,cumulative\n";

/* Each row: indicator, region, period, value (NULL: withdrawn), as of. */
typedef struct row {
    const char *indicator, *region, *period, *value, *as_of;
} row;

static const row rows[] = {
    {"invest", "421023", "2020-01..11", "110", "2021-01-01"},
    {"invest", "421023", "2020-01..12", "125", "2021-02-01"},
    {"invest", "421023", "2021-01..02", "20", "2021-03-10"},
    {"invest", "421023", "2021-01..03", "32", "2021-04-10"},
    {"invest", "421023", "2021-01..05", "62", "2021-06-10"},
    {"invest", "421023", "2021-01..06", "60", "2021-07-10"},
    {"invest", "421023", "2021-01..03", "35", "2021-08-01"}, /* revised later */
    {"gdp", "421023", "2021-01..03", "3", "2021-04-20"},
    {"gdp", "421023", "2021-01..06", "7", "2021-07-20"},
    {"gdp", "421023", "2021-01..12", "20", "2022-01-20"},
    {"visits", "421023", "2020-W53", "7", "2021-01-05"},
    {"visits", "421023", "2021-W02", "0", "2021-01-19"},
    {"visits", "421023", "2021-W03", "5", "2021-01-26"},
    {"visits", "421023", "2021-W03", NULL, "2021-01-30"},
    {"visits", "421023", "2021-01-04", "1", "2021-01-26"}, /* a day is not of the axis */
    {"sales", "421024", "2020-12", "1.5", "2021-01-05"},
    {"sales", "421024", "2021-01", "2.5", "2021-02-05"},
    {"sales", "421024", "2021-02", "3.5", "2021-03-05"},
    {"sales", "999999", "2021-02", "77", "2021-03-05"}, /* no region of the catalogue */
    {"invest", "421024", "2020-01..12", "100", "2021-01-20"},
    {"invest", "421024", "2021-01", "5", "2021-02-20"},
    {"doses", "421023", "2020-11", "1000", "2021-01-05"},
    {"doses", "421023", "2020-12", "1010", "2021-01-05"},
    {"doses", "421023", "2021-03", "1040", "2021-04-05"},
};

static yx_catalog *catalog;
static yx_store *store;
static uint32_t county, old_county, new_county;

static yx_period period(const char *text)
{
    yx_period p = {0, 0};

    T_OK(yx_period_read(yx_str_of(text), &p));
    return p;
}

static void read_catalog(yx_catalog_kind kind, const char *text)
{
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    size_t n = 0;

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_input_memory(yx_str_of(text), &input, NULL) == YX_OK);
    T_OK(yx_catalog_read(catalog, kind, "test.csv", input, faults, &n, NULL) == YX_OK);
    yx_input_close(input);
    yx_faults_free(faults);
}

static void add_row(yx_batch *batch, const row *r, uint32_t line)
{
    yx_obs obs = {.contributors = YX_CONTRIBUTORS_NONE, .release = YX_DAY_NONE, .line = line};
    yx_decimal v = {0, 0};

    T_OK(yx_names_add(batch->region, yx_str_of(r->region), &obs.region, NULL) == YX_OK);
    T_OK(yx_names_add(batch->indicator, yx_str_of(r->indicator), &obs.indicator, NULL) == YX_OK);
    T_OK(yx_day_read(yx_str_of(r->as_of), &obs.as_of));
    T_OK(!r->value || yx_decimal_read(yx_str_of(r->value), &v) == YX_DECIMAL_OK);
    obs.period = period(r->period);
    obs.mantissa = v.mantissa;
    obs.scale = v.scale;
    obs.status = r->value ? YX_STATUS_NONE : YX_STATUS_WITHDRAWN;
    T_OK(yx_batch_add(batch, &obs, NULL) == YX_OK);
}

static int set_up(void **state)
{
    static const yx_store_settings settings = {"Asia/Shanghai", true};
    char dir[512];
    yx_batch *batch = NULL;
    yx_taken taken;

    (void)state;
    T_OK(yx_catalog_new(&catalog, NULL) == YX_OK);
    read_catalog(YX_REGIONS, regions);
    read_catalog(YX_INDICATORS, indicators);
    T_OK(yx_region_find(catalog, yx_str_of("421023"), period("2021"), &county) == YX_REGION_OK);
    T_OK(yx_region_find(catalog, yx_str_of("421024"), period("2020"), &old_county) == YX_REGION_OK);
    new_county = yx_region_newest(catalog, yx_str_of("421024"));
    T_OK(old_county != new_county);

    snprintf(dir, sizeof dir, "%s/workspace", t_folder());
    T_OK(yx_store_init(dir, &settings, 1640995200000, "local", NULL) == YX_OK);
    T_OK(yx_store_open(dir, false, &store, NULL) == YX_OK);
    T_OK(yx_batch_new("rows.csv", NULL, &batch, NULL) == YX_OK);
    for (uint32_t i = 0; i < YX_COUNT(rows); i++)
        add_row(batch, &rows[i], i + 2);
    T_OK(yx_store_begin(store, NULL) == YX_OK);
    T_OK(yx_store_take(store, batch, 1640995200001, "local", &taken, NULL) == YX_OK);
    T_OK(yx_store_commit(store, NULL) == YX_OK);
    T_OK(taken.taken == YX_COUNT(rows));
    yx_batch_free(batch);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    yx_store_close(store);
    yx_catalog_free(catalog);
    return 0;
}

static uint32_t indicator(const char *code)
{
    for (uint32_t i = 0; i < yx_n_indicator(catalog); i++)
        if (strcmp(yx_indicator_at(catalog, i)->code, code) == 0)
            return i;
    fail_msg("no indicator %s", code);
    return 0;
}

static const struct {
    const char *why, *indicator;
    const uint32_t *region;
    yx_period_kind kind;
    const char *first, *last, *as_of; /* periods; as_of NULL: all */
    double want[MOST];
} cases[] = {
    {"ytd by month: 1-2月 and a skipped month are means at their end; a revision of March counts",
     "invest",
     &county,
     YX_PERIOD_MONTH,
     "2020-11",
     "2021-06",
     NULL,
     {10, 15, GAP, 10, 15, GAP, 13.5, -2}},
    {"as known before that revision",
     "invest",
     &county,
     YX_PERIOD_MONTH,
     "2020-12",
     "2021-06",
     "2021-07-15",
     {15, GAP, 10, 12, GAP, 15, -2}},
    {"as known in April",
     "invest",
     &county,
     YX_PERIOD_MONTH,
     "2021-01",
     "2021-06",
     "2021-04-30",
     {GAP, 10, 12, GAP, GAP, GAP}},
    {"monthly totals make quarters",
     "invest",
     &county,
     YX_PERIOD_QUARTER,
     "2020-Q4",
     "2021-Q2",
     NULL,
     {125. / 4, 35, 25}},
    {"and years", "invest", &county, YX_PERIOD_YEAR, "2020", "2021", NULL, {125, GAP}},
    {"ytd by quarter, one left out",
     "gdp",
     &county,
     YX_PERIOD_QUARTER,
     "2021-Q1",
     "2021-Q4",
     NULL,
     {3, 4, GAP, 6.5}},
    {"weeks: a gap is no zero, a withdrawn figure is a gap",
     "visits",
     &county,
     YX_PERIOD_WEEK,
     "2020-W53",
     "2021-W03",
     NULL,
     {7, GAP, 0, GAP}},
    {"before it was withdrawn",
     "visits",
     &county,
     YX_PERIOD_WEEK,
     "2021-W02",
     "2021-W03",
     "2021-01-29",
     {0, 5}},
    {"a code used twice: the old county",
     "sales",
     &old_county,
     YX_PERIOD_MONTH,
     "2020-12",
     "2021-02",
     NULL,
     {1.5, GAP, GAP}},
    {"and the new one",
     "sales",
     &new_county,
     YX_PERIOD_MONTH,
     "2020-12",
     "2021-02",
     NULL,
     {GAP, 2.5, 3.5}},
    {"its ytd: the old county",
     "invest",
     &old_county,
     YX_PERIOD_MONTH,
     "2020-12",
     "2021-01",
     NULL,
     {100. / 12, GAP}},
    {"and the new one",
     "invest",
     &new_county,
     YX_PERIOD_MONTH,
     "2020-12",
     "2021-01",
     NULL,
     {GAP, 5}},
    {"cumulative: no new start in January",
     "doses",
     &county,
     YX_PERIOD_MONTH,
     "2020-11",
     "2021-03",
     NULL,
     {GAP, 10, GAP, GAP, 10}},
    {"nothing there",
     "sales",
     &county,
     YX_PERIOD_MONTH,
     "2020-12",
     "2021-02",
     NULL,
     {GAP, GAP, GAP}},
};

static void panels(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_axis axis = yx_axis_between(period(cases[i].first).first, period(cases[i].last).last,
                                       cases[i].kind);
        uint32_t one = indicator(cases[i].indicator);
        yx_known known = YX_KNOWN_ALL;
        yx_panel *panel = NULL;

        T_OK(!cases[i].as_of || yx_day_read(yx_str_of(cases[i].as_of), &known.as_of));
        T_OK(yx_panel_read(store, catalog, cases[i].region, 1, &one, 1, &axis, known, &panel,
                           NULL) == YX_OK);
        T_OK(axis.n <= MOST);
        for (size_t t = 0; t < axis.n; t++) {
            double v = yx_panel_row(panel, 0, 0).at[t];
            if (v != cases[i].want[t] && !(isnan(v) && isnan(cases[i].want[t])))
                fail_msg("%s: place %zu is %g, expected %g", cases[i].why, t, v, cases[i].want[t]);
        }
        yx_panel_free(panel);
    }
}

static void many_at_once(void **state)
{
    yx_axis axis = yx_axis_between(yx_day_of(2021, 1, 1), yx_day_of(2021, 2, 1), YX_PERIOD_MONTH);
    uint32_t region[] = {new_county, county, old_county};
    uint32_t what[] = {indicator("sales"), indicator("invest")}, none = UINT32_MAX;
    yx_panel *panel = NULL;
    yx_err err;

    (void)state;
    T_OK(yx_panel_read(store, catalog, region, 3, what, 2, &axis, YX_KNOWN_ALL, &panel, NULL) ==
         YX_OK);
    T_OK(yx_panel_row(panel, 0, 0).at[0] == 2.5 && yx_panel_row(panel, 0, 1).at[0] == 5);
    T_OK(yx_panel_row(panel, 1, 1).at[1] == 10 && isnan(yx_panel_row(panel, 1, 0).at[0]));
    T_OK(isnan(yx_panel_row(panel, 2, 0).at[0]) && isnan(yx_panel_row(panel, 2, 1).at[0]));
    yx_panel_free(panel);
    panel = NULL;
    T_OK(yx_panel_read(store, catalog, &none, 1, what, 1, &axis, YX_KNOWN_ALL, &panel, &err) ==
         YX_E_RANGE);
    T_OK(yx_panel_read(store, catalog, region, 1, &none, 1, &axis, YX_KNOWN_ALL, &panel, &err) ==
         YX_E_RANGE);
    T_OK(yx_panel_read(store, catalog, region, 0, what, 1, &axis, YX_KNOWN_ALL, &panel, &err) ==
         YX_E_RANGE);
    T_OK(panel == NULL);
}

static const struct {
    const char *indicator;
    yx_period_kind kind;
    const char *first, *last; /* NULL: nothing */
} extents[] = {
    {"invest", YX_PERIOD_MONTH, "2020-11-01", "2021-06-30"},
    {"invest", YX_PERIOD_QUARTER, "2020-10-01", "2021-06-30"},
    {"invest", YX_PERIOD_WEEK, NULL, NULL},
    {"gdp", YX_PERIOD_QUARTER, "2021-01-01", "2021-12-31"},
    {"visits", YX_PERIOD_WEEK, "2020-12-28", "2021-01-17"},
    {"visits", YX_PERIOD_DAY, "2021-01-04", "2021-01-04"},
    {"visits", YX_PERIOD_MONTH, NULL, NULL},
    {"sales", YX_PERIOD_MONTH, "2020-12-01", "2021-02-28"},
    {"doses", YX_PERIOD_MONTH, "2020-12-01", "2021-03-31"},
};

static void extent_is_that_of_the_panel(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(extents); i++) {
        yx_day first = 0, last = 0;
        bool any = true;
        char text[YX_DAY_TEXT];
        const yx_indicator *one = yx_indicator_at(catalog, indicator(extents[i].indicator));

        T_OK(yx_panel_extent(store, catalog, one, extents[i].kind, YX_KNOWN_ALL, &first, &last,
                             &any, NULL) == YX_OK);
        T_OK(any == (extents[i].first != NULL));
        if (any) {
            T_TEXT(yx_day_text(first, text), extents[i].first);
            T_TEXT(yx_day_text(last, text), extents[i].last);
        }
    }
}

static bool whole_or_nothing(void *arg)
{
    yx_axis axis = yx_axis_between(yx_day_of(2021, 1, 1), yx_day_of(2021, 6, 1), YX_PERIOD_MONTH);
    uint32_t one = indicator("invest");
    yx_panel *panel = NULL;
    yx_err err = {0};
    yx_code rc =
        yx_panel_read(store, catalog, &county, 1, &one, 1, &axis, YX_KNOWN_ALL, &panel, &err);
    bool right =
        rc ? !panel && rc == YX_E_NOMEM && err.code == rc : yx_panel_row(panel, 0, 0).at[1] == 10;

    (void)arg;
    yx_panel_free(panel);
    return right;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    T_OK(t_every_alloc(whole_or_nothing, NULL) > 4);
}

/* The old county of 421024 was joined to 421023 on new year's day 2021: before it the two add, and
 * what 421024 did not report in November makes a gap. On the boundaries of 2020 the mixture stays
 * in the row that it was reported for. */
static const struct {
    const char *why, *on, *indicator;
    const uint32_t *region;
    double want[8]; /* 2020-11 to 2021-06 */
} joined[] = {
    {"totals add, then flow: 225 in twelve months",
     "2022-01-01",
     "invest",
     &county,
     {GAP, 225. / 12, GAP, 10, 15, GAP, 13.5, -2}},
    {"the other is gone",
     "2022-01-01",
     "invest",
     &old_county,
     {GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP}},
    {"the code's new county",
     "2022-01-01",
     "invest",
     &new_county,
     {GAP, GAP, 5, GAP, GAP, GAP, GAP, GAP}},
    {"a part that did not report makes a gap",
     "2022-01-01",
     "doses",
     &county,
     {GAP, GAP, GAP, GAP, GAP, GAP, GAP, GAP}},
    {"on old boundaries", "2020-06-01", "invest", &county, {10, 15, GAP, 10, 15, GAP, 13.5, -2}},
    {"the other on old boundaries",
     "2020-06-01",
     "invest",
     &old_county,
     {GAP, 100. / 12, GAP, GAP, GAP, GAP, GAP, GAP}},
    {"plain flows", "2020-06-01", "sales", &old_county, {GAP, 1.5, GAP, GAP, GAP, GAP, GAP, GAP}},
};

static const char merged[] =
    "day,kind,from_code,to_code,weight\n2021-01-01,merge,421024,421023,1\n";

static bool joined_or_nothing(void *arg)
{
    yx_axis axis = yx_axis_between(yx_day_of(2020, 11, 1), yx_day_of(2021, 6, 1), YX_PERIOD_MONTH);
    uint32_t one = indicator("invest");
    yx_panel *panel = NULL;
    yx_err err = {0};
    yx_code rc = yx_panel_read_on(store, catalog, arg, &county, 1, &one, 1, &axis, YX_KNOWN_ALL,
                                  &panel, &err);
    bool right = rc ? !panel && rc == YX_E_NOMEM && err.code == rc
                    : yx_panel_row(panel, 0, 0).at[1] == 225. / 12;

    yx_panel_free(panel);
    return right;
}

static void panels_on_boundaries(void **state)
{
    yx_axis axis = yx_axis_between(yx_day_of(2020, 11, 1), yx_day_of(2021, 6, 1), YX_PERIOD_MONTH);

    (void)state;
    read_catalog(YX_LINEAGE, merged);
    for (size_t i = 0; i < YX_COUNT(joined); i++) {
        uint32_t one = indicator(joined[i].indicator);
        yx_boundaries *b = NULL;
        yx_panel *panel = NULL;
        yx_day on = 0;
        T_OK(yx_day_read(yx_str_of(joined[i].on), &on));
        T_OK(yx_boundaries_new(catalog, on, &b, NULL) == YX_OK);
        T_OK(yx_panel_read_on(store, catalog, b, joined[i].region, 1, &one, 1, &axis, YX_KNOWN_ALL,
                              &panel, NULL) == YX_OK);
        for (size_t t = 0; t < axis.n; t++) {
            double v = yx_panel_row(panel, 0, 0).at[t];
            if (v != joined[i].want[t] && !(isnan(v) && isnan(joined[i].want[t])))
                fail_msg("%s: place %zu is %g, expected %g", joined[i].why, t, v,
                         joined[i].want[t]);
        }
        yx_panel_free(panel);
        if (i == 0)
            T_OK(t_every_alloc(joined_or_nothing, b) > 8);
        yx_boundaries_free(b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panels),
        cmocka_unit_test(many_at_once),
        cmocka_unit_test(extent_is_that_of_the_panel),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(panels_on_boundaries), /* last: it reads a lineage */
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}

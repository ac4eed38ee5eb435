/* The checks over a small workspace with one of each fault: the same questions with every
 * allocation failing in turn, or none; their life in the log; ids that stay. */
#include "flow/findings/findings.h"

#include "base/input.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

#define STR yx_str_of

static yx_workspace ws;
static int workspaces;

static void read_part(yx_catalog_kind kind, const char *text)
{
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    yx_err err = {0};
    size_t n;

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_input_memory(STR(text), &input, NULL) == YX_OK);
    if (yx_catalog_read(ws.catalog, kind, "test", input, faults, &n, &err) != YX_OK)
        print_error("%s\n", err.text);
    T_OK(yx_faults_count(faults) == 0);
    yx_input_close(input);
    yx_faults_free(faults);
}

/* Takes rows "region indicator period value", one after the other. */
static void take(const char *const (*row)[4], size_t n, yx_day as_of)
{
    yx_batch *batch = NULL;
    yx_taken taken;

    T_OK(yx_batch_new("test.csv", NULL, &batch, NULL) == YX_OK);
    for (size_t i = 0; i < n; i++) {
        yx_obs obs = {.as_of = as_of,
                      .line = (uint32_t)i + 2,
                      .column = 4,
                      .contributors = YX_CONTRIBUTORS_NONE,
                      .release = YX_DAY_NONE};
        yx_decimal value;
        const yx_indicator *what = yx_indicator_find(ws.catalog, STR(row[i][1]));
        T_OK(yx_names_add(batch->region, STR(row[i][0]), &obs.region, NULL) == YX_OK);
        T_OK(yx_names_add(batch->indicator, STR(row[i][1]), &obs.indicator, NULL) == YX_OK);
        T_OK(yx_period_read(STR(row[i][2]), &obs.period));
        if (what->kind == YX_YTD)
            T_OK(yx_period_to_ytd(obs.period, &obs.period));
        T_OK(yx_decimal_read(STR(row[i][3]), &value) == YX_DECIMAL_OK);
        obs.mantissa = value.mantissa;
        obs.scale = value.scale;
        T_OK(yx_batch_add(batch, &obs, NULL) == YX_OK);
    }
    T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
    T_OK(yx_store_take(ws.store, batch, 0, "local", &taken, NULL) == YX_OK);
    T_OK(yx_store_commit(ws.store, NULL) == YX_OK);
    T_OK(yx_store_head(ws.store, &ws.head, NULL) == YX_OK);
    yx_batch_free(batch);
}

/* Also figures of a series, month by month from 2020-01. */
static void take_months(const char *region, const char *indicator, const char *const *value)
{
    static char period[48][8];
    const char *row[48][4];
    size_t n = 0;

    for (; value[n]; n++) {
        (void)snprintf(period[n], sizeof period[n], "20%02d-%02d", (int)(20 + n / 12),
                       (int)(n % 12 + 1));
        row[n][0] = region;
        row[n][1] = indicator;
        row[n][2] = period[n];
        row[n][3] = value[n];
    }
    take((const char *const(*)[4])row, n, yx_day_of(2024, 1, 1));
}

static int open_all(void **state)
{
    static const char *const row[][4] = {
        {"P", "all", "2021", "100"},  {"A", "all", "2021", "40"},    {"B", "all", "2021", "50"},
        {"A", "x", "2021", "30"},     {"A", "y", "2021", "0.1"},     {"B", "x", "2021", "20"},
        {"B", "y", "2021", "30"},     {"A", "rate", "2021", "70.0"}, {"A", "run", "2021-03", "9"},
        {"A", "run", "2021-06", "8"}, {"A", "stock", "2020", "10"},  {"A", "stock", "2021", "12"},
        {"A", "in", "2021", "5"},     {"A", "part", "2021", "42"},   {"B", "all", "2020", "60"},
        {"B", "pace", "2021", "3.0"}, {"C", "all", "2021", "4"},     {"C", "all", "2023", "5"},
    };
    static const char *const later[][4] = {{"A", "x", "2020", "30"}, {"A", "x", "2020", "90"}};
    static const char *const slips[] = {"1210", "1180", "1250", "1220", "12.4", "1200", NULL};
    static const char *const same[] = {"1210", "1385", "1250", "1422",
                                       "1422", "1422", "1301", NULL};
    static const char *const own[] = {"1210", "1385", "1250", "1422", "1309", "1587", "1301", NULL};
    char dir[512];
    yx_store_settings settings = {.zone = "UTC", .test_clock = true};

    (void)state;
    (void)snprintf(dir, sizeof dir, "%s/ws%d", t_folder(), workspaces++);
    T_OK(yx_store_init(dir, &settings, 0, "local", NULL) == YX_OK);
    T_OK(yx_workspace_open(dir, false, INT64_MAX, &ws, NULL) == YX_OK);
    read_part(YX_REGIONS, "code,name_zh,level,parent_code,valid_from,valid_to\nP,省,p,,,\n"
                          "A,甲,c,P,,\nB,乙,c,P,,\nC,丙,c,P,,2022-01-01\n");
    read_part(YX_INDICATORS,
              "code,name_zh,unit,frequency,kind\nall,合计,万,Y,flow\nx,其一,万,Y,flow\n"
              "y,其二,万,Y,flow\nrate,占比,%,Y,rate\nrun,累计,万,M,ytd\n"
              "stock,存量,万,Y,stock\nin,流入,万,Y,flow\npart,其中,万,Y,flow\n"
              "pace,增速,%,Y,rate\nm,月值,万,M,flow\nn,月值二,万,M,flow\n");
    read_part(YX_RELATIONS, "id,kind,result,terms,tolerance,guard\ns,sum,all,x + y,0,\n"
                            "r,ratio,rate,x / all,,\nk,stock,stock,in,0,\nl,le,part,all,,\n"
                            "g,yoy,pace,all,,\nbad,sum,all,nothing,,\n");
    read_part(YX_CHECKS, "check,indicator,parameter,value,valid_from,valid_to,note\n"
                         "Q17,m,run,3,2020-01-01,2022-01-01,\n");
    read_part(YX_NAMES, "region_code,name_as_published,period\nA,甲,2020\nB,乙丑,2020\nD,丁,2020\n"
                        "A,甲子,2021\nB,乙丑,2021\n");
    take(row, sizeof row / sizeof row[0], yx_day_of(2024, 1, 1));
    take(later, 1, yx_day_of(2024, 1, 2));
    take(later + 1, 1, yx_day_of(2024, 1, 9));
    take_months("A", "m", slips);
    take_months("B", "m", same);
    take_months("A", "n", own);
    take_months("B", "n", own);
    take_months("P", "n", slips);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    yx_workspace_close(&ws);
    return 0;
}

static yx_findings_ask ask(void)
{
    return (yx_findings_ask){.known = {YX_DAY_MAX, ws.head.seq}, .as_of = YX_DAY_MAX};
}

static const yx_finding *find(const yx_findings *f, const char *kind, const char *region)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->at[i].kind, kind) == 0 && strcmp(f->at[i].region, region) == 0)
            return &f->at[i];
    return NULL;
}

static void test_all(void **state)
{
    static const struct {
        const char *kind, *region, *found, *expected;
    } want[] = {
        {"sum", "A", "30.1", "40"},       {"sum-regions", "P", "94", "100"},
        {"decrease", "A", "8", "9"},      {"ratio", "A", "70.0", "75.000"},
        {"stock", "A", "15", "12"},       {"le", "A", "42", "40"},
        {"growth", "B", "3.0", "-16.67"}, {"unit", "A", "12.4", "1240.0"},
        {"repeat", "B", "1422", ""},      {"code", "C", "C", ""},
        {"name", "B", "乙丑", "乙"},      {"code-change", "D", "丁", ""},
        {"revision", "A", "90", "30"},    {"copy", "B", "1250", ""},
    };
    yx_findings_ask what = ask();
    yx_findings f = {0};

    (void)state;
    T_OK(yx_findings_run(&ws, &what, &f, NULL) == YX_OK);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        const yx_finding *x = find(&f, want[i].kind, want[i].region);
        if (!x || strcmp(x->found, want[i].found) != 0 ||
            strcmp(x->expected, want[i].expected) != 0)
            print_error("%s %s: %s, %s\n", want[i].kind, want[i].region, x ? x->found : "none",
                        x ? x->expected : "");
        T_OK(x != NULL);
        T_TEXT(x->found, want[i].found);
        T_TEXT(x->expected, want[i].expected);
    }
    T_OK(f.relations_skipped == 1 && strstr(f.note.at, "relation bad is left out"));
    for (size_t i = 1; i < f.n; i++)
        T_OK(f.at[i - 1].grade >= f.at[i].grade);
    for (size_t i = 0; i < f.n; i++)
        for (size_t k = 0; k < i; k++)
            T_OK(strcmp(f.at[i].id, f.at[k].id) != 0);
    yx_findings_free(&f);
}

/* Ids are those of the days before: the log has them. */
static void test_ids_stay(void **state)
{
    yx_findings_ask what = ask();
    yx_findings f = {0};

    (void)state;
    what.check = "decrease";
    T_OK(yx_findings_run(&ws, &what, &f, NULL) == YX_OK);
    T_OK(f.n == 1);
    T_TEXT(f.at[0].id, "6aabf316eecd8178");
    yx_findings_free(&f);
}

static bool run_or_not(void *arg)
{
    yx_findings_ask what = ask();
    yx_findings f = {0};
    yx_err err = {0};
    yx_code rc = yx_findings_run(&ws, &what, &f, &err);
    bool held = rc ? rc == YX_E_NOMEM && !f.at && !f.arena : f.n > 10;

    (void)arg;
    if (!held)
        print_error("%d %s\n", rc, err.text);
    yx_findings_free(&f);
    return held;
}

static void test_every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(run_or_not, NULL) > 100);
}

/* Everything about one question: recorded, explained, closed, with every allocation failing. */
static bool explain_or_not(void *arg)
{
    yx_act act = {.post = "local", .ms = 86400000, .today = yx_day_of(2024, 6, 1)};
    yx_err err = {0};
    yx_code rc = yx_finding_explain(&ws, "6aabf316eecd8178", arg, &act, &err);
    yx_head head;

    if (rc && rc != YX_E_NOMEM)
        print_error("%d %s\n", rc, err.text);
    if (yx_store_head(ws.store, &head, NULL) == YX_OK)
        ws.head = head;
    return !rc || rc == YX_E_NOMEM;
}

static void test_explained(void **state)
{
    yx_findings_ask what;
    yx_explanations *e = NULL;
    yx_findings f = {0};
    yx_period period;
    const yx_finding *x;

    (void)state;
    T_OK(t_every_alloc(explain_or_not, (void *)"因更正") > 100);
    what = ask();
    T_OK(yx_findings_run(&ws, &what, &f, NULL) == YX_OK);
    x = find(&f, "decrease", "A");
    T_OK(x && x->state == YX_FINDING_EXPLAINED);
    T_TEXT(x->explanation, "因更正");
    yx_findings_free(&f);
    T_OK(yx_explanations_read(&ws, YX_DAY_MAX, &e, NULL) == YX_OK);
    T_OK(yx_period_read(STR("2021-06"), &period) && yx_period_to_ytd(period, &period));
    T_TEXT(yx_explanation_of(e, STR("A"), STR("run"), period, (yx_decimal){80, 1}), "因更正");
    T_OK(!yx_explanation_of(e, STR("A"), STR("run"), period, (yx_decimal){81, 1}));
    T_OK(!yx_explanation_of(e, STR("B"), STR("run"), period, (yx_decimal){8, 0}));
    T_OK(!yx_explanation_of(NULL, STR("B"), STR("run"), period, (yx_decimal){8, 0}));
    yx_explanations_free(e);
}

static bool explanations_or_not(void *arg)
{
    yx_explanations *e = NULL;
    yx_code rc = yx_explanations_read(&ws, YX_DAY_MAX, &e, NULL);

    (void)arg;
    yx_explanations_free(e);
    return rc ? rc == YX_E_NOMEM : e != NULL;
}

static void test_recorded(void **state)
{
    yx_act act = {.post = "local", .ms = 86400000, .today = yx_day_of(2024, 6, 1)};
    yx_findings_ask what = ask();
    yx_findings f = {0};
    size_t n = 0, again = 9;

    (void)state;
    T_OK(yx_findings_run(&ws, &what, &f, NULL) == YX_OK);
    T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
    T_OK(yx_findings_record(&ws, &f, &act, &n, NULL) == YX_OK && n == f.n - 1); /* one explained */
    T_OK(yx_store_commit(ws.store, NULL) == YX_OK);
    yx_findings_free(&f);
    T_OK(yx_store_head(ws.store, &ws.head, NULL) == YX_OK);
    what = ask();
    T_OK(yx_findings_run(&ws, &what, &f, NULL) == YX_OK);
    T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
    T_OK(yx_findings_record(&ws, &f, &act, &again, NULL) == YX_OK && again == 0);
    yx_store_rollback(ws.store);
    T_OK(strcmp(f.at[0].since, "1970-01-02T00:00:00Z") == 0);
    yx_findings_free(&f);
    T_OK(t_every_alloc(explanations_or_not, NULL) > 10);
    T_OK(t_every_alloc(run_or_not, NULL) > 100);
}

/* Entries that are no findings are found out, not believed. */
static void test_damaged(void **state)
{
    static const char *const payload[] = {
        "",
        "{",
        "[]",
        "{\"changes\":[{\"change\":\"eaten\",\"id\":\"x\"}]}",
        "{\"changes\":[{\"change\":\"opened\",\"id\":\"0123456789abcdef0123456789abcdef\"}]}",
    };
    static const yx_code want[] = {YX_E_CORRUPT, YX_E_CORRUPT, YX_OK, YX_E_CORRUPT, YX_OK};
    yx_findings_ask what;
    int64_t seq;

    (void)state;
    for (size_t i = 0; i < sizeof payload / sizeof payload[0]; i++) {
        yx_findings f = {0};
        T_OK(yx_store_begin(ws.store, NULL) == YX_OK);
        T_OK(yx_store_append(ws.store, YX_ENTRY_FINDING, 0, "local", STR(payload[i]), &seq, NULL) ==
             YX_OK);
        what = ask();
        what.known.seq = seq;
        T_OK(yx_findings_run(&ws, &what, &f, NULL) == want[i]);
        yx_findings_free(&f);
        yx_store_rollback(ws.store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_ids_stay),
        cmocka_unit_test(test_every_allocation),
        cmocka_unit_test(test_explained),
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_damaged),
    };

    return cmocka_run_group_tests(tests, open_all, close_all);
}

/* Figures held against what stands, and two who write in one workspace. */
#include "flow/take.h"

#include "flow/load.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

static const yx_act act = {.post = "local", .ms = 1650000000000, .today = 19097 /* 2022-04-15 */};

static const char *workspace(void)
{
    static char dir[200];
    static int n;
    yx_store_settings settings = {.zone = "Asia/Shanghai"};

    (void)snprintf(dir, sizeof dir, "%s/ws%d", t_folder(), n++);
    T_OK(!yx_store_init(dir, &settings, act.ms, act.post, NULL));
    return dir;
}

static void open_both(const char *dir, yx_workspace *a, yx_workspace *b)
{
    T_OK(!yx_workspace_open(dir, false, INT64_MAX, a, NULL));
    T_OK(!yx_workspace_open(dir, false, INT64_MAX, b, NULL));
}

static void load(yx_workspace *ws, const char *what, const char *text)
{
    char *path[] = {(char *)(uintptr_t)t_file_text(what, text)};
    yx_faults *faults = NULL;
    yx_loaded loaded;

    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(!yx_load(ws, what, path, 1, &act, faults, &loaded, NULL));
    yx_faults_free(faults);
}

/* What became of a file: the code of its first fault, or "". */
static yx_code take(yx_workspace *ws, const yx_act *who, const char *text, const char *reason,
                    yx_take_result *ret, char code[40])
{
    char *path[] = {(char *)(uintptr_t)t_file_text("figures.csv", text)};
    yx_take_how how = {.as_of = YX_DAY_NONE, .reason = reason};
    yx_faults *faults = NULL;
    yx_code rc;

    T_OK(!yx_faults_new(&faults, NULL));
    *ret = (yx_take_result){0};
    rc = yx_take(ws, path, 1, &how, who, faults, ret, NULL);
    (void)snprintf(code, 40, "%s", yx_faults_count(faults) ? yx_faults_at(faults, 0)->code : "");
    yx_faults_free(faults);
    return rc;
}

static const char regions[] = "code,name_zh,level,parent_code\nA,甲,county,\n";
static const char indicators[] =
    "code,name_zh,unit,frequency,kind,owner\nflow,流量,吨,M,flow,\nowned,有主,吨,M,stock,stats\n";

#define HEAD "region_code,indicator,period,value\n"

/* Two processes: what the other one loads while this one waits is known when it writes. */
static void test_loaded_in_between(void **state)
{
    const char *dir = workspace();
    yx_workspace a, b;
    yx_take_result sum;
    char code[40];

    (void)state;
    open_both(dir, &a, &b);
    T_OK(take(&a, &act, HEAD "A,flow,2020-01,1\n", NULL, &sum, code) == YX_E_REFUSED);
    T_TEXT(code, "region.unknown");
    load(&b, "regions", regions);
    load(&b, "indicators", indicators);
    T_OK(!take(&a, &act, HEAD "A,flow,2020-01,1\n", NULL, &sum, code));
    T_OK(sum.taken == 1 && sum.seq == 4);

    /* nothing but figures in between: the catalogue that was read stays */
    const yx_catalog *read = a.catalog;
    T_OK(!take(&b, &act, HEAD "A,flow,2020-03,1\n", NULL, &sum, code));
    T_OK(!take(&a, &act, HEAD "A,flow,2020-04,1\n", NULL, &sum, code));
    T_OK(sum.taken == 1 && sum.seq == 6 && a.catalog == read && a.head.seq == 5);

    /* both load: the second one is held against the first one's */
    load(&a, "regions", "code,name_zh,level,parent_code\nB,乙,county,\n");
    load(&b, "regions", "code,name_zh,level,parent_code\nC,丙,town,B\n");
    T_OK(!take(&a, &act, HEAD "C,flow,2020-01,1\n", NULL, &sum, code));
    yx_workspace_close(&a);
    yx_workspace_close(&b);
    T_OK(!yx_workspace_open(dir, true, INT64_MAX, &a, NULL));
    T_OK(yx_n_region(a.catalog) == 3);
    yx_workspace_close(&a);
}

/* A post that was struck out in between acts no more, and the lock is given back. */
static void test_post_in_between(void **state)
{
    yx_workspace a, b;
    yx_act office = act;
    yx_take_result sum;
    char code[40];

    (void)state;
    office.post = "office";
    open_both(workspace(), &a, &b);
    load(&b, "regions", regions);
    load(&b, "indicators", indicators);
    load(&b, "posts", "post,unit,region,role,level\ndesk,stats,A,clerk,1\n");
    T_OK(take(&a, &office, HEAD "A,flow,2020-01,1\n", NULL, &sum, code) == YX_E_ABSENT);
    T_OK(!take(&b, &act, HEAD "A,flow,2020-01,1\n", NULL, &sum, code));
    yx_workspace_close(&a);
    yx_workspace_close(&b);
}

/* One file after the other into one workspace. */
static const struct {
    const char *text, *reason, *code;
    size_t taken;
} turns[] = {
    {HEAD "A,flow,2020-01,1\nA,flow,2020-02,2\nA,flow,2021-01..02,3\nA,flow,2019-12,1\n", NULL, "",
     4},
    {HEAD "A,flow,2020-01..02,3\n", NULL, "period.overlap", 0},
    {HEAD "A,flow,2021-02,3\n", NULL, "period.overlap", 0},
    {HEAD "A,flow,2021-01,3\n", NULL, "period.overlap", 0},
    {HEAD "A,flow,2021-03,3\nA,flow,2022-01,3\nA,flow,2019-01..02,3\n", NULL, "", 3},
    {HEAD "A,flow,2020-02,9\n", NULL, "", 1}, /* nobody's own: no reason is asked for */
    {HEAD "A,owned,2020-01,5\nA,owned,2020-01..02,6\n", NULL, "", 2},
    {HEAD "A,owned,2020-01,5.0\n", NULL, "", 0}, /* equal to what stands */
    {HEAD "A,owned,2020-01,7\n", NULL, "revision.reason", 0},
    {HEAD "A,owned,2020-01,7\n", "a slip", "", 1},
    {"region_code,indicator,period,value,status\nA,owned,2020-01..02,,W\n", NULL, "revision.reason",
     0},
    /* a row of a series that is sound, between those of another one that is not */
    {HEAD "A,owned,2020-01,7\nA,flow,2020-03,1\nA,owned,2020-01..02,8\n", NULL, "revision.reason",
     0},
};

static void test_what_stands(void **state)
{
    yx_workspace ws;
    yx_take_result sum;
    char code[40];

    (void)state;
    T_OK(!yx_workspace_open(workspace(), false, INT64_MAX, &ws, NULL));
    load(&ws, "regions", regions);
    load(&ws, "indicators", indicators);
    for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        yx_code rc = take(&ws, &act, turns[i].text, turns[i].reason, &sum, code);
        if (strcmp(code, turns[i].code) != 0 || sum.taken != turns[i].taken)
            fail_msg("turn %zu: %s, %zu taken", i, code, sum.taken);
        T_OK(rc == (turns[i].code[0] ? YX_E_REFUSED : YX_OK));
    }
    yx_workspace_close(&ws);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loaded_in_between),
        cmocka_unit_test(test_post_in_between),
        cmocka_unit_test(test_what_stands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "flow/export/formats.h"

#include "flow/load.h"
#include "flow/take.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static yx_workspace ws;
static const yx_act act = {
    .post = "local", .ms = 1654070400000, .today = 19144}; /* 2022-06-01T08:00:00Z */

static void load(const char *what, const char *text)
{
    char path[500];
    char *paths[] = {path};
    yx_faults *faults = NULL;
    yx_loaded loaded;

    (void)snprintf(path, sizeof path, "%s", t_file_text(what, text));
    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(!yx_load(&ws, what, paths, 1, &act, faults, &loaded, NULL));
    yx_faults_free(faults);
}

static int make_workspace(void **state)
{
    yx_store_settings settings = {.zone = "Asia/Shanghai"};
    yx_take_how how = {.as_of = YX_DAY_NONE};
    yx_take_result result;
    yx_faults *faults = NULL;
    char dir[500], path[500];
    char *paths[] = {path};

    (void)state;
    (void)snprintf(dir, sizeof dir, "%s/ws", t_folder());
    T_OK(!yx_store_init(dir, &settings, 1, "local", NULL));
    T_OK(!yx_workspace_open(dir, false, INT64_MAX, &ws, NULL));
    load("regions", "code,name_zh,level,parent_code\n42,A&B <省>,province,\n");
    load("indicators", "code,name_zh,unit,frequency,kind\ngdp,产值,亿元,Q,ytd\n"
                       "sales.m,\"零售 \"\"额\"\"\",亿元,M,flow\n");
    (void)snprintf(
        path, sizeof path, "%s",
        t_file_text("figures.csv",
                    "region_code,indicator,period,value,as_of,status,contributors,release\n"
                    "42,gdp,2021-Q3,1.50,2021-10-20,P,7,2021-11-01\n"
                    "42,sales.m,2021-01-T1,2,2021-10-20,,,\n"
                    "42,sales.m,2021-01..02,-3,2021-10-20,,,\n"));
    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(!yx_take(&ws, paths, 1, &how, &act, faults, &result, NULL) && result.taken == 3);
    yx_faults_free(faults);
    T_OK(!yx_workspace_read(&ws, INT64_MAX, NULL));
    return 0;
}

static int drop_workspace(void **state)
{
    (void)state;
    yx_workspace_close(&ws);
    return 0;
}

/* What each form makes of the three figures: all of a plain export, with the frames left out. */
static const struct {
    const char *form;
    bool full;
    const char *want; /* what stands in it; a line each */
    size_t periods;   /* left out */
} cases[] = {
    {"csv", false, "42,gdp,2021-01..09,1.50\n42,sales.m,2021-01-T1,2\n42,sales.m,2021-01..02,-3\n",
     0},
    {"sdmx-csv", false,
     "dataflow,YIXIAN:FIGURES(1.0.0),R,Q,42,gdp,2021-01-01/P9M,1.50\n"
     "dataflow,YIXIAN:FIGURES(1.0.0),R,M,42,sales.m,2021-01-01/P10D,2\n"
     "dataflow,YIXIAN:FIGURES(1.0.0),R,M,42,sales.m,2021-01-01/P2M,-3\n",
     0},
    {"sdmx-csv", true, "gdp,2021-01-01/P9M,1.50,P,7,2021-11-01,2021-10-20\n", 0},
    {"sdmx-ml", true,
     "<generic:Obs><generic:ObsDimension value=\"2021-01-01/P9M\"/><generic:ObsValue "
     "value=\"1.50\"/><generic:Attributes><generic:Value id=\"OBS_STATUS\" value=\"P\"/>"
     "<generic:Value id=\"CONTRIBUTORS\" value=\"7\"/><generic:Value id=\"EMBARGO_TIME\" "
     "value=\"2021-11-01\"/><generic:Value id=\"UPDATED\" value=\"2021-10-20\"/>"
     "</generic:Attributes></generic:Obs>\n",
     0},
    {"sdmx-json", true,
     "\"0:0:0\":{\"observations\":{\"0\":[1.50,0,0,0,0]}},\n"
     "\"1:0:1\":{\"observations\":{\"1\":[2,null,null,null,0],\"2\":[-3,null,null,null,0]}}\n}}],\n",
     0},
    {"sdmx-json", false, "{\"id\":\"42\",\"name\":\"A&B <省>\"}", 0},
    {"sdmx-json", false, "{\"value\":\"sales.m\",\"name\":\"零售 \\\"额\\\"\"}", 0},
    {"dhis2-csv", false, "gdp_YTD,202109,42,,,1.50,,,,false,false\n", 1},
    {"dhis2-csv", true, "sales.m,202101B,42,,,-3,,2021-10-20T00:00:00.000,,false,false\n", 1},
    {"dhis2-json", false,
     "{\"dataElement\":\"gdp_YTD\",\"period\":\"202109\",\"orgUnit\":\"42\",\"value\":\"1.50\"},\n",
     1},
    {"dhis2-xml", false,
     "  <dataValue dataElement=\"sales.m\" period=\"202101B\" orgUnit=\"42\" value=\"-3\"/>\n", 1},
    {"adx", false,
     "<adx xmlns=\"urn:ihe:qrph:adx:2015\" exported=\"2022-06-01T08:00:00Z\">\n"
     "  <group orgUnit=\"42\" period=\"2021-01-01/P2M\" dataSet=\"FIGURES\">\n"
     "    <dataValue dataElement=\"sales.m\" value=\"-3\"/>\n  </group>\n"
     "  <group orgUnit=\"42\" period=\"2021-09-01/P1M\" dataSet=\"FIGURES\">\n"
     "    <dataValue dataElement=\"gdp_YTD\" value=\"1.50\"/>\n  </group>\n</adx>\n",
     1},
};

static yx_code export(size_t i, char **ret, yx_export_unsaid *unsaid, yx_err *err)
{
    size_t n = 0;
    FILE *out = open_memstream(ret, &n);
    yx_file_form form = YX_FILE_UNKNOWN;
    yx_code rc;

    if (!out)
        return yx_fail(err, YX_E_NOMEM, "no memory");
    T_OK(yx_export_format_find(cases[i].form, &form));
    rc = yx_export_as(&ws, YX_KNOWN_ALL, cases[i].full, form, act.ms, out, unsaid, err);
    return fclose(out) != 0 && !rc ? yx_fail(err, YX_E_NOMEM, "no memory") : rc;
}

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_export_unsaid unsaid = {0};
        char *text = NULL;
        T_OK(!export(i, &text, &unsaid, NULL));
        if (!strstr(text, cases[i].want))
            print_error("%s:\n%s\n", cases[i].form, text);
        T_OK(strstr(text, cases[i].want));
        T_OK(unsaid.periods == cases[i].periods && unsaid.elements == 0);
        if (cases[i].periods)
            T_TEXT(unsaid.period, "sales.m 2021-01-T1");
        T_OK(unsaid.status == (cases[i].periods && cases[i].full));
        free(text);
    }
}

static void test_names(void **state)
{
    yx_file_form form;

    (void)state;
    T_OK(!yx_export_format_find("xlsx", &form) && !yx_export_format_find("", &form) &&
         !yx_export_format_find("unknown", &form));
    T_OK(yx_export_format_find("csv", &form) && form == YX_FILE_CSV);
}

/* A disk that is full is an error. */
static void test_full(void **state)
{
    FILE *full = fopen("/dev/full", "w");
    yx_err err = {0};

    (void)state;
    T_OK(full && setvbuf(full, NULL, _IONBF, 0) == 0);
    T_OK(yx_export_as(&ws, YX_KNOWN_ALL, false, YX_FILE_ADX, act.ms, full, NULL, &err) == YX_E_IO);
    T_OK(err.code == YX_E_IO);
    (void)fclose(full);
}

static bool export_or_nothing(void *arg)
{
    const size_t *i = arg;
    yx_export_unsaid unsaid;
    yx_err err = {0};
    char *text = NULL;
    yx_code rc = export(*i, &text, &unsaid, &err);
    bool right = rc ? (rc == YX_E_NOMEM || rc == YX_E_IO) && err.code == rc
                    : strstr(text, cases[*i].want) != NULL;

    free(text);
    return right;
}

static void test_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++)
        T_OK(t_every_alloc(export_or_nothing, &i) > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, make_workspace, drop_workspace);
}

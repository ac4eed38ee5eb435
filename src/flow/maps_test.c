/* Maps in the log of a workspace, and workbooks taken with them. */
#include "flow/maps.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

#define SOURCE YX_SOURCE_ROOT "/"

static const char map_text[] = "form: simple\nversion: 1\nbelow: '420000'\ntables:\n"
                               "  - sheet: Sheet1\n"
                               "    texts: {A1: '{period}各市主要经济指标', D2: '单位:亿元'}\n"
                               "    unit: 亿元\n"
                               "    header: 3\n"
                               "    columns:\n"
                               "      - {at: A, head: 地区, is: region}\n"
                               "      - {at: B, head: 规模以上工业总产值, indicator: ind.output}\n"
                               "      - {at: C, head: 社会消费品零售总额, indicator: con.retail}\n"
                               "    ignore:\n"
                               "      - {at: D, head: 地方一般公共预算收入}\n";

static const yx_act act = {.post = "local", .ms = 1650000000000};

static yx_code load(yx_workspace *ws, const char *what, const char *path, yx_faults *faults,
                    yx_loaded *ret)
{
    char *paths[] = {(char *)path};

    return yx_load(ws, what, paths, 1, &act, faults, ret, NULL);
}

static void reopen(yx_workspace *ws, const char *dir)
{
    yx_workspace_close(ws);
    T_OK(!yx_workspace_open(dir, false, INT64_MAX, ws, NULL));
}

static yx_code take(yx_workspace *ws, const char *path, yx_faults *faults, size_t *ret_n)
{
    yx_take_options o = {
        .catalog = ws->catalog, .today = yx_day_of(2023, 1, 1), .as_of = yx_day_of(2022, 7, 1)};
    yx_maps *maps = NULL;
    yx_seen *seen = NULL;
    yx_batch *batch = NULL;
    yx_workbook book = {0};
    yx_code rc = yx_take_workbook(ws, path, &o, &maps, &seen, faults, &book, &batch, NULL);

    *ret_n = batch ? batch->n : 0;
    yx_workbook_release(&book);
    yx_batch_free(batch);
    yx_seen_free(seen);
    yx_maps_free(maps);
    return rc;
}

static void test_log(void **state)
{
    yx_store_settings settings = {.zone = "Asia/Shanghai"};
    yx_workspace ws = {0};
    yx_faults *faults = NULL;
    yx_loaded loaded = {0};
    yx_maps *maps = NULL;
    char dir[200], text[2000];
    size_t n;

    (void)state;
    (void)snprintf(dir, sizeof dir, "%s/ws", t_folder());
    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(!yx_store_init(dir, &settings, act.ms, act.post, NULL));
    T_OK(!yx_workspace_open(dir, false, INT64_MAX, &ws, NULL));
    T_OK(!load(&ws, "regions", SOURCE "demo/hubei/regions.csv", faults, &loaded));
    T_OK(!load(&ws, "indicators", SOURCE "demo/hubei/indicators.csv", faults, &loaded));
    reopen(&ws, dir);

    /* without a map */
    T_OK(take(&ws, SOURCE "tests/data/forms/01-simple.a.xlsx", faults, &n) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, yx_faults_count(faults) - 1)->code, "map.none");
    yx_faults_clear(faults);

    /* a bad one changes nothing */
    T_OK(load(&ws, "maps", t_file_text("bad.yaml", "form: x\n"), faults, &loaded) == YX_E_REFUSED);
    yx_faults_clear(faults);
    reopen(&ws, dir);
    T_OK(!yx_workspace_maps(&ws, faults, &maps, NULL) && yx_n_map(maps) == 0);
    yx_maps_free(maps);

    T_OK(!load(&ws, "maps", t_file_text("m.yaml", map_text), faults, &loaded));
    T_OK(loaded.rows == 1 && loaded.seq == 4);
    reopen(&ws, dir);
    T_OK(!take(&ws, SOURCE "tests/data/forms/01-simple.a.xlsx", faults, &n) && n == 24);
    T_OK(yx_faults_errors(faults) == 0);
    yx_faults_clear(faults);
    T_OK(!take(&ws, SOURCE "tests/data/forms/01-simple.b.xlsx", faults, &n) && n == 24);
    yx_faults_clear(faults);
    T_OK(take(&ws, SOURCE "tests/data/forms/01-simple.c.xlsx", faults, &n) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, yx_faults_count(faults) - 1)->code, "map.drift");
    yx_faults_clear(faults);
    T_OK(take(&ws, t_file_text("x.xlsx", "no workbook"), faults, &n) == YX_E_REFUSED);
    yx_faults_clear(faults);

    /* a changed map needs a higher version */
    (void)snprintf(text, sizeof text, "name: other\n%s", map_text);
    T_OK(load(&ws, "maps", t_file_text("m2.yaml", text), faults, &loaded) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->code, "map.version");
    yx_faults_clear(faults);

    /* the unit of an indicator is corrected: the map no longer suits, and says so */
    T_OK(!load(&ws, "indicators",
               t_file_text("i.csv", "code,name_zh,unit,frequency,kind\n"
                                    "ind.output,规模以上工业总产值,家,M,ytd\n"),
               faults, &loaded));
    reopen(&ws, dir);
    T_OK(!yx_workspace_maps(&ws, faults, &maps, NULL) && yx_n_map(maps) == 0);
    T_TEXT(yx_faults_at(faults, 0)->code, "map.stale");
    yx_maps_free(maps);
    yx_workspace_close(&ws);
    yx_faults_free(faults);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_log)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

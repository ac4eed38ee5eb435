/* Ten forms as LibreOffice wrote them (tests/data/forms): a map is proposed from the first file,
 * the second file of the same form is taken with it, the third has drifted.
 *
 * A figure of row i and column k in file number s is 100 + 37 i + 11.25 k + 3.5 s. */
#include "intake/book/workbook.h"
#include "intake/map/mark.h"
#include "intake/map/propose.h"
#include "intake/map/take_book.h"
#include "intake/map/template.h"

#include "tests/support/catalog.h"
#include "tests/support/form.h"

static yx_catalog *catalog;
static yx_seen *seen;

static int load(void **state)
{
    (void)state;
    catalog = new_catalog();
    (void)take_file(catalog, YX_REGIONS, "../../../demo/hubei/regions.csv");
    (void)take_file(catalog, YX_INDICATORS, "../../../demo/hubei/indicators.csv");
    return 0;
}

static int drop(void **state)
{
    (void)state;
    yx_catalog_free(catalog);
    return 0;
}

static yx_take_options options(void)
{
    return (yx_take_options){
        .catalog = catalog, .today = yx_day_of(2023, 1, 1), .as_of = yx_day_of(2022, 7, 1)};
}

static yx_workbook read_book(const char *name, yx_faults *faults)
{
    yx_workbook book = {0};
    char path[512];

    T_OK(snprintf(path, sizeof path, "%s/forms/%s.xlsx", getenv("YX_TEST_DATA"), name) <
         (int)sizeof path);
    T_OK(!yx_workbook_read(path, faults, &book, NULL));
    return book;
}

static void say(const yx_faults *faults)
{
    char line[900];

    for (size_t i = 0; i < yx_faults_count(faults) && i < 5; i++) {
        T_OK(!yx_fault_line(yx_faults_at(faults, i), YX_EN, line, sizeof line, NULL));
        print_error("%s\n", line);
    }
}

static yx_batch *take_one(const yx_workbook *book, const yx_maps *maps, yx_faults *faults)
{
    yx_take_options o = options();
    yx_batch *batch = NULL;
    yx_code rc = yx_take_book("f.xlsx", book, maps, &o, &seen, faults, &batch, NULL);

    T_OK(rc == YX_OK || rc == YX_E_REFUSED);
    yx_seen_free(seen);
    seen = NULL;
    return batch;
}

/* Is there this figure: "421002 con.retail 2022-01..04 1.1125 D4"? */
static bool has(const yx_batch *batch, const char *figure)
{
    char text[200], period[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], cell[YX_GRID_NAME];

    for (size_t i = 0; i < batch->n; i++) {
        const yx_obs *o = &batch->obs[i];
        const yx_indicator *of =
            yx_indicator_find(catalog, yx_names_at(batch->indicator, o->indicator));
        (void)snprintf(text, sizeof text, "%s %s %s %s %s",
                       yx_names_at(batch->region, o->region).at,
                       yx_names_at(batch->indicator, o->indicator).at,
                       yx_period_text(o->period, of->kind == YX_YTD, period),
                       yx_decimal_text(yx_obs_value(o), value),
                       yx_grid_name(o->line - 1, o->column - 1u, cell));
        if (strcmp(text, figure) == 0)
            return true;
    }
    return false;
}

static const struct form {
    const char *name;
    size_t a, b;                /* figures of the first and second file */
    const char *first, *second; /* one of each */
    const char *drift;          /* cells that differ in the third */
} forms[] = {
    /* 12 cities and their total, 3 columns; 421300 is row 11: 100+407+22.5+3.5 */
    {"01-simple", 39, 39, "420100 ind.output 2022-01..04 100 B5",
     "421300 fis.rev 2022-01..05 533 D16", "C3 "},
    /* 8 counties, 4 columns; 11125 万元 */
    {"02-two-rows", 32, 32, "421002 con.retail 2022-01..04 1.1125 D4",
     "421088 con.retail 2022-01..05 3.7375 D11", "D3 E3 "},
    /* 12 cities, 4 columns known; (100+11.25)*1000 万元 */
    {"03-three-rows", 48, 48, "420100 ind.profit 2022-01..04 11.1250 E7",
     "421300 fis.tax 2022-01..05 54.4250 H18", "J4 "},
    /* 6 indicators, 8 counties; row 5 of indicators: 100+56.25+37*7 */
    {"04-transposed", 48, 48, "421088 pow.total 2022-01..04 415.25 J8",
     "421088 pow.total 2022-01..05 418.75 J8", "A6 A7 "},
    /* 6 rows to date, 3 of them with growth; 100+37*4 万元 */
    {"05-one-region", 9, 9, "421087 ind.output 2022-01..04 0.0248 D4",
     "421087 fis.exp 2022-01..05 0.028525 D7", "D3 "},
    /* two tables of 4, then 5 cities with 2 columns each */
    {"06-two-tables", 16, 20, "420500 proj.inv 2022-01..04 244.75 C15",
     "420600 inv.re 2022-01..05 274 B17", "B12 "},
    /* 6 rows with 2 and 1 columns; 亿 are ten thousand 万 */
    {"07-side-by-side", 18, 18, "420200 pow.ind 2022-01..04 1482500 C4",
     "421300 fac.loan 2022-05 311 F8", "A2 B2 C2 E2 F2 "},
    {"08-long-table", 12, 12, "420700 ind.output 2022-01..04 0.0285 F12",
     "420700 fis.tax 2022-01..05 299.75 F13", "D1 "},
    /* 8 cities, 4 periods */
    {"09-periods-wide", 32, 32, "420100 con.retail 2021-01..03 111.25 C4",
     "420900 con.retail 2022-01..05 396.25 E11", "D3 "},
    /* two sheets of 8 counties and 3 columns */
    {"10-sheets-by-month", 48, 48, "421003 pow.ind 2022-01..04 137 B5",
     "421088 ind.n 2022-07 385 D11", "A1 A1 "},
};

static void test_form(const struct form *f)
{
    yx_propose_options o = {.catalog = catalog, .form = "f", .file = f->name};
    yx_faults *faults = NULL;
    yx_proposed sum = {0};
    yx_maps *maps = NULL;
    yx_workbook book;
    yx_batch *batch;
    yx_buf map = {0}, cells = {0};
    char name[64];

    T_OK(!yx_faults_new(&faults, NULL) && !yx_maps_new(&maps, NULL));
    for (int file = 0; file < 3; file++) {
        (void)snprintf(name, sizeof name, "%s.%c", f->name, "abc"[file]);
        yx_faults_clear(faults);
        book = read_book(name, faults);
        if (file == 0) {
            T_OK(!yx_map_propose(&book, &o, &map, &sum, NULL));
            if (yx_maps_read(maps, "m.yaml", yx_buf_view(&map), catalog, faults, NULL))
                say(faults);
            T_OK(yx_n_map(maps) == 1);
        }
        batch = take_one(&book, maps, faults);
        if (file < 2 && !batch)
            say(faults);
        T_OK((batch != NULL) == (file < 2));
        if (batch) {
            T_OK(yx_faults_errors(faults) == 0);
            if (batch->n != (file ? f->b : f->a))
                fail_msg("%s: %zu figures", name, batch->n);
            if (!has(batch, file ? f->second : f->first))
                fail_msg("%s lacks %s", name, file ? f->second : f->first);
        }
        yx_batch_free(batch);
        yx_workbook_release(&book);
    }
    for (size_t i = 0; i < yx_faults_count(faults); i++)
        if (strcmp(yx_faults_at(faults, i)->code, "map.drift") == 0)
            yx_buf_f(&cells, "%s ", yx_faults_at(faults, i)->cell);
    T_TEXT(yx_buf_view(&cells).at, f->drift);
    yx_buf_free(&cells);
    yx_buf_free(&map);
    yx_maps_free(maps);
    yx_faults_free(faults);
}

static void test_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(forms); i++)
        test_form(&forms[i]);
}

/* All maps of all forms at once: each workbook finds its own. */
static void test_many_maps(void **state)
{
    yx_faults *faults = NULL;
    yx_maps *maps = NULL;
    char name[64];

    (void)state;
    T_OK(!yx_faults_new(&faults, NULL) && !yx_maps_new(&maps, NULL));
    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; i < YX_COUNT(forms); i++) {
            char id[8];
            yx_propose_options o = {.catalog = catalog, .form = id};
            yx_workbook book;
            yx_proposed sum = {0};
            yx_buf map = {0};
            const yx_map *found = NULL;
            (void)snprintf(name, sizeof name, "%s.%c", forms[i].name, turn ? 'b' : 'a');
            (void)snprintf(id, sizeof id, "f%zu", i);
            book = read_book(name, faults);
            if (turn) {
                T_OK(!yx_maps_choose(maps, name, &book, faults, &found, NULL));
                T_OK(found && strcmp(found->form, id) == 0);
            } else {
                T_OK(!yx_map_propose(&book, &o, &map, &sum, NULL));
                T_OK(!yx_maps_read(maps, id, yx_buf_view(&map), catalog, faults, NULL));
            }
            yx_buf_free(&map);
            yx_workbook_release(&book);
        }
    T_OK(yx_n_map(maps) == 10 && yx_faults_errors(faults) == 0);
    yx_maps_free(maps);
    yx_faults_free(faults);
}

static bool propose(void *arg)
{
    yx_propose_options o = {.catalog = catalog};
    yx_proposed sum = {0};
    yx_buf map = {0};
    yx_code rc = yx_map_propose(arg, &o, &map, &sum, NULL);

    yx_buf_free(&map);
    return rc == YX_OK ? sum.tables == 2 : rc == YX_E_NOMEM;
}

static void test_memory(void **state)
{
    yx_workbook book = form_book("| 2022年4月重点指标 | < | < |\n"
                                 "| 地区 | 规模以上工业总产值(亿元) | 税收收入(亿元) |\n"
                                 "| 武汉市 | #1 | #2 |\n"
                                 "| 黄石市 | #3 | #4 |\n"
                                 "| 注：快报 |\n"
                                 "| 指标 | 单位 | 武汉市 | 黄石市 |\n"
                                 "| 税收收入 | 亿元 | #1 | #2 |\n"
                                 "| 全社会用电量 | 万千瓦时 | #3 | #4 |\n");

    (void)state;
    /* one allocation in the catalogue's regions costs 117 runs: a small catalogue would hide none
     */
    T_OK(t_every_alloc(propose, &book) > 50);
    yx_workbook_release(&book);
}

/* Units that are not known, or of another kind, leave a column out: better unread than wrong. */
static void test_unknown_units(void **state)
{
    static const struct {
        const char *sheet;
        size_t tables;
        const char *says;
    } row[] = {
        {"| 2022年4月 |\n| 地区 | 税收收入（兆元） |\n| 武汉市 | #5 |\n| 黄石市 | #7 |\n", 0,
         "left out"},
        {"| 2022年4月 |\n| 单位：兆元 |\n| 地区 | 税收收入 |\n| 武汉市 | #5 |\n| 黄石市 | #7 |\n",
         0, "left out"},
        {"| 2022年4月 |\n| 单位：亿元、% |\n| 地区 | 税收收入 | 税收占一般公共预算收入比重 |\n"
         "| 武汉市 | #5 | #6 |\n| 黄石市 | #7 | #6 |\n",
         1, "unit: \"亿元\""},
        {"| 2022年4月 |\n| 地区 | 税收收入（人） |\n| 武汉市 | #5 |\n| 黄石市 | #7 |\n", 0,
         "left out"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        yx_workbook book = form_book(row[i].sheet);
        yx_propose_options o = {.catalog = catalog};
        yx_proposed sum = {0};
        yx_buf map = {0};
        T_OK(!yx_map_propose(&book, &o, &map, &sum, NULL));
        if (sum.tables != row[i].tables || !strstr(map.at, row[i].says))
            fail_msg("%zu: %zu tables:\n%s", i, sum.tables, map.at);
        yx_buf_free(&map);
        yx_workbook_release(&book);
    }
}

/* Layouts in which the proposal must find its way; each line says what a figure must become. */
static void test_layouts(void **state)
{
    static const struct {
        const char *sheet, *figure;
        size_t n;
    } row[] = {
        /* years as numbers in the header */
        {"| 社会消费品零售总额 |\n| 地区 | #2020 | #2021 |\n| 武汉市 | #5 | #6 |\n"
         "| 黄石市 | #7 | #8 |\n",
         "420200 con.retail 2021-01..12 8 C4", 4},
        /* a header that nobody merged */
        {"| 2022年4月 |\n| 地区 | 税收收入 | | 用电 |\n"
         "| | 累计（万元） | 同比（％） | 全社会用电量（万千瓦时） |\n"
         "| 武汉市 | #50000 | #6 | #7 |\n| 黄石市 | #7 | #8 | #9 |\n",
         "420100 fis.tax 2022-01..04 5.0000 B4", 4},
        /* periods as rows, one region in the title */
        {"| 武汉市2022年税收收入和用电 | < | < |\n| 月份 | 税收收入(亿元) | 全社会用电量(万千瓦时) |\n"
         "| 1月 | #1 | #2 |\n| 1-2月 | #3 | #4 |\n",
         "420100 fis.tax 2022-01..02 3 B4", 4},
        /* the date of the report as a date cell, totals in the last row */
        {"| 报告期 | @2022-04-01 |\n| 地区 | 税收收入(亿元) |\n| 武汉市 | #5 |\n| 黄石市 | #6 |\n"
         "| 总计 | #11 |\n",
         "420000 fis.tax 2022-01..04 11 B5", 3},
        /* a table of which nothing is known ends the one above it */
        {"| 2022年4月 |\n| 地区 | 税收收入(亿元) |\n| 武汉市 | #5 |\n| 黄石市 | #6 |\n\n"
         "| 地区 | 某某数 |\n| 武汉市 | #7 |\n| 黄石市 | #8 |\n",
         "420200 fis.tax 2022-01..04 6 B4", 2},
        /* a row without figures is one of the table all the same */
        {"| 2022年4月 |\n| 地区 | 税收收入(亿元) | 全社会用电量(万千瓦时) |\n| 武汉市 |  |  |\n"
         "| 黄石市 | #6 | #7 |\n",
         "420200 fis.tax 2022-01..04 6 B4", 2},
        /* English */
        {"| Figures 2022-04 |\n| Region | Tax revenue (亿元) |\n| 武汉市 | #5 |\n| 黄石市 | #6 |\n",
         "420200 fis.tax 2022-01..04 6 B4", 2},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        yx_workbook book = form_book(row[i].sheet);
        yx_propose_options o = {.catalog = catalog};
        yx_proposed sum = {0};
        yx_buf map = {0};
        yx_maps *maps = NULL;
        yx_faults *faults = NULL;
        yx_batch *batch;
        T_OK(!yx_maps_new(&maps, NULL) && !yx_faults_new(&faults, NULL));
        T_OK(!yx_map_propose(&book, &o, &map, &sum, NULL));
        if (yx_maps_read(maps, "m", yx_buf_view(&map), catalog, faults, NULL))
            say(faults);
        batch = take_one(&book, maps, faults);
        if (!batch || batch->n != row[i].n || !has(batch, row[i].figure)) {
            say(faults);
            fail_msg("%s: %zu figures with\n%s", row[i].figure, batch ? batch->n : 0, map.at);
        }
        yx_batch_free(batch);
        yx_faults_free(faults);
        yx_maps_free(maps);
        yx_buf_free(&map);
        yx_workbook_release(&book);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),   cmocka_unit_test(test_many_maps),
        cmocka_unit_test(test_layouts), cmocka_unit_test(test_unknown_units),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, load, drop);
}

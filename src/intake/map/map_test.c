#include "intake/map/apply.h"

#include "base/buf.h"

#include "tests/support/form.h"
#include "tests/support/take_sample.h"

#include <stdlib.h>

/* The catalogue has gdp and sales in 亿元, price in 元; 42 湖北省, 420100 武汉市, 420600 襄阳市. */

static const char simple_map[] =
    "form: simple\n"
    "version: 1\n"
    "below: '42'\n"
    "tables:\n"
    "  - sheet: Sheet1\n"
    "    texts: {A1: '{period}经济指标', C1: '单位:万元'}\n"
    "    unit: 万元\n"
    "    header: 2-3\n"
    "    columns:\n"
    "      - {at: A, head: 地区, is: region}\n"
    "      - {at: B, head: 生产总值/累计, indicator: gdp}\n"
    "      - {at: D, head: '零售额(亿元)', indicator: sales, unit: 亿元, part: month}\n"
    "    ignore:\n"
    "      - {at: C, head: '生产总值/同比(%)'}\n";

#define SIMPLE_HEAD                                                                                \
    "| 2022年1-4月 经济指标 | < | 单位：万元 |  |\n"                                    \
    "| 地 区 | 生产总值 | < | 零售额（亿元） |\n"                                     \
    "| ^ | 累计 | 同比（％） | ^ |\n"

typedef struct run {
    yx_maps *maps;
    yx_faults *faults;
    yx_batch *batch;
    yx_code rc;
} run;

static run start(const char *const *map, size_t n)
{
    run r = {0};
    char line[600];

    T_OK(!yx_maps_new(&r.maps, NULL) && !yx_faults_new(&r.faults, NULL));
    for (size_t i = 0; i < n; i++)
        if (yx_maps_read(r.maps, "map.yaml", yx_str_of(map[i]), catalog, r.faults, NULL)) {
            T_OK(!yx_fault_line(yx_faults_at(r.faults, 0), YX_EN, line, sizeof line, NULL));
            fail_msg("%s", line);
        }
    return r;
}

static void apply(run *r, const yx_workbook *book)
{
    yx_take_options o = options();
    const yx_map *map = NULL;
    yx_seen *seen = NULL;
    yx_taking t;
    yx_err why = {0};

    r->rc = yx_taking_begin(&t, "a.xlsx", &o, &seen, r->faults, &why);
    if (!r->rc)
        r->rc = yx_maps_choose(r->maps, "a.xlsx", book, r->faults, &map, &why);
    if (!r->rc && map)
        r->rc = yx_map_apply(map, book, &t, &why);
    r->rc = yx_taking_end(&t, r->rc, &why, &r->batch, NULL);
    yx_seen_free(seen);
}

static run take(const char *map, const char *sheet)
{
    yx_workbook book = form_book(sheet);
    run r = start(&map, 1);

    apply(&r, &book);
    yx_workbook_release(&book);
    return r;
}

static void stop(run *r)
{
    yx_batch_free(r->batch);
    yx_faults_free(r->faults);
    yx_maps_free(r->maps);
}

/* "region indicator period value@cell" of every figure, in order. */
static void has_figures(const run *r, const char *expected)
{
    yx_buf out = {0};
    char period[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], cell[YX_GRID_NAME];

    if (r->rc) {
        char line[800] = "";
        if (yx_faults_count(r->faults))
            T_OK(!yx_fault_line(yx_faults_at(r->faults, 0), YX_EN, line, sizeof line, NULL));
        fail_msg("refused: %s", line);
    }
    for (size_t i = 0; i < r->batch->n; i++) {
        const yx_obs *o = &r->batch->obs[i];
        yx_buf_f(&out, "%s %s %s %s@%s\n", yx_names_at(r->batch->region, o->region).at,
                 yx_names_at(r->batch->indicator, o->indicator).at,
                 yx_period_text(o->period, false, period), yx_decimal_text(yx_obs_value(o), value),
                 yx_grid_name(o->line - 1, o->column - 1u, cell));
    }
    T_TEXT(yx_buf_view(&out).at, expected);
    yx_buf_free(&out);
}

/* "code cell text" of every fault. */
static void has_faults(const run *r, const char *expected)
{
    yx_buf out = {0};

    for (size_t i = 0; i < yx_faults_count(r->faults) && i < YX_FAULTS_SHOWN; i++) {
        const yx_fault *f = yx_faults_at(r->faults, i);
        yx_buf_f(&out, "%s %s %.*s\n", f->code, f->cell ? f->cell : "-", (int)f->text.n,
                 f->text.at ? f->text.at : "");
    }
    T_TEXT(yx_buf_view(&out).at, expected);
    yx_buf_free(&out);
}

static void test_simple(void **state)
{
    run r;

    (void)state;
    /* 123456 万元 are 12.3456 亿元; 5 亿元 stay; part: month makes 1-4月 April */
    r = take(simple_map, SIMPLE_HEAD "| 武汉 | #123456 | #7.5 | #5 |\n"
                                     "| 襄阳市 | #70000 | #6 |  |\n");
    has_figures(&r, "420100 gdp 2022-01..04 12.3456@B4\n"
                    "420100 sales 2022-04 5@D4\n"
                    "420600 gdp 2022-01..04 7.0000@B5\n");
    has_faults(&r, "");
    stop(&r);
}

static void test_totals_notes_hidden(void **state)
{
    run r = take(simple_map, SIMPLE_HEAD "| 合 计 | #193456 | #7 | #5 |\n"
                                         "| 武汉 | #123456 | #7.5 | #5 |\n"
                                         "|  |  |  |  |\n"
                                         "| 注：快报数 |  |  |  |\n"
                                         "| 武汉 | #1 |  |  |\n");

    (void)state;
    has_figures(&r, "420100 gdp 2022-01..04 12.3456@B5\n420100 sales 2022-04 5@D5\n");
    has_faults(&r, "map.total A4 合计\nmap.outside B8 1\n");
    stop(&r);
}

static void test_cells(void **state)
{
    run r = take(simple_map, SIMPLE_HEAD "| 武汉 | 1,234 | #7.5 | ２３．５ |\n"
                                         "| 襄阳 | — |  | @2022-04-18 |\n"
                                         "| 襄樊市 | %0.085 |  | !#DIV/0! |\n"
                                         "| 孝感市 | #1 |  | ?TRUE |\n"
                                         "|  | #5 |  |  |\n"
                                         "| 武汉市 | 77 | | |\n");

    (void)state;
    T_OK(r.rc == YX_E_REFUSED);
    has_faults(&r, "value.separator B4 1,234\n"
                   "value.full_width D4 ２３．５\n"
                   "value.not_number B5 —\n"
                   "value.date D5 2022-04-18\n"
                   "region.not_then A6 420697\n"
                   "value.percent B6 0.085\n"
                   "value.error D6 #DIV/0!\n"
                   "region.unknown A7 孝感市\n"
                   "value.not_number D7 TRUE\n"
                   "region.empty A8 \n"
                   "key.twice B9 2022-01..04\n");
    T_TEXT(yx_faults_at(r.faults, 0)->expected, "write 1234");
    T_TEXT(yx_faults_at(r.faults, 5)->expected, "write 8.5, in the format of a plain number");
    T_TEXT(yx_faults_at(r.faults, 0)->sheet, "Sheet1");
    T_TEXT(yx_faults_at(r.faults, 0)->field, "生产总值/累计");
    T_TEXT(yx_faults_at(r.faults, 10)->expected, "each figure once; see Sheet1!B4");
    stop(&r);
}

static void test_drift(void **state)
{
    run r;

    (void)state;
    /* a renamed header, a moved one, a new one */
    r = take(simple_map, "| 2022年1-4月经济指标 | < | 单位：元 |  |\n"
                         "| 地区 | 生产总值 | < | 备注 | 零售额（亿元） |\n"
                         "| ^ | 本月 | 同比（％） | ^ | ^ |\n"
                         "| 武汉 | #1 | #2 |  | #5 |\n");
    T_OK(r.rc == YX_E_REFUSED);
    has_faults(&r, "map.drift C1 单位:元\n"
                   "map.drift B3 生产总值/本月\n"
                   "map.drift D2 备注\n"
                   "map.drift E2 零售额(亿元)\n");
    T_TEXT(yx_faults_at(r.faults, 0)->expected, "单位:万元");
    T_TEXT(yx_faults_at(r.faults, 1)->expected, "生产总值/累计");
    T_TEXT(yx_faults_at(r.faults, 2)->nearest, "E3");
    stop(&r);
    /* a row more above the header */
    r = take(simple_map, "| 2022年1-4月经济指标 | < | 单位：万元 |  |\n"
                         "| 填报单位 |  |  |  |\n"
                         "| 地区 | 生产总值 | < | 零售额（亿元） |\n"
                         "| ^ | 累计 | 同比（％） | ^ |\n"
                         "| 武汉 | #1 | #2 | #5 |\n");
    T_OK(r.rc == YX_E_REFUSED);
    has_faults(&r, "map.drift A2 填报单位/地区\nmap.drift B3 生产总值\n"
                   "map.drift C3 生产总值\n");
    T_TEXT(yx_faults_at(r.faults, 1)->nearest, "B4");
    stop(&r);
}

static void test_choice(void **state)
{
    static const char other[] = "form: other\nversion: 1\ntables:\n"
                                "  - sheet: Sheet1\n"
                                "    texts: {A1: '{period}经济指标'}\n"
                                "    header: 2-3\n"
                                "    columns:\n"
                                "      - {at: A, head: 地区, is: region}\n"
                                "      - {at: B, head: 生产总值/累计, indicator: gdp}\n"
                                "    ignore:\n"
                                "      - {at: C, head: '生产总值/同比(%)'}\n"
                                "      - {at: D, head: '零售额(亿元)'}\n";
    const char *const both[] = {simple_map, other};
    yx_workbook book = form_book(SIMPLE_HEAD "| 武汉市 | #1 | #2 | #5 |\n");
    run r = start(both, 2);

    (void)state;
    apply(&r, &book);
    T_OK(r.rc == YX_E_REFUSED);
    has_faults(&r, "map.several - other\n");
    stop(&r);
    yx_workbook_release(&book);
    book = form_book("| x |\n");
    r = start(both, 2);
    apply(&r, &book);
    has_faults(&r, "map.none - \n");
    stop(&r);
    yx_workbook_release(&book);
}

/* Indicators as rows, regions as columns. */
static void test_transposed(void **state)
{
    static const char map[] = "form: t\nversion: 1\nbelow: '42'\ntables:\n"
                              "  - sheet: Sheet1\n"
                              "    texts: {A1: '{period}'}\n"
                              "    every: M\n"
                              "    header: 2\n"
                              "    columns:\n"
                              "      - {at: A, head: 指标, is: label}\n"
                              "      - {at: B, head: 单位, is: unit}\n"
                              "      - {at: C, head: 武汉, region: '420100'}\n"
                              "      - {at: D, head: 襄阳, region: '420600'}\n"
                              "    rows:\n"
                              "      - {at: 3, label: 生产总值, indicator: gdp}\n"
                              "      - {at: 5, label: '其中:零售额', indicator: sales}\n"
                              "    ignore:\n"
                              "      - {at: 4, label: 工业}\n";
    run r = take(map, "| @2022-03-01 |\n"
                      "| 指标 | 单位 | 武汉 | 襄阳 |\n"
                      "| 生产总值 | 亿元 | #1 | #2 |\n"
                      "| 工业 | 亿元 | #3 | #4 |\n"
                      "| 其中：零售额 | 元 | #500000000 | #6 |\n");

    (void)state;
    has_figures(&r, "420100 gdp 2022-Q1 1@C3\n420600 gdp 2022-Q1 2@D3\n"
                    "420100 sales 2022-03 5.00000000@C5\n420600 sales 2022-03 0.00000006@D5\n");
    stop(&r);
    r = take(map, "| @2022-03-01 |\n"
                  "| 指标 | 单位 | 武汉 | 襄阳 |\n"
                  "| 生产总值 | 公顷 | #1 | #2 |\n"
                  "| 工业 | 亿元 | #3 | #4 |\n"
                  "| 其中：零售额 | 元 | #500000000 | #6 |\n"
                  "| 新项目 | 元 | #500000000 | #6 |\n");
    has_faults(&r, "map.drift A6 新项目\n");
    stop(&r);
    r = take(map, "| @2022-03-01 |\n"
                  "| 指标 | 单位 | 武汉 | 襄阳 |\n"
                  "| 生产总值 | 公顷 | #1 | #2 |\n"
                  "| 工业 | 亿元 | #3 | #4 |\n"
                  "| 其中：零售额 | 元 |  |  |\n");
    has_faults(&r, "map.unit B3 公顷\n");
    stop(&r);
}

/* One region, its figures this month and to date, beside the indicators. */
static void test_under(void **state)
{
    static const char map[] =
        "form: u\nversion: 1\nbelow: '42'\ntables:\n"
        "  - sheet: '*月'\n"
        "    texts: {A1: '{period}月报', A2: '填报单位:{region}'}\n"
        "    header: 3\n"
        "    columns:\n"
        "      - {at: A, head: 指标, is: label}\n"
        "      - {at: B, head: 本月, is: figures, part: month}\n"
        "      - {at: C, head: 累计, is: figures, part: to_date}\n"
        "    rows:\n"
        "      - {at: 4, label: 零售额, unit: 万元, indicators: {本月: sales}}\n"
        "      - {at: 5, label: 生产总值, unit: 万元, indicators: {累计: gdp}}\n";
    yx_workbook book = {0};
    yx_book *b = NULL;
    const char *one = map;
    run r = start(&one, 1);

    (void)state;
    T_OK(!yx_book_new(&b, NULL));
    form_sheet_add(b, "4月",
                   "| 2022年4月月报 |\n| 填报单位：襄阳市 |\n| 指标 | 本月 | 累计 |\n"
                   "| 零售额 | #10000 | #99 |\n| 生产总值 | #1 | #20000 |\n");
    T_OK(!yx_book_finish(b, &book, NULL));
    yx_book_free(b);
    apply(&r, &book);
    has_figures(&r, "420600 sales 2022-04 1.0000@B4\n420600 gdp 2022-01..04 2.0000@C5\n");
    stop(&r);
    yx_workbook_release(&book);
}

/* Periods in headers, two tables, the lower one moves. */
static void test_two_tables(void **state)
{
    static const char map[] = "form: two\nversion: 1\nbelow: '42'\ntables:\n"
                              "  - sheet: Sheet1\n"
                              "    texts: {A1: '{year}年统计表'}\n"
                              "    indicator: sales\n"
                              "    header: 2\n"
                              "    columns:\n"
                              "      - {at: A, head: 地区, is: region}\n"
                              "      - {at: B, head: 1-2月, period: 1-2月}\n"
                              "      - {at: C, head: '{period}'}\n"
                              "  - sheet: Sheet1\n"
                              "    texts: {A1: '{year}年统计表', A5: 生产总值表}\n"
                              "    header: 6\n"
                              "    moves: yes\n"
                              "    columns:\n"
                              "      - {at: A, head: 地区名, is: region}\n"
                              "      - {at: B, head: 一季度, indicator: gdp, period: 一季度}\n";
    run r = take(map, "| 2022年统计表 |\n"
                      "| 地区 | 1-2月 | 3月 |\n"
                      "| 武汉 | #1 | #2 |\n"
                      "| 襄阳 | #3 | #4 |\n"
                      "|  |\n"
                      "|  |\n"
                      "| 生产总值表 |\n"
                      "| 地区名 | 一季度 |\n"
                      "| 武汉 | #5 |\n");

    (void)state;
    has_figures(&r, "420100 sales 2022-01..02 1@B3\n420100 sales 2022-03 2@C3\n"
                    "420600 sales 2022-01..02 3@B4\n420600 sales 2022-03 4@C4\n"
                    "420100 gdp 2022-Q1 5@B9\n");
    stop(&r);
}

/* A long table with headers of its own. */
static void test_long(void **state)
{
    static const char map[] = "form: long\nversion: 1\nbelow: '42'\ntables:\n"
                              "  - sheet: Sheet1\n"
                              "    every: M\n"
                              "    header: 1\n"
                              "    columns:\n"
                              "      - {at: A, head: 行政区划, is: region}\n"
                              "      - {at: B, head: 指标名称, is: indicator}\n"
                              "      - {at: C, head: 报告期, is: period}\n"
                              "      - {at: D, head: 单位, is: unit}\n"
                              "      - {at: E, head: 数值, is: figures}\n";
    run r = take(map, "| 行政区划 | 指标名称 | 报告期 | 单位 | 数值 |\n"
                      "| #420100 | 零售额 | @2022-04-01 | 万元 | #50000 |\n"
                      "| 襄樊市 | sales | 2008年3月 | 亿元 | #2 |\n");

    (void)state;
    has_figures(&r, "420100 sales 2022-04 5.0000@E2\n420697 sales 2008-03 2@E3\n");
    stop(&r);
    r = take(map, "| 行政区划 | 指标名称 | 报告期 | 单位 | 数值 |\n"
                  "| 武汉市 | 零售 | 2022.4.18 | 万元 | #50000 |\n");
    has_faults(&r, "period.bad C2 2022.4.18\nindicator.unknown B2 零售\n");
    T_TEXT(yx_faults_at(r.faults, 0)->expected, "write 2022-04-18, or enter it as a date");
    stop(&r);
}

/* What a row says of its figures: day of publication, status, contributors, release. */
static void test_said_of_rows(void **state)
{
    static const char map[] = "form: said\nversion: 1\nbelow: '42'\ntables:\n"
                              "  - sheet: Sheet1\n"
                              "    texts: {A1: '{period}'}\n"
                              "    unit: 亿元\n"
                              "    header: 2\n"
                              "    columns:\n"
                              "      - {at: A, head: 地区, is: region}\n"
                              "      - {at: B, head: 产值, indicator: gdp}\n"
                              "      - {at: C, head: 零售, indicator: sales}\n"
                              "      - {at: D, head: 发布日期, is: as_of}\n"
                              "      - {at: E, head: 状态, is: status}\n"
                              "      - {at: F, head: 单位数, is: contributors}\n"
                              "      - {at: G, head: 解禁日, is: release}\n";
#define SAID_HEAD                                                                                  \
    "| 2022年1-4月 |  |  |  |  |  |  |\n"                                                        \
    "| 地区 | 产值 | 零售 | 发布日期 | 状态 | 单位数 | 解禁日 |\n"
    run r = take(map, SAID_HEAD "| 武汉市 | #1 | #2 | @2022-05-03 | Ｐ | #12 | 2022-05-20 |\n"
                                "| 襄阳市 |  | #3 |  |  |  |  |\n"
                                "| 武汉市 |  |  |  | E |  |  |\n");
    const yx_obs *o;

    (void)state;
    has_figures(&r, "420100 gdp 2022-01..04 1@B3\n420100 sales 2022-01..04 2@C3\n"
                    "420600 sales 2022-01..04 3@C4\n");
    for (size_t i = 0; i < 2; i++) { /* both figures of the row */
        o = &r.batch->obs[i];
        T_OK(o->as_of == yx_day_of(2022, 5, 3) && o->status == 'P' && o->contributors == 12 &&
             o->release == yx_day_of(2022, 5, 20));
    }
    o = &r.batch->obs[2];
    T_OK(o->as_of == options().as_of && o->status == YX_STATUS_NONE &&
         o->contributors == YX_CONTRIBUTORS_NONE && o->release == YX_DAY_NONE);
    stop(&r);

    /* W takes back every figure of its row, and stands with none. */
    r = take(map, SAID_HEAD "| 武汉市 |  |  |  | W |  |  |\n| 襄阳市 | #1 |  |  |  |  |  |\n");
    T_OK(!r.rc);
    assert_int_equal(r.batch->n, 3);
    for (size_t i = 0; i < 3; i++)
        T_OK(r.batch->obs[i].status == (i < 2 ? YX_STATUS_WITHDRAWN : YX_STATUS_NONE) &&
             r.batch->obs[i].column == (i == 1 ? 3 : 2));
    stop(&r);
    r = take(map, SAID_HEAD "| 武汉市 | #1 |  |  | W |  |  |\n"
                            "| 襄阳市 | #1 |  | 2022/5/3 | Q | #1.5 | 明天 |\n"
                            "| 武汉市 | #1 |  | 2099-01-01 |  |  |  |\n");
    T_OK(r.rc == YX_E_REFUSED);
    has_faults(&r, "status.value B3 1\nas_of.bad D4 2022/5/3\nstatus.bad E4 Q\n"
                   "contributors.bad F4 1.5\nrelease.bad G4 明天\nas_of.future D5 2099-01-01\n");
    stop(&r);
}

/* A name that was mangled on the way is read as what it can only be, and that is said. */
static void test_mended(void **state)
{
    run r = take(simple_map, SIMPLE_HEAD "| 武(wǔ)汉巿 | #123456 |  |  |\n");

    (void)state;
    has_figures(&r, "420100 gdp 2022-01..04 12.3456@B4\n");
    has_faults(&r, "text.cleaned A4 武(wǔ)汉巿\n");
    stop(&r);
}

/* --- the YAML --- */

/* The map above, with one text of it replaced. */
static void replace(yx_buf *text, const char *from, const char *to)
{
    const char *at = strstr(simple_map, from);

    T_OK(at != NULL);
    yx_buf_clear(text);
    yx_buf_add(text, simple_map, (size_t)(at - simple_map));
    yx_buf_text(text, to);
    yx_buf_text(text, at + strlen(from));
}

static void test_bad_maps(void **state)
{
    static const struct {
        const char *from, *to, *code;
    } row[] = {
        {"form: simple", "form: 'a b'", "yaml.value"},
        {"version: 1", "version: 0", "yaml.value"},
        {"below: '42'", "below: '43'", "region.unknown"},
        {"indicator: gdp", "indicator: gpd", "indicator.unknown"},
        {"header: 2-3", "header: 2-5", "yaml.value"},
        {"header: 2-3", "header: 0", "yaml.value"},
        {"at: D", "at: 7", "yaml.value"},
        {"at: D", "at: B", "yaml.value"},
        {"is: region", "is: regoin", "yaml.value"},
        {"is: region", "is: ignored", "yaml.missing_key"},
        {"unit: 亿元", "unit: 公顷", "map.unit"},
        {"'{period}经济指标'", "'{period'", "yaml.value"},
        {"'{period}经济指标'", "经济指标", "yaml.missing_key"},
        {"part: month", "part: moon", "yaml.value"},
        {"unit: 万元", "units: 万元", "yaml.unknown_key"},
        {"indicator: gdp", "is: figures", "yaml.missing_key"},
        {"A1:", "AAAA1:", "yaml.value"},
        {"    ignore:\n      - {at: C, head: '生产总值/同比(%)'}\n",
         "      - {at: C, head: x, is: status}\n      - {at: E, head: y, is: status}\n",
         "yaml.value"},
        {"    ignore:\n      - {at: C, head: '生产总值/同比(%)'}\n",
         "      - {at: C, head: x, is: as_of, unit: 亿元}\n", "yaml.value"},
    };
    yx_buf text = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        yx_maps *maps = NULL;
        yx_faults *faults = NULL;
        replace(&text, row[i].from, row[i].to);
        T_OK(!yx_maps_new(&maps, NULL) && !yx_faults_new(&faults, NULL));
        if (yx_maps_read(maps, "m.yaml", yx_buf_view(&text), catalog, faults, NULL) !=
                YX_E_REFUSED ||
            strcmp(yx_faults_at(faults, 0)->code, row[i].code) != 0)
            fail_msg("%s: %s", row[i].to,
                     yx_faults_count(faults) ? yx_faults_at(faults, 0)->code : "taken");
        T_OK(yx_n_map(maps) == 0);
        yx_maps_free(maps);
        yx_faults_free(faults);
    }
    yx_buf_free(&text);
}

static void test_versions(void **state)
{
    yx_buf text = {0};
    const char *map = simple_map;
    run r = start(&map, 1);

    (void)state;
    T_OK(!yx_maps_read(r.maps, "m", yx_str_of(map), catalog, r.faults, NULL)); /* the very same */
    replace(&text, "part: month", "part: to_date");
    T_OK(yx_maps_read(r.maps, "m", yx_buf_view(&text), catalog, r.faults, NULL) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(r.faults, 0)->code, "map.version");
    replace(&text, "version: 1", "version: 2");
    T_OK(!yx_maps_read(r.maps, "m", yx_buf_view(&text), catalog, r.faults, NULL));
    T_OK(yx_n_map(r.maps) == 1 && yx_map_find(r.maps, yx_str_of("simple"))->version == 2);
    yx_buf_free(&text);
    stop(&r);
}

static bool whole(void *arg)
{
    yx_take_options o = options();
    const yx_workbook *book = arg;
    yx_maps *maps = NULL;
    yx_faults *faults = NULL;
    yx_seen *seen = NULL;
    yx_batch *batch = NULL;
    const yx_map *map = NULL;
    yx_taking t = {0};
    yx_err why = {0};
    yx_code rc = yx_maps_new(&maps, &why);
    bool right;

    if (!rc)
        rc = yx_faults_new(&faults, &why);
    if (!rc)
        rc = yx_maps_read(maps, "m", yx_str_of(simple_map), catalog, faults, &why);
    if (!rc) {
        rc = yx_taking_begin(&t, "a.xlsx", &o, &seen, faults, &why);
        if (!rc)
            rc = yx_maps_choose(maps, "a.xlsx", book, faults, &map, &why);
        if (!rc && map)
            rc = yx_map_apply(map, book, &t, &why);
        rc = yx_taking_end(&t, rc, &why, &batch, &why);
    }
    right = rc == YX_OK ? batch->n == 3 : rc == YX_E_NOMEM;
    yx_batch_free(batch);
    yx_seen_free(seen);
    yx_faults_free(faults);
    yx_maps_free(maps);
    return right;
}

static void test_memory(void **state)
{
    yx_workbook book = form_book(SIMPLE_HEAD "| 武汉 | #123456 | #7.5 | #5 |\n"
                                             "| 襄阳市 | #70000 | #6 |  |\n");

    (void)state;
    T_OK(t_every_alloc(whole, &book) > 20);
    yx_workbook_release(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_simple),   cmocka_unit_test(test_totals_notes_hidden),
        cmocka_unit_test(test_cells),    cmocka_unit_test(test_drift),
        cmocka_unit_test(test_choice),   cmocka_unit_test(test_transposed),
        cmocka_unit_test(test_under),    cmocka_unit_test(test_two_tables),
        cmocka_unit_test(test_long),     cmocka_unit_test(test_bad_maps),
        cmocka_unit_test(test_versions), cmocka_unit_test(test_said_of_rows),
        cmocka_unit_test(test_mended),   cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, make_catalog, drop_catalog);
}

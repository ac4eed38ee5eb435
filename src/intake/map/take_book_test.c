/* Workbooks that need no map, our template there and back, and workbooks sent back with marks. */
#include "intake/map/take_book.h"

#include "base/buf.h"
#include "base/zip.h"
#include "intake/book/workbook.h"
#include "intake/book/xlsx_out.h"
#include "intake/map/mark.h"
#include "intake/map/template.h"

#include "tests/support/catalog.h"
#include "tests/support/form.h"

#include <unistd.h>

static yx_catalog *catalog;

static int load(void **state)
{
    (void)state;
    catalog = new_catalog();
    (void)take_file(catalog, YX_REGIONS, "../../../demo/hubei/regions.csv");
    (void)take_file(catalog, YX_INDICATORS, "../../../demo/hubei/indicators.csv");
    (void)take(catalog, YX_REGIONS,
               "code,name_zh,level,parent_code,valid_from,valid_to\n"
               "421023,监利县,county,421000,,2020-01-01\n");
    return 0;
}

static int drop(void **state)
{
    (void)state;
    yx_catalog_free(catalog);
    return 0;
}

static const char map_text[] = "form: f\nversion: 1\nbelow: '420000'\ntables:\n"
                               "  - sheet: Sheet1\n"
                               "    texts: {A1: '{period}月报'}\n"
                               "    header: 2\n"
                               "    columns:\n"
                               "      - {at: A, head: 地区, is: region}\n"
                               "      - {at: B, head: 产值, indicator: ind.output}\n"
                               "      - {at: C, head: 零售, indicator: con.retail}\n"
                               "      - {at: D, head: 税收, indicator: fis.tax}\n";

static yx_maps *the_map(yx_faults *faults)
{
    yx_maps *maps = NULL;

    T_OK(!yx_maps_new(&maps, NULL));
    T_OK(!yx_maps_read(maps, "m", yx_str_of(map_text), catalog, faults, NULL));
    return maps;
}

static yx_code take_grid(const yx_workbook *book, const yx_maps *maps, yx_faults *faults,
                         yx_batch **ret)
{
    yx_take_options o = {
        .catalog = catalog, .today = yx_day_of(2023, 1, 1), .as_of = yx_day_of(2022, 7, 1)};
    yx_seen *seen = NULL;
    yx_code rc = yx_take_book("f.xlsx", book, maps, &o, &seen, faults, ret, NULL);

    yx_seen_free(seen);
    return rc;
}

/* "region indicator period value cell" of every figure, a line each; or the codes of faults. */
static void result_is(const char *sheet, const char *expected)
{
    yx_workbook book = form_book(sheet);
    yx_faults *faults = NULL;
    yx_batch *batch = NULL;
    yx_buf out = {0};
    char period[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], cell[YX_GRID_NAME];

    T_OK(!yx_faults_new(&faults, NULL));
    (void)!take_grid(&book, NULL, faults, &batch);
    for (size_t i = 0; i < yx_faults_count(faults); i++)
        yx_buf_f(&out, "%s %s\n", yx_faults_at(faults, i)->code, yx_faults_at(faults, i)->cell);
    for (size_t i = 0; batch && i < batch->n; i++) {
        const yx_obs *o = &batch->obs[i];
        yx_buf_f(&out, "%s %s %s %s %s\n", yx_names_at(batch->region, o->region).at,
                 yx_names_at(batch->indicator, o->indicator).at,
                 yx_period_text(o->period, false, period), yx_decimal_text(yx_obs_value(o), value),
                 yx_grid_name(o->line - 1, o->column - 1u, cell));
    }
    T_TEXT(yx_buf_view(&out).at, expected);
    yx_buf_free(&out);
    yx_batch_free(batch);
    yx_faults_free(faults);
    yx_workbook_release(&book);
}

static void test_plain(void **state)
{
    (void)state;
    result_is("| region_code | indicator | period | value | who |\n"
              "| #420100 | pow.gap | @2022-04-18 | #1.5 | me |\n"
              "|  |  |  |  |  |\n"
              "| 420200 | pow.gap | 2022-04-18 | 2.5 |  |\n",
              "header.ignored E1\n420100 pow.gap 2022-04-18 1.5 D2\n"
              "420200 pow.gap 2022-04-18 2.5 D4\n");
    result_is("| region_code | period | fac.loan | fac.deposit |\n"
              "| 420100 | 2022-04 | #1 |  |\n"
              "| 420200 | 2022-04 | #2 | #3 |\n",
              "420100 fac.loan 2022-04 1 C2\n420200 fac.loan 2022-04 2 C3\n"
              "420200 fac.deposit 2022-04 3 D3\n");
    result_is("| region_code | indicator | 2022-03 | 2022-04 |\n"
              "| 420100 | fac.loan | #1 | #2 |\n",
              "420100 fac.loan 2022-03 1 C2\n420100 fac.loan 2022-04 2 D2\n");
    result_is("| region_code | indicator | period | value | status |\n"
              "| 420100 | fac.loan | 2022-04 |  | W |\n",
              "420100 fac.loan 2022-04 0 D2\n");
    result_is("| region_code | indicator | period | value |\n"
              "| 429999 | fac.loan | 2022-04 | #1 |\n"
              "| 420100 | fac.lone | 2022-04 | #1 |\n"
              "| 420100 | fac.loan | 2022.4 | #1 |\n"
              "| 420100 | fac.loan | 2022-04 | 1,000 |\n",
              "region.unknown A2\nindicator.unknown B3\nperiod.bad C4\nvalue.separator D5\n");
}

static char *temporary(const char *name)
{
    static char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", t_folder(), name);
    return path;
}

static yx_workbook read_file(const char *path, yx_faults *faults)
{
    yx_workbook book = {0};

    T_OK(!yx_workbook_read(path, faults, &book, NULL));
    return book;
}

static void test_template(void **state)
{
    static const char *const regions[] = {"420100", "420200"};
    static const char *const indicators[] = {"ind.output", "con.retail"};
    yx_template t = {.catalog = catalog,
                     .region = regions,
                     .n_region = 2,
                     .indicator = indicators,
                     .n_indicator = 2,
                     .lang = YX_ZH_HANS};
    yx_faults *faults = NULL;
    yx_batch *batch = NULL;
    yx_workbook book;
    yx_grid_cell *filled;
    const char *path = temporary("t.xlsx");

    (void)state;
    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(yx_period_read(yx_str_of("2022-04"), &t.period));
    T_OK(!yx_template_write(&t, path, NULL));
    book = read_file(path, faults);
    T_OK(book.n == 1 && yx_template_is(&book.sheet[0]) && yx_grid_row_hidden(&book.sheet[0], 0));
    T_OK(yx_str_is(yx_grid_at(&book.sheet[0], 4, 1)->text, "武汉市"));
    T_OK(yx_str_is(yx_grid_at(&book.sheet[0], 3, 3)->text, "亿元"));
    /* nothing is filled in: nothing is reported, and that is no fault */
    T_OK(!take_grid(&book, NULL, faults, &batch) && batch->n == 0);
    yx_batch_free(batch);
    /* one cell is filled in: the name of the last city becomes a figure to its right */
    filled = &book.sheet[0].cell[book.sheet[0].n - 1];
    T_OK(filled->row == 5 && filled->column == 2); /* the period of 420200 */
    {
        yx_grid_cell more[64];
        size_t n = book.sheet[0].n;
        memcpy(more, book.sheet[0].cell, n * sizeof *more);
        more[n++] = (yx_grid_cell){
            .text = yx_str_of("12.5"), .row = 5, .column = 3, .kind = YX_GRID_NUMBER};
        more[n++] =
            (yx_grid_cell){.text = yx_str_of("8,5"), .row = 5, .column = 4, .kind = YX_GRID_TEXT};
        book.sheet[0].cell = more;
        book.sheet[0].n = n;
        book.sheet[0].n_column = 5;
        T_OK(take_grid(&book, NULL, faults, &batch) == YX_E_REFUSED);
        T_TEXT(yx_faults_at(faults, 0)->cell, "E6");
        yx_faults_clear(faults);
        book.sheet[0].n--;
        T_OK(!take_grid(&book, NULL, faults, &batch) && batch->n == 1);
        T_OK(yx_obs_value(&batch->obs[0]).mantissa == 125);
        yx_batch_free(batch);
    }
    yx_workbook_release(&book);
    t.n_region = 0;
    T_OK(yx_template_write(&t, path, NULL) == YX_E_RANGE);
    t.n_region = 2;
    t.indicator = regions;
    T_OK(yx_template_write(&t, temporary("u.xlsx"), NULL) == YX_E_ABSENT);
    T_OK(access(temporary("u.xlsx"), F_OK) != 0);
    yx_faults_free(faults);
}

/* --- marks --- */

/* How often a text stands in an entry of an archive. */
static size_t count_in(const char *path, const char *entry, const char *what)
{
    yx_zip *zip = NULL;
    yx_zip_entry *e = NULL;
    yx_zip_wrong wrong;
    yx_buf all = {0};
    char part[4096];
    size_t n, count = 0;

    T_OK(!yx_zip_open(path, &zip, &wrong, NULL));
    if (yx_zip_has(zip, entry)) {
        T_OK(!yx_zip_entry_open(zip, entry, &e, &wrong, NULL));
        while (!yx_zip_entry_read(e, part, sizeof part, &n, NULL) && n)
            yx_buf_add(&all, part, n);
        yx_zip_entry_close(e);
    }
    yx_zip_close(zip);
    for (const char *at = all.n ? all.at : ""; (at = strstr(at, what)); at++)
        count++;
    yx_buf_free(&all);
    return count;
}

/* Twelve rows with three bad figures each, of nine kinds in turn; three bad regions, one of them
 * with a bad figure: 36 + 3 + 1 = 40 faults of 12 kinds in 40 cells. */
static void forty(yx_buf *sheet)
{
    static const char *const bad[] = {"1,234",       "２３．５", "—",
                                      "1e6",         "+5",       "%0.085",
                                      "@2022-04-18", "!#N/A",    "1234567890123456789012"};
    static const char *const city[] = {"武汉市", "黄石市", "十堰市", "宜昌市", "襄阳市", "鄂州市",
                                       "荆门市", "孝感市", "荆州市", "黄冈市", "咸宁市", "随州市"};
    size_t k = 0;

    yx_buf_text(sheet, "| 2022年4月月报 | < | < | < |\n| 地区 | 产值 | 零售 | 税收 |\n");
    for (size_t i = 0; i < 12; i++) {
        yx_buf_f(sheet, "| %s ", city[i]);
        for (size_t c = 0; c < 3; c++, k++)
            yx_buf_f(sheet, "| %s ", bad[k % YX_COUNT(bad)]);
        yx_buf_text(sheet, "|\n");
    }
    yx_buf_text(sheet, "| 武汗市 | #1 | x |  |\n|  | #2 |  |  |\n| 监利县 | #3 |  |  |\n");
}

static void test_forty_marks(void **state)
{
    yx_buf sheet = {0};
    yx_faults *faults = NULL;
    yx_maps *maps;
    yx_workbook book, back;
    yx_batch *batch = NULL;
    yx_marked marked = {0};
    yx_names *kinds = NULL;
    char path[512];

    (void)state;
    forty(&sheet);
    book = form_book(sheet.at);
    T_OK(!yx_faults_new(&faults, NULL) && !yx_names_new(&kinds, NULL));
    maps = the_map(faults);
    T_OK(take_grid(&book, maps, faults, &batch) == YX_E_REFUSED);
    for (size_t i = 0; i < yx_faults_count(faults); i++) {
        uint32_t k;
        T_OK(!yx_names_add(kinds, yx_str_of(yx_faults_at(faults, i)->code), &k, NULL));
    }
    assert_int_equal(yx_faults_count(faults), 40);
    assert_int_equal(yx_names_count(kinds), 12);

    (void)snprintf(path, sizeof path, "%s", temporary("back.xlsx"));
    T_OK(!yx_mark(&book, "f.xlsx", faults, YX_FATE_REFUSED, YX_ZH_HANS, path, &marked, NULL));
    assert_int_equal(marked.cells, 40);
    assert_int_equal(marked.listed, 0);
    assert_int_equal(count_in(path, "xl/comments2.xml", "<comment "), 40);
    T_OK(count_in(path, "xl/comments2.xml", "write 1234") > 0);
    T_OK(count_in(path, "xl/styles.xml", "FFFFC7CE") > 0);

    back = read_file(path, faults);
    T_OK(back.n == 2);
    T_TEXT(back.sheet[0].name, "退回说明");
    T_TEXT(back.sheet[1].name, "Sheet1");
    T_OK(back.sheet[1].n_merged == 1 && back.sheet[1].merged[0].last_column == 3);
    for (size_t i = 0; i < book.sheet[0].n; i++) {
        const yx_grid_cell *was = &book.sheet[0].cell[i];
        const yx_grid_cell *is = yx_grid_at(&back.sheet[1], was->row, was->column);
        T_OK(is && yx_str_same(is->text, was->text));
        T_OK(is->kind == was->kind || was->kind == YX_GRID_ERROR);
    }
    yx_workbook_release(&back);
    yx_workbook_release(&book);
    yx_names_free(kinds);
    yx_maps_free(maps);
    yx_faults_free(faults);
    yx_buf_free(&sheet);
}

/* Faults without a cell, of another file, more than are held in memory, and a mark on a cell that
 * is empty, in a merged range, and in a hidden row. */
static void test_other_marks(void **state)
{
    yx_workbook book = form_book("| a | < | c |\n| d | e | f |\n");
    yx_faults *faults = NULL;
    yx_marked marked = {0};
    yx_workbook back;
    char path[512], cell[16];

    (void)state;
    T_OK(!yx_faults_new(&faults, NULL));
    (void)snprintf(path, sizeof path, "%s", temporary("other.xlsx"));
    yx_faults_add(faults, &(yx_fault){.code = "map.none", .file = "a"});
    yx_faults_add(faults, &(yx_fault){.code = "map.none", .file = "b"});
    yx_faults_add(faults,
                  &(yx_fault){.code = "map.drift", .file = "a", .sheet = "Sheet1", .cell = "B1"});
    yx_faults_add(faults,
                  &(yx_fault){.code = "map.drift", .file = "a", .sheet = "Sheet1", .cell = "Z9"});
    yx_faults_add(faults,
                  &(yx_fault){.code = "map.drift", .file = "a", .sheet = "other", .cell = "A1"});
    for (int i = 0; i < 100; i++) {
        (void)snprintf(cell, sizeof cell, "C%d", i + 20);
        yx_faults_add(
            faults, &(yx_fault){.code = "map.total", .file = "a", .sheet = "Sheet1", .cell = cell});
    }
    T_OK(!yx_mark(&book, "a", faults, YX_FATE_PARTLY, YX_EN, path, &marked, NULL));
    assert_int_equal(marked.cells, 102); /* A1 for B1, which it covers */
    assert_int_equal(marked.listed, 2);
    assert_int_equal(count_in(path, "xl/comments2.xml", "<comment "), 102);
    back = read_file(path, faults);
    T_TEXT(back.sheet[0].name, "returned");
    yx_workbook_release(&back);
    T_OK(yx_mark(&book, "a", faults, YX_FATE_SOUND, YX_EN, "/nonexistent/x.xlsx", &marked, NULL) ==
         YX_E_IO);
    yx_faults_free(faults);
    yx_workbook_release(&book);
}

/* Names of sheets that programs refuse, texts that XML cannot hold, long texts. */
static void test_hostile_texts(void **state)
{
    static const char *const names[] = {
        "a/b", "A/B", "", "'x'", "history", "0123456789012345678901234567890123456789"};
    yx_xlsx_out *out = NULL;
    yx_faults *faults = NULL;
    yx_workbook book;
    char *huge = malloc(100000);
    char path[512];

    (void)state;
    T_OK(huge && !yx_faults_new(&faults, NULL));
    (void)snprintf(path, sizeof path, "%s", temporary("hostile.xlsx"));
    T_OK(!yx_xlsx_out_new(path, &out, NULL));
    memset(huge, 'x', 100000);
    for (size_t i = 0; i < YX_COUNT(names); i++) {
        yx_xlsx_out_sheet(out, yx_str_of(names[i]));
        yx_xlsx_out_cell(out, 0, 0, YX_GRID_TEXT, (yx_str){huge, 100000}, YX_STYLE_PLAIN);
        yx_xlsx_out_cell(out, 1, 0, YX_GRID_TEXT, (yx_str){"a\x01\x1f<&>b", 7}, YX_STYLE_ERROR);
        yx_xlsx_out_cell(out, 2, 0, YX_GRID_DAY, yx_str_of("1850-01-01"), YX_STYLE_PLAIN);
        yx_xlsx_out_cell(out, 1 << 21, 0, YX_GRID_TEXT, yx_str_of("far"), YX_STYLE_PLAIN);
    }
    T_OK(!yx_xlsx_out_close(out, true, NULL));
    book = read_file(path, faults);
    T_OK(book.n == YX_COUNT(names));
    T_OK(yx_grid_at(&book.sheet[0], 0, 0)->text.n == YX_XLSX_OUT_TEXT);
    T_OK(yx_str_is(yx_grid_at(&book.sheet[0], 1, 0)->text, "a  <&>b"));
    yx_workbook_release(&book);
    yx_faults_free(faults);
    free(huge);
}

/* The whole way of a bad workbook, from its cells to the file that goes back. */
static bool there_and_back(void *arg)
{
    const yx_workbook *book = arg;
    yx_take_options o = {
        .catalog = catalog, .today = yx_day_of(2023, 1, 1), .as_of = yx_day_of(2022, 7, 1)};
    yx_faults *faults = NULL;
    yx_seen *seen = NULL;
    yx_batch *batch = NULL;
    yx_marked marked = {0};
    char path[512];
    yx_code rc = yx_faults_new(&faults, NULL);

    (void)snprintf(path, sizeof path, "%s/memory.xlsx", t_folder());
    if (!rc)
        rc = yx_take_book("f.xlsx", book, NULL, &o, &seen, faults, &batch, NULL);
    if (rc == YX_E_REFUSED)
        rc = yx_mark(book, "f.xlsx", faults, YX_FATE_PARTLY, YX_EN, path, &marked, NULL);
    yx_batch_free(batch);
    yx_seen_free(seen);
    yx_faults_free(faults);
    return rc == YX_OK ? marked.cells == 2 : rc == YX_E_NOMEM;
}

static void test_memory(void **state)
{
    yx_workbook book = form_book("| region_code | indicator | 2022-03 | 2022-04 |\n"
                                 "| 420100 | fac.loan | #1 | x |\n"
                                 "| 420199 | fac.loan | #1 |  |\n");

    (void)state;
    T_OK(t_every_alloc(there_and_back, &book) > 20);
    yx_workbook_release(&book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),         cmocka_unit_test(test_template),
        cmocka_unit_test(test_forty_marks),   cmocka_unit_test(test_other_marks),
        cmocka_unit_test(test_hostile_texts), cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, load, drop);
}

/* form_fuzz.c - any sheet, drawn as text: a map is proposed from it, is read, fits the sheet that
 * it comes from, and takes its figures.
 *
 * A line is a row, cells stand between bars; "# 1" is a number, "@2022-04-18" a day, "%0.1" a
 * percentage, "!x" an error, "?x" a truth value; "<" and "^" go on with the cell to the left or
 * above (merged); a line "=name" starts a sheet, a line that starts with "~" is a hidden row. */
#include "intake/book/grid_build.h"
#include "intake/map/form_text.h"
#include "intake/map/map.h"
#include "intake/map/propose.h"
#include "intake/map/take_book.h"
#include "sample.h"

#include <string.h>

enum { SIDE = 40 };

static const yx_catalog *the_catalog(void)
{
    static yx_catalog *catalog;

    return sample_of(
        &catalog,
        "code,name_zh,name_en,level,parent_code\n42,湖北省,Hubei,province,\n"
        "4201,武汉市,Wuhan,city,42\n4202,黄石市,Huangshi,city,42\n420102,江岸区,,county,4201\n",
        "code,name_zh,name_en,unit,frequency,kind\n"
        "gdp,地区生产总值,GDP,亿元,Q,ytd\nsales,社会消费品零售总额,Retail sales,亿元,M,ytd\n"
        "sales.yoy,社会消费品零售总额增速,,%,M,rate\npower,全社会用电量,,万千瓦时,M,flow\n"
        "loan,贷款余额,,亿元,M,stock\nn,企业数,,家,M,stock\n");
}

static yx_str line_of(yx_str *rest)
{
    const char *end = memchr(rest->at, '\n', rest->n);
    yx_str line = {rest->at, end ? (size_t)(end - rest->at) : rest->n};
    size_t skip = line.n + (end != NULL);

    *rest = (yx_str){rest->at + skip, rest->n - skip};
    return line;
}

/* Splits a line; returns the number of cells. */
static uint32_t cells_of(yx_str line, yx_str cell[SIDE])
{
    uint32_t n = 0;

    if (line.n && line.at[0] == '|')
        line = (yx_str){line.at + 1, line.n - 1};
    while (line.n && n < SIDE) {
        const char *end = memchr(line.at, '|', line.n);
        size_t len = end ? (size_t)(end - line.at) : line.n;
        cell[n++] = yx_str_trim((yx_str){line.at, len});
        line = (yx_str){line.at + len + (end != NULL), line.n - len - (end != NULL)};
    }
    return n;
}

static bool add_cell(yx_book *b, uint32_t row, uint32_t column, yx_str text)
{
    static const char marks[] = "#@%!?";
    static const yx_grid_kind kinds[] = {YX_GRID_NUMBER, YX_GRID_DAY, YX_GRID_PERCENT,
                                         YX_GRID_ERROR, YX_GRID_BOOL};
    const char *mark = text.n > 1 ? memchr(marks, text.at[0], 5) : NULL;

    if (mark)
        text = yx_str_trim((yx_str){text.at + 1, text.n - 1});
    if (yx_utf8_valid(text.at, text.n) < text.n)
        return true;
    return !yx_book_cell(b, row, column, mark ? kinds[mark - marks] : YX_GRID_TEXT, false, text,
                         NULL);
}

static bool is(yx_str text, char c)
{
    return text.n == 1 && text.at[0] == c;
}

static bool add_rows(yx_book *b, yx_str *rest)
{
    static yx_str cell[SIDE][SIDE];
    static uint32_t n[SIDE];
    uint32_t rows = 0;

    memset(n, 0, sizeof n);
    while (rest->n && rows < SIDE && rest->at[0] != '=') {
        yx_str line = line_of(rest);
        if (line.n && line.at[0] == '~') {
            must(!yx_book_hide_row(b, rows, NULL));
            line = (yx_str){line.at + 1, line.n - 1};
        }
        n[rows] = cells_of(line, cell[rows]);
        rows++;
    }
    for (uint32_t r = 0; r < rows; r++)
        for (uint32_t c = 0; c < n[r]; c++) {
            uint32_t right = c, down = r;
            if (!cell[r][c].n || is(cell[r][c], '<') || is(cell[r][c], '^'))
                continue;
            if (!add_cell(b, r, c, cell[r][c]))
                return false;
            while (right + 1 < n[r] && is(cell[r][right + 1], '<'))
                right++;
            while (down + 1 < rows && c < n[down + 1] && is(cell[down + 1][c], '^'))
                down++;
            if (yx_book_merge(b,
                              (yx_grid_range){.row = r,
                                              .last_row = down,
                                              .column = (uint16_t)c,
                                              .last_column = (uint16_t)right},
                              NULL))
                return false;
        }
    return true;
}

/* False: the drawing is no workbook (ranges overlap). */
static bool draw(yx_str text, yx_workbook *ret)
{
    char place[YX_GRID_NAME];
    yx_book *b = NULL;
    bool good = true;

    must(!yx_book_new(&b, NULL));
    for (size_t sheets = 0; good && sheets < 4 && (text.n || !sheets); sheets++) {
        yx_str name = yx_str_of("Sheet1");
        if (text.n && text.at[0] == '=') {
            name = line_of(&text);
            name = (yx_str){name.at + 1, name.n - 1};
        }
        good = !yx_book_sheet(b, name, false, NULL) && add_rows(b, &text) &&
               !yx_book_sheet_end(b, place, NULL);
        if (text.n && text.at[0] != '=')
            text.n = 0;
    }
    good = good && !yx_book_finish(b, ret, NULL);
    yx_book_free(b);
    return good;
}

/* Sheets of one name (blanks do not count) cannot be told apart by a map. */
static bool names_differ(const yx_workbook *book)
{
    yx_buf a = {0}, b = {0};
    bool differ = true;

    for (size_t i = 0; i < book->n; i++)
        for (size_t k = 0; k < i; k++) {
            yx_buf_clear(&a);
            yx_buf_clear(&b);
            yx_form_clean(yx_str_of(book->sheet[i].name), &a);
            yx_form_clean(yx_str_of(book->sheet[k].name), &b);
            differ = differ && !yx_str_same(yx_buf_view(&a), yx_buf_view(&b));
        }
    yx_buf_free(&a);
    yx_buf_free(&b);
    return differ;
}

/* What a proposal may leave to its reader. */
static bool is_gap(const yx_faults *faults)
{
    for (size_t i = 0; i < yx_faults_count(faults) && i < YX_FAULTS_SHOWN; i++)
        if (strcmp(yx_faults_at(faults, i)->code, "yaml.missing_key") != 0)
            return false;
    return true;
}

static void take(const yx_workbook *book, const yx_maps *maps, yx_faults *faults)
{
    yx_take_options o = {.catalog = the_catalog(), .today = 20000, .as_of = 20000};
    yx_seen *seen = NULL;
    yx_batch *batch = NULL;
    yx_code rc = yx_take_book("f.xlsx", book, maps, &o, &seen, faults, &batch, NULL);

    must(rc == YX_OK || rc == YX_E_REFUSED);
    must((rc == YX_OK) == (yx_faults_errors(faults) == 0));
    for (size_t i = 0; i < yx_faults_count(faults) && i < YX_FAULTS_SHOWN; i++)
        must(strcmp(yx_faults_at(faults, i)->code, "map.drift") != 0 &&
             strcmp(yx_faults_at(faults, i)->code, "map.none") != 0);
    yx_batch_free(batch);
    yx_seen_free(seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_propose_options o = {.catalog = the_catalog()};
    yx_proposed sum = {0};
    yx_faults *faults = NULL;
    yx_maps *maps = NULL;
    yx_workbook book = {0};
    yx_map_fit fit;
    yx_buf map = {0};
    yx_code rc;

    if (!draw((yx_str){(const char *)data, n}, &book))
        return 0;
    must(!yx_faults_new(&faults, NULL) && !yx_maps_new(&maps, NULL));
    must(!yx_map_propose(&book, &o, &map, &sum, NULL));
    rc = yx_maps_read(maps, "f.yaml", yx_buf_view(&map), the_catalog(), faults, NULL);
    must(rc == YX_OK || rc == YX_E_REFUSED);
    must(rc == YX_OK || !sum.tables || is_gap(faults));
    yx_faults_clear(faults);
    if (rc == YX_OK && names_differ(&book)) {
        must(!yx_map_fit_of(yx_map_at(maps, 0), &book, &fit, NULL));
        must(fit.found == fit.texts && !fit.extra);
        take(&book, maps, faults);
    }
    yx_maps_free(maps);
    yx_faults_free(faults);
    yx_buf_free(&map);
    yx_workbook_release(&book);
    return 0;
}

/* Workbooks that are written, and read again by the reader that everything else comes through. */
#include "base/buf.h"
#include "base/zip.h"
#include "intake/book/xlsx.h"
#include "intake/book/xlsx_out.h"
#include "intake/book/xlsx_out_parts.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *path_of(const char *name)
{
    static char path[2][512];
    static int turn;

    turn = !turn;
    T_OK(snprintf(path[turn], sizeof path[turn], "%s/%s", t_folder(), name) <
         (int)sizeof path[turn]);
    return path[turn];
}

static void text(yx_xlsx_out *out, uint32_t row, uint32_t column, const char *what)
{
    yx_xlsx_out_cell(out, row, column, YX_GRID_TEXT, yx_str_of(what), YX_STYLE_PLAIN);
}

static yx_workbook read_back(const char *path)
{
    yx_faults *faults = NULL;
    yx_workbook book = {0};
    char line[500];

    T_OK(!yx_faults_new(&faults, NULL));
    if (yx_xlsx_read(path, faults, &book, NULL)) {
        T_OK(!yx_fault_line(yx_faults_at(faults, 0), YX_EN, line, sizeof line, NULL));
        fail_msg("%s", line);
    }
    T_OK(yx_faults_count(faults) == 0);
    yx_faults_free(faults);
    return book;
}

static yx_xlsx_out *begin(const char *path)
{
    yx_xlsx_out *out = NULL;

    T_OK(!yx_xlsx_out_new(path, &out, NULL));
    return out;
}

/* What goes in comes out: kind and text, whatever the style. */
static void test_cells(void **state)
{
    static const struct {
        yx_grid_kind kind;
        const char *text;
        yx_grid_kind then;
        const char *reads;
    } row[] = {
        {YX_GRID_TEXT, "<甲&\"乙\">'", YX_GRID_TEXT, "<甲&\"乙\">'"},
        {YX_GRID_TEXT, " two\n\tlines ", YX_GRID_TEXT, " two\n\tlines "},
        {YX_GRID_TEXT, "_x000D_ __x0041_x005F_", YX_GRID_TEXT, "_x000D_ __x0041_x005F_"},
        {YX_GRID_TEXT,
         "a\x01\x1F"
         "b\xEF\xBF\xBF"
         "c\r",
         YX_GRID_TEXT, "a  b c "},
        {YX_GRID_TEXT, "bad \xFF byte", YX_GRID_TEXT, "bad "},
        {YX_GRID_TEXT, "12", YX_GRID_TEXT, "12"},
        {YX_GRID_NUMBER, "0.085", YX_GRID_NUMBER, "0.085"},
        {YX_GRID_NUMBER, "-12345678901234.5", YX_GRID_NUMBER, "-12345678901234.5"},
        {YX_GRID_NUMBER, "nan", YX_GRID_TEXT, "nan"},
        {YX_GRID_NUMBER, "0x10", YX_GRID_TEXT, "0x10"},
        {YX_GRID_NUMBER, "1e999", YX_GRID_TEXT, "1e999"},
        {YX_GRID_PERCENT, "0.085", YX_GRID_PERCENT, "0.085"},
        {YX_GRID_DAY, "2022-04-18", YX_GRID_DAY, "2022-04-18"},
        {YX_GRID_DAY, "1900-03-01", YX_GRID_DAY, "1900-03-01"},
        {YX_GRID_DAY, "1850-01-01", YX_GRID_TEXT, "1850-01-01"},
        {YX_GRID_BOOL, "TRUE", YX_GRID_BOOL, "TRUE"},
        {YX_GRID_BOOL, "FALSE", YX_GRID_BOOL, "FALSE"},
        {YX_GRID_ERROR, "#N/A", YX_GRID_TEXT, "#N/A"},
    };
    const char *path = path_of("cells.xlsx");
    yx_xlsx_out *out = begin(path);
    yx_workbook book;

    (void)state;
    yx_xlsx_out_sheet(out, yx_str_of("s"));
    for (uint32_t i = 0; i < YX_COUNT(row); i++) /* backwards, and each twice: the last holds */
        for (int turn = 0; turn < 2; turn++)
            yx_xlsx_out_cell(out, (uint32_t)YX_COUNT(row) - 1 - i, 1, row[i].kind,
                             yx_str_of(turn ? row[i].text : "before"),
                             (yx_xlsx_style)(i % YX_N_STYLE));
    T_OK(!yx_xlsx_out_close(out, true, NULL));
    book = read_back(path);
    assert_int_equal(book.n, 1);
    assert_int_equal(book.sheet[0].n, YX_COUNT(row));
    for (uint32_t i = 0; i < YX_COUNT(row); i++) {
        const yx_grid_cell *c = yx_grid_at(&book.sheet[0], (uint32_t)YX_COUNT(row) - 1 - i, 1);
        T_OK(c != NULL);
        T_OK(yx_str_is(c->text, row[i].reads));
        assert_int_equal(c->kind, row[i].then);
    }
    yx_workbook_release(&book);
}

static void test_sheets(void **state)
{
    static const char *const name[][2] = {
        {"表", "表"},
        {"a/b[c]", "a_b_c_"},
        {"'quoted'", "_quoted_"},
        {"Same", "Same"},
        {"same", "same_2"},
        {"", "_"},
        {"0123456789012345678901234567890123", "0123456789012345678901234567890"},
        {"0123456789012345678901234567890123", "01234567890123456789012345_2"},
        {"<&>", "<&>"},
    };
    const yx_grid_range range = {.row = 1, .last_row = 2, .column = 0, .last_column = 3};
    const char *path = path_of("sheets.xlsx");
    yx_xlsx_out *out = begin(path);
    yx_workbook book;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(name); i++) {
        yx_xlsx_out_sheet(out, yx_str_of(name[i][0]));
        text(out, (uint32_t)i, 0, "x");
    }
    yx_xlsx_out_merge(out, &range, YX_STYLE_ERROR);
    yx_xlsx_out_hide_row(out, 9); /* with nothing in it */
    yx_xlsx_out_hide_row(out, 8);
    yx_xlsx_out_hide_row(out, 8);
    yx_xlsx_out_width(out, 0, 1, 14);
    yx_xlsx_out_lock(out, 4, 3);
    T_OK(!yx_xlsx_out_close(out, true, NULL));
    book = read_back(path);
    assert_int_equal(book.n, YX_COUNT(name));
    for (size_t i = 0; i < YX_COUNT(name); i++)
        T_TEXT(book.sheet[i].name, name[i][1]);
    T_OK(book.sheet[8].n_merged == 1 && book.sheet[8].merged[0].last_column == 3 &&
         book.sheet[8].merged[0].last_row == 2);
    T_OK(book.sheet[8].n_hidden_row == 2 && book.sheet[8].hidden_row[0] == 8 &&
         book.sheet[8].hidden_row[1] == 9 && book.sheet[7].n_hidden_row == 0);
    yx_workbook_release(&book);
    out = begin(path); /* nothing at all is a workbook too */
    T_OK(!yx_xlsx_out_close(out, true, NULL));
    book = read_back(path);
    T_OK(book.n == 1 && book.sheet[0].n == 0);
    yx_workbook_release(&book);
}

static size_t count_in(const char *xml, const char *what)
{
    size_t n = 0;

    for (const char *at = xml; (at = strstr(at, what)); at += strlen(what))
        n++;
    return n;
}

/* Boxes are numbered in blocks of 1024, the first number of which is none; those of another sheet
 * begin with a block of their own. 1100 comments are 1023 and 77 of two blocks. */
static void test_boxes(void **state)
{
    enum { N = 1100 };
    static yx_xlsx_note note[N];
    yx_buf xml = {0};
    size_t block = 1;

    (void)state;
    for (uint32_t i = 0; i < N; i++)
        note[i] = (yx_xlsx_note){
            .row = i, .column = (uint16_t)(i % 3 ? 16383 : 0), .text = yx_str_of("x")};
    yx_xlsx_boxes(note, N, &block, &xml);
    T_OK(!yx_buf_check(&xml, NULL) && block == 3);
    assert_int_equal(count_in(xml.at, "<v:shape "), N);
    T_OK(strstr(xml.at, "data=\"1,2\"") && strstr(xml.at, "_x0000_s1025\"") &&
         strstr(xml.at, "_x0000_s2047\"") && !strstr(xml.at, "_x0000_s2048\"") &&
         strstr(xml.at, "_x0000_s2049\"") && strstr(xml.at, "_x0000_s2125\"") &&
         !strstr(xml.at, "_x0000_s2126\""));
    yx_buf_clear(&xml);
    yx_xlsx_boxes(note, 1, &block, &xml);
    T_OK(strstr(xml.at, "data=\"3\"") && strstr(xml.at, "_x0000_s3073\"") && block == 4);
    yx_buf_clear(&xml);
    yx_xlsx_comments(note, N, &xml);
    assert_int_equal(count_in(xml.at, "<comment ref=\""), N);
    yx_buf_free(&xml);
}

/* A text is cut to what a cell may have: 32767 units of UTF-16. */
static void test_long_text(void **state)
{
    char *at = malloc(40000 * 4);
    yx_buf out = {0};

    (void)state;
    T_OK(at != NULL);
    memset(at, 'a', 40000);
    yx_xlsx_text((yx_str){at, 40000}, &out);
    assert_int_equal(out.n, 32767);
    yx_buf_clear(&out);
    for (size_t i = 0; i < 40000; i++) /* two units each */
        memcpy(at + 4 * i, "\xF0\xA0\x80\x80", 4);
    yx_xlsx_text((yx_str){at, 40000 * 4}, &out);
    assert_int_equal(out.n, 32766 / 2 * 4);
    yx_buf_free(&out);
    free(at);
}

static yx_code write_some(const char *path, yx_err *err)
{
    yx_xlsx_out *out = NULL;
    const yx_grid_range range = {.row = 4, .last_row = 5, .column = 0, .last_column = 1};
    yx_code rc = yx_xlsx_out_new(path, &out, err);

    if (rc)
        return rc;
    for (int s = 0; s < 2; s++) {
        yx_xlsx_out_sheet(out, yx_str_of("s"));
        for (uint32_t i = 0; i < 40; i++)
            text(out, i / 4, i % 4, "text");
        yx_xlsx_out_merge(out, &range, YX_STYLE_WARNING);
        yx_xlsx_out_comment(out, 3, 3, yx_str_of("look"));
        yx_xlsx_out_comment(out, 1, 3, yx_str_of("here"));
        yx_xlsx_out_hide_row(out, 2);
    }
    return yx_xlsx_out_close(out, true, err);
}

static bool same_files(const char *a, const char *b)
{
    static char one[1 << 16], two[1 << 16];
    FILE *f = fopen(a, "rb"), *g = fopen(b, "rb");
    size_t n = f ? fread(one, 1, sizeof one, f) : 0, m = g ? fread(two, 1, sizeof two, g) : 1;

    if (f)
        (void)fclose(f);
    if (g)
        (void)fclose(g);
    return n == m && n > 1000 && memcmp(one, two, n) == 0;
}

static void test_file(void **state)
{
    yx_xlsx_out *out;

    (void)state;
    T_OK(!write_some(path_of("a.xlsx"), NULL) && !write_some(path_of("b.xlsx"), NULL));
    T_OK(same_files(path_of("a.xlsx"), path_of("b.xlsx")));
    T_OK(write_some("/nonexistent/x.xlsx", NULL) == YX_E_IO);
    out = begin(path_of("dropped.xlsx"));
    yx_xlsx_out_sheet(out, yx_str_of("s"));
    T_OK(!yx_xlsx_out_close(out, false, NULL));
    T_OK(access(path_of("dropped.xlsx"), F_OK) != 0);
    T_OK(!yx_xlsx_out_close(NULL, true, NULL));
}

static bool write_or_nothing(void *arg)
{
    const char *path = arg;
    yx_err err = {0};
    yx_code rc;

    (void)unlink(path);
    rc = write_some(path, &err);
    return rc == YX_OK || (rc == YX_E_NOMEM && err.code == YX_E_NOMEM && access(path, F_OK) != 0);
}

static void test_memory(void **state)
{
    char path[512];

    (void)state;
    (void)snprintf(path, sizeof path, "%s", path_of("memory.xlsx"));
    T_OK(t_every_alloc(write_or_nothing, path) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells), cmocka_unit_test(test_sheets),
        cmocka_unit_test(test_boxes), cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_file),  cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

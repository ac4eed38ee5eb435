#include "intake/book/xls.h"

#include "intake/book/biff.h"
#include "intake/book/workbook.h"
#include "intake/book/xls_pipe.h"
#include "intake/book/xlsx.h"

#include "tests/support/book.h"

#include <signal.h>

static yx_faults *faults;

static int set_up(void **state)
{
    (void)state;
    return yx_faults_new(&faults, NULL) == YX_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    yx_faults_free(faults);
    return 0;
}

static const char *data(const char *name, char out[512])
{
    T_OK(snprintf(out, 512, "%s/book/%s", getenv("YX_TEST_DATA"), name) < 512);
    return out;
}

static void read_file(const char *path, yx_buf *out)
{
    char piece[4096];
    size_t n;
    FILE *f = fopen(path, "rb");

    T_OK(f);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        yx_buf_add(out, piece, n);
    T_OK(!fclose(f) && !out->failed);
}

static void tell_book(yx_buf *out, const yx_workbook *book)
{
    yx_buf_clear(out);
    for (size_t i = 0; i < book->n; i++) {
        yx_buf_f(out, "%s%s%s: ", i ? "\n" : "", book->sheet[i].name,
                 book->sheet[i].hidden ? " (hidden)" : "");
        book_tell(out, &book->sheet[i]);
    }
}

static const char *first_fault(void)
{
    return yx_faults_count(faults) ? yx_faults_at(faults, 0)->code : "";
}

/* --- LibreOffice's files: the old form and the new one of the same workbook read alike --- */

static void as_the_new_form(void **state)
{
    static const struct {
        const char *name, *otherwise, *old; /* in the old form, in place of otherwise */
    } cases[] = {
        {"form", NULL, NULL},
        /* LibreOffice writes 0 for the text that a formula gave. */
        {"kinds", " B16=t*:甲乙", " B16=n*:0"},
        {"since1904", NULL, NULL},
    };
    yx_buf want = {0}, got = {0};
    char path[512], name[64];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_workbook old = {0}, new = {0};
        char *at;
        snprintf(name, sizeof name, "%s.xlsx", cases[i].name);
        T_OK(!yx_workbook_read(data(name, path), faults, &new, NULL));
        snprintf(name, sizeof name, "%s.xls", cases[i].name);
        T_OK(!yx_workbook_read(data(name, path), faults, &old, NULL));
        tell_book(&want, &new);
        tell_book(&got, &old);
        if (cases[i].otherwise) {
            at = strstr(want.at, cases[i].otherwise);
            T_OK(at);
            yx_buf_clear(&want);
            tell_book(&want, &new);
            memmove(at + strlen(cases[i].old), at + strlen(cases[i].otherwise),
                    strlen(at + strlen(cases[i].otherwise)) + 1);
            memcpy(at, cases[i].old, strlen(cases[i].old));
        }
        T_TEXT(got.at, want.at);
        yx_workbook_release(&old);
        yx_workbook_release(&new);
    }
    T_OK(yx_faults_count(faults) == 4); /* formula.kept of two, in both forms */
    T_TEXT(first_fault(), "formula.kept");
    yx_buf_free(&want);
    yx_buf_free(&got);
}

/* --- records --- */

static void put16(char *at, uint32_t v)
{
    at[0] = (char)v;
    at[1] = (char)(v >> 8);
}

static void put32(char *at, uint32_t v)
{
    put16(at, v);
    put16(at + 2, v >> 16);
}

static void record(yx_buf *out, uint32_t kind, const void *at, size_t n)
{
    char head[4];

    put16(head, kind);
    put16(head + 2, (uint32_t)n);
    yx_buf_add(out, head, sizeof head);
    yx_buf_add(out, at, n);
}
#define RECORD(out, kind, bytes) record(out, kind, bytes, sizeof(bytes) - 1)

/* Records of one sheet, `inside` them, as a workbook. */
static yx_code tell_records(const yx_buf *inside, const char *version, yx_buf *out)
{
    char bound[] = "\0\0\0\0\0\0\1\0s";
    yx_buf stream = {0};
    yx_biff *biff = NULL;
    yx_xls_out told = {.fd = -1};
    yx_xls_in *in = NULL;
    yx_workbook book = {0};
    yx_code rc;
    size_t at;

    record(&stream, 0x0809, version, 4);
    RECORD(&stream, 0x041E, "\xA4\0\4\0\0yyyy"); /* format 164 */
    RECORD(&stream, 0x00E0, "\0\0\0\0");         /* style 0: General */
    RECORD(&stream, 0x00E0, "\0\0\xA4\0");       /* style 1: yyyy */
    RECORD(&stream, 0x00E0, "\0\0\x0A\0");       /* style 2: 0.00% */
    at = stream.n + 4;
    record(&stream, 0x0085, bound, version[1] == 6 ? 9 : 7);
    RECORD(&stream, 0x000A, "");
    put32(stream.at + at, (uint32_t)stream.n);
    record(&stream, 0x0809, version, 4);
    yx_buf_str(&stream, yx_buf_view(inside));
    RECORD(&stream, 0x000A, "");

    yx_buf_clear(out);
    rc = yx_biff_open(yx_buf_view(&stream), &biff, NULL);
    T_OK(!rc && yx_biff_count(biff) == 1);
    yx_xls_out_sheet(&told, false, yx_str_of("s"));
    rc = yx_biff_tell(biff, 0, &told, NULL);
    yx_xls_out_end(&told);
    if (!rc) {
        T_OK(!yx_xls_in_new("f.xls", faults, &in, NULL));
        T_OK(!yx_xls_in_take(in, told.buf.at, told.buf.n, NULL));
        T_OK(!yx_xls_in_finish(in, &book, NULL));
        yx_xls_in_free(in);
        book_tell(out, &book.sheet[0]);
        yx_buf_text(out, "");
    }
    yx_workbook_release(&book);
    yx_biff_close(biff);
    yx_buf_free(&told.buf);
    yx_buf_free(&stream);
    return rc;
}

static void records(void **state)
{
    static const struct {
        uint32_t kind;
        const char *bytes;
        size_t n;
        const char *want;
    } cases[] = {
#define R(kind, bytes, want) {kind, bytes, sizeof(bytes) - 1, want}
        R(0x203, "\0\0\1\0\0\0\0\0\0\0\0\0\xF8\x3F", "B1=n:1.5"), /* 3FF8000000000000 */
        R(0x203, "\0\0\1\0\1\0\0\0\0\0\0\0\xF0\x3F", "B1=d:1900-01-01"),
        R(0x203, "\0\0\1\0\2\0\0\0\0\0\0\0\xE0\x3F", "B1=%:0.5"),
        R(0x203, "\0\0\1\0\0\0\0\0\0\0\0\0\xF0\x7F", "B1=e:#NUM!"),
        R(0x27E, "\0\0\0\0\0\0\x16\0\0\0", "A1=n:5"),        /* 5 * 4 + 2: a whole number */
        R(0x27E, "\0\0\0\0\0\0\xFA\xFF\xFF\xFF", "A1=n:-2"), /* -2 * 4 + 2 */
        R(0x27E, "\0\0\0\0\0\0\x17\0\0\0", "A1=n:0.05"),     /* ... of hundredths */
        R(0x27E, "\0\0\0\0\0\0\0\0\xF8\x3F", "A1=n:1.5"),    /* the upper half of a double */
        R(0xBD, "\4\0\1\0\0\0\6\0\0\0\0\0\x0A\0\0\0\2\0", "B5=n:1 C5=n:2"),
        R(0x205, "\0\0\0\0\0\0\1\0", "A1=b:TRUE"),
        R(0x205, "\0\0\0\0\0\0\x2A\1", "A1=e:#N/A"),
        R(0x205, "\0\0\0\0\0\0\x99\1", "A1=e:#ERROR!"),
        R(0x006, "\0\0\0\0\0\0\0\0\0\0\0\0\0\x40\0\0", "A1=n*:2"),
        R(0x006, "\0\0\0\0\0\0\1\0\1\0\0\0\xFF\xFF\0\0", "A1=b*:TRUE"),
        R(0x006, "\0\0\0\0\0\0\2\0\7\0\0\0\xFF\xFF\0\0", "A1=e*:#DIV/0!"),
        R(0x006, "\0\0\0\0\0\0\3\0\0\0\0\0\xFF\xFF\0\0", ""),
        R(0x006, "\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0", "A1=t*:"), /* its text did not come */
        R(0xE5, "\1\0\0\0\1\0\2\0\3\0", " merged C1:D2"),
        R(0xE5, "\2\0\0\0\1\0\2\0\3\0\4\0", " merged C1:D2"), /* cut off */
        R(0x208, "\2\0\0\0\0\0\xFF\0\0\0\0\0\x20\0\0\0", " row 3"),
        R(0x208, "\2\0\0\0\0\0\xFF\0\0\0\0\0\0\0\0\0", ""),
        R(0x07D, "\1\0\2\0\xFF\0\0\0\1\0", " column B column C"),
        R(0x999, "\1\0\2\0", ""),
    };
    yx_buf one = {0}, out = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_buf_clear(&one);
        record(&one, cases[i].kind, cases[i].bytes, cases[i].n);
        for (int version = 5; version <= 6; version++) {
            T_OK(!tell_records(&one, version == 5 ? "\0\5\5\0" : "\0\6\5\0", &out));
            if (strcmp(out.at, cases[i].want) != 0 && !(version == 5 && strchr(out.at, '=')))
                fail_msg("%zu: '%s', not '%s'", i, out.at, cases[i].want);
        }
        /* A record that is shorter than it must be. */
        if (cases[i].kind != 0x999) {
            yx_buf_clear(&one);
            record(&one, cases[i].kind, cases[i].bytes, 1);
            T_OK(tell_records(&one, "\0\6\5\0", &out) == YX_E_FORMAT);
        }
    }
    yx_buf_free(&one);
    yx_buf_free(&out);
}

/* The text of a formula is in the next record, and goes on in more of them, narrow or wide. */
static void texts_of_formulas(void **state)
{
    static const char formula[] = "\0\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0";
    yx_buf one = {0}, out = {0};

    (void)state;
    RECORD(&one, 0x006, formula);
    RECORD(&one, 0x4BC, "shared");
    RECORD(&one, 0x207, "\2\0\1\x2D\x4E\x87\x65"); /* 中文 */
    T_OK(!tell_records(&one, "\0\6\5\0", &out));
    T_TEXT(out.at, "A1=t*:中文");
    yx_buf_clear(&one);
    RECORD(&one, 0x006, formula);
    RECORD(&one, 0x207, "\6\0\0ab");
    RECORD(&one, 0x03C, "\1\x2D\x4E");
    RECORD(&one, 0x03C, "\1\x3D\xD8\x00\xDE"); /* a pair of halves is one character */
    RECORD(&one, 0x03C, "\0zyx");
    T_OK(!tell_records(&one, "\0\6\5\0", &out));
    T_TEXT(out.at, "A1=t*:ab中\xF0\x9F\x98\x80z");
    yx_buf_clear(&one);
    RECORD(&one, 0x006, formula);
    RECORD(&one, 0x207, "\1\0\1\x3D\xD8"); /* half a character */
    T_OK(!tell_records(&one, "\0\6\5\0", &out));
    T_TEXT(out.at, "A1=t*:\xEF\xBF\xBD");
    yx_buf_clear(&one);
    RECORD(&one, 0x006, formula);
    RECORD(&one, 0x207, "\2\0ab"); /* BIFF5, ASCII; and what is not */
    RECORD(&one, 0x006, "\1\0\0\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0");
    RECORD(&one, 0x207, "\2\0\xD6\xD0");
    T_OK(!tell_records(&one, "\0\5\5\0", &out));
    T_TEXT(out.at, "A1=t*:ab A2=t*:");
    yx_buf_free(&one);
    yx_buf_free(&out);
}

/* --- the pipe --- */

/* Feeds bytes in pieces; the fault or "", or what it fails with. */
static yx_code feed(yx_str bytes, size_t step, yx_buf *out)
{
    yx_xls_in *in = NULL;
    yx_workbook book = {0};
    yx_code rc = YX_OK;

    yx_buf_clear(out);
    yx_faults_clear(faults);
    T_OK(!yx_xls_in_new("f.xls", faults, &in, NULL));
    for (size_t at = 0; at < bytes.n && !rc; at += step)
        rc = yx_xls_in_take(in, bytes.at + at, bytes.n - at < step ? bytes.n - at : step, NULL);
    if (rc)
        T_OK(yx_xls_in_take(in, "x", 1, NULL) == rc);
    if (rc)
        T_OK(yx_xls_in_finish(in, &book, NULL) == rc);
    else
        rc = yx_xls_in_finish(in, &book, NULL);
    T_OK((rc == YX_E_REFUSED) == (yx_faults_errors(faults) > 0));
    yx_xls_in_free(in);
    if (!rc)
        tell_book(out, &book);
    yx_buf_text(out, "");
    yx_workbook_release(&book);
    return rc;
}

static void what_a_child_says(void **state)
{
    yx_xls_out o = {.fd = -1};
    yx_buf out = {0};

    (void)state;
    yx_xls_out_sheet(&o, true, yx_str_of("甲"));
    yx_xls_out_cell(&o, 1, 1, YX_GRID_NUMBER, true, yx_str_of("5"));
    yx_xls_out_cell(&o, 0, 0, YX_GRID_TEXT, false, yx_str_of("x"));
    yx_xls_out_merged(&o, 0, 1, 2, 3);
    yx_xls_out_hidden_row(&o, 4);
    yx_xls_out_hidden_columns(&o, 0, 1);
    yx_xls_out_sheet(&o, false, yx_str_of("乙"));
    yx_xls_out_end(&o);
    for (size_t step = 1; step < 300; step += 7) {
        T_OK(feed(yx_buf_view(&o.buf), step, &out) == YX_OK);
        T_TEXT(out.at, "甲 (hidden): A1=t:x B2=n*:5 merged C1:D2 row 5 column A column B\n乙: ");
    }
    for (size_t n = 0; n < o.buf.n; n++) /* cut off anywhere */
        T_OK(feed((yx_str){o.buf.at, n}, 64, &out) == YX_E_FORMAT);
    yx_buf_char(&o.buf, 0); /* something behind the end */
    T_OK(feed(yx_buf_view(&o.buf), 64, &out) == YX_E_FORMAT);
    yx_buf_free(&o.buf);
    yx_buf_free(&out);
}

static void what_no_child_says(void **state)
{
    static const struct {
        const char *bytes;
        size_t n;
        yx_code rc;
        const char *fault;
    } cases[] = {
#define SAYS(bytes, rc, fault) {bytes, sizeof(bytes) - 1, rc, fault}
#define SHEET                  "S\2\0\0\0\0s"
        SAYS("X\0\0\0\0", YX_E_FORMAT, ""),
        SAYS("\0\0\0\0\0", YX_E_FORMAT, ""),
        SAYS("S\0\0\0\0", YX_E_FORMAT, ""),
        SAYS("S\2\0\0\0\2s", YX_E_FORMAT, ""),
        SAYS("S\2\0\0\0\0\xFF", YX_E_REFUSED, "book.broken"),
        SAYS("S\xFF\xFF\xFF\xFF", YX_E_FORMAT, ""),                /* 4 GB */
        SAYS("C\x0B\0\0\0\0\0\0\0\0\0\0\0\0\0x", YX_E_FORMAT, ""), /* no sheet yet */
        SAYS("E\4\0\0\0\1\0\0\0", YX_E_FORMAT, ""),
        SAYS("E\4\0\0\0\0\0\0\0E\4\0\0\0\1\0\0\0", YX_E_FORMAT, ""),
        SAYS(SHEET "C\x09\0\0\0\0\0\0\0\0\0\0\0\0", YX_E_FORMAT, ""),
        SAYS(SHEET "C\x0B\0\0\0\0\0\0\0\0\0\0\0\6\0x", YX_E_FORMAT, ""), /* no such kind */
        SAYS(SHEET "C\x0B\0\0\0\0\0\0\0\0\0\0\0\0\2x", YX_E_FORMAT, ""),
        SAYS(SHEET "C\x0B\0\0\0\0\0\x10\0\0\0\0\0\0\0x", YX_E_REFUSED, "book.limit"),
        SAYS(SHEET "C\x0B\0\0\0\0\0\0\0\0\x40\0\0\0\0x", YX_E_REFUSED, "book.limit"),
        SAYS(SHEET "C\x0B\0\0\0\0\0\0\0\0\0\0\0\0\0\xFF", YX_E_REFUSED, "book.broken"),
        SAYS(SHEET
             "C\x0B\0\0\0\0\0\0\0\0\0\0\0\0\0xC\x0B\0\0\0\0\0\0\0\0\0\0\0\0\0xE\4\0\0\0\3\0\0\0",
             YX_E_REFUSED, "book.broken"),
        SAYS(SHEET "M\x0F\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", YX_E_FORMAT, ""),
        SAYS(SHEET "M\x10\0\0\0\0\0\0\0\1\0\0\0\0\0\1\0\0\0\0\0", YX_E_REFUSED, "book.limit"),
        SAYS(SHEET "R\4\0\0\0\0\0\x10\0", YX_E_REFUSED, "book.limit"),
        SAYS(SHEET "R\3\0\0\0\0\0\0", YX_E_FORMAT, ""),
        SAYS(SHEET "L\x08\0\0\0\2\0\0\0\1\0\0\0", YX_E_REFUSED, "book.limit"),
        SAYS("F\x0E\0\0\0book.broken\0hm", YX_E_REFUSED, "book.broken"),
        SAYS("F\x0D\0\0\0value.none\0hm", YX_E_FORMAT, ""), /* not a child's to say */
        SAYS("F\x0B\0\0\0book.broken", YX_E_FORMAT, ""),
        SAYS("F\0\0\0\0", YX_E_FORMAT, ""),
    };
    yx_buf out = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_code rc = feed((yx_str){cases[i].bytes, cases[i].n}, 1 + i % 9, &out);
        if (rc != cases[i].rc || strcmp(first_fault(), cases[i].fault) != 0)
            fail_msg("%zu: %d %s", i, rc, first_fault());
    }
    yx_buf_free(&out);
}

/* --- whatever the file is made to do, the parent goes on --- */

static void spoilt_files(void **state)
{
    char path[512];
    yx_buf bytes = {0};
    size_t whole = 0, refused = 0;
    uint64_t seed = 3;

    (void)state;
    read_file(data("form.xls", path), &bytes);
    for (size_t i = 0; i < 120; i++) {
        yx_workbook book = {0};
        yx_buf copy = {0};
        yx_code rc;
        yx_buf_str(&copy, yx_buf_view(&bytes));
        for (size_t k = 0; k < 1 + i % 20; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            copy.at[(seed >> 33) % copy.n] = (char)(seed >> 20);
        }
        if (i % 4 == 0)
            copy.n -= (seed >> 40) % copy.n;
        yx_faults_clear(faults);
        rc = yx_xls_read(t_file("spoilt.xls", copy.at, copy.n), faults, &book, NULL);
        T_OK(rc == YX_OK || (rc == YX_E_REFUSED && yx_faults_errors(faults)));
        whole += rc == YX_OK;
        refused += rc != YX_OK;
        yx_workbook_release(&book);
        yx_buf_free(&copy);
    }
    T_OK(whole > 5 && refused > 5);
    T_OK(yx_xls_read("/nonexistent.xls", faults, &(yx_workbook){0}, NULL) == YX_E_REFUSED);
    T_OK(yx_xls_read(t_folder(), faults, &(yx_workbook){0}, NULL) == YX_E_REFUSED);
    yx_buf_free(&bytes);
}

/* Who ignores his children never hears how they end: the last record tells it. */
static void without_news_of_the_child(void **state)
{
    char path[512];
    yx_workbook book = {0};
    void (*before)(int) = signal(SIGCHLD, SIG_IGN);

    (void)state;
    T_OK(!yx_xls_read(data("since1904.xls", path), faults, &book, NULL) && book.n == 1);
    (void)signal(SIGCHLD, before);
    yx_workbook_release(&book);
}

static bool read_some(void *arg)
{
    yx_faults *list = NULL;
    yx_workbook book = {0};
    yx_err err = {0};
    yx_code rc = yx_faults_new(&list, &err);
    bool right;

    if (rc)
        return rc == YX_E_NOMEM;
    rc = yx_xls_read(arg, list, &book, &err);
    if (rc == YX_E_REFUSED) /* it was the child's */
        right =
            yx_faults_check(list, NULL) || strcmp(yx_faults_at(list, 0)->code, "book.stuck") == 0;
    else
        right = rc ? rc == YX_E_NOMEM && err.code == rc && !book.arena : book.n == 1;
    yx_workbook_release(&book);
    yx_faults_free(list);
    return right;
}

static void every_allocation(void **state)
{
    char path[512];

    (void)state;
    data("since1904.xls", path);
    T_OK(t_every_alloc(read_some, path) > 5);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(as_the_new_form),           CASE(records),
        CASE(texts_of_formulas),         CASE(what_a_child_says),
        CASE(what_no_child_says),        CASE(spoilt_files),
        CASE(without_news_of_the_child), cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

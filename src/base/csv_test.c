#include "base/csv.h"

#include "base/fault.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text and what is read from it, one record a line of `want`: line number, then the fields
 * between bars; a fault is "!", its kind, its line and column. */
static const struct {
    const char *why, *text;
    size_t n; /* bytes of text, 0: up to its NUL */
    const char *want;
} cases[] = {
    {"two records", "a,b\nc,d\n", 0, "1|a|b|\n2|c|d|\n"},
    {"CRLF, and no line end at the end", "a,b\r\nc,d", 0, "1|a|b|\n2|c|d|\n"},
    {"empty fields", ",\n,x,\n", 0, "1|||\n2||x||\n"},
    {"a comma at the very end", "a,", 0, "1|a||\n"},
    {"empty lines are skipped and counted", "\n\r\na\n\n\nb\n", 0, "3|a|\n6|b|\n"},
    {"nothing", "", 0, ""},
    {"only empty lines", "\n\n\r\n", 0, ""},
    {"blanks are text", " a , b\n  \n", 0, "1| a | b|\n2|  |\n"},
    {"quotes", "\"a\",\"b,c\"\n\"\"\n", 0, "1|a|b,c|\n2||\n"},
    {"escaped quotes", "\"\"\"\",\"a\"\"b\",\"\"\"x\"\"\"\n", 0, "1|\"|a\"b|\"x\"|\n"},
    {"line ends inside quotes count", "\"a\nb\r\nc\",d\ne\n", 0, "1|a\nb\r\nc|d|\n4|e|\n"},
    {"a quote at the end", "a,\"b\"", 0, "1|a|b|\n"},
    {"a stray quote", "a,b\"c,d\ne\n", 0, "!1 1:2 b\"c,d\n2|e|\n"},
    {"text after a closing quote", "a,\"b\"c\ne\n", 0, "!1 1:2 \"b\"c\n2|e|\n"},
    {"a blank after a closing quote", "\"b\" ,c\ne\n", 0, "!1 1:1 \"b\" ,c\n2|e|\n"},
    {"an open quote gives its lines back", "a,\"b\nc,d\ne,f\n", 0, "!2 1:2 \"b\n2|c|d|\n3|e|f|\n"},
    {"an open quote in the last line", "a\n\"b", 0, "1|a|\n!2 2:1 \"b\n"},
    {"an open quote in a record of two lines", "\"a\nb\",\"c\nd\n", 0, "!2 2:2 \"c\n3|d|\n"},
    {"an open quote that meets a later one", "a,\"b\nc,\"d\"\ne\n", 0,
     "!1 1:2 \"b\n2|c|d|\n3|e|\n"},
    {"a NUL", "a,b\0c\nd\n", 8, "!3 1:2 b\n2|d|\n"},
    {"a NUL at the start", "\0\nd\n", 4, "!3 1:1 \n2|d|\n"},
    {"a NUL inside quotes", "\"a\0\"\nd\n", 7, "!3 1:1 \"a\n2|d|\n"},
    {"a NUL after quotes", "\"a\"\0\nd\n", 7, "!3 1:1 \"a\"\n2|d|\n"},
    {"a stray carriage return", "a\rb\nc\n", 0, "!4 1:1 a\\x0Db\n2|c|\n"},
    {"a carriage return at the end of the file", "a,b\r", 0, "!4 1:2 b\\x0D\n"},
    {"two faults", "a\"\nb\nc\"\r\nd", 0, "!1 1:1 a\"\n2|b|\n!1 3:1 c\"\n4|d|\n"},
};

static void read_all(yx_str text, yx_buf *out)
{
    yx_input *in = NULL;
    yx_csv *csv = NULL;
    yx_csv_record r;
    bool end = false;

    T_OK(!yx_input_memory(text, &in, NULL));
    T_OK(!yx_csv_open(in, &csv, NULL));
    for (;;) {
        T_OK(!yx_csv_next(csv, &r, &end, NULL));
        if (end)
            break;
        if (r.fault) {
            char shown[YX_FAULT_TEXT * 4 + 1];
            const char *nul = memchr(r.fault_text.at, 0, r.fault_text.n);
            if (nul)
                r.fault_text.n = (size_t)(nul - r.fault_text.at);
            yx_text_show(r.fault_text, shown, sizeof shown - 1);
            T_OK(!r.field && !r.n);
            yx_buf_f(out, "!%d %zu:%zu %s\n", (int)r.fault, r.fault_line, r.fault_column, shown);
            continue;
        }
        yx_buf_f(out, "%zu|", r.line);
        for (size_t i = 0; i < r.n; i++) {
            yx_buf_str(out, r.field[i]);
            yx_buf_char(out, '|');
        }
        yx_buf_char(out, '\n');
    }
    T_OK(!yx_csv_next(csv, &r, &end, NULL) && end); /* and stays at the end */
    yx_csv_close(csv);
    yx_input_close(in);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_buf out = {0};
        size_t n = cases[i].n ? cases[i].n : strlen(cases[i].text);
        read_all((yx_str){cases[i].text, n}, &out);
        yx_buf_char(&out, 0);
        if (strcmp(out.at, cases[i].want) != 0)
            print_error("%s\n", cases[i].why);
        T_TEXT(out.at, cases[i].want);
        yx_buf_free(&out);
    }
}

/* Records that lie across every boundary of the buffer: 30,000 lines of 1..70 bytes. */
static void test_refill(void **state)
{
    yx_buf text = {0}, want = {0}, out = {0};

    (void)state;
    for (size_t i = 1; i <= 30000; i++) {
        yx_buf_f(&text, "%zu,\"x\"\"y\",%.*s\r\n", i, (int)(i % 50),
                 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
        yx_buf_f(&want, "%zu|%zu|x\"y|%.*s|\n", i, i, (int)(i % 50),
                 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
    }
    read_all(yx_buf_view(&text), &out);
    T_OK(yx_str_same(yx_buf_view(&out), yx_buf_view(&want)));
    yx_buf_free(&text);
    yx_buf_free(&want);
    yx_buf_free(&out);
}

static bool begins(yx_str a, const char *with)
{
    size_t n = strlen(with);

    return a.n >= n && memcmp(a.at, with, n) == 0;
}

static bool ends(yx_str a, const char *with)
{
    size_t n = strlen(with);

    return a.n >= n && memcmp(a.at + a.n - n, with, n) == 0;
}

/* Over the limits: one fault, and the lines after it are read. */
static void test_limits(void **state)
{
    static const struct {
        const char *why, *before, *piece;
        size_t times;
        const char *after, *first, *last; /* how the output begins and ends */
    } limit[] = {
        {"10 MB, no line end", "a\n", "0123456789", 1000000, "\nb\n", "1|a|\n!5 2:1 01234567",
         "6789\n3|b|\n"},
        {"10 MB in quotes", "a\n\"", "0123456789", 1000000, "\"\nb\n", "1|a|\n!5 2:1 \"01234567",
         "678\n3|b|\n"},
        {"10 MB and the end", "a\n", "0123456789", 1000000, "", "1|a|\n!5 2:1 0123", "6789\n"},
        {"4097 fields", "a\n", ",", 4096, "\nb\n", "1|a|\n!5 2:4097 \n", "3|b|\n"},
        {"4096 fields", "a\n", ",", 4095, "\nb\n", "1|a|\n2|||||", "||\n3|b|\n"},
        {"an open quote and 2 MB after it", "\"a\n", "01234567\n", 222222, "b\n",
         "!2 1:1 \"a\n2|01234567|\n3|01", "|01234567|\n222224|b|\n"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(limit); i++) {
        yx_buf text = {0}, out = {0};
        bool right;
        yx_buf_text(&text, limit[i].before);
        for (size_t k = 0; k < limit[i].times; k++)
            yx_buf_text(&text, limit[i].piece);
        yx_buf_text(&text, limit[i].after);
        read_all(yx_buf_view(&text), &out);
        right = begins(yx_buf_view(&out), limit[i].first) && ends(yx_buf_view(&out), limit[i].last);
        if (!right)
            print_error("%s\n", limit[i].why);
        T_OK(right);
        yx_buf_free(&text);
        yx_buf_free(&out);
    }
}

/* The longest record there may be, and one byte more. */
static void test_longest(void **state)
{
    char *text = malloc(YX_CSV_RECORD + 3);

    (void)state;
    T_OK(text);
    for (size_t over = 0; over < 2; over++) {
        size_t n = YX_CSV_RECORD - 1 + over;
        yx_buf out = {0};
        memset(text, 'x', n);
        memcpy(text + n, "\nb", 2);
        read_all((yx_str){text, n + 2}, &out);
        T_OK(ends(yx_buf_view(&out), "xx\n2|b|\n") == (over == 1));
        T_OK(ends(yx_buf_view(&out), "xx|\n2|b|\n") == (over == 0));
        yx_buf_free(&out);
    }
    free(text);
}

static void test_write(void **state)
{
    static const struct {
        const char *text, *want;
    } field[] = {
        {"", ""},           {"a", "a"},           {"a b", "a b"},
        {"a,b", "\"a,b\""}, {" a", "\" a\""},     {"a\t", "\"a\t\""},
        {"\"", "\"\"\"\""}, {"a\nb", "\"a\nb\""}, {"a\rb", "\"a\rb\""},
        {"武汉", "武汉"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(field); i++) {
        yx_buf out = {0};
        yx_csv_write(&out, yx_str_of(field[i].text), true);
        yx_csv_write(&out, yx_str_of("x"), false);
        T_OK(out.n == strlen(field[i].want) + 2);
        T_OK(memcmp(out.at, field[i].want, out.n - 2) == 0 &&
             memcmp(out.at + out.n - 2, ",x", 2) == 0);
        yx_buf_free(&out);
    }
}

/* What the input says comes through. */
static void test_broken_input(void **state)
{
    static const char cut[] = {'\x1f', '\x8b', 8, 0, 0, 0, 0, 0, 0, 3};
    yx_input *in = NULL;
    yx_csv *csv = NULL;
    yx_csv_record r;
    yx_err err = {0};
    bool end = false;

    (void)state;
    T_OK(!yx_input_memory((yx_str){cut, sizeof cut}, &in, NULL));
    T_OK(!yx_csv_open(in, &csv, NULL));
    T_OK(yx_csv_next(csv, &r, &end, &err) == YX_E_FORMAT && err.code == YX_E_FORMAT);
    yx_csv_close(csv);
    yx_input_close(in);
    yx_csv_close(NULL);
}

static bool open_or_nothing(void *arg)
{
    yx_input *in = NULL;
    yx_csv *csv = NULL;
    yx_err err = {0};
    yx_code rc = yx_input_memory(yx_str_of("a,b\n"), &in, &err);
    bool right;

    (void)arg;
    if (!rc)
        rc = yx_csv_open(in, &csv, &err);
    right = rc ? rc == YX_E_NOMEM && !csv && err.code == YX_E_NOMEM : csv != NULL;
    yx_csv_close(csv);
    yx_input_close(in);
    return right;
}

static void test_memory(void **state)
{
    (void)state;
    T_OK(t_every_alloc(open_or_nothing, NULL) == 4); /* input, reader, buffer, and a good run */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),        cmocka_unit_test(test_refill),
        cmocka_unit_test(test_limits),       cmocka_unit_test(test_longest),
        cmocka_unit_test(test_write),        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_broken_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

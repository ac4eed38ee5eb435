#include "base/buf.h"
#include "intake/cell.h"
#include "tests/support/take_sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the file itself --- */

static void test_unreadable(void **state)
{
    static const char *const want[] = {"it is a directory", "it is a device", "No such file"};
    const char *const path[] = {t_folder(), "/dev/null", "/nowhere/at/all.csv"};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(path); i++) {
        yx_take_options o = options();
        yx_seen *seen = NULL;
        yx_faults *faults = NULL;
        yx_batch *batch = NULL;
        const yx_fault *f;
        T_OK(!yx_faults_new(&faults, NULL));
        T_OK(yx_take_csv(path[i], &o, &seen, faults, &batch, NULL) == YX_E_REFUSED && !batch);
        T_OK(yx_faults_count(faults) == 1);
        f = yx_faults_at(faults, 0);
        T_TEXT(f->code, "file.unreadable");
        T_TEXT(f->file, path[i]);
        T_OK(memmem(f->text.at, f->text.n, want[i], strlen(want[i])));
        yx_faults_free(faults);
        yx_seen_free(seen);
    }
}

static void test_large(void **state)
{
    static const char text[] = HEAD "42,price,2022,1\n";
    const char *path = t_file_text("large.csv", text);

    (void)state;
    for (size_t over = 0; over < 2; over++) {
        yx_take_options o = options();
        yx_seen *seen = NULL;
        yx_faults *faults = NULL;
        yx_batch *batch = NULL;
        o.max_bytes = sizeof text - 1 - over;
        T_OK(!yx_faults_new(&faults, NULL));
        T_OK(yx_take_csv(path, &o, &seen, faults, &batch, NULL) == (over ? YX_E_REFUSED : YX_OK));
        if (over)
            T_TEXT(yx_faults_at(faults, 0)->code, "file.large");
        yx_batch_free(batch);
        yx_faults_free(faults);
        yx_seen_free(seen);
    }
}

/* A line of 10 MB is one fault, and the line after it is looked at. */
static void test_long_line(void **state)
{
    enum { N = 10 * 1000 * 1000 };
    static const char head[] = HEAD "42,price,2022,1\n", tail[] = "\n42,price,2021,x\n";
    char *text = malloc(sizeof head + N + sizeof tail);
    size_t n = sizeof head - 1;
    yx_take_options o = options();
    yx_seen *seen = NULL;
    yx_faults *faults = NULL;
    yx_batch *batch = NULL;

    (void)state;
    T_OK(text && !yx_faults_new(&faults, NULL));
    memcpy(text, head, n);
    memset(text + n, '7', N);
    memcpy(text + n + N, tail, sizeof tail - 1);
    T_OK(yx_take_csv(t_file("long.csv", text, n + N + sizeof tail - 1), &o, &seen, faults, &batch,
                     NULL) == YX_E_REFUSED);
    T_OK(yx_faults_count(faults) == 2);
    T_TEXT(yx_faults_at(faults, 0)->code, "csv.long_record");
    T_OK(yx_faults_at(faults, 0)->line == 3);
    T_TEXT(yx_faults_at(faults, 1)->code, "value.not_number");
    T_OK(yx_faults_at(faults, 1)->line == 4);
    free(text);
    yx_faults_free(faults);
    yx_seen_free(seen);
}

/* Keys are watched across the files of one command; faults add up, and blame their own file. */
static void test_two_files(void **state)
{
    static const char *const text[] = {HEAD "42,price,2022,1\n42,sales,2022-01,1\n",
                                       HEAD "42,price,2021,1\n42,price,2022,1\n",
                                       HEAD "42,sales,2022-01..02,1\n", HEAD "42,price,2020,1\n"};
    static const yx_code want[] = {YX_OK, YX_E_REFUSED, YX_E_REFUSED, YX_OK};
    static const char *const name[] = {"1.csv", "2.csv", "3.csv", "4.csv"};
    yx_take_options o = options();
    yx_seen *seen = NULL;
    yx_faults *faults = NULL;

    (void)state;
    T_OK(!yx_faults_new(&faults, NULL));
    for (size_t i = 0; i < YX_COUNT(text); i++) {
        yx_batch *batch = NULL;
        T_OK(yx_take_csv(t_file_text(name[i], text[i]), &o, &seen, faults, &batch, NULL) ==
             want[i]);
        yx_batch_free(batch);
    }
    T_OK(yx_faults_count(faults) == 2);
    T_TEXT(yx_faults_at(faults, 0)->code, "key.twice");
    T_OK(strstr(yx_faults_at(faults, 0)->file, "2.csv") && yx_faults_at(faults, 0)->line == 3);
    T_OK(strstr(yx_faults_at(faults, 0)->expected, "1.csv line 2"));
    T_TEXT(yx_faults_at(faults, 1)->code, "period.overlap");
    T_OK(strstr(yx_faults_at(faults, 1)->file, "3.csv") && yx_faults_at(faults, 1)->line == 2);
    T_OK(strstr(yx_faults_at(faults, 1)->expected, "1.csv line 3"));
    yx_faults_free(faults);
    yx_seen_free(seen);
}

/* All faults are counted, however many distinct wrong codes there are; help ends after 1000. */
static void test_many_wrong(void **state)
{
    enum { N = 3000 };
    yx_take_options o = options();
    yx_seen *seen = NULL;
    yx_faults *faults = NULL;
    yx_batch *batch = NULL;
    yx_buf text = {0};

    (void)state;
    yx_buf_text(&text, HEAD);
    for (size_t i = 0; i < N; i++)
        yx_buf_f(&text, "X%zu,price,2022,1\n", i);
    T_OK(!yx_faults_new(&faults, NULL));
    T_OK(yx_take_csv(t_file("many.csv", text.at, text.n), &o, &seen, faults, &batch, NULL) ==
         YX_E_REFUSED);
    T_OK(yx_faults_count(faults) == N);
    yx_buf_free(&text);
    yx_faults_free(faults);
    yx_seen_free(seen);
}

/* --- pieces --- */

static void test_months_clash(void **state)
{
    static const struct {
        const char *a, *b;
        bool want;
    } pair[] = {
        {"2022-01..02", "2022-01", true},      {"2022-01..02", "2022-02", true},
        {"2024-01..02", "2024-02", true}, /* with 29 February */
        {"2022-01..02", "2022-03", false},     {"2022-01..02", "2021-01", false},
        {"2022-01..02", "2022-01..02", false}, {"2022-01", "2022-02", false},
        {"2022-01", "2022-01", false},         {"2022-Q1", "2022-01", false},
        {"2022-01..02", "2022-W05", false},    {"2022-01..02", "2022-01-31", false},
        {"2022-01..11", "2022-02", false},     {"2022", "2022-01..02", false},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(pair); i++) {
        yx_period a = {0, 0}, b = {0, 0};
        T_OK(yx_period_read(yx_str_of(pair[i].a), &a) && yx_period_read(yx_str_of(pair[i].b), &b));
        T_OK(yx_months_clash(a, b) == pair[i].want);
        T_OK(yx_months_clash(b, a) == pair[i].want);
    }
}

static void test_advice(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: nobody knows what was meant */
    } advice[] = {
        {"1,234", "write 1234"},
        {"1,234,567.89", "write 1234567.89"},
        {"-1 234", "write -1234"},
        {"1'000", "write 1000"},
        {"1,5", NULL}, /* 1.5 elsewhere in the world */
        {"1,2345", NULL},
        {"1.234,5", NULL},
        {"1,234.5,6", NULL},
        {"１２", "write 12"},
        {"－１，２３４．５", "write -1234.5"},
        {"1e6", "write 1000000"},
        {"1.5E3", "write 1500"},
        {"-2.5e-3", "write -0.0025"},
        {"1e+2", "write 100"},
        {"9e18", "write 9000000000000000000"},
        {"1e19", NULL}, /* over 2^63 */
        {"1e-31", NULL},
        {"1e309", NULL},
        {"1e", NULL},
        {"1e1.5", NULL},
        {"+5", "write 5"},
        {"+-5", NULL},
        {".5", "write 0.5"},
        {"-.5", "write -0.5"},
        {"5.", "write 5"},
        {".", NULL},
        {"-", NULL},
        {"--", NULL},
        {"nan", NULL},
        {"0x1F", NULL},
        {"n/a", NULL},
        {" 5", "no blanks: write 5"},
        {"5\t", "no blanks: write 5"},
        {" +1,000 ", "no blanks: write 1000"},
        {" x", "no blanks"},
        {"12345678901234567890", "at most 18 digits, and 30 behind the point"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(advice); i++) {
        char out[80];
        yx_decimal d;
        yx_decimal_fault why = yx_decimal_read(yx_str_of(advice[i].text), &d);
        T_OK(why != YX_DECIMAL_OK);
        T_TEXT(yx_value_advice(yx_str_of(advice[i].text), why, out, sizeof out),
               advice[i].want ? advice[i].want
                              : "digits and one point, such as 1234.5; nothing if not reported");
    }
}

/* --- no memory --- */

typedef struct memory_case {
    char good[512], bad[512];
} memory_case;

static bool take_or_nothing(void *arg)
{
    const memory_case *c = arg;
    yx_take_options o = options();
    yx_seen *seen = NULL;
    yx_faults *faults = NULL;
    yx_batch *batch = NULL, *none = NULL;
    yx_err err = {0};
    yx_code rc = yx_faults_new(&faults, &err);
    bool right;

    if (!rc)
        rc = yx_take_csv(c->good, &o, &seen, faults, &batch, &err);
    if (!rc)
        rc = yx_take_csv(c->bad, &o, &seen, faults, &none, &err);
    right = !none && (rc == YX_E_NOMEM
                          ? err.code == YX_E_NOMEM
                          : rc == YX_E_REFUSED && batch->n == 2 && yx_faults_count(faults) == 3);
    yx_batch_free(batch);
    yx_seen_free(seen);
    yx_faults_free(faults);
    return right;
}

static void test_memory(void **state)
{
    memory_case c;

    (void)state;
    snprintf(c.good, sizeof c.good, "%s",
             t_file_text("good.csv", HEAD "42,price,2022,1\n42,sales,2022-01,1\n"));
    snprintf(c.bad, sizeof c.bad, "%s",
             t_file_text("bad.csv", HEAD "42,price,2022,2\n4200,price,2022,1\n42,sales,2022,x\n"));
    T_OK(t_every_alloc(take_or_nothing, &c) > 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unreadable), cmocka_unit_test(test_large),
        cmocka_unit_test(test_long_line),  cmocka_unit_test(test_two_files),
        cmocka_unit_test(test_many_wrong), cmocka_unit_test(test_months_clash),
        cmocka_unit_test(test_advice),     cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, make_catalog, drop_catalog);
}

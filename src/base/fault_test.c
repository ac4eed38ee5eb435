#include "base/fault.h"

#include "tests/support/t.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const yx_fault region = {
    .code = "region.unknown",
    .file = "a.csv",
    .line = 3,
    .column = 1,
    .field = "region_code",
    .text = {"ZZ98", 4},
    .expected = "a code of the catalogue",
    .nearest = "420100 武汉市",
};

static char *report(yx_faults *faults, yx_lang lang, size_t *ret_n)
{
    char *at = NULL;
    FILE *f = open_memstream(&at, ret_n);

    T_OK(f);
    T_OK(yx_faults_write_json(faults, f, lang, 7, 2, NULL) == YX_OK);
    fclose(f);
    return at;
}

static void codes_are_sorted_and_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < yx_n_fault_code; i++) {
        const yx_fault_code *row = &yx_fault_codes[i];
        T_OK(yx_fault_code_find(row->code) == row);
        T_OK(i == 0 || strcmp(yx_fault_codes[i - 1].code, row->code) < 0);
        for (int lang = 0; lang < YX_N_LANG; lang++) {
            size_t n = strlen(row->message[lang]);
            T_OK(n && yx_utf8_valid(row->message[lang], n) == n);
            T_OK(row->message[lang][n - 1] != '.');
        }
    }
    T_OK(!yx_fault_code_find("region.unknow") && !yx_fault_code_find(""));
}

/* Every code is in docs/faults.md with its severity and sentences, and no other is. */
static void codes_are_documented(void **state)
{
    const char *root = getenv("SOURCE_ROOT");
    char path[1024], line[1024], want[512];
    size_t rows = 0;
    FILE *f;

    (void)state;
    T_OK(root);
    snprintf(path, sizeof path, "%s/docs/faults.md", root);
    f = fopen(path, "r");
    T_OK(f);
    while (fgets(line, sizeof line, f)) {
        const yx_fault_code *row;
        if (strncmp(line, "| `", 3) != 0)
            continue;
        if (rows >= yx_n_fault_code)
            print_error("too many rows: %s", line);
        T_OK(rows < yx_n_fault_code);
        row = &yx_fault_codes[rows++]; /* both are sorted */
        snprintf(want, sizeof want, "| `%s` | %s | %s | %s | ", row->code,
                 row->severity == YX_ERROR ? "error" : "warning", row->message[YX_EN],
                 row->message[YX_ZH_HANS]);
        if (strncmp(line, want, strlen(want)) != 0)
            print_error("docs/faults.md has\n%sinstead of\n%s\n", line, want);
        T_OK(strncmp(line, want, strlen(want)) == 0);
        T_OK(strlen(line) > strlen(want) + 3); /* what to do */
    }
    T_OK(rows == yx_n_fault_code);
    fclose(f);
}

static void a_line_for_people(void **state)
{
    static const struct {
        yx_fault fault;
        yx_lang lang;
        const char *want;
    } cases[] = {
        {{"region.unknown",
          "a.csv",
          NULL,
          NULL,
          3,
          1,
          "region_code",
          {"ZZ98", 4},
          "a code",
          "420100 武汉市"},
         YX_EN,
         "a.csv:3:1: unknown region 'ZZ98' (region_code; expected a code; nearest 420100 武汉市)"},
        {{"region.unknown",
          "a.csv",
          NULL,
          NULL,
          3,
          1,
          "region_code",
          {"ZZ98", 4},
          "a code",
          "420100 武汉市"},
         YX_ZH_HANS,
         "a.csv:3:1: 未知地区“ZZ98”（region_code；应为 a code；最接近 420100 武汉市）"},
        {{"region.empty", "a.csv", NULL, NULL, 3, 1, NULL, {"", 0}, NULL, NULL},
         YX_EN,
         "a.csv:3:1: the region is empty"},
        {{"csv.nul", "a.csv", NULL, NULL, 3, 0, NULL, {NULL, 0}, NULL, "x"},
         YX_EN,
         "a.csv:3: a NUL byte (nearest x)"},
        {{"file.empty", "a.csv", NULL, NULL, 0, 0, NULL, {NULL, 0}, NULL, NULL},
         YX_EN,
         "a.csv: nothing to read"},
        {{"file.empty", NULL, NULL, NULL, 0, 0, NULL, {NULL, 0}, NULL, NULL},
         YX_EN,
         "nothing to read"},
        {{"value.plus", "a.xlsx", "表1", "B3", 3, 2, NULL, {"+5", 2}, "5", NULL},
         YX_EN,
         "a.xlsx:表1!B3: a plus sign '+5' (expected 5)"},
        {{"header.ignored", "a.csv", NULL, NULL, 1, 5, NULL, {"note", 4}, NULL, NULL},
         YX_EN,
         "a.csv:1:5: warning: column ignored 'note'"},
        {{"value.not_number",
          "\x1B]0;x",
          NULL,
          NULL,
          1,
          5,
          "a\nb",
          {"\xFF\x1B[2J", 5},
          "\x07",
          "\xC2\x9B"},
         YX_EN,
         "\\x1B]0;x:1:5: not a number '\\xFF\\x1B[2J' (a\\x0Ab; expected \\x07; nearest \\xC2\\x9B)"},
    };
    char out[400];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        T_OK(yx_fault_line(&cases[i].fault, cases[i].lang, out, sizeof out, NULL) == YX_OK);
        T_TEXT(out, cases[i].want);
    }
    T_OK(yx_fault_line(&region, YX_EN, out, 10, NULL) == YX_OK);
    T_TEXT(out, "a.csv:3:1");
    T_OK(yx_fault_line(&region, YX_ZH_HANS, out, 14, NULL) == YX_OK);
    T_TEXT(out, "a.csv:3:1: "); /* 11 bytes; 未 would need 14 */
    T_OK(yx_fault_line(&region, YX_EN, out, 0, NULL) == YX_E_RANGE);
    T_OK(yx_fault_line(&(yx_fault){.code = "none.such"}, YX_EN, out, 10, NULL) == YX_E_RANGE);
    T_OK(yx_fault_line(&(yx_fault){0}, YX_EN, out, 10, NULL) == YX_E_RANGE);
}

static void a_report(void **state)
{
    yx_faults *faults = NULL;
    yx_fault empty = {
        .code = "header.ignored", .file = "b.xlsx", .sheet = "s", .cell = "C1", .text = {"", 0}};
    size_t n;
    char *text;

    (void)state;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    text = report(faults, YX_EN, &n);
    T_TEXT(text, "{\"format\":1,\"taken\":7,\"unchanged\":2,\"faults\":[]}\n");
    free(text);
    yx_faults_add(faults, &region);
    yx_faults_add(faults, &empty);
    T_OK(yx_faults_count(faults) == 2 && yx_faults_errors(faults) == 1);
    text = report(faults, YX_EN, &n);
    T_TEXT(
        text,
        "{\"format\":1,\"taken\":7,\"unchanged\":2,\"faults\":[\n"
        "{\"code\":\"region.unknown\",\"severity\":\"error\",\"file\":\"a.csv\",\"sheet\":null,"
        "\"cell\":null,\"line\":3,\"column\":1,\"field\":\"region_code\",\"text\":\"ZZ98\","
        "\"expected\":\"a code of the catalogue\",\"nearest\":\"420100 武汉市\","
        "\"message\":\"unknown region 'ZZ98'\"},\n"
        "{\"code\":\"header.ignored\",\"severity\":\"warning\",\"file\":\"b.xlsx\","
        "\"sheet\":\"s\",\"cell\":\"C1\",\"line\":null,\"column\":null,\"field\":null,"
        "\"text\":\"\",\"expected\":null,\"nearest\":null,\"message\":\"column ignored\"}\n]}\n");
    free(text);
    yx_faults_add(faults, &(yx_fault){.code = "file.empty", .file = "c.csv"});
    text = report(faults, YX_ZH_HANS, &n);
    T_OK(strstr(text, "\"message\":\"未知地区“ZZ98”\"}"));
    T_OK(
        strstr(text, "\"text\":null,\"expected\":null,\"nearest\":null,\"message\":\"没有内容\"}"));
    free(text);
    yx_faults_free(faults);
    yx_faults_free(NULL);
}

/* The texts of a list are copies, cut to 200 characters, with bad bytes as four. */
static void texts_are_copied_and_cut(void **state)
{
    yx_faults *faults = NULL;
    char field[] = "abc", text[900];
    yx_fault fault = {
        .code = "value.not_number", .file = "a.csv", .field = field, .text = {text, 0}};
    const yx_fault *kept;

    (void)state;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    memset(text, 'x', sizeof text);
    fault.text.n = sizeof text;
    yx_faults_add(faults, &fault);
    for (size_t i = 0; i < 300; i++)
        memcpy(text + 3 * i, "汉", 3);
    yx_faults_add(faults, &fault);
    memset(text, 0xFF, sizeof text);
    yx_faults_add(faults, &fault);
    text[0] = 'a';
    yx_faults_add(faults, &fault);
    fault.text.n = 0;
    yx_faults_add(faults, &fault);
    field[0] = 'z';

    kept = yx_faults_at(faults, 0);
    T_TEXT(kept->field, "abc");
    T_OK(kept->text.n == 200 && kept->text.at[200] == 0 && kept->text.at != text);
    T_OK(yx_faults_at(faults, 1)->text.n == 600);
    kept = yx_faults_at(faults, 2);
    T_OK(kept->text.n == 200 && memcmp(kept->text.at + 196, "\\xFF", 5) == 0);
    T_OK(yx_faults_at(faults, 3)->text.n == 197); /* 1 + 49 * 4: no half \xFF */
    T_OK(yx_faults_at(faults, 4)->text.n == 0 && yx_faults_at(faults, 4)->text.at);
    T_OK(!yx_faults_at(faults, 5) && !yx_faults_at(faults, SIZE_MAX));
    yx_faults_free(faults);
}

/* 1000 faults: 50 in memory, 950 in the file; all are in the report, in order, in any language, as
 * often as one likes, and after more were added. */
static void many(void **state)
{
    yx_faults *faults = NULL;
    size_t n, added = 0;
    char *text, *at, number[32], tail[64];

    (void)state;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < 1000; i++) {
            yx_fault fault = region;
            snprintf(number, sizeof number, "Z%zu\xFF", ++added);
            fault.text = yx_str_of(number);
            fault.line = added;
            fault.nearest = added % 2 ? NULL : "";
            fault.expected = NULL;
            yx_faults_add(faults, &fault);
        }
        T_OK(yx_faults_check(faults, NULL) == YX_OK);
        T_OK(yx_faults_count(faults) == added);
        for (int lang = 0; lang < YX_N_LANG; lang++) {
            at = text = report(faults, (yx_lang)lang, &n);
            for (size_t i = 1; i <= added; i++) {
                snprintf(tail, sizeof tail, "\"line\":%zu,", i);
                at = strstr(at, tail);
                T_OK(at);
                snprintf(tail, sizeof tail,
                         "\"text\":\"Z%zu\\\\xFF\",\"expected\":null,\"nearest\":%s", i,
                         i % 2 ? "null," : "\"\",");
                at = strstr(at, tail);
                T_OK(at);
            }
            T_OK(yx_utf8_valid(text, n) == n);
            free(text);
        }
    }
    T_OK(yx_faults_at(faults, 49)->line == 50 && !yx_faults_at(faults, 50));

    yx_faults_clear(faults);
    T_OK(yx_faults_count(faults) == 0 && yx_faults_errors(faults) == 0);
    yx_faults_add(faults, &region);
    text = report(faults, YX_EN, &n);
    T_OK(strstr(text, "ZZ98") && !strstr(text, "Z1"));
    free(text);
    yx_faults_free(faults);
}

static void an_unknown_code_is_an_error(void **state)
{
    yx_faults *faults = NULL;
    yx_err err = {0};

    (void)state;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    yx_faults_add(faults, &(yx_fault){.code = "none.such"});
    yx_faults_add(faults, &region);
    T_OK(yx_faults_count(faults) == 2 && yx_faults_errors(faults) == 2);
    T_OK(yx_faults_check(faults, &err) == YX_E_RANGE && err.code == YX_E_RANGE);
    T_OK(yx_faults_write_json(faults, stdout, YX_EN, 0, 0, NULL) == YX_E_RANGE);
    yx_faults_clear(faults);
    T_OK(yx_faults_check(faults, &err) == YX_OK);
    yx_faults_free(faults);
}

/* A limit on the size of files stands for a full disk. */
static void a_full_disk_is_an_error(void **state)
{
    yx_faults *faults = NULL;
    yx_err err = {0};
    struct rlimit old, small;
    yx_code rc;

    (void)state;
    T_OK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    T_OK(getrlimit(RLIMIT_FSIZE, &old) == 0);
    small = old;
    small.rlim_cur = 8192;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    for (int i = 0; i < 1000; i++)
        yx_faults_add(faults, &region);
    rc = yx_faults_check(faults, &err);
    T_OK(setrlimit(RLIMIT_FSIZE, &old) == 0);
    T_OK(rc == YX_E_IO && err.code == YX_E_IO && yx_faults_count(faults) == 1000);
    T_OK(yx_faults_check(faults, NULL) == YX_E_IO); /* and stays one */

    /* The same when the stream notices only as its buffer is written out. */
    yx_faults_clear(faults);
    small.rlim_cur = 8;
    T_OK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    for (int i = 0; i < YX_FAULTS_SHOWN + 1; i++)
        yx_faults_add(faults, &region);
    rc = yx_faults_check(faults, &err);
    T_OK(setrlimit(RLIMIT_FSIZE, &old) == 0);
    T_OK(rc == YX_E_IO);
    T_OK(yx_faults_check(faults, NULL) == YX_E_IO);
    yx_faults_free(faults);
}

static void a_report_that_cannot_be_written(void **state)
{
    yx_faults *faults = NULL;
    FILE *full = fopen("/dev/full", "w");

    (void)state;
    T_OK(full);
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    for (int i = 0; i < 1000; i++)
        yx_faults_add(faults, &region);
    T_OK(yx_faults_write_json(faults, full, YX_EN, 0, 0, NULL) == YX_E_IO);
    T_OK(yx_faults_check(faults, NULL) == YX_OK); /* the list itself is whole */
    fclose(full);
    yx_faults_free(faults);
}

static bool keep_and_tell(void *arg)
{
    yx_faults *faults = NULL;
    yx_err err = {0};
    char line[300];
    bool right;
    yx_code rc = yx_faults_new(&faults, &err);

    if (rc)
        return rc == YX_E_NOMEM && !faults;
    for (int i = 0; i < 60; i++)
        yx_faults_add(faults, &region);
    right = yx_faults_count(faults) == 60;
    rc = yx_faults_check(faults, &err);
    if (!rc)
        rc = yx_faults_write_json(faults, arg, YX_EN, 0, 0, &err);
    if (!rc)
        rc = yx_fault_line(&region, YX_EN, line, sizeof line, &err);
    right = right && (rc == YX_OK || (rc == YX_E_NOMEM && err.code == YX_E_NOMEM));
    yx_faults_free(faults);
    return right;
}

static void every_allocation(void **state)
{
    FILE *nowhere = fopen("/dev/null", "w");

    (void)state;
    T_OK(nowhere);
    T_OK(t_every_alloc(keep_and_tell, nowhere) > 6);
    fclose(nowhere);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_sorted_and_whole),
        cmocka_unit_test(codes_are_documented),
        cmocka_unit_test(a_line_for_people),
        cmocka_unit_test(a_report),
        cmocka_unit_test(texts_are_copied_and_cut),
        cmocka_unit_test(many),
        cmocka_unit_test(an_unknown_code_is_an_error),
        cmocka_unit_test(a_full_disk_is_an_error),
        cmocka_unit_test(a_report_that_cannot_be_written),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

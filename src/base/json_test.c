#include "base/json.h"

#include "tests/support/t.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

static void a_document(void **state)
{
    yx_buf b = {0};
    yx_json j = {.out = &b};

    (void)state;
    yx_json_object(&j, NULL);
    yx_json_text(&j, "region", "420100");
    yx_json_array(&j, "value");
    yx_json_number(&j, NULL, 1.5);
    yx_json_null(&j, NULL);
    yx_json_array(&j, NULL);
    yx_json_end(&j);
    yx_json_object(&j, NULL);
    yx_json_end(&j);
    yx_json_end(&j); /* of "value" */
    yx_json_bool(&j, "yes", true);
    yx_json_bool(&j, "no", false);
    yx_json_int(&j, "least", INT64_MIN);
    yx_json_text(&j, "gap", NULL);
    yx_json_str(&j, "a\"b", (yx_str){"xyz", 2});
    yx_json_array(&j, "again"); /* what an array held before does not count */
    yx_json_int(&j, NULL, 0);
    yx_json_end(&j);
    yx_json_end(&j);
    T_OK(yx_buf_check(&b, NULL) == YX_OK && j.depth == 0);
    T_TEXT(b.at, "{\"region\":\"420100\",\"value\":[1.5,null,[],{}],\"yes\":true,\"no\":false,"
                 "\"least\":-9223372036854775808,\"gap\":null,\"a\\\"b\":\"xy\",\"again\":[0]}");
    yx_buf_free(&b);
}

static void texts(void **state)
{
    static const struct {
        const char *at;
        size_t n;
        const char *want;
    } cases[] = {
        {"", 0, "\"\""},
        {"武汉", 6, "\"武汉\""},
        {"a\"b\\c/", 6, "\"a\\\"b\\\\c/\""},
        {"\n\t\r\x01\x1F\x7F", 6, "\"\\n\\t\\u000d\\u0001\\u001f\x7F\""},
        {"a\0b", 3, "\"a\\u0000b\""},
        {"\xFF", 1, "\"\xEF\xBF\xBD\""},
        {"a\xE6\xAD", 3, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"\xED\xA0\x80z", 4, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\""},
        {"武\xFF汉\"", 8, "\"武\xEF\xBF\xBD汉\\\"\""},
        {NULL, 0, "\"\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_buf b = {0};
        yx_json j = {.out = &b};
        yx_json_str(&j, NULL, (yx_str){cases[i].at, cases[i].n});
        T_TEXT(b.at, cases[i].want);
        T_OK(yx_utf8_valid(b.at, b.n) == b.n);
        yx_buf_free(&b);
    }
}

static void numbers(void **state)
{
    static const struct {
        double v;
        const char *want;
    } cases[] = {
        {0, "0"},
        {1, "1"},
        {-2.5, "-2.5"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"}, /* needs all 17 */
        {1.0 / 3, "0.3333333333333333"},    /* needs 16 */
        {1e6, "1000000"},
        {1e22, "1e+22"},
        {1e-7, "1e-07"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_TRUE_MIN, "4.94065645841247e-324"},
        {NAN, "null"},
        {INFINITY, "null"},
        {-INFINITY, "null"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_buf b = {0};
        yx_json j = {.out = &b};
        yx_json_number(&j, NULL, cases[i].v);
        T_TEXT(b.at, cases[i].want);
        yx_buf_free(&b);
    }
}

static void every_number_reads_back(void **state)
{
    uint64_t seed = 7;
    yx_buf b = {0};

    (void)state;
    for (int i = 0; i < 100000; i++) {
        yx_json j = {.out = &b};
        double v;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        memcpy(&v, &seed, sizeof v);
        if (!isfinite(v))
            continue;
        yx_buf_clear(&b);
        yx_json_number(&j, NULL, v);
        T_OK(strtod(b.at, NULL) == v);
    }
    yx_buf_free(&b);
}

static void lines(void **state)
{
    yx_buf b = {0};
    yx_json j = {.out = &b, .lines = true};

    (void)state;
    yx_json_object(&j, NULL);
    yx_json_array(&j, "none");
    yx_json_end(&j);
    yx_json_array(&j, "some");
    yx_json_int(&j, NULL, 1);
    yx_json_array(&j, NULL);
    yx_json_int(&j, NULL, 2);
    yx_json_int(&j, NULL, 3);
    yx_json_end(&j);
    yx_json_end(&j);
    yx_json_end(&j);
    T_TEXT(b.at, "{\"none\":[],\"some\":[\n1,\n[2,3]\n]}");
    yx_buf_free(&b);
}

static void what_is_no_json_fails(void **state)
{
    yx_buf b = {0};
    yx_json deep = {.out = &b}, end = {.out = &b}, nameless = {.out = &b};

    (void)state;
    for (int i = 0; i < YX_JSON_DEPTH; i++)
        yx_json_array(&deep, NULL);
    T_OK(!b.failed);
    for (int i = 0; i < 1000; i++)
        yx_json_array(&deep, NULL);
    T_OK(b.failed);
    yx_json_int(&deep, NULL, 1);
    for (int i = 0; i < 1000 + YX_JSON_DEPTH; i++)
        yx_json_end(&deep);
    T_OK(b.failed && deep.depth == 0);

    yx_buf_clear(&b);
    yx_json_end(&end);
    T_OK(b.failed && end.depth == 0);

    yx_buf_clear(&b);
    yx_json_object(&nameless, NULL);
    yx_json_int(&nameless, NULL, 1);
    T_OK(yx_buf_check(&b, NULL) == YX_E_NOMEM);
    yx_buf_free(&b);
}

static bool write_some(void *arg)
{
    yx_buf b = {0};
    yx_json j = {.out = &b};
    bool right;

    (void)arg;
    yx_json_array(&j, NULL);
    for (int i = 0; i < 5; i++)
        yx_json_text(&j, NULL, "a\x01text\xFF");
    yx_json_end(&j);
    right = yx_buf_check(&b, NULL) ? b.failed : b.n == 2 + 4 + 5 * 16;
    yx_buf_free(&b);
    return right;
}

static void every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(write_some, NULL) > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document),
        cmocka_unit_test(texts),
        cmocka_unit_test(numbers),
        cmocka_unit_test(every_number_reads_back),
        cmocka_unit_test(lines),
        cmocka_unit_test(what_is_no_json_fails),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

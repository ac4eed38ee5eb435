#include "base/json_pull.h"

#include "base/buf.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

/* Tokens as a text: { } [ ] t"..." n1.5 T F N . and, where it breaks, ! with line and column. */
static yx_code spell(yx_str json, yx_buf *out, yx_err *err)
{
    static const char *const sign[] = {".", "!", "{", "}", "[", "]", "t", "n", "T", "F", "N"};
    yx_input *in = NULL;
    yx_json_pull *p = NULL;
    yx_json_item item = {.what = YX_PULL_OBJECT};
    yx_code rc = yx_input_memory(json, &in, err);

    if (!rc)
        rc = yx_json_pull_open(in, &p, err);
    while (!rc && item.what != YX_PULL_END && item.what != YX_PULL_BROKEN) {
        rc = yx_json_pull_next(p, &item, err);
        if (rc)
            break;
        if (item.key.at) {
            yx_buf_str(out, item.key);
            yx_buf_char(out, ':');
        }
        yx_buf_text(out, sign[item.what]);
        if (item.what == YX_PULL_TEXT || item.what == YX_PULL_NUMBER)
            yx_buf_str(out, item.text);
        if (item.what == YX_PULL_BROKEN)
            yx_buf_f(out, "%zu:%zu", item.line, item.column);
        yx_buf_char(out, ' ');
    }
    yx_json_pull_close(p);
    yx_input_close(in);
    return rc ? rc : yx_buf_check(out, err);
}

static const struct {
    const char *json, *want;
} cases[] = {
    {"{}", "{ } . "},
    {" [ ] ", "[ ] . "},
    {"1", "n1 . "},
    {"\"a\"", "ta . "},
    {"[1,-0.50,1e5,true,false,null]", "[ n1 n-0.50 n1e5 T F N ] . "},
    {"{\"a\":1,\"b\":{\"c\":[{}]},\"\":\"\"}", "{ a:n1 b:{ c:[ { } ] } :t } . "},
    {"{\"a\" : \"x\\\"\\\\\\/\\n\\u6b66\\uD83D\\uDCA9\"}", "{ a:tx\"\\/\n武💩 } . "},
    {"{\"a\":1,\"a\":2}", "{ a:n1 a:n2 } . "},
    {"12345678901234567890.123456789", "n12345678901234567890.123456789 . "},
    {"", "!1:1 "},
    {"  \n", "!2:1 "},
    {"[1", "[ n1 !1:3 "},
    {"[1,]", "[ n1 !1:4 "},
    {"[,1]", "[ !1:2 "},
    {"{\"a\"}", "{ !1:5 "},
    {"{\"a\":}", "{ !1:6 "},
    {"{a:1}", "{ !1:2 "},
    {"{\"a\":1,}", "{ a:n1 !1:8 "},
    {"[1}", "[ n1 !1:3 "},
    {"{\"a\":1]", "{ a:n1 !1:7 "},
    {"1 2", "n1 !1:3 "},
    {"]", "!1:1 "},
    {"[01]", "[ !1:2 "},
    {"[1.]", "[ !1:2 "},
    {"[.5]", "[ !1:2 "},
    {"[+1]", "[ !1:2 "},
    {"[1e]", "[ !1:2 "},
    {"[NaN]", "[ !1:2 "},
    {"[tru]", "[ !1:2 "},
    {"[-]", "[ !1:2 "},
    {"\"a", "!1:3 "},
    {"\"a\tb\"", "!1:3 "},
    {"\"\\x\"", "!1:3 "},
    {"\"\\u12\"", "!1:6 "},
    {"\"\\ud83d\"", "!1:8 "},
    {"\"\\ud83d\\u0041\"", "!1:14 "},
    {"\"\\udca9\"", "!1:8 "},
    {"\"\\u0000\"", "!1:8 "},
    {"\"\xCE\xE4\"", "!1:5 "},
    {"{\n \"a\":\n  x}", "{ !3:3 "},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_buf out = {0};
        T_OK(!spell(yx_str_of(cases[i].json), &out, NULL));
        if (strcmp(out.at, cases[i].want) != 0)
            print_error("%s\n", cases[i].json);
        T_TEXT(out.at, cases[i].want);
        yx_buf_free(&out);
    }
}

/* What is broken stays broken, and a NUL byte is no JSON. */
static void test_broken(void **state)
{
    yx_input *in = NULL;
    yx_json_pull *p = NULL;
    yx_json_item item;

    (void)state;
    T_OK(!yx_input_memory((yx_str){"[\0]", 3}, &in, NULL) && !yx_json_pull_open(in, &p, NULL));
    T_OK(!yx_json_pull_next(p, &item, NULL) && item.what == YX_PULL_LIST);
    for (int i = 0; i < 3; i++)
        T_OK(!yx_json_pull_next(p, &item, NULL) && item.what == YX_PULL_BROKEN);
    yx_json_pull_close(p);
    yx_input_close(in);
}

/* 64 brackets are read, 65 are not; a text of 1 MiB is, one byte more is not. */
static void test_limits(void **state)
{
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        yx_buf json = {0}, out = {0};
        for (size_t i = 0; i < YX_JSON_PULL_DEPTH + over; i++)
            yx_buf_char(&json, '[');
        for (size_t i = 0; i < YX_JSON_PULL_DEPTH + over; i++)
            yx_buf_char(&json, ']');
        T_OK(!spell(yx_buf_view(&json), &out, NULL));
        T_OK((strchr(out.at, '!') != NULL) == (over == 1));
        yx_buf_clear(&json);
        yx_buf_clear(&out);
        yx_buf_char(&json, '"');
        for (size_t i = 0; i < YX_JSON_PULL_TEXT + over; i++)
            yx_buf_char(&json, 'x');
        yx_buf_char(&json, '"');
        T_OK(!spell(yx_buf_view(&json), &out, NULL));
        T_OK(out.at[0] == (over ? '!' : 't'));
        yx_buf_free(&json);
        yx_buf_free(&out);
    }
}

static void test_skip(void **state)
{
    static const char json[] = "{\"a\":[1,{\"b\":[]},2],\"c\":3}";
    yx_input *in = NULL;
    yx_json_pull *p = NULL;
    yx_json_item item;

    (void)state;
    T_OK(!yx_input_memory(yx_str_of(json), &in, NULL) && !yx_json_pull_open(in, &p, NULL));
    T_OK(!yx_json_pull_next(p, &item, NULL) && item.what == YX_PULL_OBJECT && item.depth == 0);
    T_OK(!yx_json_pull_next(p, &item, NULL) && item.what == YX_PULL_LIST && item.depth == 1);
    T_OK(!yx_json_pull_skip(p, &item, NULL) && item.what == YX_PULL_LIST_END);
    T_OK(!yx_json_pull_next(p, &item, NULL) && yx_str_is(item.key, "c") && item.column == 25);
    T_OK(!yx_json_pull_skip(p, &item, NULL) && item.what == YX_PULL_OBJECT_END);
    T_OK(!yx_json_pull_next(p, &item, NULL) && item.what == YX_PULL_END);
    yx_json_pull_close(p);
    yx_input_close(in);
}

static bool spell_or_nothing(void *arg)
{
    yx_buf out = {0};
    yx_err err = {0};
    yx_code rc = spell(yx_str_of(arg), &out, &err);
    bool right =
        rc ? rc == YX_E_NOMEM && err.code == YX_E_NOMEM : strcmp(out.at, "{ a:t武 b:n1 } . ") == 0;

    yx_buf_free(&out);
    return right;
}

static void test_memory(void **state)
{
    char json[] = "{\"a\":\"\\u6b66\",\"b\":1}";

    (void)state;
    T_OK(t_every_alloc(spell_or_nothing, json) > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases), cmocka_unit_test(test_broken), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_skip),  cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

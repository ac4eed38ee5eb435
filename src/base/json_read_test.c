#include "base/json_read.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

/* The tree once more as text: {key:value,...}, [..], numbers as %g, 'text', T F null. */
static void say(const yx_json_node *n, char *out, size_t size)
{
    size_t at = strlen(out);

    switch (n->kind) {
    case YX_JSON_NULL:
        (void)snprintf(out + at, size - at, "null");
        return;
    case YX_JSON_BOOL:
        (void)snprintf(out + at, size - at, n->number != 0 ? "T" : "F");
        return;
    case YX_JSON_NUMBER:
        (void)snprintf(out + at, size - at, "%g", n->number);
        return;
    case YX_JSON_TEXT:
        (void)snprintf(out + at, size - at, "'%.*s'", (int)n->text.n, n->text.at);
        return;
    case YX_JSON_LIST:
    case YX_JSON_OBJECT:
        break;
    }
    (void)snprintf(out + at, size - at, n->kind == YX_JSON_LIST ? "[" : "{");
    for (const yx_json_node *c = n->child; c; c = c->next) {
        at = strlen(out);
        (void)snprintf(out + at, size - at, "%s%s%s", c == n->child ? "" : ",",
                       c->key ? c->key : "", c->key ? ":" : "");
        say(c, out, size);
    }
    at = strlen(out);
    (void)snprintf(out + at, size - at, n->kind == YX_JSON_LIST ? "]" : "}");
}

#define DEEP16 "[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]"

static const struct {
    const char *text;
    yx_code rc;
    const char *tree;
} cases[] = {
    {"{}", YX_OK, "{}"},
    {"{\"b\": 1, \"a\": [true, false, null, \"x\"]}", YX_OK, "{b:1,a:[T,F,null,'x']}"},
    {"{\"limit54\":[5,4],\"alpha\":1e-3}", YX_OK, "{limit54:[5,4],alpha:0.001}"},
    {"[\"\\u4e2d\\n\"]", YX_OK, "['\xe4\xb8\xad\n']"},
    {"[\"]]]]]]]]]]]]]]]]]]][[[[[[[[[[[[[[[[[[[[[[[[\\\"[\"]", YX_OK,
     "[']]]]]]]]]]]]]]]]]]][[[[[[[[[[[[[[[[[[[[[[[[\"[']"},
    {DEEP16, YX_OK, DEEP16},
    {"[" DEEP16 "]", YX_E_RANGE, NULL},
    {"", YX_E_FORMAT, NULL},
    {"1", YX_E_FORMAT, NULL}, /* no object or list */
    {"{\"a\":1,\"a\":2}", YX_E_FORMAT, NULL},
    {"{\"a\":1,}", YX_E_FORMAT, NULL},
    {"{a:1}", YX_E_FORMAT, NULL},
    {"{'a':1}", YX_E_FORMAT, NULL},
    {"[NaN]", YX_E_FORMAT, NULL},
    {"[1] 2", YX_E_FORMAT, NULL},
    {"[\"\xff\"]", YX_E_FORMAT, NULL},
    {"[\"\\u0000\"]", YX_E_FORMAT, NULL},
    {"[1e999]", YX_E_FORMAT, NULL},
};

static void reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_arena *arena = NULL;
        const yx_json_node *root = NULL;
        char tree[200] = "";
        yx_err err = {0};
        yx_code rc = yx_json_read(yx_str_of(cases[i].text), &arena, &root, &err);

        T_OK(rc == cases[i].rc);
        T_OK((rc == YX_OK) == (root != NULL) && (rc == YX_OK) == (err.text[0] == 0));
        if (root)
            say(root, tree, sizeof tree);
        T_TEXT(tree, cases[i].tree ? cases[i].tree : "");
        yx_arena_free(arena);
    }
}

static void long_text(void **state)
{
    static char text[YX_JSON_READ_BYTES + 2];
    yx_arena *arena = NULL;
    const yx_json_node *root = NULL;

    (void)state;
    memset(text, ' ', sizeof text);
    text[0] = '[';
    text[1] = ']';
    T_OK(yx_json_read((yx_str){text, YX_JSON_READ_BYTES}, &arena, &root, NULL) == YX_OK);
    T_OK(yx_json_read((yx_str){text, sizeof text - 1}, &arena, &root, NULL) == YX_E_RANGE);
    yx_arena_free(arena);
}

static bool no_memory(void *arg)
{
    yx_arena *arena = NULL;
    const yx_json_node *root = NULL;
    yx_code rc = yx_json_read(yx_str_of("{\"a\":[1,\"x\",{\"b\":null}]}"), &arena, &root, NULL);
    bool good =
        rc == YX_OK ? root && strcmp(root->child->key, "a") == 0 : rc == YX_E_NOMEM && !root;

    (void)arg;
    yx_arena_free(arena);
    return good;
}

static void every_alloc(void **state)
{
    (void)state;
    T_OK(t_every_alloc(no_memory, NULL) >= 2); /* ours; the parser has its own */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads), cmocka_unit_test(long_text),
                                       cmocka_unit_test(every_alloc)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/yaml.h"

#include "base/buf.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static yx_yaml *parse(const char *text)
{
    yx_yaml *yaml = NULL;
    yx_err err = {0};

    if (yx_yaml_read("r.yaml", yx_str_of(text), faults, &yaml, &err))
        print_error("%s\n", err.text);
    T_OK(yaml);
    return yaml;
}

/* The tree as a text: `key@line:column=value` and brackets. */
static void tell(yx_buf *out, const yx_yaml_node *node, int depth)
{
    size_t n = 0;

    T_OK(depth <= YX_YAML_DEPTH + 1);
    if (node->key)
        yx_buf_f(out, "%s:", node->key->text.at);
    yx_buf_f(out, "%zu.%zu", node->line, node->column);
    if (node->kind == YX_YAML_SCALAR) {
        yx_buf_f(out, node->quoted ? "'%s'" : "=%s", node->text.at);
        T_OK(strlen(node->text.at) == node->text.n && !node->child && !node->n);
        return;
    }
    yx_buf_char(out, node->kind == YX_YAML_LIST ? '[' : '{');
    for (const yx_yaml_node *c = node->child; c; c = c->next, n++) {
        if (n)
            yx_buf_char(out, ' ');
        tell(out, c, depth + 1);
    }
    T_OK(n == node->n);
    yx_buf_char(out, node->kind == YX_YAML_LIST ? ']' : '}');
}

static void trees(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"a: 1\nb:\n  - x\n  - \"2\"\nc: {d: , e: 'f'}\n",
         "1.1{a:1.4=1 b:3.3[3.5=x 4.5'2'] c:5.4{d:5.8= e:5.13'f'}}"},
        {"\xEF\xBB\xBF# comment\n---\nk: v\n...\n", "3.1{k:3.4=v}"},
        {"- 1\n- [2, [3]]\n- {}\n- []", "1.1[1.3=1 2.3[2.4=2 2.7[2.8=3]] 3.3{} 4.3[]]"},
        {"word", "1.1=word"},
        {"地区: 武汉", "1.1{地区:1.5=武汉}"}, /* columns are characters */
        {"a: |\n  two\n  lines\n", "1.1{a:1.4'two\nlines\n'}"},
        {"a: b\r\nc: d\r\n", "1.1{a:1.4=b c:2.4=d}"},
        {"%YAML 1.1\n---\na: b", "3.1{a:3.4=b}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_yaml *yaml = parse(cases[i].text);
        yx_buf out = {0};
        tell(&out, yx_yaml_root(yaml), 1);
        T_TEXT(out.at, cases[i].want);
        T_OK(yx_faults_count(faults) == 0);
        yx_buf_free(&out);
        yx_yaml_free(yaml);
    }
    yx_yaml_free(NULL);
}

static void gets_by_key(void **state)
{
    yx_yaml *yaml = parse("a: 1\nbc: [x]\n");
    const yx_yaml_node *root = yx_yaml_root(yaml);

    (void)state;
    T_OK(yx_str_is(yx_yaml_get(root, "a")->text, "1"));
    T_OK(yx_yaml_get(root, "bc")->kind == YX_YAML_LIST && yx_yaml_get(root, "bc")->n == 1);
    T_OK(!yx_yaml_get(root, "b") && !yx_yaml_get(root, ""));
    T_OK(!yx_yaml_get(yx_yaml_get(root, "a"), "x") && !yx_yaml_get(yx_yaml_get(root, "bc"), "x"));
    yx_yaml_free(yaml);
}

/* Faults as "code@line.column 'text'", one after the other; `tree` says whether one is given. */
static const char *found(char *out, size_t size)
{
    size_t n = 0;

    out[0] = 0;
    for (size_t i = 0; i < yx_faults_count(faults) && yx_faults_at(faults, i); i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        T_TEXT(f->file, "r.yaml");
        n += (size_t)snprintf(out + n, size - n, "%s%s@%zu.%zu%s%s", n ? " " : "", f->code, f->line,
                              f->column, f->text.at ? " " : "", f->text.at ? f->text.at : "");
        T_OK(n < size);
    }
    return out;
}

static void refusals(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        bool tree;
        const char *want;
    } cases[] = {
#define TEXT(t) t, sizeof(t) - 1
        {TEXT("a: 1\nb: 2\na: 3\n"), true, "yaml.key_twice@3.1 a"},
        {TEXT("x: {a: 1}\ny: {a: 1}\n"), true, ""}, /* the same key in two maps */
        {TEXT("a: {b: 1, b: {c: 1, c: 2}}\na: 1"), true,
         "yaml.key_twice@1.11 b yaml.key_twice@1.21 c yaml.key_twice@2.1 a"},
        {TEXT("a: &x 1\nb: *x\n"), true, "yaml.unsupported@1.4 x yaml.unsupported@2.4 x"},
        {TEXT("a: &x {b: 1}\nc: &y [1]\n"), true, "yaml.unsupported@1.4 x yaml.unsupported@2.4 y"},
        {TEXT("a: !!str 1\nb: !t [1]\nc: !u {d: 1}\n"), true,
         "yaml.unsupported@1.4 tag:yaml.org,2002:str yaml.unsupported@2.4 !t yaml.unsupported@3.4 !u"},
        {TEXT("? [a, b]\n: 1\nc: 2\n"), true, "yaml.kind@1.3"},
        {TEXT("{{a: 1}: {b: 2}, c: 3}\n"), true, "yaml.kind@1.2"},
        {TEXT("a: \"x\\0y\"\n"), true, "yaml.unsupported@1.4 x"},
        {TEXT("a: 1\n---\nb: 2\n"), false, "yaml.unsupported@2.1"},
        {TEXT(""), false, "file.empty@1.1"},
        {TEXT("# nothing\n\n"), false, "file.empty@1.1"},
        {TEXT("a: 1\nb: [1, 2\nc: 3\n"), false, "yaml.syntax@3.2"},
        {TEXT("a: 1\n b: 2\n"), false, "yaml.syntax@2.3"},
        {TEXT("a: 'x\n"), false, "yaml.syntax@2.1"},
        {TEXT("a:\n\t- 1\n"), false, "yaml.syntax@2.1"},
        {TEXT("a: *none"), true, "yaml.unsupported@1.4 none"},
        {TEXT("a: 1\n汉: \xFF\n"), false, "yaml.syntax@2.4 \\xFF"},
        {TEXT("a: \x01\n"), false, "yaml.syntax@1.4 \\x01"},
        {TEXT("a: b\0c\n"), false, "yaml.syntax@1.5 \\x00"},
        {TEXT("\xFF\xFE"
              "a\0"),
         false, "yaml.syntax@1.1 \\xFF"}, /* UTF-16 */
        {TEXT("a: \xED\xA0\x80"), false, "yaml.syntax@1.4 \\xED"},
        {TEXT("a: 1\nb: \xE6\xAD"), false, "yaml.syntax@2.4 \\xE6"},
#undef TEXT
    };
    char out[1024];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_yaml *yaml = NULL;
        yx_err err = {0};
        yx_code rc;
        yx_faults_clear(faults);
        rc = yx_yaml_read("r.yaml", (yx_str){cases[i].text, cases[i].n}, faults, &yaml, &err);
        T_TEXT(found(out, sizeof out), cases[i].want);
        T_OK(rc == (cases[i].tree ? YX_OK : YX_E_REFUSED) && err.code == rc);
        T_OK((yaml != NULL) == cases[i].tree);
        T_OK(yx_faults_check(faults, NULL) == YX_OK);
        yx_yaml_free(yaml);
    }
}

static void the_first_of_two_keys_stands(void **state)
{
    yx_yaml *yaml = parse("a: 1\na: [2]\n? [b]\n: {c: 1}\nd: 4\n");
    yx_buf out = {0};

    (void)state;
    tell(&out, yx_yaml_root(yaml), 1);
    T_TEXT(out.at, "1.1{a:1.4=1 d:5.4=4}");
    yx_buf_free(&out);
    yx_yaml_free(yaml);
}

static yx_code read_many(const char *open, size_t times, const char *close)
{
    yx_buf b = {0};
    yx_yaml *yaml = NULL;
    yx_code rc;

    for (size_t i = 0; i < times; i++)
        yx_buf_text(&b, open);
    for (size_t i = 0; i < times && *close; i++)
        yx_buf_text(&b, close);
    T_OK(yx_buf_check(&b, NULL) == YX_OK);
    yx_faults_clear(faults);
    rc = yx_yaml_read("r.yaml", yx_buf_view(&b), faults, &yaml, NULL);
    T_OK((rc == YX_OK) == (yaml != NULL));
    T_OK(rc == YX_OK || yx_faults_count(faults) >= 1);
    yx_yaml_free(yaml);
    yx_buf_free(&b);
    return rc;
}

static void limits(void **state)
{
    (void)state;
    T_OK(read_many("[", YX_YAML_DEPTH, "]") == YX_OK);
    T_OK(read_many("[", YX_YAML_DEPTH + 1, "]") == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->code, "yaml.unsupported");
    T_OK(yx_faults_at(faults, 0)->column == YX_YAML_DEPTH + 1);
    T_OK(read_many("[", YX_YAML_BYTES, "") == YX_E_REFUSED);
    T_OK(read_many("{a: ", 100000, "") == YX_E_REFUSED);
    T_OK(read_many("[\n", 100000, "") == YX_E_REFUSED);
    T_OK(read_many("- - ", 100000, "") == YX_E_REFUSED);
    T_OK(read_many("? ", 100000, "") == YX_E_REFUSED);
    T_OK(read_many("- a\n", YX_YAML_NODES - 1, "") == YX_OK); /* and the list itself */
    T_OK(read_many("- a\n", YX_YAML_NODES, "") == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->code, "yaml.unsupported");
    T_OK(yx_faults_at(faults, 0)->line == YX_YAML_NODES);
    T_OK(read_many("#", YX_YAML_BYTES + 1, "") == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->code, "file.large");
    T_OK(read_many("a: 1\n", 50000, "") == YX_OK); /* 49999 double keys, all listed */
    T_OK(yx_faults_count(faults) == 49999);
}

static const char *const colours[] = {"red", "green", "blue", NULL};
static const yx_yaml_key keys[] = {
    {.name = "version",
     .required = true,
     .lo = 1,
     .hi = 52,
     .whole = true,
     .expected = "a whole number from 1 to 52"},
    {.name = "colour", .words = colours},
    {.name = "weight", .lo = 0, .hi = 1, .expected = "a number from 0 to 1"},
    {.name = "groups", .kind = YX_YAML_LIST},
    {.name = "when", .kind = YX_YAML_MAP},
    {.name = "note", .required = true},
};

static void checks(void **state)
{
    static const struct {
        const char *text, *want;
        const char *expected, *nearest; /* of the first fault */
    } cases[] = {
        {"version: 1\nnote: x", "", NULL, NULL},
        {"version: 52\ncolour: red\nweight: 0.25\ngroups: []\nwhen: {}\nnote: x", "", NULL, NULL},
        {"version: 1.0\nnote: \"5\"", "", NULL, NULL},
        {"{}", "yaml.missing_key@1.1 yaml.missing_key@1.1", "a whole number from 1 to 52", NULL},
        {"[1]", "yaml.kind@1.1", "a map of keys", NULL},
        {"x", "yaml.kind@1.1 x", "a map of keys", NULL},
        {"version: 0\nnote: x", "yaml.value@1.10 0", "a whole number from 1 to 52", NULL},
        {"version: 53\nnote: x", "yaml.value@1.10 53", "a whole number from 1 to 52", NULL},
        {"version: 1.5\nnote: x", "yaml.value@1.10 1.5", "a whole number from 1 to 52", NULL},
        {"version: '1'\nnote: x", "yaml.value@1.10 1", "a whole number from 1 to 52", NULL},
        {"version: 1e1\nnote: x", "yaml.value@1.10 1e1", "a whole number from 1 to 52", NULL},
        {"version: \nnote: x", "yaml.value@1.9 ", "a whole number from 1 to 52", NULL},
        {"version: [1]\nnote: x", "yaml.kind@1.10", "a whole number from 1 to 52", NULL},
        {"version: 1\nnote: x\ncolour: grene", "yaml.value@3.9 grene", "one of red, green, blue",
         "green"},
        {"version: 1\nnote: x\ncolour: purple", "yaml.value@3.9 purple", "one of red, green, blue",
         NULL},
        {"version: 1\nnote: x\nwieght: 1", "yaml.unknown_key@3.1 wieght",
         "one of version, colour, weight, groups, when, note", "weight"},
        {"version: 1\nnote: x\nzzz: 1", "yaml.unknown_key@3.1 zzz",
         "one of version, colour, weight, groups, when, note", NULL},
        {"version: 1\nnote: x\ngroups: a", "yaml.kind@3.9 a", "a list", NULL},
        {"version: 1\nnote: x\nwhen: a", "yaml.kind@3.7 a", "a map of keys", NULL},
        {"version: 1\nnote:", "yaml.value@2.6 ", NULL, NULL},
        {"version: 1\nnote: x\ncolour: r", "yaml.value@3.9 r", "one of red, green, blue", NULL},
        {"version: 1\nnote: x\ncolour: rd", "yaml.value@3.9 rd", "one of red, green, blue", "red"},
        {"version: 1\nnote: x\ncolour:", "yaml.value@3.8 ", "one of red, green, blue", NULL},
        {"vers: 1\ncolour: re\nweight: 2",
         "yaml.unknown_key@1.1 vers yaml.value@2.9 re yaml.value@3.9 2 yaml.missing_key@1.1 "
         "yaml.missing_key@1.1",
         "one of version, colour, weight, groups, when, note", NULL},
    };
    char out[1024];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_yaml *yaml;
        size_t added;
        yx_faults_clear(faults);
        yaml = parse(cases[i].text);
        added = yx_yaml_check("r.yaml", yx_yaml_root(yaml), keys, YX_COUNT(keys), faults);
        T_TEXT(found(out, sizeof out), cases[i].want);
        T_OK(added == yx_faults_count(faults));
        if (added) {
            const yx_fault *f = yx_faults_at(faults, 0);
            T_OK(!f->expected == !cases[i].expected && !f->nearest == !cases[i].nearest);
            if (f->expected)
                T_TEXT(f->expected, cases[i].expected);
            if (f->nearest)
                T_TEXT(f->nearest, cases[i].nearest);
        }
        yx_yaml_free(yaml);
    }
}

static void a_missing_key_points_at_its_map(void **state)
{
    yx_yaml *yaml = parse("rules:\n  resp:\n    note: x\n");
    const yx_yaml_node *rule = yx_yaml_get(yx_yaml_get(yx_yaml_root(yaml), "rules"), "resp");

    (void)state;
    T_OK(yx_yaml_check("r.yaml", rule, keys, YX_COUNT(keys), faults) == 1);
    T_OK(yx_faults_at(faults, 0)->line == 2 && yx_faults_at(faults, 0)->column == 3);
    T_TEXT(yx_faults_at(faults, 0)->field, "version");
    yx_yaml_fault("r.yaml", yx_yaml_get(rule, "note"), "rule.stream", "a stream", "y", faults);
    T_OK(yx_faults_at(faults, 1)->line == 3 && yx_str_is(yx_faults_at(faults, 1)->text, "x"));
    T_TEXT(yx_faults_at(faults, 1)->field, "note");
    yx_yaml_free(yaml);
}

static bool read_some(void *arg)
{
    yx_yaml *yaml = NULL;
    yx_faults *list = NULL;
    yx_err err = {0};
    yx_code rc = yx_faults_new(&list, &err);
    bool right;

    if (rc)
        return rc == YX_E_NOMEM;
    rc = yx_yaml_read("r.yaml", yx_str_of(arg), list, &yaml, &err);
    if (!rc)
        (void)yx_yaml_check("r.yaml", yx_yaml_root(yaml), keys, YX_COUNT(keys), list);
    right = rc == YX_OK ? yaml != NULL : rc == YX_E_NOMEM && !yaml && err.code == rc;
    if (!rc)
        right = right && (yx_faults_check(list, NULL) == YX_E_NOMEM || yx_faults_count(list) == 2);
    yx_yaml_free(yaml);
    yx_faults_free(list);
    return right;
}

static void every_allocation(void **state)
{
    static char text[] = "version: 1\nnote: [a, {b: c}]\nwieght: 2";

    (void)state;
    T_OK(t_every_alloc(read_some, text) > 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(trees, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gets_by_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_of_two_keys_stands, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(checks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_key_points_at_its_map, set_up, tear_down),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

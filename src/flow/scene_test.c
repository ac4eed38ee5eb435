/* Scenes: what is read, what is found, and every allocation failing. */
#include "base/buf.h"
#include "flow/scene_in.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

static const char scene_text[] =
    "# flutter\n"
    "regions\n"
    "  code,name_zh,level,parent_code\n"
    "  42,湖北省,province,\n"
    "\n"
    "# a comment between the rows\n"
    "  4201,武汉市,prefecture,42\n"
    "indicators\n"
    "  code,name_zh,unit,frequency,kind\n"
    "  flu,流感,例,W,flow\n"
    "rules\n"
    "  streams:\n"
    "    flu: {indicator: flu, source: offices, group: a}\n"
    "  rules:\n"
    "    high: {version: 1, when: {value: \"flu >= 20\"}, grade: {scheme: demo, level: 3},\n"
    "           undefined: \"15 < flu < 20\"}\n"
    "series 42 flu from 2022-W01\n"
    "  10 20x2\n"
    "  . 16\n"
    "expect high\n"
    "\t42 2022-W01 none # tabs will do\n"
    "\t42 2022-W02 level 3 raised groups 1\n"
    "\t42 2022-W04 level 3 blind\n"
    "\t42 2022-W05 level 3 undefined\n"
    "\t4201 2022-W05 blind\n";

static yx_code open_text(const char *text, const char *folder, yx_scene **ret)
{
    yx_faults *faults = NULL;
    yx_code rc;

    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    rc = yx_scene_read("t.scene", yx_str_of(text), folder, faults, ret, NULL);
    T_OK((rc == YX_E_REFUSED) == (yx_faults_errors(faults) > 0));
    yx_faults_free(faults);
    return rc;
}

static void test_all_lines_hold(void **state)
{
    yx_scene *scene = NULL;
    size_t at = 0;

    (void)state;
    T_OK(open_text(scene_text, NULL, &scene) == YX_OK);
    T_OK(yx_scene_run(scene, NULL) == YX_OK);
    T_TEXT(yx_scene_title(scene), "flutter");
    assert_int_equal(yx_n_scene_line(scene), 5);
    for (size_t i = 0; i < 5; i++)
        T_OK(yx_scene_line_at(scene, i)->holds);
    assert_int_equal(yx_scene_line_at(scene, 0)->line, 21);
    T_TEXT(yx_scene_line_at(scene, 1)->expected, "level 3 raised groups 1");
    T_TEXT(yx_scene_line_at(scene, 0)->expected, "none");
    assert_null(yx_scene_unasked(scene, &at));
    yx_scene_free(scene);
}

/* What is known is what was reported up to the period: week 3 says nothing in week 2. */
static void test_nothing_is_known_early(void **state)
{
    static const char more[] =
        "\t42 2022-W02 level 3\n\t42 2022-W03 level 3\n\t42 2023-W01 blind\n";
    char text[sizeof scene_text + sizeof more];
    yx_scene *scene = NULL;

    (void)state;
    (void)snprintf(text, sizeof text, "%s%s", scene_text, more);
    T_OK(open_text(text, NULL, &scene) == YX_OK);
    T_OK(yx_scene_run(scene, NULL) == YX_OK);
    for (size_t i = 0; i < 8; i++)
        T_OK(yx_scene_line_at(scene, i)->holds);
    T_OK(yx_scene_line_at(scene, 5)->found.turn == YX_TURN_RAISED);
    T_OK(yx_scene_line_at(scene, 6)->found.turn == YX_TURN_NONE);
    yx_scene_free(scene);
}

/* Words against states. */
static void test_what_meets_what(void **state)
{
    static const struct {
        yx_expected e;
        yx_scene_state s;
        bool met;
        const char *said;
    } cases[] = {
        {{.words = YX_EXPECT_NONE}, {0}, true, "none"},
        {{.words = YX_EXPECT_NONE}, {.blind = true}, false, "blind"},
        {{.words = YX_EXPECT_NONE}, {.undefined = true}, false, "undefined"},
        {{.words = YX_EXPECT_NONE}, {.outside = true}, false, "outside"},
        {{.words = YX_EXPECT_NONE}, {.on = true, .level = 3}, false, "level 3"},
        {{.words = YX_EXPECT_NONE}, {.turn = YX_TURN_ENDED}, true, "none ended"},
        {{.words = YX_EXPECT_LEVEL, .level = 3}, {.on = true, .level = 3}, true, "level 3"},
        {{.words = YX_EXPECT_LEVEL, .level = 3}, {.on = true, .level = 2}, false, "level 2"},
        {{.words = YX_EXPECT_LEVEL, .level = 3},
         {.on = true, .level = 3, .blind = true},
         true,
         "level 3 blind"},
        {{.words = YX_EXPECT_LEVEL, .level = 3},
         {.on = true, .level = 3, .inhibited = true},
         false,
         "level 3 inhibited"},
        {{.words = YX_EXPECT_LEVEL | YX_EXPECT_INHIBITED, .level = 3},
         {.on = true, .level = 3, .inhibited = true},
         true,
         "level 3 inhibited"},
        {{.words = YX_EXPECT_BLIND}, {.undefined = true}, false, "undefined"},
        {{.words = YX_EXPECT_TURN, .turn = YX_TURN_LAPSED},
         {.turn = YX_TURN_ENDED},
         false,
         "none ended"},
        {{.words = YX_EXPECT_TURN, .turn = YX_TURN_LAPSED},
         {.turn = YX_TURN_LAPSED, .blind = true},
         true,
         "lapsed blind"},
        {{.words = YX_EXPECT_GROUPS, .groups = 2}, {.groups = 1}, false, "none"},
    };
    char out[YX_SCENE_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(yx_expected_met(&cases[i].e, &cases[i].s), cases[i].met);
        T_TEXT(yx_scene_say(&cases[i].s, false, out), cases[i].said);
    }
    T_TEXT(yx_scene_say(&(yx_scene_state){.on = true,
                                          .level = 100,
                                          .turn = YX_TURN_RAISED,
                                          .inhibited = true,
                                          .blind = true,
                                          .undefined = true,
                                          .outside = true,
                                          .groups = 64},
                        true, out),
           "level 100 raised inhibited blind undefined outside groups 64");
}

/* Text of the scene with one part changed: refused, and no scene. */
static void test_refused(void **state)
{
    static const struct {
        const char *old, *put;
    } cases[] = {
        {"20x2", "20x0"},
        {"20x2", "20x"},
        {"20x2", "x2"},
        {"20x2", "1e2"},
        {"20x2", "20x100001"},
        {". 16", ".. 16"},
        {"series 42 flu from", "series 42 flu"},
        {"from 2022-W01", "from 2022-01-01"},
        {"groups 1", "groups 65"},
        {"level 3 raised", "level 0 raised"},
        {"level 3 raised", "level 101"},
        {"level 3 raised", "raised ended"},
        {"2022-W04", "2022-W54"},
        {"15 < flu < 20", "15 < flo < 20"},
        {"15 < flu < 20", "flu"},
        {"indicators\n", "indicators a.csv\n"},
        {"regions\n", "regions a.csv\n"},
        {"regions\n  code", "regions a b\n  code"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *at = strstr(scene_text, cases[i].old);
        char text[sizeof scene_text + 64];
        yx_scene *scene = NULL;
        assert_non_null(at);
        (void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - scene_text), scene_text,
                       cases[i].put, at + strlen(cases[i].old));
        T_OK(open_text(text, NULL, &scene) == YX_E_REFUSED);
        assert_null(scene);
    }
}

static void test_too_much(void **state)
{
    yx_buf text = {0};
    yx_scene *scene = NULL;

    (void)state;
    yx_buf_text(&text, scene_text);
    for (int i = 0; i < YX_SCENE_EXPECTED - 5; i++)
        yx_buf_text(&text, "  42 2022-W01 none\n");
    T_OK(open_text(text.at, NULL, &scene) == YX_OK);
    yx_scene_free(scene);
    scene = NULL;
    yx_buf_text(&text, "  42 2022-W01 none\n");
    T_OK(open_text(text.at, NULL, &scene) == YX_E_REFUSED);
    yx_buf_free(&text);
}

static void test_bytes(void **state)
{
    yx_faults *faults = NULL;
    yx_scene *scene = NULL;

    (void)state;
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    T_OK(yx_scene_read("t", (yx_str){"# \0", 3}, NULL, faults, &scene, NULL) == YX_E_REFUSED);
    T_OK(yx_scene_read("t", (yx_str){"# \xff", 3}, NULL, faults, &scene, NULL) == YX_E_REFUSED);
    T_OK(yx_scene_read("t", (yx_str){"", 0}, NULL, faults, &scene, NULL) == YX_E_REFUSED);
    T_OK(yx_scene_open("/nowhere/a.scene", faults, &scene, NULL) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 2)->code, "scene.empty");
    yx_faults_free(faults);
    assert_null(scene);
}

/* A rule whose `undefined` changed is a changed rule. */
static void test_undefined_is_part_of_the_rule(void **state)
{
    static const char other[] = "rules\n"
                                "  streams:\n"
                                "    flu: {indicator: flu, source: offices, group: a}\n"
                                "  rules:\n"
                                "    high: {version: %d, when: {value: \"flu >= 20\"}, grade: "
                                "{scheme: demo, level: 3}, undefined: \"%d < flu < 20\"}\n";
    static const struct {
        int version, from;
        yx_code want;
    } cases[] = {{1, 15, YX_OK}, {1, 16, YX_E_REFUSED}, {2, 16, YX_OK}};
    const char *series = strstr(scene_text, "series");

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_buf text = {0};
        yx_scene *scene = NULL;
        yx_buf_add(&text, scene_text, (size_t)(series - scene_text));
        yx_buf_f(&text, other, cases[i].version, cases[i].from);
        yx_buf_text(&text, series);
        T_OK(open_text(text.at, NULL, &scene) == cases[i].want);
        yx_scene_free(scene);
        yx_buf_free(&text);
    }
}

static bool whole_or_nothing(void *arg)
{
    yx_faults *faults = NULL;
    yx_scene *scene = NULL;
    yx_err err = {0};
    bool right;
    yx_code rc = yx_faults_new(&faults, &err);

    if (!rc)
        rc = yx_scene_read("t.scene", yx_str_of(arg), NULL, faults, &scene, &err);
    if (!rc)
        rc = yx_scene_run(scene, &err);
    right = rc == YX_E_NOMEM || (rc == YX_OK && yx_scene_line_at(scene, 3)->holds);
    yx_scene_free(scene);
    yx_faults_free(faults);
    return right;
}

static void test_every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(whole_or_nothing, (void *)scene_text) > 50);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_lines_hold),
        cmocka_unit_test(test_nothing_is_known_early),
        cmocka_unit_test(test_what_meets_what),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_too_much),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_undefined_is_part_of_the_rule),
        cmocka_unit_test(test_every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "trigger/course.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

/* A case is drawn: one text a grade, gravest first, then one of exit.when if the rule has it; one
 * character a period.  Y holds   n does not   ? cannot be told
 * What is wanted: the period, the first letter of the turn (L of lapsed) and the level that
 * follows. */
static const struct {
    const char *why;
    const char *hold[4];
    int level[3];
    bool exit_when;
    size_t quiet_for, expires, rest;
    yx_rule_step step[3];
    const char *want;
} cases[] = {
    {"raised at once, ended by one quiet period", {"nYnn"}, {3}, .quiet_for = 1, .want = "1R3 2E3"},
    {"blind periods raise nothing", {"??n"}, {3}, .quiet_for = 1, .want = ""},
    {"blind periods are passed over", {"Yn??nn"}, {3}, .quiet_for = 3, .want = "0R3 5E3"},
    {"evidence starts the count again", {"YnnYnnn"}, {3}, .quiet_for = 3, .want = "0R3 6E3"},
    {"raised anew after its end", {"YnYn"}, {3}, .quiet_for = 1, .want = "0R3 1E3 2R3 3E3"},
    {"the gravest that holds", {"Ynn", "Ynn"}, {1, 2}, .quiet_for = 2, .want = "0R1 2E1"},
    {"graver at once", {"nYnn", "YYnn"}, {1, 2}, .quiet_for = 2, .want = "0R2 1W1 3E1"},
    {"milder after quiet_for", {"Ynnn", "YYYY"}, {1, 2}, .quiet_for = 2, .want = "0R1 2B2"},
    {"no flutter", {"YnYnYn", "YYYYYY"}, {1, 2}, .quiet_for = 2, .want = "0R1"},
    {"blind is not milder", {"Yn?n", "YYYY"}, {1, 2}, .quiet_for = 2, .want = "0R1 3B2"},
    {"milder holds off the end", {"Ynnnnn", "nnYnnn"}, {1, 2}, .quiet_for = 3, .want = "0R1 5E1"},
    {"two steps down",
     {"Ynnnn", "YYYnn", "nnnYY"},
     {1, 2, 3},
     .quiet_for = 2,
     .want = "0R1 2B2 4B3"},
    {"exit.when keeps it up", {"Ynnnn", "nnnYY"}, {2}, true, .quiet_for = 2, .want = "0R2 4E2"},
    {"exit.when must hold running",
     {"Ynnnnn", "nYnYYn"},
     {2},
     true,
     .quiet_for = 2,
     .want = "0R2 4E2"},
    {"exit.when that cannot be told",
     {"Ynnn", "nY?Y"},
     {2},
     true,
     .quiet_for = 2,
     .want = "0R2 3E2"},
    {"evidence outweighs exit.when",
     {"YYnn", "YYYn"},
     {2},
     true,
     .quiet_for = 1,
     .want = "0R2 2E2"},
    {"a grade that cannot be told does not hinder exit.when",
     {"Y???", "nYYn"},
     {2},
     true,
     .quiet_for = 2,
     .want = "0R2 2E2"},
    {"7 clean days to level 2, then 3 to the end",
     {"Ynnnnnnnnnnn"},
     {1},
     .quiet_for = 1,
     .step = {{7, 2}, {3, 0}},
     .want = "0R1 7B2 10E2"},
    {"a case on day 5 starts the 7 again",
     {"YnnnnYnnnnnnnnnn"},
     {1},
     .quiet_for = 1,
     .step = {{7, 2}, {3, 0}},
     .want = "0R1 12B2 15E2"},
    {"a case at the step goes back up",
     {"YnnYnnn"},
     {1},
     .quiet_for = 1,
     .step = {{2, 2}, {3, 0}},
     .want = "0R1 2B2 3W1 5B2"},
    {"a step to a grade of the rule",
     {"Ynnnn", "nnnYn"},
     {1, 2},
     .quiet_for = 1,
     .step = {{2, 2}, {3, 0}},
     .want = "0R1 2B2"},
    {"a step that would not go down is passed over",
     {"nnnn", "Ynnn"},
     {1, 2},
     .quiet_for = 1,
     .step = {{7, 2}, {3, 0}},
     .want = "0R2 3E2"},
    {"after the last step quiet_for",
     {"Ynnn"},
     {1},
     .quiet_for = 1,
     .step = {{2, 2}},
     .want = "0R1 2B2 3E2"},
    {"lapses without fresh evidence",
     {"Y???n"},
     {3},
     .quiet_for = 9,
     .expires = 3,
     .want = "0R3 3L3"},
    {"evidence renews it", {"Y??Y???"}, {3}, .quiet_for = 9, .expires = 3, .want = "0R3 6L3"},
    {"the end comes before the lapse",
     {"Ynn"},
     {3},
     .quiet_for = 2,
     .expires = 2,
     .want = "0R3 2E3"},
    {"a lapsed one is raised anew",
     {"Y??Y"},
     {3},
     .quiet_for = 9,
     .expires = 2,
     .want = "0R3 2L3 3R3"},
    {"rest: nothing for two periods",
     {"YnYYY"},
     {3},
     .quiet_for = 1,
     .rest = 2,
     .want = "0R3 1E3 4R3"},
    {"rest: unless graver",
     {"nnYn", "YnYn"},
     {1, 2},
     .quiet_for = 1,
     .rest = 9,
     .want = "0R2 1E2 2R1 3E1"},
    {"rest holds off a milder one",
     {"Ynnn", "nnYY"},
     {1, 2},
     .quiet_for = 1,
     .rest = 1,
     .want = "0R1 1E1 3R2"},
    {"rest goes on through blind periods",
     {"Yn??Y"},
     {3},
     .quiet_for = 1,
     .rest = 2,
     .want = "0R3 1E3 4R3"},
};

static uint8_t truth_of(char c)
{
    return c == 'Y' ? YX_YES : c == 'n' ? YX_NO : YX_BLIND;
}

static yx_rule rule_of(size_t i)
{
    yx_rule rule = {.quiet_for = cases[i].quiet_for,
                    .expires = cases[i].expires,
                    .rest = cases[i].rest,
                    .exit_when = cases[i].exit_when ? 0 : -1};

    for (; rule.n_grade < 3 && cases[i].level[rule.n_grade]; rule.n_grade++)
        rule.grade[rule.n_grade].level = cases[i].level[rule.n_grade];
    for (; rule.n_step < 3 && cases[i].step[rule.n_step].quiet_for; rule.n_step++)
        rule.step[rule.n_step] = cases[i].step[rule.n_step];
    return rule;
}

static void test_cases(void **state)
{
    static const char letter[] = "-RWBEL";

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_rule rule = rule_of(i);
        size_t n = strlen(cases[i].hold[0]), planes = rule.n_grade + cases[i].exit_when, used = 0;
        uint8_t holds[4 * 2 * 20]; /* two regions: the case is the second */
        yx_course course = {0};
        yx_turned turn[20];
        char got[200] = "";

        memset(holds, YX_YES, sizeof holds);
        for (size_t k = 0; k < planes; k++)
            for (size_t t = 0; t < n; t++)
                holds[(k * 2 + 1) * n + t] = truth_of(cases[i].hold[k][t]);
        size_t n_turn = yx_course_run(&rule, holds, 2, n, 1, 0, &course, turn);
        for (size_t k = 0; k < n_turn; k++)
            used += (size_t)snprintf(got + used, sizeof got - used, "%s%zu%c%d", k ? " " : "",
                                     turn[k].at, letter[turn[k].turn], turn[k].level);
        if (strcmp(got, cases[i].want) != 0)
            print_error("case '%s'\n", cases[i].why);
        T_TEXT(got, cases[i].want);
    }
}

/* Stepping period by period, or in two halves, says the same as the whole run. */
static void test_in_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_rule rule = rule_of(i);
        size_t n = strlen(cases[i].hold[0]), planes = rule.n_grade + cases[i].exit_when;
        uint8_t holds[4 * 20];
        yx_turned whole[20], part[20];
        yx_course a = {0}, b = {0};
        size_t n_whole, n_part;

        for (size_t k = 0; k < planes; k++)
            for (size_t t = 0; t < n; t++)
                holds[k * n + t] = truth_of(cases[i].hold[k][t]);
        n_whole = yx_course_run(&rule, holds, 1, n, 0, 0, &a, whole);
        n_part = 0;
        for (size_t t = 0; t < n; t++) {
            uint8_t now[4] = {0};
            yx_turn turn;
            for (size_t k = 0; k < planes; k++)
                now[k] = holds[k * n + t];
            turn = yx_course_step(&rule, &b, now);
            if (turn != YX_TURN_NONE)
                part[n_part++] = (yx_turned){t, turn, b.grade, yx_course_level(&rule, &b)};
        }
        assert_int_equal(n_whole, n_part);
        for (size_t k = 0; k < n_whole; k++) {
            assert_int_equal(whole[k].at, part[k].at);
            assert_int_equal(whole[k].turn, part[k].turn);
            assert_int_equal(whole[k].level, part[k].level);
        }
        assert_int_equal(a.on, b.on);
    }
}

/* Counts do not wrap: 70,000 quiet periods of a rule that wants more than there can be. */
static void test_counts_stop(void **state)
{
    yx_rule rule = {.quiet_for = 70000, .exit_when = -1, .n_grade = 1, .grade = {{3, 0}}};
    yx_course course = {0};
    uint8_t yes = YX_YES, no = YX_NO;

    (void)state;
    assert_int_equal(yx_course_step(&rule, &course, &yes), YX_TURN_RAISED);
    for (size_t t = 0; t < 70000; t++)
        assert_int_equal(yx_course_step(&rule, &course, &no), YX_TURN_NONE);
    T_OK(course.on && course.quiet == UINT16_MAX && course.stale == UINT16_MAX);
}

static void test_names(void **state)
{
    (void)state;
    T_TEXT(yx_turn_name[YX_TURN_RAISED], "raised");
    for (size_t i = 0; i < YX_N_TURN; i++)
        assert_non_null(yx_turn_name[i]);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_in_parts),
        cmocka_unit_test(test_counts_stop),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

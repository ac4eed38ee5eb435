/* Each case is a series and what it says, a letter a period: . quiet, 1-4 the grade, g a gap,
 * - too short. */
#include "tests/support/t.h"
#include "screen/detector.h"

#include <string.h>

enum { N_PARAM = 7, MOST = 16 };
#define NO NAN

static const struct {
    const char *why;
    double param[N_PARAM]; /* level_1 .. level_4, hold, exit, exit_hold */
    yx_look look;
    double x[MOST];
    const char *want; /* one letter a period */
} cases[] = {
    {"one limit, reached counts", {NO, NO, NO, 10, 1, NO, 1}, YX_LOOK_HIGH, {9, 10, 11, 9}, ".44."},
    {"grades climb and fall",
     {40, 30, 20, 10, 1, NO, 1},
     YX_LOOK_HIGH,
     {5, 10, 20, 30, 40, 35, 25, 15, 9},
     ".4321234."},
    {"a scheme may use some", {40, NO, 20, NO, 1, NO, 1}, YX_LOOK_HIGH, {10, 20, 39, 40}, ".331"},
    {"held for three", {NO, NO, NO, 10, 3, NO, 1}, YX_LOOK_HIGH, {10, 10, 9, 10, 10, 10}, "--...4"},
    {"each grade is held", {NO, NO, 20, 10, 2, NO, 1}, YX_LOOK_HIGH, {10, 20, 20, 20}, "-433"},
    {"a gap neither counts nor breaks",
     {NO, NO, NO, 10, 3, NO, 1},
     YX_LOOK_HIGH,
     {10, 10, GAP, 10, GAP, 9},
     "--g4g."},
    {"it ends below exit", {NO, NO, NO, 10, 1, 8, 1}, YX_LOOK_HIGH, {10, 9, 8, 7, 9}, "444.."},
    {"held before the end",
     {NO, NO, NO, 10, 1, NO, 3},
     YX_LOOK_HIGH,
     {10, 9, 9, 10, 9, 9, 9},
     "444444."},
    {"exit is of the mildest grade",
     {NO, NO, 20, 10, 1, 5, 1},
     YX_LOOK_HIGH,
     {20, 19, 6, 4},
     "344."},
    /* 猪粮比价 below 6:1 and 5:1, three weeks running */
    {"hog to corn, low",
     {5.0, NO, 6.0, NO, 3, NO, 1},
     YX_LOOK_LOW,
     {6.2, 5.9, 5.57, 5.57, 5.57, 4.9, 5.0, 4.8, 6.01},
     "--.33331."},
    {"hog to corn, end held at 6.5",
     {5.0, NO, 6.0, NO, 1, 6.5, 2},
     YX_LOOK_LOW,
     {5.57, 6.4, 6.6, 6.5, 6.6, 6.6},
     "33333."},
    {"limits below zero", {NO, NO, NO, -5, 1, NO, 1}, YX_LOOK_HIGH, {-6, -5, -6}, ".4."},
    {"beyond all bounds",
     {NO, NO, NO, 10, 1, NO, 1},
     YX_LOOK_HIGH,
     {1e300, INFINITY, -INFINITY},
     "44."},
};

static const yx_detector *detector(void)
{
    const yx_detector *d = yx_detector_find("threshold");

    T_OK(d && d->n_param == N_PARAM && yx_param_find(d, "level_1") == 0);
    T_OK(yx_param_find(d, "hold") == 4 && yx_param_find(d, "exit") == 5);
    T_OK(yx_param_find(d, "exit_hold") == 6);
    return d;
}

static char letter(const yx_verdict *v)
{
    T_OK(v->alarm == (v->level > 0));
    T_OK(v->state == YX_JUDGED || !v->alarm);
    return v->state == YX_GAP         ? 'g'
           : v->state == YX_TOO_SHORT ? '-'
           : v->level                 ? (char)('0' + v->level)
                                      : '.';
}

static void by_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t n = strlen(cases[i].want);
        yx_screen_input in = {.n = n, .observed = cases[i].x};
        yx_verdict v[MOST];
        double room[MOST * 16];
        char said[MOST + 1] = {0};

        T_OK(n <= MOST && yx_screen_room(detector(), n, cases[i].param) <= MOST * 16);
        T_OK(yx_screen(detector(), &in, cases[i].param, cases[i].look, room, v, NULL) == YX_OK);
        for (size_t t = 0; t < n; t++)
            said[t] = letter(&v[t]);
        if (strcmp(said, cases[i].want) != 0)
            fail_msg("%s: %s, expected %s", cases[i].why, said, cases[i].want);
    }
}

static void upper_is_the_limit_in_force(void **state)
{
    static const double param[] = {NO, NO, 20, 10, 1, NO, 1};
    static const double x[] = {5, 10, 20};
    yx_screen_input in = {.n = 3, .observed = x};
    yx_verdict v[3];

    (void)state;
    T_OK(detector()->run(&in, param, NULL, v, NULL) == YX_OK);
    T_OK(v[0].upper == 10 && v[1].upper == 10 && v[2].upper == 20);
}

static void options_that_do_not_go_together(void **state)
{
    static const double wrong[][N_PARAM] = {
        {NO, NO, NO, NO, 1, NO, 1}, /* no limit at all */
        {10, 20, NO, NO, 1, NO, 1}, /* the graver one is milder */
        {20, NO, 20, NO, 1, NO, 1}, /* the same */
        {NO, NO, NO, 10, 1, 11, 1}, /* it would end before it begins */
    };
    static const double low[] = {5, NO, 6, NO, 1, NO, 1};
    double x = 5, room[32];
    yx_screen_input in = {.n = 1, .observed = &x};
    yx_verdict v;
    yx_err err;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        T_OK(detector()->run(&in, wrong[i], NULL, &v, &err) == YX_E_RANGE);
    T_OK(yx_screen(detector(), &in, low, YX_LOOK_HIGH, room, &v, &err) == YX_E_RANGE);
    T_OK(yx_screen(detector(), &in, low, YX_LOOK_BOTH, room, &v, &err) == YX_E_RANGE);
    T_OK(yx_screen(detector(), &in, low, YX_LOOK_LOW, room, &v, &err) == YX_OK);
    T_OK(v.level == 1 && v.upper == 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_head),
        cmocka_unit_test(upper_is_the_limit_in_force),
        cmocka_unit_test(options_that_do_not_go_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

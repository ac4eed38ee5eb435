/* Directions. The baseline 9 10 11 has mean 10 and sd 1; with alpha = P(Z > 1) the limits of earsC
 * C1 are 11 and, for too low, 9. */
#include "screen/detector.h"
#include "tests/support/t.h"

static const double param[] = {0, 3, 0.15865525393145705, 0, NAN};

static const struct {
    const char *why;
    double x[5];
    size_t n;
    yx_look look;
    yx_state state;
    double expected, upper, score;
    bool alarm;
} cases[] = {
    {"high", {9, 10, 11, 12}, 4, YX_LOOK_HIGH, YX_JUDGED, 10, 11, 2, true},
    {"high does not see a fall", {9, 10, 11, 7}, 4, YX_LOOK_HIGH, YX_JUDGED, 10, 11, -3, false},
    {"low", {9, 10, 11, 7}, 4, YX_LOOK_LOW, YX_JUDGED, 10, 9, 3, true},
    {"low does not see a rise", {9, 10, 11, 12}, 4, YX_LOOK_LOW, YX_JUDGED, 10, 9, -2, false},
    {"low, below zero", {-11, -10, -9, -12}, 4, YX_LOOK_LOW, YX_JUDGED, -10, -11, 2, true},
    {"low, to zero", {9, 10, 11, 0}, 4, YX_LOOK_LOW, YX_JUDGED, 10, 9, 10, true},
    {"both: a rise", {9, 10, 11, 12}, 4, YX_LOOK_BOTH, YX_JUDGED, 10, 11, 2, true},
    {"both: a fall", {9, 10, 11, 7}, 4, YX_LOOK_BOTH, YX_JUDGED, 10, 9, 3, true},
    {"both: quiet is said as high", {9, 10, 11, 10}, 4, YX_LOOK_BOTH, YX_JUDGED, 10, 11, 0, false},
    {"a gap", {9, 10, 11, GAP}, 4, YX_LOOK_BOTH, YX_GAP, GAP, GAP, GAP, false},
    {"too short", {9, 10}, 2, YX_LOOK_LOW, YX_TOO_SHORT, GAP, GAP, GAP, false},
};

static void by_head(void **state)
{
    const yx_detector *d = yx_detector_find("earsC");

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_screen_input in = {.n = cases[i].n, .observed = cases[i].x};
        double room[128];
        yx_verdict v[5], last;

        T_OK(yx_screen_room(d, in.n, param) <= 128);
        T_OK(yx_screen(d, &in, param, cases[i].look, room, v, NULL) == YX_OK);
        last = v[in.n - 1];
        if (last.state != cases[i].state || last.alarm != cases[i].alarm)
            fail_msg("%s: state %d, alarm %d", cases[i].why, (int)last.state, last.alarm);
        T_NEAR(last.expected, cases[i].expected, 1e-12);
        T_NEAR(last.upper, cases[i].upper, 1e-12);
        T_OK((isnan(last.score) && isnan(cases[i].score)) ||
             fabs(last.score - cases[i].score) < 1e-12);
    }
}

/* A wave: whatever both says is what one of the two directions says. */
static void both_is_one_of_the_two(void **state)
{
    enum { N = 200 };
    const yx_detector *d = yx_detector_find("earsC");
    double x[N], room[N * 16];
    yx_verdict high[N], low[N], both[N];
    yx_screen_input in = {.n = N, .observed = x};
    size_t rises = 0, falls = 0;

    (void)state;
    for (size_t t = 0; t < N; t++)
        x[t] = round(100 + 50 * sin((double)t * 0.7) + 20 * sin((double)t * 2.9));
    T_OK(yx_screen_room(d, N, param) <= sizeof room / sizeof room[0]);
    T_OK(yx_screen(d, &in, param, YX_LOOK_HIGH, room, high, NULL) == YX_OK);
    T_OK(yx_screen(d, &in, param, YX_LOOK_LOW, room, low, NULL) == YX_OK);
    T_OK(yx_screen(d, &in, param, YX_LOOK_BOTH, room, both, NULL) == YX_OK);
    for (size_t t = 0; t < N; t++) {
        const yx_verdict *v = low[t].alarm && !high[t].alarm ? &low[t] : &high[t];
        rises += high[t].alarm;
        falls += low[t].alarm;
        T_OK(both[t].alarm == (high[t].alarm || low[t].alarm) && both[t].state == v->state);
        T_NEAR(both[t].upper, v->upper, 0);
    }
    T_OK(rises > 5 && falls > 5);
}

/* C3 remembers two periods: one far too low and one far too high make it alarm both ways. */
static void high_is_said_first(void **state)
{
    static const double c3[] = {2, 3, 0.15865525393145705, 0, NAN};
    static const double x[] = {10, 11, 9, 10, 11, 5, 15, 10};
    yx_screen_input in = {.n = 8, .observed = x};
    const yx_detector *d = yx_detector_find("earsC");
    double room[128];
    yx_verdict v[8];

    (void)state;
    T_OK(yx_screen_room(d, 8, c3) <= 128);
    T_OK(yx_screen(d, &in, c3, YX_LOOK_LOW, room, v, NULL) == YX_OK);
    T_OK(v[7].alarm);
    T_NEAR(v[7].upper, 13, 1e-12);
    T_OK(yx_screen(d, &in, c3, YX_LOOK_BOTH, room, v, NULL) == YX_OK);
    T_OK(v[7].alarm);
    T_NEAR(v[7].upper, 7, 1e-12);
}

static void nothing_to_judge(void **state)
{
    yx_screen_input in = {.n = 0};
    double room[8];
    yx_verdict v;

    (void)state;
    for (int look = 0; look < YX_N_LOOK; look++)
        T_OK(yx_screen(yx_detector_find("earsC"), &in, param, (yx_look)look, room, &v, NULL) ==
             YX_OK);
    T_TEXT(yx_look_name[YX_LOOK_LOW], "low");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_head),
        cmocka_unit_test(both_is_one_of_the_two),
        cmocka_unit_test(high_is_said_first),
        cmocka_unit_test(nothing_to_judge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

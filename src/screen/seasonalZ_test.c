/* The history 9 10 11 has median 10 and MAD 1, so the scale is 1.4826022185056018; with limit 1 the
 * alarm is above 11.48. */
#include "base/day.h"
#include "screen/detector.h"
#include "tests/support/t.h"

enum { WINDOW, YEARS, FEWEST_YEARS, LIMIT, MIN_REL, MIN_SCALE, COUNTS, N_PARAM };
enum { MOST = 400 };

static const double scale = 1.4826022185056018;

static double scratch[4096];

static const yx_detector *detector(void)
{
    const yx_detector *d = yx_detector_find("seasonalZ");

    T_OK(d && d->n_param == N_PARAM);
    T_OK(yx_param_find(d, "window") == WINDOW && yx_param_find(d, "years") == YEARS);
    T_OK(yx_param_find(d, "fewest_years") == FEWEST_YEARS && yx_param_find(d, "limit") == LIMIT);
    T_OK(yx_param_find(d, "min_rel") == MIN_REL && yx_param_find(d, "min_scale") == MIN_SCALE);
    T_OK(yx_param_find(d, "counts") == COUNTS);
    return d;
}

/* Judges the last of n quarters that start with the first of the year 2001. */
static yx_verdict last_quarter(const double *x, size_t n, const double *param,
                               const unsigned char *event)
{
    int32_t year[MOST], season[MOST];
    yx_screen_input in = {
        .n = n, .observed = x, .event = event, .year = year, .season = season, .per_year = 4};
    yx_verdict v[MOST];

    for (size_t t = 0; t < n; t++) {
        year[t] = 2001 + (int32_t)t / 4;
        season[t] = 1 + (int32_t)t % 4;
    }
    T_OK(detector()->scratch_len(n, param) <= sizeof scratch / sizeof scratch[0]);
    T_OK(detector()->run(&in, param, scratch, v, NULL) == YX_OK);
    return v[n - 1];
}

static const struct {
    const char *why;
    double x[13];
    size_t n;
    double param[N_PARAM]; /* window, years, fewest_years, limit, min_rel, min_scale, counts */
    yx_state state;
    double expected, upper;
    bool alarm;
} cases[] = {
    {"over",
     {9, 0, 0, 0, 10, 0, 0, 0, 11, 0, 0, 0, 12},
     13,
     {0, 5, 2, 1, .02, 0, 0},
     YX_JUDGED,
     10,
     10 + 1.4826022185056018,
     true},
    {"quiet",
     {9, 0, 0, 0, 10, 0, 0, 0, 11, 0, 0, 0, 11},
     13,
     {0, 5, 2, 1, .02, 0, 0},
     YX_JUDGED,
     10,
     10 + 1.4826022185056018,
     false},
    {"three times the scale",
     {9, 0, 0, 0, 10, 0, 0, 0, 11, 0, 0, 0, 12},
     13,
     {0, 5, 2, 3, .02, 0, 0},
     YX_JUDGED,
     10,
     10 + 3 * 1.4826022185056018,
     false},
    {"a gap is not judged",
     {9, 0, 0, 0, 10, 0, 0, 0, 11, 0, 0, 0, GAP},
     13,
     {0, 5, 2, 1, .02, 0, 0},
     YX_GAP,
     GAP,
     GAP,
     false},
    {"a gap among the years",
     {9, 0, 0, 0, GAP, 0, 0, 0, 11, 0, 0, 0, 12},
     13,
     {0, 5, 2, 1, .02, 0, 0},
     YX_JUDGED,
     10,
     10 + 1.4826022185056018,
     true},
    {"too few years",
     {9, 0, 0, 0, GAP, 0, 0, 0, GAP, 0, 0, 0, 12},
     13,
     {0, 5, 2, 1, .02, 0, 0},
     YX_TOO_SHORT,
     GAP,
     GAP,
     false},
    {"only two years are looked at",
     {99, 0, 0, 0, 10, 0, 0, 0, 12, 0, 0, 0, 12},
     13,
     {0, 2, 2, 1, .02, 0, 0},
     YX_JUDGED,
     11,
     11 + 1.4826022185056018,
     false},
    {"a constant history has the slack of min_rel",
     {10, 0, 0, 0, 10, 0, 0, 0, 10, 0, 0, 0, 10.1},
     13,
     {0, 5, 2, 1, .02, 0, 0},
     YX_JUDGED,
     10,
     10.2,
     false},
    {"or of min_scale",
     {10, 0, 0, 0, 10, 0, 0, 0, 10, 0, 0, 0, 11.1},
     13,
     {0, 5, 2, 1, .02, 1, 0},
     YX_JUDGED,
     10,
     11,
     true},
    {"or of a count",
     {25, 0, 0, 0, 25, 0, 0, 0, 25, 0, 0, 0, 30},
     13,
     {0, 5, 2, 1, .02, 0, 1},
     YX_JUDGED,
     25,
     30,
     false},
    {"a history of zeros has no scale",
     {0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 7},
     13,
     {0, 5, 2, 1, .02, 0, 0},
     YX_NO_ANSWER,
     GAP,
     GAP,
     false},
    {"but for counts: 1",
     {0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 7},
     13,
     {0, 5, 2, 3, .02, 0, 1},
     YX_JUDGED,
     0,
     3,
     true},
    /* a year is 10 20 99 30: around its first quarter stand 30 10 20, median 20, MAD 10 */
    {"the window goes round the new year",
     {10, 20, 99, 30, 10, 20, 99, 30, 10},
     9,
     {1, 1, 1, 1, .02, 0, 0},
     YX_JUDGED,
     20,
     20 + 10 * 1.4826022185056018,
     false},
    {"and is cut at the start",
     {10, 20, 99, 30, 10},
     5,
     {1, 1, 1, 1, .02, 0, 0},
     YX_JUDGED,
     15,
     15 + 5 * 1.4826022185056018,
     false},
    {"windows of two years do not meet",
     {10, 20, 99, 30, 10},
     5,
     {26, 1, 1, 1, .02, 0, 0},
     YX_JUDGED,
     15,
     15 + 5 * 1.4826022185056018,
     false},
};

static void by_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_verdict v = last_quarter(cases[i].x, cases[i].n, cases[i].param, NULL);

        if (v.state != cases[i].state || v.alarm != cases[i].alarm)
            fail_msg("%s: state %d, alarm %d", cases[i].why, (int)v.state, v.alarm);
        T_NEAR(v.expected, cases[i].expected, 1e-12);
        T_NEAR(v.upper, cases[i].upper, 1e-12);
    }
}

static void known_events_are_left_out(void **state)
{
    static const double x[] = {9, 0, 0, 0, 60, 0, 0, 0, 11, 0, 0, 0, 12};
    static const unsigned char event[13] = {[4] = 1};
    static const double param[N_PARAM] = {0, 5, 2, 1, .02, 0, 0};

    (void)state;
    T_NEAR(last_quarter(x, 13, param, event).expected, 10, 1e-12);
    T_NEAR(last_quarter(x, 13, param, NULL).expected, 11, 1e-12);
    T_NEAR(last_quarter(x, 13, param, event).score, 2 / scale, 1e-12);
}

/* Weeks 2018-W01 .. 2021-W01; 2020 has 53. Each week's figure is its number. */
static void week_53(void **state)
{
    static const double param[N_PARAM] = {0, 5, 2, 3, .02, 0, 0};
    static const double wide[N_PARAM] = {1, 5, 2, 3, .02, 0, 0};
    int32_t year[MOST], season[MOST];
    double x[MOST];
    yx_verdict v[MOST];
    yx_screen_input in = {.observed = x, .year = year, .season = season, .per_year = 52};

    (void)state;
    for (yx_day d = yx_iso_week_start(2018, 1); d <= yx_iso_week_start(2021, 1); d += 7, in.n++) {
        int y, w;
        yx_day_iso_week(d, &y, &w);
        year[in.n] = y;
        season[in.n] = w;
        x[in.n] = w;
    }
    T_OK(in.n == 52 + 52 + 53 + 1 && season[in.n - 2] == 53);
    T_OK(detector()->run(&in, param, scratch, v, NULL) == YX_OK);
    T_OK(v[in.n - 2].expected == 52); /* 2019-W52, 2018-W52 */
    T_OK(v[in.n - 1].expected == 1);
    T_OK(detector()->run(&in, wide, scratch, v, NULL) == YX_OK);
    T_OK(v[in.n - 1].expected == 2); /* 1 1 1 2 2 2 52 52: before 2018-W01 is nothing */
    in.year = NULL;
    T_OK(detector()->run(&in, wide, scratch, v, NULL) == YX_E_RANGE);
}

/* Weeks are missing from the list, as they should not be: the present figure is still no history.
 */
static void never_its_own_history(void **state)
{
    static const double param[N_PARAM] = {1, 5, 1, 3, .02, 0, 0};
    static const double x[] = {10, 50};
    static const int32_t year[] = {2020, 2021}, season[] = {5, 5};
    yx_screen_input in = {.n = 2, .observed = x, .year = year, .season = season, .per_year = 52};
    yx_verdict v[2];

    (void)state;
    T_OK(detector()->run(&in, param, scratch, v, NULL) == YX_OK);
    T_OK(v[0].state == YX_TOO_SHORT && v[1].expected == 10 && v[1].alarm);
}

static void options_that_do_not_go_together(void **state)
{
    static const double param[N_PARAM] = {0, 2, 3, 3, .02, 0, 0};
    int32_t one = 1;
    double x = 1;
    yx_screen_input in = {.n = 1, .observed = &x, .year = &one, .season = &one, .per_year = 1};
    yx_verdict v;

    (void)state;
    T_OK(detector()->run(&in, param, scratch, &v, NULL) == YX_E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_head),
        cmocka_unit_test(known_events_are_left_out),
        cmocka_unit_test(week_53),
        cmocka_unit_test(never_its_own_history),
        cmocka_unit_test(options_that_do_not_go_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

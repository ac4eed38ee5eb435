/* Two proofs: cases that can be done in the head, and every row that R's surveillance computed on
 * the simulated series of tests/data/sim (14 series, five sets of options, 28672 rows). */
#include "screen/detector.h"
#include "tests/support/fixture.h"
#include "tests/support/t.h"

enum { METHOD, BASELINE, ALPHA, MIN_SIGMA, FEWEST, N_PARAM };

static const yx_detector *detector(void)
{
    const yx_detector *d = yx_detector_find("earsC");

    T_OK(d && d->n_param == N_PARAM);
    T_OK(yx_param_find(d, "method") == METHOD && yx_param_find(d, "baseline") == BASELINE);
    T_OK(yx_param_find(d, "alpha") == ALPHA && yx_param_find(d, "min_sigma") == MIN_SIGMA);
    T_OK(yx_param_find(d, "fewest") == FEWEST && yx_param_find(d, "none") == SIZE_MAX);
    return d;
}

/* The last verdict. The baseline 9 10 11 has mean 10 and sd 1, and P(Z > 1) = 0.158655..., so the
 * limit is 11. */
static const double one_sd = 0.15865525393145705;
static const struct {
    const char *why;
    double x[9];
    size_t n;
    int method;
    double fewest, min_sigma;
    yx_state state;
    double expected, upper;
    bool alarm;
} cases[] = {
    {"quiet", {9, 10, 11, 10.5}, 4, 0, NAN, 0, YX_JUDGED, 10, 11, false},
    {"over the limit", {9, 10, 11, 12}, 4, 0, NAN, 0, YX_JUDGED, 10, 11, true},
    {"older figures do not matter", {99, 9, 10, 11, 12}, 5, 0, NAN, 0, YX_JUDGED, 10, 11, true},
    {"a gap is not judged", {9, 10, 11, GAP}, 4, 0, NAN, 0, YX_GAP, GAP, GAP, false},
    {"a gap in the baseline", {9, 10, GAP, 12}, 4, 0, NAN, 0, YX_TOO_SHORT, GAP, GAP, false},
    {"is borne with fewest 2", {9, GAP, 11, 99}, 4, 0, 2, 0, YX_JUDGED, 10, 10 + M_SQRT2, true},
    {"fewest 2 starts earlier", {9, 11, 99}, 3, 0, 2, 0, YX_JUDGED, 10, 10 + M_SQRT2, true},
    {"but not with one", {9, GAP, GAP, 99}, 4, 0, 2, 0, YX_TOO_SHORT, GAP, GAP, false},
    {"too short", {9, 10, 11}, 3, 0, NAN, 0, YX_TOO_SHORT, GAP, GAP, false},
    {"a constant baseline", {5, 5, 5, 5}, 4, 0, NAN, 0, YX_JUDGED, 5, 5, false},
    {"has no slack", {.1, .1, .1, .11}, 4, 0, NAN, 0, YX_JUDGED, .1, .1, true},
    {"but for min_sigma", {5, 5, 5, 6}, 4, 0, NAN, 2, YX_JUDGED, 5, 7, false},
    {"C2 leaves two out", {9, 10, 11, 70, 80, 12}, 6, 1, NAN, 0, YX_JUDGED, 10, 11, true},
    {"gaps there are borne", {9, 10, 11, GAP, GAP, 12}, 6, 1, NAN, 0, YX_JUDGED, 10, 11, true},
    {"C2 too short", {9, 10, 11, 70, 80}, 5, 1, NAN, 0, YX_TOO_SHORT, GAP, GAP, false},
    /* C3: the last baseline is 9 10 11, so is each before it but for order: mean 10, sd 1. */
    {"C3 quiet", {10, 11, 9, 10, 11, 10, 10, 10}, 8, 2, NAN, 0, YX_JUDGED, 10, 11, false},
    {"C3: the one before was 2 sd over", /* 1 of them counts, the limit is 10 + (1 - 1) */
     {10, 11, 9, 10, 11, 10, 12, 10},
     8,
     2,
     NAN,
     0,
     YX_JUDGED,
     10,
     10,
     false},
    {"C3: 3 sd over", {10, 11, 9, 10, 11, 10, 13, 10}, 8, 2, NAN, 0, YX_JUDGED, 10, 9, true},
    {"C3: two times 1.75",
     {10, 11, 9, 10, 11, 11.75, 11.75, 10},
     8,
     2,
     NAN,
     0,
     YX_JUDGED,
     10,
     9.5,
     true},
    {"C3: gaps add nothing",
     {10, 11, 9, 10, 11, GAP, GAP, 10},
     8,
     2,
     NAN,
     0,
     YX_JUDGED,
     10,
     11,
     false},
    {"C3: its own excess waits",
     {10, 11, 9, 10, 11, 10, 10, 50},
     8,
     2,
     NAN,
     0,
     YX_JUDGED,
     10,
     51,
     false},
    {"C3: below zero, a limit is not raised to 0",
     {-10, -9, -11, -10, -9, -10, -7, -10},
     8,
     2,
     NAN,
     0,
     YX_JUDGED,
     -10,
     -11,
     true},
    {"C3: a count of 0 does not alarm",
     {1, 2, 0, 1, 2, 1, 9, 0},
     8,
     2,
     NAN,
     0,
     YX_JUDGED,
     1,
     0,
     false},
    {"C3 of nothing but one figure",
     {5, 5, 5, 5, 5, 5, 5, 5},
     8,
     2,
     NAN,
     0,
     YX_NO_ANSWER,
     GAP,
     GAP,
     false},
    {"C3 too short", {10, 11, 9, 10, 11, 10, 10}, 7, 2, NAN, 0, YX_TOO_SHORT, GAP, GAP, false},
};

static void by_head(void **state)
{
    const yx_detector *d = detector();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double param[N_PARAM] = {cases[i].method, 3, one_sd, cases[i].min_sigma, cases[i].fewest};
        yx_screen_input in = {.n = cases[i].n, .observed = cases[i].x};
        yx_verdict v[9];
        const yx_verdict *last = &v[cases[i].n - 1];

        T_OK(d->run(&in, param, NULL, v, NULL) == YX_OK);
        if (last->state != cases[i].state || last->alarm != cases[i].alarm)
            fail_msg("%s: state %d, alarm %d", cases[i].why, (int)last->state, last->alarm);
        T_NEAR(last->expected, cases[i].expected, 1e-12);
        T_NEAR(last->upper, cases[i].upper, 1e-12);
    }
}

static void score_and_p(void **state)
{
    static const double x[] = {9, 10, 11, 12};
    double param[N_PARAM] = {0, 3, one_sd, 0, NAN};
    yx_screen_input in = {.n = 4, .observed = x};
    yx_verdict v[4];

    (void)state;
    T_OK(detector()->run(&in, param, NULL, v, NULL) == YX_OK);
    T_NEAR(v[3].score, 2, 1e-12);                /* 2 sd over, limit at 1 */
    T_NEAR(v[3].p, 0.022750131948179207, 1e-12); /* P(Z > 2) */
    param[FEWEST] = 4;
    T_OK(detector()->run(&in, param, NULL, v, NULL) == YX_E_RANGE);
}

static void known_events_are_left_out(void **state)
{
    static const double x[] = {9, 10, 60, 11, 12};
    static const unsigned char event[] = {0, 0, 1, 0, 0};
    double param[N_PARAM] = {0, 4, one_sd, 0, 3};
    yx_screen_input in = {.n = 5, .observed = x, .event = event};
    yx_verdict v[5];

    (void)state;
    T_OK(detector()->run(&in, param, NULL, v, NULL) == YX_OK);
    T_NEAR(v[4].upper, 11, 1e-12);
    in.event = NULL;
    T_OK(detector()->run(&in, param, NULL, v, NULL) == YX_OK);
    T_OK(v[4].upper > 40 && !v[4].alarm);
}

/* --- what R computed --- */

static void check_row(t_fixture *f, const t_row *row, void *arg)
{
    const yx_verdict *v = t_fixture_run(f, detector(), row);

    (void)arg;
    t_fixture_same(row, "upper", v->upper, row->upper, 1e-12, 0);
    T_OK(v->state == (isnan(row->alarm) ? YX_NO_ANSWER : YX_JUDGED));
    T_OK(v->alarm == (row->alarm > 0));
}

static void count_judged(t_fixture *f, const t_row *row, void *arg)
{
    size_t *judged = arg;

    if (row->t == row->series->n) { /* the last of a run: its verdicts are all there */
        (void)t_fixture_run(f, detector(), row);
        for (size_t t = 0; t < row->series->n; t++)
            *judged += f->verdict[t].state != YX_TOO_SHORT;
    }
}

static void as_r_does(void **state)
{
    t_fixture *f = t_fixture_new();
    size_t judged = 0;

    (void)state;
    t_fixture_each(f, "out-earsC.csv.gz", check_row, NULL);
    T_OK(f->n == 14 && f->n_row == 28672);
    t_fixture_each(f, "out-earsC.csv.gz", count_judged, &judged);
    T_OK(judged == f->n_row); /* where R says nothing, so do we */
    free(f);
}

/* The baseline 9 10 11 9 10 11 10 of C1 at alpha 0.001 has mean 10 and z 3.0902; its sum gives the
 * limit back, and names the seven periods before the eighth. C2 leaves two out; C3 has no sum. */
static void test_sum(void **state)
{
    static const double x[] = {9, 10, 11, 9, 10, 11, 10, 40, 12, 12};
    yx_screen_input in = {.n = 10, .observed = x, .per_year = 52};
    double param[] = {0, 7, NAN, 0, NAN};
    const yx_detector *d = yx_detector_find("earsC");
    yx_verdict v[10];
    yx_sum sum;

    (void)state;
    T_OK(d->run(&in, param, NULL, v, NULL) == YX_OK);
    T_OK(d->sum(param, &v[7], 7, &sum));
    T_NEAR(sum.mean, 10, 1e-15);
    T_NEAR(sum.factor, 3.090232306167813, 1e-12);
    T_NEAR(sum.sd, sqrt(4.0 / 6.0), 1e-12);
    T_NEAR(sum.mean + sum.factor * sum.sd, v[7].upper, 1e-14);
    T_OK(sum.from == 0 && sum.to == 6);
    T_OK(!d->sum(param, &v[6], 6, &sum));
    param[0] = 1;
    T_OK(d->run(&in, param, NULL, v, NULL) == YX_OK);
    T_OK(d->sum(param, &v[9], 9, &sum));
    T_OK(sum.from == 0 && sum.to == 6);
    param[0] = 2;
    T_OK(!d->sum(param, &v[9], 9, &sum));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sum),    cmocka_unit_test(by_head),
        cmocka_unit_test(score_and_p), cmocka_unit_test(known_events_are_left_out),
        cmocka_unit_test(as_r_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Limits that can be done in the head, and every row that R's surveillance computed on the
 * simulated series of tests/data/sim (14 series, five sets of options, 3640 rows). */
#include "screen/detector.h"
#include "tests/support/fixture.h"
#include "tests/support/t.h"

enum { ALL = 17 };

static const double one_sd = 0.15865525393145705; /* P(Z > 1) */

static const yx_detector *detector(void)
{
    const yx_detector *d = yx_detector_find("farrington");

    T_OK(d != NULL);
    return d;
}

/* Quarters, three years, the quarter itself only, no trend, no power, limit at one sd. */
static void options(double *param)
{
    static const struct {
        const char *name;
        double value;
    } set[] = {{"b", 3},        {"w", 0},          {"trend", 0}, {"limit54_cases", 0},
               {"reweight", 0}, {"powertrans", 2}, {"alpha", 0}};
    const yx_detector *d = detector();

    for (size_t i = 0; i < d->n_param; i++)
        param[i] = d->param[i].dflt;
    for (size_t i = 0; i < YX_COUNT(set); i++)
        param[yx_param_find(d, set[i].name)] = set[i].value;
    param[yx_param_find(d, "alpha")] = 2 * one_sd; /* two-sided */
}

static yx_verdict last(const yx_screen_input *in, const double *param)
{
    yx_verdict v[32];
    double room[2000];

    T_OK(in->n <= YX_COUNT(v) && yx_screen_room(detector(), in->n, param) <= YX_COUNT(room));
    T_OK(yx_screen(detector(), in, param, YX_LOOK_HIGH, room, v, NULL) == YX_OK);
    return v[in->n - 1];
}

/* Mean 3 of three figures: variance phi 3 of the figure and phi 3 / 3 of the mean, phi at least 1,
 * also for the mean. 1, 3, 5 have phi (4 + 0 + 4) / 3 / 2 = 4 / 3. */
static const struct {
    const char *why;
    double ref[3], x, cases;
    double expected, upper, score;
    bool alarm;
} cases[] = {
    {"3/4 sd over", {3, 3, 3}, 4.5, 0, 3, 5, 0.7733726476, false},
    {"more", {3, 3, 3}, 6, 0, 3, 5, 0.9331927987, true}, /* P(Z < 1.5) */
    {"the mean is the median", {3, 3, 3}, 3, 0, 3, 5, 0.5, false},
    {"with dispersion", {1, 3, 5}, 6, 0, 3, 3 + 2.3094010767585034, 0.9030, true},
    {"too few cases: 0", {3, 3, 3}, 6, 304, 3, 0, 0.9331927987, false},
    {"just enough", {3, 3, 3}, 6, 303, 3, 5, 0.9331927987, true},
};

static void by_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        double x[ALL], param[YX_PARAM_MAX];
        yx_screen_input in = {.n = ALL, .observed = x, .per_year = 4};
        yx_verdict v;
        for (int t = 0; t < ALL; t++)
            x[t] = 99; /* other quarters do not count */
        for (int k = 0; k < 3; k++)
            x[ALL - 5 - 4 * k] = cases[i].ref[k];
        x[ALL - 1] = cases[i].x;
        options(param);
        param[yx_param_find(detector(), "limit54_cases")] = cases[i].cases;
        v = last(&in, param);
        if (v.state != YX_JUDGED || v.alarm != cases[i].alarm)
            fail_msg("%s: state %d, alarm %d", cases[i].why, (int)v.state, v.alarm);
        T_NEAR(v.expected, cases[i].expected, 1e-6);
        T_NEAR(v.upper, cases[i].upper, 1e-4);
        T_NEAR(v.score, cases[i].score, 1e-4);
        T_NEAR(v.p, 1 - v.score, 1e-12);
        T_OK(v.trend == 0);
    }
}

static void trend_and_population(void **state)
{
    double x[ALL], pop[ALL], param[YX_PARAM_MAX];
    yx_screen_input in = {.n = ALL, .observed = x, .population = pop, .per_year = 4};
    const yx_detector *d = detector();

    (void)state;
    for (int t = 0; t < ALL; t++) {
        x[t] = 1000 >> (t / 4); /* 1000, 500, 250, 125, 62 */
        pop[t] = 1 << (t / 4);
    }
    options(param);
    T_NEAR(last(&in, param).expected, 875. / 3, 1e-6); /* 500, 250, 125 */
    param[yx_param_find(d, "trend")] = 1;
    T_NEAR(last(&in, param).expected, 62.5, 1e-6);
    T_OK(last(&in, param).trend == 1);
    for (int t = 0; t < 8; t++) /* upwards it is not followed beyond what was seen */
        x[t] = x[8 + t] = 100 << (t / 4);
    x[16] = 100;
    x[4] = 100;
    x[8] = 200;
    x[12] = 400;
    T_NEAR(last(&in, param).expected, 700. / 3, 1e-6);
    T_OK(last(&in, param).trend == 0);
    param[yx_param_find(d, "fitFun")] = 2; /* R's fast one: no other figures */
    T_NEAR(last(&in, param).expected, 700. / 3, 1e-6);
    param[yx_param_find(d, "fitFun")] = 1; /* 50 a head, sixteen heads */
    T_NEAR(last(&in, param).expected, 800, 1e-6);
    pop[16] = GAP;
    T_OK(last(&in, param).state == YX_NO_ANSWER);
    param[yx_param_find(d, "b")] = 5;
    T_OK(last(&in, param).state == YX_TOO_SHORT);
}

static void same(t_fixture *f, const t_row *row, void *arg)
{
    const yx_verdict *v = t_fixture_run(f, arg, row);

    T_OK(v->state == YX_JUDGED && v->alarm == (row->alarm > 0));
    t_fixture_same(row, "expected", v->expected, row->expected, 1e-9, 0);
    t_fixture_same(row, "upper", v->upper, row->upper, 1e-9, 0);
    t_fixture_same(row, "score", v->score, row->score, 1e-9, 0);
    t_fixture_same(row, "trend", v->trend, row->trend, 0, 0);
    T_OK(v->phi >= 1);
    T_OK(fabs(v->p - (1 - v->score)) < 1e-15);
}

static void as_r_does(void **state)
{
    t_fixture *f = t_fixture_new();

    (void)state;
    t_fixture_each(f, "out-farrington.csv.gz", same, (void *)(uintptr_t)detector());
    T_OK(f->n_row == 3640);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_head),
        cmocka_unit_test(trend_and_population),
        cmocka_unit_test(as_r_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

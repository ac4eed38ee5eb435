/* Limits that can be done in the head, and every row that R's surveillance computed on the
 * simulated series of tests/data/sim (14 series, nine sets of options, 6552 rows). */
#include "screen/detector.h"
#include "tests/support/fixture.h"
#include "tests/support/t.h"

enum { N = 16, ALL = 17 };

static const yx_detector *detector(void)
{
    const yx_detector *d = yx_detector_find("farringtonFlexible");

    T_OK(d != NULL);
    return d;
}

/* Options of a case: quarters, three years, the quarter itself only, no trend, limit at one sd. */
static void options(double *param)
{
    static const struct {
        const char *name;
        double value;
    } set[] = {{"b", 3},
               {"w", 0},
               {"trend", 0},
               {"limit54_cases", 0},
               {"reweight", 0},
               {"powertrans", 2},
               {"alpha", 0.15865525393145705}};
    const yx_detector *d = detector();

    for (size_t i = 0; i < d->n_param; i++)
        param[i] = d->param[i].dflt;
    for (size_t i = 0; i < YX_COUNT(set); i++)
        param[yx_param_find(d, set[i].name)] = set[i].value;
}

static yx_verdict last(const yx_screen_input *in, const double *param)
{
    yx_verdict v[32];
    double room[2000];

    T_OK(in->n <= YX_COUNT(v) && yx_screen_room(detector(), in->n, param) <= YX_COUNT(room));
    T_OK(yx_screen(detector(), in, param, YX_LOOK_HIGH, room, v, NULL) == YX_OK);
    return v[in->n - 1];
}

/* The same quarter of three years: 1, 3, 5 has mean 3 and, of a Poisson variance of 3, dispersion
 * (4 + 0 + 4) / 3 / 2 = 4 / 3; the mean has variance 3 x 4/3 / 3. Others are 99. */
static const struct {
    const char *why;
    double ref[3], x;
    const char *option; /* or NULL */
    double value;
    double expected, upper, score;
    bool alarm;
} cases[] = {
    {"at one sd", {1, 3, 5}, 3, NULL, 0, 3, 3 + 2.3094010767585034, 0, false}, /* sqrt(16 / 3) */
    {"above it", {5, 1, 3}, 6, NULL, 0, 3, 3 + 2.3094010767585034, 1.299038105676658, true},
    {"no variance is below Poisson's",
     {3, 3, 3},
     4,
     NULL,
     0,
     3,
     3 + 1.7320508075688772,
     0.57735026918962584,
     false},
    {"square root", {3, 3, 3}, 6, "powertrans", 1, 3, 4.9820508075688772, 1.5135870907, true},
    {"Poisson 95 %", {3, 3, 3}, 7, "thresholdMethod", 1, 3, 5, 1.5126381, true},
    {"too few cases for a limit",
     {3, 3, 3},
     7,
     "limit54_cases",
     305,
     GAP,
     GAP,
     2.3094010768,
     false},
    {"just enough",
     {3, 3, 3},
     7,
     "limit54_cases",
     304,
     3,
     3 + 1.7320508075688772,
     2.3094010768,
     true},
    {"nothing is no alarm", {3, 3, 3}, 0, NULL, 0, 3, 3 + 1.7320508075688772, -1.7320508076, false},
};

static void by_head(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        double x[ALL], param[YX_PARAM_MAX];
        yx_screen_input in = {.n = N + 1, .observed = x, .per_year = 4};
        yx_verdict v;
        for (int t = 0; t < ALL; t++)
            x[t] = 99;
        for (int k = 0; k < 3; k++)
            x[N - 4 * (k + 1)] = cases[i].ref[k];
        x[N] = cases[i].x;
        options(param);
        if (cases[i].option)
            param[yx_param_find(detector(), cases[i].option)] = cases[i].value;
        v = last(&in, param);
        if (v.state != YX_JUDGED || v.alarm != cases[i].alarm)
            fail_msg("%s: state %d, alarm %d", cases[i].why, (int)v.state, v.alarm);
        T_NEAR(v.expected, cases[i].expected, 1e-6);
        T_NEAR(v.upper, cases[i].upper, 1e-4);
        T_OK(fabs(v.score - cases[i].score) < 1e-4);
    }
}

static void options_matter(void **state)
{
    double x[ALL], pop[ALL], param[YX_PARAM_MAX];
    unsigned char event[ALL] = {0};
    yx_screen_input in = {
        .n = ALL, .observed = x, .population = pop, .event = event, .per_year = 4};
    const yx_detector *d = detector();
    yx_verdict v;

    (void)state;
    for (int t = 0; t < ALL; t++) {
        x[t] = 50 + 10 * (t / 4); /* by a tenth of the last every year */
        pop[t] = 5 + t / 4;
    }
    options(param);
    v = last(&in, param);
    T_NEAR(v.expected, 70, 1e-6); /* of 60, 70, 80 */
    T_OK(isnan(v.trend));
    T_NEAR(v.phi, 10. / 7, 1e-4); /* 200 / 70 / 2; 20 over, variance 100 + 100 / 3 */
    T_NEAR(v.p, 0.5 * erfc(sqrt(1.5)), 1e-4);
    param[yx_param_find(d, "populationOffset")] = 1;
    T_NEAR(last(&in, param).expected, 90, 1e-6); /* ten a head, nine heads */
    param[yx_param_find(d, "populationOffset")] = 0;
    param[yx_param_find(d, "fitFun")] = 1; /* the other way to say so */
    T_NEAR(last(&in, param).expected, 90, 1e-6);
    in.population = NULL;
    T_NEAR(last(&in, param).expected, 70, 1e-6);
    param[yx_param_find(d, "b")] = 4;
    T_NEAR(last(&in, param).expected, 65, 1e-6);
    event[0] = 1;
    T_NEAR(last(&in, param).expected, 70, 1e-6);
    x[12] = GAP;
    T_OK(last(&in, param).state == YX_TOO_SHORT); /* two figures are left */
    x[12] = -1;
    event[0] = 0;
    T_OK(last(&in, param).state == YX_NO_ANSWER);
    x[16] = GAP;
    T_OK(last(&in, param).state == YX_GAP);
}

/* One week of ten times the cases hardly lifts the limit when it is weighed down. */
static void outbreaks_count_for_less(void **state)
{
    double x[260], param[YX_PARAM_MAX], room[260 * 32];
    yx_verdict v[260];
    yx_screen_input in = {.n = 260, .observed = x, .per_year = 52};
    const yx_detector *d = detector();
    double limit[2];

    (void)state;
    for (int t = 0; t < 260; t++)
        x[t] = 10 + t % 3 + (t == 103 ? 100 : 0);
    for (int weighed = 0; weighed < 2; weighed++) {
        for (size_t i = 0; i < d->n_param; i++)
            param[i] = d->param[i].dflt;
        param[yx_param_find(d, "b")] = 4;
        param[yx_param_find(d, "reweight")] = weighed;
        T_OK(yx_screen_room(d, 260, param) <= YX_COUNT(room));
        T_OK(yx_screen(d, &in, param, YX_LOOK_HIGH, room, v, NULL) == YX_OK);
        limit[weighed] = v[259].upper;
    }
    T_OK(limit[1] < 25 && limit[0] > 50);
}

static void same(t_fixture *f, const t_row *row, void *arg)
{
    const yx_verdict *v = t_fixture_run(f, arg, row);
    bool answered = !isnan(row->p) || !isnan(row->score);

    T_OK(v->state == (answered ? YX_JUDGED : YX_NO_ANSWER));
    T_OK(v->alarm == (row->alarm > 0));
    t_fixture_same(row, "expected", v->expected, row->expected, 1e-9, 0);
    t_fixture_same(row, "upper", v->upper, row->upper, 1e-9, 0);
    t_fixture_same(row, "p", v->p, row->p, 1e-9, 0);
    t_fixture_same(row, "phi", v->phi, row->phi, 1e-9, 0);
    t_fixture_same(row, "trend", v->trend, row->trend, 1e-9, 0);
    t_fixture_same(row, "mu0", v->mu0, row->mu0, 1e-9, 0);
    /* (y - mu) / (U - mu) where y is mu to all digits but the last: nothing to compare with */
    t_fixture_same(row, "score", v->score, row->score, 1e-9, 1e-3);
}

static void as_r_does(void **state)
{
    t_fixture *f = t_fixture_new();

    (void)state;
    t_fixture_each(f, "out-farringtonFlexible.csv.gz", same, (void *)(uintptr_t)detector());
    T_OK(f->n_row == 6552);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_head),
        cmocka_unit_test(options_matter),
        cmocka_unit_test(outbreaks_count_for_less),
        cmocka_unit_test(as_r_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

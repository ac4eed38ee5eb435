/* EWMA: cases that can be done in the head. */
#include "screen/detector.h"
#include "tests/support/t.h"

enum { LAMBDA, C, M, S, MIN_SIGMA, FROM, TO, N_PARAM, MOST = 64 };

static yx_code run(const double *x, size_t n, const double *param, yx_verdict *ret)
{
    const yx_detector *d = yx_detector_find("ewma");
    double room[MOST];
    yx_screen_input in = {.n = n, .observed = x, .per_year = 2};

    T_OK(d && d->n_param == N_PARAM && yx_param_find(d, "to") == TO && n <= MOST);
    return d->run(&in, param, room, ret, NULL);
}

static void averages(void **state)
{
    /* lambda 0.4: limit 2 sqrt(0.4 / 1.6) = 1; m 10, sd 2 */
    static const double x[] = {12, 15, GAP, 20, 10, 10};
    double param[N_PARAM] = {0.4, 2, 10, 2, 0, NAN, NAN};
    yx_verdict v[6];

    (void)state;
    T_OK(run(x, 6, param, v) == YX_OK);
    T_NEAR(v[0].score, 0.4, 1e-14);
    T_NEAR(v[0].upper, 15, 1e-14);   /* 0.4 (x - 10) / 2 = 1 */
    T_NEAR(v[1].score, 1.24, 1e-14); /* 0.24 + 1 */
    T_NEAR(v[1].upper, 13.8, 1e-14); /* 0.24 + 0.2 (x - 10) = 1 */
    T_OK(!v[0].alarm && v[1].alarm && v[2].state == YX_GAP && v[3].alarm);
    T_NEAR(v[3].score, 2.744, 1e-14); /* 0.744 + 2 */
    T_OK(v[4].alarm);                 /* 1.6464: not reset */
    T_OK(!v[5].alarm && v[5].expected == 10);
}

static void training(void **state)
{
    static const double x[] = {8, GAP, 12, 10, 10, 14}, same[] = {5, 5, 5, 5, 6, 6};
    double param[N_PARAM] = {1, 1.5, NAN, NAN, 0, NAN, NAN};
    yx_verdict v[6];

    (void)state;
    /* two years of half years: 8 12 10, mean 10, sd 2; lambda 1 is a threshold at 10 + 3 */
    T_OK(run(x, 6, param, v) == YX_OK);
    T_OK(v[3].state == YX_TOO_SHORT && v[4].state == YX_JUDGED && !v[4].alarm && v[5].alarm);
    T_NEAR(v[4].upper, 13, 1e-14);
    param[FROM] = 2; /* one figure has no sd */
    T_OK(run(x, 6, param, v) == YX_OK);
    T_OK(v[5].state == YX_TOO_SHORT);
    param[FROM] = NAN;
    T_OK(run(same, 6, param, v) == YX_OK);
    T_OK(v[5].state == YX_NO_ANSWER);
    param[MIN_SIGMA] = 0.5;
    T_OK(run(same, 6, param, v) == YX_OK);
    T_OK(v[5].alarm); /* 6 > 5 + 0.75 */
    param[FROM] = 5;
    param[TO] = 4;
    T_OK(run(same, 6, param, v) == YX_E_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(averages), cmocka_unit_test(training)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

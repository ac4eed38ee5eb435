#include "screen/charts.h"
#include "screen/detector.h"
#include "tests/support/t.h"

#include <float.h>

enum { N = 120, FIRST = 24 };

/* 9 10 11 has mean 10 and sd 1. With lambda 0.5 and k 0.5:
 *   12: y 2, Z 1, S 1.5;  10: y 0, Z 0.5, S 1;  a gap;  13: y 3, Z 1.75, S 3.5;  0: Z -4.125, S 0
 */
static void by_hand(void **state)
{
    static const double x[] = {9, 10, GAP, 11, 12, 10, GAP, 13, 0};
    static const double z[] = {GAP, GAP, GAP, GAP, 1, 0.5, GAP, 1.75, -4.125};
    static const double s[] = {GAP, GAP, GAP, GAP, 1.5, 1, GAP, 3.5, 0};
    yx_charts c = {.first = 4, .lambda = 0.5, .k = 0.5};
    double ewma[9], cusum[9];

    (void)state;
    T_OK(yx_charts_run(&c, x, 9, ewma, cusum));
    for (int t = 0; t < 9; t++) {
        T_NEAR(ewma[t], z[t], 0);
        T_NEAR(cusum[t], s[t], 0);
    }
}

static void series(double *x)
{
    for (int t = 0; t < N; t++)
        x[t] = t % 11 == 7 ? GAP : floor(100 + 9 * sin(t * 2.1) + (t > 90 ? t - 90 : 0));
}

static void judge(const char *name, const char *const *option, const double *value, const double *x,
                  yx_verdict *ret)
{
    static double room[64 * N];
    const yx_detector *d = yx_detector_find(name);
    yx_screen_input in = {.n = N, .observed = x, .per_year = 12};
    double param[YX_PARAM_MAX];

    for (size_t i = 0; i < d->n_param; i++)
        param[i] = d->param[i].dflt;
    for (size_t i = 0; option[i]; i++)
        param[yx_param_find(d, option[i])] = value[i];
    T_OK(yx_screen_room(d, N, param) <= YX_COUNT(room));
    T_OK(!yx_screen(d, &in, param, YX_LOOK_HIGH, room, ret, NULL));
}

/* The same sums as the detectors': ewma's score is Z over its limit, cusum's is S when it is given
 * standard figures. */
static void as_detectors(void **state)
{
    static const char *const ewma_option[] = {"lambda", "c", NULL};
    static const char *const cusum_option[] = {"k", "h", "trans", "m", "from", NULL};
    yx_charts c = {.first = FIRST, .lambda = 0.2, .k = 0.5};
    double x[N], y[N], ewma[N], cusum[N], limit = 3 * sqrt(0.2 / 1.8);
    yx_verdict v[N], w[N];
    int alarms = 0;

    (void)state;
    series(x);
    T_OK(yx_charts_run(&c, x, N, ewma, cusum));
    judge("ewma", ewma_option, (const double[]){0.2, 3}, x, v);
    for (int t = 0; t < N; t++) { /* expected is m; upper = m + s (limit - 0.8 Z) / 0.2 */
        double m = v[FIRST].expected, s = (v[FIRST].upper - m) / (limit / 0.2);
        y[t] = (x[t] - m) / s;
    }
    judge("cusum", cusum_option, (const double[]){0.5, 4, 1, 1, FIRST + 1}, y, w);
    for (int t = 0; t < N; t++) {
        T_NEAR(ewma[t] / limit, v[t].score, 1e-13);
        T_OK(v[t].alarm == (ewma[t] > limit));
        T_OK(isnan(cusum[t]) ? isnan(w[t].score) : fabs(cusum[t] - w[t].score) < 1e-11);
        T_OK(w[t].alarm == (cusum[t] >= 4));
        alarms += v[t].alarm + w[t].alarm;
    }
    T_OK(alarms > 10);
}

static void no_level(void **state)
{
    static const double odd[][3] = {{7, 7, 7},          {GAP, GAP, GAP},  {GAP, 5, GAP},
                                    {1e300, -1e300, 0}, {INFINITY, 0, 1}, {DBL_MAX, -DBL_MAX, 1}};
    yx_charts c = {.first = 3, .lambda = 0.2, .k = 0.5};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(odd); i++) {
        double x[4] = {odd[i][0], odd[i][1], odd[i][2], 9}, ewma[4], cusum[4];
        if (yx_charts_run(&c, x, 4, ewma, cusum))
            T_OK(isfinite(ewma[3]) && cusum[3] >= 0);
        else
            for (int t = 0; t < 4; t++)
                T_OK(isnan(ewma[t]) && isnan(cusum[t]));
    }
    T_OK(!yx_charts_run(&c, NULL, 0, NULL, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_hand), cmocka_unit_test(as_detectors),
                                       cmocka_unit_test(no_level)};

    return cmocka_run_group_tests_name("charts", tests, NULL, NULL);
}

#include "base/stat.h"

#include "tests/support/t.h"

#include <stdlib.h>

#define ROW(...)                                                                                   \
    (const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double)

static void sums(void **state)
{
    /* sd: of 1 2 3 4 5 the squares are 4 1 0 1 4, 10 / 4 = 2.5 */
    static const struct {
        const char *why;
        double x[6];
        size_t n, count;
        double sum, mean, sd;
    } cases[] = {
        {"nothing", {0}, 0, 0, GAP, GAP, GAP},
        {"only gaps", {GAP, GAP}, 2, 0, GAP, GAP, GAP},
        {"one", {7}, 1, 1, 7, 7, GAP},
        {"one and gaps", {GAP, 7, GAP}, 3, 1, 7, 7, GAP},
        {"zeros are values", {0, 0}, 2, 2, 0, 0, 0},
        {"1..5", {1, 2, 3, 4, 5}, 5, 5, 15, 3, 1.5811388300841898},
        {"a gap between", {1, 2, GAP, 3, 4, 5}, 6, 5, 15, 3, 1.5811388300841898},
        {"what a plain sum loses",
         {1, 1e100, 1, -1e100},
         4,
         4,
         2,
         0.5,
         1.1547005383792516e100 / 1.4142135623730951},
        {"infinity", {1, INFINITY, 2}, 3, 3, INFINITY, INFINITY, GAP},
        {"both infinities", {-INFINITY, INFINITY}, 2, 2, GAP, GAP, GAP},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        print_message("# %s\n", cases[i].why);
        T_OK(yx_stat_count(cases[i].x, cases[i].n) == cases[i].count);
        T_NEAR(yx_stat_sum(cases[i].x, cases[i].n), cases[i].sum, 0);
        T_NEAR(yx_stat_mean(cases[i].x, cases[i].n), cases[i].mean, 0);
        T_NEAR(yx_stat_sd(cases[i].x, cases[i].n), cases[i].sd, 1e-15);
    }
}

/* A million times 0.1 with a plain sum is 100000.00000133288. */
static void a_long_sum(void **state)
{
    static double x[1000000];

    (void)state;
    for (size_t i = 0; i < 1000000; i++)
        x[i] = 0.1;
    T_NEAR(yx_stat_sum(x, 1000000), 100000, 1e-16);
    T_NEAR(yx_stat_mean(x, 1000000), 0.1, 0);
    for (size_t i = 0; i < 1000000; i++)
        x[i] = 1e9 + (double)(i % 2); /* variance 1/4 * n / (n - 1), far from zero */
    T_NEAR(yx_stat_sd(x, 1000000), 0.5 * sqrt(1000000.0 / 999999), 1e-15);
}

static void quantiles(void **state)
{
    double s[8];

    (void)state;
    T_NEAR(yx_stat_quantile(ROW(4, 1, 3, 2), 0, s), 1, 0);
    T_NEAR(yx_stat_quantile(ROW(4, 1, 3, 2), 1, s), 4, 0);
    T_NEAR(yx_stat_quantile(ROW(4, 1, 3, 2), 0.25, s), 1.75, 0); /* 1 + 3 * 0.25 = place 1.75 */
    T_NEAR(yx_stat_quantile(ROW(4, 1, GAP, 3, 2), 0.75, s), 3.25, 0);
    T_NEAR(yx_stat_quantile(ROW(5), 0.3, s), 5, 0);
    T_NEAR(yx_stat_quantile(ROW(GAP), 0.3, s), GAP, 0);
    T_NEAR(yx_stat_quantile(ROW(1, 2), -0.1, s), GAP, 0);
    T_NEAR(yx_stat_quantile(ROW(1, 2), 1.1, s), GAP, 0);
    T_NEAR(yx_stat_quantile(ROW(1, 2), GAP, s), GAP, 0);
    T_NEAR(yx_stat_quantile(ROW(-INFINITY, 1, INFINITY), 0.5, s), 1, 0);
    T_NEAR(yx_stat_quantile(ROW(INFINITY, INFINITY, 1), 0.75, s), INFINITY, 0);
    T_NEAR(yx_stat_median(ROW(3, 1, 2), s), 2, 0);
    T_NEAR(yx_stat_median(ROW(3, 1, 2, 10), s), 2.5, 0);
    T_NEAR(yx_stat_median(NULL, 0, s), GAP, 0);
    /* median 2, distances 1 1 0 0 2 4 7, their median 1 */
    T_NEAR(yx_stat_mad(ROW(1, 1, 2, 2, 4, 6, 9), s), 1.4826022185056018, 0);
    T_NEAR(yx_stat_mad(ROW(1, GAP, 1), s), 0, 0);
    T_NEAR(yx_stat_mad(ROW(GAP), s), GAP, 0);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Every order statistic against qsort, for lengths on both sides of the change of method. */
static void sorts_as_qsort_does(void **state)
{
    double x[300], sorted[300], scratch[300];
    uint32_t seed = 3;

    (void)state;
    for (size_t n = 2; n <= 300; n = n < 40 ? n + 1 : n + 37)
        for (int kind = 0; kind < 4; kind++) {
            for (size_t i = 0; i < n; i++) {
                seed = seed * 1664525 + 1013904223;
                x[i] = kind == 0   ? (double)(seed >> 8)
                       : kind == 1 ? (double)(seed >> 30)
                       : kind == 2 ? (double)i
                                   : -(double)i;
                sorted[i] = x[i];
            }
            qsort(sorted, n, sizeof sorted[0], by_size);
            for (size_t i = 0; i < n; i++)
                T_NEAR(yx_stat_quantile(x, n, (double)i / (double)(n - 1), scratch), sorted[i],
                       1e-7);
            for (size_t i = 0; i < n; i++)
                T_OK(scratch[i] == sorted[i]);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums),
        cmocka_unit_test(a_long_sum),
        cmocka_unit_test(quantiles),
        cmocka_unit_test(sorts_as_qsort_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

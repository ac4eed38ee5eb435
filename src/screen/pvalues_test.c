/* By head, against R's figures (tests/data/detect), and against facts that hold whatever the p. */
#include "screen/pvalues.h"

#include "base/err.h"
#include "base/frame.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>

static yx_combined combine(const double *p, size_t n)
{
    double *room = malloc((2 * n + 2) * sizeof *room);
    size_t *order = malloc((2 * n + 1) * sizeof *order);
    yx_combined c;

    T_OK(room && order);
    yx_pcombine(p, n, room, order, &c);
    free(room);
    free(order);
    return c;
}

static void one_is_itself(void **state)
{
    static const double p[] = {1e-300, 1e-20, 0.001, 0.3, 0.5, 0.75, 1 - 1e-12};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(p); i++) {
        yx_combined c = combine(&p[i], 1);
        T_NEAR(c.fisher, p[i], 1e-12);
        T_NEAR(c.stouffer, p[i], 1e-11);
        T_NEAR(c.edgington, p[i], 1e-15);
        T_NEAR(c.tippett, p[i], 1e-15);
        T_NEAR(c.simes, p[i], 0);
        T_NEAR(c.cauchy, p[i], 1e-12);
        T_NEAR(c.bonferroni, p[i], 0);
    }
}

/* p = 0.1 and 0.2. Fisher: q (1 - ln q) with q = 0.02. Edgington: (0.3)^2 / 2. Tippett: 1 - 0.81.
 * Simes: min(2 x 0.1, 0.2). A gap changes nothing. */
static void two(void **state)
{
    static const double p[] = {0.2, GAP, 0.1};
    yx_combined c = combine(p, 3);

    (void)state;
    T_NEAR(c.fisher, 0.02 * (1 - log(0.02)), 1e-14);
    T_NEAR(c.edgington, 0.045, 1e-14);
    T_NEAR(c.tippett, 0.19, 1e-14);
    T_NEAR(c.simes, 0.2, 1e-15);
    T_NEAR(c.bonferroni, 0.2, 1e-15);
}

static void at_the_ends(void **state)
{
    static const double ones[] = {1, 1, 1}, zero[] = {0, 0.5}, both[] = {0, 1}, none[] = {GAP, GAP};
    yx_combined c = combine(ones, 3);

    (void)state;
    T_OK(c.fisher == 1 && c.stouffer == 1 && c.tippett == 1);
    T_NEAR(c.edgington, 1, 1e-14);
    T_OK(c.simes == 1 && c.cauchy == 1 && c.bonferroni == 1);
    c = combine(zero, 2); /* Edgington: 0.5^2 / 2 */
    T_OK(c.fisher == 0 && c.stouffer == 0 && c.tippett == 0 && c.simes == 0 && c.cauchy == 0);
    T_NEAR(c.edgington, 0.125, 1e-15);
    c = combine(both, 2);
    T_OK(isnan(c.stouffer) && isnan(c.cauchy) && c.fisher == 0 && c.bonferroni == 0);
    T_NEAR(c.edgington, 0.5, 1e-15);
    c = combine(none, 2);
    T_OK(isnan(c.fisher) && isnan(c.simes) && isnan(c.bonferroni));
    c = combine(none, 0);
    T_OK(isnan(c.edgington));
}

/* The sum of n uniforms is symmetric about n / 2: half there, and F(s) + F(n - s) = 1. For s < 1 it
 * is s^n / n!. The textbook's sum has no right digit here. */
static void many(void **state)
{
    enum { N = 200 };
    double p[N], q[N], small = 1;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        p[i] = 0.5;
        q[i] = 0.5 + 0.001;
    }
    T_NEAR(combine(p, N).edgington, 0.5, 1e-13);
    T_NEAR(combine(p, N).stouffer, 0.5, 1e-13);
    T_NEAR(combine(p, N).cauchy, 0.5, 1e-13);
    for (size_t i = 0; i < N; i++)
        p[i] = 0.5 - 0.001;
    T_NEAR(combine(p, N).edgington + combine(q, N).edgington, 1, 1e-13);
    for (size_t i = 0; i < 50; i++) {
        p[i] = 0.01;
        small *= 0.5 / (double)(i + 1); /* s = 50 x 0.01 */
    }
    T_NEAR(combine(p, 50).edgington, small, 1e-12);
    T_NEAR(combine(p, 50).bonferroni, 0.5, 1e-14);
}

/* p = .01 .02 .03 .04 .05 of five. Holm: 5 x .01, 4 x .02, 3 x .03, then kept at .09. Hochberg: all
 * .05, the last times 1. BH: 5 / i p(i) = .05 each. BY: times 1 + 1/2 + ... + 1/5. */
static void adjust_by_head(void **state)
{
    static const double p[] = {0.04, 0.01, GAP, 0.05, 0.03, 0.02};
    static const double holm[] = {0.09, 0.05, GAP, 0.09, 0.09, 0.08};
    static const double bonferroni[] = {0.2, 0.05, GAP, 0.25, 0.15, 0.1};
    const double harmonic = 1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0 + 1 / 5.0;
    double to[5][6];
    size_t order[12];

    (void)state;
    yx_padjust(p, 6, order, &(yx_adjusted){to[0], to[1], to[2], to[3], to[4]});
    for (size_t i = 0; i < 6; i++) {
        T_NEAR(to[0][i], bonferroni[i], 1e-14);
        T_NEAR(to[1][i], holm[i], 1e-14);
        T_NEAR(to[2][i], isnan(p[i]) ? GAP : 0.05, 1e-14);
        T_NEAR(to[3][i], isnan(p[i]) ? GAP : 0.05, 1e-14);
        T_NEAR(to[4][i], isnan(p[i]) ? GAP : 0.05 * harmonic, 1e-14);
    }
}

/* By head: a zero stays a zero, a tie is one figure, 1 stays 1. Of 4: Holm of the 0.2s is 3 x 0.2,
 * Hochberg's their last, 2 x 0.2, BH's 4 / 3 x 0.2. */
static void adjust_at_the_ends(void **state)
{
    static const double p[] = {1, 0.2, 0, 0.2};
    double to[5][4];
    size_t order[8];

    (void)state;
    yx_padjust(p, 4, order, &(yx_adjusted){to[0], to[1], to[2], to[3], to[4]});
    for (size_t k = 0; k < 5; k++)
        T_OK(to[k][2] == 0 && to[k][0] == 1 && to[k][1] == to[k][3]);
    T_NEAR(to[1][1], 0.6, 1e-15);
    T_NEAR(to[2][1], 0.4, 1e-15);
    T_NEAR(to[3][1], 0.8 / 3, 1e-15);
    yx_padjust((double[]){YX_NOT_A_NUMBER, GAP}, 2, order,
               &(yx_adjusted){to[0], to[1], to[2], to[3], to[4]});
    for (size_t k = 0; k < 5; k++) /* R too keeps the two apart */
        T_OK(yx_is_not_a_number(to[k][0]) && isnan(to[k][1]) && !yx_is_not_a_number(to[k][1]));
}

/* Order is stable, whatever n: 0 1 2 0 1 2 ... gives the zeros first, in their order. */
static void sorts(void **state)
{
    double x[100];
    size_t order[200];

    (void)state;
    for (size_t n = 0; n <= 100; n++) {
        for (size_t i = 0; i < n; i++)
            x[i] = i % 7 == 6 ? GAP : (double)(i % 3);
        size_t count = yx_order(x, n, order);
        T_OK(count == n - n / 7);
        for (size_t i = 1; i < count; i++)
            T_OK(x[order[i - 1]] < x[order[i]] ||
                 (x[order[i - 1]] == x[order[i]] && order[i - 1] < order[i]));
    }
}

static yx_frame *fixture(const char *name)
{
    yx_frame *f = NULL;
    yx_err err = {0};
    char path[512];

    T_OK(snprintf(path, sizeof path, "%s/tests/data/detect/%s", YX_SOURCE_ROOT, name) <
         (int)sizeof path);
    T_OK(yx_frame_read(path, &f, &err) == YX_OK);
    return f;
}

static const double *column(yx_frame *f, const char *name)
{
    const double *x;
    yx_err err = {0};

    T_OK(yx_frame_need_numbers(f, name, &x, &err) == YX_OK);
    return x;
}

static void combine_as_r(void **state)
{
    yx_frame *f = fixture("p-combine.csv");
    const double *p[] = {column(f, "p1"), column(f, "p2"), column(f, "p3"), column(f, "p4"),
                         column(f, "p5")};

    (void)state;
    for (size_t i = 0; i < yx_frame_rows(f); i++) {
        const double row[] = {p[0][i], p[1][i], p[2][i], p[3][i], p[4][i]};
        yx_combined c = combine(row, 5);
        T_NEAR(c.fisher, column(f, "fisher")[i], 1e-12);
        T_NEAR(c.stouffer, column(f, "stouffer")[i], 1e-12);
        T_NEAR(c.edgington, column(f, "edgington")[i], 1e-12);
        T_NEAR(c.tippett, column(f, "tippett")[i], 1e-12);
        T_NEAR(c.simes, column(f, "simes")[i], 1e-12);
        T_NEAR(c.cauchy, column(f, "cauchy")[i], 1e-12);
        T_NEAR(c.bonferroni, column(f, "bonferroni")[i], 1e-12);
    }
    T_OK(yx_frame_rows(f) == 8);
    yx_frame_free(f);
}

static void adjust_as_r(void **state)
{
    static const char *const name[] = {"bonferroni", "holm", "hochberg", "BH", "BY"};
    yx_frame *f = fixture("p-adjust.csv");
    double to[5][40];
    size_t order[80];

    (void)state;
    T_OK(yx_frame_rows(f) == 40);
    yx_padjust(column(f, "p"), 40, order, &(yx_adjusted){to[0], to[1], to[2], to[3], to[4]});
    for (size_t k = 0; k < 5; k++)
        for (size_t i = 0; i < 40; i++)
            T_NEAR(to[k][i], column(f, name[k])[i], 1e-13);
    yx_frame_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_is_itself),  cmocka_unit_test(two),
        cmocka_unit_test(at_the_ends),    cmocka_unit_test(many),
        cmocka_unit_test(adjust_by_head), cmocka_unit_test(adjust_at_the_ends),
        cmocka_unit_test(sorts),          cmocka_unit_test(combine_as_r),
        cmocka_unit_test(adjust_as_r),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Means, slopes and errors that can be done in the head: a model of groups has the group means. */
#include "screen/glm.h"
#include "tests/support/t.h"

#include <float.h>

enum { N = 6, P = 3 };

static const double ones[N] = {1, 1, 1, 1, 1, 1}, later[N] = {0, 0, 1, 1, 1, 1},
                    steps[N] = {0, 1, 2, 3, 4, 5};

typedef struct result {
    double coef[P], mu[N], hat[N], se[P], cov[P * P];
    yx_glm_fit fit;
    bool exists;
} result;

static void fit(yx_glm_data d, result *r)
{
    double room[N * P + 4 * N + 6 * P];

    T_OK(yx_glm_room(d.n, d.p) <= sizeof room / sizeof room[0]);
    r->fit = (yx_glm_fit){.coef = r->coef, .mu = r->mu, .hat = r->hat, .se = r->se, .cov = r->cov};
    r->exists = yx_glm_poisson(&d, room, &r->fit);
}

static void one_mean(void **state)
{
    static const double y[] = {1, 2, 3, 6}; /* mean 3; squares 4 + 1 + 0 + 9 */
    const double *design[] = {ones};
    result r;

    (void)state;
    fit((yx_glm_data){.n = 4, .p = 1, .column = design, .y = y}, &r);
    T_OK(r.exists && r.fit.converged && r.fit.rank == 1 && r.fit.df == 3);
    T_NEAR(r.coef[0], log(3), 1e-8);
    T_NEAR(r.mu[3], 3, 1e-8);
    T_NEAR(r.hat[2], 0.25, 1e-12);
    T_NEAR(r.se[0], 1 / sqrt(12), 1e-4); /* 12 cases; of the last but one step */
    T_NEAR(r.cov[0], r.se[0] * r.se[0], 1e-12);
    T_NEAR(r.fit.dispersion, 14. / 3 / 3, 1e-4);
    T_NEAR(r.fit.deviance, 2 * (log(1. / 3) + 2 * log(2. / 3) + 6 * log(2)), 1e-8);
}

static void two_groups(void **state)
{
    static const double y[] = {1, 3, 4, 8}; /* means 2 and 6 */
    const double *design[] = {ones, later};
    result r;

    (void)state;
    fit((yx_glm_data){.n = 4, .p = 2, .column = design, .y = y}, &r);
    T_OK(r.exists && r.fit.rank == 2 && r.fit.df == 2);
    T_NEAR(r.coef[0], log(2), 1e-8);
    T_NEAR(r.coef[1], log(3), 1e-8);
    T_NEAR(r.hat[0], 0.5, 1e-12);
    T_NEAR(r.se[1], sqrt(1. / 4 + 1. / 12), 1e-4);
    T_NEAR(r.cov[1], -1. / 4, 1e-4); /* the two errors pull against each other */
    T_NEAR(r.cov[1], r.cov[2], 1e-12);
}

static void a_slope(void **state)
{
    static const double y[] = {1, 2, 4, 8, 16, 32};
    const double *design[] = {ones, steps};
    result r;

    (void)state;
    fit((yx_glm_data){.n = 6, .p = 2, .column = design, .y = y}, &r);
    T_OK(r.exists && r.fit.converged);
    T_NEAR(r.coef[1], log(2), 1e-9);
    T_OK(fabs(r.coef[0]) < 1e-8 && r.fit.dispersion < 1e-8);
}

static void offsets_and_weights(void **state)
{
    static const double y[] = {2, 4, 6}, pop[] = {0, M_LN2, 1.0986122886681098};
    static const double z[] = {2, 8, 100}, weight[] = {1, 1, 0};
    const double *design[] = {ones};
    result r;

    (void)state;
    fit((yx_glm_data){.n = 3, .p = 1, .column = design, .y = y, .offset = pop}, &r);
    T_NEAR(r.coef[0], log(2), 1e-9); /* two a head: 1, 2, 3 heads */
    T_NEAR(r.mu[2], 6, 1e-9);
    fit((yx_glm_data){.n = 3, .p = 1, .column = design, .y = z, .weight = weight}, &r);
    T_NEAR(r.mu[2], 5, 1e-6); /* the mean of 2 and 8 */
    T_OK(r.fit.df == 1 && r.hat[2] == 0);
    T_NEAR(r.hat[0], 0.5, 1e-12);
}

static void negative_binomial(void **state)
{
    static const double y[] = {1, 2, 3, 6};
    const double *design[] = {ones};
    result r;

    (void)state;
    fit((yx_glm_data){.n = 4, .p = 1, .column = design, .y = y, .size = 3}, &r);
    T_OK(r.exists && r.fit.converged);
    T_NEAR(r.coef[0], log(3), 1e-6);
    T_NEAR(r.se[0], sqrt(1. / 4 * (1. / 3 + 1. / 3)), 1e-4); /* 1 / mu + 1 / size a period */
    T_NEAR(r.fit.dispersion, 14. / 6 / 3, 1e-3);             /* variance 3 + 9 / 3 */
}

static void a_column_that_says_nothing(void **state)
{
    static const double y[] = {1, 3, 4, 8};
    const double *design[] = {ones, ones, later};
    result r;

    (void)state;
    fit((yx_glm_data){.n = 4, .p = 3, .column = design, .y = y}, &r);
    T_OK(r.exists && r.fit.rank == 2 && isnan(r.coef[1]) && isnan(r.se[1]));
    T_NEAR(r.coef[2], log(3), 1e-8);
    T_OK(r.cov[1] == 0 && r.cov[4] == 0 && r.cov[8] > 0);
}

static void edges(void **state)
{
    static const struct {
        const char *why;
        double y[3];
        bool exists;
    } cases[] = {
        {"nothing at all", {0, 0, 0}, true},
        {"below zero", {1, -1, 0}, false},
        {"a gap", {1, GAP, 0}, false},
        {"beyond all bounds", {1, INFINITY, 0}, false},
        {"very many", {1e300, 1e300, 2e300}, true},
        {"hardly any", {DBL_MIN, 0, 4e-320}, true},
    };
    const double *design[] = {ones, steps};
    result r;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fit((yx_glm_data){.n = 3, .p = 2, .column = design, .y = cases[i].y}, &r);
        if (r.exists && !cases[i].exists)
            fail_msg("%s: there is no such fit", cases[i].why);
        T_OK(!r.exists || (r.fit.steps >= 1 && r.fit.steps <= 25));
    }
    fit((yx_glm_data){.n = 3, .p = 1, .column = design, .y = cases[0].y}, &r);
    T_OK(r.exists && r.mu[0] < 1e-7);
    fit((yx_glm_data){.n = 0, .p = 1, .column = design, .y = ones}, &r);
    T_OK(!r.exists);
    fit((yx_glm_data){.n = 1, .p = 2, .column = design, .y = ones}, &r);
    T_OK(r.exists && r.fit.rank == 1 && isnan(r.fit.dispersion));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_mean),
        cmocka_unit_test(two_groups),
        cmocka_unit_test(a_slope),
        cmocka_unit_test(offsets_and_weights),
        cmocka_unit_test(negative_binomial),
        cmocka_unit_test(a_column_that_says_nothing),
        cmocka_unit_test(edges),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

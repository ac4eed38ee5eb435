/* Things that move together, chains, rows that slipped, revisions one way. */
#include "check/check.h"
#include "check/pair.h"

#include "tests/support/t.h"

#include <string.h>

static const double *defaults(yx_check_number check)
{
    static double param[YX_CHECK_PARAMS];

    yx_check_defaults(&yx_checks[check], param);
    return param;
}

/* Differences of -2..2 points around 1, then one of 15: 14 more than usual. */
static void test_match(void **state)
{
    double d[24], room[48];
    yx_opinion op[24];

    (void)state;
    for (int t = 0; t < 24; t++)
        d[t] = 1 + (t * 3 % 5 - 2);
    d[5] = GAP;
    d[22] = 15;
    d[21] = 8;  /* 7 more: less than 8 points */
    d[23] = 16; /* it goes on: asked once */
    yx_check_match(d, 24, defaults(YX_CHECK_POWER), room, op);
    for (int t = 0; t < 24; t++)
        T_OK(op[t].asked == (t == 22));
    T_NEAR(op[22].expected, 1, 1e-12);
    T_NEAR(op[22].score, 14, 1e-12);
    T_OK(!op[19].judged && op[20].judged && !op[5].judged);
}

enum { MONTHS = 24 };

/* S114: a project that was "started" without permit, power or payment for 3 months is asked about,
 * and of 1,000 that left any trace none is. */
static void test_chain(void **state)
{
    double claim[MONTHS], stage[3][MONTHS];
    const double *evidence[3] = {stage[0], stage[1], stage[2]};
    yx_opinion op[MONTHS];
    size_t judged = 0, asked = 0;

    (void)state;
    memset(claim, 0, sizeof claim);
    memset(stage, 0, sizeof stage);
    claim[10] = 1;
    yx_check_chain(claim, evidence, 3, MONTHS, defaults(YX_CHECK_CHAIN), op);
    for (int t = 0; t < MONTHS; t++)
        T_OK(op[t].asked == (t == 13));
    T_OK(op[13].against == 10);
    stage[1][12] = 0.5; /* some power */
    yx_check_chain(claim, evidence, 3, MONTHS, defaults(YX_CHECK_CHAIN), op);
    T_OK(op[13].judged && !op[13].asked);
    stage[1][12] = 0;
    stage[0][2] = 1; /* a permit of eight months before */
    yx_check_chain(claim, evidence, 3, MONTHS, defaults(YX_CHECK_CHAIN), op);
    T_OK(op[13].judged && !op[13].asked);
    stage[0][2] = 0;
    for (int t = 0; t < MONTHS; t++)
        stage[2][t] = GAP; /* nobody reports payments: nothing can be said */
    yx_check_chain(claim, evidence, 3, MONTHS, defaults(YX_CHECK_CHAIN), op);
    T_OK(!op[13].judged && !op[13].asked);
    for (int i = 0; i < 1000; i++) {
        int begin = 1 + i % 18;
        memset(claim, 0, sizeof claim);
        memset(stage, 0, sizeof stage);
        claim[begin] = 1 + i % 5;
        stage[i % 3][begin + i % 4 - 1] = 1; /* from the month before to two months later */
        yx_check_chain(claim, evidence, 3, MONTHS, defaults(YX_CHECK_CHAIN), op);
        for (int t = 0; t < MONTHS; t++) {
            judged += op[t].judged;
            asked += op[t].asked;
        }
    }
    print_message("# C07 chain: %zu judged, %zu asked (guard %g)\n", judged, asked,
                  yx_checks[YX_CHECK_CHAIN].guard);
    T_OK(judged == 1000 && asked == 0);
}

static void test_shifted(void **state)
{
    static const double before[] = {100, 2000, 30, 700, 55, 9000};
    static const struct {
        const char *why;
        double now[6];
        bool want;
        size_t first, last;
        int shift;
    } cases[] = {
        {"as ever", {104, 1950, 31, 690, 57, 9100}, false, 0, 0, 0},
        {"three that moved one to the left", {104, 31, 690, 57, 57, 9100}, true, 1, 3, 1},
        {"all moved one to the right", {0, 104, 1950, 31, 690, 57}, true, 1, 5, -1},
        {"two are chance", {104, 31, 690, 690, 57, 9100}, false, 0, 0, 0},
        {"another level altogether", {1, 2, 3, 4, 5, 6}, false, 0, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t first = 9, last = 9, judged;
        int shift = 0;
        bool found = yx_check_shifted(cases[i].now, before, 6, defaults(YX_CHECK_SHIFTED), &first,
                                      &last, &shift, &judged);
        if (found != cases[i].want)
            print_error("%s\n", cases[i].why);
        T_OK(found == cases[i].want);
        T_OK(!found ||
             (first == cases[i].first && last == cases[i].last && shift == cases[i].shift));
    }
}

/* n coins, all heads: 2 / 2^n. */
static void test_sign_test(void **state)
{
    (void)state;
    T_NEAR(yx_sign_test(0, 0, 0.5), 1, 0);
    T_NEAR(yx_sign_test(10, 10, 0.5), 2.0 / 1024, 1e-12);
    T_NEAR(yx_sign_test(0, 10, 0.5), 2.0 / 1024, 1e-12);
    T_NEAR(yx_sign_test(9, 10, 0.5), 2.0 * 11 / 1024, 1e-12);
    T_NEAR(yx_sign_test(5, 10, 0.5), 1, 0);
    T_NEAR(yx_sign_test(3, 3, 0.1), 2 * 0.001, 1e-12); /* rarely upwards, and three times */
    T_NEAR(yx_sign_test(9, 10, 0.9), 1, 0);            /* as ever */
    T_NEAR(yx_sign_test(9, 10, 1), 1, 0);
    T_OK(yx_sign_test(1500, 3000, 0.5) == 1 && yx_sign_test(3000, 3000, 0.5) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match),
        cmocka_unit_test(test_chain),
        cmocka_unit_test(test_shifted),
        cmocka_unit_test(test_sign_test),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

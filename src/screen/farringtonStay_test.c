/* Six years of 10 a week, give or take 2, then an outbreak of 40, 16, 15, 11: the first week starts
 * an alarm, the next two are unlikely enough to keep it (p below 0.3) and far from starting one,
 * the last is not. */
#include "screen/detector.h"
#include "tests/support/t.h"

#include <cmocka.h>
#include <stdlib.h>

enum { WEEKS = 320, START = 312 };

static void fill(double *x)
{
    static const double round[] = {10, 12, 8, 9, 11, 10, 13, 7, 10, 10};
    static const double outbreak[] = {40, 16, 15, 11, 10, 16, 9, 10};

    for (size_t t = 0; t < WEEKS; t++)
        x[t] = t < START ? round[t % 10] : outbreak[t - START];
}

static void judge(const char *name, const double *x, double alpha, double stay, yx_verdict *ret)
{
    const yx_detector *d = yx_detector_find(name);
    yx_screen_input in = {.n = WEEKS, .observed = x, .per_year = 52};
    double param[YX_PARAM_MAX];
    double *room;

    assert_non_null(d);
    for (size_t i = 0; i < d->n_param; i++)
        param[i] = d->param[i].dflt;
    param[yx_param_find(d, "alpha")] = alpha;
    param[yx_param_find(d, "noPeriods")] = 10;
    param[yx_param_find(d, "pastWeeksNotIncluded")] = 26;
    param[yx_param_find(d, "pThresholdTrend")] = 1;
    if (yx_param_find(d, "stay") != SIZE_MAX)
        param[yx_param_find(d, "stay")] = stay;
    if (yx_param_find(d, "thresholdMethod") != SIZE_MAX)
        param[yx_param_find(d, "thresholdMethod")] = 1;
    room = malloc((yx_screen_room(d, WEEKS, param) + 1) * sizeof *room);
    assert_non_null(room);
    assert_int_equal(yx_screen(d, &in, param, YX_LOOK_HIGH, room, ret, NULL), YX_OK);
    free(room);
}

static void test_stays(void **state)
{
    static const bool want[] = {true, true, true, false, false, false, false, false};
    double x[WEEKS];
    yx_verdict v[WEEKS];

    (void)state;
    fill(x);
    judge("farringtonStay", x, 0.005, 0.3, v);
    for (size_t k = 0; k < YX_COUNT(want); k++)
        assert_int_equal(v[START + k].alarm, want[k]);
    /* 16 keeps an alarm up in its second week and starts none four weeks later. */
    T_OK(v[START + 1].p < 0.3 && v[START + 1].p > 0.005 && v[START + 5].p < 0.3);
}

/* A gap in an outbreak is not its end. */
static void test_gap(void **state)
{
    double x[WEEKS];
    yx_verdict v[WEEKS];

    (void)state;
    fill(x);
    x[START + 1] = GAP;
    judge("farringtonStay", x, 0.005, 0.3, v);
    T_OK(v[START].alarm && v[START + 1].state == YX_GAP && !v[START + 1].alarm &&
         v[START + 2].alarm);
}

/* With stay 0 it is farringtonFlexible, figure by figure. */
static void test_without_stay(void **state)
{
    double x[WEEKS];
    yx_verdict a[WEEKS], b[WEEKS];

    (void)state;
    fill(x);
    judge("farringtonStay", x, 0.01, 0, a);
    judge("farringtonFlexible", x, 0.01, 0, b);
    for (size_t t = 0; t < WEEKS; t++) {
        assert_int_equal(a[t].state, b[t].state);
        assert_int_equal(a[t].alarm, b[t].alarm);
        T_NEAR(a[t].upper, b[t].upper, 0);
        T_NEAR(a[t].p, b[t].p, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stays),
        cmocka_unit_test(test_gap),
        cmocka_unit_test(test_without_stay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

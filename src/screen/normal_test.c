/* Values: any table of the normal distribution; all were checked in 60-digit arithmetic. */
#include "screen/normal.h"
#include "tests/support/t.h"

static const struct {
    double p, z;
} cases[] = {
    {0.5, 0},
    {0.025, 1.9599639845400543},
    {0.01, 2.3263478740408412},
    {0.001, 3.0902323061678132},
    {0.15865525393145705, 1},
    {1e-12, 7.0344838253011321},
    {1e-100, 21.273453560965326},
    {1e-300, 37.047096299361201},
    {0.975, -1.9599639845400543},
};

static void quantiles_and_tails(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        T_NEAR(yx_normal_upper(cases[i].p), cases[i].z, 1e-14);
        T_NEAR(yx_normal_tail(cases[i].z), cases[i].p, 1e-12);
    }
}

static void there_and_back(void **state)
{
    (void)state;
    for (double p = 1e-12; p < 0.999; p *= 1.01)
        T_NEAR(yx_normal_tail(yx_normal_upper(p)), p, 1e-12);
}

static void outside(void **state)
{
    static const double p[] = {0, 1, -1, 2, NAN, INFINITY};

    (void)state;
    for (size_t i = 0; i < sizeof p / sizeof p[0]; i++)
        T_OK(isnan(yx_normal_upper(p[i])));
    T_OK(yx_normal_tail(INFINITY) == 0 && yx_normal_tail(-INFINITY) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quantiles_and_tails),
                                       cmocka_unit_test(there_and_back), cmocka_unit_test(outside)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

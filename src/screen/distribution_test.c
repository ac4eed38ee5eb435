/* Expected values: sums of the probabilities in 60 decimal digits (Python's decimal), and closed
 * forms, noted where they stand. */
#include "base/err.h"
#include "screen/distribution.h"
#include "screen/normal.h"
#include "tests/support/t.h"

#include <float.h>

static const struct {
    double x, size, mean; /* size INFINITY: Poisson */
    double lower, upper;
} counts[] = {
    {0, INFINITY, 0.001, 0.99900049983337502, 0.00099950016662500845},
    {3, INFINITY, 2.5, 0.75757613313306593, 0.24242386686693404},
    {20, INFINITY, 10, 0.99841173933814198, 0.0015882606618580482},
    {60, INFINITY, 20, 0.99999999999986222, 1.3774356188635168e-13},
    {2, INFINITY, 30, 4.5010166480121238e-11, 0.99999999995498978},
    {990, INFINITY, 1001.5, 0.36581715849369795, 0.63418284150630211},
    {1200, INFINITY, 1000, 0.9999999996115061, 3.8849395709879235e-10},
    {10400, INFINITY, 10000, 0.99996559434308385, 3.4405656916171295e-05},
    {8800, INFINITY, 9700.25, 8.4166202667878772e-21, 1},
    {0, 0.5, 0.25, 0.81649658092772603, 0.18350341907227397}, /* (2/3)^(1/2) */
    {3, 1.5, 2, 0.80734257349700966, 0.19265742650299028},
    {40, 0.75, 6, 0.99572115476146639, 0.0042788452385336259},
    {2, 12.5, 40, 9.6366405910649485e-07, 0.99999903633594089},
    {9, 1000000.0, 4, 0.99186762489081404, 0.0081323751091859613},
    {60, 1000000.0, 20, 0.99999999999986211, 1.3785783943020692e-13},
    {2600, 3000, 2000, 1, 8.2210430583179019e-23},
    {1500, 4000.5, 2000, 1.780151406620073e-22, 1},
    {300, 2, 20, 0.9999999999901471, 9.8528909525017013e-12},
};

static void tails_of_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(counts); i++) {
        double x = counts[i].x, size = counts[i].size, mean = counts[i].mean;

        T_NEAR(yx_negbin_cdf(x, size, mean, false), counts[i].lower, 4e-13);
        T_NEAR(yx_negbin_cdf(x + 0.9, size, mean, true), counts[i].upper, 4e-13);
        if (isinf(size)) {
            T_NEAR(yx_poisson_cdf(x, mean, false), counts[i].lower, 4e-13);
            T_NEAR(yx_poisson_cdf(x + 0.9, mean, true), counts[i].upper, 4e-13);
        }
    }
}

static void closed_forms(void **state)
{
    (void)state;
    for (double x = 0.125; x < 600; x *= 2) {
        T_NEAR(yx_gamma_upper(1, x), exp(-x), 1e-13);
        T_NEAR(yx_gamma_lower(1, x), -expm1(-x), 1e-13);
        T_NEAR(yx_gamma_upper(2, x), (1 + x) * exp(-x), 2e-13);
        T_NEAR(yx_chi2_upper(x, 1), 2 * yx_normal_tail(sqrt(x)), 2e-13); /* a square of one */
        T_NEAR(yx_chi2_upper(x, 2), exp(-x / 2), 1e-13);
        T_NEAR(yx_t_upper(x, 1), atan(1 / x) / M_PI, 1e-13); /* Cauchy */
        T_NEAR(yx_t_upper(-x, 1), 1 - atan(1 / x) / M_PI, 1e-13);
        /* 1/2 (1 - t / sqrt(2 + t^2)) with the difference taken out */
        T_NEAR(yx_t_upper(x, 2), 1 / (2 + x * x + x * sqrt(2 + x * x)), 1e-13);
        T_NEAR(yx_t_upper(x, INFINITY), yx_normal_tail(x), 1e-13);
    }
    T_NEAR(yx_t_upper(0, 7), 0.5, 1e-15);
    T_NEAR(yx_t_upper(2, 1e12), yx_normal_tail(2), 1e-10);
    for (double x = 1.0 / 64; x < 1; x += 1.0 / 64) {
        T_NEAR(yx_beta_lower(x, 1, 1), x, 1e-14);
        T_NEAR(yx_beta_lower(x, 5, 1), pow(x, 5), 1e-13);
        T_NEAR(yx_beta_upper(x, 1, 5), pow(1 - x, 5), 1e-13);
        T_NEAR(yx_beta_lower(x, 0.5, 0.5), asin(sqrt(x)) * M_2_PI, 1e-13);
        T_NEAR(yx_beta_lower(x, 2, 2), x * x * (3 - 2 * x), 1e-13);
        T_NEAR(yx_beta_upper(x, 3000, 1), -expm1(3000 * log(x)), 1e-12);
        T_NEAR(yx_beta_lower(x, 1, 3000), -expm1(3000 * log1p(-x)), 1e-12);
    }
    T_NEAR(yx_beta_lower(0.5, 1e8, 1e8), 0.5, 1e-12);
    T_NEAR(yx_beta_upper(0.5, 700, 700), 0.5, 1e-13);
    T_NEAR(yx_lgamma(11), log(3628800), 1e-15);
    T_NEAR(yx_lgamma(0.5), 0.5 * log(M_PI), 1e-15);
}

/* Where the two ways of computing a tail meet, they agree: sums over the seam. */
static void seams(void **state)
{
    (void)state;
    for (double x = 960; x < 1040; x++) {
        double mass = exp(x * log(1000.25) - 1000.25 - yx_lgamma(x + 1));
        double step = yx_poisson_cdf(x, 1000.25, false) - yx_poisson_cdf(x - 1, 1000.25, false);

        T_NEAR(step, mass, 1e-9);
        T_NEAR(yx_poisson_cdf(x, 1000.25, false) + yx_poisson_cdf(x, 1000.25, true), 1, 1e-14);
    }
    /* 2000 and 2000: the weight n x y passes 1000 at x = 1/2 -+ 0 */
    for (double m = 1900; m < 2100; m += 10)
        T_NEAR(yx_negbin_cdf(m, 2001, m + 20, false) + yx_negbin_cdf(m, 2001, m + 20, true), 1,
               1e-14);
    /* A negative binomial of great size is a Poisson. */
    for (double x = 0; x < 60; x += 3)
        T_NEAR(yx_negbin_cdf(x, 1e15, 30, true), yx_poisson_cdf(x, 30, true), 1e-12);
}

/* The smallest count whose cdf reaches p, against a search that asks for each. */
static void quantiles(void **state)
{
    static const double ps[] = {1e-12, 1e-3, 0.01, 0.2, 0.5, 0.8, 0.95, 0.99, 0.9999, 1 - 1e-12};
    static const double means[] = {1e-4, 0.3, 1, 4.5, 20, 300, 2500};
    static const double sizes[] = {0.05, 1, 7.5, 1e4, INFINITY};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(ps); i++)
        for (size_t j = 0; j < YX_COUNT(means); j++)
            for (size_t k = 0; k < YX_COUNT(sizes); k++) {
                double q = yx_negbin_quantile(ps[i], sizes[k], means[j]);

                T_OK(q >= 0 && q == floor(q));
                T_OK(yx_negbin_cdf(q, sizes[k], means[j], false) >= ps[i] * (1 - 1e-13));
                T_OK(q == 0 || yx_negbin_cdf(q - 1, sizes[k], means[j], false) < ps[i]);
                if (isinf(sizes[k]))
                    T_OK(yx_poisson_quantile(ps[i], means[j]) == q);
            }
    /* Geometric, P(X <= x) = 1 - 2^-(x + 1): it reaches 1 - 2^-10 at 9, exactly. */
    T_OK(yx_negbin_quantile(1 - 0x1p-10, 1, 1) == 9);
    T_OK(yx_negbin_quantile(1 - 0x1p-10 + 1e-9, 1, 1) == 10);
    /* P(X = 0) = exp(-1) = 0.36788, P(X <= 1) = 0.73576 */
    T_OK(yx_poisson_quantile(0.3678, 1) == 0 && yx_poisson_quantile(0.3679, 1) == 1);
    T_OK(yx_poisson_quantile(0.7357, 1) == 1 && yx_poisson_quantile(0.7358, 1) == 2);
    /* mean + z sd, where a normal is near enough */
    T_NEAR(yx_poisson_quantile(0.975, 1e14), 1e14 + 1.959963984540054e7, 1e-13);
    T_NEAR(yx_poisson_quantile(0.975, 1e300), 1e300, 1e-12);
}

static void limits(void **state)
{
    static const double odd[] = {NAN,    -INFINITY, -1e300, -1,   -0.0,   0,     DBL_MIN,
                                 1e-310, 1e-9,      0.5,    1,    1e9,    1e15,  1e16,
                                 1e300,  DBL_MAX,   3.5,    1000, 100000, 1e-16, INFINITY};
    enum { ODD = sizeof odd / sizeof odd[0] };

    (void)state;
    T_OK(yx_poisson_cdf(-1, 3, false) == 0 && yx_poisson_cdf(-1, 3, true) == 1);
    T_OK(yx_poisson_cdf(0, 0, false) == 1 && yx_poisson_cdf(0, 0, true) == 0);
    T_OK(yx_poisson_cdf(INFINITY, 3, false) == 1 && yx_negbin_cdf(1e300, 1, 3, true) == 0);
    T_OK(yx_gamma_lower(2, 0) == 0 && yx_gamma_upper(2, 0) == 1);
    T_OK(yx_beta_lower(0, 2, 3) == 0 && yx_beta_lower(1, 2, 3) == 1);
    T_OK(yx_poisson_quantile(0, 3) == 0 && yx_poisson_quantile(1, 3) == INFINITY);
    T_OK(yx_poisson_quantile(0.9, 0) == 0);
    T_OK(isnan(yx_lgamma(0)) && isnan(yx_lgamma(-1)) && isnan(yx_lgamma(NAN)));
    T_OK(isnan(yx_poisson_cdf(1, -1, false)) && isnan(yx_negbin_cdf(1, 0, 1, false)));
    T_OK(isnan(yx_t_upper(1, 0)) && isnan(yx_chi2_upper(-1, 3)));
    T_OK(isnan(yx_poisson_quantile(1.5, 3)) && isnan(yx_poisson_quantile(NAN, 3)));
    for (size_t i = 0; i < ODD; i++)
        for (size_t j = 0; j < ODD; j++) {
            T_OK(!(yx_gamma_lower(odd[i], odd[j]) > 1 + 1e-12));
            T_OK(!(yx_t_upper(odd[i], odd[j]) > 1 + 1e-12));
            T_OK(!(yx_poisson_quantile(odd[i], odd[j]) < 0));
            for (size_t k = 0; k < ODD; k++) {
                double p = yx_negbin_cdf(odd[i], odd[j], odd[k], true);
                double b = yx_beta_lower(odd[i], odd[j], odd[k]);

                T_OK(isnan(p) || (p >= -1e-12 && p <= 1 + 1e-12));
                T_OK(isnan(b) || (b >= -1e-12 && b <= 1 + 1e-12));
                T_OK(!(yx_negbin_quantile(odd[i], odd[j], odd[k]) < 0));
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails_of_counts), cmocka_unit_test(closed_forms), cmocka_unit_test(seams),
        cmocka_unit_test(quantiles),       cmocka_unit_test(limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

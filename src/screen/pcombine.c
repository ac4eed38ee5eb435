/* pcombine.c - several p-values into one. */
#include "screen/distribution.h"
#include "screen/normal.h"
#include "screen/pvalues.h"

#include <math.h>

/* With x = -sum ln p, an even number of degrees of freedom has a closed form,
 *   e^-x (1 + x + x^2 / 2! + ... + x^(n-1) / (n-1)!)
 * summed from its largest term outwards, all of it positive. */
double yx_fisher(const double *p, size_t n)
{
    double x = 0, sum = 1, term = 1, mode, lead;

    for (size_t i = 0; i < n; i++)
        x -= log(p[i]);
    if (x <= 0)
        return 1;
    if (isinf(x))
        return 0;
    mode = fmin((double)n - 1, floor(x));
    lead = -x + mode * log(x) - yx_lgamma(mode + 1);
    for (double j = mode; j > 0 && term > 1e-18; j--) {
        term *= j / x;
        sum += term;
    }
    term = 1;
    for (double j = mode + 1; j < (double)n && term > 1e-18; j++) {
        term *= x / j;
        sum += term;
    }
    return fmin(exp(lead) * sum, 1);
}

double yx_stouffer(const double *p, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += p[i] <= 0 ? INFINITY : p[i] >= 1 ? -INFINITY : yx_normal_upper(p[i]);
    return isnan(sum) ? NAN : yx_normal_tail(sum / sqrt((double)n));
}

/* P(sum of n uniforms <= s) as a sum of B-splines of order n + 1,
 *   M_k(x) = (x M_{k-1}(x) + (k - x) M_{k-1}(x - 1)) / (k - 1)
 * where every term is positive; the textbook's alternating sum loses all digits from n = 20 on.
 * b[i] is M_k(part + i), part the fraction of s. */
double yx_edgington(const double *p, size_t n, double *b)
{
    double s = 0, part, sum = 0;
    size_t whole;

    for (size_t i = 0; i < n; i++)
        s += p[i];
    whole = (size_t)s;
    part = s - (double)whole;
    b[0] = 1;
    for (size_t k = 2; k <= n + 1; k++) {
        double order = (double)k, scale = order - 1;
        b[k - 1] = 0;
        for (size_t i = k; i-- > 0;) {
            double x = part + (double)i;
            b[i] = (x * b[i] + (i ? (order - x) * b[i - 1] : 0)) / scale;
        }
    }
    for (size_t i = 0; i <= whole && i <= n; i++)
        sum += b[i];
    return fmin(sum, 1);
}

double yx_cauchy(const double *p, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) /* the cotangent of the smaller side keeps all digits */
        sum += p[i] <= 0    ? INFINITY
               : p[i] >= 1  ? -INFINITY
               : p[i] < 0.5 ? 1 / tan(M_PI * p[i])
                            : -1 / tan(M_PI * (1 - p[i]));
    sum /= (double)n;
    return isnan(sum) ? NAN : atan2(1, sum) / M_PI;
}

void yx_pcombine(const double *p, size_t n, double *room, size_t *order, yx_combined *ret)
{
    size_t count = yx_order(p, n, order);
    double *sorted = room, *b = room + n, m = (double)count, least;

    *ret = (yx_combined){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (!count)
        return;
    for (size_t i = 0; i < count; i++)
        sorted[i] = p[order[i]];
    least = sorted[0];
    ret->fisher = yx_fisher(sorted, count);
    ret->stouffer = yx_stouffer(sorted, count);
    ret->edgington = yx_edgington(sorted, count, b);
    ret->tippett = least >= 1 ? 1 : -expm1(m * log1p(-least));
    ret->cauchy = yx_cauchy(sorted, count);
    ret->bonferroni = fmin(m * least, 1);
    ret->simes = 1;
    for (size_t i = 0; i < count; i++)
        ret->simes = fmin(ret->simes, m * sorted[i] / (double)(i + 1));
}

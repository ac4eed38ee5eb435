#include "screen/absorb.h"

#include <math.h>

/* First state that state m reaches below itself. */
static size_t first_of(size_t m, size_t down)
{
    return m > down ? m - down : 0;
}

/* Probability of leaving m for a state below it or for good. */
static double leave(size_t m, size_t from, const double *row, double out)
{
    double sum = out;

    for (size_t j = from; j < m; j++)
        sum += row[j];
    return sum;
}

/* Takes state m out of the chain: whoever goes to m goes on to where m goes, and stays longer. */
static void eliminate(size_t n, size_t m, size_t from, double *q, double *out, double *time)
{
    const double *row = q + m * n;
    double all = leave(m, from, row, out[m]);

    for (size_t i = 0; i < m; i++) {
        double *other = q + i * n, share;
        if (other[m] == 0)
            continue;
        share = other[m] / all;
        time[i] += all > 0 ? share * time[m] : INFINITY;
        if (!(all > 0))
            continue;
        out[i] += share * out[m];
        for (size_t j = from; j < m; j++)
            other[j] += share * row[j];
    }
}

void yx_absorb(size_t n, size_t down, double *q, double *out, double *time)
{
    for (size_t i = 0; i < n; i++)
        time[i] = 1;
    for (size_t m = n; m-- > 1;)
        eliminate(n, m, first_of(m, down), q, out, time);
    for (size_t m = 0; m < n; m++) {
        size_t from = first_of(m, down);
        double sum = time[m];

        for (size_t j = from; j < m; j++)
            if (q[m * n + j] > 0)
                sum += q[m * n + j] * time[j];
        time[m] = sum / leave(m, from, q + m * n, out[m]);
    }
}

void yx_gauss_legendre(size_t n, double lo, double hi, double *node, double *weight)
{
    for (size_t i = 0; i < n; i++) {
        double x = cos(M_PI * ((double)i + 0.75) / ((double)n + 0.5)), slope = 1;

        for (int step = 0; step < 10; step++) {
            double p0 = 1, p1 = x, change;
            for (size_t k = 2; k <= n; k++) {
                double p2 = ((2 * (double)k - 1) * x * p1 - ((double)k - 1) * p0) / (double)k;
                p0 = p1;
                p1 = p2;
            }
            slope = (double)n * (x * p1 - p0) / (x * x - 1);
            change = p1 / slope;
            x -= change;
            if (fabs(change) < 1e-16)
                break;
        }
        node[i] = (lo + hi) / 2 - (hi - lo) / 2 * x;
        weight[i] = (hi - lo) / ((1 - x * x) * slope * slope);
    }
}

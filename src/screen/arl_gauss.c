/* arl_gauss.c - run lengths of the Gaussian CUSUM and EWMA: integral equations by quadrature. */
#include "screen/absorb.h"
#include "screen/arl.h"
#include "screen/normal.h"

#include <math.h>

#define CUSUM_LIMIT 200.0
#define EWMA_LIMIT  20.0
#define EWMA_LEAST  0.001

static double density(double z)
{
    return exp(-z * z / 2) / sqrt(2 * M_PI);
}

/* Nodes for a chart `width` sd of its step wide: Gauss and Legendre then err by less than 1e-15. */
static size_t nodes_for(double width)
{
    return 30 + (size_t)(5 * width);
}

static bool cusum_ok(double k, double h, double mu)
{
    return h > 0 && h <= CUSUM_LIMIT && k >= 0 && isfinite(k) && isfinite(mu);
}

size_t yx_arl_cusum_room(double h)
{
    size_t n = h > 0 && h <= CUSUM_LIMIT ? nodes_for(h) + 1 : 0;

    return n * n + 4 * n + 1;
}

/* State 0 is S = 0, which has a probability of its own; the others are the nodes within (0, h). */
double yx_arl_cusum(double k, double h, double mu, double *room)
{
    size_t n = cusum_ok(k, h, mu) ? nodes_for(h) + 1 : 0;
    double *q = room, *out = q + n * n, *time = out + n, *s = time + n, *w = s + n;

    if (!n)
        return NAN;
    s[0] = 0;
    yx_gauss_legendre(n - 1, 0, h, s + 1, w + 1);
    for (size_t i = 0; i < n; i++) {
        double shift = k - mu - s[i];
        q[i * n] = yx_normal_tail(-shift);
        out[i] = yx_normal_tail(h + shift);
        for (size_t j = 1; j < n; j++)
            q[i * n + j] = w[j] * density(s[j] + shift);
    }
    yx_absorb(n, n, q, out, time);
    return time[0];
}

static size_t ewma_nodes(double l, double c)
{
    if (!(l >= EWMA_LEAST && l <= 1 && c > 0 && c <= EWMA_LIMIT))
        return 0;
    return nodes_for(2 * c / sqrt(l * (2 - l)));
}

size_t yx_arl_ewma_room(double l, double c)
{
    size_t n = ewma_nodes(l, c) + 1;

    return n * n + 4 * n;
}

/* State 0 is the start, z = 0: no node, but a row, and nobody returns to it. */
double yx_arl_ewma(double l, double c, double mu, double *room)
{
    size_t n = ewma_nodes(l, c) + 1;
    double limit = c * sqrt(l / (2 - l));
    double *q = room, *out = q + n * n, *time = out + n, *z = time + n, *w = z + n;

    if (n == 1 || !isfinite(mu))
        return NAN;
    z[0] = 0;
    yx_gauss_legendre(n - 1, -limit, limit, z + 1, w + 1);
    for (size_t i = 0; i < n; i++) {
        double mean = (1 - l) * z[i] + l * mu;
        q[i * n] = 0;
        out[i] = yx_normal_tail((limit - mean) / l) + yx_normal_tail((limit + mean) / l);
        for (size_t j = 1; j < n; j++)
            q[i * n + j] = w[j] / l * density((z[j] - mean) / l);
    }
    yx_absorb(n, n, q, out, time);
    return time[0];
}

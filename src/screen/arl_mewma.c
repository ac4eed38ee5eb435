/* arl_mewma.c - run lengths of the multivariate EWMA.
 *
 * In units of lambda a step is U' = (1 - lambda) U + X, and the chart alarms outside the ball of
 * radius R = sqrt(h / (lambda (2 - lambda))). Without a shift only the length of U matters: one
 * dimension. With a shift, the part along it and the length of the rest: two, on half a disc. */
#include "screen/absorb.h"
#include "screen/arl.h"
#include "screen/distribution.h"
#include "screen/normal.h"

#include <math.h>

#define DISC_LIMIT 22.0 /* largest radius in two dimensions: 2,800 nodes */

typedef struct chart {
    double lambda, p, delta, radius; /* delta: the shift itself */
    size_t n_along, n_across;        /* nodes along the shift (0: no shift) and of the rest */
} chart;

static chart chart_of(double lambda, double p, double delta, double h)
{
    chart c = {lambda, p, sqrt(delta), sqrt(h / (lambda * (2 - lambda))), 0, 0};

    if (!(lambda >= 0.01 && lambda <= 1 && p >= 1 && p <= 50 && p == floor(p) && h > 0 &&
          h <= 400 && delta >= 0 && isfinite(delta)))
        return c;
    if (delta > 0 && c.radius > DISC_LIMIT)
        return c;
    c.n_along = delta > 0 ? 18 + (size_t)(3 * c.radius) : 0;
    c.n_across = delta > 0 ? 8 + (size_t)(1.2 * c.radius) : 30 + (size_t)(5 * c.radius);
    return c;
}

/* States: the start, and the nodes. */
static size_t states(const chart *c)
{
    return 1 + (c->n_along ? c->n_along : 1) * c->n_across;
}

size_t yx_arl_mewma_room(double lambda, double p, double delta, double h)
{
    chart c = chart_of(lambda, p, delta, h);
    size_t n = states(&c), ewma = p == 1 && c.n_across ? yx_arl_ewma_room(lambda, sqrt(h)) : 0,
           mine = n * n + 5 * n + 2 * (c.n_along + c.n_across);

    return ewma > mine ? ewma : mine;
}

/* Density at r of the length of a normal vector of `dim` dimensions whose mean has length m:
 *   2 r sum over j of Poisson(j; m^2 / 2) chi2 density (r^2; dim + 2 j)
 * summed from its largest term outwards. */
static double length_density(double r, double m, double dim)
{
    double a = m * m / 2, b = r * r / 2, half = dim / 2, ab = a * b;
    double mode = floor((sqrt(half * half + 4 * ab) - half) / 2), sum = 1, term;

    if (!(r > 0))
        return 0;
    term = 1;
    for (double j = mode; term > 1e-18; j++) {
        term *= ab / ((j + 1) * (half + j));
        sum += term;
    }
    term = 1;
    for (double j = mode; j > 0 && term > 1e-18; j--) {
        term *= j * (half + j - 1) / ab;
        sum += term;
    }
    term = -a - b + (half + mode - 1) * log(b) - yx_lgamma(half + mode);
    if (mode > 0)
        term += mode * log(a) - yx_lgamma(mode + 1);
    return r * exp(term) * sum;
}

/* P(length > r) of the same vector: sum over j of Poisson(j; m^2 / 2) P(chi2(dim + 2 j) > r^2). */
static double length_tail(double r, double m, double dim)
{
    double a = m * m / 2, b = r * r / 2, most = fmax(a, b), sum = 0;
    double upper = yx_gamma_upper(dim / 2, b);
    size_t last = a > 0 ? (size_t)(most + 12 * sqrt(most) + 40) : 0;

    if (!(b > 0))
        return 1;
    for (size_t j = 0; j <= last; j++) {
        double i = (double)j, half = dim / 2 + i;
        sum += a > 0 ? upper * exp(-a + i * log(a) - yx_lgamma(i + 1)) : upper;
        upper = fmin(upper + exp(-b + half * log(b) - yx_lgamma(half + 1)), 1);
    }
    return fmin(sum, 1);
}

/* No shift: states are lengths. */
static double no_shift(const chart *c, double *room)
{
    size_t n = states(c);
    double *q = room, *out = q + n * n, *time = out + n, *u = time + n, *w = u + n;

    u[0] = 0;
    yx_gauss_legendre(n - 1, 0, c->radius, u + 1, w + 1);
    for (size_t i = 0; i < n; i++) {
        double mean = (1 - c->lambda) * u[i];
        q[i * n] = 0;
        out[i] = length_tail(c->radius, mean, c->p);
        for (size_t j = 1; j < n; j++)
            q[i * n + j] = w[j] * length_density(u[j], mean, c->p);
    }
    yx_absorb(n, n, q, out, time);
    return time[0];
}

/* The half disc: v = R sin t along the shift, R y cos t across, so that its rim is smooth. */
typedef struct disc {
    double *t, *w_t, *y, *w_y; /* nodes and weights */
    double *v, *across;        /* of each state; state 0 is the start, (0, 0) */
} disc;

static void fill_from(const chart *c, const disc *d, size_t i, double *row, double *out)
{
    double mean = (1 - c->lambda) * d->v[i] + c->delta, rest = (1 - c->lambda) * d->across[i];

    row[0] = 0;
    *out = yx_normal_tail(c->radius - mean) + yx_normal_tail(c->radius + mean);
    for (size_t a = 0; a < c->n_along; a++) {
        double z = c->radius * sin(d->t[a]) - mean, edge = c->radius * cos(d->t[a]);
        double at = d->w_t[a] * edge * exp(-z * z / 2) / sqrt(2 * M_PI);

        *out += at * length_tail(edge, rest, c->p - 1);
        for (size_t b = 0; b < c->n_across; b++) {
            size_t j = 1 + a * c->n_across + b;
            row[j] = at * edge * d->w_y[b] * length_density(d->across[j], rest, c->p - 1);
        }
    }
}

static double shift(const chart *c, double *room)
{
    size_t n = states(c);
    double *q = room, *out = q + n * n, *time = out + n;
    disc d = {.v = time + n, .across = time + 2 * n, .t = time + 3 * n};

    d.w_t = d.t + c->n_along;
    d.y = d.w_t + c->n_along;
    d.w_y = d.y + c->n_across;
    yx_gauss_legendre(c->n_along, -M_PI / 2, M_PI / 2, d.t, d.w_t);
    yx_gauss_legendre(c->n_across, 0, 1, d.y, d.w_y);
    d.v[0] = d.across[0] = 0;
    for (size_t j = 1; j < n; j++) {
        double t = d.t[(j - 1) / c->n_across];
        d.v[j] = c->radius * sin(t);
        d.across[j] = c->radius * cos(t) * d.y[(j - 1) % c->n_across];
    }
    for (size_t i = 0; i < n; i++)
        fill_from(c, &d, i, q + i * n, &out[i]);
    yx_absorb(n, n, q, out, time);
    return time[0];
}

double yx_arl_mewma(double lambda, double p, double delta, double h, double *room)
{
    chart c = chart_of(lambda, p, delta, h);

    if (!c.n_across)
        return NAN;
    if (p == 1) /* the same chart as an EWMA of one stream */
        return yx_arl_ewma(lambda, sqrt(h), c.delta, room);
    return delta > 0 ? shift(&c, room) : no_shift(&c, room);
}

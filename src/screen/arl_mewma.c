/* arl_mewma.c - run lengths of the multivariate EWMA.
 *
 * In units of lambda a step is U' = (1 - lambda) U + X, and the chart alarms outside the ball of
 * radius R = sqrt(h / (lambda (2 - lambda))). Without a shift only the length of U matters: one
 * dimension. With a shift, the part along it and the length of the rest: two, on half a disc. */
#include "screen/absorb.h"
#include "screen/arl.h"
#include "screen/distribution.h"
#include "screen/normal.h"
#include "screen/step.h"

#include <math.h>

#define DISC_LIMIT 22.0 /* largest radius in two dimensions: 2,800 nodes */
enum { SPC_NODES = 20 };

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

static size_t room_for(const chart *c)
{
    size_t n = states(c);

    return n * n + 4 * n + 2 * (c->n_along + c->n_across);
}

size_t yx_arl_mewma_room(double lambda, double p, double delta, double h)
{
    chart c = chart_of(lambda, p, delta, h), spc = c;
    size_t most, mine[3] = {room_for(&c)};

    spc.n_along = delta > 0 ? SPC_NODES : 0;
    spc.n_across = SPC_NODES;
    mine[1] = room_for(&spc);
    mine[2] = p == 1 && c.n_across ? yx_arl_ewma_room(lambda, sqrt(h)) : 0;
    most = mine[0] > mine[1] ? mine[0] : mine[1];
    return most > mine[2] ? most : mine[2];
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

/* No shift: states are lengths, the start and n - 1 nodes. out: NULL where it is not asked for. */
static void fill_lengths(const chart *c, size_t n, double *room, double *q, double *out)
{
    double *u = room, *w = u + n;

    u[0] = 0;
    yx_gauss_legendre(n - 1, 0, c->radius, u + 1, w + 1);
    for (size_t i = 0; i < n; i++) {
        double mean = (1 - c->lambda) * u[i];
        q[i * n] = 0;
        if (out)
            out[i] = length_tail(c->radius, mean, c->p);
        for (size_t j = 1; j < n; j++)
            q[i * n + j] = w[j] * length_density(u[j], mean, c->p);
    }
}

/* The half disc: R u along the shift, u in -1..1, and R sqrt(1 - u^2) y across, y in 0..1. */
typedef struct disc {
    double *u, *w_u, *y, *w_y; /* nodes and weights */
    double *v, *across;        /* of each state; state 0 is the start, (0, 0) */
} disc;

static double edge_at(const chart *c, double u)
{
    return c->radius * sqrt((1 - u) * (1 + u));
}

/* Nodes along: u = sin t makes the rim smooth, u = sinh t / sinh 1 packs them less there. */
static void place(const chart *c, bool sine, disc *d)
{
    double end = sine ? M_PI / 2 : 1;

    yx_gauss_legendre(c->n_along, -end, end, d->u, d->w_u);
    yx_gauss_legendre(c->n_across, 0, 1, d->y, d->w_y);
    for (size_t a = 0; a < c->n_along; a++) {
        double t = d->u[a];
        d->u[a] = sine ? sin(t) : sinh(t) / sinh(1);
        d->w_u[a] *= sine ? cos(t) : cosh(t) / sinh(1);
    }
    d->v[0] = d->across[0] = 0;
    for (size_t a = 0, j = 1; a < c->n_along; a++)
        for (size_t b = 0; b < c->n_across; b++, j++) {
            d->v[j] = c->radius * d->u[a];
            d->across[j] = edge_at(c, d->u[a]) * d->y[b];
        }
}

static void fill_from(const chart *c, const disc *d, size_t i, double *row, double *out)
{
    double mean = (1 - c->lambda) * d->v[i] + c->delta, rest = (1 - c->lambda) * d->across[i];

    row[0] = 0;
    if (out)
        *out = yx_normal_tail(c->radius - mean) + yx_normal_tail(c->radius + mean);
    for (size_t a = 0; a < c->n_along; a++) {
        double edge = edge_at(c, d->u[a]);
        double at = d->w_u[a] * c->radius * yx_step_density(c->radius * d->u[a] - mean);

        if (out)
            *out += at * length_tail(edge, rest, c->p - 1);
        for (size_t b = 0; b < c->n_across; b++) {
            size_t j = 1 + a * c->n_across + b;
            row[j] = at * edge * d->w_y[b] * length_density(d->across[j], rest, c->p - 1);
        }
    }
}

static void fill_disc(const chart *c, bool sine, size_t n, double *room, double *q, double *out)
{
    disc d = {.v = room, .across = room + n, .u = room + 2 * n};

    d.w_u = d.u + c->n_along;
    d.y = d.w_u + c->n_along;
    d.w_y = d.y + c->n_across;
    place(c, sine, &d);
    for (size_t i = 0; i < n; i++)
        fill_from(c, &d, i, q + i * n, out ? &out[i] : NULL);
}

double yx_arl_mewma(double lambda, double p, double delta, double h, double *room)
{
    chart c = chart_of(lambda, p, delta, h);
    size_t n = states(&c);
    double *q = room, *out = q + n * n, *time = out + n;

    if (!c.n_across)
        return NAN;
    if (p == 1) /* the same chart as an EWMA of one stream */
        return yx_arl_ewma(lambda, sqrt(h), c.delta, room);
    if (delta > 0)
        fill_disc(&c, true, n, time + n, q, out);
    else
        fill_lengths(&c, n, time + n, q, out);
    yx_absorb(n, n, q, out, time);
    return time[0];
}

/* ---- on the nodes of R's spc ---- */

/* Solves (I - q) x = 1 by elimination with pivots; q and x: n x n and n. */
static void solve(size_t n, double *q, double *x)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = 1;
        for (size_t j = 0; j < n; j++)
            q[i * n + j] = (i == j) - q[i * n + j];
    }
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        double *top = q + k * n, swap;
        for (size_t i = k + 1; i < n; i++)
            pivot = fabs(q[i * n + k]) > fabs(q[pivot * n + k]) ? i : pivot;
        for (size_t j = k; j < n; j++) {
            swap = top[j];
            top[j] = q[pivot * n + j];
            q[pivot * n + j] = swap;
        }
        swap = x[k];
        x[k] = x[pivot];
        x[pivot] = swap;
        for (size_t i = k + 1; i < n; i++) {
            double factor = q[i * n + k] / top[k];
            for (size_t j = k + 1; j < n && factor != 0; j++)
                q[i * n + j] -= factor * top[j];
            x[i] -= factor * x[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = k + 1; j < n; j++)
            x[k] -= q[k * n + j] * x[j];
        x[k] /= q[k * n + k];
    }
}

double yx_arl_mewma_spc(double lambda, double p, double delta, double h, double *room)
{
    chart c = chart_of(lambda, p, delta, h);
    size_t n;
    double *q = room, *time;

    if (!c.n_across || p == 1)
        return yx_arl_mewma(lambda, p, delta, h, room);
    c.n_along = delta > 0 ? SPC_NODES : 0;
    c.n_across = SPC_NODES;
    n = states(&c);
    time = q + n * n;
    if (delta > 0)
        fill_disc(&c, p == 2, n, time + n, q, NULL);
    else
        fill_lengths(&c, n, time + n, q, NULL);
    solve(n, q, time);
    return time[0];
}

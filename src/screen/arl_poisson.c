/* arl_poisson.c - run lengths of the Poisson CUSUM, exact on its lattice. */
#include "screen/absorb.h"
#include "screen/arl.h"

#include <math.h>

enum { DENOMINATOR = 1000, COUNT = 100000 };

/* The chain: states 0 .. n-1 stand for S = 0, 1/N, ...; a count moves it up by N, the slack down.
 */
typedef struct lattice {
    size_t n, up, slack; /* h N, N, k N */
    size_t counts;       /* counts 0 .. counts-1 have a probability that matters */
} lattice;

static bool near_whole(double v)
{
    return fabs(v - nearbyint(v)) <= 1e-9 * fmax(1, fabs(v));
}

static lattice lattice_of(double theta, double h, double k)
{
    lattice l = {0};
    double most;

    if (!(theta >= 0 && h > 0 && k >= 0) || !isfinite(theta + h + k))
        return l;
    for (size_t up = 1; up <= DENOMINATOR && !l.n; up++) {
        double states = h * (double)up;
        if (states > YX_ARL_STATES + 0.5)
            return l;
        if (near_whole(states) && near_whole(k * (double)up) && states > 0.5)
            l = (lattice){(size_t)nearbyint(states), up, 0, 0};
    }
    most = h + k + theta + 40 * sqrt(theta) + 100;
    if (!l.n || most > COUNT)
        return (lattice){0};
    l.slack = (size_t)nearbyint(k * (double)l.up);
    l.counts = (size_t)most;
    return l;
}

size_t yx_arl_poisson_states(double theta, double h, double k)
{
    return lattice_of(theta, h, k).n;
}

size_t yx_arl_poisson_room(double theta, double h, double k)
{
    lattice l = lattice_of(theta, h, k);

    return l.n * l.n + 2 * l.n + 2 * l.counts + 2;
}

/* P(X = x) from the mode outwards, scaled to sum to one; tail[x] = P(X >= x), summed from its small
 * end, so that none is one minus another. */
static void poisson_table(double theta, size_t n, double *p, double *tail)
{
    size_t mode = (size_t)theta;
    double sum = 0;

    p[mode] = 1;
    for (size_t x = mode + 1; x < n; x++)
        p[x] = p[x - 1] * (theta / (double)x);
    for (size_t x = mode; x-- > 0;)
        p[x] = p[x + 1] * ((double)(x + 1) / theta);
    for (size_t x = n; x-- > 0;)
        sum += p[x];
    tail[n] = 0;
    for (size_t x = n; x-- > 0;) {
        p[x] /= sum;
        tail[x] = tail[x + 1] + p[x];
    }
}

/* The steps from state i: it goes to i + up x - slack, to 0 at the least, outside from n on. */
static void fill_row(const lattice *l, size_t i, const double *p, const double *tail, double *row,
                     double *out)
{
    size_t left = l->n + l->slack - i, x_out = (left + l->up - 1) / l->up;

    for (size_t j = 0; j < l->n; j++)
        row[j] = 0;
    *out = x_out < l->counts ? tail[x_out] : 0;
    for (size_t x = 0; x < x_out && x < l->counts; x++) {
        size_t to = i + l->up * x;
        row[to > l->slack ? to - l->slack : 0] += p[x];
    }
}

void yx_arl_poisson(double theta, double h, double k, double *room, double *ret_arl,
                    double *ret_fast)
{
    lattice l = lattice_of(theta, h, k);
    double *q = room, *out = q + l.n * l.n, *time = out + l.n, *p = time + l.n,
           *tail = p + l.counts;

    *ret_arl = *ret_fast = NAN;
    if (!l.n)
        return;
    poisson_table(theta, l.counts, p, tail);
    for (size_t i = 0; i < l.n; i++)
        fill_row(&l, i, p, tail, q + i * l.n, &out[i]);
    yx_absorb(l.n, l.slack, q, out, time);
    *ret_arl = time[0];
    *ret_fast = time[l.n / 2];
}

/* arl_gauss.c - run lengths of the Gaussian CUSUM and EWMA: integral equations by quadrature. */
#include "screen/absorb.h"
#include "screen/arl.h"
#include "screen/step.h"

#include <math.h>

#define CUSUM_LIMIT 200.0
#define EWMA_LIMIT  20.0
#define EWMA_LEAST  0.001

static bool cusum_ok(double h)
{
    return h > 0 && h <= CUSUM_LIMIT;
}

static bool ewma_ok(double l, double c)
{
    return l >= EWMA_LEAST && l <= 1 && c > 0 && c <= EWMA_LIMIT;
}

static size_t room_for(const yx_step *s)
{
    size_t n = yx_step_states(s);

    return n * n + 4 * n;
}

/* From the start. */
static double length(const yx_step *s, double *room)
{
    size_t n = yx_step_states(s);
    double *q = room, *out = q + n * n, *time = out + n, *nodes = time + n;

    yx_step_fill(s, nodes, q, out);
    yx_absorb(n, n, q, out, time);
    return time[0];
}

size_t yx_arl_cusum_room(double h)
{
    yx_step s = yx_step_cusum(0, h, 0);

    return cusum_ok(h) ? room_for(&s) : 0;
}

double yx_arl_cusum(double k, double h, double mu, double *room)
{
    yx_step s = yx_step_cusum(k, h, mu);

    return cusum_ok(h) && k >= 0 && isfinite(k) && isfinite(mu) ? length(&s, room) : NAN;
}

size_t yx_arl_ewma_room(double l, double c)
{
    yx_step s = yx_step_ewma(l, c, 0);

    return ewma_ok(l, c) ? room_for(&s) : 0;
}

double yx_arl_ewma(double l, double c, double mu, double *room)
{
    yx_step s = yx_step_ewma(l, c, mu);

    return ewma_ok(l, c) && isfinite(mu) ? length(&s, room) : NAN;
}

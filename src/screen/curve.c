/* curve.c - the distribution of a run length: the same integral equation as of its mean, one period
 * at a time. */
#include "screen/curve.h"

#include "screen/absorb.h"
#include "screen/arl.h"
#include "screen/normal.h"

#include <math.h>

#define CUSUM_MOST  100.0
#define EWMA_MOST   10.0
#define LIMIT_LEAST 1e-3
#define ARL_MOST    1e9
#define NEAR        1e-11
enum { STEPS = 100 };

static bool chart_ok(yx_chart chart, double weight)
{
    switch (chart) {
    case YX_CHART_CUSUM:
        return weight >= 0 && weight <= 4;
    case YX_CHART_EWMA:
        return weight >= 0.01 && weight <= 1;
    case YX_CHART_SHEWHART:
        return true;
    }
    return false;
}

static double most_of(yx_chart chart)
{
    return chart == YX_CHART_CUSUM ? CUSUM_MOST : EWMA_MOST;
}

/* ---- the limit ---- */

/* Logarithm of how much too long the run length is. */
static double too_long(yx_chart chart, double weight, double limit, double arl0, double *room)
{
    double arl = chart == YX_CHART_CUSUM ? yx_arl_cusum(weight, limit, 0, room)
                                         : yx_arl_ewma(weight, limit, 0, room);

    return log(arl / arl0);
}

/* The secant through the last two points, which are near the root soon; halves where it leads out
 * of the bracket. lo is too low and hi is not. */
static double refine(yx_chart chart, double weight, double arl0, double lo, double hi, double f_lo,
                     double f_hi, double *room)
{
    double a = lo, f_a = f_lo, b = hi, f_b = f_hi;

    for (int step = 0; step < STEPS && fabs(f_b) > NEAR && hi - lo > 1e-15 * hi; step++) {
        double next = b - f_b * (b - a) / (f_b - f_a);
        if (!(next > lo && next < hi))
            next = (lo + hi) / 2;
        a = b;
        f_a = f_b;
        b = next;
        f_b = too_long(chart, weight, b, arl0, room);
        if (f_b < 0)
            lo = b;
        else
            hi = b;
    }
    return b;
}

double yx_curve_limit(yx_chart chart, double weight, double arl0, double *room)
{
    double lo = LIMIT_LEAST, hi = 1, most = most_of(chart), f_lo, f_hi;

    if (!chart_ok(chart, weight) || !(arl0 > 1 && arl0 <= ARL_MOST))
        return NAN;
    if (chart == YX_CHART_SHEWHART)
        return yx_normal_upper(1 / arl0);
    f_lo = too_long(chart, weight, lo, arl0, room);
    if (!(f_lo < 0))
        return NAN;
    while ((f_hi = too_long(chart, weight, hi, arl0, room)) < 0 && hi < most) {
        lo = hi;
        f_lo = f_hi;
        hi = fmin(2 * hi, most); /* doubling keeps the charts small */
    }
    return f_hi < 0 ? NAN : refine(chart, weight, arl0, lo, hi, f_lo, f_hi, room);
}

/* ---- the curve ---- */

/* One period of a chart: from z to stay z + mean + scale x, x normal; within lo..hi goes on, except
 * that the CUSUM goes to 0 from below (`floor`). */
typedef struct step {
    double stay, mean, scale, lo, hi;
    bool floor;
} step;

static step step_of(yx_chart chart, double weight, double limit, double shift)
{
    double beyond = limit * sqrt(weight / (2 - weight));

    if (chart == YX_CHART_CUSUM)
        return (step){1, shift - weight, 1, 0, limit, true};
    return (step){1 - weight, weight * shift, weight, -beyond, beyond, false};
}

/* Nodes of Gauss and Legendre for a chart, as many as the width of a step needs. */
static size_t nodes_for(const step *s)
{
    return 30 + (size_t)(5 * (s->hi - s->lo) / s->scale);
}

/* The widest chart decides: its nodes here, and the room of its mean run length. */
size_t yx_curve_room(yx_chart chart, double weight)
{
    size_t n, arl;
    step s;

    if (!chart_ok(chart, weight))
        return 0;
    if (chart == YX_CHART_SHEWHART)
        return 1;
    s = step_of(chart, weight, most_of(chart), 0);
    n = nodes_for(&s) + 1;
    arl = chart == YX_CHART_CUSUM ? yx_arl_cusum_room(CUSUM_MOST)
                                  : yx_arl_ewma_room(weight, EWMA_MOST);
    return n * n + 5 * n > arl ? n * n + 5 * n : arl;
}

/* Row i of q: from node i to the others; returns the probability of an alarm at once. Node 0 is
 * z = 0, the start: with a floor it has a probability of its own, else nobody returns to it. */
static double fill_row(const step *s, size_t n, const double *node, const double *w, size_t i,
                       double *q)
{
    double mean = s->stay * node[i] + s->mean, scale = s->scale;
    double below = yx_normal_tail((mean - s->lo) / scale);

    q[0] = s->floor ? below : 0;
    for (size_t j = 1; j < n; j++) {
        double z = (node[j] - mean) / scale;
        q[j] = w[j] / scale * exp(-z * z / 2) / sqrt(2 * M_PI);
    }
    return yx_normal_tail((s->hi - mean) / scale) + (s->floor ? 0 : below);
}

/* Alarmed within t periods, from every node: at once, or within t - 1 from where one period leads.
 * Sums of positive terms only, so small probabilities keep their digits. */
static void iterate(const step *s, size_t periods, double *room, double *ret_p)
{
    size_t n = nodes_for(s) + 1;
    double *q = room, *node = q + n * n, *w = node + n, *out = w + n, *now = out + n,
           *before = now + n;

    node[0] = 0;
    w[0] = 0;
    yx_gauss_legendre(n - 1, s->lo, s->hi, node + 1, w + 1);
    for (size_t i = 0; i < n; i++) {
        out[i] = fill_row(s, n, node, w, i, q + i * n);
        before[i] = 0;
    }
    for (size_t t = 0; t < periods; t++) {
        double *swap = before;
        for (size_t i = 0; i < n; i++) {
            double sum = out[i];
            for (size_t j = 0; j < n; j++)
                sum += q[i * n + j] * before[j];
            now[i] = fmin(sum, 1);
        }
        ret_p[t] = now[0];
        before = now;
        now = swap;
    }
}

bool yx_curve(yx_chart chart, double weight, double limit, double shift, size_t periods,
              double *room, double *ret_p)
{
    step s;

    if (!chart_ok(chart, weight) || !isfinite(shift) || !isfinite(limit))
        return false;
    if (chart == YX_CHART_SHEWHART) {
        double stays = log1p(-yx_normal_tail(limit - shift));
        for (size_t t = 0; t < periods; t++)
            ret_p[t] = -expm1((double)(t + 1) * stays);
        return true;
    }
    if (!(limit > 0 && limit <= most_of(chart)))
        return false;
    s = step_of(chart, weight, limit, shift);
    iterate(&s, periods, room, ret_p);
    return true;
}

/* curve.c - the distribution of a run length: the same integral equation as of its mean, one period
 * at a time. */
#include "screen/curve.h"

#include "screen/arl.h"
#include "screen/limit.h"
#include "screen/normal.h"
#include "screen/step.h"

#include <math.h>

#define ARL_MOST 1e9

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
    return chart == YX_CHART_CUSUM ? YX_LIMIT_H : YX_LIMIT_C;
}

double yx_curve_limit(yx_chart chart, double weight, double arl0, double *room)
{
    if (!chart_ok(chart, weight) || !(arl0 > 1 && arl0 <= ARL_MOST))
        return NAN;
    if (chart == YX_CHART_SHEWHART)
        return yx_normal_upper(1 / arl0);
    return chart == YX_CHART_CUSUM ? yx_limit_cusum(weight, arl0, room)
                                   : yx_limit_ewma(weight, arl0, room);
}

static yx_step step_of(yx_chart chart, double weight, double limit, double shift)
{
    return chart == YX_CHART_CUSUM ? yx_step_cusum(weight, limit, shift)
                                   : yx_step_ewma(weight, limit, shift);
}

/* The widest chart decides: its nodes here, and the room of its mean run length. */
size_t yx_curve_room(yx_chart chart, double weight)
{
    size_t n, arl;
    yx_step s;

    if (!chart_ok(chart, weight))
        return 0;
    if (chart == YX_CHART_SHEWHART)
        return 1;
    s = step_of(chart, weight, most_of(chart), 0);
    n = yx_step_states(&s);
    arl = chart == YX_CHART_CUSUM ? yx_arl_cusum_room(YX_LIMIT_H)
                                  : yx_arl_ewma_room(weight, YX_LIMIT_C);
    return n * n + 5 * n > arl ? n * n + 5 * n : arl;
}

/* Alarmed within t periods, from every node: at once, or within t - 1 from where one period leads.
 * Sums of positive terms only, so small probabilities keep their digits. */
static void iterate(const yx_step *s, size_t periods, double *room, double *ret_p)
{
    size_t n = yx_step_states(s);
    double *q = room, *nodes = q + n * n, *out = nodes + 2 * n, *now = out + n, *before = now + n;

    yx_step_fill(s, nodes, q, out);
    for (size_t i = 0; i < n; i++)
        before[i] = 0;
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
    yx_step s;

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

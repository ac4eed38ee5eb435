/* step.c - one period of a chart of normal figures, on nodes of Gauss and Legendre. */
#include "screen/step.h"

#include "screen/absorb.h"
#include "screen/normal.h"

#include <math.h>

yx_step yx_step_cusum(double k, double h, double mu)
{
    return (yx_step){1, mu - k, 1, 0, h, true};
}

yx_step yx_step_ewma(double l, double c, double mu)
{
    double limit = c * sqrt(l / (2 - l));

    return (yx_step){1 - l, l * mu, l, -limit, limit, false};
}

size_t yx_step_states(const yx_step *s)
{
    return 1 + 30 + (size_t)(5 * (s->hi - s->lo) / s->scale);
}

double yx_step_density(double z)
{
    return exp(-z * z / 2) / sqrt(2 * M_PI);
}

void yx_step_fill(const yx_step *s, double *room, double *q, double *out)
{
    size_t n = yx_step_states(s);
    double *node = room, *w = room + n;

    node[0] = 0;
    yx_gauss_legendre(n - 1, s->lo, s->hi, node + 1, w + 1);
    for (size_t i = 0; i < n; i++) {
        double mean = s->stay * node[i] + s->mean, *row = q + i * n;
        double below = yx_normal_tail((mean - s->lo) / s->scale);

        row[0] = s->floor ? below : 0;
        out[i] = yx_normal_tail((s->hi - mean) / s->scale) + (s->floor ? 0 : below);
        for (size_t j = 1; j < n; j++)
            row[j] = w[j] / s->scale * yx_step_density((node[j] - mean) / s->scale);
    }
}

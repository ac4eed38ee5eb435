/* step.h - one period of a chart of normal figures, on nodes: what the run lengths of arl.h and the
 * curves of curve.h share. Pure. */
#ifndef YX_SCREEN_STEP_H
#define YX_SCREEN_STEP_H

#include <stdbool.h>
#include <stddef.h>

/* From z the chart goes to stay z + mean + scale x, x standard normal, and alarms outside lo..hi;
 * with `floor` (CUSUM) it goes to lo from below instead. */
typedef struct yx_step {
    double stay, mean, scale, lo, hi;
    bool floor;
} yx_step;

yx_step yx_step_cusum(double k, double h, double mu);
yx_step yx_step_ewma(double l, double c, double mu);

/* States: the start, z = 0, and nodes of Gauss and Legendre, as many as the width of a step needs:
 * they err by less than 1e-15. */
size_t yx_step_states(const yx_step *s);

double yx_step_density(double z); /* of the standard normal distribution */

/* Fills, for n = yx_step_states():
 *   q     n x n, q[i n + j]: probability of going from state i to j, weight of the node included.
 * To state 0 one goes over the floor only. out   n: probability of an alarm at once room  2 n */
void yx_step_fill(const yx_step *s, double *room, double *q, double *out);

#endif

/* absorb.h - how long a Markov chain lasts that is left in the end: run lengths of control charts.
 *
 * Elimination without a single subtraction (Grassmann, Taksar and Heyman): what stays in a state is
 * never given, it is what the ways out leave over. So a mean run length of 1e12 has as many right
 * digits as one of 12. Pure. */
#ifndef YX_SCREEN_ABSORB_H
#define YX_SCREEN_ABSORB_H

#include <stddef.h>

/* Mean number of steps until the chain is outside, from each of its n states.
 *   q      n x n, row i: probabilities of going from i to j, in one step; the diagonal is not read.
 *          Overwritten.
 *   out    n: probability of going outside. Overwritten.
 *   down   no state goes to one more than `down` below it (n: no such limit)
 *   time   n results; INFINITY where the chain may never leave
 * Cost: n^2 min(n, down) / 2 multiplications. */
void yx_absorb(size_t n, size_t down, double *q, double *out, double *time);

/* Nodes and weights of Gauss and Legendre on [lo, hi]. */
void yx_gauss_legendre(size_t n, double lo, double hi, double *node, double *weight);

#endif

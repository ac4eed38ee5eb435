/* area_tree.h - the cheapest connected set of nodes of a graph that holds given ones: a Steiner
 * tree with costs on nodes. Shared by area.c, its test and nobody else. */
#ifndef YX_TRIGGER_AREA_TREE_H
#define YX_TRIGGER_AREA_TREE_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { YX_AREA_TREE_EXACT = 8 };

typedef struct yx_area_graph {
    size_t n;
    const uint32_t *from, *to; /* node v borders to[from[v] .. from[v + 1]), both ways */
    const uint64_t *cost;      /* n; what a node adds. Sums stay under 2^63 */
} yx_area_graph;

/* Finds it.
 *   end        n_end >= 1 nodes that it must hold: cost 0, of one component, none twice
 *   ret_in     g->n: 1 for the nodes of the set. Nodes of cost 0 that touch it may be in it or not
 *   ret_exact  true: nothing is cheaper
 * Ends that touch each other, or through nodes of cost 0, are one end: up to YX_AREA_TREE_EXACT of
 * these the answer is exact (dreyfus1971: the best tree of a set of ends that reaches a node, from
 * smaller sets), beyond it the nearest end is joined to what there is, again and again
 * (takahashi1980), and what is not needed is dropped.
 * Equal sets: the same one every time. O(3^k * n + 2^k * borders * log n), else
 * O((k + between) * borders * log n). YX_E_NOMEM. */
YX_MUST_USE yx_code yx_area_tree(const yx_area_graph *g, const uint32_t *end, size_t n_end,
                                 uint8_t *ret_in, bool *ret_exact, yx_err *err);

#endif

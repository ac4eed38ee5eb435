#include "trigger/area_tree.h"

#include <stdlib.h>
#include <string.h>

#define FAR  UINT64_MAX
#define NONE UINT32_MAX

/* A heap of (cost, node): the cheapest first, of equal ones the smaller number, so that the order
 * in which nodes are met does not depend on anything else. A node may stand in it more than once.
 */
typedef struct entry {
    uint64_t cost;
    uint32_t node;
} entry;

typedef struct heap {
    entry *at;
    size_t n;
} heap;

static bool before(entry a, entry b)
{
    return a.cost < b.cost || (a.cost == b.cost && a.node < b.node);
}

static void push(heap *h, uint64_t cost, uint32_t node)
{
    entry e = {cost, node};
    size_t i = h->n++;

    while (i > 0 && before(e, h->at[(i - 1) / 2])) {
        h->at[i] = h->at[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    h->at[i] = e;
}

static entry pop(heap *h)
{
    entry top = h->at[0], last = h->at[--h->n];
    size_t i = 0;

    for (size_t k = 1; k < h->n; k = 2 * i + 1) {
        if (k + 1 < h->n && before(h->at[k + 1], h->at[k]))
            k++;
        if (!before(h->at[k], last))
            break;
        h->at[i] = h->at[k];
        i = k;
    }
    h->at[i] = last;
    return top;
}

typedef struct work {
    const yx_area_graph *g;
    heap heap;
    uint32_t *class; /* n: which end a node belongs to, those of cost 0 that touch one; NONE */
    uint32_t *first; /* of each class its first end */
    size_t k;        /* classes */
    uint32_t *queue; /* n */
    uint64_t *cost; /* (subsets * n): of the best tree that holds the subset and reaches the node */
    uint32_t *came; /* as long: the node that it came from; or SPLIT | the part of the subset */
    uint8_t *in;    /* the answer */
} work;

#define SPLIT 0x80000000u

/* Ends that touch, and what touches them at no cost. */
static void find_classes(work *w, const uint32_t *end, size_t n_end)
{
    const yx_area_graph *g = w->g;

    memset(w->class, 0xff, g->n * sizeof *w->class);
    for (size_t i = 0; i < n_end; i++) {
        size_t head = 0, tail = 0;
        if (w->class[end[i]] != NONE)
            continue;
        w->first[w->k] = end[i];
        w->class[end[i]] = (uint32_t)w->k;
        w->queue[tail++] = end[i];
        while (head < tail) {
            uint32_t v = w->queue[head++];
            w->in[v] = 1;
            for (uint32_t e = g->from[v]; e < g->from[v + 1]; e++) {
                uint32_t u = g->to[e];
                if (g->cost[u] == 0 && w->class[u] == NONE) {
                    w->class[u] = (uint32_t)w->k;
                    w->queue[tail++] = u;
                }
            }
        }
        w->k++;
    }
}

/* Lets what the heap holds reach on: `cost` and `came` of one subset, until a node of another class
 * than those in `in` is reached (NONE: until the end). */
static uint32_t reach(work *w, uint64_t *cost, uint32_t *came, bool stop)
{
    const yx_area_graph *g = w->g;

    while (w->heap.n) {
        entry top = pop(&w->heap);
        if (top.cost > cost[top.node])
            continue;
        if (stop && w->class[top.node] != NONE && !w->in[top.node])
            return top.node;
        for (uint32_t e = g->from[top.node]; e < g->from[top.node + 1]; e++) {
            uint32_t u = g->to[e];
            if (top.cost + g->cost[u] < cost[u]) {
                cost[u] = top.cost + g->cost[u];
                came[u] = top.node;
                push(&w->heap, cost[u], u);
            }
        }
    }
    return NONE;
}

/* The best trees of one subset of classes: two smaller ones that meet in a node, or one that grows.
 */
static void solve_subset(work *w, size_t subset)
{
    size_t n = w->g->n;
    uint64_t *cost = w->cost + subset * n;
    uint32_t *came = w->came + subset * n;

    w->heap.n = 0;
    for (size_t v = 0; v < n; v++) {
        cost[v] = FAR;
        came[v] = NONE;
    }
    if ((subset & (subset - 1)) == 0) { /* one class: starts there */
        uint32_t v = 0;
        while (subset >> v != 1)
            v++;
        v = w->first[v];
        cost[v] = 0;
        push(&w->heap, 0, v);
    }
    for (size_t part = (subset - 1) & subset; part > (subset ^ part); part = (part - 1) & subset)
        for (size_t v = 0; v < n; v++) {
            uint64_t a = w->cost[part * n + v], b = w->cost[(subset ^ part) * n + v];
            if (a == FAR || b == FAR || a + b - w->g->cost[v] >= cost[v])
                continue;
            cost[v] = a + b - w->g->cost[v];
            came[v] = SPLIT | (uint32_t)part;
        }
    for (size_t v = 0; v < n && (subset & (subset - 1)); v++)
        if (cost[v] != FAR)
            push(&w->heap, cost[v], (uint32_t)v);
    (void)reach(w, cost, came, false);
}

/* Walks back from (subset, node) and marks the way. */
static void mark(work *w, size_t subset, uint32_t node)
{
    size_t todo_set[YX_AREA_TREE_EXACT + 1], n_todo = 0;
    uint32_t todo_node[YX_AREA_TREE_EXACT + 1];

    todo_set[n_todo] = subset;
    todo_node[n_todo++] = node;
    while (n_todo) { /* a split leaves as many as it has classes, at most */
        size_t s = todo_set[--n_todo];
        uint32_t v = todo_node[n_todo];
        for (;;) {
            uint32_t from = w->came[s * w->g->n + v];
            w->in[v] = 1;
            if (from == NONE)
                break;
            if (from & SPLIT) {
                size_t part = from & ~SPLIT;
                todo_set[n_todo] = s ^ part;
                todo_node[n_todo++] = v;
                s = part;
            } else {
                v = from;
            }
        }
    }
}

static yx_code exact(work *w, yx_err *err)
{
    size_t n = w->g->n, subsets = (size_t)1 << (w->k - 1);

    w->cost = calloc(subsets * n, sizeof *w->cost);
    w->came = calloc(subsets * n, sizeof *w->came);
    if (!w->cost || !w->came)
        return yx_fail(err, YX_E_NOMEM, "no memory for an area of %zu regions", n);
    for (size_t subset = 1; subset < subsets; subset++)
        solve_subset(w, subset);
    mark(w, subsets - 1, w->first[w->k - 1]);
    return YX_OK;
}

/* --- beyond: join the nearest, then drop what is not needed --- */

/* Is the set still in one piece without `without`, which was put in it to connect? */
static bool connected(work *w, uint32_t without, uint32_t start)
{
    const yx_area_graph *g = w->g;
    size_t head = 0, tail = 0, n = 0;
    uint8_t *seen = (uint8_t *)w->came; /* the ways are walked already */

    memset(seen, 0, g->n);
    seen[start] = 1;
    w->queue[tail++] = start;
    while (head < tail) {
        uint32_t v = w->queue[head++];
        for (uint32_t e = g->from[v]; e < g->from[v + 1]; e++) {
            uint32_t u = g->to[e];
            if (w->in[u] && u != without && !seen[u]) {
                seen[u] = 1;
                w->queue[tail++] = u;
            }
        }
    }
    for (size_t v = 0; v < g->n; v++)
        n += w->in[v];
    return tail == n - 1;
}

static void join_nearest(work *w)
{
    const yx_area_graph *g = w->g;

    for (size_t v = 0; v < g->n; v++) /* what there is: the first class; the others are to join */
        w->in[v] = w->class[v] == 0;
    for (size_t joined = 1; joined < w->k; joined++) {
        uint32_t v;
        w->heap.n = 0;
        for (size_t u = 0; u < g->n; u++) {
            w->cost[u] = w->in[u] ? 0 : FAR;
            w->came[u] = NONE;
            if (w->in[u])
                push(&w->heap, 0, (uint32_t)u);
        }
        v = reach(w, w->cost, w->came, true);
        if (v == NONE)
            return; /* the caller's ends are of one component, so there is a way */
        for (size_t u = 0; u < g->n; u++)
            if (w->class[u] == w->class[v])
                w->in[u] = 1;
        for (; v != NONE; v = w->came[v])
            w->in[v] = 1;
    }
}

static yx_code nearest(work *w, yx_err *err)
{
    w->cost = calloc(w->g->n, sizeof *w->cost);
    w->came = calloc(w->g->n, sizeof *w->came);
    if (!w->cost || !w->came)
        return yx_fail(err, YX_E_NOMEM, "no memory for an area of %zu regions", w->g->n);
    join_nearest(w);
    for (uint32_t v = (uint32_t)w->g->n; v-- > 0;)
        if (w->in[v] && w->class[v] == NONE && connected(w, v, w->first[0]))
            w->in[v] = 0;
    return YX_OK;
}

yx_code yx_area_tree(const yx_area_graph *g, const uint32_t *end, size_t n_end, uint8_t *ret_in,
                     bool *ret_exact, yx_err *err)
{
    work w = {.g = g};
    yx_code rc = YX_OK;

    w.class = malloc(g->n * sizeof *w.class);
    w.queue = malloc(g->n * sizeof *w.queue);
    w.first = malloc(n_end * sizeof *w.first);
    w.in = calloc(g->n, 1);
    /* A node is pushed once at the start, and at most once over each border. */
    w.heap.at = malloc((g->from[g->n] + g->n + 1) * sizeof *w.heap.at);
    if (!w.class || !w.queue || !w.first || !w.in || !w.heap.at)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for an area of %zu regions", g->n);
    if (!rc) {
        find_classes(&w, end, n_end);
        if (w.k > YX_AREA_TREE_EXACT)
            rc = nearest(&w, err);
        else if (w.k > 1)
            rc = exact(&w, err);
    }
    if (!rc) {
        memcpy(ret_in, w.in, g->n);
        *ret_exact = w.k <= YX_AREA_TREE_EXACT;
    }
    free(w.class);
    free(w.queue);
    free(w.first);
    free(w.in);
    free(w.heap.at);
    free(w.cost);
    free(w.came);
    return rc;
}

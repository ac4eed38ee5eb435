/* From the catalogue to a graph, and from the cheapest tree in it (area_tree.c) to an area. */
#include "trigger/area.h"

#include "base/mem.h"
#include "intake/person.h"
#include "trigger/area_tree.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)YX_AREA_EXACT == (int)YX_AREA_TREE_EXACT,
               "the contract says what the tree can do");

const char *const yx_area_why_name[YX_N_AREA_WHY] = {
    [YX_AREA_EVIDENCE] = "evidence",
    [YX_AREA_BETWEEN] = "between",
    [YX_AREA_OUTSIDE] = "outside",
    [YX_AREA_RAISED] = "raised",
};

const char *yx_area_why_say(yx_area_why why, yx_lang lang)
{
    static const char *const say[YX_N_AREA_WHY][YX_N_LANG] = {
        [YX_AREA_EVIDENCE] = {"it has signals of its own", "本地有信号"},
        [YX_AREA_BETWEEN] = {"it connects regions with signals", "连接有信号的区域"},
        [YX_AREA_OUTSIDE] =
            {"no way between regions with signals stays within their common parent; "
             "this is the shortest",
             "有信号的区域在共同上级之内不相连，取最短的连接"},
        [YX_AREA_RAISED] = {"it stands for a smaller area, which is not named",
                            "代表其下更小的区域，不具名"},
    };

    return say[why][lang];
}

enum { DEPTH = 100 }; /* of a tree, and more than any */

typedef struct finding {
    const yx_catalog *catalog;
    yx_period day;
    size_t n_region;
    uint8_t *evidence; /* n_region: 0, EVIDENCE_ or RAISED_ */
    uint32_t *stands;  /* n_region: what stands for it in the graph; YX_REGION_NONE: nothing */
    uint32_t *parent;  /* n_region: the nearest administration above */
    uint32_t *end;     /* n_end: regions with evidence that lie in no other such */
    size_t n_end;
    uint32_t *pair; /* 2 * n_pair: nodes that touch; behind n_region come the hubs of siblings */
    size_t n_pair, cap_pair;
    size_t n_node;
    uint32_t *from, *to;
    uint64_t *cost;
    uint32_t *part;    /* n_node: component */
    uint8_t *in, *got; /* n_node: the answer; of one component */
} finding;

enum { EVIDENCE_ = 1, RAISED_ = 2 };

static bool too_small(const yx_region *r)
{
    return yx_area_too_small(yx_str_of(r->code)) || yx_level_too_small(yx_str_of(r->level));
}

static uint32_t region_above(const finding *f, uint32_t i)
{
    uint32_t up = yx_region_at(f->catalog, i)->parent;

    for (int k = 0; k < DEPTH && up != YX_REGION_NONE && yx_region_at(f->catalog, up)->is_virtual;
         k++)
        up = yx_region_at(f->catalog, up)->parent;
    return up;
}

/* Itself, or the first region above it that is a township or larger. */
static uint32_t raise(const finding *f, uint32_t i)
{
    for (int k = 0; k < DEPTH && i != YX_REGION_NONE && too_small(yx_region_at(f->catalog, i)); k++)
        i = f->parent[i];
    return i != YX_REGION_NONE && !too_small(yx_region_at(f->catalog, i)) ? i : YX_REGION_NONE;
}

static bool on_the_day(const finding *f, const yx_region *r)
{
    return r->valid_from <= f->day.first && f->day.first < r->valid_to;
}

/* Which node each region is part of: the highest region with evidence that it lies in, else itself,
 * if it can be in an area at all. */
static void find_stands(finding *f)
{
    for (uint32_t i = 0; i < f->n_region; i++) {
        const yx_region *r = yx_region_at(f->catalog, i);
        uint32_t top = YX_REGION_NONE, up = i;
        for (int k = 0; k < DEPTH && up != YX_REGION_NONE; k++, up = f->parent[up])
            if (f->evidence[up])
                top = up;
        if (top == YX_REGION_NONE && !r->is_virtual && !too_small(r) && on_the_day(f, r))
            top = i;
        f->stands[i] = top;
        if (top == i && f->evidence[i])
            f->end[f->n_end++] = i;
    }
}

static yx_code add_pair(finding *f, uint32_t a, uint32_t b, yx_err *err)
{
    yx_code rc;

    if (a == b)
        return YX_OK;
    rc = yx_grow(&f->pair, &f->cap_pair, 2 * (f->n_pair + 1), sizeof *f->pair, err);
    if (rc)
        return rc;
    f->pair[2 * f->n_pair] = a;
    f->pair[2 * f->n_pair + 1] = b;
    f->n_pair++;
    return YX_OK;
}

static void borders_in(const finding *f, uint32_t region, uint8_t *has)
{
    for (uint32_t up = f->parent[region]; up != YX_REGION_NONE && !has[up]; up = f->parent[up])
        has[up] = 1;
}

/* Borders on the day; `has` gets 1 for regions in which any are loaded, of whatever day. */
static yx_code add_borders(finding *f, uint8_t *has, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < yx_n_neighbour(f->catalog) && !rc; i++) {
        const yx_neighbour *pair = yx_neighbour_at(f->catalog, i);
        uint32_t a, b;
        yx_region_found found_a = yx_region_find(f->catalog, yx_str_of(pair->a), f->day, &a);
        yx_region_found found_b = yx_region_find(f->catalog, yx_str_of(pair->b), f->day, &b);
        if (found_a == YX_REGION_UNKNOWN || found_b == YX_REGION_UNKNOWN)
            continue;
        borders_in(f, a, has);
        borders_in(f, b, has);
        if (found_a == YX_REGION_OK && found_b == YX_REGION_OK && f->stands[a] != YX_REGION_NONE &&
            f->stands[b] != YX_REGION_NONE)
            rc = add_pair(f, f->stands[a], f->stands[b], err);
    }
    return rc;
}

/* Children of a region without any borders in it all touch a hub, which costs nothing and is no
 * region. */
static yx_code add_siblings(finding *f, const uint8_t *has, uint32_t *hub, yx_err *err)
{
    yx_code rc = YX_OK;

    memset(hub, 0xff, f->n_region * sizeof *hub);
    for (uint32_t i = 0; i < f->n_region && !rc; i++) {
        uint32_t up = f->parent[i];
        if (up == YX_REGION_NONE || has[up] || f->stands[i] != i)
            continue;
        if (hub[up] == UINT32_MAX)
            hub[up] = (uint32_t)f->n_node++;
        rc = add_pair(f, i, hub[up], err);
    }
    return rc;
}

/* The pairs as a list of each node. */
static yx_code make_graph(finding *f, yx_err *err)
{
    f->from = calloc(f->n_node + 2, sizeof *f->from);
    f->to = malloc((2 * f->n_pair + 1) * sizeof *f->to);
    f->cost = calloc(f->n_node + 1, sizeof *f->cost);
    f->part = malloc((f->n_node + 1) * sizeof *f->part);
    f->in = calloc(f->n_node + 1, 1);
    f->got = calloc(f->n_node + 1, 1);
    if (!f->from || !f->to || !f->cost || !f->part || !f->in || !f->got)
        return yx_fail(err, YX_E_NOMEM, "no memory for an area of %zu regions", f->n_node);
    for (size_t i = 0; i < 2 * f->n_pair; i++)
        f->from[f->pair[i] + 2]++;
    for (size_t v = 1; v < f->n_node + 2; v++)
        f->from[v] += f->from[v - 1]; /* the list of v starts at from[v + 1] ... */
    for (size_t i = 0; i < 2 * f->n_pair; i++)
        f->to[f->from[f->pair[i] + 1]++] = f->pair[i ^ 1]; /* ... and now at from[v] */
    return YX_OK;
}

/* Components of the nodes that `may` allows (NULL: all), in f->part. */
static yx_code find_parts(finding *f, const uint8_t *may, yx_err *err)
{
    uint32_t *queue = malloc((f->n_node + 1) * sizeof *queue), parts = 0;

    if (!queue)
        return yx_fail(err, YX_E_NOMEM, "no memory for an area of %zu regions", f->n_node);
    memset(f->part, 0xff, f->n_node * sizeof *f->part);
    for (size_t i = 0; i < f->n_node; i++) {
        size_t head = 0, tail = 0;
        if (f->part[i] != UINT32_MAX || (may && !may[i]))
            continue;
        f->part[i] = parts;
        queue[tail++] = (uint32_t)i;
        while (head < tail) {
            uint32_t v = queue[head++];
            for (uint32_t e = f->from[v]; e < f->from[v + 1]; e++) {
                uint32_t u = f->to[e];
                if (f->part[u] == UINT32_MAX && (!may || may[u])) {
                    f->part[u] = parts;
                    queue[tail++] = u;
                }
            }
        }
        parts++;
    }
    free(queue);
    return YX_OK;
}

static uint32_t holds_both(const finding *f, uint32_t a, uint32_t b)
{
    for (int k = 0; k < DEPTH && a != YX_REGION_NONE; k++, a = f->parent[a])
        if (yx_region_within(f->catalog, b, a))
            return a;
    return YX_REGION_NONE;
}

/* The graph with the nodes of one component only. */
static yx_code solve_part(finding *f, uint32_t part, yx_area *area, yx_err *err)
{
    size_t n = 0, edges = 0, n_end = 0;
    uint32_t *number = malloc(f->n_node * sizeof *number), *node = malloc(f->n_node * sizeof *node);
    uint32_t *from = calloc(f->n_node + 1, sizeof *from), *end = malloc(f->n_end * sizeof *end);
    uint32_t *to = malloc((2 * f->n_pair + 1) * sizeof *to);
    uint64_t *cost = malloc(f->n_node * sizeof *cost);
    bool exact = false;
    yx_code rc = YX_OK;

    if (!number || !node || !from || !end || !to || !cost)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for an area of %zu regions", f->n_node);
    for (size_t v = 0; v < f->n_node && !rc; v++)
        if (f->part[v] == part) {
            number[v] = (uint32_t)n;
            node[n++] = (uint32_t)v;
        }
    for (size_t i = 0; i < n && !rc; i++) {
        for (uint32_t e = f->from[node[i]]; e < f->from[node[i] + 1]; e++)
            if (f->part[f->to[e]] == part)
                to[edges++] = number[f->to[e]];
        from[i + 1] = (uint32_t)edges;
        cost[i] = f->cost[node[i]];
    }
    for (size_t i = 0; i < f->n_end && !rc; i++)
        if (f->part[f->end[i]] == part)
            end[n_end++] = number[f->end[i]];
    if (!rc) {
        const yx_area_graph g = {n, from, to, cost};
        rc = yx_area_tree(&g, end, n_end, f->got, &exact, err);
    }
    for (size_t i = 0; i < n && !rc; i++)
        f->in[node[i]] |= f->got[i];
    area->exact &= exact;
    free(number);
    free(node);
    free(from);
    free(end);
    free(to);
    free(cost);
    return rc;
}

/* Are all ends in one component? */
static bool one_part(const finding *f)
{
    for (size_t i = 1; i < f->n_end; i++)
        if (f->part[f->end[i]] != f->part[f->end[0]])
            return false;
    return true;
}

/* Within the common parent if that will do; else with what lies outside, as little as can be. */
static yx_code solve(finding *f, uint32_t common, yx_area *area, yx_err *err)
{
    uint8_t *inside = malloc(f->n_node + 1);
    yx_code rc = YX_OK;

    if (!inside)
        return yx_fail(err, YX_E_NOMEM, "no memory for an area of %zu regions", f->n_node);
    for (uint32_t v = 0; v < f->n_node; v++) {
        inside[v] =
            v >= f->n_region || common == YX_REGION_NONE || yx_region_within(f->catalog, v, common);
        f->cost[v] = v < f->n_region ? 1 + (inside[v] ? 0 : f->n_region) : 0;
    }
    for (size_t i = 0; i < f->n_end; i++)
        f->cost[f->end[i]] = 0;
    rc = find_parts(f, inside, err);
    if (!rc && !one_part(f))
        rc = find_parts(f, NULL, err);
    area->connected = !rc && one_part(f);
    for (size_t i = 0; i < f->n_end && !rc; i++)
        if (!f->in[f->end[i]]) /* else an earlier end of its component brought it in */
            rc = solve_part(f, f->part[f->end[i]], area, err);
    free(inside);
    return rc;
}

static yx_code answer(finding *f, uint32_t common, yx_area *area, yx_err *err)
{
    size_t n = 0;

    for (uint32_t i = 0; i < f->n_region; i++)
        n += f->evidence[i] || f->in[i];
    area->region = calloc(n + 1, sizeof *area->region);
    area->why = calloc(n + 1, 1);
    if (!area->region || !area->why)
        return yx_fail(err, YX_E_NOMEM, "no memory for an area of %zu regions", n);
    area->parent = n ? f->end[0] : YX_REGION_NONE;
    for (uint32_t i = 0; i < f->n_region; i++) {
        bool inside = common == YX_REGION_NONE || yx_region_within(f->catalog, i, common);
        if (!f->evidence[i] && !f->in[i])
            continue;
        area->region[area->n] = i;
        area->why[area->n++] = f->evidence[i] & EVIDENCE_ ? YX_AREA_EVIDENCE
                               : f->evidence[i]           ? YX_AREA_RAISED
                               : inside                   ? YX_AREA_BETWEEN
                                                          : YX_AREA_OUTSIDE;
        if (area->parent != YX_REGION_NONE)
            area->parent = holds_both(f, area->parent, i);
    }
    return YX_OK;
}

static yx_code find(finding *f, const uint32_t *region, size_t n, yx_area *area, yx_err *err)
{
    uint8_t *has = calloc(f->n_region + 1, 1);
    uint32_t *hub = malloc((f->n_region + 1) * sizeof *hub), common;
    yx_code rc = YX_OK;

    if (!has || !hub)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for an area");
    for (uint32_t i = 0; i < f->n_region && !rc; i++)
        f->parent[i] = region_above(f, i);
    for (size_t i = 0; i < n && !rc; i++) {
        uint32_t to = raise(f, region[i]);
        if (to != YX_REGION_NONE)
            f->evidence[to] |= to == region[i] ? EVIDENCE_ : RAISED_;
    }
    if (!rc) {
        find_stands(f);
        f->n_node = f->n_region;
        rc = add_borders(f, has, err);
    }
    if (!rc)
        rc = add_siblings(f, has, hub, err);
    if (!rc)
        rc = make_graph(f, err);
    free(has);
    free(hub);
    if (rc)
        return rc;
    common = f->n_end ? f->end[0] : YX_REGION_NONE;
    for (size_t i = 1; i < f->n_end; i++)
        common = holds_both(f, common, f->end[i]);
    rc = solve(f, common, area, err);
    return rc ? rc : answer(f, common, area, err);
}

yx_code yx_area_find(const yx_catalog *catalog, yx_day day, const uint32_t *region, size_t n,
                     yx_area *ret, yx_err *err)
{
    finding f = {.catalog = catalog, .day = {day, day}, .n_region = yx_n_region(catalog)};
    yx_area area = {.exact = true};
    yx_code rc = YX_OK;

    f.evidence = calloc(f.n_region + 1, 1);
    f.stands = malloc((f.n_region + 1) * sizeof *f.stands);
    f.parent = malloc((f.n_region + 1) * sizeof *f.parent);
    f.end = malloc((f.n_region + 1) * sizeof *f.end);
    if (!f.evidence || !f.stands || !f.parent || !f.end)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for an area");
    if (!rc)
        rc = find(&f, region, n, &area, err);
    free(f.evidence);
    free(f.stands);
    free(f.parent);
    free(f.end);
    free(f.pair);
    free(f.from);
    free(f.to);
    free(f.cost);
    free(f.part);
    free(f.in);
    free(f.got);
    if (rc)
        yx_area_free(&area);
    else
        *ret = area;
    return rc;
}

void yx_area_free(yx_area *area)
{
    free(area->region);
    free(area->why);
    *area = (yx_area){0};
}

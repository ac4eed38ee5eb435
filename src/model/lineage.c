/* lineage.c - the graph of codes in time, made from regions and lineage, and what is broken in it.
 */
#include "model/lineage.h"

#include "base/mem.h"
#include "base/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

bool yx_region_is_reference(const yx_region *region)
{
    return strcmp(yx_attribute_text(region->attribute, region->n_attribute, "reference"), "1") == 0;
}

/* --- making --- */

typedef struct making {
    yx_graph g;
    const char *file;
    bool all; /* tell warnings of old codes and ended regions too */
    yx_faults *faults;
    yx_err *err;
    uint32_t *from, *to; /* numbers of the codes of every row of the lineage */
    bool *broken;        /* by row */
    size_t n;
} making;

static void tell(const making *m, const char *code, const char *field, const char *text,
                 const char *expected)
{
    if (m->faults)
        yx_faults_add(m->faults, &(yx_fault){.code = code,
                                             .file = m->file,
                                             .field = field,
                                             .text = yx_str_of(text),
                                             .expected = expected});
}

static yx_code no_memory(const making *m)
{
    return yx_fail(m->err, YX_E_NOMEM, "no memory for the lineage of %zu changes", m->n);
}

/* Numbers all codes; notes where each stands in regions. */
static yx_code number_codes(making *m)
{
    yx_graph *g = &m->g;
    size_t n_region = yx_n_region(g->catalog), most = n_region + 2 * m->n + 1;
    yx_code rc = yx_names_new(&g->code, m->err);

    if (rc)
        return rc;
    g->row = calloc(most, sizeof *g->row);
    g->n_row = calloc(most, sizeof *g->n_row);
    g->first_edge = calloc(most + 1, sizeof *g->first_edge);
    m->from = calloc(m->n + 1, sizeof *m->from);
    m->to = calloc(m->n + 1, sizeof *m->to);
    m->broken = calloc(m->n + 1, sizeof *m->broken);
    if (!g->row || !g->n_row || !g->first_edge || !m->from || !m->to || !m->broken)
        return no_memory(m);
    for (uint32_t i = 0; i < n_region && !rc; i++) {
        uint32_t c = 0;
        rc = yx_names_add(g->code, yx_str_of(yx_region_at(g->catalog, i)->code), &c, m->err);
        if (!rc && g->n_row[c]++ == 0)
            g->row[c] = i;
    }
    for (size_t i = 0; i < m->n && !rc; i++) {
        const yx_lineage *l = yx_lineage_at(g->catalog, i);
        rc = yx_names_add(g->code, yx_str_of(l->from_code), &m->from[i], m->err);
        if (!rc)
            rc = yx_names_add(g->code, yx_str_of(l->to_code), &m->to[i], m->err);
    }
    return rc;
}

static const yx_region *newest(const yx_graph *g, uint32_t code)
{
    return g->n_row[code] ? yx_region_at(g->catalog, g->row[code] + g->n_row[code] - 1) : NULL;
}

/* --- what is broken --- */

/* A weight in 10^-30: it is at most 1, so this fits. */
static wide thirtieths(yx_decimal w)
{
    wide v = w.mantissa;

    for (int i = w.scale; i < YX_SCALE_MAX; i++)
        v *= 10;
    return v;
}

/* The end of the group of rows with the day and the from_code of row i. */
static size_t group_end(const making *m, size_t i)
{
    yx_day day = yx_lineage_at(m->g.catalog, i)->day;
    size_t k = i;

    while (k < m->n && m->from[k] == m->from[i] && yx_lineage_at(m->g.catalog, k)->day == day)
        k++;
    return k;
}

static void check_weights(making *m)
{
    static const wide one = (wide)YX_SHARE_ALL * 1000000000000;

    for (size_t i = 0, end; i < m->n; i = end) {
        const yx_lineage *l = yx_lineage_at(m->g.catalog, i);
        char expected[96], day[YX_DAY_TEXT];
        wide sum = 0;
        end = group_end(m, i);
        for (size_t k = i; k < end; k++)
            sum += thirtieths(yx_lineage_at(m->g.catalog, k)->weight);
        if (sum == one)
            continue;
        for (size_t k = i; k < end; k++)
            m->broken[k] = true;
        (void)snprintf(expected, sizeof expected, "weights on %s that add to 1, not to %.6g",
                       yx_day_text(l->day, day), (double)sum / (double)one);
        tell(m, "lineage.weights", "weight", l->from_code, expected);
    }
}

/* Takes away, again and again, rows of one day whose end (or, backwards, start) no other row of the
 * day goes on from. What is left lies on circles, or between two of them. */
typedef struct peeling {
    const uint32_t *tail, *head; /* by row: from, to; or the other way round */
    uint32_t *degree;            /* by code: rows whose tail it is */
    uint32_t *first, *next;      /* by code: a list of rows whose head it is */
    bool *gone;
} peeling;

static void peel(peeling *p, size_t from, size_t end, size_t *queue)
{
    size_t n = 0;

    for (size_t i = from; i < end; i++)
        p->degree[p->tail[i]] = p->first[p->head[i]] = p->first[p->tail[i]] = 0;
    for (size_t i = from; i < end; i++)
        p->degree[p->head[i]] = 0;
    for (size_t i = from; i < end; i++) {
        if (p->gone[i])
            continue;
        p->degree[p->tail[i]]++;
        p->next[i] = p->first[p->head[i]];
        p->first[p->head[i]] = (uint32_t)i + 1;
    }
    for (size_t i = from; i < end; i++)
        if (!p->gone[i] && !p->degree[p->head[i]]) {
            p->gone[i] = true;
            queue[n++] = i;
        }
    for (size_t k = 0; k < n; k++) {
        uint32_t code = p->tail[queue[k]];
        if (--p->degree[code])
            continue;
        for (uint32_t i = p->first[code]; i; i = p->next[i - 1])
            if (!p->gone[i - 1]) {
                p->gone[i - 1] = true;
                queue[n++] = i - 1;
            }
    }
}

static yx_code check_cycles(making *m)
{
    size_t n_code = yx_names_count(m->g.code) + 1;
    peeling p = {0};
    size_t *queue = calloc(m->n + 1, sizeof *queue);
    yx_code rc = YX_OK;

    p.degree = calloc(n_code, sizeof *p.degree);
    p.first = calloc(n_code, sizeof *p.first);
    p.next = calloc(m->n + 1, sizeof *p.next);
    p.gone = calloc(m->n + 1, sizeof *p.gone);
    if (!queue || !p.degree || !p.first || !p.next || !p.gone) {
        rc = no_memory(m);
        goto done;
    }
    for (size_t i = 0; i < m->n; i++)
        p.gone[i] = m->from[i] == m->to[i]; /* a code that stays is no circle */
    for (size_t i = 0, end; i < m->n; i = end) {
        yx_day day = yx_lineage_at(m->g.catalog, i)->day;
        for (end = i; end < m->n && yx_lineage_at(m->g.catalog, end)->day == day;)
            end++;
        p.tail = m->from;
        p.head = m->to;
        peel(&p, i, end, queue);
        p.tail = m->to;
        p.head = m->from;
        peel(&p, i, end, queue);
    }
    for (size_t i = 0; i < m->n; i++) {
        const yx_lineage *l = yx_lineage_at(m->g.catalog, i);
        char expected[96], day[YX_DAY_TEXT];
        if (p.gone[i])
            continue;
        m->broken[i] = true;
        (void)snprintf(expected, sizeof expected, "codes that do not come back to themselves on %s",
                       yx_day_text(l->day, day));
        tell(m, "lineage.cycle", "from_code", l->from_code, expected);
    }
done:
    free(queue);
    free(p.degree);
    free(p.first);
    free(p.next);
    free(p.gone);
    return rc;
}

static void check_codes(making *m)
{
    for (size_t i = 0; i < m->n; i++) {
        const yx_lineage *l = yx_lineage_at(m->g.catalog, i);
        const yx_region *from = newest(&m->g, m->from[i]), *to = newest(&m->g, m->to[i]);
        if (from && to && yx_region_is_reference(from) != yx_region_is_reference(to)) {
            m->broken[i] = true;
            tell(m, "lineage.reference", "to_code", l->to_code, NULL);
        }
        if (!from && m->all)
            tell(m, "lineage.unknown", "from_code", l->from_code,
                 "a row in regions with its valid_to: else no figures of it can be taken");
        if (!to)
            tell(m, "lineage.unknown", "to_code", l->to_code, "a code of regions");
    }
}

/* All rows of a group fall together: half a split would lose what is in the other half. */
static void spread_broken(making *m)
{
    for (size_t i = 0, end; i < m->n; i = end) {
        bool any = false;
        end = group_end(m, i);
        for (size_t k = i; k < end; k++)
            any |= m->broken[k];
        for (size_t k = i; k < end; k++)
            m->broken[k] = any;
    }
}

/* --- links and edges --- */

static int three_ways(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int order_from(const void *a, const void *b)
{
    const yx_link *x = a, *y = b;
    int c = three_ways(x->from, y->from);

    c = c ? c : three_ways(x->day, y->day);
    return c ? c : three_ways(x->lo, y->lo) ? three_ways(x->lo, y->lo) : three_ways(x->to, y->to);
}

static int order_to(const void *a, const void *b)
{
    const yx_link *x = a, *y = b;
    int c = three_ways(x->to, y->to);

    c = c ? c : three_ways(x->day, y->day);
    return c ? c : three_ways(x->from, y->from);
}

static int order_edge(const void *a, const void *b)
{
    const yx_edge *x = a, *y = b;
    int c = three_ways(x->code, y->code);

    return c ? c : three_ways(x->day, y->day);
}

/* Ranges of a group side by side, in the order of to_code; the last ends with the whole. */
static void link_group(making *m, size_t from, size_t end)
{
    wide sum = 0;
    int64_t lo = 0;

    for (size_t k = from; k < end; k++) {
        const yx_lineage *l = yx_lineage_at(m->g.catalog, k);
        int64_t hi;
        sum += thirtieths(l->weight);
        hi = (int64_t)((sum + 500000000000) / 1000000000000);
        if (hi > lo)
            m->g.by_from[m->g.n_link++] = (yx_link){m->from[k], m->to[k], l->day, l->kind, lo, hi};
        lo = hi;
    }
}

static yx_code make_links(making *m)
{
    yx_graph *g = &m->g;

    g->by_from = calloc(m->n + 1, sizeof *g->by_from);
    g->by_to = calloc(m->n + 1, sizeof *g->by_to);
    if (!g->by_from || !g->by_to)
        return no_memory(m);
    for (size_t i = 0, end; i < m->n; i = end) {
        end = group_end(m, i);
        if (!m->broken[i])
            link_group(m, i, end);
    }
    qsort(g->by_from, g->n_link, sizeof *g->by_from, order_from);
    memcpy(g->by_to, g->by_from, g->n_link * sizeof *g->by_to);
    qsort(g->by_to, g->n_link, sizeof *g->by_to, order_to);
    return YX_OK;
}

static yx_code make_edges(making *m)
{
    yx_graph *g = &m->g;
    size_t n = 0, n_region = yx_n_region(g->catalog), n_code = yx_names_count(g->code);

    g->edge = calloc(2 * n_region + 2 * g->n_link + 1, sizeof *g->edge);
    if (!g->edge)
        return no_memory(m);
    for (uint32_t c = 0; c < n_code; c++)
        for (uint32_t i = g->row[c]; i < g->row[c] + g->n_row[c]; i++) {
            const yx_region *r = yx_region_at(g->catalog, i);
            if (r->valid_from > YX_DAY_MIN)
                g->edge[n++] = (yx_edge){c, r->valid_from};
            if (r->valid_to < YX_DAY_MAX)
                g->edge[n++] = (yx_edge){c, r->valid_to};
        }
    for (size_t i = 0; i < g->n_link; i++) {
        g->edge[n++] = (yx_edge){g->by_from[i].from, g->by_from[i].day};
        g->edge[n++] = (yx_edge){g->by_from[i].to, g->by_from[i].day};
    }
    qsort(g->edge, n, sizeof *g->edge, order_edge);
    for (size_t i = 0; i < n; i++)
        if (!g->n_edge || order_edge(&g->edge[g->n_edge - 1], &g->edge[i]) != 0)
            g->edge[g->n_edge++] = g->edge[i];
    for (size_t i = 0; i < g->n_edge; i++)
        g->first_edge[g->edge[i].code + 1]++;
    for (size_t c = 0; c < n_code; c++)
        g->first_edge[c + 1] += g->first_edge[c];
    return YX_OK;
}

/* Regions that end on a day on which nothing says what became of them. */
static void check_ended(const making *m)
{
    const yx_graph *g = &m->g;

    for (uint32_t c = 0; c < yx_names_count(g->code) && m->all; c++)
        for (uint32_t i = g->row[c]; i < g->row[c] + g->n_row[c]; i++) {
            const yx_region *r = yx_region_at(g->catalog, i);
            char expected[96], day[YX_DAY_TEXT];
            size_t n;
            (void)yx_graph_from(g, c, r->valid_to, &n);
            if (r->valid_to >= YX_DAY_MAX || n)
                continue;
            (void)snprintf(expected, sizeof expected, "a row of lineage on %s",
                           yx_day_text(r->valid_to, day));
            tell(m, "region.ended", "valid_to", r->code, expected);
        }
}

yx_code yx_graph_make(const yx_catalog *catalog, const char *file, bool all, yx_faults *faults,
                      yx_graph *ret, yx_err *err)
{
    making m = {.g = {.catalog = catalog},
                .file = file,
                .all = all,
                .faults = faults,
                .err = err,
                .n = yx_n_lineage(catalog)};
    yx_code rc = number_codes(&m);

    if (!rc) {
        check_weights(&m);
        rc = check_cycles(&m);
    }
    if (!rc) {
        check_codes(&m);
        spread_broken(&m);
        rc = make_links(&m);
    }
    if (!rc)
        rc = make_edges(&m);
    if (!rc)
        check_ended(&m);
    free(m.from);
    free(m.to);
    free(m.broken);
    if (rc) {
        yx_graph_release(&m.g);
        return rc;
    }
    *ret = m.g;
    return YX_OK;
}

void yx_graph_release(yx_graph *g)
{
    yx_names_free(g->code);
    free(g->by_from);
    free(g->by_to);
    free(g->edge);
    free(g->row);
    free(g->n_row);
    free(g->first_edge);
    *g = (yx_graph){0};
}

/* --- looking --- */

/* Links of a list, in order of (code, day), that have both. */
static const yx_link *links_of(const yx_link *at, size_t n, bool to, uint32_t code, yx_day day,
                               size_t *ret_n)
{
    size_t lo = 0, hi = n, end;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        uint32_t c = to ? at[mid].to : at[mid].from;
        if (c < code || (c == code && at[mid].day < day))
            lo = mid + 1;
        else
            hi = mid;
    }
    for (end = lo; end < n && (to ? at[end].to : at[end].from) == code && at[end].day == day;)
        end++;
    *ret_n = end - lo;
    return at + lo;
}

const yx_link *yx_graph_from(const yx_graph *g, uint32_t code, yx_day day, size_t *ret_n)
{
    return links_of(g->by_from, g->n_link, false, code, day, ret_n);
}

const yx_link *yx_graph_to(const yx_graph *g, uint32_t code, yx_day day, size_t *ret_n)
{
    return links_of(g->by_to, g->n_link, true, code, day, ret_n);
}

/* The first edge of a code after a day, as a place in g->edge; the end of the code's if none. */
static size_t edge_after(const yx_graph *g, uint32_t code, yx_day day)
{
    size_t lo = g->first_edge[code], hi = g->first_edge[code + 1];

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (g->edge[mid].day <= day)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

yx_day yx_graph_before(const yx_graph *g, uint32_t code, yx_day day)
{
    size_t at = edge_after(g, code, day);

    return at > g->first_edge[code] ? g->edge[at - 1].day : YX_DAY_MIN;
}

yx_day yx_graph_after(const yx_graph *g, uint32_t code, yx_day day)
{
    size_t at = edge_after(g, code, day);

    return at < g->first_edge[code + 1] ? g->edge[at].day : YX_DAY_MAX + 1;
}

/* The row of regions that a code has on a day, or NULL. */
static const yx_region *row_on(const yx_graph *g, uint32_t code, yx_day day)
{
    for (uint32_t i = g->row[code]; i < g->row[code] + g->n_row[code]; i++) {
        const yx_region *r = yx_region_at(g->catalog, i);
        if (r->valid_from <= day && (day < r->valid_to || r->valid_to == YX_DAY_MAX))
            return r;
    }
    return NULL;
}

static bool named_before(const yx_graph *g, uint32_t code, yx_day day)
{
    for (size_t i = g->first_edge[code]; i < g->first_edge[code + 1] && g->edge[i].day < day; i++) {
        size_t from, to;
        (void)yx_graph_from(g, code, g->edge[i].day, &from);
        (void)yx_graph_to(g, code, g->edge[i].day, &to);
        if (from || to)
            return true;
    }
    return false;
}

yx_stays yx_graph_stays(const yx_graph *g, uint32_t code, yx_day day)
{
    const yx_region *before = row_on(g, code, day - 1), *after = row_on(g, code, day);
    size_t n_from, n_to;
    const yx_link *to = yx_graph_to(g, code, day, &n_to);

    (void)yx_graph_from(g, code, day, &n_from);
    if (n_from)
        return YX_STAYS_NOT; /* what became of it is told, if only that it stays */
    for (size_t i = 0; i < n_to; i++)
        if (to[i].kind != YX_MERGE && to[i].kind != YX_SPLIT)
            return YX_STAYS_NOT; /* a new code for something else: it was not in use before */
    if (g->n_row[code] && (!before || before != after))
        return YX_STAYS_NOT;
    if (!n_to || (before && before->valid_from > YX_DAY_MIN) || named_before(g, code, day))
        return YX_STAYS;
    if (!g->n_row[code])
        return YX_STAYS_NOT;
    /* Never dated: one that is joined to another needs the other; several may make a new one. */
    return n_to == 1 && to[0].kind == YX_MERGE ? YX_STAYS : YX_STAYS_MAYBE;
}

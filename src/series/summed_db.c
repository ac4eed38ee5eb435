#include "series/summed_db.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH = 32 };

/* A row of regions below the one that is asked for, and what it reported. */
typedef struct node {
    uint32_t region;
    size_t depth;    /* 1: right below */
    size_t first, n; /* its children, which follow each other */
    yx_part own;     /* as reported: its code while the row is valid */
    const yx_part *part;
    size_t n_part;
    yx_joined value;
    yx_versions base;
} node;

typedef struct summing {
    yx_store *store;
    const yx_catalog *catalog;
    const yx_boundaries *boundaries;
    const yx_indicator *indicator, *base;
    yx_known known;
    node *at;
    size_t n, cap, depth;
    yx_period *period;
    size_t n_period, cap_period;
    yx_joined *out;
    size_t *who; /* of the pieces at hand: their nodes */
    size_t cap_who;
    uint8_t typed; /* most digits behind the point of what was reported into them */
    yx_decimal *weight;
    size_t cap_weight;
    yx_err *err;
} summing;

static const yx_region *region_of(const summing *s, const node *a)
{
    return yx_region_at(s->catalog, a->region);
}

/* --- the tree --- */

static bool is_there(const summing *s, uint32_t region)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->at[i].region == region)
            return true;
    return false;
}

/* Rows whose parent has the code, behind those that are there. */
static yx_code add_children(summing *s, const char *code, size_t depth, size_t *ret_n)
{
    yx_code rc = YX_OK;

    *ret_n = 0;
    for (uint32_t r = 0; r < yx_n_region(s->catalog) && !rc; r++) {
        const yx_region *region = yx_region_at(s->catalog, r);
        node a = {.region = r, .depth = depth};
        if (strcmp(region->parent_code, code) != 0 || yx_region_is_reference(region) ||
            is_there(s, r))
            continue;
        rc = yx_grow(&s->at, &s->cap, s->n + 1, sizeof *s->at, s->err);
        if (!rc) {
            s->at[s->n++] = a;
            *ret_n += 1;
            s->depth = depth;
        }
    }
    return rc;
}

static yx_code gather_nodes(summing *s, const char *code)
{
    size_t n = 0;
    yx_code rc = add_children(s, code, 1, &n);

    for (size_t i = 0; i < s->n && !rc; i++) {
        if (s->at[i].depth >= DEPTH || strcmp(region_of(s, &s->at[i])->code, code) == 0)
            continue;
        s->at[i].first = s->n;
        rc = add_children(s, region_of(s, &s->at[i])->code, s->at[i].depth + 1, &n);
        s->at[i].n = n;
    }
    return rc;
}

/* --- figures --- */

static yx_part own_part(const yx_region *r)
{
    return (yx_part){r->code, r->valid_from, r->valid_to, 0, YX_SHARE_ALL, false, false};
}

yx_code yx_summed_own(yx_store *store, const yx_catalog *catalog, const yx_boundaries *boundaries,
                      uint32_t region, const yx_indicator *indicator, yx_known known,
                      yx_joined *ret, yx_err *err)
{
    yx_part part = own_part(yx_region_at(catalog, region));
    yx_versions value = {0};
    yx_strand strand = {.part = &part, .value = &value};
    yx_code rc;

    if (boundaries)
        return yx_joined_read(store, catalog, boundaries, region, indicator, known, ret, err);
    rc = yx_store_series(store, yx_str_of(part.code), yx_str_of(indicator->code), known, &value,
                         err);
    if (!rc)
        rc = yx_joined_make(part.code, indicator->kind, YX_STOCK, &strand, 1, ret, err);
    if (!rc)
        rc = yx_joined_read_protected(store, indicator, &strand, 1, known, ret, err);
    yx_versions_free(&value);
    return rc;
}

static yx_code read_series(summing *s, node *a, const yx_indicator *what, yx_joined *ret)
{
    return yx_summed_own(s->store, s->catalog, s->boundaries, a->region, what, s->known, ret,
                         s->err);
}

/* The base of a node as versions, in order of period. */
static yx_code read_base(summing *s, node *a)
{
    yx_joined base = {0};
    yx_code rc = read_series(s, a, s->base, &base);

    if (!rc)
        rc = yx_grow(&a->base.at, &a->base.cap, base.n + 1, sizeof *a->base.at, s->err);
    for (size_t i = 0; i < base.n && !rc; i++) {
        if (base.at[i].lack)
            continue;
        a->base.at[a->base.n] = base.at[i].newest;
        a->base.at[a->base.n].period = base.at[i].period;
        a->base.at[a->base.n++].value = base.at[i].value;
    }
    yx_joined_free(&base);
    return rc;
}

static yx_code read_node(summing *s, node *a)
{
    const yx_region *r = region_of(s, a);
    yx_code rc;

    a->own = own_part(r);
    a->part = &a->own;
    a->n_part = 1;
    if (s->boundaries)
        a->part = yx_boundaries_parts(s->boundaries, a->region, &a->n_part);
    if (r->is_virtual)
        return YX_OK;
    rc = read_series(s, a, s->indicator, &a->value);
    if (!rc && s->base)
        rc = read_base(s, a);
    for (size_t i = 0; i < a->value.n && !rc; i++) {
        rc = yx_grow(&s->period, &s->cap_period, s->n_period + 1, sizeof *s->period, s->err);
        if (!rc)
            s->period[s->n_period++] = a->value.at[i].period;
    }
    return rc;
}

static int by_period(const void *a, const void *b)
{
    return yx_period_order(*(const yx_period *)a, *(const yx_period *)b);
}

static yx_code read_all(summing *s)
{
    size_t n = 0;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < s->n && !rc; i++)
        rc = read_node(s, &s->at[i]);
    if (rc || !s->n_period)
        return rc;
    qsort(s->period, s->n_period, sizeof *s->period, by_period);
    for (size_t i = 0; i < s->n_period; i++)
        if (i == 0 || yx_period_order(s->period[i], s->period[n - 1]) != 0)
            s->period[n++] = s->period[i];
    s->n_period = n;
    return YX_OK;
}

/* --- one period --- */

static const yx_joint *joints_of(const node *a, yx_period p, size_t *ret_n)
{
    const yx_joint *v = yx_joined_find(&a->value, p);

    *ret_n = v != NULL;
    if (v && v + 1 < a->value.at + a->value.n && yx_period_order(v[1].period, p) == 0)
        *ret_n = 2; /* the other is outside of the boundaries */
    return v;
}

/* Is a figure of it waited for? */
static bool due(const node *a, yx_period p)
{
    for (size_t i = 0; i < a->n_part; i++)
        if (a->part[i].first <= p.last && p.last < a->part[i].end && !a->part[i].implied &&
            !a->part[i].outside)
            return true;
    return false;
}

/* Has it, or anything below it, a figure of the period, or should have one? */
static bool counts(const summing *s, const node *a, yx_period p)
{
    size_t n;

    if (!region_of(s, a)->is_virtual && (due(a, p) || joints_of(a, p, &n)))
        return true;
    for (size_t i = 0; i < a->n; i++)
        if (counts(s, &s->at[a->first + i], p))
            return true;
    return false;
}

static yx_code add_absent(summing *s, const char *code, yx_lack lack, yx_joint *joint)
{
    yx_joined *o = s->out;
    yx_code rc = yx_grow(&o->absent, &o->cap_absent, o->n_absent + 1, sizeof *o->absent, s->err);

    if (rc)
        return rc;
    o->absent[o->n_absent++] = (yx_absent){code, lack};
    joint->n_absent++;
    return YX_OK;
}

static int newer(const yx_version *a, const yx_version *b)
{
    if (a->as_of != b->as_of)
        return a->as_of < b->as_of ? -1 : 1;
    if (a->seq != b->seq)
        return a->seq < b->seq ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static yx_code add_figure(summing *s, size_t who, const yx_joint *v, yx_joint *joint)
{
    yx_joined *o = s->out;
    yx_piece piece = {region_of(s, &s->at[who])->code, 0, YX_SHARE_ALL, v->newest};
    yx_code rc;

    if (v->lack && !joint->newest.seq)
        joint->newest = v->newest;
    if (v->lack)
        return add_absent(s, v->missing[0] ? v->missing : piece.code, v->lack, joint);
    piece.version.value = v->value;
    for (size_t i = 0; i < v->n_piece; i++) {
        uint8_t scale = s->at[who].value.piece[v->piece + i].version.value.scale;
        s->typed = scale > s->typed ? scale : s->typed;
    }
    rc = yx_grow(&o->piece, &o->cap_piece, o->n_piece + 1, sizeof *o->piece, s->err);
    if (!rc)
        rc = yx_grow(&s->who, &s->cap_who, joint->n_piece + 1, sizeof *s->who, s->err);
    if (rc)
        return rc;
    s->who[joint->n_piece] = who;
    o->piece[o->n_piece++] = piece;
    if (!joint->n_piece++ || newer(&joint->newest, &v->newest) < 0)
        joint->newest = v->newest;
    if (v->how > joint->how)
        joint->how = v->how;
    return YX_OK;
}

/* The figures of a node in the cut at a depth: its own, or those of what is below it. */
static yx_code add_node(summing *s, size_t who, size_t depth, yx_joint *joint)
{
    const node *a = &s->at[who];
    bool below = false;
    size_t n = 0;
    const yx_joint *v;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < a->n && !below; i++)
        below = counts(s, &s->at[a->first + i], joint->period);
    if (below && (a->depth < depth || region_of(s, a)->is_virtual)) {
        for (size_t i = 0; i < a->n && !rc; i++)
            rc = add_node(s, a->first + i, depth, joint);
        return rc;
    }
    if (region_of(s, a)->is_virtual)
        return YX_OK;
    v = joints_of(a, joint->period, &n);
    for (size_t i = 0; i < n && !rc; i++)
        rc = add_figure(s, who, &v[i], joint);
    if (!n && due(a, joint->period))
        rc = add_absent(s, region_of(s, a)->code, YX_LACK_PART, joint);
    return rc;
}

/* The parts of one cut; what was put into *out is at its end. */
static yx_code cut_at(summing *s, yx_period p, size_t depth, yx_joint *ret)
{
    yx_joint joint = {.period = p,
                      .how = YX_HOW_JOINED,
                      .missing = "",
                      .piece = s->out->n_piece,
                      .absent = s->out->n_absent};
    yx_code rc = YX_OK;

    s->typed = 0;
    for (size_t i = 0; i < s->n && s->at[i].depth == 1 && !rc; i++)
        rc = add_node(s, i, depth, &joint);
    *ret = joint;
    return rc;
}

static yx_code add_up(summing *s, yx_joint *v)
{
    const yx_piece *piece = v->n_piece ? s->out->piece + v->piece : NULL;
    const yx_absent *absent = v->n_absent ? s->out->absent + v->absent : NULL;
    bool adds = yx_kind_adds(s->indicator->kind);
    yx_code rc = yx_grow(&s->weight, &s->cap_weight, v->n_piece + 1, sizeof *s->weight, s->err);

    if (rc)
        return rc;
    if (adds)
        v->lack = yx_pieces_add(piece, v->n_piece, &v->value);
    else if (!s->base)
        v->lack = YX_LACK_NO_BASE;
    /* Shares of a split have more digits than what was typed, and add to it again. */
    for (; adds && v->value.scale > s->typed && v->value.mantissa % 10 == 0; v->value.scale--)
        v->value.mantissa /= 10;
    for (size_t i = 0; i < v->n_piece && !adds && !v->lack; i++) {
        const yx_version *base = yx_base_of(s->base->kind, &s->at[s->who[i]].base, v->period);
        if (!base) {
            v->lack = YX_LACK_BASE;
            v->missing = piece[i].code;
            break;
        }
        s->weight[i] = base->value;
    }
    if (!adds && !v->lack)
        v->lack = yx_pieces_mean(piece, s->weight, v->n_piece, &v->value);
    if (absent && !v->lack) {
        v->any_partial = adds && v->n_piece;
        v->partial = v->value;
        v->value = (yx_decimal){0, 0};
        v->lack = absent[0].lack;
        v->missing = absent[0].code;
    }
    return YX_OK;
}

/* The cut that lacks least; of equal ones the lowest. */
static yx_code sum_period(summing *s, yx_period p)
{
    yx_joined *o = s->out;
    size_t n_piece = o->n_piece, n_absent = o->n_absent, depth, best = 0, least = SIZE_MAX;
    size_t worth;
    yx_joint v = {0};
    yx_code rc = YX_OK;

    for (depth = s->depth; depth > 0 && least && !rc; depth--) {
        o->n_piece = n_piece;
        o->n_absent = n_absent;
        rc = cut_at(s, p, depth, &v);
        worth = v.n_piece ? v.n_absent : SIZE_MAX / 2 + v.n_absent; /* nothing at all is worst */
        if (!rc && v.n_piece + v.n_absent && worth < least) {
            least = worth;
            best = depth;
        }
    }
    o->n_piece = n_piece;
    o->n_absent = n_absent;
    if (rc || !best)
        return rc;
    rc = cut_at(s, p, best, &v);
    if (!rc)
        rc = add_up(s, &v);
    if (!rc)
        rc = yx_grow(&o->at, &o->cap, o->n + 1, sizeof *o->at, s->err);
    if (!rc)
        o->at[o->n++] = v;
    return rc;
}

yx_code yx_summed_read(yx_store *store, const yx_catalog *catalog, const yx_boundaries *boundaries,
                       const char *region, const yx_indicator *indicator, yx_known known,
                       yx_joined *ret, yx_err *err)
{
    summing s = {.store = store,
                 .catalog = catalog,
                 .boundaries = boundaries,
                 .indicator = indicator,
                 .known = known,
                 .out = ret,
                 .err = err};
    yx_code rc;

    ret->n = ret->n_piece = ret->n_absent = 0;
    if (!yx_kind_adds(indicator->kind))
        s.base = yx_indicator_base(catalog, indicator);
    rc = gather_nodes(&s, region);
    if (!rc)
        rc = read_all(&s);
    for (size_t i = 0; i < s.n_period && !rc; i++)
        rc = sum_period(&s, s.period[i]);
    for (size_t i = 0; i < s.n; i++) {
        yx_joined_free(&s.at[i].value);
        yx_versions_free(&s.at[i].base);
    }
    free(s.at);
    free(s.period);
    free(s.who);
    free(s.weight);
    return rc;
}

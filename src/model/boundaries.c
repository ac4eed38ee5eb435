/* boundaries.c - walks the lineage back and on from the target day, and shares out every code. */
#include "model/boundaries.h"

#include "base/mem.h"
#include "model/lineage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef __int128 wide;

enum { MOST_PARTS = 1000, DIGITS = 6 /* behind those of the figure, that a share may add */ };

struct yx_boundaries {
    const yx_catalog *catalog;
    yx_day on;
    yx_part *part; /* of region i: first[i] .. first[i + 1] */
    size_t n_part, cap_part;
    size_t *first;
    yx_graph graph; /* its names hold the codes of the parts */
};

/* A part on its way: code number instead of text, and whose it is. */
typedef struct claim {
    uint32_t code, region;
    yx_day first, end;
    int64_t from, to;
    bool implied, outside;
} claim;

/* A code that is part of the region up to a day, back in time; or from a day on, onwards. */
typedef struct step {
    uint32_t code;
    yx_day day;
    int64_t from, to;
    bool implied;
} step;

typedef struct walk {
    yx_boundaries *b;
    yx_faults *faults; /* or NULL */
    const char *file;
    yx_err *err;
    claim *claim;
    size_t n_claim, cap_claim;
    step *step;
    size_t n_step, cap_step;
    uint32_t region;
    size_t start; /* claims of the region begin here */
} walk;

/* --- shares --- */

static int64_t within(int64_t lo, int64_t hi, int64_t share)
{
    return lo + (int64_t)(((wide)(hi - lo) * share + YX_SHARE_ALL / 2) / YX_SHARE_ALL);
}

/* figure * share at `extra` more digits, half away from zero. */
static int64_t boundary(yx_decimal figure, int64_t share, int64_t power)
{
    wide v = (wide)figure.mantissa * share, unit = YX_SHARE_ALL / power, rest = v % unit;

    v /= unit;
    if (rest >= unit - rest)
        v++;
    else if (-rest >= unit + rest)
        v--;
    return (int64_t)v;
}

yx_decimal yx_share_of(yx_decimal figure, int64_t from, int64_t to)
{
    static const int64_t enough = INT64_C(1000000000000000000);
    int64_t size = figure.mantissa < 0 ? -figure.mantissa : figure.mantissa, power = 1;
    uint8_t scale = figure.scale;

    if ((from <= 0 && to >= YX_SHARE_ALL) || figure.mantissa == INT64_MIN)
        return figure;
    for (int i = 0; i < DIGITS && scale < YX_SCALE_MAX && size <= enough / 10 / power; i++) {
        power *= 10;
        scale++;
    }
    figure.mantissa = boundary(figure, to, power) - boundary(figure, from, power);
    for (; scale > figure.scale && figure.mantissa % 10 == 0; scale--)
        figure.mantissa /= 10;
    figure.scale = scale;
    return figure;
}

yx_decimal yx_share_size(int64_t from, int64_t to)
{
    yx_decimal d = {to - from, 18};

    for (; d.scale && d.mantissa % 10 == 0; d.scale--)
        d.mantissa /= 10;
    return d;
}

/* --- claims --- */

static yx_code add_claim(walk *w, const claim *c)
{
    yx_code rc = yx_grow(&w->claim, &w->cap_claim, w->n_claim + 1, sizeof *w->claim, w->err);

    if (!rc)
        w->claim[w->n_claim++] = *c;
    return rc;
}

static yx_code add_step(walk *w, const step *s)
{
    yx_code rc = yx_grow(&w->step, &w->cap_step, w->n_step + 1, sizeof *w->step, w->err);

    if (!rc && s->to > s->from)
        w->step[w->n_step++] = *s;
    return rc;
}

/* Takes out of the steps all with the latest (earliest) day and, of those, the smallest code, in
 * order of range, ranges that touch as one, into room[]; their number. */
static int order_step(const void *a, const void *b)
{
    const step *x = a, *y = b;

    return (x->from > y->from) - (x->from < y->from);
}

static size_t take_steps(walk *w, step *room)
{
    size_t n = 0, kept = 0, joined = 0;
    step key = w->step[0];

    for (size_t i = 1; i < w->n_step; i++) {
        const step *s = &w->step[i];
        if (s->day > key.day || (s->day == key.day && s->code < key.code))
            key = *s;
    }
    for (size_t i = 0; i < w->n_step; i++)
        if (w->step[i].code == key.code && w->step[i].day == key.day)
            room[n++] = w->step[i];
        else
            w->step[kept++] = w->step[i];
    w->n_step = kept;
    qsort(room, n, sizeof *room, order_step);
    for (size_t i = 0; i < n; i++) {
        if (joined && room[joined - 1].to >= room[i].from &&
            room[joined - 1].implied == room[i].implied) {
            if (room[i].to > room[joined - 1].to)
                room[joined - 1].to = room[i].to;
        } else {
            room[joined++] = room[i];
        }
    }
    return joined;
}

static bool too_many(const walk *w)
{
    return w->n_step + (w->n_claim - w->start) > MOST_PARTS;
}

/* --- back in time --- */

/* What a part was on the day before its code's unit began. */
static yx_code before(walk *w, const step *part, yx_day day)
{
    const yx_graph *g = &w->b->graph;
    size_t n;
    const yx_link *link = yx_graph_to(g, part->code, day, &n);
    yx_stays stays = yx_graph_stays(g, part->code, day);
    yx_code rc = YX_OK;

    for (size_t i = 0; i < n && !rc; i++)
        rc = add_step(w, &(step){link[i].from, day, within(link[i].lo, link[i].hi, part->from),
                                 within(link[i].lo, link[i].hi, part->to), part->implied});
    if (!rc && stays != YX_STAYS_NOT)
        rc = add_step(w, &(step){part->code, day, part->from, part->to,
                                 part->implied || stays == YX_STAYS_MAYBE});
    return rc;
}

static yx_code walk_back(walk *w, uint32_t code, yx_day day)
{
    step *room = malloc((MOST_PARTS + 1) * sizeof *room);
    yx_code rc;

    if (!room)
        return yx_fail(w->err, YX_E_NOMEM, "no memory for the parts of a region");
    w->n_step = 0;
    rc = before(w, &(step){code, day, 0, YX_SHARE_ALL, false}, day);
    while (!rc && w->n_step && !too_many(w)) {
        size_t n = take_steps(w, room);
        yx_day start = yx_graph_before(&w->b->graph, room[0].code, room[0].day - 1);
        for (size_t i = 0; i < n && !rc; i++) {
            rc = add_claim(w, &(claim){room[i].code, w->region, start, room[i].day, room[i].from,
                                       room[i].to, room[i].implied, false});
            if (!rc && start > YX_DAY_MIN)
                rc = before(w, &room[i], start);
        }
    }
    free(room);
    return rc;
}

/* --- on in time --- */

/* True if all that is in a code from the day on came out of codes that end[] holds. */
static bool is_pure(const walk *w, uint32_t code, yx_day day, const uint32_t *end, size_t n_end)
{
    const yx_graph *g = &w->b->graph;
    size_t n, found;
    const yx_link *link = yx_graph_to(g, code, day, &n);
    bool itself = false;

    for (size_t i = 0; i <= n; i++) {
        uint32_t from = i < n ? link[i].from : code;
        if (i == n && yx_graph_stays(g, code, day) != YX_STAYS)
            break;
        for (found = 0; found < n_end && end[found] != from;)
            found++;
        if (found == n_end)
            return false;
        itself |= i == n;
    }
    return n || itself;
}

/* Where codes that end on a day go on; *ret_whole false: a part of them went into a mixture. */
static yx_code after(walk *w, yx_day day, const uint32_t *end, size_t n_end, bool *ret_whole)
{
    const yx_graph *g = &w->b->graph;
    yx_code rc = YX_OK;

    *ret_whole = true;
    for (size_t k = 0; k < n_end && *ret_whole && !rc; k++) {
        size_t n;
        const yx_link *link = yx_graph_from(g, end[k], day, &n);
        bool stays = yx_graph_stays(g, end[k], day) != YX_STAYS_NOT;
        for (size_t i = 0; i < n + stays && *ret_whole && !rc; i++) {
            uint32_t to = i < n ? link[i].to : end[k];
            bool known = false;
            for (size_t j = 0; j < w->n_step; j++)
                known |= w->step[j].code == to && w->step[j].day == day;
            if (known)
                continue;
            *ret_whole = is_pure(w, to, day, end, n_end);
            if (*ret_whole)
                rc = add_step(w, &(step){to, day, 0, YX_SHARE_ALL, false});
        }
    }
    return rc;
}

/* The codes that the region is, day by day, as long as they are it alone. */
static yx_code walk_on(walk *w, uint32_t code, yx_day first)
{
    uint32_t *end = malloc((MOST_PARTS + 1) * sizeof *end);
    bool whole = true;
    yx_code rc;

    if (!end)
        return yx_fail(w->err, YX_E_NOMEM, "no memory for the parts of a region");
    w->n_step = 0;
    rc = add_step(w, &(step){code, first, 0, YX_SHARE_ALL, false});
    while (!rc && whole && w->n_step && !too_many(w)) {
        yx_day next = YX_DAY_MAX + 1;
        size_t kept = 0, n_end = 0;
        for (size_t i = 0; i < w->n_step; i++) {
            yx_day day = yx_graph_after(&w->b->graph, w->step[i].code, w->step[i].day);
            next = day < next ? day : next;
        }
        for (size_t i = 0; i < w->n_step && !rc; i++) {
            step s = w->step[i];
            if (yx_graph_after(&w->b->graph, s.code, s.day) != next) {
                w->step[kept++] = s;
                continue;
            }
            rc = add_claim(w,
                           &(claim){s.code, w->region, s.day, next, 0, YX_SHARE_ALL, false, false});
            end[n_end++] = s.code;
        }
        w->n_step = kept;
        if (!rc && next <= YX_DAY_MAX)
            rc = after(w, next, end, n_end, &whole);
        /* What goes on beside a mixture is the region's until then; since then, only a part. */
        for (size_t i = 0; i < kept && !rc && !whole; i++)
            rc = add_claim(w, &(claim){w->step[i].code, w->region, w->step[i].day, next, 0,
                                       YX_SHARE_ALL, false, false});
    }
    free(end);
    return rc;
}

static bool valid_on(const yx_region *r, yx_day day)
{
    return r->valid_from <= day && (day < r->valid_to || r->valid_to == YX_DAY_MAX);
}

static yx_code walk_region(walk *w, uint32_t region)
{
    const yx_graph *g = &w->b->graph;
    const yx_region *r = yx_region_at(w->b->catalog, region);
    uint32_t code = yx_names_find(g->code, yx_str_of(r->code));
    yx_day first = yx_graph_before(g, code, w->b->on);
    yx_code rc;

    w->region = region;
    w->start = w->n_claim;
    rc = walk_on(w, code, first);
    if (!rc && first > YX_DAY_MIN)
        rc = walk_back(w, code, first);
    if (rc || !too_many(w))
        return rc;
    if (w->faults)
        yx_faults_add(w->faults, &(yx_fault){.code = "lineage.deep",
                                             .file = w->file,
                                             .field = "to_code",
                                             .text = yx_str_of(r->code)});
    w->n_claim = w->start; /* as if it had no lineage: what is nobody's stays where it was */
    return YX_OK;
}

/* --- what is nobody's --- */

static int order_claim(const void *a, const void *b)
{
    const claim *x = a, *y = b;

    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

/* The rest of one unit of a code, which no region has claimed: claims from..to are of it. */
static yx_code leave(walk *w, size_t from, size_t to, claim unit)
{
    int64_t at = 0;
    yx_code rc = YX_OK;

    for (size_t i = from; i <= to && !rc; i++) { /* add_claim() may move the claims */
        int64_t until = i < to ? w->claim[i].from : YX_SHARE_ALL, end = i < to ? w->claim[i].to : 0;
        unit.from = at;
        unit.to = until;
        if (until > at)
            rc = add_claim(w, &unit);
        at = end > at ? end : at;
    }
    if (rc || from == to || w->claim[from].end == unit.end)
        return rc;
    unit.first = w->claim[from].end; /* claimed as a whole, until it was mixed */
    unit.from = 0;
    unit.to = YX_SHARE_ALL;
    return add_claim(w, &unit);
}

/* The units of a row of regions, beside the claims from *k on, which are in order. */
static yx_code leave_row(walk *w, uint32_t code, uint32_t region, size_t n, size_t *k)
{
    const yx_region *r = yx_region_at(w->b->catalog, region);
    yx_day end = r->valid_to < YX_DAY_MAX ? r->valid_to : YX_DAY_MAX + 1, first = r->valid_from;
    yx_code rc = YX_OK;

    while (first < end && !rc) {
        yx_day next = yx_graph_after(&w->b->graph, code, first);
        const claim *c;
        size_t to;
        while (*k < n && (c = &w->claim[*k])->code <= code && (c->code < code || c->first < first))
            ++*k;
        for (to = *k; to < n && w->claim[to].code == code && w->claim[to].first == first;)
            to++;
        rc = leave(
            w, *k, to,
            (claim){.code = code, .region = region, .first = first, .end = next, .outside = true});
        first = next;
    }
    return rc;
}

static yx_code leave_all(walk *w)
{
    const yx_graph *g = &w->b->graph;
    size_t n = w->n_claim, k = 0;
    yx_code rc = YX_OK;

    if (n)
        qsort(w->claim, n, sizeof *w->claim, order_claim);
    for (uint32_t c = 0; c < yx_names_count(g->code) && !rc; c++)
        for (uint32_t i = g->row[c]; i < g->row[c] + g->n_row[c] && !rc; i++)
            rc = leave_row(w, c, i, n, &k);
    return rc;
}

/* --- parts --- */

static int order_region(const void *a, const void *b)
{
    const claim *x = a, *y = b;

    return (x->region > y->region) - (x->region < y->region);
}

static int order_part(const void *a, const void *b)
{
    const yx_part *x = a, *y = b;
    int by_code = strcmp(x->code, y->code);

    if (by_code || x->first != y->first)
        return by_code ? by_code : x->first < y->first ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static yx_code make_parts(walk *w)
{
    yx_boundaries *b = w->b;
    size_t n_region = yx_n_region(b->catalog);

    b->part = calloc(w->n_claim + 1, sizeof *b->part);
    b->first = calloc(n_region + 2, sizeof *b->first);
    if (!b->part || !b->first)
        return yx_fail(w->err, YX_E_NOMEM, "no memory for %zu parts", w->n_claim);
    if (w->n_claim)
        qsort(w->claim, w->n_claim, sizeof *w->claim, order_region);
    for (size_t i = 0; i < w->n_claim; i++) {
        const claim *c = &w->claim[i];
        b->part[i] = (yx_part){yx_names_at(b->graph.code, c->code).at,
                               c->first,
                               c->end,
                               c->from,
                               c->to,
                               c->implied,
                               c->outside};
        b->first[c->region + 1]++;
    }
    for (size_t i = 0; i < n_region; i++)
        b->first[i + 1] += b->first[i];
    for (size_t i = 0; i < n_region; i++)
        if (b->first[i + 1] > b->first[i] + 1)
            qsort(b->part + b->first[i], b->first[i + 1] - b->first[i], sizeof *b->part,
                  order_part);
    b->n_part = w->n_claim;
    return YX_OK;
}

static yx_code make(walk *w)
{
    yx_boundaries *b = w->b;
    yx_code rc = yx_graph_make(b->catalog, w->file, false, NULL, &b->graph, w->err);

    for (uint32_t i = 0; i < yx_n_region(b->catalog) && !rc; i++)
        if (valid_on(yx_region_at(b->catalog, i), b->on))
            rc = walk_region(w, i);
    if (!rc)
        rc = leave_all(w);
    if (!rc)
        rc = make_parts(w);
    free(w->claim);
    free(w->step);
    return rc;
}

yx_code yx_boundaries_new(const yx_catalog *catalog, yx_day on, yx_boundaries **ret_boundaries,
                          yx_err *err)
{
    walk w = {.file = "", .err = err};
    yx_code rc;

    w.b = calloc(1, sizeof *w.b);
    if (!w.b)
        return yx_fail(err, YX_E_NOMEM, "no memory for boundaries");
    w.b->catalog = catalog;
    w.b->on = on;
    rc = make(&w);
    if (rc) {
        yx_boundaries_free(w.b);
        return rc;
    }
    *ret_boundaries = w.b;
    return YX_OK;
}

void yx_boundaries_free(yx_boundaries *boundaries)
{
    if (!boundaries)
        return;
    yx_graph_release(&boundaries->graph);
    free(boundaries->part);
    free(boundaries->first);
    free(boundaries);
}

yx_day yx_boundaries_day(const yx_boundaries *boundaries)
{
    return boundaries->on;
}

const yx_part *yx_boundaries_parts(const yx_boundaries *boundaries, uint32_t region, size_t *ret_n)
{
    *ret_n = boundaries->first[region + 1] - boundaries->first[region];
    return boundaries->part + boundaries->first[region];
}

size_t yx_boundaries_heirs(const yx_boundaries *boundaries, yx_str code, uint32_t *ret, size_t most)
{
    size_t n = 0;

    for (uint32_t i = 0; i < yx_n_region(boundaries->catalog); i++) {
        bool heir = false;
        for (size_t k = boundaries->first[i]; k < boundaries->first[i + 1]; k++)
            heir |= !boundaries->part[k].outside && yx_str_is(code, boundaries->part[k].code);
        if (heir && n < most)
            ret[n] = i;
        n += heir;
    }
    return n < most ? n : most;
}

uint32_t yx_boundaries_find(const yx_boundaries *boundaries, yx_str code)
{
    yx_period day = {boundaries->on, boundaries->on};
    uint32_t found;

    if (yx_region_find(boundaries->catalog, code, day, &found) == YX_REGION_OK)
        return found;
    return yx_region_newest(boundaries->catalog, code);
}

/* Everything is made once for the day of every change: a region may have too many parts on the
 * boundaries of one day only. */
yx_code yx_lineage_check(const yx_catalog *catalog, const char *file, bool all, yx_faults *faults,
                         yx_err *err)
{
    yx_graph g = {0};
    yx_boundaries *b = calloc(1, sizeof *b);
    walk w = {.b = b, .faults = faults, .file = file, .err = err};
    yx_code rc;

    if (!b)
        return yx_fail(err, YX_E_NOMEM, "no memory for boundaries");
    b->catalog = catalog;
    b->on = YX_DAY_MAX - 1;
    rc = yx_graph_make(catalog, file, all, faults, &g, err);
    yx_graph_release(&g);
    if (!rc)
        rc = make(&w);
    yx_boundaries_free(b);
    return rc;
}

/* judge_area.c - a condition looked at round about each region, with what shares a source counted
 * once. */
#include "trigger/judge_in.h"

#include <string.h>

#define NONE UINT32_MAX

static bool one_source(const yx_judging *j, uint64_t streams, size_t a, size_t b)
{
    for (size_t k = 0; k < j->rule->n_stream; k++) {
        const uint32_t *source = j->in->source + k * j->in->n_region;
        if (streams >> k & 1 && (source[a] == NONE || source[a] != source[b]))
            return false;
    }
    return true;
}

static size_t hash_of(const yx_judging *j, uint64_t streams, size_t region)
{
    uint64_t h = 1469598103934665603u;

    for (size_t k = 0; k < j->rule->n_stream; k++)
        if (streams >> k & 1)
            h = (h ^ j->in->source[k * j->in->n_region + region]) * 1099511628211u;
    return (size_t)(h ^ h >> 29);
}

/* Numbers the regions so that those which say one and the same thing have one number: that of the
 * first of them. The table is twice as long as there are regions, so a free place is always near.
 */
static void find_classes(const yx_judging *j, uint64_t streams)
{
    const yx_area_room *a = &j->area;

    for (size_t i = 0; i < a->n_table; i++)
        a->table[i] = NONE;
    for (size_t r = 0; r < j->in->n_region; r++) {
        size_t at;
        a->once[r] = (uint32_t)r;
        if (!j->in->source || !streams)
            continue;
        at = hash_of(j, streams, r) & (a->n_table - 1);
        while (a->table[at] != NONE && !one_source(j, streams, a->table[at], r))
            at = (at + 1) & (a->n_table - 1);
        if (a->table[at] == NONE)
            a->table[at] = (uint32_t)r;
        a->once[r] = a->table[at];
    }
}

/* What was looked at; a class counts once in each. */
typedef struct tally {
    size_t total, able, yes;
} tally;

static void add(const yx_area_room *a, uint32_t mark, uint32_t region, uint8_t truth, tally *sum)
{
    uint32_t *seen = a->seen + 3 * (size_t)a->once[region];

    sum->total += seen[0] != mark;
    seen[0] = mark;
    if (truth == YX_BLIND)
        return;
    sum->able += seen[1] != mark;
    seen[1] = mark;
    if (truth == YX_NO)
        return;
    sum->yes += seen[2] != mark;
    seen[2] = mark;
}

static uint8_t weigh(const yx_condition *c, const tally *sum)
{
    if (sum->able == 0)
        return YX_BLIND;
    if (sum->yes >= c->at_least && (double)sum->yes >= c->share * (double)sum->able - 1e-9)
        return YX_YES;
    return sum->total >= c->at_least && sum->able < c->at_least ? YX_BLIND : YX_NO;
}

typedef struct around {
    const yx_judging *j;
    const yx_condition *c;
    const uint8_t *where; /* the plane of its condition */
    uint8_t *out;
    size_t t;
    uint32_t mark; /* goes up with each tally */
} around;

static uint8_t there(const around *w, size_t region)
{
    return w->where[region * w->j->in->n + w->t];
}

static uint8_t *answer(const around *w, size_t region)
{
    return &w->out[region * w->j->in->n + w->t];
}

static void neighbours(around *w)
{
    const yx_surroundings *s = &w->j->in->around;

    for (uint32_t r = 0; r < w->j->in->n_region; r++) {
        tally sum = {0};
        add(&w->j->area, ++w->mark, r, there(w, r), &sum);
        for (uint32_t i = s->neighbour ? s->neighbour_from[r] : 0;
             s->neighbour && i < s->neighbour_from[r + 1]; i++)
            add(&w->j->area, w->mark, s->neighbour[i], there(w, s->neighbour[i]), &sum);
        *answer(w, r) = weigh(w->c, &sum);
    }
}

/* Children of each region are counted once, for it or for all of them. */
static void families(around *w, bool siblings)
{
    const yx_surroundings *s = &w->j->in->around;

    for (uint32_t r = 0; r < w->j->in->n_region; r++) {
        tally alone = {0};
        *answer(w, r) = YX_BLIND;
        if (!siblings || (s->parent && s->parent[r] != NONE))
            continue;
        add(&w->j->area, ++w->mark, r, there(w, r), &alone);
        *answer(w, r) = weigh(w->c, &alone);
    }
    for (uint32_t r = 0; s->child && r < w->j->in->n_region; r++) {
        uint32_t from = s->child_from[r], to = s->child_from[r + 1];
        tally sum = {0};
        uint8_t truth;
        if (from == to)
            continue;
        ++w->mark;
        for (uint32_t i = from; i < to; i++)
            add(&w->j->area, w->mark, s->child[i], there(w, s->child[i]), &sum);
        truth = weigh(w->c, &sum);
        if (!siblings)
            *answer(w, r) = truth;
        for (uint32_t i = from; siblings && i < to; i++)
            *answer(w, s->child[i]) = truth;
    }
}

/* Walks the connected set of regions that hold, from one of them on; the queue keeps it. */
static size_t flood(around *w, uint32_t from, tally *sum)
{
    const yx_surroundings *s = &w->j->in->around;
    const yx_area_room *a = &w->j->area;
    size_t n = 0;

    a->queue[n++] = from;
    a->reached[from] = 1;
    ++w->mark;
    for (size_t i = 0; i < n; i++) {
        uint32_t r = a->queue[i];
        add(a, w->mark, r, YX_YES, sum);
        for (uint32_t k = s->neighbour ? s->neighbour_from[r] : 0;
             s->neighbour && k < s->neighbour_from[r + 1]; k++) {
            uint32_t next = s->neighbour[k];
            if (a->reached[next] || there(w, next) != YX_YES)
                continue;
            a->reached[next] = 1;
            a->queue[n++] = next;
        }
    }
    return n;
}

static void connected(around *w)
{
    const yx_area_room *a = &w->j->area;
    size_t n_region = w->j->in->n_region;
    tally all = {0};

    ++w->mark;
    for (uint32_t r = 0; r < n_region; r++) {
        add(a, w->mark, r, there(w, r), &all);
        a->reached[r] = 0;
        *answer(w, r) = there(w, r);
    }
    for (uint32_t r = 0; r < n_region; r++) {
        tally sum = {0};
        uint8_t truth;
        size_t n;
        if (a->reached[r] || there(w, r) != YX_YES)
            continue;
        n = flood(w, r, &sum);
        truth =
            sum.yes >= w->c->at_least && (double)sum.yes >= w->c->share * (double)all.able - 1e-9
                ? YX_YES
                : YX_NO;
        for (size_t i = 0; i < n; i++)
            *answer(w, a->queue[i]) = truth;
    }
}

void yx_judge_area(const yx_judging *j, const yx_condition *c, size_t start, uint8_t *out)
{
    uint32_t child = j->rule->child[c->first];
    around w = {.j = j, .c = c, .where = yx_judging_plane(j, child), .out = out};

    find_classes(j, yx_condition_streams(j->rule, child));
    memset(j->area.seen, 0, 3 * j->in->n_region * sizeof *j->area.seen);
    for (w.t = start; w.t < j->in->n; w.t++) {
        switch (c->around) {
        case YX_AROUND_NEIGHBOURS:
            neighbours(&w);
            break;
        case YX_AROUND_SIBLINGS:
        case YX_AROUND_CHILDREN:
            families(&w, c->around == YX_AROUND_SIBLINGS);
            break;
        case YX_AROUND_CONNECTED:
            connected(&w);
            break;
        case YX_N_AROUND:
            break;
        }
    }
}

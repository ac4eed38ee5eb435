/* judge_groups.c - signals: groups that agree, p-values combined, and who bears what. */
#include "trigger/judge_in.h"

#include "screen/pvalues.h"

#include <math.h>

enum { UNUSED = -1 };

static size_t count(uint64_t bits)
{
    size_t n = 0;

    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

static const yx_say *say_of(const yx_evidence *in, size_t stream, size_t region)
{
    return in->say + (stream * in->n_region + region) * in->n;
}

/* --- groups --- */

/* The streams of a condition, and what the window that ends at one period shows of them. */
typedef struct view {
    const yx_say *say[YX_RULE_STREAMS];
    uint64_t group[YX_RULE_STREAMS]; /* the bit of each */
    size_t n;
    size_t judged[YX_RULE_STREAMS]; /* 1 + last period in which it was judged; 0: never */
    size_t alarmed[YX_RULE_STREAMS];
    bool news; /* one was judged in the period itself */
    uint64_t able, agree;
} view;

static void look_at(const yx_rule *rule, const yx_evidence *in, uint64_t streams, size_t region,
                    view *v)
{
    v->n = 0;
    for (size_t k = 0; k < rule->n_stream; k++) {
        if (!(streams >> k & 1))
            continue;
        v->say[v->n] = say_of(in, k, region);
        v->group[v->n] = (uint64_t)1 << rule->group[k];
        v->judged[v->n] = v->alarmed[v->n] = 0;
        v->n++;
    }
}

static void look(view *v, size_t t, size_t within)
{
    v->news = false;
    v->able = v->agree = 0;
    for (size_t s = 0; s < v->n; s++) {
        const yx_say *now = &v->say[s][t];
        if (now->state == YX_JUDGED) {
            v->news = true;
            v->judged[s] = t + 1;
            if (now->alarm)
                v->alarmed[s] = t + 1;
        }
        if (yx_judging_recent(v->judged[s], t, within))
            v->able |= v->group[s];
        if (yx_judging_recent(v->alarmed[s], t, within))
            v->agree |= v->group[s];
    }
}

void yx_judging_groups(const yx_judging *j, const yx_condition *c, size_t start, uint8_t *out)
{
    size_t least = c->ask == YX_ASK_STREAM ? 1 : c->at_least;
    size_t from = start > yx_judging_extra(c->within) ? start - yx_judging_extra(c->within) : 0;
    view v;

    for (size_t r = 0; r < j->in->n_region; r++) {
        uint8_t *row = out + r * j->in->n;
        look_at(j->rule, j->in, c->streams, r, &v);
        for (size_t t = from; t < j->in->n; t++) {
            look(&v, t, c->within);
            if (t >= start)
                row[t] = !v.news || count(v.able) < least ? YX_BLIND
                         : count(v.agree) >= least        ? YX_YES
                                                          : YX_NO;
        }
    }
}

/* --- combined --- */

/* The smallest p of the last periods, made good for having looked so often; NAN: none. */
static double stream_p(const yx_say *say, size_t t, size_t within)
{
    size_t first = t > yx_judging_extra(within) ? t - yx_judging_extra(within) : 0;
    double least = NAN, times = 0;

    for (size_t u = first; u <= t; u++) {
        if (say[u].state != YX_JUDGED || isnan(say[u].p))
            continue;
        least = fmin(least, say[u].p);
        times++;
    }
    return times <= 1 || least >= 1 ? least : -expm1(times * log1p(-least));
}

static double combine(double *p, size_t n, yx_combine how)
{
    double room[YX_RULE_STREAMS + 1];

    if (n < 2)
        return n == 0 ? NAN : p[0];
    for (size_t i = 0; i < n; i++)
        p[i] = p[i] >= 1 ? 1 - 1 / (double)n : p[i];
    switch (how) {
    case YX_COMBINE_FISHER:
        return yx_fisher(p, n);
    case YX_COMBINE_EDGINGTON:
        return yx_edgington(p, n, room);
    case YX_COMBINE_STOUFFER:
        return yx_stouffer(p, n);
    case YX_COMBINE_CAUCHY:
    case YX_N_COMBINE:
        break;
    }
    return yx_cauchy(p, n);
}

/* Several streams of one group become one p. */
static size_t one_a_group(const yx_rule *rule, const double *p, const uint8_t *stream, size_t n,
                          double *ret)
{
    uint64_t done = 0;
    size_t n_ret = 0;

    for (size_t i = 0; i < n; i++) {
        uint8_t group = rule->group[stream[i]];
        double of_group[YX_RULE_STREAMS];
        size_t m = 0;
        if (done >> group & 1)
            continue;
        done |= (uint64_t)1 << group;
        for (size_t k = i; k < n; k++)
            if (rule->group[stream[k]] == group)
                of_group[m++] = p[k];
        ret[n_ret++] = combine(of_group, m, YX_COMBINE_CAUCHY);
    }
    return n_ret;
}

double yx_judge_combined(const yx_rule *rule, const yx_condition *c, const yx_evidence *in,
                         size_t region, size_t t)
{
    double p[YX_RULE_STREAMS], of_group[YX_RULE_STREAMS];
    uint8_t stream[YX_RULE_STREAMS];
    size_t n = 0;
    bool news = false;

    for (size_t k = 0; k < rule->n_stream; k++) {
        const yx_say *say = say_of(in, k, region);
        if (!(c->streams >> k & 1))
            continue;
        news |= say[t].state == YX_JUDGED && !isnan(say[t].p);
        p[n] = stream_p(say, t, c->within);
        stream[n] = (uint8_t)k;
        n += isnan(p[n]) ? 0 : 1;
    }
    if (!news)
        return NAN;
    if (c->how == YX_COMBINE_CAUCHY)
        return combine(p, n, c->how);
    n = one_a_group(rule, p, stream, n, of_group);
    return combine(of_group, n, c->how);
}

double yx_judge_below(const yx_condition *c, const yx_evidence *in, size_t region, size_t t)
{
    double below = in->below ? in->below[region * in->n + t] : NAN;

    return isnan(below) ? c->below : below;
}

void yx_judging_combined(const yx_judging *j, const yx_condition *c, size_t start, uint8_t *out)
{
    for (size_t r = 0; r < j->in->n_region; r++)
        for (size_t t = start; t < j->in->n; t++) {
            double p = yx_judge_combined(j->rule, c, j->in, r, t);
            bool is = p < yx_judge_below(c, j->in, r, t);
            out[r * j->in->n + t] = isnan(p) ? YX_BLIND : is ? YX_YES : YX_NO;
        }
}

/* --- which groups bear it --- */

enum { BEARS = 5 }; /* hundredths: a p that bears a combination */

/* The regions that a leaf of the tree is asked of: those round about, where an area stands above
 * it. YX_N_AROUND: the region itself. */
static size_t place_count(const yx_surroundings *s, yx_around kind, size_t region,
                          const uint32_t **ret)
{
    uint32_t of = (uint32_t)region;

    *ret = NULL;
    switch (kind) {
    case YX_AROUND_NEIGHBOURS:
    case YX_AROUND_CONNECTED:
        if (!s->neighbour)
            return 0;
        *ret = s->neighbour + s->neighbour_from[of];
        return s->neighbour_from[of + 1] - s->neighbour_from[of];
    case YX_AROUND_SIBLINGS:
        if (!s->parent || s->parent[of] == UINT32_MAX)
            return 0;
        of = s->parent[of];
        break;
    case YX_AROUND_CHILDREN:
        break;
    case YX_N_AROUND:
        return 0;
    }
    if (!s->child)
        return 0;
    *ret = s->child + s->child_from[of];
    return s->child_from[of + 1] - s->child_from[of];
}

static bool value_held(const yx_rule *rule, const yx_condition *c, const yx_evidence *in,
                       size_t region, size_t t)
{
    const double *row[YX_RULE_STREAMS];

    if (!in->value)
        return false;
    yx_judging_rows(rule, in, region, row);
    for (size_t back = 0; back <= yx_judging_extra(c->within) && back <= t; back++)
        if (yx_formula_test(c->value, row, t - back, in->per_year, in->month[t - back]) == YX_YES)
            return true;
    return false;
}

static bool combined_held(const yx_rule *rule, const yx_condition *c, const yx_evidence *in,
                          size_t region, size_t t)
{
    return yx_judge_combined(rule, c, in, region, t) < yx_judge_below(c, in, region, t);
}

/* What one leaf finds in one region: streams that were judged, and groups that bear it. */
static void look_leaf(const yx_rule *rule, const yx_condition *c, const yx_evidence *in,
                      size_t region, size_t t, uint64_t *able, uint64_t *agree)
{
    size_t first = t > yx_judging_extra(c->within) ? t - yx_judging_extra(c->within) : 0;
    bool by_alarm = c->ask == YX_ASK_GROUPS || c->ask == YX_ASK_STREAM;
    bool holds = c->ask == YX_ASK_VALUE      ? value_held(rule, c, in, region, t)
                 : c->ask == YX_ASK_COMBINED ? combined_held(rule, c, in, region, t)
                                             : by_alarm;

    for (size_t k = 0; k < rule->n_stream; k++) {
        const yx_say *say = say_of(in, k, region);
        bool bears = c->ask == YX_ASK_VALUE;
        if (!(c->streams >> k & 1))
            continue;
        for (size_t u = first; u <= t; u++) {
            if (say[u].state != YX_JUDGED)
                continue;
            *able |= (uint64_t)1 << k;
            bears |= by_alarm ? say[u].alarm : say[u].p * 100 <= BEARS;
        }
        if (holds && bears)
            *agree |= (uint64_t)1 << rule->group[k];
    }
}

/* How each condition below the grades is asked: -1 not at all, YX_N_AROUND of the region itself,
 * else of those round about, as the area nearest to the grade says. */
static void find_around(const yx_rule *rule, int8_t *around)
{
    for (size_t i = 0; i < rule->n_condition; i++)
        around[i] = UNUSED;
    for (size_t g = 0; g < rule->n_grade; g++)
        around[rule->grade[g].when] = YX_N_AROUND;
    for (size_t i = rule->n_condition; i-- > 0;) {
        const yx_condition *c = &rule->condition[i];
        int8_t below =
            c->ask == YX_ASK_AREA && around[i] == YX_N_AROUND ? (int8_t)c->around : around[i];
        if (around[i] == UNUSED || !yx_has_children(c))
            continue;
        for (uint32_t k = c->first; k < c->first + c->n; k++)
            around[rule->child[k]] = below;
    }
}

uint64_t yx_judge_groups(const yx_rule *rule, const yx_evidence *in, size_t region, size_t t,
                         yx_sight *ret)
{
    int8_t around[YX_RULE_CONDITIONS];
    uint64_t able = 0, agree = 0, able_groups = 0;

    find_around(rule, around);
    for (size_t i = 0; i < rule->n_condition && in->n > 0; i++) {
        const yx_condition *c = &rule->condition[i];
        const uint32_t *place;
        size_t n;
        if (around[i] == UNUSED || yx_has_children(c) || c->ask == YX_ASK_DURING)
            continue;
        if (around[i] != YX_AROUND_CHILDREN)
            look_leaf(rule, c, in, region, t, &able, &agree);
        n = place_count(&in->around, (yx_around)around[i], region, &place);
        for (size_t k = 0; k < n; k++)
            look_leaf(rule, c, in, place[k], t, &able, &agree);
    }
    for (size_t k = 0; k < rule->n_stream; k++)
        if (able >> k & 1)
            able_groups |= (uint64_t)1 << rule->group[k];
    *ret = (yx_sight){.streams = rule->n_stream,
                      .able = count(able),
                      .groups = rule->n_group,
                      .able_groups = count(able_groups),
                      .agree = count(agree)};
    return agree;
}

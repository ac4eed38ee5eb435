/* Children stand before their parents, so one walk up the conditions judges all of a rule, and one
 * walk down tells how far back each must be known. */
#include "trigger/judge_in.h"

#include <string.h>

enum { UNUSED = -1 };

size_t yx_judging_extra(size_t periods)
{
    return periods > 0 ? periods - 1 : 0;
}

bool yx_judging_recent(size_t when, size_t t, size_t within)
{
    return when > 0 && t - (when - 1) <= yx_judging_extra(within);
}

bool yx_has_children(const yx_condition *c)
{
    return c->ask == YX_ASK_ALL || c->ask == YX_ASK_ANY || c->ask == YX_ASK_SOME ||
           c->ask == YX_ASK_AREA;
}

/* Groups, a stream and a combination have `within` of their own; the others get it afterwards. */
static bool has_own_within(const yx_condition *c)
{
    return c->ask == YX_ASK_GROUPS || c->ask == YX_ASK_STREAM || c->ask == YX_ASK_COMBINED;
}

/* For each condition, how many periods before the first wanted one it must answer for; UNUSED: no
 * grade asks it. */
static void find_need(const yx_rule *rule, int32_t *need)
{
    for (size_t i = 0; i < rule->n_condition; i++)
        need[i] = UNUSED;
    for (size_t g = 0; g < rule->n_grade; g++)
        need[rule->grade[g].when] = 0;
    if (rule->exit_when >= 0)
        need[rule->exit_when] = 0;
    if (rule->undefined)
        need[rule->undefined - 1] = 0;
    for (size_t i = rule->n_condition; i-- > 0;) {
        const yx_condition *c = &rule->condition[i];
        int32_t back = need[i] + (int32_t)(yx_judging_extra(c->stay) + yx_judging_extra(c->within));
        if (need[i] == UNUSED || !yx_has_children(c))
            continue;
        for (uint32_t k = c->first; k < c->first + c->n; k++)
            if (need[rule->child[k]] < back)
                need[rule->child[k]] = back;
    }
}

size_t yx_rule_reach(const yx_rule *rule, int per_year)
{
    int32_t need[YX_RULE_CONDITIONS];
    size_t most = 0;

    find_need(rule, need);
    for (size_t i = 0; i < rule->n_condition; i++) {
        const yx_condition *c = &rule->condition[i];
        size_t back;
        if (need[i] == UNUSED)
            continue;
        back = (size_t)need[i] + yx_judging_extra(c->stay) + yx_judging_extra(c->within);
        if (c->ask == YX_ASK_VALUE)
            back += yx_formula_past(c->value, per_year);
        if (back > most)
            most = back;
    }
    return most;
}

const yx_condition *yx_rule_groups(const yx_rule *rule)
{
    const yx_condition *c = &rule->condition[rule->grade[0].when];
    bool simple =
        rule->n_grade == 1 && rule->exit_when < 0 && rule->n_step == 0 && !rule->undefined;

    return simple && c->ask == YX_ASK_GROUPS && c->stay <= 1 ? c : NULL;
}

size_t yx_rule_within(const yx_rule *rule)
{
    size_t most = 1;

    for (size_t i = 0; i < rule->n_condition; i++)
        if (!yx_has_children(&rule->condition[i]) && rule->condition[i].within > most)
            most = rule->condition[i].within;
    return most;
}

size_t yx_rule_planes(const yx_rule *rule)
{
    return rule->n_grade + (rule->exit_when >= 0);
}

uint64_t yx_condition_streams(const yx_rule *rule, uint32_t condition)
{
    uint64_t asked = (uint64_t)1 << condition, streams = 0;

    for (uint32_t i = condition + 1; i-- > 0;) {
        const yx_condition *c = &rule->condition[i];
        if (!(asked >> i & 1))
            continue;
        if (yx_has_children(c))
            for (uint32_t k = c->first; k < c->first + c->n; k++)
                asked |= (uint64_t)1 << rule->child[k];
        else
            streams |= c->streams;
    }
    return streams;
}

/* --- figures and events --- */

void yx_judging_rows(const yx_rule *rule, const yx_evidence *in, size_t region, const double **row)
{
    for (size_t k = 0; k < rule->n_stream; k++)
        row[k] = in->value + (k * in->n_region + region) * in->n;
}

static void judge_value(const yx_judging *j, const yx_condition *c, size_t start, uint8_t *out)
{
    const yx_evidence *in = j->in;
    const double *row[YX_RULE_STREAMS];

    for (size_t r = 0; r < in->n_region; r++) {
        if (in->value)
            yx_judging_rows(j->rule, in, r, row);
        for (size_t t = start; t < in->n; t++)
            out[r * in->n + t] =
                in->value ? (uint8_t)yx_formula_test(c->value, row, t, in->per_year, in->month[t])
                          : YX_BLIND;
    }
}

static size_t event_of(const yx_rule *rule, const char *name)
{
    size_t e = 0;

    while (e < rule->n_event && strcmp(rule->event[e], name) != 0)
        e++;
    return e;
}

static void judge_during(const yx_judging *j, const yx_condition *c, size_t start, uint8_t *out)
{
    size_t size = j->in->n_region * j->in->n, e = event_of(j->rule, c->event);
    const uint8_t *in = j->in->during && e < j->rule->n_event ? j->in->during + e * size : NULL;

    for (size_t r = 0; r < j->in->n_region; r++)
        for (size_t t = start; t < j->in->n; t++) {
            size_t at = r * j->in->n + t;
            out[at] = in && in[at] ? YX_YES : YX_NO;
        }
}

/* --- of other conditions --- */

static uint8_t of_children(const yx_condition *c, size_t yes, size_t blind)
{
    size_t least = c->ask == YX_ASK_ALL ? c->n : c->ask == YX_ASK_ANY ? 1 : c->at_least;

    return yes >= least ? YX_YES : yes + blind < least ? YX_NO : YX_BLIND;
}

static void judge_children(const yx_judging *j, const yx_condition *c, size_t start, uint8_t *out)
{
    for (size_t r = 0; r < j->in->n_region; r++)
        for (size_t t = start; t < j->in->n; t++) {
            size_t at = r * j->in->n + t, yes = 0, blind = 0;
            for (uint32_t k = c->first; k < c->first + c->n; k++) {
                uint8_t truth = yx_judging_plane(j, j->rule->child[k])[at];
                yes += truth == YX_YES;
                blind += truth == YX_BLIND;
            }
            out[at] = of_children(c, yes, blind);
        }
}

/* --- within and for --- */

/* Both in place: all that must be remembered is when it last held and when it last did not. */
static void held_within(uint8_t *row, size_t start, size_t n, size_t within)
{
    size_t held = 0; /* 1 + the last period in which it held */

    for (size_t t = start; t < n; t++) {
        if (row[t] == YX_YES)
            held = t + 1;
        else if (row[t] == YX_NO && yx_judging_recent(held, t, within))
            row[t] = YX_YES;
    }
}

static void held_running(uint8_t *row, size_t start, size_t n, size_t stay)
{
    size_t run = 0, no = 0; /* 1 + the last period in which it did not hold */

    for (size_t t = start; t < n; t++) {
        run = row[t] == YX_YES ? run + 1 : 0;
        if (row[t] == YX_NO)
            no = t + 1;
        if (row[t] == YX_YES && run < stay)
            row[t] = yx_judging_recent(no, t, stay) ? YX_NO : YX_BLIND;
    }
}

static void judge_one(const yx_judging *j, size_t condition, size_t start, uint8_t *out)
{
    const yx_condition *c = &j->rule->condition[condition];

    switch (c->ask) {
    case YX_ASK_GROUPS:
    case YX_ASK_STREAM:
        yx_judging_groups(j, c, start, out);
        break;
    case YX_ASK_VALUE:
        judge_value(j, c, start, out);
        break;
    case YX_ASK_COMBINED:
        yx_judging_combined(j, c, start, out);
        break;
    case YX_ASK_DURING:
        judge_during(j, c, start, out);
        break;
    case YX_ASK_ALL:
    case YX_ASK_ANY:
    case YX_ASK_SOME:
        judge_children(j, c, start, out);
        break;
    case YX_ASK_AREA:
        yx_judge_area(j, c, start, out);
        break;
    case YX_N_ASK:
        break;
    }
}

static void judge_condition(const yx_judging *j, size_t condition, size_t wanted)
{
    const yx_condition *c = &j->rule->condition[condition];
    uint8_t *plane = yx_judging_plane(j, condition);
    size_t back = yx_judging_extra(c->stay) + (has_own_within(c) ? 0 : yx_judging_extra(c->within));
    size_t start = wanted > back ? wanted - back : 0;

    judge_one(j, condition, start, plane);
    for (size_t r = 0; r < j->in->n_region && back > 0; r++) {
        uint8_t *row = plane + r * j->in->n;
        if (!has_own_within(c) && c->within > 1)
            held_within(row, start, j->in->n, c->within);
        if (c->stay > 1)
            held_running(row, start, j->in->n, c->stay);
    }
}

/* --- all of a rule --- */

static size_t table_size(size_t n_region)
{
    size_t n = 16;

    while (n < 2 * n_region)
        n *= 2;
    return n;
}

size_t yx_judge_room(const yx_rule *rule, size_t n_region, size_t n)
{
    return (6 * n_region + table_size(n_region)) * sizeof(uint32_t) +
           rule->n_condition * n_region * n + 1;
}

uint8_t *yx_judging_plane(const yx_judging *j, size_t condition)
{
    return j->plane + condition * j->in->n_region * j->in->n;
}

static void share_out(yx_judging *j, void *room)
{
    uint32_t *at = room;
    size_t n = j->in->n_region;

    j->area = (yx_area_room){.once = at,
                             .seen = at + n,
                             .queue = at + 4 * n,
                             .reached = at + 5 * n,
                             .table = at + 6 * n,
                             .n_table = table_size(n)};
    j->plane = (uint8_t *)(at + 6 * n + j->area.n_table);
}

static void copy_plane(const yx_judging *j, size_t condition, size_t from, uint8_t *ret)
{
    const uint8_t *plane = yx_judging_plane(j, condition);

    memset(ret, YX_BLIND, j->in->n_region * j->in->n);
    for (size_t r = 0; r < j->in->n_region && from < j->in->n; r++)
        memcpy(ret + r * j->in->n + from, plane + r * j->in->n + from, j->in->n - from);
}

bool yx_judge_undefined(const yx_rule *rule, const yx_evidence *in, size_t region, size_t t)
{
    const double *row[YX_RULE_STREAMS];

    if (!rule->undefined || !in->value)
        return false;
    yx_judging_rows(rule, in, region, row);
    return yx_formula_test(rule->condition[rule->undefined - 1].value, row, t, in->per_year,
                           in->month[t]) == YX_YES;
}

/* Where the text says nothing, what does not hold cannot be told. */
static void mark_undefined(const yx_judging *j, size_t from, uint8_t *planes)
{
    const yx_rule *rule = j->rule;
    const uint8_t *undefined = yx_judging_plane(j, rule->undefined - 1);
    size_t n = j->in->n, size = j->in->n_region * n;

    for (size_t k = 0; k < yx_rule_planes(rule); k++)
        for (size_t r = 0; r < j->in->n_region; r++)
            for (size_t t = from; t < n; t++) {
                uint8_t *truth = &planes[k * size + r * n + t];
                if (undefined[r * n + t] == YX_YES && (*truth == YX_NO || k == rule->n_grade))
                    *truth = YX_BLIND;
            }
}

void yx_judge(const yx_rule *rule, const yx_evidence *in, size_t from, void *room, uint8_t *ret)
{
    yx_judging j = {.rule = rule, .in = in};
    int32_t need[YX_RULE_CONDITIONS];
    size_t size = in->n_region * in->n;

    share_out(&j, room);
    find_need(rule, need);
    for (size_t i = 0; i < rule->n_condition; i++)
        if (need[i] != UNUSED)
            judge_condition(&j, i, from > (size_t)need[i] ? from - (size_t)need[i] : 0);
    for (size_t g = 0; g < rule->n_grade; g++)
        copy_plane(&j, rule->grade[g].when, from, ret + g * size);
    if (rule->exit_when >= 0)
        copy_plane(&j, (size_t)rule->exit_when, from, ret + rule->n_grade * size);
    if (rule->undefined)
        mark_undefined(&j, from, ret);
}

void yx_judge_outside(const yx_rule *rule, size_t n_region, size_t n, size_t t, uint8_t *planes)
{
    for (size_t k = 0; k < yx_rule_planes(rule); k++)
        for (size_t r = 0; r < n_region; r++)
            planes[(k * n_region + r) * n + t] = k < rule->n_grade ? YX_NO : YX_YES;
}

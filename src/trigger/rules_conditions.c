/* Conditions of a rule: one table of keys a kind, and a reader of what the table cannot say. */
#include "trigger/rules_file.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH = 8 }; /* of conditions in each other */

typedef struct asked {
    yx_rules_file *r;
    yx_rule_draft *draft;
    const yx_yaml_node *node;
    size_t depth;
} asked;

/* --- streams --- */

static const yx_stream *stream_of(const asked *a, size_t k)
{
    return &a->r->stream[a->draft->rule.stream[k]];
}

/* A stream that alarms by itself: adds its bit to the condition. */
static size_t take_stream(const asked *a, const yx_yaml_node *node, yx_condition *c)
{
    const char *nearest;
    uint32_t at = 0;
    size_t k;

    if (node->kind != YX_YAML_SCALAR)
        return yx_rules_fault(a->r, node, "yaml.kind", "the name of a stream", NULL);
    if (!yx_rules_find_stream(a->r, node->text, &at, &nearest))
        return yx_rules_fault(a->r, node, "rule.stream", "a stream of this file", nearest);
    k = yx_rules_watch(a->r, a->draft, at);
    if (k == SIZE_MAX)
        return yx_rules_fault(a->r, node, "yaml.value", yx_rules_too_many, NULL);
    if (c->streams >> k & 1)
        return yx_rules_fault(a->r, node, "yaml.value", "each stream once", NULL);
    c->streams |= (uint64_t)1 << k;
    if (!a->r->stream[at].indicator || a->r->stream[at].detector || a->r->stream[at].silent)
        return 0;
    return yx_rules_fault(a->r, node, "rule.no_detector",
                          "a stream with a detector, or direction: silent", NULL);
}

static size_t take_streams(const asked *a, const yx_yaml_node *list, yx_condition *c)
{
    size_t wrong = 0;

    if (list->n == 0 || list->n > YX_RULE_STREAMS)
        return yx_rules_fault(a->r, list, "yaml.value", "a list of 1 to 64 streams", NULL);
    for (const yx_yaml_node *item = list->child; item; item = item->next)
        wrong += take_stream(a, item, c);
    return wrong;
}

/* The first two streams of a condition that are of one group. */
static bool share_group(const asked *a, const yx_condition *c, size_t *ret_a, size_t *ret_b,
                        size_t *ret_groups)
{
    const yx_rule *rule = &a->draft->rule;
    size_t first[YX_RULE_STREAMS];
    bool found = false;

    *ret_groups = 0;
    for (size_t g = 0; g < rule->n_group; g++)
        first[g] = SIZE_MAX;
    for (size_t k = 0; k < rule->n_stream; k++) {
        size_t g = rule->group[k];
        if (!(c->streams >> k & 1))
            continue;
        if (first[g] == SIZE_MAX) {
            first[g] = k;
            ++*ret_groups;
        } else if (!found) {
            *ret_a = first[g];
            *ret_b = k;
            found = true;
        }
    }
    return found;
}

/* --- kinds --- */

static size_t read_groups(const asked *a, yx_condition *c)
{
    const yx_yaml_node *list = yx_rules_get(a->node, "groups_of", YX_YAML_LIST);
    size_t wrong = list ? take_streams(a, list, c) : 0, groups, x, y;
    char expected[96];

    c->at_least = (size_t)yx_rules_number(a->node, "at_least", 1);
    if (wrong || !list || !a->draft->sound)
        return wrong;
    (void)share_group(a, c, &x, &y, &groups);
    if (c->at_least <= groups)
        return 0;
    snprintf(expected, sizeof expected, "at most %zu: its streams are of %zu group%s", groups,
             groups, groups == 1 ? "" : "s");
    return yx_rules_fault(a->r, yx_yaml_get(a->node, "at_least"), "rule.groups", expected, NULL);
}

static size_t read_one(const asked *a, yx_condition *c)
{
    const yx_yaml_node *at = yx_rules_scalar(a->node, "stream");

    return at ? take_stream(a, at, c) : 0;
}

static yx_combine combine_of(const yx_yaml_node *node)
{
    for (size_t i = 0; node && i < YX_N_COMBINE; i++)
        if (yx_str_is(node->text, yx_combine_name[i]))
            return (yx_combine)i;
    return YX_COMBINE_CAUCHY;
}

static size_t silent_has_no_p(const asked *a, const yx_yaml_node *list)
{
    const char *nearest;
    size_t wrong = 0;
    uint32_t at;

    for (const yx_yaml_node *item = list->child; item; item = item->next)
        if (yx_rules_find_stream(a->r, item->text, &at, &nearest) && a->r->stream[at].silent)
            wrong += yx_rules_fault(a->r, item, "rule.no_detector",
                                    "a stream with a detector: silence has no p", NULL);
    return wrong;
}

static size_t read_combined(const asked *a, yx_condition *c)
{
    const yx_yaml_node *list = yx_rules_get(a->node, "of", YX_YAML_LIST),
                       *below = yx_rules_scalar(a->node, "below");
    size_t wrong = list ? take_streams(a, list, c) : 0, groups, x, y;
    char expected[YX_FAULT_TEXT * 2];

    c->how = combine_of(yx_rules_scalar(a->node, "combined"));
    c->below = yx_rules_number(a->node, "below", 0);
    if (below && c->below == 0)
        wrong += yx_rules_fault(a->r, below, "yaml.value", "a p above 0, at most 0.5", NULL);
    if (wrong || !list || !a->draft->sound)
        return wrong;
    wrong += silent_has_no_p(a, list);
    if (c->how == YX_COMBINE_CAUCHY || !share_group(a, c, &x, &y, &groups))
        return wrong;
    snprintf(expected, sizeof expected,
             "cauchy, or streams of different groups: '%s' and '%s' are of group '%s', and %s "
             "takes their p-values for independent",
             stream_of(a, x)->name, stream_of(a, y)->name, stream_of(a, x)->group,
             yx_combine_name[c->how]);
    return wrong + yx_rules_fault(a->r, yx_yaml_get(a->node, "combined"), "rule.independent",
                                  expected, NULL);
}

/* --- events --- */

/* An event is called by its note, a special day by its name. With neither loaded any name will do:
 * the rows may come later. */
static size_t find_event(const asked *a, const yx_yaml_node *node)
{
    const yx_catalog *in = a->r->catalog;
    size_t n_event = yx_n_event(in), n_day = yx_n_special_day(in), best = YX_RULES_NEAR + 1;
    const char *nearest = NULL, *last = NULL;

    for (size_t i = 0; i < n_event + n_day; i++) {
        const char *name =
            i < n_event ? yx_event_at(in, i)->note : yx_special_day_at(in, i - n_event)->name;
        if (yx_str_is(node->text, name))
            return 0;
        if (!last || strcmp(last, name) != 0)
            yx_rules_nearer(node->text, name, &best, &nearest);
        last = name;
    }
    if (n_event + n_day == 0)
        return 0;
    return yx_rules_fault(a->r, node, "rule.event",
                          "the note of an event, or the name of a day of the calendar", nearest);
}

static size_t read_value(const asked *a, yx_condition *c)
{
    const yx_yaml_node *at = yx_rules_scalar(a->node, "value");

    /* An empty one is a fault of the table already. */
    return at && at->text.n ? yx_rules_formula(a->r, a->draft, at, c) : 0;
}

static size_t read_during(const asked *a, yx_condition *c)
{
    const yx_yaml_node *node = yx_rules_scalar(a->node, "during");
    yx_rule *rule = &a->draft->rule;
    size_t k = 0;

    if (!node || node->text.n == 0)
        return 0; /* a fault of the table already */
    if (find_event(a, node))
        return 1;
    while (k < rule->n_event && !yx_str_is(node->text, rule->event[k]))
        k++;
    if (k == YX_RULE_EVENTS)
        return yx_rules_fault(a->r, node, "yaml.value", "at most 8 names of events in a rule",
                              NULL);
    if (k == rule->n_event) {
        const char *name = yx_rules_keep(a->r, node->text);
        if (!name)
            return 0;
        rule->event[rule->n_event++] = name;
    }
    c->event = rule->event[k];
    return 0;
}

/* --- conditions of conditions --- */

static size_t read_at(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node,
                      size_t depth, uint32_t *ret);

static void adopt(yx_rule_draft *draft, yx_condition *c, const uint32_t *child, size_t n)
{
    c->first = (uint32_t)draft->rule.n_child;
    c->n = (uint32_t)n;
    memcpy(draft->child + draft->rule.n_child, child, n * sizeof *child);
    draft->rule.n_child += n;
}

static size_t read_list(const asked *a, const char *key, yx_condition *c)
{
    const yx_yaml_node *list = yx_rules_get(a->node, key, YX_YAML_LIST);
    uint32_t child[YX_RULE_CONDITIONS];
    size_t wrong = 0, n = 0;

    if (!list)
        return 0;
    if (list->n == 0 || list->n > YX_RULE_CONDITIONS)
        return yx_rules_fault(a->r, list, "yaml.value", "a list of 1 to 64 conditions", NULL);
    for (const yx_yaml_node *item = list->child; item; item = item->next)
        wrong += read_at(a->r, a->draft, item, a->depth + 1, &child[n++]);
    if (!wrong && !a->r->no_memory)
        adopt(a->draft, c, child, n);
    return wrong;
}

static size_t read_all(const asked *a, yx_condition *c)
{
    return read_list(a, "all", c);
}

static size_t read_any(const asked *a, yx_condition *c)
{
    return read_list(a, "any", c);
}

static size_t read_some(const asked *a, yx_condition *c)
{
    size_t wrong = read_list(a, "of", c);
    char expected[96];

    c->at_least = (size_t)yx_rules_number(a->node, "at_least", 1);
    if (wrong || c->n == 0 || c->at_least <= c->n)
        return wrong;
    snprintf(expected, sizeof expected, "at most %u: so many conditions there are", (unsigned)c->n);
    return yx_rules_fault(a->r, yx_yaml_get(a->node, "at_least"), "rule.groups", expected, NULL);
}

static yx_around around_of(const yx_yaml_node *node)
{
    for (size_t i = 0; node && i < YX_N_AROUND; i++)
        if (yx_str_is(node->text, yx_around_name[i]))
            return (yx_around)i;
    return YX_AROUND_NEIGHBOURS;
}

static size_t read_area(const asked *a, yx_condition *c)
{
    const yx_yaml_node *where = yx_rules_get(a->node, "where", YX_YAML_MAP),
                       *least = yx_yaml_get(a->node, "at_least"),
                       *share = yx_yaml_get(a->node, "share");
    uint32_t child = 0;
    size_t wrong = 0;

    c->around = around_of(yx_rules_scalar(a->node, "area"));
    c->at_least = (size_t)yx_rules_number(a->node, "at_least", 0);
    c->share = yx_rules_number(a->node, "share", 0);
    if (!least == !share)
        wrong += yx_rules_fault(a->r, share ? share : a->node, "rule.condition",
                                "one of at_least: regions and share: of the regions", NULL);
    else if (share && c->around == YX_AROUND_CONNECTED)
        wrong += yx_rules_fault(a->r, share, "rule.condition",
                                "at_least: a connected set has a size and no share", NULL);
    else if (share && c->share <= 0)
        wrong += yx_rules_fault(a->r, share, "yaml.value", "a share above 0, at most 1", NULL);
    if (!where)
        return wrong;
    wrong += read_at(a->r, a->draft, where, a->depth + 1, &child);
    if (!wrong && !a->r->no_memory)
        adopt(a->draft, c, &child, 1);
    return wrong;
}

/* --- the table --- */

#define PERIODS(key)                                                                               \
    {                                                                                              \
        .name = key, .lo = 1, .hi = 400, .whole = true, .expected = "a whole number from 1 to 400" \
    }
#define TIMES PERIODS("within"), PERIODS("for")
#define AT_LEAST(must, most, said)                                                                 \
    {                                                                                              \
        .name = "at_least", .required = must, .lo = 1, .hi = most, .whole = true, .expected = said \
    }
#define LIST(key, said)                                                                            \
    {                                                                                              \
        .name = key, .kind = YX_YAML_LIST, .required = true, .expected = said                      \
    }

static const yx_yaml_key groups_key[] = {
    AT_LEAST(true, YX_RULE_STREAMS, "a whole number from 1 to 64"),
    LIST("groups_of", "a list of 1 to 64 streams"),
    TIMES,
};
static const yx_yaml_key stream_key[] = {
    {.name = "stream", .required = true, .expected = "the name of a stream"},
    TIMES,
};
static const yx_yaml_key value_key[] = {
    {.name = "value", .required = true, .expected = "a comparison, as in \"x >= 5\""},
    TIMES,
};
static const yx_yaml_key combined_key[] = {
    {.name = "combined",
     .required = true,
     .words = (const char *const[]){"cauchy", "fisher", "edgington", "stouffer", NULL}},
    LIST("of", "a list of 1 to 64 streams"),
    {.name = "below", .required = true, .lo = 0, .hi = 0.5, .expected = "a p above 0, at most 0.5"},
    TIMES,
};
static const yx_yaml_key during_key[] = {
    {.name = "during", .required = true, .expected = "the name of an event"},
    TIMES,
};
static const yx_yaml_key all_key[] = {LIST("all", "a list of conditions"), TIMES};
static const yx_yaml_key any_key[] = {LIST("any", "a list of conditions"), TIMES};
static const yx_yaml_key some_key[] = {
    AT_LEAST(true, YX_RULE_CONDITIONS, "a whole number from 1 to 64"),
    LIST("of", "a list of conditions"),
    TIMES,
};
static const yx_yaml_key area_key[] = {
    {.name = "area",
     .required = true,
     .words = (const char *const[]){"neighbours", "siblings", "children", "connected", NULL}},
    AT_LEAST(false, 100000, "a whole number from 1 to 100000"),
    {.name = "share", .lo = 0, .hi = 1, .expected = "a share above 0, at most 1"},
    {.name = "where", .kind = YX_YAML_MAP, .required = true, .expected = "a condition"},
    TIMES,
};

/* Each kind is known by a key that no other has; `of` is left to the last. */
static const struct {
    const char *mark;
    yx_ask ask;
    const yx_yaml_key *key;
    size_t n;
    size_t (*read)(const asked *a, yx_condition *c);
} kinds[] = {
    {"groups_of", YX_ASK_GROUPS, groups_key, YX_COUNT(groups_key), read_groups},
    {"stream", YX_ASK_STREAM, stream_key, YX_COUNT(stream_key), read_one},
    {"value", YX_ASK_VALUE, value_key, YX_COUNT(value_key), read_value},
    {"combined", YX_ASK_COMBINED, combined_key, YX_COUNT(combined_key), read_combined},
    {"during", YX_ASK_DURING, during_key, YX_COUNT(during_key), read_during},
    {"all", YX_ASK_ALL, all_key, YX_COUNT(all_key), read_all},
    {"any", YX_ASK_ANY, any_key, YX_COUNT(any_key), read_any},
    {"area", YX_ASK_AREA, area_key, YX_COUNT(area_key), read_area},
    {"of", YX_ASK_SOME, some_key, YX_COUNT(some_key), read_some},
};

static const char one_of_them[] =
    "one of groups_of, stream, value, combined, during, all, any, of, area";

/* A condition of no kind: its misspelt keys, or that there is none. */
static size_t no_kind(yx_rules_file *r, const yx_yaml_node *node)
{
    yx_yaml_key key[32];
    size_t n = 0, wrong;

    for (size_t i = 0; i < YX_COUNT(kinds); i++)
        for (size_t k = 0; k < kinds[i].n; k++) {
            size_t at = 0;
            while (at < n && strcmp(key[at].name, kinds[i].key[k].name) != 0)
                at++;
            if (at < n)
                continue;
            key[n] = kinds[i].key[k];
            key[n++].required = false;
        }
    wrong = yx_yaml_check(r->file, node, key, n, r->faults);
    return wrong ? wrong
                 : yx_rules_fault(r, node->key ? node->key : node, "rule.condition", one_of_them,
                                  NULL);
}

/* Number of its kind, or SIZE_MAX with the faults. */
static size_t kind_of(yx_rules_file *r, const yx_yaml_node *node, size_t *ret_wrong)
{
    size_t kind = SIZE_MAX;
    char expected[128];

    if (node->kind != YX_YAML_MAP) {
        *ret_wrong = yx_rules_fault(r, node, "yaml.kind", "a condition: a map of keys", NULL);
        return SIZE_MAX;
    }
    for (size_t i = 0; i < YX_COUNT(kinds); i++) {
        const yx_yaml_node *mark = yx_yaml_get(node, kinds[i].mark);
        if (!mark || (kinds[i].ask == YX_ASK_SOME && kind != SIZE_MAX))
            continue;
        if (kind == SIZE_MAX) {
            kind = i;
            continue;
        }
        snprintf(expected, sizeof expected, "one of %s and %s; all: [..] and any: [..] join two",
                 kinds[kind].mark, kinds[i].mark);
        *ret_wrong = yx_rules_fault(r, mark->key, "rule.condition", expected, NULL);
        return SIZE_MAX;
    }
    if (kind == SIZE_MAX)
        *ret_wrong = no_kind(r, node);
    return kind;
}

static size_t read_at(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node,
                      size_t depth, uint32_t *ret)
{
    const asked a = {r, draft, node, depth};
    yx_condition c = {0};
    size_t wrong = 0, kind;

    if (depth > DEPTH)
        return yx_rules_fault(r, node, "rule.condition", "at most 8 conditions in each other",
                              NULL);
    kind = kind_of(r, node, &wrong);
    if (kind == SIZE_MAX)
        return wrong;
    wrong = yx_yaml_check(r->file, node, kinds[kind].key, kinds[kind].n, r->faults);
    c.ask = kinds[kind].ask;
    c.within = (size_t)yx_rules_number(node, "within", 1);
    c.stay = (size_t)yx_rules_number(node, "for", 1);
    wrong += kinds[kind].read(&a, &c);
    if (wrong || r->no_memory)
        return wrong;
    if (draft->rule.n_condition == YX_RULE_CONDITIONS)
        return yx_rules_fault(r, node, "rule.condition", "at most 64 conditions in a rule", NULL);
    *ret = (uint32_t)draft->rule.n_condition;
    draft->condition[draft->rule.n_condition++] = c;
    return 0;
}

size_t yx_rules_condition(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node,
                          uint32_t *ret)
{
    return read_at(r, draft, node, 1, ret);
}

size_t yx_rules_undefined(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node)
{
    yx_condition c = {.ask = YX_ASK_VALUE, .within = 1, .stay = 1};
    size_t wrong = yx_rules_formula(r, draft, node, &c);

    if (wrong || r->no_memory)
        return wrong;
    if (draft->rule.n_condition == YX_RULE_CONDITIONS)
        return yx_rules_fault(r, node, "yaml.value", "at most 64 conditions in a rule", NULL);
    draft->condition[draft->rule.n_condition++] = c;
    draft->rule.undefined = (uint32_t)draft->rule.n_condition;
    return 0;
}

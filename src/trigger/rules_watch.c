/* The streams that a rule watches, and the formulas that ask for their figures. */
#include "trigger/rules_file.h"

#include <stdio.h>
#include <string.h>

const char yx_rules_too_many[] = "at most 64 streams in a rule";

bool yx_rules_find_stream(const yx_rules_file *r, yx_str name, uint32_t *ret, const char **ret_near)
{
    size_t best = YX_RULES_NEAR + 1;

    *ret_near = NULL;
    for (uint32_t i = 0; i < r->n_stream; i++) {
        if (yx_str_is(name, r->stream[i].name)) {
            *ret = i;
            return true;
        }
        yx_rules_nearer(name, r->stream[i].name, &best, ret_near);
    }
    return false;
}

size_t yx_rules_watch(const yx_rules_file *r, yx_rule_draft *draft, uint32_t at)
{
    yx_rule *rule = &draft->rule;
    const yx_stream *s = &r->stream[at];
    const yx_indicator *of;
    size_t k = 0, g = 0;

    while (k < rule->n_stream && rule->stream[k] != at)
        k++;
    if (k < rule->n_stream || k == YX_RULE_STREAMS)
        return k < rule->n_stream ? k : SIZE_MAX;
    rule->stream[rule->n_stream++] = at;
    if (!s->indicator) { /* it has faults of its own */
        draft->sound = false;
        return k;
    }
    of = yx_indicator_find(r->catalog, yx_str_of(s->indicator));
    if (of && of->every > rule->every)
        rule->every = of->every;
    while (g < rule->n_group && strcmp(rule->group_name[g], s->group) != 0)
        g++;
    if (g == rule->n_group)
        rule->group_name[rule->n_group++] = s->group;
    rule->group[k] = (uint8_t)g;
    return k;
}

typedef struct asking {
    yx_rules_file *r;
    yx_rule_draft *draft;
    const char **ret_near; /* of the name that was not found */
    bool *ret_full;
} asking;

static size_t formula_stream(const void *with, yx_str name)
{
    const asking *q = with;
    uint32_t at = 0;
    size_t k;

    if (!yx_rules_find_stream(q->r, name, &at, q->ret_near))
        return SIZE_MAX;
    k = yx_rules_watch(q->r, q->draft, at);
    *q->ret_full = k == SIZE_MAX;
    return k;
}

/* Characters of a text up to a place in it, from 1. */
static size_t character(yx_str text, const char *at)
{
    size_t n = 1, len;

    for (yx_str s = text; s.n && s.at < at; s = (yx_str){s.at + len, s.n - len}) {
        (void)yx_utf8_char(s, &len);
        n++;
    }
    return n;
}

size_t yx_rules_formula(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node,
                        yx_condition *c)
{
    const char *wrong = NULL, *nearest = NULL;
    bool full = false;
    asking with = {r, draft, &nearest, &full};
    char expected[160];
    yx_str at = {NULL, 0};

    c->value = yx_formula_tree_read(node->text, formula_stream, &with, r->arena, &wrong, &at);
    if (c->value) {
        c->streams = yx_formula_streams(c->value);
        if (c->streams)
            return 0;
        return yx_rules_fault(r, node, "rule.formula", "a comparison with a stream in it", NULL);
    }
    if (!wrong) {
        r->no_memory = true;
        return 0;
    }
    /* A name that was asked for is either unknown or one too many. */
    bool name = strcmp(wrong, "a stream of this file") == 0;
    snprintf(expected, sizeof expected, "%s, at character %zu of the formula",
             name && full ? yx_rules_too_many : wrong, character(node->text, at.at));
    yx_faults_add(r->faults, &(yx_fault){.code = name && !full ? "rule.stream" : "rule.formula",
                                         .file = r->file,
                                         .line = node->line,
                                         .column = node->column,
                                         .field = "value",
                                         .text = at.n ? at : node->text,
                                         .expected = expected,
                                         .nearest = name ? nearest : NULL});
    return 1;
}

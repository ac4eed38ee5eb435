/* The set of rules. A file is read apart (rules_yaml.c) and merged only when all of it is right:
 * the merge builds new arrays and swaps them in, so a failure leaves the set alone. */
#include "trigger/rules.h"

#include "trigger/rules_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct yx_rules {
    yx_arena *arena;
    yx_stream *stream;
    size_t n_stream;
    yx_rule *rule; /* in order of name */
    size_t n_rule;
};

yx_code yx_rules_new(yx_rules **ret_rules, yx_err *err)
{
    yx_rules *rules = calloc(1, sizeof *rules);

    if (!rules)
        return yx_fail(err, YX_E_NOMEM, "no memory for rules");
    *ret_rules = rules;
    return YX_OK;
}

void yx_rules_free(yx_rules *rules)
{
    if (!rules)
        return;
    yx_arena_free(rules->arena);
    free(rules->stream);
    free(rules->rule);
    free(rules);
}

/* --- merging --- */

static const yx_rule *find_rule(const yx_rule *rule, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rule[i].name, name) == 0)
            return &rule[i];
    return NULL;
}

static void check_versions(const yx_rules *rules, const yx_rules_file *r)
{
    for (size_t i = 0; i < r->n_rule; i++) {
        const yx_rule *new = &r->rule[i], *old = find_rule(rules->rule, rules->n_rule, new->name);
        char expected[64];

        if (!old || new->version > old->version ||
            yx_rules_same(new, r->stream, old, rules->stream))
            continue;
        snprintf(expected, sizeof expected, "a version above %d", old->version);
        yx_faults_add(r->faults, &(yx_fault){.code = "rule.version",
                                             .file = r->file,
                                             .line = r->line[i],
                                             .field = "version",
                                             .text = yx_str_of(new->name),
                                             .expected = expected});
    }
}

enum { CHAIN = 8 }; /* most rules that wait for each other */

/* The rule that one waits for, as it will stand: that of the file, else that of the set.
 * *ret_faulty: the file has one of that name, with faults. */
static const yx_rule *waits_for(const yx_rules *rules, const yx_rules_file *r, const char *name,
                                bool *ret_faulty)
{
    const yx_rule *rule = find_rule(r->rule, r->n_rule, name);

    *ret_faulty = !rule && r->rules && yx_yaml_get(r->rules, name);
    return rule ? rule : find_rule(rules->rule, rules->n_rule, name);
}

static const yx_yaml_node *parent_node(const yx_rules_file *r, const yx_rule *rule)
{
    return yx_yaml_get(yx_yaml_get(r->rules, rule->name), "inhibited_by");
}

static void check_parent(const yx_rules *rules, yx_rules_file *r, const yx_rule *rule)
{
    size_t n = 0, best = YX_RULES_NEAR + 1;
    const char *nearest = NULL;
    const yx_rule *at = rule;
    bool faulty = false;

    for (; at && *at->parent && n <= CHAIN; n++) {
        const yx_rule *next = waits_for(rules, r, at->parent, &faulty);
        if (!next && !faulty && at == rule) {
            yx_str text = yx_str_of(rule->parent);
            for (size_t i = 0; i < r->n_rule; i++)
                yx_rules_nearer(text, r->rule[i].name, &best, &nearest);
            for (size_t i = 0; i < rules->n_rule; i++)
                yx_rules_nearer(text, rules->rule[i].name, &best, &nearest);
            (void)yx_rules_fault(r, parent_node(r, rule), "rule.inhibits",
                                 "a rule of this file, or of those read before", nearest);
        }
        at = faulty ? NULL : next;
    }
    if (n > CHAIN)
        (void)yx_rules_fault(r, parent_node(r, rule), "rule.inhibits",
                             "a rule that does not wait for this one, 8 in a row at most", NULL);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const yx_rule *)a)->name, ((const yx_rule *)b)->name);
}

/* Copies a rule with the streams that it watches, which `in` holds, behind those of the set `to`.
 * Streams are not shared between rules there: they are few, and each rule stands alone. */
static void adopt(yx_rules *to, const yx_rule *rule, const yx_stream *in)
{
    yx_rule *copy = &to->rule[to->n_rule++];

    *copy = *rule;
    for (size_t i = 0; i < rule->n_stream; i++) {
        uint32_t at = 0;
        while (at < to->n_stream && !yx_rules_same_stream(&to->stream[at], &in[rule->stream[i]]))
            at++;
        if (at == to->n_stream)
            to->stream[to->n_stream++] = in[rule->stream[i]];
        copy->stream[i] = at;
    }
}

static yx_code merge(yx_rules *rules, const yx_rules_file *r, yx_err *err)
{
    yx_rules next = {.arena = rules->arena};
    size_t streams = rules->n_stream + r->n_stream, total = rules->n_rule + r->n_rule;

    if (total == 0)
        return YX_OK;
    next.stream = calloc(streams ? streams : 1, sizeof *next.stream);
    next.rule = calloc(total, sizeof *next.rule);
    if (!next.stream || !next.rule) {
        free(next.stream);
        free(next.rule);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu rules", total);
    }
    for (size_t i = 0; i < rules->n_rule; i++)
        if (!find_rule(r->rule, r->n_rule, rules->rule[i].name))
            adopt(&next, &rules->rule[i], rules->stream);
    for (size_t i = 0; i < r->n_rule; i++)
        adopt(&next, &r->rule[i], r->stream);
    qsort(next.rule, next.n_rule, sizeof *next.rule, by_name);
    free(rules->stream);
    free(rules->rule);
    *rules = next;
    return YX_OK;
}

yx_code yx_rules_read(yx_rules *rules, const char *file, yx_str text, const yx_catalog *catalog,
                      yx_faults *faults, yx_err *err)
{
    yx_rules_file r = {.catalog = catalog, .faults = faults, .arena = &rules->arena};
    size_t before = yx_faults_errors(faults);
    yx_yaml *yaml = NULL;
    yx_code rc;

    r.file = yx_arena_text(&rules->arena, file, strlen(file));
    if (!r.file)
        return yx_fail(err, YX_E_NOMEM, "no memory for rules");
    rc = yx_yaml_read(r.file, text, faults, &yaml, err);
    if (rc)
        goto done;
    rc = yx_rules_file_tree(&r, yx_yaml_root(yaml), err);
    if (rc)
        goto done;
    /* A rule that is wrong in itself was not kept, so versions are compared of sound ones only. */
    check_versions(rules, &r);
    for (size_t i = 0; i < r.n_rule; i++)
        check_parent(rules, &r, &r.rule[i]);
    rc = yx_faults_check(faults, err);
    if (rc)
        goto done;
    if (yx_faults_errors(faults) > before) {
        rc = yx_fail(err, YX_E_REFUSED, "'%s' has %zu faults", file,
                     yx_faults_errors(faults) - before);
        goto done;
    }
    rc = merge(rules, &r, err);

done:
    yx_yaml_free(yaml);
    free(r.stream);
    free(r.rule);
    free(r.line);
    return rc;
}

size_t yx_n_stream(const yx_rules *rules)
{
    return rules->n_stream;
}

const yx_stream *yx_stream_at(const yx_rules *rules, uint32_t i)
{
    return &rules->stream[i];
}

size_t yx_n_rule(const yx_rules *rules)
{
    return rules->n_rule;
}

const yx_rule *yx_rule_at(const yx_rules *rules, uint32_t i)
{
    return &rules->rule[i];
}

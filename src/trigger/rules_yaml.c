/* The rule language: tables of keys, and what the tables cannot say (names that must exist, options
 * of the detector, groups). Everything that is wrong is listed; a stream or rule with a fault is
 * left out, so that one mistake is one fault. */
#include "trigger/rules_file.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 64 };

static const yx_yaml_key file_key[] = {
    {.name = "streams", .kind = YX_YAML_MAP, .required = true, .expected = "streams by name"},
    {.name = "rules", .kind = YX_YAML_MAP, .expected = "rules by name"},
};

static const char *const look_word[] = {"high", "low", "both", NULL};

static const yx_yaml_key stream_key[] = {
    {.name = "indicator", .required = true, .expected = "the code of an indicator"},
    {.name = "source", .required = true, .expected = "who reports it"},
    {.name = "group", .required = true, .expected = "the name of its independence group"},
    {.name = "detector", .required = true, .expected = "the name of a detector"},
    {.name = "hazard", .expected = "what it is a sign of"},
    {.name = "options", .kind = YX_YAML_MAP, .expected = "options of the detector"},
    {.name = "direction", .words = look_word, .expected = "high, low or both"},
    {.name = "level", .expected = "a level of regions"},
    {.name = "min_count", .lo = 0, .hi = 1e15, .expected = "a number from 0"},
};

static const yx_yaml_key rule_key[] = {
    {.name = "version",
     .required = true,
     .lo = 1,
     .hi = 1000000,
     .whole = true,
     .expected = "a whole number from 1 to 1000000"},
    {.name = "when",
     .kind = YX_YAML_MAP,
     .required = true,
     .expected = "a map with at_least and groups_of"},
    {.name = "grade",
     .kind = YX_YAML_MAP,
     .required = true,
     .expected = "a map with scheme and level"},
    {.name = "exit", .kind = YX_YAML_MAP, .expected = "a map with quiet_for"},
};

static const yx_yaml_key when_key[] = {
    {.name = "at_least",
     .required = true,
     .lo = 1,
     .hi = YX_RULE_STREAMS,
     .whole = true,
     .expected = "a whole number from 1 to 64"},
    {.name = "groups_of",
     .kind = YX_YAML_LIST,
     .required = true,
     .expected = "a list of 1 to 64 streams"},
    {.name = "within",
     .lo = 1,
     .hi = 100,
     .whole = true,
     .expected = "a whole number from 1 to 100"},
};

static const yx_yaml_key grade_key[] = {
    {.name = "scheme", .required = true, .expected = "the name of a grade scheme"},
    {.name = "level",
     .required = true,
     .lo = 1,
     .hi = 100,
     .whole = true,
     .expected = "a whole number from 1 to 100"},
};

static const yx_yaml_key exit_key[] = {
    {.name = "quiet_for",
     .lo = 1,
     .hi = 100,
     .whole = true,
     .expected = "a whole number from 1 to 100"},
};

/* Text of a scalar, kept with the set. NULL when there is no memory. */
static const char *keep(yx_rules_file *r, const yx_yaml_node *node)
{
    return yx_arena_text(r->arena, node->text.at, node->text.n);
}

/* A checked number, or dflt where the key is absent. */
static double number(const yx_yaml_node *map, const char *key, double dflt)
{
    const yx_yaml_node *node = map ? yx_yaml_get(map, key) : NULL;
    yx_decimal d;

    if (!node || yx_decimal_read(node->text, &d) != YX_DECIMAL_OK)
        return dflt;
    return yx_decimal_double(d);
}

/* A scalar of a map, or NULL when it is absent or of another kind (which is a fault already). */
static const yx_yaml_node *scalar(const yx_yaml_node *map, const char *key)
{
    const yx_yaml_node *node = map->kind == YX_YAML_MAP ? yx_yaml_get(map, key) : NULL;

    return node && node->kind == YX_YAML_SCALAR ? node : NULL;
}

/* Names of streams and rules stand in the log and in briefs. */
static size_t check_name(yx_rules_file *r, const yx_yaml_node *node)
{
    yx_str name = node->key->text;
    bool bad = name.n == 0 || name.n > NAME_BYTES;

    for (size_t i = 0; i < name.n; i++)
        bad = bad || (unsigned char)name.at[i] < 0x20 || name.at[i] == 0x7F;
    if (bad)
        yx_rules_fault(r, node->key, "yaml.value", "a name of 1 to 64 bytes", NULL);
    return bad;
}

/* --- streams --- */

static size_t find_detector(yx_rules_file *r, const yx_yaml_node *node, yx_stream *s)
{
    const char *nearest = NULL;
    size_t best = YX_RULES_NEAR + 1;

    for (size_t i = 0; i < yx_n_detector; i++) {
        if (yx_str_is(node->text, yx_detectors[i]->name)) {
            s->detector = yx_detectors[i];
            return 0;
        }
        yx_rules_nearer(node->text, yx_detectors[i]->name, &best, &nearest);
    }
    yx_rules_fault(r, node, "rule.detector", "the name of a detector", nearest);
    return 1;
}

static size_t find_indicator(yx_rules_file *r, const yx_yaml_node *node)
{
    char nearest[160];

    if (yx_indicator_find(r->catalog, node->text))
        return 0;
    (void)yx_indicator_nearest(r->catalog, node->text, nearest, sizeof nearest);
    yx_rules_fault(r, node, "rule.indicator", "the code of an indicator", nearest);
    return 1;
}

/* A level that no region has would watch nothing for ever. Without regions there is nothing to
 * compare it with. */
static size_t find_level(yx_rules_file *r, const yx_yaml_node *node)
{
    const char *nearest = NULL;
    size_t best = YX_RULES_NEAR + 1, n = yx_n_region(r->catalog);

    for (uint32_t i = 0; i < n; i++) {
        const char *level = yx_region_at(r->catalog, i)->level;
        if (yx_str_is(node->text, level))
            return 0;
        if (nearest != level)
            yx_rules_nearer(node->text, level, &best, &nearest);
    }
    if (n == 0)
        return 0;
    yx_rules_fault(r, node, "yaml.value", "a level that a region has", nearest);
    return 1;
}

static yx_look look_of(const yx_yaml_node *node)
{
    if (node && yx_str_is(node->text, "low"))
        return YX_LOOK_LOW;
    return node && yx_str_is(node->text, "both") ? YX_LOOK_BOTH : YX_LOOK_HIGH;
}

static bool keep_stream(yx_rules_file *r, const yx_yaml_node *node, yx_stream *s)
{
    const yx_yaml_node *hazard = scalar(node, "hazard"), *level = scalar(node, "level");

    s->name = keep(r, node->key);
    s->indicator = keep(r, scalar(node, "indicator"));
    s->source = keep(r, scalar(node, "source"));
    s->group = keep(r, scalar(node, "group"));
    s->hazard = hazard ? keep(r, hazard) : "";
    s->levels = level ? keep(r, level) : NULL;
    return s->name && s->indicator && s->source && s->group && s->hazard && (!level || s->levels);
}

static yx_code read_stream(yx_rules_file *r, const yx_yaml_node *node, yx_err *err)
{
    yx_stream s = {0};
    const yx_yaml_node *at;
    size_t wrong = check_name(r, node);
    yx_code rc;

    wrong += yx_yaml_check(r->file, node, stream_key, YX_COUNT(stream_key), r->faults);
    if ((at = scalar(node, "indicator")))
        wrong += find_indicator(r, at);
    if ((at = scalar(node, "level")))
        wrong += find_level(r, at);
    if ((at = scalar(node, "detector")))
        wrong += find_detector(r, at, &s);
    if (s.detector) {
        const yx_yaml_node *options = yx_yaml_get(node, "options");
        s.look = look_of(scalar(node, "direction"));
        s.min_count = number(node, "min_count", 0);
        rc = yx_rules_options(r, options, at, &s, &wrong, err);
        if (rc)
            return rc;
    }
    rc = yx_grow(&r->stream, &r->cap_stream, r->n_stream + 1, sizeof *r->stream, err);
    if (rc)
        return rc;
    /* A wrong stream keeps its name, so that a rule that watches it is not wrong as well. */
    if (wrong)
        s = (yx_stream){.name = keep(r, node->key)};
    if (wrong ? !s.name : !keep_stream(r, node, &s))
        return yx_fail(err, YX_E_NOMEM, "no memory for stream %zu", r->n_stream + 1);
    r->stream[r->n_stream++] = s;
    return YX_OK;
}

/* --- rules --- */

static size_t find_stream(yx_rules_file *r, const yx_yaml_node *node, uint32_t *ret)
{
    const char *nearest = NULL;
    size_t best = YX_RULES_NEAR + 1;

    if (node->kind != YX_YAML_SCALAR) {
        yx_rules_fault(r, node, "yaml.kind", "the name of a stream", NULL);
        return 1;
    }
    for (uint32_t i = 0; i < r->n_stream; i++) {
        if (yx_str_is(node->text, r->stream[i].name)) {
            *ret = i;
            return 0;
        }
        yx_rules_nearer(node->text, r->stream[i].name, &best, &nearest);
    }
    yx_rules_fault(r, node, "rule.stream", "a stream of this file", nearest);
    return 1;
}

static void add_group(yx_rule *rule, const yx_stream *s, size_t at)
{
    size_t g = 0;

    while (g < rule->n_group && strcmp(rule->group_name[g], s->group) != 0)
        g++;
    if (g == rule->n_group)
        rule->group_name[rule->n_group++] = s->group;
    rule->group[at] = (uint8_t)g;
}

/* Streams of groups_of. *ret_sound: none of them is a stream with faults, so groups can be counted.
 */
static size_t read_groups_of(yx_rules_file *r, const yx_yaml_node *list, yx_rule *rule,
                             bool *ret_sound)
{
    size_t wrong = 0;

    if (list->n == 0 || list->n > YX_RULE_STREAMS) {
        yx_rules_fault(r, list, "yaml.value", "a list of 1 to 64 streams", NULL);
        return 1;
    }
    for (const yx_yaml_node *item = list->child; item; item = item->next) {
        uint32_t at = 0;
        bool twice = false;

        if (find_stream(r, item, &at)) {
            wrong++;
            continue;
        }
        for (size_t i = 0; i < rule->n_stream; i++)
            twice = twice || rule->stream[i] == at;
        if (twice) {
            yx_rules_fault(r, item, "yaml.value", "each stream once", NULL);
            wrong++;
            continue;
        }
        rule->stream[rule->n_stream] = at;
        if (r->stream[at].detector) {
            const yx_indicator *of =
                yx_indicator_find(r->catalog, yx_str_of(r->stream[at].indicator));
            if (of && of->every > rule->every)
                rule->every = of->every;
            add_group(rule, &r->stream[at], rule->n_stream);
        } else {
            *ret_sound = false;
        }
        rule->n_stream++;
    }
    return wrong;
}

static size_t read_when(yx_rules_file *r, const yx_yaml_node *when, yx_rule *rule, bool *ret_sound)
{
    size_t wrong = yx_yaml_check(r->file, when, when_key, YX_COUNT(when_key), r->faults);
    const yx_yaml_node *list = when->kind == YX_YAML_MAP ? yx_yaml_get(when, "groups_of") : NULL;
    char expected[96];

    if (list && list->kind == YX_YAML_LIST)
        wrong += read_groups_of(r, list, rule, ret_sound);
    if (wrong)
        return wrong;
    rule->at_least = (size_t)number(when, "at_least", 1);
    rule->within = (size_t)number(when, "within", 1);
    if (*ret_sound && rule->at_least > rule->n_group) {
        snprintf(expected, sizeof expected, "at most %zu: its streams are of %zu group%s",
                 rule->n_group, rule->n_group, rule->n_group == 1 ? "" : "s");
        yx_rules_fault(r, yx_yaml_get(when, "at_least"), "rule.groups", expected, NULL);
        wrong++;
    }
    return wrong;
}

static yx_code read_rule(yx_rules_file *r, const yx_yaml_node *node, yx_err *err)
{
    yx_rule rule = {.every = YX_PERIOD_DAY, .within = 1, .quiet_for = 1, .file = r->file};
    size_t wrong = check_name(r, node);
    bool is_map = node->kind == YX_YAML_MAP, sound = true;
    const yx_yaml_node *when = is_map ? yx_yaml_get(node, "when") : NULL,
                       *grade = is_map ? yx_yaml_get(node, "grade") : NULL,
                       *out = is_map ? yx_yaml_get(node, "exit") : NULL;
    yx_code rc;

    wrong += yx_yaml_check(r->file, node, rule_key, YX_COUNT(rule_key), r->faults);
    if (when && when->kind == YX_YAML_MAP)
        wrong += read_when(r, when, &rule, &sound);
    if (grade && grade->kind == YX_YAML_MAP)
        wrong += yx_yaml_check(r->file, grade, grade_key, YX_COUNT(grade_key), r->faults);
    if (out && out->kind == YX_YAML_MAP)
        wrong += yx_yaml_check(r->file, out, exit_key, YX_COUNT(exit_key), r->faults);
    if (wrong || !sound)
        return YX_OK;
    rule.version = (int)number(node, "version", 1);
    rule.level = (int)number(grade, "level", 1);
    rule.quiet_for = (size_t)number(out, "quiet_for", 1);
    rule.name = keep(r, node->key);
    rule.scheme = keep(r, yx_yaml_get(grade, "scheme"));
    if (!rule.name || !rule.scheme)
        return yx_fail(err, YX_E_NOMEM, "no memory for rule %zu", r->n_rule + 1);
    rc = yx_grow(&r->rule, &r->cap_rule, r->n_rule + 1, sizeof *r->rule, err);
    if (!rc)
        rc = yx_grow(&r->line, &r->cap_line, r->n_rule + 1, sizeof *r->line, err);
    if (rc)
        return rc;
    r->line[r->n_rule] = yx_yaml_get(node, "version")->line;
    r->rule[r->n_rule++] = rule;
    return YX_OK;
}

/* Runs `read` over the items of a map, which are at most YX_RULES_FILE. */
static yx_code each(yx_rules_file *r, const yx_yaml_node *map,
                    yx_code (*read)(yx_rules_file *, const yx_yaml_node *, yx_err *), yx_err *err)
{
    yx_code rc = YX_OK;

    if (!map || map->kind != YX_YAML_MAP)
        return YX_OK;
    if (map->n > YX_RULES_FILE) {
        yx_rules_fault(r, map, "yaml.value", "at most 1000 of them in a file", NULL);
        return YX_OK;
    }
    for (const yx_yaml_node *node = map->child; node && !rc; node = node->next)
        rc = read(r, node, err);
    return rc;
}

yx_code yx_rules_file_tree(yx_rules_file *r, const yx_yaml_node *root, yx_err *err)
{
    yx_code rc;

    (void)yx_yaml_check(r->file, root, file_key, YX_COUNT(file_key), r->faults);
    if (root->kind != YX_YAML_MAP)
        return YX_OK;
    rc = each(r, yx_yaml_get(root, "streams"), read_stream, err);
    return rc ? rc : each(r, yx_yaml_get(root, "rules"), read_rule, err);
}

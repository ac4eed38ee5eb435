/* Rules of a rule file: tables of keys, and what the tables cannot say (grades with their
 * conditions, the exit, names that must exist). Everything that is wrong is listed; a stream or
 * rule with a fault is left out, so that one mistake is one fault. */
#include "trigger/rules_file.h"

#include <stdio.h>
#include <string.h>

#define WHOLE(key, least, most, said)                                                              \
    {                                                                                              \
        .name = key, .lo = least, .hi = most, .whole = true, .expected = said                      \
    }
#define MAP(key, said)                                                                             \
    {                                                                                              \
        .name = key, .kind = YX_YAML_MAP, .expected = said                                         \
    }

static const yx_yaml_key file_key[] = {
    {.name = "streams", .kind = YX_YAML_MAP, .required = true, .expected = "streams by name"},
    MAP("rules", "rules by name"),
};

enum { KEY_VERSION, KEY_WHEN, KEY_GRADE, KEY_SCHEME, KEY_GRADES };

static const yx_yaml_key rule_key[] = {
    [KEY_VERSION] = {.name = "version",
                     .required = true,
                     .lo = 1,
                     .hi = 1000000,
                     .whole = true,
                     .expected = "a whole number from 1 to 1000000"},
    [KEY_WHEN] = MAP("when", "a condition"),
    [KEY_GRADE] = MAP("grade", "a map with scheme and level"),
    [KEY_SCHEME] = {.name = "scheme", .expected = "the name of a grade scheme"},
    [KEY_GRADES] = {.name = "grades",
                    .kind = YX_YAML_LIST,
                    .expected = "a list of level and when, gravest first"},
    MAP("exit", "a map with quiet_for, when, steps"),
    {.name = "undefined", .expected = "a formula, such as \"0 < gap < 10\""},
    WHOLE("expires", 1, 1000, "a whole number of periods from 1 to 1000"),
    WHOLE("no_reraise", 0, 1000, "a whole number of periods from 0 to 1000"),
    MAP("valid", "a map with from and to"),
    {.name = "owner", .expected = "the name of a post"},
    {.name = "inhibited_by", .expected = "the name of a rule"},
    WHOLE("answer_within", 1, 8760, "a whole number of hours from 1 to 8760"),
    MAP("false_alarms", "a map with rate and share"),
    {.name = "budget", .lo = 0, .hi = 1e6, .expected = "alarms a post and week, from 0"},
    {.name = "floor", .lo = 0, .hi = 1, .expected = "a precision from 0 to 1"},
    {.name = "note", .expected = "why the rule is as it is"},
};

#define LEVEL                                                                                      \
    {                                                                                              \
        .name = "level", .required = true, .lo = 1, .hi = 100, .whole = true,                      \
        .expected = "a whole number from 1 to 100"                                                 \
    }

static const yx_yaml_key grade_key[] = {
    {.name = "scheme", .required = true, .expected = "the name of a grade scheme"},
    LEVEL,
};
static const yx_yaml_key graded_key[] = {
    LEVEL,
    {.name = "when", .kind = YX_YAML_MAP, .required = true, .expected = "a condition"},
};
static const yx_yaml_key exit_key[] = {
    WHOLE("quiet_for", 1, 400, "a whole number from 1 to 400"),
    MAP("when", "a condition"),
    {.name = "steps", .kind = YX_YAML_LIST, .expected = "a list of quiet_for and to"},
};
static const yx_yaml_key step_key[] = {
    {.name = "quiet_for",
     .required = true,
     .lo = 1,
     .hi = 400,
     .whole = true,
     .expected = "a whole number from 1 to 400"},
    {.name = "to", .required = true, .expected = "a level, or end"},
};
static const yx_yaml_key valid_key[] = {
    {.name = "from", .expected = "a day, as in 2022-08-01"},
    {.name = "to", .expected = "the first day after it, as in 2023-03-01"},
};
static const yx_yaml_key false_key[] = {
    {.name = "rate", .lo = 0, .hi = 100, .expected = "false alarms a county and week, from 0"},
    {.name = "share", .lo = 0, .hi = 1, .expected = "a share above 0 and below 1"},
};

/* --- grades --- */

/* The keys of a rule: with one grade, or with several. Neither: the keys of one are missing. */
static size_t check_keys(yx_rules_file *r, const yx_yaml_node *node, bool *ret_several)
{
    yx_yaml_key key[YX_COUNT(rule_key)];
    const yx_yaml_node *one = yx_yaml_get(node, "grade"), *grades = yx_yaml_get(node, "grades"),
                       *scheme = yx_yaml_get(node, "scheme");
    size_t wrong;

    one = one ? one : yx_yaml_get(node, "when");
    *ret_several = grades || scheme;
    memcpy(key, rule_key, sizeof key);
    if (!*ret_several || !one) {
        key[KEY_WHEN].required = key[KEY_GRADE].required = !*ret_several;
        key[KEY_SCHEME].required = key[KEY_GRADES].required = *ret_several;
    }
    wrong = yx_yaml_check(r->file, node, key, YX_COUNT(key), r->faults);
    if (*ret_several && one)
        wrong += yx_rules_fault(r, one->key, "rule.grades", "when and grade, or scheme and grades",
                                NULL);
    return wrong;
}

static bool has_level(const yx_rule *rule, int level)
{
    for (size_t i = 0; i < rule->n_grade; i++)
        if (rule->grade[i].level == level)
            return true;
    return false;
}

static size_t read_graded(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node)
{
    size_t wrong = yx_yaml_check(r->file, node, graded_key, YX_COUNT(graded_key), r->faults);
    const yx_yaml_node *when = yx_rules_get(node, "when", YX_YAML_MAP);
    yx_graded grade = {.level = (int)yx_rules_number(node, "level", 0)};

    if (wrong == 0 && has_level(&draft->rule, grade.level))
        wrong +=
            yx_rules_fault(r, yx_yaml_get(node, "level"), "yaml.value", "each level once", NULL);
    if (when)
        wrong += yx_rules_condition(r, draft, when, &grade.when);
    if (!wrong && !r->no_memory)
        draft->rule.grade[draft->rule.n_grade++] = grade;
    return wrong;
}

static size_t read_grades(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *list)
{
    size_t wrong = 0;

    if (list->n == 0 || list->n > YX_RULE_GRADES)
        return yx_rules_fault(r, list, "yaml.value", "a list of 1 to 8 grades", NULL);
    for (const yx_yaml_node *item = list->child; item; item = item->next)
        wrong += read_graded(r, draft, item);
    return wrong;
}

static size_t read_one_grade(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node)
{
    const yx_yaml_node *when = yx_rules_get(node, "when", YX_YAML_MAP),
                       *grade = yx_rules_get(node, "grade", YX_YAML_MAP);
    yx_rule *rule = &draft->rule;
    size_t wrong = 0;

    if (when)
        wrong += yx_rules_condition(r, draft, when, &rule->grade[0].when);
    if (grade)
        wrong += yx_yaml_check(r->file, grade, grade_key, YX_COUNT(grade_key), r->faults);
    rule->grade[0].level = (int)yx_rules_number(grade, "level", 1);
    rule->n_grade = 1;
    return wrong;
}

/* --- exit --- */

enum { TO_END = 0, TO_NOTHING = -1 };

static int level_of(const yx_yaml_node *to)
{
    yx_decimal d;
    double v;

    if (yx_str_is(to->text, "end"))
        return TO_END;
    if (to->quoted || yx_decimal_read(to->text, &d) != YX_DECIMAL_OK)
        return TO_NOTHING;
    v = yx_decimal_double(yx_decimal_round(d, 0));
    return v == yx_decimal_double(d) && v >= 1 && v <= 100 ? (int)v : TO_NOTHING;
}

static size_t grade_of(const yx_rule *rule, int level)
{
    size_t g = 0;

    while (g < rule->n_grade && rule->grade[g].level != level)
        g++;
    return g;
}

/* Steps go down, and the last one is the end. A level that is no grade of the rule, so that only a
 * step leads to it, may stand anywhere, once. */
static const char *wrong_step(const yx_rule *rule, int level, bool last)
{
    size_t g = grade_of(rule, level);

    if (level == TO_NOTHING)
        return "a level from 1 to 100, or end";
    if (last != (level == TO_END))
        return "end, in the last step and only there";
    if (g == 0)
        return "a level below the gravest";
    for (size_t i = 0; i < rule->n_step; i++) {
        size_t before = grade_of(rule, rule->step[i].level);
        if (rule->step[i].level == level ||
            (g < rule->n_grade && before < rule->n_grade && before > g))
            return "a milder level than those before";
    }
    return NULL;
}

static size_t read_steps(yx_rules_file *r, yx_rule *rule, const yx_yaml_node *list)
{
    size_t wrong = 0;

    if (list->n == 0 || list->n > YX_RULE_STEPS)
        return yx_rules_fault(r, list, "yaml.value", "a list of 1 to 8 steps", NULL);
    for (const yx_yaml_node *item = list->child; item; item = item->next) {
        size_t own = yx_yaml_check(r->file, item, step_key, YX_COUNT(step_key), r->faults);
        const yx_yaml_node *to = yx_rules_scalar(item, "to");
        const char *expected = own || !to ? NULL : wrong_step(rule, level_of(to), !item->next);

        wrong += own;
        if (expected)
            wrong += yx_rules_fault(r, to, "rule.grades", expected, NULL);
        else if (!own && to)
            rule->step[rule->n_step++] =
                (yx_rule_step){(size_t)yx_rules_number(item, "quiet_for", 1), level_of(to)};
    }
    return wrong;
}

static size_t read_exit(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node,
                        bool grades_known)
{
    size_t wrong = yx_yaml_check(r->file, node, exit_key, YX_COUNT(exit_key), r->faults);
    const yx_yaml_node *when = yx_rules_get(node, "when", YX_YAML_MAP),
                       *steps = yx_rules_get(node, "steps", YX_YAML_LIST);
    uint32_t at = 0;

    draft->rule.quiet_for = (size_t)yx_rules_number(node, "quiet_for", 1);
    if (when) {
        size_t own = yx_rules_condition(r, draft, when, &at);
        if (!own && !r->no_memory)
            draft->rule.exit_when = (int32_t)at;
        wrong += own;
    }
    if (steps && grades_known)
        wrong += read_steps(r, &draft->rule, steps);
    return wrong;
}

/* --- who answers, and how often it may be wrong --- */

static size_t find_post(yx_rules_file *r, const yx_yaml_node *node)
{
    const char *nearest = NULL;
    size_t best = YX_RULES_NEAR + 1, n = yx_n_post(r->catalog);

    if (n == 0 || yx_post_find(r->catalog, node->text))
        return 0;
    for (size_t i = 0; i < n; i++) {
        const yx_post *post = yx_post_at(r->catalog, i);
        if (yx_str_is(node->text, post->unit) || yx_str_is(node->text, post->role))
            return 0; /* that of each region */
        yx_rules_nearer(node->text, post->post, &best, &nearest);
    }
    return yx_rules_fault(r, node, "rule.post", "a post of posts.csv, or its unit or role",
                          nearest);
}

static size_t read_day(yx_rules_file *r, const yx_yaml_node *map, size_t key, yx_day *ret)
{
    const yx_yaml_node *node = yx_rules_scalar(map, valid_key[key].name);

    if (!node || yx_day_read(node->text, ret))
        return 0;
    return yx_rules_fault(r, node, "day.bad", valid_key[key].expected, NULL);
}

static size_t read_valid(yx_rules_file *r, const yx_yaml_node *node, yx_rule *rule)
{
    size_t wrong = yx_yaml_check(r->file, node, valid_key, YX_COUNT(valid_key), r->faults);

    wrong += read_day(r, node, 0, &rule->valid_from);
    wrong += read_day(r, node, 1, &rule->valid_to);
    if (wrong == 0 && rule->valid_from >= rule->valid_to)
        wrong += yx_rules_fault(r, yx_yaml_get(node, "to") ? yx_yaml_get(node, "to") : node,
                                "day.bad", "a day after from", NULL);
    return wrong;
}

static size_t read_control(yx_rules_file *r, const yx_yaml_node *node, yx_rule_control *c)
{
    const yx_yaml_node *map = yx_rules_get(node, "false_alarms", YX_YAML_MAP), *share;
    size_t wrong = 0;

    c->budget = yx_rules_number(node, "budget", 0);
    c->floor = yx_rules_number(node, "floor", 0);
    if (!map)
        return 0;
    wrong = yx_yaml_check(r->file, map, false_key, YX_COUNT(false_key), r->faults);
    c->rate = yx_rules_number(map, "rate", 0);
    c->fdr = yx_rules_number(map, "share", 0);
    share = yx_yaml_get(map, "share");
    if (share && wrong == 0 && !(c->fdr > 0 && c->fdr < 1))
        wrong += yx_rules_fault(r, share, "yaml.value", false_key[1].expected, NULL);
    return wrong;
}

/* What has a key of its own and needs no other. */
static size_t read_others(yx_rules_file *r, const yx_yaml_node *node, yx_rule *rule)
{
    const yx_yaml_node *valid = yx_rules_get(node, "valid", YX_YAML_MAP),
                       *owner = yx_rules_scalar(node, "owner");
    size_t wrong = 0;

    rule->expires = (size_t)yx_rules_number(node, "expires", 0);
    rule->rest = (size_t)yx_rules_number(node, "no_reraise", 0);
    rule->answer_hours = (size_t)yx_rules_number(node, "answer_within", 0);
    if (valid)
        wrong += read_valid(r, valid, rule);
    if (owner)
        wrong += find_post(r, owner);
    return wrong + read_control(r, node, &rule->control);
}

/* --- one rule --- */

/* Texts and conditions of a rule without faults. */
static void keep_rule(yx_rules_file *r, const yx_yaml_node *node, yx_rule_draft *draft)
{
    yx_rule *rule = &draft->rule;
    const yx_yaml_node *grade = yx_rules_get(node, "grade", YX_YAML_MAP),
                       *scheme = yx_rules_scalar(grade ? grade : node, "scheme"),
                       *owner = yx_rules_scalar(node, "owner"),
                       *parent = yx_rules_scalar(node, "inhibited_by"),
                       *note = yx_rules_scalar(node, "note");
    size_t conditions = rule->n_condition * sizeof *rule->condition,
           children = rule->n_child * sizeof *rule->child;

    rule->file = r->file;
    rule->version = (int)yx_rules_number(node, "version", 1);
    rule->name = yx_rules_keep(r, node->key->text);
    rule->scheme = yx_rules_keep(r, scheme->text);
    rule->owner = owner ? yx_rules_keep(r, owner->text) : "";
    rule->parent = parent ? yx_rules_keep(r, parent->text) : "";
    rule->note = note ? yx_rules_keep(r, note->text) : "";
    rule->condition = yx_arena_get(r->arena, conditions);
    rule->child = yx_arena_get(r->arena, children + 1);
    if (!rule->condition || !rule->child) {
        r->no_memory = true;
        return;
    }
    memcpy(rule->condition, draft->condition, conditions);
    memcpy(rule->child, draft->child, children);
}

/* Reads all parts of a rule into a draft; returns the number of faults. */
static size_t draft_rule(yx_rules_file *r, const yx_yaml_node *node, yx_rule_draft *draft)
{
    size_t wrong = yx_rules_check_name(r, node), grades = 0;
    const yx_yaml_node *list = yx_rules_get(node, "grades", YX_YAML_LIST),
                       *out = yx_rules_get(node, "exit", YX_YAML_MAP),
                       *none = yx_rules_scalar(node, "undefined");
    bool several = false;

    wrong += check_keys(r, node, &several);
    if (node->kind != YX_YAML_MAP)
        return wrong;
    if (!several)
        grades = read_one_grade(r, draft, node);
    else if (list)
        grades = read_grades(r, draft, list);
    wrong += grades;
    if (out)
        wrong += read_exit(r, draft, out, !grades);
    if (none && none->text.n)
        wrong += yx_rules_undefined(r, draft, none);
    return wrong + read_others(r, node, &draft->rule);
}

static yx_code read_rule(yx_rules_file *r, const yx_yaml_node *node, yx_err *err)
{
    yx_rule_draft draft = {.rule = {.every = YX_PERIOD_DAY,
                                    .quiet_for = 1,
                                    .exit_when = -1,
                                    .valid_from = YX_DAY_MIN,
                                    .valid_to = YX_DAY_MAX},
                           .sound = true};
    size_t wrong = draft_rule(r, node, &draft);
    yx_code rc;

    if (!r->no_memory && (wrong || !draft.sound))
        return YX_OK;
    if (!r->no_memory)
        keep_rule(r, node, &draft);
    if (r->no_memory)
        return yx_fail(err, YX_E_NOMEM, "no memory for rule %zu", r->n_rule + 1);
    rc = yx_grow(&r->rule, &r->cap_rule, r->n_rule + 1, sizeof *r->rule, err);
    if (!rc)
        rc = yx_grow(&r->line, &r->cap_line, r->n_rule + 1, sizeof *r->line, err);
    if (rc)
        return rc;
    r->line[r->n_rule] = yx_yaml_get(node, "version")->line;
    r->rule[r->n_rule++] = draft.rule;
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
        (void)yx_rules_fault(r, map, "yaml.value", "at most 1000 of them in a file", NULL);
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
    r->rules = yx_rules_get(root, "rules", YX_YAML_MAP);
    rc = each(r, yx_yaml_get(root, "streams"), yx_rules_stream, err);
    return rc ? rc : each(r, r->rules, read_rule, err);
}

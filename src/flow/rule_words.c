#include "flow/rule_words.h"

#include <math.h>
#include <stdlib.h>

enum { DEPTH = 16 }; /* most conditions one within the other that are said */

static const char *stream_name(const yx_rules *rules, const yx_rule *rule, size_t k)
{
    return yx_stream_at(rules, rule->stream[k])->name;
}

/* "[are, flu]" */
static void say_streams(const yx_rules *rules, const yx_rule *rule, uint64_t streams, yx_buf *out)
{
    const char *comma = "[";

    for (size_t k = 0; k < rule->n_stream; k++) {
        if (!(streams >> k & 1))
            continue;
        yx_buf_f(out, "%s%s", comma, stream_name(rules, rule, k));
        comma = ", ";
    }
    yx_buf_text(out, "]");
}

static void say(const yx_rules *rules, const yx_rule *rule, uint32_t condition, size_t depth,
                yx_buf *out);

static void say_children(const yx_rules *rules, const yx_rule *rule, const yx_condition *c,
                         size_t depth, yx_buf *out)
{
    for (uint32_t k = 0; k < c->n; k++) {
        yx_buf_text(out, k ? ", " : "[");
        say(rules, rule, rule->child[c->first + k], depth + 1, out);
    }
    yx_buf_text(out, "]");
}

static void say_area(const yx_rules *rules, const yx_rule *rule, const yx_condition *c,
                     size_t depth, yx_buf *out)
{
    yx_buf_f(out, "area: %s", yx_around_name[c->around]);
    if (c->at_least > 0)
        yx_buf_f(out, ", at_least: %zu", c->at_least);
    if (c->share > 0)
        yx_buf_f(out, ", share: %.10g", c->share);
    yx_buf_text(out, ", where: ");
    say(rules, rule, rule->child[c->first], depth + 1, out);
}

/* What it asks, without `within` and `for`. */
static void say_ask(const yx_rules *rules, const yx_rule *rule, const yx_condition *c, size_t depth,
                    yx_buf *out)
{
    switch (c->ask) {
    case YX_ASK_GROUPS:
        yx_buf_f(out, "at_least: %zu, groups_of: ", c->at_least);
        say_streams(rules, rule, c->streams, out);
        break;
    case YX_ASK_STREAM:
        yx_buf_text(out, "stream: ");
        for (size_t k = 0; k < rule->n_stream; k++)
            if (c->streams >> k & 1)
                yx_buf_text(out, stream_name(rules, rule, k));
        break;
    case YX_ASK_VALUE:
        yx_buf_f(out, "value: \"%s\"", yx_formula_text(c->value));
        break;
    case YX_ASK_COMBINED:
        yx_buf_f(out, "combined: %s, of: ", yx_combine_name[c->how]);
        say_streams(rules, rule, c->streams, out);
        yx_buf_f(out, ", below: %.10g", c->below);
        break;
    case YX_ASK_DURING:
        yx_buf_f(out, "during: %s", c->event);
        break;
    case YX_ASK_ALL:
    case YX_ASK_ANY:
        yx_buf_text(out, c->ask == YX_ASK_ALL ? "all: " : "any: ");
        say_children(rules, rule, c, depth, out);
        break;
    case YX_ASK_SOME:
        yx_buf_f(out, "at_least: %zu, of: ", c->at_least);
        say_children(rules, rule, c, depth, out);
        break;
    case YX_ASK_AREA:
        say_area(rules, rule, c, depth, out);
        break;
    case YX_N_ASK:
        break;
    }
}

static void say(const yx_rules *rules, const yx_rule *rule, uint32_t condition, size_t depth,
                yx_buf *out)
{
    const yx_condition *c = &rule->condition[condition];

    if (depth > DEPTH) {
        yx_buf_text(out, "...");
        return;
    }
    yx_buf_text(out, "{");
    say_ask(rules, rule, c, depth, out);
    if (c->within > 1)
        yx_buf_f(out, ", within: %zu", c->within);
    if (c->stay > 1)
        yx_buf_f(out, ", for: %zu", c->stay);
    yx_buf_text(out, "}");
}

void yx_rule_say(const yx_rules *rules, const yx_rule *rule, uint32_t condition, yx_buf *out)
{
    say(rules, rule, condition, 0, out);
}

void yx_rule_say_exit(const yx_rules *rules, const yx_rule *rule, yx_buf *out)
{
    yx_buf_f(out, "{quiet_for: %zu", rule->quiet_for);
    if (rule->exit_when >= 0) {
        yx_buf_text(out, ", when: ");
        say(rules, rule, (uint32_t)rule->exit_when, 0, out);
    }
    for (size_t i = 0; i < rule->n_step; i++)
        yx_buf_f(out, "%s{quiet_for: %zu, level: %d}", i ? ", " : ", steps: [",
                 rule->step[i].quiet_for, rule->step[i].level);
    yx_buf_text(out, rule->n_step ? "]}" : "}");
}

/* --- arithmetic --- */

/* Conditions of a grade that are asked of the region itself, as bits. */
static uint64_t own_conditions(const yx_rule *rule, uint32_t when)
{
    uint64_t asked = (uint64_t)1 << when;

    for (uint32_t i = when + 1; i-- > 0;) {
        const yx_condition *c = &rule->condition[i];
        if (!(asked >> i & 1) ||
            (c->ask != YX_ASK_ALL && c->ask != YX_ASK_ANY && c->ask != YX_ASK_SOME))
            continue;
        for (uint32_t k = c->first; k < c->first + c->n; k++)
            asked |= (uint64_t)1 << rule->child[k];
    }
    return asked;
}

static yx_code say_value(const yx_rules *rules, const yx_rule_rows *rows, const yx_condition *c,
                         size_t t, yx_buf *out, yx_err *err)
{
    const yx_rule *rule = rows->rule;
    const char *name[YX_RULE_STREAMS];
    const double *row[YX_RULE_STREAMS];
    size_t need;
    char *text;

    for (size_t k = 0; k < rule->n_stream; k++) {
        name[k] = stream_name(rules, rule, k);
        row[k] = rows->in.value + k * rows->axis.n;
    }
    need = yx_formula_say(c->value, name, row, t, rows->in.per_year, rows->in.month[t], NULL, 0);
    text = malloc(need + 1);
    if (!text)
        return yx_fail(err, YX_E_NOMEM, "no memory for the arithmetic of %s", rule->name);
    (void)yx_formula_say(c->value, name, row, t, rows->in.per_year, rows->in.month[t], text,
                         need + 1);
    yx_buf_f(out, "%s\n", text);
    free(text);
    return YX_OK;
}

static void say_combined(const yx_rules *rules, const yx_rule_rows *rows, const yx_condition *c,
                         size_t t, yx_buf *out)
{
    const yx_rule *rule = rows->rule;
    double p = yx_judge_combined(rule, c, &rows->in, 0, t);
    double below = yx_judge_below(c, &rows->in, 0, t);
    const char *comma = "";

    yx_buf_f(out, "%s(", yx_combine_name[c->how]);
    for (size_t k = 0; k < rule->n_stream; k++) {
        yx_condition one = *c;
        double of_one;
        if (!(c->streams >> k & 1))
            continue;
        one.streams = (uint64_t)1 << k;
        of_one = yx_judge_combined(rule, &one, &rows->in, 0, t);
        yx_buf_f(out, "%s%s p = ", comma, stream_name(rules, rule, k));
        yx_buf_f(out, isnan(of_one) ? "?" : "%.4g", of_one);
        comma = ", ";
    }
    if (isnan(p))
        yx_buf_f(out, ") = ?; ? < %.10g\n", below);
    else
        yx_buf_f(out, ") = %.4g; %.4g %s %.10g\n", p, p, p < below ? "<" : ">=", below);
}

yx_code yx_alert_say(const yx_workspace *ws, const yx_screening *screening,
                     const yx_rule_watch *watch, size_t grade, size_t t, yx_buf *out, yx_err *err)
{
    const yx_rule *rule = watch->rule;
    uint64_t own = own_conditions(rule, rule->grade[grade].when);
    bool any = false;
    yx_rule_rows rows;
    yx_code rc;

    for (size_t i = 0; i < rule->n_condition; i++)
        any |= own >> i & 1 && (rule->condition[i].ask == YX_ASK_VALUE ||
                                rule->condition[i].ask == YX_ASK_COMBINED);
    if (!any)
        return YX_OK;
    rc = yx_rule_rows_one(ws, screening, watch->rows, rule, watch->region, &rows, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < rule->n_condition && rows.n == 1 && t < rows.axis.n && !rc; i++) {
        const yx_condition *c = &rule->condition[i];
        if (!(own >> i & 1))
            continue;
        if (c->ask == YX_ASK_VALUE)
            rc = say_value(ws->rules, &rows, c, t, out, err);
        else if (c->ask == YX_ASK_COMBINED)
            say_combined(ws->rules, &rows, c, t, out);
    }
    yx_rule_rows_free(&rows);
    return rc ? rc : yx_buf_check(out, err);
}

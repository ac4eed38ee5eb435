/* Does a rule say the very same as another? Its streams may have other numbers, its texts may stand
 * elsewhere in memory. */
#include "trigger/rules_file.h"

#include <math.h>
#include <string.h>

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool yx_rules_same_stream(const yx_stream *a, const yx_stream *b)
{
    if (!same_text(a->name, b->name) || !same_text(a->indicator, b->indicator) ||
        !same_text(a->source, b->source) || !same_text(a->group, b->group) ||
        !same_text(a->hazard, b->hazard) || !same_text(a->levels, b->levels) ||
        !same_text(a->same_source, b->same_source) || a->silent != b->silent ||
        a->detector != b->detector || a->look != b->look || a->min_count != b->min_count)
        return false;
    for (size_t i = 0; a->detector && i < a->detector->n_param; i++) {
        double x = a->param[i], y = b->param[i];
        if (!(x == y || (isnan(x) && isnan(y))))
            return false;
    }
    return true;
}

static bool same_condition(const yx_condition *a, const yx_condition *b)
{
    return a->ask == b->ask && a->streams == b->streams && a->at_least == b->at_least &&
           a->share == b->share && a->within == b->within && a->stay == b->stay &&
           a->how == b->how && a->below == b->below && a->around == b->around &&
           a->first == b->first && a->n == b->n && same_text(a->event, b->event) &&
           same_text(a->value ? yx_formula_text(a->value) : NULL,
                     b->value ? yx_formula_text(b->value) : NULL);
}

static bool same_conditions(const yx_rule *a, const yx_rule *b)
{
    if (a->undefined != b->undefined || a->n_condition != b->n_condition ||
        a->n_child != b->n_child || a->n_grade != b->n_grade)
        return false;
    for (size_t i = 0; i < a->n_condition; i++)
        if (!same_condition(&a->condition[i], &b->condition[i]))
            return false;
    for (size_t i = 0; i < a->n_child; i++)
        if (a->child[i] != b->child[i])
            return false;
    for (size_t i = 0; i < a->n_grade; i++)
        if (a->grade[i].level != b->grade[i].level || a->grade[i].when != b->grade[i].when)
            return false;
    return true;
}

static bool same_exit(const yx_rule *a, const yx_rule *b)
{
    if (a->quiet_for != b->quiet_for || a->exit_when != b->exit_when || a->n_step != b->n_step ||
        a->expires != b->expires || a->rest != b->rest)
        return false;
    for (size_t i = 0; i < a->n_step; i++)
        if (a->step[i].quiet_for != b->step[i].quiet_for || a->step[i].level != b->step[i].level)
            return false;
    return true;
}

static bool same_control(const yx_rule_control *a, const yx_rule_control *b)
{
    return a->rate == b->rate && a->fdr == b->fdr && a->budget == b->budget && a->floor == b->floor;
}

bool yx_rules_same(const yx_rule *a, const yx_stream *in_a, const yx_rule *b, const yx_stream *in_b)
{
    if (a->version != b->version || a->n_stream != b->n_stream || a->every != b->every ||
        a->valid_from != b->valid_from || a->valid_to != b->valid_to ||
        a->answer_hours != b->answer_hours || !same_text(a->scheme, b->scheme) ||
        !same_text(a->owner, b->owner) || !same_text(a->parent, b->parent) ||
        !same_text(a->note, b->note) || !same_control(&a->control, &b->control) ||
        !same_exit(a, b) || !same_conditions(a, b))
        return false;
    for (size_t i = 0; i < a->n_stream; i++)
        if (!yx_rules_same_stream(&in_a[a->stream[i]], &in_b[b->stream[i]]))
            return false;
    return true;
}

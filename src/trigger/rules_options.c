/* Options of a stream's detector: by name, of the right kind, in range, and fit for each other. */
#include "trigger/rules_file.h"

#include <stdio.h>
#include <stdlib.h>

static bool option_value(const yx_param *p, const yx_yaml_node *node, double *ret)
{
    yx_decimal d;

    if (node->kind != YX_YAML_SCALAR)
        return false;
    if (yx_param_word(p, node->text, ret))
        return true;
    return !node->quoted && yx_decimal_read(node->text, &d) == YX_DECIMAL_OK &&
           yx_param_number(p, yx_decimal_double(d), ret);
}

static size_t read_options(yx_rules_file *r, const yx_yaml_node *options, yx_stream *s)
{
    const yx_detector *d = s->detector;
    size_t wrong = 0;

    for (size_t i = 0; i < d->n_param; i++)
        s->param[i] = d->param[i].dflt;
    if (!options || options->kind != YX_YAML_MAP)
        return 0;
    for (const yx_yaml_node *o = options->child; o; o = o->next) {
        const char *nearest = NULL;
        size_t at = d->n_param, best = YX_RULES_NEAR + 1;
        char expected[YX_PARAM_SAID];

        for (size_t i = 0; i < d->n_param; i++) {
            if (yx_str_is(o->key->text, d->param[i].name))
                at = i;
            yx_rules_nearer(o->key->text, d->param[i].name, &best, &nearest);
        }
        if (at == d->n_param) {
            snprintf(expected, sizeof expected, "an option of %s", d->name);
            yx_rules_fault(r, o->key, "rule.option", expected, nearest);
            wrong++;
        } else if (!option_value(&d->param[at], o, &s->param[at])) {
            yx_rules_fault(r, o, "rule.option_value", yx_param_takes(&d->param[at], expected),
                           NULL);
            wrong++;
        }
    }
    return wrong;
}

/* Options that are each in range may still not go together: the detector itself is asked, with a
 * series of no periods. */
static yx_code options_together(yx_rules_file *r, const yx_yaml_node *at, const yx_stream *s,
                                size_t *wrong, yx_err *err)
{
    size_t n = yx_screen_room(s->detector, 0, s->param) + 1;
    double *room = n < SIZE_MAX / sizeof *room ? malloc(n * sizeof *room) : NULL;
    yx_verdict none[1];
    const int32_t no_year[1] = {0};
    yx_err said = {0};
    yx_code rc = YX_E_NOMEM;

    if (room)
        rc = yx_screen(
            s->detector,
            &(yx_screen_input){.observed = room, .year = no_year, .season = no_year, .per_year = 1},
            s->param, s->look, room, none, &said);
    free(room);
    if (rc == YX_E_NOMEM)
        return yx_fail(err, YX_E_NOMEM, "no memory to check options");
    if (rc == YX_E_RANGE) {
        yx_rules_fault(r, at, "rule.option_value", said.text, NULL);
        (*wrong)++;
    }
    return YX_OK;
}

yx_code yx_rules_options(yx_rules_file *r, const yx_yaml_node *options,
                         const yx_yaml_node *detector, yx_stream *s, size_t *wrong, yx_err *err)
{
    size_t before = *wrong;

    *wrong += read_options(r, options, s);
    if (*wrong > before)
        return YX_OK;
    return options_together(r, options ? options : detector, s, wrong, err);
}

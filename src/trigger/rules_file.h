/* rules_file.h - one file of rules on its way into the set: shared by rules.c (the set),
 * rules_yaml.c (the text) and rules_options.c; nobody else includes it. */
#ifndef YX_TRIGGER_RULES_FILE_H
#define YX_TRIGGER_RULES_FILE_H

#include "base/mem.h"
#include "base/yaml.h"
#include "trigger/rules.h"

typedef struct yx_rules_file {
    const char *file; /* as the user named it */
    const yx_catalog *catalog;
    yx_faults *faults;
    yx_arena **arena; /* of the set: where texts are kept */

    yx_stream *stream; /* of this file */
    size_t n_stream, cap_stream;
    yx_rule *rule; /* of this file; rule->stream are numbers in `stream` above */
    size_t *line;  /* where each stands */
    size_t n_rule, cap_rule, cap_line;
} yx_rules_file;

/* Reads the tree into r->stream and r->rule. What is wrong goes to r->faults; YX_E_NOMEM only. */
YX_MUST_USE yx_code yx_rules_file_tree(yx_rules_file *r, const yx_yaml_node *root, yx_err *err);

enum { YX_RULES_NEAR = 3 }; /* slips up to which a name is near */

/* Adds a fault at a node; nearest may be NULL or empty. */
void yx_rules_fault(yx_rules_file *r, const yx_yaml_node *node, const char *code,
                    const char *expected, const char *nearest);
/* Keeps `name` in *ret if it is nearer to text than *best, which starts as YX_RULES_NEAR + 1. */
void yx_rules_nearer(yx_str text, const char *name, size_t *best, const char **ret);

/* Fills s->param for s->detector and s->look.
 *   options    the map of options, or NULL
 *   detector   node of the detector's name: where it stands when there are no options
 *   wrong      the faults are added to it; YX_E_NOMEM only */
YX_MUST_USE yx_code yx_rules_options(yx_rules_file *r, const yx_yaml_node *options,
                                     const yx_yaml_node *detector, yx_stream *s, size_t *wrong,
                                     yx_err *err);

#endif

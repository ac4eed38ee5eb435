/* rules_file.h - one file of rules on its way into the set: shared by rules.c (the set) and the
 * readers of its parts: rules_yaml.c (rules), rules_streams.c, rules_conditions.c, rules_watch.c,
 * rules_options.c;
 * nobody else includes it. */
#ifndef YX_TRIGGER_RULES_FILE_H
#define YX_TRIGGER_RULES_FILE_H

#include "base/mem.h"
#include "base/yaml.h"
#include "trigger/rules.h"

typedef struct yx_rules_file {
    const char *file; /* as the user named it */
    const yx_catalog *catalog;
    yx_faults *faults;
    yx_arena **arena; /* of the set: where texts and conditions are kept */
    bool no_memory;   /* something could not be kept */

    yx_stream *stream; /* of this file; one with faults has a name and no indicator */
    size_t n_stream, cap_stream;
    yx_rule *rule; /* of this file; rule->stream are numbers in `stream` above */
    size_t *line;  /* where each stands */
    size_t n_rule, cap_rule, cap_line;
    const yx_yaml_node *rules; /* the map of them, also those with faults; NULL */
} yx_rules_file;

/* A rule while its conditions are read. */
typedef struct yx_rule_draft {
    yx_rule rule; /* its condition and child are not set yet */
    yx_condition condition[YX_RULE_CONDITIONS];
    uint32_t child[YX_RULE_CONDITIONS]; /* each condition is the child of one at most */
    bool sound; /* none of its streams has faults, so that what they are can be asked */
} yx_rule_draft;

/* Reads the tree into r->stream and r->rule. What is wrong goes to r->faults; YX_E_NOMEM only. */
YX_MUST_USE yx_code yx_rules_file_tree(yx_rules_file *r, const yx_yaml_node *root, yx_err *err);
YX_MUST_USE yx_code yx_rules_stream(yx_rules_file *r, const yx_yaml_node *node, yx_err *err);

/* Reads a condition with all that it is made of into the draft, its streams and events as well.
 * Returns the number of faults; *ret is its number when there are none and memory was enough. */
size_t yx_rules_condition(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node,
                          uint32_t *ret);

/* Reads a formula into a condition of its own, rule->undefined. Returns the number of faults. */
size_t yx_rules_undefined(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node);

/* The stream of a file by name; false: the nearest name, or NULL. */
bool yx_rules_find_stream(const yx_rules_file *r, yx_str name, uint32_t *ret,
                          const char **ret_near);
/* Number of the stream within the rule, which is new when the stream is; SIZE_MAX: the rule is
 * full, which yx_rules_too_many says. */
size_t yx_rules_watch(const yx_rules_file *r, yx_rule_draft *draft, uint32_t at);
extern const char yx_rules_too_many[];
/* Reads a formula into c->value and c->streams. Returns the number of faults. */
size_t yx_rules_formula(yx_rules_file *r, yx_rule_draft *draft, const yx_yaml_node *node,
                        yx_condition *c);

/* True if both say the very same, whatever the numbers of their streams. */
bool yx_rules_same_stream(const yx_stream *a, const yx_stream *b);
bool yx_rules_same(const yx_rule *a, const yx_stream *in_a, const yx_rule *b,
                   const yx_stream *in_b);

enum { YX_RULES_NEAR = 3 }; /* slips up to which a name is near */

/* Adds a fault at a node; nearest may be NULL or empty. Returns 1. */
size_t yx_rules_fault(yx_rules_file *r, const yx_yaml_node *node, const char *code,
                      const char *expected, const char *nearest);
/* Keeps `name` in *ret if it is nearer to text than *best, which starts as YX_RULES_NEAR + 1. */
void yx_rules_nearer(yx_str text, const char *name, size_t *best, const char **ret);

/* Text kept with the set; NULL when there is no memory, which r->no_memory remembers. */
const char *yx_rules_keep(yx_rules_file *r, yx_str text);
/* A scalar of a map, or NULL when it is absent or of another kind (which is a fault already). */
const yx_yaml_node *yx_rules_scalar(const yx_yaml_node *map, const char *key);
/* A value of a map that is of a kind, or NULL. */
const yx_yaml_node *yx_rules_get(const yx_yaml_node *map, const char *key, yx_yaml_kind kind);
/* A checked number, or dflt where the key is absent. */
double yx_rules_number(const yx_yaml_node *map, const char *key, double dflt);
/* Names of streams and rules stand in the log and in briefs. Returns the number of faults. */
size_t yx_rules_check_name(yx_rules_file *r, const yx_yaml_node *node);

/* Fills s->param for s->detector and s->look.
 *   options    the map of options, or NULL
 *   detector   node of the detector's name: where it stands when there are no options
 *   wrong      the faults are added to it; YX_E_NOMEM only */
YX_MUST_USE yx_code yx_rules_options(yx_rules_file *r, const yx_yaml_node *options,
                                     const yx_yaml_node *detector, yx_stream *s, size_t *wrong,
                                     yx_err *err);

#endif

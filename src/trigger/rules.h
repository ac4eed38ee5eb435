/* rules.h - which streams are watched, and how many independent groups of them make an alert.
 *
 * Rules are YAML; docs/rules.md teaches the language by example:
 *   streams:
 *     are: {indicator: are_consultations, source: RKI sentinel, group: sentinel,
 *           detector: earsC, options: {method: C2}, direction: high}
 *   rules:
 *     resp: {version: 1, when: {at_least: 2, groups_of: [are, flu, icu], within: 2},
 *            grade: {scheme: demo, level: 3}, exit: {quiet_for: 3}}
 * at_least counts groups, never streams: streams of one reporting system, or of the same patients,
 * share a group. Unknown keys are faults; all faults of a file are listed with their lines. */
#ifndef YX_TRIGGER_RULES_H
#define YX_TRIGGER_RULES_H

#include "base/fault.h"
#include "model/catalog.h"
#include "screen/detector.h"

enum {
    YX_RULE_STREAMS = 64, /* most streams of a rule */
    YX_RULES_FILE = 1000, /* most streams, and most rules, of a file */
};

typedef struct yx_stream {
    const char *name, *indicator, *source, *group, *hazard; /* hazard "" when none is given */
    const yx_detector *detector;
    double param[YX_PARAM_MAX]; /* options, the others at their defaults */
    yx_look look;
    const char *levels; /* key `level`: only regions of this level; NULL: all */
    double min_count;   /* an observed value below it is no signal; 0: any may be one */
} yx_stream;

typedef struct yx_rule {
    const char *name, *file;
    int version;
    uint32_t stream[YX_RULE_STREAMS]; /* numbers of streams in the set */
    size_t n_stream;
    uint8_t group[YX_RULE_STREAMS]; /* number of each stream's group within the rule */
    const char *group_name[YX_RULE_STREAMS];
    size_t n_group;
    size_t at_least;  /* groups that must agree, 1..n_group */
    size_t within;    /* periods, 1: in the same one */
    size_t quiet_for; /* periods with fewer that end it */
    const char *scheme;
    int level;
    yx_period_kind every; /* coarsest frequency of its streams: the periods that it counts in */
} yx_rule;

typedef struct yx_rules yx_rules; /* the rules in force: a set that grows file by file */

YX_MUST_USE yx_code yx_rules_new(yx_rules **ret_rules, yx_err *err);
void yx_rules_free(yx_rules *rules); /* NULL is fine */

/* Reads a file into the set. Streams are known in their own file only; the set keeps those that a
 * rule watches. A rule whose name is in the set replaces it and must have a higher version, unless
 * it says the very same (so a file may be read again).
 * YX_E_REFUSED: faults; the set is as it was before, as it is after any other failure. */
YX_MUST_USE yx_code yx_rules_read(yx_rules *rules, const char *file, yx_str text,
                                  const yx_catalog *catalog, yx_faults *faults, yx_err *err);

/* Pointers are valid until the next yx_rules_read(), texts until yx_rules_free(). */
size_t yx_n_stream(const yx_rules *rules);
const yx_stream *yx_stream_at(const yx_rules *rules, uint32_t i);
size_t yx_n_rule(const yx_rules *rules);
const yx_rule *yx_rule_at(const yx_rules *rules, uint32_t i); /* in order of name */

#endif

/* rules.h - which streams are watched, and how many independent groups of them make an alert.
 *
 * Rules are YAML; docs/rules.md teaches the language by example:
 *   streams:
 *     are: {indicator: are_consultations, source: RKI sentinel, group: sentinel,
 *           detector: earsC, options: {method: C2}, direction: high}
 *   rules:
 *     resp: {version: 1, when: {at_least: 2, groups_of: [are, flu, icu], within: 2},
 *            grade: {scheme: demo, level: 3}, exit: {quiet_for: 3}}
 * or, with several grades, gravest first,
 *     pork: {version: 1, scheme: pork-2021,
 *            grades: [{level: 1, when: {value: "ratio < 5.0"}},
 *                     {level: 2, when: {value: "5.0 <= ratio <= 6.0", for: 3}}],
 *            exit: {quiet_for: 2, when: {value: "ratio > 6.2"}}}
 * at_least counts groups, never streams: streams of one reporting system, or of the same patients,
 * share a group. Unknown keys are faults; all faults of a file are listed with their lines. */
#ifndef YX_TRIGGER_RULES_H
#define YX_TRIGGER_RULES_H

#include "base/fault.h"
#include "model/catalog.h"
#include "screen/detector.h"
#include "trigger/condition.h"

enum {
    YX_RULE_STREAMS = 64,    /* most streams of a rule */
    YX_RULE_CONDITIONS = 64, /* most conditions of a rule */
    YX_RULE_GRADES = 8,
    YX_RULE_STEPS = 8,
    YX_RULE_EVENTS = 8,
    YX_RULES_FILE = 1000, /* most streams, and most rules, of a file */
};

typedef struct yx_stream {
    const char *name, *indicator, *source, *group, *hazard; /* hazard "" when none is given */
    const yx_detector *detector; /* NULL: its figures are asked for by value, or it is `silent` */
    double param[YX_PARAM_MAX];  /* options, the others at their defaults */
    yx_look look;
    bool silent;             /* direction silent: a missing figure is the alarm */
    const char *levels;      /* key `level`: only regions of this level; NULL: all */
    const char *same_source; /* attribute of regions: those that share its text pass on one and the
                              * same figure, which counts once; NULL: each is its own */
    double min_count;        /* an observed value below it is no signal; 0: any may be one */
} yx_stream;

/* A grade of a rule: its level holds while its condition does. */
typedef struct yx_graded {
    int level;
    uint32_t when; /* number of a condition */
} yx_graded;

typedef struct yx_rule_step {
    size_t quiet_for;
    int level; /* the level that it goes down to; 0: the end */
} yx_rule_step;

/* How many false alarms a rule may raise, and what it is measured by (trigger/control.h). */
typedef struct yx_rule_control {
    double rate;   /* key false_alarms.rate: a county and week; 0: none is stated */
    double fdr;    /* key false_alarms.share: expected share of false ones, in (0, 1); 0: none */
    double budget; /* key budget: alarms a post and week; what is over it is listed; 0: no cap */
    double floor;  /* key floor: precision under which its retirement is proposed; 0: none */
} yx_rule_control;

typedef struct yx_rule {
    const char *name, *file;
    int version;
    uint32_t stream[YX_RULE_STREAMS]; /* numbers of streams in the set */
    size_t n_stream;
    uint8_t group[YX_RULE_STREAMS]; /* number of each stream's group within the rule */
    const char *group_name[YX_RULE_STREAMS];
    size_t n_group;
    yx_condition *condition; /* children before parents */
    size_t n_condition;
    uint32_t *child; /* numbers of conditions */
    size_t n_child;
    const char *scheme;
    yx_graded grade[YX_RULE_GRADES]; /* gravest first, as the file lists them */
    size_t n_grade;
    const char *event[YX_RULE_EVENTS]; /* names that `during` asks for */
    size_t n_event;
    size_t quiet_for;   /* exit.quiet_for */
    int32_t exit_when;  /* number of a condition; -1: that no grade holds */
    uint32_t undefined; /* 1 + number of a `value` condition: of such figures the text behind the
                         * rule says nothing; 0: there is none */
    yx_rule_step step[YX_RULE_STEPS];
    size_t n_step;
    size_t expires; /* periods without fresh evidence after which an alert lapses; 0: never */
    size_t rest;    /* key no_reraise: periods after an end */
    yx_day valid_from, valid_to; /* YX_DAY_MIN, YX_DAY_MAX; to is the first day after it */
    const char *owner;   /* post that answers, or the unit or role of the posts that do; "" */
    const char *parent;  /* key inhibited_by: a rule whose alert in the region silences this; "" */
    size_t answer_hours; /* key answer_within: hours until it climbs to the next level; 0: none */
    yx_rule_control control;
    const char *note;     /* why the rule is as it is, with its source; "" */
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

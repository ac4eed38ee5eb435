/* condition.h - what a rule asks of its streams: a tree of conditions, kept flat.
 *
 * A condition holds, does not hold, or cannot be told (blind) for one region in one period of its
 * rule. docs/rules.md teaches each by example:
 *   groups    {at_least: 2, groups_of: [are, flu, icu], within: 2}   independent groups that agree
 *   stream    {stream: are}                                          one detector alarms
 *   value     {value: "5.0 <= ratio <= 6.0"}                         the figures themselves
 *   combined  {combined: cauchy, of: [are, flu], below: 0.001}       p-values into one
 *   during    {during: 两节}                                         the period touches an event
 *   all, any  {all: [C, C]}, {any: [C, C]}
 *   some      {at_least: 2, of: [C, C, C]}
 *   area      {area: neighbours, share: 0.5, where: C}               C holds round about
 * Any of them takes `for: n` (it held n periods running) and `within: n` (it held in one of the
 * last n; in groups and combined: the streams need not alarm in the same period). */
#ifndef YX_TRIGGER_CONDITION_H
#define YX_TRIGGER_CONDITION_H

#include "trigger/formula.h"

#include <stdint.h>

typedef enum yx_ask {
    YX_ASK_GROUPS,
    YX_ASK_STREAM,
    YX_ASK_VALUE,
    YX_ASK_COMBINED,
    YX_ASK_DURING,
    YX_ASK_ALL,
    YX_ASK_ANY,
    YX_ASK_SOME,
    YX_ASK_AREA,
    YX_N_ASK
} yx_ask;

/* Round which regions a condition of an area is asked. */
typedef enum yx_around {
    YX_AROUND_NEIGHBOURS, /* those that border it, and it */
    YX_AROUND_SIBLINGS,   /* those with the same parent, and it: same prefecture */
    YX_AROUND_CHILDREN,   /* those below it */
    YX_AROUND_CONNECTED, /* the largest connected set that holds it, all of which meet the condition
                          */
    YX_N_AROUND
} yx_around;
extern const char *const yx_around_name[YX_N_AROUND]; /* "neighbours", "siblings", ... */

typedef enum yx_combine {
    YX_COMBINE_CAUCHY, /* the default: holds nearly whatever the dependence */
    YX_COMBINE_FISHER, /* these three want independent streams, one of each group */
    YX_COMBINE_EDGINGTON,
    YX_COMBINE_STOUFFER,
    YX_N_COMBINE
} yx_combine;
extern const char *const yx_combine_name[YX_N_COMBINE];

typedef struct yx_condition {
    yx_ask ask;
    uint64_t streams;       /* groups, stream, combined, value: bit k is stream k of the rule */
    size_t at_least;        /* groups, some; area: regions, 0 when `share` says it */
    double share;           /* area: of the regions that can be told, in (0, 1] */
    size_t within;          /* 1 */
    size_t stay;            /* key `for`: periods running, 1 */
    yx_combine how;         /* combined */
    double below;           /* combined: the p */
    yx_around around;       /* area */
    const char *event;      /* during: a name as in the note or kind of an event */
    yx_formula_tree *value; /* value */
    uint32_t first, n;      /* all, any, some, area: children yx_rule.child[first .. first + n) */
} yx_condition;

#endif

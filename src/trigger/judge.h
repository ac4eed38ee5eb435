/* judge.h - the conditions of a rule over regions and periods, one plane of yx_truth each.
 *
 * Everything is judged column by column over all regions, so that a condition of an area can look
 * round. A plane is n_region rows of n periods, row-major. The whole history is judged at once, or
 * only the last few periods of it (a replay): yx_rule_reach() tells how many are needed to judge
 * the last one. */
#ifndef YX_TRIGGER_JUDGE_H
#define YX_TRIGGER_JUDGE_H

#include "trigger/rules.h"

/* What one stream says of one period of the rule. */
typedef struct yx_say {
    yx_state state;
    bool alarm; /* counts only when state is YX_JUDGED */
    float p;    /* calibrated where the rule's control says so; NAN: the method has none */
} yx_say;

/* Who borders whom and who lies in whom, among the n_region rows of the planes. Lists are one array
 * with n_region + 1 places of beginning. */
typedef struct yx_surroundings {
    const uint32_t *neighbour, *neighbour_from;
    const uint32_t *child, *child_from;
    const uint32_t *parent; /* n_region; UINT32_MAX: none among the rows */
} yx_surroundings;

typedef struct yx_evidence {
    size_t n_region, n;  /* rows, periods */
    const yx_say *say;   /* stream k, region r, period t: say[(k * n_region + r) * n + t] */
    const double *value; /* the same shape; NULL: no condition of the rule asks for figures */
    const int *month;    /* n: month in which each period ends */
    int per_year;
    const uint8_t
        *during; /* yx_rule.n_event planes: 1 where the period touches the event; or NULL */
    yx_surroundings around;
    /* Regions whose figures of stream k are one and the same figure of one source count once:
     * source[k * n_region + r] is its number, UINT32_MAX: it is its own. NULL: all are. */
    const uint32_t *source;
    /* What stands in place of `below` of the combined conditions: of each region its n periods, NAN
     * where it does not. NULL: nothing does. */
    const double *below;
} yx_evidence;

/* Truths, for each period and region:
 *   groups   an independent group agrees if one of its streams alarmed in the last `within` periods
 *            (t is one of them), and is able if one was judged there. Yes when at_least agree,
 * blind when fewer are able or no stream at all was judged in the period itself, else no. stream
 * the same of one stream combined each stream gives the smallest p of the last `within` periods,
 * made good for having looked so often: 1 - (1 - p)^m of m judged ones. Cauchy takes all; the
 * others one of each group, several of a group being combined by Cauchy first. A p of 1 counts as
 *            1 - 1/n, as one such stream would outweigh all others. Blind when nothing was judged
 *            in the period itself.
 *   value    yx_formula_test()
 *   during   never blind
 *   all, any, some   three-valued: an answer stands if the blind ones cannot change it
 *   area     of the regions looked at, the row itself among them save for children: yes when
 *            at_least hold, and `share` of those that can be told; no when there are fewer regions
 *            than at_least; blind when fewer can be told, or none. Connected: the connected set of
 *            regions that hold, of which this is one; `share` is of all rows that can be told.
 *            Regions that share the source of every stream of the condition count once.
 * `within` of value, during, all, any, some and area: it held in one of the last n periods. `for`:
 * it held in each of the last n; a blind one among them is blind, a no is no. Both are blind in a
 * period that is: nothing new was said. */

/* Periods before the last one that its conditions look at, 0 for the simplest. */
size_t yx_rule_reach(const yx_rule *rule, int per_year);

/* The groups condition of a rule that is nothing else: one grade, and an end when it no longer
 * holds. NULL: it is more. */
const yx_condition *yx_rule_groups(const yx_rule *rule);
/* Longest `within` of its streams: how old an alarm may be that bears an alert. 1 at least. */
size_t yx_rule_within(const yx_rule *rule);

/* Planes that yx_judge() writes: one a grade, then that of exit.when if the rule has one. */
size_t yx_rule_planes(const yx_rule *rule);

/* Judges every grade of a rule.
 *   from   first period that is wanted; those before are only looked back at, and blind in ret
 *   room   yx_judge_room() bytes, aligned as by malloc()
 *   ret    yx_rule_planes() planes of yx_truth
 * Pure. O(conditions * regions * periods), area conditions times the regions looked at. */
size_t yx_judge_room(const yx_rule *rule, size_t n_region, size_t n);
void yx_judge(const yx_rule *rule, const yx_evidence *in, size_t from, void *room, uint8_t *ret);

/* Does the text behind the rule say nothing of the figures of region r at t (key undefined)? There
 * a grade that does not hold is blind, and so is the exit, so that nothing is called quiet. */
bool yx_judge_undefined(const yx_rule *rule, const yx_evidence *in, size_t region, size_t t);

/* Takes a period out of the rule's validity: in it no grade holds, and nothing keeps an alert up.
 * O(planes * n_region). */
void yx_judge_outside(const yx_rule *rule, size_t n_region, size_t n, size_t t, uint8_t *planes);

/* The p that a combined condition comes to in region r at t; NAN when it is blind. */
double yx_judge_combined(const yx_rule *rule, const yx_condition *c, const yx_evidence *in,
                         size_t region, size_t t);
/* ... and what it has to be below there. */
double yx_judge_below(const yx_condition *c, const yx_evidence *in, size_t region, size_t t);

/* Which groups of the rule bear its grades in region r at t (bit g), and how much could be seen.
 * A group bears them if one of its streams alarmed within the condition's reach, has its figure in
 * a comparison that holds, or a p of at most 0.05 in a combination that holds; for an area, in any
 * of the regions looked at. `able` is told by say alone: of a stream without detector it is
 * YX_JUDGED where there is a figure. */
typedef struct yx_sight {
    size_t streams; /* of the rule */
    size_t able;    /* streams judged within the reach of their conditions */
    size_t groups;  /* of the rule */
    size_t able_groups;
    size_t agree; /* groups that agree */
} yx_sight;
uint64_t yx_judge_groups(const yx_rule *rule, const yx_evidence *in, size_t region, size_t t,
                         yx_sight *ret);

#endif

/* episode.h - when do enough independent groups agree in one region, and until when.
 *
 * At period t a group agrees if one of its streams alarmed in the last `within` periods (t is one
 * of them), and it is able if one of its streams was judged there. While at least `at_least` groups
 * agree, an episode (an alert) is on; it ends after `quiet_for` periods in which fewer agree
 * although at least `at_least` groups were able to.
 *
 * A period is blind when too few groups are able, or when no stream at all was judged in the period
 * itself: nothing new was said. Blind periods neither confirm an episode nor end it, and they are
 * not counted as quiet. */
#ifndef YX_TRIGGER_EPISODE_H
#define YX_TRIGGER_EPISODE_H

#include "trigger/rules.h"

/* What one stream says of one period of the rule. */
typedef struct yx_say {
    yx_state state;
    bool alarm; /* counts only when state is YX_JUDGED */
} yx_say;

typedef struct yx_episode {
    size_t first, last;   /* first and last period in which enough groups agreed */
    size_t end;           /* period in which it ended, or SIZE_MAX while it is open */
    uint64_t groups;      /* bit g: group g of the rule agreed in one of those periods */
    uint64_t groups_last; /* ... in period `last` */
    size_t most;          /* most groups that agreed in one period */
} yx_episode;

/* What could be seen at the last period. */
typedef struct yx_sight {
    size_t streams; /* of the rule */
    size_t able;    /* streams judged within the last `within` periods */
    size_t groups;  /* of the rule */
    size_t able_groups;
    size_t agree; /* groups that agree */
} yx_sight;

/* Finds the episodes of a rule in one region.
 *   say   n_stream rows of n periods, row-major, in the order of rule->stream
 *   ret   room for (n + 1) / 2 episodes; *ret_n of them, in order
 * Pure; O(n_stream * n). */
void yx_episodes(const yx_rule *rule, const yx_say *say, size_t n, yx_episode *ret, size_t *ret_n,
                 yx_sight *ret_sight);

#endif

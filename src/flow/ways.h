/* ways.h - the alerts of the log as facts for CAP, RSS and iCalendar (`yixian publish`).
 *
 * Nothing is sent. An alert is told as the log has it (flow/life/life.h), and only if what may be
 * shown today holds it up as well: with what is protected or not yet released hidden, at the level
 * that the log says. The others are counted. Silent ones are counted, too. */
#ifndef YX_FLOW_WAYS_H
#define YX_FLOW_WAYS_H

#include "brief/ical.h"
#include "flow/life/life.h"

typedef struct yx_ways_ask {
    const char *region; /* this region and what lies below it; NULL: all */
    bool all;           /* those that are over, too, as cancellations */
    int64_t now;        /* UTC milliseconds */
} yx_ways_ask;

typedef struct yx_ways {
    yx_notice *notice; /* newest first, by the entry of the log */
    size_t n;
    yx_window *window; /* rules that are in force for a time, and not over */
    size_t n_window;
    size_t silent, over; /* left out */
    size_t withheld;     /* left out: they rest on what may not be shown, or wait for a tick */
    yx_lives lives;      /* texts are theirs, or the arena's */
    yx_arena *arena;
} yx_ways;

/* ws   opened with what may not be shown hidden (cli/session.h)
 * YX_E_ABSENT: no such region. O(screening). */
YX_MUST_USE yx_code yx_ways_gather(yx_workspace *ws, const yx_ways_ask *ask, yx_ways *ret,
                                   yx_err *err);
void yx_ways_free(yx_ways *ways); /* contents; a zeroed one is fine */

/* A moment with the offset of the zone of the process. */
yx_moment yx_ways_moment(int64_t ms);

#endif

/* silence.h - alerts that shall disturb nobody for a while (`yixian silence`, docs/alerts.md).
 *
 * A silence has an end and a reason, always. What is silent stays in every list, marked, and is
 * counted; its clock stands. Silences are entries of kind "silence" in the log; their number is
 * that of their entry. When one begins or ends, the alerts that it holds get an entry each. */
#ifndef YX_FLOW_LIFE_SILENCE_H
#define YX_FLOW_LIFE_SILENCE_H

#include "flow/life/life.h"

typedef struct yx_silence {
    int64_t seq;         /* its number */
    int64_t from, until; /* UTC milliseconds: it holds in [from, until) */
    const char *post, *reason;
    const char *rule, *region;         /* "": all; a region holds for what lies below it */
    int level;                         /* it and milder ones; 0: all */
    const char *ended_by, *end_reason; /* ended early; "" */
} yx_silence;

typedef struct yx_silences {
    yx_silence *at; /* in order of seq */
    size_t n, cap;
    yx_arena *arena;
} yx_silences;

YX_MUST_USE yx_code yx_silences_read(yx_workspace *ws, yx_silences *ret, yx_err *err);
void yx_silences_free(yx_silences *silences); /* contents */

bool yx_silence_holds(const yx_silence *silence, int64_t now);
/* The silence that holds an alert now, the one that ends last; or NULL. */
const yx_silence *yx_silence_of(const yx_silences *silences, const yx_catalog *catalog,
                                const yx_life *life, int64_t now);

typedef struct yx_silence_ask {
    const char *rule, *region; /* NULL: all; one of the three must be said */
    int level;                 /* 0: all */
    yx_day until;              /* to the end of that day, at most YX_SILENCE_DAYS ahead */
    const char *reason;
} yx_silence_ask;

/* Sets a silence. A post may silence within its own region, which is taken where none is said, and
 * a rule only if it may answer for it there. *ret_n: alerts that fell silent.
 * YX_E_ABSENT: no such rule or region; YX_E_RANGE: the rest. */
YX_MUST_USE yx_code yx_silence_set(yx_workspace *ws, const yx_silence_ask *ask, const yx_act *act,
                                   int64_t *ret_seq, size_t *ret_n, yx_err *err);
/* Ends one early: who set it, a post above, or "local". YX_E_ABSENT: none of that number holds. */
YX_MUST_USE yx_code yx_silence_end(yx_workspace *ws, int64_t seq, const char *reason,
                                   const yx_act *act, size_t *ret_n, yx_err *err);

#endif

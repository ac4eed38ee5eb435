/* quiet.h - do the streams of a rule hang together where nothing happens? That two streams are
 * independent is declared in the rule; this is what is printed beside it. */
#ifndef YX_FLOW_LIFE_QUIET_H
#define YX_FLOW_LIFE_QUIET_H

#include "flow/screening.h"

enum { YX_QUIET_LAG = 2 }; /* periods by which one may follow the other */

/* Two streams of a rule. */
typedef struct yx_quiet_pair {
    const yx_stream *a, *b; /* b follows a by `lag` periods */
    double correlation;     /* NAN: too few quiet periods, or none in common */
    size_t lag, periods;    /* region-periods that it rests on */
} yx_quiet_pair;

typedef struct yx_quiet_pairs {
    yx_quiet_pair *at; /* all pairs of streams with a detector and periods of one kind */
    size_t n;
} yx_quiet_pairs;

/* The largest correlation within YX_QUIET_LAG periods, either way (yx_quiet_correlation, of
 * yx_raw_p). O(screening + pairs x regions x periods). */
YX_MUST_USE yx_code yx_quiet_pairs_of(yx_workspace *ws, yx_known known, const yx_rule *rule,
                                      yx_quiet_pairs *ret, yx_err *err);
void yx_quiet_pairs_free(yx_quiet_pairs *p); /* contents */

#endif

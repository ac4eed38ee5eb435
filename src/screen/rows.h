/* rows.h - the detectors that exist: what registry.c lists and each kernel file defines. */
#ifndef YX_SCREEN_ROWS_H
#define YX_SCREEN_ROWS_H

#include "screen/detector.h"

extern const yx_detector yx_earsC;     /* against the last weeks */
extern const yx_detector yx_seasonalZ; /* against the same season of earlier years */
extern const yx_detector yx_threshold; /* against limits laid down by somebody */

/* A verdict that says nothing yet: every figure NAN, no alarm. */
static inline yx_verdict yx_verdict_of(yx_state state)
{
    return (yx_verdict){.expected = __builtin_nan(""),
                        .upper = __builtin_nan(""),
                        .score = __builtin_nan(""),
                        .p = __builtin_nan(""),
                        .phi = __builtin_nan(""),
                        .trend = __builtin_nan(""),
                        .mu0 = __builtin_nan(""),
                        .state = state};
}

#endif

/* rows.h - the detectors that exist: what registry.c lists and each kernel file defines. */
#ifndef YX_SCREEN_ROWS_H
#define YX_SCREEN_ROWS_H

#include "screen/detector.h"

extern const yx_detector yx_bayes;              /* above what past counts predict */
extern const yx_detector yx_cdc;                /* four weeks against those of earlier years */
extern const yx_detector yx_cusum;              /* small rises that add up */
extern const yx_detector yx_earsC;              /* against the last weeks */
extern const yx_detector yx_ewma;               /* a moving average that forgets slowly */
extern const yx_detector yx_farrington;         /* regression on the same weeks of earlier years */
extern const yx_detector yx_farringtonFlexible; /* the same, improved */
extern const yx_detector yx_farringtonStay;     /* the same, and holds on to an outbreak */
extern const yx_detector yx_glrnb;              /* has the mean changed; overdispersed counts */
extern const yx_detector yx_glrpois;            /* has the mean changed; Poisson counts */
extern const yx_detector yx_mpm;                /* moving percentile */
extern const yx_detector yx_outbreakP;          /* counts rise rather than stay */
extern const yx_detector yx_rki;                /* above the limit of a Poisson count */
extern const yx_detector yx_rogerson;           /* Poisson CUSUM whose mean changes */
extern const yx_detector yx_seasonalZ;          /* against the same season of earlier years */
extern const yx_detector yx_threshold;          /* against limits laid down by somebody */

/* The range of periods that charts with a training part judge: two parameters, R's `range`. */
#define YX_PARAM_FROM                                                                              \
    {                                                                                              \
        .name = "from", .unit = "period", .lo = 1, .dflt = __builtin_nan(""), .hi = 1e6,           \
        .whole = true, .what = "first period that is judged, from 1; not given: after two years",  \
        .r_name = "range[0]"                                                                       \
    }
#define YX_PARAM_TO                                                                                \
    {                                                                                              \
        .name = "to", .unit = "period", .lo = 1, .dflt = __builtin_nan(""), .hi = 1e6,             \
        .whole = true, .what = "last period that is judged; not given: the last of all",           \
        .r_name = "range[1]"                                                                       \
    }

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

/* farringtonStay.c - improved Farrington that does not let go of an outbreak in its second week.
 *
 * An alarm starts when farringtonFlexible alarms at a strict alpha, and stays for as long as
 * figures remain unlikely at a lax one. Outbreaks last for weeks, false alarms for one: the strict
 * start pays for the lax stay (docs/detection-quality.md). */
#include "screen/rows.h"

#include <math.h>
#include <string.h>

enum { B, W, NO_PERIODS, PAST_WEEKS_NOT_INCLUDED, P_THRESHOLD_TREND, ALPHA, STAY, N_PARAM };

/* The options that are handed on, and one more that only the first fit knows: how the limit is
 * made. */
static const yx_param params[N_PARAM] = {
    [B] = {.name = "b",
           .unit = "year",
           .lo = 1,
           .dflt = 5,
           .hi = 20,
           .whole = true,
           .what = "earlier years that are looked at"},
    [W] = {.name = "w",
           .unit = "period",
           .lo = 0,
           .dflt = 3,
           .hi = 200,
           .whole = true,
           .what = "half width of the window: periods on both sides of the same date"},
    [NO_PERIODS] = {.name = "noPeriods",
                    .unit = "1",
                    .lo = 1,
                    .dflt = 10,
                    .hi = 60,
                    .whole = true,
                    .what = "seasons of a year; 1: only the windows are used"},
    [PAST_WEEKS_NOT_INCLUDED] = {.name = "pastWeeksNotIncluded",
                                 .unit = "period",
                                 .lo = 0,
                                 .dflt = 26,
                                 .hi = 400,
                                 .whole = true,
                                 .what = "periods just before this one left out"},
    [P_THRESHOLD_TREND] = {.name = "pThresholdTrend",
                           .unit = "1",
                           .lo = 0,
                           .dflt = 1,
                           .hi = 1,
                           .what = "a trend is kept with a p below this"},
    [ALPHA] = {.name = "alpha",
               .unit = "1",
               .lo = 1e-12,
               .dflt = 0.005,
               .hi = 0.5,
               .what = "an alarm starts at a figure less likely than this in quiet times"},
    [STAY] = {.name = "stay",
              .unit = "1",
              .lo = 0,
              .dflt = 0.3,
              .hi = 1,
              .what = "and stays while figures are less likely than this"},
};

/* Options of farringtonFlexible: its defaults, the negative binomial limit, and ours by their
 * names. */
static void hand_on(const double *param, double *ret)
{
    const yx_detector *d = &yx_farringtonFlexible;

    for (size_t i = 0; i < d->n_param; i++) {
        ret[i] = d->param[i].dflt;
        if (strcmp(d->param[i].name, "thresholdMethod") == 0)
            ret[i] = 1; /* nbPlugin */
        for (size_t k = 0; k < STAY; k++)
            if (strcmp(d->param[i].name, params[k].name) == 0)
                ret[i] = param[k];
    }
}

static size_t min_len(const double *param)
{
    double theirs[YX_PARAM_MAX];

    hand_on(param, theirs);
    return yx_farringtonFlexible.min_len(theirs);
}

static size_t scratch_len(size_t n, const double *param)
{
    double theirs[YX_PARAM_MAX];

    hand_on(param, theirs);
    return yx_farringtonFlexible.scratch_len(n, theirs);
}

/* A gap, and a period that could not be judged, neither start an alarm nor end one. */
static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    double theirs[YX_PARAM_MAX];
    yx_screen_input all = *in;
    bool on = false;
    yx_code rc;

    all.from = 0; /* whether it is on depends on all before */
    hand_on(param, theirs);
    rc = yx_farringtonFlexible.run(&all, theirs, scratch, ret, err);
    for (size_t t = 0; !rc && t < in->n; t++) {
        if (ret[t].state != YX_JUDGED)
            continue;
        on = ret[t].alarm || (on && in->observed[t] > 0 && ret[t].p < param[STAY]);
        ret[t].alarm = on;
    }
    return rc;
}

const yx_detector yx_farringtonStay = {
    .name = "farringtonStay",
    .source = "noufaily2013",
    .what = "farringtonFlexible with a strict start and a lax stay: holds on to an outbreak",
    .param = params,
    .n_param = N_PARAM,
    .min_len = min_len,
    .scratch_len = scratch_len,
    .run = run,
};

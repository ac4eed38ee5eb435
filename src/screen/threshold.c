/* threshold.c - limits that somebody laid down, with a grade each, a hold and a hysteresis.
 *
 * Every level is a switch of its own. It goes on when the figure was at or beyond its limit in
 * `hold` reported periods in a row, and off when it was back on the safe side in `exit_hold` of
 * them; for the mildest level in use, "safe" may be put further back by `exit`. The grade is the
 * gravest switch that is on. */
#include "screen/rows.h"

#include <math.h>

enum { LEVEL, HOLD = 4, EXIT, EXIT_HOLD, LEVELS = 4 };

static const yx_param params[] = {
    [LEVEL] = {.name = "level_1",
               .unit = "figure",
               .lo = -1e15,
               .dflt = NAN,
               .hi = 1e15,
               .what = "limit of the gravest level; not given: the scheme does not use it"},
    [LEVEL + 1] = {.name = "level_2",
                   .unit = "figure",
                   .lo = -1e15,
                   .dflt = NAN,
                   .hi = 1e15,
                   .what = "limit of level 2"},
    [LEVEL + 2] = {.name = "level_3",
                   .unit = "figure",
                   .lo = -1e15,
                   .dflt = NAN,
                   .hi = 1e15,
                   .what = "limit of level 3"},
    [LEVEL + 3] = {.name = "level_4",
                   .unit = "figure",
                   .lo = -1e15,
                   .dflt = NAN,
                   .hi = 1e15,
                   .what = "limit of the mildest level"},
    [HOLD] = {.name = "hold",
              .unit = "period",
              .lo = 1,
              .dflt = 1,
              .hi = 400,
              .whole = true,
              .what = "reported periods in a row at or beyond a limit before its level is on"},
    [EXIT] = {.name = "exit",
              .unit = "figure",
              .lo = -1e15,
              .dflt = NAN,
              .hi = 1e15,
              .what = "the mildest level ends on the safe side of this; not given: of its limit"},
    [EXIT_HOLD] = {.name = "exit_hold",
                   .unit = "period",
                   .lo = 1,
                   .dflt = 1,
                   .hi = 400,
                   .whole = true,
                   .what = "reported periods in a row on the safe side before a level is off"},
};

typedef struct level_switch {
    double limit, exit;  /* NAN, NAN: not used */
    size_t beyond, safe; /* reported periods in a row, up to now */
    bool on;
} level_switch;

static size_t min_len(const double *param)
{
    return (size_t)param[HOLD];
}

/* Fills the switches; the limits must climb from mild to grave. */
static yx_code set_up(const double *param, level_switch s[LEVELS], int *ret_mildest, yx_err *err)
{
    int graver = -1;

    for (int k = 0; k < LEVELS; k++) {
        s[k] = (level_switch){.limit = param[LEVEL + k], .exit = param[LEVEL + k]};
        if (isnan(s[k].limit))
            continue;
        if (graver >= 0 && !(s[k].limit < s[graver].limit))
            return yx_fail(err, YX_E_RANGE,
                           "threshold: level_%d must lie beyond level_%d, or direction is wrong",
                           graver + 1, k + 1);
        graver = k;
    }
    if (graver < 0)
        return yx_fail(err, YX_E_RANGE, "threshold: no limit is given (level_1 .. level_4)");
    if (param[EXIT] > s[graver].limit)
        return yx_fail(err, YX_E_RANGE,
                       "threshold: exit lies beyond the limit of the mildest level, level_%d",
                       graver + 1);
    if (!isnan(param[EXIT]))
        s[graver].exit = param[EXIT];
    *ret_mildest = graver;
    return YX_OK;
}

static void feed(level_switch *s, double x, const double *param)
{
    s->beyond = x >= s->limit ? s->beyond + 1 : 0;
    s->safe = x < s->exit ? s->safe + 1 : 0;
    if ((double)s->beyond >= param[HOLD])
        s->on = true;
    else if ((double)s->safe >= param[EXIT_HOLD])
        s->on = false;
}

static yx_code run(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err)
{
    level_switch s[LEVELS];
    int mildest = 0;
    size_t reported = 0;
    yx_code rc = set_up(param, s, &mildest, err);

    (void)scratch;
    if (rc)
        return rc;
    for (size_t t = 0; t < in->n; t++) {
        double x = in->observed[t];
        ret[t] = yx_verdict_of(isnan(x) ? YX_GAP : YX_JUDGED);
        if (isnan(x))
            continue; /* neither counts nor breaks a row */
        for (int k = LEVELS - 1; k >= 0; k--) {
            feed(&s[k], x, param);
            if (s[k].on)
                ret[t].level = k + 1;
        }
        if (++reported < min_len(param)) {
            ret[t] = yx_verdict_of(YX_TOO_SHORT);
            continue;
        }
        ret[t].alarm = ret[t].level > 0;
        ret[t].upper = s[ret[t].alarm ? ret[t].level - 1 : mildest].limit;
    }
    return YX_OK;
}

const yx_detector yx_threshold = {
    .name = "threshold",
    .source = "grades",
    .what = "at or beyond a limit that is laid down, graded, held and with hysteresis",
    .param = params,
    .n_param = YX_COUNT(params),
    .min_len = min_len,
    .run = run,
};

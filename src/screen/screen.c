/* screen.c - runs a detector in a direction: kernels look for "too high" only. */
#include "screen/detector.h"

#include <math.h>
#include <string.h>

const char *const yx_look_name[YX_N_LOOK] = {
    [YX_LOOK_HIGH] = "high", [YX_LOOK_LOW] = "low", [YX_LOOK_BOTH] = "both"};

/* The room holds, one after the other: scratch of the detector, the turned series, the verdicts of
 * the first of two runs. */
static size_t kernel_room(const yx_detector *d, size_t n, const double *param)
{
    return d->scratch_len ? d->scratch_len(n, param) : 0;
}

size_t yx_screen_room(const yx_detector *d, size_t n, const double *param)
{
    return kernel_room(d, n, param) + n +
           (n * sizeof(yx_verdict) + sizeof(double) - 1) / sizeof(double);
}

static bool is_figure(const yx_param *p)
{
    return strcmp(p->unit, "figure") == 0;
}

/* Looks for too low: turns series and limits round, and the verdicts back. 0 - x, not -x, so that
 * zero has no sign. */
static yx_code run_low(const yx_detector *d, const yx_screen_input *in, const double *param,
                       double *scratch, double *turned, yx_verdict *ret, yx_err *err)
{
    yx_screen_input low = *in;
    double low_param[YX_PARAM_MAX];
    yx_code rc;

    for (size_t i = 0; i < d->n_param; i++)
        low_param[i] = is_figure(&d->param[i]) ? 0 - param[i] : param[i];
    for (size_t t = 0; t < in->n; t++)
        turned[t] = 0 - in->observed[t];
    low.observed = turned;
    rc = d->run(&low, low_param, scratch, ret, err);
    for (size_t t = in->from; t < in->n && !rc; t++) {
        ret[t].expected = 0 - ret[t].expected;
        ret[t].upper = 0 - ret[t].upper;
    }
    return rc;
}

/* Both: the verdict "too high", unless only "too low" alarms. */
static yx_code run_both(const yx_detector *d, const yx_screen_input *in, const double *param,
                        double *room, yx_verdict *ret, yx_err *err)
{
    double *turned = room + kernel_room(d, in->n, param), *kept = turned + in->n;
    yx_code rc;

    for (size_t i = 0; i < d->n_param; i++)
        if (is_figure(&d->param[i]) && !isnan(param[i]))
            return yx_fail(err, YX_E_RANGE, "%s: %s is a limit on one side: say high or low",
                           d->name, d->param[i].name);
    rc = run_low(d, in, param, room, turned, ret, err);
    if (rc)
        return rc;
    if (in->from < in->n)
        memcpy(kept, ret + in->from, (in->n - in->from) * sizeof *ret);
    rc = d->run(in, param, room, ret, err);
    for (size_t t = in->from; t < in->n && !rc; t++) {
        yx_verdict low;
        memcpy(&low, (const char *)kept + (t - in->from) * sizeof low, sizeof low);
        if (low.alarm && !ret[t].alarm)
            ret[t] = low;
    }
    return rc;
}

yx_code yx_screen(const yx_detector *d, const yx_screen_input *in, const double *param,
                  yx_look look, double *room, yx_verdict *ret, yx_err *err)
{
    switch (look) {
    case YX_LOOK_LOW:
        return run_low(d, in, param, room, room + kernel_room(d, in->n, param), ret, err);
    case YX_LOOK_BOTH:
        return run_both(d, in, param, room, ret, err);
    case YX_LOOK_HIGH:
    case YX_N_LOOK:
        break;
    }
    return d->run(in, param, room, ret, err);
}

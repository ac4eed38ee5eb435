/* detector.h - one series, one detector, one verdict a period.
 *
 * A detector is a row of a table: a new one = one file + one row in registry.c + one page in
 * docs/detectors. Kernels are pure: no heap, no clock, no locale, no input or output. They look for
 * values that are too high; yx_screen() turns a series round for "too low". */
#ifndef YX_SCREEN_DETECTOR_H
#define YX_SCREEN_DETECTOR_H

#include "base/err.h"
#include "base/param.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { YX_PARAM_MAX = 16 };

typedef enum yx_state {
    YX_JUDGED,
    YX_GAP,       /* nothing was reported in this period */
    YX_TOO_SHORT, /* not enough history to judge: a state, never "quiet" */
    YX_NO_ANSWER, /* enough history, but the method has no answer (constant baseline, overflow) */
} yx_state;

/* A verdict; what a method does not compute is NAN. */
typedef struct yx_verdict {
    double expected;        /* in the unit of the figures */
    double upper;           /* limit: above it is an alarm (for direction low: the lower limit) */
    double score;           /* scaled so that >= 1 is an alarm, unless the page says otherwise */
    double p;               /* probability of such a value in quiet times */
    double phi, trend, mu0; /* overdispersion, slope, in-control mean: later methods */
    int level;              /* graded methods: level of the scheme, 0 none */
    bool alarm;
    yx_state state;
} yx_verdict;

typedef struct yx_screen_input {
    size_t n;
    const double *observed;     /* n values, oldest first, NAN gaps */
    const double *population;   /* n, or NULL */
    const unsigned char *event; /* n, 1: known event, left out of baselines; or NULL */
    const int32_t *year,
        *season;  /* n each: 2021 and 5 for 2021-W05 or 2021-05; day of year for days */
    int per_year; /* periods a year: 52, 12, ... */
    /* n days (since 1970) of the periods, for methods that look for the same date of other years;
     * NULL: periods are counted, per_year of them a year. */
    const int32_t *epoch;
    /* First period whose verdict is wanted: the ones before are looked back at, and their verdicts
     * need not be written. 0: all. Those from it on are what they would be without. */
    size_t from;
} yx_screen_input;

/* How a limit was reached that is mean + factor x sd of some earlier periods: what a clerk can
 * redo. The sd is at least the least one of the options. */
typedef struct yx_sum {
    double mean, factor, sd;
    size_t from, to; /* first and last period of the baseline */
} yx_sum;

typedef struct yx_detector {
    const char *name;   /* stable: it stands in rule files and in the log */
    const char *source; /* where the formula comes from: a key in docs/sources.md */
    const char *what;   /* one line */
    const yx_param *param;
    size_t n_param;
    /* Fewest periods with which it can judge the last one, with these options. */
    size_t (*min_len)(const double *param);
    size_t (*scratch_len)(size_t n, const double *param); /* doubles; NULL: none */
    /* param: n_param values, inside their ranges. ret: n verdicts. That of a period depends on what
     * was reported up to it and on nothing later, save for the last digits.
     * YX_E_RANGE: options that do not go together. Any input gives verdicts, never a crash. */
    yx_code (*run)(const yx_screen_input *in, const double *param, double *scratch, yx_verdict *ret,
                   yx_err *err);
    /* The sum behind the verdict of period t; false: it has none. NULL: the method never has. */
    bool (*sum)(const double *param, const yx_verdict *v, size_t t, yx_sum *ret);
} yx_detector;

extern const yx_detector *const yx_detectors[];
extern const size_t yx_n_detector;
const yx_detector *yx_detector_find(const char *name); /* NULL if there is none */

/* Number of a parameter by name, or SIZE_MAX. */
size_t yx_param_find(const yx_detector *d, const char *name);

typedef enum yx_look { YX_LOOK_HIGH, YX_LOOK_LOW, YX_LOOK_BOTH, YX_N_LOOK } yx_look;
extern const char *const yx_look_name[YX_N_LOOK]; /* "high", "low", "both" */

/* Runs a detector looking for values too high, too low or both (the one that alarms; else high).
 *   room   yx_screen_room() doubles
 * For low, expected and upper are those of the turned series, turned back: `upper` is a lower
 * limit. Parameters with unit "figure" (limits in the unit of the figures) are turned with the
 * series; with them, both is YX_E_RANGE. */
size_t yx_screen_room(const yx_detector *d, size_t n, const double *param);
YX_MUST_USE yx_code yx_screen(const yx_detector *d, const yx_screen_input *in, const double *param,
                              yx_look look, double *room, yx_verdict *ret, yx_err *err);

#endif

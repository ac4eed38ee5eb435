/* labels.h - a replay against what truly was, and one rule beside another. */
#ifndef YX_FLOW_REPLAY_LABELS_H
#define YX_FLOW_REPLAY_LABELS_H

#include "flow/replay/replay.h"
#include "trigger/control.h"

/* Something that truly was, in a region. */
typedef struct yx_label {
    uint32_t region;
    yx_day first, last;
} yx_label;

typedef struct yx_labels {
    yx_label *at; /* in order of region, then first */
    size_t n;
} yx_labels;

/* Reads a CSV file with the columns region_code, first, last; both are days, or periods, of which
 * the first day and the last day count; an empty last is the same as first.
 * YX_E_IO; YX_E_FORMAT: broken, no such column, no day, the last before the first; YX_E_ABSENT: no
 * such region. */
YX_MUST_USE yx_code yx_labels_read(const char *path, const yx_catalog *catalog, yx_labels *ret,
                                   yx_err *err);
void yx_labels_free(yx_labels *labels); /* contents */

typedef struct yx_rerun_measured {
    yx_measured of;    /* in periods of the rule: control.h. An alarm is at its first period */
    double delay_days; /* median from the first day of an event to the day on which it was raised */
} yx_rerun_measured;

/* Measures a rule of the replay. Events that began before it count neither for nor against it, nor
 * do alarms in them, nor alerts that were on before it. labels NULL: nothing is known to be true.
 */
YX_MUST_USE yx_code yx_rerun_measure(const yx_rerun *r, size_t rule, const yx_rerun_ask *ask,
                                     const yx_labels *labels, yx_rerun_measured *ret, yx_err *err);

/* Was an alert raised for a period in which something was? */
bool yx_rerun_right(const yx_rerun *r, const yx_labels *labels, const yx_replayed *alert);

/* Alerts of two parts of a replay, rules below n_first and the others: an alert of one is met by
 * the other when that has one in the region whose periods overlap. both: of the first part. */
typedef struct yx_rerun_beside {
    size_t only_first, only_second, both, both_second;
} yx_rerun_beside;
YX_MUST_USE yx_code yx_rerun_compare(const yx_rerun *r, size_t n_first, const yx_catalog *catalog,
                                     bool *ret_met, yx_rerun_beside *ret, yx_err *err);

#endif

/* control.h - the control keys of a rule applied to what its streams say: false_alarms.rate and
 * false_alarms.share (trigger/control.h has the arithmetic, docs/rules.md teaches it).
 *
 * Quiet history: every judged period with a p, save those of known events. It is pooled over the
 * regions of a class: same level in the tree, same size (median figure below 5, below 50, or more);
 * a class with fewer than YX_QUIET_LEAST values takes those of its level. What is judged in a year
 * is learned from the years before it, so nothing is looked ahead at, and what was said of a period
 * never changes because later ones came. */
#ifndef YX_FLOW_CONTROL_H
#define YX_FLOW_CONTROL_H

#include "series/panel.h"
#include "trigger/control.h"
#include "trigger/judge.h"

/* What was made of a region's p-values in the newest periods. */
typedef struct yx_row_control {
    uint8_t with_p;     /* streams of the rule that have p-values there */
    uint8_t calibrated; /* those of them whose p is calibrated */
    uint8_t own;        /* streams without p, that keep the alarms of their detectors */
    bool dependent;     /* share: streams with p share a group, so any dependence is held */
    size_t quiet;       /* fewest values that one of them was learned from */
    double level;       /* the largest calibrated p that signals; NAN: detectors keep their own */
} yx_row_control;

typedef struct yx_control_in {
    const yx_rule *rule;
    const yx_axis *axis; /* periods of the rule */
    size_t n_row;
    const uint32_t *level; /* n_row: the same number, the same level of the tree */
    /* For each stream, row and period: */
    const double *figure; /* NAN: none */
    const uint8_t *event; /* 1: in a known event */
} yx_control_in;

/* Sets p (calibrated) and alarm of what the streams of a rule say; nothing where its control keys
 * ask for neither.
 *   rate    of a rule with one condition of signals (or of a combined p): the level at which it
 * holds in so many quiet weeks of a region, whatever of its streams depends on what. Of several,
 * each stream has its part of the rate: rate / (streams x longest within). A region's level is that
 * of its own streams, also where an area is asked for. share   among the streams and regions of one
 * period, which p-values to raise. Streams and periods without p (methods that have none, an
 * analyst's limit) keep their alarms; so do, under a rate, those with too little history. A raw p
 * of one half is never a signal. say   as in yx_evidence ret   n_row ret_below   n_row x periods:
 * what stands in place of `below` of the combined condition (yx_evidence), NAN where nothing does
 * O(years x streams x regions x periods), about 5 us each. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_control_apply(const yx_control_in *in, yx_say *say, yx_row_control *ret,
                                     double *ret_below, yx_err *err);

bool yx_control_asked(const yx_rule *rule);
/* The only condition of signals or of a combined p, whose level is learned as a whole; NULL: there
 * are several, or none, or one of an area. */
const yx_condition *yx_control_joint(const yx_rule *rule);
/* The rate a period of the rule: a week, 1/7 of one, ... */
double yx_control_rate(const yx_rule *rule, const yx_axis *axis);

#endif

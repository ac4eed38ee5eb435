/* evidence.h - what a screening says to one rule: the rows of judge.h, made of streams, events, the
 * calendar, the tree and its borders. */
#ifndef YX_FLOW_EVIDENCE_H
#define YX_FLOW_EVIDENCE_H

#include "flow/control.h"
#include "flow/screening.h"
#include "trigger/judge.h"

typedef struct yx_rule_rows {
    const yx_rule *rule;
    yx_axis axis; /* periods of the rule, to the newest figure of any of its streams; n 0: none */
    uint32_t *region; /* n numbers of the catalogue, in its order */
    bool *
        watched; /* n: an alert may be raised there; the others are only looked at from elsewhere */
    size_t n;
    yx_evidence in;          /* its arrays are owned, too; n_region, n as here */
    yx_row_control *control; /* n: how its streams were calibrated; NULL: the rule asks for none */
} yx_rule_rows;

/* Makes the rows of a rule.
 *   only   a region, whose row alone is made, without surroundings; YX_REGION_NONE: all
 * The periods of a rule are those of its slowest stream. A period of a faster one counts where its
 * last day lies: it alarms there if any of its periods does; its p is the smallest, made good for
 * their number; its value is the newest figure, of flows their sum (missing when one is). A value
 * under min_count has a p of one half at least.
 * Where the rule says how often it may be wrong, p and alarms are those of flow/control.h, learned
 * from all regions even where only one is asked for.
 * Regions are those that have figures of any stream, and for conditions of an area those above them
 * as far as it looks. A rule whose every grade looks at children is raised for parents alone.
 * During: events whose note, and days off whose name, is the name that is asked for.
 * O(streams x regions x periods). */
YX_MUST_USE yx_code yx_rule_rows_make(const yx_workspace *ws, const yx_screening *screening,
                                      const yx_rule *rule, uint32_t only, yx_rule_rows *ret,
                                      yx_err *err);
void yx_rule_rows_free(yx_rule_rows *rows); /* contents */

/* True if a period of the rule lies outside its validity: its last day does. */
bool yx_rule_outside(const yx_rule *rule, yx_period period);

/* Judges the rule over all its periods: planes of yx_judge() in memory of its own (free() it),
 * those outside its validity taken out. */
YX_MUST_USE yx_code yx_rule_rows_judge(const yx_rule_rows *rows, uint8_t **ret_planes, yx_err *err);

/* The period of the rule that a period of a stream counts in, or SIZE_MAX. */
size_t yx_rule_place(const yx_axis *rule_axis, const yx_axis *axis, size_t t);

/* The row of one region, as yx_rule_rows_make() with `only`; `known`: all rows of the rule, so that
 * nothing is learned again; NULL: there are none. */
YX_MUST_USE yx_code yx_rule_rows_one(const yx_workspace *ws, const yx_screening *screening,
                                     const yx_rule_rows *known, const yx_rule *rule,
                                     uint32_t region, yx_rule_rows *ret, yx_err *err);
/* Applies the control keys of the rule to rows whose streams are filled; only, known: likewise. */
YX_MUST_USE yx_code yx_control_rows(const yx_workspace *ws, const yx_screening *screening,
                                    uint32_t only, const yx_rule_rows *known, yx_rule_rows *rows,
                                    yx_err *err);

/* --- parts of it, for whoever fills the streams otherwise (flow/replay) --- */

/* All but say and value, on an axis of the caller's choice. Of the screening, only the regions of
 * the streams are asked for. */
YX_MUST_USE yx_code yx_rule_rows_frame(const yx_workspace *ws, const yx_screening *screening,
                                       const yx_rule *rule, const yx_axis *axis, uint32_t only,
                                       yx_rule_rows *ret, yx_err *err);
/* What n periods of a stream say of the one period of the rule that they make. */
yx_say yx_say_of(const yx_stream *stream, const yx_verdict *verdict, const double *observed,
                 size_t n);
/* ... and their figure. Of a flow, n must be all periods of it. */
double yx_value_of(bool flow, const double *observed, size_t n);

#endif

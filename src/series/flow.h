/* flow.h - running totals become what was added in each span: 累计 to 当期.
 *
 * Year to date: the flow of a report is its total less the last reported total of the same year
 * (the first report of a year is a flow from January). Where months were skipped, or are reported
 * together (1-2月), the flow spans several months: span says how many, and no month of it is known
 * alone. Cumulative (from a start outside the year): the same without a new start in January; the
 * first report has no flow. Differences are exact (decimals); a total that was revised downwards
 * makes a negative flow, which is kept: whether that can be true is asked elsewhere. */
#ifndef YX_SERIES_FLOW_H
#define YX_SERIES_FLOW_H

#include "base/decimal.h"
#include "base/err.h"
#include "model/period.h"

#include <stddef.h>

typedef struct yx_flow {
    yx_period period; /* the months or days that the flow is of */
    yx_decimal value;
    bool known; /* false: int64 would overflow, or the first of a cumulative series */
    int span;   /* periods that it covers, months for ytd: 1, or more after a gap */
} yx_flow;

/* Flows of n reports of one region, in order of period, each January to some month.
 *   ret_flow   n of them, ret_flow[i] from period[i] and value[i]
 * YX_E_RANGE: a period is not from January to the end of a month, or they are not in order, or one
 * comes twice. O(n). */
YX_MUST_USE yx_code yx_flow_from_ytd(const yx_period *period, const yx_decimal *value, size_t n,
                                     yx_flow *ret_flow, yx_err *err);
/* The same for cumulative reports, all of the same kind of period, not YX_PERIOD_MONTHS: each is
 * the total at the end of its period. ret_flow[0] has that period, and is not known. */
YX_MUST_USE yx_code yx_flow_from_cumulative(const yx_period *period, const yx_decimal *value,
                                            size_t n, yx_flow *ret_flow, yx_err *err);

#endif

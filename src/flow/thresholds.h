/* thresholds.h - the parameters of the checks: defaults, and what the catalogue says instead. */
#ifndef YX_FLOW_THRESHOLDS_H
#define YX_FLOW_THRESHOLDS_H

#include "check/check.h"
#include "flow/workspace.h"

/* Adds faults for thresholds of a check or parameter that there is not, or out of its range. */
YX_MUST_USE yx_code yx_thresholds_check(const yx_catalog *catalog, const char *file,
                                        yx_faults *faults, yx_err *err);

/* Parameters of a check for an indicator on a day: a row of the indicator before one for all of
 * them, of those the newest; else the default. True: the catalogue says something. O(rows of the
 * check). */
bool yx_thresholds_at(const yx_catalog *catalog, yx_check_number check,
                      const yx_indicator *indicator, yx_day day, double param[YX_CHECK_PARAMS]);

/* The first day after `day` from which the parameters may be others; YX_DAY_MAX: none. */
yx_day yx_thresholds_next(const yx_catalog *catalog, yx_check_number check,
                          const yx_indicator *indicator, yx_day day);

#endif

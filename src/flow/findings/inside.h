/* inside.h - what the parts of the checking share; for flow/findings*.c only.
 *
 *   yx_findings_run()             findings.c
 *     yx_held_read()              held.c: all figures, by region and indicator
 *     yx_look_series()            series.c: a series against itself
 *     yx_look_relations()         relations.c: identities, rates, growth, chains
 *     yx_look_regions()           regions.c: children against parents
 *     yx_look_learned()           learn.c: identities that the figures follow by habit
 *     yx_look_rows()              rows.c: rows that slipped, series that were copied
 *     yx_look_revisions()         revised.c
 *     yx_look_codes()             codes.c: codes, names, refused rows
 *     yx_look_duties()            duty.c: what is owed
 *     yx_findings_fold()          life.c: what became of them */
#ifndef YX_FLOW_FINDINGS_INSIDE_H
#define YX_FLOW_FINDINGS_INSIDE_H

#include "flow/findings/findings.h"
#include "flow/held.h"
#include "flow/thresholds.h"

typedef struct yx_looking {
    yx_workspace *ws;
    const yx_catalog *catalog;
    const yx_findings_ask *ask;
    yx_held held;
    yx_habit *habit; /* by indicator */
    yx_findings *to;
    yx_held_run run;
    bool *tuned; /* by check: the catalogue has thresholds for it */
} yx_looking;

/* True if this check is to be run. */
bool yx_wanted(const yx_looking *l, yx_check_number check);

/* Parameters on a day. */
void yx_tuned(const yx_looking *l, yx_check_number check, const yx_indicator *indicator, yx_day day,
              double param[YX_CHECK_PARAMS]);

/* Adds a finding with the words of its check; texts are copied, *ret_f can be filled further until
 * the next call. Counts nothing. */
YX_MUST_USE yx_code yx_found(yx_looking *l, yx_check_number check, uint32_t region,
                             const char *code, const yx_indicator *indicator,
                             const yx_period *period, const char *relation, yx_finding **ret_f,
                             yx_err *err);
/* A text that lives as long as the findings. Never NULL when rc is YX_OK. */
YX_MUST_USE yx_code yx_keep(yx_looking *l, const char **ret, yx_err *err, const char *fmt, ...)
    YX_PRINTF(4, 5);
YX_MUST_USE yx_code yx_keep_decimal(yx_looking *l, yx_decimal d, const char **ret, yx_err *err);
/* A number with as many digits as the figure that it stands beside, plus `more`. */
YX_MUST_USE yx_code yx_keep_number(yx_looking *l, double v, int digits, const char **ret,
                                   yx_err *err);
/* Detail in both languages. */
YX_MUST_USE yx_code yx_keep_detail(yx_looking *l, yx_finding *f, const char *en, const char *zh,
                                   yx_err *err);

YX_MUST_USE yx_code yx_look_series(yx_looking *l, yx_err *err);
YX_MUST_USE yx_code yx_look_relations(yx_looking *l, yx_err *err);
YX_MUST_USE yx_code yx_look_regions(yx_looking *l, yx_err *err);
YX_MUST_USE yx_code yx_look_learned(yx_looking *l, yx_err *err);
YX_MUST_USE yx_code yx_look_rows(yx_looking *l, yx_err *err);
YX_MUST_USE yx_code yx_look_revisions(yx_looking *l, yx_err *err);
YX_MUST_USE yx_code yx_look_codes(yx_looking *l, yx_err *err);
YX_MUST_USE yx_code yx_look_duties(yx_looking *l, yx_err *err);
YX_MUST_USE yx_code yx_findings_fold(yx_looking *l, yx_err *err);

#endif

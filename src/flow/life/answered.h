/* answered.h - how soon alerts are answered, and how often a rule was right: by rule, from the log.
 *
 * Never by post. An answer is the first of acknowledged, verifying, confirmed, false, closed. Times
 * are told apart by when the alert was raised: by night (22-6 o'clock, in the zone of the process),
 * on a day off (of the calendar), else by day. */
#ifndef YX_FLOW_LIFE_ANSWERED_H
#define YX_FLOW_LIFE_ANSWERED_H

#include "flow/life/life.h"
#include "model/calendar.h"

enum {
    YX_RETIRE_MONTHS = 3, /* month ends running under the floor until retirement is proposed */
    YX_RETIRE_LOOK = 12,  /* months of answers that each of them looks back on */
};

typedef enum yx_when { YX_BY_DAY, YX_BY_NIGHT, YX_ON_HOLIDAY, YX_N_WHEN } yx_when;
extern const char *const yx_when_name[YX_N_WHEN]; /* "day", "night", "holiday" */

/* Alerts that were raised then. */
typedef struct yx_prompt {
    size_t raised;
    size_t due_2h, in_2h; /* those whose 2 hours are over or that were answered in them; these */
    size_t due_24h, in_24h;
} yx_prompt;

typedef struct yx_rule_record {
    const char *rule;            /* its name */
    size_t raised, open, silent; /* alerts in the log, of all versions; open ones; silent ones */
    size_t confirmed, wrong;     /* verdicts: of the version in force */
    size_t unchecked, settled;   /* closed or confirmed without a check before; all such */
    size_t objected;
    yx_prompt prompt[YX_N_WHEN];
    double hours;     /* median from raised to the first answer; NAN: none */
    double days;      /* median from the end of the first period to the confirmation; NAN: none */
    double precision; /* confirmed / (confirmed + wrong); NAN: none yet */
    double low, high; /* Wilson, 95 % */
    yx_day retire;    /* last day of the month since which its retirement is proposed; or NONE */
} yx_rule_record;

/* The record of one rule. `floor` 0: retirement is never proposed. version 0: all versions count.
 * O(alerts). */
YX_MUST_USE yx_code yx_rule_record_of(const yx_lives *lives, const char *rule, int version,
                                      double floor, const yx_calendar *calendar,
                                      yx_rule_record *ret, yx_err *err);

/* When was a version of a rule loaded first? UTC milliseconds, 0: never. O(entries of rules). */
YX_MUST_USE yx_code yx_rule_since(yx_workspace *ws, const char *rule, int version, int64_t *ret_ms,
                                  yx_err *err);

yx_when yx_when_of(int64_t ms, const yx_calendar *calendar);

#endif

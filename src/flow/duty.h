/* duty.h - who owes which figures: every form x region x period, and what became of it.
 *
 * Six facts of a cell (an item of a form, in a region and period), each of its own (docs/forms.md):
 *   zero       the value that stands is 0, and was reported
 *   missing    the unit reported this form for this period, without this cell, and it is overdue
 *   late       the first value came after it was due
 *   silent     nothing at all came from the unit for this form and period, and it is overdue
 *   stuck      the value that stands is not 0 and the same as in the two periods before, in a
 *              series that moved in more than half of its steps until then
 *   withdrawn  what was reported has been taken back, and nothing stands in its place
 * Nothing is overdue before it may be said: `alarm` is always a working day. */
#ifndef YX_FLOW_DUTY_H
#define YX_FLOW_DUTY_H

#include "flow/forms.h"

typedef enum yx_fact {
    YX_FACT_ZERO = 1,
    YX_FACT_MISSING = 2,
    YX_FACT_LATE = 4,
    YX_FACT_SILENT = 8,
    YX_FACT_STUCK = 16,
    YX_FACT_WITHDRAWN = 32,
} yx_fact;
enum { YX_N_FACT = 6 };
extern const char *const yx_fact_name[YX_N_FACT]; /* of bit i */

typedef enum yx_duty_state {
    YX_DUTY_NOT_DUE,
    YX_DUTY_WAITING, /* due, but no working day has come since on which to say so */
    YX_DUTY_IN_TIME,
    YX_DUTY_LATE,
    YX_DUTY_MISSING,
    YX_DUTY_SILENT,
    YX_DUTY_WITHDRAWN,
    YX_DUTY_EXPIRED, /* may be refused; nothing is overdue */
    YX_DUTY_REFUSED,
    YX_N_DUTY
} yx_duty_state;
extern const char *const yx_duty_name[YX_N_DUTY];

typedef struct yx_duty_cell {
    const char *indicator;
    yx_duty_state state; /* never expired or refused */
    unsigned facts;
    yx_day came;  /* day of the first value, or YX_DAY_NONE */
    int64_t seq;  /* its log entry, or 0 */
    size_t typed; /* values that were entered for it, corrections too */
} yx_duty_cell;

typedef struct yx_duty {
    const yx_form *form;
    uint32_t region; /* number of the catalogue */
    yx_period period;
    yx_due due;
    yx_duty_state state;
    unsigned facts;         /* of any cell */
    int days, working_days; /* over: of what came, when it came; of what did not, now; else 0 */
    size_t first, n, came;  /* cells: place in yx_duties.cell, number, and how many came */
} yx_duty;

typedef struct yx_duties {
    yx_forms *forms;
    yx_calendar *calendar;
    yx_duty *at; /* in order of form, region code, period */
    size_t n, cap;
    yx_duty_cell *cell;
    size_t n_cell, cap_cell;
} yx_duties;

typedef struct yx_duty_ask {
    const char *form;   /* id; NULL: all */
    const char *region; /* code, with what lies below; NULL: all */
    bool now;           /* to the moment `ms`; else as of the end of `day` */
    int64_t ms;
    yx_day day;
    size_t last;             /* periods before the current one; */
    yx_day due_from, due_to; /* or, when due_from is not YX_DAY_NONE, what is due within */
} yx_duty_ask;

enum { YX_DUTY_PERIODS = 1000 }; /* most periods of a form */

/* YX_E_ABSENT: no such form or region. O(versions of the series that are asked for). */
YX_MUST_USE yx_code yx_duties_find(yx_workspace *ws, const yx_duty_ask *ask, yx_duties *ret,
                                   yx_err *err);
void yx_duties_free(yx_duties *duties); /* contents */

/* Is it something to be told of? Missing, silent, withdrawn, stuck, late, or to be refused. */
bool yx_duty_calls(const yx_duty *duty);

#endif

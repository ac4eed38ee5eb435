/* session.h - what every verb does around its work: open the workspace, read the clock, speak. */
#ifndef YX_CLI_SESSION_H
#define YX_CLI_SESSION_H

#include "base/buf.h"
#include "cli/verb.h"
#include "flow/workspace.h"

#include <stdio.h>

/* Prints an error and gives the exit status that belongs to its code. */
int yx_say_error(const char *verb, yx_code rc, const yx_err *err);
/* Prints a usage error; YX_EXIT_USAGE. */
int yx_say_usage(const char *verb, const char *fmt, ...) YX_PRINTF(2, 3);

/* Opens the workspace and sets the zone of the process from it. at: INT64_MAX for the newest. */
YX_MUST_USE yx_code yx_session_open(const yx_args *args, bool read_only, int64_t at,
                                    yx_workspace *ret, yx_err *err);
/* The same for reading, with catalogues and rules as of a day (YX_DAY_MAX: the newest), and nothing
 * to be seen that may not be shown. */
YX_MUST_USE yx_code yx_session_open_day(const yx_args *args, int64_t at, yx_day as_of,
                                        yx_workspace *ret, yx_err *err);
/* Hides what may not be shown as of a day, or today (flow/protect/protect.h). Verbs that show
 * figures of a workspace that they opened otherwise call it. */
YX_MUST_USE yx_code yx_session_protect(yx_workspace *ws, yx_day as_of, yx_err *err);
/* Joins series on boundaries as yx_option_boundaries() read them; today is the as-of day if one is
 * given. */
YX_MUST_USE yx_code yx_session_bound(yx_workspace *ws, yx_day boundaries, yx_day as_of,
                                     yx_err *err);
/* Who acts now. YIXIAN_NOW (2022-04-20T08:00:00Z) is honoured in a workspace with a test clock
 * only. YX_E_RANGE: it is no time. YX_E_ABSENT: unknown post. */
YX_MUST_USE yx_code yx_session_act(const yx_args *args, const yx_workspace *ws, yx_act *ret,
                                   yx_err *err);
/* The time alone, for `init`. */
YX_MUST_USE yx_code yx_session_now(bool test_clock, int64_t *ret_ms, yx_err *err);
/* Sets the zone that days are read in. YX_E_RANGE: the machine knows no such zone. */
YX_MUST_USE yx_code yx_session_zone(const char *zone, yx_err *err);

/* Work on a workspace that is open for writing, with a list for the faults of its input; the exit
 * status. */
typedef int yx_faulty_work(const yx_args *args, yx_workspace *ws, yx_faults *faults, yx_err *err);
int yx_session_work(const yx_args *args, const char *verb, yx_faulty_work *work);

/* Prints JSON text and a line end, or nothing when memory ran out; releases it. */
void yx_print_json(yx_buf *buf);

/* Reads `2022-04-20T08:00:00Z` (fractions not). */
bool yx_time_read(const char *text, int64_t *ret_ms);
char *yx_time_text(int64_t ms, char out[24]); /* 2022-04-20T08:00:00Z */

/* An option that is a day; absent gives `absent`. Prints the usage error. */
bool yx_option_day(const char *verb, const char *value, yx_day absent, yx_day *ret);

/* `reported` (YX_DAY_NONE), `today` (YX_DAY_MAX) or a day; absent gives `reported`. Prints the
 * usage error. */
bool yx_option_boundaries(const char *verb, const char *value, yx_day *ret);

/* Prints the faults to stderr: 50 and the count; writes the report if one is asked for.
 * Returns false when the report cannot be written (said already). */
bool yx_say_faults(const char *verb, yx_faults *faults, const char *report, yx_lang lang,
                   size_t taken, size_t unchanged);

#endif

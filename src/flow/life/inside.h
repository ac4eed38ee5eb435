/* inside.h - what the files of this folder share.
 *
 *   fold.c      one change after the other makes a state
 *   lives.c     all alerts, read from the log
 *   write.c     a change into an entry
 *   posts.c     who owns, who is above, who may
 *   answer.c    what posts change
 *   on.c        what the figures hold up: the seam to the alerts of flow/alerts.h
 *   silence.c   silences
 *   drive.c     what time and figures change
 *   answered.c  how soon, how often right: by rule */
#ifndef YX_FLOW_LIFE_INSIDE_H
#define YX_FLOW_LIFE_INSIDE_H

#include "flow/life/life.h"
#include "flow/life/silence.h"

#define YX_LIFE_HOUR ((int64_t)3600 * 1000)

/* What runs out by itself until a moment; and one step, with what ran out before it. Pure. */
void yx_life_settle(yx_life *life, int64_t now);
void yx_life_apply(yx_life *life, const yx_life_step *step);

/* Brings all states to a moment. */
void yx_lives_settle(yx_lives *lives, int64_t now);

/* Applies a step to the lives, which keep copies of its texts. *ret: its alert. */
YX_MUST_USE yx_code yx_lives_step(yx_lives *lives, const yx_life_step *step, yx_life **ret,
                                  yx_err *err);

/* Appends a step to the log, inside a transaction of the caller's; sets its seq, time, post. */
YX_MUST_USE yx_code yx_life_append(yx_workspace *ws, const yx_act *act, yx_life_step *step,
                                   yx_err *err);

/* A step of a change to an alert: what the alert is, nothing else. */
yx_life_step yx_life_change(const yx_life *life, yx_change change);

/* Appends an entry for each open alert that a silence takes, or that none holds any longer; inside
 * a transaction of the caller's. Adds to the two counts. */
YX_MUST_USE yx_code yx_silences_apply(yx_workspace *ws, const yx_act *act,
                                      const yx_silences *silences, yx_lives *lives,
                                      size_t *ret_silent, size_t *ret_loud, yx_err *err);

/* A reason that is needed, or may lack. YX_E_RANGE. */
YX_MUST_USE yx_code yx_life_check_text(const char *what, const char *text, bool needed,
                                       yx_err *err);

/* UTC text of a moment, and back; "" and 0 are none. */
enum { YX_LIFE_TIME = 24 };
char *yx_life_time_text(int64_t ms, char out[YX_LIFE_TIME]);
bool yx_life_time_read(yx_str text, int64_t *ret_ms);

/* The fields of a flat JSON object, one by one; the items of a list of texts come under its key.
 * YX_E_CORRUPT: it is none. */
typedef yx_code yx_life_field(void *arg, yx_str key, yx_str text, yx_err *err);
YX_MUST_USE yx_code yx_life_fields(const yx_entry *entry, yx_life_field *field, void *arg,
                                   yx_err *err);

#endif

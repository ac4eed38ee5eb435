/* forms.h - forms in the log: loading them, what is in force, and what a county has refused. */
#ifndef YX_FLOW_FORMS_H
#define YX_FLOW_FORMS_H

#include "flow/load.h"
#include "model/form.h"

#define YX_LOAD_FORMS    "forms"
#define YX_ENTRY_FORM    "form"    /* "forms\nfile\n" and the YAML as it was read */
#define YX_ENTRY_FORCED  "forced"  /* JSON: what was loaded although it exists, and why */
#define YX_ENTRY_REFUSAL "refusal" /* JSON: form, region, reason */

enum { YX_REASON_BYTES = 2000 };

/* The forms of the log up to ws->read. */
YX_MUST_USE yx_code yx_forms_in_force(yx_workspace *ws, yx_forms **ret_forms, yx_err *err);

/* For yx_load(), inside its transaction: reads and appends the files. act->force: an item that
 * another form asks for is no fault, and the reason is an entry. */
YX_MUST_USE yx_code yx_load_forms(yx_workspace *ws, char *const *path, size_t n_path,
                                  const yx_act *act, yx_faults *faults, yx_loaded *loaded,
                                  yx_err *err);
/* Appends why something that exists was loaded all the same. `what` as in `load`. */
YX_MUST_USE yx_code yx_append_forced(yx_workspace *ws, const char *what, const char *file,
                                     const yx_act *act, yx_err *err);

/* A region refuses a form that has expired.
 *   region   code; NULL: that of the post that acts
 * YX_E_ABSENT: no such form or region; YX_E_RANGE: the form has not expired, or does not ask this
 * region, or there is no reason. */
YX_MUST_USE yx_code yx_refuse_form(yx_workspace *ws, const char *form, const char *region,
                                   const char *reason, const yx_act *act, int64_t *ret_seq,
                                   yx_err *err);

/* True once a form has expired: its legal validity or its end date is over on that day. */
bool yx_form_expired(const yx_form *form, yx_day day);

/* Who has refused what, up to ws->read: a set of "form\nregion". */
YX_MUST_USE yx_code yx_refusals(yx_workspace *ws, yx_names **ret_refusals, yx_err *err);
bool yx_refused(const yx_names *refusals, const char *form, const char *region);

#endif

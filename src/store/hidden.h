/* hidden.h - the figures that may not be shown, as a set. A store that is given it shows nobody
 * what is in it (yx_store_hide()). Who is in it decides flow/protect/protect.c. */
#ifndef YX_STORE_HIDDEN_H
#define YX_STORE_HIDDEN_H

#include "store/store.h"

typedef enum yx_hidden_why {
    YX_SHOWN,
    YX_TOO_FEW,      /* fewer than three reported into it */
    YX_WOULD_REVEAL, /* it and a sum would give such a figure away */
    YX_NOT_RELEASED, /* its release day is still to come */
    YX_N_HIDDEN
} yx_hidden_why;

extern const char *const yx_hidden_name[YX_N_HIDDEN]; /* "", "too few", "would reveal", ... */

YX_MUST_USE yx_code yx_hidden_new(yx_hidden **ret_hidden, yx_err *err);
void yx_hidden_free(yx_hidden *hidden); /* NULL is fine */

/* Hides all versions of a figure, or one version of a series. What was hidden for another reason
 * keeps that one. */
YX_MUST_USE yx_code yx_hidden_add(yx_hidden *hidden, yx_str region, yx_str indicator,
                                  yx_period period, yx_hidden_why why, yx_err *err);
YX_MUST_USE yx_code yx_hidden_add_version(yx_hidden *hidden, yx_str region, yx_str indicator,
                                          int64_t seq, uint32_t row, yx_hidden_why why,
                                          yx_err *err);

/* NULL: nothing is hidden. O(1), all three. */
bool yx_hidden_any(const yx_hidden *hidden);
bool yx_hidden_series(const yx_hidden *hidden, yx_str region, yx_str indicator); /* any of it? */
yx_hidden_why yx_hidden_of(const yx_hidden *hidden, yx_str region, yx_str indicator,
                           const yx_version *version);

/* Takes what is hidden out of the versions of a series, or marks it: why, and no value. */
void yx_hidden_drop(const yx_hidden *hidden, yx_str region, yx_str indicator,
                    yx_versions *versions);
void yx_hidden_mark(const yx_hidden *hidden, yx_str region, yx_str indicator,
                    yx_versions *versions);

#endif

/* protect.h - what may be shown, in one place: small cells and what would reveal them, and figures
 * before their release (docs/protection.md). The store of a workspace that was given this shows
 * nobody what is hidden, so that every output is protected without knowing.
 *
 * A figure into which fewer than three reported is hidden, whatever version of it: the newest
 * statement about its contributors counts, also of a row that was unchanged. Figures that would
 * give it away are hidden too (series/reveal.h): over the tree, over relations and ratios, over
 * time. A version with a release day is hidden before that day; the one before stands meanwhile. */
#ifndef YX_FLOW_PROTECT_PROTECT_H
#define YX_FLOW_PROTECT_PROTECT_H

#include "flow/workspace.h"
#include "store/hidden.h"

/* Hides from readers what may not be shown on a day, by all that the log says up to the workspace's
 * entry (ws->head). What is kept in the store is used where it is of that entry and of the
 * workspace's catalogue: O(what is hidden). Else it is found anew: O(entries; rows of those that
 * name contributors or a release; for each family of indicators with small cells, its figures). */
YX_MUST_USE yx_code yx_protect(yx_workspace *ws, yx_day day, yx_err *err);
/* Brings what is kept up to date, inside a transaction, when figures or catalogues were written in
 * it; ws->catalog is that of its end. O(new rows; figures of the families with small cells of which
 * a row is new); where the catalogue is another one, or nothing was kept, O(the log). */
YX_MUST_USE yx_code yx_protect_keep(yx_workspace *ws, yx_err *err);
/* Whether what is kept, if anything is, follows from the log. YX_E_CORRUPT: it does not. */
YX_MUST_USE yx_code yx_protect_verify(yx_workspace *ws, yx_err *err);
/* Shows everything again: for work that prints nothing. */
void yx_unprotect(yx_workspace *ws);

/* How many figures that stand as known are not shown, by reason (YX_N_HIDDEN numbers). */
YX_MUST_USE yx_code yx_protect_count(yx_workspace *ws, yx_known known, size_t *count, yx_err *err);

#endif

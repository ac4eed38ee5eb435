/* workspace.h - a workspace opened: its store, and the catalogue and rules that its log holds.
 *
 * Catalogues and rules are read from the log up to an entry, so that yesterday's brief meets
 * yesterday's tree and rules. Every use case below starts here. */
#ifndef YX_FLOW_WORKSPACE_H
#define YX_FLOW_WORKSPACE_H

#include "model/boundaries.h"
#include "store/store.h"
#include "trigger/rules.h"

/* Who acts, and when: only cli (and a server) read the clock. */
typedef struct yx_act {
    const char *post;
    int64_t ms;        /* UTC milliseconds */
    yx_day today;      /* in the workspace's zone */
    const char *force; /* why `load` takes what exists already; NULL: it does not */
} yx_act;

typedef struct yx_workspace {
    yx_store *store;
    yx_catalog *catalog;
    yx_rules *rules;
    yx_head head; /* the entry up to which figures are known */
    int64_t read; /* the entry up to which catalogues and rules were read: that one, or an earlier
                   * one when it is asked as of a day */
    yx_hidden *hidden;         /* from readers (flow/protect/protect.h); NULL: nothing is */
    yx_day protected_on;       /* the day for which it was found */
    yx_boundaries *boundaries; /* what show, screen, ... join series on; NULL: as reported */
} yx_workspace;

/* Opens DIR, as of log entry `at` (INT64_MAX: the newest). Who reads only sees one state of it
 * until it is closed. YX_E_ABSENT no workspace, or no such entry; YX_E_CORRUPT it cannot be read.
 */
YX_MUST_USE yx_code yx_workspace_open(const char *dir, bool read_only, int64_t at,
                                      yx_workspace *ret, yx_err *err);
/* Reads catalogues and rules anew, up to an entry. */
YX_MUST_USE yx_code yx_workspace_read(yx_workspace *ws, int64_t seq, yx_err *err);
void yx_workspace_close(yx_workspace *ws); /* a zeroed one is fine */

/* Begins a transaction. What others appended since the workspace was opened is known from then on:
 * catalogues and rules that came in between are read, and the post that acts is looked up anew.
 * YX_E_ABSENT that post is gone; what yx_store_begin() says. After a failure none is open. */
YX_MUST_USE yx_code yx_workspace_begin(yx_workspace *ws, const char *post, yx_err *err);

/* YX_E_ABSENT when posts are loaded and `post` is none of them; "local" always may. */
YX_MUST_USE yx_code yx_workspace_check_post(const yx_workspace *ws, const char *post, yx_err *err);

/* The first entry of a kind from `from` on, up to the workspace's head or beyond; 0: there is none.
 * No payload is read. */
YX_MUST_USE yx_code yx_workspace_first(yx_workspace *ws, const char *kind, int64_t from,
                                       int64_t *ret_seq, yx_err *err);

/* Catalogues and rules as they were at the end of a day, by the time of their log entries. What was
 * before the first figures were taken is history that came afterwards: for a day before that one,
 * they are those of the first day on which there were figures, and rules if there ever were. So a
 * day always meets the same tree and rules, whatever is loaded later. Figures go by their own
 * as_of, so one that is taken later and back-dated is known then.
 * Call before yx_workspace_bound(). O(log entries since). */
YX_MUST_USE yx_code yx_workspace_as_of(yx_workspace *ws, yx_day as_of, yx_err *err);
/* After it: takes as head the last entry that can bear on what is known as of the day: of that day
 * or before it, or taken later and back-dated. What is printed with it prints again byte for byte
 * until something back-dated comes. O(rows taken since). */
YX_MUST_USE yx_code yx_workspace_rewind(yx_workspace *ws, yx_day as_of, yx_err *err);

/* Joins series on the boundaries of a day from now on; YX_DAY_NONE: as reported. */
YX_MUST_USE yx_code yx_workspace_bound(yx_workspace *ws, yx_day on, yx_err *err);

/* What a reader knows who asks for a day: versions up to it and up to the workspace's entry. */
yx_known yx_workspace_known(const yx_workspace *ws, yx_day as_of);

#endif

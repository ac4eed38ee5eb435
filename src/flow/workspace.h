/* workspace.h - a workspace opened: its store, and the catalogue and rules that its log holds.
 *
 * Catalogues and rules are read from the log up to an entry, so that yesterday's brief meets
 * yesterday's tree and rules. Every use case below starts here. */
#ifndef YX_FLOW_WORKSPACE_H
#define YX_FLOW_WORKSPACE_H

#include "model/catalog.h"
#include "store/store.h"
#include "trigger/rules.h"

/* Who acts, and when: only cli (and a server) read the clock. */
typedef struct yx_act {
    const char *post;
    int64_t ms;   /* UTC milliseconds */
    yx_day today; /* in the workspace's zone */
} yx_act;

typedef struct yx_workspace {
    yx_store *store;
    yx_catalog *catalog;
    yx_rules *rules;
    yx_head head; /* the entry up to which all of it was read */
} yx_workspace;

/* Opens DIR, as of log entry `at` (INT64_MAX: the newest).
 * YX_E_ABSENT no workspace, or no such entry; YX_E_CORRUPT it cannot be read. */
YX_MUST_USE yx_code yx_workspace_open(const char *dir, bool read_only, int64_t at,
                                      yx_workspace *ret, yx_err *err);
void yx_workspace_close(yx_workspace *ws); /* a zeroed one is fine */

/* YX_E_ABSENT when posts are loaded and `post` is none of them; "local" always may. */
YX_MUST_USE yx_code yx_workspace_check_post(const yx_workspace *ws, const char *post, yx_err *err);

/* What a reader knows who asks for a day: versions up to it and up to the workspace's entry. */
yx_known yx_workspace_known(const yx_workspace *ws, yx_day as_of);

#endif

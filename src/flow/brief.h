/* brief.h - gathers the facts of a brief: `yixian brief`. The words are brief/brief.c's.
 *
 * What is gathered depends on the workspace's entry, the as-of day and the scope alone, so the same
 * asking gives the same bytes on any later day. */
#ifndef YX_FLOW_BRIEF_H
#define YX_FLOW_BRIEF_H

#include "brief/doc.h"
#include "flow/workspace.h"

typedef struct yx_brief_ask {
    const char *region; /* code of the scope, or NULL: all */
    yx_day as_of;       /* YX_DAY_MAX: the day of the workspace's entry */
    yx_lang lang;
    yx_day boundaries; /* YX_DAY_NONE: as reported; YX_DAY_MAX: of the as-of day; or a day */
} yx_brief_ask;

/* YX_E_ABSENT: no such region. The document is yours. */
YX_MUST_USE yx_code yx_brief_make(yx_workspace *ws, const yx_brief_ask *ask, yx_doc **ret_doc,
                                  yx_err *err);

#endif

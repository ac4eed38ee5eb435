/* mine.h - everything that is held about a region, for it to take home: `yixian mine REGION -o
 * FILE.zip`. Files and columns are those of docs/mine.md.
 *
 * A region that has none below it sees its own small cells; everything else is protected as always
 * (flow/protect/protect.h), for what is hidden elsewhere could be computed from it. */
#ifndef YX_FLOW_MINE_MINE_H
#define YX_FLOW_MINE_MINE_H

#include "flow/workspace.h"

typedef struct yx_mined {
    size_t figures, versions, findings, alerts, entries;
    size_t hidden; /* versions without their value */
} yx_mined;

/* Writes the archive. The workspace must be protected. YX_E_ABSENT: no such region; YX_E_IO.
 * O(log entries + what the checks and the screening take). */
YX_MUST_USE yx_code yx_mine(yx_workspace *ws, const char *region, yx_day today, const char *path,
                            yx_mined *ret, yx_err *err);

#endif

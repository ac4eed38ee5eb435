/* take.h - reported figures into the store: `yixian take`.
 *
 * Every file becomes one entry of the log; all files of one command are taken together or, with
 * every fault of every file listed, not at all. A dry run does all of it and then takes nothing.
 * A partial taking keeps the sound rows, and behind them an entry of kind "refused" with the report
 * of those that were not taken. */
#ifndef YX_FLOW_TAKE_H
#define YX_FLOW_TAKE_H

#include "base/input.h"
#include "base/progress.h"
#include "flow/workspace.h"
#include "intake/book/grid.h"

typedef struct yx_take_how {
    yx_day as_of;         /* publication day of rows without one; YX_DAY_NONE: today */
    const char *source;   /* said of these files, shown wherever their figures are; or NULL */
    yx_encoding encoding; /* ANY: found out */
    const char *reason;   /* why figures that stand are changed, or NULL */
    bool dry_run;
    bool partial;
    yx_workbook *ret_book; /* NULL; else one file is taken: gets it, if it is a workbook that can be
                              read, for yx_return_workbook(). Release it, also after a failure */
    yx_progress *progress; /* counts rows; NULL: nobody watches */
} yx_take_how;

typedef struct yx_take_result {
    size_t files, taken, unchanged;
    int64_t seq; /* last entry; 0 after a dry run */
} yx_take_result;

#define YX_ENTRY_REFUSED "refused"

/* YX_E_REFUSED: faults; nothing was changed, unless the taking was partial: then *ret says what was
 * taken. */
YX_MUST_USE yx_code yx_take(yx_workspace *ws, char *const *path, size_t n_path,
                            const yx_take_how *how, const yx_act *act, yx_faults *faults,
                            yx_take_result *ret, yx_err *err);

#endif

/* watch.h - files that appear in a folder, one after the other: `yixian take --watch DIR`.
 *
 * Looks once a second: shares from other machines tell nobody of a new file. A file is whole when
 * its size and time have not changed from one look to the next. Names that begin with a dot or end
 * with ".part", ".tmp" or "~" are still being written. What was taken moves to DIR/taken, what was
 * refused to DIR/refused with its report beside it, and of a workbook a copy in which the faults
 * are marked. So a file is never taken twice; if it were, its figures would be unchanged. */
#ifndef YX_CLI_WATCH_H
#define YX_CLI_WATCH_H

#include "base/err.h"

#include <stdbool.h>

typedef struct yx_watch yx_watch;

/* Makes DIR/taken and DIR/refused. once: files are whole as they stand, and the end is reached when
 * none is left. YX_E_IO, YX_E_NOMEM. */
YX_MUST_USE yx_code yx_watch_open(const char *dir, bool once, yx_watch **ret_watch, yx_err *err);
void yx_watch_close(yx_watch *watch); /* NULL is fine */

/* Waits for the next whole file, by name.
 *   ret_path     the file; ret_report: where the report of its faults belongs; ret_returned: where
 *                its marked copy does; all are valid until the next call
 *   ret_end      nothing is left (with `once` only) */
YX_MUST_USE yx_code yx_watch_next(yx_watch *watch, char **ret_path, const char **ret_report,
                                  const char **ret_returned, bool *ret_end, yx_err *err);
/* Moves the file of the last yx_watch_next() away. A name that is there already gets a number, and
 * so do the report and the copy of what is refused: what was sent back before stays. */
YX_MUST_USE yx_code yx_watch_move(yx_watch *watch, bool taken, yx_err *err);

#endif

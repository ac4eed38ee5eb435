/* xls_child.h - what the child of xls.c does. It may crash, hang or lie: only the pipe leaves it.
 */
#ifndef YX_INTAKE_BOOK_XLS_CHILD_H
#define YX_INTAKE_BOOK_XLS_CHILD_H

#include "base/err.h"

#include <stdbool.h>

/* Reads the workbook and writes it to `fd` (intake/book/xls_pipe.h), what is wrong with it as well.
 * YX_OK: all was told. YX_E_NOMEM, YX_E_IO: it could not be told. libfreexl hides what it failed
 * of: unless `sure`, what it says against the file counts as no memory, and another child is to
 * look.
 */
YX_MUST_USE yx_code yx_xls_child(const char *path, int fd, bool sure, yx_err *err);

#endif

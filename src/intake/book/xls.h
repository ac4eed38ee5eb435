/* xls.h - old workbooks (.xls), through libfreexl in a process of its own.
 *
 * The library was not made for hostile files. So it runs in a child that may not write files, start
 * programs, or use more than 512 MB and 20 s of CPU; its end, however it comes, is a fault of the
 * file and nothing more. What it read comes back through a pipe (intake/book/xls_pipe.h) and is
 * checked. Merged ranges, what is hidden and which cells are formulas, of which the library tells
 * nothing, are read from the records of the file, in the same child. */
#ifndef YX_INTAKE_BOOK_XLS_H
#define YX_INTAKE_BOOK_XLS_H

#include "base/fault.h"
#include "intake/book/grid.h"

/* Reads a file, as yx_xlsx_read() does (intake/book/xlsx.h).
 * YX_E_REFUSED why is in `faults`; YX_E_NOMEM; YX_E_IO no child could be started. */
YX_MUST_USE yx_code yx_xls_read(const char *path, yx_faults *faults, yx_workbook *ret_workbook,
                                yx_err *err);

#endif

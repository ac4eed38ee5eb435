/* xlsx.h - workbooks of Office Open XML: .xlsx, .xlsm and templates, transitional and strict.
 *
 * Read are cells (texts without their phonetic readings, numbers, days by their number format,
 * booleans, errors), merged ranges, and what is hidden. A formula is not computed: what it gave
 * when the file was saved is taken, and the cell is marked. Charts, pictures, macros, comments and
 * formats are not looked at.
 *
 * Faults: the file is none of these, locked by a password, damaged, a ZIP bomb, or its XML declares
 * entities; on sheets that are not hidden, formula.empty for each formula without a result, and
 * formula.kept once a sheet, with the first of such cells and their number. */
#ifndef YX_INTAKE_BOOK_XLSX_H
#define YX_INTAKE_BOOK_XLSX_H

#include "base/fault.h"
#include "intake/book/grid.h"

/* Reads a file.
 *   faults          those of this file are added
 *   ret_workbook    all its sheets, also where formulas have faults, so that whoever looks at
 *                   cells finds the others too; ask yx_faults_errors(). Release it with
 *                   yx_workbook_release()
 * YX_E_REFUSED the file cannot be read, why is in `faults`; YX_E_NOMEM.
 * Cost: about 1.5 million cells a second; memory 24 bytes a cell and its text once. */
YX_MUST_USE yx_code yx_xlsx_read(const char *path, yx_faults *faults, yx_workbook *ret_workbook,
                                 yx_err *err);
/* The same over bytes in memory; `file` is its name for faults. */
YX_MUST_USE yx_code yx_xlsx_memory(const char *file, yx_str bytes, yx_faults *faults,
                                   yx_workbook *ret_workbook, yx_err *err);

#endif

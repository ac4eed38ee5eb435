/* workbook.h - what a file is, by its first bytes and not by its name: many an .xls is a page of
 * HTML.
 */
#ifndef YX_INTAKE_BOOK_WORKBOOK_H
#define YX_INTAKE_BOOK_WORKBOOK_H

#include "base/fault.h"
#include "intake/book/grid.h"

typedef enum yx_book_form {
    YX_BOOK_EMPTY,
    YX_BOOK_ZIP,    /* .xlsx, .xlsm; or another ZIP archive */
    YX_BOOK_XLS,    /* a compound file with a workbook in it */
    YX_BOOK_LOCKED, /* a compound file in which a workbook lies encrypted */
    YX_BOOK_CFB,    /* another compound file */
    YX_BOOK_BIFF,   /* a workbook as programs wrote it before 1995 */
    YX_BOOK_HTML,
    YX_BOOK_XML, /* a workbook in one XML file (2003), or other XML */
    YX_BOOK_TEXT,
    YX_BOOK_OTHER,
} yx_book_form;

/* Of a whole file in memory. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_book_form_of(yx_str bytes, yx_book_form *ret, yx_err *err);
/* Of a file. YX_E_IO it cannot be read; YX_E_RANGE a compound file of more than 64 MB; YX_E_NOMEM.
 */
YX_MUST_USE yx_code yx_book_form_of_file(const char *path, yx_book_form *ret, yx_err *err);

/* Adds the fault that says why a file of this form is not read as .xlsx, and returns YX_E_REFUSED.
 */
YX_MUST_USE yx_code yx_book_refuse(const char *file, yx_book_form form, yx_faults *faults,
                                   yx_err *err);
/* The same for a file whose form is not known yet; also YX_E_NOMEM. */
YX_MUST_USE yx_code yx_book_refuse_file(const char *path, yx_faults *faults, yx_err *err);

/* Reads a workbook of any form that is read: .xlsx, .xlsm, .xls. As yx_xlsx_read()
 * (intake/book/xlsx.h). A file that is text is refused as "not a workbook": it may be a CSV file.
 */
YX_MUST_USE yx_code yx_workbook_read(const char *path, yx_faults *faults, yx_workbook *ret_workbook,
                                     yx_err *err);

/* Tells of formulas on the sheets that are not hidden: formula.empty for each without a result,
 * formula.kept once a sheet, with the first of the others and their number. */
void yx_book_tell_formulas(const char *file, const yx_workbook *book, yx_faults *faults);

#endif

/* biff.h - the records of an old workbook (BIFF5 and BIFF8): all but its texts, which libfreexl
 * reads. For the child of xls.c.
 *
 * A workbook's stream is records of 4 bytes of head (kind, length) and up to 8224 bytes. Those at
 * its start list the sheets and the formats; the records of each sheet stand from a place of their
 * own on. Read are numbers (days and percentages by their format), what formulas gave, booleans,
 * errors, merged ranges, and what is hidden. */
#ifndef YX_INTAKE_BOOK_BIFF_H
#define YX_INTAKE_BOOK_BIFF_H

#include "intake/book/xls_pipe.h"

typedef struct yx_biff yx_biff;

typedef struct yx_biff_sheet {
    const char *name; /* UTF-8; of BIFF5 with '?' for what is not ASCII */
    bool hidden;
    bool cells;  /* no chart, no macro */
    uint32_t at; /* where its records start */
} yx_biff_sheet;

/* Reads the records at the start. The stream is the caller's and must outlive it. YX_E_FORMAT
 * damaged; YX_E_RANGE older than BIFF5, or too much; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_biff_open(yx_str stream, yx_biff **ret_biff, yx_err *err);
void yx_biff_close(yx_biff *biff); /* NULL is fine */

bool yx_biff_encrypted(const yx_biff *biff); /* then nothing else makes sense */
bool yx_biff_unicode(const yx_biff *biff);   /* BIFF8: names are what they are */
size_t yx_biff_count(const yx_biff *biff);
const yx_biff_sheet *yx_biff_sheet_at(const yx_biff *biff, size_t i);

/* Tells the cells of a sheet, but no texts that were typed, its merged ranges and what is hidden.
 * YX_E_FORMAT; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_biff_tell(const yx_biff *biff, size_t i, yx_xls_out *out, yx_err *err);

#endif

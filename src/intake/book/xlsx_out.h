/* xlsx_out.h - writes a workbook (.xlsx): cells, merged ranges, comments, hidden rows, locks.
 *
 * Calls that add remember the first failure; yx_xlsx_out_close() tells it. Everything is kept in
 * memory until then, and the file stands only when all of it was written. The same calls make the
 * same bytes. Texts stand in their cells, not in a part that cells share. */
#ifndef YX_INTAKE_BOOK_XLSX_OUT_H
#define YX_INTAKE_BOOK_XLSX_OUT_H

#include "base/err.h"
#include "intake/book/grid.h"

typedef enum yx_xlsx_style {
    YX_STYLE_PLAIN,
    YX_STYLE_TITLE,   /* bold, larger */
    YX_STYLE_HEAD,    /* bold, grey, wrapped */
    YX_STYLE_OPEN,    /* a cell to be filled in: bordered, not locked */
    YX_STYLE_ERROR,   /* red fill */
    YX_STYLE_WARNING, /* yellow fill */
    YX_N_STYLE
} yx_xlsx_style;

enum {
    YX_XLSX_OUT_TEXT = 32767, /* most characters of a cell or comment; longer ones are cut */
};

typedef struct yx_xlsx_out yx_xlsx_out;

YX_MUST_USE yx_code yx_xlsx_out_new(const char *path, yx_xlsx_out **ret_out, yx_err *err);
/* Closes and releases it, also after a failure. YX_E_IO: it cannot be written, or is more than an
 * archive takes (YX_ZIP_WRITTEN bytes before they are packed), and no file is left;
 * YX_E_NOMEM. `keep` false: it is dropped, and the call cannot fail. */
YX_MUST_USE yx_code yx_xlsx_out_close(yx_xlsx_out *out, bool keep, yx_err *err);

/* Begins a sheet. The name is made one that programs take: at most 31 characters, without []:*?/\,
 * and none that stands already. */
void yx_xlsx_out_sheet(yx_xlsx_out *out, yx_str name);

/* Writes a cell into the last sheet; a number as a number, a day as a day. */
void yx_xlsx_out_cell(yx_xlsx_out *out, uint32_t row, uint32_t column, yx_grid_kind kind,
                      yx_str text, yx_xlsx_style style);
/* Merges a range. Its style is that of its first cell, until that is written. */
void yx_xlsx_out_merge(yx_xlsx_out *out, const yx_grid_range *range, yx_xlsx_style style);
void yx_xlsx_out_comment(yx_xlsx_out *out, uint32_t row, uint32_t column, yx_str text);
void yx_xlsx_out_hide_row(yx_xlsx_out *out, uint32_t row);
void yx_xlsx_out_width(yx_xlsx_out *out, uint32_t first, uint32_t last, double characters);
/* Only cells of YX_STYLE_OPEN may be changed; without a password. Rows down to `rows` stay in
 * sight. */
void yx_xlsx_out_lock(yx_xlsx_out *out, uint32_t rows, uint32_t columns);

#endif

/* xlsx_out_parts.h - the parts of a workbook that is written which hold no cells: for xlsx_out.c
 * only.
 *
 * Everything is appended to a buffer, which remembers a failure. Sheets are counted from 1. */
#ifndef YX_INTAKE_BOOK_XLSX_OUT_PARTS_H
#define YX_INTAKE_BOOK_XLSX_OUT_PARTS_H

#include "base/buf.h"
#include "intake/book/xlsx_out.h"

#define YX_XLSX_HEAD   "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define YX_XLSX_MAIN   "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define YX_XLSX_OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

/* How a cell of a style shows its content. */
typedef enum yx_xlsx_show { YX_SHOW_PLAIN, YX_SHOW_PERCENT, YX_SHOW_DAY, YX_N_SHOW } yx_xlsx_show;

/* Number of a format among those of yx_xlsx_styles(). */
static inline int yx_xlsx_format(yx_xlsx_style style, yx_xlsx_show show)
{
    return (int)style * YX_N_SHOW + (int)show;
}
void yx_xlsx_styles(yx_buf *out);

typedef struct yx_xlsx_tab {
    const char *name; /* of the sheet */
    bool comments;    /* it has some */
} yx_xlsx_tab;

void yx_xlsx_types(const yx_xlsx_tab *tab, size_t n, yx_buf *out);
void yx_xlsx_book(const yx_xlsx_tab *tab, size_t n, yx_buf *out);
void yx_xlsx_book_links(size_t n, yx_buf *out);
void yx_xlsx_root_links(yx_buf *out);
void yx_xlsx_sheet_links(size_t sheet, yx_buf *out); /* of one with comments */

/* A text as XML: what XML cannot hold becomes a blank, and what a reader would undo ("_x000D_") is
 * kept from it. Cut to the characters that a cell may have. */
void yx_xlsx_text(yx_str text, yx_buf *out);

typedef struct yx_xlsx_note {
    uint32_t row;
    uint16_t column;
    yx_str text;
} yx_xlsx_note;

/* Comments, and their boxes. The boxes of all sheets are numbered in blocks of 1024: ret_block is
 * the first that is free, and moves on. */
void yx_xlsx_comments(const yx_xlsx_note *note, size_t n, yx_buf *out);
void yx_xlsx_boxes(const yx_xlsx_note *note, size_t n, size_t *ret_block, yx_buf *out);

#endif

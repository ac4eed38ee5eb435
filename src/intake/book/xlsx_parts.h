/* xlsx_parts.h - the parts of an .xlsx file, each read by one function. For xlsx*.c only. */
#ifndef YX_INTAKE_BOOK_XLSX_PARTS_H
#define YX_INTAKE_BOOK_XLSX_PARTS_H

#include "base/fault.h"
#include "base/xml.h"
#include "base/zip.h"
#include "intake/book/grid_build.h"

enum { YX_XLSX_PART = 512 /* bytes of the name of a part, with its NUL */ };

typedef struct yx_xlsx_sheet {
    const char *name; /* in the arena */
    const char *id;   /* of its relation */
    const char *part; /* NULL: it has no cells (a chart) */
    bool hidden;
} yx_xlsx_sheet;

typedef struct yx_xlsx {
    const char *file;
    yx_faults *faults;
    yx_zip *zip;
    yx_book *book;
    yx_arena *arena; /* of what is needed while reading */

    char main[YX_XLSX_PART];                        /* name of the workbook's own part */
    char styles[YX_XLSX_PART], texts[YX_XLSX_PART]; /* empty: there are none */
    bool since_1904;
    yx_xlsx_sheet *sheet;
    size_t n_sheet, cap_sheet;

    uint8_t *format; /* yx_xl_format of each cell style */
    size_t n_format, cap_format;
    yx_str *text; /* the shared texts, kept in the book */
    size_t n_text, cap_text;
} yx_xlsx;

/* Names of tags in the namespace of sheets, old or strict. Texts of shared strings and of cells
 * have the same tags. */
typedef enum yx_xlsx_tag {
    YX_X_OTHER,
    YX_X_C,
    YX_X_V,
    YX_X_F,
    YX_X_IS,
    YX_X_SI,
    YX_X_T,
    YX_X_R,
    YX_X_RPH,
    YX_X_ROW,
    YX_X_COL,
    YX_X_COLS,
    YX_X_SST,
    YX_X_XF,
    YX_X_CELL_XFS,
    YX_X_NUM_FMT,
    YX_X_NUM_FMTS,
    YX_X_SHEET,
    YX_X_SHEETS,
    YX_X_SHEET_DATA,
    YX_X_MERGE_CELL,
    YX_X_MERGE_CELLS,
    YX_X_WORKBOOK,
    YX_X_WORKBOOK_PR,
    YX_X_WORKSHEET,
    YX_X_STYLE_SHEET,
} yx_xlsx_tag;
yx_xlsx_tag yx_xlsx_tag_of(const yx_xml_name *name);

/* The tags that are open, from the root on. */
typedef struct yx_xlsx_path {
    uint8_t tag[YX_XML_DEPTH + 1];
    size_t depth;
} yx_xlsx_path;
static inline yx_xlsx_tag yx_xlsx_up(const yx_xlsx_path *path, size_t up) /* 0: the last one */
{
    return path->depth > up ? (yx_xlsx_tag)path->tag[path->depth - up] : YX_X_OTHER;
}
yx_xlsx_tag yx_xlsx_path_open(yx_xlsx_path *path, const yx_xml_tag *tag);
void yx_xlsx_path_close(yx_xlsx_path *path);

bool yx_xlsx_true(const char *value); /* of an attribute; NULL: no */
/* A number of digits alone up to `most`. */
bool yx_xlsx_count(const char *value, uint32_t most, uint32_t *ret);

/* Reads one part. What is wrong with it becomes a fault, and YX_E_REFUSED. */
YX_MUST_USE yx_code yx_xlsx_part(yx_xlsx *x, const char *part, const char *sheet,
                                 const yx_xml_told *told, yx_err *err);
/* Adds a fault of the file and returns YX_E_REFUSED; all but the code may be NULL. */
yx_code yx_xlsx_refuse(yx_xlsx *x, const char *code, const char *sheet, const char *cell,
                       const char *text, const char *expected, yx_err *err);

YX_MUST_USE yx_code yx_xlsx_read_workbook(yx_xlsx *x, yx_err *err);
YX_MUST_USE yx_code yx_xlsx_read_styles(yx_xlsx *x, yx_err *err);
YX_MUST_USE yx_code yx_xlsx_read_texts(yx_xlsx *x, yx_err *err);
YX_MUST_USE yx_code yx_xlsx_read_sheet(yx_xlsx *x, const yx_xlsx_sheet *sheet, yx_err *err);

/* Undoes _xHHHH_, which stands for a character that XML does not take. Returns the new length. */
size_t yx_xlsx_unescape(char *at, size_t n);

#endif

/* doc.h - a document: headings, paragraphs, tables and sparklines, said once and rendered as text
 * for a terminal or as one self-contained HTML file.
 *
 * Texts are copied; bad bytes and control characters become \xHH. Appends that fail for memory make
 * the document fail when it is rendered. */
#ifndef YX_BRIEF_DOC_H
#define YX_BRIEF_DOC_H

#include "base/buf.h"
#include "base/fault.h"
#include "brief/table.h"

typedef struct yx_doc yx_doc;

YX_MUST_USE yx_code yx_doc_new(const char *title, yx_lang lang, yx_doc **ret_doc, yx_err *err);
void yx_doc_free(yx_doc *doc); /* NULL is fine */

void yx_doc_lead(yx_doc *doc, const char *fmt, ...) YX_PRINTF(2, 3); /* a line below the title */
void yx_doc_heading(yx_doc *doc, const char *fmt, ...) YX_PRINTF(2, 3);
void yx_doc_subheading(yx_doc *doc, const char *fmt, ...) YX_PRINTF(2, 3);
/* A subheading that asks for attention; what follows it, up to the next heading, belongs to it. */
void yx_doc_alert(yx_doc *doc, const char *fmt, ...) YX_PRINTF(2, 3);
void yx_doc_para(yx_doc *doc, const char *fmt, ...) YX_PRINTF(2, 3);
void yx_doc_note(yx_doc *doc, const char *fmt, ...) YX_PRINTF(2, 3); /* small print */

/* A sparkline: observed values with gaps, the limit where there was one, and alarms. */
typedef struct yx_spark {
    const double *observed, *upper; /* n each; upper may be NULL; NAN: a gap, no limit */
    const bool *alarm;              /* n; may be NULL */
    size_t n;
    const char *title; /* for those who cannot see it: "2023-W40 to 2023-W51: 12 ... 340" */
} yx_spark;

/* A table: its columns, then row by row its cells, one call each. At most YX_TABLE_COLUMNS. */
void yx_doc_table(yx_doc *doc, const char *const *column, const yx_align *align, size_t n_column);
void yx_doc_cell(yx_doc *doc, const char *fmt, ...) YX_PRINTF(2, 3);
void yx_doc_cell_spark(yx_doc *doc, const yx_spark *spark);

typedef enum yx_rendering { YX_TEXT, YX_HTML, YX_JSON } yx_rendering;

/* Text: plain, `width` columns wide (0: not wrapped), tables with columns aligned whatever the
 * script, sparklines of block characters with ^ below alarms. HTML: UTF-8, styles inside, no
 * script, sparklines as SVG with a title, nothing loaded from elsewhere, prints on A4. The same
 * document gives the same bytes. */
YX_MUST_USE yx_code yx_doc_render(const yx_doc *doc, yx_rendering rendering, size_t width,
                                  yx_buf *out, yx_err *err);

#endif

/* book.h - workbooks in tests: an .xlsx file of a few parts, and what was read as a text. */
#ifndef YX_TESTS_SUPPORT_BOOK_H
#define YX_TESTS_SUPPORT_BOOK_H

#include "base/buf.h"
#include "base/fault.h"
#include "base/zip.h"
#include "intake/book/grid.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct book_part {
    const char *name, *text;
} book_part;

#define BOOK_NS  "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define BOOK_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define BOOK_RELS(inside)                                                                           \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" inside \
    "</Relationships>"
#define BOOK_LINK(id, type, target)                                                                \
    "<Relationship Id=\"" id "\" Type=\"" BOOK_REL "/" type "\" Target=\"" target "\"/>"

static const book_part book_plain[] = {
    {"[Content_Types].xml",
     "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
    {"_rels/.rels", BOOK_RELS(BOOK_LINK("r1", "officeDocument", "xl/workbook.xml"))},
    {"xl/workbook.xml", "<workbook " BOOK_NS " xmlns:r=\"" BOOK_REL "\"><sheets>"
                        "<sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     BOOK_RELS(BOOK_LINK("r1", "worksheet", "worksheets/sheet1.xml") BOOK_LINK(
         "r2", "styles", "styles.xml") BOOK_LINK("r3", "sharedStrings", "/xl/sharedStrings.xml"))},
    {"xl/styles.xml",
     "<styleSheet " BOOK_NS "><numFmts><numFmt numFmtId=\"164\" "
     "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></numFmts>"
     "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
     "<xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>"},
    {"xl/sharedStrings.xml",
     "<sst " BOOK_NS "><si><t>甲县</t></si><si><r><t>two </t></r><r><rPr><b/></rPr><t>fonts</t></r>"
     "<rPh sb=\"0\" eb=\"1\"><t>ツー</t></rPh><phoneticPr fontId=\"1\"/></si><si/>"
     "<si><t xml:space=\"preserve\"> a_x000D__x005F_ </t></si></sst>"},
    {"xl/worksheets/sheet1.xml", "<worksheet " BOOK_NS "><sheetData/></worksheet>"},
};

/* A sheet with rows inside it. */
#define BOOK_SHEET(rows) "<worksheet " BOOK_NS "><sheetData>" rows "</sheetData></worksheet>"

/* Writes the plain workbook with some of its parts in place of others, or left out (text NULL), or
 * added. Returns its path. */
static inline const char *book_file(const book_part *parts, size_t n)
{
    static char path[512];
    yx_zip_writer *w = NULL;

    T_OK(snprintf(path, sizeof path, "%s/book.xlsx", t_folder()) < (int)sizeof path);
    T_OK(yx_zip_writer_new(&w, NULL) == YX_OK);
    for (size_t i = 0; i < YX_COUNT(book_plain); i++) {
        const char *text = book_plain[i].text;
        for (size_t k = 0; k < n; k++)
            if (strcmp(parts[k].name, book_plain[i].name) == 0)
                text = parts[k].text;
        if (text)
            T_OK(yx_zip_add(w, book_plain[i].name, yx_str_of(text), true, NULL) == YX_OK);
    }
    for (size_t k = 0; k < n; k++) {
        bool there = false;
        for (size_t i = 0; i < YX_COUNT(book_plain); i++)
            there = there || strcmp(parts[k].name, book_plain[i].name) == 0;
        if (!there)
            T_OK(yx_zip_add(w, parts[k].name, yx_str_of(parts[k].text), true, NULL) == YX_OK);
    }
    T_OK(yx_zip_write(w, path, NULL) == YX_OK);
    yx_zip_writer_free(w);
    return path;
}

/* "A1=t:text B2=n:5 C3=n*:6" (* a formula), then " merged A1:B2", " row 3", " column B". */
static inline void book_tell(yx_buf *out, const yx_grid *g)
{
    char a[YX_GRID_NAME], b[YX_GRID_NAME];

    for (size_t i = 0; i < g->n; i++) {
        const yx_grid_cell *c = &g->cell[i];
        yx_buf_f(out, "%s%s=%c%s:%.*s", i ? " " : "", yx_grid_name(c->row, c->column, a),
                 "tndbe%"[c->kind], c -> formula ? "*" : "", (int)c->text.n, c->text.at);
    }
    for (size_t i = 0; i < g->n_merged; i++)
        yx_buf_f(out, " merged %s:%s", yx_grid_name(g->merged[i].row, g->merged[i].column, a),
                 yx_grid_name(g->merged[i].last_row, g->merged[i].last_column, b));
    for (size_t i = 0; i < g->n_hidden_row; i++)
        yx_buf_f(out, " row %u", (unsigned)g->hidden_row[i] + 1);
    for (size_t i = 0; i < g->n_hidden_column && i < 9; i++)
        yx_buf_f(out, " column %.*s",
                 (int)strcspn(yx_grid_name(0, g->hidden_column[i], a), "0123456789"), a);
}

/* Faults as "code@sheet!cell:line 'text'", one after the other. */
static inline void book_faults(yx_buf *out, const yx_faults *faults)
{
    for (size_t i = 0; i < yx_faults_count(faults) && yx_faults_at(faults, i); i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        yx_buf_f(out, "%s%s", i ? " " : "", f->code);
        if (f->sheet || f->cell)
            yx_buf_f(out, "@%s!%s", f->sheet ? f->sheet : "", f->cell ? f->cell : "");
        if (f->line)
            yx_buf_f(out, ":%zu", f->line);
        if (f->text.at)
            yx_buf_f(out, " '%.*s'", (int)f->text.n, f->text.at);
    }
}

#endif

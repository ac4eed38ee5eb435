#include "intake/book/xlsx.h"

#include "intake/book/workbook.h"

#include "tests/support/book.h"

static yx_faults *faults;

static int set_up(void **state)
{
    (void)state;
    return yx_faults_new(&faults, NULL) == YX_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    yx_faults_free(faults);
    return 0;
}

/* Reads a workbook; its sheets go to `out`, one a line, its faults to `found`. */
static yx_code read_book(const char *path, yx_buf *out, yx_buf *found)
{
    yx_workbook book = {0};
    yx_err err = {0};
    yx_code rc;

    yx_faults_clear(faults);
    yx_buf_clear(out);
    yx_buf_clear(found);
    rc = yx_xlsx_read(path, faults, &book, &err);
    T_OK(rc == YX_OK || (rc == YX_E_REFUSED && yx_faults_errors(faults) && !book.arena));
    for (size_t i = 0; i < book.n; i++) {
        yx_buf_text(out, i ? "\n" : "");
        book_tell(out, &book.sheet[i]);
    }
    yx_buf_text(out, "");
    yx_buf_text(found, "");
    book_faults(found, faults);
    yx_workbook_release(&book);
    return rc;
}

static yx_code read_sheet(const char *sheet, yx_buf *out, yx_buf *found)
{
    const book_part part = {"xl/worksheets/sheet1.xml", sheet};

    return read_book(book_file(&part, 1), out, found);
}

static void cells(void **state)
{
    static const struct {
        const char *rows, *want;
    } cases[] = {
        {"", ""},
        {"<row r='1'><c r='A1'><v>1.1000000000000001</v></c></row>", "A1=n:1.1"},
        {"<row r='1'><c r='B1' t='n'><v> 5 </v></c></row>", "B1=n:5"},
        {"<row r='1'><c r='A1'><v>abc</v></c></row>", "A1=t:abc"},
        /* Texts. */
        {"<row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2' t='s'><v>1</v></c></row>",
         "A2=t:甲县 B2=t:two fonts"},
        {"<row r='2'><c r='A2' t='s'><v>2</v></c><c r='B2' t='s'><v>3</v></c></row>",
         "B2=t: a\r_ "},
        {"<row r='2'><c r='A2' t='inlineStr'><is><t>x</t></is></c><c r='C2' t='inlineStr'><is><r>"
         "<rPr/><t>y</t></r><r><t>z</t></r><rPh><t>no</t></rPh></is></c></row>",
         "A2=t:x C2=t:yz"},
        {"<row r='2'><c r='A2' t='inlineStr'><is><t></t></is></c></row>", ""},
        {"<row r='1'><c r='A1' t='str'><v>_x4E2D__xZZ_ _x0041</v></c></row>",
         "A1=t:中_xZZ_ _x0041"},
        /* Kinds. */
        {"<row r='1'><c r='A1' t='b'><v>1</v></c><c r='B1' t='b'><v>0</v></c></row>",
         "A1=b:TRUE B1=b:FALSE"},
        {"<row r='1'><c r='A1' t='e'><v>#N/A</v></c></row>", "A1=e:#N/A"},
        {"<row r='1'><c r='A1' s='1'><v>44669</v></c><c r='B1' s='2'><v>44669.5</v></c>"
         "<c r='C1' s='0'><v>44669</v></c><c r='D1' s='1'><v>60</v></c><c r='E1' s='99'><v>1</v></c>"
         "<c r='F1' s='3'><v>0.085</v></c></row>",
         "A1=d:2022-04-18 B1=d:2022-04-18 C1=n:44669 D1=n:60 E1=n:1 F1=%:0.085"},
        {"<row r='1'><c r='A1' t='d'><v>2022-04-18T10:00:00</v></c><c r='B1' t='d'>"
         "<v>2022-04-18</v></c><c r='C1' t='d'><v>2022-02-30</v></c></row>",
         "A1=d:2022-04-18 B1=d:2022-04-18 C1=t:2022-02-30"},
        /* What is styled only, or holds nothing. */
        {"<row r='1'><c r='A1' s='1'/><c r='B1'><v></v></c><c r='C1' t='s'/></row>", ""},
        /* Places that are left out follow each other. */
        {"<row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>"
         "<row r='9'><c><v>5</v></c></row>",
         "A1=n:1 D1=n:2 E1=n:3 A2=n:4 A9=n:5"},
        /* Out of order, and the last place that there is. */
        {"<row r='3'><c r='B3'><v>1</v></c><c r='A3'><v>2</v></c></row><row r='1'><c r='A1'><v>3</v>"
         "</c></row>",
         "A1=n:3 A3=n:2 B3=n:1"},
        {"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", "XFD1048576=n:1"},
        /* Tags of others. */
        {"<row r='1'><x:c xmlns:x='urn:x' r='A1'><v>1</v></x:c><c r='B1'><extLst><v>7</v></extLst>"
         "<v>2</v></c></row><c r='C3'><v>9</v></c>",
         "B1=n:2"},
        {"<row r='2' hidden='1'><c r='A2'><v>1</v></c></row><row r='4' ht='0'/><row r='5' ht='0.5'/>"
         "<row r='7' hidden='true'/>",
         "A2=n:1 row 2 row 4 row 7"},
    };
    yx_buf sheet = {0}, out = {0}, found = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_buf_clear(&sheet);
        yx_buf_f(&sheet, "<worksheet " BOOK_NS "><sheetData>%s</sheetData></worksheet>",
                 cases[i].rows);
        if (read_sheet(sheet.at, &out, &found))
            fail_msg("%s: %s", cases[i].rows, found.at);
        T_TEXT(out.at, cases[i].want);
        T_TEXT(found.at, "");
    }
    yx_buf_free(&sheet);
    yx_buf_free(&out);
    yx_buf_free(&found);
}

static void formulas(void **state)
{
    static const struct {
        const char *rows, *want, *found;
    } cases[] = {
        {"<c r='A1'><f>1+1</f><v>2</v></c><c r='B1'><f>1+2</f><v>3</v></c>", "A1=n*:2 B1=n*:3",
         "formula.kept@s!A1 '2'"},
        {"<c r='A1'><f>1+1</f></c><c r='B1'><f>1+2</f><v/></c><c r='C1'><v>1</v></c>",
         "A1=t*: B1=t*: C1=n:1", "formula.empty@s!A1 formula.empty@s!B1"},
        {"<c r='A1' t='str'><f>A2</f><v>x</v></c><c r='B1' t='b'><f>A2</f><v>1</v></c>"
         "<c r='C1' t='e'><f>A2</f><v>#REF!</v></c><c r='D1' s='1'><f>A2</f><v>1</v></c>",
         "A1=t*:x B1=b*:TRUE C1=e*:#REF! D1=d*:1900-01-01", "formula.kept@s!A1 '4'"},
        /* An empty text is what the formula gave, and as good as nothing. */
        {"<c r='A1' t='str'><f>\"\"</f><v></v></c>", "", ""},
        {"<c r='A1' t='str'><f>\"\"</f></c>", "A1=t*:", "formula.empty@s!A1"},
        {"<c r='A1'><f t='shared' si='0'/><v>4</v></c>", "A1=n*:4", "formula.kept@s!A1 '1'"},
    };
    yx_buf sheet = {0}, out = {0}, found = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_buf_clear(&sheet);
        yx_buf_f(&sheet, "<worksheet " BOOK_NS "><sheetData><row>%s</row></sheetData></worksheet>",
                 cases[i].rows);
        T_OK(read_sheet(sheet.at, &out, &found) == YX_OK);
        T_TEXT(out.at, cases[i].want);
        T_TEXT(found.at, cases[i].found);
    }
    yx_buf_free(&sheet);
    yx_buf_free(&out);
    yx_buf_free(&found);
}

static void what_is_merged_and_hidden(void **state)
{
    yx_buf out = {0}, found = {0};

    (void)state;
    T_OK(!read_sheet("<worksheet " BOOK_NS "><cols><col min='2' max='3' hidden='1'/><col min='5' "
                     "max='5' width='0'/><col min='6' max='6' width='8.5'/></cols><sheetData><row "
                     "r='1'><c r='A1'><v>1</v></c></row></sheetData><mergeCells><mergeCell "
                     "ref='A1:C2'/><mergeCell ref='E5'/></mergeCells></worksheet>",
                     &out, &found));
    T_TEXT(out.at, "A1=n:1 merged A1:C2 column B column C column E");
    yx_buf_free(&out);
    yx_buf_free(&found);
}

/* Sheets in their order, whatever their parts are called; strict names; days since 1904. */
static void workbooks(void **state)
{
    static const book_part parts[] = {
        {"_rels/.rels", BOOK_RELS(BOOK_LINK("a", "officeDocument", "/xl/main.xml"))},
        {"xl/main.xml",
         "<workbook xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main' "
         "xmlns:q='http://purl.oclc.org/ooxml/officeDocument/relationships'><workbookPr "
         "date1904='1'/><sheets><sheet name='二' q:id='y'/><sheet name='chart' q:id='c'/>"
         "<sheet name='一' state='veryHidden' q:id='x'/></sheets></workbook>"},
        {"xl/_rels/main.xml.rels",
         BOOK_RELS(
             "<Relationship Id='x' Target='../other/./one.xml' "
             "Type='http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet'/>"
             "<Relationship Id='c' Target='c.xml' "
             "Type='http://purl.oclc.org/ooxml/officeDocument/relationships/chartsheet'/>" BOOK_LINK(
                 "y", "worksheet", "sheets\\Two.xml") BOOK_LINK("s", "styles", "styles.xml"))},
        {"other/one.xml",
         "<p:worksheet xmlns:p='http://purl.oclc.org/ooxml/spreadsheetml/main'>"
         "<p:sheetData><p:row><p:c s='1'><p:f>1</p:f><p:v>43207</p:v></p:c></p:row>"
         "</p:sheetData></p:worksheet>"},
        {"xl/sheets/two.xml", BOOK_SHEET("<row r='5'><c><v>2</v></c></row>")},
    };
    yx_buf out = {0}, found = {0};
    yx_workbook book = {0};
    const char *path = book_file(parts, YX_COUNT(parts));

    (void)state;
    T_OK(!read_book(path, &out, &found));
    T_TEXT(out.at, "A5=n:2\nA1=d*:2022-04-18");
    T_TEXT(found.at, ""); /* nothing is told of formulas on hidden sheets */
    T_OK(!yx_workbook_read(path, faults, &book, NULL) && book.n == 2);
    T_TEXT(book.sheet[0].name, "二");
    T_OK(!book.sheet[0].hidden && book.sheet[1].hidden);
    yx_workbook_release(&book);
    yx_buf_free(&out);
    yx_buf_free(&found);
}

static void broken_sheets(void **state)
{
    static const struct {
        const char *sheet, *found;
    } cases[] = {
        {"<worksheet " BOOK_NS "><sheetData>", "xml.syntax@s!:1 'no element found'"},
        {"<worksheet " BOOK_NS ">\n<sheetData><row></sheetData></worksheet>",
         "xml.syntax@s!:2 'mismatched tag'"},
        {"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet " BOOK_NS "/>",
         "xml.doctype@s!:1 'a document type is declared'"},
        {"<workbook " BOOK_NS "/>", "book.broken@s! 'workbook'"},
        {"<worksheet/>", "book.broken@s! 'worksheet'"}, /* of no namespace */
        {BOOK_SHEET("<row r='0'/>"), "book.broken@s! '0'"},
        {BOOK_SHEET("<row r='1048577'/>"), "book.broken@s! '1048577'"},
        {BOOK_SHEET("<row r='x'/>"), "book.broken@s! 'x'"},
        {BOOK_SHEET("<row><c r='XFE1'/></row>"), "book.broken@s! 'XFE1'"},
        {BOOK_SHEET("<row><c r='A0'/></row>"), "book.broken@s! 'A0'"},
        {BOOK_SHEET("<row><c r='A01'/></row>"), "book.broken@s! 'A01'"},
        {BOOK_SHEET("<row><c r='1A'/></row>"), "book.broken@s! '1A'"},
        {BOOK_SHEET("<row><c r='a1'/></row>"), "book.broken@s! 'a1'"},
        {BOOK_SHEET("<row><c r='A1048577'/></row>"), "book.broken@s! 'A1048577'"},
        {BOOK_SHEET("<row><c r='A99999999999999999999'/></row>"),
         "book.broken@s! 'A99999999999999999999'"},
        {BOOK_SHEET("<row><c r='XFD1'/><c><v>1</v></c></row>"), "book.broken@s!"},
        {BOOK_SHEET("<row><c r='A1' t='q'><v>1</v></c></row>"), "book.broken@s!A1 'q'"},
        {BOOK_SHEET("<row><c r='A1' t='s'><v>4</v></c></row>"), "book.broken@s!A1 '4'"},
        {BOOK_SHEET("<row><c r='A1' t='s'><v>-1</v></c></row>"), "book.broken@s!A1 '-1'"},
        {BOOK_SHEET("<row><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>"),
         "book.broken@s!A1 'the cell A1 stands twice'"},
        {"<worksheet " BOOK_NS "><mergeCells><mergeCell ref='A1:B2'/><mergeCell ref='B1:C1'/>"
         "</mergeCells></worksheet>",
         "book.broken@s!B1 'two merged ranges hold the cell B1'"},
        {"<worksheet " BOOK_NS "><mergeCells><mergeCell ref='B2:A1'/></mergeCells></worksheet>",
         "book.limit@s! 'a range that ends before it starts'"},
        {"<worksheet " BOOK_NS "><mergeCells><mergeCell ref='A1:'/></mergeCells></worksheet>",
         "book.broken@s! 'A1:'"},
        {"<worksheet " BOOK_NS "><mergeCells><mergeCell/></mergeCells></worksheet>",
         "book.broken@s!"},
        {"<worksheet " BOOK_NS "><cols><col min='0' max='3'/></cols></worksheet>",
         "book.broken@s!"},
        {"<worksheet " BOOK_NS "><cols><col min='3' max='2'/></cols></worksheet>",
         "book.broken@s!"},
    };
    yx_buf out = {0}, found = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        T_OK(read_sheet(cases[i].sheet, &out, &found) == YX_E_REFUSED);
        T_TEXT(found.at, cases[i].found);
    }
    yx_buf_free(&out);
    yx_buf_free(&found);
}

static void broken_workbooks(void **state)
{
    static const struct {
        book_part part;
        const char *found;
    } cases[] = {
        {{"_rels/.rels", NULL}, "book.none 'a ZIP archive of other things'"},
        {{"_rels/.rels", BOOK_RELS("")}, "book.none 'a ZIP archive of other things'"},
        {{"_rels/.rels", BOOK_RELS(BOOK_LINK("a", "officeDocument", "../x.xml"))},
         "book.none 'a ZIP archive of other things'"},
        {{"_rels/.rels", BOOK_RELS(BOOK_LINK("a", "officeDocument", "xl/workbook.bin"))},
         "book.format 'binary workbook (.xlsb)'"},
        {{"_rels/.rels", "<a>"}, "xml.syntax:1 'no element found'"},
        {{"xl/workbook.xml", NULL}, "book.broken 'xl/workbook.xml'"},
        {{"xl/workbook.xml", "<document/>"}, "book.none 'document'"}, /* of a Word file */
        {{"xl/workbook.xml", "<workbook " BOOK_NS "/>"}, "book.broken"},
        {{"xl/workbook.xml", "<workbook " BOOK_NS "><sheets><sheet name='x'/></sheets></workbook>"},
         "book.broken@x!"},
        {{"xl/workbook.xml",
          "<?xml version='1.0'?>\n<!DOCTYPE lolz [<!ENTITY lol 'lol'><!ENTITY a '&lol;&lol;'>]>\n"
          "<workbook " BOOK_NS ">&a;</workbook>"},
         "xml.doctype:2 'a document type is declared'"},
        {{"xl/_rels/workbook.xml.rels", NULL}, "book.broken 'xl/_rels/workbook.xml.rels'"},
        {{"xl/_rels/workbook.xml.rels", BOOK_RELS("")}, "book.broken"},
        {{"xl/worksheets/sheet1.xml", NULL}, "book.broken@s! 'xl/worksheets/sheet1.xml'"},
        {{"xl/styles.xml", "<styleSheet>"}, "xml.syntax:1 'no element found'"},
        {{"xl/sharedStrings.xml", NULL}, "book.broken 'xl/sharedStrings.xml'"},
    };
    yx_buf out = {0}, found = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        T_OK(read_book(book_file(&cases[i].part, 1), &out, &found) == YX_E_REFUSED);
        T_TEXT(found.at, cases[i].found);
    }
    yx_buf_free(&out);
    yx_buf_free(&found);
}

/* 24 MB of the same row pack to a thousandth. */
static void a_bomb(void **state)
{
    static const char row[] = "<row><c><v>1</v></c></row>";
    yx_buf sheet = {0}, out = {0}, found = {0};

    (void)state;
    yx_buf_text(&sheet, "<worksheet " BOOK_NS "><sheetData>");
    for (size_t i = 0; i < (24 << 20) / sizeof row; i++)
        yx_buf_text(&sheet, row);
    yx_buf_text(&sheet, "</sheetData></worksheet>");
    T_OK(read_sheet(sheet.at, &out, &found) == YX_E_REFUSED);
    T_TEXT(found.at, "book.bomb@s! 'xl/worksheets/sheet1.xml'");
    yx_buf_free(&sheet);
    yx_buf_free(&out);
    yx_buf_free(&found);
}

/* What a file is that is none, from memory and from disk. */
static void other_files(void **state)
{
    static const struct {
        yx_str bytes;
        const char *found;
    } cases[] = {
#define BYTES(t) {t, sizeof(t) - 1}
        {BYTES(""), "file.empty"},
        {BYTES("region_code,indicator\n"), "book.none 'text'"},
        {BYTES("<HTML><table><tr>"), "book.format 'HTML'"},
        {BYTES("\xEF\xBB\xBF<?xml version='1.0'?><Workbook/>"), "book.format 'XML'"},
        {BYTES("PK\3\4 and no more"), "book.broken"},
        {BYTES("\x09\x04\x06\0\0\0"), "book.format 'workbook from before 1995'"},
        {BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "book.none 'compound file'"},
        {BYTES("%PDF-1.4\n%\xE2\xE3\0"), "book.none"},
    };
    yx_buf out = {0}, found = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_workbook book = {0};
        const char *path = t_file("x.xlsx", cases[i].bytes.at, cases[i].bytes.n);
        T_OK(read_book(path, &out, &found) == YX_E_REFUSED);
        T_TEXT(found.at, cases[i].found);
        yx_faults_clear(faults);
        yx_buf_clear(&found);
        T_OK(yx_xlsx_memory("m.xlsx", cases[i].bytes, faults, &book, NULL) == YX_E_REFUSED);
        T_TEXT(yx_faults_at(faults, 0)->file, "m.xlsx");
        book_faults(&found, faults);
        T_TEXT(found.at, cases[i].found);
    }
    T_OK(read_book("/nonexistent.xlsx", &out, &found) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->code, "file.unreadable");
    T_OK(read_book(t_folder(), &out, &found) == YX_E_REFUSED);
    T_TEXT(yx_faults_at(faults, 0)->code, "file.unreadable");
    yx_buf_free(&out);
    yx_buf_free(&found);
}

/* --- files of LibreOffice --- */

static const char *data(const char *name)
{
    static char path[512];

    T_OK(snprintf(path, sizeof path, "%s/book/%s", getenv("YX_TEST_DATA"), name) < 512);
    return path;
}

static void a_form(void **state)
{
    yx_buf out = {0}, found = {0};

    (void)state;
    T_OK(!read_book(data("form.xlsx"), &out, &found));
    T_TEXT(
        out.at,
        "A1=t:2022年一季度农业生产情况 A2=t:填报日期 B2=d:2022-04-18 A3=t:地区 B3=t:粮食 "
        "D3=t:生猪存栏(万头) E3=t:代码 B4=t:面积(万亩) C4=t:产量(万吨) A5=t:甲县 B5=n:10.5 C5=n:4.25 "
        "D5=n:12 E5=n:420101 A6=t:（上年）甲县 B6=n:9 A7=t:乙县 B7=n:1.1 C7=n:0 D7=n:-3 E7=n:420102 "
        "A8=t:合计 B8=n*:11.6 C8=n*:4.25 D8=n*:9 A9=t:注：本表为快报数。 "
        "merged A1:E1 merged A3:A4 merged B3:C3 merged D3:D4 row 6 column E\n"
        "A1=t:地区 B1=t:用电量 A2=t:甲县 B2=n:123456789\n"
        "A1=n*:2");
    T_TEXT(found.at, "formula.kept@农业!B8 '3'");
    T_OK(!read_book(data("since1904.xlsx"), &out, &found));
    T_TEXT(out.at, "A1=d:2022-04-18 A2=d:1904-01-02");
    T_OK(read_book(data("since1904.ods"), &out, &found) == YX_E_REFUSED);
    T_TEXT(found.at, "book.format 'OpenDocument (.ods)'");
    T_OK(read_book(data("form.xls"), &out, &found) == YX_E_REFUSED);
    T_TEXT(found.at, "book.format 'old workbook (.xls)'");
    yx_buf_free(&out);
    yx_buf_free(&found);
}

/* Column B holds cells of every kind, column A what each is: "n 1.1". */
static void kinds(void **state)
{
    yx_workbook book = {0};
    const yx_grid *g;
    size_t n = 0;

    (void)state;
    T_OK(!yx_xlsx_read(data("kinds.xlsx"), faults, &book, NULL));
    g = &book.sheet[0];
    for (uint32_t row = 0; row < g->n_row; row++) {
        const yx_grid_cell *a = yx_grid_at(g, row, 0), *b = yx_grid_at(g, row, 1);
        T_OK(a != NULL);
        if (!b) {
            T_OK(memcmp(a->text.at, "nothing", 7) == 0);
            continue;
        }
        n++;
        T_OK(b->kind == (size_t)(strchr("tndbe%", a->text.at[0]) - "tndbe%"));
        if (memcmp(a->text.at, "t two", 5) == 0)
            T_OK(yx_str_is(b->text, "two\nlines"));
        else
            T_OK(a->text.n >= 2 + b->text.n && memcmp(a->text.at + 2, b->text.at, b->text.n) == 0);
    }
    T_OK(n == 17 && g->n_row == 18);
    yx_workbook_release(&book);
}

/* --- every allocation --- */

static bool read_some(void *arg)
{
    yx_faults *list = NULL;
    yx_workbook book = {0};
    yx_err err = {0};
    yx_code rc = yx_faults_new(&list, &err);
    bool right;

    if (rc)
        return rc == YX_E_NOMEM;
    rc = yx_xlsx_read(arg, list, &book, &err);
    if (rc == YX_E_REFUSED) /* expat takes a lost prefix for one that is not declared */
        right =
            yx_faults_check(list, NULL) || strcmp(yx_faults_at(list, 0)->code, "xml.syntax") == 0;
    else
        right = rc ? rc == YX_E_NOMEM && err.code == rc && !book.arena
                   : book.n == 3 && book.sheet[0].n == 26 &&
                         (yx_faults_count(list) == 1 || yx_faults_check(list, NULL));
    yx_workbook_release(&book);
    yx_faults_free(list);
    return right;
}

static void every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(read_some, (void *)(uintptr_t)data("form.xlsx")) > 50);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(cells),
        CASE(formulas),
        CASE(what_is_merged_and_hidden),
        CASE(workbooks),
        CASE(broken_sheets),
        CASE(broken_workbooks),
        CASE(a_bomb),
        CASE(other_files),
        CASE(a_form),
        CASE(kinds),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

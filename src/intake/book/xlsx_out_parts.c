#include "intake/book/xlsx_out_parts.h"

#include <string.h>

#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE    "application/vnd.openxmlformats-officedocument.spreadsheetml."

/* --- texts --- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

/* "_x000D_": programs read it as the character of that number. */
static bool is_escape(yx_str a)
{
    return a.n >= 7 && a.at[0] == '_' && a.at[1] == 'x' && is_hex(a.at[2]) && is_hex(a.at[3]) &&
           is_hex(a.at[4]) && is_hex(a.at[5]) && a.at[6] == '_';
}

/* Bytes from the start that can be written as they are. */
static size_t run_of(yx_str a, size_t *units)
{
    size_t n = 0, len;

    while (n < a.n && *units < YX_XLSX_OUT_TEXT) {
        yx_str rest = {a.at + n, a.n - n};
        uint32_t c = yx_utf8_char(rest, &len);
        size_t wide = c >= 0x10000 ? 2 : 1; /* programs count UTF-16 */
        if ((c < 0x20 && c != '\n' && c != '\t') || c == 0xFFFE || c == 0xFFFF || is_escape(rest) ||
            *units + wide > YX_XLSX_OUT_TEXT)
            break;
        *units += wide;
        n += len;
    }
    return n;
}

void yx_xlsx_text(yx_str text, yx_buf *out)
{
    size_t units = 0, len;

    text.n = text.n ? yx_utf8_valid(text.at, text.n) : 0;
    while (text.n && units < YX_XLSX_OUT_TEXT) {
        size_t n = run_of(text, &units);
        yx_buf_markup(out, (yx_str){text.at, n});
        text = (yx_str){text.at + n, text.n - n};
        if (!text.n)
            return;
        if (is_escape(text)) {
            yx_buf_text(out, "_x005F");
            units += 6;
        } else if (units + 1 >= YX_XLSX_OUT_TEXT) {
            return; /* a character of two units does not fit any more */
        }
        (void)yx_utf8_char(text, &len);
        yx_buf_char(out, text.at[0] == '_' ? '_' : ' ');
        units++;
        text = (yx_str){text.at + len, text.n - len};
    }
}

/* --- formats --- */

void yx_xlsx_styles(yx_buf *out)
{
    static const struct {
        int font, fill, border;
        const char *inside;
    } style[YX_N_STYLE] = {
        [YX_STYLE_PLAIN] = {0, 0, 0, ""},
        [YX_STYLE_TITLE] = {2, 0, 0, ""},
        [YX_STYLE_HEAD] = {1, 2, 1,
                           "<alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/>"},
        [YX_STYLE_OPEN] = {0, 0, 1, "<protection locked=\"0\"/>"},
        [YX_STYLE_ERROR] = {0, 3, 0, ""},
        [YX_STYLE_WARNING] = {0, 4, 0, ""},
    };
    static const int number[YX_N_SHOW] = {
        [YX_SHOW_PLAIN] = 0, [YX_SHOW_PERCENT] = 10, [YX_SHOW_DAY] = 164};
    static const char *const fill[] = {"FFE7E6E6", "FFFFC7CE", "FFFFEB9C"};

    yx_buf_text(out,
                YX_XLSX_HEAD "<styleSheet xmlns=\"" YX_XLSX_MAIN "\"><numFmts count=\"1\">"
                             "<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>"
                             "<fonts count=\"3\">");
    for (int i = 0; i < 3; i++)
        yx_buf_f(out, "<font>%s<sz val=\"%d\"/><name val=\"Calibri\"/><family val=\"2\"/></font>",
                 i ? "<b/>" : "", i == 2 ? 14 : 11);
    yx_buf_text(out, "</fonts><fills count=\"5\"><fill><patternFill patternType=\"none\"/></fill>"
                     "<fill><patternFill patternType=\"gray125\"/></fill>");
    for (size_t i = 0; i < sizeof fill / sizeof fill[0]; i++)
        yx_buf_f(out,
                 "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"%s\"/>"
                 "<bgColor indexed=\"64\"/></patternFill></fill>",
                 fill[i]);
    yx_buf_text(out,
                "</fills><borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/>"
                "</border><border><left style=\"thin\"/><right style=\"thin\"/>"
                "<top style=\"thin\"/><bottom style=\"thin\"/><diagonal/></border></borders>"
                "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
                "borderId=\"0\"/></cellStyleXfs>");
    yx_buf_f(out, "<cellXfs count=\"%d\">", YX_N_STYLE * YX_N_SHOW);
    for (int s = 0; s < YX_N_STYLE; s++)
        for (int k = 0; k < YX_N_SHOW; k++)
            yx_buf_f(out,
                     "<xf numFmtId=\"%d\" fontId=\"%d\" fillId=\"%d\" borderId=\"%d\" xfId=\"0\" "
                     "applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" "
                     "applyAlignment=\"1\" applyProtection=\"1\">%s</xf>",
                     number[k], style[s].font, style[s].fill, style[s].border, style[s].inside);
    yx_buf_text(out, "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
                     "builtinId=\"0\"/></cellStyles></styleSheet>");
}

/* --- what belongs together --- */

void yx_xlsx_types(const yx_xlsx_tab *tab, size_t n, yx_buf *out)
{
    yx_buf_text(out, YX_XLSX_HEAD "<Types xmlns=\"" PACKAGE "content-types\">"
                                  "<Default Extension=\"rels\" ContentType=\"application/vnd."
                                  "openxmlformats-package.relationships+xml\"/>"
                                  "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                                  "<Default Extension=\"vml\" ContentType=\"application/vnd."
                                  "openxmlformats-officedocument.vmlDrawing\"/>"
                                  "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE
                                  "sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" "
                                  "ContentType=\"" TYPE "styles+xml\"/>");
    for (size_t i = 1; i <= n; i++) {
        yx_buf_f(out,
                 "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"" TYPE
                 "worksheet+xml\"/>",
                 i);
        if (tab[i - 1].comments)
            yx_buf_f(out,
                     "<Override PartName=\"/xl/comments%zu.xml\" ContentType=\"" TYPE
                     "comments+xml\"/>",
                     i);
    }
    yx_buf_text(out, "</Types>");
}

void yx_xlsx_book(const yx_xlsx_tab *tab, size_t n, yx_buf *out)
{
    yx_buf_text(out, YX_XLSX_HEAD "<workbook xmlns=\"" YX_XLSX_MAIN "\" xmlns:r=\"" YX_XLSX_OFFICE
                                  "\"><bookViews><workbookView/></bookViews><sheets>");
    for (size_t i = 1; i <= n; i++) {
        yx_buf_text(out, "<sheet name=\"");
        yx_xlsx_text(yx_str_of(tab[i - 1].name), out);
        yx_buf_f(out, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i, i);
    }
    yx_buf_text(out, "</sheets></workbook>");
}

static void links_begin(yx_buf *out)
{
    yx_buf_text(out, YX_XLSX_HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">");
}

static void link_to(size_t id, const char *type, const char *target, size_t number, yx_buf *out)
{
    yx_buf_f(out, "<Relationship Id=\"rId%zu\" Type=\"" YX_XLSX_OFFICE "/%s\" Target=\"%s", id,
             type, target);
    if (number)
        yx_buf_f(out, "%zu.%s", number, strcmp(type, "vmlDrawing") == 0 ? "vml" : "xml");
    yx_buf_text(out, "\"/>");
}

void yx_xlsx_book_links(size_t n, yx_buf *out)
{
    links_begin(out);
    for (size_t i = 1; i <= n; i++)
        link_to(i, "worksheet", "worksheets/sheet", i, out);
    link_to(n + 1, "styles", "styles.xml", 0, out);
    yx_buf_text(out, "</Relationships>");
}

void yx_xlsx_root_links(yx_buf *out)
{
    links_begin(out);
    link_to(1, "officeDocument", "xl/workbook.xml", 0, out);
    yx_buf_text(out, "</Relationships>");
}

void yx_xlsx_sheet_links(size_t sheet, yx_buf *out)
{
    links_begin(out);
    link_to(1, "vmlDrawing", "../drawings/vmlDrawing", sheet, out);
    link_to(2, "comments", "../comments", sheet, out);
    yx_buf_text(out, "</Relationships>");
}

/* --- comments --- */

void yx_xlsx_comments(const yx_xlsx_note *note, size_t n, yx_buf *out)
{
    char name[YX_GRID_NAME];

    yx_buf_text(out, YX_XLSX_HEAD "<comments xmlns=\"" YX_XLSX_MAIN "\"><authors><author>yixian"
                                  "</author></authors><commentList>");
    for (size_t i = 0; i < n; i++) {
        yx_buf_f(out, "<comment ref=\"%s\" authorId=\"0\"><text><t xml:space=\"preserve\">",
                 yx_grid_name(note[i].row, note[i].column, name));
        yx_xlsx_text(note[i].text, out);
        yx_buf_text(out, "</t></text></comment>");
    }
    yx_buf_text(out, "</commentList></comments>");
}

/* Beside its cell, five columns wide and five rows high; shown when the mouse is over it. */
static void box(const yx_xlsx_note *note, size_t id, yx_buf *out)
{
    unsigned column = note->column, row = note->row;
    unsigned left = column + 6 < YX_GRID_COLUMNS ? column + 1 : YX_GRID_COLUMNS - 6;
    unsigned top = row > 0 ? row - 1 : 0;

    yx_buf_f(out,
             "<v:shape id=\"_x0000_s%zu\" type=\"#_x0000_t202\" style=\"position:absolute;"
             "width:320px;height:120px;visibility:hidden\" fillcolor=\"#ffffe1\" "
             "o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" "
             "obscured=\"t\"/><v:path o:connecttype=\"none\"/>"
             "<v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div>"
             "</v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>"
             "<x:Anchor>%u, 15, %u, 10, %u, 15, %u, 10</x:Anchor><x:AutoFill>False</x:AutoFill>"
             "<x:Row>%u</x:Row><x:Column>%u</x:Column></x:ClientData></v:shape>",
             id, left, top, left + 5, top + 6, row, column);
}

void yx_xlsx_boxes(const yx_xlsx_note *note, size_t n, size_t *ret_block, yx_buf *out)
{
    size_t first = *ret_block, blocks = n / 1023 + 1;

    yx_buf_text(out, "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" "
                     "xmlns:o=\"urn:schemas-microsoft-com:office:office\" "
                     "xmlns:x=\"urn:schemas-microsoft-com:office:excel\">"
                     "<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"");
    for (size_t i = 0; i < blocks; i++)
        yx_buf_f(out, "%s%zu", i ? "," : "", first + i);
    yx_buf_text(out,
                "\"/></o:shapelayout><v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" "
                "o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>"
                "<v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>");
    for (size_t i = 0; i < n; i++)
        box(&note[i], 1024 * (first + i / 1023) + 1 + i % 1023, out);
    yx_buf_text(out, "</xml>");
    *ret_block = first + blocks;
}

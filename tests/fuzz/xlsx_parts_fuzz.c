/* xlsx_parts_fuzz.c - any bytes as the parts of an .xlsx file. A ZIP archive guards its entries by
 * checksums, so junk in it hardly ever comes to the XML: here the archive is always right. Parts
 * are parted by the byte 31: a sheet, shared texts, styles, the workbook, its relations. */
#include "base/buf.h"
#include "intake/book/xlsx.h"

#include "book_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { PARTS = 6, HEAD = 30, LISTED = 46 };

static const char *const names[PARTS] = {
    "xl/s.xml", "xl/t.xml", "xl/f.xml", "xl/w.xml", "xl/_rels/w.xml.rels", "_rels/.rels"};

#define RELATIONS                                                                                  \
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"

static const char workbook[] =
    "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
    "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets>"
    "<sheet name='s' r:id='s'/></sheets></workbook>";
static const char relations[] =
    RELATIONS "<Relationship Id='s' Type='/worksheet' Target='s.xml'/>"
              "<Relationship Id='t' Type='/sharedStrings' Target='t.xml'/>"
              "<Relationship Id='f' Type='/styles' Target='f.xml'/></Relationships>";
static const char root[] =
    RELATIONS "<Relationship Id='w' Type='/officeDocument' Target='xl/w.xml'/></Relationships>";
static const char *const usual[PARTS] = {"", "", "", workbook, relations, root};

static uint32_t checksum(yx_str a)
{
    uint32_t crc = ~0u;

    for (size_t i = 0; i < a.n; i++) {
        crc ^= (unsigned char)a.at[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

static void put(char *at, uint32_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        at[i] = (char)(v >> 8 * i);
}

/* Fields that the head of an entry and its line in the list share, from the version on. */
static void put_fields(char *at, yx_str part, const char *name)
{
    put(at, 10, 2);
    put(at + 10, checksum(part), 4);
    put(at + 14, (uint32_t)part.n, 4);
    put(at + 18, (uint32_t)part.n, 4);
    put(at + 22, (uint32_t)strlen(name), 2);
}

static void pack(const yx_str part[PARTS], yx_buf *zip)
{
    yx_buf list = {0};
    char end[22] = "PK\5\6";

    for (size_t i = 0; i < PARTS; i++) {
        char head[HEAD] = "PK\3\4", line[LISTED] = "PK\1\2";
        put_fields(head + 4, part[i], names[i]);
        put_fields(line + 6, part[i], names[i]);
        put(line + 42, (uint32_t)zip->n, 4);
        yx_buf_add(zip, head, HEAD);
        yx_buf_text(zip, names[i]);
        yx_buf_str(zip, part[i]);
        yx_buf_add(&list, line, LISTED);
        yx_buf_text(&list, names[i]);
    }
    put(end + 8, PARTS, 2);
    put(end + 10, PARTS, 2);
    put(end + 12, (uint32_t)list.n, 4);
    put(end + 16, (uint32_t)zip->n, 4);
    yx_buf_str(zip, yx_buf_view(&list));
    yx_buf_add(zip, end, sizeof end);
    yx_buf_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    yx_str part[PARTS], rest = {(const char *)data, n};
    yx_faults *faults = NULL;
    yx_workbook book = {0};
    yx_buf zip = {0};
    yx_code rc;

    for (size_t i = 0; i < PARTS; i++) {
        const char *mark = rest.n ? memchr(rest.at, 31, rest.n) : NULL;
        size_t k = mark ? (size_t)(mark - rest.at) : rest.n;
        part[i] = k && i + 1 < PARTS ? (yx_str){rest.at, k} : yx_str_of(usual[i]);
        rest = mark ? (yx_str){mark + 1, rest.n - k - 1} : (yx_str){"", 0};
    }
    pack(part, &zip);
    must(!zip.failed && !yx_faults_new(&faults, NULL));
    rc = yx_xlsx_memory("f.xlsx", yx_buf_view(&zip), faults, &book, NULL);
    must(rc == YX_OK || (rc == YX_E_REFUSED && yx_faults_errors(faults) > 0 && !book.arena));
    book_check(&book);
    yx_workbook_release(&book);
    yx_faults_free(faults);
    yx_buf_free(&zip);
    return 0;
}

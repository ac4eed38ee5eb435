#include "intake/book/xlsx.h"

#include "intake/book/workbook.h"
#include "intake/book/xlsx_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

yx_code yx_xlsx_refuse(yx_xlsx *x, const char *code, const char *sheet, const char *cell,
                       const char *text, const char *expected, yx_err *err)
{
    yx_fault fault = {.code = code,
                      .file = x->file,
                      .sheet = sheet,
                      .cell = cell && *cell ? cell : NULL,
                      .text = {text, text ? strlen(text) : 0},
                      .expected = expected};

    yx_faults_add(x->faults, &fault);
    return yx_fail(err, YX_E_REFUSED, "'%s': %s", x->file, code);
}

/* --- names --- */

yx_xlsx_tag yx_xlsx_tag_of(const yx_xml_name *name)
{
    static const struct {
        const char *name;
        yx_xlsx_tag tag;
    } tags[] = {
        {"c", YX_X_C},
        {"v", YX_X_V},
        {"f", YX_X_F},
        {"t", YX_X_T},
        {"r", YX_X_R},
        {"is", YX_X_IS},
        {"si", YX_X_SI},
        {"xf", YX_X_XF},
        {"row", YX_X_ROW},
        {"rPh", YX_X_RPH},
        {"col", YX_X_COL},
        {"sst", YX_X_SST},
        {"cols", YX_X_COLS},
        {"sheet", YX_X_SHEET},
        {"sheets", YX_X_SHEETS},
        {"numFmt", YX_X_NUM_FMT},
        {"numFmts", YX_X_NUM_FMTS},
        {"cellXfs", YX_X_CELL_XFS},
        {"workbook", YX_X_WORKBOOK},
        {"sheetData", YX_X_SHEET_DATA},
        {"worksheet", YX_X_WORKSHEET},
        {"mergeCell", YX_X_MERGE_CELL},
        {"mergeCells", YX_X_MERGE_CELLS},
        {"workbookPr", YX_X_WORKBOOK_PR},
        {"styleSheet", YX_X_STYLE_SHEET},
    };

    if (!yx_str_is(name->space, "http://schemas.openxmlformats.org/spreadsheetml/2006/main") &&
        !yx_str_is(name->space, "http://purl.oclc.org/ooxml/spreadsheetml/main"))
        return YX_X_OTHER;
    for (size_t i = 0; i < YX_COUNT(tags); i++)
        if (name->local.at[0] == tags[i].name[0] && strcmp(name->local.at, tags[i].name) == 0)
            return tags[i].tag;
    return YX_X_OTHER;
}

yx_xlsx_tag yx_xlsx_path_open(yx_xlsx_path *path, const yx_xml_tag *tag)
{
    yx_xlsx_tag it = yx_xlsx_tag_of(&tag->name);

    path->depth = tag->depth; /* at most YX_XML_DEPTH */
    path->tag[path->depth] = (uint8_t)it;
    return it;
}

void yx_xlsx_path_close(yx_xlsx_path *path)
{
    path->depth--;
}

bool yx_xlsx_true(const char *value)
{
    return value &&
           (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "on") == 0);
}

bool yx_xlsx_count(const char *value, uint32_t most, uint32_t *ret)
{
    uint64_t n = 0;

    if (!value || !*value)
        return false;
    for (; *value; value++) {
        if (*value < '0' || *value > '9')
            return false;
        n = n * 10 + (uint64_t)(*value - '0');
        if (n > most)
            return false;
    }
    *ret = (uint32_t)n;
    return true;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The character that `_xHHHH_` stands for; 0: this is none that fits here. */
static uint32_t escaped(const char *at, size_t n)
{
    uint32_t c = 0;

    if (n < 7 || at[0] != '_' || at[1] != 'x' || at[6] != '_')
        return 0;
    for (size_t i = 2; i < 6; i++) {
        int digit = hex(at[i]);
        if (digit < 0)
            return 0;
        c = c * 16 + (uint32_t)digit;
    }
    return c >= 0xD800 && c <= 0xDFFF ? 0 : c; /* half a character is none */
}

size_t yx_xlsx_unescape(char *at, size_t n)
{
    char *mark = memchr(at, '_', n);
    size_t in, out;

    if (!mark)
        return n;
    in = out = (size_t)(mark - at);
    while (in < n) {
        uint32_t c = at[in] == '_' ? escaped(at + in, n - in) : 0;
        if (!c) {
            at[out++] = at[in++];
            continue;
        }
        in += 7; /* at most 3 bytes come in their place */
        if (c < 0x80) {
            at[out++] = (char)c;
        } else if (c < 0x800) {
            at[out++] = (char)(0xC0 | c >> 6);
            at[out++] = (char)(0x80 | (c & 0x3F));
        } else {
            at[out++] = (char)(0xE0 | c >> 12);
            at[out++] = (char)(0x80 | (c >> 6 & 0x3F));
            at[out++] = (char)(0x80 | (c & 0x3F));
        }
    }
    return out;
}

/* --- parts --- */

/* What the archive did wrong, as a fault. A failure that is not the file's passes through. */
static yx_code zip_refused(yx_xlsx *x, yx_zip_wrong wrong, yx_code rc, const char *sheet,
                           const char *part, yx_err *why, yx_err *err)
{
    static const char *const codes[] = {
        [YX_ZIP_NOT] = "book.none",      [YX_ZIP_BROKEN] = "book.broken",
        [YX_ZIP_BOMB] = "book.bomb",     [YX_ZIP_ENCRYPTED] = "book.encrypted",
        [YX_ZIP_METHOD] = "book.broken",
    };

    if (wrong == YX_ZIP_RIGHT)
        return yx_fail(err, rc, "%s", why->text);
    return yx_xlsx_refuse(x, codes[wrong], sheet, NULL, part, NULL, err);
}

/* What the XML did wrong, as a fault with its place. */
static yx_code xml_refused(yx_xlsx *x, const yx_xml_place *place, const char *sheet,
                           const char *part, const yx_err *why, yx_err *err)
{
    static const char *const codes[] = {
        [YX_XML_SYNTAX] = "xml.syntax",
        [YX_XML_DOCTYPE] = "xml.doctype",
        [YX_XML_LIMIT] = "xml.limit",
        [YX_XML_ENCODING] = "xml.syntax",
    };
    yx_fault fault = {.code = codes[place->wrong],
                      .file = x->file,
                      .sheet = sheet,
                      .line = place->line,
                      .column = place->column,
                      .field = part,
                      .text = yx_str_of(why->text)};

    yx_faults_add(x->faults, &fault);
    return yx_fail(err, YX_E_REFUSED, "'%s': %s", x->file, why->text);
}

yx_code yx_xlsx_part(yx_xlsx *x, const char *part, const char *sheet, const yx_xml_told *told,
                     yx_err *err)
{
    yx_zip_entry *entry = NULL;
    yx_zip_wrong wrong = YX_ZIP_RIGHT;
    yx_xml_place place = {0};
    yx_err why = {0};
    yx_code rc = yx_zip_entry_open(x->zip, part, &entry, &wrong, &why);

    if (rc == YX_E_ABSENT)
        return yx_xlsx_refuse(x, "book.broken", sheet, NULL, part, "this part inside the file",
                              err);
    if (rc)
        return zip_refused(x, wrong, rc, sheet, part, &why, err);
    rc = yx_xml_read(yx_zip_entry_read, entry, told, &place, &why);
    wrong = yx_zip_entry_wrong(entry);
    yx_zip_entry_close(entry);
    if (!rc)
        return YX_OK;
    if (wrong != YX_ZIP_RIGHT)
        return zip_refused(x, wrong, rc, sheet, part, &why, err);
    if (place.wrong != YX_XML_RIGHT)
        return xml_refused(x, &place, sheet, part, &why, err);
    return yx_fail(err, rc, "%s", why.text);
}

/* --- the whole --- */

static yx_code read_sheets(yx_xlsx *x, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < x->n_sheet && !rc; i++)
        if (x->sheet[i].part)
            rc = yx_xlsx_read_sheet(x, &x->sheet[i], err);
    return rc;
}

static yx_code read_all(yx_xlsx *x, yx_workbook *ret_workbook, yx_err *err)
{
    yx_workbook book = {0};
    yx_code rc = yx_book_new(&x->book, err);

    if (!rc)
        rc = yx_xlsx_read_workbook(x, err);
    if (!rc && x->styles[0])
        rc = yx_xlsx_read_styles(x, err);
    if (!rc && x->texts[0])
        rc = yx_xlsx_read_texts(x, err);
    if (!rc)
        rc = read_sheets(x, err);
    if (!rc)
        rc = yx_book_finish(x->book, &book, err);
    if (rc)
        return rc;
    yx_book_tell_formulas(x->file, &book, x->faults);
    *ret_workbook = book;
    return YX_OK;
}

static void drop(yx_xlsx *x)
{
    yx_zip_close(x->zip);
    yx_book_free(x->book);
    yx_arena_free(x->arena);
    free(x->sheet);
    free(x->format);
    free(x->text);
}

yx_code yx_xlsx_read(const char *path, yx_faults *faults, yx_workbook *ret_workbook, yx_err *err)
{
    yx_xlsx x = {.file = path, .faults = faults};
    yx_zip_wrong wrong = YX_ZIP_RIGHT;
    yx_err why = {0};
    yx_code rc = yx_zip_open(path, &x.zip, &wrong, &why);

    if (rc == YX_E_IO)
        rc = yx_xlsx_refuse(&x, "file.unreadable", NULL, NULL, why.text, NULL, err);
    else if (wrong == YX_ZIP_NOT) /* then what is it? */
        rc = yx_book_refuse_file(path, faults, err);
    else if (rc)
        rc = zip_refused(&x, wrong, rc, NULL, NULL, &why, err);
    else
        rc = read_all(&x, ret_workbook, err);
    drop(&x);
    return rc;
}

yx_code yx_xlsx_memory(const char *file, yx_str bytes, yx_faults *faults, yx_workbook *ret_workbook,
                       yx_err *err)
{
    yx_xlsx x = {.file = file, .faults = faults};
    yx_zip_wrong wrong = YX_ZIP_RIGHT;
    yx_book_form form = YX_BOOK_OTHER;
    yx_err why = {0};
    yx_code rc = yx_zip_memory(bytes, &x.zip, &wrong, &why);

    if (wrong == YX_ZIP_NOT) {
        rc = yx_book_form_of(bytes, &form, err);
        rc = rc ? rc : yx_book_refuse(file, form, faults, err);
    } else if (rc) {
        rc = zip_refused(&x, wrong, rc, NULL, NULL, &why, err);
    } else {
        rc = read_all(&x, ret_workbook, err);
    }
    drop(&x);
    return rc;
}

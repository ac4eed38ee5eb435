/* The way from the archive to its sheets:
 *   _rels/.rels                      names the workbook's part, xl/workbook.xml
 *   xl/workbook.xml                  lists the sheets, each with the id of a relation
 *   xl/_rels/workbook.xml.rels       says which part each id is */
#include "intake/book/xlsx_parts.h"

#include <stdio.h>
#include <string.h>

#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define LINK      "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define LINK_NEW  "http://purl.oclc.org/ooxml/officeDocument/relationships"

static bool ends(const char *text, const char *with)
{
    size_t n = strlen(text), k = strlen(with);

    return n >= k && strcmp(text + n - k, with) == 0;
}

/* The name of a part that `base` points to with `target`: "../a.xml" beside "x/b/c.xml" is
 * "x/a.xml". False: it leaves the archive, or is too long. */
static bool resolve(const char *base, const char *target, char out[YX_XLSX_PART])
{
    const char *slash = strrchr(base, '/');
    size_t n = *target == '/' || *target == '\\' || !slash ? 0 : (size_t)(slash - base);

    if (n >= YX_XLSX_PART)
        return false;
    memcpy(out, base, n);
    while (*target) {
        size_t part = strcspn(target, "/\\");
        if (part == 2 && memcmp(target, "..", 2) == 0) {
            if (!n)
                return false;
            while (n && out[--n] != '/') {
            }
        } else if (part && !(part == 1 && *target == '.')) {
            if (n + part + 2 > YX_XLSX_PART)
                return false;
            if (n)
                out[n++] = '/';
            memcpy(out + n, target, part);
            n += part;
        }
        target += part + (target[part] != 0);
    }
    out[n] = 0;
    return n > 0;
}

/* --- relations --- */

enum { RELATIONS_MOST = 65536 };

typedef struct relations {
    yx_xlsx *x;
    const char *base; /* the part that they belong to; "": the archive */
    size_t n;
} relations;

static yx_code sheet_relation(yx_xlsx *x, const char *id, const char *part, yx_err *err)
{
    for (size_t i = 0; i < x->n_sheet; i++) {
        if (strcmp(x->sheet[i].id, id) != 0)
            continue;
        x->sheet[i].part = yx_arena_text(&x->arena, part, strlen(part));
        if (!x->sheet[i].part)
            return yx_fail(err, YX_E_NOMEM, "no memory for a sheet");
    }
    return YX_OK;
}

static yx_code relation(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    relations *r = arg;
    yx_xlsx *x = r->x;
    const char *id, *type, *target, *mode;
    char part[YX_XLSX_PART];

    if (tag->depth != 2 || !yx_str_is(tag->name.space, RELATIONS) ||
        !yx_str_is(tag->name.local, "Relationship"))
        return YX_OK;
    if (++r->n > RELATIONS_MOST)
        return yx_xlsx_refuse(x, "book.limit", NULL, NULL, NULL, "at most 65536 relations", err);
    id = yx_xml_get(tag, NULL, "Id");
    type = yx_xml_get(tag, NULL, "Type");
    target = yx_xml_get(tag, NULL, "Target");
    mode = yx_xml_get(tag, NULL, "TargetMode");
    if (!id || !type || !target || (mode && strcmp(mode, "External") == 0) ||
        !resolve(r->base, target, part))
        return YX_OK;
    if (!*r->base) {
        if (ends(type, "/officeDocument") && !x->main[0])
            memcpy(x->main, part, sizeof part);
    } else if (ends(type, "/styles")) {
        memcpy(x->styles, part, sizeof part);
    } else if (ends(type, "/sharedStrings")) {
        memcpy(x->texts, part, sizeof part);
    } else if (ends(type, "/worksheet")) {
        return sheet_relation(x, id, part, err);
    }
    return YX_OK;
}

static yx_code read_relations(yx_xlsx *x, const char *base, yx_err *err)
{
    relations r = {.x = x, .base = base};
    yx_xml_told told = {.open = relation, .arg = &r};
    const char *slash = strrchr(base, '/'), *name = slash ? slash + 1 : base;
    char part[YX_XLSX_PART + 16];

    (void)snprintf(part, sizeof part, "%.*s_rels/%s.rels", (int)(name - base), base, name);
    return yx_xlsx_part(x, part, NULL, &told, err);
}

/* --- the workbook --- */

typedef struct workbook {
    yx_xlsx *x;
    yx_xlsx_path path;
    bool is_one;
} workbook;

static yx_code add_sheet(yx_xlsx *x, const yx_xml_tag *tag, yx_err *err)
{
    const char *name = yx_xml_get(tag, NULL, "name"), *state = yx_xml_get(tag, NULL, "state");
    const char *id = yx_xml_get(tag, LINK, "id");
    yx_xlsx_sheet *s;
    yx_code rc;

    if (!id)
        id = yx_xml_get(tag, LINK_NEW, "id");
    if (!name || !id)
        return yx_xlsx_refuse(x, "book.broken", name, NULL, NULL, "a sheet with its name and id",
                              err);
    if (x->n_sheet >= YX_GRID_SHEETS)
        return yx_xlsx_refuse(x, "book.limit", NULL, NULL, NULL, "at most 1024 sheets", err);
    rc = yx_grow(&x->sheet, &x->cap_sheet, x->n_sheet + 1, sizeof *x->sheet, err);
    if (rc)
        return rc;
    s = &x->sheet[x->n_sheet];
    *s = (yx_xlsx_sheet){.name = yx_arena_text(&x->arena, name, strlen(name)),
                         .id = yx_arena_text(&x->arena, id, strlen(id)),
                         .hidden = state && strcmp(state, "visible") != 0};
    if (!s->name || !s->id)
        return yx_fail(err, YX_E_NOMEM, "no memory for a sheet");
    x->n_sheet++;
    return YX_OK;
}

static yx_code workbook_open(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    workbook *w = arg;
    yx_xlsx_tag it = yx_xlsx_path_open(&w->path, tag), up = yx_xlsx_up(&w->path, 1);

    if (tag->depth == 1) {
        w->is_one = it == YX_X_WORKBOOK;
        if (!w->is_one)
            return yx_xlsx_refuse(w->x, "book.none", NULL, NULL, tag->name.local.at, "a workbook",
                                  err);
    }
    if (it == YX_X_WORKBOOK_PR && up == YX_X_WORKBOOK)
        w->x->since_1904 = yx_xlsx_true(yx_xml_get(tag, NULL, "date1904"));
    if (it == YX_X_SHEET && up == YX_X_SHEETS)
        return add_sheet(w->x, tag, err);
    return YX_OK;
}

static yx_code workbook_close(void *arg, const yx_xml_name *name, yx_err *err)
{
    workbook *w = arg;

    (void)name;
    (void)err;
    yx_xlsx_path_close(&w->path);
    return YX_OK;
}

/* A ZIP archive without an Office document is something else. */
static yx_code no_document(yx_xlsx *x, yx_err *err)
{
    if (yx_zip_has(x->zip, "content.xml") && yx_zip_has(x->zip, "META-INF/manifest.xml"))
        return yx_xlsx_refuse(x, "book.format", NULL, NULL, "OpenDocument (.ods)",
                              "a workbook saved as .xlsx", err);
    return yx_xlsx_refuse(x, "book.none", NULL, NULL, "a ZIP archive of other things",
                          "a workbook saved as .xlsx", err);
}

yx_code yx_xlsx_read_workbook(yx_xlsx *x, yx_err *err)
{
    workbook w = {.x = x};
    yx_xml_told told = {.open = workbook_open, .close = workbook_close, .arg = &w};
    bool any = false;
    yx_code rc = YX_OK;

    if (!yx_zip_has(x->zip, "_rels/.rels"))
        return no_document(x, err);
    rc = read_relations(x, "", err);
    if (rc)
        return rc;
    if (!x->main[0])
        return no_document(x, err);
    if (ends(x->main, ".bin"))
        return yx_xlsx_refuse(x, "book.format", NULL, NULL, "binary workbook (.xlsb)",
                              "a workbook saved as .xlsx", err);
    rc = yx_xlsx_part(x, x->main, NULL, &told, err);
    if (!rc)
        rc = read_relations(x, x->main, err);
    for (size_t i = 0; i < x->n_sheet; i++)
        any = any || x->sheet[i].part;
    if (!rc && !any)
        rc = yx_xlsx_refuse(x, "book.broken", NULL, NULL, NULL, "at least one sheet", err);
    return rc;
}

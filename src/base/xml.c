#include "base/xml.h"

#include <errno.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECE = 64 * 1024, /* bytes that are asked for at once */
    MARK = '\1',       /* stands between namespace and local name: no XML has it */
};

typedef struct reader {
    XML_Parser parser;
    const yx_xml_told *told;
    size_t depth, text; /* bytes since the last tag */
    yx_xml_place place;
    yx_code rc; /* of the first thing that went wrong */
    yx_err *err;
} reader;

static yx_str upto(const char *from, const char *to)
{
    return (yx_str){from, (size_t)(to - from)};
}

static yx_xml_name name_of(const char *whole)
{
    const char *end = whole + strlen(whole);
    const char *mark = memrchr(whole, MARK, (size_t)(end - whole));

    return (yx_xml_name){mark ? upto(whole, mark) : (yx_str){"", 0},
                         upto(mark ? mark + 1 : whole, end)};
}

const char *yx_xml_get(const yx_xml_tag *tag, const char *space, const char *local)
{
    for (const char *const *a = tag->attribute; *a; a += 2) {
        yx_xml_name name;
        if (!space) { /* the common case, without looking for the mark */
            if (strcmp(*a, local) == 0)
                return a[1];
            continue;
        }
        name = name_of(*a);
        if (yx_str_is(name.local, local) && yx_str_is(name.space, space))
            return a[1];
    }
    return NULL;
}

const char *yx_xml_attribute(const yx_xml_tag *tag, size_t i, yx_xml_name *ret_name)
{
    const char *const *a = tag->attribute;

    for (; *a && i > 0; i--)
        a += 2;
    if (!*a)
        return NULL;
    *ret_name = name_of(*a);
    return a[1];
}

static void mark_place(reader *r)
{
    r->place.line = XML_GetCurrentLineNumber(r->parser);
    r->place.column = XML_GetCurrentColumnNumber(r->parser) + 1;
}

/* The first failure stays; expat may tell a little more before it stops. */
static void stop(reader *r, yx_code rc)
{
    r->rc = rc;
    mark_place(r);
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static void limit(reader *r, const char *what, size_t most)
{
    r->place.wrong = YX_XML_LIMIT;
    stop(r, yx_fail(r->err, YX_E_RANGE, "%s than %zu", what, most));
}

static void XMLCALL on_open(void *arg, const char *whole, const char **attribute)
{
    reader *r = arg;
    yx_xml_tag tag = {.attribute = (const char *const *)attribute};
    yx_code rc;

    if (r->rc)
        return;
    r->text = 0;
    if (++r->depth > YX_XML_DEPTH) {
        limit(r, "tags are deeper", YX_XML_DEPTH);
        return;
    }
    if (attribute[0] && XML_GetSpecifiedAttributeCount(r->parser) > 2 * YX_XML_ATTRIBUTES) {
        limit(r, "a tag has more attributes", YX_XML_ATTRIBUTES);
        return;
    }
    tag.name = name_of(whole);
    if (tag.name.space.n + tag.name.local.n > YX_XML_NAME) {
        limit(r, "a name is longer", YX_XML_NAME);
        return;
    }
    tag.depth = r->depth;
    tag.line = XML_GetCurrentLineNumber(r->parser);
    tag.column = XML_GetCurrentColumnNumber(r->parser) + 1;
    if (r->told->open && (rc = r->told->open(r->told->arg, &tag, r->err)) != YX_OK)
        stop(r, rc);
}

static void XMLCALL on_close(void *arg, const char *whole)
{
    reader *r = arg;
    yx_xml_name name;
    yx_code rc;

    if (r->rc)
        return;
    r->text = 0;
    r->depth--;
    if (!r->told->close)
        return;
    name = name_of(whole);
    if ((rc = r->told->close(r->told->arg, &name, r->err)) != YX_OK)
        stop(r, rc);
}

static void XMLCALL on_text(void *arg, const char *at, int n)
{
    reader *r = arg;
    yx_code rc;

    if (r->rc)
        return;
    r->text += (size_t)n;
    if (r->text > YX_XML_TEXT) {
        limit(r, "a text is longer", YX_XML_TEXT);
        return;
    }
    if (r->told->text &&
        (rc = r->told->text(r->told->arg, (yx_str){at, (size_t)n}, r->err)) != YX_OK)
        stop(r, rc);
}

/* Comes before any entity that the document type declares. */
static void XMLCALL on_doctype(void *arg, const char *name, const char *system, const char *public,
                               int has_subset)
{
    reader *r = arg;

    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    if (r->rc)
        return;
    r->place.wrong = YX_XML_DOCTYPE;
    stop(r, yx_fail(r->err, YX_E_FORMAT, "a document type is declared"));
}

static yx_code from_expat(reader *r)
{
    enum XML_Error why = XML_GetErrorCode(r->parser);

    if (r->rc) /* our own stop */
        return r->rc;
    /* Without memory for a prefix, expat says that it was never declared. */
    if (why == XML_ERROR_NO_MEMORY || (why == XML_ERROR_UNBOUND_PREFIX && errno == ENOMEM))
        return yx_fail(r->err, YX_E_NOMEM, "no memory to read XML");
    r->place.wrong = why == XML_ERROR_UNKNOWN_ENCODING ? YX_XML_ENCODING : YX_XML_SYNTAX;
    return yx_fail(r->err, YX_E_FORMAT, "%s", XML_ErrorString(why));
}

static yx_code pump(reader *r, yx_xml_source source, void *from)
{
    size_t n = 1;
    XML_Index fed = 0;

    while (n) {
        void *room = XML_GetBuffer(r->parser, PIECE);
        yx_code rc;
        if (!room)
            return yx_fail(r->err, YX_E_NOMEM, "no memory to read XML");
        rc = source(from, room, PIECE, &n, r->err);
        if (rc)
            return rc;
        errno = 0;
        if (XML_ParseBuffer(r->parser, (int)n, n == 0) != XML_STATUS_OK)
            return from_expat(r);
        fed += (XML_Index)n;
        /* Expat keeps a tag until all of it is there, and looks through it anew each time. */
        if (fed - XML_GetCurrentByteIndex(r->parser) > YX_XML_MARKUP + PIECE) {
            r->place.wrong = YX_XML_LIMIT;
            return yx_fail(r->err, YX_E_RANGE, "a tag of more than %d bytes", YX_XML_MARKUP);
        }
    }
    return YX_OK;
}

yx_code yx_xml_read(yx_xml_source source, void *from, const yx_xml_told *told,
                    yx_xml_place *ret_place, yx_err *err)
{
    static const XML_Memory_Handling_Suite memory = {malloc, realloc, free};
    static const char mark[] = {MARK, 0};
    reader r = {.told = told, .err = err};
    yx_code rc;

    r.parser = XML_ParserCreate_MM(NULL, &memory, mark);
    if (!r.parser) {
        if (ret_place)
            *ret_place = (yx_xml_place){0};
        return yx_fail(err, YX_E_NOMEM, "no memory to read XML");
    }
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_open, on_close);
    XML_SetCharacterDataHandler(r.parser, on_text);
    XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
    rc = pump(&r, source, from);
    if (rc && !r.rc)
        mark_place(&r);
    if (rc && ret_place)
        *ret_place = r.place;
    XML_ParserFree(r.parser);
    return rc;
}

static yx_code from_text(void *from, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    yx_str *rest = from;

    (void)err;
    *ret_n = rest->n < cap ? rest->n : cap;
    if (*ret_n)
        memcpy(at, rest->at, *ret_n);
    *rest = (yx_str){rest->at + *ret_n, rest->n - *ret_n};
    return YX_OK;
}

yx_code yx_xml_read_text(yx_str text, const yx_xml_told *told, yx_xml_place *ret_place, yx_err *err)
{
    return yx_xml_read(from_text, &text, told, ret_place, err);
}

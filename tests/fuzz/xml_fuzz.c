/* xml_fuzz.c - any bytes as XML: tags open and close in pairs within the limits, all that is told
 * is UTF-8, and it does not depend on how the bytes come. */
#include "base/xml.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

typedef struct hearer {
    yx_buf out;
    size_t depth;
} hearer;

typedef struct source {
    yx_str rest;
    size_t step;
} source;

static void must(bool right)
{
    if (!right)
        abort();
}

static void add(hearer *h, yx_str text)
{
    must(yx_utf8_valid(text.at, text.n) == text.n);
    yx_buf_str(&h->out, text);
}

static yx_code on_open(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    hearer *h = arg;
    const char *a = yx_xml_get(tag, NULL, "a"), *b = yx_xml_get(tag, "urn:x", "b");

    (void)err;
    must(tag->depth == ++h->depth && h->depth <= YX_XML_DEPTH);
    must(strlen(tag->name.local.at) == tag->name.local.n);
    add(h, tag->name.space);
    add(h, tag->name.local);
    add(h, yx_str_of(a));
    add(h, yx_str_of(b));
    return YX_OK;
}

static yx_code on_text(void *arg, yx_str piece, yx_err *err)
{
    (void)err;
    must(((hearer *)arg)->depth > 0);
    add(arg, piece);
    return YX_OK;
}

static yx_code on_close(void *arg, const yx_xml_name *name, yx_err *err)
{
    hearer *h = arg;

    (void)err;
    must(h->depth-- > 0);
    add(h, name->local);
    return YX_OK;
}

static yx_code give(void *from, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    source *s = from;
    size_t n = s->rest.n < s->step ? s->rest.n : s->step;

    (void)err;
    must(n <= cap);
    if (n)
        memcpy(at, s->rest.at, n);
    s->rest = (yx_str){s->rest.at + n, s->rest.n - n};
    *ret_n = n;
    return YX_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    hearer a = {0}, b = {0};
    yx_str text = {(const char *)data, n};
    yx_xml_told told = {on_open, on_text, on_close, &a};
    source from = {text, 1 + n % 13};
    yx_xml_place place = {0}, again = {0};
    yx_code rc = yx_xml_read_text(text, &told, &place, NULL);

    must(rc == YX_OK || rc == YX_E_FORMAT || rc == YX_E_RANGE);
    must((rc == YX_OK) == (place.wrong == YX_XML_RIGHT));
    must(rc != YX_OK || a.depth == 0);
    told.arg = &b;
    must(yx_xml_read(give, &from, &told, &again, NULL) == rc);
    must(again.wrong == place.wrong);
    must(rc != YX_OK || yx_str_same(yx_buf_view(&a.out), yx_buf_view(&b.out)));
    yx_buf_free(&a.out);
    yx_buf_free(&b.out);
    return 0;
}

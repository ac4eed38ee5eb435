#include "base/xml.h"

#include "base/buf.h"

#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>

/* What is told, as a text: <tag attributes>text</tag>. Namespaces stand before names, with '|'. */
static yx_code tell_open(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    yx_buf *out = arg;
    const char *a = yx_xml_get(tag, NULL, "a"), *b = yx_xml_get(tag, "urn:x", "b");

    (void)err;
    yx_buf_char(out, '<');
    yx_buf_str(out, tag->name.space);
    yx_buf_f(out, "%s%s@%zu", tag->name.space.n ? "|" : "", tag->name.local.at, tag->depth);
    if (a)
        yx_buf_f(out, " a=%s", a);
    if (b)
        yx_buf_f(out, " x|b=%s", b);
    yx_buf_char(out, '>');
    return YX_OK;
}

static yx_code tell_text(void *arg, yx_str piece, yx_err *err)
{
    (void)err;
    yx_buf_str(arg, piece);
    return YX_OK;
}

static yx_code tell_close(void *arg, const yx_xml_name *name, yx_err *err)
{
    (void)err;
    yx_buf_f(arg, "</%s>", name->local.at);
    return YX_OK;
}

static yx_code tell(yx_str text, yx_buf *out, yx_xml_place *place, yx_err *err)
{
    yx_xml_told told = {tell_open, tell_text, tell_close, out};

    return yx_xml_read_text(text, &told, place, err);
}

static void tells(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"<a/>", "<a@1></a>"},
        {"<?xml version='1.0'?><a> b<c/>d </a>", "<a@1> b<c@2></c>d </a>"},
        {"<a xmlns='urn:x'><b xmlns=''/></a>", "<urn:x|a@1><b@2></b></a>"},
        {"<p:a xmlns:p='urn:x' a='1' p:b='2'/>", "<urn:x|a@1 a=1 x|b=2></a>"},
        {"<q:a xmlns:q='urn:y' xmlns:x='urn:x' x:a='1' b='2'/>", "<urn:y|a@1></a>"},
        {"<a>&lt;&#x6C49;&amp;<![CDATA[<&]]></a>", "<a@1><汉&<&</a>"},
        {"<a><!-- no --><?pi no?>x</a>", "<a@1>x</a>"},
        {"<a a='&quot;&#10;'/>", "<a@1 a=\"\n></a>"},
        {"\xEF\xBB\xBF<a/>", "<a@1></a>"},
        {"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>", "<a@1>é</a>"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_buf out = {0};
        T_OK(tell(yx_str_of(cases[i].text), &out, NULL, NULL) == YX_OK);
        T_TEXT(out.at, cases[i].want);
        yx_buf_free(&out);
    }
}

static void utf16(void **state)
{
    static const char text[] = "\xFF\xFE<\0a\0>\0\x49\x6C<\0/\0a\0>\0";
    yx_buf out = {0};

    (void)state;
    T_OK(tell((yx_str){text, sizeof text - 1}, &out, NULL, NULL) == YX_OK);
    T_TEXT(out.at, "<a@1>汉</a>");
    yx_buf_free(&out);
}

static void refusals(void **state)
{
    static const struct {
        const char *text;
        yx_xml_wrong wrong;
        size_t line, column;
    } cases[] = {
        {"", YX_XML_SYNTAX, 1, 1},
        {"  \n", YX_XML_SYNTAX, 2, 1},
        {"<a>", YX_XML_SYNTAX, 1, 4},
        {"<a>\n <b></a>", YX_XML_SYNTAX, 2, 7},
        {"<a/><b/>", YX_XML_SYNTAX, 1, 5},
        {"<a b='1' b='2'/>", YX_XML_SYNTAX, 1, 10},
        {"<a>\xFF</a>", YX_XML_SYNTAX, 1, 4},
        {"<a>\x01</a>", YX_XML_SYNTAX, 1, 4},
        {"<p:a/>", YX_XML_SYNTAX, 1, 1},
        {"<a>&b;</a>", YX_XML_SYNTAX, 1, 4},
        {"<?xml version='1.0' encoding='EBCDIC'?><a/>", YX_XML_ENCODING, 1, 31},
        {"<!DOCTYPE a><a/>", YX_XML_DOCTYPE, 1, 1},
        {"\n<!DOCTYPE a SYSTEM 'http://x/y.dtd'><a/>", YX_XML_DOCTYPE, 2, 1},
        {"<!DOCTYPE a [<!ENTITY b SYSTEM '/etc/passwd'>]><a>&b;</a>", YX_XML_DOCTYPE, 1, 1},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        yx_buf out = {0};
        yx_err err = {0};
        yx_xml_place place = {0};
        T_OK(tell(yx_str_of(cases[i].text), &out, &place, &err) == YX_E_FORMAT);
        T_OK(err.code == YX_E_FORMAT);
        T_OK(place.wrong == cases[i].wrong);
        if (place.line != cases[i].line ||
            (cases[i].wrong == YX_XML_SYNTAX && place.column != cases[i].column))
            fail_msg("%s: %zu:%zu", cases[i].text, place.line, place.column);
        yx_buf_free(&out);
    }
}

/* Nine lines that would be three gigabytes: nothing of it is unfolded. */
static void billion_laughs(void **state)
{
    static const char text[] =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY lol \"lol\">\n"
        "<!ENTITY lol1 \"&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;\">\n"
        "<!ENTITY lol2 \"&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;&lol1;\">\n"
        "<!ENTITY lol3 \"&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;\">\n"
        "]>\n<lolz>&lol3;</lolz>";
    yx_buf out = {0};
    yx_xml_place place = {0};

    (void)state;
    T_OK(tell(yx_str_of(text), &out, &place, NULL) == YX_E_FORMAT);
    T_OK(place.wrong == YX_XML_DOCTYPE && place.line == 2 && out.n == 0);
    yx_buf_free(&out);
}

/* `before`, n times `piece`, `after`. */
static yx_code many(const char *before, const char *piece, size_t n, const char *after,
                    yx_xml_wrong *ret_wrong, size_t *ret_told)
{
    yx_buf text = {0}, out = {0};
    yx_xml_place place = {0};
    yx_code rc;

    yx_buf_text(&text, before);
    for (size_t i = 0; i < n; i++)
        yx_buf_f(&text, piece, i);
    yx_buf_text(&text, after);
    T_OK(!yx_buf_check(&text, NULL));
    rc = tell(yx_buf_view(&text), &out, &place, NULL);
    *ret_wrong = place.wrong;
    *ret_told = out.n;
    yx_buf_free(&text);
    yx_buf_free(&out);
    return rc;
}

static void limits(void **state)
{
    const size_t mb = 1 << 20;
    yx_xml_wrong wrong;
    size_t told;

    (void)state;
    T_OK(many("", "<a>", YX_XML_DEPTH + 1, "", &wrong, &told) == YX_E_RANGE);
    T_OK(wrong == YX_XML_LIMIT);
    T_OK(many("<a", " a%zu=''", YX_XML_ATTRIBUTES, "/>", &wrong, &told) == YX_OK);
    T_OK(many("<a", " a%zu=''", YX_XML_ATTRIBUTES + 1, "/>", &wrong, &told) == YX_E_RANGE);
    T_OK(wrong == YX_XML_LIMIT);
    /* 4 MB of text are fine, 17 are not; a tag of 4 MB is not, be it closed or not. */
    T_OK(many("<a>", "12345678", mb / 2, "</a>", &wrong, &told) == YX_OK);
    T_OK(told == 4 * mb + strlen("<a@1></a>"));
    T_OK(many("<a>", "1234567890123456\n", mb, "</a>", &wrong, &told) == YX_E_RANGE);
    T_OK(wrong == YX_XML_LIMIT);
    T_OK(many("<a b='", "12345678", mb / 2, "'/>", &wrong, &told) == YX_E_RANGE);
    T_OK(wrong == YX_XML_LIMIT);
    T_OK(many("<a b='", "12345678", mb / 2, "", &wrong, &told) == YX_E_RANGE);
    T_OK(many("<a><!--", "12345678", mb / 2, "", &wrong, &told) == YX_E_RANGE);
    T_OK(many("<", "abcdefgh", YX_XML_NAME / 8, "/>", &wrong, &told) == YX_OK);
    T_OK(many("<b", "abcdefgh", YX_XML_NAME / 8, "/>", &wrong, &told) == YX_E_RANGE);
    T_OK(wrong == YX_XML_LIMIT);
}

static void the_deepest_tag_is_told(void **state)
{
    yx_buf text = {0}, out = {0};

    (void)state;
    for (int i = 0; i < YX_XML_DEPTH; i++)
        yx_buf_text(&text, "<a>");
    for (int i = 0; i < YX_XML_DEPTH; i++)
        yx_buf_text(&text, "</a>");
    T_OK(tell(yx_buf_view(&text), &out, NULL, NULL) == YX_OK);
    T_OK(strstr(out.at, "<a@64></a>"));
    yx_buf_free(&text);
    yx_buf_free(&out);
}

/* --- sources and callers that fail --- */

static yx_code one_byte(void *from, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    const char **rest = from;

    (void)cap;
    if (**rest == '!')
        return yx_fail(err, YX_E_IO, "the disk is gone");
    *ret_n = **rest ? 1 : 0;
    *at = **rest;
    *rest += *ret_n;
    return YX_OK;
}

static void sources(void **state)
{
    const char *good = "<a>\xE6\xB1\x89&amp;</a>", *bad = "<a>x!";
    yx_buf out = {0};
    yx_xml_told told = {tell_open, tell_text, tell_close, &out};
    yx_xml_place place = {YX_XML_LIMIT, 9, 9};
    yx_err err = {0};

    (void)state;
    T_OK(yx_xml_read(one_byte, &good, &told, &place, NULL) == YX_OK);
    T_TEXT(out.at, "<a@1>汉&</a>");
    T_OK(yx_xml_read(one_byte, &bad, &told, &place, &err) == YX_E_IO);
    T_OK(place.wrong == YX_XML_RIGHT && place.line == 1);
    T_TEXT(err.text, "the disk is gone");
    yx_buf_free(&out);
}

static yx_code at_b(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    (*(int *)arg)++;
    if (yx_str_is(tag->name.local, "b"))
        return yx_fail(err, YX_E_REFUSED, "no b");
    return YX_OK;
}

static yx_code close_counts(void *arg, const yx_xml_name *name, yx_err *err)
{
    (void)name;
    (void)err;
    *(int *)arg += 100;
    return YX_OK;
}

static void a_caller_may_stop(void **state)
{
    int calls = 0;
    yx_xml_told told = {.open = at_b, .close = close_counts, .arg = &calls};
    yx_xml_place place = {YX_XML_LIMIT, 9, 9};
    yx_err err = {0};

    (void)state;
    T_OK(yx_xml_read_text(yx_str_of("<a>\n<b/><c/></a>"), &told, &place, &err) == YX_E_REFUSED);
    T_OK(calls == 2); /* a, b; and nothing more */
    T_OK(place.wrong == YX_XML_RIGHT && place.line == 2 && place.column == 1);
    T_TEXT(err.text, "no b");
}

static bool read_some(void *arg)
{
    yx_buf out = {0};
    yx_err err = {0};
    yx_xml_place place = {0};
    yx_code rc = tell(yx_str_of(arg), &out, &place, &err);
    bool right = rc == YX_E_NOMEM ? err.code == rc && place.wrong == YX_XML_RIGHT
                                  : rc == YX_OK && (out.failed || strstr(out.at, "</c>"));

    yx_buf_free(&out);
    return right;
}

static void every_allocation(void **state)
{
    /* Without a prefix: expat takes a failure to keep one for a prefix that is not declared. */
    static char text[] = "<a xmlns='urn:x' b='c'><b>d</b><c xmlns='urn:y' z='1'>e</c></a>";

    (void)state;
    T_OK(t_every_alloc(read_some, text) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells),
        cmocka_unit_test(utf16),
        cmocka_unit_test(refusals),
        cmocka_unit_test(billion_laughs),
        cmocka_unit_test(limits),
        cmocka_unit_test(the_deepest_tag_is_told),
        cmocka_unit_test(sources),
        cmocka_unit_test(a_caller_may_stop),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "brief/doc.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const head[] = {"Region", "Course", "Cases"};
static const yx_align align[] = {YX_LEFT, YX_FIXED, YX_RIGHT};

/* 0 and 7 are the ends, so 1..6 have the heights between; the gap is a dot, the alarm a mark. */
static const double observed[] = {0, 1, 2, 3, GAP, 4, 5, 6, 7};
static const double upper[] = {GAP, GAP, 4, 4, 4, 4, 4, 4, 4};
static const bool alarm[] = {false, false, false, false, false, false, true, false, true};

static yx_doc *sample(const char *name, yx_lang lang)
{
    yx_doc *doc = NULL;
    yx_spark spark = {observed, upper, alarm, 9, name};

    assert_int_equal(yx_doc_new(name, lang, &doc, NULL), YX_OK);
    yx_doc_lead(doc, "lead of %s", name);
    yx_doc_heading(doc, "%s", name);
    yx_doc_alert(doc, "%s!", name);
    yx_doc_para(doc, "%s", name);
    yx_doc_table(doc, head, align, 3);
    yx_doc_cell(doc, "%s", name);
    yx_doc_cell_spark(doc, &spark);
    yx_doc_cell(doc, "%d", 7);
    yx_doc_cell(doc, "%s", name); /* a row that is not full */
    yx_doc_subheading(doc, "%s", name);
    yx_doc_note(doc, "%s", name);
    yx_doc_heading(doc, "%s", name);
    return doc;
}

static yx_buf render(yx_doc *doc, yx_rendering rendering)
{
    yx_buf out = {0};

    assert_int_equal(yx_doc_render(doc, rendering, 60, &out, NULL), YX_OK);
    yx_doc_free(doc);
    return out;
}

static void test_text(void **state)
{
    yx_buf out = render(sample("Wuhan", YX_EN), YX_TEXT);

    (void)state;
    T_TEXT(out.at, "Wuhan\n"
                   "═════\n"
                   "lead of Wuhan\n"
                   "\n"
                   "Wuhan\n"
                   "─────\n"
                   "\n"
                   "▲ Wuhan!\n"
                   "Wuhan\n"
                   "Region  Course     Cases\n"
                   "──────  ─────────  ─────\n"
                   "Wuhan   ▁▂▃▄·▅▆▇█      7\n"
                   "              ^ ^\n"
                   "Wuhan\n"
                   "\n"
                   "Wuhan\n"
                   "  Wuhan\n"
                   "\n"
                   "Wuhan\n"
                   "─────\n");
    yx_buf_free(&out);
}

/* --- HTML: are the tags balanced, with a checker of its own --- */

static bool is_void(const char *name, size_t n)
{
    return (n == 4 && memcmp(name, "meta", 4) == 0) || (n == 2 && memcmp(name, "br", 2) == 0);
}

/* Walks the tags; attribute values may not hold < or >. Returns NULL when all is right. */
static const char *balance(const char *html)
{
    static char why[100];
    struct {
        const char *at;
        size_t n;
    } open[64];
    size_t depth = 0;

    for (const char *p = strchr(html, '<'); p; p = strchr(p + 1, '<')) {
        bool closing = p[1] == '/';
        const char *name = p + 1 + closing, *end = strchr(p, '>');
        size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");

        if (p[1] == '!')
            continue;
        if (!end || n == 0 || memchr(p + 1, '<', (size_t)(end - p - 1))) {
            snprintf(why, sizeof why, "no tag: %.40s", p);
            return why;
        }
        if (end[-1] == '/' || is_void(name, n))
            continue;
        if (!closing) {
            if (depth == 64)
                return "too deep";
            open[depth].at = name;
            open[depth++].n = n;
        } else if (depth == 0 || open[depth - 1].n != n ||
                   memcmp(open[depth - 1].at, name, n) != 0) {
            snprintf(why, sizeof why, "closes what is not open: %.40s", p);
            return why;
        } else {
            depth--;
        }
    }
    return depth ? "left open" : NULL;
}

static void expect_balanced(const char *html)
{
    const char *why = balance(html);

    if (why)
        print_error("%s\n", why);
    T_OK(!why);
}

static void test_balance(void **state)
{
    (void)state;
    T_OK(!balance("<!DOCTYPE html><p>a<br>b</p><rect x=\"1\"/>"));
    T_OK(balance("<p><b></p></b>"));
    T_OK(balance("<p>"));
    T_OK(balance("a < b"));
    T_OK(balance("</p>"));
}

static void test_html(void **state)
{
    yx_buf out = render(sample("Wuhan", YX_EN), YX_HTML);
    yx_buf zh = render(sample("武汉市", YX_ZH_HANS), YX_HTML);

    (void)state;
    expect_balanced(out.at);
    expect_balanced(zh.at);
    T_OK(strstr(out.at, "<html lang=\"en\">") && strstr(zh.at, "<html lang=\"zh-Hans\">"));
    T_OK(strstr(out.at, "<title>Wuhan</title>") && strstr(zh.at, "<h2>武汉市</h2>"));
    T_OK(strstr(out.at, "prefers-color-scheme:dark") && strstr(out.at, "@page{size:A4"));
    T_OK(strstr(out.at, "<article class=\"alert\">"));
    /* Nothing from elsewhere, nothing that runs. */
    T_OK(!strstr(out.at, "http") || strstr(out.at, "http-equiv"));
    T_OK(!strstr(out.at, "://") && !strstr(out.at, "<script") && !strstr(out.at, "@import"));
    /* Eight steps over 228 units are 28.5 each, 0..7 over 36 units 5.14 each, down from 42. The
     * line is broken once; the two alarms are triangles; a gap is hatched. */
    T_OK(strstr(out.at, "class=\"o\" d=\"M6.0 42.0L34.5 36.9L63.0 31.7L91.5 26.6M148.5 21.4"));
    T_OK(strstr(out.at, "<path class=\"a\" d=\"M177.0 16.3m"));
    T_OK(strstr(out.at, "<rect fill=\"url(#gap)\""));
    yx_buf_free(&out);
    yx_buf_free(&zh);
}

static void test_hostile(void **state)
{
    static const char *const names[] = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "a & b < c > d",
        "' onmouseover='alert(1)",
        "]]></style><b>",
        "\x1B[2J\xFF\x01 %s%n",
        "</title></main><!--",
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(names); i++) {
        yx_buf html = render(sample(names[i], YX_EN), YX_HTML);
        yx_buf text = render(sample(names[i], YX_EN), YX_TEXT);

        expect_balanced(html.at);
        T_OK(!strstr(html.at, "<script") && !strstr(html.at, "<img") && !strstr(html.at, "<b>"));
        T_OK(!strstr(html.at, "<!--") && !strstr(html.at, "onmouseover='"));
        T_OK(!strchr(html.at, 0x1B) && !strchr(text.at, 0x1B));
        T_OK(yx_utf8_valid(html.at, html.n) == html.n && yx_utf8_valid(text.at, text.n) == text.n);
        yx_buf_free(&html);
        yx_buf_free(&text);
    }
}

/* Values that a line cannot be drawn through as they are. */
static void test_odd_sparks(void **state)
{
    static const double odd[][4] = {
        {GAP, GAP, GAP, GAP},         {5, 5, 5, 5},
        {-1.7e308, 1.7e308, 0, GAP},  {INFINITY, 1, -INFINITY, 2},
        {1e-300, 0, 5e-324, -1e-300},
    };
    static const struct {
        double lo, hi;
    } inside = {-1, 241};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(odd); i++) {
        for (size_t n = 0; n <= 4; n++) {
            yx_doc *doc = NULL;
            yx_buf html, text;
            const char *at;

            for (yx_rendering r = YX_TEXT; r <= YX_HTML; r++) {
                assert_int_equal(yx_doc_new("t", YX_EN, &doc, NULL), YX_OK);
                yx_doc_table(doc, head, align, 1);
                yx_doc_cell_spark(doc, &(yx_spark){odd[i], odd[i], alarm + 5, n, NULL});
                if (r == YX_TEXT)
                    text = render(doc, r);
                else
                    html = render(doc, r);
            }
            expect_balanced(html.at);
            at = strstr(html.at, "class=\"o\" d=\"M");
            if (at) {
                double x = strtod(at + 14, NULL);
                T_OK(x >= inside.lo && x <= inside.hi);
            }
            T_OK(!strstr(html.at, "nan") && !strstr(html.at, "inf"));
            yx_buf_free(&html);
            yx_buf_free(&text);
        }
    }
}

static void test_same_bytes(void **state)
{
    (void)state;
    for (yx_rendering r = YX_TEXT; r <= YX_HTML; r++) {
        yx_buf a = render(sample("武汉", YX_EN), r), b = render(sample("武汉", YX_EN), r);
        T_TEXT(a.at, b.at);
        yx_buf_free(&a);
        yx_buf_free(&b);
    }
}

static bool render_or_nothing(void *arg)
{
    yx_rendering r = *(yx_rendering *)arg;
    yx_spark spark = {observed, upper, alarm, 9, "t"};
    yx_doc *doc = NULL;
    yx_buf out = {0};
    yx_code rc = yx_doc_new("title", YX_EN, &doc, NULL);
    bool right;

    if (rc)
        return rc == YX_E_NOMEM && !doc;
    yx_doc_heading(doc, "%s", "heading");
    yx_doc_table(doc, head, align, 3);
    yx_doc_cell(doc, "%s", "cell");
    yx_doc_cell_spark(doc, &spark);
    yx_doc_cell(doc, "%s", "tail");
    rc = yx_doc_render(doc, r, 80, &out, NULL);
    right = rc == YX_OK ? strstr(out.at, "tail") != NULL : rc == YX_E_NOMEM;
    yx_buf_free(&out);
    yx_doc_free(doc);
    return right;
}

static void test_memory(void **state)
{
    (void)state;
    for (yx_rendering r = YX_TEXT; r <= YX_HTML; r++)
        T_OK(t_every_alloc(render_or_nothing, &r) > 10);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),       cmocka_unit_test(test_balance),
        cmocka_unit_test(test_html),       cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_odd_sparks), cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* CAP: what is written passes the check; the check finds every fault, and only that one. */
#include "brief/cap.h"

#include "brief/cap_table.h"
#include "brief/cap_value.h"
#include "tests/support/notice.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Codes and fields of all faults, "cap.order:sender cap.twice:sent". */
static void faults_of(const char *text, yx_buf *out)
{
    yx_faults *faults = NULL;
    yx_code rc;

    yx_buf_clear(out);
    T_OK(yx_faults_new(&faults, NULL) == YX_OK);
    rc = yx_cap_check(yx_str_of(text), "a.xml", faults, NULL);
    T_OK(rc == (yx_faults_count(faults) ? YX_E_REFUSED : YX_OK));
    for (size_t i = 0; i < yx_faults_count(faults); i++) {
        const yx_fault *f = yx_faults_at(faults, i);
        T_OK(yx_fault_code_find(f->code) && f->line >= 1);
        yx_buf_f(out, "%s%s:%s", i ? " " : "", f->code, f->field ? f->field : "-");
    }
    yx_faults_free(faults);
}

static void expect(const char *why, const char *text, const char *want)
{
    yx_buf got = {0};

    faults_of(text, &got);
    if (strcmp(got.n ? got.at : "", want) != 0)
        print_error("%s:\n%s\n", why, text);
    T_TEXT(got.n ? got.at : "", want);
    yx_buf_free(&got);
}

static char *write_one(const yx_notice *n, const yx_notice_from *from, yx_lang first)
{
    yx_buf out = {0};

    T_OK(yx_cap_write(n, from, first, &out, NULL) == YX_OK);
    return out.at;
}

static void has(const char *text, const char *piece)
{
    if (!strstr(text, piece))
        print_error("no %s in\n%s\n", piece, text);
    T_OK(strstr(text, piece) != NULL);
}

static void what_is_written(void **state)
{
    char *text = write_one(&t_notice, &t_from, YX_ZH_HANS);

    (void)state;
    expect("a whole notice", text, "");
    has(text, "<identifier>yixian-420102-5f1e20c3a1b2c3d4-17</identifier>");
    has(text, "<sent>2021-12-28T09:30:00+08:00</sent>");
    has(text, "<status>Draft</status>");
    has(text, "<msgType>Update</msgType>");
    has(text, "<scope>Restricted</scope>");
    has(text, "<references>yixian@hubei.example,yixian-420102-5f1e20c3a1b2c3d4-7,"
              "2021-12-28T08:00:00+08:00</references>");
    has(text, "<category>Met</category>");
    has(text, "<value>11B03</value>");
    has(text, "<urgency>Expected</urgency>");
    has(text, "<severity>Severe</severity>");
    has(text, "<certainty>Likely</certainty>");
    has(text, "<valueName>GB/T 2260</valueName>");
    has(text, "<value>420102 evidence; 420103 between; 420104 evidence</value>");
    has(text, "[DRAFT] Jiang'an (420102): 暴雨, level 2 of alert.any");
    has(text, "[草稿] 江岸区（420102）暴雨预警");
    T_OK(strstr(text, "zh-CN") < strstr(text, "<language>en"));
    free(text);
}

/* Every word, whatever the notice; and names that come from a file of somebody's. */
static void whatever_is_written(void **state)
{
    static const char *const names[] = {"武汉市", "<b>Wuhan</b> & \"x\"", "a\x01\xff\xEF\xBF\xBFz",
                                        "&nbsp;,;\\", "]]>"};
    yx_notice n = t_notice;
    yx_notice_from from = t_from;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(names); i++)
        for (int rank = -1; rank < 7; rank++)
            for (int m = 0; m < 3; m++) {
                char *text;
                n.place.name[YX_EN] = n.place.name[YX_ZH_HANS] = names[i];
                n.place.code = n.rule = n.id = n.contact = n.groups = names[i];
                n.hazard = rank & 1 ? "" : names[i];
                n.rank = rank;
                n.message = (yx_notice_message)m;
                n.certain = (yx_notice_certain)m;
                n.objected = rank & 1;
                n.connected = n.exact = !n.objected;
                n.n_area = rank & 1 ? 0 : 3;
                n.expires.ms = rank & 1 ? 0 : n.sent.ms - 1;
                n.sent.offset = -90 * m;
                from.exercise = rank & 1;
                from.web = rank & 1 ? NULL : "http://a.example";
                text = write_one(&n, &from, YX_EN);
                expect("any notice", text, "");
                T_OK(!strstr(text, "Actual") && !strstr(text, "Public"));
                has(text, from.exercise ? "<status>Exercise" : "<status>Draft");
                free(text);
            }
}

static void grades(void **state)
{
    static const struct {
        int rank;
        const char *severity, *urgency;
    } cases[] = {{1, "Extreme", "Immediate"}, {2, "Severe", "Expected"}, {3, "Moderate", "Future"},
                 {4, "Minor", "Future"},      {0, "Unknown", "Unknown"}, {5, "Unknown", "Unknown"}};
    yx_notice n = t_notice;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        n.rank = cases[i].rank;
        n.message = YX_NOTICE_ALERT;
        T_TEXT(yx_cap_grade(&n, YX_CAP_SEVERITY), cases[i].severity);
        T_TEXT(yx_cap_grade(&n, YX_CAP_URGENCY), cases[i].urgency);
        n.message = YX_NOTICE_CANCEL;
        T_TEXT(yx_cap_grade(&n, YX_CAP_URGENCY), "Past");
    }
    n.certain = YX_CERTAIN_ONE;
    T_TEXT(yx_cap_grade(&n, YX_CAP_CERTAINTY), "Possible");
    n.certain = YX_CERTAIN_FIGURE;
    T_TEXT(yx_cap_grade(&n, YX_CAP_CERTAINTY), "Observed");
    T_TEXT(yx_cap_category("Respiratory"), "Health");
    T_TEXT(yx_cap_category("其他"), "Other");
    T_OK(!yx_cap_event_code("respiratory"));
    T_TEXT(yx_cap_event_code("台风"), "11B01");
    T_OK(yx_cap_gbt2260("420102") && !yx_cap_gbt2260("42010") && !yx_cap_gbt2260("DE-BY1"));
}

/* --- the check --- */

#define HEAD  "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>"
#define ID    "<identifier>a1</identifier><sender>x@y</sender>"
#define SENT  "<sent>2021-12-28T09:30:00+08:00</sent>"
#define KIND  "<status>Draft</status><msgType>Alert</msgType><scope>Public</scope>"
#define TOP   HEAD ID SENT KIND
#define GRADE "<urgency>Future</urgency><severity>Minor</severity><certainty>Likely</certainty>"
#define INFO(more)                                                                                 \
    TOP "<info><category>Met</category><event>rain</event>" GRADE more "</info></alert>"
#define AREA(more) INFO("<area><areaDesc>a</areaDesc>" more "</area>")

static const struct {
    const char *why, *text, *want;
} cases[] = {
    {"the least that there is", TOP "</alert>", ""},
    {"an info", INFO(""), ""},
    {"no namespace", "<alert>" ID SENT KIND "</alert>", "cap.namespace:alert"},
    {"an earlier version",
     "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'>" ID SENT KIND "</alert>",
     "cap.namespace:alert"},
    {"another document", "<html><body/></html>", "cap.namespace:html"},
    {"not whole", HEAD ID, "xml.syntax:-"},
    {"an entity", "<!DOCTYPE a [<!ENTITY b 'c'>]><alert/>", "xml.doctype:-"},
    {"order", HEAD "<sender>x</sender><identifier>a</identifier>" SENT KIND "</alert>",
     "cap.order:identifier"},
    {"order in info",
     TOP "<info><event>rain</event><category>Met</category>" GRADE "</info></alert>",
     "cap.order:category"},
    {"missing", HEAD ID KIND "</alert>", "cap.missing:sent"},
    {"missing in info", TOP "<info><event>e</event>" GRADE "</info></alert>",
     "cap.missing:category"},
    {"missing in a pair", INFO("<parameter><value>1</value></parameter>"), "cap.missing:valueName"},
    {"twice", HEAD ID SENT SENT KIND "</alert>", "cap.twice:sent"},
    {"code may stand twice", TOP "<code>a</code><code>b</code></alert>", ""},
    {"unknown", TOP "<colour>red</colour></alert>", "cap.element:colour"},
    {"foreign", TOP "<x:sent xmlns:x='urn:x'/></alert>", "cap.element:sent"},
    {"a signature is let in",
     TOP
     "<d:Signature xmlns:d='http://www.w3.org/2000/09/xmldsig#'><d:SignedInfo/></d:Signature></alert>",
     ""},
    {"markup as elements", INFO("<headline>a <b>c</b></headline>"), "cap.element:b"},
    {"markup as text", INFO("<headline>a &lt;b&gt;c</headline>"), "cap.text:headline"},
    {"an entity in text", INFO("<description>a&amp;nbsp;b</description>"), "cap.text:description"},
    {"a plain & and <", INFO("<description>R&amp;D, p &lt; 0.05</description>"), ""},
    {"status",
     HEAD ID SENT "<status>draft</status><msgType>Alert</msgType><scope>Public</scope></alert>",
     "cap.value:status"},
    {"blanks round a word",
     HEAD ID SENT "<status> Draft\n</status><msgType>Alert</msgType><scope>Public</scope></alert>",
     ""},
    {"empty", HEAD "<identifier/><sender>x</sender>" SENT KIND "</alert>", "cap.empty:identifier"},
    {"a space in a name",
     HEAD "<identifier>a b</identifier><sender>x,y</sender>" SENT KIND "</alert>",
     "cap.name:identifier cap.name:sender"},
    {"an & in a name",
     HEAD "<identifier>a&amp;b</identifier><sender>&lt;x</sender>" SENT KIND "</alert>",
     "cap.name:identifier cap.name:sender"},
    {"Z", HEAD ID "<sent>2021-12-28T09:30:00Z</sent>" KIND "</alert>", "cap.time:sent"},
    {"fractions", HEAD ID "<sent>2021-12-28T09:30:00.5+08:00</sent>" KIND "</alert>",
     "cap.time:sent"},
    {"no such day", HEAD ID "<sent>2021-02-30T09:30:00+08:00</sent>" KIND "</alert>",
     "cap.time:sent"},
    {"expires before it is sent", INFO("<expires>2021-12-28T09:29:00+08:00</expires>"),
     "cap.time:expires"},
    {"... in another zone", INFO("<expires>2021-12-28T01:31:00-00:00</expires>"), ""},
    {"restriction without Restricted", TOP "<restriction>r</restriction></alert>",
     "cap.scope:restriction"},
    {"Restricted without restriction",
     HEAD ID SENT "<status>Draft</status><msgType>Alert</msgType><scope>Restricted</scope></alert>",
     "cap.scope:scope"},
    {"Private without addresses",
     HEAD ID SENT "<status>Draft</status><msgType>Alert</msgType><scope>Private</scope></alert>",
     "cap.scope:scope"},
    {"an update of nothing",
     HEAD ID SENT "<status>Draft</status><msgType>Update</msgType><scope>Public</scope></alert>",
     "cap.references:msgType"},
    {"references",
     TOP
     "<references>x@y,a0,2021-12-28T08:00:00+08:00 x@y,b,2021-12-28T08:00:00+08:00</references></alert>",
     ""},
    {"a reference to itself",
     TOP "<references>x@y,a1,2021-12-28T08:00:00+08:00</references></alert>",
     "cap.references:references"},
    {"to what is later", TOP "<references>x@y,a2,2021-12-28T09:30:01+08:00</references></alert>",
     "cap.references:references"},
    {"half a reference", TOP "<references>x@y,a2</references></alert>",
     "cap.references:references"},
    {"language", INFO(""), ""},
    {"no language",
     TOP "<info><language>zh_CN</language><category>Met</category><event>e</event>" GRADE
         "</info></alert>",
     "cap.value:language"},
    {"the same text in two languages",
     TOP "<info><language>en</language><category>Met</category><event>e</event>" GRADE
         "</info><info><language>zh</language><category>Met</category><event>e</event>" GRADE
         "</info></alert>",
     "cap.language:event"},
    {"twice in one language",
     TOP "<info><language>zh-cn</language><category>Met</category><event>e</event>" GRADE
         "</info><info><language>zh-CN</language><category>Met</category><event>e</event>" GRADE
         "</info></alert>",
     ""},
    {"web", INFO("<web>https://a.example/b?c#d</web>"), ""},
    {"a relative web", INFO("<web>/alerts</web>"), "cap.web:web"},
    {"a web without host", INFO("<web>https:///x</web>"), "cap.web:web"},
    {"size",
     INFO(
         "<resource><resourceDesc>d</resourceDesc><mimeType>a/b</mimeType><size>-1</size></resource>"),
     "cap.value:size"},
    {"a triangle", AREA("<polygon>0,0 0,1 1,1 0,0</polygon>"), ""},
    {"three points", AREA("<polygon>0,0 0,1 0,0</polygon>"), "cap.polygon:polygon"},
    {"open", AREA("<polygon>0,0 0,1 1,1 1,0</polygon>"), "cap.polygon:polygon"},
    {"a bow tie", AREA("<polygon>0,0 1,1 1,0 0,1 0,0</polygon>"), "cap.polygon:polygon"},
    {"91 degrees north", AREA("<polygon>91,0 0,1 1,1 91,0</polygon>"), "cap.polygon:polygon"},
    {"no points", AREA("<polygon>here</polygon>"), "cap.polygon:polygon"},
    {"a circle", AREA("<circle>30.6,114.3 20.5</circle>"), ""},
    {"a circle without radius", AREA("<circle>30.6,114.3</circle>"), "cap.circle:circle"},
    {"a circle of two radii", AREA("<circle>30.6,114.3 1 2</circle>"), "cap.circle:circle"},
    {"a negative radius", AREA("<circle>30.6,114.3 -1</circle>"), "cap.circle:circle"},
    {"ceiling", AREA("<altitude>100</altitude><ceiling>200</ceiling>"), ""},
    {"ceiling alone", AREA("<ceiling>200</ceiling>"), "cap.value:ceiling"},
    {"ceiling below altitude", AREA("<altitude>100</altitude><ceiling>20</ceiling>"),
     "cap.value:ceiling"},
    {"all at once",
     HEAD
     "<sender>a b</sender><identifier>c</identifier><sent>now</sent><status>Real</status><scope>Public</scope></alert>",
     "cap.name:sender cap.order:identifier cap.time:sent cap.value:status cap.missing:msgType"},
};

static void finds_every_fault(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++)
        expect(cases[i].why, cases[i].text, cases[i].want);
}

/* Each word of the table is taken, and none that is cut or of the wrong case. */
static void every_word(void **state)
{
    size_t words = 0;

    (void)state;
    for (size_t i = 0; i < yx_n_cap_row; i++) {
        const yx_cap_row *row = &yx_cap_rows[i];
        T_OK(yx_cap_row_find(row->in, yx_str_of(row->name)) == row);
        T_OK((row->kind == YX_CAP_WORD) == (row->word != NULL));
        for (const char *const *w = row->word; w && *w; w++, words++) {
            T_OK(yx_cap_word(row, yx_str_of(*w)));
            T_OK(!yx_cap_word(row, (yx_str){*w, strlen(*w) - 1}));
        }
    }
    T_OK(yx_n_cap_row <= 64 && words == 5 + 5 + 3 + 12 + 9 + 5 + 5 + 5);
}

static void values(void **state)
{
    int64_t s = 0;

    (void)state;
    T_OK(yx_cap_time(yx_str_of("1970-01-01T08:00:01+08:00"), &s) && s == 1);
    T_OK(yx_cap_time(yx_str_of("1969-12-31T18:00:00-06:00"), &s) && s == 0);
    T_OK(!yx_cap_time(yx_str_of("2021-12-28T24:00:00+08:00"), &s));
    T_OK(!yx_cap_time(yx_str_of("2021-12-28T09:30:00+14:01"), &s));
    T_OK(!yx_cap_time(yx_str_of("2021-12-28T09:30:00,08:00"), &s));
    T_OK(yx_cap_language(yx_str_of("zh-Hans-CN")) && !yx_cap_language(yx_str_of("")));
    T_OK(!yx_cap_language(yx_str_of("zh-")) && !yx_cap_language(yx_str_of("1a")));
    T_OK(yx_notice_sender_fit("a@b") && !yx_notice_sender_fit("a b") && !yx_notice_sender_fit(""));
    T_OK(yx_notice_web_fit("https://a") && !yx_notice_web_fit("https://"));
    T_OK(!yx_notice_web_fit("ftp://a") && !yx_notice_web_fit("https:///a"));
}

/* The sample of the form: an exercise about coal. */
static void reads_a_sample(void **state)
{
    const char *data = getenv("YX_TEST_DATA");
    char path[512], text[8192];
    size_t n;
    FILE *f;

    (void)state;
    T_OK(data != NULL);
    (void)snprintf(path, sizeof path, "%s/formats/cap-1.2.xml", data);
    f = fopen(path, "rb");
    T_OK(f != NULL);
    n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = '\0';
    expect("the sample", text, "");
}

static bool write_and_check(void *arg)
{
    yx_buf out = {0};
    yx_faults *faults = NULL;
    yx_err err = {0};
    yx_code rc = yx_cap_write(&t_notice, &t_from, YX_EN, &out, &err);

    (void)arg;
    if (!rc)
        rc = yx_faults_new(&faults, &err);
    if (!rc)
        rc = yx_cap_check(yx_buf_view(&out), "a.xml", faults, &err);
    yx_faults_free(faults);
    yx_buf_free(&out);
    return rc == YX_OK || (rc == YX_E_NOMEM && err.code == YX_E_NOMEM);
}

static void every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(write_and_check, NULL) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written), cmocka_unit_test(whatever_is_written),
        cmocka_unit_test(grades),          cmocka_unit_test(finds_every_fault),
        cmocka_unit_test(every_word),      cmocka_unit_test(values),
        cmocka_unit_test(reads_a_sample),  cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

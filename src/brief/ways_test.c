/* RSS and iCalendar, line by line. */
#include "brief/ical.h"
#include "brief/rss.h"

#include "tests/support/notice.h"
#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>

static void has(const char *text, const char *piece)
{
    if (!strstr(text, piece))
        print_error("no %s in\n%s\n", piece, text);
    T_OK(strstr(text, piece) != NULL);
}

static void moments(void **state)
{
    static const struct {
        yx_moment m;
        const char *cap, *rss, *ical, *say;
    } cases[] = {
        {T_SENT, "2021-12-28T09:30:00+08:00", "Tue, 28 Dec 2021 09:30:00 +0800", "20211228T013000Z",
         "2021-12-28 09:30"},
        {{1, 0},
         "1970-01-01T00:00:00-00:00",
         "Thu, 01 Jan 1970 00:00:00 +0000",
         "19700101T000000Z",
         "1970-01-01 00:00"},
        {{-1, -210},
         "1969-12-31T20:29:59-03:30",
         "Wed, 31 Dec 1969 20:29:59 -0330",
         "19691231T235959Z",
         "1969-12-31 20:29"},
    };
    char out[YX_MOMENT_TEXT];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        T_TEXT(yx_moment_cap(cases[i].m, out), cases[i].cap);
        T_TEXT(yx_moment_rss(cases[i].m, out), cases[i].rss);
        T_TEXT(yx_moment_ical(cases[i].m, out), cases[i].ical);
        T_TEXT(yx_moment_say(cases[i].m, out), cases[i].say);
    }
    (void)yx_moment_cap((yx_moment){INT64_MAX / 2, 840}, out);
    (void)yx_moment_cap((yx_moment){INT64_MIN / 2, -840}, out);
}

/* Two codes never become one name. */
static void identifiers(void **state)
{
    static const char *const codes[] = {"a b", "a_b", "a%20b", "a/b", "a,b", "汉", "a&b"};
    yx_notice n = t_notice;
    yx_buf a = {0}, b = {0};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(codes); i++)
        for (size_t k = 0; k < YX_COUNT(codes); k++) {
            yx_buf_clear(&a);
            yx_buf_clear(&b);
            n.place.code = codes[i];
            yx_notice_identifier(&n, 1, &a);
            n.place.code = codes[k];
            yx_notice_identifier(&n, 1, &b);
            T_OK((i == k) == (strcmp(a.at, b.at) == 0));
            T_OK(!strpbrk(a.at, " ,<&/"));
        }
    yx_buf_free(&a);
    yx_buf_free(&b);
}

static void rss(void **state)
{
    yx_notice n[2] = {t_notice, t_notice};
    yx_notice_from from = t_from;
    yx_buf out = {0};

    (void)state;
    n[1].message = YX_NOTICE_CANCEL;
    n[1].seq = 18;
    n[1].hazard = "<b>&";
    T_OK(yx_rss_write(n, 2, &from, YX_EN, &out, NULL) == YX_OK);
    has(out.at, "<title>[DRAFT] yixian alerts</title>");
    has(out.at, "<guid isPermaLink=\"false\">yixian-420102-5f1e20c3a1b2c3d4-17</guid>");
    has(out.at, "<pubDate>Tue, 28 Dec 2021 09:30:00 +0800</pubDate>");
    has(out.at, "Over: Jiang'an (420102): \xEF\xBC\x9C"
                "b&gt;&amp;, level 2");
    has(out.at, "Jianghan (it connects regions with signals)");
    yx_buf_clear(&out);
    from.web = NULL;
    from.exercise = true;
    T_OK(yx_rss_write(n, 0, &from, YX_ZH_HANS, &out, NULL) == YX_OK);
    has(out.at, "<link>https://yixian.invalid/</link>");
    has(out.at, "[演练] 一线预警");
    T_OK(!strstr(out.at, "<item>"));
    yx_buf_free(&out);
}

/* A line of 75 octets stays, of 76 is folded; no character is cut, wherever it falls. */
static void folds(void **state)
{
    (void)state;
    for (size_t lead = 0; lead < 80; lead++) {
        char line[400];
        yx_buf out = {0}, again = {0};
        size_t n = lead, at = 0;
        memset(line, 'x', lead);
        for (size_t i = 0; i < 60; i++) {
            const char *c = i % 3 == 0 ? "汉" : i % 3 == 1 ? "é" : "𠀀";
            memcpy(line + n, c, strlen(c));
            n += strlen(c);
        }
        yx_ical_line(&out, (yx_str){line, n});
        while (at < out.n) {
            const char *end = strstr(out.at + at, "\r\n");
            size_t m = (size_t)(end - (out.at + at)), from = at > 0;
            T_OK(end && m <= 75 && yx_utf8_valid(out.at + at, m) == m);
            T_OK(!from || out.at[at] == ' ');
            yx_buf_add(&again, out.at + at + from, m - from);
            at += m + 2;
        }
        T_OK(again.n == n && memcmp(again.at, line, n) == 0);
        yx_buf_free(&out);
        yx_buf_free(&again);
    }
    {
        yx_buf out = {0};
        yx_ical_text(&out, (yx_str){"a,b;c\\d\ne\r\x01\xff", 12});
        T_TEXT(out.at, "a\\,b\\;c\\\\d\\ne\xEF\xBF\xBD");
        yx_buf_free(&out);
    }
}

static void ical(void **state)
{
    const yx_window window[] = {{"rain", 2, "汛期, 每年", 18900, 18992},
                                {"ever", 1, "", 18900, YX_DAY_MAX}};
    yx_notice n[2] = {t_notice, t_notice};
    yx_buf out = {0};

    (void)state;
    n[1].due.ms = 0;
    n[1].message = YX_NOTICE_CANCEL;
    T_OK(yx_ical_write(n, 2, window, 2, &t_from, YX_ZH_HANS, &out, NULL) == YX_OK);
    has(out.at, "BEGIN:VTODO\r\nUID:answer-5f1e20c3a1b2c3d4@hubei.example\r\n"
                "DUE:20211229T013000Z\r\nSTATUS:NEEDS-ACTION\r\nSEQUENCE:17\r\n");
    has(out.at, "CONTACT:wh.duty\\, 武汉市应急局\r\nDTSTAMP:20211228T013000Z\r\n");
    has(out.at, "BEGIN:VEVENT\r\nUID:alert-5f1e20c3a1b2c3d4@hubei.example\r\n"
                "DTSTART;VALUE=DATE:20211219\r\nDTEND;VALUE=DATE:20220104\r\nSTATUS:CONFIRMED\r\n");
    has(out.at,
        "DTEND;VALUE=DATE:20211228\r\nSTATUS:CANCELLED\r\n"); /* the day after 27 December */
    has(out.at, "UID:rule-rain-v2@hubei.example\r\n");
    has(out.at, "DESCRIPTION:汛期\\, 每年\r\n");
    n[0].taken = true;
    T_OK(!strstr(out.at, "rule-ever") && !strstr(out.at, "IN-PROCESS"));
    T_OK(strstr(out.at, "VTODO") && !strstr(strstr(out.at, "END:VTODO"), "BEGIN:VTODO"));
    yx_buf_clear(&out);
    T_OK(yx_ical_write(n, 1, NULL, 0, &t_from, YX_EN, &out, NULL) == YX_OK);
    has(out.at, "STATUS:IN-PROCESS\r\n");
    yx_buf_free(&out);
}

static bool write_both(void *arg)
{
    const yx_window window = {"rain", 2, "x", 18900, 18992};
    yx_buf out = {0};
    yx_err err = {0};
    yx_code rc = yx_rss_write(&t_notice, 1, &t_from, YX_EN, &out, &err);

    (void)arg;
    if (!rc)
        rc = yx_ical_write(&t_notice, 1, &window, 1, &t_from, YX_EN, &out, &err);
    yx_buf_free(&out);
    return rc == YX_OK || (rc == YX_E_NOMEM && err.code == YX_E_NOMEM);
}

static void every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(write_both, NULL) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments), cmocka_unit_test(identifiers),
        cmocka_unit_test(rss),     cmocka_unit_test(folds),
        cmocka_unit_test(ical),    cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

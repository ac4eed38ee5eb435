#include "brief/ical.h"

#include "base/day.h"

#include <stdio.h>
#include <string.h>

enum { LINE = 75 /* octets, without CRLF */ };

void yx_ical_line(yx_buf *out, yx_str line)
{
    size_t room = LINE, i = 0;

    while (i < line.n) {
        size_t n = 1;
        while (i + n < line.n && ((unsigned char)line.at[i + n] & 0xC0) == 0x80 && n < 4)
            n++;
        if (n > room) {
            yx_buf_text(out, "\r\n ");
            room = LINE - 1;
        }
        yx_buf_add(out, line.at + i, n);
        room -= n;
        i += n;
    }
    yx_buf_text(out, "\r\n");
}

void yx_ical_text(yx_buf *out, yx_str text)
{
    while (text.n) {
        size_t good = yx_utf8_valid(text.at, text.n);
        for (size_t i = 0; i < good; i++) {
            char c = text.at[i];
            if (c == '\n')
                yx_buf_text(out, "\\n");
            else if (c == '\\' || c == ';' || c == ',')
                yx_buf_f(out, "\\%c", c);
            else if ((unsigned char)c >= 0x20 && c != 0x7f)
                yx_buf_char(out, c);
        }
        text = (yx_str){text.at + good, text.n - good};
        if (text.n) {
            yx_buf_text(out, "\xEF\xBF\xBD");
            text = (yx_str){text.at + 1, text.n - 1};
        }
    }
}

typedef struct writing {
    const yx_notice_from *from;
    yx_lang lang;
    yx_buf *out;
    yx_buf line, text;
} writing;

/* Empties one for the next text, but does not forget that memory ran out. */
static void fresh(writing *w, yx_buf *room)
{
    w->out->failed |= room->failed;
    yx_buf_clear(room);
}

static void put(writing *w, const char *name, const char *value)
{
    fresh(w, &w->line);
    yx_buf_f(&w->line, "%s:%s", name, value);
    yx_ical_line(w->out, yx_buf_view(&w->line));
}

/* The text that was made in w->text. */
static void put_text(writing *w, const char *name)
{
    fresh(w, &w->line);
    yx_buf_f(&w->line, "%s:", name);
    yx_ical_text(&w->line, yx_buf_view(&w->text));
    yx_ical_line(w->out, yx_buf_view(&w->line));
}

static void put_day(writing *w, const char *name, yx_day day)
{
    int year, month, of_month;
    char text[40];

    yx_day_parts(day, &year, &month, &of_month);
    (void)snprintf(text, sizeof text, "%04d%02d%02d", year, month, of_month);
    put(w, name, text);
}

/* The host that makes the UIDs its own. */
static const char *host_of(const writing *w)
{
    const char *at = strrchr(w->from->sender, '@');

    return at && at[1] ? at + 1 : w->from->sender;
}

static void put_uid(writing *w, const char *what, const yx_notice *n)
{
    fresh(w, &w->text);
    yx_buf_f(&w->text, "%s-%s@%s", what, n->id, host_of(w));
    put_text(w, "UID");
}

static void begin(writing *w, const char *kind)
{
    put(w, "BEGIN", kind);
}

static void end(writing *w, const char *kind)
{
    char at[YX_MOMENT_TEXT];

    put(w, "DTSTAMP", yx_moment_ical(w->from->now, at));
    put(w, "CLASS", "CONFIDENTIAL");
    put(w, "END", kind);
}

static void say(writing *w, const yx_notice *n)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%lld", (long long)(n->seq & 0x7fffffff));
    put(w, "SEQUENCE", text); /* grows with the log */
    fresh(w, &w->text);
    yx_buf_f(&w->text, "[%s] ", yx_notice_stamp(w->from->exercise, w->lang));
    yx_notice_headline(n, w->lang, &w->text);
    put_text(w, "SUMMARY");
    fresh(w, &w->text);
    yx_notice_description(n, w->lang, &w->text);
    yx_buf_f(&w->text, "\n%s", yx_notice_instruction(n, w->lang));
    put_text(w, "DESCRIPTION");
}

static void todo(writing *w, const yx_notice *n)
{
    char at[YX_MOMENT_TEXT];

    begin(w, "VTODO");
    put_uid(w, "answer", n);
    put(w, "DUE", yx_moment_ical(n->due, at));
    put(w, "STATUS", n->taken ? "IN-PROCESS" : "NEEDS-ACTION");
    say(w, n);
    if (n->contact[0]) {
        fresh(w, &w->text);
        yx_buf_text(&w->text, n->contact);
        put_text(w, "CONTACT");
    }
    end(w, "VTODO");
}

/* From its first day to the day before it lapses; without one, to the last day with evidence. */
static void event(writing *w, const yx_notice *n)
{
    yx_day first = n->since.first;
    yx_day last = n->expires.ms && n->message != YX_NOTICE_CANCEL ? yx_moment_day(n->expires) - 1
                                                                  : n->last.last;

    if (last < first)
        last = first;
    begin(w, "VEVENT");
    put_uid(w, "alert", n);
    put_day(w, "DTSTART;VALUE=DATE", first);
    put_day(w, "DTEND;VALUE=DATE", last < YX_DAY_MAX ? last + 1 : last); /* exclusive */
    put(w, "STATUS", n->message == YX_NOTICE_CANCEL ? "CANCELLED" : "CONFIRMED");
    put(w, "TRANSP", "TRANSPARENT");
    say(w, n);
    end(w, "VEVENT");
}

static void window_event(writing *w, const yx_window *win)
{
    const bool en = w->lang == YX_EN;

    begin(w, "VEVENT");
    fresh(w, &w->text);
    yx_buf_f(&w->text, "rule-%s-v%d@%s", win->rule, win->version, host_of(w));
    put_text(w, "UID");
    put_day(w, "DTSTART;VALUE=DATE", win->first);
    put_day(w, "DTEND;VALUE=DATE", win->last + 1);
    put(w, "STATUS", "CONFIRMED");
    put(w, "TRANSP", "TRANSPARENT");
    fresh(w, &w->text);
    yx_buf_f(&w->text, en ? "Rule %s, version %d, is in force" : "规则%s第%d版有效期", win->rule,
             win->version);
    put_text(w, "SUMMARY");
    if (win->note[0]) {
        fresh(w, &w->text);
        yx_buf_text(&w->text, win->note);
        put_text(w, "DESCRIPTION");
    }
    end(w, "VEVENT");
}

yx_code yx_ical_write(const yx_notice *notice, size_t n, const yx_window *window, size_t n_window,
                      const yx_notice_from *from, yx_lang lang, yx_buf *out, yx_err *err)
{
    writing w = {.from = from, .lang = lang, .out = out};
    yx_code rc;

    begin(&w, "VCALENDAR");
    put(&w, "VERSION", "2.0");
    put(&w, "PRODID", lang == YX_EN ? "-//yixian//alerts//EN" : "-//yixian//alerts//ZH");
    put(&w, "CALSCALE", "GREGORIAN");
    put(&w, "METHOD", "PUBLISH");
    for (size_t i = 0; i < n; i++) {
        if (notice[i].due.ms && notice[i].message != YX_NOTICE_CANCEL)
            todo(&w, &notice[i]);
        event(&w, &notice[i]);
    }
    for (size_t i = 0; i < n_window; i++)
        if (window[i].last < YX_DAY_MAX)
            window_event(&w, &window[i]);
    put(&w, "END", "VCALENDAR");
    rc = yx_buf_check(&w.line, err);
    if (!rc)
        rc = yx_buf_check(&w.text, err);
    yx_buf_free(&w.line);
    yx_buf_free(&w.text);
    return rc ? rc : yx_buf_check(out, err);
}

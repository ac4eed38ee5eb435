/* ical.h - what is due, and what holds until when, as an iCalendar (RFC 5545).
 *
 * An alert that is to be answered is a VTODO with its DUE; the time in which an alert, or a rule,
 * holds is a VEVENT of whole days. UIDs stay the same from file to file, so a calendar that reads
 * the next one moves what it has. Lines end with CRLF and are folded at 75 octets, never inside a
 * character. */
#ifndef YX_BRIEF_ICAL_H
#define YX_BRIEF_ICAL_H

#include "brief/notice.h"

/* A time in which a rule is in force. */
typedef struct yx_window {
    const char *rule;
    int version;
    const char *note;   /* why, with its source; "" */
    yx_day first, last; /* last day included; YX_DAY_MAX: it has no end, and is no event */
} yx_window;

/* Appends the calendar. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_ical_write(const yx_notice *notice, size_t n, const yx_window *window,
                                  size_t n_window, const yx_notice_from *from, yx_lang lang,
                                  yx_buf *out, yx_err *err);

/* Appends one line, "NAME:value" with its value escaped already, folded. */
void yx_ical_line(yx_buf *out, yx_str line);
/* Appends text with \ ; , and line ends escaped; what is no UTF-8 becomes U+FFFD. */
void yx_ical_text(yx_buf *out, yx_str text);

#endif

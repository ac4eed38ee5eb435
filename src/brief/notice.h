/* notice.h - what is said of one alert outside: the facts that CAP, RSS and iCalendar are written
 * from.
 *
 * Another layer gathers them; this one finds the words. No figure is among them, so none can be
 * named: a notice says which rule, where, since when, how grave and who answers, and the figures
 * stay where they are protected. Texts are borrowed. */
#ifndef YX_BRIEF_NOTICE_H
#define YX_BRIEF_NOTICE_H

#include "base/buf.h"
#include "model/period.h"
#include "trigger/area.h"

/* A moment, and how far the clocks of the place are ahead of UTC then. */
typedef struct yx_moment {
    int64_t ms; /* UTC, since 1970; 0: there is none */
    int offset; /* minutes */
} yx_moment;

enum { YX_MOMENT_TEXT = 40 };
char *yx_moment_cap(yx_moment m, char out[YX_MOMENT_TEXT]);  /* 2021-12-28T09:30:00+08:00 */
char *yx_moment_rss(yx_moment m, char out[YX_MOMENT_TEXT]);  /* Tue, 28 Dec 2021 09:30:00 +0800 */
char *yx_moment_ical(yx_moment m, char out[YX_MOMENT_TEXT]); /* 20211228T013000Z */
char *yx_moment_say(yx_moment m, char out[YX_MOMENT_TEXT]);  /* 2021-12-28 09:30 */
/* The calendar day of a moment, there. */
yx_day yx_moment_day(yx_moment m);

typedef enum yx_notice_message {
    YX_NOTICE_ALERT,
    YX_NOTICE_UPDATE,
    YX_NOTICE_CANCEL
} yx_notice_message;

typedef enum yx_notice_certain {
    YX_CERTAIN_ONE,   /* one group of streams, or none named */
    YX_CERTAIN_SOME,  /* independent groups agree */
    YX_CERTAIN_FIGURE /* a limit on a figure is passed, or a post has confirmed it */
} yx_notice_certain;

typedef struct yx_notice_place {
    const char *code, *name[YX_N_LANG];
    yx_area_why why;
} yx_notice_place;

/* An earlier message about the same alert. */
typedef struct yx_notice_prior {
    int64_t seq;
    yx_moment sent;
} yx_notice_prior;

typedef struct yx_notice {
    const char *id; /* of the alert, for all of its life */
    int64_t seq;    /* log entry that this message is about: its last change that counts outside */
    yx_notice_message message;
    const yx_notice_prior *prior; /* oldest first */
    size_t n_prior;
    const char *rule, *hazard, *scheme; /* hazard "": none is named */
    int version, level;
    int rank;           /* 1: the gravest of four; over 4, or 0: not known */
    const char *groups; /* names of the groups that agree, "clinics, icu" */
    size_t n_group;
    yx_notice_certain certain;
    yx_period since, last;       /* first and last period with evidence */
    yx_notice_place place;       /* of the alert */
    const yx_notice_place *area; /* smallest connected set of the regions where the rule is on */
    size_t n_area;
    bool connected, exact; /* of that set */
    bool objected;         /* the county says no */
    yx_moment sent;        /* of the entry seq */
    yx_moment onset;       /* first moment of `since` */
    yx_moment expires;     /* without fresh evidence it lapses then; or none */
    yx_moment due;         /* to be answered by then; none: answered, or no limit */
    bool taken;            /* a post has it in hand until then */
    const char *contact;   /* post that answers; "" */
} yx_notice;

/* Who writes, and how. */
typedef struct yx_notice_from {
    const char *sender; /* as an address: no spaces, commas, <, & (yx_notice_sender_fit) */
    const char *web;    /* absolute address of a page, or NULL */
    yx_moment now;      /* of the act */
    bool exercise;      /* else it is a draft; there is nothing else */
} yx_notice_from;

bool yx_notice_sender_fit(const char *sender);
bool yx_notice_web_fit(const char *web); /* http or https, with a host, without spaces */

/* "yixian-420100-5f1e20c3a1b2c3d4-17": never with spaces, commas, <, & or /, whatever the code; the
 * same message has the same one, and another has another. */
void yx_notice_identifier(const yx_notice *n, int64_t seq, yx_buf *out);

/* The words, in a language. */
void yx_notice_event(const yx_notice *n, yx_lang lang, yx_buf *out);    /* what happens */
void yx_notice_headline(const yx_notice *n, yx_lang lang, yx_buf *out); /* and where, how grave */
void yx_notice_description(const yx_notice *n, yx_lang lang, yx_buf *out); /* in sentences */
const char *yx_notice_instruction(const yx_notice *n, yx_lang lang);
const char *yx_notice_stamp(bool exercise, yx_lang lang); /* "DRAFT", "EXERCISE" */

/* Text as XML: &, <, > and " escaped; what XML cannot hold becomes U+FFFD. `plain`: also without
 * anything that looks like markup to who shows it, so < > & of tags and entities become full-width.
 */
void yx_notice_xml(yx_buf *out, yx_str text, bool plain);
/* True if the text has a tag or an entity in it, as of HTML. */
bool yx_notice_markup(yx_str text);

#endif

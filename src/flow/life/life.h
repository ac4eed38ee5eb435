/* life.h - what becomes of an alert: who answers it, until when, and how it ends (docs/alerts.md).
 *
 * What is on follows from the figures (flow/life/on.h). What became of it stands in the log, as
 * entries of kind "alert", one for each change (docs/format-log.md); a state is nothing but those
 * entries folded, up to a moment. There are no other tables of truth.
 *   - An alert is one rule in one region over one episode. Its id follows from rule, region and
 *     first period, so it is the same tomorrow, and what repeats folds into it.
 *   - Time and figures move it (`yixian tick`, drive.c): raised, worse, better, ended, lapsed; its
 *     acknowledgement runs out; it climbs from post to post while nobody answers; silences begin
 *     and end.
 *   - Posts move it (`yixian answer`, answer.c): acknowledged, verifying, confirmed, false, closed;
 *     and the county says no (objected), which travels with it.
 * A state is known between two ticks as well: an acknowledgement that ran out a minute ago is none.
 */
#ifndef YX_FLOW_LIFE_LIFE_H
#define YX_FLOW_LIFE_LIFE_H

#include "base/buf.h"
#include "base/mem.h"
#include "base/names.h"
#include "flow/workspace.h"

#define YX_ENTRY_ALERT   "alert"
#define YX_ENTRY_SILENCE "silence"

enum {
    YX_ALERT_ID = 17,
    YX_LIFE_TEXT = 2000,    /* most bytes of a reason */
    YX_LIFE_ACK_HOURS = 24, /* of an acknowledgement that says no day */
    YX_LIFE_ACK_DAYS = 31,  /* most days ahead of one that does */
    YX_SILENCE_DAYS = 92,   /* most days ahead of a silence */
};

typedef enum yx_life_state {
    YX_LIFE_NEW,          /* nobody has taken it; its clock runs */
    YX_LIFE_ACKNOWLEDGED, /* a post has it in hand until a moment; then it is new again */
    YX_LIFE_VERIFYING,    /* a post looks into it on the spot */
    YX_LIFE_CONFIRMED,    /* it is so */
    YX_LIFE_FALSE,        /* it is not so, with a reason */
    YX_LIFE_CLOSED,       /* there is nothing left to do, with a reason */
    YX_LIFE_LAPSED,       /* no fresh evidence within its limit */
    YX_LIFE_ENDED,        /* the figures are quiet again, or were revised */
    YX_N_LIFE
} yx_life_state;
extern const char *const yx_life_state_name[YX_N_LIFE]; /* "new", ..., "false alarm", ... */

typedef enum yx_change {
    YX_CHANGE_RAISED,
    YX_CHANGE_WORSE,
    YX_CHANGE_BETTER,
    YX_CHANGE_ENDED, /* text: quiet, revised, rule */
    YX_CHANGE_LAPSED,
    YX_CHANGE_ACKNOWLEDGED,
    YX_CHANGE_EXPIRED, /* of an acknowledgement */
    YX_CHANGE_VERIFYING,
    YX_CHANGE_CONFIRMED,
    YX_CHANGE_FALSE,
    YX_CHANGE_CLOSED,
    YX_CHANGE_OBJECTED,
    YX_CHANGE_CLIMBED,
    YX_CHANGE_SILENCED,
    YX_CHANGE_UNSILENCED,
    YX_N_CHANGE
} yx_change;
extern const char *const yx_change_name[YX_N_CHANGE]; /* as in the log: "raised", ... */

/* One entry of the log. Texts are "" where it has none, until 0. */
typedef struct yx_life_step {
    yx_change change;
    int64_t seq, time;
    const char *post; /* who acted */
    const char *id, *rule, *region, *scheme, *since, *last, *groups;
    const char *text;    /* reason; of ended: why */
    const char *to;      /* post that it stands with: of raised, climbed */
    const char *silence; /* id of the silence */
    int version, level;
    int64_t until; /* UTC milliseconds: of acknowledged, silenced */
    bool over;     /* of raised, worse, better: over the budget of its rule */
} yx_life_step;

typedef struct yx_life {
    char id[YX_ALERT_ID];
    const char *rule, *region, *scheme;
    const char *since, *last; /* periods: first, and last with evidence when it was last changed */
    const char *groups;       /* "clinics, icu" */
    int version, level;
    yx_life_state state;
    bool on;               /* its figures hold it up */
    yx_life_state answer;  /* state without the course: new .. closed */
    yx_life_state over;    /* once it is not on: YX_LIFE_LAPSED or YX_LIFE_ENDED */
    yx_life_state verdict; /* YX_LIFE_CONFIRMED, YX_LIFE_FALSE, or YX_LIFE_NEW: none yet */
    const char *at;        /* post that it stands with, or "" */
    const char *taken_by;  /* post of the last answer, or "" */
    const char *reason;    /* of the last answer, or "" */
    int64_t until;         /* end of its acknowledgement, while it is acknowledged; else 0 */
    size_t climbed;        /* times */
    bool silent;           /* marked, still listed and counted */
    const char *silence;   /* id of its silence while it is silent; else "" */
    int64_t silent_until;  /* UTC milliseconds, while it is silent; else 0 */
    const char *objection, *objector; /* the county says no; or "" */
    int64_t raised;                   /* UTC milliseconds, of its first entry */
    int64_t answered;                 /* of the first answer of a post; 0: none yet */
    int64_t judged;                   /* of the verdict, or of its closing; 0: none yet */
    bool checked;                     /* somebody verified before that */
    bool over_budget;                 /* over the budget of its rule: its clock stands still */
    bool running;                     /* its clock */
    int64_t waited, from;             /* milliseconds on the clock until `from` */
    int judged_level;                 /* level when it was judged or closed */
    yx_life_step *step;               /* its entries, in order */
    size_t n_step, cap_step;
} yx_life;

typedef struct yx_lives {
    yx_life *at; /* in the order in which they were raised */
    size_t n, cap;
    yx_names *id, *where; /* where: "rule\nregion" ... */
    size_t *newest;       /* ... and the newest alert there */
    size_t cap_newest;
    yx_arena *arena;
    int64_t now; /* the moment for which all states hold */
} yx_lives;

/* Folds the log up to an entry and a day (YX_DAY_MAX: all), for the moment `now`. ws->head says
 * which entry. YX_E_CORRUPT: an entry that is no alert. O(entries of kind "alert"). */
YX_MUST_USE yx_code yx_lives_read(yx_workspace *ws, yx_day as_of, int64_t now, yx_lives *ret,
                                  yx_err *err);
void yx_lives_free(yx_lives *lives); /* contents; a zeroed one is fine */

/* The one alert whose id is, or starts with, this (6 digits at least). YX_E_ABSENT. */
YX_MUST_USE yx_code yx_life_find(const yx_lives *lives, const char *id, const yx_life **ret,
                                 yx_err *err);
/* The newest alert of a rule in a region, or NULL. O(1). */
const yx_life *yx_life_newest(const yx_lives *lives, const char *rule, const char *region);
/* The alert that an episode is: the one whose id is its, else the newest of its rule and region if
 * that is on and the episode did not end before it (figures that were revised may have moved its
 * beginning). NULL: none is in the log. `first`, `last`: periods of the episode. */
const yx_life *yx_life_of(const yx_lives *lives, const char *rule, const char *region,
                          yx_period first, yx_period last);

/* Its id: a hash of rule, region and the first day and last day of the episode's first period. */
void yx_life_id(const char *rule, const char *region, yx_period since, char id[YX_ALERT_ID]);

/* Its state in the words of a reader, and whether it is silent. */
const char *yx_life_state_say(const yx_life *life, yx_lang lang);
/* Is there something left to do? Neither over nor judged false nor closed. */
bool yx_life_open(const yx_life *life);
/* Milliseconds that nobody has answered it, at the moment of the lives, since it was raised, came
 * back, or climbed; the clock stands while it is acknowledged or silent. */
int64_t yx_life_waited(const yx_life *life, int64_t now);

/* The first millisecond of a day in the zone of the process. */
int64_t yx_life_day_start(yx_day d);

/* --- who may (posts.c) --- */

/* The post that answers for a rule in a region: `owner` is the name of a post, or a unit or role,
 * whose post is then that of the region, else of the nearest one above. NULL: there is none. */
const yx_post *yx_life_owner(const yx_catalog *catalog, const char *owner, const char *region);
/* The owner of an alert by the rule in force, else as it was raised. NULL: none. */
const yx_post *yx_life_owner_of(const yx_workspace *ws, const yx_life *life);
/* The post of the next level above: in the nearest region above that has one of the same unit, else
 * of the same role, else any. from NULL: from the region itself on. NULL: it is the top. */
const yx_post *yx_life_above(const yx_catalog *catalog, const yx_post *from, const char *region);
/* May this post answer it? The owner, who it stands with, a post whose region lies above the
 * owner's, and "local". YX_E_RANGE: no, and who may. */
YX_MUST_USE yx_code yx_life_may(const yx_workspace *ws, const yx_life *life, const char *post,
                                yx_err *err);
/* The rule in force of a name, or NULL. O(rules). */
const yx_rule *yx_life_rule(const yx_workspace *ws, const char *name);

/* --- answers (answer.c) --- */

/* Bit i of the result: change i is allowed now. Objections always are. */
unsigned yx_life_allowed(const yx_life *life);

/* The word of an answer on the command line: ack, verify, confirm, false, close, object. False: it
 * is none. And those that are allowed, "ack, verify". */
bool yx_answer_read(const char *text, yx_change *ret);
void yx_answers_say(unsigned allowed, yx_buf *out);

typedef struct yx_answer {
    const char *id; /* or the start of one */
    yx_change change;
    const char *reason; /* NULL or "": none */
    yx_day until;       /* of acknowledged: to the end of that day; YX_DAY_NONE: 24 hours */
} yx_answer;

/* Appends the answer of a post. *ret_state: the state afterwards.
 * YX_E_ABSENT: no such alert; YX_E_RANGE: not this post, not now (the allowed ones are named), no
 * reason, no day within the limit. */
YX_MUST_USE yx_code yx_life_answer(yx_workspace *ws, const yx_answer *answer, const yx_act *act,
                                   yx_life_state *ret_state, yx_err *err);

#endif

/* on.h - what the figures hold up: the only place at which the life of alerts meets the judging of
 * rules (flow/alerts.h). */
#ifndef YX_FLOW_LIFE_ON_H
#define YX_FLOW_LIFE_ON_H

#include "flow/life/life.h"

/* An episode of a rule in a region. */
typedef struct yx_on {
    const yx_rule *rule;
    uint32_t region;       /* number of the catalogue */
    yx_period first, last; /* in the periods of the rule; last: newest with evidence */
    int level;             /* at its end, or now */
    uint64_t groups;       /* bit g: group g of the rule bears it */
    bool open;             /* it is on in the newest period */
    bool lapsed;           /* it is not, for want of fresh evidence */
    bool over;             /* over the budget of its rule */
    bool inhibited;        /* a rule that it names as its parent is on there */
} yx_on;

typedef struct yx_on_list {
    yx_on *at; /* in order of rule, region, time */
    size_t n, cap;
    size_t *watched; /* regions that each rule (its number) watches */
} yx_on_list;

/* YX_E_NOMEM, or what the screening says. O(screening). */
YX_MUST_USE yx_code yx_on_find(yx_workspace *ws, yx_known known, yx_on_list *ret, yx_err *err);
/* What is said of an alert, a line each. */
typedef struct yx_on_words {
    yx_buf inputs; /* the arithmetic of its grade and the figures of its streams, with the file that
                    * each came from and the day on which it was published */
    yx_buf would, overrides, control; /* flow/alert_words.h */
} yx_on_words;
void yx_on_words_free(yx_on_words *words); /* contents; a zeroed one is fine */

/* What holds an alert up now: the newest period with evidence (that of the log where nothing does),
 * and what is said of it; appends. O(screening). */
YX_MUST_USE yx_code yx_on_look(yx_workspace *ws, yx_known known, const yx_life *life,
                               char last[YX_PERIOD_TEXT], yx_on_words *words, yx_err *err);
void yx_on_free(yx_on_list *list); /* contents */

#endif

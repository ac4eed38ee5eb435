/* words.h - the sentences of the brief, each in every language.
 *
 * They are formats whose arguments are numbered (%1$s), so that a language can choose its order; a
 * test checks that all languages take the same arguments. */
#ifndef YX_BRIEF_WORDS_H
#define YX_BRIEF_WORDS_H

#include "base/fault.h"

typedef enum yx_word {
    W_TITLE,      /* name, code */
    W_AS_OF,      /* day, seq, head */
    W_BOUNDARIES, /* day */
    W_COUNTS,     /* open, recent, ended, streams with late regions, streams */
    W_ATTENTION,
    W_NO_ALERT,
    W_ALERT,       /* name, code, hazard, scheme, level */
    W_ALERT_SAYS,  /* since, last, agreeing, groups, needed, their names, rule, version */
    W_ALERT_HOLDS, /* since, last, condition, bearing, groups, their names, rule, version */
    W_RECKONED,    /* line of arithmetic */
    W_TURN_WORSE,  /* period, scheme, level */
    W_TURN_BETTER, /* period, scheme, level */
    W_INHIBITED,   /* rule */
    W_OVER,        /* rank */
    W_LIFE,        /* id, state, post */
    W_LIFE_NOBODY, /* id, state */
    W_COUNTY_NO,   /* post, objection */
    W_COUNTY_ROOM,
    W_LAPSED,   /* period */
    W_ENDED,    /* recent */
    W_NO_ENDED, /* recent */
    W_NOTHING,
    W_RULE_NONE,
    W_RULE_SEEN,    /* rule, version, regions, with alert, able, streams, needed */
    W_RULE_WATCHED, /* rule, version, regions, with alert, able, streams */
    W_BLIND_NONE,
    W_BLIND,     /* number, names: too few groups */
    W_BLIND_ANY, /* number, names */
    W_UNDEFINED, /* number, names */
    W_SILENT,
    W_SILENT_NONE,
    W_ALL_REPORTED, /* regions */
    W_ALL_SILENT,   /* regions */
    W_LATE,         /* late, regions, names */
    W_LATE_ONE,     /* name, code, period */
    W_NEVER,
    W_FIGURES,
    W_FIGURES_NONE,
    W_READING,
    W_HOW_TO_READ,
    W_RULE_TEXT,    /* rule, version, needed, groups, within, quiet, scheme, level, file */
    W_NOT_APPROVED, /* rule */
    W_APPROVED,     /* rule, post, day */
    W_RULE_GRADES,  /* rule, version, file, scheme */
    W_GRADE,        /* scheme, level, condition */
    W_EXIT,         /* exit */
    W_OUTSIDE,      /* rule, version */
    W_PLACE,        /* name, code */
    W_MORE,         /* number of others */
    W_EVENTS,
    W_EVENT,       /* place, indicator, first, last, note */
    W_EVENT_LIMIT, /* ... limit */
    W_EVERYWHERE,
    W_ALL_INDICATORS,
    W_STILL_ON,
    W_MORE_ALERTS, /* number of others */
    W_SUM_HIGH, /* indicator, detector, mean, factor, sd, from, to, limit, observed, finding, place
                 */
    W_SUM_LOW,
    W_LIMIT,       /* indicator, detector, expected, limit, observed, finding, place */
    W_UNJUDGED,    /* indicator, detector, why, place */
    W_NEW_OF,      /* figure as reported */
    W_COURSE,      /* indicator, from, to, lowest, highest */
    W_COURSE_NONE, /* indicator, from, to */
    W_ALARM_HIGH,
    W_ALARM_LOW,
    W_QUIET,
    W_GAP,
    W_TOO_SHORT,
    W_NO_ANSWER,
    W_FIGURE_GIVEN,  /* indicator, figure, place */
    W_SILENT_FIGURE, /* indicator, place */
    W_NO_DETECTOR,
    W_LOOK_NONE,
    W_LOOK_SILENT,
    W_LOOK_HIGH,
    W_LOOK_LOW,
    W_LOOK_BOTH,
    W_ALL_REGIONS,
    W_DAY, /* year, month, day */
    W_COMMA,
    W_SEMICOLON,
    C_INDICATOR, /* heads of columns */
    C_GROUP,
    C_PERIOD,
    C_OBSERVED,
    C_EXPECTED,
    C_LIMIT,
    C_COURSE,
    C_FROM,
    C_REGION,
    C_HAZARD,
    C_GRADE,
    C_RULE,
    C_SINCE,
    C_LAST,
    C_END,
    C_GROUPS,
    C_STREAM,
    C_NEWEST,
    C_BEHIND,
    C_REPORTED,
    C_VALUE,
    C_UNIT,
    C_NOTE,
    C_SOURCE,
    C_DETECTOR,
    C_LOOK,
    C_WHERE,
    YX_N_WORD
} yx_word;

const char *yx_word_text(yx_word word, yx_lang lang);

#endif

/* period.h - the span of days that a figure is about, and its names.
 *
 * A period is its first and last day; what kind it is (day, week, 旬, month, months, quarter, half,
 * year) follows from them. Order: first day, then last day. One key has one text:
 *   2021-12-31  2021-W05  2021-01-T1|T2|T3  2021-01  2021-01..11  2021-Q1  2021-H1  2021
 * Months that make a quarter, half or year are that quarter, half or year, except for an indicator
 * of kind ytd (累计), which always starts in January: 2022-03, 2022-Q1 and 2022-01..03 are one key,
 * written 2022-01..03, and its year is 2022-01..12. */
#ifndef YX_MODEL_PERIOD_H
#define YX_MODEL_PERIOD_H

#include "base/day.h"
#include "base/fault.h"
#include "base/text.h"

typedef struct yx_period {
    yx_day first, last;
} yx_period;

/* Kinds in order of length; also the frequency at which an indicator is reported. */
typedef enum yx_period_kind {
    YX_PERIOD_DAY,
    YX_PERIOD_WEEK,   /* ISO week */
    YX_PERIOD_TENDAY, /* 旬: 1-10, 11-20, 21-end of month */
    YX_PERIOD_MONTH,
    YX_PERIOD_MONTHS, /* two or more months of one year that are no quarter, half or year; and any
                         other span of days, as the flow over a gap may be */
    YX_PERIOD_QUARTER,
    YX_PERIOD_HALF,
    YX_PERIOD_YEAR,
} yx_period_kind;

enum { YX_PERIOD_TEXT = 48 }; /* bytes of the longest text in any language, and its NUL */

/* Reads any spelling that contracts.md lists (2021Q1, 202101, 2021年1-11月, 前三季度 with its year,
 * 2021年一季度, ...), all of the text. False: no period; *ret untouched. Years 1900..2199. */
bool yx_period_read(yx_str text, yx_period *ret);

/* The key of a ytd indicator: from January to the period's last month. False when that is not
 * possible: days, weeks, 旬, and months that start after January (2022-02..05). */
bool yx_period_to_ytd(yx_period p, yx_period *ret);

yx_period_kind yx_period_kind_of(yx_period p);
int yx_period_order(yx_period a, yx_period b); /* -1, 0, 1 */
bool yx_period_overlap(yx_period a, yx_period b);

/* Canonical text; `ytd` writes months from January as a range (and January alone as 2022-01). A
 * span that is no period of the calendar is 2021-12-30..2022-01-01. */
char *yx_period_text(yx_period p, bool ytd, char out[YX_PERIOD_TEXT]);
/* For people: en "2021-W05", "Jan-Nov 2021", "Q1 2021"; zh "2021年第5周", "2021年1-11月",
 * "2021年一季度", "2021年前三季度" (ytd to September), "2021年上半年". */
char *yx_period_say(yx_period p, bool ytd, yx_lang lang, char out[YX_PERIOD_TEXT]);

/* The period of a kind that holds a day. kind is none of YX_PERIOD_MONTHS. */
yx_period yx_period_holding(yx_day d, yx_period_kind kind);
/* `steps` periods later (or earlier) of the same kind; of MONTHS: the same months of another year.
 * Stops at the ends of the calendar (years 1 and 9999), as yx_period_years() does. */
yx_period yx_period_step(yx_period p, int steps);
/* Same season of another year: the same days, ISO week number (53 falls to 52 where there is none),
 * month, ... `years` later or earlier. 29 February falls to the 28th. */
yx_period yx_period_years(yx_period p, int years);
/* How many periods of its kind make a year: 365, 52, 36, 12, 4, 2, 1; 0 for MONTHS. */
int yx_period_per_year(yx_period_kind kind);

#endif

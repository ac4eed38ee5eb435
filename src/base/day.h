/* day.h - civil days and ISO 8601 weeks of the proleptic Gregorian calendar.
 *
 * A day is its distance from 1970-01-01. Years 1..9999. No clock is read here, and the only
 * function that knows of a time zone is yx_day_of_ms(). */
#ifndef YX_BASE_DAY_H
#define YX_BASE_DAY_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

typedef int32_t yx_day;

#define YX_DAY_MIN ((yx_day)-719162) /* 0001-01-01, and "since always" */
#define YX_DAY_MAX ((yx_day)2932896) /* 9999-12-31, and "for ever" */

enum { YX_DAY_TEXT = 11 }; /* bytes of "2021-12-31" and its NUL */

yx_day yx_day_of(int year, int month, int day);                           /* of a valid date */
void yx_day_parts(yx_day d, int *ret_year, int *ret_month, int *ret_day); /* d within MIN..MAX */
int yx_month_days(int year, int month);                                   /* 28..31 */
int yx_weekday(yx_day d);                                                 /* 1 Monday .. 7 Sunday */

/* The ISO week that holds d: weeks start on Monday, week 1 holds 4 January. */
void yx_day_iso_week(yx_day d, int *ret_year, int *ret_week);
int yx_iso_weeks(int year);                   /* 52 or 53 */
yx_day yx_iso_week_start(int year, int week); /* its Monday */

/* Reads `2021-12-31`, all of it. False: not a day, *ret is untouched. */
bool yx_day_read(yx_str text, yx_day *ret);
/* Writes `2021-12-31`; returns out. */
char *yx_day_text(yx_day d, char out[YX_DAY_TEXT]);

/* The calendar day of a UTC time in milliseconds since 1970, in the zone of the process, which the
 * command sets once at its start from the workspace. */
yx_day yx_day_of_ms(int64_t ms);

#endif

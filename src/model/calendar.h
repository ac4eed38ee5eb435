/* calendar.h - working days: weekends and public holidays off, make-up days (调休) worked.
 *
 * The catalogue "calendar" says which days differ from the ordinary week. Where it speaks of no day
 * of a year at all, and elsewhere gives the Chinese new year off, the statutory holidays of that
 * year are put in by astronomy (base/lunar.h), without the make-up days that nobody has announced
 * yet: such a year is provisional. Without a calendar, Monday to Friday are worked. */
#ifndef YX_MODEL_CALENDAR_H
#define YX_MODEL_CALENDAR_H

#include "model/catalog.h"

typedef struct yx_calendar yx_calendar;

/* A copy of what the catalogue says; years outside 1900..2199 are plain weeks. O(1). */
YX_MUST_USE yx_code yx_calendar_new(const yx_catalog *catalog, yx_calendar **ret_calendar,
                                    yx_err *err);
void yx_calendar_free(yx_calendar *calendar); /* NULL is fine */

bool yx_working(const yx_calendar *calendar, yx_day d);
/* d itself when it is a working day, else the first one after it. */
yx_day yx_working_next(const yx_calendar *calendar, yx_day d);
/* The n-th working day after d, or before it when n is negative; 0: yx_working_next(). Stops at the
 * ends of the calendar. O(days between). */
yx_day yx_working_after(const yx_calendar *calendar, yx_day d, int n);
/* Working days after `from` up to `to`; 0 when to is not after it. O(days between). */
int yx_working_between(const yx_calendar *calendar, yx_day from, yx_day to);

typedef enum yx_calendar_basis {
    YX_CALENDAR_WEEK,        /* no calendar: weekends alone */
    YX_CALENDAR_PROVISIONAL, /* holidays by astronomy, make-up days not announced */
    YX_CALENDAR_ANNOUNCED,   /* rows of the catalogue */
} yx_calendar_basis;
yx_calendar_basis yx_calendar_of_year(const yx_calendar *calendar, int year);

#endif

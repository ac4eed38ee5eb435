/* lunar.h - the Chinese calendar, by astronomy: new year, months, leap months, 1900..2199.
 *
 * A month starts on the day of the new moon, read in UTC+8. Month 11 holds the winter solstice.
 * Where thirteen months lie between two of those, the first without a major solar term is the leap
 * month, and has the number of the one before it. New year is the first day of month 1.
 *
 * Before 1929 the calendar in use was computed for Beijing's own meridian (UTC+7:45:40); a new moon
 * in those minutes before midnight gives another day here. After 2150 the turning of the earth is
 * known to some minutes only. Source: meeus1998 (docs/sources.md). */
#ifndef YX_BASE_LUNAR_H
#define YX_BASE_LUNAR_H

#include "base/day.h"

enum { YX_LUNAR_FIRST = 1900, YX_LUNAR_LAST = 2199 };

typedef struct yx_lunar {
    int year;  /* the one that its new year starts in */
    int month; /* 1..12 */
    int day;   /* 1..30 */
    bool leap; /* the second month of that number */
} yx_lunar;

/* First day of a lunar year, which is within 1900..2199. O(1): some 20 new moons. */
yx_day yx_lunar_new_year(int year);
/* The leap month of a year within 1900..2199, or 0. */
int yx_lunar_leap(int year);
/* A day in lunar words. False: it lies before the new year of 1900 or in or after that of 2200. */
bool yx_lunar_of(yx_day d, yx_lunar *ret);
/* The other way. False: there is no such day. */
bool yx_lunar_day(yx_lunar l, yx_day *ret);

/* Apparent longitude of the sun at the start of a day in UTC+8, degrees 0..360; to about 0.0005. */
double yx_sun_longitude(yx_day d);

#endif

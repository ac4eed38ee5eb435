#include "base/day.h"

#include <stdio.h>
#include <time.h>

/* Days from civil and back: years counted from March so that the leap day is the last of its year,
 * in eras of 400 years of 146097 days. */
yx_day yx_day_of(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

void yx_day_parts(yx_day d, int *ret_year, int *ret_month, int *ret_day)
{
    int z = d + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted = (5 * day_of_year + 2) / 153;

    *ret_day = day_of_year - (153 * shifted + 2) / 5 + 1;
    *ret_month = shifted < 10 ? shifted + 3 : shifted - 9;
    *ret_year = year_of_era + era * 400 + (*ret_month <= 2);
}

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int yx_month_days(int year, int month)
{
    static const signed char days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month] + (month == 2 && leap(year));
}

int yx_weekday(yx_day d)
{
    int w = (d + 3) % 7; /* 1970-01-01 was a Thursday */

    return (w < 0 ? w + 7 : w) + 1;
}

yx_day yx_iso_week_start(int year, int week)
{
    yx_day fourth = yx_day_of(year, 1, 4);

    return fourth - (yx_weekday(fourth) - 1) + (week - 1) * 7;
}

int yx_iso_weeks(int year)
{
    return (yx_iso_week_start(year + 1, 1) - yx_iso_week_start(year, 1)) / 7;
}

void yx_day_iso_week(yx_day d, int *ret_year, int *ret_week)
{
    int year, month, day;

    yx_day_parts(d - (yx_weekday(d) - 4), &year, &month,
                 &day); /* a week is of its Thursday's year */
    *ret_year = year;
    *ret_week = (d - yx_iso_week_start(year, 1)) / 7 + 1;
}

bool yx_day_read(yx_str text, yx_day *ret)
{
    int part[3] = {0, 0, 0};

    if (text.n != 10 || text.at[4] != '-' || text.at[7] != '-')
        return false;
    for (size_t i = 0, k = 0; i < 10; i++) {
        if (i == 4 || i == 7) {
            k++;
            continue;
        }
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        part[k] = part[k] * 10 + (text.at[i] - '0');
    }
    if (part[0] < 1 || part[1] < 1 || part[1] > 12 || part[2] < 1 ||
        part[2] > yx_month_days(part[0], part[1]))
        return false;
    *ret = yx_day_of(part[0], part[1], part[2]);
    return true;
}

char *yx_day_text(yx_day d, char out[YX_DAY_TEXT])
{
    int year, month, day;

    yx_day_parts(d, &year, &month, &day);
    (void)snprintf(out, YX_DAY_TEXT, "%04u-%02u-%02u", (unsigned)year % 10000,
                   (unsigned)month % 100, (unsigned)day % 100);
    return out;
}

yx_day yx_day_of_ms(int64_t ms)
{
    time_t second = (time_t)(ms / 1000 - (ms % 1000 < 0)); /* rounded down, also before 1970 */
    struct tm local;

    if (!localtime_r(&second, &local) || local.tm_year + 1900 < 1 || local.tm_year + 1900 > 9999)
        return ms < 0 ? YX_DAY_MIN : YX_DAY_MAX;
    return yx_day_of(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

/* period.c - kinds of periods, and steps from one to another. Reading is in period_read.c, writing
 * in period_text.c. */
#include "model/period_parts.h"

enum { YEAR_MIN = 1, YEAR_MAX = 9999 };

yx_period yx_months_of(int year, int first, int last)
{
    return (yx_period){yx_day_of(year, first, 1), yx_day_of(year, last, yx_month_days(year, last))};
}

yx_period yx_tenday_of(int year, int month, int tenday)
{
    yx_day first = yx_day_of(year, month, (tenday - 1) * 10 + 1);

    return (yx_period){first,
                       tenday < 3 ? first + 9 : yx_day_of(year, month, yx_month_days(year, month))};
}

yx_period yx_week_of(int year, int week)
{
    yx_day first = yx_iso_week_start(year, week);

    return (yx_period){first, first + 6};
}

/* The kind of months `first`..`last` of one year. */
static yx_period_kind kind_of_months(int first, int last)
{
    switch (last - first + 1) {
    case 1:
        return YX_PERIOD_MONTH;
    case 3:
        return first % 3 == 1 ? YX_PERIOD_QUARTER : YX_PERIOD_MONTHS;
    case 6:
        return first % 6 == 1 ? YX_PERIOD_HALF : YX_PERIOD_MONTHS;
    case 12:
        return YX_PERIOD_YEAR;
    default:
        return YX_PERIOD_MONTHS;
    }
}

yx_period_kind yx_period_kind_of(yx_period p)
{
    int64_t days = (int64_t)p.last - p.first + 1;
    int year, month, day, last_year, last_month, last_day;

    if (days <= 1)
        return YX_PERIOD_DAY;
    if (days == 7 && yx_weekday(p.first) == 1)
        return YX_PERIOD_WEEK;
    if (days < 8 || days > 366)
        return YX_PERIOD_MONTHS;
    yx_day_parts(p.first, &year, &month, &day);
    yx_day_parts(p.last, &last_year, &last_month, &last_day);
    if (last_year != year)
        return YX_PERIOD_MONTHS;
    if (month == last_month && ((day == 1 && last_day == 10) || (day == 11 && last_day == 20) ||
                                (day == 21 && last_day == yx_month_days(year, month))))
        return YX_PERIOD_TENDAY;
    if (day != 1 || last_day != yx_month_days(year, last_month))
        return YX_PERIOD_MONTHS;
    return kind_of_months(month, last_month);
}

int yx_period_order(yx_period a, yx_period b)
{
    if (a.first != b.first)
        return a.first < b.first ? -1 : 1;
    return (a.last > b.last) - (a.last < b.last);
}

bool yx_period_overlap(yx_period a, yx_period b)
{
    return a.first <= b.last && b.first <= a.last;
}

bool yx_period_to_ytd(yx_period p, yx_period *ret)
{
    int year, month, day, first_month;

    yx_day_parts(p.first, &year, &first_month, &day);
    switch (yx_period_kind_of(p)) {
    case YX_PERIOD_DAY:
    case YX_PERIOD_WEEK:
    case YX_PERIOD_TENDAY:
        return false;
    case YX_PERIOD_MONTHS:
        if (first_month != 1 || day != 1)
            return false;
        break;
    case YX_PERIOD_MONTH:
    case YX_PERIOD_QUARTER:
    case YX_PERIOD_HALF:
    case YX_PERIOD_YEAR:
        break;
    }
    yx_day_parts(p.last, &year, &month, &day);
    if (yx_day_of(year, 1, 1) > p.first || day != yx_month_days(year, month))
        return false; /* more than a year, or no whole months */
    *ret = yx_months_of(year, 1, month);
    return true;
}

yx_period yx_period_holding(yx_day d, yx_period_kind kind)
{
    int year, month, day;

    yx_day_parts(d, &year, &month, &day);
    switch (kind) {
    case YX_PERIOD_WEEK:
        d -= yx_weekday(d) - 1;
        return (yx_period){d, d + 6};
    case YX_PERIOD_TENDAY:
        return yx_tenday_of(year, month, day > 20 ? 3 : day > 10 ? 2 : 1);
    case YX_PERIOD_MONTH:
        return yx_months_of(year, month, month);
    case YX_PERIOD_QUARTER:
        return yx_months_of(year, (month - 1) / 3 * 3 + 1, (month - 1) / 3 * 3 + 3);
    case YX_PERIOD_HALF:
        return yx_months_of(year, month > 6 ? 7 : 1, month > 6 ? 12 : 6);
    case YX_PERIOD_YEAR:
        return yx_months_of(year, 1, 12);
    case YX_PERIOD_DAY:
    case YX_PERIOD_MONTHS:
        break;
    }
    return (yx_period){d, d};
}

static int64_t clamp(int64_t x, int64_t lo, int64_t hi)
{
    return x < lo ? lo : x > hi ? hi : x;
}

/* Days `steps` spans of n days later, kept within the calendar. */
static yx_period step_days(yx_period p, int64_t steps, int n)
{
    int64_t first =
        clamp(p.first + steps * n, (int64_t)YX_DAY_MIN + n, (int64_t)YX_DAY_MAX + 1 - n);

    return (yx_period){(yx_day)first, (yx_day)first + n - 1};
}

/* Parts of a year, counted through all years: n to the year. */
static yx_period step_parts(yx_period p, int64_t steps, int n)
{
    int year, month, day;
    int64_t at;

    yx_day_parts(p.first, &year, &month, &day);
    at = (int64_t)year * n + (n == 36 ? (month - 1) * 3 + (day - 1) / 10 : (month - 1) * n / 12);
    at = clamp(at + steps, (int64_t)YEAR_MIN * n, (int64_t)YEAR_MAX * n + n - 1);
    year = (int)(at / n);
    if (n == 36)
        return yx_tenday_of(year, (int)(at % n) / 3 + 1, (int)(at % n) % 3 + 1);
    month = (int)(at % n) * (12 / n) + 1;
    return yx_months_of(year, month, month + 12 / n - 1);
}

yx_period yx_period_step(yx_period p, int steps)
{
    yx_period_kind kind = yx_period_kind_of(p);

    switch (kind) {
    case YX_PERIOD_DAY:
        return step_days(p, steps, 1);
    case YX_PERIOD_WEEK:
        return step_days(p, steps, 7);
    case YX_PERIOD_TENDAY:
    case YX_PERIOD_MONTH:
    case YX_PERIOD_QUARTER:
    case YX_PERIOD_HALF:
    case YX_PERIOD_YEAR:
        return step_parts(p, steps, yx_period_per_year(kind));
    case YX_PERIOD_MONTHS:
        break;
    }
    return yx_period_years(p, steps);
}

static int other_year(int year, int years)
{
    return (int)clamp((int64_t)year + years, YEAR_MIN, YEAR_MAX);
}

/* The same day of another year; the end of a month stays the end (28 and 29 February). */
static yx_day same_day(yx_day d, int years, bool is_end)
{
    int year, month, day, days;
    bool at_end;

    yx_day_parts(d, &year, &month, &day);
    at_end = is_end && day == yx_month_days(year, month);
    year = other_year(year, years);
    days = yx_month_days(year, month);
    return yx_day_of(year, month, at_end || day > days ? days : day);
}

yx_period yx_period_years(yx_period p, int years)
{
    int year, week;
    yx_day first;

    switch (yx_period_kind_of(p)) {
    case YX_PERIOD_DAY:
        first = same_day(p.first, years, false);
        return (yx_period){first, first};
    case YX_PERIOD_WEEK:
        yx_day_iso_week(p.first, &year, &week);
        year = (int)clamp((int64_t)year + years, YEAR_MIN + 1, YEAR_MAX - 1);
        return yx_week_of(year, week > yx_iso_weeks(year) ? yx_iso_weeks(year) : week);
    case YX_PERIOD_TENDAY:
    case YX_PERIOD_MONTH:
    case YX_PERIOD_MONTHS:
    case YX_PERIOD_QUARTER:
    case YX_PERIOD_HALF:
    case YX_PERIOD_YEAR:
        break;
    }
    return (yx_period){same_day(p.first, years, false), same_day(p.last, years, true)};
}

int yx_period_per_year(yx_period_kind kind)
{
    static const int n[] = {[YX_PERIOD_DAY] = 365,  [YX_PERIOD_WEEK] = 52,  [YX_PERIOD_TENDAY] = 36,
                            [YX_PERIOD_MONTH] = 12, [YX_PERIOD_MONTHS] = 0, [YX_PERIOD_QUARTER] = 4,
                            [YX_PERIOD_HALF] = 2,   [YX_PERIOD_YEAR] = 1};

    return n[kind];
}

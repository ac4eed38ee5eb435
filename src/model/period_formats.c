#include "model/period_formats.h"

#include "model/period_parts.h"

#include <stdio.h>
#include <string.h>

enum { YEAR_FIRST = 1900, YEAR_LAST = 2199, DAYS_MAX = 366, BI_WEEK = 14 };

/* --- months --- */

/* Months since January of year 0. */
static int month_number(int year, int month)
{
    return year * 12 + month - 1;
}

/* n months from that one on. */
static yx_period months_from(int number, int n)
{
    int last = number + n - 1;

    return (yx_period){
        yx_day_of(number / 12, number % 12 + 1, 1),
        yx_day_of(last / 12, last % 12 + 1, yx_month_days(last / 12, last % 12 + 1))};
}

/* How many whole months a period is, 0 if it is none; *ret_number its first. */
static int whole_months(yx_period p, int *ret_number)
{
    int year, month, day, last_year, last_month, last_day;

    yx_day_parts(p.first, &year, &month, &day);
    yx_day_parts(p.last, &last_year, &last_month, &last_day);
    if (day != 1 || last_day != yx_month_days(last_year, last_month))
        return 0;
    *ret_number = month_number(year, month);
    return month_number(last_year, last_month) - *ret_number + 1;
}

/* Names behind a year that mean months: `n` parts of `months` each, the first `start` months after
 * January of that year. The number of a part stands behind the word; with n == 0 nothing does. */
static const struct family {
    const char *word;
    int start, months, n;
} families[] = {
    {"", 0, 12, 0},      {"Q", 0, 3, 4},     {"S", 0, 6, 2},    {"NovQ", -2, 3, 4},
    {"AprilS", 3, 6, 2}, {"NovS", -2, 6, 2}, {"Feb", 1, 12, 0}, {"April", 3, 12, 0},
    {"July", 6, 12, 0},  {"Aug", 7, 12, 0},  {"Sep", 8, 12, 0}, {"Oct", 9, 12, 0},
    {"Nov", -2, 12, 0},
};

/* --- reading numbers --- */

/* All of a text as lo..hi digits; -1 if it is not. */
static int number(yx_str text, size_t lo, size_t hi)
{
    int v = 0;

    if (text.n < lo || text.n > hi)
        return -1;
    for (size_t i = 0; i < text.n; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return -1;
        v = v * 10 + (text.at[i] - '0');
    }
    return v;
}

static yx_str slice(yx_str text, size_t from, size_t n)
{
    return (yx_str){text.at + from, n};
}

static yx_str behind(yx_str text, size_t from)
{
    return (yx_str){text.at + from, text.n - from};
}

static bool begins(yx_str text, const char *word)
{
    size_t n = strlen(word);

    return text.n >= n && memcmp(text.at, word, n) == 0;
}

static bool good_year(int year)
{
    return year >= YEAR_FIRST && year <= YEAR_LAST;
}

static bool date(int year, int month, int day, yx_day *ret)
{
    if (!good_year(year) || month < 1 || month > 12 || day < 1 || day > yx_month_days(year, month))
        return false;
    *ret = yx_day_of(year, month, day);
    return true;
}

/* --- weeks --- */

/* Start of week 1: the one that holds 4 January, weeks starting on that weekday (1 Monday). */
static yx_day first_week(int year, int weekday)
{
    yx_day fourth = yx_day_of(year, 1, 4);

    return fourth - (yx_weekday(fourth) - weekday + 7) % 7;
}

/* The year and week that start on a day. */
static void week_of(yx_day first, int *ret_year, int *ret_week)
{
    int weekday = yx_weekday(first), month, day;

    yx_day_parts(first + 3, ret_year, &month, &day); /* its fourth day decides */
    *ret_week = (first - first_week(*ret_year, weekday)) / 7 + 1;
}

static bool week(int year, int n, int weekday, yx_period *ret)
{
    yx_day first = first_week(year, weekday) + (n - 1) * 7;

    if (n < 1 || n > 53 || first >= first_week(year + 1, weekday))
        return false;
    *ret = (yx_period){first, first + 6};
    return true;
}

static const struct {
    const char *word;
    int weekday;
} week_names[] = {
    {"W", 1}, {"WedW", 3}, {"ThuW", 4}, {"FriW", 5}, {"SatW", 6}, {"SunW", 7},
};

/* --- DHIS2 --- */

static bool dhis2_months(int year, yx_str rest, yx_period *ret)
{
    for (size_t i = 0; i < YX_COUNT(families); i++) {
        const struct family *f = &families[i];
        yx_str tail;
        int part = 1;
        if (!begins(rest, f->word))
            continue;
        tail = behind(rest, strlen(f->word));
        if (f->n)
            part = number(tail, 1, 1);
        if (part < 1 || (f->n ? part > f->n : tail.n > 0))
            continue;
        *ret = months_from(year * 12 + f->start + (part - 1) * f->months, f->months);
        return true;
    }
    return false;
}

bool yx_period_read_dhis2(yx_str text, yx_period *ret)
{
    int year = text.n >= 4 ? number(slice(text, 0, 4), 4, 4) : -1, month;
    yx_str rest;
    yx_day day;

    if (!good_year(year))
        return false;
    rest = behind(text, 4);
    month = number(begins(rest, "-") ? behind(rest, 1) : rest, 2, 2);
    if (month > 0)
        return month <= 12 ? (*ret = yx_months_of(year, month, month), true) : false;
    if (yx_day_read(text, &day) || (rest.n == 4 && date(year, number(slice(rest, 0, 2), 2, 2),
                                                        number(slice(rest, 2, 2), 2, 2), &day))) {
        *ret = (yx_period){day, day};
        return true;
    }
    if (rest.n == 3 && rest.at[2] == 'B') { /* two months, numbered 1..6 */
        month = number(slice(rest, 0, 2), 2, 2);
        if (month < 1 || month > 6)
            return false;
        *ret = yx_months_of(year, 2 * month - 1, 2 * month);
        return true;
    }
    if (begins(rest, "BiW")) {
        int n = number(behind(rest, 3), 1, 2);
        if (n < 1 || !week(year, 2 * n - 1, 1, ret))
            return false;
        ret->last = ret->first + BI_WEEK - 1;
        return true;
    }
    for (size_t i = 0; i < YX_COUNT(week_names); i++)
        if (begins(rest, week_names[i].word) &&
            week(year, number(behind(rest, strlen(week_names[i].word)), 1, 2),
                 week_names[i].weekday, ret))
            return true;
    return dhis2_months(year, rest, ret);
}

static bool dhis2_write_months(yx_period p, char out[YX_PERIOD_TEXT])
{
    int first = 0, n = whole_months(p, &first);
    int year = first / 12, month = first % 12 + 1;

    if (n == 1) {
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d%02d", year, month);
        return true;
    }
    if (n == 2 && month % 2 == 1) {
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d%02dB", year, (month + 1) / 2);
        return true;
    }
    for (size_t i = 0; i < YX_COUNT(families) && n; i++) {
        const struct family *f = &families[i];
        int behind_start = (first - f->start) % 12, part = behind_start / f->months;
        if (f->months != n || behind_start % n || part >= (f->n ? f->n : 1))
            continue;
        year = (first - f->start) / 12;
        if (f->n)
            (void)snprintf(out, YX_PERIOD_TEXT, "%04d%s%d", year, f->word, part + 1);
        else
            (void)snprintf(out, YX_PERIOD_TEXT, "%04d%s", year, f->word);
        return true;
    }
    return false;
}

bool yx_period_dhis2(yx_period p, char out[YX_PERIOD_TEXT])
{
    int64_t days = (int64_t)p.last - p.first + 1;
    int year, month, day, n;

    if (days < 1 || days > DAYS_MAX)
        return false;
    if (days == 1) {
        yx_day_parts(p.first, &year, &month, &day);
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d%02d%02d", year, month, day);
        return true;
    }
    if (days == 7) {
        week_of(p.first, &year, &n);
        for (size_t i = 0; i < YX_COUNT(week_names); i++)
            if (week_names[i].weekday == yx_weekday(p.first)) {
                (void)snprintf(out, YX_PERIOD_TEXT, "%04d%s%d", year, week_names[i].word, n);
                return true;
            }
        return false;
    }
    if (days == BI_WEEK && yx_weekday(p.first) == 1) {
        week_of(p.first, &year, &n);
        if (n % 2 == 0)
            return false;
        (void)snprintf(out, YX_PERIOD_TEXT, "%04dBiW%d", year, n / 2 + 1);
        return true;
    }
    return dhis2_write_months(p, out);
}

/* --- durations --- */

/* The same day of the month so many months later, or the last one of a shorter month. */
static bool add_months(yx_day from, int n, yx_day *ret)
{
    int year, month, day, last;

    yx_day_parts(from, &year, &month, &day);
    n += month_number(year, month);
    year = n / 12;
    month = n % 12 + 1;
    last = year <= YEAR_LAST + 1 ? yx_month_days(year, month) : 0;
    if (!last)
        return false;
    *ret = yx_day_of(year, month, day < last ? day : last);
    return true;
}

/* P, then years, months, weeks and days, each with its letter, at least one of them. */
static bool duration(yx_str text, int *ret_months, int *ret_days)
{
    static const char letters[] = "YMWD";
    size_t next = 0;
    int months = 0, days = 0;

    if (!begins(text, "P") || text.n < 3)
        return false;
    text = behind(text, 1);
    while (text.n) {
        size_t n = 0;
        const char *letter;
        int v;
        while (n < text.n && text.at[n] >= '0' && text.at[n] <= '9')
            n++;
        v = number(slice(text, 0, n), 1, 4);
        letter = n < text.n && text.at[n] ? strchr(letters + next, text.at[n]) : NULL;
        if (v < 0 || !letter)
            return false;
        next = (size_t)(letter - letters) + 1;
        months += *letter == 'Y' ? 12 * v : *letter == 'M' ? v : 0;
        days += *letter == 'W' ? 7 * v : *letter == 'D' ? v : 0;
        text = behind(text, n + 1);
    }
    *ret_months = months;
    *ret_days = days;
    return months > 0 || days > 0;
}

/* hh:mm:ss, perhaps with a fraction; perhaps with a zone. */
static bool is_time(yx_str text)
{
    size_t i = 8;

    if (text.n < 8 || text.at[2] != ':' || text.at[5] != ':' ||
        number(slice(text, 0, 2), 2, 2) < 0 || number(slice(text, 3, 2), 2, 2) < 0 ||
        number(slice(text, 6, 2), 2, 2) < 0)
        return false;
    if (i < text.n && text.at[i] == '.')
        for (i++; i < text.n && text.at[i] >= '0' && text.at[i] <= '9';)
            i++;
    text = behind(text, i);
    return !text.n || yx_str_is(text, "Z") ||
           (text.n == 6 && (text.at[0] == '+' || text.at[0] == '-') && text.at[3] == ':' &&
            number(slice(text, 1, 2), 2, 2) >= 0 && number(slice(text, 4, 2), 2, 2) >= 0);
}

/* A day, perhaps with a time. */
static bool day_and_time(yx_str text, yx_day *ret)
{
    yx_day d;

    if (text.n < 10 || !yx_day_read(slice(text, 0, 10), &d) ||
        !good_year(number(slice(text, 0, 4), 4, 4)))
        return false;
    if (text.n > 10 && (text.at[10] != 'T' || !is_time(behind(text, 11))) &&
        !yx_str_is(behind(text, 10), "Z"))
        return false;
    *ret = d;
    return true;
}

static bool range(yx_str text, size_t slash, yx_period *ret)
{
    int months = 0, days = 0;
    yx_day first, end;

    if (!day_and_time(slice(text, 0, slash), &first) ||
        !duration(behind(text, slash + 1), &months, &days) || months > 12 ||
        !add_months(first, months, &end))
        return false;
    end += days - 1;
    if (end < first || end - first >= DAYS_MAX)
        return false;
    *ret = (yx_period){first, end};
    return true;
}

/* --- SDMX --- */

/* What stands behind `2021-`, with a letter in front: A1 S1 T1 Q1 M01 W01 D001. */
static bool reporting(int year, yx_str rest, yx_period *ret)
{
    static const struct {
        char letter;
        int months, n;
    } row[] = {{'A', 12, 1}, {'S', 6, 2}, {'T', 4, 3}, {'Q', 3, 4}, {'M', 1, 12}};
    int v = number(behind(rest, 1), 1, 3);

    if (v < 1)
        return false;
    if (rest.at[0] == 'W')
        return week(year, v, 1, ret);
    if (rest.at[0] == 'D') {
        yx_day d = yx_day_of(year, 1, 1) + v - 1;
        if (d > yx_day_of(year, 12, 31))
            return false;
        *ret = (yx_period){d, d};
        return true;
    }
    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (rest.at[0] == row[i].letter && v <= row[i].n) {
            *ret = months_from(year * 12 + (v - 1) * row[i].months, row[i].months);
            return true;
        }
    return false;
}

bool yx_period_read_sdmx(yx_str text, yx_period *ret)
{
    const char *slash = text.n ? memchr(text.at, '/', text.n) : NULL;
    int year = text.n >= 4 ? number(slice(text, 0, 4), 4, 4) : -1, month;
    yx_day day;

    if (slash)
        return range(text, (size_t)(slash - text.at), ret);
    if (!good_year(year))
        return false;
    if (text.n == 4) {
        *ret = yx_months_of(year, 1, 12);
        return true;
    }
    if (day_and_time(text, &day)) {
        *ret = (yx_period){day, day};
        return true;
    }
    if (text.n < 6 || text.at[4] != '-')
        return false;
    month = number(behind(text, 5), 2, 2);
    if (month < 0)
        return reporting(year, behind(text, 5), ret);
    if (month < 1 || month > 12)
        return false;
    *ret = yx_months_of(year, month, month);
    return true;
}

static char *write_range(yx_period p, char out[YX_PERIOD_TEXT])
{
    char first[YX_DAY_TEXT];
    int number_of_first, n = whole_months(p, &number_of_first);

    (void)snprintf(out, YX_PERIOD_TEXT, "%s/P%d%c", yx_day_text(p.first, first),
                   n ? n : p.last - p.first + 1, n ? 'M' : 'D');
    return out;
}

char *yx_period_sdmx(yx_period p, bool ytd, char out[YX_PERIOD_TEXT])
{
    yx_period_kind kind = yx_period_kind_of(p);
    int year, month, day;

    yx_day_parts(p.first, &year, &month, &day);
    switch (kind) {
    case YX_PERIOD_DAY:
    case YX_PERIOD_WEEK:
    case YX_PERIOD_MONTH:
        return yx_period_text(p, false, out);
    case YX_PERIOD_TENDAY:
    case YX_PERIOD_MONTHS:
        break;
    case YX_PERIOD_QUARTER:
    case YX_PERIOD_YEAR:
        if (!ytd)
            return yx_period_text(p, false, out);
        break;
    case YX_PERIOD_HALF:
        if (!ytd) {
            (void)snprintf(out, YX_PERIOD_TEXT, "%04d-S%d", year, month > 6 ? 2 : 1);
            return out;
        }
        break;
    }
    return write_range(p, out);
}

bool yx_period_adx(yx_period p, char out[YX_PERIOD_TEXT])
{
    char other[YX_PERIOD_TEXT], first[YX_DAY_TEXT];
    int first_month, n;

    if (!yx_period_dhis2(p, other))
        return false;
    n = whole_months(p, &first_month);
    if (n == 12)
        (void)snprintf(out, YX_PERIOD_TEXT, "%s/P1Y", yx_day_text(p.first, first));
    else
        (void)write_range(p, out);
    return true;
}

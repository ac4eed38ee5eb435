/* period_read.c - every spelling of a period.
 *
 * The canonical forms, of which files of a million rows are made, are told apart by their length
 * and read directly. All others are rows of a table of patterns. */
#include "model/period_parts.h"

#include <string.h>

enum { YEAR_FIRST = 1900, YEAR_LAST = 2199 };

/* Reads n digits; -1 if there are others. */
static int digits(const char *at, int n)
{
    int v = 0;

    for (int i = 0; i < n; i++) {
        unsigned d = (unsigned)(unsigned char)at[i] - '0';
        if (d > 9)
            return -1;
        v = v * 10 + (int)d;
    }
    return v;
}

static bool months(int year, int first, int last, yx_period *ret)
{
    if (first < 1 || last < first || last > 12)
        return false;
    *ret = yx_months_of(year, first, last);
    return true;
}

static bool one_day(int year, int month, int day, yx_period *ret)
{
    yx_day d;

    if (month < 1 || month > 12 || day < 1 || day > yx_month_days(year, month))
        return false;
    d = yx_day_of(year, month, day);
    *ret = (yx_period){d, d};
    return true;
}

static bool week(int year, int n, yx_period *ret)
{
    if (n < 1 || n > 53 || (n == 53 && yx_iso_weeks(year) < 53))
        return false;
    *ret = yx_week_of(year, n);
    return true;
}

static bool tenday(int year, int month, int n, yx_period *ret)
{
    if (month < 1 || month > 12 || n < 1 || n > 3)
        return false;
    *ret = yx_tenday_of(year, month, n);
    return true;
}

/* Part `n` of a year of `parts`. */
static bool part(int year, int n, int parts, yx_period *ret)
{
    int size = 12 / parts;

    return n >= 1 && n <= parts && months(year, (n - 1) * size + 1, n * size, ret);
}

/* 12-30..2022-01-01: days that are no period of the calendar, at most 366. */
static bool span(int year, yx_str rest, yx_period *ret)
{
    yx_period first, last;
    int last_year = digits(rest.at + 7, 4);

    if (memcmp(rest.at + 5, "..", 2) != 0 || rest.at[2] != '-' || rest.at[11] != '-' ||
        rest.at[14] != '-' || last_year < YEAR_FIRST || last_year > YEAR_LAST)
        return false;
    if (!one_day(year, digits(rest.at, 2), digits(rest.at + 3, 2), &first) ||
        !one_day(last_year, digits(rest.at + 12, 2), digits(rest.at + 15, 2), &last) ||
        last.first <= first.first || last.first - first.first >= 366)
        return false;
    *ret = (yx_period){first.first, last.first};
    return true;
}

/* What stands behind `2021-`: 2021-12-31 2021-W05 2021-01-T1 2021-01 2021-01..11 2021-Q1 2021-H1 */
static bool read_canonical(int year, yx_str rest, yx_period *ret)
{
    const char *at = rest.at;
    int month;

    switch (rest.n) {
    case 2:
        if (at[0] == 'Q')
            return part(year, digits(at + 1, 1), 4, ret);
        if (at[0] == 'H')
            return part(year, digits(at + 1, 1), 2, ret);
        month = digits(at, 2);
        return months(year, month, month, ret);
    case 3:
        return at[0] == 'W' && week(year, digits(at + 1, 2), ret);
    case 5:
        if (at[2] != '-')
            return false;
        if (at[3] == 'T')
            return tenday(year, digits(at, 2), digits(at + 4, 1), ret);
        return one_day(year, digits(at, 2), digits(at + 3, 2), ret);
    case 6:
        month = digits(at, 2);
        return at[2] == '.' && at[3] == '.' && month < digits(at + 4, 2) &&
               months(year, month, digits(at + 4, 2), ret);
    case 17:
        return span(year, rest, ret);
    default:
        return false;
    }
}

/* A pattern is read byte by byte; % and a letter stand for:
 *   %m %d     two digits: month, day                  %M %D %W  one or two digits
 *   %L        last month, one or two digits
 *   %n        one digit: which quarter or half        %q 一..四 or a digit  %x 上中下  %u 上下
 *   %-        any sign for "to" */
static const struct spelling {
    const char *pattern; /* of what stands behind the year */
    yx_period_kind kind; /* YX_PERIOD_MONTHS: from..to, or %M..%L where from is 0 */
    signed char from, to;
} spellings[] = {
    {"Q%n", YX_PERIOD_QUARTER, 0, 0},       {"S%n", YX_PERIOD_HALF, 0, 0},
    {"H%n", YX_PERIOD_HALF, 0, 0},          {"W%W", YX_PERIOD_WEEK, 0, 0},
    {"%m", YX_PERIOD_MONTH, 0, 0},          {"%m%d", YX_PERIOD_DAY, 0, 0},
    {"年", YX_PERIOD_MONTHS, 1, 12},        {"年%M月", YX_PERIOD_MONTH, 0, 0},
    {"年%M%-%L月", YX_PERIOD_MONTHS, 0, 0}, {"年%M月%-%L月", YX_PERIOD_MONTHS, 0, 0},
    {"年%q季度", YX_PERIOD_QUARTER, 0, 0},  {"年第%q季度", YX_PERIOD_QUARTER, 0, 0},
    {"年前三季度", YX_PERIOD_MONTHS, 1, 9}, {"年%u半年", YX_PERIOD_HALF, 0, 0},
    {"年%M月%D日", YX_PERIOD_DAY, 0, 0},    {"年第%W周", YX_PERIOD_WEEK, 0, 0},
    {"年%M月%x旬", YX_PERIOD_TENDAY, 0, 0},
};

typedef struct found {
    int month, last, day, week, part; /* -1: not in the pattern */
} found;

/* Takes lo..hi digits off the text; -1 if there are not as many. */
static int take_digits(yx_str *text, size_t lo, size_t hi)
{
    size_t n = 0;
    int v;

    while (n < hi && n < text->n && text->at[n] >= '0' && text->at[n] <= '9')
        n++;
    if (n < lo)
        return -1;
    v = digits(text->at, (int)n);
    *text = (yx_str){text->at + n, text->n - n};
    return v;
}

/* Takes one of the words, divided by blanks, off the text: its place from 1, -1 if there is none.
 */
static int take_word(yx_str *text, const char *words)
{
    for (int i = 1; *words; i++) {
        size_t n = strcspn(words, " ");
        if (text->n >= n && memcmp(text->at, words, n) == 0) {
            *text = (yx_str){text->at + n, text->n - n};
            return i;
        }
        words += n + (words[n] == ' ');
    }
    return -1;
}

static bool take(char letter, yx_str *text, found *f)
{
    switch (letter) {
    case 'm':
        return (f->month = take_digits(text, 2, 2)) > 0;
    case 'M':
        return (f->month = take_digits(text, 1, 2)) > 0;
    case 'L':
        return (f->last = take_digits(text, 1, 2)) > 0;
    case 'd':
        return (f->day = take_digits(text, 2, 2)) > 0;
    case 'D':
        return (f->day = take_digits(text, 1, 2)) > 0;
    case 'W':
        return (f->week = take_digits(text, 1, 2)) > 0;
    case 'n':
        return (f->part = take_digits(text, 1, 1)) > 0;
    case 'q':
        f->part = take_word(text, "一 二 三 四");
        return f->part > 0 || (f->part = take_digits(text, 1, 1)) > 0;
    case 'x':
        return (f->part = take_word(text, "上 中 下")) > 0;
    case 'u':
        return (f->part = take_word(text, "上 下")) > 0;
    case '-':
        return take_word(text, "- — – ~ ～ － 至") > 0;
    default:
        return false;
    }
}

static bool matches(const char *pattern, yx_str text, found *f)
{
    *f = (found){-1, -1, -1, -1, -1};
    for (; *pattern; pattern++) {
        if (*pattern == '%') {
            if (!take(*++pattern, &text, f))
                return false;
        } else if (text.n && text.at[0] == *pattern) {
            text = (yx_str){text.at + 1, text.n - 1};
        } else {
            return false;
        }
    }
    return text.n == 0;
}

static bool make(const struct spelling *s, int year, const found *f, yx_period *ret)
{
    switch (s->kind) {
    case YX_PERIOD_DAY:
        return one_day(year, f->month, f->day, ret);
    case YX_PERIOD_WEEK:
        return week(year, f->week, ret);
    case YX_PERIOD_TENDAY:
        return tenday(year, f->month, f->part, ret);
    case YX_PERIOD_MONTH:
        return months(year, f->month, f->month, ret);
    case YX_PERIOD_MONTHS:
        if (s->from)
            return months(year, s->from, s->to, ret);
        return f->month < f->last && months(year, f->month, f->last, ret);
    case YX_PERIOD_QUARTER:
        return part(year, f->part, 4, ret);
    case YX_PERIOD_HALF:
        return part(year, f->part, 2, ret);
    case YX_PERIOD_YEAR:
        break;
    }
    return false;
}

bool yx_period_read(yx_str text, yx_period *ret)
{
    int year = text.n >= 4 ? digits(text.at, 4) : -1;
    yx_str rest;
    found f;

    if (year < YEAR_FIRST || year > YEAR_LAST)
        return false;
    if (text.n == 4)
        return months(year, 1, 12, ret);
    rest = (yx_str){text.at + 4, text.n - 4};
    if (rest.at[0] == '-')
        return read_canonical(year, (yx_str){rest.at + 1, rest.n - 1}, ret);
    for (size_t i = 0; i < YX_COUNT(spellings); i++)
        if (matches(spellings[i].pattern, rest, &f))
            return make(&spellings[i], year, &f, ret);
    return false;
}

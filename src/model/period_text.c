/* period_text.c - the canonical text of a period, and what people call it. */
#include "model/period_parts.h"

#include <stdio.h>

/* A period taken apart. */
typedef struct parts {
    yx_period_kind kind;
    int year, month, day;      /* of its first day */
    int last_year, last_month; /* of its last day */
    int last_day;
    bool whole; /* months of one year, from the first day to the last */
    bool ytd;   /* such months, from January, and asked for as a total of the year so far */
} parts;

static parts take_apart(yx_period p, bool ytd)
{
    parts a = {.kind = yx_period_kind_of(p)};

    yx_day_parts(p.first, &a.year, &a.month, &a.day);
    yx_day_parts(p.last, &a.last_year, &a.last_month, &a.last_day);
    a.whole = a.kind >= YX_PERIOD_MONTH && a.year == a.last_year && a.day == 1 &&
              a.last_day == yx_month_days(a.year, a.last_month);
    a.ytd = ytd && a.whole && a.month == 1;
    return a;
}

static char *put(char *at, int v, int width)
{
    for (int i = width - 1; i >= 0; i--, v /= 10)
        at[i] = (char)('0' + v % 10);
    return at + width;
}

static char *put_day(char *at, int year, int month, int day)
{
    at = put(at, year, 4);
    *at++ = '-';
    at = put(at, month, 2);
    *at++ = '-';
    return put(at, day, 2);
}

static char *put_week(char *at, yx_day first)
{
    int year, week;

    yx_day_iso_week(first, &year, &week);
    at = put(at, year, 4);
    *at++ = '-';
    *at++ = 'W';
    return put(at, week, 2);
}

/* `2021-01` and, where last is another, `..11`. */
static char *put_months(char *at, int year, int month, int last)
{
    at = put(at, year, 4);
    *at++ = '-';
    at = put(at, month, 2);
    if (last != month) {
        *at++ = '.';
        *at++ = '.';
        at = put(at, last, 2);
    }
    return at;
}

static char *put_part(char *at, int year, char letter, int n)
{
    at = put(at, year, 4);
    *at++ = '-';
    *at++ = letter;
    return put(at, n, 1);
}

char *yx_period_text(yx_period p, bool ytd, char out[YX_PERIOD_TEXT])
{
    parts a = take_apart(p, ytd);
    char *at = out;

    switch (a.ytd ? YX_PERIOD_MONTHS : a.kind) {
    case YX_PERIOD_DAY:
        at = put_day(at, a.year, a.month, a.day);
        break;
    case YX_PERIOD_WEEK:
        at = put_week(at, p.first);
        break;
    case YX_PERIOD_TENDAY:
        at = put_months(at, a.year, a.month, a.month);
        *at++ = '-';
        *at++ = 'T';
        at = put(at, a.day / 10 + 1, 1);
        break;
    case YX_PERIOD_MONTH:
        at = put_months(at, a.year, a.month, a.month);
        break;
    case YX_PERIOD_MONTHS:
        if (a.whole) {
            at = put_months(at, a.year, a.month, a.last_month);
            break;
        }
        at = put_day(at, a.year, a.month, a.day);
        *at++ = '.';
        *at++ = '.';
        at = put_day(at, a.last_year, a.last_month, a.last_day);
        break;
    case YX_PERIOD_QUARTER:
        at = put_part(at, a.year, 'Q', a.last_month / 3);
        break;
    case YX_PERIOD_HALF:
        at = put_part(at, a.year, 'H', a.last_month / 6);
        break;
    case YX_PERIOD_YEAR:
        at = put(at, a.year, 4);
        break;
    }
    *at = 0;
    return out;
}

static void say_en(const parts *a, yx_period p, char *out)
{
    static const char *const month[] = {"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[YX_PERIOD_TEXT], first[YX_DAY_TEXT], last[YX_DAY_TEXT];

    switch (a->kind) {
    case YX_PERIOD_DAY:
    case YX_PERIOD_WEEK:
    case YX_PERIOD_YEAR:
        (void)snprintf(out, YX_PERIOD_TEXT, "%s", yx_period_text(p, false, text));
        break;
    case YX_PERIOD_TENDAY:
        (void)snprintf(out, YX_PERIOD_TEXT, "%d-%d %s %04d", a->day, a->last_day, month[a->month],
                       a->year);
        break;
    case YX_PERIOD_MONTH:
        (void)snprintf(out, YX_PERIOD_TEXT, "%s %04d", month[a->month], a->year);
        break;
    case YX_PERIOD_MONTHS:
        if (a->whole)
            (void)snprintf(out, YX_PERIOD_TEXT, "%s-%s %04d", month[a->month], month[a->last_month],
                           a->year);
        else
            (void)snprintf(out, YX_PERIOD_TEXT, "%s to %s", yx_day_text(p.first, first),
                           yx_day_text(p.last, last));
        break;
    case YX_PERIOD_QUARTER:
        (void)snprintf(out, YX_PERIOD_TEXT, "Q%d %04d", a->last_month / 3, a->year);
        break;
    case YX_PERIOD_HALF:
        (void)snprintf(out, YX_PERIOD_TEXT, "H%d %04d", a->last_month / 6, a->year);
        break;
    }
}

static void say_zh(const parts *a, yx_period p, char *out)
{
    static const char *const quarter[] = {"", "一", "二", "三", "四"};
    static const char *const tenday[] = {"上", "中", "下"};
    char first[YX_DAY_TEXT], last[YX_DAY_TEXT];
    int year, week;

    switch (a->kind) {
    case YX_PERIOD_DAY:
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d年%d月%d日", a->year, a->month, a->day);
        break;
    case YX_PERIOD_WEEK:
        yx_day_iso_week(p.first, &year, &week);
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d年第%d周", year, week);
        break;
    case YX_PERIOD_TENDAY:
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d年%d月%s旬", a->year, a->month,
                       tenday[a->day / 10]);
        break;
    case YX_PERIOD_MONTH:
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d年%d月", a->year, a->month);
        break;
    case YX_PERIOD_MONTHS:
        if (!a->whole)
            (void)snprintf(out, YX_PERIOD_TEXT, "%s至%s", yx_day_text(p.first, first),
                           yx_day_text(p.last, last));
        else if (a->ytd && a->last_month == 9)
            (void)snprintf(out, YX_PERIOD_TEXT, "%04d年前三季度", a->year);
        else
            (void)snprintf(out, YX_PERIOD_TEXT, "%04d年%d-%d月", a->year, a->month, a->last_month);
        break;
    case YX_PERIOD_QUARTER:
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d年%s季度", a->year, quarter[a->last_month / 3]);
        break;
    case YX_PERIOD_HALF:
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d年%s半年", a->year, a->month == 1 ? "上" : "下");
        break;
    case YX_PERIOD_YEAR:
        (void)snprintf(out, YX_PERIOD_TEXT, "%04d年", a->year);
        break;
    }
}

char *yx_period_say(yx_period p, bool ytd, yx_lang lang, char out[YX_PERIOD_TEXT])
{
    parts a = take_apart(p, ytd);

    if (lang == YX_ZH_HANS)
        say_zh(&a, p, out);
    else
        say_en(&a, p, out);
    return out;
}

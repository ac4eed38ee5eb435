/* calendar.c - the rows of the catalogue "calendar", and working days by them. */
#include "model/calendar.h"

#include "base/lunar.h"
#include "model/catalog_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- the catalogue --- */

enum { C_DATE, C_NAME, C_OFF };

static const yx_cat_column columns[] = {
    [C_DATE] = {"date", true, YX_CAT_NONE},
    [C_NAME] = {"name_zh", false, offsetof(yx_special_day, name)},
    [C_OFF] = {"is_off_day", true, YX_CAT_NONE},
};

static yx_code parse(yx_reading *r, void *row)
{
    static const char *const word[] = {"0", "1"};
    yx_special_day *s = row;
    bool day = yx_reading_day(r, C_DATE, YX_DAY_MIN - 1, &s->day);
    size_t off = yx_reading_word(r, C_OFF, word, YX_COUNT(word), "calendar.off");

    s->off = off == 1;
    r->drop = !day || off == YX_COUNT(word);
    return YX_OK;
}

static void key(const void *row, yx_buf *out)
{
    yx_buf_f(out, "%d", ((const yx_special_day *)row)->day);
}

static int order(const void *a, const void *b)
{
    const yx_special_day *x = a, *y = b;

    return (x->day > y->day) - (x->day < y->day);
}

const yx_cat_kind yx_cat_calendar = {
    .size = sizeof(yx_special_day),
    .column = columns,
    .n_column = YX_COUNT(columns),
    .attribute = YX_CAT_NONE,
    .parse = parse,
    .key = key,
    .order = order,
};

size_t yx_n_special_day(const yx_catalog *catalog)
{
    return catalog->part[YX_CALENDAR].n;
}

const yx_special_day *yx_special_day_at(const yx_catalog *catalog, size_t i)
{
    return &((const yx_special_day *)(const void *)catalog->part[YX_CALENDAR].row)[i];
}

/* --- working days --- */

enum { YEARS = YX_LUNAR_LAST - YX_LUNAR_FIRST + 1, FIRST_DAY = -25567 /* 1900-01-01 */ };

struct yx_calendar {
    size_t n; /* days from 1900-01-01 to 2199-12-31 */
    unsigned char basis[YEARS];
    bool off[]; /* n of them */
};

static bool weekend(yx_day d)
{
    return yx_weekday(d) > 5;
}

static bool inside(const yx_calendar *c, yx_day d)
{
    return d >= FIRST_DAY && (size_t)(d - FIRST_DAY) < c->n;
}

static void set_off(yx_calendar *c, yx_day d)
{
    if (inside(c, d))
        c->off[d - FIRST_DAY] = true;
}

/* The statutory holidays as they stand since 2025, where no year's own rows say otherwise. */
static void fill_provisional(yx_calendar *c, int year)
{
    static const yx_lunar feast[] = {{0, 5, 5, false}, {0, 8, 15, false}};
    yx_day new_year = yx_lunar_new_year(year), d = yx_day_of(year, 4, 1);

    set_off(c, yx_day_of(year, 1, 1));
    for (int i = -1; i < 3; i++)
        set_off(c, new_year + i);
    while (yx_sun_longitude(d + 1) < 15) /* 清明 */
        d++;
    set_off(c, d);
    for (int i = 1; i <= 2; i++)
        set_off(c, yx_day_of(year, 5, i));
    for (int i = 1; i <= 3; i++)
        set_off(c, yx_day_of(year, 10, i));
    for (size_t i = 0; i < YX_COUNT(feast); i++) {
        yx_lunar l = feast[i];
        l.year = year;
        if (yx_lunar_day(l, &d))
            set_off(c, d);
    }
}

/* A calendar in which any Chinese new year is a day off follows the moon. */
static bool follows_the_moon(const yx_catalog *catalog)
{
    int asked = 0;

    for (size_t i = 0; i < yx_n_special_day(catalog); i++) {
        const yx_special_day *s = yx_special_day_at(catalog, i);
        int year, month, day;
        yx_day_parts(s->day, &year, &month, &day);
        if (!s->off || month > 2 || year == asked || year < YX_LUNAR_FIRST || year > YX_LUNAR_LAST)
            continue;
        if (yx_lunar_new_year(year) == s->day)
            return true;
    }
    return false;
}

yx_code yx_calendar_new(const yx_catalog *catalog, yx_calendar **ret_calendar, yx_err *err)
{
    size_t n = (size_t)(yx_day_of(YX_LUNAR_LAST, 12, 31) - FIRST_DAY) + 1;
    yx_calendar *c = calloc(1, sizeof *c + n * sizeof *c->off);
    int first = YX_LUNAR_LAST + 1, year, month, day;

    if (!c)
        return yx_fail(err, YX_E_NOMEM, "no memory for a calendar");
    c->n = n;
    for (size_t i = 0; i < n; i++)
        c->off[i] = weekend(FIRST_DAY + (yx_day)i);
    for (size_t i = 0; i < yx_n_special_day(catalog); i++) {
        const yx_special_day *s = yx_special_day_at(catalog, i);
        if (!inside(c, s->day))
            continue;
        yx_day_parts(s->day, &year, &month, &day);
        c->off[s->day - FIRST_DAY] = s->off;
        /* The last days of December belong to the new year's holiday: alone they announce nothing.
         */
        if (month < 12)
            c->basis[year - YX_LUNAR_FIRST] = YX_CALENDAR_ANNOUNCED;
        first = year < first ? year : first;
    }
    if (follows_the_moon(catalog))
        for (year = first; year <= YX_LUNAR_LAST; year++)
            if (c->basis[year - YX_LUNAR_FIRST] != YX_CALENDAR_ANNOUNCED) {
                c->basis[year - YX_LUNAR_FIRST] = YX_CALENDAR_PROVISIONAL;
                fill_provisional(c, year);
            }
    *ret_calendar = c;
    return YX_OK;
}

void yx_calendar_free(yx_calendar *calendar)
{
    free(calendar);
}

bool yx_working(const yx_calendar *c, yx_day d)
{
    return inside(c, d) ? !c->off[d - FIRST_DAY] : !weekend(d);
}

yx_day yx_working_next(const yx_calendar *c, yx_day d)
{
    while (d < YX_DAY_MAX && !yx_working(c, d))
        d++;
    return d;
}

yx_day yx_working_after(const yx_calendar *c, yx_day d, int n)
{
    int step = n < 0 ? -1 : 1;

    if (n == 0)
        return yx_working_next(c, d);
    while (n != 0 && (step < 0 ? d > YX_DAY_MIN : d < YX_DAY_MAX)) {
        d += step;
        if (yx_working(c, d))
            n -= step;
    }
    return d;
}

int yx_working_between(const yx_calendar *c, yx_day from, yx_day to)
{
    int n = 0;

    for (yx_day d = from; d < to;)
        n += yx_working(c, ++d);
    return n;
}

yx_calendar_basis yx_calendar_of_year(const yx_calendar *c, int year)
{
    if (year < YX_LUNAR_FIRST || year > YX_LUNAR_LAST)
        return YX_CALENDAR_WEEK;
    return (yx_calendar_basis)c->basis[year - YX_LUNAR_FIRST];
}

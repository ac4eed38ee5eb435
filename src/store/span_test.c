/* span_test.c - periods as columns: the calendar's odd places, there and back, and hostile columns.
 */
#include "store/chunk.h"
#include "store/span.h"
#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 400 };

typedef struct columns {
    yx_buf bytes;
    bool bad;
    yx_period at[MOST];
} columns;

static yx_period days(const char *first, const char *last)
{
    yx_period p = {0, 0};

    T_OK(yx_day_read(yx_str_of(first), &p.first) && yx_day_read(yx_str_of(last), &p.last));
    return p;
}

static bool same(yx_period a, yx_period b)
{
    return a.first == b.first && a.last == b.last;
}

static void unpack(columns *c, size_t n)
{
    int64_t scratch[2 * MOST];
    yx_unpack u = yx_unpack_of(yx_buf_view(&c->bytes));

    memset(c->at, 0, sizeof c->at);
    yx_unpack_periods(&u, c->at, sizeof *c->at, n, scratch);
    c->bad = u.bad || u.at != u.end;
}

/* Packed, unpacked and compared; true if it took one run of kinds (3 bytes) and one of indices. */
static bool round_trip(const yx_period *at, size_t n)
{
    columns c = {0};
    int64_t scratch[2 * MOST];
    bool regular;

    yx_pack_periods(&c.bytes, at, sizeof *at, n, scratch);
    unpack(&c, n);
    T_OK(!c.bad);
    for (size_t i = 0; i < n; i++)
        T_OK(same(c.at[i], at[i]));
    regular = c.bytes.at[0] == 0 && c.bytes.at[3] == 0;
    yx_buf_free(&c.bytes);
    return regular;
}

/* First and last days as a calendar shows them. */
static void odd_places(void **state)
{
    static const struct {
        const char *what;
        bool regular;          /* one run */
        const char *day[8][2]; /* first, last */
    } rows[] = {
        {"leap day of 2000",
         true,
         {{"2000-01-01", "2000-01-31"},
          {"2000-02-01", "2000-02-29"},
          {"2000-03-01", "2000-03-31"}}},
        {"none in 1900 and 2100, one in 1904",
         false,
         {{"1900-02-01", "1900-02-28"},
          {"1904-02-01", "1904-02-29"},
          {"2100-02-01", "2100-02-28"}}},
        {"February of each year",
         true,
         {{"2019-02-01", "2019-02-28"},
          {"2020-02-01", "2020-02-29"},
          {"2021-02-01", "2021-02-28"}}},
        {"months over a year's end",
         true,
         {{"2020-11-01", "2020-11-30"},
          {"2020-12-01", "2020-12-31"},
          {"2021-01-01", "2021-01-31"}}},
        {"every second month",
         true,
         {{"2020-10-01", "2020-10-31"},
          {"2020-12-01", "2020-12-31"},
          {"2021-02-01", "2021-02-28"}}},
        {"a month left out",
         false,
         {{"2020-10-01", "2020-10-31"},
          {"2020-12-01", "2020-12-31"},
          {"2021-01-01", "2021-01-31"}}},
        {"months a year and a half apart",
         true,
         {{"2020-02-01", "2020-02-29"},
          {"2021-08-01", "2021-08-31"},
          {"2023-02-01", "2023-02-28"}}},
        {"months backwards",
         true,
         {{"2021-01-01", "2021-01-31"},
          {"2020-12-01", "2020-12-31"},
          {"2020-11-01", "2020-11-30"}}},
        {"the same month again",
         true,
         {{"2020-02-01", "2020-02-29"},
          {"2020-02-01", "2020-02-29"},
          {"2020-02-01", "2020-02-29"}}},
        {"January and February as one figure",
         false,
         {{"2020-12-01", "2020-12-31"},
          {"2021-01-01", "2021-02-28"},
          {"2021-03-01", "2021-03-31"},
          {"2021-12-01", "2021-12-31"},
          {"2022-01-01", "2022-02-28"},
          {"2022-03-01", "2022-03-31"}}},
        {"the same in leap years",
         false,
         {{"2020-01-01", "2020-02-29"},
          {"2020-03-01", "2020-03-31"},
          {"2024-01-01", "2024-02-29"}}},
        {"from January on",
         false,
         {{"2020-01-01", "2020-01-31"},
          {"2020-01-01", "2020-02-29"},
          {"2020-01-01", "2020-03-31"},
          {"2020-01-01", "2020-12-31"},
          {"2021-01-01", "2021-01-31"},
          {"2021-01-01", "2021-02-28"}}},
        {"months, then two of them together",
         false,
         {{"2020-12-01", "2020-12-31"},
          {"2021-01-01", "2021-01-31"},
          {"2021-01-01", "2021-02-28"}}},
        {"week 53",
         true,
         {{"2020-12-21", "2020-12-27"},
          {"2020-12-28", "2021-01-03"},
          {"2021-01-04", "2021-01-10"}}},
        {"weeks before 1970",
         true,
         {{"1969-12-15", "1969-12-21"},
          {"1969-12-22", "1969-12-28"},
          {"1969-12-29", "1970-01-04"}}},
        {"weeks with a gap",
         false,
         {{"2021-01-04", "2021-01-10"},
          {"2021-01-18", "2021-01-24"},
          {"2021-01-25", "2021-01-31"}}},
        {"seven days that are no week",
         true,
         {{"2021-01-05", "2021-01-11"}, {"2021-01-12", "2021-01-18"}}},
        {"tens of days",
         true,
         {{"2020-02-11", "2020-02-20"},
          {"2020-02-21", "2020-02-29"},
          {"2020-03-01", "2020-03-10"}}},
        {"tens of days over a year's end",
         true,
         {{"2020-12-11", "2020-12-20"},
          {"2020-12-21", "2020-12-31"},
          {"2021-01-01", "2021-01-10"}}},
        {"quarters",
         true,
         {{"2019-10-01", "2019-12-31"},
          {"2020-01-01", "2020-03-31"},
          {"2020-04-01", "2020-06-30"},
          {"2020-07-01", "2020-09-30"},
          {"2020-10-01", "2020-12-31"},
          {"2021-01-01", "2021-03-31"}}},
        {"halves",
         true,
         {{"2020-01-01", "2020-06-30"},
          {"2020-07-01", "2020-12-31"},
          {"2021-01-01", "2021-06-30"}}},
        {"years",
         true,
         {{"1899-01-01", "1899-12-31"},
          {"1900-01-01", "1900-12-31"},
          {"1901-01-01", "1901-12-31"}}},
        {"a year in eight",
         true,
         {{"2016-01-01", "2016-12-31"},
          {"2024-01-01", "2024-12-31"},
          {"2032-01-01", "2032-12-31"}}},
        {"a span over a year's end, and a day",
         false,
         {{"2020-12-30", "2021-01-02"},
          {"2021-01-03", "2021-01-03"},
          {"2021-01-04", "2021-01-10"}}},
        {"the first and the last month there are",
         false,
         {{"0001-01-01", "0001-01-31"},
          {"9999-12-01", "9999-12-31"},
          {"0001-01-01", "9999-12-31"}}},
        {"the last months there are",
         true,
         {{"9999-10-01", "9999-10-31"},
          {"9999-11-01", "9999-11-30"},
          {"9999-12-01", "9999-12-31"}}},
    };

    (void)state;
    for (size_t r = 0; r < YX_COUNT(rows); r++) {
        yx_period at[8];
        size_t n = 0;
        for (; n < 8 && rows[r].day[n][0]; n++)
            at[n] = days(rows[r].day[n][0], rows[r].day[n][1]);
        if (round_trip(at, n) != rows[r].regular)
            fail_msg("%s: regular or not", rows[r].what);
    }
}

/* Long runs of every kind and step against the model's calendar, which counts another way. */
static void as_the_calendar(void **state)
{
    static const yx_period_kind kinds[] = {YX_PERIOD_DAY,   YX_PERIOD_WEEK,    YX_PERIOD_TENDAY,
                                           YX_PERIOD_MONTH, YX_PERIOD_QUARTER, YX_PERIOD_HALF,
                                           YX_PERIOD_YEAR};
    static const int steps[] = {1, 2, 3, 5, 11, 12, 13, 36, 40, 0, -1, -7};
    yx_period at[MOST];

    (void)state;
    for (size_t k = 0; k < YX_COUNT(kinds); k++) {
        for (size_t s = 0; s < YX_COUNT(steps); s++) {
            at[0] = yx_period_holding(yx_day_of(4000, 2, 15 - (int)s), kinds[k]);
            for (size_t i = 1; i < 60; i++)
                at[i] = yx_period_step(at[i - 1], steps[s]);
            T_OK(round_trip(at, 60));
            at[30] = at[29]; /* no longer one run */
            T_OK(round_trip(at, 60) == (steps[s] == 0));
        }
    }
    /* from January on, over a leap year: 400 months, the last day of each by the calendar */
    for (int i = 0; i < MOST; i++) {
        int year = 1990 + i / 12, month = i % 12 + 1;
        at[i] =
            (yx_period){yx_day_of(year, 1, 1), yx_day_of(year, month, yx_month_days(year, month))};
    }
    (void)round_trip(at, MOST);
}

/* n periods of a kind from `first` on by `step`; `last_too` writes them as two runs, so that they
 * are not read as a regular series. */
static bool reads(int64_t kind, int64_t first, int64_t step, size_t n, bool two, yx_period *ret)
{
    columns c = {0};
    int64_t v[MOST] = {0};
    bool right;

    for (size_t i = 0; i < n; i++)
        v[i] = kind;
    if (two)
        v[n] = YX_SPAN_DAY;
    yx_pack_column(&c.bytes, v, n + two);
    for (size_t i = 0; i < n; i++)
        v[i] = (int64_t)((uint64_t)first + i * (uint64_t)step);
    if (two)
        v[n] = 0;
    yx_pack_column(&c.bytes, v, n + two);
    yx_pack_byte(&c.bytes, 0);
    unpack(&c, n + two);
    right = !c.bad;
    *ret = c.at[n - 1];
    yx_buf_free(&c.bytes);
    return right;
}

/* Columns at the ends of the calendar and far beyond: the last period, or refused. */
static void hostile(void **state)
{
    static const struct {
        int64_t kind, first, step;
        size_t n;
        const char *last; /* last day of the last one; NULL: refused */
    } rows[] = {
        {YX_SPAN_MONTH, 12, 1, 1, "0001-01-31"},
        {YX_SPAN_MONTH, 11, 1, 3, NULL}, /* year 0 */
        {YX_SPAN_MONTH, -12, 12, 3, NULL},
        {YX_SPAN_MONTH, 12 * 9999 + 11, 0, 1, "9999-12-31"},
        {YX_SPAN_MONTH, 12 * 9999 + 10, 1, 2, "9999-12-31"},
        {YX_SPAN_MONTH, 12 * 9999 + 10, 1, 3, NULL},
        {YX_SPAN_MONTH, 12 * 2000, 13, 2, "2001-02-28"},
        {YX_SPAN_MONTH, 12 * 2000, -1, 3, "1999-11-30"},
        {YX_SPAN_MONTH, 13, -1, 3, NULL},
        {YX_SPAN_MONTH, 12 * 2000, 100000, 2, NULL},
        {YX_SPAN_MONTH, INT64_MAX, 1, 2, NULL}, /* wraps around */
        {YX_SPAN_MONTH, 12 * 2000, INT64_MIN, 3, NULL},
        {YX_SPAN_MONTH, (int64_t)1 << 32, 0, 1, NULL},
        {YX_SPAN_QUARTER, 4 * 2020 + 3, 4, 2, "2021-12-31"},
        {YX_SPAN_QUARTER, 4 * 9999 + 3, 1, 2, NULL},
        {YX_SPAN_HALF, 2 * 2020, 2, 2, "2021-06-30"},
        {YX_SPAN_HALF, 1, 0, 1, NULL},
        {YX_SPAN_YEAR, 9999, 0, 2, "9999-12-31"},
        {YX_SPAN_YEAR, 0, 1, 2, NULL},
        {YX_SPAN_YEAR, 9998, 1, 3, NULL},
        {YX_SPAN_YTD, 12 * 2020 + 1, 1, 1, "2020-02-29"},
        {YX_SPAN_YTD, 12 * 2020 + 11, 2, 2, "2021-02-28"},
        {YX_SPAN_TENDAY, 36 * 2021 + 5, 0, 1, "2021-02-28"},
        {YX_SPAN_TENDAY, 36 * 9999 + 35, 1, 2, NULL},
        {YX_SPAN_DAY, YX_DAY_MAX, 0, 1, "9999-12-31"},
        {YX_SPAN_DAY, YX_DAY_MAX, 1, 2, NULL},
        {YX_SPAN_DAY, YX_DAY_MIN, -1, 2, NULL},
        {YX_SPAN_DAY, 0, INT64_MIN, 2, NULL},
        {YX_SPAN_WEEK, 0, INT64_MAX / 7 + 1, 3, NULL},
        {YX_SPAN_WEEK, (YX_DAY_MAX - 6 - 4) / 7, 0, 1, "9999-12-26"},
        {YX_SPAN_WEEK, (YX_DAY_MAX - 4) / 7, 0, 1, NULL}, /* ends in the year 10000 */
        {YX_SPAN_WEEK, 4000001, 0, 1, NULL},
        {YX_SPAN_WEEK, INT64_MIN, 0, 1, NULL},
        {YX_SPAN_FREE, 0, 0, 1, "1970-01-01"}, /* of one day: no lengths follow */
        {YX_SPAN_FREE, YX_DAY_MAX, 1, 2, NULL},
        {YX_N_SPAN, 24000, 0, 1, NULL},
        {-1, 24000, 1, 2, NULL},
        {INT64_MAX, 24000, 1, 2, NULL},
    };

    (void)state;
    for (size_t r = 0; r < YX_COUNT(rows); r++) {
        for (int two = 0; two < 2; two++) {
            yx_period last;
            char text[YX_DAY_TEXT];
            bool right = reads(rows[r].kind, rows[r].first, rows[r].step, rows[r].n, two, &last);
            if (right != (rows[r].last != NULL))
                fail_msg("row %zu, two %d: %s", r, two, right ? "taken" : "refused");
            if (right)
                T_TEXT(yx_day_text(last.last, text), rows[r].last);
        }
    }
}

/* Lengths of free spans: up to the last day there is. */
static void lengths(void **state)
{
    static const struct {
        int64_t first, length;
        unsigned any_free;
        bool right;
    } rows[] = {
        {YX_DAY_MAX - 5, 5, 1, true},
        {YX_DAY_MAX - 5, 6, 1, false},
        {0, -1, 1, false},
        {0, INT64_MAX, 1, false},
        {0, INT64_MIN, 1, false},
        {0, (int64_t)1 << 32, 1, false},
        {YX_DAY_MIN, 719162 + YX_DAY_MAX, 1, true},
        {0, 3, 2, false},
    };

    (void)state;
    for (size_t r = 0; r < YX_COUNT(rows); r++) {
        int64_t kind = YX_SPAN_FREE;
        columns c = {0};
        yx_pack_column(&c.bytes, &kind, 1);
        yx_pack_column(&c.bytes, &rows[r].first, 1);
        yx_pack_byte(&c.bytes, rows[r].any_free);
        yx_pack_column(&c.bytes, &rows[r].length, 1);
        unpack(&c, 1);
        assert_int_equal(!c.bad, rows[r].right);
        if (rows[r].right)
            T_OK(c.at[0].last - c.at[0].first == rows[r].length);
        yx_buf_free(&c.bytes);
    }
}

static void months_blob(yx_buf *out, int year, size_t n, bool flawed)
{
    yx_version at[40] = {0};
    yx_scratch scratch = {0};

    for (size_t i = 0; i < n; i++) {
        at[i].period =
            yx_period_step(days("2000-01-01", "2000-01-31"), (year - 2000) * 12 + (int)i);
        at[i].value.mantissa = 5;
        at[i].seq = 1;
    }
    yx_buf_clear(out);
    T_OK(yx_chunk_write(out, at, n, &scratch, NULL) == YX_OK);
    if (flawed) /* form, n, kind: 00, zigzag of 3, of 0 */
        out->at[3] = 127;
    yx_scratch_free(&scratch);
}

/* A scan keeps the periods of the series before: the same bytes are other periods with another n,
 * and after a damaged blob nothing is kept. */
static void kept_periods(void **state)
{
    static const struct {
        int year;
        size_t n;
        bool flawed;
    } rows[] = {{2020, 3, false}, {2020, 3, false}, {2020, 5, false}, {2020, 3, false},
                {2021, 3, false}, {2021, 3, true},  {2021, 3, false}, {2020, 40, false},
                {2020, 40, true}, {2021, 3, true},  {2021, 3, false}};
    yx_chunk_values values = {0};
    yx_scratch scratch = {0};
    yx_buf blob = {0};
    char *cut;

    (void)state;
    for (size_t r = 0; r < YX_COUNT(rows); r++) {
        yx_code rc;
        months_blob(&blob, rows[r].year, rows[r].n, rows[r].flawed);
        rc = yx_chunk_read_values(yx_buf_view(&blob), &values, &scratch, NULL);
        assert_int_equal(rc, rows[r].flawed ? YX_E_CORRUPT : YX_OK);
        if (rc)
            continue;
        assert_int_equal(values.n, rows[r].n);
        for (int i = 0; i < (int)rows[r].n; i++)
            T_OK(values.period[i].first == yx_day_of(rows[r].year + i / 12, i % 12 + 1, 1));
    }
    /* bytes that end where the kept ones would go on, with none behind them */
    cut = malloc(4);
    memcpy(cut, blob.at, 4);
    T_OK(yx_chunk_read_values((yx_str){cut, 4}, &values, &scratch, NULL) == YX_E_CORRUPT);
    free(cut);
    yx_chunk_values_free(&values);
    yx_scratch_free(&scratch);
    yx_buf_free(&blob);
}

static bool no_memory(void *arg)
{
    const yx_buf *blob = arg;
    yx_chunk_values values = {0};
    yx_scratch scratch = {0};
    yx_err err = {0};
    yx_code rc = YX_OK;

    for (int i = 0; i < 3 && !rc; i++)
        rc = yx_chunk_read_values(yx_buf_view(blob), &values, &scratch, &err);
    bool right = rc ? rc == YX_E_NOMEM && err.code == rc
                    : values.n == 7 && values.period[6].first == yx_day_of(2020, 7, 1);
    yx_chunk_values_free(&values);
    yx_scratch_free(&scratch);
    return right;
}

static void allocations(void **state)
{
    yx_buf blob = {0};

    (void)state;
    months_blob(&blob, 2020, 7, false);
    T_OK(t_every_alloc(no_memory, &blob) >= 4);
    yx_buf_free(&blob);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_places),   cmocka_unit_test(as_the_calendar),
        cmocka_unit_test(hostile),      cmocka_unit_test(lengths),
        cmocka_unit_test(kept_periods), cmocka_unit_test(allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

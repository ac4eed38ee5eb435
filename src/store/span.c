#include "store/span.h"

#include <string.h>

enum { MONDAY = 4 /* 1970-01-05 */, YEAR_MAX = 9999 };

static const int per_year[YX_N_SPAN] = {
    [YX_SPAN_TENDAY] = 36, [YX_SPAN_MONTH] = 12, [YX_SPAN_QUARTER] = 4,
    [YX_SPAN_HALF] = 2,    [YX_SPAN_YEAR] = 1,   [YX_SPAN_YTD] = 12,
};
static const int months_each[YX_N_SPAN] = {
    [YX_SPAN_MONTH] = 1, [YX_SPAN_QUARTER] = 3, [YX_SPAN_HALF] = 6,
    [YX_SPAN_YEAR] = 12, [YX_SPAN_YTD] = 1,
};

static bool within(int64_t first, int64_t last)
{
    return first >= YX_DAY_MIN && first <= last && last <= YX_DAY_MAX;
}

/* A year, as what its periods are counted from. */
typedef struct year_days {
    int year;
    yx_day start;
    const int16_t *month; /* days before month 0..12; month 12 is next January */
} year_days;

static const int16_t *months_of(int year)
{
    static const int16_t before[2][13] = {
        {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365},
        {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366},
    };

    return before[yx_month_days(year, 2) == 29];
}

static void next_year(year_days *y)
{
    y->start += y->month[12];
    y->year++;
    y->month = months_of(y->year);
}

static yx_period *nth_out(yx_period *at, size_t stride, size_t i)
{
    return (yx_period *)(void *)((char *)at + i * stride);
}

static yx_period in_year(yx_span_kind kind, const year_days *y, int part)
{
    yx_day first, end;

    if (kind == YX_SPAN_TENDAY) {
        first = y->start + y->month[part / 3] + part % 3 * 10;
        end = part % 3 < 2 ? first + 10 : y->start + y->month[part / 3 + 1];
        return (yx_period){first, end - 1};
    }
    first = y->start + (kind == YX_SPAN_YTD ? 0 : y->month[part * months_each[kind]]);
    return (yx_period){first, y->start + y->month[(part + 1) * months_each[kind]] - 1};
}

/* Parts of years, whose first day follows from the last year's; with steps of more than a year the
 * years between would have to be counted through: false. */
static bool parts_from(yx_span_kind kind, int64_t first, int64_t step, yx_period *at, size_t stride,
                       size_t n)
{
    int parts = per_year[kind], part;
    year_days y;

    if (step < 0 || step > parts || first < parts ||
        first + step * (int64_t)(n - 1) >= (int64_t)(YEAR_MAX + 1) * parts)
        return false;
    y.year = (int)first / parts;
    y.start = yx_day_of(y.year, 1, 1);
    y.month = months_of(y.year);
    part = (int)first % parts;
    for (size_t i = 0;;) {
        for (; part < parts && i < n; i++, part += (int)step)
            *nth_out(at, stride, i) = in_year(kind, &y, part);
        if (i == n)
            return true;
        part -= parts;
        next_year(&y);
    }
}

/* Spans of `unit` days, `step` days after one another. */
static bool days_from(int64_t unit, int64_t first, int64_t step, yx_period *at, size_t stride,
                      size_t n)
{
    int64_t last = first + step * (int64_t)(n - 1);

    if (!within(first, first + unit - 1) || !within(last, last + unit - 1))
        return false;
    for (size_t i = 0; i < n; i++) {
        yx_day d = (yx_day)(first + step * (int64_t)i);
        *nth_out(at, stride, i) = (yx_period){d, d + (yx_day)unit - 1};
    }
    return true;
}

/* Periods of one kind with indices first, first + step, ...; one that is FREE is of one day as yet.
 * False: there are none such, or, if n > 1, they go in steps that only one by one can tell. */
static bool periods_from(int64_t kind, int64_t first, int64_t step, yx_period *at, size_t stride,
                         size_t n)
{
    enum { FAR = 4000000 }; /* beyond any index; products with it are far from overflow */

    if (kind < 0 || kind >= YX_N_SPAN || first < -FAR || first > FAR || step < -FAR || step > FAR)
        return false;
    if (per_year[kind])
        return parts_from((yx_span_kind)kind, first, step, at, stride, n);
    if (kind == YX_SPAN_WEEK)
        return days_from(7, first * 7 + MONDAY, step * 7, at, stride, n);
    return days_from(1, first, step, at, stride, n);
}

/* The index that a period has in a kind; false if it is not of that kind. */
static bool fits(yx_span_kind kind, yx_period p, int64_t *ret)
{
    int year, month, day, n = per_year[kind];
    yx_period same;

    if (kind == YX_SPAN_DAY || kind == YX_SPAN_FREE) {
        *ret = p.first;
        return kind == YX_SPAN_FREE || p.first == p.last;
    }
    if (kind == YX_SPAN_WEEK) {
        int64_t days = (int64_t)p.first - MONDAY;
        *ret = days / 7;
        return p.last - p.first == 6 && days % 7 == 0;
    }
    yx_day_parts(kind == YX_SPAN_YTD ? p.last : p.first, &year, &month, &day);
    if (kind == YX_SPAN_TENDAY)
        *ret = (int64_t)year * n + (month - 1) * 3 + (day > 20 ? 2 : day > 10);
    else
        *ret = (int64_t)year * n + (month - 1) * n / 12;
    return periods_from(kind, *ret, 0, &same, sizeof same, 1) && same.first == p.first &&
           same.last == p.last;
}

yx_span_kind yx_span_of(yx_period p, yx_span_kind before, int64_t *ret_index)
{
    if (before != YX_SPAN_FREE && fits(before, p, ret_index))
        return before;
    for (yx_span_kind kind = YX_SPAN_DAY; kind < YX_SPAN_FREE; kind++) {
        if (fits(kind, p, ret_index))
            return kind;
    }
    *ret_index = p.first;
    return YX_SPAN_FREE;
}

static const yx_period *nth(const yx_period *at, size_t stride, size_t i)
{
    return (const yx_period *)(const void *)((const char *)at + i * stride);
}

/* Is it the one after `before`, of the same kind? Said quickly of what most rows are; false may
 * also be that nobody knows. */
static bool follows(yx_span_kind kind, yx_period before, int64_t index, yx_period p)
{
    int each = months_each[kind], parts = per_year[kind], part;
    const int16_t *month;

    if (!each || kind == YX_SPAN_YTD || p.first != before.last + 1)
        return false;
    month = months_of((int)((index + 1) / parts));
    part = (int)((index + 1) % parts);
    return p.last - p.first + 1 == month[(part + 1) * each] - month[part * each];
}

void yx_pack_periods(yx_buf *out, const yx_period *at, size_t stride, size_t n, int64_t *scratch)
{
    yx_span_kind kind = YX_SPAN_FREE;
    int64_t *index = scratch + n;
    bool any_free = false;

    for (size_t i = 0; i < n; i++) {
        if (i && follows(kind, *nth(at, stride, i - 1), index[i - 1], *nth(at, stride, i)))
            index[i] = index[i - 1] + 1;
        else
            kind = yx_span_of(*nth(at, stride, i), kind, &index[i]);
        any_free |= kind == YX_SPAN_FREE;
        scratch[i] = kind;
    }
    yx_pack_column(out, scratch, n);
    yx_pack_column(out, index, n);
    yx_pack_byte(out, any_free);
    if (!any_free)
        return;
    for (size_t i = 0; i < n; i++)
        scratch[i] = nth(at, stride, i)->last - nth(at, stride, i)->first;
    yx_pack_column(out, scratch, n);
}

/* One kind in one run: what most series are. False: they are not, and nothing was read. */
static bool unpack_regular(yx_unpack *u, yx_period *at, size_t stride, size_t n)
{
    yx_unpack start = *u;
    int64_t kind, no_step, first, step;

    if (yx_unpack_run(u, n, &kind, &no_step) && yx_unpack_run(u, n, &first, &step) && !u->bad &&
        !yx_unpack_byte(u) && !u->bad && no_step == 0 &&
        periods_from(kind, first, step, at, stride, n))
        return true;
    *u = start;
    return false;
}

/* How many are of the first one's kind and go on by the step between the first two. */
static size_t run_length(const int64_t *kind, const int64_t *index, size_t n, int64_t *ret_step)
{
    uint64_t step;
    size_t k = 2;

    *ret_step = 0;
    if (n == 1 || kind[1] != kind[0])
        return 1;
    step = (uint64_t)index[1] - (uint64_t)index[0];
    while (k < n && kind[k] == kind[0] && (uint64_t)index[k] - (uint64_t)index[k - 1] == step)
        k++;
    *ret_step = (int64_t)step;
    return k;
}

/* False: one is of no kind and index. */
static bool from_columns(const int64_t *kind, const int64_t *index, yx_period *at, size_t stride,
                         size_t n)
{
    int64_t step;

    for (size_t i = 0, k; i < n; i += k) {
        k = run_length(kind + i, index + i, n - i, &step);
        if (k > 1 && periods_from(kind[i], index[i], step, nth_out(at, stride, i), stride, k))
            continue;
        for (size_t j = i; j < i + k; j++) {
            if (!periods_from(kind[j], index[j], 0, nth_out(at, stride, j), stride, 1))
                return false;
        }
    }
    return true;
}

void yx_unpack_periods(yx_unpack *u, yx_period *at, size_t stride, size_t n, int64_t *scratch)
{
    int64_t *kind = scratch, *index = scratch + n;
    unsigned any_free;

    if (unpack_regular(u, at, stride, n))
        return;
    yx_unpack_column(u, kind, n);
    yx_unpack_column(u, index, n);
    any_free = yx_unpack_byte(u);
    if (any_free > 1 || !from_columns(kind, index, at, stride, n)) {
        u->bad = true;
        return;
    }
    if (!any_free)
        return;
    yx_unpack_column(u, index, n);
    for (size_t i = 0; i < n; i++) {
        yx_period *q = nth_out(at, stride, i);
        if (kind[i] != YX_SPAN_FREE)
            continue;
        if (index[i] < 0 || index[i] > YX_DAY_MAX - (int64_t)q->first)
            u->bad = true;
        else
            q->last = q->first + (yx_day)index[i];
    }
}

void yx_skip_periods(yx_unpack *u, size_t n)
{
    yx_unpack_skip(u, n);
    yx_unpack_skip(u, n);
    if (yx_unpack_byte(u))
        yx_unpack_skip(u, n);
}

/* --- one by one --- */

bool yx_span_period(int64_t kind, int64_t index, yx_period *ret)
{
    return kind != YX_SPAN_FREE && periods_from(kind, index, 0, ret, sizeof *ret, 1);
}

bool yx_span_known(const int64_t *kind, const int64_t *index, size_t n)
{
    yx_period p;

    for (size_t i = 0, k; i < n; i = k) { /* indices of a kind lie between two that there are */
        int64_t lo = index[i], hi = lo;
        for (k = i + 1; k < n && kind[k] == kind[i]; k++) {
            lo = index[k] < lo ? index[k] : lo;
            hi = index[k] > hi ? index[k] : hi;
        }
        if (!yx_span_period(kind[i], lo, &p) || !yx_span_period(kind[i], hi, &p))
            return false;
    }
    return true;
}

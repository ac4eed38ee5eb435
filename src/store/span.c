#include "store/span.h"

#include <string.h>

enum { MONDAY = 4 /* 1970-01-05 */, YEAR_MAX = 9999 };

static const int per_year[YX_N_SPAN] = {
    [YX_SPAN_TENDAY] = 36, [YX_SPAN_MONTH] = 12, [YX_SPAN_QUARTER] = 4,
    [YX_SPAN_HALF] = 2,    [YX_SPAN_YEAR] = 1,   [YX_SPAN_YTD] = 12,
};

static bool within(int64_t first, int64_t last)
{
    return first >= YX_DAY_MIN && first <= last && last <= YX_DAY_MAX;
}

/* The first day of month 0..12 of a year; month 12 is next January. */
static yx_day month_start(int year, int month)
{
    return month < 12 ? yx_day_of(year, month + 1, 1) : yx_day_of(year, 12, 31) + 1;
}

/* The span of a kind that follows the calendar of years. */
static yx_period in_year(yx_span_kind kind, int year, int part)
{
    int months = kind == YX_SPAN_TENDAY ? 1 : 12 / per_year[kind];
    yx_day first;

    if (kind == YX_SPAN_TENDAY) {
        first = month_start(year, part / 3) + part % 3 * 10;
        return (yx_period){first, part % 3 < 2 ? first + 9 : month_start(year, part / 3 + 1) - 1};
    }
    if (kind == YX_SPAN_YTD)
        return (yx_period){month_start(year, 0), month_start(year, part + 1) - 1};
    return (yx_period){month_start(year, part * months),
                       month_start(year, (part + 1) * months) - 1};
}

/* Index to period; false: there is none of that kind and index. */
static bool period_of(int64_t kind, int64_t index, int64_t length, yx_period *ret)
{
    int64_t first = index, last = index;

    if (kind < 0 || kind >= YX_N_SPAN || index < -4000000 || index > 4000000 || length < 0 ||
        length > 4000000)
        return false;
    if (per_year[kind]) {
        int n = per_year[kind];
        int year = (int)index / n;
        if (index < n || year > YEAR_MAX)
            return false;
        *ret = in_year((yx_span_kind)kind, year, (int)index % n);
        return true;
    }
    if (kind == YX_SPAN_WEEK) {
        first = index * 7 + MONDAY;
        last = first + 6;
    } else if (kind == YX_SPAN_FREE) {
        last = first + length;
    }
    if (!within(first, last))
        return false;
    *ret = (yx_period){(yx_day)first, (yx_day)last};
    return true;
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
    return period_of(kind, *ret, 0, &same) && same.first == p.first && same.last == p.last;
}

static yx_span_kind kind_of(yx_period p, yx_span_kind before, int64_t *ret_index)
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

static yx_period *nth_out(yx_period *at, size_t stride, size_t i)
{
    return (yx_period *)(void *)((char *)at + i * stride);
}

void yx_pack_periods(yx_buf *out, const yx_period *at, size_t stride, size_t n, int64_t *scratch)
{
    yx_span_kind kind = YX_SPAN_FREE;
    int64_t index;
    bool any_free = false;

    for (size_t i = 0; i < n; i++) {
        kind = kind_of(*nth(at, stride, i), kind, &index);
        any_free |= kind == YX_SPAN_FREE;
        scratch[i] = kind;
    }
    yx_pack_column(out, scratch, n);
    for (size_t i = 0; i < n; i++) {
        (void)fits((yx_span_kind)scratch[i], *nth(at, stride, i), &index);
        scratch[i] = index;
    }
    yx_pack_column(out, scratch, n);
    yx_pack_byte(out, any_free);
    if (!any_free)
        return;
    for (size_t i = 0; i < n; i++)
        scratch[i] = nth(at, stride, i)->last - nth(at, stride, i)->first;
    yx_pack_column(out, scratch, n);
}

/* Weeks or days in one run: what most series are, and a loop without a branch. */
static bool unpack_regular(yx_unpack *u, yx_period *at, size_t stride, size_t n)
{
    yx_unpack start = *u;
    int64_t kind, no_step, first, step;
    int64_t days, unit;

    if (yx_unpack_run(u, n, &kind, &no_step) && yx_unpack_run(u, n, &first, &step) && !u->bad &&
        !yx_unpack_byte(u) && !u->bad && no_step == 0 && kind <= YX_SPAN_WEEK && kind >= 0 &&
        first > -4000000 && first < 4000000 && step > -4000000 && step < 4000000) {
        unit = kind == YX_SPAN_WEEK ? 7 : 1;
        days = kind == YX_SPAN_WEEK ? first * 7 + MONDAY : first;
        step *= unit;
        if (within(days, days + unit - 1) &&
            within(days + step * (int64_t)(n - 1), days + step * (int64_t)(n - 1) + unit - 1)) {
            for (size_t i = 0; i < n; i++) {
                yx_day d = (yx_day)(days + step * (int64_t)i);
                *nth_out(at, stride, i) = (yx_period){d, d + (yx_day)unit - 1};
            }
            return true;
        }
    }
    *u = start;
    return false;
}

void yx_unpack_periods(yx_unpack *u, yx_period *at, size_t stride, size_t n, int64_t *scratch)
{
    int64_t *index = scratch + n, kind_before = -1, index_before = 0;
    yx_period p = {0, 0};
    unsigned any_free;

    if (unpack_regular(u, at, stride, n))
        return;
    yx_unpack_column(u, scratch, n);
    yx_unpack_column(u, index, n);
    any_free = yx_unpack_byte(u);
    if (any_free > 1)
        u->bad = true;
    for (size_t i = 0; i < n; i++) {
        /* the length is not known yet: as if it were 0 */
        if ((scratch[i] != kind_before || index[i] != index_before) &&
            !period_of(scratch[i], index[i], 0, &p))
            u->bad = true;
        kind_before = scratch[i];
        index_before = index[i];
        *nth_out(at, stride, i) = p;
    }
    if (!any_free)
        return;
    yx_unpack_column(u, index, n);
    for (size_t i = 0; i < n; i++) {
        yx_period *q = nth_out(at, stride, i);
        if (scratch[i] != YX_SPAN_FREE)
            continue;
        if (index[i] < 0 || !within(q->first, q->first + (index[i] & 0xFFFFFFF)) ||
            index[i] > 4000000)
            u->bad = true;
        else
            q->last = q->first + (yx_day)index[i];
    }
}

#include "store/merge.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void yx_versions_free(yx_versions *versions)
{
    free(versions->at);
    *versions = (yx_versions){0};
}

static yx_code room(yx_versions *list, size_t n, yx_err *err)
{
    return yx_grow(&list->at, &list->cap, n, sizeof *list->at, err);
}

static bool same_period(const yx_version *a, const yx_version *b)
{
    return a->period.first == b->period.first && a->period.last == b->period.last;
}

static int by_period(const yx_version *a, const yx_version *b)
{
    if (a->period.first != b->period.first)
        return a->period.first < b->period.first ? -1 : 1;
    return (a->period.last > b->period.last) - (a->period.last < b->period.last);
}

static int by_arrival(const yx_version *a, const yx_version *b)
{
    if (a->seq != b->seq)
        return a->seq < b->seq ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static int by_period_arrival(const void *a, const void *b)
{
    int order = by_period(a, b);

    return order ? order : by_arrival(a, b);
}

void yx_merge_sort(yx_version *row, size_t n)
{
    bool sorted = true;

    for (size_t i = 1; sorted && i < n; i++)
        sorted = by_period_arrival(&row[i - 1], &row[i]) <= 0;
    if (!sorted)
        qsort(row, n, sizeof *row, by_period_arrival);
}

static bool equal(const yx_version *a, const yx_version *b)
{
    if (a->withdrawn || b->withdrawn)
        return a->withdrawn == b->withdrawn;
    if (a->value.scale == b->value.scale)
        return a->value.mantissa == b->value.mantissa;
    return yx_decimal_equal(a->value, b->value);
}

/* Puts one row into its period's versions, which are out->at[start..n). There is room for it. */
static bool put(yx_versions *out, size_t start, const yx_version *row)
{
    size_t lo = start, hi = out->n; /* the first version with a later as_of lies in lo..hi */

    if (hi > lo && out->at[hi - 1].as_of <= row->as_of)
        lo = hi;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (out->at[middle].as_of <= row->as_of)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (lo == start ? row->withdrawn : equal(&out->at[lo - 1], row))
        return false;
    memmove(&out->at[lo + 1], &out->at[lo], (out->n - lo) * sizeof *out->at);
    out->at[lo] = *row;
    out->n++;
    return true;
}

yx_code yx_merge(const yx_version *old, size_t n_old, const yx_version *row, size_t n_row,
                 yx_versions *out, size_t *ret_taken, size_t *ret_unchanged, yx_err *err)
{
    size_t i = 0, k = 0, taken = 0;
    yx_code rc = room(out, n_old + n_row, err);

    if (rc)
        return rc;
    out->n = 0;
    while (k < n_row) {
        const yx_version *key = &row[k];
        size_t start, from = i;
        while (i < n_old && by_period(&old[i], key) < 0)
            i++;
        start = out->n + (i - from);
        while (i < n_old && same_period(&old[i], key))
            i++;
        if (i > from)
            memcpy(&out->at[out->n], &old[from], (i - from) * sizeof *old);
        out->n += i - from;
        for (; k < n_row && same_period(&row[k], key); k++)
            taken += put(out, start, &row[k]);
    }
    if (i < n_old)
        memcpy(&out->at[out->n], &old[i], (n_old - i) * sizeof *old);
    out->n += n_old - i;
    *ret_taken = taken;
    *ret_unchanged = n_row - taken;
    return YX_OK;
}

yx_code yx_merge_part(const yx_version *at, size_t n, yx_versions *current, yx_versions *past,
                      yx_err *err)
{
    yx_code rc = room(current, n, err);

    if (!rc)
        rc = room(past, n, err);
    if (rc)
        return rc;
    current->n = past->n = 0;
    for (size_t i = 0; i < n; i++) {
        bool last = i + 1 == n || !same_period(&at[i], &at[i + 1]);
        if (last && !at[i].withdrawn)
            current->at[current->n++] = at[i];
        else
            past->at[past->n++] = at[i];
    }
    return YX_OK;
}

yx_code yx_merge_join(const yx_versions *current, const yx_versions *past, yx_versions *out,
                      yx_err *err)
{
    size_t i = 0, k = 0;
    yx_code rc = room(out, current->n + past->n, err);

    if (rc)
        return rc;
    out->n = 0;
    while (i < current->n || k < past->n) {
        /* a current value comes after all past ones of its period */
        if (k < past->n && (i == current->n || by_period(&past->at[k], &current->at[i]) <= 0))
            out->at[out->n++] = past->at[k++];
        else
            out->at[out->n++] = current->at[i++];
    }
    return YX_OK;
}

void yx_merge_known(yx_versions *versions, yx_known known, bool standing)
{
    size_t n = 0;
    yx_version *at = versions->at;

    for (size_t i = 0; i < versions->n; i++) {
        if (at[i].as_of <= known.as_of && at[i].seq <= known.seq)
            at[n++] = at[i];
    }
    versions->n = n;
    n = 0;
    for (size_t i = 0; standing && i < versions->n; i++) {
        bool last = i + 1 == versions->n || !same_period(&at[i], &at[i + 1]);
        if (last && !at[i].withdrawn)
            at[n++] = at[i];
    }
    if (standing)
        versions->n = n;
}

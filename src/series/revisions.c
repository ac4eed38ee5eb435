#include "series/revisions.h"

#include <math.h>
#include <stdlib.h>

const int yx_lag_age[YX_LAGS] = {1, 2, 3, 7, 14, 21, 28, 35, 42, 56, 91, 182, 364, 728};

/* --- rows --- */

static bool same_value(const yx_version *a, const yx_version *b)
{
    return a->withdrawn == b->withdrawn && (a->withdrawn || yx_decimal_equal(a->value, b->value));
}

/* The last version of the day of version i: what the reader of the next day saw. */
static size_t end_of_day(const yx_revised *row, size_t i)
{
    while (i + 1 < row->n && row->at[i + 1].as_of == row->at[i].as_of)
        i++;
    return i;
}

/* False: nothing but withdrawals. A row starts with the first value that stood at a day's end. */
static bool make_row(const yx_version *at, size_t n, yx_revised *ret)
{
    yx_revised row = {.period = at[0].period, .at = at, .n = n};
    size_t before;

    while (row.n && row.at[end_of_day(&row, 0)].withdrawn) {
        size_t skip = end_of_day(&row, 0) + 1;
        row.at += skip;
        row.n -= skip;
    }
    if (!row.n)
        return false;
    before = end_of_day(&row, 0);
    row.first = row.last = row.at[0].as_of;
    row.was = row.at[before].value;
    for (size_t i = before + 1; i < row.n; i++) {
        i = end_of_day(&row, i);
        if (!same_value(&row.at[before], &row.at[i])) {
            row.changes++;
            row.last = row.at[i].as_of;
        }
        before = i;
    }
    row.is = row.at[before].value;
    row.withdrawn = row.at[before].withdrawn;
    *ret = row;
    return true;
}

yx_code yx_revised_rows(const yx_versions *history, yx_revised **ret, size_t *ret_n, yx_err *err)
{
    yx_revised *row = NULL;
    size_t n = 0;

    if (history->n) {
        row = malloc(history->n * sizeof *row);
        if (!row)
            return yx_fail(err, YX_E_NOMEM, "no memory for %zu revisions", history->n);
    }
    for (size_t i = 0, end; i < history->n; i = end) {
        for (end = i; end < history->n &&
                      yx_period_order(history->at[end].period, history->at[i].period) == 0;)
            end++;
        n += make_row(&history->at[i], end - i, &row[n]);
    }
    *ret = row;
    *ret_n = n;
    return YX_OK;
}

int yx_revised_age(const yx_revised *row, size_t i)
{
    return row->at[i].as_of - row->first;
}

bool yx_revised_at(const yx_revised *row, int age, yx_decimal *ret)
{
    size_t i = 0;

    while (i + 1 < row->n && yx_revised_age(row, i + 1) <= age)
        i++;
    if (row->at[i].withdrawn)
        return false;
    *ret = row->at[i].value;
    return true;
}

/* --- lags --- */

void yx_lags_start(yx_lag lag[YX_LAGS])
{
    for (size_t k = 0; k < YX_LAGS; k++)
        lag[k] = (yx_lag){.age = yx_lag_age[k]};
}

/* a - b: exact where both scales can be made one, so that 0.3 - 0.1 is 0.2. */
static double difference(yx_decimal a, yx_decimal b)
{
    uint8_t scale = a.scale > b.scale ? a.scale : b.scale;
    int64_t x, y, d;

    if (yx_decimal_rescale(a.mantissa, a.scale, scale, &x) &&
        yx_decimal_rescale(b.mantissa, b.scale, scale, &y) && !__builtin_sub_overflow(x, y, &d))
        return yx_decimal_double((yx_decimal){d, scale});
    return yx_decimal_double(a) - yx_decimal_double(b);
}

void yx_lags_add(yx_lag lag[YX_LAGS], const yx_revised *row, yx_day now)
{
    double first = yx_decimal_double(row->was);

    for (size_t k = 0; k < YX_LAGS; k++) {
        yx_lag *l = &lag[k];
        yx_decimal then;
        double moved;
        int order;
        if ((int64_t)now - row->first < l->age || !yx_revised_at(row, l->age, &then))
            continue;
        moved = difference(then, row->was);
        order = yx_decimal_order(then, row->was);
        l->n++;
        l->revised += order != 0;
        l->up += order > 0;
        l->sum += moved;
        l->sum_abs += fabs(moved);
        if (row->was.mantissa == 0)
            continue;
        l->n_relative++;
        l->sum_relative += moved / fabs(first);
        l->sum_relative_abs += fabs(moved / first);
    }
}

static double over(double sum, size_t n)
{
    return n ? sum / (double)n : NAN;
}

double yx_lag_mean(const yx_lag *lag)
{
    return over(lag->sum, lag->n);
}

double yx_lag_mean_abs(const yx_lag *lag)
{
    return over(lag->sum_abs, lag->n);
}

double yx_lag_mean_pct(const yx_lag *lag)
{
    return over(100 * lag->sum_relative, lag->n_relative);
}

double yx_lag_mean_abs_pct(const yx_lag *lag)
{
    return over(100 * lag->sum_relative_abs, lag->n_relative);
}

double yx_lag_revised_share(const yx_lag *lag)
{
    return over((double)lag->revised, lag->n);
}

double yx_lag_up_share(const yx_lag *lag)
{
    return over((double)lag->up, lag->revised);
}

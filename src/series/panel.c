#include "series/panel.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* Cells lie region by region, within it indicator by indicator, within it in order of time. */
struct yx_panel {
    size_t n_region, n_indicator;
    yx_axis axis;
    double cell[];
};

/* Number of the period that holds a day, counted through all years. */
static int64_t number_of(yx_day d, yx_period_kind kind)
{
    int year, month, day;

    yx_day_parts(d, &year, &month, &day);
    switch (kind) {
    case YX_PERIOD_DAY:
    case YX_PERIOD_MONTHS:
        break;
    case YX_PERIOD_WEEK:
        return ((int64_t)d - YX_DAY_MIN - (yx_weekday(d) - 1) + 7) / 7; /* of its Monday */
    case YX_PERIOD_TENDAY:
        return year * 36 + (month - 1) * 3 + (day > 20 ? 2 : day > 10);
    case YX_PERIOD_MONTH:
        return year * 12 + month - 1;
    case YX_PERIOD_QUARTER:
        return year * 4 + (month - 1) / 3;
    case YX_PERIOD_HALF:
        return year * 2 + (month > 6);
    case YX_PERIOD_YEAR:
        return year;
    }
    return d;
}

yx_axis yx_axis_between(yx_day first, yx_day last, yx_period_kind kind)
{
    yx_axis axis = {kind, yx_period_holding(first, kind), 0};

    if (first <= last)
        axis.n = (size_t)(number_of(last, kind) - number_of(first, kind)) + 1;
    return axis;
}

yx_period yx_axis_at(const yx_axis *axis, size_t t)
{
    return yx_period_step(axis->first, (int)t);
}

size_t yx_axis_find(const yx_axis *axis, yx_period p)
{
    int64_t t;

    if (yx_period_kind_of(p) != axis->kind)
        return SIZE_MAX;
    t = number_of(p.first, axis->kind) - number_of(axis->first.first, axis->kind);
    return t >= 0 && (uint64_t)t < axis->n ? (size_t)t : SIZE_MAX;
}

yx_code yx_panel_new(size_t n_region, size_t n_indicator, const yx_axis *axis, yx_panel **ret_panel,
                     yx_err *err)
{
    size_t n = 0;
    yx_panel *p;

    if (n_region == 0 || n_indicator == 0 || axis->n == 0)
        return yx_fail(err, YX_E_RANGE, "a panel of %zu regions, %zu indicators, %zu periods",
                       n_region, n_indicator, axis->n);
    if (__builtin_mul_overflow(n_region, n_indicator, &n) ||
        __builtin_mul_overflow(n, axis->n, &n) || n > (size_t)1 << 32)
        return yx_fail(err, YX_E_RANGE, "a panel of more than 2^32 cells");
    p = malloc(sizeof *p + n * sizeof p->cell[0]);
    if (!p)
        return yx_fail(err, YX_E_NOMEM, "no memory for a panel of %zu cells", n);
    p->n_region = n_region;
    p->n_indicator = n_indicator;
    p->axis = *axis;
    for (size_t i = 0; i < n; i++)
        p->cell[i] = NAN;
    *ret_panel = p;
    return YX_OK;
}

void yx_panel_free(yx_panel *panel)
{
    free(panel);
}

const yx_axis *yx_panel_axis(const yx_panel *panel)
{
    return &panel->axis;
}

static size_t row_at(const yx_panel *panel, size_t region, size_t indicator)
{
    return (region * panel->n_indicator + indicator) * panel->axis.n;
}

yx_span yx_panel_row(const yx_panel *panel, size_t region, size_t indicator)
{
    return (yx_span){panel->cell + row_at(panel, region, indicator), panel->axis.n};
}

void yx_panel_set(yx_panel *panel, size_t region, size_t indicator, size_t period, double v)
{
    panel->cell[row_at(panel, region, indicator) + period] = v;
}

#include "flow/held.h"

#include "series/panel.h"

#include <stdlib.h>
#include <string.h>

enum { DAYS_A_YEAR = 364 /* the same weekday */ };

void yx_held_free(yx_held *held)
{
    free(held->at);
    free(held->series);
    free(held->by);
    free(held->stray);
    yx_arena_free(held->arena);
    *held = (yx_held){0};
}

uint32_t yx_indicator_number(const yx_catalog *catalog, const yx_indicator *indicator)
{
    return (uint32_t)(indicator - yx_indicator_at(catalog, 0));
}

/* --- reading --- */

static yx_code add_stray(yx_held *h, yx_str code, const yx_indicator *indicator,
                         const yx_version *v, bool known, yx_err *err)
{
    yx_code rc = yx_grow(&h->stray, &h->cap_stray, h->n_stray + 1, sizeof *h->stray, err);
    const char *text;

    if (rc)
        return rc;
    text = h->n_stray && yx_str_is(code, h->stray[h->n_stray - 1].code)
               ? h->stray[h->n_stray - 1].code
               : yx_arena_text(&h->arena, code.at, code.n);
    if (!text)
        return yx_fail(err, YX_E_NOMEM, "no memory for the figures");
    h->stray[h->n_stray++] = (yx_stray){text, indicator, *v, known};
    return YX_OK;
}

static yx_code add_version(yx_held *h, uint32_t region, uint32_t indicator, const yx_version *v,
                           yx_err *err)
{
    yx_held_series *last = h->n_series ? &h->series[h->n_series - 1] : NULL;
    yx_code rc = yx_grow(&h->at, &h->cap, h->n + 1, sizeof *h->at, err);

    if (!rc && (!last || last->region != region || last->indicator != indicator)) {
        rc = yx_grow(&h->series, &h->cap_series, h->n_series + 1, sizeof *h->series, err);
        if (!rc)
            h->series[h->n_series++] = (yx_held_series){region, indicator, h->n, 0, h->superseded};
    }
    if (rc)
        return rc;
    h->series[h->n_series - 1].n++;
    h->at[h->n++] = *v;
    return YX_OK;
}

/* The versions of a code: mostly of one region, else each goes to whom the code named then. */
static yx_code add_series(yx_held *h, yx_str code, const yx_indicator *indicator,
                          const yx_versions *versions, yx_err *err)
{
    uint32_t number = yx_indicator_number(h->catalog, indicator), first, last;
    size_t n = versions->n;
    yx_code rc = YX_OK;
    bool one =
        yx_region_find(h->catalog, code, versions->at[0].period, &first) == YX_REGION_OK &&
        yx_region_find(h->catalog, code, versions->at[n - 1].period, &last) == YX_REGION_OK &&
        first == last;

    for (size_t i = 0; i < n && !rc; i++) {
        uint32_t region = one ? first : YX_REGION_NONE;
        yx_region_found found =
            one ? YX_REGION_OK : yx_region_find(h->catalog, code, versions->at[i].period, &region);
        rc = found == YX_REGION_OK ? add_version(h, region, number, &versions->at[i], err)
                                   : add_stray(h, code, indicator, &versions->at[i],
                                               found == YX_REGION_NOT_THEN, err);
    }
    return rc;
}

static yx_code make_table(yx_held *h, yx_err *err)
{
    h->n_region = yx_n_region(h->catalog);
    h->n_indicator = yx_n_indicator(h->catalog);
    h->by = calloc(h->n_region * h->n_indicator + 1, sizeof *h->by);
    if (!h->by)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", h->n_region);
    for (size_t i = 0; i < h->n_series; i++)
        h->by[h->series[i].region * h->n_indicator + h->series[i].indicator] = (uint32_t)(i + 1);
    return YX_OK;
}

yx_code yx_held_read(yx_workspace *ws, yx_known known, yx_held *ret, yx_err *err)
{
    yx_held h = {.catalog = ws->catalog};
    yx_series_cursor *cursor = NULL;
    yx_versions versions = {0};
    yx_str region, code;
    bool end = false;
    yx_code rc = yx_store_scan(ws->store, known, &cursor, err);

    while (!rc) {
        const yx_indicator *indicator;
        rc = yx_series_next(cursor, &region, &code, &versions, &end, err);
        if (rc || end)
            break;
        indicator = yx_indicator_find(ws->catalog, code);
        h.superseded = yx_series_superseded(cursor);
        if (indicator && versions.n)
            rc = add_series(&h, region, indicator, &versions, err);
    }
    yx_series_close(cursor);
    yx_versions_free(&versions);
    if (!rc)
        rc = make_table(&h, err);
    if (rc) {
        yx_held_free(&h);
        return rc;
    }
    *ret = h;
    return YX_OK;
}

/* --- looking up --- */

const yx_held_series *yx_held_find(const yx_held *held, uint32_t region, uint32_t indicator)
{
    uint32_t i = held->by[region * held->n_indicator + indicator];

    return i ? &held->series[i - 1] : NULL;
}

const yx_version *yx_held_at(const yx_held *held, const yx_held_series *series, yx_period period)
{
    size_t lo = 0, hi = series ? series->n : 0;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (yx_period_order(held->at[series->first + middle].period, period) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (!series || lo == series->n ||
        yx_period_order(held->at[series->first + lo].period, period) != 0)
        return NULL;
    return &held->at[series->first + lo];
}

uint8_t yx_held_digits(const yx_held *held, const yx_held_series *series, const yx_version *v)
{
    const yx_version *first = &held->at[series->first], *last = first + series->n - 1;
    uint8_t digits = v->value.scale;

    if (v > first && v[-1].value.scale > digits)
        digits = v[-1].value.scale;
    if (v < last && v[1].value.scale > digits)
        digits = v[1].value.scale;
    return digits;
}

/* --- runs --- */

int32_t yx_period_number(yx_day last, yx_period_kind kind)
{
    int y, m, d;

    if (kind == YX_PERIOD_DAY)
        return last;
    if (kind == YX_PERIOD_WEEK)
        return (last - YX_DAY_MIN) / 7; /* 0001-01-01 is a Monday */
    yx_day_parts(last, &y, &m, &d);
    switch (kind) {
    case YX_PERIOD_DAY:
    case YX_PERIOD_WEEK:
        break;
    case YX_PERIOD_TENDAY:
        return 36 * y + 3 * (m - 1) + (d > 20 ? 2 : d > 10 ? 1 : 0);
    case YX_PERIOD_MONTH:
    case YX_PERIOD_MONTHS:
        return 12 * y + m - 1;
    case YX_PERIOD_QUARTER:
        return 4 * y + (m - 1) / 3;
    case YX_PERIOD_HALF:
        return 2 * y + (m - 1) / 6;
    case YX_PERIOD_YEAR:
        return y;
    }
    return 0;
}

void yx_held_run_free(yx_held_run *r)
{
    free(r->version);
    free(r->at);
    free(r->year);
    free(r->span);
    free(r->value);
    free(r->level);
    free(r->room);
    free(r->last);
    free(r->as_of);
    free(r->opinion);
    free(r->place);
    *r = (yx_held_run){0};
}

/* Where a period stands on the axis of a frequency. */
struct yx_held_place {
    yx_period period;
    int32_t at, year, span; /* span of a single period: 0 where it is none of the axis */
};

static yx_code room_for(yx_held_run *r, size_t n, yx_err *err)
{
    size_t cap = n + n / 2 + 8;

    if (n <= r->cap)
        return YX_OK;
    yx_held_run_free(r);
    r->version = malloc(cap * sizeof *r->version);
    r->at = malloc(cap * sizeof *r->at);
    r->year = malloc(cap * sizeof *r->year);
    r->span = malloc(cap * sizeof *r->span);
    r->value = malloc(cap * sizeof *r->value);
    r->level = malloc(cap * sizeof *r->level);
    r->room = malloc(2 * cap * sizeof *r->room);
    r->last = malloc(cap * sizeof *r->last);
    r->as_of = malloc(cap * sizeof *r->as_of);
    r->opinion = malloc(cap * sizeof *r->opinion);
    r->place = malloc(cap * sizeof *r->place);
    if (!r->version || !r->at || !r->year || !r->span || !r->value || !r->level || !r->room ||
        !r->last || !r->as_of || !r->opinion || !r->place) {
        yx_held_run_free(r);
        return yx_fail(err, YX_E_NOMEM, "no memory for a series of %zu figures", n);
    }
    r->cap = cap;
    return YX_OK;
}

static struct yx_held_place place_of(yx_period period, yx_period_kind every)
{
    yx_period_kind own = yx_period_kind_of(period);
    struct yx_held_place p = {.period = period, .at = yx_period_number(period.last, every)};
    int y, m, d;

    yx_day_parts(period.last, &y, &m, &d);
    p.year = y;
    if (own == every)
        p.span = 1;
    else if (own == YX_PERIOD_MONTHS && every == YX_PERIOD_MONTH)
        p.span = (int32_t)yx_axis_between(period.first, period.last, every).n;
    return p;
}

/* Adds figure i of a series, if it is of the indicator's frequency or of several such periods
 * together. */
static void add_figure(yx_held_run *r, yx_kind kind, yx_period_kind every, const yx_version *v,
                       size_t place, size_t i)
{
    struct yx_held_place *p = &r->place[i];
    size_t n = r->run.n;

    if (i >= r->n_place || yx_period_order(p->period, v->period) != 0) {
        *p = place_of(v->period, every);
        if (i >= r->n_place)
            r->n_place = i + 1;
    }
    if (kind != YX_YTD && !p->span)
        return;
    r->span[n] = kind == YX_YTD ? 1 : p->span;
    r->version[n] = place;
    r->at[n] = p->at;
    r->year[n] = p->year;
    r->value[n] = v->value;
    r->level[n] = yx_decimal_double(v->value);
    r->last[n] = v->period.last;
    r->as_of[n] = v->as_of;
    if (v->value.scale > r->run.digits)
        r->run.digits = v->value.scale;
    r->run.n++;
}

yx_code yx_held_run_of(const yx_held *held, const yx_held_series *series, yx_held_run *ret,
                       yx_err *err)
{
    const yx_indicator *what = yx_indicator_at(held->catalog, series->indicator);
    yx_period_kind every = what->kind == YX_YTD ? YX_PERIOD_MONTH : what->every;
    yx_code rc = room_for(ret, series->n, err);

    if (rc)
        return rc;
    ret->run =
        (yx_run){.at = ret->at,
                 .year = ret->year,
                 .span = ret->span,
                 .value = ret->value,
                 .level = ret->level,
                 .last = ret->last,
                 .as_of = ret->as_of,
                 .per_year = every == YX_PERIOD_DAY ? DAYS_A_YEAR : yx_period_per_year(every),
                 .kind = what->kind};
    if (ret->place_kind != every)
        ret->n_place = 0;
    ret->place_kind = every;
    for (size_t i = 0; i < series->n; i++)
        add_figure(ret, what->kind, every, &held->at[series->first + i], series->first + i, i);
    return YX_OK;
}

/* a - b; false where it does not fit. */
static bool minus(yx_decimal a, yx_decimal b, yx_decimal *ret)
{
    uint8_t scale = a.scale > b.scale ? a.scale : b.scale;
    int64_t x, y;

    if (!yx_decimal_rescale(a.mantissa, a.scale, scale, &x) ||
        !yx_decimal_rescale(b.mantissa, b.scale, scale, &y) || __builtin_sub_overflow(x, y, &x))
        return false;
    *ret = (yx_decimal){x, scale};
    return true;
}

yx_code yx_held_flows_of(const yx_held *held, const yx_held_series *series, yx_held_run *ret,
                         yx_err *err)
{
    yx_code rc = yx_held_run_of(held, series, ret, err);
    yx_run *run = &ret->run;
    bool ytd = run->kind == YX_YTD;
    yx_decimal before = {0, 0};
    int32_t at = 0, year = 0;
    size_t n = 0;

    if (rc || (!ytd && run->kind != YX_CUMULATIVE))
        return rc;
    run->kind = YX_FLOW;
    for (size_t i = 0; i < run->n; i++) {
        yx_decimal total = ret->value[i], flow = total;
        int32_t span = ret->at[i] - at;
        bool known = i > 0;
        if (ytd && (i == 0 || ret->year[i] != year)) {
            span = ret->at[i] % 12 + 1;
            known = true;
        } else {
            known = known && minus(total, before, &flow);
        }
        before = total;
        at = ret->at[i];
        year = ret->year[i];
        if (!known)
            continue;
        ret->version[n] = ret->version[i];
        ret->at[n] = at;
        ret->year[n] = year;
        ret->span[n] = span;
        ret->value[n] = flow;
        ret->level[n] = yx_decimal_double(flow);
        ret->last[n] = ret->last[i];
        ret->as_of[n++] = ret->as_of[i];
    }
    run->n = n;
    return YX_OK;
}

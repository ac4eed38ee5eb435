/* past.c - versions of the store, as what became known of each row at each step. */
#include "base/mem.h"
#include "flow/replay/inside.h"
#include "series/panel_db.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct reading {
    yx_workspace *ws;
    const yx_indicator *indicator;
    const yx_steps *steps;
    yx_axis wide; /* places of periods until the axis is known */
    yx_past_row *row;
    uint32_t *row_of; /* by region */
    size_t n_row, cap_row;
    yx_versions history, standing;
    yx_gathering *gathering;
    yx_point *before; /* points of the step before */
    size_t n_before, cap_before, values;
    uint32_t order;
} reading;

/* The step at which a day becomes known. */
static uint32_t step_of(const yx_steps *steps, yx_day day)
{
    size_t lo = 0, hi = steps->n;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (steps->day[middle] < day)
            lo = middle + 1;
        else
            hi = middle;
    }
    return (uint32_t)lo;
}

static yx_code add_news(reading *r, uint32_t region, yx_news news, yx_err *err)
{
    yx_past_row *row;
    yx_code rc;

    if (r->row_of[region] == YX_NEVER) {
        rc = yx_grow(&r->row, &r->cap_row, r->n_row + 1, sizeof *r->row, err);
        if (rc)
            return rc;
        r->row_of[region] = (uint32_t)r->n_row;
        r->row[r->n_row++] = (yx_past_row){.region = region};
    }
    row = &r->row[r->row_of[region]];
    rc = row->n < row->cap ? YX_OK : yx_grow(&row->at, &row->cap, row->n + 1, sizeof *row->at, err);
    if (rc)
        return rc;
    news.order = r->order++;
    row->at[row->n++] = news;
    return YX_OK;
}

/* Figures that are compared as they were reported. */
static yx_code read_plain(reading *r, yx_str code, yx_err *err)
{
    yx_period known = {0, -1};
    uint32_t region = YX_REGION_NONE, t = 0;
    bool is = false;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < r->history.n && !rc; i++) {
        const yx_version *v = &r->history.at[i];
        yx_news news = {.step = step_of(r->steps, v->as_of)};
        if (i == 0 || yx_period_order(known, v->period) != 0) {
            known = v->period;
            is = yx_period_kind_of(v->period) == r->wide.kind &&
                 yx_region_find(r->ws->catalog, code, v->period, &region) == YX_REGION_OK;
            t = is ? (uint32_t)yx_axis_find(&r->wide, v->period) : 0;
        }
        if (!is || news.step >= r->steps->n)
            continue;
        news.t = t;
        news.what = v->hidden ? YX_NEWS_SEEN : v->withdrawn ? YX_NEWS_NONE : YX_NEWS_VALUE;
        news.value = news.what == YX_NEWS_VALUE ? yx_decimal_double(v->value) : NAN;
        r->values++;
        rc = add_news(r, region, news, err);
    }
    return rc;
}

/* --- running totals: each step's flows against those of the step before --- */

static yx_code stand(reading *r, uint32_t step, yx_err *err)
{
    const yx_versions *h = &r->history;
    yx_code rc = yx_grow(&r->standing.at, &r->standing.cap, h->n + 1, sizeof *h->at, err);

    r->standing.n = 0;
    for (size_t i = 0, to; i < h->n && !rc; i = to) {
        const yx_version *last = NULL;
        for (to = i; to < h->n && yx_period_order(h->at[to].period, h->at[i].period) == 0; to++)
            if (!h->at[to].hidden && step_of(r->steps, h->at[to].as_of) <= step)
                last = &h->at[to];
        if (last && !last->withdrawn)
            r->standing.at[r->standing.n++] = *last;
    }
    return rc;
}

static yx_code point_news(reading *r, const yx_point *p, uint32_t step, bool gone, yx_err *err)
{
    yx_news news = {.step = step,
                    .t = (uint32_t)yx_axis_find(&r->wide, p->period),
                    .what = gone ? YX_NEWS_NONE : YX_NEWS_VALUE,
                    .value = gone ? NAN : p->value};

    return add_news(r, p->region, news, err);
}

static int point_order(const yx_point *a, const yx_point *b)
{
    int order = yx_period_order(a->period, b->period);

    return order ? order : (a->region > b->region) - (a->region < b->region);
}

static yx_code compare(reading *r, const yx_point *now, size_t n, uint32_t step, yx_err *err)
{
    size_t b = 0;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < n && !rc; i++) {
        for (; b < r->n_before && !rc && point_order(&r->before[b], &now[i]) < 0; b++)
            rc = point_news(r, &r->before[b], step, true, err);
        if (b < r->n_before && point_order(&r->before[b], &now[i]) == 0 &&
            r->before[b++].value == now[i].value)
            continue;
        if (!rc)
            rc = point_news(r, &now[i], step, false, err);
    }
    for (; b < r->n_before && !rc; b++)
        rc = point_news(r, &r->before[b], step, true, err);
    if (!rc)
        rc = yx_grow(&r->before, &r->cap_before, n + 1, sizeof *now, err);
    if (!rc && n)
        memcpy(r->before, now, n * sizeof *now);
    r->n_before = n;
    return rc;
}

/* That something was reported, whether or not a flow of the period follows from it. */
static yx_code see_totals(reading *r, yx_str code, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < r->history.n && !rc; i++) {
        const yx_version *v = &r->history.at[i];
        yx_period period = yx_period_holding(v->period.last, r->wide.kind), whole = period;
        yx_news news = {.step = step_of(r->steps, v->as_of),
                        .t = (uint32_t)yx_axis_find(&r->wide, period),
                        .what = v->withdrawn ? YX_NEWS_UNSEEN : YX_NEWS_SEEN,
                        .value = NAN};
        uint32_t region;
        if (news.step >= r->steps->n ||
            (r->indicator->kind == YX_YTD && !yx_period_to_ytd(period, &whole)) ||
            yx_period_order(whole, v->period) != 0 ||
            yx_region_find(r->ws->catalog, code, period, &region) != YX_REGION_OK)
            continue;
        rc = add_news(r, region, news, err);
    }
    return rc;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static yx_code read_totals(reading *r, yx_str code, yx_err *err)
{
    uint32_t *step = malloc((r->history.n + 1) * sizeof *step);
    yx_code rc = step ? see_totals(r, code, err) : yx_fail(err, YX_E_NOMEM, "no memory");

    r->n_before = 0;
    r->values += r->history.n;
    for (size_t i = 0; i < r->history.n && !rc; i++)
        step[i] = step_of(r->steps, r->history.at[i].as_of);
    if (!rc)
        qsort(step, r->history.n, sizeof *step, by_number);
    for (size_t i = 0; i < r->history.n && !rc; i++) {
        const yx_point *point;
        size_t n;
        if (step[i] >= r->steps->n || (i && step[i] == step[i - 1]))
            continue;
        rc = stand(r, step[i], err);
        if (!rc)
            rc = yx_gathering_points(r->gathering, &r->standing, r->ws->catalog, code, r->indicator,
                                     r->wide.kind, &point, &n, err);
        if (!rc)
            rc = compare(r, point, n, step[i], err);
    }
    free(step);
    return rc;
}

/* --- all of it --- */

static int by_step(const void *a, const void *b)
{
    const yx_news *x = a, *y = b;

    if (x->step != y->step)
        return x->step < y->step ? -1 : 1;
    if (x->t != y->t)
        return x->t < y->t ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static void sort_row(yx_past_row *row)
{
    size_t i = 1;

    while (i < row->n && by_step(&row->at[i - 1], &row->at[i]) <= 0)
        i++;
    if (i < row->n)
        qsort(row->at, row->n, sizeof *row->at, by_step);
}

static int by_region(const void *a, const void *b)
{
    return by_number(&((const yx_past_row *)a)->region, &((const yx_past_row *)b)->region);
}

/* The axis from the first period to the last of all rows, on which they are numbered anew. */
static void set_axis(const reading *r, yx_past *past)
{
    uint32_t lo = YX_NEVER, hi = 0;

    past->axis = (yx_axis){.kind = r->wide.kind};
    for (size_t i = 0; i < past->n_row; i++)
        for (size_t k = 0; k < past->row[i].n; k++) {
            uint32_t t = past->row[i].at[k].t;
            lo = t < lo ? t : lo;
            hi = t > hi ? t : hi;
        }
    if (lo == YX_NEVER)
        return;
    past->axis.first = yx_period_step(r->wide.first, (int)lo);
    past->axis.n = hi - lo + 1;
    for (size_t i = 0; i < past->n_row; i++) {
        for (size_t k = 0; k < past->row[i].n; k++)
            past->row[i].at[k].t -= lo;
        sort_row(&past->row[i]);
    }
}

static yx_code read_codes(reading *r, yx_err *err)
{
    yx_known known = yx_workspace_known(r->ws, r->steps->day[r->steps->n - 1]);
    const char *before = NULL;
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_n_region(r->ws->catalog) && !rc; i++) {
        const char *code = yx_region_at(r->ws->catalog, i)->code;
        if (before && strcmp(before, code) == 0)
            continue; /* another region of the same code: one series for both */
        before = code;
        rc = yx_store_history_marked(r->ws->store, yx_str_of(code), yx_str_of(r->indicator->code),
                                     known, &r->history, err);
        if (rc)
            break;
        rc = r->indicator->kind == YX_YTD || r->indicator->kind == YX_CUMULATIVE
                 ? read_totals(r, yx_str_of(code), err)
                 : read_plain(r, yx_str_of(code), err);
    }
    return rc;
}

yx_code yx_past_read(yx_workspace *ws, const yx_indicator *indicator, const yx_steps *steps,
                     yx_past *ret, yx_err *err)
{
    size_t n_region = yx_n_region(ws->catalog);
    reading r = {.ws = ws,
                 .indicator = indicator,
                 .steps = steps,
                 .wide = {indicator->every,
                          yx_period_holding(yx_day_of(1800, 1, 1), indicator->every), YX_NEVER},
                 .row_of = malloc((n_region + 1) * sizeof *r.row_of)};
    yx_past past = {.indicator = indicator};
    yx_code rc = r.row_of ? yx_gathering_new(&r.gathering, err)
                          : yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", n_region);

    for (size_t i = 0; i < n_region && !rc; i++)
        r.row_of[i] = YX_NEVER;
    if (!rc)
        rc = read_codes(&r, err);
    past.row = r.row;
    past.n_row = r.n_row;
    past.values = r.values;
    past.first = malloc(steps->n * sizeof *past.first);
    past.last = malloc(steps->n * sizeof *past.last);
    if (!rc && (!past.first || !past.last))
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu steps", steps->n);
    if (!rc) {
        const yx_past_row **rows = malloc((past.n_row + 1) * sizeof *rows);
        set_axis(&r, &past);
        if (past.n_row)
            qsort(past.row, past.n_row, sizeof *past.row, by_region);
        for (size_t i = 0; i < past.n_row && rows; i++)
            rows[i] = &past.row[i];
        rc = rows
                 ? yx_past_ends(rows, past.n_row, past.axis.n, steps->n, past.first, past.last, err)
                 : yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", past.n_row);
        free(rows);
    }
    yx_gathering_free(r.gathering);
    yx_versions_free(&r.history);
    yx_versions_free(&r.standing);
    free(r.before);
    free(r.row_of);
    if (rc) {
        yx_past_free(&past);
        return rc;
    }
    *ret = past;
    return YX_OK;
}

void yx_past_free(yx_past *past)
{
    for (size_t i = 0; i < past->n_row; i++)
        free(past->row[i].at);
    free(past->row);
    free(past->first);
    free(past->last);
    *past = (yx_past){0};
}

/* --- its ends --- */

typedef struct ends {
    uint32_t *reported; /* by period: rows that have a value */
    uint8_t *has;       /* by row and period */
    size_t *next;       /* by row */
    size_t n_period;
} ends;

static void take_in(ends *e, const yx_past_row *row, size_t i, uint32_t step)
{
    for (; e->next[i] < row->n && row->at[e->next[i]].step == step; e->next[i]++) {
        const yx_news *news = &row->at[e->next[i]];
        uint8_t *has = &e->has[i * e->n_period + news->t];
        if (news->what == YX_NEWS_VALUE && !*has)
            e->reported[news->t]++;
        if (news->what == YX_NEWS_NONE && *has)
            e->reported[news->t]--;
        if (news->what == YX_NEWS_VALUE || news->what == YX_NEWS_NONE)
            *has = news->what == YX_NEWS_VALUE;
    }
}

yx_code yx_past_ends(const yx_past_row *const *row, size_t n_row, size_t n_period, size_t n_step,
                     uint32_t *first, uint32_t *last, yx_err *err)
{
    ends e = {.reported = calloc(n_period + 1, sizeof *e.reported),
              .has = calloc(n_row * n_period + 1, 1),
              .next = calloc(n_row + 1, sizeof *e.next),
              .n_period = n_period};
    bool is = e.reported && e.has && e.next;

    for (uint32_t step = 0; step < n_step && is; step++) {
        size_t lo = 0, hi = n_period;
        for (size_t i = 0; i < n_row; i++)
            take_in(&e, row[i], i, step);
        while (lo < hi && !e.reported[lo])
            lo++;
        while (hi > lo && !e.reported[hi - 1])
            hi--;
        if (first)
            first[step] = lo < hi ? (uint32_t)lo : YX_NEVER;
        last[step] = lo < hi ? (uint32_t)(hi - 1) : YX_NEVER;
    }
    free(e.reported);
    free(e.has);
    free(e.next);
    return is ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", n_row * n_period);
}

#include "flow/duty.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

const char *const yx_fact_name[YX_N_FACT] = {"zero",   "missing", "late",
                                             "silent", "stuck",   "withdrawn"};

const char *const yx_duty_name[YX_N_DUTY] = {
    [YX_DUTY_NOT_DUE] = "not_due",     [YX_DUTY_WAITING] = "waiting", [YX_DUTY_IN_TIME] = "in_time",
    [YX_DUTY_LATE] = "late",           [YX_DUTY_MISSING] = "missing", [YX_DUTY_SILENT] = "silent",
    [YX_DUTY_WITHDRAWN] = "withdrawn", [YX_DUTY_EXPIRED] = "expired", [YX_DUTY_REFUSED] = "refused",
};

enum {
    STUCK = 3,     /* equal values that make one stuck */
    LOOK_BACK = 36 /* steps of its history that are looked at */
};

typedef struct finder {
    yx_workspace *ws;
    const yx_duty_ask *ask;
    yx_duties *d;
    yx_names *refusals;
    int64_t *time; /* of log entries, by seq; 0: not read yet */
    yx_versions history;
    yx_period *period; /* of the form that is looked at, oldest first */
    yx_due *due;
    size_t n_period, cap_period, cap_due;
} finder;

/* --- time --- */

static yx_code time_of(finder *f, int64_t seq, int64_t *ret, yx_err *err)
{
    yx_head head;
    yx_code rc;

    if (f->time[seq] == 0) {
        rc = yx_store_entry_head(f->ws->store, seq, &head, err);
        if (rc)
            return rc;
        f->time[seq] = head.time;
    }
    *ret = f->time[seq];
    return YX_OK;
}

/* Has a due time passed? The end of a day is after every hour of it but the last. */
static bool is_over(const yx_duty_ask *ask, const yx_due *due)
{
    if (ask->now)
        return yx_due_over(due, ask->ms);
    return due->hour < 24 ? ask->day >= due->day : ask->day > due->day;
}

/* Nobody is late by the clock with what was asked for when it was due already: that goes by the day
 * of publication, as it does where the form says so. */
static bool by_publication(const yx_form *form, const yx_due *due)
{
    return form->by_publication || yx_due_over(due, form->first_announced);
}

/* --- one cell --- */

/* The key under which an item is reported for a period of the form. False: it is not asked for
 * then, such as a quarterly figure in a monthly form in February. */
static bool key_of(const yx_indicator *item, yx_period period, yx_period *ret)
{
    yx_period_kind kind = yx_period_kind_of(period);

    if (item->every > kind && kind != YX_PERIOD_MONTHS) {
        yx_period longer = yx_period_holding(period.last, item->every);
        if (longer.last != period.last)
            return false;
        period = longer;
    }
    if (item->kind == YX_YTD && yx_period_to_ytd(period, ret))
        return true;
    *ret = period;
    return true;
}

/* What became of one key. */
typedef struct told {
    bool any, stands, withdrawn, hidden;
    yx_decimal value;
    bool late;
    yx_day came;
    int64_t seq;
    size_t typed;
} told;

/* Versions of a period stand together; returns the first, or n. */
static size_t first_of(const yx_versions *v, yx_period period)
{
    size_t lo = 0, hi = v->n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (yx_period_order(v->at[mid].period, period) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Goes through the versions of a key that are known at the moment that is asked for. */
static yx_code tell(finder *f, const yx_form *form, const yx_due *due, yx_period key, told *ret,
                    yx_err *err)
{
    bool published = !due || by_publication(form, due); /* what is only compared with: always */
    told t = {.came = YX_DAY_NONE};
    int64_t first = INT64_MAX;

    for (size_t i = first_of(&f->history, key); i < f->history.n; i++) {
        const yx_version *v = &f->history.at[i];
        int64_t ms = 0, when;
        yx_code rc;
        if (yx_period_order(v->period, key) != 0)
            break;
        rc = time_of(f, v->seq, &ms, err);
        if (rc)
            return rc;
        if (!f->ask->now && (published ? v->as_of : yx_day_of_ms(ms)) > f->ask->day)
            continue;
        t.withdrawn = v->withdrawn;
        t.stands = !v->withdrawn;
        t.hidden = v->hidden != 0;
        t.value = v->value;
        t.typed++;
        when = published ? v->as_of : ms;
        if (v->withdrawn || when >= first)
            continue;
        first = when;
        t.any = true;
        t.seq = v->seq;
        t.came = published ? v->as_of : yx_day_of_ms(ms);
        t.late = due && (published ? v->as_of > due->day : yx_due_over(due, ms));
    }
    *ret = t;
    return YX_OK;
}

/* Is the value the same as in the two periods before, in a series that moves? Where history is
 * short, one step is enough to show that it does. */
static yx_code is_stuck(finder *f, const yx_form *form, const yx_indicator *item, yx_period period,
                        yx_decimal value, bool *ret, yx_err *err)
{
    size_t run = 1, steps = 0, moved = 0;
    yx_decimal later = value;
    bool in_run = true;

    *ret = false;
    for (int back = 1; back <= LOOK_BACK; back++) {
        yx_period key;
        told t;
        yx_code rc;
        if (!key_of(item, yx_period_step(period, -back), &key))
            continue;
        rc = tell(f, form, NULL, key, &t, err);
        if (rc)
            return rc;
        if (!t.stands || t.hidden)
            break;
        in_run = in_run && yx_decimal_equal(t.value, value);
        if (in_run) {
            run++;
            continue;
        }
        if (run < STUCK)
            return YX_OK;
        steps++;
        moved += !yx_decimal_equal(t.value, later);
        later = t.value;
    }
    *ret = run >= STUCK && moved * 2 > steps;
    return YX_OK;
}

static yx_code judge_cell(finder *f, const yx_form *form, const yx_indicator *item, size_t p,
                          yx_duty_cell *ret, bool *ret_asked, yx_err *err)
{
    const yx_due *due = &f->due[p];
    yx_duty_cell c = {.indicator = item->code, .came = YX_DAY_NONE};
    bool stuck = false;
    yx_period key;
    told t;
    yx_code rc;

    *ret_asked = key_of(item, f->period[p], &key);
    if (!*ret_asked)
        return YX_OK;
    rc = tell(f, form, due, key, &t, err);
    if (!rc && t.stands && !t.hidden && t.value.mantissa != 0)
        rc = is_stuck(f, form, item, f->period[p], t.value, &stuck, err);
    if (rc)
        return rc;
    c.came = t.came;
    c.seq = t.seq;
    c.typed = t.typed;
    if (t.any) {
        c.state = t.withdrawn ? YX_DUTY_WITHDRAWN : t.late ? YX_DUTY_LATE : YX_DUTY_IN_TIME;
        c.facts = (t.late ? YX_FACT_LATE : 0u) | (t.withdrawn ? YX_FACT_WITHDRAWN : 0u) |
                  (stuck ? YX_FACT_STUCK : 0u) |
                  (t.stands && !t.hidden && t.value.mantissa == 0 ? YX_FACT_ZERO : 0u);
    } else {
        c.state = !is_over(f->ask, due)      ? YX_DUTY_NOT_DUE
                  : f->ask->day < due->alarm ? YX_DUTY_WAITING
                                             : YX_DUTY_MISSING;
    }
    *ret = c;
    return YX_OK;
}

/* --- one form in one region --- */

/* What the cells of a duty come to: nothing at all is silence, a gap beside figures is a gap. */
static void sum_up(finder *f, yx_duty *duty)
{
    yx_duty_cell *cell = &f->d->cell[duty->first];
    size_t of[YX_N_DUTY] = {0};
    yx_day last = YX_DAY_MIN;

    for (size_t i = 0; i < duty->n; i++) {
        duty->came += cell[i].came != YX_DAY_NONE;
        if (cell[i].came > last)
            last = cell[i].came;
    }
    for (size_t i = 0; i < duty->n; i++) {
        if (cell[i].state == YX_DUTY_MISSING) {
            cell[i].state = duty->came ? YX_DUTY_MISSING : YX_DUTY_SILENT;
            cell[i].facts = duty->came ? YX_FACT_MISSING : YX_FACT_SILENT;
        }
        of[cell[i].state]++;
        duty->facts |= cell[i].facts;
    }
    duty->state = of[YX_DUTY_SILENT]      ? YX_DUTY_SILENT
                  : of[YX_DUTY_MISSING]   ? YX_DUTY_MISSING
                  : of[YX_DUTY_WAITING]   ? YX_DUTY_WAITING
                  : of[YX_DUTY_NOT_DUE]   ? YX_DUTY_NOT_DUE
                  : of[YX_DUTY_WITHDRAWN] ? YX_DUTY_WITHDRAWN
                  : of[YX_DUTY_LATE]      ? YX_DUTY_LATE
                                          : YX_DUTY_IN_TIME;
    if (duty->state == YX_DUTY_SILENT || duty->state == YX_DUTY_MISSING)
        last = f->ask->day;
    else if (duty->state != YX_DUTY_LATE)
        return;
    duty->days = last - duty->due.day;
    duty->working_days = yx_working_between(f->d->calendar, duty->due.day, last);
}

/* A form whose time is over obliges nobody, and what was refused is not asked again. What came all
 * the same is kept as it is. */
static void release(finder *f, yx_duty *duty)
{
    const char *region = yx_region_at(f->ws->catalog, duty->region)->code;
    unsigned gaps = YX_FACT_MISSING | YX_FACT_SILENT;
    bool expired = yx_form_expired(duty->form, duty->due.day);
    bool refused = expired && yx_refused(f->refusals, duty->form->id, region);

    if (!expired)
        return;
    duty->state = refused ? YX_DUTY_REFUSED : YX_DUTY_EXPIRED;
    duty->facts &= ~gaps;
    duty->days = duty->working_days = 0;
    for (size_t i = 0; i < duty->n; i++) {
        yx_duty_cell *c = &f->d->cell[duty->first + i];
        c->facts &= ~gaps;
        if (c->state == YX_DUTY_MISSING || c->state == YX_DUTY_SILENT)
            c->state = YX_DUTY_NOT_DUE;
    }
}

static bool valid_then(const yx_region *r, yx_period p)
{
    return r->valid_from <= p.last && p.last < r->valid_to;
}

/* Cells of one period, already in order of item: judged series by series, gathered here. */
static yx_code gather(finder *f, const yx_form *form, uint32_t region, size_t p,
                      const yx_duty_cell *cell, const bool *asked, yx_err *err)
{
    yx_duty duty = {.form = form,
                    .region = region,
                    .period = f->period[p],
                    .due = f->due[p],
                    .first = f->d->n_cell};
    yx_code rc =
        yx_grow(&f->d->cell, &f->d->cap_cell, f->d->n_cell + form->n_item, sizeof *f->d->cell, err);

    if (!rc)
        rc = yx_grow(&f->d->at, &f->d->cap, f->d->n + 1, sizeof *f->d->at, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < form->n_item; i++)
        if (asked[i * f->n_period + p])
            f->d->cell[duty.first + duty.n++] = cell[i * f->n_period + p];
    if (duty.n == 0)
        return YX_OK;
    f->d->n_cell += duty.n;
    sum_up(f, &duty);
    release(f, &duty);
    f->d->at[f->d->n++] = duty;
    return YX_OK;
}

static yx_code judge_region(finder *f, const yx_form *form, uint32_t region, yx_duty_cell *cell,
                            bool *asked, yx_err *err)
{
    const yx_region *r = yx_region_at(f->ws->catalog, region);
    yx_code rc = YX_OK;

    memset(asked, 0, form->n_item * f->n_period * sizeof *asked);
    for (size_t i = 0; i < form->n_item && !rc; i++) {
        const yx_indicator *item = yx_indicator_find(f->ws->catalog, yx_str_of(form->item[i].code));
        if (form->item[i].view || !item)
            continue;
        rc = yx_store_history_marked(f->ws->store, yx_str_of(r->code), yx_str_of(item->code),
                                     (yx_known){YX_DAY_MAX, f->ws->head.seq}, &f->history, err);
        for (size_t p = 0; p < f->n_period && !rc; p++)
            if (valid_then(r, f->period[p]))
                rc = judge_cell(f, form, item, p, &cell[i * f->n_period + p],
                                &asked[i * f->n_period + p], err);
    }
    for (size_t p = 0; p < f->n_period && !rc; p++)
        rc = gather(f, form, region, p, cell, asked, err);
    return rc;
}

/* --- one form --- */

static yx_code add_period(finder *f, const yx_form *form, yx_period p, yx_err *err)
{
    const yx_duty_ask *ask = f->ask;
    yx_due due = yx_form_due(form, f->d->calendar, p);
    yx_code rc;

    if (!yx_form_asks_period(form, p))
        return YX_OK;
    if (ask->due_from != YX_DAY_NONE && (due.day < ask->due_from || due.day > ask->due_to))
        return YX_OK;
    rc = yx_grow(&f->period, &f->cap_period, f->n_period + 1, sizeof *f->period, err);
    if (!rc)
        rc = yx_grow(&f->due, &f->cap_due, f->n_period + 1, sizeof *f->due, err);
    if (rc)
        return rc;
    f->due[f->n_period] = due;
    f->period[f->n_period++] = p;
    return YX_OK;
}

/* The periods that are asked about, oldest first: those that end before now and the current one; or
 * those that may be due within the days that are asked for. */
static yx_code find_periods(finder *f, const yx_form *form, yx_err *err)
{
    const yx_duty_ask *ask = f->ask;
    bool within = ask->due_from != YX_DAY_NONE;
    yx_period p = yx_period_holding(within ? ask->due_to : ask->day, form->every);
    size_t last = within ? YX_DUTY_PERIODS - 1 : ask->last;
    yx_day from = yx_form_from(form), oldest = within ? ask->due_from - 3 * YX_FORM_WORKING : from;
    size_t n = 0;
    yx_code rc = YX_OK;

    f->n_period = 0;
    while (n < last && p.last >= from && p.last >= oldest && p.first > YX_DAY_MIN) {
        p = yx_period_step(p, -1);
        n++;
    }
    for (size_t i = 0; i <= n && !rc; i++, p = yx_period_step(p, 1))
        rc = add_period(f, form, p, err);
    return rc;
}

static yx_code judge_form(finder *f, const yx_form *form, uint32_t within, yx_err *err)
{
    const yx_catalog *catalog = f->ws->catalog;
    yx_duty_cell *cell = NULL;
    bool *asked = NULL;
    yx_code rc = find_periods(f, form, err);

    if (rc || !f->n_period)
        return rc;
    cell = calloc(form->n_item * f->n_period, sizeof *cell);
    asked = calloc(form->n_item * f->n_period, sizeof *asked);
    if (!cell || !asked)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for the cells of form '%.60s'", form->id);
    for (uint32_t r = 0; r < yx_n_region(catalog) && !rc; r++)
        if (yx_form_asks(form, catalog, r) &&
            (within == YX_REGION_NONE || yx_region_within(catalog, r, within)))
            rc = judge_region(f, form, r, cell, asked, err);
    free(cell);
    free(asked);
    return rc;
}

/* --- all --- */

static yx_code find_named(finder *f, const yx_form **ret_form, uint32_t *ret_region, yx_err *err)
{
    const yx_duty_ask *ask = f->ask;

    *ret_form = ask->form ? yx_form_find(f->d->forms, yx_str_of(ask->form)) : NULL;
    if (ask->form && !*ret_form)
        return yx_fail(err, YX_E_ABSENT, "no form '%.60s' among the %zu that are loaded", ask->form,
                       yx_n_form(f->d->forms));
    *ret_region =
        ask->region ? yx_region_newest(f->ws->catalog, yx_str_of(ask->region)) : YX_REGION_NONE;
    if (ask->region && *ret_region == YX_REGION_NONE)
        return yx_fail(err, YX_E_ABSENT, "unknown region '%.60s'", ask->region);
    return YX_OK;
}

yx_code yx_duties_find(yx_workspace *ws, const yx_duty_ask *ask, yx_duties *ret, yx_err *err)
{
    yx_duties d = {0};
    finder f = {.ws = ws, .ask = ask, .d = &d};
    const yx_form *only = NULL;
    uint32_t within = YX_REGION_NONE;
    yx_code rc = yx_forms_in_force(ws, &d.forms, err);

    if (!rc)
        rc = yx_calendar_new(ws->catalog, &d.calendar, err);
    if (!rc)
        rc = yx_refusals(ws, &f.refusals, err);
    if (!rc)
        rc = find_named(&f, &only, &within, err);
    if (!rc) {
        f.time = calloc((size_t)ws->head.seq + 1, sizeof *f.time);
        if (!f.time)
            rc = yx_fail(err, YX_E_NOMEM, "no memory for the times of the log");
    }
    for (size_t i = 0; !rc && i < yx_n_form(d.forms); i++)
        if (!only || only == yx_form_at(d.forms, i))
            rc = judge_form(&f, yx_form_at(d.forms, i), within, err);
    yx_names_free(f.refusals);
    yx_versions_free(&f.history);
    free(f.time);
    free(f.period);
    free(f.due);
    if (rc) {
        yx_duties_free(&d);
        return rc;
    }
    *ret = d;
    return YX_OK;
}

void yx_duties_free(yx_duties *duties)
{
    yx_forms_free(duties->forms);
    yx_calendar_free(duties->calendar);
    free(duties->at);
    free(duties->cell);
    *duties = (yx_duties){0};
}

bool yx_duty_calls(const yx_duty *duty)
{
    switch (duty->state) {
    case YX_DUTY_LATE:
    case YX_DUTY_MISSING:
    case YX_DUTY_SILENT:
    case YX_DUTY_WITHDRAWN:
    case YX_DUTY_EXPIRED:
        return true;
    case YX_DUTY_NOT_DUE:
    case YX_DUTY_WAITING:
    case YX_DUTY_IN_TIME:
    case YX_DUTY_REFUSED:
    case YX_N_DUTY:
        break;
    }
    return (duty->facts & (YX_FACT_STUCK | YX_FACT_LATE | YX_FACT_WITHDRAWN)) != 0;
}

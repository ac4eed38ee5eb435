/* series.c - a series against itself: Q03 Q04 Q09 Q10 Q11 Q17 Q20, C02 C03. */
#include "flow/findings/inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* One series with what its checks need. */
typedef struct one {
    const yx_held_series *series;
    const yx_indicator *indicator;
    const char *code;
    const yx_habit *habit;
    bool percent; /* unit % */
} one;

typedef void run_kernel(const one *o, const yx_run *run, const double *param, double *room,
                        yx_opinion *ret);

static void decrease(const one *o, const yx_run *run, const double *param, double *room,
                     yx_opinion *ret)
{
    (void)o, (void)room;
    yx_check_decrease(run, param, ret);
}

static void month(const one *o, const yx_run *run, const double *param, double *room,
                  yx_opinion *ret)
{
    (void)room;
    yx_check_month(run, o->habit, param, ret);
}

static void early(const one *o, const yx_run *run, const double *param, double *room,
                  yx_opinion *ret)
{
    (void)o, (void)room;
    yx_check_early(run, param, ret);
}

static void negative(const one *o, const yx_run *run, const double *param, double *room,
                     yx_opinion *ret)
{
    (void)room;
    yx_check_negative(run, o->habit, param, ret);
}

static void fraction(const one *o, const yx_run *run, const double *param, double *room,
                     yx_opinion *ret)
{
    (void)room;
    yx_check_fraction(run, o->habit, param, ret);
}

static void abrupt(const one *o, const yx_run *run, const double *param, double *room,
                   yx_opinion *ret)
{
    (void)o, (void)room;
    yx_check_abrupt(run, param, ret);
}

static void unit(const one *o, const yx_run *run, const double *param, double *room,
                 yx_opinion *ret)
{
    (void)o, (void)room;
    yx_check_slip(run, false, param, ret);
}

static void percent(const one *o, const yx_run *run, const double *param, double *room,
                    yx_opinion *ret)
{
    (void)o, (void)room;
    yx_check_slip(run, true, param, ret);
}

static void repeat(const one *o, const yx_run *run, const double *param, double *room,
                   yx_opinion *ret)
{
    (void)o;
    yx_check_repeat(run, param, room, ret);
}

/* prices stand still by nature */
enum { TOTALS = 1, ADDS = 2, RATES = 4, PERCENTS = 8, PRICES = 16, ALL = 23 };

static const struct {
    yx_check_number check;
    run_kernel *kernel;
    int kinds;
    bool flows; /* of what was added, not of running totals */
} rows[] = {
    {YX_CHECK_DECREASE, decrease, TOTALS, false},
    {YX_CHECK_MONTH, month, TOTALS | ADDS, false},
    {YX_CHECK_EARLY, early, ALL, false},
    {YX_CHECK_NEGATIVE, negative, ALL, false},
    {YX_CHECK_FRACTION, fraction, ALL, false},
    {YX_CHECK_UNIT, unit, TOTALS | ADDS | PRICES, false},
    {YX_CHECK_PERCENT, percent, PERCENTS, false},
    {YX_CHECK_ABRUPT, abrupt, ALL, true},
    {YX_CHECK_REPEAT, repeat, TOTALS | ADDS | RATES, true},
};

static int kinds_of(const one *o)
{
    switch (o->indicator->kind) {
    case YX_YTD:
    case YX_CUMULATIVE:
        return TOTALS;
    case YX_FLOW:
    case YX_STOCK:
        return ADDS;
    case YX_PRICE:
        return PRICES;
    case YX_RATE:
    case YX_INDEX:
        return RATES | (o->percent ? PERCENTS : 0);
    case YX_N_KIND:
        break;
    }
    return 0;
}

/* A figure that says itself that it is a forecast is known early by right. */
static yx_code is_forecast(yx_looking *l, const yx_version *v, bool *ret, yx_err *err)
{
    yx_source source;
    yx_code rc = yx_store_source(l->ws->store, v->seq, v->row, &source, err);

    *ret = !rc && source.status == 'F';
    return rc;
}

/* The arithmetic of an opinion, in signs that need no language. */
static yx_code say_sum(yx_looking *l, const one *o, yx_check_number check, const yx_opinion *op,
                       const yx_version *v, const yx_version *against, yx_finding *f, yx_err *err)
{
    char period[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], day[YX_DAY_TEXT];
    bool ytd = o->indicator->kind == YX_YTD;
    yx_code rc = YX_OK;

    if (check == YX_CHECK_EARLY) {
        char zh[YX_DAY_TEXT + 8];
        (void)snprintf(zh, sizeof zh, "%s", yx_day_text(v->as_of, day));
        return yx_keep_detail(l, f, day, zh, err);
    }
    if (check == YX_CHECK_REPEAT) {
        char times[16];
        (void)snprintf(times, sizeof times, "%.0f", op->score);
        return yx_keep_detail(l, f, times, times, err);
    }
    if (check == YX_CHECK_UNIT || check == YX_CHECK_PERCENT)
        return yx_keep(l, &f->sum, err, "%s = %s * 10^%.0f", f->found, f->expected, op->score);
    if (!against)
        return YX_OK;
    rc = yx_keep(l, &f->sum, err, "%s: %s", yx_period_text(against->period, ytd, period),
                 yx_decimal_text(against->value, value));
    if (!rc && check == YX_CHECK_ABRUPT)
        rc = yx_keep(l, &f->sum, err, "%s; z = %.1f", f->sum, op->score);
    return rc;
}

static yx_code add(yx_looking *l, const one *o, size_t row, const yx_run *run, size_t i,
                   const yx_opinion *op, yx_err *err)
{
    yx_check_number check = rows[row].check;
    const yx_version *v = &l->held.at[l->run.version[i]];
    const yx_version *against =
        op->against == YX_AGAINST_NONE ? NULL : &l->held.at[l->run.version[op->against]];
    yx_finding *f;
    bool forecast = false;
    yx_code rc = check == YX_CHECK_EARLY ? is_forecast(l, v, &forecast, err) : YX_OK;

    if (rc || forecast)
        return rc;
    rc = yx_found(l, check, o->series->region, o->code, o->indicator, &v->period, "", &f, err);
    if (rc)
        return rc;
    f->version = *v;
    f->has_version = true;
    l->to->rate[check].asked++;
    rc = yx_keep_decimal(l, run->value[i], &f->found, err);
    if (!rc && check == YX_CHECK_DECREASE)
        rc = yx_keep_decimal(l, run->value[op->against], &f->expected, err);
    else if (!rc)
        rc = yx_keep_number(
            l, op->expected,
            run->value[i].scale +
                (check == YX_CHECK_UNIT || check == YX_CHECK_PERCENT ? (int)fmax(0, op->score) : 0),
            &f->expected, err);
    if (!rc && f->expected[0])
        rc = yx_keep_number(l, run->level[i] - op->expected, run->digits, &f->difference, err);
    return rc ? rc : say_sum(l, o, check, op, v, against, f, err);
}

/* Runs one check over the series; where thresholds change with time, once for each stretch. */
static yx_code look(yx_looking *l, const one *o, size_t row, yx_err *err)
{
    const yx_run *run = &l->run.run;
    yx_check_number check = rows[row].check;
    yx_day from = YX_DAY_MIN, to;
    yx_code rc = YX_OK;

    do {
        double param[YX_CHECK_PARAMS];
        to = l->tuned[check] ? yx_thresholds_next(l->catalog, check, o->indicator, from)
                             : YX_DAY_MAX;
        yx_tuned(l, check, o->indicator, from, param);
        rows[row].kernel(o, run, param, l->run.room, l->run.opinion);
        for (size_t i = 0; i < run->n && !rc; i++) {
            const yx_opinion *op = &l->run.opinion[i];
            if (run->last[i] < from || (run->last[i] >= to && to != YX_DAY_MAX))
                continue;
            l->to->rate[check].judged += op->judged;
            if (op->asked)
                rc = add(l, o, row, run, i, op, err);
        }
        from = to;
    } while (!rc && to != YX_DAY_MAX);
    return rc;
}

yx_code yx_look_series(yx_looking *l, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t s = 0; s < l->held.n_series && !rc; s++) {
        const yx_held_series *series = &l->held.series[s];
        one o = {.series = series,
                 .indicator = yx_indicator_at(l->catalog, series->indicator),
                 .code = yx_region_at(l->catalog, series->region)->code,
                 .habit = &l->habit[series->indicator]};
        int flows = -1; /* what l->run holds: 0 as reported, 1 flows */
        o.percent = strcmp(o.indicator->unit, "%") == 0;
        for (size_t row = 0; row < YX_COUNT(rows) && !rc; row++) {
            if (!(kinds_of(&o) & rows[row].kinds) || !yx_wanted(l, rows[row].check))
                continue;
            if (flows != (int)rows[row].flows)
                rc = rows[row].flows ? yx_held_flows_of(&l->held, series, &l->run, err)
                                     : yx_held_run_of(&l->held, series, &l->run, err);
            flows = rows[row].flows;
            if (!rc)
                rc = look(l, &o, row, err);
        }
    }
    return rc;
}

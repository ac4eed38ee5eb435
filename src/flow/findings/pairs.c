/* pairs.c - two things side by side: published growth and levels (Q05, Q24), things that
 * move together (Q06 Q07 Q08), claims and the traces that they leave (C07). */
#include "flow/findings/relations.h"

#include "check/pair.h"
#include "check/ratio.h"
#include "series/joined_db.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST };

/* --- growth --- */

static yx_period key_of(const yx_indicator *what, yx_period p)
{
    yx_period ytd;

    return what->kind == YX_YTD && yx_period_to_ytd(p, &ytd) ? ytd : p;
}

/* Growth of a level to a period, from the same period a year before; NAN. */
static double level_growth(const yx_looking *l, const yx_held_series *series,
                           const yx_indicator *what, yx_period period, const yx_version **ret_now,
                           const yx_version **ret_then)
{
    const yx_version *now = yx_linked_at(l, series, what, period), *then;

    if (!now)
        return NAN;
    then = yx_held_at(&l->held, series, key_of(what, yx_period_years(period, -1)));
    if (!then)
        return NAN;
    *ret_now = now;
    *ret_then = then;
    return yx_growth(yx_decimal_double(now->value), yx_decimal_double(then->value));
}

/* What one growth rate says, whichever way it is kept: a rate or index as it is, a level's own. */
static double growth_of(const yx_looking *l, uint32_t region, const yx_indicator *what,
                        uint32_t number, yx_period period)
{
    const yx_held_series *series = yx_held_find(&l->held, region, number);
    const yx_version *v, *then;

    if (!series)
        return NAN;
    if (what->kind != YX_RATE && what->kind != YX_INDEX)
        return level_growth(l, series, what, period, &v, &then);
    v = yx_held_at(&l->held, series, period);
    return v ? yx_decimal_double(v->value) : NAN;
}

static yx_code add_growth(yx_looking *l, const yx_linked *r, yx_check_number check, uint32_t region,
                          const yx_version *v, double expected, const yx_version *now,
                          const yx_version *then, yx_err *err)
{
    char a[YX_DECIMAL_TEXT], b[YX_DECIMAL_TEXT];
    yx_finding *f;
    yx_code rc = yx_found(l, check, region, yx_region_at(l->catalog, region)->code, r->result,
                          &v->period, r->relation->id, &f, err);

    if (rc)
        return rc;
    f->version = *v;
    f->has_version = true;
    l->to->rate[check].asked++;
    rc = yx_keep_decimal(l, v->value, &f->found, err);
    if (!rc)
        rc = yx_keep_number(l, expected, v->value.scale + 1, &f->expected, err);
    if (!rc)
        rc = yx_keep_number(l, yx_decimal_double(v->value) - expected, v->value.scale + 1,
                            &f->difference, err);
    if (!rc)
        rc = yx_keep(l, &f->sum, err, "%s / %s - 1 = %s %%", yx_decimal_text(now->value, a),
                     yx_decimal_text(then->value, b), f->expected);
    return rc;
}

/* True if a change of the lineage touches the region's code between two days. */
static bool changed(const yx_catalog *catalog, const char *code, yx_day from, yx_day to)
{
    for (size_t i = 0; i < yx_n_lineage(catalog); i++) {
        const yx_lineage *a = yx_lineage_at(catalog, i);
        if (a->day > from && a->day <= to && a->kind != YX_RENAME &&
            (strcmp(a->from_code, code) == 0 || strcmp(a->to_code, code) == 0))
            return true;
    }
    return false;
}

/* Growth on the regions of today, where a change lies between the two periods: is the published one
 * that of unlike regions? */
static yx_code look_same_set(yx_looking *l, const yx_linked *r, uint32_t region,
                             const yx_version *v, yx_boundaries **boundaries, yx_err *err)
{
    const yx_region *who = yx_region_at(l->catalog, region);
    yx_period before = yx_period_years(v->period, -1);
    double param[YX_CHECK_PARAMS], own, pct, published = yx_decimal_double(v->value);
    const yx_version *now = NULL, *then = NULL;
    const yx_joint *joint;
    yx_joined joined = {0};
    yx_how how;
    yx_code rc = YX_OK;

    if (!changed(l->catalog, who->code, before.first, v->period.last))
        return YX_OK;
    if (!*boundaries)
        rc = yx_boundaries_new(l->catalog, YX_DAY_MAX, boundaries, err);
    if (!rc)
        rc = yx_joined_read(l->ws->store, l->catalog, *boundaries, region, r->term[0],
                            l->ask->known, &joined, err);
    if (rc)
        return rc;
    yx_tuned(l, YX_CHECK_SAME_SET, r->result, v->period.last, param);
    joint = yx_joined_find(&joined, key_of(r->term[0], v->period));
    if (joint && yx_joined_yoy(&joined, joint, &pct, &how)) {
        own = level_growth(l, yx_held_find(&l->held, region, r->term_number[0]), r->term[0],
                           v->period, &now, &then);
        l->to->rate[YX_CHECK_SAME_SET].judged++;
        if (!isnan(own) && fabs(pct - own) >= param[LEAST] &&
            fabs(published - own) < fabs(published - pct))
            rc = add_growth(l, r, YX_CHECK_SAME_SET, region, v, pct, now, then, err);
    }
    yx_joined_free(&joined);
    return rc;
}

static yx_code look_growth(yx_looking *l, const yx_linked *r, yx_err *err)
{
    yx_boundaries *boundaries = NULL;
    yx_code rc = YX_OK;

    for (uint32_t region = 0; region < l->held.n_region && !rc; region++) {
        const yx_held_series *series = yx_held_find(&l->held, region, r->number);
        const yx_held_series *level = yx_held_find(&l->held, region, r->term_number[0]);
        for (size_t i = 0; series && i < series->n && !rc; i++) {
            const yx_version *v = &l->held.at[series->first + i], *now = NULL, *then = NULL;
            double param[YX_CHECK_PARAMS], expected;
            if (yx_n_lineage(l->catalog) && yx_wanted(l, YX_CHECK_SAME_SET))
                rc = look_same_set(l, r, region, v, &boundaries, err);
            expected = level ? level_growth(l, level, r->term[0], v->period, &now, &then) : NAN;
            if (rc || isnan(expected) || !yx_wanted(l, YX_CHECK_GROWTH))
                continue;
            yx_linked_param(l, r, v->period.last, param);
            l->to->rate[YX_CHECK_GROWTH].judged++;
            if (fabs(yx_decimal_double(v->value) - expected) >= param[LEAST])
                rc = add_growth(l, r, YX_CHECK_GROWTH, region, v, expected, now, then, err);
        }
    }
    yx_boundaries_free(boundaries);
    return rc;
}

/* --- things that move together --- */

/* Differences of growth, region by period. */
typedef struct matrix {
    yx_period *period; /* n_period, in order */
    double *at;        /* n_region rows */
    uint32_t *region;
    size_t n_period, cap_period, n_region;
    double *column, *room; /* n_region; 2 * n_period */
    yx_opinion *opinion;   /* n_period */
} matrix;

static void matrix_free(matrix *m)
{
    free(m->period);
    free(m->at);
    free(m->region);
    free(m->column);
    free(m->room);
    free(m->opinion);
}

static int period_order(const void *a, const void *b)
{
    return yx_period_order(*(const yx_period *)a, *(const yx_period *)b);
}

static yx_code gather_periods(const yx_looking *l, const yx_linked *r, matrix *m, yx_err *err)
{
    size_t n = 0;
    yx_code rc = YX_OK;

    for (uint32_t region = 0; region < l->held.n_region && !rc; region++) {
        const yx_held_series *series = yx_held_find(&l->held, region, r->number);
        m->n_region += series != NULL;
        for (size_t i = 0; series && i < series->n && !rc; i++) {
            rc = yx_grow(&m->period, &m->cap_period, n + 1, sizeof *m->period, err);
            if (!rc)
                m->period[n++] = l->held.at[series->first + i].period;
        }
    }
    if (rc || !n)
        return rc;
    qsort(m->period, n, sizeof *m->period, period_order);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || yx_period_order(m->period[i], m->period[m->n_period - 1]) != 0)
            m->period[m->n_period++] = m->period[i];
    m->at = malloc(m->n_region * m->n_period * sizeof *m->at);
    m->region = malloc(m->n_region * sizeof *m->region);
    m->column = malloc(m->n_region * sizeof *m->column);
    m->room = malloc(2 * m->n_period * sizeof *m->room);
    m->opinion = malloc(m->n_period * sizeof *m->opinion);
    if (!m->at || !m->region || !m->column || !m->room || !m->opinion)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", m->n_region);
    return YX_OK;
}

static int number_order(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

enum { PEERS = 5 };

/* Takes off what all regions of a period have in common. */
static void take_off_median(matrix *m, size_t t)
{
    size_t n = 0;
    double median;

    for (size_t i = 0; i < m->n_region; i++)
        if (!isnan(m->at[i * m->n_period + t]))
            m->column[n++] = m->at[i * m->n_period + t];
    if (n < PEERS)
        return;
    qsort(m->column, n, sizeof *m->column, number_order);
    median = (m->column[(n - 1) / 2] + m->column[n / 2]) / 2;
    for (size_t i = 0; i < m->n_region; i++)
        m->at[i * m->n_period + t] -= median;
}

static yx_code add_match(yx_looking *l, const yx_linked *r, uint32_t region, yx_period period,
                         const yx_opinion *op, yx_err *err)
{
    const yx_held_series *series = yx_held_find(&l->held, region, r->number);
    const yx_version *v = yx_held_at(&l->held, series, period);
    double a = growth_of(l, region, r->result, r->number, period);
    double b = growth_of(l, region, r->term[0], r->term_number[0], period);
    char en[512], zh[512];
    yx_finding *f;
    yx_code rc = yx_found(l, r->check, region, yx_region_at(l->catalog, region)->code, r->result,
                          &period, r->relation->id, &f, err);

    if (rc)
        return rc;
    if (v) {
        f->version = *v;
        f->has_version = true;
    }
    l->to->rate[r->check].asked++;
    (void)snprintf(en, sizeof en, "%.200s and %.200s", yx_indicator_name(r->result, YX_EN),
                   yx_indicator_name(r->term[0], YX_EN));
    (void)snprintf(zh, sizeof zh, "%.200s与%.200s", yx_indicator_name(r->result, YX_ZH_HANS),
                   yx_indicator_name(r->term[0], YX_ZH_HANS));
    rc = yx_keep_number(l, a - b, 1, &f->found, err);
    if (!rc)
        rc = yx_keep_number(l, a - b - op->score, 1, &f->expected, err);
    if (!rc)
        rc = yx_keep_number(l, op->score, 1, &f->difference, err);
    if (!rc)
        rc = yx_keep_detail(l, f, en, zh, err);
    return rc ? rc : yx_keep(l, &f->sum, err, "%.1f %% - %.1f %% = %s", a, b, f->found);
}

static yx_code look_match(yx_looking *l, const yx_linked *r, yx_err *err)
{
    double param[YX_CHECK_PARAMS];
    matrix m = {0};
    size_t row = 0;
    yx_code rc = gather_periods(l, r, &m, err);

    for (uint32_t region = 0; region < l->held.n_region && !rc && m.n_period; region++) {
        if (!yx_held_find(&l->held, region, r->number))
            continue;
        m.region[row] = region;
        for (size_t t = 0; t < m.n_period; t++)
            m.at[row * m.n_period + t] =
                growth_of(l, region, r->result, r->number, m.period[t]) -
                growth_of(l, region, r->term[0], r->term_number[0], m.period[t]);
        row++;
    }
    for (size_t t = 0; t < m.n_period && !rc; t++)
        take_off_median(&m, t);
    yx_linked_param(l, r, YX_DAY_MAX, param);
    for (size_t i = 0; i < row && !rc; i++) {
        yx_check_match(m.at + i * m.n_period, m.n_period, param, m.room, m.opinion);
        for (size_t t = 0; t < m.n_period && !rc; t++) {
            l->to->rate[r->check].judged += m.opinion[t].judged;
            if (m.opinion[t].asked)
                rc = add_match(l, r, m.region[i], m.period[t], &m.opinion[t], err);
        }
    }
    matrix_free(&m);
    return rc;
}

/* --- claims and their traces --- */

/* Flows of a series laid out on periods first .. first + n - 1 of its kind. */
static yx_code lay_out(yx_looking *l, const yx_held_series *series, int32_t first, size_t n,
                       double *ret, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t t = 0; t < n; t++)
        ret[t] = NAN;
    if (series)
        rc = yx_held_flows_of(&l->held, series, &l->run, err);
    for (size_t i = 0; series && !rc && i < l->run.run.n; i++) {
        int64_t t = (int64_t)l->run.at[i] - first;
        if (t >= 0 && (size_t)t < n)
            ret[t] = l->run.level[i];
    }
    return rc;
}

static yx_code add_claim(yx_looking *l, const yx_linked *r, uint32_t region, int32_t at,
                         yx_err *err)
{
    const yx_held_series *series = yx_held_find(&l->held, region, r->number);
    yx_period_kind every = r->result->kind == YX_YTD ? YX_PERIOD_MONTH : r->result->every;
    char period[YX_PERIOD_TEXT], zh[2 * YX_PERIOD_TEXT];
    const yx_version *v = NULL;
    yx_finding *f;
    yx_code rc;

    for (size_t i = 0; i < series->n && !v; i++)
        if (yx_period_number(l->held.at[series->first + i].period.last, every) == at)
            v = &l->held.at[series->first + i];
    if (!v)
        return YX_OK;
    rc = yx_found(l, r->check, region, yx_region_at(l->catalog, region)->code, r->result,
                  &v->period, r->relation->id, &f, err);
    if (rc)
        return rc;
    f->version = *v;
    f->has_version = true;
    l->to->rate[r->check].asked++;
    (void)snprintf(zh, sizeof zh, "%s",
                   yx_period_say(v->period, r->result->kind == YX_YTD, YX_ZH_HANS, period));
    (void)yx_period_say(v->period, r->result->kind == YX_YTD, YX_EN, period);
    rc = yx_keep_detail(l, f, period, zh, err);
    if (!rc)
        rc = yx_keep_decimal(l, v->value, &f->found, err);
    for (size_t k = 0; k < r->formula.n && !rc; k++)
        rc = yx_add_part(l, f, f->region, r->term[k]->code, (yx_decimal){0, 0}, false, r->formula.n,
                         err);
    return rc;
}

static yx_code look_chain_of(yx_looking *l, const yx_linked *r, uint32_t region, yx_err *err)
{
    const yx_held_series *series = yx_held_find(&l->held, region, r->number);
    const double *evidence[YX_TERMS];
    double param[YX_CHECK_PARAMS], *room = NULL;
    yx_opinion *opinion = NULL;
    int32_t first;
    size_t n;
    yx_code rc = yx_held_flows_of(&l->held, series, &l->run, err);

    if (rc || l->run.run.n == 0)
        return rc;
    first = l->run.at[0];
    n = (size_t)(l->run.at[l->run.run.n - 1] - first) + 1;
    room = malloc((r->formula.n + 1) * n * sizeof *room);
    opinion = malloc(n * sizeof *opinion);
    if (!room || !opinion)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", n);
    if (!rc)
        rc = lay_out(l, series, first, n, room, err);
    for (size_t k = 0; k < r->formula.n && !rc; k++) {
        evidence[k] = room + (k + 1) * n;
        rc = lay_out(l, yx_held_find(&l->held, region, r->term_number[k]), first, n,
                     room + (k + 1) * n, err);
    }
    if (!rc) {
        yx_linked_param(l, r, YX_DAY_MAX, param);
        yx_check_chain(room, evidence, r->formula.n, n, param, opinion);
    }
    for (size_t t = 0; t < n && !rc; t++) {
        l->to->rate[r->check].judged += opinion[t].judged;
        if (opinion[t].asked)
            rc = add_claim(l, r, region, first + (int32_t)opinion[t].against, err);
    }
    free(room);
    free(opinion);
    return rc;
}

yx_code yx_look_pairs(yx_looking *l, const yx_linked *r, yx_err *err)
{
    yx_code rc = YX_OK;

    if (strcmp(r->relation->kind, "yoy") == 0)
        return yx_wanted(l, YX_CHECK_GROWTH) || yx_wanted(l, YX_CHECK_SAME_SET)
                   ? look_growth(l, r, err)
                   : YX_OK;
    if (!yx_wanted(l, r->check))
        return YX_OK;
    if (strcmp(r->relation->kind, "match") == 0)
        return look_match(l, r, err);
    for (uint32_t region = 0; region < l->held.n_region && !rc; region++)
        if (yx_held_find(&l->held, region, r->number))
            rc = look_chain_of(l, r, region, err);
    return rc;
}

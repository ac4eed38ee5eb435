/* regions.c - Q02: do the regions below add to what is reported for the region?
 *
 * A region below that did not report counts with what its own parts reported; a group node that is
 * no administration always does. Where sums hardly ever hold they are no identity, and one question
 * stands for all. The parent is never computed. */
#include "flow/findings/relations.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLERANCE, TOLERANCE_PCT, HABIT, WHOLE };
enum { DEPTH = 8, FEW_SUMS = 10, FEW_PERIODS = 6, SHOWN_PARTS = 400 };

/* The tree by codes: a code's rows stand side by side, the first one's number names them all. */
typedef struct tree {
    uint32_t *group;       /* by region: first row of its code */
    uint32_t *head, *next; /* by group: first region below; by region: the next sibling; and 1 */
    size_t n;
} tree;

/* One sum. */
typedef struct broken {
    uint32_t region;
    const yx_version *version;
    size_t missing, parts;
} broken;

typedef struct adding {
    yx_looking *l;
    const tree *tree;
    uint32_t number; /* of the indicator */
    const yx_indicator *indicator;
    yx_term *term;
    uint32_t *from;    /* region of each term */
    uint32_t *missing; /* regions that did not report */
    size_t n, n_missing, cap, cap_from, cap_missing;
    broken *broken;
    size_t n_broken, cap_broken, judged;
} adding;

static bool is_outside(const yx_region *r)
{
    return strcmp(yx_attribute_text(r->attribute, r->n_attribute, "reference"), "1") == 0;
}

static yx_code plant(tree *t, const yx_catalog *catalog, yx_err *err)
{
    t->n = yx_n_region(catalog);
    t->group = calloc(t->n + 1, sizeof *t->group);
    t->head = calloc(t->n + 1, sizeof *t->head);
    t->next = calloc(t->n + 1, sizeof *t->next);
    if (!t->group || !t->head || !t->next)
        return yx_fail(err, YX_E_NOMEM, "no memory for a tree of %zu regions", t->n);
    for (uint32_t i = 0; i < t->n; i++)
        t->group[i] =
            i && strcmp(yx_region_at(catalog, i - 1)->code, yx_region_at(catalog, i)->code) == 0
                ? t->group[i - 1]
                : i;
    for (uint32_t i = (uint32_t)t->n; i-- > 0;) { /* backwards: siblings stand in order */
        const yx_region *r = yx_region_at(catalog, i);
        uint32_t above = r->parent == YX_REGION_NONE ? YX_REGION_NONE : t->group[r->parent];
        if (above == YX_REGION_NONE || above == t->group[i] || is_outside(r))
            continue;
        t->next[i] = t->head[above];
        t->head[above] = i + 1;
    }
    return YX_OK;
}

static bool is_there(const yx_region *r, yx_day day)
{
    return r->valid_from <= day && (day < r->valid_to || r->valid_to == YX_DAY_MAX);
}

static yx_code note_missing(adding *a, uint32_t region, yx_err *err)
{
    yx_code rc = yx_grow(&a->missing, &a->cap_missing, a->n_missing + 1, sizeof *a->missing, err);

    if (!rc)
        a->missing[a->n_missing++] = region;
    return rc;
}

static yx_code note_term(adding *a, uint32_t region, const yx_held_series *series,
                         const yx_version *v, yx_err *err)
{
    yx_code rc = yx_grow(&a->term, &a->cap, a->n + 1, sizeof *a->term, err);

    if (!rc)
        rc = yx_grow(&a->from, &a->cap_from, a->n + 1, sizeof *a->from, err);
    if (rc)
        return rc;
    a->term[a->n] = yx_term_of(a->l, series, v, false);
    a->from[a->n++] = region;
    return YX_OK;
}

/* Gathers what lies below a region. A part without a figure gives its own parts, if any of them has
 * one; else it is missing. */
static yx_code gather(adding *a, uint32_t region, yx_period period, int depth, yx_err *err)
{
    yx_code rc = YX_OK;

    for (uint32_t i = a->tree->head[a->tree->group[region]]; i && !rc; i = a->tree->next[i - 1]) {
        const yx_region *part = yx_region_at(a->l->catalog, i - 1);
        const yx_held_series *series = yx_held_find(&a->l->held, i - 1, a->number);
        const yx_version *v = yx_held_at(&a->l->held, series, period);
        size_t n = a->n, missing = a->n_missing;
        if (!is_there(part, period.last))
            continue;
        if (v) {
            rc = note_term(a, i - 1, series, v, err);
            continue;
        }
        if (depth < DEPTH)
            rc = gather(a, i - 1, period, depth + 1, err);
        if (!rc && a->n == n) { /* nothing below it either */
            bool group = part->is_virtual && a->n_missing == missing;
            a->n_missing = missing;
            if (!group)
                rc = note_missing(a, i - 1, err);
        }
    }
    return rc;
}

static void judge(const adding *a, const yx_held_series *series, const yx_version *v,
                  const double *param, yx_balance *b)
{
    yx_decimal room;
    const yx_decimal *tolerance = NULL;
    double share = fabs(yx_decimal_double(v->value)) * param[TOLERANCE_PCT] / 100;
    double allowed = isnan(param[TOLERANCE]) ? share : fmax(share, param[TOLERANCE]);

    if (!isnan(param[TOLERANCE]) || param[TOLERANCE_PCT] > 0) {
        room = (yx_decimal){(int64_t)fmin(9e15, rint(allowed * 1e4)), 4};
        tolerance = &room;
    }
    yx_balance_of(yx_term_of(a->l, series, v, false), a->term, a->n, tolerance, false, b);
}

/* One region in one period. */
static yx_code look_at(adding *a, const yx_held_series *series, const yx_version *v, yx_balance *b,
                       bool *ret_judged, yx_err *err)
{
    double param[YX_CHECK_PARAMS];
    yx_code rc;

    *ret_judged = false;
    a->n = a->n_missing = 0;
    rc = gather(a, series->region, v->period, 0, err);
    if (rc || a->n == 0)
        return rc;
    yx_tuned(a->l, YX_CHECK_SUM_REGIONS, a->indicator, v->period.last, param);
    if ((double)a->n * 100 < param[WHOLE] * (double)(a->n + a->n_missing))
        return YX_OK;
    judge(a, series, v, param, b);
    *ret_judged = b->known;
    return YX_OK;
}

static yx_code add_all(adding *a, uint32_t region, size_t *ret_judged, size_t *ret_broken,
                       yx_err *err)
{
    const yx_held_series *series = yx_held_find(&a->l->held, region, a->number);
    yx_code rc = YX_OK;

    *ret_judged = *ret_broken = 0;
    for (size_t i = 0; series && i < series->n && !rc; i++) {
        const yx_version *v = &a->l->held.at[series->first + i];
        yx_balance b;
        bool judged;
        rc = look_at(a, series, v, &b, &judged, err);
        if (rc || !judged)
            continue;
        ++*ret_judged;
        if (b.holds)
            continue;
        ++*ret_broken;
        rc = yx_grow(&a->broken, &a->cap_broken, a->n_broken + 1, sizeof *a->broken, err);
        if (!rc)
            a->broken[a->n_broken++] = (broken){region, v, a->n_missing, a->n + a->n_missing};
    }
    return rc;
}

/* --- findings --- */

static yx_code name_missing(adding *a, yx_finding *f, yx_err *err)
{
    yx_code rc = YX_OK;

    f->missing = yx_arena_get(&a->l->to->arena, (a->n_missing + 1) * sizeof *f->missing);
    if (!f->missing)
        return yx_fail(err, YX_E_NOMEM, "no memory for the findings");
    for (size_t i = 0; i < a->n_missing && !rc; i++) {
        const yx_region *r = yx_region_at(a->l->catalog, a->missing[i]);
        rc = yx_keep(a->l, &f->missing[f->n_missing], err, "%s %s", r->code,
                     r->name_zh[0] ? r->name_zh : r->name_en);
        f->n_missing += !rc;
    }
    return rc;
}

/* ", 421171 龙感湖 and 2 more did not report" */
static yx_code say_missing(adding *a, yx_finding *f, const char *more_en, const char *more_zh,
                           yx_err *err)
{
    yx_buf en = {0}, zh = {0};
    yx_code rc;

    for (size_t i = 0; i < f->n_missing && i < 3; i++) {
        yx_buf_f(&en, "%s%s", i ? ", " : "; not reported: ", f->missing[i]);
        yx_buf_f(&zh, "%s%s", i ? "、" : "；未报：", f->missing[i]);
    }
    if (f->n_missing > 3) {
        yx_buf_f(&en, " and %zu more", f->n_missing - 3);
        yx_buf_f(&zh, "等%zu地", f->n_missing);
    }
    yx_buf_text(&en, more_en);
    yx_buf_text(&zh, more_zh);
    rc = yx_buf_check(&en, err);
    if (!rc)
        rc = yx_buf_check(&zh, err);
    if (!rc)
        rc = yx_keep_detail(a->l, f, en.at ? en.at : "", zh.at ? zh.at : "", err);
    yx_buf_free(&en);
    yx_buf_free(&zh);
    return rc;
}

static yx_code add(adding *a, const broken *w, yx_grade grade, const char *more_en,
                   const char *more_zh, yx_err *err)
{
    const yx_held_series *series = yx_held_find(&a->l->held, w->region, a->number);
    yx_balance b;
    yx_finding *f;
    bool judged;
    yx_code rc = look_at(a, series, w->version, &b, &judged, err);

    if (!rc)
        rc = yx_found(a->l, YX_CHECK_SUM_REGIONS, w->region,
                      yx_region_at(a->l->catalog, w->region)->code, a->indicator,
                      &w->version->period, "", &f, err);
    if (rc)
        return rc;
    f->grade = grade;
    f->version = *w->version;
    f->has_version = true;
    rc = yx_keep_decimal(a->l, b.sum, &f->found, err);
    if (!rc)
        rc = yx_keep_decimal(a->l, w->version->value, &f->expected, err);
    if (!rc)
        rc = yx_keep_decimal(a->l, b.gap, &f->difference, err);
    for (size_t i = 0; i < a->n && i < SHOWN_PARTS && !rc; i++)
        rc = yx_add_part(a->l, f, yx_region_at(a->l->catalog, a->from[i])->code, a->indicator->code,
                         a->term[i].value, false, a->n, err);
    if (!rc)
        rc = name_missing(a, f, err);
    if (!rc)
        rc = say_missing(a, f, more_en, more_zh, err);
    return rc ? rc : yx_say_balance(a->l, f, &b, err);
}

/* All sums of one region below `first` in a->broken: one by one, or one for all where they hardly
 * ever hold. */
static yx_code ask_region(adding *a, size_t first, size_t judged, double habit, yx_err *err)
{
    size_t n = a->n_broken - first;
    char en[80], zh[80];
    yx_code rc = YX_OK;

    if (n == 0)
        return YX_OK;
    if (judged >= FEW_PERIODS && (double)(judged - n) * 100 < habit * (double)judged) {
        (void)snprintf(en, sizeof en, "; holds in %zu of %zu periods", judged - n, judged);
        (void)snprintf(zh, sizeof zh, "；%zu期中仅%zu期相符", judged, judged - n);
        return add(a, &a->broken[a->n_broken - 1], YX_GRADE_INFO, en, zh, err);
    }
    for (size_t i = first; i < a->n_broken && !rc; i++) {
        const broken *w = &a->broken[i];
        bool few = w->missing * 5 > w->parts; /* more than a fifth is missing */
        a->l->to->rate[YX_CHECK_SUM_REGIONS].asked += w->missing == 0;
        rc = add(a, w, few ? YX_GRADE_INFO : YX_GRADE_WARN, "", "", err);
    }
    return rc;
}

/* Regions of an indicator one after the other: first only counted, then asked. */
static yx_code look(adding *a, yx_err *err)
{
    size_t *judged = calloc(a->tree->n + 1, sizeof *judged);
    size_t *some = calloc(a->tree->n + 1, sizeof *some);
    size_t at = 0, wrong = 0;
    double param[YX_CHECK_PARAMS];
    yx_code rc = judged && some ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for sums");

    a->n_broken = a->judged = 0;
    for (uint32_t i = 0; i < a->tree->n && !rc; i++) {
        if (!a->tree->head[a->tree->group[i]])
            continue;
        rc = add_all(a, i, &judged[i], &some[i], err);
        a->judged += judged[i];
        wrong += some[i];
    }
    yx_tuned(a->l, YX_CHECK_SUM_REGIONS, a->indicator, YX_DAY_MAX, param);
    if (!rc && a->judged >= FEW_SUMS && wrong &&
        (double)(a->judged - wrong) * 100 < param[HABIT] * (double)a->judged) {
        char en[80], zh[80];
        (void)snprintf(en, sizeof en, "; %zu of %zu such sums hold: does it add up at all",
                       a->judged - wrong, a->judged);
        (void)snprintf(zh, sizeof zh, "；%zu个汇总中仅%zu个相符：该指标是否可加", a->judged,
                       a->judged - wrong);
        rc = add(a, &a->broken[0], YX_GRADE_INFO, en, zh, err);
    } else if (!rc) {
        a->l->to->rate[YX_CHECK_SUM_REGIONS].judged += a->judged;
        for (uint32_t i = 0; i < a->tree->n && !rc; i++) {
            size_t all = a->n_broken;
            a->n_broken = at + some[i]; /* those of this region */
            rc = ask_region(a, at, judged[i], param[HABIT], err);
            at += some[i];
            a->n_broken = all;
        }
    }
    free(judged);
    free(some);
    return rc;
}

static bool adds_up(const yx_indicator *indicator)
{
    bool kind = indicator->kind == YX_FLOW || indicator->kind == YX_STOCK ||
                indicator->kind == YX_YTD || indicator->kind == YX_CUMULATIVE;

    return kind && (!indicator->aggregation[0] || strncmp(indicator->aggregation, "sum", 3) == 0);
}

yx_code yx_look_regions(yx_looking *l, yx_err *err)
{
    tree t = {0};
    adding a = {.l = l, .tree = &t};
    yx_code rc = YX_OK;

    if (!yx_wanted(l, YX_CHECK_SUM_REGIONS))
        return YX_OK;
    rc = plant(&t, l->catalog, err);
    for (uint32_t k = 0; k < l->held.n_indicator && !rc; k++) {
        a.number = k;
        a.indicator = yx_indicator_at(l->catalog, k);
        if (l->habit[k].n && adds_up(a.indicator))
            rc = look(&a, err);
    }
    free(a.term);
    free(a.from);
    free(a.missing);
    free(a.broken);
    free(t.group);
    free(t.head);
    free(t.next);
    return rc;
}

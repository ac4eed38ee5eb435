/* guess_indicators.c - which indicator each column or row of figures is, each at most once. */
#include "intake/map/guess.h"

#include <stdlib.h>
#include <string.h>

/* One thing to be named. */
typedef struct item {
    yx_match *match;
    uint32_t group; /* the same indicator may stand once in each group */
    size_t order;
} item;

typedef struct items {
    item *at;
    size_t n, cap;
} items;

static yx_code find(yx_guessing *g, const yx_guess *t, yx_str path, yx_str unit, bool with_title,
                    yx_match ret[YX_MATCHES], yx_err *err)
{
    yx_match_of what = {
        .path = path, .title = with_title ? t->title : (yx_str){0}, .unit = unit, .whole = t->unit};

    return yx_match_find(g->matcher, &what, ret, err);
}

static yx_code add(items *list, yx_match *match, uint32_t group, yx_err *err)
{
    yx_code rc = yx_grow(&list->at, &list->cap, list->n + 1, sizeof *list->at, err);

    if (!rc) {
        list->at[list->n] = (item){match, group, list->n};
        list->n++;
    }
    return rc;
}

static int order(const void *a, const void *b)
{
    const item *x = a, *y = b;

    if (x->match[0].score != y->match[0].score)
        return x->match[0].score > y->match[0].score ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

typedef struct used {
    const yx_indicator *indicator;
    uint32_t group;
} used;

/* The likeliest first; who comes too late takes the next best. */
static yx_code assign(items *list, yx_err *err)
{
    used *taken = calloc(list->n + 1, sizeof *taken);
    size_t n = 0;

    if (!taken)
        return yx_fail(err, YX_E_NOMEM, "no memory for proposing a map");
    if (list->n)
        qsort(list->at, list->n, sizeof *list->at, order);
    for (size_t i = 0; i < list->n; i++) {
        yx_match *m = list->at[i].match;
        bool again = true;
        while (m[0].indicator && again) {
            again = false;
            for (size_t k = 0; k < n && !again; k++)
                again = taken[k].indicator == m[0].indicator && taken[k].group == list->at[i].group;
            if (again) {
                memmove(m, m + 1, (YX_MATCHES - 1) * sizeof *m);
                m[YX_MATCHES - 1] = (yx_match){0};
            }
        }
        if (m[0].indicator)
            taken[n++] = (used){m[0].indicator, list->at[i].group};
    }
    free(taken);
    return YX_OK;
}

static bool is_figures(const yx_guess_column *c)
{
    return c->role == YX_MAP_FIGURES;
}

/* Columns of other regions or periods may have the same indicator. */
static uint32_t group_of(const yx_guess_column *c)
{
    return c->region != YX_REGION_NONE || c->has_period || yx_match_is_last_year(c->path)
               ? c->at + 1
               : 0;
}

static yx_code name_columns(yx_guessing *g, yx_guess *t, items *list, yx_err *err)
{
    bool bare = false;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < t->n_column && !rc; i++) {
        yx_guess_column *c = &t->column[i];
        if (!is_figures(c))
            continue;
        bare |= !c->measure.n;
        if (!c->measure.n)
            continue;
        rc = find(g, t, c->measure, c->unit, true, c->match, err);
        if (!rc)
            rc = add(list, c->match, group_of(c), err);
    }
    if (!rc && bare)
        rc = find(g, t, t->title, (yx_str){0}, false, t->match, err);
    return rc;
}

static yx_code name_under(yx_guessing *g, yx_guess *t, yx_guess_row *r, items *list, yx_err *err)
{
    yx_code rc = YX_OK;

    r->under = yx_arena_get(&g->arena, t->n_column * sizeof *r->under);
    if (!r->under)
        return yx_fail(err, YX_E_NOMEM, "no memory for proposing a map");
    for (size_t i = 0; i < t->n_column && !rc; i++) {
        const yx_guess_column *c = &t->column[i];
        yx_guess_under *u = &r->under[r->n_under];
        yx_str path;
        if (!is_figures(c))
            continue;
        yx_map_wipe(&g->buf, &g->failed);
        yx_buf_str(&g->buf, r->label);
        yx_buf_char(&g->buf, '/');
        yx_buf_str(&g->buf, c->measure);
        path = yx_guess_keep(g, yx_buf_view(&g->buf));
        u->column = i;
        r->n_under++;
        rc = find(g, t, path, c->unit.n || yx_match_is_growth(path) ? c->unit : r->unit, false,
                  u->match, err);
        if (!rc)
            rc = add(list, u->match, group_of(c), err);
    }
    return rc;
}

static yx_code name_rows(yx_guessing *g, yx_guess *t, items *list, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < t->n_row && !rc; i++) {
        yx_guess_row *r = &t->row[i];
        if (!r->has_figures || !r->label.n)
            continue;
        if (t->measures) {
            rc = name_under(g, t, r, list, err);
            continue;
        }
        rc = find(g, t, r->label, r->unit, false, r->match, err);
        if (!rc)
            rc = add(list, r->match, 0, err);
    }
    return rc;
}

/* Do the columns say more than a region or a period? One column alone, 数值, does not. */
static bool has_measures(const yx_guess *t)
{
    size_t n = 0, named = 0;

    for (size_t i = 0; i < t->n_column; i++) {
        n += is_figures(&t->column[i]);
        named += is_figures(&t->column[i]) && (t->column[i].measure.n || t->column[i].unit.n);
    }
    return named > 0 && n > 1;
}

yx_code yx_guess_indicators(yx_guessing *g, yx_guess *t, yx_err *err)
{
    bool coded = false;
    items list = {0};
    yx_code rc = YX_OK;

    t->measures = t->labelled && has_measures(t);
    for (size_t i = 0; i < t->n_column; i++)
        coded |= t->column[i].role == YX_MAP_INDICATOR;
    if (t->labelled)
        rc = name_rows(g, t, &list, err);
    else if (!coded)
        rc = name_columns(g, t, &list, err);
    if (!rc)
        rc = assign(&list, err);
    free(list.at);
    return rc;
}

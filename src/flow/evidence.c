#include "flow/evidence.h"

#include "base/mem.h"
#include "base/names.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The periods that a rule counts in: from the first figure of its streams to the last. */
static bool rule_axis(const yx_screening *s, const yx_rule *rule, yx_axis *ret)
{
    yx_day first = YX_DAY_MAX, last = YX_DAY_MIN;

    for (size_t k = 0; k < rule->n_stream; k++) {
        const yx_axis *axis = &s->at[rule->stream[k]].axis;
        if (axis->n == 0)
            continue;
        if (axis->first.first < first)
            first = axis->first.first;
        if (yx_axis_at(axis, axis->n - 1).last > last)
            last = yx_axis_at(axis, axis->n - 1).last;
    }
    if (first > last)
        return false;
    *ret = yx_axis_between(first, last, rule->every);
    return true;
}

/* The rule's period that a period of a stream counts in: the one that holds its last day. */
size_t yx_rule_place(const yx_axis *rule_axis, const yx_axis *axis, size_t t)
{
    yx_day last = yx_axis_at(axis, t).last;

    return yx_axis_find(rule_axis, yx_period_holding(last, rule_axis->kind));
}

static bool asks(const yx_rule *rule, yx_ask ask)
{
    for (size_t i = 0; i < rule->n_condition; i++)
        if (rule->condition[i].ask == ask)
            return true;
    return false;
}

/* --- which regions --- */

static bool asks_children(const yx_rule *rule)
{
    for (size_t i = 0; i < rule->n_condition; i++)
        if (rule->condition[i].ask == YX_ASK_AREA &&
            rule->condition[i].around == YX_AROUND_CHILDREN)
            return true;
    return false;
}

/* For each condition: does it look at children whenever it holds, so that nobody without children
 * can meet it? *ret_depth: how many levels above the figures it looks from, at most. */
static bool only_parents(const yx_rule *rule, size_t *ret_depth)
{
    bool only[YX_RULE_CONDITIONS] = {false}, all = true;
    size_t depth[YX_RULE_CONDITIONS] = {0};

    for (size_t i = 0; i < rule->n_condition; i++) {
        const yx_condition *c = &rule->condition[i];
        bool up = c->ask == YX_ASK_AREA &&
                  (c->around == YX_AROUND_CHILDREN || c->around == YX_AROUND_SIBLINGS);
        size_t n_only = 0;
        bool has = c->ask == YX_ASK_ALL || c->ask == YX_ASK_ANY || c->ask == YX_ASK_SOME ||
                   c->ask == YX_ASK_AREA;
        for (uint32_t k = c->first; has && k < c->first + c->n; k++) {
            n_only += only[rule->child[k]];
            if (depth[rule->child[k]] > depth[i])
                depth[i] = depth[rule->child[k]];
        }
        depth[i] += up;
        only[i] = (c->ask == YX_ASK_AREA && c->around == YX_AROUND_CHILDREN) ||
                  (c->ask == YX_ASK_ALL && n_only > 0) ||
                  (c->ask == YX_ASK_ANY && n_only == c->n) ||
                  (c->ask == YX_ASK_SOME && n_only + c->at_least > c->n);
    }
    *ret_depth = 0;
    for (size_t g = 0; g < rule->n_grade; g++) {
        uint32_t when = rule->grade[g].when;
        all &= only[when];
        if (depth[when] > *ret_depth)
            *ret_depth = depth[when];
    }
    if (rule->exit_when >= 0 && depth[rule->exit_when] > *ret_depth)
        *ret_depth = depth[rule->exit_when];
    return all;
}

static bool has_figures(const yx_screening *s, const yx_rule *rule, uint32_t region)
{
    for (size_t k = 0; k < rule->n_stream; k++)
        if (yx_watched_find(&s->at[rule->stream[k]], region) != SIZE_MAX)
            return true;
    return false;
}

enum { MARK_FIGURES = 1, MARK_ABOVE = 2 };

/* Marks the regions with figures, and up to `depth` levels of those above them. */
static void mark_regions(const yx_catalog *catalog, const yx_screening *s, const yx_rule *rule,
                         size_t depth, uint8_t *mark)
{
    for (uint32_t r = 0; r < yx_n_region(catalog); r++) {
        uint32_t above = r;
        if (!has_figures(s, rule, r))
            continue;
        mark[r] |= MARK_FIGURES;
        for (size_t d = 0; d < depth; d++) {
            above = yx_region_at(catalog, above)->parent;
            if (above == YX_REGION_NONE)
                break;
            mark[above] |= MARK_ABOVE;
        }
    }
}

static yx_code find_regions(const yx_catalog *catalog, const yx_screening *s, uint32_t only,
                            yx_rule_rows *rows, yx_err *err)
{
    size_t n = yx_n_region(catalog), depth;
    bool parents = only_parents(rows->rule, &depth);
    uint8_t *mark = calloc(n + 1, 1);

    rows->region = calloc(n + 1, sizeof *rows->region);
    rows->watched = calloc(n + 1, sizeof *rows->watched);
    if (!mark || !rows->region || !rows->watched) {
        free(mark);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", n);
    }
    mark_regions(catalog, s, rows->rule, depth, mark);
    for (uint32_t r = 0; r < n; r++) {
        if (!mark[r] || (only != YX_REGION_NONE && r != only))
            continue;
        rows->watched[rows->n] = parents ? mark[r] & MARK_ABOVE : true;
        if (!parents && !(mark[r] & MARK_FIGURES))
            rows->watched[rows->n] = asks_children(rows->rule);
        rows->region[rows->n++] = r;
    }
    free(mark);
    return YX_OK;
}

/* --- streams --- */

/* One stream against the periods of the rule. */
typedef struct lane {
    const yx_watched *w;
    const size_t *place; /* w->axis.n: the rule's period of each, or SIZE_MAX */
    const yx_axis *axis;
    bool flow; /* what falls into one period adds up */
} lane;

static double worth(const yx_stream *stream, const yx_verdict *v, double observed)
{
    bool few = stream->look != YX_LOOK_LOW && observed < stream->min_count;

    return few ? fmax(v->p, 0.5) : v->p;
}

yx_say yx_say_of(const yx_stream *stream, const yx_verdict *verdict, const double *observed,
                 size_t n)
{
    yx_say say = {YX_GAP, false, NAN};
    double least = NAN, times = 0;

    for (size_t t = 0; t < n; t++) {
        const yx_verdict *v = &verdict[t];
        say.alarm |= v->alarm;
        if (say.state != YX_JUDGED && v->state != YX_GAP)
            say.state = v->state;
        if (v->state != YX_JUDGED || isnan(v->p))
            continue;
        least = fmin(least, worth(stream, v, observed[t]));
        times++;
    }
    say.p = (float)(times > 1 && least < 1 ? -expm1(times * log1p(-least)) : least);
    return say;
}

static void say_row(const lane *l, size_t i, yx_say *say)
{
    const yx_verdict *verdict = yx_watched_verdict(l->w, i);
    const double *observed = yx_watched_row(l->w, i).at;
    size_t n = l->w->axis.n;

    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && l->place[to] == l->place[from];)
            to++;
        if (l->place[from] != SIZE_MAX)
            say[l->place[from]] =
                yx_say_of(l->w->stream, verdict + from, observed + from, to - from);
    }
}

/* Does the stream's axis hold all of a period of the rule? Its first and last one may be begun or
 * not over. */
static bool is_whole(const lane *l, size_t from, size_t to, size_t at)
{
    yx_period of = yx_axis_at(l->axis, at);

    return (from > 0 || yx_period_step(yx_axis_at(&l->w->axis, 0), -1).last < of.first) &&
           (to < l->w->axis.n || yx_period_step(yx_axis_at(&l->w->axis, to - 1), 1).last > of.last);
}

double yx_value_of(bool flow, const double *observed, size_t n)
{
    double sum = 0, newest = NAN;

    for (size_t t = 0; t < n; t++) {
        sum += observed[t];
        newest = isnan(observed[t]) ? newest : observed[t];
    }
    return flow && n > 1 ? sum : newest;
}

static void value_row(const lane *l, size_t i, double *value)
{
    const double *observed = yx_watched_row(l->w, i).at;
    size_t n = l->w->axis.n;

    for (size_t from = 0, to; from < n; from = to) {
        for (to = from; to < n && l->place[to] == l->place[from];)
            to++;
        if (l->place[from] == SIZE_MAX)
            continue;
        value[l->place[from]] = yx_value_of(l->flow, observed + from, to - from);
        if (l->flow && l->axis->kind != l->w->axis.kind && !is_whole(l, from, to, l->place[from]))
            value[l->place[from]] = NAN;
    }
}

static void lane_rows(const lane *l, const yx_rule_rows *rows, size_t k, double *value, yx_say *say)
{
    for (size_t r = 0; r < rows->n; r++) {
        size_t i = yx_watched_find(l->w, rows->region[r]);
        size_t at = (k * rows->n + r) * rows->axis.n;
        if (i == SIZE_MAX)
            continue;
        say_row(l, i, say + at);
        if (value)
            value_row(l, i, value + at);
    }
}

static yx_code make_streams(const yx_screening *s, yx_rule_rows *rows, yx_err *err)
{
    size_t n = rows->rule->n_stream * rows->n * rows->axis.n;
    yx_say *say = malloc((n + 1) * sizeof *say);
    double *value = asks(rows->rule, YX_ASK_VALUE) ? malloc((n + 1) * sizeof *value) : NULL;

    rows->in.say = say;
    rows->in.value = value;
    if (!say || (!value && asks(rows->rule, YX_ASK_VALUE)))
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", n);
    for (size_t i = 0; i < n; i++)
        say[i] = (yx_say){YX_GAP, false, NAN};
    for (size_t i = 0; value && i < n; i++)
        value[i] = NAN;
    for (size_t k = 0; k < rows->rule->n_stream; k++) {
        const yx_watched *w = &s->at[rows->rule->stream[k]];
        size_t *place = malloc((w->axis.n + 1) * sizeof *place);
        lane l = {w, place, &rows->axis, false};
        if (!place)
            return yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", w->axis.n);
        l.flow = w->indicator && (w->indicator->kind == YX_FLOW || w->indicator->kind == YX_YTD ||
                                  w->indicator->kind == YX_CUMULATIVE);
        for (size_t t = 0; t < w->axis.n; t++)
            place[t] = yx_rule_place(&rows->axis, &w->axis, t);
        lane_rows(&l, rows, k, value, say);
        free(place);
    }
    return YX_OK;
}

/* --- months and events --- */

static bool is_day_off(const yx_catalog *catalog, const char *name, yx_period period)
{
    for (size_t i = 0; i < yx_n_special_day(catalog); i++) {
        const yx_special_day *day = yx_special_day_at(catalog, i);
        if (day->day > period.last)
            break;
        if (day->off && day->day >= period.first && strcmp(day->name, name) == 0)
            return true;
    }
    return false;
}

static void mark_event(const yx_catalog *catalog, const yx_rule_rows *rows, const char *name,
                       uint8_t *plane)
{
    for (size_t t = 0; t < rows->axis.n; t++) {
        yx_period period = yx_axis_at(&rows->axis, t);
        bool off = is_day_off(catalog, name, period);
        for (size_t r = 0; r < rows->n; r++)
            plane[r * rows->axis.n + t] = off;
        for (size_t k = 0; k < yx_n_event(catalog); k++) {
            const yx_event *event = yx_event_at(catalog, k);
            if (event->has_limit || strcmp(event->note, name) != 0)
                continue;
            for (size_t r = 0; r < rows->n; r++)
                plane[r * rows->axis.n + t] |=
                    yx_event_covers(catalog, event, rows->region[r], period);
        }
    }
}

static yx_code make_times(const yx_catalog *catalog, yx_rule_rows *rows, yx_err *err)
{
    size_t size = rows->n * rows->axis.n;
    int *month = calloc(rows->axis.n + 1, sizeof *month);
    uint8_t *during = calloc(rows->rule->n_event * size + 1, 1);

    rows->in.month = month;
    rows->in.during = during;
    rows->in.per_year = yx_period_per_year(rows->axis.kind);
    if (!month || !during)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", rows->axis.n);
    for (size_t t = 0; t < rows->axis.n; t++) {
        int y, d;
        yx_day_parts(yx_axis_at(&rows->axis, t).last, &y, &month[t], &d);
    }
    for (size_t e = 0; e < rows->rule->n_event; e++)
        mark_event(catalog, rows, rows->rule->event[e], during + e * size);
    return YX_OK;
}

/* --- surroundings --- */

/* Pairs of rows, each under the first of the two, as lists with places of beginning. */
typedef struct pairs {
    uint32_t (*at)[2];
    size_t n, cap;
} pairs;

static yx_code add_pair(pairs *p, uint32_t from, uint32_t to, yx_err *err)
{
    yx_code rc = yx_grow(&p->at, &p->cap, p->n + 1, sizeof *p->at, err);

    if (!rc) {
        p->at[p->n][0] = from;
        p->at[p->n++][1] = to;
    }
    return rc;
}

/* Frees the pairs. */
static yx_code to_lists(pairs *p, size_t n_row, const uint32_t **ret, const uint32_t **ret_from,
                        yx_err *err)
{
    uint32_t *list = calloc(p->n + 1, sizeof *list), *from = calloc(n_row + 2, sizeof *from);

    *ret = list;
    *ret_from = from;
    if (!list || !from) {
        free(p->at);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu borders", p->n);
    }
    for (size_t i = 0; i < p->n; i++) /* one place late, so that filling puts it right */
        from[p->at[i][0] + 2]++;
    for (size_t r = 2; r < n_row + 2; r++)
        from[r] += from[r - 1];
    for (size_t i = 0; i < p->n; i++)
        list[from[p->at[i][0] + 1]++] = p->at[i][1];
    free(p->at);
    *p = (pairs){0};
    return YX_OK;
}

static yx_code make_neighbours(const yx_catalog *catalog, const uint32_t *row, yx_rule_rows *rows,
                               yx_err *err)
{
    yx_surroundings *s = &rows->in.around;
    pairs p = {0};
    yx_code rc = YX_OK;

    for (size_t i = 0; i < yx_n_neighbour(catalog) && !rc; i++) {
        const yx_neighbour *border = yx_neighbour_at(catalog, i);
        uint32_t a = yx_region_newest(catalog, yx_str_of(border->a));
        uint32_t b = yx_region_newest(catalog, yx_str_of(border->b));
        if (a == YX_REGION_NONE || b == YX_REGION_NONE || row[a] == UINT32_MAX ||
            row[b] == UINT32_MAX || a == b)
            continue;
        rc = add_pair(&p, row[a], row[b], err);
        if (!rc)
            rc = add_pair(&p, row[b], row[a], err);
    }
    if (rc) {
        free(p.at);
        return rc;
    }
    return to_lists(&p, rows->n, &s->neighbour, &s->neighbour_from, err);
}

static yx_code make_families(const yx_catalog *catalog, const uint32_t *row, yx_rule_rows *rows,
                             yx_err *err)
{
    yx_surroundings *s = &rows->in.around;
    uint32_t *parent = calloc(rows->n + 1, sizeof *parent);
    pairs p = {0};
    yx_code rc = YX_OK;

    s->parent = parent;
    if (!parent)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", rows->n);
    for (uint32_t r = 0; r < rows->n && !rc; r++) {
        uint32_t above = yx_region_at(catalog, rows->region[r])->parent;
        parent[r] = above == YX_REGION_NONE ? UINT32_MAX : row[above];
        if (parent[r] != UINT32_MAX)
            rc = add_pair(&p, parent[r], r, err);
    }
    if (rc) {
        free(p.at);
        return rc;
    }
    return to_lists(&p, rows->n, &s->child, &s->child_from, err);
}

static yx_code make_surroundings(const yx_catalog *catalog, yx_rule_rows *rows, yx_err *err)
{
    size_t n = yx_n_region(catalog);
    uint32_t *row = malloc((n + 1) * sizeof *row);
    yx_code rc;

    if (!row)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", n);
    for (size_t i = 0; i < n; i++)
        row[i] = UINT32_MAX;
    for (uint32_t r = 0; r < rows->n; r++)
        row[rows->region[r]] = r;
    rc = make_neighbours(catalog, row, rows, err);
    if (!rc)
        rc = make_families(catalog, row, rows, err);
    free(row);
    return rc;
}

/* Regions whose attribute has the same text pass on the same figure. */
static yx_code make_sources(const yx_catalog *catalog, const yx_screening *s, yx_rule_rows *rows,
                            yx_err *err)
{
    size_t n = rows->rule->n_stream * rows->n;
    uint32_t *source = malloc((n + 1) * sizeof *source);
    yx_names *names = NULL;
    yx_code rc = source ? yx_names_new(&names, err) : yx_fail(err, YX_E_NOMEM, "no memory");

    rows->in.source = source;
    for (size_t i = 0; i < n && !rc; i++) {
        const yx_region *region = yx_region_at(catalog, rows->region[i % rows->n]);
        const char *by = s->at[rows->rule->stream[i / rows->n]].stream->same_source;
        const char *text = by ? yx_attribute_text(region->attribute, region->n_attribute, by) : "";
        source[i] = UINT32_MAX;
        if (text[0])
            rc = yx_names_add(names, yx_str_of(text), &source[i], err);
    }
    yx_names_free(names);
    return rc;
}

/* --- all of it --- */

yx_code yx_rule_rows_frame(const yx_workspace *ws, const yx_screening *screening,
                           const yx_rule *rule, const yx_axis *axis, uint32_t only,
                           yx_rule_rows *ret, yx_err *err)
{
    yx_rule_rows rows = {.rule = rule, .axis = *axis};
    bool area = asks(rule, YX_ASK_AREA) && only == YX_REGION_NONE;
    yx_code rc = find_regions(ws->catalog, screening, only, &rows, err);

    rows.in.n_region = rows.n;
    rows.in.n = rows.axis.n;
    if (!rc)
        rc = make_times(ws->catalog, &rows, err);
    if (!rc && area)
        rc = make_surroundings(ws->catalog, &rows, err);
    if (!rc && area)
        rc = make_sources(ws->catalog, screening, &rows, err);
    if (rc) {
        yx_rule_rows_free(&rows);
        return rc;
    }
    *ret = rows;
    return YX_OK;
}

static yx_code make(const yx_workspace *ws, const yx_screening *screening, const yx_rule *rule,
                    uint32_t only, const yx_rule_rows *known, yx_rule_rows *ret, yx_err *err)
{
    yx_rule_rows rows = {.rule = rule};
    yx_axis axis;
    yx_code rc = YX_OK;

    *ret = rows;
    if (!rule_axis(screening, rule, &axis))
        return YX_OK;
    rc = yx_rule_rows_frame(ws, screening, rule, &axis, only, &rows, err);
    if (!rc)
        rc = make_streams(screening, &rows, err);
    if (!rc)
        rc = yx_control_rows(ws, screening, only, known, &rows, err);
    if (rc) {
        yx_rule_rows_free(&rows);
        return rc;
    }
    *ret = rows;
    return YX_OK;
}

yx_code yx_rule_rows_make(const yx_workspace *ws, const yx_screening *screening,
                          const yx_rule *rule, uint32_t only, yx_rule_rows *ret, yx_err *err)
{
    return make(ws, screening, rule, only, NULL, ret, err);
}

yx_code yx_rule_rows_one(const yx_workspace *ws, const yx_screening *screening,
                         const yx_rule_rows *known, const yx_rule *rule, uint32_t region,
                         yx_rule_rows *ret, yx_err *err)
{
    return make(ws, screening, rule, region, known, ret, err);
}

void yx_rule_rows_free(yx_rule_rows *rows)
{
    const yx_surroundings *s = &rows->in.around;

    free(rows->region);
    free(rows->watched);
    free((void *)rows->in.say);
    free((void *)rows->in.value);
    free((void *)rows->in.month);
    free((void *)rows->in.during);
    free((void *)rows->in.source);
    free((void *)rows->in.below);
    free((void *)s->neighbour);
    free((void *)s->neighbour_from);
    free((void *)s->child);
    free((void *)s->child_from);
    free((void *)s->parent);
    free(rows->control);
    *rows = (yx_rule_rows){0};
}

bool yx_rule_outside(const yx_rule *rule, yx_period period)
{
    return period.last < rule->valid_from || period.last >= rule->valid_to;
}

yx_code yx_rule_rows_judge(const yx_rule_rows *rows, uint8_t **ret_planes, yx_err *err)
{
    const yx_rule *rule = rows->rule;
    void *room = malloc(yx_judge_room(rule, rows->n, rows->axis.n));
    uint8_t *planes = malloc(yx_rule_planes(rule) * rows->n * rows->axis.n + 1);

    if (!room || !planes) {
        free(room);
        free(planes);
        return yx_fail(err, YX_E_NOMEM, "no memory to judge rule %s", rule->name);
    }
    yx_judge(rule, &rows->in, 0, room, planes);
    for (size_t t = 0; t < rows->axis.n; t++)
        if (yx_rule_outside(rule, yx_axis_at(&rows->axis, t)))
            yx_judge_outside(rule, rows->n, rows->axis.n, t, planes);
    free(room);
    *ret_planes = planes;
    return YX_OK;
}

/* rule.c - one rule, brought along from step to step: what its streams say, what holds, the courses
 * of its regions. */
#include "base/mem.h"
#include "flow/replay/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- making --- */

/* The periods of the rule over all that is ever known. */
static void find_axis(yx_track *k, const yx_lane *lane)
{
    yx_day first = YX_DAY_MAX, last = YX_DAY_MIN;

    for (size_t s = 0; s < k->rule->n_stream; s++) {
        const yx_axis *axis = &lane[k->stream[s].lane].past->axis;
        if (axis->n == 0)
            continue;
        first = axis->first.first < first ? axis->first.first : first;
        last =
            yx_axis_at(axis, axis->n - 1).last > last ? yx_axis_at(axis, axis->n - 1).last : last;
    }
    k->axis = (yx_axis){.kind = k->rule->every};
    if (first <= last)
        k->axis = yx_axis_between(first, last, k->rule->every);
}

/* Regions of streams, as a screening has them: those of `live` rows, or all. */
static yx_code ask_regions(const yx_workspace *ws, yx_track *k, const yx_lane *lane, bool all,
                           yx_rule_rows *ret, yx_err *err)
{
    size_t n = yx_n_stream(k->rules);
    yx_watched *w = calloc(n + 1, sizeof *w);
    uint32_t *there = malloc((k->rows.n + 1) * sizeof *there);
    yx_screening screening = {w, n};
    yx_code rc = YX_OK;

    if (!w || !there)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu streams", n);
    for (size_t s = 0; s < k->rule->n_stream && !rc; s++) {
        const yx_lane *of = &lane[k->stream[s].lane];
        yx_watched *at = &w[k->rule->stream[s]];
        at->stream = yx_stream_at(k->rules, k->rule->stream[s]);
        at->region = all ? of->region : there;
        at->n_region = all ? of->n_row : 0;
    }
    for (size_t r = 0; r < k->rows.n && !rc && !all; r++)
        if (k->has[r])
            there[w[k->rule->stream[0]].n_region++] = k->rows.region[r];
    if (!rc)
        rc = yx_rule_rows_frame(ws, &screening, k->rule, &k->axis, YX_REGION_NONE, ret, err);
    free(w);
    free(there);
    return rc;
}

static size_t find_row(const yx_rule_rows *rows, uint32_t region)
{
    size_t lo = 0, hi = rows->n;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (rows->region[middle] < region)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo; /* it is there */
}

/* Is a flow of a period cut off by the end of all that is ever known? */
static bool is_cut(const yx_axis *axis, const yx_bundle *b, yx_period of)
{
    return (b->from == 0 && yx_period_step(yx_axis_at(axis, 0), -1).last >= of.first) ||
           (b->to == axis->n && yx_period_step(yx_axis_at(axis, b->to - 1), 1).last <= of.last);
}

static yx_code make_stream(yx_track *k, yx_track_stream *s, const yx_lane *lane, yx_err *err)
{
    const yx_axis *axis = &lane->past->axis;
    yx_kind kind = lane->past->indicator->kind;

    s->flow = kind == YX_FLOW || kind == YX_YTD || kind == YX_CUMULATIVE;
    s->place = malloc((axis->n + 1) * sizeof *s->place);
    s->bundle = calloc(k->axis.n + 1, sizeof *s->bundle);
    s->row = malloc((lane->n_row + 1) * sizeof *s->row);
    if (!s->place || !s->bundle || !s->row)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", axis->n);
    for (size_t t = 0; t < axis->n; t++) {
        size_t at = yx_rule_place(&k->axis, axis, t);
        s->place[t] = at == SIZE_MAX ? YX_NEVER : (uint32_t)at;
        if (at == SIZE_MAX)
            continue;
        if (s->bundle[at].to == 0)
            s->bundle[at].from = (uint32_t)t;
        s->bundle[at].to = (uint32_t)t + 1;
    }
    for (size_t at = 0; at < k->axis.n; at++)
        s->bundle[at].cut = s->flow && axis->kind != k->axis.kind && s->bundle[at].to > 0 &&
                            is_cut(axis, &s->bundle[at], yx_axis_at(&k->axis, at));
    for (size_t i = 0; i < lane->n_row; i++)
        s->row[i] = (uint32_t)find_row(&k->rows, lane->region[i]);
    return YX_OK;
}

static bool asks(const yx_rule *rule, yx_ask ask)
{
    for (size_t i = 0; i < rule->n_condition; i++)
        if (rule->condition[i].ask == ask)
            return true;
    return false;
}

static yx_code make_planes(yx_track *k, yx_err *err)
{
    size_t size = k->rows.n * k->axis.n, n = k->rule->n_stream * size;
    bool figures = asks(k->rule, YX_ASK_VALUE);

    k->say = malloc((n + 1) * sizeof *k->say);
    k->value = figures ? malloc((n + 1) * sizeof *k->value) : NULL;
    k->has = calloc(k->rows.n + 1, sizeof *k->has);
    k->live = calloc(k->rows.n + 1, sizeof *k->live);
    k->there = calloc(k->rows.n + 1, sizeof *k->there);
    k->planes = malloc(yx_rule_planes(k->rule) * size + 1);
    k->mark = calloc(size + 1, sizeof *k->mark);
    k->now_row = malloc((k->rows.n + 1) * sizeof *k->now_row);
    if (!k->say || (figures && !k->value) || !k->has || !k->live || !k->there || !k->planes ||
        !k->mark || !k->now_row)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", n);
    for (size_t i = 0; i < n; i++)
        k->say[i] = (yx_say){YX_GAP, false, NAN};
    for (size_t i = 0; i < n && figures; i++)
        k->value[i] = NAN;
    k->n_now = k->rows.n;
    for (size_t r = 0; r < k->rows.n; r++)
        k->now_row[r] = (uint32_t)r;
    return YX_OK;
}

yx_code yx_track_make(const yx_workspace *ws, const yx_rerun_rule *of, const yx_lane *lane,
                      size_t n_lane, const uint32_t *lane_of, yx_track *ret, yx_err *err)
{
    yx_track k = {.rule = of->rule,
                  .rules = of->rules,
                  .area = asks(of->rule, YX_ASK_AREA),
                  .first = YX_NEVER,
                  .last = YX_NEVER,
                  .from = YX_NEVER};
    yx_code rc = YX_OK;

    k.stream = calloc(k.rule->n_stream + 1, sizeof *k.stream);
    k.asks = calloc(n_lane + 1, sizeof *k.asks);
    if (!k.stream || !k.asks)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for a rule");
    for (size_t s = 0; s < k.rule->n_stream && !rc; s++) {
        k.stream[s].lane = lane_of[s];
        k.asks[lane_of[s]] |= (uint64_t)1 << s;
    }
    if (!rc)
        find_axis(&k, lane);
    k.reach = rc ? 0 : yx_rule_reach(k.rule, yx_period_per_year(k.axis.kind));
    if (!rc && k.axis.n) {
        rc = ask_regions(ws, &k, lane, true, &k.rows, err);
        if (!rc)
            rc = make_planes(&k, err);
        for (size_t s = 0; s < k.rule->n_stream && !rc; s++)
            rc = make_stream(&k, &k.stream[s], &lane[lane_of[s]], err);
    }
    if (rc) {
        yx_track_free(&k);
        return rc;
    }
    *ret = k;
    return YX_OK;
}

void yx_track_free(yx_track *k)
{
    for (size_t s = 0; k->stream && s < k->rule->n_stream; s++) {
        free(k->stream[s].place);
        free(k->stream[s].bundle);
        free(k->stream[s].row);
    }
    free(k->stream);
    free(k->asks);
    yx_rule_rows_free(&k->rows);
    yx_rule_rows_free(&k->now);
    free(k->say);
    free(k->value);
    free(k->has);
    free(k->live);
    free(k->there);
    free(k->planes);
    free(k->mark);
    free(k->now_row);
    free(k->window);
    *k = (yx_track){0};
}

/* --- what the streams say --- */

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static yx_verdict verdict_of(const yx_cell *cell)
{
    return (yx_verdict){.p = cell->p, .alarm = cell->alarm, .state = (yx_state)cell->state};
}

/* What a stream says of a period of the rule, and its figure there. */
static void reckon(const yx_track_stream *s, const yx_lane *lane, size_t row, const yx_bundle *b,
                   yx_say *say, double *value)
{
    const yx_cell *cell = lane->cell + row * lane->past->axis.n;
    yx_verdict verdict[366];
    double observed[366];
    size_t n = b->to - b->from < 366 ? b->to - b->from : 366;

    for (size_t t = 0; t < n; t++) {
        verdict[t] = verdict_of(&cell[b->from + t]);
        observed[t] = cell[b->from + t].value;
    }
    *say = yx_say_of(lane->stream, verdict, observed, n);
    *value = b->cut ? NAN : yx_value_of(s->flow, observed, n);
}

/* Takes in a cell; the first period of the rule that says something else, or YX_NEVER. */
static uint32_t take_in(yx_track *k, size_t s, const yx_lane *lane, const yx_touch *touch)
{
    const yx_track_stream *stream = &k->stream[s];
    const yx_cell *cell = &lane->cell[touch->row * lane->past->axis.n + touch->t];
    uint32_t row = stream->row[touch->row], at = stream->place[touch->t];
    size_t i = (s * k->rows.n + row) * k->axis.n + at;
    bool has = !isnan(cell->value), is = false;
    yx_say say;
    double value;

    k->has[row] += has;
    k->has[row] -= touch->had;
    if (at == YX_NEVER)
        return YX_NEVER;
    reckon(stream, lane, touch->row, &stream->bundle[at], &say, &value);
    if (say.state != k->say[i].state || say.alarm != k->say[i].alarm || !same(say.p, k->say[i].p)) {
        k->say[i] = say;
        is = true;
    }
    if (k->value && !same(value, k->value[i])) {
        k->value[i] = value;
        is = true;
    }
    return is ? at : YX_NEVER;
}

/* --- which periods and regions there are by now --- */

static void find_ends(const yx_track *k, const yx_lane *lane, size_t step, uint32_t *ret_first,
                      uint32_t *ret_last)
{
    yx_day first = YX_DAY_MAX, last = YX_DAY_MIN;

    for (size_t s = 0; s < k->rule->n_stream; s++) {
        const yx_past *past = lane[k->stream[s].lane].past;
        yx_day a, b;
        if (past->first[step] == YX_NEVER)
            continue;
        a = yx_axis_at(&past->axis, past->first[step]).first;
        b = yx_axis_at(&past->axis, past->last[step]).last;
        first = a < first ? a : first;
        last = b > last ? b : last;
    }
    *ret_first = *ret_last = YX_NEVER;
    if (first > last)
        return;
    *ret_first = (uint32_t)yx_axis_find(&k->axis, yx_period_holding(first, k->axis.kind));
    *ret_last = (uint32_t)yx_axis_find(&k->axis, yx_period_holding(last, k->axis.kind));
}

/* Where areas are asked for, the regions that have figures and those above them; else those that
 * have. *ret_moved: they are others than before. */
static yx_code find_live(const yx_workspace *ws, yx_track *k, const yx_lane *lane, bool *ret_moved,
                         yx_err *err)
{
    bool moved = false;
    yx_code rc;

    if (!k->area) {
        for (size_t r = 0; r < k->rows.n; r++)
            k->live[r] = k->has[r] > 0;
        *ret_moved = false;
        return YX_OK;
    }
    for (size_t r = 0; r < k->rows.n; r++) {
        moved |= (k->has[r] > 0) != k->there[r];
        k->there[r] = k->has[r] > 0;
    }
    *ret_moved = moved;
    if (!moved)
        return YX_OK;
    yx_rule_rows_free(&k->now);
    rc = ask_regions(ws, k, lane, false, &k->now, err);
    if (rc)
        return rc;
    k->n_now = k->now.n;
    for (size_t i = 0; i < k->now.n; i++)
        k->now_row[i] = (uint32_t)find_row(&k->rows, k->now.region[i]);
    return YX_OK;
}

/* --- judging --- */

typedef struct parts {
    size_t say, value, during, planes, room, all;
} parts;

static size_t aligned(size_t n)
{
    return (n + 63) / 64 * 64;
}

static parts share_out(const yx_track *k, size_t n)
{
    size_t size = k->n_now * n;
    parts p = {.say = 0};

    p.value = aligned(k->rule->n_stream * size * sizeof(yx_say));
    p.during = p.value + (k->value ? aligned(k->rule->n_stream * size * sizeof(double)) : 0);
    p.planes = p.during + aligned(k->rule->n_event * size);
    p.room = p.planes + aligned(yx_rule_planes(k->rule) * size + 1);
    p.all = p.room + yx_judge_room(k->rule, k->n_now, n);
    return p;
}

/* Copies n periods from `from` of the rows that are judged. */
static void fill_window(yx_track *k, const parts *p, uint32_t from, size_t n)
{
    const yx_rule_rows *rows = k->area ? &k->now : &k->rows;
    yx_say *say = (void *)(k->window + p->say);
    double *value = (void *)(k->window + p->value);
    uint8_t *during = k->window + p->during;

    for (size_t s = 0; s < k->rule->n_stream; s++)
        for (size_t i = 0; i < k->n_now; i++) {
            size_t at = (s * k->rows.n + k->now_row[i]) * k->axis.n + from;
            size_t to = (s * k->n_now + i) * n;
            memcpy(say + to, k->say + at, n * sizeof *say);
            if (k->value)
                memcpy(value + to, k->value + at, n * sizeof *value);
        }
    for (size_t e = 0; e < k->rule->n_event; e++)
        for (size_t i = 0; i < k->n_now; i++)
            memcpy(during + (e * k->n_now + i) * n,
                   rows->in.during + (e * rows->n + i) * k->axis.n + from, n);
    k->in = (yx_evidence){.n_region = k->n_now,
                          .n = n,
                          .say = say,
                          .value = k->value ? value : NULL,
                          .month = rows->in.month + from,
                          .per_year = rows->in.per_year,
                          .during = during,
                          .around = rows->in.around,
                          .source = rows->in.source};
    k->in_from = from;
}

static yx_code judge(yx_track *k, uint32_t from, yx_err *err)
{
    uint32_t begin = from - k->first > k->reach ? from - (uint32_t)k->reach : k->first;
    size_t n = k->last - begin + 1, planes = yx_rule_planes(k->rule);
    parts p = share_out(k, n);
    yx_code rc = yx_grow(&k->window, &k->cap, p.all, 1, err);

    if (rc)
        return rc;
    fill_window(k, &p, begin, n);
    yx_judge(k->rule, &k->in, from - begin, k->window + p.room, k->window + p.planes);
    for (size_t t = from - begin; t < n; t++)
        if (yx_rule_outside(k->rule, yx_axis_at(&k->axis, begin + t)))
            yx_judge_outside(k->rule, k->n_now, n, t, k->window + p.planes);
    for (size_t g = 0; g < planes; g++)
        for (size_t i = 0; i < k->n_now; i++)
            memcpy(k->planes + (g * k->rows.n + k->now_row[i]) * k->axis.n + from,
                   k->window + p.planes + (g * k->n_now + i) * n + (from - begin),
                   n - (from - begin));
    k->from = from;
    return YX_OK;
}

/* The course of a row from a period on. */
static void run_course(yx_track *k, size_t row, uint32_t from)
{
    yx_mark *mark = k->mark + row * k->axis.n;
    yx_mark now = from > k->first ? mark[from - 1] : (yx_mark){.first = YX_NEVER};
    size_t planes = yx_rule_planes(k->rule);

    for (uint32_t t = from; t <= k->last; t++) {
        uint8_t holds[YX_RULE_GRADES + 1];
        for (size_t g = 0; g < planes; g++)
            holds[g] = k->planes[(g * k->rows.n + row) * k->axis.n + t];
        now.turn = (uint8_t)yx_course_step(k->rule, &now.course, holds);
        if (now.turn == YX_TURN_RAISED)
            now.first = t;
        for (size_t g = 0; g < k->rule->n_grade && now.course.on; g++)
            if (holds[g] == YX_YES)
                now.last = t;
        now.level = (uint8_t)yx_course_level(k->rule, &now.course);
        mark[t] = now;
    }
}

static void mark_live(yx_track *k)
{
    if (!k->area)
        return;
    for (size_t r = 0; r < k->rows.n; r++)
        k->live[r] = false;
    for (size_t i = 0; i < k->n_now; i++)
        k->live[k->now_row[i]] = k->now.watched[i];
}

yx_code yx_track_step(const yx_workspace *ws, yx_track *k, const yx_lane *lane,
                      const yx_touch *touch, size_t n_touch, size_t step, bool *ret_any,
                      yx_err *err)
{
    uint32_t from = YX_NEVER, first, last;
    bool moved = false;
    yx_code rc;

    *ret_any = false;
    if (k->axis.n == 0)
        return YX_OK;
    for (size_t i = 0; i < n_touch; i++)
        for (uint64_t bits = k->asks[touch[i].lane]; bits; bits &= bits - 1) {
            size_t s = (size_t)__builtin_ctzll(bits);
            uint32_t at = take_in(k, s, &lane[touch[i].lane], &touch[i]);
            from = at < from ? at : from;
        }
    find_ends(k, lane, step, &first, &last);
    rc = find_live(ws, k, lane, &moved, err);
    if (rc)
        return rc;
    if (moved || first != k->first)
        from = first;
    else if (last != k->last && k->last + 1 < from)
        from = k->last + 1;
    *ret_any = from != YX_NEVER || last != k->last;
    k->first = first;
    k->last = last;
    k->from = YX_NEVER;
    if (last == YX_NEVER || from == YX_NEVER || from > last || k->n_now == 0)
        return YX_OK;
    from = from < first ? first : from;
    rc = judge(k, from, err);
    for (size_t i = 0; i < k->n_now && !rc; i++)
        run_course(k, k->now_row[i], from);
    mark_live(k);
    return rc;
}

const yx_mark *yx_track_mark(const yx_track *k, size_t row, uint32_t t)
{
    return &k->mark[row * k->axis.n + t];
}

uint64_t yx_track_groups(const yx_track *k, size_t row, uint32_t t)
{
    yx_sight sight;
    size_t i = 0;

    if (k->from == YX_NEVER || t < k->from || t > k->last)
        return 0;
    while (i < k->n_now && k->now_row[i] != row)
        i++;
    return i < k->n_now ? yx_judge_groups(k->rule, &k->in, i, t - k->in_from, &sight) : 0;
}

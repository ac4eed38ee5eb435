/* lanes.c - a stream over its regions, each from its first figure to its last: what it said of each
 * period, and from which step on.
 *
 * A verdict depends on what was known up to its period. So figures that come one behind the other
 * need one run of the detector, however many steps they took, and a step that changes an earlier
 * one needs one more, for the verdicts from there on. */
#include "base/mem.h"
#include "flow/replay/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What all rows of a lane are judged with. */
typedef struct hearing {
    const yx_lane *lane;
    size_t n, n_step;   /* periods, steps */
    yx_watched watched; /* for its events */
    double *limit;      /* n_row rows of n: an analyst's; NAN; or NULL */
    int32_t *year, *season, *epoch;
    uint32_t *newest; /* silent: of each step, the newest period in which any row reported */
} hearing;

/* What one row is judged with: a thread's own. */
typedef struct desk {
    double *value, *room;
    yx_verdict *verdict;
    yx_cell *last; /* what was said last */
    uint8_t *seen;
    size_t room_len;
} desk;

static void desk_free(desk *d)
{
    free(d->value);
    free(d->room);
    free(d->verdict);
    free(d->last);
    free(d->seen);
}

static bool desk_new(const hearing *h, desk *d)
{
    const yx_stream *s = h->lane->stream;

    *d = (desk){.room_len = s->detector ? yx_screen_room(s->detector, h->n, s->param) + 8 : 8};
    d->value = malloc((h->n + 1) * sizeof *d->value);
    d->room = malloc(d->room_len * sizeof *d->room);
    d->verdict = calloc(h->n + 1, sizeof *d->verdict);
    d->last = malloc((h->n + 1) * sizeof *d->last);
    d->seen = malloc(h->n + 1);
    return d->value && d->room && d->verdict && d->last && d->seen;
}

static const yx_cell nothing = {NAN, NAN, YX_GAP, false};

static void desk_clear(const hearing *h, desk *d)
{
    for (size_t t = 0; t < h->n; t++) {
        d->value[t] = NAN;
        d->last[t] = nothing;
        d->seen[t] = 0;
    }
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* Says what is new of a period. */
static bool say(desk *d, yx_lane_row *row, uint32_t step, size_t t, yx_cell cell)
{
    const yx_cell *last = &d->last[t];

    if (last->state == cell.state && last->alarm == cell.alarm && same(last->p, cell.p) &&
        same(last->value, cell.value))
        return true;
    if (row->n == row->cap && yx_grow(&row->said, &row->cap, row->n + 1, sizeof *row->said, NULL))
        return false;
    d->last[t] = cell;
    row->said[row->n++] = (yx_said){step, (uint32_t)t, cell};
    return true;
}

/* --- verdicts --- */

static yx_cell cell_of(const hearing *h, const desk *d, size_t i, size_t t)
{
    const yx_stream *stream = h->lane->stream;
    double value = d->value[t];
    yx_verdict v = d->verdict[t];

    if (isnan(value))
        return nothing;
    if (!stream->detector)
        return (yx_cell){value, NAN, YX_JUDGED, false};
    if (stream->look != YX_LOOK_LOW && value < stream->min_count)
        v.alarm = false;
    if (h->limit && !isnan(h->limit[i * h->n + t]))
        yx_verdict_override(stream->look, value, h->limit[i * h->n + t], &v);
    return (yx_cell){value, v.p, (uint8_t)v.state, v.alarm};
}

/* Judges the periods from .. end - 1 with a series that begins at `first`. */
static yx_code judge(const hearing *h, desk *d, size_t i, size_t first, size_t from, size_t end,
                     yx_err *err)
{
    const yx_lane *lane = h->lane;
    const yx_axis *axis = &lane->past->axis;
    bool dated = axis->kind == YX_PERIOD_DAY || axis->kind == YX_PERIOD_WEEK;
    const unsigned char *event = h->watched.event;
    yx_screen_input in = {.n = end - first,
                          .observed = d->value + first,
                          .event = event ? event + i * h->n + first : NULL,
                          .year = h->year + first,
                          .season = h->season + first,
                          .per_year = yx_period_per_year(axis->kind),
                          .epoch = dated ? h->epoch + first : NULL,
                          .from = from - first};

    lane->row[i].runs++;
    lane->row[i].judged += end - from;
    return yx_screen(lane->stream->detector, &in, lane->stream->param, lane->stream->look, d->room,
                     d->verdict + first, err);
}

/* --- a row --- */

/* How far the changes of a row are taken in. */
typedef struct walk {
    const hearing *h;
    desk *d;
    yx_lane_row *row;
    size_t i, at; /* number of the row; place in the news */
    size_t end;   /* one behind the newest value */
} walk;

static uint32_t next_step(const walk *w)
{
    return w->at < w->row->past->n ? w->row->past->at[w->at].step : YX_NEVER;
}

/* The first step from `step` on at which the series of all regions begins elsewhere than before. */
static uint32_t next_move(const walk *w, uint32_t step)
{
    const uint32_t *first = w->h->lane->past->first;

    for (; step < w->h->n_step; step++)
        if (step > 0 && first[step] != first[step - 1] && first[step - 1] != YX_NEVER)
            return step;
    return YX_NEVER;
}

/* Takes in what came at a step; the first period that is another than before, or SIZE_MAX. */
static size_t take_in(walk *w, uint32_t step)
{
    const yx_past_row *past = w->row->past;
    size_t from = SIZE_MAX;

    for (; w->at < past->n && past->at[w->at].step == step; w->at++) {
        const yx_news *news = &past->at[w->at];
        bool value = news->what == YX_NEWS_VALUE || news->what == YX_NEWS_NONE;
        if (news->what == YX_NEWS_SEEN || news->what == YX_NEWS_UNSEEN ||
            news->what == YX_NEWS_NONE)
            w->d->seen[news->t] = news->what == YX_NEWS_SEEN;
        if (!value || same(w->d->value[news->t], news->value))
            continue;
        w->d->value[news->t] = news->value;
        from = news->t < from ? news->t : from;
        w->end = news->t + 1 > w->end ? news->t + 1 : w->end;
    }
    while (w->end > 0 && isnan(w->d->value[w->end - 1]))
        w->end--;
    return from;
}

/* Does the step bring nothing but new values behind all others? */
static bool follows(const walk *w, uint32_t step)
{
    const yx_past_row *past = w->row->past;

    for (size_t k = w->at; k < past->n && past->at[k].step == step; k++)
        if (past->at[k].what != YX_NEWS_VALUE || past->at[k].t < w->end)
            return false;
    return true;
}

/* One run of the detector: the step that made it needed, and those that follow in order. */
static yx_code stretch(walk *w, uint32_t step, bool moved, yx_err *err)
{
    const uint32_t *firsts = w->h->lane->past->first;
    size_t end_before = w->end, from = take_in(w, step), first = firsts[step], k = w->at, own;
    uint32_t move = next_move(w, step + 1);
    bool said = true;
    yx_code rc = YX_OK;

    if (moved)
        from = first < from ? first : from;
    if (from == SIZE_MAX)
        return YX_OK;
    own = w->end; /* what the step itself tells of */
    while (next_step(w) < move && follows(w, next_step(w)))
        (void)take_in(w, next_step(w));
    if (w->h->lane->stream->detector && from < w->end)
        rc = judge(w->h, w->d, w->i, first, from < first ? first : from, w->end, err);
    for (size_t t = from; t < own || t < end_before; t++)
        said &= rc || say(w->d, w->row, step, t, t < own ? cell_of(w->h, w->d, w->i, t) : nothing);
    for (; k < w->at; k++)
        said &= rc || say(w->d, w->row, w->row->past->at[k].step, w->row->past->at[k].t,
                          cell_of(w->h, w->d, w->i, w->row->past->at[k].t));
    return rc || said ? rc : yx_fail(err, YX_E_NOMEM, "no memory for verdicts");
}

static yx_code hear_row(const hearing *h, desk *d, size_t i, yx_err *err)
{
    walk w = {.h = h, .d = d, .row = &h->lane->row[i], .i = i};
    uint32_t move = next_move(&w, 0);
    yx_code rc = YX_OK;

    desk_clear(h, d);
    while (!rc) {
        uint32_t next = next_step(&w), step = next < move ? next : move;
        if (step == YX_NEVER)
            break;
        rc = stretch(&w, step, step == move, err);
        if (step == move)
            move = next_move(&w, step + 1);
    }
    return rc;
}

/* --- silence: no figure, from the region's first one on, up to the newest of all regions --- */

static size_t first_report(const desk *d, size_t n)
{
    size_t t = 0;

    while (t < n && isnan(d->value[t]) && !d->seen[t])
        t++;
    return t;
}

static yx_cell silence(const desk *d, size_t begun, size_t t, size_t newest)
{
    bool any = !isnan(d->value[t]) || d->seen[t];

    if (t < begun || t > newest)
        return (yx_cell){d->value[t], NAN, YX_GAP, false};
    return (yx_cell){d->value[t], NAN, YX_JUDGED, !any};
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static yx_code hear_silence(const hearing *h, desk *d, size_t i, yx_err *err)
{
    walk w = {.h = h, .d = d, .row = &h->lane->row[i], .i = i};
    size_t begun = h->n, newest = 0;
    bool said = true;

    desk_clear(h, d);
    for (uint32_t step = 0; step < h->n_step && said; step++) {
        bool news = next_step(&w) == step;
        size_t now = h->newest[step] == YX_NEVER ? 0 : h->newest[step], before = begun;
        size_t lo = news ? w.row->past->at[w.at].t : h->n, hi = newest > now ? newest : now;
        if (!news && now == newest)
            continue;
        hi = hi > w.end ? hi : w.end;
        (void)take_in(&w, step);
        hi = hi > w.end ? hi : w.end;
        begun = first_report(d, h->n);
        if (begun != before)
            lo = least(lo, least(begun, before));
        if (now != newest)
            lo = least(lo, least(now, newest) + 1);
        newest = now;
        for (size_t t = lo; t < h->n && t <= hi; t++)
            said &= say(d, w.row, step, t, silence(d, begun, t, newest));
    }
    return said ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for verdicts");
}

/* --- all rows --- */

static int hear_one(const hearing *h, desk *d, size_t i, yx_err *err)
{
    return h->lane->stream->silent ? hear_silence(h, d, i, err) : hear_row(h, d, i, err);
}

#ifdef _OPENMP
#define SHARED_OUT(worst) _Pragma("omp parallel for schedule(dynamic, 4) reduction(min : worst)")
#else
#define SHARED_OUT(worst)
#endif

/* Rows are independent and each is judged by one thread, so one core or many give the same. */
static yx_code hear_rows(const hearing *h, yx_err *err)
{
    size_t n_desk = yx_threads();
    desk *d = calloc(n_desk, sizeof *d);
    bool is = d != NULL;
    int worst = YX_OK;

    for (size_t k = 0; k < n_desk && is; k++)
        is = desk_new(h, &d[k]);
    if (is) {
        SHARED_OUT(worst)
        for (size_t i = 0; i < h->lane->n_row; i++) {
            int rc = hear_one(h, &d[yx_this_thread()], i, NULL);
            worst = rc < worst ? rc : worst;
        }
    }
    for (size_t k = 0; k < n_desk && d; k++)
        desk_free(&d[k]);
    free(d);
    if (!is || worst == YX_E_NOMEM)
        return yx_fail(err, YX_E_NOMEM, "no memory for verdicts");
    if (worst)
        return yx_fail(err, (yx_code)worst,
                       "stream %s: its detector cannot be run with its options",
                       h->lane->stream->name);
    return YX_OK;
}

/* --- a lane --- */

static bool in_level(const yx_workspace *ws, const yx_stream *stream, uint32_t region)
{
    return !stream->levels || strcmp(yx_region_at(ws->catalog, region)->level, stream->levels) == 0;
}

static yx_code choose_rows(const yx_workspace *ws, yx_lane *lane, yx_err *err)
{
    size_t most = lane->past->n_row;

    lane->region = malloc((most + 1) * sizeof *lane->region);
    lane->row = calloc(most + 1, sizeof *lane->row);
    if (!lane->region || !lane->row)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", most);
    for (size_t i = 0; i < most; i++) {
        if (!in_level(ws, lane->stream, lane->past->row[i].region))
            continue;
        lane->region[lane->n_row] = lane->past->row[i].region;
        lane->row[lane->n_row++].past = &lane->past->row[i];
    }
    lane->cell = malloc((lane->n_row * lane->past->axis.n + 1) * sizeof *lane->cell);
    if (!lane->cell)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu periods",
                       lane->n_row * lane->past->axis.n);
    for (size_t i = 0; i < lane->n_row * lane->past->axis.n; i++)
        lane->cell[i] = nothing;
    return YX_OK;
}

static yx_code find_limits(const yx_workspace *ws, hearing *h, yx_err *err)
{
    const yx_lane *lane = h->lane;

    for (size_t k = 0; k < yx_n_event(ws->catalog) && lane->stream->detector; k++) {
        const yx_event *event = yx_event_at(ws->catalog, k);
        if (!event->has_limit || strcmp(event->indicator, lane->past->indicator->code) != 0)
            continue;
        if (!h->limit) {
            h->limit = malloc((lane->n_row * h->n + 1) * sizeof *h->limit);
            if (!h->limit)
                return yx_fail(err, YX_E_NOMEM, "no memory for limits");
            for (size_t i = 0; i < lane->n_row * h->n; i++)
                h->limit[i] = NAN;
        }
        for (size_t i = 0; i < lane->n_row; i++)
            for (size_t t = 0; t < h->n; t++)
                if (yx_event_covers(ws->catalog, event, lane->region[i],
                                    yx_axis_at(&lane->past->axis, t)))
                    h->limit[i * h->n + t] = yx_decimal_double(event->limit);
    }
    return YX_OK;
}

static yx_code find_newest(hearing *h, yx_err *err)
{
    const yx_past_row **rows = malloc((h->lane->n_row + 1) * sizeof *rows);
    yx_code rc = YX_OK;

    h->newest = malloc((h->n_step + 1) * sizeof *h->newest);
    for (size_t i = 0; i < h->lane->n_row && rows; i++)
        rows[i] = h->lane->row[i].past;
    if (rows && h->newest)
        rc = yx_past_ends(rows, h->lane->n_row, h->n, h->n_step, NULL, h->newest, err);
    else
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu steps", h->n_step);
    free(rows);
    return rc;
}

static yx_code find_times(hearing *h, yx_err *err)
{
    const yx_axis *axis = &h->lane->past->axis;

    h->year = calloc(h->n + 1, sizeof *h->year);
    h->season = calloc(h->n + 1, sizeof *h->season);
    h->epoch = calloc(h->n + 1, sizeof *h->epoch);
    if (!h->year || !h->season || !h->epoch)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", h->n);
    yx_axis_seasons(axis, h->year, h->season);
    for (size_t t = 0; t < h->n; t++)
        h->epoch[t] = yx_axis_at(axis, t).first;
    return YX_OK;
}

yx_code yx_lane_hear(const yx_workspace *ws, yx_lane *lane, size_t n_step, yx_err *err)
{
    hearing h = {.lane = lane, .n = lane->past->axis.n, .n_step = n_step};
    yx_code rc = choose_rows(ws, lane, err);

    h.watched = (yx_watched){.stream = lane->stream,
                             .indicator = lane->past->indicator,
                             .axis = lane->past->axis,
                             .region = lane->region,
                             .n_region = lane->n_row};
    if (!rc)
        rc = yx_watched_events(ws, &h.watched, err);
    if (!rc)
        rc = find_limits(ws, &h, err);
    if (!rc)
        rc = find_times(&h, err);
    if (!rc && lane->stream->silent)
        rc = find_newest(&h, err);
    if (!rc && lane->n_row)
        rc = hear_rows(&h, err);
    free(h.watched.event);
    free(h.limit);
    free(h.year);
    free(h.season);
    free(h.epoch);
    free(h.newest);
    return rc;
}

void yx_lane_free(yx_lane *lane)
{
    for (size_t i = 0; i < lane->n_row && lane->row; i++)
        free(lane->row[i].said);
    free(lane->region);
    free(lane->row);
    free(lane->cell);
    *lane = (yx_lane){0};
}

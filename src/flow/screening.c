#include "flow/screening.h"

#include "flow/figure.h"
#include "series/panel_db.h"
#include "store/hidden.h"

#include <math.h>
#ifdef _OPENMP
#include <omp.h>
#endif
#include <stdlib.h>
#include <string.h>

yx_span yx_watched_row(const yx_watched *w, size_t i)
{
    return yx_panel_row(w->panel, w->row[i], 0);
}

const yx_verdict *yx_watched_verdict(const yx_watched *w, size_t i)
{
    return w->verdict + i * w->axis.n;
}

size_t yx_watched_find(const yx_watched *w, uint32_t region)
{
    size_t lo = 0, hi = w->n_region; /* they stand in the order of the catalogue */

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (w->region[middle] < region)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < w->n_region && w->region[lo] == region ? lo : SIZE_MAX;
}

static bool has_value(yx_span row)
{
    for (size_t t = 0; t < row.n; t++)
        if (!isnan(row.at[t]))
            return true;
    return false;
}

/* Reads the stream's figures over all regions of its level, and keeps the rows that have any. */
static yx_code read_rows(yx_workspace *ws, yx_known known, yx_watched *w, yx_err *err)
{
    size_t n_all = yx_n_region(ws->catalog), n = 0;
    uint32_t number = 0;
    uint32_t *all = malloc((n_all + 1) * sizeof *all);
    yx_code rc = YX_OK;

    w->region = malloc((n_all + 1) * sizeof *w->region);
    w->row = malloc((n_all + 1) * sizeof *w->row);
    if (!all || !w->region || !w->row) {
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", n_all);
        goto done;
    }
    for (uint32_t i = 0; i < n_all; i++)
        if (!w->stream->levels ||
            strcmp(yx_region_at(ws->catalog, i)->level, w->stream->levels) == 0)
            all[n++] = i;
    if (n == 0)
        goto done;
    while (yx_indicator_at(ws->catalog, number) != w->indicator)
        number++;
    rc = yx_panel_read_on(ws->store, ws->catalog, ws->boundaries, all, n, &number, 1, &w->axis,
                          known, &w->panel, err);
    for (size_t i = 0; i < n && !rc; i++) {
        if (!has_value(yx_panel_row(w->panel, i, 0)))
            continue;
        w->region[w->n_region] = all[i];
        w->row[w->n_region++] = i;
    }
done:
    free(all);
    return rc;
}

/* Year and season of every period of an axis: what "the same season of earlier years" means. */
void yx_axis_seasons(const yx_axis *axis, int32_t *year, int32_t *season)
{
    for (size_t t = 0; t < axis->n; t++) {
        yx_day first = yx_axis_at(axis, t).first;
        int y, m, d, iso_year, iso_week;

        yx_day_parts(first, &y, &m, &d);
        yx_day_iso_week(first, &iso_year, &iso_week);
        year[t] = axis->kind == YX_PERIOD_WEEK ? iso_year : y;
        switch (axis->kind) {
        case YX_PERIOD_DAY:
            season[t] = first - yx_day_of(y, 1, 1) + 1;
            break;
        case YX_PERIOD_WEEK:
            season[t] = iso_week;
            break;
        case YX_PERIOD_TENDAY:
            season[t] = (m - 1) * 3 + (d - 1) / 10 + 1;
            break;
        case YX_PERIOD_MONTH:
        case YX_PERIOD_MONTHS:
            season[t] = m;
            break;
        case YX_PERIOD_QUARTER:
            season[t] = (m - 1) / 3 + 1;
            break;
        case YX_PERIOD_HALF:
            season[t] = (m - 1) / 6 + 1;
            break;
        case YX_PERIOD_YEAR:
            season[t] = 1;
            break;
        }
    }
}

/* What all rows of a stream are judged with, and room for each thread. */
typedef struct judging {
    int32_t *year, *season, *epoch; /* of every period of the axis */
    double *room;
    size_t room_len, n_thread;
} judging;

size_t yx_threads(void)
{
#ifdef _OPENMP
    return (size_t)omp_get_max_threads();
#else
    return 1;
#endif
}

size_t yx_this_thread(void)
{
#ifdef _OPENMP
    return (size_t)omp_get_thread_num();
#else
    return 0;
#endif
}

static yx_code judge_row(const yx_watched *w, const judging *with, size_t i, yx_err *err)
{
    bool dated = w->axis.kind == YX_PERIOD_DAY || w->axis.kind == YX_PERIOD_WEEK;
    yx_screen_input in = {.n = w->axis.n,
                          .observed = yx_watched_row(w, i).at,
                          .event = w->event ? w->event + i * w->axis.n : NULL,
                          .year = with->year,
                          .season = with->season,
                          .per_year = yx_period_per_year(w->axis.kind),
                          .epoch = dated ? with->epoch : NULL};

    yx_verdict *verdict = w->verdict + i * w->axis.n;
    yx_code rc = yx_screen(w->stream->detector, &in, w->stream->param, w->stream->look,
                           with->room + yx_this_thread() * with->room_len, verdict, err);

    for (size_t t = 0; !rc && w->stream->look != YX_LOOK_LOW && t < w->axis.n; t++)
        if (in.observed[t] < w->stream->min_count)
            verdict[t].alarm = false;
    return rc;
}

#ifdef _OPENMP
#define SHARED_OUT(worst) _Pragma("omp parallel for schedule(dynamic, 16) reduction(min : worst)")
#else
#define SHARED_OUT(worst)
#endif

/* Rows are independent and each is judged by one thread, so one core or many give the same digits.
 */
static yx_code judge_all(const yx_watched *w, const judging *with, yx_err *err)
{
    int worst = YX_OK;

    SHARED_OUT(worst)
    for (size_t i = 0; i < w->n_region; i++) {
        int rc = judge_row(w, with, i, NULL);
        worst = rc < worst ? rc : worst;
    }
    if (!worst)
        return YX_OK;
    for (size_t i = 0; i < w->n_region; i++) { /* once more, one by one, for the words */
        yx_code rc = judge_row(w, with, i, err);
        if (rc)
            return rc;
    }
    return YX_OK;
}

static yx_code judge_rows(yx_watched *w, yx_err *err)
{
    size_t n = w->axis.n;
    judging with = {.n_thread = yx_threads(),
                    .room_len = yx_screen_room(w->stream->detector, n, w->stream->param) + 8};
    yx_code rc;

    with.room = calloc(with.n_thread * with.room_len, sizeof *with.room);
    with.year = calloc(n, sizeof *with.year);
    with.season = calloc(n, sizeof *with.season);
    with.epoch = calloc(n, sizeof *with.epoch);
    if (with.room && with.year && with.season && with.epoch) {
        yx_axis_seasons(&w->axis, with.year, with.season);
        for (size_t t = 0; t < n; t++)
            with.epoch[t] = yx_axis_at(&w->axis, t).first;
        rc = judge_all(w, &with, err);
    } else {
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu verdicts", w->n_region * n);
    }
    free(with.room);
    free(with.year);
    free(with.season);
    free(with.epoch);
    return rc;
}

/* --- streams without detector --- */

/* A verdict that tells no more than whether there is a figure. */
static yx_verdict plain(bool judged, bool alarm)
{
    return (yx_verdict){.expected = NAN,
                        .upper = NAN,
                        .score = NAN,
                        .p = NAN,
                        .phi = NAN,
                        .trend = NAN,
                        .mu0 = NAN,
                        .alarm = alarm,
                        .state = judged ? YX_JUDGED : YX_GAP};
}

/* The newest period in which any region of the stream reported. */
static size_t newest_report(const yx_watched *w)
{
    size_t newest = 0;

    for (size_t i = 0; i < w->n_region; i++)
        for (size_t t = newest; t < w->axis.n; t++)
            if (!isnan(yx_watched_row(w, i).at[t]))
                newest = t;
    return newest;
}

/* A figure that may not be shown was reported all the same, and so was a running total from which
 * no flow of the period can be told. */
static yx_code was_reported(yx_workspace *ws, yx_known known, const yx_watched *w, size_t i,
                            size_t t, yx_versions *room, bool *ret, yx_err *err)
{
    yx_str region = yx_str_of(yx_region_at(ws->catalog, w->region[i])->code);
    yx_str indicator = yx_str_of(w->indicator->code);
    yx_period period = yx_axis_at(&w->axis, t);
    yx_figure figure;

    yx_code rc = YX_OK;

    *ret = !isnan(yx_watched_row(w, i).at[t]);
    if (*ret)
        return YX_OK;
    if (w->indicator->kind == YX_YTD)
        (void)yx_period_to_ytd(period, &period);
    if (w->indicator->kind == YX_YTD || w->indicator->kind == YX_CUMULATIVE)
        rc = yx_figure_find(ws, region, indicator, period, known, room, &figure, ret, err);
    if (rc || *ret || !yx_hidden_any(ws->hidden))
        return rc;
    return yx_figure_hidden(ws, region, indicator, period, known, room, &figure, ret, err);
}

/* Silence: no figure, after the region's first one, in a period for which somebody reported. */
static yx_code judge_silence(yx_workspace *ws, yx_known known, yx_watched *w, yx_err *err)
{
    size_t newest = newest_report(w);
    yx_versions room = {0};
    yx_code rc = YX_OK;

    for (size_t i = 0; i < w->n_region; i++) {
        bool begun = false;
        for (size_t t = 0; t < w->axis.n && !rc; t++) {
            bool any = false;
            if (t <= newest)
                rc = was_reported(ws, known, w, i, t, &room, &any, err);
            begun |= any;
            w->verdict[i * w->axis.n + t] =
                plain(begun && t <= newest, begun && !any && t <= newest);
        }
    }
    yx_versions_free(&room);
    return rc;
}

static void mark_figures(yx_watched *w)
{
    for (size_t i = 0; i < w->n_region; i++)
        for (size_t t = 0; t < w->axis.n; t++)
            w->verdict[i * w->axis.n + t] = plain(!isnan(yx_watched_row(w, i).at[t]), false);
}

static yx_code judge_stream(yx_workspace *ws, yx_known known, yx_watched *w, yx_err *err)
{
    w->verdict = calloc(w->n_region * w->axis.n + 1, sizeof *w->verdict);
    if (!w->verdict)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu verdicts", w->n_region * w->axis.n);
    if (w->stream->silent)
        return judge_silence(ws, known, w, err);
    if (w->stream->detector)
        return judge_rows(w, err);
    mark_figures(w);
    return YX_OK;
}

/* Marks the periods of known events, if any touch this stream. */
yx_code yx_watched_events(const yx_workspace *ws, yx_watched *w, yx_err *err)
{
    for (size_t k = 0; k < yx_n_event(ws->catalog); k++) {
        const yx_event *event = yx_event_at(ws->catalog, k);
        if (event->has_limit ||
            (event->indicator[0] && strcmp(event->indicator, w->indicator->code) != 0))
            continue;
        if (!w->event && !(w->event = calloc(w->n_region * w->axis.n + 1, 1)))
            return yx_fail(err, YX_E_NOMEM, "no memory for events");
        for (size_t i = 0; i < w->n_region; i++)
            for (size_t t = 0; t < w->axis.n; t++)
                w->event[i * w->axis.n + t] |=
                    yx_event_covers(ws->catalog, event, w->region[i], yx_axis_at(&w->axis, t));
    }
    return YX_OK;
}

/* An analyst's limit stands in place of the detector's: above it (below it, looking for low) is a
 * signal. */
void yx_verdict_override(yx_look look, double observed, double limit, yx_verdict *v)
{
    if (v->state == YX_GAP)
        return;
    *v = (yx_verdict){.expected = NAN,
                      .upper = limit,
                      .score = NAN,
                      .p = NAN,
                      .phi = NAN,
                      .trend = NAN,
                      .mu0 = NAN,
                      .alarm = look == YX_LOOK_LOW ? observed < limit : observed > limit,
                      .state = YX_JUDGED};
}

static void apply_overrides(const yx_workspace *ws, yx_watched *w)
{
    for (size_t k = 0; k < yx_n_event(ws->catalog); k++) {
        const yx_event *event = yx_event_at(ws->catalog, k);
        if (!event->has_limit || strcmp(event->indicator, w->indicator->code) != 0)
            continue;
        for (size_t i = 0; i < w->n_region; i++)
            for (size_t t = 0; t < w->axis.n; t++)
                if (yx_event_covers(ws->catalog, event, w->region[i], yx_axis_at(&w->axis, t)))
                    yx_verdict_override(w->stream->look, yx_watched_row(w, i).at[t],
                                        yx_decimal_double(event->limit),
                                        &w->verdict[i * w->axis.n + t]);
    }
}

static yx_code watch(yx_workspace *ws, yx_known known, yx_watched *w, yx_err *err)
{
    yx_day first, last;
    bool any = false;
    yx_code rc;

    w->indicator = yx_indicator_find(ws->catalog, yx_str_of(w->stream->indicator));
    if (!w->indicator)
        return yx_fail(err, YX_E_ABSENT, "stream %s: no indicator '%s'", w->stream->name,
                       w->stream->indicator);
    w->axis.kind = w->indicator->every;
    rc = yx_panel_extent(ws->store, ws->catalog, w->indicator, w->axis.kind, known, &first, &last,
                         &any, err);
    if (rc || !any)
        return rc;
    w->axis = yx_axis_between(first, last, w->axis.kind);
    rc = read_rows(ws, known, w, err);
    if (!rc)
        rc = yx_watched_events(ws, w, err);
    if (!rc)
        rc = judge_stream(ws, known, w, err);
    if (!rc && w->stream->detector)
        apply_overrides(ws, w);
    return rc;
}

yx_code yx_screening_run(yx_workspace *ws, yx_known known, yx_screening *ret, yx_err *err)
{
    yx_screening s = {.n = yx_n_stream(ws->rules)};
    yx_code rc = YX_OK;

    s.at = calloc(s.n + 1, sizeof *s.at);
    if (!s.at)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu streams", s.n);
    for (size_t i = 0; i < s.n && !rc; i++) {
        s.at[i].stream = yx_stream_at(ws->rules, (uint32_t)i);
        rc = watch(ws, known, &s.at[i], err);
    }
    if (rc) {
        yx_screening_free(&s);
        return rc;
    }
    *ret = s;
    return YX_OK;
}

void yx_screening_free(yx_screening *s)
{
    for (size_t i = 0; i < s->n && s->at; i++) {
        free(s->at[i].region);
        free(s->at[i].row);
        free(s->at[i].event);
        free(s->at[i].verdict);
        yx_panel_free(s->at[i].panel);
    }
    free(s->at);
    *s = (yx_screening){0};
}

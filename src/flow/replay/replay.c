/* replay.c - the steps, and the alerts that they raise: as flow/life/drive.c has it, without posts
 * and log. */
#include "flow/replay/replay.h"

#include "base/mem.h"
#include "flow/life/drive.h"
#include "flow/replay/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const yx_rerun_end_name[YX_N_RERUN_END] = {
    [YX_RERUN_ON] = "on",           [YX_RERUN_QUIET] = "ended",     [YX_RERUN_LAPSED] = "lapsed",
    [YX_RERUN_REVISED] = "revised", [YX_RERUN_INVALID] = "invalid",
};

struct yx_rerun {
    yx_workspace *ws;
    yx_day from, to;
    yx_steps steps;
    size_t step; /* the next one */
    yx_past *past;
    size_t n_past;
    yx_lane *lane;
    size_t n_lane;
    yx_track *track;
    size_t n_track;
    uint32_t **newest; /* by rule and row: the alert that is or was on last, or YX_NEVER ... */
    uint32_t **made;   /* ... and the one that was raised last */
    uint32_t *earlier; /* by alert: the one raised before it there */
    size_t cap_earlier;
    yx_touch *touch;
    size_t n_touch, cap_touch;
    yx_replayed *alert;
    size_t n_alert, cap_alert;
};

/* --- making --- */

static yx_code make_steps(const yx_rerun_ask *ask, yx_steps *ret, yx_err *err)
{
    size_t n = 0;

    if (ask->from > ask->to || ask->from <= YX_DAY_MIN || ask->to > YX_DAY_MAX)
        return yx_fail(err, YX_E_RANGE, "the last day of a replay is before its first");
    ret->day = malloc(((size_t)(ask->to - ask->from) + 2) * sizeof *ret->day);
    if (!ret->day)
        return yx_fail(err, YX_E_NOMEM, "no memory for the days");
    ret->day[n++] = ask->from - 1;
    for (yx_day day = ask->from; day <= ask->to; day++)
        if (ask->daily || day == ask->to || yx_weekday(day) == 7)
            ret->day[n++] = day;
    ret->n = n;
    return YX_OK;
}

/* The figures of an indicator, read once. */
static yx_code find_past(yx_rerun *r, const yx_stream *stream, const yx_past **ret, yx_err *err)
{
    const yx_indicator *indicator = yx_indicator_find(r->ws->catalog, yx_str_of(stream->indicator));
    yx_code rc;

    if (!indicator)
        return yx_fail(err, YX_E_ABSENT, "stream %s: no indicator '%s'", stream->name,
                       stream->indicator);
    for (size_t i = 0; i < r->n_past; i++)
        if (r->past[i].indicator == indicator) {
            *ret = &r->past[i];
            return YX_OK;
        }
    rc = yx_past_read(r->ws, indicator, &r->steps, &r->past[r->n_past], err);
    if (!rc)
        *ret = &r->past[r->n_past++];
    return rc;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* Do two streams say the same of every period? Their names and groups may differ. */
static bool says_the_same(const yx_stream *a, const yx_stream *b)
{
    if (!same_text(a->indicator, b->indicator) || a->detector != b->detector ||
        a->look != b->look || a->silent != b->silent || !same_text(a->levels, b->levels) ||
        a->min_count < b->min_count || a->min_count > b->min_count)
        return false;
    for (size_t i = 0; a->detector && i < a->detector->n_param; i++) {
        double x = a->param[i], y = b->param[i];
        if (!(x == y || (isnan(x) && isnan(y))))
            return false;
    }
    return true;
}

static yx_code find_lane(yx_rerun *r, const yx_stream *stream, uint32_t *ret, yx_err *err)
{
    yx_lane *lane = &r->lane[r->n_lane];
    const yx_past *past = NULL;
    yx_code rc;

    for (size_t i = 0; i < r->n_lane; i++)
        if (says_the_same(r->lane[i].stream, stream)) {
            *ret = (uint32_t)i;
            return YX_OK;
        }
    rc = find_past(r, stream, &past, err);
    if (rc)
        return rc;
    *lane = (yx_lane){.stream = stream, .past = past};
    *ret = (uint32_t)r->n_lane++;
    return yx_lane_hear(r->ws, lane, r->steps.n, err);
}

static yx_code make_lanes(yx_rerun *r, const yx_rerun_ask *ask, uint32_t *lane_of, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < ask->n_rule && !rc; i++)
        for (size_t k = 0; k < ask->rule[i].rule->n_stream && !rc; k++)
            rc = find_lane(r, yx_stream_at(ask->rule[i].rules, ask->rule[i].rule->stream[k]),
                           &lane_of[i * YX_RULE_STREAMS + k], err);
    return rc;
}

static yx_code make_tracks(yx_rerun *r, const yx_rerun_ask *ask, const uint32_t *lane_of,
                           yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < ask->n_rule && !rc; i++) {
        yx_track *k = &r->track[i];
        rc = yx_track_make(r->ws, &ask->rule[i], r->lane, r->n_lane, lane_of + i * YX_RULE_STREAMS,
                           k, err);
        if (rc)
            break;
        r->n_track++;
        r->newest[i] = malloc((k->rows.n + 1) * sizeof *r->newest[i]);
        r->made[i] = malloc((k->rows.n + 1) * sizeof *r->made[i]);
        if (!r->newest[i] || !r->made[i])
            return yx_fail(err, YX_E_NOMEM, "no memory for %zu regions", k->rows.n);
        for (size_t row = 0; row < k->rows.n; row++)
            r->newest[i][row] = r->made[i][row] = YX_NEVER;
    }
    return rc;
}

yx_code yx_rerun_new(yx_workspace *ws, const yx_rerun_ask *ask, yx_rerun **ret, yx_err *err)
{
    size_t most = ask->n_rule * YX_RULE_STREAMS;
    uint32_t *lane_of = NULL;
    yx_rerun *r;
    yx_code rc;

    if (ask->n_rule == 0 || ask->n_rule > YX_RERUN_RULES)
        return yx_fail(err, YX_E_RANGE, "a replay of %zu rules; it takes 1 to %d", ask->n_rule,
                       YX_RERUN_RULES);
    r = calloc(1, sizeof *r);
    if (!r)
        return yx_fail(err, YX_E_NOMEM, "no memory for a replay");
    r->ws = ws;
    r->from = ask->from;
    r->to = ask->to;
    lane_of = calloc(most, sizeof *lane_of);
    r->past = calloc(most, sizeof *r->past);
    r->lane = calloc(most, sizeof *r->lane);
    r->track = calloc(ask->n_rule, sizeof *r->track);
    r->newest = calloc(ask->n_rule, sizeof *r->newest);
    r->made = calloc(ask->n_rule, sizeof *r->made);
    if (!lane_of || !r->past || !r->lane || !r->track || !r->newest || !r->made)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu rules", ask->n_rule);
    else
        rc = make_steps(ask, &r->steps, err);
    if (!rc)
        rc = make_lanes(r, ask, lane_of, err);
    if (!rc)
        rc = make_tracks(r, ask, lane_of, err);
    free(lane_of);
    if (rc) {
        yx_rerun_free(r);
        return rc;
    }
    *ret = r;
    return YX_OK;
}

void yx_rerun_free(yx_rerun *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->n_track; i++) {
        yx_track_free(&r->track[i]);
        free(r->newest[i]);
        free(r->made[i]);
    }
    for (size_t i = 0; i < r->n_lane; i++)
        yx_lane_free(&r->lane[i]);
    for (size_t i = 0; i < r->n_past; i++)
        yx_past_free(&r->past[i]);
    free(r->track);
    free(r->newest);
    free(r->made);
    free(r->earlier);
    free(r->lane);
    free(r->past);
    free(r->steps.day);
    free(r->touch);
    free(r->alert);
    free(r);
}

/* --- alerts --- */

/* What is to be known of a rule in a region on the day of a step. */
typedef struct moment {
    yx_rerun *r;
    const yx_track *k;
    uint32_t rule, row;
    yx_day day;
    const yx_mark *now; /* after the newest period; NULL: the region is not there */
} moment;

static yx_period period_at(const moment *m, uint32_t t)
{
    return yx_axis_at(&m->k->axis, t);
}

/* Is an alert on, and not too old or out of time? */
static bool holds(const moment *m)
{
    const yx_track *k = m->k;

    return m->now && m->now->course.on &&
           !yx_rule_outside(k->rule, yx_axis_at(&k->axis, k->last)) &&
           !yx_life_stale(k->rule, period_at(m, m->now->last), m->day);
}

/* The episode that an alert is, as known now: the first one with evidence at or after its first
 * period. *ret_at: a period of it. False: there is none any longer. */
static bool find_episode(const moment *m, yx_period since, uint32_t *ret_at)
{
    const yx_track *k = m->k;
    uint32_t t = (uint32_t)yx_axis_find(&k->axis, since);

    for (t = t < k->first ? k->first : t; m->now && t <= k->last; t++) {
        const yx_mark *mark = yx_track_mark(k, m->row, t);
        bool over = mark->turn == YX_TURN_ENDED || mark->turn == YX_TURN_LAPSED;
        if (!mark->course.on && !over)
            continue;
        if (period_at(m, mark->last).last >= since.first) {
            *ret_at = t;
            return true;
        }
    }
    return false;
}

static void fall(const moment *m, yx_replayed *a)
{
    const yx_track *k = m->k;
    uint32_t at;
    bool is = find_episode(m, a->first, &at);

    while (is && at < k->last && yx_track_mark(k, m->row, at)->course.on &&
           yx_track_mark(k, m->row, at + 1)->first == yx_track_mark(k, m->row, at)->first)
        at++;
    a->ended = m->day;
    if (!m->now || !is)
        a->end = YX_RERUN_REVISED;
    else if (yx_track_mark(k, m->row, at)->course.on)
        a->end = yx_life_stale(k->rule, period_at(m, m->now->last), m->day) ? YX_RERUN_LAPSED
                                                                            : YX_RERUN_INVALID;
    else
        a->end =
            yx_track_mark(k, m->row, at)->turn == YX_TURN_LAPSED ? YX_RERUN_LAPSED : YX_RERUN_QUIET;
    if (a->end != YX_RERUN_LAPSED && (m->day < k->rule->valid_from || m->day >= k->rule->valid_to))
        a->end = YX_RERUN_INVALID;
}

static void go_on(const moment *m, yx_replayed *a)
{
    a->last = period_at(m, m->now->last);
    if (m->now->level < a->worst)
        a->worst = m->now->level;
}

static yx_code raise(const moment *m, yx_err *err)
{
    yx_rerun *r = m->r;
    yx_code rc = yx_grow(&r->alert, &r->cap_alert, r->n_alert + 1, sizeof *r->alert, err);

    if (!rc)
        rc = yx_grow(&r->earlier, &r->cap_earlier, r->n_alert + 1, sizeof *r->earlier, err);
    if (rc)
        return rc;
    r->earlier[r->n_alert] = r->made[m->rule][m->row];
    r->newest[m->rule][m->row] = r->made[m->rule][m->row] = (uint32_t)r->n_alert;
    r->alert[r->n_alert++] = (yx_replayed){.rule = m->rule,
                                           .region = m->k->rows.region[m->row],
                                           .raised = m->day,
                                           .ended = YX_DAY_NONE,
                                           .before = m->day < r->from,
                                           .first = period_at(m, m->now->first),
                                           .last = period_at(m, m->now->last),
                                           .level = m->now->level,
                                           .worst = m->now->level,
                                           .groups = yx_track_groups(m->k, m->row, m->now->last)};
    return YX_OK;
}

/* The alert of that first period, which may be an older one that comes back. */
static yx_replayed *find_alert(const moment *m, yx_period first)
{
    for (uint32_t i = m->r->made[m->rule][m->row]; i != YX_NEVER; i = m->r->earlier[i])
        if (yx_period_order(m->r->alert[i].first, first) == 0)
            return &m->r->alert[i];
    return NULL;
}

static yx_code meet(const moment *m, yx_err *err)
{
    uint32_t newest = m->r->newest[m->rule][m->row], at;
    yx_replayed *a = newest == YX_NEVER ? NULL : &m->r->alert[newest];
    bool is = holds(m);

    if (a && a->end == YX_RERUN_ON) {
        if (is && find_episode(m, a->first, &at) &&
            yx_track_mark(m->k, m->row, at)->first == m->now->first) {
            go_on(m, a);
            return YX_OK;
        }
        fall(m, a);
    }
    if (!is)
        return YX_OK;
    a = newest == YX_NEVER ? NULL : find_alert(m, period_at(m, m->now->first));
    if (!a)
        return raise(m, err);
    a->end = YX_RERUN_ON; /* the figures hold it up again */
    a->ended = YX_DAY_NONE;
    a->again++;
    m->r->newest[m->rule][m->row] = (uint32_t)(a - m->r->alert);
    go_on(m, a);
    return YX_OK;
}

static yx_code meet_all(yx_rerun *r, uint32_t rule, yx_day day, yx_err *err)
{
    const yx_track *k = &r->track[rule];
    yx_code rc = YX_OK;

    for (size_t row = 0; row < k->rows.n && !rc; row++) {
        moment m = {.r = r, .k = k, .rule = rule, .row = (uint32_t)row, .day = day};
        if (k->live[row] && k->last != YX_NEVER)
            m.now = yx_track_mark(k, row, k->last);
        if ((m.now && m.now->course.on) ||
            (r->newest[rule][row] != YX_NEVER && r->alert[r->newest[rule][row]].end == YX_RERUN_ON))
            rc = meet(&m, err);
    }
    return rc;
}

/* --- a step --- */

/* Puts what was said at a step into the cells. */
static yx_code hear(yx_rerun *r, uint32_t step, yx_err *err)
{
    r->n_touch = 0;
    for (uint32_t l = 0; l < r->n_lane; l++) {
        yx_lane *lane = &r->lane[l];
        for (uint32_t i = 0; i < lane->n_row; i++) {
            yx_lane_row *row = &lane->row[i];
            for (; row->next < row->n && row->said[row->next].step == step; row->next++) {
                const yx_said *said = &row->said[row->next];
                yx_cell *cell = &lane->cell[i * lane->past->axis.n + said->t];
                if (r->n_touch == r->cap_touch) {
                    yx_code rc =
                        yx_grow(&r->touch, &r->cap_touch, r->n_touch + 1, sizeof *r->touch, err);
                    if (rc)
                        return rc;
                }
                r->touch[r->n_touch++] = (yx_touch){l, i, said->t, !isnan(cell->value)};
                *cell = said->cell;
            }
        }
    }
    return YX_OK;
}

yx_code yx_rerun_step(yx_rerun *r, yx_day *ret_day, bool *ret_end, yx_err *err)
{
    size_t step = r->step;
    yx_code rc;

    *ret_end = step == r->steps.n;
    if (*ret_end)
        return YX_OK;
    rc = hear(r, (uint32_t)step, err);
    for (uint32_t i = 0; i < r->n_track && !rc; i++) {
        bool any;
        rc = yx_track_step(r->ws, &r->track[i], r->lane, r->touch, r->n_touch, step, &any, err);
        if (!rc)
            rc = meet_all(r, i, r->steps.day[step], err);
    }
    if (rc)
        return rc;
    *ret_day = r->steps.day[step];
    r->step++;
    return YX_OK;
}

/* --- asking --- */

size_t yx_n_replayed(const yx_rerun *r)
{
    return r->n_alert;
}

const yx_replayed *yx_replayed_at(const yx_rerun *r, size_t i)
{
    return &r->alert[i];
}

bool yx_rerun_look(const yx_rerun *r, size_t rule, uint32_t region, yx_rerun_now *ret)
{
    const yx_track *k = &r->track[rule];
    const yx_mark *mark;
    size_t row = 0;

    while (row < k->rows.n && k->rows.region[row] != region)
        row++;
    if (row == k->rows.n || !k->live[row] || k->last == YX_NEVER)
        return false;
    mark = yx_track_mark(k, row, k->last);
    *ret = (yx_rerun_now){
        .course = mark->course, .newest = yx_axis_at(&k->axis, k->last), .level = mark->level};
    if (mark->course.on) {
        ret->first = yx_axis_at(&k->axis, mark->first);
        ret->last = yx_axis_at(&k->axis, mark->last);
    }
    return true;
}

static bool within(const yx_rerun *r, const yx_track *k, uint32_t t)
{
    yx_day last = yx_axis_at(&k->axis, t).last;

    return last >= r->from && last <= r->to;
}

size_t yx_rerun_periods(const yx_rerun *r, size_t rule)
{
    const yx_track *k = &r->track[rule];
    size_t n = 0;

    for (uint32_t t = k->first; k->last != YX_NEVER && t <= k->last; t++)
        n += within(r, k, t);
    return n;
}

static bool is_told(const yx_track *k, size_t row, uint32_t t)
{
    for (size_t g = 0; g < k->rule->n_grade; g++)
        if (k->planes[(g * k->rows.n + row) * k->axis.n + t] != YX_BLIND)
            return true;
    return false;
}

double yx_rerun_weeks(const yx_rerun *r, size_t rule)
{
    const yx_track *k = &r->track[rule];
    double days = 0;

    for (uint32_t t = k->first; k->last != YX_NEVER && t <= k->last; t++) {
        yx_period p = yx_axis_at(&k->axis, t);
        for (size_t row = 0; row < k->rows.n && within(r, k, t); row++)
            if (k->live[row] && !yx_rule_outside(k->rule, p) && is_told(k, row, t))
                days += p.last - p.first + 1;
    }
    return days / 7;
}

int32_t yx_rerun_number(const yx_rerun *r, size_t rule, yx_day day)
{
    yx_period_kind kind = r->track[rule].rule->every;
    yx_axis wide = yx_axis_between(yx_day_of(1800, 1, 1), day, kind);

    return (int32_t)wide.n;
}

yx_rerun_work yx_rerun_work_of(const yx_rerun *r)
{
    yx_rerun_work work = {0};

    for (size_t i = 0; i < r->n_past; i++)
        work.values += r->past[i].values;
    for (size_t i = 0; i < r->n_lane; i++)
        for (size_t k = 0; k < r->lane[i].n_row; k++) {
            work.runs += r->lane[i].row[k].runs;
            work.judged += r->lane[i].row[k].judged;
        }
    return work;
}

/* The part of the brief that asks for attention: open alerts with what each of their streams says.
 */
#include "flow/brief_facts.h"

#include <math.h>
#include <stdio.h>

/* Values, limits and alarms of the last periods up to t, for the sparkline. */
static void course(yx_gather *g, const yx_watched *w, size_t i, size_t t, yx_brief_stream *s)
{
    size_t from = t + 1 > YX_BRIEF_COURSE ? t + 1 - YX_BRIEF_COURSE : 0, n = t + 1 - from;
    const yx_verdict *verdict = yx_watched_verdict(w, i);
    double *upper = yx_gather_room(g, n, sizeof *upper);
    bool *alarm = yx_gather_room(g, n, sizeof *alarm);

    if (!upper || !alarm)
        return;
    for (size_t k = 0; k < n; k++) {
        upper[k] = verdict[from + k].upper;
        alarm[k] = verdict[from + k].alarm;
    }
    s->course = yx_watched_row(w, i).at + from;
    s->course_upper = upper;
    s->course_alarm = alarm;
    s->n_course = n;
    s->course_from = yx_axis_at(&w->axis, from);
    s->course_to = yx_axis_at(&w->axis, t);
}

/* The figure behind what was judged: as typed where it was judged as reported; beside the flow that
 * was made of it otherwise. */
static yx_code figure_of(yx_gather *g, const yx_watched *w, size_t i, size_t t, yx_brief_stream *s,
                         yx_err *err)
{
    const yx_region *region = yx_region_at(g->ws->catalog, w->region[i]);
    bool total = w->indicator->kind == YX_YTD || w->indicator->kind == YX_CUMULATIVE;
    yx_period period = yx_axis_at(&w->axis, t);
    char text[YX_DECIMAL_TEXT], flow[40];
    yx_figure figure;
    bool any = false;
    yx_code rc;

    if (w->indicator->kind == YX_YTD)
        (void)yx_period_to_ytd(period, &period);
    rc = yx_figure_find(g->ws, yx_str_of(region->code), yx_str_of(w->indicator->code), period,
                        g->known, &g->room, &figure, &any, err);
    if (rc || !any)
        return rc;
    s->observed = yx_gather_text(g, yx_str_of(yx_decimal_text(figure.version.value, text)));
    s->from = yx_gather_from(g, &figure);
    if (total) {
        (void)snprintf(flow, sizeof flow, "%.10g", yx_watched_row(w, i).at[t]);
        s->reported = s->observed;
        s->observed = yx_gather_text(g, yx_str_of(flow));
    }
    return YX_OK;
}

/* The arithmetic of the limit, for a clerk to redo. */
static void sum_of(const yx_watched *w, size_t t, const yx_verdict *v, yx_brief_stream *s)
{
    const yx_detector *d = w->stream->detector;
    yx_sum sum;

    if (d && d->sum && d->sum(w->stream->param, v, t, &sum))
        s->sum = (yx_brief_sum){sum.mean, sum.factor, sum.sd, yx_axis_at(&w->axis, sum.from),
                                yx_axis_at(&w->axis, sum.to)};
}

static yx_code stream_of(yx_gather *g, const yx_rule_watch *watch, const yx_watched *w, size_t i,
                         yx_brief_stream *s, yx_err *err)
{
    bool alarm;
    size_t t = yx_alert_evidence(watch, w, i, watch->axis.n - 1, &alarm);
    const yx_verdict *v;

    *s = (yx_brief_stream){.name = w->stream->name,
                           .indicator = yx_indicator_name(w->indicator, g->lang),
                           .unit = w->indicator->unit,
                           .group = w->stream->group,
                           .detector = yx_gather_detector(g, w->stream),
                           .look = w->stream->look,
                           .silent = w->stream->silent,
                           .sum = {.mean = NAN}};
    if (t == SIZE_MAX)
        t = w->axis.n - 1;
    v = &yx_watched_verdict(w, i)[t];
    s->period = yx_axis_at(&w->axis, t);
    s->expected = v->expected;
    s->upper = v->upper;
    s->state = v->state;
    s->alarm = v->alarm;
    sum_of(w, t, v, s);
    course(g, w, i, t, s);
    return figure_of(g, w, i, t, s, err);
}

static const char **group_names(yx_gather *g, const yx_rule *rule, uint64_t groups, size_t *ret_n)
{
    const char **name = yx_gather_room(g, rule->n_group, sizeof *name);

    *ret_n = 0;
    for (size_t k = 0; k < rule->n_group && name; k++)
        if (groups >> k & 1)
            name[(*ret_n)++] = rule->group_name[k];
    return name;
}

/* The arithmetic of the grade in the period in which it last held, line by line. */
static yx_code reckoned(yx_gather *g, const yx_alert *alert, yx_brief_alert *ret, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(g->alerts, alert);
    yx_buf text = {0};
    yx_str rest;
    const char **line;
    size_t n = 0;
    yx_code rc =
        yx_alert_say(g->ws, g->screening, watch, alert->grade, alert->episode.last, &text, err);

    rest = yx_buf_view(&text);
    for (size_t i = 0; i < rest.n; i++)
        n += rest.at[i] == '\n';
    line = yx_gather_room(g, n, sizeof *line);
    ret->reckoned = line;
    for (size_t from = 0, to; from < rest.n && line && !rc; from = to + 1) {
        for (to = from; rest.at[to] != '\n';)
            to++;
        line[ret->n_reckoned++] = yx_gather_text(g, (yx_str){rest.at + from, to - from});
    }
    yx_buf_free(&text);
    return rc;
}

static void turns_of(yx_gather *g, const yx_alert *alert, yx_brief_alert *ret)
{
    const yx_rule_watch *watch = yx_alert_watch(g->alerts, alert);
    yx_brief_turn *turn = yx_gather_room(g, alert->n_turn, sizeof *turn);

    ret->turn = turn;
    for (size_t i = 1; i < alert->n_turn && turn; i++) {
        const yx_turned *t = &g->alerts->turn[alert->turn + i];
        turn[ret->n_turn++] =
            (yx_brief_turn){yx_axis_at(&watch->axis, t->at), t->turn == YX_TURN_WORSE, t->level};
    }
}

/* Streams that alarm in the regions round about, for a condition of an area. */
static yx_code around(yx_gather *g, const yx_rule_watch *watch, yx_brief_stream *stream,
                      yx_brief_alert *ret, yx_err *err)
{
    const yx_rule *rule = watch->rule;
    size_t most = ret->n_stream + YX_BRIEF_AROUND;
    yx_code rc = YX_OK;

    for (size_t k = 0; k < rule->n_stream; k++) {
        const yx_watched *w = &g->screening->at[rule->stream[k]];
        for (size_t i = 0; i < w->n_region && ret->n_stream < most && !rc; i++) {
            yx_brief_stream *s = &stream[ret->n_stream];
            yx_brief_place place = yx_gather_place(g, w->region[i]);
            yx_buf name = {0};
            bool alarm;
            (void)yx_alert_evidence(watch, w, i, watch->axis.n - 1, &alarm);
            if (!alarm || w->region[i] == watch->region ||
                !yx_alert_looks_at(g->ws->catalog, rule, watch->region, w->region[i]))
                continue;
            rc = stream_of(g, watch, w, i, s, err);
            yx_buf_f(&name, "%s (%s): %s", place.name, place.code, s->indicator);
            s->indicator = yx_gather_text(g, yx_buf_view(&name));
            g->failed |= name.failed;
            yx_buf_free(&name);
            ret->n_stream++;
        }
    }
    return rc;
}

/* What became of it. */
static void life_of(yx_gather *g, const yx_alert *alert, yx_brief_alert *ret)
{
    const yx_rule_watch *watch = yx_alert_watch(g->alerts, alert);
    const yx_life *life =
        yx_life_of(g->lives, watch->rule->name, ret->place.code, ret->since, ret->last);

    if (!life)
        return;
    ret->id = life->id;
    ret->state = yx_life_state_say(life, g->lang);
    ret->post = life->at;
    ret->objection = life->objection;
    ret->objector = life->objector;
}

static yx_code open_alert(yx_gather *g, const yx_alert *alert, yx_brief_alert *ret, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(g->alerts, alert);
    const yx_rule *rule = watch->rule;
    const yx_condition *groups = yx_rule_groups(rule);
    yx_brief_stream *stream = yx_gather_room(g, rule->n_stream + YX_BRIEF_AROUND, sizeof *stream);
    yx_code rc;

    *ret = (yx_brief_alert){.place = yx_gather_place(g, watch->region),
                            .rule = rule->name,
                            .hazard = g->screening->at[rule->stream[0]].stream->hazard,
                            .scheme = rule->scheme,
                            .version = rule->version,
                            .level = alert->level,
                            .since = yx_axis_at(&watch->axis, alert->episode.first),
                            .last = yx_axis_at(&watch->axis, alert->episode.last),
                            .n_group_of = rule->n_group,
                            .at_least = groups ? groups->at_least : 0,
                            .inhibited = alert->inhibited ? rule->parent : NULL,
                            .over = alert->over ? alert->rank : 0,
                            .stream = stream};
    if (!ret->hazard)
        ret->hazard = "";
    if (!groups)
        ret->when = yx_gather_condition(g, rule, rule->grade[alert->grade].when);
    ret->group = group_names(g, rule, alert->episode.groups_last, &ret->n_group);
    turns_of(g, alert, ret);
    life_of(g, alert, ret);
    rc = reckoned(g, alert, ret, err);
    for (size_t k = 0; k < rule->n_stream && stream && !rc; k++) {
        const yx_watched *w = &g->screening->at[rule->stream[k]];
        size_t i = yx_watched_find(w, watch->region);
        if (i != SIZE_MAX)
            rc = stream_of(g, watch, w, i, &stream[ret->n_stream++], err);
    }
    return rc || !stream ? rc : around(g, watch, stream, ret, err);
}

static void ended_alert(yx_gather *g, const yx_alert *alert, yx_brief_ended *ret)
{
    const yx_rule_watch *watch = yx_alert_watch(g->alerts, alert);
    const yx_episode *e = &alert->episode;

    *ret = (yx_brief_ended){.place = yx_gather_place(g, watch->region),
                            .rule = watch->rule->name,
                            .since = yx_axis_at(&watch->axis, e->first),
                            .last = yx_axis_at(&watch->axis, e->last),
                            .end = yx_axis_at(&watch->axis, e->end),
                            .lapsed = alert->lapsed};
    ret->group = group_names(g, watch->rule, e->groups, &ret->n_group);
}

/* Open alerts within their budget first, then the others by rank. */
static yx_code open_alerts(yx_gather *g, yx_brief_facts *facts, yx_brief_alert *open, yx_err *err)
{
    uint32_t most = 0;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < g->alerts->n; i++)
        if (g->alerts->at[i].over && g->alerts->at[i].rank > most)
            most = g->alerts->at[i].rank;
    for (uint32_t rank = 0; rank <= most && !rc; rank++)
        for (size_t i = 0; i < g->alerts->n && !rc; i++) {
            const yx_alert *alert = &g->alerts->at[i];
            if (yx_alert_open(alert) && (alert->over ? alert->rank : 0) == rank &&
                yx_gather_in_scope(g, yx_alert_watch(g->alerts, alert)->region))
                rc = open_alert(g, alert, &open[facts->n_alert++], err);
        }
    return rc;
}

yx_code yx_gather_alerts(yx_gather *g, yx_brief_facts *facts, yx_err *err)
{
    yx_brief_alert *open = yx_gather_room(g, g->alerts->n, sizeof *open);
    yx_brief_ended *ended = yx_gather_room(g, g->alerts->n, sizeof *ended);

    facts->alert = open;
    facts->ended = ended;
    if (!open || !ended)
        return YX_OK;
    for (size_t i = 0; i < g->alerts->n; i++) {
        const yx_alert *alert = &g->alerts->at[i];
        const yx_rule_watch *watch = yx_alert_watch(g->alerts, alert);
        if (!yx_alert_open(alert) && alert->episode.end + YX_BRIEF_RECENT >= watch->axis.n &&
            yx_gather_in_scope(g, watch->region))
            ended_alert(g, alert, &ended[facts->n_ended++]);
    }
    return open_alerts(g, facts, open, err);
}

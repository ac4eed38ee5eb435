/* The parts of the brief that say what was watched: rules and their sight, reports that are
 * missing, and the newest figures of the scope. */
#include "flow/brief_facts.h"

#include <math.h>
#include <stdio.h>

/* --- rules --- */

static void options_of(yx_gather *g, const yx_stream *stream, yx_brief_watch *watch)
{
    const yx_detector *d = stream->detector;
    size_t n = d ? d->n_param : 0;
    yx_brief_option *option = yx_gather_room(g, n, sizeof *option);

    watch->option = option;
    for (size_t i = 0; i < n && option; i++) {
        double v = stream->param[i];
        char text[40];
        if (isnan(v))
            continue;
        (void)snprintf(text, sizeof text, "%.10g", v);
        option[watch->n_option++] = (yx_brief_option){
            d->param[i].name,
            d->param[i].words ? d->param[i].words[(size_t)v] : yx_gather_text(g, yx_str_of(text))};
    }
}

static void streams_of(yx_gather *g, const yx_rule *rule, yx_brief_rule *ret)
{
    yx_brief_watch *watch = yx_gather_room(g, rule->n_stream, sizeof *watch);

    ret->watch = watch;
    for (size_t k = 0; k < rule->n_stream && watch; k++) {
        const yx_watched *w = &g->screening->at[rule->stream[k]];
        const yx_stream *s = w->stream;
        watch[k] = (yx_brief_watch){.name = s->name,
                                    .indicator = yx_indicator_name(w->indicator, g->lang),
                                    .group = s->group,
                                    .source = s->source,
                                    .detector = s->detector ? s->detector->name : NULL,
                                    .silent = s->silent,
                                    .level = s->levels,
                                    .look = s->look};
        options_of(g, s, &watch[k]);
        ret->n_watch++;
    }
}

static size_t open_in(const yx_gather *g, size_t watch)
{
    size_t n = 0;

    for (size_t i = 0; i < g->alerts->n; i++)
        n += g->alerts->at[i].watch == watch && yx_alert_open(&g->alerts->at[i]);
    return n;
}

static void sight_of(yx_gather *g, const yx_rule *rule, yx_brief_rule *ret)
{
    yx_brief_place *blind = yx_gather_room(g, g->alerts->n_watch, sizeof *blind);
    yx_brief_place *undefined = yx_gather_room(g, g->alerts->n_watch, sizeof *undefined);

    ret->blind = blind;
    ret->undefined = undefined;
    for (size_t i = 0; i < g->alerts->n_watch && blind && undefined; i++) {
        const yx_rule_watch *watch = &g->alerts->watch[i];
        if (watch->rule != rule || !yx_gather_in_scope(g, watch->region))
            continue;
        ret->n_region++;
        ret->n_open += open_in(g, i);
        ret->n_stream += watch->sight.streams;
        ret->n_able += watch->sight.able;
        ret->outside = watch->outside;
        if (watch->undefined)
            undefined[ret->n_undefined++] = yx_gather_place(g, watch->region);
        else if (watch->blind)
            blind[ret->n_blind++] = yx_gather_place(g, watch->region);
    }
}

/* Condition or exit of a rule, as its file says it. */
const char *yx_gather_condition(yx_gather *g, const yx_rule *rule, uint32_t condition)
{
    yx_buf text = {0};
    const char *kept;

    if (condition == UINT32_MAX)
        yx_rule_say_exit(g->ws->rules, rule, &text);
    else
        yx_rule_say(g->ws->rules, rule, condition, &text);
    g->failed |= text.failed;
    kept = yx_gather_text(g, yx_buf_view(&text));
    yx_buf_free(&text);
    return kept;
}

static void grades_of(yx_gather *g, const yx_rule *rule, yx_brief_rule *ret)
{
    const yx_condition *groups = yx_rule_groups(rule);
    yx_brief_grade *grade;

    if (groups) {
        ret->level = rule->grade[0].level;
        ret->at_least = groups->at_least;
        ret->within = groups->within;
        return;
    }
    grade = yx_gather_room(g, rule->n_grade, sizeof *grade);
    ret->grade = grade;
    for (size_t i = 0; i < rule->n_grade && grade; i++)
        grade[ret->n_grade++] = (yx_brief_grade){rule->grade[i].level,
                                                 yx_gather_condition(g, rule, rule->grade[i].when)};
    ret->exit = yx_gather_condition(g, rule, UINT32_MAX);
}

void yx_gather_rules(yx_gather *g, yx_brief_facts *facts)
{
    size_t n = yx_n_rule(g->ws->rules);
    yx_brief_rule *rule = yx_gather_room(g, n, sizeof *rule);

    facts->rule = rule;
    for (uint32_t i = 0; i < n && rule; i++) {
        const yx_rule *r = yx_rule_at(g->ws->rules, i);
        const yx_approval *approval = yx_approval_of(g->approvals, g->ws->rules, r);
        yx_brief_rule *to = &rule[facts->n_rule++];
        *to = (yx_brief_rule){.name = r->name,
                              .scheme = r->scheme,
                              .file = r->file,
                              .version = r->version,
                              .n_group = r->n_group,
                              .quiet_for = r->quiet_for,
                              .approved_by = approval ? approval->post : NULL,
                              .approved_on = approval ? yx_day_of_ms(approval->time) : 0};
        grades_of(g, r, to);
        sight_of(g, r, to);
        streams_of(g, r, to);
    }
}

/* Events of the scope, of what lies below it and of what it lies in. */
void yx_gather_events(yx_gather *g, yx_brief_facts *facts)
{
    size_t n = yx_n_event(g->ws->catalog);
    yx_brief_event *event = yx_gather_room(g, n, sizeof *event);

    facts->event = event;
    for (size_t i = 0; i < n && event; i++) {
        const yx_event *e = yx_event_at(g->ws->catalog, i);
        const yx_indicator *indicator = yx_indicator_find(g->ws->catalog, yx_str_of(e->indicator));
        uint32_t region = yx_region_newest(g->ws->catalog, yx_str_of(e->region));
        char text[YX_DECIMAL_TEXT];
        if (region != YX_REGION_NONE && !yx_gather_in_scope(g, region) &&
            !yx_region_within(g->ws->catalog, g->scope, region))
            continue;
        event[facts->n_event++] = (yx_brief_event){
            .place =
                region == YX_REGION_NONE ? (yx_brief_place){"", ""} : yx_gather_place(g, region),
            .indicator = indicator ? yx_indicator_name(indicator, g->lang) : "",
            .first = e->first,
            .last = e->last,
            .note = e->note,
            .limit = e->has_limit ? yx_gather_text(g, yx_str_of(yx_decimal_text(e->limit, text)))
                                  : NULL};
    }
}

/* --- reports --- */

/* The newest period that a region reported, or SIZE_MAX. */
static size_t newest_of(const yx_watched *w, size_t i)
{
    yx_span row = yx_watched_row(w, i);
    size_t t = row.n;

    while (t > 0 && isnan(row.at[t - 1]))
        t--;
    return t == 0 ? SIZE_MAX : t - 1;
}

/* Whole periods that ended after the newest report, up to the as-of day. */
static size_t periods_behind(yx_period newest, yx_day as_of)
{
    size_t n = 0;
    yx_period p = yx_period_step(newest, 1);

    for (; p.last <= as_of && p.last > newest.last; p = yx_period_step(p, 1))
        n++;
    return n;
}

/* Was a period reported with a figure that may not be shown? Such a region is not late. */
static bool is_protected(yx_gather *g, const yx_watched *w, size_t i, yx_period period)
{
    yx_figure figure;
    bool any = false;

    if (w->indicator->kind == YX_YTD)
        (void)yx_period_to_ytd(period, &period);
    g->failed |=
        yx_figure_hidden(g->ws, yx_str_of(yx_region_at(g->ws->catalog, w->region[i])->code),
                         yx_str_of(w->indicator->code), period, g->known, &g->room, &figure, &any,
                         NULL) != YX_OK;
    return any;
}

static void reports_of(yx_gather *g, const yx_watched *w, yx_brief_reports *ret)
{
    yx_brief_late *late = yx_gather_room(g, w->n_region, sizeof *late);
    size_t newest = SIZE_MAX;

    *ret = (yx_brief_reports){.name = w->stream->name,
                              .indicator = yx_indicator_name(w->indicator, g->lang),
                              .late = late};
    for (size_t i = 0; i < w->n_region; i++) {
        size_t t = newest_of(w, i);
        if (yx_gather_in_scope(g, w->region[i]) && t != SIZE_MAX &&
            (newest == SIZE_MAX || t > newest))
            newest = t;
    }
    if (newest == SIZE_MAX || !late)
        return;
    ret->any = true;
    ret->newest = yx_axis_at(&w->axis, newest);
    ret->behind = periods_behind(ret->newest, g->as_of);
    for (size_t i = 0; i < w->n_region; i++) {
        size_t t = newest_of(w, i);
        if (!yx_gather_in_scope(g, w->region[i]) || t == SIZE_MAX)
            continue;
        ret->n_region++;
        if (t < newest && !is_protected(g, w, i, ret->newest))
            late[ret->n_late++] =
                (yx_brief_late){yx_gather_place(g, w->region[i]), yx_axis_at(&w->axis, t)};
    }
}

void yx_gather_reports(yx_gather *g, yx_brief_facts *facts)
{
    yx_brief_reports *reports = yx_gather_room(g, g->screening->n, sizeof *reports);

    facts->reports = reports;
    for (size_t k = 0; k < g->screening->n && reports; k++) {
        bool again = false; /* two streams may watch one indicator: who reports it is said once */
        for (size_t j = 0; j < k; j++)
            again |= g->screening->at[j].indicator == g->screening->at[k].indicator;
        if (!again)
            reports_of(g, &g->screening->at[k], &reports[facts->n_reports++]);
    }
}

/* --- figures --- */

yx_code yx_gather_figures(yx_gather *g, yx_brief_facts *facts, yx_err *err)
{
    size_t n = g->scope == YX_REGION_NONE ? 0 : yx_n_indicator(g->ws->catalog);
    yx_brief_figure *figure = yx_gather_room(g, n, sizeof *figure);
    yx_code rc = YX_OK;

    facts->figure = figure;
    for (uint32_t i = 0; i < n && figure && !rc; i++) {
        const yx_indicator *indicator = yx_indicator_at(g->ws->catalog, i);
        char text[YX_DECIMAL_TEXT];
        yx_figure newest;
        bool any = false;
        rc = yx_figure_newest(g->ws, g->scope, indicator, g->known, &g->room, &newest, &any, err);
        if (rc || !any)
            continue;
        figure[facts->n_figure++] = (yx_brief_figure){
            .indicator = yx_indicator_name(indicator, g->lang),
            .value = yx_gather_text(g, yx_str_of(yx_decimal_text(newest.version.value, text))),
            .unit = indicator->unit,
            .period = newest.version.period,
            .ytd = indicator->kind == YX_YTD,
            .note = yx_gather_text(g, newest.source.said),
            .from = yx_gather_from(g, &newest)};
    }
    return rc;
}

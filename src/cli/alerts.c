/* The verb alerts: what the figures hold up now. */
#include "brief/table.h"
#include "cli/session.h"
#include "cli/signals.h"
#include "flow/alert_words.h"
#include "flow/life/answered.h"
#include "flow/replay/record.h"
#include "flow/rule_words.h"

#include <stdlib.h>
#include <string.h>

typedef struct alerts_out {
    yx_workspace *ws;
    yx_known known;
    yx_lang lang;
    const yx_screening *screening;
    const yx_alerts *alerts;
    yx_versions room;
    yx_rule_record *record; /* of each rule: what it was worth until now */
    size_t *order;          /* alerts as they are listed: those over their budget behind */
    yx_approvals approvals;
} alerts_out;

static void groups_text(const yx_rule *rule, uint64_t groups, yx_buf *out)
{
    for (size_t g = 0; g < rule->n_group; g++)
        if (groups >> g & 1)
            yx_buf_f(out, "%s%s", out->n ? ", " : "", rule->group_name[g]);
}

static const yx_rule_record *record_of(const alerts_out *o, const yx_rule *rule)
{
    uint32_t i = 0;

    while (yx_rule_at(o->ws->rules, i) != rule)
        i++;
    return &o->record[i];
}

/* What one stream says of the alert in one region: its alarm, or the figure that is compared. */
static yx_code evidence_of(alerts_out *o, yx_json *j, const yx_alert *alert, const yx_watched *w,
                           size_t i, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(o->alerts, alert);
    const yx_region *region = yx_region_at(o->ws->catalog, w->region[i]);
    bool plain = !w->stream->detector && !w->stream->silent, alarm, any;
    size_t t = yx_alert_evidence(watch, w, i, alert->episode.last, &alarm);
    yx_period period;
    yx_figure figure;
    yx_code rc;

    if (t == SIZE_MAX || (!alarm && !plain) ||
        !yx_alert_looks_at(o->ws->catalog, watch->rule, watch->region, w->region[i]))
        return YX_OK;
    period = yx_axis_at(&w->axis, t);
    if (w->indicator->kind == YX_YTD)
        (void)yx_period_to_ytd(period, &period);
    rc = yx_figure_find(o->ws, yx_str_of(region->code), yx_str_of(w->indicator->code), period,
                        o->known, &o->room, &figure, &any, err);
    if (!rc)
        yx_verdict_json(o->ws, w, i, t, any ? &figure : NULL, j);
    return rc;
}

/* The newest figure of each stream that carries the alert, in its region and round about it. */
static yx_code evidence_json(alerts_out *o, yx_json *j, const yx_alert *alert, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(o->alerts, alert);
    const yx_rule *rule = watch->rule;
    yx_code rc = YX_OK;

    yx_json_array(j, "evidence");
    for (size_t k = 0; k < rule->n_stream; k++) {
        const yx_watched *w = &o->screening->at[rule->stream[k]];
        for (size_t i = 0; i < w->n_region && !rc; i++)
            rc = evidence_of(o, j, alert, w, i, err);
    }
    yx_json_end(j);
    return rc;
}

static void lines_json(yx_json *j, const char *key, const yx_buf *text)
{
    yx_str all = yx_buf_view(text);

    yx_json_array(j, key);
    for (size_t from = 0, to; from < all.n; from = to + 1) {
        for (to = from; all.at[to] != '\n';)
            to++;
        yx_json_str(j, NULL, (yx_str){all.at + from, to - from});
    }
    yx_json_end(j);
}

/* What would change it, what an analyst set, how often its rule may be wrong and was. */
static yx_code words_json(alerts_out *o, yx_json *j, const yx_alert *alert, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(o->alerts, alert);
    const yx_rule_record *record = record_of(o, watch->rule);
    yx_buf text = {0};
    yx_code rc = yx_alert_would(o->ws, o->screening, watch, alert, &text, err);

    lines_json(j, "would_change", &text);
    yx_buf_clear(&text);
    yx_alert_overrides(o->ws, o->screening, watch, alert, &text);
    lines_json(j, "overrides", &text);
    yx_buf_clear(&text);
    yx_alert_control_say(watch, alert, &text);
    lines_json(j, "control", &text);
    if (!rc)
        rc = yx_buf_check(&text, err);
    yx_buf_free(&text);
    yx_json_bool(j, "within_budget", !alert->over);
    yx_json_int(j, "rank", (int64_t)alert->rank);
    yx_json_int(j, "rule_confirmed", (int64_t)record->confirmed);
    yx_json_int(j, "rule_false", (int64_t)record->wrong);
    return rc;
}

/* How the alert came to its level, and the arithmetic of its grade. */
static yx_code course_json(alerts_out *o, yx_json *j, const yx_alert *alert, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(o->alerts, alert);
    char period[YX_PERIOD_TEXT];
    yx_buf text = {0};
    yx_code rc;

    yx_json_array(j, "course");
    for (size_t i = 0; i < alert->n_turn; i++) {
        const yx_turned *turn = &o->alerts->turn[alert->turn + i];
        yx_json_object(j, NULL);
        yx_json_text(j, "turn", yx_turn_name[turn->turn]);
        yx_json_text(j, "period",
                     yx_period_text(yx_axis_at(&watch->axis, turn->at), false, period));
        yx_json_int(j, "level", turn->level);
        yx_json_end(j);
    }
    yx_json_end(j);
    rc = yx_alert_say(o->ws, o->screening, watch, alert->grade, alert->episode.last, &text, err);
    lines_json(j, "arithmetic", &text);
    yx_buf_free(&text);
    return rc;
}

static yx_code alert_json(alerts_out *o, yx_json *j, const yx_alert *alert, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(o->alerts, alert);
    const yx_rule *rule = watch->rule;
    const yx_episode *e = &alert->episode;
    char text[YX_PERIOD_TEXT];
    yx_code rc;

    yx_json_object(j, NULL);
    yx_json_text(j, "region", yx_region_at(o->ws->catalog, watch->region)->code);
    yx_json_text(j, "rule", rule->name);
    yx_json_int(j, "version", rule->version);
    yx_json_text(j, "scheme", rule->scheme);
    yx_json_int(j, "level", alert->level);
    yx_json_bool(j, "trial", yx_rule_on_trial(&o->approvals, o->ws, rule->name, rule->version));
    yx_json_bool(j, "open", yx_alert_open(alert));
    yx_json_bool(j, "lapsed", alert->lapsed);
    yx_json_text(j, "inhibited_by", alert->inhibited ? rule->parent : NULL);
    yx_json_text(j, "since", yx_period_text(yx_axis_at(&watch->axis, e->first), false, text));
    yx_json_text(j, "last", yx_period_text(yx_axis_at(&watch->axis, e->last), false, text));
    yx_json_text(j, "ended",
                 yx_alert_open(alert)
                     ? NULL
                     : yx_period_text(yx_axis_at(&watch->axis, e->end), false, text));
    yx_json_array(j, "groups");
    for (size_t g = 0; g < rule->n_group; g++)
        if (e->groups >> g & 1)
            yx_json_text(j, NULL, rule->group_name[g]);
    yx_json_end(j);
    yx_json_int(j, "streams", (int64_t)watch->sight.streams);
    yx_json_int(j, "able", (int64_t)watch->sight.able);
    rc = course_json(o, j, alert, err);
    if (!rc)
        rc = words_json(o, j, alert, err);
    if (!rc)
        rc = evidence_json(o, j, alert, err);
    yx_json_end(j);
    return rc;
}

static void alert_row(alerts_out *o, yx_table *table, const yx_alert *alert)
{
    const yx_rule_watch *watch = yx_alert_watch(o->alerts, alert);
    const yx_region *region = yx_region_at(o->ws->catalog, watch->region);
    const yx_episode *e = &alert->episode;
    char text[YX_PERIOD_TEXT];
    yx_buf groups = {0};

    groups_text(watch->rule, e->groups, &groups);
    yx_table_cell(table, "%s %s", region->code, yx_region_name(region, o->lang));
    yx_table_cell(table, "%s v%d%s", watch->rule->name, watch->rule->version,
                  yx_rule_on_trial(&o->approvals, o->ws, watch->rule->name, watch->rule->version)
                      ? ", trial"
                      : "");
    yx_table_cell(table, "%s %d", watch->rule->scheme, alert->level);
    yx_table_cell(table, "%s", yx_period_text(yx_axis_at(&watch->axis, e->first), false, text));
    yx_table_cell(table, "%s", yx_period_text(yx_axis_at(&watch->axis, e->last), false, text));
    if (yx_alert_open(alert) && alert->over)
        yx_table_cell(table, "open, over the budget (%u)", (unsigned)alert->rank);
    else if (yx_alert_open(alert))
        yx_table_cell(table, alert->inhibited ? "open, under %s" : "open", watch->rule->parent);
    else
        yx_table_cell(table, "%s%s", yx_period_text(yx_axis_at(&watch->axis, e->end), false, text),
                      alert->lapsed ? " lapsed" : "");
    yx_table_str(table, yx_buf_view(&groups));
    yx_buf_free(&groups);
}

/* Below the table: what would change each open alert, what was set by hand, how often its rule was
 * wrong. */
static yx_code alert_words(alerts_out *o, const yx_alert *alert, yx_buf *out, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(o->alerts, alert);
    const yx_rule_record *record = record_of(o, watch->rule);
    const char *code = yx_region_at(o->ws->catalog, watch->region)->code;
    yx_buf text = {0};
    yx_str rest;
    yx_code rc = yx_alert_would(o->ws, o->screening, watch, alert, &text, err);

    yx_alert_overrides(o->ws, o->screening, watch, alert, &text);
    yx_alert_control_say(watch, alert, &text);
    if (record->confirmed + record->wrong)
        yx_buf_f(&text, "of %zu alarms of version %d that were judged, %zu were false\n",
                 record->confirmed + record->wrong, watch->rule->version, record->wrong);
    else
        yx_buf_f(&text, "no alarm of version %d has been judged yet\n", watch->rule->version);
    if (!rc)
        rc = yx_buf_check(&text, err);
    rest = yx_buf_view(&text);
    yx_buf_f(out, "%s %s:\n", code, watch->rule->name);
    for (size_t from = 0, to; from < rest.n && !rc; from = to + 1) {
        for (to = from; rest.at[to] != '\n';)
            to++;
        yx_buf_f(out, "  %.*s\n", (int)(to - from), rest.at + from);
    }
    yx_buf_free(&text);
    return rc;
}

/* Every "no alarm" says how much was watched there, and how much of it could have seen one. */
typedef struct quiet {
    size_t regions;          /* that the rule watches */
    size_t n;                /* those without an open alert; of them: */
    size_t streams, able;    /* streams, all together; judged within reach of the newest period */
    size_t blind, undefined; /* regions whose quiet means nothing */
} quiet;

static quiet sight_of(const alerts_out *o, const yx_rule *rule)
{
    const yx_alerts *alerts = o->alerts;
    quiet q = {0};

    for (size_t i = 0, a = 0; i < alerts->n_watch; i++) {
        const yx_rule_watch *w = &alerts->watch[i];
        bool open = false;
        for (; a < alerts->n && alerts->at[a].watch <= i; a++)
            open |= alerts->at[a].watch == i && yx_alert_open(&alerts->at[a]);
        if (w->rule != rule)
            continue;
        q.regions++;
        if (open)
            continue;
        q.n++;
        q.streams += w->sight.streams;
        q.able += w->sight.able;
        q.blind += w->blind;
        q.undefined += w->undefined;
    }
    return q;
}

static void sight_text(const alerts_out *o, yx_buf *out)
{
    for (uint32_t r = 0; r < yx_n_rule(o->ws->rules); r++) {
        const yx_rule *rule = yx_rule_at(o->ws->rules, r);
        quiet q = sight_of(o, rule);
        yx_buf_f(out,
                 "%s: no alarm in %zu of %zu region%s; %zu stream%s watched there, %zu could have "
                 "seen it, %zu region%s blind\n",
                 rule->name, q.n, q.regions, q.regions == 1 ? "" : "s", q.streams,
                 q.streams == 1 ? "" : "s", q.able, q.blind, q.blind == 1 ? " is" : "s are");
    }
}

static void sight_json(const alerts_out *o, yx_buf *out)
{
    yx_json j = {.out = out, .lines = true};

    yx_json_array(&j, NULL);
    for (uint32_t r = 0; r < yx_n_rule(o->ws->rules); r++) {
        const yx_rule *rule = yx_rule_at(o->ws->rules, r);
        quiet q = sight_of(o, rule);
        yx_json_object(&j, NULL);
        yx_json_text(&j, "rule", rule->name);
        yx_json_int(&j, "version", rule->version);
        yx_json_int(&j, "regions", (int64_t)q.regions);
        yx_json_int(&j, "quiet", (int64_t)q.n);
        yx_json_int(&j, "streams", (int64_t)q.streams);
        yx_json_int(&j, "able", (int64_t)q.able);
        yx_json_int(&j, "blind", (int64_t)q.blind);
        yx_json_int(&j, "undefined", (int64_t)q.undefined);
        yx_json_end(&j);
    }
    yx_json_end(&j);
    yx_buf_char(out, '\n');
}

static yx_code find_order(alerts_out *o, yx_err *err)
{
    size_t n = 0;

    o->order = malloc((o->alerts->n + 1) * sizeof *o->order);
    if (!o->order)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu alerts", o->alerts->n);
    for (size_t i = 0; i < o->alerts->n; i++)
        if (!o->alerts->at[i].over)
            o->order[n++] = i;
    for (uint32_t rank = 1; n < o->alerts->n; rank++)
        for (size_t i = 0; i < o->alerts->n; i++)
            if (o->alerts->at[i].over && o->alerts->at[i].rank == rank)
                o->order[n++] = i;
    return YX_OK;
}

static yx_code find_records(alerts_out *o, int64_t now, yx_day as_of, yx_err *err)
{
    size_t n = yx_n_rule(o->ws->rules);
    yx_calendar *calendar = NULL;
    yx_lives lives = {0};
    yx_code rc = yx_lives_read(o->ws, as_of, now, &lives, err);

    if (!rc)
        rc = yx_calendar_new(o->ws->catalog, &calendar, err);
    o->record = calloc(n + 1, sizeof *o->record);
    if (!rc && !o->record)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu rules", n);
    for (uint32_t i = 0; i < n && !rc; i++) {
        const yx_rule *rule = yx_rule_at(o->ws->rules, i);
        rc = yx_rule_record_of(&lives, rule->name, rule->version, 0, calendar, &o->record[i], err);
    }
    yx_calendar_free(calendar);
    yx_lives_free(&lives);
    return rc;
}

static yx_code print_text(alerts_out *o, bool all, size_t open, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"region", "rule",  "grade", "since",
                                         "last",   "ended", "groups"};
    static const yx_align align[7] = {YX_LEFT};
    yx_table *table = NULL;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (size_t i = 0; i < o->alerts->n && !rc; i++) {
        const yx_alert *alert = &o->alerts->at[o->order[i]];
        if (yx_alert_open(alert) || all)
            alert_row(o, table, alert);
    }
    if (!rc && (open || (all && o->alerts->n)))
        rc = yx_table_print(table, 0, out, err);
    yx_table_free(table);
    yx_buf_f(out, "%zu open, %zu ended; %zu rules in force watched %zu region%s\n", open,
             o->alerts->n - open, yx_n_rule(o->ws->rules), o->alerts->n_watch,
             o->alerts->n_watch == 1 ? "" : "s");
    sight_text(o, out);
    for (size_t i = 0; i < o->alerts->n && !rc; i++)
        if (yx_alert_open(&o->alerts->at[o->order[i]]))
            rc = alert_words(o, &o->alerts->at[o->order[i]], out, err);
    return rc;
}

static yx_code print_alerts(alerts_out *o, bool all, bool as_json, yx_buf *out, yx_err *err)
{
    yx_json json = {.out = out, .lines = true};
    size_t open = 0;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < o->alerts->n; i++)
        open += yx_alert_open(&o->alerts->at[i]);
    if (!as_json) {
        rc = print_text(o, all, open, out, err);
        return rc ? rc : yx_buf_check(out, err);
    }
    yx_json_array(&json, NULL);
    for (size_t i = 0; i < o->alerts->n && !rc; i++) {
        const yx_alert *alert = &o->alerts->at[o->order[i]];
        if (yx_alert_open(alert) || all)
            rc = alert_json(o, &json, alert, err);
    }
    yx_json_end(&json);
    yx_buf_char(out, '\n');
    return rc ? rc : yx_buf_check(out, err);
}

int yx_cli_alerts(const yx_args *args)
{
    enum { AS_OF, BOUNDARIES, ALL, AS_JSON, BY, WATCHED };
    yx_workspace ws = {0};
    yx_screening screening = {0};
    yx_alerts alerts = {0};
    alerts_out o = {.ws = &ws, .lang = args->lang, .screening = &screening, .alerts = &alerts};
    yx_buf out = {0};
    yx_err err = {0};
    yx_day as_of, on;
    int64_t now = 0;
    yx_code rc;

    if (!yx_option_day("alerts", args->value[AS_OF], YX_DAY_MAX, &as_of) ||
        !yx_option_boundaries("alerts", args->value[BOUNDARIES], &on))
        return YX_EXIT_USAGE;
    rc = yx_session_open_day(args, INT64_MAX, as_of, &ws, &err);
    if (!rc)
        rc = yx_session_bound(&ws, on, as_of, &err);
    o.known = yx_workspace_known(&ws, as_of);
    if (!rc)
        rc = yx_screening_run(&ws, o.known, &screening, &err);
    if (!rc)
        rc = yx_alerts_find(&ws, &screening, &alerts, &err);
    if (!rc)
        rc = yx_approvals_read(&ws, &o.approvals, &err);
    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &now, &err);
    if (as_of < yx_day_of_ms(now))
        now = yx_life_day_start(as_of + 1) - 1;
    if (!rc)
        rc = find_records(&o, now, as_of, &err);
    if (!rc)
        rc = find_order(&o, &err);
    if (!rc && args->value[WATCHED] && args->value[AS_JSON])
        sight_json(&o, &out);
    else if (!rc && args->value[WATCHED])
        sight_text(&o, &out);
    else if (!rc)
        rc = print_alerts(&o, args->value[ALL] != NULL, args->value[AS_JSON] != NULL, &out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    free(o.record);
    free(o.order);
    yx_buf_free(&out);
    yx_versions_free(&o.room);
    yx_approvals_free(&o.approvals);
    yx_alerts_free(&alerts);
    yx_screening_free(&screening);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("alerts", rc, &err) : YX_EXIT_DONE;
}

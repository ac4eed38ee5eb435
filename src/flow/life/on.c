#include "flow/life/on.h"

#include "base/mem.h"
#include "flow/alert_words.h"
#include "flow/figure.h"
#include "flow/rule_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static yx_code add(yx_on_list *list, const yx_alerts *alerts, const yx_alert *alert, yx_err *err)
{
    const yx_rule_watch *watch = yx_alert_watch(alerts, alert);
    yx_code rc = yx_grow(&list->at, &list->cap, list->n + 1, sizeof *list->at, err);

    if (rc)
        return rc;
    list->at[list->n++] = (yx_on){.rule = watch->rule,
                                  .region = watch->region,
                                  .first = yx_axis_at(&watch->axis, alert->episode.first),
                                  .last = yx_axis_at(&watch->axis, alert->episode.last),
                                  .level = alert->level,
                                  .groups = alert->episode.groups,
                                  .open = yx_alert_open(alert) && !watch->outside,
                                  .lapsed = alert->lapsed,
                                  .over = alert->over,
                                  .inhibited = alert->inhibited};
    return YX_OK;
}

yx_code yx_on_find(yx_workspace *ws, yx_known known, yx_on_list *ret, yx_err *err)
{
    yx_screening screening = {0};
    yx_alerts alerts = {0};
    yx_on_list list = {.watched = calloc(yx_n_rule(ws->rules) + 1, sizeof *list.watched)};
    yx_code rc = list.watched ? yx_screening_run(ws, known, &screening, err)
                              : yx_fail(err, YX_E_NOMEM, "no memory for the alerts");

    if (!rc)
        rc = yx_alerts_find(ws, &screening, &alerts, err);
    for (size_t i = 0; i < alerts.n && !rc; i++)
        rc = add(&list, &alerts, &alerts.at[i], err);
    for (uint32_t r = 0, w = 0; r < yx_n_rule(ws->rules) && !rc; r++)
        for (; w < alerts.n_watch && alerts.watch[w].rule == yx_rule_at(ws->rules, r); w++)
            list.watched[r]++;
    yx_alerts_free(&alerts);
    yx_screening_free(&screening);
    if (rc) {
        yx_on_free(&list);
        return rc;
    }
    *ret = list;
    return YX_OK;
}

void yx_on_free(yx_on_list *list)
{
    free(list->at);
    free(list->watched);
    *list = (yx_on_list){0};
}

/* --- one alert --- */

static yx_code figure_line(yx_workspace *ws, yx_known known, const yx_watched *w, size_t i,
                           size_t t, bool alarm, yx_versions *room, yx_buf *words, yx_err *err)
{
    const char *region = yx_region_at(ws->catalog, w->region[i])->code;
    bool ytd = w->indicator->kind == YX_YTD, any = false;
    char text[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], day[YX_DAY_TEXT], source[YX_SOURCE_TEXT];
    yx_period period = yx_axis_at(&w->axis, t);
    yx_figure figure;
    yx_code rc;

    if (ytd)
        (void)yx_period_to_ytd(period, &period);
    rc = yx_figure_find(ws, yx_str_of(region), yx_str_of(w->indicator->code), period, known, room,
                        &figure, &any, err);
    if (rc)
        return rc;
    yx_buf_f(words, "%s %s %s: ", region, w->indicator->code, yx_period_text(period, ytd, text));
    if (any)
        yx_buf_f(words, "%s%s, published %s, %s, group %s\n",
                 yx_decimal_text(figure.version.value, value), alarm ? " (signal)" : "",
                 yx_day_text(figure.version.as_of, day), yx_source_text(&figure.source, source),
                 w->stream->group);
    else
        yx_buf_f(words, "not reported%s, group %s\n", alarm ? " (signal)" : "", w->stream->group);
    return YX_OK;
}

static yx_code look_at(yx_workspace *ws, yx_known known, const yx_screening *screening,
                       const yx_rule_watch *watch, const yx_alert *alert, yx_on_words *words,
                       yx_err *err)
{
    yx_versions room = {0};
    yx_code rc =
        yx_alert_say(ws, screening, watch, alert->grade, alert->episode.last, &words->inputs, err);

    for (size_t k = 0; k < watch->rule->n_stream && !rc; k++) {
        const yx_watched *w = &screening->at[watch->rule->stream[k]];
        size_t i = yx_watched_find(w, watch->region), t;
        bool alarm;
        if (i == SIZE_MAX)
            continue;
        t = yx_alert_evidence(watch, w, i, alert->episode.last, &alarm);
        if (t != SIZE_MAX)
            rc = figure_line(ws, known, w, i, t, alarm, &room, &words->inputs, err);
    }
    yx_versions_free(&room);
    if (!rc)
        rc = yx_alert_would(ws, screening, watch, alert, &words->would, err);
    yx_alert_overrides(ws, screening, watch, alert, &words->overrides);
    yx_alert_control_say(watch, alert, &words->control);
    if (!rc)
        rc = yx_buf_check(&words->overrides, err);
    if (!rc)
        rc = yx_buf_check(&words->control, err);
    return rc ? rc : yx_buf_check(&words->inputs, err);
}

void yx_on_words_free(yx_on_words *words)
{
    yx_buf_free(&words->inputs);
    yx_buf_free(&words->would);
    yx_buf_free(&words->overrides);
    yx_buf_free(&words->control);
}

yx_code yx_on_look(yx_workspace *ws, yx_known known, const yx_life *life, char last[YX_PERIOD_TEXT],
                   yx_on_words *words, yx_err *err)
{
    yx_screening screening = {0};
    yx_alerts alerts = {0};
    yx_period since;
    yx_code rc = yx_screening_run(ws, known, &screening, err);

    (void)snprintf(last, YX_PERIOD_TEXT, "%s", life->last);
    if (!yx_period_read(yx_str_of(life->since), &since))
        since.first = YX_DAY_MAX;
    if (!rc)
        rc = yx_alerts_find(ws, &screening, &alerts, err);
    for (size_t i = 0; i < alerts.n && !rc; i++) {
        const yx_alert *alert = &alerts.at[i];
        const yx_rule_watch *watch = yx_alert_watch(&alerts, alert);
        yx_period newest = yx_axis_at(&watch->axis, alert->episode.last);
        if (!life->on || !yx_alert_open(alert) || newest.last < since.first ||
            strcmp(watch->rule->name, life->rule) != 0 ||
            strcmp(yx_region_at(ws->catalog, watch->region)->code, life->region) != 0)
            continue;
        (void)yx_period_text(newest, false, last);
        rc = look_at(ws, known, &screening, watch, alert, words, err);
    }
    yx_alerts_free(&alerts);
    yx_screening_free(&screening);
    return rc;
}

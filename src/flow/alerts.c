#include "flow/alerts.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool yx_alert_open(const yx_alert *alert)
{
    return alert->episode.end == SIZE_MAX;
}

const yx_rule_watch *yx_alert_watch(const yx_alerts *alerts, const yx_alert *alert)
{
    return &alerts->watch[alert->watch];
}

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
static size_t place(const yx_axis *rule_axis, const yx_axis *axis, size_t t)
{
    yx_day last = yx_axis_at(axis, t).last;

    return yx_axis_find(rule_axis, yx_period_holding(last, rule_axis->kind));
}

/* What a stream says in each period of the rule: an alarm if any of its periods there alarmed,
 * judged if any was judged. */
static void say_row(const yx_axis *axis, const yx_watched *w, size_t region, yx_say *say)
{
    const yx_verdict *verdict;

    for (size_t t = 0; t < axis->n; t++)
        say[t] = (yx_say){YX_GAP, false};
    if (region == SIZE_MAX)
        return;
    verdict = yx_watched_verdict(w, region);
    for (size_t t = 0; t < w->axis.n; t++) {
        size_t at = place(axis, &w->axis, t);
        if (at == SIZE_MAX)
            continue;
        say[at].alarm |= verdict[t].alarm;
        if (say[at].state != YX_JUDGED && verdict[t].state != YX_GAP)
            say[at].state = verdict[t].state;
    }
}

static yx_code add_region(yx_alerts *alerts, const yx_screening *s, const yx_rule *rule,
                          const yx_axis *axis, uint32_t region, yx_say *say, yx_episode *episode,
                          yx_err *err)
{
    yx_rule_watch watch = {.rule = rule, .region = region, .axis = *axis};
    bool any = false;
    size_t n = 0;
    yx_code rc;

    for (size_t k = 0; k < rule->n_stream; k++) {
        const yx_watched *w = &s->at[rule->stream[k]];
        size_t i = yx_watched_find(w, region);
        any |= i != SIZE_MAX;
        say_row(axis, w, i, say + k * axis->n);
    }
    if (!any)
        return YX_OK;
    yx_episodes(rule, say, axis->n, episode, &n, &watch.sight);
    rc = yx_grow(&alerts->watch, &alerts->cap_watch, alerts->n_watch + 1, sizeof watch, err);
    if (!rc)
        rc = yx_grow(&alerts->at, &alerts->cap, alerts->n + n + 1, sizeof *alerts->at, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < n; i++)
        alerts->at[alerts->n++] = (yx_alert){alerts->n_watch, episode[i]};
    alerts->watch[alerts->n_watch++] = watch;
    return YX_OK;
}

static yx_code apply(yx_alerts *alerts, const yx_workspace *ws, const yx_screening *s,
                     const yx_rule *rule, yx_err *err)
{
    yx_axis axis;
    yx_say *say;
    yx_episode *episode;
    yx_code rc = YX_OK;

    if (!rule_axis(s, rule, &axis))
        return YX_OK;
    say = calloc(rule->n_stream * axis.n, sizeof *say);
    episode = calloc(axis.n / 2 + 1, sizeof *episode);
    if (!say || !episode)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", axis.n);
    for (uint32_t r = 0; r < yx_n_region(ws->catalog) && !rc; r++)
        rc = add_region(alerts, s, rule, &axis, r, say, episode, err);
    free(say);
    free(episode);
    return rc;
}

yx_code yx_alerts_find(const yx_workspace *ws, const yx_screening *screening, yx_alerts *ret,
                       yx_err *err)
{
    yx_alerts alerts = {0};

    for (uint32_t i = 0; i < yx_n_rule(ws->rules); i++) {
        yx_code rc = apply(&alerts, ws, screening, yx_rule_at(ws->rules, i), err);
        if (rc) {
            yx_alerts_free(&alerts);
            return rc;
        }
    }
    *ret = alerts;
    return YX_OK;
}

void yx_alerts_free(yx_alerts *alerts)
{
    free(alerts->watch);
    free(alerts->at);
    *alerts = (yx_alerts){0};
}

size_t yx_alert_evidence(const yx_rule_watch *watch, const yx_watched *w, size_t region, size_t t,
                         bool *ret_alarm)
{
    const yx_verdict *verdict = yx_watched_verdict(w, region);
    size_t newest = SIZE_MAX;

    *ret_alarm = false;
    for (size_t i = w->axis.n; i-- > 0;) {
        size_t at = place(&watch->axis, &w->axis, i);
        if (at == SIZE_MAX || at > t || verdict[i].state == YX_GAP)
            continue;
        if (newest == SIZE_MAX)
            newest = i;
        if (at + watch->rule->within <= t)
            break;
        if (verdict[i].alarm) {
            *ret_alarm = true;
            return i;
        }
    }
    return newest;
}

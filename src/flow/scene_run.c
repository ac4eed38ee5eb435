/* Judges the expectations of a scene, each at the end of its period. */
#include "flow/alerts.h"
#include "flow/scene_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The alert of a rule in a region that is open, or else its newest, or NULL. */
static const yx_alert *newest(const yx_alerts *alerts, size_t watch)
{
    const yx_alert *found = NULL;

    for (size_t i = 0; i < alerts->n; i++)
        if (alerts->at[i].watch == watch)
            found = &alerts->at[i];
    return found;
}

static yx_turn turn_at(const yx_alerts *alerts, const yx_alert *alert, size_t t)
{
    const yx_turned *last = &alerts->turn[alert->turn + alert->n_turn - 1];

    return last->at == t ? last->turn : YX_TURN_NONE;
}

/* A region that nobody watches, or for which nothing came in the period, is blind. */
static yx_scene_state state_of(const yx_scene *scene, const yx_alerts *alerts, const yx_expected *e)
{
    const yx_rule *rule = yx_rule_at(scene->ws.rules, e->rule);
    yx_scene_state state = {.blind = true};

    for (size_t i = 0; i < alerts->n_watch; i++) {
        const yx_rule_watch *w = &alerts->watch[i];
        const yx_alert *alert;
        size_t t;
        if (w->rule != rule || w->region != e->region)
            continue;
        t = yx_axis_find(&w->axis, e->line.period);
        alert = newest(alerts, i);
        state.on = alert && yx_alert_open(alert);
        state.level = state.on ? alert->level : 0;
        state.inhibited = state.on && alert->inhibited;
        if (t + 1 != w->axis.n) /* the newest figure of all streams is older */
            return state;
        state.turn = alert ? turn_at(alerts, alert, t) : YX_TURN_NONE;
        state.undefined = w->undefined;
        state.blind = w->blind && !w->undefined;
        state.outside = w->outside;
        state.groups = w->sight.agree;
    }
    return state;
}

bool yx_expected_met(const yx_expected *e, const yx_scene_state *s)
{
    bool told = !s->blind && !s->undefined && !s->outside;

    return (!(e->words & YX_EXPECT_NONE) || (!s->on && told)) &&
           (!(e->words & YX_EXPECT_LEVEL) ||
            (s->on && s->level == e->level &&
             s->inhibited == ((e->words & YX_EXPECT_INHIBITED) != 0))) &&
           (!(e->words & YX_EXPECT_TURN) || s->turn == e->turn) &&
           (!(e->words & YX_EXPECT_BLIND) || s->blind) &&
           (!(e->words & YX_EXPECT_UNDEFINED) || s->undefined) &&
           (!(e->words & YX_EXPECT_OUTSIDE) || s->outside) &&
           (!(e->words & YX_EXPECT_INHIBITED) || s->inhibited) &&
           (!(e->words & YX_EXPECT_GROUPS) || s->groups == e->groups);
}

static yx_code judge_day(yx_scene *scene, yx_day day, yx_err *err)
{
    yx_known known = yx_workspace_known(&scene->ws, day);
    yx_screening screening = {0};
    yx_alerts alerts = {0};
    yx_code rc = yx_screening_run(&scene->ws, known, &screening, err);

    if (!rc)
        rc = yx_alerts_find(&scene->ws, &screening, &alerts, err);
    for (size_t i = 0; i < scene->n && !rc; i++) {
        yx_expected *e = &scene->at[i];
        if (e->line.period.last != day)
            continue;
        e->line.found = state_of(scene, &alerts, e);
        e->line.holds = yx_expected_met(e, &e->line.found);
    }
    yx_alerts_free(&alerts);
    yx_screening_free(&screening);
    return rc;
}

static int by_day(const void *a, const void *b)
{
    yx_day x = *(const yx_day *)a, y = *(const yx_day *)b;

    return (x > y) - (x < y);
}

yx_code yx_scene_run(yx_scene *scene, yx_err *err)
{
    yx_day *day = malloc((scene->n + 1) * sizeof *day);
    yx_code rc = YX_OK;

    if (!day)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu days", scene->n);
    for (size_t i = 0; i < scene->n; i++)
        day[i] = scene->at[i].line.period.last;
    qsort(day, scene->n, sizeof *day, by_day);
    for (size_t i = 0; i < scene->n && !rc; i++)
        if (i == 0 || day[i] != day[i - 1])
            rc = judge_day(scene, day[i], err);
    free(day);
    return rc;
}

/* --- what it says --- */

const char *yx_scene_title(const yx_scene *scene)
{
    return scene->title;
}

size_t yx_n_scene_line(const yx_scene *scene)
{
    return scene->n;
}

const yx_scene_line *yx_scene_line_at(const yx_scene *scene, size_t i)
{
    return &scene->at[i].line;
}

size_t yx_n_scene_rule(const yx_scene *scene)
{
    return yx_n_rule(scene->ws.rules);
}

const char *yx_scene_unasked(const yx_scene *scene, size_t *at)
{
    while (*at < yx_n_rule(scene->ws.rules)) {
        uint32_t rule = (uint32_t)(*at)++;
        bool asked = false;
        for (size_t i = 0; i < scene->n && !asked; i++)
            asked = scene->at[i].rule == rule;
        if (!asked)
            return yx_rule_at(scene->ws.rules, rule)->name;
    }
    return NULL;
}

char *yx_scene_say(const yx_scene_state *s, bool with_groups, char out[YX_SCENE_TEXT])
{
    bool told = !s->blind && !s->undefined && !s->outside;
    char level[24] = "", groups[32] = "";

    if (s->on)
        (void)snprintf(level, sizeof level, " level %d", s->level);
    if (with_groups)
        (void)snprintf(groups, sizeof groups, " groups %zu", s->groups);
    (void)snprintf(out, YX_SCENE_TEXT, "%s%s%s%s%s%s%s%s%s", level, !s->on && told ? " none" : "",
                   s->turn ? " " : "", s->turn ? yx_turn_name[s->turn] : "",
                   s->inhibited ? " inhibited" : "", s->blind ? " blind" : "",
                   s->undefined ? " undefined" : "", s->outside ? " outside" : "", groups);
    memmove(out, out + 1, strlen(out)); /* without the blank at its start */
    return out;
}

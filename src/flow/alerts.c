#include "flow/alerts.h"

#include "base/mem.h"
#include "flow/budget.h"

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

/* --- one rule --- */

/* A rule judged, and what one of its regions needs. */
typedef struct applied {
    yx_rule_rows rows;
    uint8_t *planes;
    yx_turned *turn;    /* of one region */
    yx_rule_rows *kept; /* where the rows will be kept; NULL: they are not */
} applied;

static bool grade_holds(const applied *a, size_t row, size_t t)
{
    for (size_t g = 0; g < a->rows.rule->n_grade; g++)
        if (a->planes[(g * a->rows.n + row) * a->rows.axis.n + t] == YX_YES)
            return true;
    return false;
}

/* Too few groups for a rule of groups alone, or no grade could be told in the last period. */
static bool is_blind(const applied *a, size_t row, const yx_sight *sight)
{
    const yx_rule *rule = a->rows.rule;
    const yx_condition *groups = yx_rule_groups(rule);

    if (groups && sight->able_groups < groups->at_least)
        return true;
    for (size_t g = 0; g < rule->n_grade; g++)
        if (a->planes[(g * a->rows.n + row + 1) * a->rows.axis.n - 1] != YX_BLIND)
            return false;
    return true;
}

/* What bore an alert from its first period up to `to`. */
static void fill_episode(const applied *a, size_t row, size_t to, yx_episode *e)
{
    for (size_t t = e->first; t < to; t++) {
        yx_sight sight;
        if (!grade_holds(a, row, t))
            continue;
        e->last = t;
        e->groups_last = yx_judge_groups(a->rows.rule, &a->rows.in, row, t, &sight);
        e->groups |= e->groups_last;
        if (sight.agree > e->most)
            e->most = sight.agree;
    }
}

/* How much spoke for it when it was raised. */
static void fill_first(const applied *a, size_t row, yx_alert *alert)
{
    size_t first = alert->episode.first, within = yx_rule_within(a->rows.rule);
    yx_sight sight;

    (void)yx_judge_groups(a->rows.rule, &a->rows.in, row, first, &sight);
    alert->agree = sight.agree;
    alert->p = NAN;
    for (size_t k = 0; k < a->rows.rule->n_stream; k++) {
        const yx_say *say = a->rows.in.say + (k * a->rows.n + row) * a->rows.axis.n;
        for (size_t t = first + 1 > within ? first + 1 - within : 0; t <= first; t++)
            if (say[t].state == YX_JUDGED)
                alert->p = fmin(alert->p, (double)say[t].p);
    }
}

static yx_code add_turn(yx_alerts *alerts, const yx_turned *turn, yx_err *err)
{
    yx_code rc = yx_grow(&alerts->turn, &alerts->cap_turn, alerts->n_turn + 1, sizeof *turn, err);

    if (!rc)
        alerts->turn[alerts->n_turn++] = *turn;
    return rc;
}

/* Folds the turns of a region into alerts. */
static yx_code add_alerts(yx_alerts *alerts, const applied *a, size_t row, size_t n_turn,
                          yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < n_turn && !rc; i++) {
        const yx_turned *turn = &a->turn[i];
        yx_alert *alert;
        if (turn->turn == YX_TURN_RAISED) {
            rc = yx_grow(&alerts->at, &alerts->cap, alerts->n + 1, sizeof *alerts->at, err);
            if (rc)
                return rc;
            alerts->at[alerts->n++] =
                (yx_alert){.watch = alerts->n_watch,
                           .episode = {.first = turn->at, .last = turn->at, .end = SIZE_MAX},
                           .turn = alerts->n_turn};
            fill_first(a, row, &alerts->at[alerts->n - 1]);
        }
        alert = &alerts->at[alerts->n - 1];
        alert->grade = turn->grade;
        alert->level = turn->level;
        alert->n_turn++;
        rc = add_turn(alerts, turn, err);
        if (turn->turn == YX_TURN_ENDED || turn->turn == YX_TURN_LAPSED) {
            alert->lapsed = turn->turn == YX_TURN_LAPSED;
            alert->episode.end = turn->at;
            fill_episode(a, row, turn->at, &alert->episode);
        } else if (i + 1 == n_turn) {
            fill_episode(a, row, a->rows.axis.n, &alert->episode);
        }
    }
    return rc;
}

static yx_code add_region(yx_alerts *alerts, const applied *a, size_t row, yx_err *err)
{
    size_t n = a->rows.axis.n;
    yx_rule_watch watch = {
        .rule = a->rows.rule, .region = a->rows.region[row], .axis = a->rows.axis};
    yx_course course = {0};
    size_t n_turn = yx_course_run(watch.rule, a->planes, a->rows.n, n, row, 0, &course, a->turn);
    yx_code rc =
        yx_grow(&alerts->watch, &alerts->cap_watch, alerts->n_watch + 1, sizeof watch, err);

    if (!rc)
        rc = add_alerts(alerts, a, row, n_turn, err);
    if (rc)
        return rc;
    (void)yx_judge_groups(watch.rule, &a->rows.in, row, n - 1, &watch.sight);
    watch.blind = is_blind(a, row, &watch.sight);
    watch.undefined = yx_judge_undefined(watch.rule, &a->rows.in, row, n - 1);
    watch.outside = yx_rule_outside(watch.rule, yx_axis_at(&watch.axis, n - 1));
    if (a->rows.control) {
        watch.control = a->rows.control[row];
        watch.rows = a->kept;
    }
    alerts->watch[alerts->n_watch++] = watch;
    return YX_OK;
}

/* Room for rows that are asked for again: what was learned once is not learned anew for each alert.
 */
static yx_code make_kept(yx_alerts *alerts, applied *a, yx_err *err)
{
    yx_code rc = YX_OK;

    if (!a->rows.control)
        return YX_OK;
    rc = yx_grow(&alerts->rows, &alerts->cap_rows, alerts->n_rows + 1, sizeof(yx_rule_rows *), err);
    if (rc)
        return rc;
    a->kept = calloc(1, sizeof *a->kept);
    if (!a->kept)
        return yx_fail(err, YX_E_NOMEM, "no memory for rule %s", a->rows.rule->name);
    alerts->rows[alerts->n_rows++] = a->kept;
    return YX_OK;
}

static yx_code apply(yx_alerts *alerts, const yx_workspace *ws, const yx_screening *s,
                     const yx_rule *rule, yx_err *err)
{
    applied a = {0};
    yx_code rc = yx_rule_rows_make(ws, s, rule, YX_REGION_NONE, &a.rows, err);

    if (rc || a.rows.axis.n == 0)
        return rc;
    a.turn = calloc(a.rows.axis.n, sizeof *a.turn);
    if (!a.turn)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu periods", a.rows.axis.n);
    if (!rc)
        rc = yx_rule_rows_judge(&a.rows, &a.planes, err);
    if (!rc)
        rc = make_kept(alerts, &a, err);
    for (size_t row = 0; row < a.rows.n && !rc; row++)
        if (a.rows.watched[row])
            rc = add_region(alerts, &a, row, err);
    free(a.turn);
    free(a.planes);
    if (a.kept)
        *a.kept = a.rows;
    else
        yx_rule_rows_free(&a.rows);
    return rc;
}

/* --- all of them --- */

/* Is the rule's parent on, in the region or above it? */
static bool is_inhibited(const yx_workspace *ws, const yx_alerts *alerts, const yx_alert *alert)
{
    const yx_rule_watch *watch = yx_alert_watch(alerts, alert);
    const char *parent = watch->rule->parent;

    if (!parent || !parent[0] || !yx_alert_open(alert))
        return false;
    for (size_t i = 0; i < alerts->n; i++) {
        const yx_rule_watch *other = yx_alert_watch(alerts, &alerts->at[i]);
        if (yx_alert_open(&alerts->at[i]) && strcmp(other->rule->name, parent) == 0 &&
            yx_region_within(ws->catalog, watch->region, other->region))
            return true;
    }
    return false;
}

yx_code yx_alerts_find(const yx_workspace *ws, const yx_screening *screening, yx_alerts *ret,
                       yx_err *err)
{
    yx_alerts alerts = {0};
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_n_rule(ws->rules) && !rc; i++)
        rc = apply(&alerts, ws, screening, yx_rule_at(ws->rules, i), err);
    if (!rc)
        rc = yx_alerts_cap(ws->catalog, &alerts, err);
    if (rc) {
        yx_alerts_free(&alerts);
        return rc;
    }
    for (size_t i = 0; i < alerts.n; i++)
        alerts.at[i].inhibited = is_inhibited(ws, &alerts, &alerts.at[i]);
    *ret = alerts;
    return YX_OK;
}

void yx_alerts_free(yx_alerts *alerts)
{
    free(alerts->watch);
    free(alerts->at);
    free(alerts->turn);
    for (size_t i = 0; i < alerts->n_rows; i++) {
        yx_rule_rows_free(alerts->rows[i]);
        free(alerts->rows[i]);
    }
    free(alerts->rows);
    *alerts = (yx_alerts){0};
}

/* --- evidence --- */

size_t yx_alert_evidence(const yx_rule_watch *watch, const yx_watched *w, size_t region, size_t t,
                         bool *ret_alarm)
{
    const yx_verdict *verdict = yx_watched_verdict(w, region);
    size_t newest = SIZE_MAX, within = yx_rule_within(watch->rule);

    *ret_alarm = false;
    for (size_t i = w->axis.n; i-- > 0;) {
        size_t at = yx_rule_place(&watch->axis, &w->axis, i);
        if (at == SIZE_MAX || at > t || verdict[i].state == YX_GAP)
            continue;
        if (newest == SIZE_MAX)
            newest = i;
        if (at + within <= t)
            break;
        if (verdict[i].alarm) {
            *ret_alarm = true;
            return i;
        }
    }
    return newest;
}

static bool border(const yx_catalog *catalog, const char *a, const char *b)
{
    for (size_t i = 0; i < yx_n_neighbour(catalog); i++) {
        const yx_neighbour *n = yx_neighbour_at(catalog, i);
        if ((strcmp(n->a, a) == 0 && strcmp(n->b, b) == 0) ||
            (strcmp(n->a, b) == 0 && strcmp(n->b, a) == 0))
            return true;
    }
    return false;
}

bool yx_alert_looks_at(const yx_catalog *catalog, const yx_rule *rule, uint32_t region,
                       uint32_t other)
{
    const yx_region *a = yx_region_at(catalog, region), *b = yx_region_at(catalog, other);
    bool is = region == other;

    for (size_t i = 0; i < rule->n_condition && !is; i++) {
        const yx_condition *c = &rule->condition[i];
        if (c->ask != YX_ASK_AREA)
            continue;
        switch (c->around) {
        case YX_AROUND_NEIGHBOURS:
        case YX_AROUND_CONNECTED:
            is = border(catalog, a->code, b->code);
            break;
        case YX_AROUND_SIBLINGS:
            is = a->parent != YX_REGION_NONE && a->parent == b->parent;
            break;
        case YX_AROUND_CHILDREN:
            is = b->parent == region;
            break;
        case YX_N_AROUND:
            break;
        }
    }
    return is;
}

#include "flow/budget.h"

#include "flow/life/life.h"
#include "trigger/control.h"

#include <math.h>
#include <stdlib.h>

/* The alerts of one rule, in order of week. */
typedef struct claims {
    yx_alerts *alerts;
    const yx_rule *rule;
    const yx_post **post; /* by number; NULL: nobody by name */
    size_t n_post;
    yx_claim *at;
    int64_t *week;     /* by number of the alert */
    struct dated *day; /* n: alerts in order of week */
    size_t n;
} claims;

typedef struct dated {
    int64_t week;
    yx_claim claim;
} dated;

static int by_week(const void *a, const void *b)
{
    const dated *x = a, *y = b;

    if (x->week != y->week)
        return x->week < y->week ? -1 : 1;
    return (x->claim.of > y->claim.of) - (x->claim.of < y->claim.of);
}

static uint32_t post_of(claims *c, const yx_catalog *catalog, uint32_t region)
{
    const char *code = yx_region_at(catalog, region)->code;
    const yx_post *post = yx_life_owner(catalog, c->rule->owner, code);
    size_t i = 0;

    while (i < c->n_post && c->post[i] != post)
        i++;
    if (i == c->n_post)
        c->post[c->n_post++] = post;
    return (uint32_t)i;
}

/* The number of a week, or of a longer period. */
static int64_t week_of(const yx_rule_watch *watch, size_t t, double *ret_weeks)
{
    yx_period period = yx_axis_at(&watch->axis, t);

    *ret_weeks = 1;
    if (watch->axis.kind == YX_PERIOD_DAY || watch->axis.kind == YX_PERIOD_WEEK)
        return yx_period_holding(period.last, YX_PERIOD_WEEK).first / 7;
    *ret_weeks = fmax(365.25 / 7 / yx_period_per_year(watch->axis.kind), 1);
    return (int64_t)t;
}

static bool was_gravest(const yx_alerts *alerts, const yx_alert *alert)
{
    for (size_t i = 0; i < alert->n_turn; i++)
        if (alerts->turn[alert->turn + i].level == 1)
            return true;
    return false;
}

/* The claims of one week: at[0 .. n). */
static void cap_week(claims *c, size_t from, size_t n, double budget, double *saved, uint32_t *rank,
                     uint8_t *within)
{
    for (size_t p = 0; p < c->n_post; p++)
        rank[p] = 0;
    yx_control_cap(c->at + from, n, budget, saved, c->n_post, within);
    for (size_t i = 0; i < n; i++) {
        yx_alert *alert = &c->alerts->at[c->at[from + i].of];
        alert->rank = ++rank[c->at[from + i].post];
        alert->over = !within[i] && !was_gravest(c->alerts, alert);
    }
}

static void gather(claims *c, const yx_catalog *catalog, double *ret_weeks)
{
    c->n = 0;
    c->n_post = 0;
    for (size_t i = 0; i < c->alerts->n; i++) {
        const yx_alert *alert = &c->alerts->at[i];
        const yx_rule_watch *watch = yx_alert_watch(c->alerts, alert);
        if (watch->rule != c->rule)
            continue;
        c->week[i] = week_of(watch, alert->episode.first, ret_weeks);
        c->day[c->n++] = (dated){c->week[i],
                                 {.post = post_of(c, catalog, watch->region),
                                  .level = c->alerts->turn[alert->turn].level,
                                  .p = alert->p,
                                  .groups = alert->agree,
                                  .of = i}};
    }
    qsort(c->day, c->n, sizeof *c->day, by_week);
    for (size_t i = 0; i < c->n; i++)
        c->at[i] = c->day[i].claim;
}

static void cap_rule(claims *c, const yx_catalog *catalog, double *saved, uint32_t *rank,
                     uint8_t *within)
{
    double weeks = 1;

    gather(c, catalog, &weeks);
    for (size_t p = 0; p < c->n_post; p++)
        saved[p] = 0;
    for (size_t i = 0, n; i < c->n; i += n) {
        int64_t week = c->week[c->at[i].of];
        for (n = 1; i + n < c->n && c->week[c->at[i + n].of] == week;)
            n++;
        cap_week(c, i, n, c->rule->control.budget * weeks, saved, rank, within);
        if (i + n < c->n) /* weeks in which nobody is asked save too */
            for (int64_t w = week + 1; w < c->week[c->at[i + n].of]; w++)
                yx_control_cap(NULL, 0, c->rule->control.budget * weeks, saved, c->n_post, within);
    }
}

yx_code yx_alerts_cap(const yx_catalog *catalog, yx_alerts *alerts, yx_err *err)
{
    size_t n = alerts->n;
    claims c = {.alerts = alerts};
    double *saved = calloc(n + 1, sizeof *saved);
    uint32_t *rank = calloc(n + 1, sizeof *rank);
    uint8_t *within = calloc(n + 1, 1);
    yx_code rc = YX_OK;

    c.post = calloc(n + 1, sizeof *c.post);
    c.at = calloc(n + 1, sizeof *c.at);
    c.week = calloc(n + 1, sizeof *c.week);
    c.day = calloc(n + 1, sizeof *c.day);
    if (!saved || !rank || !within || !c.post || !c.at || !c.week || !c.day)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for %zu alerts", n);
    for (size_t i = 0; i < n && !rc; i++) {
        const yx_rule *rule = yx_alert_watch(alerts, &alerts->at[i])->rule;
        if (rule == c.rule || !(rule->control.budget > 0))
            continue;
        c.rule = rule; /* alerts of a rule stand together */
        cap_rule(&c, catalog, saved, rank, within);
    }
    free(saved);
    free(rank);
    free(within);
    free(c.post);
    free(c.at);
    free(c.week);
    free(c.day);
    return rc;
}

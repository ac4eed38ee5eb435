#include "flow/ways.h"

#include "flow/life/on.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct gathering {
    yx_workspace *ws;
    const yx_ways_ask *ask;
    yx_ways *ways;
    const yx_on **shown; /* of each life what may be shown of it; NULL: nothing */
    uint32_t below;      /* region that is asked for, or YX_REGION_NONE */
    yx_day today;
} gathering;

yx_moment yx_ways_moment(int64_t ms)
{
    time_t second = (time_t)(ms / 1000 - (ms % 1000 < 0));
    struct tm local = {0};

    if (!localtime_r(&second, &local))
        return (yx_moment){ms, 0};
    return (yx_moment){ms, (int)(local.tm_gmtoff / 60)};
}

/* --- which, and what of them --- */

/* Does this change make another message of it? What posts do among themselves does not. */
static bool counts_outside(yx_change change)
{
    switch (change) {
    case YX_CHANGE_RAISED:
    case YX_CHANGE_WORSE:
    case YX_CHANGE_BETTER:
    case YX_CHANGE_ENDED:
    case YX_CHANGE_LAPSED:
    case YX_CHANGE_CONFIRMED:
    case YX_CHANGE_FALSE:
    case YX_CHANGE_CLOSED:
    case YX_CHANGE_OBJECTED:
        return true;
    case YX_CHANGE_ACKNOWLEDGED:
    case YX_CHANGE_EXPIRED:
    case YX_CHANGE_VERIFYING:
    case YX_CHANGE_CLIMBED:
    case YX_CHANGE_SILENCED:
    case YX_CHANGE_UNSILENCED:
    case YX_N_CHANGE:
        break;
    }
    return false;
}

static bool is_below(const gathering *g, const char *code)
{
    uint32_t region = yx_region_newest(g->ws->catalog, yx_str_of(code));

    return region != YX_REGION_NONE &&
           (g->below == YX_REGION_NONE || yx_region_within(g->ws->catalog, region, g->below));
}

/* Is it told? If not, it is counted, where its region is asked for. */
static bool is_told(gathering *g, const yx_life *life)
{
    const yx_on *on = g->shown[life - g->ways->lives.at];
    bool open = yx_life_open(life);
    size_t *left = NULL;

    if (!open && !g->ask->all)
        left = &g->ways->over;
    else if (open && life->silent)
        left = &g->ways->silent;
    else if (!on || (open && (!on->open || on->level != life->level)))
        left = &g->ways->withheld;
    if (left && is_below(g, life->region))
        ++*left;
    return !left && yx_region_newest(g->ws->catalog, yx_str_of(life->region)) != YX_REGION_NONE;
}

static int graver(const yx_rule *rule, int level)
{
    if (rule && rule->n_grade > 1 && rule->grade[0].level > rule->grade[rule->n_grade - 1].level)
        return rule->grade[0].level - level + 1; /* a scheme that counts the other way */
    return level;
}

static bool asks_figures(const yx_rule *rule, uint32_t number)
{
    const yx_condition *c = &rule->condition[number];

    if (c->ask != YX_ASK_ALL && c->ask != YX_ASK_ANY)
        return c->ask == YX_ASK_VALUE;
    for (uint32_t i = 0; i < c->n; i++) {
        yx_ask ask = rule->condition[rule->child[c->first + i]].ask;
        if (ask != YX_ASK_VALUE && ask != YX_ASK_DURING)
            return false;
    }
    return true;
}

static yx_notice_certain how_certain(const yx_life *life, const yx_rule *rule, size_t groups)
{
    if (life->verdict == YX_LIFE_CONFIRMED)
        return YX_CERTAIN_FIGURE;
    for (size_t i = 0; rule && i < rule->n_grade; i++)
        if (rule->grade[i].level == life->level && asks_figures(rule, rule->grade[i].when))
            return YX_CERTAIN_FIGURE;
    return groups > 1 ? YX_CERTAIN_SOME : YX_CERTAIN_ONE;
}

/* --- the facts --- */

static const char *keep(gathering *g, const yx_buf *text)
{
    return text->failed ? NULL : yx_arena_text(&g->ways->arena, text->n ? text->at : "", text->n);
}

/* The groups that the log names, of those that may be shown. */
static yx_code groups_of(gathering *g, const yx_life *life, const yx_on *on, yx_notice *n,
                         yx_err *err)
{
    yx_buf text = {0};

    for (size_t i = 0; i < on->rule->n_group; i++) {
        const char *name = on->rule->group_name[i], *at = life->groups;
        size_t length = strlen(name);
        for (at = strstr(at, name); at; at = strstr(at + 1, name))
            if ((at == life->groups || at[-1] == ' ') && (!at[length] || at[length] == ','))
                break;
        if (!at || length == 0 || !(on->groups >> i & 1))
            continue;
        yx_buf_f(&text, "%s%s", text.n ? ", " : "", name);
        n->n_group++;
    }
    n->groups = keep(g, &text);
    yx_buf_free(&text);
    return n->groups ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for an alert");
}

/* The entries that were messages before the last one. */
static yx_code priors_of(gathering *g, const yx_life *life, yx_notice *n, yx_err *err)
{
    yx_notice_prior *prior = yx_arena_get(&g->ways->arena, (life->n_step + 1) * sizeof *prior);

    if (!prior)
        return yx_fail(err, YX_E_NOMEM, "no memory for an alert");
    n->prior = prior;
    for (size_t i = 0; i < life->n_step; i++) {
        if (!counts_outside(life->step[i].change))
            continue;
        if (n->seq)
            prior[n->n_prior++] = (yx_notice_prior){n->seq, n->sent};
        n->seq = life->step[i].seq;
        n->sent = yx_ways_moment(life->step[i].time);
    }
    n->message = !yx_life_open(life) ? YX_NOTICE_CANCEL
                 : n->n_prior        ? YX_NOTICE_UPDATE
                                     : YX_NOTICE_ALERT;
    if (n->message == YX_NOTICE_CANCEL && n->n_prior == 0)
        n->message = YX_NOTICE_ALERT; /* nothing came before that it could cancel */
    return YX_OK;
}

static yx_code contact_of(gathering *g, const yx_life *life, yx_notice *n, yx_err *err)
{
    const yx_post *post = yx_post_find(g->ws->catalog, yx_str_of(life->at));
    yx_buf text = {0};

    if (!post)
        post = yx_life_owner_of(g->ws, life);
    if (post)
        yx_buf_f(&text, "%s%s%s", post->post, post->unit[0] ? ", " : "", post->unit);
    n->contact = keep(g, &text);
    yx_buf_free(&text);
    return n->contact ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for an alert");
}

static yx_notice_place place_of(const gathering *g, uint32_t region, yx_area_why why)
{
    const yx_region *r = yx_region_at(g->ws->catalog, region);

    return (yx_notice_place){
        r->code, {yx_region_name(r, YX_EN), yx_region_name(r, YX_ZH_HANS)}, why};
}

static void times_of(const gathering *g, const yx_life *life, const yx_rule *rule, yx_notice *n)
{
    int64_t now = g->ask->now;

    n->onset = yx_ways_moment(yx_life_day_start(n->since.first));
    if (rule && rule->expires)
        n->expires =
            yx_ways_moment(yx_life_day_start(yx_period_step(n->last, (int)rule->expires).last + 1));
    n->taken = life->state == YX_LIFE_ACKNOWLEDGED && life->until;
    if (n->taken)
        n->due = yx_ways_moment(life->until);
    else if (life->state == YX_LIFE_NEW && rule && rule->answer_hours && life->running)
        n->due = yx_ways_moment(now + (int64_t)rule->answer_hours * 3600 * 1000 -
                                yx_life_waited(life, now));
}

static yx_code tell(gathering *g, const yx_life *life, yx_err *err)
{
    const yx_on *on = g->shown[life - g->ways->lives.at];
    const yx_rule *rule = on->rule;
    uint32_t region = yx_region_newest(g->ws->catalog, yx_str_of(life->region));
    yx_notice n = {.id = life->id,
                   .rule = life->rule,
                   .hazard = "",
                   .scheme = life->scheme,
                   .version = life->version,
                   .level = life->level,
                   .rank = graver(rule, life->level),
                   .since = on->first,
                   .last = on->last,
                   .connected = true,
                   .exact = true,
                   .objected = life->objection[0] != '\0'};
    yx_period last;
    yx_code rc;

    for (size_t k = 0; k < rule->n_stream && !n.hazard[0]; k++)
        n.hazard = yx_stream_at(g->ws->rules, rule->stream[k])->hazard;
    if (yx_period_read(yx_str_of(life->last), &last) && yx_period_order(last, n.last) < 0)
        n.last = last; /* as the log has it, unless that may not be shown */
    n.place = place_of(g, region, YX_AREA_EVIDENCE);
    rc = groups_of(g, life, on, &n, err);
    if (!rc)
        rc = priors_of(g, life, &n, err);
    if (!rc)
        rc = contact_of(g, life, &n, err);
    if (rc)
        return rc;
    n.certain = how_certain(life, rule, n.n_group);
    times_of(g, life, rule, &n);
    if (n.seq)
        g->ways->notice[g->ways->n++] = n;
    return YX_OK;
}

/* --- the area of each rule --- */

/* Of all notices of one rule that are on; `first` is one of them. */
static yx_code area_of(gathering *g, const yx_notice *first, yx_err *err)
{
    yx_ways *w = g->ways;
    uint32_t *region = malloc(w->n * sizeof *region);
    yx_notice_place *place = NULL;
    yx_area area = {0};
    size_t n = 0;
    yx_code rc = region ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for an area");

    for (size_t i = 0; i < w->n && !rc; i++)
        if (strcmp(w->notice[i].rule, first->rule) == 0 && w->notice[i].message != YX_NOTICE_CANCEL)
            region[n++] = yx_region_newest(g->ws->catalog, yx_str_of(w->notice[i].place.code));
    if (!rc && n > 1)
        rc = yx_area_find(g->ws->catalog, g->today, region, n, &area, err);
    if (!rc && n > 1) {
        place = yx_arena_get(&w->arena, (area.n + 1) * sizeof *place);
        if (!place)
            rc = yx_fail(err, YX_E_NOMEM, "no memory for an area");
    }
    for (size_t i = 0; i < area.n && !rc; i++)
        place[i] = place_of(g, area.region[i], (yx_area_why)area.why[i]);
    for (size_t i = 0; i < w->n && !rc && n > 1; i++)
        if (strcmp(w->notice[i].rule, first->rule) == 0 &&
            w->notice[i].message != YX_NOTICE_CANCEL) {
            w->notice[i].area = place;
            w->notice[i].n_area = area.n;
            w->notice[i].connected = area.connected;
            w->notice[i].exact = area.exact;
        }
    yx_area_free(&area);
    free(region);
    return rc;
}

static yx_code find_areas(gathering *g, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < g->ways->n && !rc; i++) {
        bool done = g->ways->notice[i].message == YX_NOTICE_CANCEL;
        for (size_t k = 0; k < i && !done; k++)
            done = g->ways->notice[k].message != YX_NOTICE_CANCEL &&
                   strcmp(g->ways->notice[k].rule, g->ways->notice[i].rule) == 0;
        if (!done)
            rc = area_of(g, &g->ways->notice[i], err);
    }
    return rc;
}

/* --- all of it --- */

static yx_code find_windows(gathering *g, yx_err *err)
{
    size_t n = yx_n_rule(g->ws->rules);

    g->ways->window = calloc(n + 1, sizeof *g->ways->window);
    if (!g->ways->window)
        return yx_fail(err, YX_E_NOMEM, "no memory for the rules");
    for (uint32_t i = 0; i < n; i++) {
        const yx_rule *rule = yx_rule_at(g->ws->rules, i);
        if (rule->valid_to == YX_DAY_MAX || rule->valid_to <= g->today)
            continue;
        g->ways->window[g->ways->n_window++] =
            (yx_window){rule->name, rule->version, rule->note,
                        rule->valid_from == YX_DAY_MIN ? rule->valid_to - 1 : rule->valid_from,
                        rule->valid_to - 1};
    }
    return YX_OK;
}

static void keep_below(gathering *g)
{
    size_t kept = 0;

    for (size_t i = 0; i < g->ways->n; i++)
        if (is_below(g, g->ways->notice[i].place.code))
            g->ways->notice[kept++] = g->ways->notice[i];
    g->ways->n = kept;
}

static int newest_first(const void *a, const void *b)
{
    const yx_notice *x = a, *y = b;

    return x->seq == y->seq ? strcmp(x->id, y->id) : x->seq < y->seq ? 1 : -1;
}

static yx_code gather(gathering *g, const yx_on_list *on, yx_err *err)
{
    yx_ways *w = g->ways;
    yx_code rc = YX_OK;

    g->shown = calloc(w->lives.n + 1, sizeof *g->shown);
    w->notice = calloc(w->lives.n + 1, sizeof *w->notice);
    if (!g->shown || !w->notice)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu alerts", w->lives.n);
    for (size_t i = 0; i < on->n; i++) {
        const yx_on *o = &on->at[i];
        const yx_life *life =
            yx_life_of(&w->lives, o->rule->name, yx_region_at(g->ws->catalog, o->region)->code,
                       o->first, o->last);
        if (life)
            g->shown[life - w->lives.at] = o;
    }
    for (size_t i = 0; i < w->lives.n && !rc; i++)
        if (is_told(g, &w->lives.at[i]))
            rc = tell(g, &w->lives.at[i], err);
    if (rc)
        return rc;
    qsort(w->notice, w->n, sizeof *w->notice, newest_first);
    rc = find_areas(g, err); /* whatever region is asked for: a message says the same to all */
    keep_below(g);
    return rc ? rc : find_windows(g, err);
}

yx_code yx_ways_gather(yx_workspace *ws, const yx_ways_ask *ask, yx_ways *ret, yx_err *err)
{
    yx_ways ways = {0};
    yx_on_list on = {0};
    gathering g = {.ws = ws,
                   .ask = ask,
                   .ways = &ways,
                   .below = YX_REGION_NONE,
                   .today = yx_day_of_ms(ask->now)};
    yx_code rc;

    if (ask->region) {
        g.below = yx_region_newest(ws->catalog, yx_str_of(ask->region));
        if (g.below == YX_REGION_NONE)
            return yx_fail(err, YX_E_ABSENT, "unknown region '%.100s'", ask->region);
    }
    rc = yx_lives_read(ws, YX_DAY_MAX, ask->now, &ways.lives, err);
    if (!rc)
        rc = yx_on_find(ws, yx_workspace_known(ws, YX_DAY_MAX), &on, err);
    if (!rc)
        rc = gather(&g, &on, err);
    free(g.shown);
    yx_on_free(&on);
    if (rc)
        yx_ways_free(&ways);
    else
        *ret = ways;
    return rc;
}

void yx_ways_free(yx_ways *ways)
{
    free(ways->notice);
    free(ways->window);
    yx_arena_free(ways->arena);
    yx_lives_free(&ways->lives);
    *ways = (yx_ways){0};
}

/* drive.c - what time and figures change: episodes against lives, then the clocks. */
#include "flow/life/drive.h"

#include "flow/life/inside.h"

#include <stdlib.h>
#include <string.h>

typedef struct driving {
    yx_workspace *ws;
    const yx_act *act;
    yx_lives *lives;
    yx_driven done;
    uint8_t *met; /* by life: what the episodes say of it */
    size_t cap_met;
} driving;

enum { MET_NOT, MET_OPEN, MET_HELD /* open, below its parent */, MET_ENDED, MET_LAPSED };

bool yx_life_stale(const yx_rule *rule, yx_period last, yx_day today)
{
    return rule->expires > 0 && today > yx_period_step(last, (int)rule->expires).last;
}

/* --- an entry --- */

static yx_code change(driving *d, yx_life_step *step, yx_err *err)
{
    size_t *const count[YX_N_CHANGE] = {
        [YX_CHANGE_RAISED] = &d->done.raised,   [YX_CHANGE_WORSE] = &d->done.worse,
        [YX_CHANGE_BETTER] = &d->done.better,   [YX_CHANGE_ENDED] = &d->done.ended,
        [YX_CHANGE_LAPSED] = &d->done.lapsed,   [YX_CHANGE_EXPIRED] = &d->done.expired,
        [YX_CHANGE_CLIMBED] = &d->done.climbed,
    };
    yx_life *life;
    yx_code rc = yx_life_append(d->ws, d->act, step, err);

    if (!rc)
        rc = yx_lives_step(d->lives, step, &life, err);
    if (!rc && count[step->change])
        *count[step->change] += 1;
    if (!rc && step->change == YX_CHANGE_RAISED)
        d->done.over += step->over;
    return rc;
}

static yx_code group_text(const yx_on *on, yx_buf *out, yx_err *err)
{
    for (size_t g = 0; g < on->rule->n_group; g++)
        if (on->groups >> g & 1)
            yx_buf_f(out, "%s%s", out->n ? ", " : "", on->rule->group_name[g]);
    return yx_buf_check(out, err);
}

/* What an episode says, in the words of the log; of an alert that is known, under its own id and
 * first period. */
static yx_code change_on(driving *d, const yx_on *on, const yx_life *life, yx_change what,
                         yx_err *err)
{
    const char *region = yx_region_at(d->ws->catalog, on->region)->code;
    const yx_post *owner = yx_life_owner(d->ws->catalog, on->rule->owner, region);
    char id[YX_ALERT_ID], since[YX_PERIOD_TEXT], last[YX_PERIOD_TEXT];
    yx_buf groups = {0};
    yx_life_step step = {.change = what,
                         .id = life ? life->id : id,
                         .rule = on->rule->name,
                         .version = on->rule->version,
                         .region = region,
                         .scheme = on->rule->scheme,
                         .level = on->level,
                         .over = on->over,
                         .since = life ? life->since : yx_period_text(on->first, false, since),
                         .last = yx_period_text(on->last, false, last),
                         .to = what == YX_CHANGE_RAISED && owner ? owner->post : ""};
    yx_code rc = group_text(on, &groups, err);

    yx_life_id(on->rule->name, region, on->first, id);
    step.groups = groups.n ? groups.at : "";
    if (!rc)
        rc = change(d, &step, err);
    yx_buf_free(&groups);
    return rc;
}

/* --- episodes --- */

static yx_code meet(driving *d, const yx_on *on, yx_err *err)
{
    const char *region = yx_region_at(d->ws->catalog, on->region)->code;
    const yx_life *life = yx_life_of(d->lives, on->rule->name, region, on->first, on->last);
    size_t i = life ? (size_t)(life - d->lives->at) : d->lives->n;
    bool holds = on->open && !yx_life_stale(on->rule, on->last, d->act->today);
    char id[YX_ALERT_ID];
    yx_code rc;

    yx_life_id(on->rule->name, region, on->first, id);
    if (life && strcmp(life->id, id) != 0 && d->met[i] != MET_NOT) {
        life = NULL; /* an earlier episode is that one */
        i = d->lives->n;
    }
    if (!life && !holds)
        return YX_OK; /* it came and went between two ticks, or long ago */
    rc = yx_grow(&d->met, &d->cap_met, d->lives->n + 1, sizeof *d->met, err);
    if (!rc && (!life || (!life->on && holds)))
        rc = change_on(d, on, life, YX_CHANGE_RAISED, err);
    else if (!rc && holds && on->level != life->level)
        rc = change_on(d, on, life, on->level < life->level ? YX_CHANGE_WORSE : YX_CHANGE_BETTER,
                       err);
    if (!rc)
        d->met[i] = holds && on->inhibited   ? MET_HELD
                    : holds                  ? MET_OPEN
                    : on->lapsed || on->open ? MET_LAPSED
                                             : MET_ENDED;
    return rc;
}

static yx_code meet_all(driving *d, const yx_on_list *on, yx_err *err)
{
    size_t before = d->lives->n;
    yx_code rc = yx_grow(&d->met, &d->cap_met, before + 1, sizeof *d->met, err);

    if (!rc)
        memset(d->met, MET_NOT, before + 1);
    for (size_t i = 0; i < on->n && !rc; i++)
        rc = meet(d, &on->at[i], err);
    return rc;
}

/* Alerts whose figures no longer hold them up. */
static yx_code drop(driving *d, size_t i, yx_err *err)
{
    yx_life *life = &d->lives->at[i];
    const yx_rule *rule = yx_life_rule(d->ws, life->rule);
    yx_life_step step;

    if (!life->on || d->met[i] == MET_OPEN || d->met[i] == MET_HELD)
        return YX_OK;
    step = yx_life_change(life, d->met[i] == MET_LAPSED ? YX_CHANGE_LAPSED : YX_CHANGE_ENDED);
    if (step.change == YX_CHANGE_ENDED)
        step.text = !rule || d->act->today < rule->valid_from || d->act->today >= rule->valid_to
                        ? "rule"
                    : d->met[i] == MET_ENDED ? "quiet"
                                             : "revised";
    return change(d, &step, err);
}

/* --- clocks --- */

/* The state is new already once the acknowledgement ran out; the log shall say so, once. */
static yx_code expire(driving *d, yx_life *life, yx_err *err)
{
    yx_life_step step = yx_life_change(life, YX_CHANGE_EXPIRED);

    for (size_t k = life->n_step; k-- > 0 && life->state == YX_LIFE_NEW;) {
        yx_change last = life->step[k].change;
        if (last == YX_CHANGE_ACKNOWLEDGED)
            return change(d, &step, err);
        if (last == YX_CHANGE_RAISED || (last >= YX_CHANGE_EXPIRED && last <= YX_CHANGE_CLOSED))
            break;
    }
    return YX_OK;
}

static yx_code climb(driving *d, size_t i, yx_err *err)
{
    const yx_life *life = &d->lives->at[i];
    const yx_rule *rule = yx_life_rule(d->ws, life->rule);
    const yx_post *from = yx_post_find(d->ws->catalog, yx_str_of(life->at)), *above;
    yx_life_step step = yx_life_change(life, YX_CHANGE_CLIMBED);

    if (!rule || !rule->answer_hours || !life->running || d->met[i] == MET_HELD ||
        yx_life_waited(life, d->act->ms) < (int64_t)rule->answer_hours * YX_LIFE_HOUR)
        return YX_OK;
    if (!from)
        from = yx_life_owner_of(d->ws, life);
    above = yx_life_above(d->ws->catalog, from, life->region);
    if (!above)
        return YX_OK; /* it stays with the top */
    step.to = above->post;
    return change(d, &step, err);
}

static void count_open(driving *d)
{
    for (size_t i = 0; i < d->lives->n; i++) {
        d->done.open += yx_life_open(&d->lives->at[i]);
        d->done.silent += yx_life_open(&d->lives->at[i]) && d->lives->at[i].silent;
    }
}

yx_code yx_lives_drive(yx_workspace *ws, const yx_act *act, const yx_on_list *on, yx_lives *lives,
                       yx_driven *ret, yx_err *err)
{
    driving d = {.ws = ws, .act = act, .lives = lives};
    yx_silences silences = {0};
    yx_code rc = meet_all(&d, on, err);

    for (size_t i = 0; i < lives->n && !rc; i++)
        rc = drop(&d, i, err);
    for (size_t i = 0; i < lives->n && !rc; i++)
        rc = expire(&d, &lives->at[i], err);
    if (!rc)
        rc = yx_silences_read(ws, &silences, err);
    if (!rc)
        rc = yx_silences_apply(ws, act, &silences, lives, &d.done.silenced, &d.done.sounded, err);
    for (size_t i = 0; i < lives->n && !rc; i++)
        rc = climb(&d, i, err);
    if (!rc) {
        count_open(&d);
        *ret = d.done;
    }
    yx_silences_free(&silences);
    free(d.met);
    return rc;
}

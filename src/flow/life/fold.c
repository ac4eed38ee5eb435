/* fold.c - one change after the other makes the state of an alert. Pure. */
#include "flow/life/inside.h"

#include "base/hash.h"

#include <string.h>

const char *const yx_life_state_name[YX_N_LIFE] = {
    [YX_LIFE_NEW] = "new",
    [YX_LIFE_ACKNOWLEDGED] = "acknowledged",
    [YX_LIFE_VERIFYING] = "verifying",
    [YX_LIFE_CONFIRMED] = "confirmed",
    [YX_LIFE_FALSE] = "false alarm",
    [YX_LIFE_CLOSED] = "closed",
    [YX_LIFE_LAPSED] = "lapsed",
    [YX_LIFE_ENDED] = "ended",
};

const char *yx_life_state_say(const yx_life *life, yx_lang lang)
{
    static const char *const silent[YX_N_LIFE][YX_N_LANG] = {
        [YX_LIFE_NEW] = {"new, silenced", "待答复（已静默）"},
        [YX_LIFE_ACKNOWLEDGED] = {"acknowledged, silenced", "已签收（已静默）"},
        [YX_LIFE_VERIFYING] = {"verifying, silenced", "核实中（已静默）"},
        [YX_LIFE_CONFIRMED] = {"confirmed, silenced", "已核实（已静默）"},
    };
    static const char *const zh[YX_N_LIFE] = {
        [YX_LIFE_NEW] = "待答复",       [YX_LIFE_ACKNOWLEDGED] = "已签收",
        [YX_LIFE_VERIFYING] = "核实中", [YX_LIFE_CONFIRMED] = "已核实",
        [YX_LIFE_FALSE] = "误报",       [YX_LIFE_CLOSED] = "已办结",
        [YX_LIFE_LAPSED] = "已失效",    [YX_LIFE_ENDED] = "已解除",
    };

    if (life->silent && silent[life->state][lang])
        return silent[life->state][lang];
    return lang == YX_ZH_HANS ? zh[life->state] : yx_life_state_name[life->state];
}

const char *const yx_change_name[YX_N_CHANGE] = {
    [YX_CHANGE_RAISED] = "raised",         [YX_CHANGE_WORSE] = "worse",
    [YX_CHANGE_BETTER] = "better",         [YX_CHANGE_ENDED] = "ended",
    [YX_CHANGE_LAPSED] = "lapsed",         [YX_CHANGE_ACKNOWLEDGED] = "acknowledged",
    [YX_CHANGE_EXPIRED] = "expired",       [YX_CHANGE_VERIFYING] = "verifying",
    [YX_CHANGE_CONFIRMED] = "confirmed",   [YX_CHANGE_FALSE] = "false",
    [YX_CHANGE_CLOSED] = "closed",         [YX_CHANGE_OBJECTED] = "objected",
    [YX_CHANGE_CLIMBED] = "climbed",       [YX_CHANGE_SILENCED] = "silenced",
    [YX_CHANGE_UNSILENCED] = "unsilenced",
};

void yx_life_id(const char *rule, const char *region, yx_period since, char id[YX_ALERT_ID])
{
    char hex[YX_HASH_HEX];
    yx_hasher h;
    yx_hash hash;

    yx_hash_start(&h);
    yx_hash_field(&h, "alert", 5);
    yx_hash_field(&h, rule, strlen(rule));
    yx_hash_field(&h, region, strlen(region));
    yx_hash_int(&h, since.first);
    yx_hash_int(&h, since.last);
    hash = yx_hash_end(&h);
    memcpy(id, yx_hash_hex(&hash, hex), YX_ALERT_ID - 1);
    id[YX_ALERT_ID - 1] = 0;
}

/* --- the clock of an alert --- */

/* Puts what has run until t on the clock. A clock of the machine that was put back adds nothing. */
static void run_to(yx_life *life, int64_t t)
{
    if (life->running && t > life->from)
        life->waited += t - life->from;
    if (t > life->from)
        life->from = t;
}

static bool is_shut(const yx_life *life)
{
    return life->answer == YX_LIFE_FALSE || life->answer == YX_LIFE_CLOSED;
}

static void set_state(yx_life *life)
{
    life->running = life->on && life->answer == YX_LIFE_NEW && !life->silent && !life->over_budget;
    life->state = life->on || is_shut(life) ? life->answer : life->over;
}

/* What runs out by itself until a moment, in the order of time. */
void yx_life_settle(yx_life *life, int64_t now)
{
    for (;;) {
        bool ack = life->answer == YX_LIFE_ACKNOWLEDGED && life->until <= now;
        bool silent = life->silent && life->silent_until <= now;
        if (!ack && !silent)
            break;
        if (ack && (!silent || life->until <= life->silent_until)) {
            run_to(life, life->until);
            life->answer = YX_LIFE_NEW;
            life->until = 0;
        } else {
            run_to(life, life->silent_until);
            life->silent = false;
            life->silence = "";
            life->silent_until = 0;
        }
        set_state(life);
    }
    run_to(life, now);
}

int64_t yx_life_waited(const yx_life *life, int64_t now)
{
    return life->waited + (life->running && now > life->from ? now - life->from : 0);
}

bool yx_life_open(const yx_life *life)
{
    return life->state <= YX_LIFE_CONFIRMED;
}

/* --- one step --- */

/* What was judged stays judged while it is no graver than it was then. */
static void graver(yx_life *life)
{
    if (!is_shut(life) || life->level >= life->judged_level)
        return;
    life->answer = YX_LIFE_NEW;
    life->waited = 0;
}

static void raised(yx_life *life, const yx_life_step *s)
{
    life->on = true;
    life->over_budget = s->over;
    life->level = s->level;
    if (life->answer == YX_LIFE_NEW)
        life->waited = 0;
    graver(life);
    life->at = s->to;
}

static void answered(yx_life *life, const yx_life_step *s)
{
    static const yx_life_state becomes[YX_N_CHANGE] = {
        [YX_CHANGE_ACKNOWLEDGED] = YX_LIFE_ACKNOWLEDGED,
        [YX_CHANGE_VERIFYING] = YX_LIFE_VERIFYING,
        [YX_CHANGE_CONFIRMED] = YX_LIFE_CONFIRMED,
        [YX_CHANGE_FALSE] = YX_LIFE_FALSE,
        [YX_CHANGE_CLOSED] = YX_LIFE_CLOSED,
    };

    life->answer = becomes[s->change];
    life->until = s->change == YX_CHANGE_ACKNOWLEDGED ? s->until : 0;
    life->taken_by = s->post;
    life->reason = s->text;
    if (!life->answered)
        life->answered = s->time;
    if (life->answer == YX_LIFE_VERIFYING)
        life->checked = true;
    if (life->answer == YX_LIFE_CONFIRMED || life->answer == YX_LIFE_FALSE)
        life->verdict = life->answer;
    if (life->answer >= YX_LIFE_CONFIRMED && !life->judged)
        life->judged = s->time;
    if (life->answer >= YX_LIFE_CONFIRMED)
        life->judged_level = life->level;
}

void yx_life_apply(yx_life *life, const yx_life_step *s)
{
    yx_life_settle(life, s->time);
    switch (s->change) {
    case YX_CHANGE_RAISED:
        raised(life, s);
        break;
    case YX_CHANGE_WORSE:
    case YX_CHANGE_BETTER:
        life->over_budget = s->over;
        life->level = s->level;
        graver(life);
        break;
    case YX_CHANGE_ENDED:
    case YX_CHANGE_LAPSED:
        life->on = false;
        life->over = s->change == YX_CHANGE_LAPSED ? YX_LIFE_LAPSED : YX_LIFE_ENDED;
        break;
    case YX_CHANGE_ACKNOWLEDGED:
    case YX_CHANGE_VERIFYING:
    case YX_CHANGE_CONFIRMED:
    case YX_CHANGE_FALSE:
    case YX_CHANGE_CLOSED:
        answered(life, s);
        break;
    case YX_CHANGE_OBJECTED:
        life->objection = s->text;
        life->objector = s->post;
        break;
    case YX_CHANGE_CLIMBED:
        life->at = s->to;
        life->climbed++;
        life->waited = 0;
        break;
    case YX_CHANGE_SILENCED:
        life->silent = true;
        life->silence = s->silence;
        life->silent_until = s->until;
        break;
    case YX_CHANGE_UNSILENCED:
        life->silent = false;
        life->silence = "";
        life->silent_until = 0;
        break;
    case YX_CHANGE_EXPIRED: /* time knew */
    case YX_N_CHANGE:
        break;
    }
    set_state(life);
}

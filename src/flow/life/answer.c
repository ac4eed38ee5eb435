/* answer.c - what posts change: the table of what may follow what, and the entry of an answer. */
#include "flow/life/inside.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#define BIT(change) (1U << (change))

enum {
    ACK = BIT(YX_CHANGE_ACKNOWLEDGED),
    VERIFY = BIT(YX_CHANGE_VERIFYING),
    CONFIRM = BIT(YX_CHANGE_CONFIRMED),
    FALSE_ALARM = BIT(YX_CHANGE_FALSE),
    CLOSE = BIT(YX_CHANGE_CLOSED),
    OBJECT = BIT(YX_CHANGE_OBJECTED),
};

static const unsigned follows[YX_N_LIFE] = {
    [YX_LIFE_NEW] = OBJECT | ACK | VERIFY | CONFIRM | FALSE_ALARM | CLOSE,
    [YX_LIFE_ACKNOWLEDGED] = OBJECT | ACK | VERIFY | CONFIRM | FALSE_ALARM | CLOSE,
    [YX_LIFE_VERIFYING] = OBJECT | CONFIRM | FALSE_ALARM | CLOSE,
    [YX_LIFE_CONFIRMED] = OBJECT | CLOSE,
    [YX_LIFE_FALSE] = OBJECT,
    [YX_LIFE_CLOSED] = OBJECT,
    /* over before anybody judged it: what it was is still worth knowing */
    [YX_LIFE_LAPSED] = OBJECT | CONFIRM | FALSE_ALARM,
    [YX_LIFE_ENDED] = OBJECT | CONFIRM | FALSE_ALARM,
};

/* The word of each answer on the command line. */
static const char *const word[YX_N_CHANGE] = {
    [YX_CHANGE_ACKNOWLEDGED] = "ack",  [YX_CHANGE_VERIFYING] = "verify",
    [YX_CHANGE_CONFIRMED] = "confirm", [YX_CHANGE_FALSE] = "false",
    [YX_CHANGE_CLOSED] = "close",      [YX_CHANGE_OBJECTED] = "object",
};

unsigned yx_life_allowed(const yx_life *life)
{
    bool over = life->state == YX_LIFE_LAPSED || life->state == YX_LIFE_ENDED;

    return over && life->verdict != YX_LIFE_NEW ? (unsigned)OBJECT : follows[life->state];
}

bool yx_answer_read(const char *text, yx_change *ret)
{
    for (int i = 0; i < YX_N_CHANGE; i++) {
        if (word[i] && strcmp(text, word[i]) == 0) {
            *ret = (yx_change)i;
            return true;
        }
    }
    return false;
}

void yx_answers_say(unsigned allowed, yx_buf *out)
{
    for (int i = 0; i < YX_N_CHANGE; i++)
        if (word[i] && (allowed & BIT((unsigned)i)))
            yx_buf_f(out, "%s%s", out->n ? ", " : "", word[i]);
}

static yx_code check_allowed(const yx_life *life, yx_change change, yx_err *err)
{
    unsigned allowed = yx_life_allowed(life);
    yx_buf words = {0};
    yx_code rc;

    if (allowed & BIT(change))
        return YX_OK;
    yx_answers_say(allowed, &words);
    rc = yx_buf_check(&words, err);
    if (!rc)
        rc = yx_fail(err, YX_E_RANGE, "alert %s is %s%s: '%s' cannot follow; allowed: %s", life->id,
                     yx_life_state_name[life->state],
                     life->verdict == YX_LIFE_CONFIRMED && life->state != YX_LIFE_CONFIRMED
                         ? ", confirmed"
                         : "",
                     word[change], words.at);
    yx_buf_free(&words);
    return rc;
}

static yx_code until_of(const yx_answer *answer, const yx_act *act, int64_t *ret, yx_err *err)
{
    *ret = 0;
    if (answer->until != YX_DAY_NONE && answer->change != YX_CHANGE_ACKNOWLEDGED)
        return yx_fail(err, YX_E_RANGE, "only an ack has an --until");
    if (answer->change != YX_CHANGE_ACKNOWLEDGED)
        return YX_OK;
    *ret = act->ms + YX_LIFE_ACK_HOURS * YX_LIFE_HOUR;
    if (answer->until == YX_DAY_NONE)
        return YX_OK;
    if (answer->until < act->today || answer->until > act->today + YX_LIFE_ACK_DAYS)
        return yx_fail(err, YX_E_RANGE, "an ack ends today or within %d days", YX_LIFE_ACK_DAYS);
    *ret = yx_life_day_start(answer->until + 1);
    return YX_OK;
}

/* The county itself may say no, whatever office owns the rule. */
static yx_code check_post(const yx_workspace *ws, const yx_life *life, yx_change change,
                          const yx_act *act, yx_err *err)
{
    const yx_post *post = yx_post_find(ws->catalog, yx_str_of(act->post));

    if (change == YX_CHANGE_OBJECTED && post && strcmp(post->region, life->region) == 0)
        return YX_OK;
    return yx_life_may(ws, life, act->post, err);
}

static yx_code append(yx_workspace *ws, yx_lives *lives, const yx_life *life,
                      const yx_answer *answer, int64_t until, const yx_act *act,
                      yx_life_state *ret_state, yx_err *err)
{
    yx_life_step step = yx_life_change(life, answer->change);
    yx_life *after;
    yx_code rc;

    step.text = answer->reason ? answer->reason : "";
    step.until = until;
    rc = yx_store_begin(ws->store, err);
    if (rc)
        return rc;
    rc = yx_life_append(ws, act, &step, err);
    if (!rc)
        rc = yx_lives_step(lives, &step, &after, err);
    if (!rc)
        *ret_state = after->state;
    if (!rc)
        rc = yx_store_commit(ws->store, err);
    if (rc)
        yx_store_rollback(ws->store);
    return rc;
}

yx_code yx_life_answer(yx_workspace *ws, const yx_answer *answer, const yx_act *act,
                       yx_life_state *ret_state, yx_err *err)
{
    bool needs = answer->change == YX_CHANGE_FALSE || answer->change == YX_CHANGE_CLOSED ||
                 answer->change == YX_CHANGE_OBJECTED;
    yx_lives lives = {0};
    const yx_life *life = NULL;
    int64_t until = 0;
    yx_code rc = yx_life_check_text(word[answer->change], answer->reason, needs, err);

    if (!rc)
        rc = until_of(answer, act, &until, err);
    if (!rc)
        rc = yx_lives_read(ws, YX_DAY_MAX, act->ms, &lives, err);
    if (!rc)
        rc = yx_life_find(&lives, answer->id, &life, err);
    if (!rc)
        rc = check_post(ws, life, answer->change, act, err);
    if (!rc)
        rc = check_allowed(life, answer->change, err);
    if (!rc)
        rc = append(ws, &lives, life, answer, until, act, ret_state, err);
    yx_lives_free(&lives);
    return rc;
}

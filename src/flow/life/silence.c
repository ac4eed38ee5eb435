/* silence.c - silences: entries of kind "silence", and what they do to alerts. */
#include "flow/life/inside.h"

#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- reading --- */

typedef struct reading {
    yx_silences *all;
    yx_silence s;
    bool ends;
    int64_t of; /* the one that ends */
} reading;

static int64_t whole(yx_str text)
{
    char digits[20];

    if (text.n == 0 || text.n >= sizeof digits)
        return 0;
    memcpy(digits, text.at, text.n);
    digits[text.n] = 0;
    return strtoll(digits, NULL, 10);
}

static yx_code read_field(void *arg, yx_str key, yx_str text, yx_err *err)
{
    reading *r = arg;
    const char **field = yx_str_is(key, "rule")     ? &r->s.rule
                         : yx_str_is(key, "region") ? &r->s.region
                         : yx_str_is(key, "reason") ? &r->s.reason
                                                    : NULL;

    if (yx_str_is(key, "change"))
        r->ends = yx_str_is(text, "ended");
    else if (yx_str_is(key, "silence"))
        r->of = whole(text);
    else if (yx_str_is(key, "level"))
        r->s.level = (int)whole(text);
    else if (yx_str_is(key, "until"))
        (void)yx_life_time_read(text, &r->s.until); /* 0 holds nothing */
    if (!field)
        return YX_OK;
    *field = yx_arena_text(&r->all->arena, text.at, text.n);
    return *field ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for the silences");
}

static yx_code read_entry(yx_silences *all, const yx_entry *entry, yx_err *err)
{
    reading r = {.all = all,
                 .s = {.seq = entry->seq,
                       .from = entry->time,
                       .rule = "",
                       .region = "",
                       .reason = "",
                       .ended_by = "",
                       .end_reason = ""}};
    yx_code rc = yx_life_fields(entry, read_field, &r, err);

    r.s.post = yx_arena_text(&all->arena, entry->post.at, entry->post.n);
    if (!rc && !r.s.post)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for the silences");
    if (!rc && !r.ends)
        rc = yx_grow(&all->at, &all->cap, all->n + 1, sizeof *all->at, err);
    if (rc)
        return rc;
    if (!r.ends)
        all->at[all->n++] = r.s;
    for (size_t i = 0; r.ends && i < all->n; i++) {
        yx_silence *s = &all->at[i];
        if (s->seq != r.of || s->until <= entry->time)
            continue;
        s->until = entry->time;
        s->ended_by = r.s.post;
        s->end_reason = r.s.reason;
    }
    return YX_OK;
}

yx_code yx_silences_read(yx_workspace *ws, yx_silences *ret, yx_err *err)
{
    yx_silences all = {0};
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_store_entries(ws->store, YX_ENTRY_SILENCE, 1, &cursor, err);

    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->head.seq)
            break;
        rc = read_entry(&all, &entry, err);
    }
    if (cursor)
        cursor->close(cursor);
    if (rc) {
        yx_silences_free(&all);
        return rc;
    }
    *ret = all;
    return YX_OK;
}

void yx_silences_free(yx_silences *silences)
{
    free(silences->at);
    yx_arena_free(silences->arena);
    *silences = (yx_silences){0};
}

bool yx_silence_holds(const yx_silence *silence, int64_t now)
{
    return now >= silence->from && now < silence->until;
}

static bool covers(const yx_silence *s, const yx_catalog *catalog, const yx_life *life)
{
    uint32_t above, region;

    if (s->rule[0] && strcmp(s->rule, life->rule) != 0)
        return false;
    if (s->level && life->level < s->level)
        return false;
    if (!s->region[0] || strcmp(s->region, life->region) == 0)
        return true;
    above = yx_region_newest(catalog, yx_str_of(s->region));
    region = yx_region_newest(catalog, yx_str_of(life->region));
    return above != YX_REGION_NONE && region != YX_REGION_NONE &&
           yx_region_within(catalog, region, above);
}

const yx_silence *yx_silence_of(const yx_silences *silences, const yx_catalog *catalog,
                                const yx_life *life, int64_t now)
{
    const yx_silence *longest = NULL;

    for (size_t i = 0; i < silences->n; i++) {
        const yx_silence *s = &silences->at[i];
        if (yx_silence_holds(s, now) && (!longest || s->until > longest->until) &&
            covers(s, catalog, life))
            longest = s;
    }
    return longest;
}

/* --- writing --- */

yx_code yx_silences_apply(yx_workspace *ws, const yx_act *act, const yx_silences *silences,
                          yx_lives *lives, size_t *ret_silent, size_t *ret_loud, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < lives->n && !rc; i++) {
        yx_life *life = &lives->at[i];
        const yx_life_step *last = NULL;
        const yx_silence *s = NULL;
        yx_life_step step;
        char number[24];

        for (size_t k = life->n_step; k-- > 0 && !last;)
            if (life->step[k].change == YX_CHANGE_SILENCED ||
                life->step[k].change == YX_CHANGE_UNSILENCED)
                last = &life->step[k];
        if (yx_life_open(life))
            s = yx_silence_of(silences, ws->catalog, life, act->ms);
        (void)snprintf(number, sizeof number, "%lld", s ? (long long)s->seq : 0LL);
        if (s && life->silent && strcmp(number, life->silence) == 0 &&
            s->until == life->silent_until)
            continue;
        if (!s && (!last || last->change == YX_CHANGE_UNSILENCED))
            continue;
        step = yx_life_change(life, s ? YX_CHANGE_SILENCED : YX_CHANGE_UNSILENCED);
        if (s) {
            step.silence = number;
            step.until = s->until;
            step.text = s->reason;
        }
        *(s ? ret_silent : ret_loud) += 1;
        rc = yx_life_append(ws, act, &step, err);
        if (!rc)
            rc = yx_lives_step(lives, &step, &life, err);
    }
    return rc;
}

static yx_code append(yx_workspace *ws, const yx_act *act, const yx_silence *s, bool ends,
                      int64_t *ret_seq, yx_err *err)
{
    char until[YX_LIFE_TIME], number[24];
    yx_buf payload = {0};
    yx_json j = {.out = &payload};
    yx_code rc;

    yx_json_object(&j, NULL);
    yx_json_text(&j, "change", ends ? "ended" : "set");
    (void)snprintf(number, sizeof number, "%lld", (long long)s->seq);
    if (ends)
        yx_json_text(&j, "silence", number);
    if (!ends && s->rule[0])
        yx_json_text(&j, "rule", s->rule);
    if (!ends && s->region[0])
        yx_json_text(&j, "region", s->region);
    if (!ends && s->level)
        yx_json_int(&j, "level", s->level);
    if (!ends)
        yx_json_text(&j, "until", yx_life_time_text(s->until, until));
    yx_json_text(&j, "reason", s->reason);
    yx_json_end(&j);
    rc = yx_buf_check(&payload, err);
    if (!rc)
        rc = yx_store_append(ws->store, YX_ENTRY_SILENCE, act->ms, act->post, yx_buf_view(&payload),
                             ret_seq, err);
    yx_buf_free(&payload);
    return rc;
}

/* The entry, and those of the alerts that it makes silent or loud, in one transaction. */
static yx_code record(yx_workspace *ws, const yx_act *act, yx_silences *all, yx_silence *s,
                      bool ends, int64_t *ret_seq, size_t *ret_n, yx_err *err)
{
    yx_lives lives = {0};
    size_t silent = 0, loud = 0;
    yx_code rc = yx_lives_read(ws, YX_DAY_MAX, act->ms, &lives, err);

    if (!rc)
        rc = yx_grow(&all->at, &all->cap, all->n + 1, sizeof *all->at, err);
    if (!rc)
        rc = yx_store_begin(ws->store, err);
    if (!rc) {
        rc = append(ws, act, s, ends, ret_seq, err);
        for (size_t i = 0; ends && i < all->n; i++)
            if (all->at[i].seq == s->seq)
                all->at[i].until = act->ms;
        if (!ends) {
            s->seq = *ret_seq;
            all->at[all->n++] = *s;
        }
        if (!rc)
            rc = yx_silences_apply(ws, act, all, &lives, &silent, &loud, err);
        if (!rc)
            rc = yx_store_commit(ws->store, err);
        if (rc)
            yx_store_rollback(ws->store);
    }
    yx_lives_free(&lives);
    *ret_n = ends ? loud : silent;
    return rc;
}

static yx_code no_right(const char *post, const char *why, yx_err *err)
{
    return yx_fail(err, YX_E_RANGE, "%s may silence within its own region%s", post, why);
}

/* A post silences what lies within its region; a rule, if it may answer for it there. */
static yx_code check_right(const yx_workspace *ws, yx_silence *s, const yx_act *act, yx_err *err)
{
    const yx_post *post = yx_post_find(ws->catalog, yx_str_of(act->post));
    uint32_t mine, region;
    yx_life of;

    if (!post)
        return YX_OK;
    if (!s->region[0])
        s->region = post->region;
    mine = yx_region_newest(ws->catalog, yx_str_of(post->region));
    region = yx_region_newest(ws->catalog, yx_str_of(s->region));
    if (mine == YX_REGION_NONE || region == YX_REGION_NONE ||
        !yx_region_within(ws->catalog, region, mine))
        return no_right(act->post, "", err);
    if (!s->rule[0])
        return YX_OK;
    of = (yx_life){.id = "", .rule = s->rule, .region = s->region, .at = ""};
    return yx_life_may(ws, &of, act->post, err)
               ? no_right(act->post, ", rules that it answers for", err)
               : YX_OK;
}

yx_code yx_silence_set(yx_workspace *ws, const yx_silence_ask *ask, const yx_act *act,
                       int64_t *ret_seq, size_t *ret_n, yx_err *err)
{
    yx_silence s = {.post = act->post,
                    .from = act->ms,
                    .rule = ask->rule ? ask->rule : "",
                    .region = ask->region ? ask->region : "",
                    .reason = ask->reason,
                    .level = ask->level,
                    .ended_by = "",
                    .end_reason = ""};
    yx_silences all = {0};
    yx_code rc = yx_life_check_text("a silence", ask->reason, true, err);

    if (!rc && !s.rule[0] && !s.region[0] && !s.level)
        rc = yx_fail(err, YX_E_RANGE, "a silence names a --rule, a --region or a --grade");
    if (!rc && (ask->until < act->today || ask->until > act->today + YX_SILENCE_DAYS))
        rc = yx_fail(err, YX_E_RANGE, "a silence ends today or within %d days", YX_SILENCE_DAYS);
    if (!rc && s.rule[0] && !yx_life_rule(ws, s.rule))
        rc = yx_fail(err, YX_E_ABSENT, "no rule '%.64s' (yixian rules)", s.rule);
    if (!rc && s.region[0] && yx_region_newest(ws->catalog, yx_str_of(s.region)) == YX_REGION_NONE)
        rc = yx_fail(err, YX_E_ABSENT, "unknown region '%.40s'", s.region);
    if (!rc)
        rc = check_right(ws, &s, act, err);
    if (rc)
        return rc;
    s.until = yx_life_day_start(ask->until + 1);
    rc = yx_silences_read(ws, &all, err);
    if (!rc)
        rc = record(ws, act, &all, &s, false, ret_seq, ret_n, err);
    yx_silences_free(&all);
    return rc;
}

yx_code yx_silence_end(yx_workspace *ws, int64_t seq, const char *reason, const yx_act *act,
                       size_t *ret_n, yx_err *err)
{
    yx_silences all = {0};
    yx_silence s = {0};
    int64_t entry;
    yx_code rc = yx_life_check_text("ending a silence", reason, true, err);

    if (!rc)
        rc = yx_silences_read(ws, &all, err);
    for (size_t i = 0; i < all.n && !rc; i++)
        if (all.at[i].seq == seq && yx_silence_holds(&all.at[i], act->ms))
            s = all.at[i];
    if (!rc && !s.seq)
        rc = yx_fail(err, YX_E_ABSENT, "no silence %lld holds (yixian silence)", (long long)seq);
    if (!rc && strcmp(s.post, act->post) != 0)
        rc = check_right(ws, &s, act, err);
    s.reason = reason;
    if (!rc)
        rc = record(ws, act, &all, &s, true, &entry, ret_n, err);
    yx_silences_free(&all);
    return rc;
}

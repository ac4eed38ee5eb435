#include "flow/replay/record.h"

#include "base/json.h"
#include "base/mem.h"
#include "flow/life/inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- what a rule says --- */

static void add_text(yx_hasher *h, const char *text)
{
    yx_hash_int(h, text != NULL);
    yx_hash_field(h, text ? text : "", text ? strlen(text) : 0);
}

static void add_number(yx_hasher *h, double v)
{
    double one = isnan(v) ? NAN : v + 0.0; /* -0 is 0, and all NAN are one */
    uint64_t bits = 1;

    if (!isnan(one))
        memcpy(&bits, &one, sizeof bits);
    yx_hash_int(h, (int64_t)bits);
}

static void add_stream(yx_hasher *h, const yx_stream *s)
{
    const char *text[] = {
        s->name,   s->indicator, s->source,      s->group,
        s->hazard, s->levels,    s->same_source, s->detector ? s->detector->name : ""};

    for (size_t i = 0; i < YX_COUNT(text); i++)
        add_text(h, text[i]);
    yx_hash_int(h, s->look);
    yx_hash_int(h, s->silent);
    add_number(h, s->min_count);
    for (size_t i = 0; s->detector && i < s->detector->n_param; i++)
        add_number(h, s->param[i]);
}

static void add_condition(yx_hasher *h, const yx_condition *c)
{
    const int64_t number[] = {c->ask,
                              (int64_t)c->streams,
                              (int64_t)c->at_least,
                              (int64_t)c->within,
                              (int64_t)c->stay,
                              c->how,
                              c->around,
                              c->first,
                              c->n};

    for (size_t i = 0; i < YX_COUNT(number); i++)
        yx_hash_int(h, number[i]);
    add_number(h, c->share);
    add_number(h, c->below);
    add_text(h, c->event);
    add_text(h, c->value ? yx_formula_text(c->value) : NULL);
}

static void add_exit(yx_hasher *h, const yx_rule *r)
{
    yx_hash_int(h, (int64_t)r->quiet_for);
    yx_hash_int(h, r->exit_when);
    yx_hash_int(h, (int64_t)r->n_step);
    for (size_t i = 0; i < r->n_step; i++) {
        yx_hash_int(h, (int64_t)r->step[i].quiet_for);
        yx_hash_int(h, r->step[i].level);
    }
    yx_hash_int(h, (int64_t)r->expires);
    yx_hash_int(h, (int64_t)r->rest);
}

yx_hash yx_rule_digest(const yx_rules *rules, const yx_rule *r)
{
    const char *text[] = {r->name, r->scheme, r->owner, r->parent, r->note};
    const double number[] = {r->control.rate, r->control.fdr, r->control.budget, r->control.floor};
    yx_hasher h;

    yx_hash_start(&h);
    for (size_t i = 0; i < YX_COUNT(text); i++)
        add_text(&h, text[i]);
    for (size_t i = 0; i < YX_COUNT(number); i++)
        add_number(&h, number[i]);
    yx_hash_int(&h, r->version);
    yx_hash_int(&h, r->valid_from);
    yx_hash_int(&h, r->valid_to);
    yx_hash_int(&h, (int64_t)r->answer_hours);
    yx_hash_int(&h, r->every);
    yx_hash_int(&h, r->undefined);
    yx_hash_int(&h, (int64_t)r->n_stream);
    for (size_t i = 0; i < r->n_stream; i++)
        add_stream(&h, yx_stream_at(rules, r->stream[i]));
    yx_hash_int(&h, (int64_t)r->n_condition);
    for (size_t i = 0; i < r->n_condition; i++)
        add_condition(&h, &r->condition[i]);
    for (size_t i = 0; i < r->n_child; i++)
        yx_hash_int(&h, r->child[i]);
    yx_hash_int(&h, (int64_t)r->n_grade);
    for (size_t i = 0; i < r->n_grade; i++) {
        yx_hash_int(&h, r->grade[i].level);
        yx_hash_int(&h, r->grade[i].when);
    }
    add_exit(&h, r);
    return yx_hash_end(&h);
}

/* --- writing --- */

static yx_code append(yx_workspace *ws, const char *kind, const yx_act *act, yx_buf *payload,
                      int64_t *ret_seq, yx_err *err)
{
    yx_code rc = yx_buf_check(payload, err);

    if (!rc)
        rc = yx_store_append(ws->store, kind, act->ms, act->post, yx_buf_view(payload), ret_seq,
                             err);
    yx_buf_free(payload);
    return rc;
}

static void rule_json(yx_json *j, const yx_rules *rules, const yx_rule *rule)
{
    yx_hash hash = yx_rule_digest(rules, rule);
    char hex[YX_HASH_HEX];

    yx_json_text(j, "rule", rule->name);
    yx_json_int(j, "version", rule->version);
    yx_json_text(j, "hash", yx_hash_hex(&hash, hex));
}

yx_code yx_rerun_record(yx_workspace *ws, const yx_act *act, const yx_rerun *r,
                        const yx_rerun_ask *ask, size_t rule, const yx_rerun_measured *measured,
                        yx_err *err)
{
    char day[YX_DAY_TEXT];
    yx_buf payload = {0};
    yx_json j = {.out = &payload};
    size_t raised = 0, end[YX_N_RERUN_END] = {0};
    int64_t seq;

    for (size_t i = 0; i < yx_n_replayed(r); i++) {
        const yx_replayed *a = yx_replayed_at(r, i);
        if (a->rule != rule || a->before)
            continue;
        raised++;
        end[a->end]++;
    }
    yx_json_object(&j, NULL);
    rule_json(&j, ask->rule[rule].rules, ask->rule[rule].rule);
    yx_json_text(&j, "from", yx_day_text(ask->from, day));
    yx_json_text(&j, "to", yx_day_text(ask->to, day));
    yx_json_text(&j, "step", ask->daily ? "day" : "week");
    yx_json_int(&j, "periods", (int64_t)yx_rerun_periods(r, rule));
    yx_json_number(&j, "region_weeks", yx_rerun_weeks(r, rule));
    yx_json_int(&j, "raised", (int64_t)raised);
    for (size_t i = 0; i < YX_N_RERUN_END; i++)
        yx_json_int(&j, yx_rerun_end_name[i], (int64_t)end[i]);
    if (measured) {
        yx_json_int(&j, "right", (int64_t)measured->of.right);
        yx_json_int(&j, "wrong", (int64_t)measured->of.wrong);
        yx_json_int(&j, "events", (int64_t)measured->of.events);
        yx_json_int(&j, "found", (int64_t)measured->of.found);
    }
    yx_json_end(&j);
    return append(ws, YX_ENTRY_REPLAY, act, &payload, &seq, err);
}

/* --- reading --- */

/* The fields of either kind of entry. */
typedef struct fields {
    char rule[256], hash[YX_HASH_HEX], periods[24];
    const char *reason;
    yx_arena **arena; /* for the reason; or NULL */
} fields;

static void copy(char *to, size_t size, yx_str text)
{
    size_t n = text.n < size ? text.n : 0;

    memcpy(to, text.at, n);
    to[n] = 0;
}

static yx_code read_field(void *arg, yx_str key, yx_str text, yx_err *err)
{
    fields *f = arg;

    if (yx_str_is(key, "rule"))
        copy(f->rule, sizeof f->rule, text);
    else if (yx_str_is(key, "hash"))
        copy(f->hash, sizeof f->hash, text);
    else if (yx_str_is(key, "periods"))
        copy(f->periods, sizeof f->periods, text);
    else if (yx_str_is(key, "reason") && f->arena) {
        f->reason = yx_arena_text(f->arena, text.at, text.n);
        if (!f->reason)
            return yx_fail(err, YX_E_NOMEM, "no memory for a reason");
    }
    return YX_OK;
}

/* Goes through the entries of a kind; `see` gets each with its hash. */
typedef yx_code see_entry(void *arg, const yx_entry *entry, const fields *f, const yx_hash *hash,
                          yx_err *err);

static yx_code each_entry(yx_workspace *ws, const char *kind, yx_arena **arena, see_entry *see,
                          void *arg, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_store_entries(ws->store, kind, 1, &cursor, err);

    while (!rc) {
        fields f = {.reason = "", .arena = arena};
        yx_hash hash;
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->read)
            break;
        rc = yx_life_fields(&entry, read_field, &f, err);
        if (!rc && (!f.rule[0] || !yx_hash_read(yx_str_of(f.hash), &hash)))
            rc = yx_fail(err, YX_E_CORRUPT, "log entry %lld names no rule", (long long)entry.seq);
        if (!rc)
            rc = see(arg, &entry, &f, &hash, err);
    }
    if (cursor)
        cursor->close(cursor);
    return rc;
}

static yx_code see_approval(void *arg, const yx_entry *entry, const fields *f, const yx_hash *hash,
                            yx_err *err)
{
    yx_approvals *all = arg;
    yx_approval a = {.hash = *hash, .seq = entry->seq, .time = entry->time, .reason = f->reason};
    yx_code rc = yx_grow(&all->at, &all->cap, all->n + 1, sizeof *all->at, err);

    if (rc)
        return rc;
    a.rule = yx_arena_text(&all->arena, f->rule, strlen(f->rule));
    a.post = yx_arena_text(&all->arena, entry->post.at, entry->post.n);
    if (!a.rule || !a.post)
        return yx_fail(err, YX_E_NOMEM, "no memory for the approvals");
    all->at[all->n++] = a;
    return YX_OK;
}

yx_code yx_approvals_read(yx_workspace *ws, yx_approvals *ret, yx_err *err)
{
    yx_approvals all = {0};
    yx_code rc = each_entry(ws, YX_ENTRY_APPROVAL, &all.arena, see_approval, &all, err);

    if (rc) {
        yx_approvals_free(&all);
        return rc;
    }
    *ret = all;
    return YX_OK;
}

void yx_approvals_free(yx_approvals *all)
{
    free(all->at);
    yx_arena_free(all->arena);
    *all = (yx_approvals){0};
}

const yx_approval *yx_approval_of(const yx_approvals *all, const yx_rules *rules,
                                  const yx_rule *rule)
{
    yx_hash hash = yx_rule_digest(rules, rule);

    for (size_t i = all->n; i-- > 0;)
        if (yx_hash_same(&all->at[i].hash, &hash) && strcmp(all->at[i].rule, rule->name) == 0)
            return &all->at[i];
    return NULL;
}

bool yx_rule_on_trial(const yx_approvals *all, const yx_workspace *ws, const char *name,
                      int version)
{
    const yx_rule *rule = yx_life_rule(ws, name);

    return rule && rule->version == version && !yx_approval_of(all, ws->rules, rule);
}

/* --- approving --- */

typedef struct look_for {
    const char *rule;
    yx_hash hash;
    int64_t seq;  /* the newest replay that is long enough; 0: none */
    long longest; /* periods of the longest one of that text; -1: none */
    bool other;   /* one of the rule, with another text */
} look_for;

static yx_code see_replay(void *arg, const yx_entry *entry, const fields *f, const yx_hash *hash,
                          yx_err *err)
{
    look_for *l = arg;
    long n = strtol(f->periods, NULL, 10);

    (void)err;
    if (strcmp(f->rule, l->rule) != 0)
        return YX_OK;
    if (!yx_hash_same(hash, &l->hash)) {
        l->other = true;
        return YX_OK;
    }
    l->longest = n > l->longest ? n : l->longest;
    if (n >= YX_APPROVE_PERIODS)
        l->seq = entry->seq;
    return YX_OK;
}

static yx_code check_replay(yx_workspace *ws, look_for *l, yx_err *err)
{
    yx_code rc = each_entry(ws, YX_ENTRY_REPLAY, NULL, see_replay, l, err);

    if (rc || l->seq)
        return rc;
    if (l->longest >= 0)
        return yx_fail(err, YX_E_ABSENT,
                       "the replay of rule %s in the log is over %ld periods, %d are needed",
                       l->rule, l->longest, YX_APPROVE_PERIODS);
    return yx_fail(err, YX_E_ABSENT,
                   "no replay of rule %s%s is in the log (yixian replay --record)", l->rule,
                   l->other ? " as it stands now" : "");
}

yx_code yx_rule_approve(yx_workspace *ws, const char *name, const char *reason, const yx_act *act,
                        int64_t *ret_seq, yx_err *err)
{
    const yx_rule *rule = yx_life_rule(ws, name);
    yx_approvals all = {0};
    yx_buf payload = {0};
    yx_json j = {.out = &payload};
    look_for l = {.rule = name, .longest = -1};
    yx_code rc;

    if (!rule)
        return yx_fail(err, YX_E_ABSENT, "no rule '%.64s' in force (yixian rules)", name);
    rc = yx_life_check_text("an approval", reason, true, err);
    if (!rc)
        rc = yx_approvals_read(ws, &all, err);
    if (!rc && yx_approval_of(&all, ws->rules, rule))
        rc = yx_fail(err, YX_E_RANGE, "rule %s is approved already", name);
    yx_approvals_free(&all);
    l.hash = yx_rule_digest(ws->rules, rule);
    if (!rc)
        rc = check_replay(ws, &l, err);
    if (rc)
        return rc;
    yx_json_object(&j, NULL);
    rule_json(&j, ws->rules, rule);
    yx_json_text(&j, "reason", reason);
    yx_json_int(&j, "replay", l.seq);
    yx_json_end(&j);
    rc = yx_store_begin(ws->store, err);
    if (!rc)
        rc = append(ws, YX_ENTRY_APPROVAL, act, &payload, ret_seq, err);
    else
        yx_buf_free(&payload);
    if (!rc)
        rc = yx_store_commit(ws->store, err);
    if (rc)
        yx_store_rollback(ws->store);
    return rc;
}

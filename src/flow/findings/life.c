/* life.c - what became of the questions: entries of kind "finding" in the log.
 *
 * An entry holds a list of changes, each with what the question was about, so that it can be read
 * when the figures no longer raise it. What a finding is now follows from the figures and from the
 * last change that the log has of it. */
#include "flow/findings/inside.h"

#include "base/json.h"
#include "base/json_pull.h"
#include "base/names.h"
#include "flow/protect/protect.h"
#include "store/hidden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 2000 /* bytes of an explanation or reason */ };

static const char *const changes[YX_N_FINDING_STATE] = {
    [YX_FINDING_OPEN] = "opened",
    [YX_FINDING_EXPLAINED] = "explained",
    [YX_FINDING_REVISED] = "revised",
    [YX_FINDING_CLOSED] = "closed",
};

/* --- reading --- */

/* One change, as the log has it. */
typedef struct change {
    yx_finding_state state;
    const char *id, *check, *relation, *region, *indicator, *period, *found, *expected, *value,
        *text, *post;
    int64_t time;
} change;

/* The life of one finding. */
typedef struct life {
    change last, explained; /* explained.id NULL: nobody did */
    int64_t since;
    bool seen; /* among the findings of today */
} life;

typedef struct lives {
    yx_names *id;
    life *at;
    size_t cap;
    yx_arena *arena;
} lives;

static void lives_free(lives *all)
{
    yx_names_free(all->id);
    free(all->at);
    yx_arena_free(all->arena);
}

static yx_code note_change(lives *all, const change *c, yx_err *err)
{
    size_t before = yx_names_count(all->id);
    uint32_t i;
    yx_code rc;

    if (!c->id || !c->id[0])
        return YX_OK;
    rc = yx_names_add(all->id, yx_str_of(c->id), &i, err);
    if (!rc)
        rc = yx_grow(&all->at, &all->cap, (size_t)i + 1, sizeof *all->at, err);
    if (rc)
        return rc;
    if (i == before)
        all->at[i] = (life){.since = c->time};
    all->at[i].last = *c;
    if (c->state == YX_FINDING_EXPLAINED)
        all->at[i].explained = *c;
    return YX_OK;
}

/* The field of a change that a key names; NULL: none that is kept. */
static const char **field_of(change *c, yx_str key)
{
    const struct {
        const char *key, **field;
    } row[] = {
        {"id", &c->id},         {"check", &c->check},         {"relation", &c->relation},
        {"region", &c->region}, {"indicator", &c->indicator}, {"period", &c->period},
        {"found", &c->found},   {"expected", &c->expected},   {"value", &c->value},
        {"text", &c->text},
    };

    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (yx_str_is(key, row[i].key))
            return row[i].field;
    return NULL;
}

static bool state_of(yx_str word, yx_finding_state *ret)
{
    for (int i = 0; i < YX_N_FINDING_STATE; i++) {
        if (yx_str_is(word, changes[i])) {
            *ret = (yx_finding_state)i;
            return true;
        }
    }
    return false;
}

static yx_code read_item(lives *all, const yx_entry *entry, const yx_json_item *item, change *c,
                         const char *post, yx_err *err)
{
    const char **field;

    if (item->depth == 2 && item->what == YX_PULL_OBJECT) {
        *c = (change){.id = "",
                      .check = "",
                      .relation = "",
                      .region = "",
                      .indicator = "",
                      .period = "",
                      .found = "",
                      .expected = "",
                      .value = "",
                      .text = "",
                      .post = post,
                      .time = entry->time};
        return YX_OK;
    }
    if (item->depth == 2 && item->what == YX_PULL_OBJECT_END)
        return note_change(all, c, err);
    if (item->depth != 3 || item->what != YX_PULL_TEXT)
        return YX_OK;
    if (yx_str_is(item->key, "change"))
        return state_of(item->text, &c->state)
                   ? YX_OK
                   : yx_fail(err, YX_E_CORRUPT, "log entry %lld is no finding",
                             (long long)entry->seq);
    field = field_of(c, item->key);
    if (!field)
        return YX_OK;
    *field = yx_arena_text(&all->arena, item->text.at, item->text.n);
    return *field ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for the findings");
}

static yx_code read_entry(lives *all, const yx_entry *entry, yx_err *err)
{
    const char *post = yx_arena_text(&all->arena, entry->post.at, entry->post.n);
    yx_input *input = NULL;
    yx_json_pull *pull = NULL;
    yx_json_item item = {0};
    change c = {0};
    yx_code rc = post ? yx_input_memory(entry->payload, &input, err)
                      : yx_fail(err, YX_E_NOMEM, "no memory for the findings");

    if (!rc)
        rc = yx_json_pull_open(input, &pull, err);
    while (!rc) {
        rc = yx_json_pull_next(pull, &item, err);
        if (rc || item.what == YX_PULL_END)
            break;
        rc = item.what == YX_PULL_BROKEN
                 ? yx_fail(err, YX_E_CORRUPT, "log entry %lld is no finding", (long long)entry->seq)
                 : read_item(all, entry, &item, &c, post, err);
    }
    yx_json_pull_close(pull);
    yx_input_close(input);
    return rc;
}

/* All lives that are known on a day, up to an entry. */
static yx_code read_lives(yx_workspace *ws, int64_t seq, yx_day as_of, lives *all, yx_err *err)
{
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_names_new(&all->id, err);

    if (!rc)
        rc = yx_store_entries(ws->store, YX_ENTRY_FINDING, 1, &cursor, err);
    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > seq)
            break;
        if (as_of == YX_DAY_MAX || yx_day_of_ms(entry.time) <= as_of)
            rc = read_entry(all, &entry, err);
    }
    if (cursor)
        cursor->close(cursor);
    return rc;
}

/* --- folding into the findings --- */

static yx_code keep_time(yx_looking *l, int64_t ms, const char **ret, yx_err *err)
{
    int64_t second = ms / 1000;
    char day[YX_DAY_TEXT];

    return yx_keep(l, ret, err, "%sT%02d:%02d:%02dZ", yx_day_text((yx_day)(second / 86400), day),
                   (int)(second % 86400 / 3600), (int)(second % 3600 / 60), (int)(second % 60));
}

static yx_code add_life(yx_looking *l, yx_finding *f, const life *now, yx_err *err)
{
    /* an answer is to the figures that it was given for */
    bool same =
        strcmp(now->last.found, f->found) == 0 && strcmp(now->last.expected, f->expected) == 0;
    yx_code rc = keep_time(l, now->since, &f->since, err);

    f->logged = (int)now->last.state;
    if (same && (now->last.state == YX_FINDING_EXPLAINED || now->last.state == YX_FINDING_CLOSED))
        f->state = now->last.state;
    if (!rc && now->explained.id)
        rc = yx_keep(l, &f->explanation, err, "%s", now->explained.text);
    if (!rc && now->explained.id)
        rc = yx_keep(l, &f->explained_by, err, "%s", now->explained.post);
    if (!rc && f->state == YX_FINDING_CLOSED && now->last.state == YX_FINDING_CLOSED)
        rc = yx_keep(l, &f->reason, err, "%s", now->last.text);
    if (!rc && f->state == YX_FINDING_CLOSED && now->last.state == YX_FINDING_CLOSED)
        rc = yx_keep(l, &f->closed_by, err, "%s", now->last.post);
    return rc;
}

/* A finding that the figures raise no more: it was revised, unless it had ended before. */
static yx_code add_past(yx_looking *l, const life *past, yx_err *err)
{
    const change *c = &past->last;
    yx_check_number check = yx_check_find(yx_str_of(c->check));
    uint32_t region = yx_region_newest(l->catalog, yx_str_of(c->region));
    yx_period period;
    bool has_period = yx_period_read(yx_str_of(c->period), &period);
    const yx_indicator *what = yx_indicator_find(l->catalog, yx_str_of(c->indicator));
    yx_finding *f;
    yx_code rc;

    if (check == YX_N_CHECK || !yx_wanted(l, check))
        return YX_OK;
    if (has_period && what && what->kind == YX_YTD)
        (void)yx_period_to_ytd(period, &period);
    if (has_period)
        (void)yx_region_find(l->catalog, yx_str_of(c->region), period, &region);
    rc = yx_found(l, check, region, c->region, what, has_period ? &period : NULL, c->relation, &f,
                  err);
    if (rc)
        return rc;
    (void)snprintf(f->id, sizeof f->id, "%s", c->id);
    rc = yx_keep(l, &f->found, err, "%s", c->found);
    if (!rc)
        rc = yx_keep(l, &f->expected, err, "%s", c->expected);
    if (!rc)
        rc = add_life(l, f, past, err);
    if (check == YX_CHECK_LATE) /* nothing that comes later undoes it */
        f->state = c->state;
    else if (f->state != YX_FINDING_CLOSED)
        f->state = YX_FINDING_REVISED;
    if (!rc && yx_hidden_any(l->ws->hidden)) /* what was a figure then may be protected now */
        f->found = f->expected = "";
    return rc;
}

yx_code yx_findings_fold(yx_looking *l, yx_err *err)
{
    size_t n = l->to->n;
    lives all = {0};
    yx_code rc = read_lives(l->ws, l->ask->known.seq, l->ask->as_of, &all, err);

    for (size_t i = 0; i < n && !rc; i++) {
        uint32_t k = yx_names_find(all.id, yx_str_of(l->to->at[i].id));
        if (k == YX_NAME_NONE)
            continue;
        all.at[k].seen = true;
        rc = add_life(l, &l->to->at[i], &all.at[k], err);
    }
    for (uint32_t k = 0; !rc && k < yx_names_count(all.id); k++)
        if (!all.at[k].seen)
            rc = add_past(l, &all.at[k], err);
    lives_free(&all);
    return rc;
}

/* --- writing --- */

static void write_change(yx_json *j, const yx_finding *f, yx_finding_state state, const char *text)
{
    char period[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT];
    bool ytd = f->indicator && f->indicator->kind == YX_YTD;

    yx_json_object(j, NULL);
    yx_json_text(j, "change", changes[state]);
    yx_json_text(j, "id", f->id);
    yx_json_text(j, "check", yx_checks[f->check].id);
    yx_json_text(j, "relation", f->relation);
    yx_json_text(j, "region", f->region);
    yx_json_text(j, "indicator", f->indicator ? f->indicator->code : NULL);
    yx_json_text(j, "period", f->has_period ? yx_period_text(f->period, ytd, period) : NULL);
    yx_json_text(j, "found", f->found);
    yx_json_text(j, "expected", f->expected);
    yx_json_text(j, "value", f->has_version ? yx_decimal_text(f->version.value, value) : NULL);
    if (text)
        yx_json_text(j, "text", text);
    yx_json_end(j);
}

static void start(yx_json *j)
{
    yx_json_object(j, NULL);
    yx_json_array(j, "changes");
}

/* Ends the list, appends it, releases it. */
static yx_code append(yx_workspace *ws, const yx_act *act, yx_json *j, yx_err *err)
{
    int64_t seq;
    yx_code rc;

    yx_json_end(j);
    yx_json_end(j);
    rc = yx_buf_check(j->out, err);
    if (!rc)
        rc = yx_store_append(ws->store, YX_ENTRY_FINDING, act->ms, act->post, yx_buf_view(j->out),
                             &seq, err);
    yx_buf_free(j->out);
    return rc;
}

/* What is new to the log: a question that is open and was not so before, or one that is answered by
 * a revision. */
static bool is_new(const yx_finding *f)
{
    if (f->state == YX_FINDING_OPEN)
        return f->logged != (int)YX_FINDING_OPEN;
    return f->state == YX_FINDING_REVISED && f->logged != (int)YX_FINDING_REVISED;
}

yx_code yx_findings_record(yx_workspace *ws, const yx_findings *findings, const yx_act *act,
                           size_t *ret_n, yx_err *err)
{
    yx_buf payload = {0};
    yx_json j = {.out = &payload};
    size_t n = 0;
    yx_code rc = YX_OK;

    start(&j);
    for (size_t i = 0; i < findings->n; i++) {
        if (!is_new(&findings->at[i]))
            continue;
        write_change(&j, &findings->at[i], findings->at[i].state, NULL);
        n++;
    }
    if (n)
        rc = append(ws, act, &j, err);
    yx_buf_free(&payload);
    if (!rc)
        *ret_n = n;
    return rc;
}

/* The one finding whose id is, or starts with, this. */
static yx_code find(const yx_findings *findings, const char *id, const yx_finding **ret,
                    yx_err *err)
{
    size_t n = strlen(id), found = 0;

    for (size_t i = 0; i < findings->n && n >= 6; i++) {
        if (strncmp(findings->at[i].id, id, n) == 0) {
            *ret = &findings->at[i];
            found++;
        }
    }
    if (found == 1)
        return YX_OK;
    return yx_fail(err, YX_E_ABSENT,
                   found ? "more than one finding starts with '%.20s'"
                         : "no finding '%.20s' (yixian findings)",
                   id);
}

/* The owner office of an indicator answers for it, within the region of its post. */
static yx_code check_owner(const yx_workspace *ws, const yx_finding *f, const yx_act *act,
                           yx_err *err)
{
    const yx_post *post = yx_post_find(ws->catalog, yx_str_of(act->post));
    const char *owner = f->indicator ? yx_attribute_text(f->indicator->attribute,
                                                         f->indicator->n_attribute, "owner")
                                     : "";
    uint32_t above;

    if (!post)
        return YX_OK; /* "local" may act for all; others were refused before */
    if (owner[0] && strcmp(owner, post->unit) != 0)
        return yx_fail(err, YX_E_RANGE, "%s is of %s: it answers, not %s", f->indicator->code,
                       owner, post->unit);
    above = yx_region_newest(ws->catalog, yx_str_of(post->region));
    if (above != YX_REGION_NONE && f->number != YX_REGION_NONE &&
        !yx_region_within(ws->catalog, f->number, above))
        return yx_fail(err, YX_E_RANGE, "%s does not lie within %s", f->region, post->region);
    return YX_OK;
}

static yx_code check_text(const char *what, const char *text, yx_err *err)
{
    size_t n = strlen(text);

    if (!yx_str_trim(yx_str_of(text)).n)
        return yx_fail(err, YX_E_RANGE, "the %s is empty", what);
    if (n > TEXT || yx_utf8_valid(text, n) < n)
        return yx_fail(err, YX_E_RANGE, "the %s is longer than %d bytes, or no UTF-8", what, TEXT);
    return YX_OK;
}

/* The question of an id, as it stands for who acts. */
static yx_code look_up(yx_workspace *ws, const char *id, const yx_act *act, yx_findings *findings,
                       const yx_finding **ret, yx_err *err)
{
    yx_findings_ask ask = {
        .known = yx_workspace_known(ws, act->today), .as_of = YX_DAY_MAX, .duty_day = act->today};
    yx_code rc = yx_protect(ws, act->today, err);

    yx_findings_free(findings);
    if (!rc)
        rc = yx_findings_run(ws, &ask, findings, err);
    if (!rc)
        rc = find(findings, id, ret, err);
    return rc ? rc : check_owner(ws, *ret, act, err);
}

static yx_code append_answer(yx_workspace *ws, const yx_finding *f, yx_finding_state state,
                             const char *text, const yx_act *act, yx_err *err)
{
    yx_buf payload = {0};
    yx_json j = {.out = &payload};
    yx_code rc;

    start(&j);
    write_change(&j, f, state, text);
    rc = append(ws, act, &j, err);
    yx_buf_free(&payload);
    return rc;
}

/* The checks take their time, so nobody is kept waiting for them; but when something was written
 * meanwhile, they are run again before the answer is kept. */
static yx_code answer(yx_workspace *ws, const char *id, yx_finding_state state, const char *text,
                      const yx_act *act, yx_err *err)
{
    int64_t head = ws->head.seq;
    yx_findings findings = {0};
    const yx_finding *f = NULL;
    yx_code rc = look_up(ws, id, act, &findings, &f, err);

    if (!rc)
        rc = yx_workspace_begin(ws, act->post, err);
    if (!rc) {
        if (ws->head.seq != head)
            rc = look_up(ws, id, act, &findings, &f, err);
        if (!rc)
            rc = append_answer(ws, f, state, text, act, err);
        if (!rc)
            rc = yx_store_commit(ws->store, err);
        if (rc)
            yx_store_rollback(ws->store);
    }
    yx_findings_free(&findings);
    return rc;
}

yx_code yx_finding_explain(yx_workspace *ws, const char *id, const char *text, const yx_act *act,
                           yx_err *err)
{
    yx_code rc = check_text("explanation", text, err);

    return rc ? rc : answer(ws, id, YX_FINDING_EXPLAINED, text, act, err);
}

yx_code yx_finding_close(yx_workspace *ws, const char *id, const char *reason, const yx_act *act,
                         yx_err *err)
{
    yx_code rc = check_text("reason", reason, err);

    return rc ? rc : answer(ws, id, YX_FINDING_CLOSED, reason, act, err);
}

/* --- explanations beside figures --- */

struct yx_explanations {
    lives all;
    yx_names *key;   /* of a figure */
    uint32_t *which; /* life of each key, the newest explanation */
    size_t cap;
};

static void make_key(yx_str region, yx_str indicator, yx_period period, yx_buf *out)
{
    yx_buf_clear(out);
    yx_buf_str(out, region);
    yx_buf_char(out, '\n');
    yx_buf_str(out, indicator);
    yx_buf_f(out, "\n%d\n%d", period.first, period.last);
}

static yx_code index_explanations(yx_workspace *ws, yx_explanations *e, yx_err *err)
{
    yx_buf key = {0};
    yx_code rc = YX_OK;

    for (uint32_t k = 0; k < yx_names_count(e->all.id) && !rc; k++) {
        const change *c = &e->all.at[k].explained;
        const yx_indicator *what;
        yx_period period;
        size_t before = yx_names_count(e->key);
        uint32_t i;
        if (!c->id || !yx_period_read(yx_str_of(c->period), &period))
            continue;
        what = yx_indicator_find(ws->catalog, yx_str_of(c->indicator));
        if (what && what->kind == YX_YTD)
            (void)yx_period_to_ytd(period, &period);
        make_key(yx_str_of(c->region), yx_str_of(c->indicator), period, &key);
        rc = yx_buf_check(&key, err);
        if (!rc)
            rc = yx_names_add(e->key, yx_buf_view(&key), &i, err);
        if (!rc)
            rc = yx_grow(&e->which, &e->cap, (size_t)i + 1, sizeof *e->which, err);
        if (!rc && (i == before || e->all.at[e->which[i]].explained.time <= c->time))
            e->which[i] = k;
    }
    yx_buf_free(&key);
    return rc;
}

yx_code yx_explanations_read(yx_workspace *ws, yx_day as_of, yx_explanations **ret, yx_err *err)
{
    yx_explanations *e = calloc(1, sizeof *e);
    yx_code rc = e ? yx_names_new(&e->key, err) : yx_fail(err, YX_E_NOMEM, "no memory");

    if (!rc)
        rc = read_lives(ws, ws->head.seq, as_of, &e->all, err);
    if (!rc)
        rc = index_explanations(ws, e, err);
    if (rc) {
        yx_explanations_free(e);
        return rc;
    }
    *ret = e;
    return YX_OK;
}

void yx_explanations_free(yx_explanations *e)
{
    if (!e)
        return;
    lives_free(&e->all);
    yx_names_free(e->key);
    free(e->which);
    free(e);
}

const char *yx_explanation_of(const yx_explanations *e, yx_str region, yx_str indicator,
                              yx_period period, yx_decimal value)
{
    const change *c;
    yx_decimal then;
    yx_buf key = {0};
    uint32_t i = YX_NAME_NONE;

    if (!e || !yx_names_count(e->key))
        return NULL;
    make_key(region, indicator, period, &key);
    if (!key.failed)
        i = yx_names_find(e->key, yx_buf_view(&key));
    yx_buf_free(&key);
    if (i == YX_NAME_NONE)
        return NULL;
    c = &e->all.at[e->which[i]].explained;
    if (c->value[0] && (yx_decimal_read(yx_str_of(c->value), &then) != YX_DECIMAL_OK ||
                        !yx_decimal_equal(then, value)))
        return NULL; /* it was said of another value */
    return c->text;
}

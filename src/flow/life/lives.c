/* lives.c - all alerts of the log, found by id and by rule and region. */
#include "flow/life/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the lives --- */

static yx_code where_of(yx_lives *all, const char *rule, const char *region, bool add,
                        uint32_t *ret, yx_err *err)
{
    yx_buf key = {0};
    yx_code rc;

    yx_buf_f(&key, "%s\n%s", rule, region);
    rc = yx_buf_check(&key, err);
    if (!rc && add)
        rc = yx_names_add(all->where, yx_buf_view(&key), ret, err);
    else if (!rc)
        *ret = yx_names_find(all->where, yx_buf_view(&key));
    yx_buf_free(&key);
    return rc;
}

static yx_code add_life(yx_lives *all, const yx_life_step *s, yx_life **ret, yx_err *err)
{
    uint32_t number, where;
    yx_code rc = yx_grow(&all->at, &all->cap, all->n + 1, sizeof *all->at, err);

    if (!rc)
        rc = where_of(all, s->rule, s->region, true, &where, err);
    if (!rc)
        rc = yx_grow(&all->newest, &all->cap_newest, (size_t)where + 1, sizeof *all->newest, err);
    if (!rc)
        rc = yx_names_add(all->id, yx_str_of(s->id), &number, err);
    if (rc)
        return rc;
    all->at[all->n] = (yx_life){.rule = s->rule,
                                .region = s->region,
                                .scheme = s->scheme,
                                .since = s->since,
                                .last = s->last,
                                .groups = s->groups,
                                .version = s->version,
                                .level = s->level,
                                .at = "",
                                .taken_by = "",
                                .reason = "",
                                .silence = "",
                                .objection = "",
                                .objector = "",
                                .raised = s->time,
                                .from = s->time};
    (void)snprintf(all->at[all->n].id, YX_ALERT_ID, "%s", s->id);
    all->newest[where] = all->n;
    *ret = &all->at[all->n++];
    return YX_OK;
}

static yx_code keep(yx_lives *all, const char **text, yx_err *err)
{
    *text = *text && (*text)[0] ? yx_arena_text(&all->arena, *text, strlen(*text)) : "";
    return *text ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for the alerts");
}

static yx_code keep_all(yx_lives *all, yx_life_step *s, yx_err *err)
{
    const char **text[] = {&s->post, &s->id,   &s->rule,   &s->region, &s->scheme, &s->since,
                           &s->last, &s->text, &s->groups, &s->to,     &s->silence};
    yx_code rc = YX_OK;

    for (size_t i = 0; i < YX_COUNT(text) && !rc; i++)
        rc = keep(all, text[i], err);
    return rc;
}

yx_code yx_lives_step(yx_lives *lives, const yx_life_step *step, yx_life **ret, yx_err *err)
{
    uint32_t number = yx_names_find(lives->id, yx_str_of(step->id));
    yx_life_step s = *step;
    yx_life *life;
    yx_code rc = keep_all(lives, &s, err);

    if (!rc && number == YX_NAME_NONE)
        rc = add_life(lives, &s, &life, err);
    else if (!rc)
        life = &lives->at[number];
    if (!rc)
        rc = yx_grow(&life->step, &life->cap_step, life->n_step + 1, sizeof *life->step, err);
    if (rc)
        return rc;
    life->step[life->n_step++] = s;
    if (s.groups[0])
        life->groups = s.groups;
    if (s.last[0])
        life->last = s.last;
    yx_life_apply(life, &s);
    *ret = life;
    return YX_OK;
}

const yx_life *yx_life_newest(const yx_lives *lives, const char *rule, const char *region)
{
    char key[400];
    int n = snprintf(key, sizeof key, "%s\n%s", rule, region);
    uint32_t where = n > 0 && (size_t)n < sizeof key
                         ? yx_names_find(lives->where, (yx_str){key, (size_t)n})
                         : YX_NAME_NONE;

    return where == YX_NAME_NONE ? NULL : &lives->at[lives->newest[where]];
}

const yx_life *yx_life_of(const yx_lives *lives, const char *rule, const char *region,
                          yx_period first, yx_period last)
{
    const yx_life *life;
    yx_period since;
    char id[YX_ALERT_ID];
    uint32_t number;

    yx_life_id(rule, region, first, id);
    number = yx_names_find(lives->id, yx_str_of(id));
    if (number != YX_NAME_NONE)
        return &lives->at[number];
    life = yx_life_newest(lives, rule, region);
    if (!life || !life->on || !yx_period_read(yx_str_of(life->since), &since))
        return NULL;
    return since.first <= last.last ? life : NULL;
}

yx_code yx_life_find(const yx_lives *lives, const char *id, const yx_life **ret, yx_err *err)
{
    size_t n = strlen(id), found = 0;

    for (size_t i = 0; i < lives->n && n >= 6; i++) {
        if (strncmp(lives->at[i].id, id, n) == 0) {
            *ret = &lives->at[i];
            found++;
        }
    }
    if (found == 1)
        return YX_OK;
    return yx_fail(err, YX_E_ABSENT,
                   found ? "more than one alert starts with '%.20s'"
                         : "no alert '%.20s' in the log (yixian alerts --by rule; yixian tick)",
                   id);
}

void yx_lives_settle(yx_lives *lives, int64_t now)
{
    for (size_t i = 0; i < lives->n; i++)
        yx_life_settle(&lives->at[i], now);
    lives->now = now;
}

/* --- reading the log --- */

static bool change_of(yx_str word, yx_change *ret)
{
    for (int i = 0; i < YX_N_CHANGE; i++) {
        if (yx_str_is(word, yx_change_name[i])) {
            *ret = (yx_change)i;
            return true;
        }
    }
    return false;
}

typedef struct reading {
    yx_lives *all;
    yx_life_step step;
    const yx_entry *entry;
    yx_buf groups;
    bool known; /* the change */
} reading;

static int whole(yx_str text)
{
    char digits[12];

    if (text.n == 0 || text.n >= sizeof digits)
        return 0;
    memcpy(digits, text.at, text.n);
    digits[text.n] = 0;
    return (int)strtol(digits, NULL, 10);
}

static yx_code read_field(void *arg, yx_str key, yx_str text, yx_err *err)
{
    reading *r = arg;
    yx_life_step *s = &r->step;
    const struct {
        const char *key, **field;
    } row[] = {
        {"id", &s->id},         {"rule", &s->rule},   {"region", &s->region},
        {"scheme", &s->scheme}, {"since", &s->since}, {"last", &s->last},
        {"text", &s->text},     {"to", &s->to},       {"silence", &s->silence},
    };

    if (yx_str_is(key, "change"))
        r->known = change_of(text, &s->change);
    else if (yx_str_is(key, "version"))
        s->version = whole(text);
    else if (yx_str_is(key, "level"))
        s->level = whole(text);
    else if (yx_str_is(key, "budget"))
        s->over = yx_str_is(text, "over");
    else if (yx_str_is(key, "until") && text.n && !yx_life_time_read(text, &s->until))
        return yx_fail(err, YX_E_CORRUPT, "log entry %lld is no alert", (long long)r->entry->seq);
    if (yx_str_is(key, "groups")) {
        yx_buf_f(&r->groups, "%s%.*s", r->groups.n ? ", " : "", (int)text.n, text.at);
        return yx_buf_check(&r->groups, err);
    }
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        if (!yx_str_is(key, row[i].key))
            continue;
        *row[i].field = yx_arena_text(&r->all->arena, text.at, text.n);
        if (!*row[i].field)
            return yx_fail(err, YX_E_NOMEM, "no memory for the alerts");
    }
    return YX_OK;
}

/* Entries of old had no id: the one of their rule, region and first period, or what is on there. */
static void old_id(reading *r, char id[YX_ALERT_ID])
{
    const yx_life *life = yx_life_newest(r->all, r->step.rule, r->step.region);
    yx_period since;

    if (r->step.id)
        return;
    if (r->step.since && yx_period_read(yx_str_of(r->step.since), &since))
        yx_life_id(r->step.rule, r->step.region, since, id);
    else if (life)
        memcpy(id, life->id, YX_ALERT_ID);
    else
        return;
    r->step.id = id;
}

static yx_code read_entry(yx_lives *all, const yx_entry *entry, yx_err *err)
{
    reading r = {.all = all, .entry = entry, .step = {.seq = entry->seq, .time = entry->time}};
    char id[YX_ALERT_ID] = "";
    yx_life *life;
    yx_code rc = yx_life_fields(entry, read_field, &r, err);

    r.step.post = yx_arena_text(&all->arena, entry->post.at, entry->post.n);
    if (!rc && !r.step.post)
        rc = yx_fail(err, YX_E_NOMEM, "no memory for the alerts");
    if (!rc && r.step.rule && r.step.region)
        old_id(&r, id);
    if (!rc && (!r.known || !r.step.id || !r.step.rule || !r.step.region ||
                strlen(r.step.id) >= YX_ALERT_ID))
        rc = yx_fail(err, YX_E_CORRUPT, "log entry %lld is no alert", (long long)entry->seq);
    r.step.groups = r.groups.n ? r.groups.at : "";
    if (!rc)
        rc = yx_lives_step(all, &r.step, &life, err);
    yx_buf_free(&r.groups);
    return rc;
}

yx_code yx_lives_read(yx_workspace *ws, yx_day as_of, int64_t now, yx_lives *ret, yx_err *err)
{
    yx_lives all = {0};
    yx_cursor *cursor = NULL;
    yx_entry entry;
    bool end = false;
    yx_code rc = yx_names_new(&all.id, err);

    if (!rc)
        rc = yx_names_new(&all.where, err);
    if (!rc)
        rc = yx_store_entries(ws->store, YX_ENTRY_ALERT, 1, &cursor, err);
    while (!rc) {
        rc = cursor->next_entry(cursor, &entry, &end, err);
        if (rc || end || entry.seq > ws->head.seq)
            break;
        if (as_of == YX_DAY_MAX || yx_day_of_ms(entry.time) <= as_of)
            rc = read_entry(&all, &entry, err);
    }
    if (cursor)
        cursor->close(cursor);
    if (rc) {
        yx_lives_free(&all);
        return rc;
    }
    yx_lives_settle(&all, now);
    *ret = all;
    return YX_OK;
}

void yx_lives_free(yx_lives *lives)
{
    for (size_t i = 0; i < lives->n; i++)
        free(lives->at[i].step);
    free(lives->at);
    free(lives->newest);
    yx_names_free(lives->id);
    yx_names_free(lives->where);
    yx_arena_free(lives->arena);
    *lives = (yx_lives){0};
}

/* The verbs of an alert's life: alert, answer. */
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"
#include "flow/life/answered.h"
#include "flow/life/on.h"
#include "flow/life/silence.h"
#include "flow/replay/record.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 74 /* columns of a statement */, MAY = 16 /* posts that are named */ };

/* All that is printed of one alert. */
typedef struct showing {
    yx_workspace *ws;
    const yx_life *life;
    const yx_rule *rule; /* in force, or NULL */
    const yx_region *region;
    yx_lang lang;
    int64_t now;
    char last[YX_PERIOD_TEXT];   /* newest evidence, by the figures of now */
    yx_day lapses;               /* first day on which it lapses; YX_DAY_NONE: it does not */
    const yx_post *owner, *next; /* next: to whom it climbs */
    int64_t climbs;              /* when, UTC milliseconds; 0: its clock stands */
    const char *may[MAY];        /* posts that may answer it, nearest first; "local" is not among */
    size_t n_may;
    yx_rule_record record;
    bool trial; /* its rule is not approved */
    yx_on_words words;
} showing;

/* --- gathering --- */

static yx_code newest_evidence(showing *s, yx_err *err)
{
    yx_period last;
    yx_code rc =
        yx_on_look(s->ws, yx_workspace_known(s->ws, YX_DAY_MAX), s->life, s->last, &s->words, err);

    s->lapses = YX_DAY_NONE;
    if (!rc && s->life->on && s->rule && s->rule->expires &&
        yx_period_read(yx_str_of(s->last), &last))
        s->lapses = yx_period_step(last, (int)s->rule->expires).last + 1;
    return rc;
}

/* The owner, then from post to post upwards. */
static void who_may(showing *s)
{
    const yx_catalog *catalog = s->ws->catalog;
    const yx_post *post;

    s->owner = yx_life_owner_of(s->ws, s->life);
    post = s->owner ? s->owner : yx_life_above(catalog, NULL, s->life->region);
    while (post && s->n_may < MAY) {
        s->may[s->n_may++] = post->post;
        post = yx_life_above(catalog, post, s->life->region);
    }
    post = yx_post_find(catalog, yx_str_of(s->life->at));
    s->next = yx_life_above(catalog, post ? post : s->owner, s->life->region);
    if (s->rule && s->rule->answer_hours && s->life->running && s->next)
        s->climbs =
            s->now + (int64_t)s->rule->answer_hours * 3600 * 1000 - yx_life_waited(s->life, s->now);
}

static yx_code gather(showing *s, const yx_lives *lives, yx_err *err)
{
    yx_calendar *calendar = NULL;
    uint32_t region = yx_region_newest(s->ws->catalog, yx_str_of(s->life->region));
    yx_code rc;

    s->rule = yx_life_rule(s->ws, s->life->rule);
    s->region = region == YX_REGION_NONE ? NULL : yx_region_at(s->ws->catalog, region);
    who_may(s);
    rc = newest_evidence(s, err);
    if (!rc)
        rc = yx_calendar_new(s->ws->catalog, &calendar, err);
    if (!rc)
        rc = yx_rule_record_of(lives, s->life->rule, s->life->version,
                               s->rule ? s->rule->control.floor : 0, calendar, &s->record, err);
    yx_calendar_free(calendar);
    return rc;
}

static const char *name_of(const showing *s)
{
    return s->region ? yx_region_name(s->region, s->lang) : "";
}

/* --- JSON --- */

static void text_or_null(yx_json *j, const char *key, const char *text)
{
    yx_json_text(j, key, text[0] ? text : NULL);
}

static void time_or_null(yx_json *j, const char *key, int64_t ms)
{
    char text[24];

    yx_json_text(j, key, ms ? yx_time_text(ms, text) : NULL);
}

static void state_json(const showing *s, yx_json *j)
{
    const yx_life *life = s->life;

    yx_json_text(j, "state", yx_life_state_name[life->state]);
    yx_json_bool(j, "on", life->on);
    text_or_null(j, "verdict",
                 life->verdict == YX_LIFE_NEW ? "" : yx_life_state_name[life->verdict]);
    text_or_null(j, "stands_with", life->at);
    text_or_null(j, "answered_by", life->taken_by);
    text_or_null(j, "reason", life->reason);
    time_or_null(j, "until", life->until);
    yx_json_bool(j, "checked", life->checked);
    yx_json_int(j, "climbed", (int64_t)life->climbed);
    text_or_null(j, "climbs_to", s->climbs && s->next ? s->next->post : "");
    time_or_null(j, "climbs", s->climbs);
    text_or_null(j, "silence", life->silence);
    time_or_null(j, "silent_until", life->silent_until);
    text_or_null(j, "objection", life->objection);
    text_or_null(j, "objector", life->objector);
    time_or_null(j, "raised", life->raised);
    time_or_null(j, "answered", life->answered);
}

static void answers_json(const showing *s, yx_json *j)
{
    unsigned allowed = yx_life_allowed(s->life);
    yx_buf word = {0};

    yx_json_array(j, "allowed");
    for (unsigned i = 0; i < YX_N_CHANGE; i++) {
        if (!(allowed & 1U << i))
            continue;
        yx_buf_clear(&word);
        yx_answers_say(1U << i, &word);
        yx_json_str(j, NULL, yx_buf_view(&word));
    }
    yx_json_end(j);
    yx_buf_free(&word);
    yx_json_array(j, "may_answer");
    for (size_t i = 0; i < s->n_may; i++)
        yx_json_text(j, NULL, s->may[i]);
    yx_json_text(j, NULL, "local");
    yx_json_end(j);
}

static void history_json(const yx_life *life, yx_json *j)
{
    char time[24];

    yx_json_array(j, "history");
    for (size_t i = 0; i < life->n_step; i++) {
        const yx_life_step *s = &life->step[i];
        yx_json_object(j, NULL);
        yx_json_int(j, "seq", s->seq);
        yx_json_text(j, "time", yx_time_text(s->time, time));
        yx_json_text(j, "change", yx_change_name[s->change]);
        yx_json_text(j, "post", s->post);
        yx_json_int(j, "version", s->version);
        yx_json_int(j, "level", s->level);
        text_or_null(j, "text", s->text);
        text_or_null(j, "to", s->to);
        time_or_null(j, "until", s->until);
        yx_json_end(j);
    }
    yx_json_end(j);
}

static void lines_json(const char *key, const yx_buf *lines, yx_json *j)
{
    yx_str rest = yx_buf_view(lines);

    yx_json_array(j, key);
    while (rest.n) {
        const char *end = memchr(rest.at, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.at) : rest.n;
        yx_json_str(j, NULL, (yx_str){rest.at, n});
        rest = (yx_str){rest.at + n + (end != NULL), rest.n - n - (end != NULL)};
    }
    yx_json_end(j);
}

static void alert_json(const showing *s, yx_buf *out)
{
    const yx_life *life = s->life;
    yx_json j = {.out = out};
    char day[YX_DAY_TEXT];

    yx_json_object(&j, NULL);
    yx_json_text(&j, "id", life->id);
    yx_json_text(&j, "rule", life->rule);
    yx_json_int(&j, "version", life->version);
    yx_json_bool(&j, "trial", s->trial);
    yx_json_text(&j, "region", life->region);
    text_or_null(&j, "name", name_of(s));
    yx_json_text(&j, "scheme", life->scheme);
    yx_json_int(&j, "level", life->level);
    yx_json_text(&j, "since", life->since);
    text_or_null(&j, "last", s->last);
    text_or_null(&j, "groups", life->groups);
    lines_json("inputs", &s->words.inputs, &j);
    lines_json("would_change", &s->words.would, &j);
    lines_json("overrides", &s->words.overrides, &j);
    lines_json("control", &s->words.control, &j);
    yx_json_bool(&j, "within_budget", !life->over_budget);
    state_json(s, &j);
    answers_json(s, &j);
    yx_json_text(&j, "lapses", s->lapses == YX_DAY_NONE ? NULL : yx_day_text(s->lapses, day));
    yx_json_int(&j, "rule_confirmed", (int64_t)s->record.confirmed);
    yx_json_int(&j, "rule_false", (int64_t)s->record.wrong);
    history_json(life, &j);
    yx_json_end(&j);
    yx_buf_char(out, '\n');
}

/* --- text --- */

/* A statement, line by line behind a bar, filled up to `least` lines. Returns its lines; out NULL:
 * they are counted only. */
static size_t statement(yx_str text, size_t least, yx_buf *out)
{
    size_t n = 0;

    while (text.n || n < least) {
        yx_str line = {text.at, 0}, rest = text;
        if (text.n)
            line = yx_text_line(text, WIDTH, &rest);
        if (out)
            yx_buf_f(out, line.n ? "  | %.*s\n" : "  |\n", (int)line.n, line.at ? line.at : "");
        text = rest;
        n++;
    }
    return n;
}

/* Lines, each on a new one. */
static void said(yx_buf *out, const char *what, const yx_buf *lines)
{
    yx_str rest = yx_buf_view(lines);

    while (rest.n) {
        const char *end = memchr(rest.at, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.at) : rest.n;
        yx_buf_f(out, "\n%s%.*s", what, (int)n, rest.at);
        rest = (yx_str){rest.at + n + (end != NULL), rest.n - n - (end != NULL)};
    }
}

/* What is said for it and what is said against it, at the same size. */
static yx_code both_sides(const showing *s, yx_buf *out, yx_err *err)
{
    const yx_life *life = s->life;
    const yx_rule_record *r = &s->record;
    yx_buf pro = {0};
    yx_str con = yx_str_of(life->objection);
    size_t n, answered = r->confirmed + r->wrong;
    yx_code rc;

    yx_buf_f(&pro, "%s version %d: %s level %d in %s %s.\n", life->rule, life->version,
             life->scheme, life->level, life->region, name_of(s));
    if (s->trial)
        yx_buf_text(&pro, "The rule is not approved: a trial.\n");
    yx_buf_f(&pro, "Evidence from %s to %s%s%s.\n", life->since, s->last[0] ? s->last : life->since,
             life->groups[0] ? ", independent groups: " : "", life->groups);
    if (answered)
        yx_buf_f(&pro, "Of %zu alarms of this version that were judged, %zu were false (%.0f %%).",
                 answered, r->wrong, 100 * (double)r->wrong / (double)answered);
    else
        yx_buf_text(&pro, "No alarm of this version has been judged yet.");
    said(&pro, "", &s->words.inputs);
    said(&pro, "set by hand: ", &s->words.overrides);
    said(&pro, "held to: ", &s->words.control);
    said(&pro, "would change it: ", &s->words.would);
    rc = yx_buf_check(&pro, err);
    if (!rc) {
        n = statement(yx_buf_view(&pro), 3, NULL);
        if (statement(con, 0, NULL) > n)
            n = statement(con, 0, NULL);
        yx_buf_text(out, "\nThe alert says\n");
        (void)statement(yx_buf_view(&pro), n, out);
        yx_buf_f(out, "The county says%s%s%s\n", con.n ? " (" : " (answer ID object --reason TEXT)",
                 con.n ? life->objector : "", con.n ? ")" : "");
        (void)statement(con, n, out);
    }
    yx_buf_free(&pro);
    return rc;
}

static void state_text(const showing *s, yx_buf *out)
{
    const yx_life *life = s->life;
    char time[24];

    yx_buf_f(out, "state        %s", yx_life_state_name[life->state]);
    if (life->verdict == YX_LIFE_CONFIRMED && life->state != YX_LIFE_CONFIRMED)
        yx_buf_text(out, ", was confirmed");
    if (life->taken_by[0])
        yx_buf_f(out, "; last answer by %s", life->taken_by);
    if (life->until)
        yx_buf_f(out, ", until %s", yx_time_text(life->until, time));
    if (life->reason[0])
        yx_buf_f(out, ": %s", life->reason);
    yx_buf_char(out, '\n');
    if (life->silent)
        yx_buf_f(out, "silent       until %s (silence %s)\n",
                 yx_time_text(life->silent_until, time), life->silence);
    if (life->over_budget)
        yx_buf_text(out,
                    "budget       over the budget of its rule: listed, and its clock stands\n");
    yx_buf_f(out, "stands with  %s", life->at[0] ? life->at : "nobody by name");
    if (s->climbs)
        yx_buf_f(out, "; climbs to %s at %s unless it is answered", s->next->post,
                 yx_time_text(s->climbs, time));
    yx_buf_char(out, '\n');
}

static yx_code facts_text(const showing *s, yx_buf *out, yx_err *err)
{
    char day[YX_DAY_TEXT];
    yx_buf words = {0};
    yx_code rc;

    yx_buf_f(out, "answered by  ");
    for (size_t i = 0; i < s->n_may; i++)
        yx_buf_f(out, "%s%s, ", s->may[i], i == 0 && s->owner ? " (owner)" : "");
    yx_buf_text(out, "local\n");
    yx_answers_say(yx_life_allowed(s->life), &words);
    yx_buf_f(out, "allowed now  %s\n", words.n ? words.at : "");
    rc = yx_buf_check(&words, err);
    yx_buf_free(&words);
    if (!s->life->on)
        return rc;
    yx_buf_text(out, "ends         ");
    if (s->rule)
        yx_buf_f(out, "after %zu quiet period%s", s->rule->quiet_for,
                 s->rule->quiet_for == 1 ? "" : "s");
    else
        yx_buf_text(out, "with the next tick: its rule is no longer in force");
    if (s->lapses != YX_DAY_NONE)
        yx_buf_f(out, "; lapses on %s without fresh evidence", yx_day_text(s->lapses, day));
    yx_buf_char(out, '\n');
    return rc;
}

static yx_code history_text(const yx_life *life, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"time", "change", "post", "level", "what"};
    static const yx_align align[] = {YX_FIXED, YX_FIXED, YX_FIXED, YX_RIGHT, YX_LEFT};
    yx_table *table = NULL;
    char time[24];
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (size_t i = 0; i < life->n_step && !rc; i++) {
        const yx_life_step *s = &life->step[i];
        yx_table_cell(table, "%s", yx_time_text(s->time, time));
        yx_table_cell(table, "%s", yx_change_name[s->change]);
        yx_table_cell(table, "%s", s->post);
        yx_table_cell(table, "%d", s->level);
        yx_table_cell(table, "%s%s%s%s%s%s", s->to[0] ? "to " : "", s->to,
                      s->to[0] && s->text[0] ? ": " : "", s->text, s->until ? " until " : "",
                      s->until ? yx_time_text(s->until, time) : "");
    }
    yx_buf_char(out, '\n');
    if (!rc)
        rc = yx_table_print(table, 0, out, err);
    yx_table_free(table);
    return rc;
}

static yx_code alert_text(const showing *s, yx_buf *out, yx_err *err)
{
    yx_code rc;

    yx_buf_f(out, "alert %s\n", s->life->id);
    state_text(s, out);
    rc = facts_text(s, out, err);
    if (!rc)
        rc = both_sides(s, out, err);
    return rc ? rc : history_text(s->life, out, err);
}

int yx_cli_alert(const yx_args *args)
{
    enum { AS_JSON };
    yx_workspace ws = {0};
    showing s = {.ws = &ws, .lang = args->lang};
    yx_approvals approvals = {0};
    yx_lives lives = {0};
    yx_buf out = {0};
    yx_err err = {0};
    yx_code rc = yx_session_open_day(args, INT64_MAX, YX_DAY_MAX, &ws, &err);

    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &s.now, &err);
    if (!rc)
        rc = yx_lives_read(&ws, YX_DAY_MAX, s.now, &lives, &err);
    if (!rc)
        rc = yx_life_find(&lives, args->word[0], &s.life, &err);
    if (!rc)
        rc = gather(&s, &lives, &err);
    if (!rc)
        rc = yx_approvals_read(&ws, &approvals, &err);
    if (!rc)
        s.trial = yx_rule_on_trial(&approvals, &ws, s.life->rule, s.life->version);
    yx_approvals_free(&approvals);
    if (!rc && args->value[AS_JSON])
        alert_json(&s, &out);
    else if (!rc)
        rc = alert_text(&s, &out, &err);
    if (!rc)
        rc = yx_buf_check(&out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_on_words_free(&s.words);
    yx_buf_free(&out);
    yx_lives_free(&lives);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("alert", rc, &err) : YX_EXIT_DONE;
}

int yx_cli_answer(const yx_args *args)
{
    enum { REASON, UNTIL, AS_JSON };
    yx_answer answer = {.id = args->word[0], .reason = args->value[REASON]};
    yx_life_state state = YX_LIFE_NEW;
    yx_workspace ws = {0};
    yx_act act;
    yx_err err = {0};
    yx_code rc;

    if (!yx_answer_read(args->word[1], &answer.change))
        return yx_say_usage("answer", "'%s' is none of ack, verify, confirm, false, close, object",
                            args->word[1]);
    if (!yx_option_day("answer", args->value[UNTIL], YX_DAY_NONE, &answer.until))
        return YX_EXIT_USAGE;
    rc = yx_session_open(args, false, INT64_MAX, &ws, &err);
    if (!rc)
        rc = yx_session_act(args, &ws, &act, &err);
    if (!rc)
        rc = yx_life_answer(&ws, &answer, &act, &state, &err);
    yx_workspace_close(&ws);
    if (rc)
        return yx_say_error("answer", rc, &err);
    if (args->value[AS_JSON]) {
        yx_buf out = {0};
        yx_json j = {.out = &out};
        yx_json_object(&j, NULL);
        yx_json_text(&j, "id", args->word[0]);
        yx_json_text(&j, "state", yx_life_state_name[state]);
        yx_json_end(&j);
        yx_print_json(&out);
    } else {
        printf("alert %s is %s\n", args->word[0], yx_life_state_name[state]);
    }
    return YX_EXIT_DONE;
}

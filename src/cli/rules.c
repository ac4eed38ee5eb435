/* The verb rules: what is in force, and how often each was right. */
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"
#include "flow/life/answered.h"
#include "flow/life/on.h"
#include "flow/life/quiet.h"
#include "flow/replay/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct listing {
    yx_workspace *ws;
    const char *name; /* the one that is asked for, or NULL */
    yx_lives lives;
    yx_on_list on;
    yx_approvals approvals;
    yx_calendar *calendar;
    int64_t now;
} listing;

/* A rule with its record. */
typedef struct line {
    const yx_rule *rule;
    const yx_approval *approval; /* NULL: it is on trial */
    yx_rule_record record;
    int64_t since;        /* its version, UTC milliseconds; 0: not known */
    size_t watched;       /* regions */
    double per_week;      /* alarms a region and week; NAN: it is too young to say */
    yx_quiet_pairs pairs; /* of its streams, on its page only */
} line;

static bool wanted(const listing *l, const yx_rule *rule)
{
    return !l->name || strcmp(l->name, rule->name) == 0;
}

static yx_code fill(listing *l, uint32_t i, line *ret, yx_err *err)
{
    const yx_rule *rule = yx_rule_at(l->ws->rules, i);
    double weeks, raised = 0;
    yx_code rc = yx_rule_record_of(&l->lives, rule->name, rule->version, rule->control.floor,
                                   l->calendar, &ret->record, err);

    ret->rule = rule;
    ret->approval = yx_approval_of(&l->approvals, l->ws->rules, rule);
    ret->watched = l->on.watched[i];
    if (!rc)
        rc = yx_rule_since(l->ws, rule->name, rule->version, &ret->since, err);
    for (size_t k = 0; k < l->lives.n; k++)
        raised +=
            strcmp(l->lives.at[k].rule, rule->name) == 0 && l->lives.at[k].version == rule->version;
    weeks = (double)(l->now - ret->since) / (7.0 * 86400 * 1000);
    ret->per_week =
        ret->since && weeks >= 1 && ret->watched ? raised / (weeks * (double)ret->watched) : NAN;
    if (!rc && l->name)
        rc =
            yx_quiet_pairs_of(l->ws, yx_workspace_known(l->ws, YX_DAY_MAX), rule, &ret->pairs, err);
    return rc;
}

static bool same_group(const yx_quiet_pair *p)
{
    return strcmp(p->a->group, p->b->group) == 0;
}

/* --- JSON --- */

static void prompt_json(yx_json *j, const char *key, const yx_prompt *p)
{
    yx_json_object(j, key);
    yx_json_int(j, "raised", (int64_t)p->raised);
    yx_json_int(j, "due_2h", (int64_t)p->due_2h);
    yx_json_int(j, "in_2h", (int64_t)p->in_2h);
    yx_json_int(j, "due_24h", (int64_t)p->due_24h);
    yx_json_int(j, "in_24h", (int64_t)p->in_24h);
    yx_json_end(j);
}

static void pairs_json(const line *a, yx_json *j)
{
    yx_json_array(j, "quiet_correlation");
    for (size_t i = 0; i < a->pairs.n; i++) {
        const yx_quiet_pair *p = &a->pairs.at[i];
        yx_json_object(j, NULL);
        yx_json_text(j, "first", p->a->name);
        yx_json_text(j, "second", p->b->name);
        yx_json_bool(j, "same_group", same_group(p));
        yx_json_number(j, "correlation", p->correlation);
        yx_json_int(j, "lag", (int64_t)p->lag);
        yx_json_int(j, "periods", (int64_t)p->periods);
        yx_json_end(j);
    }
    yx_json_end(j);
}

static void line_json(const line *a, yx_json *j)
{
    const yx_rule_record *r = &a->record;
    char time[24], day[YX_DAY_TEXT];

    yx_json_object(j, NULL);
    yx_json_text(j, "rule", a->rule->name);
    yx_json_int(j, "version", a->rule->version);
    yx_json_text(j, "file", a->rule->file);
    yx_json_text(j, "owner", a->rule->owner[0] ? a->rule->owner : NULL);
    yx_json_text(j, "in_force_since", a->since ? yx_time_text(a->since, time) : NULL);
    yx_json_bool(j, "approved", a->approval != NULL);
    yx_json_text(j, "approved_by", a->approval ? a->approval->post : NULL);
    yx_json_text(j, "approved_on",
                 a->approval ? yx_day_text(yx_day_of_ms(a->approval->time), day) : NULL);
    yx_json_text(j, "approved_why", a->approval ? a->approval->reason : NULL);
    yx_json_int(j, "answer_within", (int64_t)a->rule->answer_hours);
    yx_json_int(j, "expires", (int64_t)a->rule->expires);
    yx_json_int(j, "regions", (int64_t)a->watched);
    yx_json_int(j, "raised", (int64_t)r->raised);
    yx_json_int(j, "open", (int64_t)r->open);
    yx_json_int(j, "silent", (int64_t)r->silent);
    yx_json_int(j, "objected", (int64_t)r->objected);
    yx_json_number(j, "a_region_and_week", a->per_week);
    yx_json_int(j, "confirmed", (int64_t)r->confirmed);
    yx_json_int(j, "false", (int64_t)r->wrong);
    yx_json_number(j, "precision", r->precision);
    yx_json_number(j, "precision_low", r->low);
    yx_json_number(j, "precision_high", r->high);
    yx_json_number(j, "floor", a->rule->control.floor);
    yx_json_text(j, "retire_since", r->retire == YX_DAY_NONE ? NULL : yx_day_text(r->retire, day));
    yx_json_int(j, "settled", (int64_t)r->settled);
    yx_json_int(j, "unchecked", (int64_t)r->unchecked);
    yx_json_number(j, "hours_to_answer", r->hours);
    yx_json_number(j, "days_to_confirm", r->days);
    yx_json_object(j, "answered");
    for (int w = 0; w < YX_N_WHEN; w++)
        prompt_json(j, yx_when_name[w], &r->prompt[w]);
    yx_json_end(j);
    yx_json_text(j, "note", a->rule->note);
    pairs_json(a, j);
    yx_json_end(j);
}

/* --- text --- */

static void number_cell(yx_table *table, const char *fmt, double v)
{
    char text[40];

    (void)snprintf(text, sizeof text, fmt[0] == '2' ? "%.2f" : "%.4f", v);
    yx_table_cell(table, "%s", isnan(v) ? "-" : text);
}

static void line_row(const line *a, yx_table *table)
{
    const yx_rule_record *r = &a->record;
    char day[YX_DAY_TEXT];

    yx_table_cell(table, "%s v%d", a->rule->name, a->rule->version);
    yx_table_cell(table, "%s", a->rule->owner);
    yx_table_cell(table, "%zu", a->watched);
    yx_table_cell(table, "%zu", r->raised);
    yx_table_cell(table, "%zu", r->open);
    number_cell(table, "4", a->per_week);
    yx_table_cell(table, "%zu", r->confirmed);
    yx_table_cell(table, "%zu", r->wrong);
    number_cell(table, "2", r->precision);
    yx_table_cell(table, "%s%s%s%s", a->approval ? "" : "trial",
                  !a->approval && r->retire != YX_DAY_NONE ? ", " : "",
                  r->retire == YX_DAY_NONE ? "" : "to be retired, since ",
                  r->retire == YX_DAY_NONE ? "" : yx_day_text(r->retire, day));
}

static const char *share(size_t n, size_t of, char out[48])
{
    if (of)
        (void)snprintf(out, 48, "%zu of %zu (%.0f %%)", n, of, 100 * (double)n / (double)of);
    else
        (void)snprintf(out, 48, "-");
    return out;
}

static void say_hours(yx_buf *out, const char *what, double v, const char *unit)
{
    if (isnan(v))
        yx_buf_f(out, "%s  -\n", what);
    else
        yx_buf_f(out, "%s  %.1f %s\n", what, v, unit);
}

static yx_code prompt_text(const yx_rule_record *r, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"raised by", "alerts", "answered in 2 h", "in 24 h"};
    static const yx_align align[] = {YX_FIXED, YX_RIGHT, YX_RIGHT, YX_RIGHT};
    yx_table *table = NULL;
    char text[48];
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (int w = 0; w < YX_N_WHEN && !rc; w++) {
        const yx_prompt *p = &r->prompt[w];
        yx_table_cell(table, "%s", yx_when_name[w]);
        yx_table_cell(table, "%zu", p->raised);
        yx_table_cell(table, "%s", share(p->in_2h, p->due_2h, text));
        yx_table_cell(table, "%s", share(p->in_24h, p->due_24h, text));
    }
    if (!rc)
        rc = yx_table_print(table, 0, out, err);
    yx_table_free(table);
    return rc;
}

/* Are they as independent as declared? */
static yx_code pairs_text(const line *a, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"in quiet periods", "declared", "correlation", "after",
                                         "region-periods"};
    static const yx_align align[] = {YX_LEFT, YX_LEFT, YX_RIGHT, YX_RIGHT, YX_RIGHT};
    yx_table *table = NULL;
    yx_code rc = a->pairs.n ? yx_table_new(column, align, YX_COUNT(column), &table, err) : YX_OK;

    for (size_t i = 0; i < a->pairs.n && !rc; i++) {
        const yx_quiet_pair *p = &a->pairs.at[i];
        yx_table_cell(table, "%s, %s", p->a->name, p->b->name);
        yx_table_cell(table, "%s", same_group(p) ? "one group" : "independent");
        number_cell(table, "2", p->correlation);
        yx_table_cell(table, "%zu", p->lag);
        yx_table_cell(table, "%zu", p->periods);
    }
    if (table) {
        yx_buf_char(out, '\n');
        rc = rc ? rc : yx_table_print(table, 0, out, err);
    }
    yx_table_free(table);
    return rc;
}

/* The page of a rule. */
static yx_code page(const line *a, yx_buf *out, yx_err *err)
{
    const yx_rule *rule = a->rule;
    const yx_rule_record *r = &a->record;
    char time[24], text[48], day[YX_DAY_TEXT];
    yx_code rc;

    yx_buf_f(out, "rule %s version %d, from %s%s%s\n", rule->name, rule->version, rule->file,
             a->since ? ", in force since " : "", a->since ? yx_time_text(a->since, time) : "");
    if (a->approval)
        yx_buf_f(out, "approved             approved by %s on %s: %s\n", a->approval->post,
                 yx_day_text(yx_day_of_ms(a->approval->time), day), a->approval->reason);
    else
        yx_buf_text(out, "approved             not approved: trial\n");
    yx_buf_f(out, "owner                %s", rule->owner[0] ? rule->owner : "nobody by name");
    if (rule->answer_hours)
        yx_buf_f(out, "; an alert climbs after %zu h without an answer", rule->answer_hours);
    yx_buf_char(out, '\n');
    if (rule->expires)
        yx_buf_f(out, "lapses               after %zu periods without fresh evidence\n",
                 rule->expires);
    yx_buf_f(out,
             "alerts               %zu raised, %zu open, %zu of them silent; %zu objected to\n",
             r->raised, r->open, r->silent, r->objected);
    yx_buf_f(out, "regions              %zu\n", a->watched);
    if (isnan(a->per_week))
        yx_buf_text(out, "a region and week    - (less than a week in force)\n");
    else
        yx_buf_f(out, "a region and week    %.4f alarms\n", a->per_week);
    yx_buf_f(out, "judged right         %s", share(r->confirmed, r->confirmed + r->wrong, text));
    if (r->confirmed + r->wrong)
        yx_buf_f(out, ", 95 %% interval %.0f to %.0f %%", 100 * r->low, 100 * r->high);
    yx_buf_char(out, '\n');
    if (r->retire != YX_DAY_NONE)
        yx_buf_f(out,
                 "retirement           proposed since %s: under its floor of %.0f %% at %d month "
                 "ends running\n",
                 yx_day_text(r->retire, day), 100 * rule->control.floor, YX_RETIRE_MONTHS);
    yx_buf_f(out, "settled unchecked    %s\n", share(r->unchecked, r->settled, text));
    say_hours(out, "first answer after ", r->hours, "h (median)");
    say_hours(out, "confirmed after    ", r->days, "days from its first period (median)");
    if (rule->note[0])
        yx_buf_f(out, "note                 %s\n", rule->note);
    yx_buf_char(out, '\n');
    rc = prompt_text(r, out, err);
    return rc ? rc : pairs_text(a, out, err);
}

static yx_code print(listing *l, bool as_json, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"rule",   "owner", "regions", "alerts",    "open",
                                         "a week", "right", "wrong",   "precision", ""};
    static const yx_align align[] = {YX_FIXED, YX_FIXED, YX_RIGHT, YX_RIGHT, YX_RIGHT,
                                     YX_RIGHT, YX_RIGHT, YX_RIGHT, YX_RIGHT, YX_LEFT};
    yx_json j = {.out = out, .lines = true};
    yx_table *table = NULL;
    size_t n = 0;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    if (as_json)
        yx_json_array(&j, NULL);
    for (uint32_t i = 0; i < yx_n_rule(l->ws->rules) && !rc; i++) {
        line a = {0};
        if (!wanted(l, yx_rule_at(l->ws->rules, i)))
            continue;
        n++;
        rc = fill(l, i, &a, err);
        if (!rc && as_json)
            line_json(&a, &j);
        else if (!rc && l->name)
            rc = page(&a, out, err);
        else if (!rc)
            line_row(&a, table);
        yx_quiet_pairs_free(&a.pairs);
    }
    if (!rc && l->name && !n)
        rc = yx_fail(err, YX_E_ABSENT, "no rule '%.64s' in force (yixian rules)", l->name);
    if (as_json) {
        yx_json_end(&j);
        yx_buf_char(out, '\n');
    } else if (!rc && !l->name && n) {
        rc = yx_table_print(table, 0, out, err);
    } else if (!rc && !n) {
        yx_buf_text(out, "no rules are in force\n");
    }
    yx_table_free(table);
    return rc ? rc : yx_buf_check(out, err);
}

int yx_cli_rules(const yx_args *args)
{
    enum { AS_JSON };
    yx_workspace ws = {0};
    listing l = {.ws = &ws, .name = args->n_word ? args->word[0] : NULL};
    yx_buf out = {0};
    yx_err err = {0};
    yx_code rc = yx_session_open_day(args, INT64_MAX, YX_DAY_MAX, &ws, &err);

    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &l.now, &err);
    if (!rc)
        rc = yx_lives_read(&ws, YX_DAY_MAX, l.now, &l.lives, &err);
    if (!rc)
        rc = yx_on_find(&ws, yx_workspace_known(&ws, YX_DAY_MAX), &l.on, &err);
    if (!rc)
        rc = yx_approvals_read(&ws, &l.approvals, &err);
    if (!rc)
        rc = yx_calendar_new(ws.catalog, &l.calendar, &err);
    if (!rc)
        rc = print(&l, args->value[AS_JSON] != NULL, &out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    yx_calendar_free(l.calendar);
    yx_on_free(&l.on);
    yx_approvals_free(&l.approvals);
    yx_lives_free(&l.lives);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("rules", rc, &err) : YX_EXIT_DONE;
}

/* The verbs of the checks: findings, explain, close. */
#include "flow/findings/findings.h"
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 60 /* questions on a terminal */, FEW_PARTS = 40 };

typedef struct showing {
    yx_workspace *ws;
    yx_findings found;
    yx_lang lang;
    bool all; /* also those that were answered */
} showing;

static bool is_shown(const showing *s, const yx_finding *f)
{
    return s->all || f->state == YX_FINDING_OPEN;
}

static bool is_ytd(const yx_finding *f)
{
    return f->indicator && f->indicator->kind == YX_YTD;
}

/* --- where the figures came from --- */

/* Texts of a source are lost with the next one: kept here, by finding. */
typedef struct place {
    const char *file, *sheet;
    uint32_t line, column;
    bool any;
} place;

typedef struct wanted {
    int64_t seq;
    uint32_t row;
    size_t finding;
} wanted;

static int by_entry(const void *a, const void *b)
{
    const wanted *x = a, *y = b;

    if (x->seq != y->seq)
        return x->seq < y->seq ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Asks the store entry by entry: each is read once. */
static yx_code find_places(showing *s, place *ret, yx_err *err)
{
    wanted *order = malloc((s->found.n + 1) * sizeof *order);
    yx_source source;
    size_t n = 0;
    yx_code rc = order ? YX_OK : yx_fail(err, YX_E_NOMEM, "no memory for the findings");

    for (size_t i = 0; i < s->found.n && !rc; i++)
        if (s->found.at[i].has_version && is_shown(s, &s->found.at[i]))
            order[n++] = (wanted){s->found.at[i].version.seq, s->found.at[i].version.row, i};
    if (n)
        qsort(order, n, sizeof *order, by_entry);
    for (size_t k = 0; k < n && !rc; k++) {
        place *p = &ret[order[k].finding];
        rc = yx_store_source(s->ws->store, order[k].seq, order[k].row, &source, err);
        if (rc)
            break;
        p->file = yx_arena_text(&s->found.arena, source.file.at, source.file.n);
        p->sheet = yx_arena_text(&s->found.arena, source.sheet.at, source.sheet.n);
        p->line = source.line;
        p->column = source.column;
        p->any = true;
        if (!p->file || !p->sheet)
            rc = yx_fail(err, YX_E_NOMEM, "no memory for the findings");
    }
    free(order);
    return rc;
}

/* --- JSON --- */

static void place_json(yx_json *j, const yx_finding *f, const place *p)
{
    char value[YX_DECIMAL_TEXT], day[YX_DAY_TEXT];

    yx_json_text(j, "value", f->has_version ? yx_decimal_text(f->version.value, value) : NULL);
    if (!p->any) {
        static const char *const key[] = {"as_of", "seq", "file", "sheet", "line", "column"};
        for (size_t i = 0; i < YX_COUNT(key); i++)
            yx_json_null(j, key[i]);
        return;
    }
    yx_json_text(j, "as_of", yx_day_text(f->version.as_of, day));
    yx_json_int(j, "seq", f->version.seq);
    yx_json_text(j, "file", p->file);
    yx_json_text(j, "sheet", p->sheet[0] ? p->sheet : NULL);
    yx_json_int(j, "line", p->line);
    yx_json_int(j, "column", p->column);
}

static void parts_json(yx_json *j, const yx_finding *f)
{
    yx_json_array(j, "parts");
    for (size_t i = 0; i < f->n_part; i++) {
        yx_json_object(j, NULL);
        yx_json_text(j, "region", f->part[i].region);
        yx_json_text(j, "indicator", f->part[i].indicator);
        yx_json_text(j, "value", f->part[i].value);
        yx_json_bool(j, "minus", f->part[i].minus);
        yx_json_end(j);
    }
    yx_json_end(j);
    yx_json_array(j, "missing");
    for (size_t i = 0; i < f->n_missing; i++)
        yx_json_text(j, NULL, f->missing[i]);
    yx_json_end(j);
}

static void text_or_null(yx_json *j, const char *key, const char *text)
{
    yx_json_text(j, key, text[0] ? text : NULL);
}

static yx_code finding_json(const showing *s, yx_json *j, const yx_finding *f, const place *p,
                            yx_buf *words, yx_err *err)
{
    char period[YX_PERIOD_TEXT];

    yx_json_object(j, NULL);
    yx_json_text(j, "id", f->id);
    yx_json_text(j, "check", yx_checks[f->check].id);
    yx_json_text(j, "kind", f->kind);
    yx_json_text(j, "grade", yx_grade_name[f->grade]);
    yx_json_text(j, "state", yx_finding_state_name[f->state]);
    yx_json_text(j, "region", f->region);
    yx_json_text(j, "indicator", f->indicator ? f->indicator->code : NULL);
    yx_json_text(j, "period", f->has_period ? yx_period_text(f->period, is_ytd(f), period) : NULL);
    place_json(j, f, p);
    text_or_null(j, "relation", f->relation);
    text_or_null(j, "found", f->found);
    text_or_null(j, "expected", f->expected);
    text_or_null(j, "difference", f->difference);
    for (int lang = 0; lang < YX_N_LANG; lang++) {
        yx_buf_clear(words);
        yx_finding_say(s->ws->catalog, f, (yx_lang)lang, words);
        yx_json_str(j, lang == YX_EN ? "question" : "question_zh", yx_buf_view(words));
    }
    text_or_null(j, "sum", f->sum);
    parts_json(j, f);
    text_or_null(j, "since", f->since);
    text_or_null(j, "explanation", f->explanation);
    text_or_null(j, "explained_by", f->explained_by);
    text_or_null(j, "reason", f->reason);
    text_or_null(j, "closed_by", f->closed_by);
    yx_json_end(j);
    return yx_buf_check(words, err);
}

static yx_code all_json(showing *s, const place *places, yx_buf *out, yx_err *err)
{
    yx_json j = {.out = out, .lines = true};
    yx_buf words = {0};
    yx_code rc = YX_OK;

    yx_json_array(&j, NULL);
    for (size_t i = 0; i < s->found.n && !rc; i++)
        if (is_shown(s, &s->found.at[i]))
            rc = finding_json(s, &j, &s->found.at[i], &places[i], &words, err);
    yx_json_end(&j);
    yx_buf_char(out, '\n');
    yx_buf_free(&words);
    return rc;
}

/* --- text --- */

static yx_code all_text(const showing *s, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"id",        "grade",  "check",   "region",
                                         "indicator", "period", "question"};
    static const yx_align align[] = {YX_FIXED, YX_FIXED, YX_FIXED, YX_FIXED,
                                     YX_FIXED, YX_FIXED, YX_LEFT};
    yx_table *table = NULL;
    yx_buf words = {0};
    size_t n = 0;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (size_t i = 0; i < s->found.n && !rc; i++) {
        const yx_finding *f = &s->found.at[i];
        char period[YX_PERIOD_TEXT] = "";
        if (!is_shown(s, f) || n++ >= SHOWN)
            continue;
        yx_buf_clear(&words);
        yx_finding_say(s->ws->catalog, f, s->lang, &words);
        if (f->sum[0] && f->n_part <= FEW_PARTS)
            yx_buf_f(&words, "\n%s", f->sum);
        if (f->explanation[0])
            yx_buf_f(&words, "\n%s: %s", f->explained_by, f->explanation);
        if (f->state != YX_FINDING_OPEN)
            yx_buf_f(&words, "\n[%s] %s", yx_finding_state_name[f->state], f->reason);
        rc = yx_buf_check(&words, err);
        yx_table_cell(table, "%s", f->id);
        yx_table_cell(table, "%s", yx_grade_name[f->grade]);
        yx_table_cell(table, "%s", yx_checks[f->check].id);
        yx_table_cell(table, "%s", f->region);
        yx_table_cell(table, "%s", f->indicator ? f->indicator->code : "");
        yx_table_cell(table, "%s",
                      f->has_period ? yx_period_text(f->period, is_ytd(f), period) : "");
        yx_table_str(table, yx_buf_view(&words));
    }
    if (!rc && n)
        rc = yx_table_print(table, 0, out, err);
    if (!rc && !n)
        yx_buf_text(out, "no questions\n");
    if (n > SHOWN)
        yx_buf_f(out, "... and %zu more: --json has all, --region and --check choose\n", n - SHOWN);
    yx_buf_free(&words);
    yx_table_free(table);
    return rc;
}

/* --- rates --- */

static double rate_of(const yx_check_rate *r)
{
    return r->judged ? (double)r->asked / (double)r->judged : NAN;
}

static void rates_json(const showing *s, yx_buf *out)
{
    yx_json j = {.out = out, .lines = true};

    yx_json_array(&j, NULL);
    for (int i = 0; i < YX_N_CHECK; i++) {
        const yx_check *c = &yx_checks[i];
        yx_json_object(&j, NULL);
        yx_json_text(&j, "check", c->id);
        yx_json_text(&j, "kind", c->kind);
        yx_json_text(&j, "grade", yx_grade_name[c->grade]);
        yx_json_text(&j, "name", c->name[YX_EN]);
        yx_json_text(&j, "name_zh", c->name[YX_ZH_HANS]);
        yx_json_text(&j, "needs", c->needs);
        yx_json_text(&j, "later", c->later);
        yx_json_int(&j, "judged", (int64_t)s->found.rate[i].judged);
        yx_json_int(&j, "asked", (int64_t)s->found.rate[i].asked);
        yx_json_number(&j, "rate", rate_of(&s->found.rate[i]));
        yx_json_number(&j, "guard", c->guard);
        yx_json_end(&j);
    }
    yx_json_end(&j);
    yx_buf_char(out, '\n');
}

static yx_code rates_text(const showing *s, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"check", "what", "judged", "asked", "share", "guard", ""};
    static const yx_align align[] = {YX_FIXED, YX_LEFT,  YX_RIGHT, YX_RIGHT,
                                     YX_RIGHT, YX_RIGHT, YX_LEFT};
    yx_table *table = NULL;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (int i = 0; i < YX_N_CHECK && !rc; i++) {
        const yx_check *c = &yx_checks[i];
        const yx_check_rate *r = &s->found.rate[i];
        yx_table_cell(table, "%s", c->id);
        yx_table_cell(table, "%s", c->name[s->lang]);
        yx_table_cell(table, "%zu", r->judged);
        yx_table_cell(table, "%zu", r->asked);
        if (r->judged)
            yx_table_cell(table, "%.5f", rate_of(r));
        else
            yx_table_cell(table, "-");
        yx_table_cell(table, "%g", c->guard);
        if (c->later)
            yx_table_cell(table, "method comes with %s", c->later);
        else
            yx_table_cell(table, "%s", r->judged && rate_of(r) > c->guard ? "over" : "");
    }
    if (!rc)
        rc = yx_table_print(table, 0, out, err);
    yx_table_free(table);
    return rc;
}

/* --- the verbs --- */

int yx_cli_findings(const yx_args *args)
{
    enum { REGION, CHECK, AS_OF, OPEN, ALL, RATES, AS_JSON };
    yx_findings_ask ask = {.region = args->value[REGION], .check = args->value[CHECK]};
    yx_workspace ws = {0};
    showing s = {.ws = &ws, .lang = args->lang, .all = args->value[ALL] != NULL};
    place *places = NULL;
    int64_t ms = 0;
    yx_buf out = {0};
    yx_err err = {0};
    yx_code rc;

    if (!yx_option_day("findings", args->value[AS_OF], YX_DAY_MAX, &ask.as_of))
        return YX_EXIT_USAGE;
    if (args->value[ALL] && args->value[OPEN])
        return yx_say_usage("findings", "--open and --all exclude each other");
    rc = yx_session_open_day(args, INT64_MAX, ask.as_of, &ws, &err);
    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &ms, &err);
    if (!rc) {
        ask.duty_day = ask.as_of < YX_DAY_MAX ? ask.as_of : yx_day_of_ms(ms);
        ask.known = yx_workspace_known(&ws, ask.as_of);
        rc = yx_findings_run(&ws, &ask, &s.found, &err);
    }
    if (!rc && !(places = calloc(s.found.n + 1, sizeof *places)))
        rc = yx_fail(&err, YX_E_NOMEM, "no memory for the findings");
    if (!rc && args->value[RATES] && args->value[AS_JSON])
        rates_json(&s, &out);
    else if (!rc && args->value[RATES])
        rc = rates_text(&s, &out, &err);
    else if (!rc && args->value[AS_JSON]) {
        rc = find_places(&s, places, &err);
        if (!rc)
            rc = all_json(&s, places, &out, &err);
    } else if (!rc) {
        rc = all_text(&s, &out, &err);
    }
    if (!rc)
        rc = yx_buf_check(&out, &err);
    if (!rc && s.found.note.n)
        fprintf(stderr, "%s", s.found.note.at);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    free(places);
    yx_buf_free(&out);
    yx_findings_free(&s.found);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("findings", rc, &err) : YX_EXIT_DONE;
}

typedef yx_code answer_finding(yx_workspace *ws, const char *id, const char *text,
                               const yx_act *act, yx_err *err);

static int answer(const yx_args *args, const char *verb, const char *done, answer_finding *how)
{
    enum { AS_JSON };
    yx_workspace ws = {0};
    yx_act act;
    yx_err err = {0};
    yx_code rc = yx_session_open(args, false, INT64_MAX, &ws, &err);

    if (!rc)
        rc = yx_session_act(args, &ws, &act, &err);
    if (!rc)
        rc = how(&ws, args->word[0], args->word[1], &act, &err);
    yx_workspace_close(&ws);
    if (rc)
        return yx_say_error(verb, rc, &err);
    if (args->value[AS_JSON]) {
        yx_buf out = {0};
        yx_json j = {.out = &out};
        yx_json_object(&j, NULL);
        yx_json_text(&j, "id", args->word[0]);
        yx_json_text(&j, "state", done);
        yx_json_end(&j);
        yx_print_json(&out);
    } else {
        printf("%s is %s\n", args->word[0], done);
    }
    return YX_EXIT_DONE;
}

int yx_cli_explain(const yx_args *args)
{
    return answer(args, "explain", "explained", yx_finding_explain);
}

int yx_cli_close(const yx_args *args)
{
    return answer(args, "close", "closed", yx_finding_close);
}

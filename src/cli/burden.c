/* The verb that measures what is asked of counties. */
#include "flow/burden.h"
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"
#include "flow/findings/findings.h"
#include "model/overlap.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 60 /* rows on a terminal */ };

typedef struct answer {
    yx_workspace *ws;
    yx_duty_ask ask;
    yx_findings findings;
    yx_question *question;
    size_t n_question;
    yx_burdens burdens;
    yx_overlap *overlap;
    size_t n_overlap;
    bool by_region;
} answer;

/* --- asking --- */

static bool read_days(const yx_args *args, yx_day today, yx_day *ret_from, yx_day *ret_to)
{
    enum { WEEK, FROM, TO };
    yx_period p = yx_period_holding(today, YX_PERIOD_WEEK);

    if (args->value[WEEK] && (args->value[FROM] || args->value[TO])) {
        (void)yx_say_usage("burden", "either --week, or --from and --to");
        return false;
    }
    if (args->value[WEEK] && (!yx_period_read(yx_str_of(args->value[WEEK]), &p) ||
                              yx_period_kind_of(p) != YX_PERIOD_WEEK)) {
        (void)yx_say_usage("burden", "'%s' is no week such as 2022-W15", args->value[WEEK]);
        return false;
    }
    if (!yx_option_day("burden", args->value[FROM], p.first, ret_from) ||
        !yx_option_day("burden", args->value[TO],
                       args->value[FROM] ? (*ret_from > today ? *ret_from : today) : p.last,
                       ret_to))
        return false;
    if (*ret_from > *ret_to || *ret_to - *ret_from > 3700) {
        (void)yx_say_usage("burden", "--to is before --from, or more than ten years after it");
        return false;
    }
    return true;
}

/* What the checks ask, by the day on which it was first asked; today when no one wrote it down. */
static yx_code ask_findings(answer *a, yx_err *err)
{
    yx_findings_ask ask = {.known = yx_workspace_known(a->ws, YX_DAY_MAX), .as_of = YX_DAY_MAX};
    yx_code rc = yx_findings_run(a->ws, &ask, &a->findings, err);

    if (rc)
        return rc;
    a->question = calloc(a->findings.n + 1, sizeof *a->question);
    if (!a->question)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu questions", a->findings.n);
    for (size_t i = 0; i < a->findings.n; i++) {
        const yx_finding *f = &a->findings.at[i];
        yx_day day = a->ask.day;
        if (!f->indicator)
            continue;
        if (strlen(f->since) >= 10)
            (void)yx_day_read((yx_str){f->since, 10}, &day);
        a->question[a->n_question++] = (yx_question){f->region, f->indicator->code, day};
    }
    return YX_OK;
}

/* --- sums --- */

static void add(yx_burden *to, const yx_burden *b)
{
    to->forms += b->forms;
    to->items += b->items;
    to->cells += b->cells;
    to->typed += b->typed;
    to->duplicates += b->duplicates;
    to->short_notice += b->short_notice;
    to->questions += b->questions;
    to->over += b->over;
}

static int by_region(const void *a, const void *b)
{
    const yx_burden *x = a, *y = b;

    return (x->region > y->region) - (x->region < y->region);
}

/* One row an office or region. *ret is yours. */
static yx_code sums(const answer *a, yx_burden **ret, size_t *ret_n, yx_err *err)
{
    const yx_burdens *b = &a->burdens;
    yx_burden *sum = calloc(b->n + 1, sizeof *sum), *row = calloc(b->n + 1, sizeof *row);
    size_t n = 0;

    if (!sum || !row) {
        free(sum);
        free(row);
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu rows", b->n);
    }
    if (b->n)
        memcpy(row, b->at, b->n * sizeof *row);
    if (a->by_region && b->n)
        qsort(row, b->n, sizeof *row, by_region);
    for (size_t i = 0; i < b->n; i++) {
        bool same = n && (a->by_region ? sum[n - 1].region == row[i].region
                                       : strcmp(sum[n - 1].office, row[i].office) == 0);
        if (!same)
            sum[n++] =
                (yx_burden){.office = row[i].office, .region = row[i].region, .cap = row[i].cap};
        add(&sum[n - 1], &row[i]);
    }
    free(row);
    *ret = sum;
    *ret_n = n;
    return YX_OK;
}

/* --- JSON --- */

static void counts_json(yx_json *j, const yx_burden *b)
{
    yx_json_int(j, "forms", (int64_t)b->forms);
    yx_json_int(j, "items", (int64_t)b->items);
    yx_json_int(j, "cells", (int64_t)b->cells);
    yx_json_int(j, "typed", (int64_t)b->typed);
    yx_json_int(j, "duplicates", (int64_t)b->duplicates);
    yx_json_int(j, "short_notice", (int64_t)b->short_notice);
    yx_json_int(j, "questions", (int64_t)b->questions);
    yx_json_int(j, "over_cap", (int64_t)b->over);
}

static char *week_text(yx_day monday, char out[YX_PERIOD_TEXT])
{
    return yx_period_text(yx_period_holding(monday, YX_PERIOD_WEEK), false, out);
}

static void queue_json(yx_json *j, const answer *a)
{
    char text[YX_PERIOD_TEXT];

    yx_json_array(j, "queue");
    for (size_t i = 0; i < a->burdens.n_queue; i++) {
        const yx_queued *q = &a->burdens.queue[i];
        yx_json_object(j, NULL);
        yx_json_text(j, "office", q->form->office);
        yx_json_text(j, "region", yx_region_at(a->ws->catalog, q->region)->code);
        yx_json_text(j, "week", week_text(q->week, text));
        yx_json_int(j, "rank", (int64_t)q->rank);
        yx_json_text(j, "form", q->form->id);
        yx_json_text(j, "period", yx_period_text(q->period, false, text));
        yx_json_int(j, "cells", (int64_t)q->cells);
        yx_json_end(j);
    }
    yx_json_end(j);
}

static void inspection_json(yx_json *j, const char *key, const yx_inspection *i)
{
    char day[YX_DAY_TEXT];

    yx_json_object(j, key);
    yx_json_text(j, "id", i->id);
    yx_json_text(j, "office", i->office);
    yx_json_text(j, "topic", i->topic);
    yx_json_text(j, "first", yx_day_text(i->first, day));
    yx_json_text(j, "last", yx_day_text(i->last, day));
    yx_json_end(j);
}

static void overlaps_json(yx_json *j, const answer *a)
{
    char day[YX_DAY_TEXT];

    yx_json_array(j, "inspections");
    for (size_t i = 0; i < a->n_overlap; i++) {
        const yx_overlap *o = &a->overlap[i];
        yx_json_object(j, NULL);
        yx_json_text(j, "region", o->a->region);
        yx_json_text(j, "unit", o->a->unit);
        inspection_json(j, "a", o->a);
        inspection_json(j, "b", o->b);
        yx_json_int(j, "days_between", o->gap > 0 ? o->gap : 0);
        yx_json_number(j, "alike", o->alike);
        yx_json_text(j, "merged_first", yx_day_text(o->first, day));
        yx_json_text(j, "merged_last", yx_day_text(o->last, day));
        yx_json_end(j);
    }
    yx_json_end(j);
}

static void burden_json(const answer *a, const yx_burden *sum, size_t n, yx_buf *out)
{
    yx_json j = {.out = out, .lines = true};
    char text[YX_PERIOD_TEXT];

    yx_json_object(&j, NULL);
    yx_json_text(&j, "from", yx_day_text(a->ask.due_from, text));
    yx_json_text(&j, "to", yx_day_text(a->ask.due_to, text));
    yx_json_array(&j, a->by_region ? "regions" : "offices");
    for (size_t i = 0; i < n; i++) {
        yx_json_object(&j, NULL);
        if (a->by_region)
            yx_json_text(&j, "region", yx_region_at(a->ws->catalog, sum[i].region)->code);
        else
            yx_json_text(&j, "office", sum[i].office);
        counts_json(&j, &sum[i]);
        yx_json_end(&j);
    }
    yx_json_end(&j);
    yx_json_array(&j, "rows");
    for (size_t i = 0; i < a->burdens.n; i++) {
        const yx_burden *b = &a->burdens.at[i];
        yx_json_object(&j, NULL);
        yx_json_text(&j, "office", b->office);
        yx_json_text(&j, "region", yx_region_at(a->ws->catalog, b->region)->code);
        yx_json_text(&j, "week", week_text(b->week, text));
        counts_json(&j, b);
        if (b->cap >= 0)
            yx_json_int(&j, "cap", b->cap);
        else
            yx_json_null(&j, "cap");
        yx_json_end(&j);
    }
    yx_json_end(&j);
    queue_json(&j, a);
    overlaps_json(&j, a);
    yx_json_end(&j);
    yx_buf_char(out, '\n');
}

/* --- text --- */

static yx_code sums_text(const answer *a, const yx_burden *sum, size_t n, yx_lang lang, yx_buf *out,
                         yx_err *err)
{
    const char *const column[] = {a->by_region ? "region" : "office",
                                  "forms",
                                  "items",
                                  "cells",
                                  "typed",
                                  "asked twice",
                                  "under 24 h",
                                  "questions",
                                  "over cap"};
    static const yx_align align[] = {YX_LEFT,  YX_RIGHT, YX_RIGHT, YX_RIGHT, YX_RIGHT,
                                     YX_RIGHT, YX_RIGHT, YX_RIGHT, YX_RIGHT};
    yx_table *table = NULL;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (size_t i = 0; i < n && i < SHOWN && !rc; i++) {
        const yx_burden *b = &sum[i];
        const yx_region *region = yx_region_at(a->ws->catalog, b->region);
        const size_t count[] = {b->forms,      b->items,        b->cells,     b->typed,
                                b->duplicates, b->short_notice, b->questions, b->over};
        if (a->by_region)
            yx_table_cell(table, "%s %s", region->code, yx_region_name(region, lang));
        else
            yx_table_cell(table, "%s", b->office);
        for (size_t k = 0; k < YX_COUNT(count); k++)
            yx_table_cell(table, "%zu", count[k]);
    }
    if (!rc)
        rc = yx_table_print(table, 0, out, err);
    if (n > SHOWN)
        yx_buf_f(out, "... and %zu more: --json has all\n", n - SHOWN);
    yx_table_free(table);
    return rc;
}

static void queue_text(const answer *a, yx_buf *out)
{
    char week[YX_PERIOD_TEXT], period[YX_PERIOD_TEXT];

    if (a->burdens.n_queue)
        yx_buf_text(out, "\nOver the cap, in the order in which they wait:\n");
    for (size_t i = 0; i < a->burdens.n_queue && i < SHOWN; i++) {
        const yx_queued *q = &a->burdens.queue[i];
        yx_buf_f(out, "  %s, %s %s: %zu. %s %s (%zu cells)\n", q->form->office,
                 yx_region_at(a->ws->catalog, q->region)->code, week_text(q->week, week), q->rank,
                 q->form->id, yx_period_text(q->period, false, period), q->cells);
    }
    if (a->burdens.n_queue > SHOWN)
        yx_buf_f(out, "  ... and %zu more: --json has all\n", a->burdens.n_queue - SHOWN);
}

static void overlaps_text(const answer *a, yx_buf *out)
{
    char first[YX_DAY_TEXT], last[YX_DAY_TEXT];

    if (a->n_overlap)
        yx_buf_text(out, "\nInspections that could be one:\n");
    for (size_t i = 0; i < a->n_overlap && i < SHOWN; i++) {
        const yx_overlap *o = &a->overlap[i];
        yx_buf_f(out, "  %s %s: %s %s (%s) and %s %s (%s): together %s to %s\n", o->a->region,
                 o->a->unit, o->a->id, o->a->topic, o->a->office, o->b->id, o->b->topic,
                 o->b->office, yx_day_text(o->first, first), yx_day_text(o->last, last));
    }
    if (a->n_overlap > SHOWN)
        yx_buf_f(out, "  ... and %zu more: --json has all\n", a->n_overlap - SHOWN);
}

static yx_code print(const answer *a, bool json, yx_lang lang, yx_err *err)
{
    yx_burden *sum = NULL;
    yx_buf out = {0};
    size_t n = 0;
    char from[YX_DAY_TEXT], to[YX_DAY_TEXT];
    yx_code rc = sums(a, &sum, &n, err);

    if (!rc && json) {
        burden_json(a, sum, n, &out);
    } else if (!rc) {
        yx_buf_f(&out, "%s to %s: %zu duties asked by %zu forms\n\n",
                 yx_day_text(a->ask.due_from, from), yx_day_text(a->ask.due_to, to),
                 a->burdens.duties.n, yx_n_form(a->burdens.duties.forms));
        if (n)
            rc = sums_text(a, sum, n, lang, &out, err);
        queue_text(a, &out);
        overlaps_text(a, &out);
    }
    if (!rc)
        rc = yx_buf_check(&out, err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    free(sum);
    return rc;
}

/* --- the verb --- */

int yx_cli_burden(const yx_args *args)
{
    enum { WEEK, FROM, TO, BY, REGION, AS_JSON };
    yx_workspace ws = {0};
    answer a = {.ws = &ws, .ask = {.now = true, .region = args->value[REGION]}};
    yx_err err = {0};
    yx_code rc;

    a.by_region = args->value[BY] && strcmp(args->value[BY], "region") == 0;
    if (args->value[BY] && !a.by_region && strcmp(args->value[BY], "office") != 0)
        return yx_say_usage("burden", "--by takes office or region");
    rc = yx_session_open_day(args, INT64_MAX, YX_DAY_MAX, &ws, &err);
    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &a.ask.ms, &err);
    a.ask.day = yx_day_of_ms(a.ask.ms);
    if (!rc && !read_days(args, a.ask.day, &a.ask.due_from, &a.ask.due_to)) {
        yx_workspace_close(&ws);
        return YX_EXIT_USAGE;
    }
    if (!rc)
        rc = ask_findings(&a, &err);
    if (!rc)
        rc = yx_burdens_find(&ws, &a.ask, a.question, a.n_question, &a.burdens, &err);
    if (!rc)
        rc = yx_overlaps_find(ws.catalog, a.ask.due_from, a.ask.due_to, &a.overlap, &a.n_overlap,
                              &err);
    if (!rc)
        rc = print(&a, args->value[AS_JSON] != NULL, args->lang, &err);
    yx_findings_free(&a.findings);
    free(a.question);
    free(a.overlap);
    yx_burdens_free(&a.burdens);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("burden", rc, &err) : YX_EXIT_DONE;
}

/* The verbs about what is owed: due and refuse. */
#include "flow/duty.h"
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"

#include <string.h>

enum { SHOWN = 60 /* rows on a terminal */ };

/* --- words --- */

static const char *const state_zh[YX_N_DUTY] = {
    [YX_DUTY_NOT_DUE] = "未到期",   [YX_DUTY_WAITING] = "已到期，待工作日",
    [YX_DUTY_IN_TIME] = "按时",     [YX_DUTY_LATE] = "迟报",
    [YX_DUTY_MISSING] = "缺报",     [YX_DUTY_SILENT] = "未报",
    [YX_DUTY_WITHDRAWN] = "已撤回", [YX_DUTY_EXPIRED] = "已失效，可拒报",
    [YX_DUTY_REFUSED] = "已拒报",
};
static const char *const state_en[YX_N_DUTY] = {
    [YX_DUTY_NOT_DUE] = "not due yet", [YX_DUTY_WAITING] = "due; a day off",
    [YX_DUTY_IN_TIME] = "in time",     [YX_DUTY_LATE] = "late",
    [YX_DUTY_MISSING] = "missing",     [YX_DUTY_SILENT] = "silent",
    [YX_DUTY_WITHDRAWN] = "withdrawn", [YX_DUTY_EXPIRED] = "expired: may be refused",
    [YX_DUTY_REFUSED] = "refused",
};
static const char *const basis_name[] = {"week", "provisional", "announced"};
static const char *const fact_zh[YX_N_FACT] = {"零", "缺报", "迟报", "未报", "数值不动", "撤回"};

static yx_calendar_basis basis_of(const yx_duties *d, yx_day day)
{
    int year, month, of_month;

    yx_day_parts(day, &year, &month, &of_month);
    return yx_calendar_of_year(d->calendar, year);
}

/* --- JSON --- */

static void facts_json(yx_json *j, unsigned facts)
{
    yx_json_array(j, "facts");
    for (int i = 0; i < YX_N_FACT; i++)
        if (facts >> i & 1)
            yx_json_text(j, NULL, yx_fact_name[i]);
    yx_json_end(j);
}

static void day_json(yx_json *j, const char *key, yx_day d)
{
    char day[YX_DAY_TEXT];

    yx_json_text(j, key, d == YX_DAY_NONE || d == YX_DAY_MAX ? NULL : yx_day_text(d, day));
}

static void cells_json(yx_json *j, const yx_duties *d, const yx_duty *duty)
{
    yx_json_array(j, "cells");
    for (size_t i = 0; i < duty->n; i++) {
        const yx_duty_cell *c = &d->cell[duty->first + i];
        yx_json_object(j, NULL);
        yx_json_text(j, "indicator", c->indicator);
        yx_json_text(j, "state", yx_duty_name[c->state]);
        facts_json(j, c->facts);
        day_json(j, "came", c->came);
        if (c->seq)
            yx_json_int(j, "seq", c->seq);
        else
            yx_json_null(j, "seq");
        yx_json_end(j);
    }
    yx_json_end(j);
}

static void posts_json(yx_json *j, const yx_catalog *catalog, const char *region)
{
    yx_json_array(j, "posts");
    for (size_t i = 0; i < yx_n_post(catalog); i++)
        if (strcmp(yx_post_at(catalog, i)->region, region) == 0)
            yx_json_text(j, NULL, yx_post_at(catalog, i)->post);
    yx_json_end(j);
}

static void duty_json(yx_json *j, const yx_workspace *ws, const yx_duties *d, const yx_duty *duty,
                      yx_lang lang)
{
    const yx_region *region = yx_region_at(ws->catalog, duty->region);
    char period[YX_PERIOD_TEXT];

    yx_json_object(j, NULL);
    yx_json_text(j, "form", duty->form->id);
    yx_json_text(j, "title", duty->form->title);
    yx_json_text(j, "office", duty->form->office);
    yx_json_text(j, "region", region->code);
    yx_json_text(j, "name", yx_region_name(region, lang));
    yx_json_text(j, "period", yx_period_text(duty->period, false, period));
    day_json(j, "due", duty->due.day);
    yx_json_int(j, "hour", duty->due.hour);
    day_json(j, "alarm", duty->due.alarm);
    yx_json_text(j, "state", yx_duty_name[duty->state]);
    facts_json(j, duty->facts);
    yx_json_int(j, "days_over", duty->days);
    yx_json_int(j, "working_days_over", duty->working_days);
    yx_json_int(j, "asked", (int64_t)duty->n);
    yx_json_int(j, "came", (int64_t)duty->came);
    posts_json(j, ws->catalog, region->code);
    cells_json(j, d, duty);
    yx_json_end(j);
}

static void due_json(const yx_workspace *ws, const yx_duties *d, const yx_duty_ask *ask,
                     yx_lang lang, yx_buf *out)
{
    yx_json j = {.out = out, .lines = true};
    size_t of[YX_N_DUTY] = {0};

    for (size_t i = 0; i < d->n; i++)
        of[d->at[i].state]++;
    yx_json_object(&j, NULL);
    day_json(&j, "day", ask->day);
    yx_json_bool(&j, "working_day", yx_working(d->calendar, ask->day));
    yx_json_text(&j, "calendar", basis_name[basis_of(d, ask->day)]);
    yx_json_object(&j, "count");
    for (int i = 0; i < YX_N_DUTY; i++)
        yx_json_int(&j, yx_duty_name[i], (int64_t)of[i]);
    yx_json_end(&j);
    yx_json_array(&j, "duties");
    for (size_t i = 0; i < d->n; i++)
        duty_json(&j, ws, d, &d->at[i], lang);
    yx_json_end(&j);
    yx_json_end(&j);
    yx_buf_char(out, '\n');
}

/* --- text --- */

static void facts_text(unsigned facts, yx_lang lang, char *out, size_t size)
{
    size_t n = 0;

    out[0] = '\0';
    for (int i = 0; i < YX_N_FACT && n < size; i++)
        if (facts >> i & 1)
            n += (size_t)snprintf(out + n, size - n, "%s%s", n ? " " : "",
                                  lang == YX_EN ? yx_fact_name[i] : fact_zh[i]);
}

static void duty_cells(yx_table *table, const yx_workspace *ws, const yx_duty *duty, yx_lang lang)
{
    const yx_region *region = yx_region_at(ws->catalog, duty->region);
    char period[YX_PERIOD_TEXT], day[YX_DAY_TEXT], facts[120];

    facts_text(duty->facts, lang, facts, sizeof facts);
    yx_table_cell(table, "%s", duty->form->id);
    yx_table_cell(table, "%s %s", region->code, yx_region_name(region, lang));
    yx_table_cell(table, "%s", yx_period_text(duty->period, false, period));
    yx_table_cell(table, "%s %02d:00", yx_day_text(duty->due.day, day), duty->due.hour);
    yx_table_cell(table, "%s", (lang == YX_EN ? state_en : state_zh)[duty->state]);
    if (duty->days)
        yx_table_cell(table, "%d", duty->days);
    else
        yx_table_cell(table, "-");
    yx_table_cell(table, "%zu/%zu", duty->came, duty->n);
    yx_table_cell(table, "%s", facts);
    yx_table_cell(table, "%s", duty->form->office);
}

static yx_code due_text(const yx_workspace *ws, const yx_duties *d, const yx_duty_ask *ask,
                        bool all, yx_lang lang, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"form", "region", "period", "due",     "state",
                                         "days", "came",   "facts",  "asked by"};
    static const yx_align align[] = {YX_LEFT,  YX_LEFT,  YX_LEFT, YX_LEFT, YX_LEFT,
                                     YX_RIGHT, YX_RIGHT, YX_LEFT, YX_LEFT};
    yx_table *table = NULL;
    size_t n = 0;
    char day[YX_DAY_TEXT];
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (size_t i = 0; i < d->n && !rc; i++) {
        if (!all && !yx_duty_calls(&d->at[i]))
            continue;
        if (n++ < SHOWN)
            duty_cells(table, ws, &d->at[i], lang);
    }
    yx_buf_f(out, "%s, %s: %zu of %zu duties%s\n", yx_day_text(ask->day, day),
             yx_working(d->calendar, ask->day) ? "a working day" : "a day off", n, d->n,
             all ? "" : " call for something (--all: the others too)");
    if (basis_of(d, ask->day) == YX_CALENDAR_PROVISIONAL)
        yx_buf_text(out,
                    "The holidays of this year are not announced: make-up days are unknown.\n");
    if (!rc && n) {
        yx_buf_char(out, '\n');
        rc = yx_table_print(table, 0, out, err);
    }
    if (n > SHOWN)
        yx_buf_f(out, "... and %zu more: --json has all, --form and --region choose\n", n - SHOWN);
    yx_table_free(table);
    return rc;
}

/* --- verbs --- */

static bool read_last(const char *text, size_t *ret)
{
    yx_decimal d;

    *ret = 12;
    if (!text)
        return true;
    if (yx_decimal_read(yx_str_of(text), &d) != YX_DECIMAL_OK || d.scale || d.mantissa < 0 ||
        d.mantissa >= YX_DUTY_PERIODS) {
        (void)yx_say_usage("due", "--last takes a whole number from 0 to %d", YX_DUTY_PERIODS - 1);
        return false;
    }
    *ret = (size_t)d.mantissa;
    return true;
}

int yx_cli_due(const yx_args *args)
{
    enum { FORM, REGION, AS_OF, LAST, ALL, AS_JSON };
    yx_duty_ask ask = {
        .form = args->value[FORM], .region = args->value[REGION], .due_from = YX_DAY_NONE};
    yx_workspace ws = {0};
    yx_duties d = {0};
    yx_buf out = {0};
    yx_err err = {0};
    yx_day as_of;
    yx_code rc;

    if (!yx_option_day("due", args->value[AS_OF], YX_DAY_MAX, &as_of) ||
        !read_last(args->value[LAST], &ask.last))
        return YX_EXIT_USAGE;
    rc = yx_session_open_day(args, INT64_MAX, as_of, &ws, &err);
    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &ask.ms, &err);
    ask.now = as_of == YX_DAY_MAX;
    ask.day = ask.now ? yx_day_of_ms(ask.ms) : as_of;
    if (!rc)
        rc = yx_duties_find(&ws, &ask, &d, &err);
    if (!rc && args->value[AS_JSON])
        due_json(&ws, &d, &ask, args->lang, &out);
    else if (!rc)
        rc = due_text(&ws, &d, &ask, args->value[ALL] != NULL, args->lang, &out, &err);
    if (!rc)
        rc = yx_buf_check(&out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    yx_duties_free(&d);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("due", rc, &err) : YX_EXIT_DONE;
}

int yx_cli_refuse(const yx_args *args)
{
    enum { REGION, REASON, AS_JSON };
    yx_workspace ws = {0};
    yx_act act;
    yx_err err = {0};
    int64_t seq = 0;
    yx_code rc;

    if (!args->value[REASON])
        return yx_say_usage("refuse", "--reason is missing: why is it refused?");
    rc = yx_session_open(args, false, INT64_MAX, &ws, &err);
    if (!rc)
        rc = yx_session_act(args, &ws, &act, &err);
    if (!rc)
        rc = yx_refuse_form(&ws, args->word[0], args->value[REGION], args->value[REASON], &act,
                            &seq, &err);
    yx_workspace_close(&ws);
    if (rc)
        return yx_say_error("refuse", rc, &err);
    if (args->value[AS_JSON]) {
        yx_buf out = {0};
        yx_json j = {.out = &out};
        yx_json_object(&j, NULL);
        yx_json_text(&j, "refused", args->word[0]);
        yx_json_int(&j, "seq", seq);
        yx_json_end(&j);
        yx_print_json(&out);
    } else {
        printf("%s: refused (log entry %lld)\n", args->word[0], (long long)seq);
    }
    return YX_EXIT_DONE;
}

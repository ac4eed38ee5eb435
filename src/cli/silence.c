/* The verb silence: lists silences, sets one, ends one. */
#include "flow/life/silence.h"
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"

#include <stdlib.h>
#include <string.h>

enum { RULE, REGION, GRADE, UNTIL, REASON, END, ALL, AS_JSON };

/* --- listing --- */

static const char *state_of(const yx_silence *s, int64_t now)
{
    return yx_silence_holds(s, now) ? "holds" : s->ended_by[0] ? "ended early" : "over";
}

static void list_json(const yx_silences *all, int64_t now, bool over, yx_buf *out)
{
    yx_json j = {.out = out, .lines = true};
    char time[24];

    yx_json_array(&j, NULL);
    for (size_t i = 0; i < all->n; i++) {
        const yx_silence *s = &all->at[i];
        if (!over && !yx_silence_holds(s, now))
            continue;
        yx_json_object(&j, NULL);
        yx_json_int(&j, "silence", s->seq);
        yx_json_text(&j, "state", state_of(s, now));
        yx_json_text(&j, "rule", s->rule[0] ? s->rule : NULL);
        yx_json_text(&j, "region", s->region[0] ? s->region : NULL);
        if (s->level)
            yx_json_int(&j, "level", s->level);
        else
            yx_json_null(&j, "level");
        yx_json_text(&j, "from", yx_time_text(s->from, time));
        yx_json_text(&j, "until", yx_time_text(s->until, time));
        yx_json_text(&j, "post", s->post);
        yx_json_text(&j, "reason", s->reason);
        yx_json_text(&j, "ended_by", s->ended_by[0] ? s->ended_by : NULL);
        yx_json_text(&j, "end_reason", s->end_reason[0] ? s->end_reason : NULL);
        yx_json_end(&j);
    }
    yx_json_end(&j);
    yx_buf_char(out, '\n');
}

static yx_code list_text(const yx_silences *all, int64_t now, bool over, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"silence", "state", "rule", "region",
                                         "grade",   "until", "post", "reason"};
    static const yx_align align[] = {YX_RIGHT, YX_FIXED, YX_FIXED, YX_FIXED,
                                     YX_FIXED, YX_FIXED, YX_FIXED, YX_LEFT};
    yx_table *table = NULL;
    char time[24];
    size_t n = 0;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (size_t i = 0; i < all->n && !rc; i++) {
        const yx_silence *s = &all->at[i];
        if (!over && !yx_silence_holds(s, now))
            continue;
        n++;
        yx_table_cell(table, "%lld", (long long)s->seq);
        yx_table_cell(table, "%s", state_of(s, now));
        yx_table_cell(table, "%s", s->rule[0] ? s->rule : "all");
        yx_table_cell(table, "%s", s->region[0] ? s->region : "all");
        if (s->level)
            yx_table_cell(table, "%d and milder", s->level);
        else
            yx_table_cell(table, "all");
        yx_table_cell(table, "%s", yx_time_text(s->until, time));
        yx_table_cell(table, "%s", s->post);
        yx_table_cell(table, "%s%s%s", s->reason, s->end_reason[0] ? "; ended: " : "",
                      s->end_reason);
    }
    if (!rc && n)
        rc = yx_table_print(table, 0, out, err);
    if (!rc && !n)
        yx_buf_text(out, "nothing is silenced\n");
    yx_table_free(table);
    return rc;
}

static int list(const yx_args *args)
{
    yx_workspace ws = {0};
    yx_silences all = {0};
    int64_t now = 0;
    yx_buf out = {0};
    yx_err err = {0};
    bool over = args->value[ALL] != NULL;
    yx_code rc = yx_session_open(args, true, INT64_MAX, &ws, &err);

    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &now, &err);
    if (!rc)
        rc = yx_silences_read(&ws, &all, &err);
    if (!rc && args->value[AS_JSON])
        list_json(&all, now, over, &out);
    else if (!rc)
        rc = list_text(&all, now, over, &out, &err);
    if (!rc)
        rc = yx_buf_check(&out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    yx_silences_free(&all);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("silence", rc, &err) : YX_EXIT_DONE;
}

/* --- setting and ending --- */

static bool whole(const char *text, int64_t most, int64_t *ret)
{
    char *end;
    long long v = strtoll(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end || v < 1 || v > most)
        return false;
    *ret = v;
    return true;
}

static int done(const yx_args *args, int64_t seq, bool ended, size_t n)
{
    if (args->value[AS_JSON])
        printf("{\"silence\":%lld,\"state\":\"%s\",\"alerts\":%zu}\n", (long long)seq,
               ended ? "ended early" : "holds", n);
    else
        printf(ended ? "silence %lld is ended: %zu alert%s heard again\n"
                     : "silence %lld holds: %zu alert%s silent\n",
               (long long)seq, n, n == 1 ? " is" : "s are");
    return YX_EXIT_DONE;
}

int yx_cli_silence(const yx_args *args)
{
    yx_silence_ask ask = {
        .rule = args->value[RULE], .region = args->value[REGION], .reason = args->value[REASON]};
    bool sets = ask.rule || ask.region || args->value[GRADE], ends = args->value[END] != NULL;
    int64_t seq = 0, level = 0;
    size_t n = 0;
    yx_workspace ws = {0};
    yx_act act;
    yx_err err = {0};
    yx_code rc;

    if (ends && (sets || args->value[UNTIL]))
        return yx_say_usage("silence", "--end goes with --reason alone");
    if (!ends && !sets && (args->value[UNTIL] || ask.reason))
        return yx_say_usage("silence", "say what: --rule, --region or --grade");
    if (!ends && !sets)
        return list(args);
    if (sets && !args->value[UNTIL])
        return yx_say_usage("silence", "a silence has an end: --until DAY");
    if (!ask.reason)
        return yx_say_usage("silence", "say why: --reason TEXT");
    if (!yx_option_day("silence", args->value[UNTIL], YX_DAY_NONE, &ask.until))
        return YX_EXIT_USAGE;
    if (args->value[GRADE] && !whole(args->value[GRADE], 100, &level))
        return yx_say_usage("silence", "'%s' is no level such as 3", args->value[GRADE]);
    if (ends && !whole(args->value[END], INT64_MAX, &seq))
        return yx_say_usage("silence", "'%s' is no number of a silence", args->value[END]);
    ask.level = (int)level;
    rc = yx_session_open(args, false, INT64_MAX, &ws, &err);
    if (!rc)
        rc = yx_session_act(args, &ws, &act, &err);
    if (!rc)
        rc = ends ? yx_silence_end(&ws, seq, ask.reason, &act, &n, &err)
                  : yx_silence_set(&ws, &ask, &act, &seq, &n, &err);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("silence", rc, &err) : done(args, seq, ends, n);
}

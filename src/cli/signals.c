/* The verb screen. */
#include "cli/signals.h"

#include "brief/table.h"
#include "cli/session.h"
#include "store/hidden.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const state_name[] = {
    [YX_JUDGED] = "judged",
    [YX_GAP] = "gap",
    [YX_TOO_SHORT] = "not enough history",
    [YX_NO_ANSWER] = "no answer",
};

/* --- screen --- */

typedef struct screen_out {
    yx_workspace *ws;
    yx_known known;
    yx_lang lang;
    size_t last;
    bool all;
    yx_json *json;   /* or */
    yx_table *table; /* one of the two */
    yx_versions room;
    size_t signals, quiet, unable; /* of the periods printed */
} screen_out;

/* A number of a method, for people: four digits are enough beside the exact figure. */
static const char *number(double v, char out[32])
{
    if (isnan(v))
        return "-";
    (void)snprintf(out, 32, "%.4g", v);
    return out;
}

void yx_verdict_json(yx_workspace *ws, const yx_watched *w, size_t i, size_t t,
                     const yx_figure *figure, yx_json *j)
{
    const yx_verdict *v = &yx_watched_verdict(w, i)[t];

    yx_json_object(j, NULL);
    yx_figure_json(j, yx_region_at(ws->catalog, w->region[i])->code, w->indicator,
                   figure ? figure->version.period : yx_axis_at(&w->axis, t), figure);
    yx_json_text(j, "stream", w->stream->name);
    yx_json_text(j, "group", w->stream->group);
    yx_json_text(j, "detector", w->stream->detector ? w->stream->detector->name : NULL);
    yx_json_text(j, "direction", w->stream->silent ? "silent" : yx_look_name[w->stream->look]);
    yx_json_text(j, "state", state_name[v->state]);
    yx_json_bool(j, "alarm", v->alarm);
    yx_json_number(j, "observed", yx_watched_row(w, i).at[t]);
    yx_json_number(j, "expected", v->expected);
    yx_json_number(j, "limit", v->upper);
    yx_json_number(j, "score", v->score);
    yx_json_number(j, "p", v->p);
    yx_json_int(j, "level", v->level);
    yx_json_end(j);
}

static void verdict_row(screen_out *o, const yx_watched *w, size_t i, size_t t,
                        const yx_figure *figure)
{
    const yx_verdict *v = &yx_watched_verdict(w, i)[t];
    const yx_region *region = yx_region_at(o->ws->catalog, w->region[i]);
    char period[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], room[3][32], file[300] = "-";

    if (figure)
        (void)yx_text_show(figure->source.file, file, sizeof file - 1);
    yx_table_cell(o->table, "%s %s", region->code, yx_region_name(region, o->lang));
    yx_table_cell(o->table, "%s", w->stream->name);
    yx_table_cell(o->table, "%s", yx_period_text(yx_axis_at(&w->axis, t), false, period));
    if (figure && figure->version.hidden)
        yx_table_cell(o->table, "protected: %s", yx_hidden_name[figure->version.hidden]);
    else
        yx_table_cell(o->table, "%s", figure ? yx_decimal_text(figure->version.value, value) : "-");
    yx_table_cell(o->table, "%s", number(yx_watched_row(w, i).at[t], room[0]));
    yx_table_cell(o->table, "%s", number(v->expected, room[1]));
    yx_table_cell(o->table, "%s", number(v->upper, room[2]));
    yx_table_cell(o->table, "%s", v->alarm ? "SIGNAL" : state_name[v->state]);
    yx_table_cell(o->table, figure ? "%s:%u%s%s" : "%s", file, figure ? figure->source.line : 0u,
                  figure && figure->how != YX_HOW_REPORTED ? ", " : "",
                  figure && figure->how != YX_HOW_REPORTED ? yx_how_name[figure->how] : "");
}

static yx_code print_verdict(screen_out *o, const yx_watched *w, size_t i, size_t t, yx_err *err)
{
    const yx_verdict *v = &yx_watched_verdict(w, i)[t];
    const yx_region *region = yx_region_at(o->ws->catalog, w->region[i]);
    yx_period period = yx_axis_at(&w->axis, t);
    yx_figure figure;
    bool any = false;
    yx_code rc;

    o->signals += v->alarm;
    o->quiet += v->state == YX_JUDGED && !v->alarm;
    o->unable += v->state != YX_JUDGED;
    if (!v->alarm && !o->all)
        return YX_OK;
    if (w->indicator->kind == YX_YTD)
        (void)yx_period_to_ytd(period, &period);
    rc = yx_figure_find(o->ws, yx_str_of(region->code), yx_str_of(w->indicator->code), period,
                        o->known, &o->room, &figure, &any, err);
    if (!rc && !any)
        rc = yx_figure_hidden(o->ws, yx_str_of(region->code), yx_str_of(w->indicator->code), period,
                              o->known, &o->room, &figure, &any, err);
    if (rc)
        return rc;
    if (o->json)
        yx_verdict_json(o->ws, w, i, t, any ? &figure : NULL, o->json);
    else
        verdict_row(o, w, i, t, any ? &figure : NULL);
    return YX_OK;
}

static yx_code print_screening(screen_out *o, const yx_screening *s, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t k = 0; k < s->n; k++) {
        const yx_watched *w = &s->at[k];
        size_t from = w->axis.n > o->last ? w->axis.n - o->last : 0;
        if (!w->stream->detector && !w->stream->silent)
            continue; /* its figures are compared by rules; by itself it has no signal */
        for (size_t i = 0; i < w->n_region; i++)
            for (size_t t = from; t < w->axis.n && !rc; t++)
                rc = print_verdict(o, w, i, t, err);
    }
    return rc;
}

static yx_code screen_into(screen_out *o, bool as_json, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"region",   "stream", "period", "reported", "observed",
                                         "expected", "limit",  "",       "from"};
    static const yx_align align[] = {YX_LEFT,  YX_LEFT,  YX_LEFT, YX_RIGHT, YX_RIGHT,
                                     YX_RIGHT, YX_RIGHT, YX_LEFT, YX_LEFT};
    yx_json json = {.out = out, .lines = true};
    yx_screening s = {0};
    yx_code rc = yx_screening_run(o->ws, o->known, &s, err);

    if (rc)
        return rc;
    if (as_json)
        o->json = &json;
    else
        rc = yx_table_new(column, align, YX_COUNT(column), &o->table, err);
    if (as_json)
        yx_json_array(&json, NULL);
    if (!rc)
        rc = print_screening(o, &s, err);
    if (as_json) {
        yx_json_end(&json);
        yx_buf_char(out, '\n');
    } else if (!rc) {
        if (o->signals || o->all)
            rc = yx_table_print(o->table, 0, out, err);
        yx_buf_f(
            out,
            "%zu signals, %zu quiet, %zu could not be judged (%zu streams, newest %zu periods)\n",
            o->signals, o->quiet, o->unable, s.n, o->last);
    }
    yx_screening_free(&s);
    yx_table_free(o->table);
    yx_versions_free(&o->room);
    return rc ? rc : yx_buf_check(out, err);
}

int yx_cli_screen(const yx_args *args)
{
    enum { AS_OF, BOUNDARIES, LAST, ALL, AS_JSON };
    yx_workspace ws = {0};
    screen_out o = {.ws = &ws, .lang = args->lang, .last = 4, .all = args->value[ALL] != NULL};
    yx_buf out = {0};
    yx_err err = {0};
    yx_day as_of, on;
    char *end = NULL;
    yx_code rc;

    if (!yx_option_day("screen", args->value[AS_OF], YX_DAY_MAX, &as_of) ||
        !yx_option_boundaries("screen", args->value[BOUNDARIES], &on))
        return YX_EXIT_USAGE;
    if (args->value[LAST]) {
        errno = 0;
        o.last = strtoul(args->value[LAST], &end, 10);
        if (errno || end == args->value[LAST] || *end || args->value[LAST][0] == '-' || o.last == 0)
            return yx_say_usage("screen", "--last takes a number of periods from 1");
    }
    rc = yx_session_open_day(args, INT64_MAX, as_of, &ws, &err);
    if (!rc)
        rc = yx_session_bound(&ws, on, as_of, &err);
    o.known = yx_workspace_known(&ws, as_of);
    if (!rc)
        rc = screen_into(&o, args->value[AS_JSON] != NULL, &out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("screen", rc, &err) : YX_EXIT_DONE;
}

/* The verbs that read figures: show and export. */
#include "brief/table.h"
#include "cli/session.h"
#include "cli/show_joined.h"
#include "flow/export/formats.h"
#include "flow/export/joined.h"
#include "flow/figure.h"
#include "flow/findings/findings.h"
#include "flow/protect/protect.h"

#include <string.h>

typedef struct show_in {
    yx_workspace *ws;
    const char *region;
    const yx_indicator *indicator;
    yx_known known;
    yx_explanations *explained;
} show_in;

/* Says what is near when a code is unknown; true if both are known. */
static bool find_series(const yx_args *args, const yx_workspace *ws, show_in *in)
{
    char near[160] = "";

    in->indicator = yx_indicator_find(ws->catalog, yx_str_of(args->word[1]));
    in->region = args->word[0];
    if (yx_region_newest(ws->catalog, yx_str_of(args->word[0])) == YX_REGION_NONE) {
        (void)yx_region_nearest(ws->catalog, yx_str_of(args->word[0]), near, sizeof near);
        (void)yx_say_usage("show", "unknown region '%s'%s%s", args->word[0],
                           near[0] ? "; nearest " : "", near);
        return false;
    }
    if (!in->indicator) {
        (void)yx_indicator_nearest(ws->catalog, yx_str_of(args->word[1]), near, sizeof near);
        (void)yx_say_usage("show", "unknown indicator '%s'%s%s", args->word[1],
                           near[0] ? "; nearest " : "", near);
        return false;
    }
    return true;
}

static bool same_period(const yx_versions *versions, size_t i, size_t k)
{
    return yx_period_order(versions->at[i].period, versions->at[k].period) == 0;
}

/* True if version i is the one of its period that stands: the last that may be shown, or the last
 * where none may. */
static bool stands(const yx_versions *versions, size_t i)
{
    bool hidden = versions->at[i].hidden;

    for (size_t k = i + 1; k < versions->n && same_period(versions, i, k); k++)
        if (hidden || !versions->at[k].hidden)
            return false;
    for (size_t k = i; hidden && k > 0 && same_period(versions, i, k - 1); k--)
        if (!versions->at[k - 1].hidden)
            return false;
    return true;
}

static void version_json(yx_json *j, const yx_version *v, const yx_source *source)
{
    char value[YX_DECIMAL_TEXT], day[YX_DAY_TEXT], time[24], status[2] = {source->status, 0};

    yx_json_object(j, NULL);
    yx_json_text(j, "value", v->withdrawn || v->hidden ? NULL : yx_decimal_text(v->value, value));
    yx_json_text(j, "protected", v->hidden ? yx_hidden_name[v->hidden] : NULL);
    yx_json_bool(j, "withdrawn", v->withdrawn);
    yx_json_text(j, "as_of", yx_day_text(v->as_of, day));
    yx_json_int(j, "seq", v->seq);
    yx_json_text(j, "taken", yx_time_text(source->time, time));
    yx_json_str(j, "post", source->post);
    yx_source_json(j, source);
    yx_json_str(j, "reason", source->reason);
    yx_json_text(j, "status", source->status == YX_STATUS_NONE ? NULL : status);
    yx_json_str(j, "said", source->said);
    yx_json_end(j);
}

/* One object a period: the standing figure, and all its versions. */
static yx_code show_json(const show_in *in, const yx_versions *versions, yx_buf *out, yx_err *err)
{
    yx_json j = {.out = out, .lines = true};
    size_t first = 0;
    yx_code rc = YX_OK;

    yx_json_array(&j, NULL);
    for (size_t i = 0; i < versions->n && !rc; i++) {
        const yx_version *v = &versions->at[i];
        yx_figure figure = {.version = *v};
        if (!stands(versions, i))
            continue;
        rc = yx_store_source(in->ws->store, v->seq, v->row, &figure.source, err);
        if (rc)
            break;
        yx_json_object(&j, NULL);
        yx_figure_json(&j, in->region, in->indicator, v->period, &figure);
        yx_json_str(&j, "said", figure.source.said);
        yx_json_text(&j, "explanation",
                     v->hidden
                         ? NULL
                         : yx_explanation_of(in->explained, yx_str_of(in->region),
                                             yx_str_of(in->indicator->code), v->period, v->value));
        yx_json_array(&j, "versions");
        for (; first < versions->n && (first <= i || same_period(versions, first, i)) && !rc;
             first++) {
            rc = yx_store_source(in->ws->store, versions->at[first].seq, versions->at[first].row,
                                 &figure.source, err);
            if (!rc)
                version_json(&j, &versions->at[first], &figure.source);
        }
        yx_json_end(&j);
        yx_json_end(&j);
    }
    yx_json_end(&j);
    yx_buf_char(out, '\n');
    return rc ? rc : yx_buf_check(out, err);
}

static yx_code show_row(const show_in *in, const yx_version *v, bool standing, yx_table *table,
                        yx_err *err)
{
    char period[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], day[YX_DAY_TEXT], from[YX_SOURCE_TEXT];
    yx_source source;
    yx_code rc = yx_store_source(in->ws->store, v->seq, v->row, &source, err);

    if (rc)
        return rc;
    yx_table_cell(table, "%s", yx_period_text(v->period, in->indicator->kind == YX_YTD, period));
    if (v->hidden)
        yx_table_cell(table, "protected");
    else
        yx_table_cell(table, "%s", v->withdrawn ? "withdrawn" : yx_decimal_text(v->value, value));
    yx_table_cell(table, "%s",
                  v->hidden  ? yx_hidden_name[v->hidden]
                  : standing ? "stands"
                             : "superseded");
    yx_table_cell(table, "%s", yx_day_text(v->as_of, day));
    yx_table_cell(table, "%lld", (long long)v->seq);
    yx_table_cell(table, "%s", yx_source_text(&source, from));
    yx_table_str(table, source.reason.n ? source.reason : source.said);
    return YX_OK;
}

static yx_code show_text(const show_in *in, const yx_versions *versions, yx_lang lang, yx_buf *out,
                         yx_err *err)
{
    static const char *const column[] = {"period", "value", "", "as of", "entry", "from", "said"};
    static const yx_align align[] = {YX_LEFT,  YX_RIGHT, YX_LEFT, YX_LEFT,
                                     YX_RIGHT, YX_LEFT,  YX_LEFT};
    uint32_t newest = yx_region_newest(in->ws->catalog, yx_str_of(in->region));
    yx_table *table = NULL;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    yx_buf_f(out, "%s %s: %s (%s)\n", in->region,
             yx_region_name(yx_region_at(in->ws->catalog, newest), lang),
             yx_indicator_name(in->indicator, lang), in->indicator->unit);
    for (size_t i = 0; i < versions->n && !rc; i++)
        rc = show_row(in, &versions->at[i], stands(versions, i), table, err);
    if (!rc)
        rc = yx_table_print(table, 0, out, err);
    if (!rc && versions->n == 0)
        yx_buf_text(out, "nothing was reported\n");
    yx_table_free(table);
    return rc;
}

int yx_cli_show(const yx_args *args)
{
    enum { AS_OF, BOUNDARIES, SUM, AS_JSON };
    bool sum = args->value[SUM] != NULL, reported;
    yx_workspace ws = {0};
    yx_versions versions = {0};
    show_in in = {.ws = &ws};
    yx_buf out = {0};
    yx_err err = {0};
    yx_day as_of, on;
    yx_code rc;

    if (!yx_option_day("show", args->value[AS_OF], YX_DAY_MAX, &as_of) ||
        !yx_option_boundaries("show", args->value[BOUNDARIES], &on))
        return YX_EXIT_USAGE;
    rc = yx_session_open_day(args, INT64_MAX, as_of, &ws, &err);
    if (!rc)
        rc = yx_session_bound(&ws, on, as_of, &err);
    if (!rc && !find_series(args, &ws, &in)) {
        yx_workspace_close(&ws);
        return YX_EXIT_USAGE;
    }
    in.known = yx_workspace_known(&ws, as_of);
    reported = !ws.boundaries && !sum;
    if (!rc && sum)
        rc = yx_show_sum(&ws, in.region, in.indicator, in.known, args->lang,
                         args->value[AS_JSON] != NULL, &out, &err);
    else if (!rc && ws.boundaries)
        rc = yx_show_joined(&ws, in.region, in.indicator, in.known, args->lang,
                            args->value[AS_JSON] != NULL, &out, &err);
    if (!rc && reported)
        rc = yx_store_history_marked(ws.store, yx_str_of(in.region), yx_str_of(in.indicator->code),
                                     in.known, &versions, &err);
    if (!rc && reported && args->value[AS_JSON])
        rc = yx_explanations_read(&ws, as_of, &in.explained, &err);
    if (!rc && reported)
        rc = args->value[AS_JSON] ? show_json(&in, &versions, &out, &err)
                                  : show_text(&in, &versions, args->lang, &out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    yx_explanations_free(in.explained);
    yx_versions_free(&versions);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("show", rc, &err) : YX_EXIT_DONE;
}

/* Says what a form had no words for. */
static void say_unsaid(const yx_export_unsaid *u, yx_file_form form)
{
    const struct {
        size_t n;
        const char *what, *first;
    } row[] = {
        {u->periods, "figures left out: it has no such period", u->period},
        {u->elements, "figures left out: the name is another indicator's", u->element},
        {u->status, "figures without their status", ""},
        {u->contributors, "figures without their number of contributors", ""},
        {u->release, "figures without their day of release", ""},
        {u->as_of, "figures without their day of publication", ""},
    };

    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (row[i].n)
            fprintf(stderr, "yixian: export: %s: %zu %s%s%s%s\n", yx_file_form_name[form], row[i].n,
                    row[i].what, *row[i].first ? " (" : "", row[i].first, *row[i].first ? ")" : "");
}

static yx_code export_as(const yx_args *args, yx_workspace *ws, yx_known known, bool full,
                         yx_file_form form, yx_err *err)
{
    yx_export_unsaid unsaid = {0};
    yx_act act = {0};
    yx_code rc = form == YX_FILE_CSV ? YX_OK : yx_session_act(args, ws, &act, err);

    if (!rc)
        rc = yx_export_as(ws, known, full, form, act.ms, stdout, &unsaid, err);
    if (!rc)
        say_unsaid(&unsaid, form);
    return rc;
}

/* What is protected is left out, and that is said. */
static yx_code say_protected(yx_workspace *ws, yx_known known, yx_err *err)
{
    size_t count[YX_N_HIDDEN];
    yx_code rc = yx_protect_count(ws, known, count, err);

    for (size_t i = 0; i < YX_N_HIDDEN && !rc; i++)
        if (count[i])
            fprintf(stderr, "yixian: export: %zu figure%s left out: protected, %s\n", count[i],
                    count[i] == 1 ? "" : "s", yx_hidden_name[i]);
    return rc;
}

int yx_cli_export(const yx_args *args)
{
    enum { AS_OF, BOUNDARIES, SUM, FULL, FORMAT, AS_JSON };
    yx_workspace ws = {0};
    yx_file_form form = YX_FILE_CSV;
    yx_err err = {0};
    yx_day as_of, on;
    yx_code rc;

    if (!yx_option_day("export", args->value[AS_OF], YX_DAY_MAX, &as_of) ||
        !yx_option_boundaries("export", args->value[BOUNDARIES], &on))
        return YX_EXIT_USAGE;
    if (args->value[FORMAT] && args->value[AS_JSON])
        return yx_say_usage("export", "--format and --json are two forms");
    if (args->value[FORMAT] && !yx_export_format_find(args->value[FORMAT], &form))
        return yx_say_usage("export", "no form '%s' (yixian help export)", args->value[FORMAT]);
    if ((on != YX_DAY_NONE || args->value[SUM]) && form != YX_FILE_CSV)
        return yx_say_usage("export", "--boundaries and --sum go with CSV and JSON: other forms "
                                      "have no place to say what is joined");
    rc = yx_session_open_day(args, INT64_MAX, as_of, &ws, &err);
    if (!rc)
        rc = yx_session_bound(&ws, on, as_of, &err);
    if (!rc && args->value[SUM])
        rc = yx_export_sums(&ws, yx_workspace_known(&ws, as_of), args->value[FULL] != NULL,
                            args->value[AS_JSON] != NULL, stdout, &err);
    else if (!rc)
        rc = args->value[AS_JSON] ? yx_export_json(&ws, yx_workspace_known(&ws, as_of),
                                                   args->value[FULL] != NULL, stdout, &err)
                                  : export_as(args, &ws, yx_workspace_known(&ws, as_of),
                                              args->value[FULL] != NULL, form, &err);
    if (!rc && !args->value[SUM]) /* a sum names what is protected */
        rc = say_protected(&ws, yx_workspace_known(&ws, as_of), &err);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("export", rc, &err) : YX_EXIT_DONE;
}

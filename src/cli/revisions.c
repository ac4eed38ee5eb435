/* The verb that looks back at how figures were revised. */
#include "series/revisions.h"
#include "base/json.h"
#include "brief/table.h"
#include "cli/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN = 60 /* rows of the triangle on a terminal */ };

typedef struct revisions {
    yx_workspace *ws;
    const yx_indicator *indicator;
    yx_known known;
    yx_day now; /* how old a figure can be at most */
    yx_lag lag[YX_LAGS];
    yx_json *json;   /* or */
    yx_table *table; /* one of the two */
    size_t rows, changed;
} revisions;

/* --- one row --- */

static void row_json(revisions *r, const char *region, const yx_revised *row)
{
    char text[YX_PERIOD_TEXT], day[YX_DAY_TEXT], value[YX_DECIMAL_TEXT];
    yx_json *j = r->json;

    yx_json_object(j, NULL);
    yx_json_text(j, "region", region);
    yx_json_text(j, "period", yx_period_text(row->period, r->indicator->kind == YX_YTD, text));
    yx_json_text(j, "first_as_of", yx_day_text(row->first, day));
    yx_json_text(j, "first", yx_decimal_text(row->was, value));
    yx_json_text(j, "value", row->withdrawn ? NULL : yx_decimal_text(row->is, value));
    yx_json_int(j, "changes", (int64_t)row->changes);
    yx_json_int(j, "last_age", row->last - row->first);
    if (row->withdrawn)
        yx_json_null(j, "direction");
    else
        yx_json_int(j, "direction", yx_decimal_order(row->is, row->was));
    yx_json_array(j, "versions");
    for (size_t i = 0; i < row->n; i++) {
        const yx_version *v = &row->at[i];
        yx_json_object(j, NULL);
        yx_json_int(j, "age", yx_revised_age(row, i));
        yx_json_text(j, "value", v->withdrawn ? NULL : yx_decimal_text(v->value, value));
        yx_json_text(j, "as_of", yx_day_text(v->as_of, day));
        yx_json_int(j, "seq", v->seq);
        yx_json_end(j);
    }
    yx_json_end(j);
    yx_json_end(j);
}

static void row_cells(revisions *r, const char *region, const yx_revised *row)
{
    double was = yx_decimal_double(row->was), is = yx_decimal_double(row->is);
    char text[YX_PERIOD_TEXT], day[YX_DAY_TEXT], value[YX_DECIMAL_TEXT];

    yx_table_cell(r->table, "%s", region);
    yx_table_cell(r->table, "%s", yx_period_text(row->period, r->indicator->kind == YX_YTD, text));
    yx_table_cell(r->table, "%s", yx_day_text(row->first, day));
    yx_table_cell(r->table, "%s", yx_decimal_text(row->was, value));
    yx_table_cell(r->table, "%s", row->withdrawn ? "withdrawn" : yx_decimal_text(row->is, value));
    if (row->withdrawn || row->was.mantissa == 0)
        yx_table_cell(r->table, "-");
    else
        yx_table_cell(r->table, "%+.2f", (is - was) / fabs(was) * 100);
    yx_table_cell(r->table, "%zu", row->changes);
    yx_table_cell(r->table, "%d", row->last - row->first);
}

static yx_code print_series(revisions *r, const char *region, yx_err *err)
{
    yx_versions history = {0};
    yx_revised *row = NULL;
    size_t n = 0;
    yx_code rc = yx_store_history(r->ws->store, yx_str_of(region), yx_str_of(r->indicator->code),
                                  r->known, &history, err);

    if (!rc)
        rc = yx_revised_rows(&history, &row, &n, err);
    for (size_t i = 0; i < n && !rc; i++) {
        yx_lags_add(r->lag, &row[i], r->now);
        r->changed += row[i].changes > 0;
        if (r->json)
            row_json(r, region, &row[i]);
        else if (r->rows < SHOWN)
            row_cells(r, region, &row[i]);
        r->rows++;
    }
    free(row);
    yx_versions_free(&history);
    return rc;
}

/* Each code once, or the one that is asked for. */
static yx_code print_all(revisions *r, const char *only, yx_err *err)
{
    const char *before = NULL;
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_n_region(r->ws->catalog) && !rc; i++) {
        const char *code = yx_region_at(r->ws->catalog, i)->code;
        if ((only && strcmp(only, code) != 0) || (before && strcmp(before, code) == 0))
            continue;
        before = code;
        rc = print_series(r, code, err);
    }
    return rc;
}

/* --- the lags --- */

static void lags_json(const revisions *r)
{
    yx_json *j = r->json;

    yx_json_array(j, "lags");
    for (size_t k = 0; k < YX_LAGS; k++) {
        const yx_lag *l = &r->lag[k];
        yx_json_object(j, NULL);
        yx_json_int(j, "age", l->age);
        yx_json_int(j, "n", (int64_t)l->n);
        yx_json_number(j, "mean", yx_lag_mean(l));
        yx_json_number(j, "mean_abs", yx_lag_mean_abs(l));
        yx_json_number(j, "mean_pct", yx_lag_mean_pct(l));
        yx_json_number(j, "mean_abs_pct", yx_lag_mean_abs_pct(l));
        yx_json_number(j, "revised", yx_lag_revised_share(l));
        yx_json_number(j, "up", yx_lag_up_share(l));
        yx_json_end(j);
    }
    yx_json_end(j);
}

static void number_cell(yx_table *table, double v)
{
    if (isnan(v))
        yx_table_cell(table, "-");
    else
        yx_table_cell(table, "%.6g", v);
}

static yx_code lags_text(const revisions *r, yx_buf *out, yx_err *err)
{
    static const char *const column[] = {"after days", "periods",     "mean revision",
                                         "mean size",  "mean %",      "mean size %",
                                         "revised %",  "of them up %"};
    static const yx_align align[] = {YX_RIGHT, YX_RIGHT, YX_RIGHT, YX_RIGHT,
                                     YX_RIGHT, YX_RIGHT, YX_RIGHT, YX_RIGHT};
    yx_table *table = NULL;
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &table, err);

    for (size_t k = 0; k < YX_LAGS && !rc && r->lag[0].n; k++) { /* none is a day old: no table */
        const yx_lag *l = &r->lag[k];
        if (!l->n)
            continue;
        yx_table_cell(table, "%d", l->age);
        yx_table_cell(table, "%zu", l->n);
        number_cell(table, yx_lag_mean(l));
        number_cell(table, yx_lag_mean_abs(l));
        number_cell(table, yx_lag_mean_pct(l));
        number_cell(table, yx_lag_mean_abs_pct(l));
        number_cell(table, 100 * yx_lag_revised_share(l));
        number_cell(table, 100 * yx_lag_up_share(l));
    }
    if (!rc && r->lag[0].n) {
        rc = yx_table_print(table, 0, out, err);
        yx_buf_char(out, '\n');
    }
    yx_table_free(table);
    return rc;
}

/* --- both --- */

static yx_code revisions_json(revisions *r, const char *only, yx_buf *out, yx_err *err)
{
    yx_json json = {.out = out, .lines = true};
    yx_code rc;

    r->json = &json;
    yx_json_object(&json, NULL);
    yx_json_text(&json, "indicator", r->indicator->code);
    yx_json_array(&json, "periods");
    rc = print_all(r, only, err);
    yx_json_end(&json);
    lags_json(r);
    yx_json_end(&json);
    yx_buf_char(out, '\n');
    return rc;
}

static yx_code revisions_text(revisions *r, const char *only, yx_lang lang, yx_buf *out,
                              yx_err *err)
{
    static const char *const column[] = {"region", "period", "first as of", "first value",
                                         "now",    "%",      "changes",     "last after days"};
    static const yx_align align[] = {YX_LEFT,  YX_LEFT,  YX_LEFT,  YX_RIGHT,
                                     YX_RIGHT, YX_RIGHT, YX_RIGHT, YX_RIGHT};
    yx_buf rows = {0};
    yx_code rc = yx_table_new(column, align, YX_COUNT(column), &r->table, err);

    if (!rc)
        rc = print_all(r, only, err);
    yx_buf_f(out, "%s (%s): %zu periods, %zu revised\n\n", yx_indicator_name(r->indicator, lang),
             r->indicator->unit, r->rows, r->changed);
    if (!rc && r->rows)
        rc = lags_text(r, out, err);
    if (!rc && r->rows)
        rc = yx_table_print(r->table, 0, &rows, err);
    if (!rc)
        yx_buf_str(out, yx_buf_view(&rows));
    if (r->rows > SHOWN)
        yx_buf_f(out, "... and %zu more: --json has all, --region one region's\n", r->rows - SHOWN);
    yx_buf_free(&rows);
    yx_table_free(r->table);
    return rc;
}

/* Says what is near when a code is unknown. */
static bool find_codes(const yx_args *args, const char *region, revisions *r)
{
    const yx_catalog *catalog = r->ws->catalog;
    char near[160] = "";

    r->indicator = yx_indicator_find(catalog, yx_str_of(args->word[0]));
    if (!r->indicator) {
        (void)yx_indicator_nearest(catalog, yx_str_of(args->word[0]), near, sizeof near);
        (void)yx_say_usage("revisions", "unknown indicator '%s'%s%s", args->word[0],
                           near[0] ? "; nearest " : "", near);
        return false;
    }
    if (!region || yx_region_newest(catalog, yx_str_of(region)) != YX_REGION_NONE)
        return true;
    (void)yx_region_nearest(catalog, yx_str_of(region), near, sizeof near);
    (void)yx_say_usage("revisions", "unknown region '%s'%s%s", region, near[0] ? "; nearest " : "",
                       near);
    return false;
}

int yx_cli_revisions(const yx_args *args)
{
    enum { REGION, AS_OF, AS_JSON };
    yx_workspace ws = {0};
    revisions r = {.ws = &ws};
    yx_buf out = {0};
    yx_err err = {0};
    yx_day as_of;
    int64_t ms = 0;
    yx_code rc;

    if (!yx_option_day("revisions", args->value[AS_OF], YX_DAY_MAX, &as_of))
        return YX_EXIT_USAGE;
    rc = yx_session_open_day(args, INT64_MAX, as_of, &ws, &err);
    if (!rc && !find_codes(args, args->value[REGION], &r)) {
        yx_workspace_close(&ws);
        return YX_EXIT_USAGE;
    }
    if (!rc)
        rc = yx_session_now(yx_store_settings_of(ws.store)->test_clock, &ms, &err);
    r.known = yx_workspace_known(&ws, as_of);
    r.now = as_of < YX_DAY_MAX ? as_of : yx_day_of_ms(ms);
    yx_lags_start(r.lag);
    if (!rc)
        rc = args->value[AS_JSON] ? revisions_json(&r, args->value[REGION], &out, &err)
                                  : revisions_text(&r, args->value[REGION], args->lang, &out, &err);
    if (!rc)
        rc = yx_buf_check(&out, &err);
    if (!rc)
        (void)fwrite(out.at, 1, out.n, stdout);
    yx_buf_free(&out);
    yx_workspace_close(&ws);
    return rc ? yx_say_error("revisions", rc, &err) : YX_EXIT_DONE;
}

#include "flow/export/export.h"

#include "base/csv.h"
#include "flow/export/joined.h"
#include "flow/figure.h"
#include "flow/findings/findings.h"

#include <errno.h>
#include <string.h>

static void add_optional(yx_buf *out, const yx_version *v, const yx_source *source)
{
    char day[YX_DAY_TEXT];

    yx_buf_f(out, ",%s,", yx_day_text(v->as_of, day));
    if (source->status != YX_STATUS_NONE)
        yx_buf_char(out, source->status);
    yx_buf_char(out, ',');
    if (source->contributors != YX_CONTRIBUTORS_NONE)
        yx_buf_f(out, "%u", source->contributors);
    yx_buf_char(out, ',');
    if (source->release != YX_DAY_NONE)
        yx_buf_text(out, yx_day_text(source->release, day));
}

/* One export: what is written for a series is all that CSV and JSON differ in. */
typedef struct export
{
    yx_workspace *ws;
    bool full;
    yx_buf part; /* of the output: written and emptied after every series */
    yx_json json;
    yx_explanations *explained;
}
export;

typedef yx_code export_series(export *e, yx_str region, yx_str code, const yx_versions *versions,
                              yx_err *err);

static yx_code series_csv(export *e, yx_str region, yx_str code, const yx_versions *versions,
                          yx_err *err)
{
    const yx_indicator *indicator = yx_indicator_find(e->ws->catalog, code);
    bool ytd = indicator && indicator->kind == YX_YTD;
    char period[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT];
    yx_source source;

    if (!indicator)
        return YX_OK; /* asked as of a day on which the catalogue had no such indicator */
    for (size_t i = 0; i < versions->n; i++) {
        const yx_version *v = &versions->at[i];
        yx_csv_write(&e->part, region, true);
        yx_csv_write(&e->part, code, false);
        yx_buf_f(&e->part, ",%s,%s", yx_period_text(v->period, ytd, period),
                 yx_decimal_text(v->value, value));
        if (e->full) {
            yx_code rc = yx_store_source(e->ws->store, v->seq, v->row, &source, err);
            if (rc)
                return rc;
            add_optional(&e->part, v, &source);
        }
        yx_buf_char(&e->part, '\n');
    }
    return YX_OK;
}

static void optional_json(yx_json *j, const yx_source *source)
{
    char day[YX_DAY_TEXT], status[2] = {source->status, 0};

    yx_json_text(j, "status", source->status == YX_STATUS_NONE ? NULL : status);
    if (source->contributors == YX_CONTRIBUTORS_NONE)
        yx_json_null(j, "contributors");
    else
        yx_json_int(j, "contributors", source->contributors);
    yx_json_text(j, "release",
                 source->release == YX_DAY_NONE ? NULL : yx_day_text(source->release, day));
    yx_json_str(j, "said", source->said);
}

static yx_code series_json(export *e, yx_str region, yx_str code, const yx_versions *versions,
                           yx_err *err)
{
    const yx_indicator *indicator = yx_indicator_find(e->ws->catalog, code);
    char name[256];

    if (!indicator)
        return YX_OK;
    (void)yx_text_show(region, name, sizeof name - 1);
    for (size_t i = 0; i < versions->n; i++) {
        yx_figure figure = {.version = versions->at[i]};
        yx_code rc = yx_store_source(e->ws->store, figure.version.seq, figure.version.row,
                                     &figure.source, err);
        if (rc)
            return rc;
        yx_json_object(&e->json, NULL);
        yx_figure_json(&e->json, name, indicator, figure.version.period, &figure);
        if (e->full)
            optional_json(&e->json, &figure.source);
        yx_json_text(&e->json, "explanation",
                     yx_explanation_of(e->explained, region, code, figure.version.period,
                                       figure.version.value));
        yx_json_end(&e->json);
    }
    return YX_OK;
}

static yx_code write_part(export *e, FILE *out, yx_err *err)
{
    yx_code rc = yx_buf_check(&e->part, err);

    if (!rc && fwrite(e->part.at ? e->part.at : "", 1, e->part.n, out) != e->part.n)
        rc = yx_fail(err, YX_E_IO, "cannot write: %s", strerror(errno));
    yx_buf_clear(&e->part);
    return rc;
}

static yx_code export_all(export *e, export_series *series, yx_known known, FILE *out, yx_err *err)
{
    yx_series_cursor *cursor = NULL;
    yx_versions versions = {0};
    yx_str region, indicator;
    bool end = false;
    yx_code rc = yx_store_scan(e->ws->store, known, &cursor, err);

    while (!rc) {
        rc = yx_series_next(cursor, &region, &indicator, &versions, &end, err);
        if (rc || end)
            break;
        rc = series(e, region, indicator, &versions, err);
        if (!rc)
            rc = write_part(e, out, err);
    }
    yx_series_close(cursor);
    yx_versions_free(&versions);
    return rc;
}

yx_code yx_export(yx_workspace *ws, yx_known known, bool full, FILE *out, yx_err *err)
{
    export e = {.ws = ws, .full = full};
    yx_code rc;

    if (ws->boundaries)
        return yx_export_joined(ws, known, full, false, out, err);
    yx_buf_text(&e.part, "region_code,indicator,period,value");
    yx_buf_text(&e.part, full ? ",as_of,status,contributors,release\n" : "\n");
    rc = write_part(&e, out, err);
    if (!rc)
        rc = export_all(&e, series_csv, known, out, err);
    yx_buf_free(&e.part);
    return rc;
}

yx_code yx_export_json(yx_workspace *ws, yx_known known, bool full, FILE *out, yx_err *err)
{
    export e = {.ws = ws, .full = full};
    yx_code rc;

    if (ws->boundaries)
        return yx_export_joined(ws, known, full, true, out, err);
    e.json = (yx_json){.out = &e.part, .lines = true};
    yx_json_array(&e.json, NULL);
    rc = yx_explanations_read(ws, known.as_of, &e.explained, err);
    if (!rc)
        rc = export_all(&e, series_json, known, out, err);
    yx_json_end(&e.json);
    yx_buf_char(&e.part, '\n');
    if (!rc)
        rc = write_part(&e, out, err);
    yx_explanations_free(e.explained);
    yx_buf_free(&e.part);
    return rc;
}

#include "flow/export/joined.h"

#include "base/csv.h"
#include "flow/figure.h"
#include "series/joined_db.h"

#include <errno.h>
#include <string.h>

typedef struct exporting {
    yx_workspace *ws;
    yx_known known;
    bool full, as_json;
    FILE *out;
    yx_buf part; /* of the output: written and emptied after every series */
    yx_json json;
    yx_joined joined;
} exporting;

static void lack_text(const yx_joint *v, char *out, size_t size)
{
    (void)snprintf(out, size, "%s%s%s", yx_lack_name[v->lack], v->missing[0] ? " " : "",
                   v->missing);
}

static void joint_csv(exporting *e, const char *region, const yx_indicator *indicator,
                      const yx_joint *v)
{
    char text[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], day[YX_DAY_TEXT], lack[160];

    lack_text(v, lack, sizeof lack);
    yx_csv_write(&e->part, yx_str_of(region), true);
    yx_csv_write(&e->part, yx_str_of(indicator->code), false);
    yx_buf_f(&e->part, ",%s,%s", yx_period_text(v->period, indicator->kind == YX_YTD, text),
             v->lack ? "" : yx_decimal_text(v->value, value));
    if (e->full)
        yx_buf_f(&e->part, ",%s", yx_day_text(v->newest.as_of, day));
    yx_csv_write(&e->part, yx_str_of(v->lack ? "" : yx_how_name[v->how]), false);
    yx_csv_write(&e->part, yx_str_of(lack), false);
    yx_buf_char(&e->part, '\n');
}

static yx_code joint_json(exporting *e, const char *region, const yx_indicator *indicator,
                          const yx_joint *v, yx_err *err)
{
    yx_figure figure = {.version = v->newest, .how = v->how};
    char lack[160];
    yx_code rc =
        v->lack ? YX_OK
                : yx_store_source(e->ws->store, v->newest.seq, v->newest.row, &figure.source, err);

    if (rc)
        return rc;
    figure.version.value = v->value;
    lack_text(v, lack, sizeof lack);
    yx_json_object(&e->json, NULL);
    yx_figure_json(&e->json, region, indicator, v->period, v->lack ? NULL : &figure);
    yx_json_text(&e->json, "lack", v->lack ? lack : NULL);
    yx_json_end(&e->json);
    return YX_OK;
}

static yx_code write_part(exporting *e, yx_err *err)
{
    yx_code rc = yx_buf_check(&e->part, err);

    if (!rc && fwrite(e->part.at ? e->part.at : "", 1, e->part.n, e->out) != e->part.n)
        rc = yx_fail(err, YX_E_IO, "cannot write: %s", strerror(errno));
    yx_buf_clear(&e->part);
    return rc;
}

static yx_code series(exporting *e, uint32_t region, const yx_indicator *indicator, yx_err *err)
{
    const char *code = yx_region_at(e->ws->catalog, region)->code;
    yx_code rc = yx_joined_read(e->ws->store, e->ws->catalog, e->ws->boundaries, region, indicator,
                                e->known, &e->joined, err);

    for (size_t i = 0; i < e->joined.n && !rc; i++) {
        if (e->as_json)
            rc = joint_json(e, code, indicator, &e->joined.at[i], err);
        else
            joint_csv(e, code, indicator, &e->joined.at[i]);
    }
    return rc ? rc : write_part(e, err);
}

/* Regions of one code, which follow each other, go through every indicator together. */
static yx_code all_series(exporting *e, yx_err *err)
{
    size_t n = yx_n_region(e->ws->catalog);
    yx_code rc = YX_OK;

    for (uint32_t first = 0, end; first < n && !rc; first = end) {
        const char *code = yx_region_at(e->ws->catalog, first)->code;
        for (end = first; end < n && strcmp(yx_region_at(e->ws->catalog, end)->code, code) == 0;)
            end++;
        for (uint32_t k = 0; k < yx_n_indicator(e->ws->catalog) && !rc; k++)
            for (uint32_t i = first; i < end && !rc; i++)
                rc = series(e, i, yx_indicator_at(e->ws->catalog, k), err);
    }
    return rc;
}

yx_code yx_export_joined(yx_workspace *ws, yx_known known, bool full, bool as_json, FILE *out,
                         yx_err *err)
{
    exporting e = {.ws = ws, .known = known, .full = full, .as_json = as_json, .out = out};
    yx_code rc;

    e.json = (yx_json){.out = &e.part, .lines = true};
    if (as_json)
        yx_json_array(&e.json, NULL);
    else
        yx_buf_f(&e.part, "region_code,indicator,period,value%s,how,lack\n", full ? ",as_of" : "");
    rc = all_series(&e, err);
    if (as_json) {
        yx_json_end(&e.json);
        yx_buf_char(&e.part, '\n');
    }
    if (!rc)
        rc = write_part(&e, err);
    yx_buf_free(&e.part);
    yx_joined_free(&e.joined);
    return rc;
}

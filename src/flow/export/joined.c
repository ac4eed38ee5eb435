#include "flow/export/joined.h"

#include "base/csv.h"
#include "flow/figure.h"
#include "series/summed_db.h"

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
    bool sums; /* `joined` has sums of regions, and own what they have themselves */
    yx_joined own;
} exporting;

enum { LACK = 400 };

/* "part 421001", or of a sum "part 421001 421002, protected 421003". */
static void lack_text(const exporting *e, const yx_joint *v, char out[LACK])
{
    size_t n = 0;

    if (!v->n_absent)
        (void)snprintf(out, LACK, "%s%s%s", yx_lack_name[v->lack], v->missing[0] ? " " : "",
                       v->missing);
    for (size_t i = 0; i < v->n_absent && n + 90 < LACK; i++) {
        const yx_absent *a = &e->joined.absent[v->absent + i];
        bool same = i > 0 && a[-1].lack == a->lack;
        n += (size_t)snprintf(out + n, 80, "%s%s %s", i == 0 || same ? "" : ", ",
                              same ? "" : yx_lack_name[a->lack], a->code);
        if (i + 1 < v->n_absent && n + 90 >= LACK)
            (void)snprintf(out + n, LACK - n, " and %zu more", v->n_absent - i - 1);
    }
}

static const char *how_text(const exporting *e, const yx_joint *v)
{
    if (!e->sums)
        return yx_how_name[v->how];
    return v->how == YX_HOW_SPLIT ? "sum split" : v->how == YX_HOW_OUTSIDE ? "sum outside" : "sum";
}

static void joint_csv(exporting *e, const char *region, const yx_indicator *indicator,
                      const yx_joint *v)
{
    char text[YX_PERIOD_TEXT], value[YX_DECIMAL_TEXT], day[YX_DAY_TEXT], lack[LACK];

    lack_text(e, v, lack);
    yx_csv_write(&e->part, yx_str_of(region), true);
    yx_csv_write(&e->part, yx_str_of(indicator->code), false);
    yx_buf_f(&e->part, ",%s,%s", yx_period_text(v->period, indicator->kind == YX_YTD, text),
             v->lack ? "" : yx_decimal_text(v->value, value));
    if (e->full)
        yx_buf_f(&e->part, ",%s", yx_day_text(v->newest.as_of, day));
    yx_csv_write(&e->part, yx_str_of(v->lack ? "" : how_text(e, v)), false);
    yx_csv_write(&e->part, yx_str_of(lack), false);
    yx_buf_char(&e->part, '\n');
}

static yx_code joint_json(exporting *e, const char *region, const yx_indicator *indicator,
                          const yx_joint *v, yx_err *err)
{
    yx_figure figure = {.version = v->newest, .how = v->how};
    char lack[LACK];
    yx_code rc =
        v->lack ? YX_OK
                : yx_store_source(e->ws->store, v->newest.seq, v->newest.row, &figure.source, err);

    if (rc)
        return rc;
    figure.version.value = v->value;
    lack_text(e, v, lack);
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

static yx_code print_joint(exporting *e, const char *code, const yx_indicator *indicator,
                           const yx_joint *v, yx_err *err)
{
    if (e->as_json)
        return joint_json(e, code, indicator, v, err);
    joint_csv(e, code, indicator, v);
    return YX_OK;
}

static yx_code series(exporting *e, uint32_t region, const yx_indicator *indicator, yx_err *err)
{
    const char *code = yx_region_at(e->ws->catalog, region)->code;
    yx_code rc = yx_joined_read(e->ws->store, e->ws->catalog, e->ws->boundaries, region, indicator,
                                e->known, &e->joined, err);

    for (size_t i = 0; i < e->joined.n && !rc; i++)
        rc = print_joint(e, code, indicator, &e->joined.at[i], err);
    return rc ? rc : write_part(e, err);
}

/* Sums of the periods of which the region has nothing itself, be it protected. */
static yx_code sums(exporting *e, uint32_t region, const yx_indicator *indicator, yx_err *err)
{
    const yx_workspace *ws = e->ws;
    const char *code = yx_region_at(ws->catalog, region)->code;
    yx_code rc = yx_summed_read(ws->store, ws->catalog, ws->boundaries, code, indicator, e->known,
                                &e->joined, err);

    if (!rc && e->joined.n)
        rc = yx_summed_own(ws->store, ws->catalog, ws->boundaries, region, indicator, e->known,
                           &e->own, err);
    for (size_t i = 0; i < e->joined.n && !rc; i++)
        if (!yx_joined_find(&e->own, e->joined.at[i].period))
            rc = print_joint(e, code, indicator, &e->joined.at[i], err);
    return rc ? rc : write_part(e, err);
}

/* The row of a code that sums are printed of. */
static uint32_t row_of(const exporting *e, uint32_t first)
{
    yx_str code = yx_str_of(yx_region_at(e->ws->catalog, first)->code);

    return e->ws->boundaries ? yx_boundaries_find(e->ws->boundaries, code)
                             : yx_region_newest(e->ws->catalog, code);
}

static bool has_children(const yx_catalog *c, const char *code)
{
    for (uint32_t r = 0; r < yx_n_region(c); r++)
        if (strcmp(yx_region_at(c, r)->parent_code, code) == 0)
            return true;
    return false;
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
        if (e->sums && !has_children(e->ws->catalog, code))
            continue;
        for (uint32_t k = 0; e->sums && k < yx_n_indicator(e->ws->catalog) && !rc; k++)
            rc = sums(e, row_of(e, first), yx_indicator_at(e->ws->catalog, k), err);
        for (uint32_t k = 0; !e->sums && k < yx_n_indicator(e->ws->catalog) && !rc; k++)
            for (uint32_t i = first; i < end && !rc; i++)
                rc = series(e, i, yx_indicator_at(e->ws->catalog, k), err);
    }
    return rc;
}

static yx_code export(yx_workspace *ws, yx_known known, bool full, bool as_json, bool of_sums,
                      FILE *out, yx_err *err)
{
    exporting e = {
        .ws = ws, .known = known, .full = full, .as_json = as_json, .out = out, .sums = of_sums};
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
    yx_joined_free(&e.own);
    return rc;
}

yx_code yx_export_joined(yx_workspace *ws, yx_known known, bool full, bool as_json, FILE *out,
                         yx_err *err)
{
    return export(ws, known, full, as_json, false, out, err);
}

yx_code yx_export_sums(yx_workspace *ws, yx_known known, bool full, bool as_json, FILE *out,
                       yx_err *err)
{
    return export(ws, known, full, as_json, true, out, err);
}

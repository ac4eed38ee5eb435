#include "flow/figure.h"

#include "intake/book/grid.h"
#include "series/joined_db.h"
#include "store/hidden.h"

#include <stdio.h>

/* A joint as a figure; NULL, or one that lacks something, is a gap. */
static yx_code of_joint(yx_workspace *ws, const yx_joint *v, yx_figure *ret, bool *ret_any,
                        yx_err *err)
{
    *ret_any = v && !v->lack;
    if (!*ret_any)
        return YX_OK;
    ret->version = v->newest;
    ret->version.period = v->period;
    ret->version.value = v->value;
    ret->how = v->how;
    return yx_store_source(ws->store, v->newest.seq, v->newest.row, &ret->source, err);
}

static yx_code find_joined(yx_workspace *ws, yx_str region, yx_str indicator, yx_period period,
                           yx_known known, yx_figure *ret, bool *ret_any, yx_err *err)
{
    const yx_indicator *what = yx_indicator_find(ws->catalog, indicator);
    uint32_t number = yx_boundaries_find(ws->boundaries, region);
    yx_joined joined = {0};
    yx_code rc;

    *ret_any = false;
    if (!what || number == YX_REGION_NONE)
        return YX_OK;
    rc = yx_joined_read(ws->store, ws->catalog, ws->boundaries, number, what, known, &joined, err);
    if (!rc)
        rc = of_joint(ws, yx_joined_find(&joined, period), ret, ret_any, err);
    yx_joined_free(&joined);
    return rc;
}

yx_code yx_figure_newest(yx_workspace *ws, uint32_t region, const yx_indicator *indicator,
                         yx_known known, yx_versions *room, yx_figure *ret, bool *ret_any,
                         yx_err *err)
{
    const char *code = yx_region_at(ws->catalog, region)->code;
    yx_joined joined = {0};
    size_t n;
    yx_code rc;

    ret->how = YX_HOW_REPORTED;
    *ret_any = false;
    if (!ws->boundaries) {
        rc = yx_store_series(ws->store, yx_str_of(code), yx_str_of(indicator->code), known, room,
                             err);
        if (rc || room->n == 0)
            return rc;
        *ret_any = true;
        ret->version = room->at[room->n - 1];
        return yx_store_source(ws->store, ret->version.seq, ret->version.row, &ret->source, err);
    }
    rc = yx_joined_read(ws->store, ws->catalog, ws->boundaries, region, indicator, known, &joined,
                        err);
    for (n = joined.n; n && joined.at[n - 1].lack; n--)
        continue;
    if (!rc)
        rc = of_joint(ws, n ? &joined.at[n - 1] : NULL, ret, ret_any, err);
    yx_joined_free(&joined);
    return rc;
}

yx_code yx_figure_find(yx_workspace *ws, yx_str region, yx_str indicator, yx_period period,
                       yx_known known, yx_versions *room, yx_figure *ret, bool *ret_any,
                       yx_err *err)
{
    size_t lo = 0, hi;
    yx_code rc;

    ret->how = YX_HOW_REPORTED;
    if (ws->boundaries)
        return find_joined(ws, region, indicator, period, known, ret, ret_any, err);
    rc = yx_store_series(ws->store, region, indicator, known, room, err);
    if (rc)
        return rc;
    for (hi = room->n; lo < hi;) {
        size_t mid = lo + (hi - lo) / 2;
        if (yx_period_order(room->at[mid].period, period) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    *ret_any = lo < room->n && yx_period_order(room->at[lo].period, period) == 0;
    if (!*ret_any)
        return YX_OK;
    ret->version = room->at[lo];
    return yx_store_source(ws->store, ret->version.seq, ret->version.row, &ret->source, err);
}

yx_code yx_figure_hidden(yx_workspace *ws, yx_str region, yx_str indicator, yx_period period,
                         yx_known known, yx_versions *room, yx_figure *ret, bool *ret_any,
                         yx_err *err)
{
    const yx_version *found = NULL;
    yx_code rc = YX_OK;

    room->n = 0;
    if (yx_hidden_series(ws->hidden, region, indicator))
        rc = yx_store_history_marked(ws->store, region, indicator, known, room, err);
    for (size_t i = 0; i < room->n && !rc; i++)
        if (room->at[i].hidden && yx_period_order(room->at[i].period, period) == 0)
            found = &room->at[i];
    if (rc)
        return rc;
    *ret_any = found != NULL;
    if (!found)
        return YX_OK;
    *ret = (yx_figure){.version = *found};
    return yx_store_source(ws->store, found->seq, found->row, &ret->source, err);
}

void yx_source_json(yx_json *j, const yx_source *source)
{
    yx_json_str(j, "file", source->file);
    if (source->sheet.n)
        yx_json_str(j, "sheet", source->sheet);
    else
        yx_json_null(j, "sheet");
    yx_json_int(j, "line", source->line);
    yx_json_int(j, "column", source->column);
}

char *yx_source_text(const yx_source *source, char out[YX_SOURCE_TEXT])
{
    char file[300], sheet[150], cell[YX_GRID_NAME];

    (void)yx_text_show(source->file, file, sizeof file - 1);
    (void)yx_text_show(source->sheet, sheet, sizeof sheet - 1);
    if (source->sheet.n && source->line && source->column)
        (void)snprintf(out, YX_SOURCE_TEXT, "%s:%s!%s", file, sheet,
                       yx_grid_name(source->line - 1, source->column - 1u, cell));
    else
        (void)snprintf(out, YX_SOURCE_TEXT, "%s:%u:%u", file, source->line, source->column);
    return out;
}

void yx_figure_json(yx_json *j, const char *region, const yx_indicator *indicator, yx_period period,
                    const yx_figure *figure)
{
    char text[YX_PERIOD_TEXT], day[YX_DAY_TEXT], value[YX_DECIMAL_TEXT];
    const yx_version *v = figure ? &figure->version : NULL;

    yx_json_text(j, "region", region);
    yx_json_text(j, "indicator", indicator->code);
    yx_json_text(j, "period", yx_period_text(period, indicator->kind == YX_YTD, text));
    yx_json_text(j, "value",
                 v && !v->withdrawn && !v->hidden ? yx_decimal_text(v->value, value) : NULL);
    yx_json_text(j, "protected", v && v->hidden ? yx_hidden_name[v->hidden] : NULL);
    yx_json_text(j, "how", v ? yx_how_name[figure->how] : NULL);
    yx_json_text(j, "as_of", v ? yx_day_text(v->as_of, day) : NULL);
    if (!figure) {
        yx_json_null(j, "seq");
        yx_json_null(j, "file");
        yx_json_null(j, "sheet");
        yx_json_null(j, "line");
        yx_json_null(j, "column");
        return;
    }
    yx_json_int(j, "seq", v->seq);
    yx_source_json(j, &figure->source);
}

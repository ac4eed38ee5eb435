#include "flow/figure.h"

yx_code yx_figure_find(yx_workspace *ws, yx_str region, yx_str indicator, yx_period period,
                       yx_known known, yx_versions *room, yx_figure *ret, bool *ret_any,
                       yx_err *err)
{
    size_t lo = 0, hi;
    yx_code rc = yx_store_series(ws->store, region, indicator, known, room, err);

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

void yx_figure_json(yx_json *j, const char *region, const yx_indicator *indicator, yx_period period,
                    const yx_figure *figure)
{
    char text[YX_PERIOD_TEXT], day[YX_DAY_TEXT], value[YX_DECIMAL_TEXT];
    const yx_version *v = figure ? &figure->version : NULL;

    yx_json_text(j, "region", region);
    yx_json_text(j, "indicator", indicator->code);
    yx_json_text(j, "period", yx_period_text(period, indicator->kind == YX_YTD, text));
    yx_json_text(j, "value", v && !v->withdrawn ? yx_decimal_text(v->value, value) : NULL);
    yx_json_text(j, "as_of", v ? yx_day_text(v->as_of, day) : NULL);
    if (!figure) {
        yx_json_null(j, "seq");
        yx_json_null(j, "file");
        yx_json_null(j, "line");
        yx_json_null(j, "column");
        return;
    }
    yx_json_int(j, "seq", v->seq);
    yx_json_str(j, "file", figure->source.file);
    yx_json_int(j, "line", figure->source.line);
    yx_json_int(j, "column", figure->source.column);
}

/* panel_db.c - from the versions of the store to the cells of a panel.
 *
 * One series (a code and an indicator) becomes a list of points: a period of the axis's kind, the
 * region that the code named then, a value. A panel takes those of its regions, an extent the
 * earliest and latest. */
#include "series/panel_db.h"

#include "base/mem.h"
#include "series/flow.h"
#include "series/joined_db.h"

#include <stdlib.h>
#include <string.h>

/* Rooms that are used again from series to series. */
struct yx_gathering {
    yx_versions versions;
    yx_point *point;
    size_t n_point, cap_point;
    yx_period *period; /* running totals of one region, on their way to flows */
    yx_decimal *total;
    yx_flow *flow;
    size_t cap_period, cap_total, cap_flow;
    yx_joined joined;
};
typedef struct yx_gathering gathering;

static void release(gathering *g)
{
    yx_versions_free(&g->versions);
    free(g->point);
    free(g->period);
    free(g->total);
    free(g->flow);
    yx_joined_free(&g->joined);
}

static yx_code add_point(gathering *g, yx_period period, uint32_t region, double value, yx_err *err)
{
    yx_code rc = yx_grow(&g->point, &g->cap_point, g->n_point + 1, sizeof *g->point, err);

    if (!rc)
        g->point[g->n_point++] = (yx_point){period, region, value};
    return rc;
}

/* A total can be placed on an axis of the kind if it ends with one of its periods. */
static bool usable_total(yx_period p, yx_kind total, yx_period_kind kind)
{
    yx_period ytd;

    if (total == YX_CUMULATIVE)
        return yx_period_kind_of(p) == kind;
    return yx_period_to_ytd(p, &ytd) && yx_period_order(p, ytd) == 0 &&
           yx_period_holding(p.last, kind).last == p.last;
}

/* The last period of a flow, with the mean of all the periods that it covers. */
static yx_code place_flow(gathering *g, const yx_flow *flow, uint32_t region, yx_period_kind kind,
                          yx_err *err)
{
    yx_period last = yx_period_holding(flow->period.last, kind);
    size_t covers = yx_axis_between(flow->period.first, flow->period.last, kind).n;

    if (!flow->known || last.last != flow->period.last ||
        yx_period_holding(flow->period.first, kind).first != flow->period.first)
        return YX_OK;
    return add_point(g, last, region, yx_decimal_double(flow->value) / (double)covers, err);
}

/* Flows of n totals of one region, g->period and g->total. */
static yx_code place_totals(gathering *g, size_t n, uint32_t region, yx_kind total,
                            yx_period_kind kind, yx_err *err)
{
    yx_code rc = yx_grow(&g->flow, &g->cap_flow, n, sizeof *g->flow, err);

    if (rc)
        return rc;
    rc = total == YX_YTD ? yx_flow_from_ytd(g->period, g->total, n, g->flow, err)
                         : yx_flow_from_cumulative(g->period, g->total, n, g->flow, err);
    for (size_t i = 0; i < n && !rc; i++)
        rc = place_flow(g, &g->flow[i], region, kind, err);
    return rc;
}

static yx_code add_total(gathering *g, size_t n, yx_period period, yx_decimal total, yx_err *err)
{
    yx_code rc = yx_grow(&g->period, &g->cap_period, n + 1, sizeof *g->period, err);

    if (!rc)
        rc = yx_grow(&g->total, &g->cap_total, n + 1, sizeof *g->total, err);
    if (rc)
        return rc;
    g->period[n] = period;
    g->total[n] = total;
    return YX_OK;
}

/* Running totals. A code that passes from one region to another starts anew there. */
static yx_code gather_totals(gathering *g, const yx_versions *versions, const yx_catalog *catalog,
                             yx_str code, yx_kind total, yx_period_kind kind, yx_err *err)
{
    uint32_t region = YX_REGION_NONE, then;
    size_t n = 0;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < versions->n && !rc; i++) {
        const yx_version *v = &versions->at[i];
        if (!usable_total(v->period, total, kind) ||
            yx_region_find(catalog, code, v->period, &then) != YX_REGION_OK)
            continue;
        if (then != region && n) {
            rc = place_totals(g, n, region, total, kind, err);
            n = 0;
        }
        region = then;
        if (!rc)
            rc = add_total(g, n++, v->period, v->value, err);
    }
    return rc || !n ? rc : place_totals(g, n, region, total, kind, err);
}

static yx_code gather_plain(gathering *g, const yx_versions *versions, const yx_catalog *catalog,
                            yx_str code, yx_period_kind kind, yx_err *err)
{
    uint32_t region;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < versions->n && !rc; i++) {
        const yx_version *v = &versions->at[i];
        if (yx_period_kind_of(v->period) == kind &&
            yx_region_find(catalog, code, v->period, &region) == YX_REGION_OK)
            rc = add_point(g, v->period, region, yx_decimal_double(v->value), err);
    }
    return rc;
}

/* All points of one series, into g->point. */
static yx_code gather_from(gathering *g, const yx_versions *versions, const yx_catalog *catalog,
                           yx_str code, const yx_indicator *indicator, yx_period_kind kind,
                           yx_err *err)
{
    g->n_point = 0;
    if (indicator->kind == YX_YTD || indicator->kind == YX_CUMULATIVE)
        return gather_totals(g, versions, catalog, code, indicator->kind, kind, err);
    return gather_plain(g, versions, catalog, code, kind, err);
}

yx_code yx_gathering_new(yx_gathering **ret, yx_err *err)
{
    yx_gathering *g = calloc(1, sizeof *g);

    if (!g)
        return yx_fail(err, YX_E_NOMEM, "no memory for a series");
    *ret = g;
    return YX_OK;
}

void yx_gathering_free(yx_gathering *g)
{
    if (g)
        release(g);
    free(g);
}

yx_code yx_gathering_points(yx_gathering *g, const yx_versions *standing, const yx_catalog *catalog,
                            yx_str code, const yx_indicator *indicator, yx_period_kind kind,
                            const yx_point **ret, size_t *ret_n, yx_err *err)
{
    yx_code rc = gather_from(g, standing, catalog, code, indicator, kind, err);

    if (rc)
        return rc;
    *ret = g->point;
    *ret_n = g->n_point;
    return YX_OK;
}

static yx_code gather(gathering *g, yx_store *store, const yx_catalog *catalog, const char *code,
                      const yx_indicator *indicator, yx_period_kind kind, yx_known known,
                      yx_err *err)
{
    yx_str text = yx_str_of(code);
    yx_code rc = yx_store_series(store, text, yx_str_of(indicator->code), known, &g->versions, err);

    return rc ? rc : gather_from(g, &g->versions, catalog, text, indicator, kind, err);
}

/* Totals on chosen boundaries. Where what is read is no longer the region but a mixture outside the
 * boundaries, it starts anew. */
static yx_code gather_joined_totals(gathering *g, uint32_t region, yx_kind total,
                                    yx_period_kind kind, yx_err *err)
{
    bool outside = false;
    size_t n = 0;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < g->joined.n && !rc; i++) {
        const yx_joint *v = &g->joined.at[i];
        if (v->lack || !usable_total(v->period, total, kind) ||
            (n && yx_period_order(g->period[n - 1], v->period) == 0))
            continue;
        if (n && outside != (v->how == YX_HOW_OUTSIDE)) {
            rc = place_totals(g, n, region, total, kind, err);
            n = 0;
        }
        outside = v->how == YX_HOW_OUTSIDE;
        if (!rc)
            rc = add_total(g, n++, v->period, v->value, err);
    }
    return rc || !n ? rc : place_totals(g, n, region, total, kind, err);
}

/* All points of one region on chosen boundaries, into g->point. */
static yx_code gather_on(gathering *g, yx_store *store, const yx_catalog *catalog,
                         const yx_boundaries *boundaries, uint32_t region,
                         const yx_indicator *indicator, yx_period_kind kind, yx_known known,
                         yx_err *err)
{
    yx_code rc =
        yx_joined_read(store, catalog, boundaries, region, indicator, known, &g->joined, err);

    g->n_point = 0;
    if (rc)
        return rc;
    if (indicator->kind == YX_YTD || indicator->kind == YX_CUMULATIVE)
        return gather_joined_totals(g, region, indicator->kind, kind, err);
    for (size_t i = g->joined.n; i-- > 0 && !rc;) { /* of two, the one inside is set last */
        const yx_joint *v = &g->joined.at[i];
        if (!v->lack && yx_period_kind_of(v->period) == kind)
            rc = add_point(g, v->period, region, yx_decimal_double(v->value), err);
    }
    return rc;
}

static yx_code check_numbers(const yx_catalog *catalog, const uint32_t *region, size_t n_region,
                             const uint32_t *indicator, size_t n_indicator, yx_err *err)
{
    for (size_t i = 0; i < n_region; i++)
        if (region[i] >= yx_n_region(catalog))
            return yx_fail(err, YX_E_RANGE, "no region number %u", region[i]);
    for (size_t k = 0; k < n_indicator; k++)
        if (indicator[k] >= yx_n_indicator(catalog))
            return yx_fail(err, YX_E_RANGE, "no indicator number %u", indicator[k]);
    return YX_OK;
}

yx_code yx_panel_read(yx_store *store, const yx_catalog *catalog, const uint32_t *region,
                      size_t n_region, const uint32_t *indicator, size_t n_indicator,
                      const yx_axis *axis, yx_known known, yx_panel **ret_panel, yx_err *err)
{
    return yx_panel_read_on(store, catalog, NULL, region, n_region, indicator, n_indicator, axis,
                            known, ret_panel, err);
}

yx_code yx_panel_read_on(yx_store *store, const yx_catalog *catalog,
                         const yx_boundaries *boundaries, const uint32_t *region, size_t n_region,
                         const uint32_t *indicator, size_t n_indicator, const yx_axis *axis,
                         yx_known known, yx_panel **ret_panel, yx_err *err)
{
    gathering g = {0};
    yx_panel *panel = NULL;
    yx_code rc = check_numbers(catalog, region, n_region, indicator, n_indicator, err);

    if (!rc)
        rc = yx_panel_new(n_region, n_indicator, axis, &panel, err);
    for (size_t i = 0; i < n_region && !rc; i++) {
        for (size_t k = 0; k < n_indicator && !rc; k++) {
            const yx_indicator *what = yx_indicator_at(catalog, indicator[k]);
            rc = boundaries ? gather_on(&g, store, catalog, boundaries, region[i], what, axis->kind,
                                        known, err)
                            : gather(&g, store, catalog, yx_region_at(catalog, region[i])->code,
                                     what, axis->kind, known, err);
            for (size_t j = 0; j < g.n_point && !rc; j++) {
                size_t t = yx_axis_find(axis, g.point[j].period);
                if (t != SIZE_MAX && g.point[j].region == region[i])
                    yx_panel_set(panel, i, k, t, g.point[j].value);
            }
        }
    }
    release(&g);
    if (rc) {
        yx_panel_free(panel);
        return rc;
    }
    *ret_panel = panel;
    return YX_OK;
}

yx_code yx_panel_extent(yx_store *store, const yx_catalog *catalog, const yx_indicator *indicator,
                        yx_period_kind kind, yx_known known, yx_day *ret_first, yx_day *ret_last,
                        bool *ret_any, yx_err *err)
{
    yx_day first = YX_DAY_MAX, last = YX_DAY_MIN;
    const char *before = NULL;
    gathering g = {0};
    bool any = false;
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_n_region(catalog) && !rc; i++) {
        const char *code = yx_region_at(catalog, i)->code;
        if (before && strcmp(before, code) == 0)
            continue; /* another region of the same code: one series for both */
        before = code;
        rc = gather(&g, store, catalog, code, indicator, kind, known, err);
        for (size_t j = 0; j < g.n_point && !rc; j++) {
            yx_period p = g.point[j].period;
            first = p.first < first ? p.first : first;
            last = p.last > last ? p.last : last;
            any = true;
        }
    }
    release(&g);
    if (rc)
        return rc;
    *ret_any = any;
    if (any) {
        *ret_first = first;
        *ret_last = last;
    }
    return YX_OK;
}

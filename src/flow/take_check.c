#include "flow/take_check.h"

#include "intake/book/grid.h"
#include "intake/take.h"
#include "store/group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the catalogue says of an indicator of the batch. */
typedef struct about {
    const yx_indicator *indicator; /* NULL: unknown */
    const char *owner;
} about;

typedef struct checking {
    yx_workspace *ws;
    const yx_batch *batch;
    yx_faults *faults;
    unsigned char *refused; /* rows with a fault are marked here; NULL: nobody asks */
    about *about;           /* of each indicator of the batch */
    const char *unit;       /* of the acting post; NULL: it may act for all */
    yx_versions kept;       /* of the series at hand */
} checking;

static const about *about_of(const checking *c, const yx_obs *obs)
{
    return &c->about[obs->indicator];
}

static bool is_reference(const checking *c, const yx_obs *obs)
{
    uint32_t at = YX_REGION_NONE;
    const yx_region *region;

    if (yx_region_find(c->ws->catalog, yx_names_at(c->batch->region, obs->region), obs->period,
                       &at) != YX_REGION_OK)
        return false;
    region = yx_region_at(c->ws->catalog, at);
    return strcmp(yx_attribute_text(region->attribute, region->n_attribute, "reference"), "1") == 0;
}

static void fault_at(const checking *c, const yx_obs *obs, const char *code, const char *field,
                     yx_str text, const char *expected)
{
    yx_str sheet = obs->sheet ? yx_names_at(c->batch->sheet, obs->sheet - 1u) : (yx_str){"", 0};
    char cell[YX_GRID_NAME];

    if (c->refused)
        c->refused[obs - c->batch->obs] = 1;
    yx_faults_add(
        c->faults,
        &(yx_fault){.code = code,
                    .file = c->batch->file,
                    .sheet = sheet.n ? sheet.at : NULL,
                    .cell = sheet.n ? yx_grid_name(obs->line - 1u, obs->column - 1u, cell) : NULL,
                    .line = obs->line,
                    .column = obs->column,
                    .field = field,
                    .text = text,
                    .expected = expected});
}

/* The first figure that is kept of a period from `first` on, in days. */
static size_t kept_from(const checking *c, yx_day first)
{
    size_t lo = 0, hi = c->kept.n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->kept.at[mid].period.first < first)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* A flow of January, of February or of both, which are reported together or apart: nothing else can
 * clash with what is kept. Whole months alone do, but that is seen where they are compared. */
static bool may_clash(const yx_indicator *indicator, const yx_obs *obs, int *ret_year)
{
    int month, day;

    if (indicator->kind != YX_FLOW || obs->status == YX_STATUS_WITHDRAWN ||
        obs->period.last - obs->period.first < 27 || obs->period.last - obs->period.first > 59)
        return false;
    yx_day_parts(obs->period.first, ret_year, &month, &day);
    return month <= 2 && day == 1;
}

/* One fault for a figure whose months are reported together here and apart in the store, or the
 * other way round. */
static void check_months(const checking *c, const yx_obs *obs, int year)
{
    char text[YX_PERIOD_TEXT], there[YX_PERIOD_TEXT], expected[YX_PERIOD_TEXT + 40];
    yx_day until = yx_day_of(year, 2, 1);

    for (size_t i = kept_from(c, yx_day_of(year, 1, 1));
         i < c->kept.n && c->kept.at[i].period.first <= until; i++) {
        if (!yx_months_clash(c->kept.at[i].period, obs->period))
            continue;
        (void)snprintf(expected, sizeof expected, "%s is reported already",
                       yx_period_text(c->kept.at[i].period, false, there));
        fault_at(c, obs, "period.overlap", "period",
                 yx_str_of(yx_period_text(obs->period, false, text)), expected);
        return;
    }
}

/* The figure that stands where this row would be, if it is another one; else NULL. */
static const yx_version *revises(const checking *c, const yx_obs *obs)
{
    const yx_version *stands = NULL;

    for (size_t i = kept_from(c, obs->period.first);
         i < c->kept.n && c->kept.at[i].period.first == obs->period.first; i++) {
        if (c->kept.at[i].period.last == obs->period.last)
            stands = &c->kept.at[i];
    }
    if (!stands)
        return NULL;
    return obs->status == YX_STATUS_WITHDRAWN || !yx_decimal_equal(stands->value, yx_obs_value(obs))
               ? stands
               : NULL;
}

static void check_revision(const checking *c, const yx_obs *obs)
{
    const yx_version *stands = revises(c, obs);
    char value[YX_DECIMAL_TEXT], expected[YX_DECIMAL_TEXT + 60];

    if (!stands)
        return;
    (void)snprintf(expected, sizeof expected, "a reason (--reason TEXT): %s stands",
                   yx_decimal_text(stands->value, value));
    if (about_of(c, obs)->owner[0] && !c->batch->reason[0])
        fault_at(c, obs, "revision.reason", "value",
                 yx_str_of(obs->status == YX_STATUS_WITHDRAWN
                               ? ""
                               : yx_decimal_text(yx_obs_value(obs), value)),
                 expected);
    if (c->unit && is_reference(c, obs))
        fault_at(c, obs, "region.reference", "region_code",
                 yx_names_at(c->batch->region, obs->region), "no change of an outside figure");
}

static void check_owner(const checking *c, const yx_obs *obs)
{
    const about *a = about_of(c, obs);

    if (a->indicator && a->owner[0] && strcmp(a->owner, c->unit) != 0)
        fault_at(c, obs, "owner.other", "indicator", yx_str_of(a->indicator->code), a->owner);
}

static const yx_obs *row_of(const checking *c, const yx_group *rows, uint32_t i)
{
    return &c->batch->obs[rows->order ? rows->order[i] : i];
}

/* The first day on which something that is kept could begin that a row of a series bears on. */
static yx_day bears_from(const checking *c, const yx_group *rows, size_t series)
{
    const yx_indicator *indicator = c->about[rows->indicator[series]].indicator;
    yx_day from = YX_DAY_MAX;
    int year = 0;

    for (uint32_t i = rows->start[series]; i < rows->start[series + 1]; i++) {
        const yx_obs *obs = row_of(c, rows, i);
        yx_day day = may_clash(indicator, obs, &year) ? yx_day_of(year, 1, 1) : obs->period.first;
        from = day < from ? day : from;
    }
    return from;
}

/* The rows of one series against what stands of it. What comes behind all that stands, as in most
 * months, has nothing to be held against. */
static yx_code check_series(checking *c, const yx_group *rows, size_t series, yx_err *err)
{
    const about *a = &c->about[rows->indicator[series]];
    yx_str region = yx_names_at(c->batch->region, rows->region[series]);
    yx_str indicator = yx_names_at(c->batch->indicator, rows->indicator[series]);
    bool owned = a->owner[0] || c->unit, behind = false;
    yx_code rc;

    if (!owned && a->indicator->kind != YX_FLOW)
        return YX_OK;
    rc = yx_store_ends_before(c->ws->store, region, indicator, bears_from(c, rows, series), &behind,
                              err);
    if (rc || behind)
        return rc;
    rc = yx_store_series(c->ws->store, region, indicator, YX_KNOWN_ALL, &c->kept, err);
    for (uint32_t i = rows->start[series]; i < rows->start[series + 1] && c->kept.n && !rc; i++) {
        const yx_obs *obs = row_of(c, rows, i);
        int year = 0;
        if (may_clash(a->indicator, obs, &year))
            check_months(c, obs, year);
        if (owned)
            check_revision(c, obs);
    }
    return rc;
}

static const char *unit_of(const yx_workspace *ws, const yx_act *act)
{
    const yx_post *post = yx_post_find(ws->catalog, yx_str_of(act->post));

    return post ? post->unit : NULL;
}

static yx_code look_up(checking *c, yx_err *err)
{
    size_t n = yx_names_count(c->batch->indicator);

    c->about = calloc(n + 1, sizeof *c->about);
    if (!c->about)
        return yx_fail(err, YX_E_NOMEM, "no memory for the checks of a file");
    for (uint32_t i = 0; i < n; i++) {
        const yx_indicator *a =
            yx_indicator_find(c->ws->catalog, yx_names_at(c->batch->indicator, i));
        c->about[i].indicator = a;
        c->about[i].owner = a ? yx_attribute_text(a->attribute, a->n_attribute, "owner") : "";
    }
    return YX_OK;
}

yx_code yx_take_check(yx_workspace *ws, const yx_batch *batch, const yx_act *act, yx_faults *faults,
                      unsigned char *refused, yx_err *err)
{
    checking c = {
        .ws = ws, .batch = batch, .faults = faults, .refused = refused, .unit = unit_of(ws, act)};
    yx_group rows = {0};
    yx_code rc = look_up(&c, err);

    for (size_t i = 0; i < batch->n && c.unit && !rc; i++)
        check_owner(&c, &batch->obs[i]);
    if (!rc)
        rc = yx_group_rows(batch, &rows, err);
    for (size_t i = 0; i < rows.n_series && !rc; i++)
        if (c.about[rows.indicator[i]].indicator)
            rc = check_series(&c, &rows, i, err);
    yx_group_free(&rows);
    yx_versions_free(&c.kept);
    free(c.about);
    return rc;
}

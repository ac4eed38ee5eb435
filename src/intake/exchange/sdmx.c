#include "intake/exchange/sdmx.h"

#include "model/period_formats.h"

yx_sdmx_part yx_sdmx_part_of(yx_str id)
{
    static const struct {
        const char *id;
        yx_sdmx_part part;
    } row[] = {
        {"REF_AREA", YX_SDMX_REGION},
        {"GEO", YX_SDMX_REGION},
        {"AREA", YX_SDMX_REGION},
        {"INDICATOR", YX_SDMX_INDICATOR},
        {"SERIES", YX_SDMX_INDICATOR},
        {"TIME_PERIOD", YX_SDMX_PERIOD},
        {"TIME", YX_SDMX_PERIOD},
        {"OBS_VALUE", YX_SDMX_VALUE},
        {"VALUE", YX_SDMX_VALUE},
        {"OBS_STATUS", YX_SDMX_STATUS},
        {"TRANSFORMATION", YX_SDMX_CUM},
        {"CUM", YX_SDMX_CUM},
        {"UPDATED", YX_SDMX_AS_OF},
        {"EMBARGO_TIME", YX_SDMX_RELEASE},
        {"CONTRIBUTORS", YX_SDMX_CONTRIBUTORS},
        {"STRUCTURE", YX_SDMX_SILENT},
        {"STRUCTURE_ID", YX_SDMX_SILENT},
        {"STRUCTURE_NAME", YX_SDMX_SILENT},
        {"DATAFLOW", YX_SDMX_SILENT},
        {"SERIES_KEY", YX_SDMX_SILENT},
        {"OBS_KEY", YX_SDMX_SILENT},
        {"FREQ", YX_SDMX_SILENT},
        {"TIME_FORMAT", YX_SDMX_SILENT},
        {"ACTION", YX_SDMX_ACTION},
    };

    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (yx_str_is(id, row[i].id))
            return row[i].part;
    return YX_SDMX_OTHER;
}

yx_sdmx_action yx_sdmx_action_of(yx_str text)
{
    static const struct {
        const char *text;
        yx_sdmx_action action;
    } row[] = {
        {"", YX_SDMX_REPORT},        {"M", YX_SDMX_REPORT},      {"A", YX_SDMX_REPORT},
        {"I", YX_SDMX_REPORT},       {"R", YX_SDMX_REPORT},      {"D", YX_SDMX_DELETE},
        {"Merge", YX_SDMX_REPORT},   {"Append", YX_SDMX_REPORT}, {"Information", YX_SDMX_REPORT},
        {"Replace", YX_SDMX_REPORT}, {"Delete", YX_SDMX_DELETE},
    };

    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (yx_str_is(text, row[i].text))
            return row[i].action;
    return YX_SDMX_NONSENSE;
}

yx_code yx_sdmx_begin(yx_foreign *f, const char *path, const yx_take_options *options,
                      yx_seen **seen, yx_faults *faults, yx_err *err)
{
    yx_code rc = yx_foreign_begin(f, path, options, YX_SDMX_CODES, seen, faults, err);

    f->read_period = yx_period_read_sdmx;
    f->period_hint = "a period such as 2021, 2021-Q1, 2021-01, 2021-W05 or 2021-01-01/P11M";
    return rc;
}

static bool is_missing(yx_str text)
{
    return yx_str_is(text, "NaN") || yx_str_is(text, "#N/A");
}

/* A cell that says on purpose that there is nothing. */
static yx_cell said(const yx_cell *cell)
{
    yx_cell c = *cell;

    if (is_missing(c.text))
        c.text = (yx_str){"", 0};
    return c;
}

static bool is_ytd(yx_str text)
{
    return yx_str_is(text, "CUM") || yx_str_is(text, "YTD");
}

/* True when the row is about a figure. A dimension that is switched off (~) makes it one about
 * attributes; a deletion without all of them is one of many figures, or of something else. */
static bool about_a_figure(yx_foreign *f, const yx_cell *cell, yx_sdmx_action action, bool other,
                           bool *ret_faulty)
{
    yx_cells *cells = f->common.to.cells;

    *ret_faulty = false;
    for (size_t i = YX_SDMX_REGION; i <= YX_SDMX_PERIOD; i++) {
        if (yx_str_is(cell[i].text, "~")) {
            yx_cell_fault(cells, &cell[i], "row.ignored", NULL, NULL);
            return false;
        }
        if (action == YX_SDMX_DELETE && !cell[i].text.n) {
            yx_cell_fault(cells, &cell[i], "delete.wide", "one region, indicator and period", NULL);
            *ret_faulty = true;
            return false;
        }
    }
    if (action == YX_SDMX_DELETE && !cell[YX_SDMX_VALUE].text.n && other) {
        yx_cell_fault(cells, &cell[YX_SDMX_VALUE], "row.ignored", NULL, NULL);
        return false;
    }
    return true;
}

yx_code yx_sdmx_record(yx_foreign *f, const yx_cell *cell, size_t line, yx_sdmx_action action,
                       bool other, yx_err *err)
{
    yx_foreign_obs obs = {.line = line,
                          .region = cell[YX_SDMX_REGION],
                          .indicator = cell[YX_SDMX_INDICATOR],
                          .period = cell[YX_SDMX_PERIOD],
                          .value = cell[YX_SDMX_VALUE],
                          .as_of = said(&cell[YX_SDMX_AS_OF]),
                          .status = said(&cell[YX_SDMX_STATUS]),
                          .contributors = said(&cell[YX_SDMX_CONTRIBUTORS]),
                          .release = said(&cell[YX_SDMX_RELEASE]),
                          .ytd = is_ytd(cell[YX_SDMX_CUM].text),
                          .deleted = action == YX_SDMX_DELETE};
    bool faulty;

    f->common.any_row = true;
    other |= obs.status.text.n || obs.contributors.text.n || obs.release.text.n;
    if (!about_a_figure(f, cell, action, other, &faulty))
        return YX_OK;
    if (action == YX_SDMX_DELETE) /* markers, not figures of speech about it */
        obs.status = obs.contributors = obs.release = (yx_cell){0};
    else if (is_missing(obs.value.text))
        obs.deleted = true;
    if (!obs.deleted && !obs.value.text.n)
        return YX_OK; /* nothing is reported, whatever the rest says */
    return yx_foreign_record(f, &obs, err);
}

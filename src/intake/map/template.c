#include "intake/map/template.h"

#include "intake/book/xlsx_out.h"
#include "intake/map/form_text.h"
#include "intake/map/parts.h"
#include "intake/map/unit.h"
#include "intake/map/value.h"
#include "intake/taking.h"

#include <stdio.h>
#include <string.h>

#define MARK "yixian.template/1"

/* The rows and columns of version 1. */
enum { CODES, TITLE, HEADS, UNITS, DATA };
enum { REGION, NAME, PERIOD, FIGURES };
enum { MOST_REGIONS = 100000, MOST_INDICATORS = 1000 };

/* --- writing --- */

static void put(yx_xlsx_out *out, uint32_t row, uint32_t column, const char *text,
                yx_xlsx_style style)
{
    yx_xlsx_out_cell(out, row, column, YX_GRID_TEXT, yx_str_of(text), style);
}

static yx_code head(const yx_template *t, yx_xlsx_out *out, yx_err *err)
{
    static const char *const words[YX_N_LANG][3] = {
        [YX_EN] = {"Code", "Region", "Period"}, [YX_ZH_HANS] = {"代码", "地区", "时期"}};
    char say[YX_PERIOD_TEXT];

    put(out, CODES, REGION, "region_code", YX_STYLE_PLAIN);
    put(out, CODES, NAME, MARK, YX_STYLE_PLAIN);
    put(out, CODES, PERIOD, "period", YX_STYLE_PLAIN);
    put(out, TITLE, REGION, t->title ? t->title : yx_period_say(t->period, false, t->lang, say),
        YX_STYLE_TITLE);
    for (uint32_t c = 0; c < FIGURES; c++) {
        put(out, HEADS, c, words[t->lang][c], YX_STYLE_HEAD);
        put(out, UNITS, c, "", YX_STYLE_HEAD);
    }
    for (size_t i = 0; i < t->n_indicator; i++) {
        const yx_indicator *found = yx_indicator_find(t->catalog, yx_str_of(t->indicator[i]));
        uint32_t column = FIGURES + (uint32_t)i;
        if (!found)
            return yx_fail(err, YX_E_ABSENT, "there is no indicator '%.100s'", t->indicator[i]);
        put(out, CODES, column, found->code, YX_STYLE_PLAIN);
        put(out, HEADS, column, yx_indicator_name(found, t->lang), YX_STYLE_HEAD);
        put(out, UNITS, column, found->unit, YX_STYLE_HEAD);
    }
    return YX_OK;
}

static yx_code rows(const yx_template *t, yx_xlsx_out *out, yx_err *err)
{
    char period[YX_PERIOD_TEXT];

    (void)yx_period_text(t->period, false, period);
    for (size_t i = 0; i < t->n_region; i++) {
        uint32_t row = DATA + (uint32_t)i, number;
        if (yx_region_find(t->catalog, yx_str_of(t->region[i]), t->period, &number) != YX_REGION_OK)
            return yx_fail(err, YX_E_ABSENT, "there is no region '%.100s' in %s", t->region[i],
                           period);
        put(out, row, REGION, t->region[i], YX_STYLE_HEAD);
        put(out, row, NAME, yx_region_name(yx_region_at(t->catalog, number), t->lang),
            YX_STYLE_HEAD);
        put(out, row, PERIOD, period, YX_STYLE_HEAD);
        for (uint32_t c = 0; c < t->n_indicator; c++)
            put(out, row, FIGURES + c, "", YX_STYLE_OPEN);
    }
    return YX_OK;
}

yx_code yx_template_write(const yx_template *t, const char *path, yx_err *err)
{
    static const char *const name[YX_N_LANG] = {[YX_EN] = "figures", [YX_ZH_HANS] = "填报"};
    yx_xlsx_out *out = NULL;
    yx_code rc;

    if (!t->n_region || !t->n_indicator || t->n_region > MOST_REGIONS ||
        t->n_indicator > MOST_INDICATORS)
        return yx_fail(err, YX_E_RANGE, "a template has 1 to %d regions and 1 to %d indicators",
                       MOST_REGIONS, MOST_INDICATORS);
    rc = yx_xlsx_out_new(path, &out, err);
    if (rc)
        return rc;
    yx_xlsx_out_sheet(out, yx_str_of(name[t->lang]));
    yx_xlsx_out_width(out, REGION, PERIOD, 14);
    yx_xlsx_out_width(out, FIGURES, FIGURES + (uint32_t)t->n_indicator - 1, 18);
    rc = head(t, out, err);
    if (!rc)
        rc = rows(t, out, err);
    yx_xlsx_out_hide_row(out, CODES);
    yx_xlsx_out_lock(out, DATA, FIGURES);
    if (rc) {
        (void)!yx_xlsx_out_close(out, false, NULL);
        return rc;
    }
    return yx_xlsx_out_close(out, true, err);
}

/* --- reading --- */

typedef struct reading {
    const yx_grid *grid;
    yx_taking *t;
    char name[4][YX_GRID_NAME];
} reading;

bool yx_template_is(const yx_grid *grid)
{
    const yx_grid_cell *cell = yx_grid_at(grid, CODES, NAME);

    return cell && cell->kind == YX_GRID_TEXT && yx_str_is(cell->text, MARK);
}

static yx_cell cell_at(reading *r, uint32_t row, uint32_t column, const char *field, int which)
{
    const yx_grid_cell *cell = yx_grid_at(r->grid, row, column);

    return (yx_cell){.text = cell ? cell->text : (yx_str){"", 0},
                     .line = (size_t)row + 1,
                     .column = (size_t)column + 1,
                     .field = field,
                     .sheet = r->grid->name,
                     .cell = yx_grid_name(row, column, r->name[which])};
}

/* The unit must still be that of the catalogue: who changes it in the form means other figures. */
static bool unit_stands(reading *r, uint32_t column, const yx_indicator *indicator)
{
    yx_cell unit = cell_at(r, UNITS, column, indicator->code, 0);

    if (yx_str_same(yx_str_trim(unit.text), yx_str_trim(yx_str_of(indicator->unit))))
        return true;
    yx_cell_fault(r->t->to.cells, &unit, "map.unit", indicator->unit, NULL);
    return false;
}

static yx_code take_row(reading *r, uint32_t row, const bool *good, uint32_t n, yx_err *err)
{
    yx_record record = {.line = (size_t)row + 1};
    yx_cell region = cell_at(r, row, REGION, "region_code", 0);
    yx_cell period = cell_at(r, row, PERIOD, "period", 1);
    yx_obs obs;
    yx_figure row_of = yx_taking_row(r->t, &record, &obs);
    yx_period when;
    bool known = yx_cells_period(r->t->to.cells, period.text, &when);
    bool region_good = false;
    yx_code rc = YX_OK;

    if (!known)
        (void)yx_cell_period(r->t->to.cells, &period, &when);
    region_good = yx_taking_region(r->t, &region, (yx_str){0}, known ? &when : NULL) != NULL;
    for (uint32_t c = FIGURES; c < FIGURES + n && !rc; c++) {
        const yx_grid_cell *cell = yx_grid_at(r->grid, row, c);
        yx_figure f = row_of;
        yx_map_value value;
        yx_cell code, at;
        if (!cell || !good[c - FIGURES])
            continue;
        code = cell_at(r, CODES, c, "indicator", 2);
        at = cell_at(r, row, c, "value", 3);
        f.when = known ? &when : NULL;
        f.period = period;
        f.of = yx_taking_indicator(r->t, &code, (yx_str){0});
        f.in = region_good ? yx_taking_region(r->t, &region, (yx_str){0}, &when) : NULL;
        if (!yx_map_value_of(r->t->to.cells, cell, &at, 0, false, &value))
            continue;
        f.value = at;
        f.value.text = value.text;
        rc = yx_figure_take(&r->t->to, &f, err);
    }
    return rc;
}

/* Is anything filled in? A template that was only half filled is a fine report. */
static bool has_figures(const reading *r, uint32_t row)
{
    for (size_t i = yx_map_row_start(r->grid, row); i < r->grid->n && r->grid->cell[i].row == row;
         i++)
        if (r->grid->cell[i].column >= FIGURES && yx_str_trim(r->grid->cell[i].text).n)
            return true;
    return false;
}

yx_code yx_template_take(const yx_grid *grid, yx_taking *t, yx_err *err)
{
    reading r = {.grid = grid, .t = t};
    uint32_t n = grid->n_column > FIGURES ? grid->n_column - FIGURES : 0;
    bool good[MOST_INDICATORS] = {false};
    yx_code rc = YX_OK;

    if (n > MOST_INDICATORS) {
        yx_cell more = cell_at(&r, HEADS, FIGURES + MOST_INDICATORS, "indicator", 0);
        yx_cell_fault(t->to.cells, &more, "header.ignored", "at most 1000 indicators", NULL);
        n = MOST_INDICATORS;
    }
    t->any_row = true; /* an empty one is no fault: nothing is reported */
    for (uint32_t i = 0; i < n; i++) {
        yx_cell code = cell_at(&r, CODES, FIGURES + i, "indicator", 0);
        yx_known *of;
        if (!code.text.n) {
            code = cell_at(&r, HEADS, FIGURES + i, "indicator", 0);
            yx_cell_fault(t->to.cells, &code, "header.ignored", "a column of the template", NULL);
            continue;
        }
        of = yx_taking_indicator(t, &code, (yx_str){0});
        good[i] = of && unit_stands(&r, FIGURES + i, of->indicator);
    }
    for (uint32_t row = DATA; row < grid->n_row && !rc; row++) {
        if (!has_figures(&r, row))
            continue;
        rc = take_row(&r, row, good, n, err);
        yx_progress_add(t->options->progress, 1);
        if (!rc)
            rc = yx_cells_check(t->to.cells, err);
    }
    return rc;
}

/* SDMX-ML 2.1 generic data: series with their observations, or observations alone.
 *
 *   DataSet > Series > SeriesKey > Value@id@value
 *                      Attributes > Value@id@value
 *                      Obs > ObsDimension[@id]@value, or ObsKey > Value@id@value
 *                            ObsValue@value
 *                            Attributes > Value@id@value */
#include "intake/exchange/cell_texts.h"
#include "intake/exchange/sdmx.h"
#include "intake/take_forms.h"

#include <string.h>

enum { ACTION = 32, NAME = 100 };

_Static_assert((int)YX_N_SDMX <= (int)YX_CELL_TEXTS, "a cell for each part");

typedef struct take {
    yx_foreign f;
    yx_cell_texts series, obs;
    bool in_series, in_obs, in_action;
    size_t ignored_depth; /* inside a Group, which is about no observation; 0: outside */
    size_t depth, line, column, obs_line;
    yx_sdmx_action action;
    char word[ACTION]; /* text of DataSetAction */
    size_t n_word;
    char dimension[NAME + 1]; /* of an ObsDimension without an id; "" is TIME_PERIOD */
} take;

static yx_code ignore(take *t, const yx_cell *cell, const char *name, yx_err *err)
{
    char shown[NAME + 1] = "";
    yx_cell c = *cell;

    (void)yx_text_show(yx_str_of(name), shown, NAME);
    c.field = shown;
    return yx_foreign_ignored(&t->f, &c, err);
}

static const char *field_of(yx_sdmx_part part)
{
    static const char *const name[] = {[YX_SDMX_REGION] = "REF_AREA",
                                       [YX_SDMX_INDICATOR] = "INDICATOR",
                                       [YX_SDMX_PERIOD] = "TIME_PERIOD",
                                       [YX_SDMX_VALUE] = "OBS_VALUE",
                                       [YX_SDMX_STATUS] = "OBS_STATUS",
                                       [YX_SDMX_CUM] = "TRANSFORMATION",
                                       [YX_SDMX_AS_OF] = "UPDATED",
                                       [YX_SDMX_RELEASE] = "EMBARGO_TIME",
                                       [YX_SDMX_CONTRIBUTORS] = "CONTRIBUTORS"};

    return name[part];
}

/* A component and what is said of it. */
static yx_code put(take *t, const yx_xml_tag *tag, const char *id, const char *text, yx_err *err)
{
    yx_sdmx_part part = yx_sdmx_part_of(yx_str_of(id));
    yx_cell cell = {.text = yx_str_of(text), .line = tag->line, .column = tag->column};

    if (part == YX_SDMX_SILENT)
        return YX_OK;
    if (part >= YX_SDMX_SILENT || !id)
        return ignore(t, &cell, id ? id : "Value", err);
    cell.field = field_of(part);
    return yx_cell_texts_set(t->in_obs ? &t->obs : &t->series, part, &cell, err);
}

static void action(take *t, yx_str text, size_t line, size_t column)
{
    t->action = yx_sdmx_action_of(text);
    if (t->action == YX_SDMX_NONSENSE)
        yx_foreign_fault(&t->f, "sdmx.action", line, column, text,
                         "Append, Replace, Delete or Information");
}

static void keep_dimension(take *t, const char *id)
{
    size_t n = id ? strlen(id) : 0;

    if (n && n <= NAME && strcmp(id, "AllDimensions") != 0)
        memcpy(t->dimension, id, n + 1);
}

static yx_code on_open(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    take *t = arg;
    yx_str name = tag->name.local;
    const char *value = yx_xml_get(tag, NULL, "value"), *id = yx_xml_get(tag, NULL, "id");

    t->depth = tag->depth;
    t->line = tag->line;
    t->column = tag->column;
    if (t->ignored_depth)
        return YX_OK;
    if (yx_str_is(name, "Group")) {
        t->ignored_depth = tag->depth;
    } else if (yx_str_is(name, "Structure")) {
        keep_dimension(t, yx_xml_get(tag, NULL, "dimensionAtObservation"));
    } else if (yx_str_is(name, "DataSetAction")) {
        t->in_action = true;
        t->n_word = 0;
    } else if (yx_str_is(name, "DataSet")) {
        if (yx_xml_get(tag, NULL, "action"))
            action(t, yx_str_of(yx_xml_get(tag, NULL, "action")), tag->line, tag->column);
        yx_cell_texts_clear(&t->series);
    } else if (yx_str_is(name, "Series")) {
        t->in_series = true;
        yx_cell_texts_clear(&t->series);
    } else if (yx_str_is(name, "Obs")) {
        t->in_obs = true;
        t->obs_line = tag->line;
        yx_cell_texts_clear(&t->obs);
    } else if (yx_str_is(name, "ObsDimension") && value) {
        return put(t, tag, id ? id : t->dimension[0] ? t->dimension : "TIME_PERIOD", value, err);
    } else if (yx_str_is(name, "ObsValue") && value) {
        return put(t, tag, "OBS_VALUE", value, err);
    } else if (yx_str_is(name, "Value") && value && (t->in_series || t->in_obs)) {
        return put(t, tag, id, value, err);
    }
    return YX_OK;
}

static yx_code on_text(void *arg, yx_str piece, yx_err *err)
{
    take *t = arg;

    (void)err;
    for (size_t i = 0; t->in_action && i < piece.n && t->n_word < ACTION; i++)
        t->word[t->n_word++] = piece.at[i];
    return YX_OK;
}

static yx_code one_observation(take *t, size_t line, yx_err *err)
{
    yx_cell cell[YX_N_SDMX];

    for (size_t i = 0; i < YX_N_SDMX; i++) {
        cell[i] = t->obs.cell[i].field ? t->obs.cell[i] : t->series.cell[i];
        if (!cell[i].field && i <= YX_SDMX_VALUE)
            cell[i] = (yx_cell){.field = field_of((yx_sdmx_part)i), .line = line};
        if (cell[i].field)
            cell[i].line = line;
    }
    return yx_sdmx_record(&t->f, cell, line, t->action, false, err);
}

static yx_code on_close(void *arg, const yx_xml_name *name, yx_err *err)
{
    take *t = arg;
    size_t depth = t->depth--;

    if (t->ignored_depth) {
        if (depth == t->ignored_depth)
            t->ignored_depth = 0;
        return YX_OK;
    }
    if (yx_str_is(name->local, "DataSetAction")) {
        t->in_action = false;
        action(t, yx_str_trim((yx_str){t->word, t->n_word}), t->line, t->column);
    } else if (yx_str_is(name->local, "Series")) {
        t->in_series = false;
    } else if (yx_str_is(name->local, "Obs")) {
        t->in_obs = false;
        return one_observation(t, t->obs_line, err);
    }
    return YX_OK;
}

yx_code yx_take_sdmx_ml(const char *path, const yx_take_options *options, yx_seen **seen,
                        yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    take t = {0};
    yx_xml_told told = {.open = on_open, .text = on_text, .close = on_close, .arg = &t};
    yx_err why = {0};
    yx_code rc = yx_sdmx_begin(&t.f, path, options, seen, faults, &why);

    if (!rc)
        rc = yx_foreign_xml(&t.f, &told, &why);
    yx_cell_texts_free(&t.series);
    yx_cell_texts_free(&t.obs);
    return yx_foreign_end(&t.f, rc, &why, ret_batch, err);
}

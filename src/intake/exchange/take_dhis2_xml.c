/* DHIS2 data values as XML, and ADX: both are attributes of dataValue, and of what is around it.
 *
 *   <dataValueSet period orgUnit ...>            <adx><group orgUnit period ...>
 *     <dataValue dataElement value .../>           <dataValue dataElement value ...>
 *                                                    <annotation>text</annotation>
 * In ADX every attribute that is not of the form itself is a category, and a text stands in an
 * annotation beside the value 0. */
#include "intake/exchange/cell_texts.h"
#include "intake/exchange/dhis2.h"
#include "intake/take_forms.h"

#include <stdio.h>

enum { NAME = 100 };

_Static_assert((int)YX_N_DHIS2 <= (int)YX_CELL_TEXTS, "a cell for each field");

typedef struct take {
    yx_foreign f;
    bool adx;
    yx_cell_texts around, value;
    bool in_value;
    size_t line, column; /* of the value at hand */
    bool annotated;
} take;

static yx_code ignore(take *t, const yx_cell *cell, const char *name, yx_err *err)
{
    char shown[NAME + 1] = "";
    yx_cell c = *cell;

    (void)yx_text_show(yx_str_of(name), shown, NAME);
    c.field = shown;
    return yx_foreign_ignored(&t->f, &c, err);
}

/* One attribute of a value, or of what is around it. */
static yx_code attribute(take *t, const yx_xml_tag *tag, const yx_xml_name *name, const char *text,
                         yx_err *err)
{
    yx_cell_texts *to = t->in_value ? &t->value : &t->around;
    yx_dhis2_field field = yx_dhis2_field_of(name->local);
    yx_cell cell = {.text = yx_str_of(text),
                    .line = tag->line,
                    .column = tag->column,
                    .field = field < YX_DHIS2_SILENT ? yx_dhis2_field_name[field] : ""};

    if (yx_dhis2_is_scheme(name->local))
        yx_dhis2_scheme(&t->f, name->local, cell.text);
    if (field < YX_DHIS2_SILENT && !name->space.n)
        return yx_cell_texts_set(to, field, &cell, err);
    if (field == YX_DHIS2_SILENT)
        return YX_OK;
    if (!t->adx || name->space.n || yx_str_is(name->local, "completeDate"))
        return ignore(t, &cell, name->local.at, err);
    field = t->in_value ? YX_DHIS2_COC : YX_DHIS2_AOC;
    cell.field = yx_dhis2_field_name[field];
    return yx_cell_texts_add(to, field, &cell, name->local.at, err);
}

static yx_code attributes(take *t, const yx_xml_tag *tag, yx_err *err)
{
    yx_xml_name name;
    const char *text;
    yx_code rc = YX_OK;

    for (size_t i = 0; !rc && (text = yx_xml_attribute(tag, i, &name)) != NULL; i++)
        rc = attribute(t, tag, &name, text, err);
    return rc;
}

static yx_code on_open(void *arg, const yx_xml_tag *tag, yx_err *err)
{
    take *t = arg;
    yx_str name = tag->name.local;

    if (t->in_value) {
        t->annotated |= yx_str_is(name, "annotation");
        return YX_OK;
    }
    if (yx_str_is(name, t->adx ? "group" : "dataValueSet")) {
        yx_cell_texts_clear(&t->around);
        return attributes(t, tag, err);
    }
    if (!yx_str_is(name, "dataValue"))
        return YX_OK;
    t->in_value = true;
    t->annotated = false;
    t->line = tag->line;
    t->column = tag->column;
    yx_cell_texts_clear(&t->value);
    return attributes(t, tag, err);
}

/* In ADX a zero with an annotation is no figure: the annotation is the value. */
static yx_code annotation(take *t, const yx_cell *value, bool *ret_text, yx_err *err)
{
    yx_decimal d;
    yx_cell cell = {.line = t->line, .column = t->column, .field = "annotation"};

    *ret_text = yx_decimal_read(value->text, &d) == YX_DECIMAL_OK && d.mantissa == 0;
    if (!*ret_text)
        return yx_foreign_ignored(&t->f, &cell, err);
    cell.text = t->value.cell[YX_DHIS2_ELEMENT].text;
    if (yx_cell_text(t->f.common.to.cells, &cell))
        yx_cell_fault(t->f.common.to.cells, &cell, "value.note", NULL, NULL);
    t->f.common.any_row = true;
    return YX_OK;
}

static yx_code one_value(take *t, yx_err *err)
{
    yx_cell cell[YX_N_DHIS2];
    bool is_text = false;
    yx_code rc = YX_OK;

    for (size_t i = 0; i < YX_N_DHIS2; i++) {
        cell[i] = t->value.cell[i];
        if (!cell[i].text.n && t->around.cell[i].text.n)
            cell[i] = t->around.cell[i];
        if (!cell[i].field)
            cell[i] = (yx_cell){.field = yx_dhis2_field_name[i]};
        cell[i].line = t->line;
        cell[i].column = t->column;
    }
    if (t->annotated && t->adx)
        rc = annotation(t, &cell[YX_DHIS2_VALUE], &is_text, err);
    return rc || is_text ? rc : yx_dhis2_record(&t->f, cell, t->line, err);
}

static yx_code on_close(void *arg, const yx_xml_name *name, yx_err *err)
{
    take *t = arg;

    if (!t->in_value || !yx_str_is(name->local, "dataValue"))
        return YX_OK;
    t->in_value = false;
    return one_value(t, err);
}

static yx_code take_xml(bool adx, const char *path, const yx_take_options *options, yx_seen **seen,
                        yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    take t = {.adx = adx};
    yx_xml_told told = {.open = on_open, .close = on_close, .arg = &t};
    yx_err why = {0};
    yx_code rc = yx_dhis2_begin(&t.f, path, options, seen, faults, &why);

    if (!rc)
        rc = yx_foreign_xml(&t.f, &told, &why);
    yx_cell_texts_free(&t.around);
    yx_cell_texts_free(&t.value);
    return yx_foreign_end(&t.f, rc, &why, ret_batch, err);
}

yx_code yx_take_dhis2_xml(const char *path, const yx_take_options *options, yx_seen **seen,
                          yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    return take_xml(false, path, options, seen, faults, ret_batch, err);
}

yx_code yx_take_adx(const char *path, const yx_take_options *options, yx_seen **seen,
                    yx_faults *faults, yx_batch **ret_batch, yx_err *err)
{
    return take_xml(true, path, options, seen, faults, ret_batch, err);
}

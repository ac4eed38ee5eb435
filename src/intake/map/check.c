/* check.c - what must hold within a table of a map: every figure has a region, an indicator and
 * a period, and its unit is one that the catalogue's can be made of by moving the point. */
#include "intake/map/form_text.h"
#include "intake/map/parts.h"
#include "intake/map/unit.h"

#include <stdio.h>

typedef struct check {
    const char *file;
    const yx_yaml_node *node;
    const yx_map_table *t;
    const yx_catalog *catalog;
    yx_faults *faults;
} check;

static void fault(const check *c, const char *code, const char *expected)
{
    yx_yaml_fault(c->file, c->node, code, expected, NULL, c->faults);
}

static bool has_text(const yx_map_table *t, const char *place)
{
    for (size_t i = 0; i < t->n_text; i++)
        if (yx_form_has(yx_str_of(t->text[i].pattern), place))
            return true;
    return false;
}

static bool has_role(const yx_map_table *t, yx_map_role role)
{
    for (size_t i = 0; i < t->n_column; i++)
        if (t->column[i].role == role)
            return true;
    return false;
}

/* Two columns that say what holds for the whole row might say two things. */
static void check_roles(const check *c)
{
    for (yx_map_role role = YX_MAP_AS_OF; role < YX_MAP_N_ROLE; role++) {
        size_t n = 0;
        char expected[80];
        for (size_t i = 0; i < c->t->n_column; i++)
            n += c->t->column[i].role == role;
        if (n < 2)
            continue;
        (void)snprintf(expected, sizeof expected, "one column that is: %s", yx_map_role_name[role]);
        fault(c, "yaml.value", expected);
    }
}

/* Places that must stand in an order, each once. */
static void check_order(const check *c)
{
    const yx_map_table *t = c->t;

    for (size_t i = 1; i < t->n_column; i++)
        if (t->column[i].at == t->column[i - 1].at) {
            fault(c, "yaml.value", "each column once");
            return;
        }
    for (size_t i = 0; i < t->n_row; i++)
        if (t->row[i].at < t->data || (i && t->row[i].at == t->row[i - 1].at)) {
            fault(c, "yaml.value", "each row once, below the header");
            return;
        }
    for (size_t i = 0; i < t->n_text; i++)
        for (size_t k = 0; k < i; k++)
            if (t->text[i].row == t->text[k].row && t->text[i].column == t->text[k].column) {
                fault(c, "yaml.value", "each text once");
                return;
            }
}

static bool row_has(const yx_map_row *row, bool indicator)
{
    return indicator ? row->indicator || row->n_under : row->region != NULL;
}

/* Do all rows that are not ignored say it? */
static bool rows_have(const yx_map_table *t, bool indicator)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n_row; i++) {
        if (t->row[i].ignored)
            continue;
        if (!row_has(&t->row[i], indicator))
            return false;
        n++;
    }
    return n > 0;
}

/* A table that is known and not read: it ends the one above it. */
static bool only_ignored(const yx_map_table *t)
{
    for (size_t i = 0; i < t->n_column; i++)
        if (t->column[i].role != YX_MAP_IGNORED)
            return false;
    return t->n_column > 0 && !t->n_row;
}

static void check_sources(const check *c)
{
    const yx_map_table *t = c->t;
    bool region =
        t->region || has_text(t, "{region}") || has_role(t, YX_MAP_REGION) || rows_have(t, false);
    bool indicator = t->indicator || has_role(t, YX_MAP_INDICATOR) || rows_have(t, true);
    bool period = has_text(t, "{period}") || has_role(t, YX_MAP_PERIOD) ||
                  yx_form_has(yx_str_of(t->sheet), "{period}");
    size_t figures = 0;

    for (size_t i = 0; i < t->n_column; i++) {
        const yx_map_column *col = &t->column[i];
        if (col->role != YX_MAP_FIGURES)
            continue;
        figures++;
        if (!region && !col->region)
            fault(c, "yaml.missing_key", "a region for every column of figures");
        else if (!indicator && !col->indicator)
            fault(c, "yaml.missing_key", "an indicator for every column of figures");
        else if (!period && !col->period && !yx_form_has(yx_str_of(col->head), "{period}"))
            fault(c, "yaml.missing_key", "a period for every column of figures");
        else
            continue;
        return;
    }
    if (!figures && !only_ignored(t))
        fault(c, "yaml.missing_key", "a column of figures");
    if (t->n_row && !has_role(t, YX_MAP_LABEL))
        fault(c, "yaml.missing_key", "a column that is: label");
}

static void check_unit(const check *c, const char *indicator, const char *unit)
{
    const yx_indicator *found =
        indicator ? yx_indicator_find(c->catalog, yx_str_of(indicator)) : NULL;
    char expected[200];
    int shift;

    if (!found || !unit || yx_unit_shift(yx_str_of(unit), yx_str_of(found->unit), &shift))
        return;
    (void)snprintf(expected, sizeof expected, "%.60s in %.60s, or in a unit of the same kind",
                   found->code, found->unit);
    yx_faults_add(c->faults, &(yx_fault){.code = "map.unit",
                                         .file = c->file,
                                         .line = c->node->line,
                                         .column = c->node->column,
                                         .field = "unit",
                                         .text = yx_str_of(unit),
                                         .expected = expected});
}

static const char *first_of(const char *a, const char *b, const char *c)
{
    return a ? a : b ? b : c;
}

/* A column of units says them row by row, in place of that of the table. */
static void check_units(const check *c)
{
    const yx_map_table *t = c->t;
    const char *whole = has_role(t, YX_MAP_UNIT) ? NULL : t->unit;

    for (size_t i = 0; i < t->n_column; i++) {
        const yx_map_column *col = &t->column[i];
        if (col->role == YX_MAP_FIGURES && (col->indicator || !t->n_row))
            check_unit(c, first_of(col->indicator, t->indicator, NULL),
                       first_of(col->unit, whole, NULL));
    }
    for (size_t i = 0; i < t->n_row; i++) {
        const yx_map_row *row = &t->row[i];
        const char *last = NULL;
        bool any = false;
        for (size_t k = 0; k < t->n_column && row->indicator; k++) {
            const yx_map_column *col = &t->column[k];
            const char *unit = first_of(col->unit, row->unit, whole);
            if (col->role != YX_MAP_FIGURES || col->indicator || (any && unit == last))
                continue;
            any = true;
            last = unit;
            check_unit(c, row->indicator, unit);
        }
        for (size_t u = 0; u < row->n_under; u++) {
            const char *unit = NULL;
            any = false;
            for (size_t k = 0; k < t->n_column; k++)
                if (t->column[k].role == YX_MAP_FIGURES &&
                    yx_str_is(yx_str_of(row->under[u].head), t->column[k].head)) {
                    any = true;
                    unit = t->column[k].unit;
                }
            if (!any)
                fault(c, "yaml.value", "indicators under the head of a column of figures");
            check_unit(c, row->under[u].indicator, first_of(unit, row->unit, whole));
        }
    }
}

void yx_map_check_table(const char *file, const yx_yaml_node *node, const yx_map_table *table,
                        const yx_catalog *catalog, yx_faults *faults)
{
    check c = {file, node, table, catalog, faults};

    check_order(&c);
    check_roles(&c);
    check_sources(&c);
    check_units(&c);
}

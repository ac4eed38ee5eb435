/* yaml.c - the language of maps: tables of keys, and the texts of a file made a map. What needs
 * a whole table to be judged is in check.c. */
#include "intake/map/form_text.h"
#include "intake/map/parts.h"

#include <stdlib.h>
#include <string.h>

const char *const yx_map_role_name[YX_MAP_N_ROLE] = {
    [YX_MAP_FIGURES] = "figures", [YX_MAP_IGNORED] = "ignored",
    [YX_MAP_REGION] = "region",   [YX_MAP_INDICATOR] = "indicator",
    [YX_MAP_LABEL] = "label",     [YX_MAP_UNIT] = "unit",
    [YX_MAP_PERIOD] = "period",   [YX_MAP_AS_OF] = "as_of",
    [YX_MAP_STATUS] = "status",   [YX_MAP_CONTRIBUTORS] = "contributors",
    [YX_MAP_RELEASE] = "release",
};

const char *const yx_map_part_name[YX_MAP_N_PART] = {
    [YX_MAP_AS_SAID] = "said", [YX_MAP_MONTH] = "month", [YX_MAP_TO_DATE] = "to_date"};

/* In the order of yx_map_role. */
static const char *const role_words[] = {"figures", "ignored",      "region",  "indicator",
                                         "label",   "unit",         "period",  "as_of",
                                         "status",  "contributors", "release", NULL};
static const char *const part_words[] = {"said", "month", "to_date", NULL};
static const char *const every_words[] = {"D", "W", "T", "M", "Q", "H", "Y", NULL};
static const char *const hidden_words[] = {"take", "skip", NULL};
static const char *const yes_words[] = {"yes", "no", NULL};
static const char *const cells_words[] = {"plain", "percent", NULL};

static const yx_yaml_key map_key[] = {
    {.name = "form", .required = true, .expected = "the id of the form"},
    {.name = "version",
     .required = true,
     .lo = 1,
     .hi = 1000000,
     .whole = true,
     .expected = "a whole number from 1 to 1000000"},
    {.name = "name", .expected = "the name of the form"},
    {.name = "below", .expected = "the code of a region"},
    {.name = "tables", .kind = YX_YAML_LIST, .required = true, .expected = "a list of tables"},
};

static const yx_yaml_key table_key[] = {
    {.name = "sheet", .expected = "the name of a sheet, or a pattern"},
    {.name = "texts", .kind = YX_YAML_MAP, .expected = "texts by cell, as A1: title"},
    {.name = "region", .expected = "the code of a region"},
    {.name = "indicator", .expected = "the code of an indicator"},
    {.name = "unit", .expected = "a unit"},
    {.name = "every", .words = every_words},
    {.name = "header", .required = true, .expected = "one to three rows, as 3 or 3-5"},
    {.name = "data", .lo = 2, .hi = YX_GRID_ROWS, .whole = true, .expected = "a row"},
    {.name = "moves", .words = yes_words},
    {.name = "columns", .kind = YX_YAML_LIST, .required = true, .expected = "a list of columns"},
    {.name = "rows", .kind = YX_YAML_LIST, .expected = "a list of rows"},
    {.name = "ignore", .kind = YX_YAML_LIST, .expected = "a list of columns and rows"},
    {.name = "totals", .kind = YX_YAML_MAP, .expected = "regions, or skip, by word"},
    {.name = "notes", .kind = YX_YAML_LIST, .expected = "a list of words"},
    {.name = "hidden", .words = hidden_words},
};

static const yx_yaml_key column_key[] = {
    {.name = "at", .required = true, .expected = "a column, as C"},
    {.name = "head", .expected = "its header"},
    {.name = "is", .words = role_words},
    {.name = "indicator", .expected = "the code of an indicator"},
    {.name = "region", .expected = "the code of a region"},
    {.name = "period", .expected = "a period, as 1月 or 2022-Q1"},
    {.name = "unit", .expected = "a unit"},
    {.name = "part", .words = part_words},
    {.name = "years", .lo = -100, .hi = 100, .whole = true, .expected = "a number of years"},
    {.name = "cells", .words = cells_words},
};

static const yx_yaml_key row_key[] = {
    {.name = "at", .required = true, .expected = "a row, as 7"},
    {.name = "label", .expected = "its label"},
    {.name = "indicator", .expected = "the code of an indicator"},
    {.name = "region", .expected = "the code of a region"},
    {.name = "unit", .expected = "a unit"},
    {.name = "indicators", .kind = YX_YAML_MAP, .expected = "indicators by header"},
};

static const yx_yaml_key ignore_key[] = {
    {.name = "at", .required = true, .expected = "a column, as C, or a row, as 7"},
    {.name = "head", .expected = "the header of the column"},
    {.name = "label", .expected = "the label of the row"},
};

typedef struct reader {
    const char *file;
    const yx_catalog *catalog;
    yx_faults *faults;
    yx_arena **arena;
    bool no_memory;
} reader;

static void *get(reader *r, size_t n, size_t size)
{
    void *at = yx_arena_get(r->arena, (n ? n : 1) * size);

    r->no_memory |= !at;
    return at;
}

static void fault(reader *r, const yx_yaml_node *node, const char *code, const char *expected,
                  const char *nearest)
{
    yx_yaml_fault(r->file, node, code, expected, nearest, r->faults);
}

static const char *keep(reader *r, yx_str text)
{
    const char *copy = yx_arena_text(r->arena, text.at, text.n);

    r->no_memory |= !copy;
    return copy ? copy : "";
}

/* A scalar of a map, or NULL where it is absent, empty or of another kind. */
static const yx_yaml_node *scalar(const yx_yaml_node *map, const char *key)
{
    const yx_yaml_node *node = yx_yaml_get(map, key);

    return node && node->kind == YX_YAML_SCALAR && node->text.n ? node : NULL;
}

static const char *text_of(reader *r, const yx_yaml_node *map, const char *key)
{
    const yx_yaml_node *node = scalar(map, key);

    return node ? keep(r, node->text) : NULL;
}

static size_t word_of(const yx_yaml_node *map, const char *key, const char *const *words)
{
    const yx_yaml_node *node = scalar(map, key);

    for (size_t i = 0; node && words[i]; i++)
        if (yx_str_is(node->text, words[i]))
            return i;
    return 0;
}

static int number_of(const yx_yaml_node *map, const char *key, int dflt)
{
    const yx_yaml_node *node = scalar(map, key);
    yx_decimal d;

    if (!node || yx_decimal_read(node->text, &d) != YX_DECIMAL_OK || d.mantissa > INT32_MAX ||
        d.mantissa < INT32_MIN)
        return dflt;
    d = yx_decimal_round(d, 0);
    return (int)d.mantissa;
}

static const char *pattern_of(reader *r, const yx_yaml_node *map, const char *key)
{
    const yx_yaml_node *node = yx_yaml_get(map, key);
    const char *bad;

    if (!node || node->kind != YX_YAML_SCALAR)
        return "";
    bad = yx_form_pattern_fault(node->text);
    if (bad)
        fault(r, node, "yaml.value", bad, NULL);
    return keep(r, node->text);
}

static void known_indicator(reader *r, const yx_yaml_node *node)
{
    char nearest[160];

    if (!node || yx_indicator_find(r->catalog, node->text))
        return;
    (void)yx_indicator_nearest(r->catalog, node->text, nearest, sizeof nearest);
    fault(r, node, "indicator.unknown", "the code of an indicator", nearest[0] ? nearest : NULL);
}

static void known_region(reader *r, const yx_yaml_node *node)
{
    char nearest[160];

    if (!node || yx_region_newest(r->catalog, node->text) != YX_REGION_NONE)
        return;
    (void)yx_region_nearest(r->catalog, node->text, nearest, sizeof nearest);
    fault(r, node, "region.unknown", "the code of a region", nearest[0] ? nearest : NULL);
}

/* --- columns and rows --- */

static bool read_column(reader *r, const yx_yaml_node *node, yx_map_column *c)
{
    const yx_yaml_node *at;
    yx_period p;

    if (yx_yaml_check(r->file, node, column_key, YX_COUNT(column_key), r->faults))
        return false;
    at = scalar(node, "at");
    if (!at || !yx_form_column(at->text, &c->at)) {
        fault(r, at ? at : node, "yaml.value", "a column, as C", NULL);
        return false;
    }
    c->head = pattern_of(r, node, "head");
    c->role = (yx_map_role)word_of(node, "is", role_words);
    c->indicator = text_of(r, node, "indicator");
    c->region = text_of(r, node, "region");
    c->period = text_of(r, node, "period");
    c->unit = text_of(r, node, "unit");
    c->part = (yx_map_part)word_of(node, "part", part_words);
    c->years = number_of(node, "years", 0);
    c->percent = word_of(node, "cells", cells_words) == 1;
    known_indicator(r, scalar(node, "indicator"));
    known_region(r, scalar(node, "region"));
    if (c->period && !yx_form_period(yx_str_of(c->period), 2000, &p))
        fault(r, scalar(node, "period"), "period.bad", "a period, as 1月 or 2022-Q1", NULL);
    if (c->role != YX_MAP_FIGURES &&
        (c->indicator || c->region || c->period || c->unit || c->percent || c->years))
        fault(r, node, "yaml.value", "is: figures, or none of the keys that figures have", NULL);
    return true;
}

static void read_under(reader *r, const yx_yaml_node *node, yx_map_row *row)
{
    yx_map_under *u;

    if (!node || node->kind != YX_YAML_MAP)
        return;
    u = get(r, node->n, sizeof *u);
    for (const yx_yaml_node *n = node->child; n && u; n = n->next) {
        if (n->kind != YX_YAML_SCALAR || !n->text.n) {
            fault(r, n, "yaml.kind", "the code of an indicator", NULL);
            continue;
        }
        known_indicator(r, n);
        u[row->n_under++] = (yx_map_under){keep(r, n->key->text), keep(r, n->text)};
    }
    row->under = u;
}

static bool read_row(reader *r, const yx_yaml_node *node, yx_map_row *row)
{
    const yx_yaml_node *at;

    if (yx_yaml_check(r->file, node, row_key, YX_COUNT(row_key), r->faults))
        return false;
    at = scalar(node, "at");
    if (!at || !yx_form_row(at->text, &row->at)) {
        fault(r, at ? at : node, "yaml.value", "a row, as 7", NULL);
        return false;
    }
    row->label = pattern_of(r, node, "label");
    row->indicator = text_of(r, node, "indicator");
    row->region = text_of(r, node, "region");
    row->unit = text_of(r, node, "unit");
    known_indicator(r, scalar(node, "indicator"));
    known_region(r, scalar(node, "region"));
    read_under(r, yx_yaml_get(node, "indicators"), row);
    return true;
}

/* A column or a row that means nothing. */
static void read_ignored(reader *r, const yx_yaml_node *node, yx_map_column *column, size_t *n,
                         yx_map_row *row, size_t *n_row)
{
    const yx_yaml_node *at;
    uint32_t place;

    if (yx_yaml_check(r->file, node, ignore_key, YX_COUNT(ignore_key), r->faults))
        return;
    at = scalar(node, "at");
    if (at && yx_form_column(at->text, &place) && yx_yaml_get(node, "head"))
        column[(*n)++] = (yx_map_column){
            .at = place, .head = pattern_of(r, node, "head"), .role = YX_MAP_IGNORED};
    else if (at && yx_form_row(at->text, &place) && yx_yaml_get(node, "label"))
        row[(*n_row)++] =
            (yx_map_row){.at = place, .label = pattern_of(r, node, "label"), .ignored = true};
    else
        fault(r, at ? at : node, "yaml.value", "a column and its head, or a row and its label",
              NULL);
}

static int order_columns(const void *a, const void *b)
{
    const yx_map_column *x = a, *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

static int order_rows(const void *a, const void *b)
{
    const yx_map_row *x = a, *y = b;

    return (x->at > y->at) - (x->at < y->at);
}

static const yx_yaml_node *list(const yx_yaml_node *map, const char *key)
{
    const yx_yaml_node *node = yx_yaml_get(map, key);

    return node && node->kind == YX_YAML_LIST ? node : NULL;
}

static void read_columns_and_rows(reader *r, const yx_yaml_node *node, yx_map_table *t)
{
    const yx_yaml_node *columns = list(node, "columns"), *rows = list(node, "rows"),
                       *ignore = list(node, "ignore");
    size_t most = (columns ? columns->n : 0) + (ignore ? ignore->n : 0);
    size_t most_rows = (rows ? rows->n : 0) + (ignore ? ignore->n : 0);
    yx_map_column *column = get(r, most, sizeof *column);
    yx_map_row *row = get(r, most_rows, sizeof *row);

    if (!column || !row)
        return;
    for (const yx_yaml_node *n = columns ? columns->child : NULL; n; n = n->next)
        t->n_column += read_column(r, n, &column[t->n_column]);
    for (const yx_yaml_node *n = rows ? rows->child : NULL; n; n = n->next)
        t->n_row += read_row(r, n, &row[t->n_row]);
    for (const yx_yaml_node *n = ignore ? ignore->child : NULL; n; n = n->next)
        read_ignored(r, n, column, &t->n_column, row, &t->n_row);
    qsort(column, t->n_column, sizeof *column, order_columns);
    qsort(row, t->n_row, sizeof *row, order_rows);
    t->column = column;
    t->row = row;
    if (t->n_column > YX_MAP_COLUMNS)
        fault(r, columns, "yaml.value", "at most 1024 columns", NULL);
    if (t->n_row > YX_MAP_ROWS)
        fault(r, node, "yaml.value", "at most 10000 rows", NULL);
}

/* --- tables --- */

static void read_texts(reader *r, const yx_yaml_node *node, yx_map_table *t)
{
    yx_map_text *text;
    const char *bad;

    if (!node || node->kind != YX_YAML_MAP)
        return;
    text = get(r, node->n, sizeof *text);
    if (node->n > YX_MAP_TEXTS)
        fault(r, node, "yaml.value", "at most 64 texts", NULL);
    for (const yx_yaml_node *n = node->child; n && text; n = n->next) {
        yx_map_text *one = &text[t->n_text];
        if (n->kind != YX_YAML_SCALAR || !yx_form_cell(n->key->text, &one->row, &one->column)) {
            fault(r, n, "yaml.value", "a text by cell, as A1: title", NULL);
            continue;
        }
        bad = yx_form_pattern_fault(n->text);
        if (bad)
            fault(r, n, "yaml.value", bad, NULL);
        one->pattern = keep(r, n->text);
        t->n_text++;
    }
    t->text = text;
}

static void read_totals(reader *r, const yx_yaml_node *node, yx_map_table *t)
{
    yx_map_total *total;

    if (!node || node->kind != YX_YAML_MAP)
        return;
    total = get(r, node->n, sizeof *total);
    if (node->n > YX_MAP_WORDS)
        fault(r, node, "yaml.value", "at most 100 words", NULL);
    for (const yx_yaml_node *n = node->child; n && total; n = n->next) {
        bool skip = n->kind == YX_YAML_SCALAR && yx_str_is(n->text, "skip");
        if (n->kind != YX_YAML_SCALAR || !n->text.n) {
            fault(r, n, "yaml.kind", "the code of a region, or skip", NULL);
            continue;
        }
        if (!skip)
            known_region(r, n);
        total[t->n_total++] = (yx_map_total){keep(r, n->key->text), skip ? NULL : keep(r, n->text)};
    }
    t->total = total;
}

static void read_notes(reader *r, const yx_yaml_node *node, yx_map_table *t)
{
    const char **note;

    if (!node || node->kind != YX_YAML_LIST)
        return;
    note = get(r, node->n, sizeof *note);
    if (node->n > YX_MAP_WORDS)
        fault(r, node, "yaml.value", "at most 100 words", NULL);
    for (const yx_yaml_node *n = node->child; n && note; n = n->next) {
        if (n->kind == YX_YAML_SCALAR && n->text.n)
            note[t->n_note++] = keep(r, n->text);
        else
            fault(r, n, "yaml.kind", "a word", NULL);
    }
    t->note = note;
}

/* "3" or "3-5" */
static bool read_header(const yx_yaml_node *node, yx_map_table *t)
{
    const char *dash = node ? memchr(node->text.at, '-', node->text.n) : NULL;
    yx_str first, last;

    if (!node)
        return false;
    first = last = node->text;
    if (dash) {
        first.n = (size_t)(dash - first.at);
        last = (yx_str){dash + 1, node->text.n - first.n - 1};
    }
    return yx_form_row(first, &t->head) && yx_form_row(last, &t->head_last) &&
           t->head_last >= t->head && t->head_last - t->head < YX_MAP_HEADS;
}

static void read_table(reader *r, const yx_yaml_node *node, yx_map_table *t)
{
    static const yx_period_kind kind[] = {YX_PERIOD_DAY,   YX_PERIOD_WEEK,    YX_PERIOD_TENDAY,
                                          YX_PERIOD_MONTH, YX_PERIOD_QUARTER, YX_PERIOD_HALF,
                                          YX_PERIOD_YEAR};
    size_t before = yx_faults_errors(r->faults);

    if (yx_yaml_check(r->file, node, table_key, YX_COUNT(table_key), r->faults))
        return;
    t->sheet = yx_yaml_get(node, "sheet") ? pattern_of(r, node, "sheet") : "*";
    t->region = text_of(r, node, "region");
    t->indicator = text_of(r, node, "indicator");
    t->unit = text_of(r, node, "unit");
    known_region(r, scalar(node, "region"));
    known_indicator(r, scalar(node, "indicator"));
    t->has_every = scalar(node, "every") != NULL;
    t->every = kind[word_of(node, "every", every_words)];
    if (!read_header(scalar(node, "header"), t))
        fault(r, yx_yaml_get(node, "header"), "yaml.value", "one to three rows, as 3 or 3-5", NULL);
    t->data = (uint32_t)number_of(node, "data", (int)t->head_last + 2) - 1;
    if (t->data <= t->head_last)
        fault(r, node, "yaml.value", "data below the header", NULL);
    t->moves = word_of(node, "moves", yes_words) == 0 && scalar(node, "moves");
    t->skip_hidden = word_of(node, "hidden", hidden_words) == 1;
    read_texts(r, yx_yaml_get(node, "texts"), t);
    read_columns_and_rows(r, node, t);
    read_totals(r, yx_yaml_get(node, "totals"), t);
    read_notes(r, yx_yaml_get(node, "notes"), t);
    if (!r->no_memory && yx_faults_errors(r->faults) == before)
        yx_map_check_table(r->file, node, t, r->catalog, r->faults);
}

static bool has_figures(const yx_map *map)
{
    for (size_t i = 0; i < map->n_table; i++)
        for (size_t k = 0; k < map->table[i].n_column; k++)
            if (map->table[i].column[k].role == YX_MAP_FIGURES)
                return true;
    return false;
}

static void read_form(reader *r, const yx_yaml_node *node, yx_map *map)
{
    const yx_yaml_node *form = scalar(node, "form");

    map->form = form ? keep(r, form->text) : "";
    for (size_t i = 0; form && i < form->text.n; i++) {
        char c = form->text.at[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '.' || c == '_' || c == '-';
        if (good && form->text.n <= 64)
            continue;
        fault(r, form, "yaml.value", "1 to 64 letters, digits, dots, _ and -", NULL);
        break;
    }
    map->name = text_of(r, node, "name");
    if (!map->name)
        map->name = map->form;
    map->version = number_of(node, "version", 1);
    map->below = text_of(r, node, "below");
    known_region(r, scalar(node, "below"));
}

yx_code yx_map_parse(const char *file, yx_str text, const yx_catalog *catalog, yx_faults *faults,
                     yx_arena **arena, yx_map *ret, yx_err *err)
{
    reader r = {.file = file, .catalog = catalog, .faults = faults, .arena = arena};
    size_t before = yx_faults_errors(faults);
    const yx_yaml_node *root, *tables;
    yx_map map = {0};
    yx_map_table *table;
    yx_yaml *yaml = NULL;
    yx_code rc = yx_yaml_read(file, text, faults, &yaml, err);

    if (rc)
        return rc;
    root = yx_yaml_root(yaml);
    map.file = keep(&r, yx_str_of(file));
    if (!yx_yaml_check(file, root, map_key, YX_COUNT(map_key), faults)) {
        read_form(&r, root, &map);
        tables = yx_yaml_get(root, "tables");
        table = get(&r, tables->n, sizeof *table);
        if (!tables->n || tables->n > YX_MAP_TABLES)
            fault(&r, tables, "yaml.value", "1 to 64 tables", NULL);
        else
            for (const yx_yaml_node *n = tables->child; n && table; n = n->next)
                read_table(&r, n, &table[map.n_table++]);
        map.table = table;
        if (table && yx_faults_errors(faults) == before && !has_figures(&map))
            fault(&r, tables, "yaml.missing_key", "a column of figures", NULL);
    }
    yx_yaml_free(yaml);
    if (r.no_memory)
        return yx_fail(err, YX_E_NOMEM, "no memory for the map '%s'", file);
    if (yx_faults_errors(faults) > before)
        return yx_fail(err, YX_E_REFUSED, "%zu faults in '%s'", yx_faults_errors(faults) - before,
                       file);
    *ret = map;
    return YX_OK;
}

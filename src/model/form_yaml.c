/* form_yaml.c - the language of forms: tables of keys, and what the tables cannot say (codes that
 * must exist, days). A form with a fault is left out, so that one mistake is one fault. */
#include "model/form_file.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 64 };

static const yx_yaml_key file_key[] = {
    {.name = "forms", .kind = YX_YAML_MAP, .expected = "forms by id"},
    {.name = "caps", .kind = YX_YAML_MAP, .expected = "cells a county and week, by office"},
};

static const char *const frequency_word[] = {"D", "W", "T", "M", "Q", "H", "Y", NULL};
static const yx_period_kind frequency_kind[] = {
    YX_PERIOD_DAY,     YX_PERIOD_WEEK, YX_PERIOD_TENDAY, YX_PERIOD_MONTH,
    YX_PERIOD_QUARTER, YX_PERIOD_HALF, YX_PERIOD_YEAR,
};
static const char *const by_word[] = {"entry", "publication", NULL};

static const yx_yaml_key form_key[] = {
    {.name = "version",
     .required = true,
     .lo = 1,
     .hi = 1000000,
     .whole = true,
     .expected = "a whole number from 1 to 1000000"},
    {.name = "title", .required = true, .expected = "what the form is called"},
    {.name = "office", .required = true, .expected = "the office that asks and owns the form"},
    {.name = "purpose", .required = true, .expected = "what the figures are for"},
    {.name = "frequency",
     .required = true,
     .words = frequency_word,
     .expected = "D, W, T, M, Q, H or Y"},
    {.name = "items", .kind = YX_YAML_LIST, .required = true, .expected = "a list of indicators"},
    {.name = "regions",
     .kind = YX_YAML_MAP,
     .required = true,
     .expected = "a map with level, below or list"},
    {.name = "due", .kind = YX_YAML_MAP, .required = true, .expected = "a map with working_days"},
    {.name = "from", .expected = "a day such as 2022-01-01"},
    {.name = "until", .expected = "a day such as 2024-12-31"},
    {.name = "skip_months",
     .kind = YX_YAML_LIST,
     .expected = "months (1 to 12) in which nothing is asked"},
    {.name = "late_by", .words = by_word, .expected = "entry or publication"},
    {.name = "legal",
     .kind = YX_YAML_MAP,
     .expected = "a map with number, body, approved, valid_to"},
};

static const yx_yaml_key item_key[] = {
    {.name = "code", .required = true, .expected = "the code of an indicator"},
    {.name = "view",
     .words = (const char *const[]){"true", "false", NULL},
     .expected = "true or false"},
};

static const yx_yaml_key regions_key[] = {
    {.name = "level", .expected = "a level of regions"},
    {.name = "below", .expected = "the code of a region"},
    {.name = "list", .kind = YX_YAML_LIST, .expected = "a list of codes of regions"},
};

static const yx_yaml_key due_key[] = {
    {.name = "working_days",
     .required = true,
     .lo = 0,
     .hi = YX_FORM_WORKING,
     .whole = true,
     .expected = "a whole number from 0 to 250"},
    {.name = "hour", .lo = 1, .hi = 24, .whole = true, .expected = "a whole number from 1 to 24"},
};

static const yx_yaml_key legal_key[] = {
    {.name = "number", .expected = "the number of the document"},
    {.name = "body", .expected = "the body that approved the form"},
    {.name = "approved", .expected = "a day such as 2021-06-01"},
    {.name = "valid_to", .expected = "a day such as 2023-12-31"},
};

static void fault(yx_forms_file *r, const yx_yaml_node *node, const char *code,
                  const char *expected, const char *nearest)
{
    yx_yaml_fault(r->file, node, code, expected, nearest && nearest[0] ? nearest : NULL, r->faults);
}

static const char *keep(yx_forms_file *r, const yx_yaml_node *node)
{
    return node ? yx_arena_text(r->arena, node->text.at, node->text.n)
                : yx_arena_text(r->arena, "", 0);
}

/* A value of a map when it is of that kind; another kind is a fault already. */
static const yx_yaml_node *get(const yx_yaml_node *map, const char *key, yx_yaml_kind kind)
{
    const yx_yaml_node *node = map && map->kind == YX_YAML_MAP ? yx_yaml_get(map, key) : NULL;

    return node && node->kind == kind ? node : NULL;
}

static const yx_yaml_node *scalar(const yx_yaml_node *map, const char *key)
{
    return get(map, key, YX_YAML_SCALAR);
}

static int64_t number(const yx_yaml_node *map, const char *key, int64_t dflt)
{
    const yx_yaml_node *node = scalar(map, key);
    yx_decimal d;

    if (!node || yx_decimal_read(node->text, &d) != YX_DECIMAL_OK)
        return dflt;
    return (int64_t)yx_decimal_double(d);
}

static size_t read_day(yx_forms_file *r, const yx_yaml_node *map, const char *key, yx_day dflt,
                       yx_day *ret)
{
    const yx_yaml_node *node = scalar(map, key);

    *ret = dflt;
    if (!node || yx_day_read(node->text, ret))
        return 0;
    fault(r, node, "day.bad", "a day such as 2022-01-31", NULL);
    return 1;
}

/* Ids and offices stand in the log and in lists. */
static size_t check_name(yx_forms_file *r, const yx_yaml_node *node)
{
    bool bad = node->text.n == 0 || node->text.n > NAME_BYTES;

    for (size_t i = 0; i < node->text.n; i++)
        bad = bad || (unsigned char)node->text.at[i] < 0x20 || node->text.at[i] == 0x7F;
    if (bad)
        fault(r, node, "yaml.value", "a name of 1 to 64 bytes", NULL);
    return bad;
}

/* --- items --- */

static size_t find_indicator(yx_forms_file *r, const yx_yaml_node *node)
{
    char nearest[160] = "";

    if (yx_indicator_find(r->catalog, node->text))
        return 0;
    (void)yx_indicator_nearest(r->catalog, node->text, nearest, sizeof nearest);
    fault(r, node, "indicator.unknown", "the code of an indicator", nearest);
    return 1;
}

/* The scalar that holds an item's code; NULL after a fault. */
static const yx_yaml_node *item_code(yx_forms_file *r, const yx_yaml_node *item)
{
    if (item->kind == YX_YAML_SCALAR)
        return item;
    if (yx_yaml_check(r->file, item, item_key, YX_COUNT(item_key), r->faults))
        return NULL;
    return scalar(item, "code");
}

static size_t read_items(yx_forms_file *r, const yx_yaml_node *list, yx_form *f)
{
    size_t wrong = 0;

    if (!list)
        return 0;
    if (list->n == 0 || list->n > YX_FORM_ITEMS) {
        fault(r, list, "yaml.value", "a list of 1 to 2000 indicators", NULL);
        return 1;
    }
    for (const yx_yaml_node *item = list->child; item; item = item->next) {
        const yx_yaml_node *code = item_code(r, item), *view = scalar(item, "view");
        bool twice = false;
        if (!code || find_indicator(r, code)) {
            wrong++;
            continue;
        }
        for (size_t i = 0; i < f->n_item; i++)
            twice = twice || yx_str_is(code->text, f->item[i].code);
        if (twice) {
            fault(r, code, "yaml.value", "each indicator once", NULL);
            wrong++;
            continue;
        }
        f->item[f->n_item].code = keep(r, code);
        f->item[f->n_item++].view = view && yx_str_is(view->text, "true");
    }
    return wrong;
}

/* --- regions --- */

static size_t find_region(yx_forms_file *r, const yx_yaml_node *node)
{
    char nearest[160] = "";

    if (node->kind == YX_YAML_SCALAR && yx_region_newest(r->catalog, node->text) != YX_REGION_NONE)
        return 0;
    if (node->kind == YX_YAML_SCALAR)
        (void)yx_region_nearest(r->catalog, node->text, nearest, sizeof nearest);
    fault(r, node, "region.unknown", "the code of a region", nearest);
    return 1;
}

static size_t find_level(yx_forms_file *r, const yx_yaml_node *node)
{
    for (uint32_t i = 0; i < yx_n_region(r->catalog); i++)
        if (yx_str_is(node->text, yx_region_at(r->catalog, i)->level))
            return 0;
    fault(r, node, "yaml.value", "a level that a region has", NULL);
    return 1;
}

static size_t read_regions(yx_forms_file *r, const yx_yaml_node *map, yx_form *f)
{
    const yx_yaml_node *level = scalar(map, "level"), *below = scalar(map, "below"),
                       *list = get(map, "list", YX_YAML_LIST);
    size_t wrong;

    if (!map)
        return 0;
    wrong = yx_yaml_check(r->file, map, regions_key, YX_COUNT(regions_key), r->faults);
    if (list ? level || below || list->n == 0 || list->n > YX_FORM_ITEMS : !level && !below) {
        fault(r, map, "yaml.value", "level, below or both; or a list of 1 to 2000 codes", NULL);
        return wrong + 1;
    }
    if (level)
        wrong += find_level(r, level);
    if (below)
        wrong += find_region(r, below);
    for (const yx_yaml_node *item = list ? list->child : NULL; item; item = item->next) {
        size_t bad = find_region(r, item);
        wrong += bad;
        if (!bad)
            f->region[f->n_region++] = keep(r, item);
    }
    f->level = level ? keep(r, level) : NULL;
    f->below = below ? keep(r, below) : NULL;
    return wrong;
}

/* --- forms --- */

static size_t read_skip(yx_forms_file *r, const yx_yaml_node *list, yx_form *f)
{
    size_t wrong = 0;

    for (const yx_yaml_node *item = list ? list->child : NULL; item; item = item->next) {
        yx_decimal d = {0};
        bool month = item->kind == YX_YAML_SCALAR &&
                     yx_decimal_read(item->text, &d) == YX_DECIMAL_OK && !d.scale &&
                     d.mantissa >= 1 && d.mantissa <= 12;
        if (!month)
            fault(r, item, "yaml.value", "a month from 1 to 12", NULL);
        else
            f->skip |= 1u << d.mantissa;
        wrong += !month;
    }
    return wrong;
}

static size_t read_days(yx_forms_file *r, const yx_yaml_node *node, yx_form *f)
{
    const yx_yaml_node *legal = get(node, "legal", YX_YAML_MAP), *until = scalar(node, "until");
    size_t wrong = read_day(r, node, "from", YX_DAY_NONE, &f->from) +
                   read_day(r, node, "until", YX_DAY_MAX, &f->until);

    if (!wrong && f->from != YX_DAY_NONE && f->until < f->from) {
        fault(r, until, "day.bad", "a day that is not before `from`", NULL);
        wrong++;
    }
    if (legal)
        wrong += yx_yaml_check(r->file, legal, legal_key, YX_COUNT(legal_key), r->faults);
    wrong += read_day(r, legal, "approved", YX_DAY_NONE, &f->approved);
    wrong += read_day(r, legal, "valid_to", YX_DAY_MAX, &f->valid_to);
    f->number = keep(r, scalar(legal, "number"));
    f->body = keep(r, scalar(legal, "body"));
    return wrong;
}

/* Room for the lists of a form: in the arena, as large as the file says. */
static bool make_room(yx_forms_file *r, const yx_yaml_node *node, yx_form *f)
{
    const yx_yaml_node *items = get(node, "items", YX_YAML_LIST),
                       *list = get(get(node, "regions", YX_YAML_MAP), "list", YX_YAML_LIST);

    if (items && items->n <= YX_FORM_ITEMS)
        f->item = yx_arena_get(r->arena, (items->n + 1) * sizeof *f->item);
    if (list && list->n <= YX_FORM_ITEMS)
        f->region = yx_arena_get(r->arena, (list->n + 1) * sizeof *f->region);
    return (!items || items->n > YX_FORM_ITEMS || f->item) &&
           (!list || list->n > YX_FORM_ITEMS || f->region);
}

static bool has_texts(const yx_form *f)
{
    bool all = f->id && f->title && f->office && f->purpose && f->number && f->body;

    for (size_t i = 0; i < f->n_item; i++)
        all = all && f->item[i].code;
    for (size_t i = 0; i < f->n_region; i++)
        all = all && f->region[i];
    return all;
}

static yx_code push(yx_forms_file *r, const yx_form *f, const yx_yaml_node *node, yx_err *err)
{
    yx_code rc = yx_grow(&r->form, &r->cap_form, r->n_form + 1, sizeof *r->form, err);

    if (!rc)
        rc = yx_grow(&r->node, &r->cap_node, r->n_form + 1, sizeof *r->node, err);
    if (rc)
        return rc;
    r->node[r->n_form] = node;
    r->form[r->n_form++] = *f;
    return YX_OK;
}

static yx_code read_form(yx_forms_file *r, const yx_yaml_node *node, yx_err *err)
{
    const yx_yaml_node *office = scalar(node, "office"), *frequency = scalar(node, "frequency"),
                       *by = scalar(node, "late_by"), *due = get(node, "due", YX_YAML_MAP),
                       *level = scalar(get(node, "regions", YX_YAML_MAP), "level"),
                       *below = scalar(get(node, "regions", YX_YAML_MAP), "below");
    yx_form f = {.file = r->file, .announced = r->announced, .first_announced = r->announced};
    size_t wrong = check_name(r, node->key);

    wrong += yx_yaml_check(r->file, node, form_key, YX_COUNT(form_key), r->faults);
    if (!make_room(r, node, &f))
        return yx_fail(err, YX_E_NOMEM, "no memory for form %zu", r->n_form + 1);
    if (office)
        wrong += check_name(r, office);
    wrong += read_items(r, get(node, "items", YX_YAML_LIST), &f);
    wrong += read_regions(r, get(node, "regions", YX_YAML_MAP), &f);
    if (due)
        wrong += yx_yaml_check(r->file, due, due_key, YX_COUNT(due_key), r->faults);
    wrong += read_days(r, node, &f);
    wrong += read_skip(r, get(node, "skip_months", YX_YAML_LIST), &f);
    f.id = keep(r, node->key);
    f.title = keep(r, scalar(node, "title"));
    f.office = keep(r, office);
    f.purpose = keep(r, scalar(node, "purpose"));
    if (!has_texts(&f) || (level && !wrong && !f.level) || (below && !wrong && !f.below))
        return yx_fail(err, YX_E_NOMEM, "no memory for form %zu", r->n_form + 1);
    if (wrong)
        return YX_OK;
    for (size_t i = 0; frequency_word[i]; i++)
        if (yx_str_is(frequency->text, frequency_word[i]))
            f.every = frequency_kind[i];
    f.version = (int)number(node, "version", 1);
    f.working_days = (int)number(due, "working_days", 0);
    f.hour = (int)number(due, "hour", 24);
    f.by_publication = by && yx_str_is(by->text, "publication");
    return push(r, &f, node, err);
}

static yx_code read_cap(yx_forms_file *r, const yx_yaml_node *node, yx_err *err)
{
    yx_decimal d = {0};
    yx_cap cap = {0};
    yx_code rc;

    if (check_name(r, node->key))
        return YX_OK;
    if (node->kind != YX_YAML_SCALAR || yx_decimal_read(node->text, &d) != YX_DECIMAL_OK ||
        d.scale || d.mantissa < 0 || d.mantissa > 1000000000) {
        fault(r, node, "yaml.value", "a whole number of cells from 0 to 1000000000", NULL);
        return YX_OK;
    }
    cap.office = keep(r, node->key);
    cap.cells = d.mantissa;
    if (!cap.office)
        return yx_fail(err, YX_E_NOMEM, "no memory for cap %zu", r->n_cap + 1);
    rc = yx_grow(&r->cap, &r->cap_cap, r->n_cap + 1, sizeof *r->cap, err);
    if (!rc)
        r->cap[r->n_cap++] = cap;
    return rc;
}

static yx_code each(yx_forms_file *r, const yx_yaml_node *map,
                    yx_code (*read)(yx_forms_file *, const yx_yaml_node *, yx_err *), yx_err *err)
{
    yx_code rc = YX_OK;

    if (!map)
        return YX_OK;
    if (map->n > YX_FORMS_FILE) {
        fault(r, map, "yaml.value", "at most 2000 of them in a file", NULL);
        return YX_OK;
    }
    for (const yx_yaml_node *node = map->child; node && !rc; node = node->next)
        rc = read(r, node, err);
    return rc;
}

yx_code yx_forms_file_tree(yx_forms_file *r, const yx_yaml_node *root, yx_err *err)
{
    yx_code rc;

    (void)yx_yaml_check(r->file, root, file_key, YX_COUNT(file_key), r->faults);
    rc = each(r, get(root, "forms", YX_YAML_MAP), read_form, err);
    return rc ? rc : each(r, get(root, "caps", YX_YAML_MAP), read_cap, err);
}

const yx_yaml_node *yx_forms_file_item(const yx_forms_file *r, size_t form, size_t i)
{
    const yx_yaml_node *item = get(r->node[form], "items", YX_YAML_LIST)->child;

    while (i-- > 0)
        item = item->next;
    return item->kind == YX_YAML_MAP ? scalar(item, "code") : item;
}

/* catalog.c - takes a file into the catalogue, whole or not at all, and finds rows by code. */
#include "model/catalog_parts.h"

#include <stdlib.h>
#include <string.h>

const char *const yx_catalog_name[YX_N_CATALOG] = {
    [YX_REGIONS] = "regions",
    [YX_INDICATORS] = "indicators",
    [YX_LINEAGE] = "lineage",
    [YX_NEIGHBOURS] = "neighbours",
    [YX_RELATIONS] = "relations",
    [YX_POSTS] = "posts",
    [YX_EVENTS] = "events",
    [YX_CALENDAR] = "calendar",
    [YX_INSPECTIONS] = "inspections",
    [YX_CHECKS] = "checks",
    [YX_NAMES] = "names",
};

static const yx_cat_kind *const kinds[YX_N_CATALOG] = {
    [YX_REGIONS] = &yx_cat_regions,
    [YX_INDICATORS] = &yx_cat_indicators,
    [YX_LINEAGE] = &yx_cat_lineage,
    [YX_NEIGHBOURS] = &yx_cat_neighbours,
    [YX_RELATIONS] = &yx_cat_relations,
    [YX_POSTS] = &yx_cat_posts,
    [YX_EVENTS] = &yx_cat_events,
    [YX_CALENDAR] = &yx_cat_calendar,
    [YX_INSPECTIONS] = &yx_cat_inspections,
    [YX_CHECKS] = &yx_cat_checks,
    [YX_NAMES] = &yx_cat_names,
};

_Static_assert(sizeof(yx_region_row) <= YX_CAT_ROW && sizeof(yx_indicator) <= YX_CAT_ROW,
               "a row fits");

yx_code yx_catalog_new(yx_catalog **ret_catalog, yx_err *err)
{
    yx_catalog *catalog = calloc(1, sizeof *catalog);

    if (!catalog)
        return yx_fail(err, YX_E_NOMEM, "no memory for a catalogue");
    *ret_catalog = catalog;
    return YX_OK;
}

void yx_catalog_free(yx_catalog *catalog)
{
    if (!catalog)
        return;
    for (size_t i = 0; i < YX_N_CATALOG; i++)
        yx_part_release(&catalog->part[i]);
    free(catalog);
}

const char *yx_attribute_text(const yx_attribute *attribute, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(attribute[i].name, name) == 0)
            return attribute[i].text;
    }
    return "";
}

/* --- parts --- */

void yx_part_release(yx_cat_part *part)
{
    yx_arena_free(part->arena);
    free(part->row);
    yx_names_free(part->code);
    free(part->first);
    *part = (yx_cat_part){0};
}

yx_code yx_part_index(yx_cat_part *part, size_t size, size_t offset, yx_err *err)
{
    yx_code rc = yx_names_new(&part->code, err);

    if (rc)
        return rc;
    part->first = calloc(part->n + 1, sizeof *part->first);
    if (!part->first)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu codes", part->n);
    for (size_t i = 0; i < part->n; i++) {
        size_t before = yx_names_count(part->code);
        const char *code;
        uint32_t number;
        memcpy(&code, part->row + i * size + offset, sizeof code);
        rc = yx_names_add(part->code, yx_str_of(code), &number, err);
        if (rc)
            return rc;
        if (number == before)
            part->first[number] = (uint32_t)i;
    }
    part->first[yx_names_count(part->code)] = (uint32_t)part->n;
    return YX_OK;
}

bool yx_part_find(const yx_cat_part *part, yx_str code, uint32_t *ret_first, uint32_t *ret_n)
{
    uint32_t number = part->code ? yx_names_find(part->code, code) : YX_NAME_NONE;

    if (number == YX_NAME_NONE)
        return false;
    *ret_first = part->first[number];
    *ret_n = part->first[number + 1] - part->first[number];
    return true;
}

/* --- rows --- */

static yx_code push(yx_reading *r, const void *row)
{
    yx_code rc;

    if (r->made.n >= UINT32_MAX - 1)
        return yx_fail(r->err, YX_E_RANGE, "'%s' has too many rows", r->file);
    rc = yx_grow(&r->made.row, &r->made.cap, r->made.n + 1, r->kind->size, r->err);
    if (!rc)
        memcpy(r->made.row + r->made.n++ * r->kind->size, row, r->kind->size);
    return rc;
}

/* Copies the fields that are kept as they stand. */
static yx_code fill_texts(yx_reading *r, char *row)
{
    for (size_t c = 0; c < r->kind->n_column; c++) {
        const char *text;
        if (r->kind->column[c].offset == YX_CAT_NONE)
            continue;
        text = yx_reading_text(r, yx_reading_field(r, c));
        if (!text)
            return yx_reading_no_memory(r);
        memcpy(row + r->kind->column[c].offset, &text, sizeof text);
    }
    return YX_OK;
}

/* Keeps what stands in unknown columns, where it is not empty. */
static yx_code fill_attributes(yx_reading *r, char *row)
{
    yx_attribute *attribute;
    size_t n = 0;

    if (r->kind->attribute == YX_CAT_NONE)
        return YX_OK;
    for (size_t i = 0; i < r->n_field; i++)
        n += r->attribute[i] && r->attribute[i][0] && r->field[i].n;
    attribute = yx_arena_get(&r->made.arena, n * sizeof *attribute);
    if (!attribute)
        return yx_reading_no_memory(r);
    memcpy(row + r->kind->attribute, &attribute, sizeof attribute);
    memcpy(row + r->kind->n_attribute, &n, sizeof n);
    for (size_t i = 0, k = 0; i < r->n_field; i++) {
        if (!r->attribute[i] || !r->attribute[i][0] || !r->field[i].n)
            continue;
        attribute[k].name = r->attribute[i];
        attribute[k].text = yx_reading_text(r, r->field[i]);
        if (!attribute[k++].text)
            return yx_reading_no_memory(r);
    }
    return YX_OK;
}

/* The key of a row as a number in the keys of the file; new ones are added when told to. */
static yx_code key_of(yx_reading *r, const void *row, bool add, uint32_t *ret)
{
    yx_code rc;

    yx_buf_clear(&r->key);
    r->kind->key(row, &r->key);
    rc = yx_buf_check(&r->key, r->err);
    if (rc)
        return rc;
    if (add)
        return yx_names_add(r->seen, yx_buf_view(&r->key), ret, r->err);
    *ret = yx_names_find(r->seen, yx_buf_view(&r->key));
    return YX_OK;
}

/* Remembers the code of a row that cannot be taken, so that those who name it are not blamed. The
 * code is always the first column of a kind. */
static yx_code lose(yx_reading *r, const yx_csv_record *record)
{
    uint32_t number;

    if (record->fault || r->at[0] > record->n) {
        r->blind = true;
        return YX_OK;
    }
    return yx_names_add(r->lost, record->field[r->at[0] - 1], &number, r->err);
}

static yx_code read_row(yx_reading *r, const yx_csv_record *record)
{
    _Alignas(max_align_t) char row[YX_CAT_ROW] = {0};
    size_t before = yx_names_count(r->seen);
    uint32_t number;
    yx_code rc;

    r->field = record->field;
    r->line = record->line;
    r->drop = false;
    rc = fill_texts(r, row);
    if (!rc)
        rc = fill_attributes(r, row);
    if (!rc)
        rc = r->kind->parse(r, row);
    if (rc || r->drop)
        return rc ? rc : lose(r, record);
    rc = key_of(r, row, true, &number);
    if (rc)
        return rc;
    if (number < before) {
        yx_reading_fault(r, "row.twice", 0, NULL, NULL);
        return YX_OK;
    }
    r->n++;
    return push(r, row);
}

static yx_code read_record(yx_reading *r, const yx_csv_record *record)
{
    if (record->fault) {
        yx_reading_csv_fault(r, record);
        return lose(r, record);
    }
    if (!yx_reading_fits(r, record))
        return lose(r, record);
    return read_row(r, record);
}

static yx_code read_file(yx_reading *r, yx_csv *csv)
{
    yx_csv_record record = {0};
    bool end = false, ok = false;
    yx_code rc = yx_csv_next(csv, &record, &end, r->err);

    if (rc)
        return rc;
    if (end) {
        yx_faults_add(r->faults, &(yx_fault){.code = "file.empty", .file = r->file});
        return YX_OK;
    }
    if (record.fault) {
        yx_reading_csv_fault(r, &record);
        return YX_OK;
    }
    rc = yx_reading_header(r, &record, &ok);
    while (!rc && ok) {
        rc = yx_csv_next(csv, &record, &end, r->err);
        if (rc || end)
            break;
        rc = read_record(r, &record);
    }
    return rc;
}

/* --- the rows that stand --- */

/* Copies into the new part all texts that a row of the old one points to. */
static yx_code copy_texts(yx_reading *r, char *row)
{
    const yx_attribute *from;
    yx_attribute *to;
    size_t n;

    for (size_t c = 0; c < r->kind->n_column; c++) {
        const char *text;
        if (r->kind->column[c].offset == YX_CAT_NONE)
            continue;
        memcpy(&text, row + r->kind->column[c].offset, sizeof text);
        text = yx_reading_text(r, yx_str_of(text));
        if (!text)
            return yx_reading_no_memory(r);
        memcpy(row + r->kind->column[c].offset, &text, sizeof text);
    }
    if (r->kind->attribute == YX_CAT_NONE)
        return YX_OK;
    memcpy(&from, row + r->kind->attribute, sizeof from);
    memcpy(&n, row + r->kind->n_attribute, sizeof n);
    to = yx_arena_get(&r->made.arena, n * sizeof *to);
    for (size_t i = 0; i < n && to; i++) {
        to[i].name = yx_reading_text(r, yx_str_of(from[i].name));
        to[i].text = yx_reading_text(r, yx_str_of(from[i].text));
        if (!to[i].name || !to[i].text)
            to = NULL;
    }
    if (!to)
        return yx_reading_no_memory(r);
    memcpy(row + r->kind->attribute, &to, sizeof to);
    return YX_OK;
}

static yx_code carry_over(yx_reading *r, const yx_cat_part *old)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < old->n && !rc; i++) {
        _Alignas(max_align_t) char row[YX_CAT_ROW];
        uint32_t number;
        memcpy(row, old->row + i * r->kind->size, r->kind->size);
        rc = key_of(r, row, false, &number);
        if (rc || number != YX_NAME_NONE)
            continue;
        rc = copy_texts(r, row);
        if (!rc)
            rc = push(r, row);
    }
    return rc;
}

static void reading_release(yx_reading *r)
{
    yx_part_release(&r->made);
    yx_names_free(r->seen);
    yx_names_free(r->lost);
    yx_buf_free(&r->key);
}

yx_code yx_catalog_read(yx_catalog *catalog, yx_catalog_kind kind, const char *file,
                        yx_input *input, yx_faults *faults, size_t *ret_n, yx_err *err)
{
    yx_reading r = {
        .catalog = catalog, .kind = kinds[kind], .file = file, .faults = faults, .err = err};
    size_t errors = yx_faults_errors(faults);
    yx_csv *csv = NULL;
    yx_code rc;

    rc = yx_names_new(&r.seen, err);
    if (!rc)
        rc = yx_names_new(&r.lost, err);
    if (!rc)
        rc = yx_csv_open(input, &csv, err);
    if (!rc)
        rc = read_file(&r, csv);
    yx_csv_close(csv);
    if (!rc)
        rc = carry_over(&r, &catalog->part[kind]);
    if (!rc && r.made.n)
        qsort(r.made.row, r.made.n, r.kind->size, r.kind->order);
    if (!rc && r.kind->finish)
        rc = r.kind->finish(&r);
    if (!rc)
        rc = yx_faults_check(faults, err);
    if (!rc && yx_faults_errors(faults) > errors)
        rc = yx_fail(err, YX_E_REFUSED, "'%s' has faults", file);
    if (!rc) {
        yx_cat_part old = catalog->part[kind];
        catalog->part[kind] = r.made;
        r.made = old;
        *ret_n = r.n;
    }
    reading_release(&r);
    return rc;
}

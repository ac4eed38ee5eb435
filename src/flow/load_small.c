#include "flow/load_small.h"

#include "base/csv.h"
#include "base/decimal.h"
#include "intake/person.h"

#include <stdio.h>
#include <string.h>

enum { RESIDENTS = 1000, NONE = YX_CSV_FIELDS, SHOWN = 3 };

typedef struct looking {
    const char *name;
    yx_faults *faults;
    bool regions;
    size_t code, level, population; /* columns from 0, or NONE */
    size_t n;                       /* of the header */
} looking;

static void add_fault(const looking *l, const yx_csv_record *r, size_t at, const char *code,
                      const char *field, yx_str text, const char *expected)
{
    yx_faults_add(l->faults, &(yx_fault){.code = code,
                                         .file = l->name,
                                         .line = r->line,
                                         .column = at + 1,
                                         .field = field,
                                         .text = text,
                                         .expected = expected});
}

static void header(looking *l, const yx_csv_record *r)
{
    l->code = l->level = l->population = NONE;
    l->n = r->n;
    for (size_t i = 0; i < r->n; i++) {
        const char *what = yx_person_header(r->field[i]);
        if (what)
            add_fault(l, r, i, "person.column", NULL, r->field[i], "areas, units and posts alone");
        if (yx_str_is(r->field[i], "code"))
            l->code = i;
        else if (yx_str_is(r->field[i], "level"))
            l->level = i;
        else if (yx_str_is(r->field[i], "population") || yx_str_is(r->field[i], "人口"))
            l->population = i;
    }
}

static void person_fault(const looking *l, const yx_csv_record *r, size_t at, const char *what)
{
    char text[SHOWN + 4], expected[100];

    (void)snprintf(text, sizeof text, "%.*s***", (int)yx_utf8_valid(r->field[at].at, SHOWN),
                   r->field[at].at);
    (void)snprintf(expected, sizeof expected, "no %s", what);
    add_fault(l, r, at, "person.number", NULL, yx_str_of(text), expected);
}

/* Levels under the county that are shown only when they have residents enough. */
static bool below_county(yx_str level)
{
    static const char *const words[] = {"township", "town", "subdistrict", "street", "乡镇",
                                        "乡",       "镇",   "街道",        "苏木",   "民族乡",
                                        "乡级",     "ward", "parish"};

    for (size_t i = 0; i < YX_COUNT(words); i++)
        if (yx_str_is(level, words[i]))
            return true;
    return false;
}

static bool few_residents(yx_str text)
{
    yx_decimal d;

    return text.n && yx_decimal_read(text, &d) == YX_DECIMAL_OK &&
           yx_decimal_order(d, (yx_decimal){RESIDENTS, 0}) < 0;
}

static void area(const looking *l, const yx_csv_record *r)
{
    yx_str code = l->code < r->n ? r->field[l->code] : (yx_str){"", 0};
    yx_str level = l->level < r->n ? r->field[l->level] : (yx_str){"", 0};

    if (yx_area_too_small(code))
        add_fault(l, r, l->code, "region.too_small", "code", code, "a township or a larger area");
    else if (yx_level_too_small(level))
        add_fault(l, r, l->level, "region.too_small", "level", level,
                  "a township or a larger area");
    else if (l->population < r->n && below_county(level) && few_residents(r->field[l->population]))
        add_fault(l, r, l->population, "region.too_small", "population", r->field[l->population],
                  "1000 residents or more");
}

static void row(const looking *l, const yx_csv_record *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const char *what = yx_person_text(r->field[i], i == l->population);
        if (what)
            person_fault(l, r, i, what);
    }
    if (l->regions && r->n == l->n)
        area(l, r);
}

yx_code yx_load_small(const char *name, yx_str text, bool regions, yx_faults *faults, yx_err *err)
{
    looking l = {.name = name, .faults = faults, .regions = regions};
    yx_input *input = NULL;
    yx_csv *csv = NULL;
    yx_csv_record r;
    bool end = false, first = true;
    yx_code rc = yx_input_memory(text, &input, err);

    if (!rc)
        rc = yx_csv_open(input, &csv, err);
    while (!rc) {
        rc = yx_csv_next(csv, &r, &end, err);
        if (rc || end)
            break;
        if (r.fault)
            continue; /* the catalogue's reader says what */
        if (first)
            header(&l, &r);
        else
            row(&l, &r);
        first = false;
    }
    yx_csv_close(csv);
    yx_input_close(input);
    return rc;
}

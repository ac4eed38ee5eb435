#include "intake/cell.h"

#include "base/mem.h"
#include "intake/old_code.h"
#include "intake/person.h"
#include "intake/persons.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT = 28, /* longer codes are not remembered */
    REGIONS = 4096,
    INDICATORS = 256,
    PERIODS = 1024,
    NEAR = 1000, /* distinct wrong texts for which the nearest is looked up: each costs a walk
                    through the catalogue */
};

typedef struct coded {
    char text[TEXT];
    uint32_t n; /* 0: free */
    yx_known known;
} coded;

typedef struct period_text {
    char text[TEXT];
    uint32_t n;
    yx_period period;
} period_text;

/* Wrong texts and what is nearest to them. */
typedef struct near_names {
    yx_names *wrong;
    char (*near)[YX_FAULT_TEXT]; /* "": nothing is near */
    size_t cap;
    bool (*look_up)(const yx_catalog *catalog, yx_str text, char *out, size_t size);
} near_names;

struct yx_cells {
    const yx_take_options *options;
    const char *file;
    yx_seen *seen;
    yx_faults *faults;
    yx_err failed; /* code 0: nothing so far */
    yx_persons persons;
    coded *last_region, *last_indicator;
    near_names near_region, near_indicator;
    yx_cleaner *clean_region, *clean_indicator; /* made when the first text is unknown */
    yx_names *cleaned;                          /* texts that were said to be */
    size_t n_lost;                              /* texts with lost characters: each costs a walk */
    coded other_region, other_indicator;        /* for codes that are too long to be remembered */
    coded region[REGIONS], indicator[INDICATORS];
    period_text period[PERIODS];
};

yx_code yx_cells_new(const yx_take_options *options, const char *file, yx_seen *seen,
                     yx_faults *faults, yx_cells **ret_cells, yx_err *err)
{
    yx_cells *cells = calloc(1, sizeof *cells);
    yx_code rc;

    if (!cells)
        return yx_fail(err, YX_E_NOMEM, "no memory for cells");
    cells->options = options;
    cells->file = file;
    cells->seen = seen;
    cells->faults = faults;
    cells->last_region = &cells->other_region;
    cells->last_indicator = &cells->other_indicator;
    cells->near_region.look_up = yx_region_meant;
    cells->near_indicator.look_up = yx_indicator_nearest;
    rc = yx_names_new(&cells->near_region.wrong, err);
    if (!rc)
        rc = yx_names_new(&cells->near_indicator.wrong, err);
    if (!rc)
        rc = yx_names_new(&cells->cleaned, err);
    if (rc) {
        yx_cells_free(cells);
        return rc;
    }
    *ret_cells = cells;
    return YX_OK;
}

void yx_cells_free(yx_cells *cells)
{
    if (!cells)
        return;
    yx_names_free(cells->near_region.wrong);
    yx_names_free(cells->near_indicator.wrong);
    yx_names_free(cells->cleaned);
    yx_cleaner_free(cells->clean_region);
    yx_cleaner_free(cells->clean_indicator);
    free(cells->near_region.near);
    free(cells->near_indicator.near);
    free(cells);
}

yx_code yx_cells_check(const yx_cells *cells, yx_err *err)
{
    return cells->failed.code ? yx_fail(err, cells->failed.code, "%s", cells->failed.text) : YX_OK;
}

void yx_cell_fault(yx_cells *cells, const yx_cell *cell, const char *code, const char *expected,
                   const char *nearest)
{
    yx_faults_add(cells->faults, &(yx_fault){.code = code,
                                             .file = cells->file,
                                             .sheet = cell->sheet,
                                             .cell = cell->cell,
                                             .line = cell->line,
                                             .column = cell->column,
                                             .field = cell->field,
                                             .text = cell->text,
                                             .expected = expected,
                                             .nearest = nearest});
}

yx_persons *yx_cells_persons(yx_cells *cells)
{
    return &cells->persons;
}

const yx_catalog *yx_cells_catalog(const yx_cells *cells)
{
    return cells->options->catalog;
}

bool yx_cell_text(yx_cells *cells, const yx_cell *cell)
{
    if (yx_utf8_valid(cell->text.at, cell->text.n) == cell->text.n)
        return true;
    yx_cell_fault(cells, cell, "text.encoding", "UTF-8 or GB18030", NULL);
    return false;
}

/* The nearest name to a wrong text, or NULL. */
static const char *near_to(yx_cells *cells, near_names *near, yx_str text)
{
    uint32_t i = YX_NAME_NONE;

    if (text.n > YX_FAULT_TEXT)
        return NULL;
    i = yx_names_find(near->wrong, text);
    if (i == YX_NAME_NONE) {
        size_t n = yx_names_count(near->wrong);
        if (n >= NEAR || yx_grow(&near->near, &near->cap, n + 1, sizeof *near->near, NULL) ||
            yx_names_add(near->wrong, text, &i, NULL))
            return NULL; /* a help that is not there is no failure */
        if (!near->look_up(cells->options->catalog, text, near->near[i], sizeof near->near[i]))
            near->near[i][0] = 0;
    }
    return near->near[i][0] ? near->near[i] : NULL;
}

/* --- mangled texts --- */

static yx_code regions_to_clean(const yx_catalog *catalog, yx_cleaner *to, yx_err *err)
{
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_n_region(catalog) && !rc; i++) {
        const yx_region *r = yx_region_at(catalog, i);
        rc = yx_cleaner_add(to, r->code, r->code, err);
        if (!rc)
            rc = yx_cleaner_add(to, r->name_zh, r->code, err);
        if (!rc)
            rc = yx_cleaner_add(to, r->name_en, r->code, err);
    }
    return rc;
}

static yx_code indicators_to_clean(const yx_catalog *catalog, yx_cleaner *to, yx_err *err)
{
    yx_code rc = YX_OK;

    for (uint32_t i = 0; i < yx_n_indicator(catalog) && !rc; i++) {
        const yx_indicator *x = yx_indicator_at(catalog, i);
        rc = yx_cleaner_add(to, x->code, x->code, err);
        if (!rc)
            rc = yx_cleaner_add(to, x->name_zh, x->code, err);
        if (!rc)
            rc = yx_cleaner_add(to, x->name_en, x->code, err);
    }
    return rc;
}

static yx_cleaner *cleaner_of(yx_cells *cells, bool region)
{
    yx_cleaner **cleaner = region ? &cells->clean_region : &cells->clean_indicator;
    const yx_catalog *catalog = cells->options->catalog;
    yx_code rc = YX_OK;

    if (*cleaner)
        return *cleaner;
    rc = yx_cleaner_new(cleaner, &cells->failed);
    if (!rc)
        rc = region ? regions_to_clean(catalog, *cleaner, &cells->failed)
                    : indicators_to_clean(catalog, *cleaner, &cells->failed);
    if (rc) {
        yx_cleaner_free(*cleaner);
        *cleaner = NULL;
    }
    return *cleaner;
}

/* Says, once for each text, what it was read as. */
static void say_cleaned(yx_cells *cells, const yx_cell *cell, const char *meant, bool lost)
{
    size_t n = yx_names_count(cells->cleaned);
    char expected[YX_CLEAN_TEXT + 16];
    uint32_t i = 0;

    if (yx_names_add(cells->cleaned, cell->text, &i, &cells->failed) || i < n)
        return;
    (void)snprintf(expected, sizeof expected, "read as %.*s", YX_CLEAN_TEXT, meant);
    yx_cell_fault(cells, cell, lost ? "text.lost" : "text.cleaned", expected, NULL);
}

/* The code that an unknown text can only mean, or NULL. */
static const char *meant(yx_cells *cells, const yx_cell *cell, bool region)
{
    yx_cleaner *cleaner = cells->n_lost < NEAR ? cleaner_of(cells, region) : NULL;
    bool lost = false;
    const char *code = cleaner ? yx_cleaner_find(cleaner, cell->text, &lost) : NULL;

    cells->n_lost += lost;
    if (code)
        say_cleaned(cells, cell, code, lost);
    return code;
}

bool yx_cell_cleaned_header(yx_cells *cells, const yx_cell *cell, char out[YX_CLEAN_TEXT + 1])
{
    size_t n = 0;
    yx_period p;
    const char *code;

    if (!yx_clean_plain(cell->text, out, &n) || !n)
        return false;
    if (!yx_str_is(cell->text, out) && yx_period_read((yx_str){out, n}, &p)) {
        say_cleaned(cells, cell, out, false);
        return true;
    }
    code = meant(cells, cell, false);
    if (code)
        (void)snprintf(out, YX_CLEAN_TEXT + 1, "%s", code);
    return code != NULL;
}

static bool is(const coded *c, yx_str text)
{
    return c->n == text.n && (text.n == 0 || memcmp(c->text, text.at, text.n) == 0);
}

/* Where a text is remembered, or could be: the caller looks which. */
static coded *place(coded *table, size_t n, coded *other, yx_str text)
{
    coded *c = text.n <= TEXT ? &table[(yx_text_hash(text) >> 32) & (n - 1)] : other;

    if (c == other || !is(c, text))
        c->n = 0;
    return c;
}

static void remember(coded *c, yx_str text)
{
    if (text.n > TEXT)
        return;
    memcpy(c->text, text.at, text.n);
    c->n = (uint32_t)text.n;
}

/* --- indicator --- */

bool yx_cell_indicator(yx_cells *cells, const yx_cell *cell, yx_known **ret)
{
    yx_str text = cell->text;
    coded *c = cells->last_indicator;
    const yx_indicator *found;
    uint32_t number;

    if (text.n && is(c, text)) {
        *ret = &c->known;
        return true;
    }
    c = place(cells->indicator, INDICATORS, &cells->other_indicator, text);
    if (!c->n) {
        if (!text.n) {
            yx_cell_fault(cells, cell, "indicator.empty", "the code of an indicator", NULL);
            return false;
        }
        if (!yx_cell_text(cells, cell))
            return false;
        found = yx_indicator_find(cells->options->catalog, text);
        if (!found) {
            const char *code = meant(cells, cell, false);
            found = code ? yx_indicator_find(cells->options->catalog, yx_str_of(code)) : NULL;
        }
        if (!found) {
            yx_cell_fault(cells, cell, "indicator.unknown", "the code of an indicator",
                          near_to(cells, &cells->near_indicator, text));
            return false;
        }
        if (yx_seen_indicator(cells->seen, yx_str_of(found->code), &number, &cells->failed))
            return false;
        c->known = (yx_known){
            .code = found->code, .number = number, .in_batch = YX_NAME_NONE, .indicator = found};
        remember(c, text);
    }
    cells->last_indicator = c;
    *ret = &c->known;
    return true;
}

/* --- region --- */

static void not_then(yx_cells *cells, const yx_cell *cell, const yx_region *region)
{
    char from[YX_DAY_TEXT], to[YX_DAY_TEXT], expected[80];

    (void)yx_day_text(region->valid_from, from);
    (void)yx_day_text(region->valid_to - (region->valid_to > YX_DAY_MIN), to);
    if (region->valid_from <= YX_DAY_MIN)
        (void)snprintf(expected, sizeof expected, "a period until %s: the code is valid until then",
                       to);
    else if (region->valid_to >= YX_DAY_MAX)
        (void)snprintf(expected, sizeof expected,
                       "a period from %s on: the code is valid from then", from);
    else
        (void)snprintf(expected, sizeof expected, "a period from %s to %s: the code is valid then",
                       from, to);
    yx_cell_fault(cells, cell, "region.not_then", expected, NULL);
}

static void unknown_region(yx_cells *cells, const yx_cell *cell)
{
    if (yx_area_too_small(cell->text)) {
        yx_cell_fault(cells, cell, "region.too_small", "a township or a larger area", NULL);
        return;
    }
    yx_cell_fault(cells, cell, "region.unknown", "the code of a region",
                  near_to(cells, &cells->near_region, cell->text));
}

static bool region_text(yx_cells *cells, const yx_cell *cell)
{
    if (cell->text.n)
        return yx_cell_text(cells, cell);
    yx_cell_fault(cells, cell, "region.empty", "the code of a region", NULL);
    return false;
}

static bool holds(const coded *c, yx_period when)
{
    return c->known.from <= when.last && when.last < c->known.to;
}

static yx_region_found find_region(yx_cells *cells, const yx_cell *cell, yx_period when,
                                   uint32_t *ret)
{
    const yx_catalog *catalog = cells->options->catalog;
    yx_region_found found = yx_region_find(catalog, cell->text, when, ret);
    const char *code = found == YX_REGION_UNKNOWN ? meant(cells, cell, true) : NULL;

    return code ? yx_region_find(catalog, yx_str_of(code), when, ret) : found;
}

bool yx_cell_region(yx_cells *cells, const yx_cell *cell, yx_period when, yx_known **ret)
{
    yx_str text = cell->text;
    coded *c = cells->last_region;
    const yx_region *region;
    uint32_t number = YX_REGION_NONE, in_batch = YX_NAME_NONE;

    if (text.n && is(c, text) && holds(c, when)) {
        *ret = &c->known;
        return true;
    }
    c = place(cells->region, REGIONS, &cells->other_region, text);
    if (!c->n || !holds(c, when)) {
        if (!region_text(cells, cell))
            return false;
        switch (find_region(cells, cell, when, &number)) {
        case YX_REGION_OK:
            break;
        case YX_REGION_UNKNOWN:
            unknown_region(cells, cell);
            return false;
        case YX_REGION_NOT_THEN:
            not_then(cells, cell, yx_region_at(cells->options->catalog, number));
            return false;
        }
        region = yx_region_at(cells->options->catalog, number);
        if (c->n) /* the same code, at another time another region */
            in_batch = c->known.in_batch;
        c->known = (yx_known){.code = region->code,
                              .number = number,
                              .in_batch = in_batch,
                              .from = region->valid_from,
                              .to = region->valid_to};
        remember(c, text);
    }
    cells->last_region = c;
    *ret = &c->known;
    return true;
}

bool yx_cell_any_region(yx_cells *cells, const yx_cell *cell)
{
    if (cell->text.n && is(cells->last_region, cell->text))
        return true;
    if (!region_text(cells, cell))
        return false;
    if (yx_region_newest(cells->options->catalog, cell->text) != YX_REGION_NONE ||
        meant(cells, cell, true))
        return true;
    unknown_region(cells, cell);
    return false;
}

/* --- period --- */

bool yx_cells_period(yx_cells *cells, yx_str text, yx_period *ret)
{
    period_text *p = &cells->period[(yx_text_hash(text) >> 32) % PERIODS];

    if (text.n && p->n == text.n && memcmp(p->text, text.at, text.n) == 0) {
        *ret = p->period;
        return true;
    }
    if (yx_utf8_valid(text.at, text.n) < text.n || !yx_period_read(text, ret))
        return false;
    if (text.n <= TEXT) {
        memcpy(p->text, text.at, text.n);
        p->n = (uint32_t)text.n;
        p->period = *ret;
    }
    return true;
}

bool yx_cell_period(yx_cells *cells, const yx_cell *cell, yx_period *ret)
{
    yx_str inner = yx_str_trim(cell->text);
    yx_period p;

    if (yx_cells_period(cells, cell->text, ret))
        return true;
    if (yx_cell_text(cells, cell))
        yx_cell_fault(cells, cell, "period.bad",
                      inner.n < cell->text.n && yx_period_read(inner, &p)
                          ? "no blanks"
                          : "a period such as 2021, 2021-Q1, 2021-01, 2021-W05 or 2021-12-31",
                      NULL);
    return false;
}

/* --- value --- */

static const char *value_code(yx_decimal_fault why)
{
    switch (why) {
    case YX_DECIMAL_OK:
    case YX_DECIMAL_EMPTY:
    case YX_DECIMAL_NOT_NUMBER:
        break;
    case YX_DECIMAL_SEPARATOR:
        return "value.separator";
    case YX_DECIMAL_FULL_WIDTH:
        return "value.full_width";
    case YX_DECIMAL_EXPONENT:
        return "value.exponent";
    case YX_DECIMAL_PLUS:
        return "value.plus";
    case YX_DECIMAL_TOO_LONG:
        return "value.too_long";
    }
    return "value.not_number";
}

bool yx_cell_value(yx_cells *cells, const yx_cell *cell, yx_decimal *ret)
{
    char advice[80];
    yx_decimal_fault why;

    if (yx_utf8_valid(cell->text.at, cell->text.n) < cell->text.n)
        return yx_cell_text(cells, cell);
    why = yx_decimal_read(cell->text, ret);
    if (why == YX_DECIMAL_OK)
        return true;
    /* Blanks around a number look like a separator to the decimal, but are another slip. */
    if (why == YX_DECIMAL_SEPARATOR && yx_str_trim(cell->text).n < cell->text.n)
        why = YX_DECIMAL_NOT_NUMBER;
    (void)yx_value_advice(cell->text, why, advice, sizeof advice);
    yx_cell_fault(cells, cell, value_code(why), advice, NULL);
    return false;
}

/* --- the other columns --- */

bool yx_cell_day(yx_cells *cells, const yx_cell *cell, const char *code, yx_day *ret)
{
    if (yx_day_read(cell->text, ret))
        return true;
    if (yx_cell_text(cells, cell))
        yx_cell_fault(cells, cell, code, "a day such as 2021-12-31", NULL);
    return false;
}

bool yx_cell_status(yx_cells *cells, const yx_cell *cell, char *ret)
{
    if (cell->text.n == 1 && memchr("AEPFW", cell->text.at[0], 5)) {
        *ret = cell->text.at[0];
        return true;
    }
    if (yx_cell_text(cells, cell))
        yx_cell_fault(cells, cell, "status.bad", "A, E, P, F, W or nothing", NULL);
    return false;
}

bool yx_cell_contributors(yx_cells *cells, const yx_cell *cell, uint32_t *ret)
{
    yx_decimal d;

    if (!yx_cell_text(cells, cell))
        return false;
    if (yx_decimal_read(cell->text, &d) == YX_DECIMAL_OK && d.scale == 0 && d.mantissa >= 0 &&
        d.mantissa < YX_CONTRIBUTORS_NONE) {
        *ret = (uint32_t)d.mantissa;
        return true;
    }
    yx_cell_fault(cells, cell, "contributors.bad", "a whole number, 0 or more", NULL);
    return false;
}

/* cell.h - what the cells of a file mean, each with its own check and its own fault.
 *
 * A code or name that is mangled, but can only mean one thing (clean.h), is taken as that, with a
 * warning, once for each text.
 *
 * A file says the same few texts again and again, so what they mean is remembered: the last one,
 * and a table of recent ones. */
#ifndef YX_INTAKE_CELL_H
#define YX_INTAKE_CELL_H

#include "intake/clean.h"
#include "intake/seen.h"

typedef struct yx_cells yx_cells;

/* A cell and where it stands. */
typedef struct yx_cell {
    yx_str text;
    size_t line, column; /* field from 1 */
    const char *field;   /* name of its column, or of the key or attribute that holds it */
    const char *sheet;   /* of a workbook; NULL: the file has no sheets */
    const char *cell;    /* "B12"; NULL */
} yx_cell;

/* A code that the catalogue knows. Valid until the next call that looks up a code of its sort. */
typedef struct yx_known {
    const char *code;  /* as the catalogue has it: a mangled text may stand in the file */
    uint32_t number;   /* for yx_key: of the region in the catalogue, of the indicator in `seen` */
    uint32_t in_batch; /* number in the names of the batch; YX_NAME_NONE: not used yet */
    yx_day from, to;   /* region: valid from this day, until before that day */
    const yx_indicator *indicator; /* indicator: what the catalogue says */
} yx_known;

/* Everything that is given stays the caller's and must outlive the cells. */
YX_MUST_USE yx_code yx_cells_new(const yx_take_options *options, const char *file, yx_seen *seen,
                                 yx_faults *faults, yx_cells **ret_cells, yx_err *err);
void yx_cells_free(yx_cells *cells); /* NULL is fine */
/* The first failure of memory in any of the checks below. */
YX_MUST_USE yx_code yx_cells_check(const yx_cells *cells, yx_err *err);

/* For intake/persons.h. */
struct yx_persons *yx_cells_persons(yx_cells *cells);
const yx_catalog *yx_cells_catalog(const yx_cells *cells);

/* Adds a fault at a cell; expected and nearest may be NULL. */
void yx_cell_fault(yx_cells *cells, const yx_cell *cell, const char *code, const char *expected,
                   const char *nearest);

/* The checks. False: there is a fault, which has been added. */
bool yx_cell_text(yx_cells *cells, const yx_cell *cell); /* is it UTF-8? */
bool yx_cell_indicator(yx_cells *cells, const yx_cell *cell, yx_known **ret);
/* The region that the code names in a period. */
bool yx_cell_region(yx_cells *cells, const yx_cell *cell, yx_period when, yx_known **ret);
/* The same without a period, where that is missing or wrong: is the code known at all? */
bool yx_cell_any_region(yx_cells *cells, const yx_cell *cell);
bool yx_cell_period(yx_cells *cells, const yx_cell *cell, yx_period *ret);
bool yx_cell_value(yx_cells *cells, const yx_cell *cell, yx_decimal *ret);
/* code: of the fault, "as_of.bad" */
bool yx_cell_day(yx_cells *cells, const yx_cell *cell, const char *code, yx_day *ret);
bool yx_cell_status(yx_cells *cells, const yx_cell *cell, char *ret);
bool yx_cell_contributors(yx_cells *cells, const yx_cell *cell, uint32_t *ret);

/* What a header that is none of a reader's own may be meant to be: a period, or an indicator's code
 * (copied into `out`), and a warning that it was cleaned. False: nothing that is certain. */
bool yx_cell_cleaned_header(yx_cells *cells, const yx_cell *cell, char out[YX_CLEAN_TEXT + 1]);

/* As yx_cell_period(), without a fault. */
bool yx_cells_period(yx_cells *cells, yx_str text, yx_period *ret);
/* What to write instead of a text that is no figure: "write 1234". Returns out. */
const char *yx_value_advice(yx_str text, yx_decimal_fault why, char *out, size_t size);

#endif

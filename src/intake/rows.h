/* rows.h - a header of CSV, and what is wrong with a row of it as such. */
#ifndef YX_INTAKE_ROWS_H
#define YX_INTAKE_ROWS_H

#include "base/csv.h"
#include "base/mem.h"
#include "intake/cell.h"

typedef struct yx_header {
    size_t n;
    const char **name; /* of each field, fit for people */
    yx_str *text;      /* of each field, as it stands */
    yx_arena *arena;   /* holds them */
} yx_header;

/* Copies a header. Release it, also after a failure. */
YX_MUST_USE yx_code yx_header_read(const yx_csv_record *record, yx_header *ret, yx_err *err);
void yx_header_release(yx_header *header);

/* Every record comes through here, the header without names. Looks for persons (intake/persons.h).
 * False, and a fault, for a record that is no CSV, or, where n is not 0, that has not n fields:
 * which of them is which, nobody knows. */
bool yx_row_sound(yx_cells *cells, const yx_csv_record *r, const char *const *name, size_t n);

/* The cell of a sound row. */
yx_cell yx_row_cell(const yx_header *header, const yx_csv_record *r, size_t at);

#endif

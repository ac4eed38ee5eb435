/* persons.h - a file that is about persons, or about areas below township, is refused with the
 * reason. Every reader passes its header and its rows here, whatever it does with them itself:
 * columns that are ignored count too. The first 1000 rows are looked at, then every hundredth. */
#ifndef YX_INTAKE_PERSONS_H
#define YX_INTAKE_PERSONS_H

#include "base/csv.h"
#include "intake/book/grid.h"
#include "intake/cell.h"

/* What was found in a file: part of the cells (intake/cell.h). */
typedef struct yx_persons {
    size_t row;        /* rows so far */
    size_t n;          /* columns that were reported: one fault each is enough */
    size_t column[16]; /* no more than these */
} yx_persons;

/* A header: person.column. */
void yx_persons_header(yx_cells *cells, const yx_cell *cell);
/* Counts a row; is it one that is looked at? */
bool yx_persons_due(yx_cells *cells);
/* Any cell of such a row: person.number, with most of the text left out, since faults are kept.
 *   figure   the cell is in a column of figures */
void yx_persons_cell(yx_cells *cells, const yx_cell *cell, bool figure);

/* A whole record of CSV. name: headers, n of them; NULL: the record is the header. */
void yx_persons_record(yx_cells *cells, const yx_csv_record *r, const char *const *name, size_t n);
/* A whole workbook, whatever part of it is read. Forms have a line for who filled them in, with a
 * telephone: a header counts with filled cells below it, a mobile number with two more in its
 * column. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_persons_book(yx_cells *cells, const yx_workbook *book, yx_err *err);

#endif

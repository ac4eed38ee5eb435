/* frame.h - a table in memory, by columns with names: what a method reads and what it answers.
 *
 * Read from CSV, cells are text; a column is parsed as numbers when somebody asks for it, so a
 * column that nobody asks for may hold anything. An empty cell and NA are missing: NAN. `NaN` is a
 * number that happens to be none: it is NAN too, and yx_is_not_a_number() tells it apart. */
#ifndef YX_BASE_FRAME_H
#define YX_BASE_FRAME_H

#include "base/buf.h"

enum { YX_FRAME_NUMBER = 64 };             /* bytes of the longest number that is read */
#define YX_FRAME_BYTES ((uint64_t)4 << 30) /* of a file, unpacked */
#define YX_FRAME_ROWS  ((size_t)20000000)

#define YX_COLUMN_NONE SIZE_MAX

typedef struct yx_frame yx_frame;

/* name: what to call it in errors ("--input a.csv"); copied. */
YX_MUST_USE yx_code yx_frame_new(const char *name, yx_frame **ret, yx_err *err);
void yx_frame_free(yx_frame *f); /* NULL is fine */

/* Reads a CSV file with a header row, plain or gzip. YX_E_IO, YX_E_RANGE as yx_input_open() and
 * yx_input_read(); YX_E_FORMAT: broken CSV, a row with too many or too few fields, no row at all.
 */
YX_MUST_USE yx_code yx_frame_read(const char *path, yx_frame **ret, yx_err *err);

const char *yx_frame_name(const yx_frame *f);
size_t yx_frame_rows(const yx_frame *f);
size_t yx_frame_columns(const yx_frame *f);
const char *yx_frame_column(const yx_frame *f, size_t column); /* its name */
/* Number of a column by name, or YX_COLUMN_NONE. */
size_t yx_frame_find(const yx_frame *f, const char *name);

/* Column number, or YX_E_ABSENT "a.csv: no column 'ytd'"; YX_E_FORMAT when there are two of it. */
YX_MUST_USE yx_code yx_frame_need(const yx_frame *f, const char *name, size_t *ret, yx_err *err);
/* The numbers of a column, one a row, valid until yx_frame_free(). YX_E_FORMAT: the first cell that
 * is no number, with its line. */
YX_MUST_USE yx_code yx_frame_numbers(yx_frame *f, size_t column, const double **ret, yx_err *err);
/* Both at once. */
YX_MUST_USE yx_code yx_frame_need_numbers(yx_frame *f, const char *name, const double **ret,
                                          yx_err *err);
/* Cell of a column of text; empty where it is missing. */
yx_str yx_frame_text(const yx_frame *f, size_t column, size_t row);
size_t yx_frame_line(const yx_frame *f, size_t row); /* in its file, from 1; 0 if not from a file */

/* Appends a column of `rows` numbers, all NAN, which are yours to fill. The first column decides
 * how many rows there are: YX_E_RANGE when a later one differs. */
YX_MUST_USE yx_code yx_frame_add(yx_frame *f, const char *name, size_t rows, double **ret,
                                 yx_err *err);
/* Appends an empty column of text; its cells are put one by one, in order. */
YX_MUST_USE yx_code yx_frame_add_text(yx_frame *f, const char *name, size_t *ret, yx_err *err);
YX_MUST_USE yx_code yx_frame_put(yx_frame *f, size_t column, yx_str cell, yx_err *err);
/* Appends a column of another table as it stands: keys are copied through. */
YX_MUST_USE yx_code yx_frame_copy(yx_frame *f, const yx_frame *from, size_t column, yx_err *err);

/* NaN as a number (0 / 0), which a writer shows as NaN and not as missing. */
#define YX_NOT_A_NUMBER __builtin_nan("0x7a2")
bool yx_is_not_a_number(double v);
/* Reads a number as a table has it: 1, -0.5, 1e-300, Inf, -Inf, NaN; empty and NA are NAN. */
bool yx_frame_read_number(yx_str text, double *ret);

/* CSV with LF, numbers with 17 significant digits, empty for missing; or an array of objects, null
 * for missing, "Inf", "-Inf" and "NaN" as text. YX_E_RANGE: columns of different lengths. */
YX_MUST_USE yx_code yx_frame_write_csv(const yx_frame *f, yx_buf *out, yx_err *err);
YX_MUST_USE yx_code yx_frame_write_json(const yx_frame *f, yx_buf *out, yx_err *err);

#endif

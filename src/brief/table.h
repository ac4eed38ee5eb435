/* table.h - a table for a terminal: columns aligned whatever the script, long cells wrapped.
 *
 * Widths are counted by yx_text_width(), so a Chinese name takes its two columns a character. The
 * output does not depend on the locale and the same cells give the same bytes. (libsmartcols was
 * weighed and left: it asks wcwidth() of the process's locale, prints \x escapes without a UTF-8
 * one, and so would make a library's output depend on the command's settings.) */
#ifndef YX_BRIEF_TABLE_H
#define YX_BRIEF_TABLE_H

#include "base/buf.h"

typedef enum yx_align {
    YX_LEFT, /* wrapped where the table is too wide */
    YX_RIGHT,
    YX_FIXED, /* left, never wrapped: codes, sparklines */
} yx_align;

typedef struct yx_table yx_table;

/* A table without rows. Column heads are copied.
 *   n_column   1..YX_TABLE_COLUMNS; more is YX_E_RANGE */
enum { YX_TABLE_COLUMNS = 32 };
YX_MUST_USE yx_code yx_table_new(const char *const *column, const yx_align *align, size_t n_column,
                                 yx_table **ret_table, yx_err *err);
void yx_table_free(yx_table *table); /* NULL is fine */

/* Adds a cell, row by row; bad bytes and controls become \xHH, a newline starts a line of the cell.
 * What fails for memory makes yx_table_print() fail. */
void yx_table_cell(yx_table *table, const char *fmt, ...) YX_PRINTF(2, 3);
void yx_table_str(yx_table *table, yx_str text);

/* Writes heads, a rule and the rows, each line ended by a newline and without blanks at its end.
 *   width   columns of the terminal: left-aligned columns are wrapped to fit where that is
 *           possible; 0: nothing is wrapped
 * A row that is not full is filled with empty cells. */
YX_MUST_USE yx_code yx_table_print(const yx_table *table, size_t width, yx_buf *out, yx_err *err);

/* The longest start of `text` that fits into `width` columns and ends where a line may end: before
 * a newline, at a blank, or beside a wide character; at least one character. The rest, without the
 * blanks or the newline at which it was cut, goes to *ret_rest. width 0: up to the newline. */
yx_str yx_text_line(yx_str text, size_t width, yx_str *ret_rest);

#endif

/* csv.h - strict CSV (RFC 4180), record by record, over an input.
 *
 * Fields are separated by commas; LF, CRLF or the end of the file ends a record; a field may be in
 * double quotes, where "" is one quote and commas and line ends are text. What RFC 4180 does not
 * allow is a fault of the record: the reader says which and where, skips to the next line and goes
 * on, so that one pass finds every fault. Empty lines are skipped. */
#ifndef YX_BASE_CSV_H
#define YX_BASE_CSV_H

#include "base/buf.h"
#include "base/input.h"

typedef struct yx_csv yx_csv;

enum {
    YX_CSV_FIELDS = 4096,        /* most fields of a record */
    YX_CSV_RECORD = 1024 * 1024, /* most bytes of a record */
};

typedef enum yx_csv_fault {
    YX_CSV_OK,
    YX_CSV_STRAY_QUOTE, /* a quote inside an unquoted field, or text after a closing quote */
    YX_CSV_OPEN_QUOTE,  /* the file ends inside quotes */
    YX_CSV_NUL,         /* a NUL byte */
    YX_CSV_STRAY_CR,    /* a carriage return that no line feed follows */
    YX_CSV_LONG_RECORD, /* more than YX_CSV_RECORD bytes or YX_CSV_FIELDS fields */
} yx_csv_fault;

typedef struct yx_csv_record {
    const yx_str *field; /* n fields, unquoted, valid until the next call; NULL if faulty */
    size_t n;
    size_t line; /* physical line on which the record starts, from 1 */
    yx_csv_fault fault;
    size_t fault_line; /* where the fault is: physical line, and field from 1 */
    size_t fault_column;
    yx_str fault_text; /* up to YX_FAULT_TEXT bytes around it */
} yx_csv_record;

/* The input stays the caller's and must outlive the reader. */
YX_MUST_USE yx_code yx_csv_open(yx_input *input, yx_csv **ret_csv, yx_err *err);
void yx_csv_close(yx_csv *csv); /* NULL is fine */

/* The next record. *ret_end is set, and nothing else, at the end of the file. Fails only as
 * yx_input_read() does, or for memory. */
YX_MUST_USE yx_code yx_csv_next(yx_csv *csv, yx_csv_record *ret, bool *ret_end, yx_err *err);

/* Appends a field to a line that is being written, quoted where it must be. */
void yx_csv_write(yx_buf *out, yx_str field, bool first);

#endif

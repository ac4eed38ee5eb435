/* xls_pipe.h - how the child that reads an old workbook tells it to its parent: records of
 *
 *   tag (1 byte) | length of what follows (4) | payload
 *
 *   S  a sheet begins     hidden (1: 0 or 1), name
 *   C  a cell             row (4), column (4), kind (1), formula (1), text
 *   M  a merged range     row (4), last row (4), column (4), last column (4)
 *   R  a hidden row       row (4)
 *   L  hidden columns     first (4), last (4)
 *   F  a fault, the end   code of fault_codes.c, NUL, text
 *   E  the end            records before it (4)
 *
 * Numbers are little-endian, texts UTF-8 to the end of the record. The child may have been taken
 * over by the file, so its parent believes nothing: each length, place, kind and text is checked,
 * the order too, and without F or E at its end nothing is taken. */
#ifndef YX_INTAKE_BOOK_XLS_PIPE_H
#define YX_INTAKE_BOOK_XLS_PIPE_H

#include "base/buf.h"
#include "base/fault.h"
#include "intake/book/grid_build.h"

enum { YX_XLS_RECORD = 1 << 20 /* bytes of a payload */ };

/* --- the child's side: appends records --- */

/* Start with {.fd = ...}. */
typedef struct yx_xls_out {
    yx_buf buf; /* what was not written yet; yx_buf_check() says whether all went well */
    int fd;     /* the pipe; -1: all is kept in buf */
    uint32_t n; /* records */
} yx_xls_out;
/* Writes what is left. YX_E_NOMEM: this, or a record before, did not go well. */
YX_MUST_USE yx_code yx_xls_out_flush(yx_xls_out *out, yx_err *err);
void yx_xls_out_sheet(yx_xls_out *out, bool hidden, yx_str name);
void yx_xls_out_cell(yx_xls_out *out, uint32_t row, uint32_t column, yx_grid_kind kind,
                     bool formula, yx_str text);
void yx_xls_out_merged(yx_xls_out *out, uint32_t row, uint32_t last_row, uint32_t column,
                       uint32_t last_column);
void yx_xls_out_hidden_row(yx_xls_out *out, uint32_t row);
void yx_xls_out_hidden_columns(yx_xls_out *out, uint32_t first, uint32_t last);
void yx_xls_out_fault(yx_xls_out *out, const char *code, const char *text);
void yx_xls_out_end(yx_xls_out *out);

/* --- the parent's side: takes bytes as they come --- */

typedef struct yx_xls_in yx_xls_in;

/* file, faults: where a fault that the child found, or the breach of a limit, is told. */
YX_MUST_USE yx_code yx_xls_in_new(const char *file, yx_faults *faults, yx_xls_in **ret_in,
                                  yx_err *err);
void yx_xls_in_free(yx_xls_in *in); /* NULL is fine */
/* YX_E_FORMAT this is nothing that our child would say; YX_E_REFUSED a fault, which was added;
 * YX_E_NOMEM. After a failure no more is taken. */
YX_MUST_USE yx_code yx_xls_in_take(yx_xls_in *in, const char *at, size_t n, yx_err *err);
/* After the last byte. YX_E_FORMAT the end is missing. */
YX_MUST_USE yx_code yx_xls_in_finish(yx_xls_in *in, yx_workbook *ret_workbook, yx_err *err);

#endif

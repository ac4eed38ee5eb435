/* rows.h - where the rows of a submission are from, without reading all of it.
 *
 * Its segments are passed over up to the one with the row that is asked for; of that one the
 * columns that tell of the source are read, and kept. So a row of a large file costs a walk over
 * the bytes before it, and each segment is read once at most, in whatever order rows are asked
 * for. */
#ifndef YX_STORE_ROWS_H
#define YX_STORE_ROWS_H

#include "base/buf.h"
#include "model/batch.h"

typedef struct yx_rows yx_rows;

/* Takes the bytes of the payload out of *payload. YX_E_CORRUPT its head is damaged. */
YX_MUST_USE yx_code yx_rows_open(yx_buf *payload, yx_rows **ret_rows, yx_err *err);
void yx_rows_free(yx_rows *rows); /* NULL is fine */
size_t yx_rows_count(const yx_rows *rows);
size_t yx_rows_bytes(const yx_rows *rows); /* held in memory, about */

/* What was said of the file; borrowed. */
yx_str yx_rows_file(const yx_rows *rows);
yx_str yx_rows_said(const yx_rows *rows);
yx_str yx_rows_reason(const yx_rows *rows);
yx_str yx_rows_sheet(const yx_rows *rows, uint16_t sheet); /* of yx_row; "" for 0 */

typedef struct yx_row {
    uint32_t line, contributors;
    yx_day release;
    uint16_t column, sheet;
    char status;
} yx_row;
/* Row i < count. YX_E_CORRUPT: the payload is damaged there or before it. */
YX_MUST_USE yx_code yx_rows_at(yx_rows *rows, size_t i, yx_row *ret, yx_err *err);

#endif

/* submission.h - a batch as the payload of a log entry, and back, exactly (docs/format-log.md). */
#ifndef YX_STORE_SUBMISSION_H
#define YX_STORE_SUBMISSION_H

#include "base/buf.h"
#include "model/batch.h"

enum {
    YX_SUBMISSION_ROWS = 1 << 26, /* most rows of one entry */
    YX_CODE_BYTES = 255,          /* longest code */
    YX_SOURCE_BYTES = 64 * 1024,  /* longest text that is said of a file */
};

/* YX_E_RANGE: the batch has something that could not be given back. O(rows). */
YX_MUST_USE yx_code yx_submission_check(const yx_batch *batch, yx_err *err);
/* Appends the payload of a batch that passed the check. */
YX_MUST_USE yx_code yx_submission_write(const yx_batch *batch, yx_buf *out, yx_err *err);
/* The batch again; what a withdrawn row had as scale is not kept.
 * YX_E_CORRUPT: it is no such payload. */
YX_MUST_USE yx_code yx_submission_read(yx_str payload, yx_batch **ret_batch, yx_err *err);
/* Its rows, without reading them. YX_E_CORRUPT. */
YX_MUST_USE yx_code yx_submission_rows(yx_str payload, size_t *ret_n, yx_err *err);

/* Has it rows that name contributors or a release day? Its first 32 bytes are enough; false also
 * when it is damaged. */
bool yx_submission_guarded(yx_str payload);

/* A code that can be part of a key: 1..YX_CODE_BYTES bytes, no control characters. */
bool yx_code_allowed(yx_str code);

#endif

/* chunk.h - the versions of a series as one blob: current values, or the past ones.
 *
 * Columns of n versions, oldest period first (docs/format-chunk.md). Periods and values come first,
 * so that a scan need not look at where each value is from. The same versions in the same order
 * give the same bytes. */
#ifndef YX_STORE_CHUNK_H
#define YX_STORE_CHUNK_H

#include "base/buf.h"
#include "store/store.h"

enum {
    YX_SERIES_MAX = 1 << 22, /* most versions of a series in one blob */
    YX_CHUNK_FORM = 1,
    YX_CHUNK_FORM_WITHDRAWN = 2, /* with a column that says which are withdrawn */
};

/* Numbers that the codecs work in, grown as needed. Start with {0}. */
typedef struct yx_scratch {
    int64_t *at;
    size_t cap;
} yx_scratch;
void yx_scratch_free(yx_scratch *s); /* contents */
YX_MUST_USE yx_code yx_scratch_room(yx_scratch *s, size_t n, yx_err *err);

/* Appends the blob of n versions to out; of none, nothing. YX_E_RANGE more than YX_SERIES_MAX. */
YX_MUST_USE yx_code yx_chunk_write(yx_buf *out, const yx_version *at, size_t n, yx_scratch *scratch,
                                   yx_err *err);
/* Appends the versions of a blob to a list. YX_E_CORRUPT it is no such blob. */
YX_MUST_USE yx_code yx_chunk_read(yx_str blob, yx_versions *versions, yx_scratch *scratch,
                                  yx_err *err);

/* The blob with n versions behind its own, whose values and days are not looked at beyond what that
 * needs: the same bytes as yx_chunk_write() gives of all. *ret_done is false, and *out is to be
 * thrown away, when they do not go on in its way: a period that is not behind the last one, a
 * withdrawal, another scale; or it is damaged, which yx_chunk_read() tells. */
YX_MUST_USE yx_code yx_chunk_append(yx_str blob, const yx_version *at, size_t n, yx_buf *out,
                                    yx_scratch *scratch, bool *ret_done, yx_err *err);
/* The last period of a blob, which no other of it begins after. *ret_known is false where only
 * yx_chunk_read() can tell. O(1) for a regular series. */
YX_MUST_USE yx_code yx_chunk_last(yx_str blob, yx_scratch *scratch, yx_period *ret, bool *ret_known,
                                  yx_err *err);

/* Periods and doubles of a blob without withdrawn versions, n of them. */
typedef struct yx_chunk_values {
    yx_period *period;
    double *value;
    size_t n, cap;
    /* What `period` was read from: most series have the same bytes there as the last one. */
    yx_buf spans;
    size_t n_spans; /* periods that these bytes are of; 0 none */
} yx_chunk_values;
void yx_chunk_values_free(yx_chunk_values *values); /* contents */
YX_MUST_USE yx_code yx_chunk_read_values(yx_str blob, yx_chunk_values *ret, yx_scratch *scratch,
                                         yx_err *err);

#endif

/* gb18030.h - GB18030 to UTF-8, piece by piece. For base/input.c only. */
#ifndef YX_BASE_GB18030_H
#define YX_BASE_GB18030_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct yx_gb18030 yx_gb18030;

/* YX_E_IO the system has no converter for GB18030; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_gb18030_open(yx_gb18030 **ret, yx_err *err);
void yx_gb18030_close(yx_gb18030 *gb); /* NULL is fine */

/* Converts what it can of in[0..n) into out[0..cap).
 *   at_end    nothing follows `in`: a character that is cut off there passes as bad bytes
 *   ret_used  bytes taken; fewer than n when `out` is full or a character is cut off
 * A byte that starts no character is copied as it is. Returns the bytes written; none are when
 * cap is under 4 and the next character does not fit. */
size_t yx_gb18030_convert(yx_gb18030 *gb, const char *in, size_t n, bool at_end, char *out,
                          size_t cap, size_t *ret_used);

/* Bytes so far that were no GB18030. */
size_t yx_gb18030_bad(const yx_gb18030 *gb);

#endif

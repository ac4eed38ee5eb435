/* encoding.h - text in an older encoding to UTF-8, piece by piece. For base/input.c only. */
#ifndef YX_BASE_ENCODING_H
#define YX_BASE_ENCODING_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct yx_decoder yx_decoder;

/* name: as iconv calls it, "GB18030", "BIG5".
 * YX_E_IO the system has no converter for it; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_decoder_open(const char *name, yx_decoder **ret, yx_err *err);
void yx_decoder_close(yx_decoder *decoder); /* NULL is fine */

/* Converts what it can of in[0..n) into out[0..cap).
 *   at_end    nothing follows `in`: a character that is cut off there passes as bad bytes
 *   ret_used  bytes taken; fewer than n when `out` is full or a character is cut off
 * A byte that starts no character is copied as it is. Returns the bytes written; none are when
 * cap is under 8 and the next character does not fit. */
size_t yx_decoder_convert(yx_decoder *decoder, const char *in, size_t n, bool at_end, char *out,
                          size_t cap, size_t *ret_used);

/* Bytes so far that started no character. */
size_t yx_decoder_bad(const yx_decoder *decoder);

#endif

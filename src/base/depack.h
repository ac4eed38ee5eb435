/* depack.h - gzip and zstd, undone piece by piece. For base/input.c only. */
#ifndef YX_BASE_DEPACK_H
#define YX_BASE_DEPACK_H

#include "base/err.h"
#include "base/text.h"

enum { YX_DEPACK_MAGIC = 4 /* bytes that tell what a file is packed with */ };

typedef enum yx_packing { YX_PACKED_NOT, YX_PACKED_GZIP, YX_PACKED_ZSTD } yx_packing;

/* What the first bytes of a file say. */
yx_packing yx_packing_of(yx_str head);

typedef struct yx_depacker yx_depacker;

/* packing: not NOT. Memory: 40 KB for gzip; for zstd its window, at most 128 MB (zstd -22). */
YX_MUST_USE yx_code yx_depacker_new(yx_packing packing, yx_depacker **ret, yx_err *err);
void yx_depacker_free(yx_depacker *d); /* NULL is fine */

/* Takes bytes off the front of *in and writes up to cap bytes, cap >= 1.
 *   last    nothing follows *in
 *   ret_n   bytes written; 0: more of the file is wanted, or with `last`, this is its end
 * Between two members of a file *in must hold YX_DEPACK_MAGIC bytes, or be all there is.
 * YX_E_FORMAT broken, cut off, or followed by something else; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_depack_some(yx_depacker *d, yx_str *in, bool last, char *out, size_t cap,
                                   size_t *ret_n, yx_err *err);

#endif

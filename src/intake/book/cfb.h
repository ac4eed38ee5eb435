/* cfb.h - compound files (OLE2), in which old Office files and encrypted new ones are kept: a small
 * file system of sectors with a directory.
 *
 *   header | sector 0 | sector 1 | ...      each sector has its successor in a table, the FAT
 *
 * Streams under 4096 bytes lie in 64-byte pieces of one stream of the root. Nothing is trusted:
 * every chain is followed for as many steps as there are sectors at most. */
#ifndef YX_INTAKE_BOOK_CFB_H
#define YX_INTAKE_BOOK_CFB_H

#include "base/buf.h"

typedef struct yx_cfb yx_cfb;

bool yx_cfb_is(yx_str head); /* does a file that starts so claim to be one? */

/* Opens a file in memory, which must outlive it. YX_E_FORMAT it is damaged; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_cfb_open(yx_str bytes, yx_cfb **ret_cfb, yx_err *err);
void yx_cfb_close(yx_cfb *cfb); /* NULL is fine */

/* Is there a stream of that name (ASCII, either case) in the root? */
bool yx_cfb_has(const yx_cfb *cfb, const char *name);
/* Adds its bytes to `out`. YX_E_ABSENT there is none; YX_E_FORMAT; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_cfb_stream(const yx_cfb *cfb, const char *name, yx_buf *out, yx_err *err);

#endif

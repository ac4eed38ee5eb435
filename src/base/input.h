/* input.h - the bytes of a file, as UTF-8, whatever it was packed and encoded in.
 *
 * Gzip and zstd (one member or several) are unpacked on the way. Text is UTF-8 (a byte order mark
 * is skipped) or GB18030 or Big5, converted to UTF-8 on the way. Only plain files are read; the
 * size after unpacking is limited. */
#ifndef YX_BASE_INPUT_H
#define YX_BASE_INPUT_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct yx_input yx_input;

typedef enum yx_encoding {
    YX_ENCODING_ANY,     /* nothing is said: to be found out, and else as UTF-8 */
    YX_ENCODING_UTF8,    /* bytes pass through as they are, valid or not; BOM skipped */
    YX_ENCODING_GB18030, /* bytes that are no GB18030 pass as they are, and so are no valid UTF-8 */
    YX_ENCODING_BIG5,    /* the same */
} yx_encoding;

/* "utf-8", "gb18030", "gbk", "gb2312", "big5", in either case. */
bool yx_encoding_read(yx_str name, yx_encoding *ret);

/* Opens a plain file for reading.
 *   max_bytes   limit on what is read, after unpacking (a small gzip may unpack to terabytes)
 * YX_E_IO it cannot be opened, or it is a directory or device; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_input_open(const char *path, yx_encoding encoding, uint64_t max_bytes,
                                  yx_input **ret_input, yx_err *err);
/* The same over bytes in memory, UTF-8 and at most 4 GiB unpacked. They stay the caller's and must
 * outlive the input. */
YX_MUST_USE yx_code yx_input_memory(yx_str bytes, yx_input **ret_input, yx_err *err);
void yx_input_close(yx_input *input); /* NULL is fine */

/* Reads up to cap bytes, cap >= 1; *ret_n == 0 is the end. YX_E_IO; YX_E_FORMAT broken packing;
 * YX_E_RANGE the limit is passed. After a failure every further call fails alike. */
YX_MUST_USE yx_code yx_input_read(yx_input *input, char *at, size_t cap, size_t *ret_n,
                                  yx_err *err);

/* Reads all of a file: is it valid in that encoding? Big5 text is mostly valid GB18030 too. Stops
 * at the first bad byte. */
YX_MUST_USE yx_code yx_input_fits(const char *path, yx_encoding encoding, uint64_t max_bytes,
                                  bool *ret_fits, yx_err *err);
/* Finds the encoding of a whole file: valid UTF-8 is UTF-8; else GB18030 when all of it is valid
 * GB18030; else UTF-8, and the reader will meet the bad bytes. One pass over the file, or two.
 * Fails as yx_input_open() and yx_input_read() do. Cost: about 1 GB/s for ASCII. */
YX_MUST_USE yx_code yx_input_guess(const char *path, uint64_t max_bytes, yx_encoding *ret,
                                   yx_err *err);

#endif

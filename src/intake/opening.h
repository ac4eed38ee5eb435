/* opening.h - opens the file that is being taken, in the encoding in which it makes sense.
 *
 * A file that is no UTF-8 is GB18030 or Big5. Text of the one is mostly valid in the other, as
 * nonsense; so both are tried, and the one is kept in which headers and names stand in the
 * catalogues. When that is both of them, or none, the taker has to say (take --encoding). */
#ifndef YX_INTAKE_OPENING_H
#define YX_INTAKE_OPENING_H

#include "base/input.h"
#include "intake/taking.h"

/* Which of them fits a file that is separated into cells by commas, semicolons, tabs and lines.
 *   ret   ANY: both or none do, and the file is not valid in one only
 * Fails as yx_input_open() and yx_input_read() do. */
YX_MUST_USE yx_code yx_encoding_find(const char *path, uint64_t max_bytes,
                                     const yx_catalog *catalog, yx_encoding *ret, yx_err *err);

/* Opens the file of a taking.
 *   encoding   ANY: what the options say, else what is found; a file of which nobody can say it is
 *              a fault (file.encoding), and is read as GB18030
 * Fails as yx_input_open(). */
YX_MUST_USE yx_code yx_opening(yx_taking *t, yx_encoding encoding, yx_input **ret, yx_err *err);

#endif

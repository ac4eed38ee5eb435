/* zip.h - ZIP archives: entries of a hostile one read within limits, and a small one written.
 *
 * A few kilobytes of ZIP can unfold to terabytes. So what an entry says of its size is checked when
 * it is opened, and what really comes out is counted as it is read. */
#ifndef YX_BASE_ZIP_H
#define YX_BASE_ZIP_H

#include "base/err.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    YX_ZIP_ENTRIES = 20000,     /* of an archive */
    YX_ZIP_FILE = 1 << 29,      /* bytes of an archive */
    YX_ZIP_ENTRY = 1 << 30,     /* bytes of an entry, unpacked */
    YX_ZIP_FREE = 16 << 20,     /* bytes that an entry may unfold to, however small it was */
    YX_ZIP_RATIO = 200,         /* bytes out for one byte in, beyond that */
    YX_ZIP_WRITTEN = 256 << 20, /* bytes of all entries that are written */
};
#define YX_ZIP_ALL ((uint64_t)2 << 30) /* bytes of all entries that are read, unpacked */

/* What is wrong with an archive. */
typedef enum yx_zip_wrong {
    YX_ZIP_RIGHT,
    YX_ZIP_NOT,       /* it is no archive */
    YX_ZIP_BROKEN,    /* it was one: cut off, a checksum is wrong */
    YX_ZIP_BOMB,      /* one of the limits above */
    YX_ZIP_ENCRYPTED, /* an entry needs a password */
    YX_ZIP_METHOD,    /* an entry is packed in a way that is not read */
} yx_zip_wrong;

typedef struct yx_zip yx_zip;
typedef struct yx_zip_entry yx_zip_entry;

/* Opens a plain file.
 *   ret_wrong   on YX_E_FORMAT and YX_E_RANGE: what is wrong
 * YX_E_IO it cannot be read; YX_E_FORMAT; YX_E_RANGE too large or too many entries; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_zip_open(const char *path, yx_zip **ret_zip, yx_zip_wrong *ret_wrong,
                                yx_err *err);
/* The same over bytes in memory, which stay the caller's and must outlive the archive. */
YX_MUST_USE yx_code yx_zip_memory(yx_str bytes, yx_zip **ret_zip, yx_zip_wrong *ret_wrong,
                                  yx_err *err);
void yx_zip_close(yx_zip *zip); /* NULL is fine; entries must be closed before */

size_t yx_zip_count(const yx_zip *zip);
/* Name of entry i < count as it stands there, or NULL. Not checked to be UTF-8. */
const char *yx_zip_name(const yx_zip *zip, size_t i);
/* Is there an entry of that name? ASCII letters are equal in either case, as in Office files. */
bool yx_zip_has(const yx_zip *zip, const char *name);

/* Opens an entry by its name. YX_E_ABSENT there is none; YX_E_FORMAT; YX_E_RANGE; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_zip_entry_open(yx_zip *zip, const char *name, yx_zip_entry **ret_entry,
                                      yx_zip_wrong *ret_wrong, yx_err *err);
void yx_zip_entry_close(yx_zip_entry *entry); /* NULL is fine */
/* Reads up to cap bytes, cap >= 1; *ret_n == 0 is the end, where the checksum was right. Fits
 * yx_xml_read() with the entry as `from`. After a failure every further call fails alike. */
YX_MUST_USE yx_code yx_zip_entry_read(void *entry, char *at, size_t cap, size_t *ret_n,
                                      yx_err *err);
yx_zip_wrong yx_zip_entry_wrong(const yx_zip_entry *entry); /* why the last read failed */

/* --- writing --- */

/* An archive that is written to a file at its end; before that, nothing is on disk. The same
 * entries give the same bytes: their time is always 1980-01-01. */
typedef struct yx_zip_writer yx_zip_writer;

YX_MUST_USE yx_code yx_zip_writer_new(yx_zip_writer **ret_writer, yx_err *err);
/* Adds a copy of the bytes.
 *   name    UTF-8, relative, '/' between folders; not one that stands already
 *   pack    false: kept as it is (ODF wants that of "mimetype")
 * YX_E_RANGE a bad name, or more than YX_ZIP_WRITTEN bytes; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_zip_add(yx_zip_writer *writer, const char *name, yx_str bytes, bool pack,
                               yx_err *err);
/* Writes the file, in place of one that is there already; that one stays whole when it fails.
 * YX_E_RANGE nothing was added; YX_E_IO; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_zip_write(yx_zip_writer *writer, const char *path, yx_err *err);
void yx_zip_writer_free(yx_zip_writer *writer); /* NULL is fine */

#endif

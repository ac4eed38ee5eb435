/* seen.h - the keys that the files of one command have reported so far, and where.
 *
 * A key that comes twice is found across files. */
#ifndef YX_INTAKE_SEEN_H
#define YX_INTAKE_SEEN_H

#include "intake/take.h"

typedef struct yx_key {
    uint32_t region, indicator; /* any numbers that mean the same in all files of the command */
    yx_period period;           /* at most 366 days, from year 1 on */
    yx_day as_of;
} yx_key;

/* Where a key stood first. */
typedef struct yx_seen_at {
    const char *file;  /* valid until yx_seen_free() */
    const char *sheet; /* as long; NULL: the file has no sheets, or the key was on none */
    uint32_t line;     /* 0: nowhere; on a sheet its row */
    uint16_t column;   /* on a sheet, from 1 */
} yx_seen_at;

/* Says that the keys that follow come from this file. Makes *seen when it is NULL. */
YX_MUST_USE yx_code yx_seen_file(yx_seen **seen, const char *file, yx_err *err);
/* Says that they stand on this sheet of it; NULL: on none. Cheap where it is the sheet already. */
YX_MUST_USE yx_code yx_seen_sheet(yx_seen *seen, const char *sheet, yx_err *err);
/* Number of an indicator code. */
YX_MUST_USE yx_code yx_seen_indicator(yx_seen *seen, yx_str code, uint32_t *ret, yx_err *err);

/* Notes a key. ret_first: where it stood before, its line 0 if it is new. O(1).
 *   column   0 where there are no sheets: it is kept for those only */
YX_MUST_USE yx_code yx_seen_add(yx_seen *seen, const yx_key *key, uint32_t line, uint16_t column,
                                yx_seen_at *ret_first, yx_err *err);
/* Where a key stands, without noting it. */
yx_seen_at yx_seen_find(const yx_seen *seen, const yx_key *key);

#endif

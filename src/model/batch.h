/* batch.h - the observations of one file or form, in its order: what intake makes and store keeps.
 */
#ifndef YX_MODEL_BATCH_H
#define YX_MODEL_BATCH_H

#include "base/decimal.h"
#include "base/names.h"
#include "model/period.h"

#define YX_CONTRIBUTORS_NONE UINT32_MAX
#define YX_DAY_NONE          INT32_MIN

enum { YX_STATUS_NONE = 0, YX_STATUS_WITHDRAWN = 'W' }; /* else 'A', 'E', 'P', 'F' as reported */

/* One reported figure. 48 bytes; a file of 1.5 M rows is 70 MB. */
typedef struct yx_obs {
    int64_t mantissa;           /* the figure; 0 when withdrawn */
    yx_period period;           /* canonical: ytd ones start in January */
    uint32_t region, indicator; /* numbers in the batch's names */
    yx_day as_of;               /* publication day */
    uint32_t line;              /* physical line in the file, header is 1 */
    uint32_t contributors;      /* how many reported into it, or YX_CONTRIBUTORS_NONE */
    yx_day release;             /* first day on which it may be shown, or YX_DAY_NONE */
    uint16_t column;            /* field, from 1 */
    uint16_t sheet;             /* of a workbook: number in the batch's sheets, plus 1; else 0 */
    uint8_t scale;              /* as typed */
    char status;                /* YX_STATUS_NONE, A E P F, or W: the value is withdrawn */
} yx_obs;

typedef struct yx_batch {
    char *file;          /* base name as the user gave it, at most 255 bytes */
    char *source;        /* what the taker says of the whole file ("secondary source"), or "" */
    char *reason;        /* why figures that stand are revised, or "" */
    yx_names *sheet;     /* names of the sheets of a workbook that have figures */
    yx_names *region;    /* region codes as reported */
    yx_names *indicator; /* indicator codes */
    yx_obs *obs;         /* n of them, in file order */
    size_t n, cap;
} yx_batch;

/* source may be NULL; both texts are copied. */
YX_MUST_USE yx_code yx_batch_new(const char *file, const char *source, yx_batch **ret_batch,
                                 yx_err *err);
void yx_batch_free(yx_batch *batch); /* NULL is fine */
/* Says why; copied. */
YX_MUST_USE yx_code yx_batch_set_reason(yx_batch *batch, const char *reason, yx_err *err);
YX_MUST_USE yx_code yx_batch_add(yx_batch *batch, const yx_obs *obs, yx_err *err);

yx_decimal yx_obs_value(const yx_obs *obs);

#endif

/* sdmx.h - what the three forms of SDMX have in common: which component is what, and what an action
 * means. For the readers of SDMX only. */
#ifndef YX_INTAKE_EXCHANGE_SDMX_H
#define YX_INTAKE_EXCHANGE_SDMX_H

#include "intake/exchange/foreign.h"

/* What a component (dimension, measure, attribute) or column is for us. */
typedef enum yx_sdmx_part {
    YX_SDMX_REGION,       /* REF_AREA, GEO, AREA */
    YX_SDMX_INDICATOR,    /* INDICATOR, SERIES */
    YX_SDMX_PERIOD,       /* TIME_PERIOD, TIME */
    YX_SDMX_VALUE,        /* OBS_VALUE, VALUE */
    YX_SDMX_STATUS,       /* OBS_STATUS */
    YX_SDMX_CUM,          /* TRANSFORMATION, CUM: CUM or YTD mean a total of the year so far */
    YX_SDMX_AS_OF,        /* UPDATED */
    YX_SDMX_RELEASE,      /* EMBARGO_TIME */
    YX_SDMX_CONTRIBUTORS, /* CONTRIBUTORS */
    YX_SDMX_SILENT,       /* says nothing that the rest does not: STRUCTURE, FREQ, ... */
    YX_SDMX_ACTION,       /* a column of SDMX-CSV */
    YX_SDMX_OTHER,        /* not kept */
    YX_N_SDMX
} yx_sdmx_part;

yx_sdmx_part yx_sdmx_part_of(yx_str id);

typedef enum yx_sdmx_action {
    YX_SDMX_REPORT, /* M, A, I, R, or their names in messages */
    YX_SDMX_DELETE, /* D */
    YX_SDMX_NONSENSE,
} yx_sdmx_action;

yx_sdmx_action yx_sdmx_action_of(yx_str text);

/* The attribute column of the catalogue with SDMX codes. */
#define YX_SDMX_CODES "sdmx_code"

YX_MUST_USE yx_code yx_sdmx_begin(yx_foreign *f, const char *path, const yx_take_options *options,
                                  yx_seen **seen, yx_faults *faults, yx_err *err);

/* Takes one observation.
 *   cell    YX_N_SDMX of them by what they are; those up to the value have field and place even
 *           where they are empty
 *   other   something beside them is said of it: with a deletion, that alone goes */
YX_MUST_USE yx_code yx_sdmx_record(yx_foreign *f, const yx_cell *cell, size_t line,
                                   yx_sdmx_action action, bool other, yx_err *err);

#endif

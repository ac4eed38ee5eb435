/* rows.h - the forms of formats.h as a table of functions; for this folder only. */
#ifndef YX_FLOW_EXPORT_ROWS_H
#define YX_FLOW_EXPORT_ROWS_H

#include "base/buf.h"
#include "base/names.h"
#include "flow/export/formats.h"

/* A row of an export. Texts that are not there are empty. */
typedef struct yx_export_row {
    yx_str region, code, value;
    yx_str as_of, status, contributors, release; /* only of a full export */
    yx_period period;
    const yx_indicator *indicator;
} yx_export_row;

/* What a form is written with. */
typedef struct yx_export_writer yx_export_writer;

/* One form. Each function appends to w->part, which is written out and emptied after each call. */
typedef struct yx_export_form {
    yx_file_form form;
    void (*begin)(yx_export_writer *w);
    yx_code (*row)(yx_export_writer *w, const yx_export_row *row, yx_err *err);
    yx_code (*end)(yx_export_writer *w, yx_err *err);
} yx_export_form;

typedef struct yx_export_kept yx_export_kept; /* rows of one region, for ADX */

/* Components of SDMX, in the order in which they are written. */
enum {
    YX_OUT_FREQ,
    YX_OUT_REGION,
    YX_OUT_INDICATOR,
    YX_OUT_PERIOD,
    YX_OUT_STATUS,
    YX_OUT_CONTRIBUTORS,
    YX_OUT_RELEASE,
    YX_OUT_AS_OF,
    YX_N_OUT
};

struct yx_export_writer {
    const yx_catalog *catalog;
    bool full;
    char now[24]; /* 2022-01-20T08:00:00Z */
    yx_buf part;
    yx_export_unsaid unsaid;
    bool any;                /* a row was written */
    yx_buf series;           /* what the series at hand is called: region, a blank, indicator */
    yx_names *met[YX_N_OUT]; /* SDMX-JSON: values by their number */
    yx_period *met_period;   /* of met[YX_OUT_PERIOD] */
    size_t cap_period;
    struct yx_export_kept *kept; /* ADX: figures of the region at hand */
    size_t n_kept, cap_kept;
    yx_buf region;
};

extern const yx_export_form yx_export_sdmx_csv, yx_export_sdmx_ml, yx_export_sdmx_json,
    yx_export_dhis2_csv, yx_export_dhis2_json, yx_export_dhis2_xml, yx_export_adx;

/* The frequency of an indicator in SDMX: "M", ... "_O" for ten days. */
const char *yx_export_freq(const yx_indicator *indicator);
/* True when a row opens another series than the one before; it is noted. */
bool yx_export_other_series(yx_export_writer *w, const yx_export_row *row);

#endif

/* take_file.h - a file of any form that is read becomes a batch of figures, or a list of everything
 * that is wrong with it.
 *
 * The form is found by what stands in the file; its name does not matter (docs/format-exchange.md):
 *   our own CSV (take_csv.h); SDMX-CSV 1.0, 2.0, 2.1; SDMX-ML 2.1 generic; SDMX-JSON 2.x;
 *   DHIS2 data value sets as CSV, JSON, XML; ADX
 * Gzip and zstd around any of them are undone. A workbook is told but not read here: what it means
 * is said by a sheet map. */
#ifndef YX_INTAKE_TAKE_FILE_H
#define YX_INTAKE_TAKE_FILE_H

#include "intake/take.h"

typedef enum yx_file_form {
    YX_FILE_UNKNOWN,
    YX_FILE_CSV, /* ours, and whatever is not told apart */
    YX_FILE_SDMX_CSV,
    YX_FILE_SDMX_ML,
    YX_FILE_SDMX_JSON,
    YX_FILE_DHIS2_CSV,
    YX_FILE_DHIS2_JSON,
    YX_FILE_DHIS2_XML,
    YX_FILE_ADX,
    YX_FILE_XLSX, /* a zip archive */
    YX_FILE_XLS,  /* an OLE file */
} yx_file_form;

extern const char *const yx_file_form_name[]; /* "csv", "sdmx-csv", ... as `export --format` */

/* What a file is, by its beginning; of JSON, by the keys of its outermost object.
 *   ret_what   where it is UNKNOWN: what was found instead, "an HTML page"; else NULL. May be NULL
 * Fails as yx_input_open() and yx_input_read() do. */
YX_MUST_USE yx_code yx_file_form_of(const char *path, yx_file_form *ret, const char **ret_what,
                                    yx_err *err);

/* Reads a file into a batch; as yx_take_csv(). A workbook gives no batch, YX_OK, and its form: the
 * caller goes on with it.
 *   ret_form   what the file is, also where it is refused; may be NULL */
YX_MUST_USE yx_code yx_take_file(const char *path, const yx_take_options *options, yx_seen **seen,
                                 yx_faults *faults, yx_file_form *ret_form, yx_batch **ret_batch,
                                 yx_err *err);

#endif

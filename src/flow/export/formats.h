/* formats.h - the figures in the forms of other systems: `yixian export --format`.
 *
 * What is written is what yx_export() writes, so that nothing is shown here that it would not show:
 * each of its rows is said again in another form (docs/format-exchange.md). What a form cannot say
 * is left out and counted. */
#ifndef YX_FLOW_EXPORT_FORMATS_H
#define YX_FLOW_EXPORT_FORMATS_H

#include "flow/export/export.h"
#include "intake/take_file.h"

enum { YX_UNSAID_TEXT = 80 };

/* What a form had no words for. */
typedef struct yx_export_unsaid {
    size_t periods;  /* figures left out: DHIS2 has no ten days and no January to November */
    size_t elements; /* figures left out: X_YTD, which would say them, is another indicator */
    size_t status, contributors, release, as_of;          /* figures written without */
    char period[YX_UNSAID_TEXT], element[YX_UNSAID_TEXT]; /* the first of each */
} yx_export_unsaid;

/* "csv", "sdmx-csv", "sdmx-ml", "sdmx-json", "dhis2-csv", "dhis2-json", "dhis2-xml", "adx"; false:
 * no such form. */
bool yx_export_format_find(const char *name, yx_file_form *ret);

/* now_ms   when it was prepared, which some forms say
 * ret      may be NULL */
YX_MUST_USE yx_code yx_export_as(yx_workspace *ws, yx_known known, bool full, yx_file_form form,
                                 int64_t now_ms, FILE *out, yx_export_unsaid *ret, yx_err *err);

#endif

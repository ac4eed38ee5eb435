/* layout.h - which column of a file is what: the header read by name. */
#ifndef YX_INTAKE_LAYOUT_H
#define YX_INTAKE_LAYOUT_H

#include "base/csv.h"
#include "base/mem.h"
#include "intake/cell.h"

typedef enum yx_form {
    YX_FORM_NONE,       /* the header is no use; rows cannot be judged */
    YX_FORM_LONG,       /* region_code, indicator, period, value */
    YX_FORM_PERIODS,    /* region_code, indicator, and a column a period */
    YX_FORM_INDICATORS, /* region_code, period, and a column an indicator */
} yx_form;

typedef enum yx_column {
    YX_COLUMN_REGION,
    YX_COLUMN_INDICATOR,
    YX_COLUMN_PERIOD,
    YX_COLUMN_VALUE,
    YX_COLUMN_AS_OF,
    YX_COLUMN_STATUS,
    YX_COLUMN_CONTRIBUTORS,
    YX_COLUMN_RELEASE,
    YX_N_COLUMN
} yx_column;

/* A column of figures in a wide form: its header is a period, or an indicator. */
typedef struct yx_data_column {
    size_t at; /* field, from 0 */
    yx_period period;
} yx_data_column;

typedef struct yx_layout {
    yx_form form;
    size_t n;               /* fields of a row */
    const char **name;      /* of each field, for people */
    yx_str *text;           /* of each field, as it stands */
    size_t at[YX_N_COLUMN]; /* field, from 0; YX_NO_COLUMN where there is none */
    yx_data_column *data;   /* n_data of them, in file order; wide forms only */
    size_t *ignored;        /* n_ignored fields that mean nothing */
    size_t n_data, n_ignored;
    yx_arena *arena; /* holds all of the above */
} yx_layout;

#define YX_NO_COLUMN SIZE_MAX

/* Reads a header. Its faults go to those of `cells`; the form is NONE when the rows cannot be
 * judged at all, else as many columns are known as there are. Release ret_layout, also after a
 * failure. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_layout_read(const yx_csv_record *header, yx_cells *cells,
                                   const yx_catalog *catalog, yx_layout *ret_layout, yx_err *err);
void yx_layout_release(yx_layout *layout);

/* The cell of a row in a field. */
yx_cell yx_layout_cell(const yx_layout *layout, const yx_csv_record *row, size_t at);

#endif

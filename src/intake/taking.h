/* taking.h - taking one file: the state that readers of any form share. A reader finds the
 * observations of its form and says where each of its texts stands; checks, keys, faults and the
 * batch are the business of this one.
 *
 *   yx_taking t;
 *   rc = yx_taking_begin(&t, path, options, seen, faults, &why);
 *   while (!rc && ...)
 *       rc = yx_taking_record(&t, &record, &why);
 *   return yx_taking_end(&t, rc, &why, ret_batch, err);
 */
#ifndef YX_INTAKE_TAKING_H
#define YX_INTAKE_TAKING_H

#include "intake/figure.h"

typedef struct yx_taking {
    const yx_take_options *options;
    yx_faults *faults;
    size_t errors_before; /* in faults */
    yx_figures to;        /* to.cells for the faults of a reader's own: yx_cell_fault() */
    bool any_row;         /* a reader that meets rows which are no record says so itself */
} yx_taking;

/* One observation as it stands in a file. */
typedef struct yx_record {
    size_t line; /* physical line, or row of a sheet: its place in the log */

    /* field NULL: the file has no such cell at all, which was a fault of its header. An empty value
     * is not reported. */
    yx_cell region, indicator, period, value;
    yx_cell as_of, status, contributors, release; /* empty: nothing is said */

    /* For forms with codes and periods of their own. Their cells serve for faults. */
    yx_str region_code, indicator_code; /* if not empty: looked up in place of the cell's text */
    const yx_period *when;              /* if not NULL: what the period's text means */
    bool withdrawn;                     /* as status W */
    bool faulty; /* the reader has added a fault to this row: nothing of it is taken */
} yx_record;

/* Opens the state. Call yx_taking_end() also after a failure. */
YX_MUST_USE yx_code yx_taking_begin(yx_taking *t, const char *path, const yx_take_options *options,
                                    yx_seen **seen, yx_faults *faults, yx_err *err);

/* Checks one observation; it goes into the batch if it is sound, else into the faults. Texts are
 * copied. Fails for memory only. */
YX_MUST_USE yx_code yx_taking_record(yx_taking *t, const yx_record *r, yx_err *err);

/* What all figures of a row share, for forms with many figures a row: as_of, status, contributors
 * and release are checked once.
 *   ret_obs   holds them; the figure that is returned points to it */
yx_figure yx_taking_row(yx_taking *t, const yx_record *r, yx_obs *ret_obs);
/* The region of a cell in a period (`code` in place of its text, if not empty); NULL, and a fault,
 * where it is none. when may be NULL: is the code known at all? */
yx_known *yx_taking_region(yx_taking *t, const yx_cell *cell, yx_str code, const yx_period *when);
yx_known *yx_taking_indicator(yx_taking *t, const yx_cell *cell, yx_str code);

/* Closes the state: what the file itself did wrong becomes a fault, faults refuse it, else the
 * batch is handed over.
 *   rc, why   how the reading went: YX_E_IO, _FORMAT (broken packing), _RANGE (too large) are the
 *             file's; other failures are passed on
 * YX_E_REFUSED this file has faults; with options->partial the batch is handed over all the same,
 * unless the file could not be read to its end, or is about persons. */
YX_MUST_USE yx_code yx_taking_end(yx_taking *t, yx_code rc, const yx_err *why, yx_batch **ret_batch,
                                  yx_err *err);

#endif

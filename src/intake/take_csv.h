/* take_csv.h - a CSV file of figures becomes a batch, or a list of everything that is wrong with
 * it.
 *
 * Long form: columns region_code, indicator, period, value, in any order, by name. Wide forms: a
 * column region_code, and either an indicator column and periods as headers
 *      region_code,indicator,2022-01,2022-02
 * or a period column and indicators as headers
 *      region_code,period,gdp.total,gdp.yoy
 * In all of them as_of, status, contributors and release are read too, and hold for the whole row.
 * Any other column is reported as ignored (a warning); but a header of a wide form that looks like
 * a period or an indicator and is none is a fault, for its figures would be lost. An empty cell is
 * "not reported". status W with an empty value withdraws a value.
 *
 * Checks, each a fault of its own: the CSV itself, encoding, header, region known and valid at that
 * time, indicator, period (and whether it suits the kind), value, the same key twice in the files
 * of one command, a flow's 1-2月 beside 1月 or 2月, as_of later than today, empty file. A row that
 * is too short or too long is one fault, and its cells are not looked at. */
#ifndef YX_INTAKE_TAKE_CSV_H
#define YX_INTAKE_TAKE_CSV_H

#include "intake/take.h"

/* Reads a file (plain or gzip, UTF-8 or GB18030) into a batch.
 *   seen        address of the keys of this command; updated
 *   faults      those of this file are added
 *   ret_batch   yours when the call succeeds, even if it is empty of figures
 * YX_E_REFUSED this file has faults, all of them are in `faults`: also when it cannot be read, is
 * broken gzip or too large. YX_E_NOMEM, YX_E_IO the faults cannot be kept.
 * Memory: 48 bytes a row and about 28 for its key, each up to twice that while it grows; 2 MB for
 * the reader. The nearest name is looked up once for a wrong text, and for the first 1000 texts. */
YX_MUST_USE yx_code yx_take_csv(const char *path, const yx_take_options *options, yx_seen **seen,
                                yx_faults *faults, yx_batch **ret_batch, yx_err *err);

#endif

/* dhis2.h - what the four forms of DHIS2 data values (CSV, JSON, XML, ADX) have in common. For
 * their readers only. */
#ifndef YX_INTAKE_EXCHANGE_DHIS2_H
#define YX_INTAKE_EXCHANGE_DHIS2_H

#include "intake/exchange/foreign.h"

typedef enum yx_dhis2_field {
    YX_DHIS2_ELEMENT,
    YX_DHIS2_PERIOD,
    YX_DHIS2_ORG_UNIT,
    YX_DHIS2_COC, /* category option combination */
    YX_DHIS2_AOC, /* attribute option combination */
    YX_DHIS2_VALUE,
    YX_DHIS2_STORED_BY,
    YX_DHIS2_LAST_UPDATED,
    YX_DHIS2_COMMENT,
    YX_DHIS2_FOLLOWUP,
    YX_DHIS2_DELETED,
    YX_DHIS2_CREATED,
    YX_DHIS2_SILENT, /* of the set: dataSet, dryRun, ... */
    YX_DHIS2_OTHER,
    YX_N_DHIS2
} yx_dhis2_field;

/* The first ten stand in this order in a CSV without names that are known. In either case; the
 * short names of the documentation too. */
yx_dhis2_field yx_dhis2_field_of(yx_str name);
extern const char *const yx_dhis2_field_name[YX_N_DHIS2]; /* as JSON writes them */

/* The attribute column of the catalogue with identifiers of DHIS2. */
#define YX_DHIS2_CODES "dhis2_uid"

YX_MUST_USE yx_code yx_dhis2_begin(yx_foreign *f, const char *path, const yx_take_options *options,
                                   yx_seen **seen, yx_faults *faults, yx_err *err);
/* Notes which codes a set says that it uses: dataElementIdScheme, orgUnitIdScheme, idScheme. */
void yx_dhis2_scheme(yx_foreign *f, yx_str name, yx_str text);
bool yx_dhis2_is_scheme(yx_str name);

/* Takes one data value.
 *   cell   YX_N_DHIS2 of them; those of element, period, org unit and value have field and place
 *          even where they are empty */
YX_MUST_USE yx_code yx_dhis2_record(yx_foreign *f, const yx_cell *cell, size_t line, yx_err *err);

#endif

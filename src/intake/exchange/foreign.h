/* foreign.h - what the readers of other systems' forms (DHIS2, ADX, SDMX) have in common: their
 * codes and periods become ours, what they mark as missing or deleted is withdrawn, and what we
 * have no place for is reported once as ignored. */
#ifndef YX_INTAKE_EXCHANGE_FOREIGN_H
#define YX_INTAKE_EXCHANGE_FOREIGN_H

#include "base/json_pull.h"
#include "base/xml.h"
#include "intake/exchange/alias.h"
#include "intake/taking.h"

typedef struct yx_foreign {
    yx_taking common;
    yx_alias *alias;
    yx_names *ignored; /* fields that were reported already */
    bool (*read_period)(yx_str text, yx_period *ret);
    const char *period_hint; /* what a period looks like there */
    yx_scheme region_scheme, indicator_scheme;
} yx_foreign;

/* An observation of such a form. Cells with an empty text say nothing; those of region, indicator,
 * period and value have their field and place even then. */
typedef struct yx_foreign_obs {
    size_t line;
    yx_cell region, indicator, period, value;
    yx_cell as_of; /* a day, or a day and time of which the day counts */
    yx_cell status, contributors, release;
    /* The part of the whole that the figure is about: "" or "default" for the whole itself. A part
     * needs an indicator of its own, with the code or attribute INDICATOR.PART[.PART]. */
    yx_cell part[2];
    bool ytd;     /* it says that it is a total of the year so far */
    bool deleted; /* what stood there is withdrawn; a value beside it does not count */
} yx_foreign_obs;

/* system: the attribute column of its codes. Call yx_foreign_end() also after a failure. */
YX_MUST_USE yx_code yx_foreign_begin(yx_foreign *f, const char *path,
                                     const yx_take_options *options, const char *attribute,
                                     yx_seen **seen, yx_faults *faults, yx_err *err);
YX_MUST_USE yx_code yx_foreign_record(yx_foreign *f, const yx_foreign_obs *obs, yx_err *err);
YX_MUST_USE yx_code yx_foreign_end(yx_foreign *f, yx_code rc, const yx_err *why,
                                   yx_batch **ret_batch, yx_err *err);

/* Warns that a field is not kept, the first time that it is met. */
YX_MUST_USE yx_code yx_foreign_ignored(yx_foreign *f, const yx_cell *cell, yx_err *err);
/* A fault of the form itself at a place: json.syntax, xml.syntax, form.unknown, ... */
void yx_foreign_fault(yx_foreign *f, const char *code, size_t line, size_t column, yx_str text,
                      const char *expected);

/* Opens the file in the encoding that the options name, else in the one that is found. */
YX_MUST_USE yx_code yx_foreign_open(yx_foreign *f, yx_input **ret, yx_err *err);
/* Reads it as XML; what is no XML becomes a fault. */
YX_MUST_USE yx_code yx_foreign_xml(yx_foreign *f, const yx_xml_told *told, yx_err *err);

#endif

/* propose.h - a map proposed from the first workbook of a form: for somebody to look through,
 * correct and load. What was guessed, how sure that is and what else it could be stands beside it
 * as comments. */
#ifndef YX_INTAKE_MAP_PROPOSE_H
#define YX_INTAKE_MAP_PROPOSE_H

#include "base/buf.h"
#include "intake/map/map.h"

typedef struct yx_propose_options {
    const yx_catalog *catalog;
    const char *form;  /* id of the map; NULL: "form" */
    const char *file;  /* said in the first comment; NULL */
    const char *below; /* code of the region whose parts are named; NULL: guessed */
} yx_propose_options;

typedef struct yx_proposed {
    size_t tables;
    size_t sure, likely; /* indicators of columns or rows */
    size_t ignored;
} yx_proposed;

/* Appends the YAML of a map. tables is 0 where no table was found: then it is no map yet.
 * YX_E_RANGE below is no region; YX_E_NOMEM. */
YX_MUST_USE yx_code yx_map_propose(const yx_workbook *book, const yx_propose_options *options,
                                   yx_buf *out, yx_proposed *ret, yx_err *err);

#endif

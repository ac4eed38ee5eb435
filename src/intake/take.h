/* take.h - what every reader of a file of figures is given. */
#ifndef YX_INTAKE_TAKE_H
#define YX_INTAKE_TAKE_H

#include "base/fault.h"
#include "base/progress.h"
#include "model/batch.h"
#include "model/catalog.h"

typedef struct yx_take_options {
    const yx_catalog *catalog;
    yx_day today;          /* as_of may not be later */
    yx_day as_of;          /* for rows without one */
    const char *source;    /* for the batch; NULL: nothing is said */
    yx_progress *progress; /* counts rows; NULL: nobody watches */
    uint64_t max_bytes;    /* of the unpacked file; 0: 4 GiB, which is also the most */
    yx_encoding encoding;  /* ANY: found out, by the catalogue where need be (intake/opening.h) */
    bool partial;          /* hand over what is sound even where there are faults */
} yx_take_options;

/* Keys that were seen in the files of one command, so that a key that comes twice is found across
 * files. Start with NULL, free at the end. */
typedef struct yx_seen yx_seen;
void yx_seen_free(yx_seen *seen); /* NULL is fine */

/* True when one is January and February together and the other is one of these two months: a flow
 * that is reported both ways would count twice. */
bool yx_months_clash(yx_period a, yx_period b);

#endif

/* gather.h - what new entries say that bears on protection. */
#ifndef YX_FLOW_PROTECT_GATHER_H
#define YX_FLOW_PROTECT_GATHER_H

#include "flow/protect/kept.h"

/* A row that names its contributors; region and indicator: numbers of the codes in `touched`. */
typedef struct yx_told {
    yx_period period;
    uint32_t region, indicator;
    yx_day as_of;
    int64_t seq;
    uint32_t row, contributors;
} yx_told;

typedef struct yx_gathered {
    yx_told *told; /* in order of indicator, then period */
    size_t n_told, cap_told;
    yx_statements touched; /* of region 0: indicators and periods of which a row was taken; and
                            * the codes as reported */
    yx_releases releases;
    int64_t last; /* the last submission; 0: none */
} yx_gathered;

/* Reads the submissions after an entry, up to another.
 *   all    touched are the indicators and periods of all rows; else of those in `told`, and entries
 *          that say nothing of contributors or of a release are not read
 * Release it also after a failure. */
YX_MUST_USE yx_code yx_gather_told(yx_store *store, int64_t after, int64_t to, bool all,
                                   yx_gathered *ret, yx_err *err);
void yx_gathered_release(yx_gathered *g);

/* The entry of a number, if it is a submission: its batch, else NULL. */
YX_MUST_USE yx_code yx_gather_batch(yx_store *store, int64_t seq, yx_batch **ret, yx_err *err);

#endif

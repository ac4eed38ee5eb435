/* keeping.h - what is at hand while the kept part of protection is made (kept.c, groups.c). */
#ifndef YX_FLOW_PROTECT_KEEPING_H
#define YX_FLOW_PROTECT_KEEPING_H

#include "flow/protect/gather.h"

typedef struct yx_keeping {
    yx_workspace *ws;
    int64_t head; /* the last entry */
    yx_stamp stamp;
    bool fresh; /* from nothing */
    yx_shelf shelf;
    yx_gathered g;
    yx_statements few; /* of region 0: indicators and periods with small cells */
    bool *done;        /* by indicator of the catalogue: its family was looked at */
    yx_buf buf;
} yx_keeping;

/* What was said of an indicator and a period; replaces what is in *ret. */
YX_MUST_USE yx_code yx_keeping_sayings(yx_keeping *k, yx_str indicator, yx_period period,
                                       yx_sayings *ret, yx_err *err);
/* Puts on the shelf what is hidden of them: see yx_hidden_write(). */
YX_MUST_USE yx_code yx_keeping_hide(yx_keeping *k, yx_str indicator, yx_period period,
                                    const yx_sayings *s, const yx_str *reveal, size_t n,
                                    yx_err *err);
/* Finds anew what would reveal small cells in the family of an indicator, in its groups of which a
 * row was taken. `few` and `touched` are sorted. */
YX_MUST_USE yx_code yx_keeping_family(yx_keeping *k, yx_str indicator, yx_err *err);

#endif

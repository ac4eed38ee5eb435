/* inside.h - what the files of the protection share. */
#ifndef YX_FLOW_PROTECT_INSIDE_H
#define YX_FLOW_PROTECT_INSIDE_H

#include "base/names.h"
#include "flow/protect/protect.h"
#include "series/reveal.h"

/* --- what was said of contributors --- */

/* The newest statement about the contributors of a figure. */
typedef struct yx_stated {
    yx_period period;
    uint32_t region, indicator; /* numbers of the codes below */
    yx_day as_of;
    int64_t seq;
    uint32_t row, contributors;
    bool few; /* of any statement about it */
} yx_stated;

typedef struct yx_statements {
    yx_names *region, *indicator; /* codes as reported */
    yx_stated *at;
    size_t n, cap;
    uint32_t *slot; /* of a hash table: places in at */
    size_t n_slot;

    /* After yx_statements_sort(): those that are few, by indicator, then period. */
    const yx_stated **few;
    size_t *few_from; /* of indicator i: from few_from[i] until before few_from[i + 1] */
} yx_statements;

YX_MUST_USE yx_code yx_statements_start(yx_statements *s, yx_err *err);
void yx_statements_release(yx_statements *s); /* also after a failure */
/* Adds one; the newest about a figure stays. `few` is set here. */
YX_MUST_USE yx_code yx_statements_add(yx_statements *s, const yx_stated *stated, yx_err *err);
/* When all are there: nothing may be added any more. */
YX_MUST_USE yx_code yx_statements_sort(yx_statements *s, yx_err *err);
/* NULL: nothing was said. Numbers of the names, or YX_NAME_NONE. O(1). */
const yx_stated *yx_statements_find(const yx_statements *s, uint32_t region, uint32_t indicator,
                                    yx_period period);

/* --- a family: indicators that hang together, with all their figures --- */

typedef struct yx_family {
    const yx_workspace *ws;
    uint32_t *member; /* n_member numbers of indicators in the catalogue */
    size_t n_member, cap_member;
    size_t n_region;
    yx_versions *series; /* region x member: all versions; of the first row of a code alone */
    uint32_t *first;     /* of each region: the first row of its code */
    uint32_t *child;     /* all regions in the order of their parents' codes */
} yx_family;

/* The indicator and everything that relations and ratios join to it; an indicator that the
 * catalogue does not know has no family (n_member 0). Release it also after a failure. */
YX_MUST_USE yx_code yx_family_make(const yx_workspace *ws, yx_str indicator, yx_family *ret,
                                   yx_err *err);
/* Their figures, up to an entry of the log. O(regions x members x versions). */
YX_MUST_USE yx_code yx_family_read(yx_family *family, int64_t seq, yx_err *err);
void yx_family_release(yx_family *family);

/* Place of an indicator among the members, or SIZE_MAX. */
size_t yx_family_find(const yx_family *family, yx_str code);
const yx_indicator *yx_family_indicator(const yx_family *family, size_t member);
/* The children of a region: n of them from family->child + *ret_first, at any time. O(log n). */
size_t yx_family_children(const yx_family *family, const char *parent, size_t *ret_first);

/* The next term of "a+b+c"; false at the end. */
bool yx_term_next(yx_str *rest, yx_str *ret);
/* A and X of "A/X"; false: it is none. */
bool yx_ratio_parts(yx_str terms, yx_str *ret_a, yx_str *ret_x);

/* --- sums over time --- */

/* What periods of one series say of each other. Periods of a flow are steps between days, and where
 * steps make a round trip, one of them is a sum of the others.
 *   at      n periods, each once
 *   told    called for each: of term[i] the period at[term[i]] with sign[i] is part of the sum
 *           that is 0; the longest comes first, with sign -1
 * O(n^2). */
typedef yx_code yx_period_sum(void *arg, const uint32_t *term, const signed char *sign, size_t n,
                              yx_err *err);
YX_MUST_USE yx_code yx_period_sums(const yx_period *at, size_t n, yx_period_sum *told, void *arg,
                                   yx_err *err);

/* --- closing --- */

#define YX_NO_CELL UINT32_MAX

/* A figure that would reveal a small one: row of the region, member, period. */
typedef struct yx_shut {
    uint32_t region;
    size_t member;
    yx_period period;
} yx_shut;

typedef struct yx_closing {
    const yx_statements *stated;
    yx_hidden *hidden;
    yx_family family;

    yx_period *pool; /* all periods of flows, in their order */
    size_t n_pool, cap_pool;

    /* The periods at hand, which contain each other, and the day on which they are looked at. */
    yx_period *period;
    size_t n_period, cap_period;
    yx_day *day; /* days on which figures of these periods were published */
    size_t n_day, cap_day;
    yx_day today;

    uint32_t *cell_at; /* period x region x member: number of the cell, or YX_NO_CELL */
    uint32_t *place;   /* of each cell: place in cell_at */
    yx_reveal_cell *cell;
    unsigned char *is_hidden, *was_hidden;
    unsigned char *found; /* of each place: hidden here, on an earlier day */
    size_t n_cell;

    uint32_t *region_of, *indicator_of; /* numbers in `stated` of regions and members */

    uint32_t *part; /* of all equations, one after the other */
    signed char *sign;
    size_t n_part, cap_part, cap_sign;
    size_t *start; /* n_equation + 1 places in part */
    bool *same;
    size_t n_equation, cap_equation, cap_same;

    const uint32_t *series; /* cells of the periods of one series, while its sums are told */

    yx_shut *shut; /* what was hidden here, each once */
    size_t n_shut, cap_shut;
} yx_closing;

static inline uint32_t yx_closing_place(const yx_closing *c, size_t period, uint32_t region,
                                        size_t member)
{
    return (uint32_t)((period * c->family.n_region + region) * c->family.n_member + member);
}

static inline const yx_region *yx_closing_region(const yx_closing *c, uint32_t region)
{
    return yx_region_at(c->family.ws->catalog, region);
}

static inline bool yx_region_valid(const yx_region *region, yx_day day)
{
    return region->valid_from <= day && day < region->valid_to;
}

/* Fills part, sign, start and same with the equations of the cells that are laid. */
YX_MUST_USE yx_code yx_closing_equations(yx_closing *c, yx_err *err);

/* The family of an indicator; where the catalogue does not know it, it has no member. Release it
 * also after a failure. */
YX_MUST_USE yx_code yx_closing_open(const yx_workspace *ws, yx_str indicator, yx_closing *ret,
                                    yx_err *err);
/* Its figures up to an entry, and the periods of its flows. */
YX_MUST_USE yx_code yx_closing_read(yx_closing *c, int64_t seq, yx_err *err);
void yx_closing_release(yx_closing *c);
/* Puts into c->period a period and all that contain it or lie in it, and so on: what is hidden in
 * them bears on nothing else. */
YX_MUST_USE yx_code yx_closing_group(yx_closing *c, yx_period p, yx_err *err);
/* Hides what would reveal the small cells among the statements, in all groups that have some.
 *   s        sorted; of those groups all there are, of all members
 *   hidden   has the small cells already */
YX_MUST_USE yx_code yx_closing_run(yx_closing *c, const yx_statements *s, yx_hidden *hidden,
                                   yx_err *err);

/* Hides what would reveal small cells through sums, on any day on which figures were published. */
YX_MUST_USE yx_code yx_protect_sums(yx_workspace *ws, const yx_statements *s, int64_t seq,
                                    yx_hidden *hidden, yx_err *err);

/* The set that yx_protect() hides, found in the log alone. */
YX_MUST_USE yx_code yx_protect_anew(yx_workspace *ws, yx_day day, yx_hidden *hidden, yx_err *err);

#endif

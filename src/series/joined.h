/* joined.h - one series of a region on chosen boundaries, out of the series of its parts.
 *
 *   flow, stock, ytd, cumulative   add: the shares of all parts. Nothing is lost: see
 * yx_share_of(). rate, index, price             are weighted by the base indicator that the
 * catalogue names (column `base`, else aggregation `wmean:X` or `ratio:A/X`): sum(rate * base) /
 * sum(base), at four digits more than was typed; without a base there is no value, and a reason
 *
 * A sum needs all its parts: a part that is not there for a period makes a gap that names it. A
 * figure that is one whole part is as it was typed, whatever it is. */
#ifndef YX_SERIES_JOINED_H
#define YX_SERIES_JOINED_H

#include "model/boundaries.h"
#include "store/store.h"

/* What a value is; of two, the greater one is what their ratio is. */
typedef enum yx_how {
    YX_HOW_REPORTED, /* as reported, under the region's own code */
    YX_HOW_JOINED,   /* under another code, or a sum (mean) of several, each whole */
    YX_HOW_SPLIT,    /* with dated weights of a split among its parts */
    YX_HOW_OUTSIDE,  /* as reported, of what is no region on these boundaries */
    YX_N_HOW
} yx_how;
extern const char *const yx_how_name[YX_N_HOW]; /* "reported", "joined", "split", "outside" */

/* Why there is no value. */
typedef enum yx_lack {
    YX_LACK_NOTHING,
    YX_LACK_PART,      /* a part did not report */
    YX_LACK_PROTECTED, /* a part may not be shown (docs/protection.md) */
    YX_LACK_NO_BASE,   /* the catalogue names no base to weight with */
    YX_LACK_BASE,      /* a part has no figure of the base */
    YX_LACK_WEIGHT,    /* the bases are negative, or add to 0 */
    YX_LACK_DIGITS,    /* too large to be kept */
    YX_N_LACK
} yx_lack;
extern const char *const yx_lack_name[YX_N_LACK]; /* "", "part", ... */

/* One part's figure. */
typedef struct yx_piece {
    const char *code;
    int64_t from, to; /* the share that is taken (model/boundaries.h) */
    yx_version version;
} yx_piece;

/* What a sum over regions lacks. */
typedef struct yx_absent {
    const char *code;
    yx_lack lack;
} yx_absent;

typedef struct yx_joint {
    yx_period period;
    yx_how how;
    yx_lack lack;
    const char *missing; /* code of the part that lacks, or "" */
    yx_decimal value;    /* if nothing lacks */
    yx_version newest;   /* of the pieces, by (as_of, seq, row): when it became known */
    size_t piece, n_piece;
    /* Of a sum over regions (series/summed_db.h): all that lacks, and what is there added up. */
    size_t absent, n_absent;
    bool any_partial;
    yx_decimal partial;
} yx_joint;

/* In order of period; of two of one period the one outside comes last. Start with {0}; can be used
 * again and again. Codes are those of the boundaries. */
typedef struct yx_joined {
    yx_joint *at;
    size_t n, cap;
    yx_piece *piece;
    size_t n_piece, cap_piece;
    yx_absent *absent; /* of sums over regions */
    size_t n_absent, cap_absent;
    yx_versions *room; /* series of the parts, and of their bases */
    size_t cap_room;
} yx_joined;
void yx_joined_free(yx_joined *joined); /* contents */

/* One part with its series: standing values in order of period. base: of the base indicator; NULL
 * where there is none. */
typedef struct yx_strand {
    const yx_part *part;
    const yx_versions *value, *base;
} yx_strand;

/* Joins the strands.
 *   own    the region's code
 *   kind   of the indicator
 *   base   kind of the base indicator
 * YX_E_NOMEM. O(values * strands). */
YX_MUST_USE yx_code yx_joined_make(const char *own, yx_kind kind, yx_kind base,
                                   const yx_strand *strand, size_t n, yx_joined *ret, yx_err *err);

/* Says that a part (of a joined series that was made) has a figure of the period that may not be
 * shown: the joint lacks it, or is put in its place. version: the newest that is hidden. */
YX_MUST_USE yx_code yx_joined_protect(yx_joined *joined, const yx_part *part,
                                      const yx_version *version, yx_err *err);

/* The sum of the shares of n pieces. YX_LACK_DIGITS: it does not fit. */
yx_lack yx_pieces_add(const yx_piece *piece, size_t n, yx_decimal *ret);
/* Their mean, weighted by the figures of the base (n) and the shares. */
yx_lack yx_pieces_mean(const yx_piece *piece, const yx_decimal *base, size_t n, yx_decimal *ret);
/* The figure of the base that goes with a period: of the same one; else of the shortest that holds
 * it (a year's population for a month's rate). NULL: there is none. */
const yx_version *yx_base_of(yx_kind base_kind, const yx_versions *base, yx_period p);

/* True for kinds whose parts add. */
bool yx_kind_adds(yx_kind kind);

/* The joint of a period, or NULL; with two, the one inside. O(log n). */
const yx_joint *yx_joined_find(const yx_joined *joined, yx_period period);

/* 同比: change against the same period of the year before, in percent. False: one of the two is not
 * there, or the earlier one is not above 0. *ret_how: what the less certain of the two is. */
bool yx_joined_yoy(const yx_joined *joined, const yx_joint *joint, double *ret_pct,
                   yx_how *ret_how);

#endif

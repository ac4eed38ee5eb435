/* boundaries.h - what each region is made of on the boundaries of one day.
 *
 * A figure stands under the code that was reported. What became of codes is the lineage: rename,
 * recode, move, merge, split. From both follows, for a target day, which shares of which codes in
 * which time make up each region that is valid on that day: its parts.
 *
 *   before the target day, changes are followed back. Two counties that were merged since add; of a
 *   county that was split, its parts take their dated weights; a chain multiplies. Code reuse does
 *   not mix: a code starts anew where the lineage, or its row in regions, says so.
 *   after the target day, changes are followed on, as far as a region stays whole: a recode, a
 *   split. A merge with others cannot be undone (no weight says how); from then on the region has
 *   no parts.
 *
 * What is nobody's part (after such a merge, or of a region that ended without lineage) stays with
 * the row of regions that it was reported for, marked `outside`. So every figure belongs to the
 * parts exactly once, whole, and totals are the same under every choice of boundaries.
 *
 * Shares are exact. A share is a range of the whole: B takes 0 to 0.4 of A, C takes 0.4 to 1; the
 * ranges of all parts lie side by side, so what rounding takes from one the next one gets, and the
 * last takes the remainder. Weights count to 18 digits behind the point; so do their products. */
#ifndef YX_MODEL_BOUNDARIES_H
#define YX_MODEL_BOUNDARIES_H

#include "model/catalog.h"

#define YX_SHARE_ALL INT64_C(1000000000000000000) /* shares count in 10^-18 of the whole */

typedef struct yx_part {
    const char *code;
    yx_day first, end; /* figures whose period ends on a day from first on and before end */
    int64_t from, to;  /* the share: a range within 0..YX_SHARE_ALL */
    bool implied; /* the region's own code before something was joined to it, when neither regions
                   * nor lineage say whether it was there: counts where reported, is not missed */
    bool outside; /* nobody's part on these boundaries: as reported */
} yx_part;

typedef struct yx_boundaries yx_boundaries;

/* Parts of all regions of the catalogue, which must stay as it is while they are used.
 * O(regions + lineage, and their parts). Lineage that is broken (yx_lineage_check) is left out. */
YX_MUST_USE yx_code yx_boundaries_new(const yx_catalog *catalog, yx_day on,
                                      yx_boundaries **ret_boundaries, yx_err *err);
void yx_boundaries_free(yx_boundaries *boundaries); /* NULL is fine */

yx_day yx_boundaries_day(const yx_boundaries *boundaries);
/* The parts of a region (number of the catalogue), in order of code, first day, range. O(1). */
const yx_part *yx_boundaries_parts(const yx_boundaries *boundaries, uint32_t region, size_t *ret_n);
/* Those that hold anything of a code, for a region that is not there any more: the regions (number
 * of the catalogue, ascending), at most `most`; their number. O(parts). */
size_t yx_boundaries_heirs(const yx_boundaries *boundaries, yx_str code, uint32_t *ret,
                           size_t most);

/* The region that a code names on the boundaries: the row that is valid on the day, else the newest
 * row of the code. YX_REGION_NONE: no such code. */
uint32_t yx_boundaries_find(const yx_boundaries *boundaries, yx_str code);

/* A share of a figure: what the range [from, to) takes of it. Exact where it fits; else rounded at
 * the last of at most six digits behind those of the figure, so that the ranges of a whole still
 * add to the figure. */
yx_decimal yx_share_of(yx_decimal figure, int64_t from, int64_t to);
/* The size of a share as a decimal: "0.4". */
yx_decimal yx_share_size(int64_t from, int64_t to);

/* An outside region (column `reference` of regions is 1): for comparison, never in a total. */
bool yx_region_is_reference(const yx_region *region);

/* What is broken in the lineage, as faults of `file`:
 *   lineage.weights    the weights of what one code became on one day do not add to 1
 *   lineage.cycle      codes pass into each other in a circle on one day
 *   lineage.reference  a reference region and another are made of each other
 *   lineage.deep       a region has too many parts
 *   lineage.unknown    (warning) a code that is not in regions; with `all` also where the code is
 * an old one, of which no figures can be taken region.ended       (warning) a region ends and
 * nothing says what became of it; with `all` only
 */
YX_MUST_USE yx_code yx_lineage_check(const yx_catalog *catalog, const char *file, bool all,
                                     yx_faults *faults, yx_err *err);

#endif

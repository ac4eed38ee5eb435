/* old_code.h - what a code was probably meant to be that no row of regions has.
 *
 * A code that stands in the lineage alone has become another one: that, and the day, is known. It
 * is no code to take figures under (nothing says what it was called or where it belonged), so its
 * row in regions is asked for. Anything else may be a slip: the nearest code or name. */
#ifndef YX_INTAKE_OLD_CODE_H
#define YX_INTAKE_OLD_CODE_H

#include "model/catalog.h"

/* As yx_region_nearest(), and before it "421088 监利市, since 2020-01-01: 421023 is its old code;
 * load a row of regions 421023 with valid_to". O(lineage) and a walk through the regions. */
bool yx_region_meant(const yx_catalog *catalog, yx_str text, char *out, size_t size);

#endif

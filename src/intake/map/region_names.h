/* region_names.h - which region a form means that writes its name: 武汉市, or 武汉 where the region
 * above it is known and it has but one such part. */
#ifndef YX_INTAKE_MAP_REGION_NAMES_H
#define YX_INTAKE_MAP_REGION_NAMES_H

#include "model/catalog.h"

typedef struct yx_region_names yx_region_names;

/* The catalogue must outlive it and may not be read into. O(regions). */
YX_MUST_USE yx_code yx_region_names_new(const yx_catalog *catalog, yx_region_names **ret_names,
                                        yx_err *err);
void yx_region_names_free(yx_region_names *names); /* NULL is fine */

typedef enum yx_named {
    YX_NAMED_ONE,
    YX_NAMED_NONE,
    YX_NAMED_SEVERAL, /* *ret is one, *ret_other another */
} yx_named;

/* The region of a code or a name, cleaned as headers are.
 *   below   number of a region: only it and what lies below it is meant, and names may lack 省, 市,
 *           县, City, ... at their end; YX_REGION_NONE: any region, whole names
 *   when    those valid then, where there are any; NULL: at any time
 * Names of regions above may stand in front: 湖北省武汉市. O(regions of that name). */
yx_named yx_region_named(const yx_region_names *names, yx_str text, uint32_t below,
                         const yx_period *when, uint32_t *ret, uint32_t *ret_other);

/* The region below which most of n texts are names, brief ones too; of several the lowest in the
 * tree. YX_REGION_NONE: fewer than two are. YX_E_NOMEM. */
YX_MUST_USE yx_code yx_region_common(const yx_region_names *names, const yx_str *text, size_t n,
                                     uint32_t *ret, yx_err *err);

#endif

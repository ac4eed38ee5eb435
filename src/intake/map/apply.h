/* apply.h - a workbook read through its map: its figures go into a batch, everything that is
 * wrong into the faults, each with its sheet and cell. */
#ifndef YX_INTAKE_MAP_APPLY_H
#define YX_INTAKE_MAP_APPLY_H

#include "intake/map/map.h"
#include "intake/taking.h"

/* Takes all figures. The workbook must be a form of the map (yx_maps_choose()). YX_E_NOMEM. */
YX_MUST_USE yx_code yx_map_apply(const yx_map *map, const yx_workbook *book, yx_taking *t,
                                 yx_err *err);

#endif

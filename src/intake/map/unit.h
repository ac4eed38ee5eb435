/* unit.h - units as headers of forms write them, and how far apart two of them are: 万元 and 亿元
 * are four digits apart. Only shifts of the point: nothing is multiplied, so nothing is rounded. */
#ifndef YX_INTAKE_MAP_UNIT_H
#define YX_INTAKE_MAP_UNIT_H

#include "base/text.h"

/* How many digits the point moves to the left when a figure in `from` is written in `to`: 4 for
 * 万元 to 亿元, -3 for 吨 to 千克. False: they do not measure the same, or one is not known. Two
 * units that are written alike are the same, known or not. */
bool yx_unit_shift(yx_str from, yx_str to, int *ret);

/* Is it a unit that is known of itself (万元, %, 人次, 吨, million EUR, ...)? */
bool yx_unit_known(yx_str unit);

#endif

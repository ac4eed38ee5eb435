/* load_small.h - catalogues are about areas, units and posts: what is about persons, or about areas
 * below township, is refused (docs/protection.md). */
#ifndef YX_FLOW_LOAD_SMALL_H
#define YX_FLOW_LOAD_SMALL_H

#include "base/fault.h"
#include "base/text.h"

#include <stdbool.h>

/* Looks through a file that is to be loaded. Only new files are asked: what a log holds is read as
 * it is.
 *   name      of the file, for the faults
 *   regions   it is a catalogue of regions
 * Faults person.column, person.number, region.too_small. YX_E_NOMEM. O(bytes). */
YX_MUST_USE yx_code yx_load_small(const char *name, yx_str text, bool regions, yx_faults *faults,
                                  yx_err *err);

#endif

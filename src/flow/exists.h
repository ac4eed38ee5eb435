/* exists.h - is a new indicator one that exists already? What `load indicators` asks. */
#ifndef YX_FLOW_EXISTS_H
#define YX_FLOW_EXISTS_H

#include "flow/workspace.h"

/* What stood before a file was read: names taken apart. */
typedef struct yx_existing yx_existing;

YX_MUST_USE yx_code yx_existing_new(const yx_catalog *catalog, yx_existing **ret_existing,
                                    yx_err *err);
void yx_existing_free(yx_existing *existing); /* NULL is fine */

/* A fault "item.exists" for each indicator of the catalogue that is new since and means the same as
 * one that stood, with those that exist, nearest first. With what came in between it is not
 * compared: a catalogue of one's own is nobody's double. O(new x old). */
YX_MUST_USE yx_code yx_existing_check(const yx_existing *existing, const yx_catalog *catalog,
                                      const char *file, yx_faults *faults, yx_err *err);

#endif

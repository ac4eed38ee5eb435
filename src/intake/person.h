/* person.h - does a text look as if the row were about a person? Aggregates only: such a file is
 * refused, whatever else it holds.
 *
 * Only what is hardly ever anything else is meant: a header that names a personal fact, a citizen
 * identity number (GB 11643: region, birthday and check digit all fit), a mobile number where no
 * figure belongs. */
#ifndef YX_INTAKE_PERSON_H
#define YX_INTAKE_PERSON_H

#include "base/text.h"

#include <stdbool.h>

/* The personal fact that a header names ("name of a person", "telephone"), or NULL. Blanks, case
 * and full-width forms do not matter. */
const char *yx_person_header(yx_str header);
/* What a cell looks like ("citizen identity number", "mobile number"), or NULL.
 *   figure   the cell is in a column of figures: only an identity number counts there */
const char *yx_person_text(yx_str text, bool figure);

/* True for a 12-digit code of an area below township: villages and neighbourhoods, whose last three
 * digits are not 000; and for words of such a level. */
bool yx_area_too_small(yx_str code);
bool yx_level_too_small(yx_str level);

#endif

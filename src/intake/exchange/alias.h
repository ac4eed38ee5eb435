/* alias.h - what other systems call our regions and indicators.
 *
 * A text is a code of ours, or the text of an attribute column of the catalogue (dhis2_uid,
 * sdmx_code), or, where the file says so, a name. A total of the year so far is often an element of
 * its own: X_YTD is our X, if X is of kind ytd and no indicator is called X_YTD. */
#ifndef YX_INTAKE_EXCHANGE_ALIAS_H
#define YX_INTAKE_EXCHANGE_ALIAS_H

#include "model/catalog.h"

/* Which of them a file says that it uses. */
typedef enum yx_scheme {
    YX_SCHEME_ANY,  /* nothing is said: a code of ours, else an attribute */
    YX_SCHEME_CODE, /* the same */
    YX_SCHEME_UID,  /* the attribute, else a code of ours */
    YX_SCHEME_NAME, /* a name that only one region or indicator has */
} yx_scheme;

typedef struct yx_alias yx_alias;

/* attribute: name of the column, "dhis2_uid". The catalogue must outlive it and not change.
 * O(size of the catalogue). */
YX_MUST_USE yx_code yx_alias_new(const yx_catalog *catalog, const char *attribute, yx_alias **ret,
                                 yx_err *err);
void yx_alias_free(yx_alias *alias); /* NULL is fine */

/* Our code for a text; empty where nothing, or more than one thing, is called so. O(1). */
yx_str yx_alias_region(const yx_alias *alias, yx_scheme scheme, yx_str text);
yx_str yx_alias_indicator(const yx_alias *alias, yx_scheme scheme, yx_str text);
/* The same for a figure that its file calls a total of the year so far: X_YTD before X. */
yx_str yx_alias_ytd(const yx_alias *alias, yx_str text);

#endif

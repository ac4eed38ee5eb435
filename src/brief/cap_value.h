/* cap_value.h - is the text of one CAP element what it should be? Pure; shared by cap_check.c and
 * the tests. */
#ifndef YX_BRIEF_CAP_VALUE_H
#define YX_BRIEF_CAP_VALUE_H

#include "base/text.h"

#include <stdint.h>

/* 2021-12-28T09:30:00+08:00: a real time, neither Z nor fractions. ret_s, which may be NULL:
 * seconds since 1970, UTC. */
bool yx_cap_time(yx_str text, int64_t *ret_s);
bool yx_cap_name(yx_str text);                   /* not empty, no spaces, commas, < and & */
bool yx_cap_language(yx_str text);               /* zh, zh-CN, en-US: RFC 3066 */
bool yx_cap_web(yx_str text);                    /* absolute: scheme://host */
bool yx_cap_count(yx_str text);                  /* a whole number, not negative */
bool yx_cap_number(yx_str text);                 /* a decimal */
bool yx_cap_number_of(yx_str text, double *ret); /* ... as near as a double is */
bool yx_cap_circle(yx_str text);                 /* "lat,lon radius" */

typedef enum yx_cap_ring {
    YX_RING_FINE,
    YX_RING_POINT,   /* something that is no "lat,lon" */
    YX_RING_FEW,     /* under four points */
    YX_RING_OPEN,    /* the last point is not the first */
    YX_RING_CROSSED, /* two of its sides cross */
} yx_cap_ring;
yx_cap_ring yx_cap_polygon(yx_str text);

#endif

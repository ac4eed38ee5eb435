/* scale.h - decimals as a column: mantissas at one scale, and how each was typed.
 *
 * Most figures of an indicator are typed in one of two ways: all with the same digits behind the
 * point ("13.20"), or all without trailing zeros ("13.2"). Either costs nothing; anything else is a
 * column of typed scales. Where int64 would overflow at the common scale, each keeps its own. */
#ifndef YX_STORE_SCALE_H
#define YX_STORE_SCALE_H

#include "base/decimal.h"
#include "store/pack.h"

typedef enum yx_typed {
    YX_TYPED_FULL,    /* all at the common scale */
    YX_TYPED_MINIMAL, /* no trailing zeros behind the point */
    YX_TYPED_LISTED,  /* a column says */
    YX_TYPED_OWN,     /* a column says, and the mantissas are at those scales */
    YX_N_TYPED
} yx_typed;

/* What is to be known of all figures before one can be packed. Start with YX_SCALE_NONE. */
typedef struct yx_scale {
    uint8_t scale;      /* largest typed scale */
    bool mixed;         /* typed at other scales too */
    bool trailing_zero; /* some figure is typed with one */
    bool overflow;      /* some figure does not fit at that scale: set by yx_scale_fit() */
    bool any;
} yx_scale;
#define YX_SCALE_NONE ((yx_scale){0, false, false, false, false})

void yx_scale_see(yx_scale *f, yx_decimal d);
/* To be called with every figure again, once all were seen. */
void yx_scale_fit(yx_scale *f, yx_decimal d);
yx_typed yx_scale_typed(const yx_scale *f);

/* The number that stands in the column for a figure. */
int64_t yx_scale_out(yx_decimal d, uint8_t scale, yx_typed typed);
/* And back. own: the column's scale for LISTED and OWN. False: no such figure. */
bool yx_scale_in(int64_t v, uint8_t scale, yx_typed typed, int64_t own, yx_decimal *ret);

/* Whether another figure goes to a column without changing its scale and how it is typed, of which
 * LISTED and OWN are never said; and its number there. */
bool yx_scale_joins(yx_decimal d, uint8_t scale, yx_typed typed, int64_t *ret);

#endif

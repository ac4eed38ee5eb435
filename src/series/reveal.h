/* reveal.h - which further figures must be hidden, so that sums give no hidden one away.
 *
 * Published tables add up: whoever sees the total and all parts but one knows that one, and with
 * several tables a whole system of equations. A hidden figure is safe when no combination of the
 * equations determines it, and when what the hidden figures of one equation have in common is the
 * sum of enough contributors. (Secondary cell suppression; Willenborg and de Waal 2001, ch. 4:
 * willenborg2001.) */
#ifndef YX_SERIES_REVEAL_H
#define YX_SERIES_REVEAL_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { YX_CONTRIBUTORS_MIN = 3, YX_REVEAL_UNKNOWNS = 1024 };

/* cell[0] is the sum of the others, each once; or their sum with signs, or anything else that gives
 * the last unknown one away. Cells that were not reported stand in no equation: whoever knows them
 * to be nothing can leave them out as well. */
typedef struct yx_equation {
    const uint32_t *cell;
    const signed char *sign; /* of each cell, as in 0 = sum of sign * cell; NULL: -1, 1, 1, ... */
    size_t n;
    bool same; /* the same contributors stand behind all cells: periods of one series */
} yx_equation;

typedef struct yx_reveal_cell {
    uint32_t contributors; /* UINT32_MAX: not said, taken for many */
    double size;           /* of the figure; small ones are hidden first */
} yx_reveal_cell;

/* Sets further flags of `hidden` (n_cell of them) until all that is hidden is safe: parts before
 * totals, then fewer contributors, then smaller figures, then the order of the cells. Where more
 * than YX_REVEAL_UNKNOWNS hidden figures hang together, all figures that hang with them are hidden.
 * O(steps x unknowns^2 x equations with a hidden cell), for those that hang together. YX_E_NOMEM.
 */
YX_MUST_USE yx_code yx_reveal_close(const yx_equation *equation, size_t n_equation,
                                    const yx_reveal_cell *cell, size_t n_cell,
                                    unsigned char *hidden, yx_err *err);

#endif

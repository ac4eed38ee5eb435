/* padjust.c - many p-values judged together: a budget of false alarms. */
#include "screen/pvalues.h"

#include <math.h>
#include <string.h>

/* One pass of a merge sort: runs of `width` into runs of twice that. */
static void merge(const double *x, const size_t *from, size_t n, size_t width, size_t *to)
{
    for (size_t start = 0; start < n; start += 2 * width) {
        size_t a = start, a_end = a + width < n ? a + width : n, b = a_end,
               b_end = b + width < n ? b + width : n;
        for (size_t i = start; i < b_end; i++)
            to[i] = a < a_end && (b >= b_end || x[from[a]] <= x[from[b]]) ? from[a++] : from[b++];
    }
}

size_t yx_order(const double *x, size_t n, size_t *order)
{
    size_t *at = order, *other = order + n, count = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            order[count++] = i;
    for (size_t width = 1; width < count; width *= 2) {
        size_t *was = at;
        merge(x, at, count, width, other);
        at = other;
        other = was;
    }
    if (at != order)
        memcpy(order, at, count * sizeof *order);
    return count;
}

void yx_padjust(const double *p, size_t n, size_t *order, const yx_adjusted *ret)
{
    size_t count = yx_order(p, n, order);
    double m = (double)count, harmonic = 0, holm = 0, hochberg = 1, bh = 1, by = 1;

    for (size_t i = 0; i < n; i++) /* a missing one stays missing, NaN stays NaN */
        ret->bonferroni[i] = ret->holm[i] = ret->hochberg[i] = ret->bh[i] = ret->by[i] = p[i];
    for (size_t i = count; i > 0; i--)
        harmonic += 1 / (double)i;
    for (size_t i = 0; i < count; i++) { /* from the smallest on: never less than the one before */
        size_t at = order[i];
        holm = fmax(holm, fmin((m - (double)i) * p[at], 1));
        ret->holm[at] = holm;
        ret->bonferroni[at] = fmin(m * p[at], 1);
    }
    for (size_t i = count; i > 0; i--) { /* from the largest down: never more than the one above */
        size_t at = order[i - 1];
        double rank = (double)i;
        hochberg = fmin(hochberg, (m - rank + 1) * p[at]);
        bh = fmin(bh, m / rank * p[at]);
        by = fmin(by, harmonic * m / rank * p[at]);
        ret->hochberg[at] = hochberg;
        ret->bh[at] = bh;
        ret->by[at] = by;
    }
}

/* control.c - which of many p-values to raise, and how much of it a post is asked to answer. */
#include "trigger/control.h"

#include "screen/pvalues.h"

#include <math.h>

size_t yx_control_share(const double *p, size_t n, double share, bool any_dependence, size_t *order,
                        uint8_t *raise)
{
    size_t count = yx_order(p, n, order), raised = 0;
    double m = (double)count, harmonic = 0;

    for (size_t i = 0; i < n; i++)
        raise[i] = 0;
    for (size_t i = count; i > 0; i--)
        harmonic += 1 / (double)i;
    if (any_dependence)
        m *= harmonic;
    for (size_t i = count; i > 0 && !raised; i--) /* the largest that passes brings the smaller */
        if (m / (double)i * p[order[i - 1]] <= share)
            raised = i;
    for (size_t i = 0; i < raised; i++)
        raise[order[i]] = 1;
    return raised;
}

/* Is a to be answered before b? */
static bool before(const yx_claim *a, const yx_claim *b)
{
    if (a->level != b->level)
        return a->level < b->level;
    if (a->groups != b->groups)
        return a->groups > b->groups;
    if (isnan(a->p) != isnan(b->p))
        return isnan(b->p);
    if (!isnan(a->p) && a->p != b->p)
        return a->p < b->p;
    return a->of < b->of;
}

static void sink(yx_claim *heap, size_t at, size_t n)
{
    yx_claim x = heap[at];

    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && before(&heap[child], &heap[child + 1]))
            child++;
        if (!before(&x, &heap[child]))
            break;
        heap[at] = heap[child];
    }
    heap[at] = x;
}

static void rank(yx_claim *claim, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sink(claim, i, n);
    while (n > 1) {
        yx_claim last = claim[0];
        n--;
        claim[0] = claim[n];
        claim[n] = last;
        sink(claim, 0, n);
    }
}

void yx_control_cap(yx_claim *claim, size_t n, double budget, double *saved, size_t n_post,
                    uint8_t *ret_within)
{
    const double hair = 1e-9; /* ten tenths are one */

    rank(claim, n);
    for (size_t post = 0; post < n_post; post++)
        saved[post] += budget;
    for (size_t i = 0; i < n; i++) {
        double none = 0, *left = claim[i].post < n_post ? &saved[claim[i].post] : &none;
        bool gravest = claim[i].level == 1, enough = *left >= 1 - hair;
        ret_within[i] = gravest || enough || !(budget > 0);
        if (gravest || enough)
            *left = fmax(*left - 1, 0);
    }
    for (size_t post = 0; post < n_post; post++)
        saved[post] = fmin(saved[post], fmax(budget, 1));
}

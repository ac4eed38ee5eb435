/* control_tail.c - what a p-value is worth: how often quiet times show one as small. */
#include "screen/normal.h"
#include "trigger/control.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { FEWEST = YX_QUIET_LEAST / 2 }; /* of a part, which may be without a fold */

static void sink(double *heap, size_t at, size_t n)
{
    double x = heap[at];

    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && heap[child + 1] > heap[child])
            child++;
        if (heap[child] <= x)
            break;
        heap[at] = heap[child];
    }
    heap[at] = x;
}

/* Ascending, in place: a heap needs no room. */
static void sort(double *x, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sink(x, i, n);
    while (n > 1) {
        double most = x[0];
        n--;
        x[0] = x[n];
        x[n] = most;
        sink(x, 0, n);
    }
}

double yx_raw_p(double p, double score)
{
    return isnan(p) ? yx_normal_tail(3 * score) : p;
}

/* A p of 0 is the smallest there is. */
static double depth(double p)
{
    return -log(fmax(p, DBL_MIN));
}

/* A generalised Pareto by probability-weighted moments (Hosking and Wallis 1987): of the excesses x
 * over the tenth, the mean a and the mean of x times the share of larger ones, b,
 *   shape = 2 - a / (a - 2 b)        scale = 2 a b / (a - 2 b)
 * Closed, no start value, and one monstrous week does not decide it. A negative shape would say
 * that beyond some p nothing ever comes, which no few hundred weeks can tell: an exponential tail
 * then. quiet[0] is the smallest p, so the largest excess. */
static void fit(const double *quiet, size_t n, yx_tail_part *ret)
{
    size_t m = n / 10;
    double u = depth(quiet[m]), a = 0, b = 0, join;

    for (size_t i = 0; i < m; i++) {
        double x = depth(quiet[i]) - u;
        a += x / (double)m;
        b += x / (double)m * (double)i / (double)(m - 1);
    }
    if (!(a > 0))
        return; /* one p, again and again: no tail to be seen */
    ret->shape = 2 - a / (a - 2 * b);
    ret->scale = 2 * a * b / (a - 2 * b);
    if (!(ret->shape > 0)) {
        ret->shape = 0;
        ret->scale = a;
    } else if (!(ret->shape < 0.9)) {
        ret->shape = 0.9;
        ret->scale = a * (1 - ret->shape);
    }
    join = depth(quiet[YX_QUIET_JOIN - 1]) - u; /* seen from there a Pareto is one again */
    ret->scale += ret->shape * join;
}

/* Sorts the n values without NAN in place. */
static void learn(double *quiet, size_t n, yx_tail_part *ret)
{
    sort(quiet, n);
    *ret = (yx_tail_part){.quiet = quiet, .n = n, .shape = NAN, .scale = NAN};
    if (n >= FEWEST)
        fit(quiet, n, ret);
}

/* How many are at most p, or less than it. */
static size_t up_to(const double *sorted, size_t n, double p, bool less)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (sorted[mid] < p || (!less && sorted[mid] <= p))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* The place of a p from the tenth smallest on: the k-th smallest has k, between two it is in
 * between. In the upper half those that are the same have their middle, and none has the last. */
static double rank_of(const yx_tail_part *tail, double p, size_t k)
{
    const double *q = tail->quiet;
    double rank = (double)k;

    if (k == tail->n && p > q[k - 1])
        return rank + 0.5;
    if (p > q[k - 1])
        return rank + (p - q[k - 1]) / (q[k] - q[k - 1]);
    if (2 * k > tail->n)
        rank -= (double)(k - up_to(q, tail->n, p, true) - 1) / 2;
    return rank;
}

static double share_of(const yx_tail_part *tail, double p)
{
    double n = (double)tail->n, x;
    size_t k;

    if (isnan(p) || tail->n < FEWEST)
        return p;
    k = up_to(tail->quiet, tail->n, p, false);
    if (k >= YX_QUIET_JOIN)
        return rank_of(tail, p, k) / (n + 1);
    if (isnan(tail->shape))
        return ((double)k + 1) / (n + 1);
    x = (depth(p) - depth(tail->quiet[YX_QUIET_JOIN - 1])) / tail->scale;
    return YX_QUIET_JOIN / (n + 1) *
           (tail->shape > 0 ? pow(1 + tail->shape * x, -1 / tail->shape) : exp(-x));
}

/* The largest p with a share of at most this; below 0: none has. */
static double level_of(const yx_tail_part *tail, double share)
{
    double n = (double)tail->n, least = YX_QUIET_JOIN / (n + 1), rank = share * (n + 1), x;
    const double *q = tail->quiet;
    size_t k;

    if (!(share > 0) || tail->n < FEWEST)
        return share;
    if (rank >= n)
        return 1;
    if (rank >= YX_QUIET_JOIN) {
        k = (size_t)rank;
        x = q[k - 1] + (rank - (double)k) * (q[k] - q[k - 1]);
        /* more that are the same than the share allows: just below them */
        return (double)up_to(q, tail->n, x, false) > rank ? nextafter(x, -1) : x;
    }
    if (isnan(tail->shape)) /* all the same */
        return rank >= 1 ? nextafter(q[0], -1) : -1;
    x = tail->shape > 0 ? (pow(share / least, -tail->shape) - 1) / tail->shape
                        : -log(share / least);
    return q[YX_QUIET_JOIN - 1] * exp(-x * tail->scale);
}

/* Into ret, without gaps, what is not of a fold; of YX_FOLDS: all. */
static size_t pick(const double *x, const uint8_t *fold, size_t n, uint8_t not_of, double *ret)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]) && fold[i] != not_of)
            ret[count++] = x[i];
    return count;
}

void yx_tail_fit(const double *quiet, const uint8_t *fold, size_t n, double *room, double *ret_p,
                 yx_tail *ret)
{
    size_t count = pick(quiet, fold, n, YX_FOLDS, room);

    if (count < YX_QUIET_LEAST) {
        memcpy(ret_p, quiet, n * sizeof *ret_p);
        learn(room, 0, &ret->seen);
        learn(room, 0, &ret->honest);
        return;
    }
    for (size_t i = 0; i < n; i++)
        ret_p[i] = NAN;
    for (uint8_t f = 0; f < YX_FOLDS; f++) {
        yx_tail_part others;
        learn(room, pick(quiet, fold, n, f, room), &others);
        for (size_t i = 0; i < n && others.n >= FEWEST; i++)
            if (fold[i] == f)
                ret_p[i] = share_of(&others, quiet[i]);
    }
    learn(room, pick(quiet, fold, n, YX_FOLDS, room), &ret->seen);
    learn(room + n, pick(ret_p, fold, n, YX_FOLDS, room + n), &ret->honest);
    for (size_t i = 0; i < n; i++) /* all in one fold: judged by themselves */
        ret_p[i] = share_of(&ret->honest,
                            ret->honest.n >= FEWEST ? ret_p[i] : share_of(&ret->seen, quiet[i]));
}

double yx_tail_p(const yx_tail *tail, double p)
{
    return share_of(&tail->honest, share_of(&tail->seen, p));
}

double yx_tail_level(const yx_tail *tail, double share)
{
    return level_of(&tail->seen, level_of(&tail->honest, share));
}

double yx_agree_p(const double *p, const uint8_t *group, size_t n, size_t at_least)
{
    double least[YX_AGREE_GROUPS], at = -INFINITY;
    size_t seen = 0;

    for (size_t g = 0; g < YX_AGREE_GROUPS; g++)
        least[g] = NAN;
    for (size_t i = 0; i < n; i++)
        if (group[i] < YX_AGREE_GROUPS)
            least[group[i]] = fmin(least[group[i]], p[i]);
    while (seen < at_least) { /* from the smallest on, equal ones together */
        double next = NAN;
        size_t alike = 0;
        for (size_t g = 0; g < YX_AGREE_GROUPS; g++)
            if (least[g] > at)
                next = fmin(next, least[g]);
        if (isnan(next))
            return NAN;
        for (size_t g = 0; g < YX_AGREE_GROUPS; g++)
            alike += least[g] == next;
        seen += alike;
        at = next;
    }
    return at_least ? at : NAN;
}

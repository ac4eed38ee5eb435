/* repeat.c - the same figure again and again, or another region's. */
#include "check/series.h"

#include <math.h>

enum { RUN, MOVE, SHARE };
enum { NEAR = 12 /* figures before and after that say how the series moves there */ };

/* How a series moves from one figure to the next. */
typedef struct moving {
    size_t pairs, equal;
    double typical; /* median of its moves, in steps */
} moving;

/* The step in which most figures are given: prices end in 00 more often than not, and are equal
 * more often than their digits say. */
static double step_of(const yx_run *run)
{
    enum { ZEROS = 12 };
    size_t with[ZEROS + 1] = {0}, n = 0;
    int zeros = ZEROS;

    for (size_t i = 0; i < run->n; i++) {
        int64_t m = run->value[i].mantissa;
        int k = run->digits - run->value[i].scale;
        if (m == 0)
            continue;
        for (; m % 10 == 0; m /= 10)
            k++;
        n++;
        for (int j = 0; j <= k && j <= ZEROS; j++)
            with[j]++; /* a multiple of 10^j last digits */
    }
    while (zeros > 0 && with[zeros] * 5 < n * 3)
        zeros--;
    return pow(10, zeros - run->digits);
}

static bool same(const yx_run *run, size_t i)
{
    return run->at[i] == run->at[i - 1] + run->span[i] &&
           yx_decimal_equal(run->value[i], run->value[i - 1]);
}

/* ... from figure `from` to `to`, that one not included. */
static moving how_it_moves(const yx_run *run, size_t from, size_t to, double step, double *room)
{
    moving m = {0};
    size_t n = 0;
    double lo = 0, hi = 0;

    for (size_t i = from + 1; i < to; i++) {
        bool equal = yx_decimal_equal(run->value[i], run->value[i - 1]);
        if (run->level[i] == 0 && run->level[i - 1] == 0)
            continue; /* true zeros */
        m.pairs++;
        m.equal += equal;
        if (!equal)
            room[n++] = fabs(run->level[i] - run->level[i - 1]);
    }
    for (size_t i = 0; i < n; i++)
        hi = fmax(hi, room[i]);
    for (int round = 0; n && round < 40;
         round++) { /* the middle one, without putting them in order */
        double mid = (lo + hi) / 2;
        size_t below = 0;
        for (size_t i = 0; i < n; i++)
            below += room[i] <= mid;
        *(below * 2 >= n ? &hi : &lo) = mid;
    }
    m.typical = hi / step;
    return m;
}

/* The same around a run of `length` figures that ends behind figure i. */
static moving around(const yx_run *run, size_t i, size_t length, double step, double *room)
{
    size_t first = i + 1 - length;
    size_t from = first > NEAR ? first - NEAR : 0;
    size_t to = i + 1 + NEAR < run->n ? i + 1 + NEAR : run->n;

    return how_it_moves(run, from, to, step, room);
}

/* Equal pairs are rare in the series, but for `run` of them. */
static bool moves(const moving *m, size_t own, const double *param)
{
    size_t others = m->equal > own ? m->equal - own : 0;

    return m->pairs > own && m->typical >= param[MOVE] &&
           (double)others * 100 <= param[SHARE] * (double)(m->pairs - own);
}

/* Figures from i on that are equal to it. */
static size_t run_from(const yx_run *run, size_t i)
{
    size_t n = 1;

    while (i + n < run->n && same(run, i + n))
        n++;
    return n;
}

void yx_check_repeat(const yx_run *run, const double *param, double *room, yx_opinion *ret)
{
    double digit = step_of(run);
    moving all = how_it_moves(run, 0, run->n, digit, room), near;
    size_t least = (size_t)param[RUN], length, last;

    for (size_t i = 0; i < run->n; i++) {
        ret[i] = (yx_opinion){.against = YX_AGAINST_NONE, .expected = NAN, .score = NAN};
        ret[i].judged = all.typical >= param[MOVE] && i + 1 >= least &&
                        fabs(run->level[i]) >= param[MOVE] * digit;
    }
    for (size_t i = 0; i < run->n; i += length) {
        length = run_from(run, i);
        last = i + least - 1;
        if (length < least || !ret[last].judged)
            continue;
        near = around(run, i + length - 1, length, digit, room);
        ret[last].judged = moves(&near, length - 1, param) && moves(&all, length - 1, param);
        ret[last].asked = ret[last].judged;
        ret[last].against = (uint32_t)i;
        ret[last].score = (double)length;
    }
}

/* The figure of a period at or before i, SIZE_MAX: there is none. */
static size_t back(const yx_run *run, size_t i, int32_t at)
{
    while (i > 0 && run->at[i] > at)
        i--;
    return run->at[i] == at ? i : SIZE_MAX;
}

/* Periods that both have, and those in which they are equal. */
static void in_common(const yx_run *a, const yx_run *b, size_t *ret_common, size_t *ret_equal)
{
    *ret_common = *ret_equal = 0;
    for (size_t i = 0, j = 0; i < a->n && j < b->n;) {
        if (a->at[i] == b->at[j]) {
            ++*ret_common;
            *ret_equal += yx_decimal_equal(a->value[i], b->value[j]);
        }
        if (a->at[i] <= b->at[j])
            i++;
        else
            j++;
    }
}

bool yx_check_copy(const yx_run *a, size_t i, const yx_run *b, size_t j, const double *param,
                   double *room)
{
    double digit = step_of(a);
    size_t common, equal, run = 0, block = 0, distinct = 0;
    moving near, all;

    in_common(a, b, &common, &equal);
    if (common > NEAR && equal * 5 > common * 4)
        return false; /* they are one thing by nature */
    for (size_t k = i + 1, m = j + 1;
         k < a->n && m < b->n && a->at[k] == b->at[m] && yx_decimal_equal(a->value[k], b->value[m]);
         k++, m++)
        block++; /* it goes on */
    for (size_t k = i + 1; k-- > 0;) {
        j = back(b, j, a->at[k]);
        if (j == SIZE_MAX || !yx_decimal_equal(a->value[k], b->value[j]) ||
            fabs(a->level[k]) < param[MOVE] * digit)
            break;
        run++;
        distinct += k == 0 || !yx_decimal_equal(a->value[k], a->value[k - 1]);
    }
    block += run;
    if ((double)run < param[RUN] || (double)distinct < param[RUN] ||
        (double)(equal > block ? equal - block : 0) * 100 >
            param[SHARE] * (double)(common - block + 1))
        return false;
    near = around(a, i, run, digit, room);
    all = how_it_moves(a, 0, a->n, digit, room);
    return near.typical >= param[MOVE] && moves(&all, 0, param);
}

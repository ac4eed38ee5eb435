#include "check/pair.h"

#include <math.h>

static void sort(double *x, size_t n)
{
    for (size_t gap = n / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < n; i++) {
            double v = x[i];
            size_t k = i;
            for (; k >= gap && x[k - gap] > v; k -= gap)
                x[k] = x[k - gap];
            x[k] = v;
        }
    }
}

/* The one of n sorted values that a further one passes with probability 1 - q at most, if it is of
 * their kind: place q (n + 1); the largest, where there are too few. */
static double passed_by_few(const double *x, size_t n, double q)
{
    double place = ceil(q * (double)(n + 1));

    return x[place < 1 ? 0 : place > (double)n ? n - 1 : (size_t)place - 1];
}

void yx_check_match(const double *difference, size_t n, const double *param, double *room,
                    yx_opinion *ret)
{
    enum { LEAST, HISTORY, QUANTILE };
    double *past = room, *distance = room + n;
    size_t m = 0;
    int way = 0; /* of the period before: what goes on is asked about once */

    for (size_t t = 0; t < n; t++) {
        double d = difference[t], middle;
        ret[t] = (yx_opinion){.against = YX_AGAINST_NONE, .expected = NAN, .score = NAN};
        if (isnan(d))
            continue;
        if ((double)m >= param[HISTORY] && m > 0) {
            sort(past, m);
            middle = (past[(m - 1) / 2] + past[m / 2]) / 2;
            for (size_t i = 0; i < m; i++)
                distance[i] = fabs(past[i] - middle);
            sort(distance, m);
            ret[t].judged = true;
            ret[t].expected = middle;
            ret[t].score = d - middle;
            if (fabs(d - middle) > param[LEAST] &&
                fabs(d - middle) > passed_by_few(distance, m, param[QUANTILE])) {
                ret[t].asked = way != (d > middle ? 1 : -1);
                way = d > middle ? 1 : -1;
            } else {
                way = 0;
            }
        }
        past[m++] = d;
    }
}

/* What a stage left from period `from` to `to`: 1 something, 0 nothing, -1 it was never reported.
 */
static int trace(const double *stage, size_t from, size_t to)
{
    int seen = -1;

    for (size_t t = from; t <= to; t++) {
        if (isnan(stage[t]))
            continue;
        if (stage[t] > 0)
            return 1;
        seen = 0;
    }
    return seen;
}

void yx_check_chain(const double *claim, const double *const *evidence, size_t n_evidence, size_t n,
                    const double *param, yx_opinion *ret)
{
    enum { LAG, LEAD };
    size_t lag = (size_t)param[LAG], lead = (size_t)param[LEAD];

    for (size_t t = 0; t < n; t++)
        ret[t] = (yx_opinion){.against = YX_AGAINST_NONE, .expected = NAN, .score = NAN};
    for (size_t t = 0; t + lag < n; t++) {
        size_t from = t > lead ? t - lead : 0;
        bool known = n_evidence > 0, nothing = true;
        if (!(claim[t] > 0))
            continue;
        for (size_t k = 0; k < n_evidence; k++) {
            int left = trace(evidence[k], from, t + lag);
            known &= left >= 0;
            nothing &= left == 0;
        }
        if (!known)
            continue;
        ret[t + lag].judged = true;
        ret[t + lag].asked = nothing;
        ret[t + lag].against = (uint32_t)t;
        ret[t + lag].expected = claim[t];
    }
}

static bool near(double a, double b, double factor)
{
    return a > 0 && b > 0 && a <= b * factor && b <= a * factor;
}

/* Does column i fit what stood `shift` columns further? And not what stood in it? */
static bool fits_there(const double *now, const double *before, size_t n, size_t i, int shift,
                       double fits)
{
    ptrdiff_t other = (ptrdiff_t)i + shift;

    return other >= 0 && (size_t)other < n && near(now[i], before[other], fits) && before[i] > 0;
}

static bool only_there(const double *now, const double *before, size_t n, size_t i, int shift,
                       double fits)
{
    return fits_there(now, before, n, i, shift, fits) && !near(now[i], before[i], fits * fits);
}

/* From column `from`, which fits there only, as far as columns fit there at all: the last one that
 * fits there only, and how many do. Columns that are like their neighbours say nothing. */
static size_t stretch(const double *now, const double *before, size_t n, size_t from, int shift,
                      double fits, size_t *ret_last)
{
    size_t count = 0;

    for (size_t i = from; i < n && fits_there(now, before, n, i, shift, fits); i++) {
        if (!only_there(now, before, n, i, shift, fits))
            continue;
        count++;
        *ret_last = i;
    }
    return count;
}

bool yx_check_shifted(const double *now, const double *before, size_t n, const double *param,
                      size_t *ret_first, size_t *ret_last, int *ret_shift, size_t *ret_judged)
{
    enum { FITS, COLUMNS };
    static const int shifts[] = {1, -1, 2, -2, 3, -3};
    size_t best = 0;

    *ret_judged = 0;
    for (size_t i = 0; i < n; i++)
        *ret_judged += now[i] > 0 && before[i] > 0;
    for (size_t s = 0; s < sizeof shifts / sizeof shifts[0]; s++) {
        for (size_t i = 0, last = 0; i < n; i = last + 1) {
            size_t count;
            last = i;
            if (!only_there(now, before, n, i, shifts[s], param[FITS]))
                continue;
            count = stretch(now, before, n, i, shifts[s], param[FITS], &last);
            if (count > best) {
                best = count;
                *ret_first = i;
                *ret_last = last;
                *ret_shift = shifts[s];
            }
        }
    }
    return best > 0 && (double)best >= param[COLUMNS];
}

/* Chance of at most k of n, where each has chance q. */
static double at_most(size_t k, size_t n, double q)
{
    double sum = 0, log_choose = 0; /* of n over i */

    for (size_t i = 0; i <= k; i++) {
        sum += exp(log_choose + (double)i * log(q) + (double)(n - i) * log1p(-q));
        log_choose += log((double)(n - i)) - log((double)(i + 1));
    }
    return sum;
}

double yx_sign_test(size_t up, size_t n, double usual)
{
    if (n == 0 || !(usual > 0 && usual < 1))
        return 1;
    return fmin(1, 2 * fmin(at_most(up, n, usual), at_most(n - up, n, 1 - usual)));
}

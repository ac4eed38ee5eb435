#include "base/stat.h"

#include <math.h>

enum { INSERTION = 24 }; /* shorter arrays are sorted by insertion */

size_t yx_stat_count(const double *x, size_t n)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        count += isnan(x[i]) ? 0 : 1;
    return count;
}

/* Neumaier's sum: `lost` gathers what each addition rounds away. */
typedef struct sum {
    double total, lost;
} sum;

static void add(sum *s, double v)
{
    double t = s->total + v;

    if (fabs(s->total) >= fabs(v))
        s->lost += (s->total - t) + v;
    else
        s->lost += (v - t) + s->total;
    s->total = t;
}

static double result(const sum *s)
{
    return isfinite(s->total) ? s->total + s->lost : s->total; /* inf - inf is in `lost` */
}

double yx_stat_sum(const double *x, size_t n)
{
    sum s = {0, 0};
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]))
            continue;
        add(&s, x[i]);
        count++;
    }
    return count ? result(&s) : NAN;
}

double yx_stat_mean(const double *x, size_t n)
{
    return yx_stat_sum(x, n) / (double)yx_stat_count(x, n); /* all gaps: NAN / 0 is NAN */
}

double yx_stat_sd(const double *x, size_t n)
{
    double mean = yx_stat_mean(x, n);
    sum s = {0, 0};
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]))
            continue;
        add(&s, (x[i] - mean) * (x[i] - mean));
        count++;
    }
    return count < 2 ? NAN : sqrt(result(&s) / (double)(count - 1));
}

static void sort_by_insertion(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double v = x[i];
        size_t k = i;
        for (; k > 0 && x[k - 1] > v; k--)
            x[k] = x[k - 1];
        x[k] = v;
    }
}

/* Lets x[top] sink to its place among the first n of a heap, largest on top. */
static void sink(double *x, size_t n, size_t top)
{
    double v = x[top];

    for (size_t child; (child = 2 * top + 1) < n; top = child) {
        if (child + 1 < n && x[child + 1] > x[child])
            child++;
        if (x[child] <= v)
            break;
        x[top] = x[child];
    }
    x[top] = v;
}

/* Heapsort for what is long: in place, and O(n log n) whatever the order (qsort may use the heap).
 */
static void sort(double *x, size_t n)
{
    if (n <= INSERTION) {
        sort_by_insertion(x, n);
        return;
    }
    for (size_t i = n / 2; i-- > 0;)
        sink(x, n, i);
    for (size_t last = n - 1; last > 0; last--) {
        double top = x[0];
        x[0] = x[last];
        x[last] = top;
        sink(x, last, 0);
    }
}

double yx_stat_quantile(const double *x, size_t n, double q, double *scratch)
{
    size_t count = 0, at;
    double place, part;

    if (!(q >= 0 && q <= 1))
        return NAN;
    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            scratch[count++] = x[i];
    if (!count)
        return NAN;
    sort(scratch, count);
    place = 1 + (double)(count - 1) * q; /* from 1, as R counts: the same rounding */
    at = (size_t)place;
    part = place - (double)at;
    if (at >= count || part == 0 || scratch[at] == scratch[at - 1])
        return scratch[at - 1];
    return (1 - part) * scratch[at - 1] + part * scratch[at];
}

double yx_stat_median(const double *x, size_t n, double *scratch)
{
    return yx_stat_quantile(x, n, 0.5, scratch);
}

double yx_stat_mad(const double *x, size_t n, double *scratch)
{
    double median = yx_stat_median(x, n, scratch);

    for (size_t i = 0; i < n; i++)
        scratch[i] = fabs(x[i] - median);
    return 1.4826022185056018 * yx_stat_median(scratch, n, scratch);
}

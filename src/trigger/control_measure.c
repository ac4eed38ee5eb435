/* control_measure.c - how streams hang together in quiet times, and what a rule was found to do. */
#include "screen/normal.h"
#include "trigger/control.h"

#include <math.h>

static const double z95 = 1.959963984540054;

/* --- streams in quiet times --- */

/* A p of 0 or 1, and what comes near, counts as one in a million. */
static double score(double p)
{
    return yx_normal_upper(fmin(fmax(p, 1e-6), 1 - 1e-6));
}

/* Sums of the pairs of one region, from its first pair on, round their means at the end: what never
 * changes has exactly no spread. */
typedef struct sums {
    double a, b, aa, bb, ab;
    size_t n;
} sums;

static sums pairs_of(const double *a, const double *b, const uint8_t *quiet, size_t n, size_t lag)
{
    double first_a = 0, first_b = 0, m;
    sums s = {0};

    for (size_t t = lag; t < n; t++) {
        double x, y;
        if (!quiet[t - lag] || !quiet[t] || isnan(a[t - lag]) || isnan(b[t]))
            continue;
        x = score(a[t - lag]);
        y = score(b[t]);
        if (s.n++ == 0) {
            first_a = x;
            first_b = y;
        }
        x -= first_a;
        y -= first_b;
        s.a += x;
        s.b += y;
        s.aa += x * x;
        s.bb += y * y;
        s.ab += x * y;
    }
    m = s.n ? (double)s.n : 1;
    s.aa -= s.a * s.a / m;
    s.bb -= s.b * s.b / m;
    s.ab -= s.a * s.b / m;
    return s;
}

double yx_quiet_correlation(const double *p_a, const double *p_b, const uint8_t *quiet,
                            size_t n_region, size_t n, size_t max_lag, size_t *ret_lag,
                            size_t *ret_pairs)
{
    double most = NAN;

    *ret_lag = *ret_pairs = 0;
    for (size_t lag = 0; lag <= max_lag && lag < n; lag++) {
        sums all = {0};
        double r;
        for (size_t region = 0; region < n_region; region++) {
            size_t at = region * n;
            sums s = pairs_of(p_a + at, p_b + at, quiet + at, n, lag);
            all.aa += s.aa;
            all.bb += s.bb;
            all.ab += s.ab;
            all.n += s.n;
        }
        r = all.ab / sqrt(all.aa * all.bb);
        if (all.n < YX_QUIET_PAIRS || !isfinite(r) || r <= most)
            continue;
        most = fmin(r, 1);
        *ret_lag = lag;
        *ret_pairs = all.n;
    }
    return most;
}

/* --- a rule and the truth --- */

/* The roots of (k / n - p)^2 = z^2 p (1 - p) / n. */
void yx_wilson(size_t k, size_t n, double *ret_share, double *ret_low, double *ret_high)
{
    double m = (double)n, p = (double)k / m, zz = z95 * z95, middle = (p + zz / (2 * m)),
           half = z95 * sqrt(p * (1 - p) / m + zz / (4 * m * m));

    *ret_share = *ret_low = *ret_high = NAN;
    if (!n)
        return;
    *ret_share = p;
    *ret_low = k ? (middle - half) / (1 + zz / m) : 0;
    *ret_high = k < n ? (middle + half) / (1 + zz / m) : 1;
}

/* First alarm of a region that is raised in period `from` or later. */
static size_t first_from(const yx_truth_event *alarm, size_t n, uint32_t region, int64_t from)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const yx_truth_event *a = &alarm[mid];
        if (a->region < region || (a->region == region && a->first < from))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* The k-th smallest from 0 of n numbers up to `most`: halves the range, needs no order. */
static size_t nth(const size_t *x, size_t n, size_t k, size_t most)
{
    size_t lo = 0, hi = most;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2, up_to = 0;
        for (size_t i = 0; i < n; i++)
            up_to += x[i] <= mid;
        if (up_to > k)
            hi = mid;
        else
            lo = mid + 1;
    }
    return lo;
}

/* Alarms within the reach of an event. Events are taken in as they begin; what counts is how far
 * those of the region last. */
static size_t count_right(const yx_truth_event *event, size_t n_event, const yx_truth_event *alarm,
                          size_t n_alarm, int lead)
{
    size_t e = 0, right = 0;
    int64_t last = INT64_MIN;

    for (size_t i = 0; i < n_alarm; i++) {
        const yx_truth_event *a = &alarm[i];
        if (i == 0 || alarm[i - 1].region != a->region)
            last = INT64_MIN;
        while (e < n_event && event[e].region < a->region)
            e++;
        for (; e < n_event && event[e].region == a->region &&
               (int64_t)event[e].first - lead <= a->first;
             e++)
            if (event[e].last > last)
                last = event[e].last;
        right += last >= a->first;
    }
    return right;
}

void yx_measure(const yx_truth_event *event, size_t n_event, const yx_truth_event *alarm,
                size_t n_alarm, double weeks, int lead, size_t *room, yx_measured *ret)
{
    size_t longest = 0;
    yx_measured m = {.raised = n_alarm, .events = n_event, .weeks = weeks, .delay = NAN};

    for (size_t i = 0; i < n_event; i++) {
        int64_t from = (int64_t)event[i].first - lead;
        size_t a = first_from(alarm, n_alarm, event[i].region, from);
        if (a == n_alarm || alarm[a].region != event[i].region || alarm[a].first > event[i].last)
            continue;
        room[m.found] = (size_t)(alarm[a].first - from); /* the delay and the lead */
        longest = room[m.found] > longest ? room[m.found] : longest;
        m.found++;
    }
    if (m.found)
        m.delay = ((double)nth(room, m.found, (m.found - 1) / 2, longest) +
                   (double)nth(room, m.found, m.found / 2, longest)) /
                      2 -
                  lead;
    m.right = count_right(event, n_event, alarm, n_alarm, lead);
    m.wrong = n_alarm - m.right;
    yx_wilson(m.right, m.raised, &m.precision, &m.precision_low, &m.precision_high);
    yx_wilson(m.found, m.events, &m.recall, &m.recall_low, &m.recall_high);
    m.false_a_week = weeks > 0 ? (double)m.wrong / weeks : NAN;
    *ret = m;
}

bool yx_retire(size_t right, size_t wrong, double floor)
{
    double share, low, high;

    yx_wilson(right, right + wrong, &share, &low, &high);
    return high < floor;
}

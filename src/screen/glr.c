/* glr.c - Poisson counts, epidemics and changes of known size; sums run from n back to k. */
#include "screen/glr.h"

#include <math.h>
#include <stdint.h>

enum { MOST_STEPS = 2000, MOST_TRIES = 20000, MOST_LOST = 300 };

static double x_at(const yx_glr *g, size_t t, size_t n, double last)
{
    return t == n ? last : g->x[t];
}

/* --- every size of the change --- */

/* R leaves out a window of no cases at all, where log 0 is no number: looking down too. */
static double poisson_sup(const yx_glr *g, double x, double m)
{
    if (g->down ? x >= m : x <= m)
        return 0;
    if (x == 0)
        return g->as_r ? 0 : m;
    return x * log(x / m) - x + m;
}

/* Fewest periods from k to n. R, without a window, asks for them only before the first window. */
static size_t least_length(const yx_glr *g, size_t from, size_t n)
{
    if (g->as_r && g->window == SIZE_MAX && n - from + 1 >= g->least)
        return 1;
    return g->least;
}

static double poisson(const yx_glr *g, size_t from, size_t n, double last)
{
    double best = 0, x = 0, m = 0;
    size_t least = least_length(g, from, n);

    for (size_t k = n + 1; k-- > from;) {
        x += x_at(g, k, n, last);
        m += g->m[k];
        if (n - k + 1 >= least)
            best = fmax(best, poisson_sup(g, x, m));
    }
    return best;
}

/* --- an epidemic --- */

typedef struct window {
    size_t k, n;
    double last; /* x at n */
} window;

/* Sum of x log(1 + lambda source / m) - lambda source, source = x of the period before; slope and
 * bend of it by lambda. */
static double epidemic_ratio(const yx_glr *g, const window *w, double lambda, double *ret_slope,
                             double *ret_bend)
{
    double sum = 0, slope = 0, bend = 0;

    for (size_t t = w->k > 0 ? w->k : 1; t <= w->n; t++) {
        double source = g->x[t - 1], x = x_at(g, t, w->n, w->last), grown = lambda * source;
        double part = source / (g->m[t] + grown);
        /* As R has it, with the digits that this loses: near lambda = 0 they are all that is left.
         */
        sum += x * (g->as_r ? log(1 + grown / g->m[t]) : log1p(grown / g->m[t])) - grown;
        slope += x * part - source;
        bend -= x * part * part;
    }
    *ret_slope = slope;
    *ret_bend = bend;
    return sum;
}

/* In lambda the log-likelihood is concave and its slope convex: from 0 on Newton's steps never go
 * too far. */
static double epidemic_sup(const yx_glr *g, const window *w)
{
    double lambda = 0, before = -1, slope, bend, sum = 0;

    for (int i = 0; i < MOST_STEPS && lambda - before > 1e-9 * lambda; i++) {
        sum = epidemic_ratio(g, w, lambda, &slope, &bend);
        if (!(slope > 0))
            break;
        before = lambda;
        lambda -= slope / bend;
    }
    return sum;
}

/* R's steps go over log lambda, where it is not concave: from 1/2, and from the oldest window on
 * from where the one before ended, until lambda moves by less than 1e-6 or is below exp(-18). Some
 * run away to 0, and the window is lost with those after it, which go one step further each, or
 * beyond all numbers. */
static double epidemic_sup_as_r(const yx_glr *g, const window *w, double *at)
{
    double before = INFINITY, slope, bend, lambda = exp(*at);

    for (int i = 0; i < MOST_STEPS && fabs(lambda - before) > 1e-6 && *at >= -18; i++) {
        (void)epidemic_ratio(g, w, lambda, &slope, &bend);
        before = lambda;
        bend = lambda * slope + lambda * lambda * bend;
        if (bend != 0)
            *at -= lambda * slope / bend;
        lambda = exp(*at);
    }
    return epidemic_ratio(g, w, lambda, &slope, &bend);
}

static double epidemic(const yx_glr *g, size_t from, size_t n, double last)
{
    double best = 0, at = log(0.5);
    window w = {.k = from, .n = n, .last = last};

    for (; w.n - w.k + 1 >= g->least && w.k <= n; w.k++)
        best = fmax(best, g->as_r ? epidemic_sup_as_r(g, &w, &at) : epidemic_sup(g, &w));
    return best;
}

/* --- a change of known size: each count adds a + b x --- */

typedef struct line {
    double a, b;
} line;

static line known_line(const yx_glr *g, double m)
{
    double part;

    if (g->alpha == 0)
        return (line){-m * expm1(g->kappa), g->kappa};
    part = log((1 + g->alpha * m) / (1 + g->alpha * m * exp(g->kappa)));
    return (line){part / g->alpha, g->kappa + part};
}

/* The CUSUM before n. */
static double known_before(const yx_glr *g, size_t first, size_t n)
{
    double sum = 0;

    for (size_t t = first; t < n; t++) {
        line l = known_line(g, g->m[t]);
        sum = fmax(0, sum + l.a + l.b * g->x[t]);
    }
    return sum;
}

static double known(const yx_glr *g, size_t first, size_t n, double last)
{
    line l = known_line(g, g->m[n]);

    return fmax(0, known_before(g, first, n) + l.a + l.b * last);
}

double yx_glr_at(const yx_glr *g, size_t first, size_t n, double last)
{
    size_t from = g->window < n && n - g->window > first ? n - g->window : first;

    if (g->epidemic)
        return epidemic(g, from, n, last);
    if (!isnan(g->kappa))
        return known(g, first, n, last);
    return g->alpha > 0 ? yx_glr_negbin(g, from, n, last) : poisson(g, from, n, last);
}

/* --- what count would alarm --- */

/* The largest count with G >= limit, if 0 is one. */
static double largest(const yx_glr *g, size_t first, size_t n, double limit, double most)
{
    double in = 0, out; /* reaches the limit; does not */

    for (out = 1; out < most && yx_glr_at(g, first, n, out) >= limit; out *= 2)
        in = out;
    for (out = fmin(out, most); out - in > 1;) {
        double mid = floor(in + (out - in) / 2);
        if (yx_glr_at(g, first, n, mid) >= limit)
            in = mid;
        else
            out = mid;
    }
    return in;
}

static double smallest(const yx_glr *g, size_t first, size_t n, double limit, double most)
{
    double none = 0, some = fmin(floor(g->m[n]) + 1, most), step = 1;

    for (; yx_glr_at(g, first, n, some) < limit; step *= 2) {
        if (some >= most)
            return NAN;
        none = some;
        some = fmin(some + step, most);
    }
    while (some - none > 1) {
        double mid = floor(none + (some - none) / 2);
        if (yx_glr_at(g, first, n, mid) >= limit)
            some = mid;
        else
            none = mid;
    }
    return some;
}

double yx_glr_cases(const yx_glr *g, size_t first, size_t n, double limit, double most)
{
    bool zero = yx_glr_at(g, first, n, 0) >= limit;

    if (g->down)
        return zero ? largest(g, first, n, limit, most) : NAN;
    return zero ? 0 : smallest(g, first, n, limit, most);
}

/* R's count for Poisson counts: the first from 0 on that alarms, or, looking down, that does not.
 * No xMax; 0 where there is no window. */
static double poisson_cases_as_r(const yx_glr *g, size_t first, size_t n, double limit)
{
    double most = 0x1p53, found;

    if (n - first + 1 < g->least || (!g->down && yx_glr_at(g, first, n, most) < limit))
        return 0;
    if (!g->down)
        return yx_glr_cases(g, first, n, limit, most);
    if (yx_glr_at(g, first, n, 0) < limit)
        return 0;
    if (yx_glr_at(g, first, n, 1) < limit)
        return 1;
    found = largest(g, first, n, limit, most);
    return found + 1;
}

/* R's count for the negative binomial: from x at n up to the first that alarms, or, where x does,
 * down to the last that does. It does not start from 0 nor above xMax. Counts that cannot alarm,
 * since G is never more than what an exact search finds, are not tried; nor are those after 300
 * lost ones. */
static double negbin_cases_as_r(const yx_glr *g, size_t first, size_t n, double limit, double most)
{
    yx_glr exact = *g;
    double x = g->x[n], from, to = most + 1;
    bool alarm = yx_glr_at(g, first, n, x) >= limit;

    if (!(x > 0) || x > most)
        return alarm ? 0 : YX_GLR_NO_CASES;
    exact.as_r = false;
    if (alarm) {
        for (int i = 0; i < MOST_TRIES && x >= 1 && yx_glr_at(g, first, n, x - 1) >= limit; i++)
            x--;
        return x;
    }
    from = yx_glr_cases(&exact, first, n, limit, to);
    if (isnan(from))
        return YX_GLR_NO_CASES;
    if (g->down)
        to = from;
    x = g->down ? x + 1 : fmax(x + 1, from);
    for (int i = 0; i < MOST_LOST && x <= to; i++, x++)
        if (yx_glr_at(g, first, n, x) >= limit)
            return x;
    return YX_GLR_NO_CASES;
}

double yx_glr_cases_as_r(const yx_glr *g, size_t first, size_t n, double limit, double most)
{
    line l;

    if (g->epidemic)
        return yx_glr_cases(g, first, n, limit, most);
    if (!isnan(g->kappa)) {
        l = known_line(g, g->m[n]);
        return fmax(0, (limit - known_before(g, first, n) - l.a) / l.b);
    }
    return g->alpha > 0 ? negbin_cases_as_r(g, first, n, limit, most)
                        : poisson_cases_as_r(g, first, n, limit);
}

/* glr.c - the likelihood ratios; sums run from n back to k. */
#include "screen/glr.h"

#include <math.h>

/* One window: what its likelihood ratio is made of. */
typedef struct window {
    size_t k, n;
    double last;      /* x at n */
    double x, m;      /* sums over the window */
    double low, high; /* least and greatest mean in it */
    double slope;     /* of the log-likelihood at kappa = 0 */
} window;

static double x_at(const yx_glr *g, const window *w, size_t t)
{
    return t == w->n ? w->last : g->x[t];
}

static double poisson_ratio(double x, double m, double kappa)
{
    return x * kappa - m * expm1(kappa);
}

/* sup over kappa, in closed form: kappa = log(x / m) where that looks the right way. */
static double poisson_sup(const yx_glr *g, const window *w)
{
    if (g->down ? w->x >= w->m : w->x <= w->m)
        return 0;
    if (w->x == 0)
        return w->m;
    return w->x * log(w->x / w->m) - w->x + w->m;
}

static double negbin_ratio(const yx_glr *g, const window *w, double kappa)
{
    double factor = exp(kappa), sum = w->x > 0 ? w->x * kappa : 0;

    for (size_t t = w->k; t <= w->n; t++)
        sum += (x_at(g, w, t) + 1 / g->alpha) *
               log((1 + g->alpha * g->m[t]) / (1 + g->alpha * g->m[t] * factor));
    return sum;
}

/* The same where the mean does not move: kappa = log(mean of x / m). */
static double negbin_sup_level(const yx_glr *g, const window *w)
{
    double n = (double)(w->n - w->k + 1), mean = w->x / n, size = w->x + n / g->alpha;
    double rest = size * log((1 + g->alpha * w->low) / (1 + g->alpha * mean));

    return w->x > 0 ? w->x * log(mean / w->low) + rest : rest;
}

/* Newton's steps on the slope, kept between the bounds that least and greatest mean give. */
static double negbin_sup(const yx_glr *g, const window *w, double *kappa)
{
    double n = (double)(w->n - w->k + 1), low, high, at = *kappa;

    if (w->x == 0) /* goes down without end */
        return negbin_ratio(g, w, -INFINITY);
    low = log(w->x / n / w->high);
    high = log(w->x / n / w->low);
    if (!(at > low && at < high))
        at = low + (high - low) / 2;
    for (int i = 0; i < 60; i++) {
        double factor = exp(at) * g->alpha, slope = w->x, bend = 0, next;
        for (size_t t = w->k; t <= w->n; t++) {
            double a = g->m[t] * factor, part = a / (1 + a);
            double y = (x_at(g, w, t) + 1 / g->alpha) * part;
            slope -= y;
            bend -= y * (1 - part);
        }
        if (slope > 0)
            low = at;
        else
            high = at;
        next = at - slope / bend;
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (fabs(next - at) <= 1e-9 * (1 + fabs(at))) {
            at = next;
            break;
        }
        at = next;
    }
    *kappa = at;
    return negbin_ratio(g, w, at);
}

/* At most what the supremum can be: the log-likelihood is concave, so it lies below its tangent at
 * 0, up to the largest kappa that there can be. */
static double negbin_most(const yx_glr *g, const window *w)
{
    double n = (double)(w->n - w->k + 1);

    if (g->down ? w->slope >= 0 : w->slope <= 0)
        return 0;
    return w->slope * log(w->x / n / (g->down ? w->high : w->low));
}

static double negbin_best(const yx_glr *g, const window *w, double best, double *kappa)
{
    if (!(negbin_most(g, w) > best))
        return 0;
    return w->low == w->high ? negbin_sup_level(g, w) : negbin_sup(g, w, kappa);
}

/* One of Newton's steps on the log-likelihood of a window: slope / bend, at kappa. */
static double negbin_step(const yx_glr *g, const window *w, double kappa, bool level)
{
    double factor = exp(kappa) * g->alpha, slope = w->x, bend = 0;

    if (level) {
        double a = w->low * factor, part = a / (1 + a);
        double y = (w->x + (double)(w->n - w->k + 1) / g->alpha) * part;
        return (slope - y) / (-y * (1 - part));
    }
    for (size_t t = w->k; t <= w->n; t++) {
        double a = g->m[t] * factor, part = a / (1 + a);
        double y = (x_at(g, w, t) + 1 / g->alpha) * part;
        slope -= y;
        bend -= y * (1 - part);
    }
    return slope / bend;
}

/* The greatest ratio that R finds. Its Newton's steps are not kept within bounds: from 1/2 for the
 * oldest window, else from what the one before found or 0, they may run away, and then the window
 * is lost. A window that cannot count is not tried. */
static double negbin_as_r(const yx_glr *g, const window *all, size_t from)
{
    double best = 0, start = 0.5;
    bool level = all->low == all->high;
    window w = *all;

    for (w.k = from; w.n - w.k + 1 >= g->least; w.k++) {
        double at = start, before = INFINITY;
        if (negbin_most(g, &w) > (g->down ? best : 0)) {
            for (int i = 0; i < 200 && fabs(at - before) > 1e-6; i++) {
                if (i > 0 && !(fabs(at) < 18))
                    break;
                before = at;
                at -= negbin_step(g, &w, at, level);
            }
            if (g->down ? at < 0 : at > 0)
                best = fmax(best, negbin_ratio(g, &w, at));
        } else {
            at = 0;
        }
        start = g->down || !(at > 0) ? 0 : at;
        w.x -= x_at(g, &w, w.k);
        w.slope -= (x_at(g, &w, w.k) - g->m[w.k]) / (1 + g->alpha * g->m[w.k]);
        if (w.k == w.n)
            break;
    }
    return best;
}

/* An epidemic: sum of x log(1 + lambda source / m) - lambda source, source = x of the period
 * before; slope and bend of it by lambda. */
static double epidemic_ratio(const yx_glr *g, const window *w, double lambda, double *ret_slope,
                             double *ret_bend)
{
    double sum = 0, slope = 0, bend = 0;

    for (size_t t = w->k > 0 ? w->k : 1; t <= w->n; t++) {
        double source = g->x[t - 1], x = x_at(g, w, t), part = source / (g->m[t] + lambda * source);
        sum += x * log1p(lambda * source / g->m[t]) - lambda * source;
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

    for (int i = 0; i < 200 && lambda - before > 1e-9 * lambda; i++) {
        sum = epidemic_ratio(g, w, lambda, &slope, &bend);
        if (!(slope > 0))
            break;
        before = lambda;
        lambda -= slope / bend;
    }
    return sum;
}

/* R's steps go over log lambda, where it is not concave: from 1/2, and from the oldest window on
 * from where the one before ended. Some run away to 0, and the window is lost with those after it.
 */
static double epidemic_sup_as_r(const yx_glr *g, const window *w, double *at)
{
    double before = INFINITY, slope, bend, lambda;

    for (int i = 0; i < 200 && fabs(*at - before) > 1e-6 && *at > -18; i++) {
        lambda = exp(*at);
        (void)epidemic_ratio(g, w, lambda, &slope, &bend);
        before = *at;
        bend = lambda * slope + lambda * lambda * bend;
        if (bend != 0)
            *at = fmin(*at - lambda * slope / bend, 300);
    }
    return epidemic_ratio(g, w, exp(*at), &slope, &bend);
}

static double epidemic(const yx_glr *g, size_t from, size_t n, double last)
{
    double best = 0, at = log(0.5);
    window w = {.k = from, .n = n, .last = last};

    for (; w.k <= n; w.k++)
        best = fmax(best, g->as_r ? epidemic_sup_as_r(g, &w, &at) : epidemic_sup(g, &w));
    return best;
}

static double known_change(const yx_glr *g, size_t first, size_t n, double last)
{
    double best = 0, sum = 0;
    window w = {.n = n, .last = last};

    for (size_t t = n + 1; t-- > first;) {
        w.k = t;
        if (g->alpha > 0) {
            w.x = x_at(g, &w, t);
            w.n = t;
            w.last = w.x;
            sum += negbin_ratio(g, &w, g->kappa);
            w.n = n;
            w.last = last;
        } else {
            sum += poisson_ratio(x_at(g, &w, t), g->m[t], g->kappa);
        }
        if (n - t + 1 >= g->least)
            best = fmax(best, sum);
    }
    return best;
}

double yx_glr_at(const yx_glr *g, size_t first, size_t n, double last)
{
    size_t from = g->window < n && n - g->window > first ? n - g->window : first;
    double best = 0, kappa = 0;
    window w = {.n = n, .last = last, .low = INFINITY};

    if (g->epidemic)
        return epidemic(g, from, n, last);
    if (!isnan(g->kappa))
        return known_change(g, from, n, last);
    for (size_t k = n + 1; k-- > from;) {
        double m = g->m[k], x = x_at(g, &w, k), ratio;
        w.k = k;
        w.x += x;
        w.m += m;
        w.low = fmin(w.low, m);
        w.high = fmax(w.high, m);
        w.slope += (x - m) / (1 + g->alpha * m);
        if (n - k + 1 < g->least || (g->alpha > 0 && g->as_r))
            continue;
        ratio = g->alpha > 0 ? negbin_best(g, &w, best, &kappa) : poisson_sup(g, &w);
        best = fmax(best, ratio);
    }
    return g->alpha > 0 && g->as_r ? negbin_as_r(g, &w, from) : best;
}

double yx_glr_cases(const yx_glr *g, size_t first, size_t n, double limit, double most)
{
    double none, some, step = 1;

    if (g->down) {
        /* From the greatest count that cannot matter downwards: the one that is expected. */
        if (yx_glr_at(g, first, n, 0) < limit)
            return NAN;
        none = 0; /* reaches the limit */
        for (some = 1; some < most && yx_glr_at(g, first, n, some) >= limit; some *= 2)
            none = some;
        for (some = fmin(some, most); some - none > 1;) {
            double mid = floor(none + (some - none) / 2);
            if (yx_glr_at(g, first, n, mid) >= limit)
                none = mid;
            else
                some = mid;
        }
        return none;
    }
    if (yx_glr_at(g, first, n, 0) >= limit)
        return 0;
    for (none = 0, some = fmin(floor(g->m[n]) + 1, most); yx_glr_at(g, first, n, some) < limit;) {
        if (some >= most)
            return NAN;
        none = some;
        some = fmin(some + step, most);
        step *= 2;
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

/* glr_negbin.c - the supremum over the size of the change, for every window that ends at n.
 *
 * Windows go from the oldest to the newest, and the sums over a window lose a term each time. What
 * depends on kappa is kept as a series about some kappa0: with a = alpha m exp(kappa0),
 * r = (a - 1) / (a + 1) and w = tanh((kappa - kappa0) / 2),
 *
 *   log(1 + a exp(kappa - kappa0)) = log(1 + a) + log(1 / (1 - w)) + log(1 + r w)
 *
 * so that sums of y r^j, y = x + 1/alpha, give slope and ratio of the log-likelihood near kappa0
 * without looking at each period again. */
#include "screen/glr.h"

#include <math.h>

enum { TERMS = 14, SHORT = 12, SLOTS = 3, MOST_STEPS = 200 };
static const double reach = 0.25;   /* of the series: w < 0.125, and 0.125^14 is next to nothing */
static const double runaway = -18;  /* where R gives a window up */
static const double settled = 1e-6; /* a step this small is the last */
static const double sure = 0.4;     /* after a step this small Newton's steps must settle, since no
                                     * third derivative here is greater than the second */

typedef struct series {
    double at; /* kappa0; NAN: there is none */
    double base, y;
    double power[TERMS + 1]; /* sums of y r^j, from j = 1 on */
    size_t n;                /* periods when it was made */
} series;

/* A window: what its likelihood ratio is made of. */
typedef struct window {
    const yx_glr *g;
    size_t k, n;
    double last;        /* x at n */
    double x;           /* sum */
    double low, high;   /* least and greatest mean of all windows */
    double slope, bend; /* of the log-likelihood at kappa = 0 */
    /* The window before asked at nearly the same places: a series for each of the first steps. */
    series s[SLOTS];
    double asked[SLOTS];
} window;

static double x_at(const window *w, size_t t)
{
    return t == w->n ? w->last : w->g->x[t];
}

static double length(const window *w)
{
    return (double)(w->n - w->k + 1);
}

/* --- the series --- */

static void add(series *s, double alpha, double x, double m, double sign)
{
    double a = alpha * m, at = a * exp(s->at), r = (at - 1) / (at + 1), y = x + 1 / alpha;
    double part = sign * y;

    s->y += part;
    s->base += part * log((1 + a) / (1 + at));
    for (int j = 1; j <= TERMS; j++)
        s->power[j] += part *= r;
}

static const series *reaching(const window *w, double kappa)
{
    for (int i = 0; i < SLOTS; i++)
        if (fabs(kappa - w->s[i].at) <= reach)
            return &w->s[i];
    return NULL;
}

/* Makes a series good for kappa, where the i-th step of a search asks for the second time or the
 * search is about to settle. */
static void look_closer(window *w, double kappa, int i, double step)
{
    int slot = i < SLOTS ? i : SLOTS - 1;
    bool again = fabs(kappa - w->asked[slot]) <= reach;

    w->asked[slot] = kappa;
    if (length(w) < SHORT || w->low == w->high || reaching(w, kappa) ||
        !(again || fabs(step) <= reach))
        return;
    w->s[slot] = (series){.at = kappa, .n = w->n - w->k + 1};
    for (size_t t = w->k; t <= w->n; t++)
        add(&w->s[slot], w->g->alpha, x_at(w, t), w->g->m[t], 1);
}

/* First and second derivative of the sum of y log(1 + r w) by w. */
static void derive(const series *s, double w, double *ret_first, double *ret_second)
{
    double first = 0, second = 0;

    for (int j = TERMS; j >= 1; j--) {
        double c = j % 2 ? s->power[j] : -s->power[j];
        first = first * w + c;
        if (j >= 2)
            second = second * w + c * (j - 1);
    }
    *ret_first = first;
    *ret_second = second;
}

static double series_ratio(const window *w, const series *s, double kappa)
{
    double up = expm1(kappa - s->at), at = up / (up + 2), sum = 0;

    for (int j = TERMS; j >= 1; j--)
        sum = sum * at + (j % 2 ? s->power[j] : -s->power[j]) / j;
    return w->x * kappa + s->base - s->y * log1p(up / 2) - sum * at;
}

static void series_tangent(const window *w, const series *s, double kappa, double *ret_slope,
                           double *ret_bend)
{
    double at = tanh((kappa - s->at) / 2), move = (1 - at * at) / 2, first, second;

    derive(s, at, &first, &second);
    *ret_slope = w->x - s->y * (1 + at) / 2 - first * move;
    *ret_bend = -(s->y * move / 2 + second * move * move - first * at * move);
}

/* --- the log-likelihood --- */

static double ratio(const window *w, double kappa)
{
    double alpha = w->g->alpha, factor = exp(kappa), sum = w->x > 0 ? w->x * kappa : 0;
    const series *s = reaching(w, kappa);

    if (w->low == w->high)
        return sum + (w->x + length(w) / alpha) *
                         log((1 + alpha * w->low) / (1 + alpha * w->low * factor));
    if (s)
        return series_ratio(w, s, kappa);
    for (size_t t = w->k; t <= w->n; t++)
        sum += (x_at(w, t) + 1 / alpha) *
               log((1 + alpha * w->g->m[t]) / (1 + alpha * w->g->m[t] * factor));
    return sum;
}

/* Slope and bend of the log-likelihood at kappa; NAN where exp(kappa) is beyond all numbers. */
static void tangent(const window *w, double kappa, double *ret_slope, double *ret_bend)
{
    double factor = exp(kappa) * w->g->alpha, slope = w->x;
    double bend = -0.0; /* never above: a step of a bend of 0 goes down without end */
    const series *s = reaching(w, kappa);

    if (w->low == w->high) {
        double a = w->low * factor, y = w->x + length(w) / w->g->alpha;
        slope -= y * (a / (1 + a));
        bend = -y * a / ((1 + a) * (1 + a));
    } else if (s) {
        series_tangent(w, s, kappa, &slope, &bend);
    } else {
        for (size_t t = w->k; t <= w->n; t++) {
            double a = w->g->m[t] * factor, y = x_at(w, t) + 1 / w->g->alpha;
            slope -= y * (a / (1 + a));
            bend -= y * a / ((1 + a) * (1 + a)); /* 0 where the square is beyond all numbers */
        }
    }
    *ret_slope = slope;
    *ret_bend = bend;
}

/* Newton's steps, kept between the bounds that least and greatest mean give. */
static double held(window *w, double at)
{
    double low = log(w->x / length(w) / w->high), high = log(w->x / length(w) / w->low);
    double step = INFINITY, slope, bend;

    if (w->low == w->high)
        return high;
    if (!(at > low && at < high))
        at = low + (high - low) / 2;
    for (int i = 0; i < MOST_STEPS && fabs(step) > settled; i++) {
        double next;
        look_closer(w, at, i, step);
        tangent(w, at, &slope, &bend);
        if (slope > 0)
            low = at;
        else
            high = at;
        next = at - slope / bend;
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        step = next - at;
        at = next;
    }
    return at;
}

/* Newton's steps as R takes them: nothing holds them, and downwards they may run away. */
static double loose(window *w, double at)
{
    double step = INFINITY, slope, bend;

    for (int i = 0; i < MOST_STEPS && fabs(step) > settled && at > runaway; i++) {
        look_closer(w, at, i, step);
        tangent(w, at, &slope, &bend);
        step = -slope / bend;
        at += step;
        if (w->g->down && w->slope > 0 && at > 0 && fabs(step) <= sure)
            break; /* it will not turn round any more, and how far up does not matter */
    }
    return at;
}

/* --- the windows --- */

static void close_at(window *w)
{
    double m = w->g->m[w->k], x = x_at(w, w->k), alpha = w->g->alpha, a = alpha * m;

    w->x -= x;
    if (!(w->x > 0))
        w->x = 0;
    w->slope -= (x - m) / (1 + a);
    w->bend += (x + 1 / alpha) * a / ((1 + a) * (1 + a));
    w->k++;
    for (int i = 0; i < SLOTS; i++)
        if (2 * (w->n - w->k + 1) < w->s[i].n)
            w->s[i].at = NAN; /* made anew, before what is left of it is but rounding */
        else if (!isnan(w->s[i].at))
            add(&w->s[i], alpha, x, m, -1);
}

static window open_at(const yx_glr *g, size_t from, size_t n, double last)
{
    window w = {.g = g, .k = from, .n = n, .last = last, .low = INFINITY};

    for (int i = 0; i < SLOTS; i++)
        w.s[i].at = w.asked[i] = NAN;
    for (size_t t = from; t <= n; t++) {
        double m = g->m[t], x = x_at(&w, t), a = g->alpha * m;
        w.x += x;
        w.low = fmin(w.low, m);
        w.high = fmax(w.high, m);
        w.slope += (x - m) / (1 + a);
        w.bend -= (x + 1 / g->alpha) * a / ((1 + a) * (1 + a));
    }
    return w;
}

/* At most what the supremum can be: the log-likelihood is concave, so it lies below its tangent at
 * 0, up to the largest kappa that there can be. */
static double most(const window *w)
{
    bool down = w->g->down;

    if (down ? w->slope >= 0 : w->slope <= 0)
        return 0;
    return w->slope * log(w->x / length(w) / (down ? w->high : w->low));
}

static double exact(window *w)
{
    double best = 0, at = 0;

    for (; w->n - w->k + 1 >= w->g->least; close_at(w)) {
        if (most(w) > best) {
            at = w->x > 0 ? held(w, at) : -INFINITY; /* without cases down without end */
            best = fmax(best, ratio(w, at));
        }
        if (w->k == w->n)
            break;
    }
    return best;
}

/* R starts from 1/2 for the oldest window, else from what the one before found if that looks the
 * right way, or 0. Looking up, a window that does not settle is lost; looking down all after it are
 * as well, but for those without cases. */
static double as_r(window *w)
{
    double best = 0, at = 0.5;
    bool down = w->g->down;

    for (; w->n - w->k + 1 >= w->g->least; close_at(w)) {
        bool wrong = down ? at == 0 && w->slope >= 0 && w->slope <= -sure * w->bend : w->slope <= 0;
        at = wrong ? 0 : loose(w, at);
        if (down ? at < 0 : at > 0)
            best = fmax(best, at > -INFINITY ? ratio(w, at) : 0);
        else
            at = 0;
        if (w->k == w->n)
            break;
    }
    return best;
}

double yx_glr_negbin(const yx_glr *g, size_t from, size_t n, double last)
{
    window w = open_at(g, from, n, last);

    return g->as_r ? as_r(&w) : exact(&w);
}

/* farrington_fit.c - iterated weighted least squares by sums over seasons. */
#include "screen/farrington_fit.h"
#include "screen/distribution.h"
#include "screen/farrington_sums.h"

#include <math.h>
#include <string.h>

enum { MOST_STEPS = 25 };
static const double stop = 1e-8;       /* of the deviance, as glm.c */
static const double collinear = 1e-22; /* the square of glm.c's */

/* Weights of one step, digested. */
typedef struct normal {
    double w[YX_FAR_LEVELS], center[YX_FAR_LEVELS]; /* sum of the weights, mean time by them */
    double spread;                                  /* sum W (t - center)^2 over all seasons */
} normal;

/* A fit as far as it has come: where it stands, and where it came from. */
typedef struct course {
    yx_far_model model[2];
    int at; /* which of the two is the last */
    normal last;
    bool converged;
} course;

size_t yx_far_fit_room(size_t n)
{
    return yx_far_work_room(n);
}

/* 2 sum omega (y log(y / mu) - (y - mu)), from the sums. */
static double deviance(const yx_far_work *k, const yx_far_total *all, const yx_far_model *m,
                       const yx_far_sums *s)
{
    double sum = 0;

    for (size_t g = 0; g < k->past->levels; g++)
        sum += all[g].y_log; /* first of all, so that the rest is taken from the whole */
    for (size_t g = 0; g < k->past->levels; g++)
        if (k->past->used[g])
            sum -= (m->a[g] - k->k->center) * all[g].y + m->b * all[g].yt + s[g].z;
    return 2 * sum;
}

/* Where rounding could decide, both deviances are computed again, term by term: large counts then
 * do not swallow what is left over, so that it is R's step that is the last. */
static bool small_change(yx_far_work *k, const yx_far_total *all, const yx_far_model *m,
                         const yx_far_model *old, double before, double dev)
{
    double limit = stop * (fabs(dev) + 0.1), change = fabs(dev - before), cases = 0;

    for (size_t g = 0; g < k->past->levels; g++)
        cases += all[g].y;
    if (fabs(change - limit) < 1e-3 * limit + 1e-13 * cases) {
        yx_far_fill(k, m, old);
        dev = yx_far_deviance(k, k->mu);
        change = fabs(dev - yx_far_deviance(k, k->mu_in));
        limit = stop * (fabs(dev) + 0.1);
    }
    return change < limit;
}

/* Least squares within seasons: one step on from `old`. */
static void solve(const yx_far_past *past, const yx_far_sums *s, const yx_far_model *old,
                  yx_far_model *m, normal *ret)
{
    double along = 0, squares = 0, step = 0;

    ret->spread = 0;
    for (size_t g = 0; g < past->levels; g++) {
        ret->w[g] = s[g].w;
        ret->center[g] = s[g].w > 0 ? s[g].wt / s[g].w : 0;
        ret->spread += s[g].wtt - ret->center[g] * s[g].wt;
        along += s[g].zt - ret->center[g] * s[g].z;
        squares += s[g].wtt;
    }
    m->trend = old->trend && ret->spread > collinear * squares;
    if (m->trend)
        step = along / ret->spread;
    m->b = m->trend ? old->b + step : 0;
    for (size_t g = 0; g < past->levels; g++)
        m->a[g] = past->used[g] ? old->a[g] + s[g].z / s[g].w - step * ret->center[g] : 0;
}

/* Goes back half way to the model before until the deviance is a number. */
static double halve(yx_far_work *k, const yx_far_total *all, yx_far_model *m,
                    const yx_far_model *old, yx_far_sums *s)
{
    double dev = INFINITY;

    for (int i = 0; i < MOST_STEPS && !isfinite(dev); i++) {
        m->b = (m->b + old->b) / 2;
        for (size_t g = 0; g < k->past->levels; g++)
            m->a[g] = (m->a[g] + old->a[g]) / 2;
        yx_far_next_sums(k, all, m, s);
        dev = deviance(k, all, m, s);
    }
    return dev;
}

/* Fits with the weights omega, whose totals these are. False: there is no fit. */
static bool fit(yx_far_work *k, const yx_far_total *all, bool trend, course *c)
{
    yx_far_sums s[YX_FAR_LEVELS];
    double before = 0, dev;
    yx_far_model *m = &c->model[0], *old = NULL;
    int step = 0;

    m->trend = trend;
    m->b = 0;
    for (size_t g = 0; g < k->past->levels; g++) {
        m->a[g] = 0;
        s[g] = all[g].first;
        before += 2 * all[g].start;
    }
    c->at = 0;
    c->converged = false;
    do {
        old = &c->model[c->at];
        c->at = !c->at;
        m = &c->model[c->at];
        solve(k->past, s, old, m, &c->last);
        yx_far_next_sums(k, all, m, s);
        dev = deviance(k, all, m, s);
        if (!isfinite(dev) && step > 0)
            dev = halve(k, all, m, old, s);
        if (!isfinite(dev))
            return false;
        c->converged = small_change(k, all, m, step > 0 ? old : NULL, before, dev);
        before = dev;
        step++;
    } while (step < MOST_STEPS && !c->converged);
    yx_far_fill(k, m, step > 1 ? old : NULL);
    return true;
}

/* Weighs down what is over the threshold:
 *   s = 1.5 (y^(2/3) mu^(-1/6) - mu^(1/2)) / sqrt(phi (1 - h)),   omega = gamma (s > c ? s^-2 : 1)
 * with gamma such that the weights sum to the number of periods. Returns gamma, and the seasons in
 * which not all weights are gamma. */
static double weigh(yx_far_work *k, const course *c, double phi, double threshold, bool *touched)
{
    const yx_far_past *past = k->past;
    double sum = 0, gamma, per_spread = c->model[c->at].trend ? 1 / c->last.spread : 0;

    for (size_t g = 0; g < past->levels; g++)
        touched[g] = false;
    memcpy(k->own_omega, k->omega, (past->end - past->from) * sizeof *k->own_omega);
    for (size_t r = 0; r < past->n_run; r++) {
        const yx_far_run *run = &past->run[r];
        size_t at = run->from - past->from, n = run->n;
        const double *y = k->k->y + run->from, *pop = k->k->pop + run->from, *mu = k->mu + at;
        double *omega = k->own_omega + at, share = 1 / c->last.w[run->level];
        for (size_t i = 0; i < n; i++) {
            double mean = mu[i] * pop[i], over = y[i] - mean, off, h, unit, root, s;
            if (over > 0 && omega[i] > 0) {
                off = k->time[at + i] - c->last.center[run->level];
                h = k->u[at + i] * k->mu_in[at + i] * (share + off * off * per_spread);
                unit = phi * (1 - h);
                /* s is at most over / sqrt(mu phi (1 - h)): mostly that is enough to know. */
                if (over * over >= 0.999 * threshold * threshold * mean * unit) {
                    root = sqrt(mean);
                    s = 1.5 * (k->k->ya[run->from + i] / cbrt(root) - root) / sqrt(unit);
                    if (s > threshold) {
                        omega[i] = 1 / (s * s);
                        touched[run->level] = true;
                    }
                }
            }
            sum += omega[i];
        }
    }
    gamma = (double)past->n / sum;
    yx_far_own(k, gamma);
    return gamma;
}

/* The totals of those weights: most seasons are as they were, but for gamma. */
static void weigh_totals(const yx_far_work *k, const yx_far_total *plain, double gamma,
                         const bool *touched, yx_far_total *ret)
{
    for (size_t g = 0; g < k->past->levels; g++)
        if (!touched[g])
            yx_far_scale(&plain[g], gamma, &ret[g]);
    yx_far_add_up(k, touched, ret);
}

/* A slope, a mean and their variances, once fitted. */
static void conclude(const yx_far_work *k, const course *c, size_t t, yx_far_fit *ret)
{
    const yx_far_model *m = &c->model[c->at];
    double off = k->k->time[t] - k->middle;
    uint32_t own = k->past->own;

    ret->converged = c->converged;
    ret->trend = m->trend;
    ret->slope = m->b;
    ret->slope_sd = m->trend ? sqrt(ret->scale / c->last.spread) : NAN;
    ret->at_own = m->a[own] + m->b * off;
    off -= c->last.center[own];
    ret->own_var = 1 / c->last.w[own] + (m->trend ? off * off / c->last.spread : 0);
}

/* Fits, weighs and fits again. plain: the totals of plain weights. */
static yx_far_fit fit_twice(yx_far_work *k, const yx_far_total *plain, yx_far_how how, size_t t)
{
    yx_far_fit ret = {.exists = false};
    yx_far_total weighed[YX_FAR_LEVELS];
    bool touched[YX_FAR_LEVELS];
    course c;
    double prior, gamma;

    yx_far_plain(k);
    ret.exists = fit(k, plain, how.trend, &c);
    if (!ret.exists)
        return ret;
    ret.df = (double)k->past->n - c.model[c.at].trend;
    for (size_t g = 0; g < k->past->levels; g++)
        ret.df -= k->past->used[g] > 0;
    yx_far_disperse(k, ret.df, &ret.dispersion, &prior);
    ret.scale = ret.dispersion;
    if (!isnan(how.threshold)) {
        gamma = weigh(k, &c, fmax(1, ret.dispersion), how.threshold, touched);
        weigh_totals(k, plain, gamma, touched, weighed);
        ret.exists = fit(k, weighed, how.trend, &c);
        if (!ret.exists)
            return ret;
        yx_far_disperse(k, ret.df, &ret.dispersion, &prior);
        ret.scale = how.compat ? prior : ret.dispersion;
    }
    conclude(k, &c, t, &ret);
    return ret;
}

yx_far_fit yx_far_fit_past(const yx_far_table *table, const yx_far_past *past, yx_far_how how,
                           size_t t, double *room)
{
    yx_far_work k = yx_far_work_on(table, past, room);
    yx_far_total plain[YX_FAR_LEVELS];

    yx_far_add_up(&k, NULL, plain);
    return fit_twice(&k, plain, how, t);
}

static double largest(const yx_far_table *table, const yx_far_past *past)
{
    double most = 0;

    for (size_t r = 0; r < past->n_run; r++)
        for (size_t i = 0; i < past->run[r].n; i++)
            if (table->y[past->run[r].from + i] > most)
                most = table->y[past->run[r].from + i];
    return most;
}

static bool holds(const yx_far_table *table, const yx_far_past *past, const yx_far_fit *f,
                  yx_far_trend keep, double pop)
{
    if (!f->exists || !f->converged || !f->trend || keep.years < 3)
        return false;
    return 2 * yx_t_upper(fabs(f->slope / f->slope_sd), f->df) < keep.p &&
           pop * exp(f->at_own) <= largest(table, past);
}

yx_far_fit yx_far_fit_trend(const yx_far_table *table, const yx_far_past *past, yx_far_how how,
                            yx_far_trend keep, size_t t, double pop, double *room)
{
    yx_far_work k = yx_far_work_on(table, past, room);
    yx_far_fit f = {.exists = false};
    yx_far_total plain[YX_FAR_LEVELS];

    yx_far_add_up(&k, NULL, plain);
    if (how.trend && keep.years >= 3)
        f = fit_twice(&k, plain, how, t);
    if (holds(table, past, &f, keep, pop))
        return f;
    how.trend = false;
    return fit_twice(&k, plain, how, t);
}

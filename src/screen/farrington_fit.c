/* farrington_fit.c - iterated weighted least squares by sums over seasons. */
#include "screen/farrington_fit.h"
#include "screen/distribution.h"

#include <float.h>
#include <math.h>

enum { MOST_STEPS = 25 };
static const double stop = 1e-8;       /* of the deviance, as glm.c */
static const double collinear = 1e-22; /* the square of glm.c's */

/* Time runs from the middle of the past, so that level and slope are nearly independent. */
typedef struct model {
    double a[YX_FAR_LEVELS], b; /* level, slope */
    bool trend;
} model;

/* Sums over a season, of weights W and working figures Z = W z: sum W, W t, W t^2, Z, Z t. */
typedef struct sums {
    double w, wt, wtt, z, zt;
} sums;

/* Weights of one step, digested. */
typedef struct normal {
    double w[YX_FAR_LEVELS], center[YX_FAR_LEVELS]; /* sum of the weights, mean time by them */
    double spread;                                  /* sum W (t - center)^2 over all seasons */
} normal;

typedef struct work {
    const yx_far_table *k;
    const yx_far_past *past;
    double middle; /* of time */
    /* By place in the series, less past->from. */
    double *time;       /* less middle */
    double *omega, *u;  /* prior weights; these times population */
    double *grow;       /* exp(slope t) */
    double *mu, *mu_in; /* means, and those that went into the last step; for population 1 */
    /* By season: sum omega y, omega y t, omega population. */
    double y[YX_FAR_LEVELS], yt[YX_FAR_LEVELS], pop[YX_FAR_LEVELS];
    double y_all, y_log, start; /* sum omega y, omega y log(y / pop), the first deviance */
} work;

size_t yx_far_fit_room(size_t n)
{
    return 6 * n + 3; /* grow[] is filled four by four */
}

static work cut(const yx_far_table *k, const yx_far_past *past, double *room)
{
    size_t n = past->end - past->from;
    const double *time = k->time + past->from;
    work ret = {.k = k,
                .past = past,
                .middle = (time[0] + time[n - 1]) / 2,
                .time = room,
                .omega = room + n,
                .u = room + 2 * n,
                .mu = room + 3 * n,
                .mu_in = room + 4 * n,
                .grow = room + 5 * n};

    for (size_t i = 0; i < n; i++)
        ret.time[i] = time[i] - ret.middle;
    return ret;
}

static void add(sums *to, const sums *run)
{
    to->w += run->w;
    to->wt += run->wt;
    to->wtt += run->wtt;
    to->z += run->z;
    to->zt += run->zt;
}

/* Sums of what the weights alone decide, and of the first step: weights omega (y + 0.1). */
static void first_sums(work *k, sums *ret)
{
    const yx_far_past *past = k->past;

    k->y_all = k->y_log = k->start = 0;
    for (size_t g = 0; g < past->levels; g++) {
        ret[g] = (sums){0};
        k->y[g] = k->yt[g] = k->pop[g] = 0;
    }
    for (size_t r = 0; r < past->n_run; r++) {
        const yx_far_run *run = &past->run[r];
        size_t at = run->from - past->from;
        const double *y = k->k->y + run->from, *w = k->k->w + run->from, *wz = k->k->wz + run->from;
        const double *y_log = k->k->y_log + run->from, *start = k->k->start + run->from;
        const double *omega = k->omega + at, *u = k->u + at, *time = k->time + at;
        double sy = 0, syt = 0, pop = 0;
        sums s = {0};
        for (size_t i = 0; i < run->n; i++) {
            double ow = omega[i] * w[i], oz = omega[i] * wz[i], oy = omega[i] * y[i];
            s.w += ow;
            s.wt += ow * time[i];
            s.wtt += ow * time[i] * time[i];
            s.z += oz;
            s.zt += oz * time[i];
            sy += oy;
            syt += oy * time[i];
            pop += u[i];
            k->y_log += omega[i] * y_log[i];
            k->start += 2 * omega[i] * start[i];
        }
        add(&ret[run->level], &s);
        k->y[run->level] += sy;
        k->yt[run->level] += syt;
        k->pop[run->level] += pop;
        k->y_all += sy;
    }
}

/* exp(slope t): from one period to the next it grows by a constant factor, where periods are of
 * one length and no number bursts. Four chains, so that no product waits for the one before. */
static void grow(work *k, double slope)
{
    size_t n = k->past->end - k->past->from, i = 0;
    double factor[5] = {1, exp(slope)}, from = 0;

    if (!k->k->even || !(fabs(slope) < 1)) {
        for (; i < n; i++)
            k->grow[i] = exp(slope * k->time[i]);
        return;
    }
    for (int j = 2; j <= 4; j++)
        factor[j] = factor[j - 1] * factor[1];
    for (; i < n; i += 4) {
        from = i % 64 ? from * factor[4] : exp(slope * k->time[i]);
        for (size_t j = 0; j < 4; j++)
            k->grow[i + j] = from * factor[j];
    }
}

/* Where the slope leads further than this, a mean is not the product of level and growth: either
 * could be beyond all numbers and the mean be none of it. */
static bool steep(const work *k, const model *m)
{
    return !(fabs(m->b) * fabs(k->time[0]) < 300);
}

static double mean_at(const model *m, size_t level, double time)
{
    return exp(m->a[level] + m->b * time);
}

/* Means by place. */
static void fill(work *k, const model *m, double *mu)
{
    const yx_far_past *past = k->past;
    double level[YX_FAR_LEVELS];
    bool is_steep = m->trend && steep(k, m);

    for (size_t g = 0; g < past->levels; g++)
        level[g] = exp(m->a[g]);
    if (m->trend && !is_steep)
        grow(k, m->b);
    for (size_t r = 0; r < past->n_run; r++) {
        const yx_far_run *run = &past->run[r];
        size_t at = run->from - past->from;
        for (size_t i = at; i < at + run->n; i++) {
            if (!m->trend)
                mu[i] = level[run->level];
            else
                mu[i] =
                    is_steep ? mean_at(m, run->level, k->time[i]) : level[run->level] * k->grow[i];
        }
    }
}

/* Fills the means, and those that went into the step that led there: from y + 0.1 in the first. */
static void fill_both(work *k, const model *m, const model *before, bool first)
{
    fill(k, m, k->mu);
    if (!first) {
        fill(k, before, k->mu_in);
        return;
    }
    for (size_t i = 0; i < k->past->end - k->past->from; i++)
        k->mu_in[i] = k->k->w[k->past->from + i] / k->k->pop[k->past->from + i];
}

/* Sums over a run, for a level of 1. */
static sums run_sums(const work *k, const model *m, const yx_far_run *run, bool is_steep)
{
    size_t at = run->from - k->past->from;
    const double *u = k->u + at, *growth = k->grow + at, *time = k->time + at;
    sums s = {0};

    for (size_t i = 0; i < run->n; i++) {
        double w = u[i] * (is_steep ? mean_at(m, run->level, time[i]) : growth[i]);
        s.w += w;
        s.wt += w * time[i];
        s.wtt += w * time[i] * time[i];
    }
    return s;
}

/* The sums of the next step: weights omega mu, working figures less eta. */
static void next_sums(work *k, const model *m, sums *ret)
{
    const yx_far_past *past = k->past;
    bool is_steep = steep(k, m);

    for (size_t g = 0; g < past->levels; g++)
        ret[g] = (sums){.w = m->trend ? 0 : k->pop[g]};
    if (m->trend && !is_steep)
        grow(k, m->b);
    for (size_t r = 0; r < past->n_run && m->trend; r++) {
        sums s = run_sums(k, m, &past->run[r], is_steep);
        add(&ret[past->run[r].level], &s);
    }
    for (size_t g = 0; g < past->levels; g++) {
        double level = !past->used[g] ? 0 : m->trend && is_steep ? 1 : exp(m->a[g]);
        ret[g].w *= level;
        ret[g].wt *= level;
        ret[g].wtt *= level;
        ret[g].z = k->y[g] - ret[g].w;
        ret[g].zt = k->yt[g] - ret[g].wt;
    }
}

/* 2 sum omega (y log(y / mu) - (y - mu)), from the sums. */
static double deviance(const work *k, const model *m, const sums *s)
{
    double sum = k->y_log;

    for (size_t g = 0; g < k->past->levels; g++)
        if (k->past->used[g])
            sum -= (m->a[g] - k->k->center) * k->y[g] + m->b * k->yt[g] + s[g].z;
    return 2 * sum;
}

/* The same term by term: slower, but large counts do not swallow what is left over. */
static double exact_deviance(const work *k, const double *mu)
{
    const yx_far_past *past = k->past;
    double sum = 0;

    for (size_t r = 0; r < past->n_run; r++) {
        const yx_far_run *run = &past->run[r];
        size_t at = run->from - past->from;
        for (size_t i = 0; i < run->n; i++) {
            double y = k->k->y[run->from + i], mean = mu[at + i] * k->k->pop[run->from + i];
            if (k->omega[at + i] > 0)
                sum += k->omega[at + i] * ((y > 0 ? y * log(y / mean) : 0) - (y - mean));
        }
    }
    return 2 * sum;
}

/* Where rounding could decide, both deviances are computed again, so that it is R's step that is
 * the last. */
static bool small_change(work *k, const model *m, const model *old, bool first, double before,
                         double dev)
{
    double limit = stop * (fabs(dev) + 0.1), change = fabs(dev - before);

    if (fabs(change - limit) < 1e-3 * limit + 1e-13 * k->y_all) {
        fill_both(k, m, old, first);
        dev = exact_deviance(k, k->mu);
        change = fabs(dev - exact_deviance(k, k->mu_in));
        limit = stop * (fabs(dev) + 0.1);
    }
    return change < limit;
}

/* Least squares within seasons: adds the step to the model. */
static void solve(const work *k, const sums *s, model *m, normal *ret)
{
    double along = 0, squares = 0, step = 0;

    ret->spread = 0;
    for (size_t g = 0; g < k->past->levels; g++) {
        ret->w[g] = s[g].w;
        ret->center[g] = s[g].w > 0 ? s[g].wt / s[g].w : 0;
        ret->spread += s[g].wtt - ret->center[g] * s[g].wt;
        along += s[g].zt - ret->center[g] * s[g].z;
        squares += s[g].wtt;
    }
    m->trend = m->trend && ret->spread > collinear * squares;
    if (m->trend)
        step = along / ret->spread;
    else
        m->b = 0;
    m->b += step;
    for (size_t g = 0; g < k->past->levels; g++)
        if (k->past->used[g])
            m->a[g] += s[g].z / s[g].w - step * ret->center[g];
}

/* Goes back half way to the model before until the deviance is a number. */
static double halve(work *k, model *m, const model *old, sums *s)
{
    double dev = INFINITY;

    for (int i = 0; i < MOST_STEPS && !isfinite(dev); i++) {
        m->b = (m->b + old->b) / 2;
        for (size_t g = 0; g < k->past->levels; g++)
            m->a[g] = (m->a[g] + old->a[g]) / 2;
        next_sums(k, m, s);
        dev = deviance(k, m, s);
    }
    return dev;
}

/* Fits with the weights omega. False: there is no fit. */
static bool fit(work *k, bool trend, model *m, normal *last, bool *ret_converged)
{
    sums s[YX_FAR_LEVELS];
    double before, dev;
    int step = 0;
    model old;

    *m = (model){.trend = trend};
    *ret_converged = false;
    first_sums(k, s);
    before = k->start;
    do {
        old = *m;
        solve(k, s, m, last);
        next_sums(k, m, s);
        dev = deviance(k, m, s);
        if (!isfinite(dev) && step > 0)
            dev = halve(k, m, &old, s);
        if (!isfinite(dev))
            return false;
        *ret_converged = small_change(k, m, &old, step == 0, before, dev);
        before = dev;
        step++;
    } while (step < MOST_STEPS && !*ret_converged);
    fill_both(k, m, &old, step == 1);
    return true;
}

/* Pearson's dispersion from the weights of the last step; compat: from the prior ones. */
static double dispersion(const work *k, double df, bool compat)
{
    const yx_far_past *past = k->past;
    double sum = 0, prior = 0;

    for (size_t r = 0; r < past->n_run; r++) {
        const yx_far_run *run = &past->run[r];
        size_t at = run->from - past->from;
        for (size_t i = 0; i < run->n; i++) {
            double mean = k->mu[at + i] * k->k->pop[run->from + i];
            double rest = k->k->y[run->from + i] / mean - 1;
            double weight = k->u[at + i] * k->mu_in[at + i];
            if (k->omega[at + i] > 0) {
                sum += weight * rest * rest;
                prior += k->omega[at + i] * rest * rest;
            }
        }
    }
    return (compat ? prior : sum) / df;
}

/* Weighs down what is over the threshold:
 *   s = 1.5 (y^(2/3) mu^(-1/6) - mu^(1/2)) / sqrt(phi (1 - h)),   omega = gamma (s > c ? s^-2 : 1)
 * with gamma such that the weights sum to the number of periods. */
static void weigh(work *k, const normal *last, bool trend, double phi, double threshold)
{
    const yx_far_past *past = k->past;
    double sum = 0, gamma;

    for (size_t r = 0; r < past->n_run; r++) {
        const yx_far_run *run = &past->run[r];
        size_t at = run->from - past->from;
        double share = 1 / last->w[run->level];
        for (size_t i = 0; i < run->n; i++) {
            double off = k->time[at + i] - last->center[run->level];
            double h =
                k->u[at + i] * k->mu_in[at + i] * (share + (trend ? off * off / last->spread : 0));
            double mean = k->mu[at + i] * k->k->pop[run->from + i], root, s;
            double y = k->k->y[run->from + i], unit = phi * (1 - h);
            if (!(k->k->used[run->from + i] > 0))
                continue;
            k->omega[at + i] = 1;
            /* s is at most (y - mu) / sqrt(mu phi (1 - h)): mostly that is enough to know. */
            if (y > mean &&
                (y - mean) * (y - mean) >= 0.999 * threshold * threshold * mean * unit) {
                root = sqrt(mean);
                s = 1.5 * (k->k->ya[run->from + i] / cbrt(root) - root) / sqrt(unit);
                k->omega[at + i] = s > threshold ? 1 / (s * s) : 1;
            }
            sum += k->omega[at + i];
        }
    }
    gamma = (double)past->n / sum;
    for (size_t i = 0; i < past->end - past->from; i++)
        k->omega[i] *= gamma;
}

static void set_weights(work *k, bool all_one)
{
    for (size_t i = 0; i < k->past->end - k->past->from; i++) {
        if (all_one)
            k->omega[i] = k->k->used[k->past->from + i];
        k->u[i] = k->omega[i] * k->k->pop[k->past->from + i];
    }
}

yx_far_fit yx_far_fit_past(const yx_far_table *table, const yx_far_past *past, yx_far_how how,
                           size_t t, double *room)
{
    work k = cut(table, past, room);
    yx_far_fit ret = {.exists = false};
    model m;
    normal last;
    double off;

    set_weights(&k, true);
    ret.exists = fit(&k, how.trend, &m, &last, &ret.converged);
    if (!ret.exists)
        return ret;
    ret.df = (double)past->n - m.trend;
    for (size_t g = 0; g < past->levels; g++)
        ret.df -= past->used[g] > 0;
    ret.dispersion = ret.scale = dispersion(&k, ret.df, false);
    if (!isnan(how.threshold)) {
        weigh(&k, &last, m.trend, fmax(1, ret.dispersion), how.threshold);
        set_weights(&k, false);
        ret.exists = fit(&k, how.trend, &m, &last, &ret.converged);
        if (!ret.exists)
            return ret;
        ret.dispersion = dispersion(&k, ret.df, false);
        ret.scale = how.compat ? dispersion(&k, ret.df, true) : ret.dispersion;
    }
    ret.trend = m.trend;
    ret.slope = m.b;
    ret.slope_sd = m.trend ? sqrt(ret.scale / last.spread) : NAN;
    off = table->time[t] - k.middle;
    ret.at_own = m.a[past->own] + m.b * off;
    off -= last.center[past->own];
    ret.own_var = 1 / last.w[past->own] + (m.trend ? off * off / last.spread : 0);
    return ret;
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
    yx_far_fit f = {.exists = false};

    if (how.trend && keep.years >= 3)
        f = yx_far_fit_past(table, past, how, t, room);
    if (holds(table, past, &f, keep, pop))
        return f;
    how.trend = false;
    return yx_far_fit_past(table, past, how, t, room);
}

/* glm.c - iterated weighted least squares by Householder reflections. */
#include "screen/glm.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { MOST_STEPS = 25 };
static const double stop = 1e-8;       /* of the deviance */
static const double collinear = 1e-11; /* a column this much of which is left says nothing new */

/* The room, cut up. */
typedef struct work {
    double *q;                    /* n x p by columns: reflections below, R on and above */
    double *z, *w, *mu, *eta;     /* n */
    double *coef, *before;        /* p */
    double *scale, *norm, *solve; /* p: of the reflections, of the columns, for one solution */
    double *order;                /* p: which column of the design stands k-th */
    size_t rank;
} work;

size_t yx_glm_room(size_t n, size_t p)
{
    return n * p + 4 * n + 6 * p;
}

static work cut(const yx_glm_data *d, double *room)
{
    work k = {.q = room};

    k.z = k.q + d->n * d->p;
    k.w = k.z + d->n;
    k.mu = k.w + d->n;
    k.eta = k.mu + d->n;
    k.coef = k.eta + d->n;
    k.before = k.coef + d->p;
    k.scale = k.before + d->p;
    k.norm = k.scale + d->p;
    k.solve = k.norm + d->p;
    k.order = k.solve + d->p;
    return k;
}

static double weight_of(const yx_glm_data *d, size_t i)
{
    return d->weight ? d->weight[i] : 1;
}

static double offset_of(const yx_glm_data *d, size_t i)
{
    return d->offset ? d->offset[i] : 0;
}

static double variance(const yx_glm_data *d, double mu)
{
    return d->size > 0 ? mu + mu * mu / d->size : mu;
}

static double deviance(const yx_glm_data *d, const double *mu)
{
    double sum = 0;

    for (size_t i = 0; i < d->n; i++) {
        double y = d->y[i], one;
        if (d->size > 0)
            one = (y > 0 ? y * log(y / mu[i]) : 0) -
                  (y + d->size) * log((y + d->size) / (mu[i] + d->size));
        else
            one = y > 0 ? y * log(y / mu[i]) - (y - mu[i]) : mu[i];
        sum += weight_of(d, i) * one;
    }
    return 2 * sum;
}

/* mu from the coefficients; the deviance, not finite where a mean is beyond all numbers. */
static double follow(const yx_glm_data *d, work *k)
{
    for (size_t i = 0; i < d->n; i++) {
        double eta = 0;
        for (size_t j = 0; j < d->p; j++)
            eta += d->column[j][i] * k->coef[j];
        k->eta[i] = eta + offset_of(d, i);
        k->mu[i] = fmax(exp(k->eta[i]), DBL_EPSILON);
        if (!isfinite(k->mu[i]))
            return INFINITY;
    }
    return deviance(d, k->mu);
}

static double length(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return sqrt(sum);
}

/* Reflects x by the j-th reflection of q. */
static void reflect(const work *k, size_t n, size_t j, double *x)
{
    const double *v = k->q + j * n;
    double along = k->scale[j] * x[j];

    for (size_t i = j + 1; i < n; i++)
        along += v[i] * x[i];
    along /= k->scale[j];
    x[j] -= k->scale[j] * along;
    for (size_t i = j + 1; i < n; i++)
        x[i] -= v[i] * along;
}

/* Makes the j-th reflection from column j, which holds what is left of it from row j on. */
static double make_reflection(work *k, size_t n, size_t j)
{
    double *v = k->q + j * n;
    double left = length(v + j, n - j), sign = v[j] < 0 ? -1 : 1;

    for (size_t i = j; i < n; i++)
        v[i] *= sign / left;
    v[j] += 1;
    k->scale[j] = v[j];
    return -sign * left; /* stands on the diagonal of R */
}

static void load_column(const yx_glm_data *d, const work *k, size_t column, double *ret)
{
    for (size_t i = 0; i < d->n; i++)
        ret[i] = k->w[i] * d->column[column][i];
}

/* Q R of the weighted design. Columns that say nothing new are left out. The diagonal of R is kept
 * in `norm`, what is above it in q, and the scaled heads of the reflections in `scale`. */
static void decompose(const yx_glm_data *d, work *k)
{
    k->rank = 0;
    for (size_t column = 0; column < d->p && k->rank < d->n; column++) {
        size_t j = k->rank;
        double *v = k->q + j * d->n, whole;
        load_column(d, k, column, v);
        whole = length(v, d->n);
        for (size_t i = 0; i < j; i++)
            reflect(k, d->n, i, v);
        if (!(length(v + j, d->n - j) > (whole > 0 ? whole : 1) * collinear))
            continue;
        k->order[j] = (double)column;
        k->norm[j] = make_reflection(k, d->n, j);
        k->rank++;
    }
}

/* Solves R x = `at` in place: back from the last. */
static void solve(const work *k, size_t n, double *at)
{
    for (size_t j = k->rank; j-- > 0;) {
        at[j] /= k->norm[j];
        for (size_t i = 0; i < j; i++)
            at[i] -= k->q[j * n + i] * at[j];
    }
}

/* Solves R' x = `at` in place: on from the first. */
static void solve_turned(const work *k, size_t n, double *at)
{
    for (size_t j = 0; j < k->rank; j++) {
        for (size_t i = 0; i < j; i++)
            at[j] -= k->q[j * n + i] * at[i];
        at[j] /= k->norm[j];
    }
}

/* One step: weights and working figures from mu, then least squares. */
static void step(const yx_glm_data *d, work *k)
{
    for (size_t i = 0; i < d->n; i++) {
        double mu = k->mu[i];
        k->w[i] = sqrt(weight_of(d, i) * mu * mu / variance(d, mu));
        k->z[i] = k->w[i] * (k->eta[i] - offset_of(d, i) + (d->y[i] - mu) / mu);
    }
    decompose(d, k);
    for (size_t j = 0; j < k->rank; j++)
        reflect(k, d->n, j, k->z);
    solve(k, d->n, k->z);
    for (size_t j = 0; j < d->p; j++)
        k->coef[j] = 0;
    for (size_t j = 0; j < k->rank; j++)
        k->coef[(size_t)k->order[j]] = k->z[j];
}

/* Goes back half way to the coefficients before until the deviance is a number. */
static double halve(const yx_glm_data *d, work *k)
{
    double dev = INFINITY;

    for (int i = 0; i < MOST_STEPS && !isfinite(dev); i++) {
        for (size_t j = 0; j < d->p; j++)
            k->coef[j] = (k->coef[j] + k->before[j]) / 2;
        dev = follow(d, k);
    }
    return dev;
}

static bool start(const yx_glm_data *d, work *k)
{
    for (size_t i = 0; i < d->n; i++) {
        double y = d->y[i];
        if (!(y >= 0 && isfinite(y)) || !(weight_of(d, i) >= 0 && isfinite(weight_of(d, i))) ||
            !isfinite(offset_of(d, i)) || (d->start && !(d->start[i] > 0)))
            return false;
        k->mu[i] = d->size > 0 ? (y > 0 ? y : 1. / 6) : y + 0.1;
        if (d->start)
            k->mu[i] = d->start[i];
        k->eta[i] = log(k->mu[i]);
    }
    return d->n > 0 && d->p > 0;
}

/* Unscaled covariance of coefficients a and b of the solution: the inverse of R'R, by columns. */
static void fill_cov(const yx_glm_data *d, work *k, yx_glm_fit *fit)
{
    for (size_t j = 0; j < d->p; j++) {
        if (fit->se)
            fit->se[j] = NAN;
        for (size_t i = 0; fit->cov && i < d->p; i++)
            fit->cov[j * d->p + i] = 0;
    }
    for (size_t j = 0; j < k->rank; j++) {
        size_t at = (size_t)k->order[j];
        for (size_t i = 0; i < k->rank; i++)
            k->solve[i] = i == j;
        solve_turned(k, d->n, k->solve);
        solve(k, d->n, k->solve);
        if (fit->se)
            fit->se[at] = sqrt(k->solve[j]);
        for (size_t i = 0; fit->cov && i < k->rank; i++)
            fit->cov[at * d->p + (size_t)k->order[i]] = k->solve[i];
    }
}

/* Leverage of i: the squared length of its row of Q, R^-T times the weighted row of the design. */
static double leverage(const yx_glm_data *d, work *k, size_t i)
{
    double sum = 0;

    for (size_t j = 0; j < k->rank; j++)
        k->solve[j] = k->w[i] * d->column[(size_t)k->order[j]][i];
    solve_turned(k, d->n, k->solve);
    for (size_t j = 0; j < k->rank; j++)
        sum += k->solve[j] * k->solve[j];
    return sum;
}

static void finish(const yx_glm_data *d, work *k, yx_glm_fit *fit)
{
    double pearson = 0, used = 0;

    for (size_t i = 0; i < d->n; i++) {
        double r = (d->y[i] - k->mu[i]) / k->mu[i];
        pearson += k->w[i] * k->w[i] * r * r;
        used += weight_of(d, i) > 0;
        if (fit->mu)
            fit->mu[i] = k->mu[i];
        if (fit->hat)
            fit->hat[i] = leverage(d, k, i);
    }
    fit->rank = k->rank;
    fit->df = used - (double)k->rank;
    fit->dispersion = fit->df > 0 ? pearson / fit->df : NAN;
    if (fit->coef) {
        for (size_t j = 0; j < d->p; j++)
            fit->coef[j] = NAN;
        for (size_t j = 0; j < k->rank; j++)
            fit->coef[(size_t)k->order[j]] = k->coef[(size_t)k->order[j]];
    }
    if (fit->se || fit->cov)
        fill_cov(d, k, fit);
}

bool yx_glm_poisson(const yx_glm_data *data, double *room, yx_glm_fit *fit)
{
    work k = cut(data, room);
    double before, dev;

    if (!start(data, &k))
        return false;
    before = deviance(data, k.mu);
    fit->converged = false;
    fit->deviance = before;
    for (fit->steps = 0; fit->steps < MOST_STEPS && !fit->converged;) {
        step(data, &k);
        dev = follow(data, &k);
        if (!isfinite(dev) && fit->steps > 0)
            dev = halve(data, &k);
        if (!isfinite(dev))
            return false;
        fit->steps++;
        fit->converged = fabs(dev - before) / (fabs(dev) + 0.1) < stop;
        fit->deviance = before = dev;
        memcpy(k.before, k.coef, data->p * sizeof *k.coef);
    }
    finish(data, &k, fit);
    return true;
}

/* farrington_sums.c - passes over the past. Their inner loops are where the time goes: each is kept
 * to what it needs, with sums in local variables, as *k could be any of the arrays. */
#include "screen/farrington_sums.h"

#include <math.h>

size_t yx_far_work_room(size_t n)
{
    return 6 * n + 3; /* grow[] is filled four by four */
}

yx_far_work yx_far_work_on(const yx_far_table *table, const yx_far_past *past, double *room)
{
    size_t n = past->end - past->from;
    const double *time = table->time + past->from;
    yx_far_work ret = {.k = table,
                       .past = past,
                       .middle = (time[0] + time[n - 1]) / 2,
                       .time = room,
                       .own_omega = room + n,
                       .own_u = room + 2 * n,
                       .mu = room + 3 * n,
                       .mu_in = room + 4 * n,
                       .grow = room + 5 * n,
                       .slope = NAN};

    for (size_t i = 0; i < n; i++)
        ret.time[i] = time[i] - ret.middle;
    yx_far_plain(&ret);
    return ret;
}

void yx_far_plain(yx_far_work *k)
{
    k->omega = k->k->used + k->past->from;
    k->u = k->k->people + k->past->from;
}

void yx_far_own(yx_far_work *k, double gamma)
{
    size_t n = k->past->end - k->past->from;
    const double *pop = k->k->pop + k->past->from;
    double *omega = k->own_omega, *u = k->own_u;

    for (size_t i = 0; i < n; i++) {
        omega[i] *= gamma;
        u[i] = omega[i] * pop[i];
    }
    k->omega = omega;
    k->u = u;
}

static void add_up(const yx_far_work *k, const yx_far_run *run, yx_far_total *ret)
{
    size_t at = run->from - k->past->from, n = run->n;
    const double *y = k->k->y + run->from, *w = k->k->w + run->from, *wz = k->k->wz + run->from;
    const double *y_log = k->k->y_log + run->from, *start = k->k->start + run->from;
    const double *omega = k->omega + at, *u = k->u + at, *time = k->time + at;
    yx_far_total s = {0};

    for (size_t i = 0; i < n; i++) {
        double ow = omega[i] * w[i], oz = omega[i] * wz[i], oy = omega[i] * y[i];
        double owt = ow * time[i];
        s.first.w += ow;
        s.first.wt += owt;
        s.first.wtt += owt * time[i];
        s.first.z += oz;
        s.first.zt += oz * time[i];
        s.y += oy;
        s.yt += oy * time[i];
        s.pop += u[i];
        s.y_log += omega[i] * y_log[i];
        s.start += omega[i] * start[i];
    }
    ret->first.w += s.first.w;
    ret->first.wt += s.first.wt;
    ret->first.wtt += s.first.wtt;
    ret->first.z += s.first.z;
    ret->first.zt += s.first.zt;
    ret->y += s.y;
    ret->yt += s.yt;
    ret->pop += s.pop;
    ret->y_log += s.y_log;
    ret->start += s.start;
}

void yx_far_add_up(const yx_far_work *k, const bool *only, yx_far_total *ret)
{
    for (size_t g = 0; g < k->past->levels; g++)
        if (!only || only[g])
            ret[g] = (yx_far_total){0};
    for (size_t r = 0; r < k->past->n_run; r++)
        if (!only || only[k->past->run[r].level])
            add_up(k, &k->past->run[r], &ret[k->past->run[r].level]);
}

void yx_far_scale(const yx_far_total *from, double by, yx_far_total *ret)
{
    *ret = (yx_far_total){.first = {from->first.w * by, from->first.wt * by, from->first.wtt * by,
                                    from->first.z * by, from->first.zt * by},
                          .y = from->y * by,
                          .yt = from->yt * by,
                          .pop = from->pop * by,
                          .y_log = from->y_log * by,
                          .start = from->start * by};
}

/* exp(slope t): from one period to the next it grows by a constant factor, where periods are of
 * one length and no number bursts. Four chains, so that no product waits for the one before. */
static void grow(yx_far_work *k, double slope)
{
    size_t n = k->past->end - k->past->from, i = 0;
    double factor[5] = {1, exp(slope)}, from = 0;

    if (slope == k->slope)
        return;
    k->slope = slope;
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
static bool steep(const yx_far_work *k, const yx_far_model *m)
{
    return !(fabs(m->b) * fabs(k->time[0]) < 300);
}

/* Fills grow[] for a model with a slope. True: it is steep, and the means themselves stand there.
 */
static bool grow_as(yx_far_work *k, const yx_far_model *m)
{
    const yx_far_past *past = k->past;

    if (!steep(k, m)) {
        grow(k, m->b);
        return false;
    }
    k->slope = NAN;
    for (size_t r = 0; r < past->n_run; r++) {
        const yx_far_run *run = &past->run[r];
        for (size_t i = run->from - past->from; i < run->from - past->from + run->n; i++)
            k->grow[i] = exp(m->a[run->level] + m->b * k->time[i]);
    }
    return true;
}

static void fill(yx_far_work *k, const yx_far_model *m, double *mu)
{
    const yx_far_past *past = k->past;
    bool whole = m->trend && grow_as(k, m);

    for (size_t r = 0; r < past->n_run; r++) {
        const yx_far_run *run = &past->run[r];
        size_t at = run->from - past->from, n = run->n;
        double level = whole ? 1 : m->level[run->level], *to = mu + at;
        const double *growth = k->grow + at;
        if (m->trend)
            for (size_t i = 0; i < n; i++)
                to[i] = level * growth[i];
        else
            for (size_t i = 0; i < n; i++)
                to[i] = level;
    }
}

void yx_far_fill(yx_far_work *k, const yx_far_model *m, const yx_far_model *before)
{
    const double *w = k->k->w + k->past->from, *pop = k->k->pop + k->past->from;

    fill(k, m, k->mu);
    if (before) {
        fill(k, before, k->mu_in);
        return;
    }
    for (size_t i = 0; i < k->past->end - k->past->from; i++)
        k->mu_in[i] = w[i] / pop[i];
}

/* Adds sums over a run, for a level of 1. */
static void add_run(const double *u, const double *growth, const double *time, size_t n,
                    yx_far_sums *to)
{
    double sw = 0, swt = 0, swtt = 0;

    for (size_t i = 0; i < n; i++) {
        double w = u[i] * growth[i], wt = w * time[i];
        sw += w;
        swt += wt;
        swtt += wt * time[i];
    }
    to->w += sw;
    to->wt += swt;
    to->wtt += swtt;
}

void yx_far_next_sums(yx_far_work *k, const yx_far_total *all, yx_far_model *m, yx_far_sums *ret)
{
    const yx_far_past *past = k->past;
    bool whole = m->trend && grow_as(k, m);

    for (size_t g = 0; g < past->levels; g++)
        ret[g] = (yx_far_sums){.w = m->trend ? 0 : all[g].pop};
    for (size_t r = 0; r < past->n_run && m->trend; r++) {
        const yx_far_run *run = &past->run[r];
        size_t at = run->from - past->from;
        add_run(k->u + at, k->grow + at, k->time + at, run->n, &ret[run->level]);
    }
    for (size_t g = 0; g < past->levels; g++) {
        double level = m->level[g] = past->used[g] ? exp(m->a[g]) : 1;
        if (whole || !past->used[g])
            level = past->used[g] > 0;
        ret[g].w *= level;
        ret[g].wt *= level;
        ret[g].wtt *= level;
        ret[g].z = all[g].y - ret[g].w;
        ret[g].zt = all[g].yt - ret[g].wt;
    }
}

double yx_far_deviance(const yx_far_work *k, const double *mu)
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

void yx_far_disperse(const yx_far_work *k, double df, double *ret_fit, double *ret_prior)
{
    const yx_far_past *past = k->past;
    double sum = 0, prior_sum = 0;

    for (size_t r = 0; r < past->n_run; r++) {
        const yx_far_run *run = &past->run[r];
        size_t at = run->from - past->from, n = run->n;
        const double *y = k->k->y + run->from, *pop = k->k->pop + run->from, *mu = k->mu + at;
        const double *omega = k->omega + at, *mu_in = k->mu_in + at;
        for (size_t i = 0; i < n; i++) {
            double rest = y[i] / (mu[i] * pop[i]) - 1, prior = omega[i] * rest * rest;
            prior_sum += prior;
            sum += pop[i] * mu_in[i] * prior;
        }
    }
    *ret_fit = sum / df;
    *ret_prior = prior_sum / df;
}

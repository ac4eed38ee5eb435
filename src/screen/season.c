/* season.c - the design of the regression, and alpha by maximum likelihood. */
#include "screen/season.h"
#include "screen/distribution.h"
#include "screen/glm.h"

#include <float.h>
#include <math.h>

enum { MOST_COLUMNS = 4, MOST_ROUNDS = 25 };

typedef struct work {
    const double *column[MOST_COLUMNS];
    double *y, *weight, *mu, *start, *glm;
} work;

double yx_training_mean(const yx_screen_input *in, size_t end)
{
    double sum = 0;
    size_t n = 0;

    for (size_t t = 0; t < end && t < in->n; t++)
        if (!isnan(in->observed[t]) && !(in->event && in->event[t])) {
            sum += in->observed[t];
            n++;
        }
    return n > 0 ? sum / (double)n : NAN;
}

size_t yx_training_end(const yx_screen_input *in, double from)
{
    if (isnan(from))
        return in->per_year > 0 ? 2 * (size_t)in->per_year : 2;
    return (size_t)from - 1;
}

static size_t columns_of(const yx_season *s)
{
    return s->level ? 1 : s->trend ? 4 : 3;
}

size_t yx_season_room(const yx_season *s)
{
    return (MOST_COLUMNS + 4) * s->end + yx_glm_room(s->end, MOST_COLUMNS);
}

/* The design at period t (from 0): level, wave, trend; R counts periods from 1. */
static void design(const yx_screen_input *in, size_t t, double ret[MOST_COLUMNS])
{
    double time = (double)t + 1;
    double angle = 2 * M_PI / (in->per_year > 0 ? in->per_year : 1) * time;

    ret[0] = 1;
    ret[1] = cos(angle);
    ret[2] = sin(angle);
    ret[3] = time;
}

/* Psi'(x) - and Psi(x), the first two derivatives of ln Gamma: shifted until the series holds. */
static double digamma(double x)
{
    double sum = 0, y;

    for (; x < 12; x++)
        sum -= 1 / x;
    y = 1 / (x * x);
    return sum + log(x) - 0.5 / x -
           y * (1. / 12 - y * (1. / 120 - y * (1. / 252 - y * (1. / 240 - y / 132))));
}

static double trigamma(double x)
{
    double sum = 0, y;

    for (; x < 12; x++)
        sum += 1 / (x * x);
    y = 1 / (x * x);
    return sum + 1 / x + y / 2 +
           y / x * (1. / 6 - y * (1. / 30 - y * (1. / 42 - y * (1. / 30 - y * 5. / 66))));
}

/* One step of Newton's on the likelihood of size, for given means. */
static double size_step(const work *k, const double *mean, size_t n, double size)
{
    double score = 0, info = 0;

    for (size_t i = 0; i < n; i++) {
        double y = k->y[i], mu = mean[i];
        if (k->weight[i] == 0)
            continue;
        score += digamma(size + y) - digamma(size) + log(size) + 1 - log(size + mu) -
                 (y + size) / (mu + size);
        info += trigamma(size) - trigamma(size + y) - 1 / size + 2 / (mu + size) -
                (y + size) / ((mu + size) * (mu + size));
    }
    return score / info;
}

/* Maximum likelihood of size for given means; stops as MASS does: relative to nothing, at 2^-13,
 * at the latest after 24 steps. For counts that are not overdispersed size goes on growing. */
static double fit_size(const work *k, const double *mu, size_t n)
{
    static const double close_enough = 0x1p-13;
    double squares = 0, count = 0, size, move = 1;

    for (size_t i = 0; i < n; i++)
        if (k->weight[i] > 0) {
            squares += (k->y[i] / mu[i] - 1) * (k->y[i] / mu[i] - 1);
            count++;
        }
    size = count / squares;
    for (int i = 1; i < MOST_ROUNDS && fabs(move) > close_enough; i++) {
        size = fabs(size);
        move = size_step(k, mu, n, size);
        size += move;
    }
    return size < 0 ? 0 : size;
}

static double log_likelihood(const work *k, size_t n, double size)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        double y = k->y[i], mu = k->mu[i];
        if (k->weight[i] > 0)
            sum += yx_lgamma(size + y) - yx_lgamma(size) - yx_lgamma(y + 1) + size * log(size) +
                   y * log(mu + (y == 0)) - (size + y) * log(size + mu);
    }
    return sum;
}

static bool fit_mean(const yx_season *s, const work *k, double size, bool warm, double *coef,
                     yx_glm_fit *ret)
{
    yx_glm_data data = {.n = s->end,
                        .p = columns_of(s),
                        .column = k->column,
                        .y = k->y,
                        .weight = k->weight,
                        .size = size,
                        .start = warm ? k->start : NULL};

    *ret = (yx_glm_fit){.coef = coef, .mu = k->mu};
    for (size_t i = 0; i < s->end; i++)
        k->start[i] = k->mu[i];
    return yx_glm_poisson(&data, k->glm, ret);
}

/* Mean and size in turns: the mean for the size before, from where it was, and the size for the
 * mean before, until neither moves. */
static bool fit_both(const yx_season *s, const work *k, double *coef, double *ret_size)
{
    yx_glm_fit fit;
    double size, before, now, last, spread, move = 1;

    if (!fit_mean(s, k, 0, false, coef, &fit))
        return false;
    spread = sqrt(2 * fmax(1, fit.df));
    size = fit_size(k, k->mu, s->end);
    now = log_likelihood(k, s->end, size);
    last = now + 2 * spread;
    for (int i = 0; i < MOST_ROUNDS && fabs(last - now) / spread + fabs(move) > 1e-8; i++) {
        if (!(size > 0) || !fit_mean(s, k, size, true, coef, &fit))
            return false;
        before = size;
        size = fit_size(k, k->start, s->end);
        move = before - size;
        last = now;
        now = log_likelihood(k, s->end, size);
    }
    *ret_size = size;
    return size > 0;
}

static work cut(const yx_season *s, const yx_screen_input *in, double *room)
{
    work k;
    double *column[MOST_COLUMNS], row[MOST_COLUMNS];

    for (size_t j = 0; j < MOST_COLUMNS; j++)
        k.column[j] = column[j] = room + j * s->end;
    k.y = room + MOST_COLUMNS * s->end;
    k.weight = k.y + s->end;
    k.mu = k.weight + s->end;
    k.start = k.mu + s->end;
    k.glm = k.start + s->end;
    for (size_t t = 0; t < s->end; t++) {
        bool out = isnan(in->observed[t]) || (in->event && in->event[t]);
        design(in, t, row);
        for (size_t j = 0; j < MOST_COLUMNS; j++)
            column[j][t] = row[j];
        k.y[t] = out ? 0 : in->observed[t];
        k.weight[t] = out ? 0 : 1;
        k.mu[t] = 1;
    }
    return k;
}

bool yx_season_fit(const yx_season *s, const yx_screen_input *in, double *room, double *ret_mean,
                   double *ret_alpha)
{
    work k = cut(s, in, room);
    double coef[MOST_COLUMNS], row[MOST_COLUMNS], size = s->alpha > 0 ? 1 / s->alpha : 0;
    yx_glm_fit fit;
    bool found =
        s->fit_alpha ? fit_both(s, &k, coef, &size) : fit_mean(s, &k, size, false, coef, &fit);

    if (!found)
        return false;
    for (size_t t = 0; t < in->n; t++) {
        double sum = 0;
        design(in, t, row);
        for (size_t j = 0; j < columns_of(s); j++)
            sum += isnan(coef[j]) ? 0 : coef[j] * row[j];
        ret_mean[t] = fmax(exp(sum), DBL_EPSILON); /* as R has it */
    }
    *ret_alpha = size > 0 ? 1 / size : 0;
    return true;
}

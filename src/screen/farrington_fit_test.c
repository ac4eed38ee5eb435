/* Which periods are compared with, and that the fit by seasons is the fit of glm.c. */
#include "screen/farrington_fit.h"
#include "screen/glm.h"
#include "tests/support/t.h"

#include <stdlib.h>

enum { N = 400 };

static double x[N], pop[N];
static unsigned char event[N];
static int32_t epoch[N];
static double table_room[YX_FAR_COLUMNS * N], fit_room[6 * N + 8];

static yx_screen_input series(int per_year)
{
    return (yx_screen_input){.n = N, .observed = x, .per_year = per_year};
}

static yx_far_past past; /* large */

static bool look(yx_screen_input in, yx_far_layout layout, size_t t)
{
    yx_far_table k;

    yx_far_tabulate(&in, true, true, table_room, &k);
    return yx_far_look_back(&in, &k, &layout, t, &past);
}

static void is_run(size_t i, uint32_t from, uint32_t last, uint32_t level)
{
    T_OK(i < past.n_run && past.run[i].from == from && past.run[i].level == level);
    T_OK(past.run[i].from + past.run[i].n - 1 == last);
}

/* Months, one year and one month before period 40: 27..29 is the window, 15..17 the one before. */
static void windows(void **state)
{
    (void)state;
    T_OK(look(series(12), (yx_far_layout){2, 1, 1, 1}, 40));
    T_OK(past.n_run == 2 && past.n == 6 && past.from == 15 && past.end == 30 && past.own == 0);
    is_run(0, 15, 17, 0);
    is_run(1, 27, 29, 0);
    T_OK(look(series(12), (yx_far_layout){2, 1, 1, 0}, 40)); /* and what is just before it */
    T_OK(past.n_run == 3);
    is_run(2, 39, 39, 0);
    T_OK(look(series(12), (yx_far_layout){2, 1, 1, 0}, 25)); /* 25 - 24 - 1 = 0 */
    T_OK(!look(series(12), (yx_far_layout){2, 1, 1, 0}, 24));
    T_OK(look(series(1), (yx_far_layout){3, 3, 1, YX_FAR_AS_WINDOW}, 3)); /* years have no window */
    T_OK(past.n == 3 && past.n_run == 3);
    T_OK(look(series(4), (yx_far_layout){2, 3, 1, YX_FAR_AS_WINDOW}, 20)); /* at most half a year */
    T_OK(past.n == 6);
}

/* The nine months between two windows make two blocks: five and four. */
static void seasons(void **state)
{
    (void)state;
    T_OK(look(series(12), (yx_far_layout){2, 1, 3, 3}, 40));
    T_OK(past.own == 2 && past.n_run == 6 && past.n == 3 + 9 + 3 + 7);
    is_run(0, 15, 17, 2);
    is_run(1, 18, 22, 0);
    is_run(2, 23, 26, 1);
    is_run(3, 27, 29, 2);
    is_run(4, 30, 34, 0);
    is_run(5, 35, 36, 1); /* 37, 38 and 39 are too recent */
    T_OK(past.used[0] == 10 && past.used[1] == 6 && past.used[2] == 6);
}

/* Monday 2021-03-01. 2020-03-01 was a Sunday, the next Monday is 52 weeks back. 2017-03-01 was a
 * Wednesday; the Monday before it is 209 weeks back, not 208. */
static void dates(void **state)
{
    enum { T = 300 };
    yx_screen_input in = series(52);

    (void)state;
    for (int i = 0; i < N; i++)
        epoch[i] = 18687 + 7 * (i - T);
    in.epoch = epoch;
    T_OK(look(in, (yx_far_layout){4, 0, 1, 0}, T));
    T_OK(past.n_run == 4);
    is_run(3, T - 52, T - 52, 0);
    is_run(2, T - 104, T - 104, 0); /* 2019-03-01 was a Friday: 2019-03-04 */
    is_run(0, T - 209, T - 209, 0);
    T_OK(!look(in, (yx_far_layout){4, 0, 1, 0}, 208));
    T_OK(look(in, (yx_far_layout){4, 0, 1, 0}, 209));
    in.per_year = 365; /* days: the same date, whatever day of the week it was */
    for (int i = 0; i < N; i++)
        epoch[i] = 18687 + i - T - 70;
    T_OK(look(in, (yx_far_layout){1, 0, 1, 0}, T + 70));
    T_OK(past.n_run == 1);
    is_run(0, T + 70 - 365, T + 70 - 365, 0); /* 2020-03-01 */
    in.per_year = 12; /* months, each its first day: the same day of the year before */
    for (int i = 0, day = 0; i < N; i++) {
        static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        epoch[i] = day;
        day += days[i % 12] + (i % 48 == 25); /* 1972 was the first leap year */
    }
    T_OK(look(in, (yx_far_layout){5, 0, 1, 0}, 74));
    for (uint32_t i = 0; i < 5; i++)
        is_run(i, 14 + 12 * i, 14 + 12 * i, 0);
    for (int i = 0; i < N; i++) /* nonsense is answered, not followed */
        epoch[i] = i % 2 ? INT32_MAX : INT32_MIN;
    T_OK(!look(in, (yx_far_layout){5, 3, 5, 3}, 200));
    for (int i = 0; i < N; i++)
        epoch[i] = 0;
    T_OK(!look(in, (yx_far_layout){5, 3, 5, 3}, 200));
}

static void what_is_left_out(void **state)
{
    yx_screen_input in = series(12);
    yx_far_table k;

    (void)state;
    for (int t = 0; t < N; t++) {
        x[t] = 5;
        pop[t] = 1;
        event[t] = 0;
    }
    in.event = event;
    in.population = pop;
    x[15] = GAP;
    event[16] = 1;
    pop[27] = 0;
    T_OK(look(in, (yx_far_layout){2, 1, 1, 1}, 40));
    T_OK(past.n == 3 && past.n_run == 2 && yx_far_enough_past(&past));
    pop[28] = GAP;
    T_OK(look(in, (yx_far_layout){2, 1, 1, 1}, 40));
    T_OK(past.n == 2 && !yx_far_enough_past(&past));
    yx_far_tabulate(&in, true, true, table_room, &k);
    T_OK(!yx_far_faults(&k, &past));
    x[14] = x[30] = -1; /* outside */
    yx_far_tabulate(&in, true, true, table_room, &k);
    T_OK(!yx_far_faults(&k, &past));
    x[17] = INFINITY;
    yx_far_tabulate(&in, true, true, table_room, &k);
    T_OK(yx_far_faults(&k, &past));
    T_OK(yx_far_enough_cases(&in, 13, 20, 4) && !yx_far_enough_cases(&in, 13, 20.5, 4));
    T_OK(yx_far_enough_cases(&in, 1, 10, 4) && !yx_far_enough_cases(&in, 1, 11, 4));
}

/* --- the same as glm.c --- */

static double columns[YX_FAR_LEVELS + 1][N], y[N], offset[N], weight[N];

/* The past as a design: a column a season, and time. */
static yx_glm_data design(const yx_far_table *k, const double **column, bool trend)
{
    yx_glm_data d = {.column = column, .y = y, .offset = offset, .weight = weight};

    for (size_t r = 0; r < past.n_run; r++)
        for (size_t i = past.run[r].from; i < past.run[r].from + past.run[r].n; i++) {
            if (!(k->used[i] > 0))
                continue;
            for (size_t g = 0; g < past.levels; g++)
                columns[g][d.n] = g == past.run[r].level;
            columns[past.levels][d.n] = k->time[i];
            y[d.n] = k->y[i];
            offset[d.n] = log(k->pop[i]);
            weight[d.n++] = 1;
        }
    for (size_t g = 0; g <= past.levels; g++)
        column[g] = columns[g];
    d.p = past.levels + trend;
    return d;
}

/* Anscombe residuals above 2.58 sd count for less. */
static void weigh_down(const yx_glm_data *d, const yx_glm_fit *f)
{
    double sum = 0, phi = fmax(1, f->dispersion);

    for (size_t i = 0; i < d->n; i++) {
        double s = 1.5 * (pow(y[i], 2. / 3) * pow(f->mu[i], -1. / 6) - sqrt(f->mu[i])) /
                   sqrt(phi * (1 - f->hat[i]));
        weight[i] = s > 2.58 ? 1 / (s * s) : 1;
        sum += weight[i];
    }
    for (size_t i = 0; i < d->n; i++)
        weight[i] *= (double)d->n / sum;
}

static void compare(const yx_screen_input *in, const yx_far_table *k, size_t t, bool trend)
{
    const double *column[YX_FAR_LEVELS + 1];
    double coef[YX_FAR_LEVELS + 1], mu[N], hat[N], cov[(YX_FAR_LEVELS + 1) * (YX_FAR_LEVELS + 1)];
    yx_glm_data d = design(k, column, trend);
    yx_glm_fit f = {.coef = coef, .mu = mu, .hat = hat, .cov = cov};
    double *room = malloc(yx_glm_room(d.n, d.p) * sizeof *room), prior = 0, own = 0;
    yx_far_how how = {.trend = trend, .threshold = 2.58};
    yx_far_fit plain, compat;

    T_OK(room && d.n == past.n && yx_far_fit_room(in->n) <= YX_COUNT(fit_room));
    T_OK(yx_glm_poisson(&d, room, &f));
    weigh_down(&d, &f);
    T_OK(yx_glm_poisson(&d, room, &f));
    plain = yx_far_fit_past(k, &past, how, t, fit_room);
    how.compat = true;
    compat = yx_far_fit_past(k, &past, how, t, fit_room);
    T_OK(plain.exists && plain.converged == f.converged && plain.df == f.df);
    T_NEAR(plain.dispersion, f.dispersion, 1e-10);
    T_NEAR(compat.dispersion, f.dispersion, 1e-10);
    T_NEAR(plain.scale, f.dispersion, 1e-10);
    for (size_t i = 0; i < d.n; i++)
        prior += weight[i] * pow((y[i] - mu[i]) / mu[i], 2);
    T_NEAR(compat.scale, prior / f.df, 1e-10);
    if (trend) {
        T_NEAR(plain.slope, coef[past.levels], 1e-9);
        T_NEAR(plain.slope_sd, sqrt(f.dispersion * cov[d.p * d.p - 1]), 1e-10);
    }
    T_NEAR(plain.at_own, coef[past.own] + (trend ? coef[past.levels] * k->time[t] : 0), 1e-10);
    own = cov[past.own * d.p + past.own];
    if (trend)
        own += 2 * k->time[t] * cov[past.own * d.p + past.levels] +
               k->time[t] * k->time[t] * cov[d.p * d.p - 1];
    T_NEAR(plain.own_var, own, 1e-9);
    free(room);
}

static void as_glm_does(void **state)
{
    static const size_t levels[] = {1, 2, 5, 10};
    yx_screen_input in = series(52);
    uint32_t seed = 1;

    (void)state;
    for (int t = 0; t < N; t++) {
        seed = seed * 1664525 + 1013904223;
        x[t] = floor((20 + 15 * sin(t / 8.3)) * exp(t / 300.) * (0.5 + seed / 4294967296.));
        pop[t] = 1000 + t + (int)(seed % 7);
        event[t] = t % 31 == 0;
    }
    x[100] = 400; /* an outbreak to be weighed down */
    x[205] = GAP;
    in.population = pop;
    in.event = event;
    for (size_t i = 0; i < YX_COUNT(levels); i++)
        for (int dated = 0; dated < 2; dated++) {
            yx_far_layout layout = {3, 3, levels[i], 20};
            yx_far_table k;
            for (int t = 0; t < N; t++)
                epoch[t] = 15000 + 7 * t + t % 2; /* dated: of uneven length */
            in.epoch = dated ? epoch : NULL;
            yx_far_tabulate(&in, true, true, table_room, &k);
            for (size_t t = 170; t < N; t += 37) {
                T_OK(yx_far_look_back(&in, &k, &layout, t, &past));
                compare(&in, &k, t, true);
                compare(&in, &k, t, false);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows),          cmocka_unit_test(seasons),     cmocka_unit_test(dates),
        cmocka_unit_test(what_is_left_out), cmocka_unit_test(as_glm_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

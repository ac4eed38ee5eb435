/* Processor time of each detector with its defaults, in microseconds a period that is judged: the
 * best of several rounds over ten years of weeks. Fails where it passes its limit. */
#include "screen/detector.h"

#include <math.h>
#include <stdio.h>
#include <sys/resource.h>

enum { N = 520, RUNS = 20, ROUNDS = 10 };

static const struct {
    const char *detector, *option;
    double value, limit_us;
} rows[] = {
    {"earsC", "method", 0, 1}, /* C1 */
    {"earsC", "method", 1, 1},
    {"earsC", "method", 2, 1},
    {"seasonalZ", "window", 1, 5},
    {"threshold", "level_4", 130, 1},
    {"farrington", "w", 3, 15},
    {"farringtonFlexible", "noPeriods", 1, 15},
    {"farringtonFlexible", "noPeriods", 10, 40},
    {"mpm", "b", 5, 1},
    {"bayes", "w", 6, 1},
    {"rki", "b", 2, 1},
    {"cdc", "b", 5, 1},
    {"cusum", "trans", 0, 1},
    {"cusum", "trans", 3, 1},
    {"ewma", "c", 3, 1},
    {"glrpois", "M", -1, 10},
    {"glrpois", "mu0", 90, 10},
    {"outbreakP", "k", 100, 10},
};

static double used_us(void)
{
    struct rusage u;

    (void)getrusage(RUSAGE_SELF, &u);
    return 1e6 * (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

/* Best of ROUNDS, or INFINITY on failure. */
static double measure(const yx_detector *d, const yx_screen_input *in, const double *param,
                      double *room, yx_verdict *v)
{
    double best = INFINITY;
    int judged = 0;

    for (int round = 0; round < ROUNDS; round++) {
        double from = used_us();
        for (int run = 0; run < RUNS; run++)
            if (yx_screen(d, in, param, YX_LOOK_HIGH, room, v, NULL))
                return INFINITY;
        best = fmin(best, used_us() - from);
    }
    for (int t = 0; t < N; t++)
        judged += v[t].state == YX_JUDGED;
    return judged ? best / (RUNS * judged) : INFINITY;
}

int main(void)
{
    static double x[N], room[64 * N];
    static int32_t year[N], season[N];
    static yx_verdict v[N];
    yx_screen_input in = {.n = N, .observed = x, .year = year, .season = season, .per_year = 52};
    int slow = 0;

    for (int t = 0; t < N; t++) {
        x[t] = floor(100 + 40 * sin(t / 8.3) + 10 * sin(t * 2.1));
        year[t] = 2010 + t / 52;
        season[t] = 1 + t % 52;
    }
    for (size_t i = 0; i < YX_COUNT(rows); i++) {
        const yx_detector *d = yx_detector_find(rows[i].detector);
        double param[YX_PARAM_MAX], best;

        for (size_t k = 0; k < d->n_param; k++)
            param[k] = d->param[k].dflt;
        param[yx_param_find(d, rows[i].option)] = rows[i].value;
        if (yx_screen_room(d, N, param) > YX_COUNT(room))
            return 1;
        best = measure(d, &in, param, room, v);
        printf("%-10s %s=%g  %.3f us a period, limit %g\n", d->name, rows[i].option, rows[i].value,
               best, rows[i].limit_us);
        slow += best > rows[i].limit_us;
    }
    return slow ? 1 : 0;
}

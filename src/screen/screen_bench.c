/* Processor time of each detector with its defaults, in microseconds a period that is judged: the
 * best of several rounds over ten years of weeks. Fails where it passes its limit. */
#include "screen/detector.h"

#include <math.h>
#include <stdio.h>
#include <sys/resource.h>

enum { N = 520, RUNS = 20, ROUNDS = 10, ENOUGH = 1000000 /* us */ };

typedef struct option {
    const char *name;
    double value;
} option;

/* Limits of `cases`, and of rogerson with its limits to find, are for one series of ten years. */
static const struct {
    const char *detector;
    option set[2]; /* the rest as by default */
    double limit_us;
    double share; /* of the counts, which are about 100; 0: all of them */
} rows[] = {
    {"earsC", {{"method", 0}}, 1, 0}, /* C1 */
    {"earsC", {{"method", 1}}, 1, 0},
    {"earsC", {{"method", 2}}, 1, 0},
    {"seasonalZ", {{"window", 1}}, 5, 0},
    {"threshold", {{"level_4", 130}}, 1, 0},
    {"farrington", {{"w", 3}}, 15, 0},
    {"farringtonFlexible", {{"noPeriods", 1}}, 15, 0},
    {"farringtonFlexible", {{"noPeriods", 10}}, 40, 0},
    {"mpm", {{"b", 5}}, 1, 0},
    {"bayes", {{"w", 6}}, 1, 0},
    {"rki", {{"b", 2}}, 1, 0},
    {"cdc", {{"b", 5}}, 1, 0},
    {"cusum", {{"trans", 0}}, 1, 0},
    {"cusum", {{"trans", 3}}, 1, 0},
    {"cusum", {{"trans", 6}}, 20, 0}, /* anscombeNegBin */
    {"ewma", {{"c", 3}}, 1, 0},
    {"glrpois", {{"M", -1}}, 10, 0},
    {"glrpois", {{"mu0", 90}}, 10, 0},
    {"outbreakP", {{"k", 100}}, 10, 0},
    {"glrnb", {{"alpha", 0.1}}, 100, 0},
    {"glrnb", {{"alpha", 0.1}, {"dir", 1}}, 100, 0},
    {"glrnb", {{"alpha", 0.1}, {"compat", 1}}, 100, 0},
    {"glrnb", {{"alpha", 0.1}, {"ret", 1}}, 2000, 0},
    {"rogerson", {{"theta", 0}}, 30, 0.05},
    {"rogerson", {{"theta", 1}}, 200, 0.05},
};

static double used_us(void)
{
    struct rusage u;

    (void)getrusage(RUSAGE_SELF, &u);
    return 1e6 * (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

/* Best of ROUNDS, or of as many as ENOUGH allows; INFINITY on failure. */
static double measure(const yx_detector *d, const yx_screen_input *in, const double *param,
                      double *room, yx_verdict *v)
{
    double best = INFINITY, spent = 0;
    int judged = 0;

    for (int round = 0; round < ROUNDS && spent < ENOUGH; round++) {
        double from = used_us(), used = 0;
        int run = 0;
        for (; run < RUNS && used < ENOUGH / 5; run++, used = used_us() - from)
            if (yx_screen(d, in, param, YX_LOOK_HIGH, room, v, NULL))
                return INFINITY;
        best = fmin(best, used / run);
        spent += used;
    }
    for (int t = 0; t < N; t++)
        judged += v[t].state == YX_JUDGED;
    return judged ? best / judged : INFINITY;
}

int main(void)
{
    static double x[N], some[N], room[512 * N];
    static int32_t year[N], season[N];
    static yx_verdict v[N];
    yx_screen_input in = {.n = N, .observed = some, .year = year, .season = season, .per_year = 52};
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
        for (size_t k = 0; k < YX_COUNT(rows[i].set) && rows[i].set[k].name; k++)
            param[yx_param_find(d, rows[i].set[k].name)] = rows[i].set[k].value;
        if (yx_screen_room(d, N, param) > YX_COUNT(room))
            return 1;
        for (int t = 0; t < N; t++)
            some[t] = rows[i].share > 0 ? floor(x[t] * rows[i].share) : x[t];
        best = measure(d, &in, param, room, v);
        printf("%-10s", d->name);
        for (size_t k = 0; k < YX_COUNT(rows[i].set) && rows[i].set[k].name; k++)
            printf(" %s=%g", rows[i].set[k].name, rows[i].set[k].value);
        printf("  %.3f us a period, limit %g\n", best, rows[i].limit_us);
        slow += best > rows[i].limit_us;
    }
    return slow ? 1 : 0;
}

/* By head, against the mean run length, and against runs that are simulated here. */
#include "screen/curve.h"

#include "base/err.h"
#include "screen/arl.h"
#include "screen/normal.h"
#include "tests/support/t.h"

#include <stdlib.h>

enum { PERIODS = 12, RUNS = 20000, LONG_RUN = 500 };

typedef struct set_up {
    yx_chart chart;
    double weight;
} set_up;

static const set_up set_ups[] = {
    {YX_CHART_CUSUM, 0.5}, {YX_CHART_CUSUM, 0.25}, {YX_CHART_CUSUM, 1},    {YX_CHART_EWMA, 0.1},
    {YX_CHART_EWMA, 0.2},  {YX_CHART_EWMA, 1},     {YX_CHART_SHEWHART, 0},
};
static const double arl0s[] = {100, 300};
static const double shifts[] = {0, 0.5, 1, 1.5, 2};

static double *room_of(const set_up *u)
{
    double *room = malloc((yx_curve_room(u->chart, u->weight) + 1) * sizeof *room);

    T_OK(room != NULL);
    return room;
}

static double limit_of(const set_up *u, double arl0)
{
    double *room = room_of(u), limit = yx_curve_limit(u->chart, u->weight, arl0, room);

    free(room);
    return limit;
}

static bool curve(const set_up *u, double limit, double shift, size_t periods, double *p)
{
    double *room = room_of(u);
    bool ok = yx_curve(u->chart, u->weight, limit, shift, periods, room, p);

    free(room);
    return ok;
}

/* Charts without memory: one period alarms with q, n with 1 - (1 - q)^n. A CUSUM forgets all where
 * its limit is next to nothing: then x > k alarms. */
static void no_memory(void **state)
{
    static const set_up shewhart = {YX_CHART_SHEWHART, 0}, ewma = {YX_CHART_EWMA, 1},
                        cusum = {YX_CHART_CUSUM, 0.5};
    double one[PERIODS], two[PERIODS], sum[PERIODS];

    (void)state;
    T_NEAR(limit_of(&shewhart, 100), 2.3263478740408408, 1e-14); /* P(Z > z) = 0.01 */
    T_NEAR(limit_of(&ewma, 100), 2.5758293035489004, 1e-10);     /* P(Z > z) = 0.005 */
    T_OK(curve(&shewhart, 2.3263478740408408, 0, PERIODS, one));
    T_NEAR(one[0], 0.01, 1e-13);
    T_NEAR(one[1], 0.0199, 1e-13);
    T_NEAR(one[2], 0.029701, 1e-13);
    for (size_t i = 0; i < YX_COUNT(shifts); i++) {
        double q1 = yx_normal_tail(2 - shifts[i]), q2 = q1 + yx_normal_tail(2 + shifts[i]);
        T_OK(curve(&shewhart, 2, shifts[i], PERIODS, one));
        T_OK(curve(&ewma, 2, shifts[i], PERIODS, two));
        T_OK(curve(&cusum, 1e-9, shifts[i], PERIODS, sum));
        for (int n = 1; n <= PERIODS; n++) {
            T_NEAR(one[n - 1], 1 - pow(1 - q1, n), 1e-12);
            T_NEAR(two[n - 1], 1 - pow(1 - q2, n), 1e-12);
            T_NEAR(sum[n - 1], 1 - pow(1 - yx_normal_tail(0.5 - shifts[i]), n), 1e-8);
        }
    }
}

/* The first period by head: S = x - k > h; |l x| > c sqrt(l / (2 - l)). The CUSUM's second, by the
 * midpoint rule on where the first led. */
static void first_periods(void **state)
{
    static const set_up cusum = {YX_CHART_CUSUM, 0.5}, ewma = {YX_CHART_EWMA, 0.2};
    enum { PARTS = 20000 };
    double p[2], q, second;

    (void)state;
    T_OK(curve(&cusum, 3, 1, 2, p));
    T_NEAR(p[0], yx_normal_tail(2.5), 1e-14);
    second = p[0] + yx_normal_tail(0.5) * yx_normal_tail(2.5); /* x <= 0.5 leads to 0 */
    for (int i = 0; i < PARTS; i++) {
        double s = 3 * (i + 0.5) / PARTS, z = s - 0.5;
        second += 3.0 / PARTS * exp(-z * z / 2) / sqrt(2 * M_PI) * yx_normal_tail(2.5 - s);
    }
    T_NEAR(p[1], second, 1e-8);
    T_OK(curve(&ewma, 2.4, 0.5, 1, p));
    q = 2.4 * sqrt(0.2 / 1.8) / 0.2; /* 4 */
    T_NEAR(p[0], yx_normal_tail(q - 0.5) + yx_normal_tail(q + 0.5), 1e-14);
}

/* The probabilities of not having alarmed within 0, 1, 2, ... add up to the mean run length; far
 * out they fall by the same share each period. Without a shift that is ARL0. */
static void adds_up(void **state)
{
    double *p = malloc(LONG_RUN * sizeof *p);

    (void)state;
    T_OK(p != NULL);
    for (size_t u = 0; u < YX_COUNT(set_ups); u++)
        for (size_t a = 0; a < YX_COUNT(arl0s); a++) {
            double limit = limit_of(&set_ups[u], arl0s[a]), sum = 1, last, share;
            T_OK(curve(&set_ups[u], limit, 0, LONG_RUN, p));
            for (size_t n = 0; n < LONG_RUN; n++)
                sum += 1 - p[n];
            last = 1 - p[LONG_RUN - 1];
            share = last / (1 - p[LONG_RUN - 2]);
            T_NEAR(sum + last * share / (1 - share), arl0s[a], 1e-8);
        }
    free(p);
}

/* The same with a shift, against the mean run length as it is computed elsewhere. */
static void adds_up_shifted(void **state)
{
    static const set_up cusum = {YX_CHART_CUSUM, 0.5}, ewma = {YX_CHART_EWMA, 0.1};
    double p[1000], *room = room_of(&cusum), *other = room_of(&ewma);

    (void)state;
    for (size_t i = 1; i < YX_COUNT(shifts); i++) {
        double sum = 1, h = limit_of(&cusum, 300), c = limit_of(&ewma, 300);
        T_OK(curve(&cusum, h, shifts[i], 1000, p));
        for (size_t n = 0; n < 1000; n++)
            sum += 1 - p[n];
        T_NEAR(sum, yx_arl_cusum(0.5, h, shifts[i], room), 1e-9);
        sum = 1;
        T_OK(curve(&ewma, c, shifts[i], 1000, p));
        for (size_t n = 0; n < 1000; n++)
            sum += 1 - p[n];
        T_NEAR(sum, yx_arl_ewma(0.1, c, shifts[i], other), 1e-9);
    }
    free(room);
    free(other);
}

static void grows(void **state)
{
    (void)state;
    for (size_t u = 0; u < YX_COUNT(set_ups); u++)
        for (size_t a = 0; a < YX_COUNT(arl0s); a++) {
            double limit = limit_of(&set_ups[u], arl0s[a]), p[PERIODS], less[PERIODS] = {0};
            for (size_t i = 0; i < YX_COUNT(shifts); i++) {
                T_OK(curve(&set_ups[u], limit, shifts[i], PERIODS, p));
                for (size_t n = 0; n < PERIODS; n++) {
                    T_OK(p[n] > less[n] && p[n] > (n ? p[n - 1] : 0) && p[n] < 1);
                    less[n] = p[n];
                }
            }
        }
}

/* ---- simulated ---- */

/* Uniform in (0, 1]: the upper 53 bits of a linear congruential generator (Knuth's MMIX). */
static double uniform(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (double)((*seed >> 11) + 1) * 0x1p-53;
}

/* Box and Muller's. */
static double normal(uint64_t *seed)
{
    double r = sqrt(-2 * log(uniform(seed)));

    return r * cos(2 * M_PI * uniform(seed));
}

/* In which period the first alarm comes, from 0; PERIODS: later. */
static size_t run_once(const set_up *u, double limit, double shift, uint64_t *seed)
{
    double z = 0, l = u->weight, beyond = limit * sqrt(l / (2 - l));

    for (size_t n = 0; n < PERIODS; n++) {
        double x = normal(seed) + shift;
        if (u->chart == YX_CHART_CUSUM)
            z = fmax(0, z + x - u->weight);
        else if (u->chart == YX_CHART_EWMA)
            z = (1 - l) * z + l * x;
        else
            z = x;
        if (u->chart == YX_CHART_EWMA ? fabs(z) > beyond : z > limit)
            return n;
    }
    return PERIODS;
}

static void as_simulated(void **state)
{
    uint64_t seed = 20240229;

    (void)state;
    for (size_t u = 0; u < YX_COUNT(set_ups); u++)
        for (size_t a = 0; a < YX_COUNT(arl0s); a++)
            for (size_t i = 1; i < YX_COUNT(shifts); i++) {
                double limit = limit_of(&set_ups[u], arl0s[a]), p[PERIODS];
                size_t first[PERIODS + 1] = {0}, seen = 0;
                T_OK(curve(&set_ups[u], limit, shifts[i], PERIODS, p));
                for (size_t r = 0; r < RUNS; r++)
                    first[run_once(&set_ups[u], limit, shifts[i], &seed)]++;
                for (size_t n = 0; n < PERIODS; n++) {
                    double se = sqrt(p[n] * (1 - p[n]) / RUNS);
                    seen += first[n];
                    /* half a run more: so few are seen early that one more is many se */
                    T_OK(fabs((double)seen / RUNS - p[n]) <= 4 * se + 0.5 / RUNS);
                }
            }
}

/* ---- limits ---- */

static const struct {
    set_up set_up;
    double arl0;
} no_limit[] = {
    {{YX_CHART_CUSUM, 0.5}, 1},         {{YX_CHART_CUSUM, 0.5}, NAN},
    {{YX_CHART_CUSUM, 0.5}, 3.2}, /* below 1 / P(x > 0.5) = 3.24 */
    {{YX_CHART_CUSUM, 0.5}, -5},        {{YX_CHART_CUSUM, 0.5}, INFINITY},
    {{YX_CHART_CUSUM, 0}, 1e6}, /* h near 1000 */
    {{YX_CHART_CUSUM, -0.1}, 100},      {{YX_CHART_CUSUM, NAN}, 100},
    {{YX_CHART_EWMA, 0}, 100},          {{YX_CHART_EWMA, 1.1}, 100},
    {{YX_CHART_EWMA, 0.1}, 2e9},        {{YX_CHART_SHEWHART, 0}, 1},
    {{YX_CHART_SHEWHART, 0}, INFINITY}, {{(yx_chart)7, 0}, 100},
};

static void out_of_bounds(void **state)
{
    static const set_up cusum = {YX_CHART_CUSUM, 0.5}, ewma = {YX_CHART_EWMA, 0.1},
                        shewhart = {YX_CHART_SHEWHART, 0};
    double p[3];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(no_limit); i++)
        T_OK(isnan(limit_of(&no_limit[i].set_up, no_limit[i].arl0)));
    T_OK(!curve(&cusum, 0, 1, 3, p) && !curve(&cusum, NAN, 1, 3, p) && !curve(&ewma, -1, 1, 3, p));
    T_OK(!curve(&cusum, 101, 1, 3, p) && !curve(&ewma, 11, 1, 3, p));
    T_OK(!curve(&cusum, 4, NAN, 3, p) && !curve(&ewma, 3, INFINITY, 3, p));
    T_OK(!curve(&shewhart, NAN, 1, 3, p) && !curve(&shewhart, 3, NAN, 3, p));
    T_OK(curve(&cusum, 4, 1e300, 3, p) && p[0] == 1 && p[2] == 1);
    T_OK(curve(&cusum, 4, -1e300, 3, p) && p[0] == 0 && p[2] == 0);
    T_OK(curve(&ewma, 3, -1e300, 3, p) && p[0] == 1 && p[2] == 1);
    T_OK(curve(&shewhart, 3, 1e300, 3, p) && p[0] == 1 && p[2] == 1);
    T_OK(curve(&shewhart, 3, -1e300, 3, p) && p[0] == 0 && p[2] == 0);
}

/* Long run lengths and wide charts still meet ARL0. */
static void limits_meet(void **state)
{
    static const set_up wide = {YX_CHART_CUSUM, 0}, ewma = {YX_CHART_EWMA, 0.1},
                        cusum = {YX_CHART_CUSUM, 0.5};
    double *room = room_of(&ewma), *other = room_of(&cusum);

    (void)state;
    T_NEAR(yx_arl_cusum(0, limit_of(&wide, 1000), 0, other), 1000, 1e-10);
    T_NEAR(yx_arl_cusum(0.5, limit_of(&cusum, 1e9), 0, other), 1e9, 1e-10);
    T_NEAR(yx_arl_cusum(0.5, limit_of(&cusum, 3.5), 0, other), 3.5, 1e-10);
    T_NEAR(yx_arl_ewma(0.1, limit_of(&ewma, 1e9), 0, room), 1e9, 1e-10);
    free(room);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_memory),     cmocka_unit_test(first_periods),
        cmocka_unit_test(adds_up),       cmocka_unit_test(adds_up_shifted),
        cmocka_unit_test(grows),         cmocka_unit_test(as_simulated),
        cmocka_unit_test(out_of_bounds), cmocka_unit_test(limits_meet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* False alarms: tail, share, cap and measures, by arithmetic and beside R (tests/data/alarms). */
#include "base/frame.h"
#include "base/mem.h"
#include "screen/normal.h"
#include "screen/pvalues.h"
#include "tests/support/t.h"
#include "trigger/control.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static yx_frame *open_table(const char *name)
{
    const char *dir = getenv("YX_TEST_DATA");
    yx_frame *f = NULL;
    yx_err err = {0};
    char path[512];

    (void)snprintf(path, sizeof path, "%s/alarms/%s", dir ? dir : "tests/data", name);
    if (yx_frame_read(path, &f, &err))
        fail_msg("%s", err.text);
    return f;
}

static const double *column(yx_frame *f, const char *name)
{
    const double *at = NULL;

    T_OK(yx_frame_need_numbers(f, name, &at, NULL) == YX_OK);
    return at;
}

/* splitmix64, in (0, 1) */
static double uniform(uint64_t *seed)
{
    uint64_t z = *seed += 0x9E3779B97F4A7C15U;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return ((double)((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52;
}

/* --- tail --- */

enum { MOST = 5000 };

/* A tail and what the quiet values are worth; all in one stretch of time unless cut into folds. */
typedef struct learned {
    yx_tail tail;
    uint8_t fold[MOST];
    double quiet[MOST], room[2 * MOST], worth[MOST];
} learned;

static learned it;

static void learn(size_t n, bool cut)
{
    T_OK(n <= MOST);
    for (size_t i = 0; i < n; i++)
        it.fold[i] = cut ? yx_fold_of(i) : 0;
    yx_tail_fit(it.quiet, it.fold, n, it.room, it.worth, &it.tail);
}

/* Quiet p-values 1/1000 .. 999/1000, in disorder and with gaps between them: the share of a p is
 * itself. 7 and 1009 have no common divisor. */
static void a_rank_is_a_share(void **state)
{
    static const struct {
        double p, share;
    } cases[] = {
        {0.01, 0.01},       {0.0105, 0.0105}, {0.1, 0.1},
        {0.4995, 0.4995},   {0.9, 0.9},       {1, 0.9995}, /* never 1 */
        {0.00999, 0.00999},                                /* beyond the tenth: the fitted tail */
        {NAN, NAN},
    };

    (void)state;
    for (size_t i = 0; i < 1009; i++) {
        size_t k = i * 7 % 1009;
        it.quiet[i] = k >= 1 && k < 1000 ? (double)k / 1000 : NAN;
    }
    learn(1009, false);
    T_OK(it.tail.seen.n == 999);
    for (size_t i = 1; i < 999; i++)
        T_OK(it.tail.seen.quiet[i - 1] < it.tail.seen.quiet[i]);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        T_NEAR(yx_tail_p(&it.tail, cases[i].p), cases[i].share, i == 6 ? 1e-3 : 1e-12);
    T_OK(yx_tail_p(&it.tail, 0.00999) < yx_tail_p(&it.tail, 0.01));
    T_OK(yx_tail_p(&it.tail, 0) > 0); /* the worst there ever was is not impossible */
    T_OK(yx_tail_p(&it.tail, 0) < yx_tail_p(&it.tail, 1e-100));
    T_OK(isnan(it.worth[0]));             /* 0 x 7 is a gap */
    T_NEAR(it.worth[1], 7.0 / 1000, 0.1); /* the seventh: on the tail */
    T_NEAR(it.worth[100], 0.7, 1e-12);
}

/* 300 weeks, 200 of them without a case (p 1) and 100 others. */
static void equal_ones_share_the_middle(void **state)
{
    (void)state;
    for (size_t i = 0; i < 300; i++)
        it.quiet[i] = i < 200 ? 1 : (double)(i - 199) / 200;
    learn(300, false);
    T_NEAR(yx_tail_p(&it.tail, 1), 200.5 / 301, 1e-12); /* 101 to 300: the middle */
    T_NEAR(yx_tail_p(&it.tail, 0.25), 50.0 / 301, 1e-12);
}

static void too_few_say_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_QUIET_LEAST; i++)
        it.quiet[i] = ((double)i + 1) / (YX_QUIET_LEAST + 1);
    learn(YX_QUIET_LEAST - 1, true);
    T_OK(isnan(it.tail.seen.shape));
    T_NEAR(yx_tail_p(&it.tail, 0.0123), 0.0123, 0);
    T_NEAR(yx_tail_level(&it.tail, 0.01), 0.01, 0);
    T_NEAR(it.worth[5], it.quiet[5], 0);
    learn(0, true);
    T_NEAR(yx_tail_p(&it.tail, 0.5), 0.5, 0);
    learn(YX_QUIET_LEAST, true);
    T_OK(it.tail.seen.scale > 0 && it.tail.honest.scale > 0);
    /* One p again and again has no tail; less than all is 1 in n + 1. */
    for (size_t i = 0; i < YX_QUIET_LEAST; i++)
        it.quiet[i] = 0.5;
    learn(YX_QUIET_LEAST, false);
    T_OK(isnan(it.tail.seen.shape));
    T_NEAR(yx_tail_p(&it.tail, 0.4), 1.0 / (YX_QUIET_LEAST + 1), 1e-12);
    T_NEAR(yx_tail_p(&it.tail, 0.5), 100.5 / (YX_QUIET_LEAST + 1), 1e-12);
    T_OK(yx_tail_level(&it.tail, 0.01) < 0.5);
}

/* The level is where the p passes the share: at it yes, above it no. Quiet ones are cubes. */
static void a_level_is_the_way_back(void **state)
{
    static const double shares[] = {0.3, 0.1, 0.0123, 0.01, 0.002, 1e-4, 1e-9};

    (void)state;
    for (int cut = 0; cut < 2; cut++) {
        uint64_t seed = 1;
        for (size_t i = 0; i < 2000; i++)
            it.quiet[i] = pow(uniform(&seed), 3);
        learn(2000, cut);
        for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
            double level = yx_tail_level(&it.tail, shares[i]);
            T_OK(yx_tail_p(&it.tail, level * (1 - 1e-9)) <= shares[i]);
            T_OK(yx_tail_p(&it.tail, level * 1.5) > shares[i]);
            T_OK(shares[i] < 0.01 || fabs(cbrt(level) / shares[i] - 1) < 0.5);
        }
    }
    for (size_t i = 0; i < 20; i++)
        it.quiet[i] = 0; /* shares below theirs let nothing through */
    learn(2000, false);
    T_OK(yx_tail_level(&it.tail, 0.0099) < 0);
    for (size_t i = 0; i < 2000;
         i++) /* a hundred of each: 150 in 2001 let the first hundred through */
        it.quiet[i] = (double)(1 + i / 100) / 20;
    learn(2000, false);
    T_OK(yx_tail_level(&it.tail, 150.0 / 2001) >= 0.05 &&
         yx_tail_level(&it.tail, 150.0 / 2001) < 0.1);
    T_OK(yx_tail_level(&it.tail, 99.0 / 2001) < 0.05);
}

/* What the first part alone says. */
static double share_seen(double p)
{
    yx_tail first = {it.tail.seen, {NULL, 0, NAN, NAN}};

    return yx_tail_p(&first, p);
}

static void the_tail_beside_r(void **state)
{
    yx_frame *f = open_table("tail.csv");
    const double *n = column(f, "n"), *law = column(f, "law_shape"),
                 *law_scale = column(f, "law_scale"), *shape = column(f, "shape"),
                 *scale = column(f, "scale"), *p = column(f, "p"), *share = column(f, "share");

    (void)state;
    for (size_t row = 0; row < yx_frame_rows(f); row++) {
        for (size_t i = 0; i < (size_t)n[row]; i++) {
            double u = ((double)i + 0.5) / n[row];
            it.quiet[i] = exp(law[row] == 0 ? law_scale[row] * log(u)
                                            : -law_scale[row] * (pow(u, -law[row]) - 1) / law[row]);
        }
        learn((size_t)n[row], false);
        T_NEAR(it.tail.seen.shape, shape[row], 1e-9);
        T_NEAR(it.tail.seen.scale, scale[row], 1e-9);
        T_NEAR(yx_tail_p(&it.tail, p[row]), share[row], 1e-8);
    }
    yx_frame_free(f);
}

/* Five stretches of 200 weeks; those of the first lie below all others. By the others, 800, such a
 * p is never met, so all 200 come out beyond the tenth smallest of 800. What the past as a whole
 * calls 21 in 1001 was there met in the next stretch of that kind in every week. */
static void stretches_are_judged_by_the_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < 1000; i++) {
        it.fold[i] = (uint8_t)(i % 5);
        it.quiet[i] = i % 5 ? 0.1 + 9e-4 * (double)i : 0.05 + 4e-5 * (double)i;
    }
    yx_tail_fit(it.quiet, it.fold, 1000, it.room, it.worth, &it.tail);
    T_OK(it.tail.seen.n == 1000 && it.tail.honest.n == 1000);
    T_OK(it.tail.honest.quiet[199] <= 10.0 / 801);
    T_OK(it.tail.honest.quiet[200] > 0.24);                /* of the others: after the 200 */
    T_NEAR(share_seen(it.quiet[100]), 21.0 / 1001, 1e-12); /* the 21st */
    T_OK(yx_tail_p(&it.tail, it.quiet[100]) > 0.19);
    T_OK(it.worth[0] < it.worth[100] && it.worth[995] < 0.21 && it.worth[1] > 0.19);
}

/* The less the weeks say for themselves, the more careful: weeks that all move as one in twenties
 * against weeks that do not. */
static void what_moves_as_one_counts_less(void **state)
{
    double level[2];

    (void)state;
    for (int as_one = 0; as_one < 2; as_one++) {
        double mean = 0;
        uint64_t seed = 9;
        for (int round = 0; round < 40; round++) {
            for (size_t i = 0; i < 2000; i++)
                it.quiet[i] = as_one && i % 20 ? it.quiet[i - 1] : uniform(&seed);
            for (size_t i = 0; i < 2000; i++)
                it.fold[i] = (uint8_t)(i / 20 % YX_FOLDS);
            yx_tail_fit(it.quiet, it.fold, 2000, it.room, it.worth, &it.tail);
            mean += yx_tail_level(&it.tail, 0.02) / 40;
        }
        level[as_one] = mean;
    }
    T_NEAR(level[0], 0.02, 0.05); /* the mean of 40: sd 0.003 / sqrt(40) */
    T_OK(level[1] < 0.85 * 0.02); /* hundred weeks and not two thousand */
}

static void raw_p_falls_as_the_score_rises(void **state)
{
    (void)state;
    T_NEAR(yx_raw_p(0.3, 5), 0.3, 0);
    T_NEAR(yx_raw_p(NAN, 1), yx_normal_tail(3), 0); /* 0.00135 */
    T_NEAR(yx_raw_p(NAN, 0), 0.5, 1e-15);
    T_OK(isnan(yx_raw_p(NAN, NAN)));
    T_NEAR(yx_raw_p(NAN, INFINITY), 0, 0);
}

static void the_kth_group_decides(void **state)
{
    static const double p[] = {0.02, 0.5, 0.01, 0.3, NAN, 0.3};
    static const uint8_t group[] = {0, 0, 1, 2, 3, 4};
    static const uint8_t wrong[] = {200, 200, 200, 200, 200, 200};

    (void)state; /* groups: 0.02, 0.01, 0.3, -, 0.3 */
    T_NEAR(yx_agree_p(p, group, 6, 1), 0.01, 0);
    T_NEAR(yx_agree_p(p, group, 6, 2), 0.02, 0);
    T_NEAR(yx_agree_p(p, group, 6, 3), 0.3, 0);
    T_NEAR(yx_agree_p(p, group, 6, 4), 0.3, 0);
    T_OK(isnan(yx_agree_p(p, group, 6, 5)) && isnan(yx_agree_p(p, group, 6, 0)));
    T_OK(isnan(yx_agree_p(p, group, 0, 1)) && isnan(yx_agree_p(p, wrong, 6, 1)));
}

/* --- share --- */

static void shares_beside_r(void **state)
{
    yx_frame *f = open_table("share.csv");
    const double *p = column(f, "p"), *bh = column(f, "bh"), *by = column(f, "by");
    size_t n = yx_frame_rows(f), order[64], want = 0;
    uint8_t raise[32];

    (void)state;
    T_OK(n <= 32);
    for (double share = 0.001; share < 1; share *= 1.7)
        for (int any = 0; any < 2; any++) {
            size_t got = yx_control_share(p, n, share, any, order, raise), count = 0;
            for (size_t i = 0; i < n; i++) {
                bool up = any ? by[i] <= share : bh[i] <= share; /* a gap: no */
                if (raise[i] != up)
                    fail_msg("share %g, any %d, row %zu", share, any, i);
                count += up;
            }
            T_OK(got == count);
            want += count;
        }
    T_OK(want > 50);
    yx_frame_free(f);
}

/* Step up: 0.04 alone would not pass 0.05 / 3 x 2, but 0.05 passes 0.05 / 3 x 3 and brings it. */
static void shares_by_head(void **state)
{
    static const double p[] = {0.05, NAN, 0.04, 0.02}, none[] = {NAN};
    size_t order[8];
    uint8_t raise[4];

    (void)state;
    T_OK(yx_control_share(p, 4, 0.05, false, order, raise) == 3);
    T_OK(raise[0] && !raise[1] && raise[2] && raise[3]);
    T_OK(yx_control_share(p, 4, 0.049, false, order, raise) == 0); /* 0.02 > 0.049 / 3 */
    T_OK(yx_control_share(p, 4, 0.05, true, order, raise) == 0);   /* 11 / 6 as strict */
    T_OK(yx_control_share(p, 4, 0.092, true, order, raise) == 3);  /* 0.05 x 11 / 6 = 0.0917 */
    T_OK(yx_control_share(none, 1, 0.5, false, order, raise) == 0 && !raise[0]);
    T_OK(yx_control_share(none, 0, 0.5, false, order, raise) == 0);
}

static void shares_as_padjust(void **state)
{
    enum { N = 300 };
    double p[N], holm[N], hochberg[N], bonferroni[N], bh[N], by[N];
    yx_adjusted to = {bonferroni, holm, hochberg, bh, by};
    size_t order[2 * N], raised = 0;
    uint8_t raise[N];
    uint64_t seed = 5;

    (void)state;
    for (int round = 0; round < 200; round++) {
        for (size_t i = 0; i < N; i++)
            p[i] = uniform(&seed) < 0.1 ? NAN : pow(uniform(&seed), 1 + round % 4);
        yx_padjust(p, N, order, &to);
        for (int any = 0; any < 2; any++) {
            raised += yx_control_share(p, N, 0.1, any, order, raise);
            for (size_t i = 0; i < N; i++)
                T_OK(raise[i] == ((any ? by : bh)[i] <= 0.1));
        }
    }
    T_OK(raised > 1000);
}

/* --- cap --- */

static void the_cap_ranks_and_keeps(void **state)
{
    /* Post 0 may have two; in the order of level, groups, p (none last), number. */
    yx_claim c[] = {
        {0, 3, 0.001, 2, 1}, {0, 2, 0.5, 2, 2},  {0, 3, NAN, 3, 3}, {0, 3, 0.0001, 2, 4},
        {0, 3, NAN, 2, 5},   {0, 1, 0.04, 1, 6}, {1, 3, 0.2, 2, 7}, {0, 3, NAN, 2, 0},
        {9, 2, 0.1, 9, 8},   {9, 1, 0.1, 9, 9},
    };
    static const size_t order[] = {9, 6, 8, 2, 3, 4, 1, 7, 0, 5};
    static const uint8_t within[] = {1, 1, 0, 1, 0, 0, 0, 1, 0, 0};
    double saved[2] = {0, 0};
    uint8_t got[10];

    (void)state;
    yx_control_cap(c, 10, 2, saved, 2, got);
    for (size_t i = 0; i < 10; i++)
        T_OK(c[i].of == order[i] && got[i] == within[i]);
    T_NEAR(saved[0], 0, 0);
    T_NEAR(saved[1], 1, 0);                  /* one of two left */
    yx_control_cap(c, 10, 0, saved, 0, got); /* no cap */
    for (size_t i = 0; i < 10; i++)
        T_OK(got[i]);
}

/* A tenth a week: the first claim that is within comes in week 10, the next in week 20; after 40
 * idle weeks there is one saved and not four. A gravest one takes what there is. */
static void a_fraction_is_saved_up(void **state)
{
    double saved = 0;
    size_t first = 0, seen = 0;

    (void)state;
    for (size_t week = 1; week <= 20; week++) {
        yx_claim c = {0, 3, 0.1, 1, 0};
        uint8_t within;
        yx_control_cap(&c, 1, 0.1, &saved, 1, &within);
        seen += within;
        first = within && !first ? week : first;
    }
    T_OK(first == 10 && seen == 2);
    for (size_t week = 0; week < 40; week++)
        yx_control_cap(NULL, 0, 0.1, &saved, 1, NULL);
    for (seen = 0, first = 0; first < 5; first++) {
        yx_claim c[2] = {{0, 3, 0.1, 1, 0}, {0, 3, 0.1, 1, 1}};
        uint8_t within[2];
        yx_control_cap(c, 2, 0.1, &saved, 1, within);
        seen += within[0] + within[1];
    }
    T_OK(seen == 1);
    for (size_t week = 0; week < 9; week++) {
        yx_claim c = {0, 1, 0.1, 1, 0};
        uint8_t within;
        yx_control_cap(&c, 1, 0.1, &saved, 1, &within);
        T_OK(within);
    }
    T_NEAR(saved, 0, 0);
}

/* --- quiet times --- */

/* Two streams, the second the first two weeks later: correlation 1 at lag 2, at the other lags that
 * of chance. A region of another level must not count. */
static void a_copy_is_found_at_its_lag(void **state)
{
    enum { REGIONS = 5, N = 60 };
    double a[REGIONS * N], b[REGIONS * N], r;
    uint8_t quiet[REGIONS * N];
    size_t lag, pairs;
    uint64_t seed = 3;

    (void)state;
    for (size_t g = 0; g < REGIONS; g++)
        for (size_t t = 0; t < N; t++) {
            a[g * N + t] = (uniform(&seed) + (double)g) / REGIONS;
            b[g * N + t] = t >= 2 ? a[g * N + t - 2] : 0.5;
            quiet[g * N + t] = 1;
        }
    r = yx_quiet_correlation(a, b, quiet, REGIONS, N, 4, &lag, &pairs);
    T_NEAR(r, 1, 1e-12);
    T_OK(lag == 2 && pairs == REGIONS * (N - 2));
    r = yx_quiet_correlation(a, b, quiet, REGIONS, N, 1, &lag, &pairs);
    T_OK(fabs(r) < 0.2);                                                /* 3 / sqrt(290) */
    r = yx_quiet_correlation(b, a, quiet, REGIONS, N, 4, &lag, &pairs); /* a does not follow b */
    T_OK(fabs(r) < 0.2);
    quiet[2 * N + 10] = 0; /* is missing as the first and as the second of a pair */
    a[4 * N] = NAN;
    (void)yx_quiet_correlation(a, b, quiet, REGIONS, N, 4, &lag, &pairs);
    T_OK(lag == 2 && pairs == REGIONS * (N - 2) - 3);
    T_OK(isnan(yx_quiet_correlation(a, b, quiet, 1, 19, 4, &lag, &pairs)) && pairs == 0);
    for (size_t i = 0; i < REGIONS * N; i++)
        a[i] = 1;
    T_OK(isnan(yx_quiet_correlation(a, b, quiet, REGIONS, N, 4, &lag, &pairs)));
}

static void correlation_beside_r(void **state)
{
    yx_frame *f = open_table("quiet.csv");
    const double *a = column(f, "a"), *b = column(f, "b"), *q = column(f, "quiet"),
                 *want = column(f, "r"), *at = column(f, "lag"), *of = column(f, "pairs");
    uint8_t quiet[40];
    size_t lag, pairs;

    (void)state;
    T_OK(yx_frame_rows(f) == 40);
    for (size_t i = 0; i < 40; i++)
        quiet[i] = (uint8_t)q[i];
    T_NEAR(yx_quiet_correlation(a, b, quiet, 2, 20, 3, &lag, &pairs), want[0], 1e-12);
    T_OK((double)lag == at[0] && (double)pairs == of[0]);
    yx_frame_free(f);
}

/* --- measures --- */

/* Region 1 has an event in 10..14 and one in 13..20 within it, region 2 one in 5..6, region 4 one
 * in 0..0; lead 2. Alarms of region 1: 7 (too early), 8 (right, two early), 15 (in the second
 * only), 21 (after); region 2: 7 (after); region 3: 1; region 4: 0. */
static void alarms_meet_events(void **state)
{
    static const yx_truth_event event[] = {{1, 10, 14}, {1, 13, 20}, {2, 5, 6}, {4, 0, 0}},
                                alarm[] = {{1, 7, 7}, {1, 8, 9}, {1, 15, 15}, {1, 21, 30},
                                           {2, 7, 7}, {3, 1, 1}, {4, 0, 5}};
    size_t room[4];
    yx_measured m;

    (void)state;
    yx_measure(event, 4, alarm, 7, 200, 2, room, &m);
    T_OK(m.raised == 7 && m.right == 3 && m.wrong == 4 && m.events == 4 && m.found == 3);
    T_NEAR(m.precision, 3.0 / 7, 1e-15);
    T_NEAR(m.recall, 0.75, 1e-15);
    T_NEAR(m.delay, 0, 1e-15); /* of -2, 2 and 0 */
    T_NEAR(m.false_a_week, 4.0 / 200, 1e-15);
    yx_measure(event, 2, alarm, 7, 200, 2, room, &m);
    T_NEAR(m.delay, 0, 1e-15); /* of -2 and 2: the mean of the middle two */
    yx_measure(event, 4, alarm, 7, 200, 0, room, &m);
    T_OK(m.right == 2 && m.found == 2); /* 15 and 0; nothing meets 10..14 */
    T_NEAR(m.delay, 1, 1e-15);          /* of 2 and 0 */
    yx_measure(NULL, 0, NULL, 0, 0, 2, room, &m);
    T_OK(isnan(m.precision) && isnan(m.recall_high) && isnan(m.delay) && isnan(m.false_a_week));
}

/* Far periods must not overflow. */
static void far_periods(void **state)
{
    static const yx_truth_event event[] = {{0, INT32_MIN, INT32_MAX}},
                                alarm[] = {{0, INT32_MIN, 0}, {0, INT32_MAX, 0}};
    size_t room[1];
    yx_measured m;

    (void)state;
    yx_measure(event, 1, alarm, 2, 1, 1000, room, &m);
    T_OK(m.right == 2 && m.found == 1);
    T_NEAR(m.delay, 0, 0);
    yx_measure(event, 1, alarm + 1, 1, 1, 0, room, &m);
    T_NEAR(m.delay, 4294967295.0, 0);
}

static void intervals_beside_r(void **state)
{
    yx_frame *f = open_table("wilson.csv");
    const double *k = column(f, "k"), *n = column(f, "n"), *low = column(f, "low"),
                 *high = column(f, "high");
    static yx_truth_event alarm[1000];
    static const yx_truth_event event[] = {{0, 0, 0}};
    size_t room[1];

    (void)state;
    for (size_t row = 0; row < yx_frame_rows(f); row++) {
        yx_measured m;
        size_t total = (size_t)n[row];
        T_OK(total <= 1000);
        for (size_t i = 0; i < total; i++) /* the first k fall on the event, the others after it */
            alarm[i] = (yx_truth_event){0, i < (size_t)k[row] ? 0 : 1, 1};
        yx_measure(event, 1, alarm, total, 1, 0, room, &m);
        T_NEAR(m.precision_low, low[row], 1e-12);
        T_NEAR(m.precision_high, high[row], 1e-12);
    }
    yx_frame_free(f);
}

/* Month in which a rule with these answers each month is first on the list; 0: not in ten years. */
static size_t listed(size_t right, size_t wrong, double floor)
{
    for (size_t month = 1; month <= 120; month++)
        if (yx_retire(month * right, month * wrong, floor))
            return month;
    return 0;
}

/* All wrong: the upper end is z^2 / (n + z^2), z^2 = 3.8415, and under the floor f from n > z^2
 * (1 - f) / f on: 15.4 for 0.2, 3.8 for 0.5. Four wrong ones a month make 16 in the fourth. */
static void a_useless_rule_is_on_the_list(void **state)
{
    (void)state;
    T_OK(!yx_retire(0, 15, 0.2) && yx_retire(0, 16, 0.2));
    T_OK(!yx_retire(0, 3, 0.5) && yx_retire(0, 4, 0.5));
    T_OK(listed(0, 4, 0.2) == 4);
    T_OK(listed(0, 1, 0.2) == 16);
    /* One right of ten, floor 0.3: the upper ends are 0.404, 0.301 and 0.256. */
    T_OK(listed(1, 9, 0.3) == 3);
    T_OK(listed(2, 2, 0.2) == 0); /* a good one never */
    T_OK(listed(1, 4, 0.2) == 0); /* nor one that is at its floor */
    T_OK(!yx_retire(0, 0, 0.99)); /* nor one without answers */
    T_OK(!yx_retire(0, 1000, 0)); /* nor one without a floor */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rank_is_a_share),
        cmocka_unit_test(equal_ones_share_the_middle),
        cmocka_unit_test(too_few_say_nothing),
        cmocka_unit_test(a_level_is_the_way_back),
        cmocka_unit_test(the_tail_beside_r),
        cmocka_unit_test(stretches_are_judged_by_the_others),
        cmocka_unit_test(what_moves_as_one_counts_less),
        cmocka_unit_test(raw_p_falls_as_the_score_rises),
        cmocka_unit_test(the_kth_group_decides),
        cmocka_unit_test(shares_beside_r),
        cmocka_unit_test(shares_by_head),
        cmocka_unit_test(shares_as_padjust),
        cmocka_unit_test(the_cap_ranks_and_keeps),
        cmocka_unit_test(a_fraction_is_saved_up),
        cmocka_unit_test(a_copy_is_found_at_its_lag),
        cmocka_unit_test(correlation_beside_r),
        cmocka_unit_test(alarms_meet_events),
        cmocka_unit_test(far_periods),
        cmocka_unit_test(intervals_beside_r),
        cmocka_unit_test(a_useless_rule_is_on_the_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

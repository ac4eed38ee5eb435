/* mpm, bayes, rki and cdc: cases that can be done in the head, and every row of tests/data/sim. */
#include "screen/detector.h"
#include "tests/support/fixture.h"

enum { MOST = 64 };

/* Judges the last of n values, `per_year` a year, with `set` = {"name", value, ...} over the
 * defaults. */
typedef struct option {
    const char *name;
    double value;
} option;

static yx_verdict last_of(const char *name, const yx_screen_input *in, const option *set, size_t n)
{
    const yx_detector *d = yx_detector_find(name);
    double param[YX_PARAM_MAX], *room;
    yx_verdict v[MOST], *at = v;

    T_OK(d != NULL && in->n <= MOST);
    for (size_t i = 0; i < d->n_param; i++)
        param[i] = d->param[i].dflt;
    for (size_t i = 0; i < n; i++) {
        T_OK(yx_param_find(d, set[i].name) < d->n_param);
        param[yx_param_find(d, set[i].name)] = set[i].value;
    }
    room = calloc(yx_screen_room(d, in->n, param) + 1, sizeof *room);
    T_OK(room != NULL);
    T_OK(yx_screen(d, in, param, YX_LOOK_HIGH, room, at, NULL) == YX_OK);
    free(room);
    return v[in->n - 1];
}

/* Quarters: 4 a year. Two years back with one quarter on both sides: 1 2 3 and 4 5 6. */
static const double quarters[] = {1, 2, 3, 0, 4, 5, 6, 0, 0, 5.5};
static const option two_years[] = {{"b", 2}, {"w", 1}, {"p", 0.8}, {"quantile_type", 7}};

static void a_percentile(void **state)
{
    static const double upper[] = {[1] = 5, 5, 5, 4.8, 5.3, 5.6, 5, 5.4, 5.375};
    yx_screen_input in = {.n = 10, .observed = quarters, .per_year = 4};
    option set[4];
    yx_verdict v = last_of("mpm", &in, two_years, 4);

    (void)state;
    T_OK(v.state == YX_JUDGED && v.alarm);
    T_NEAR(v.upper, 5, 1e-15); /* 0.8 of the way from 1 to 6 */
    T_NEAR(v.expected, 3.5, 1e-15);
    /* 1 .. 6 at 0.8: type 4 at 4.8; 5 at 5.3; 6 at 0.8 x 7; 8 at (19 x 0.8 + 1) / 3 = 5.4; 9 at
     * 0.8 x 6.25 + 0.375; 1 to 3: 4.8 is not whole, so the fifth. */
    memcpy(set, two_years, sizeof set);
    for (int type = 1; type <= 9; type++) {
        set[3].value = type;
        v = last_of("mpm", &in, set, 4);
        T_NEAR(v.upper, upper[type], 1e-15);
    }
    set[2].value = 0.5; /* 6 x 0.5 = 3 is whole */
    set[3].value = 1;
    T_NEAR(last_of("mpm", &in, set, 4).upper, 3, 0);
    set[3].value = 2;
    T_NEAR(last_of("mpm", &in, set, 4).upper, 3.5, 0);
    in.n = 9; /* t = 8 has its earliest window at -1 */
    T_OK(last_of("mpm", &in, two_years, 4).state == YX_TOO_SHORT);
}

static void gaps_and_events(void **state)
{
    static const unsigned char event[10] = {[6] = 1};
    double x[10];
    yx_screen_input in = {.n = 10, .observed = x, .per_year = 4, .event = event};

    (void)state;
    memcpy(x, quarters, sizeof x);
    T_NEAR(last_of("mpm", &in, two_years, 4).upper, 4.2, 1e-15); /* 1 2 3 4 5 */
    x[0] = x[1] = NAN;
    T_NEAR(last_of("mpm", &in, two_years, 4).upper, 4.6, 1e-15); /* 3 4 5: half of them */
    x[2] = NAN;
    T_OK(last_of("mpm", &in, two_years, 4).state == YX_TOO_SHORT);
    x[9] = NAN;
    T_OK(last_of("mpm", &in, two_years, 4).state == YX_GAP);
}

static void what_counts_predict(void **state)
{
    static const double zeros[] = {0, 0, 0, 0, 0, 0, 1}, ones[] = {0, 1, 0, 0, 0, 2};
    static const option w1[] = {{"w", 1}, {"alpha", 0.05}};
    yx_screen_input in = {.n = 7, .observed = zeros, .per_year = 52};
    yx_verdict v = last_of("bayes", &in, NULL, 0);

    (void)state;
    /* size 1/2, mean 1/12, success 6/7: P(0) = sqrt(6/7) = 0.9258, P(<= 1) = 0.9258 (1 + 1/14) =
     * 0.9919: the limit of 0.05 is 1, and P(X >= 1) = 1 - 0.9258 */
    T_OK(v.state == YX_JUDGED && !v.alarm && v.upper == 1);
    T_NEAR(v.p, 1 - sqrt(6. / 7), 1e-13);
    T_NEAR(v.expected, 1. / 12, 1e-15);
    in = (yx_screen_input){.n = 6, .observed = ones, .per_year = 52};
    T_OK(last_of("bayes", &in, NULL, 0).state == YX_TOO_SHORT);
    /* one value, 0: size 1/2, mean 1/2, success 1/2: P(0) = 0.7071, 0.8839, 0.9502 for 2 */
    v = last_of("bayes", &in, w1, 2);
    T_OK(v.upper == 2 && !v.alarm);
    T_OK(yx_detector_find("bayes")->run(&in, (double[]){0, 6, 0, 0.05}, NULL, NULL, NULL) ==
         YX_E_RANGE);
    T_OK(yx_detector_find("rki")->run(&in, (double[]){0, 6, 0}, NULL, NULL, NULL) == YX_E_RANGE);
}

static void the_table(void **state)
{
    static const double few[] = {2, 3, 7}, many[] = {20, 24, 29}, edge[] = {20, 20, 31};
    static const option just_before[] = {{"b", 0}, {"w", 2}, {"actY", 1}};
    static const option one_before[] = {{"b", 1}, {"w", 0}};
    yx_screen_input in = {.n = 3, .observed = few, .per_year = 52};
    yx_verdict v = last_of("rki", &in, just_before, 3);

    (void)state;
    T_OK(v.alarm && v.upper == 6.686); /* mean 2.5: the limit for 2 */
    T_NEAR(v.score, 4.5 / 4.186, 1e-12);
    in.observed = many; /* mean 22, sd sqrt(8) */
    v = last_of("rki", &in, just_before, 3);
    T_NEAR(v.upper, 22 + 2 * sqrt(8), 1e-15);
    T_OK(v.alarm);
    in.observed = edge;
    v = last_of("rki", &in, just_before, 3);
    T_OK(v.alarm && v.upper == 30.017);
    in = (yx_screen_input){.n = 2, .observed = many, .per_year = 1}; /* one figure has no sd */
    T_OK(last_of("rki", &in, one_before, 2).upper == 30.017);
    in.observed = many + 1;
    T_OK(last_of("rki", &in, one_before, 2).state == YX_NO_ANSWER);
}

static void four_weeks(void **state)
{
    enum { WEEKS = 60 };
    static const option one_year[] = {{"b", 1}, {"m", 1}};
    double x[WEEKS] = {0};
    yx_screen_input in = {.n = WEEKS, .observed = x, .per_year = 52};
    yx_verdict v;

    (void)state;
    /* t = 59; the blocks of the year before end at 3, 7 and 11 and sum to 8, 10 and 12. */
    x[1] = 8;
    x[5] = 10;
    x[11] = 12;
    x[56] = 16;
    v = last_of("cdc", &in, one_year, 2);
    T_NEAR(v.expected, 10, 1e-15);
    /* sd 2; the upper 0.0125 quantile of the normal is 2.2414027276049473 */
    T_NEAR(v.upper, 10 + 2.2414027276049473 * 2 * sqrt(4. / 3), 1e-12);
    T_OK(v.alarm); /* 16 > 15.18, though this week has none */
    x[56] = 15;
    T_OK(!last_of("cdc", &in, one_year, 2).alarm);
    x[57] = NAN; /* one of the four weeks */
    T_OK(last_of("cdc", &in, one_year, 2).state == YX_TOO_SHORT);
    x[57] = 0;
    in.per_year = 24; /* half months stand as they are */
    T_NEAR(last_of("cdc", &in, one_year, 2).expected, 0, 0);
    in.n = 59;
    in.per_year = 52; /* the first block would begin at -1 */
    T_OK(last_of("cdc", &in, one_year, 2).state == YX_TOO_SHORT);
}

/* --- what R computed --- */

static void check_row(t_fixture *f, const t_row *row, void *arg)
{
    const yx_verdict *v = t_fixture_run(f, arg, row);

    t_fixture_same(row, "upper", v->upper, row->upper, 1e-12, 0);
    T_OK(v->state == YX_JUDGED && v->alarm == (row->alarm > 0));
}

static void as_r_does(void **state)
{
    static const struct {
        const char *name;
        size_t rows;
    } all[] = {{"mpm", 2184}, {"bayes", 3304}, {"rki", 3304}, {"cdc", 728}};
    t_fixture *f = t_fixture_new();
    char file[64];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(all); i++) {
        union {
            const yx_detector *in;
            void *out;
        } d = {.in = yx_detector_find(all[i].name)};

        snprintf(file, sizeof file, "out-%s.csv.gz", all[i].name);
        t_fixture_each(f, file, check_row, d.out);
        T_OK(f->n_row == all[i].rows);
    }
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_percentile),        cmocka_unit_test(gaps_and_events),
        cmocka_unit_test(what_counts_predict), cmocka_unit_test(the_table),
        cmocka_unit_test(four_weeks),          cmocka_unit_test(as_r_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

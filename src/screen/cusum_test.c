/* CUSUM: cases that can be done in the head, and every row that R computed (tests/data/sim). */
#include "base/frame.h"
#include "screen/detector.h"
#include "tests/support/fixture.h"

enum { K, H, M, TRANS, ALPHA, COMPAT, FROM, TO, N_PARAM, MOST = 256 };
enum { STANDARD, NONE, ROSSI, ANSCOMBE, ANSCOMBE_2ND, PEARSON_NEG_BIN, ANSCOMBE_NEG_BIN, N_TRANS };

static double room[64 * MOST];

static yx_code run(const double *x, size_t n, const double *param, yx_verdict *ret)
{
    const yx_detector *d = yx_detector_find("cusum");
    yx_screen_input in = {.n = n, .observed = x, .per_year = 4};

    T_OK(d && d->n_param == N_PARAM && yx_param_find(d, "to") == TO);
    T_OK(yx_screen_room(d, n, param) <= YX_COUNT(room));
    return d->run(&in, param, room, ret, NULL);
}

static void sums(void **state)
{
    static const double x[] = {4, 6, 8, GAP, 9, 0, 0};
    double param[N_PARAM] = {0.5, 3, 4, STANDARD, NAN, 0, NAN, NAN};
    yx_verdict v[7];

    (void)state;
    /* m 4, sd 2: z 0 1 2 . 2.5 -2 -2; less 0.5: S 0 0.5 2 . 4 1.5 0 */
    T_OK(run(x, 7, param, v) == YX_OK);
    T_NEAR(v[0].score, 0, 0);
    T_NEAR(v[0].upper, 11, 0); /* 4 + 3.5 x 2 */
    T_NEAR(v[1].score, 0.5, 1e-15);
    T_NEAR(v[2].score, 2, 1e-15);
    T_NEAR(v[2].upper, 10, 0); /* 0.5 before it: 4 + 3 x 2 */
    T_OK(!v[2].alarm && v[3].state == YX_GAP && v[4].alarm);
    T_NEAR(v[4].score, 4, 1e-15);
    T_NEAR(v[5].score, 1.5, 1e-15); /* not reset */
    T_OK(!v[5].alarm && v[6].score == 0);
    param[FROM] = 2;
    param[TO] = 3;
    T_OK(run(x, 7, param, v) == YX_OK);
    T_OK(v[0].state == YX_TOO_SHORT && v[1].state == YX_JUDGED && v[2].state == YX_JUDGED);
    T_OK(v[3].state == YX_GAP && v[4].state == YX_TOO_SHORT);
    param[TO] = 1;
    T_OK(run(x, 7, param, v) == YX_E_RANGE);
    param[TO] = NAN;
    param[TRANS] = PEARSON_NEG_BIN;
    param[ALPHA] = yx_detector_find("cusum")->param[ALPHA].dflt;
    T_OK(run(x, 7, param, v) == YX_OK);
    T_NEAR(v[1].upper, 4 + 3.5 * sqrt(4 + 0.1 * 16), 1e-14); /* alpha not given: 0.1, as R */
}

/* The count 8 where 1 is the mean, with k 0: x^(2/3) = 4, sqrt x = 2.83 */
static void transformations(void **state)
{
    static const double x[] = {8};
    /* the integral of anscombeNegBin with alpha 1: 1.5 x^(2/3) 2F1(1/3, 2/3; 5/3; -x) from 1 to 8,
     * by Simpson's rule over s = t^(2/3), 1e6 steps */
    double z[N_TRANS] = {7,
                         8,
                         (5 + 2 * sqrt(8)) / 2,
                         4.5,
                         4.5 + 1. / 6,
                         7 / M_SQRT2,
                         2.713272145061086 / pow(2, 1. / 6)};
    double param[N_PARAM] = {0, 100, 1, STANDARD, 1, 1, NAN, NAN};
    yx_verdict v[1];

    (void)state;
    for (int trans = 0; trans < N_TRANS; trans++) {
        param[TRANS] = trans;
        T_OK(run(x, 1, param, v) == YX_OK && v[0].state == YX_JUDGED);
        T_NEAR(v[0].score, z[trans], 1e-9);
    }
    /* with no overdispersion the two are standard and anscombe */
    param[ALPHA] = 0;
    T_OK(run(x, 1, param, v) == YX_OK);
    T_NEAR(v[0].score, 4.5, 1e-12);
    param[TRANS] = PEARSON_NEG_BIN;
    T_OK(run(x, 1, param, v) == YX_OK);
    T_NEAR(v[0].score, 7, 1e-15);
}

static void bounds(void **state)
{
    static const double x[] = {1};
    /* h 2, k 0, mean 1: standard 1 + 2; none h - S = 2 - 1; rossi (sqrt(8) - 1)^2; anscombe
     * (1 + 4/3)^(3/2); anscombe2nd 1/9 less; pearson 1 + 2 sqrt 2; anscombeNegBin h - S */
    double upper[N_TRANS] = {
        3, 1, (sqrt(8) - 1) * (sqrt(8) - 1), pow(7. / 3, 1.5), pow(20. / 9, 1.5), 1 + 2 * M_SQRT2,
        2};
    double param[N_PARAM] = {0, 2, 1, STANDARD, 1, 1, NAN, NAN};
    yx_verdict v[1];

    (void)state;
    for (int trans = 0; trans < N_TRANS; trans++) {
        param[TRANS] = trans;
        T_OK(run(x, 1, param, v) == YX_OK);
        T_NEAR(v[0].upper, upper[trans], 1e-14);
    }
}

static void means(void **state)
{
    double x[40], param[N_PARAM] = {1, 5, NAN, STANDARD, NAN, 0, NAN, NAN};
    yx_verdict v[40];

    (void)state;
    for (int t = 0; t < 40; t++)
        x[t] = 10 + 6 * (t % 4 == 1) - 6 * (t % 4 == 3); /* quarters: 10 16 10 4 */
    x[3] = NAN;
    T_OK(run(x, 40, param, v) == YX_OK);
    T_OK(v[7].state == YX_TOO_SHORT && v[8].state == YX_JUDGED); /* two years */
    T_NEAR(v[8].expected, 76. / 7, 1e-14);
    x[3] = 4;
    param[M] = YX_WORD(0);
    param[FROM] = 21;
    T_OK(run(x, 40, param, v) == YX_OK);
    /* exp(a) (2 + 2 cosh b) = 40 and exp(a) 2 sinh b = 12: tanh(b / 2) = 0.3, so 16.9 and 4.9 */
    T_NEAR(v[20].expected + v[21].expected + v[22].expected + v[23].expected, 40, 1e-6);
    T_NEAR(v[21].expected / v[23].expected, exp(4 * atanh(0.3)), 1e-6);
    T_NEAR(v[20].expected, v[22].expected, 1e-6);
    for (int t = 0; t < 40; t++)
        x[t] = 0;
    param[M] = NAN;
    T_OK(run(x, 40, param, v) == YX_OK);
    T_OK(v[20].state == YX_NO_ANSWER && v[20].upper == 0); /* the mean is 0 */
}

/* A mean of 0, as R has it: 0 / 0 is no number, and after it nothing is; 3 / 0 alarms. */
static void mean_of_zero(void **state)
{
    static const double x[] = {3, 0, 3}, y[] = {0, 3, 0};
    double param[N_PARAM] = {0.5, 3, 0, STANDARD, 0.2, 0, NAN, NAN};
    yx_verdict v[3];

    (void)state;
    for (int trans = 0; trans < N_TRANS; trans++) {
        param[TRANS] = trans;
        if (trans == NONE)
            continue;
        T_OK(run(x, 3, param, v) == YX_OK);
        T_OK(v[0].alarm && isinf(v[0].score) && v[0].upper == 0 && v[0].expected == 0);
        T_OK(run(y, 3, param, v) == YX_OK);
        if (trans == ANSCOMBE_2ND) { /* + m^(-1/3) / 9 */
            T_OK(v[0].alarm && isinf(v[0].score) && v[2].alarm);
            continue;
        }
        for (size_t t = 0; t < 3; t++)
            T_OK(v[t].state == YX_NO_ANSWER && !v[t].alarm && v[t].upper == 0 &&
                 yx_is_not_a_number(v[t].score));
        T_OK(run(x, 3, param, v) == YX_OK && v[1].state == YX_NO_ANSWER);
    }
    param[COMPAT] = 1;
    T_OK(run(x, 3, param, v) == YX_OK && v[0].state == YX_NO_ANSWER && isnan(v[0].upper));
}

/* R's table: its values for m 4, alpha 0.2. It ends where alpha x is 100. */
static void the_table_ends(void **state)
{
    static const double x[] = {1, 2, 499, 1, 500, 501, 6};
    double param[N_PARAM] = {1.04, 2.26, 4, ANSCOMBE_NEG_BIN, 0.2, 0, NAN, NAN};
    yx_verdict v[7];

    (void)state;
    T_OK(run(x, 7, param, v) == YX_OK);
    T_NEAR(v[2].score, 21.4717162639902, 1e-13);
    T_NEAR(v[4].score, 40.4781024573607, 1e-13);
    for (size_t t = 5; t < 7; t++)
        T_OK(v[t].state == YX_NO_ANSWER && isnan(v[t].score) && !yx_is_not_a_number(v[t].score));
    param[COMPAT] = 1;
    T_OK(run(x, 7, param, v) == YX_OK && v[5].state == YX_JUDGED && v[6].state == YX_JUDGED);
}

/* --- what R computed --- */

static void check_row(t_fixture *f, const t_row *row, void *arg)
{
    const yx_verdict *v = t_fixture_run(f, arg, row);

    t_fixture_same(row, "expected", v->expected, row->expected, 1e-9, 0);
    t_fixture_same(row, "upper", v->upper, row->upper, 1e-9, 1e-3);
    t_fixture_same(row, "score", v->score, row->score, 1e-9, 1e-3);
    T_OK(v->state == YX_JUDGED && v->alarm == (row->alarm > 0));
}

static void as_r_does(void **state)
{
    t_fixture *f = t_fixture_new();
    union {
        const yx_detector *in;
        void *out;
    } d = {.in = yx_detector_find("cusum")};

    (void)state;
    t_fixture_each(f, "out-cusum.csv.gz", check_row, d.out);
    T_OK(f->n_row == 7840);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums),         cmocka_unit_test(transformations),
        cmocka_unit_test(bounds),       cmocka_unit_test(means),
        cmocka_unit_test(mean_of_zero), cmocka_unit_test(the_table_ends),
        cmocka_unit_test(as_r_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

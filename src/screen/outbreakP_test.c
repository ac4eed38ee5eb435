/* OutbreakP: cases that can be done in the head, and every row that R computed (tests/data/sim). */
#include "screen/detector.h"
#include "tests/support/fixture.h"

#include <float.h>

enum { K, RET, MOST_CASES, FROM, N_PARAM };

static void run(const double *x, size_t n, const double *param, yx_verdict *ret)
{
    const yx_detector *d = yx_detector_find("outbreakP");
    double room[32];
    yx_screen_input in = {.n = n, .observed = x};

    T_OK(d && d->n_param == N_PARAM && n <= 16 && yx_param_find(d, "from") == FROM);
    T_OK(d->run(&in, param, room, ret, NULL) == YX_OK);
}

static void rising(void **state)
{
    static const double x[] = {2, 2, GAP, 8, 6, 0}, zeros[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    double param[N_PARAM] = {100, 0, 1e5, 1};
    yx_verdict v[10];

    (void)state;
    run(x, 6, param, v);
    T_NEAR(v[0].upper, 1, 0);
    T_NEAR(v[1].upper, 1, 1e-15);
    T_OK(v[2].state == YX_GAP && !v[3].alarm);
    /* 2 2 | 8, mean 4: (1/2)^4 2^8 = 16 */
    T_NEAR(v[3].upper, 16, 1e-13);
    /* 2 2 | 7 7, mean 4.5 */
    T_NEAR(v[4].upper, pow(2 / 4.5, 4) * pow(7 / 4.5, 14), 1e-13);
    /* 2 2 | 14/3, mean 3.6 */
    T_NEAR(v[5].upper, pow(2 / 3.6, 4) * pow(14 / 3. / 3.6, 14), 1e-13);
    /* nine zeros, then y: (y / (y / 10))^y = 10^y, which is 100 for 2, not more */
    param[RET] = 1;
    run(zeros, 10, param, v);
    T_OK(v[9].upper == 3 && !v[9].alarm && v[9].state == YX_JUDGED);
    param[FROM] = 3;
    run(x, 6, param, v);
    T_OK(v[1].state == YX_TOO_SHORT && v[3].state == YX_JUDGED && v[3].expected == 8);
}

/* R: with k 10 these counts alarm from 8 on at the sixth, from 9, 9, 9 before and 5, 8, 8 after. */
static void counts(void **state)
{
    static const double x[] = {3, 2, 4, 3, 5, 9, 2, 3, 1},
                        wave[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 305, 400};
    static const double upper[] = {GAP, GAP, 9, 9, 9, 8, 5, 8, 8};
    double param[N_PARAM] = {10, 1, 10, 1};
    yx_verdict v[11];

    (void)state;
    for (int most = 10; most > 0; most -= 9) {
        param[MOST_CASES] = most;
        run(x, 9, param, v);
        for (int i = 0; i < 9; i++) {
            T_OK(v[i].state == YX_JUDGED && v[i].alarm == (i == 5));
            if (most == 10 || v[i].alarm) /* an alarm's count is found, however large */
                T_OK(v[i].upper == upper[i] || (isnan(v[i].upper) && isnan(upper[i])));
            else
                T_OK(isnan(v[i].upper));
        }
    }
    param[RET] = 0;
    run(wave, 11, param, v);
    T_NEAR(v[9].upper / 1e305, 1, 1e-10); /* 10^305 */
    T_OK(v[9].alarm && v[10].alarm && v[10].upper == DBL_MAX);
}

static void check_row(t_fixture *f, const t_row *row, void *arg)
{
    const yx_verdict *v = t_fixture_run(f, yx_detector_find("outbreakP"), row);

    (void)arg;
    t_fixture_same(row, "upper", v->upper, row->upper, 1e-9, 0);
    T_OK(v->state == YX_JUDGED && v->alarm == (row->alarm > 0));
}

static void as_r_does(void **state)
{
    t_fixture *f = t_fixture_new();

    (void)state;
    t_fixture_each(f, "out-outbreakP.csv.gz", check_row, NULL);
    T_OK(f->n_row == 350);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(rising), cmocka_unit_test(counts),
                                       cmocka_unit_test(as_r_does)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

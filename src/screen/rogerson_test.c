/* By head, and every row that R's surveillance computed on the simulated series. */
#include "tests/support/fixture.h"

#include "screen/arl.h"

enum { S, ARL0, THETA, H, FROM, TO, N_PARAM };

static const yx_detector *detector(void)
{
    const yx_detector *d = yx_detector_find("rogerson");

    T_OK(d && d->n_param == N_PARAM && yx_param_find(d, "h") == H && yx_param_find(d, "to") == TO);
    return d;
}

static void judge(const double *x, size_t n, const double *param, yx_verdict *v)
{
    const yx_detector *d = detector();
    yx_screen_input in = {.n = n, .observed = x, .per_year = 52};
    double *room = malloc((yx_screen_room(d, n, param) + 1) * sizeof *room);

    T_OK(room != NULL);
    T_OK(yx_screen(d, &in, param, YX_LOOK_HIGH, room, v, NULL) == YX_OK);
    free(room);
}

/* Training 2 2 2: mean 2, theta1 = 2 + sqrt 2, k = sqrt 2 / ln(theta1 / 2) = 2.64, so 2.6. With h =
 * h(2) counts of 5 5 5 5 add 2.4 each; the gap adds nothing. */
static void by_head(void **state)
{
    const double x[] = {2, 2, 2, 5, 5, GAP, 5, 5, 0};
    double param[N_PARAM] = {1, 500, 0, GAP, 4, GAP}, h, arl, sum = 0;
    double *room = malloc((yx_hvalue_room(500, 1, 2) + 1) * sizeof *room);
    yx_verdict v[9];

    (void)state;
    T_OK(room && yx_hvalue(500, 1, 2, 0.02, room, &h, &arl));
    T_NEAR(yx_hvalue_k(2, 1), 2.6, 1e-15);
    free(room);
    judge(x, 9, param, v);
    for (size_t t = 0; t < 3; t++)
        T_OK(v[t].state == YX_TOO_SHORT);
    for (size_t t = 3; t < 9; t++) {
        if (isnan(x[t])) {
            T_OK(v[t].state == YX_GAP);
            continue;
        }
        T_OK(v[t].state == YX_JUDGED && v[t].expected == 2);
        T_NEAR(v[t].upper, ceil(h - sum + 2.6), 1e-12);
        sum = fmax(0, sum + x[t] - 2.6);
        T_OK(v[t].alarm == (sum >= h));
        T_OK(v[t].alarm == (x[t] >= v[t].upper));
    }
    T_OK(v[7].alarm && !v[4].alarm); /* 4 x 2.4 = 9.6 is beyond, 4.8 is not */
    param[TO] = 5;
    judge(x, 9, param, v);
    T_OK(v[4].state == YX_JUDGED && v[6].state == YX_TOO_SHORT);
}

/* h as R's search ends at, on many kinds of chart; its values. */
static void limits_as_r(void **state)
{
    static const struct {
        double arl0, s, theta0, h;
    } rows[] = {
        {500, 1, 4.6, 11.2},    {100, 0.5, 0.3, 3.3},  {100, 0.5, 3, 8.5},
        {100, 1.5, 1.1, 3.4},   {20, 0.8, 12.2, 6.2},  {10, 0.3, 8.4, 4.6},
        {1000, 2, 12, 11.8},    {1000, 0.5, 12, 32.5}, {10000, 0.3, 2.9, 40.3},
        {2000, 0.3, 0.5, 11.6}, {500, 0.1, 0.1, 6.7},  {10000, 1.3, 1.2, 9.6},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(rows); i++) {
        size_t n = yx_hvalue_room(rows[i].arl0, rows[i].s, rows[i].theta0);
        double *room = malloc((n + 1) * sizeof *room), h = 0, arl;

        T_OK(room && yx_hvalue(rows[i].arl0, rows[i].s, rows[i].theta0, 0.02, room, &h, &arl));
        T_NEAR(h, rows[i].h, 1e-12);
        free(room);
    }
}

static void cannot(void **state)
{
    const double large[] = {13, 13, 13, 13}, low[] = {-1, -1, -1, -1}, none[] = {GAP, GAP, GAP, 3},
                 first[] = {3, 3, 3, 3}, rare[] = {0, 0, 0, 1};
    double param[N_PARAM] = {1, 500, 0, GAP, 4, GAP};
    yx_verdict v[4];

    (void)state;
    judge(large, 4, param, v);
    T_OK(v[3].state == YX_NO_ANSWER);
    judge(low, 4, param, v);
    T_OK(v[3].state == YX_NO_ANSWER);
    judge(none, 4, param, v);
    T_OK(v[3].state == YX_NO_ANSWER);
    judge(rare, 4, param, v);
    T_OK(v[3].state == YX_JUDGED && v[3].expected == 0.1);
    param[FROM] = 1;
    judge(first, 4, param, v);
    T_OK(v[3].state == YX_TOO_SHORT);
}

static void compare(t_fixture *f, const t_row *row, void *arg)
{
    const yx_verdict *v = t_fixture_run(f, detector(), row);

    (void)arg;
    T_OK(v->state == YX_JUDGED);
    t_fixture_same(row, "expected", v->expected, row->expected, 1e-12, 0);
    t_fixture_same(row, "upper", v->upper, row->upper, 0, 0);
    T_OK(v->alarm == (row->alarm == 1));
}

static void as_r(void **state)
{
    t_fixture *f = t_fixture_new();

    (void)state;
    t_fixture_each(f, "out-rogerson.csv.gz", compare, NULL);
    T_OK(f->n_row == 1280);
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(by_head), cmocka_unit_test(limits_as_r),
                                       cmocka_unit_test(cannot), cmocka_unit_test(as_r)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Likelihood ratio charts: cases that can be done in the head, a search over a grid, and every row
 * that R computed (tests/data/sim). */
#include "screen/detector.h"
#include "screen/glr.h"
#include "tests/support/fixture.h"

enum { MOST = 200 };

typedef struct option {
    const char *name;
    double value;
} option;

static yx_code run(const char *name, const double *x, size_t n, const option *set, size_t n_set,
                   yx_verdict *ret)
{
    const yx_detector *d = yx_detector_find(name);
    yx_screen_input in = {.n = n, .observed = x, .per_year = 4};
    double param[YX_PARAM_MAX], *room;
    yx_code rc;

    T_OK(d && n <= MOST);
    for (size_t i = 0; i < d->n_param; i++)
        param[i] = d->param[i].dflt;
    for (size_t i = 0; i < n_set; i++) {
        T_OK(yx_param_find(d, set[i].name) < d->n_param);
        param[yx_param_find(d, set[i].name)] = set[i].value;
    }
    room = calloc(yx_screen_room(d, n, param) + 1, sizeof *room);
    T_OK(room != NULL);
    rc = d->run(&in, param, room, ret, NULL);
    free(room);
    return rc;
}

static void poisson(void **state)
{
    static const double x[] = {1, 1, 4, GAP, 1, 2};
    static const option level[] = {{"mu0", 1}, {"c.ARL", 2.5}};
    static const option cases[] = {{"mu0", 1}, {"c.ARL", 2.5}, {"ret", 1}};
    yx_verdict v[6];

    (void)state;
    T_OK(run("glrpois", x, 6, level, 2, v) == YX_OK);
    T_NEAR(v[1].upper, 0, 0);
    T_NEAR(v[2].upper, 4 * log(4) - 3, 1e-14); /* 2.545; with the 1 before 5 log 2.5 - 3 = 1.58 */
    T_OK(v[2].alarm && v[3].state == YX_GAP);
    T_NEAR(v[2].score, v[2].upper / 2.5, 1e-15);
    T_NEAR(v[4].upper, 0, 0); /* anew after the alarm */
    T_NEAR(v[5].upper, 2 * log(2) - 1, 1e-14);
    T_OK(!v[5].alarm && v[5].expected == 1);
    T_OK(run("glrpois", x, 6, cases, 3, v) == YX_OK);
    T_OK(v[0].upper == 4 && v[2].upper == 4 && v[4].upper == 4);
    T_OK(v[5].upper == 4); /* 1 4: 1.58; 4: 2.545 */
}

static void known_and_falling(void **state)
{
    static const double x[] = {1, 4, 4, 0, 0};
    static const option known[] = {{"mu0", 1}, {"c.ARL", 100}, {"theta", M_LN2}};
    static const option falling[] = {{"mu0", 1}, {"c.ARL", 1.5}, {"dir", 1}, {"compat", 1}};
    static const option least[] = {
        {"mu0", 1}, {"c.ARL", 1.5}, {"dir", 1}, {"ret", 1}, {"compat", 1}};
    yx_verdict v[5];

    (void)state;
    T_OK(run("glrpois", x, 5, known, 3, v) == YX_OK);
    T_NEAR(v[2].upper, 8 * M_LN2 - 2, 1e-14);
    T_NEAR(v[3].upper, 8 * M_LN2 - 3, 1e-14); /* a CUSUM */
    T_OK(run("glrpois", x, 5, falling, 4, v) == YX_OK);
    T_OK(v[2].upper == 0 && v[3].upper == 1 && !v[3].alarm);
    T_OK(v[4].upper == 2 && v[4].alarm); /* two zeros, where two are expected */
    T_OK(run("glrpois", x, 5, least, 5, v) == YX_OK);
    T_OK(isnan(v[3].upper)); /* even a zero would not alarm: G = 1 */
    T_OK(v[4].upper == 0);
    /* R leaves out windows without cases */
    T_OK(run("glrpois", x, 5, falling, 3, v) == YX_OK);
    T_OK(v[3].upper == 0 && v[4].upper == 0 && !v[4].alarm);
    T_OK(run("glrpois", x, 5, least, 4, v) == YX_OK);
    T_OK(v[3].upper == 0 && v[4].upper == 0);
}

static void windows(void **state)
{
    static const double x[] = {0, 5, 0, 0, 5};
    static const option back_1[] = {{"mu0", 1}, {"c.ARL", 100}, {"M", 1}};
    static const option two[] = {{"mu0", 1}, {"c.ARL", 100}, {"Mtilde", 2}, {"compat", 1}};
    yx_verdict v[5];

    (void)state;
    /* With M, Poisson counts: k to n - 1, so just the last two periods here. */
    T_OK(run("glrpois", x, 5, back_1, 3, v) == YX_OK);
    T_NEAR(v[1].upper, 5 * log(2.5) - 3, 1e-14);
    T_NEAR(v[3].upper, 0, 0);
    T_OK(run("glrpois", x, 5, two, 4, v) == YX_OK);
    T_NEAR(v[1].upper, 5 * log(2.5) - 3, 1e-14);
    T_NEAR(v[4].upper, 10 * log(2.5) - 6, 1e-14); /* 5 0 0 5 */
    /* R without M: Mtilde periods before the first answer, then every window. Its values. */
    T_OK(run("glrpois", x, 5, two, 3, v) == YX_OK);
    T_NEAR(v[0].upper, 0, 0);
    T_NEAR(v[1].upper, 5 * log(5) - 4, 1e-14);
    T_NEAR(v[2].upper, 1.5814536593707755, 1e-14);
    T_NEAR(v[4].upper, 4.0471895621705025, 1e-14);
}

static void negative_binomial(void **state)
{
    static const double x[] = {1, 7}, sharp[] = {6};
    static const option one[] = {{"mu0", 1}, {"alpha", 1}, {"c.ARL", 100}, {"compat", 1}};
    static const option two[] = {
        {"mu0", 1}, {"alpha", 1}, {"c.ARL", 100}, {"compat", 0}, {"Mtilde", 2}};
    static const option rare[] = {{"mu0", 0.04}, {"alpha", 0.2}, {"compat", 1}};
    yx_verdict v[2];

    (void)state;
    T_OK(run("glrnb", x, 2, one, 4, v) == YX_OK);
    T_NEAR(v[1].upper, 7 * log(7) + 8 * log(2. / 8), 1e-13);
    T_OK(run("glrnb", x, 2, two, 5, v) == YX_OK);
    T_NEAR(v[1].upper, 8 * log(4) + 10 * log(2. / 5), 1e-12); /* 1 7: mean 4 */
    /* R's search runs away from a change this sharp; ours does not. */
    T_OK(run("glrnb", sharp, 1, rare, 3, v) == YX_OK);
    T_NEAR(v[0].upper, 6 * log(150) + 11 * log(1.008 / 2.2), 1e-13);
    T_OK(v[0].alarm);
    T_OK(run("glrnb", sharp, 1, rare, 2, v) == YX_OK);
    T_OK(v[0].upper == 0 && !v[0].alarm);
}

/* A mean that moves: the supremum against a grid. */
static void against_a_grid(void **state)
{
    static const double x[] = {3, 0, 5, 9, 1, 8}, m[] = {1, 2, 4, 3.5, 0.5, 6};
    yx_glr g = {.x = x, .m = m, .alpha = 0.5, .kappa = NAN, .window = SIZE_MAX, .least = 1};

    (void)state;
    for (int down = 0; down < 2; down++)
        for (size_t n = 0; n < 6; n++) {
            double best = 0;
            g.down = down;
            for (size_t k = 0; k <= n; k++)
                for (double kappa = -12; kappa < 4; kappa += 1. / 1024) {
                    double sum = 0;
                    if (down ? kappa > 0 : kappa < 0)
                        continue;
                    for (size_t t = k; t <= n; t++)
                        sum += x[t] * kappa +
                               (x[t] + 2) * log((1 + m[t] / 2) / (1 + m[t] / 2 * exp(kappa)));
                    best = fmax(best, sum);
                }
            g.as_r = false;
            T_OK(fabs(yx_glr_at(&g, 0, n, x[n]) - best) < 2e-5);
            g.as_r = true;
            T_OK(fabs(yx_glr_at(&g, 0, n, x[n]) - best) < 2e-5);
        }
}

/* Many windows, so that series do the work: the supremum by bisection of the slope of each. */
static void long_series(void **state)
{
    double x[MOST], m[MOST], worst = 0;
    yx_glr g = {.x = x, .m = m, .alpha = 0.3, .kappa = NAN, .window = SIZE_MAX, .least = 1};

    (void)state;
    for (int t = 0; t < MOST; t++) {
        m[t] = 20 * exp(0.7 * sin(t / 8.3));
        x[t] = floor(m[t] * exp(0.4 + 0.5 * sin(t * 2.1) + 0.8 * (t > 150)));
    }
    for (size_t n = 20; n < MOST; n += 45) {
        double best = 0;
        for (size_t k = 0; k <= n; k++) {
            double low = 0, high = 10, sum = 0;
            while (high - low > 1e-12) {
                double mid = (low + high) / 2, slope = 0;
                for (size_t t = k; t <= n; t++) {
                    double a = 0.3 * m[t] * exp(mid);
                    slope += x[t] - (x[t] + 1 / 0.3) * a / (1 + a);
                }
                *(slope > 0 ? &low : &high) = mid;
            }
            for (size_t t = k; t <= n; t++)
                sum += x[t] * low +
                       (x[t] + 1 / 0.3) * log((1 + 0.3 * m[t]) / (1 + 0.3 * m[t] * exp(low)));
            best = fmax(best, sum);
        }
        g.as_r = false;
        worst = fmax(worst, fabs(yx_glr_at(&g, 0, n, x[n]) / best - 1));
        g.as_r = true;
        worst = fmax(worst, fabs(yx_glr_at(&g, 0, n, x[n]) / best - 1));
    }
    T_OK(worst < 1e-10);
}

/* Searches of R's that run away, upwards and downwards, and some that do not: its values. */
static const struct {
    double alpha;
    bool down;
    double x[7], m[7], want[7];
} searches[] = {
    {0.1,
     false,
     {0, 0, 2, 0, 20, 2},
     {.3, .3, .3, .3, .3, .3},
     {0, 0, 1.9610869151428409, 0.96141530227070027, 0, 1.9610869151428398}},
    {0.2,
     false,
     {7, 1, 0, 0, 3, 1},
     {.14, .14, .14, .14, .14, .14},
     {0, 1.0378745178069462, 0.52832053532802059, 0.27672690203115802, 5.6550677374207297,
      6.3130411734957583}},
    {0.01,
     true,
     {49, 47, 0, 1, 120, 8},
     {11, 6, 6, 4.5, 5.5, 12.5},
     {0, 0, 5.8268907290994134, 6.9194869658270424, 0, 0}},
    {0.01,
     true,
     {0, 23, 2, 0, 0},
     {.4, .8, .75, 1.5, .5},
     {0.39920212329699839, 0, 0, 1.4888612493750559, 1.9876153785843016}},
    {5,
     true,
     {2, 1, 1, 0, 0, 1, 0},
     {6, 7, 4, 5, 6, 3, 4},
     {0.082177672374687649, 0.25572210291944519, 0.37258761194640844, 0.65161930760429643,
      1.3384167485013259, 0, 0.60890448754468463}},
};

static void searches_as_r(void **state)
{
    (void)state;
    for (size_t i = 0; i < YX_COUNT(searches); i++) {
        yx_glr g = {.x = searches[i].x,
                    .m = searches[i].m,
                    .alpha = searches[i].alpha,
                    .kappa = NAN,
                    .down = searches[i].down,
                    .as_r = true,
                    .window = SIZE_MAX,
                    .least = 1};
        for (size_t n = 0; n < 7 && searches[i].m[n] > 0; n++)
            T_NEAR(yx_glr_at(&g, 0, n, g.x[n]), searches[i].want[n], 1e-9);
    }
}

/* What count would alarm, as R answers: its values. */
static void cases_as_r(void **state)
{
    static const double x[] = {3, 9, 2, 7, 12, 1}, zero[] = {8, 0, 4}, low[] = {18, 5, 15, 3};
    static const double want[][6] = {{14, 14, 11, 14, 13, 8}, {1e99, 1e99, 11, 1e99, 13, 8}};
    static const option search[] = {
        {"mu0", 4}, {"alpha", 0.2}, {"c.ARL", 3}, {"ret", 1}, {"xMax", 12}};
    static const option known[] = {{"mu0", 4}, {"c.ARL", 3}, {"ret", 1}, {"theta", 0.5}};
    static const option none[] = {{"mu0", 2.9}, {"alpha", 0.3}, {"c.ARL", 1}, {"ret", 1}};
    static const option small[] = {
        {"mu0", 2.9}, {"alpha", 0.3}, {"c.ARL", 1}, {"ret", 1}, {"xMax", 5}};
    static const option down[] = {{"mu0", 20}, {"c.ARL", 2}, {"ret", 1}, {"dir", 1}};
    yx_verdict v[6];

    (void)state;
    for (size_t i = 0; i < 2; i++) { /* one above xMax is still tried */
        T_OK(run("glrnb", x, 6, search, 4 + i, v) == YX_OK);
        for (size_t t = 0; t < 6; t++)
            T_OK(v[t].upper == want[i][t]);
    }
    T_OK(run("glrpois", x, 6, known, 4, v) == YX_OK); /* not whole */
    T_NEAR(v[1].upper, (3 + 4 * expm1(0.5)) / 0.5, 1e-13);
    T_NEAR(v[3].upper, 10.56931, 1e-5);
    T_OK(run("glrnb", zero, 3, none, 4, v) == YX_OK);
    T_OK(v[0].upper == 8 && v[1].upper == 1e99 && v[2].upper == 8); /* not from 0 */
    T_OK(run("glrnb", zero, 3, small, 5, v) == YX_OK);
    T_OK(v[0].upper == 0 && v[0].alarm);               /* above xMax */
    T_OK(run("glrpois", low, 4, down, 4, v) == YX_OK); /* the least that does not alarm */
    T_OK(v[0].upper == 0 && v[1].upper == 12 && v[2].upper == 0 && v[3].upper == 14);
}

static void epidemic(void **state)
{
    static const double x[] = {5, 8, 2, 2};
    static const option epi[] = {{"mu0", 2.8}, {"c.ARL", 100}, {"change", 1}, {"compat", 1}};
    static const option wrong[] = {{"change", 1}, {"alpha", 1}};
    yx_verdict v[4];

    (void)state;
    T_OK(run("glrpois", x, 4, epi, 4, v) == YX_OK);
    T_OK(v[0].upper == 0);                             /* nothing before it */
    T_NEAR(v[1].upper, 8 * log(8 / 2.8) - 5.2, 1e-12); /* lambda = 5.2 / 5 */
    T_OK(v[2].upper < v[1].upper && v[3].upper <= v[2].upper + 1e-12);
    T_OK(run("glrpois", x, 2, epi, 3, v) == YX_OK);
    T_NEAR(v[1].upper, 8 * log(8 / 2.8) - 5.2, 1e-9); /* as R does */
    T_OK(run("glrpois", x, 4, wrong, 2, v) == YX_E_RANGE);
}

/* R's steps near lambda = 0, its values: 1e-8 where the statistic is 0. */
static void epidemic_as_r(void **state)
{
    static const double x[] = {3, 9, 2, 7, 12, 1, 4, 8, 20}, y[] = {8, 2, 4, 4, 5, 6};
    static const double want[] = {0,
                                  1.0602847016700316e-06,
                                  0,
                                  0.017434086602828469,
                                  2.9789576501427479,
                                  0,
                                  0,
                                  4.8511423136245427e-07,
                                  17.178383314581247};
    static const option epi[] = {{"mu0", 4}, {"c.ARL", 2}, {"change", 1}};
    static const option two[] = {{"mu0", 2.9}, {"c.ARL", 100}, {"change", 1}, {"Mtilde", 2}};
    yx_verdict v[9];

    (void)state;
    T_OK(run("glrpois", x, 9, epi, 3, v) == YX_OK);
    for (size_t t = 0; t < 9; t++)
        T_NEAR(v[t].upper, want[t], 1e-11);
    T_OK(run("glrpois", y, 6, two, 4, v) == YX_OK);
    T_OK(v[2].upper == 0); /* 5.9e-8 without Mtilde */
    T_NEAR(v[5].upper, 0.76867525356609034, 1e-12);
}

/* Counts 2 and 10 in turns have mean 6 and, by moments, alpha (16 - 6) / 36 = 0.28. The likelihood
 * has its maximum at 0.358566 (golden section search in Python), which gives 30 log 5 + (30 +
 * 1/alpha) log((1 + 6 alpha) / (1 + 30 alpha)) for 30 cases. Counts that hardly vary have no
 * maximum: alpha goes towards 0. */
static void fitted_alpha(void **state)
{
    static const option fit[] = {
        {"mu0", YX_WORD(0)}, {"mu0value", 6}, {"alpha", YX_WORD(0)}, {"from", 41}, {"c.ARL", 100}};
    double x[42];
    yx_verdict v[42];

    (void)state;
    for (int t = 0; t < 42; t++)
        x[t] = t % 2 ? 2 : 10;
    x[40] = 30;
    T_OK(run("glrnb", x, 42, fit, 5, v) == YX_OK);
    T_OK(v[39].state == YX_TOO_SHORT && v[40].state == YX_JUDGED);
    T_NEAR(v[40].upper, 5.113236793305759, 1e-6);
    for (int t = 0; t < 40; t++)
        x[t] = t % 2 ? 5 : 7;
    T_OK(run("glrnb", x, 42, fit, 5, v) == YX_OK);
    T_NEAR(v[40].upper, 30 * log(5) - 24, 1e-3); /* Poisson */
}

static void odd_series(void **state)
{
    static const double step[][3] = {
        {0, 0, 0},           {7, 7, 7},       {GAP, GAP, GAP},          {1e300, 2e300, 0},
        {1e-310, 0, 5e-324}, {1e15, 1e15, 1}, {INFINITY, 0, -INFINITY}, {0, 0, 1e6}};
    static const option one[][3] = {{{"alpha", 0.2}},
                                    {{"alpha", 0.2}, {"dir", 1}},
                                    {{"alpha", YX_WORD(0)}},
                                    {{"change", 1}},
                                    {{"ret", 1}, {"dir", 1}},
                                    {{"ret", 1}, {"alpha", 0.2}},
                                    {{"theta", -1}},
                                    {{"mu0", 3}, {"alpha", 1e6}},
                                    {{"mu0", YX_WORD(0)}, {"M", 3}},
                                    {{"compat", 1}, {"alpha", 0.2}},
                                    {{"compat", 1}, {"change", 1}},
                                    {{"compat", 1}, {"alpha", 1e-9}, {"dir", 1}},
                                    {{"from", 150}},
                                    {{"from", 1}}};
    double x[MOST];
    yx_verdict v[MOST];

    (void)state;
    for (size_t s = 0; s < YX_COUNT(step); s++)
        for (size_t k = 0; k < YX_COUNT(one); k++) {
            size_t n_set = one[k][2].name ? 3 : one[k][1].name ? 2 : 1;
            for (size_t t = 0; t < MOST; t++)
                x[t] = step[s][t % 3];
            T_OK(run("glrnb", x, k == 12 ? 100 : MOST, one[k], n_set, v) == YX_OK);
            for (size_t t = 0; t < (k == 12 ? 100 : MOST); t++)
                T_OK(v[t].state == YX_JUDGED || (!v[t].alarm && isnan(v[t].upper)));
        }
}

/* --- what R computed --- */

static void check_row(t_fixture *f, const t_row *row, void *arg)
{
    const yx_verdict *v = t_fixture_run(f, arg, row);
    bool fitted = strstr(row->options, "fit\"") != NULL;

    t_fixture_same(row, "expected", v->expected, row->expected, fitted ? 1e-6 : 1e-9, 0);
    t_fixture_same(row, "upper", v->upper, row->upper, 1e-6, 1e-6);
    T_OK(v->state == YX_JUDGED && v->alarm == (row->alarm > 0));
}

static void as_r_does(void **state)
{
    static const char *const all[] = {"glrpois", "glrnb"};
    t_fixture *f = t_fixture_new();
    char file[64];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(all); i++) {
        union {
            const yx_detector *in;
            void *out;
        } d = {.in = yx_detector_find(all[i])};

        snprintf(file, sizeof file, "out-%s.csv.gz", all[i]);
        t_fixture_each(f, file, check_row, d.out);
        T_OK(f->n_row == 5600);
    }
    free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poisson),        cmocka_unit_test(known_and_falling),
        cmocka_unit_test(windows),        cmocka_unit_test(negative_binomial),
        cmocka_unit_test(against_a_grid), cmocka_unit_test(long_series),
        cmocka_unit_test(searches_as_r),  cmocka_unit_test(cases_as_r),
        cmocka_unit_test(epidemic),       cmocka_unit_test(epidemic_as_r),
        cmocka_unit_test(fitted_alpha),   cmocka_unit_test(odd_series),
        cmocka_unit_test(as_r_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

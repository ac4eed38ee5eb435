/* Walks the table: what every detector must hold, also the next one that somebody writes. */
#include "screen/detector.h"
#include "tests/support/t.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 600, OUTBREAK = 500, ROOM = 512 * N };

static double *room;
static int32_t year[N], season[N];

/* Options that a detector cannot do without, in the unit of the figures of planted(). */
static const struct {
    const char *detector, *param;
    double value;
} needed[] = {{"threshold", "level_3", 120}, {"mpm", "p", 1}};

/* Methods for counts, whose variance follows from the mean: a thousand times the figures are other
 * figures. */
static const char *const of_counts[] = {
    "bayes",   "cusum",     "farrington", "farringtonFlexible", "farringtonStay", "glrnb",
    "glrpois", "outbreakP", "rki"};

static bool is_of_counts(const yx_detector *d)
{
    for (size_t i = 0; i < YX_COUNT(of_counts); i++)
        if (strcmp(of_counts[i], d->name) == 0)
            return true;
    return false;
}

static void defaults(const yx_detector *d, double unit, double *param)
{
    for (size_t i = 0; i < d->n_param; i++)
        param[i] = d->param[i].dflt;
    for (size_t k = 0; k < YX_COUNT(needed); k++)
        if (strcmp(needed[k].detector, d->name) == 0) {
            size_t at = yx_param_find(d, needed[k].param);
            bool scaled = strcmp(d->param[at].unit, "figure") == 0;
            param[at] = (scaled ? unit : 1) * needed[k].value;
        }
}

/* A level series with one outbreak, weekly. */
static void planted(double unit, double *x)
{
    for (size_t t = 0; t < N; t++)
        x[t] = unit * (100 + sin((double)t * 2.1) + (t == OUTBREAK ? 60 : 0));
}

/* Runs in every direction that these options allow; `ret` is that of `high`. */
static void run(const yx_detector *d, const double *x, size_t n, const double *param,
                yx_verdict *ret)
{
    yx_screen_input in = {.n = n, .observed = x, .year = year, .season = season, .per_year = 52};
    yx_err err = {0};
    yx_code rc;

    T_OK(yx_screen_room(d, n, param) <= ROOM);
    rc = yx_screen(d, &in, param, YX_LOOK_LOW, room, ret, &err);
    T_OK(rc == YX_OK || rc == YX_E_RANGE);
    rc = yx_screen(d, &in, param, YX_LOOK_BOTH, room, ret, &err);
    T_OK(rc == YX_OK || rc == YX_E_RANGE);
    T_OK(yx_screen(d, &in, param, YX_LOOK_HIGH, room, ret, &err) == YX_OK);
}

static void check_params(const yx_detector *d)
{
    T_OK(yx_detector_find(d->name) == d);
    T_OK(d->source[0] && d->what[0] && d->run && d->min_len);
    T_OK(d->n_param <= YX_PARAM_MAX && yx_param_find(d, "") == SIZE_MAX);
    for (size_t i = 0; i < d->n_param; i++) {
        const yx_param *p = &d->param[i];
        size_t words = 0;

        T_OK(yx_param_find(d, p->name) == i && p->unit[0] && p->what[0]);
        T_OK(p->lo < p->hi && (isnan(p->dflt) || (p->lo <= p->dflt && p->dflt <= p->hi) ||
                               (p->or_word && p->dflt <= YX_WORD(0))));
        T_OK(!p->whole || isnan(p->dflt) || p->dflt == floor(p->dflt));
        while (p->words && p->words[words])
            words++;
        T_OK(!p->words || p->or_word || (p->whole && p->lo == 0 && p->hi == (double)words - 1));
    }
}

static void check_min_len(const yx_detector *d)
{
    double x[N], param[YX_PARAM_MAX];
    yx_verdict v[N];
    size_t least;

    planted(1, x);
    defaults(d, 1, param);
    least = d->min_len(param);
    T_OK(least >= 1 && least < N);
    run(d, x, least - 1, param, v);
    for (size_t t = 0; t + 1 < least; t++)
        T_OK(v[t].state == YX_TOO_SHORT && !v[t].alarm);
}

/* An outbreak is seen, quiet weeks are not, and it does not matter in which unit, unless it is
 * counts that the method is for. */
static void check_outbreak(const yx_detector *d)
{
    double x[N], param[YX_PARAM_MAX];
    yx_verdict a[N], b[N];
    size_t quiet = 0;

    planted(1, x);
    defaults(d, 1, param);
    run(d, x, N, param, a);
    planted(1000, x);
    defaults(d, 1000, param);
    run(d, x, N, param, b);
    T_OK(a[OUTBREAK].state == YX_JUDGED && a[OUTBREAK].alarm);
    for (size_t t = 0; t < N; t++) {
        quiet += a[t].alarm;
        if (is_of_counts(d))
            continue;
        T_OK(a[t].state == b[t].state && a[t].alarm == b[t].alarm && a[t].level == b[t].level);
        T_NEAR(1000 * a[t].expected, b[t].expected, 1e-12);
        T_NEAR(1000 * a[t].upper, b[t].upper, 1e-12);
        T_OK((isnan(a[t].score) && isnan(b[t].score)) || fabs(a[t].score - b[t].score) < 1e-9);
    }
    T_OK(quiet < N / 20);
}

/* No input makes it crash, and a verdict always holds together. */
static void check_odd_series(const yx_detector *d)
{
    static const double step[][3] = {
        {0, 0, 0},           {7, 7, 7},       {GAP, GAP, GAP},       {1e300, 2e300, -1e300},
        {1e300, 0, 1e300},   {-5, -6, -7},    {GAP, 1, 2},           {INFINITY, 0, -INFINITY},
        {1e-310, 0, 4e-320}, {-0.0, 0, -0.0}, {1e18, 1e18 + 512, 1}, {DBL_MAX, -DBL_MAX, DBL_MAX},
    };

    for (size_t k = 0; k < YX_COUNT(step); k++) {
        double x[N], param[YX_PARAM_MAX];
        yx_verdict v[N];

        for (size_t t = 0; t < N; t++)
            x[t] = step[k][t % 3];
        defaults(d, 1, param);
        run(d, x, N, param, v);
        for (size_t t = 0; t < N; t++) {
            T_OK((v[t].state == YX_GAP) == (isnan(x[t]) != 0));
            T_OK(v[t].state == YX_JUDGED ||
                 (!v[t].alarm && v[t].level == 0 && (isnan(v[t].upper) || v[t].upper == 0) &&
                  isnan(v[t].score)));
            T_OK(v[t].level >= 0 && v[t].level <= 4);
            T_OK(isnan(v[t].p) || (v[t].p >= 0 && v[t].p <= 1));
            T_OK(k > 1 || !v[t].alarm); /* constant is not too high */
        }
    }
}

/* --- what comes later, and what is not wanted --- */

static bool near(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b || fabs(a - b) <= 1e-9 * fmax(fabs(a), fabs(b));
}

static void must_be_same(const yx_detector *d, const char *why, size_t t, const yx_verdict *a,
                         const yx_verdict *b)
{
    if (a->state != b->state || a->alarm != b->alarm || a->level != b->level ||
        !near(a->upper, b->upper) || !near(a->score, b->score) || !near(a->p, b->p))
        fail_msg("%s: %s, period %zu: %.17g %.17g", d->name, why, t, a->upper, b->upper);
}

/* Seasonal counts with gaps, some far too high or low. */
static void uneven(double *x)
{
    uint32_t s = 12345;

    for (size_t t = 0; t < N; t++) {
        s = s * 1664525u + 1013904223u;
        x[t] = floor(40 + 20 * sin((double)t / 8.3) + (double)(s >> 24) / 16);
        x[t] = s >> 16 & 31 ? x[t] : (s >> 23 & 1 ? GAP : (s >> 22 & 1 ? 150 : 3));
    }
}

/* A verdict knows nothing of what was reported later, and is the same when only those from some
 * period on are wanted. */
static void check_from(const yx_detector *d)
{
    double x[N], param[YX_PARAM_MAX];
    yx_verdict whole[N], part[N];

    uneven(x);
    defaults(d, 1, param);
    for (yx_look look = YX_LOOK_HIGH; look < YX_N_LOOK; look++) {
        yx_screen_input in = {
            .n = N, .observed = x, .year = year, .season = season, .per_year = 52};
        if (yx_screen(d, &in, param, look, room, whole, NULL) != YX_OK)
            continue;
        for (in.n = N - 1; in.n > N - 150; in.n -= 37) {
            in.from = 0;
            T_OK(yx_screen(d, &in, param, look, room, part, NULL) == YX_OK);
            for (size_t t = 0; t < in.n; t++)
                must_be_same(d, "later figures", t, &whole[t], &part[t]);
            in.from = in.n - 21;
            memset(part, 0, sizeof part);
            T_OK(yx_screen(d, &in, param, look, room, part, NULL) == YX_OK);
            for (size_t t = in.from; t < in.n; t++)
                must_be_same(d, "from", t, &whole[t], &part[t]);
        }
    }
}

/* --- docs --- */

static char *read_doc(const char *name)
{
    char path[512], *text = calloc(1, 1 << 16);
    FILE *f;

    T_OK(text != NULL);
    snprintf(path, sizeof path, "%s/docs/%s", YX_SOURCE_ROOT, name);
    f = fopen(path, "rb");
    if (!f)
        fail_msg("no %s", path);
    T_OK(fread(text, 1, (1 << 16) - 1, f) > 0);
    fclose(f);
    return text;
}

static void must_have(const char *text, const char *what, const char *where)
{
    if (!strstr(text, what))
        fail_msg("'%s' is missing in %s", what, where);
}

static void check_docs(const yx_detector *d)
{
    static const char *const sections[] = {"\n## Purpose\n", "\n## Formula\n", "\n## Options\n",
                                           "\n## When it cannot judge\n", "\n## Source\n"};
    char name[128], cell[128], *page, *sources = read_doc("sources.md");

    snprintf(name, sizeof name, "detectors/%s.md", d->name);
    page = read_doc(name);
    for (size_t i = 0; i < YX_COUNT(sections); i++)
        must_have(page, sections[i], name);
    for (size_t i = 0; i < d->n_param; i++) {
        snprintf(cell, sizeof cell, "| `%s` |", d->param[i].name);
        must_have(page, cell, name);
    }
    snprintf(cell, sizeof cell, "`%s`", d->source);
    must_have(page, cell, name);
    must_have(sources, cell, "sources.md");
    free(sources);
    free(page);
}

static void check_row(void **state)
{
    const yx_detector *d = *state;

    room = calloc(ROOM, sizeof *room);
    T_OK(room != NULL);
    for (size_t t = 0; t < N; t++) {
        year[t] = 2010 + (int32_t)t / 52;
        season[t] = 1 + (int32_t)t % 52;
    }
    check_params(d);
    check_min_len(d);
    if (strcmp(d->name, "rogerson") != 0) /* for means up to 12, and no one period is enough */
        check_outbreak(d);
    check_odd_series(d);
    check_from(d);
    check_docs(d);
    free(room);
}

static void the_table(void **state)
{
    (void)state;
    T_OK(yx_n_detector >= 3 && yx_detector_find("none") == NULL);
}

int main(void)
{
    enum { MOST = 64 };
    struct CMUnitTest tests[MOST] = {cmocka_unit_test(the_table)};
    size_t n = 1;

    for (size_t i = 0; i < yx_n_detector && n < MOST; i++)
        tests[n++] = (struct CMUnitTest){.name = yx_detectors[i]->name,
                                         .test_func = check_row,
                                         .initial_state = (void *)(uintptr_t)yx_detectors[i]};
    return _cmocka_run_group_tests("registry", tests, n, NULL, NULL);
}

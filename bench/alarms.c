/* alarms.c - do rules raise as many false alarms as they say? On quiet provinces, where all are.
 *
 *   alarms [PROVINCES [COUNTIES [STREAMS [SEED]]]]     20 103 20 1
 *
 * Ten years of weekly counts of COUNTIES x STREAMS, of three classes of counties, with streams that
 * do not hang together, share a factor, are copied two weeks later (alarms_province.h). The
 * streams are judged in turn by earsC (C2), ewma and farringtonFlexible. The first five years are
 * the quiet history from which the tails come, the last five are watched. Printed is the share of
 * county-weeks that each rule raises: what was stated, what the method's own p or the formula for
 * independent streams gives, and what the calibrated rule does, with the 95 % interval of its mean
 * over the provinces, which are independent whatever hangs together inside each.
 *
 * Exit status 1: a stated rate lies outside an interval that all rows together keep with 99 %. */
#include "alarms_province.h"

#include "screen/detector.h"
#include "screen/distribution.h"
#include "screen/pvalues.h"
#include "trigger/control.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPLIT = WEEKS / 2, STREAMS_MAX = 60, PROVINCES_MAX = 400 };

/* --- the rules --- */

enum { C2, EWMA, FLEXIBLE, N_METHOD };
enum { CAUCHY, FISHER, STOUFFER, EDGINGTON, N_COMBINED };

typedef enum kind { SINGLE, AGREE, COMBINED, SHARE } kind;

typedef struct rule {
    const char *name;
    kind kind;
    size_t which;  /* single: method; agree: at least; combined: how; share: BY */
    bool few;      /* agree: of three streams, two of which may be copies; else of all */
    size_t within; /* agree */
    double rate;
} rule;

static const rule rules[] = {
    {"earsC C2", SINGLE, C2, false, 1, 0.01},
    {"earsC C2", SINGLE, C2, false, 1, 0.001},
    {"ewma", SINGLE, EWMA, false, 1, 0.01},
    {"ewma", SINGLE, EWMA, false, 1, 0.001},
    {"farringtonFlexible", SINGLE, FLEXIBLE, false, 1, 0.01},
    {"farringtonFlexible", SINGLE, FLEXIBLE, false, 1, 0.001},
    {"2 of 3", AGREE, 2, true, 1, 0.01},
    {"2 of 3", AGREE, 2, true, 1, 0.001},
    {"2 of 3 within 3 weeks", AGREE, 2, true, 3, 0.01},
    {"2 of 3 within 3 weeks", AGREE, 2, true, 3, 0.001},
    {"3 of all", AGREE, 3, false, 1, 0.01},
    {"3 of all", AGREE, 3, false, 1, 0.001},
    {"cauchy", COMBINED, CAUCHY, false, 1, 0.01},
    {"cauchy", COMBINED, CAUCHY, false, 1, 0.001},
    {"fisher", COMBINED, FISHER, false, 1, 0.01},
    {"fisher", COMBINED, FISHER, false, 1, 0.001},
    {"stouffer", COMBINED, STOUFFER, false, 1, 0.01},
    {"edgington", COMBINED, EDGINGTON, false, 1, 0.01},
    {"share BH", SHARE, false, false, 1, 0.1},
    {"share BY", SHARE, true, false, 1, 0.1},
};
enum { N_RULE = sizeof rules / sizeof rules[0] };

static const char *const hang_name[N_HANG] = {"independent", "of one county", "copies, lag 2",
                                              "of one province"};

/* --- what is in hand --- */

typedef struct plan {
    size_t provinces, counties, streams;
    uint64_t seed;
} plan;

/* counts, raw, p: planes of counties x streams x WEEKS; the others: room. */
typedef struct room {
    double *counts, *raw, *p, *quiet, *space, *worth, *stat, *scratch;
    size_t *order;
    uint8_t *raise, *fold;
} room;

typedef struct method {
    const yx_detector *d;
    double param[YX_PARAM_MAX];
    size_t from; /* first week that is judged well */
} method;

static void set(method *m, const char *name, double v)
{
    m->param[yx_param_find(m->d, name)] = v;
}

static void methods(method *m)
{
    static const char *const names[] = {"earsC", "ewma", "farringtonFlexible"};

    for (size_t i = 0; i < N_METHOD; i++) {
        m[i] = (method){.d = yx_detector_find(names[i])};
        for (size_t j = 0; j < m[i].d->n_param; j++)
            m[i].param[j] = m[i].d->param[j].dflt;
    }
    set(&m[C2], "method", 1);
    set(&m[C2], "min_sigma", 0.5);
    set(&m[EWMA], "min_sigma", 0.5);
    set(&m[FLEXIBLE], "b", 3); /* so that two years of the five remain to learn from */
    set(&m[FLEXIBLE], "noPeriods", 10);
    set(&m[FLEXIBLE], "pastWeeksNotIncluded", 26);
    set(&m[FLEXIBLE], "pThresholdTrend", 1);
    set(&m[FLEXIBLE], "thresholdMethod", 1);
    set(&m[FLEXIBLE], "alpha", 0.01);
}

/* --- from counts to p --- */

/* The p that each stream's method gives, NAN where it does not judge. */
static int screen(const plan *in, const method *m, const room *r)
{
    static int32_t year[WEEKS], season[WEEKS];
    static yx_verdict v[WEEKS];
    yx_err err = {0};

    for (int t = 0; t < WEEKS; t++) {
        year[t] = 2010 + t / YEAR;
        season[t] = 1 + t % YEAR;
    }
    for (size_t i = 0; i < in->counties * in->streams; i++) {
        const method *of = &m[i % in->streams % N_METHOD];
        yx_screen_input s = {.n = WEEKS,
                             .observed = r->counts + i * WEEKS,
                             .year = year,
                             .season = season,
                             .per_year = YEAR};
        if (yx_screen(of->d, &s, of->param, YX_LOOK_HIGH, r->scratch, v, &err)) {
            (void)fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        for (size_t t = 0; t < WEEKS; t++)
            r->raw[i * WEEKS + t] = v[t].state == YX_JUDGED ? yx_raw_p(v[t].p, v[t].score) : NAN;
    }
    return 0;
}

/* The quiet half of a class, of rows of WEEKS, `step` rows a county; and of it the stretch. */
static size_t gather(const plan *in, const double *rows, size_t step, int class, double *quiet,
                     uint8_t *fold)
{
    size_t n = 0;

    for (size_t c = 0; c < in->counties; c++)
        for (size_t t = 0; t < SPLIT && class_of(c) == class; t++, n++) {
            quiet[n] = rows[c * step * WEEKS + t];
            fold[n] = yx_fold_of(t);
        }
    return n;
}

static void scatter(const plan *in, int class, const double *from, size_t step, double *rows)
{
    for (size_t c = 0; c < in->counties; c++)
        if (class_of(c) == class) {
            memcpy(rows + c * step * WEEKS, from, SPLIT * sizeof *from);
            from += SPLIT;
        }
}

/* A tail of each class of counties, of rows of WEEKS, and into `to` what the quiet half is worth.
 */
static void learn(const plan *in, double *rows, size_t step, const room *r, double *to,
                  yx_tail *tail)
{
    double *space = r->space;

    for (int class = 0; class < N_CLASS; class ++) {
        size_t n = gather(in, rows, step, class, r->quiet, r->fold);
        yx_tail_fit(r->quiet, r->fold, n, space, r->worth, &tail[class]);
        scatter(in, class, r->worth, step, to);
        space += 2 * n;
    }
}

static void calibrate(const plan *in, const room *r)
{
    yx_tail tail[N_CLASS];

    for (size_t k = 0; k < in->streams; k++) {
        learn(in, r->raw + k * WEEKS, in->streams, r, r->p + k * WEEKS, tail);
        for (size_t c = 0; c < in->counties; c++)
            for (size_t t = SPLIT, at = (c * in->streams + k) * WEEKS; t < WEEKS; t++)
                r->p[at + t] = yx_tail_p(&tail[class_of(c)], r->raw[at + t]);
    }
}

/* --- what rules raise --- */

typedef struct told {
    double formula, ours; /* share of what was watched that was raised */
} told;

/* Share of the watched weeks of a plane of rows at or below the limits of their classes. */
static double raised(const plan *in, const double *rows, size_t step, const double *limit)
{
    size_t n = 0, of = 0;

    for (size_t c = 0; c < in->counties; c++)
        for (size_t t = SPLIT; t < WEEKS; t++) {
            double p = rows[c * step * WEEKS + t];
            of += isnan(p) ? 0 : 1;
            n += p <= limit[class_of(c)];
        }
    return (double)n / (double)of;
}

static told single(const plan *in, const room *r, const rule *want)
{
    double limit[N_CLASS] = {want->rate, want->rate, want->rate}, n = 0;
    told sum = {0};

    for (size_t k = want->which; k < in->streams; k += N_METHOD, n++) {
        sum.formula += raised(in, r->raw + k * WEEKS, in->streams, limit);
        sum.ours += raised(in, r->p + k * WEEKS, in->streams, limit);
    }
    return (told){sum.formula / n, sum.ours / n};
}

/* P(at least k of n) at the chance p of each. */
static double at_least(size_t k, size_t n, double p)
{
    double sum = 0, term = pow(1 - p, (double)n);

    for (size_t i = 0; i <= n; i++) {
        sum += i >= k ? term : 0;
        term *= (double)(n - i) / (double)(i + 1) * p / (1 - p);
    }
    return sum;
}

/* The level that independent streams and weeks would want. */
static double formula_level(const rule *want, size_t n)
{
    double lo = 0, hi = 0.5;

    for (int i = 0; i < 100; i++) {
        double a = (lo + hi) / 2, one = -expm1((double)want->within * log1p(-a));
        if (at_least(want->which, n, one) < want->rate)
            lo = a;
        else
            hi = a;
    }
    return lo;
}

/* The smallest of the last few weeks; of those that were judged, where this one was. */
static double least_within(const double *p, size_t t, size_t within)
{
    double least = p[t];

    for (size_t i = 1; i < within && i <= t && !isnan(p[t]); i++)
        least = fmin(least, p[t - i]);
    return least;
}

static void agree(const plan *in, const room *r, const rule *want)
{
    size_t few[] = {0, (in->streams + 1) / 2, 2}, n = want->few ? 3 : in->streams;
    uint8_t group[STREAMS_MAX];
    double p[STREAMS_MAX];

    for (size_t i = 0; i < n; i++)
        group[i] = (uint8_t)i;
    for (size_t c = 0; c < in->counties; c++)
        for (size_t t = 0; t < WEEKS; t++) {
            bool all = true; /* a history in which some streams do not speak yet is another rule */
            for (size_t i = 0; i < n; i++) {
                size_t k = want->few ? few[i] : i;
                p[i] = least_within(r->p + (c * in->streams + k) * WEEKS, t, want->within);
                all = all && !isnan(p[i]);
            }
            r->stat[c * WEEKS + t] = all ? yx_agree_p(p, group, n, want->which) : NAN;
        }
}

static double one_of(const yx_combined *all, size_t how)
{
    const double of[] = {[CAUCHY] = all->cauchy,
                         [FISHER] = all->fisher,
                         [STOUFFER] = all->stouffer,
                         [EDGINGTON] = all->edgington};

    return of[how];
}

/* Behind the plane of the other rules; there is room from six streams on. */
static double *combined_of(const plan *in, const room *r, size_t how)
{
    return r->stat + (1 + how) * in->counties * WEEKS;
}

/* All ways of combining at once: it costs most. */
static void combine(const plan *in, const room *r)
{
    double p[STREAMS_MAX], space[2 * STREAMS_MAX + 2];
    size_t order[2 * STREAMS_MAX];
    yx_combined all;

    for (size_t c = 0; c < in->counties; c++)
        for (size_t t = 0; t < WEEKS; t++) {
            bool whole = true;
            for (size_t k = 0; k < in->streams; k++) {
                p[k] = r->p[(c * in->streams + k) * WEEKS + t];
                whole = whole && !isnan(p[k]);
            }
            if (whole)
                yx_pcombine(p, in->streams, space, order, &all);
            for (size_t how = 0; how < N_COMBINED; how++)
                combined_of(in, r, how)[c * WEEKS + t] = whole ? one_of(&all, how) : NAN;
        }
}

/* A rule of several streams: its own statistic is calibrated in its turn. */
static told several(const plan *in, const room *r, const rule *want)
{
    double limit[N_CLASS], level = want->rate,
                           *stat = want->kind == AGREE ? r->stat : combined_of(in, r, want->which);
    yx_tail tail[N_CLASS];
    told ret;

    if (want->kind == AGREE) {
        agree(in, r, want);
        level = formula_level(want, want->few ? 3 : in->streams);
    }
    for (int class = 0; class < N_CLASS; class ++)
        limit[class] = level;
    ret.formula = raised(in, stat, 1, limit);
    learn(in, stat, 1, r, r->stat, tail); /* the combined ones are asked again */
    for (int class = 0; class < N_CLASS; class ++)
        limit[class] = yx_tail_level(&tail[class], want->rate);
    ret.ours = raised(in, stat, 1, limit);
    return ret;
}

/* All p-values of a week at once; nothing is true, so a week in which anything is raised has a
 * false share of 1. */
static told share(const plan *in, const room *r, const rule *want)
{
    size_t n = in->counties * in->streams, weeks[2] = {0};
    const double *from[2] = {r->raw, r->p};

    for (size_t t = SPLIT; t < WEEKS; t++)
        for (int i = 0; i < 2; i++) {
            for (size_t j = 0; j < n; j++)
                r->stat[j] = from[i][j * WEEKS + t];
            weeks[i] +=
                yx_control_share(r->stat, n, want->rate, want->which, r->order, r->raise) > 0;
        }
    return (told){(double)weeks[0] / SPLIT, (double)weeks[1] / SPLIT};
}

static int one_province(const plan *in, hang how, size_t no, const method *m, const room *r,
                        told *ret)
{
    province((in->seed * 1000 + no) * N_HANG + (uint64_t)how, how, in->counties, in->streams,
             r->counts);
    if (screen(in, m, r))
        return 1;
    calibrate(in, r);
    combine(in, r);
    for (size_t i = 0; i < N_RULE; i++)
        ret[i] = rules[i].kind == SINGLE  ? single(in, r, &rules[i])
                 : rules[i].kind == SHARE ? share(in, r, &rules[i])
                                          : several(in, r, &rules[i]);
    return 0;
}

/* --- the table --- */

/* Upper quantile of Student's t, by halving. */
static double t_quantile(double tail, double df)
{
    double lo = 0, hi = 1e4;

    for (int i = 0; i < 100; i++) {
        double mid = (lo + hi) / 2;
        if (yx_t_upper(mid, df) > tail)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

/* Prints the row of a rule. 0 within 95 %, 1 without, 2 outside what all rows keep with 99 %. A BH
 * share is a bound: less is fine. */
static int row(const plan *in, hang how, size_t i, const told *of)
{
    double n = (double)in->provinces, mean = 0, formula = 0, squares = 0, se, off, half;
    bool bound = rules[i].kind == SHARE;
    int far;

    for (size_t j = 0; j < in->provinces; j++) {
        mean += of[j * N_RULE + i].ours / n;
        formula += of[j * N_RULE + i].formula / n;
    }
    for (size_t j = 0; j < in->provinces; j++)
        squares += pow(of[j * N_RULE + i].ours - mean, 2);
    se = sqrt(squares / (n - 1) / n);
    half = t_quantile(0.025, n - 1) * se;
    off = bound ? mean - rules[i].rate : fabs(mean - rules[i].rate);
    far = off <= half ? 0 : off <= t_quantile(0.005 / (N_RULE * N_HANG), n - 1) * se ? 1 : 2;
    (void)printf("| %s | %s | %g | %.5f | %.5f | %.5f to %.5f | %s |\n", hang_name[how],
                 rules[i].name, rules[i].rate, formula, mean, fmax(mean - half, 0), mean + half,
                 far == 0   ? "yes"
                 : far == 1 ? "no"
                            : "**no**");
    return far;
}

/* A rate that the quiet weeks of the smallest class would not show five times. */
static bool told_by_few(const plan *in, const rule *want)
{
    return want->kind != SHARE && want->rate * SPLIT * (double)in->counties / 5 < 5;
}

static int run(const plan *in, const room *r, told *of)
{
    size_t rows = 0, outside = 0, far = 0;
    method m[N_METHOD];

    methods(m);
    (void)printf("%zu provinces, %zu counties x %zu streams x %d years, seed %llu\n\n"
                 "| streams | rule | stated | formula | calibrated | 95 %% | within |\n"
                 "|---|---|---|---|---|---|---|\n",
                 in->provinces, in->counties, in->streams, YEARS, (unsigned long long)in->seed);
    for (int how = 0; how < N_HANG; how++) {
        for (size_t j = 0; j < in->provinces; j++)
            if (one_province(in, (hang)how, j, m, r, of + j * N_RULE))
                return 1;
        for (size_t i = 0; i < N_RULE; i++) {
            int is = told_by_few(in, &rules[i]) ? 0 : row(in, (hang)how, i, of);
            rows += !told_by_few(in, &rules[i]);
            outside += is > 0;
            far += is > 1;
        }
    }
    (void)printf("\n%zu of %zu rows outside 95 %%, %zu outside 99 %% of all together\n", outside,
                 rows, far);
    return far > 0;
}

static size_t number(int argc, char **argv, int i, size_t dflt, size_t least, size_t most)
{
    long long v = i < argc ? strtoll(argv[i], NULL, 10) : (long long)dflt;

    return v < (long long)least ? least : v > (long long)most ? most : (size_t)v;
}

int main(int argc, char **argv)
{
    plan in = {.provinces = number(argc, argv, 1, 20, 3, PROVINCES_MAX),
               .counties = number(argc, argv, 2, 103, 10, 3000),
               .streams = number(argc, argv, 3, 20, 6, STREAMS_MAX),
               .seed = number(argc, argv, 4, 1, 0, 1000000)};
    size_t rows = in.counties * in.streams, cells = rows * WEEKS;
    method m[N_METHOD];
    size_t most = 0;
    told *of = calloc(in.provinces * N_RULE, sizeof *of);
    room r;
    int bad = 1;

    methods(m);
    for (size_t i = 0; i < N_METHOD; i++) {
        size_t need = yx_screen_room(m[i].d, WEEKS, m[i].param);
        most = need > most ? need : most;
    }
    r = (room){.counts = calloc(cells, sizeof(double)),
               .raw = calloc(cells, sizeof(double)),
               .p = calloc(cells, sizeof(double)),
               .quiet = calloc(in.counties * SPLIT, sizeof(double)),
               .space = calloc(2 * in.counties * SPLIT, sizeof(double)),
               .worth = calloc(in.counties * SPLIT, sizeof(double)),
               .stat = calloc(cells, sizeof(double)),
               .scratch = calloc(most + 1, sizeof(double)),
               .order = calloc(2 * rows, sizeof(size_t)),
               .raise = calloc(rows, 1),
               .fold = calloc(in.counties * SPLIT, 1)};
    if (of && r.counts && r.raw && r.p && r.quiet && r.stat && r.scratch && r.order && r.raise &&
        r.space && r.worth && r.fold)
        bad = run(&in, &r, of);
    else
        (void)fprintf(stderr, "alarms: no memory\n");
    free(r.counts);
    free(r.raw);
    free(r.p);
    free(r.quiet);
    free(r.space);
    free(r.worth);
    free(r.fold);
    free(r.stat);
    free(r.scratch);
    free(r.order);
    free(r.raise);
    free(of);
    return bad;
}

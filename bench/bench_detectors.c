/* One detector on series of equal length: what it says, and its processor time, one core.
 *
 *   bench_detectors SERIES.csv PERIODS METHOD OPTIONS
 *
 * SERIES.csv has the columns observed, year and season, one series of PERIODS rows after another.
 * Prints `series,t,upperbound,alarm` of each judged period, and on standard error the microseconds
 * a judged period: of passes over all series until half a second is spent, the best. A pass is
 * yx_screen() of each series, from arrays to verdicts. */
#include "flow/methods.h"
#include "screen/methods.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static const double spend = 0.5; /* seconds */
enum { LEAST_PASSES = 3 };

typedef struct series {
    const double *observed;
    size_t n_series, n; /* of n periods each */
    int32_t *year, *season;
    double *room;
    yx_verdict *verdict; /* of all */
} series;

static double used(void)
{
    struct rusage u;

    (void)getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static yx_code read_series(yx_frame *f, const yx_detector *d, const double *param, series *s,
                           yx_err *err)
{
    const double *year, *season;
    size_t rows = yx_frame_rows(f);
    yx_code rc = yx_frame_need_numbers(f, "observed", &s->observed, err);

    if (!rc)
        rc = yx_frame_need_numbers(f, "year", &year, err);
    if (!rc)
        rc = yx_frame_need_numbers(f, "season", &season, err);
    if (rc)
        return rc;
    if (rows % s->n != 0)
        return yx_fail(err, YX_E_RANGE, "%zu rows are no whole series of %zu", rows, s->n);
    s->n_series = rows / s->n;
    s->year = malloc(rows * sizeof *s->year);
    s->season = malloc(rows * sizeof *s->season);
    s->verdict = malloc(rows * sizeof *s->verdict);
    s->room = malloc((yx_screen_room(d, s->n, param) + 1) * sizeof *s->room);
    if (!s->year || !s->season || !s->verdict || !s->room)
        return yx_fail(err, YX_E_NOMEM, "no memory for %zu rows", rows);
    for (size_t i = 0; i < rows; i++) {
        s->year[i] = (int32_t)year[i];
        s->season[i] = (int32_t)season[i];
    }
    return YX_OK;
}

static yx_code pass(const yx_detector *d, const double *param, const series *s, yx_err *err)
{
    yx_code rc = YX_OK;

    for (size_t i = 0; i < s->n_series && !rc; i++) {
        size_t from = i * s->n;
        yx_screen_input in = {.n = s->n,
                              .observed = s->observed + from,
                              .year = s->year + from,
                              .season = s->season + from,
                              .per_year = 52};
        rc = yx_screen(d, &in, param, YX_LOOK_HIGH, s->room, s->verdict + from, err);
    }
    return rc;
}

static size_t tell(const series *s)
{
    size_t judged = 0;

    (void)printf("series,t,upperbound,alarm\n");
    for (size_t i = 0; i < s->n_series * s->n; i++) {
        if (s->verdict[i].state != YX_JUDGED)
            continue;
        judged++;
        (void)printf("%zu,%zu,%.17g,%d\n", i / s->n + 1, i % s->n + 1, s->verdict[i].upper,
                     s->verdict[i].alarm);
    }
    return judged;
}

static yx_code measure(yx_frame *f, size_t n, const char *method, const char *options, yx_err *err)
{
    const yx_detector *d = yx_detector_find(method);
    double best = INFINITY, all = 0;
    series s = {.n = n};
    yx_call call = {0};
    yx_method m;
    size_t judged;
    yx_code rc;

    if (!d)
        return yx_fail(err, YX_E_ABSENT, "no detector '%s'", method);
    m = yx_series_method(d);
    rc = yx_method_options(&m, options, &call, err);
    if (!rc)
        rc = read_series(f, d, call.param, &s, err);
    for (int i = 0; !rc && (i < LEAST_PASSES || all < spend); i++) {
        double from = used(), took;
        rc = pass(d, call.param, &s, err);
        took = used() - from;
        best = fmin(best, took);
        all += took > 1e-6 ? took : 1e-6;
    }
    if (!rc) {
        judged = tell(&s);
        (void)fprintf(stderr, "%.9g\n", judged ? best * 1e6 / (double)judged : NAN);
    }
    free(s.year);
    free(s.season);
    free(s.verdict);
    free(s.room);
    return rc;
}

int main(int argc, char **argv)
{
    yx_frame *f = NULL;
    yx_err err = {0};
    long n = argc == 5 ? strtol(argv[2], NULL, 10) : 0;
    yx_code rc;

    if (n < 1 || n > 100000) {
        (void)fprintf(stderr, "usage: bench_detectors SERIES.csv PERIODS METHOD OPTIONS\n");
        return 2;
    }
    rc = yx_frame_read(argv[1], &f, &err);
    if (!rc)
        rc = measure(f, (size_t)n, argv[3], argv[4], &err);
    if (rc)
        (void)fprintf(stderr, "bench_detectors: %s\n", err.text);
    yx_frame_free(f);
    return rc ? 1 : 0;
}

/* Scans all series of a workspace, as panels do: values a second on one core, best of some runs.
 *
 *   bench_scan DIR
 *   {"values":1473084,"series":13000,"seconds":0.012,"values_per_second":1.2e8} */
#include "store/store.h"

#include <stdio.h>
#include <time.h>

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static yx_code scan(yx_store *store, size_t *ret_series, size_t *ret_values, double *ret_sum,
                    yx_err *err)
{
    yx_series_cursor *cursor = NULL;
    yx_str region, indicator;
    const yx_period *period;
    const double *value;
    size_t n;
    bool end = false;
    yx_code rc = yx_store_scan(store, YX_KNOWN_ALL, &cursor, err);

    *ret_series = *ret_values = 0;
    *ret_sum = 0;
    while (!rc) {
        rc = yx_series_next_values(cursor, &region, &indicator, &period, &value, &n, &end, err);
        if (rc || end)
            break;
        *ret_series += 1;
        *ret_values += n;
        for (size_t i = 0; i < n; i++) /* touched, so that nothing is left undone */
            *ret_sum += value[i];
    }
    yx_series_close(cursor);
    return rc;
}

int main(int argc, char **argv)
{
    enum { RUNS = 15 };
    yx_store *store = NULL;
    yx_err err = {0};
    size_t series = 0, values = 0;
    double best = 1e9, sum = 0;
    yx_code rc = argc == 2 ? yx_store_open(argv[1], true, &store, &err) : YX_E_RANGE;

    for (int run = 0; run < RUNS && !rc; run++) {
        double start = now();
        rc = scan(store, &series, &values, &sum, &err);
        best = now() - start < best ? now() - start : best;
    }
    yx_store_close(store);
    if (rc) {
        fprintf(stderr, "bench_scan DIR: %s\n", err.text);
        return 1;
    }
    printf(
        "{\"values\":%zu,\"series\":%zu,\"seconds\":%.6f,\"values_per_second\":%.0f,\"sum\":%.6g}\n",
        values, series, best, (double)values / best, sum);
    return 0;
}

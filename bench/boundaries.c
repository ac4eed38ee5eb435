/* A county as it was known on a day, on the boundaries of any day: all its series out of a
 * workspace, joined by lineage. Goal: 5 ms.
 *
 *   boundaries          120 counties, 230 indicators, 60 months, every twentieth figure revised
 *
 * Every tenth county has got a new code, every tenth was made of two, every tenth was cut off from
 * another. Read are all counties of each of four choices of boundaries, as known half a year ago,
 * boundaries and lineage made anew for each read, as a command does. The file is read from the
 * system's cache. */
#include "base/buf.h"
#include "series/joined_db.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { COUNTIES = 120, INDICATORS = 230, MONTHS = 60, READS = 12 * COUNTIES };

static const double goal_ms = 5;

static double ms_of(clockid_t clock)
{
    struct timespec t;

    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* --- the province: what changed on new year's day 2023, after 36 of the 60 months --- */

static void add_county(int i, yx_buf *regions, yx_buf *lineage)
{
    static const char *const gone = ",,2023-01-01\n", *const made = ",2023-01-01,\n";

    switch (i % 10) {
    case 0: /* a new code */
        yx_buf_f(regions, "A%03d,,county,P%sN%03d,,county,P%s", i, gone, i, made);
        yx_buf_f(lineage, "2023-01-01,recode,A%03d,N%03d,1\n", i, i);
        break;
    case 1: /* made of two */
        yx_buf_f(regions, "A%03d,,county,P%sB%03d,,county,P%sN%03d,,county,P%s", i, gone, i, gone,
                 i, made);
        yx_buf_f(lineage, "2023-01-01,merge,A%03d,N%03d,1\n2023-01-01,merge,B%03d,N%03d,1\n", i, i,
                 i, i);
        break;
    case 2: /* cut in two */
        yx_buf_f(regions, "A%03d,,county,P%sM%03d,,county,P%sN%03d,,county,P%s", i, gone, i, made,
                 i, made);
        yx_buf_f(lineage, "2023-01-01,split,A%03d,M%03d,0.35\n2023-01-01,split,A%03d,N%03d,0.65\n",
                 i, i, i, i);
        break;
    default:
        yx_buf_f(regions, "N%03d,,county,P,,\n", i);
    }
}

static yx_code read_part(yx_catalog *catalog, yx_catalog_kind kind, yx_str text, yx_err *err)
{
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    size_t n;
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = yx_input_memory(text, &input, err);
    if (!rc)
        rc = yx_catalog_read(catalog, kind, "bench", input, faults, &n, err);
    yx_input_close(input);
    yx_faults_free(faults);
    return rc;
}

static yx_code make_catalog(yx_catalog **ret, yx_err *err)
{
    yx_buf regions = {0}, lineage = {0}, indicators = {0};
    yx_catalog *catalog = NULL;
    yx_code rc = yx_catalog_new(&catalog, err);

    yx_buf_text(&regions, "code,name_zh,level,parent_code,valid_from,valid_to\nP,,province,,,\n");
    yx_buf_text(&lineage, "day,kind,from_code,to_code,weight\n");
    yx_buf_text(&indicators, "code,name_zh,unit,frequency,kind\n");
    for (int i = 0; i < COUNTIES; i++)
        add_county(i, &regions, &lineage);
    for (int k = 0; k < INDICATORS; k++)
        yx_buf_f(&indicators, "i%03d,,u,M,flow\n", k);
    if (!rc)
        rc = read_part(catalog, YX_REGIONS, yx_buf_view(&regions), err);
    if (!rc)
        rc = read_part(catalog, YX_LINEAGE, yx_buf_view(&lineage), err);
    if (!rc)
        rc = read_part(catalog, YX_INDICATORS, yx_buf_view(&indicators), err);
    yx_buf_free(&regions);
    yx_buf_free(&lineage);
    yx_buf_free(&indicators);
    *ret = catalog;
    return rc;
}

/* --- its figures --- */

/* One region's figures: at first, or revised; at the months in which it was there. */
static yx_code add_figures(yx_batch *batch, const yx_region *r, bool revised, yx_obs obs,
                           yx_err *err)
{
    yx_code rc = yx_names_add(batch->region, yx_str_of(r->code), &obs.region, err);

    for (uint32_t k = 0; k < INDICATORS && !rc; k++) {
        char code[16];
        (void)snprintf(code, sizeof code, "i%03u", k);
        rc = yx_names_add(batch->indicator, yx_str_of(code), &obs.indicator, err);
        for (int t = 0; t < MONTHS && !rc; t++) {
            yx_day first = yx_day_of(2020 + t / 12, t % 12 + 1, 1);
            if (first < r->valid_from || first >= r->valid_to ||
                (revised && (t + (int)k) % 20 != 0))
                continue;
            obs.period = yx_period_holding(first, YX_PERIOD_MONTH);
            obs.as_of = obs.period.last + (revised ? 200 : 15);
            obs.mantissa = 1000 + (int64_t)k * 7 + t * 13 + (revised ? 5 : 0);
            obs.line++;
            rc = yx_batch_add(batch, &obs, err);
        }
    }
    return rc;
}

static yx_code fill(const char *dir, const yx_catalog *catalog, yx_store **ret, yx_err *err)
{
    static const yx_store_settings settings = {.zone = "UTC"};
    yx_store *store = NULL;
    yx_code rc = yx_store_init(dir, &settings, 1737331200000, "bench", err);

    if (!rc)
        rc = yx_store_open(dir, false, &store, err);
    for (int revised = 0; revised < 2 && !rc; revised++) {
        yx_obs obs = {.contributors = YX_CONTRIBUTORS_NONE,
                      .release = YX_DAY_NONE,
                      .column = 4,
                      .scale = 1,
                      .line = 1};
        yx_batch *batch = NULL;
        yx_taken taken;
        rc = yx_batch_new("bench.csv", NULL, &batch, err);
        for (uint32_t i = 0; i < yx_n_region(catalog) && !rc; i++)
            rc = add_figures(batch, yx_region_at(catalog, i), revised, obs, err);
        if (!rc)
            rc = yx_store_begin(store, err);
        if (!rc)
            rc = yx_store_take(store, batch, 1737331200000, "bench", &taken, err);
        if (!rc)
            rc = yx_store_commit(store, err);
        yx_batch_free(batch);
    }
    *ret = store;
    return rc;
}

/* --- reading --- */

static yx_code read_county(yx_store *store, const yx_catalog *catalog, uint32_t region, yx_day on,
                           yx_joined *room, size_t *values, yx_err *err)
{
    yx_known known = {yx_day_of(2024, 7, 1), INT64_MAX};
    yx_boundaries *b = NULL;
    yx_code rc = yx_boundaries_new(catalog, on, &b, err);

    if (!rc && yx_store_hold(store, err)) { /* as who opens a workspace to read does */
        yx_boundaries_free(b);
        return err->code;
    }
    for (uint32_t k = 0; k < INDICATORS && !rc; k++) {
        rc = yx_joined_read(store, catalog, b, region, yx_indicator_at(catalog, k), known, room,
                            err);
        *values += room->n;
    }
    yx_store_release(store);
    yx_boundaries_free(b);
    return rc;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static yx_code measure(yx_store *store, const yx_catalog *catalog, yx_err *err)
{
    const yx_day on[] = {yx_day_of(2019, 1, 1), yx_day_of(2022, 12, 31), yx_day_of(2023, 1, 1),
                         yx_day_of(2025, 1, 1)};
    static double wall[READS], cpu[READS];
    yx_joined room = {0};
    size_t n = 0, values = 0;
    yx_code rc = YX_OK;

    for (size_t k = 0; k < YX_COUNT(on); k++)
        for (uint32_t i = 0; i < yx_n_region(catalog) && n < READS && !rc; i++) {
            double start = ms_of(CLOCK_MONOTONIC), used = ms_of(CLOCK_PROCESS_CPUTIME_ID);
            size_t before = values;
            rc = read_county(store, catalog, i, on[k], &room, &values, err);
            if (values == before)
                continue; /* no such county on these boundaries */
            wall[n] = ms_of(CLOCK_MONOTONIC) - start;
            cpu[n++] = ms_of(CLOCK_PROCESS_CPUTIME_ID) - used;
        }
    yx_joined_free(&room);
    if (rc)
        return rc;
    qsort(wall, n, sizeof *wall, by_size);
    qsort(cpu, n, sizeof *cpu, by_size);
    printf(
        "as-of read  %6.2f ms a county on any boundaries, median; p99 %.2f ms, of processor time "
        "%.2f ms (goal %g; %d series, %zu values each, %zu reads)\n",
        wall[n / 2], wall[n * 99 / 100], cpu[n * 99 / 100], goal_ms, INDICATORS, values / n, n);
    return YX_OK;
}

static int forget(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

int main(void)
{
    char dir[] = "/tmp/yx-boundaries-XXXXXX", path[64];
    yx_catalog *catalog = NULL;
    yx_store *store = NULL;
    yx_err err = {0};
    yx_code rc = mkdtemp(dir) ? YX_OK : yx_fail(&err, YX_E_IO, "no temporary folder");

    (void)snprintf(path, sizeof path, "%s/ws", dir);
    if (!rc)
        rc = make_catalog(&catalog, &err);
    if (!rc)
        rc = fill(path, catalog, &store, &err);
    if (!rc)
        rc = measure(store, catalog, &err);
    yx_store_close(store);
    yx_catalog_free(catalog);
    (void)nftw(dir, forget, 8, FTW_DEPTH | FTW_PHYS);
    if (rc)
        (void)fprintf(stderr, "boundaries: %s\n", err.text);
    return rc ? 1 : 0;
}

/* All checks over a province: 103 counties, 230 indicators, 36 months, with relations of every
 * kind. Goal: 1 s.
 *
 *   checks          makes the figures, takes them, and runs the checks three times
 *
 * Every eighth indicator is the sum of the seven before it, every tenth a rate; a third are of kind
 * ytd; the counties add to the province. */
#include "flow/findings/findings.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { COUNTIES = 103, INDICATORS = 230, MONTHS = 36, RUNS = 3 };

static const double goal_s = 1;

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static uint64_t seed = 88172645463325252u;

static double uniform(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (double)(seed >> 11) / 9007199254740992.0;
}

static bool is_sum(int k)
{
    return k % 8 == 7;
}

static bool is_rate(int k)
{
    return k % 10 == 3 && !is_sum(k);
}

static bool is_ytd(int k)
{
    return k / 8 % 3 == 0;
}

static yx_code read_part(yx_catalog *catalog, yx_catalog_kind kind, const yx_buf *text, yx_err *err)
{
    yx_faults *faults = NULL;
    yx_input *input = NULL;
    size_t n;
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = yx_input_memory(yx_buf_view(text), &input, err);
    if (!rc)
        rc = yx_catalog_read(catalog, kind, "bench", input, faults, &n, err);
    yx_input_close(input);
    yx_faults_free(faults);
    return rc;
}

static yx_code fill_catalog(yx_catalog *catalog, yx_err *err)
{
    yx_buf regions = {0}, indicators = {0}, relations = {0};
    yx_code rc;

    yx_buf_text(&regions, "code,name_zh,level,parent_code\nP,,province,\n");
    for (int i = 0; i < COUNTIES; i++)
        yx_buf_f(&regions, "C%03d,,county,P\n", i);
    yx_buf_text(&indicators, "code,name_zh,unit,frequency,kind\n");
    yx_buf_text(&relations, "id,kind,result,terms,tolerance,guard\n");
    for (int k = 0; k < INDICATORS; k++) {
        yx_buf_f(&indicators, "i%03d,i%03d,%s,M,%s\n", k, k, is_rate(k) ? "%" : "u",
                 is_rate(k)  ? "rate"
                 : is_ytd(k) ? "ytd"
                             : "flow");
        if (is_sum(k)) {
            yx_buf_f(&relations, "s%03d,sum,i%03d,", k, k);
            for (int j = k - 7, first = 1; j < k; j++)
                if (!is_rate(j)) {
                    yx_buf_f(&relations, "%si%03d", first ? "" : " + ", j);
                    first = 0;
                }
            yx_buf_f(&relations, ",,\nm%03d,match,i%03d,i%03d,,\nl%03d,le,i%03d,i%03d,,\n", k, k,
                     k > 7 ? k - 8 : k, k, k - 1 - is_rate(k - 1), k);
        }
    }
    rc = read_part(catalog, YX_REGIONS, &regions, err);
    if (!rc)
        rc = read_part(catalog, YX_INDICATORS, &indicators, err);
    if (!rc)
        rc = read_part(catalog, YX_RELATIONS, &relations, err);
    yx_buf_free(&regions);
    yx_buf_free(&indicators);
    yx_buf_free(&relations);
    return rc;
}

static int64_t level[COUNTIES][INDICATORS], province[INDICATORS];
static int64_t total[COUNTIES + 1][INDICATORS];

static yx_code add(yx_batch *batch, uint32_t region, int k, int month, int64_t flow, yx_err *err)
{
    char name[16];
    yx_obs obs = {.region = region,
                  .as_of = yx_day_of(2023, 1, 1),
                  .line = (uint32_t)batch->n + 2,
                  .contributors = YX_CONTRIBUTORS_NONE,
                  .release = YX_DAY_NONE,
                  .column = 4,
                  .scale = 2};
    int year = 2020 + month / 12, m = month % 12 + 1;
    yx_code rc;

    (void)snprintf(name, sizeof name, "i%03d", k);
    rc = yx_names_add(batch->indicator, yx_str_of(name), &obs.indicator, err);
    if (rc)
        return rc;
    total[region][k] = m == 1 ? flow : total[region][k] + flow;
    obs.mantissa = is_ytd(k) && !is_rate(k) ? total[region][k] : flow;
    obs.period.first = yx_day_of(year, is_ytd(k) && !is_rate(k) ? 1 : m, 1);
    obs.period.last = yx_day_of(year, m, yx_month_days(year, m));
    return yx_batch_add(batch, &obs, err);
}

/* One month of all regions. */
static yx_code fill_month(yx_batch *batch, int month, yx_err *err)
{
    yx_code rc = YX_OK;

    memset(province, 0, sizeof province);
    for (int c = 0; c < COUNTIES && !rc; c++) {
        int64_t sum = 0;
        for (int k = 0; k < INDICATORS && !rc; k++) {
            double season = 1 + 0.2 * sin(month % 12), noise = 1 + 0.08 * (uniform() - 0.5);
            int64_t v = (int64_t)((double)level[c][k] * season * noise);
            if (is_sum(k))
                v = sum;
            if (is_rate(k))
                v = (int64_t)(3000 + 500 * uniform());
            sum = is_sum(k) ? 0 : sum + (is_rate(k) ? 0 : v);
            province[k] += v;
            rc = add(batch, (uint32_t)c + 1, k, month, v, err);
        }
    }
    for (int k = 0; k < INDICATORS && !rc; k++)
        if (!is_rate(k))
            rc = add(batch, 0, k, month, province[k], err);
    return rc;
}

static yx_code fill_store(yx_store *store, yx_err *err)
{
    yx_batch *batch = NULL;
    yx_taken taken;
    uint32_t number;
    yx_code rc = yx_batch_new("bench.csv", NULL, &batch, err);

    for (int c = -1; c < COUNTIES && !rc; c++) {
        char name[16];
        (void)snprintf(name, sizeof name, c < 0 ? "P" : "C%03d", c);
        rc = yx_names_add(batch->region, yx_str_of(name), &number, err);
        for (int k = 0; c >= 0 && k < INDICATORS; k++)
            level[c][k] = (int64_t)exp(8 + 6 * uniform());
    }
    for (int month = 0; month < MONTHS && !rc; month++)
        rc = fill_month(batch, month, err);
    if (!rc)
        rc = yx_store_begin(store, err);
    if (!rc)
        rc = yx_store_take(store, batch, 0, "local", &taken, err);
    if (!rc)
        rc = yx_store_commit(store, err);
    if (!rc)
        printf("%zu figures\n", taken.taken);
    yx_batch_free(batch);
    return rc;
}

static yx_code measure(yx_workspace *ws, yx_err *err)
{
    yx_findings_ask ask = {.known = {YX_DAY_MAX, INT64_MAX - 1}, .as_of = YX_DAY_MAX};
    double best = 1e9;
    yx_code rc = YX_OK;

    for (int i = 0; i < RUNS && !rc; i++) {
        yx_findings found = {0};
        double start = now_s();
        size_t judged = 0;
        rc = yx_findings_run(ws, &ask, &found, err);
        best = fmin(best, now_s() - start);
        for (int k = 0; k < YX_N_CHECK; k++)
            judged += found.rate[k].judged;
        if (!rc)
            printf("%.3f s: %zu judgements, %zu questions\n", now_s() - start, judged, found.n);
        yx_findings_free(&found);
    }
    if (!rc)
        printf("all checks over a province: %.3f s (goal %g)\n", best, goal_s);
    return rc;
}

static int drop(const char *path, const struct stat *s, int what, struct FTW *f)
{
    (void)s, (void)what, (void)f;
    return remove(path);
}

int main(void)
{
    char dir[] = "/tmp/yx-checks-XXXXXX";
    yx_store_settings settings = {.zone = "UTC"};
    yx_workspace ws = {0};
    yx_err err = {0};
    yx_code rc = YX_OK;

    if (!mkdtemp(dir))
        return 1;
    rc = yx_store_init(dir, &settings, 0, "local", &err);
    if (!rc)
        rc = yx_workspace_open(dir, false, INT64_MAX, &ws, &err);
    if (!rc)
        rc = fill_catalog(ws.catalog, &err);
    if (!rc)
        rc = fill_store(ws.store, &err);
    if (!rc)
        rc = measure(&ws, &err);
    yx_workspace_close(&ws);
    (void)nftw(dir, drop, 8, FTW_DEPTH | FTW_PHYS);
    if (rc)
        fprintf(stderr, "%s\n", err.text);
    return rc ? 1 : 0;
}

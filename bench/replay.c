/* A rule over ten years as they were known each week: 103 counties x 50 weekly streams x 520 weeks,
 * one figure in twenty revised up to 12 weeks later. Goals, on two cores: EWMA and C2, two of three
 * groups, at most 5 s; farringtonFlexible at most 30 s. The figures are read from the store, in the
 * system's cache.
 *
 *   replay [COUNTIES STREAMS YEARS] [REVISED_UP_TO_WEEKS] */
#include "flow/replay/replay.h"
#include "base/buf.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct size_of {
    int counties, streams, years, lag;
} size_of;

typedef struct bench {
    size_of size;
    yx_workspace ws;
    yx_faults *faults;
    uint64_t seed;
    size_t figures, revised;
} bench;

static double seconds_of(clockid_t clock)
{
    struct timespec t;

    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

static double draw(bench *b)
{
    b->seed ^= b->seed << 13;
    b->seed ^= b->seed >> 7;
    b->seed ^= b->seed << 17;
    return (double)(b->seed >> 11) * 0x1p-53;
}

/* --- the province --- */

static yx_code read_part(bench *b, yx_catalog_kind kind, yx_buf *text, yx_err *err)
{
    yx_input *input = NULL;
    size_t n;
    yx_code rc = yx_input_memory(yx_buf_view(text), &input, err);

    if (!rc)
        rc = yx_catalog_read(b->ws.catalog, kind, "bench", input, b->faults, &n, err);
    yx_input_close(input);
    yx_buf_free(text);
    return rc;
}

static yx_code make_catalog(bench *b, yx_err *err)
{
    yx_buf regions = {0}, indicators = {0};
    yx_code rc = yx_catalog_new(&b->ws.catalog, err);

    yx_buf_text(&regions, "code,name_zh,level,parent_code\nP,,province,\n");
    yx_buf_text(&indicators, "code,name_zh,unit,frequency,kind\n");
    for (int i = 0; i < b->size.counties; i++)
        yx_buf_f(&regions, "C%03d,,county,P\n", i);
    for (int k = 0; k < b->size.streams; k++)
        yx_buf_f(&indicators, "i%02d,,u,W,flow\n", k);
    if (!rc)
        rc = yx_faults_new(&b->faults, err);
    if (!rc)
        rc = read_part(b, YX_REGIONS, &regions, err);
    if (!rc)
        rc = read_part(b, YX_INDICATORS, &indicators, err);
    return rc;
}

/* One series: counts with a season, published four days after their week, one in twenty revised. */
static yx_code add_series(bench *b, yx_batch *batch, yx_obs obs, yx_err *err)
{
    double level = 20 + 60 * draw(b), phase = 6.28 * draw(b);
    yx_period week = yx_period_holding(yx_day_of(2012, 1, 4), YX_PERIOD_WEEK);
    yx_code rc = YX_OK;

    for (int t = 0; t < 52 * b->size.years && !rc; t++, week = yx_period_step(week, 1)) {
        double mean = level * (1 + 0.4 * sin(6.28 * t / 52 + phase)), z = 0;
        for (int k = 0; k < 4; k++)
            z += draw(b) - 0.5;
        obs.mantissa = (int64_t)fmax(0, rint(mean + z * sqrt(3 * mean)));
        obs.mantissa += draw(b) < 0.003 ? (int64_t)mean : 0;
        obs.period = week;
        obs.as_of = week.last + 4;
        obs.line++;
        rc = yx_batch_add(batch, &obs, err);
        b->figures++;
        if (rc || draw(b) >= 0.05)
            continue;
        obs.mantissa += 1 + (int64_t)(draw(b) * 5);
        obs.as_of += 7 * (1 + (int)(draw(b) * b->size.lag));
        rc = yx_batch_add(batch, &obs, err);
        b->revised++;
    }
    return rc;
}

static yx_code take_indicator(bench *b, int k, yx_err *err)
{
    yx_obs obs = {.contributors = YX_CONTRIBUTORS_NONE, .release = YX_DAY_NONE, .column = 4};
    yx_batch *batch = NULL;
    char code[16];
    yx_taken taken;
    yx_code rc = yx_batch_new("bench.csv", NULL, &batch, err);

    (void)snprintf(code, sizeof code, "i%02d", k);
    if (!rc)
        rc = yx_names_add(batch->indicator, yx_str_of(code), &obs.indicator, err);
    for (int i = 0; i < b->size.counties && !rc; i++) {
        (void)snprintf(code, sizeof code, "C%03d", i);
        rc = yx_names_add(batch->region, yx_str_of(code), &obs.region, err);
        if (!rc)
            rc = add_series(b, batch, obs, err);
    }
    if (!rc)
        rc = yx_store_take(b->ws.store, batch, 1737331200000, "bench", &taken, err);
    yx_batch_free(batch);
    return rc;
}

static yx_code fill(bench *b, const char *dir, yx_err *err)
{
    static const yx_store_settings settings = {.zone = "UTC"};
    yx_code rc = yx_store_init(dir, &settings, 1737331200000, "bench", err);

    if (!rc)
        rc = yx_store_open(dir, false, &b->ws.store, err);
    if (!rc)
        rc = yx_store_begin(b->ws.store, err);
    for (int k = 0; k < b->size.streams && !rc; k++)
        rc = take_indicator(b, k, err);
    if (!rc)
        rc = yx_store_commit(b->ws.store, err);
    return rc ? rc : yx_store_head(b->ws.store, &b->ws.head, err);
}

/* --- the rules --- */

static void add_stream(yx_buf *text, const char *name, int k, int group, const char *detector)
{
    yx_buf_f(text, "  %s%02d: {indicator: i%02d, source: s, group: g%d, detector: %s}\n", name, k,
             k, group, detector);
}

/* ewma and C2 on every indicator, in two rules of three groups each, as a rule has 64 streams at
 * most; or farringtonFlexible on every indicator, in one. */
static void write_rules(const bench *b, bool farrington, yx_buf *text)
{
    static const char *const set[2][2] = {{"ew", "ewma"}, {"c", "earsC, options: {method: C2}"}};
    size_t n = farrington ? 1 : 2;

    yx_buf_text(text, "streams:\n");
    for (size_t s = 0; s < n; s++)
        for (int k = 0; k < b->size.streams; k++)
            add_stream(text, farrington ? "ff" : set[s][0], k, k % 3,
                       farrington ? "farringtonFlexible" : set[(s + (size_t)k) % 2][1]);
    yx_buf_text(text, "rules:\n");
    for (size_t s = 0; s < n; s++) {
        yx_buf_f(text,
                 "  %s: {version: 1, grade: {scheme: demo, level: 3}, exit: {quiet_for: 2},"
                 " when: {at_least: 2, within: 1, groups_of: [",
                 farrington ? "farrington"
                 : s        ? "second"
                            : "first");
        for (int k = 0; k < b->size.streams; k++)
            yx_buf_f(text, "%s%s%02d", k ? ", " : "", farrington ? "ff" : set[s][0], k);
        yx_buf_text(text, "]}}\n");
    }
}

static yx_code run(bench *b, bool farrington, double goal, yx_err *err)
{
    yx_day from = yx_day_of(2012, 1, 9), to = from + 7 * 52 * b->size.years;
    yx_rerun_rule rule[2];
    yx_rerun_ask ask = {.rule = rule, .from = from, .to = to};
    yx_rerun_work work = {0};
    yx_rules *rules = NULL;
    yx_rerun *r = NULL;
    yx_buf text = {0};
    double start, read = 0, all, used = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    size_t steps = 0, alerts = 0;
    bool end = false;
    yx_day day;
    yx_code rc = yx_rules_new(&rules, err);

    write_rules(b, farrington, &text);
    if (!rc)
        rc = yx_rules_read(rules, "bench", yx_buf_view(&text), b->ws.catalog, b->faults, err);
    for (; !rc && ask.n_rule < yx_n_rule(rules); ask.n_rule++)
        rule[ask.n_rule] = (yx_rerun_rule){rules, yx_rule_at(rules, (uint32_t)ask.n_rule)};
    start = seconds();
    if (!rc)
        rc = yx_rerun_new(&b->ws, &ask, &r, err);
    read = seconds() - start;
    while (!rc && !end) {
        rc = yx_rerun_step(r, &day, &end, err);
        steps++;
    }
    all = seconds() - start;
    used = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - used;
    if (!rc) {
        work = yx_rerun_work_of(r);
        alerts = yx_n_replayed(r);
        printf("%-20s %6.2f s (goal %2.0f; %.2f s to run the streams; %.2f s of processors); %zu "
               "steps, %.2f M figures/s, %.2f M verdicts, %zu alerts\n",
               farrington ? "farringtonFlexible" : "ewma, C2; 2 of 3", all, goal, read, used, steps,
               (double)work.values / all * 1e-6, (double)work.judged * 1e-6, alerts);
    }
    yx_rerun_free(r);
    yx_rules_free(rules);
    yx_buf_free(&text);
    return rc;
}

static int remove_one(const char *path, const struct stat *info, int flag, struct FTW *walk)
{
    (void)info;
    (void)flag;
    (void)walk;
    return remove(path);
}

int main(int argc, char **argv)
{
    bench b = {.size = {103, 50, 10, 12}, .seed = 88172645463325252u};
    char dir[] = "/tmp/yx-replay-XXXXXX";
    double start = seconds();
    yx_err err = {0};
    yx_code rc;

    if (argc > 3) {
        b.size.counties = (int)strtol(argv[1], NULL, 10);
        b.size.streams = (int)strtol(argv[2], NULL, 10);
        b.size.years = (int)strtol(argv[3], NULL, 10);
    }
    if (argc > 4)
        b.size.lag = (int)strtol(argv[4], NULL, 10);
    if (!mkdtemp(dir))
        return 1;
    rc = make_catalog(&b, &err);
    if (!rc)
        rc = fill(&b, dir, &err);
    if (!rc)
        printf("%d counties x %d streams x %d years: %zu figures, %zu revised up to %d weeks later "
               "(made in %.1f s)\n",
               b.size.counties, b.size.streams, b.size.years, b.figures, b.revised, b.size.lag,
               seconds() - start);
    if (!rc)
        rc = run(&b, false, 5, &err);
    if (!rc)
        rc = run(&b, true, 30, &err);
    yx_workspace_close(&b.ws);
    yx_faults_free(b.faults);
    (void)nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    if (rc)
        fprintf(stderr, "replay: %s\n", err.text);
    return rc ? 1 : 0;
}

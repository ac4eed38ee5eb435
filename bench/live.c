/* A county's monthly form taken into a province's whole history. Goal: p99 20 ms.
 *
 *   live [YIXIAN]     103 counties, 970 indicators, 100 months: 10.0 M figures
 *
 * Then, month after month, each county sends a file of 970 figures; each is one `take`: the file is
 * read, every row checked, held against what stands, chained, and its 970 series are brought up to
 * date, in one transaction that is on the disk. First in this process, with the workspace open, as
 * a server or a watched folder does it; then with the program named, a process each: that reads the
 * catalogues first. Last, what a process needs to show one series as known on a day, on today's
 * boundaries. Beside the wall time stands the processor's: where other work is on the machine, it
 * waits. */
#include "flow/load.h"
#include "flow/take.h"

#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COUNTIES = 103, INDICATORS = 970, MONTHS = 100, PARTS = 4, TURNS = 3, SHOWS = 50 };

static const double goal_ms = 20, goal_show_ms = 5;
static const yx_act act = {.post = "local", .ms = 1737331200000, .today = 20108 /* 2025-01-20 */};

extern char **environ;

/* --- measuring --- */

typedef struct spell {
    double wall, cpu; /* ms */
} spell;

static double ms_of(struct timespec t)
{
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

static double cpu_of(int who)
{
    struct rusage u;

    (void)getrusage(who, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-3;
}

static spell now(int who)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (spell){ms_of(t), cpu_of(who)};
}

static spell since(spell start, int who)
{
    spell end = now(who);

    return (spell){end.wall - start.wall, end.cpu - start.cpu};
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void say(const char *what, const spell *at, size_t n, double goal)
{
    static double wall[TURNS * COUNTIES], cpu[TURNS * COUNTIES];

    for (size_t i = 0; i < n; i++) {
        wall[i] = at[i].wall;
        cpu[i] = at[i].cpu;
    }
    qsort(wall, n, sizeof *wall, by_size);
    qsort(cpu, n, sizeof *cpu, by_size);
    printf(
        "%-12s%7.2f ms, p99 %.2f ms; of processor time %.2f ms, p99 %.2f ms (goal p99 %g; %zu)\n",
        what, wall[n / 2], wall[n * 99 / 100], cpu[n / 2], cpu[n * 99 / 100], goal, n);
    (void)fflush(stdout);
}

/* --- the province --- */

static int64_t value(int county, int indicator, int month)
{
    return 10000 + county * 37 + indicator * 101 + month * (7 + indicator % 11) +
           (county * 31 + indicator * 17 + month * 13) % 59;
}

static const char *file_of(const char *dir, const char *name, const yx_buf *text)
{
    static char path[128];
    FILE *f;

    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    f = fopen(path, "wb");
    if (!f || fwrite(text->at, 1, text->n, f) != text->n || fclose(f) != 0)
        exit(1);
    return path;
}

static yx_code load(yx_workspace *ws, const char *dir, const char *what, const yx_buf *text,
                    yx_err *err)
{
    char *path[] = {(char *)(uintptr_t)file_of(dir, what, text)};
    yx_faults *faults = NULL;
    yx_loaded loaded;
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = yx_load(ws, what, path, 1, &act, faults, &loaded, err);
    yx_faults_free(faults);
    return rc;
}

static yx_code load_catalogue(yx_workspace *ws, const char *dir, yx_err *err)
{
    yx_buf regions = {0}, indicators = {0};
    yx_code rc;

    yx_buf_text(&regions, "code,name_zh,level,parent_code\n42,省,province,\n");
    for (int i = 0; i < COUNTIES; i++)
        yx_buf_f(&regions, "%d,县%d,county,42\n", 420100 + i, i);
    yx_buf_text(&indicators, "code,name_zh,unit,frequency,kind,owner\n");
    for (int k = 0; k < INDICATORS; k++)
        yx_buf_f(&indicators, "ind.%03d,指标%d,亿元,M,%s,stats\n", k, k, k % 3 ? "flow" : "stock");
    rc = load(ws, dir, "regions", &regions, err);
    if (!rc)
        rc = load(ws, dir, "indicators", &indicators, err);
    yx_buf_free(&regions);
    yx_buf_free(&indicators);
    return rc;
}

static yx_period month_of(int t)
{
    return yx_period_holding(yx_day_of(2015 + t / 12, t % 12 + 1, 1), YX_PERIOD_MONTH);
}

static yx_code add_county(yx_batch *batch, int county, int from, int to, yx_err *err)
{
    yx_obs obs = {.contributors = YX_CONTRIBUTORS_NONE,
                  .release = YX_DAY_NONE,
                  .column = 4,
                  .scale = 2,
                  .line = (uint32_t)batch->n + 2};
    char code[16];
    yx_code rc;

    (void)snprintf(code, sizeof code, "%d", 420100 + county);
    rc = yx_names_add(batch->region, yx_str_of(code), &obs.region, err);
    for (int k = 0; k < INDICATORS && !rc; k++) {
        (void)snprintf(code, sizeof code, "ind.%03d", k);
        rc = yx_names_add(batch->indicator, yx_str_of(code), &obs.indicator, err);
        for (int t = from; t < to && !rc; t++) {
            obs.period = month_of(t);
            obs.as_of = obs.period.last + 15;
            obs.mantissa = value(county, k, t);
            rc = yx_batch_add(batch, &obs, err);
            obs.line++;
        }
    }
    return rc;
}

static yx_code fill(yx_workspace *ws, yx_err *err)
{
    yx_code rc = YX_OK;

    for (int part = 0; part < PARTS && !rc; part++) {
        yx_batch *batch = NULL;
        yx_taken taken;
        rc = yx_batch_new("history.csv", NULL, &batch, err);
        for (int i = 0; i < COUNTIES && !rc; i++)
            rc = add_county(batch, i, part * MONTHS / PARTS, (part + 1) * MONTHS / PARTS, err);
        if (!rc)
            rc = yx_workspace_begin(ws, act.post, err);
        if (!rc)
            rc = yx_store_take(ws->store, batch, act.ms, act.post, &taken, err);
        if (!rc)
            rc = yx_store_commit(ws->store, err);
        yx_batch_free(batch);
    }
    return rc;
}

/* --- submissions --- */

static const char *form_of(const char *dir, int county, int t)
{
    yx_buf text = {0};
    char period[YX_PERIOD_TEXT];
    const char *path;

    (void)yx_period_text(month_of(t), false, period);
    yx_buf_text(&text, "region_code,indicator,period,value\n");
    for (int k = 0; k < INDICATORS; k++) {
        int64_t v = value(county, k, t);
        yx_buf_f(&text, "%d,ind.%03d,%s,%lld.%02lld\n", 420100 + county, k, period,
                 (long long)(v / 100), (long long)(v % 100));
    }
    path = file_of(dir, "form.csv", &text);
    yx_buf_free(&text);
    return path;
}

static yx_code take_here(yx_workspace *ws, const char *path, yx_err *err)
{
    char *paths[] = {(char *)(uintptr_t)path};
    yx_take_how how = {.as_of = YX_DAY_NONE};
    yx_take_result sum = {0};
    yx_faults *faults = NULL;
    yx_code rc = yx_faults_new(&faults, err);

    if (!rc)
        rc = yx_take(ws, paths, 1, &how, &act, faults, &sum, err);
    yx_faults_free(faults);
    return rc || sum.taken == INDICATORS ? rc : yx_fail(err, YX_E_CORRUPT, "%zu taken", sum.taken);
}

static yx_code run(char *const *word, yx_err *err)
{
    posix_spawn_file_actions_t quiet;
    pid_t child;
    int status = -1;

    (void)posix_spawn_file_actions_init(&quiet);
    (void)posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&child, word[0], &quiet, NULL, word, environ) == 0)
        (void)waitpid(child, &status, 0);
    (void)posix_spawn_file_actions_destroy(&quiet);
    return status == 0 ? YX_OK : yx_fail(err, YX_E_IO, "'%s' failed", word[0]);
}

static yx_code measure_here(yx_workspace *ws, const char *dir, yx_err *err)
{
    static spell at[TURNS * COUNTIES];
    size_t n = 0;
    yx_code rc = YX_OK;

    for (int t = MONTHS; t < MONTHS + TURNS; t++)
        for (int i = 0; i < COUNTIES && !rc; i++) {
            const char *path = form_of(dir, i, t);
            spell start = now(RUSAGE_SELF);
            rc = take_here(ws, path, err);
            at[n++] = since(start, RUSAGE_SELF);
        }
    if (!rc)
        say("submission", at, n, goal_ms);
    return rc;
}

static yx_code measure_processes(const char *program, const char *dir, char *ws, yx_err *err)
{
    static spell at[2 * COUNTIES], show[2 * COUNTIES];
    char *yixian = (char *)(uintptr_t)program;
    size_t n = 0;
    yx_code rc = YX_OK;

    for (int t = MONTHS + TURNS; t < MONTHS + TURNS + 2; t++)
        for (int i = 0; i < COUNTIES && !rc; i++) {
            char county[16];
            char *take[] = {yixian, "-C", ws, "take", (char *)(uintptr_t)form_of(dir, i, t), NULL};
            char *read[] = {yixian,         "-C",      ws,        "show",
                            county,         "ind.007", "--as-of", "2024-06-30",
                            "--boundaries", "today",   NULL};
            spell start = now(RUSAGE_CHILDREN);
            rc = run(take, err);
            at[n] = since(start, RUSAGE_CHILDREN);
            (void)snprintf(county, sizeof county, "%d", 420100 + i);
            start = now(RUSAGE_CHILDREN);
            if (!rc && n < SHOWS) {
                rc = run(read, err);
                show[n] = since(start, RUSAGE_CHILDREN);
            }
            n++;
        }
    if (!rc) {
        say("  as process", at, n, goal_ms);
        say("show", show, SHOWS, goal_show_ms);
    }
    return rc;
}

static int forget(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

int main(int argc, char **argv)
{
    static const yx_store_settings settings = {.zone = "UTC"};
    char dir[] = "/tmp/yx-live-XXXXXX", path[64];
    yx_workspace ws = {0};
    yx_err err = {0};
    yx_code rc = mkdtemp(dir) ? YX_OK : yx_fail(&err, YX_E_IO, "no temporary folder");

    (void)snprintf(path, sizeof path, "%s/ws", dir);
    if (!rc)
        rc = yx_store_init(path, &settings, act.ms, act.post, &err);
    if (!rc)
        rc = yx_workspace_open(path, false, INT64_MAX, &ws, &err);
    if (!rc)
        rc = load_catalogue(&ws, dir, &err);
    if (!rc)
        rc = fill(&ws, &err);
    if (!rc)
        printf("%d figures kept; a submission has %d\n", COUNTIES * INDICATORS * MONTHS,
               INDICATORS);
    if (!rc)
        rc = measure_here(&ws, dir, &err);
    yx_workspace_close(&ws);
    if (!rc && argc > 1)
        rc = measure_processes(argv[1], dir, path, &err);
    (void)nftw(dir, forget, 8, FTW_DEPTH | FTW_PHYS);
    if (rc)
        (void)fprintf(stderr, "live: %s\n", err.text);
    return rc ? 1 : 0;
}

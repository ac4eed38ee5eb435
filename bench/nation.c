/* A nation's nightly screening: N series of 120 periods out of a workspace, and for each of them
 * EWMA, CUSUM and the ratio to the same period of the year before (days: of the week before).
 *
 *   nation [SERIES [days|weeks|months]]     300,000 series; without a calendar, one after another
 *
 * Sought are 3 million series in 6 seconds of processor time and 1 GB. What is told is what these
 * series took, user and system time of the one thread there is, and that in proportion for 3
 * million; `nation 3000000` takes it without proportion. The file was just written, so it is read
 * from the system's cache: a disk's waiting is in no processor time. Series are of one calendar, as
 * those of a form that all counties fill in, so that their periods are decoded once and compared
 * after that.
 *
 * The detectors give eight figures a period, with limits to be explained: too much for that (over
 * 20 seconds), so it is the charts of screen/charts.h, and what stands out would go to the
 * detectors. Not counted: filling the workspace, in the temporary folder, by a process of its own
 * so that its memory is not in the peak; and a first scan, which sees that what comes out of the
 * store are the periods and the figures that went in. */
#include "screen/charts.h"
#include "store/store.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PERIODS = 120, TRAINING = 24, BATCH = 5000 /* series a batch */ };

static const double nation = 3e6, goal_seconds = 6, goal_megabytes = 1000;

/* Days, weeks or months, oldest first. */
typedef struct calendar {
    const char *name;
    yx_period_kind kind;
    size_t year; /* periods of a year; of a week for days */
    yx_period at[PERIODS];
} calendar;

typedef struct tally {
    size_t series, values, alarms_ewma, alarms_cusum, doubled;
} tally;

static double used(void)
{
    struct rusage u;

    (void)getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

/* --- filling --- */

/* Counts round a level of the series, with a yearly wave: the same in every run. */
static int64_t figure(uint64_t *seed, uint32_t series, double year)
{
    double level = 20 + series % 180;

    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (int64_t)(level * (1 + 0.2 * sin(year * 2 * M_PI)) + (double)(*seed >> 59));
}

static yx_code fill_batch(yx_store *store, const calendar *c, uint32_t from, uint32_t to,
                          yx_err *err)
{
    yx_batch *batch = NULL;
    yx_taken taken;
    yx_obs obs = {.as_of = yx_day_of(2025, 1, 20),
                  .contributors = YX_CONTRIBUTORS_NONE,
                  .release = YX_DAY_NONE,
                  .column = 4,
                  .line = 1};
    uint64_t seed = from;
    yx_code rc = yx_batch_new("nation.csv", NULL, &batch, err);

    if (!rc)
        rc = yx_names_add(batch->indicator, yx_str_of("cases"), &obs.indicator, err);
    for (uint32_t s = from; s < to && !rc; s++) {
        char code[16];
        (void)snprintf(code, sizeof code, "R%08u", s);
        rc = yx_names_add(batch->region, yx_str_of(code), &obs.region, err);
        for (int t = 0; t < PERIODS && !rc; t++) {
            obs.period = c->at[t];
            obs.mantissa = figure(&seed, s, (double)t / (double)c->year);
            obs.line++;
            rc = yx_batch_add(batch, &obs, err);
        }
    }
    if (!rc)
        rc = yx_store_take(store, batch, 1737331200000, "bench", &taken, err);
    yx_batch_free(batch);
    return rc;
}

static yx_code fill(const char *dir, const calendar *c, uint32_t n, yx_err *err)
{
    static const yx_store_settings settings = {.zone = "UTC"};
    yx_store *store = NULL;
    yx_code rc = yx_store_init(dir, &settings, 1737331200000, "bench", err);

    if (!rc)
        rc = yx_store_open(dir, false, &store, err);
    for (uint32_t s = 0; s < n && !rc; s += BATCH) {
        rc = yx_store_begin(store, err);
        if (!rc)
            rc = fill_batch(store, c, s, n - s < BATCH ? n : s + BATCH, err);
        if (!rc)
            rc = yx_store_commit(store, err);
    }
    yx_store_close(store);
    return rc;
}

/* In a child. */
static yx_code fill_apart(const char *dir, const calendar *c, uint32_t n)
{
    int status = 1;
    pid_t child = fork();

    if (child == 0) {
        yx_err err = {0};
        yx_code rc = fill(dir, c, n, &err);
        if (rc)
            (void)fprintf(stderr, "nation: %s\n", err.text);
        _exit(rc ? 1 : 0);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? YX_OK : YX_E_IO;
}

/* --- the night --- */

static const double lambda = 0.2, ewma_sd = 3, slack = 0.5, cusum_limit = 4;

static void judge(const double *value, size_t n, tally *ret)
{
    yx_charts charts = {.first = TRAINING, .lambda = lambda, .k = slack};
    double ewma[PERIODS], cusum[PERIODS], limit = ewma_sd * sqrt(lambda / (2 - lambda));
    size_t above = 0, over = 0;

    if (!yx_charts_run(&charts, value, n, ewma, cusum))
        return;
    for (size_t t = 0; t < n; t++) { /* NAN is in no alarm */
        above += ewma[t] > limit;
        over += cusum[t] >= cusum_limit;
    }
    ret->alarms_ewma += above;
    ret->alarms_cusum += over;
}

/* Over the figure of a year before; all are reported here. */
static size_t doubled(const double *value, size_t year, size_t n)
{
    double ratio[PERIODS];
    size_t ret = 0;

    for (size_t t = year; t < n; t++)
        ratio[t] = value[t] / value[t - year];
    for (size_t t = year; t < n; t++)
        ret += ratio[t] >= 2;
    return ret;
}

/* What is done with a series. */
typedef enum duty { CHECK, DECODE, JUDGE } duty;

/* The same figures as were filled in? Series come in the order of their codes. */
static bool as_filled(const calendar *c, size_t series, uint64_t *seed, const yx_period *period,
                      const double *value)
{
    if (series % BATCH == 0)
        *seed = series;
    for (int t = 0; t < PERIODS; t++) {
        if (period[t].first != c->at[t].first || period[t].last != c->at[t].last ||
            value[t] != (double)figure(seed, (uint32_t)series, (double)t / (double)c->year))
            return false;
    }
    return true;
}

static yx_code scan(yx_store *store, const calendar *c, duty what, tally *ret, yx_err *err)
{
    yx_series_cursor *cursor = NULL;
    uint64_t seed = 0;
    yx_code rc = yx_store_scan(store, YX_KNOWN_ALL, &cursor, err);

    while (!rc) {
        yx_str region, indicator;
        const yx_period *period;
        const double *value;
        size_t n;
        bool end = false;
        rc = yx_series_next_values(cursor, &region, &indicator, &period, &value, &n, &end, err);
        if (rc || end)
            break;
        if (n != PERIODS || (what == CHECK && !as_filled(c, ret->series, &seed, period, value))) {
            rc = yx_fail(err, YX_E_CORRUPT, "series %zu is not what was filled in", ret->series);
            break;
        }
        ret->series++;
        ret->values += n;
        if (what != JUDGE)
            continue;
        judge(value, n, ret);
        ret->doubled += doubled(value, c->year, n);
    }
    yx_series_close(cursor);
    return rc;
}

static void tell(const char *dir, const calendar *c, const tally *t, double decode, double all)
{
    double scale = nation / (double)t->series, of_file;
    char path[4096 + 16];
    struct stat file = {0};
    struct rusage u;

    (void)getrusage(RUSAGE_SELF, &u);
    (void)snprintf(path, sizeof path, "%s/yixian.db", dir);
    (void)stat(path, &file);
    of_file = (double)file.st_size / 1048576;
    (void)printf(
        "nation      %-6s  measured: %.2f CPU s (of it decoding %.2f) and %.0f MB at most, "
        "for %zu series x %d out of a file of %.0f MB; %.0f M values/s\n",
        c->name, all, decode, (double)u.ru_maxrss / 1024, t->series, PERIODS, of_file,
        (double)t->values / all / 1e6);
    (void)printf(
        "                    %s%.2f CPU s for 3,000,000 series (goal %.0f; decoding %.2f), "
        "one core; memory goal %.0f MB\n",
        scale > 1 ? "in proportion: " : "", all * scale, goal_seconds, decode * scale,
        goal_megabytes);
    (void)printf(
        "                    EWMA above its limit %zu times, CUSUM %zu, twice the %s before "
        "%zu\n",
        t->alarms_ewma, t->alarms_cusum, c->kind == YX_PERIOD_DAY ? "week" : "year", t->doubled);
}

static yx_code night(const char *dir, const calendar *c, uint32_t n, yx_err *err)
{
    yx_store *store = NULL;
    tally seen = {0}, idle = {0}, all = {0};
    double from, decode, work;
    yx_code rc = yx_store_open(dir, true, &store, err);

    if (!rc)
        rc = scan(store, c, CHECK, &seen, err);
    from = used();
    if (!rc)
        rc = scan(store, c, DECODE, &idle, err);
    decode = used() - from;
    from = used();
    if (!rc)
        rc = scan(store, c, JUDGE, &all, err);
    work = used() - from;
    yx_store_close(store);
    if (!rc && all.series != n)
        rc = yx_fail(err, YX_E_CORRUPT, "%zu series of %u", all.series, n);
    if (!rc)
        tell(dir, c, &all, decode, work);
    return rc;
}

static int drop(const char *path, const struct stat *s, int kind, struct FTW *ftw)
{
    (void)s;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static yx_code bench(calendar *c, uint32_t n)
{
    const char *tmp = getenv("TMPDIR");
    char dir[4096];
    yx_err err = {0};
    yx_code rc;

    c->at[0] = yx_period_holding(yx_day_of(2015, 1, 15), c->kind);
    for (size_t t = 1; t < PERIODS; t++)
        c->at[t] = yx_period_step(c->at[t - 1], 1);
    (void)snprintf(dir, sizeof dir, "%s/yx-nation-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(dir)) {
        (void)fprintf(stderr, "nation: cannot make %s\n", dir);
        return YX_E_IO;
    }
    rc = fill_apart(dir, c, n);
    if (!rc)
        rc = night(dir, c, n, &err);
    if (rc)
        (void)fprintf(stderr, "nation: %s\n", err.text);
    (void)nftw(dir, drop, 16, FTW_DEPTH | FTW_PHYS);
    return rc;
}

int main(int argc, char **argv)
{
    calendar calendars[] = {{.name = "days", .kind = YX_PERIOD_DAY, .year = 7},
                            {.name = "weeks", .kind = YX_PERIOD_WEEK, .year = 52},
                            {.name = "months", .kind = YX_PERIOD_MONTH, .year = 12}};
    long n = argc > 1 ? strtol(argv[1], NULL, 10) : 300000;
    bool any = false;

    for (size_t i = 0; i < YX_COUNT(calendars) && n >= 1 && n <= 10000000 && argc <= 3; i++) {
        if (argc == 3 && strcmp(argv[2], calendars[i].name) != 0)
            continue;
        any = true;
        if (bench(&calendars[i], (uint32_t)n))
            return 1;
    }
    if (!any)
        (void)fprintf(stderr, "usage: nation [SERIES [days|weeks|months]]\n");
    return any ? 0 : 2;
}

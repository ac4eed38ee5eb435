/* Every allocation, every call of SQLite, everything that SQLite asks of the disk and every file
 * operation of a verb fails once in turn, and then from one point on for good.
 *
 * Each run is a process of its own that was forked from one in which the verb ran before, so that
 * what libraries keep for good is there already and every block that is left over is a leak. After
 * it: one clear line and the right status; the workspace opens, verifies, and holds the whole batch
 * or nothing of it; and the same command then does what it should. */
#include "tests/fault/disk.h"
#include "tests/fault/points.h"
#include "tests/fault/run.h"
#include "tests/fault/world.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct scene {
    const char *name;
    const char *word[RUN_WORDS]; /* of the command; "@x" is the file x of the folder, "%" the
                                    question that is open, "!" the alert */
    int status;                  /* of a run in which nothing fails */
    bool reads;                  /* changes nothing */
    bool speaks;                 /* of what is done before all is done */
    enum {
        PLAIN,
        CRASHED,
        TICKED,
        N_BEGIN,
        NOTHING = N_BEGIN
    } begin;               /* CRASHED: the last writer
left its log behind; TICKED: with an alert */
    void (*prepare)(void); /* each time anew; or NULL */
    bool partial;
    bool deep; /* in a quick run too, every point of it */
} scene;

static const scene scenes[] = {
    {.name = "take", .word = {"take", "@a.csv"}, .deep = true},
    {.name = "take after a crash", .word = {"take", "@a.csv.gz"}, .begin = CRASHED},
    {.name = "take two", .word = {"take", "@a.csv", "@b.csv", "--source", "a notice"}},
    {.name = "take gb18030", .word = {"take", "@gb.csv"}},
    {.name = "take refused", .word = {"take", "@bad.csv", "--report", "@report.json"}, .status = 3},
    {.name = "take partial",
     .word = {"take", "@bad.csv", "--partial"},
     .status = 3,
     .partial = true},
    {.name = "take dry-run", .word = {"take", "@a.csv", "--dry-run"}, .reads = true},
    {.name = "take sdmx-csv", .word = {"take", "@sdmx-csv-2.0.csv"}},
    {.name = "take sdmx-ml", .word = {"take", "@sdmx.xml"}},
    {.name = "take sdmx-json", .word = {"take", "@sdmx.json"}},
    {.name = "take dhis2-csv", .word = {"take", "@dhis2.csv"}},
    {.name = "take dhis2-json", .word = {"take", "@dhis2.json"}},
    {.name = "take dhis2-xml", .word = {"take", "@dhis2.xml"}},
    {.name = "take adx", .word = {"take", "@adx.xml"}},
    {.name = "take a workbook", .word = {"take", "@book.xlsx"}},
    {.name = "take an old workbook", .word = {"take", "@form.xls"}},
    {.name = "take a template", .word = {"take", "@filled.xlsx"}},
    {.name = "take and return",
     .word = {"take", "@bad.xlsx", "--returned", "@back.xlsx"},
     .status = 3,
     .prepare = world_drop_back},
    {.name = "map", .word = {"map", "@book.xlsx"}, .reads = true},
    {.name = "load maps", .word = {"load", "maps", "@book.yaml"}},
    {.name = "take --watch",
     .word = {"take", "--watch", "@inbox", "--once"},
     .prepare = world_put_inbox,
     .speaks = true},
    {.name = "take --watch refused",
     .word = {"take", "--watch", "@inbox", "--once"},
     .status = 3,
     .prepare = world_put_bad_inbox,
     .speaks = true},
    {.name = "explain", .word = {"--as", "p1", "explain", "%", "a refund in June"}},
    {.name = "close", .word = {"close", "%", "asked twice"}},
    {.name = "refuse", .word = {"--as", "p1", "refuse", "old", "--reason", "expired"}},
    {.name = "load", .word = {"load", "regions", "@more.csv"}},
    {.name = "load rules", .word = {"load", "rules", "@rules.yaml"}},
    {.name = "tick", .word = {"tick"}, .begin = CRASHED},
    {.name = "answer",
     .word = {"answer", "!", "ack", "--reason", "looking into it"},
     .begin = TICKED},
    {.name = "silence",
     .word = {"silence", "--rule", "fever", "--until", "2022-06-10", "--reason", "a drill"},
     .begin = TICKED},
    {.name = "silence list", .word = {"silence"}, .begin = TICKED, .reads = true},
    {.name = "alert", .word = {"alert", "!"}, .begin = TICKED, .reads = true},
    {.name = "alerts by", .word = {"alerts", "--by", "rule"}, .begin = TICKED, .reads = true},
    {.name = "rules", .word = {"rules", "fever"}, .begin = TICKED, .reads = true},
    {.name = "replay",
     .word = {"replay", "--rule", "#fever", "--from", "2022-03-01", "--json"},
     .begin = TICKED,
     .reads = true},
    {.name = "replay recorded",
     .word = {"replay", "--rule", "@rules0.yaml", "--from", "2022-03-01", "--record"},
     .begin = TICKED},
    {.name = "publish cap",
     .word = {"publish", "--out", "@drafts"},
     .begin = TICKED,
     .reads = true},
    {.name = "publish rss", .word = {"publish", "--format", "rss"}, .begin = TICKED, .reads = true},
    {.name = "publish ical",
     .word = {"publish", "--format", "ical", "--out", "@due.ics"},
     .begin = TICKED,
     .reads = true},
    {.name = "publish check", .word = {"publish", "--check", "@cap-1.2.xml"}, .reads = true},
    {.name = "rebuild", .word = {"rebuild"}, .reads = true},
    {.name = "init", .word = {"init", "--test-clock"}, .begin = NOTHING},
    {.name = "verify", .word = {"verify"}, .reads = true},
    {.name = "export", .word = {"export"}, .reads = true},
};
enum { N_SCENE = sizeof scenes / sizeof scenes[0] };

static const char *work; /* the workspace */

/* --- one run --- */

/* What all runs of a scene share; written by its children too. */
typedef struct tally {
    long runs, worked, failed;
    bool wrong;
    char why[2 * RUN_TEXT];
} tally;

typedef struct stage {
    const scene *scene;
    const char *word[RUN_WORDS];
    run_kept kept;
    run_state before, after; /* of a run in which nothing fails */
    run_end good;
    tally *tally;
} stage;

static void set(const stage *s)
{
    run_put_back(work, &s->kept);
    if (s->scene->prepare)
        s->scene->prepare();
}

static bool wrong(const stage *s, const run_point *p, const run_end *end, const char *what)
{
    (void)snprintf(s->tally->why, sizeof s->tally->why,
                   "%s: %s %ld%s (%s, at %s): %s; status %d, stdout '%.300s', stderr '%.600s'",
                   s->scene->name, point_sort_name[p->sort], p->n,
                   p->for_good ? " and all after it" : "", point_way_name(p->sort, p->way),
                   point_name(), what, end->status, end->out, end->err);
    s->tally->wrong = true;
    return false;
}

/* Is it one line, "yixian: VERB: ...", behind the faults of the file if it has any? What could not
 * be printed is said in a line of its own. */
static bool is_clear(const scene *s, const char *text)
{
    static const char unsaid[] = "yixian: cannot write: ";
    char start[64];
    bool as = strcmp(s->word[0], "--as") == 0;
    size_t n = (size_t)snprintf(start, sizeof start, "yixian: %s: ", s->word[as ? 2 : 0]);
    const char *last = strstr(text, unsaid), *end = last ? last : text + strlen(text);
    const char *line = end - (end > text);

    if (strstr(text, "not an error") || strstr(text, "(null)"))
        return false;
    while (line > text && line[-1] != '\n')
        line--;
    if (last)
        return true;
    return (line == text || s->status == 3 || strstr(text, ": warning: ") ||
            strstr(text, "cannot be read")) &&
           strncmp(line, start, n) == 0 && end - line > (long)n + 5 && end[-1] == '\n';
}

static bool judge_words(const stage *s, const run_point *p, const run_end *end)
{
    if (end->status == s->scene->status && strcmp(end->out, s->good.out) == 0)
        return true;
    if (point_is_harmless(p->sort, p->way))
        return wrong(s, p, end, "it should not have mattered");
    if (end->status == 0)
        return wrong(s, p, end, "it said something else than without a failure");
    if (end->status != 1 && end->status != 3)
        return wrong(s, p, end, "the status is wrong");
    if (end->status == 3 && s->scene->status == 0 && p->sort != POINT_FILE)
        return wrong(s, p, end, "it blames the file");
    if (end->status == 1 && end->out[0] && !s->scene->reads && !s->scene->speaks &&
        !strstr(end->err, "yixian: cannot write: "))
        return wrong(s, p, end, "it failed and said on stdout that it was done");
    return is_clear(s->scene, end->err) || wrong(s, p, end, "no clear line");
}

static bool judge_state(const stage *s, const run_point *p, const run_end *end, bool *ret_before)
{
    char why[RUN_TEXT];
    run_state now;

    if (!run_look(work, &now, why))
        return wrong(s, p, end, why);
    *ret_before = run_same(&now, &s->before);
    if (s->scene->partial && p->sort == POINT_FILE && now.entries == s->before.entries + 1 &&
        now.values == s->before.values)
        return true; /* only the report of a file of which nothing can be taken */
    if (!*ret_before && !run_same(&now, &s->after))
        return wrong(s, p, end, "the workspace holds neither what it did nor the whole batch");
    if (end->status == s->scene->status && strcmp(end->out, s->good.out) == 0 &&
        !run_same(&now, &s->after))
        return wrong(s, p, end, "it said that it was done, and it was not");
    return true;
}

static bool judge_again(const stage *s, const run_point *p, bool before)
{
    char why[RUN_TEXT];
    run_state now;
    run_end end;

    if (s->scene->prepare)
        s->scene->prepare();
    if (s->scene->begin == NOTHING && !before)
        return true; /* it is there, and is not made again */
    run_verb(work, s->word, NULL, &end);
    if (end.status != s->scene->status)
        return wrong(s, p, &end, "the next one did not work");
    if (!run_look(work, &now, why))
        return wrong(s, p, &end, why);
    return !before || run_same(&now, &s->after) || wrong(s, p, &end, "the next one did otherwise");
}

/* In a process of its own. */
static void one_run(const stage *s, const run_point *p)
{
    long blocks;
    int files;
    bool before = false;
    static run_end end;

    set(s);
    files = run_open_files();
    blocks = blocks_in_use();
    run_verb(work, s->word, p, &end);
    blocks = blocks_in_use() - blocks;
    s->tally->runs += point_was_hit();
    s->tally->worked += point_was_hit() && end.status == s->scene->status;
    s->tally->failed += point_was_hit() && end.status != s->scene->status;
    if (strstr(end.err, "cannot read the time zone") || strstr(end.err, "for a ZIP archive") ||
        (p->sort == POINT_ALLOC &&
         (strstr(end.err, " marked in ") || strstr(end.err, "Malloc failure"))))
        blocks = 0; /* libc keeps the name that it could not read; libzip loses an entry */
    /* Files first: a sanitizer may open some to say what leaks. */
    if (run_open_files() != files)
        (void)wrong(s, p, &end, "a file is left open");
    else if (blocks > 0 || blocks_leak())
        (void)wrong(s, p, &end, "memory leaks");
    else if (judge_words(s, p, &end) && judge_state(s, p, &end, &before))
        (void)judge_again(s, p, before);
    _exit(0);
}

/* False when the point was not met, or something is wrong. */
static bool fork_run(const stage *s, const run_point *p)
{
    run_end none = {0};
    int status = 0;
    pid_t child;

    (void)fflush(stdout); /* else each child says it again */
    points_look_on(true);
    child = fork();
    if (child == 0) {
        points_look_on(false);
        (void)alarm(20);
        one_run(s, p);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        run_stop("no child");
    if (status != 0 && !s->tally->wrong) {
        none.status = status;
        (void)wrong(s, p, &none, WIFSIGNALED(status) ? "it crashed or hung" : "it ended");
    }
    point_disarm();
    points_look_on(false);
    return point_was_hit() && !s->tally->wrong;
}

/* --- a scene --- */

static void set_words(stage *s, char paths[RUN_WORDS][512])
{
    for (size_t i = 0; s->scene->word[i]; i++) {
        const char *word = s->scene->word[i];
        (void)snprintf(paths[i], 512, "%s",
                       word[0] == '@'           ? run_path(word + 1)
                       : strcmp(word, "%") == 0 ? world_question()
                       : strcmp(word, "!") == 0 ? world_alert()
                                                : word);
        s->word[i] = paths[i];
    }
}

/* How it goes when nothing fails. */
static void dry(stage *s)
{
    char why[RUN_TEXT];

    set(s);
    if (!run_look(work, &s->before, why))
        run_stop("%s: %s", s->scene->name, why);
    set(s);
    run_verb(work, s->word, NULL, &s->good);
    if (s->good.status != s->scene->status)
        run_stop("%s: status %d: %s", s->scene->name, s->good.status, s->good.err);
    if (!run_look(work, &s->after, why))
        run_stop("%s: %s", s->scene->name, why);
    if (s->scene->reads != run_same(&s->before, &s->after) && s->scene->status == 0)
        run_stop("%s: changes %s", s->scene->name, s->scene->reads ? "something" : "nothing");
}

/* All points of a sort, each `step`-th in a quick run. */
static void every_point(const stage *s, point_sort sort, bool for_good, long step)
{
    struct timespec from, to;

    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    for (int way = 0; way < point_ways(sort); way++) {
        run_point p = {sort, way, 1, for_good};
        if (for_good && point_is_harmless(sort, way))
            continue;
        while (fork_run(s, &p))
            p.n += step;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    run_case(!s->tally->wrong, "%s: %s%s: %ld points, %ld of them survived, %.1f s", s->scene->name,
             point_sort_name[sort], for_good ? ", and all after it" : "", s->tally->runs,
             s->tally->worked,
             (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9);
    if (s->tally->wrong)
        printf("# %s\n", s->tally->why);
}

static void every_sort(stage *s, bool all)
{
    for (point_sort sort = POINT_ALLOC; sort < POINT_SORTS; sort++)
        for (int for_good = 0; for_good < 2; for_good++) {
            long step = all ? 1 : for_good ? 151 : s->scene->deep ? 1 : 101;
            *s->tally = (tally){0};
            every_point(s, sort, for_good, step);
        }
}

int main(int argc, char **argv)
{
    bool all = argc > 1 && strcmp(argv[1], "long") == 0;
    const char *only = argc > 2 ? argv[2] : NULL;
    run_kept begin[N_BEGIN + 1] = {0}; /* the last: none */
    static stage s;
    static char paths[RUN_WORDS][512];

    /* A forked child has none of its parent's threads; what shares work out reads this at its
     * start. */
    if (!getenv("OMP_NUM_THREADS")) {
        (void)setenv("OMP_NUM_THREADS", "1", 1);
        (void)execv("/proc/self/exe", argv);
    }
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)setenv("YIXIAN_NOW", "2022-06-01T20:00:00Z", 1); /* the next day in Shanghai */
    points_start();
    disk_start(false);
    work = world_make(&begin[PLAIN], &begin[CRASHED], &begin[TICKED]);
    for (size_t i = 0; i < N_SCENE; i++) {
        if (only && strcmp(only, scenes[i].name) != 0)
            continue;
        s = (stage){.scene = &scenes[i], .kept = begin[scenes[i].begin]};
        s.tally =
            mmap(NULL, sizeof *s.tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        set_words(&s, paths);
        dry(&s);
        every_sort(&s, all);
        (void)munmap(s.tally, sizeof *s.tally);
    }
    for (size_t i = 0; i < N_BEGIN; i++)
        run_drop(&begin[i]);
    return run_plan();
}

/* Two processes take at the same moment, and a third reads and verifies all the while.
 *
 * Both are taken, one after the other, in either order: the log is the very one that the two make
 * when they run one by one. Whatever the reader sees is sound, and never goes back. */
#include "tests/fault/run.h"

#include <locale.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 400 };

typedef struct shared {
    _Atomic int ready, go, stop;
    _Atomic int status[2];
    _Atomic long looks, seen; /* of the reader: how often, and how many states */
    _Atomic int reader_wrong;
    char why[RUN_TEXT];
} shared;

static shared *s;
static char work[512], copy[512];

/* Both files speak of the same series. */
static void figures(const char *name, int turn)
{
    static char text[32 * 1024];
    size_t at = (size_t)snprintf(text, sizeof text, "region_code,indicator,period,value\n");

    for (int i = 0; i < ROWS; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "R%02d,sales,%d-%02d,%d\n", i % 20,
                               2015 + i / 20 / 12, 1 + i / 20 % 12, (i + turn) * 7 % 91);
    (void)run_file(name, text, at);
}

static void make(void)
{
    char text[2048];
    size_t at =
        (size_t)snprintf(text, sizeof text, "code,name_zh,level,parent_code\n42,省,province,\n");

    for (int i = 0; i < 20; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "R%02d,县%d,county,42\n", i, i);
    (void)run_file("regions.csv", text, at);
    (void)run_text("indicators.csv",
                   "code,name_zh,unit,frequency,kind\nsales,零售额,亿元,M,flow\n");
    RUN_MUST(work, "init", "--test-clock");
    RUN_MUST(work, "load", "regions", run_path("regions.csv"));
    RUN_MUST(work, "load", "indicators", run_path("indicators.csv"));
    (void)mkdir(copy, 0777);
}

static pid_t start(void (*body)(int), int which)
{
    pid_t child;

    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        (void)alarm(300);
        body(which);
        _exit(0);
    }
    if (child < 0)
        run_stop("no child");
    return child;
}

static void wait_for(pid_t child)
{
    int status = 0;

    if (waitpid(child, &status, 0) != child || status != 0)
        run_stop("a child ended with %d", status);
}

static void taker(int which)
{
    static run_end end;
    const char *const word[] = {"take", run_path(which ? "b.csv" : "a.csv"), NULL};

    atomic_fetch_add(&s->ready, 1);
    while (!atomic_load(&s->go)) {
    }
    run_verb(work, word, NULL, &end);
    atomic_store(&s->status[which], end.status);
    if (end.status)
        (void)snprintf(s->why, sizeof s->why, "taker %d: %d %.400s", which, end.status, end.err);
}

static void reader(int which)
{
    int64_t last = 0;
    run_state now;

    (void)which;
    while (!atomic_load(&s->stop)) {
        char why[RUN_TEXT] = "it went back";
        if (!run_look(work, &now, why) || now.entries < last) {
            (void)snprintf(s->why, sizeof s->why, "reader: %.400s", why);
            atomic_store(&s->reader_wrong, 1);
            return;
        }
        atomic_fetch_add(&s->looks, 1);
        if (now.entries > last)
            atomic_fetch_add(&s->seen, 1);
        last = now.entries;
    }
}

/* What the two make one by one. */
static run_state in_order(const run_kept *kept, const char *first, const char *second)
{
    char why[RUN_TEXT];
    run_state now;

    run_put_back(copy, kept);
    RUN_MUST(copy, "take", run_path(first));
    RUN_MUST(copy, "take", run_path(second));
    if (!run_look(copy, &now, why))
        run_stop("%s", why);
    return now;
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 && strcmp(argv[1], "long") == 0 ? 200 : 12, order[2] = {0, 0};
    bool right = true;
    pid_t third;

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)setenv("YIXIAN_NOW", "2022-06-01T20:00:00Z", 1);
    points_start();
    (void)snprintf(work, sizeof work, "%s", run_path("work"));
    (void)snprintf(copy, sizeof copy, "%s", run_path("copy"));
    s = mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (s == MAP_FAILED)
        run_stop("no memory");
    make();
    third = start(reader, 0);
    for (int round = 0; round < rounds && right; round++) {
        char why[RUN_TEXT] = "";
        run_state now, ab, ba;
        run_kept kept;
        pid_t child[2];

        figures("a.csv", 2 * round);
        figures("b.csv", 2 * round + 1);
        /* The database is copied by a process that has no lock to lose: this one opens none. */
        kept = run_keep(work);
        ab = in_order(&kept, "a.csv", "b.csv");
        ba = in_order(&kept, "b.csv", "a.csv");
        run_drop(&kept);
        atomic_store(&s->ready, 0);
        atomic_store(&s->go, 0);
        for (int i = 0; i < 2; i++)
            child[i] = start(taker, (i + round) % 2);
        while (atomic_load(&s->ready) < 2)
            (void)usleep(100);
        atomic_store(&s->go, 1);
        wait_for(child[0]);
        wait_for(child[1]);
        right = !s->status[0] && !s->status[1] && run_look(work, &now, why);
        if (right && run_same(&now, &ab))
            order[0]++;
        else if (right && run_same(&now, &ba))
            order[1]++;
        else
            right = false;
        if (!right)
            printf("# round %d: status %d and %d, %s; %s\n", round, s->status[0], s->status[1], why,
                   s->why);
    }
    atomic_store(&s->stop, 1);
    wait_for(third);
    run_case(right, "%d rounds: %d times the first came first, %d times the second", rounds,
             order[0], order[1]);
    run_case(!s->reader_wrong && s->seen > 1, "a third verified %ld times and saw %ld states: %s",
             (long)s->looks, (long)s->seen, s->reader_wrong ? s->why : "all sound");
    return run_plan();
}

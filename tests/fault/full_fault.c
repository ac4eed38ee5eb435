/* A disk that is full: of so many bytes, whatever their number; a file that may not grow; a real
 * file system without room; a report that cannot be kept.
 *
 * Either all is taken, or nothing and one clear line says so; and with room again it works. */
#include "tests/fault/disk.h"
#include "tests/fault/run.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 600 };

static char work[512], more[512];
static const char *take_words[3] = {"take"};
static run_kept kept;
static run_state before, after;

static const char *figures(const char *name, int turn)
{
    static char text[64 * 1024];
    size_t at = (size_t)snprintf(text, sizeof text, "region_code,indicator,period,value\n");

    for (int i = 0; i < ROWS; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "R%02d,sales,%d-%02d,%d\n", i % 50,
                               2010 + i / 50 / 12, 1 + i / 50 % 12, i * turn % 89);
    return run_file(name, text, at);
}

static void make(void)
{
    char text[2048], why[RUN_TEXT];
    size_t at =
        (size_t)snprintf(text, sizeof text, "code,name_zh,level,parent_code\n42,省,province,\n");

    for (int i = 0; i < 50; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "R%02d,县%d,county,42\n", i, i);
    (void)run_file("regions.csv", text, at);
    (void)run_text("indicators.csv",
                   "code,name_zh,unit,frequency,kind\nsales,零售额,亿元,M,flow\n");
    (void)snprintf(work, sizeof work, "%s", run_path("work"));
    RUN_MUST(work, "init", "--test-clock");
    RUN_MUST(work, "load", "regions", run_path("regions.csv"));
    RUN_MUST(work, "load", "indicators", run_path("indicators.csv"));
    RUN_MUST(work, "take", figures("first.csv", 1));
    kept = run_keep(work);
    (void)snprintf(more, sizeof more, "%s", figures("more.csv", 2));
    take_words[1] = more;
    if (!run_look(work, &before, why))
        run_stop("%s", why);
    run_must(work, take_words);
    if (!run_look(work, &after, why))
        run_stop("%s", why);
}

/* One taking under a limit that set() put and clear() lifts. *ret_worked. */
static bool attempt(const char *dir, int64_t room, void (*set)(int64_t), void (*clear)(void),
                    bool *ret_worked)
{
    char why[RUN_TEXT];
    run_state now;
    static run_end end;
    const char *line_end;

    run_put_back(dir, &kept);
    set(room);
    run_verb(dir, take_words, NULL, &end);
    clear();
    *ret_worked = end.status == 0;
    line_end = strchr(end.err, '\n');
    if (end.status != 0 && (end.status != 1 || strncmp(end.err, "yixian: take: cannot ", 21) != 0 ||
                            !line_end || line_end[1] || end.out[0])) {
        printf("# room %lld: status %d: %s", (long long)room, end.status, end.err);
        return false;
    }
    if (!run_look(dir, &now, why) || !run_same(&now, *ret_worked ? &after : &before)) {
        printf("# room %lld: status %d, %lld entries: %s\n", (long long)room, end.status,
               (long long)now.entries, why);
        return false;
    }
    if (*ret_worked)
        return true;
    run_verb(dir, take_words, NULL, &end);
    if (end.status != 0 || !run_look(dir, &now, why) || !run_same(&now, &after)) {
        printf("# room %lld: the next one: status %d: %s", (long long)room, end.status, end.err);
        return false;
    }
    return true;
}

static void every_room(const char *what, const char *dir, int64_t from, int64_t step,
                       void (*set)(int64_t), void (*clear)(void))
{
    bool right = true, worked = false;
    int runs = 0;

    for (int64_t room = from; right && !worked && runs < 5000; room += step, runs++)
        right = attempt(dir, room, set, clear, &worked);
    run_case(right && worked, "%s: %d sizes, from nothing to enough", what, runs);
}

static void no_limit(void)
{
    disk_room(-1);
}

/* --- a file that may not grow --- */

static void limit_file(int64_t size)
{
    struct rlimit limit;

    (void)getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = (rlim_t)size;
    (void)setrlimit(RLIMIT_FSIZE, &limit);
}

static void lift_file(void)
{
    struct rlimit limit;

    (void)getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_FSIZE, &limit);
}

/* --- a real one --- */

static char small[512], filler[600];

/* Leaves that many bytes. */
static void fill(int64_t room)
{
    static const char block[4096] = "full";
    struct statvfs st;
    int fd = open(filler, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    while (statvfs(small, &st) == 0 && (int64_t)st.f_bavail * (int64_t)st.f_bsize > room)
        if (write(fd, block, sizeof block) <= 0)
            break;
    (void)close(fd);
}

static void unfill(void)
{
    (void)unlink(filler);
}

/* In a process of its own, which alone sees that file system. */
static void real_disk(int64_t step)
{
    int status = 0;
    pid_t child;

    (void)snprintf(small, sizeof small, "%s", run_path("small"));
    (void)snprintf(filler, sizeof filler, "%s/filler", small);
    (void)mkdir(small, 0777);
    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
            mount("none", small, "tmpfs", 0, "size=2m") != 0)
            _exit(2);
        bool right = true, worked = false;
        int runs = 0;
        for (int64_t room = 0; right && !worked && runs < 500; room += step, runs++)
            right = attempt(small, room, fill, unfill, &worked);
        printf("# a file system of 2 MiB: %d sizes\n", runs);
        (void)fflush(stdout);
        _exit(right && worked ? 0 : 1);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        run_stop("no child");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
        run_case(true, "a file system without room # SKIP none may be mounted here");
    else
        run_case(status == 0, "a file system without room");
}

static void no_report(void)
{
    static run_end end;
    char why[RUN_TEXT];
    run_state now;
    const char *bad =
        run_text("bad.csv", "region_code,indicator,period,value\nnowhere,sales,2020-01,1\n");
    const char *const word[] = {"take", bad, "--report", "/dev/full", NULL};

    run_put_back(work, &kept);
    run_verb(work, word, NULL, &end);
    run_case(end.status == 1 &&
                 strstr(end.err, "yixian: take: cannot write the report: No space left") &&
                 run_look(work, &now, why) && run_same(&now, &before),
             "a report that cannot be kept");
}

int main(int argc, char **argv)
{
    bool all = argc > 1 && strcmp(argv[1], "long") == 0;

    (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)setenv("YIXIAN_NOW", "2022-06-01T20:00:00Z", 1);
    (void)signal(SIGXFSZ, SIG_IGN);
    points_start();
    disk_start(false);
    make();
    every_room("a disk", work, 0, all ? 64 : 1024, disk_room, no_limit);
    every_room("a file", work, RUN_TEXT, all ? 64 : 1024, limit_file, lift_file);
    real_disk(4096);
    no_report();
    run_drop(&kept);
    return run_plan();
}

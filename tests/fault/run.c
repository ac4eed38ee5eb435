#include "tests/fault/run.h"

#include "cli/args.h"
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void run_stop(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    fputs("Bail out! ", stdout);
    vprintf(fmt, args);
    va_end(args);
    puts("");
    exit(1);
}

static int n_case, n_wrong;

void run_case(bool right, const char *fmt, ...)
{
    va_list args;

    printf("%sok %d - ", right ? "" : "not ", ++n_case);
    n_wrong += !right;
    va_start(args, fmt);
    vprintf(fmt, args);
    va_end(args);
    puts("");
    (void)fflush(stdout);
}

int run_plan(void)
{
    printf("1..%d\n", n_case);
    return n_wrong ? 1 : 0;
}

/* --- files --- */

static char folder[64];
static pid_t owner;

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static void remove_folder(void)
{
    if (getpid() == owner)
        (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *run_folder(void)
{
    if (!folder[0]) {
        /* In memory where that can be: thousands of runs write the same files anew. */
        (void)snprintf(folder, sizeof folder, "/dev/shm/yx-fault-XXXXXX");
        if (!mkdtemp(folder)) {
            (void)snprintf(folder, sizeof folder, "/tmp/yx-fault-XXXXXX");
            if (!mkdtemp(folder))
                run_stop("no folder: %s", strerror(errno));
        }
        owner = getpid();
        (void)atexit(remove_folder);
    }
    return folder;
}

const char *run_path(const char *name)
{
    static char path[8][512];
    static size_t turn;
    char *p = path[turn++ % 8];

    (void)snprintf(p, sizeof path[0], "%s/%s", run_folder(), name);
    return p;
}

static void put(const char *path, const void *at, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    if (fd < 0 || (n && write(fd, at, n) != (ssize_t)n) || close(fd) != 0)
        run_stop("cannot write %s: %s", path, strerror(errno));
}

const char *run_file(const char *name, const void *at, size_t n)
{
    const char *path = run_path(name);

    put(path, at, n);
    return path;
}

const char *run_text(const char *name, const char *text)
{
    return run_file(name, text, strlen(text));
}

int run_open_files(void)
{
    DIR *dir = opendir("/proc/self/fd");
    int n = 0;

    while (dir && readdir(dir))
        n++;
    if (dir)
        (void)closedir(dir);
    return n;
}

/* --- running --- */

/* What goes to a descriptor goes to a file of ours until it is given back. */
typedef struct capture {
    int of, was, file;
} capture;

static capture capture_start(int of)
{
    capture c = {of, dup(of), memfd_create("capture", MFD_CLOEXEC)};

    if (c.was < 0 || c.file < 0 || dup2(c.file, of) < 0)
        run_stop("cannot capture: %s", strerror(errno));
    return c;
}

static void capture_end(capture *c, char *ret)
{
    ssize_t n = pread(c->file, ret, RUN_TEXT - 1, 0);

    ret[n > 0 ? n : 0] = 0;
    (void)dup2(c->was, c->of);
    (void)close(c->was);
    (void)close(c->file);
}

static int run_words(const char *dir, const char *const *word)
{
    char *argv[RUN_WORDS + 5] = {(char *)"yixian", (char *)"-C", (char *)dir};
    const yx_verb *verb;
    yx_args args;
    yx_progress progress = {0};
    int argc = 3, status;

    while (*word && argc < RUN_WORDS)
        argv[argc++] = (char *)*word++;
    optind = 0; /* glibc: start anew */
    if (!yx_args_parse(argc, argv, &verb, &args, &status))
        return status;
    args.progress = &progress;
    status = verb->run(&args);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "yixian: cannot write: %s\n", strerror(errno));
        clearerr(stdout);
        return status ? status : YX_EXIT_FAILED;
    }
    return status;
}

void run_verb(const char *dir, const char *const *word, const run_point *point, run_end *ret)
{
    capture out, err;

    (void)fflush(stdout);
    /* As in a new process: the zone is read again. */
    (void)setenv("TZ", "UTC", 1);
    tzset();
    out = capture_start(STDOUT_FILENO);
    err = capture_start(STDERR_FILENO);
    if (point)
        point_arm(point->sort, point->way, point->n, point->for_good);
    ret->status = run_words(dir, word);
    if (point)
        point_disarm();
    (void)fflush(stdout);
    capture_end(&out, ret->out);
    capture_end(&err, ret->err);
}

void run_must(const char *dir, const char *const *word)
{
    run_end end;

    run_verb(dir, word, NULL, &end);
    if (end.status)
        run_stop("%s: status %d: %s", word[0], end.status, end.err);
}

/* --- looking --- */

bool run_look(const char *dir, run_state *ret, char why[RUN_TEXT])
{
    yx_store *store = NULL;
    yx_verified v = {0};
    yx_err err = {0};
    yx_code rc = yx_store_open(dir, true, &store, &err);

    memset(ret, 0, sizeof *ret);
    if (rc == YX_E_ABSENT)
        return true;
    if (!rc)
        rc = yx_store_verify(store, NULL, &v, &err);
    yx_store_close(store);
    if (rc) {
        (void)snprintf(why, RUN_TEXT, "%s; first bad: %s", err.text, v.first_bad);
        return false;
    }
    ret->there = true;
    ret->entries = v.entries;
    ret->values = v.values;
    (void)yx_hash_hex(&v.head, ret->head);
    return true;
}

bool run_same(const run_state *a, const run_state *b)
{
    return a->there == b->there && a->entries == b->entries && strcmp(a->head, b->head) == 0;
}

static const char *const kept_name[] = {"yixian.db", "yixian.db-wal"};

run_kept run_keep(const char *dir)
{
    run_kept kept = {0};
    char path[600];

    for (size_t i = 0; i < 2; i++) {
        struct stat st;
        (void)snprintf(path, sizeof path, "%s/%s", dir, kept_name[i]);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
            continue;
        if (fstat(fd, &st) != 0 || !(kept.file[i].at = malloc((size_t)st.st_size + 1)) ||
            read(fd, kept.file[i].at, (size_t)st.st_size) != st.st_size)
            run_stop("cannot keep %s", path);
        kept.file[i].there = true;
        kept.file[i].n = (size_t)st.st_size;
        (void)close(fd);
    }
    return kept;
}

void run_put_back(const char *dir, const run_kept *kept)
{
    static const char *const gone[] = {"yixian.db-shm", "yixian.db-journal"};
    char path[600];

    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", dir, gone[i]);
        (void)unlink(path);
        (void)snprintf(path, sizeof path, "%s/%s", dir, kept_name[i]);
        if (kept->file[i].there)
            put(path, kept->file[i].at, kept->file[i].n);
        else
            (void)unlink(path);
    }
}

void run_drop(run_kept *kept)
{
    for (size_t i = 0; i < 2; i++)
        free(kept->file[i].at);
}

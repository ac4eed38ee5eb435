#include "cli/watch.h"

#include "base/mem.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { PATH = 4096, NAME = 256, FILES = 4096 /* of one look; the others come with the next */ };

/* A file as the last look saw it. */
typedef struct seen {
    char name[NAME];
    struct timespec time;
    off_t size;
} seen;

struct yx_watch {
    char dir[PATH];
    bool once;
    seen *now, *before; /* in order of name */
    size_t n_now, cap_now, n_before, cap_before;
    size_t next; /* of `now` */
    char name[NAME], path[2 * PATH];
    char refused[2 * PATH], report[2 * PATH], returned[2 * PATH]; /* where they belong */
};

static yx_code failed(const char *what, const char *path, yx_err *err)
{
    return yx_fail(err, YX_E_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

static yx_code make_folder(const char *dir, const char *name, yx_err *err)
{
    char path[2 * PATH];

    (void)snprintf(path, sizeof path, "%s/%s", dir, name);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return failed("make", path, err);
    return YX_OK;
}

yx_code yx_watch_open(const char *dir, bool once, yx_watch **ret_watch, yx_err *err)
{
    yx_watch *w;
    yx_code rc;

    if (strlen(dir) >= PATH)
        return yx_fail(err, YX_E_IO, "the name of the folder is too long");
    rc = make_folder(dir, "taken", err);
    if (!rc)
        rc = make_folder(dir, "refused", err);
    if (rc)
        return rc;
    w = calloc(1, sizeof *w);
    if (!w)
        return yx_fail(err, YX_E_NOMEM, "no memory to watch a folder");
    (void)snprintf(w->dir, sizeof w->dir, "%s", dir);
    w->once = once;
    *ret_watch = w;
    return YX_OK;
}

void yx_watch_close(yx_watch *watch)
{
    if (!watch)
        return;
    free(watch->now);
    free(watch->before);
    free(watch);
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);

    return n >= m && strcmp(name + n - m, end) == 0;
}

static bool is_candidate(const char *name)
{
    return name[0] != '.' && strlen(name) < NAME && !ends_with(name, ".part") &&
           !ends_with(name, ".tmp") && !ends_with(name, "~");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const seen *)a)->name, ((const seen *)b)->name);
}

static yx_code see(yx_watch *w, const char *name, yx_err *err)
{
    char path[2 * PATH];
    struct stat st;
    seen *s;
    yx_code rc;

    (void)snprintf(path, sizeof path, "%s/%s", w->dir, name);
    if (lstat(path, &st) != 0) /* gone again? */
        return errno == ENOENT ? YX_OK : failed("read", path, err);
    if (!S_ISREG(st.st_mode))
        return YX_OK; /* a folder, or a link that may lead anywhere */
    rc = yx_grow(&w->now, &w->cap_now, w->n_now + 1, sizeof *w->now, err);
    if (rc)
        return rc;
    s = &w->now[w->n_now++];
    (void)snprintf(s->name, sizeof s->name, "%s", name);
    s->time = st.st_mtim;
    s->size = st.st_size;
    return YX_OK;
}

/* What lies in the folder now; the look before is kept beside it. */
static yx_code look(yx_watch *w, yx_err *err)
{
    seen *room = w->before;
    size_t cap = w->cap_before;
    struct dirent *entry;
    DIR *dir;
    yx_code rc = YX_OK;

    w->before = w->now;
    w->n_before = w->n_now;
    w->cap_before = w->cap_now;
    w->now = room;
    w->cap_now = cap;
    w->n_now = w->next = 0;
    dir = opendir(w->dir);
    if (!dir)
        return failed("read", w->dir, err);
    while (!rc && w->n_now < FILES) {
        errno = 0;
        entry = readdir(dir);
        if (!entry)
            break;
        if (is_candidate(entry->d_name))
            rc = see(w, entry->d_name, err);
    }
    if (!rc && errno && w->n_now < FILES)
        rc = failed("read", w->dir, err);
    (void)closedir(dir);
    if (w->n_now)
        qsort(w->now, w->n_now, sizeof *w->now, by_name);
    return rc;
}

static bool is_whole(const yx_watch *w, const seen *s)
{
    const seen *old;

    if (w->once)
        return true;
    old = w->n_before ? bsearch(s, w->before, w->n_before, sizeof *s, by_name) : NULL;
    return old && old->size == s->size && old->time.tv_sec == s->time.tv_sec &&
           old->time.tv_nsec == s->time.tv_nsec;
}

static bool is_there(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

/* Names in DIR/refused that nothing has yet; the three belong together. */
static void find_names(yx_watch *w)
{
    char number[16] = "";

    for (int i = 2;; i++) {
        (void)snprintf(w->refused, sizeof w->refused, "%s/refused/%s%s", w->dir, w->name, number);
        (void)snprintf(w->report, sizeof w->report, "%s/refused/%s%s.faults.json", w->dir, w->name,
                       number);
        (void)snprintf(w->returned, sizeof w->returned, "%s/refused/%s%s.returned.xlsx", w->dir,
                       w->name, number);
        if (!is_there(w->refused) && !is_there(w->report) && !is_there(w->returned))
            return;
        (void)snprintf(number, sizeof number, ".%d", i);
    }
}

yx_code yx_watch_next(yx_watch *watch, char **ret_path, const char **ret_report,
                      const char **ret_returned, bool *ret_end, yx_err *err)
{
    static const struct timespec second = {1, 0};
    yx_watch *w = watch;
    yx_code rc;

    *ret_end = false;
    for (;;) {
        while (w->next < w->n_now) {
            const seen *s = &w->now[w->next++];
            if (!is_whole(w, s))
                continue;
            (void)snprintf(w->name, sizeof w->name, "%s", s->name);
            (void)snprintf(w->path, sizeof w->path, "%s/%s", w->dir, s->name);
            find_names(w);
            *ret_path = w->path;
            *ret_report = w->report;
            *ret_returned = w->returned;
            return YX_OK;
        }
        if (!w->once)
            (void)nanosleep(&second, NULL);
        rc = look(w, err);
        if (rc)
            return rc;
        if (w->once && w->n_now == 0) {
            *ret_end = true;
            return YX_OK;
        }
    }
}

yx_code yx_watch_move(yx_watch *watch, bool taken, yx_err *err)
{
    char to[2 * PATH];

    (void)snprintf(to, sizeof to, "%s/taken/%s", watch->dir, watch->name);
    for (int i = 2; taken && is_there(to); i++)
        (void)snprintf(to, sizeof to, "%s/taken/%s.%d", watch->dir, watch->name, i);
    if (rename(watch->path, taken ? to : watch->refused) != 0)
        return failed("move", watch->path, err);
    return YX_OK;
}

#include "intake/book/xls.h"

#include "base/jail.h"
#include "intake/book/workbook.h"
#include "intake/book/xls_child.h"
#include "intake/book/xls_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PIECE = 64 * 1024,
    FILE_MOST = 64 << 20,
    NO_JAIL = 3,   /* the child's exit status when it could not be put under limits, */
    NO_MEMORY = 4, /* and when it ran out of memory */
};

static const yx_jail_limits limits = {.cpu = 20, .seconds = 60, .megabytes = 512};

static yx_code refuse(const char *path, const char *code, const char *text, yx_faults *faults,
                      yx_err *err)
{
    yx_fault fault = {.code = code, .file = path, .text = {text, text ? strlen(text) : 0}};

    yx_faults_add(faults, &fault);
    return yx_fail(err, YX_E_REFUSED, "'%s': %s", path, code);
}

/* --- the child --- */

/* Leaves nothing open but the pipe: neither the workspace nor what is written to the terminal. */
static int keep_only(int fd)
{
    if (fd != 0 && dup2(fd, 0) < 0)
        return -1;
#ifdef SYS_close_range
    if (syscall(SYS_close_range, 1u, ~0u, 0u) == 0)
        return 0;
#endif
    for (int i = 1; i < 65536; i++)
        (void)close(i);
    return 0;
}

static _Noreturn void live(const char *path, int fd, bool sure)
{
    yx_code rc;

    fd = keep_only(fd);
    if (fd < 0 || yx_jail(limits, NULL) != YX_OK)
        _exit(NO_JAIL);
    rc = yx_xls_child(path, fd, sure, NULL);
    _exit(rc == YX_OK ? 0 : rc == YX_E_NOMEM ? NO_MEMORY : 1);
}

/* --- the parent --- */

static yx_code start(const char *path, bool sure, pid_t *ret_child, int *ret_fd, yx_err *err)
{
    int fd[2];
    pid_t child;

    if (pipe2(fd, O_CLOEXEC) != 0)
        return yx_fail(err, YX_E_IO, "no pipe: %s", strerror(errno));
    child = fork();
    if (child == 0)
        live(path, fd[1], sure);
    (void)close(fd[1]);
    if (child < 0) {
        (void)close(fd[0]);
        return yx_fail(err, YX_E_IO, "no child process: %s", strerror(errno));
    }
    *ret_child = child;
    *ret_fd = fd[0];
    return YX_OK;
}

static yx_code listen_to(int fd, yx_xls_in *in, yx_err *err)
{
    char piece[PIECE];
    ssize_t n = 1;
    yx_code rc = YX_OK;

    while (n && !rc) {
        n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return yx_fail(err, YX_E_IO, "cannot read the pipe: %s", strerror(errno));
        rc = yx_xls_in_take(in, piece, (size_t)n, err);
    }
    return rc;
}

/* How a child ended. */
typedef struct death {
    const char *of; /* what it died of; NULL: all was well */
    bool no_jail;
    bool of_time; /* which will be too short again */
    char room[32];
} death;

static void wait_for(pid_t child, death *ret)
{
    int status = 0;
    pid_t got;

    *ret = (death){.of = NULL};
    do
        got = waitpid(child, &status, 0);
    while (got < 0 && errno == EINTR);
    if (got != child || status == 0) /* who ignores his children never hears of them */
        return;
    ret->no_jail = WIFEXITED(status) && WEXITSTATUS(status) == NO_JAIL;
    ret->of_time =
        WIFSIGNALED(status) &&
        (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGKILL);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_MEMORY)
        ret->of = "out of memory";
    else if (!WIFSIGNALED(status))
        ret->of = "failed";
    else if (ret->of_time)
        ret->of = "out of time";
    else
        (void)snprintf(ret->room, sizeof ret->room, "signal %d", WTERMSIG(status));
    if (!ret->of)
        ret->of = ret->room;
}

/* Hears a child out. After a death that says nothing yet of the file, *ret_death is what it was. */
static yx_code converse(const char *path, bool sure, yx_xls_in *in, yx_faults *faults,
                        yx_workbook *ret_workbook, death *ret_death, yx_err *err)
{
    pid_t child = 0;
    int fd = -1;
    yx_code rc = start(path, sure, &child, &fd, err);

    if (rc)
        return rc;
    rc = listen_to(fd, in, err);
    (void)close(fd); /* a child that goes on talking dies of it */
    if (rc)
        (void)kill(child, SIGKILL);
    wait_for(child, ret_death);
    if (ret_death->no_jail)
        return yx_fail(err, YX_E_IO, "the child process could not be put under limits");
    if (rc == YX_E_FORMAT)
        return refuse(path, "book.stuck", "it told nonsense", faults, err);
    if (rc || ret_death->of)
        return rc;
    rc = yx_xls_in_finish(in, ret_workbook, err);
    return rc == YX_E_FORMAT ? refuse(path, "book.stuck", NULL, faults, err) : rc;
}

/* A child that dies proves nothing against the file: libfreexl goes down where it gets no memory
 * for a moment, or says that the file is damaged. What happens twice is the file's doing. */
static yx_code read_twice(const char *path, yx_faults *faults, yx_workbook *ret_workbook,
                          yx_err *err)
{
    size_t before = yx_faults_errors(faults);
    yx_code rc = YX_OK;

    for (int turn = 0; turn < 2; turn++) {
        yx_xls_in *in = NULL;
        death of = {.of = NULL};
        rc = yx_xls_in_new(path, faults, &in, err);
        if (!rc)
            rc = converse(path, turn > 0, in, faults, ret_workbook, &of, err);
        yx_xls_in_free(in);
        if (rc || !of.of)
            break;
        if (turn || of.of_time || yx_faults_errors(faults) > before)
            return refuse(path, "book.stuck", of.of, faults, err);
    }
    return rc;
}

yx_code yx_xls_read(const char *path, yx_faults *faults, yx_workbook *ret_workbook, yx_err *err)
{
    struct stat st;
    yx_code rc;

    if (stat(path, &st) != 0)
        return refuse(path, "file.unreadable", strerror(errno), faults, err);
    if (!S_ISREG(st.st_mode))
        return refuse(path, "file.unreadable", "no plain file", faults, err);
    if (st.st_size > FILE_MOST)
        return refuse(path, "file.large", NULL, faults, err);
    rc = read_twice(path, faults, ret_workbook, err);
    if (!rc)
        yx_book_tell_formulas(path, ret_workbook, faults);
    return rc;
}

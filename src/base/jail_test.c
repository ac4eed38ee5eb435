#include "base/jail.h"

#include "tests/support/t.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs `does` in a child under limits of 1 s and 64 MB; returns how the child ended. */
static int in_jail(int (*does)(void))
{
    int status = -1;
    pid_t child = fork();

    T_OK(child >= 0);
    if (child == 0) {
        if (yx_jail((yx_jail_limits){1, 30, 64}, NULL) != YX_OK)
            _exit(99);
        _exit(does());
    }
    T_OK(waitpid(child, &status, 0) == child);
    return status;
}

static int nothing(void)
{
    return 7;
}

static int reads(void)
{
    char at[4];
    int fd = open("/proc/self/status", O_RDONLY);

    return fd >= 0 && read(fd, at, sizeof at) == 4 ? 0 : 1;
}

static int loops(void)
{
    for (volatile unsigned long i = 1; i; i++) {
    }
    return 0;
}

static int writes(void)
{
    char path[] = "/tmp/yx-jail-test-XXXXXX";

    return mkstemp(path) < 0 && open("/dev/null", O_WRONLY) < 0 && mkdir(path, 0700) != 0 ? 0 : 1;
}

static int takes_room(void)
{
    /* Not with malloc(): a sanitizer's ends the program. */
    void *much = mmap(NULL, 128 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *some = mmap(NULL, 16 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return much == MAP_FAILED && some != MAP_FAILED ? 0 : 1;
}

static int gets_out(void)
{
    char *const none[] = {NULL};

    return fork() < 0 && socket(AF_INET, SOCK_STREAM, 0) < 0 && execve("/bin/true", none, none) < 0
               ? 0
               : 1;
}

static void what_a_jail_keeps(void **state)
{
    int status = in_jail(loops);

    (void)state;
    T_OK(WEXITSTATUS(in_jail(nothing)) == 7);
    T_OK(in_jail(reads) == 0);
    T_OK(WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL));
    T_OK(in_jail(takes_room) == 0);
    T_OK(in_jail(writes) == 0);
    T_OK(in_jail(gets_out) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_a_jail_keeps)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* --- system calls --- */

#ifdef ARCHITECTURE

/* Calls that fail with EPERM. Old ones are missing on younger machines. */
static const unsigned refused[] = {
    SYS_execve,    SYS_execveat,       SYS_clone,
    SYS_clone3,    SYS_socket,         SYS_socketpair,
    SYS_connect,   SYS_bind,           SYS_ptrace,
    SYS_kill,      SYS_tkill,          SYS_openat2,
    SYS_truncate,  SYS_unlinkat,       SYS_mkdirat,
    SYS_mknodat,   SYS_symlinkat,      SYS_linkat,
    SYS_renameat2, SYS_fchmodat,       SYS_fchownat,
    SYS_setxattr,  SYS_mount,          SYS_bpf,
    SYS_utimensat, SYS_io_uring_setup, SYS_process_vm_writev,
#ifdef SYS_open
    SYS_fork,      SYS_vfork,          SYS_creat,
    SYS_unlink,    SYS_mkdir,          SYS_rmdir,
    SYS_mknod,     SYS_symlink,        SYS_link,
    SYS_rename,    SYS_renameat,       SYS_chmod,
    SYS_chown,     SYS_lchown,         SYS_utime,
    SYS_utimes,    SYS_futimesat,
#endif
};

enum { MOST = 4 * (int)YX_COUNT(refused) + 32, WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC };

typedef struct program {
    struct sock_filter at[MOST];
    unsigned short n;
} program;

static void add(program *p, unsigned short code, unsigned k, unsigned char yes, unsigned char no)
{
    p->at[p->n++] = (struct sock_filter){code, yes, no, k};
}

static void load(program *p, size_t offset)
{
    add(p, BPF_LD | BPF_W | BPF_ABS, (unsigned)offset, 0, 0);
}

static void answer(program *p, unsigned what)
{
    add(p, BPF_RET | BPF_K, what, 0, 0);
}

/* An open call whose flags are argument `which` may read only. */
static void only_reading(program *p, unsigned call, size_t which)
{
    add(p, BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);
    load(p, offsetof(struct seccomp_data, args) + which * sizeof(uint64_t)); /* the low half */
    add(p, BPF_JMP | BPF_JSET | BPF_K, WRITING, 0, 1);
    answer(p, SECCOMP_RET_ERRNO | EPERM);
    answer(p, SECCOMP_RET_ALLOW);
}

static void filter_calls(void)
{
    program p = {.n = 0};
    struct sock_fprog filter = {.filter = p.at};

    load(&p, offsetof(struct seccomp_data, arch));
    add(&p, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
    answer(&p, SECCOMP_RET_KILL_PROCESS); /* calls of another kind of machine have other numbers */
    load(&p, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < YX_COUNT(refused); i++) {
        add(&p, BPF_JMP | BPF_JEQ | BPF_K, refused[i], 0, 1);
        answer(&p, SECCOMP_RET_ERRNO | EPERM);
    }
    only_reading(&p, SYS_openat, 2);
#ifdef SYS_open
    only_reading(&p, SYS_open, 1);
#endif
    answer(&p, SECCOMP_RET_ALLOW);
    filter.len = p.n;
    /* Where the kernel has no filters, the limits below still hold. */
    (void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

#else

static void filter_calls(void)
{
}

#endif

/* --- limits --- */

/* Bytes that are mapped now: a sanitizer maps terabytes, and they do not count. */
static rlim_t mapped(void)
{
    char text[64];
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

    if (fd >= 0)
        (void)close(fd);
    if (n <= 0)
        return 0;
    text[n] = 0;
    return (rlim_t)strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void reset_signals(void)
{
    sigset_t none;

    for (int i = 1; i < NSIG; i++)
        (void)signal(i, SIG_DFL); /* some cannot be set */
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

yx_code yx_jail(yx_jail_limits limits, yx_err *err)
{
    const rlim_t room = mapped() + ((rlim_t)limits.megabytes << 20);
    /* A second more until the kernel kills: before that comes a signal that tells why. */
    const struct rlimit cpu = {limits.cpu, limits.cpu + 1}, memory = {room, room}, none = {0, 0};

    reset_signals();
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (setrlimit(RLIMIT_CPU, &cpu) != 0 || setrlimit(RLIMIT_AS, &memory) != 0 ||
        setrlimit(RLIMIT_FSIZE, &none) != 0 || setrlimit(RLIMIT_CORE, &none) != 0)
        return yx_fail(err, YX_E_IO, "cannot set a limit: %s", strerror(errno));
    (void)alarm(limits.seconds);
    filter_calls();
    return YX_OK;
}

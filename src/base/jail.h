/* jail.h - limits for a process that handles what may be made to do harm: for a child, right after
 * fork(), before it looks at anything. There is no way back. */
#ifndef YX_BASE_JAIL_H
#define YX_BASE_JAIL_H

#include "base/err.h"

typedef struct yx_jail_limits {
    unsigned cpu;       /* seconds of processor time */
    unsigned seconds;   /* of the clock on the wall */
    unsigned megabytes; /* that it may map beyond what it has mapped already */
} yx_jail_limits;

/* Puts the calling process under limits: it is killed when its time is up, and gets no more memory;
 * it can neither write nor remove files, nor start programs and processes, nor open sockets (these
 * by a seccomp filter, where the kernel has that). It keeps what is open. Signals are as at the
 * start of a program, and it is killed when its parent ends. YX_E_IO a limit could not be set. */
YX_MUST_USE yx_code yx_jail(yx_jail_limits limits, yx_err *err);

#endif

/* What our code calls for files, each of which can fail. */
#include "tests/fault/disk.h"
#include "tests/fault/points.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

/* One that fails in one way only; in the other it works as ever. */
static bool fails(const char *name, int why)
{
    int way = 0;

    if (!point_fails(POINT_FILE, name, &way) || way != 0)
        return false;
    errno = why;
    return true;
}

/* clang-format off */
#define WRAP(type, name, bad, why, types, names) \
    type __real_##name types;                    \
    type __wrap_##name types;                    \
    type __wrap_##name types { return fails(#name, why) ? (bad) : __real_##name names; }

WRAP(int, access, -1, EIO, (const char *path, int mode), (path, mode))
WRAP(int, fstat64, -1, EIO, (int fd, struct stat *st), (fd, st))
WRAP(int, stat64, -1, EIO, (const char *path, struct stat *st), (path, st))
WRAP(int, lstat64, -1, EIO, (const char *path, struct stat *st), (path, st))
WRAP(FILE *, fopen64, NULL, EMFILE, (const char *path, const char *mode), (path, mode))
WRAP(FILE *, tmpfile64, NULL, ENOSPC, (void), ())
WRAP(FILE *, open_memstream, NULL, ENOMEM, (char **text, size_t *n), (text, n))
WRAP(int, fflush, EOF, ENOSPC, (FILE *f), (f))
WRAP(int, fseeko64, -1, EIO, (FILE *f, off_t at, int whence), (f, at, whence))
WRAP(int, mkdir, -1, ENOSPC, (const char *path, mode_t mode), (path, mode))
WRAP(int, unlink, -1, EIO, (const char *path), (path))
WRAP(DIR *, opendir, NULL, EMFILE, (const char *path), (path))
WRAP(struct dirent *, readdir64, NULL, EIO, (DIR *dir), (dir))
WRAP(int, link, -1, EPERM, (const char *from, const char *to), (from, to))
WRAP(int, pipe2, -1, EMFILE, (int *fd, int flags), (fd, flags))
WRAP(pid_t, fork, -1, EAGAIN, (void), ())
WRAP(int, dup2, -1, EMFILE, (int from, int to), (from, to))
WRAP(iconv_t, iconv_open, (iconv_t)-1, EMFILE, (const char *to, const char *from), (to, from))
/* clang-format on */

/* These two are told to the disk, which cannot see them: SQLite makes no names and syncs its own.
 */
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
    int rc = fails("rename", EIO) ? -1 : __real_rename(from, to);

    if (rc == 0)
        disk_renamed(to);
    return rc;
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    struct stat st;
    int rc = fails("fsync", EIO) ? -1 : __real_fsync(fd);

    if (rc == 0 && __real_fstat64(fd, &st) == 0 && S_ISDIR(st.st_mode))
        disk_folder_synced();
    return rc;
}

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
    mode_t mode = 0;

    if (flags & O_CREAT) {
        va_list args;
        va_start(args, flags);
        mode = va_arg(args, mode_t);
        va_end(args);
    }
    return fails("open", EMFILE) ? -1 : __real_open64(path, flags, mode);
}

/* These close what they are given even where they fail. */
int __real_fclose(FILE *f);
int __wrap_fclose(FILE *f);
int __wrap_fclose(FILE *f)
{
    bool bad = fails("fclose", ENOSPC);
    int rc = __real_fclose(f);

    if (bad)
        errno = ENOSPC;
    return bad ? EOF : rc;
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    bool bad = fails("close", EIO);
    int rc = __real_close(fd);

    if (bad)
        errno = EIO;
    return bad ? -1 : rc;
}

/* Those that may do less than they were asked. */
ssize_t __real_read(int fd, void *at, size_t n);
ssize_t __wrap_read(int fd, void *at, size_t n);
ssize_t __wrap_read(int fd, void *at, size_t n)
{
    static bool interrupts;
    int way = 0;

    if (!point_fails(POINT_FILE, "read", &way))
        return __real_read(fd, at, n);
    interrupts = way == 1 && !interrupts;
    if (way == 1 && !interrupts)
        return __real_read(fd, at, n > 0);
    errno = way == 1 ? EINTR : EIO;
    return -1;
}

ssize_t __real_write(int fd, const void *at, size_t n);
ssize_t __wrap_write(int fd, const void *at, size_t n);
ssize_t __wrap_write(int fd, const void *at, size_t n)
{
    static bool interrupts;
    int way = 0;

    if (!point_fails(POINT_FILE, "write", &way))
        return __real_write(fd, at, n);
    interrupts = way == 1 && !interrupts;
    if (way == 1 && !interrupts)
        return __real_write(fd, at, n > 0);
    errno = way == 1 ? EINTR : ENOSPC;
    return -1;
}

ssize_t __real_pread64(int fd, void *at, size_t n, off_t from);
ssize_t __wrap_pread64(int fd, void *at, size_t n, off_t from);
ssize_t __wrap_pread64(int fd, void *at, size_t n, off_t from)
{
    return fails("pread", EIO) ? -1 : __real_pread64(fd, at, n, from);
}

size_t __real_fread(void *at, size_t size, size_t n, FILE *f);
size_t __wrap_fread(void *at, size_t size, size_t n, FILE *f);
size_t __wrap_fread(void *at, size_t size, size_t n, FILE *f)
{
    return fails("fread", EIO) ? 0 : __real_fread(at, size, n, f);
}

size_t __real_fwrite(const void *at, size_t size, size_t n, FILE *f);
size_t __wrap_fwrite(const void *at, size_t size, size_t n, FILE *f);
size_t __wrap_fwrite(const void *at, size_t size, size_t n, FILE *f)
{
    return fails("fwrite", ENOSPC) ? 0 : __real_fwrite(at, size, n, f);
}

pid_t __real_waitpid(pid_t child, int *status, int options);
pid_t __wrap_waitpid(pid_t child, int *status, int options);
pid_t __wrap_waitpid(pid_t child, int *status, int options)
{
    int way = 0;

    /* It cannot fail for a child that is there, but it can be interrupted. */
    if (!point_fails(POINT_FILE, "waitpid", &way) || way != 1)
        return __real_waitpid(child, status, options);
    errno = EINTR;
    return -1;
}

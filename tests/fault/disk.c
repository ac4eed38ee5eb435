#include "tests/fault/disk.h"

#include "tests/fault/points.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct disk_file {
    sqlite3_file base;
    sqlite3_io_methods methods;
    int which;          /* of disk_suffix; -1: a file that is of no interest */
    int64_t shm;        /* bytes of shared memory that were asked for so far */
    sqlite3_file *real; /* behind this struct */
} disk_file;

const char *const disk_suffix[DISK_FILES] = {"", "-wal", "-journal"};

static sqlite3_vfs *unix_vfs, disk_vfs;
static bool waiting, full, recording;
static int64_t room = -1;
static disk_op *ops;
static size_t n_op, cap_op;

/* --- telling --- */

static void tell(disk_op_kind kind, int file, int64_t at, const void *bytes, size_t n)
{
    disk_op *op;

    if (!recording || file < 0)
        return;
    if (n_op == cap_op) {
        cap_op = cap_op ? 2 * cap_op : 1024;
        ops = realloc(ops, cap_op * sizeof *ops);
        if (!ops)
            abort();
    }
    op = &ops[n_op++];
    *op = (disk_op){.kind = kind, .file = file, .at = at, .n = n};
    if (n) {
        op->bytes = malloc(n);
        if (!op->bytes)
            abort();
        memcpy(op->bytes, bytes, n);
    }
}

void disk_record(bool on)
{
    recording = on;
}

void disk_mark(int64_t number)
{
    tell(DISK_MARK, 0, number, NULL, 0);
}

const disk_op *disk_ops(size_t *ret_n)
{
    *ret_n = n_op;
    return ops;
}

static int which(const char *path)
{
    const char *name = path ? strstr(path, "yixian.db") : NULL;

    if (!name)
        return -1;
    name += strlen("yixian.db");
    if (strncmp(name, "-new", 4) == 0)
        name += 4;
    for (int i = 0; i < DISK_FILES; i++)
        if (strcmp(name, disk_suffix[i]) == 0)
            return i;
    return -1;
}

void disk_renamed(const char *to)
{
    if (which(to) == 0)
        tell(DISK_NAME, 0, 0, NULL, 0);
}

void disk_folder_synced(void)
{
    tell(DISK_NAME_KEPT, 0, 0, NULL, 0);
}

/* --- failing --- */

/* 0, or the error: the first way is `error`, the others `other`. */
static int fails(const char *op, int file, int error, int other)
{
    char name[80];
    int way = 0;

    (void)snprintf(name, sizeof name, "%s%s%s", op, file >= 0 ? " yixian.db" : "",
                   file >= 0 ? disk_suffix[file] : "");
    if (!point_fails(POINT_DISK, name, &way))
        return SQLITE_OK;
    return way == 0 ? error : other;
}

static bool must_grow(int64_t by)
{
    if (room < 0 || by <= 0)
        return true;
    if (by > room) {
        full = true;
        return false;
    }
    room -= by;
    return true;
}

static int64_t size_of(disk_file *f)
{
    sqlite3_int64 size = 0;

    (void)f->real->pMethods->xFileSize(f->real, &size);
    return size;
}

void disk_room(int64_t bytes)
{
    room = bytes;
    full = false;
}

bool disk_was_full(void)
{
    return full;
}

/* --- a file --- */

static disk_file *of(sqlite3_file *file)
{
    return (disk_file *)(void *)file;
}

static int disk_close(sqlite3_file *file)
{
    return of(file)->real->pMethods->xClose(of(file)->real);
}

static int disk_read(sqlite3_file *file, void *at, int n, sqlite3_int64 from)
{
    disk_file *f = of(file);
    int rc = fails("xRead", f->which, SQLITE_IOERR_READ, SQLITE_IOERR_NOMEM);

    return rc ? rc : f->real->pMethods->xRead(f->real, at, n, from);
}

static int disk_write(sqlite3_file *file, const void *at, int n, sqlite3_int64 to)
{
    disk_file *f = of(file);
    int way = 0;
    char name[80];

    (void)snprintf(name, sizeof name, "xWrite yixian.db%s",
                   f->which > 0 ? disk_suffix[f->which] : "");
    if (point_fails(POINT_DISK, name, &way)) {
        if (way == 2)
            (void)f->real->pMethods->xWrite(f->real, at, n / 2, to);
        return way == 1 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    if (!must_grow(to + n - size_of(f)))
        return SQLITE_FULL;
    tell(DISK_WRITE, f->which, to, at, (size_t)n);
    return f->real->pMethods->xWrite(f->real, at, n, to);
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    disk_file *f = of(file);
    int rc = fails("xTruncate", f->which, SQLITE_IOERR_TRUNCATE, SQLITE_FULL);

    if (rc)
        return rc;
    if (room >= 0 && size < size_of(f))
        room += size_of(f) - size;
    tell(DISK_CUT, f->which, size, NULL, 0);
    return f->real->pMethods->xTruncate(f->real, size);
}

static int disk_sync(sqlite3_file *file, int flags)
{
    disk_file *f = of(file);
    int rc = fails("xSync", f->which, SQLITE_IOERR_FSYNC, SQLITE_FULL);

    (void)flags;
    if (!rc)
        tell(DISK_SYNC, f->which, 0, NULL, 0);
    return rc;
}

static int disk_size(sqlite3_file *file, sqlite3_int64 *ret)
{
    disk_file *f = of(file);
    int rc = fails("xFileSize", f->which, SQLITE_IOERR_FSTAT, SQLITE_IOERR_NOMEM);

    return rc ? rc : f->real->pMethods->xFileSize(f->real, ret);
}

static int disk_lock(sqlite3_file *file, int level)
{
    disk_file *f = of(file);
    int rc = fails("xLock", f->which, SQLITE_IOERR_LOCK, SQLITE_BUSY);

    return rc ? rc : f->real->pMethods->xLock(f->real, level);
}

/* A lock is given back even where that is said to have failed: else nobody could go on. */
static int disk_unlock(sqlite3_file *file, int level)
{
    disk_file *f = of(file);
    int bad = fails("xUnlock", f->which, SQLITE_IOERR_UNLOCK, SQLITE_IOERR_UNLOCK);
    int rc = f->real->pMethods->xUnlock(f->real, level);

    return bad ? bad : rc;
}

static int disk_reserved(sqlite3_file *file, int *ret)
{
    disk_file *f = of(file);
    int rc =
        fails("xCheckReservedLock", f->which, SQLITE_IOERR_CHECKRESERVEDLOCK, SQLITE_IOERR_NOMEM);

    return rc ? rc : f->real->pMethods->xCheckReservedLock(f->real, ret);
}

static int disk_control(sqlite3_file *file, int op, void *arg)
{
    return of(file)->real->pMethods->xFileControl(of(file)->real, op, arg);
}

static int disk_sector(sqlite3_file *file)
{
    return of(file)->real->pMethods->xSectorSize(of(file)->real);
}

static int disk_character(sqlite3_file *file)
{
    return of(file)->real->pMethods->xDeviceCharacteristics(of(file)->real);
}

static int disk_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **ret)
{
    disk_file *f = of(file);
    int64_t need = ((int64_t)region + 1) * size;
    int rc = fails("xShmMap", f->which, SQLITE_IOERR_SHMMAP, SQLITE_IOERR_NOMEM);

    if (!rc && extend && need > f->shm && !must_grow(need - f->shm))
        rc = SQLITE_IOERR_SHMSIZE;
    if (rc) {
        *ret = NULL;
        return rc;
    }
    if (extend && need > f->shm)
        f->shm = need;
    return f->real->pMethods->xShmMap(f->real, region, size, extend, ret);
}

static int disk_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    disk_file *f = of(file);
    bool gives_back = flags & SQLITE_SHM_UNLOCK;
    int bad = fails(gives_back ? "xShmLock (unlock)" : "xShmLock", f->which, SQLITE_IOERR_SHMLOCK,
                    gives_back ? SQLITE_IOERR_SHMLOCK : SQLITE_BUSY);
    int rc;

    if (bad && !gives_back)
        return bad;
    rc = f->real->pMethods->xShmLock(f->real, offset, n, flags);
    return bad ? bad : rc;
}

static void disk_shm_barrier(sqlite3_file *file)
{
    of(file)->real->pMethods->xShmBarrier(of(file)->real);
}

static int disk_shm_unmap(sqlite3_file *file, int drop)
{
    return of(file)->real->pMethods->xShmUnmap(of(file)->real, drop);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_character,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

/* --- the folder --- */

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *ret)
{
    disk_file *f = of(file);
    int there = 1;
    int rc = fails("xOpen", which(path), SQLITE_CANTOPEN, SQLITE_IOERR_NOMEM);

    (void)vfs;
    memset(f, 0, sizeof *f);
    if (rc)
        return rc;
    f->which = which(path);
    f->real = (sqlite3_file *)(void *)(f + 1);
    if (path && f->which >= 0)
        (void)unix_vfs->xAccess(unix_vfs, path, SQLITE_ACCESS_EXISTS, &there);
    rc = unix_vfs->xOpen(unix_vfs, path, f->real, flags, ret);
    if (rc)
        return rc;
    if (!there)
        tell(DISK_MAKE, f->which, 0, NULL, 0);
    f->methods = methods;
    if (f->real->pMethods->iVersion < 2)
        f->methods.iVersion = 1;
    f->base.pMethods = &f->methods;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync_names)
{
    int rc = fails("xDelete", which(path), SQLITE_IOERR_DELETE, SQLITE_IOERR_NOMEM);

    (void)vfs;
    if (!rc)
        rc = unix_vfs->xDelete(unix_vfs, path, sync_names);
    if (!rc)
        tell(DISK_DROP, which(path), 0, NULL, 0);
    if (!rc && sync_names)
        tell(DISK_SYNC_NAMES, which(path), 0, NULL, 0);
    return rc;
}

static int disk_access(sqlite3_vfs *vfs, const char *path, int flags, int *ret)
{
    int rc = fails("xAccess", which(path), SQLITE_IOERR_ACCESS, SQLITE_IOERR_NOMEM);

    (void)vfs;
    return rc ? rc : unix_vfs->xAccess(unix_vfs, path, flags, ret);
}

static int disk_full_path(sqlite3_vfs *vfs, const char *path, int n, char *ret)
{
    int rc = fails("xFullPathname", -1, SQLITE_CANTOPEN, SQLITE_IOERR_NOMEM);

    (void)vfs;
    return rc ? rc : unix_vfs->xFullPathname(unix_vfs, path, n, ret);
}

static int disk_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    return waiting ? unix_vfs->xSleep(unix_vfs, us) : us;
}

void disk_start(bool waits)
{
    waiting = waits;
    unix_vfs = sqlite3_vfs_find(NULL);
    disk_vfs = *unix_vfs;
    disk_vfs.zName = "disk";
    disk_vfs.pNext = NULL;
    disk_vfs.szOsFile += (int)sizeof(disk_file);
    disk_vfs.xOpen = disk_open;
    disk_vfs.xDelete = disk_delete;
    disk_vfs.xAccess = disk_access;
    disk_vfs.xFullPathname = disk_full_path;
    disk_vfs.xSleep = disk_sleep;
    if (sqlite3_vfs_register(&disk_vfs, 1) != SQLITE_OK)
        abort();
}

/* disk.h - SQLite's files through a disk of ours, which can fail, be full, or tell all that was
 * written and synced. It lies over the system's own and is SQLite's default once it was started.
 *
 * Nothing waits: a sync is not passed on, and a wait for a lock is over at once unless `waits`. */
#ifndef YX_TESTS_FAULT_DISK_H
#define YX_TESTS_FAULT_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void disk_start(bool waits);

/* Bytes by which the files together may still grow; -1: as many as they like. */
void disk_room(int64_t bytes);
bool disk_was_full(void);

typedef enum disk_op_kind {
    DISK_MAKE, /* the file did not exist */
    DISK_WRITE,
    DISK_CUT, /* to `at` bytes */
    DISK_SYNC,
    DISK_DROP,       /* its name is gone */
    DISK_SYNC_NAMES, /* of all files in the folder */
    DISK_NAME,       /* the new database got its name */
    DISK_NAME_KEPT,  /* and its folder was synced */
    DISK_MARK,       /* `at`: what disk_mark() was given */
} disk_op_kind;

enum { DISK_FILES = 3 }; /* yixian.db, -wal, -journal; while they are made, behind a -new */
extern const char *const disk_suffix[DISK_FILES];

typedef struct disk_op {
    disk_op_kind kind;
    int file;
    int64_t at;
    size_t n;
    unsigned char *bytes;
} disk_op;

/* Whether all is told from now on. */
void disk_record(bool on);
void disk_mark(int64_t number);
void disk_renamed(const char *to); /* what our code does itself */
void disk_folder_synced(void);
const disk_op *disk_ops(size_t *ret_n);

#endif

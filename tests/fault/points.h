/* points.h - places where a run can be made to fail: the n-th allocation, call of SQLite, operation
 * of SQLite on its files, or operation of ours on a file.
 *
 * The test is linked with --wrap for what our own code calls. Allocations of the libraries are met
 * too, since the program's malloc is the one below; not so under a sanitizer, which has its own. */
#ifndef YX_TESTS_FAULT_POINTS_H
#define YX_TESTS_FAULT_POINTS_H

#include <stdbool.h>

typedef enum point_sort {
    POINT_NONE,
    POINT_ALLOC, /* malloc, calloc, realloc, ... */
    POINT_DISK,  /* what SQLite asks of its files: read, write, sync, lock, ... */
    POINT_CALL,  /* what our code calls of SQLite */
    POINT_FILE,  /* what our code calls for files */
    POINT_SORTS,
} point_sort;

extern const char *const point_sort_name[];

/* How a point fails; each sort has POINT_WAYS(sort) of them. */
enum { POINT_WAYS = 3 };
int point_ways(point_sort sort);
const char *point_way_name(point_sort sort, int way);
/* A failure from which the program must recover, as if nothing had been: a signal in between, a
 * short read. */
bool point_is_harmless(point_sort sort, int way);

/* The state is shared with the children of a process: a child that works for it fails in its
 * place. */
void points_start(void);
/* Whether this process only looks on, while a child of it runs: nothing fails in it. */
void points_look_on(bool yes);
/* From now on the n-th point of a sort fails (from 1), and no other; for_good: and all after it. */
void point_arm(point_sort sort, int way, long n, bool for_good);
void point_disarm(void);
bool point_was_hit(void);
const char *point_name(void); /* of the point that failed first: "xWrite yixian.db-wal" */
long points_seen(void);

/* Called at each point: does it fail now? *way, if it does. */
bool point_fails(point_sort sort, const char *name, int *way);

/* Blocks that are in use. Under a sanitizer 0, and it knows itself what leaks; else false. */
long blocks_in_use(void);
bool blocks_leak(void);

#endif

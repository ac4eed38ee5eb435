#include "tests/fault/points.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

typedef struct shared {
    _Atomic int sort;
    int way;
    long at;
    bool for_good;
    _Atomic long seen;
    _Atomic bool hit;
    char name[80];
} shared;

static shared *state;
static bool looks_on;

const char *const point_sort_name[] = {[POINT_NONE] = "nothing",
                                       [POINT_ALLOC] = "allocation",
                                       [POINT_DISK] = "disk",
                                       [POINT_CALL] = "call of SQLite",
                                       [POINT_FILE] = "file operation"};

static const char *const ways[POINT_SORTS][POINT_WAYS] = {
    [POINT_ALLOC] = {"no memory"},
    [POINT_DISK] = {"error", "full, busy or no memory", "half written"},
    [POINT_CALL] = {"error", "no memory", "busy"},
    [POINT_FILE] = {"error", "interrupted or short"},
};

int point_ways(point_sort sort)
{
    int n = 0;

    while (n < POINT_WAYS && ways[sort][n])
        n++;
    return n;
}

const char *point_way_name(point_sort sort, int way)
{
    return ways[sort][way];
}

bool point_is_harmless(point_sort sort, int way)
{
    return sort == POINT_FILE && way == 1;
}

void points_start(void)
{
    void *at = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (at == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    state = at;
}

void points_look_on(bool yes)
{
    looks_on = yes;
}

void point_arm(point_sort sort, int way, long n, bool for_good)
{
    state->way = way;
    state->at = n;
    state->for_good = for_good;
    atomic_store(&state->seen, 0);
    atomic_store(&state->hit, false);
    state->name[0] = 0;
    atomic_store(&state->sort, (int)sort);
}

void point_disarm(void)
{
    atomic_store(&state->sort, POINT_NONE);
}

bool point_was_hit(void)
{
    return atomic_load(&state->hit);
}

const char *point_name(void)
{
    return state->name;
}

long points_seen(void)
{
    return atomic_load(&state->seen);
}

bool point_fails(point_sort sort, const char *name, int *way)
{
    long n;

    if (!state || looks_on || atomic_load(&state->sort) != (int)sort)
        return false;
    n = atomic_fetch_add(&state->seen, 1) + 1;
    if (n != state->at && !(state->for_good && n > state->at))
        return false;
    if (!atomic_exchange(&state->hit, true)) {
        size_t k = strlen(name) < sizeof state->name - 1 ? strlen(name) : sizeof state->name - 1;
        memcpy(state->name, name, k);
        state->name[k] = 0;
    }
    if (way)
        *way = state->way;
    return true;
}

/* --- allocations --- */

/* What shares work out ends the program itself where it has no memory. */
static bool is_openmp(const void *caller)
{
    Dl_info from;

    return dladdr(caller, &from) && from.dli_fname &&
           (strstr(from.dli_fname, "libgomp") || strstr(from.dli_fname, "libomp"));
}

static bool no_memory(const void *caller)
{
    if (!state || atomic_load(&state->sort) != POINT_ALLOC || is_openmp(caller) ||
        !point_fails(POINT_ALLOC, "allocation", NULL))
        return false;
    errno = ENOMEM;
    return true;
}

#ifdef SANITIZED

/* A leak that one run was told of is told to no other: each is a process of its own. */
int __lsan_do_recoverable_leak_check(void) __attribute__((weak)); /* not beside threads */
/* What shares work out keeps rooms for threads that a forked child does not have. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libomp\nleak:libgomp\n";
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t n);

void *__wrap_malloc(size_t n)
{
    return no_memory(__builtin_return_address(0)) ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return no_memory(__builtin_return_address(0)) ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t n)
{
    return no_memory(__builtin_return_address(0)) ? NULL : __real_realloc(old, n);
}

long blocks_in_use(void)
{
    return 0;
}

bool blocks_leak(void)
{
    return __lsan_do_recoverable_leak_check && __lsan_do_recoverable_leak_check() != 0;
}

#else

static _Atomic long blocks;

/* glibc's own, by the names that are not replaced. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t n);
void *__libc_memalign(size_t align, size_t n);
void __libc_free(void *at);
void *memalign(size_t align, size_t n);

static void *counted(void *at)
{
    if (at)
        atomic_fetch_add(&blocks, 1);
    return at;
}

void *malloc(size_t n)
{
    return no_memory(__builtin_return_address(0)) ? NULL : counted(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
    return no_memory(__builtin_return_address(0)) ? NULL : counted(__libc_calloc(n, size));
}

void *realloc(void *old, size_t n)
{
    void *at = no_memory(__builtin_return_address(0)) ? NULL : __libc_realloc(old, n);

    if (!old)
        (void)counted(at);
    else if (!at && !n) /* glibc freed it */
        atomic_fetch_sub(&blocks, 1);
    return at;
}

void free(void *at)
{
    if (at)
        atomic_fetch_sub(&blocks, 1);
    __libc_free(at);
}

void *memalign(size_t align, size_t n)
{
    return no_memory(__builtin_return_address(0)) ? NULL : counted(__libc_memalign(align, n));
}

void *aligned_alloc(size_t align, size_t n)
{
    return memalign(align, n);
}

int posix_memalign(void **ret, size_t align, size_t n)
{
    void *at = memalign(align, n);

    if (!at)
        return ENOMEM;
    *ret = at;
    return 0;
}

long blocks_in_use(void)
{
    return atomic_load(&blocks);
}

bool blocks_leak(void)
{
    return false;
}

#endif

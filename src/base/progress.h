/* progress.h - how far a long call is: a value that the caller may watch from another thread. */
#ifndef YX_BASE_PROGRESS_H
#define YX_BASE_PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct yx_progress {
    _Atomic uint64_t done; /* rows, entries, series: what the call counts in */
    _Atomic bool idle;     /* it waits for others: there is nothing to tell */
} yx_progress;

/* Adds n to what is done; a NULL progress is fine. */
static inline void yx_progress_add(yx_progress *progress, uint64_t n)
{
    if (progress)
        atomic_fetch_add_explicit(&progress->done, n, memory_order_relaxed);
}

static inline void yx_progress_idle(yx_progress *progress, bool idle)
{
    if (progress)
        atomic_store_explicit(&progress->idle, idle, memory_order_relaxed);
}

#endif

#include "cli/patience.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    FIRST_S = 2,
    TERMINAL_S = 1,
    FILE_S = 10
}; /* seconds to the first word, and between words */

struct yx_patience {
    const char *verb;
    const yx_progress *progress;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool stop;
};

static void tell(const yx_patience *p, int seconds, bool terminal)
{
    uint64_t done = atomic_load_explicit(&p->progress->done, memory_order_relaxed);

    fprintf(stderr, terminal ? "\ryixian: %s: %d s" : "yixian: %s: %d s", p->verb, seconds);
    if (done)
        fprintf(stderr, ", %llu done", (unsigned long long)done);
    fputs(terminal ? "\033[K" : "\n", stderr);
    (void)fflush(stderr);
}

static void *wait_and_tell(void *arg)
{
    yx_patience *p = arg;
    bool terminal = isatty(STDERR_FILENO), told = false;
    struct timespec until;
    int seconds = FIRST_S;

    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += FIRST_S;
    (void)pthread_mutex_lock(&p->lock);
    while (!p->stop) {
        if (pthread_cond_timedwait(&p->over, &p->lock, &until) == 0)
            continue; /* stopped, or woken for nothing */
        if (!atomic_load_explicit(&p->progress->idle, memory_order_relaxed)) {
            tell(p, seconds, terminal);
            told = true;
        }
        seconds += terminal ? TERMINAL_S : FILE_S;
        until.tv_sec += terminal ? TERMINAL_S : FILE_S;
    }
    (void)pthread_mutex_unlock(&p->lock);
    if (told && terminal)
        fputs("\r\033[K", stderr);
    return NULL;
}

yx_patience *yx_patience_start(const char *verb, const yx_progress *progress)
{
    yx_patience *p = calloc(1, sizeof *p);
    pthread_condattr_t monotonic;

    if (!p)
        return NULL;
    p->verb = verb;
    p->progress = progress;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    (void)pthread_mutex_init(&p->lock, NULL);
    (void)pthread_cond_init(&p->over, &monotonic);
    (void)pthread_condattr_destroy(&monotonic);
    if (pthread_create(&p->thread, NULL, wait_and_tell, p) != 0) {
        free(p);
        return NULL;
    }
    return p;
}

void yx_patience_stop(yx_patience *patience)
{
    if (!patience)
        return;
    (void)pthread_mutex_lock(&patience->lock);
    patience->stop = true;
    (void)pthread_cond_signal(&patience->over);
    (void)pthread_mutex_unlock(&patience->lock);
    (void)pthread_join(patience->thread, NULL);
    (void)pthread_cond_destroy(&patience->over);
    (void)pthread_mutex_destroy(&patience->lock);
    free(patience);
}

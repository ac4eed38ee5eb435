#include "tests/support/t.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void t_near(double a, double b, double e, const char *what, const char *file, int line)
{
    double size = fmax(fabs(a), fabs(b));

    if ((isnan(a) && isnan(b)) || a == b || fabs(a - b) <= e * size)
        return;
    print_error("%s is %.17g, expected %.17g\n", what, a, b);
    _fail(file, line);
}

/* --- failing allocations --- */

static struct {
    size_t until; /* allocations that still succeed, when on */
    bool on, hit;
} fault;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t n);

static bool fails(void)
{
    if (!fault.on || fault.until-- > 0)
        return false;
    fault.on = false; /* one failure a run: what follows must clean up with a working allocator */
    fault.hit = true;
    return true;
}

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t n)
{
    return fails() ? NULL : __real_realloc(old, n);
}

size_t t_every_alloc(bool (*body)(void *arg), void *arg)
{
    for (size_t run = 0;; run++) {
        bool right;
        fault.until = run;
        fault.on = true;
        fault.hit = false;
        right = body(arg);
        fault.on = false;
        if (!right)
            print_error("wrong when allocation %zu fails\n", run + 1);
        assert_true(right);
        if (!fault.hit)
            return run + 1;
    }
}

/* --- temporary files --- */

static char folder[64];

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

static void remove_folder(void)
{
    (void)nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *t_folder(void)
{
    if (!folder[0]) {
        snprintf(folder, sizeof folder, "/tmp/yx-test-XXXXXX");
        assert_non_null(mkdtemp(folder));
        atexit(remove_folder);
    }
    return folder;
}

const char *t_file(const char *name, const void *at, size_t n)
{
    static char path[8][512];
    static size_t turn;
    char *p = path[turn++ % 8];
    FILE *f;

    snprintf(p, sizeof path[0], "%s/%s", t_folder(), name);
    f = fopen(p, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(at, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    return p;
}

const char *t_file_text(const char *name, const char *text)
{
    return t_file(name, text, strlen(text));
}

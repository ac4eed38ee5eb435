/* t.h - what every test uses: short names for cmocka's checks, and every-allocation-fails runs. */
#ifndef YX_TESTS_SUPPORT_T_H
#define YX_TESTS_SUPPORT_T_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define T_OK(x)         assert_true(x)
#define T_NEAR(a, b, e) t_near((a), (b), (e), #a, __FILE__, __LINE__)
#define T_TEXT(a, b)    assert_string_equal((a), (b))
#define GAP             NAN

/* Relative difference at most e, or both NAN, or both the same infinity. */
void t_near(double a, double b, double e, const char *what, const char *file, int line);

/* Runs `body` again and again with the 1st, 2nd, 3rd, ... allocation failing (malloc, calloc,
 * realloc: the test is linked with --wrap), until a run meets no failure. `body` returns true when
 * what it saw is right either way: the whole result, or YX_E_NOMEM and nothing changed. Returns the
 * number of runs. */
size_t t_every_alloc(bool (*body)(void *arg), void *arg);

/* Writes a file into the test's own temporary folder; returns its path, valid until the next call
 * but seven. Folders are removed when the test ends. */
const char *t_file(const char *name, const void *at, size_t n);
const char *t_file_text(const char *name, const char *text);
const char *t_folder(void);

#endif

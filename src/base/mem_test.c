#include "base/mem.h"

#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>

static void an_array_doubles(void **state)
{
    int *a = NULL;
    size_t cap = 0, grown = 0;

    (void)state;
    for (int i = 0; i < 1000; i++) {
        size_t before = cap;
        T_OK(yx_grow(&a, &cap, (size_t)i + 1, sizeof *a, NULL) == YX_OK);
        grown += cap != before;
        a[i] = i;
    }
    T_OK(cap == 1024 && grown == 8); /* 8 16 32 64 128 256 512 1024 */
    for (int i = 0; i < 1000; i++)
        T_OK(a[i] == i);
    free(a);
}

static void sizes_that_overflow(void **state)
{
    int *a = NULL;
    size_t cap = 0;
    yx_err err = {0};

    (void)state;
    T_OK(yx_grow(&a, &cap, SIZE_MAX / 2, sizeof *a, &err) == YX_E_NOMEM);
    T_OK(yx_grow(&a, &cap, SIZE_MAX, 1, &err) == YX_E_NOMEM);
    T_OK(!a && !cap && err.code == YX_E_NOMEM);
    T_OK(yx_grow(&a, &cap, 0, sizeof *a, &err) == YX_OK && !a);
}

static void an_arena(void **state)
{
    yx_arena *arena = NULL;
    unsigned char *piece[300];
    char *text;

    (void)state;
    for (size_t i = 0; i < 300; i++) {
        size_t size = i == 150 ? 200000 : i * 7; /* one larger than a block */
        piece[i] = yx_arena_get(&arena, size);
        T_OK(piece[i] && (uintptr_t)piece[i] % 16 == 0);
        for (size_t k = 0; k < size; k++)
            T_OK(piece[i][k] == 0);
        memset(piece[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < 300; i++)
        for (size_t k = 0; k < (i == 150 ? 200000 : i * 7); k++)
            T_OK(piece[i][k] == i % 251);
    text = yx_arena_text(&arena, "abcdef", 3);
    T_TEXT(text, "abc");
    T_TEXT(yx_arena_text(&arena, NULL, 0), "");
    T_OK(!yx_arena_get(&arena, SIZE_MAX));
    T_OK(!yx_arena_get(&arena, PTRDIFF_MAX));
    T_OK(!yx_arena_text(&arena, text, SIZE_MAX));
    yx_arena_free(arena);
    yx_arena_free(NULL);
}

static bool take_some(void *arg)
{
    yx_arena *arena = NULL;
    int *a = NULL;
    size_t cap = 0;
    char *x, *y;
    bool right;

    (void)arg;
    x = yx_arena_text(&arena, "first", 5);
    y = yx_arena_get(&arena, 100000);
    right = !x || strcmp(x, "first") == 0;
    right = right && (!y || y[99999] == 0);
    if (yx_grow(&a, &cap, 100, sizeof *a, NULL))
        right = right && !a && !cap;
    else
        right = right && a && cap >= 100;
    free(a);
    yx_arena_free(arena);
    return right;
}

static void every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(take_some, NULL) == 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_doubles),
        cmocka_unit_test(sizes_that_overflow),
        cmocka_unit_test(an_arena),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

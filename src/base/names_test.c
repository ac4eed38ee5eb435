#include "base/names.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>

static void numbers_in_order(void **state)
{
    yx_names *names = NULL;
    uint32_t i = 9;
    char text[] = "b";

    (void)state;
    T_OK(yx_names_new(&names, NULL) == YX_OK);
    T_OK(yx_names_count(names) == 0);
    T_OK(yx_names_find(names, yx_str_of("a")) == YX_NAME_NONE);
    T_OK(yx_names_add(names, yx_str_of("a"), &i, NULL) == YX_OK && i == 0);
    T_OK(yx_names_add(names, yx_str_of(text), &i, NULL) == YX_OK && i == 1);
    text[0] = 'x'; /* the set has its own copy */
    T_OK(yx_names_add(names, yx_str_of("a"), &i, NULL) == YX_OK && i == 0);
    T_OK(yx_names_add(names, yx_str_of(""), &i, NULL) == YX_OK && i == 2);
    T_OK(yx_names_add(names, (yx_str){"a\0b", 3}, &i, NULL) == YX_OK && i == 3);
    T_OK(yx_names_count(names) == 4);
    T_OK(yx_str_is(yx_names_at(names, 1), "b") && yx_names_at(names, 1).at[1] == 0);
    T_OK(yx_names_find(names, yx_str_of("")) == 2);
    T_OK(yx_names_find(names, (yx_str){"a\0b", 3}) == 3);
    T_OK(yx_names_find(names, yx_str_of("x")) == YX_NAME_NONE);
    yx_names_free(names);
    yx_names_free(NULL);
}

static void many(void **state)
{
    yx_names *names = NULL;
    char text[16];
    uint32_t n;

    (void)state;
    T_OK(yx_names_new(&names, NULL) == YX_OK);
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 50000; i++) {
            snprintf(text, sizeof text, "%u", 420000 + i * 7);
            T_OK(yx_names_add(names, yx_str_of(text), &n, NULL) == YX_OK && n == i);
        }
    T_OK(yx_names_count(names) == 50000);
    for (uint32_t i = 0; i < 50000; i++) {
        snprintf(text, sizeof text, "%u", 420000 + i * 7);
        T_OK(yx_names_find(names, yx_str_of(text)) == i);
        T_OK(yx_str_is(yx_names_at(names, i), text));
        snprintf(text, sizeof text, "%u", 420001 + i * 7);
        T_OK(yx_names_find(names, yx_str_of(text)) == YX_NAME_NONE);
    }
    yx_names_free(names);
}

/* After a failure the set is as it was, and the same name can be added again. */
static bool add_some(void *arg)
{
    yx_names *names = NULL;
    yx_err err = {0};
    bool right = true;
    char text[16];
    uint32_t n;

    (void)arg;
    if (yx_names_new(&names, &err))
        return !names && err.code == YX_E_NOMEM;
    for (uint32_t i = 0; i < 200 && right; i++) {
        yx_code rc;
        snprintf(text, sizeof text, "n%u", i);
        rc = yx_names_add(names, yx_str_of(text), &n, &err);
        if (rc) {
            right = rc == YX_E_NOMEM && yx_names_count(names) == i &&
                    yx_names_find(names, yx_str_of(text)) == YX_NAME_NONE;
            rc = yx_names_add(names, yx_str_of(text), &n, &err);
        }
        right = right && !rc && n == i;
    }
    for (uint32_t i = 0; i < 200 && right; i++) {
        snprintf(text, sizeof text, "n%u", i);
        right = yx_names_find(names, yx_str_of(text)) == i;
    }
    yx_names_free(names);
    return right;
}

static void every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(add_some, NULL) > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_order),
        cmocka_unit_test(many),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

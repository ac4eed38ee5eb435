#include "model/batch.h"

#include "tests/support/t.h"

#include <string.h>

static void test_names_and_rows(void **state)
{
    yx_batch *b = NULL;
    yx_err err;
    uint32_t region = 9, again = 9, indicator = 9;
    yx_obs obs = {.mantissa = -150, .scale = 2, .line = 2, .as_of = 7};

    (void)state;
    T_OK(yx_batch_new("in/of/a.csv", NULL, &b, &err) == YX_OK);
    T_TEXT(b->file, "a.csv");
    T_TEXT(b->source, "");
    T_OK(yx_names_add(b->region, yx_str_of("420100"), &region, &err) == YX_OK && region == 0);
    T_OK(yx_names_add(b->region, yx_str_of("420100"), &again, &err) == YX_OK && again == 0);
    T_OK(yx_names_add(b->indicator, yx_str_of("gdp"), &indicator, &err) == YX_OK);
    for (uint32_t i = 0; i < 1000; i++) {
        obs.line = i + 2;
        T_OK(yx_batch_add(b, &obs, &err) == YX_OK);
    }
    T_OK(b->n == 1000 && b->obs[0].line == 2 && b->obs[999].line == 1001);
    T_OK(yx_decimal_equal(yx_obs_value(&b->obs[5]), (yx_decimal){-15, 1})); /* -1.50 is -1.5 */
    T_OK(yx_obs_value(&b->obs[5]).scale == 2);
    yx_batch_free(b);
    yx_batch_free(NULL);
}

/* 100 characters of three bytes are 300: 85 of them, 255 bytes, stay. With a letter before them 84
 * and the letter stay: 253 bytes. */
static void test_long_name(void **state)
{
    char name[400] = "";
    yx_batch *b = NULL;

    (void)state;
    for (int i = 0; i < 100; i++)
        memcpy(name + 3 * i, "县", 4);
    T_OK(yx_batch_new(name, "x", &b, NULL) == YX_OK);
    T_OK(strlen(b->file) == 255);
    yx_batch_free(b);
    memmove(name + 1, name, 301);
    name[0] = 'a';
    T_OK(yx_batch_new(name, "x", &b, NULL) == YX_OK);
    T_OK(strlen(b->file) == 253);
    T_TEXT(b->source, "x");
    yx_batch_free(b);
    T_OK(yx_batch_new("folder/", NULL, &b, NULL) == YX_OK);
    T_TEXT(b->file, "folder/");
    yx_batch_free(b);
}

static bool make_or_nothing(void *arg)
{
    yx_batch *b = NULL;
    yx_err err = {0};
    yx_obs obs = {.mantissa = 1};
    yx_code rc = yx_batch_new("a.csv", "a source", &b, &err);
    bool right = rc == YX_OK ? b != NULL : !b && rc == YX_E_NOMEM && err.code == rc;

    (void)arg;
    for (size_t i = 0; b && i < 20; i++) {
        size_t before = b->n;
        rc = yx_batch_add(b, &obs, &err);
        right = right && b->n == before + (rc == YX_OK) && (rc == YX_OK || rc == YX_E_NOMEM);
    }
    yx_batch_free(b);
    return right;
}

static void test_no_memory(void **state)
{
    (void)state;
    T_OK(t_every_alloc(make_or_nothing, NULL) > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_and_rows),
        cmocka_unit_test(test_long_name),
        cmocka_unit_test(test_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

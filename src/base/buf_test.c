#include "base/buf.h"

#include "tests/support/t.h"

#include <string.h>

static void appends(void **state)
{
    yx_buf b = {0};

    (void)state;
    T_TEXT(yx_buf_view(&b).at, "");
    T_OK(yx_buf_view(&b).n == 0);
    yx_buf_add(&b, NULL, 0);
    yx_buf_text(&b, "a=");
    yx_buf_f(&b, "%d,%s", 12, "xy");
    yx_buf_char(&b, '\0');
    yx_buf_str(&b, (yx_str){"zz", 1});
    T_OK(b.n == 9 && memcmp(b.at, "a=12,xy\0z", 10) == 0);
    T_OK(yx_buf_check(&b, NULL) == YX_OK);
    yx_buf_clear(&b);
    T_OK(b.n == 0 && b.cap > 0);
    T_TEXT(b.at, "");
    yx_buf_free(&b);
    T_OK(!b.at && !b.cap);
}

static void marks_up(void **state)
{
    yx_buf b = {0};

    (void)state;
    yx_buf_markup(&b, yx_str_of("a<b> & \"c\" 'd' 县"));
    T_TEXT(yx_buf_view(&b).at, "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; 县");
    yx_buf_free(&b);
}

static void grows(void **state)
{
    yx_buf b = {0};

    (void)state;
    for (int i = 0; i < 100000; i++)
        yx_buf_char(&b, (char)('a' + i % 26));
    T_OK(b.n == 100000 && b.at[b.n] == 0 && b.at[99999] == 'a' + 99999 % 26);
    T_OK(strlen(b.at) == b.n);
    yx_buf_clear(&b);
    yx_buf_f(&b, "%0500d", 7); /* longer than any room on a stack would be */
    T_OK(b.n == 500 && b.at[499] == '7');
    yx_buf_free(&b);
}

static void a_size_that_overflows(void **state)
{
    yx_buf b = {0};
    yx_err err = {0};

    (void)state;
    yx_buf_text(&b, "abc");
    yx_buf_add(&b, "x", SIZE_MAX - 3);
    T_OK(b.failed);
    yx_buf_text(&b, "more");
    T_OK(b.n == 3);
    T_OK(yx_buf_check(&b, &err) == YX_E_NOMEM && err.code == YX_E_NOMEM);
    yx_buf_clear(&b);
    yx_buf_text(&b, "again");
    T_OK(yx_buf_check(&b, &err) == YX_OK);
    T_TEXT(b.at, "again");
    yx_buf_free(&b);
}

static bool write_some(void *arg)
{
    yx_buf b = {0};
    bool right;

    (void)arg;
    for (int i = 0; i < 10; i++)
        yx_buf_f(&b, "%d;", 100 + i);
    if (yx_buf_check(&b, NULL) == YX_OK)
        right = strcmp(b.at, "100;101;102;103;104;105;106;107;108;109;") == 0;
    else
        right = b.failed && b.n % 4 == 0 && b.n < 40; /* whole appends, then none */
    yx_buf_free(&b);
    return right;
}

static void every_allocation(void **state)
{
    (void)state;
    T_OK(t_every_alloc(write_some, NULL) > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends),
        cmocka_unit_test(marks_up),
        cmocka_unit_test(grows),
        cmocka_unit_test(a_size_that_overflows),
        cmocka_unit_test(every_allocation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

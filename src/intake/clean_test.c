#include "intake/clean.h"

#include "base/buf.h"
#include "tests/support/t.h"

#include <string.h>

static void test_plain(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", ""},
        {"420100", "420100"},
        {"４２０１００", "420100"},
        {" 42\t01\u300000\u00A0", "420100"},
        {"\uFEFFregion_code\u200B", "region_code"},
        {"ｒｅｇｉｏｎ＿ｃｏｄｅ", "region_code"},
        {"洪湖巿", "洪湖市"},
        {"洪(hong)湖市", "洪湖市"},
        {"洪（hóng）湖（hú）市", "洪湖市"},
        {"洪 (hong2) 湖市", "洪湖市"},
        {"洪()湖市", "洪()湖市"},
        {"洪(湖)市", "洪(湖)市"},
        {"洪(honghonghong)湖", "洪(honghonghong)湖"}, /* no syllable is that long */
        {"洪(hong6)湖", "洪(hong6)湖"},
        {"洪(hong", "洪(hong"},
        {"GDP(ppp)", "GDP(ppp)"}, /* behind a letter it is no pinyin */
        {"增加值（％）", "增加值(%)"},
        {"洪??湖", "洪??湖"},
        {"\xF0\xA0\x80\x80(he)", "\xF0\xA0\x80\x80"}, /* a character beyond U+FFFF */
    };
    char out[YX_CLEAN_TEXT + 1], longer[YX_CLEAN_TEXT + 2];
    size_t n = 9;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        T_OK(yx_clean_plain(yx_str_of(cases[i].text), out, &n));
        T_TEXT(out, cases[i].want);
        T_OK(n == strlen(cases[i].want));
    }
    T_OK(!yx_clean_plain(yx_str_of("\xCE\xE4"), out, &n));
    memset(longer, 'x', sizeof longer);
    T_OK(yx_clean_plain((yx_str){longer, YX_CLEAN_TEXT}, out, &n) && n == YX_CLEAN_TEXT);
    T_OK(!yx_clean_plain((yx_str){longer, YX_CLEAN_TEXT + 1}, out, &n));
}

static yx_code fill(yx_cleaner *c, yx_err *err)
{
    static const char *const row[][2] = {
        {"421083", "421083"},     {"洪湖市", "421083"}, {"420100", "420100"}, {"武汉市", "420100"},
        {"Wuhan City", "420100"}, {"洪山区", "420111"}, {"鼓楼区", "1"},      {"鼓楼区", "2"},
        {"江陵县", "421024"},     {"江陵县", "421024"}, {"洪江市", "431281"}, {"湖北省", "42"},
    };
    yx_code rc = YX_OK;

    for (size_t i = 0; i < YX_COUNT(row) && !rc; i++)
        rc = yx_cleaner_add(c, row[i][0], row[i][1], err);
    return rc;
}

static void test_find(void **state)
{
    static const struct {
        const char *text, *want; /* NULL: nothing is certain */
        bool lost;
    } cases[] = {
        {"洪湖市", "421083", false},
        {"洪湖巿", "421083", false},
        {"洪(hong)湖巿 ", "421083", false},
        {"４２１０８３", "421083", false},
        {"Wuhan  City", "420100", false},
        {"鼓楼区", NULL, false},     /* two have this name */
        {"江陵县", "421024", false}, /* one does, at two times */
        {"洪湖", NULL, false},
        {"武?市", "420100", true},
        {"武??市", "420100", true}, /* one character of two bytes */
        {"武????市", NULL, true},   /* two at least */
        {"武\uFFFD\uFFFD\uFFFD市", "420100", true},
        {"??汉市", "420100", true},
        {"武汉??", "420100", true},
        {"洪??市", NULL, true}, /* 洪湖市 or 洪江市 */
        {"洪??区", "420111", true},
        {"???", NULL, true}, /* nothing is left of it */
        {"鼓?区", NULL, true},
        {"?2010?", "420100", true},
        {"", NULL, false},
        {"\xCE\xE4", NULL, false},
    };
    yx_cleaner *c = NULL;

    (void)state;
    T_OK(!yx_cleaner_new(&c, NULL) && !fill(c, NULL));
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        bool lost = !cases[i].lost;
        const char *got = yx_cleaner_find(c, yx_str_of(cases[i].text), &lost);
        if (!got != !cases[i].want || lost != cases[i].lost)
            print_error("%s: %s\n", cases[i].text, got ? got : "nothing");
        T_OK(!got == !cases[i].want && lost == cases[i].lost);
        if (got)
            T_TEXT(got, cases[i].want);
    }
    yx_cleaner_free(c);
    yx_cleaner_free(NULL);
}

static bool fill_or_nothing(void *arg)
{
    yx_cleaner *c = NULL;
    yx_err err = {0};
    bool lost;
    yx_code rc = yx_cleaner_new(&c, &err);
    bool right;

    (void)arg;
    if (!rc)
        rc = fill(c, &err);
    right = rc ? rc == YX_E_NOMEM && err.code == YX_E_NOMEM
               : yx_cleaner_find(c, yx_str_of("武?市"), &lost) != NULL;
    yx_cleaner_free(c);
    return right;
}

static void test_memory(void **state)
{
    (void)state;
    T_OK(t_every_alloc(fill_or_nothing, NULL) > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Aggregates only: what looks like a person, and what must not. */
#include "intake/person.h"

#include "base/mem.h"
#include "tests/support/t.h"

static void headers(void **state)
{
    static const char *const personal[] = {
        "姓名",      "患者姓名",   "身份证号码", "身份 证号",    "联系电话", "Full Name",
        "ID_number", "ｐｈｏｎｅ", "出生日期",   "home-address", "户主姓名", "手机号(本人)"};
    static const char *const plain[] = {
        "region_code", "name_zh", "地区名称", "电话普及率", "手机产量", "移动电话用户数",
        "人口",        "2022-01", "户数",     "",           "出生率",   "mobile_users"};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(personal); i++)
        T_OK(yx_person_header(yx_str_of(personal[i])) != NULL);
    for (size_t i = 0; i < YX_COUNT(plain); i++)
        T_OK(yx_person_header(yx_str_of(plain[i])) == NULL);
}

/* 11010519491231002X is the example of GB 11643-1999. Its weighted sum by hand:
 * 7+9+0+5+0+20+2+9+24+27+7+18+30+5+0+0+4 = 167 = 15*11 + 2, and place 2 of "10X98765432" is X. */
static void numbers(void **state)
{
    static const struct {
        const char *text;
        bool figure, is;
    } cases[] = {
        {"11010519491231002X", false, true},
        {"11010519491231002x", true, true},
        {"１１０１０５１９４９１２３１００２Ｘ", false, true},
        {"110105194912310021", false, false}, /* wrong check digit */
        {"11010519491331002X", false, false}, /* no month 13 */
        {"13800138000", false, true},
        {"13800138000", true, false},
        {"+86 138-0013-8000", false, true},
        {"12800138000", false, false},
        {"1380013800", false, false},
        {"420100", false, false},
        {"20220418", false, false},
        {"1073741824000000000", true, false},
        {"张三，身份证11010519491231002X，住址不详", false, true}, /* inside a text */
        {"张三，身份证号11010519491231002Ⅹ", false, false},
        {"9911010519491231002X", false, false}, /* inside a longer number */
        {"11010519491231002X9", false, true},
        {"这一行很长很长很长很长很长很长很长很长很长：11010519491231002x。", true, true},
        {"", false, false},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++)
        T_OK((yx_person_text(yx_str_of(cases[i].text), cases[i].figure) != NULL) == cases[i].is);
}

static void areas(void **state)
{
    (void)state;
    T_OK(yx_area_too_small(yx_str_of("420102001001")));  /* a neighbourhood */
    T_OK(!yx_area_too_small(yx_str_of("420102001000"))); /* a township, with zeros */
    T_OK(!yx_area_too_small(yx_str_of("420102001")) && !yx_area_too_small(yx_str_of("420102")));
    T_OK(!yx_area_too_small(yx_str_of("US0000000001")));
    T_OK(yx_level_too_small(yx_str_of("village")) && yx_level_too_small(yx_str_of("社区")));
    T_OK(!yx_level_too_small(yx_str_of("county")) && !yx_level_too_small(yx_str_of("乡镇")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers),
        cmocka_unit_test(numbers),
        cmocka_unit_test(areas),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

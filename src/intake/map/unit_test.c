#include "intake/map/unit.h"

#include "tests/support/t.h"

#include "base/err.h"

/* Powers of ten, counted by hand: 万 is 4, 亿 is 8. */
static void test_shifts(void **state)
{
    static const struct {
        const char *from, *to;
        int shift;
    } row[] = {
        {"万元", "亿元", 4},
        {"亿元", "万元", -4},
        {"元", "亿元", 8},
        {"千元", "万元", 1},
        {"百万元", "亿元", 2},
        {"十亿元", "元", -9},
        {"万千瓦时", "亿千瓦时", 4},
        {"千瓦时", "度", 0},
        {"亿度", "万千瓦时", -4},
        {"吨", "万吨", 4},
        {"公斤", "吨", 3},
        {"吨标煤", "万吨标准煤", 4},
        {"%", "%", 0},
        {"‰", "%", 1},
        {"平方公里", "平方米", -6},
        {"公顷", "平方公里", 2},
        {"万元/亩", "元/亩", -4},
        {"元/公斤", "元/千克", 0},
        {"million EUR", "EUR", -6},
        {"EUR million", "billion EUR", 3},
        {"thousand persons", "人", -3},
        {"张/千人", "张/千人", 0},
        {" 万元 ", "万元", 0},
        {"log10拷贝/升", "log10拷贝/升", 0},
        {"个百分点", "百分点", 0},
        {"万美元", "亿美元", 4},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        int shift = 99;
        if (!yx_unit_shift(yx_str_of(row[i].from), yx_str_of(row[i].to), &shift) ||
            shift != row[i].shift)
            fail_msg("%s to %s: %d", row[i].from, row[i].to, shift);
    }
}

static void test_others_do_not_convert(void **state)
{
    static const char *const row[][2] = {
        {"万元", "%"},  {"公顷", "亩"},   {"元/公斤", "元/500克"}, {"", "元"},      {"元", ""},
        {"万", "万元"}, {"美元", "元"},   {"人次", "人"},          {"元/人", "元"}, {"", ""},
        {"斤", "公斤"}, {"% ", "百分点"}, {"张/千人", "张/万人"},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(row); i++) {
        int shift = 99;
        if (yx_unit_shift(yx_str_of(row[i][0]), yx_str_of(row[i][1]), &shift) || shift != 99)
            fail_msg("%s to %s: %d", row[i][0], row[i][1], shift);
    }
}

static void test_known(void **state)
{
    static const char *const yes[] = {"万元", "%", "亿千瓦时", "元/500克", "million USD", "‰"};
    static const char *const no[] = {"", "累计", "增速", "万", "本月", "亿亿", "1-4月"};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(yes); i++)
        if (!yx_unit_known(yx_str_of(yes[i])))
            fail_msg("%s", yes[i]);
    for (size_t i = 0; i < YX_COUNT(no); i++)
        if (yx_unit_known(yx_str_of(no[i])))
            fail_msg("%s", no[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shifts),
        cmocka_unit_test(test_others_do_not_convert),
        cmocka_unit_test(test_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

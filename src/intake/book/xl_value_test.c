#include "intake/book/xl_value.h"

#include "base/err.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void numbers(void **state)
{
    static const struct {
        const char *text, *want; /* want NULL: no number */
    } cases[] = {
        {"0", "0"},
        {"-0", "0"},
        {"0.0", "0"},
        {"1", "1"},
        {"-12.5", "-12.5"},
        {"007", "7"},
        {"1.50", "1.5"},
        {"100", "100"},
        {"0.001", "0.001"},
        {".5", "0.5"},
        {"5.", "5"},
        {" 5 ", "5"},
        {"+5", "5"},
        /* What doubles of 17 digits are as decimals of 15. */
        {"1.1000000000000001", "1.1"},
        {"0.30000000000000004", "0.3"},
        {"2.2999999999999998", "2.3"},
        {"123456.78900000001", "123456.789"},
        {"99999999999999.984", "100000000000000"},
        {"123456789012345", "123456789012345"},
        {"1234567890123456", "1234567890123460"}, /* a sixteenth digit is not shown */
        {"420101199001011234", "420101199001011000"},
        {"1E+20", "100000000000000000000"},
        {"1e20", "100000000000000000000"},
        {"1.5E3", "1500"},
        {"1E-5", "0.00001"},
        {"-1.2E-5", "-0.000012"},
        {"4.9406564584124654E-324", "4.94065645841247E-324"},
        {"1E40", "10000000000000000000000000000000000000000"},
        {"1E41", "1E+41"},
        {"-1.25E+300", "-1.25E+300"},
        {"9.99999999999999E+307", "9.99999999999999E+307"},
        {"9.9999999999999999E+307", NULL},
        {"-1.7976931348623157E+308", NULL}, /* the largest double */
        {"1E-40", "0.0000000000000000000000000000000000000001"},
        {"1E-41", "1E-41"},
        {"0.0000000000000000000000000000000000000000000001", "1E-46"},
        {"0E999", "0"},
        {"", NULL},
        {" ", NULL},
        {"-", NULL},
        {".", NULL},
        {"1,5", NULL},
        {"1 5", NULL},
        {"1.2.3", NULL},
        {"--1", NULL},
        {"1e", NULL},
        {"1e+", NULL},
        {"e5", NULL},
        {"1E999", NULL},
        {"inf", NULL},
        {"nan", NULL},
        {"0x10", NULL},
        {"12a", NULL},
        {"１２", NULL},
    };
    char out[YX_XL_NUMBER], long_text[600];

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        size_t n = yx_xl_number(yx_str_of(cases[i].text), out);
        T_OK((n > 0) == (cases[i].want != NULL));
        if (n) {
            T_TEXT(out, cases[i].want);
            T_OK(n == strlen(out));
        }
    }
    memset(long_text, '1', sizeof long_text);
    T_OK(yx_xl_number((yx_str){long_text, sizeof long_text}, out) == 0);
    T_OK(yx_xl_number((yx_str){long_text, 300}, out) == strlen("1.11111111111111E+299"));
}

/* Every decimal of up to 15 digits comes back from its double. */
static void decimals_come_back(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char want[40], from[40], out[YX_XL_NUMBER];
        int point;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        point = (int)(seed >> 60) % 9;
        snprintf(want, sizeof want, "%.*f", point,
                 (double)(seed >> 12 & 0xFFFFFFFFFFu) / pow(10, point)); /* at most 13 digits */
        snprintf(from, sizeof from, "%.17g", strtod(want, NULL));
        if (strchr(want, '.')) /* zeros at its end are not kept */
            while (want[strlen(want) - 1] == '0' || want[strlen(want) - 1] == '.') {
                bool end = want[strlen(want) - 1] == '.';
                want[strlen(want) - 1] = 0;
                if (end)
                    break;
            }
        T_OK(yx_xl_number(yx_str_of(from), out) > 0);
        T_TEXT(out, want);
    }
}

static void formats(void **state)
{
    static const struct {
        const char *code;
        yx_xl_format want;
    } cases[] = {
        {"General", YX_XL_PLAIN},
        {"", YX_XL_PLAIN},
        {"0", YX_XL_PLAIN},
        {"0.00", YX_XL_PLAIN},
        {"#,##0.00_);[Red]\\(#,##0.00\\)", YX_XL_PLAIN},
        {"0.00E+00", YX_XL_PLAIN},
        {"##0.0E-0", YX_XL_PLAIN},
        {"@", YX_XL_PLAIN},
        {"0\"亩\"", YX_XL_PLAIN},
        {"0\"day\"", YX_XL_PLAIN},
        {"0\\d", YX_XL_PLAIN},
        {"[Red]0", YX_XL_PLAIN},
        {"[>=100]0;0.0", YX_XL_PLAIN},
        {"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", YX_XL_PLAIN},
        {"[DBNum1][$-804]General", YX_XL_PLAIN},
        {"_d0*y", YX_XL_PLAIN},
        {"0%", YX_XL_PERCENT},
        {"0.00%;[Red]-0.00%", YX_XL_PERCENT},
        {"0\"%\"", YX_XL_PLAIN},
        {"yyyy-mm-dd", YX_XL_DAY},
        {"yyyy\"年\"m\"月\"", YX_XL_DAY},
        {"yyyy年m月", YX_XL_DAY},
        {"m\"月\"d\"日\"", YX_XL_DAY},
        {"m/d/yy h:mm", YX_XL_DAY},
        {"mmm", YX_XL_DAY},
        {"[$-409]MMM/YY", YX_XL_DAY},
        {"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", YX_XL_DAY},
        {"[$-404]e/m/d", YX_XL_DAY},
        {"aaaa", YX_XL_DAY},
        {"yyyy-mm-dd;@", YX_XL_DAY},
        {"h:mm", YX_XL_PLAIN},
        {"mm:ss.0", YX_XL_PLAIN},
        {"[h]:mm:ss", YX_XL_PLAIN},
        {"h:mm AM/PM", YX_XL_PLAIN},
        {"上午/下午h\"时\"mm\"分\"", YX_XL_PLAIN},
        {"[mm]", YX_XL_PLAIN},
        {"0;yyyy", YX_XL_PLAIN}, /* of negative numbers only */
        {"\"", YX_XL_PLAIN},
        {"[", YX_XL_PLAIN},
        {"\\", YX_XL_PLAIN},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++)
        if (yx_xl_format_of(yx_str_of(cases[i].code)) != cases[i].want)
            fail_msg("%s", cases[i].code);
    T_OK(yx_xl_format_builtin(0) == YX_XL_PLAIN && yx_xl_format_builtin(4) == YX_XL_PLAIN);
    T_OK(yx_xl_format_builtin(9) == YX_XL_PERCENT && yx_xl_format_builtin(10) == YX_XL_PERCENT);
    T_OK(yx_xl_format_builtin(14) == YX_XL_DAY && yx_xl_format_builtin(22) == YX_XL_DAY);
    T_OK(yx_xl_format_builtin(18) == YX_XL_PLAIN && yx_xl_format_builtin(46) == YX_XL_PLAIN);
    T_OK(yx_xl_format_builtin(31) == YX_XL_DAY && yx_xl_format_builtin(57) == YX_XL_DAY);
    T_OK(yx_xl_format_builtin(34) == YX_XL_MAYBE && yx_xl_format_builtin(164) == YX_XL_PLAIN);
}

static void days(void **state)
{
    static const struct {
        double serial;
        bool since_1904;
        const char *want;
    } cases[] = {
        {1, false, "1900-01-01"},
        {59, false, "1900-02-28"},
        {60, false, NULL}, /* 29 February 1900 never was */
        {61, false, "1900-03-01"},
        {44669, false, "2022-04-18"},
        {44669.75, false, "2022-04-18"},
        {44562, false, "2022-01-01"},
        {2958465, false, "9999-12-31"},
        {2958466, false, NULL},
        {0, false, NULL},
        {0.5, false, NULL},
        {-1, false, NULL},
        {0, true, "1904-01-01"},
        {43207, true, "2022-04-18"}, /* 44669 - 1462 */
        {2957003, true, "9999-12-31"},
        {2957004, true, NULL},
        {-0.5, true, NULL},
        {1e300, false, NULL},
    };
    char text[YX_DAY_TEXT];
    yx_day day = 0;

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++) {
        bool is = yx_xl_day(cases[i].serial, YX_XL_DAY, cases[i].since_1904, &day);
        T_OK(is == (cases[i].want != NULL));
        if (is)
            T_TEXT(yx_day_text(day, text), cases[i].want);
    }
    T_OK(!yx_xl_day(44669, YX_XL_PLAIN, false, &day));
    T_OK(!yx_xl_day(44669, YX_XL_PERCENT, false, &day));
    T_OK(yx_xl_day(44669, YX_XL_MAYBE, false, &day));
    T_OK(!yx_xl_day(0.5, YX_XL_MAYBE, true, &day));
    T_OK(!yx_xl_day(NAN, YX_XL_DAY, false, &day) && !yx_xl_day(INFINITY, YX_XL_DAY, false, &day));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(decimals_come_back),
        cmocka_unit_test(formats),
        cmocka_unit_test(days),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "base/decimal.h"

#include "tests/support/t.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static yx_decimal of(const char *text)
{
    yx_decimal d = {-99, 99};

    if (yx_decimal_read(yx_str_of(text), &d) != YX_DECIMAL_OK)
        print_error("'%s' is not read\n", text);
    T_OK(d.scale != 99);
    return d;
}

static void reads_and_writes(void **state)
{
    static const struct {
        const char *text;
        int64_t mantissa;
        uint8_t scale;
        const char *back; /* NULL: as typed */
    } cases[] = {
        {"0", 0, 0, NULL},
        {"0.0", 0, 1, NULL},
        {"12", 12, 0, NULL},
        {"-12.50", -1250, 2, NULL},
        {"0.05", 5, 2, NULL},
        {"-0.5", -5, 1, NULL},
        {"007", 7, 0, "7"},
        {"-0", 0, 0, "0"},
        {"9223372036854775807", INT64_MAX, 0, NULL},
        {"-9223372036854775807", -INT64_MAX, 0, NULL},
        {"0.000000000009223372036854775807", INT64_MAX, 30, NULL},
        {"-0.000000000000000000000000000001", -1, 30, NULL},
        {"00000000000000000000000000000000000000001", 1, 0, "1"},
        {"922337203685.4775807", INT64_MAX, 7, NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[YX_DECIMAL_TEXT];
        yx_decimal d = of(cases[i].text);
        T_OK(d.mantissa == cases[i].mantissa && d.scale == cases[i].scale);
        T_TEXT(yx_decimal_text(d, out), cases[i].back ? cases[i].back : cases[i].text);
    }
}

static void refuses(void **state)
{
    static const struct {
        const char *text;
        yx_decimal_fault want;
    } cases[] = {
        {"", YX_DECIMAL_EMPTY},
        {"-", YX_DECIMAL_NOT_NUMBER},
        {"--", YX_DECIMAL_NOT_NUMBER},
        {".", YX_DECIMAL_NOT_NUMBER},
        {".5", YX_DECIMAL_NOT_NUMBER},
        {"5.", YX_DECIMAL_NOT_NUMBER},
        {"-.5", YX_DECIMAL_NOT_NUMBER},
        {"1.2.3", YX_DECIMAL_NOT_NUMBER},
        {"1-2", YX_DECIMAL_NOT_NUMBER},
        {"nan", YX_DECIMAL_NOT_NUMBER},
        {"inf", YX_DECIMAL_NOT_NUMBER},
        {"0x1F", YX_DECIMAL_NOT_NUMBER},
        {"12人", YX_DECIMAL_NOT_NUMBER},
        {"\xFF", YX_DECIMAL_NOT_NUMBER},
        {"1\xFF", YX_DECIMAL_NOT_NUMBER},
        {"1,234", YX_DECIMAL_SEPARATOR},
        {"1 234.5", YX_DECIMAL_SEPARATOR},
        {"1'234", YX_DECIMAL_SEPARATOR},
        {"1\xC2\xA0"
         "234",
         YX_DECIMAL_SEPARATOR},
        {"１２", YX_DECIMAL_FULL_WIDTH},
        {"1２.5", YX_DECIMAL_FULL_WIDTH},
        {"１，２３４", YX_DECIMAL_FULL_WIDTH},
        {"1e6", YX_DECIMAL_EXPONENT},
        {"1.5E-3", YX_DECIMAL_EXPONENT},
        {"1e+6", YX_DECIMAL_EXPONENT},
        {"e", YX_DECIMAL_NOT_NUMBER},
        {"1e6e6", YX_DECIMAL_NOT_NUMBER},
        {"+5", YX_DECIMAL_PLUS},
        {"9223372036854775808", YX_DECIMAL_TOO_LONG},
        {"-9223372036854775808", YX_DECIMAL_TOO_LONG},
        {"18446744073709551617", YX_DECIMAL_TOO_LONG},
        {"99999999999999999999999", YX_DECIMAL_TOO_LONG},
        {"0.0000000000000000000000000000001", YX_DECIMAL_TOO_LONG}, /* scale 31 */
        {"0.0000000000000000000000000000000", YX_DECIMAL_TOO_LONG},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_decimal d = {77, 7};
        yx_decimal_fault got = yx_decimal_read(yx_str_of(cases[i].text), &d);
        if (got != cases[i].want)
            print_error("'%s': %d\n", cases[i].text, (int)got);
        T_OK(got == cases[i].want);
        T_OK(d.mantissa == 77 && d.scale == 7);
    }
}

static void order(void **state)
{
    /* In rising order; those on one line are equal. */
    static const char *const rising[][3] = {
        {"-9223372036854775807"},
        {"-9223372036854775806"},
        {"-922337203685477580.7"},
        {"-10", "-10.0", "-10.000000000000000"},
        {"-9.99"},
        {"-0.1", "-0.10"},
        {"-0.000000000000000000000000000001"},
        {"0", "0.0", "0.000000000000000000000000000000"},
        {"0.000000000000000000000000000001"},
        {"0.000000000009223372036854775807"},
        {"0.1", "0.100", "0.100000000000000000"},
        {"1", "1.0"},
        {"1.000000000000000001"},
        {"9.223372036854775807"},
        {"10"},
        {"922337203685477580", "922337203685477580.0"},
        {"922337203685477580.7"},
        {"9223372036854775807"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rising / sizeof rising[0]; i++)
        for (size_t j = 0; j < sizeof rising / sizeof rising[0]; j++)
            for (size_t k = 0; k < 9; k++) {
                const char *a = rising[i][k / 3], *b = rising[j][k % 3];
                int want = (i > j) - (i < j);
                if (!a || !b)
                    continue;
                if (yx_decimal_order(of(a), of(b)) != want)
                    print_error("%s %s\n", a, b);
                T_OK(yx_decimal_order(of(a), of(b)) == want);
                T_OK(yx_decimal_equal(of(a), of(b)) == (want == 0));
            }
}

static void rounds(void **state)
{
    static const struct {
        const char *text;
        uint8_t scale;
        const char *want;
    } cases[] = {
        {"0.5", 0, "1"},
        {"-2.5", 0, "-3"},
        {"2.45", 1, "2.5"},
        {"-0.5", 0, "-1"},
        {"0.49", 0, "0"},
        {"-0.49", 0, "0"},
        {"2.449", 1, "2.4"},
        {"1.005", 2, "1.01"},
        {"9.995", 2, "10.00"},
        {"1.2", 3, "1.2"},
        {"1.20", 2, "1.20"},
        {"99.5", 0, "100"},
        {"922337203685477580.7", 0, "922337203685477581"},
        {"9.223372036854775807", 0, "9"},
        {"0.9223372036854775807", 0, "1"}, /* cut 19 digits: 10^19 does not fit int64 */
        {"-0.9223372036854775807", 0, "-1"},
        {"0.4999999999999999999", 0, "0"},
        {"0.5000000000000000000", 0, "1"},
        {"0.09223372036854775807", 0, "0"}, /* cut 20 digits */
        {"0.000000000009223372036854775807", 0, "0"},
        {"0.000000000009223372036854775807", 11, "0.00000000001"},
        {"0.000000000009223372036854775807", 30, "0.000000000009223372036854775807"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[YX_DECIMAL_TEXT];
        T_TEXT(yx_decimal_text(yx_decimal_round(of(cases[i].text), cases[i].scale), out),
               cases[i].want);
    }
}

static void rescales(void **state)
{
    int64_t v = 5;

    (void)state;
    T_OK(yx_decimal_rescale(12, 1, 3, &v) && v == 1200);
    T_OK(yx_decimal_rescale(-12, 2, 2, &v) && v == -12);
    T_OK(yx_decimal_rescale(0, 0, 30, &v) && v == 0);
    T_OK(yx_decimal_rescale(9, 0, 18, &v) && v == 9000000000000000000);
    v = 5;
    T_OK(!yx_decimal_rescale(10, 0, 18, &v));
    T_OK(!yx_decimal_rescale(1, 0, 19, &v));
    T_OK(!yx_decimal_rescale(INT64_MAX, 0, 1, &v));
    T_OK(yx_decimal_rescale(922337203685477580, 0, 1, &v) && v == 9223372036854775800);
    T_OK(yx_decimal_rescale(-922337203685477580, 0, 1, &v) && v == -9223372036854775800);
    T_OK(!yx_decimal_rescale(922337203685477581, 0, 1, &v));
}

/* The double of a figure is what strtod makes of its text; the text of a figure reads back. */
static void double_is_strtod(void **state)
{
    uint64_t seed = 42;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        char text[YX_DECIMAL_TEXT];
        yx_decimal d, back;
        double a, b;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        d.mantissa = (int64_t)(seed >> 1) >> (seed >> 8) % 63;
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        d.mantissa = seed >> 63 ? -d.mantissa : d.mantissa;
        d.scale = (uint8_t)((seed >> 32) % (YX_SCALE_MAX + 1));
        T_OK(strlen(yx_decimal_text(d, text)) < YX_DECIMAL_TEXT);
        a = yx_decimal_double(d);
        b = strtod(text, NULL);
        if (a != b)
            print_error("%s: %.17g %.17g\n", text, a, b);
        T_OK(a == b);
        T_OK(yx_decimal_read(yx_str_of(text), &back) == YX_DECIMAL_OK);
        T_OK(back.mantissa == d.mantissa && back.scale == d.scale);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_writes),
        cmocka_unit_test(refuses),
        cmocka_unit_test(order),
        cmocka_unit_test(rounds),
        cmocka_unit_test(rescales),
        cmocka_unit_test(double_is_strtod),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

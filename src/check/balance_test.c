/* Sums that one can add in the head. */
#include "check/balance.h"

#include "tests/support/t.h"

static yx_decimal d(const char *text)
{
    yx_decimal v = {0, 0};

    T_OK(yx_decimal_read(yx_str_of(text), &v) == YX_DECIMAL_OK);
    return v;
}

static yx_term term(const char *text)
{
    yx_term t = {.value = d(text[0] == '_' ? text + 1 : text), .minus = text[0] == '_'};

    t.digits = t.value.scale;
    return t;
}

static const struct {
    const char *why, *result, *term[4], *tolerance;
    bool le, holds;
    const char *sum, *gap;
} cases[] = {
    {"equal", "10804.66", {"724.54", "4669.97", "5410.15"}, NULL, false, true, "10804.66", "0.00"},
    {"rounding: 4 halves of 0.1 are 0.2",
     "10.0",
     {"3.3", "3.3", "3.2"},
     NULL,
     false,
     true,
     "9.8",
     "-0.2"},
    {"... and 0.3 is too much", "10.0", {"3.3", "3.3", "3.1"}, NULL, false, false, "9.7", "-0.3"},
    {"coarse total, fine parts: half of 1 and two halves of 0.01",
     "11",
     {"5.25", "5.25"},
     NULL,
     false,
     true,
     "10.50",
     "-0.50"},
    {"tolerance 0: off by one", "3", {"1", "1"}, "0", false, false, "2", "-1"},
    {"tolerance 0: exact", "3", {"1", "2"}, "0", false, true, "3", "0"},
    {"zeros at the end do not count", "3", {"1.00", "2"}, "0", false, true, "3.00", "0.00"},
    {"minus", "5", {"8", "_3"}, "0", false, true, "5", "0"},
    {"negative parts", "0", {"-4", "4"}, "0", false, true, "0", "0"},
    {"a part may be smaller than the whole", "3", {"9"}, "0", true, true, "9", "6"},
    {"... but not larger", "9", {"3"}, "0", true, false, "3", "-6"},
    {"large ones",
     "9223372036854775807",
     {"9223372036854775807", "1", "_1"},
     "0",
     false,
     true,
     "9223372036854775807",
     "0"},
};

static void test_sums(void **state)
{
    char text[YX_DECIMAL_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_term terms[4];
        yx_decimal tolerance;
        yx_balance b;
        size_t n = 0;
        for (; n < 4 && cases[i].term[n]; n++)
            terms[n] = term(cases[i].term[n]);
        if (cases[i].tolerance)
            tolerance = d(cases[i].tolerance);
        yx_balance_of(term(cases[i].result), terms, n, cases[i].tolerance ? &tolerance : NULL,
                      cases[i].le, &b);
        if (!b.known || b.holds != cases[i].holds)
            print_error("%s\n", cases[i].why);
        T_OK(b.known && b.holds == cases[i].holds);
        T_TEXT(yx_decimal_text(b.sum, text), cases[i].sum);
        T_TEXT(yx_decimal_text(b.gap, text), cases[i].gap);
    }
}

/* 30 digits behind the point beside 19 before it: no room, and nothing is said. */
static void test_too_many_digits(void **state)
{
    yx_term terms[] = {term("0.000000000000000000000000000001"), term("9223372036854775807")};
    yx_balance b;

    (void)state;
    yx_balance_of(term("1"), terms, 2, NULL, false, &b);
    T_OK(!b.known && !b.holds);
    T_OK(yx_balance_culprit(term("1"), terms, 2, &b).slip == YX_SLIP_NONE);
}

static void test_digits_of_neighbours(void **state)
{
    yx_term terms[] = {term("1.0"), term("2.0")}, result = term("3");
    yx_balance b;

    (void)state;
    result.value = d("4"); /* typed 4.0, the zero was lost: 0.15 is allowed, 1 is not */
    result.digits = 1;
    yx_balance_of(result, terms, 2, NULL, false, &b);
    T_OK(b.known && !b.holds);
    result.digits = 0; /* a rounded 4 would be within 0.5 + 0.1 of 3.4 only */
    yx_balance_of(result, terms, 2, NULL, false, &b);
    T_OK(b.known && !b.holds);
    terms[1] = term("2.4");
    yx_balance_of(result, terms, 2, NULL, false, &b);
    T_OK(b.known && b.holds);
}

static const struct {
    const char *why, *result, *term[4];
    yx_slip slip;
    size_t which;
    int power;
} slips[] = {
    {"0.125 for 125", "1125.0", {"1000", "0.125"}, YX_SLIP_TENS, 1, 3},
    {"-1373 for 1373", "2373", {"1000", "-1373"}, YX_SLIP_SIGN, 1, 0},
    {"125000 for 125", "1125", {"1000", "125000"}, YX_SLIP_TENS, 1, -3},
    {"a term that is taken off", "900", {"1000", "_1"}, YX_SLIP_TENS, 1, 2},
    {"the total is in another unit", "11250", {"1000", "125"}, YX_SLIP_TENS, 2, -1},
    {"either of two", "20", {"1", "1", "9"}, YX_SLIP_NONE, 3, 0},
    {"something else", "1126", {"1000", "120"}, YX_SLIP_NONE, 2, 0},
};

static void test_culprits(void **state)
{
    yx_decimal zero = {0, 0};

    (void)state;
    for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
        yx_term terms[4];
        yx_balance b;
        yx_culprit c;
        size_t n = 0;
        for (; n < 4 && slips[i].term[n]; n++)
            terms[n] = term(slips[i].term[n]);
        yx_balance_of(term(slips[i].result), terms, n, &zero, false, &b);
        c = yx_balance_culprit(term(slips[i].result), terms, n, &b);
        if (c.slip != slips[i].slip || (c.slip && c.term != slips[i].which))
            print_error("%s: slip %d term %zu power %d\n", slips[i].why, c.slip, c.term, c.power);
        T_OK(c.slip == slips[i].slip);
        T_OK(!c.slip || (c.term == slips[i].which && c.power == slips[i].power));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_too_many_digits),
        cmocka_unit_test(test_digits_of_neighbours),
        cmocka_unit_test(test_culprits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

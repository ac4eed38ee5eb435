#include "base/param.h"
#include "tests/support/t.h"

#include <string.h>

static const char *const words[] = {"glm", "fit", NULL};
static const char *const methods[] = {"C1", "C2", "C3", NULL};
static const yx_param number = {
    .name = "k", .unit = "sd", .lo = 0, .dflt = 0.5, .hi = 5, .what = "slack"};
static const yx_param whole = {
    .name = "w", .unit = "period", .lo = 1, .dflt = 3, .hi = 9, .whole = true, .what = "w"};
static const yx_param word = {.name = "method",
                              .unit = "1",
                              .lo = 0,
                              .dflt = 0,
                              .hi = 2,
                              .whole = true,
                              .words = methods,
                              .what = "which"};
static const yx_param either = {.name = "m",
                                .unit = "figure",
                                .lo = -10,
                                .dflt = NAN,
                                .hi = 10,
                                .words = words,
                                .or_word = true,
                                .what = "mean"};
static const yx_param day = {
    .name = "now", .unit = "day", .lo = 0, .dflt = NAN, .hi = 1e6, .whole = true, .what = "today"};

static const struct {
    const yx_param *p;
    const char *word; /* or, if NULL, the number */
    double v;
    bool good;
    double ret;
    const char *text; /* of the value that is taken */
} cases[] = {
    {&number, NULL, 0.25, true, 0.25, "0.25"},
    {&number, NULL, 0, true, 0, "0"},
    {&number, NULL, 5.1, false, 0, NULL},
    {&number, NULL, NAN, false, 0, NULL},
    {&number, "0.25", 0, false, 0, NULL},
    {&whole, NULL, 9, true, 9, "9"},
    {&whole, NULL, 8.5, false, 0, NULL},
    {&word, "C3", 0, true, 2, "C3"},
    {&word, "C4", 0, false, 0, NULL},
    {&word, NULL, 1, false, 0, NULL}, /* a word stands for itself only */
    {&either, "fit", 0, true, YX_WORD(1), "fit"},
    {&either, NULL, -10, true, -10, "-10"},
    {&either, NULL, 0, true, 0, "0"}, /* not the first word */
    {&either, NULL, 11, false, 0, NULL},
    {&either, "non", 0, false, 0, NULL},
    {&day, "1970-01-11", 0, true, 10, "1970-01-11"},
    {&day, "1970-02-31", 0, false, 0, NULL},
    {&day, NULL, 10, true, 10, "1970-01-11"},
    {&day, NULL, 10.5, false, 0, NULL},
};

static void takes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double v = 77;
        bool good = cases[i].word ? yx_param_word(cases[i].p, yx_str_of(cases[i].word), &v)
                                  : yx_param_number(cases[i].p, cases[i].v, &v);
        char text[YX_PARAM_SAID];

        T_OK(good == cases[i].good);
        T_NEAR(v, good ? cases[i].ret : 77, 0);
        if (good)
            T_TEXT(yx_param_text(cases[i].p, v, text), cases[i].text);
    }
}

static void says(void **state)
{
    static const char *const many[] = {
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
        "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc", NULL};
    const yx_param wide = {.name = "x", .unit = "1", .hi = 2, .words = many, .what = ""};
    char text[YX_PARAM_SAID];

    (void)state;
    T_TEXT(yx_param_takes(&number, text), "a number from 0 to 5");
    T_TEXT(yx_param_takes(&whole, text), "a whole number from 1 to 9");
    T_TEXT(yx_param_takes(&word, text), "C1, C2 or C3");
    T_TEXT(yx_param_takes(&either, text), "a number from -10 to 10, glm or fit");
    T_TEXT(yx_param_takes(&day, text), "a day such as 2011-06-02");
    T_TEXT(yx_param_text(&number, NAN, text), "none");
    T_OK(strlen(yx_param_takes(&wide, text)) == YX_PARAM_SAID - 1); /* cut, with its end */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes), cmocka_unit_test(says)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

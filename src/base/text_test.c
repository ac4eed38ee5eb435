#include "base/text.h"

#include "tests/support/t.h"

#include <stdlib.h>
#include <string.h>

static void utf8_is_rfc3629(void **state)
{
    /* want: bytes of the longest valid prefix. */
    static const struct {
        const char *why, *at;
        size_t n, want;
    } cases[] = {
        {"nothing", "", 0, 0},
        {"ASCII", "abc", 3, 3},
        {"NUL is a character", "a\0b", 3, 3},
        {"U+007F", "\x7F", 1, 1},
        {"U+0080, the least of two bytes", "\xC2\x80", 2, 2},
        {"U+07FF", "\xDF\xBF", 2, 2},
        {"overlong NUL", "\xC0\x80", 2, 0},
        {"overlong slash", "a\xC1\xAF", 3, 1},
        {"U+0800, the least of three", "\xE0\xA0\x80", 3, 3},
        {"overlong U+07FF", "\xE0\x9F\xBF", 3, 0},
        {"U+D7FF, before the surrogates", "\xED\x9F\xBF", 3, 3},
        {"U+D800, a surrogate", "\xED\xA0\x80", 3, 0},
        {"U+DFFF, a surrogate", "\xED\xBF\xBF", 3, 0},
        {"U+E000, after them", "\xEE\x80\x80", 3, 3},
        {"U+FFFF", "\xEF\xBF\xBF", 3, 3},
        {"U+10000, the least of four", "\xF0\x90\x80\x80", 4, 4},
        {"overlong U+FFFF", "\xF0\x8F\xBF\xBF", 4, 0},
        {"U+10FFFF, the last", "\xF4\x8F\xBF\xBF", 4, 4},
        {"U+110000", "\xF4\x90\x80\x80", 4, 0},
        {"F5 leads nothing", "\xF5\x80\x80\x80", 4, 0},
        {"five bytes", "\xF8\x88\x80\x80\x80", 5, 0},
        {"a lone continuation", "ab\x80", 3, 2},
        {"cut after one of three", "ab\xE6", 3, 2},
        {"cut after two of three", "ab\xE6\xAD", 4, 2},
        {"a bad third byte", "\xE6\xAD\x41", 3, 0},
        {"a bad fourth byte", "\xF0\x90\x80\xC0", 4, 0},
        {"bad behind eight good", "12345678\xFF", 9, 8},
        {"bad within the second eight", "1234567812\x80\x34\x35\x36\x37\x38", 16, 10},
        {"FE", "\xFE", 1, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t got = yx_utf8_valid(cases[i].at, cases[i].n);
        if (got != cases[i].want)
            print_error("%s: %zu\n", cases[i].why, got);
        T_OK(got == cases[i].want);
    }
}

/* Every code point is written by the definition of UTF-8 and must come back. */
static void every_character(void **state)
{
    (void)state;
    for (uint32_t c = 0; c <= 0x110000; c++) {
        char at[4];
        size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4, len;
        bool valid = (c < 0xD800 || c > 0xDFFF) && c <= 0x10FFFF;
        static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        for (size_t k = n; k-- > 1;)
            at[k] = (char)(0x80 | ((c >> (6 * (n - 1 - k))) & 0x3F));
        at[0] = (char)(lead[n] | (c >> (6 * (n - 1))));
        if ((yx_utf8_valid(at, n) == n) != valid)
            print_error("U+%04X\n", (unsigned)c);
        T_OK((yx_utf8_valid(at, n) == n) == valid);
        if (valid) {
            T_OK(yx_utf8_char((yx_str){at, n}, &len) == c);
            T_OK(len == n);
        }
    }
}

static void compares(void **state)
{
    (void)state;
    T_OK(yx_str_of(NULL).n == 0 && yx_str_is(yx_str_of(NULL), ""));
    T_OK(yx_str_is((yx_str){"abcd", 3}, "abc") && !yx_str_is((yx_str){"abcd", 4}, "abc"));
    T_OK(yx_str_same((yx_str){NULL, 0}, yx_str_of("")));
    T_OK(yx_str_order(yx_str_of("a"), yx_str_of("b")) < 0);
    T_OK(yx_str_order(yx_str_of("ab"), yx_str_of("a")) > 0);
    T_OK(yx_str_order(yx_str_of("a"), yx_str_of("a")) == 0);
    T_OK(yx_str_order(yx_str_of("z"), yx_str_of("\xE6")) < 0); /* bytes are unsigned */
    T_OK(yx_str_order((yx_str){NULL, 0}, yx_str_of("a")) < 0);
}

static void trims(void **state)
{
    (void)state;
    T_OK(yx_str_is(yx_str_trim(yx_str_of(" \t\xE3\x80\x80武汉 市\xE3\x80\x80 ")), "武汉 市"));
    T_OK(yx_str_is(yx_str_trim(yx_str_of("　")), ""));
    T_OK(yx_str_is(yx_str_trim(yx_str_of("\xE3\x80")), "\xE3\x80"));
    T_OK(yx_str_is(yx_str_trim((yx_str){NULL, 0}), ""));
}

static void measures(void **state)
{
    static const struct {
        const char *text;
        size_t want;
    } cases[] = {
        {"", 0},           {"abc", 3}, {"武汉", 4},          {"Köln", 4}, {"e\xCC\x81", 1},
        {"ＡＢ", 4},       {"（", 2},  {"한국", 4},          {"\n", 0},   {"\xFF\xFE", 2},
        {"\U00020000", 2}, {"﹏", 2},  {"a\xE2\x80\x8B", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (yx_text_width(yx_str_of(cases[i].text)) != cases[i].want)
            print_error("'%s'\n", cases[i].text);
        T_OK(yx_text_width(yx_str_of(cases[i].text)) == cases[i].want);
    }
}

static void distances(void **state)
{
    char long_text[80];
    static const struct {
        const char *a, *b;
        size_t limit, want;
    } cases[] = {
        {"", "", 2, 0},         {"abc", "abc", 0, 0},        {"abc", "abd", 2, 1},
        {"abc", "ab", 2, 1},    {"abc", "xabc", 2, 1},       {"abc", "acb", 2, 1},
        {"ca", "abc", 5, 3},    {"kitten", "sitting", 5, 3}, {"kitten", "sitting", 2, 3},
        {"", "abcd", 9, 4},     {"abc", "xyz", 1, 2},        {"武汉市", "武漢市", 2, 1},
        {"武汉", "汉武", 2, 1}, {"abcdef", "badcfe", 3, 3},  {"abc", "abd", 0, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        yx_str a = yx_str_of(cases[i].a), b = yx_str_of(cases[i].b);
        if (yx_text_distance(a, b, cases[i].limit) != cases[i].want)
            print_error("'%s' '%s'\n", cases[i].a, cases[i].b);
        T_OK(yx_text_distance(a, b, cases[i].limit) == cases[i].want);
        T_OK(yx_text_distance(b, a, cases[i].limit) == cases[i].want);
    }
    memset(long_text, 'a', sizeof long_text);
    T_OK(yx_text_distance((yx_str){long_text, 64}, (yx_str){long_text, 63}, 2) == 1);
    T_OK(yx_text_distance((yx_str){long_text, 65}, (yx_str){long_text, 65}, 2) == 3);
}

/* The same by its definition, on whole tables; small alphabets make swaps frequent. */
static void distance_is_its_definition(void **state)
{
    uint32_t seed = 1;

    (void)state;
    for (int run = 0; run < 20000; run++) {
        char a[7], b[7];
        size_t n, m, d[8][8];
        seed = seed * 1664525 + 1013904223;
        n = seed >> 29;
        m = (seed >> 26) & 7;
        for (size_t i = 0; i < 7; i++) {
            a[i] = (char)('a' + ((seed >> (2 * i)) & 3) % 3);
            b[i] = (char)('a' + ((seed >> (2 * i + 7)) & 3) % 3);
        }
        for (size_t i = 0; i <= n; i++) {
            for (size_t j = 0; j <= m; j++) {
                size_t best = i && j ? d[i - 1][j - 1] + (a[i - 1] != b[j - 1]) : i + j;
                if (i && d[i - 1][j] + 1 < best)
                    best = d[i - 1][j] + 1;
                if (j && d[i][j - 1] + 1 < best)
                    best = d[i][j - 1] + 1;
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                    d[i - 2][j - 2] + 1 < best)
                    best = d[i - 2][j - 2] + 1;
                d[i][j] = best;
            }
        }
        for (size_t limit = 0; limit < 8; limit++)
            T_OK(yx_text_distance((yx_str){a, n}, (yx_str){b, m}, limit) ==
                 (d[n][m] > limit ? limit + 1 : d[n][m]));
    }
}

static void shows(void **state)
{
    static const struct {
        const char *text;
        size_t max;
        const char *want;
    } cases[] = {
        {"武汉", 6, "武汉"},
        {"武汉", 5, "武"},
        {"a\xFF", 5, "a\\xFF"},
        {"a\xFF", 4, "a"},
        {"a\nb", 20, "a\\x0Ab"},
        {"\x1B[31m", 20, "\\x1B[31m"},
        {"\x7F", 20, "\\x7F"},
        {"", 0, ""},
        {"abc", 0, ""},
        {"\xC2\x9B"
         "31m",
         20, "\\xC2\\x9B31m"}, /* U+009B starts a terminal's commands too */
        {"\xC2\xA0", 20, "\xC2\xA0"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[32];
        memset(out, '#', sizeof out);
        T_OK(yx_text_show(yx_str_of(cases[i].text), out, cases[i].max) == strlen(cases[i].want));
        T_TEXT(out, cases[i].want);
        T_OK(out[cases[i].max + 1] == '#');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_rfc3629),
        cmocka_unit_test(every_character),
        cmocka_unit_test(compares),
        cmocka_unit_test(trims),
        cmocka_unit_test(measures),
        cmocka_unit_test(distances),
        cmocka_unit_test(distance_is_its_definition),
        cmocka_unit_test(shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

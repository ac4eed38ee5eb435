#include "base/input.h"

#include "base/buf.h"
#include "tests/support/t.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Made with gzip -9: "a,b\n", "c,d\n", 武汉 in GB18030, and 100,000 zeros. */
#define GZ_AB                                                                                      \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xd4\x49\xe2\x02\x00\xc5\x10\x97\x24\x04\x00\x00\x00"
#define GZ_CD                                                                                      \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xd6\x49\xe1\x02\x00\xc8\x7f\xc4\xd8\x04\x00\x00\x00"
#define GZ_GB                                                                                      \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x3b\xf7\x64\xd7\x2e\x00\xf5\x22\xa3\x2c\x04\x00\x00\x00"
#define GZ_ZEROS                                                                                   \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x31\x01\x00\x00\x00\xc2\xa0\x4a\xeb\x9f\xce\x1a\x1e\x40\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xaf\x06\x85\xc2\x4d\xc5\xa0\x86\x01\x00"

/* The same with zstd -19. */
#define ZST_AB "\x28\xb5\x2f\xfd\x24\x04\x21\x00\x00\x61\x2c\x62\x0a\x6d\x6b\x13\x32"
#define ZST_CD "\x28\xb5\x2f\xfd\x20\x04\x21\x00\x00\x63\x2c\x64\x0a"
#define ZST_GB "\x28\xb5\x2f\xfd\x04\x58\x21\x00\x00\xce\xe4\xba\xba\x6b\x6b\xe1\xa3"
#define ZST_ZEROS                                                                                  \
    "\x28\xb5\x2f\xfd\x04\x68\x4d\x00\x00\x08\x30\x01\x00\x9c\x86\x39\x10\x02\x73\x30\x6d\xf0"

#define BYTES(text) text, sizeof(text) - 1

static const struct {
    const char *why, *bytes;
    size_t n;
    yx_encoding encoding; /* read as this */
    yx_code want_code;
    const char *want;
    size_t want_n;
} cases[] = {
    {"plain", BYTES("a,b\n"), YX_ENCODING_UTF8, YX_OK, BYTES("a,b\n")},
    {"nothing", BYTES(""), YX_ENCODING_UTF8, YX_OK, BYTES("")},
    {"a byte order mark",
     BYTES("\xEF\xBB\xBF"
           "a"),
     YX_ENCODING_UTF8, YX_OK, BYTES("a")},
    {"only a byte order mark", BYTES("\xEF\xBB\xBF"), YX_ENCODING_UTF8, YX_OK, BYTES("")},
    {"two of them: the second is text", BYTES("\xEF\xBB\xBF\xEF\xBB\xBF"), YX_ENCODING_UTF8, YX_OK,
     BYTES("\xEF\xBB\xBF")},
    {"half a byte order mark", BYTES("\xEF\xBB"), YX_ENCODING_UTF8, YX_OK, BYTES("\xEF\xBB")},
    {"bad bytes pass", BYTES("a\xFF\0b"), YX_ENCODING_UTF8, YX_OK, BYTES("a\xFF\0b")},
    {"gzip", BYTES(GZ_AB), YX_ENCODING_UTF8, YX_OK, BYTES("a,b\n")},
    {"gzip of two members", BYTES(GZ_AB GZ_CD), YX_ENCODING_UTF8, YX_OK, BYTES("a,b\nc,d\n")},
    {"gzip, then something else", BYTES(GZ_AB "x"), YX_ENCODING_UTF8, YX_E_FORMAT, BYTES("a,b\n")},
    {"gzip, then zeros", BYTES(GZ_AB "\0\0\0\0"), YX_ENCODING_UTF8, YX_E_FORMAT, BYTES("a,b\n")},
    {"gzip, then half a member", BYTES(GZ_AB "\x1f\x8b\x08"), YX_ENCODING_UTF8, YX_E_FORMAT,
     BYTES("a,b\n")},
    {"only the magic of gzip", BYTES("\x1f\x8b"), YX_ENCODING_UTF8, YX_E_FORMAT, BYTES("")},
    {"gzip of something that is no deflate", BYTES("\x1f\x8b\x07\0\0\0\0\0\0\0\0\0"),
     YX_ENCODING_UTF8, YX_E_FORMAT, BYTES("")},
    {"zstd", BYTES(ZST_AB), YX_ENCODING_UTF8, YX_OK, BYTES("a,b\n")},
    {"zstd of two frames", BYTES(ZST_AB ZST_CD), YX_ENCODING_UTF8, YX_OK, BYTES("a,b\nc,d\n")},
    {"zstd, then something else", BYTES(ZST_AB "x"), YX_ENCODING_UTF8, YX_E_FORMAT, BYTES("a,b\n")},
    {"zstd, then gzip", BYTES(ZST_AB GZ_AB), YX_ENCODING_UTF8, YX_E_FORMAT, BYTES("a,b\n")},
    {"gzip, then zstd", BYTES(GZ_AB ZST_AB), YX_ENCODING_UTF8, YX_E_FORMAT, BYTES("a,b\n")},
    {"only the magic of zstd", BYTES("\x28\xb5\x2f\xfd"), YX_ENCODING_UTF8, YX_E_FORMAT, BYTES("")},
    {"three bytes of it are text", BYTES("\x28\xb5\x2f"), YX_ENCODING_UTF8, YX_OK,
     BYTES("\x28\xb5\x2f")},
    {"GB18030 in zstd", BYTES(ZST_GB), YX_ENCODING_GB18030, YX_OK, BYTES("武汉")},
    {"Big5", BYTES("\xAA\x5A\xBA\x7E,1\n"), YX_ENCODING_BIG5, YX_OK, BYTES("武漢,1\n")},
    {"no Big5: the byte passes", BYTES("\xAA\x5A\xFF\xBA\x7E"), YX_ENCODING_BIG5, YX_OK,
     BYTES("武\xFF漢")},
    {"Big5 read as GB18030 is no fault, but nonsense", BYTES("\xAA\x5A\xBA\x7E"),
     YX_ENCODING_GB18030, YX_OK, BYTES("猌簙")},
    {"no encoding is UTF-8", BYTES("武"), YX_ENCODING_ANY, YX_OK, BYTES("武")},
    {"GB18030", BYTES("\xCE\xE4\xBA\xBA,1\n"), YX_ENCODING_GB18030, YX_OK, BYTES("武汉,1\n")},
    {"GB18030 of four bytes", BYTES("\x94\x39\xDA\x33"), YX_ENCODING_GB18030, YX_OK,
     BYTES("\xF0\x9F\x92\xA9")},
    {"a byte order mark in GB18030",
     BYTES("\x84\x31\x95\x33"
           "a"),
     YX_ENCODING_GB18030, YX_OK, BYTES("a")},
    {"no GB18030: the byte passes", BYTES("\xCE\xE4\xFF\xBA\xBA"), YX_ENCODING_GB18030, YX_OK,
     BYTES("武\xFF汉")},
    {"a lead byte before a comma passes", BYTES("\xCE,\xCE\xE4"), YX_ENCODING_GB18030, YX_OK,
     BYTES("\xCE,武")},
    {"half a character at the end passes", BYTES("\xCE\xE4\xBA"), YX_ENCODING_GB18030, YX_OK,
     BYTES("武\xBA")},
    {"a NUL is a character", BYTES("a\0\xCE\xE4"), YX_ENCODING_GB18030, YX_OK, BYTES("a\0武")},
    {"GB18030 in gzip", BYTES(GZ_GB), YX_ENCODING_GB18030, YX_OK, BYTES("武汉")},
};

/* Reads all, `step` bytes a call. */
static yx_code drain(yx_input *in, size_t step, yx_buf *out, yx_err *err)
{
    char at[70000];
    size_t n = 1;

    while (n) {
        yx_code rc = yx_input_read(in, at, step, &n, err);
        if (rc)
            return rc;
        T_OK(n <= step);
        yx_buf_add(out, at, n);
    }
    return YX_OK;
}

static void test_cases(void **state)
{
    static const size_t step[] = {1, 2, 3, 15, 16, 17, 70000};

    (void)state;
    for (size_t i = 0; i < YX_COUNT(cases); i++)
        for (size_t k = 0; k < YX_COUNT(step); k++) {
            yx_buf out = {0};
            yx_err err = {0};
            yx_input *in = NULL;
            yx_code rc;
            bool right;
            T_OK(!yx_input_open(t_file("case", cases[i].bytes, cases[i].n), cases[i].encoding, 1000,
                                &in, NULL));
            rc = drain(in, step[k], &out, &err);
            right = rc == cases[i].want_code && err.code == rc &&
                    (rc ? out.n <= cases[i].want_n
                        : out.n == cases[i].want_n &&
                              (!out.n || memcmp(out.at, cases[i].want, out.n) == 0));
            if (!right)
                print_error("%s, %zu a call: %d %s\n", cases[i].why, step[k], rc,
                            rc ? err.text : "");
            T_OK(right);
            if (rc) /* and it goes on failing */
                T_OK(drain(in, step[k], &out, NULL) == rc);
            yx_input_close(in);
            yx_buf_free(&out);
        }
}

/* Each way to cut a gzip off, and each byte of it changed: an error, or the same text (a few bytes
 * of the header, as the time, do not matter). */
static void broken(const char *whole, size_t n, size_t magic, size_t head)
{
    size_t refused = 0;

    for (size_t i = 0; i < 2 * n; i++) {
        char bytes[64];
        yx_buf out = {0};
        yx_input *in = NULL;
        yx_code rc;
        memcpy(bytes, whole, n);
        if (i >= n)
            bytes[i - n] ^= 0x55;
        T_OK(!yx_input_memory((yx_str){bytes, i < n ? i : n}, &in, NULL));
        rc = drain(in, 100, &out, NULL);
        if (i >= magic && i < n) /* cut to i bytes; these make it packed */
            T_OK(rc == YX_E_FORMAT);
        if (i >= n + head) /* behind the header */
            T_OK(rc == YX_E_FORMAT);
        refused += rc == YX_E_FORMAT;
        yx_input_close(in);
        yx_buf_free(&out);
    }
    T_OK(refused > n);
}

static void test_broken(void **state)
{
    (void)state;
    broken(BYTES(GZ_AB), 2, 10);
    broken(BYTES(ZST_AB), 4, 4);
}

/* 3 bytes a character: every boundary of the buffers falls inside one somewhere. */
static void test_long(void **state)
{
    enum { N = 100001 };
    static char gb[1 + 2 * N], utf8[1 + 3 * N];
    yx_buf out = {0};
    yx_input *in = NULL;

    (void)state;
    gb[0] = utf8[0] = 'x';
    for (size_t i = 0; i < N; i++) {
        memcpy(gb + 1 + 2 * i, "\xCE\xE4", 2);
        memcpy(utf8 + 1 + 3 * i, "武", 3);
    }
    T_OK(!yx_input_open(t_file("long", gb, sizeof gb), YX_ENCODING_GB18030, sizeof gb, &in, NULL));
    T_OK(!drain(in, 70000, &out, NULL));
    T_OK(out.n == sizeof utf8 && memcmp(out.at, utf8, out.n) == 0);
    yx_input_close(in);
    yx_buf_free(&out);
}

static void test_limit(void **state)
{
    static const struct {
        const char *why, *bytes;
        size_t n;
        uint64_t max;
        yx_code want;
    } limit[] = {
        {"just fits", BYTES("abcd"), 4, YX_OK},
        {"one too many", BYTES("abcd"), 3, YX_E_RANGE},
        {"unpacked it just fits", BYTES(GZ_ZEROS), 100000, YX_OK},
        {"unpacked it does not", BYTES(GZ_ZEROS), 99999, YX_E_RANGE},
        {"so with zstd", BYTES(ZST_ZEROS), 100000, YX_OK},
        {"where it does not fit either", BYTES(ZST_ZEROS), 99999, YX_E_RANGE},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(limit); i++) {
        const char *path = t_file("limit", limit[i].bytes, limit[i].n);
        yx_encoding guess = YX_ENCODING_GB18030;
        yx_buf out = {0};
        yx_input *in = NULL;
        T_OK(!yx_input_open(path, YX_ENCODING_UTF8, limit[i].max, &in, NULL));
        T_OK(drain(in, 4096, &out, NULL) == limit[i].want);
        T_OK(yx_input_guess(path, limit[i].max, &guess, NULL) == limit[i].want);
        T_OK(guess == (limit[i].want ? YX_ENCODING_GB18030 : YX_ENCODING_UTF8));
        yx_input_close(in);
        yx_buf_free(&out);
    }
}

static void test_refused(void **state)
{
    char pipe_path[200];
    const char *const path[] = {t_folder(), "/dev/null", "/dev/zero", pipe_path, "/nowhere/at/all"};

    (void)state;
    snprintf(pipe_path, sizeof pipe_path, "%s/pipe", t_folder());
    T_OK(mkfifo(pipe_path, 0600) == 0);
    for (size_t i = 0; i < YX_COUNT(path); i++) {
        yx_err err = {0};
        yx_input *in = NULL;
        yx_encoding guess;
        T_OK(yx_input_open(path[i], YX_ENCODING_UTF8, 1000, &in, &err) == YX_E_IO);
        T_OK(!in && err.code == YX_E_IO && strstr(err.text, path[i]));
        T_OK(yx_input_guess(path[i], 1000, &guess, NULL) == YX_E_IO);
    }
    yx_input_close(NULL);
}

static void test_guess(void **state)
{
    static const struct {
        const char *why, *bytes;
        size_t n;
        yx_encoding want;
    } guess[] = {
        {"nothing", BYTES(""), YX_ENCODING_UTF8},
        {"ASCII", BYTES("a,b\n"), YX_ENCODING_UTF8},
        {"UTF-8", BYTES("武汉"), YX_ENCODING_UTF8},
        {"a NUL is no bad byte", BYTES("a\0武"), YX_ENCODING_UTF8},
        {"GB18030", BYTES("\xCE\xE4\xBA\xBA,1\n"), YX_ENCODING_GB18030},
        {"GB18030 of four bytes", BYTES("\xCE\xE4\x94\x39\xDA\x33"), YX_ENCODING_GB18030},
        {"packed", BYTES(GZ_GB), YX_ENCODING_GB18030},
        {"neither", BYTES("\xCE\xE4\xFF"), YX_ENCODING_UTF8},
        {"UTF-8, cut off", BYTES("a,\xE6\xAD"),
         YX_ENCODING_GB18030}, /* 姝: two bytes are GB18030 */
        {"UTF-8, cut off after one byte", BYTES("a,\xE6"), YX_ENCODING_UTF8},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(guess); i++) {
        yx_encoding got = YX_ENCODING_UTF8;
        T_OK(!yx_input_guess(t_file("guess", guess[i].bytes, guess[i].n), 1000, &got, NULL));
        if (got != guess[i].want)
            print_error("%s\n", guess[i].why);
        T_OK(got == guess[i].want);
    }
}

/* Big5 text is mostly valid GB18030 too, seldom the other way round. */
static void test_fits(void **state)
{
    static const struct {
        const char *bytes;
        bool utf8, gb18030, big5;
    } fits[] = {
        {"a", true, true, true},
        {"\xAA\x5A\xBA\x7E", false, true, true},         /* 武漢 in Big5 */
        {"\xCE\xE4\xBA\xBA", false, true, true},         /* 武汉 in GB18030 */
        {"\xCF\xE5\xD1\xF4\xCA\xD0", false, true, true}, /* 襄阳市 */
        {"\xBE\xA3\xD6\xDD\x81\x30", false, false, false},
        {"\x81\x40", false, true, false},
    };

    (void)state;
    for (size_t i = 0; i < YX_COUNT(fits); i++) {
        const char *path = t_file_text("fits", fits[i].bytes);
        bool got = false;
        T_OK(!yx_input_fits(path, YX_ENCODING_UTF8, 100, &got, NULL) && got == fits[i].utf8);
        T_OK(!yx_input_fits(path, YX_ENCODING_GB18030, 100, &got, NULL) && got == fits[i].gb18030);
        T_OK(!yx_input_fits(path, YX_ENCODING_BIG5, 100, &got, NULL) && got == fits[i].big5);
    }
}

static void test_encoding_names(void **state)
{
    yx_encoding e = YX_ENCODING_ANY;

    (void)state;
    T_OK(yx_encoding_read(yx_str_of("Big5"), &e) && e == YX_ENCODING_BIG5);
    T_OK(yx_encoding_read(yx_str_of("GB18030"), &e) && e == YX_ENCODING_GB18030);
    T_OK(yx_encoding_read(yx_str_of("gbk"), &e) && e == YX_ENCODING_GB18030);
    T_OK(yx_encoding_read(yx_str_of("UTF-8"), &e) && e == YX_ENCODING_UTF8);
    T_OK(!yx_encoding_read(yx_str_of("latin1"), &e) && !yx_encoding_read(yx_str_of(""), &e));
}

static bool guess_and_read(void *arg)
{
    const char *path = arg;
    yx_encoding encoding = YX_ENCODING_UTF8;
    yx_input *in = NULL;
    yx_err err = {0};
    char at[100];
    size_t n = 0;
    yx_code rc = yx_input_guess(path, 1000, &encoding, &err);

    if (!rc)
        rc = yx_input_open(path, encoding, 1000, &in, &err);
    if (!rc)
        rc = yx_input_read(in, at, sizeof at, &n, &err);
    yx_input_close(in);
    return rc ? rc == YX_E_NOMEM && err.code == YX_E_NOMEM : n == 6 && memcmp(at, "武汉", 6) == 0;
}

static void test_memory(void **state)
{
    char path[512];

    (void)state;
    snprintf(path, sizeof path, "%s", t_file("gb", BYTES(GZ_GB)));
    T_OK(t_every_alloc(guess_and_read, path) > 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),          cmocka_unit_test(test_broken),
        cmocka_unit_test(test_long),           cmocka_unit_test(test_limit),
        cmocka_unit_test(test_refused),        cmocka_unit_test(test_guess),
        cmocka_unit_test(test_memory),         cmocka_unit_test(test_fits),
        cmocka_unit_test(test_encoding_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

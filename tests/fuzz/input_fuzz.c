/* input_fuzz.c - any bytes as a file, packed or not, in each encoding: what comes out does not
 * depend on how much is asked for at once, and a guess of GB18030 gives valid UTF-8. */
#include "base/buf.h"
#include "base/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { LIMIT = 1 << 20, STEP = 4096 };

static void must(bool right)
{
    if (!right)
        abort();
}

static yx_code read_all(const char *path, yx_encoding encoding, size_t step, yx_buf *out)
{
    char at[STEP];
    yx_input *in = NULL;
    size_t n = 1;
    yx_code rc = yx_input_open(path, encoding, LIMIT, &in, NULL);

    while (!rc && n) {
        rc = yx_input_read(in, at, step, &n, NULL);
        if (rc)
            break;
        must(n <= step);
        yx_buf_add(out, at, n);
    }
    yx_input_close(in);
    return rc;
}

static bool same(const yx_buf *a, const yx_buf *b)
{
    return yx_str_same(yx_buf_view(a), yx_buf_view(b));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    char path[64];
    yx_encoding guess = YX_ENCODING_UTF8;

    if (fd < 0)
        return 0;
    must(write(fd, data, n) == (ssize_t)n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    for (yx_encoding e = YX_ENCODING_UTF8; e <= YX_ENCODING_BIG5; e++) {
        yx_buf whole = {0}, pieces = {0};
        yx_code rc = read_all(path, e, STEP, &whole);
        yx_code again = read_all(path, e, 1 + n % 20, &pieces);
        must(rc == again && (rc == YX_OK || rc == YX_E_FORMAT || rc == YX_E_RANGE));
        if (!rc) {
            must(same(&whole, &pieces));
            must(yx_input_guess(path, LIMIT, &guess, NULL) == YX_OK);
            if (guess == e && guess == YX_ENCODING_GB18030)
                must(yx_utf8_valid(whole.at, whole.n) == whole.n);
            if (e == YX_ENCODING_UTF8 &&
                yx_utf8_valid(whole.at ? whole.at : "", whole.n) == whole.n)
                must(guess == YX_ENCODING_UTF8);
        }
        yx_buf_free(&whole);
        yx_buf_free(&pieces);
    }
    close(fd);
    return 0;
}

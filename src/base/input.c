/* Three stages, each reading from the one before it:
 *   raw      bytes of the file or of memory
 *   unpack   gzip is undone, and the limit kept
 *   decode   GB18030 becomes UTF-8
 * yx_input_read() skips a byte order mark in front of what comes out. */
#include "base/input.h"

#include "base/gb18030.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum {
    RAW = 64 * 1024,    /* read from the file at once */
    DECODE = 32 * 1024, /* waiting to be decoded */
    SMALL = 16,         /* a call for fewer bytes is served through `spare` */
};
#define MEMORY_MAX ((uint64_t)4 << 30)

struct yx_input {
    int fd;      /* -1: memory */
    char *raw;   /* room for RAW bytes; memory: NULL */
    yx_str left; /* raw bytes not used yet */
    bool raw_end;

    bool started, packed;
    z_stream z; /* when packed */
    bool z_made, in_member;
    uint64_t unpacked, max_bytes;

    yx_gb18030 *gb; /* NULL: UTF-8 */
    char *coded;    /* n_coded bytes that wait for gb, from coded_at on */
    size_t coded_at, n_coded;
    bool coded_end;

    char spare[SMALL]; /* decoded, not handed out yet */
    size_t spare_at, n_spare;
    yx_err failed; /* code 0: no failure so far */
};

static yx_code input_new(yx_encoding encoding, uint64_t max_bytes, yx_input **ret_input,
                         yx_err *err)
{
    yx_input *in = calloc(1, sizeof *in);
    yx_code rc = YX_OK;

    if (!in)
        return yx_fail(err, YX_E_NOMEM, "no memory for an input");
    in->fd = -1;
    in->max_bytes = max_bytes;
    if (encoding == YX_ENCODING_GB18030) {
        rc = yx_gb18030_open(&in->gb, err);
        if (!rc && !(in->coded = malloc(DECODE)))
            rc = yx_fail(err, YX_E_NOMEM, "no memory for an input");
    }
    if (rc) {
        yx_input_close(in);
        return rc;
    }
    *ret_input = in;
    return YX_OK;
}

static const char *kind_of(mode_t mode)
{
    if (S_ISDIR(mode))
        return "a directory";
    return S_ISFIFO(mode) ? "a pipe" : "a device";
}

yx_code yx_input_open(const char *path, yx_encoding encoding, uint64_t max_bytes,
                      yx_input **ret_input, yx_err *err)
{
    struct stat st;
    yx_input *in = NULL;
    yx_code rc = input_new(encoding, max_bytes, &in, err);

    if (rc)
        return rc;
    /* O_NONBLOCK: the open of a pipe that nobody writes to must not wait. */
    in->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (in->fd < 0)
        rc = yx_fail(err, YX_E_IO, "cannot open '%s': %s", path, strerror(errno));
    else if (fstat(in->fd, &st) != 0)
        rc = yx_fail(err, YX_E_IO, "cannot read '%s': %s", path, strerror(errno));
    else if (!S_ISREG(st.st_mode))
        rc = yx_fail(err, YX_E_IO, "cannot read '%s': it is %s", path, kind_of(st.st_mode));
    else if (!(in->raw = malloc(RAW)))
        rc = yx_fail(err, YX_E_NOMEM, "no memory for an input");
    if (rc) {
        yx_input_close(in);
        return rc;
    }
    *ret_input = in;
    return YX_OK;
}

yx_code yx_input_memory(yx_str bytes, yx_input **ret_input, yx_err *err)
{
    yx_input *in = NULL;
    yx_code rc = input_new(YX_ENCODING_UTF8, MEMORY_MAX, &in, err);

    if (rc)
        return rc;
    in->left = bytes;
    in->raw_end = true;
    *ret_input = in;
    return YX_OK;
}

void yx_input_close(yx_input *in)
{
    if (!in)
        return;
    if (in->z_made)
        inflateEnd(&in->z);
    if (in->fd >= 0)
        close(in->fd);
    yx_gb18030_close(in->gb);
    free(in->coded);
    free(in->raw);
    free(in);
}

/* --- raw --- */

/* Makes `left` hold at least `need` bytes, unless the file ends before. */
static yx_code raw_fill(yx_input *in, size_t need, yx_err *err)
{
    while (in->left.n < need && !in->raw_end) {
        ssize_t n;
        if (in->left.n)
            memmove(in->raw, in->left.at, in->left.n);
        in->left.at = in->raw;
        n = read(in->fd, in->raw + in->left.n, RAW - in->left.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return yx_fail(err, YX_E_IO, "cannot read the file: %s", strerror(errno));
        in->raw_end = n == 0;
        in->left.n += (size_t)n;
    }
    return YX_OK;
}

static size_t raw_take(yx_input *in, char *at, size_t cap)
{
    size_t n = in->left.n < cap ? in->left.n : cap;

    if (n) {
        memcpy(at, in->left.at, n);
        in->left = (yx_str){in->left.at + n, in->left.n - n};
    }
    return n;
}

/* --- unpack --- */

static bool gzip_magic(yx_str a)
{
    return a.n >= 2 && memcmp(a.at, "\x1f\x8b", 2) == 0;
}

static yx_code unpack_start(yx_input *in, yx_err *err)
{
    yx_code rc = raw_fill(in, 2, err);

    if (rc)
        return rc;
    in->packed = gzip_magic(in->left);
    in->started = true;
    if (!in->packed)
        return YX_OK;
    if (inflateInit2(&in->z, 16 + MAX_WBITS) != Z_OK) /* 16: gzip, with its checks */
        return yx_fail(err, YX_E_NOMEM, "no memory to unpack gzip");
    in->z_made = true;
    in->in_member = true;
    return YX_OK;
}

/* Between two members: the next one starts, or the file ends. */
static yx_code unpack_member(yx_input *in, yx_err *err)
{
    yx_code rc = raw_fill(in, 2, err);

    if (rc || !in->left.n)
        return rc;
    if (!gzip_magic(in->left) || inflateReset(&in->z) != Z_OK)
        return yx_fail(err, YX_E_FORMAT, "the gzip data is followed by something else");
    in->in_member = true;
    return YX_OK;
}

static yx_code inflate_some(yx_input *in, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    const size_t most = 1u << 30; /* what surely fits zlib's counters */
    uInt room = (uInt)(cap < most ? cap : most);
    yx_code rc = YX_OK;

    *ret_n = 0;
    while (*ret_n == 0) {
        uInt given;
        int z;
        if (!in->in_member) {
            rc = unpack_member(in, err);
            if (rc || !in->in_member)
                return rc;
        }
        rc = raw_fill(in, 1, err);
        if (rc)
            return rc;
        given = (uInt)(in->left.n < most ? in->left.n : most);
        in->z.next_in = (Bytef *)in->left.at;
        in->z.avail_in = given;
        in->z.next_out = (Bytef *)at;
        in->z.avail_out = room;
        z = inflate(&in->z, Z_NO_FLUSH);
        given -= in->z.avail_in;
        in->left = (yx_str){in->left.at + given, in->left.n - given};
        *ret_n = room - in->z.avail_out;
        if (z == Z_STREAM_END)
            in->in_member = false;
        else if (z == Z_MEM_ERROR)
            return yx_fail(err, YX_E_NOMEM, "no memory to unpack gzip");
        else if (z != Z_OK && z != Z_BUF_ERROR)
            return yx_fail(err, YX_E_FORMAT, "the gzip data is broken: %s",
                           in->z.msg ? in->z.msg : "it cannot be unpacked");
        else if (!*ret_n && !in->left.n && in->raw_end)
            return yx_fail(err, YX_E_FORMAT, "the gzip data is cut off");
    }
    return YX_OK;
}

static yx_code unpack(yx_input *in, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    yx_code rc = YX_OK;

    if (!in->started)
        rc = unpack_start(in, err);
    if (rc)
        return rc;
    if (in->packed) {
        rc = inflate_some(in, at, cap, ret_n, err);
    } else {
        rc = raw_fill(in, 1, err);
        if (!rc)
            *ret_n = raw_take(in, at, cap);
    }
    if (rc)
        return rc;
    in->unpacked += *ret_n;
    if (in->unpacked > in->max_bytes)
        return yx_fail(err, YX_E_RANGE, "more than %llu bytes", (unsigned long long)in->max_bytes);
    return YX_OK;
}

/* --- decode --- */

static yx_code decode(yx_input *in, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    if (!in->gb)
        return unpack(in, at, cap, ret_n, err);
    for (;;) {
        size_t n = 0, used = 0;
        yx_code rc;

        if (in->n_coded || in->coded_end) {
            *ret_n = yx_gb18030_convert(in->gb, in->coded + in->coded_at, in->n_coded,
                                        in->coded_end, at, cap, &used);
            in->coded_at += used;
            in->n_coded -= used;
            if (*ret_n || in->coded_end)
                return YX_OK;
        }
        /* Nothing came out: only the start of a character is there. */
        memmove(in->coded, in->coded + in->coded_at, in->n_coded);
        in->coded_at = 0;
        rc = unpack(in, in->coded + in->n_coded, DECODE - in->n_coded, &n, err);
        if (rc)
            return rc;
        in->coded_end = n == 0;
        in->n_coded += n;
    }
}

/* Fills the empty spare buffer as far as it goes. */
static yx_code spare_fill(yx_input *in, yx_err *err)
{
    in->spare_at = 0;
    while (in->n_spare < SMALL / 2) {
        size_t n = 0;
        yx_code rc = decode(in, in->spare + in->n_spare, SMALL - in->n_spare, &n, err);
        if (rc)
            return rc;
        if (!n)
            break;
        in->n_spare += n;
    }
    return YX_OK;
}

yx_code yx_input_read(yx_input *in, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    bool first = !in->started;
    yx_err why = {0};
    size_t n = 0;
    yx_code rc = YX_OK;

    if (in->failed.code)
        return yx_fail(err, in->failed.code, "%s", in->failed.text);
    if (!in->n_spare && (first || cap < SMALL)) {
        rc = spare_fill(in, &why);
        if (!rc && first && in->n_spare >= 3 && memcmp(in->spare, "\xEF\xBB\xBF", 3) == 0) {
            in->spare_at = 3;
            in->n_spare -= 3;
            if (!in->n_spare)
                rc = spare_fill(in, &why);
        }
    }
    if (!rc && in->n_spare) {
        n = in->n_spare < cap ? in->n_spare : cap;
        memcpy(at, in->spare + in->spare_at, n);
        in->spare_at += n;
        in->n_spare -= n;
    } else if (!rc && cap >= SMALL) {
        rc = decode(in, at, cap, &n, &why);
    }
    if (rc) {
        in->failed = why;
        return yx_fail(err, rc, "%s", why.text);
    }
    *ret_n = n;
    return YX_OK;
}

/* --- guess --- */

/* Reads all of a file. *ret_valid: it is valid in that encoding. Stops at the first bad byte. */
static yx_code all_valid(const char *path, yx_encoding encoding, uint64_t max_bytes,
                         bool *ret_valid, yx_err *err)
{
    char *at = malloc(RAW);
    yx_input *in = NULL;
    size_t n = 1, kept = 0;
    bool valid = true;
    yx_code rc = YX_OK;

    if (!at)
        return yx_fail(err, YX_E_NOMEM, "no memory for an input");
    rc = yx_input_open(path, encoding, max_bytes, &in, err);
    while (!rc && valid && n) {
        rc = yx_input_read(in, at + kept, RAW - kept, &n, err);
        if (rc)
            break;
        if (encoding == YX_ENCODING_GB18030) {
            valid = yx_gb18030_bad(in->gb) == 0;
        } else {
            size_t have = kept + n, good = yx_utf8_valid(at, have);
            kept = have - good; /* up to 3 bytes may be the start of a character */
            valid = kept == 0 || (kept < 4 && n);
            memmove(at, at + good, valid ? kept : 0);
        }
    }
    yx_input_close(in);
    free(at);
    if (!rc)
        *ret_valid = valid;
    return rc;
}

yx_code yx_input_guess(const char *path, uint64_t max_bytes, yx_encoding *ret, yx_err *err)
{
    bool valid = false;
    yx_encoding guess = YX_ENCODING_UTF8;
    yx_code rc = all_valid(path, YX_ENCODING_UTF8, max_bytes, &valid, err);

    if (!rc && !valid) {
        rc = all_valid(path, YX_ENCODING_GB18030, max_bytes, &valid, err);
        if (valid)
            guess = YX_ENCODING_GB18030;
    }
    if (!rc)
        *ret = guess;
    return rc;
}

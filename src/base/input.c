/* Three stages, each reading from the one before it:
 *   raw      bytes of the file or of memory
 *   unpack   gzip or zstd is undone, and the limit kept
 *   decode   GB18030 or Big5 becomes UTF-8
 * yx_input_read() skips a byte order mark in front of what comes out. */
#include "base/input.h"

#include "base/depack.h"
#include "base/encoding.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

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

    bool started;
    yx_depacker *packed; /* NULL: it is not */
    uint64_t unpacked, max_bytes;

    yx_decoder *decoder; /* NULL: UTF-8 */
    char *coded;         /* n_coded bytes that wait for it, from coded_at on */
    size_t coded_at, n_coded;
    bool coded_end;

    char spare[SMALL]; /* decoded, not handed out yet */
    size_t spare_at, n_spare;
    yx_err failed; /* code 0: no failure so far */
};

static const char *const iconv_name[] = {
    [YX_ENCODING_ANY] = NULL, /* read as UTF-8 */
    [YX_ENCODING_UTF8] = NULL,
    [YX_ENCODING_GB18030] = "GB18030",
    [YX_ENCODING_BIG5] = "BIG5",
};

bool yx_encoding_read(yx_str name, yx_encoding *ret)
{
    static const struct {
        const char *name;
        yx_encoding encoding;
    } row[] = {
        {"utf-8", YX_ENCODING_UTF8},  {"utf8", YX_ENCODING_UTF8},
        {"gbk", YX_ENCODING_GB18030}, {"gb2312", YX_ENCODING_GB18030},
        {"big5", YX_ENCODING_BIG5},   {"gb18030", YX_ENCODING_GB18030},
    };

    for (size_t i = 0; i < YX_COUNT(row); i++)
        if (strlen(row[i].name) == name.n && strncasecmp(row[i].name, name.at, name.n) == 0) {
            *ret = row[i].encoding;
            return true;
        }
    return false;
}

static yx_code input_new(yx_encoding encoding, uint64_t max_bytes, yx_input **ret_input,
                         yx_err *err)
{
    yx_input *in = calloc(1, sizeof *in);
    yx_code rc = YX_OK;

    if (!in)
        return yx_fail(err, YX_E_NOMEM, "no memory for an input");
    in->fd = -1;
    in->max_bytes = max_bytes;
    if (iconv_name[encoding]) {
        rc = yx_decoder_open(iconv_name[encoding], &in->decoder, err);
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
    yx_depacker_free(in->packed);
    if (in->fd >= 0)
        close(in->fd);
    yx_decoder_close(in->decoder);
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

static yx_code unpack_start(yx_input *in, yx_err *err)
{
    yx_code rc = raw_fill(in, YX_DEPACK_MAGIC, err);
    yx_packing packing = yx_packing_of(in->left);

    if (rc)
        return rc;
    in->started = true;
    return packing == YX_PACKED_NOT ? YX_OK : yx_depacker_new(packing, &in->packed, err);
}

static yx_code depack(yx_input *in, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    size_t want = YX_DEPACK_MAGIC;

    for (;;) {
        yx_code rc = raw_fill(in, want, err);
        bool last = in->raw_end;
        if (rc)
            return rc;
        rc = yx_depack_some(in->packed, &in->left, last, at, cap, ret_n, err);
        if (rc || *ret_n || last)
            return rc;
        want = in->left.n + 1 > YX_DEPACK_MAGIC ? in->left.n + 1 : YX_DEPACK_MAGIC;
    }
}

static yx_code unpack(yx_input *in, char *at, size_t cap, size_t *ret_n, yx_err *err)
{
    yx_code rc = YX_OK;

    if (!in->started)
        rc = unpack_start(in, err);
    if (rc)
        return rc;
    if (in->packed) {
        rc = depack(in, at, cap, ret_n, err);
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
    if (!in->decoder)
        return unpack(in, at, cap, ret_n, err);
    for (;;) {
        size_t n = 0, used = 0;
        yx_code rc;

        if (in->n_coded || in->coded_end) {
            *ret_n = yx_decoder_convert(in->decoder, in->coded + in->coded_at, in->n_coded,
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

yx_code yx_input_fits(const char *path, yx_encoding encoding, uint64_t max_bytes, bool *ret_fits,
                      yx_err *err)
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
        if (in->decoder) {
            valid = yx_decoder_bad(in->decoder) == 0;
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
        *ret_fits = valid;
    return rc;
}

yx_code yx_input_guess(const char *path, uint64_t max_bytes, yx_encoding *ret, yx_err *err)
{
    bool valid = false;
    yx_encoding guess = YX_ENCODING_UTF8;
    yx_code rc = yx_input_fits(path, YX_ENCODING_UTF8, max_bytes, &valid, err);

    if (!rc && !valid) {
        rc = yx_input_fits(path, YX_ENCODING_GB18030, max_bytes, &valid, err);
        if (valid)
            guess = YX_ENCODING_GB18030;
    }
    if (!rc)
        *ret = guess;
    return rc;
}

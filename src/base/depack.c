#include "base/depack.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

enum { WINDOW_LOG = 27 /* what zstd writes at most unless it is told --long */ };

struct yx_depacker {
    yx_packing packing;
    bool in_member; /* gzip: a member is begun; zstd: a frame is */
    z_stream z;
    ZSTD_DCtx *zstd;
};

yx_packing yx_packing_of(yx_str head)
{
    if (head.n >= 2 && memcmp(head.at, "\x1f\x8b", 2) == 0)
        return YX_PACKED_GZIP;
    if (head.n >= 4 && memcmp(head.at, "\x28\xb5\x2f\xfd", 4) == 0)
        return YX_PACKED_ZSTD;
    return YX_PACKED_NOT;
}

yx_code yx_depacker_new(yx_packing packing, yx_depacker **ret, yx_err *err)
{
    yx_depacker *d = calloc(1, sizeof *d);
    bool good;

    if (!d)
        return yx_fail(err, YX_E_NOMEM, "no memory to unpack");
    d->packing = packing;
    if (packing == YX_PACKED_GZIP) {
        good = inflateInit2(&d->z, 16 + MAX_WBITS) == Z_OK; /* 16: gzip, with its checks */
    } else {
        d->zstd = ZSTD_createDCtx();
        good = d->zstd &&
               !ZSTD_isError(ZSTD_DCtx_setParameter(d->zstd, ZSTD_d_windowLogMax, WINDOW_LOG));
    }
    if (!good) {
        yx_depacker_free(d);
        return yx_fail(err, YX_E_NOMEM, "no memory to unpack");
    }
    d->in_member = true;
    *ret = d;
    return YX_OK;
}

void yx_depacker_free(yx_depacker *d)
{
    if (!d)
        return;
    if (d->packing == YX_PACKED_GZIP)
        inflateEnd(&d->z);
    ZSTD_freeDCtx(d->zstd);
    free(d);
}

static void drop_front(yx_str *in, size_t n)
{
    *in = (yx_str){in->at + n, in->n - n};
}

static yx_code gzip_some(yx_depacker *d, yx_str *in, char *out, size_t cap, size_t *ret_n,
                         yx_err *err)
{
    const size_t most = 1u << 30; /* what surely fits zlib's counters */
    uInt room = (uInt)(cap < most ? cap : most);
    uInt given = (uInt)(in->n < most ? in->n : most);
    int z;

    d->z.next_in = (Bytef *)in->at;
    d->z.avail_in = given;
    d->z.next_out = (Bytef *)out;
    d->z.avail_out = room;
    z = inflate(&d->z, Z_NO_FLUSH);
    drop_front(in, given - d->z.avail_in);
    *ret_n = room - d->z.avail_out;
    if (z == Z_STREAM_END)
        d->in_member = false;
    else if (z == Z_MEM_ERROR)
        return yx_fail(err, YX_E_NOMEM, "no memory to unpack gzip");
    else if (z != Z_OK && z != Z_BUF_ERROR)
        return yx_fail(err, YX_E_FORMAT, "the gzip data is broken: %s",
                       d->z.msg ? d->z.msg : "it cannot be unpacked");
    return YX_OK;
}

static yx_code zstd_some(yx_depacker *d, yx_str *in, char *out, size_t cap, size_t *ret_n,
                         yx_err *err)
{
    ZSTD_inBuffer from = {in->at, in->n, 0};
    ZSTD_outBuffer to = {out, cap, 0};
    size_t left = ZSTD_decompressStream(d->zstd, &to, &from);

    drop_front(in, from.pos);
    *ret_n = to.pos;
    if (ZSTD_isError(left)) {
        const char *why = ZSTD_getErrorName(left);
        /* The library knows no code for it in its stable interface but the name. */
        if (strstr(why, "Allocation"))
            return yx_fail(err, YX_E_NOMEM, "no memory to unpack zstd");
        return yx_fail(err, YX_E_FORMAT, "the zstd data is broken: %s", why);
    }
    d->in_member = left != 0;
    return YX_OK;
}

/* Between two members: the next one starts, or the file ends. */
static yx_code next_member(yx_depacker *d, yx_str in, yx_err *err)
{
    const char *name = d->packing == YX_PACKED_GZIP ? "gzip" : "zstd";

    if (yx_packing_of(in) != d->packing ||
        (d->packing == YX_PACKED_GZIP && inflateReset(&d->z) != Z_OK))
        return yx_fail(err, YX_E_FORMAT, "the %s data is followed by something else", name);
    d->in_member = true;
    return YX_OK;
}

yx_code yx_depack_some(yx_depacker *d, yx_str *in, bool last, char *out, size_t cap, size_t *ret_n,
                       yx_err *err)
{
    yx_code rc = YX_OK;

    *ret_n = 0;
    while (!rc && !*ret_n) {
        size_t before = in->n;
        if (!d->in_member) {
            if (in->n < YX_DEPACK_MAGIC && !last)
                return YX_OK;
            if (!in->n)
                return YX_OK;
            rc = next_member(d, *in, err);
            if (rc)
                return rc;
        }
        if (d->packing == YX_PACKED_GZIP)
            rc = gzip_some(d, in, out, cap, ret_n, err);
        else
            rc = zstd_some(d, in, out, cap, ret_n, err);
        if (!rc && !*ret_n && d->in_member && in->n == before) {
            if (last)
                return yx_fail(err, YX_E_FORMAT, "the %s data is cut off",
                               d->packing == YX_PACKED_GZIP ? "gzip" : "zstd");
            return YX_OK;
        }
    }
    return rc;
}

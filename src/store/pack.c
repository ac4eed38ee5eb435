#include "store/pack.h"

#include <string.h>

enum { ONE_RUN, RUNS, BITS, WIDE = 57 /* widest number that one load of 64 bits always holds */ };

static uint64_t zigzag(uint64_t v)
{
    return (v << 1) ^ (0 - (v >> 63));
}

static uint64_t unzigzag(uint64_t v)
{
    return (v >> 1) ^ (0 - (v & 1));
}

/* --- writing --- */

/* A few bytes at a time are what columns are made of: they are put into the room that there is
 * without a call each. */
static bool has_room(const yx_buf *out, size_t n)
{
    return !out->failed && out->cap - out->n > n;
}

void yx_pack_byte(yx_buf *out, unsigned v)
{
    if (!has_room(out, 1)) {
        yx_buf_char(out, (char)v);
        return;
    }
    out->at[out->n++] = (char)v;
    out->at[out->n] = 0;
}

void yx_pack_uint(yx_buf *out, uint64_t v)
{
    enum { MOST = 10 };
    char bytes[MOST], *at = has_room(out, MOST) ? out->at + out->n : bytes;
    size_t n = 0;

    for (; v >= 0x80; v >>= 7)
        at[n++] = (char)(v | 0x80);
    at[n++] = (char)v;
    if (at == bytes) {
        yx_buf_add(out, bytes, n);
        return;
    }
    out->n += n;
    out->at[out->n] = 0;
}

void yx_pack_int(yx_buf *out, int64_t v)
{
    yx_pack_uint(out, zigzag((uint64_t)v));
}

void yx_pack_str(yx_buf *out, yx_str text)
{
    yx_pack_uint(out, text.n);
    yx_buf_str(out, text);
}

/* How many numbers from i on go up by the same step. */
static size_t run_length(const int64_t *v, size_t n, size_t i, uint64_t *ret_step)
{
    size_t k = i + 2;

    if (i + 1 == n) {
        *ret_step = 0;
        return 1;
    }
    *ret_step = (uint64_t)v[i + 1] - (uint64_t)v[i];
    while (k < n && (uint64_t)v[k] - (uint64_t)v[k - 1] == *ret_step)
        k++;
    return k - i;
}

static unsigned block_width(const int64_t *v, size_t n)
{
    uint64_t all = 0;

    for (size_t i = 0; i < n; i++) /* v[-1] is the number before the block */
        all |= zigzag((uint64_t)v[i] - (uint64_t)(v + i)[-1]);
    return all ? 64 - (unsigned)__builtin_clzll(all) : 0;
}

static void store64(unsigned char *at, uint64_t v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    memcpy(at, &v, sizeof v);
}

static size_t block_of(size_t n, size_t i)
{
    return n - i < YX_PACK_BLOCK ? n - i : YX_PACK_BLOCK;
}

/* Bytes of the blocks of a column. */
static size_t bits_size(const int64_t *v, size_t n)
{
    size_t size = 0;

    for (size_t i = 1; i < n; i += YX_PACK_BLOCK)
        size += 1 + (block_of(n, i) * block_width(v + i, block_of(n, i)) + 7) / 8;
    return size;
}

/* Bits gather in a word, and leave it in bytes. */
static void put_block(yx_buf *out, const int64_t *v, size_t n)
{
    unsigned char bytes[1 + 8 * YX_PACK_BLOCK + 8];
    unsigned width = block_width(v, n), in = 0;
    size_t at = 1;
    uint64_t word = 0;

    bytes[0] = (unsigned char)width;
    for (size_t i = 0; width && i < n; i++) {
        uint64_t z = zigzag((uint64_t)v[i] - (uint64_t)(v + i)[-1]);
        word |= z << in;
        if (in + width >= 64) {
            store64(bytes + at, word);
            at += 8;
            word = in ? z >> (64 - in) : 0; /* in 0: width 64, and all of z is out */
            in = in + width - 64;
        } else {
            in += width;
        }
    }
    store64(bytes + at, word);
    yx_buf_add(out, bytes, at + (in + 7) / 8);
}

static void put_bits(yx_buf *out, const int64_t *v, size_t n)
{
    yx_pack_byte(out, BITS);
    yx_pack_int(out, v[0]);
    for (size_t i = 1; i < n; i += YX_PACK_BLOCK)
        put_block(out, v + i, block_of(n, i));
}

static size_t uint_size(uint64_t v)
{
    return v ? (70 - (size_t)__builtin_clzll(v)) / 7 : 1;
}

static size_t int_size(int64_t v)
{
    return uint_size(zigzag((uint64_t)v));
}

/* Bytes of the runs of a column; once that is more than `limit`, some number above it. */
static size_t runs_size(const int64_t *v, size_t n, size_t limit)
{
    size_t size = 1;
    uint64_t step, before = 0;

    for (size_t i = 0, k; i < n && size <= limit; i += k) {
        k = run_length(v, n, i, &step);
        size += uint_size(k) + int_size((int64_t)((uint64_t)v[i] - before));
        size += k > 1 ? int_size((int64_t)step) : 0;
        before = (uint64_t)v[i + k - 1];
    }
    return size;
}

static void put_runs(yx_buf *out, const int64_t *v, size_t n)
{
    uint64_t step, before = 0;

    yx_pack_byte(out, RUNS);
    for (size_t i = 0, k; i < n; i += k) {
        k = run_length(v, n, i, &step);
        yx_pack_uint(out, k);
        yx_pack_int(out, (int64_t)((uint64_t)v[i] - before));
        if (k > 1)
            yx_pack_int(out, (int64_t)step);
        before = (uint64_t)v[i + k - 1];
    }
}

void yx_pack_run(yx_buf *out, size_t n, int64_t first, int64_t step)
{
    yx_pack_byte(out, ONE_RUN);
    yx_pack_int(out, first);
    if (n > 1)
        yx_pack_int(out, step);
}

void yx_pack_column(yx_buf *out, const int64_t *v, size_t n)
{
    uint64_t step;
    size_t bits;

    if (!n)
        return;
    if (run_length(v, n, 0, &step) == n) {
        yx_pack_run(out, n, v[0], (int64_t)step);
        return;
    }
    bits = 1 + int_size(v[0]) + bits_size(v, n);
    if (runs_size(v, n, bits) <= bits)
        put_runs(out, v, n);
    else
        put_bits(out, v, n);
}

/* --- reading --- */

yx_unpack yx_unpack_of(yx_str bytes)
{
    const uint8_t *at = (const uint8_t *)bytes.at;

    return (yx_unpack){at, at + bytes.n, false};
}

static size_t left(const yx_unpack *u)
{
    return (size_t)(u->end - u->at);
}

/* Everything read from now on is 0. */
static void spoil(yx_unpack *u)
{
    u->bad = true;
    u->at = u->end;
}

unsigned yx_unpack_byte(yx_unpack *u)
{
    if (u->at == u->end) {
        spoil(u);
        return 0;
    }
    return *u->at++;
}

uint64_t yx_unpack_uint(yx_unpack *u)
{
    uint64_t v = 0;

    if (u->at < u->end && *u->at < 0x80) /* most are small */
        return *u->at++;
    for (unsigned shift = 0; shift < 64 && u->at < u->end; shift += 7) {
        unsigned byte = *u->at++;
        if (shift == 63 && byte > 1)
            break;
        v |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80)
            return v;
    }
    spoil(u);
    return 0;
}

int64_t yx_unpack_int(yx_unpack *u)
{
    return (int64_t)unzigzag(yx_unpack_uint(u));
}

uint64_t yx_unpack_within(yx_unpack *u, uint64_t lo, uint64_t hi)
{
    uint64_t v = yx_unpack_uint(u);

    if (v >= lo && v <= hi)
        return v;
    spoil(u);
    return lo;
}

yx_str yx_unpack_str(yx_unpack *u, size_t max)
{
    size_t n = (size_t)yx_unpack_within(u, 0, max);
    yx_str text = {(const char *)u->at, n};

    if (n > left(u)) {
        spoil(u);
        return (yx_str){"", 0};
    }
    u->at += n;
    return text;
}

static uint64_t load64(const uint8_t *at)
{
    uint64_t v;

    memcpy(&v, at, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* Unpacks n differences of `width` bits; 9 bytes behind the last one may be read. */
static uint64_t get_block(const uint8_t *at, unsigned width, uint64_t v, int64_t *out, size_t n)
{
    uint64_t mask = width < 64 ? (UINT64_C(1) << width) - 1 : UINT64_MAX;
    size_t bit = 0;

    if (width <= WIDE) {
        for (size_t i = 0; i < n; i++, bit += width) {
            v += unzigzag((load64(at + (bit >> 3)) >> (bit & 7)) & mask);
            out[i] = (int64_t)v;
        }
        return v;
    }
    for (size_t i = 0; i < n; i++, bit += width) {
        uint64_t z = load64(at + (bit >> 3)) >> (bit & 7);
        if (bit & 7)
            z |= (uint64_t)at[(bit >> 3) + 8] << (64 - (bit & 7));
        v += unzigzag(z & mask);
        out[i] = (int64_t)v;
    }
    return v;
}

static void get_bits(yx_unpack *u, int64_t *out, size_t n)
{
    uint8_t tail[8 * YX_PACK_BLOCK + 16];
    uint64_t v = (uint64_t)yx_unpack_int(u);

    out[0] = (int64_t)v;
    for (size_t i = 1; i < n; i += YX_PACK_BLOCK) {
        size_t count = block_of(n, i), size;
        const uint8_t *at;
        unsigned width = yx_unpack_byte(u);
        size = (count * width + 7) / 8;
        if (width > 64 || size > left(u)) {
            spoil(u);
            width = 0;
            size = 0;
        }
        at = u->at;
        if (left(u) < size + 16) { /* near the end: read from a copy with room behind it */
            memset(tail + size, 0, sizeof tail - size);
            if (size)
                memcpy(tail, at, size);
            at = tail;
        }
        v = get_block(at, width, v, out + i, count);
        u->at += size;
    }
}

static uint64_t fill(int64_t *out, size_t n, uint64_t first, uint64_t step)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (int64_t)(first + i * step);
    return first + (n - 1) * step;
}

static void get_runs(yx_unpack *u, int64_t *out, size_t n)
{
    uint64_t before = 0;

    for (size_t i = 0; i < n;) {
        size_t k = (size_t)yx_unpack_within(u, 1, n - i);
        uint64_t first = before + (uint64_t)yx_unpack_int(u);
        uint64_t step = k > 1 ? (uint64_t)yx_unpack_int(u) : 0;
        before = fill(out + i, u->bad ? n - i : k, first, step);
        i = u->bad ? n : i + k;
    }
}

bool yx_unpack_run(yx_unpack *u, size_t n, int64_t *ret_first, int64_t *ret_step)
{
    if (u->at == u->end || *u->at != ONE_RUN || !n)
        return false;
    u->at++;
    *ret_first = yx_unpack_int(u);
    *ret_step = n > 1 ? yx_unpack_int(u) : 0;
    return true;
}

void yx_unpack_column(yx_unpack *u, int64_t *out, size_t n)
{
    int64_t first, step;
    unsigned mode;

    if (!n)
        return;
    if (yx_unpack_run(u, n, &first, &step)) {
        (void)fill(out, n, (uint64_t)first, (uint64_t)step);
        return;
    }
    mode = yx_unpack_byte(u);
    if (mode == RUNS) {
        get_runs(u, out, n);
    } else if (mode == BITS) {
        get_bits(u, out, n);
    } else {
        spoil(u);
        memset(out, 0, n * sizeof *out);
    }
}

static void skip_uint(yx_unpack *u)
{
    const uint8_t *at = u->at, *end = left(u) < 10 ? u->end : u->at + 10;

    while (at < end && *at >= 0x80)
        at++;
    if (at == end || (at - u->at == 9 && *at > 1))
        spoil(u);
    else
        u->at = at + 1;
}

static void skip_bits(yx_unpack *u, size_t n)
{
    skip_uint(u);
    for (size_t i = 1; i < n && !u->bad; i += YX_PACK_BLOCK) {
        unsigned width = yx_unpack_byte(u);
        size_t size = (block_of(n, i) * width + 7) / 8;
        if (width > 64 || size > left(u))
            spoil(u);
        else
            u->at += size;
    }
}

static void skip_runs(yx_unpack *u, size_t n)
{
    for (size_t i = 0; i < n && !u->bad;) {
        size_t k = (size_t)yx_unpack_within(u, 1, n - i);
        skip_uint(u);
        if (k > 1)
            skip_uint(u);
        i += k;
    }
}

void yx_unpack_skip(yx_unpack *u, size_t n)
{
    int64_t first, step;
    unsigned mode;

    if (!n || yx_unpack_run(u, n, &first, &step))
        return;
    mode = yx_unpack_byte(u);
    if (mode == RUNS)
        skip_runs(u, n);
    else if (mode == BITS)
        skip_bits(u, n);
    else
        spoil(u);
}

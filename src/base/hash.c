#include "base/hash.h"

#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(crypto_generichash_state) <= sizeof(yx_hasher), "libsodium's state fits");

static crypto_generichash_state *state(yx_hasher *h)
{
    return (crypto_generichash_state *)(void *)h->state;
}

void yx_hash_start(yx_hasher *h)
{
    (void)crypto_generichash_init(state(h), NULL, 0, YX_HASH);
}

void yx_hash_field(yx_hasher *h, const void *at, size_t n)
{
    unsigned char length[8];

    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)n >> (8 * i));
    (void)crypto_generichash_update(state(h), length, sizeof length);
    if (n)
        (void)crypto_generichash_update(state(h), at, n);
}

void yx_hash_int(yx_hasher *h, int64_t v)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)v >> (8 * i));
    yx_hash_field(h, bytes, sizeof bytes);
}

yx_hash yx_hash_end(yx_hasher *h)
{
    yx_hash hash;

    (void)crypto_generichash_final(state(h), hash.at, YX_HASH);
    return hash;
}

bool yx_hash_same(const yx_hash *a, const yx_hash *b)
{
    return sodium_memcmp(a->at, b->at, YX_HASH) == 0;
}

char *yx_hash_hex(const yx_hash *h, char out[YX_HASH_HEX])
{
    return sodium_bin2hex(out, YX_HASH_HEX, h->at, YX_HASH);
}

bool yx_hash_read(yx_str hex, yx_hash *ret)
{
    size_t n = 0;
    yx_hash hash;

    if (hex.n != YX_HASH_HEX - 1 ||
        sodium_hex2bin(hash.at, YX_HASH, hex.at, hex.n, NULL, &n, NULL) != 0 || n != YX_HASH)
        return false;
    *ret = hash;
    return true;
}

/* hash.h - the hash that chains the log: BLAKE2b-256 (libsodium). */
#ifndef YX_BASE_HASH_H
#define YX_BASE_HASH_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { YX_HASH = 32, YX_HASH_HEX = 65 };

typedef struct yx_hash {
    uint8_t at[YX_HASH];
} yx_hash;

/* Feeds fields one after the other, each with its length before it, so that no two lists of fields
 * give the same bytes. */
typedef struct yx_hasher yx_hasher;
struct yx_hasher {
    _Alignas(64) unsigned char state[384];
};

#define YX_HASH_NAME "BLAKE2b-256"

void yx_hash_start(yx_hasher *h);
void yx_hash_field(yx_hasher *h, const void *at, size_t n);
void yx_hash_int(yx_hasher *h, int64_t v);
yx_hash yx_hash_end(yx_hasher *h);

bool yx_hash_same(const yx_hash *a, const yx_hash *b);
char *yx_hash_hex(const yx_hash *h, char out[YX_HASH_HEX]); /* lower case; returns out */
bool yx_hash_read(yx_str hex, yx_hash *ret);                /* 64 hex digits, either case */

#endif
